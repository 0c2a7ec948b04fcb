//! Numbers day by day: what the placements of a campaign add to its channels (rules 8, 9, 10).
//!
//! Every placement is a step function; its steps are added into one array per channel, so a check costs one pass over the folded
//! values and then days × channels.

use super::jump::{Jump, Watch};
use super::works::{Placed, Works};
use crate::base::count::{Span, Sum};
use crate::base::day::{Day, Term};
use crate::base::id::RuleId;
use crate::define::settings::Anomaly;
use crate::model::channel::Scope;
use crate::model::fact::PlacementKind;
use crate::model::metric::Metric;
use crate::model::reading::{Daily, Mark, ReadingRef};
use std::ops::Range;

/// From so many placements on they are added on two cores.
const SPLIT_FROM: usize = 500;

/// One channel's contacts on every day from the start of the term to the last day that counts.
#[derive(Debug, Clone, Default)]
pub struct Track {
    /// Proven, by day.
    pub low: Vec<u64>,
    /// Possible without open ends, by day.
    pub high: Vec<u64>,
    /// Floors of the open ends, by day: what an open end may add when it is judged.
    pub open_floor: Vec<u64>,
    /// Readings, by day.
    pub readings: Vec<u32>,
}

impl Track {
    /// The interval on a day; before the first day it is zero.
    pub fn at(&self, index: usize) -> Span {
        let low = self.low.get(index).copied().unwrap_or(0);
        let open = self.open_floor.get(index).copied().unwrap_or(0) > 0;
        Span { low, high: (!open).then(|| self.high.get(index).copied().unwrap_or(0)) }
    }
}

/// A value that is marked for a question.
#[derive(Debug, Clone)]
pub struct Marked {
    /// Position in [`Works::placements`].
    pub placement: usize,
    /// The daily value.
    pub daily: Daily,
    /// The value before.
    pub before: u64,
}

/// What one placement is worth at the end of the axis.
#[derive(Debug, Clone, Default)]
pub struct Worth {
    /// Contacts; `None`: no number is known.
    pub span: Option<Span>,
    /// The readings that decided.
    pub proofs: Vec<ReadingRef>,
}

/// Everything numeric about a campaign up to a day.
#[derive(Debug)]
pub struct Values {
    /// First day of the axis: the start of the term.
    pub start: Day,
    /// Last day: min(T, end of term), at least `start`.
    pub until: Day,
    /// Per channel what counts.
    pub tracks: Vec<Track>,
    /// Per channel what is known but does not count (contained, 其他媒体, works of a whole channel, wholes of a works channel).
    pub apart: Vec<Track>,
    /// Per channel estimates.
    pub estimates: Vec<Track>,
    /// Per placement.
    pub worth: Vec<Worth>,
    /// Last day with a reading ≤ until, per channel, with its source and proof.
    pub last: Vec<Option<(Day, ReadingRef)>>,
    /// Falls, disagreements, gaps and many likes.
    pub marked: Vec<Marked>,
    /// Odd growth: position in [`Works::placements`], day, metric.
    pub jumps: Vec<(usize, Day, Metric, Jump)>,
    /// Channels of which some value is not exact.
    pub rounded: Vec<bool>,
}

/// How the sum of a campaign is made.
#[derive(Debug, Clone, Copy)]
pub struct Counting<'a> {
    /// The term.
    pub term: Term,
    /// T.
    pub as_of: Day,
    /// Metrics that enter beside the one by kind.
    pub extra: &'a [Metric],
    /// Readings this many days after the end count as final, where that rule is signed.
    pub final_within: Option<i32>,
    /// 其他媒体 count (signed).
    pub others_count: bool,
    /// When growth is odd.
    pub anomaly: Anomaly,
}

impl Values {
    /// Adds the placements up.
    pub fn of(works: &Works<'_>, counting: Counting<'_>) -> Self {
        let Counting { term, as_of, .. } = counting;
        let until = as_of.min(term.end).max(term.start);
        let days = usize::try_from(until.since(term.start)).unwrap_or(0) + 1;
        let contained: Vec<bool> = works.channels.iter().map(|c| works.channels.iter().any(|o| o.contains.contains(&c.id))).collect();
        let adding = Adding { works, counting, until, days, contained: &contained };
        // Placements know nothing of one another: many are added on two cores. The parts are put together in their order.
        let parts = if works.placements.len() < SPLIT_FROM {
            vec![adding.part(0..works.placements.len())]
        } else {
            let half = works.placements.len() / 2;
            std::thread::scope(|s| {
                let first = s.spawn(|| adding.part(0..half));
                let second = adding.part(half..works.placements.len());
                vec![first.join().unwrap_or_else(|_| adding.part(0..half)), second]
            })
        };
        let mut whole = Part::new(works.channels.len(), days);
        for part in parts {
            whole.append(part);
        }
        let tracks = |steps: Vec<Steps>| steps.into_iter().map(Steps::finish).collect();
        Self {
            start: term.start,
            until,
            tracks: tracks(whole.tracks),
            apart: tracks(whole.apart),
            estimates: tracks(whole.estimates),
            worth: whole.worth,
            last: whole.last,
            marked: whole.marked,
            jumps: whole.jumps,
            rounded: whole.rounded,
        }
    }

    /// First day on which anything that counts was read; the last day of the axis where nothing was.
    pub fn first_reading(&self) -> Day {
        let first = self.tracks.iter().filter_map(|t| t.readings.iter().position(|n| *n > 0)).min();
        first.and_then(|n| i32::try_from(n).ok()).map_or(self.until, |n| self.start.plus(n))
    }

    /// Number of days on the axis.
    pub fn days(&self) -> usize {
        usize::try_from(self.until.since(self.start)).unwrap_or(0) + 1
    }

    /// Position of a day; days before the term have none, later ones are the last.
    pub fn index(&self, day: Day) -> Option<usize> {
        let n = usize::try_from(day.since(self.start)).ok()?;
        Some(n.min(self.days() - 1))
    }

    /// A channel's counted value at 24:00 of a day.
    pub fn channel_at(&self, channel: usize, day: Day) -> Span {
        self.index(day).and_then(|n| Some(self.tracks.get(channel)?.at(n))).unwrap_or(Span::ZERO)
    }

    /// The campaign's contacts at 24:00 of a day, under a rule.
    pub fn contacts_at(&self, rule: &RuleId, day: Day) -> Sum {
        Span::sum(rule, (0..self.tracks.len()).map(|c| self.channel_at(c, day)))
    }

    /// The high end for judging: an open end counts as at most `factor` times its floor.
    pub fn judged_high(&self, day: Day, factor: u64) -> u64 {
        let Some(n) = self.index(day) else { return 0 };
        self.tracks
            .iter()
            .map(|t| {
                let open = t.open_floor.get(n).copied().unwrap_or(0);
                t.high.get(n).copied().unwrap_or(0).saturating_add(open.saturating_mul(factor))
            })
            .fold(0, u64::saturating_add)
    }

    /// The estimates on a day, as an interval.
    pub fn estimates_span(&self, day: Day) -> Span {
        let rule = RuleId::new("CR-15");
        Span::sum(&rule, self.index(day).into_iter().flat_map(|n| self.estimates.iter().map(move |t| t.at(n)))).span
    }

    /// The estimates' low end on a day.
    pub fn estimates_at(&self, day: Day) -> u64 {
        let n = self.index(day);
        self.estimates.iter().filter_map(|t| t.low.get(n?)).fold(0, |a, b| a.saturating_add(*b))
    }
}

/// What the placements of a campaign are added by.
struct Adding<'a, 'b> {
    works: &'a Works<'b>,
    counting: Counting<'a>,
    until: Day,
    days: usize,
    contained: &'a [bool],
}

/// What some placements come to.
struct Part {
    tracks: Vec<Steps>,
    apart: Vec<Steps>,
    estimates: Vec<Steps>,
    worth: Vec<Worth>,
    last: Vec<Option<(Day, ReadingRef)>>,
    marked: Vec<Marked>,
    jumps: Vec<(usize, Day, Metric, Jump)>,
    rounded: Vec<bool>,
}

impl Part {
    fn new(channels: usize, days: usize) -> Self {
        let blank = || vec![Steps::new(days); channels];
        Self {
            tracks: blank(),
            apart: blank(),
            estimates: blank(),
            worth: Vec::new(),
            last: vec![None; channels],
            marked: Vec::new(),
            jumps: Vec::new(),
            rounded: vec![false; channels],
        }
    }

    /// Adds what the placements after these come to.
    fn append(&mut self, later: Self) {
        let lists = [(&mut self.tracks, later.tracks), (&mut self.apart, later.apart), (&mut self.estimates, later.estimates)];
        for (mine, theirs) in lists {
            mine.iter_mut().zip(&theirs).for_each(|(a, b)| a.add(b));
        }
        self.worth.extend(later.worth);
        self.marked.extend(later.marked);
        self.jumps.extend(later.jumps);
        for (channel, last) in later.last.into_iter().enumerate() {
            if let Some((day, proof)) = last {
                self.saw(channel, day, proof);
            }
        }
        self.rounded.iter_mut().zip(later.rounded).for_each(|(a, b)| *a |= b);
    }

    /// A reading of a channel: the first one of its last day stays.
    fn saw(&mut self, channel: usize, day: Day, proof: ReadingRef) {
        if let Some(slot) = self.last.get_mut(channel)
            && slot.is_none_or(|(d, _)| d < day)
        {
            *slot = Some((day, proof));
        }
    }
}

impl Adding<'_, '_> {
    /// Adds some placements up.
    fn part(&self, positions: Range<usize>) -> Part {
        let Counting { term, as_of, .. } = self.counting;
        let rule = RuleId::new("CR-01");
        let mut out = Part::new(self.works.channels.len(), self.days);
        let mut watch = Watch::new(term.start, self.counting.anomaly);
        let placements = self.works.placements.iter().enumerate().skip(positions.start).take(positions.len());
        for (n, p) in placements {
            let mut worth = Worth::default();
            if let Some(channel) = self.works.channels.get(p.channel) {
                let counts = match (p.fact.kind, channel.scope) {
                    (PlacementKind::Work, Scope::Works) | (PlacementKind::Whole, Scope::Whole) => {
                        !self.contained.get(p.channel).copied().unwrap_or(false)
                            && (!channel.apart || self.counting.others_count)
                            && (!p.is_work() || p.counts(term, as_of))
                    }
                    _ => false,
                };
                let into = match (p.fact.kind, counts) {
                    (PlacementKind::Estimate, _) => Some(Into::Estimates),
                    (_, true) => Some(Into::Tracks),
                    (_, false) => p.belongs.then_some(Into::Apart),
                };
                let baseline = p.fact.kind == PlacementKind::Whole && !channel.dedicated;
                for metric in metrics_of(p, self.counting.extra) {
                    watch.restart(p.day());
                    let one = Series { placement: n, placed: p, metric, baseline };
                    if let Some((span, proof)) = one.add(self.counting, self.until, into, &mut watch, &mut out) {
                        worth.span = Some(Span::sum(&rule, worth.span.into_iter().chain([span])).span);
                        worth.proofs.push(proof);
                        if !span.is_exact()
                            && let Some(r) = out.rounded.get_mut(p.channel)
                        {
                            *r = true;
                        }
                    }
                }
            }
            out.worth.push(worth);
        }
        out
    }
}

/// Where the steps of a placement go.
#[derive(Debug, Clone, Copy)]
enum Into {
    Tracks,
    Apart,
    Estimates,
}

/// The contact metric of a placement: by kind where it has readings of it, else the one it has readings of.
fn metrics_of(p: &Placed<'_>, extra: &[Metric]) -> Vec<Metric> {
    let by_kind = p.kind.contacts();
    let explicit = p.fact.descriptions.iter().any(|d| d.kind.is_some());
    let first = p.fact.folded.iter().next().map(|d| d.metric);
    if extra.is_empty() && (by_kind.is_none() || explicit || first == by_kind) {
        return by_kind.into_iter().collect();
    }
    let there = p.fact.folded.metrics();
    let main = match by_kind {
        Some(m) if explicit || there.contains(&m) => Some(m),
        Some(_) => [Metric::Plays, Metric::Reads, Metric::Listens].into_iter().find(|m| there.contains(m)).or(by_kind),
        None => None,
    };
    main.into_iter().chain(extra.iter().copied().filter(|m| there.contains(m))).collect()
}

/// One metric of one placement.
#[derive(Clone, Copy)]
struct Series<'a, 'b> {
    placement: usize,
    placed: &'a Placed<'b>,
    metric: Metric,
    baseline: bool,
}

impl Series<'_, '_> {
    /// Adds the steps; returns the value at the end of the axis with its proof.
    fn add(self, counting: Counting<'_>, until: Day, into: Option<Into>, watch: &mut Watch, out: &mut Part) -> Option<(Span, ReadingRef)> {
        let p = self.placed;
        let mut steps = match into {
            Some(Into::Tracks) => out.tracks.get_mut(p.channel),
            Some(Into::Apart) => out.apart.get_mut(p.channel),
            Some(Into::Estimates) => out.estimates.get_mut(p.channel),
            None => None,
        };
        let term = counting.term;
        let mut value: Option<(Span, ReadingRef)> = None;
        let mut start: Option<Span> = None;
        let mut last_day: Option<Day> = None;
        let mut after: Option<(Day, Span)> = None;
        // Estimates jump as their issuer likes; only counts are watched.
        let watched = p.fact.kind != PlacementKind::Estimate;
        for daily in p.fact.folded.iter().skip_while(|d| d.metric != self.metric) {
            if daily.metric != self.metric || daily.day > counting.as_of {
                break;
            }
            let Some(mut span) = daily.span else { continue };
            if !p.visibility.is_empty() && !p.is_public(daily.day) {
                continue;
            }
            if daily.day > until {
                after = after.or(Some((daily.day, span)));
                break;
            }
            if self.baseline {
                if daily.day < term.start {
                    start = Some(span);
                    continue;
                }
                // Without a reading before the term the value at its start lies between 0 and the first reading.
                let base = *start.get_or_insert(Span { low: 0, high: span.high });
                span = span.since(base);
            }
            let before = value.map_or(0, |(s, _)| s.low);
            if daily.mark != Mark::None {
                out.marked.push(Marked { placement: self.placement, daily, before });
            }
            if let Some(jump) = watched.then(|| watch.next(daily.day, span)).flatten() {
                out.jumps.push((self.placement, daily.day, self.metric, jump));
            }
            if let Some(s) = steps.as_deref_mut() {
                let n = usize::try_from(daily.day.since(term.start)).unwrap_or(0);
                s.step(n, value.map(|(v, _)| v), span);
                s.reading(n);
            }
            value = Some((span, daily.proof));
            last_day = Some(daily.day);
        }
        let last = last_day.zip(value);
        // Rule 10: no reading on the last day, one after it.
        if let Some((day, later)) = after
            && counting.as_of > term.end
            && last_day != Some(term.end)
        {
            let is_final = counting.final_within.is_some_and(|days| day.since(term.end) <= days);
            let before = value.map_or(Span::ZERO, |(v, _)| v);
            let span = if is_final { later } else { Span { low: before.low, high: before.high.zip(later.high).map(|(a, b)| a.max(b)) } };
            if let Some(s) = steps {
                s.step(s.days() - 1, value.map(|(v, _)| v), span);
            }
            let proof =
                value.map(|(_, p)| p).or_else(|| p.fact.folded.iter().find(|d| d.metric == self.metric && d.day == day).map(|d| d.proof));
            value = proof.map(|p| (span, p));
        }
        if let Some((day, (_, proof))) = last {
            out.saw(p.channel, day, proof);
        }
        value
    }
}

/// Changes by day, before they are summed up.
#[derive(Debug, Clone)]
struct Steps {
    low: Vec<i64>,
    high: Vec<i64>,
    open_floor: Vec<i64>,
    readings: Vec<u32>,
}

impl Steps {
    fn new(days: usize) -> Self {
        Self { low: vec![0; days], high: vec![0; days], open_floor: vec![0; days], readings: vec![0; days] }
    }

    fn days(&self) -> usize {
        self.low.len()
    }

    fn reading(&mut self, n: usize) {
        if let Some(r) = self.readings.get_mut(n) {
            *r += 1;
        }
    }

    fn step(&mut self, n: usize, before: Option<Span>, now: Span) {
        let parts = |s: Option<Span>| match s {
            None => (0, 0, 0),
            Some(Span { low, high: Some(high) }) => (low, high, 0),
            Some(Span { low, high: None }) => (low, 0, low.max(1)),
        };
        let (a, b) = (parts(before), parts(Some(now)));
        let change = |to: u64, from: u64| to.cast_signed().wrapping_sub(from.cast_signed());
        for (list, delta) in
            [(&mut self.low, change(b.0, a.0)), (&mut self.high, change(b.1, a.1)), (&mut self.open_floor, change(b.2, a.2))]
        {
            if let Some(slot) = list.get_mut(n) {
                *slot = slot.wrapping_add(delta);
            }
        }
    }

    /// Adds the changes of others.
    fn add(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.low, &other.low), (&mut self.high, &other.high), (&mut self.open_floor, &other.open_floor)] {
            mine.iter_mut().zip(theirs).for_each(|(a, b)| *a = a.wrapping_add(*b));
        }
        self.readings.iter_mut().zip(&other.readings).for_each(|(a, b)| *a += b);
    }

    fn finish(self) -> Track {
        let sum = |steps: Vec<i64>| -> Vec<u64> {
            steps
                .into_iter()
                .scan(0_i64, |total, step| {
                    *total = total.saturating_add(step);
                    Some(u64::try_from(*total).unwrap_or(0))
                })
                .collect()
        };
        Track { low: sum(self.low), high: sum(self.high), open_floor: sum(self.open_floor), readings: self.readings }
    }
}
