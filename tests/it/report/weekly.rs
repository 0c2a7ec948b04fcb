//! The whole set of files: complete, repeatable, described by its manifest, for every kind of week.

use super::pictures::measure;
use super::{bytes, make, text, usual, usual_week};
use crate::support::snapshot::{Dice, empty, huge, previous_week, week};
use reach::attain::snapshot::{DueState, Snapshot, Verdict};
use reach::base::count::Span;
use reach::base::digest::Digest;

#[test]
fn every_kind_of_week_gives_the_whole_set() {
    for (name, files) in usual() {
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
        let summary = text(files, "summary.txt").trim_end();
        assert!(summary.chars().count() <= 200, "{name}: {summary}");
        assert!(bytes(files, "phone.png").len() < 2_000_000, "{name}");
    }
}

#[test]
fn summary_names_everybody_who_is_late() {
    let summary = text(usual_week("week"), "summary.txt");
    for part in [
        "样例数据",
        "2023年第13周（3月27日—4月2日，初报）",
        "7个项目：已达标1",
        "严重滞后：14国际在线",
        "滞后：9平面媒体与抖音",
        "校验码 9f3c 41aa",
    ] {
        assert!(summary.contains(part), "{part} in {summary}");
    }
}

#[test]
fn annex_holds_the_tables_and_what_is_added_to_them() {
    use calamine::{Reader, Xlsx};
    use reach::report::export::{Cell, Column, ColumnKind, Table};
    let readings = [Table {
        title: "读数".into(),
        columns: vec![Column::new("编号", ColumnKind::Id)],
        rows: vec![vec![Cell::text("7266050530072481076")]],
    }];
    let now = week();
    let files = reach::report::weekly(&reach::report::Weekly {
        current: &now,
        previous: None,
        final_: true,
        observations: &readings,
        definitions: &std::collections::BTreeMap::new(),
    })
    .unwrap();
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes(&files, "annex.xlsx").to_vec())).unwrap();
    assert_eq!(
        book.sheet_names(),
        ["进度表", "渠道", "微博话题", "每周新增", "作品", "转发", "展示", "待核事项", "口径", "尚缺数据", "读数"]
    );
    for name in book.sheet_names() {
        let range = book.worksheet_range(&name).unwrap();
        let first = range.get_value((0, 0)).unwrap().to_string();
        assert!(first.contains("样例数据") && first.contains("定稿") && first.contains("校验码 9f3c 41aa"), "{name}: {first}");
    }
    let readings = book.worksheet_range("读数").unwrap();
    assert_eq!(readings.get_value((2, 0)).unwrap().to_string(), "7266050530072481076");
}

/// 未报在网页和附表里是同一个词，指同样的渠道；没有数的不是0。
#[test]
fn annex_and_page_agree_on_who_reported() {
    use calamine::{Data, Reader, Xlsx};
    use reach::report::view::WeekView;
    use reach::report::{Weekly, weekly};
    for now in [week(), empty()] {
        let input =
            Weekly { current: &now, previous: None, final_: false, observations: &[], definitions: &std::collections::BTreeMap::new() };
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes(&weekly(&input).unwrap(), "annex.xlsx").to_vec())).unwrap();
        let sheet = book.worksheet_range("渠道").unwrap();
        let annex: Vec<(String, Vec<String>)> = sheet
            .rows()
            .skip(2)
            .map(|r| {
                let cell = |n: usize| match &r[n] {
                    Data::Float(f) => format!("{f}"),
                    other => other.to_string(),
                };
                (format!("{} {}", cell(0), cell(2)), (4..=7).map(cell).collect())
            })
            .collect();
        let page = WeekView::of(&input);
        let mut seen = 0;
        for (group, row) in page.gains.iter().flat_map(|g| g.rows.iter().map(move |r| (g, r))) {
            let key = format!("{} {}", group.number, row.channel);
            let (_, cells) = annex.iter().find(|(k, _)| *k == key).unwrap();
            let plain = |text: &str| text.replace([',', '+'], "").replace('−', "-");
            let shown: Vec<String> = [&row.previous, &row.correction, &row.gain, &row.current].into_iter().map(|t| plain(t)).collect();
            // Where the page has a dash for a count, the annex has an empty cell.
            let empty = shown.iter().zip([false, false, true, false]).map(|(t, gain)| if t == "—" && !gain { "" } else { t });
            assert_eq!(cells, &empty.collect::<Vec<_>>(), "{key}");
            seen += 1;
        }
        assert!(seen > 10);
    }
}

#[test]
fn same_data_gives_same_bytes() {
    let (now, before) = (week(), previous_week());
    for _ in 0..2 {
        for (a, b) in usual_week("week").iter().zip(make(&now, Some(&before))) {
            assert_eq!(Digest::of(&a.bytes), Digest::of(&b.bytes), "{}", a.name);
        }
    }
}

#[test]
fn manifest_names_every_other_file_with_its_digest() {
    let files = usual_week("hostile");
    let manifest: serde_json::Value = serde_json::from_slice(bytes(files, "manifest.json")).unwrap();
    assert_eq!(
        (manifest["week"].as_str(), manifest["as_of"].as_str(), manifest["stage"].as_str()),
        (Some("2023-W13"), Some("2023-04-02"), Some("初报"))
    );
    let listed = manifest["files"].as_array().unwrap();
    assert_eq!(listed.len(), files.len() - 1);
    for entry in listed {
        let file = bytes(files, entry["name"].as_str().unwrap());
        assert_eq!(entry["sha256"].as_str().unwrap(), Digest::of(file).to_string());
        assert_eq!(entry["bytes"].as_u64().unwrap(), file.len() as u64);
    }
    let replaced: Vec<&str> = manifest["replaced_glyphs"].as_array().unwrap().iter().map(|v| v.as_str().unwrap()).collect();
    assert!(replaced.contains(&"U+20BB7 𠮷"), "{replaced:?}");
}

#[test]
fn a_programme_without_campaigns_is_still_a_report() {
    let mut s = week();
    s.campaigns.clear();
    let files = make(&s, None);
    assert!(text(&files, "summary.txt").contains("没有宣传项目"));
}

/// One random set in so many is of the whole programme; the others are of one or two of its campaigns, so that a thousand take minutes.
const WHOLE_EVERY: u64 = 20;

/// A week with everything that can vary thrown into disorder.
fn shaken(seed: u64) -> Snapshot {
    let mut dice = Dice::new(seed);
    let mut s = [week, empty, huge][usize::try_from(dice.below(3)).unwrap()]();
    if !seed.is_multiple_of(WHOLE_EVERY) {
        let first = usize::try_from(dice.below(s.campaigns.len() as u64)).unwrap();
        s.campaigns.rotate_left(first);
        s.campaigns.truncate(usize::try_from(1 + dice.below(2)).unwrap());
    }
    s.as_of = s.as_of.plus(i32::try_from(dice.below(900)).unwrap() - 450);
    s.sample = dice.below(2) == 0;
    for c in &mut s.campaigns {
        c.verdict = Verdict::ALL[usize::try_from(dice.below(8)).unwrap()];
        c.term.end = c.term.start.plus(i32::try_from(dice.below(800)).unwrap());
        for t in &mut c.targets {
            let digits = u32::try_from(dice.below(17)).unwrap();
            let low = dice.below(10_u64.pow(digits));
            let high = [Some(low), Some(low.saturating_mul(3)), None][usize::try_from(dice.below(3)).unwrap()];
            t.actual = Span { low, high };
            t.required_low = [Some(0), Some(1), t.required_low, None][usize::try_from(dice.below(4)).unwrap()];
        }
        if dice.below(4) == 0 {
            c.curve.truncate(1);
        }
        if dice.below(4) == 0 {
            c.channels.truncate(1);
            c.weekly_gains.iter_mut().for_each(|w| w.by_channel.truncate(1));
        }
    }
    for p in &mut s.partners {
        p.state =
            [DueState::Reported, DueState::Late(2), DueState::Missing(1), DueState::NotDue(0)][usize::try_from(dice.below(4)).unwrap()];
    }
    s
}

#[test]
fn no_data_set_gives_an_incomplete_report() {
    let sets = if std::env::var_os("REACH_SLOW").is_some() { 1000 } else { 3 };
    for seed in 0..sets {
        let s = shaken(seed);
        let files = make(&s, None);
        assert_eq!(files.len(), s.campaigns.iter().filter(|c| c.media).count() + 6, "seed {seed}");
        for f in files.iter().filter(|f| f.name.ends_with(".png")) {
            let (_, _, ink) = measure(&f.bytes);
            assert!((8..500).contains(&ink), "seed {seed}, {}: ink {ink}", f.name);
        }
        for again in (0..2).filter(|_| seed.is_multiple_of(WHOLE_EVERY)).map(|_| make(&s, None)) {
            for (a, b) in files.iter().zip(again) {
                assert_eq!(Digest::of(&a.bytes), Digest::of(&b.bytes), "seed {seed}, {}", a.name);
            }
        }
    }
}
