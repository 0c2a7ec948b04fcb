//! The partner's total column, checked and never added: compared with the counters of its row; where rows say their channel, with those of all
//! rows of the work; where it is merged over rows, with those of all of them.

use super::cell::{Cell, Row};
use super::compared;
use super::layout::{Block, Group, Headed};
use super::line::Line;
use super::reader::Reader;
use super::row::Pending;
use super::title::{Role, split_tag};
use crate::base::count::{Count, Span};
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::id::RuleId;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{fold, quoted, title_key};
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;
use std::collections::BTreeMap;

/// The rule under which a partner's total column is compared with its row; nothing is stored under it.
const CHECK_RULE: &str = "CR-18";

/// Works of which the rows are compared together; of more than these only the first. Unit: works.
const WORKS_MAX: usize = 10_000;

/// Names of a sum over channels, which one channel's numbers do not make up.
const OF_ALL: [&str; 5] = ["全网", "全平台", "各平台", "各渠道", "渠道合计"];

/// The totals of one table that are still to be compared.
#[derive(Debug, Default)]
pub(super) struct Across {
    /// The last total written, until the next row shows whether it is merged over several.
    open: Option<Held>,
    works: BTreeMap<String, Held>,
}

/// A total with what the rows hold that it may be of.
#[derive(Debug)]
struct Held {
    work: Option<String>,
    /// The total, as written and read, and where it stands.
    written: Option<(Place, String, Count)>,
    sum: Span,
    rows: u32,
    /// Every total so far is that of its own row.
    own: bool,
    /// All totals so far are the same.
    alike: bool,
    /// A row was refused, so that nobody knows what it would have held.
    spoiled: bool,
}

impl Across {
    /// Takes the total of a row. Days whose counts add up to it are no counts from the start: the row is refused.
    pub(super) fn see<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        title: &str,
        pending: &[Pending],
    ) -> Result<(), ()> {
        // One that may be the work's own number is asked about where it is another.
        let either = |c: usize| reader.input.sent.mode.is_none() && line.titles.get(c).is_some_and(|t| t.either);
        let asked = |c: &usize| either(*c) || compared::is_of_gains(line.titles, *c);
        let Some(column) = block.column(Field::RowTotal).filter(|c| !asked(c)) else { return Ok(()) };
        let unit = line.titles.get(column).map_or(1, |t| t.unit);
        let cell = line.cell(column);
        let written = match numeral::read(&cell.shown(), unit) {
            Ok(Numeral::Count(written)) => Some(written),
            _ => None,
        };
        // Increments are summed up where there is nothing else; of several periods or days nobody says which ones the total is of.
        let mode = if block.groups.iter().all(|g| g.mode == Mode::Increment) { Mode::Increment } else { Mode::Cumulative };
        let parts = subtotals(line, block);
        if parts.len() > 1 {
            of_parts(reader, line, block, &parts, pending);
            return Ok(());
        }
        let counted = || pending.iter().filter(|p| p.mode == mode);
        if counted().any(|p| counted().any(|o| (o.from, o.at) != (p.from, p.at))) {
            let of_days = mode == Mode::Cumulative && counted().all(|p| counted().all(|o| o.channel == p.channel));
            return written.filter(|_| of_days).map_or(Ok(()), |written| sum_of_days(reader, line, column, written, pending));
        }
        let spans = counted().flat_map(|p| Metric::CONTACTS.into_iter().filter_map(|m| p.values.count(m))).map(Count::span);
        let sum = Span::sum(&RuleId::new(CHECK_RULE), spans).span;
        if matches!(cell, Cell::Carried(_)) {
            if let Some(open) = &mut self.open {
                open.add(sum);
            }
            return Ok(());
        }
        self.close(reader);
        let by_rows = block.column(Field::Channel).is_some() || block.headed != Headed::No;
        let work = Some(title_key(title)).filter(|work| by_rows && !work.is_empty());
        if !by_rows && block.groups.len() == 1 && OF_ALL.iter().any(|w| line.title(column).contains(w)) {
            reader.infer(format!("列{}：表里只有一个渠道的数，没有拿来核对", quoted(line.title(column))));
            return Ok(());
        }
        let own = written.is_none_or(|w| !is_apart(w, sum));
        let written = written.map(|w| (reader.findings.place(line.at(column)), cell.shown().into_owned(), w));
        let held = Held { work, written, sum, rows: 1, own, alike: true, spoiled: false };
        if held.written.is_some() {
            self.open = Some(held);
        } else {
            self.keep(held);
        }
        Ok(())
    }

    /// A row was refused: what the total of its work, or the one merged over it, lacks is not known.
    pub(super) fn turned_back<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, block: &Block) {
        let Some(column) = block.column(Field::RowTotal) else { return };
        let work = block.column(Field::Title).map(|c| title_key(line.cell(c).chars())).unwrap_or_default();
        if let Some(open) = self.open.as_mut().filter(|o| matches!(line.cell(column), Cell::Carried(_)) || o.work.as_ref() == Some(&work)) {
            open.spoiled = true;
        }
        match self.works.get_mut(&work) {
            Some(held) => held.spoiled = true,
            // A blank title is that of the work above, whichever it was.
            None if work.is_empty() => self.works.values_mut().for_each(|held| held.spoiled = true),
            None => {}
        }
    }

    /// The table is at its end.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>) {
        self.close(reader);
        for held in std::mem::take(&mut self.works).into_values() {
            let fits = held.own || held.alike && held.written.as_ref().is_none_or(|w| !is_apart(w.2, held.sum));
            if !fits {
                held.tell(reader);
            }
        }
    }

    /// No row below the last total is merged with it any more.
    fn close(&mut self, reader: &mut Reader<'_>) {
        let Some(held) = self.open.take() else { return };
        if held.rows == 1 && held.work.is_some() {
            self.keep(held);
        } else if held.written.as_ref().is_some_and(|w| is_apart(w.2, held.sum)) {
            held.tell(reader);
        }
    }

    /// Puts a row to the others of its work.
    fn keep(&mut self, held: Held) {
        let Some(work) = held.work.clone() else { return };
        if let Some(known) = self.works.get_mut(&work) {
            known.add(held.sum);
            known.own &= held.own;
            known.spoiled |= held.spoiled;
            match (&known.written, held.written) {
                (None, written) => known.written = written,
                (Some(a), Some(b)) => known.alike &= a.2 == b.2,
                (Some(_), None) => {}
            }
        } else if self.works.len() < WORKS_MAX {
            self.works.insert(work, held);
        }
    }
}

impl Held {
    fn add(&mut self, more: Span) {
        self.sum = Span::sum(&RuleId::new(CHECK_RULE), [self.sum, more]).span;
        self.rows += 1;
    }

    /// Says that a total is not what the counters come to.
    fn tell(self, reader: &mut Reader<'_>) {
        let Some((place, found, _)) = self.written.filter(|_| !self.spoiled) else { return };
        let parts = if self.rows > 1 { format!("{} 行", self.rows) } else { "各列".to_owned() };
        let expected = match self.sum.high {
            Some(high) if high == self.sum.low => format!("{parts}之和 {high}"),
            Some(high) => format!("{parts}之和在 {} 到 {high} 之间", self.sum.low),
            None => format!("{parts}之和不少于 {}", self.sum.low),
        };
        let parts = if self.rows > 1 { "各行" } else { "各列" };
        let remedy = format!("以{parts}为准计入；若{parts}有错，改正后重新上传，{} 不必改", place.cell());
        reader.findings.push(Diagnostic::new(2024, Severity::Warning, place, &found, &expected, &remedy));
    }
}

fn is_apart(written: Count, sum: Span) -> bool {
    written.high().is_some_and(|h| h < sum.low) || sum.high.is_some_and(|h| written.low() > h)
}

/// The columns 小计 of a table: each that of the columns to its left since the one before.
fn subtotals<R: Row + ?Sized>(line: &Line<'_, R>, block: &Block) -> Vec<usize> {
    let called =
        |i: &usize| line.titles.get(*i).is_some_and(|t| t.role == Role::Field(Field::RowTotal) && split_tag(&fold(&t.raw)).0 == "小计");
    (block.span.0..block.span.1).filter(called).collect()
}

/// Compares several 小计 of a row, each with its own columns.
fn of_parts<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block, parts: &[usize], pending: &[Pending]) {
    let mut from = block.span.0;
    for column in parts.iter().copied() {
        let within = |g: &&Group| g.measures.iter().any(|m| (from..column).contains(&m.column));
        let own: Vec<_> = block.groups.iter().filter(within).filter_map(|g| Some((g.channel?, g.mode))).collect();
        from = column + 1;
        let counted = pending.iter().filter(|p| own.contains(&(p.channel, p.mode)));
        let spans = counted.flat_map(|p| Metric::CONTACTS.into_iter().filter_map(|m| p.values.count(m))).map(Count::span);
        let sum = Span::sum(&RuleId::new(CHECK_RULE), spans).span;
        let cell = line.cell(column).shown();
        let Ok(Numeral::Count(written)) = numeral::read(&cell, line.titles.get(column).map_or(1, |t| t.unit)) else { continue };
        if !own.is_empty() && is_apart(written, sum) {
            let written = Some((reader.findings.place(line.at(column)), cell.into_owned(), written));
            Held { work: None, written, sum, rows: 1, own: false, alike: true, spoiled: false }.tell(reader);
        }
    }
}

/// Refuses a row of which the total is just what its days come to.
fn sum_of_days<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    column: usize,
    written: Count,
    pending: &[Pending],
) -> Result<(), ()> {
    let exact = |p: &Pending| Metric::CONTACTS.into_iter().find_map(|m| p.values.count(m)).map(Count::span);
    let days = pending.iter().filter(|p| p.mode == Mode::Cumulative).filter_map(exact).filter(|s| s.low > 0);
    let days: Vec<Span> = days.collect();
    let sum = days.iter().map(|s| s.low).sum::<u64>();
    let adds_up = days.iter().all(|s| s.high == Some(s.low)) && written.low() == sum && written.high() == Some(sum);
    if days.len() < 2 || !adds_up {
        return Ok(());
    }
    let found = format!("{}，正好是各日之和", line.cell(column).shown());
    let remedy = "各日若是当天新增的数，列名写明“新增”和从哪天到哪天，如 新增播放量（3月20日至3月20日）；若是累计数，合计一列不必填";
    reader.findings.error(2047, line.at(column), [&found, "列名写明“累计”或“新增”", remedy]);
    Err(())
}
