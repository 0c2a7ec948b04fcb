//! From a figure to where it stands: the readings behind a target, the file of an import, the row in it.

use super::preview::written;
use crate::app::{App, AppError};
use crate::attain::series::FOLDED;
use crate::attain::snapshot::TargetSnapshot;
use crate::base::id::{CampaignId, ImportId, PlacementId};
use crate::model::reading::{Reading, ReadingRef};
use crate::{extract, intake};
use std::collections::{BTreeMap, HashMap};

/// So many rows of a target's proof are listed.
pub const PROOFS_MAX: usize = 500;

/// One reading or record behind a figure.
#[derive(Debug)]
pub struct Proof {
    /// Where it stands.
    pub at: ReadingRef,
    /// The file's name.
    pub file: String,
    /// What it says: channel and title.
    pub what: String,
    /// Until which day.
    pub day: String,
    /// The numbers in it.
    pub numbers: Vec<(&'static str, String)>,
}

/// A row of a partner's file as it came, with a few around it.
#[derive(Debug)]
pub struct Excerpt {
    /// The file's name.
    pub file: String,
    /// Its digest.
    pub digest: String,
    /// The sheet's name, empty where there is none.
    pub sheet: String,
    /// When it was taken in.
    pub at: String,
    /// Rows with their numbers; the one meant is marked.
    pub rows: Vec<(u32, bool, Vec<String>)>,
    /// For an answer that a collector got: what was read, the text as it stands there, and where.
    pub traces: Vec<(&'static str, String, String)>,
    /// For an answer: its beginning as it came.
    pub raw: String,
}

/// So much of an answer is shown. Unit: characters.
const RAW_CHARS_MAX: usize = 6_000;

impl App {
    /// The readings and records that a figure stands on.
    pub fn proofs(&self, campaign: &CampaignId, target: &TargetSnapshot) -> Result<Vec<Proof>, AppError> {
        let facts = self.outline(None)?;
        let name = |f: &'_ crate::model::fact::FileFact| if f.kind == "capture" { "自动采集".to_owned() } else { f.name.clone() };
        let names: HashMap<(ImportId, u16), String> = facts.files.iter().map(|f| ((f.import, f.file), name(f))).collect();
        let mut wanted: Vec<ReadingRef> = target.proofs.clone();
        wanted.sort_unstable();
        wanted.dedup();
        wanted.truncate(PROOFS_MAX);
        // Which placement a reading is of: by the daily values that name it as their proof, or by a description.
        let mut owner: BTreeMap<ReadingRef, Vec<PlacementId>> = BTreeMap::new();
        let mut own = |id: PlacementId, proof: ReadingRef| {
            if wanted.binary_search(&proof).is_ok() {
                let list = owner.entry(proof).or_default();
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        };
        for channel in self.defs.channels_of(campaign) {
            self.ledger.daily_values(Some(&channel.id), |id, folded| folded.iter().for_each(|d| own(id, d.proof)))?;
        }
        for p in &facts.placements {
            p.descriptions.iter().for_each(|d| own(p.id, d.proof));
        }
        let placements: HashMap<PlacementId, _> = facts.placements.iter().map(|p| (p.id, p)).collect();
        let mut readings: HashMap<PlacementId, Vec<Reading>> = HashMap::new();
        let mut out = Vec::new();
        for at in wanted {
            // Of a collector's answers only the first stands in the list of files.
            let file =
                names.get(&(at.import, at.file)).or_else(|| names.get(&(at.import, 0))).map_or_else(|| "更正".to_owned(), Clone::clone);
            let owners = owner.get(&at).map(Vec::as_slice).unwrap_or_default();
            if owners.is_empty() {
                let record = facts.records.iter().find(|r| r.proof == at);
                let what = record.map_or_else(String::new, |r| format!("{} {}", r.deliverable, r.title));
                let day = record.map_or_else(String::new, |r| r.day.zh());
                out.push(Proof { at, file: file.clone(), what, day, numbers: Vec::new() });
            }
            for id in owners {
                let Some(p) = placements.get(id) else { continue };
                let channel = self.defs.channel(&p.channel).map_or(p.channel.as_str(), |c| c.name.as_str());
                let title = p.descriptions.last().map_or("", |d| d.title.as_str());
                if !readings.contains_key(id) {
                    readings.insert(*id, self.ledger.readings(*id)?);
                }
                let reading = readings.get(id).and_then(|list| list.iter().find(|r| r.id == at));
                out.push(Proof {
                    at,
                    file: file.clone(),
                    what: if title.is_empty() { channel.to_owned() } else { format!("{channel}　{title}") },
                    day: reading.map_or_else(String::new, |r| r.at.reading_day().zh()),
                    numbers: reading
                        .map(|r| r.values.iter().filter(|(m, _)| FOLDED.contains(m)).map(|(m, v)| (m.zh(), written(Some(v)))).collect())
                        .unwrap_or_default(),
                });
            }
        }
        Ok(out)
    }

    /// A row of an import's file with its neighbours and the rows at the top, as the file holds them.
    pub fn excerpt(&self, at: ReadingRef) -> Result<Option<Excerpt>, AppError> {
        let Some((file, digest, sheets, taken)) = self.ledger.import_file(at.import, at.file)? else { return Ok(None) };
        let bytes = self.ledger.evidence(&digest)?;
        if let Some((collector, _)) = self.ledger.capture(at.import, at.file)? {
            let traces = self.defs.collector(&collector).map(|c| extract::traces(c, &bytes, at.row)).unwrap_or_default();
            let traces = traces.into_iter().map(|t| (t.field.zh(), t.text, t.at)).collect();
            let raw: String = extract::text(&bytes).unwrap_or_default().chars().take(RAW_CHARS_MAX).collect();
            let rows = Vec::new();
            return Ok(Some(Excerpt { file, digest: digest.to_string(), sheet: String::new(), at: taken.zh(), rows, traces, raw }));
        }
        let sheet = sheets.get(usize::from(at.sheet)).cloned().unwrap_or_default();
        let rows = intake::rows_around(&file, &bytes, &sheet, at.row).unwrap_or_default();
        Ok(Some(Excerpt { file, digest: digest.to_string(), sheet, at: taken.zh(), rows, traces: Vec::new(), raw: String::new() }))
    }
}
