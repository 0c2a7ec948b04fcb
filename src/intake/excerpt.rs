//! A row of somebody's file with the rows around it, as the file shows them: the place where a number stands.

use super::annotate::plain;
use super::cell::OwnedCell;
use crate::base::guard::guarded;
use crate::base::text::clip;

/// Rows before and after the one meant.
const AROUND: u32 = 2;
/// Rows at the top, where headers stand.
const HEAD: usize = 3;
/// Columns shown.
const COLUMNS_MAX: usize = 24;

/// Rows of a sheet: its head, and the row meant with its neighbours. `None` where the bytes are no table or the sheet is not there.
pub fn rows_around(name: &str, bytes: &[u8], sheet: &str, row: u32) -> Option<Vec<(u32, bool, Vec<String>)>> {
    let sheets = guarded(|| plain(name, bytes))??;
    let (_, rows) = sheets.iter().find(|(n, _)| n.as_deref().unwrap_or_default() == sheet).or_else(|| sheets.first())?;
    let near = row.saturating_sub(AROUND)..=row.saturating_add(AROUND);
    let shown = rows.iter().enumerate().filter(|(n, (number, _))| *n < HEAD || near.contains(number));
    Some(shown.map(|(_, (number, cells))| (*number, *number == row, texts(cells))).collect())
}

/// All rows of a table's first sheet, as text.
pub fn rows_of(name: &str, bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let sheets = guarded(|| plain(name, bytes))??;
    let (_, rows) = sheets.first()?;
    Some(rows.iter().map(|(_, cells)| cells.iter().map(|c| c.borrow().shown().into_owned()).collect()).collect())
}

fn texts(cells: &[OwnedCell]) -> Vec<String> {
    cells.iter().take(COLUMNS_MAX).map(|c| clip(&c.borrow().shown(), 60)).collect()
}
