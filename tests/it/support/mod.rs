//! Tests of support.

pub mod definitions;
pub mod partner;
