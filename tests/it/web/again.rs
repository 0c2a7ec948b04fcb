//! A form with a mistake in it comes back as it was filled in, with the message at the field.

use super::world::{P08, Portal};
use crate::support::browser::Answer;

const DOCUMENT: [(&str, &str); 2] = [("document", "合同2022-8号"), ("because", "双方“盖章”<签>")];

/// The part of a page that is a form.
fn form<'a>(page: &'a Answer, action: &str) -> &'a str {
    let mark = format!("action=\"{action}\"");
    page.body.split("<form").find(|f| f.split('>').next().unwrap().contains(&mark)).unwrap().split("</form>").next().unwrap()
}

#[track_caller]
fn holds(form: &str, parts: &[&str]) {
    for part in parts {
        assert!(form.contains(part), "{part} is missing in:\n{form}");
    }
}

#[test]
fn a_wrong_entry_about_a_campaign_keeps_what_was_typed() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let path = "/campaigns/p08_tv/log";
    let wrong = staff.post(path, &[&[("kind", "signed_on"), ("value", "8月1日")][..], &DOCUMENT].concat());
    assert_eq!(wrong.status, 422);
    wrong.shows("<h2>项目事项</h2>").shows("没有完成：签订日“8月1日”认不出：写年月日，如 2022-07-01、2022年7月1日。");
    holds(
        form(&wrong, path),
        &[
            "<option value=\"signed_on\" selected>",
            "name=\"value\" type=\"text\" value=\"8月1日\"><small class=\"fault\" id=\"again\" role=\"alert\">签订日“8月1日”认不出",
            "value=\"合同2022-8号\"",
            "value=\"双方“盖章”&#60;签&#62;\"",
        ],
    );
    let fold = wrong.body.split("<details").find(|d| d.contains("<summary>登记新的事项")).unwrap();
    assert!(fold.starts_with(" open"), "{fold}");
    // As people write a date.
    let done = staff.confirm(path, &[&[("kind", "signed_on"), ("value", "2022年8月1日")][..], &DOCUMENT].concat());
    assert_eq!(done.status, 303);
    staff.get("/campaigns/p08_tv").shows("2022年8月1日至2023年7月31日");
    staff.get("/api/v1/campaigns").shows(r#""term":{"start":"2022-08-01","end":"2023-07-31"}"#);
}

#[test]
fn an_attachment_of_a_wrong_kind_or_period_keeps_what_was_typed() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields =
        [("partner", "hunan_jingshi"), ("campaign", "p08_tv"), ("about", "首页8月截图"), ("from", "2022-11-14"), ("to", "2022-08-15")];
    let reversed = staff.post_files("/attachments", &fields, &[("截图.pdf", b"%PDF-1.7 sample".as_slice())]);
    assert_eq!(reversed.status, 422);
    reversed.shows("<h1>证明材料");
    let kept = [
        "<option value=\"hunan_jingshi\" selected>",
        "<option value=\"p08_tv\" selected>",
        "name=\"about\" type=\"text\" required value=\"首页8月截图\"",
        "name=\"to\" type=\"date\" value=\"2022-08-15\"",
    ];
    holds(form(&reversed, "/attachments"), &kept);
    holds(form(&reversed, "/attachments"), &["value=\"2022-11-14\"><small class=\"fault\" id=\"again\" role=\"alert\">期间写成"]);
    let wrong = staff.post_files("/attachments", &fields, &[("截图.pdf", b"MZ sample".as_slice())]);
    assert_eq!(wrong.status, 422);
    holds(form(&wrong, "/attachments"), &kept);
    holds(form(&wrong, "/attachments"), &["<small class=\"fault\" id=\"again\" role=\"alert\">只收 PDF", "文件要再选一次"]);
    // Nobody is chosen for whom it would be by accident.
    let page = staff.get("/attachments");
    holds(form(&page, "/attachments"), &["<select id=\"partner\" name=\"partner\" required><option value=\"\">请选择</option>"]);
}

#[test]
fn an_answer_without_ticks_keeps_its_reason_and_names_the_choice() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let export: String =
        "作品名称,发布时间,体裁,审核状态,播放量,5s完播率,主页访问量,点赞量\n机关食堂新菜单,2022-08-01 09:00:00,视频,公开,100,0.5,1,2\n"
            .into();
    let mut staff = portal.browser("renshe");
    let sent = staff.post_files(
        "/reporting/xinhunan/2023-W13/files",
        &[("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")],
        &[("作品.csv", export.as_bytes())],
    );
    staff.post(&format!("{}/take", sent.header("location")), &[]);
    let page = staff.get("/questions");
    let path = page.body.split("action=\"").map(|r| r.split('"').next().unwrap()).find(|a| a.starts_with("/questions/belonging-")).unwrap();
    let none = staff.post(path, &[("choice", "selected"), ("because", "逐条看过"), ("seen", "机关食堂新菜单")]);
    assert_eq!(none.status, 422);
    holds(
        form(&none, path),
        &[
            "<option value=\"selected\" selected>",
            "value=\"逐条看过\"",
            "没有勾选任何一条",
            "请选“其余都不属于本项目”",
            "<option value=\"none\">其余都不属于本项目",
        ],
    );
}

#[test]
fn a_week_that_is_sent_back_without_a_word_keeps_its_page() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let week = "/reporting/hunan_jingshi/2023-W13";
    portal.browser("jingshi").post(&format!("{week}/hand-in"), &[]);
    let mut staff = portal.browser("renshe");
    let wrong = staff.post(&format!("{week}/settle"), &[("to", "returned"), ("remark", " ")]);
    assert_eq!(wrong.status, 422);
    wrong.shows("<h2>审定</h2>").shows("退回要写明意见");
    let at = wrong.body.find("id=\"again\"").unwrap();
    assert!(wrong.body[..at].rfind("<form") < wrong.body.find("<textarea id=\"remark\""), "at the form for sending back");
    assert!(wrong.body[at..].find("value=\"returned\"") < wrong.body[at..].find("</form>"));
}

/// Who may not see the page of a form learns nothing of it by sending the form wrongly; what was typed comes back as text.
#[test]
fn a_form_that_comes_back_shows_no_more_than_its_page() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.post("/campaigns/p12_short_video/log", &DOCUMENT).status, 404);
    let evil = "\"><script>alert(1)</script>";
    let wrong = portal.browser("renshe").post("/campaigns/p08_tv/log", &[("kind", evil), ("value", evil), ("document", evil)]);
    assert_eq!(wrong.status, 422);
    assert!(!wrong.body.contains("<script>alert"), "{}", wrong.body);
    wrong.shows("value=\"&#34;&#62;&#60;script&#62;alert(1)");
    let stale = portal.browser("renshe").post_with("/campaigns/p08_tv/log", "x", &[("value", "8月")]);
    assert_eq!(stale.status, 403);
}
