//! Pages, the journal and the interface say the same of one state, and nothing that is not so.

use super::approval::{approve, hand_in_p08};
use super::flow::send;
use super::world::{P08, Portal};
use crate::support::browser::encode;

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";
const MISSING: &str = "jingshi_news,jingshi_kuaishou";

/// 绿色提示只说系统自己说过的话：地址里编一句、或把系统的一句改几个字，都不显示；系统自己的一句照样显示。
#[test]
fn a_link_puts_no_words_into_the_mouth_of_the_portal() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let words = "请到 evil.example 重新登录";
    let upload = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    let pages =
        ["/week", WEEK, "/reporting", "/questions", "/reports", "/campaigns/p08_tv", "/collecting", "/attachments", "/rules", &upload];
    for path in pages {
        let sign = if path.contains('?') { '&' } else { '?' };
        let page = staff.get(&format!("{path}{sign}done={}", encode(words)));
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.body.contains("evil.example"), "{path}");
    }
    let done = partner.post(&format!("{upload}/withdraw"), &[]);
    partner.follow(&done).shows("role=\"status\">已撤下，没有入库<");
    let at = done.header("location");
    let (before, _) = at.split_once('.').unwrap();
    let turned = partner.get(&format!("{before}.{}", encode(words)));
    assert!(!turned.body.contains("evil.example"), "{}", turned.body);
    // What it said to one session it says to no other: a link sent around shows nothing.
    assert!(!portal.browser("jingshi").get(&at).body.contains("role=\"status\">已撤下"));
}

/// 审定时芒果TV、抖音号有数，另两个渠道从来没有：日志写没有数据。撤销以后，审定表写数有变动，接口与页面说同一个状态。
#[test]
fn what_was_changed_after_approval_is_said_alike_everywhere() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    hand_in_p08(&mut partner);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    staff.get("/journal?kind=submission").shows("芒果TV12,345").shows("经视新闻没有数据");
    let says = |portal: &mut Portal| portal.browser("renshe").get("/api/v1/submissions").body.replace(": ", ":");
    let body = says(&mut portal);
    assert!(body.contains("\"state\":\"approved\""), "{body}");
    portal.app.undo(reach::base::id::ImportId(1)).unwrap();
    let page = staff.get(WEEK);
    page.shows("审定后有变动，待再审定").shows("<td data-l=\"作品\">数有变动</td>");
    let body = says(&mut portal);
    assert!(body.contains("\"state\":\"changed\",\"state_zh\"") && body.contains("审定后有变动，待再审定"), "{body}");
}

/// 星期一看采集状态，还没有数的是没有过完的第14周，写明未到期；别的页面说的是第13周。
#[test]
fn the_state_of_collecting_names_its_week() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let page = portal.browser("renshe").get("/collecting");
    page.shows("2023年第14周未到期");
    assert!(!page.body.contains("本周未报"), "{}", page.body);
}

/// 专家看得到自己项目的证明材料、领导看得到全部，都能下载，不能上传；别家项目的不给专家。
#[test]
fn those_who_judge_see_what_proves() {
    let mut portal = Portal::new();
    let (own, other) = (portal.attached("hunan_jingshi"), portal.attached("partner_video"));
    let sees = |portal: &mut Portal, login: &str| {
        let mut browser = portal.browser(login);
        let page = browser.get("/attachments");
        assert!(!page.body.contains("上传材料"), "{login}");
        [own, other].map(|id| {
            let listed = page.body.contains(&format!("href=\"/attachments/{id}\""));
            assert_eq!(browser.get(&format!("/attachments/{id}")).status == 200, listed, "{login} {id}");
            listed
        })
    };
    assert_eq!(sees(&mut portal, "expert"), [true, false]);
    assert_eq!(sees(&mut portal, "leader"), [true, true]);
    for login in ["expert", "leader"] {
        portal.browser(login).get("/accept").shows("href=\"/attachments\"");
    }
}

/// 登记事项的选项不替人选：第一个是“请选择”。
#[test]
fn nothing_is_chosen_for_whoever_registers() {
    let mut portal = Portal::new();
    let page = portal.browser("renshe").get("/campaigns/p08_tv");
    for name in ["kind", "state", "target"] {
        let (_, rest) = page.body.split_once(&format!("name=\"{name}\"")).unwrap();
        let first = rest.split_once("<option ").unwrap().1;
        assert!(first.starts_with("value=\"\">请选择<"), "{name}: {}", &first[..60]);
    }
}

/// 星期一上午，上一周还没有到期，再以前的几周没有报：页面顶上写明是哪几周。
#[test]
fn weeks_that_are_overdue_stand_at_the_top() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第10周.csv", &P08.replace("2023-04-02", "2023-03-12"));
    let page = portal.browser("jingshi").get(WEEK);
    let top = page.body.split("id=\"upload\"").next().unwrap().to_owned();
    assert!(top.contains("周逾期未报：") && top.contains(">第12周</a>") && top.contains(">第11周</a>"), "{top}");
    assert!(!top.contains(">第13周</a>"));
}

/// 应急厅的周报页：列出来的每个链接都打得开。
#[test]
fn every_link_to_a_report_opens() {
    let mut portal = Portal::new();
    portal.taken("partner_video", "短视频.csv", super::world::P12);
    assert_eq!(portal.browser("renshe").post("/reports", &[("week", "2023-W13")]).status, 303);
    for (login, whole) in [("renshe", true), ("shebao", true), ("yingji", false), ("leader", true)] {
        let mut browser = portal.browser(login);
        let page = browser.get("/reports");
        assert_eq!(page.body.contains("/reports/2023-W13/index.html"), whole, "{login}");
        let links: Vec<&str> = page.body.split("href=\"").skip(1).filter_map(|l| l.split('"').next()).collect();
        let links: Vec<&str> = links.into_iter().filter(|l| l.starts_with("/reports/")).collect();
        assert!(links.contains(&"/reports/2023-W13/p12_short_video.png"), "{login}");
        for link in links {
            assert_eq!(browser.get(link).status, 200, "{login} {link}");
        }
    }
    assert_eq!(portal.browser("yingji").get("/reports/2023-W13/p08_tv.png").status, 404);
}

/// 答复过的事项还看得到：工作人员、这个渠道的合作媒体、验收核对表上的领导；写明答复、理由、何人。别家看不到。
#[test]
fn what_was_answered_stays_in_sight() {
    let mut portal = Portal::new();
    let before = super::world::P12.replace("2023-04-02", "2023-03-26").replace("8888", "88888");
    portal.taken("partner_video", "第12周.csv", &before);
    portal.taken("partner_video", "第13周.csv", &super::world::P12.replace("8888", "66666"));
    let snapshot = portal.app.snapshot(crate::support::world::day("2023-04-03"), None).unwrap();
    let question = snapshot.campaigns.iter().flat_map(|c| &c.questions).find(|q| q.kind.name() == "fall").unwrap();
    let (choice, state) = (question.choices[0].clone(), reach::app::answer::state(question));
    let fields = [("choice", choice.0.as_str()), ("because", "平台清理虚假播放"), ("state", state.as_str())];
    let mut staff = portal.browser("yingji");
    assert!(!staff.get("/questions").body.contains("已答复"));
    assert_eq!(staff.post(&format!("/questions/{}", question.id), &fields).status, 303);
    for (login, path) in [
        ("yingji", "/questions"),
        ("admin", "/questions?campaign=p12_short_video"),
        ("video", "/questions"),
        ("leader", "/accept/p12_short_video"),
    ] {
        let page = portal.browser(login).get(path);
        page.shows("已答复（1）").shows("平台清理虚假播放").shows(&choice.1).shows(">yingji</td>");
    }
    for (login, path) in [("jingshi", "/questions"), ("expert", "/accept/p08_tv"), ("renshe", "/questions?campaign=p08_tv")] {
        let page = portal.browser(login).get(path);
        assert_eq!(page.status, 200, "{login}");
        assert!(!page.body.contains("平台清理虚假播放"), "{login}");
    }
}

/// 合同和合同双方登记在账本里，写明依据和理由；不写的、太长的退回，写在格旁。数和判定不变。
#[test]
fn a_contract_and_its_parties_are_entered_with_their_document() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let path = "/campaigns/p08_tv/log";
    let enter = |kind: &'static str, value: &'static str| {
        [("kind", kind), ("value", value), ("document", "样例合同2022-8号"), ("because", "合同签订")]
    };
    for (kind, value) in [("contract", "电视媒体主题宣传合同（样例）2022-8号"), ("parties", "省人社厅、湖南经视")] {
        assert_eq!(staff.post(path, &enter(kind, "")).status, 422, "{kind}");
        assert_eq!(staff.post(path, &enter(kind, value)).status, 303, "{kind}");
    }
    let page = staff.get("/campaigns/p08_tv");
    page.shows(">合同双方<").shows("省人社厅、湖南经视").shows("电视媒体主题宣传合同（样例）2022-8号").shows("样例合同2022-8号");
    staff.get("/journal").shows("合同双方登记为“省人社厅、湖南经视”");
}
