//! Definitions + facts + date → snapshot. Pure: no clock, no network, no files.

mod account;
pub mod assess;
mod bridge;
pub mod forecast;
pub mod frame;
pub mod identity;
pub mod jump;
pub mod presence;
pub mod question;
mod renamed;
pub mod series;
pub mod snapshot;
pub mod tally;
pub mod value;
pub mod verdict;
pub mod wording;
pub mod words;
pub mod works;

pub use assess::assess;
