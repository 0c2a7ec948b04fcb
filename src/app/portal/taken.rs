//! A file that has gone in: the rows that did, those that were left out, and where it was corrected in the page the partner's own file with
//! the cells that were typed anew.

use super::preview::written;
use crate::app::closed;
use crate::app::place::placed;
use crate::app::submit::Weighed;
use crate::app::{App, AppError};
use crate::base::day::Moment;
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::ImportId;
use crate::define::Definitions;
use crate::intake::{self, Mended};
use crate::ledger::{Submission, Upload};
use crate::model::draft::{DraftReading, Item, RowRef};
use crate::model::reading::ReadingRef;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// So many rows are listed; the others are counted.
const ROWS_MAX: usize = 200;
/// So many faults of rows that were left out are kept.
const LEFT_OUT_MAX: usize = 100;
/// A file that was mended more often than this is followed no further back.
const MENDED_MAX: usize = 50;

/// What became of a file that was taken in.
#[derive(Debug)]
pub struct Taken {
    /// Rows that went in, in the order of the file.
    pub rows: Vec<TakenRow>,
    /// Rows with numbers beyond those listed.
    pub more: usize,
    /// Presence, airings, records, trainings in the file.
    pub others: usize,
    /// What was wrong with rows that were left out.
    pub left_out: Vec<Diagnostic>,
    /// Faults beyond those listed.
    pub left_out_more: usize,
}

/// One row that went in.
#[derive(Debug)]
pub struct TakenRow {
    /// Where it stands.
    pub at: ReadingRef,
    /// Channel.
    pub channel: String,
    /// Title, empty for a channel as a whole.
    pub title: String,
    /// Until which day, or the period of an increment.
    pub day: String,
    /// Its numbers.
    pub numbers: Vec<(String, String)>,
}

/// A file that was corrected in the page.
#[derive(Debug)]
pub struct Origin {
    /// The partner's own file.
    pub upload: Upload,
    /// The cells that were typed anew since.
    pub cells: Vec<Mended>,
}

/// Whether somebody looked at numbers that grow as nobody would expect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looked {
    /// Nobody was asked: a program sends, or a command.
    Unasked,
    /// Asked, and nothing was said.
    Not,
    /// They are right.
    Right,
}

/// Whether something that was found asks to look at such a number.
pub fn is_rise(d: &Diagnostic) -> bool {
    matches!(d.code.0, 2066 | 2067)
}

impl App {
    /// What became of a file that was taken in, also where it was taken back since. `None`: it was not. It was kept when the file went in; where it
    /// was not, the file is read once more, and what went in is told by the ledger, so that what later files brought changes nothing here.
    pub fn taken(&mut self, upload: &Upload, submission: &Submission) -> Result<Option<Taken>, AppError> {
        let Some(import) = upload.import else { return Ok(None) };
        if let Some(kept) = self.ledger.outcome(upload.id)?.and_then(|text| kept(&text, import)) {
            return Ok(Some(kept));
        }
        // Of a file that was taken back the ledger knows its works no more: what it says is what had gone in.
        let stands = upload.state == "taken";
        let request = self.request(upload, submission, true, false)?;
        self.with_columns(&submission.partner, |app| {
            let weighed = app.weigh(request)?;
            let closed = app.closed(&submission.partner, true)?;
            let Some(read) = weighed.read.first() else { return Ok(None) };
            let draft = &read.draft;
            let mut out = Taken { rows: Vec::new(), more: 0, others: draft.beside().count(), left_out: Vec::new(), left_out_more: 0 };
            let mut order: Vec<_> = draft.readings.iter().collect();
            order.sort_by_key(|r| r.row);
            for r in order {
                let (Some(item), Some(placement)) =
                    (draft.items.get(r.item as usize), placed(&read.works, &draft.items, &weighed.atlas, r))
                else {
                    continue;
                };
                if out.rows.len() >= ROWS_MAX {
                    out.more += 1;
                    continue;
                }
                let at = place(import, r.row);
                if !stands || app.ledger.holds(placement, at)? {
                    out.rows.push(row_of(&app.defs, item, r, at));
                } else if let Some(week) = closed.week_of(&item.channel, r.from, r.at.reading_day()) {
                    let sheet = draft.sheets.get(usize::from(r.row.sheet)).map(ToString::to_string).filter(|s| !s.is_empty());
                    out.left_out.push(closed::row(Place { sheet, row: Some(r.row.row), ..Place::file(&read.name) }, week));
                }
            }
            let sheet = |d: &Diagnostic| d.place.sheet.as_ref().and_then(|s| draft.sheets.iter().position(|n| **n == **s)).unwrap_or(0);
            let row = |d: &Diagnostic| Some(RowRef { sheet: u16::try_from(sheet(d)).ok()?, row: d.place.row? });
            let errors: Vec<(RowRef, &Diagnostic)> =
                weighed.receipt.found.iter().filter(|d| d.is_error()).filter_map(|d| Some((row(d)?, d))).collect();
            let wrong: BTreeSet<RowRef> = errors.iter().map(|(row, _)| *row).collect();
            // A later file may stand in the way of this one now; what the ledger holds went in all the same.
            let mut went_in: BTreeSet<RowRef> = BTreeSet::new();
            for (item, placement) in draft.items.iter().zip(&read.works).filter(|(item, _)| wrong.contains(&item.row)) {
                if let Some(p) = placement
                    && app.ledger.holds(*p, place(import, item.row))?
                {
                    went_in.insert(item.row);
                }
            }
            out.left_out.extend(errors.into_iter().filter(|(row, _)| !went_in.contains(row)).map(|(_, d)| d.clone()));
            Ok(Some(out))
        })
    }

    /// Of files that went in, how many rows were left out because they are wrong: by import, where there were any.
    pub fn left_out(&self, uploads: &[Upload]) -> Result<BTreeMap<ImportId, i64>, AppError> {
        let taken = uploads.iter().filter(|u| u.state == "taken");
        let imports: BTreeMap<ImportId, Moment> = taken.filter_map(|u| Some((u.import?, u.at))).collect();
        let Some(first) = imports.values().min().copied() else { return Ok(BTreeMap::new()) };
        let entries = self.ledger.journal_of("import", first)?;
        let noted = entries.iter().filter_map(|e| {
            let body: serde_json::Value = serde_json::from_str(&e.body).ok()?;
            Some((ImportId(body.get("import")?.as_i64()?), body.get("left_out")?.as_i64()?))
        });
        Ok(noted.filter(|(import, _)| imports.contains_key(import)).collect())
    }

    /// The partner's own file behind one that was corrected in the page; `None`: it came as it is.
    pub fn origin(&self, upload: &Upload) -> Result<Option<Origin>, AppError> {
        let mut first = None;
        let mut id = upload.id;
        for _ in 0..MENDED_MAX {
            let Some(before) = self.ledger.upload_replaced_by(id)? else { break };
            id = before.id;
            first = Some(before);
        }
        let Some(first) = first else { return Ok(None) };
        let (own, mended) = (self.ledger.evidence(&first.digest)?, self.ledger.evidence(&upload.digest)?);
        let cells = intake::mended((&first.name, &own), &mended).unwrap_or_default();
        Ok(Some(Origin { upload: first, cells }))
    }
}

/// A row that goes in, or went.
fn row_of(defs: &Definitions, item: &Item, r: &DraftReading, at: ReadingRef) -> TakenRow {
    let day = r.at.reading_day();
    TakenRow {
        at,
        channel: defs.channel(&item.channel).map_or_else(|| item.channel.to_string(), |c| c.name.clone()),
        title: crate::report::clean::neutral(&item.title),
        day: r.from.map_or_else(|| day.zh_short(), |from| format!("{}至{}", from.zh_short(), day.zh_short())),
        numbers: r.values.iter().map(|(m, v)| (m.zh().to_owned(), written(Some(v)))).collect(),
    }
}

/// What becomes of a file that is about to go in, as it is kept.
pub(super) fn outcome(defs: &Definitions, weighed: &Weighed) -> Option<String> {
    let draft = &weighed.read.first()?.draft;
    let mut order: Vec<_> = draft.readings.iter().collect();
    order.sort_by_key(|r| r.row);
    let rows: Vec<Value> = order
        .iter()
        .take(ROWS_MAX)
        .filter_map(|r| {
            let row = row_of(defs, draft.items.get(r.item as usize)?, r, place(ImportId(0), r.row));
            Some(json!([row.at.sheet, row.at.row, row.channel, row.title, row.day, row.numbers]))
        })
        .collect();
    let errors = || weighed.receipt.found.iter().filter(|d| d.is_error());
    let left_out: Vec<Value> = errors()
        .take(LEFT_OUT_MAX)
        .map(|d| {
            let p = &d.place;
            json!([d.code.0, p.sheet, p.row, p.column_letter, p.column_title, d.found, d.expected, d.remedy])
        })
        .collect();
    let others = draft.beside().count();
    let more = order.len().saturating_sub(ROWS_MAX);
    let left_out_more = errors().count().saturating_sub(LEFT_OUT_MAX);
    Some(json!({ "rows": rows, "more": more, "others": others, "left_out": left_out, "left_out_more": left_out_more }).to_string())
}

/// The same read back; `None` where it says nothing that can be understood.
fn kept(text: &str, import: ImportId) -> Option<Taken> {
    let body: Value = serde_json::from_str(text).ok()?;
    let size = |key: &str| usize::try_from(body.get(key)?.as_u64()?).ok();
    let words = |v: &Value, n: usize| v.get(n).and_then(Value::as_str).map(str::to_owned);
    let number = |v: &Value, n: usize| u32::try_from(v.get(n)?.as_u64()?).ok();
    let row = |v: &Value| {
        let numbers = v.get(5)?.as_array()?.iter().map(|m| Some((words(m, 0)?, words(m, 1)?))).collect::<Option<_>>()?;
        let at = ReadingRef { import, file: 0, sheet: u16::try_from(number(v, 0)?).ok()?, row: number(v, 1)? };
        Some(TakenRow { at, channel: words(v, 2)?, title: words(v, 3)?, day: words(v, 4)?, numbers })
    };
    let fault = |v: &Value| {
        let place =
            Place { sheet: words(v, 1), row: number(v, 2), column_letter: words(v, 3), column_title: words(v, 4), ..Place::default() };
        Some(Diagnostic::error(u16::try_from(number(v, 0)?).ok()?, place, &words(v, 5)?, &words(v, 6)?, &words(v, 7)?))
    };
    Some(Taken {
        rows: body.get("rows")?.as_array()?.iter().map(row).collect::<Option<_>>()?,
        more: size("more")?,
        others: size("others")?,
        left_out: body.get("left_out")?.as_array()?.iter().map(fault).collect::<Option<_>>()?,
        left_out_more: size("left_out_more")?,
    })
}

fn place(import: ImportId, row: RowRef) -> ReadingRef {
    ReadingRef { import, file: 0, sheet: row.sheet, row: row.row }
}
