//! Tests of support.

pub mod definitions;
pub mod partner;
//! What tests of several layers share.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot build its world stops")]

pub(crate) mod golden;
pub(crate) mod snapshot;
