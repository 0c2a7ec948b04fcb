//! An error with its causes in one line.

use super::disk;
use std::error::Error;

/// The error and every source below it, joined by "：". A `Display` never holds its own source, so nothing is said twice. A disk that takes
/// no more is told in our own words instead of the system's.
pub fn chain(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(e) = next {
        out.push('：');
        match e.downcast_ref::<std::io::Error>() {
            Some(e) if disk::is_full(e) => out.push_str(disk::FULL),
            _ => out.push_str(&e.to_string()),
        }
        next = e.source();
    }
    out
}
