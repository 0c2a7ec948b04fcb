//! CSV and its like, streamed: one record in memory, rows numbered as a spreadsheet shows them.

use super::annotate::{Plain, ROWS_MAX};
use super::cell::{Cell, Row, ends_plainly};
use super::decode::{self, Charset, Decoding};
use super::finding::At;
use super::reader::Reader;
use super::table::Table;
use csv::{ByteRecord, ReaderBuilder};
use std::io::Read;

/// Records on their way from the reader to the table: one text in UTF-8, and where each cell ends. It is looked at as characters once it is
/// whole, which is cheaper than cell by cell.
#[derive(Debug, Default)]
struct Batch {
    text: Vec<u8>,
    /// Where each cell begins and ends, outer spaces cut.
    cells: Vec<(u32, u32)>,
    lines: Vec<Numbered>,
}

/// One record of a batch.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    /// As a spreadsheet numbers it.
    row: u32,
    /// Line breaks inside its cells.
    breaks: usize,
    /// Its cells.
    from: usize,
    to: usize,
}

/// Text that one batch holds: enough to make handing it over cheap, little enough to stay in the processor's memory. Unit: bytes.
const BATCH: usize = 256 << 10;

/// Below this a file is read on one core. Unit: bytes.
const SMALL: usize = 1 << 20;

impl Batch {
    fn push(&mut self, record: &ByteRecord, row: u32, breaks: usize) {
        let from = self.cells.len();
        for cell in record {
            let cell = if ends_plainly(cell) { cell } else { std::str::from_utf8(cell).map_or(cell, |s| s.trim().as_bytes()) };
            let start = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
            self.text.extend_from_slice(cell);
            self.cells.push((start, u32::try_from(self.text.len()).unwrap_or(u32::MAX)));
        }
        self.lines.push(Numbered { row, breaks, from, to: self.cells.len() });
    }
}

/// A record of a text file.
#[derive(Debug)]
struct Record<'a> {
    text: &'a str,
    cells: &'a [(u32, u32)],
}

impl Row for Record<'_> {
    fn width(&self) -> usize {
        self.cells.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        let Some((from, to)) = self.cells.get(column) else { return Cell::Empty };
        match self.text.get(*from as usize..*to as usize) {
            None | Some("") => Cell::Empty,
            Some(text) => Cell::Text(text),
        }
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
        drop(stream(reader, bytes.len(), Source::new(separator, bytes)));
        return;
    }
    let mut head = vec![0; SAMPLE];
    let n = Decoding::new(charset, bytes).read(&mut head).unwrap_or(0);
    let separator = separator(&String::from_utf8_lossy(head.get(..n).unwrap_or_default()));
    let source = stream(reader, bytes.len(), Source::new(separator, Decoding::new(charset, bytes)));
    if source.csv.get_ref().errors {
        not_restored(reader);
    }
}

/// Refuses a file with bytes that are no characters.
fn not_restored(reader: &mut Reader<'_>) {
    let place = reader.findings.whole();
    let expected = "UTF-8 或 GB18030（GBK）编码的文字";
    let remedy = "在 Excel 或 WPS 里打开原表，另存为“CSV UTF-8”或 XLSX 再上传";
    reader.findings.push(crate::base::diag::Diagnostic::error(2002, place, "有字不能还原", expected, remedy));
    super::refuse_all(reader);
}

/// A quoted cell that swallows this many lines lacks its closing quote.
const LINES_OF_CELL_MAX: usize = 200;

/// Records out of bytes, batch by batch.
struct Source<R> {
    csv: csv::Reader<R>,
    record: ByteRecord,
    numbering: Numbering,
}

impl<R: Read> Source<R> {
    fn new(separator: u8, input: R) -> Self {
        let csv = ReaderBuilder::new().has_headers(false).flexible(true).delimiter(separator).buffer_capacity(256 << 10).from_reader(input);
        Self { csv, record: ByteRecord::new(), numbering: Numbering::default() }
    }

    /// The next batch; `None` at the end. What could not be decoded was refused before, so every record is text.
    fn batch(&mut self) -> Option<Batch> {
        let mut batch = Batch::default();
        while batch.text.len() < BATCH && self.csv.read_byte_record(&mut self.record).unwrap_or(false) {
            let (row, breaks) = self.numbering.next(&self.record, self.csv.position().line());
            batch.push(&self.record, row, breaks);
        }
        (!batch.lines.is_empty()).then_some(batch)
    }
}

/// Hands the records to a table, cutting them on another core where the file is large. Gives the source back.
fn stream<R: Read + Send>(reader: &mut Reader<'_>, size: usize, mut source: Source<R>) -> Source<R> {
    let mut table = Table::new(reader, None, true);
    if size < SMALL {
        while let Some(batch) = source.batch() {
            if !take(reader, &mut table, &batch) {
                break;
            }
        }
        table.finish(reader);
        return source;
    }
    let source = std::thread::scope(|s| {
        // A few batches ahead are enough to keep both cores busy.
        let (sender, receiver) = std::sync::mpsc::sync_channel::<Batch>(4);
        let cutting = s.spawn(move || {
            while let Some(batch) = source.batch() {
                // The table wants no more once it has given the file up.
                if sender.send(batch).is_err() {
                    break;
                }
            }
            source
        });
        for batch in receiver {
            if !take(reader, &mut table, &batch) {
                break;
            }
        }
        cutting.join()
    });
    table.finish(reader);
    source.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Hands a batch over; `false` where the file is given up.
fn take(reader: &mut Reader<'_>, table: &mut Table, batch: &Batch) -> bool {
    let Some(text) = decode::text(&batch.text) else {
        not_restored(reader);
        return false;
    };
    for line in &batch.lines {
        let Numbered { row, breaks, from, to } = *line;
        if breaks > LINES_OF_CELL_MAX {
            let at = At { sheet: None, row, column: None };
            let remedy = format!("第 {row} 行起有一个英文双引号没有配对：补上或删去它");
            reader.findings.error(2025, at, [&format!("一格里有 {breaks} 行"), "双引号成对", &remedy]);
            reader.draft.refused += 1;
            continue;
        }
        if u64::from(row) > reader.input.limits.rows {
            super::too_many_rows(reader);
            return false;
        }
        let cells = batch.cells.get(from..to).unwrap_or_default();
        table.push(reader, row, &Record { text, cells });
    }
    true
}

/// The rows as they are, for writing them back; `None` where there are too many.
pub(super) fn plain(text: &str) -> Option<Vec<Plain>> {
    let sample: String = text.chars().take(SAMPLE / 3).collect();
    let mut source = Source::new(separator(&sample), text.as_bytes());
    let mut rows = Vec::new();
    while let Some(batch) = source.batch() {
        let text = decode::text(&batch.text)?;
        for line in &batch.lines {
            if line.row > ROWS_MAX {
                return None;
            }
            let cells = batch.cells.get(line.from..line.to).unwrap_or_default();
            rows.push((line.row, Record { text, cells }.keep()));
        }
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
        // A record that ends on its own line has no line break inside.
        let alone = line.saturating_sub(self.line) <= 1;
        let breaks = if alone { 0 } else { record.iter().flatten().filter(|b| **b == b'\n').count() };
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
