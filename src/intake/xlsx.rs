//! XLSX: sheets cell by cell, never as a rectangle; one row in memory.

use super::annotate::{Plain, ROWS_MAX};
use super::aside;
use super::cell::{OwnedCell, decimal, from_serial};
use super::finding::At;
use super::limits::Limits;
use super::merged::{Carried, Merged};
use super::package::{self, Closed};
use super::reader::Reader;
use super::shown;
use super::sniff;
use super::table::Table;
use crate::base::diag::{Diagnostic, column_letter};
use crate::base::text::quoted;
use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use std::collections::HashSet;
use std::io::Cursor;

/// Reads a workbook.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) {
    "XLSX".clone_into(&mut reader.draft.encoding);
    match opened(bytes, reader.input.limits) {
        Ok(mut book) => sheets(reader, &mut book),
        Err(why) => closed(reader, &why),
    }
}

fn opened(bytes: &[u8], limits: &Limits) -> Result<Book, Closed> {
    package::unpack(bytes, limits, true).and_then(|parts| match Xlsx::new(Cursor::new(parts)) {
        Ok(book) => Ok(book),
        Err(_) => package::unpack(bytes, limits, false).and_then(|parts| Xlsx::new(Cursor::new(parts)).map_err(|_| Closed::Broken)),
    })
}

/// The sheets as they are, for writing them back.
pub(super) fn plain(bytes: &[u8], limits: &Limits) -> Option<Vec<Plain>> {
    let mut book = opened(bytes, limits).ok()?;
    let is_1904 = book.has_1904_epoch();
    let mut out = Vec::new();
    for name in book.sheet_names() {
        let mut rows: Vec<(u32, Vec<OwnedCell>)> = Vec::new();
        let Ok(mut cells) = book.worksheet_cells_reader(&name) else { continue };
        while let Ok(Some(cell)) = cells.next_cell() {
            let ((row, column), value) = (cell.get_position(), keep(cell.get_value(), is_1904));
            if value == OwnedCell::Empty || u64::from(column) >= limits.columns {
                continue;
            }
            if row >= ROWS_MAX {
                return None;
            }
            if rows.last().is_none_or(|(r, _)| *r != row + 1) {
                rows.push((row + 1, Vec::new()));
            }
            let (_, kept) = rows.last_mut()?;
            kept.resize(kept.len().max(column as usize + 1), OwnedCell::Empty);
            if let Some(slot) = kept.get_mut(column as usize) {
                *slot = value;
            }
        }
        out.push((Some(name), rows));
    }
    Some(out)
}

fn closed(reader: &mut Reader<'_>, why: &Closed) {
    let limits = reader.input.limits;
    let place = reader.findings.whole();
    let remedy = "在 Excel 或 WPS 里新建工作簿，只把表格复制进去，另存为 XLSX 再上传";
    let diagnostic = match why {
        Closed::Entries(n) => {
            Diagnostic::error(2007, place, &format!("包内有 {n} 个文件"), &format!("不超过 {} 个", limits.entries), remedy)
        }
        Closed::Unpacked(n) => Diagnostic::error(
            2007,
            place,
            &format!("展开后超过 {} MB", n >> 20),
            &format!("不超过 {} MB", limits.unpacked_bytes >> 20),
            remedy,
        ),
        Closed::Ratio => Diagnostic::error(2007, place, "压缩比远高于正常表格", "普通的工作簿", remedy),
        Closed::Foreign(name) => {
            let found = format!("包内另有压缩包或链接 {}", crate::base::text::clip(name, 24));
            Diagnostic::error(2007, place, &found, "普通的工作簿", remedy)
        }
        Closed::Broken => {
            Diagnostic::error(sniff::DAMAGED.code, place, sniff::DAMAGED.found, "能在 Excel 或 WPS 里打开的工作簿", sniff::DAMAGED.remedy)
        }
    };
    reader.findings.push(diagnostic);
}

type Book = Xlsx<Cursor<Vec<u8>>>;

fn sheets(reader: &mut Reader<'_>, book: &mut Book) {
    let all = (book.sheets_metadata().iter())
        .filter(|s| s.typ == SheetType::WorkSheet)
        .map(|s| (s.name.clone(), s.visible != SheetVisible::Visible));
    let (put_aside, names): (Vec<_>, Vec<_>) = all.partition(|(name, hidden)| *hidden || aside::is_put_aside(name));
    for (name, _) in names {
        if !whole_sheet(reader, book, &name) {
            return;
        }
    }
    let alone = aside::holds_nothing_else(reader);
    for (name, hidden) in put_aside {
        if !alone {
            let mut beside = reader.beside();
            whole_sheet(&mut beside, book, &name);
            aside::passed(reader, &name, hidden, &beside);
            continue;
        }
        if hidden {
            reader.infer(format!("工作表{}是隐藏的，也已读取", quoted(&name)));
        }
        if !whole_sheet(reader, book, &name) {
            return;
        }
    }
}

fn whole_sheet(reader: &mut Reader<'_>, book: &mut Book, name: &str) -> bool {
    let merged = book.merge_cells_by_sheet_name(name).unwrap_or_default();
    sheet(reader, book, name, &Merged::new(&merged))
}

/// One sheet; `false` where the whole file is given up.
fn sheet(reader: &mut Reader<'_>, book: &mut Book, name: &str, merged: &Merged) -> bool {
    let is_1904 = book.has_1904_epoch();
    if book.worksheet_cells_reader(name).is_err() {
        let at = At { sheet: Some(name), row: 0, column: None };
        reader.findings.error(2007, at, [sniff::DAMAGED.found, "能在 Excel 或 WPS 里打开的工作表", sniff::DAMAGED.remedy]);
        return true;
    }
    let formulas = formulas(reader, book, name);
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return true };
    let mut table = Table::new(reader, Some(name), false);
    let mut rows = Rows { row: 0, cells: Vec::new(), carried: Carried::default(), merged };
    loop {
        let (cell, style) = match cells.next_cell_with_style_id() {
            Ok(Some(cell)) => cell,
            Ok(None) => break,
            Err(_) => {
                let at = At { sheet: Some(name), row: rows.row + 1, column: None };
                reader.findings.error(2007, at, [sniff::DAMAGED.found, "能在 Excel 或 WPS 里打开的工作表", sniff::DAMAGED.remedy]);
                break;
            }
        };
        let (row, column) = cell.get_position();
        let mut value = keep(cell.get_value(), is_1904);
        if let Some(format) = cells.styles().get(style).and_then(|s| s.number_format.as_ref()) {
            value = shown::seen(value, &format.format_code);
        }
        if value == OwnedCell::Empty && formulas.contains(&(row, column)) {
            value = OwnedCell::Error("公式没有算出的值".to_owned());
        }
        if value == OwnedCell::Empty {
            continue;
        }
        let column = column as usize;
        if column as u64 >= reader.input.limits.columns {
            let at = At { sheet: Some(name), row: row + 1, column: None };
            let found = format!("{}{} 有内容", column_letter(column), row + 1);
            let remedy = format!("删去 {}{} 等表格以外的内容，保存后再上传", column_letter(column), row + 1);
            reader.findings.error(2007, at, [&found, &format!("不超过 {} 列", reader.input.limits.columns), &remedy]);
            super::refuse_all(reader);
            return false;
        }
        if row != rows.row {
            rows.flush(reader, &mut table);
            if row < rows.row {
                continue;
            }
            rows.row = row;
        }
        if u64::from(row) >= reader.input.limits.rows || reader.rows >= reader.input.limits.rows {
            super::too_many_rows(reader);
            return false;
        }
        if rows.cells.len() <= column {
            rows.cells.resize(column + 1, OwnedCell::Empty);
        }
        if let Some(slot) = rows.cells.get_mut(column) {
            *slot = value;
        }
    }
    rows.flush(reader, &mut table);
    table.finish(reader);
    true
}

/// Longer files come from programs that calculate. Unit: bytes.
const FORMULAS_WITHIN: usize = 3_000_000;

/// Where formulas stand, in files that people make: some programs store them without what they come to, and a blank is no number.
fn formulas(reader: &Reader<'_>, book: &mut Book, name: &str) -> HashSet<(u32, u32)> {
    let mut found = HashSet::new();
    if reader.input.bytes.len() > FORMULAS_WITHIN {
        return found;
    }
    let Ok(mut cells) = book.worksheet_cells_reader(name) else { return found };
    while let Ok(Some(cell)) = cells.next_formula() {
        if !cell.get_value().is_empty() && found.len() < 200_000 {
            found.insert(cell.get_position());
        }
    }
    found
}

fn keep(value: &DataRef<'_>, is_1904: bool) -> OwnedCell {
    match value {
        DataRef::Empty => OwnedCell::Empty,
        DataRef::Int(n) => OwnedCell::Number(n.to_string()),
        DataRef::Float(v) => OwnedCell::Number(decimal(*v)),
        DataRef::SharedString(s) => text(s),
        DataRef::Bool(b) => OwnedCell::Text(if *b { "TRUE" } else { "FALSE" }.to_owned()),
        DataRef::DateTime(d) => from_serial(d.as_f64(), is_1904, d.is_duration()),
        DataRef::String(s) | DataRef::DateTimeIso(s) | DataRef::DurationIso(s) => text(s),
        DataRef::Error(e) => OwnedCell::Error(e.to_string()),
    }
}

fn text(s: &str) -> OwnedCell {
    if s.trim().is_empty() { OwnedCell::Empty } else { OwnedCell::Text(s.to_owned()) }
}

/// The row being put together.
struct Rows<'a> {
    row: u32,
    cells: Vec<OwnedCell>,
    carried: Carried,
    merged: &'a Merged,
}

impl Rows<'_> {
    fn flush(&mut self, reader: &mut Reader<'_>, table: &mut Table) {
        if self.cells.iter().all(|c| *c == OwnedCell::Empty) {
            self.cells.clear();
            return;
        }
        let row = self.row;
        self.carried.fill(row, &mut self.cells, self.merged);
        table.push(reader, row + 1, self.cells.as_slice());
        self.cells.clear();
    }
}
