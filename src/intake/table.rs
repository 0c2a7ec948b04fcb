//! One sheet, row by row: waits for the header, then hands rows to the kind of table that it announces. Rows are never all held at once.

use super::aside::Unnamed;
use super::banner;
use super::cell::{OwnedCell, Row};
use super::days;
use super::finding::{At, Told};
use super::forms::Form;
use super::header::{self, Kind, Known, Look};
use super::heads;
use super::measures;
use super::reader::{Headless, Partial, Reader};
use super::rows::Body;
use super::second;
use super::setup;
use super::title::{self, Role, Title};
use super::when::{self, Found};
use super::words;
use crate::base::text::{clip, fold};
use crate::define::Field;

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
    partial: Option<Partial>,
    numeric_rows: u32,
    rows: u32,
    /// What an opened table is where it may be a summary.
    unnamed: Option<Unnamed>,
    /// Where a day is asked for: rows only show whether the channel must be asked too, and what else is told of them is dropped.
    asking: Option<Told>,
}

/// A table with a column 日期, until its rows show of what its days are; or one that says no day, until they do.
#[derive(Debug)]
struct Undecided {
    titles: Vec<Title>,
    header_row: u32,
    banners: Vec<String>,
    /// The column 日期, where there is one.
    column: Option<usize>,
    rows: Vec<(u32, Vec<OwnedCell>)>,
}

#[derive(Debug)]
enum State {
    Seeking,
    /// The last row of the head is a header unless the next one continues it.
    Pending(Kind, Vec<Title>),
    Undecided(Box<Undecided>),
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
            asking: None,
        }
    }

    /// Takes the next row. `row` is its number as a spreadsheet shows it.
    pub(super) fn push<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, row: u32, cells: &R) {
        reader.rows += 1;
        match &self.state {
            State::Undecided(_) | State::Works(_) | State::Form(_) | State::Closed => self.below(reader, row, cells),
            State::Seeking | State::Pending(..) => {
                if cells.filled().next().is_some() {
                    self.seek(reader, row, cells);
                }
            }
        }
    }

    /// A row below the header. What is told of a sheet that may be a summary stays with it until the file is read.
    fn below<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, row: u32, cells: &R) {
        if let Some(unnamed) = &mut self.unnamed {
            unnamed.see(reader, cells);
            reader.findings.exchange(&mut unnamed.told);
        }
        if let Some(told) = &mut self.asking {
            reader.findings.exchange(told);
        }
        let mut full = false;
        match &mut self.state {
            State::Undecided(table) => {
                table.rows.push((row, cells.keep()));
                full = table.rows.len() >= days::ROWS_MAX;
            }
            State::Works(body) => body.row(reader, self.name.as_deref(), row, cells),
            State::Form(form) => form.row(reader, self.name.as_deref(), row, cells),
            State::Seeking | State::Pending(..) | State::Closed => {}
        }
        if let Some(told) = &mut self.asking {
            reader.findings.exchange(told);
        }
        if let Some(unnamed) = &mut self.unnamed {
            reader.findings.exchange(&mut unnamed.told);
        }
        if full {
            self.decide(reader);
        }
    }

    /// Reads a table that waited for its rows to show of what its days are.
    fn decide(&mut self, reader: &mut Reader<'_>) {
        if !matches!(self.state, State::Undecided(_)) {
            return;
        }
        let State::Undecided(table) = std::mem::replace(&mut self.state, State::Closed) else { return };
        let Undecided { mut titles, header_row, mut banners, column, rows } = *table;
        let campaign = reader.campaign(self.name.as_deref(), &banners).map(|c| c.0);
        let term = campaign.as_ref().and_then(|c| reader.term_of(c));
        banners.extend(heads::settle(&mut titles, &rows));
        if let Some(column) = column {
            let data = reader.when(term, &[], self.name.as_deref(), &banners).map(|w| w.0.to);
            let name = self.name.clone();
            let at = At { sheet: name.as_deref(), row: header_row, column: Some((column, "")) };
            if days::decide(reader, at, &mut titles, column, &rows, (data, term)).is_none() {
                reader.tables += 1;
                reader.works = true;
                return;
            }
        } else if self.says_no_day(reader, &titles, &banners) {
            reader.below = days::below(&rows, term);
            banners.extend(reader.below.clone());
        }
        self.begin(reader, Kind::Reach, titles, header_row, &banners);
        for (row, cells) in rows {
            self.below(reader, row, cells.as_slice());
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
        let both = |above: &[OwnedCell]| second::is_second_row(&kept, above, known).then(|| second::joined(above, &kept, known));
        let labelled = heads::joined(&kept, known);
        let look = if labelled.is_some() { Look::Nothing } else { header::look(&kept, above, &folded, known) };
        let mut kept = labelled.unwrap_or_else(|| kept.clone());
        match look {
            Look::Header(kind, titles) => self.state = State::Pending(kind, titles),
            // The upper of two rows may be no header by itself: 标题 beside groups of columns.
            _ if let Some(joined) = above.and_then(both)
                && let Look::Header(Kind::Reach, titles) = header::look(&joined, above, &folded, known) =>
            {
                self.state = State::Pending(Kind::Reach, titles);
                self.head.pop();
                kept = joined;
            }
            Look::Partial { known, missing, works } => {
                if self.partial.as_ref().is_none_or(|p| p.known < known) {
                    self.partial = Some(Partial { known, row, missing, shown: shown(&kept), works });
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
        let mut banners = banners;
        if kind == Kind::Reach && second::is_second_row(next, &first, known) {
            let joined = second::joined(&first, next, known);
            if let Look::Header(Kind::Reach, both) = header::look(&joined, Some(&first), &[], known) {
                let both = match self.head.last() {
                    Some((_, above)) => banner::put_under(both, above, known),
                    None => both,
                };
                (titles, continued, header_row) = (both, true, row);
                banners.extend(next.filled().map(|(_, c)| c.shown().into_owned()).filter(|t| second::is_dating(t, known)));
            }
        }
        self.open(reader, kind, titles, header_row, &banners);
        if !continued {
            self.below(reader, row, next);
        }
    }

    fn open(&mut self, reader: &mut Reader<'_>, kind: Kind, mut titles: Vec<Title>, header_row: u32, banners: &[String]) {
        if kind == Kind::Reach {
            days::publishing(reader, &mut titles);
        }
        let column = days::undecided(&titles);
        let waits = || column.is_some() || !heads::of_days(&titles).is_empty() || self.says_no_day(reader, &titles, banners);
        if kind == Kind::Reach && waits() {
            let table = Undecided { titles, header_row, banners: banners.to_vec(), column, rows: Vec::new() };
            self.state = State::Undecided(Box::new(table));
        } else {
            self.begin(reader, kind, titles, header_row, banners);
        }
    }

    /// Whether nothing above the works says a day, so that what stands below them may: it goes before what the sender chose, and
    /// before the name of the file, which may be the day on which it was made.
    fn says_no_day(&self, reader: &Reader<'_>, titles: &[Title], banners: &[String]) -> bool {
        let dated = |t: &Title| t.day.is_some() || t.role == Role::Field(Field::AsOf);
        let campaign = reader.campaign(self.name.as_deref(), banners).map(|c| c.0);
        let term = campaign.as_ref().and_then(|c| reader.term_of(c));
        !titles.iter().any(dated)
            && reader.when(term, &[], self.name.as_deref(), banners).is_none_or(|(_, said)| said.is_none_or(|s| s.starts_with("文件名")))
            && !banners.iter().any(|b| when::read(b, term) != Found::Nothing)
    }

    fn begin(&mut self, reader: &mut Reader<'_>, kind: Kind, titles: Vec<Title>, header_row: u32, banners: &[String]) {
        reader.tables += 1;
        if let Some(name) = self.name.as_deref().filter(|_| kind == Kind::Reach && !title::tells_works(&titles)) {
            let campaign = reader.campaign(Some(name), banners).map(|c| c.0);
            self.unnamed = Some(Unnamed::new(reader, self.sheet, name, &titles, campaign));
        }
        if banners.iter().any(|b| words::is_sample(b)) {
            reader.draft.sample = true;
        }
        let sheet =
            setup::Sheet { index: self.sheet, name: self.name.as_deref(), strict: self.strict, header_row, banners, head: &self.head };
        let mut titles = titles;
        self.state = match kind {
            Kind::Other("statements") if measures::apply_units(reader, &sheet, &mut titles).is_none() => State::Closed,
            Kind::Other(name) => State::Form(Box::new(Form::new(reader, &sheet, name, titles))),
            Kind::Reach | Kind::Export(_) => {
                if let Some(unnamed) = &mut self.unnamed {
                    reader.findings.exchange(&mut unnamed.told);
                }
                let body = setup::body(reader, &sheet, kind, titles);
                if let Some(unnamed) = &mut self.unnamed {
                    reader.findings.exchange(&mut unnamed.told);
                } else {
                    let lacking = reader.draft.lacking.iter().any(|(_, lacks)| *lacks == self.sheet);
                    reader.works |= lacking;
                    self.asking = lacking.then(Told::default);
                }
                body.map_or(State::Closed, |mut body| {
                    body.held = self.unnamed.as_ref().map(|_| Vec::new());
                    State::Works(Box::new(body))
                })
            }
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
        let campaign = reader.campaign(self.name.as_deref(), &self.banners()).map(|c| c.0);
        reader.headless.push(Headless {
            name: self.name.clone(),
            partial: self.partial.take(),
            campaign,
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
        self.decide(reader);
        if let State::Works(body) = &mut self.state {
            body.finish(reader, self.name.as_deref());
        }
        if let Some(mut unnamed) = self.unnamed.take() {
            unnamed.sums = reader.draft.totals_skipped.saturating_sub(unnamed.sums);
            if let State::Works(body) = &mut self.state {
                (unnamed.rows, unnamed.refused, unnamed.held) = (body.rows, body.refused, body.held.take().unwrap_or_default());
            }
            reader.unnamed.push(unnamed);
        } else if let State::Works(body) = &self.state {
            reader.works |= body.rows > 0;
        }
        let (rows, header_row) = match &self.state {
            State::Works(body) => (body.rows, body.header_row),
            State::Form(form) => (form.rows, form.header_row),
            State::Seeking | State::Pending(..) | State::Undecided(_) | State::Closed => return,
        };
        if rows == 0 && self.asking.is_none() {
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
