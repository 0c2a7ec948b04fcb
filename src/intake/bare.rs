//! Rows of a table of works that are none: a heading or a remark in the column of titles, a work that is not published yet.

use super::cell::{Cell, Row};
use super::layout::Block;
use super::line::Line;
use super::reader::Reader;
use super::words;
use crate::base::absent;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, fold, quoted};
use crate::define::Field;
use crate::model::draft::RowRef;

/// Rows that hold a title and nothing else, until the table shows whether its works have numbers.
#[derive(Debug, Default)]
pub(super) struct Bare {
    rows: Vec<u32>,
    /// The first of them as written.
    first: String,
    /// How such a row says that it is a work.
    remedy: &'static str,
}

impl Bare {
    /// Notes a row that holds a title and nothing that tells a work: no number, no id or link, no day.
    pub(super) fn see<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, block: &Block) {
        let Some(title) = block.column(Field::Title).filter(|_| counts(line, block).next().is_none()) else { return };
        let planned = |column: usize| ["计划", "预计", "拟"].iter().any(|w| line.title(column).contains(w));
        // 第5期 says which work it is; 序号 is given to whatever stands in the table.
        let of_works = |column: usize| line.title(column).contains('期') && line.cell(column).shown().bytes().any(|b| b.is_ascii_digit());
        let mut others = line.cells.filled().map(|(column, _)| column).filter(|c| *c != title && (block.span.0..block.span.1).contains(c));
        let says_nothing = |column: usize| match () {
            () if block.column(Field::Note) == Some(column) => true,
            () if block.column(Field::Number) == Some(column) => !of_works(column),
            () => planned(column),
        };
        if line.cell(title).is_empty() || !others.all(says_nothing) {
            return;
        }
        if self.rows.is_empty() {
            self.first = line.cell(title).shown().into_owned();
            // Where channels stand in headers, a work without a number is on none of them.
            self.remedy = if block.wide { "填上数" } else { "填上发布时间，或在数那一格写 --" };
        }
        self.rows.push(line.row);
    }

    /// The table is at its end: where other rows have numbers, these are no works.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>, sheet: u16) {
        let rows = std::mem::take(&mut self.rows);
        let Some((first, others)) = rows.split_first() else { return };
        if !reader.draft.readings.iter().any(|r| r.row.sheet == sheet) {
            return;
        }
        reader.unlisted.extend(rows.iter().map(|row| RowRef { sheet, row: *row }));
        let shown = quoted(&clip(&self.first, 20));
        let mut sentence = format!("第 {first} 行只有{shown}，没有数、链接、日期，未登记为作品；是作品的，{}", self.remedy);
        if !others.is_empty() {
            let named: Vec<String> = others.iter().take(10).map(u32::to_string).collect();
            let more = if others.len() > 10 { format!(" 等 {} 行", others.len()) } else { " 行".to_owned() };
            sentence = format!("{sentence}（还有第 {}{more}）", named.join("、"));
        }
        reader.infer(sentence);
    }
}

/// Whether a row is a work that its state calls unpublished; one that has a number nevertheless is asked about.
pub(super) fn unpublished<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> Result<bool, ()> {
    let state = block.column(Field::Visibility).filter(|c| !line.cell(*c).is_empty());
    let Some(column) = state else { return Ok(is_absent(reader, line, block)) };
    let Cell::Text(text) = line.cell(column) else { return Ok(false) };
    let reviewed = words::awaits_review(text);
    if !reviewed && !words::is_unpublished(text) {
        return Ok(false);
    }
    let some = |c: usize| matches!(numeral::read(&line.cell(c).shown(), 1), Ok(Numeral::Count(n)) if n.high() != Some(0));
    if counts(line, block).any(some) {
        if reviewed {
            return Ok(false);
        }
        let name = line.name(column);
        let remedy = format!("已经发布的，把 {name} 改成已发布；还没有发布的，数留空");
        reader.findings.error(2046, line.at(column), [text, "有数的作品是已经发布的", &remedy]);
        return Err(());
    }
    let title = block.column(Field::Title).map(|c| quoted(&line.cell(c).shown())).unwrap_or_default();
    let state = fold(line.title(column));
    reader.infer(format!("第 {} 行{title}：{state}写着{}，还没有发布，未登记为作品", line.row, quoted(text)));
    Ok(true)
}

/// Whether the row's channel does not have the work, by what stands where its numbers should: 未转发, 待上线. A number that is only not known,
/// 未统计, says nothing of the kind.
fn is_absent<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
    let mut filled = counts(line, block);
    let Some(first) = filled.next() else { return false };
    let absent = |c: usize| absent::says_absent(line.cell(c).chars());
    if block.groups.iter().any(|g| g.channel.is_some()) || !absent(first) || !filled.all(absent) {
        return false;
    }
    let title = block.column(Field::Title).map(|c| quoted(&line.cell(c).shown())).unwrap_or_default();
    let (name, said) = (fold(line.title(first)), line.cell(first).shown());
    reader.infer(format!("第 {} 行{title}：{name}写着{}，这个渠道上还没有，未登记为作品", line.row, quoted(&said)));
    true
}

/// The filled columns of counts.
fn counts<'a, R: Row + ?Sized>(line: &'a Line<'_, R>, block: &'a Block) -> impl Iterator<Item = usize> + 'a {
    block.groups.iter().flat_map(|g| &g.measures).map(|m| m.column).filter(|c| !line.cell(*c).is_empty())
}
