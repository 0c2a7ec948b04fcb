//! What the end of the term may bring: recent growth carried on, as widely as it wavered (counting rule 16). Whole numbers.

use super::snapshot::Forecast;
use crate::base::day::{Day, Term};
use crate::define::settings::Forecasts;

/// Printed beside every forecast.
pub const RULE: &str = "按最近每两周新增的均值和波动推算到期范围，并包含最近两周的增速（一段比一段低的，下限再照样降一次）；模拟回测中约八成落在范围内；达标日期按均值";

/// The days that a forecast stands on.
#[derive(Debug, Clone, Copy)]
pub struct Known {
    /// The first day with data.
    pub since: Day,
    /// The data date: growth is carried on from here.
    pub until: Day,
    /// T: what is still missing has to come in the days after it, however old the data.
    pub as_of: Day,
}

/// Carries recent growth on to the end of the term. `at(day)` is the proven value at 24:00 of a day.
///
/// Growth is cut into periods back from the data date. Their mean is carried on; the range follows from how much they differ, from how few
/// they are, and is wider the more of the term is still ahead, because neighbouring periods resemble each other. `None` with fewer
/// than two whole periods and after the end of the term.
pub fn forecast(
    at: impl Fn(Day) -> u64,
    high_now: u64,
    required: u64,
    term: Term,
    Known { since, until: today, as_of }: Known,
    settings: Forecasts,
) -> Option<Forecast> {
    let left = u128::try_from(term.end.since(today)).ok().filter(|n| *n > 0)?;
    let now = at(today);
    // What other channels brought since then is there already.
    let proven = at(as_of).max(now);
    let period = settings.period_days.max(1);
    let first = since.max(term.start.plus(-1));
    let gains: Vec<u128> = (1..=settings.periods_max)
        .map(|n| (today.plus(-period * n), today.plus(-period * (n - 1))))
        .take_while(|(from, _)| *from >= first)
        .map(|(from, to)| u128::from(at(to).saturating_sub(at(from))))
        .collect();
    let count = gains.len() as u128;
    if count < 2 {
        return None;
    }
    let length = u128::from(period.unsigned_abs());
    let sum: u128 = gains.iter().sum();
    let grown = sum * left / (length * count);
    let squares: u128 = gains.iter().map(|g| g.saturating_mul(*g)).fold(0, u128::saturating_add);
    let deviation = (squares.saturating_mul(count).saturating_sub(sum.saturating_mul(sum)) / (count * (count - 1))).isqrt();
    let spread = deviation.saturating_mul(width(left, length, count, u128::try_from(term.days()).unwrap_or(1))) / 1_000;
    // Where growth is dying down or picking up, the range reaches to what the last period alone would bring.
    let recent = gains.first().copied().unwrap_or(0) * left / length;
    // Where it has been dying down from period to period, the low end lets it fall once more by as much.
    let lowest = match *gains.as_slice() {
        [last, before, earlier, ..] if last < before && before < earlier => recent * last / before,
        _ => recent,
    };
    let whole = |n: u128| u64::try_from(n).unwrap_or(u64::MAX);
    let missing = required.saturating_sub(proven);
    let carried_on = u128::from(required.saturating_sub(now));
    let reached_on = (missing > 0 && sum > 0)
        .then(|| i32::try_from((carried_on * length * count).div_ceil(sum)).ok().map(|wait| today.plus(wait).max(as_of.plus(1))))
        .flatten()
        .filter(|d| *d <= term.end);
    Some(Forecast {
        low: now.saturating_add(whole(grown.saturating_sub(spread).min(lowest))).max(proven),
        high: high_now.max(proven).saturating_add(whole(grown.saturating_add(spread).max(recent))),
        reached_on,
        needed_per_week: u128::try_from(term.end.since(as_of))
            .ok()
            .filter(|ahead| missing > 0 && *ahead > 0)
            .map(|ahead| whole((u128::from(missing) * 7).div_ceil(ahead))),
    })
}

/// Square of 1.282, which four fifths of a normal distribution lie within, in 1/10 000.
const EIGHTY_PERCENT_SQUARED: u128 = 16_435;

/// How many deviations of one period the range goes to each side, in 1/1 000: for n = left ÷ period the root of n · (1 + n ÷ count),
/// times 1.282, times the root of 1.5 + 3 · left ÷ term for the likeness of neighbours (found by testing on simulated campaigns).
fn width(left: u128, length: u128, count: u128, term: u128) -> u128 {
    let above = left * (length * count + left) * (3 * term + 6 * left) * EIGHTY_PERCENT_SQUARED * 100;
    (above / (2 * length * length * count * term)).isqrt()
}
