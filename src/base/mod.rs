//! Ground floor: counts, days, ids, digests, diagnostics. No clock, no network; one function here writes files.

pub mod absent;
pub mod chain;
pub mod codes;
pub mod count;
pub mod day;
pub mod diag;
pub mod digest;
pub mod disk;
pub mod guard;
pub mod hanzi;
pub mod id;
pub mod meant;
pub mod numeral;
pub mod text;
