//! 列名后面括号里的话：懂了才照着读，不懂就问，不当没看见。

use crate::support::partner::{codes, table, told};
use reach::model::draft::Draft;

fn p12(head: &str) -> Draft {
    let t = table("a.csv", &[&format!("标题|发布日期|{head}|视频号"), "甲事|2023-03-01|1200|300"]);
    let t = t.campaign("p12_short_video").as_of("2023-03-26");
    t.read(&t.gbk())
}

fn douyin(head: &str) -> Draft {
    let t = table("a.csv", &[&format!("标题|发布日期|{head}"), "甲事|2023-03-01|1200"]).channel("jingshi_douyin").as_of("2023-03-26");
    t.read(&t.gbk())
}

/// 括号里写明是点赞、评论的，不记成播放；写明哪个账号的，记在那个账号名下。
#[test]
fn what_stands_in_brackets_is_read() {
    for (head, expected) in [
        ("抖音（点赞）", "partner_douyin 甲事 2023-03-26 likes=1200"),
        ("抖音（评论）", "partner_douyin 甲事 2023-03-26 comments=1200"),
        ("抖音（播放量）", "partner_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（湖南应急）", "yingji_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音播放量（湖南应急）", "yingji_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（次）", "partner_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（累计，次）", "partner_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（后台数据）", "partner_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（官方账号）", "partner_douyin 甲事 2023-03-26 plays=1200"),
        ("抖音（截至3月19日）", "partner_douyin 甲事 2023-03-19 plays=1200"),
        ("抖音（新增，3月20日-26日）", "partner_douyin 甲事 2023-03-20~2023-03-26 plays=1200"),
        ("抖音（截至第12周）", "partner_douyin 甲事 2023-03-26 plays=1200"),
    ] {
        let d = p12(head);
        assert_eq!((told(&d).first().map(String::as_str), d.refused), (Some(expected), 0), "{head} {:?}", d.found);
    }
    for head in ["播放量（全网）", "播放量（人次）", "播放量（播放次数）", "播放量（单位：次）", "播放量（后台截图）", "播放量（抖音）"]
    {
        let d = douyin(head);
        assert_eq!((told(&d), codes(&d)), (vec!["jingshi_douyin 甲事 2023-03-26 plays=1200".to_owned()], vec![]), "{head}");
    }
}

/// 说不清的问：是别的数、几个账号合在一起的、只是一段时间的。
#[test]
fn what_is_not_understood_in_brackets_is_asked_about() {
    for (code, heads) in [
        (
            "E2048 C1",
            &["抖音（粉丝）", "抖音（条数）", "抖音（条）", "抖音（互动量）", "抖音（曝光）", "抖音（时长）", "抖音播放量（点赞）"][..],
        ),
        (
            "E2015 C1",
            &["抖音（含快手）", "抖音（含视频号）", "抖音（全网）", "抖音（本台+湖南应急）", "抖音（湖南人社）", "抖音（另有湖南应急3万）"],
        ),
        ("E2015 C1", &["抖音播放量（含视频号）", "抖音号（湖南人社）"]),
        ("E2047 C1", &["抖音（3月）", "抖音（第12周）", "抖音（首周）", "抖音（截至发布后7天）", "抖音播放量（3月）", "抖音（本周累计）"]),
    ] {
        for head in heads {
            let d = p12(head);
            assert_eq!((told(&d), codes(&d)), (vec![], vec![code.to_owned()]), "{head} {:?}", d.found);
        }
    }
    for (code, heads) in [
        ("E2048 C1", &["播放量（点赞）", "播放量（人）", "播放量（含推广）"][..]),
        ("E2015 C1", &["播放量（含湖南应急）", "播放量（湖南人社）"]),
        ("E2047 C1", &["播放量（3月）", "播放量（第12周）", "播放量（首周）", "播放量（截至发布后7天）"]),
    ] {
        for head in heads {
            let d = douyin(head);
            assert_eq!((told(&d), codes(&d)), (vec![], vec![code.to_owned()]), "{head} {:?}", d.found);
        }
    }
}

/// 照说明改了列名就收。
#[test]
fn a_column_renamed_as_told_is_read() {
    let d = p12("抖音（3月）");
    assert!(d.found[0].remedy.contains("“抖音（累计）”") && d.found[0].remedy.contains("“抖音（新增）”"), "{:?}", d.found);
    assert_eq!(told(&p12("抖音（累计）")), told(&p12("抖音")));
    let t = table("a.csv", &["标题|统计开始|统计日期|抖音（新增）", "甲事|2023-03-01|2023-03-26|1200"]).campaign("p12_short_video");
    assert_eq!(told(&t.read(&t.gbk())), ["partner_douyin 甲事 2023-03-01~2023-03-26 plays=1200"]);
    let d = p12("抖音（粉丝）");
    assert!(d.found[0].remedy.contains("列名改成“抖音”") && d.found[0].remedy.contains("“备注”"), "{:?}", d.found);
    assert_eq!(told(&p12("备注")).len(), 1);
    let d = p12("抖音（湖南人社）");
    assert!(d.found[0].remedy.contains("湖南应急抖音号"), "{:?}", d.found);
}
