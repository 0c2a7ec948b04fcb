//! What a number proves. The only place where counts are added, and never without naming the rule.
//!
//! A count is a whole number of events (人次, unless the metric says otherwise). It is exact, a closed interval, or a
//! floor. Having no number at all is not a count and is not zero.

use super::id::RuleId;

/// One written number, with what it proves. Unit: events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Count {
    /// Exactly n.
    Exact(u64),
    /// Somewhere from `low` to `high`, both possible.
    Rounded {
        /// Least possible value.
        low: u64,
        /// Greatest possible value.
        high: u64,
    },
    /// n or more; nothing bounds it above ("10万+").
    AtLeast(u64),
}

impl Count {
    /// The count that a written value `v` proves when its last digit is worth `unit`.
    ///
    /// Rounding and cutting cannot be told apart, so both are covered: `[v − unit/2, v + unit − 1]`; a unit of at most 1 is exact.
    pub fn written(v: u64, unit: u64) -> Self {
        if unit <= 1 { Self::Exact(v) } else { Self::Rounded { low: v.saturating_sub(unit / 2), high: v.saturating_add(unit - 1) } }
    }

    /// Least proven value.
    pub fn low(self) -> u64 {
        match self {
            Self::Exact(n) | Self::AtLeast(n) => n,
            Self::Rounded { low, .. } => low,
        }
    }

    /// The number as it is written, of which the proven ends are made: low plus half a unit.
    pub fn shown(self) -> u64 {
        match self.high() {
            Some(high) if high > self.low() => self.low() + (high + 1 - self.low()) / 3,
            _ => self.low(),
        }
    }

    /// Greatest possible value, `None` where nothing bounds it.
    pub fn high(self) -> Option<u64> {
        match self {
            Self::Exact(n) => Some(n),
            Self::Rounded { high, .. } => Some(high),
            Self::AtLeast(_) => None,
        }
    }

    /// Whether it is one number.
    pub fn is_exact(self) -> bool {
        matches!(self, Self::Exact(_))
    }

    /// The interval of the count.
    pub fn span(self) -> Span {
        Span { low: self.low(), high: self.high() }
    }
}

/// An interval of counts: `low` is proven, `high` possible (`None`: open). Unit: events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Span {
    /// Proven.
    pub low: u64,
    /// Possible; `None` where nothing bounds it.
    pub high: Option<u64>,
}

impl Span {
    /// The sum of nothing.
    pub const ZERO: Self = Self { low: 0, high: Some(0) };

    /// One number.
    pub fn exact(n: u64) -> Self {
        Self { low: n, high: Some(n) }
    }

    /// From `low` to `high`.
    pub fn between(low: u64, high: u64) -> Self {
        Self { low, high: Some(high) }
    }

    /// Whether it is one number.
    pub fn is_exact(self) -> bool {
        self.high == Some(self.low)
    }

    /// The count with the same bounds.
    pub fn count(self) -> Count {
        match self.high {
            None => Count::AtLeast(self.low),
            Some(h) if h == self.low => Count::Exact(h),
            Some(high) => Count::Rounded { low: self.low, high },
        }
    }

    /// Adds intervals end by end under a rule; one open interval leaves the sum open.
    pub fn sum(rule: &RuleId, spans: impl IntoIterator<Item = Self>) -> Sum {
        let span = spans.into_iter().fold(Self::ZERO, |a, b| Self {
            low: a.low.saturating_add(b.low),
            high: match (a.high, b.high) {
                (Some(x), Some(y)) => Some(x.saturating_add(y)),
                _ => None,
            },
        });
        Sum { span, rule: rule.clone() }
    }

    /// What lies between two values of one series: `self` counted from `start`, never below 0 at either end.
    #[must_use]
    pub fn since(self, start: Self) -> Self {
        let low = match start.high {
            Some(h) => self.low.saturating_sub(h),
            None => 0,
        };
        Self { low, high: self.high.map(|h| h.saturating_sub(start.low)) }
    }

    /// Whether every value of `inner` lies in `self`.
    pub fn holds(self, inner: Self) -> bool {
        self.low <= inner.low
            && match (self.high, inner.high) {
                (None, _) => true,
                (Some(_), None) => false,
                (Some(h), Some(i)) => i <= h,
            }
    }
}

/// A sum with the counting rule under which it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sum {
    /// The interval of the sum.
    pub span: Span,
    /// The rule that allowed the addition.
    pub rule: RuleId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn written_value_covers_rounding_and_cutting() {
        for (v, unit, low, high) in [
            (12_000, 1_000, 11_500, 12_999),
            (120_000, 10_000, 115_000, 129_999),
            (9_900_000, 1_000_000, 9_400_000, 10_899_999),
            (12_345, 1, 12_345, 12_345),
            (0, 10_000, 0, 9_999),
        ] {
            let c = Count::written(v, unit);
            assert_eq!((c.low(), c.high()), (low, Some(high)), "{v} per {unit}");
        }
    }

    #[test]
    fn an_open_part_leaves_the_sum_open() {
        let rule = RuleId::new("CR-01");
        let s = Span::sum(&rule, [Span::exact(5), Count::AtLeast(100_000).span()]);
        assert_eq!(s.span, Span { low: 100_005, high: None });
        assert_eq!(Span::sum(&rule, [Span::between(11_500, 12_999), Span::exact(1)]).span, Span::between(11_501, 13_000));
    }
}
