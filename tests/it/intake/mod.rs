//! Files of partners, read as the program reads them.

mod bombs;
mod exports;
mod tables;
