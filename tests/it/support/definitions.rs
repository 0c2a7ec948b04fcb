//! The shipped definitions, loaded once for all tests.

use reach::define::{self, Definitions};
use std::sync::OnceLock;

/// The definitions that the program carries.
pub(crate) fn shipped() -> &'static Definitions {
    static LOADED: OnceLock<Definitions> = OnceLock::new();
    LOADED.get_or_init(|| {
        let files = define::source::read(None).expect("the binary carries its definitions");
        let (loaded, found) = define::load(&files.bytes);
        loaded.unwrap_or_else(|| panic!("{}", found.iter().map(reach::base::diag::Diagnostic::zh).collect::<String>()))
    })
}
