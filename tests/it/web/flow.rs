//! A week from the partner's first upload to the approved report, through the pages alone.

use super::world::{P08, Portal};
use crate::support::browser::{Answer, Browser};
use crate::support::partner::{table, workbook};

/// The value behind a label of the page's form: ids of uploads stand in links.
pub(super) fn upload_of(answer: &Answer) -> String {
    let at = answer.header("location");
    assert!(at.starts_with("/uploads/"), "{at} {}", answer.body);
    at
}

pub(super) fn send(browser: &mut Browser, name: &str, text: &[u8], fields: &[(&str, &str)]) -> String {
    let answer = browser.post_files("/reporting/hunan_jingshi/2023-W13/files", fields, &[(name, text)]);
    upload_of(&answer)
}

#[test]
fn a_week_is_handed_in_sent_back_and_approved() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    partner.get("/").header("location");
    partner.get("/reporting/hunan_jingshi").shows("应于4月3日12:00").shows("上传表格").shows("未报");
    // With a mistake: said beside the row, and in the file that comes back.
    let bad = P08.replace("3.2万", "三万多");
    let upload = send(&mut partner, "第13周.csv", bad.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("要改的地方").shows("三万多").shows("先入库其余各行").shows("芒果TV");
    let marked = partner.get(&format!("{upload}/annotated"));
    assert!(marked.bytes.starts_with(b"PK"), "no workbook");
    assert!(marked.header("content-disposition").starts_with("attachment"));
    assert_eq!(partner.post(&format!("{upload}/withdraw"), &[]).status, 303);
    // Repaired.
    let upload = send(&mut partner, "第13周改.csv", P08.as_bytes(), &[]);
    partner.get(&upload).shows("确认入库").shows("入库后的变化").shows("共1条，属于本项目1条");
    partner.get("/reporting/hunan_jingshi/2023-W13").shows("待确认");
    let early = partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]);
    assert_eq!(early.status, 422);
    let done = partner.post(&format!("{upload}/take"), &[]);
    partner.follow(&done).shows("已入库").shows("填报中");
    let done = partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]);
    partner.follow(&done).shows("已提交，待审定");
    // Sent back with a remark, handed in again, approved; then locked.
    let mut staff = portal.browser("renshe");
    staff.get("/week").shows("湖南经视").shows("已提交，待审定");
    let settle = "/reporting/hunan_jingshi/2023-W13/settle";
    assert_eq!(staff.post(settle, &[("to", "returned")]).status, 422);
    assert_eq!(staff.post(settle, &[("to", "returned"), ("remark", "缺快手号")]).status, 303);
    partner.get("/reporting/hunan_jingshi").shows("已退回，意见：</b>缺快手号");
    // It stays at the top while the week is being mended, and goes when the week is handed in again.
    let more = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n";
    let more = send(&mut partner, "快手号.csv", more.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{more}/take"), &[]).status, 303);
    partner.get("/reporting/hunan_jingshi").shows("填报中").shows("已退回，意见：</b>缺快手号");
    assert_eq!(partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]).status, 303);
    assert!(!partner.get("/reporting/hunan_jingshi").body.contains("已退回，意见"));
    let approved = super::approval::approve(&mut staff, "/reporting/hunan_jingshi/2023-W13", "jingshi_news");
    assert_eq!(approved.status, 303);
    partner.get("/reporting/hunan_jingshi").shows("本周报送已审定");
    assert_eq!(partner.post(&format!("{upload}/undo"), &[]).status, 422);
}

#[test]
fn a_figure_leads_in_two_clicks_to_its_row() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let week = staff.get("/week");
    week.shows("/campaigns/p08_tv/targets/contacts?week=2023-W13");
    let target = staff.get("/campaigns/p08_tv/targets/contacts?week=2023-W13");
    target.shows("12,345").shows("第13周.csv 第2行");
    let at = target.body.find("/sources/").unwrap();
    let link: String = target.body[at..].chars().take_while(|c| *c != '"').collect();
    staff.get(&link).shows("第1期 高处作业系好安全带").shows("SHA-256");
}

#[test]
fn a_question_is_answered_by_those_who_settle_its_campaign() {
    let mut portal = Portal::new();
    portal.taken("partner_video", "第12周.csv", P12_BEFORE);
    portal.taken("partner_video", "第13周.csv", P12_AFTER);
    let day = crate::support::world::day("2023-04-03");
    let snapshot = portal.app.snapshot(day, None).unwrap();
    let question = snapshot.campaigns.iter().flat_map(|c| &c.questions).find(|q| q.kind.name() == "fall").expect("a fall asks a question");
    let (path, choice) = (format!("/questions/{}", question.id), question.choices[0].0.clone());
    let state = reach::app::answer::state(question);
    let fields = [("choice", choice.as_str()), ("because", "平台清理"), ("state", state.as_str())];
    let mut expert = portal.browser("expert");
    assert_eq!(expert.post(&path, &fields).status, 404);
    let mut staff = portal.browser("yingji");
    staff.get("/questions").shows("数值下降");
    assert_eq!(staff.post(&path, &[("choice", choice.as_str())]).status, 422);
    let done = staff.post(&path, &fields);
    staff.follow(&done).shows("答复已记录");
}

const P12_BEFORE: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-03-26,合作媒体抖音号,第1期 受限空间作业,2022-08-01,88888\n";
const P12_AFTER: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,合作媒体抖音号,第1期 受限空间作业,2022-08-01,66666\n";

#[test]
fn a_report_is_made_read_and_shared_until_its_link_ends() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let done = staff.post("/reports", &[("week", "2023-W13")]);
    staff.follow(&done).shows("2023年第13周");
    let mut leader = portal.browser("leader");
    let page = leader.get("/reports/2023-W13/index.html");
    page.shows("总体进度表");
    assert!(page.header("content-security-policy").starts_with("default-src 'none'"));
    assert!(leader.get("/reports/2023-W13/phone.png").bytes.starts_with(b"\x89PNG"));
    assert_eq!(leader.get("/reports/2023-W13/..%2f..%2f..%2fledger.sqlite").status, 404);
    let shared = staff.post("/reports/2023-W13/share", &[("days", "3")]);
    // One whole address in a field of its own, to be copied also where nothing runs in the browser.
    shared.shows(&format!("<input id=\"link\" class=\"secret\" type=\"text\" value=\"http://{}/s/", portal.running.address));
    shared.shows("data-copy=\"link\"");
    let at = shared.body.find("/s/").unwrap();
    let link: String = shared.body[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
    let mut anybody = Browser::new(portal.running.address);
    anybody.get(&link).shows("完整周报");
    assert!(anybody.get(&format!("{link}/phone.png")).bytes.starts_with(b"\x89PNG"));
    assert_eq!(anybody.get(&format!("{link}/annex.xlsx")).status, 404);
    let digest = reach::web::secret::digest(link.trim_start_matches("/s/"));
    let change = portal.app.ledger.change().unwrap();
    assert!(change.close_link(&digest, reach::app::clock::Clock::Real.now()).unwrap());
    change.commit().unwrap();
    assert_eq!(anybody.get(&link).status, 410);
}

#[test]
fn programs_read_pages_and_send_files_with_tokens() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut admin = portal.browser("admin");
    let person = portal.app.ledger.person("jingshi").unwrap().unwrap().id.to_string();
    let mut token = |kind: &str| {
        let page = admin.post("/tokens", &[("name", "测试"), ("person", &person), ("kind", kind), ("days", "10")]);
        let at = page.body.find("class=\"secret\">").unwrap() + "class=\"secret\">".len();
        page.body[at..at + 64].to_owned()
    };
    let (reads, sends) = (token("read"), token("upload"));
    let mut program = Browser::new(portal.running.address);
    assert_eq!(program.get("/api/v1/programme").status, 401);
    let programme: serde_json::Value = serde_json::from_str(&program.get_as_program("/api/v1/programme", &reads).body).unwrap();
    assert_eq!(programme["campaigns"].as_array().unwrap().len(), 1, "a partner's token sees the partner's campaign alone");
    assert_eq!(programme["campaigns"][0]["id"], "p08_tv");
    let first: serde_json::Value =
        serde_json::from_str(&program.get_as_program("/api/v1/campaigns/p08_tv/observations?limit=1", &reads).body).unwrap();
    let next = first["next"].as_str().unwrap();
    let second: serde_json::Value =
        serde_json::from_str(&program.get_as_program(&format!("/api/v1/campaigns/p08_tv/observations?limit=1&after={next}"), &reads).body)
            .unwrap();
    assert_eq!((second["next"].is_null(), second["observations"].as_array().unwrap().len()), (true, 1));
    assert_ne!(first["observations"][0]["placement"], second["observations"][0]["placement"]);
    for wrong in ["limit=0", "limit=x", "after=1.2"] {
        assert_eq!(program.get_as_program(&format!("/api/v1/campaigns/p08_tv/observations?{wrong}"), &reads).status, 400);
    }
    assert_eq!(program.get_as_program("/api/v1/campaigns/p12_short_video", &reads).status, 404);
    let changed = P08.replace("12345", "23456");
    let file: [(&str, &[u8]); 1] = [("自动.csv", changed.as_bytes())];
    assert_eq!(program.post_as_program("/api/v1/uploads", &reads, &[], &file).status, 403);
    let answer = program.post_as_program("/api/v1/uploads", &sends, &[], &file);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let receipt: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((receipt["taken"].as_bool(), receipt["files"][0]["updated"].as_u64()), (Some(true), Some(1)));
    let bad = P08.replace("12345", "三万多");
    let answer = program.post_as_program("/api/v1/uploads", &sends, &[], &[("坏.csv", bad.as_bytes())]);
    assert_eq!(answer.status, 422);
    answer.shows("三万多");
    // What could not go in waits for nobody: it is refused, its bytes stay, and its week goes on.
    let refused: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    let page = format!("/uploads/{}", refused["upload"]);
    let mut partner = portal.browser("jingshi");
    partner.get(&page).shows("没有入库；原文件已存证");
    assert_eq!(partner.get(&format!("{page}/original")).bytes, bad.as_bytes());
    let week = partner.get("/reporting/hunan_jingshi/2023-W13");
    week.shows(">未入库</b>").shows("坏.csv");
    assert!(!week.body.contains("待确认"), "{}", week.body);
    assert_eq!(partner.post(&format!("{page}/take"), &[]).status, 422);
    portal
        .browser("renshe")
        .get("/journal?kind=refused")
        .shows(">拒绝文件<")
        .shows("文件“坏.csv”有错，没有入库，原件已存证")
        .shows(">jingshi</td>");
    assert_eq!(partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]).status, 303);
    assert_eq!(portal.app.ledger.uploads_waiting().unwrap().len(), 0);
    // A field that nobody knows is a slip of whoever wrote the program; nothing is taken in under another meaning.
    for (fields, status, text) in
        [(("channels", "芒果TV"), 400, "没有叫“channels”的字段；可用的是 file、week、as_of"), (("campaign", "p99"), 404, "没有这个项目")]
    {
        let answer = program.post_as_program("/api/v1/uploads", &sends, &[fields], &file);
        assert_eq!(answer.status, status, "{}", answer.body);
        answer.shows(text);
    }
    let openapi: serde_json::Value = serde_json::from_str(&program.get("/api/v1/openapi.json").body).unwrap();
    let form = &openapi["paths"]["/api/v1/uploads"]["post"]["requestBody"]["content"]["multipart/form-data"]["schema"];
    assert_eq!(form["additionalProperties"], false);
    let described: Vec<&String> = openapi["paths"].as_object().unwrap().keys().collect();
    for route in reach::web::routes().iter().filter(|r| r.path.starts_with("/api/v1/") && r.path != "/api/v1/openapi.json") {
        assert!(described.iter().any(|d| *d == route.path), "{} is not described", route.path);
    }
}

#[test]
fn a_report_is_final_once_everybody_is_approved() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    staff.get("/week?week=2023-W13").shows("初报");
    let who = portal.who("renshe");
    let week = reach::app::portal::due::parse_week("2023-W13").unwrap();
    let change = portal.app.ledger.change().unwrap();
    let now = portal.app.clock.now();
    let owing: Vec<_> = portal.app.defs.partners.iter().filter(|p| !p.reports.is_empty()).map(|p| p.id.clone()).collect();
    let (last, others) = owing.split_last().unwrap();
    for partner in others {
        let id = change.submission(partner, &week.to_string()).unwrap();
        change.submission_state(id, now, who.id, "approved", "").unwrap();
    }
    change.note(now, "submission", "{}").unwrap();
    change.commit().unwrap();
    staff.get("/week?week=2023-W13").shows("初报");
    let change = portal.app.ledger.change().unwrap();
    let id = change.submission(last, &week.to_string()).unwrap();
    change.submission_state(id, now, who.id, "approved", "").unwrap();
    change.note(now, "submission", "{}").unwrap();
    change.commit().unwrap();
    staff.get("/week?week=2023-W13").shows("定稿");
}

#[test]
fn what_a_program_or_a_page_is_asked_wrongly_is_told_in_words() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    for (path, status, text) in [
        ("/api/v1/programme?week=null", 400, "week 写成 2023-W13 这样"),
        ("/api/v1/programme?week=2035-W20", 404, "这一周不在方案年度内"),
        ("/api/v1/programme?as_of=2035-01-01", 404, "这一天不在方案年度内"),
        ("/api/v1/programme?week=2023-W13&week=2023-W13", 400, "地址里的参数写法不对"),
        ("/api/v1/runs?limit=0", 400, "limit 在 1 到 5000 之间"),
        ("/api/v1/runs?after=x", 400, "after 用上一页给出的 next"),
    ] {
        let answer = staff.get(path);
        assert_eq!(answer.status, status, "{path} {}", answer.body);
        assert!(answer.header("content-type").starts_with("application/json"), "{path}");
        answer.shows(text);
    }
    let page = staff.get("/journal?page=x");
    assert_eq!(page.status, 400);
    page.shows("地址里的参数写法不对").shows("人社厅");
    staff.get("/api/v1/runs").shows("\"runs\":[]").shows("\"next\":null");
}

#[test]
fn evidence_is_tied_to_a_row_a_file_or_a_period() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let foreign = portal.taken("partner_video", "短视频.csv", super::world::P12);
    let waiting = portal.waiting("hunan_jingshi", "再来.csv", &P08.replace("12345", "12399"));
    let mut partner = portal.browser("jingshi");
    let row = format!("row:{import}/0/0/2");
    partner.get(&format!("/sources/{import}/0/0/2")).shows("这一行还没有证明材料").shows(&format!("/attachments?about={row}"));
    partner.get(&format!("/attachments?about={row}")).shows(&format!("导入{import}第2行"));
    let send = |browser: &mut Browser, fields: &[(&str, &str)]| {
        browser.get("/attachments");
        let with: Vec<(&str, &str)> = [("about", "后台截图")].iter().chain(fields).copied().collect();
        browser.post_files("/attachments", &with, &[("后台.pdf", b"%PDF-1.7 sample".as_slice())]).status
    };
    assert_eq!(send(&mut partner, &[("subject", &row)]), 303);
    partner.get(&format!("/sources/{import}/0/0/2")).shows("后台截图");
    assert_eq!(send(&mut partner, &[("subject", &format!("upload:{waiting}"))]), 303);
    partner.get(&format!("/uploads/{waiting}")).shows("后台截图");
    assert_eq!(send(&mut partner, &[("from", "2022-08-15"), ("to", "2022-11-14")]), 303);
    partner.get("/attachments").shows("2022年8月15日至2022年11月14日");
    // From a file or a row one comes to what is tied to it, and from there to all.
    let of_file = partner.get(&format!("/attachments?about=upload:{waiting}"));
    of_file.shows(&format!("只列报送文件{waiting}的材料，<a href=\"/attachments\">另有2份，看全部</a>"));
    assert_eq!(
        (of_file.body.matches("<td class=\"nm\">").count(), partner.get("/attachments").body.matches("<td class=\"nm\">").count()),
        (1, 3)
    );
    // Not to another partner's rows, nothing unknown, no period that ends before it starts.
    assert_eq!(send(&mut partner, &[("subject", &format!("row:{foreign}/0/0/2"))]), 422);
    assert_eq!(send(&mut partner, &[("subject", "upload:99")]), 422);
    assert_eq!(send(&mut partner, &[("subject", "file:1")]), 422);
    assert_eq!(send(&mut partner, &[("from", "2022-11-14"), ("to", "2022-08-15")]), 422);
}

#[test]
fn every_line_of_a_sum_says_what_it_adds_or_why_not_and_they_add_up() {
    let mut portal = Portal::new();
    let head = "统计日期,渠道,作品标题,成果类型,发布时间,累计播放量,累计阅读量,累计讨论量";
    let topic = "2023-04-02,工伤预防我有话说微博话题,,,,";
    // 话题先报阅读12万、讨论3,000，又改报13万、3,100；微博一条5,000已含在话题中；抖音一条1,000。合计130,000+3,100+1,000=134,100。
    let works = "2023-04-02,国际在线微博,倡议,图文,2022-08-01,,5000,\n2023-04-02,国际在线抖音号,视频甲,短视频,2022-08-01,1000,,";
    portal.taken("cri_hunan", "先报.csv", &format!("{head}\n{topic},120000,3000\n{works}\n"));
    portal.taken("cri_hunan", "改报.csv", &format!("{head}\n{topic},130000,3100\n"));
    let mut staff = portal.browser("renshe");
    let page = staff.get("/campaigns/p14_cri/targets/contacts?week=2023-W13");
    page.shows("<b>13.4万</b>").shows("依据的读数（计入3条，未计入3条）");
    let adds: Vec<&str> = page
        .body
        .split("data-l=\"计入\">")
        .skip(1)
        .map(|rest| rest.split("</td>").next().unwrap())
        .filter_map(|cell| cell.strip_prefix("<b>")?.strip_suffix("</b>"))
        .collect();
    assert_eq!(adds, ["130,000", "3,100", "1,000", "134,100"], "{}", page.body);
    assert_eq!(page.body.matches("以后收到的为准").count(), 2);
    assert_eq!(page.body.matches("属于话题或总量，不另加").count(), 1);
    // What is used leads to the file that was used.
    let at = page.body.find("<b>130,000</b>").unwrap();
    assert!(page.body[at..].split("</tr>").next().unwrap().contains("改报.csv 第2行"));
    // 收视推算300万口径没有签认：列出，不计入。
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let estimate = "渠道,指标,统计日期,数值,方法,人次/人数,出具单位\n经视新闻,播放量,2023-03-31,300万,收视推算,人次,样例调查公司\n";
    portal.taken("hunan_jingshi", "收视.csv", estimate);
    let page = staff.get("/campaigns/p08_tv/targets/contacts?week=2023-W13");
    page.shows("推算，口径未签认，单独列示").shows("<b>43,845–45,344</b>");
}

#[test]
fn the_first_page_shows_the_worst_indicators_and_open_ends_as_the_report_does() {
    let mut portal = Portal::new();
    // 芒果TV“1万+”：至少10,000，上限不明；目标500万，条很短。
    portal.taken("hunan_jingshi", "第13周.csv", &P08.replace("12345", "1万+"));
    let page = portal.browser("renshe").get("/week");
    let row = |id: &str| {
        let at = page.body.find(&format!("<a href=\"/campaigns/{id}?week=")).unwrap();
        page.body[at..].split("</tr>").next().unwrap()
    };
    let open = row("p08_tv");
    assert!(open.contains("不少于") && open.contains("<path d=\"M") && !open.contains("url(#hatch)"), "{open}");
    page.shows("箭头上限不明");
    // 项目10有十项数量指标：只列两项。
    let ten = row("p10_web_wechat");
    assert_eq!(ten.matches("class=\"tal\"").count(), 2, "{ten}");
    assert!(ten.contains("等10项"), "{ten}");
}

/// A program with a token of 湖南经视 that may send.
fn program_that_sends(portal: &mut Portal) -> (Browser, String) {
    let mut admin = portal.browser("admin");
    let person = portal.who("jingshi").id.to_string();
    let page = admin.post("/tokens", &[("name", "测试"), ("person", &person), ("kind", "upload"), ("days", "10")]);
    let (_, rest) = page.body.split_once("class=\"secret\">").unwrap();
    (Browser::new(portal.running.address), rest[..64].to_owned())
}

#[test]
fn a_program_is_told_which_sheet_lacks_what() {
    let mut portal = Portal::new();
    let (mut program, token) = program_that_sends(&mut portal);
    let with = table("a.xlsx", &["作品标题|截至4月2日播放量", "第1期|100"]);
    let without = table("a.xlsx", &["作品标题|播放量", "第1期|200"]);
    let book = workbook(&[("芒果TV", &with), ("湖南经视抖音号", &without)]);
    let answer = program.post_as_program("/api/v1/uploads", &token, &[("week", "2023-W13")], &[("两张表.xlsx", &book)]);
    let receipt: serde_json::Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!((answer.status, &receipt["taken"]), (422, &serde_json::json!(false)), "{}", answer.body);
    assert_eq!(receipt["needs"], serde_json::json!([{ "field": "as_of", "sheets": ["湖南经视抖音号"] }]));
}

/// The file is wrong, and that it is refused cannot be noted: it waits, nothing of it went in, and its partner decides.
#[test]
fn a_file_of_which_the_refusal_cannot_be_noted_waits() {
    let mut portal = Portal::new();
    let (mut program, token) = program_that_sends(&mut portal);
    let bad = P08.replace("12345", "三万多");
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute_batch(
        "CREATE TRIGGER full BEFORE INSERT ON journal WHEN NEW.kind = 'refused' BEGIN SELECT RAISE(ABORT, 'the disk is full'); END",
    )
    .unwrap();
    let failed = program.post_as_program("/api/v1/uploads", &token, &[("week", "2023-W13")], &[("坏.csv", bad.as_bytes())]);
    raw.execute_batch("DROP TRIGGER full").unwrap();
    assert_eq!(failed.status, 500, "{}", failed.body);
    let state = |id: i64| raw.query_row("SELECT state FROM uploads WHERE id = ?1", [id], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(state(1), "waiting");
    assert_eq!(raw.query_row("SELECT count(*) FROM imports", [], |r| r.get::<_, i64>(0)).unwrap(), 0);
    let mut partner = portal.browser("jingshi");
    partner.get("/uploads/1").shows("三万多");
    assert_eq!(partner.post("/uploads/1/withdraw", &[]).status, 303);
    assert_eq!(state(1), "withdrawn");
    // The next time it is refused as ever.
    let again = program.post_as_program("/api/v1/uploads", &token, &[("week", "2023-W13")], &[("坏.csv", bad.as_bytes())]);
    assert_eq!((again.status, state(2).as_str()), (422, "refused"), "{}", again.body);
}

#[test]
fn a_file_that_the_ledger_could_not_weigh_waits_and_is_not_refused() {
    let mut portal = Portal::new();
    let (mut program, token) = program_that_sends(&mut portal);
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    let files = [("第13周.csv", P08.as_bytes())];
    // The ledger cannot be read for a moment.
    raw.execute_batch("ALTER TABLE descriptions RENAME TO away").unwrap();
    let failed = program.post_as_program("/api/v1/uploads", &token, &[("week", "2023-W13")], &files);
    raw.execute_batch("ALTER TABLE away RENAME TO descriptions").unwrap();
    assert_eq!(failed.status, 500, "{}", failed.body);
    let state = || raw.query_row("SELECT state FROM uploads WHERE id = 1", [], |r| r.get::<_, String>(0)).unwrap();
    assert_eq!(state(), "waiting");
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.post("/uploads/1/take", &[]).status, 303);
    assert_eq!(state(), "taken");
    // Whoever still thinks that it waits changes nothing.
    let change = portal.app.ledger.change().unwrap();
    assert!(!change.settle_upload(1, ("waiting", "refused"), None).unwrap());
    change.commit().unwrap();
    assert_eq!(state(), "taken");
}

/// 定稿要各家都审定、一个渠道也不缺；缺渠道的先审定了，还是初报。定稿以后有一家退回，周报上写明不再是定稿。
#[test]
fn a_report_with_a_channel_missing_is_not_final() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let who = portal.who("renshe");
    let owing: Vec<_> = portal.app.defs.partners.iter().filter(|p| !p.reports.is_empty()).map(|p| p.id.clone()).collect();
    let now = portal.app.clock.now();
    let approve_all = |portal: &mut Portal, missing: &[reach::base::id::ChannelId]| {
        let change = portal.app.ledger.change().unwrap();
        for partner in &owing {
            let id = change.submission(partner, "2023-W13").unwrap();
            let missing = if partner.as_str() == "hunan_jingshi" { missing } else { &[] };
            change.approve_submission(id, (now, who.id, ""), missing, &std::collections::BTreeMap::default()).unwrap();
        }
        change.note(now, "submission", "{}").unwrap();
        change.commit().unwrap();
    };
    approve_all(&mut portal, &[reach::base::id::ChannelId::new("jingshi_kuaishou")]);
    staff.get("/week?week=2023-W13").shows("初报");
    approve_all(&mut portal, &[]);
    staff.get("/week?week=2023-W13").shows("定稿");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let page = staff.get("/reports");
    page.shows("定稿");
    assert!(!page.body.contains("不再是定稿"));
    let back = [("to", "returned"), ("remark", "快手号的数不对")];
    assert_eq!(staff.post("/reporting/hunan_jingshi/2023-W13/settle", &back).status, 303);
    staff.get("/reports").shows("数据有变动：湖南经视的报送已退回，不再是定稿。");
    staff.get("/week?week=2023-W13").shows("初报");
}
