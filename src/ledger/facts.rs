//! Reading: everything that stands now, or stood at a moment, as plain rows.

use super::imports::{Standing, standing};
use super::records::covers;
use super::{Ledger, LedgerError, LedgerKind, doing};
use crate::base::day::{Day, Moment};
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::model::channel::WorkKind;
use crate::model::draft::{Published, Visibility};
use crate::model::fact::{Description, Facts, PlacementFact, PlacementKind};
use crate::model::folded::Folded;
use crate::model::reading::ReadingRef;
use rusqlite::{Connection, OptionalExtension, Row};
use std::collections::BTreeMap;

/// Kinds of journal entries that change no figure and no verdict. What is not named here counts as deciding.
const BESIDE: [&str; 9] = ["account", "token", "link", "columns", "comment", "attachment", "refused", "run", "restored"];

const DESCRIPTION: &str = "d.placement, d.import, d.line, d.at, d.title, d.native_id, d.url, d.published_day, d.published_secs, d.duration_secs, d.kind, d.deliverable, d.visibility, d.made_for_campaign";

/// Calls `f` with every description that stands: of one channel by placement and in order of moment, of all as they were written.
pub(super) fn each_description(
    connection: &Connection,
    channel: Option<&ChannelId>,
    standing: &Standing,
    mut f: impl FnMut(i64, Description),
) -> Result<(), LedgerError> {
    // A channel's own are found by its index; the others are never touched.
    let of =
        channel.map_or("", |_| "JOIN placements p ON p.id = d.placement WHERE p.channel = ?1 ORDER BY d.placement, d.at, d.import, d.line");
    let mut statement = connection.prepare_cached(&format!("SELECT {DESCRIPTION} FROM descriptions d {of}")).map_err(doing("读取作品"))?;
    let mut rows = statement.query(rusqlite::params_from_iter(channel.map(ChannelId::as_str))).map_err(doing("读取作品"))?;
    while let Some(row) = rows.next().map_err(doing("读取作品"))? {
        let (placement, d) = description(row).map_err(doing("读取作品"))?;
        if standing.import_stands(d.proof.import.0) || standing.holds(d.proof.import.0, placement, d.proof.line()) {
            f(placement, d);
        }
    }
    Ok(())
}

fn description(row: &Row<'_>) -> rusqlite::Result<(i64, Description)> {
    let published: Option<i32> = row.get(7)?;
    let secs: Option<u32> = row.get(8)?;
    let kind: Option<String> = row.get(10)?;
    let visibility: Option<String> = row.get(12)?;
    Ok((
        row.get(0)?,
        Description {
            proof: ReadingRef::from_line(ImportId(row.get(1)?), row.get(2)?),
            at: Moment(row.get(3)?),
            title: row.get(4)?,
            native_id: row.get(5)?,
            url: row.get(6)?,
            published: published.map(|d| Published { day: Day::from_number(d), secs }),
            duration_secs: row.get(9)?,
            kind: kind.as_deref().and_then(WorkKind::parse),
            deliverable: row.get(11)?,
            visibility: visibility.as_deref().and_then(Visibility::parse),
            made_for_campaign: row.get::<_, i64>(13)? != 0,
        },
    ))
}

/// Descriptions of reversed imports for the placements in `lacking` that a standing import speaks of: its file said the same, so that
/// nothing was stored a second time.
pub(super) fn relied_on(
    connection: &Connection,
    lacking: impl Iterator<Item = i64>,
    standing: &Standing,
) -> Result<BTreeMap<i64, Vec<Description>>, LedgerError> {
    let mut out = BTreeMap::new();
    if standing.reversed.is_empty() {
        return Ok(out);
    }
    let failed = || doing("读取作品");
    let mut observed = connection.prepare_cached("SELECT import, line FROM observations WHERE placement = ?1").map_err(failed())?;
    let mut described = connection
        .prepare_cached(&format!("SELECT {DESCRIPTION} FROM descriptions d WHERE d.placement = ?1 ORDER BY d.at, d.import, d.line"))
        .map_err(failed())?;
    for placement in lacking {
        let rows = observed.query_map([placement], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, i64>(1)?))).map_err(failed())?;
        let mut stands = false;
        for row in rows {
            let (import, line) = row.map_err(failed())?;
            stands |= standing.holds(import, placement, line);
        }
        if !stands {
            continue;
        }
        let rows = described.query_map([placement], description).map_err(failed())?;
        let mut list = Vec::new();
        for row in rows {
            let (_, d) = row.map_err(failed())?;
            if standing.was_received(d.proof.import.0) {
                list.push(d);
            }
        }
        out.insert(placement, list);
    }
    Ok(out)
}

impl Ledger {
    /// Everything that is known (`until` = `None`) or was known at a moment, without the daily values. Those come from
    /// [`Ledger::daily_values`]; for a moment the caller folds them from [`Ledger::each_series`].
    pub fn outline(&self, until: Option<Moment>) -> Result<Facts, LedgerError> {
        let standing = standing(&self.connection, until)?;
        let mut placements = self.placements()?;
        each_description(&self.connection, None, &standing, |placement, d| {
            if let Some(p) = placements.get_mut(&placement) {
                p.descriptions.push(d);
            }
        })?;
        for p in placements.values_mut() {
            p.descriptions.sort_by_key(|d| (d.at, d.proof.import, d.proof.line()));
        }
        let lacking: Vec<i64> = placements.iter().filter(|(_, p)| p.descriptions.is_empty()).map(|(id, _)| *id).collect();
        for (placement, list) in relied_on(&self.connection, lacking.into_iter(), &standing)? {
            if let Some(p) = placements.get_mut(&placement) {
                p.descriptions = list;
            }
        }
        // Whatever is not described is there only if it has daily values. Few are asked for: the table is large.
        let lacking: Vec<i64> = placements.iter().filter(|(_, p)| p.descriptions.is_empty()).map(|(id, _)| *id).collect();
        let mut valued = self.connection.prepare_cached("SELECT 1 FROM totals WHERE placement = ?1").map_err(doing("读取"))?;
        for id in lacking {
            if until.is_some() || !valued.exists([id]).map_err(doing("读取"))? {
                placements.remove(&id);
            }
        }
        Ok(Facts { placements: placements.into_values().collect(), ..self.other_facts(until)? })
    }

    /// The same without any placement.
    pub fn other_facts(&self, until: Option<Moment>) -> Result<Facts, LedgerError> {
        let standing = standing(&self.connection, until)?;
        let mut facts = Facts { journal_head: self.deciding_head(until)?, sample: self.kind()? == LedgerKind::Sample, ..Facts::default() };
        self.other_rows(&standing, until, &mut facts)?;
        Ok(facts)
    }

    /// Every placement that was ever made, by number, bare of descriptions and daily values.
    pub fn placements(&self) -> Result<BTreeMap<i64, PlacementFact>, LedgerError> {
        let mut placements: BTreeMap<i64, PlacementFact> = BTreeMap::new();
        self.each("SELECT id, channel, kind FROM placements", |r| {
            let id: i64 = r.get(0)?;
            let kind: String = r.get(2)?;
            placements.insert(
                id,
                PlacementFact {
                    id: PlacementId(id),
                    channel: ChannelId::new(&r.get::<_, String>(1)?),
                    kind: PlacementKind::parse(&kind).unwrap_or(PlacementKind::Work),
                    descriptions: Vec::new(),
                    folded: Folded::default(),
                },
            );
            Ok(())
        })?;
        Ok(placements)
    }

    /// Whether at a moment any file stood.
    pub fn knew_files(&self, until: Moment) -> Result<bool, LedgerError> {
        let sql = "SELECT 1 FROM imports i JOIN import_files f ON f.import = i.id WHERE i.at <= ?1
                   AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.import = i.id AND r.at <= ?1)";
        self.connection.prepare_cached(sql).and_then(|mut s| s.exists([until.0])).map_err(doing("读取导入"))
    }

    /// Calls `f` with the daily values of every placement on a channel, or of all, by number.
    pub fn daily_values(&self, channel: Option<&ChannelId>, mut f: impl FnMut(PlacementId, Folded)) -> Result<(), LedgerError> {
        let failed = || doing("读取日值");
        let sql = match channel {
            Some(_) => {
                "SELECT t.placement, t.folded FROM placements p JOIN totals t ON t.placement = p.id WHERE p.channel = ?1 ORDER BY p.id"
            }
            None => "SELECT placement, folded FROM totals WHERE ?1 IS NULL ORDER BY placement",
        };
        let mut statement = self.connection.prepare_cached(sql).map_err(failed())?;
        let mut rows = statement.query([channel.map(ChannelId::as_str)]).map_err(failed())?;
        while let Some(row) = rows.next().map_err(failed())? {
            f(PlacementId(row.get(0).map_err(failed())?), Folded::from_bytes(row.get(1).map_err(failed())?));
        }
        Ok(())
    }

    /// The channels of which an import that stands speaks.
    pub fn channels_of_import(&self, import: ImportId) -> Result<Vec<ChannelId>, LedgerError> {
        let mut out = Vec::new();
        let sql = "SELECT covers FROM import_files WHERE import = ?1 AND (kind <> 'capture' OR file = 0) AND NOT EXISTS (SELECT 1 FROM reversals WHERE import = ?1)";
        let mut statement = self.connection.prepare_cached(sql).map_err(doing("读取"))?;
        let mut rows = statement.query([import.0]).map_err(doing("读取"))?;
        while let Some(row) = rows.next().map_err(doing("读取"))? {
            let json: String = row.get(0).map_err(doing("读取"))?;
            out.extend(covers(&json).into_keys());
        }
        out.sort_unstable();
        out.dedup();
        Ok(out)
    }

    /// What an import brought beside numbers: 展示 and 播出 with their channels, 成果 and 培训 without any, each with its first and last day.
    pub fn beside_numbers(&self, import: ImportId) -> Result<Vec<(Option<ChannelId>, Day, Day)>, LedgerError> {
        let sql = "SELECT channel, from_day, to_day FROM presence WHERE import = ?1 UNION ALL SELECT channel, day, day FROM airings WHERE import = ?1
                   UNION ALL SELECT NULL, day, day FROM records WHERE import = ?1 UNION ALL SELECT NULL, day, day FROM trainings WHERE import = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(doing("读取"))?;
        let rows = statement.query_map([import.0], |r| {
            let channel = r.get::<_, Option<String>>(0)?.map(|c| ChannelId::new(&c));
            Ok((channel, Day::from_number(r.get(1)?), Day::from_number(r.get(2)?)))
        });
        rows.and_then(Iterator::collect).map_err(doing("读取"))
    }

    /// For which weeks the files of an import were sent, and the first day of which it says something new, where that was noted.
    pub fn import_weeks(&self, import: ImportId) -> Result<(Vec<String>, Option<Day>), LedgerError> {
        let sql = "SELECT f.week, i.first_day FROM imports i JOIN import_files f ON f.import = i.id WHERE i.id = ?1";
        let mut statement = self.connection.prepare_cached(sql).map_err(doing("读取"))?;
        let rows = statement.query_map([import.0], |r| Ok((r.get(0)?, r.get::<_, Option<i32>>(1)?.map(Day::from_number))));
        let rows: Vec<(String, Option<Day>)> = rows.and_then(Iterator::collect).map_err(doing("读取"))?;
        let first = rows.first().and_then(|r| r.1);
        Ok((rows.into_iter().map(|r| r.0).collect(), first))
    }

    /// The hash of the last entry not later than a moment.
    pub fn journal_head(&self, until: Option<Moment>) -> Result<String, LedgerError> {
        self.connection
            .query_row(
                "SELECT hash FROM journal WHERE seq = (SELECT max(seq) FROM journal WHERE at <= ?1)",
                [until.map_or(i64::MAX, |m| m.0)],
                |r| r.get(0),
            )
            .or_else(|e| if e == rusqlite::Error::QueryReturnedNoRows { Ok(String::new()) } else { Err(e) })
            .map_err(doing("读取日志"))
    }

    /// The hash of the last entry not later than a moment that figures stand on. It holds all entries before it, but is not moved on by
    /// those that change no figure: accounts, links, columns remembered, comments, papers, refused files, runs that brought nothing.
    pub fn deciding_head(&self, until: Option<Moment>) -> Result<String, LedgerError> {
        let beside = BESIDE.map(|kind| format!("'{kind}'")).join(", ");
        self.connection
            .prepare_cached(&format!("SELECT hash FROM journal WHERE at <= ?1 AND kind NOT IN ({beside}) ORDER BY seq DESC LIMIT 1"))
            .and_then(|mut s| s.query_row([until.map_or(i64::MAX, |m| m.0)], |r| r.get(0)).optional())
            .map(Option::unwrap_or_default)
            .map_err(doing("读取日志"))
    }

    pub(super) fn each(&self, sql: &str, mut f: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(doing("读取"))?;
        let mut rows = statement.query([]).map_err(doing("读取"))?;
        while let Some(row) = rows.next().map_err(doing("读取"))? {
            f(row).map_err(doing("读取"))?;
        }
        Ok(())
    }
}
