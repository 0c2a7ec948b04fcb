//! What becomes of a file beyond the straight way: its good rows first, its cells mended in the page, its columns explained anew, numbers typed
//! into fields, several files handed in by staff, scans that are too large.

use super::flow::{send, upload_of};
use super::uploads::EXPORT;
use super::world::{P08, Portal};
use crate::support::browser::Browser;

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";

/// 三行，第3行的数读不出：先入库两行，写明留下哪一行；标注文件标的是它；改好后整份再传，只多出它。对方自己传、工作人员代报都一样。
#[test]
fn good_rows_go_in_first_and_the_mended_one_follows() {
    let good = format!("{P08}2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n");
    let bad = good.replace("3.2万", "三万多");
    for login in ["jingshi", "renshe"] {
        let mut portal = Portal::new();
        let mut browser = portal.browser(login);
        let upload = send(&mut browser, "第13周.csv", bad.as_bytes(), &[]);
        browser.get(&upload).shows("先入库其余各行（1行留下待改）");
        let done = browser.post(&format!("{upload}/take"), &[("good", "1")]);
        browser.follow(&done).shows("；有错的1行没有入库，点文件名看是哪些");
        // 审定的人在那一周的页面和日志里也看得到。
        portal.browser("renshe").get(WEEK).shows(">有错的1行没有入库</a>");
        portal.browser("renshe").get("/journal").shows("，门户上传，有错的1行没有入库");
        let page = browser.get(&upload);
        page.shows("没有入库的行（1处）").shows("<td data-l=\"填的\">三万多</td>").shows("入库的行（2）").shows("12,345").shows("700");
        // 原行和证明，一次点到。
        page.shows("href=\"/sources/1/0/0/2\"").shows("href=\"/sources/1/0/0/4\"");
        assert!(!page.body.contains("/sources/1/0/0/3"));
        let marked = browser.get(&format!("{upload}/annotated")).bytes;
        let rows = reach::intake::rows_around("标注.xlsx", &marked, "", 3).unwrap();
        let told: Vec<bool> = rows.iter().map(|(_, _, cells)| cells.last().is_some_and(|c| c.contains("不是能识别的数字"))).collect();
        assert_eq!(told, [false, false, true, false], "header, row 2, row 3, row 4: {rows:?}");
        // 改好后整份再传。
        let upload = send(&mut browser, "第13周改.csv", good.as_bytes(), &[]);
        browser.get(&upload).shows("<b class=\"on_track\">1</b><small>新增读数").shows("<b>2</b><small>不变");
        assert_eq!(browser.post(&format!("{upload}/take"), &[]).status, 303);
        // 12,345＋700＋32,000（约数31,500至32,999）
        portal.browser("renshe").get("/campaigns/p08_tv/targets/contacts?week=2023-W13").shows("4.4–4.6万");
        // 撤销以后还看得到入库过哪些。
        assert_eq!(browser.post(&format!("{upload}/undo"), &[]).status, 303);
        browser.get(&upload).shows("入库过的行，已撤销（3）");
    }
}

/// 页面上改过一格的文件：入库以后，数据来源页写明哪一格是页面上改的、原来是什么，原文件和改正后的各有链接，原文件一个字节也没变。
#[test]
fn a_cell_that_was_mended_in_the_page_is_marked_where_its_number_stands() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bad = P08.replace("3.2万", "三万多");
    let first = send(&mut partner, "第13周.csv", bad.as_bytes(), &[]);
    let cell = [("sheet", ""), ("row", "3"), ("letter", "E"), ("value", "3.2万")];
    let done = partner.post(&format!("{first}/repair"), &cell);
    let mended = done.header("location").split('?').next().unwrap().to_owned();
    partner.get(&mended).shows("按页面填写改正").shows("E3：“三万多”改为“3.2万”").shows(&format!("href=\"{first}/original\">下载原文件"));
    assert_eq!(partner.post(&format!("{mended}/take"), &[]).status, 303);
    for login in ["jingshi", "renshe"] {
        let mut browser = portal.browser(login);
        let page = browser.get("/sources/1/0/0/3");
        page.shows("<td class=\"mended\">3.2万<br><small>按页面填写改正，原为“三万多”</small></td>").shows("共改1格");
        assert_eq!(page.body.matches("class=\"mended\"").count(), 1);
        page.shows(&format!("href=\"{first}/original\">下载原文件</a>")).shows(&format!("href=\"{mended}/original\">下载改正后的文件</a>"));
        assert_eq!(browser.get(&format!("{first}/original")).bytes, bad.as_bytes());
    }
    // 没有改过的照旧。
    let page = partner.get("/sources/1/0/0/2");
    page.shows("12345");
    let other = portal.taken("partner_video", "短视频.csv", super::world::P12);
    let page = portal.browser("renshe").get(&format!("/sources/{other}/0/0/2"));
    page.shows("按原文件显示");
    assert!(!page.body.contains("改正"), "{}", page.body);
}

/// 读不成表格的文件，没有格子可改，也就没有改的按钮，也不等着谁确认。
#[test]
fn a_scan_among_tables_offers_nothing_to_mend() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let upload = send(&mut partner, "盖章.pdf", b"%PDF-1.7 sample", &[]);
    let page = partner.get(&upload);
    page.shows("PDF 文件").shows("没有入库；原文件已存证");
    assert!(!page.body.contains("按填写的改正") && !page.body.contains("在这里改成"), "{}", page.body);
}

/// 在线填报：读不出的数写在自己的格子下面，说的是作品，不是谁也没见过的表格的格子；别的格子里填的还在，什么也没有存下。
#[test]
fn a_number_that_cannot_be_read_is_told_beside_its_field() {
    let mut portal = Portal::new();
    let more = format!("{P08}2023-04-02,芒果TV,第2期 有限空间先通风,2022-08-09,500\n");
    portal.taken("hunan_jingshi", "第12周.csv", &more.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let path = format!("{WEEK}/fill");
    let (second, first) = ("第2期 有限空间先通风", "第1期 高处作业系好安全带");
    let wrong = [("channel", "mango_tv"), ("t0", second), ("v0", "六百多"), ("t1", first), ("v1", "1.3万")];
    let page = partner.post(&path, &wrong);
    assert_eq!(page.status, 422);
    page.shows("有1处要改").shows("value=\"1.3万\"").shows("value=\"六百多\"").shows("aria-describedby=\"w0\"");
    page.shows(&format!("id=\"w0\">{second}：累计播放量不是能识别的数字")).shows("把这个数改成准数；只知道超过 600 就填 600+");
    assert!(!page.body.contains("id=\"w1\"") && !page.body.contains("G2"), "{}", page.body);
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty(), "nothing was kept");
    // 改好再核对；少了的数是疑点，也说作品，不说格子和行号。
    let right = [("channel", "mango_tv"), ("t0", second), ("v0", "100"), ("t1", first), ("v1", "1.3万")];
    let upload = upload_of(&partner.post(&path, &right));
    let page = partner.get(&upload);
    page.shows("确认入库").shows("500 → <b>100</b>").shows(&format!("<td class=\"nw\">{second}</td>"));
    assert!(!page.body.contains(">行</th>"), "{}", page.body);
}

/// 列名说错了能改：“人气”先说成点赞，下一份里改成播放量；说“不再记住”的，下一份再问。
#[test]
fn what_was_said_of_a_column_can_be_said_anew() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let own = P08.replace("作品标题", "剧名").replace("累计播放量", "人气");
    let upload = send(&mut partner, "自己的表.csv", own.as_bytes(), &[]);
    let said = |plays| [("header", "剧名"), ("field", "title"), ("header", "人气"), ("field", plays)];
    assert_eq!(partner.post(&format!("{upload}/columns"), &said("likes")).status, 303);
    partner.get(&upload).shows("点赞</i>").shows("改记住的列名（人气、剧名）").shows("<option value=\"likes\" selected>");
    let done = partner.post(&format!("{upload}/columns"), &said("plays"));
    let page = partner.follow(&done);
    page.shows("确认入库").shows("播放量</i>").shows("入库后的变化");
    assert!(!page.body.contains("点赞</i>"), "{}", page.body);
    assert_eq!(partner.post(&format!("{upload}/columns"), &said("")).status, 303);
    partner.get(&upload).shows("这些列是什么").shows("<label for=\"h1\">人气</label>").shows("改记住的列名（剧名）");
    portal.browser("renshe").get("/journal").shows("“剧名”是作品标题、“人气”不再记住");
}

/// 代报：一次三个文件。模板写着渠道；抖音导出表只看得出是哪个平台的，问渠道和日期；别家的退回。
#[test]
fn staff_hand_several_files_in_for_a_partner() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let files: [(&str, &[u8]); 3] =
        [("模板.csv", P08.as_bytes()), ("作品列表.csv", EXPORT.as_bytes()), ("别家.csv", super::world::P12.as_bytes())];
    let sent = staff.post_files(&format!("{WEEK}/files"), &[], &files);
    let page = staff.follow(&sent);
    page.shows("收到3个文件，其中1个没有能入库的行，看改法；其余请逐个核对后确认")
        .shows("模板.csv")
        .shows("作品列表.csv")
        .shows("别家.csv")
        .shows("还有2个文件待确认；不含未入库的1份：别家.csv");
    staff.get("/uploads/1").shows("确认入库").shows("<b>湖南经视抖音号</b>");
    let asked = staff.get("/uploads/2");
    asked.shows("表里看不出").shows("请在这里选定").shows("湖南经视抖音号");
    assert!(!asked.body.contains("确认入库"));
    let said = staff.post("/uploads/2/say", &[("channel", "jingshi_douyin"), ("as_of", "2023-04-02")]);
    staff.follow(&said).shows("确认入库");
    staff.get("/uploads/3").shows("渠道名称不认识").shows("把 B2 改成渠道全名");
    for upload in ["/uploads/1", "/uploads/2"] {
        let done = staff.post(&format!("{upload}/take"), &[]);
        assert_eq!(done.header("location").split('?').next(), Some(WEEK), "{}", done.body);
    }
    assert_eq!(staff.post("/uploads/3/take", &[]).status, 422);
    assert_eq!(staff.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    // 对方看得见是谁代报的。
    portal.browser("jingshi").get(WEEK).shows("<b>提交</b>renshe");
}

/// 21兆的扫描件：还没有读就退回，用中文说多大、怎么办。网页改名的PDF不收。收下的原样给回，只当附件。
#[test]
fn scans_are_kept_as_they_are_and_too_large_ones_refused_before_they_are_read() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let head = format!(
        "POST /attachments HTTP/1.1\r\nHost: {}\r\nCookie: reach_session={}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: 25000000\r\n\r\n",
        partner.address, partner.session
    );
    let answer = Browser::new(partner.address).raw(head.as_bytes());
    assert_eq!(answer.status, 413, "{}", answer.head);
    answer.shows("单个材料不超过 20 MB，扫描件请降低清晰度，或分成几份上传");
    let page = b"<!doctype html><script>alert(1)</script>".as_slice();
    let about = [("about", "首页截图")];
    let refused = partner.post_files("/attachments", &about, &[("截图.pdf", page)]);
    assert_eq!(refused.status, 422);
    refused.shows("只收 PDF、JPG、PNG、DOCX、OFD");
    let scan = b"%PDF-1.7 \x00\xff sample".as_slice();
    assert_eq!(partner.post_files("/attachments", &about, &[("截图.pdf", scan)]).status, 303);
    partner.get("/attachments").shows("截图.pdf").shows("首页截图").shows("待核对");
    let back = partner.get("/attachments/1");
    assert_eq!(back.bytes, scan);
    assert!(back.header("content-disposition").starts_with("attachment;"), "{}", back.head);
    assert_eq!(
        (back.header("x-content-type-options").as_str(), back.header("content-type").as_str()),
        ("nosniff", "application/octet-stream")
    );
    // 由工作人员核对一次性成果的证明。
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.post("/attachments/1/check", &[("verdict", "与实物一致")]).status, 303);
    staff.get("/attachments").shows("与实物一致　renshe");
}

/// 什么时候该报，页面上说一次。
#[test]
fn the_page_says_once_when_a_week_is_due() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.get(WEEK).body.matches("4月3日12:00").count(), 1);
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    assert_eq!(partner.get(WEEK).body.matches("4月3日12:00").count(), 1);
}

/// 表里没有日期也没有渠道：一次说完，不必答一项再问一项。
#[test]
fn a_table_without_day_and_channel_is_asked_about_once() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let upload = send(&mut partner, "清单.csv", "标题,发布日期,播放量\n第1期 高处作业系好安全带,2022-08-01,500\n".as_bytes(), &[]);
    partner.get(&upload).shows("表里看不出渠道、统计日期，请在这里选定：");
    let done = partner.post(&format!("{upload}/say"), &[("channel", "mango_tv"), ("as_of", "2023-04-02")]);
    partner.follow(&done).shows("确认入库").shows("<b>芒果TV</b>").shows("<b>500</b>");
}

/// 标题写着“本周……数据（3.27-4.2）”，说不清是累计还是新增：退回时“数的含义”已经展开，选一下就能入库，不必改表。
#[test]
fn what_numbers_mean_can_be_said_in_the_page() {
    let mut portal = Portal::new();
    let mut browser = portal.browser("jingshi");
    let file = "本周短视频数据（3.27-4.2）\n标题,平台,播放量\n第1期 高处作业系好安全带,抖音,1200\n";
    let upload = send(&mut browser, "周报.csv", file.as_bytes(), &[]);
    let page = browser.get(&upload);
    page.shows("不知道是累计数还是新增数")
        .shows("也可选“数的含义”")
        .shows("<details class=\"fold\" open><summary>改渠道、统计日期或数的含义");
    assert_eq!(browser.post(&format!("{upload}/say"), &[("mode", "cumulative")]).status, 303);
    browser.get(&upload).shows("<b class=\"on_track\">1</b><small>新增读数");
}

/// 以前几周没有报，最近一周报了累计数：那几周就补上了，不再催；没有报的渠道，还催。
#[test]
fn weeks_that_a_later_file_made_good_are_not_asked_for() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let week = "/reporting/hunan_jingshi/2023-W13";
    partner.get(week).shows("周逾期未报");
    let rows: String = portal
        .app
        .defs
        .partners
        .iter()
        .find(|p| p.id.as_str() == "hunan_jingshi")
        .unwrap()
        .reports
        .iter()
        .map(|c| format!("2023-04-02,{},第1期 高处作业系好安全带,2022-08-01,12345\n", portal.app.defs.channel(c).unwrap().name))
        .collect();
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量\n";
    let one = format!("{head}{}\n", rows.lines().next().unwrap());
    portal.taken("hunan_jingshi", "一个渠道.csv", &one);
    partner.get(week).shows("周逾期未报");
    portal.taken("hunan_jingshi", "全部.csv", &format!("{head}{rows}"));
    let page = partner.get(week);
    assert!(!page.body.contains("周逾期未报"), "{}", page.body);
    page.shows("后来的数已补上");
}
