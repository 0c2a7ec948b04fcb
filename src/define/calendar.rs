//! Statutory holidays and 调休 workdays, as data with the notice they come from.

use crate::base::day::{Day, Week};
use crate::model::partner::Partner;
use std::collections::{BTreeMap, BTreeSet};

/// Which days are worked. A year without a table falls back to weekends and is reported as not confirmed.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// Days off although they may be weekdays.
    pub off: BTreeSet<Day>,
    /// Weekend days that are worked.
    pub worked: BTreeSet<Day>,
    /// Years that have a table, with the notice it comes from.
    pub notices: BTreeMap<i32, String>,
}

impl Calendar {
    /// Whether people work on that day.
    pub fn is_workday(&self, day: Day) -> bool {
        self.worked.contains(&day) || !(self.off.contains(&day) || day.is_weekend())
    }

    /// The day itself, or the next one on which people work.
    pub fn workday_from(&self, day: Day) -> Day {
        // No holiday lasts two weeks; the bound keeps a broken table from looping.
        (0..15).map(|n| day.plus(n)).find(|d| self.is_workday(*d)).unwrap_or(day)
    }

    /// The day on which a partner's file for a week is due.
    pub fn due_day(&self, partner: &Partner, week: Week) -> Day {
        self.workday_from(week.next().monday().plus(i32::try_from(partner.due_weekday).unwrap_or(1) - 1))
    }
}
