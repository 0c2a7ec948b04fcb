//! Re-posts: work × channel, one small cell each, in lines that fit the width.

use super::canvas::{Area, Canvas, Pen};
use super::plot::{Key, legend};
use super::status::{ACCENT, GREY};
use crate::attain::snapshot::{Cell, RepostMatrix};
use crate::report::words::int;

const GAP: i64 = 2;

/// Side of a cell: the more works, the smaller, but a shape must stay visible.
fn side(works: i64) -> i64 {
    match works {
        0..=60 => 16,
        61..=120 => 13,
        _ => 11,
    }
}

/// Height that a matrix of this width needs.
pub(crate) fn height(w: i64, size: i64, m: &RepostMatrix) -> i64 {
    let lines = lines(w, m);
    int(m.channels.len()) * (size * 3 / 2 + lines * (side(int(m.rows.len())) + GAP) + size / 2) + size * 3 / 2
}

fn lines(w: i64, m: &RepostMatrix) -> i64 {
    let per_line = (w / (side(int(m.rows.len())) + GAP)).max(1);
    (int(m.rows.len()) + per_line - 1) / per_line
}

/// Draws it with the top left corner at `area`, one block of cells per channel, then the legend.
pub(crate) fn draw(canvas: &mut Canvas, area: Area, size: i64, m: &RepostMatrix) {
    let side = side(int(m.rows.len()));
    let per_line = (area.w / (side + GAP)).max(1);
    let mut y = area.y;
    for (i, name) in m.channels.iter().enumerate() {
        let cells: Vec<Cell> = m.rows.iter().filter_map(|(_, cells)| cells.get(i).copied()).collect();
        let found = cells.iter().filter(|c| **c == Cell::Found).count();
        let due = cells.iter().filter(|c| matches!(c, Cell::Found | Cell::Missing | Cell::Unchecked)).count();
        let figure = format!("{found}/{due}");
        let pen = Pen::new(size);
        canvas.fit(area.x, y + size, area.w - pen.width(&figure) - size, name, pen);
        canvas.text(area.right(), y + size, &figure, pen.bold().end());
        y += size * 3 / 2;
        let mut svg = String::new();
        for (k, cell) in cells.iter().enumerate() {
            let k = int(k);
            one(&mut svg, area.x + k % per_line * (side + GAP), y + k / per_line * (side + GAP), side, *cell);
        }
        canvas.raw(&svg);
        y += lines(area.w, m) * (side + GAP) + size / 2;
    }
    let entries = [
        (Key::Box(ACCENT), "已转发".to_owned()),
        (Key::Cross, "未转发".to_owned()),
        (Key::Ring, "未查".to_owned()),
        (Key::Box("#e3e8ec"), "未到期".to_owned()),
    ];
    legend(canvas, area.x, y + size, area.right(), size * 9 / 10, &entries);
}

fn one(svg: &mut String, x: i64, y: i64, side: i64, cell: Cell) {
    let element = match cell {
        Cell::Found => format!(r#"<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="{ACCENT}"/>"#),
        Cell::NotDue => format!(r##"<rect x="{x}" y="{y}" width="{side}" height="{side}" fill="#e3e8ec"/>"##),
        Cell::Missing => format!(
            r##"<rect x="{}" y="{}" width="{}" height="{}" fill="#fff" stroke="#c2410c" stroke-width="2"/><path d="M{x} {y}l{side} {side}m0-{side}l-{side} {side}" stroke="#c2410c" stroke-width="1.6"/>"##,
            x + 1,
            y + 1,
            side - 2,
            side - 2
        ),
        Cell::Unchecked => format!(
            r#"<circle cx="{}" cy="{}" r="{}" fill="none" stroke="{GREY}" stroke-width="1.6"/>"#,
            x + side / 2,
            y + side / 2,
            side / 2 - 1
        ),
    };
    svg.push_str(&element);
}
