//! The programme for a page: one day with its gains since the week before. Campaigns are read and judged one after another, so that the
//! daily values of one alone are in memory; a campaign of which nothing has changed since is taken over as it was judged.

use crate::app::{App, AppError};
use crate::attain::assess;
use crate::attain::snapshot::{CampaignSnapshot, Snapshot};
use crate::base::day::Day;
use crate::base::id::{CampaignId, ChannelId};
use crate::ledger::LogEntry;
use crate::model::fact::{AnswerFact, Facts};
use crate::model::folded::Folded;
use crate::model::programme::Campaign;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// The campaigns of a day as they were judged, each with what tells whether it has to be judged again.
#[derive(Debug, Clone)]
pub struct Judged {
    as_of: Day,
    answers: Vec<AnswerFact>,
    campaigns: BTreeMap<CampaignId, Arc<One>>,
}

#[derive(Debug)]
struct One {
    /// Of everything that the campaign was judged by, but for definition files and answers.
    mark: u64,
    current: CampaignSnapshot,
    opening: CampaignSnapshot,
}

impl One {
    fn asks(&self, question: &str) -> bool {
        self.current.questions.iter().chain(&self.opening.questions).any(|q| q.id == question)
    }
}

impl Judged {
    /// How many campaigns were taken over from an earlier reading, and of how many.
    pub fn taken_over(&self, before: &Self) -> (usize, usize) {
        let same = self.campaigns.iter().filter(|(id, one)| before.campaigns.get(*id).is_some_and(|b| Arc::ptr_eq(one, b)));
        (same.count(), self.campaigns.len())
    }

    /// The campaigns to which answers given since may matter. A question names its channel or campaign in its id, so that an answer to one
    /// that a campaign asked concerns those alone that asked it; one that nobody asked may concern any.
    fn answered(&self, answers: &[AnswerFact]) -> Option<BTreeSet<&CampaignId>> {
        let new = answers.strip_prefix(self.answers.as_slice())?;
        let mut out = BTreeSet::new();
        for a in new {
            let asked: Vec<&CampaignId> = self.campaigns.iter().filter(|(_, one)| one.asks(&a.question)).map(|(id, _)| id).collect();
            if asked.is_empty() {
                return None;
            }
            out.extend(asked);
        }
        Some(out)
    }
}

impl App {
    /// The snapshot of a day with the opening figures of its week, the snapshot of the Sunday before, both as known now, and what the next
    /// reading of the same day may take over. `before`: what the last one gave, by the same definition files.
    pub fn day_and_week_before(&self, as_of: Day, before: Option<&Judged>) -> Result<(Snapshot, Snapshot, Judged), AppError> {
        self.ledger.steady(|| self.judged(as_of, before))
    }

    fn judged(&self, as_of: Day, before: Option<&Judged>) -> Result<(Snapshot, Snapshot, Judged), AppError> {
        let sunday = as_of.week().monday().plus(-1);
        let mut facts = self.ledger.outline(None)?;
        let answers = facts.answers.clone();
        self.decisions(&mut facts, None)?;
        let log = self.ledger.campaign_log(None)?;
        let defs = self.in_force()?;
        let before = before.filter(|b| b.as_of == as_of);
        let concerned = before.and_then(|b| b.answered(&answers));
        let mut campaigns: BTreeMap<CampaignId, Arc<One>> = BTreeMap::new();
        for c in &defs.campaigns {
            let channels: BTreeSet<&ChannelId> = defs.channels_of(&c.id).map(|ch| &ch.id).collect();
            self.fill(&mut facts.placements, channels.iter().copied().map(Some))?;
            let mark = mark(c, &channels, &facts, &log);
            let known = before.and_then(|b| b.campaigns.get(&c.id)).filter(|one| one.mark == mark);
            let unasked = concerned.as_ref().is_some_and(|ids| !ids.contains(&c.id));
            let one = match known {
                Some(one) if unasked => Arc::clone(one),
                _ => Arc::new(One {
                    mark,
                    current: assess::campaign(&defs, &facts, &facts.placements, c, as_of),
                    opening: assess::campaign(&defs, &facts, &facts.placements, c, sunday),
                }),
            };
            campaigns.insert(c.id.clone(), one);
            for p in facts.placements.iter_mut().filter(|p| channels.contains(&p.channel)) {
                p.folded = Folded::default();
            }
        }
        let each = |pick: fn(&One) -> &CampaignSnapshot| -> Vec<CampaignSnapshot> {
            defs.campaigns.iter().filter_map(|c| campaigns.get(&c.id)).map(|one| pick(one).clone()).collect()
        };
        let mut current = assess::programme(&defs, &facts, each(|one| &one.current), as_of, None);
        let opening = assess::programme(&defs, &facts, each(|one| &one.opening), sunday, None);
        for (c, before) in current.campaigns.iter_mut().zip(&opening.campaigns) {
            for (t, b) in c.targets.iter_mut().zip(&before.targets) {
                t.opening = Some(b.actual.low);
            }
        }
        Ok((current, opening, Judged { as_of, answers, campaigns }))
    }
}

/// A number for everything in the ledger that a campaign is judged by, but for answers.
fn mark(campaign: &Campaign, channels: &BTreeSet<&ChannelId>, facts: &Facts, log: &[LogEntry]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for p in facts.placements.iter().filter(|p| channels.contains(&p.channel)) {
        (p.id, p.kind, &p.descriptions, &p.folded).hash(&mut hasher);
    }
    let mine = |c: &ChannelId| channels.contains(c);
    let id = &campaign.id;
    facts.presence.iter().filter(|x| mine(&x.channel)).for_each(|x| x.hash(&mut hasher));
    facts.airings.iter().filter(|x| mine(&x.channel)).for_each(|x| x.hash(&mut hasher));
    facts.records.iter().filter(|x| x.campaign == *id).for_each(|x| x.hash(&mut hasher));
    facts.trainings.iter().filter(|x| x.campaign == *id).for_each(|x| x.hash(&mut hasher));
    facts.files.iter().filter(|x| x.covers.is_empty() || x.covers.keys().any(mine)).for_each(|x| x.hash(&mut hasher));
    facts.bridges.iter().filter(|x| x.channel.as_ref().is_none_or(mine)).for_each(|x| x.hash(&mut hasher));
    // A signed counting rule names no campaign: it concerns all.
    log.iter().filter(|e| e.campaign.is_empty() || e.campaign == id.as_str()).for_each(|e| e.hash(&mut hasher));
    hasher.finish()
}
