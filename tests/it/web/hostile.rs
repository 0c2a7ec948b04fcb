//! What comes from outside is text: in titles, file names, reasons, names of accounts. Nothing of it runs, turns writing round, or becomes
//! a path.

use super::world::Portal;

const EVIL: [&str; 6] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "\u{202e}gnp.exe",
    "../../../etc/passwd",
    "javascript:alert(1)",
];

#[track_caller]
fn is_text(page: &str, where_: &str) {
    for raw in ["<script>alert", "<img src=x", "<svg onload", "\u{202e}"] {
        assert!(!page.contains(raw), "{where_} holds {raw:?}");
    }
}

#[test]
fn titles_and_names_stay_text_on_every_page() {
    let mut portal = Portal::new();
    let rows: String = EVIL
        .iter()
        .enumerate()
        .map(|(n, evil)| format!("2023-04-02,芒果TV,\"第{}期 {}\",2022-08-0{},{}\n", n + 1, evil.replace('"', "\"\""), n + 1, 1000 + n))
        .collect();
    let text = format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{rows}");
    let mut partner = portal.browser("jingshi");
    let sent =
        partner.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &[("../<svg onload=alert(1)>\u{202e}.csv", text.as_bytes())]);
    let upload = sent.header("location");
    is_text(&partner.get(&upload).body, &upload);
    let done = partner.post(&format!("{upload}/take"), &[("good", "1")]);
    is_text(&partner.follow(&done).body, "the week");
    let original = partner.get(&format!("{upload}/original"));
    assert_eq!(original.header("content-type"), "application/octet-stream");
    let disposition = original.header("content-disposition");
    assert!(disposition.starts_with("attachment") && !disposition.contains("../") && !disposition.contains('<'), "{disposition}");
    let mut staff = portal.browser("renshe");
    let log = [("kind", "decision"), ("value", EVIL[0]), ("target", "contacts"), ("document", EVIL[1]), ("because", EVIL[3])];
    assert_eq!(staff.post("/campaigns/p08_tv/log", &log).status, 303);
    for path in [
        "/week",
        "/campaigns/p08_tv",
        "/campaigns/p08_tv/targets/contacts",
        "/accept/p08_tv",
        "/works?campaign=p08_tv",
        "/questions",
        "/texts",
        "/journal",
        "/reporting",
        "/reporting/hunan_jingshi/2023-W13/fill?channel=mango_tv",
        "/week?done=%3Cscript%3Ealert(1)%3C/script%3E",
        "/login?next=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
    ] {
        let page = staff.get(path);
        assert!(matches!(page.status, 200 | 303), "{path} {}", page.status);
        is_text(&page.body, path);
    }
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    is_text(&staff.get("/reports/2023-W13/index.html").body, "the report");
}

#[test]
fn an_attachment_is_kept_and_never_shown() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let about = [("about", "首页广告图8月展示截图")];
    for (name, bytes) in [("a.png", b"<svg onload=alert(1)>".as_slice()), ("a.pdf", b"MZ\x90"), ("a.zip", b"PK\x03\x04")] {
        assert_eq!(partner.post_files("/attachments", &about, &[(name, bytes)]).status, 422, "{name}");
    }
    assert_eq!(partner.post_files("/attachments", &about, &[("..\\截图.html", b"\x89PNG\r\n\x1a\n rest")]).status, 303);
    let page = partner.get("/attachments");
    page.shows("截图.html").shows("PNG").shows("首页广告图8月展示截图");
    let at = page.body.find("/attachments/").unwrap();
    let link: String = page.body[at..].chars().take_while(|c| *c != '"').collect();
    let file = partner.get(&link);
    assert_eq!(
        (file.header("content-type").as_str(), file.header("x-content-type-options").as_str()),
        ("application/octet-stream", "nosniff")
    );
    assert!(file.header("content-disposition").starts_with("attachment"));
}

#[test]
fn what_staff_enter_about_a_campaign_holds_from_its_moment() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let before = portal.app.snapshot(crate::support::world::day("2023-04-02"), None).unwrap();
    assert!(!before.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().signed);
    for (kind, value, good) in
        [("signed_on", "2022-08-15", true), ("signed_on", "8月15日", false), ("term_months", "25", false), ("state", "", false)]
    {
        let fields = [("kind", kind), ("value", value), ("document", "合同2022-8号"), ("because", "合同签订")];
        assert_eq!(staff.post("/campaigns/p08_tv/log", &fields).status, if good { 303 } else { 422 }, "{kind} {value}");
    }
    let after = portal.app.snapshot(crate::support::world::day("2023-04-02"), None).unwrap();
    let c = after.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
    assert!(c.signed);
    assert_eq!((c.term.start.to_string(), c.term.end.to_string()), ("2022-08-15".to_owned(), "2023-08-14".to_owned()));
    staff.get("/campaigns/p08_tv").shows("合同2022-8号").shows("2022年8月15日至2023年8月14日");
    let then = portal.app.snapshot(crate::support::world::day("2023-04-02"), Some(crate::support::world::day("2023-04-02"))).unwrap();
    assert!(!then.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().signed, "what was entered later was not known then");
    let sign = [("by", "省人社厅"), ("on", "2023-03-01"), ("document", "确认单1号")];
    assert_eq!(staff.post("/rules/CR-01", &sign).status, 303);
    staff.get("/rules").shows("省人社厅 2023-03-01");
}
