//! Works of one channel that may be one work under another title (counting rule 7). Pure.
//!
//! Without ids, two titles of one publish day and one 期号 that never stand in the same file are one work or two: nobody but the partner
//! knows. Where the titles agree the import has taken them for one already (`identity`); of the rest staff are asked, and until then the low
//! end of a tally counts them once.

use super::question::{decided, pair_key, part_base, renamed_id};
use super::works::Placed;
use crate::base::text::episode;
use crate::model::channel::Channel;
use crate::model::fact::AnswerFact;
use std::collections::BTreeSet;

/// Pairs of placements, the earlier one first.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    /// Answered: one work.
    pub(super) same: Vec<(usize, usize)>,
    /// Not answered yet.
    pub(super) open: Vec<(usize, usize)>,
}

/// Finds them. The placements are ordered by channel and day.
pub(super) fn renamed(placements: &[Placed<'_>], channels: &[&Channel], answers: &[AnswerFact]) -> Renamed {
    let mut out = Renamed::default();
    let mut first = 0;
    for of_day in placements.chunk_by(|a, b| (a.channel, a.published.map(|p| p.day)) == (b.channel, b.published.map(|p| p.day))) {
        let at = first;
        first += of_day.len();
        if of_day.len() < 2 {
            continue;
        }
        let mut list: Vec<(usize, &Placed<'_>, u32)> = (at..).zip(of_day).filter_map(|(n, p)| Some((n, p, candidate(p)?))).collect();
        list.sort_by_key(|(n, p, _)| (p.first_seen, p.fact.id, *n));
        let question = of_day.first().and_then(|p| channels.get(p.channel)).map(|c| renamed_id(c.id.as_str())).unwrap_or_default();
        for (turn, (n, later, number)) in list.iter().enumerate() {
            for (before, earlier, _) in list.iter().take(turn).filter(|(_, p, e)| e == number && may_be(p, later)) {
                match decided(answers, &question, &pair_key(earlier.title, later.title)) {
                    Some(true) => out.same.push((*before, *n)),
                    Some(false) => continue,
                    None => out.open.push((*before, *n)),
                }
                break;
            }
        }
    }
    out
}

/// The 期号 of a work that only its title tells from another. Parts of one episode are works of their own.
fn candidate(p: &Placed<'_>) -> Option<u32> {
    let named = p.fact.descriptions.iter().any(|d| d.native_id.is_some());
    if !p.is_work() || named || p.published.is_none() || part_base(p.title).is_some() {
        return None;
    }
    episode(p.title)
}

fn may_be(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    let seconds = |p: &Placed<'_>| p.published.and_then(|p| p.secs);
    a.key != b.key && seconds(a).zip(seconds(b)).is_none_or(|(x, y)| x == y) && files(a).is_disjoint(&files(b))
}

/// The files that name a placement.
fn files(p: &Placed<'_>) -> BTreeSet<(i64, u16)> {
    let told = p.fact.descriptions.iter().map(|d| d.proof);
    told.chain(p.fact.folded.iter().map(|d| d.proof)).map(|r| (r.import.0, r.file)).collect()
}
