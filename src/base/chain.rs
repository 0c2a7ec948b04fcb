//! An error with its causes in one line.

use std::error::Error;

/// The error and every source below it, joined by "：". A `Display` never holds its own source, so nothing is said twice.
pub fn chain(error: &dyn Error) -> String {
    let mut out = error.to_string();
    let mut next = error.source();
    while let Some(e) = next {
        out.push('：');
        out.push_str(&e.to_string());
        next = e.source();
    }
    out
}
