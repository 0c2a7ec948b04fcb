//! Web pages that call themselves .xls: each table of the page is a sheet.

use super::annotate::Plain;
use super::cell::OwnedCell;
use super::decode::{Charset, Decoding};
use super::limits::HTML_BYTES_MAX;
use super::merged::Carried;
use super::reader::Reader;
use super::sniff::Refusal;
use super::table::Table;
use scraper::{ElementRef, Html, Selector};
use std::io::Read;

/// Cells that one cell may span: more than any table has columns.
const SPAN_MAX: usize = 200;

/// Rows that one cell may span.
const ROWS_MAX: usize = 100_000;

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
        let mut carried = Carried::default();
        let columns = usize::try_from(reader.input.limits.columns).unwrap_or(usize::MAX);
        for (number, row) in (1_u32..).zip(table.select(&rows)) {
            if reader.rows >= reader.input.limits.rows {
                super::too_many_rows(reader);
                return Ok(());
            }
            out.push(reader, number, cells(row, number, columns, &mut carried).as_slice());
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
    let sheet = |t: ElementRef<'_>| {
        let mut carried = Carried::default();
        (None, (1_u32..).zip(t.select(&rows)).map(|(n, r)| (n, cells(r, n, SPAN_MAX, &mut carried))).collect())
    };
    Some(page.select(&tables).filter(|t| !holds_table(t, &tables)).map(sheet).collect())
}

/// Tables that only arrange other tables on the page.
fn holds_table(table: &ElementRef<'_>, tables: &Selector) -> bool {
    table.select(tables).next().is_some()
}

/// One row with the cells that earlier rows stretch into it, and those that stretch on from it.
fn cells(row: ElementRef<'_>, number: u32, columns: usize, carried: &mut Carried) -> Vec<OwnedCell> {
    let mut out = Vec::new();
    for cell in row.child_elements().filter(|e| matches!(e.value().name(), "td" | "th")) {
        while carried.covers(number, out.len()) && out.len() < columns {
            out.push(OwnedCell::Empty);
        }
        let text: String = cell.text().collect();
        let span = |name: &str| cell.attr(name).and_then(|s| s.trim().parse::<usize>().ok()).unwrap_or(1);
        let kept = if text.trim().is_empty() { OwnedCell::Empty } else { OwnedCell::Text(text.trim().to_owned()) };
        let down = span("rowspan").clamp(1, ROWS_MAX);
        let wide = span("colspan").clamp(1, SPAN_MAX);
        if down > 1 {
            let last = number.saturating_add(u32::try_from(down - 1).unwrap_or(0));
            carried.begin(out.len(), &kept, last);
            // The rest of the region is empty, but it pushes later cells to the right all the same.
            (1..wide).for_each(|n| carried.begin(out.len() + n, &OwnedCell::Text(String::new()), last));
        }
        out.push(kept);
        out.extend((1..wide).map(|_| OwnedCell::Empty));
        if out.len() >= columns {
            out.truncate(columns);
            break;
        }
    }
    carried.under(number, &mut out);
    out
}
