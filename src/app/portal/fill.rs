//! 在线填报: numbers typed into the page become a table of their own, which then goes the way of every file. What was typed is the
//! evidence.

use super::hand_in::{Said, note, settle};
use super::template::{Line, columns, header, opening};
use super::who::Who;
use crate::app::submit::{Request, SentFile};
use crate::app::{App, AppError};
use crate::base::day::{Day, Week};
use crate::base::diag::Diagnostic;
use crate::base::id::PartnerId;
use crate::intake::{self, Limits};
use crate::ledger::{Submission, Upload};
use crate::model::channel::Channel;
use crate::model::draft::{Published, Sent};
use crate::model::metric::Metric;
use crate::report::export::{Cell, Column, ColumnKind, Table};

/// How the files are called that are made of what was typed: only the portal makes them.
const NAME: &str = "在线填报_";
/// Columns of the channel and the title in such a table.
const NAMED_BY: [usize; 2] = [2, 1];
/// Columns of the link and the day of publishing.
const LINK: usize = 3;
const PUBLISHED: usize = 4;

/// The file's name for a channel and a week.
pub fn name(channel: &str, week: Week) -> String {
    format!("{NAME}{channel}_{week}.csv")
}

/// Whether a file was made of what was typed into the page.
pub fn is_typed(name: &str) -> bool {
    name.starts_with(NAME)
}

/// What a row of such a table is about, as the page calls it: its title, or the channel.
pub fn work_of(bytes: &[u8], row: u32) -> Option<String> {
    let rows = intake::rows_around("", bytes, "", row)?;
    let (_, _, cells) = rows.into_iter().find(|(_, meant, _)| *meant)?;
    NAMED_BY.iter().filter_map(|n| cells.get(*n)).find(|c| !c.is_empty()).cloned()
}

/// What was typed into a page, as texts: which channel, which work, its number.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedRow {
    /// The channel's name.
    pub channel: String,
    /// Title.
    pub title: String,
    /// Link or id.
    pub link: String,
    /// The day of publishing.
    pub published: String,
    /// The number; empty: none.
    pub number: String,
}

/// What was typed into a page, read back from the table made of it.
pub fn typed(bytes: &[u8]) -> Vec<TypedRow> {
    let rows = intake::rows_of("", bytes).unwrap_or_default();
    let read = |row: &Vec<String>| {
        let cell = |n: usize| row.get(n).cloned().unwrap_or_default();
        let number = row.iter().skip(columns().len()).find(|c| !c.is_empty()).cloned().unwrap_or_default();
        TypedRow { channel: cell(NAMED_BY[1]), title: cell(NAMED_BY[0]), link: cell(LINK), published: cell(PUBLISHED), number }
    };
    rows.iter().skip(1).map(read).collect()
}

/// A line for a work that nobody has reported yet.
pub fn new_line(channel: &Channel, title: &str, link: &str, published: Option<Day>) -> Line {
    Line {
        placement: None,
        channel: channel.id.clone(),
        channel_name: channel.name.clone(),
        title: title.to_owned(),
        key: link.to_owned(),
        published: published.map(|day| Published { day, secs: None }),
        duration_secs: None,
        metric: channel.kind.contacts().unwrap_or(Metric::Reads),
        last: None,
    }
}

/// The table made from what was typed: one row per line, of a new work also without a number.
pub fn table(lines: &[(&Line, &str)], day: Day) -> Table {
    let filled = lines.iter().map(|(l, text)| (*l, text.trim()));
    let mut metrics: Vec<&'static str> =
        filled.clone().filter(|(_, text)| !text.is_empty()).filter_map(|(l, _)| header(l.metric)).collect();
    metrics.sort_unstable();
    metrics.dedup();
    let mut columns = columns();
    columns.extend(metrics.iter().map(|h| Column::new(h, ColumnKind::Text)));
    let rows = filled
        .map(|(l, text)| {
            let mut row = opening(l, day);
            let own = |h: &&str| header(l.metric) == Some(h) && !text.is_empty();
            row.extend(metrics.iter().map(|h| if own(h) { Cell::text(text) } else { Cell::Empty }));
            row
        })
        .collect();
    Table { title: "在线填报".into(), columns, rows }
}

impl App {
    /// A file that waits and was made of what was typed for a partner's week: what somebody comes back to after looking at it.
    pub fn typed_upload(&self, id: i64, partner: &PartnerId, week: Week) -> Result<Option<Upload>, AppError> {
        let found = self.upload_with(id)?;
        let same =
            |u: &Upload, s: &Submission| s.partner == *partner && s.week == week.to_string() && u.state == "waiting" && is_typed(&u.name);
        Ok(found.filter(|(u, s)| same(u, s)).map(|(u, _)| u))
    }

    /// What was typed anew takes the place of what was typed before.
    pub fn replace_typed(&mut self, who: &Who, before: &Upload, new: i64) -> Result<(), AppError> {
        let now = self.clock.now();
        let change = self.ledger.change()?;
        settle(&change, before, ("waiting", "withdrawn"), None)?;
        change.replace_upload(before.id, new)?;
        note(&change, now, who, "withdraw", &before.name)?;
        change.commit()?;
        Ok(())
    }

    /// What is wrong with a table that was typed, as taking it in would find it. Writes nothing.
    pub fn faults_of_typed(
        &mut self,
        partner: &PartnerId,
        week: Week,
        (name, bytes): (&str, &[u8]),
        said: &Said,
    ) -> Result<Vec<Diagnostic>, AppError> {
        let request = Request {
            files: vec![SentFile::Bytes(name.to_owned(), bytes.to_vec())],
            sent: Sent {
                campaign: said.campaign.clone(),
                channel: said.channel.clone(),
                as_of: said.as_of,
                week: Some(week),
                ..Sent::default()
            },
            dry_run: true,
            accept_good: false,
            limits: Limits::portal(),
        };
        let receipt = self.with_columns(partner, |app| app.submit(request))?;
        Ok(receipt.found.into_iter().filter(Diagnostic::is_error).collect())
    }
}
