//! 口径规则13：项目的判定取数量指标中最差的。

use reach::attain::snapshot::Verdict::{self, *};
use reach::attain::verdict::{Judged, campaign};

fn firm(v: Verdict) -> Judged {
    v.into()
}

fn open(low: Verdict, high: Verdict) -> Judged {
    Judged::between(low, high)
}

/// 数据停了几周，上下限说不出不同。
fn silent() -> Judged {
    ToConfirm.into()
}

#[test]
fn the_worst_indicator_decides() {
    for (targets, expected) in [
        (vec![firm(Achieved), firm(OnTrack)], OnTrack),
        (vec![firm(Achieved), firm(Achieved)], Achieved),
        (vec![firm(OnTrack), firm(Warning), firm(Behind)], Behind),
        (vec![firm(FarBehind), firm(Missed)], Missed),
        (vec![firm(NotStarted), firm(NotStarted)], NotStarted),
        (vec![firm(NotStarted), firm(OnTrack)], OnTrack),
        (vec![firm(OnTrack), open(Behind, OnTrack)], ToConfirm),
        (vec![firm(FarBehind), open(Behind, OnTrack)], FarBehind),
        (vec![firm(Behind), open(Behind, OnTrack)], Behind),
        (vec![firm(Warning), open(Behind, OnTrack)], ToConfirm),
        // 并列最差：上下限之间的，怎么核实都不会更好也不会更差，项目就是那个确定的判定；数据停了的，如今可能更差，仍待核实。
        (vec![firm(Warning), open(Warning, OnTrack)], Warning),
        (vec![firm(Warning), silent()], ToConfirm),
        (vec![firm(OnTrack), silent()], ToConfirm),
        // 停报不是滞后，也不掩盖已经滞后的。
        (vec![firm(Behind), silent()], Behind),
        (vec![firm(FarBehind), silent()], FarBehind),
    ] {
        assert_eq!(campaign(&targets), expected, "{targets:?}");
    }
}

/// “另有几项要求未落实”，存在问题里就有几条。
#[test]
fn every_open_requirement_that_is_announced_is_listed() {
    let mut w = crate::support::world::World::new();
    w.template(
        "p14_cri",
        "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量,累计阅读量,备注",
        &[
            "2023-04-02,国际在线湖南频道,视频：第1集,,2022-08-01,60,1000,,",
            "2023-04-02,国际在线湖南频道,视频：第2集,,2022-11-01,60,1000,,",
            "2023-04-02,国际在线抖音号,视频：第1集,,2022-08-02,60,1000,,",
        ],
    );
    for as_of in ["2022-12-01", "2023-04-02", "2023-06-10", "2023-08-01"] {
        let c = w.campaign("p14_cri", as_of);
        let listed = c.problems.iter().filter(|p| p.text.contains("未落实")).count();
        assert!(c.open_requirements > 0, "{as_of}");
        assert_eq!(listed, c.open_requirements as usize, "{as_of}: {:?}", c.problems);
    }
}

/// 四个渠道停报三周，项目待核实；只有一个渠道补报，播放量仍不知道，项目还是待核实，不因短视频一项预警就改成预警。
#[test]
fn one_channel_that_reports_again_does_not_settle_the_campaign() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let mut w = crate::support::world::World::new();
    let rows = |date: &str, channels: &[&str], each: u64| -> Vec<String> {
        let row = |c: &str, n: u32| format!("{date},{c},第{n}期,2022-{:02}-{:02},60,{each}", 7 + n / 6, 1 + n);
        channels.iter().flat_map(|c| (1..=22).map(move |n| row(c, n))).collect()
    };
    let mut send = |rows: Vec<String>| {
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        w.template("p12_short_video", HEAD, &rows);
    };
    // 22期，每期每个渠道1.5万，共132万/200万；3月12日应达139.7万：预警。
    let all = ["合作媒体抖音号", "合作媒体视频号", "湖南应急抖音号", "湖南应急视频号"];
    send(rows("2023-03-12", &all, 15_000));
    let of = |w: &crate::support::world::World| {
        let c = w.campaign("p12_short_video", "2023-04-02");
        let verdict = |id: &str| c.targets.iter().find(|t| t.id.as_str() == id).unwrap().verdict;
        (verdict("videos"), verdict("contacts"), c.verdict)
    };
    assert_eq!(of(&w), (ToConfirm, ToConfirm, ToConfirm));
    let rows = rows("2023-04-02", &all[..1], 15_100);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    w.template("p12_short_video", HEAD, &rows);
    assert_eq!(of(&w), (Warning, ToConfirm, ToConfirm), "22期，应有22.6期");
}
