//! XLSX: ids as text, numbers as numbers, header frozen and repeated in print. Fixed dates in the properties, so that bytes repeat.

use super::{Cell, ColumnKind, Table, neutralised};
use crate::report::ReportError;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError};

/// Excel holds whole numbers exactly up to here; larger ones are written as text, digit by digit.
const EXACT_MAX: u64 = 999_999_999_999_999;
/// Excel's own limit for a sheet's name. Unit: characters.
const NAME_MAX: usize = 31;
/// Columns are as wide as their longest cell, within these. Unit: characters of a digit's width.
const WIDTH: (usize, usize) = (6, 48);

/// Several tables with what is printed above and below each sheet.
pub(crate) struct Book<'a> {
    /// For messages.
    pub(crate) name: &'a str,
    /// One sheet each.
    pub(crate) tables: &'a [Table],
    /// Printed at the foot of every sheet and shown above the header.
    pub(crate) remark: &'a str,
}

/// One table as a workbook.
pub fn xlsx(table: &Table) -> Result<Vec<u8>, ReportError> {
    workbook(&Book { name: &table.title, tables: std::slice::from_ref(table), remark: "" })
}

/// Several tables as sheets of a workbook; messages call it by the first.
pub fn sheets(tables: &[Table]) -> Result<Vec<u8>, ReportError> {
    workbook(&Book { name: tables.first().map_or("", |t| &t.title), tables, remark: "" })
}

/// Several tables as a workbook.
pub(crate) fn workbook(book: &Book) -> Result<Vec<u8>, ReportError> {
    write(book).map_err(|source| ReportError::Sheet { name: book.name.to_owned(), source })
}

fn write(book: &Book) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // The day does not matter, only that it is always the same.
    let date = ExcelDateTime::from_ymd(2022, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&date));
    let mut used: Vec<String> = Vec::new();
    for table in book.tables {
        let sheet = workbook.add_worksheet();
        let name = sheet_name(&table.title, &used);
        sheet.set_name(&name)?;
        used.push(name);
        fill(sheet, table, book.remark)?;
    }
    workbook.save_to_buffer()
}

fn fill(sheet: &mut Worksheet, table: &Table, remark: &str) -> Result<(), XlsxError> {
    let head = Format::new().set_bold().set_border_bottom(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    let text = Format::new().set_num_format("@").set_text_wrap().set_align(FormatAlign::Top);
    let plain = Format::new().set_align(FormatAlign::Top);
    let integer = Format::new().set_num_format("0").set_align(FormatAlign::Top);
    let share = Format::new().set_num_format("0.0%").set_align(FormatAlign::Top);
    let top = u32::from(!remark.is_empty());
    if !remark.is_empty() {
        sheet.write_string(0, 0, remark)?;
        sheet.set_footer(format!("&L{}&R第&P页 共&N页", remark.replace('&', "&&").chars().take(200).collect::<String>()));
    }
    for (c, column) in (0_u16..).zip(&table.columns) {
        sheet.write_string_with_format(top, c, neutralised(&column.name), &head)?;
        let mut width = columns(&column.name) + 2;
        for (r, row) in (top + 1..).zip(&table.rows) {
            let Some(cell) = row.get(usize::from(c)) else { continue };
            width = width.max(match cell {
                Cell::Empty => 0,
                Cell::Text(t) => columns(t) + 2,
                Cell::Integer(n) => n.to_string().len() + 2,
                Cell::Share(_) => 8,
            });
            match cell {
                Cell::Empty => {}
                Cell::Text(t) if t.is_empty() => {}
                Cell::Text(t) => {
                    let format = if matches!(column.kind, ColumnKind::Text | ColumnKind::Id) { &text } else { &plain };
                    sheet.write_string_with_format(r, c, clip(&neutralised(t)), format)?;
                }
                Cell::Integer(n) if n.unsigned_abs() > EXACT_MAX => {
                    sheet.write_string_with_format(r, c, n.to_string(), &text)?;
                }
                Cell::Integer(n) => {
                    sheet.write_number_with_format(r, c, number(*n), &integer)?;
                }
                Cell::Share(n) => {
                    sheet.write_number_with_format(r, c, fraction(*n), &share)?;
                }
            }
        }
        let width = u16::try_from(width.clamp(WIDTH.0, WIDTH.1)).unwrap_or(20);
        sheet.set_column_width(c, f64::from(width))?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    sheet.set_repeat_rows(0, top)?;
    sheet.set_landscape();
    sheet.set_paper_size(9);
    sheet.set_print_fit_to_pages(1, 0);
    Ok(())
}

#[expect(clippy::cast_precision_loss, reason = "at most 15 digits get here; a double holds them exactly")]
fn number(n: i64) -> f64 {
    n as f64
}

#[expect(
    clippy::cast_precision_loss,
    clippy::float_arithmetic,
    reason = "a spreadsheet's share is a double; it is never read back as a count"
)]
fn fraction(n: i64) -> f64 {
    n as f64 / 10_000.0
}

/// A cell holds at most so much. Unit: UTF-16 units.
fn clip(text: &str) -> String {
    const MAX: usize = 32_767;
    let mut left = MAX;
    text.chars()
        .take_while(|c| {
            let fits = c.len_utf16() <= left;
            left = left.saturating_sub(c.len_utf16());
            fits
        })
        .collect()
}

/// A name that Excel takes: no `[]:*?/\`, no apostrophe at the ends, at most 31 characters, not used before.
fn sheet_name(title: &str, used: &[String]) -> String {
    let clean: String = title.chars().map(|c| if "[]:*?/\\'".contains(c) || c.is_control() { '_' } else { c }).take(NAME_MAX).collect();
    let clean = if clean.trim().is_empty() { "表".to_owned() } else { clean };
    let same = |a: &str, b: &str| a.to_lowercase() == b.to_lowercase();
    if !used.iter().any(|u| same(u, &clean)) {
        return clean;
    }
    let short: String = clean.chars().take(NAME_MAX - 3).collect();
    (2..100).map(|n| format!("{short}{n}")).find(|n| !used.iter().any(|u| same(u, n))).unwrap_or(short)
}

/// Width of a text in digits.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}
