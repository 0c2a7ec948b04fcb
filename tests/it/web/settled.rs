//! Weeks that were approved: the days of the rows decide whether a file changes one, not the page on which it was handed in.

use super::approval::approve;
use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Browser;

const BEFORE: &str = "/reporting/hunan_jingshi/2023-W12";
const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";
const MISSING: &str = "jingshi_news,jingshi_kuaishou";
const CONTACTS: &str = "/campaigns/p08_tv/targets/contacts?week=2023-W13";

/// 芒果TV 12,345、湖南经视抖音号3.2万的第13周，审定时缺两个渠道。
fn approved(portal: &mut Portal) -> (Browser, Browser) {
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let first = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    (partner, staff)
}

fn sent_before(browser: &mut Browser, name: &str, text: &str) -> String {
    upload_of(&browser.post_files(&format!("{BEFORE}/files"), &[], &[(name, text.as_bytes())]))
}

/// 第13周审定后，对方在第12周的页面上传一份表：第2行改4月2日的芒果TV，不收；抖音号的没有变，快手号审定时缺，第12周的没有审定，都收。
#[test]
fn rows_of_an_approved_week_are_refused_on_the_page_of_another() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = approved(&mut portal);
    let more =
        "2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n2023-03-26,芒果TV,第1期 高处作业系好安全带,2022-08-01,10000\n";
    let text = format!("{}{more}", P08.replace("12345", "22345"));
    let upload = sent_before(&mut partner, "第12周.csv", &text);
    let page = partner.get(&upload);
    page.shows("2023年第13周已审定：这1行不能改；要改请工作人员退回那一周").shows("先入库其余各行（1行留下待改）");
    page.shows("<td class=\"nw num\">第2行</td>").shows("<b>1</b><small>不变");
    assert!(!page.body.contains(">确认入库<"), "{}", page.body);
    let refused = partner.post(&format!("{upload}/take"), &[]);
    assert_eq!(refused.status, 422);
    refused.shows("2023年第13周已审定");
    assert_eq!(partner.post(&format!("{upload}/take"), &[("good", "1")]).status, 303);
    // 12,345没有变；快手号的700进来了，31,500＋12,345＋700＝44,545。
    staff.get(CONTACTS).shows("12,345").shows("44,545");
    partner.get(&upload).shows("没有入库的行（1处）").shows("入库的行（3）");
    staff.get("/journal").shows("数据属于2023年第12周、2023年第13周");
    assert!(!staff.get(WEEK).body.contains("审定后有变动"), "补报 is none");
    // 退回以后就能改。
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "returned"), ("remark", "芒果TV的数要改")]).status, 303);
    let again = sent_before(&mut partner, "再改.csv", &P08.replace("12345", "22345"));
    partner.get(&again).shows("确认入库");
}

/// 工作人员代报改了审定过的第13周：入库前写明，入库后各页都说审定后有变动，再审定一次；撤回到审定时的数，就不再说。
#[test]
fn what_staff_change_in_an_approved_week_is_said_until_it_is_approved_anew() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = approved(&mut portal);
    let upload = sent_before(&mut staff, "代报.csv", &P08.replace("12345", "22345"));
    staff.get(&upload).shows("2023年第13周已审定：这份文件要改其中1行，入库后那一周要再审定一次").shows("确认入库");
    staff.get("/reporting?week=2023-W13").shows("已审定，缺的待补报");
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    let says = "审定后有变动，待再审定";
    staff.get("/reporting?week=2023-W13").shows(says);
    staff.get("/week?week=2023-W13").shows(says);
    partner.get(WEEK).shows(says).shows("审定后有变动：<b>芒果TV</b>");
    let page = staff.get(WEEK);
    page.shows("上次审定\">12,345<").shows("这次累计\">22,345<").shows("仍然审定");
    staff.get("/journal").shows("报在2023年第12周，数据属于2023年第13周");
    // 撤销那一份，又是审定时的数。
    portal.app.undo(reach::base::id::ImportId(2)).unwrap();
    assert!(!staff.get(WEEK).body.contains("审定后有变动"));
    let again = sent_before(&mut staff, "再代报.csv", &P08.replace("12345", "32345"));
    assert_eq!(staff.post(&format!("{again}/take"), &[]).status, 303);
    staff.get(WEEK).shows(says);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    let page = staff.get(WEEK);
    page.shows("已审定，缺的待补报");
    assert!(!page.body.contains("审定后有变动"), "{}", page.body);
}
