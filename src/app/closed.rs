//! Weeks that were approved: which channels of them may not change, and which rows of a file would change them. The days of the rows decide,
//! not the page on which the file was handed in.

use super::{App, AppError};
use crate::app::portal::due::parse_week;
use crate::base::day::{Day, Week};
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::{ChannelId, PartnerId};
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// The weeks of a partner's channels that were approved.
#[derive(Debug, Clone, Default)]
pub(super) struct Closed {
    weeks: BTreeMap<ChannelId, BTreeSet<Week>>,
    /// Whether rows that would change them are refused: those of the partner are, what staff hand in asks for another approval.
    pub(super) refuses: bool,
}

impl Closed {
    /// Whether nothing was approved.
    pub(super) fn is_empty(&self) -> bool {
        self.weeks.is_empty()
    }

    /// The approved week that a number of a day changes, or of a period from a day on.
    pub(super) fn week_of(&self, channel: &ChannelId, from: Option<Day>, day: Day) -> Option<Week> {
        let first = from.unwrap_or(day).week();
        self.weeks.get(channel)?.range(first..=day.week().max(first)).next().copied()
    }
}

impl App {
    /// What of a partner was approved and may not change. A channel that was missing at the approval may still come.
    pub(super) fn closed(&self, partner: &PartnerId, refuses: bool) -> Result<Closed, AppError> {
        let mut out = Closed { refuses, ..Closed::default() };
        for submission in self.ledger.submissions(Some(partner), None)? {
            let (Some(open), Some(week)) = (submission.approved_without(), parse_week(&submission.week)) else { continue };
            for channel in self.defs.channels.iter().filter(|c| c.partner == *partner && !open.contains(&c.id)) {
                out.weeks.entry(channel.id.clone()).or_default().insert(week);
            }
        }
        Ok(out)
    }
}

/// What is said of a row that would change an approved week.
pub(super) fn row(place: Place, week: Week) -> Diagnostic {
    let expected = format!("不改动已审定的{}", words::week(week));
    let remedy = "删去这一行，或先入库其余各行；确要更正的，请工作人员退回那一周，再报一次";
    Diagnostic::error(2064, place, &format!("{}的数", words::week(week)), &expected, remedy)
}

/// What is said of a file with such rows: how many of which week, and what to do.
pub(super) fn said(rows: &[(Week, u32)], refuses: bool) -> Vec<String> {
    let one = |(week, n): &(Week, u32)| {
        let week = words::week(*week);
        if refuses {
            format!("{week}已审定：这{n}行不能改；要改请工作人员退回那一周")
        } else {
            format!("{week}已审定：这份文件要改其中{n}行，入库后那一周要再审定一次")
        }
    };
    rows.iter().map(one).collect()
}
