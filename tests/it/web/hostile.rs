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
fn a_word_of_belonging_is_looked_at_confirmed_and_taken_back() {
    let mut portal = Portal::new();
    // An account's export: one work carries a mark of the campaign, one carries another word, one carries none.
    let export = "作品名称,发布时间,播放量,5s完播率,主页访问量\n工伤预防进工地,2022-08-01 09:00:00,100,0.5,1\n安全大喇叭开讲,2022-08-02 09:00:00,40,0.5,1\n今天吃什么,2022-08-03 09:00:00,7,0.5,1\n";
    let who = portal.who("renshe");
    let said = reach::app::portal::hand_in::Said {
        channel: Some(reach::base::id::ChannelId::new("jingshi_douyin")),
        as_of: Some(crate::support::world::day("2023-04-02")),
        ..Default::default()
    };
    let week = reach::app::portal::due::parse_week("2023-W13").unwrap();
    let partner = reach::base::id::PartnerId::new("hunan_jingshi");
    let id = portal.app.receive(&who, &partner, week, "账号.csv", export.as_bytes(), &said).unwrap();
    let (upload, submission) = portal.app.upload_with(id).unwrap().unwrap();
    let receipt = portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
    assert!(receipt.written, "{:?}", receipt.found);
    let contacts = |portal: &Portal, known: Option<&str>| {
        let day = crate::support::world::day("2023-04-02");
        let snapshot = portal.app.snapshot(day, known.map(crate::support::world::day)).unwrap();
        let c = snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
        c.targets.iter().find(|t| t.id.as_str() == "contacts").unwrap().actual.low
    };
    let before = contacts(&portal, None);
    let path = "/campaigns/p08_tv/marks";
    let mut staff = portal.browser("renshe");
    let add = [("what", "add"), ("word", "安全大喇叭"), ("document", "纪要3号"), ("because", "栏目改名")];
    let page = staff.post(path, &add);
    page.shows("1条开始计入，0条不再计入").shows("安全大喇叭开讲").shows("湖南经视抖音号").shows("确认增加");
    page.shows("<td>累计观看、阅读</td><td data-l=\"现在\">100人次</td><td data-l=\"增加后\"><b>140人次</b></td>");
    let stale = staff.post(path, &[&add[..], &[("seen", "0123456789abcdef")]].concat());
    assert_eq!(stale.status, 409);
    stale.shows("没有增加：打开页面以后数据有变化");
    assert!(!page.body.contains("今天吃什么"), "{}", page.body);
    assert_eq!(contacts(&portal, None), before, "looking changes nothing");
    let done = staff.confirm(path, &add);
    staff.follow(&done).shows("“安全大喇叭”").shows("增加归属词").shows("纪要3号");
    assert_eq!(contacts(&portal, None), before + 40);
    assert_eq!(contacts(&portal, Some("2023-04-02")), 0, "then nothing had come in");
    staff.get("/journal?campaign=p08_tv").shows("增加归属词“安全大喇叭”").shows("理由：栏目改名");
    // The same word again, a word that is none, one character, no document: refused in words.
    for fields in [
        vec![("what", "add"), ("word", "安全大喇叭"), ("document", "x"), ("because", "x")],
        vec![("what", "drop"), ("word", "没有的词"), ("document", "x"), ("because", "x")],
        vec![("what", "add"), ("word", "安"), ("document", "x"), ("because", "x")],
        vec![("what", "add"), ("word", "安全生产"), ("because", "x")],
    ] {
        assert_eq!(staff.post(path, &fields).status, 422, "{fields:?}");
    }
    let drop = [("what", "drop"), ("word", "安全大喇叭"), ("document", "纪要4号"), ("because", "改回")];
    staff.post(path, &drop).shows("0条开始计入，1条不再计入");
    assert_eq!(staff.confirm(path, &drop).status, 303);
    assert_eq!(contacts(&portal, None), before);
}

/// 签订日改了，哪些数变了，登记之前列出，登记之后再说：8月2日签订，8月1日发布的一条在合同期外。
#[test]
fn what_an_entry_changes_is_said_at_once() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", super::world::P08);
    let mut staff = portal.browser("renshe");
    let asked = |value| [("kind", "signed_on"), ("value", value), ("document", "合同2022-8号"), ("because", "合同签订")];
    // Before it is entered: the term, the deadlines, the figures.
    let page = staff.post("/campaigns/p08_tv/log", &asked("2022-08-02"));
    assert_eq!(page.status, 200);
    page.shows("还没有登记，先看会改变什么").shows("<td>合同期</td><td data-l=\"现在\">2022年7月1日至2023年6月30日</td>");
    page.shows("<b>2022年8月2日至2023年8月1日</b>").shows("<b>31,500–32,999人次</b>").shows(">确认登记<");
    assert!(portal.app.ledger.campaign_log(None).unwrap().is_empty());
    let outside = staff.post("/campaigns/p08_tv/log", &asked("2024-01-02"));
    outside.shows("合同期不全在2022年至2023年之内");
    let done = staff.confirm("/campaigns/p08_tv/log", &asked("2022-08-02"));
    staff
        .follow(&done)
        .shows("已登记。截至4月2日：合同期 2022年7月1日至2023年6月30日 → 2022年8月2日至2023年8月1日")
        // 芒果TV 12345，抖音 3.2万即 31500–32999：合计 43845–45344。
        .shows("43,845–45,344人次 → 31,500–32,999人次")
        .shows("新增待核事项1项");
    // The same day by another document.
    let same = [("kind", "signed_on"), ("value", "2022-08-02"), ("document", "盖章页"), ("because", "合同签订")];
    let same = staff.confirm("/campaigns/p08_tv/log", &same);
    staff.follow(&same).shows("已登记。截至4月2日的各项数字和判定没有变化");
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
        assert_eq!(staff.confirm("/campaigns/p08_tv/log", &fields).status, if good { 303 } else { 422 }, "{kind} {value}");
    }
    let after = portal.app.snapshot(crate::support::world::day("2023-04-02"), None).unwrap();
    let c = after.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
    assert!(c.signed);
    assert_eq!((c.term.start.to_string(), c.term.end.to_string()), ("2022-08-15".to_owned(), "2023-08-14".to_owned()));
    staff.get("/campaigns/p08_tv").shows("合同2022-8号").shows("2022年8月15日至2023年8月14日");
    let state = [("kind", "state"), ("state", "extended"), ("document", "补充协议1号"), ("because", "疫情顺延")];
    let done = staff.post("/campaigns/p08_tv/log", &state);
    staff.follow(&done).shows("已登记。截至4月2日：合同状态 实施中 → 已延期").shows("　合同状态：已延期");
    staff.get("/accept/p08_tv").shows("　合同状态：已延期");
    staff.get("/campaigns/p08_tv?week=2023-W12").shows("　合同状态：实施中");
    let then = portal.app.snapshot(crate::support::world::day("2023-04-02"), Some(crate::support::world::day("2023-04-02"))).unwrap();
    assert!(!then.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().signed, "what was entered later was not known then");
    let sign = [("by", "省人社厅"), ("on", "2023-03-01"), ("document", "确认单1号")];
    assert_eq!(staff.post("/rules/CR-01", &sign).status, 303);
    staff.get("/rules").shows("省人社厅 2023-03-01");
}
