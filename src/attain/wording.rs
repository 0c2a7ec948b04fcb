//! When one title may be another one typed anew: what most of its characters say, and what stands before or behind it (counting rule 7). Pure.

use super::works::{quarters_agree, words_of};
use crate::base::text::{episode, title_key};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Fewer titles than this have nothing that could be told from the name of a series.
const SERIES_MIN: usize = 4;

/// A title with fewer characters than this, its episode aside, is contained in others by chance: 第3期, 安全.
const WHOLE_MIN: usize = 4;

/// So many quarters of the longer one's characters agree where nothing else is known.
const QUARTERS: usize = 3;

/// What a title is given when its work is put up anew: 动火作业（修改版） is 动火作业.
const VERSIONS: [&str; 10] = ["修改版", "修订版", "修改后", "最终版", "终版", "新版", "重制版", "更新版", "完整版", "高清版"];

fn without_version(key: &str) -> String {
    VERSIONS.iter().fold(key.to_owned(), |key, word| key.replace(word, ""))
}

/// What a title says.
#[derive(Debug)]
pub(super) struct Wording {
    pub(super) episode: Option<u32>,
    /// Its key without the words of a new version.
    whole: String,
    /// Its characters, sorted, without the number of an episode, and the numbers as they come.
    chars: Vec<char>,
    numbers: Vec<String>,
}

impl Wording {
    /// Of a title and its key.
    pub(super) fn of(title: &str, key: &str) -> Self {
        let runs = key.split(|c: char| !c.is_ascii_digit()).filter(|run| !run.is_empty());
        let numbers = runs.map(|run| run.trim_start_matches('0').to_owned()).collect();
        let whole = without_version(key);
        Self { episode: episode(title), chars: words_of(&whole), whole, numbers }
    }

    /// Whether another title may be this one retyped: so many quarters of the longer one agree, or one is the other with the name of its
    /// series before it or something behind it; and no number in them differs.
    pub(super) fn may_be(&self, later: &Self, quarters: usize) -> bool {
        let numbers = self.numbers.is_empty() || later.numbers.is_empty() || self.numbers == later.numbers;
        let episodes = self.episode.zip(later.episode).is_none_or(|(a, b)| a == b);
        numbers && episodes && (quarters_agree(&self.chars, &later.chars, quarters) || self.contains(later) || later.contains(self))
    }

    /// 工伤预防在行动｜动火作业 contains 动火作业.
    fn contains(&self, other: &Self) -> bool {
        let whole = words_of(&other.whole).len() >= WHOLE_MIN;
        whole && self.whole != other.whole && (self.whole.starts_with(&other.whole) || self.whole.ends_with(&other.whole))
    }
}

/// Takes out of the titles what most of them have, as the name of a series: it makes none of them like another.
pub(super) fn leave_out_common<'a>(titles: impl Iterator<Item = &'a mut Wording>) {
    let titled: Vec<&mut Wording> = titles.collect();
    if titled.len() < SERIES_MIN {
        return;
    }
    let mut of: BTreeMap<char, usize> = BTreeMap::new();
    for t in &titled {
        let each: BTreeSet<char> = t.chars.iter().copied().collect();
        for c in each {
            *of.entry(c).or_default() += 1;
        }
    }
    let half = titled.len() / 2;
    for t in titled {
        t.chars.retain(|c| of.get(c).is_none_or(|n| *n <= half));
    }
}

/// Of titles that are gone from a list and others that are new in it those that may be one: for each new one the likest, by their places.
pub fn alike(gone: &[&str], new: &[&str]) -> Vec<(usize, usize)> {
    let wording = |title: &&str| Wording::of(title, &title_key(title));
    let (mut gone, mut new): (Vec<Wording>, Vec<Wording>) = (gone.iter().map(wording).collect(), new.iter().map(wording).collect());
    leave_out_common(gone.iter_mut().chain(&mut new));
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for (n, later) in new.iter().enumerate() {
        let may = gone.iter().enumerate().filter(|(g, earlier)| !taken.contains(g) && earlier.may_be(later, QUARTERS));
        if let Some((g, _)) = may.max_by_key(|(g, earlier)| (super::works::agree_per_mille(&earlier.whole, &later.whole), Reverse(*g))) {
            taken.insert(g);
            out.push((g, n));
        }
    }
    out
}
