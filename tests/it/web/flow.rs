//! A week from the partner's first upload to the approved report, through the pages alone.

use super::world::{P08, Portal};
use crate::support::browser::{Answer, Browser, encode};
use std::fmt::Write as _;

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
    partner.get("/reporting/hunan_jingshi").shows("缺快手号");
    assert_eq!(partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]).status, 303);
    assert_eq!(staff.post(settle, &[("to", "approved"), ("anyway", "1")]).status, 303);
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
fn what_the_file_does_not_say_is_asked_in_the_page() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bare = "作品标题,发布时间,累计播放量\n第1期 高处作业系好安全带,2022-08-01,12345\n";
    let upload = send(&mut partner, "表.csv", bare.as_bytes(), &[]);
    partner.get(&upload).shows("表里看不出");
    let said = [("channel", "mango_tv"), ("as_of", "2023-04-02")];
    assert_eq!(partner.post(&format!("{upload}/say"), &said).status, 303);
    partner.get(&upload).shows("确认入库");
    // Another partner's channel is refused.
    assert_eq!(partner.post(&format!("{upload}/say"), &[("channel", "partner_douyin"), ("as_of", "2023-04-02")]).status, 422);
}

#[test]
fn rows_of_another_partner_do_not_go_in() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let upload = send(&mut partner, "别家.csv", super::world::P12.as_bytes(), &[("campaign", "p12_short_video")]);
    partner.get(&upload).shows("不归贵方报送的渠道").shows("合作媒体抖音号");
    assert_eq!(partner.post(&format!("{upload}/take"), &[("good", "1")]).status, 422);
    assert!(portal.app.ledger.outline(None).unwrap().files.is_empty());
}

#[test]
fn numbers_typed_into_the_page_go_the_way_of_every_file() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let path = "/reporting/hunan_jingshi/2023-W13/fill";
    partner.get(&format!("{path}?channel=mango_tv")).shows("12,345").shows("3月26日");
    let title = "第1期 高处作业系好安全带";
    let answer = partner.post(path, &[("channel", "mango_tv"), ("t0", title), ("v0", "1.3万")]);
    let upload = upload_of(&answer);
    partner.get(&upload).shows("12,345 → <b>12,500–13,999</b>").shows("确认入库");
    assert_eq!(partner.post(path, &[("channel", "mango_tv"), ("t0", "另一条"), ("v0", "5")]).status, 422);
    assert_eq!(partner.post(path, &[("channel", "partner_douyin"), ("t0", title), ("v0", "5")]).status, 422);
}

#[test]
fn a_template_comes_filled_and_goes_back_in() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let csv = partner.get("/reporting/hunan_jingshi/template/csv?week=2023-W13");
    csv.shows("统计日期,渠道,作品标题").shows("2023-04-02,芒果TV,第1期 高处作业系好安全带");
    assert!(partner.get("/reporting/hunan_jingshi/template/xlsx").bytes.starts_with(b"PK"));
    let header: Vec<&str> = csv.body.lines().next().unwrap().split(',').collect();
    let plays = header.iter().position(|h| *h == "累计播放量").unwrap();
    let rows: String = csv
        .body
        .lines()
        .map(|l| {
            let mut cells: Vec<&str> = l.split(',').collect();
            if cells.get(1) == Some(&"芒果TV") {
                cells[plays] = "13000";
            }
            cells.join(",") + "\r\n"
        })
        .collect();
    let upload = send(&mut partner, "模板.csv", rows.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("确认入库").shows("12,345 → <b>13,000</b>");
    assert!(!page.body.contains("要改的地方"), "{}", page.body);
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
    assert_eq!(anybody.get(&link).status, 404);
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
fn fifty_files_a_day_are_enough_for_a_partner() {
    let mut portal = Portal::new();
    for n in 0..50 {
        portal.waiting("hunan_jingshi", &format!("{n}.csv"), &format!("a\n{n}"));
    }
    let mut partner = portal.browser("jingshi");
    let answer = partner.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &[("51.csv", P08.as_bytes())]);
    assert_eq!(answer.status, 422);
    answer.shows("今天已收到 50 个文件");
    portal.waiting("partner_video", "别家照常.csv", "a\n1");
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
fn columns_with_names_of_their_own_are_asked_once() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let own = P08.replace("作品标题", "片名").replace("累计播放量", "人气");
    let upload = send(&mut partner, "自己的表.csv", own.as_bytes(), &[]);
    partner.get(&upload).shows("这些列是什么").shows("片名").shows("人气");
    let said = [("header", "片名"), ("field", "title"), ("header", "人气"), ("field", "plays")];
    assert_eq!(partner.post(&format!("{upload}/columns"), &[]).status, 422);
    let done = partner.post(&format!("{upload}/columns"), &said);
    partner.follow(&done).shows("确认入库").shows("12,345");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    let next = own.replace("2023-04-02", "2023-04-01").replace("12345", "12300");
    let upload = send(&mut partner, "下一份.csv", next.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("确认入库");
    assert!(!page.body.contains("这些列是什么"));
    // Nobody else's tables are read so.
    let mut other = portal.browser("video");
    let text = super::world::P12.replace("累计播放量", "人气").replace("作品标题", "片名");
    let sent = other.post_files("/reporting/partner_video/2023-W13/files", &[], &[("表.csv", text.as_bytes())]);
    other.get(&sent.header("location")).shows("这些列是什么");
}

#[test]
fn a_wrong_cell_is_typed_anew_beside_its_error() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bad = P08.replace("3.2万", "三万多");
    let upload = send(&mut partner, "第13周.csv", bad.as_bytes(), &[]);
    partner.get(&upload).shows("在这里改成").shows("name=\"letter\" value=\"E\"");
    let cell = |row: &'static str, value: &'static str| [("sheet", ""), ("row", row), ("letter", "E"), ("value", value)];
    // Cells without an error are not for this form.
    assert_eq!(partner.post(&format!("{upload}/repair"), &cell("2", "99999999")).status, 422);
    assert_eq!(partner.post(&format!("{upload}/repair"), &cell("3", "")).status, 422);
    let done = partner.post(&format!("{upload}/repair"), &cell("3", "3.2万"));
    let page = partner.follow(&done);
    page.shows("确认入库").shows("第13周（页面改正）.xlsx");
    assert!(!page.body.contains("要改的地方"));
    let repaired = done.header("location").split('?').next().unwrap().to_owned();
    partner.get(&upload).shows(&format!("已在页面上改正，由<a href=\"{repaired}\">改正后的一份</a>代替"));
    assert_eq!(partner.post(&format!("{repaired}/take"), &[]).status, 303);
}

/// An export of 湖南人社抖音号: one work carries the campaign's mark, two do not.
pub(super) const EXPORT: &str = "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量\n\
工伤认定怎么办 #工伤预防,2022-08-01 09:00:00,视频,公开,1000,0,0,0,0,0,1,1,1,1,1,1\n\
机关食堂新菜单,2022-08-02 09:00:00,视频,公开,50000,0,0,0,0,0,1,1,1,1,1,1\n\
车间里的一分钟,2022-08-03 09:00:00,视频,公开,700,0,0,0,0,0,1,1,1,1,1,1\n";

#[test]
fn a_partner_ticks_what_belongs_before_the_file_goes_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表.csv", EXPORT.as_bytes())]);
    let upload = upload_of(&sent);
    let page = staff.get(&upload);
    page.shows("共3条，属于本项目1条").shows("在这里勾选（2条）").shows("车间里的一分钟");
    let key = "车间里的一分钟";
    let say = format!("{upload}/belongs");
    // Only what the page lists can be ticked.
    assert_eq!(staff.post(&say, &[("channel", "hunan_renshe_douyin"), ("key", "工伤认定怎么办")]).status, 422);
    assert_eq!(staff.post(&say, &[("channel", "mango_tv"), ("key", key)]).status, 422);
    let shown = [("was_not", key), ("was_not", "机关食堂新菜单")];
    let done = staff.post(&say, &[&[("channel", "hunan_renshe_douyin"), ("key", key)], shown.as_slice()].concat());
    staff.follow(&done).shows("共3条，属于本项目2条").shows("checked");
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    // Whoever approves sees on the week's page what was ticked in and what was left out.
    let page = staff.get("/reporting/xinhunan/2023-W13");
    page.shows("勾选的归属").shows("勾选1条").shows("未勾选1条").shows(&format!("<li>{key}</li>"));
    // The answer stands for what went in, and nobody is asked again.
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("1,700");
    let asked = staff.get("/questions?campaign=p09_press_douyin");
    assert!(!asked.body.contains("其余都不属于本项目"), "{}", asked.body);
    // Whoever changes their mind unticks it beside the next file.
    let sent =
        staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表2.csv", EXPORT.replace("700", "800").as_bytes())]);
    let upload = upload_of(&sent);
    let done = staff.post(&format!("{upload}/belongs"), &[("channel", "hunan_renshe_douyin"), ("was", key)]);
    staff.follow(&done).shows("共3条，属于本项目1条");
}

/// An account's whole export: one work in a hundred is about the programme.
fn whole_account(works: usize) -> String {
    let head = EXPORT.lines().next().unwrap();
    let mut out = format!("{head}\n");
    for n in 0..works {
        let title = if n % 100 == 7 { format!("车间安全第{n}课") } else { format!("本地新闻第{n}条") };
        let (month, day) = (1 + n % 12, 1 + n % 28);
        writeln!(out, "{title},2022-{month:02}-{day:02} 09:00:00,视频,公开,{},0,0,0,0,0,1,1,1,1,1,1", n + 1).unwrap();
    }
    out
}

#[test]
fn of_a_very_large_file_works_are_found_by_word_and_day_and_ticked() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let export = whole_account(21_000);
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表.csv", export.as_bytes())]);
    let upload = upload_of(&sent);
    let list = format!("{upload}/belongs/hunan_renshe_douyin");
    staff.get(&upload).shows("这份表很大").shows(&format!("href=\"{list}\""));
    let page = staff.get(&list);
    page.shows("共21000条，已勾选0条").shows("找到21000条").shows("一次最多勾选1000条").shows("第1／105页");
    assert_eq!(page.body.matches("type=\"checkbox\"").count(), 200);
    // All at once is too many; nothing is noted.
    assert_eq!(staff.post(&list, &[("all", "yes")]).status, 422);
    staff.get(&format!("{list}?word={}", encode("没有这个词"))).shows("找到0条");
    let word = encode("车间安全");
    staff.get(&format!("{list}?word={word}")).shows("找到210条").shows("找到的210条全部勾选");
    staff.get(&format!("{list}?word={word}&from=2022-08-01&to=2022-08-31&page=9")).shows("找到70条");
    assert_eq!(staff.get(&format!("{list}?from=8.1")).status, 422);
    let done = staff.post(&list, &[("word", "车间安全"), ("all", "yes")]);
    staff.follow(&done).shows("勾选210条，去掉0条").shows("已勾选210条");
    // One is taken back, another one is added; nothing else is sent and nothing else changes.
    let done = staff.post(&list, &[("no", "车间安全第7课"), ("yes", "本地新闻第8条")]);
    staff.follow(&done).shows("勾选1条，去掉1条").shows("已勾选210条");
    let done = staff.post(&list, &[("yes", "本地新闻第8条")]);
    staff.follow(&done).shows("没有变化");
    assert_eq!(staff.post(&list, &[("yes", "没有这一条")]).status, 422);
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    staff.get("/reporting/xinhunan/2023-W13").shows("勾选210条").shows("未勾选1条");
    // What was ticked counts where it was published within the year: n + 1 over 107, 207, …, 20907 but those of April, and 9.
    let counted: Vec<usize> = (1..210).map(|k| k * 100 + 7).filter(|n| 1 + n % 12 != 4).map(|n| n + 1).chain([9]).collect();
    assert_eq!((counted.len(), counted.iter().sum::<usize>()), (140, 1_457_121));
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("依据的读数（140）").shows("145.7万");
    assert_eq!(staff.get(&list).status, 422);
}

#[test]
fn a_page_names_no_options_and_offers_no_marked_file_where_there_is_none() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    // Eight works, then eight far lower numbers: the gains were typed where the totals belong.
    let table = |day: &str, number: u32| {
        let mut text = "统计日期,渠道,作品标题,发布时间,累计播放量\n".to_owned();
        (1..=8).for_each(|n| writeln!(text, "{day},芒果TV,第{n}期 安全课之{n},2022-08-0{n},{}", number + n).unwrap());
        text
    };
    portal.taken("hunan_jingshi", "第12周.csv", &table("2023-03-26", 100_000));
    let upload = send(&mut partner, "第13周.csv", table("2023-04-02", 900).as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("累计与增量像是填反").shows("“数的含义”选“本期新增”");
    assert!(!page.body.contains("--"), "{}", page.body);
    page.shows("下载标出错处的文件");
    // A workbook that was cut off on its way: damaged, and nothing that could be marked.
    let whole = partner.get("/reporting/hunan_jingshi/template/xlsx").bytes;
    let upload = send(&mut partner, "断了.xlsx", &whole[..whole.len() / 2], &[]);
    let page = partner.get(&upload);
    page.shows("要改的地方");
    assert!(!page.body.contains("未展开") && !page.body.contains("下载标出错处的文件"), "{}", page.body);
    // What needs nothing to be done is said, not reminded of.
    let with_total = format!("{P08}合计,,,,44345\n");
    let upload = send(&mut partner, "有合计.csv", with_total.as_bytes(), &[]);
    partner.get(&upload).shows("<td class=\"nw muted\">说明</td>").shows("不必改");
}

#[test]
fn a_file_on_an_older_weeks_page_counts_for_that_week() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    // Taken on Monday morning, 20 March: for the week that ended the day before, because its page says so.
    let late = P08.replace("2023-04-02", "2023-03-20 09:00");
    let sent = partner.post_files("/reporting/hunan_jingshi/2023-W11/files", &[], &[("旧周.csv", late.as_bytes())]);
    let upload = upload_of(&sent);
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    partner.get("/reporting/hunan_jingshi/2023-W11").shows("已入库");
    let facts = portal.app.ledger.files_by_week(|_| true).unwrap();
    let weeks: Vec<String> = facts.keys().map(ToString::to_string).collect();
    assert_eq!(weeks, ["2023-W11"]);
    let mut staff = portal.browser("renshe");
    staff.get("/campaigns/p08_tv?week=2023-W11").shows("4.3–4.5万");
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
    // Not to another partner's rows, nothing unknown, no period that ends before it starts.
    assert_eq!(send(&mut partner, &[("subject", &format!("row:{foreign}/0/0/2"))]), 422);
    assert_eq!(send(&mut partner, &[("subject", "upload:99")]), 422);
    assert_eq!(send(&mut partner, &[("subject", "file:1")]), 422);
    assert_eq!(send(&mut partner, &[("from", "2022-11-14"), ("to", "2022-08-15")]), 422);
}
