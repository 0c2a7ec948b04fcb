//! Days on display: seen, certified, elsewhere, not shown, unchecked (counting rule 11).

use super::snapshot::{DayState, DaysDetail};
use crate::base::day::{Day, Term};
use crate::base::id::ChannelId;
use crate::base::text::fold;
use crate::model::draft::PresenceState;
use crate::model::fact::PresenceFact;
use crate::model::reading::ReadingRef;
use std::collections::BTreeMap;

/// What is asked of a display.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Where.
    pub channel: &'a ChannelId,
    /// The place on the page.
    pub position: &'a str,
    /// How long. Unit: calendar months.
    pub months: u32,
    /// The term.
    pub term: Term,
    /// T.
    pub as_of: Day,
    /// Interruptions may be made up until this day: two years after signing.
    pub last_day: Day,
    /// So many last days without a check may still be reported as shown. Unit: days.
    pub patience: i32,
}

/// Days by state up to T, with the proofs. A day on which one check did not find it is not shown, whatever else is said of that day; a day
/// seen as shown beats a certificate.
pub fn days(asked: Asked<'_>, rows: &[PresenceFact]) -> (DaysDetail, Vec<ReadingRef>) {
    let mut by_day: BTreeMap<Day, DayState> = BTreeMap::new();
    let mut proofs = Vec::new();
    // A page that could not be read says nothing of the display.
    let mut recorded = false;
    let until = asked.as_of.min(asked.last_day);
    for row in rows.iter().filter(|r| r.channel == *asked.channel) {
        let Some(in_place) = place_fits(&row.position, asked.position) else { continue };
        let state = match (row.state, in_place) {
            (PresenceState::Shown, true) => DayState::Seen,
            (PresenceState::Certified, true) => DayState::Certified,
            (PresenceState::Shown | PresenceState::Certified, false) => DayState::Elsewhere,
            (PresenceState::NotShown, true) => DayState::NotShown,
            (PresenceState::NotShown, false) => continue,
            (PresenceState::Unchecked, _) => DayState::Unchecked,
        };
        let (from, to) = (row.from.max(asked.term.start), row.to.min(until));
        if to < from {
            continue;
        }
        proofs.push(row.proof);
        recorded |= state != DayState::Unchecked;
        for n in 0..=to.since(from) {
            let slot = by_day.entry(from.plus(n)).or_insert(state);
            if weight(state) > weight(*slot) {
                *slot = state;
            }
        }
    }
    let first = by_day.iter().find(|(_, s)| matches!(s, DayState::Seen | DayState::Certified)).map(|(d, _)| *d);
    let required = |from: Day| u32::try_from(from.plus_months(asked.months).since(from)).unwrap_or(0);
    // Display that has not begun is measured from the last day on which it could begin inside the term.
    let latest_start = (0..=asked.term.days())
        .map(|n| asked.term.end.plus(1 - n))
        .find(|d| d.plus_months(asked.months).plus(-1) <= asked.term.end)
        .unwrap_or(asked.term.start)
        .max(asked.term.start);
    let mut detail = DaysDetail {
        first,
        required: required(first.unwrap_or(latest_start)),
        seen: 0,
        certified: 0,
        elsewhere: 0,
        not_shown: 0,
        unchecked: 0,
        longest_gap: 0,
        days: Vec::new(),
        latest_start,
        in_term: (0, 0),
        last_day: asked.last_day,
        recorded,
    };
    let Some(first) = first else {
        detail.in_term = in_term(asked, &detail);
        return (detail, proofs);
    };
    let mut gap = 0;
    for n in 0..=until.since(first) {
        let day = first.plus(n);
        let state = by_day.get(&day).copied().unwrap_or(DayState::Unchecked);
        match state {
            DayState::Seen => detail.seen += 1,
            DayState::Certified => detail.certified += 1,
            DayState::Elsewhere => detail.elsewhere += 1,
            DayState::NotShown => detail.not_shown += 1,
            DayState::Unchecked => detail.unchecked += 1,
        }
        detail.days.push((day, state));
        gap = if matches!(state, DayState::Seen | DayState::Certified) { 0 } else { gap + 1 };
        detail.longest_gap = detail.longest_gap.max(gap);
        if detail.seen + detail.certified >= detail.required {
            // Complete: what comes after is not asked for.
            break;
        }
    }
    detail.in_term = in_term(asked, &detail);
    (detail, proofs)
}

/// Most days that can be on display by the end of the term: those shown in it and those still ahead; and with those that nobody has
/// checked. Until the term ends, days of the last weeks that nobody has reported yet count as ahead.
fn in_term(asked: Asked<'_>, detail: &DaysDetail) -> (u32, u32) {
    let Term { start, end } = asked.term;
    let inside = || detail.days.iter().filter(|(day, _)| *day <= end);
    let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let shown = count(inside().filter(|(_, s)| matches!(s, DayState::Seen | DayState::Certified)).count());
    let unchecked = count(inside().filter(|(_, s)| *s == DayState::Unchecked).count());
    let recent = detail.days.iter().rev().take_while(|(_, s)| *s == DayState::Unchecked).map(|(day, _)| *day);
    let awaited = if asked.as_of > end { 0 } else { count(recent.filter(|d| *d <= end && asked.as_of.since(*d) < asked.patience).count()) };
    let ahead = u32::try_from(end.since(asked.as_of.max(start.plus(-1)))).unwrap_or(0);
    let cut = |n: u32| n.min(detail.required);
    (cut(shown.saturating_add(awaited).saturating_add(ahead)), cut(shown.saturating_add(unchecked).saturating_add(ahead)))
}

/// Which of two statements about one day stands.
fn weight(state: DayState) -> u8 {
    match state {
        DayState::Unchecked => 0,
        DayState::Elsewhere => 1,
        DayState::Certified => 2,
        DayState::Seen => 3,
        DayState::NotShown => 4,
    }
}

/// Whether a written place is the demanded one (true), another one of the same page (false), or another matter altogether (`None`).
fn place_fits(written: &str, asked: &str) -> Option<bool> {
    let (written, asked) = (fold(written), fold(asked));
    if written.is_empty() || written == asked {
        return Some(true);
    }
    // 首页 and 专栏 are different matters on one site; 首页头条 is 首页 in its first place.
    let column = |t: &str| t.contains('栏') || t.contains("专版");
    if column(&written) != column(&asked) {
        return None;
    }
    if written.contains(&asked) {
        return Some(true);
    }
    Some(column(&asked))
}
