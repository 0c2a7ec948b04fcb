//! The whole set of files for four kinds of weeks.

use crate::support::snapshot::{empty, hostile, huge, previous_week, week};
use reach::attain::snapshot::Snapshot;
use reach::report::{ReportFile, Weekly, weekly};

fn make(current: &Snapshot, previous: Option<&Snapshot>) -> Vec<ReportFile> {
    weekly(&Weekly { current, previous, final_: false, observations: &[] }).unwrap()
}

/// Puts files where they can be looked at, if somebody asked for it.
fn look(set: &str, files: &[ReportFile]) {
    let Ok(root) = std::env::var("REACH_LOOK") else { return };
    let dir = std::path::Path::new(&root).join(set);
    std::fs::create_dir_all(&dir).unwrap();
    for f in files {
        reach::base::disk::write(&dir.join(&f.name), &f.bytes).unwrap();
    }
}

#[test]
fn every_kind_of_week_gives_the_whole_set() {
    for (name, current, previous) in [
        ("week", week(), Some(previous_week())),
        ("empty", empty(), None),
        ("huge", huge(), Some(previous_week())),
        ("hostile", hostile(), None),
    ] {
        let files = make(&current, previous.as_ref());
        look(name, &files);
        let names: Vec<&str> = files.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "index.html",
                "overview.png",
                "phone.png",
                "p08_tv.png",
                "p09_press_douyin.png",
                "p10_web_wechat.png",
                "p11_audio.png",
                "p12_short_video.png",
                "p13_magazine.png",
                "p14_cri.png",
                "annex.xlsx",
                "summary.txt",
                "manifest.json"
            ]
        );
    }
}
