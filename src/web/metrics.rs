//! What the portal counts about itself, as Prometheus text.

use std::sync::atomic::{AtomicU64, Ordering};

/// Upper bounds of the histogram. Unit: milliseconds.
const BOUNDS: [u64; 9] = [1, 5, 10, 20, 50, 100, 500, 2_000, 10_000];

/// Counters since the start.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    by_class: [AtomicU64; 6],
    buckets: [AtomicU64; 10],
    millis: AtomicU64,
    computed: AtomicU64,
    not_computed: AtomicU64,
    uploads: AtomicU64,
    upload_bytes: AtomicU64,
    logins: AtomicU64,
    logins_failed: AtomicU64,
}

impl Metrics {
    pub(crate) fn request(&self, status: u16, millis: u64) {
        if let Some(c) = self.by_class.get(usize::from(status / 100)) {
            c.fetch_add(1, Ordering::Relaxed);
        }
        let n = BOUNDS.iter().position(|b| millis <= *b).unwrap_or(BOUNDS.len());
        if let Some(b) = self.buckets.get(n) {
            b.fetch_add(1, Ordering::Relaxed);
        }
        self.millis.fetch_add(millis, Ordering::Relaxed);
    }

    pub(crate) fn computed(&self) {
        self.computed.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn not_computed(&self) {
        self.not_computed.fetch_add(1, Ordering::Relaxed);
    }

    #[cfg(test)]
    pub(crate) fn failures(&self) -> u64 {
        self.not_computed.load(Ordering::Relaxed)
    }

    pub(crate) fn upload(&self, bytes: u64) {
        self.uploads.fetch_add(1, Ordering::Relaxed);
        self.upload_bytes.fetch_add(bytes, Ordering::Relaxed);
    }

    pub(crate) fn login(&self, good: bool) {
        if good { &self.logins } else { &self.logins_failed }.fetch_add(1, Ordering::Relaxed);
    }

    /// The text that Prometheus reads. `gauges`: name, help, value.
    pub(crate) fn text(&self, gauges: &[(&str, &str, u64)]) -> String {
        let get = |a: &AtomicU64| a.load(Ordering::Relaxed);
        let mut out = String::new();
        let mut line = |text: String| {
            out.push_str(&text);
            out.push('\n');
        };
        line("# HELP reach_requests_total Answered requests by class of status.\n# TYPE reach_requests_total counter".to_owned());
        for (n, c) in self.by_class.iter().enumerate().skip(2) {
            line(format!("reach_requests_total{{class=\"{n}xx\"}} {}", get(c)));
        }
        line("# HELP reach_request_milliseconds Time to answer.\n# TYPE reach_request_milliseconds histogram".to_owned());
        let mut sum = 0;
        for (n, b) in self.buckets.iter().enumerate() {
            sum += get(b);
            let bound = BOUNDS.get(n).map_or_else(|| "+Inf".to_owned(), u64::to_string);
            line(format!("reach_request_milliseconds_bucket{{le=\"{bound}\"}} {sum}"));
        }
        line(format!("reach_request_milliseconds_sum {}\nreach_request_milliseconds_count {sum}", get(&self.millis)));
        for (name, help, value) in [
            ("reach_snapshots_computed_total", "Times the programme was computed.", get(&self.computed)),
            ("reach_snapshots_failed_total", "Times the programme could not be computed.", get(&self.not_computed)),
            ("reach_uploads_total", "Files received.", get(&self.uploads)),
            ("reach_upload_bytes_total", "Bytes of files received.", get(&self.upload_bytes)),
            ("reach_logins_total", "Sign-ins.", get(&self.logins)),
            ("reach_logins_failed_total", "Refused sign-ins.", get(&self.logins_failed)),
        ] {
            line(format!("# HELP {name} {help}\n# TYPE {name} counter\n{name} {value}"));
        }
        for (name, help, value) in gauges {
            line(format!("# HELP {name} {help}\n# TYPE {name} gauge\n{name} {value}"));
        }
        out
    }
}
