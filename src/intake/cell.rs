//! One cell as every kind of file gives it, and a row of them. The only place where a workbook's floating-point numbers turn into digits.

use crate::base::day::{Day, from_excel_serial};
use std::borrow::Cow;

/// A cell on loan from its row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// Nothing, or spaces alone.
    Empty,
    /// Characters as written, outer spaces cut.
    Text(&'a str),
    /// A number cell as its shortest decimal.
    Number(&'a str),
    /// A date cell, with seconds after 00:00 where it has a time.
    Date(Day, Option<u32>),
    /// A time cell. Unit: seconds.
    Span(u32),
    /// `#N/A` and its like.
    Error(&'a str),
    /// A number that a merged cell above repeats here: nothing to be counted, but perhaps a date.
    Carried(&'a str),
}

impl<'a> Cell<'a> {
    /// A text cell, or an empty one where only spaces stand.
    pub(super) fn text(raw: &'a str) -> Self {
        let s = trimmed(raw);
        if s.is_empty() { Self::Empty } else { Self::Text(s) }
    }

    pub(super) fn is_empty(self) -> bool {
        matches!(self, Self::Empty | Self::Carried(_))
    }

    /// What a reader of the table sees.
    pub(super) fn shown(self) -> Cow<'a, str> {
        match self {
            Self::Empty | Self::Carried(_) => Cow::Borrowed(""),
            Self::Text(s) | Self::Number(s) | Self::Error(s) => Cow::Borrowed(s),
            Self::Date(day, None) => Cow::Owned(day.to_string()),
            Self::Date(day, Some(s)) => Cow::Owned(format!("{day} {:02}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)),
            Self::Span(s) => Cow::Owned(format!("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60)),
        }
    }

    /// The characters of a text or number cell.
    pub(super) fn chars(self) -> &'a str {
        match self {
            Self::Text(s) | Self::Number(s) => s,
            _ => "",
        }
    }
}

/// Text without outer spaces.
pub(super) fn trimmed(raw: &str) -> &str {
    if ends_plainly(raw.as_bytes()) { raw } else { raw.trim() }
}

/// Nearly every cell begins and ends with a letter or digit: nothing to trim there, and no need to decode.
pub(super) fn ends_plainly(text: &[u8]) -> bool {
    let plain = |b: Option<&u8>| b.is_some_and(|b| (0x21..0x7f).contains(b));
    plain(text.first()) && plain(text.last())
}

/// A cell that owns its characters.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) enum OwnedCell {
    #[default]
    Empty,
    Text(String),
    Number(String),
    Date(Day, Option<u32>),
    Span(u32),
    Error(String),
    Carried(String),
}

impl OwnedCell {
    pub(super) fn borrow(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(s) => Cell::text(s),
            Self::Number(s) => Cell::Number(s),
            Self::Date(d, s) => Cell::Date(*d, *s),
            Self::Span(s) => Cell::Span(*s),
            Self::Error(s) => Cell::Error(s),
            Self::Carried(s) => Cell::Carried(s),
        }
    }

    pub(super) fn keep(cell: Cell<'_>) -> Self {
        match cell {
            Cell::Empty => Self::Empty,
            Cell::Text(s) => Self::Text(s.to_owned()),
            Cell::Number(s) => Self::Number(s.to_owned()),
            Cell::Date(d, s) => Self::Date(d, s),
            Cell::Span(s) => Self::Span(s),
            Cell::Error(s) => Self::Error(s.to_owned()),
            Cell::Carried(s) => Self::Carried(s.to_owned()),
        }
    }
}

/// A row of any kind of file.
pub(super) trait Row {
    /// Cells, empty ones at the end included.
    fn width(&self) -> usize;
    /// The cell of a column; empty beyond the end.
    fn cell(&self, column: usize) -> Cell<'_>;

    /// Columns that hold something, with their cells.
    fn filled(&self) -> impl Iterator<Item = (usize, Cell<'_>)> {
        (0..self.width()).map(|i| (i, self.cell(i))).filter(|(_, c)| !c.is_empty())
    }

    /// A copy that outlives its source.
    fn keep(&self) -> Vec<OwnedCell> {
        (0..self.width()).map(|i| OwnedCell::keep(self.cell(i))).collect()
    }
}

impl Row for [OwnedCell] {
    fn width(&self) -> usize {
        self.len()
    }

    fn cell(&self, column: usize) -> Cell<'_> {
        self.get(column).map_or(Cell::Empty, OwnedCell::borrow)
    }
}

/// Excel shows 15 digits and computes with a few more; what stands behind the 15th is noise of the machine.
const SIGNIFICANT: usize = 15;

/// A number cell as digits: whole numbers in full, others with at most 15 significant digits and no exponent.
pub(super) fn decimal(v: f64) -> String {
    let shortest = format!("{v}");
    let digits = shortest.bytes().filter(u8::is_ascii_digit).count();
    if digits <= SIGNIFICANT || !shortest.contains('.') {
        return shortest;
    }
    let whole = shortest.split('.').next().unwrap_or_default().trim_start_matches('-');
    let places = SIGNIFICANT.saturating_sub(if whole == "0" { 0 } else { whole.len() });
    let rounded = format!("{v:.places$}");
    if rounded.contains('.') { rounded.trim_end_matches('0').trim_end_matches('.').to_owned() } else { rounded }
}

/// The number that a workbook's number cell holds; for times and for writing the cell back, never for counts.
pub(super) fn number(digits: &str) -> Option<f64> {
    digits.parse().ok()
}

/// A date cell's serial number as day and time, or as a time alone where no day is in it.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "Excel stores dates as fractions of days"
)]
pub(super) fn from_serial(v: f64, is_1904: bool, is_duration: bool) -> OwnedCell {
    if !v.is_finite() || v < 0.0 {
        return OwnedCell::Error(format!("{v}"));
    }
    let secs_all = (v * 86_400.0).round();
    if is_duration || v < 1.0 {
        return if secs_all < 1e9 { OwnedCell::Span(secs_all as u32) } else { OwnedCell::Number(decimal(v)) };
    }
    let days = (secs_all / 86_400.0).floor();
    if days > 1e6 {
        return OwnedCell::Number(decimal(v));
    }
    let shift = if is_1904 { 1_462 } else { 0 };
    let secs = (secs_all - days * 86_400.0) as u32;
    match from_excel_serial(days as i32 + shift) {
        Some(day) => OwnedCell::Date(day, (secs > 0).then_some(secs)),
        None => OwnedCell::Number(decimal(v)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_workbooks_become_the_digits_that_people_see() {
        for (v, expected) in [
            (12000.0, "12000"),
            (0.0875, "0.0875"),
            (1.1 + 2.2, "3.3"),
            (216.030_000_000_000_03, "216.03"),
            (7.266_050_530_072_48e18, "7266050530072480000"),
            (-1.0, "-1"),
        ] {
            assert_eq!(decimal(v), expected);
        }
    }

    #[test]
    fn date_cells() {
        let day = |s| Day::parse_iso(s).unwrap();
        assert_eq!(from_serial(44684.0, false, false), OwnedCell::Date(day("2022-05-03"), None));
        assert_eq!(from_serial(44684.5, false, false), OwnedCell::Date(day("2022-05-03"), Some(43_200)));
        assert_eq!(from_serial(43222.0, true, false), OwnedCell::Date(day("2022-05-03"), None));
        assert_eq!(from_serial(0.001_736_111_111_111, false, false), OwnedCell::Span(150));
    }
}
