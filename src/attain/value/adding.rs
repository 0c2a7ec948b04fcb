//! Many placements added up: each is a step function, its steps go into one array per channel, parts into a whole.

use super::{Counting, Marked, Track, Worth};
use crate::attain::jump::{Jump, Watch};
use crate::attain::works::{Placed, Works};
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::RuleId;
use crate::model::channel::Scope;
use crate::model::fact::PlacementKind;
use crate::model::metric::Metric;
use crate::model::reading::{Mark, ReadingRef};
use std::ops::Range;

/// What the placements of a campaign are added by.
pub(super) struct Adding<'a, 'b> {
    pub(super) works: &'a Works<'b>,
    pub(super) counting: Counting<'a>,
    pub(super) until: Day,
    pub(super) days: usize,
    pub(super) contained: &'a [bool],
}

/// What some placements come to.
pub(super) struct Part {
    pub(super) tracks: Vec<Steps>,
    pub(super) apart: Vec<Steps>,
    pub(super) estimates: Vec<Steps>,
    pub(super) worth: Vec<Worth>,
    pub(super) last: Vec<Option<(Day, ReadingRef)>>,
    pub(super) marked: Vec<Marked>,
    pub(super) jumps: Vec<(usize, Day, Metric, Jump)>,
    pub(super) rounded: Vec<bool>,
}

impl Part {
    pub(super) fn new(channels: usize, days: usize) -> Self {
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
    pub(super) fn append(&mut self, later: Self) {
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
    pub(super) fn part(&self, positions: Range<usize>) -> Part {
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
                        worth.parts.push((metric, span));
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
    if extra.is_empty() && by_kind.is_some() && (explicit || first == by_kind) {
        return by_kind.into_iter().collect();
    }
    let there = p.fact.folded.metrics();
    let main = match by_kind {
        Some(m) if explicit || there.contains(&m) => Some(m),
        // A long picture or a poster has no counter of its own: what is counted of it is what it has.
        _ => [Metric::Plays, Metric::Reads, Metric::Listens].into_iter().find(|m| there.contains(m)).or(by_kind),
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
        let mut before: Option<Span> = None;
        let mut after: Option<(Day, Span)> = None;
        // Estimates jump as their issuer likes; only counts are watched.
        let watched = p.fact.kind != PlacementKind::Estimate;
        for daily in p.fact.folded.iter().skip_while(|d| d.metric != self.metric) {
            if daily.metric != self.metric || daily.day > counting.as_of {
                break;
            }
            let Some(read) = daily.span else { continue };
            let mut span = read;
            // Under its new title the work goes on as another placement.
            if p.renamed.is_some_and(|day| daily.day >= day) {
                break;
            }
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
            if daily.mark != Mark::None {
                out.marked.push(Marked { placement: self.placement, daily, before });
            }
            before = Some(read);
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
        if let Some(day) = p.renamed.filter(|day| *day <= until)
            && let Some((span, proof)) = value
        {
            if let Some(s) = steps.as_deref_mut() {
                s.step(usize::try_from(day.since(term.start)).unwrap_or(0), Some(span), Span::ZERO);
            }
            value = Some((Span::ZERO, proof));
        }
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
            // A later reading bounds the last day: of this channel there is data up to the end.
            if let Some((_, proof)) = value {
                out.saw(p.channel, term.end, proof);
            }
        }
        if let Some((day, (_, proof))) = last {
            out.saw(p.channel, day, proof);
        }
        value
    }
}

/// Changes by day, before they are summed up.
#[derive(Debug, Clone)]
pub(super) struct Steps {
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

    pub(super) fn finish(self) -> Track {
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
