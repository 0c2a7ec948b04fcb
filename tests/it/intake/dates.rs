//! Days and periods in titles, names of sheets and of files: what is no date of the numbers is not taken for one.

use crate::support::partner::{codes, table, told, workbook};
use reach::model::draft::Need;

/// The day that a title gives to the numbers below it.
fn day_of(title: &str) -> String {
    let t = table("a.csv", &[title, "标题|累计播放量", "甲事|100"]).channel("jingshi_douyin");
    let d = t.read(&t.utf8());
    match d.readings.first() {
        Some(r) => r.at.reading_day().to_string(),
        None if d.needs == [Need::AsOf] => "问".to_owned(),
        None => format!("{:?}", d.found),
    }
}

#[test]
fn the_last_day_of_a_period_counts_however_it_is_written() {
    for title in [
        "数据（3月20日—26日）",
        "数据（3月20日至26日）",
        "数据 2023.3.20-26",
        "数据2023年3月20-26日",
        "数据2023年3月20日-26日",
        "2023年3.20-3.26数据",
        "2023年3.20-26数据",
        "数据（2023.03.20～2023.03.26）",
        "数据（20230320-20230326）",
        "2023年3月20日起至3月26日止",
        "数据截至3.26",
        "数据（截至2023年3月26日24时）",
    ] {
        assert_eq!(day_of(title), "2023-03-26", "{title}");
    }
}

#[test]
fn dates_of_the_project_are_none_of_the_numbers() {
    for title in [
        "项目实施期：2022年7月1日至2023年6月30日",
        "服务期2022年7月1日—2023年6月30日",
        "合同期（2022年7月1日至2023年6月30日）",
        "2022年7月1日印发",
        "2022年7月1日启动以来数据",
        "2022年8月1日上线，截止目前",
        "自2022年7月1日开始",
        "3月20日至今",
        "数据截止目前",
        "导出时间：2023年3月27日",
    ] {
        assert_eq!(day_of(title), "问", "{title}");
    }
    for title in ["2022年7月1日启动，截至2023年3月26日", "项目实施期：2022年7月1日至2023年6月30日，数据截至2023年3月26日"]
    {
        assert_eq!(day_of(title), "2023-03-26", "{title}");
    }
}

/// 像是一段时间、又看不明白的，不取头一天，要问。
#[test]
fn what_begins_like_a_period_and_is_not_understood_gives_no_day() {
    for title in ["3月20日-4月", "3月20日至二十六日", "2023-04-02-1", "20230402-3", "3月20、21日", "2023年第12周至第13周", "3月26日-20日"]
    {
        assert_eq!(day_of(title), "问", "{title}");
    }
}

#[test]
fn a_sheet_called_by_a_day_alone_gives_it() {
    for (name, expected) in [("3.26", "2023-03-26"), ("0326", "2023-03-26"), ("2.30", "问"), ("1.2.3", "问"), ("3.26抖音", "问")] {
        let t = table("a.xlsx", &["标题|播放量", "甲事|100"]).channel("jingshi_douyin");
        let d = t.read(&workbook(&[(name, &t)]));
        let got = d.readings.first().map_or("问".to_owned(), |r| r.at.reading_day().to_string());
        assert_eq!(got, expected, "{name} {:?} {:?}", told(&d), d.found);
    }
}

/// 作品3月6日发布，标题却写着2022年3月26日的数据：不可能，有一个日期写错了，退回；还没有数（0、空）的不管。
#[test]
fn numbers_from_before_a_work_was_published_are_refused() {
    let rows = ["湖南经视抖音号2022年3月26日数据", "标题|发布时间|播放量", "高处作业|2023-03-06|1200"];
    let t = table("a.xlsx", &rows).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["W2041 ".to_owned(), "E2049 B3".to_owned()]), "{:?}", d.found);
    let rows = ["标题|发布时间|3月5日|3月6日", "高处作业|2023-03-06|0|1200", "临边防护|2023-03-06||30"];
    let t = table("a.xlsx", &rows).channel("jingshi_douyin");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    assert_eq!(told(&d).iter().filter(|l| l.contains("plays=1200") || l.contains("plays=30")).count(), 2);
}

/// 文件名末尾的 0326、（3.26）是3月26日；第0326期、v3.26、不在合同期内的不是。
#[test]
fn a_day_at_the_end_of_a_files_name_is_taken() {
    for (name, expected) in [
        ("国际在线周报0326.xlsx", "2023-03-26"),
        ("抖音（3.26）.xlsx", "2023-03-26"),
        ("湖南应急视频号3.26.xlsx", "2023-03-26"),
        ("抖音 0326.xlsx", "2023-03-26"),
        ("抖音第0326.xlsx", "问"),
        ("抖音v3.26.xlsx", "问"),
        ("抖音1399.xlsx", "问"),
    ] {
        let t = table(name, &["标题|播放量", "甲事|100"]).channel("jingshi_douyin");
        let d = t.read(&t.xlsx());
        let got = d.readings.first().map_or("问".to_owned(), |r| r.at.reading_day().to_string());
        assert_eq!(got, expected, "{name} {:?}", d.found);
    }
}

/// 上周的文件复制一份改了文件名，标题里的日期忘了改：相差一周以上的，问是哪一天；文件名是第二天做表的日子，不问。
#[test]
fn a_heading_that_was_forgotten_when_the_file_was_copied_is_asked_about() {
    for (name, expected) in
        [("湖南经视抖音号4月2日.xlsx", "问"), ("湖南经视抖音号3月27日.xlsx", "2023-03-26"), ("湖南经视抖音号.xlsx", "2023-03-26")]
    {
        let t = table(name, &["湖南经视抖音号数据（截至3月26日）|", "标题|播放量", "甲事|100", "乙事|200"]).campaign("p08_tv");
        let d = t.read(&t.xlsx());
        let got = d.readings.first().map_or("问".to_owned(), |r| r.at.reading_day().to_string());
        assert_eq!(got, expected, "{name} {:?} {:?}", told(&d), d.found);
    }
}

/// 转发清单的“转发时间”，“截至”旁边的“日期”，是作品在这个渠道上的发布日期；另有发布日期一列的，不是。
#[test]
fn a_day_beside_that_of_the_data_is_that_of_publishing() {
    for (head, row) in [
        ("标题|转发时间|播放量|截至", "甲事|2022-09-04|1567|2023-03-26"),
        ("标题|日期|播放量|截至", "甲事|2022-09-04|1567|2023-03-26"),
        ("标题|发布日期|播放量|截至|转发日期", "甲事|2022-09-04|1567|2023-03-26|2022-09-09"),
    ] {
        let t = table("a.xlsx", &[head, row]).channel("jingshi_douyin");
        let d = t.read(&t.xlsx());
        let day = d.items.first().and_then(|i| i.published).map(|p| p.day.to_string());
        assert_eq!((day.as_deref(), d.readings.len()), (Some("2022-09-04"), 1), "{head} {:?}", d.found);
    }
}
