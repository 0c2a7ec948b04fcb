//! Placements met while files are read: those that the ledger knows, with what it holds of them, and those that the files would make.

use super::AppError;
use crate::base::day::Moment;
use crate::base::id::{ChannelId, PlacementId};
use crate::ledger::{Change, Tail};
use crate::model::draft::Visibility;
use crate::model::fact::{Description, KnownPlacement, PlacementKind};
use crate::model::reading::{Reading, Source};
use std::collections::{BTreeMap, HashMap, HashSet};

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

/// How often a file or a run is compared anew because others were writing meanwhile.
pub(super) const TRIES_MAX: u32 = 5;

impl Atlas {
    /// Whether anything was changed since the first look: a work that was new then may have come in from elsewhere.
    pub(super) fn is_stale(&self, change: &Change<'_>) -> Result<bool, AppError> {
        let Some(read_at) = self.read_at else { return Ok(false) };
        Ok(change.journal_end()? != read_at)
    }

    /// Remembers what a file says, for the next file of the same import.
    pub(super) fn learn(&mut self, placement: PlacementId, kind: PlacementKind, description: Option<Description>, channel: &ChannelId) {
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
    pub(super) fn known(&self, placement: PlacementId, channel: &ChannelId) -> Option<&KnownPlacement> {
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
    pub(super) fn whole(&mut self, channel: &ChannelId, source: Source) -> PlacementId {
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
