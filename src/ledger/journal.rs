//! The hash-chained journal: every change of the ledger and of the definitions, from the first day.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::digest::Digest;
use rusqlite::OptionalExtension;
use std::collections::BTreeMap;

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// From 1.
    pub seq: i64,
    /// When.
    pub at: Moment,
    /// `born`, `definitions`, `import`, `refused`, `undo`, `answer`, `correct`, `restored`.
    pub kind: String,
    /// JSON.
    pub body: String,
    /// Hash of the entry before.
    pub previous: String,
    /// Hash of this one.
    pub hash: String,
}

/// Where the chain breaks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damage {
    /// The first damaged entry.
    pub seq: i64,
    /// What is wrong, in Chinese.
    pub what: String,
}

/// What stands before the first entry.
const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

fn hash(previous: &str, seq: i64, at: Moment, kind: &str, body: &str) -> String {
    Digest::of_parts([previous.as_bytes(), &seq.to_be_bytes(), &at.0.to_be_bytes(), kind.as_bytes(), body.as_bytes()]).to_string()
}

fn entry(r: &rusqlite::Row<'_>) -> rusqlite::Result<Entry> {
    Ok(Entry { seq: r.get(0)?, at: Moment(r.get(1)?), kind: r.get(2)?, body: r.get(3)?, previous: r.get(4)?, hash: r.get(5)? })
}

impl Change<'_> {
    /// Appends an entry.
    pub fn note(&self, at: Moment, kind: &str, body: &str) -> Result<(), LedgerError> {
        let last: Option<(i64, String)> = self
            .tx
            .query_row("SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1", [], |r| Ok((r.get(0)?, r.get(1)?)))
            .optional()
            .map_err(doing("读取日志"))?;
        let (seq, previous) = last.map_or((1, GENESIS.to_owned()), |(seq, hash)| (seq + 1, hash));
        let hash = hash(&previous, seq, at, kind, body);
        self.tx
            .execute(
                "INSERT INTO journal (seq, at, kind, body, previous, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                (seq, at.0, kind, body, previous, hash),
            )
            .map_err(doing("写日志"))?;
        Ok(())
    }

    /// Notes the definitions where they differ from the ones noted last, with the text of every file by digest. `files`: path, digest, text.
    pub fn note_definitions(&self, at: Moment, files: &[(&str, Digest, &str)]) -> Result<(), LedgerError> {
        let list: BTreeMap<&str, String> = files.iter().map(|(path, digest, _)| (*path, digest.to_string())).collect();
        let body = serde_json::json!({ "files": list }).to_string();
        let last: Option<String> = self
            .tx
            .query_row("SELECT body FROM journal WHERE kind = 'definitions' ORDER BY seq DESC LIMIT 1", [], |r| r.get(0))
            .optional()
            .map_err(doing("读取日志"))?;
        if last.as_deref() == Some(body.as_str()) {
            return Ok(());
        }
        for (_, digest, text) in files {
            self.tx
                .execute("INSERT OR IGNORE INTO definitions (digest, text) VALUES (?1, ?2)", (digest.to_string(), text))
                .map_err(doing("登记定义"))?;
        }
        self.note(at, "definitions", &body)
    }
}

impl Ledger {
    /// All entries, oldest first.
    pub fn journal(&self) -> Result<Vec<Entry>, LedgerError> {
        let mut statement =
            self.connection.prepare("SELECT seq, at, kind, body, previous, hash FROM journal ORDER BY seq").map_err(doing("读取日志"))?;
        let rows = statement.query_map([], entry).map_err(doing("读取日志"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取日志"))
    }

    /// Entries of one kind from a moment on, oldest first.
    pub fn journal_of(&self, kind: &str, from: Moment) -> Result<Vec<Entry>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, at, kind, body, previous, hash FROM journal WHERE kind = ?1 AND at >= ?2 ORDER BY seq")
            .map_err(doing("读取日志"))?;
        let rows = statement.query_map((kind, from.0), entry).map_err(doing("读取日志"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取日志"))
    }

    /// The last entries of some kinds from a moment on and after a number, newest first, so many at most.
    pub fn journal_latest(&self, kinds: &[&str], (from, after): (Moment, i64), limit: usize) -> Result<Vec<Entry>, LedgerError> {
        let named = (0..kinds.len()).map(|n| format!("?{}", n + 4)).collect::<Vec<_>>().join(", ");
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "SELECT seq, at, kind, body, previous, hash FROM journal WHERE at >= ?1 AND seq > ?2 AND kind IN ({named}) ORDER BY seq DESC LIMIT ?3"
            ))
            .map_err(doing("读取日志"))?;
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        let mut values: Vec<&dyn rusqlite::ToSql> = vec![&from.0, &after, &limit];
        values.extend(kinds.iter().map(|k| k as &dyn rusqlite::ToSql));
        let rows = statement.query_map(values.as_slice(), entry).map_err(doing("读取日志"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取日志"))
    }

    /// So many entries after a number, oldest first.
    pub fn journal_after(&self, after: i64, limit: i64) -> Result<Vec<Entry>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, at, kind, body, previous, hash FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2")
            .map_err(doing("读取日志"))?;
        let rows = statement.query_map((after, limit), entry).map_err(doing("读取日志"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取日志"))
    }

    /// One entry by its number.
    pub fn journal_entry(&self, seq: i64) -> Result<Option<Entry>, LedgerError> {
        self.connection
            .prepare_cached("SELECT seq, at, kind, body, previous, hash FROM journal WHERE seq = ?1")
            .and_then(|mut s| s.query_row([seq], entry).optional())
            .map_err(doing("读取日志"))
    }

    /// The entry before a number that named the definition files: its JSON.
    pub fn definitions_before(&self, seq: i64) -> Result<Option<String>, LedgerError> {
        self.connection
            .prepare_cached("SELECT body FROM journal WHERE kind = 'definitions' AND seq < ?1 ORDER BY seq DESC LIMIT 1")
            .and_then(|mut s| s.query_row([seq], |r| r.get(0)).optional())
            .map_err(doing("读取日志"))
    }

    /// Entries whose hash begins so, oldest first, a few at most.
    pub fn journal_by_hash(&self, beginning: &str) -> Result<Vec<Entry>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached(
                "SELECT seq, at, kind, body, previous, hash FROM journal WHERE substr(hash, 1, length(?1)) = ?1 ORDER BY seq LIMIT 10",
            )
            .map_err(doing("读取日志"))?;
        let rows = statement.query_map([beginning], entry).map_err(doing("读取日志"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取日志"))
    }

    /// Walks the chain, one entry in memory at a time. The first damaged one is named.
    pub fn verify_journal(&self) -> Result<Option<Damage>, LedgerError> {
        self.verify_journal_after(0, GENESIS)
    }

    /// Walks the chain on from behind an entry that was good, by its number and hash.
    pub fn verify_journal_after(&self, last: i64, hash_of_last: &str) -> Result<Option<Damage>, LedgerError> {
        let mut previous = hash_of_last.to_owned();
        let mut statement = self
            .connection
            .prepare_cached("SELECT seq, at, kind, body, previous, hash FROM journal WHERE seq > ?1 ORDER BY seq")
            .map_err(doing("读取日志"))?;
        let rows = statement.query_map([last], entry).map_err(doing("读取日志"))?;
        for (n, e) in rows.enumerate() {
            let e = e.map_err(doing("读取日志"))?;
            let seq = i64::try_from(n).unwrap_or(i64::MAX).saturating_add(1).saturating_add(last);
            let what = if e.seq != seq {
                "缺了一条"
            } else if e.previous != previous {
                "与上一条接不上"
            } else if hash(&e.previous, e.seq, e.at, &e.kind, &e.body) != e.hash {
                "内容被改过"
            } else {
                previous = e.hash;
                continue;
            };
            return Ok(Some(Damage { seq, what: what.to_owned() }));
        }
        Ok(None)
    }

    /// The definition files as they stood at a moment, by path; `None` where none had been noted.
    pub fn definitions_at(&self, at: Moment) -> Result<Option<BTreeMap<String, Vec<u8>>>, LedgerError> {
        let body: Option<String> = self
            .connection
            .query_row("SELECT body FROM journal WHERE kind = 'definitions' AND at <= ?1 ORDER BY seq DESC LIMIT 1", [at.0], |r| r.get(0))
            .optional()
            .map_err(doing("读取日志"))?;
        let Some(body) = body else { return Ok(None) };
        let parsed: serde_json::Value = serde_json::from_str(&body).map_err(|_| LedgerError::Damaged("日志中的定义清单读不出".into()))?;
        let mut out = BTreeMap::new();
        for (path, digest) in parsed.get("files").and_then(|f| f.as_object()).into_iter().flatten() {
            let text: String = self
                .connection
                .query_row("SELECT text FROM definitions WHERE digest = ?1", [digest.as_str().unwrap_or_default()], |r| r.get(0))
                .map_err(doing("读取定义"))?;
            out.insert(path.clone(), text.into_bytes());
        }
        Ok(Some(out))
    }
}
