//! What somebody who approves a week looks at before: its numbers beside those that were approved last, what changed since then, and what is
//! still asked. Reads the snapshots of two days and the journal; decides nothing.

use super::due::parse_week;
use super::history::Told;
use super::who::works_for;
use crate::app::{App, AppError};
use crate::attain::snapshot::{CampaignSnapshot, ChannelSnapshot, QuestionSnapshot, Snapshot, TargetSnapshot};
use crate::attain::works::{Placed, Works};
use crate::base::count::Span;
use crate::base::day::{Day, Moment, Week};
use crate::base::id::{CampaignId, ChannelId, ImportId, PartnerId, PlacementId};
use crate::ledger::{Entry, StateChange};
use crate::model::channel::Scope;
use crate::model::fact::PlacementFact;
use crate::model::folded::Folded;
use crate::model::metric::Metric;
use crate::model::target::TargetClass;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// So many changes are told; the others stand in the journal.
const TOLD_MAX: usize = 12;
/// Among so many entries of all partners they are looked for.
const ENTRIES_MAX: usize = 400;
/// Kinds of entries that change what a week comes to, but for what collectors bring every day.
const KINDS: [&str; 4] = ["import", "correct", "undo", "answer"];

/// What is to be approved.
#[derive(Debug)]
pub struct Review<'a> {
    /// The week that was approved last, and when.
    pub last: Option<(Week, Moment)>,
    /// Its campaigns.
    pub campaigns: Vec<Reviewed<'a>>,
    /// What changed since, newest first.
    pub changes: Vec<Changed>,
    /// There are earlier ones.
    pub more: bool,
    /// Handed in again after it was sent back, without any change.
    pub same_again: bool,
}

/// An entry of the journal, with the upload that brought it.
pub type Changed = (Told, Option<i64>);

/// One campaign of it.
#[derive(Debug)]
pub struct Reviewed<'a> {
    /// The campaign at the end of the week.
    pub campaign: &'a CampaignSnapshot,
    /// The partner's channels, each with what it came to when it was approved last.
    pub channels: Vec<(&'a ChannelSnapshot, Option<Span>)>,
    /// Its 数量指标.
    pub indicators: Vec<&'a TargetSnapshot>,
    /// What is asked today about its channels.
    pub questions: Vec<&'a QuestionSnapshot>,
}

/// How the works of a channel stand against what was known when a week was approved last, or when the week began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WorksSince {
    /// Works that nobody had told of before.
    pub new: usize,
    /// Others whose number is another one now.
    pub changed: usize,
}

impl App {
    /// The works of a partner's channels that belong, at the end of a week, against what was known at the last approval or, where there is
    /// none, against the end of the week before. A channel that is counted as a whole has none.
    pub fn works_since(&self, partner: &PartnerId, week: Week) -> Result<BTreeMap<ChannelId, WorksSince>, AppError> {
        let last = self.last_approval(partner, week)?;
        let base = match last {
            Some((_, step)) => Some(self.ledger.last_import_by(self.entry_of(partner, &step)?)?),
            None => None,
        };
        let until = week.sunday();
        let known = |import: ImportId, day: Day| base.map_or(day < week.monday(), |base| import <= base);
        let defs = self.in_force()?;
        let mut out = BTreeMap::new();
        for campaign in defs.campaigns.iter().filter(|c| works_for(partner, c, &self.defs)) {
            let facts = self.catalogue(defs.channels_of(&campaign.id).map(|c| &c.id))?;
            let mine: Vec<&PlacementFact> = facts.placements.iter().collect();
            let works = Works::of(&defs, campaign, &mine, &facts.answers);
            for channel in defs.channels_of(&campaign.id).filter(|c| c.partner == *partner && c.scope == Scope::Works) {
                let own = works.placements.iter().filter(|p| p.is_work() && p.belongs && p.fact.channel == channel.id);
                let told = |p: &Placed<'_>| -> Vec<(ImportId, Day)> {
                    p.fact.descriptions.iter().map(|d| (d.proof.import, d.at.reading_day())).collect()
                };
                let (earlier, new): (Vec<_>, Vec<_>) = own
                    .filter(|p| told(p).iter().any(|(_, day)| *day <= until))
                    .partition(|p| told(p).into_iter().any(|(import, day)| known(import, day)));
                let earlier: HashSet<PlacementId> = earlier.into_iter().map(|p| p.fact.id).collect();
                let mut since = WorksSince { new: new.len(), changed: 0 };
                self.ledger.daily_values(Some(&channel.id), |id, folded| {
                    since.changed += usize::from(earlier.contains(&id) && is_changed(&folded, known, until));
                })?;
                out.insert(channel.id.clone(), since);
            }
        }
        Ok(out)
    }

    /// A partner's week for whoever approves it: by the snapshot of its day, and by today's for what is still asked.
    pub fn review<'a>(&self, partner: &PartnerId, week: Week, then: &'a Snapshot, today: &'a Snapshot) -> Result<Review<'a>, AppError> {
        let last = self.last_approval(partner, week)?;
        let own = |id: &ChannelId| self.defs.channel(id).is_some_and(|c| c.partner == *partner);
        let mine: BTreeSet<&CampaignId> = self.defs.campaigns.iter().filter(|c| works_for(partner, c, &self.defs)).map(|c| &c.id).collect();
        let value = |id: &ChannelId| last.as_ref().and_then(|(_, s)| s.totals.get(id).copied());
        let campaigns = then
            .campaigns
            .iter()
            .filter(|c| mine.contains(&c.id))
            .map(|c| {
                let channels: Vec<_> = c.channels.iter().filter(|ch| own(&ch.id)).map(|ch| (ch, value(&ch.id))).collect();
                let names: BTreeSet<&str> = channels.iter().map(|(ch, _)| ch.name.as_str()).collect();
                let asked = today.campaigns.iter().find(|t| t.id == c.id).into_iter().flat_map(|t| &t.questions);
                Reviewed {
                    campaign: c,
                    indicators: c.targets.iter().filter(|t| t.class == TargetClass::Indicator).collect(),
                    questions: asked.filter(|q| q.channel.is_empty() || names.contains(q.channel.as_str())).collect(),
                    channels,
                }
            })
            .collect();
        let same_again = self.same_again(partner, week, &mine)?;
        let (changes, more) = self.changes_since(partner, week, last.as_ref(), &mine)?;
        Ok(Review { last: last.map(|(week, s)| (week, s.at)), campaigns, changes, more, same_again })
    }

    /// The last approval of a partner, of this week or of one before.
    fn last_approval(&self, partner: &PartnerId, week: Week) -> Result<Option<(Week, StateChange)>, AppError> {
        let all = self.ledger.submissions(Some(partner), None)?;
        let known = all.into_iter().filter_map(|s| Some((parse_week(&s.week)?, s.approval()?.clone())));
        Ok(known.filter(|(w, _)| *w <= week).max_by_key(|(w, _)| *w))
    }

    /// The journal's entry of an approval or a return. Several things may carry its second: the entry says which came after it.
    pub(super) fn entry_of(&self, partner: &PartnerId, step: &StateChange) -> Result<i64, AppError> {
        let is_it = |e: &Entry| {
            let body: serde_json::Value = serde_json::from_str(&e.body).unwrap_or_default();
            let is = |key: &str, text: &str| body.get(key).and_then(serde_json::Value::as_str) == Some(text);
            is("partner", partner.as_str()) && is("state", &step.state)
        };
        Ok(self.ledger.journal_of("submission", step.at)?.iter().rfind(|e| e.at == step.at && is_it(e)).map_or(0, |e| e.seq))
    }

    /// Whether a week was handed in again after it was sent back, and nothing of its campaigns was changed in between.
    fn same_again(&self, partner: &PartnerId, week: Week, mine: &BTreeSet<&CampaignId>) -> Result<bool, AppError> {
        let found = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        let Some([.., back, again]) = found.as_ref().map(|s| s.states.as_slice()) else { return Ok(false) };
        if back.state != "returned" || again.state != "handed_in" {
            return Ok(false);
        }
        let since = (back.at, self.entry_of(partner, back)?);
        let entries = self.ledger.journal_latest(&KINDS, since, ENTRIES_MAX + 1)?;
        // Among so many entries of all partners there will be one of theirs.
        let many = entries.len() > ENTRIES_MAX;
        Ok(!many && !self.told(entries)?.iter().any(|t| t.campaigns.iter().any(|c| mine.contains(c))))
    }

    /// What was taken in, corrected, taken back or answered since an approval, or since the week began; and whether there is more than is told.
    fn changes_since(
        &self,
        partner: &PartnerId,
        week: Week,
        last: Option<&(Week, StateChange)>,
        mine: &BTreeSet<&CampaignId>,
    ) -> Result<(Vec<Changed>, bool), AppError> {
        let from = last.map_or_else(|| week.monday().at(0), |(_, s)| s.at);
        let seq = last.map_or(Ok(0), |(_, s)| self.entry_of(partner, s))?;
        let mut entries = self.ledger.journal_latest(&KINDS, (from, seq), ENTRIES_MAX + 1)?;
        let older = entries.len() > ENTRIES_MAX;
        entries.truncate(ENTRIES_MAX);
        let mut told = self.told(entries)?;
        told.retain(|t| t.campaigns.iter().any(|c| mine.contains(c)));
        let more = told.len() > TOLD_MAX || older;
        told.truncate(TOLD_MAX);
        let upload = |t: Told| {
            let body: serde_json::Value = serde_json::from_str(&t.entry.body).unwrap_or_default();
            let import = body.get("import").and_then(serde_json::Value::as_i64);
            let found = import.map(|i| self.ledger.upload_of(ImportId(i))).transpose()?.flatten();
            Ok((t, found.map(|u| u.id)))
        };
        Ok((told.into_iter().map(upload).collect::<Result<_, AppError>>()?, more))
    }
}

/// Whether the number of a metric on a day is another one than what was known of it.
fn is_changed(folded: &Folded, known: impl Fn(ImportId, Day) -> bool, until: Day) -> bool {
    let mut numbers: BTreeMap<Metric, (Option<Option<Span>>, Option<Span>)> = BTreeMap::new();
    for d in folded.iter().filter(|d| d.day <= until) {
        let (before, now) = numbers.entry(d.metric).or_default();
        if known(d.proof.import, d.day) {
            *before = Some(d.span);
        }
        *now = d.span;
    }
    numbers.values().any(|(before, now)| *before != Some(*now))
}
