//! From a draft to placements: which one every item is about, and what its numbers change against those that stand.

use super::closed::{self, Closed};
use super::compare::{Change as RowChange, Earlier, compare, mode_looks_wrong, retitled};
use super::rise::Rises;
use super::store;
use super::submit::FileReceipt;
use super::week::SentFor;
use super::{App, AppError};
use crate::attain::identity::{self, Match};
use crate::attain::series::FOLDED;
use crate::base::day::{Moment, Week};
use crate::base::diag::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::base::text::quoted;
use crate::ledger::{Change, Tail, Wanted};
use crate::model::channel::{Channel, Scope};
use crate::model::draft::{Draft, DraftReading, Item, RowRef, Sent, Visibility};
use crate::model::fact::{Description, KnownPlacement, PlacementKind};
use crate::model::reading::{Reading, ReadingRef, Source};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// A file after reading: its draft and the placement of every reading.
#[derive(Debug)]
pub(super) struct Read {
    pub(super) name: String,
    pub(super) digest: Digest,
    /// For what a collector read: its answers, by URL without secrets; the draft's sheets are these. Empty for a file.
    pub(super) captures: Vec<(String, Digest)>,
    pub(super) draft: Draft,
    /// Placement of each item as a work; provisional (negative) for new ones. `None`: not to be placed.
    pub(super) works: Vec<Option<PlacementId>>,
    /// What each row does that is not refused; rows of other kinds are not among them.
    pub(super) changes: Vec<(RowRef, RowChange)>,
    /// Rows of 展示, 播出, 成果, 培训 that the ledger does not hold yet.
    pub(super) new_beside: BTreeSet<RowRef>,
    pub(super) resent: Option<ImportId>,
}

impl Read {
    /// A file that was read and not placed yet.
    pub(super) fn new(name: String, digest: Digest, draft: Draft) -> Self {
        Self {
            name,
            digest,
            captures: Vec::new(),
            draft,
            works: Vec::new(),
            changes: Vec::new(),
            new_beside: BTreeSet::new(),
            resent: None,
        }
    }
}

/// Placements met while reading, before anything is written. New ones have negative numbers.
#[derive(Debug, Default)]
pub(super) struct Atlas {
    pub(super) channels: BTreeMap<ChannelId, Vec<KnownPlacement>>,
    pub(super) made: i64,
    /// New ones that are not to be made after all.
    pub(super) dropped: HashSet<PlacementId>,
    /// The earlier readings that the new ones are compared with.
    pub(super) earlier: HashMap<PlacementId, Tail>,
    /// The journal's last entry before anything was read.
    pub(super) read_at: Option<i64>,
    /// Position of every placement in its channel's list.
    pub(super) position: HashMap<PlacementId, usize>,
}

/// How many rows of each week.
fn by_week(rows: &BTreeMap<RowRef, Week>) -> BTreeMap<Week, u32> {
    let mut weeks = BTreeMap::new();
    for week in rows.values() {
        *weeks.entry(*week).or_default() += 1;
    }
    weeks
}

/// Whether no other channel has a work in the row of an item, or one of its title.
fn alone(items: &[Item], item: &Item) -> bool {
    !items.iter().any(|o| o.channel != item.channel && (o.row == item.row || (!o.title.is_empty() && o.title == item.title)))
}

impl App {
    /// Finds the placement of every item of a file.
    pub(super) fn place(&self, file: &mut Read, atlas: &mut Atlas) -> Result<(), AppError> {
        if atlas.read_at.is_none() {
            atlas.read_at = Some(self.ledger.journal_end()?);
        }
        let draft = &mut file.draft;
        file.works = vec![None; draft.items.len()];
        let mut by_channel: BTreeMap<ChannelId, Vec<usize>> = BTreeMap::new();
        for (n, item) in draft.items.iter().enumerate() {
            by_channel.entry(item.channel.clone()).or_default().push(n);
        }
        let mut ambiguous: BTreeSet<usize> = BTreeSet::new();
        for (channel, numbers) in by_channel {
            if !atlas.channels.contains_key(&channel) {
                let known = self.ledger.known(&channel)?;
                atlas.position.extend(known.iter().enumerate().map(|(n, k)| (k.id, n)));
                atlas.channels.insert(channel.clone(), known);
            }
            let whole = self.defs.channel(&channel).is_some_and(|c| c.scope == Scope::Whole);
            let named: BTreeSet<&str> =
                numbers.iter().filter_map(|n| draft.items.get(*n)).map(|i| &*i.title).filter(|t| !t.is_empty()).collect();
            // A channel counted as a whole needs no title; where a file gives it a single one, that is its name. A title that stands beside
            // another channel's number, or is that of another channel's work, is a work's: 海报1 with 5万 on the topic is not the topic.
            let mine = |n: &usize| draft.items.get(*n).is_none_or(|i| i.title.is_empty() || alone(&draft.items, i));
            if whole
                && named.len() <= 1
                && numbers.iter().all(mine)
                && numbers.iter().all(|n| draft.items.get(*n).is_some_and(|i| i.native_id.is_none()))
            {
                for n in &numbers {
                    if let Some(i) = draft.items.get_mut(*n) {
                        i.title = "".into();
                    }
                }
            } else if whole && !named.is_empty() {
                let name = self.defs.channel(&channel).map_or(channel.as_str(), |c| &c.name);
                draft.inferred.push(format!("渠道{}按整体计：各条作品的数只列示，不计入；要计入就报整个渠道的总数", quoted(name)));
            }
            let works: Vec<usize> = numbers.into_iter().filter(|n| draft.items.get(*n).is_some_and(|i| !is_whole(i))).collect();
            let items = works.iter().filter_map(|n| draft.items.get(*n));
            let known = atlas.channels.get(&channel).map(Vec::as_slice).unwrap_or_default();
            let matches = identity::recognise(known, items);
            let mut fresh: HashMap<u32, PlacementId> = HashMap::new();
            for (n, found) in works.iter().copied().zip(matches) {
                let placement = match found {
                    Match::Known(p) => p,
                    Match::New(k) => *fresh.entry(k).or_insert_with(|| {
                        atlas.made -= 1;
                        PlacementId(atlas.made)
                    }),
                    Match::Ambiguous => {
                        ambiguous.insert(n);
                        continue;
                    }
                };
                if let Some(slot) = file.works.get_mut(n) {
                    *slot = Some(placement);
                }
            }
            for n in works {
                if let (Some(Some(placement)), Some(item)) = (file.works.get(n), draft.items.get(n)) {
                    let proof = ReadingRef { import: ImportId(0), file: 0, sheet: item.row.sheet, row: item.row.row };
                    let d = description(item, proof, draft.made_for_campaign);
                    atlas.learn(*placement, PlacementKind::Work, Some(d), &channel);
                }
            }
        }
        for n in ambiguous {
            let Some(item) = draft.items.get(n) else { continue };
            let place = place_of(&file.name, &draft.sheets, item.row);
            let remedy = "补上这一行的发布时间，或填作品链接或编号";
            draft.found.push(Diagnostic::error(2020, place, &item.title, "该渠道有几条同名作品，需要能区分的发布时间、链接或编号", remedy));
        }
        Ok(())
    }

    /// Reads of every series that a file goes on with as much as comparing and folding need.
    fn read_earlier(&self, file: &Read, atlas: &mut Atlas) -> Result<(), AppError> {
        let mut needed: BTreeMap<PlacementId, Wanted> = BTreeMap::new();
        for r in &file.draft.readings {
            let Some(placement) = placed(&file.works, &file.draft.items, atlas, r).filter(|p| p.0 > 0) else { continue };
            // What an increment adds to is the whole series.
            let day = r.from.is_none().then(|| r.at.reading_day());
            let wanted = needed.entry(placement).or_insert_with(|| Wanted { placement, from: day, told: BTreeSet::new() });
            wanted.from = day.min(wanted.from);
            wanted.told.extend(r.values.iter().map(|(m, _)| (m, r.source)).filter(|(m, _)| FOLDED.contains(m)));
        }
        let needed: Vec<Wanted> = needed.into_values().collect();
        atlas.earlier.extend(self.ledger.tails(&needed)?);
        Ok(())
    }

    /// Compares a file with what is known and fills its counts. Adds the diagnostics that need the ledger.
    pub(super) fn examine(&self, file: &mut Read, atlas: &mut Atlas, sent: &Sent, closed: &Closed) -> Result<FileReceipt, AppError> {
        let sent_for = SentFor::of(&self.defs, file.draft.week, self.clock.now());
        let mut settled: BTreeMap<RowRef, Week> = BTreeMap::new();
        let mut changes = RowChanges::default();
        let mut extra: Vec<Diagnostic> = Vec::new();
        let mut earlier_seen = Earlier::new(self.defs.settings.mode_check);
        let mut refused_rows: BTreeSet<RowRef> = BTreeSet::new();
        self.read_earlier(file, atlas)?;
        let mut rises = Rises::new(self.defs.settings.anomaly);
        for r in &file.draft.readings {
            let Some(item) = file.draft.items.get(r.item as usize) else { continue };
            let placement = match file.works.get(r.item as usize).copied().flatten() {
                Some(p) => p,
                None if is_whole(item) => atlas.whole(&item.channel, r.source),
                None => {
                    refused_rows.insert(r.row);
                    continue;
                }
            };
            let known = atlas.known_readings(placement);
            let (change, findings) = compare(r, known, self.defs.settings.fold, &mut earlier_seen);
            for f in findings {
                let place = place_of(&file.name, &file.draft.sheets, r.row);
                if f.is_error() {
                    refused_rows.insert(r.row);
                }
                extra.push(f.at(place, &item.title));
            }
            changes.see(r.row, change);
            if change != RowChange::Unchanged {
                rises.see(r, placement, known);
            }
            let day = sent_for.counted(r.at).filter(|_| r.from.is_none()).unwrap_or_else(|| r.at.reading_day());
            if let Some(week) = closed.week_of(&item.channel, r.from, day).filter(|_| change != RowChange::Unchanged) {
                settled.insert(r.row, week);
            }
        }
        let read_rows = if closed.is_empty() { HashSet::new() } else { changes.read_rows() };
        // A row may tell of a work without any number: the work is there all the same.
        for (item, placement) in file.draft.items.iter().zip(&file.works) {
            let Some(placement) = placement else {
                if !is_whole(item) {
                    refused_rows.insert(item.row);
                }
                continue;
            };
            let d = description(
                item,
                ReadingRef { import: ImportId(0), file: 0, sheet: item.row.sheet, row: item.row.row },
                file.draft.made_for_campaign,
            );
            let new = atlas.says_something_new(*placement, &item.channel, &d);
            changes.or(item.row, if new { RowChange::Added } else { RowChange::Unchanged });
            let day = sent_for.counted(item.at).unwrap_or_else(|| item.at.reading_day());
            if let Some(week) = closed.week_of(&item.channel, None, day).filter(|_| new && !read_rows.contains(&item.row)) {
                settled.insert(item.row, week);
            }
            if let Some(known) = atlas.known(*placement, &item.channel).filter(|_| new && placement.0 > 0) {
                extra.extend(retitled(known, &item.title, place_of(&file.name, &file.draft.sheets, item.row)));
            }
        }
        if sent.mode.is_none()
            && let Some(found) = mode_looks_wrong(&earlier_seen, self.defs.settings.mode_check, Place::file(&file.name))
        {
            extra.push(found);
        }
        if file.resent.is_none() {
            extra.extend(self.risen(&rises, &file.draft.items, |row| place_of(&file.name, &file.draft.sheets, row))?);
        }
        extra.extend(self.account_looks_wrong(file, atlas)?);
        settled.retain(|row, _| file.resent.is_none() && !refused_rows.contains(row));
        file.new_beside = if file.resent.is_none() { self.new_beside(&file.draft)? } else { BTreeSet::new() };
        let beside = closed::settled_beside(&file.draft, closed, &file.new_beside);
        if closed.refuses && !(settled.is_empty() && beside.is_empty()) {
            refused_rows.extend(beside.keys());
            extra.extend(
                settled.iter().chain(&beside).map(|(row, week)| closed::row(place_of(&file.name, &file.draft.sheets, *row), *week)),
            );
            refused_rows.extend(settled.keys());
            // A work that only they tell of does not come into being.
            let kept: HashSet<u32> = file.draft.readings.iter().filter(|r| !refused_rows.contains(&r.row)).map(|r| r.item).collect();
            for ((n, item), work) in (0_u32..).zip(&file.draft.items).zip(&mut file.works) {
                if settled.contains_key(&item.row) && !kept.contains(&n) {
                    atlas.dropped.extend(work.take());
                }
            }
        }
        extra.extend(self.says_no_number(file, &changes));
        let whole_file_refused = extra.iter().any(|d| d.is_error() && d.place.row.is_none());
        let d = &mut file.draft;
        d.found.extend(extra);
        d.count_refused();
        if whole_file_refused {
            refused_rows.extend(changes.rows());
            d.presence.clear();
            d.airings.clear();
            d.records.clear();
            d.trainings.clear();
        }
        let (changes, blank) = changes.without(&refused_rows);
        if !refused_rows.is_empty() {
            d.keep_readings(|r| !refused_rows.contains(&r.row));
            d.presence.retain(|p| !refused_rows.contains(&p.row));
            d.airings.retain(|a| !refused_rows.contains(&a.row));
            d.records.retain(|r| !refused_rows.contains(&r.row));
            d.trainings.retain(|t| !refused_rows.contains(&t.row));
        }
        let rows = d.presence.iter().map(|p| p.row).chain(d.airings.iter().map(|a| a.row));
        let rows = rows.chain(d.records.iter().map(|r| r.row)).chain(d.trainings.iter().map(|t| t.row));
        let (beside_new, beside_known): (Vec<RowRef>, Vec<RowRef>) = rows.partition(|row| file.new_beside.contains(row));
        let count = |c: RowChange| u32::try_from(changes.iter().filter(|(_, x)| *x == c).count()).unwrap_or(u32::MAX);
        let [beside_new, beside_known] = [beside_new, beside_known].map(|rows| u32::try_from(rows.len()).unwrap_or(u32::MAX));
        let all_known = file.resent.is_some();
        let accepted = u32::try_from(changes.len()).unwrap_or(u32::MAX) + beside_new + beside_known;
        let receipt = FileReceipt {
            file: file.name.clone(),
            encoding: d.encoding.clone(),
            kind: d.kind.clone(),
            rows: d.rows,
            accepted,
            added: if all_known { 0 } else { count(RowChange::Added) + beside_new },
            updated: if all_known { 0 } else { count(RowChange::Updated) },
            unchanged: if all_known { accepted } else { count(RowChange::Unchanged) + beside_known },
            decreased: if all_known { 0 } else { count(RowChange::Decreased) },
            refused: d.refused + u32::try_from(refused_rows.len()).unwrap_or(u32::MAX),
            totals_skipped: d.totals_skipped,
            inferred: d.inferred.clone(),
            beside_new,
            blank_new: if all_known { 0 } else { blank.0 },
            blank: if all_known { 0 } else { blank.0 + blank.1 },
            settled: by_week(&settled),
            settled_beside: by_week(&beside),
            weeks: store::weeks(d, Some(sent_for)),
        };
        file.changes = changes;
        Ok(receipt)
    }
}

impl App {
    /// A table of works whose numbers were all left empty, with nothing in it that was not known: our template as it was downloaded.
    fn says_no_number(&self, file: &Read, changes: &RowChanges) -> Option<Diagnostic> {
        let d = &file.draft;
        let others = d.presence.len() + d.airings.len() + d.records.len() + d.trainings.len();
        let counted = d.items.iter().any(|i| self.defs.channel(&i.channel).is_some_and(Channel::has_counter));
        let silent = d.readings.is_empty() && others == 0 && counted && d.refused == 0;
        if !silent || !file.captures.is_empty() || file.resent.is_some() || changes.says_something() {
            return None;
        }
        let found = format!("{}行作品，没有填任何数", d.items.len());
        let expected = "至少一个数；平台不显示的填“--”";
        let remedy = "在播放量、阅读量等列里填上数再上传；没有变化的作品可以留空";
        Some(Diagnostic::error(2063, Place::file(&file.name), &found, expected, remedy))
    }
}

/// How often a file or a run is compared anew because others were writing meanwhile.
pub(super) const TRIES_MAX: u32 = 5;

impl Atlas {
    /// Whether anything was changed since the first look: a work that was new then may have come in from elsewhere.
    pub(super) fn is_stale(&self, change: &Change<'_>) -> Result<bool, AppError> {
        let Some(read_at) = self.read_at else { return Ok(false) };
        Ok(change.journal_end()? != read_at)
    }

    /// Remembers what a file says, for the next file of the same import.
    fn learn(&mut self, placement: PlacementId, kind: PlacementKind, description: Option<Description>, channel: &ChannelId) {
        if placement.0 > 0 {
            return;
        }
        let list = self.channels.entry(channel.clone()).or_default();
        if let Some(k) = self.position.get(&placement).and_then(|n| list.get_mut(*n)) {
            k.descriptions.extend(description);
        } else {
            self.position.insert(placement, list.len());
            list.push(KnownPlacement { id: placement, channel: channel.clone(), kind, descriptions: description.into_iter().collect() });
        }
    }

    /// The placements that the files make, in the order in which they get their numbers.
    pub(super) fn made(&self) -> impl Iterator<Item = &KnownPlacement> {
        self.channels.values().flatten().filter(|k| k.id.0 < 0 && !self.dropped.contains(&k.id))
    }

    /// What is known of a placement of a channel.
    fn known(&self, placement: PlacementId, channel: &ChannelId) -> Option<&KnownPlacement> {
        self.position.get(&placement).and_then(|n| self.channels.get(channel)?.get(*n))
    }

    /// The readings of a placement that new ones are compared with.
    pub(super) fn known_readings(&self, placement: PlacementId) -> &[Reading] {
        // Nothing was read of a placement that this file makes.
        let known = if placement.0 < 0 { None } else { self.earlier.get(&placement) };
        known.map(|t| t.readings.as_slice()).unwrap_or_default()
    }

    pub(super) fn whole_known(&self, channel: &ChannelId, source: Source) -> Option<PlacementId> {
        let kind = if source == Source::Estimate { PlacementKind::Estimate } else { PlacementKind::Whole };
        self.channels.get(channel)?.iter().find(|k| k.kind == kind).map(|k| k.id)
    }

    /// The placement of a channel as a whole, made where there is none.
    fn whole(&mut self, channel: &ChannelId, source: Source) -> PlacementId {
        if let Some(p) = self.whole_known(channel, source) {
            return p;
        }
        self.made -= 1;
        let kind = if source == Source::Estimate { PlacementKind::Estimate } else { PlacementKind::Whole };
        self.learn(PlacementId(self.made), kind, None, channel);
        PlacementId(self.made)
    }

    /// Whether the ledger was told of a work less than a week before a moment. Stated once a week is enough for one that a collector
    /// finds with every run.
    pub(super) fn told_lately(&self, placement: PlacementId, channel: &ChannelId, at: Moment) -> bool {
        self.known(placement, channel)
            .is_some_and(|k| k.descriptions.iter().any(|d| d.at <= at && d.at.reading_day().plus(7) > at.reading_day()))
    }

    /// Whether a description adds to what the ledger holds. A stated visibility always does: it is a dated reading.
    pub(super) fn says_something_new(&self, placement: PlacementId, channel: &ChannelId, d: &Description) -> bool {
        if placement.0 < 0 || d.visibility.is_some() {
            return true;
        }
        self.known(placement, channel).is_none_or(|k| {
            !k.descriptions.iter().any(|e| {
                (&e.title, &e.native_id, &e.url, e.published, e.duration_secs, e.kind, &e.deliverable, e.made_for_campaign)
                    == (&d.title, &d.native_id, &d.url, d.published, d.duration_secs, d.kind, &d.deliverable, d.made_for_campaign)
            }) || returns(d, &k.descriptions)
        })
    }

    /// Whether a description makes a work another one than it was known to be: new, described otherwise, seen earlier, or no longer public
    /// or not.
    pub(super) fn changes_a_work(&self, placement: PlacementId, channel: &ChannelId, d: &Description) -> bool {
        let Some(k) = self.known(placement, channel).filter(|_| placement.0 > 0) else { return true };
        let before = || k.descriptions.iter().filter(|e| e.at <= d.at);
        let shown =
            before().filter_map(|e| Some((e.at, e.proof, e.visibility?))).max_by_key(|(at, proof, _)| (*at, *proof)).map(|(.., v)| v);
        let moved = d.visibility.is_some_and(|v| v != shown.unwrap_or(Visibility::Public));
        moved || before().next().is_none() || !k.descriptions.iter().any(|e| says_no_more(d, e)) || returns(d, &k.descriptions)
    }
}

/// Whether a description says otherwise than the last one before it, though an earlier one may have said the same: the last one holds.
fn returns(d: &Description, known: &[Description]) -> bool {
    let mut before: Vec<&Description> = known.iter().filter(|e| e.at <= d.at).collect();
    before.sort_by_key(|e| (e.at, e.proof));
    let last = |said: &dyn Fn(&Description) -> bool| before.iter().rev().find(|e| said(e)).copied();
    let otherwise =
        |said: &dyn Fn(&Description) -> bool, same: &dyn Fn(&Description) -> bool| said(d) && last(said).is_some_and(|e| !same(e));
    otherwise(&|e| !e.title.is_empty(), &|e| e.title == d.title)
        || otherwise(&|e| e.duration_secs.is_some(), &|e| e.duration_secs == d.duration_secs)
        || otherwise(&|e| e.kind.is_some(), &|e| e.kind == d.kind)
        || otherwise(&|e| e.deliverable.is_some(), &|e| e.deliverable == d.deliverable)
        || d.published.is_some_and(|p| {
            let as_precise = |e: &Description| e.published.is_some_and(|o| o.secs.is_some() == p.secs.is_some());
            otherwise(&as_precise, &|e| e.published == d.published)
        })
}

/// Whether a description leaves nothing over beside another but its visibility. A table without some column says less, not otherwise.
fn says_no_more(d: &Description, than: &Description) -> bool {
    d.title == than.title
        && (d.native_id.is_none() || d.native_id == than.native_id)
        && (d.published.is_none() || d.published == than.published)
        && (d.duration_secs.is_none() || d.duration_secs == than.duration_secs)
        && (d.kind.is_none() || d.kind == than.kind)
        && (d.deliverable.is_none() || d.deliverable == than.deliverable)
        && (!d.made_for_campaign || than.made_for_campaign)
}

/// Which placement a reading is of, as far as it is known by now: the one of its item, or its channel's as a whole.
pub(super) fn placed(works: &[Option<PlacementId>], items: &[Item], atlas: &Atlas, reading: &DraftReading) -> Option<PlacementId> {
    let whole = || items.get(reading.item as usize).filter(|i| is_whole(i)).and_then(|i| atlas.whole_known(&i.channel, reading.source));
    works.get(reading.item as usize).copied().flatten().or_else(whole)
}

pub(super) fn is_whole(item: &Item) -> bool {
    item.title.is_empty() && item.native_id.is_none() && item.url.is_none()
}

pub(super) fn description(item: &Item, proof: ReadingRef, made_for_campaign: bool) -> Description {
    Description {
        at: item.at,
        proof,
        title: item.title.to_string(),
        native_id: item.native_id.as_deref().map(str::to_owned),
        url: item.url.as_deref().map(str::to_owned),
        published: item.published,
        duration_secs: item.duration_secs,
        kind: item.kind,
        deliverable: item.deliverable.as_deref().map(str::to_owned),
        visibility: item.visibility,
        made_for_campaign,
    }
}

fn place_of(name: &str, sheets: &[std::sync::Arc<str>], row: RowRef) -> Place {
    let sheet = sheets.get(usize::from(row.sheet)).map(ToString::to_string).filter(|s| !s.is_empty());
    Place { sheet, row: Some(row.row), ..Place::file(name) }
}

/// What each row of a file does. Rows mostly come in order, so a list does; it is put in order once.
#[derive(Debug, Default)]
struct RowChanges {
    /// Of readings: of several in one row the greatest stands.
    read: Vec<(RowRef, RowChange)>,
    /// Of descriptions: they stand only where the row has no reading.
    described: Vec<(RowRef, RowChange)>,
}

impl RowChanges {
    fn see(&mut self, row: RowRef, change: RowChange) {
        match self.read.last_mut().filter(|(last, _)| *last == row) {
            Some((_, slot)) => *slot = change.max(*slot),
            None => self.read.push((row, change)),
        }
    }

    fn or(&mut self, row: RowRef, change: RowChange) {
        self.described.push((row, change));
    }

    fn rows(&self) -> impl Iterator<Item = RowRef> + '_ {
        self.read.iter().chain(&self.described).map(|(row, _)| *row)
    }

    /// The rows with a reading.
    fn read_rows(&self) -> HashSet<RowRef> {
        self.read.iter().map(|(row, _)| *row).collect()
    }

    /// Whether any row says something new.
    fn says_something(&self) -> bool {
        self.read.iter().chain(&self.described).any(|(_, change)| *change != RowChange::Unchanged)
    }

    /// One change per row that is not refused; and how many of these rows have no number: telling of something new, and others.
    fn without(mut self, refused: &BTreeSet<RowRef>) -> (Vec<(RowRef, RowChange)>, (u32, u32)) {
        // Of one row the greatest change comes first and is kept.
        self.read.sort_by_key(|(row, change)| (*row, std::cmp::Reverse(*change)));
        self.read.dedup_by_key(|(row, _)| *row);
        self.described.sort_by_key(|(row, _)| *row);
        self.described.dedup_by_key(|(row, _)| *row);
        let read = &self.read;
        self.described.retain(|(row, _)| read.binary_search_by_key(row, |(r, _)| *r).is_err());
        self.described.retain(|(row, _)| !refused.contains(row));
        let new = self.described.iter().filter(|(_, change)| *change != RowChange::Unchanged).count();
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let blank = (count(new), count(self.described.len() - new));
        let all = self.read.iter().filter(|(row, _)| !refused.contains(row)).chain(&self.described);
        (all.copied().collect(), blank)
    }
}
