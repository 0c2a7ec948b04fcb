//! Ground floor: counts, days, ids, digests, diagnostics. No clock, no network; one function here writes files.

pub mod chain;
pub mod codes;
pub mod count;
pub mod day;
pub mod diag;
pub mod digest;
pub mod disk;
pub mod guard;
pub mod id;
pub mod meant;
pub mod numeral;
pub mod text;
