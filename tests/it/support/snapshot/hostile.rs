//! Strings that want to break out: markup, emoji, reversed writing, rare characters, NUL.

use super::*;

/// The full week with hostile text wherever text comes from outside.
pub(crate) fn hostile() -> Snapshot {
    let bad = "<script>alert(1)</script>\u{202e}txt.exe\u{2066}㐂𠮷镕喆😀👨‍👩‍👧❤️\0\u{1b}[31m\"'&amp;</svg><img src=x onerror=alert(2)>]]>=1+1";
    reach::report::clean::each_string(&super::week(), &mut |text| format!("{text}{bad}"))
}
