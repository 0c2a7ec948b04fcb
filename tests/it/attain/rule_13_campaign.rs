//! 口径规则13：项目的判定取数量指标中最差的。

use reach::attain::snapshot::Verdict::{self, *};
use reach::attain::verdict::{Judged, campaign};

fn firm(v: Verdict) -> Judged {
    Judged { verdict: v, ends: None }
}

fn open(low: Verdict, high: Verdict) -> Judged {
    Judged { verdict: ToConfirm, ends: Some((low, high)) }
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
        let listed = c.problems.iter().filter(|p| p.contains("未落实")).count();
        assert!(c.open_requirements > 0, "{as_of}");
        assert_eq!(listed, c.open_requirements as usize, "{as_of}: {:?}", c.problems);
    }
}
