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
        let channels = works.channels.len();
        let blank = || vec![Steps::new(days); channels];
        let (mut tracks, mut apart, mut estimates) = (blank(), blank(), blank());
        let mut out = Self {
            start: term.start,
            until,
            tracks: Vec::new(),
            apart: Vec::new(),
            estimates: Vec::new(),
            worth: Vec::with_capacity(works.placements.len()),
            last: vec![None; channels],
            marked: Vec::new(),
            jumps: Vec::new(),
            rounded: vec![false; channels],
        };
        let contained: Vec<bool> = works.channels.iter().map(|c| works.channels.iter().any(|o| o.contains.contains(&c.id))).collect();
        for (n, p) in works.placements.iter().enumerate() {
            let Some(channel) = works.channels.get(p.channel) else { continue };
            let counts = match (p.fact.kind, channel.scope) {
                (PlacementKind::Work, Scope::Works) | (PlacementKind::Whole, Scope::Whole) => {
                    !contained.get(p.channel).copied().unwrap_or(false)
                        && (!channel.apart || counting.others_count)
                        && (!p.is_work() || p.counts(term, as_of))
                }
                _ => false,
            };
            let shown = p.belongs && !counts;
            let steps = match (p.fact.kind, counts) {
                (PlacementKind::Estimate, _) => &mut estimates,
                (_, true) => &mut tracks,
                (_, false) => &mut apart,
            };
            let baseline = p.fact.kind == PlacementKind::Whole && !channel.dedicated;
            let mut worth = Worth::default();
            for metric in metrics_of(p, counting.extra) {
                let Some(target) = steps.get_mut(p.channel) else { continue };
                let adds = counts || shown || p.fact.kind == PlacementKind::Estimate;
                let one = Series { placement: n, placed: p, metric, baseline };
                let value = one.add(counting, until, adds.then_some(target), &mut out);
                if let Some((span, proof)) = value {
                    let rule = RuleId::new("CR-01");
                    worth.span = Some(Span::sum(&rule, worth.span.into_iter().chain([span])).span);
                    worth.proofs.push(proof);
                    if !span.is_exact()
                        && let Some(r) = out.rounded.get_mut(p.channel)
                    {
                        *r = true;
                    }
                }
            }
            out.worth.push(worth);
        }
        out.tracks = tracks.into_iter().map(Steps::finish).collect();
        out.apart = apart.into_iter().map(Steps::finish).collect();
        out.estimates = estimates.into_iter().map(Steps::finish).collect();
        out
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

/// The contact metric of a placement: by kind where it has readings of it, else the one it has readings of.
fn metrics_of(p: &Placed<'_>, extra: &[Metric]) -> Vec<Metric> {
    let by_kind = p.kind.contacts();
    let has = |m: Metric| p.fact.folded.iter().any(|d| d.metric == m);
    let explicit = p.fact.descriptions.iter().any(|d| d.kind.is_some());
    let main = match by_kind {
        Some(m) if explicit || has(m) => Some(m),
        Some(_) => [Metric::Plays, Metric::Reads, Metric::Listens].into_iter().find(|m| has(*m)).or(by_kind),
        None => None,
    };
    main.into_iter().chain(extra.iter().copied().filter(|m| has(*m))).collect()
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
    fn add(self, counting: Counting<'_>, until: Day, mut steps: Option<&mut Steps>, out: &mut Values) -> Option<(Span, ReadingRef)> {
        let p = self.placed;
        let term = counting.term;
        let mut value: Option<(Span, ReadingRef)> = None;
        let mut start: Option<Span> = None;
        let mut last_day: Option<Day> = None;
        let mut after: Option<(Day, Span)> = None;
        // Estimates jump as their issuer likes; only counts are watched.
        let mut watch = (p.fact.kind != PlacementKind::Estimate).then(|| Watch::new(p.day(), counting.anomaly));
        for daily in p.fact.folded.iter().filter(|d| d.metric == self.metric) {
            if daily.day > counting.as_of {
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
            if let Some(jump) = watch.as_mut().and_then(|w| w.next(daily.day, span)) {
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
        if let (Some(day), Some((_, proof)), Some(slot)) = (last_day, value, out.last.get_mut(p.channel))
            && slot.is_none_or(|(d, _)| d < day)
        {
            *slot = Some((day, proof));
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
