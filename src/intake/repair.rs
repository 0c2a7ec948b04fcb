//! Somebody's table with a few cells typed anew and a few rows left out: the page where errors stand beside their rows is the place to repair them.

use super::annotate::{plain, write};
use super::cell::OwnedCell;
use crate::base::diag::column_letter;
use crate::base::guard::guarded;
use std::collections::BTreeMap;

/// Columns that a repair may reach.
const COLUMNS_MAX: usize = 1_024;

/// One cell with what should stand in it, or a row that is not meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The sheet's name; `None`: the only one.
    pub sheet: Option<String>,
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// The column as a spreadsheet shows it, with what should stand there; `None`: the row is left out.
    pub cell: Option<(String, String)>,
}

/// One cell that was typed anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    /// The sheet's name in the repaired workbook.
    pub sheet: Option<String>,
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// The column, from 0.
    pub column: usize,
    /// What stood there.
    pub before: String,
    /// What stands there now.
    pub after: String,
    /// Nothing is left of its row.
    pub left_out: bool,
}

/// The cells in which a repaired workbook differs from the file that it was made of; `None` where one of them is no table. Both are looked at
/// as workbooks of ours, so that nothing but what was typed differs.
pub fn mended((name, bytes): (&str, &[u8]), repaired_bytes: &[u8]) -> Option<Vec<Mended>> {
    const BOOK: &str = "a.xlsx";
    let original = repaired(name, bytes, &[])?;
    let (before, after) = (guarded(|| plain(BOOK, &original))??, guarded(|| plain(BOOK, repaired_bytes))??);
    let mut out = Vec::new();
    let shown = |cells: &[OwnedCell], column: usize| cells.get(column).map(|c| c.borrow().shown().into_owned()).unwrap_or_default();
    for ((sheet, rows), (_, old)) in after.iter().zip(&before) {
        // A row that was left out has no cells any more.
        let now: BTreeMap<u32, &[OwnedCell]> = rows.iter().map(|(row, cells)| (*row, cells.as_slice())).collect();
        let old: BTreeMap<u32, &[OwnedCell]> = old.iter().map(|(row, cells)| (*row, cells.as_slice())).collect();
        for row in old.keys().chain(now.keys().filter(|row| !old.contains_key(row))) {
            let (was, is) = (old.get(row).copied().unwrap_or_default(), now.get(row).copied().unwrap_or_default());
            let left_out = is.iter().all(|c| c.borrow().is_empty());
            for column in 0..was.len().max(is.len()) {
                let (before, after) = (shown(was, column), shown(is, column));
                if before != after {
                    out.push(Mended { sheet: sheet.clone(), row: *row, column, before, after, left_out });
                }
            }
        }
    }
    Some(out)
}

/// The table as a workbook with the repairs in their cells; `None` where it is no table, or one of the cells is not in it. A row that is left
/// out stays empty, so that the others keep their numbers.
pub fn repaired(name: &str, bytes: &[u8], repairs: &[Repair]) -> Option<Vec<u8>> {
    let mut sheets = guarded(|| plain(name, bytes))??;
    for r in repairs {
        let at = sheets.iter().position(|(n, _)| r.sheet.is_none() || *n == r.sheet)?;
        let (_, cells) = sheets.get_mut(at)?.1.iter_mut().find(|(row, _)| *row == r.row)?;
        let Some((letter, value)) = &r.cell else {
            cells.fill(OwnedCell::default());
            continue;
        };
        let column = (0..COLUMNS_MAX).find(|n| column_letter(*n) == *letter)?;
        if cells.len() <= column {
            cells.resize(column + 1, OwnedCell::default());
        }
        *cells.get_mut(column)? = OwnedCell::Text(value.clone());
    }
    write(&sheets, name, &[]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_typed_anew_and_the_others_stay() {
        let text = "标题,播放量\n第1期,三万多\n第2期,12345\n";
        let fix = |row, letter: &str, value: &str| Repair { sheet: None, row, cell: Some((letter.into(), value.into())) };
        let book = repaired("表.csv", text.as_bytes(), &[fix(2, "B", "3.2万")]).unwrap();
        let sheets = plain("表.xlsx", &book).unwrap();
        let shown: Vec<String> = sheets[0].1.iter().flat_map(|(_, c)| c.iter().map(|c| c.borrow().shown().into_owned())).collect();
        assert_eq!(shown, ["标题", "播放量", "第1期", "3.2万", "第2期", "12345"]);
        let told = mended(("表.csv", text.as_bytes()), &book).unwrap();
        let told: Vec<_> = told.iter().map(|m| (m.row, m.column, m.before.as_str(), m.after.as_str())).collect();
        assert_eq!(told, [(2, 1, "三万多", "3.2万")]);
        // A row that is not meant leaves the others where they are.
        let book = repaired("表.csv", text.as_bytes(), &[Repair { sheet: None, row: 2, cell: None }]).unwrap();
        let rows: Vec<u32> = plain("表.xlsx", &book).unwrap()[0].1.iter().filter(|(_, c)| !c.is_empty()).map(|(row, _)| *row).collect();
        assert_eq!(rows, [1, 3]);
        let told = mended(("表.csv", text.as_bytes()), &book).unwrap();
        assert!(told.iter().all(|m| m.row == 2 && m.left_out) && told.len() == 2, "{told:?}");
        assert!(repaired("表.csv", text.as_bytes(), &[fix(9, "B", "1")]).is_none());
        assert!(repaired("图.png", b"\x89PNG\r\n\x1a\n", &[]).is_none());
    }
}
