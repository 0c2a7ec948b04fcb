//! CSV and its like, streamed: one record in memory, rows numbered as a spreadsheet shows them.

use super::annotate::{Plain, ROWS_MAX};
use super::cell::{Cell, Row};
use super::decode::{Charset, Decoding};
use super::finding::At;
use super::reader::Reader;
use super::table::Table;
use csv::{ByteRecord, ReaderBuilder};
use std::io::Read;

/// A record of a text file.
#[derive(Debug)]
struct Record<'a>(&'a ByteRecord);

impl Row for Record<'_> {
    fn width(&self) -> usize {
        self.0.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        let bytes = self.0.get(column).unwrap_or_default();
        std::str::from_utf8(bytes).map_or(Cell::Empty, Cell::text)
    }
}

/// What separates the cells. Looked for in the first lines, outside quotes.
pub(super) fn separator(sample: &str) -> u8 {
    let counted = |sign: char| {
        let mut quoted = false;
        let lines = sample.lines().take(30).map(|line| {
            line.chars()
                .filter(|c| {
                    quoted ^= *c == '"';
                    !quoted && *c == sign
                })
                .count()
        });
        lines.sum::<usize>()
    };
    let signs = [(',', b','), ('\t', b'\t'), (';', b';'), ('|', b'|')];
    signs.into_iter().max_by_key(|(sign, b)| (counted(*sign), *b == b',')).map_or(b',', |(_, b)| b)
}

/// Unit: bytes.
const SAMPLE: usize = 32 << 10;

/// Reads a text file as one sheet without a name.
pub(super) fn read(reader: &mut Reader<'_>, charset: Charset, bytes: &[u8]) {
    charset.name().clone_into(&mut reader.draft.encoding);
    if charset == Charset::Utf8 {
        let head = bytes.get(..SAMPLE).unwrap_or(bytes);
        let separator = separator(&String::from_utf8_lossy(head));
        stream(reader, separator, bytes);
        return;
    }
    let mut head = vec![0; SAMPLE];
    let n = Decoding::new(charset, bytes).read(&mut head).unwrap_or(0);
    let separator = separator(&String::from_utf8_lossy(head.get(..n).unwrap_or_default()));
    let mut decoding = Decoding::new(charset, bytes);
    stream(reader, separator, &mut decoding);
    if decoding.errors {
        let place = reader.findings.whole();
        let expected = "UTF-8 或 GB18030（GBK）编码的文字";
        let remedy = "在 Excel 或 WPS 里打开原表，另存为“CSV UTF-8”或 XLSX 再上传";
        reader.findings.push(crate::base::diag::Diagnostic::error(2002, place, "有字不能还原", expected, remedy));
        super::refuse_all(reader);
    }
}

/// A quoted cell that swallows this many lines lacks its closing quote.
const LINES_OF_CELL_MAX: usize = 200;

fn stream<R: Read>(reader: &mut Reader<'_>, separator: u8, input: R) {
    let mut csv = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).buffer_capacity(256 << 10).from_reader(input);
    let mut table = Table::new(reader, None, true);
    let mut record = ByteRecord::new();
    let mut numbering = Numbering::default();
    while csv.read_byte_record(&mut record).unwrap_or(false) {
        let (row, breaks) = numbering.next(&record, csv.position().line());
        if breaks > LINES_OF_CELL_MAX {
            let at = At { sheet: None, row, column: None };
            let remedy = format!("第 {row} 行起有一个英文双引号没有配对：补上或删去它");
            reader.findings.error(2025, at, [&format!("一格里有 {breaks} 行"), "双引号成对", &remedy]);
            reader.draft.refused += 1;
            continue;
        }
        if u64::from(row) > reader.input.limits.rows {
            super::too_many_rows(reader);
            break;
        }
        table.push(reader, row, &Record(&record));
    }
    table.finish(reader);
}

/// The rows as they are, for writing them back; `None` where there are too many.
pub(super) fn plain(text: &str) -> Option<Vec<Plain>> {
    let sample: String = text.chars().take(SAMPLE / 3).collect();
    let mut csv = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator(&sample)).from_reader(text.as_bytes());
    let mut numbering = Numbering::default();
    let mut rows = Vec::new();
    let mut record = ByteRecord::new();
    while csv.read_byte_record(&mut record).unwrap_or(false) {
        let row = numbering.next(&record, csv.position().line()).0;
        if row > ROWS_MAX {
            return None;
        }
        rows.push((row, Record(&record).keep()));
    }
    Some(vec![(None, rows)])
}

/// Rows as a spreadsheet numbers them: blank lines count, line breaks inside cells do not.
#[derive(Debug)]
struct Numbering {
    row: u32,
    line: u64,
}

impl Default for Numbering {
    fn default() -> Self {
        Self { row: 0, line: 1 }
    }
}

impl Numbering {
    /// The number of the record that ends before `line`, and its line breaks.
    fn next(&mut self, record: &ByteRecord, line: u64) -> (u32, usize) {
        #[expect(clippy::naive_bytecount, reason = "a record is a hundred bytes long")]
        let breaks = record.as_slice().iter().filter(|b| **b == b'\n').count();
        let lines = usize::try_from(line.saturating_sub(self.line)).unwrap_or(0);
        self.line = line;
        self.row = self.row.saturating_add(1 + u32::try_from(lines.saturating_sub(breaks + 1)).unwrap_or(0));
        (self.row, breaks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators() {
        for (sample, expected) in
            [("a,b,c\n1,2,3", b','), ("a\tb\tc\n1,000\t2\t3", b'\t'), ("a;b;c\n1;2;3", b';'), ("标题\n", b','), ("\"a;b;c;d\",x\n", b',')]
        {
            assert_eq!(separator(sample), expected, "{sample}");
        }
    }
}
