//! Files of partners, read as the program reads them.

mod bombs;
mod broken;
mod exports;
mod layouts;
mod mutations;
mod sheets;
mod size;
mod stacked;
mod tables;
mod typed;
mod units;
mod whose;
