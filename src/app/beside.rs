//! Rows beside numbers, 展示, 播出, 成果, 培训: which of them the ledger does not hold yet, and for which target a 成果 counts.

use super::{App, AppError};
use crate::base::day::Day;
use crate::base::text::{fold, title_key};
use crate::define::Definitions;
use crate::model::draft::{Draft, PresenceState, RecordRow, RowRef};
use crate::model::fact::Facts;
use crate::model::programme::Campaign;
use crate::model::target::{self, Named, Spec};
use std::collections::{BTreeSet, HashSet};

/// A row of 成果登记, and what becomes of it.
#[derive(Debug)]
pub struct Registered {
    /// Row in the file.
    pub row: u32,
    /// Its day.
    pub day: Day,
    /// 成果.
    pub deliverable: String,
    /// How many.
    pub quantity: u64,
    /// Title.
    pub title: String,
    /// For which target it counts, or why it changes nothing.
    pub says: String,
    /// It changes something.
    pub counts: bool,
}

impl App {
    /// Rows beside numbers that the ledger does not hold yet. A day that we have seen is not told anew by a certificate.
    pub(super) fn new_beside(&self, draft: &Draft) -> Result<BTreeSet<RowRef>, AppError> {
        if draft.beside().next().is_none() {
            return Ok(BTreeSet::new());
        }
        let known = self.ledger.other_facts(None)?;
        let seen: HashSet<_> = known.presence.iter().map(|k| (&k.channel, k.from, k.to, &k.position, k.state)).collect();
        let shown = draft.presence.iter().filter(|p| {
            let told = |state| seen.contains(&(&p.channel, p.from, p.to, &p.position, state));
            !(told(p.state) || (p.state == PresenceState::Certified && told(PresenceState::Shown)))
        });
        let heard: HashSet<_> = known.airings.iter().map(|k| (&k.channel, k.day, k.secs, &k.programme, k.aired)).collect();
        let aired = draft.airings.iter().filter(|a| !heard.contains(&(&a.channel, a.day, a.secs, &a.programme, a.aired)));
        let kept: HashSet<_> = known.records.iter().map(|k| (&k.campaign, key(k.day, &k.deliverable, k.quantity, &k.title))).collect();
        let records = draft.records.iter().filter(|r| !kept.contains(&(&r.campaign, key(r.day, &r.deliverable, r.quantity, &r.title))));
        let held: HashSet<_> =
            known.trainings.iter().map(|k| (&k.campaign, k.day, &k.enterprise, k.persons, k.hours_x4, k.offline_hours_x4)).collect();
        let trainings = draft
            .trainings
            .iter()
            .filter(|t| !held.contains(&(&t.campaign, t.day, &t.enterprise, t.persons, t.hours_x4, t.offline_hours_x4)));
        let rows = shown.map(|p| p.row).chain(aired.map(|a| a.row));
        Ok(rows.chain(records.map(|r| r.row)).chain(trainings.map(|t| t.row)).collect())
    }
}

/// By what two rows of 成果登记 are one (counting rule 8).
fn key(day: Day, deliverable: &str, quantity: u64, title: &str) -> (Day, String, u64, String) {
    (day, fold(deliverable), quantity, title_key(title))
}

/// What becomes of every row of 成果登记. `new`: rows that the ledger does not hold yet.
pub(super) fn registered(defs: &Definitions, facts: &Facts, draft: &Draft, new: &BTreeSet<RowRef>) -> Vec<Registered> {
    let mut seen = BTreeSet::new();
    let one = |r: &RecordRow| {
        let again = !seen.insert((r.campaign.clone(), key(r.day, &r.deliverable, r.quantity, &r.title)));
        let found = defs.campaign(&r.campaign).map(|c| counts_for(c, r, facts));
        let (says, counts) = match found {
            _ if !new.contains(&r.row) => ("已登记过，不变".to_owned(), false),
            _ if again => ("与前面一行相同，只计一次".to_owned(), false),
            Some(Ok(says)) => (says, true),
            Some(Err(why)) => (why, false),
            None => ("不计入任何一项".to_owned(), false),
        };
        let (deliverable, title) = (r.deliverable.clone(), r.title.clone());
        Registered { row: r.row.row, day: r.day, deliverable, quantity: r.quantity, title, says, counts }
    };
    draft.records.iter().map(one).collect()
}

/// For which target a row counts, or why for none.
fn counts_for(campaign: &Campaign, r: &RecordRow, facts: &Facts) -> Result<String, String> {
    let tallies = || {
        campaign.targets.iter().filter_map(|t| match &t.spec {
            Spec::Tally(tally) => Some((t, tally)),
            _ => None,
        })
    };
    let named = match target::deliverable(&campaign.targets, &r.deliverable) {
        Named::One(id, _) => Some(id),
        Named::Several(_) | Named::Nothing => None,
    };
    let Some((target, tally)) = tallies().find(|(target, _)| Some(&target.id) == named) else {
        return Err("不计入任何一项".to_owned());
    };
    let term = campaign.term();
    if r.day < term.start || term.end < r.day {
        return Err("不在合同期内，不计入".to_owned());
    }
    let title = title_key(&r.title);
    let work = !title.is_empty()
        && facts
            .placements
            .iter()
            .any(|p| tally.channels.contains(&p.channel) && p.descriptions.iter().any(|d| title_key(&d.title) == title));
    Ok(format!("计入{}{}", target.label, if work { "；同题的作品也报了，只计一次" } else { "" }))
}
