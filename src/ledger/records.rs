//! Reading what is not a count of a work: display, airings, records, trainings, answers, files, partners' own sums.

use super::imports::Standing;
use super::{Ledger, LedgerError};
use crate::base::count::Span;
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId};
use crate::model::draft::PresenceState;
use crate::model::fact::{AiringFact, BridgeFact, Facts, FileFact, PresenceFact, RecordFact, TrainingFact};
use crate::model::metric::Metric;
use crate::model::reading::ReadingRef;
use rusqlite::Row;
use std::collections::BTreeMap;

impl Ledger {
    pub(super) fn other_rows(&self, standing: &Standing, until: Option<Moment>, facts: &mut Facts) -> Result<(), LedgerError> {
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
        facts.answers = self.answers(until)?;
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
        self.each("SELECT t.import, t.line, t.channel, t.metric, t.low, t.high, t.day, t.parts, t.refused, t.turned_back FROM partner_totals t ORDER BY t.import, t.line, t.column_letter", |r| {
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
                    refused: r.get(8)?,
                    turned_back: r.get::<_, Option<i64>>(9)?.map(unsigned),
                    day: Day::from_number(r.get(6)?),
                });
            }
            Ok(())
        })
    }
}

pub(super) fn covers(json: &str) -> BTreeMap<ChannelId, Day> {
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
