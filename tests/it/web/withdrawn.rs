//! What was entered by mistake is taken back with a reason: signatures, 认定, dates, links. Nothing is deleted, the journal tells of both.

use super::world::{P08, Portal};
use crate::support::browser::{Answer, Browser};
use crate::support::world::day;

const PATH: &str = "/campaigns/p08_tv/log";

fn enter(staff: &mut Browser, kind: &str, value: &str) -> Answer {
    let fields = [("kind", kind), ("value", value), ("target", "contacts"), ("document", "纪要1号"), ("because", "会议定的")];
    let fields: Vec<_> = fields.into_iter().filter(|(n, _)| *n != "target" || kind == "decision").collect();
    let done = staff.confirm(PATH, &fields);
    assert_eq!(done.status, 303, "{}", done.body);
    done
}

/// 认定登记错了：撤回要写理由；撤回以后判定旁边不再有它，列表里划去并写明，日志两条都在；同一条不能再撤。
#[test]
fn a_decision_is_taken_back_with_a_reason() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    enter(&mut staff, "decision", "按达标处理");
    let decided = |portal: &Portal| {
        let snapshot = portal.app.snapshot(day("2023-04-02"), None).unwrap();
        snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().contacts().unwrap().decision.clone()
    };
    assert!(decided(&portal).is_some());
    let withdraw = format!("{PATH}/1/withdraw");
    let silent = staff.post(&withdraw, &[("because", " ")]);
    assert_eq!(silent.status, 422);
    silent.shows("写明为什么撤回。填过的都还在").shows("撤回这一条");
    let done = staff.post(&withdraw, &[("because", "登记到别的项目去了")]);
    staff.follow(&done).shows("已撤回。").shows("<s class=\"muted\">按达标处理</s>").shows("已撤回：登记到别的项目去了（renshe，");
    assert_eq!(decided(&portal), None);
    staff.get("/accept/p08_tv").shows("验收核对表");
    assert!(!staff.get("/accept/p08_tv").body.contains("按达标处理"));
    let journal = staff.get("/journal?kind=campaign");
    journal.shows("为“按达标处理”").shows("撤回：8 电视媒体：认定").shows("登记到别的项目去了");
    journal.shows("<dt>类别</dt><dd>认定</dd>").shows("<dt>对象</dt><dd>累计观看、阅读</dd>").shows("<dt>登记内容</dt><dd>认定</dd>");
    let again = staff.post(&withdraw, &[("because", "再撤一次")]);
    assert_eq!(again.status, 422);
    again.shows("已经撤回");
    // 当时所报不变：撤回以前是有的。
    assert_eq!(portal.app.ledger.campaign_log(None).unwrap().len(), 2);
}

/// 口径签认登记错了：撤回以后又是“口径待确认”，已生成的周报写明数据有变动。
#[test]
fn a_signature_is_taken_back() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let sign = [("by", "省人社厅"), ("on", "2023-04-01"), ("document", "确认单1号")];
    assert_eq!(staff.post("/rules/CR-01/withdraw", &[("because", "没有签过")]).status, 422);
    assert_eq!(staff.post("/rules/CR-01", &sign).status, 303);
    staff.get("/rules").shows("省人社厅 2023-04-01").shows("撤回签认");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    assert_eq!(portal.browser("yingji").post("/rules/CR-01/withdraw", &[("because", "x")]).status, 404);
    let done = staff.post("/rules/CR-01/withdraw", &[("because", "签的是另一条")]);
    let page = staff.follow(&done);
    page.shows("CR-01 的签认已撤回");
    assert!(!page.body.contains("省人社厅 2023-04-01"), "{}", page.body);
    staff.get("/reports").shows("撤回签认或登记的事项1项（2023年4月3日）");
    let journal = staff.get("/journal");
    journal.shows("撤回：登记口径CR-01").shows("签的是另一条");
    journal.shows("<dt>类别</dt><dd>撤回登记</dd>").shows("<dt>登记内容</dt><dd>口径签认</dd>").shows("<dd>登记编号1</dd>");
    journal.shows("<dt>登记内容</dt><dd>省人社厅于2023年4月1日签认</dd>");
    // 签过又撤回的，口径页和确认单上都看得到。
    for page in ["/rules", "/rules/sheet"] {
        staff.get(page).shows("曾由省人社厅于2023年4月1日签认（确认单1号），2023-04-03 10:00由renshe撤回：签的是另一条");
    }
}

/// 实际结束日：先看会改变什么，确认后合同期到这一天为止；不在合同期内的退回；撤回同样先看，撤回以后合同期照旧。
#[test]
fn an_actual_end_is_shown_before_it_is_entered_and_taken_back() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let fields = |value| [("kind", "ended_on"), ("value", value), ("document", "终止协议"), ("because", "提前终止")];
    let outside = staff.post(PATH, &fields("2024年5月1日"));
    assert_eq!(outside.status, 422);
    outside.shows("实际结束日要在合同期（2022年7月1日至2023年6月30日）之内");
    let asked = staff.post(PATH, &fields("2023年3月31日"));
    assert_eq!(asked.status, 200);
    asked.shows("实际结束日登记为2023年3月31日").shows("2022年7月1日至2023年3月31日").shows("未达标");
    staff.get("/campaigns/p08_tv").shows("2022年7月1日至2023年6月30日");
    enter(&mut staff, "ended_on", "2023年3月31日");
    staff.get("/campaigns/p08_tv").shows("2022年7月1日至2023年3月31日（提前结束）");
    let path = format!("{PATH}/1/withdraw");
    let asked = staff.post(&path, &[("because", "协议没有生效")]);
    asked.shows("撤回实际结束日“2023年3月31日”").shows("2022年7月1日至2023年6月30日");
    let done = staff.confirm(&path, &[("because", "协议没有生效")]);
    staff.follow(&done).shows("合同期：2022年7月1日至2023年6月30日").shows("已撤回：协议没有生效");
    let journal = staff.get("/journal");
    journal.shows("实际结束日登记为2023年3月31日").shows("撤回：8 电视媒体：实际结束日");
    journal.shows("<dt>类别</dt><dd>实际结束日</dd>").shows("<dt>登记内容</dt><dd>2023年3月31日</dd>");
}

/// 分享链接发错了人：收回以后打开的人看到“已收回”，不是登录页也不是空白；另一个链接照旧。
#[test]
fn a_link_is_taken_back() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let link = |staff: &mut Browser| {
        let page = staff.post("/reports/2023-W13/share", &[("days", "3")]).body;
        let shared: String = page[page.find("/s/").unwrap()..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
        shared
    };
    let wrong = link(&mut staff);
    let page = staff.get("/reports").body;
    let close = page.split("action=\"").map(|r| r.split('"').next().unwrap()).find(|a| a.starts_with("/links/")).unwrap().to_owned();
    let other = link(&mut staff);
    let mut anybody = Browser::new(portal.running.address);
    assert_eq!((anybody.get(&wrong).status, anybody.get(&other).status), (200, 200));
    assert_eq!(staff.post(&close, &[]).status, 422);
    assert_eq!(portal.browser("yingji").post(&close, &[("because", "x")]).status, 404);
    let done = staff.post(&close, &[("because", "发错了人")]);
    staff.follow(&done).shows("分享链接已收回").shows("已收回");
    let gone = anybody.get(&wrong);
    assert_eq!((gone.status, anybody.get(&format!("{wrong}/index.html")).status, anybody.get(&other).status), (410, 410, 200));
    gone.shows("这个链接已收回，请向宣传处索取新的");
    assert_eq!(anybody.get(&format!("/s/{}", "0".repeat(64))).status, 404);
    assert_eq!(staff.post(&close, &[("because", "再收一次")]).status, 422);
    let journal = staff.get("/journal?kind=link");
    journal.shows("<dt>收回</dt><dd>是</dd>");
    journal.shows("建立2023年第13周周报的分享链接").shows("收回2023年第13周周报的分享链接").shows("发错了人");
}

/// 答复错了：写明理由撤回；这一项重新待核，数回到原来，列表里划去并写明，日志两条都在，已生成的周报写明数据有变动。
#[test]
fn an_answer_is_taken_back_with_a_reason() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表.csv", super::uploads::EXPORT.as_bytes())]);
    staff.post(&format!("{}/take", super::flow::upload_of(&sent)), &[]);
    let contacts = |portal: &Portal| {
        let snapshot = portal.app.snapshot(day("2023-04-02"), None).unwrap();
        snapshot.campaigns.iter().find(|c| c.id.as_str() == "p09_press_douyin").unwrap().contacts().unwrap().actual.low
    };
    let before = contacts(&portal);
    let (canteen, workshop) = ("机关食堂新菜单", "车间里的一分钟");
    let page = staff.get("/questions").body;
    let path = page.split("action=\"").map(|r| r.split('"').next().unwrap()).find(|a| a.starts_with("/questions/belonging-")).unwrap();
    let answer = [("choice", "selected"), ("because", "看过"), ("seen", canteen), ("seen", workshop), ("case", canteen)];
    assert_eq!(staff.post(path, &answer).status, 303);
    assert!(contacts(&portal) > before);
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let page = staff.get("/questions").body;
    assert!(!page.contains(&format!("action=\"{path}\"")), "it is answered");
    let back =
        page.split("action=\"").map(|r| r.split('"').next().unwrap()).find(|a| a.starts_with("/questions/answers/")).unwrap().to_owned();
    // 要写理由；不是自己项目的，没有这一项。
    let silent = staff.post(&back, &[("because", " ")]);
    assert_eq!(silent.status, 422);
    silent.shows("写明为什么撤回");
    assert_eq!(portal.browser("yingji").post(&back, &[("because", "x")]).status, 404);
    let done = staff.post(&back, &[("because", "勾反了")]);
    let page = staff.follow(&done);
    page.shows("答复已撤回").shows("<s class=\"muted\">答复湖南人社抖音号的待核事项").shows("已撤回：勾反了（renshe，");
    page.shows(&format!("action=\"{path}\""));
    assert_eq!(contacts(&portal), before);
    staff.get("/reports").shows("撤回待核事项的答复1项（2023年4月3日）");
    staff.get("/journal?kind=answer").shows("撤回答复：湖南人社抖音号的待核事项").shows("勾反了").shows("看过");
    let again = staff.post(&back, &[("because", "再撤一次")]);
    assert_eq!(again.status, 422);
    again.shows("已由renshe于");
}

/// 看过“会改变什么”以后、确认以前，数变了：不登记，重新给出会改变什么；再确认才登记。
#[test]
fn an_entry_is_confirmed_by_what_was_seen() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let fields = [("kind", "signed_on"), ("value", "2022-08-15"), ("document", "合同1号"), ("because", "合同已签")];
    let asked = staff.post(PATH, &fields);
    let first = asked.seen().unwrap();
    portal.taken("hunan_jingshi", "第13周改.csv", &P08.replace("12345", "99999"));
    let stale = staff.post(PATH, &[&fields[..], &[("seen", &first)]].concat());
    assert_eq!(stale.status, 409, "{}", stale.body);
    stale.shows("没有登记：打开页面以后数据有变化");
    assert!(portal.app.ledger.campaign_log(None).unwrap().is_empty());
    assert_eq!(staff.post(PATH, &[&fields[..], &[("confirm", "1")]].concat()).status, 200, "a confirmation without a sign is none");
    assert_eq!(staff.post(PATH, &[&fields[..], &[("seen", &stale.seen().unwrap())]].concat()).status, 303);
    assert_eq!(portal.app.ledger.campaign_log(None).unwrap().len(), 1);
}

/// 这一周还没有结束：应报的渠道是“未到期”，哪里都不说“未报”。
#[test]
fn a_running_week_is_not_due() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let page = staff.get("/collecting");
    page.shows("2023年第14周未到期");
    assert!(!page.body.contains("未报"), "{}", page.body);
    let week = staff.get("/week?week=2023-W14");
    week.shows("应于4月10日12:00报").shows("数据截至4月3日，本周未结束");
    // 有渠道已采到数、没有增加，别的渠道还没有到期：不知道，不是0。
    assert!(!week.body.contains("初报") && !week.body.contains("<b>0</b>"), "{}", week.body);
    // 以前各周一次也没有报过的项目，累计数仍是“未报”。
    let said = ["周未报", "未报不是0", ">未报</a>"].iter().fold(week.body, |text, old| text.replace(old, ""));
    assert!(!said.contains("未报"), "{said}");
    staff.get("/week?week=2023-W13").shows("未报");
}

/// 认定只写一遍“认定”；撤回签订日以前看到的是“撤回后”，不是“登记后”。
#[test]
fn words_of_entries_are_said_once_and_fit() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    enter(&mut staff, "decision", "按达标处理");
    let page = staff.get("/accept/p08_tv");
    page.shows("2023年4月3日 认定：按达标处理");
    assert!(!page.body.contains("认定：2023年4月3日"), "{}", page.body);
    enter(&mut staff, "signed_on", "2022-08-15");
    let asked = staff.post(&format!("{PATH}/2/withdraw"), &[("because", "写错了")]);
    asked.shows("还没有撤回，先看会改变什么").shows("撤回后");
    assert!(!asked.body.contains("登记后"), "{}", asked.body);
}
