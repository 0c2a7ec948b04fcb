//! One reading of a placement, and the daily values folded from readings.

use super::metric::{Metric, Values};
use crate::base::count::Span;
use crate::base::day::{Day, Moment};
use crate::base::id::ImportId;

/// Where a number came from. The order is the precedence inside one Beijing day (counting rule 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// A correction entered by staff with a reason.
    Correction,
    /// Own collection (自采).
    Collected,
    /// A partner's file (报送).
    Partner,
    /// A statement without rows (声明).
    Statement,
    /// An estimate (推算): a series of its own, never mixed with counts.
    Estimate,
}

impl Source {
    /// All, in order of precedence.
    pub const ALL: [Self; 5] = [Self::Correction, Self::Collected, Self::Partner, Self::Statement, Self::Estimate];

    /// Number in the ledger.
    pub fn number(self) -> i64 {
        self as i64
    }

    /// By its number in the ledger.
    pub fn from_number(n: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.number() == n)
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Correction => "更正",
            Self::Collected => "自采",
            Self::Partner => "报送",
            Self::Statement => "声明",
            Self::Estimate => "推算",
        }
    }
}

/// Names one reading: the import that brought it and the row it stood in. The proof of a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ReadingRef {
    /// The import.
    pub import: ImportId,
    /// Which file of the import, from 0.
    pub file: u16,
    /// Which sheet of the file, from 0.
    pub sheet: u16,
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
}

impl ReadingRef {
    /// File, sheet and row as one number for the ledger, in reading order.
    pub fn line(self) -> i64 {
        (i64::from(self.file) << 48) | (i64::from(self.sheet) << 32) | i64::from(self.row)
    }

    /// Back from [`ReadingRef::line`].
    pub fn from_line(import: ImportId, line: i64) -> Self {
        let part = |n: i64| u16::try_from(n & 0xFFFF).unwrap_or(0);
        Self { import, file: part(line >> 48), sheet: part(line >> 32), row: u32::try_from(line & 0xFFFF_FFFF).unwrap_or(0) }
    }
}

/// One reading as the ledger holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Its name.
    pub id: ReadingRef,
    /// The moment for which the numbers hold.
    pub at: Moment,
    /// The day for which it counts where that is not `at`'s own: the last day of its file's statistical week (counting rule 15).
    pub counted: Option<Day>,
    /// For an increment: the first day of its period (the last is `at`'s). `None`: cumulative.
    pub from: Option<Day>,
    /// Where it came from.
    pub source: Source,
    /// The numbers.
    pub values: Values,
}

impl Reading {
    /// The day for which it counts.
    pub fn day(&self) -> Day {
        self.counted.unwrap_or_else(|| self.at.reading_day())
    }
}

/// One metric's value from a day on, folded from the readings by counting rules 1–5.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Daily {
    /// The day of the reading; the value holds until the next entry.
    pub day: Day,
    /// Which counter.
    pub metric: Metric,
    /// The value; `None`: from this day on the platform hides it (not zero).
    pub span: Option<Span>,
    /// The reading that decided.
    pub proof: ReadingRef,
    /// What a person should look at.
    pub mark: Mark,
}

/// What a person should look at in a daily value (counting rules 4 and 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mark {
    /// Nothing.
    #[default]
    None,
    /// It fell by more than 1 % and more than 100 against the value before, which was at least this.
    Fell {
        /// The proven value before.
        from: u64,
    },
    /// Two sources of one day differ by more than 2 % and more than 100; this is the other one's value.
    Disagrees {
        /// What the reading that did not decide proves.
        other: Span,
        /// Where that one came from.
        source: Source,
    },
    /// An increment whose period does not begin where the one before ended: nothing is known of the days between.
    Gap {
        /// First day of which nothing is known.
        from: Day,
        /// Last such day.
        to: Day,
    },
    /// The same row says so many likes that they hardly fit the plays.
    Liked {
        /// Likes.
        likes: u64,
    },
}
