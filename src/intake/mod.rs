//! Bytes of a partner's file → [`Draft`]. Pure, never fails: what cannot be read is a diagnostic.

use crate::base::day::Day;
use crate::define::Definitions;
use crate::model::draft::{Draft, Sent};

/// x
#[derive(Debug, Clone)]
pub struct Limits { /// x
 pub bytes: u64 }
/// x
#[derive(Debug)]
pub struct Input<'a> { /// x
 pub name: &'a str, /// x
 pub bytes: &'a [u8], /// x
 pub sent: &'a Sent, /// x
 pub today: Day, /// x
 pub limits: &'a Limits, /// x
 pub defs: &'a Definitions }
/// x
pub fn read(_: &Input<'_>) -> Draft { Draft::default() }
