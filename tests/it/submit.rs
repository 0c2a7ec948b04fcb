//! One command is one import: all rows or none, unless the good ones are asked for.

use crate::support::world::World;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量\n";
const GOOD: &str = "2023-03-31,合作媒体抖音号,第1期,2022-08-01,60,500\n";
const BAD: &str = "2023-03-31,合作媒体抖音号,第2期,2022-08-02,60,三万多\n";

#[test]
fn one_refused_row_keeps_the_whole_file_out() {
    let mut w = World::new();
    let receipt = w.send("周报.csv", format!("{HEAD}{GOOD}{BAD}"), "p12_short_video");
    assert!(!receipt.written && receipt.import.is_none());
    assert_eq!((receipt.files[0].rows, receipt.files[0].accepted, receipt.files[0].refused), (2, 1, 1));
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "0");
    let kept = w.app.ledger.evidence_list().unwrap();
    assert_eq!(kept.len(), 1, "退回的文件也存证");
}

#[test]
fn good_rows_go_in_when_asked_for() {
    let mut w = World::new();
    let receipt = w.accept_good("周报.csv", format!("{HEAD}{GOOD}{BAD}"), "p12_short_video");
    assert!(receipt.written);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "500");
}

#[test]
fn a_dry_run_writes_nothing() {
    let mut w = World::new();
    let entries = w.app.ledger.journal().unwrap().len();
    let receipt = w.dry_run("周报.csv", format!("{HEAD}{GOOD}"), "p12_short_video");
    assert!(!receipt.written);
    assert_eq!(receipt.files[0].added, 1);
    assert_eq!(w.app.ledger.journal().unwrap().len(), entries);
    assert!(w.app.ledger.evidence_list().unwrap().is_empty());
}

#[test]
fn a_row_may_hold_both_a_cumulative_number_and_an_increment() {
    let mut w = World::new();
    let head = "统计开始,统计日期,渠道,作品标题,发布时间,累计播放量,新增播放量\n";
    let receipt = w.send("周报.csv", format!("{head}2023-03-20,2023-03-26,合作媒体视频号,第1期,2022-08-01,500,100\n"), "p12_short_video");
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "500", "两种都有时按累计数");
}

#[test]
fn a_work_seen_before_the_term_was_published_before_it() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,累计播放量\n";
    w.send("旧.csv", format!("{head}2021-03-30,合作媒体抖音号,旧作品,900\n2023-03-30,合作媒体抖音号,旧作品,950\n"), "p12_short_video");
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "0");
    assert_eq!(w.actual("p12_short_video", "videos", "2023-03-31"), "0");
}

#[test]
fn a_list_of_airings_needs_no_channel_column() {
    let mut w = World::new();
    let text =
        "日期,时间,节目,计划/实播\n2022-09-01,08:15,声音宣传片,计划\n2022-09-01,08:16,声音宣传片,实播\n2022-09-02,08:15,声音宣传片,计划\n";
    let receipt = w.send("播出记录.csv", text, "p11_audio");
    assert!(receipt.written, "{:?} {:?}", receipt.needs, receipt.found);
    assert_eq!(w.actual("p11_audio", "airings", "2022-09-30"), "1");
}
