//! Reading: everything that stands now, or stood at a moment, as plain rows.

use super::imports::{Standing, standing};
use super::{Ledger, LedgerError, LedgerKind, doing};
use crate::base::count::Span;
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId};
use crate::model::channel::WorkKind;
use crate::model::draft::{PresenceState, Published, Visibility};
use crate::model::fact::{
    AiringFact, AnswerFact, BridgeFact, Description, Facts, FileFact, PlacementFact, PlacementKind, PresenceFact, RecordFact, TrainingFact,
};
use crate::model::folded::Folded;
use crate::model::metric::Metric;
use crate::model::reading::ReadingRef;
use rusqlite::{Connection, Row};
use std::collections::BTreeMap;

const DESCRIPTION: &str = "d.placement, d.import, d.line, d.at, d.title, d.native_id, d.url, d.published_day, d.published_secs, d.duration_secs, d.kind, d.deliverable, d.visibility, d.made_for_campaign";

/// Calls `f` with every description that stands, of one channel or of all, by placement and in order of moment.
pub(super) fn each_description(
    connection: &Connection,
    channel: Option<&ChannelId>,
    standing: &Standing,
    mut f: impl FnMut(i64, Description),
) -> Result<(), LedgerError> {
    // A channel's own are found by its index; the others are never touched.
    let of = channel.map_or("", |_| "JOIN placements p ON p.id = d.placement WHERE p.channel = ?1");
    let mut statement = connection
        .prepare_cached(&format!("SELECT {DESCRIPTION} FROM descriptions d {of} ORDER BY d.placement, d.at, d.import, d.line"))
        .map_err(doing("读取作品"))?;
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
    /// Everything that is known (`until` = `None`) or was known at a moment. Then the daily values are left empty: the caller folds
    /// them from [`Ledger::each_series`].
    pub fn facts(&self, until: Option<Moment>) -> Result<Facts, LedgerError> {
        let standing = standing(&self.connection, until)?;
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
        each_description(&self.connection, None, &standing, |placement, d| {
            if let Some(p) = placements.get_mut(&placement) {
                p.descriptions.push(d);
            }
        })?;
        let lacking: Vec<i64> = placements.iter().filter(|(_, p)| p.descriptions.is_empty()).map(|(id, _)| *id).collect();
        for (placement, list) in relied_on(&self.connection, lacking.into_iter(), &standing)? {
            if let Some(p) = placements.get_mut(&placement) {
                p.descriptions = list;
            }
        }
        if until.is_none() {
            self.each("SELECT placement, folded FROM totals", |r| {
                if let Some(p) = placements.get_mut(&r.get::<_, i64>(0)?) {
                    p.folded = Folded::from_bytes(r.get(1)?);
                }
                Ok(())
            })?;
        }
        let mut facts = Facts {
            journal_head: self.journal_head(until)?,
            sample: self.kind()? == LedgerKind::Sample,
            placements: placements.into_values().filter(|p| !p.descriptions.is_empty() || !p.folded.is_empty()).collect(),
            ..Facts::default()
        };
        self.other_rows(&standing, until, &mut facts)?;
        Ok(facts)
    }

    fn other_rows(&self, standing: &Standing, until: Option<Moment>, facts: &mut Facts) -> Result<(), LedgerError> {
        let proof = |r: &Row<'_>| -> rusqlite::Result<ReadingRef> { Ok(ReadingRef::from_line(ImportId(r.get(0)?), r.get(1)?)) };
        self.each("SELECT import, line, channel, from_day, to_day, position, state FROM presence ORDER BY import, line", |r| {
            if standing.import_stands(r.get(0)?) {
                facts.presence.push(PresenceFact {
                    proof: proof(r)?,
                    channel: ChannelId::new(&r.get::<_, String>(2)?),
                    from: Day::from_number(r.get(3)?),
                    to: Day::from_number(r.get(4)?),
                    position: r.get(5)?,
                    state: PresenceState::parse(&r.get::<_, String>(6)?).unwrap_or(PresenceState::Unchecked),
                });
            }
            Ok(())
        })?;
        self.each("SELECT import, line, channel, day, secs, programme, aired FROM airings ORDER BY import, line", |r| {
            if standing.import_stands(r.get(0)?) {
                facts.airings.push(AiringFact {
                    proof: proof(r)?,
                    channel: ChannelId::new(&r.get::<_, String>(2)?),
                    day: Day::from_number(r.get(3)?),
                    secs: r.get(4)?,
                    programme: r.get(5)?,
                    aired: r.get::<_, i64>(6)? != 0,
                });
            }
            Ok(())
        })?;
        self.each("SELECT import, line, campaign, day, deliverable, quantity, title FROM records ORDER BY import, line", |r| {
            if standing.import_stands(r.get(0)?) {
                facts.records.push(RecordFact {
                    proof: proof(r)?,
                    campaign: CampaignId::new(&r.get::<_, String>(2)?),
                    day: Day::from_number(r.get(3)?),
                    deliverable: r.get(4)?,
                    quantity: unsigned(r.get(5)?),
                    title: r.get(6)?,
                });
            }
            Ok(())
        })?;
        self.each(
            "SELECT import, line, campaign, day, enterprise, persons, hours_x4, offline_hours_x4 FROM trainings ORDER BY import, line",
            |r| {
                if standing.import_stands(r.get(0)?) {
                    facts.trainings.push(TrainingFact {
                        proof: proof(r)?,
                        campaign: CampaignId::new(&r.get::<_, String>(2)?),
                        day: Day::from_number(r.get(3)?),
                        enterprise: r.get(4)?,
                        persons: unsigned(r.get(5)?),
                        hours_x4: r.get(6)?,
                        offline_hours_x4: r.get(7)?,
                    });
                }
                Ok(())
            },
        )?;
        self.each(
            "SELECT import, line, placement, at FROM observations INDEXED BY observations_counted WHERE counted_day IS NOT NULL",
            |r| {
                let proof = proof(r)?;
                if standing.holds(proof.import.0, r.get(2)?, proof.line()) {
                    facts.taken.insert(proof, Moment(r.get(3)?));
                }
                Ok(())
            },
        )?;
        let limit = until.map_or(i64::MAX, |m| m.0);
        self.each("SELECT at, question, choice, because FROM answers ORDER BY id", |r| {
            let at: i64 = r.get(0)?;
            if at <= limit {
                facts.answers.push(AnswerFact { at: Moment(at), question: r.get(1)?, choice: r.get(2)?, because: r.get(3)? });
            }
            Ok(())
        })?;
        self.each("SELECT f.import, f.file, f.name, f.kind, i.at, f.covers FROM import_files f JOIN imports i ON i.id = f.import WHERE f.kind <> 'capture' OR f.file = 0 ORDER BY f.import, f.file", |r| {
            if standing.import_stands(r.get(0)?) {
                facts.files.push(FileFact {
                    import: ImportId(r.get(0)?),
                    file: r.get(1)?,
                    name: r.get(2)?,
                    kind: r.get(3)?,
                    at: Moment(r.get(4)?),
                    covers: covers(&r.get::<_, String>(5)?),
                });
            }
            Ok(())
        })?;
        self.each("SELECT t.import, t.line, t.channel, t.metric, t.low, t.high, t.day, t.parts FROM partner_totals t ORDER BY t.import, t.line, t.column_letter", |r| {
            if standing.import_stands(r.get(0)?) {
                let proof = proof(r)?;
                let high: Option<i64> = r.get(5)?;
                let channel: Option<String> = r.get(2)?;
                let file = facts.files.iter().find(|f| f.import == proof.import && f.file == proof.file).map(|f| f.name.clone());
                facts.bridges.push(BridgeFact {
                    proof,
                    file: file.unwrap_or_default(),
                    channel: channel.map(|c| ChannelId::new(&c)),
                    metric: Metric::parse(&r.get::<_, String>(3)?).unwrap_or(Metric::Plays),
                    written: Span { low: unsigned(r.get(4)?), high: high.map(unsigned) }.count(),
                    of: parts(&r.get::<_, String>(7)?),
                    day: Day::from_number(r.get(6)?),
                });
            }
            Ok(())
        })
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

    fn each(&self, sql: &str, mut f: impl FnMut(&Row<'_>) -> rusqlite::Result<()>) -> Result<(), LedgerError> {
        let mut statement = self.connection.prepare_cached(sql).map_err(doing("读取"))?;
        let mut rows = statement.query([]).map_err(doing("读取"))?;
        while let Some(row) = rows.next().map_err(doing("读取"))? {
            f(row).map_err(doing("读取"))?;
        }
        Ok(())
    }
}

fn covers(json: &str) -> BTreeMap<ChannelId, Day> {
    let parsed: BTreeMap<String, i32> = serde_json::from_str(json).unwrap_or_default();
    parsed.into_iter().map(|(c, d)| (ChannelId::new(&c), Day::from_number(d))).collect()
}

fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// `[[placement, low, high or null], …]`.
fn parts(json: &str) -> Vec<(PlacementId, crate::base::count::Count)> {
    let parsed: Vec<(i64, u64, Option<u64>)> = serde_json::from_str(json).unwrap_or_default();
    parsed.into_iter().map(|(p, low, high)| (PlacementId(p), Span { low, high }.count())).collect()
}
