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

/// 经视新闻没有播放量：新播出的一期只写标题、日期、链接，登记以后就是一期节目；同一张表里别的渠道的数不串行。
#[test]
fn an_episode_without_a_counter_is_registered() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let page = partner.get(&format!("{FILL}?channel=jingshi_news"));
    page.shows("<h2>新作品</h2>").shows("电视没有播放量，不用填数");
    assert!(!page.body.contains("新作品1 累计"), "no number is asked for");
    let row = |channel: &'static str, title: &'static str, number: &'static str| {
        [("nc", channel), ("nt", title), ("nd", "3月28日"), ("nl", ""), ("nv", number)]
    };
    let alone = [&[("channel", "jingshi_news")][..], &row("jingshi_news", "第9期 化学品安全", "")].concat();
    let done = partner.post(FILL, &alone);
    assert_eq!(done.status, 303, "{}", done.body);
    let upload = done.header("location");
    let page = partner.get(&upload);
    page.shows("0期").shows("1期");
    assert!(!page.body.contains("没有可统计的数据列"), "nothing is lacking: {}", page.body);
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    let both =
        [&[("channel", "jingshi_news")][..], &row("jingshi_news", "第10期 夏季防暑", ""), &row("jingshi_douyin", "第10期 夏季防暑", "777")]
            .concat();
    let done = partner.post(FILL, &both);
    assert_eq!(done.status, 303, "{}", done.body);
    let upload = done.header("location");
    partner.get(&upload).shows("湖南经视抖音号").shows("777");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    let snapshot = portal.app.snapshot(crate::support::world::day("2023-04-02"), None).unwrap();
    let p08 = snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
    let episodes = p08.targets.iter().find(|t| t.label == "电视节目").unwrap();
    assert_eq!(episodes.actual.low, 2);
}

/// 同一作品同一天填了两个数（一处在上面，一处在新作品里）：退回，写明两个数；什么也没有保存。数一样的、日期不同的另一条作品，不拦。
#[test]
fn one_work_has_one_number() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let title = "第1期 高处作业系好安全带";
    let typed = |day: &'static str, number: &'static str| {
        [
            ("channel", "jingshi_douyin"),
            ("t0", title),
            ("v0", "33000"),
            ("nc", "jingshi_douyin"),
            ("nt", "第1期高处作业系好安全带"),
            ("nd", day),
            ("nl", ""),
            ("nv", number),
        ]
    };
    for day in ["", "2022-08-02"] {
        let twice = partner.post(FILL, &typed(day, "34000"));
        assert_eq!(twice.status, 422, "{day}");
        twice.shows("填了两次，一处是33000，一处是34000：同一作品同一天只能有一个数").shows("value=\"34000\"").shows("还没有保存任何数");
    }
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
    let another = partner.post(FILL, &typed("2023-03-28", "34000"));
    assert_eq!(another.status, 303, "{}", another.body);
}

/// 这一周还没有结束：数是今天的，不是下星期天的；填报和模板都能入库。
#[test]
fn numbers_of_a_running_week_are_of_today() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let fill = "/reporting/hunan_jingshi/2023-W14/fill";
    partner.get(&format!("{fill}?channel=jingshi_douyin")).shows("数据截至今天（2023年4月3日）");
    partner.get("/reporting/hunan_jingshi/template/csv?week=2023-W14").shows("2023-04-03,湖南经视抖音号");
    let done = partner.post(fill, &[("channel", "jingshi_douyin"), ("t0", "第1期 高处作业系好安全带"), ("v0", "33000")]);
    assert_eq!(done.status, 303, "{}", done.body);
    let upload = done.header("location");
    partner.get(&upload).shows("数据到4月3日");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
}
