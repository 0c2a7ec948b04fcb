//! Weekly gains by channel: stacked bars with an axis; falls hang below zero, weeks without any report carry a ring.

use super::canvas::{Area, Canvas};
use super::plot::{self, Key, Scale, layer, legend, month_axis, rgb};
use super::status::{GREY, SERIES};
use super::trend;
use crate::attain::snapshot::{CampaignSnapshot, WeekGain, WeekGains};
use crate::base::day::{Day, Week};
use crate::report::ReportError;
use crate::report::view::{MISSING, silence_of};
use crate::report::words::{gain_wan, int, period};
use plotters::prelude::*;

/// More colours than this cannot be told apart; the smaller channels share the last one.
const SERIES_MAX: usize = 5;

/// One week: its first and last day with one gain per series; or what stands for a week in which nobody reported, as on the page of that
/// week.
struct Bar {
    week: Week,
    days: (i64, i64),
    gains: Vec<i64>,
    silence: Option<&'static str>,
}

/// Draws the weekly gains of a campaign with axes and legend into `area`; the legend starts `indent` after the axis, behind a heading.
pub(crate) fn draw(canvas: &mut Canvas, area: Area, size: i64, indent: i64, c: &CampaignSnapshot, as_of: Day) -> Result<(), ReportError> {
    let (labels, bars) = series(c, as_of);
    let up = bars.iter().map(|b| b.gains.iter().filter(|g| **g > 0).sum::<i64>()).max().unwrap_or(0).max(plot::AXIS_MIN);
    let down = bars.iter().map(|b| b.gains.iter().filter(|g| **g < 0).sum::<i64>()).min().unwrap_or(0);
    let unit = plot::step(up.max(-down), 5);
    let (top, bottom) = (up + up / 12, down + down / 12);
    let ticks: Vec<i64> = (bottom / unit..=top / unit).map(|i| i * unit).collect();

    let label_w = plot::label_width(size, &ticks);
    let head = size * 2;
    let inner = Area::new(area.x + label_w, area.y + head, area.w - label_w - trend::right_margin(c, size), area.h - head - size * 11 / 4);
    let days = (i64::from(c.term.start.number()), i64::from(c.term.end.number()) + 1);
    let x = Scale::new(days, (inner.x, inner.right()));
    let y = Scale::new((bottom, top), (inner.bottom(), inner.y));
    plot::grid(canvas, inner, size, y, &ticks);
    month_axis(canvas, inner, size, x, c.term);

    canvas.raw(&layer(inner, days.0..days.1, bottom..top, |chart| {
        for bar in &bars {
            let (mut above, mut below) = (0_i64, 0_i64);
            for (i, gain) in bar.gains.iter().enumerate() {
                let base = if *gain >= 0 { &mut above } else { &mut below };
                let next = *base + gain;
                if *gain != 0 {
                    let colour = rgb(SERIES.get(i).copied().unwrap_or(GREY));
                    chart.draw_series(std::iter::once(Rectangle::new([(bar.days.0, *base), (bar.days.1, next)], colour.filled())))?;
                }
                *base = next;
            }
        }
        Ok(())
    })?);
    // A ring says that nobody reported who owed a report; no bar alone would read as zero.
    for bar in bars.iter().filter(|b| b.silence == Some(MISSING)) {
        canvas.raw(&format!(
            r##"<circle cx="{}" cy="{}" r="{}" fill="#fff" stroke="{GREY}" stroke-width="2"/>"##,
            x.at(bar.days.0).midpoint(x.at(bar.days.1)),
            y.at(0) - size / 3,
            size / 4
        ));
    }
    let names = labels.clone();
    let mut entries: Vec<(Key, String)> =
        labels.into_iter().enumerate().map(|(i, l)| (Key::Box(SERIES.get(i).copied().unwrap_or(GREY)), l)).collect();
    if bars.iter().any(|b| b.silence == Some(MISSING)) {
        entries.insert(0, (Key::Ring, "未报".to_owned()));
    }
    for bar in &bars {
        let (from, to) = (x.at(bar.days.0), x.at(bar.days.1));
        canvas.hover(Area::new(from, inner.y, to - from, inner.h), &told(bar, &names));
    }
    legend(canvas, inner.x.max(area.x + indent), area.y + size, area.right(), size, &entries);
    Ok(())
}

/// What a week brought, channel by channel.
fn told(bar: &Bar, names: &[String]) -> String {
    let head = format!("第{}周（{}）", bar.week.number, period(bar.week));
    if let Some(word) = bar.silence {
        return format!("{head}：{word}");
    }
    let mut lines = vec![format!("{head}：{}", gain_wan(bar.gains.iter().sum()))];
    lines.extend(names.iter().zip(&bar.gains).filter(|(_, g)| **g != 0).map(|(n, g)| format!("{n} {}", gain_wan(*g))));
    lines.join("\n")
}

/// The series by size, the small ones together, and the bars of the weeks up to `as_of`.
fn series(c: &CampaignSnapshot, as_of: Day) -> (Vec<String>, Vec<Bar>) {
    let weeks: Vec<_> = c.weekly_gains.iter().filter(|w| w.week.monday() <= as_of && w.week.sunday() >= c.term.start).collect();
    let size = |i: usize| -> i64 { weeks.iter().filter_map(|w| w.by_channel.get(i)).map(|g| g.or_zero().abs()).sum() };
    let mut order: Vec<(usize, i64)> =
        c.channels.iter().enumerate().filter(|(_, ch)| ch.apart.is_none()).map(|(i, _)| (i, size(i))).filter(|(_, s)| *s > 0).collect();
    order.sort_by_key(|(i, s)| (std::cmp::Reverse(*s), *i));
    let alone = if order.len() > SERIES_MAX { SERIES_MAX - 1 } else { order.len() };
    let (large, small) = order.split_at(alone.min(order.len()));
    let name = |i: usize| c.channels.get(i).map(|ch| ch.name.clone()).unwrap_or_default();
    let mut labels: Vec<String> = large.iter().map(|(i, _)| name(*i)).collect();
    if !small.is_empty() {
        labels.push(format!("其他{}个渠道", small.len()));
    }
    let bars = weeks
        .iter()
        .map(|w| {
            let gain = |i: usize| w.by_channel.get(i).map_or(0, |g| g.or_zero());
            let mut gains: Vec<i64> = large.iter().map(|(i, _)| gain(*i)).collect();
            if !small.is_empty() {
                gains.push(small.iter().map(|(i, _)| gain(*i)).sum());
            }
            let first = i64::from(w.week.monday().number().max(c.term.start.number()));
            let last = i64::from(w.week.sunday().number().min(c.term.end.number()));
            // A day of air between weeks; a week cut by the term keeps at least one day.
            Bar { week: w.week, days: (first, last.max(first + 1)), gains, silence: silence(c, w) }
        })
        .collect();
    (labels, bars)
}

/// 未报 or a dash for a week of which no counted channel says what came: by the rule of the page.
fn silence(c: &CampaignSnapshot, w: &WeekGains) -> Option<&'static str> {
    let counted = || c.channels.iter().zip(&w.by_channel).filter(|(ch, _)| ch.apart.is_none()).map(|(_, gain)| *gain);
    let came = counted().filter_map(|g| if let WeekGain::Came(n) = g { Some(n) } else { None }).reduce(i64::saturating_add);
    silence_of(came, counted().any(|g| g == WeekGain::Unreported))
}

/// Number of weeks that the plot would show.
pub(crate) fn weeks(c: &CampaignSnapshot) -> i64 {
    int(c.weekly_gains.len())
}
