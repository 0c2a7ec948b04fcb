//! The only place that asks the machine what time it is.

use crate::base::day::Moment;

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine.
    Real,
    /// A moment that somebody set (demo, tests).
    Fixed(Moment),
}

impl Clock {
    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the one door")]
    pub fn now(self) -> Moment {
        match self {
            Self::Real => Moment(chrono::Utc::now().timestamp()),
            Self::Fixed(m) => m,
        }
    }
}
