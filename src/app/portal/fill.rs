//! 在线填报: numbers typed into the page become a table of their own, which then goes the way of every file. What was typed is the
//! evidence.

use super::template::{Line, columns, header, opening};
use crate::base::day::Day;
use crate::report::export::{Cell, Column, ColumnKind, Table};

/// The table made from what was typed: one row per line with a number. `typed` gives the text for a line by its position.
pub fn table<'a>(lines: &[&Line], day: Day, typed: impl Fn(usize) -> Option<&'a str>) -> Table {
    let filled: Vec<(&Line, &str)> =
        lines.iter().enumerate().filter_map(|(n, l)| Some((*l, typed(n)?.trim()))).filter(|(_, text)| !text.is_empty()).collect();
    let mut metrics: Vec<&'static str> = filled.iter().filter_map(|(l, _)| header(l.metric)).collect();
    metrics.sort_unstable();
    metrics.dedup();
    let mut columns = columns();
    columns.extend(metrics.iter().map(|h| Column::new(h, ColumnKind::Text)));
    let rows = filled
        .into_iter()
        .map(|(l, text)| {
            let mut row = opening(l, day);
            row.extend(metrics.iter().map(|h| if header(l.metric) == Some(h) { Cell::text(text) } else { Cell::Empty }));
            row
        })
        .collect();
    Table { title: "在线填报".into(), columns, rows }
}
