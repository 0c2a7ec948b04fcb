//! A file goes in as somebody saw that it would: one that would do something else by now is looked at once more.

use super::flow::send;
use super::uploads::export;
use super::world::Portal;
use crate::support::browser::{Answer, Browser};

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n";

fn row(day: &str, title: &str, plays: &str) -> String {
    format!("{day},芒果TV,{title},2023-03-20,{plays}\n")
}

/// 按下页面上的“确认入库”：页面写了什么就带回什么。
fn press(browser: &mut Browser, page: &Answer, upload: &str) -> Answer {
    let seen = page.seen().expect("the page carries a sign");
    browser.post(&format!("{upload}/take"), &[("seen", &seen)])
}

/// 甲标签页打开着旧文件的核对页，乙标签页传了更正并入库；回到甲点确认：不入库，请再看；看过再点，才入库。
#[test]
fn an_older_preview_does_not_overwrite_what_came_since() {
    let (old, new) = ("70000", "71000");
    for (what, between, refused) in [
        ("同一作品同一天有了更正", row("2023-04-02", "第1期 高处作业", new), true),
        ("同一作品前一天的数", row("2023-04-01", "第1期 高处作业", "69000"), true),
        ("没有变化", String::new(), false),
        ("别的作品的数：项目的总数变了", row("2023-04-02", "第2期 有限空间", "50000"), true),
    ] {
        let mut portal = Portal::new();
        portal.taken("hunan_jingshi", "第12周.csv", &format!("{HEAD}{}", row("2023-03-26", "第1期 高处作业", "10247")));
        portal.taken("hunan_jingshi", "第12周二.csv", &format!("{HEAD}{}", row("2023-03-26", "第2期 有限空间", "400")));
        let mut partner = portal.browser("jingshi");
        let upload = send(&mut partner, "先传.csv", format!("{HEAD}{}", row("2023-04-02", "第1期 高处作业", old)).as_bytes(), &[]);
        let page = partner.get(&upload);
        if !between.is_empty() {
            let later = send(&mut partner, "后传.csv", format!("{HEAD}{between}").as_bytes(), &[]);
            let shown = partner.get(&later);
            let done = press(&mut partner, &shown, &later);
            partner.follow(&done).shows("“后传.csv”已入库");
        }
        let done = press(&mut partner, &page, &upload);
        assert_eq!(done.status, if refused { 422 } else { 303 }, "{what}: {}", done.body);
        if refused {
            done.shows("打开页面以后数据有变化，请再看一遍这份文件会改变什么，再确认").shows(">确认入库<");
            let looked = partner.get(&upload);
            assert_eq!(press(&mut partner, &looked, &upload).status, 303, "{what}");
        }
        // 连按两下：第二下也说已入库。
        let again = press(&mut partner, &page, &upload);
        partner.follow(&again).shows("“先传.csv”已入库（导入");
    }
}

/// 打开核对页以后，在另一个标签页改了勾选：哪些计入和页面上的不一样，要再看。
#[test]
fn ticks_made_elsewhere_are_seen_before_the_file_goes_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let upload = export(&mut staff);
    let page = staff.get(&upload);
    staff.post(&format!("{upload}/belongs"), &[("channel", "hunan_renshe_douyin"), ("key", "车间里的一分钟")]);
    assert_eq!(press(&mut staff, &page, &upload).status, 422);
    let page = staff.get(&upload);
    assert_eq!(press(&mut staff, &page, &upload).status, 303);
}

/// 打开核对页以后，工作人员登记了归属词，有一条变成计入：要再看。
#[test]
fn words_of_belonging_entered_since_are_seen_before_the_file_goes_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let upload = export(&mut staff);
    let page = staff.get(&upload);
    page.shows("共3条，属于本项目1条");
    let entry = [("what", "add"), ("word", "车间里"), ("document", "纪要1号"), ("because", "会议定的")];
    let entered = staff.confirm("/campaigns/p09_press_douyin/marks", &entry);
    assert_eq!(entered.status, 303, "{}", entered.body);
    staff.get(&upload).shows("共3条，属于本项目2条");
    assert_eq!(press(&mut staff, &page, &upload).status, 422);
    let page = staff.get(&upload);
    assert_eq!(press(&mut staff, &page, &upload).status, 303);
}
