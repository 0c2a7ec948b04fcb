//! When collectors run: expected moments from their cron lines, and what becomes of those that were missed. Every expected run gets
//! exactly one decision.

use crate::base::day::Moment;
use crate::model::collector::{CatchUp, Schedule};
use chrono::{DateTime, FixedOffset};
use std::str::FromStr;

/// A run that starts no later than this after its moment is in time. Unit: seconds.
const GRACE_SECS: i64 = 30 * 60;

/// What is to become of an expected run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// Run it: in time.
    Now(Moment),
    /// Run it: later than expected.
    Late(Moment),
    /// Never to be run; the sentence says why.
    Skip(Moment, String),
}

impl Due {
    /// The expected moment.
    pub fn at(&self) -> Moment {
        match self {
            Self::Now(m) | Self::Late(m) | Self::Skip(m, _) => *m,
        }
    }
}

fn beijing() -> FixedOffset {
    FixedOffset::east_opt(8 * 3600).unwrap_or_else(|| FixedOffset::east_opt(0).expect("0 is an offset"))
}

fn local(m: Moment) -> Option<DateTime<FixedOffset>> {
    DateTime::from_timestamp(m.0, 0).map(|t| t.with_timezone(&beijing()))
}

/// What is wrong with a cron line; `None`: nothing.
pub fn fault(cron: &str) -> Option<String> {
    cron::Schedule::from_str(cron).err().map(|e| e.to_string())
}

/// The expected moments after `after` up to `until`, oldest first.
pub fn expected(schedule: &Schedule, after: Moment, until: Moment) -> Vec<Moment> {
    let (Ok(cron), Some(from)) = (cron::Schedule::from_str(&schedule.cron), local(after)) else { return Vec::new() };
    cron.after(&from).map(|t| Moment(t.timestamp())).take_while(|m| *m <= until).collect()
}

/// The next expected moment.
pub fn next(schedule: &Schedule, after: Moment) -> Option<Moment> {
    let cron = cron::Schedule::from_str(&schedule.cron).ok()?;
    cron.after(&local(after)?).next().map(|t| Moment(t.timestamp()))
}

/// Decides about every expected moment since `decided_until`.
pub fn due(schedule: &Schedule, decided_until: Moment, now: Moment) -> Vec<Due> {
    let moments = expected(schedule, decided_until, now);
    let window = i64::from(schedule.window_hours) * 3600;
    let kept = match schedule.catch_up {
        CatchUp::None => 0,
        CatchUp::Latest => 1,
        CatchUp::All => schedule.runs_max as usize,
    };
    let count = moments.len();
    moments
        .into_iter()
        .enumerate()
        .map(|(n, m)| {
            let (late, newer) = (now.0 - m.0, count - 1 - n);
            if newer == 0 && late <= GRACE_SECS {
                return Due::Now(m);
            }
            // The latest one stands for those before it; where it is in time, it uses up nothing of what may be made up for.
            if schedule.catch_up == CatchUp::None {
                return Due::Skip(m, "到点时没有运行；按规定不补：过去的情况无法补看".into());
            }
            if late > window {
                return Due::Skip(m, format!("晚了 {} 小时，超过可补采的 {} 小时", late / 3600, schedule.window_hours));
            }
            if newer >= kept {
                return Due::Skip(m, "由后一次采集代替：累计数以最近一次为准".into());
            }
            Due::Late(m)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::day::Day;

    fn at(text: &str, hour: u32) -> Moment {
        Day::parse_iso(text).unwrap().at(hour * 3600)
    }

    fn plan(catch_up: CatchUp, hours_off: i64) -> String {
        let schedule = Schedule { cron: "0 0 8 * * *".into(), catch_up, window_hours: 72, runs_max: 2 };
        let since = at("2023-03-01", 9);
        let now = Moment(since.0 + hours_off * 3600);
        let word = |d: &Due| match d {
            Due::Now(_) => 'n',
            Due::Late(_) => 'l',
            Due::Skip(..) => 's',
        };
        due(&schedule, since, now).iter().map(word).collect()
    }

    #[test]
    fn missed_runs_are_made_up_for_as_the_file_says() {
        // Hours without power from 09:00 on; runs are due at 08:00.
        for (catch_up, hours, expected) in [
            (CatchUp::Latest, 22, ""),
            (CatchUp::Latest, 23, "n"),
            (CatchUp::Latest, 30, "l"),
            (CatchUp::Latest, 75, "ssl"),
            (CatchUp::Latest, 71, "ssn"),
            (CatchUp::All, 75, "sll"),
            (CatchUp::None, 75, "sss"),
            (CatchUp::None, 71, "ssn"),
            (CatchUp::All, 24 * 6, "ssssll"),
        ] {
            assert_eq!(plan(catch_up, hours), expected, "{catch_up:?} {hours}");
        }
    }

    #[test]
    fn monday_is_monday_in_beijing() {
        let schedule = Schedule { cron: "0 0 8 * * MON".into(), catch_up: CatchUp::Latest, window_hours: 72, runs_max: 1 };
        assert_eq!(next(&schedule, at("2023-04-01", 0)), Some(at("2023-04-03", 8)));
    }

    #[test]
    fn a_clock_set_back_makes_nothing_due_twice() {
        let schedule = Schedule { cron: "0 0 8 * * *".into(), catch_up: CatchUp::Latest, window_hours: 72, runs_max: 1 };
        assert!(due(&schedule, at("2023-03-02", 8), at("2023-03-02", 7)).is_empty());
    }
}
