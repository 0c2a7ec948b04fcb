//! Cells merged downwards: what the first one says holds for every row that it spans. Workbooks keep the text in the first cell alone. A number
//! merged over columns is that of none of them.

use super::cell::OwnedCell;
use crate::base::numeral::{self, Numeral};
use calamine::Dimensions;
use std::collections::BTreeMap;

/// Regions that span several rows of one column, or several columns of one row.
#[derive(Debug)]
pub(super) struct Merged {
    /// First row and column → last row.
    down: BTreeMap<(u32, u32), u32>,
    /// Row and first column → last column.
    across: BTreeMap<(u32, u32), u32>,
}

/// Regions that are looked at; more of them is no table. Unit: regions.
const REGIONS_MAX: usize = 100_000;
/// Columns over which a number may be merged. Unit: columns.
const COLUMNS_MAX: usize = 50;

impl Merged {
    pub(super) fn new(regions: &[Dimensions]) -> Self {
        let down = regions.iter().filter(|d| d.end.0 > d.start.0 && d.end.1 == d.start.1).take(REGIONS_MAX);
        let across = regions.iter().filter(|d| d.end.1 > d.start.1 && d.end.0 == d.start.0).take(REGIONS_MAX);
        Self {
            down: down.map(|d| ((d.start.0, d.start.1), d.end.0)).collect(),
            across: across.map(|d| ((d.start.0, d.start.1), d.end.1)).collect(),
        }
    }
}

/// Notes in the cells to the right of a number that it is merged over them.
fn beside(row: u32, cells: &mut Vec<OwnedCell>, merged: &Merged) {
    for ((_, first), last) in merged.across.range((row, 0)..=(row, u32::MAX)) {
        let (Ok(first), Ok(last)) = (usize::try_from(*first), usize::try_from(*last)) else { continue };
        let text = match cells.get(first) {
            Some(OwnedCell::Number(text)) => text.clone(),
            Some(OwnedCell::Text(text)) if matches!(numeral::read(text, 1), Ok(Numeral::Count(_))) => text.clone(),
            _ => continue,
        };
        let last = last.min(first + COLUMNS_MAX);
        if cells.len() <= last {
            cells.resize(last + 1, OwnedCell::Empty);
        }
        for cell in cells.iter_mut().take(last + 1).skip(first + 1).filter(|c| **c == OwnedCell::Empty) {
            *cell = OwnedCell::Carried(text.clone());
        }
    }
}

/// What is carried down at the moment: column → cell and the last row that it holds for.
#[derive(Debug, Default)]
pub(super) struct Carried(BTreeMap<usize, (OwnedCell, u32)>);

impl Carried {
    /// Fills the cells of a row that lie under a merged one, then remembers those that begin in it.
    pub(super) fn fill(&mut self, row: u32, cells: &mut Vec<OwnedCell>, merged: &Merged) {
        self.under(row, cells);
        beside(row, cells, merged);
        if merged.down.is_empty() {
            return;
        }
        for (column, cell) in cells.iter().enumerate() {
            let Ok(c) = u32::try_from(column) else { continue };
            if let Some(last) = merged.down.get(&(row, c)) {
                self.begin(column, cell, *last);
            }
        }
    }

    /// Fills the cells of a row that lie under a merged one.
    pub(super) fn under(&mut self, row: u32, cells: &mut Vec<OwnedCell>) {
        self.0.retain(|_, (_, last)| *last >= row);
        for (column, (cell, _)) in &self.0 {
            if cells.len() <= *column {
                cells.resize(column + 1, OwnedCell::Empty);
            }
            if let Some(slot) = cells.get_mut(*column).filter(|c| **c == OwnedCell::Empty) {
                *slot = cell.clone();
            }
        }
    }

    /// A merged cell begins.
    pub(super) fn begin(&mut self, column: usize, cell: &OwnedCell, last: u32) {
        let kept = match cell {
            OwnedCell::Text(s) if !matches!(numeral::read(s, 1), Ok(Numeral::Count(_))) => cell.clone(),
            OwnedCell::Date(..) => cell.clone(),
            // A merged number must not be counted once per row; it may still be a date.
            OwnedCell::Text(s) | OwnedCell::Number(s) => OwnedCell::Carried(s.clone()),
            _ => return,
        };
        self.0.insert(column, (kept, last));
    }

    /// Whether a column of a row lies under a merged cell.
    pub(super) fn covers(&self, row: u32, column: usize) -> bool {
        self.0.get(&column).is_some_and(|(_, last)| *last >= row)
    }
}
