//! A file's readings laid over what the ledger knows, as if they had gone in now.

use super::{NEXT, Preview, PreviewRow, ROWS_MAX, written};
use crate::app::atlas::Atlas;
use crate::app::compare::{Change, Earlier, Finding, compare, standing};
use crate::app::place::{Read, description, placed};
use crate::app::store::covers;
use crate::app::week::SentFor;
use crate::app::{App, AppError};
use crate::attain::series;
use crate::base::day::{Day, Moment};
use crate::base::id::PlacementId;
use crate::define::Definitions;
use crate::model::draft::{DraftReading, Item};
use crate::model::fact::{AiringFact, Facts, FileFact, PlacementFact, PresenceFact, RecordFact, TrainingFact};
use crate::model::folded::Folded;
use crate::model::reading::{Reading, ReadingRef};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// A placement's daily values as they would be.
pub(super) type Laid = (PlacementId, Folded);

/// The order in which rows are listed: falls first, then by channel and row.
type Place<'a> = (Reverse<Change>, &'a str, u32, usize);

impl App {
    /// The daily values of every placement with the readings of the file; the rows that change something go to the list. One placement
    /// after another, so that the readings of one alone are in memory.
    pub(super) fn lay(&self, read: &Read, atlas: &Atlas, sent_for: SentFor, out: &mut Preview) -> Result<Vec<Laid>, AppError> {
        let draft = &read.draft;
        let fold = self.defs.settings.fold;
        let mut earlier = Earlier::new(self.defs.settings.mode_check);
        let mut rows: BTreeMap<Place<'_>, PreviewRow> = BTreeMap::new();
        let mut laid: Vec<Laid> = Vec::new();
        let placed = |r: &DraftReading| placed(&read.works, &draft.items, atlas, r);
        let mut order: Vec<(PlacementId, usize)> = draft.readings.iter().enumerate().filter_map(|(n, r)| Some((placed(r)?, n))).collect();
        order.sort_unstable();
        for series in order.chunk_by(|a, b| a.0 == b.0) {
            let Some(placement) = series.first().map(|(p, _)| *p) else { continue };
            let known = if placement.0 > 0 { self.ledger.readings(placement)? } else { Vec::new() };
            let mut new: Vec<Reading> = Vec::with_capacity(known.len() + series.len());
            let mut mine: Vec<(Place<'_>, ReadingRef, Day)> = Vec::new();
            for (n, r) in series.iter().filter_map(|(_, n)| Some((*n, draft.readings.get(*n)?))) {
                let Some(item) = draft.items.get(r.item as usize) else { continue };
                let (change, findings) = compare(r, &known, fold, &mut earlier);
                if findings.iter().any(Finding::is_error) {
                    continue;
                }
                let id = ReadingRef { import: NEXT, file: 0, sheet: r.row.sheet, row: r.row.row };
                let counted = sent_for.counted(r.at).filter(|_| r.from.is_none());
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
                rows.insert(place, listed(change, placement, channel, item, r, &known));
                if r.from.is_none() {
                    mine.push((place, id, counted.unwrap_or_else(|| r.at.reading_day())));
                }
            }
            new.extend(known);
            let folded = series::fold(&new, fold);
            for (place, id, day) in mine {
                let Some(row) = rows.get_mut(&place) else { continue };
                let mut of_day = folded.iter().filter(|d| d.day == day);
                // Where none of its numbers is the one that counts, it is said whose is.
                let decides = of_day.clone().all(|d| d.proof != id).then(|| of_day.next()).flatten();
                row.yields_to = decides.and_then(|d| new.iter().find(|k| k.id == d.proof)).map(|k| k.source);
            }
            laid.push((placement, folded));
        }
        out.rows = rows.into_values().collect();
        Ok(laid)
    }
}

fn listed(change: Change, placement: PlacementId, channel: &str, item: &Item, r: &DraftReading, known: &[Reading]) -> PreviewRow {
    let day = r.at.reading_day();
    PreviewRow {
        change,
        row: r.row.row,
        channel: channel.to_owned(),
        title: crate::report::clean::neutral(&item.title),
        day: r.from.map_or_else(|| day.zh_short(), |from| format!("{}至{}", from.zh_short(), day.zh_short())),
        numbers: r
            .values
            .iter()
            .map(|(m, v)| (m.zh(), written(standing(known, m, day, r.from.is_some()).and_then(|k| k.values.get(m))), written(Some(v))))
            .collect(),
        outside: false,
        yields_to: None,
        placement,
    }
}

/// Lays a file over the facts, as if it had been imported now: the placements that the import would make, what it says of them, and its
/// other rows.
pub(super) fn over(defs: &Definitions, facts: &mut Facts, (read, atlas): (&Read, &Atlas), laid: Vec<Laid>, sent_for: SentFor, now: Moment) {
    let draft = &read.draft;
    let proof = |row: crate::model::draft::RowRef| ReadingRef { import: NEXT, file: 0, sheet: row.sheet, row: row.row };
    facts.placements.extend(atlas.made().map(|k| PlacementFact {
        id: k.id,
        channel: k.channel.clone(),
        kind: k.kind,
        descriptions: Vec::new(),
        folded: Folded::default(),
    }));
    let position: HashMap<PlacementId, usize> = facts.placements.iter().enumerate().map(|(n, p)| (p.id, n)).collect();
    for (item, placement) in draft.items.iter().zip(&read.works) {
        let Some(p) = placement.and_then(|p| position.get(&p)).and_then(|n| facts.placements.get_mut(*n)) else { continue };
        let mut d = description(item, proof(item.row), draft.made_for_campaign);
        d.at = sent_for.counted(d.at).map_or(d.at, Day::end);
        p.descriptions.push(d);
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
    let covers = covers(draft, Some(sent_for), defs).into_iter().collect();
    facts.files.push(FileFact { import: NEXT, file: 0, name: read.name.clone(), kind: draft.kind.clone(), at: now, covers });
}
