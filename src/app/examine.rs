//! A file beside what is known: what each of its rows changes, what is to be asked or refused, and how many rows do what.

use super::atlas::Atlas;
use super::closed::{self, Closed};
use super::compare::{Change as RowChange, Earlier, compare, mode_looks_wrong, retitled};
use super::place::{Read, description, is_whole, placed, proof};
use super::reworded::reworded;
use super::rise::Rises;
use super::store;
use super::submit::FileReceipt;
use super::week::SentFor;
use super::{App, AppError};
use crate::attain::series::FOLDED;
use crate::base::day::Week;
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::PlacementId;
use crate::ledger::Wanted;
use crate::model::channel::Channel;
use crate::model::draft::{RowRef, Sent};
use std::collections::{BTreeMap, BTreeSet, HashSet};

impl App {
    /// Compares a file with what is known and fills its counts. Adds the diagnostics that need the ledger.
    pub(super) fn examine(&self, file: &mut Read, atlas: &mut Atlas, sent: &Sent, closed: &Closed) -> Result<FileReceipt, AppError> {
        let sent_for = SentFor::of(&self.defs, file.draft.week, self.clock.now());
        let mut seen = Seen::default();
        self.read_earlier(file, atlas)?;
        self.see_numbers(file, atlas, sent, closed, sent_for, &mut seen)?;
        see_works(file, atlas, closed, sent_for, &mut seen);
        seen.found.extend(self.account_looks_wrong(file, atlas)?);
        let resent = file.resent.is_some();
        seen.settled.retain(|row, _| !resent && !seen.refused.contains(row));
        file.new_beside = if resent { BTreeSet::new() } else { self.new_beside(&file.draft)? };
        let beside = closed::settled_beside(&file.draft, closed, &file.new_beside);
        if closed.refuses {
            refuse_settled(file, atlas, &beside, &mut seen);
        }
        seen.found.extend(self.says_no_number(file, &seen.changes));
        if !resent && file.captures.is_empty() {
            let told = self.unregistered(file)?;
            file.draft.inferred.extend(told);
            seen.found.extend(reworded(file, atlas));
        }
        Ok(count(file, seen, &beside, sent_for))
    }

    /// Every number beside the earlier ones of its placement.
    fn see_numbers(
        &self,
        file: &Read,
        atlas: &mut Atlas,
        sent: &Sent,
        closed: &Closed,
        sent_for: SentFor,
        seen: &mut Seen,
    ) -> Result<(), AppError> {
        let settings = &self.defs.settings;
        let mut earlier = Earlier::new(settings.mode_check);
        let mut rises = Rises::new(settings.anomaly);
        for r in &file.draft.readings {
            let Some(item) = file.draft.items.get(r.item as usize) else { continue };
            let placement = match file.works.get(r.item as usize).copied().flatten() {
                Some(p) => p,
                None if is_whole(item) => atlas.whole(&item.channel, r.source),
                None => {
                    seen.refused.insert(r.row);
                    continue;
                }
            };
            let known = atlas.known_readings(placement);
            let (change, findings) = compare(r, known, settings.fold, &mut earlier);
            for f in findings {
                if f.is_error() {
                    seen.refused.insert(r.row);
                }
                seen.found.push(f.at(file.place_of(r.row), &item.title));
            }
            seen.changes.see(r.row, change);
            if change == RowChange::Unchanged {
                continue;
            }
            rises.see(r, placement, known);
            let day = sent_for.counted(r.at).filter(|_| r.from.is_none()).unwrap_or_else(|| r.at.reading_day());
            if let Some(week) = closed.week_of(&item.channel, r.from, day) {
                seen.settled.insert(r.row, week);
            }
        }
        if sent.mode.is_none() {
            seen.found.extend(mode_looks_wrong(&earlier, settings.mode_check, Place::file(&file.name)));
        }
        if file.resent.is_none() {
            seen.found.extend(self.risen(&rises, &file.draft.items, |row| file.place_of(row))?);
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

    /// A table of works whose numbers were all left empty, with nothing in it that was not known: our template as it was downloaded.
    fn says_no_number(&self, file: &Read, changes: &RowChanges) -> Option<Diagnostic> {
        let d = &file.draft;
        let counted = d.items.iter().any(|i| self.defs.channel(&i.channel).is_some_and(Channel::has_counter));
        let silent = d.readings.is_empty() && d.beside().next().is_none() && counted && d.refused == 0;
        if !silent || !file.captures.is_empty() || file.resent.is_some() || changes.says_something() {
            return None;
        }
        let found = format!("{}行作品，没有填任何数", d.items.len());
        let expected = "至少一个数；平台不显示的填“--”";
        let remedy = "在播放量、阅读量等列里填上数再上传；没有变化的作品可以留空";
        Some(Diagnostic::error(2063, Place::file(&file.name), &found, expected, remedy))
    }
}

/// What is found while a file is compared with what is known.
#[derive(Default)]
struct Seen {
    /// What each row does.
    changes: RowChanges,
    /// Rows that cannot go in.
    refused: BTreeSet<RowRef>,
    /// Rows that change an approved week.
    settled: BTreeMap<RowRef, Week>,
    /// What there is to say.
    found: Vec<Diagnostic>,
}

/// Every work beside what is known of it. A row may tell of a work without any number: the work is there all the same.
fn see_works(file: &Read, atlas: &Atlas, closed: &Closed, sent_for: SentFor, seen: &mut Seen) {
    let read_rows = if closed.is_empty() { HashSet::new() } else { seen.changes.read_rows() };
    for (item, placement) in file.draft.items.iter().zip(&file.works) {
        let Some(placement) = placement else {
            if !is_whole(item) {
                seen.refused.insert(item.row);
            }
            continue;
        };
        let d = description(item, proof(item.row), file.draft.made_for_campaign);
        let new = atlas.says_something_new(*placement, &item.channel, &d);
        seen.changes.or(item.row, if new { RowChange::Added } else { RowChange::Unchanged });
        if !new {
            continue;
        }
        let day = sent_for.counted(item.at).unwrap_or_else(|| item.at.reading_day());
        if let Some(week) = closed.week_of(&item.channel, None, day).filter(|_| !read_rows.contains(&item.row)) {
            seen.settled.insert(item.row, week);
        }
        if let Some(known) = atlas.known(*placement, &item.channel).filter(|_| placement.0 > 0) {
            seen.found.extend(retitled(known, &item.title, file.place_of(item.row)));
        }
    }
}

/// Refuses the rows that would change an approved week. A work that only they tell of does not come into being.
fn refuse_settled(file: &mut Read, atlas: &mut Atlas, beside: &BTreeMap<RowRef, Week>, seen: &mut Seen) {
    let all = seen.settled.iter().chain(beside);
    seen.found.extend(all.map(|(row, week)| closed::row(file.place_of(*row), *week)));
    seen.refused.extend(seen.settled.keys().chain(beside.keys()));
    if seen.settled.is_empty() {
        return;
    }
    let kept: HashSet<u32> = file.draft.readings.iter().filter(|r| !seen.refused.contains(&r.row)).map(|r| r.item).collect();
    for ((n, item), work) in (0_u32..).zip(&file.draft.items).zip(&mut file.works) {
        if seen.settled.contains_key(&item.row) && !kept.contains(&n) {
            atlas.dropped.extend(work.take());
        }
    }
}

/// Takes refused rows out of the draft and counts what is left.
fn count(file: &mut Read, seen: Seen, beside: &BTreeMap<RowRef, Week>, sent_for: SentFor) -> FileReceipt {
    let Seen { changes, mut refused, settled, found } = seen;
    let whole_file_refused = found.iter().any(|d| d.is_error() && d.place.row.is_none());
    let d = &mut file.draft;
    d.found.extend(found);
    d.count_refused();
    if whole_file_refused {
        refused.extend(changes.rows());
        d.keep_beside(|_| false);
    }
    let (changes, blank) = changes.without(&refused);
    if !refused.is_empty() {
        d.keep_readings(|r| !refused.contains(&r.row));
        d.keep_beside(|row| !refused.contains(&row));
    }
    let (beside_new, beside_known): (Vec<RowRef>, Vec<RowRef>) = d.beside().partition(|row| file.new_beside.contains(row));
    let [beside_new, beside_known] = [beside_new.len(), beside_known.len()].map(number);
    let of = |c: RowChange| number(changes.iter().filter(|(_, x)| *x == c).count());
    // Of a file that was sent before everything is known.
    let known = file.resent.is_some();
    let unless_known = |n: u32| if known { 0 } else { n };
    let accepted = number(changes.len()) + beside_new + beside_known;
    let receipt = FileReceipt {
        file: file.name.clone(),
        encoding: d.encoding.clone(),
        kind: d.kind.clone(),
        rows: d.rows,
        accepted,
        added: unless_known(of(RowChange::Added) + beside_new),
        updated: unless_known(of(RowChange::Updated)),
        unchanged: if known { accepted } else { of(RowChange::Unchanged) + beside_known },
        decreased: unless_known(of(RowChange::Decreased)),
        refused: d.refused + number(refused.len()),
        totals_skipped: d.totals_skipped,
        inferred: d.inferred.clone(),
        beside_new,
        blank_new: unless_known(blank.0),
        blank: unless_known(blank.0 + blank.1),
        settled: by_week(&settled),
        settled_beside: by_week(beside),
        weeks: store::weeks(d, Some(sent_for)),
    };
    file.changes = changes;
    receipt
}

fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// How many rows of each week.
fn by_week(rows: &BTreeMap<RowRef, Week>) -> BTreeMap<Week, u32> {
    let mut weeks = BTreeMap::new();
    for week in rows.values() {
        *weeks.entry(*week).or_default() += 1;
    }
    weeks
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
        let blank = (number(new), number(self.described.len() - new));
        let all = self.read.iter().filter(|(row, _)| !refused.contains(row)).chain(&self.described);
        (all.copied().collect(), blank)
    }
}
