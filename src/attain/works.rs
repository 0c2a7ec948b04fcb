//! Placements of one campaign as the rules see them at T: what belongs (rule 6), what is one work (rule 7), what is public (rule 8).

use super::renamed::{Renamed, renamed};
use crate::base::day::{Day, Term};
use crate::base::text::{episode, fold, title_key};
use crate::define::Definitions;
use crate::model::channel::{Channel, WorkKind};
use crate::model::draft::{Published, Visibility};
use crate::model::fact::{AnswerFact, PlacementFact, PlacementKind};
use crate::model::programme::Campaign;
use std::collections::{BTreeMap, HashMap, HashSet};

/// One placement with everything decided but its numbers.
#[derive(Debug)]
pub struct Placed<'a> {
    /// The ledger's rows.
    pub fact: &'a PlacementFact,
    /// Position of its channel in the campaign's list of channels.
    pub channel: usize,
    /// Title as last written.
    pub title: &'a str,
    /// For comparison.
    pub key: String,
    /// The same of the titles that it had before, the last one first.
    pub former: Vec<String>,
    /// What it is.
    pub kind: WorkKind,
    /// 成果类型, folded.
    pub deliverable: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// First day on which anything says that it exists.
    pub first_seen: Day,
    /// Length. Unit: seconds.
    pub duration_secs: Option<u32>,
    /// Dated visibility, oldest first; empty: public.
    pub visibility: Vec<(Day, Visibility)>,
    /// Whether it belongs to the campaign.
    pub belongs: bool,
    /// Which work it is a placement of.
    pub work: usize,
    /// First number of the placement that took its place under another title: from then on its own count nothing.
    pub renamed: Option<Day>,
}

impl Placed<'_> {
    /// Whether it could be seen on a day.
    pub fn is_public(&self, day: Day) -> bool {
        self.visibility.iter().rev().find(|(d, _)| *d <= day).is_none_or(|(_, v)| *v == Visibility::Public)
    }

    /// The day that stands for its publication: written, else first seen.
    pub fn day(&self) -> Day {
        self.published.map_or(self.first_seen, |p| p.day)
    }

    /// Whether it was published in the term. An unknown day is bounded by the first sight.
    pub fn in_term(&self, term: Term) -> bool {
        match self.published {
            Some(p) => term.holds(p.day),
            None => term.holds(self.first_seen),
        }
    }

    /// Whether it counts at all: belongs, and published in the term by `until`.
    pub fn counts(&self, term: Term, until: Day) -> bool {
        self.belongs && self.in_term(term) && self.published.is_none_or(|p| p.day <= until)
    }

    /// Whether it is one work's placement (not a channel as a whole, not an estimate).
    pub fn is_work(&self) -> bool {
        self.fact.kind == PlacementKind::Work
    }
}

/// The placements of a campaign.
#[derive(Debug)]
pub struct Works<'a> {
    /// Its channels in the order of their file.
    pub channels: Vec<&'a Channel>,
    /// Its placements, by channel, then day, then title: an order that does not depend on the order of imports.
    pub placements: Vec<Placed<'a>>,
    /// Per channel whether any count of it is known, or known to be hidden. An estimate is none.
    pub numbered: Vec<bool>,
    /// Per work the positions of its placements.
    members: Vec<Vec<usize>>,
    /// Pairs of unlike titles with one 期号: (work, work), for a question.
    pub doubtful: Vec<(usize, usize)>,
    /// Placements of one channel that may be one work under another title, for a question: positions, the earlier one first.
    pub respelled: Vec<(usize, usize)>,
}

impl<'a> Works<'a> {
    /// Decides everything about the placements of a campaign, but for their numbers.
    pub fn of(defs: &'a Definitions, campaign: &'a Campaign, facts: &[&'a PlacementFact], answers: &[AnswerFact]) -> Self {
        let channels: Vec<&Channel> = defs.channels_of(&campaign.id).collect();
        let mut placements: Vec<Placed<'a>> = facts
            .iter()
            .filter_map(|fact| {
                let channel = channels.iter().position(|c| c.id == fact.channel)?;
                Some(placed(fact, channel, channels.get(channel)?))
            })
            .collect();
        placements.sort_by(|a, b| {
            (a.channel, a.day(), &a.key, a.published, native(a)).cmp(&(b.channel, b.day(), &b.key, b.published, native(b)))
        });
        let mut numbered = vec![false; channels.len()];
        for p in placements.iter().filter(|p| !p.fact.folded.is_empty() && p.fact.kind != PlacementKind::Estimate) {
            if let Some(n) = numbered.get_mut(p.channel) {
                *n = true;
            }
        }
        let mut works = Self { channels, placements, numbered, members: Vec::new(), doubtful: Vec::new(), respelled: Vec::new() };
        works.group(campaign, answers);
        works.belong(campaign, answers);
        works
    }

    /// Positions of a work's placements.
    pub fn positions(&self, work: usize) -> &[usize] {
        self.members.get(work).map(Vec::as_slice).unwrap_or_default()
    }

    /// The placements of a work.
    pub fn of_work(&self, work: usize) -> impl Iterator<Item = &Placed<'a>> {
        self.members.get(work).into_iter().flatten().filter_map(|n| self.placements.get(*n)).filter(|p| p.is_work())
    }

    /// Gives every placement its work: equal titles on different channels, 期号 inside a tally, re-uploads, answers.
    fn group(&mut self, campaign: &Campaign, answers: &[AnswerFact]) {
        let mut next = 0;
        let keys = self.grouping();
        let key = |n: &usize| keys.get(*n).copied();
        let mut order: Vec<usize> = (0..self.placements.len()).collect();
        order.sort_by(|a, b| key(a).cmp(&key(b)));
        let titles: Vec<Vec<usize>> = order.chunk_by(|a, b| key(a) == key(b)).map(<[usize]>::to_vec).collect();
        for members in titles {
            next = self.group_title(&members, next);
        }
        self.members = vec![Vec::new(); next];
        self.join_renamed(answers);
        self.join_by_episode(campaign, answers);
    }

    /// By which title each placement is compared: a work that was retitled on one channel alone still goes by the title that it shares with
    /// its other placements.
    fn grouping(&self) -> Vec<&str> {
        let mut channels: HashMap<&str, Vec<usize>> = HashMap::new();
        if self.placements.iter().any(|p| !p.former.is_empty()) {
            for p in &self.placements {
                channels.entry(&p.key).or_default().push(p.channel);
            }
        }
        let elsewhere = |key: &str, own: usize| channels.get(key).is_some_and(|list| list.iter().any(|c| *c != own));
        self.placements
            .iter()
            .map(|p| match p.former.iter().find(|key| elsewhere(key, p.channel)) {
                Some(former) if !elsewhere(&p.key, p.channel) => former,
                _ => p.key.as_str(),
            })
            .collect()
    }

    /// One title: on one channel its placements are different works unless one took the other's place; across channels they pair up in
    /// order of publication.
    fn group_title(&mut self, members: &[usize], first: usize) -> usize {
        let mut next = first;
        if let [one] = members
            && let Some(p) = self.placements.get_mut(*one)
        {
            p.work = next;
            return next + 1;
        }
        let mut heads: Vec<(usize, Day)> = Vec::new();
        let mut by_channel: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for &n in members {
            if let Some(p) = self.placements.get(n) {
                by_channel.entry(p.channel).or_default().push(n);
            }
        }
        let mut lists: Vec<Vec<usize>> = by_channel.into_values().collect();
        // The channel with most placements of this title says how many works there are.
        lists.sort_by_key(|l| std::cmp::Reverse(l.len()));
        for list in lists {
            let mut taken: Vec<usize> = Vec::new();
            let mut before: Option<usize> = None;
            for n in list {
                let Some(p) = self.placements.get(n) else { continue };
                let (day, is_work) = (p.day(), p.is_work());
                let replaces = before.and_then(|b| self.placements.get(b)).filter(|b| !b.is_public(day)).map(|b| b.work);
                let nearest =
                    heads.iter().filter(|(w, _)| !taken.contains(w)).min_by_key(|(w, d)| (day.since(*d).abs(), *w)).map(|(w, _)| *w);
                let work = match (is_work, replaces, nearest) {
                    (true, Some(w), _) | (true, None, Some(w)) => w,
                    _ => {
                        next += 1;
                        if is_work {
                            heads.push((next - 1, day));
                        }
                        next - 1
                    }
                };
                taken.push(work);
                if let Some(p) = self.placements.get_mut(n) {
                    p.work = work;
                }
                before = Some(n);
            }
        }
        next
    }

    /// What staff say is one work under another title: the later placement goes on where the earlier one ends.
    fn join_renamed(&mut self, answers: &[AnswerFact]) {
        let Renamed { same, open } = renamed(&self.placements, &self.channels, answers);
        self.respelled = open;
        // Of several later titles each goes on from the one before it.
        let mut next: HashMap<usize, usize> = HashMap::new();
        for (earlier, later) in same {
            let last = std::iter::successors(Some(earlier), |n| next.get(n).copied()).last().unwrap_or(earlier);
            next.insert(last, later);
            let first_number = |p: &Placed<'_>| p.fact.folded.iter().filter(|d| d.span.is_some()).map(|d| d.day).min();
            let Some((new, from)) = self.placements.get(later).map(|p| (p.work, first_number(p))) else { continue };
            let Some(p) = self.placements.get_mut(last) else { continue };
            p.renamed = from;
            let work = p.work;
            self.placements.iter_mut().filter(|p| p.work == new).for_each(|p| p.work = work);
        }
    }

    /// Unlike titles join by 期号 inside one tally if at least half of the remaining characters agree, else by answer.
    fn join_by_episode(&mut self, campaign: &Campaign, answers: &[AnswerFact]) {
        for target in &campaign.targets {
            let crate::model::target::Spec::Tally(tally) = &target.spec else { continue };
            if tally.channels.is_empty() {
                continue;
            }
            let primary: Vec<usize> =
                self.channels.iter().enumerate().filter(|(_, c)| tally.channels.contains(&c.id)).map(|(n, _)| n).collect();
            let mut heads: HashMap<u32, &Placed<'_>> = HashMap::new();
            for p in self.placements.iter().filter(|p| p.is_work() && primary.contains(&p.channel)) {
                if let Some(e) = episode(p.title) {
                    heads.entry(e).or_insert(p);
                }
            }
            let on_primary: HashSet<usize> = self.placements.iter().filter(|p| primary.contains(&p.channel)).map(|p| p.work).collect();
            let questions: Vec<String> = self.channels.iter().map(|c| super::question::same_work_id(c.id.as_str())).collect();
            let mut joins: HashMap<usize, usize> = HashMap::new();
            let mut doubtful = Vec::new();
            for p in self.placements.iter().filter(|p| p.is_work() && !primary.contains(&p.channel) && !on_primary.contains(&p.work)) {
                let Some(&Placed { work, title, ref key, .. }) = episode(p.title).and_then(|e| heads.get(&e).copied()) else { continue };
                let asked = questions.get(p.channel).filter(|q| super::question::is_answered(answers, q));
                match asked.and_then(|q| super::question::decided(answers, q, &super::question::pair_key(title, p.title))) {
                    Some(true) => drop(joins.insert(p.work, work)),
                    Some(false) => {}
                    None if half_agrees(key, &p.key) => drop(joins.insert(p.work, work)),
                    None => doubtful.push((work, p.work)),
                }
            }
            self.doubtful.extend(doubtful);
            for p in &mut self.placements {
                if let Some(w) = joins.get(&p.work) {
                    p.work = *w;
                }
            }
        }
        self.doubtful.sort_unstable();
        self.doubtful.dedup();
        for (n, p) in self.placements.iter().enumerate() {
            if let Some(list) = self.members.get_mut(p.work) {
                list.push(n);
            }
        }
    }

    /// Rule 6.
    fn belong(&mut self, campaign: &Campaign, answers: &[AnswerFact]) {
        let marks: Vec<String> = campaign.marks.iter().map(|m| fold(m)).collect();
        let channels = &self.channels;
        for p in &mut self.placements {
            let channel = channels.get(p.channel);
            p.belongs = !p.is_work()
                || channel.is_some_and(|c| c.dedicated)
                || p.fact.descriptions.iter().any(|d| d.made_for_campaign || has_mark(&d.title, &marks));
            if !p.belongs
                && let Some(c) = channel
            {
                let question = super::question::belonging_id(c.id.as_str());
                let mut titles = std::iter::once(&p.key).chain(&p.former);
                p.belongs = titles.find_map(|key| super::question::decided(answers, &question, key)) == Some(true);
            }
        }
        let works: std::collections::BTreeSet<usize> =
            self.placements.iter().filter(|p| p.belongs && p.is_work()).map(|p| p.work).collect();
        for p in &mut self.placements {
            p.belongs |= works.contains(&p.work);
        }
    }
}

fn native<'b>(p: &'b Placed<'_>) -> Option<&'b str> {
    p.fact.descriptions.iter().find_map(|d| d.native_id.as_deref())
}

fn has_mark(title: &str, folded_marks: &[String]) -> bool {
    let title = fold(title);
    folded_marks.iter().any(|m| title.contains(m.as_str()))
}

fn placed<'a>(fact: &'a PlacementFact, channel: usize, definition: &Channel) -> Placed<'a> {
    let latest = fact.descriptions.last();
    let title = latest.map_or("", |d| d.title.as_str());
    let published = fact.descriptions.iter().filter_map(|d| d.published).max_by_key(|p| p.secs.is_some());
    // Values run by metric, then by day: the first one is as early as any where a row says several.
    let first_reading = fact.folded.iter().next().map(|d| d.day);
    let first_description = fact.descriptions.iter().map(|d| d.at.reading_day()).min();
    let first_seen = [first_reading, first_description, published.map(|p| p.day)].into_iter().flatten().min();
    let visibility = fact.descriptions.iter().filter_map(|d| Some((d.at.reading_day(), d.visibility?))).collect();
    let kind = fact.descriptions.iter().rev().find_map(|d| d.kind).unwrap_or(definition.kind);
    let key = if title.is_empty() { String::new() } else { title_key(title) };
    let mut former: Vec<String> = Vec::new();
    for earlier in fact.descriptions.iter().rev().map(|d| d.title.as_str()).filter(|t| *t != title && !t.is_empty()) {
        let earlier = title_key(earlier);
        if earlier != key && !former.contains(&earlier) {
            former.push(earlier);
        }
    }
    Placed {
        fact,
        channel,
        title,
        key,
        former,
        kind,
        deliverable: fact.descriptions.iter().rev().find_map(|d| d.deliverable.as_deref()).map(fold),
        published,
        first_seen: first_seen.unwrap_or_else(|| Day::from_number(0)),
        duration_secs: fact.descriptions.iter().rev().find_map(|d| d.duration_secs),
        visibility,
        belongs: false,
        work: 0,
        renamed: None,
    }
}

/// Whether at least half of the characters of two titles' keys agree once the number of the episode is left out.
fn half_agrees(a: &str, b: &str) -> bool {
    let (common, a, b) = agreement(a, b);
    common * 2 >= a.max(b) && common > 0
}

/// Whether at least half of the characters of the shorter one are found in the other: the name of a series before a title takes nothing away.
pub(super) fn shorter_agrees(a: &str, b: &str) -> bool {
    let (common, a, b) = agreement(a, b);
    common * 2 >= a.min(b) && common > 0
}

/// Whether so many parts of four of the longer one's characters agree.
pub(super) fn quarters_agree(a: &[char], b: &[char], quarters: usize) -> bool {
    let longer = a.len().max(b.len());
    // The shorter one alone may be too short.
    a.len().min(b.len()) * 4 >= longer * quarters && in_common(a, b) * 4 >= longer * quarters && longer > 0
}

/// How much of the longer of two keys agrees, the number of the episode aside. Unit: 1/1 000.
pub(super) fn agree_per_mille(a: &str, b: &str) -> usize {
    let (common, a, b) = agreement(a, b);
    common * 1000 / a.max(b).max(1)
}

/// How many characters two keys have in common, and how many each has, without the number of the episode.
fn agreement(a: &str, b: &str) -> (usize, usize, usize) {
    let (a, b) = (words_of(a), words_of(b));
    (in_common(&a, &b), a.len(), b.len())
}

/// The characters of a key, sorted, without those that number an episode.
pub(super) fn words_of(key: &str) -> Vec<char> {
    let mut chars: Vec<char> = key.chars().filter(|c| !c.is_ascii_digit() && !"第期集讲回零一二三四五六七八九十百".contains(*c)).collect();
    chars.sort_unstable();
    chars
}

/// How many characters two sorted lists have in common.
fn in_common(a: &[char], b: &[char]) -> usize {
    let mut common = 0;
    let (mut i, mut j) = (a.iter().peekable(), b.iter().peekable());
    while let (Some(x), Some(y)) = (i.peek(), j.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Equal => {
                common += 1;
                i.next();
                j.next();
            }
            std::cmp::Ordering::Less => drop(i.next()),
            std::cmp::Ordering::Greater => drop(j.next()),
        }
    }
    common
}
