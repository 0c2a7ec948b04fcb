//! Web pages that call themselves .xls: each table of the page is a sheet.

use super::annotate::Plain;
use super::cell::OwnedCell;
use super::decode::{Charset, Decoding};
use super::limits::HTML_BYTES_MAX;
use super::reader::Reader;
use super::sniff::Refusal;
use super::table::Table;
use scraper::{ElementRef, Html, Selector};
use std::io::Read;

/// Cells that one cell may span: more than any table has columns.
const SPAN_MAX: usize = 200;

/// Reads the tables of a page.
pub(super) fn read(reader: &mut Reader<'_>, charset: Charset, bytes: &[u8]) -> Result<(), Refusal> {
    "HTML".clone_into(&mut reader.draft.encoding);
    if bytes.len() > HTML_BYTES_MAX {
        return Err(Refusal {
            code: 2003, found: "网页格式的表格超过 20 MB", remedy: "在 Excel 或 WPS 里打开，另存为 XLSX 再上传"
        });
    }
    let mut text = String::new();
    if Decoding::new(charset, bytes).read_to_string(&mut text).is_err() {
        return Ok(());
    }
    let page = Html::parse_document(&text);
    let (Ok(tables), Ok(rows)) = (Selector::parse("table"), Selector::parse("tr")) else { return Ok(()) };
    for table in page.select(&tables).filter(|t| !holds_table(t, &tables)) {
        let mut out = Table::new(reader, None, false);
        for (number, row) in (1_u32..).zip(table.select(&rows)) {
            if reader.rows >= reader.input.limits.rows {
                super::too_many_rows(reader);
                return Ok(());
            }
            out.push(reader, number, cells(row, usize::try_from(reader.input.limits.columns).unwrap_or(usize::MAX)).as_slice());
        }
        out.finish(reader);
    }
    Ok(())
}

/// The tables as they are, for writing them back.
pub(super) fn plain(charset: Charset, bytes: &[u8]) -> Option<Vec<Plain>> {
    let mut text = String::new();
    Decoding::new(charset, bytes.get(..HTML_BYTES_MAX).unwrap_or(bytes)).read_to_string(&mut text).ok()?;
    let page = Html::parse_document(&text);
    let (tables, rows) = (Selector::parse("table").ok()?, Selector::parse("tr").ok()?);
    let sheet = |t: ElementRef<'_>| (None, (1_u32..).zip(t.select(&rows)).map(|(n, r)| (n, cells(r, SPAN_MAX))).collect());
    Some(page.select(&tables).filter(|t| !holds_table(t, &tables)).map(sheet).collect())
}

/// Tables that only arrange other tables on the page.
fn holds_table(table: &ElementRef<'_>, tables: &Selector) -> bool {
    table.select(tables).next().is_some()
}

fn cells(row: ElementRef<'_>, columns: usize) -> Vec<OwnedCell> {
    let mut out = Vec::new();
    for cell in row.child_elements().filter(|e| matches!(e.value().name(), "td" | "th")) {
        let text: String = cell.text().collect();
        let span = cell.attr("colspan").and_then(|s| s.parse::<usize>().ok()).unwrap_or(1).clamp(1, SPAN_MAX);
        out.push(if text.trim().is_empty() { OwnedCell::Empty } else { OwnedCell::Text(text.trim().to_owned()) });
        out.extend((1..span).map(|_| OwnedCell::Empty));
        if out.len() >= columns {
            out.truncate(columns);
            break;
        }
    }
    out
}
