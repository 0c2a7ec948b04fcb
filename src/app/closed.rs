//! Weeks that were approved: which channels of them may not change, and which rows of a file would change them. The days of the rows decide,
//! not the page on which the file was handed in. Beside numbers that is so for 展示, 播出, 成果, 培训; those that the ledger holds already change
//! nothing.

use super::{App, AppError};
use crate::app::portal::due::parse_week;
use crate::base::day::{Day, Week};
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::{ChannelId, ImportId, PartnerId};
use crate::model::draft::{Draft, RowRef};
use crate::report::words;
use std::collections::{BTreeMap, BTreeSet};

/// The weeks of a partner's channels that were approved.
#[derive(Debug, Clone, Default)]
pub(super) struct Closed {
    /// All of them, whatever channels were missing: what belongs to no channel is closed by them.
    all: BTreeSet<Week>,
    weeks: BTreeMap<ChannelId, BTreeSet<Week>>,
    /// Whether rows that would change them are refused: those of the partner are, what staff hand in asks for another approval.
    pub(super) refuses: bool,
}

impl Closed {
    /// Whether nothing was approved.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The approved week that a number of a day changes, or of a period from a day on.
    pub(super) fn week_of(&self, channel: &ChannelId, from: Option<Day>, day: Day) -> Option<Week> {
        between(self.weeks.get(channel)?, from.unwrap_or(day), day)
    }
}

fn between(weeks: &BTreeSet<Week>, from: Day, to: Day) -> Option<Week> {
    weeks.range(from.week()..=to.week().max(from.week())).next().copied()
}

/// Rows beside numbers that change approved weeks: those that the ledger does not hold yet.
pub(super) fn settled_beside(draft: &Draft, closed: &Closed, new: &BTreeSet<RowRef>) -> BTreeMap<RowRef, Week> {
    let shown = draft.presence.iter().map(|p| (p.row, closed.week_of(&p.channel, Some(p.from), p.to)));
    let aired = draft.airings.iter().map(|a| (a.row, closed.week_of(&a.channel, None, a.day)));
    let days = draft.records.iter().map(|r| (r.row, r.day)).chain(draft.trainings.iter().map(|t| (t.row, t.day)));
    let of_no_channel = days.map(|(row, day)| (row, between(&closed.all, day, day)));
    let all = shown.chain(aired).chain(of_no_channel);
    all.filter(|(row, _)| new.contains(row)).filter_map(|(row, week)| Some((row, week?))).collect()
}

impl App {
    /// The approved weeks of which an import that stands brought something, and the others: its rows decide, not the page on which it was
    /// handed in.
    pub(super) fn closed_by(&self, partner: &PartnerId, import: ImportId) -> Result<(BTreeSet<Week>, BTreeSet<Week>), AppError> {
        let closed = self.closed(partner, true)?;
        let mut shut = BTreeSet::new();
        if closed.is_empty() {
            return Ok((shut, BTreeSet::new()));
        }
        for (channel, from, to) in self.ledger.beside_numbers(import)? {
            let week = match &channel {
                Some(channel) => closed.week_of(channel, Some(from), to),
                None => between(&closed.all, from, to),
            };
            shut.extend(week);
        }
        let (sent_for, first) = self.ledger.import_weeks(import)?;
        let noted = self.weeks_of_import(import)?;
        let weeks = if noted.is_empty() { sent_for } else { noted };
        // Of days before the first that it says something new of it repeats what is known.
        let weeks: Vec<Week> = weeks.iter().filter_map(|w| parse_week(w)).filter(|w| first.is_none_or(|d| d <= w.sunday())).collect();
        let channels = self.ledger.channels_of_import(import)?;
        let is_shut = |week: &Week| channels.iter().any(|c| closed.weeks.get(c).is_some_and(|of| of.contains(week)));
        let (approved, open): (BTreeSet<Week>, BTreeSet<Week>) = weeks.into_iter().partition(is_shut);
        shut.extend(approved);
        Ok((shut, open))
    }

    /// What of a partner was approved and may not change. A channel that was missing at the approval may still come.
    pub(super) fn closed(&self, partner: &PartnerId, refuses: bool) -> Result<Closed, AppError> {
        let mut out = Closed { refuses, ..Closed::default() };
        for submission in self.ledger.submissions(Some(partner), None)? {
            let (Some(open), Some(week)) = (submission.approved_without(), parse_week(&submission.week)) else { continue };
            out.all.insert(week);
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
    let remedy = "删去这一行；那一周的数有错的，请工作人员退回那一周再报";
    Diagnostic::error(2064, place, &format!("{}的数", words::week(week)), &expected, remedy)
}

/// What is said of a file with such rows: how many of which week, with numbers or beside them, and what to do.
pub(super) fn said(rows: &[(Week, u32)], beside: &[(Week, u32)], refuses: bool) -> Vec<String> {
    let one = |(week, n): &(Week, u32)| {
        let week = words::week(*week);
        if refuses {
            format!("{week}已审定：这{n}行不能改；那一周的数有错的，请工作人员退回那一周再报")
        } else {
            format!("{week}已审定：这份文件要改其中{n}行，入库后那一周要再审定一次")
        }
    };
    let other = |(week, n): &(Week, u32)| {
        let week = words::week(*week);
        if refuses {
            format!("{week}已审定：展示、播出、成果或培训的这{n}行不能改；那一周的有错的，请工作人员退回那一周再报")
        } else {
            format!("{week}已审定：这份文件有{n}行展示、播出、成果或培训属于那一周，入库后按新的算，那一周各渠道的数不变")
        }
    };
    rows.iter().map(one).chain(beside.iter().map(other)).collect()
}
