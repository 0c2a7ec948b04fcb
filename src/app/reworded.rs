//! Works that a file brings as new while others much like them are missing from it: perhaps their titles were typed anew (counting rule 7).
//! Whether they are one work is asked of staff once they are in; whoever sends the file is told before.

use super::atlas::Atlas;
use super::place::Read;
use crate::attain::wording::alike;
use crate::base::diag::Diagnostic;
use crate::base::id::{ChannelId, PlacementId};
use crate::base::text::quoted;
use crate::model::draft::{Item, Published};
use crate::model::fact::{KnownPlacement, PlacementKind};
use std::collections::{BTreeMap, BTreeSet};

/// More works than this missing from a file, or new in it, are another list.
const MANY: usize = 300;

/// One question for each work that may be another one of its channel retitled.
pub(super) fn reworded(file: &Read, atlas: &Atlas) -> Vec<Diagnostic> {
    let here: BTreeSet<PlacementId> = file.works.iter().copied().flatten().collect();
    let mut by_channel: BTreeMap<&ChannelId, BTreeMap<PlacementId, &Item>> = BTreeMap::new();
    for (item, placement) in file.draft.items.iter().zip(&file.works) {
        if let Some(placement) = placement.filter(|p| p.0 < 0 && !item.title.is_empty()) {
            by_channel.entry(&item.channel).or_default().entry(placement).or_insert(item);
        }
    }
    let mut found = Vec::new();
    for (channel, new) in by_channel {
        let known = atlas.channels.get(channel).map(Vec::as_slice).unwrap_or_default();
        let gone = known.iter().filter(|k| k.id.0 > 0 && k.kind == PlacementKind::Work && !here.contains(&k.id));
        let gone: Vec<(&KnownPlacement, &str)> = gone.filter_map(|k| Some((k, k.descriptions.last()?.title.as_str()))).collect();
        if gone.is_empty() || gone.len() > MANY || new.len() > MANY {
            continue;
        }
        let new: Vec<&Item> = new.into_values().collect();
        let titles = (gone.iter().map(|(_, t)| *t).collect::<Vec<_>>(), new.iter().map(|i| &*i.title).collect::<Vec<_>>());
        let pairs = alike(&titles.0, &titles.1).into_iter().filter_map(|(g, n)| Some((gone.get(g)?, new.get(n)?)));
        found.extend(pairs.filter(|((known, _), item)| may_be(known, item)).map(|((_, before), item)| {
            let remedy = "是同一条作品改了标题的，标题写成和以前一样再传；是另一条作品的，不必改";
            Diagnostic::question(2054, file.place_of(item.row), &item.title, &format!("以前报的是{}", quoted(before)), remedy)
        }));
    }
    found
}

/// Two ids, and two days, are two works.
fn may_be(known: &KnownPlacement, item: &Item) -> bool {
    let named = known.descriptions.iter().any(|d| d.native_id.is_some()) && item.native_id.is_some();
    let day = |p: Published| p.day;
    let published = known.descriptions.iter().filter_map(|d| d.published).map(day).collect::<BTreeSet<_>>();
    !named && item.published.is_none_or(|p| published.is_empty() || published.contains(&day(p)))
}
