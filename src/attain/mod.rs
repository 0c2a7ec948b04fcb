//! Definitions + facts + date → snapshot. Pure: no clock, no network, no files.

pub mod series;
pub mod snapshot;
