//! What tests of several layers share.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot build its world stops")]

pub(crate) mod browser;
pub(crate) mod definitions;
pub(crate) mod dice;
pub(crate) mod golden;
pub(crate) mod partner;
pub(crate) mod snapshot;
pub(crate) mod world;
