//! What the end of the term may bring: recent growth carried on (counting rule 16). Whole numbers.

use super::snapshot::Forecast;
use crate::base::day::{Day, Term};

/// Printed beside every forecast.
pub const RULE: &str = "按最近2周、4周、8周日均增速中最低和最高的推算到期范围，达标日期按4周增速";

/// Carries recent growth on to the end of the term. `at(day)` is the proven value at 24:00 of a day.
///
/// `None` before the term has two weeks of data and after its end.
pub fn forecast(at: impl Fn(Day) -> u64, high_now: u64, required: u64, term: Term, today: Day) -> Option<Forecast> {
    let left = term.end.since(today);
    if left <= 0 || term.elapsed(today) < 14 {
        return None;
    }
    let now = at(today);
    // Growth per window and its length; a window that begins before the term is cut there.
    let windows: Vec<(u64, u64)> = [14, 28, 56]
        .into_iter()
        .map(|n| {
            let from = today.plus(-n).max(term.start.plus(-1));
            let before = if from < term.start { 0 } else { at(from) };
            (now.saturating_sub(before), u64::try_from(today.since(from)).unwrap_or(1).max(1))
        })
        .collect();
    let left_days = u64::try_from(left).unwrap_or(0);
    let grown: Vec<u64> = windows.iter().map(|(gain, days)| carried(*gain, *days, left_days)).collect();
    let (low, high) = (grown.iter().min().copied().unwrap_or(0), grown.iter().max().copied().unwrap_or(0));
    let missing = required.saturating_sub(now);
    let (gain, days) = windows.get(1).copied().unwrap_or((0, 1));
    let reached_on = (missing > 0 && gain > 0)
        .then(|| {
            let wait = (u128::from(missing) * u128::from(days)).div_ceil(u128::from(gain));
            i32::try_from(wait).ok().map(|w| today.plus(w))
        })
        .flatten()
        .filter(|d| *d <= term.end);
    Some(Forecast {
        low: now.saturating_add(low),
        high: high_now.max(now).saturating_add(high),
        reached_on,
        needed_per_week: (missing > 0).then(|| {
            let per_week = (u128::from(missing) * 7).div_ceil(u128::from(left_days));
            u64::try_from(per_week).unwrap_or(u64::MAX)
        }),
    })
}

fn carried(gain: u64, days: u64, left: u64) -> u64 {
    u64::try_from(u128::from(gain) * u128::from(left) / u128::from(days)).unwrap_or(u64::MAX)
}
