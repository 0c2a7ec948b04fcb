//! Schedules: every expected run has exactly one decision, whatever happens to the machine.

use super::outside::{Outside, line};
use crate::support::world::day;
use reach::base::day::Moment;
use reach::model::run::{Decision, Run};
use reach::sim::story::Dice;
use std::collections::BTreeMap;

#[test]
fn the_first_tick_only_notes_from_when_on_runs_are_expected() {
    let mut o = Outside::new();
    assert!(o.due().is_empty());
    assert!(o.at("2022-08-01", 14).due().is_empty());
    let runs = o.at("2022-08-02", 9).due();
    // 07:00 to 08:30 are late by now, 09:00 (the banner) is in time, those of the evening before were missed.
    assert!(runs.iter().any(|r| r.collector.as_str() == "hnmsw_banner" && r.decision == Decision::Done));
    assert!(runs.iter().any(|r| r.collector.as_str() == "mgtv_episodes" && r.decision == Decision::CaughtUp));
    assert!(o.due().is_empty(), "nothing is due twice");
}

#[test]
fn thirty_days_of_outages_clock_jumps_and_restarts_leave_one_decision_each() {
    let slow = std::env::var("REACH_SLOW").is_ok();
    for seed in 0..if slow { 20 } else { 1 } {
        let mut dice = Dice::new(seed);
        let mut o = Outside::new();
        o.due();
        let end = day("2022-09-01").at(0);
        let mut now = o.clock.now();
        let mut latest = now;
        while now < end {
            // Off for up to 72 hours now and then, else a look every half hour or so.
            let step = if dice.once_in(60) { dice.below(72 * 3600) } else { 900 + dice.below(1_800) };
            now = Moment(now.0 + i64::try_from(step).unwrap());
            // Somebody sets the clock an hour back or forth.
            if dice.once_in(90) {
                now = Moment(now.0 + if dice.once_in(2) { 3600 } else { -3600 });
            }
            o.set(now);
            if dice.once_in(80) {
                o.restart();
            }
            o.due();
            // A second process at the same moment.
            if dice.once_in(50) {
                o.due();
            }
            latest = latest.max(now);
        }
        let runs = o.app.ledger.runs(None, u32::MAX).unwrap();
        let mut by_key: BTreeMap<(String, String, Moment), Vec<&Run>> = BTreeMap::new();
        for r in &runs {
            by_key.entry((r.collector.to_string(), r.channel.to_string(), r.expected_at.unwrap())).or_default().push(r);
        }
        assert!(by_key.values().all(|v| v.len() == 1), "seed {seed}: a run with two decisions");
        for channel in o.app.defs.channels.clone() {
            for id in channel.collectors() {
                let collector = o.app.defs.collector(id).unwrap();
                if o.app.ledger.decided_until(id, &channel.id).unwrap().is_none() {
                    continue;
                }
                let expected = reach::app::schedule::expected(&collector.schedule, day("2022-08-01").at(36_000), latest);
                for m in &expected {
                    assert!(
                        by_key.contains_key(&(id.to_string(), channel.id.to_string(), *m)),
                        "seed {seed}: {id} {} has no decision",
                        m.zh()
                    );
                }
            }
        }
        // Presence is never made up for: a run for it either was in time or was given up.
        for r in runs.iter().filter(|r| ["hnmsw_banner", "cri_headline"].contains(&r.collector.as_str())) {
            let late = r.started_at.0 - r.expected_at.unwrap().0;
            assert!(r.decision == Decision::Skipped || late <= 1_800, "seed {seed}: presence back-filled by {late} s");
        }
    }
}

#[test]
fn a_second_collection_at_the_same_time_changes_nothing() {
    let mut o = Outside::new();
    let _other = reach::base::disk::lock(&o.folder.path().join("collect.lock")).unwrap().unwrap();
    let runs = o.by_hand("mgtv_episodes");
    assert_eq!(line(&runs[0]), "skipped still_running 0 0 0");
    assert!(o.due().is_empty());
    assert!(o.app.ledger.runs(None, 10).unwrap().is_empty());
}

#[test]
fn hosts_are_spaced_and_capped_across_processes() {
    let mut o = Outside::with("2022-08-01", 2, "");
    for n in 0..5 {
        o.platforms.state().publish("mgtv_episodes", "500001", &format!("71{n}"), &format!("第{n}期 样例{n}"));
    }
    let start = o.clock.now();
    o.by_hand("mgtv_episodes");
    // One list and five details, two seconds apart by the injected clock.
    assert_eq!(o.clock.now().0 - start.0, 10);
    o.restart();
    o.by_hand("mgtv_episodes");
    assert_eq!(o.clock.now().0 - start.0, 22);
    let usage = o.app.ledger.host_usage().unwrap();
    assert_eq!(usage.iter().find(|u| u.1 == "mgtv_episodes").unwrap().3, 12);
}

#[test]
fn retry_after_is_obeyed() {
    let mut o = Outside::new();
    o.platforms.state().publish("ximalaya_album", "88001", "71", "第1集 样例");
    o.platforms.state().fault("ximalaya_album", Some(reach::sim::Fault::RateLimit(30)));
    let start = o.clock.now();
    let run = &o.by_hand("ximalaya_album")[0];
    assert_eq!(line(run), "failed status 0 0 0");
    // Three tries, each as late as was asked for; and a later process waits as well.
    assert_eq!(o.platforms.state().seen["ximalaya_album"].requests, 3);
    assert_eq!(o.clock.now().0 - start.0, 60);
    o.restart();
    o.platforms.state().fault("ximalaya_album", None);
    o.by_hand("ximalaya_album");
    assert_eq!(o.clock.now().0 - start.0, 90);
}

#[test]
fn the_day_s_number_of_requests_is_kept() {
    let mut o = Outside::new();
    let cap = o.app.defs.collector(&reach::base::id::CollectorId::new("qingting_channel")).unwrap().politeness.requests_per_day_max;
    for _ in 0..cap {
        o.by_hand("qingting_channel");
    }
    o.restart();
    let run = &o.by_hand("qingting_channel")[0];
    assert_eq!(line(run), "failed stopped 0 0 0");
    assert_eq!(o.platforms.state().seen["qingting_channel"].requests, u64::from(cap));
    assert_eq!(line(&o.at("2022-08-02", 1).by_hand("qingting_channel")[0]), "done values 1 1 0");
}

#[test]
fn a_clock_that_is_set_back_lengthens_no_wait() {
    let mut o = Outside::with("2022-08-01", 2, "");
    o.platforms.state().publish("ximalaya_album", "88001", "71", "第1集 样例");
    o.at("2022-08-02", 9);
    for restart in [false, true] {
        o.by_hand("ximalaya_album");
        let back = reach::base::day::Moment(o.clock.now().0 - 3600);
        o.set(back);
        if restart {
            o.restart();
        }
        let run = &o.by_hand("ximalaya_album")[0];
        assert_eq!(run.outcome.name(), "values");
        // Spaced as ever, and no hour longer.
        assert_eq!(o.clock.now().0 - back.0, 2, "restart: {restart}");
    }
    // What the platform itself asked for is not forgotten, and not lengthened either.
    o.platforms.state().fault("ximalaya_album", Some(reach::sim::Fault::RateLimit(90)));
    o.by_hand("ximalaya_album");
    o.platforms.state().fault("ximalaya_album", None);
    let back = reach::base::day::Moment(o.clock.now().0 - 3600);
    o.set(back).restart();
    assert_eq!(o.by_hand("ximalaya_album")[0].outcome.name(), "values");
    assert_eq!(o.clock.now().0 - back.0, 90);
}

#[test]
fn what_robots_txt_forbids_is_not_asked_for() {
    let mut o = Outside::new();
    o.platforms.state().publish("xhn_column", "fuzhi", "71", "第1期 样例");
    o.keep_to_robots("xhn_column");
    let paths = |o: &Outside| o.platforms.state().seen.get("xhn_column").map(|s| s.paths.clone()).unwrap_or_default();
    // A site without the file forbids nothing; it is looked for once a day.
    assert_eq!(o.by_hand("xhn_column")[0].outcome.name(), "values");
    assert_eq!(o.by_hand("xhn_column")[0].outcome.name(), "values");
    assert_eq!(paths(&o).iter().filter(|p| *p == "/robots.txt").count(), 1);
    let column = paths(&o).into_iter().find(|p| p != "/robots.txt").unwrap();
    // The next day it is there, and closes the column to all programs.
    o.platforms.state().robots.insert("xhn_column", format!("User-agent: *\nDisallow: {column}\n"));
    let asked = paths(&o).len();
    let run = o.at("2022-08-02", 11).by_hand("xhn_column").remove(0);
    assert_eq!(line(&run), "failed stopped 0 0 0");
    assert!(run.says.contains("robots.txt 不允许程序访问") && run.says.contains("[collectors.xhn_column] robots = false"), "{}", run.says);
    assert_eq!(paths(&o).split_off(asked), ["/robots.txt"]);
    // Nobody knows what a file says that cannot be read: then the site is not asked.
    o.platforms.state().fault("xhn_column", Some(reach::sim::Fault::Broken));
    assert_eq!(line(&o.at("2022-08-03", 11).by_hand("xhn_column")[0]), "failed status 0 0 0");
    o.platforms.state().fault("xhn_column", None);
    // A group of its own for this program goes before the one for everybody.
    o.platforms.state().robots.insert("xhn_column", "User-agent: *\nDisallow: /\n\nUser-agent: reach\nAllow: /\n".into());
    assert_eq!(o.at("2022-08-04", 11).by_hand("xhn_column")[0].outcome.name(), "values");
}

#[test]
fn a_list_that_loses_more_than_half_is_asked_about() {
    let mut o = Outside::new();
    for n in 0..12 {
        o.platforms.state().publish("ximalaya_album", "88001", &format!("71{n}"), &format!("第{n}集 样例"));
    }
    let asks = |o: &mut Outside, day: &str| {
        let run = o.at(day, 11).by_hand("ximalaya_album").remove(0);
        assert_eq!(run.outcome.name(), "values");
        run.questions.iter().filter(|q| q.contains("少了一半以上")).cloned().collect::<Vec<_>>()
    };
    assert!(asks(&mut o, "2022-08-02").is_empty());
    for n in 0..6 {
        o.platforms.state().remove("ximalaya_album", "88001", &format!("71{n}"));
    }
    // Half of it: partners do tidy up.
    assert!(asks(&mut o, "2022-08-03").is_empty());
    for n in 6..8 {
        o.platforms.state().remove("ximalaya_album", "88001", &format!("71{n}"));
    }
    assert!(asks(&mut o, "2022-08-04").is_empty(), "short lists are not asked about");
    for n in 20..30 {
        o.platforms.state().publish("ximalaya_album", "88001", &format!("71{n}"), &format!("第{n}集 样例"));
    }
    assert!(asks(&mut o, "2022-08-05").is_empty());
    for n in 20..28 {
        o.platforms.state().remove("ximalaya_album", "88001", &format!("71{n}"));
    }
    assert_eq!(asks(&mut o, "2022-08-06").len(), 1);
    assert_eq!(o.works("合作电台音频平台"), 22, "nothing is dropped");
}
