//! Bytes of a partner's file → [`Draft`]. Pure, never fails: what cannot be read is a diagnostic.

use crate::base::day::Day;
use crate::define::Definitions;
use crate::model::draft::{Draft, Sent};

/// x
#[derive(Debug, Clone)]
pub struct Limits {
    /// x
    pub bytes: u64,
    /// x
    pub rows: u64,
    /// x
    pub unpacked_bytes: u64,
    /// x
    pub entries: u64,
    /// x
    pub columns: u64,
}
impl Limits {
    /// x
    pub fn command() -> Self {
        Limits { bytes: 1 << 30, rows: 10_000_000, unpacked_bytes: 1 << 32, entries: 1000, columns: 1000 }
    }
}
/// x
pub fn annotate(_: &str, _: &[u8], _: &[crate::base::diag::Diagnostic]) -> Option<Vec<u8>> {
    None
}
/// x
#[derive(Debug)]
pub struct Input<'a> {
    /// x
    pub name: &'a str,
    /// x
    pub bytes: &'a [u8],
    /// x
    pub sent: &'a Sent,
    /// x
    pub today: Day,
    /// x
    pub limits: &'a Limits,
    /// x
    pub defs: &'a Definitions,
}
/// x
pub fn read(_: &Input<'_>) -> Draft {
    Draft::default()
}
