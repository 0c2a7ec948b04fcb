//! 采集状态: a dry run from the page, against simulated platforms.

use super::world::Portal;
use crate::support::browser::{Answer, Browser};
use reach::sim::{Fault, Platforms, State};
use std::time::{Duration, Instant};

const DRY: &str = "/collecting/mgtv_episodes/mango_tv/dry";

/// A portal whose collector of 芒果TV asks a simulated platform that has two episodes.
fn beside_a_platform(interval_secs: u32) -> (Portal, Platforms) {
    let portal = Portal::new();
    let platforms = Platforms::start(State { record_paths: true, ..State::default() }).unwrap();
    for n in 1..=2 {
        platforms.state().publish("mgtv_episodes", "500001", &format!("71{n}"), &format!("第{n}期 样例"));
    }
    let settings = platforms.site_toml(&["mgtv_episodes"], [("芒果TV", "500001")], interval_secs);
    reach::base::disk::write(&portal.folder().join("reach.toml"), settings.as_bytes()).unwrap();
    (portal, platforms)
}

#[expect(clippy::disallowed_methods, reason = "how long something takes is measured on the machine's monotonic clock")]
fn now() -> Instant {
    Instant::now()
}

/// Follows the page's own link until nothing is under way.
fn until_over(browser: &mut Browser) -> Answer {
    let start = now();
    loop {
        let page = browser.get("/collecting");
        if !page.body.contains("试采进行中") {
            return page;
        }
        page.shows("<a href=\"/collecting\" data-again>");
        assert!(start.elapsed() < Duration::from_secs(30), "the dry run does not end:\n{}", page.body);
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[test]
fn a_dry_run_shows_what_was_read_and_where_and_stores_nothing() {
    let (mut portal, platforms) = beside_a_platform(0);
    let mut staff = portal.browser("renshe");
    staff.get("/collecting").shows(&format!("action=\"{DRY}\""));
    let answer = staff.post(DRY, &[]);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/collecting"));
    let page = until_over(&mut staff);
    page.shows("<b>有数</b>").shows("第1期 样例").shows("/episode/list").shows("←").shows("新作品“第2期 样例”").shows("会存入读数2个");
    assert!(platforms.state().seen["mgtv_episodes"].requests >= 3, "the platform was asked");
    assert!(portal.app.ledger.runs(None, 10).unwrap().is_empty());
    assert!(portal.app.ledger.import_heads(0, i64::MAX).unwrap().is_empty());
    let channel = portal.app.defs.find_channels("芒果TV", None)[0].id.clone();
    assert!(portal.app.ledger.known(&channel).unwrap().is_empty());
    // How often the host was asked counts for the day, as ever.
    assert!(portal.app.ledger.host_usage().unwrap().iter().any(|u| u.1 == "mgtv_episodes" && u.3 >= 3));
    // Who reads other campaigns alone does not see it, and may not ask for it.
    let mut others = portal.browser("yingji");
    assert!(!others.get("/collecting").body.contains("第1期 样例"));
    assert_eq!(others.post(DRY, &[]).status, 404);
    let mut reads = portal.browser("shebao");
    let page = reads.get("/collecting");
    page.shows("第1期 样例");
    assert!(!page.body.contains(DRY));
    assert_eq!(reads.post(DRY, &[]).status, 404);
    staff.get("/journal?of=actions").shows("试采").shows("芒果TV mgtv_episodes");
}

/// The portal's own scheduler looks for what is due from time to time and holds the lock meanwhile.
fn lock_of_collecting(portal: &Portal) -> reach::base::disk::Lock {
    let path = portal.folder().join("collect.lock");
    for _ in 0..200 {
        if let Some(lock) = reach::base::disk::lock(&path).unwrap() {
            return lock;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("somebody holds {} for ten seconds", path.display())
}

#[test]
fn a_dry_run_says_what_is_in_the_way() {
    let (mut portal, platforms) = beside_a_platform(0);
    platforms.state().fault("mgtv_episodes", Some(Fault::LoginWall));
    let mut staff = portal.browser("admin");
    staff.post(DRY, &[]);
    until_over(&mut staff).shows("没有读成：要求登录").shows("这次没有存入任何数据");
    // No account: what to write where.
    staff.post("/collecting/kuaishou_video/jingshi_kuaishou/dry", &[]);
    until_over(&mut staff).shows("没有试成").shows("reach.toml");
    // A collector that is not the channel's.
    assert_eq!(staff.post("/collecting/douyin_video/mango_tv/dry", &[]).status, 404);
    // Another process collects.
    let lock = lock_of_collecting(&portal);
    staff.post(DRY, &[]);
    until_over(&mut staff).shows("另一次采集还在进行");
    drop(lock);
}

#[test]
fn one_dry_run_of_a_collector_at_a_time_and_no_page_waits() {
    // Three requests, three seconds apart.
    let (mut portal, platforms) = beside_a_platform(3);
    let mut staff = portal.browser("renshe");
    let start = now();
    staff.post(DRY, &[]);
    let page = staff.get("/collecting");
    page.shows("试采进行中");
    assert!(!page.body.contains(&format!("action=\"{DRY}\"")), "no second one can be asked for meanwhile");
    let again = staff.post(DRY, &[]);
    staff.follow(&again).shows("已有一次试采在进行");
    assert!(start.elapsed() < Duration::from_secs(3), "a page waited for the platform: {:?}", start.elapsed());
    until_over(&mut staff).shows("第2期 样例");
    assert_eq!(platforms.state().seen["mgtv_episodes"].requests, 3);
    assert_eq!(platforms.state().seen["mgtv_episodes"].open_max, 1);
    assert!(start.elapsed() >= Duration::from_secs(6), "the host was not spaced: {:?}", start.elapsed());
}
