//! The daily values of one placement in few bytes: a check reads millions of them.
//!
//! Entries run by metric, then by day. Each is a head byte (metric, form, mark), then variable-length numbers: days since the entry
//! before, change of the low end (zigzag), width of a rounded interval, the mark's number, and the change of the proof's parts.

use super::metric::Metric;
use super::reading::{Daily, Mark, ReadingRef, Source};
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::ImportId;

/// Daily values, packed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Folded(Vec<u8>);

const EXACT: u8 = 0;
const ROUNDED: u8 = 1;
const OPEN: u8 = 2;
const HIDDEN: u8 = 3;

/// How a number beside a source was given stands above the source's own number.
const FORM_SHIFT: u32 = 4;

/// Marks that share one code are told apart by a number after it.
const GAP: u64 = 0;
const LIKED: u64 = 1;

impl Folded {
    /// Packs values that are ordered by metric, then day.
    pub fn pack(values: &[Daily]) -> Self {
        let mut out = Vec::with_capacity(values.len() * 10);
        let mut last = Cursor::default();
        for v in values {
            if last.metric != Some(v.metric) {
                last = Cursor { metric: Some(v.metric), import: last.import, line: last.line, ..Cursor::default() };
            }
            let (form, low) = match v.span {
                None => (HIDDEN, last.low),
                Some(s) if s.is_exact() => (EXACT, s.low),
                Some(Span { low, high: Some(_) }) => (ROUNDED, low),
                Some(Span { low, high: None }) => (OPEN, low),
            };
            let mark = match v.mark {
                Mark::None => 0,
                Mark::Fell { .. } => 1,
                Mark::Disagrees { .. } => 2,
                Mark::Gap { .. } | Mark::Liked { .. } => 3,
            };
            let metric = u8::try_from(v.metric.index()).unwrap_or(0);
            out.push(metric << 4 | form << 2 | mark);
            put(&mut out, zigzag(i64::from(v.day.number()) - last.day));
            put(&mut out, zigzag(signed(low).wrapping_sub(signed(last.low))));
            if let (ROUNDED, Some(Span { low, high: Some(high) })) = (form, v.span) {
                put(&mut out, high - low);
            }
            match v.mark {
                Mark::None => {}
                Mark::Fell { from } => put(&mut out, from),
                Mark::Disagrees { other, source } => {
                    let (form, width) = match other.high {
                        Some(high) if high == other.low => (EXACT, None),
                        Some(high) => (ROUNDED, Some(high - other.low)),
                        None => (OPEN, None),
                    };
                    put(&mut out, other.low);
                    put(&mut out, u64::try_from(source.number()).unwrap_or(0) | u64::from(form) << FORM_SHIFT);
                    if let Some(width) = width {
                        put(&mut out, width);
                    }
                }
                Mark::Gap { from, to } => {
                    put(&mut out, GAP);
                    put(&mut out, u64::try_from(v.day.since(to)).unwrap_or(0));
                    put(&mut out, u64::try_from(to.since(from)).unwrap_or(0));
                }
                Mark::Liked { likes } => {
                    put(&mut out, LIKED);
                    put(&mut out, likes);
                }
            }
            put(&mut out, zigzag(v.proof.import.0 - last.import));
            put(&mut out, zigzag(v.proof.line() - last.line));
            last = Cursor { metric: Some(v.metric), day: i64::from(v.day.number()), low, import: v.proof.import.0, line: v.proof.line() };
        }
        Self(out)
    }

    /// The packed bytes, for storing.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// From stored bytes. Damaged ones end the iteration early; the ledger compares with a rebuild.
    pub fn from_bytes(bytes: Vec<u8>) -> Self {
        Self(bytes)
    }

    /// The values, by metric, then day.
    pub fn iter(&self) -> Iter<'_> {
        Iter { rest: &self.0, last: Cursor::default() }
    }

    /// The metrics of which there is any value, without unpacking the values.
    pub fn metrics(&self) -> Vec<Metric> {
        let mut out: Vec<Metric> = Vec::new();
        let mut rest = self.iter();
        while let Some((&head, after)) = rest.rest.split_first() {
            rest.rest = after;
            let Some(metric) = Metric::ALL.get(usize::from(head >> 4)).copied() else { break };
            if out.last() != Some(&metric) {
                out.push(metric);
            }
            if rest.skip_numbers(head).is_none() {
                break;
            }
        }
        out
    }

    /// Of each metric the first value, the first one that is a number, and the last: enough to tell which works there are and how they stand
    /// now, in a fraction of the room.
    #[must_use]
    pub fn ends(&self) -> Self {
        let mut ends: Vec<Daily> = Vec::new();
        // Of the metric at hand: whether its first number is there, and its last value so far where that is none of these.
        let (mut metric, mut numbered, mut last) = (None, false, None);
        for one in self {
            let first = metric != Some(one.metric);
            if first {
                ends.extend(last.take());
                (metric, numbered) = (Some(one.metric), false);
            }
            if first || (!numbered && one.span.is_some()) {
                last = None;
                ends.push(one);
            } else {
                last = Some(one);
            }
            numbered |= one.span.is_some();
        }
        ends.extend(last);
        Self::pack(&ends)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<'a> IntoIterator for &'a Folded {
    type Item = Daily;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Cursor {
    metric: Option<Metric>,
    day: i64,
    low: u64,
    import: i64,
    line: i64,
}

/// Unpacks values one by one.
#[derive(Debug, Clone)]
pub struct Iter<'a> {
    rest: &'a [u8],
    last: Cursor,
}

impl Iterator for Iter<'_> {
    type Item = Daily;

    #[inline]
    fn next(&mut self) -> Option<Daily> {
        let (&head, rest) = self.rest.split_first()?;
        self.rest = rest;
        let metric = Metric::ALL.get(usize::from(head >> 4)).copied()?;
        if self.last.metric != Some(metric) {
            self.last = Cursor { metric: Some(metric), import: self.last.import, line: self.last.line, ..Cursor::default() };
        }
        self.last.day += unzigzag(self.take()?);
        let low = signed(self.last.low).wrapping_add(unzigzag(self.take()?)).cast_unsigned();
        self.last.low = low;
        let span = match head >> 2 & 3 {
            EXACT => Some(Span::exact(low)),
            ROUNDED => Some(Span::between(low, low.saturating_add(self.take()?))),
            OPEN => Some(Span { low, high: None }),
            _ => None,
        };
        let mark = match head & 3 {
            0 => Mark::None,
            1 => Mark::Fell { from: self.take()? },
            3 => match self.take()? {
                GAP => {
                    let to = Day::from_number(i32::try_from(self.last.day).ok()?).plus(-i32::try_from(self.take()?).ok()?);
                    Mark::Gap { from: to.plus(-i32::try_from(self.take()?).ok()?), to }
                }
                _ => Mark::Liked { likes: self.take()? },
            },
            _ => {
                let (low, source) = (self.take()?, self.take()?);
                let high = match source >> FORM_SHIFT {
                    form if form == u64::from(EXACT) => Some(low),
                    form if form == u64::from(ROUNDED) => Some(low.saturating_add(self.take()?)),
                    _ => None,
                };
                let source = i64::try_from(source & ((1 << FORM_SHIFT) - 1)).ok().and_then(Source::from_number)?;
                Mark::Disagrees { other: Span { low, high }, source }
            }
        };
        self.last.import += unzigzag(self.take()?);
        self.last.line += unzigzag(self.take()?);
        Some(Daily {
            day: Day::from_number(i32::try_from(self.last.day).ok()?),
            metric,
            span,
            proof: ReadingRef::from_line(ImportId(self.last.import), self.last.line),
            mark,
        })
    }
}

impl Iter<'_> {
    /// Passes over the numbers of an entry: day, low end, width, mark, import and line.
    fn skip_numbers(&mut self, head: u8) -> Option<()> {
        self.pass(2 + usize::from(head >> 2 & 3 == ROUNDED))?;
        match head & 3 {
            0 => self.pass(2),
            1 => self.pass(3),
            2 => {
                self.pass(1)?;
                let width = usize::from(self.take()? >> FORM_SHIFT == u64::from(ROUNDED));
                self.pass(width + 2)
            }
            _ => {
                let numbers = if self.take()? == GAP { 2 } else { 1 };
                self.pass(numbers + 2)
            }
        }
    }

    /// Passes over so many numbers: each ends with the first byte below 0x80.
    fn pass(&mut self, numbers: usize) -> Option<()> {
        for _ in 0..numbers {
            let end = self.rest.iter().position(|b| *b < 0x80)?;
            self.rest = self.rest.get(end + 1..)?;
        }
        Some(())
    }

    #[inline]
    fn take(&mut self) -> Option<u64> {
        // Nearly every number is one byte.
        let (&b, rest) = self.rest.split_first()?;
        self.rest = rest;
        if b < 0x80 {
            return Some(u64::from(b));
        }
        let mut n = u64::from(b & 0x7F);
        for shift in (7..64).step_by(7) {
            let (&b, rest) = self.rest.split_first()?;
            self.rest = rest;
            n |= u64::from(b & 0x7F) << shift;
            if b < 0x80 {
                return Some(n);
            }
        }
        None
    }
}

fn put(out: &mut Vec<u8>, mut n: u64) {
    loop {
        let low = u8::try_from(n & 0x7F).unwrap_or(0);
        n >>= 7;
        if n == 0 {
            out.push(low);
            return;
        }
        out.push(low | 0x80);
    }
}

fn signed(n: u64) -> i64 {
    n.cast_signed()
}

fn zigzag(n: i64) -> u64 {
    (n << 1 ^ n >> 63).cast_unsigned()
}

fn unzigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -((n & 1).cast_signed())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packing_loses_nothing() {
        let proof = |row| ReadingRef { import: ImportId(7), file: 1, sheet: 2, row };
        let day = |n| Day::from_number(19_000 + n);
        let values = [
            Daily { day: day(0), metric: Metric::Plays, span: Some(Span::exact(12_345)), proof: proof(9), mark: Mark::None },
            Daily {
                day: day(7),
                metric: Metric::Plays,
                span: Some(Span::between(11_500, 12_999)),
                proof: proof(3),
                mark: Mark::Fell { from: 12_345 },
            },
            Daily { day: day(9), metric: Metric::Plays, span: None, proof: proof(4), mark: Mark::None },
            Daily {
                day: day(1),
                metric: Metric::Reads,
                span: Some(Span { low: 100_000, high: None }),
                proof: proof(8),
                mark: Mark::Disagrees { other: Span { low: 90_000, high: None }, source: Source::Statement },
            },
            Daily {
                day: day(2),
                metric: Metric::Reads,
                span: Some(Span::exact(5_000)),
                proof: proof(8),
                mark: Mark::Disagrees { other: Span::between(11_500, 12_999), source: Source::Partner },
            },
            Daily {
                day: day(3),
                metric: Metric::Reads,
                span: Some(Span::exact(6_000)),
                proof: proof(8),
                mark: Mark::Disagrees { other: Span::exact(9_000), source: Source::Collected },
            },
            Daily {
                day: day(9),
                metric: Metric::Reads,
                span: Some(Span::exact(7)),
                proof: proof(9),
                mark: Mark::Gap { from: day(3), to: day(5) },
            },
            Daily { day: day(10), metric: Metric::Reads, span: Some(Span::exact(8)), proof: proof(9), mark: Mark::Liked { likes: 9_000 } },
        ];
        let packed = Folded::pack(&values);
        assert_eq!(packed.iter().collect::<Vec<_>>(), values);
        assert_eq!(packed.metrics(), [Metric::Plays, Metric::Reads]);
        assert_eq!(Folded::default().metrics(), []);
        assert!(packed.bytes().len() < 90);
    }

    #[test]
    fn ends_are_the_first_value_the_first_number_and_the_last() {
        let value = |metric, day, span| {
            let proof = ReadingRef { import: ImportId(1), file: 0, sheet: 0, row: 2 };
            Daily { day: Day::from_number(19_000 + day), metric, span, proof, mark: Mark::None }
        };
        let exact = |n| Some(Span::exact(n));
        // 平台先不显示播放量，第3天起有数；阅读量只有一天。
        let plays = [(1, None), (2, None), (3, exact(10)), (4, exact(20)), (5, exact(30))].map(|(d, s)| value(Metric::Plays, d, s));
        let reads = value(Metric::Reads, 4, exact(7));
        let all = [plays.as_slice(), &[reads]].concat();
        assert_eq!(Folded::pack(&all).ends().iter().collect::<Vec<_>>(), [plays[0], plays[2], plays[4], reads]);
        assert_eq!(Folded::default().ends(), Folded::default());
    }
}
