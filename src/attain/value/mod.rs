//! Numbers day by day: what the placements of a campaign add to its channels (rules 8, 9, 10).
//!
//! Every placement is a step function; its steps are added into one array per channel, so a check costs one pass over the folded
//! values and then days × channels.

mod adding;

use super::jump::Jump;
use super::works::Works;
use crate::base::count::{Span, Sum};
use crate::base::day::{Day, Term};
use crate::base::id::RuleId;
use crate::define::settings::Anomaly;
use crate::model::metric::Metric;
use crate::model::reading::{Daily, ReadingRef};
use adding::{Adding, Part, Steps};

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
    /// The value before, as read.
    pub before: Option<Span>,
}

/// What one placement is worth at the end of the axis.
#[derive(Debug, Clone, Default)]
pub struct Worth {
    /// Contacts; `None`: no number is known.
    pub span: Option<Span>,
    /// The same by metric.
    pub parts: Vec<(Metric, Span)>,
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

    /// Whether nothing of a channel counts up to the end of the axis.
    pub fn is_silent(&self, channel: usize) -> bool {
        self.tracks.get(channel).is_none_or(|t| t.readings.iter().all(|n| *n == 0))
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
