//! The only integration binary: links once, shares support.
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::cast_possible_wrap,
    clippy::cast_sign_loss,
    clippy::format_collect,
    clippy::let_underscore_must_use,
    clippy::many_single_char_names,
    clippy::wrong_self_convention,
    clippy::case_sensitive_file_extension_comparisons,
    clippy::doc_markdown,
    reason = "a test that meets the impossible should stop, and is read more than it is run"
)]

mod attain;
mod collect;
mod definitions;
mod intake;
mod numbers;
mod report;
mod submit;
mod support;
mod tidy;
mod web;
