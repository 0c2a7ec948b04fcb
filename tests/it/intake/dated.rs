//! 日期写在哪里：表下面的说明、各渠道自己的一列、只写到月、“至今”。

use crate::support::partner::{codes, table, told, workbook};
use reach::model::draft::Need;

const WORKS: [&str; 2] = ["标题|播放量", "甲事|5"];
const READ: &str = "jingshi_douyin 甲事 2023-03-26 plays=5";

/// 表下面写着截至哪天：就是那天，说明在哪里看到的；那一行不是作品。写了两个不同的日期，问。
#[test]
fn a_remark_below_the_table_says_the_day() {
    for remark in
        ["数据截至2023年3月26日", "注：以上数据截至3月26日", "统计时间：2023-03-26", "截止日期：|2023年3月26日", "（数据截止2023.3.26）"]
    {
        let t = table("a.csv", &[WORKS[0], WORKS[1], remark]).channel("jingshi_douyin");
        let d = t.read(&t.gbk());
        assert_eq!((told(&d), codes(&d), d.items.len()), (vec![READ.to_owned()], vec![], 1), "{remark} {:?}", d.inferred);
        assert!(d.inferred.iter().any(|s| s.starts_with("表下面“") && s.ends_with("数据按截至 2023-03-26 处理")), "{:?}", d.inferred);
    }
    let t = table("a.csv", &[WORKS[0], WORKS[1], "数据截至2023年3月26日", "数据截至2023年3月19日"]).channel("jingshi_douyin");
    assert_eq!(t.read(&t.gbk()).needs, [Need::AsOf]);
    // 表里写明的先于所选的日期；表上面写的是另一天的，问，照说的只留一个就收。
    let t = table("a.csv", &[WORKS[0], WORKS[1], "数据截至2023年3月26日"]).channel("jingshi_douyin").as_of("2023-03-31");
    assert_eq!(told(&t.read(&t.gbk())), [READ]);
    let t = table("抖音20230328.csv", &[WORKS[0], WORKS[1], "数据截至2023年3月26日"]).channel("jingshi_douyin");
    assert_eq!(told(&t.read(&t.gbk())), [READ], "文件名是做表的那天");
    let rows = ["截至2023年3月26日", WORKS[0], WORKS[1], "数据截至2023年3月19日", "乙事|6"];
    let t = table("a.csv", &rows).channel("jingshi_douyin");
    assert_eq!((told(&t.read(&t.gbk())), codes(&t.read(&t.gbk()))), (vec![], vec!["E2014 A4".to_owned()]));
    let t = table("a.csv", &rows[..3]).channel("jingshi_douyin");
    assert_eq!(told(&t.read(&t.gbk())), [READ]);
    // 标题里有截至的一条作品，不是说明。
    let t = table("a.csv", &["标题|播放量", "申报截至3月26日，抓紧办|5"]).channel("jingshi_douyin");
    assert_eq!(t.read(&t.gbk()).needs, [Need::AsOf]);
    // 几张工作表，各说各的日期。
    let one = table("a.xlsx", &[WORKS[0], WORKS[1], "数据截至2023年3月26日"]).channel("jingshi_douyin");
    let two = table("", &["标题|播放量", "乙事|7", "数据截至2023年3月19日"]);
    let d = one.read(&workbook(&[("甲", &one), ("乙", &two)]));
    assert_eq!(told(&d), [READ, "jingshi_douyin 乙事 2023-03-19 plays=7"], "{:?}", d.inferred);
}

/// 上下两段各写渠道、同一个截至日期：都收；日期不同的，退回后一段。
#[test]
fn two_parts_that_say_the_same_day() {
    let rows = |day: &str| {
        let second = format!("快手数据（截至2023年3月{day}日）");
        let t = table("a.csv", &["抖音数据（截至2023年3月26日）", WORKS[0], WORKS[1], &second, WORKS[0], "乙事|6"]).campaign("p08_tv");
        t.read(&t.gbk())
    };
    assert_eq!(told(&rows("26")), [READ, "jingshi_kuaishou 乙事 2023-03-26 plays=6"], "{:?}", rows("26").found);
    assert_eq!((told(&rows("19")), codes(&rows("19"))), (vec![READ.to_owned()], vec!["E2014 A4".to_owned()]));
}

/// 抖音、视频号下面各有发布日期、链接、播放量：各归各的渠道。
#[test]
fn each_channel_may_have_its_own_day_and_link() {
    let rows = [
        "标题|抖音|||视频号||",
        "|发布日期|链接|播放量|发布日期|链接|播放量",
        "甲事|2023-03-01|https://v.example.invalid/1|60|2023-03-02|https://w.example.invalid/1|70",
        "乙事|2023-03-05||6|||",
    ];
    let t = table("a.xlsx", &rows).campaign("p12_short_video").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    let items: Vec<String> = (d.items.iter())
        .map(|i| {
            let day = i.published.map_or_else(String::new, |p| p.day.to_string());
            format!("{} {} {day} {}", i.channel, i.title, i.url.as_deref().unwrap_or("-"))
        })
        .collect();
    let expected = [
        "partner_douyin 甲事 2023-03-01 https://v.example.invalid/1",
        "partner_sph 甲事 2023-03-02 https://w.example.invalid/1",
        "partner_douyin 乙事 2023-03-05 -",
    ];
    assert_eq!((items, codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
    // 发布晚于数据日期的，照样指出是哪一格。
    let t = table("a.xlsx", &[rows[0], rows[1], "甲事|2023-03-01||60|2023-03-28||70"]).campaign("p12_short_video").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2049 E3"]);
    // 一个渠道下面两列发布日期，仍要留一列。
    let t = table("a.xlsx", &["标题|抖音||", "|发布日期|发布日期|播放量", "甲事|2023-03-01|2023-03-02|60"]);
    let t = t.campaign("p12_short_video").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2012 C2"]);
}

/// 成果、发布的日期只写到月：请写到日，写法照原来的。
#[test]
fn a_month_is_asked_to_be_a_day() {
    for (month, day) in [("2023年3月", "2023年3月15日"), ("3月份", "3月15日"), ("2023-03", "2023-03-15"), ("2023.3", "2023.3.15")]
    {
        let rows = |cell: &str| table("a.csv", &["日期|成果|数量", &format!("{cell}|头版|1")]).campaign("p10_web_wechat");
        let d = rows(month).read(&rows(month).gbk());
        assert_eq!(codes(&d), ["E2040 A2"], "{month} {:?}", d.found);
        assert_eq!(d.found[0].remedy, format!("只写到月：把 A2 写到实际的那一天，如 {day}"));
        let d = rows(day).read(&rows(day).gbk());
        assert_eq!((d.records.len(), codes(&d)), (1, vec![]), "照说的写 {day}");
    }
}

/// “2022年7月1日至今”没有说截至哪天：照所选的日期，说出来；不从项目开始算起的，是累计还是那段时间的，问。
#[test]
fn until_now_is_no_broken_date() {
    let rows = |cell: &str| table("a.csv", &["标题|统计时间|播放量", &format!("甲事|{cell}|5")]).channel("jingshi_douyin");
    let t = rows("2022年7月1日至今").as_of("2023-03-26");
    let d = t.read(&t.gbk());
    assert_eq!((told(&d), codes(&d)), (vec![READ.to_owned()], vec![]), "{:?}", d.found);
    let said = "列“统计时间”写着“2022年7月1日至今”：没有写明截至哪一天，按 2023-03-26 处理";
    assert!(d.inferred.iter().any(|s| s == said), "{:?}", d.inferred);
    let t = rows("3月1日至今").as_of("2023-03-26");
    let d = t.read(&t.gbk());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 B2".to_owned()]), "{:?}", d.found);
    assert_eq!(told(&rows("2023-03-26").read(&rows("2023-03-26").gbk())), [READ], "照说的改");
    let t = rows("2022年7月1日至今");
    assert_eq!(codes(&t.read(&t.gbk())), ["E2014 B2"]);
    for (title, found) in [("统计时间：2022年7月1日至今", vec![]), ("统计时间：2023年3月1日至今", vec!["E2047 A1"])] {
        let t = table("a.csv", &[title, WORKS[0], WORKS[1]]).channel("jingshi_douyin").as_of("2023-03-26");
        assert_eq!(codes(&t.read(&t.gbk())), found, "{title}");
    }
}
