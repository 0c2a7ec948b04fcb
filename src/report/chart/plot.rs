//! What plots share: scales, ticks, month axes, and plotters' layers drawn on a canvas four times as fine.

use super::canvas::{Area, Canvas, Pen};
use super::status::{GREY, LINE};
use crate::base::day::{Day, Term};
use crate::base::text::grouped;
use crate::report::ReportError;
use crate::report::words::int;
use plotters::coord::types::RangedCoordi64;
use plotters::prelude::*;
use std::ops::Range;

/// plotters knows whole pixels alone; drawn this much larger and scaled back, curves have no stairs.
pub(crate) const FINE: i64 = 4;

/// A straight map from values to pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale {
    from: (i64, i64),
    to: (i64, i64),
}

impl Scale {
    /// Values `from.0..from.1` go to pixels `to.0..to.1`.
    pub(crate) fn new(from: (i64, i64), to: (i64, i64)) -> Self {
        Self { from: (from.0, from.1.max(from.0 + 1)), to }
    }

    /// The pixel of a value.
    pub(crate) fn at(self, value: i64) -> i64 {
        self.fine(value) / FINE
    }

    /// The same in quarters of a pixel.
    pub(crate) fn fine(self, value: i64) -> i64 {
        let part = i128::from(value) - i128::from(self.from.0);
        let whole = i128::from(self.from.1) - i128::from(self.from.0);
        let length = i128::from(self.to.1 - self.to.0) * i128::from(FINE);
        self.to.0 * FINE + i64::try_from(part * length / whole).unwrap_or(0)
    }
}

/// Quarters of a pixel as SVG writes them.
pub(crate) fn quarters(n: i64) -> String {
    let sign = if n < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", n.abs() / FINE, n.abs() % FINE * 25)
}

/// A path through points given in quarters of a pixel.
pub(crate) fn path(points: impl IntoIterator<Item = (i64, i64)>) -> String {
    let mut out = String::new();
    for (x, y) in points {
        out.push(if out.is_empty() { 'M' } else { 'L' });
        out.push_str(&quarters(x));
        out.push(' ');
        out.push_str(&quarters(y));
    }
    out
}

/// The step (1, 2 or 5 times a power of ten) that divides `max` into at most `wanted` parts.
pub(crate) fn step(max: i64, wanted: i64) -> i64 {
    let mut unit = 1_i64;
    loop {
        for m in [1, 2, 5] {
            if unit.saturating_mul(m).saturating_mul(wanted) >= max {
                return unit.saturating_mul(m);
            }
        }
        unit = unit.saturating_mul(10);
    }
}

/// The least that an axis in 万 spans, so that one decimal tells its ticks apart. Unit: 人次.
pub(crate) const AXIS_MIN: i64 = 10_000;

/// Label of a tick, in 万.
pub(crate) fn tick_label(value: i64) -> String {
    let sign = if value < 0 { "−" } else { "" };
    let n = value.unsigned_abs();
    match n % 10_000 {
        0 => format!("{sign}{}", grouped(n / 10_000)),
        rest => format!("{sign}{}.{}", grouped(n / 10_000), rest / 1000),
    }
}

/// Room for the labels of an axis; at least so much that plots below one another share their left edge.
pub(crate) fn label_width(size: i64, ticks: &[i64]) -> i64 {
    (ticks.iter().map(|t| Pen::new(size).width(&tick_label(*t))).max().unwrap_or(0) + size).max(size * 7 / 2)
}

/// Horizontal lines with their labels to the left of the area; the line at 0 is stronger.
pub(crate) fn grid(canvas: &mut Canvas, area: Area, size: i64, scale: Scale, ticks: &[i64]) {
    for t in ticks {
        let y = scale.at(*t);
        canvas.line((area.x, y), (area.right(), y), if *t == 0 { "#9aa6b1" } else { LINE }, 1, "");
        canvas.text(area.x - size / 2, y + size * 9 / 25, &tick_label(*t), Pen::new(size).colour(GREY).end());
    }
}

/// First days of the months that begin or lie in a term, the first one being the start of the term.
pub(crate) fn months(term: Term) -> Vec<(Day, Day)> {
    let mut out = Vec::new();
    let mut from = term.start;
    while from <= term.end {
        let (year, month, _) = from.ymd();
        let next = Day::new(year, month, 1).map_or(from.plus(31), |d| d.plus_months(1));
        out.push((from, next.plus(-1).min(term.end)));
        from = next;
    }
    out
}

/// Month names under an area, years in a second line.
pub(crate) fn month_axis(canvas: &mut Canvas, area: Area, size: i64, scale: Scale, term: Term) {
    let pen = Pen::new(size).colour(GREY).middle();
    let all = months(term);
    let slot = area.w / int(all.len()).max(1);
    let every = (pen.width("12月") + size / 2) / slot.max(1) + 1;
    let mut year_until = i64::MIN;
    for (i, (from, to)) in all.iter().enumerate() {
        let (x0, x1) = (scale.at(i64::from(from.number())), scale.at(i64::from(to.number()) + 1));
        canvas.line((x0, area.bottom()), (x0, area.bottom() + size / 3), "#9aa6b1", 1, "");
        let (year, month, _) = from.ymd();
        let label = format!("{month}月");
        let fits = every > 1 || x1 - x0 >= pen.width(&label);
        if int(i) % every == 0 && fits {
            canvas.text(x0.midpoint(x1), area.bottom() + size * 5 / 4, &label, pen);
        }
        if (i == 0 || month == 1) && x0 >= year_until {
            let label = format!("{year}年");
            let x = x0 + ((x1 - x0) - pen.width(&label)) / 2;
            let x = x.max(x0.min(area.right() - pen.width(&label)));
            canvas.text(x, area.bottom() + size * 5 / 2, &label, Pen::new(size).colour(GREY));
            year_until = x + pen.width(&label) + size / 2;
        }
    }
}

/// One entry of a legend.
pub(crate) enum Key {
    Box(&'static str),
    Line(&'static str, i64, &'static str),
    Ring,
    /// The crossed box of what is missing.
    Cross,
}

/// Entries side by side from `x`, none beyond `right`; gives where the last one ends.
pub(crate) fn legend(canvas: &mut Canvas, x: i64, y: i64, right: i64, size: i64, entries: &[(Key, String)]) -> i64 {
    let pen = Pen::new(size).colour(GREY);
    let (mark, gap) = (size, size * 3 / 5);
    // Where not everything fits, the longest labels are cut first, so that one long name does not hide the others.
    let widths: Vec<i64> = entries.iter().map(|(_, l)| pen.width(l)).collect();
    let room = right - x - int(entries.len()) * (mark + size / 3 + gap) + gap;
    let mut share = widths.iter().copied().max().unwrap_or(0);
    while share > size * 4 && widths.iter().map(|w| (*w).min(share)).sum::<i64>() > room {
        share -= size / 4;
    }
    let mut x = x;
    for (key, label) in entries {
        if x + mark + pen.width(label).min(size * 4) > right {
            break;
        }
        match key {
            Key::Box(fill) => canvas.rect(Area::new(x, y - size * 4 / 5, mark - 4, size * 4 / 5), fill),
            Key::Line(colour, width, dash) => canvas.line((x, y - size * 2 / 5), (x + mark, y - size * 2 / 5), colour, *width, dash),
            Key::Cross => {
                let (left, top, side) = (x + 1, y - size * 4 / 5 + 1, size * 4 / 5 - 2);
                canvas.raw(&format!(
                    r##"<path d="M{left} {top}h{side}v{side}h-{side}zl{side} {side}m0-{side}l-{side} {side}" fill="#fff" stroke="#c2410c" stroke-width="1.6"/>"##
                ));
            }
            Key::Ring => canvas.raw(&format!(
                r#"<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{GREY}" stroke-width="2"/>"#,
                x + mark / 2,
                y - size * 2 / 5,
                size / 4
            )),
        }
        x += mark + size / 3;
        x += canvas.fit(x, y, share.min(right - x), label, pen).min(right - x) + gap;
    }
    x
}

/// A chart of plotters with whole numbers on both axes.
pub(crate) type Chart<'a, 'b> = ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordi64, RangedCoordi64>>;

/// What plotters reports.
pub(crate) type PlotError = DrawingAreaErrorKind<std::io::Error>;

/// Lets plotters draw into an area and gives the result as a nested `<svg>`.
pub(crate) fn layer(
    area: Area,
    x: Range<i64>,
    y: Range<i64>,
    draw: impl FnOnce(&mut Chart) -> Result<(), PlotError>,
) -> Result<String, ReportError> {
    let fail = |source: PlotError| ReportError::Plot { source: Box::new(source) };
    let (w, h) = (area.w * FINE, area.h * FINE);
    let size = (u32::try_from(w).unwrap_or(1), u32::try_from(h).unwrap_or(1));
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        let mut chart = ChartBuilder::on(&root).build_cartesian_2d(x, y).map_err(fail)?;
        draw(&mut chart).map_err(fail)?;
        root.present().map_err(fail)?;
    }
    let inner = text.split_once('>').map_or("", |(_, rest)| rest).trim().trim_end_matches("</svg>").to_owned();
    Ok(format!(
        r#"<svg x="{}" y="{}" width="{}" height="{}" viewBox="0 0 {w} {h}" overflow="visible">{}</svg>"#,
        area.x,
        area.y,
        area.w,
        area.h,
        inner.replace('\n', "")
    ))
}

/// A colour of ours as plotters takes it.
pub(crate) fn rgb(hex: &str) -> RGBColor {
    let n = u32::from_str_radix(hex.trim_start_matches('#'), 16).unwrap_or(0);
    let part = |shift: u32| u8::try_from(n >> shift & 0xff).unwrap_or(0);
    RGBColor(part(16), part(8), part(0))
}
