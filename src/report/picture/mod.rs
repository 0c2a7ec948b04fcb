//! The pictures of the weekly report. Owns their common frame; each kind of picture lays itself out.

pub(crate) mod blocks;
pub(crate) mod campaign;
pub(crate) mod overview;
pub(crate) mod phone;

use super::chart::canvas::{Area, Canvas, Pen};
use super::chart::status::{ACCENT, GREY, LINE};
use super::view::WeekView;

/// Width of a landscape picture. Unit: pixels.
pub(crate) const WIDE: i64 = 1920;
/// Height of a landscape picture. Unit: pixels.
pub(crate) const HIGH: i64 = 1080;
/// Margin left and right. Unit: pixels.
const MARGIN: i64 = 64;

/// The bar at the top and, on samples, the word that must be on every picture.
fn top(canvas: &mut Canvas, width: i64, week: &WeekView, size: i64) {
    canvas.rect(Area::new(0, 0, width, 8), ACCENT);
    if week.sample {
        let pen = Pen::new(size).bold().colour("#fff").middle();
        let w = pen.width("样例数据") + size;
        canvas.rect(Area::new((width - w) / 2, 0, w, size * 3 / 2), "#5b4bb5");
        canvas.text(width / 2, size * 11 / 10, "样例数据", pen);
    }
}

/// The line at the bottom of a landscape picture: where the numbers come from.
fn foot(canvas: &mut Canvas, week: &WeekView, left: &str) {
    let y = HIGH - 28;
    canvas.line((MARGIN, y - 32), (WIDE - MARGIN, y - 32), LINE, 1, "");
    let pen = Pen::new(21).colour(GREY);
    let right = origin(week);
    let w = canvas.text(WIDE - MARGIN, y, &right, pen.end());
    canvas.fit(MARGIN, y, WIDE - 2 * MARGIN - w - 40, left, pen);
}

/// `2023年第13周　初报　校验码 9f3c 41aa　字体：思源黑体`.
fn origin(week: &WeekView) -> String {
    let sample = if week.sample { "样例数据　" } else { "" };
    format!("{sample}{}　{}　校验码 {}　字体 Noto Sans SC", week.week, week.stage, week.check_code)
}
