#![doc = include_str!("ARCHITECTURE.md")]

pub mod app;
pub mod attain;
pub mod base;
pub mod cli;
pub mod define;
pub mod extract;
pub mod fetch;
pub mod intake;
pub mod ledger;
pub mod model;
pub mod report;
pub mod sim;
pub mod web;
