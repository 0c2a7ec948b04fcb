//! What is filled in and taken away is made once per state of the ledger.

use super::world::{P08, Portal};
use crate::support::world::day;
use reach::app::clock::{Clock, Stepped};
use std::sync::Arc;

const PATHS: [&str; 4] = [
    "/reporting/hunan_jingshi/2023-W13/fill?channel=mango_tv",
    "/reporting/hunan_jingshi/template/xlsx",
    "/reporting/hunan_jingshi/template/csv",
    "/api/v1/campaigns/p08_tv/works",
];

#[test]
fn works_are_read_once_until_something_changes() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let first = PATHS.map(|path| staff.get(path));
    assert!(first.iter().all(|a| a.status == 200));
    first[0].shows("第1期 高处作业系好安全带").shows("12,345");
    // Whoever reads the works again finds that they are not there.
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute_batch("ALTER TABLE descriptions RENAME TO away").unwrap();
    for (path, before) in PATHS.iter().zip(&first) {
        let again = staff.get(path);
        assert_eq!((again.status, again.bytes == before.bytes), (200, true), "{path}");
    }
    raw.execute_batch("ALTER TABLE away RENAME TO descriptions").unwrap();
    // A new work stands in all of them at once.
    portal.taken("hunan_jingshi", "新作品.csv", &P08.replace("第1期 高处作业系好安全带", "第2期 有限空间先通风").replace("12345", "77"));
    for path in [PATHS[0], PATHS[2], PATHS[3]] {
        staff.get(path).shows("第2期 有限空间先通风");
    }
    // Another week's template names that week's day.
    staff.get("/reporting/hunan_jingshi/template/csv?week=2023-W12").shows("2023-03-26");
    staff.get(PATHS[2]).shows("2023-04-02");
}

#[test]
fn a_template_is_of_the_week_in_which_it_is_asked_for() {
    // 4月7日（周五）上一周是第13周，止于4月2日；4月10日（周一）是第14周，止于4月9日。其间账本没有变。
    let clock = Arc::new(Stepped::at(day("2023-04-07").at(36_000)));
    let mut portal = Portal::with(Clock::Stepped(Arc::clone(&clock)));
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    staff.get(PATHS[2]).shows("2023-04-02,芒果TV");
    clock.set(day("2023-04-10").at(36_000));
    let monday = staff.get(PATHS[2]);
    monday.shows("2023-04-09,芒果TV");
    assert!(!monday.body.contains("2023-04-02"), "last week's day: {}", monday.body);
}
