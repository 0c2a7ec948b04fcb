//! Verdicts: pace and lateness in whole numbers, one total match each (counting rules 12 and 13).

use super::snapshot::{Share, Verdict};
use crate::base::day::{Day, Term};
use crate::define::settings::Verdicts;

/// What a target that grows day by day is judged by.
#[derive(Debug, Clone, Copy)]
pub struct Growth<'a> {
    /// Proven.
    pub low: u64,
    /// Possible, open ends limited.
    pub high: u64,
    /// What must be reached.
    pub required: u64,
    /// The term.
    pub term: Term,
    /// T.
    pub as_of: Day,
    /// The day up to which there is data; `None`: none at all.
    pub data_date: Option<Day>,
    /// Weeks in a row that were due and without data.
    pub missed_weeks: i32,
    /// Milestones (months after signing, amount).
    pub milestones: &'a [(u32, u64)],
}

/// A verdict with both ends where they differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// The verdict.
    pub verdict: Verdict,
    /// For 待核实: what the low and the high end would be.
    pub ends: Option<(Verdict, Verdict)>,
}

impl From<Verdict> for Judged {
    fn from(verdict: Verdict) -> Self {
        Self { verdict, ends: None }
    }
}

impl Judged {
    /// 待核实 between two ends.
    pub fn between(low: Verdict, high: Verdict) -> Self {
        Self { verdict: Verdict::ToConfirm, ends: Some((low, high)) }
    }
}

/// Expected share on a day: elapsed days, or the last milestone that is due.
pub fn pace(term: Term, day: Day, milestones: &[(u32, u64)], required: u64) -> Option<Share> {
    if milestones.is_empty() {
        return Share::of(u64::try_from(term.elapsed(day)).unwrap_or(0), u64::try_from(term.days()).unwrap_or(1));
    }
    Share::of(due_by(term, day, milestones), required.max(1))
}

/// What pace demands on a day, in the target's unit, rounded up.
pub fn demanded_by(term: Term, day: Day, milestones: &[(u32, u64)], required: u64) -> u64 {
    if !milestones.is_empty() {
        return due_by(term, day, milestones);
    }
    let (gone, all) = (u128::try_from(term.elapsed(day)).unwrap_or(0), u128::try_from(term.days()).unwrap_or(1).max(1));
    u64::try_from((u128::from(required) * gone).div_ceil(all)).unwrap_or(u64::MAX)
}

fn due_by(term: Term, day: Day, milestones: &[(u32, u64)]) -> u64 {
    milestones.iter().filter(|(months, _)| term.start.plus_months(*months).plus(-1) <= day).map(|(_, n)| *n).max().unwrap_or(0)
}

/// What needs no pace: reached already, before the term, or after it.
fn without_pace(g: Growth<'_>, s: &Verdicts) -> Option<Judged> {
    match (g.low >= g.required, g.as_of < g.term.start, g.as_of > g.term.end) {
        (true, _, _) => Some(Verdict::Achieved.into()),
        (false, true, _) => Some(Verdict::NotStarted.into()),
        (false, false, true) => Some(after_term(g, s)),
        (false, false, false) => None,
    }
}

/// Contacts and large tallies.
pub fn growth(g: Growth<'_>, s: &Verdicts) -> Judged {
    if let Some(judged) = without_pace(g, s) {
        return judged;
    }
    // A proven value that keeps the pace of T itself needs no data date.
    let now = at_pace(g.low, g, g.as_of, s);
    let (low, judged_on) = match (now, g.data_date) {
        (Verdict::OnTrack, _) => (now, g.as_of),
        (_, Some(date)) if date >= g.term.start => (at_pace(g.low, g, date.min(g.as_of), s), date.min(g.as_of)),
        (_, Some(_)) => (Verdict::OnTrack, g.as_of),
        (_, None) => (Verdict::NotStarted, g.as_of),
    };
    let high = if g.high >= g.required { Verdict::Achieved } else { at_pace(g.high, g, judged_on, s) };
    between(now, low, high, g, s)
}

/// One verdict of three: of the low end at T, of the low and of the high end at the data date.
fn between(now: Verdict, low: Verdict, high: Verdict, g: Growth<'_>, s: &Verdicts) -> Judged {
    let ahead = |v: Verdict| matches!(v, Verdict::Achieved | Verdict::OnTrack | Verdict::NotStarted);
    match (ahead(low), ahead(high), g.missed_weeks >= s.silent_weeks) {
        // Nothing was ever said: there are no two ends to name.
        (_, _, true) if g.data_date.is_none() && now != Verdict::OnTrack => Verdict::ToConfirm.into(),
        // Behind at both ends, or ahead with fresh data.
        (true, _, false) | (false, false, false) => low.into(),
        // What keeps the pace of T itself is proven, however old the data.
        (true, _, true) if now == Verdict::OnTrack => low.into(),
        (_, _, true) | (false, true, false) => to_confirm(low, high),
    }
}

/// 待核实, naming both ends where they differ; where they do not, silence alone is the reason.
fn to_confirm(low: Verdict, high: Verdict) -> Judged {
    if low == high { Verdict::ToConfirm.into() } else { Judged::between(low, high) }
}

/// The value at the end of the term stands. Where the data stopped weeks before it, what came in between is not known: by counting rule 10
/// the high end is open then, and an open end counts as at most a multiple of its floor.
fn after_term(g: Growth<'_>, s: &Verdicts) -> Judged {
    let silent = g.missed_weeks >= s.silent_weeks;
    let high = if silent { g.high.max(g.low.saturating_mul(s.open_end_factor)) } else { g.high };
    match (g.low >= g.required, high >= g.required) {
        (true, _) => Verdict::Achieved.into(),
        (false, true) => Judged::between(Verdict::Missed, Verdict::Achieved),
        (false, false) => Verdict::Missed.into(),
    }
}

/// One value against the pace of one day.
fn at_pace(value: u64, g: Growth<'_>, day: Day, s: &Verdicts) -> Verdict {
    let (expected, whole) = if g.milestones.is_empty() {
        (u128::from(g.required) * elapsed(g.term, day), u128::from(whole_days(g.term)))
    } else {
        (u128::from(due_by(g.term, day, g.milestones)), 1)
    };
    let value = u128::from(value) * whole * 100;
    let percent = |p: i64| value >= expected * u128::from(p.unsigned_abs());
    let verdict = match (percent(100), percent(s.warning_percent), percent(s.behind_percent)) {
        (true, _, _) => Verdict::OnTrack,
        (false, true, _) => Verdict::Warning,
        (false, false, true) => Verdict::Behind,
        (false, false, false) => Verdict::FarBehind,
    };
    graced(verdict, g.term, day, s)
}

fn elapsed(term: Term, day: Day) -> u128 {
    u128::try_from(term.elapsed(day)).unwrap_or(0)
}

fn whole_days(term: Term) -> u64 {
    u64::try_from(term.days()).unwrap_or(1)
}

/// In the first days of a term nothing is worse than 预警.
fn graced(verdict: Verdict, term: Term, day: Day, s: &Verdicts) -> Verdict {
    match verdict {
        Verdict::Behind | Verdict::FarBehind if term.elapsed(day) <= s.grace_days => Verdict::Warning,
        v => v,
    }
}

/// A tally of few pieces: how late the next one is, or a due date for very few.
pub fn small_tally(g: Growth<'_>, due_days_before_end: Option<i32>, s: &Verdicts) -> Judged {
    if let Some(judged) = without_pace(g, s) {
        return judged;
    }
    let at = |have: u64, day: Day| next_piece(have, g, day, due_days_before_end, s);
    // As with growth: what keeps pace at T needs no data date; anything else is judged on it.
    let now = at(g.low, g.as_of);
    let on = if now == Verdict::OnTrack { g.as_of } else { g.data_date.map_or(g.as_of, |date| date.min(g.as_of).max(g.term.start)) };
    let high = if g.high >= g.required { Verdict::Achieved } else { at(g.high, on) };
    between(now, at(g.low, on), high, g, s)
}

/// The day by which a tally of very few is due.
pub fn due_day(term: Term, days_before_end: Option<i32>, s: &Verdicts) -> Day {
    term.end.plus(-days_before_end.unwrap_or(s.due_days_before_end))
}

fn next_piece(have: u64, g: Growth<'_>, day: Day, due_days_before_end: Option<i32>, s: &Verdicts) -> Verdict {
    let verdict = if g.required <= s.due_tally_max {
        let due = due_day(g.term, due_days_before_end, s);
        let days_left = due.since(day);
        if days_left >= s.due_warning_days {
            Verdict::OnTrack
        } else if days_left >= 0 {
            Verdict::Warning
        } else {
            Verdict::Behind
        }
    } else {
        let late = days_late_of_piece(have, g.required, g.term, day);
        // One interval is term ÷ N; compared without dividing.
        let days = i128::from(g.term.days());
        let late = i128::from(late) * i128::from(g.required);
        match (late <= 0, late <= days, late <= 2 * days) {
            (true, _, _) => Verdict::OnTrack,
            (false, true, _) => Verdict::Warning,
            (false, false, true) => Verdict::Behind,
            (false, false, false) => Verdict::FarBehind,
        }
    };
    graced(verdict, g.term, day, s)
}

/// How many pieces of a small tally were due before a day, so that one that is missing is late; all of them after the term.
pub fn pieces_due(required: u64, term: Term, day: Day) -> u64 {
    if day > term.end {
        return required;
    }
    let gone = u128::try_from(term.elapsed(day) - 1).unwrap_or(0);
    u64::try_from(u128::from(required) * gone / u128::from(whole_days(term)).max(1)).unwrap_or(u64::MAX)
}

/// Days by which the piece after `have` is late; negative: still ahead. Piece k is due when k/N of the term has passed.
fn days_late_of_piece(have: u64, required: u64, term: Term, as_of: Day) -> i32 {
    let nth = u128::from(have + 1) * u128::from(whole_days(term));
    let due = nth.div_ceil(u128::from(required.max(1)));
    let due = term.start.plus(i32::try_from(due).unwrap_or(i32::MAX)).plus(-1);
    as_of.since(due)
}

/// T − the last day on which pace ≤ attainment, never below 0. Unit: days.
pub fn days_late(low: u64, required: u64, term: Term, as_of: Day) -> u32 {
    if low >= required || as_of < term.start {
        return 0;
    }
    let days = u128::from(low) * u128::from(whole_days(term)) / u128::from(required.max(1));
    let last = term.start.plus(i32::try_from(days).unwrap_or(i32::MAX)).plus(-1);
    u32::try_from(as_of.since(last)).unwrap_or(0)
}

/// N左右: N and more is 已达标, a share of it 待核实.
pub fn about(g: Growth<'_>, s: &Verdicts) -> Judged {
    let enough = g.low.saturating_mul(100) >= g.required.saturating_mul(s.about_percent);
    match (g.low >= g.required, enough) {
        (true, _) => Verdict::Achieved.into(),
        (false, true) => Judged::between(Verdict::ToConfirm, Verdict::Achieved),
        (false, false) => small_tally(g, None, s),
    }
}

/// Display: 未开始 while the latest start is ahead, then by what is still feasible.
#[derive(Debug, Clone, Copy)]
pub struct Display {
    /// Days proven.
    pub shown: u64,
    /// Days with the unchecked ones.
    pub possible: u64,
    /// Days needed.
    pub required: u64,
    /// Whether display has begun.
    pub begun: bool,
    /// Days seen as not shown since it began that nobody has made up.
    pub interrupted: u64,
    /// Most days possible by the end of the term: by what is proven, and with the unchecked ones.
    pub in_term: (u64, u64),
    /// Last day on which it could begin and still be complete in the term.
    pub latest_start: Day,
    /// Last day on which interruptions can be made up.
    pub last_day: Day,
    /// T.
    pub as_of: Day,
    /// The term.
    pub term: Term,
}

/// Verdict of a display target (counting rules 11 and 12).
pub fn display(d: Display, s: &Verdicts) -> Judged {
    if d.shown >= d.required {
        return Verdict::Achieved.into();
    }
    if d.as_of < d.term.start {
        return Verdict::NotStarted.into();
    }
    let left = u64::try_from(d.last_day.since(d.as_of).max(0)).unwrap_or(0);
    let feasible = d.shown + left >= d.required;
    let maybe = d.possible + left >= d.required;
    let unchecked = d.possible > d.shown;
    if !feasible {
        return if maybe {
            let high = if d.possible >= d.required { Verdict::Achieved } else { Verdict::Warning };
            Judged::between(Verdict::Missed, high)
        } else {
            Verdict::Missed.into()
        };
    }
    if !d.begun {
        let late = d.as_of.since(d.latest_start);
        let verdict = if late <= 0 {
            Verdict::NotStarted
        } else if late <= s.display_late_days {
            Verdict::Warning
        } else {
            Verdict::Behind
        };
        return graced(verdict, d.term, d.as_of, s).into();
    }
    // Begun: what was interrupted, and what the term is too short for, has to be made up.
    let owed = |in_term: u64| graced(d.owed(in_term, s), d.term, d.as_of, s);
    let (low, high) = (owed(d.in_term.0), owed(d.in_term.1));
    if d.possible >= d.required && unchecked {
        let low = if low == Verdict::OnTrack { Verdict::Warning } else { low };
        return Judged::between(low, Verdict::Achieved);
    }
    if low != Verdict::OnTrack && high == Verdict::OnTrack { Judged::between(low, high) } else { low.into() }
}

impl Display {
    /// By the share of days to be made up; after the term it is late in any case.
    fn owed(&self, in_term: u64, s: &Verdicts) -> Verdict {
        let days = self.interrupted.max(self.required.saturating_sub(in_term));
        let within = |percent: u64| days.saturating_mul(100) <= self.required.saturating_mul(percent);
        match (days == 0, within(s.display_warning_percent), within(s.display_behind_percent)) {
            (_, true, _) if self.as_of > self.term.end => Verdict::Behind,
            (true, _, _) => Verdict::OnTrack,
            (false, true, _) => Verdict::Warning,
            (false, false, true) => Verdict::Behind,
            (false, false, false) => Verdict::FarBehind,
        }
    }
}

/// The campaign's verdict: the worst of its 数量指标; 待核实 ranks as its low end and is shown as 待核实 where that is the worst.
pub fn campaign(targets: &[Judged]) -> Verdict {
    if targets.iter().all(|t| t.verdict == Verdict::NotStarted) {
        return Verdict::NotStarted;
    }
    let rank = |j: &Judged| {
        let v = match (j.verdict, j.ends) {
            (Verdict::ToConfirm, Some((low, _))) => low,
            // Silence alone: how the low end stands is not known, so it ranks where a warning would.
            (Verdict::ToConfirm, None) => Verdict::Warning,
            (v, _) => v,
        };
        match v {
            Verdict::Missed => 0,
            Verdict::FarBehind => 1,
            Verdict::Behind => 2,
            Verdict::Warning => 3,
            // A low end that is itself to be confirmed stands between 预警 and 正常.
            Verdict::ToConfirm => 4,
            Verdict::OnTrack => 5,
            Verdict::Achieved => 6,
            Verdict::NotStarted => 7,
        }
    };
    // Of equal ranks: a firm verdict says how the campaign stands, whatever comes of one between two ends that begin there. One that is
    // silent may have fallen behind the firm one, so no file of another target settles it.
    let turn = |j: &Judged| match (j.verdict, j.ends) {
        (Verdict::ToConfirm, None) => 0,
        (Verdict::ToConfirm, Some(_)) => 2,
        _ => 1,
    };
    targets.iter().min_by_key(|j| (rank(j), turn(j))).map_or(Verdict::NotStarted, |j| j.verdict)
}
