//! A file of which nothing can go in keeps no week back: it stands in the list as 未入库 with what to do, and waits again as soon as it can. A row
//! that is not meant is left out in the page.

use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Answer;

/// The page of the file that took the place of the one that was mended.
fn mended(done: &Answer) -> String {
    upload_of(done).split('?').next().unwrap().to_owned()
}

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";

/// 整份退回的表（没有一行能入库）：列为未入库，写明改法，可重新上传；别的文件照样提交，页面写明它不在其内。
#[test]
fn a_table_of_which_nothing_can_go_in_does_not_keep_a_week_back() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bad = P08.replace("12345", "三万多").replace("3.2万", "四万多");
    let upload = send(&mut partner, "坏.csv", bad.as_bytes(), &[]);
    partner.get(&upload).shows("三万多").shows("在这里改成").shows("没有入库");
    let page = partner.get(WEEK);
    page.shows(">未入库</b>").shows(&format!("href=\"{upload}\">坏.csv")).shows("看改法").shows("href=\"#upload\">重新上传");
    assert!(!page.body.contains("待确认"), "{}", page.body);
    let good = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{good}/take"), &[]).status, 303);
    partner.get(WEEK).shows("不含未入库的1份：坏.csv");
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    partner.get(WEEK).shows("已提交，待审定").shows("坏.csv");
}

/// 未入库的表在页面上改得好：改一格、说明列的含义、选渠道，改好了又是待确认；撤下的不再列出。
#[test]
fn a_refused_table_is_mended_where_it_stands() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let one = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,三万多\n";
    let upload = send(&mut partner, "一行.csv", one.as_bytes(), &[]);
    partner.get(WEEK).shows(">未入库</b>");
    let cell = [("sheet", ""), ("row", "2"), ("letter", "E"), ("value", "3.2万")];
    let mended = mended(&partner.post(&format!("{upload}/repair"), &cell));
    partner.get(&mended).shows(">确认入库<");
    let page = partner.get(WEEK);
    page.shows(">待确认</b>").shows("撤下的1份");
    assert!(!page.body.contains(">未入库<"), "{}", page.body);
    let own = P08.replace("作品标题", "剧名").replace("累计播放量", "人气");
    let upload = send(&mut partner, "自己的表.csv", own.as_bytes(), &[]);
    partner.get(WEEK).shows(">未入库</b>");
    partner.get(&upload).shows("这些列是什么");
    let done =
        partner.post(&format!("{upload}/columns"), &[("header", "剧名"), ("field", "title"), ("header", "人气"), ("field", "plays")]);
    partner.follow(&done).shows(">确认入库<");
    assert!(!partner.get(WEEK).body.contains(">未入库<"));
    // What is put aside is listed no more.
    let bare = "作品标题,发布时间,累计播放量\n第1期 高处作业系好安全带,2022-08-01,三万多\n";
    let upload = send(&mut partner, "表.csv", bare.as_bytes(), &[("channel", "mango_tv"), ("as_of", "2023-04-02")]);
    partner.get(WEEK).shows(">未入库</b>");
    let done = partner.post(&format!("{upload}/withdraw"), &[]);
    let page = partner.follow(&done);
    assert!(!page.body.contains(">未入库<"), "{}", page.body);
}

/// 没说渠道、日期的，只有几行错的，仍是待确认：要人来答、来定。
#[test]
fn a_file_about_which_somebody_has_to_say_something_waits() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    for (name, text) in [
        ("没写渠道.csv", "作品标题,发布时间,累计播放量\n第1期,2022-08-01,12345\n".to_owned()),
        ("错一行.csv", P08.replace("12345", "三万多")),
    ] {
        send(&mut partner, name, text.as_bytes(), &[]);
        let page = partner.get(WEEK);
        page.shows(">待确认</b>");
        assert!(!page.body.contains(">未入库<"), "{name}: {}", page.body);
        assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 422, "{name}");
    }
}

/// 因为那一周已审定而退回的，退回那一周以后，同一份又可入库。
#[test]
fn a_file_that_may_go_in_again_waits_again() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let all: String = ["芒果TV", "湖南经视抖音号", "湖南经视快手号", "经视新闻"]
        .iter()
        .map(|c| format!("2023-03-26,{c},第1期 高处作业系好安全带,2022-08-01,100\n"))
        .collect();
    let first = format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{all}");
    let before = "/reporting/hunan_jingshi/2023-W12";
    let upload = upload_of(&partner.post_files(&format!("{before}/files"), &[], &[("第12周.csv", first.as_bytes())]));
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{before}/hand-in"), &[]).status, 303);
    let mut staff = portal.browser("renshe");
    assert_eq!(super::approval::approve(&mut staff, before, "").status, 303);
    let late = first.replace(",100\n", ",200\n");
    let upload = send(&mut partner, "更正.csv", late.as_bytes(), &[]);
    partner.get(&upload).shows("已审定");
    partner.get(WEEK).shows(">未入库</b>");
    assert_eq!(staff.post(&format!("{before}/settle"), &[("to", "returned"), ("remark", "请更正")]).status, 303);
    partner.get(&upload).shows("现在可以入库").shows(">重新核对<");
    let done = partner.post(&format!("{upload}/say"), &[]);
    partner.follow(&done).shows(">确认入库<");
    partner.get(WEEK).shows(">待确认</b>");
}

/// 同一作品同一天两个数：两行旁边各有“不要第几行”，去掉一行就能入库；日志和页面写明去掉的是哪一行。
#[test]
fn of_two_rows_that_contradict_either_can_be_left_out() {
    for (dropped, kept) in [("2", "13,000"), ("3", "12,345")] {
        let mut portal = Portal::new();
        let mut partner = portal.browser("jingshi");
        let twice = "统计日期,渠道,作品标题,发布时间,累计播放量\n\
2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,12345\n2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,13000\n";
        let upload = send(&mut partner, "第13周.csv", twice.as_bytes(), &[]);
        partner.get(&upload).shows("同一作品同一天有两个数").shows("不要第2行").shows("不要第3行");
        // Rows without a fault are not for this form.
        assert_eq!(partner.post(&format!("{upload}/repair"), &[("drop", "1:")]).status, 422);
        let done = partner.post(&format!("{upload}/repair"), &[("drop", &format!("{dropped}:"))]);
        let page = partner.follow(&done);
        page.shows(">确认入库<").shows(kept).shows(&format!("第{dropped}行不要"));
        let mended = mended(&done);
        assert_eq!(partner.post(&format!("{mended}/take"), &[]).status, 303);
    }
}

/// 两张工作表里各有一个数的，两张表的行都可以不要；别的整行的错也一样。
#[test]
fn rows_of_two_sheets_and_other_faulty_rows_can_be_left_out() {
    use crate::support::partner::{table, workbook};
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let one = table("a.xlsx", &["渠道|作品标题|截至4月2日播放量", "芒果TV|第1期 高处作业系好安全带|12345"]);
    let other = table("a.xlsx", &["渠道|作品标题|截至4月2日播放量", "芒果TV|第1期 高处作业系好安全带|13000", "芒果TV|第2期|5"]);
    let book = workbook(&[("第一组", &one), ("第二组", &other)]);
    let upload = send(&mut partner, "两张表.xlsx", &book, &[]);
    let page = partner.get(&upload);
    page.shows("不要第2行（第一组）").shows("不要第2行（第二组）");
    let done = partner.post(&format!("{upload}/repair"), &[("drop", "2:第一组")]);
    partner.follow(&done).shows(">确认入库<").shows("13,000");
}
