//! Works of one channel that may be one work under another title or link (counting rule 7). Pure.
//!
//! Nobody but the partner knows whether two works are one where no file names both and
//! - two titles of which at most one has an id have one publish day and one 期号,
//! - a title was in one file and another much like it ([`super::wording`]) takes its place in the next, where at most one of them has an id,
//! - a title keeps its day and comes under another link.
//!
//! Where the titles agree enough the import has taken them for one already (`identity`); of the rest staff are asked, and until then the low
//! end of a tally counts them once.

use super::question::{decided, pair_key, part_base, renamed_id};
use super::wording::{Wording, leave_out_common};
use super::works::{Placed, agree_per_mille};
use crate::model::channel::Channel;
use crate::model::fact::AnswerFact;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Pairs of placements, the earlier one first.
#[derive(Debug, Default)]
pub(super) struct Renamed {
    /// Answered: one work.
    pub(super) same: Vec<(usize, usize)>,
    /// Not answered yet.
    pub(super) open: Vec<(usize, usize)>,
}

/// Finds them. The placements are ordered by channel.
pub(super) fn renamed(placements: &[Placed<'_>], channels: &[&Channel], answers: &[AnswerFact]) -> Renamed {
    let mut out = Renamed::default();
    let mut first = 0;
    for of_channel in placements.chunk_by(|a, b| a.channel == b.channel) {
        let at = first;
        first += of_channel.len();
        let mut pairs = by_title(of_channel);
        pairs.extend(by_link(of_channel));
        // Of several that may be one work the likest two are, whatever the order of imports.
        pairs.sort_by_cached_key(|(earlier, later)| {
            let alike = of_channel.get(*earlier).zip(of_channel.get(*later)).map_or(0, |(p, q)| agree_per_mille(&p.key, &q.key));
            let day = of_channel.get(*later).map(|q| q.first_seen);
            (day, Reverse(alike), order(of_channel, *later), order(of_channel, *earlier))
        });
        pairs.dedup();
        let question = of_channel.first().and_then(|p| channels.get(p.channel)).map(|c| renamed_id(c.id.as_str())).unwrap_or_default();
        let said = |(earlier, later): &(usize, usize)| {
            let pair = of_channel.get(*earlier).zip(of_channel.get(*later));
            pair.and_then(|(p, q)| decided(answers, &question, &key(p, q)))
        };
        let told: Vec<((usize, usize), Option<bool>)> = pairs.into_iter().map(|pair| (pair, said(&pair))).collect();
        // One title takes the place of one other: two that came for one are two works.
        let (mut gone, mut came) = (BTreeSet::new(), BTreeSet::new());
        for ((earlier, later), _) in told.iter().filter(|(_, said)| *said == Some(true)) {
            gone.insert(*earlier);
            came.insert(*later);
            out.same.push((at + earlier, at + later));
        }
        for ((earlier, later), _) in told.iter().filter(|(_, said)| said.is_none()) {
            if !gone.contains(earlier) && !came.contains(later) {
                gone.insert(*earlier);
                came.insert(*later);
                out.open.push((at + earlier, at + later));
            }
        }
    }
    out
}

/// The key of a pair in a selection. Works of one title are told apart by their day.
pub(super) fn key(p: &Placed<'_>, q: &Placed<'_>) -> String {
    let pair = pair_key(p.title, q.title);
    if p.key == q.key { format!("{pair}~{}", q.day().number()) } else { pair }
}

/// Earlier ones first; the same whatever the order of imports.
fn order(list: &[Placed<'_>], n: usize) -> Option<(crate::base::day::Day, i64, usize)> {
    list.get(n).map(|p| (p.first_seen, p.fact.id.0, n))
}

/// A file: import and its number in it.
type File = (i64, u16);

/// A work as its title tells it.
struct Titled {
    n: usize,
    /// Whether it has an id.
    named: bool,
    wording: Wording,
    first: File,
    last: File,
}

/// More titles than this are not retyped, told under one name or gone from one file to the next: those are other lists.
const MANY: usize = 300;

/// How many files back a title may have been named for the last time when another takes its place.
const FILES_BACK: usize = 3;

fn by_title(list: &[Placed<'_>]) -> Vec<(usize, usize)> {
    // Parts of one episode are works of their own.
    let may_be_retyped = |p: &&Placed<'_>| p.is_work() && part_base(p.title).is_none();
    let works = || list.iter().filter(may_be_retyped);
    if works().all(is_named) || works().map(told_first).collect::<BTreeSet<_>>().len() < 2 {
        return Vec::new();
    }
    let mut titled: Vec<Titled> = (0..).zip(list).filter(|(_, p)| may_be_retyped(p)).map(|(n, p)| Titled::of(n, p)).collect();
    leave_out_common(titled.iter_mut().map(|t| &mut t.wording));
    titled.sort_by_key(|t| order(list, t.n));
    let firsts: BTreeSet<File> = titled.iter().map(|t| t.first).collect();
    let mut by_last: BTreeMap<File, Vec<usize>> = BTreeMap::new();
    let mut by_episode: BTreeMap<(i32, u32), Vec<usize>> = BTreeMap::new();
    let files: BTreeSet<File> = titled.iter().flat_map(|t| [t.first, t.last]).collect();
    for (i, t) in titled.iter().enumerate() {
        by_last.entry(t.last).or_default().push(i);
        if let Some((day, e)) = list.get(t.n).and_then(|p| p.published).zip(t.wording.episode) {
            by_episode.entry((day.day.number(), e)).or_default().push(i);
        }
    }
    // A file that goes on with works which were known before lists all of them: what is not in it is gone.
    let lists: BTreeSet<File> = firsts.iter().filter(|f| titled.iter().any(|t| t.first < **f && **f <= t.last)).copied().collect();
    let mut out = Vec::new();
    for group in by_episode.values() {
        for (turn, later) in group.iter().enumerate() {
            for earlier in group.iter().take(turn) {
                let (Some(a), Some(b)) = (titled.get(*earlier), titled.get(*later)) else { continue };
                // What one file named first was named side by side.
                if a.first != b.first && !(a.named && b.named) && list.get(a.n).zip(list.get(b.n)).is_some_and(|(p, q)| may_be(p, q)) {
                    out.push((a.n, b.n));
                }
            }
        }
    }
    for later in &titled {
        let back = files.range(..later.first).rev().take(FILES_BACK);
        for earlier in back.filter_map(|f| by_last.get(f)).filter(|gone| gone.len() <= MANY).flatten().filter_map(|i| titled.get(*i)) {
            let quarters = if lists.contains(&later.first) { 2 } else { 3 };
            if list.get(earlier.n).zip(list.get(later.n)).is_some_and(|(p, q)| earlier.may_be(later, quarters) && days_agree(p, q)) {
                out.push((earlier.n, later.n));
            }
        }
    }
    out
}

/// Whether a file gave an id or a link of it.
fn is_named(p: &Placed<'_>) -> bool {
    p.fact.descriptions.iter().any(|d| d.native_id.is_some())
}

/// The file that names a placement first.
fn told_first(p: &Placed<'_>) -> File {
    p.fact.descriptions.iter().map(|d| (d.proof.import.0, d.proof.file)).min().unwrap_or_default()
}

impl Titled {
    fn of(n: usize, p: &Placed<'_>) -> Self {
        let said = p.fact.descriptions.iter().map(|d| d.proof).chain(p.fact.folded.iter().map(|d| d.proof));
        let last = said.map(|r| (r.import.0, r.file)).max().unwrap_or_default();
        Self { n, named: is_named(p), wording: Wording::of(p.title, &p.key), first: told_first(p), last }
    }

    /// Whether another title may be this one retyped.
    fn may_be(&self, later: &Self, quarters: usize) -> bool {
        !(self.named && later.named) && self.last < later.first && self.wording.may_be(&later.wording, quarters)
    }
}

/// Whether two publish times can be one where at least one is not known, or both are of one day.
fn days_agree(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    let Some((x, y)) = a.published.zip(b.published) else { return a.key != b.key };
    a.key != b.key && x.day == y.day && x.secs.zip(y.secs).is_none_or(|(s, t)| s == t)
}

fn may_be(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    let seconds = |p: &Placed<'_>| p.published.and_then(|p| p.secs);
    a.key != b.key && seconds(a).zip(seconds(b)).is_none_or(|(x, y)| x == y) && files(a).is_disjoint(&files(b))
}

/// Equal titles of one day of which only one has an id, or under two of which one is a link of another form: a short one goes to the same
/// work. Two ids of the platform, and two links of one form, are two works.
fn by_link(list: &[Placed<'_>]) -> Vec<(usize, usize)> {
    let mut by_title: HashMap<&str, Vec<usize>> = HashMap::new();
    for (n, p) in list.iter().enumerate().filter(|(_, p)| p.is_work() && !p.key.is_empty()) {
        by_title.entry(&p.key).or_default().push(n);
    }
    let mut out = Vec::new();
    for mut same in by_title.into_values().filter(|l| (2..=MANY).contains(&l.len())) {
        same.sort_by_key(|n| order(list, *n));
        for (turn, later) in same.iter().enumerate() {
            for earlier in same.iter().take(turn) {
                if list.get(*earlier).zip(list.get(*later)).is_some_and(|(p, q)| may_be_linked(p, q)) {
                    out.push((*earlier, *later));
                }
            }
        }
    }
    out
}

fn may_be_linked(a: &Placed<'_>, b: &Placed<'_>) -> bool {
    let id = |p: &Placed<'_>| p.fact.descriptions.iter().find_map(|d| d.native_id.clone());
    // Host and depth of a link; a bare id has neither.
    let form = |id: &str| id.split_once('/').map(|(host, path)| (host.to_owned(), path.trim_end_matches('/').split('/').count()));
    let links = match (id(a), id(b)) {
        (Some(x), Some(y)) => form(&x) != form(&y),
        (x, y) => x.is_some() != y.is_some(),
    };
    let one_day = a.published.zip(b.published).is_none_or(|(x, y)| x.day == y.day && x.secs.zip(y.secs).is_none_or(|(s, t)| s == t));
    links && one_day && told_first(a) != told_first(b) && a.is_public(b.first_seen) && files(a).is_disjoint(&files(b))
}

/// The files that name a placement.
fn files(p: &Placed<'_>) -> BTreeSet<(i64, u16)> {
    let told = p.fact.descriptions.iter().map(|d| d.proof);
    told.chain(p.fact.folded.iter().map(|d| d.proof)).map(|r| (r.import.0, r.file)).collect()
}
