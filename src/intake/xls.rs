//! XLS (BIFF8), small ones alone: its library reads it as a whole and may panic on damaged files.

use super::annotate::Plain;
use super::aside;
use super::biff::{self, Laid};
use super::cell::{OwnedCell, Row, decimal, from_serial};
use super::limits::{Limits, XLS_BYTES_MAX};
use super::merged::{Carried, Merged};
use super::reader::Reader;
use super::sniff::{self, Refusal};
use super::table::Table;
use crate::base::guard::guarded;
use crate::base::text::quoted;
use calamine::{Data, Reader as _, SheetVisible, Xls, XlsError};
use std::io::Cursor;

/// A sheet: its name, whether it is hidden, where its first cell stands, its rows, its merged cells.
type OneSheet = (String, bool, (u32, u32), Vec<Vec<OwnedCell>>, Merged);
type Sheets = Vec<OneSheet>;

/// A sheet that is mostly empty space.
const FAR: Refusal = Refusal {
    code: 2007,
    found: "表格以外很远的地方有内容",
    remedy: "删去表格以外的内容，或新建工作簿只把表格复制进去，另存为 XLSX 再上传",
};

/// 3 that is seen as 3万.
const SEEN: Refusal = Refusal {
    code: 2007,
    found: "有的数由单元格格式带出“万”，旧式工作簿里读不到",
    remedy: "在 Excel 或 WPS 里打开，另存为“Excel 工作簿（*.xlsx）”再上传",
};

/// Reads an old workbook.
pub(super) fn read(reader: &mut Reader<'_>, bytes: &[u8]) -> Result<(), Refusal> {
    "XLS".clone_into(&mut reader.draft.encoding);
    if bytes.len() > XLS_BYTES_MAX {
        let remedy = "在 Excel 或 WPS 里打开，另存为“Excel 工作簿（*.xlsx）”再上传";
        return Err(Refusal { code: 2003, found: "旧式工作簿（.xls）超过 10 MB", remedy });
    }
    let columns = usize::try_from(reader.input.limits.columns).unwrap_or(usize::MAX);
    let sheets = guarded(|| load(bytes, columns)).unwrap_or(Err(sniff::DAMAGED))?;
    let (put_aside, sheets): (Sheets, Sheets) = sheets.into_iter().partition(|s| s.1 || aside::is_put_aside(&s.0));
    for sheet in sheets {
        if !read_sheet(reader, sheet) {
            return Ok(());
        }
    }
    let alone = aside::holds_nothing_else(reader);
    for sheet in put_aside {
        let (name, hidden) = (sheet.0.clone(), sheet.1);
        if !alone {
            let mut beside = reader.beside();
            read_sheet(&mut beside, sheet);
            aside::passed(reader, &name, hidden, &beside);
            continue;
        }
        if hidden {
            reader.infer(format!("工作表{}是隐藏的，也已读取", quoted(&name)));
        }
        if !read_sheet(reader, sheet) {
            return Ok(());
        }
    }
    Ok(())
}

/// One sheet; `false` where the whole file is given up.
fn read_sheet(reader: &mut Reader<'_>, (name, _, (first_row, first_column), rows, merged): OneSheet) -> bool {
    let mut table = Table::new(reader, Some(&name), false);
    let mut carried = Carried::default();
    for (i, mut row) in (0_u32..).zip(rows) {
        if reader.rows >= reader.input.limits.rows {
            super::too_many_rows(reader);
            return false;
        }
        row.splice(0..0, (0..first_column).map(|_| OwnedCell::Empty));
        if row.as_slice().filled().next().is_some() {
            carried.fill(first_row + i, &mut row, &merged);
            table.push(reader, first_row + i + 1, row.as_slice());
        }
    }
    table.finish(reader);
    true
}

/// The sheets as they are, for writing them back.
pub(super) fn plain(bytes: &[u8], limits: &Limits) -> Option<Vec<Plain>> {
    let columns = usize::try_from(limits.columns).unwrap_or(usize::MAX);
    let sheets = load(bytes, columns).ok()?;
    let plain = sheets.into_iter().map(|(name, _, (first_row, first_column), rows, _)| {
        let shift = |row: Vec<OwnedCell>| (0..first_column).map(|_| OwnedCell::Empty).chain(row).collect();
        (Some(name), (first_row + 1..).zip(rows).map(|(n, row)| (n, shift(row))).collect())
    });
    Some(plain.collect())
}

fn load(bytes: &[u8], columns: usize) -> Result<Sheets, Refusal> {
    match biff::laid(bytes) {
        Laid::Fits => {}
        Laid::Far => return Err(FAR),
        Laid::Seen => return Err(SEEN),
        Laid::Broken => return Err(sniff::DAMAGED),
    }
    let mut book: Xls<_> =
        Xls::new(Cursor::new(bytes)).map_err(|e| if matches!(e, XlsError::Password) { sniff::LOCKED } else { sniff::DAMAGED })?;
    let mut out = Vec::new();
    let sheets: Vec<(String, bool)> = book.sheets_metadata().iter().map(|s| (s.name.clone(), s.visible != SheetVisible::Visible)).collect();
    for (name, hidden) in sheets {
        let Ok(range) = book.worksheet_range(&name) else { continue };
        let rows = range.rows().map(|row| row.iter().take(columns).map(keep).collect()).collect();
        let merged = Merged::new(&book.merge_cells_by_sheet_name(&name).unwrap_or_default());
        out.push((name, hidden, range.start().unwrap_or_default(), rows, merged));
    }
    Ok(out)
}

fn keep(value: &Data) -> OwnedCell {
    match value {
        Data::Int(n) => OwnedCell::Number(n.to_string()),
        Data::Float(v) => OwnedCell::Number(decimal(*v)),
        Data::String(s) | Data::DateTimeIso(s) | Data::DurationIso(s) if !s.trim().is_empty() => OwnedCell::Text(s.clone()),
        Data::Bool(b) => OwnedCell::Text(if *b { "TRUE" } else { "FALSE" }.to_owned()),
        Data::DateTime(d) => from_serial(d.as_f64(), false, d.is_duration()),
        Data::Error(e) => OwnedCell::Error(e.to_string()),
        _ => OwnedCell::Empty,
    }
}
