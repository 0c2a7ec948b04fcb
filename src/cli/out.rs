//! The one writer: results to stdout, everything else to stderr. A closed pipe ends the output, not the program.

use std::io::{IsTerminal, Write};

/// Where the command line writes.
#[derive(Debug)]
pub(crate) struct Out {
    closed: bool,
}

impl Out {
    /// Both streams.
    pub(crate) fn new() -> Self {
        Self { closed: false }
    }

    /// One line of the result.
    pub(crate) fn line(&mut self, text: &str) {
        if !self.closed {
            self.closed = writeln!(std::io::stdout(), "{text}").is_err();
        }
    }

    /// Bytes of the result.
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        if !self.closed {
            self.closed = std::io::stdout().write_all(bytes).is_err();
        }
    }

    /// A message beside the result.
    #[expect(clippy::unused_self, reason = "the writer is the only way to a stream")]
    pub(crate) fn error(&mut self, text: &str) {
        // Where even stderr is closed there is nobody to tell.
        writeln!(std::io::stderr(), "{text}").ok();
    }

    /// A progress bar on a terminal, nothing elsewhere.
    #[expect(clippy::unused_self, reason = "the writer is the only way to a stream")]
    pub(crate) fn bar(&self, length: u64, what: &str) -> indicatif::ProgressBar {
        if !std::io::stderr().is_terminal() {
            return indicatif::ProgressBar::hidden();
        }
        let bar = indicatif::ProgressBar::new(length);
        if let Ok(style) = indicatif::ProgressStyle::with_template("{prefix} {bar:30} {pos}/{len} {wide_msg}") {
            bar.set_style(style);
        }
        bar.set_prefix(what.to_owned());
        bar
    }
}
