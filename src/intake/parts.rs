//! Parts of a work on rows of their own: 其中：早间版 below it, and 晚间版 below that, which does not call itself one.

use super::cell::Row;
use super::layout::Block;
use super::line::Line;
use super::reader::Reader;
use super::title;
use crate::base::numeral::{self, Numeral};
use crate::define::Field;

/// Longer tables are written by programs, which put no parts below a work: their numbers are not read twice.
const ROWS_MAX: u32 = 20_000;

/// The last work and what its parts so far come to.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Its counts by columns, exact ones alone, and whether it has a number of its own: 序号.
    work: Vec<(usize, u64)>,
    numbered: bool,
    /// What is left of them, once a row called itself a part.
    left: Option<Vec<(usize, u64)>>,
    /// Rows of works so far.
    rows: u32,
}

impl Parts {
    /// Looks at a row of statistics.
    pub(super) fn see_label<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, block: &Block, label: &str) {
        if !title::is_called_part(label) {
            *self = Self { rows: self.rows, ..Self::default() };
            return;
        }
        let own = counts(line, block);
        let left = self.left.get_or_insert_with(|| self.work.clone());
        take(left, &own);
    }

    /// Whether a row of works stands below a part and may be one more: it has no 序号 where the work has one, or holds just what is left.
    pub(super) fn asks<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
        if self.rows >= ROWS_MAX {
            return false;
        }
        self.rows += 1;
        let own = counts(line, block);
        let number = block.column(Field::Number).filter(|c| !line.cell(*c).is_empty());
        let rest = self.left.as_ref().is_some_and(|left| !left.is_empty() && *left == own);
        if self.left.is_none() || number.is_some() || !(self.numbered || rest) {
            *self = Self { work: own, numbered: number.is_some(), left: None, rows: self.rows };
            return false;
        }
        if let Some(left) = &mut self.left {
            take(left, &own);
        }
        let column = block.column(Field::Title).or_else(|| line.cells.filled().next().map(|(i, _)| i)).unwrap_or_default();
        let other = if self.numbered { "在这一行编上序号" } else { "移到“其中”各行的上面" };
        let remedy = format!("是上面那条作品的一部分的，删去第 {} 行；是另一条作品的，{other}", line.row);
        reader.findings.error(2022, line.at(column), [&line.cell(column).shown(), "一条作品一行；“其中”各行不计入", &remedy]);
        true
    }
}

/// The exact counts of a row by columns, without nothings.
fn counts<R: Row + ?Sized>(line: &Line<'_, R>, block: &Block) -> Vec<(usize, u64)> {
    let exact = |column: usize, unit: u64| match numeral::read(&line.cell(column).shown(), unit) {
        Ok(Numeral::Count(n)) if n.high() == Some(n.low()) && n.low() > 0 => Some((column, n.low())),
        _ => None,
    };
    block.groups.iter().flat_map(|g| &g.measures).filter_map(|m| exact(m.column, m.unit)).collect()
}

/// Takes a part off what is left.
fn take(left: &mut Vec<(usize, u64)>, part: &[(usize, u64)]) {
    for (column, count) in part {
        for (_, rest) in left.iter_mut().filter(|(c, _)| c == column) {
            *rest = rest.saturating_sub(*count);
        }
    }
    left.retain(|(_, rest)| *rest > 0);
}
