//! Approval of a week of which channels are missing: said and asked before, handed in later without touching what was approved.

use super::flow::{send, upload_of};
use super::uploads::EXPORT;
use super::world::{P08, Portal};
use crate::support::browser::{Answer, Browser};
use reach::base::id::{ChannelId, PartnerId};

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";

/// 经视新闻 and 湖南经视快手号 of the four channels of 湖南经视.
const REST: &str = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,经视新闻,第1期 高处作业系好安全带,2022-08-01,500\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n";

/// Those channels as the page of approval names them.
const MISSING: &str = "jingshi_news,jingshi_kuaishou";

/// What the page of the approval carries of what it shows.
fn shown(staff: &mut Browser, week: &str) -> String {
    let page = staff.get(week);
    let (_, rest) = page.body.split_once("name=\"state\" value=\"").unwrap_or_else(|| panic!("no approval on {}", page.body));
    rest.split('"').next().unwrap().to_owned()
}

/// Opens the page of a week and approves it, without some channels.
pub(super) fn approve(staff: &mut Browser, week: &str, without: &str) -> Answer {
    let state = shown(staff, week);
    staff.post(&format!("{week}/settle"), &[("to", "approved"), ("without", without), ("state", &state)])
}

/// The partner of 湖南经视 sends the week's first file, confirms it and hands the week in: where the upload stands.
pub(super) fn hand_in_p08(partner: &mut Browser) -> String {
    let first = send(partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    first
}

#[test]
fn a_week_is_approved_without_some_channels_only_if_asked_and_these_come_later() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let first = hand_in_p08(&mut partner);
    // Staff see what is missing, and nothing is approved before they say so.
    let mut staff = portal.browser("renshe");
    staff.get(WEEK).shows("这一周还缺2个渠道：<b>经视新闻</b>、<b>湖南经视快手号</b>").shows("仍然审定");
    let refused = staff.post(&format!("{WEEK}/settle"), &[("to", "approved")]);
    assert_eq!(refused.status, 422);
    refused.shows("这一周还缺经视新闻、湖南经视快手号");
    staff.get(WEEK).shows("已提交，待审定").shows(&format!("value=\"{MISSING}\""));
    // A page that was opened before another channel went missing.
    let stale = staff.post(&format!("{WEEK}/settle"), &[("to", "approved"), ("without", "jingshi_kuaishou")]);
    assert_eq!(stale.status, 422);
    stale.shows("缺的渠道有变化，现在缺经视新闻、湖南经视快手号");
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    staff.get(WEEK).shows("已审定，缺的待补报").shows("缺经视新闻、湖南经视快手号，待补报");
    staff.get("/journal").shows("审定湖南经视2023年第13周的报送，缺经视新闻、湖南经视快手号，待补报");
    // What was approved is settled: it is not taken back, and no file changes it.
    assert_eq!(partner.post(&format!("{first}/undo"), &[]).status, 422);
    let page = partner.get(WEEK);
    page.shows("审定时缺的渠道可以补报：<b>经视新闻</b>、<b>湖南经视快手号</b>").shows("上传表格");
    assert!(!page.body.contains("撤销入库"), "what was approved is not offered");
    let fill = partner.get(&format!("{WEEK}/fill"));
    fill.shows("经视新闻");
    assert!(!fill.body.contains("channel=mango_tv"), "what was approved is not filled in anew");
    let both = format!("{REST}2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,99999\n");
    let mixed = send(&mut partner, "都改.csv", both.as_bytes(), &[]);
    let page = partner.get(&mixed);
    page.shows("2023年第13周已审定：这1行不能改").shows("芒果TV");
    assert!(!page.body.contains(">确认入库<"), "{}", page.body);
    assert_eq!(partner.post(&format!("{mixed}/take"), &[]).status, 422);
    assert_eq!(partner.post(&format!("{mixed}/withdraw"), &[]).status, 303);
    // What was missing is: 补报, shown as such, handed in and approved once more.
    let rest = send(&mut partner, "补报.csv", REST.as_bytes(), &[]);
    partner.get(&rest).shows("确认入库");
    let done = partner.post(&format!("{rest}/take"), &[]);
    partner.follow(&done).shows("已审定，补报中").shows("撤销入库").shows("提交补报");
    assert_eq!(partner.post(&format!("{first}/undo"), &[]).status, 422);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    staff.get("/reporting?week=2023-W13").shows("补报已提交，待审定");
    let page = staff.get(WEEK);
    assert!(!page.body.contains("仍然审定") && !page.body.contains("这一周还缺"), "nothing is missing any more");
    assert_eq!(approve(&mut staff, WEEK, "").status, 303);
    staff.get(WEEK).shows("本周报送已审定，不能再改");
    assert_eq!(partner.post(&format!("{rest}/undo"), &[]).status, 422);
    let late = partner.post_files(&format!("{WEEK}/files"), &[], &[("再来.csv", REST.as_bytes())]);
    assert_eq!(late.status, 422);
}

#[test]
fn a_supplement_sent_back_opens_nothing_else_and_a_week_sent_back_opens_all() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    let first = hand_in_p08(&mut partner);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    let rest = send(&mut partner, "补报.csv", REST.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{rest}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "returned"), ("remark", "快手号的数不对")]).status, 303);
    partner.get(WEEK).shows("补报已退回").shows("快手号的数不对");
    assert_eq!(partner.post(&format!("{first}/undo"), &[]).status, 422);
    assert_eq!(partner.post(&format!("{rest}/undo"), &[]).status, 303);
    partner.get(WEEK).shows("补报已退回");
    // Approved once more, and then sent back as a whole.
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "returned"), ("remark", "整周重报")]).status, 303);
    partner.get(WEEK).shows("已退回").shows("撤销入库");
    assert_eq!(partner.post(&format!("{first}/undo"), &[]).status, 303);
    let whole = partner.post_files(&format!("{WEEK}/files"), &[], &[("整周.csv", P08.as_bytes())]);
    assert_eq!(partner.post(&format!("{}/take", upload_of(&whole)), &[]).status, 303);
}

#[test]
fn files_that_were_all_taken_back_leave_the_week_as_it_was() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    let hand_in = format!("{WEEK}/hand-in");
    let settle = format!("{WEEK}/settle");
    let take = |partner: &mut Browser, name: &str, text: &str| {
        let upload = send(partner, name, text.as_bytes(), &[]);
        assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
        upload
    };
    // Never approved: the last file gone, nothing is handed in any more, also where it had been.
    let first = take(&mut partner, "第13周.csv", P08);
    let other = take(&mut partner, "另一份.csv", REST);
    assert_eq!(partner.post(&hand_in, &[]).status, 303);
    assert_eq!(partner.post(&format!("{other}/undo"), &[]).status, 303);
    staff.get(WEEK).shows("已提交，待审定");
    assert_eq!(partner.post(&format!("{first}/undo"), &[]).status, 303);
    partner.get(WEEK).shows(">未报</b>").shows("全部撤销");
    assert_eq!(partner.post(&hand_in, &[]).status, 422);
    assert_eq!(staff.post(&settle, &[("to", "approved"), ("without", MISSING)]).status, 422);
    assert!(!staff.get("/reporting?week=2023-W13").body.contains("待审定"));
    // Approved without some channels: their file taken in, handed in, and taken back.
    take(&mut partner, "再来.csv", P08);
    assert_eq!(partner.post(&hand_in, &[]).status, 303);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    for hands_in in [false, true] {
        let rest = take(&mut partner, if hands_in { "补报二.csv" } else { "补报一.csv" }, REST);
        partner.get(WEEK).shows("已审定，补报中");
        if hands_in {
            assert_eq!(partner.post(&hand_in, &[]).status, 303);
        }
        assert_eq!(partner.post(&format!("{rest}/undo"), &[]).status, 303);
        partner.get(WEEK).shows("已审定，缺的待补报");
        staff.get("/reporting?week=2023-W13").shows("已审定，缺的待补报");
    }
    // The week sent back after that is sent back as a whole.
    assert_eq!(staff.post(&settle, &[("to", "returned"), ("remark", "整周重报")]).status, 303);
    partner.get(WEEK).shows("已退回").shows("撤销入库");
}

#[test]
fn staff_see_before_they_approve_what_was_approved_last_what_changed_and_what_is_asked() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    let before = "/reporting/hunan_jingshi/2023-W12";
    let take = |partner: &mut Browser, week: &str, name: &str, text: &str| {
        let upload = upload_of(&partner.post_files(&format!("{week}/files"), &[], &[(name, text.as_bytes())]));
        assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
        assert_eq!(partner.post(&format!("{week}/hand-in"), &[]).status, 303);
        upload
    };
    // 第12周：芒果TV 10,000，抖音号 50,000。
    let first = P08.replace("2023-04-02", "2023-03-26").replace("12345", "10000").replace("3.2万", "50000");
    take(&mut partner, before, "第12周.csv", &first);
    staff.get(before).shows("没有待核事项").shows("本周以来的变动").shows("导入“第12周.csv”");
    staff.get(before).shows("<td>芒果TV</td><td data-l=\"作品\">新增1条</td>");
    assert_eq!(approve(&mut staff, before, MISSING).status, 303);
    staff.get("/journal?kind=submission").shows("<dt>各渠道累计</dt>").shows("芒果TV10,000");
    // 第13周：芒果TV 12,345，多2,345；抖音号降到3.2万，即至少31,500，少18,500，要问一句。
    let upload = take(&mut partner, WEEK, "第13周.csv", P08);
    let page = staff.get(WEEK);
    let row = |name: &str| {
        let at = page.body.find(&format!("<td>{name}")).unwrap_or_else(|| panic!("{name}: {}", page.body));
        page.body[at..].split("</tr>").next().unwrap().to_owned()
    };
    let mango = row("芒果TV");
    for cell in ["作品\">变动1条<", "上次审定\">10,000<", "这次累计\">12,345<", "与上次相差\">+2,345<", "数据到\">4月2日<"]
    {
        assert!(mango.contains(cell), "{cell} in {mango}");
    }
    let douyin = row("湖南经视抖音号");
    assert!(douyin.contains("class=\"n behind\" data-l=\"与上次相差\">") && douyin.contains("18,500</td>"), "{douyin}");
    let quick = row("湖南经视快手号");
    assert!(quick.contains("本周未报") && quick.contains("作品\">没有变化<"), "{quick}");
    page.shows("上次：2023年第12周").shows("待核事项1项").shows("/questions?campaign=p08_tv#fall-");
    page.shows("/campaigns/p08_tv/targets/").shows(&format!("<a href=\"{upload}\">导入“第13周.csv”"));
    assert!(!page.body.contains("导入“第12周.csv”"), "what was approved is no change: {}", page.body);
    // The link leads to the question itself.
    let at = page.body.find("#fall-").unwrap();
    let id: String = page.body[at + 1..].chars().take_while(|c| *c != '"').collect();
    staff.get("/questions?campaign=p08_tv").shows(&format!("id=\"{id}\""));
    // 补一份：芒果TV又有一条新作品，第1期的数不变；与第12周审定时比，新增1条、变动1条。抖音号没有再报，仍是变动1条。
    let more = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,芒果TV,第1期 高处作业系好安全带,2022-08-01,12345\n2023-04-02,芒果TV,第2期 有限空间先通风,2023-03-30,77\n";
    let another = upload_of(&partner.post_files(&format!("{WEEK}/files"), &[], &[("又一份.csv", more.as_bytes())]));
    assert_eq!(partner.post(&format!("{another}/take"), &[]).status, 303);
    staff
        .get(WEEK)
        .shows("<td>芒果TV</td><td data-l=\"作品\">新增1条，变动1条</td>")
        .shows("<td>湖南经视抖音号</td><td data-l=\"作品\">变动1条</td>");
    // Whoever does not approve is not shown what to approve.
    assert!(!partner.get(WEEK).body.contains("上次审定"));
}

/// 账号后台导出3条，属于本项目的1条：审定前说新增1条，与累计数同一口径。
#[test]
fn works_that_do_not_belong_are_not_told_as_new() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let week = "/reporting/xinhunan/2023-W13";
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let upload = upload_of(&staff.post_files(&format!("{week}/files"), &fields, &[("作品列表.csv", EXPORT.as_bytes())]));
    staff.get(&upload).shows("共3条，属于本项目1条");
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    assert_eq!(staff.post(&format!("{week}/hand-in"), &[]).status, 303);
    staff.get(week).shows("<td>湖南人社抖音号</td><td data-l=\"作品\">新增1条</td>");
}

#[test]
fn an_approval_goes_by_what_was_seen_and_by_nothing_older() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    hand_in_p08(&mut partner);
    let (id, week) = (PartnerId::new("hunan_jingshi"), reach::app::portal::due::parse_week("2023-W13").unwrap());
    let who = portal.who("renshe");
    let without: Vec<ChannelId> = MISSING.split(',').map(ChannelId::new).collect();
    let basis = |app: &reach::app::App| {
        let end = app.ledger.journal_end().unwrap();
        app.basis(&id, &app.snapshot(week.sunday(), None).unwrap(), end)
    };
    let old = basis(&portal.app);
    // Somebody else corrects a number while the figures of the approval are computed.
    portal.taken("partner_video", "短视频.csv", super::world::P12);
    assert!(!portal.app.approve(&who, (&id, week), &old, ("", old.state()), &without).unwrap());
    partner.get(WEEK).shows("已提交，待审定");
    let fresh = basis(&portal.app);
    assert!(portal.app.approve(&who, (&id, week), &fresh, ("", fresh.state()), &without).unwrap());
    partner.get(WEEK).shows("已审定，缺的待补报");
}

#[test]
fn a_file_confirmed_after_the_page_was_opened_is_not_approved_unseen() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    hand_in_p08(&mut partner);
    // 页面上：芒果TV 12,345，抖音号至少31,500，合计至少43,845。
    staff.get(WEEK).shows("12,345").shows("43,845").shows("审定后该周数据不能再改，补报除外");
    let seen = shown(&mut staff, WEEK);
    // The partner corrects a number before the button is pressed.
    let again = send(&mut partner, "改过.csv", P08.replace("12345", "22345").as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{again}/take"), &[]).status, 303);
    let fields = [("to", "approved"), ("without", MISSING), ("state", seen.as_str())];
    let late = staff.post(&format!("{WEEK}/settle"), &fields);
    assert_eq!(late.status, 422);
    late.shows("数据有变化，请再看一遍");
    staff.get(WEEK).shows("已提交，待审定").shows("53,845");
    // A form that says nothing of what was seen approves nothing.
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &fields[..2]).status, 422);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    staff.get(WEEK).shows("已审定，缺的待补报");
}

#[test]
fn a_gain_of_several_weeks_says_so_where_it_is_approved_and_on_the_first_page() {
    let mut portal = Portal::new();
    // 芒果TV 第11周（3月19日）10,000，第12周没有报，第13周 12,345：本周新增2,345是两周的。
    portal.taken("hunan_jingshi", "第11周.csv", &P08.replace("2023-04-02", "2023-03-19").replace("12345", "10000"));
    let mut partner = portal.browser("jingshi");
    hand_in_p08(&mut partner);
    let mut staff = portal.browser("renshe");
    staff.get(WEEK).shows("data-l=\"本周新增\">+2,345<br><small class=\"muted\">含2周</small>");
    staff.get("/week").shows("title=\"本周新增中芒果TV含2周、湖南经视抖音号含2周\">含2周<").shows("其中1个项目含以前的周");
}

#[test]
fn staff_are_told_when_a_week_sent_back_comes_again_unchanged() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    hand_in_p08(&mut partner);
    assert!(!staff.get(WEEK).body.contains("原样再次提交"), "the first time there was nothing to change");
    let back = [("to", "returned"), ("remark", "芒果TV的数不对")];
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &back).status, 303);
    // It may come again as it was: perhaps the number is right.
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    staff.get(WEEK).shows("退回以后没有改动，对方原样再次提交");
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &back).status, 303);
    let again = send(&mut partner, "改过.csv", P08.replace("12345", "12346").as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{again}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    let page = staff.get(WEEK);
    page.shows("改过.csv");
    assert!(!page.body.contains("原样再次提交"), "{}", page.body);
}

/// 命令撤销门户里入库的文件，与在门户里撤销一样：这一周回到没有报的样子。
#[test]
fn an_import_undone_by_the_command_takes_its_week_back() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    partner.get(WEEK).shows("已提交，待审定");
    portal.app.undo(reach::base::id::ImportId(import)).unwrap();
    // By the command, not by whoever had sent the file.
    partner.get(WEEK).shows(">未报</b>").shows("<b>全部撤销</b>命令行　");
}
