//! Contacts against pace: the proven curve, what is possible above it hatched, estimates dotted, the forecast as a fan.

use super::canvas::{Area, Canvas, Pen};
use super::plot::{self, FINE, Key, Scale, layer, legend, month_axis, path, rgb};
use super::status::{ACCENT, GREY, TINT};
use crate::attain::snapshot::{CampaignSnapshot, CurvePoint, Share, TargetSnapshot};
use crate::base::day::Day;
use crate::report::ReportError;
use crate::report::words::{signed_count, span_wan, wan, wan_target};
use plotters::prelude::*;

const TARGET: &str = "#a31621";
const FAN: &str = "#cfdde3";
/// Between what is proven and what is possible.
const BETWEEN: &str = "url(#r-hatch)";
/// Above a proven value that nothing bounds.
const OPEN: &str = "url(#r-open)";

/// Draws the curve of a campaign with axes and legend into `area`; nothing without a contacts target.
pub(crate) fn draw(canvas: &mut Canvas, area: Area, size: i64, c: &CampaignSnapshot, as_of: Day) -> Result<(), ReportError> {
    let Some(target) = c.contacts() else { return Ok(()) };
    let required = signed_count(target.required_low.unwrap_or(0));
    let curve: Vec<&CurvePoint> = c.curve.iter().filter(|p| p.day <= as_of && c.term.holds(p.day)).collect();
    let top = top_of(target, &curve, required);
    let unit = plot::step(top, 6);
    // A little air above the highest line; the last tick may lie below the top.
    let top = top + top / 30 + 1;
    let ticks: Vec<i64> = (0..=top / unit).map(|i| i * unit).collect();

    let label_w = plot::label_width(size, &ticks);
    let notes = margin_notes(target, required, top);
    let margin = notes_width(size, &notes);
    let head = size * 2;
    let inner = Area::new(area.x + label_w, area.y + head, area.w - label_w - margin, area.h - head - size * 11 / 4);
    let days = (i64::from(c.term.start.number()), i64::from(c.term.end.number()) + 1);
    let x = Scale::new(days, (inner.x, inner.right()));
    let y = Scale::new((0, top), (inner.bottom(), inner.y));

    plot::grid(canvas, inner, size, y, &ticks);
    month_axis(canvas, inner, size, x, c.term);

    let low: Vec<(i64, i64)> =
        std::iter::once((days.0, 0)).chain(curve.iter().map(|p| (i64::from(p.day.number()) + 1, signed_count(p.span.low)))).collect();
    let now = low.last().copied().unwrap_or((days.0, 0));
    let style = |colour: &str, width: u32| rgb(colour).stroke_width(width * 4);
    // The fan and the area lie under everything else.
    canvas.raw(&layer(inner, days.0..days.1, 0..top, |chart| {
        if let (Some(f), true) = (target.forecast, now.0 < days.1 && !curve.is_empty()) {
            let (lo, hi) = (signed_count(f.low).min(top), signed_count(f.high).min(top));
            chart.draw_series(std::iter::once(Polygon::new([now, (days.1, lo), (days.1, hi)], rgb(FAN).filled())))?;
        }
        chart.draw_series(AreaSeries::new(low.iter().copied(), 0, rgb(TINT)))?;
        chart.draw_series(LineSeries::new([(days.0, 0), (days.1, required)], style("#8b97a3", 2)))?;
        Ok(())
    })?);
    canvas.raw(&possible(&curve, x, y, top));
    canvas.raw(&layer(inner, days.0..days.1, 0..top, |chart| {
        chart.draw_series(LineSeries::new(low.iter().copied(), style(ACCENT, 4)))?;
        if !curve.is_empty() {
            chart.draw_series(std::iter::once(Circle::new(now, 8 * 4, rgb("#ffffff").filled())))?;
            chart.draw_series(std::iter::once(Circle::new(now, 6 * 4, rgb(ACCENT).filled())))?;
        }
        Ok(())
    })?);
    canvas.raw(&estimates(&curve, x, y, top));
    if required > 0 {
        let ty = y.at(required);
        canvas.line((inner.x, ty), (inner.right(), ty), TARGET, 2, "10 6");
    }
    if !curve.is_empty() {
        let nx = x.at(now.0);
        canvas.line((nx, inner.y), (nx, inner.bottom()), GREY, 1, "2 5");
    }
    draw_notes(canvas, inner, size, y, &notes);
    hovers(canvas, inner, x, target, &curve);
    draw_legend(canvas, area, inner, size, target, &curve);
    Ok(())
}

/// For every week the value at its end, for a pointer that rests there.
fn hovers(canvas: &mut Canvas, inner: Area, x: Scale, target: &TargetSnapshot, curve: &[&CurvePoint]) {
    let mut from = inner.x;
    for (n, p) in curve.iter().enumerate() {
        if curve.get(n + 1).is_some_and(|next| next.day.week() == p.day.week()) {
            continue;
        }
        let to = x.at(i64::from(p.day.number()) + 1);
        let whole = target.required_low.and_then(|r| Share::of(p.span.low, r)).map(|s| format!("，完成率{}", s.zh()));
        let words = format!("截至{}：{}人次{}", p.day.zh(), span_wan(p.span), whole.unwrap_or_default());
        canvas.hover(Area::new(from, inner.y, to - from, inner.h), &words);
        from = to;
    }
}

fn notes_width(size: i64, notes: &[(i64, String, String, &'static str)]) -> i64 {
    notes.iter().map(|n| Pen::new(size).bold().width(&n.1).max(Pen::new(size).width(&n.2))).max().unwrap_or(0) + size
}

/// Room that the notes right of the curve take, so that plots below can share its axis.
pub(crate) fn right_margin(c: &CampaignSnapshot, size: i64) -> i64 {
    c.contacts().map_or(0, |t| notes_width(size, &margin_notes(t, signed_count(t.required_low.unwrap_or(0)), i64::MAX)))
}

/// The highest value that the plot has to hold.
fn top_of(target: &TargetSnapshot, curve: &[&CurvePoint], required: i64) -> i64 {
    let proven = curve.iter().map(|p| signed_count(p.span.low)).max().unwrap_or(0);
    let possible = curve
        .iter()
        .map(|p| signed_count(p.span.high.unwrap_or(p.span.low)).max(signed_count(p.span.low.saturating_add(p.estimates))))
        .max();
    let forecast = target.forecast.map_or(0, |f| signed_count(f.high));
    // One doubtful number or a far forecast must not press everything proven flat.
    let ceiling = required.saturating_mul(2).max(proven.saturating_add(proven / 4));
    required.max(proven).max(possible.unwrap_or(0)).max(forecast).min(ceiling).max(plot::AXIS_MIN)
}

/// The band between what is proven and what is possible; where it is open, a band of fixed height.
fn possible(curve: &[&CurvePoint], x: Scale, y: Scale, top: i64) -> String {
    let mut out = String::new();
    let mut fill = BETWEEN;
    let mut band: Vec<(i64, i64, i64)> = Vec::new();
    let mut flush = |band: &mut Vec<(i64, i64, i64)>, fill: &str| {
        if band.len() > 1 {
            let upper = band.iter().map(|b| (b.0, b.2));
            let lower = band.iter().rev().map(|b| (b.0, b.1));
            crate::report::words::put(&mut out, format_args!(r#"<path d="{}Z" fill="{fill}"/>"#, path(upper.chain(lower))));
        }
        band.clear();
    };
    for p in curve {
        let px = x.fine(i64::from(p.day.number()) + 1);
        let low = y.fine(signed_count(p.span.low).min(top));
        let high = match p.span.high {
            Some(h) if h == p.span.low => {
                flush(&mut band, fill);
                continue;
            }
            Some(h) => y.fine(signed_count(h).min(top)),
            None => low - 16 * FINE,
        };
        let kind = if p.span.high.is_none() { OPEN } else { BETWEEN };
        if kind != fill {
            // The bands touch where one kind follows the other.
            let last = band.last().copied();
            flush(&mut band, fill);
            band.extend(last);
            fill = kind;
        }
        band.push((px, low, high));
    }
    flush(&mut band, fill);
    out
}

/// Proven and estimated together, dotted.
fn estimates(curve: &[&CurvePoint], x: Scale, y: Scale, top: i64) -> String {
    let points: Vec<(i64, i64)> = curve
        .iter()
        .filter(|p| p.estimates > 0)
        .map(|p| (x.fine(i64::from(p.day.number()) + 1), y.fine(signed_count(p.span.low.saturating_add(p.estimates)).min(top))))
        .collect();
    if points.is_empty() {
        return String::new();
    }
    format!(r#"<path d="{}" fill="none" stroke="{ACCENT}" stroke-width="3" stroke-dasharray="1 8" stroke-linecap="round"/>"#, path(points))
}

/// What stands right of the plot: (value, bold line, second line, colour).
fn margin_notes(target: &TargetSnapshot, required: i64, top: i64) -> Vec<(i64, String, String, &'static str)> {
    let mut out = Vec::new();
    if required > 0 {
        out.push((required, format!("目标{}", wan_target(target.required_low.unwrap_or(0))), String::new(), TARGET));
    }
    if target.estimates.low > 0 {
        let with = crate::base::count::Span::sum(&target.rule, [target.actual, target.estimates]).span;
        out.push((signed_count(with.low).min(top), "加推算".to_owned(), span_wan(with), ACCENT));
    }
    if let Some(f) = target.forecast {
        let middle = signed_count(f.low / 2 + f.high / 2).min(top);
        let range = crate::report::words::span_wan(crate::base::count::Span::between(f.low, f.high.max(f.low)));
        out.push((middle, "到期预计".to_owned(), range, ACCENT));
    } else if target.actual.low > 0 {
        out.push((signed_count(target.actual.low).min(top), "已核实".to_owned(), wan(target.actual.low), ACCENT));
    }
    out
}

fn draw_notes(canvas: &mut Canvas, inner: Area, size: i64, y: Scale, notes: &[(i64, String, String, &'static str)]) {
    let height = |second: &str| if second.is_empty() { size * 5 / 4 } else { size * 5 / 2 };
    let wanted: Vec<(i64, i64)> = notes.iter().map(|(value, _, second, _)| (y.at(*value), height(second))).collect();
    for ((_, first, second, colour), at) in notes.iter().zip(spread(&wanted, (inner.y - size / 2, inner.bottom()))) {
        canvas.text(inner.right() + size / 2, at + size, first, Pen::new(size).bold().colour(colour));
        canvas.text(inner.right() + size / 2, at + size * 9 / 4, second, Pen::new(size).colour(colour));
    }
}

/// The upper edges of labels given by their middle and height, each as near to its middle as the others above and below let it be.
fn spread(wanted: &[(i64, i64)], (top, bottom): (i64, i64)) -> Vec<i64> {
    let edge = |(middle, height): (i64, i64)| middle - height / 2;
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by_key(|n| wanted.get(*n).map(|w| (w.0, *n)));
    let mut placed: Vec<(usize, i64, i64)> = Vec::new();
    let mut free = top;
    for (n, label) in order.into_iter().filter_map(|n| Some((n, *wanted.get(n)?))) {
        let at = edge(label).max(free);
        free = at + label.1;
        placed.push((n, at, label.1));
    }
    let mut below = bottom;
    for (_, at, height) in placed.iter_mut().rev() {
        *at = (*at).min(below - *height);
        below = *at;
    }
    placed.sort_unstable();
    placed.into_iter().map(|(_, at, _)| at).collect()
}

fn draw_legend(canvas: &mut Canvas, area: Area, inner: Area, size: i64, target: &TargetSnapshot, curve: &[&CurvePoint]) {
    let mut entries = vec![(Key::Line(ACCENT, 4, ""), "已核实".to_owned())];
    if curve.iter().any(|p| p.span.high.is_some_and(|h| (h - p.span.low) * 200 > target.required_low.unwrap_or(0))) {
        entries.push((Key::Box(BETWEEN), "待核实的区间".to_owned()));
    }
    if curve.iter().any(|p| p.span.high.is_none()) {
        entries.push((Key::Box(OPEN), "上限不明（不少于）".to_owned()));
    }
    if curve.iter().any(|p| p.estimates > 0) {
        entries.push((Key::Line(ACCENT, 3, "1 8"), "加推算，口径待确认".to_owned()));
    }
    entries.push((Key::Line("#8b97a3", 2, ""), "序时进度".to_owned()));
    if target.forecast.is_some() {
        entries.push((Key::Box(FAN), "到期预计".to_owned()));
    }
    legend(canvas, inner.x, area.y + size, area.right(), size, &entries);
}

#[cfg(test)]
mod tests {
    use super::spread;

    #[test]
    fn labels_do_not_lie_on_one_another() {
        // Middle and height of each; where they come to lie between 0 and 200.
        for (wanted, expected) in [
            (vec![(50, 20)], vec![40]),
            (vec![(50, 20), (150, 20)], vec![40, 140]),
            (vec![(100, 20), (60, 40), (100, 40)], vec![90, 40, 110]),
            (vec![(180, 20), (100, 40), (190, 40)], vec![140, 80, 160]),
            (vec![(5, 20), (6, 20)], vec![0, 20]),
            (vec![], vec![]),
        ] {
            assert_eq!(spread(&wanted, (0, 200)), expected, "{wanted:?}");
        }
    }
}
