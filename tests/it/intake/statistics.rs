//! Rows and columns that speak of numbers instead of being works: sums, averages, shares, targets, other weeks.

use crate::support::partner::{codes, table, told};

/// 甲 100、乙 200 之外的一行，写的都是统计的词：不是作品，说明没有计入；写着“合计”一类的才拿来核对。
#[test]
fn a_row_of_statistical_words_is_no_work() {
    let of = |label: &str| {
        let t = table("a.csv", &["标题|发布日期|播放量", "甲事|8月1日|100", "乙事|8月2日|200"]).channel("jingshi_douyin");
        t.as_of("2023-04-02").with(&[&format!("{label}||999"), "合计||300"])
    };
    for label in [
        "去年同期",
        "上周累计播放量",
        "本周数据",
        "日均",
        "均值",
        "占比",
        "目标值",
        "月度目标",
        "较去年同期增长率",
        "其中：抖音",
        "其中：短视频",
        "其中芒果TV",
        "抖音占比",
        "3月20日至26日播放量",
        "截止目前播放量",
        "环比（%）",
        "计划完成播放量",
    ] {
        let d = of(label).read(&of(label).utf8());
        let expected = ["jingshi_douyin 甲事 2023-04-02 plays=100", "jingshi_douyin 乙事 2023-04-02 plays=200"];
        assert_eq!(told(&d), expected, "{label} {:?}", d.found);
        assert_eq!((codes(&d), d.rows, d.totals_skipped), (vec!["W2022 A4".to_owned(), "W2022 A5".to_owned()], 2, 2), "{label}");
    }
    for sum in ["总数", "Σ", "累计播放", "总播放量", "合计数据", "全网合计"] {
        let lines = |n: u32| format!("{sum}||{n}");
        for (n, asked) in [(300, 0), (999, 1)] {
            let t = table("a.csv", &["标题|发布日期|播放量", "甲事|8月1日|100", "乙事|8月2日|200", &lines(n)]);
            let t = t.channel("jingshi_douyin").as_of("2023-04-02");
            let d = t.read(&t.utf8());
            let compared = d.found.iter().filter(|f| f.code.0 == 2023).count();
            assert_eq!((d.readings.len(), d.totals_skipped, compared), (2, 1, asked), "{sum} {:?}", d.found);
        }
    }
}

#[test]
fn titles_that_hold_statistical_words_are_works() {
    for title in [
        "工伤认定要走哪几步，一共计几天",
        "平均每天一起工伤，怎么防",
        "第1期",
        "本周新闻",
        "8月1日",
        "占道作业安全提醒",
        "目标零事故",
        "其中有什么门道",
        "总工会来了",
    ] {
        let t = table("a.csv", &["标题|播放量", &format!("{title}|100")]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d).len(), codes(&d)), (1, vec![]), "{title} {:?}", d.found);
    }
    // 第一列是别的内容，标题照填：是作品。
    let t = table("a.csv", &["进度|标题|播放量", "目标|甲事|100"]).channel("jingshi_douyin").as_of("2023-04-02");
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-04-02 plays=100"]);
}

/// 列名或上一行写明是平均、比例、目标、上周的，不当播放量读，写明没有读取。
#[test]
fn a_column_of_averages_shares_or_targets_is_left_aside() {
    for head in ["播放量（日均）", "播放量（占比）", "播放量（目标）", "播放量（上周）", "播放量（%）", "抖音（日均）", "抖音占比"]
    {
        let t = table("a.csv", &[&format!("标题|播放量|{head}"), "甲事|100|7"]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-04-02 plays=100"], "{head} {:?}", d.found);
        assert!(d.inferred.iter().any(|s| s.contains(head) && s.contains("没有读取")), "{head} {:?}", d.inferred);
    }
    for over in ["日均", "目标", "上周", "去年同期"] {
        let t = table("a.xlsx", &[&format!("标题|本年|{over}"), "|播放量|播放量", "甲事|100|7"]).channel("jingshi_douyin");
        let t = t.as_of("2023-04-02");
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-04-02 plays=100"], "{over} {:?}", d.found);
    }
}

/// 标题说整张表是日均或占比的，不读；列名写明是累计的，照列名。
#[test]
fn a_title_that_speaks_of_averages_or_shares_refuses_its_table() {
    for title in ["各渠道日均播放量统计表", "抖音播放量占比", "播放量目标一览"] {
        let t = table("a.csv", &[title, "标题|播放量", "甲事|100"]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert!(told(&d).is_empty() && codes(&d) == ["E2048 A1"], "{title} {:?} {:?}", told(&d), d.found);
        let t = table("a.csv", &[title, "标题|累计播放量", "甲事|100"]).channel("jingshi_douyin").as_of("2023-04-02");
        assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-04-02 plays=100"], "按提示改列名以后 {title}");
    }
    for title in ["播放量目标完成情况", "播放量目标500万次", "以上数据均为后台数据", "播放量及环比统计表"]
    {
        let t = table("a.csv", &[title, "标题|播放量", "甲事|100"]).channel("jingshi_douyin").as_of("2023-04-02");
        assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-04-02 plays=100"], "{title}");
    }
}

/// “话题讨论”是一条作品的名字；“抖音播放量”是一个数的名字。
#[test]
fn a_work_may_be_called_after_what_people_did() {
    let rows = ["发布平台|作品|阅读量", "国际在线微博|话题讨论|34000", "国际在线微博|微博阅读量|34000"];
    let t = table("2023-03-26.xlsx", &rows).campaign("p14_cri");
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["cri_weibo 话题讨论 2023-03-26 reads=34000"], "{:?}", d.found);
    assert_eq!(codes(&d), ["W2022 B3"]);
}

/// 只认得点赞、认不出播放的表，不能只收点赞：退回，问那一列是什么数；“播放/阅读/收听”这样的列名认得。
#[test]
fn a_column_that_speaks_of_contacts_is_not_passed_over() {
    for header in ["播放次", "总的观看情况", "各平台浏览"] {
        let t = table("a.xlsx", &[&format!("标题|{header}|点赞"), "高处作业|12000|33"]).channel("jingshi_douyin").as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 B1".to_owned()]), "{header} {:?}", d.found);
    }
    for header in ["播放/阅读/收听", "播放量/阅读量/收听量", "阅读/播放/收听量"] {
        let t = table("a.xlsx", &[&format!("标题|{header}|点赞"), "高处作业|12000|33"]).channel("jingshi_douyin").as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec!["jingshi_douyin 高处作业 2023-03-26 plays=12000 likes=33".to_owned()], vec![]), "{header}");
    }
}
