//! Rows that were given what stands written above them, until the end of the table shows whether a blank there is a habit or a slip.

use super::reader::Reader;
use crate::base::diag::Diagnostic;
use crate::model::draft::RowRef;

/// Such rows of one column.
#[derive(Debug, Default)]
pub(super) struct Lent {
    /// With what is told of each where it was a slip.
    rows: Vec<(RowRef, Diagnostic)>,
    /// How the first of them was read.
    told: Option<String>,
}

impl Lent {
    /// Notes a row. `told`: how it is read; `slip`: what is wrong with it where the blank was none of a habit.
    pub(super) fn give(&mut self, row: RowRef, slip: Diagnostic, told: impl FnOnce() -> String) {
        self.told.get_or_insert_with(told);
        self.rows.push((row, slip));
    }

    /// The table is at its end: says how the rows were read where blanks are its habit, else refuses them. The refused ones.
    pub(super) fn settle(&mut self, reader: &mut Reader<'_>, habit: bool) -> Vec<RowRef> {
        let Self { rows, told } = std::mem::take(self);
        if habit {
            if let Some(told) = told {
                reader.infer(told);
            }
            return Vec::new();
        }
        let refused = rows.iter().map(|(row, _)| *row).collect();
        for (row, slip) in rows {
            reader.undone.insert(row);
            reader.findings.push(slip);
        }
        refused
    }
}
