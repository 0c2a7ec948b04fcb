//! Approval of weeks that nobody handed in, and of weeks of which a file still waits.

use super::approval::approve;
use super::flow::send;
use super::world::{P08, Portal};
use reach::app::clock::Clock;
use reach::app::submit::{Request, SentFile};
use reach::base::id::CampaignId;
use reach::intake::Limits;
use reach::model::draft::Sent;

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";
const MISSING: &str = "jingshi_news,jingshi_kuaishou";

fn by_command(portal: &mut Portal, text: &str) {
    let files = vec![SentFile::Bytes("第13周.csv".to_owned(), text.as_bytes().to_vec())];
    let sent = Sent { campaign: Some(CampaignId::new("p08_tv")), ..Sent::default() };
    let request = Request { files, sent, dry_run: false, accept_good: false, limits: Limits::portal() };
    assert!(portal.app.submit(request).unwrap().written);
}

/// 数据用命令导入、对方没有在门户提交：工作人员看过也能审定；没有数据的、还没有过完的一周不能。
#[test]
fn a_week_of_which_data_came_by_command_is_approved() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    assert!(!staff.get(WEEK).body.contains("value=\"approved\""));
    assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "approved"), ("without", MISSING)]).status, 422);
    by_command(&mut portal, P08);
    staff.get("/reporting?week=2023-W13").shows("数据已入库");
    let page = staff.get(WEEK);
    page.shows("对方没有在门户提交这一周").shows("12,345").shows("仍然审定");
    assert!(!page.body.contains("value=\"returned\""), "there is nobody to send it back to");
    assert!(!portal.browser("jingshi").get(WEEK).body.contains("value=\"approved\""));
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    staff.get(WEEK).shows("已审定，缺的待补报");
    staff.get("/journal").shows("审定湖南经视2023年第13周的报送");
    // 星期三就有的数，那一周还没有过完。
    let mut portal = Portal::with(Clock::Fixed(crate::support::world::day("2023-03-30").at(36_000)));
    by_command(&mut portal, &P08.replace("2023-04-02", "2023-03-28"));
    let mut staff = portal.browser("renshe");
    assert!(!staff.get(WEEK).body.contains("value=\"approved\""));
}

/// 提交以后又传来一份、还没有人确认：不能审定，写明是哪一份；撤下以后可以。审定以后才发现的，照样可以撤下。
#[test]
fn a_week_is_not_approved_while_a_file_waits() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let rest = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n2023-04-02,经视新闻,第1期 高处作业系好安全带,2022-08-02,800\n";
    let first = send(&mut partner, "第13周.csv", format!("{P08}{}", rest.split_once('\n').unwrap().1).as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    let page = staff.get(WEEK);
    let state = page.body.split_once("name=\"state\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let late = send(&mut partner, "更正.csv", P08.replace("12345", "13345").as_bytes(), &[]);
    let page = staff.get(WEEK);
    page.shows("还有文件没有确认").shows(&format!("<a href=\"{late}\">更正.csv</a>；先确认入库或撤下，再审定"));
    assert!(!page.body.contains("value=\"approved\""));
    let refused = staff.post(&format!("{WEEK}/settle"), &[("to", "approved"), ("state", &state)]);
    assert_eq!(refused.status, 422);
    refused.shows("还有文件没有确认：“更正.csv”");
    assert_eq!(staff.post(&format!("{late}/withdraw"), &[]).status, 303);
    assert_eq!(approve(&mut staff, WEEK, "").status, 303);
    // 审定前收下、一直没有人看的文件，页面不叫人入库，只能撤下。
    let submission = portal.app.ledger.upload(1).unwrap().unwrap().submission;
    let evidence = reach::ledger::Evidence::pack(P08.replace("12345", "14345").as_bytes()).unwrap();
    let (person, at) = (portal.who("jingshi").id, reach::base::day::Moment(0));
    let change = portal.app.ledger.change().unwrap();
    change.store(&evidence).unwrap();
    let said = (None, None, None, None);
    let new = reach::ledger::NewUpload { submission, person, at, name: "没人看.csv", digest: evidence.digest, bytes: 1, said };
    let id = change.add_upload(&new).unwrap();
    change.commit().unwrap();
    let page = partner.get(&format!("/uploads/{id}"));
    page.shows("已审定，这份文件不能入库").shows("撤下，不入库");
    assert!(!page.body.contains("先入库其余") && !page.body.contains("确认入库"), "{}", page.body);
    assert_eq!(partner.post(&format!("/uploads/{id}/withdraw"), &[]).status, 303);
}
