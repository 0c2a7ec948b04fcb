//! The only place that asks the machine what time it is.

use crate::base::day::Moment;
use crate::fetch::Time;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Where the time comes from.
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine.
    Real,
    /// A moment that somebody set (demo, tests).
    Fixed(Moment),
    /// A clock that is stepped by hand, and by everybody who sleeps on it.
    Stepped(Arc<Stepped>),
}

impl Clock {
    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    pub fn now(&self) -> Moment {
        match self {
            Self::Real => Moment(chrono::Utc::now().timestamp()),
            Self::Fixed(m) => *m,
            Self::Stepped(s) => s.now(),
        }
    }

    /// The same clock for what goes out. A moment that somebody set becomes a clock that starts there.
    pub fn time(&self) -> Arc<dyn Time> {
        match self {
            Self::Real => Arc::new(RealTime),
            Self::Fixed(m) => Arc::new(Stepped::at(*m)),
            Self::Stepped(s) => s.clone(),
        }
    }

    /// Whether it is the machine's.
    pub fn is_real(&self) -> bool {
        matches!(self, Self::Real)
    }
}

/// A clock that is stepped.
#[derive(Debug)]
pub struct Stepped {
    millis: AtomicI64,
}

impl Stepped {
    /// It starts at a moment.
    pub fn at(m: Moment) -> Self {
        Self { millis: AtomicI64::new(m.0 * 1000) }
    }

    /// Now.
    pub fn now(&self) -> Moment {
        Moment(self.millis.load(Ordering::SeqCst).div_euclid(1000))
    }

    /// Sets it, backwards too.
    pub fn set(&self, m: Moment) {
        self.millis.store(m.0 * 1000, Ordering::SeqCst);
    }
}

impl Time for Stepped {
    fn now_millis(&self) -> i64 {
        self.millis.load(Ordering::SeqCst)
    }

    fn sleep_until(&self, millis: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        self.millis.fetch_max(millis, Ordering::SeqCst);
        Box::pin(std::future::ready(()))
    }
}

#[derive(Debug)]
struct RealTime;

impl Time for RealTime {
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    fn now_millis(&self) -> i64 {
        chrono::Utc::now().timestamp_millis()
    }

    fn sleep_until(&self, millis: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        Box::pin(async move {
            // In pieces and never longer than was left at first: the machine may sleep, and its clock may be set meanwhile.
            let mut budget = millis - self.now_millis();
            while budget > 0 && self.now_millis() < millis {
                let step = budget.min(1000);
                budget -= step;
                tokio::time::sleep(Duration::from_millis(u64::try_from(step).unwrap_or(0))).await;
            }
        })
    }
}
