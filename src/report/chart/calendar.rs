//! Publishing calendar: one cell per week, one column per month, the number of works in the cell.

use super::canvas::{Area, Canvas, Pen};
use super::status::GREY;
use crate::attain::snapshot::{Calendar, Published};
use crate::base::day::{Day, Week};
use crate::report::words::int;

const SHADES: [&str; 5] = ["#d6e6ec", "#a9cbd8", "#6aa9bf", "#2f7d9a", "#0f5e7d"];

/// Height that a calendar of this width needs.
pub(crate) fn height(w: i64, size: i64, calendar: &Calendar) -> i64 {
    let columns = columns(calendar);
    let rows = columns.iter().map(|c| int(c.1.len())).max().unwrap_or(0);
    size * 5 / 2 + rows * (cell(w, size, int(columns.len())).1 + 3)
}

/// Draws it with the top left corner at `area`.
pub(crate) fn draw(canvas: &mut Canvas, area: Area, size: i64, calendar: &Calendar) {
    let columns = columns(calendar);
    let (w, h) = cell(area.w, size, int(columns.len()));
    let most = calendar.weeks.iter().filter_map(|(_, p)| works(*p)).max().unwrap_or(0).max(1);
    let head = size * 5 / 2;
    let mut year_until = i64::MIN;
    for (i, ((year, month), weeks)) in columns.iter().enumerate() {
        let x = area.x + int(i) * (w + 3);
        let pen = Pen::new(size * 9 / 10).colour(GREY);
        let label = format!("{month}月");
        let label = if pen.width(&label) > w { month.to_string() } else { label };
        canvas.text(x + w / 2, area.y + size * 2, &label, pen.middle());
        if (i == 0 || *month == 1) && x > year_until {
            let year = format!("{year}年");
            canvas.text(x, area.y + size * 4 / 5, &year, pen);
            year_until = x + pen.width(&year);
        }
        for (row, count) in weeks.iter().enumerate() {
            let cell = Area::new(x, area.y + head + int(row) * (h + 3), w, h);
            one(canvas, cell, size, *count, most);
        }
    }
}

/// The number of a week of which it is known.
pub(crate) fn works(published: Published) -> Option<u32> {
    if let Published::Works(n) = published { Some(n) } else { None }
}

fn one(canvas: &mut Canvas, cell: Area, size: i64, published: Published, most: u32) {
    let n = match published {
        Published::Works(n) => n,
        Published::Ahead => {
            canvas.rect(cell, "#f0f2f4");
            return;
        }
        Published::Unreported => {
            // The ring that says 未报 in every plot.
            canvas.raw(&format!(
                r#"<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{GREY}" stroke-width="2"/>"#,
                cell.x + cell.w / 2,
                cell.y + cell.h / 2,
                (size / 4).min(cell.w / 2 - 1).max(2)
            ));
            return;
        }
    };
    let shade = if n == 0 { None } else { SHADES.get(usize::try_from((n - 1) * 5 / most).unwrap_or(0)).copied() };
    match shade {
        Some(fill) => canvas.rect(cell, fill),
        None => canvas.raw(&format!(
            r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#fff" stroke="#b9c3cc" stroke-width="1"/>"##,
            cell.x,
            cell.y,
            cell.w - 1,
            cell.h - 1
        )),
    }
    let dark = shade.is_some_and(|s| s == "#0f5e7d" || s == "#2f7d9a");
    let pen = Pen::new((size * 9 / 10).min(cell.h - 4)).middle().colour(if dark { "#fff" } else { "#1d2733" });
    let text = n.to_string();
    if pen.width(&text) <= cell.w - 2 {
        canvas.text(cell.x + cell.w / 2, cell.y + cell.h / 2 + pen.size * 9 / 25, &text, pen);
    }
}

/// Width and height of a cell.
fn cell(w: i64, size: i64, columns: i64) -> (i64, i64) {
    let w = (w / columns.max(1) - 3).clamp(4, size * 3);
    (w, (size * 13 / 10).min(w.max(size)))
}

/// Weeks by the month of their Monday.
type Column = ((i32, u32), Vec<Published>);

fn columns(calendar: &Calendar) -> Vec<Column> {
    let month = |w: &Week| {
        let (year, month, _) = Day::ymd(w.monday());
        (year, month)
    };
    let mut out: Vec<Column> = Vec::new();
    for (week, count) in &calendar.weeks {
        match out.last_mut() {
            Some((m, cells)) if *m == month(week) => cells.push(*count),
            Some(_) => out.push((month(week), vec![*count])),
            // The term may begin in the middle of a week; that week belongs to the month in which it ends.
            None => {
                let (year, month, _) = week.sunday().ymd();
                out.push(((year, month), vec![*count]));
            }
        }
    }
    out
}
