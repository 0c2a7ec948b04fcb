//! What came after an entry of the journal and of which days it speaks: whether what was told then is still what is known.

use super::{Ledger, LedgerError, doing};
use crate::base::day::{Day, Moment};
use crate::base::id::ImportId;
use rusqlite::OptionalExtension;

/// A point in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// Number of the entry.
    pub seq: i64,
    /// The last import up to it.
    pub import: ImportId,
}

/// How something changed what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum LaterKind {
    /// A file, or what a collector read.
    Import,
    /// One number entered by hand.
    Correction,
    /// An import taken back.
    Undo,
    /// Which works belong, are one, or are marked was answered.
    Answer,
    /// Something about a campaign was entered: signing date, 归属词, 认定 …
    Entered,
    /// A counting rule was signed.
    Signed,
    /// A signature or an entry about a campaign was taken back.
    Withdrawn,
    /// An answer that changes figures was taken back.
    AnswerWithdrawn,
}

/// One thing that changed what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Later {
    /// When.
    pub at: Moment,
    /// How.
    pub kind: LaterKind,
    /// The import; of an undo, the one that was taken back. 0 where there is none.
    pub import: ImportId,
    /// The number of its entry; of an import 0.
    pub seq: i64,
    /// The first day of which it says something new. What is entered without numbers speaks of every day.
    pub first: Day,
}

impl Later {
    /// Whether it came after a point.
    pub fn is_after(&self, point: Point) -> bool {
        match self.kind {
            LaterKind::Import | LaterKind::Correction => self.import > point.import,
            LaterKind::Undo
            | LaterKind::Answer
            | LaterKind::Entered
            | LaterKind::Signed
            | LaterKind::Withdrawn
            | LaterKind::AnswerWithdrawn => self.seq > point.seq,
        }
    }
}

impl Ledger {
    /// The entry with a hash as a point; `None`: no such entry.
    pub fn point(&self, hash: &str) -> Result<Option<Point>, LedgerError> {
        let seq: Option<i64> = self
            .connection
            .prepare_cached("SELECT seq FROM journal WHERE hash = ?1")
            .and_then(|mut s| s.query_row([hash], |r| r.get(0)).optional())
            .map_err(doing("读取日志"))?;
        let Some(seq) = seq else { return Ok(None) };
        Ok(Some(Point { seq, import: self.last_import_by(seq)? }))
    }

    /// The last import up to an entry of the journal.
    pub fn last_import_by(&self, seq: i64) -> Result<ImportId, LedgerError> {
        // Backwards from the entry: the last import is never far.
        let import: Option<i64> = self
            .connection
            .prepare_cached(
                "SELECT json_extract(body, '$.import') FROM journal WHERE seq <= ?1 AND +kind IN ('import', 'collect', 'correct') ORDER BY seq DESC LIMIT 1",
            )
            .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
            .map_err(doing("读取日志"))?;
        Ok(ImportId(import.unwrap_or(0)))
    }

    /// What changed what is known after a point, oldest first of its kind. An import of which the first day was not noted, as before that
    /// was done, is passed over; its undo counts for every day, since nobody knows of which it told.
    pub fn later_than(&self, point: Point) -> Result<Vec<Later>, LedgerError> {
        let read = |kind: Option<LaterKind>, sql: &str, after: i64| -> rusqlite::Result<Vec<Later>> {
            let mut s = self.connection.prepare_cached(sql)?;
            let rows = s.query_map([after], |r| {
                let correction = r.get::<_, String>(4)? == "correction";
                let arrived = if correction { LaterKind::Correction } else { LaterKind::Import };
                Ok(Later {
                    seq: r.get(0)?,
                    at: Moment(r.get(1)?),
                    import: ImportId(r.get(2)?),
                    first: Day::from_number(r.get(3)?),
                    kind: kind.unwrap_or(arrived),
                })
            })?;
            rows.collect()
        };
        let arrived = "SELECT 0, at, id, first_day, kind FROM imports WHERE id > ?1 AND first_day IS NOT NULL ORDER BY id";
        let undone =
            "SELECT j.seq, j.at, i.id, coalesce(i.first_day, 0), i.kind FROM journal j JOIN imports i ON i.id = json_extract(j.body, '$.import')
                      WHERE j.kind = 'undo' AND j.seq > ?1 ORDER BY j.seq";
        let mut out = read(None, arrived, point.import.0).map_err(doing("读取导入"))?;
        out.extend(read(Some(LaterKind::Undo), undone, point.seq).map_err(doing("读取撤销"))?);
        Ok(out)
    }
}
