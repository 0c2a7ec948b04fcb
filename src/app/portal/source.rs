//! From a figure to where it stands: the readings behind a target, the file of an import, the row in it.

use super::preview::written;
use crate::app::{App, AppError};
use crate::attain::series::FOLDED;
use crate::attain::snapshot::{Addend, Detail, TargetSnapshot};
use crate::base::count::Span;
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId, RuleId};
use crate::model::fact::{Facts, FileFact, KnownPlacement};
use crate::model::reading::{Reading, ReadingRef, Source};
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
    /// Where it came from: 自采, 报送 …; empty where that is not told.
    pub source: &'static str,
    /// Of a sum: what it adds, or why it does not.
    pub adds: Option<Adds>,
    /// Whose number it is; `None` for rows beside numbers.
    pub placement: Option<PlacementId>,
}

/// What a reading adds to a sum.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Adds {
    /// So much.
    Counted(Span),
    /// Nothing, for a reason.
    LeftOut(String),
}

/// What a target stands on.
#[derive(Debug)]
pub struct Proofs {
    /// The first of it.
    pub list: Vec<Proof>,
    /// Readings and records in all; of a sum those that enter.
    pub all: usize,
    /// Of a sum: what stands beside it and does not enter.
    pub beside: usize,
    /// Of a sum: what it comes to.
    pub total: Option<Span>,
    /// How many are not listed, and what those of a sum come to.
    pub rest: (usize, Span),
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

/// Names of the files of which facts are known.
pub(super) fn names(facts: &Facts) -> HashMap<(ImportId, u16), String> {
    let name = |f: &FileFact| if f.kind == "capture" { "自动采集".to_owned() } else { f.name.clone() };
    facts.files.iter().map(|f| ((f.import, f.file), name(f))).collect()
}

/// The name of the file in which a reading stands. Of a collector's answers only the first stands in the list of files.
pub(super) fn name(names: &HashMap<(ImportId, u16), String>, at: ReadingRef) -> String {
    names.get(&(at.import, at.file)).or_else(|| names.get(&(at.import, 0))).map_or_else(|| "更正".to_owned(), Clone::clone)
}

/// Why a reading does not count where another of the same day does (counting rules 3 and 5).
fn outdone(other: &Reading, used: &Reading) -> &'static str {
    match used.source {
        _ if other.from.is_some() && used.from.is_none() => "同一天另有累计数",
        _ if other.source == used.source && other.id.import > used.id.import => "以先报的准数为准",
        _ if other.source == used.source => "以后收到的为准",
        Source::Correction => "以更正为准",
        Source::Collected => "以自采为准",
        Source::Partner => "以报送为准",
        Source::Statement => "以声明为准",
        Source::Estimate => "以推算为准",
    }
}

/// So much of an answer is shown. Unit: characters.
const RAW_CHARS_MAX: usize = 6_000;

impl App {
    /// The readings and records that a figure stands on.
    pub fn proofs(&self, campaign: &CampaignId, target: &TargetSnapshot) -> Result<Proofs, AppError> {
        if let Detail::Addends(addends) = &target.detail {
            return self.addends(campaign, addends, &target.rule);
        }
        let facts = self.ledger.other_facts(None)?;
        let placements = self.placements(campaign)?;
        let all = target.proofs.len();
        let names = names(&facts);
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
        for p in placements.values() {
            p.descriptions.iter().for_each(|d| own(p.id, d.proof));
        }
        let mut out = Vec::new();
        for at in wanted {
            let file = name(&names, at);
            let owners = owner.get(&at).map(Vec::as_slice).unwrap_or_default();
            if owners.is_empty() {
                let (what, day) = self.said_beside(&facts, at);
                out.push(Proof { at, file: file.clone(), what, day, numbers: Vec::new(), source: "", adds: None, placement: None });
            }
            for id in owners {
                let Some(p) = placements.get(id) else { continue };
                let channel = self.defs.channel(&p.channel).map_or(p.channel.as_str(), |c| c.name.as_str());
                let title = p.descriptions.last().map_or("", |d| d.title.as_str());
                let readings = self.ledger.readings_beside(*id, at)?;
                let reading = readings.iter().find(|r| r.id == at);
                out.push(Proof {
                    at,
                    file: file.clone(),
                    what: if title.is_empty() { channel.to_owned() } else { format!("{channel}　{title}") },
                    day: reading.map_or_else(String::new, |r| r.at.reading_day().zh()),
                    numbers: reading
                        .map(|r| r.values.iter().filter(|(m, _)| FOLDED.contains(m)).map(|(m, v)| (m.zh(), written(Some(v)))).collect())
                        .unwrap_or_default(),
                    source: reading.map_or("", |r| r.source.zh()),
                    adds: None,
                    placement: Some(*id),
                });
            }
        }
        let rest = (all.saturating_sub(PROOFS_MAX), Span::ZERO);
        Ok(Proofs { list: out, all, beside: 0, total: None, rest })
    }

    /// What a row beside numbers says, and of which days: 成果, 展示, 播出.
    fn said_beside(&self, facts: &Facts, at: ReadingRef) -> (String, String) {
        let channel = |id: &ChannelId| self.defs.channel(id).map_or_else(|| id.to_string(), |c| c.name.clone());
        if let Some(r) = facts.records.iter().find(|r| r.proof == at) {
            return (format!("{} {}", r.deliverable, r.title), r.day.zh());
        }
        if let Some(p) = facts.presence.iter().find(|p| p.proof == at) {
            let days = if p.from == p.to { p.from.zh() } else { format!("{}至{}", p.from.zh(), p.to.zh()) };
            return (format!("{}　{}　{}", channel(&p.channel), p.position, p.state.zh()), days);
        }
        let airing = facts.airings.iter().find(|a| a.proof == at);
        airing.map_or_else(Default::default, |a| (format!("{}　{}", channel(&a.channel), a.programme), a.day.zh()))
    }

    /// The readings that a sum is made of, each with what it adds; beside them those that do not enter, and those of the same day that
    /// another took precedence over.
    fn addends(&self, campaign: &CampaignId, addends: &[Addend], rule: &RuleId) -> Result<Proofs, AppError> {
        let names = names(&self.ledger.other_facts(None)?);
        let placements = self.placements(campaign)?;
        let sum = |list: &[Addend]| Span::sum(rule, list.iter().filter(|a| a.left_out.is_none()).map(|a| a.span)).span;
        let counted = addends.iter().filter(|a| a.left_out.is_none()).count();
        let (shown, rest) = addends.split_at(addends.len().min(PROOFS_MAX));
        let mut out = Proofs {
            all: counted,
            beside: addends.len() - counted,
            total: Some(sum(addends)),
            rest: (rest.len(), sum(rest)),
            list: Vec::new(),
        };
        for a in shown {
            let Some(p) = placements.get(&a.placement) else { continue };
            let readings = self.ledger.readings_beside(a.placement, a.proof)?;
            let channel = self.defs.channel(&p.channel).map_or(p.channel.as_str(), |c| c.name.as_str());
            let title = p.descriptions.last().map_or("", |d| d.title.as_str());
            let what = if title.is_empty() { channel.to_owned() } else { format!("{channel}　{title}") };
            let line = |r: &Reading, adds: Adds| Proof {
                at: r.id,
                file: name(&names, r.id),
                what: what.clone(),
                day: r.at.reading_day().zh(),
                numbers: vec![(a.metric.zh(), written(r.values.get(a.metric)))],
                source: r.source.zh(),
                adds: Some(adds),
                placement: Some(a.placement),
            };
            if let Some(used) = readings.iter().find(|r| r.id == a.proof) {
                out.list.push(line(used, a.left_out.map_or(Adds::Counted(a.span), |why| Adds::LeftOut(why.zh().to_owned()))));
                for other in readings.iter().filter(|r| r.id != used.id && r.day() == used.day() && r.values.get(a.metric).is_some()) {
                    out.list.push(line(other, Adds::LeftOut(outdone(other, used).to_owned())));
                    out.beside += 1;
                }
            }
        }
        Ok(out)
    }

    /// What a campaign's placements are called.
    pub(super) fn placements(&self, campaign: &CampaignId) -> Result<BTreeMap<PlacementId, KnownPlacement>, AppError> {
        let mut out = BTreeMap::new();
        for channel in self.defs.channels_of(campaign) {
            out.extend(self.ledger.known(&channel.id)?.into_iter().map(|p| (p.id, p)));
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
