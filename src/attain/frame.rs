//! The room of polars: the daily values of a campaign as one frame, day × channel, and what is read off it.
//!
//! Columns: `day` (days since 1970-01-01) and for channel N `low_N`, `high_N` (null: open), `seen_N` (readings up to the day).

use super::value::{Track, Values};
use crate::base::day::{Day, Week};
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NamedFrom, PolarsResult, Series, diff};
use polars::series::ops::NullBehavior;

/// The frame of a campaign: of each channel the track that is shown of it.
pub fn daily(values: &Values, shown: &[&Track]) -> PolarsResult<DataFrame> {
    let days: Vec<i32> = (0..values.days()).map(|n| values.start.number() + i32::try_from(n).unwrap_or(0)).collect();
    let mut columns: Vec<Column> = vec![Series::new("day".into(), days).into()];
    for (n, t) in shown.iter().enumerate() {
        let low: Vec<i64> = t.low.iter().map(|v| i64::try_from(*v).unwrap_or(i64::MAX)).collect();
        let high: Vec<Option<i64>> = (0..values.days()).map(|d| t.at(d).high.and_then(|h| i64::try_from(h).ok())).collect();
        let seen: Vec<i64> = t
            .readings
            .iter()
            .scan(0_i64, |sum, n| {
                *sum += i64::from(*n);
                Some(*sum)
            })
            .collect();
        columns.push(Series::new(format!("low_{n}").into(), low).into());
        columns.push(Series::new(format!("high_{n}").into(), high).into());
        columns.push(Series::new(format!("seen_{n}").into(), seen).into());
    }
    DataFrame::new(values.days(), columns)
}

/// What the tracks of a campaign's channels gained in one week, low end against low end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gains {
    /// The week.
    pub week: Week,
    /// Per channel the gain, and whether a reading lies in the week.
    pub by_channel: Vec<(i64, bool)>,
}

/// Gains by week up to the last day of the axis.
pub fn weekly_gains(values: &Values, shown: &[&Track]) -> Vec<Gains> {
    // A frame that cannot be built has no rows to show; the shapes above leave polars nothing to refuse.
    daily(values, shown).and_then(|frame| gains(values, shown.len(), &frame)).unwrap_or_default()
}

fn gains(values: &Values, channels: usize, frame: &DataFrame) -> PolarsResult<Vec<Gains>> {
    let mut ends: Vec<Day> = Vec::new();
    let mut week = values.start.week();
    while week.monday() <= values.until {
        ends.push(week.sunday().min(values.until));
        week = week.next();
    }
    let rows: Vec<IdxSize> = ends.iter().filter_map(|d| IdxSize::try_from(values.index(*d)?).ok()).collect();
    let at_ends = frame.take(&IdxCa::new("rows".into(), rows))?;
    let mut by_channel: Vec<Vec<(i64, bool)>> = Vec::with_capacity(channels);
    for n in 0..channels {
        let step = |name: String| -> PolarsResult<Vec<i64>> {
            let column = at_ends.column(&name)?.as_materialized_series().clone();
            let first = column.i64()?.get(0);
            let mut steps: Vec<i64> = diff(&column, 1, NullBehavior::Ignore)?.i64()?.iter().map(Option::unwrap_or_default).collect();
            // Before the first week there is nothing.
            if let (Some(slot), Some(first)) = (steps.first_mut(), first) {
                *slot = first;
            }
            Ok(steps)
        };
        let (gain, seen) = (step(format!("low_{n}"))?, step(format!("seen_{n}"))?);
        by_channel.push(gain.into_iter().zip(seen).map(|(g, s)| (g, s > 0)).collect());
    }
    Ok(ends
        .iter()
        .enumerate()
        .map(|(n, end)| Gains { week: end.week(), by_channel: by_channel.iter().filter_map(|c| c.get(n)).copied().collect() })
        .collect())
}
