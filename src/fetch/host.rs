//! One host: one request at a time, spacing, Retry-After, daily caps, statistics. Times are the injected clock's.

use super::robots::Robots;
use std::collections::BTreeMap;
use std::sync::Arc;

/// What is known of a host; the lock around it is the permit.
#[derive(Debug, Default)]
pub(super) struct Host {
    /// No request before this. Unit: milliseconds since 1970.
    pub(super) free_at: i64,
    /// The wait that ends then. Unit: milliseconds.
    pub(super) wait: i64,
    /// What the host asks of programs, and when that was read. Unit: milliseconds since 1970.
    pub(super) robots: Option<(i64, Arc<Robots>)>,
    /// The Beijing day that the counts are of, as days since 1970.
    day: i32,
    /// Requests of the day by collector.
    today: BTreeMap<String, u32>,
    /// Since the start.
    pub(super) stats: Stats,
}

/// What a host was asked and how it answered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    /// Requests made.
    pub requests: u64,
    /// Answers with a status of success.
    pub good: u64,
    /// Requests to wait (429, 503 with Retry-After).
    pub told_to_wait: u64,
    /// Bytes read.
    pub bytes: u64,
}

impl Host {
    /// Notes a request; false where the day's number is used up already.
    pub(super) fn count(&mut self, day: i32, collector: &str, per_day_max: u32) -> bool {
        if self.day != day {
            self.day = day;
            self.today.clear();
        }
        let n = self.today.entry(collector.to_owned()).or_default();
        if *n >= per_day_max {
            return false;
        }
        *n += 1;
        self.stats.requests += 1;
        true
    }

    /// Asks for a rest from now on; one that lasts longer stays.
    pub(super) fn rest(&mut self, now: i64, millis: i64) {
        let until = now.saturating_add(millis);
        if until > self.free_at {
            (self.free_at, self.wait) = (until, millis);
        }
    }

    /// How long the rest still lasts. A clock that was set back does not lengthen it. Unit: milliseconds.
    pub(super) fn waits(&mut self, now: i64) -> i64 {
        self.free_at = self.free_at.min(now.saturating_add(self.wait));
        self.free_at - now
    }

    /// Takes over what another process noted.
    pub(super) fn remember(&mut self, day: i32, collector: &str, requests: u32, (free_at, wait): (i64, i64)) {
        if self.day < day {
            self.day = day;
            self.today.clear();
        }
        if self.day == day {
            let known = self.today.entry(collector.to_owned()).or_default();
            *known = requests.max(*known);
        }
        if free_at > self.free_at {
            (self.free_at, self.wait) = (free_at, wait);
        }
    }

    /// The day and the counts by collector.
    pub(super) fn counted(&self) -> (i32, impl Iterator<Item = (&String, u32)>) {
        (self.day, self.today.iter().map(|(c, n)| (c, *n)))
    }
}
