//! Columns in which each text may be written once and hold for the blank cells below it.

use super::cell::Row;
use super::layout::Block;
use super::lent::Lent;
use super::line::{Line, Stamp};
use super::reader::Reader;
use crate::base::diag::Diagnostic;
use crate::base::text::quoted;
use crate::define::Field;
use crate::model::draft::RowRef;
use std::collections::HashSet;

/// Different texts after which nobody writes each once.
const ONCE_MAX: usize = 1_000;

/// The texts written since the last sum; one that comes again shows that each row has its own, and a blank is one left out.
#[derive(Debug, Default)]
pub(super) struct Once {
    seen: Option<HashSet<String>>,
    again: bool,
}

impl Once {
    /// A text is written. Whether each was written once so far.
    pub(super) fn writes(&mut self, text: &str) -> bool {
        if !self.again {
            let seen = self.seen.get_or_insert_default();
            self.again = !seen.insert(text.to_owned()) || seen.len() > ONCE_MAX;
            if self.again {
                self.seen = None;
            }
        }
        !self.again
    }

    /// A sum or a heading parts the rows: below it texts may come again.
    pub(super) fn part(&mut self) {
        self.seen = None;
    }

    /// Whether a text came again.
    pub(super) fn came_again(&self) -> bool {
        self.again
    }
}

/// Whether a row says which work it is.
pub(super) fn is_work<R: Row + ?Sized>(line: &Line<'_, R>, block: &Block) -> bool {
    let works = [Field::Title, Field::Key, Field::Url, Field::NativeId];
    works.into_iter().filter_map(|f| block.column(f)).any(|c| !line.cell(c).is_empty())
}

/// A column of days that may be written once for several rows.
#[derive(Debug, Default)]
pub(super) struct Days {
    once: Once,
    /// The last day written: its column, text and value, and the last row that it holds for.
    above: Option<(usize, String, Stamp, u32)>,
    lent: Lent,
}

impl Days {
    /// A sum or a heading parts the rows.
    pub(super) fn part(&mut self) {
        self.above = None;
        self.once.part();
    }

    /// A day is written in a row.
    pub(super) fn writes<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, column: usize, stamp: Stamp) {
        if self.once.came_again() {
            return;
        }
        let text = line.cell(column).shown().into_owned();
        self.above = self.once.writes(&text).then_some((column, text, stamp, line.row));
    }

    /// The day written above, for a work whose own cell is blank. `slip`: what is wrong with the row where blanks are no habit.
    pub(super) fn borrow<R: Row + ?Sized>(
        &mut self,
        reader: &Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        column: usize,
        slip: impl FnOnce(&Reader<'_>) -> Diagnostic,
    ) -> Option<Stamp> {
        let (_, text, stamp, row) = self.above.as_mut().filter(|a| a.0 == column && a.3 + 1 == line.row && is_work(line, block))?;
        *row = line.row;
        let sheet = u16::try_from(reader.draft.sheets.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let name = quoted(line.title(column));
        let told = || format!("{name}一列空着的行：日期按上面最近写的一个处理，如第 {} 行按 {text}", line.row);
        self.lent.give(RowRef { sheet, row: line.row }, slip(reader), told);
        Some(*stamp)
    }

    /// The table is at its end: whether blanks were days left out is known now.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>) {
        self.lent.settle(reader, !self.once.came_again());
    }
}
