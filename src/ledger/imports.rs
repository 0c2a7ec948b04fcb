//! Imports: what one brings, which of them stand at a moment, opening one and taking it back.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::count::Count;
use crate::base::day::{Day, Moment};
use crate::base::digest::Digest;
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::model::fact::{Description, KnownPlacement, PlacementKind};
use crate::model::metric::Metric;
use crate::model::reading::{Reading, ReadingRef};
use rusqlite::{OptionalExtension, Row, params};
use std::collections::{BTreeMap, BTreeSet};

/// What an import brings beside its readings.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// Name as sent.
    pub name: String,
    /// Of its bytes.
    pub digest: Digest,
    /// What was said of it, as JSON with ordered keys.
    pub sent: String,
    /// Kind.
    pub kind: String,
    /// Encoding.
    pub encoding: String,
    /// Sheet names in order.
    pub sheets: Vec<String>,
    /// The statistical week, `2023-W13`.
    pub week: String,
    /// Channels that it speaks of, each with the last day.
    pub covers: Vec<(ChannelId, Day)>,
}

/// The head of an import.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When it was received.
    pub at: Moment,
    /// `files` or `correction`.
    pub kind: &'static str,
    /// The reason of a correction.
    pub because: Option<String>,
    /// Digest of the rows.
    pub rows_digest: Digest,
    /// The first day of which it says something new.
    pub first: Option<Day>,
}

/// A description to be stored.
#[derive(Debug, Clone)]
pub struct NewDescription {
    /// Of which placement.
    pub placement: PlacementId,
    /// The description.
    pub description: Description,
}

/// A reading to be stored.
#[derive(Debug, Clone)]
pub struct NewObservation {
    /// Of which placement.
    pub placement: PlacementId,
    /// The reading.
    pub reading: Reading,
}

/// A partner's own sum to be stored.
#[derive(Debug, Clone)]
pub struct NewTotal {
    /// Where it stands.
    pub proof: ReadingRef,
    /// Column.
    pub column_letter: String,
    /// Channel of the column.
    pub channel: Option<ChannelId>,
    /// Metric.
    pub metric: Metric,
    /// What the partner wrote.
    pub written: Count,
    /// Day of the readings.
    pub day: Day,
    /// JSON: placement, low, high of every part.
    pub parts: String,
    /// Rows that it is of and that were refused.
    pub refused: u32,
    /// What those rows show together; `None`: not all of them can be read.
    pub turned_back: Option<u64>,
}

/// An import that stands and holds a given file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingImport {
    /// Its number.
    pub import: ImportId,
    /// When it was received.
    pub at: Moment,
}

/// What an undo did.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// Rows taken back.
    pub reversed: u64,
    /// Rows kept because a person changed them later.
    pub kept: Vec<(PlacementId, ReadingRef)>,
    /// Placements whose totals have to be folded again.
    pub touched: BTreeSet<PlacementId>,
}

/// Imports as they stand at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// Those received by then; `None`: all.
    pub(super) received: Option<BTreeSet<i64>>,
    /// Taken back by then.
    pub(super) reversed: BTreeSet<i64>,
    /// Rows of reversed imports that stay.
    pub(super) kept: BTreeSet<(i64, i64, i64)>,
}

impl Standing {
    pub(super) fn was_received(&self, import: i64) -> bool {
        self.received.as_ref().is_none_or(|r| r.contains(&import))
    }

    pub(super) fn holds(&self, import: i64, placement: i64, line: i64) -> bool {
        self.was_received(import) && (!self.reversed.contains(&import) || self.kept.contains(&(import, placement, line)))
    }

    pub(super) fn import_stands(&self, import: i64) -> bool {
        self.was_received(import) && !self.reversed.contains(&import)
    }
}

pub(super) fn standing(connection: &rusqlite::Connection, until: Option<Moment>) -> Result<Standing, LedgerError> {
    let limit = until.map_or(i64::MAX, |m| m.0);
    let mut out = Standing::default();
    let each = |sql: &str, f: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>| -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([limit])?;
        while let Some(row) = rows.next()? {
            f(row)?;
        }
        Ok(())
    };
    // Nobody asks for less than all: then the list, which grows with every run of a collector, is not needed.
    if until.is_some() {
        let mut received = BTreeSet::new();
        each("SELECT id FROM imports WHERE at <= ?1", &mut |r| {
            received.insert(r.get(0)?);
            Ok(())
        })
        .map_err(doing("读取导入"))?;
        out.received = Some(received);
    }
    each("SELECT import FROM reversals WHERE at <= ?1", &mut |r| {
        out.reversed.insert(r.get(0)?);
        Ok(())
    })
    .map_err(doing("读取撤销"))?;
    each("SELECT k.import, k.placement, k.line FROM kept_rows k JOIN reversals r USING (import) WHERE r.at <= ?1", &mut |r| {
        out.kept.insert((r.get(0)?, r.get(1)?, r.get(2)?));
        Ok(())
    })
    .map_err(doing("读取撤销"))?;
    Ok(out)
}

impl Change<'_> {
    /// Opens an import.
    pub fn new_import(&self, arrival: &Arrival, files: &[ImportFile]) -> Result<ImportId, LedgerError> {
        self.tx
            .execute(
                "INSERT INTO imports (at, kind, because, rows_digest, first_day) VALUES (?1, ?2, ?3, ?4, ?5)",
                (arrival.at.0, arrival.kind, &arrival.because, arrival.rows_digest.to_string(), arrival.first.map(Day::number)),
            )
            .map_err(doing("登记导入"))?;
        let id = self.tx.last_insert_rowid();
        for (n, f) in files.iter().enumerate() {
            let sheets = serde_json::Value::from(f.sheets.clone()).to_string();
            let covers: BTreeMap<&str, i32> = f.covers.iter().map(|(c, d)| (c.as_str(), d.number())).collect();
            let covers = serde_json::json!(covers).to_string();
            self.tx
                .execute(
                    "INSERT INTO import_files (import, file, name, digest, sent, kind, encoding, sheets, week, covers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![id, i64::try_from(n).unwrap_or(0), f.name, f.digest.to_string(), f.sent, f.kind, f.encoding, sheets, f.week, covers],
                )
                .map_err(doing("登记文件"))?;
        }
        Ok(ImportId(id))
    }

    /// The number of the next import.
    pub fn next_import(&self) -> Result<ImportId, LedgerError> {
        let last: i64 = self.tx.query_row("SELECT coalesce(max(id), 0) FROM imports", [], |r| r.get(0)).map_err(doing("登记导入"))?;
        Ok(ImportId(last + 1))
    }

    /// Takes an import back. Rows that a correction touched later stay and are named. `None`: no such import, or taken back already.
    pub fn undo(&self, import: ImportId, at: Moment) -> Result<Option<Undone>, LedgerError> {
        let known = self.tx.prepare("SELECT 1 FROM imports WHERE id = ?1").and_then(|mut s| s.exists([import.0])).map_err(doing("撤销"))?;
        if !known || !standing(&self.tx, None)?.import_stands(import.0) {
            return Ok(None);
        }
        self.tx.execute("INSERT INTO reversals (import, at) VALUES (?1, ?2)", (import.0, at.0)).map_err(doing("撤销"))?;
        let mut undone = Undone::default();
        let mut statement = self
            .tx
            .prepare(
                "SELECT o.placement, o.line, EXISTS (
                   SELECT 1 FROM observations c JOIN imports i ON i.id = c.import
                   WHERE c.placement = o.placement AND c.import > o.import AND i.kind = 'correction'
                     AND c.at BETWEEN o.at - 86399 AND o.at + 86399
                     AND (c.at + 28799) / 86400 = (o.at + 28799) / 86400
                     AND c.import NOT IN (SELECT import FROM reversals))
                 FROM observations o WHERE o.import = ?1",
            )
            .map_err(doing("撤销"))?;
        let mut rows = statement.query([import.0]).map_err(doing("撤销"))?;
        while let Some(row) = rows.next().map_err(doing("撤销"))? {
            let (placement, line, changed): (i64, i64, bool) =
                (row.get(0).map_err(doing("撤销"))?, row.get(1).map_err(doing("撤销"))?, row.get(2).map_err(doing("撤销"))?);
            undone.touched.insert(PlacementId(placement));
            if changed {
                undone.kept.push((PlacementId(placement), ReadingRef::from_line(import, line)));
            } else {
                undone.reversed += 1;
            }
        }
        drop(rows);
        drop(statement);
        for (placement, proof) in &undone.kept {
            self.tx
                .execute("INSERT INTO kept_rows (import, placement, line) VALUES (?1, ?2, ?3)", (import.0, placement.0, proof.line()))
                .map_err(doing("撤销"))?;
        }
        for table in ["presence", "airings", "records", "trainings"] {
            let n: i64 = self
                .tx
                .query_row(&format!("SELECT count(*) FROM {table} WHERE import = ?1"), [import.0], |r| r.get(0))
                .map_err(doing("撤销"))?;
            undone.reversed += u64::try_from(n).unwrap_or(0);
        }
        Ok(Some(undone))
    }
}

impl Ledger {
    /// The import that stands and holds the same bytes sent in the same way.
    pub fn resent(&self, digest: &Digest, sent: &str) -> Result<Option<StandingImport>, LedgerError> {
        self.connection
            .query_row(
                "SELECT i.id, i.at FROM import_files f JOIN imports i ON i.id = f.import
                 WHERE f.digest = ?1 AND f.sent = ?2 AND i.id NOT IN (SELECT import FROM reversals) ORDER BY i.id LIMIT 1",
                (digest.to_string(), sent),
                |r| Ok(StandingImport { import: ImportId(r.get(0)?), at: Moment(r.get(1)?) }),
            )
            .optional()
            .map_err(doing("查找导入"))
    }

    /// How many placements of a channel are known.
    pub fn known_count(&self, channel: &ChannelId) -> Result<usize, LedgerError> {
        self.connection
            .prepare_cached("SELECT count(*) FROM placements WHERE channel = ?1")
            .and_then(|mut s| s.query_row([channel.as_str()], |r| r.get::<_, i64>(0)))
            .map(|n| usize::try_from(n).unwrap_or(0))
            .map_err(doing("读取刊播位"))
    }

    /// The placements of a channel with the names that they are known by.
    pub fn known(&self, channel: &ChannelId) -> Result<Vec<KnownPlacement>, LedgerError> {
        let standing = standing(&self.connection, None)?;
        let mut out: BTreeMap<i64, KnownPlacement> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, kind FROM placements WHERE channel = ?1 ORDER BY id")
            .map_err(doing("读取刊播位"))?;
        let mut rows = statement.query([channel.as_str()]).map_err(doing("读取刊播位"))?;
        while let Some(row) = rows.next().map_err(doing("读取刊播位"))? {
            let (id, kind): (i64, String) = (row.get(0).map_err(doing("读取刊播位"))?, row.get(1).map_err(doing("读取刊播位"))?);
            let kind = PlacementKind::parse(&kind).unwrap_or(PlacementKind::Work);
            out.insert(id, KnownPlacement { id: PlacementId(id), channel: channel.clone(), kind, descriptions: Vec::new() });
        }
        super::facts::each_description(&self.connection, Some(channel), &standing, |placement, d| {
            if let Some(known) = out.get_mut(&placement) {
                known.descriptions.push(d);
            }
        })?;
        let lacking: Vec<i64> = out.iter().filter(|(_, p)| p.descriptions.is_empty()).map(|(id, _)| *id).collect();
        for (placement, list) in super::facts::relied_on(&self.connection, lacking.into_iter(), &standing)? {
            if let Some(known) = out.get_mut(&placement) {
                known.descriptions = list;
            }
        }
        Ok(out.into_values().collect())
    }
}
