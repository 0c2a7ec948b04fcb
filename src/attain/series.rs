//! The only place where readings become daily values: counting rules 1 to 5. Pure, whole numbers.

use crate::base::count::{Count, Span};
use crate::base::day::Day;
use crate::define::settings::Fold;
use crate::model::folded::Folded;
use crate::model::metric::{Metric, Value};
use crate::model::reading::{Daily, Mark, Reading, ReadingRef, Source};
use std::cmp::Reverse;

/// The metrics that are folded. Likes, comments, shares and favourites stay raw: no target rests on them.
pub const FOLDED: [Metric; 5] = [Metric::Plays, Metric::Reads, Metric::Listens, Metric::Discussions, Metric::Readers];

/// One metric's reading, as the rules see it. Later `id`s were received later.
#[derive(Debug, Clone, Copy)]
struct One {
    day: Day,
    /// Seconds, for order inside a day.
    at: i64,
    from: Option<Day>,
    source: Source,
    id: ReadingRef,
    value: Value,
    /// Likes in the same row.
    likes: Option<Count>,
}

/// Folds the readings of one placement. Any order in, by metric and day out.
pub fn fold(readings: &[Reading], settings: Fold) -> Folded {
    fold_on(None, readings, settings)
}

/// Goes on from the values before a day. `readings`: those that count for that day and later; no reading of the placement is an
/// increment (they add up from the first). The same as folding all of them.
pub fn fold_on(before: Option<(&Folded, Day)>, readings: &[Reading], settings: Fold) -> Folded {
    let mut out = Vec::with_capacity(readings.len());
    for metric in FOLDED {
        let mut so_far = SoFar::default();
        if let Some((folded, from)) = before {
            let first = out.len();
            out.extend(folded.iter().filter(|d| d.metric == metric && d.day < from));
            out.iter().skip(first).filter_map(|d| d.span).for_each(|span| so_far.see(span));
        }
        let mut ones: Vec<One> = readings
            .iter()
            .filter_map(|r| {
                let value = r.values.get(metric)?;
                Some(One {
                    day: r.day(),
                    at: r.at.0,
                    from: r.from,
                    source: r.source,
                    id: r.id,
                    value,
                    likes: r.values.count(Metric::Likes),
                })
            })
            .collect();
        if ones.is_empty() {
            continue;
        }
        // Cumulative readings silence increments (rule 3); a hidden number alone does not.
        let cumulative = ones.iter().any(|o| o.from.is_none() && matches!(o.value, Value::Count(_)));
        ones.retain(|o| o.from.is_none() || !cumulative);
        if cumulative || ones.iter().all(|o| o.from.is_none()) {
            ones.sort_by_key(|o| (o.day, o.source, Reverse((o.id.import, o.at, o.id))));
            fold_cumulative(metric, &ones, so_far, settings, &mut out);
        } else {
            ones.retain(|o| o.from.is_some());
            fold_increments(metric, ones, &mut out);
        }
    }
    Folded::pack(&out)
}

/// What the values up to a day say of the next one.
#[derive(Debug, Clone, Copy, Default)]
struct SoFar {
    /// The last exact value, until a fall shows that it no longer bounds the count from below.
    floor: Option<u64>,
    /// The most that any value since allows: less than that may be a fall, so the exact value proves nothing any more.
    most: u64,
    /// The last value.
    last: Option<Span>,
}

impl SoFar {
    fn see(&mut self, span: Span) {
        let high = span.high.unwrap_or(u64::MAX);
        if high < self.most {
            self.floor = None;
        }
        self.most = self.most.max(high);
        if span.is_exact() {
            (self.floor, self.most) = (Some(span.low), span.low);
        }
        self.last = Some(span);
    }

    /// Rule 2: an exact value tightens a later rounded or open one that does not contradict it.
    fn tighten(&self, count: Count) -> Span {
        let span = count.span();
        match self.floor {
            Some(floor) if !count.is_exact() && span.high.is_none_or(|h| h >= self.most) => Span { low: span.low.max(floor), ..span },
            _ => span,
        }
    }
}

/// Rules 2, 4 and 5. `ones` by day, then precedence of source, then last received first.
fn fold_cumulative(metric: Metric, ones: &[One], mut so_far: SoFar, settings: Fold, out: &mut Vec<Daily>) {
    for day in ones.chunk_by(|a, b| a.day == b.day) {
        // Of each source only what it said last.
        let latest: Vec<&One> = day.chunk_by(|a, b| a.source == b.source).filter_map(last_said).collect();
        let counts: Vec<(&One, Count)> =
            latest.iter().filter_map(|o| if let Value::Count(c) = o.value { Some((*o, c)) } else { None }).collect();
        let Some((one, count)) = decide(&counts) else {
            if let Some(o) = latest.first() {
                out.push(Daily { day: o.day, metric, span: None, proof: o.id, mark: Mark::None });
            }
            continue;
        };
        let span = so_far.tighten(count);
        let mut mark = Mark::None;
        if let Some(b) = so_far.last
            && let Some(high) = span.high
            && passes(b.low.saturating_sub(high), b.low, settings.fall_percent, settings.fall_min)
        {
            mark = Mark::Fell { from: b.low };
        }
        for (other, c) in &counts {
            let (a, b) = (count.span(), c.span());
            // Who corrects a number has seen what was received by then: that is decided, not asked about.
            if one.source == Source::Correction && other.id.import < one.id.import {
                continue;
            }
            let gap = a.low.saturating_sub(b.high.unwrap_or(u64::MAX)).max(b.low.saturating_sub(a.high.unwrap_or(u64::MAX)));
            if mark == Mark::None && passes(gap, a.low.max(b.low), settings.disagreement_percent, settings.disagreement_min) {
                mark = Mark::Disagrees { other: b, source: other.source };
            }
        }
        if let (Mark::None, Some(likes)) = (mark, one.likes.filter(|l| too_many(*l, span, settings))) {
            mark = Mark::Liked { likes: likes.low() };
        }
        so_far.see(span);
        out.push(Daily { day: one.day, metric, span: Some(span), proof: one.id, mark });
    }
}

/// What a source said last. A platform that hides a number takes back nothing that it showed earlier on the day, and what is only rounded
/// or open takes back no exact number that it allows (rule 5).
fn last_said(said: &[One]) -> Option<&One> {
    let shown = said.iter().find(|o| o.source == Source::Collected && matches!(o.value, Value::Count(_)));
    let last = shown.or(said.first())?;
    let Value::Count(count) = last.value else { return Some(last) };
    let allows = |o: &&One| matches!(o.value, Value::Count(c) if c.is_exact() && count.span().holds(c.span()));
    let before = said.iter().skip_while(|o| o.id != last.id).find(|o| matches!(o.value, Value::Count(c) if c.is_exact()));
    Some(before.filter(allows).unwrap_or(last))
}

/// Which reading of a day decides: an exact one inside all the others, else the first in precedence.
fn decide<'a>(counts: &[(&'a One, Count)]) -> Option<(&'a One, Count)> {
    let corrected = counts.first().filter(|(o, _)| o.source == Source::Correction);
    let inside = counts.iter().find(|(_, c)| c.is_exact() && counts.iter().all(|(_, other)| other.span().holds(c.span())));
    corrected.or(inside).or(counts.first()).copied()
}

/// Likes that a count of plays hardly carries: asked about, never judged.
fn too_many(likes: Count, plays: Span, settings: Fold) -> bool {
    let Some(high) = plays.high else { return false };
    likes.low() > settings.likes_min && u128::from(likes.low()) * 100 > u128::from(high) * u128::from(settings.likes_percent)
}

fn passes(gap: u64, of: u64, percent: u64, min: u64) -> bool {
    gap > min && u128::from(gap) * 100 > u128::from(of) * u128::from(percent)
}

/// Rule 3: increments add up; the same period again is a correction; a longer period replaces those that it covers and came before it.
fn fold_increments(metric: Metric, mut ones: Vec<One>, out: &mut Vec<Daily>) {
    ones.sort_by_key(|o| (o.id.import, o.id));
    let mut kept: Vec<One> = Vec::with_capacity(ones.len());
    for one in ones {
        kept.retain(|k| !(one.from <= k.from && k.day <= one.day));
        if !kept.iter().any(|k| k.from <= one.from && one.day <= k.day) {
            kept.push(one);
        }
    }
    kept.sort_by_key(|o| (o.day, o.from));
    let mut sum = Span::ZERO;
    let mut reached: Option<Day> = None;
    for one in kept {
        let Value::Count(c) = one.value else { continue };
        let s = c.span();
        sum = Span { low: sum.low.saturating_add(s.low), high: sum.high.zip(s.high).map(|(a, b)| a.saturating_add(b)) };
        let mark = match (reached, one.from) {
            (Some(after), Some(from)) if from > after.plus(1) => Mark::Gap { from: after.plus(1), to: from.plus(-1) },
            _ => Mark::None,
        };
        reached = reached.max(Some(one.day));
        match out.last_mut().filter(|d| d.metric == metric && d.day == one.day) {
            Some(same) => same.span = Some(sum),
            None => out.push(Daily { day: one.day, metric, span: Some(sum), proof: one.id, mark }),
        }
    }
}

/// How the period of a new increment meets the periods already there (rule 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Overlap {
    /// No day in common.
    None,
    /// The same period: a correction.
    Same,
    /// Covers the earlier ones wholly.
    Covers,
    /// Shares some days only; the two dates at which it would have to be split.
    Partial(Day, Day),
}

/// Compares a period with the earlier ones of its series.
pub fn overlap(from: Day, to: Day, earlier: &[(Day, Day)]) -> Overlap {
    let mut result = Overlap::None;
    for &(f, t) in earlier {
        if t < from || to < f {
            continue;
        }
        if (f, t) == (from, to) {
            result = Overlap::Same;
        } else if from <= f && t <= to {
            result = Overlap::Covers;
        } else {
            return Overlap::Partial(f.max(from), t.min(to));
        }
    }
    result
}
