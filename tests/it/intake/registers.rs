//! 展示记录、播出记录、成果登记：手头的表怎样写都行，认不准的问。

use crate::support::partner::{codes, table};
use reach::model::draft::PresenceState;

/// “是否播出”填 是、否：是的为实播，否的为计划，不计。
#[test]
fn yes_and_no_say_whether_it_was_aired() {
    let rows =
        ["日期|播出时间|节目|是否播出", "2023-03-20|7:30|声音宣传片|是", "2023-03-20|12:00|声音宣传片|否", "2023-03-20|18:30|声音宣传片|√"];
    let t = table("播出单.xlsx", &rows).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    assert_eq!(d.airings.iter().map(|a| a.aired).collect::<Vec<_>>(), [true, false, true]);
}

/// 下线时间空着是还在展，不是只展一天：问最后一次看到的日期。“止”空着的按那一天计，并且说出来。
#[test]
fn a_display_without_an_end_is_not_one_day_without_a_word() {
    let row = "湖南民生网|2022-07-15||首页广告图|在展";
    let t = table("展示.xlsx", &["渠道|上线时间|下线时间|位置|状态", row]).campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!((codes(&d), d.presence.len()), (vec!["E2043 C2".to_owned()], 0), "{:?}", d.found);
    assert!(d.found[0].remedy.contains("最后一次看到在展的日期"), "{}", d.found[0].remedy);
    let t = table("展示.xlsx", &["渠道|起|止|位置|状态", row]).campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!((d.presence.len(), d.presence[0].from == d.presence[0].to), (1, true));
    assert!(d.inferred.iter().any(|s| s.contains("只按“起”那一天计")), "{:?}", d.inferred);
}

/// 起止都写了、状态写“已下线”的，是展示期满下线：按起至止在展；只看了一天的“已下线”，那天不在展。
#[test]
fn a_display_that_ended_was_there_until_its_end() {
    let state = |row: &str| {
        let t = table("展示.xlsx", &["展示平台|起|止|位置|状态", row]).campaign("p10_web_wechat");
        let d = t.read(&t.xlsx());
        assert_eq!(codes(&d), Vec::<String>::new(), "{row} {:?}", d.found);
        (d.presence[0].channel.to_string(), d.presence[0].state)
    };
    for said in ["已下线", "已撤下", "已到期下线", "已结束", "展示完毕"] {
        let row = format!("湖南民生网|2022-08-15|2022-11-14|首页|{said}");
        assert_eq!(state(&row), ("minsheng_web".to_owned(), PresenceState::Shown), "{said}");
    }
    let not = [("兴人社客户端首页|2022-08-15|2022-08-15|首页|已下线"), ("兴人社客户端|2022-08-15|2022-08-31|首页|未展示")];
    for row in not {
        assert_eq!(state(row).1, PresenceState::NotShown, "{row}");
    }
}

/// 份数、期数都是数量；只写完成情况的，说要写哪天、几件。
#[test]
fn deliverables_are_listed_with_day_and_number() {
    let t = table("成果.xlsx", &["序号|成果|日期|份数", "1|头版|2022-09-05|1期", "2|封底|2022-11-07|一期"]).campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    assert_eq!(d.records.iter().map(|r| r.quantity).collect::<Vec<_>>(), [1, 1]);
    let t = table("完成情况.xlsx", &["成果名称|完成情况|完成时间", "深度文章|已刊发3篇|2023-03-01"]).campaign("p13_magazine");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), ["E2011 第1行"], "{:?}", d.found);
    assert!(d.found[0].expected.contains("成果登记") && d.found[0].remedy.contains("“数量”"), "{:?}", d.found[0]);
}

/// 杂志的清单用“类别”分深度文章、封面、征文大赛；征文大赛只按成果登记计，说出来。
#[test]
fn a_list_of_a_magazine_tells_what_each_piece_is() {
    let rows = [
        "序号|期次|刊发时间|类别|标题",
        "1|第8期|2022-08-10|深度文章|筑牢工伤预防防线",
        "2|第9期|2022-09-10|封面|工伤预防在行动",
        "3|第10期|2022-10-10|征文大赛|我身边的工伤预防故事",
    ];
    let t = table("刊发情况.xlsx", &rows).channel("magazine").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    let kinds: Vec<_> = d.items.iter().filter_map(|i| i.deliverable.as_deref()).collect();
    assert_eq!(kinds, ["深度文章", "封面", "征文大赛"], "{:?}", d.found);
    assert!(d.inferred.iter().any(|s| s.starts_with("“征文大赛”按成果登记计")), "{:?}", d.inferred);
}

/// 没有计数的渠道一列里写 已播出、√ 的，作品在那个渠道上；写 未播 的不在。别的渠道的列里写字照样退回。
#[test]
fn a_tick_in_a_channel_without_a_counter_says_that_the_work_is_there() {
    let rows =
        ["作品标题|发布时间|经视新闻|芒果TV", "高空作业|2023-03-08|已播出|1200", "叉车安全|2023-03-15|√|900", "有限空间|2023-03-22|未播|"];
    let t = table("经视.xlsx", &rows).campaign("p08_tv").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    let on = |channel: &str| d.items.iter().filter(|i| i.channel.as_str() == channel).count();
    assert_eq!((on("jingshi_news"), on("mango_tv"), d.readings.len()), (2, 2, 2), "{:?}", d.items);
    let t = table("经视.xlsx", &["作品标题|经视新闻|芒果TV", "高空作业|√|已发布"]).campaign("p08_tv").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2030 C2"]);
}
