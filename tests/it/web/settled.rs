//! Weeks that were approved: the days of the rows decide whether a file changes one, not the page on which it was handed in.

use super::approval::approve;
use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Browser;
use reach::ledger::NewPerson;

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
    page.shows("2023年第13周已审定：这1行不能改；那一周的数有错的，请工作人员退回那一周再报").shows("先入库其余各行（1行留下待改）");
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
    // 别的周的页面上，历次报送里第13周也写着。
    for page in [staff.get(BEFORE), partner.get("/reporting/hunan_jingshi/2023-W11")] {
        let row = page.body.split("<li>").find(|l| l.contains(&format!("href=\"{WEEK}\""))).unwrap().to_owned();
        assert!(row.contains(says), "{row}");
        assert_eq!(page.body.matches(says).count(), 1, "{}", page.body);
    }
    // 撤销那一份，又是审定时的数。日志写明撤销的是哪几周的数。
    portal.app.undo(reach::base::id::ImportId(2)).unwrap();
    assert!(!staff.get(WEEK).body.contains("审定后有变动") && !staff.get(BEFORE).body.contains(says));
    staff.get("/journal?kind=undo").shows("撤销编号2的导入“代报.csv”（报在2023年第12周，数据属于2023年第13周；");
    let again = sent_before(&mut staff, "再代报.csv", &P08.replace("12345", "32345"));
    assert_eq!(staff.post(&format!("{again}/take"), &[]).status, 303);
    staff.get(WEEK).shows(says);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    let page = staff.get(WEEK);
    page.shows("已审定，缺的待补报");
    assert!(!page.body.contains("审定后有变动"), "{}", page.body);
}

/// 展示、播出、成果登记也按自己的日期认：审定了的周不能从别的周的页面改，已有的原样再报不算改；其余各行可先入库。
#[test]
fn rows_beside_numbers_are_closed_by_their_own_days() {
    for (partner, campaign, [channel, name, number], head, approved_row, open_row) in [
        (
            "partner_radio",
            "p11_audio",
            ["radio", "合作电台", "收听量"],
            "日期,时间,节目,计划/实播",
            ["2023-03-29,08:15,声音宣传片,实播", "2023-03-30,08:15,声音宣传片,实播"],
            "2023-04-03,08:15,声音宣传片,实播",
        ),
        (
            "minsheng_alliance",
            "p10_web_wechat",
            ["minsheng_web", "湖南民生网", "阅读量"],
            "渠道,起,止,位置,状态,证明",
            ["湖南民生网,2023-03-01,2023-03-28,首页广告图,展示,截图", "湖南民生网,2023-03-29,2023-03-30,首页广告图,展示,截图"],
            "湖南民生网,2023-04-03,2023-04-03,首页广告图,展示,截图",
        ),
        (
            "minsheng_alliance",
            "p10_web_wechat",
            ["minsheng_web", "湖南民生网", "阅读量"],
            "日期,成果,数量,证明",
            ["2023-03-29,表情包,1,截图", "2023-03-30,安全防护包,1,截图"],
            "2023-04-03,头版,1,截图",
        ),
    ] {
        let mut portal = Portal::with(reach::app::clock::Clock::Fixed(crate::support::world::day("2023-04-10").at(36_000)));
        let change = portal.app.ledger.change().unwrap();
        let (login, role) = ("media", "partner");
        let new =
            NewPerson { login, name: login, role, unit: "", partner: Some(partner), campaigns: &[], password: None, must_change: false };
        change.add_person(reach::base::day::Moment(0), &new).unwrap();
        change.commit().unwrap();
        portal.taken(partner, "数.csv", &format!("统计日期,渠道,作品标题,发布时间,累计{number}\n2023-04-02,{name},第1期,2023-03-01,500\n"));
        let (mut media, mut staff) = (portal.browser("media"), portal.browser("renshe"));
        let (first, next) = (format!("/reporting/{partner}/2023-W13"), format!("/reporting/{partner}/2023-W14"));
        let fields = [("campaign", campaign), ("channel", if head.starts_with("日期,成果") { "" } else { channel })];
        let sent = |browser: &mut Browser, week: &str, name: &str, rows: &[&str]| {
            let text = format!("{head}\n{}\n", rows.join("\n"));
            upload_of(&browser.post_files(&format!("{week}/files"), &fields, &[(name, text.as_bytes())]))
        };
        let one = sent(&mut media, &first, "第13周.csv", &approved_row[..1]);
        assert_eq!(media.post(&format!("{one}/take"), &[]).status, 303, "{head}: {}", media.get(&one).body);
        assert_eq!(media.post(&format!("{first}/hand-in"), &[]).status, 303, "{head}");
        let missing = shown_missing(&mut staff, &first);
        assert!(!missing.split(',').any(|c| c == channel), "{head}: {missing}");
        assert_eq!(approve(&mut staff, &first, &missing).status, 303, "{head}");
        let again = sent(&mut media, &next, "第14周.csv", &[approved_row[0], approved_row[1], open_row]);
        let page = media.get(&again);
        page.shows("2023年第13周已审定：展示、播出、成果或培训的这1行不能改").shows("先入库其余各行（1行留下待改）").shows("第3行");
        assert_eq!(media.post(&format!("{again}/take"), &[]).status, 422, "{head}");
        assert_eq!(media.post(&format!("{again}/take"), &[("good", "1")]).status, 303, "{head}");
        // 工作人员代报同一份：先写明，再入库。
        let by_staff = sent(&mut staff, &next, "代报.csv", &[approved_row[1], open_row]);
        staff.get(&by_staff).shows("2023年第13周已审定：这份文件有1行展示、播出、成果或培训属于那一周").shows(">确认入库<");
    }
}

/// 一份表的日期跨许多周的，写头尾和周数，不逐周列。
#[test]
fn a_file_of_many_weeks_names_the_first_and_the_last() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let day = crate::support::world::day("2023-02-12");
    let rows: String = (0..8).map(|n| format!("{},芒果TV,第1期 高处作业系好安全带,2022-08-01,{}\n", day.plus(7 * n), 100 + n)).collect();
    let upload = send(&mut partner, "八周.csv", format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{rows}").as_bytes(), &[]);
    partner.get(&upload).shows("这份文件的数据属于2023年第6周至2023年第13周的8周，报在2023年第13周的页面");
}

/// 审定时缺的渠道。
fn shown_missing(staff: &mut Browser, week: &str) -> String {
    let page = staff.get(week);
    let rest = page.body.split_once("name=\"without\" value=\"").map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default().to_owned()
}
