//! Evidence of days on display: shown, not shown, not checked, made up, from three checks a day to the verdict.

use super::outside::Outside;
use crate::support::world::day;
use reach::attain::snapshot::{DayState, DaysDetail, Detail, TargetSnapshot, Verdict};
use reach::base::day::{Day, Moment};
use reach::sim::Fault;

const SITE: &str = "hnmsw_banner";
const FIRST: &str = "2022-08-15";

fn banner(o: &Outside, at: Day) -> TargetSnapshot {
    let snapshot = o.app.snapshot(at, None).unwrap();
    let campaign = snapshot.campaigns.into_iter().find(|c| c.id.as_str() == "p10_web_wechat").unwrap();
    campaign.targets.into_iter().find(|t| t.id.as_str() == "banner_site").unwrap()
}

fn detail(t: &TargetSnapshot) -> &DaysDetail {
    match &t.detail {
        Detail::Days(d) => d,
        other => panic!("{other:?}"),
    }
}

/// What stood on the page and whether it could be looked at, hour by hour.
fn state_at(m: Moment) -> (bool, bool) {
    let hours = (m.0 - day(FIRST).at(8 * 3600).0).div_euclid(3600);
    // Taken down for 26 hours from 2022-09-10 10:00 on.
    let down = day("2022-09-10").at(10 * 3600).0;
    let shown = hours >= 0 && !(down..down + 26 * 3600).contains(&m.0);
    let d = m.date();
    // Two days on which nothing was looked at (no power; the site did not answer), one on which only an error page came.
    let looked = ![day("2022-08-20"), day("2022-10-02"), day("2022-10-20")].contains(&d);
    (shown, looked)
}

/// Looks at 09:00, 15:00 and 21:00, from a day to a day.
fn look(o: &mut Outside, from: Day, to: Day) {
    for n in 0..=to.since(from) {
        for hour in [9, 15, 21] {
            let m = from.plus(n).at(hour * 3600 + 300);
            let (shown, looked) = state_at(m);
            if from.plus(n) == day("2022-08-20") {
                continue;
            }
            o.set(m);
            let mut s = o.platforms.state();
            s.shelf(SITE, "").display = shown.then_some(true);
            let fault = if from.plus(n) == day("2022-10-02") { Fault::Broken } else { Fault::Redesign };
            s.fault(SITE, (!looked).then_some(fault));
            drop(s);
            o.due();
        }
    }
}

#[test]
fn ninety_two_days_with_outages_and_a_removal_are_split_exactly_and_made_up() {
    let mut o = Outside::new();
    o.due();
    let first = day(FIRST);
    // 2022-08-15 and three calendar months: 92 days, the last of them is 2022-11-14.
    let last = first.plus_months(3).plus(-1);
    look(&mut o, day("2022-08-13"), last);
    let t = banner(&o, last);
    let d = detail(&t);
    assert_eq!((d.first, d.required), (Some(first), 92));
    let by = |s: DayState| d.days.iter().filter(|(_, x)| *x == s).map(|(day, _)| day.to_string()).collect::<Vec<_>>();
    assert_eq!(by(DayState::Unchecked), ["2022-08-20", "2022-10-02", "2022-10-20"]);
    // Shown at 09:00 of the first day and at 15:00 of the second: the day of a removal is not a day on display.
    assert_eq!(by(DayState::NotShown), ["2022-09-10", "2022-09-11"]);
    assert_eq!((d.seen, d.not_shown, d.unchecked, d.certified, d.elsewhere, d.longest_gap), (87, 2, 3, 0, 0, 2));
    assert_eq!((d.days.len(), d.interrupted(), d.unchecked, d.made_up()), (92, 2, 3, 0));
    assert_eq!((t.actual.low, t.actual.high), (87, Some(90)), "an outage is never a day on display");
    assert_ne!(t.verdict, Verdict::Achieved);

    // Four made-up days are one too few, the fifth completes it, and what comes after is not asked for.
    look(&mut o, last.plus(1), last.plus(4));
    let t = banner(&o, last.plus(4));
    assert_eq!(t.actual.low, 91);
    assert_ne!(t.verdict, Verdict::Achieved);
    look(&mut o, last.plus(5), last.plus(9));
    let t = banner(&o, last.plus(9));
    let d = detail(&t);
    assert_eq!((t.actual.low, d.seen, t.verdict), (92, 92, Verdict::Achieved));
    assert_eq!(d.days.last().unwrap().0, last.plus(5));
    assert_eq!(d.made_up(), 5);
    // What was reported on the 92nd day stays what it was.
    assert_eq!(banner(&o, last).actual.low, 87);
}

#[test]
fn outages_alone_never_complete_a_display() {
    let mut o = Outside::new();
    o.due();
    let first = day(FIRST);
    let last = first.plus_months(3).plus(-1);
    look(&mut o, first, first.plus(1));
    // Nobody looks for the remaining 90 days.
    let t = banner(&o, last);
    assert_eq!((t.actual.low, t.actual.high, detail(&t).unchecked), (2, Some(92), 90));
    assert_ne!(t.verdict, Verdict::Achieved);
}
