//! What tests of several layers share.

pub(crate) mod golden;
pub(crate) mod snapshot;
