//! What is ticked beside a file counts once the file goes in; what the page says beforehand is what the import does.

use super::flow::upload_of;
use super::uploads::EXPORT;
use super::world::{P08, Portal};
use reach::app::portal::due::parse_week;
use reach::app::portal::hand_in::Said;
use reach::app::portal::preview::Preview;
use reach::base::id::{CampaignId, ChannelId, PartnerId};

const CHANNEL: (&str, &str) = ("channel", "hunan_renshe_douyin");
const FIELDS: [(&str, &str); 2] = [CHANNEL, ("as_of", "2023-04-02")];
const KEY: &str = "车间里的一分钟";

fn answers(portal: &Portal) -> usize {
    let known = portal.app.ledger.outline(None).unwrap().answers.len();
    let noted = portal.app.ledger.journal().unwrap().into_iter().filter(|e| e.kind == "answer").count();
    assert_eq!(known, noted);
    known
}

#[test]
fn a_file_that_is_withdrawn_leaves_no_trace_of_its_ticks() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", EXPORT.as_bytes())]);
    let upload = upload_of(&sent);
    // Two of three rows belong to nobody's campaign, and the page says so in the sum and in the list.
    staff
        .get(&upload)
        .shows("<b class=\"on_track\">3</b><small>新增读数（不计入2），其中新作品3条</small>")
        .shows("<small class=\"muted\">不计入</small>");
    let head = portal.app.ledger.journal_head(None).unwrap();
    let done = staff.post(&format!("{upload}/belongs"), &[CHANNEL, ("key", KEY)]);
    let page = staff.follow(&done);
    page.shows("共3条，属于本项目2条").shows("新增读数（不计入1）").shows("checked");
    assert_eq!(page.body.matches("<small class=\"muted\">不计入</small>").count(), 1);
    staff.post(&format!("{upload}/belongs/hunan_renshe_douyin"), &[("yes", "机关食堂新菜单"), ("no", KEY)]);
    staff.get(&upload).shows("共3条，属于本项目2条");
    assert_eq!((portal.app.ledger.journal_head(None).unwrap(), answers(&portal)), (head, 0), "nothing is decided yet");
    assert_eq!(staff.post(&format!("{upload}/withdraw"), &[]).status, 303);
    // The same file again stands as if nobody had ever ticked anything.
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", EXPORT.as_bytes())]);
    let again = upload_of(&sent);
    let page = staff.get(&again);
    page.shows("共3条，属于本项目1条").shows("不计入2");
    assert!(!page.body.contains("checked"), "{}", page.body);
    assert_eq!(staff.post(&format!("{again}/take"), &[]).status, 303);
    assert_eq!(answers(&portal), 0);
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("1,000");
}

#[test]
fn what_was_ticked_is_answered_with_the_file_and_stays_with_a_mended_one() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let bad = EXPORT.replace(",50000,", ",五万多,");
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", bad.as_bytes())]);
    let upload = upload_of(&sent);
    staff.post(&format!("{upload}/belongs"), &[CHANNEL, ("key", KEY)]);
    let cell = [("sheet", ""), ("row", "3"), ("letter", "E"), ("value", "50000")];
    let done = staff.post(&format!("{upload}/repair"), &cell);
    staff.follow(&done).shows("共3条，属于本项目2条");
    let mended = done.header("location").split('?').next().unwrap().to_owned();
    assert_eq!(staff.post(&format!("{mended}/take"), &[]).status, 303);
    assert_eq!(answers(&portal), 1);
    let entry = portal.app.ledger.journal().unwrap().into_iter().rfind(|e| e.kind == "answer").unwrap();
    assert!(entry.body.contains(&format!("yes:{KEY};no:")) && entry.body.contains("作品列表（页面改正）.xlsx"), "{}", entry.body);
}

#[test]
fn a_file_goes_in_with_its_ticks_or_not_at_all() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", EXPORT.as_bytes())]);
    let upload = upload_of(&sent);
    staff.post(&format!("{upload}/belongs"), &[CHANNEL, ("key", KEY)]);
    let head = portal.app.ledger.journal_head(None).unwrap();
    // The last thing that is written of an upload cannot be.
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute_batch("CREATE TRIGGER broken BEFORE UPDATE OF state ON uploads BEGIN SELECT RAISE(ABORT, 'broken'); END").unwrap();
    assert!(staff.post(&format!("{upload}/take"), &[]).status >= 500);
    assert_eq!((portal.app.ledger.journal_head(None).unwrap(), answers(&portal)), (head, 0));
    assert!(portal.app.ledger.last_import().unwrap().is_none());
    assert_eq!(portal.app.ledger.uploads_waiting().unwrap().len(), 1);
    raw.execute_batch("DROP TRIGGER broken").unwrap();
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    assert_eq!(answers(&portal), 1);
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("1,700");
}

const CANTEEN: &str = "机关食堂新菜单";

#[test]
fn an_older_page_takes_back_nothing_that_somebody_else_ticked() {
    let mut portal = Portal::new();
    let mut one = portal.browser("renshe");
    let mut two = portal.browser("admin");
    let sent = one.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", EXPORT.as_bytes())]);
    let upload = upload_of(&sent);
    let say = format!("{upload}/belongs");
    // Both look at the same page, on which nothing is ticked; each ticks another work.
    let shown = [CHANNEL, ("was_not", KEY), ("was_not", CANTEEN)];
    for (n, (browser, key)) in [(&mut one, KEY), (&mut two, CANTEEN)].into_iter().enumerate() {
        let page = browser.get(&upload).body;
        assert_eq!(page.matches("name=\"was_not\"").count(), 2 - n, "{page}");
        let done = browser.post(&say, &[shown.as_slice(), &[("key", key)]].concat());
        browser.follow(&done).shows("勾选1条，去掉0条");
    }
    one.get(&upload).shows("共3条，属于本项目3条");
    // What was shown ticked and is not any more is taken back.
    two.post(&say, &[CHANNEL, ("was", KEY), ("was", CANTEEN), ("key", KEY)]);
    one.get(&upload).shows("共3条，属于本项目2条");
}

#[test]
fn what_was_ticked_beside_a_file_stands_as_long_as_the_file() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let export = |n: &str| EXPORT.replace(",700,", &format!(",{n},"));
    let send = |staff: &mut crate::support::browser::Browser, name: &str, text: &str, key: Option<&'static str>| {
        let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[(name, text.as_bytes())]);
        let upload = upload_of(&sent);
        if let Some(key) = key {
            staff.post(&format!("{upload}/belongs"), &[CHANNEL, ("was_not", KEY), ("was_not", CANTEEN), ("key", key)]);
        }
        assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
        upload
    };
    send(&mut staff, "一.csv", &export("700"), None);
    let before = stands(&portal, "p09_press_douyin");
    let ticked = send(&mut staff, "二.csv", &export("800"), Some(CANTEEN));
    assert_eq!(stands(&portal, "p09_press_douyin").0, 51_000);
    assert_eq!(staff.post(&format!("{ticked}/undo"), &[]).status, 303);
    // The numbers of the first file stand again, and nobody has said that the work belongs.
    assert_eq!(stands(&portal, "p09_press_douyin"), before);
    assert!(portal.app.ledger.answers(None).unwrap().is_empty());
    assert!(!staff.get("/reporting/xinhunan/2023-W13").body.contains("勾选的归属"));
    staff.get("/questions?campaign=p09_press_douyin").shows("其余都不属于本项目");
    // The journal keeps both.
    let kinds: Vec<String> = portal.app.ledger.journal().unwrap().into_iter().map(|e| e.kind).collect();
    assert!(kinds.contains(&"answer".to_owned()) && kinds.contains(&"undo".to_owned()));
}

#[test]
fn a_partner_may_not_tick_in_another_partners_file() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &FIELDS, &[("作品列表.csv", EXPORT.as_bytes())]);
    let upload = upload_of(&sent);
    let mut other = portal.browser("jingshi");
    let one = format!("{upload}/belongs");
    let list = format!("{upload}/belongs/hunan_renshe_douyin");
    for (path, fields) in [(&one, vec![CHANNEL, ("key", KEY)]), (&list, vec![("yes", KEY)]), (&list, vec![("all", "yes")])] {
        assert_eq!(other.post(path, &fields).status, 404, "{path}");
    }
    assert_eq!(other.get(&list).status, 404);
    // Nor in its own file on a channel that is not its own.
    let own = portal.waiting("hunan_jingshi", "第13周.csv", P08);
    assert_eq!(other.post(&format!("/uploads/{own}/belongs/hunan_renshe_douyin"), &[("yes", KEY)]).status, 404);
    assert_eq!(other.post(&format!("/uploads/{own}/belongs"), &[CHANNEL, ("key", KEY)]).status, 422);
    let waiting = portal.app.ledger.uploads_waiting().unwrap();
    assert_eq!(waiting.len(), 2);
    assert!(waiting.iter().all(|u| portal.app.ledger.ticks(u.id).unwrap().is_empty()));
}

/// What the page says of a file, after which it goes in.
fn through(portal: &mut Portal, partner: &str, text: &str, channel: Option<&str>) -> Preview {
    let who = portal.who("renshe");
    let said =
        Said { channel: channel.map(ChannelId::new), as_of: channel.map(|_| crate::support::world::day("2023-04-02")), ..Said::default() };
    let name = format!("{}.csv", text.len());
    let week = parse_week("2023-W13").unwrap();
    let id = portal.app.receive(&who, &PartnerId::new(partner), week, &name, text.as_bytes(), &said).unwrap();
    let (upload, submission) = portal.app.upload_with(id).unwrap().unwrap();
    let look = portal.app.look(&portal.who("renshe"), upload.clone(), submission.clone()).unwrap();
    let receipt = portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
    assert!(receipt.written, "{text}: {:?}", receipt.found);
    let (told, done) = (&look.receipt.files[0], &receipt.files[0]);
    assert_eq!((told.added, told.updated, told.decreased), (done.added, done.updated, done.decreased));
    look.preview.unwrap()
}

/// The contacts of a campaign as they stand: low and high end.
fn stands(portal: &Portal, campaign: &str) -> (u64, Option<u64>) {
    let snapshot = portal.app.snapshot(crate::support::world::day("2023-04-03"), None).unwrap();
    let c = snapshot.campaigns.iter().find(|c| c.id == CampaignId::new(campaign)).unwrap();
    let actual = c.contacts().unwrap().actual;
    (actual.low, actual.high)
}

#[test]
fn the_page_places_works_as_the_import_does() {
    let mut portal = Portal::new();
    // A channel counted as a whole to which a file gives a title: that is its name, not a work.
    let head = "统计日期,渠道,作品标题,累计收听量\n";
    let first = through(&mut portal, "partner_radio", &format!("{head}2023-04-01,合作电台蜻蜓FM,声音里的工伤预防,5000\n"), None);
    assert_eq!((first.channels[0].works, first.channels[0].new, first.channels[0].belongs), (1, 0, 1), "a whole is no work, so no new one");
    assert_eq!((first.targets[0].before.as_str(), first.targets[0].after.as_str()), ("0人次", "5,000人次"));
    assert_eq!(stands(&portal, "p11_audio"), (5000, Some(5000)));
    let next = through(&mut portal, "partner_radio", &format!("{head}2023-04-02,合作电台蜻蜓FM,声音里的工伤预防,6000\n"), None);
    assert_eq!((next.channels[0].works, next.channels[0].new), (1, 0), "the same whole, not a second one");
    assert_eq!((next.targets[0].before.as_str(), next.targets[0].after.as_str()), ("5,000人次", "6,000人次"));
    assert_eq!((next.rows[0].title.as_str(), next.rows[0].numbers[0].1.as_str()), ("", "5,000"));
    assert_eq!(stands(&portal, "p11_audio"), (6000, Some(6000)));
    // An account's export: what does not belong changes no target.
    let export = through(&mut portal, "xinhunan", EXPORT, Some("hunan_renshe_douyin"));
    assert_eq!((export.outside.added, export.outside.updated), (2, 0));
    assert_eq!(export.rows.iter().filter(|r| r.outside).count(), 2);
    assert_eq!(stands(&portal, "p09_press_douyin"), (1000, Some(1000)));
}
