//! Files of partners, read as the program reads them.

mod across;
mod bombs;
mod brackets;
mod broadcasts;
mod broken;
mod columns;
mod dated;
mod dates;
mod exports;
mod gains;
mod laid;
mod layouts;
mod lists;
mod mutations;
mod plain;
mod said;
mod sheets;
mod size;
mod stacked;
mod statistics;
mod tables;
mod typed;
mod units;
mod unlisted;
mod usual;
mod whose;
