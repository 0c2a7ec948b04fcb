//! The only integration binary: links once, shares support.

mod attain;
mod definitions;
mod intake;
mod report;
mod support;
mod tidy;
