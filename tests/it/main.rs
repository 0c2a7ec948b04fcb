//! The only integration binary: links once, shares support.

mod attain;
mod intake;
mod report;
mod support;
