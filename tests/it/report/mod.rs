//! The weekly report, its pictures and its tables.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that does not find what it looks for has failed")]

mod export;
mod page;
mod pictures;
mod view;
mod weekly;

use reach::attain::snapshot::Snapshot;
use reach::report::{ReportFile, Weekly, weekly};

/// All files of a report.
fn make(current: &Snapshot, previous: Option<&Snapshot>) -> Vec<ReportFile> {
    weekly(&Weekly { current, previous, final_: false, observations: &[] }).unwrap()
}

fn bytes<'a>(files: &'a [ReportFile], name: &str) -> &'a [u8] {
    &files.iter().find(|f| f.name == name).unwrap().bytes
}

fn text<'a>(files: &'a [ReportFile], name: &str) -> &'a str {
    std::str::from_utf8(bytes(files, name)).unwrap()
}
