//! 在线填报 of works that nobody has reported yet: title, day, link and number, without any script.

use super::world::{P08, Portal};

const FILL: &str = "/reporting/hunan_jingshi/2023-W13/fill";

/// 一行一条新作品：标题、发布日期、链接、播放量；空着的行不算；没有数的也登记。核对、入库以后就是作品，下次列在上面。
#[test]
fn a_new_work_is_typed_into_the_page() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let url = format!("{FILL}?channel=jingshi_douyin");
    partner.get(&url).shows("<h2>新作品</h2>").shows("name=\"nt\"").shows("累计播放");
    let row = |title: &'static str, day: &'static str, link: &'static str, number: &'static str| {
        [("nc", "jingshi_douyin"), ("nt", title), ("nd", day), ("nl", link), ("nv", number)]
    };
    let link = "https://www.douyin.com/video/7216300000000000001";
    let fields = [
        &[("channel", "jingshi_douyin")][..],
        &row("第2期 有限空间作业", "2023年3月28日", link, "15000"),
        &row("", "", "", ""),
        &row("第3期 预防粉尘", "2023-03-30", "", ""),
    ]
    .concat();
    let done = partner.post(FILL, &fields);
    assert_eq!(done.status, 303, "{}", done.body);
    let upload = done.header("location");
    partner.get(&upload).shows("第2期 有限空间作业").shows("其中新作品");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    partner.get(&url).shows("第2期 有限空间作业").shows("15,000").shows("第3期 预防粉尘").shows("3月28日");
}

/// 填错的写在那一行：没写标题、日期认不出、数读不出；别的都还在，什么也没有保存。换渠道不丢。
#[test]
fn a_wrong_row_comes_back_with_what_is_wrong() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    for (title, day, number, says) in [
        ("", "2023-03-28", "500", "写作品标题"),
        ("第2期 有限空间作业", "上周二", "500", "发布日期认不出"),
        ("第2期 有限空间作业", "2023-03-28", "五百多", "不是能识别的数字"),
    ] {
        let fields = [("channel", "jingshi_douyin"), ("nc", "jingshi_douyin"), ("nt", title), ("nd", day), ("nl", ""), ("nv", number)];
        let wrong = partner.post(FILL, &fields);
        assert_eq!(wrong.status, 422, "{says}");
        wrong.shows(says).shows(&format!("value=\"{day}\"")).shows(&format!("value=\"{number}\"")).shows("还没有保存任何数");
        let other = partner.post(FILL, &[&fields[..], &[("go", "mango_tv")]].concat());
        other.shows("name=\"nd\" value=\"").shows("其他渠道的新作品1条");
    }
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
}
