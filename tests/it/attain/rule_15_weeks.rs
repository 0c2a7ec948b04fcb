//! 口径规则15：文件按统计周报送；周一14:30截止前取得的读数计入上一周，并写明实际时刻；节假日顺延。

use crate::support::world::{World, day};
use reach::app::clock::Clock;
use reach::attain::snapshot::DueState;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";

/// 在某天某时收到一份表，表里只有一条读数；返回周日24:00的累计和当天的累计。
fn counted(received: (&str, u32), written: &str, sunday: &str) -> (u64, Vec<String>) {
    let mut w = World::new();
    w.app.clock = Clock::Fixed(day(received.0).at(received.1));
    w.template("p12_short_video", HEAD, &[&format!("{written},合作媒体抖音号,第1期,2022-07-10,60,1000")]);
    let c = w.campaign("p12_short_video", sunday);
    let channel = c.channels.iter().find(|ch| ch.id.as_str() == "partner_douyin").unwrap();
    (c.contacts().unwrap().actual.low, channel.beside.clone())
}

#[test]
fn a_reading_taken_by_the_cut_off_counts_for_the_week_before() {
    for (name, received, written, sunday, expected) in [
        ("周一上午取数上午报", ("2023-04-03", 36_000), "2023-04-03 09:30", "2023-04-02", 1000),
        ("只写了日期，收到时还没到截止", ("2023-04-03", 36_000), "2023-04-03", "2023-04-02", 1000),
        ("取数过了14:30", ("2023-04-03", 54_000), "2023-04-03 14:40", "2023-04-02", 0),
        ("只写了日期，收到时已过截止", ("2023-04-03", 54_000), "2023-04-03", "2023-04-02", 0),
        ("上午取数周二才报", ("2023-04-04", 36_000), "2023-04-03 10:00", "2023-04-02", 1000),
        ("周二取数", ("2023-04-04", 36_000), "2023-04-04 09:00", "2023-04-02", 0),
        ("劳动节后第一个工作日5月4日", ("2023-05-04", 36_000), "2023-05-04 09:00", "2023-04-30", 1000),
        ("补报旧周的表不改日子", ("2023-05-04", 36_000), "2023-03-27 09:00", "2023-03-26", 0),
    ] {
        assert_eq!(counted(received, written, sunday).0, expected, "{name}");
    }
}

#[test]
fn the_real_moment_is_shown() {
    let (_, beside) = counted(("2023-04-03", 36_000), "2023-04-03 09:30", "2023-04-02");
    assert_eq!(beside, ["最近读数实为4月3日09:30，在截止时刻前，计入上周"]);
    let (_, beside) = counted(("2023-04-03", 36_000), "2023-04-02", "2023-04-02");
    assert!(beside.is_empty());
}

#[test]
fn a_week_named_in_the_title_is_the_week_that_the_file_is_for() {
    let mut w = World::new();
    w.app.clock = Clock::Fixed(day("2023-04-12").at(36_000));
    let text =
        "2023年第13周数据\n统计日期,渠道,作品标题,发布时间,时长,累计播放量\n2023-04-03 09:30,合作媒体抖音号,第1期,2022-07-10,60,1000\n";
    let receipt = w.send("补报.csv", text, "p12_short_video");
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-04-02"), "1000");
}

#[test]
fn such_a_file_is_the_report_of_its_week() {
    let mut w = World::new();
    w.app.clock = Clock::Fixed(day("2023-04-03").at(36_000));
    w.template("p12_short_video", HEAD, &["2023-04-03,合作媒体抖音号,第1期,2022-07-10,60,1000"]);
    let s = w.snapshot("2023-04-02");
    let partner = s.partners.iter().find(|p| p.campaigns.iter().any(|c| c.as_str() == "p12_short_video")).unwrap();
    assert_eq!(partner.state, DueState::Reported);
    // 下一周的数再报一次，不改上一周。
    w.app.clock = Clock::Fixed(day("2023-04-10").at(36_000));
    w.template("p12_short_video", HEAD, &["2023-04-09,合作媒体抖音号,第1期,2022-07-10,60,1500"]);
    let low = |date: &str| w.target("p12_short_video", "contacts", date).actual.low;
    assert_eq!((low("2023-04-02"), low("2023-04-09")), (1000, 1500));
}

/// 未报的一周在发布日历里是未报，不是0；补报之后那一周才有数。
#[test]
fn a_week_that_nobody_reported_is_not_zero_in_the_calendar() {
    use reach::attain::snapshot::Published;
    let head = "统计开始,统计日期,渠道,作品标题,发布时间,时长,新增播放量";
    let mut w = World::new();
    w.template("p12_short_video", head, &["2023-03-06,2023-03-12,合作媒体抖音号,第1期,2023-03-08,60,500"]);
    let weeks = |w: &World| w.campaign("p12_short_video", "2023-04-02").calendar.unwrap().weeks;
    let of = |w: &World, monday: &str| weeks(w).into_iter().find(|(week, _)| week.monday() == day(monday)).unwrap().1;
    assert_eq!(of(&w, "2023-03-06"), Published::Works(1));
    for (monday, expected) in
        [("2023-03-13", Published::Unreported), ("2023-03-27", Published::Unreported), ("2023-04-03", Published::Ahead)]
    {
        assert_eq!(of(&w, monday), expected, "{monday}");
    }
    let c = w.campaign("p12_short_video", "2023-04-02");
    assert!(c.channels.iter().all(|ch| ch.unreported() == ch.owed), "应报的都未报");
    assert!(!c.channels.iter().any(|ch| ch.name == "其他媒体" && ch.unreported()), "不要求报的渠道不是未报");
    w.template("p12_short_video", head, &["2023-03-20,2023-04-02,合作媒体抖音号,第2期,2023-03-21,60,300"]);
    assert_eq!(of(&w, "2023-03-20"), Published::Works(1));
    assert_eq!(of(&w, "2023-03-27"), Published::Works(0), "报过的一周没有发布才是0");
}
