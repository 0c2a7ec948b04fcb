//! Libraries are given what strangers send: a panic inside one of them is an answer about the file, not the end of the program.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs `f`; `None` where it panicked.
pub fn guarded<T>(f: impl FnOnce() -> T) -> Option<T> {
    let before = GUARDED.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(f));
    GUARDED.set(before);
    result.ok()
}

/// From now on a panic that [`guarded`] catches prints nothing: the caller says in its own words what is wrong.
pub fn hush() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |info| {
        if !GUARDED.get() {
            usual(info);
        }
    }));
}
