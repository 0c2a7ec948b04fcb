//! Tables for other programs: CSV, XLSX, JSON. Owns what must not be lost or executed on the way; knows nothing of campaigns.
//!
//! Text that a spreadsheet could take for a formula gets a leading apostrophe; so does text that starts with one, so that taking it
//! off again ([`restored`]) gives back exactly what went in.

mod csv;
mod json;
mod xlsx;

pub use csv::csv;
pub use json::json;
pub(crate) use xlsx::{Book, workbook};
pub use xlsx::{sheets, xlsx};

/// A table with a title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Its title, the sheet's name in XLSX.
    pub title: String,
    /// Columns.
    pub columns: Vec<Column>,
    /// Rows; each has one cell per column.
    pub rows: Vec<Vec<Cell>>,
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: String,
    /// What it holds.
    pub kind: ColumnKind,
}

impl Column {
    /// A column.
    pub fn new(name: &str, kind: ColumnKind) -> Self {
        Self { name: name.to_owned(), kind }
    }
}

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnKind {
    /// Words; wide and wrapped in XLSX.
    Text,
    /// Ids and codes: text even where they look like numbers.
    Id,
    /// Whole numbers.
    Integer,
    /// Shares in 1/10 000.
    Share,
    /// Days.
    Day,
}

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// Nothing: not zero.
    Empty,
    /// Text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A share in 1/10 000.
    Share(i64),
}

impl Cell {
    /// Text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A count; one beyond what a signed number holds is written as text, digit by digit.
    pub fn count(n: u64) -> Self {
        i64::try_from(n).map_or_else(|_| Self::Text(n.to_string()), Self::Integer)
    }

    /// A count that may be absent.
    pub fn maybe(n: Option<u64>) -> Self {
        n.map_or(Self::Empty, Self::count)
    }
}

/// Text as it may stand in a cell of a spreadsheet.
pub fn neutralised(text: &str) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) { format!("'{text}") } else { text.to_owned() }
}

/// The text that [`neutralised`] was given.
pub fn restored(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\'']) => rest,
        _ => text,
    }
}

/// `0.6034`.
fn share_text(n: i64) -> String {
    crate::attain::snapshot::Share(n).decimal()
}
