//! The partner's own file back as a workbook: cells with errors red, remarks yellow, a 说明 column that says what to type instead.
//! Texts stay texts (ids keep their digits, nothing can run as a formula), numbers stay numbers.

use super::cell::{OwnedCell, Row, number};
use super::decode::Decoding;
use super::limits::Limits;
use super::sniff::{self, Form};
use super::{html, text, xls, xlsx};
use crate::base::diag::{Diagnostic, Severity, column_letter};
use crate::base::guard::guarded;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, fold};
use rust_xlsxwriter::{Color, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::io::Read;

/// A sheet as it came: its name, and its rows with their numbers from 1.
pub(super) type Plain = (Option<String>, Vec<(u32, Vec<OwnedCell>)>);

/// More rows than this nobody repairs by hand, and a workbook could not hold many more.
pub(super) const ROWS_MAX: u32 = 300_000;
/// Characters that a cell of a workbook holds at most.
const CELL_CHARS_MAX: usize = 32_000;

/// The file with its diagnostics written into it; `None` where it is no table or too long for a workbook.
pub fn annotate(name: &str, bytes: &[u8], found: &[Diagnostic]) -> Option<Vec<u8>> {
    let sheets = guarded(|| plain(name, bytes))??;
    write(&sheets, name, found).ok()
}

pub(super) fn plain(name: &str, bytes: &[u8]) -> Option<Vec<Plain>> {
    let limits = Limits::command();
    match sniff::sniff(name, bytes).ok()? {
        Form::Text(charset, bytes) => {
            let mut decoded = String::new();
            Decoding::new(charset, bytes).read_to_string(&mut decoded).ok()?;
            text::plain(&decoded)
        }
        Form::Html(charset, bytes) => html::plain(charset, bytes),
        Form::Xlsx => xlsx::plain(bytes, &limits),
        Form::Xls => xls::plain(bytes, &limits),
    }
}

pub(super) fn write(sheets: &[Plain], name: &str, found: &[Diagnostic]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let red = Format::new().set_background_color(Color::RGB(0x00FF_C7CE)).set_font_color(Color::RGB(0x009C_0006));
    let yellow = Format::new().set_background_color(Color::RGB(0x00FF_EB9C));
    let mine: Vec<&Diagnostic> = found.iter().filter(|d| d.place.file == name).collect();
    for (number, (sheet_name, rows)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet();
        if let Some(n) = sheet_name {
            sheet.set_name(n.as_str())?;
        }
        let mut by_row: BTreeMap<u32, Vec<&Diagnostic>> = BTreeMap::new();
        for d in &mine {
            if d.place.sheet.is_none() && number == 0 || d.place.sheet.is_some() && d.place.sheet == *sheet_name {
                by_row.entry(d.place.row.unwrap_or(1)).or_default().push(d);
            }
        }
        sheet_rows(sheet, rows, &by_row, [&red, &yellow])?;
    }
    book.save_to_buffer()
}

/// The remark column; recognised again so that a file sent back twice has one, not two.
const REMARKS: &str = "说明";

fn sheet_rows(
    sheet: &mut Worksheet,
    rows: &[(u32, Vec<OwnedCell>)],
    by_row: &BTreeMap<u32, Vec<&Diagnostic>>,
    [red, yellow]: [&Format; 2],
) -> Result<(), XlsxError> {
    let width = rows.iter().map(|(_, r)| r.len()).max().unwrap_or(0).min(16_000);
    let header = rows.iter().find(|(_, cells)| cells.filled().count() >= 2);
    let existing = header.and_then(|(_, cells)| cells.filled().find(|(_, c)| fold(&c.shown()) == REMARKS).map(|(i, _)| i));
    let remarks = existing.unwrap_or(width);
    for (row, cells) in rows {
        let empty = Vec::new();
        let told = by_row.get(row).unwrap_or(&empty);
        for (column, cell) in cells.iter().enumerate().take(16_000) {
            let letter = column_letter(column);
            // What is wrong with a row as a whole is wrong with its numbers.
            let number = || matches!(numeral::read(&cell.borrow().shown(), 1), Ok(Numeral::Count(_)));
            let concerned = |d: &Diagnostic| match &d.place.column_letter {
                Some(l) => *l == letter,
                None => d.is_error() && d.place.row.is_some() && number(),
            };
            let worst = told.iter().filter(|d| concerned(d)).map(|d| d.severity).min();
            let format = match worst {
                Some(Severity::Error) => Some(red),
                Some(_) => Some(yellow),
                None => None,
            };
            put(sheet, row - 1, column, cell, format)?;
        }
        if !told.is_empty() {
            let lines: Vec<String> = told.iter().map(|d| d.zh_line()).collect();
            let worst = told.iter().map(|d| d.severity).min();
            let format = if worst == Some(Severity::Error) { red } else { yellow };
            sheet.write_string_with_format(row - 1, index(remarks), clip(&lines.join("\n"), CELL_CHARS_MAX), format)?;
        }
    }
    // Where there is nothing to remark, there is no column for it.
    if let Some((row, _)) = header.filter(|(row, _)| !by_row.is_empty() && !by_row.contains_key(row)) {
        sheet.write_string(row - 1, index(remarks), REMARKS)?;
    }
    Ok(())
}

fn index(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

fn put(sheet: &mut Worksheet, row: u32, column: usize, cell: &OwnedCell, format: Option<&Format>) -> Result<(), XlsxError> {
    let plain = Format::new();
    let format = format.unwrap_or(&plain);
    let column = index(column);
    if let OwnedCell::Number(digits) = cell {
        // 15 digits are all that a number cell holds; a longer one is an id and stays a text.
        if let Some(n) = number(digits).filter(|_| digits.len() <= 15) {
            sheet.write_number_with_format(row, column, n, format)?;
            return Ok(());
        }
    }
    let shown = cell.borrow().shown();
    if shown.is_empty() {
        sheet.write_blank(row, column, format)?;
    } else {
        sheet.write_string_with_format(row, column, clip(&harmless(&shown), CELL_CHARS_MAX), format)?;
    }
    Ok(())
}

/// A text that a spreadsheet could take for a formula gets an apostrophe; a signed number is none.
fn harmless(text: &str) -> String {
    let suspicious = text.starts_with(['=', '@', '\t', '\r'])
        || (text.starts_with(['+', '-'])
            && text.len() > 1
            && !text.chars().skip(1).all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '%')));
    if suspicious { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::harmless;

    #[test]
    fn formulas_become_texts_and_numbers_stay() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-5", "-5"),
            ("+8613800000000", "+8613800000000"),
            ("--", "--"),
            ("0012", "0012"),
            ("工伤=风险", "工伤=风险"),
        ] {
            assert_eq!(harmless(text), expected);
        }
    }
}
