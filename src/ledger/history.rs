//! What entries of the journal speak of, by number: imports with their files and channels, placements with their titles; and what people
//! did, page by page.

use super::{Event, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::id::{ChannelId, PlacementId};
use std::collections::{BTreeMap, BTreeSet};

/// The head of an import, for people.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ImportHead {
    /// Names of its files; of a collector's import none.
    pub files: Vec<String>,
    /// The statistical week that it was sent for.
    pub week: String,
    /// Channels of which it speaks.
    pub channels: BTreeSet<ChannelId>,
    /// Who handed it in through the portal.
    pub person: Option<i64>,
}

/// Which of the things that people did are wanted.
#[derive(Debug, Clone, Copy, Default)]
pub struct EventsWanted<'a> {
    /// By this person.
    pub person: Option<i64>,
    /// Of this kind.
    pub what: Option<&'a str>,
    /// Not before.
    pub from: Option<Moment>,
    /// Before.
    pub until: Option<Moment>,
}

impl Ledger {
    /// Imports from one number to another.
    pub fn import_heads(&self, first: i64, last: i64) -> Result<BTreeMap<i64, ImportHead>, LedgerError> {
        let mut out: BTreeMap<i64, ImportHead> = BTreeMap::new();
        let mut people: BTreeMap<i64, i64> = BTreeMap::new();
        let mut s = self
            .connection
            .prepare_cached("SELECT import, person FROM uploads WHERE import BETWEEN ?1 AND ?2 ORDER BY id DESC")
            .map_err(doing("读取导入"))?;
        let rows = s.query_map((first, last), |r| Ok((r.get(0)?, r.get(1)?))).map_err(doing("读取导入"))?;
        for row in rows {
            let (import, person) = row.map_err(doing("读取导入"))?;
            people.insert(import, person);
        }
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT import, kind, name, week, covers FROM import_files
                 WHERE import BETWEEN ?1 AND ?2 AND (kind <> 'capture' OR file = 0) ORDER BY import, file",
            )
            .map_err(doing("读取导入"))?;
        let mut rows = s.query([first, last]).map_err(doing("读取导入"))?;
        while let Some(r) = rows.next().map_err(doing("读取导入"))? {
            let read = |r: &rusqlite::Row<'_>| -> rusqlite::Result<(i64, String, String, String, String)> {
                Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?))
            };
            let (import, kind, name, week, covers) = read(r).map_err(doing("读取导入"))?;
            let head = out.entry(import).or_default();
            if kind != "capture" {
                head.files.push(name);
            }
            head.week = week;
            head.person = people.get(&import).copied();
            let covers: BTreeMap<String, i32> = serde_json::from_str(&covers).unwrap_or_default();
            head.channels.extend(covers.keys().map(|c| ChannelId::new(c)));
        }
        Ok(out)
    }

    /// The channel of a placement and its title as last written.
    pub fn placement_title(&self, id: PlacementId) -> Result<Option<(ChannelId, String)>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT p.channel, coalesce((SELECT d.title FROM descriptions d WHERE d.placement = p.id ORDER BY d.at DESC, d.id DESC LIMIT 1), '')
                 FROM placements p WHERE p.id = ?1",
            )
            .map_err(doing("读取刊播位"))?;
        let mut rows = s.query([id.0]).map_err(doing("读取刊播位"))?;
        let Some(r) = rows.next().map_err(doing("读取刊播位"))? else { return Ok(None) };
        let channel: String = r.get(0).map_err(doing("读取刊播位"))?;
        Ok(Some((ChannelId::new(&channel), r.get(1).map_err(doing("读取刊播位"))?)))
    }

    /// What people did, newest first: `limit` of them after `skip`, with the name of who did it; and how many there are.
    pub fn events_page(&self, wanted: EventsWanted<'_>, skip: usize, limit: usize) -> Result<(Vec<(Event, String)>, usize), LedgerError> {
        const WHERE: &str =
            "(?1 IS NULL OR e.person = ?1) AND (?2 IS NULL OR e.what = ?2) AND (?3 IS NULL OR e.at >= ?3) AND (?4 IS NULL OR e.at < ?4)";
        let given = (wanted.person, wanted.what, wanted.from.map(|m| m.0), wanted.until.map(|m| m.0));
        let number: i64 = self
            .connection
            .prepare_cached(&format!("SELECT count(*) FROM events e WHERE {WHERE}"))
            .and_then(|mut s| s.query_row(given, |r| r.get(0)))
            .map_err(doing("读取操作日志"))?;
        let (skip, limit) = (i64::try_from(skip).unwrap_or(i64::MAX), i64::try_from(limit).unwrap_or(i64::MAX));
        let mut s = self
            .connection
            .prepare_cached(&format!(
                "SELECT e.at, e.person, e.what, e.subject, e.address, coalesce(p.name, '') FROM events e LEFT JOIN people p ON p.id = e.person
                 WHERE {WHERE} ORDER BY e.id DESC LIMIT ?5 OFFSET ?6"
            ))
            .map_err(doing("读取操作日志"))?;
        let rows = s
            .query_map((given.0, given.1, given.2, given.3, limit, skip), |r| {
                let e = Event { at: Moment(r.get(0)?), person: r.get(1)?, what: r.get(2)?, subject: r.get(3)?, address: r.get(4)? };
                Ok((e, r.get(5)?))
            })
            .map_err(doing("读取操作日志"))?;
        let out = rows.collect::<Result<_, _>>().map_err(doing("读取操作日志"))?;
        Ok((out, usize::try_from(number).unwrap_or(0)))
    }
}
