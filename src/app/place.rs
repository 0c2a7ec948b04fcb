//! From a draft to placements: which one every item is about.

use super::atlas::Atlas;
use super::compare::Change as RowChange;
use super::{App, AppError};
use crate::attain::identity::{self, Match};
use crate::base::diag::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::base::text::quoted;
use crate::model::channel::Scope;
use crate::model::draft::{Draft, DraftReading, Item, RowRef};
use crate::model::fact::{Description, PlacementKind};
use crate::model::reading::ReadingRef;
use std::collections::{BTreeMap, BTreeSet, HashMap};

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

    /// Where a row of it stands.
    pub(super) fn place_of(&self, row: RowRef) -> Place {
        place_of(&self.name, &self.draft, row)
    }
}

fn place_of(name: &str, draft: &Draft, row: RowRef) -> Place {
    let sheet = draft.sheets.get(usize::from(row.sheet)).map(ToString::to_string).filter(|s| !s.is_empty());
    Place { sheet, row: Some(row.row), ..Place::file(name) }
}

/// Whether no other channel has a work in the row of an item, or one of its title.
fn alone(items: &[Item], item: &Item) -> bool {
    !items.iter().any(|o| o.channel != item.channel && (o.row == item.row || (!o.title.is_empty() && o.title == item.title)))
}

impl App {
    /// A channel counted as a whole needs no title; where a file gives it a single one, that is its name. A title that stands beside another
    /// channel's number, or is that of another channel's work, is a work's: 海报1 with 5万 on the topic is not the topic.
    fn name_whole(&self, draft: &mut Draft, channel: &ChannelId, numbers: &[usize]) {
        let Some(known) = self.defs.channel(channel).filter(|c| c.scope == Scope::Whole) else { return };
        let items = || numbers.iter().filter_map(|n| draft.items.get(*n));
        let named: BTreeSet<&str> = items().map(|i| &*i.title).filter(|t| !t.is_empty()).collect();
        let its_name = named.len() <= 1 && items().all(|i| i.native_id.is_none() && (i.title.is_empty() || alone(&draft.items, i)));
        if its_name {
            for n in numbers {
                if let Some(i) = draft.items.get_mut(*n) {
                    i.title = "".into();
                }
            }
        } else if !named.is_empty() {
            draft.inferred.push(format!("渠道{}按整体计：各条作品的数只列示，不计入；要计入就报整个渠道的总数", quoted(&known.name)));
        }
    }

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
            self.name_whole(draft, &channel, &numbers);
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
                    let d = description(item, proof(item.row), draft.made_for_campaign);
                    atlas.learn(*placement, PlacementKind::Work, Some(d), &channel);
                }
            }
        }
        for n in ambiguous {
            let Some(item) = draft.items.get(n) else { continue };
            let place = place_of(&file.name, draft, item.row);
            let remedy = "补上这一行的发布时间，或填作品链接或编号";
            draft.found.push(Diagnostic::error(2020, place, &item.title, "该渠道有几条同名作品，需要能区分的发布时间、链接或编号", remedy));
        }
        Ok(())
    }
}

/// Which placement a reading is of, as far as it is known by now: the one of its item, or its channel's as a whole.
pub(super) fn placed(works: &[Option<PlacementId>], items: &[Item], atlas: &Atlas, reading: &DraftReading) -> Option<PlacementId> {
    let whole = || items.get(reading.item as usize).filter(|i| is_whole(i)).and_then(|i| atlas.whole_known(&i.channel, reading.source));
    works.get(reading.item as usize).copied().flatten().or_else(whole)
}

pub(super) fn is_whole(item: &Item) -> bool {
    item.title.is_empty() && item.native_id.is_none() && item.url.is_none()
}

/// A row of an import that has no number yet.
pub(super) fn proof(row: RowRef) -> ReadingRef {
    ReadingRef { import: ImportId(0), file: 0, sheet: row.sheet, row: row.row }
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
