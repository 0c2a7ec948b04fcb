//! 口径规则9：国际在线的微博话题，阅读和讨论始终单独列示。

use crate::support::partner::{codes, table};
use crate::support::world::World;
use reach::report::view::CampaignView;

const HEAD: &str = "统计日期,渠道,作品标题,成果类型,发布时间,累计播放量,累计阅读量,累计讨论量";

fn topics(w: &World) -> Vec<String> {
    let now = w.snapshot("2023-04-02");
    CampaignView::of(now.campaigns.iter().find(|c| c.id.as_str() == "p14_cri").unwrap(), &now).topics
}

#[test]
fn the_topics_reads_and_discussions_are_a_part_of_their_own() {
    for (rows, expected) in [
        (vec!["2023-04-02,工伤预防我有话说微博话题,,,,,1412345,31234"], "阅读量141.2万，讨论量3.1万，合计144.3万"),
        // 120万：119.5万至120.9999万；加讨论 34567。
        (vec!["2023-04-02,工伤预防我有话说微博话题,,,,,120万,34567"], "阅读量119.5–120.9万，讨论量3.4万，合计122.9–124.4万"),
        // 只报了阅读：讨论没有数，不是0。
        (vec!["2023-04-02,工伤预防我有话说微博话题,,,,,1412345,"], "阅读量141.2万，讨论量无数据，合计141.2万"),
        (vec!["2023-04-02,国际在线抖音号,视频甲,短视频,2022-08-01,1000,,"], "阅读量无数据，讨论量无数据"),
    ] {
        let mut w = World::new();
        w.template("p14_cri", HEAD, &rows);
        let shown = topics(&w);
        let [topic] = shown.as_slice() else { panic!("{shown:?}") };
        let said = topic.replace("未报", "无数据");
        assert_eq!(said, format!("工伤预防我有话说微博话题：{expected}"), "{rows:?}");
    }
}

/// 平台写“微博”、标题写话题名的一行是话题，不是一条微博；微博账号发的微博还是微博。
#[test]
fn a_row_of_weibo_called_like_the_topic_is_the_topic() {
    let mut w = World::new();
    let rows = "平台,标题,发布时间,阅读量,讨论量,统计日期\n\
        微博,#工伤预防我有话说#话题,2022-09-01,1412345,31234,2023-04-02\n\
        微博,#工伤预防我有话说# 上下班路上,2022-09-01,2345,,2023-04-02\n";
    let receipt = w.send("国际在线微博.csv", rows, "p14_cri");
    assert!(receipt.files[0].inferred.iter().any(|s| s.contains("按渠道“工伤预防我有话说微博话题”处理")), "{receipt:?}");
    assert!(topics(&w)[0].contains("阅读量141.2万，讨论量3.1万"), "{:?}", topics(&w));
    assert_eq!(w.actual("p14_cri", "weibo_posts", "2023-04-02"), "1");
}

/// 话题的数合并在几条作品旁边：退回，说另起一行；照办以后是整个话题的数。
#[test]
fn a_topics_number_merged_over_works_goes_into_a_row_of_its_own() {
    let rows = [
        "作品|发布日期|抖音播放量|微博话题阅读量|统计日期",
        "守护平安|2022-09-01|1234|1412345|2023-04-02",
        "回家|2022-09-02|456||2023-04-02",
    ];
    let t = table("汇总.xlsx", &rows).campaign("p14_cri");
    let d = t.read(&t.merged(&[(1, 3, 2, 3)]));
    assert_eq!(codes(&d), ["E2059 D3"], "{:?}", d.found);
    assert!(d.found[0].remedy.contains("另起一行，标题写“工伤预防我有话说微博话题”"), "{}", d.found[0].remedy);
    let mut w = World::new();
    let text = "作品,发布日期,抖音播放量,微博话题阅读量,统计日期\n守护平安,2022-09-01,1234,,2023-04-02\n\
        回家,2022-09-02,456,,2023-04-02\n工伤预防我有话说微博话题,,,1412345,2023-04-02\n";
    assert!(w.send("汇总.csv", text, "p14_cri").written);
    assert!(topics(&w)[0].contains("阅读量141.2万"), "{:?}", topics(&w));
    assert_eq!(w.actual("p14_cri", "contacts", "2023-04-02"), "1414035");
}
