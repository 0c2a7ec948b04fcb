//! What a file would change: its rows against what is known, its channels, and the targets of its campaigns before and after.
//! The file was placed and compared by the import itself; its readings are laid over the facts and judged by the same rules as everything
//! else, together with what was ticked beside it. Nothing is written.

mod lay;
mod sign;

pub(super) use sign::sign;

use crate::app::atlas::Atlas;
use crate::app::beside::{Registered, registered};
use crate::app::compare::Change;
use crate::app::place::{Read, placed};
use crate::app::submit::Weighed;
use crate::app::week::SentFor;
use crate::app::{App, AppError};
use crate::attain::assess;
use crate::attain::question;
use crate::attain::snapshot::{CampaignSnapshot, TargetKind, TargetSnapshot};
use crate::attain::works::Works;
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId};
use crate::define::Definitions;
use crate::model::draft::{Draft, RowRef};
use crate::model::fact::{AnswerFact, Facts, PlacementFact, PlacementKind};
use crate::model::metric::Value;
use crate::model::reading::Source;
use crate::model::target::TargetClass;
use crate::report::words;
use std::collections::{BTreeMap, HashSet};

/// So many rows are listed; the others are counted.
const ROWS_MAX: usize = 200;
/// A file with more works than this is listed, and not judged before it goes in: nobody waits for a page that long.
const JUDGED_MAX: usize = 20_000;
/// So many works of a channel can be ticked at once; what remains is asked of staff.
const TICKS_MAX: usize = 300;
/// An import that comes after all others.
const NEXT: ImportId = ImportId(i64::MAX);

/// What a file would change.
#[derive(Debug, Default)]
pub struct Preview {
    /// Rows that change something, falls first; those that change nothing are not listed.
    pub rows: Vec<PreviewRow>,
    /// Rows beyond those listed.
    pub more: usize,
    /// Channels with what belongs.
    pub channels: Vec<ChannelChange>,
    /// Targets that would change.
    pub targets: Vec<TargetChange>,
    /// Presence, airings, records, trainings in the file.
    pub others: usize,
    /// What becomes of the rows of 成果登记.
    pub records: Vec<Registered>,
    /// The file is too large to be judged beforehand: no channels, no targets.
    pub large: bool,
    /// Of such a file the channels, with their names, of which works may have to be ticked.
    pub unjudged: Vec<(ChannelId, String)>,
    /// Rows whose works do not belong to the campaign: kept, added to nothing.
    pub outside: Outside,
}

/// Rows that count for nothing, by what they do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Outside {
    /// 新增.
    pub added: u32,
    /// 更新.
    pub updated: u32,
    /// 不变.
    pub unchanged: u32,
    /// 减少.
    pub decreased: u32,
}

/// One row.
#[derive(Debug)]
pub struct PreviewRow {
    /// 减少, 更新, 新增.
    pub change: Change,
    /// Row in the file.
    pub row: u32,
    /// Channel.
    pub channel: String,
    /// Title, empty for a channel as a whole.
    pub title: String,
    /// Until which day, or the period of an increment.
    pub day: String,
    /// Metric with the number known before and the one in the file.
    pub numbers: Vec<(&'static str, String, String)>,
    /// Its work does not belong to the campaign: it is kept and added to nothing.
    pub outside: bool,
    /// Whose number counts for that day instead (counting rule 5).
    pub yields_to: Option<Source>,
    placement: PlacementId,
}

impl PreviewRow {
    /// It is of a work that nobody reported before.
    pub fn is_new(&self) -> bool {
        self.placement.0 < 0 && !self.title.is_empty()
    }
}

/// A work of the file that belongs to the campaign only if somebody says so: no mark in its title, no table sent for the campaign.
#[derive(Debug)]
pub struct Tick {
    /// Its title's key, by which answers name it.
    pub key: String,
    /// Its title.
    pub title: String,
    /// The day that stands for its publication.
    pub day: Day,
    /// Somebody said that it belongs.
    pub ticked: bool,
}

/// One channel of the file.
#[derive(Debug)]
pub struct ChannelChange {
    /// Which.
    pub id: ChannelId,
    /// Works of it that can be ticked.
    pub ticks: Vec<Tick>,
    /// Such works beyond those listed.
    pub ticks_more: usize,
    /// Name.
    pub name: String,
    /// Works of it in the file.
    pub works: usize,
    /// Of them new to us.
    pub new: usize,
    /// Of them that belong to the campaign.
    pub belongs: usize,
    /// Of the new ones those with a number.
    pub new_with_number: usize,
    /// The last day of which the file has a number of it.
    pub day: Option<Day>,
}

/// One target before and after.
#[derive(Debug)]
pub struct TargetChange {
    /// Campaign.
    pub campaign: String,
    /// Target.
    pub label: String,
    /// Before.
    pub before: String,
    /// After.
    pub after: String,
    /// The proven part falls.
    pub falls: bool,
}

impl App {
    /// What a file would change. It must have been placed: every need is met. `said`: answers that will be given with it.
    pub(super) fn preview(&self, weighed: &Weighed, said: &[(ChannelId, AnswerFact)]) -> Result<Preview, AppError> {
        let Some(read) = weighed.read.first() else { return Ok(Preview::default()) };
        let (draft, now) = (&read.draft, weighed.at);
        let mut out = Preview { others: draft.beside().count(), ..Preview::default() };
        let days = draft.readings.iter().map(|r| r.at.reading_day()).chain(draft.presence.iter().map(|p| p.to));
        let as_of = days.chain([now.date()]).max().unwrap_or_else(|| now.date());
        let touched = touched(self, draft);
        let sent_for = SentFor::of(&self.defs, draft.week, now);
        let laid = self.lay(read, &weighed.atlas, sent_for, &mut out)?;
        if draft.items.len() > JUDGED_MAX {
            out.large = true;
            let mut asked: Vec<&ChannelId> = draft.items.iter().filter(|_| !draft.made_for_campaign).map(|i| &i.channel).collect();
            asked.sort();
            asked.dedup();
            let asked = asked.into_iter().filter_map(|id| self.defs.channel(id)).filter(|c| !c.dedicated);
            out.unjudged = asked.map(|c| (c.id.clone(), c.name.clone())).collect();
            return Ok(out);
        }
        let channels = self.defs.channels.iter().filter(|c| touched.contains(&c.campaign)).map(|c| &c.id);
        let mut facts = self.facts_about(channels)?;
        let defs = self.in_force()?;
        let before: Vec<CampaignSnapshot> = of(&defs, &facts, as_of, &touched);
        lay::over(&self.defs, &mut facts, (read, &weighed.atlas), laid, sent_for, now);
        facts.answers.extend(said.iter().map(|(_, a)| a.clone()));
        let after: Vec<CampaignSnapshot> = of(&defs, &facts, as_of, &touched);
        out.targets = before.iter().zip(&after).flat_map(|(b, a)| changes(b, a)).collect();
        let (channels, belongs) = self.channels(&defs, &facts, read, &weighed.atlas, &touched);
        out.channels = channels;
        for row in &mut out.rows {
            row.outside = !belongs.contains(&row.placement);
        }
        out.records = registered(&defs, &facts, draft, &read.new_beside);
        if read.resent.is_none() {
            out.outside = outside(read, &weighed.atlas, &belongs);
        }
        for c in &mut out.channels {
            c.ticks_more = c.ticks.len().saturating_sub(TICKS_MAX);
            c.ticks.truncate(TICKS_MAX);
        }
        Ok(out)
    }

    /// Every work of a file on one channel that can be ticked, however many; nothing is judged.
    pub(super) fn all_ticks(
        &self,
        weighed: &Weighed,
        said: &[(ChannelId, AnswerFact)],
        channel: &ChannelId,
    ) -> Result<Vec<Tick>, AppError> {
        let Some(campaign) = self.defs.channel(channel).map(|c| c.campaign.clone()) else { return Ok(Vec::new()) };
        let Some(read) = weighed.read.first() else { return Ok(Vec::new()) };
        let mut facts = self.facts_about(self.defs.channels_of(&campaign).map(|c| &c.id))?;
        let sent_for = SentFor::of(&self.defs, read.draft.week, weighed.at);
        lay::over(&self.defs, &mut facts, (read, &weighed.atlas), Vec::new(), sent_for, weighed.at);
        facts.answers.extend(said.iter().map(|(_, a)| a.clone()));
        let defs = self.in_force()?;
        let (found, _) = self.channels(&defs, &facts, read, &weighed.atlas, &[campaign]);
        Ok(found.into_iter().find(|c| c.id == *channel).map(|c| c.ticks).unwrap_or_default())
    }

    /// The channels of a file with what can be ticked, and the placements that belong to their campaigns.
    fn channels(
        &self,
        defs: &Definitions,
        facts: &Facts,
        read: &Read,
        atlas: &Atlas,
        touched: &[CampaignId],
    ) -> (Vec<ChannelChange>, HashSet<PlacementId>) {
        let of_items = read.works.iter().copied().flatten();
        let of_readings = read.draft.readings.iter().filter_map(|r| placed(&read.works, &read.draft.items, atlas, r));
        let in_file: HashSet<PlacementId> = of_items.chain(of_readings).collect();
        let mut belongs: HashSet<PlacementId> = HashSet::new();
        let mut ticks: BTreeMap<&ChannelId, Vec<Tick>> = BTreeMap::new();
        let mut listed: HashSet<(&ChannelId, String)> = HashSet::new();
        for campaign in touched.iter().filter_map(|id| defs.campaign(id)) {
            let mine: Vec<&PlacementFact> =
                facts.placements.iter().filter(|p| self.defs.channel(&p.channel).is_some_and(|c| c.campaign == campaign.id)).collect();
            let works = Works::of(defs, campaign, &mine, &facts.answers);
            belongs.extend(works.placements.iter().filter(|p| p.belongs).map(|p| p.fact.id));
            for p in works.placements.iter().filter(|p| p.is_work() && !p.key.is_empty() && in_file.contains(&p.fact.id)) {
                let said = question::decided(&facts.answers, &question::belonging_id(p.fact.channel.as_str()), &p.key) == Some(true);
                let fact = p.fact;
                if (said || !p.belongs) && listed.insert((&fact.channel, p.key.clone())) {
                    let title = crate::report::clean::neutral(p.title);
                    ticks.entry(&fact.channel).or_default().push(Tick { key: p.key.clone(), title, day: p.day(), ticked: said });
                }
            }
        }
        let new: HashSet<PlacementId> =
            facts.placements.iter().filter(|p| p.id.0 < 0 && p.kind == PlacementKind::Work).map(|p| p.id).collect();
        let mut seen: BTreeMap<&ChannelId, (HashSet<PlacementId>, Option<Day>)> = BTreeMap::new();
        let mut numbered: HashSet<PlacementId> = HashSet::new();
        for (item, placement) in read.draft.items.iter().zip(&read.works) {
            seen.entry(&item.channel).or_default().0.extend(*placement);
        }
        for r in &read.draft.readings {
            let Some(item) = read.draft.items.get(r.item as usize) else { continue };
            let slot = seen.entry(&item.channel).or_default();
            let placement = placed(&read.works, &read.draft.items, atlas, r);
            numbered.extend(placement);
            slot.0.extend(placement);
            slot.1 = slot.1.max(Some(r.at.reading_day()));
        }
        let channels = seen
            .into_iter()
            .map(|(channel, (works, day))| ChannelChange {
                id: channel.clone(),
                ticks_more: 0,
                ticks: ticks.remove(channel).unwrap_or_default(),
                name: self.defs.channel(channel).map_or_else(|| channel.to_string(), |c| c.name.clone()),
                works: works.len(),
                new: works.intersection(&new).count(),
                new_with_number: works.intersection(&new).filter(|p| numbered.contains(p)).count(),
                belongs: works.intersection(&belongs).count(),
                day,
            })
            .collect();
        (channels, belongs)
    }
}

/// Rows of which no work belongs, by what they do.
fn outside(read: &Read, atlas: &Atlas, belongs: &HashSet<PlacementId>) -> Outside {
    let mut about: HashSet<RowRef> = HashSet::new();
    let mut inside: HashSet<RowRef> = HashSet::new();
    let mut see = |row: RowRef, placement: Option<PlacementId>| {
        let Some(placement) = placement else { return };
        about.insert(row);
        if belongs.contains(&placement) {
            inside.insert(row);
        }
    };
    for (item, placement) in read.draft.items.iter().zip(&read.works) {
        see(item.row, *placement);
    }
    for r in &read.draft.readings {
        see(r.row, placed(&read.works, &read.draft.items, atlas, r));
    }
    let mut out = Outside::default();
    for (_, change) in read.changes.iter().filter(|(row, _)| about.contains(row) && !inside.contains(row)) {
        let slot = match change {
            Change::Added => &mut out.added,
            Change::Updated => &mut out.updated,
            Change::Unchanged => &mut out.unchanged,
            Change::Decreased => &mut out.decreased,
        };
        *slot += 1;
    }
    out
}

fn of(defs: &Definitions, facts: &Facts, as_of: Day, touched: &[CampaignId]) -> Vec<CampaignSnapshot> {
    defs.campaigns.iter().filter(|c| touched.contains(&c.id)).map(|c| assess::campaign(defs, facts, &facts.placements, c, as_of)).collect()
}

/// Campaigns that a file is about.
fn touched(app: &App, draft: &Draft) -> Vec<CampaignId> {
    let channels = draft
        .items
        .iter()
        .map(|i| &i.channel)
        .chain(draft.presence.iter().map(|p| &p.channel))
        .chain(draft.airings.iter().map(|a| &a.channel));
    let mut out: Vec<CampaignId> = channels.filter_map(|c| app.defs.channel(c)).map(|c| c.campaign.clone()).collect();
    out.extend(draft.records.iter().map(|r| r.campaign.clone()));
    out.extend(draft.trainings.iter().map(|t| t.campaign.clone()));
    out.sort();
    out.dedup();
    out
}

fn changes(before: &CampaignSnapshot, after: &CampaignSnapshot) -> Vec<TargetChange> {
    before
        .targets
        .iter()
        .zip(&after.targets)
        .filter(|(b, a)| {
            let requirement = a.class == TargetClass::Requirement && b.verdict != a.verdict;
            requirement || (b.actual != a.actual && !matches!(a.kind, TargetKind::Each))
        })
        .map(|(b, a)| {
            let says = |t: &TargetSnapshot| {
                let moved = a.class == TargetClass::Requirement && b.verdict != a.verdict;
                if moved { format!("{}，{}", reached(t), t.word()) } else { reached(t) }
            };
            TargetChange {
                campaign: format!("{} {}", after.number, after.short_name),
                label: a.label.clone(),
                before: says(b),
                after: says(a),
                falls: a.actual.low < b.actual.low,
            }
        })
        .collect()
}

/// What a target comes to; of what each work must meet, of how many works.
fn reached(t: &TargetSnapshot) -> String {
    if t.kind == TargetKind::Each && words::has_count(t) {
        return format!("{}/{}{}", words::span_plain(t.actual), words::demanded(t), words::unit(t));
    }
    with_unit(t.kind, t.actual, words::unit(t))
}

fn with_unit(kind: TargetKind, span: Span, unit: &str) -> String {
    match kind {
        TargetKind::Sum => format!("{}{unit}", words::span_wan(span)),
        _ => format!("{}{unit}", words::span_plain(span)),
    }
}

/// A number as people read it.
pub fn written(value: Option<Value>) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::Unavailable) => "平台不显示".to_owned(),
        Some(Value::Count(c)) => words::span_plain(c.span()),
    }
}
