//! Pieces: distinct works, records and training figures; and what each of them must meet (counting rule 8).

use super::snapshot::{Breach, Cell, Lengths, RepostMatrix, WorkLine};
use super::value::Values;
use super::words::length as length_zh;
use super::works::{Placed, Works};
use crate::base::count::Span;
use crate::base::day::{Day, Term};
use crate::base::id::{ChannelId, RuleId};
use crate::base::text::{fold, quoted, title_key};
use crate::model::fact::{AiringFact, AnswerFact, Facts, RecordFact, TrainingFact};
use crate::model::programme::Campaign;
use crate::model::reading::ReadingRef;
use crate::model::target::{self, Condition, Named, Tally, Training};
use std::collections::{BTreeMap, BTreeSet};

/// What a tally found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// Works that count, by number, with the placement that makes them count.
    pub counted: BTreeMap<usize, usize>,
    /// Works that may count: not marked by staff yet.
    pub undecided: BTreeMap<usize, usize>,
    /// Works left out with the reason.
    pub left_out: Vec<(usize, String)>,
    /// Pieces from records and training classes.
    pub pieces: u64,
    /// Days of those pieces (for the calendar).
    pub piece_days: Vec<Day>,
    /// Proofs.
    pub proofs: Vec<ReadingRef>,
    /// Works whose length is not known although a limit is set.
    pub unknown_length: Vec<String>,
    /// Works whose publish day is not known.
    pub undated: u32,
    /// Works that may be another one that counts, under another title: the low end goes without them.
    pub respelled: u64,
}

impl Found {
    /// Proved, and with the undecided ones.
    pub fn span(&self) -> Span {
        let known = self.counted.len() as u64 + self.pieces;
        Span::between(known.saturating_sub(self.respelled), known + self.undecided.len() as u64)
    }
}

/// Everything a tally looks at.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a, 'b> {
    /// The campaign.
    pub campaign: &'a Campaign,
    /// Its placements.
    pub works: &'a Works<'b>,
    /// Their numbers.
    pub values: &'a Values,
    /// All rows.
    pub facts: &'a Facts,
    /// The term.
    pub term: Term,
    /// min(T, end of term).
    pub until: Day,
    /// T.
    pub as_of: Day,
}

impl Looked<'_, '_> {
    /// Whether a placement is one that the tally counts, its channel included.
    fn fits(&self, p: &Placed<'_>, target: &str, tally: &Tally) -> bool {
        let on_primary = self.works.channels.get(p.channel).is_some_and(|c| tally.channels.contains(&c.id));
        let named = p.deliverable.as_ref().is_some_and(|d| self.named(target, d).is_some());
        let kind = tally.kinds.contains(&p.kind);
        let what = match (tally.kinds.is_empty(), tally.deliverables.is_empty()) {
            (true, true) => true,
            (true, false) => named,
            (false, _) => kind || named,
        };
        let marked = tally.title_marks.is_empty() || {
            let title = fold(p.title);
            tally.title_marks.iter().any(|m| title.contains(&fold(m))) || named
        };
        p.is_work() && on_primary && what && marked
    }

    /// Counts.
    pub fn tally(&self, target: &str, tally: &Tally, answers: &[AnswerFact]) -> Found {
        let mut found = Found::default();
        if let Some(training) = tally.training {
            self.trainings(training, &mut found);
            return found;
        }
        let question = super::question::id("mark", &[self.campaign.id.as_str(), target]);
        for (n, p) in self.works.placements.iter().enumerate() {
            if !self.fits(p, target, tally) || !p.counts(self.term, self.until) || !p.is_public(self.until) || p.first_seen > self.until {
                continue;
            }
            match (tally.duration_secs_max, p.duration_secs) {
                (Some(max), Some(secs)) if secs > max => {
                    found.left_out.push((p.work, format!("时长 {secs} 秒，超过 {max} 秒")));
                    continue;
                }
                (Some(_), None) => found.unknown_length.push(p.title.to_owned()),
                _ => {}
            }
            let marked = if tally.staff_mark.is_none() { Some(true) } else { super::question::decided(answers, &question, &p.key) };
            match marked {
                Some(true) => drop(found.counted.entry(p.work).or_insert(n)),
                Some(false) => {}
                None => drop(found.undecided.entry(p.work).or_insert(n)),
            }
        }
        found.undecided.retain(|w, _| !found.counted.contains_key(w));
        // A work too long on one channel may stand on another primary one in a length that fits.
        found.left_out.retain(|(w, _)| !found.counted.contains_key(w));
        found.left_out.sort();
        found.left_out.dedup();
        for n in found.counted.values() {
            if let Some(p) = self.works.placements.get(*n) {
                found.undated += u32::from(p.published.is_none());
                found.proofs.extend(p.fact.descriptions.first().map(|d| d.proof));
            }
        }
        found.respelled = self.respelled(&found);
        self.records(target, &mut found);
        found
    }

    /// How many of the works that count are gone if every open pair of titles is one work.
    fn respelled(&self, found: &Found) -> u64 {
        let work = |n: usize| self.works.placements.get(n).map(|p| p.work).filter(|w| found.counted.contains_key(w));
        let mut one: BTreeMap<usize, usize> = BTreeMap::new();
        let root = |one: &BTreeMap<usize, usize>, w: usize| std::iter::successors(Some(w), |w| one.get(w).copied()).last().unwrap_or(w);
        for (a, b) in self.works.respelled.iter().filter_map(|(a, b)| work(*a).zip(work(*b))) {
            let (a, b) = (root(&one, a), root(&one, b));
            if a != b {
                one.insert(b, a);
            }
        }
        one.len() as u64
    }

    /// 成果登记: the same row twice is one; a record of a work that counts already adds nothing.
    fn records(&self, target: &str, found: &mut Found) {
        let titles: BTreeSet<&str> = found.counted.values().filter_map(|n| self.works.placements.get(*n)).map(|p| p.key.as_str()).collect();
        let mut seen: BTreeSet<(Day, &str, u64, String)> = BTreeSet::new();
        for r in self.facts.records.iter().filter(|r| r.campaign == self.campaign.id && self.is_due(r.day)) {
            let RecordFact { day, deliverable, quantity, title, proof, .. } = r;
            let Some(name) = self.named(target, deliverable) else { continue };
            let key = title_key(title);
            if !key.is_empty() && titles.contains(key.as_str()) {
                continue;
            }
            // One title is one piece, however it is called; without a title 海报 and 长图 of a day are two.
            let called = if key.is_empty() { name } else { "" };
            if seen.insert((*day, called, *quantity, key)) {
                found.pieces = found.pieces.saturating_add(*quantity);
                found.piece_days.push(*day);
                found.proofs.push(*proof);
            }
        }
    }

    /// The name by which a text names a deliverable of a target; nothing where it names another's or nobody's.
    fn named(&self, target: &str, said: &str) -> Option<&str> {
        match target::deliverable(&self.campaign.targets, said) {
            Named::One(id, name) if id.as_str() == target => Some(name),
            Named::One(..) | Named::Several(_) | Named::Nothing => None,
        }
    }

    fn is_due(&self, day: Day) -> bool {
        day <= self.until && self.term.start <= day
    }

    /// Training classes in the term, each once.
    pub fn classes(&self) -> Vec<&TrainingFact> {
        let mut seen: BTreeSet<(Day, String, u64, Option<u32>)> = BTreeSet::new();
        self.facts
            .trainings
            .iter()
            .filter(|t| t.campaign == self.campaign.id && self.is_due(t.day))
            .filter(|t| seen.insert((t.day, fold(&t.enterprise), t.persons, t.hours_x4)))
            .collect()
    }

    fn trainings(&self, what: Training, found: &mut Found) {
        let classes = self.classes();
        found.proofs = classes.iter().map(|t| t.proof).collect();
        found.piece_days = classes.iter().map(|t| t.day).collect();
        found.pieces = match what {
            Training::Persons => classes.iter().map(|t| t.persons).fold(0, u64::saturating_add),
            Training::Enterprises => classes.iter().map(|t| fold(&t.enterprise)).collect::<BTreeSet<_>>().len() as u64,
        };
    }

    /// One line of a list.
    pub fn line(&self, work: usize) -> WorkLine {
        let rule = RuleId::new("CR-01");
        let mut first: Option<&Placed<'_>> = None;
        let mut spans = Vec::new();
        for n in self.works.positions(work) {
            first = first.or(self.works.placements.get(*n).filter(|p| p.is_work()));
            spans.extend(self.values.worth.get(*n).and_then(|w| w.span));
        }
        WorkLine {
            title: first.map(|p| p.title.to_owned()).unwrap_or_default(),
            day: first.map(Placed::day),
            contacts: Span::sum(&rule, spans).span,
        }
    }

    /// Works that meet a condition, of those looked at: (known to meet, may meet, of how many, remarks).
    pub fn each(&self, works: &Found, condition: &Condition) -> Each {
        match condition {
            Condition::DurationAtMost(max) => self.durations(works, *max),
            Condition::DurationAbout(wanted) => self.about(works, *wanted),
            Condition::AiredIn(slots) => self.aired_in(works, slots),
            Condition::GapAtMost(days) => self.gaps(works, *days),
            Condition::HoursAtLeast(hours) => self.per_class(|t| t.hours_x4.map(|h| h >= hours * 4)),
            Condition::OfflineAtLeast(percent) => {
                self.per_class(|t| Some(u64::from(t.offline_hours_x4?) * 100 >= u64::from(t.hours_x4?) * u64::from(*percent)))
            }
            Condition::PersonsAtLeast(persons) => {
                let mut by: BTreeMap<String, u64> = BTreeMap::new();
                for t in self.classes() {
                    *by.entry(fold(&t.enterprise)).or_default() += t.persons;
                }
                let few = by.iter().filter(|(_, n)| *n < persons);
                let breaches: Vec<Breach> = few.map(|(name, n)| breach(name.clone(), format!("{n}人"))).collect();
                let of = by.len() as u64;
                let met = of - breaches.len() as u64;
                Each { met, possible: met, of, breaches, ..Each::default() }
            }
        }
    }

    fn per_class(&self, meets: impl Fn(&TrainingFact) -> Option<bool>) -> Each {
        let classes = self.classes();
        let met = classes.iter().filter(|t| meets(t) == Some(true)).count() as u64;
        let unknown = classes.iter().filter(|t| meets(t).is_none()).count() as u64;
        Each { met, possible: met + unknown, of: classes.len() as u64, ..Each::default() }
    }

    /// Of works counted and of those that their length shut out: title and length where it is known.
    fn lengths(&self, works: &Found) -> Vec<(String, Option<u32>)> {
        let all: BTreeSet<usize> = works.counted.keys().copied().chain(works.left_out.iter().map(|(w, _)| *w)).collect();
        let length = |work: usize| {
            let primary = works.counted.get(&work).and_then(|n| self.works.placements.get(*n)).and_then(|p| p.duration_secs);
            primary.or_else(|| self.works.of_work(work).find_map(|p| p.duration_secs))
        };
        all.into_iter().map(|work| (self.line(work).title, length(work))).collect()
    }

    fn durations(&self, works: &Found, max: u32) -> Each {
        let all = self.lengths(works);
        let long = |(title, secs): &(String, Option<u32>)| secs.filter(|s| *s > max).map(|s| breach(title.clone(), format!("时长 {s} 秒")));
        let breaches: Vec<Breach> = all.iter().filter_map(long).collect();
        let unknown = all.iter().filter(|(_, secs)| secs.is_none()).count() as u64;
        let possible = (all.len() - breaches.len()) as u64;
        let notes = (unknown > 0).then(|| format!("{unknown} 条时长待补")).into_iter().collect();
        Each { met: possible - unknown, possible, of: all.len() as u64, notes, breaches, lengths: None }
    }

    /// 约 names no limit, so nothing is met or missed; a work far off is named, and none is shut out.
    fn about(&self, works: &Found, wanted: u32) -> Each {
        let all = self.lengths(works);
        let of = all.len() as u64;
        let known: Vec<(String, u32)> = all.into_iter().filter_map(|(title, secs)| Some((title, secs?))).collect();
        let sum: u64 = known.iter().map(|(_, s)| u64::from(*s)).sum();
        let average = sum.checked_div(known.len() as u64).and_then(|s| u32::try_from(s).ok());
        let near = known.len() as u64;
        let outliers: Vec<(String, u32)> = known.into_iter().filter(|(_, s)| s.abs_diff(wanted) * 3 > wanted).collect();
        let mut notes: Vec<String> = outliers.iter().map(|(title, s)| format!("{}{}，偏离较大", quoted(title), length_zh(*s))).collect();
        let (unknown, met) = (of - near, near - outliers.len() as u64);
        if unknown > 0 {
            notes.push(format!("{unknown} 条时长待补"));
        }
        let lengths = (of > 0).then_some(Lengths { wanted, average, unknown, outliers });
        Each { met, possible: of, of, notes, breaches: Vec::new(), lengths }
    }

    /// A work counts once it was aired in every slot; 节目 is compared with its title, or its 期号.
    fn aired_in(&self, works: &Found, slots: &[(String, u32, u32)]) -> Each {
        let mut each = Each { of: works.counted.len() as u64, ..Each::default() };
        let aired: Vec<(&AiringFact, String)> = self.aired().into_iter().map(|a| (a, title_key(&a.programme))).collect();
        for work in works.counted.keys() {
            let line = self.line(*work);
            let key = title_key(&line.title);
            let number = crate::base::text::episode(&line.title);
            let mine: Vec<&AiringFact> = aired
                .iter()
                .filter(|(a, k)| *k == key || (number.is_some() && crate::base::text::episode(&a.programme) == number))
                .map(|(a, _)| *a)
                .collect();
            let in_slot = |from: u32, to: u32| mine.iter().any(|a| a.secs.is_some_and(|s| from <= s && s <= to));
            let missed: Vec<&str> = slots.iter().filter(|(_, from, to)| !in_slot(*from, *to)).map(|(name, ..)| name.as_str()).collect();
            if missed.is_empty() {
                each.met += 1;
            } else if mine.is_empty() {
                each.possible += 1;
            } else {
                each.breaches.push(breach(line.title, format!("没有{}播出的记录", missed.join("、"))));
            }
        }
        if each.possible > 0 {
            each.notes.push(format!("{} 期没有播出记录", each.possible));
        }
        each.possible += each.met;
        each
    }

    fn gaps(&self, works: &Found, max: i32) -> Each {
        let mut days: Vec<Day> = works.counted.values().filter_map(|n| self.works.placements.get(*n)).map(Placed::day).collect();
        days.sort_unstable();
        let mut each = Each::default();
        let Some(first) = days.first().copied() else { return each };
        // The section is kept up from its first work on; the last interval runs to T.
        let mut before = first;
        for day in days.into_iter().skip(1).chain([self.until]) {
            if day <= before {
                continue;
            }
            each.of += 1;
            let gap = day.since(before);
            if gap <= max {
                each.met += 1;
            } else {
                let what = format!("{}至{}", before.zh(), day.zh());
                each.breaches.push(Breach { what, named: false, how: format!("间隔{gap}天") });
            }
            before = day;
        }
        each.possible = each.met;
        each
    }

    /// Aired rows in the term, each once.
    pub fn aired(&self) -> Vec<&AiringFact> {
        self.airing_rows(true)
    }

    /// Planned or aired rows up to T, each once.
    pub fn airing_rows(&self, aired: bool) -> Vec<&AiringFact> {
        let mut seen: BTreeSet<(Day, Option<u32>, String, &ChannelId, ReadingRef)> = BTreeSet::new();
        self.facts
            .airings
            .iter()
            .filter(|a| a.aired == aired && self.is_due(a.day) && self.works.channels.iter().any(|c| c.id == a.channel))
            .filter(|a| {
                // Without a time two airings of one day cannot be told from one row sent twice, so the row itself decides.
                let row =
                    if a.secs.is_some() { ReadingRef { import: crate::base::id::ImportId(0), file: 0, sheet: 0, row: 0 } } else { a.proof };
                seen.insert((a.day, a.secs, fold(&a.programme), &a.channel, row))
            })
            .collect()
    }

    /// Work × channel.
    pub fn reposts(&self, works: &Found, channels: &[ChannelId], within_days: i32) -> RepostMatrix {
        let columns: Vec<Option<usize>> = channels.iter().map(|id| self.works.channels.iter().position(|c| c.id == *id)).collect();
        let mut rows: Vec<(Day, WorkLine, Vec<Cell>)> = Vec::new();
        for work in works.counted.keys() {
            let line = self.line(*work);
            let day = works.counted.get(work).and_then(|n| self.works.placements.get(*n)).map_or(self.until, Placed::day);
            let cells = columns
                .iter()
                .map(|column| {
                    let Some(column) = column else { return Cell::Unchecked };
                    let there = self.works.of_work(*work).any(|p| p.channel == *column && p.published.is_none_or(|d| d.day <= self.as_of));
                    let due = day.plus(within_days);
                    let looked = self.values.last.get(*column).copied().flatten().is_some_and(|(d, _)| d >= due.min(self.until));
                    match (there, due < self.as_of, looked) {
                        (true, _, _) => Cell::Found,
                        (false, false, _) => Cell::NotDue,
                        (false, true, true) => Cell::Missing,
                        (false, true, false) => Cell::Unchecked,
                    }
                })
                .collect();
            rows.push((day, line, cells));
        }
        rows.sort_by(|a, b| (a.0, &a.1.title).cmp(&(b.0, &b.1.title)));
        RepostMatrix {
            channels: columns
                .iter()
                .map(|c| c.and_then(|n| self.works.channels.get(n)).map(|c| c.name.clone()).unwrap_or_default())
                .collect(),
            rows: rows.into_iter().map(|(_, line, cells)| (line, cells)).collect(),
        }
    }

    /// Whether any work on the channels of a tally is of some kind: for sections without a tally of their own.
    pub fn section(&self, tally: &Tally) -> Found {
        let any = Tally { channels: tally.channels.clone(), kinds: tally.kinds.clone(), ..Tally::default() };
        self.tally("", &any, &[])
    }
}

fn breach(name: String, how: String) -> Breach {
    Breach { what: name, named: true, how }
}

/// Works that meet a condition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Each {
    /// Known to meet it.
    pub met: u64,
    /// With those of which nothing is known.
    pub possible: u64,
    /// Looked at.
    pub of: u64,
    /// Remarks.
    pub notes: Vec<String>,
    /// What is known not to meet it.
    pub breaches: Vec<Breach>,
    /// Where 约 is asked for, how long they are.
    pub lengths: Option<Lengths>,
}
