#![doc = include_str!("ARCHITECTURE.md")]

pub mod base;
pub mod model;
pub mod define;
pub mod ledger;
pub mod intake;
pub mod attain;
pub mod report;
pub mod app;
pub mod cli;
