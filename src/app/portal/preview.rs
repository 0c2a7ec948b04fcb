//! What a file would change: its rows against what is known, its channels, and the targets of its campaigns before and after.
//! The file's readings are laid over the facts and judged by the same rules as everything else; nothing is written.

use crate::app::compare::{Change, Earlier, compare};
use crate::app::place::description;
use crate::app::week::SentFor;
use crate::app::{App, AppError};
use crate::attain::identity::{self, Match};
use crate::attain::question;
use crate::attain::snapshot::{CampaignSnapshot, TargetKind};
use crate::attain::works::Works;
use crate::attain::{assess, series};
use crate::base::count::Span;
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId};
use crate::define::Definitions;
use crate::model::draft::{Draft, DraftReading, Item};
use crate::model::fact::{
    AiringFact, Facts, FileFact, KnownPlacement, PlacementFact, PlacementKind, PresenceFact, RecordFact, TrainingFact,
};
use crate::model::folded::Folded;
use crate::model::metric::{Metric, Value};
use crate::model::reading::{Reading, ReadingRef, Source};
use crate::report::words;
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

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
    /// The file is too large to be judged beforehand: no channels, no targets.
    pub large: bool,
    /// Of such a file the channels, with their names, of which works may have to be ticked.
    pub unjudged: Vec<(ChannelId, String)>,
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
    /// The last day in the file.
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

/// A placement's daily values as they would be.
type Laid = (PlacementId, Folded);

/// The order in which rows are listed: falls first, then by channel and row.
type Place<'a> = (Reverse<Change>, &'a str, u32, usize);

impl App {
    /// What a draft would change. It must have been placed: every need is met.
    pub fn preview(&self, name: &str, draft: &Draft, now: Moment) -> Result<Preview, AppError> {
        let mut out = Preview {
            others: draft.presence.len() + draft.airings.len() + draft.records.len() + draft.trainings.len(),
            ..Preview::default()
        };
        let days = draft.readings.iter().map(|r| r.at.reading_day()).chain(draft.presence.iter().map(|p| p.to));
        let as_of = days.chain([now.date()]).max().unwrap_or_else(|| now.date());
        let touched = touched(self, draft);
        let placements = self.placed(draft)?;
        let laid = self.lay(draft, &placements, SentFor::of(&self.defs, draft.week, now), &mut out)?;
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
        overlay(&mut facts, name, draft, &placements, laid, now);
        let after: Vec<CampaignSnapshot> = of(&defs, &facts, as_of, &touched);
        out.targets = before.iter().zip(&after).flat_map(|(b, a)| changes(b, a)).collect();
        out.channels = self.channels(&defs, &facts, draft, &placements, &touched);
        for c in &mut out.channels {
            c.ticks_more = c.ticks.len().saturating_sub(TICKS_MAX);
            c.ticks.truncate(TICKS_MAX);
        }
        Ok(out)
    }

    /// Every work of a file on one channel that can be ticked, however many; nothing is judged.
    pub(super) fn all_ticks(&self, name: &str, draft: &Draft, channel: &ChannelId, now: Moment) -> Result<Vec<Tick>, AppError> {
        let Some(campaign) = self.defs.channel(channel).map(|c| c.campaign.clone()) else { return Ok(Vec::new()) };
        let mut facts = self.facts_about(self.defs.channels_of(&campaign).map(|c| &c.id))?;
        let placements = self.placed(draft)?;
        overlay(&mut facts, name, draft, &placements, Vec::new(), now);
        let defs = self.in_force()?;
        let found = self.channels(&defs, &facts, draft, &placements, &[campaign]);
        Ok(found.into_iter().find(|c| c.id == *channel).map(|c| c.ticks).unwrap_or_default())
    }

    /// The placement of every item; new ones are negative. `None`: nothing tells which.
    fn placed(&self, draft: &Draft) -> Result<Vec<Option<PlacementId>>, AppError> {
        let mut by_channel: BTreeMap<&ChannelId, Vec<usize>> = BTreeMap::new();
        for (n, item) in draft.items.iter().enumerate() {
            by_channel.entry(&item.channel).or_default().push(n);
        }
        let mut out = vec![None; draft.items.len()];
        let mut made = 0;
        for (channel, numbers) in by_channel {
            let known: Vec<KnownPlacement> = self.ledger.known(channel)?;
            let mut whole: Option<PlacementId> = known.iter().find(|k| k.kind == PlacementKind::Whole).map(|k| k.id);
            let (wholes, works): (Vec<usize>, Vec<usize>) = numbers.into_iter().partition(|n| draft.items.get(*n).is_none_or(is_whole));
            for n in wholes {
                let p = *whole.get_or_insert_with(|| {
                    made -= 1;
                    PlacementId(made)
                });
                if let Some(slot) = out.get_mut(n) {
                    *slot = Some(p);
                }
            }
            let matches = identity::recognise(&known, works.iter().filter_map(|n| draft.items.get(*n)));
            let mut fresh: HashMap<u32, PlacementId> = HashMap::new();
            for (n, found) in works.into_iter().zip(matches) {
                let placement = match found {
                    Match::Known(p) => Some(p),
                    Match::New(k) => Some(*fresh.entry(k).or_insert_with(|| {
                        made -= 1;
                        PlacementId(made)
                    })),
                    Match::Ambiguous => None,
                };
                if let Some(slot) = out.get_mut(n) {
                    *slot = placement;
                }
            }
        }
        Ok(out)
    }

    /// The daily values of every placement with the readings of the file; the rows that change something go to the list. One placement
    /// after another, so that the readings of one alone are in memory.
    fn lay(&self, draft: &Draft, placements: &[Option<PlacementId>], sent_for: SentFor, out: &mut Preview) -> Result<Vec<Laid>, AppError> {
        let fold = self.defs.settings.fold;
        let mut earlier = Earlier::new(self.defs.settings.mode_check);
        let mut rows: BTreeMap<Place<'_>, PreviewRow> = BTreeMap::new();
        let mut laid: Vec<Laid> = Vec::new();
        let placed = |r: &DraftReading| placements.get(r.item as usize).copied().flatten().filter(|_| r.source != Source::Estimate);
        let mut order: Vec<(PlacementId, usize)> = draft.readings.iter().enumerate().filter_map(|(n, r)| Some((placed(r)?, n))).collect();
        order.sort_unstable();
        for series in order.chunk_by(|a, b| a.0 == b.0) {
            let Some(placement) = series.first().map(|(p, _)| *p) else { continue };
            let known = if placement.0 > 0 { self.ledger.readings(placement)? } else { Vec::new() };
            let mut new: Vec<Reading> = Vec::with_capacity(known.len() + series.len());
            for (n, r) in series.iter().filter_map(|(_, n)| Some((*n, draft.readings.get(*n)?))) {
                let Some(item) = draft.items.get(r.item as usize) else { continue };
                let (change, findings) = compare(r, &known, fold, &mut earlier);
                if findings.iter().any(crate::app::compare::Finding::is_error) {
                    continue;
                }
                let id = ReadingRef { import: NEXT, file: 0, sheet: r.row.sheet, row: r.row.row };
                let counted = sent_for.counted(r.at);
                new.push(Reading { id, at: r.at, counted, from: r.from, source: r.source, values: r.values.clone() });
                if change == Change::Unchanged {
                    continue;
                }
                let channel = self.defs.channel(&item.channel).map_or(item.channel.as_str(), |c| &c.name);
                let place = (Reverse(change), channel, r.row.row, n);
                if rows.len() >= ROWS_MAX {
                    out.more += 1;
                    if rows.last_key_value().is_some_and(|(last, _)| *last < place) {
                        continue;
                    }
                    rows.pop_last();
                }
                rows.insert(place, listed(change, channel, item, r, &known));
            }
            new.extend(known);
            laid.push((placement, series::fold(&new, fold)));
        }
        out.rows = rows.into_values().collect();
        Ok(laid)
    }

    fn channels(
        &self,
        defs: &Definitions,
        facts: &Facts,
        draft: &Draft,
        placements: &[Option<PlacementId>],
        touched: &[CampaignId],
    ) -> Vec<ChannelChange> {
        let in_file: HashSet<PlacementId> = placements.iter().flatten().copied().collect();
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
        let mut out: BTreeMap<&ChannelId, (HashSet<PlacementId>, Option<Day>)> = BTreeMap::new();
        for (item, placement) in draft.items.iter().zip(placements) {
            let slot = out.entry(&item.channel).or_default();
            slot.0.extend(*placement);
            slot.1 = slot.1.max(Some(item.at.reading_day()));
        }
        out.into_iter()
            .map(|(channel, seen)| (channel, seen, ticks.remove(channel).unwrap_or_default()))
            .map(|(channel, (works, day), ticks)| ChannelChange {
                id: channel.clone(),
                ticks_more: 0,
                ticks,
                name: self.defs.channel(channel).map_or_else(|| channel.to_string(), |c| c.name.clone()),
                works: works.len(),
                new: works.iter().filter(|p| p.0 < 0).count(),
                belongs: works.intersection(&belongs).count(),
                day,
            })
            .collect()
    }
}

fn listed(change: Change, channel: &str, item: &Item, r: &DraftReading, known: &[Reading]) -> PreviewRow {
    let day = r.at.reading_day();
    PreviewRow {
        change,
        row: r.row.row,
        channel: channel.to_owned(),
        title: crate::report::clean::neutral(&item.title),
        day: r.from.map_or_else(|| day.zh_short(), |from| format!("{}至{}", from.zh_short(), day.zh_short())),
        numbers: r.values.iter().map(|(m, v)| (m.zh(), before(known, m, day, r.from.is_some()), written(Some(v)))).collect(),
    }
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

/// Lays a draft over the facts, as if it had been imported now.
fn overlay(facts: &mut Facts, name: &str, draft: &Draft, placements: &[Option<PlacementId>], laid: Vec<Laid>, now: Moment) {
    let proof = |row: crate::model::draft::RowRef| ReadingRef { import: NEXT, file: 0, sheet: row.sheet, row: row.row };
    let mut position: HashMap<PlacementId, usize> = facts.placements.iter().enumerate().map(|(n, p)| (p.id, n)).collect();
    let mut covers: BTreeMap<ChannelId, Day> = BTreeMap::new();
    for (item, placement) in draft.items.iter().zip(placements) {
        let Some(placement) = *placement else { continue };
        let day = item.at.reading_day();
        let last = covers.entry(item.channel.clone()).or_insert(day);
        *last = day.max(*last);
        let n = *position.entry(placement).or_insert_with(|| {
            let kind = if is_whole(item) { PlacementKind::Whole } else { PlacementKind::Work };
            let new =
                PlacementFact { id: placement, channel: item.channel.clone(), kind, descriptions: Vec::new(), folded: Folded::default() };
            facts.placements.push(new);
            facts.placements.len() - 1
        });
        if let (Some(p), false) = (facts.placements.get_mut(n), is_whole(item)) {
            p.descriptions.push(description(item, proof(item.row), draft.made_for_campaign));
        }
    }
    for (placement, folded) in laid {
        if let Some(p) = position.get(&placement).and_then(|n| facts.placements.get_mut(*n)) {
            p.folded = folded;
        }
    }
    facts.presence.extend(draft.presence.iter().map(|p| PresenceFact {
        proof: proof(p.row),
        channel: p.channel.clone(),
        from: p.from,
        to: p.to,
        position: p.position.clone(),
        state: p.state,
    }));
    facts.airings.extend(draft.airings.iter().map(|a| AiringFact {
        proof: proof(a.row),
        channel: a.channel.clone(),
        day: a.day,
        secs: a.secs,
        programme: a.programme.clone(),
        aired: a.aired,
    }));
    facts.records.extend(draft.records.iter().map(|r| RecordFact {
        proof: proof(r.row),
        campaign: r.campaign.clone(),
        day: r.day,
        deliverable: r.deliverable.clone(),
        quantity: r.quantity,
        title: r.title.clone(),
    }));
    facts.trainings.extend(draft.trainings.iter().map(|t| TrainingFact {
        proof: proof(t.row),
        campaign: t.campaign.clone(),
        day: t.day,
        enterprise: t.enterprise.clone(),
        persons: t.persons,
        hours_x4: t.hours_x4,
        offline_hours_x4: t.offline_hours_x4,
    }));
    facts.files.push(FileFact { import: NEXT, file: 0, name: name.to_owned(), kind: draft.kind.clone(), at: now, covers });
}

fn changes(before: &CampaignSnapshot, after: &CampaignSnapshot) -> Vec<TargetChange> {
    before
        .targets
        .iter()
        .zip(&after.targets)
        .filter(|(b, a)| b.actual != a.actual && !matches!(a.kind, TargetKind::Each))
        .map(|(b, a)| TargetChange {
            campaign: format!("{} {}", after.number, after.short_name),
            label: a.label.clone(),
            before: with_unit(b.kind, b.actual, words::unit(b)),
            after: with_unit(a.kind, a.actual, words::unit(a)),
            falls: a.actual.low < b.actual.low,
        })
        .collect()
}

fn with_unit(kind: TargetKind, span: Span, unit: &str) -> String {
    match kind {
        TargetKind::Sum => format!("{}{unit}", words::span_wan(span)),
        _ => format!("{}{unit}", words::span_plain(span)),
    }
}

/// The number known before the day of a new one (or on it).
fn before(known: &[Reading], metric: Metric, day: Day, increment: bool) -> String {
    let last = known
        .iter()
        .filter(|k| k.from.is_some() == increment && k.at.reading_day() <= day)
        .filter(|k| k.values.get(metric).is_some())
        .max_by_key(|k| (k.at, k.id));
    written(last.and_then(|k| k.values.get(metric)))
}

/// A number as people read it.
pub fn written(value: Option<Value>) -> String {
    match value {
        None => "—".to_owned(),
        Some(Value::Unavailable) => "平台不显示".to_owned(),
        Some(Value::Count(c)) => words::span_plain(c.span()),
    }
}

fn is_whole(item: &Item) -> bool {
    item.title.is_empty() && item.native_id.is_none() && item.url.is_none()
}
