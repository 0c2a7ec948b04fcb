#![doc = include_str!("ARCHITECTURE.md")]

pub mod attain;
pub mod base;
pub mod define;
pub mod intake;
pub mod model;
pub mod report;
