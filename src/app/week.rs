//! The statistical week that a file is sent for (counting rule 15): which of its readings count for the week's last day.

use crate::base::day::{Day, Moment, Week};
use crate::define::Definitions;

/// A week with the moment up to which readings taken after its end still count for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SentFor {
    pub(super) week: Week,
    /// Its last day, and the end of that.
    sunday: Day,
    end: Moment,
    cut_off: Moment,
    received: Moment,
}

impl SentFor {
    /// The week that the file names, else the last completed one.
    pub(super) fn of(defs: &Definitions, said: Option<Week>, received: Moment) -> Self {
        let week = said.unwrap_or_else(|| received.date().week().previous());
        let cut_off = defs.calendar.workday_from(week.next().monday()).at(defs.settings.weeks.cut_off_secs());
        let sunday = week.sunday();
        Self { week, sunday, end: sunday.end(), cut_off, received }
    }

    /// The week's last day for a reading that counts for it although it was taken after that day. A reading with a day alone holds at
    /// its end, and was certainly taken before it was received.
    pub(super) fn counted(self, at: Moment) -> Option<Day> {
        let taken = at.min(self.received);
        (taken > self.end && taken <= self.cut_off).then_some(self.sunday)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readings_up_to_the_cut_off_count_for_the_week_before() {
        let files = crate::define::source::read(None).unwrap().bytes;
        let defs = crate::define::load(&files).0.unwrap();
        let day = |s| Day::parse_iso(s).unwrap();
        for (received, at, expected) in [
            // 收到的时刻, 读数的时刻, 计入的日子
            (day("2023-04-03").at(36_000), day("2023-04-03").at(35_000), Some(day("2023-04-02"))),
            (day("2023-04-03").at(36_000), day("2023-04-03").end(), Some(day("2023-04-02"))),
            (day("2023-04-03").at(53_000), day("2023-04-03").at(52_500), None),
            (day("2023-04-04").at(36_000), day("2023-04-03").at(36_000), Some(day("2023-04-02"))),
            (day("2023-04-04").at(36_000), day("2023-04-03").end(), None),
            (day("2023-04-03").at(36_000), day("2023-04-02").end(), None),
            // 5月1日至3日放假，截止顺延到5月4日14:30。
            (day("2023-05-04").at(36_000), day("2023-05-04").at(35_000), Some(day("2023-04-30"))),
            (day("2023-05-04").at(53_000), day("2023-05-04").at(52_900), None),
        ] {
            assert_eq!(SentFor::of(&defs, None, received).counted(at), expected, "{received:?} {at:?}");
        }
    }
}
