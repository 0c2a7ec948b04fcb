//! The partner's own sums: checks, never added. A total row is kept for the bridge, a total column compared with its row.

use super::cell::Row;
use super::layout::{Block, Headed};
use super::line::Line;
use super::reader::Reader;
use super::row::contacts;
use super::saying::Label;
use crate::base::count::{Count, Span};
use crate::base::day::Moment;
use crate::base::diag::{Diagnostic, Place, Severity, column_letter};
use crate::base::id::RuleId;
use crate::base::numeral::{self, Numeral};
use crate::define::Field;
use crate::model::draft::{DraftReading, Mode, RowRef, TotalRow};
use crate::model::metric::Metric;
use std::collections::{BTreeMap, BTreeSet};

/// Sums of one table.
#[derive(Debug)]
pub(super) struct Totals {
    /// Per block its readings, and how many of them its last sum stood below.
    blocks: Vec<(Vec<u32>, usize)>,
    /// Rows that were refused: of which block, where, and what each column of counts shows.
    back: Vec<(usize, u32, BTreeMap<usize, u64>)>,
    /// Per block the row of its last sum.
    last: Vec<u32>,
    /// Columns of which a sum was seen. Of several below one another nobody knows which rows each is of, so the rows of one alone are kept.
    summed: BTreeSet<(usize, usize, Metric)>,
    /// How many readings there were before the table, and which of them it says once more.
    before: Option<usize>,
    again: BTreeSet<u32>,
}

/// Refused rows whose numbers are kept; a file that holds more has other troubles than its sum.
const BACK_MAX: usize = 10_000;

/// The rule under which a partner's total column is compared with its row; nothing is stored under it.
const CHECK_RULE: &str = "CR-18";

impl Totals {
    pub(super) fn new(blocks: &[Block]) -> Self {
        Self {
            blocks: vec![(Vec::new(), 0); blocks.len()],
            back: Vec::new(),
            last: vec![0; blocks.len()],
            summed: BTreeSet::new(),
            before: None,
            again: BTreeSet::new(),
        }
    }

    /// A row of a block has brought the readings from `first` on. Of a table that stands alone they are all of the sheet, so nobody asks.
    /// `repeated`: readings that it says once more; those of another table belong to the sum of this one too.
    pub(super) fn brought(&mut self, number: usize, first: usize, end: usize, repeated: &[u32]) {
        let before = *self.before.get_or_insert(first);
        if let Some((mine, _)) = self.blocks.get_mut(number) {
            mine.extend(repeated.iter().filter(|n| (**n as usize) < before && self.again.insert(**n)));
            mine.extend((first..end).filter_map(|n| u32::try_from(n).ok()));
        }
    }

    /// A row was refused: its numbers may be what a sum below it lacks.
    pub(super) fn turned_back<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, number: usize, block: &Block) {
        if self.back.len() >= BACK_MAX {
            return;
        }
        let measures = block.groups.iter().flat_map(|g| &g.measures).map(|m| (m.column, m.unit));
        let total = block.column(Field::RowTotal).map(|c| (c, line.titles.get(c).map_or(1, |t| t.unit)));
        // Of a row with a cell that cannot be read nobody knows how much it holds.
        let shown: Option<BTreeMap<usize, u64>> = (measures.chain(total))
            .map(|(column, unit)| match numeral::read(&line.cell(column).shown(), unit) {
                Ok(Numeral::Count(count)) => Some((column, count.shown())),
                Ok(Numeral::Blank | Numeral::Unavailable) => Some((column, 0)),
                Err(_) => None,
            })
            .collect();
        self.back.push((number, line.row, shown.unwrap_or_default()));
    }

    /// Keeps what a total row says.
    pub(super) fn row<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        sheet: u16,
        number: usize,
        block: &Block,
        label: Label,
    ) {
        let subtotal = label == Label::Subtotal;
        let alone = self.blocks.len() < 2;
        let Some((mine, since)) = self.blocks.get_mut(number) else { return };
        let (from, to) = (*since, mine.len());
        // A row that compares with another period ends no section.
        if matches!(label, Label::Compared | Label::Other) {
            return;
        }
        *since = to;
        // Beside another table its sum is that of its own rows, and so is that of a sheet which repeats the works of another.
        let rows = match (subtotal, alone) {
            (true, _) => Some(from..to),
            (false, false) => Some(0..to),
            (false, true) => (!self.again.is_empty()).then_some(0..to),
        };
        let mine: &[u32] = mine;
        let summed = &mut self.summed;
        let mut of = |column: usize, metric: Metric| {
            let first = subtotal || summed.insert((number, column, metric));
            rows.clone().filter(|_| first).map(|rows| mine.get(rows).unwrap_or_default().to_vec())
        };
        let after = self.last.get_mut(number).map_or(0, |last| std::mem::replace(last, line.row));
        if label == Label::SumOfSome {
            return;
        }
        let back: Vec<_> = self.back.iter().filter(|b| b.0 == number && (!subtotal || b.1 > after)).map(|b| &b.2).collect();
        let full = self.back.len() < BACK_MAX;
        let turned_back = |column: usize| {
            let shown: Option<Vec<u64>> = back.iter().map(|b| b.get(&column).copied()).collect();
            let shown = shown.filter(|s| !s.is_empty() && full)?;
            Some((u32::try_from(shown.len()).ok()?, shown.into_iter().try_fold(0, u64::checked_add)?))
        };
        let mut keep = |reader: &mut Reader<'_>, column: usize, unit: u64, channel: Option<usize>, total: TotalRow| {
            let text = line.cell(column).shown();
            if let Ok(Numeral::Count(written)) = numeral::read(&text, unit) {
                let channel = channel.and_then(|c| reader.names.channel(c)).map(|c| c.id.clone());
                let turned_back = turned_back(column);
                let of = of(column, total.metric);
                reader.draft.totals.push(TotalRow { column_letter: column_letter(column), channel, written, of, turned_back, ..total });
            }
        };
        let total = |metric: Metric, at: Option<Moment>, increment: bool| TotalRow {
            row: RowRef { sheet, row: line.row },
            column_letter: String::new(),
            channel: None,
            metric,
            at,
            increment,
            across: false,
            subtotal,
            written: Count::Exact(0),
            of: None,
            refused: 0,
            turned_back: None,
        };
        // A column of dates in the rows: a counter without a date of its own holds several.
        let rows_say = block.column(Field::AsOf).is_some();
        for group in block.groups.iter().filter(|g| g.mode == Mode::Cumulative) {
            // Where the rows say their channel, a column's sum is of all of them.
            // So is one below several headings.
            let by_rows = block.column(Field::Channel).is_some() || block.headed != Headed::No && !subtotal;
            let channel = group.channel.or(block.channel.filter(|_| !by_rows));
            let kind = channel.and_then(|c| reader.names.channel(c)).map(|c| c.kind);
            let at = group.at.or(block.at.filter(|_| !rows_say));
            for m in &group.measures {
                let metric = m.metric.unwrap_or_else(|| contacts(kind));
                // What a plain count means depends on the row's channel.
                let across = m.metric.is_none() && channel.is_none();
                keep(reader, m.column, m.unit, channel, TotalRow { across, ..total(metric, at, false) });
            }
        }
        // Of several dates nobody says which one a total column sums.
        let several = block.groups.iter().any(|g| block.groups.iter().any(|o| o.at != g.at));
        if let Some(column) = block.column(Field::RowTotal).filter(|_| !several) {
            let unit = line.titles.get(column).map_or(1, |t| t.unit);
            let increment = block.groups.iter().all(|g| g.mode == Mode::Increment);
            keep(reader, column, unit, None, TotalRow { across: true, ..total(Metric::Plays, None, increment) });
        }
    }
}

/// Compares what total rows say with the rows that they are the sum of; told before anything is stored. A refused row is compared as far
/// as its number can be read; one that cannot would only lead astray.
pub(super) fn check(reader: &mut Reader<'_>) {
    one_of_several(reader);
    compare(reader);
    narrow(reader);
}

/// Names the rows of the totals whose column is one date or mode of several, so that the bridge compares the same as was compared here.
/// A column without any reading is the sum of nothing.
fn narrow(reader: &mut Reader<'_>) {
    let draft = &mut reader.draft;
    let readings = &draft.readings;
    draft.totals.retain_mut(|t| {
        let like = |r: &&DraftReading| t.is_like(r);
        let of: Vec<u32> = match &t.of {
            None => {
                let of_sheet = || (0..).zip(readings).filter(|(_, r)| r.row.sheet == t.row.sheet);
                if of_sheet().all(|(_, r)| like(&r)) {
                    return true;
                }
                of_sheet().filter(|(_, r)| like(r)).map(|(n, _)| n).collect()
            }
            Some(of) => of.iter().copied().filter(|n| readings.get(*n as usize).is_some_and(|r| like(&r))).collect(),
        };
        t.of = Some(of).filter(|of| !of.is_empty());
        t.of.is_some()
    });
}

/// Several sums of one column below one another: of which rows each is, nobody says, so none is compared, neither here nor later.
fn one_of_several(reader: &mut Reader<'_>) {
    let column = |t: &TotalRow| (t.row.sheet, t.column_letter.clone(), t.metric);
    let mut sums: BTreeMap<_, u32> = BTreeMap::new();
    for t in reader.draft.totals.iter().filter(|t| !t.subtotal) {
        *sums.entry(column(t)).or_default() += 1;
    }
    reader.draft.totals.retain(|t| t.subtotal || sums.get(&column(t)).is_none_or(|n| *n < 2));
}

fn compare(reader: &mut Reader<'_>) {
    let mut told = Vec::new();
    let refused = reader.draft.refused;
    for t in &reader.draft.totals {
        let back = match t.turned_back {
            _ if refused == 0 => 0,
            Some((rows, held)) if rows == refused => held,
            _ => continue,
        };
        let readings = &reader.draft.readings;
        let named = t.of.iter().flatten().filter_map(|n| readings.get(*n as usize));
        let of_sheet = readings.iter().filter(|r| t.of.is_none() && r.row.sheet == t.row.sheet);
        let parts: Vec<Span> = (named.chain(of_sheet))
            .filter(|r| t.is_like(r))
            .filter(|r| {
                let item = reader.draft.items.get(r.item as usize);
                t.channel.as_ref().is_none_or(|c| item.is_some_and(|i| i.channel == *c))
            })
            .flat_map(|r| t.counts(&r.values))
            .map(Count::span)
            .collect();
        let written = t.written.span();
        if parts.is_empty() {
            // No number is not 0.
            if written.low > 0 && refused == 0 {
                told.push((t.row, t.column_letter.clone(), written, None));
            }
            continue;
        }
        let parts = parts.into_iter().chain([Count::Exact(back).span()]);
        let sum = Span::sum(&RuleId::new(CHECK_RULE), parts).span;
        if written.high.is_some_and(|h| h < sum.low) || sum.high.is_some_and(|h| written.low > h) {
            told.push((t.row, t.column_letter.clone(), written, Some(sum)));
        }
    }
    for (row, letter, written, sum) in told {
        let name = format!("{letter}{}", row.row);
        let sheet = reader.draft.sheets.get(usize::from(row.sheet)).filter(|s| !s.is_empty()).map(ToString::to_string);
        let place = Place { sheet, row: Some(row.row), column_letter: Some(letter), ..reader.findings.whole() };
        let correct = || format!("合计算错了就改正 {name}");
        let (mut expected, retype) = match sum.map(|s| (s.low, s.high)) {
            None => ("各行都没有填数".to_owned(), correct()),
            Some((low, Some(high))) if high == low => (format!("各行之和 {high}"), format!("合计算错了就把 {name} 改成 {high}")),
            Some((low, Some(high))) => (format!("各行之和在 {low} 到 {high} 之间"), correct()),
            Some((low, None)) => (format!("各行之和不少于 {low}"), correct()),
        };
        if refused > 0 {
            expected = format!("{expected}（含退回的 {refused} 行）");
        }
        let found = match written.high {
            Some(high) if high > written.low => format!("{} 到 {high}", written.low),
            _ => written.low.to_string(),
        };
        let remedy = format!("以各行为准计入；有漏填或填错的行，补正后重新上传；{retype}");
        reader.findings.push(Diagnostic::new(2023, Severity::Warning, place, &found, &expected, &remedy));
    }
}
