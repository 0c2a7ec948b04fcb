//! Collects what there is to say about one file: places, caps, order.

use crate::base::diag::{Diagnostic, Place, Severity, column_letter, sort};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A fault repeated more often than this is told once more, with how many there are: nobody reads further.
pub(super) const SAME_CODE_MAX: u32 = 300;

/// Where a cell stands inside its file.
#[derive(Debug, Clone, Copy)]
pub(super) struct At<'a> {
    pub(super) sheet: Option<&'a str>,
    pub(super) row: u32,
    pub(super) column: Option<(usize, &'a str)>,
}

/// What was told, each fault up to its cap.
#[derive(Debug, Default)]
pub(super) struct Told {
    list: Vec<Diagnostic>,
    counts: BTreeMap<(u16, Severity), u32>,
}

impl Told {
    fn push(&mut self, diagnostic: Diagnostic) {
        let count = self.counts.entry((diagnostic.code.0, diagnostic.severity)).or_default();
        *count += 1;
        if *count <= SAME_CODE_MAX {
            self.list.push(diagnostic);
        }
    }
}

/// The findings of one file.
#[derive(Debug)]
pub(super) struct Findings {
    file: String,
    told: Told,
}

impl Findings {
    pub(super) fn new(file: &str) -> Self {
        Self { file: file.to_owned(), told: Told::default() }
    }

    /// The place of a cell or row; row 0 means the sheet as a whole.
    pub(super) fn place(&self, at: At<'_>) -> Place {
        Place {
            file: self.file.clone(),
            sheet: at.sheet.map(str::to_owned),
            row: (at.row > 0).then_some(at.row),
            column: None,
            column_letter: at.column.map(|(i, _)| column_letter(i)),
            column_title: at.column.map(|(_, t)| t.to_owned()).filter(|t| !t.is_empty()),
        }
    }

    /// The whole file.
    pub(super) fn whole(&self) -> Place {
        Place::file(&self.file)
    }

    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        self.told.push(diagnostic);
    }

    pub(super) fn say(&mut self, severity: Severity, code: u16, at: At<'_>, text: [&str; 3]) {
        let [found, expected, remedy] = text;
        let place = self.place(at);
        self.push(Diagnostic::new(code, severity, place, found, expected, remedy));
    }

    pub(super) fn error(&mut self, code: u16, at: At<'_>, text: [&str; 3]) {
        self.say(Severity::Error, code, at, text);
    }

    pub(super) fn warning(&mut self, code: u16, at: At<'_>, text: [&str; 3]) {
        self.say(Severity::Warning, code, at, text);
    }

    /// The list of what was told, for changing what later rows have shown to be otherwise.
    pub(super) fn list_mut(&mut self) -> &mut Vec<Diagnostic> {
        &mut self.told.list
    }

    /// Lends the pen: what is told until the next call goes to `other`, for a sheet that may turn out to be none of the file's data.
    pub(super) fn exchange(&mut self, other: &mut Told) {
        std::mem::swap(&mut self.told, other);
    }

    /// Adds what was told apart.
    pub(super) fn take_over(&mut self, other: Told) {
        for diagnostic in other.list {
            self.told.push(diagnostic);
        }
        for (key, count) in other.counts {
            *self.told.counts.entry(key).or_default() += count.saturating_sub(SAME_CODE_MAX);
        }
    }

    /// Takes back every error of a code that names a row, for telling their common cause once.
    pub(super) fn take_errors(&mut self, code: u16) -> Vec<Diagnostic> {
        self.told.counts.retain(|(c, severity), _| *c != code || *severity != Severity::Error);
        self.told.list.extract_if(.., |d| d.code.0 == code && d.severity == Severity::Error).collect()
    }

    /// Takes back the errors of some codes in the cells of a sheet, which have a common cause that is told once.
    pub(super) fn take_back(&mut self, sheet: Option<&str>, codes: &[u16]) {
        let of_sheet = |d: &Diagnostic| d.severity == Severity::Error && codes.contains(&d.code.0) && d.place.sheet.as_deref() == sheet;
        for diagnostic in self.told.list.extract_if(.., |d| of_sheet(d)) {
            if let Some(count) = self.told.counts.get_mut(&(diagnostic.code.0, Severity::Error)) {
                *count = count.saturating_sub(1);
            }
        }
        self.told.counts.retain(|_, count| *count > 0);
    }

    pub(super) fn has_errors(&self) -> bool {
        self.told.counts.keys().any(|(_, s)| *s == Severity::Error)
    }

    /// Everything, in the order of the file.
    pub(super) fn finish(self, sheets: &[Arc<str>]) -> Vec<Diagnostic> {
        let Told { mut list, counts } = self.told;
        for ((code, severity), count) in counts {
            if count > SAME_CODE_MAX {
                let more = format!("另有 {} 处同样的问题", count - SAME_CODE_MAX);
                list.push(Diagnostic::new(code, severity, Place::file(&self.file), &more, "", "照已列出的各处一并改"));
            }
        }
        let sheets: Vec<String> = sheets.iter().map(ToString::to_string).collect();
        let files = [self.file];
        sort(&mut list, &files, &sheets);
        list
    }
}
