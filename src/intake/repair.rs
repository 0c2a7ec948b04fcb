//! Somebody's table with a few cells typed anew: the page where errors stand beside their rows is the place to repair them.

use super::annotate::{plain, write};
use super::cell::OwnedCell;
use crate::base::diag::column_letter;
use crate::base::guard::guarded;
use std::collections::BTreeMap;

/// Columns that a repair may reach.
const COLUMNS_MAX: usize = 1_024;

/// One cell with what should stand in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// The sheet's name; `None`: the only one.
    pub sheet: Option<String>,
    /// The row as a spreadsheet shows it.
    pub row: u32,
    /// The column as a spreadsheet shows it.
    pub column_letter: String,
    /// What should stand there.
    pub value: String,
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
}

/// The cells in which a repaired workbook differs from the file that it was made of; `None` where one of them is no table. Both are looked at
/// as workbooks of ours, so that nothing but what was typed differs.
pub fn mended((name, bytes): (&str, &[u8]), repaired_bytes: &[u8]) -> Option<Vec<Mended>> {
    const BOOK: &str = "a.xlsx";
    let original = repaired(name, bytes, &[])?;
    let (before, after) = (guarded(|| plain(BOOK, &original))??, guarded(|| plain(BOOK, repaired_bytes))??);
    let mut out = Vec::new();
    for ((sheet, rows), (_, old)) in after.iter().zip(&before) {
        let old: BTreeMap<u32, &[OwnedCell]> = old.iter().map(|(row, cells)| (*row, cells.as_slice())).collect();
        for (row, cells) in rows {
            let was = old.get(row).copied().unwrap_or_default();
            for (column, cell) in cells.iter().enumerate() {
                let before = was.get(column).map(|c| c.borrow().shown().into_owned()).unwrap_or_default();
                let after = cell.borrow().shown().into_owned();
                if before != after {
                    out.push(Mended { sheet: sheet.clone(), row: *row, column, before, after });
                }
            }
        }
    }
    Some(out)
}

/// The table as a workbook with the repairs in their cells; `None` where it is no table, or one of the cells is not in it.
pub fn repaired(name: &str, bytes: &[u8], repairs: &[Repair]) -> Option<Vec<u8>> {
    let mut sheets = guarded(|| plain(name, bytes))??;
    for r in repairs {
        let column = (0..COLUMNS_MAX).find(|n| column_letter(*n) == r.column_letter)?;
        let at = sheets.iter().position(|(n, _)| r.sheet.is_none() || *n == r.sheet)?;
        let (_, cells) = sheets.get_mut(at)?.1.iter_mut().find(|(row, _)| *row == r.row)?;
        if cells.len() <= column {
            cells.resize(column + 1, OwnedCell::default());
        }
        *cells.get_mut(column)? = OwnedCell::Text(r.value.clone());
    }
    write(&sheets, name, &[]).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_typed_anew_and_the_others_stay() {
        let text = "标题,播放量\n第1期,三万多\n第2期,12345\n";
        let fix = |row, letter: &str, value: &str| Repair { sheet: None, row, column_letter: letter.into(), value: value.into() };
        let book = repaired("表.csv", text.as_bytes(), &[fix(2, "B", "3.2万")]).unwrap();
        let sheets = plain("表.xlsx", &book).unwrap();
        let shown: Vec<String> = sheets[0].1.iter().flat_map(|(_, c)| c.iter().map(|c| c.borrow().shown().into_owned())).collect();
        assert_eq!(shown, ["标题", "播放量", "第1期", "3.2万", "第2期", "12345"]);
        let told = mended(("表.csv", text.as_bytes()), &book).unwrap();
        let told: Vec<_> = told.iter().map(|m| (m.row, m.column, m.before.as_str(), m.after.as_str())).collect();
        assert_eq!(told, [(2, 1, "三万多", "3.2万")]);
        assert!(repaired("表.csv", text.as_bytes(), &[fix(9, "B", "1")]).is_none());
        assert!(repaired("图.png", b"\x89PNG\r\n\x1a\n", &[]).is_none());
    }
}
