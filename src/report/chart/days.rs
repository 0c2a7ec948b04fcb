//! Days on display: one row per month, one cell per day, five states told apart by fill and shape.

use super::canvas::{Area, Canvas, Pen};
use super::plot::{Key, legend};
use super::status::{ACCENT, GREY};
use crate::attain::snapshot::{DayState, DaysDetail};
use crate::base::day::Day;
use crate::report::words::int;
use std::collections::BTreeMap;

/// A display target of two years is not drawn day by day beyond this many months; the last ones are shown.
const MONTHS_MAX: usize = 13;

/// Certified days: lighter than seen ones; hatching is kept for what is not proven.
const CERTIFIED: &str = "#8fb9cb";

/// Year and month with its days.
type Month = ((i32, u32), Vec<(Day, DayState)>);

fn months(d: &DaysDetail) -> Vec<Month> {
    let mut by_month: BTreeMap<(i32, u32), Vec<(Day, DayState)>> = BTreeMap::new();
    for (day, state) in &d.days {
        let (year, month, _) = day.ymd();
        by_month.entry((year, month)).or_default().push((*day, *state));
    }
    let skip = by_month.len().saturating_sub(MONTHS_MAX);
    by_month.into_iter().skip(skip).collect()
}

fn row_height(size: i64) -> i64 {
    size * 9 / 10
}

/// Height that the days need.
pub(crate) fn height(size: i64, d: &DaysDetail) -> i64 {
    int(months(d).len()) * (row_height(size) + 4) + size * 3 / 2
}

/// Draws them with the top left corner at `area`.
pub(crate) fn draw(canvas: &mut Canvas, area: Area, size: i64, d: &DaysDetail) {
    let pen = Pen::new(size * 9 / 10).colour(GREY);
    let label_w = pen.width("2023.12") + size / 2;
    let step = ((area.w - label_w) / 31).max(5);
    let h = row_height(size);
    let mut y = area.y;
    for ((year, month), days) in months(d) {
        canvas.text(area.x, y + h - h / 8, &format!("{year}.{month}"), pen);
        let mut svg = String::new();
        for (day, state) in days {
            let x = area.x + label_w + (i64::from(day.ymd().2) - 1) * step;
            one(&mut svg, Area::new(x, y, step - 2, h), state);
        }
        canvas.raw(&svg);
        y += h + 4;
    }
    let has = |s: DayState| d.days.iter().any(|(_, state)| *state == s);
    let mut entries = Vec::new();
    for (state, key, label) in [
        (DayState::Seen, Key::Box(ACCENT), "查见"),
        (DayState::Certified, Key::Box(CERTIFIED), "媒体证明"),
        (DayState::Elsewhere, Key::Box("#c9a24b"), "位置不符"),
        (DayState::NotShown, Key::Cross, "未展示"),
        (DayState::Unchecked, Key::Ring, "未核"),
    ] {
        if has(state) {
            entries.push((key, label.to_owned()));
        }
    }
    legend(canvas, area.x, y + size, area.right(), size * 9 / 10, &entries);
}

fn one(svg: &mut String, a: Area, state: DayState) {
    let Area { x, y, w, h } = a;
    let element = match state {
        DayState::Seen => format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{ACCENT}"/>"#),
        DayState::Certified => format!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{CERTIFIED}"/>"#),
        DayState::Elsewhere => format!(
            r##"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="#f4ecd9"/><rect x="{x}" y="{}" width="{w}" height="{}" fill="#c9a24b"/>"##,
            y + h / 2,
            h - h / 2
        ),
        DayState::NotShown => format!(
            r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#fff" stroke="#c2410c" stroke-width="2"/><path d="M{x} {y}L{} {}M{} {y}L{x} {}" stroke="#c2410c" stroke-width="1.6"/>"##,
            x + 1,
            y + 1,
            (w - 2).max(1),
            h - 2,
            x + w,
            y + h,
            x + w,
            y + h
        ),
        DayState::Unchecked => {
            let r = (w.min(h) / 2 - 1).max(2);
            format!(r#"<circle cx="{}" cy="{}" r="{r}" fill="none" stroke="{GREY}" stroke-width="1.6"/>"#, x + w / 2, y + h / 2)
        }
    };
    svg.push_str(&element);
}
