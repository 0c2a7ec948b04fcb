//! The weekly report, its pictures and its tables.

mod weekly;
