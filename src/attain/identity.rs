//! Which placement a row is about (counting rule 7), on one channel. Pure.
//!
//! The platform's id decides where there is one, alone or inside a link. Without it the same title published at the same time is the same placement, and a
//! title that is gone while another with the same publish second appears is retitled; where no second is known, so is one with the same
//! 期号, of one day where both are dated, of which at least half of the shorter title's other characters agree. Equal titles with different publish days or ids
//! are different works; where one source gives ids and the other none, a few days between their dates are no difference.

use super::question::part_base;
use super::works::shorter_agrees;
use crate::base::id::PlacementId;
use crate::base::text::{episode, title_key};
use crate::model::draft::{Item, Published};
use crate::model::fact::{KnownPlacement, PlacementKind};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What a row's item is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Match {
    /// A placement of the ledger.
    Known(PlacementId),
    /// The n-th new one of this file.
    New(u32),
    /// Several placements have this title, and nothing tells which is meant.
    Ambiguous,
}

#[derive(Debug, Default)]
struct Slot {
    placement: Option<PlacementId>,
    number: u32,
    has_id: bool,
    published: Option<Published>,
    titles: Vec<String>,
}

/// Recognises the items of one file on one channel, in their order.
pub fn recognise<'a>(known: &[KnownPlacement], items: impl IntoIterator<Item = &'a Item>) -> Vec<Match> {
    let mut slots: Vec<Slot> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    // The long number of a link; `None`: several works have it in theirs.
    let mut by_number: HashMap<String, Option<usize>> = HashMap::new();
    let mut by_title: HashMap<String, Vec<usize>> = HashMap::new();
    let mut by_second: HashMap<(i32, u32), Vec<usize>> = HashMap::new();
    for k in known.iter().filter(|k| k.kind == PlacementKind::Work) {
        let mut slot = Slot { placement: Some(k.id), ..Slot::default() };
        let n = slots.len();
        let mut told: Option<&str> = None;
        for d in &k.descriptions {
            if let Some(id) = &d.native_id {
                by_id.insert(id.clone(), n);
                remember(&mut by_number, id, n);
                slot.has_id = true;
            }
            slot.published = sharper(slot.published, d.published);
            if told.replace(&d.title) == Some(&d.title) {
                continue;
            }
            let key = title_key(&d.title);
            if !slot.titles.contains(&key) {
                by_title.entry(key.clone()).or_default().push(n);
                slot.titles.push(key);
            }
        }
        if let Some(Published { day, secs: Some(secs) }) = slot.published {
            by_second.entry((day.number(), secs)).or_default().push(n);
        }
        slots.push(slot);
    }
    let items: Vec<&Item> = items.into_iter().collect();
    let keys: Vec<String> = items.iter().map(|i| title_key(&i.title)).collect();
    let here: HashSet<&str> = keys.iter().map(String::as_str).collect();
    let mut next = 0_u32;
    let mut out = Vec::with_capacity(items.len());
    // Made when it is first needed: most files bring no new title of a known day.
    let mut by_episode: Option<ByEpisode> = None;
    for (item, key) in items.into_iter().zip(&keys) {
        let id = item.native_id.as_deref();
        // Between a link and a bare number alone: in two links it may be the number of the account.
        let by_link = || {
            let number = long_number(id?)?;
            if id == Some(number) { by_number.get(number).copied().flatten() } else { by_id.get(number).copied() }
        };
        let found = match id.and_then(|id| by_id.get(id).copied()).or_else(by_link) {
            Some(n) => Named::Slot(n),
            None => by_names(id.is_some(), item, key, &slots, &by_title, &by_second, &here),
        };
        let n = match found {
            Named::Slot(n) => n,
            Named::New => {
                let index = || episodes(&slots);
                let old = if id.is_none() { retitled(item, key, &slots, by_episode.get_or_insert_with(index), &here) } else { None };
                old.unwrap_or_else(|| {
                    slots.push(Slot { number: next, ..Slot::default() });
                    next += 1;
                    slots.len() - 1
                })
            }
            Named::Ambiguous => {
                out.push(Match::Ambiguous);
                continue;
            }
        };
        let Some(slot) = slots.get_mut(n) else { continue };
        if let Some(id) = id {
            slot.has_id = true;
            by_id.entry(id.to_owned()).or_insert(n);
            remember(&mut by_number, id, n);
        }
        slot.published = sharper(slot.published, item.published);
        if !slot.titles.contains(key) {
            slot.titles.push(key.clone());
            by_title.entry(key.clone()).or_default().push(n);
        }
        out.push(slot.placement.map_or(Match::New(slot.number), Match::Known));
    }
    out
}

/// Digits from which on a number in a link is the platform's id of the work; shorter ones are days and pages.
const LONG: usize = 15;

/// The one long number of an id or link: a work told by its link one week and by its number the next is the same.
fn long_number(id: &str) -> Option<&str> {
    let mut long = id.split(|c: char| !c.is_ascii_digit()).filter(|run| run.len() >= LONG);
    long.next().filter(|_| long.next().is_none())
}

fn remember(by_number: &mut HashMap<String, Option<usize>>, id: &str, slot: usize) {
    if let Some(number) = long_number(id).filter(|number| *number != id) {
        let known = by_number.entry(number.to_owned()).or_insert(Some(slot));
        *known = known.filter(|n| *n == slot);
    }
}

/// Works of the ledger without an id by 期号.
type ByEpisode = HashMap<u32, Vec<usize>>;

fn episodes(slots: &[Slot]) -> ByEpisode {
    let mut out = ByEpisode::new();
    for (n, slot) in slots.iter().enumerate().filter(|(_, s)| s.placement.is_some() && !s.has_id) {
        let told: BTreeSet<u32> = slot.titles.iter().filter_map(|t| episode(t)).collect();
        for number in told {
            out.entry(number).or_default().push(n);
        }
    }
    out
}

/// The work whose title this one has taken the place of: same 期号, same day where both are dated, half of the shorter one's rest alike, the
/// old title gone. Parts of one episode are works of their own.
fn retitled(item: &Item, key: &str, slots: &[Slot], by_episode: &ByEpisode, here: &HashSet<&str>) -> Option<usize> {
    let number = episode(&item.title)?;
    if part_base(&item.title).is_some() {
        return None;
    }
    let gone = |s: &&Slot| !s.titles.iter().any(|t| here.contains(t.as_str())) && s.titles.iter().any(|t| shorter_agrees(t, key));
    let same_day = |s: &Slot| s.published.zip(item.published).is_none_or(|(a, b)| a.day == b.day);
    let seconds = |s: &Slot| s.published.and_then(|p| p.secs).zip(item.published.and_then(|p| p.secs));
    let fits = |n: &usize| slots.get(*n).filter(gone).is_some_and(|s| same_day(s) && seconds(s).is_none_or(|(a, b)| a == b));
    let found: Vec<usize> = by_episode.get(&number)?.iter().copied().filter(fits).collect();
    if let [one] = found.as_slice() { Some(*one) } else { None }
}

/// What a title and a time say.
enum Named {
    Slot(usize),
    New,
    Ambiguous,
}

/// By title and time.
fn by_names(
    has_id: bool,
    item: &Item,
    key: &str,
    slots: &[Slot],
    by_title: &HashMap<String, Vec<usize>>,
    by_second: &HashMap<(i32, u32), Vec<usize>>,
    here: &HashSet<&str>,
) -> Named {
    let candidates: Vec<usize> = by_title
        .get(key)
        .into_iter()
        .flatten()
        .copied()
        .filter(|n| slots.get(*n).is_some_and(|s| !(has_id && s.has_id) && agree(s.published, item.published)))
        .collect();
    let dated: Vec<usize> =
        candidates.iter().copied().filter(|n| item.published.is_some() && slots.get(*n).is_some_and(|s| s.published.is_some())).collect();
    match (dated.as_slice(), candidates.as_slice()) {
        ([one], _) | ([], [one]) => return Named::Slot(*one),
        ([], []) => {
            if let Some(one) = nearby(has_id, item, key, slots, by_title) {
                return Named::Slot(one);
            }
        }
        _ if has_id => return Named::New,
        _ => return Named::Ambiguous,
    }
    if has_id {
        return Named::New;
    }
    let Some(Published { day, secs: Some(secs) }) = item.published else { return Named::New };
    let retitled: Vec<usize> = by_second
        .get(&(day.number(), secs))
        .into_iter()
        .flatten()
        .copied()
        .filter(|n| slots.get(*n).is_some_and(|s| !s.has_id && !s.titles.iter().any(|t| here.contains(t.as_str()))))
        .collect();
    if let [one] = retitled.as_slice() { Named::Slot(*one) } else { Named::New }
}

/// Two sources may date one placement differently: a partner's table gives the day on which the work first appeared, the platform the
/// day on which it was put up there. Unit: days.
const SAME_WITHIN: i32 = 10;

/// The one work of that title that is dated a few days off and known by an id where this row has none, or the other way round.
fn nearby(has_id: bool, item: &Item, key: &str, slots: &[Slot], by_title: &HashMap<String, Vec<usize>>) -> Option<usize> {
    let day = item.published?.day;
    let mut near = by_title.get(key).into_iter().flatten().copied().filter(|n| {
        slots.get(*n).is_some_and(|s| s.has_id != has_id && s.published.is_some_and(|p| p.day.since(day).abs() <= SAME_WITHIN))
    });
    let one = near.next()?;
    near.next().is_none().then_some(one)
}

fn sharper(a: Option<Published>, b: Option<Published>) -> Option<Published> {
    match (a, b) {
        (Some(x), Some(y)) if x.secs.is_none() && y.secs.is_some() => Some(y),
        (x, y) => x.or(y),
    }
}

/// Whether two publish times can be one. Not knowing agrees with anything.
fn agree(a: Option<Published>, b: Option<Published>) -> bool {
    match (a, b) {
        (Some(x), Some(y)) => x.day == y.day && (x.secs.is_none() || y.secs.is_none() || x.secs == y.secs),
        _ => true,
    }
}
