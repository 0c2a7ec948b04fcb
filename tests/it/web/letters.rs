//! 催报 and 整改 letters: every channel that is 未报 or 迟报 with its weeks, every open requirement, nothing that is for staff to do.

use super::world::{P08, P12, Portal};
use crate::support::browser::Browser;
use reach::app::portal::due::parse_week;
use reach::app::portal::hand_in::Said;
use reach::base::id::PartnerId;
use std::fmt::Write as _;

/// A text of the page by its heading, as it would be copied.
fn letter(staff: &mut Browser, week: &str, heading: &str) -> String {
    let page = staff.get(&format!("/texts?week={week}")).body;
    let Some(after) = page.split(&format!(">{heading}<")).nth(1) else { return String::new() };
    let card = after.split("</section>").next().unwrap();
    card.split("<textarea").nth(1).and_then(|t| t.split_once('>')).map_or("", |t| t.1.split("</textarea>").next().unwrap()).to_owned()
}

#[test]
fn a_reminder_names_every_channel_without_numbers_and_its_weeks() {
    let mut portal = Portal::new();
    // 芒果TV to the end of week 11, 抖音号 to that of week 13; 经视新闻 and 快手号 never.
    let text = P08.replacen("2023-04-02", "2023-03-19", 1);
    portal.taken("hunan_jingshi", "第13周.csv", &text);
    let mut staff = portal.browser("renshe");
    // It is Monday, 3 April, 10:00: week 13 is due at 12:00, the weeks before are overdue.
    let asked = letter(&mut staff, "2023-W13", "催报：湖南经视");
    assert!(asked.contains("请于4月3日12:00前报送：经视新闻、芒果TV、湖南经视快手号。"), "{asked}");
    // The term is assumed from 1 July 2022, a Friday of week 26. Week 26 of 2022 to week 12 of 2023: 27 weeks of 2022 and 12 of 2023.
    for line in
        ["经视新闻、湖南经视快手号：2022年第26周至2023年第12周未报，共39周，从未报过", "芒果TV：2023年第12周未报，最近数据是2023年3月19日"]
    {
        assert!(asked.lines().any(|l| l == line), "{line} in {asked}");
    }
    assert!(!asked.contains("抖音号"), "it has reported: {asked}");
    // Of week 12 the same; a later cumulative number made it good for 抖音号.
    let asked = letter(&mut staff, "2023-W12", "催报：湖南经视");
    assert!(asked.contains("2023年第12周（3月20日—3月26日）的数据应于3月27日12:00报送"), "{asked}");
    assert!(asked.contains("芒果TV：2023年第12周未报，最近数据是2023年3月19日") && !asked.contains("抖音号"), "{asked}");
}

/// 还没有到期的一周：群发写明哪天几点以前，不说今天；到期以后说今天。
#[test]
fn the_letter_to_all_names_the_day_that_is_still_to_come() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let asked = letter(&mut staff, "2023-W14", "催报：群发");
    assert!(asked.contains("请于4月10日12:00前报齐") && !asked.contains("今天"), "{asked}");
    let asked = letter(&mut staff, "2023-W12", "催报：群发");
    assert!(asked.contains("请今天报齐"), "{asked}");
}

/// 退回的一周：催报文稿写明已退回和意见；重新提交以后不再催。
#[test]
fn a_week_that_was_sent_back_is_asked_for() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let settle = "/reporting/hunan_jingshi/2023-W13/settle";
    let asked = |staff: &mut Browser| letter(staff, "2023-W13", "催报：湖南经视");
    let before = asked(&mut staff);
    assert!(!before.contains("退回"), "{before}");
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]).status, 303);
    assert_eq!(staff.post(settle, &[("to", "returned"), ("remark", "第3期的数请再核一遍")]).status, 303);
    let now = asked(&mut staff);
    assert!(now.contains("2023年第13周的报送已退回，请改好后重新提交。意见：第3期的数请再核一遍"), "{now}");
    assert_eq!(partner.post("/reporting/hunan_jingshi/2023-W13/hand-in", &[]).status, 303);
    assert!(!asked(&mut staff).contains("退回"));
}

#[test]
fn a_reminder_names_what_came_late() {
    let mut portal = Portal::new();
    // For week 11, due on Monday 20 March at 12:00; it comes on 3 April, 14 days later.
    let who = portal.who("renshe");
    let week = parse_week("2023-W11").unwrap();
    let late = P08.replace("2023-04-02", "2023-03-19");
    let id = portal.app.receive(&who, &PartnerId::new("hunan_jingshi"), week, "第11周.csv", late.as_bytes(), &Said::default()).unwrap();
    let (upload, submission) = portal.app.upload_with(id).unwrap().unwrap();
    portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
    let mut staff = portal.browser("renshe");
    let asked = letter(&mut staff, "2023-W11", "催报：湖南经视");
    let lines: Vec<&str> = asked.lines().collect();
    let at = lines.iter().position(|l| *l == "以下渠道迟报，下周请按时报送：").unwrap_or_else(|| panic!("{asked}"));
    assert_eq!(lines[at + 1..], ["芒果TV：2023年第11周迟报14天", "湖南经视抖音号：2023年第11周迟报14天"]);
    assert!(asked.contains("经视新闻、湖南经视快手号：2022年第26周至2023年第11周未报，共38周，从未报过"), "{asked}");
}

#[test]
fn a_letter_holds_channels_that_never_reported_and_open_requirements_but_nothing_of_staff() {
    let mut portal = Portal::new();
    // One video of 130 seconds where 120 are allowed, on one channel of the four.
    portal.taken("partner_video", "短视频.csv", &P12.replace("1:50", "2:10"));
    let mut staff = portal.browser("yingji");
    let text = letter(&mut staff, "2023-W13", "整改：12 短视频，短视频承办单位（待定）");
    for said in [
        "要求“每期2分钟以内”未落实：1期中0期符合：“第1期 受限空间作业”时长 130 秒",
        "合作媒体视频号、湖南应急抖音号、湖南应急视频号补报数据：2022年第26周至2023年第12周未报，共39周，从未报过",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    for staffs in ["口径", "签订日", "认定", "待核事项"] {
        assert!(!text.contains(staffs), "{staffs} is not the partner's: {text}");
    }
}

#[test]
fn open_requirements_are_asked_for_although_the_campaign_is_not_behind() {
    let mut portal = Portal::new();
    // 26 of 30 videos within the limit and more than 1 726 000 of 2 000 000 plays: 86 % where 75.6 % of the term are over. Of all of them
    // the first alone is re-posted, so that 25 are missing on each of the three channels.
    let mut text = P12.lines().next().unwrap().to_owned();
    for n in 1..=26 {
        write!(text, "\n2023-04-02,合作媒体抖音号,第{n}期 受限空间作业之{n},2022-{:02}-{:02},1:50,{}", 7 + n % 6, n, 66_400 + n).unwrap();
    }
    for channel in ["合作媒体视频号", "湖南应急抖音号", "湖南应急视频号"] {
        write!(text, "\n2023-04-02,{channel},第1期 受限空间作业之1,2022-08-01,1:50,100").unwrap();
    }
    portal.taken("partner_video", "短视频.csv", &text);
    let mut staff = portal.browser("yingji");
    staff.get("/week?week=2023-W13").shows("正常");
    let text = letter(&mut staff, "2023-W13", "整改：12 短视频，短视频承办单位（待定）");
    assert!(text.contains("正常，另有1项要求未落实，请办理以下事项"), "{text}");
    assert!(text.contains("湖南应急视频号补转发25条"), "{text}");
    assert!(!text.contains("补报数据"), "the week's numbers are for the other letter: {text}");
}

/// Week 12 was silent, week 13 came: a cumulative number makes it good, for both letters.
#[test]
fn a_letter_of_a_past_week_asks_for_nothing_that_has_come_since() {
    let mut portal = Portal::new();
    let first = P12.replace("2023-04-02", "2023-03-05").replace("1:50", "2:10");
    portal.taken("partner_video", "第9周.csv", &first);
    let heading = "整改：12 短视频，短视频承办单位（待定）";
    let mut staff = portal.browser("yingji");
    let before = letter(&mut staff, "2023-W12", heading);
    assert!(before.contains("合作媒体抖音号补报数据：2023年第10至12周未报，共3周，最近数据是2023年3月5日"), "{before}");
    assert!(before.contains("短视频的数据停在2023年3月5日，请补报近期数据"), "{before}");
    let rest: String = ["合作媒体视频号", "湖南应急抖音号", "湖南应急视频号"]
        .map(|name| format!("2023-04-02,{name},第1期 受限空间作业,2022-08-01,2:10,50\n"))
        .concat();
    portal.taken("partner_video", "第13周.csv", &(P12.replace("1:50", "2:10") + &rest));
    let after = letter(&mut staff, "2023-W12", heading);
    assert!(after.contains("每期2分钟以内"), "{after}");
    assert!(!after.contains("补报"), "{after}");
}

/// The page, the letter and the report count the same weeks: those that were due.
#[test]
fn page_and_letter_count_the_same_missed_weeks() {
    let mut portal = Portal::new();
    portal.taken("partner_video", "第10周.csv", &P12.replace("2023-04-02", "2023-03-12"));
    let mut staff = portal.browser("yingji");
    let asked = letter(&mut staff, "2023-W13", "催报：短视频承办单位（待定）");
    assert!(asked.contains("合作媒体抖音号：2023年第11至12周未报，共2周"), "{asked}");
    portal.browser("renshe").get("/week?week=2023-W13").shows("未报（应于4月3日12:00报），此前2周也未报");
}

/// One word for a week of which nothing came: on the home page as in the report.
#[test]
fn the_home_page_says_unreported_where_the_report_does() {
    let mut portal = Portal::new();
    portal.taken("partner_video", "第10周.csv", &P12.replace("2023-04-02", "2023-03-12"));
    for login in ["renshe", "leader"] {
        let page = portal.browser(login).get("/week?week=2023-W13").body;
        let row = page[page.find("/campaigns/p12_short_video").unwrap()..].split("</tr>").next().unwrap();
        assert!(row.contains("data-l=\"本周\">未报</td>"), "{row}");
    }
}

/// 应急厅 is told which of its own partners owe a file, and of no other's.
#[test]
fn the_home_page_names_the_partners_of_ones_own_projects_that_owe() {
    let mut portal = Portal::new();
    portal.taken("partner_video", "第10周.csv", &P12.replace("2023-04-02", "2023-03-12"));
    let owing = |page: &str| page.split("<h2>尚缺数据</h2>").nth(1).unwrap().split("</section>").next().unwrap().to_owned();
    let own = owing(&portal.browser("yingji").get("/week?week=2023-W13").body);
    assert!(own.contains("短视频承办单位（待定）") && own.contains("未报"), "{own}");
    assert!(!own.contains("湖南经视"), "{own}");
    assert!(owing(&portal.browser("renshe").get("/week?week=2023-W13").body).contains("湖南经视"));
}

/// The register names the projects of a rule by number, those that it decides by way of the figures among them.
#[test]
fn the_register_of_rules_names_all_projects_in_order() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let page = portal.browser("renshe").get("/rules").body;
    let used = |id: &str| {
        let row = page.split(&format!(">{id}<")).nth(1).unwrap().split("</tr>").next().unwrap();
        row.split("data-l=\"项目\">").nth(1).unwrap().split('<').next().unwrap().to_owned()
    };
    // Pieces once and for all: projects without media stand before the others. Rounded numbers and plays came for project 8 alone.
    assert_eq!(used("CR-22"), "2、4、5、6、10、11、13、14");
    assert_eq!((used("CR-04").as_str(), used("CR-03").as_str()), ("8", "8"));
    assert_eq!(used("CR-16"), "暂未用到");
}

/// The sheet of acceptance, the register and the letter go by one list: what decides a figure of project 8 stands in all of them.
#[test]
fn the_rules_of_a_project_are_the_same_on_every_page() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let estimate = "渠道,指标,统计日期,数值,方法,人次/人数,出具单位\n经视新闻,播放量,2023-04-02,300万,收视推算,人次,样例调查公司\n";
    portal.taken("hunan_jingshi", "推算.csv", estimate);
    let mut staff = portal.browser("renshe");
    let (register, accept, letters) = (staff.get("/rules").body, staff.get("/accept/p08_tv").body, staff.get("/texts").body);
    let used = |id: &str| {
        let row = register.split(&format!(">{id}<")).nth(1).unwrap().split("</tr>").next().unwrap();
        row.split("data-l=\"项目\">").nth(1).unwrap().split('<').next().unwrap().split('、').any(|n| n == "8")
    };
    let rules = portal.app.defs.rules.iter().map(|r| r.id.to_string());
    let listed: Vec<String> = rules.clone().filter(|id| accept.contains(&format!("<td class=\"nw\">{id} "))).collect();
    assert_eq!(listed, rules.filter(|id| used(id)).collect::<Vec<_>>());
    // 推算、约数和转发各有口径。
    for id in ["CR-15", "CR-04", "CR-07"] {
        assert!(listed.iter().any(|l| l == id), "{id} in {listed:?}");
    }
    let told = letters.split("口径确认：").nth(1).unwrap().split(['。', '；']).next().unwrap();
    assert_eq!(told.split('、').collect::<Vec<_>>(), listed.iter().map(String::as_str).collect::<Vec<_>>());
}
