//! The room of polars: the daily values of a campaign as one frame, day × channel, and what is read off it.
//!
//! Columns: `day` (days since 1970-01-01) and for channel N `low_N`, `high_N` (null: open), `seen_N` (readings up to the day).

use super::snapshot::WeekGains;
use super::value::Values;
use crate::base::day::Day;
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NamedFrom, PolarsResult, Series, diff};
use polars::series::ops::NullBehavior;

/// The frame of a campaign.
pub fn daily(values: &Values) -> PolarsResult<DataFrame> {
    let days: Vec<i32> = (0..values.days()).map(|n| values.start.number() + i32::try_from(n).unwrap_or(0)).collect();
    let mut columns: Vec<Column> = vec![Series::new("day".into(), days).into()];
    for (n, t) in values.tracks.iter().enumerate() {
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

/// Gains by week, low end against low end: week by week one number per channel, `None` where no reading lies in the week.
pub fn weekly_gains(values: &Values) -> Vec<WeekGains> {
    // A frame that cannot be built has no rows to show; the shapes above leave polars nothing to refuse.
    daily(values).and_then(|frame| gains(values, &frame)).unwrap_or_default()
}

fn gains(values: &Values, frame: &DataFrame) -> PolarsResult<Vec<WeekGains>> {
    let mut ends: Vec<Day> = Vec::new();
    let mut week = values.start.week();
    while week.monday() <= values.until {
        ends.push(week.sunday().min(values.until));
        week = week.next();
    }
    let rows: Vec<IdxSize> = ends.iter().filter_map(|d| IdxSize::try_from(values.index(*d)?).ok()).collect();
    let at_ends = frame.take(&IdxCa::new("rows".into(), rows))?;
    let mut by_channel: Vec<Vec<Option<i64>>> = Vec::with_capacity(values.tracks.len());
    for n in 0..values.tracks.len() {
        let step = |name: String| -> PolarsResult<Vec<Option<i64>>> {
            let column = at_ends.column(&name)?.as_materialized_series().clone();
            let first = column.i64()?.get(0);
            let mut steps: Vec<Option<i64>> = diff(&column, 1, NullBehavior::Ignore)?.i64()?.iter().collect();
            // Before the first week there is nothing.
            if let Some(slot) = steps.first_mut() {
                *slot = first;
            }
            Ok(steps)
        };
        let (gain, seen) = (step(format!("low_{n}"))?, step(format!("seen_{n}"))?);
        by_channel.push(gain.into_iter().zip(seen).map(|(g, s)| g.filter(|_| s.unwrap_or(0) > 0)).collect());
    }
    Ok(ends
        .iter()
        .enumerate()
        .map(|(n, end)| WeekGains { week: end.week(), by_channel: by_channel.iter().map(|c| c.get(n).copied().flatten()).collect() })
        .collect())
}
