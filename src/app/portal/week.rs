//! The programme for a page: one day with its gains since the week before, from one reading of the facts.

use crate::app::{App, AppError};
use crate::attain::assess;
use crate::attain::snapshot::Snapshot;
use crate::base::day::Day;

impl App {
    /// The snapshot of a day with the opening figures of its week, and the snapshot of the Sunday before, both as known now.
    pub fn day_and_week_before(&self, as_of: Day) -> Result<(Snapshot, Snapshot), AppError> {
        let facts = self.facts(None)?;
        let defs = self.in_force()?;
        let mut current = assess(&defs, &facts, as_of, None);
        let opening = assess(&defs, &facts, as_of.week().monday().plus(-1), None);
        for (c, before) in current.campaigns.iter_mut().zip(&opening.campaigns) {
            for (t, b) in c.targets.iter_mut().zip(&before.targets) {
                t.opening = Some(b.actual.low);
            }
        }
        Ok((current, opening))
    }
}
