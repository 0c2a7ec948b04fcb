//! Files that are sent again own nothing; and what belongs to an approved week is taken back by no partner, whatever page it came on.

use super::approval::{approve, hand_in_p08};
use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Browser;
use reach::app::clock::Clock;
use reach::app::submit::{Request, SentFile};
use reach::base::id::{CampaignId, ImportId};
use reach::intake::Limits;
use reach::model::draft::Sent;

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";
const BEFORE: &str = "/reporting/hunan_jingshi/2023-W12";
const CONTACTS: &str = "/campaigns/p08_tv/targets/contacts?week=2023-W13";
const MISSING: &str = "jingshi_news,jingshi_kuaishou";

/// 在第12周的页面上再传一次同样的文件，确认，再想撤销：没有按钮，也撤销不了；12,345＋31,500还在。
fn sent_again_takes_nothing_back(partner: &mut Browser, staff: &mut Browser, earlier: &str) {
    let again = upload_of(&partner.post_files(&format!("{BEFORE}/files"), &[], &[("再传.csv", P08.as_bytes())]));
    let page = partner.get(&again);
    page.shows("以前报过").shows(&format!("href=\"{earlier}\">导入1</a>")).shows("以前报过，不再入库");
    assert!(!page.body.contains("确认入库") && !page.body.contains("审定前随时可以撤销"), "{}", page.body);
    let done = partner.post(&format!("{again}/take"), &[]);
    let page = partner.follow(&done);
    page.shows("以前报过");
    assert!(!page.body.contains("撤销入库") && !page.body.contains("填报中</b>"), "{}", page.body);
    partner.get(&again).shows("这份文件以前报过").shows(&format!("href=\"{earlier}\">导入1</a>")).shows("没有要撤销的");
    assert_eq!(partner.post(&format!("{again}/undo"), &[]).status, 422);
    assert_eq!(staff.post(&format!("{again}/undo"), &[]).status, 422);
    staff.get(CONTACTS).shows("12,345").shows("43,845");
}

/// 审定了的第13周、工作人员用命令导入的，都一样。
#[test]
fn a_file_that_is_sent_again_takes_nothing_back() {
    let mut portal = Portal::new();
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    let first = hand_in_p08(&mut partner);
    assert_eq!(approve(&mut staff, WEEK, MISSING).status, 303);
    sent_again_takes_nothing_back(&mut partner, &mut staff, &first);

    let mut portal = Portal::new();
    let files = vec![SentFile::Bytes("第13周.csv".to_owned(), P08.as_bytes().to_vec())];
    let sent = Sent { campaign: Some(CampaignId::new("p08_tv")), ..Sent::default() };
    let request = Request { files, sent, dry_run: false, accept_good: false, limits: Limits::portal() };
    assert_eq!(portal.app.submit(request).unwrap().import, Some(ImportId(1)));
    let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
    sent_again_takes_nothing_back(&mut partner, &mut staff, "/sources/1/0/0/1");
    partner.get("/sources/1/0/0/1").shows("统计日期");
    // 那次导入撤销以后，同样的文件又是新的。
    portal.app.undo(ImportId(1)).unwrap();
    partner.get("/uploads/1").shows("那次导入后来撤销了");
    let new = send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    partner.get(&new).shows("确认入库");
}

/// 第13周的数报在第14周的页面上，第13周后来审定了：对方不能撤销，写明是哪一周；退回以后可以。工作人员撤销的，那一周写明有变动。
#[test]
fn what_an_approved_week_holds_is_not_taken_back_on_another_page() {
    let next = "/reporting/hunan_jingshi/2023-W14";
    let rest = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n";
    for by_staff in [false, true] {
        let mut portal = Portal::with(Clock::Fixed(crate::support::world::day("2023-04-10").at(36_000)));
        let (mut partner, mut staff) = (portal.browser("jingshi"), portal.browser("renshe"));
        let upload = upload_of(&partner.post_files(&format!("{next}/files"), &[], &[("第13周.csv", P08.as_bytes())]));
        assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
        partner.get(next).shows("撤销入库");
        let other = send(&mut partner, "快手号.csv", rest.as_bytes(), &[]);
        assert_eq!(partner.post(&format!("{other}/take"), &[]).status, 303);
        assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
        assert_eq!(approve(&mut staff, WEEK, "jingshi_news").status, 303);
        assert!(!partner.get(next).body.contains("撤销入库"));
        let refused = partner.post(&format!("{upload}/undo"), &[]);
        assert_eq!(refused.status, 422);
        refused.shows("这份文件里有2023年第13周的数据，已审定，整份不能撤销");
        if by_staff {
            staff.get(next).shows("撤销入库");
            assert_eq!(staff.post(&format!("{upload}/undo"), &[]).status, 303);
            staff.get(WEEK).shows("审定后有变动，待再审定");
        } else {
            assert_eq!(staff.post(&format!("{WEEK}/settle"), &[("to", "returned"), ("remark", "整周重报")]).status, 303);
            assert_eq!(partner.post(&format!("{upload}/undo"), &[]).status, 303);
        }
    }
}

/// 以前的程序把再传的文件也记在先前的导入名下：换上这个程序打开，再传的两份什么也不带，先前那一份照旧可以撤销。
#[test]
fn what_an_earlier_program_claimed_twice_is_claimed_once() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    for name in ["再传.csv", "又传.csv"] {
        portal.waiting("hunan_jingshi", name, P08);
    }
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute_batch("UPDATE uploads SET state = 'taken', import = 1; DELETE FROM migrations WHERE name = '0019_upload_resent'").unwrap();
    let clock = Clock::Fixed(crate::support::world::day("2023-04-03").at(36_000));
    let app = reach::app::App::open(portal.folder(), None, reach::ledger::LedgerKind::Real, clock).unwrap();
    let stands = [1, 2, 3].map(|id| app.ledger.upload(id).unwrap().unwrap()).map(|u| (u.state, u.import));
    let resent = || ("resent".to_owned(), None);
    assert_eq!(stands, [("taken".to_owned(), Some(ImportId(1))), resent(), resent()]);
    portal.browser("jingshi").get(WEEK).shows("以前报过").shows("撤销入库");
}
