//! The weekly report, its pictures and its tables.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that does not find what it looks for has failed")]

mod export;
mod page;
mod pictures;
mod same;
mod view;
mod weekly;

use crate::support::snapshot::{empty, hostile, huge, previous_week, week};
use reach::attain::snapshot::Snapshot;
use reach::report::{ReportFile, Weekly, weekly};
use std::sync::OnceLock;

/// All files of a report.
fn make(current: &Snapshot, previous: Option<&Snapshot>) -> Vec<ReportFile> {
    weekly(&Weekly { current, previous, final_: false, observations: &[], definitions: &std::collections::BTreeMap::new() }).unwrap()
}

/// The kinds of weeks that most tests look at, each with its files, made once.
fn usual() -> &'static [(&'static str, Vec<ReportFile>)] {
    static USUAL: OnceLock<Vec<(&'static str, Vec<ReportFile>)>> = OnceLock::new();
    USUAL.get_or_init(|| {
        let before = previous_week();
        let made = vec![
            ("week", make(&week(), Some(&before))),
            ("empty", make(&empty(), None)),
            ("huge", make(&huge(), Some(&before))),
            ("hostile", make(&hostile(), None)),
        ];
        for (name, files) in &made {
            look(name, files);
        }
        made
    })
}

/// One of them.
fn usual_week(name: &str) -> &'static [ReportFile] {
    &usual().iter().find(|u| u.0 == name).unwrap().1
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

fn bytes<'a>(files: &'a [ReportFile], name: &str) -> &'a [u8] {
    &files.iter().find(|f| f.name == name).unwrap().bytes
}

fn text<'a>(files: &'a [ReportFile], name: &str) -> &'a str {
    std::str::from_utf8(bytes(files, name)).unwrap()
}
