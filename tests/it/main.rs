//! The only integration binary: links once, shares support.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_wrap,
    reason = "a test that meets the impossible should stop"
)]

mod attain;
mod definitions;
mod intake;
mod numbers;
mod report;
mod support;
mod tidy;
