//! The works of one file, each once, and the readings of each: finds again what an earlier row has named, and tells where two rows contradict each other.

use super::names::ChannelIndex;
use crate::base::day::Moment;
use crate::base::text::title_key;
use crate::model::draft::{DraftReading, Item, Published, RowRef};
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Multiplies and folds eight bytes at a time: the tables live as long as one file, so no seed is needed.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Folding(u64);

const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl Folding {
    #[expect(clippy::cast_possible_truncation, reason = "each half of the product fits")]
    fn mix(&mut self, word: u64) {
        let product = u128::from(self.0 ^ word).wrapping_mul(u128::from(FACTOR | 1));
        let (high, low) = ((product >> 64) as u64, (product & u128::from(u64::MAX)) as u64);
        self.0 = high ^ low ^ self.0.rotate_left(23);
    }
}

impl Hasher for Folding {
    fn write(&mut self, bytes: &[u8]) {
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            let mut word = [0_u8; 8];
            word.copy_from_slice(chunk);
            self.mix(u64::from_le_bytes(word));
        }
        let mut word = [0_u8; 8];
        for (to, from) in word.iter_mut().zip(chunks.remainder()) {
            *to = *from;
        }
        self.mix(u64::from_le_bytes(word) ^ ((bytes.len() as u64) << 56));
    }

    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 29)
    }
}

type Map<K, V> = HashMap<K, V, BuildHasherDefault<Folding>>;

/// What came of a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kept {
    /// It is new.
    New,
    /// An earlier row says the same; its reading's number.
    Same(u32),
    /// An earlier row says otherwise.
    Contradicts(RowRef),
}

/// Where works are looked up.
#[derive(Debug, Default)]
pub(super) struct Items {
    by_key: Map<Box<[u8]>, u32>,
    /// Per work the latest moment of its readings.
    latest: Vec<i64>,
    /// Made when a file first goes back in time for one of its works: most files never do.
    by_moment: Option<Map<(u32, i64, i32), u32>>,
    key: Vec<u8>,
}

impl Items {
    /// The number of a work; `make` describes it where no earlier row did.
    pub(super) fn intern(
        &mut self,
        list: &mut Vec<Item>,
        channel: ChannelIndex,
        id: Option<&str>,
        title: &str,
        published: Option<Published>,
        make: impl FnOnce() -> Item,
    ) -> u32 {
        self.key.clear();
        let number = |key: &mut Vec<u8>, n: u32| key.extend_from_slice(&n.to_be_bytes());
        number(&mut self.key, u32::try_from(channel).unwrap_or(u32::MAX));
        if let Some(id) = id {
            self.key.push(1);
            self.key.extend_from_slice(id.as_bytes());
        } else {
            let (day, secs) = published.map_or((0, 0), |p| (p.day.number(), p.secs.map_or(0, |s| s + 1)));
            self.key.push(2);
            number(&mut self.key, day.cast_unsigned());
            number(&mut self.key, secs);
            // As the ledger tells works apart: 《高处作业》 is 高处作业.
            self.key.extend_from_slice(title_key(title).as_bytes());
        }
        if let Some(found) = self.by_key.get(self.key.as_slice()) {
            return *found;
        }
        let number = u32::try_from(list.len()).unwrap_or(u32::MAX);
        self.by_key.insert(self.key.as_slice().into(), number);
        list.push(make());
        number
    }

    /// Takes back the readings from a position on.
    pub(super) fn forget(&mut self, list: &mut Vec<DraftReading>, first: usize) {
        if list.len() > first {
            list.truncate(first);
            self.by_moment = None;
        }
    }

    /// Adds a reading unless an earlier one of the same work and moment says the same or otherwise.
    pub(super) fn add(&mut self, list: &mut Vec<DraftReading>, reading: DraftReading) -> Kept {
        let moment = |r: &DraftReading| (r.item, r.at.0, r.from.map_or(i32::MIN, crate::base::day::Day::number));
        let number = u32::try_from(list.len()).unwrap_or(u32::MAX);
        let item = reading.item as usize;
        if self.latest.len() <= item {
            self.latest.resize(item + 1, i64::MIN);
        }
        let later = self.latest.get_mut(item).is_some_and(|latest| {
            let later = reading.at.0 > *latest;
            *latest = reading.at.0.max(*latest);
            later
        });
        if later && self.by_moment.is_none() {
            list.push(reading);
            return Kept::New;
        }
        let by_moment = self.by_moment.get_or_insert_with(|| (0..).zip(list.iter()).map(|(n, r)| (moment(r), n)).collect());
        match by_moment.entry(moment(&reading)) {
            std::collections::hash_map::Entry::Vacant(v) => {
                v.insert(number);
                list.push(reading);
                Kept::New
            }
            std::collections::hash_map::Entry::Occupied(o) => {
                let same = *o.get();
                let Some(earlier) = list.get_mut(same as usize) else { return Kept::Same(same) };
                let clash = reading.values.iter().any(|(m, v)| earlier.values.get(m).is_some_and(|e| e != v));
                if clash {
                    return Kept::Contradicts(earlier.row);
                }
                for (metric, value) in reading.values.iter() {
                    earlier.values.set(metric, value);
                }
                Kept::Same(same)
            }
        }
    }
}

/// What a later row of the same work adds to its description: what was unknown, and the newest visibility.
pub(super) fn complete(item: &mut Item, newer: &Described<'_>, at: Moment) {
    if item.duration_secs.is_none() {
        item.duration_secs = newer.duration_secs;
    }
    if item.published.is_none() {
        item.published = newer.published;
    }
    if item.url.is_none() {
        item.url = newer.url.map(Into::into);
    }
    if at >= item.at {
        item.at = at;
        if newer.visibility.is_some() {
            item.visibility = newer.visibility;
        }
    }
}

/// A row's description of its work.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Described<'a> {
    pub(super) title: &'a str,
    pub(super) id: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) published: Option<Published>,
    pub(super) duration_secs: Option<u32>,
    pub(super) kind: Option<crate::model::channel::WorkKind>,
    pub(super) deliverable: Option<&'a str>,
    pub(super) visibility: Option<crate::model::draft::Visibility>,
}
