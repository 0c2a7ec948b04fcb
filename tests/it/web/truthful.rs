//! Pages, the journal and the interface say the same of one state, and nothing that is not so.

use super::approval::approve;
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
}

/// 审定时芒果TV、抖音号有数，另两个渠道从来没有：日志写没有数据。撤销以后，审定表写数有变动，接口与页面说同一个状态。
#[test]
fn what_was_changed_after_approval_is_said_alike_everywhere() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let first = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
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

/// 星期一看采集状态，未报的是还没有过完的第14周，写明白；别的页面说的是第13周。
#[test]
fn the_state_of_collecting_names_its_week() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let page = portal.browser("renshe").get("/collecting");
    page.shows("2023年第14周未报");
    assert!(!page.body.contains("本周未报"), "{}", page.body);
}
