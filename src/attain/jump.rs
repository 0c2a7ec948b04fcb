//! What grows oddly: a step far above the growth before it, and gains that are equal time after time. Asked about, never judged.
//! Pure, whole numbers; one pass over the values of a series.

use crate::base::count::Span;
use crate::base::day::Day;
use crate::define::settings::Anomaly;

/// Something that a person should explain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Jump {
    /// Much more than before.
    Step {
        /// The reading before.
        from: Day,
        /// What was added since at least. Unit: events.
        gain: u64,
        /// Growth of the window before. Unit: events per day, rounded up.
        usual: u64,
    },
    /// Much more than before, and still little by itself; many such works of a channel at once are a step of the channel.
    Share {
        /// The reading before.
        from: Day,
        /// What was added since at least. Unit: events.
        gain: u64,
        /// Growth of the window before. Unit: events per day, rounded up.
        usual: u64,
    },
    /// Equal gains in a row.
    Equal {
        /// How many.
        times: usize,
        /// Each of them. Unit: events.
        gain: u64,
        /// Days that each of them took.
        days: i32,
    },
}

/// Growth before a step is measured over this window. Unit: days.
const WINDOW: i32 = 28;

/// Readings over fewer days say nothing of what is usual; then the growth since the work was published does, which is rather too high, as works
/// grow fastest when they are new. Unit: days.
const WINDOW_MIN: i32 = 14;

/// The first few views of a work become many times as many within days; no unit is mistaken there. Unit: events.
const GROWN_MIN: u64 = 100;

/// A work has a share in the step of its channel from this part of the limit on; what is smaller is not looked at.
const SHARE_OF: u64 = 50;

/// Whether so much more is enough to be looked at: as a step of its own or as a share in the step of its channel.
pub fn is_looked_at(gain: u64, settings: Anomaly) -> bool {
    gain > settings.jump_min / SHARE_OF
}

/// Whether a number is so many times the one before it that another unit may be meant.
pub fn is_many_times(was: Span, span: Span, settings: Anomaly) -> bool {
    let Some(high) = was.high.filter(|high| *high >= GROWN_MIN) else { return false };
    span.low.saturating_sub(high) > settings.jump_min && span.low / settings.jump_times.max(1) >= high
}

/// Follows one series.
#[derive(Debug)]
pub struct Watch {
    settings: Anomaly,
    /// First day of the work.
    born: Day,
    /// Values, oldest first; those before the window are of no more use.
    seen: Vec<(Day, Span)>,
    /// Where the window begins. Moved on only when a step is large enough to be looked at.
    first: usize,
    equal: Option<(u64, i32, usize)>,
}

impl Watch {
    /// Nothing seen yet.
    pub fn new(born: Day, settings: Anomaly) -> Self {
        Self { settings, born, seen: Vec::new(), first: 0, equal: None }
    }

    /// Begins with another series.
    pub fn restart(&mut self, born: Day) {
        self.seen.clear();
        (self.born, self.first, self.equal) = (born, 0, None);
    }

    /// Takes the next value in order of days.
    #[inline]
    pub fn next(&mut self, day: Day, span: Span) -> Option<Jump> {
        let found = self.seen.last().copied().and_then(|before| self.step(before, day, span).or_else(|| self.equal(before, day, span)));
        self.seen.push((day, span));
        found
    }

    fn step(&mut self, (before, was): (Day, Span), day: Day, span: Span) -> Option<Jump> {
        let gain = span.low.saturating_sub(was.high?);
        let young = before.since(self.born) < self.settings.jump_age_days;
        let many_times = is_many_times(was, span, self.settings);
        if !is_looked_at(gain, self.settings) || (young && !many_times) {
            return None;
        }
        while self.seen.get(self.first + 1).is_some_and(|(d, _)| before.since(*d) >= WINDOW) {
            self.first += 1;
        }
        let (first, start) = self.seen.get(self.first).copied()?;
        let read = before.since(first);
        let (window, grown) =
            if read < WINDOW_MIN { (before.since(self.born).max(1), was.high?) } else { (read, was.high?.saturating_sub(start.low)) };
        let days = day.since(before).max(1);
        let length = |n: i32| u128::from(n.unsigned_abs());
        let much = u128::from(gain) * length(window) > u128::from(grown) * length(days) * u128::from(self.settings.jump_factor);
        let usual = grown.div_ceil(u64::from(window.unsigned_abs()));
        let alone = gain > self.settings.jump_min;
        (much || many_times).then_some(if alone {
            Jump::Step { from: before, gain, usual }
        } else {
            Jump::Share { from: before, gain, usual }
        })
    }

    fn equal(&mut self, (before, was): (Day, Span), day: Day, span: Span) -> Option<Jump> {
        let gain = span.low.saturating_sub(was.low);
        let days = day.since(before);
        if !span.is_exact() || !was.is_exact() || gain < self.settings.equal_gain_min {
            self.equal = None;
            return None;
        }
        let times = self.equal.filter(|(g, d, _)| (*g, *d) == (gain, days)).map_or(1, |(_, _, n)| n + 1);
        self.equal = Some((gain, days, times));
        (times == self.settings.equal_gains).then_some(Jump::Equal { times, gain, days })
    }
}
