//! One sheet, row by row: waits for the header, then hands rows to the kind of table that it announces. Rows are never all held at once.

use super::aside::{self, Unnamed};
use super::cell::{OwnedCell, Row};
use super::finding::At;
use super::forms::Form;
use super::header::{self, Kind, Known, Look, Title};
use super::reader::{Headless, Reader};
use super::rows::Body;
use super::setup;
use super::words;
use crate::base::text::{clip, fold};

/// Where a header may be at the latest: partners put a page of remarks above at most.
const HEAD_ROWS_MAX: usize = 60;

/// One sheet being read.
#[derive(Debug)]
pub(super) struct Table {
    sheet: u16,
    name: Option<String>,
    /// A text file: a row of another width is a broken row.
    strict: bool,
    head: Vec<(u32, Vec<OwnedCell>)>,
    state: State,
    partial: Option<(usize, u32, &'static str, String)>,
    numeric_rows: u32,
    rows: u32,
    /// What an opened table is where no column of it names works.
    unnamed: Option<Unnamed>,
}

#[derive(Debug)]
enum State {
    Seeking,
    /// The last row of the head is a header unless the next one continues it.
    Pending(Kind, Vec<Title>),
    Works(Box<Body>),
    Form(Box<Form>),
    /// Refused, or no header came.
    Closed,
}

impl Table {
    pub(super) fn new(reader: &mut Reader<'_>, name: Option<&str>, strict: bool) -> Self {
        let sheet = reader.sheet(name);
        Self {
            sheet,
            name: name.map(str::to_owned),
            strict,
            head: Vec::new(),
            state: State::Seeking,
            partial: None,
            numeric_rows: 0,
            rows: 0,
            unnamed: None,
        }
    }

    /// Takes the next row. `row` is its number as a spreadsheet shows it.
    pub(super) fn push<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, row: u32, cells: &R) {
        reader.rows += 1;
        if let Some(unnamed) = self.unnamed.as_mut().filter(|_| cells.filled().next().is_some()) {
            unnamed.below += 1;
        }
        match &mut self.state {
            State::Works(body) => body.row(reader, self.name.as_deref(), row, cells),
            State::Form(form) => form.row(reader, self.name.as_deref(), row, cells),
            State::Closed => {}
            State::Seeking | State::Pending(..) => {
                if cells.filled().next().is_some() {
                    self.seek(reader, row, cells);
                }
            }
        }
    }

    fn seek<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, row: u32, cells: &R) {
        self.rows += 1;
        let kept = cells.keep();
        if let State::Pending(kind, titles) = &self.state {
            let (kind, titles) = (*kind, titles.clone());
            self.accept(reader, kind, titles, row, &kept);
            return;
        }
        let numbers = kept.iter().filter(|c| is_number(c)).count();
        self.numeric_rows += u32::from(numbers >= 2);
        let banners = self.banners();
        let campaign = reader.campaign(self.name.as_deref(), &banners).map(|c| c.0).or_else(|| setup::campaign_of_header(reader, &kept));
        let term = campaign.as_ref().and_then(|c| reader.term_of(c));
        let known = Known { defs: reader.input.defs, names: reader.names, campaign: campaign.as_ref(), term };
        let folded: Vec<String> = banners.iter().map(|b| fold(b)).collect();
        let above = self.head.last().map(|(_, cells)| cells.as_slice());
        match header::look(&kept, above, &folded, known) {
            Look::Header(kind, titles) => self.state = State::Pending(kind, titles),
            Look::Partial { known, missing } => {
                if self.partial.as_ref().is_none_or(|p| p.0 < known) {
                    self.partial = Some((known, row, missing, shown(&kept)));
                }
            }
            Look::Nothing => {}
        }
        self.head.push((row, kept));
        if matches!(self.state, State::Seeking) && self.head.len() >= HEAD_ROWS_MAX {
            self.lose(reader);
        }
    }

    /// Turns the pending header into a table, joined with `next` where that continues it, and gives it `next` otherwise.
    fn accept(&mut self, reader: &mut Reader<'_>, kind: Kind, titles: Vec<Title>, row: u32, next: &[OwnedCell]) {
        let mut titles = titles;
        let (mut header_row, first) = self.head.pop().unwrap_or_default();
        let banners = self.banners();
        let campaign = reader.campaign(self.name.as_deref(), &banners).map(|c| c.0).or_else(|| setup::campaign_of_header(reader, &first));
        let term = campaign.as_ref().and_then(|c| reader.term_of(c));
        let known = Known { defs: reader.input.defs, names: reader.names, campaign: campaign.as_ref(), term };
        let mut continued = false;
        if kind == Kind::Reach && header::is_second_row(next, &first, known) {
            let joined = header::joined(&first, next);
            if let Look::Header(Kind::Reach, both) = header::look(&joined, Some(&first), &[], known) {
                (titles, continued, header_row) = (both, true, row);
            }
        }
        self.open(reader, kind, titles, header_row, &banners);
        if !continued {
            self.unnamed.iter_mut().for_each(|u| u.below += 1);
            match &mut self.state {
                State::Works(body) => body.row(reader, self.name.as_deref(), row, next),
                State::Form(form) => form.row(reader, self.name.as_deref(), row, next),
                _ => {}
            }
        }
    }

    fn open(&mut self, reader: &mut Reader<'_>, kind: Kind, titles: Vec<Title>, header_row: u32, banners: &[String]) {
        reader.tables += 1;
        if kind == Kind::Reach && aside::is_unnamed(&titles) {
            let header: Vec<&str> = titles.iter().map(|t| t.raw.as_str()).filter(|t| !t.is_empty()).collect();
            self.unnamed = Some(Unnamed {
                sheet: self.sheet,
                name: self.name.clone().unwrap_or_default(),
                header: header.join("、"),
                turn: reader.tables,
                made_before: reader.draft.made_for_campaign,
                below: 0,
                rows: 0,
                refused: 0,
                held: Vec::new(),
            });
        }
        if banners.iter().any(|b| words::is_sample(b)) {
            reader.draft.sample = true;
        }
        let sheet =
            setup::Sheet { index: self.sheet, name: self.name.as_deref(), strict: self.strict, header_row, banners, head: &self.head };
        self.state = match kind {
            Kind::Other(name) => State::Form(Box::new(Form::new(reader, &sheet, name, titles))),
            Kind::Reach | Kind::Export(_) => match setup::body(reader, &sheet, kind, titles) {
                Some(body) => State::Works(Box::new(body)),
                None => State::Closed,
            },
        };
        self.head = Vec::new();
    }

    /// Texts above the header: rows with few cells, as sentences.
    fn banners(&self) -> Vec<String> {
        self.head
            .iter()
            .filter(|(_, cells)| cells.filled().count() <= 4)
            .flat_map(|(_, cells)| cells.iter().map(|c| clip(c.borrow().shown().trim(), 120)).filter(|t| !t.is_empty()).collect::<Vec<_>>())
            .collect()
    }

    fn lose(&mut self, reader: &mut Reader<'_>) {
        reader.headless.push(Headless {
            name: self.name.clone(),
            partial: self.partial.take().map(|(_, row, missing, shown)| (row, missing, shown)),
            first: self.head.iter().map(|(_, cells)| shown(cells)).find(|s| s.contains('、')),
            numeric_rows: self.numeric_rows,
            rows: self.rows,
        });
        self.head = Vec::new();
        self.state = State::Closed;
    }

    /// The sheet is at its end.
    pub(super) fn finish(mut self, reader: &mut Reader<'_>) {
        match std::mem::replace(&mut self.state, State::Closed) {
            State::Seeking => {
                if self.rows > 0 {
                    self.lose(reader);
                }
            }
            State::Pending(kind, titles) => {
                let (header_row, _) = self.head.pop().unwrap_or_default();
                let banners = self.banners();
                self.open(reader, kind, titles, header_row, &banners);
                self.finish_open(reader);
            }
            other => {
                self.state = other;
                self.finish_open(reader);
            }
        }
    }

    fn finish_open(mut self, reader: &mut Reader<'_>) {
        if let Some(mut unnamed) = self.unnamed.take() {
            if let State::Works(body) = &mut self.state {
                (unnamed.rows, unnamed.refused, unnamed.held) = (body.rows, body.refused, std::mem::take(&mut body.held));
            }
            reader.unnamed.push(unnamed);
        }
        let (rows, header_row) = match &self.state {
            State::Works(body) => (body.rows, body.header_row),
            State::Form(form) => (form.rows, form.header_row),
            State::Seeking | State::Pending(..) | State::Closed => return,
        };
        if rows == 0 {
            let at = At { sheet: self.name.as_deref(), row: header_row, column: None };
            reader.findings.warning(2018, at, ["", "表头下面每行一条作品", "若本期没有数据，不必上传这张表"]);
        }
    }
}

/// The cells of a row in one line.
fn shown(cells: &[OwnedCell]) -> String {
    cells.iter().map(|c| c.borrow().shown().into_owned()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("、")
}

fn is_number(cell: &OwnedCell) -> bool {
    match cell {
        OwnedCell::Number(_) => true,
        OwnedCell::Text(s) => s.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.') && !s.is_empty(),
        _ => false,
    }
}
