//! Expected output in `tests/golden/`: compared, or rewritten with `REACH_BLESS=1`.

use std::path::Path;

/// Compares a text with its golden file.
pub(crate) fn golden(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("REACH_BLESS").is_some() {
        reach::base::disk::write(&path, text.as_bytes()).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if expected == text {
        return;
    }
    let line = expected.lines().zip(text.lines()).position(|(a, b)| a != b).unwrap_or(expected.lines().count().min(text.lines().count()));
    panic!(
        "tests/golden/{name} differs from line {}:\n  expected {}\n  got      {}\nIf the new text is right: REACH_BLESS=1 cargo test --test it",
        line + 1,
        expected.lines().nth(line).unwrap_or("(end)"),
        text.lines().nth(line).unwrap_or("(end)")
    );
}
