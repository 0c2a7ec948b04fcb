//! 催报: which channels of a partner are 未报 or 迟报, and of which weeks. What is lacking is what the snapshot calls so, nothing else.

use crate::app::{App, AppError};
use crate::attain::snapshot::{ChannelSnapshot, Snapshot};
use crate::base::day::{Day, Moment, Term, Week};
use crate::base::id::ChannelId;
use crate::ledger::FilesByWeek;
use crate::model::partner::Partner;
use crate::report::words;

/// A channel of which numbers are owed, up to the week of the snapshot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The channel's name.
    pub channel: String,
    /// First week without data.
    pub first: Week,
    /// Last week without data.
    pub last: Week,
    /// Day of the last reading; `None`: never reported.
    pub seen: Option<Day>,
}

/// The weeks up to `upto` that a channel owes; `None` where nothing is owed. A later cumulative number would make them all good.
pub fn missed(ch: &ChannelSnapshot, term: Term, upto: Week) -> Option<Missed> {
    let first = ch.last_reading.map_or(term.start.week(), |d| d.week().next());
    (ch.lacking() && first <= upto).then(|| Missed { channel: ch.name.clone(), first, last: upto, seen: ch.last_reading })
}

/// Whether a file for a later week has made a week of a channel good: its cumulative numbers hold the week's.
pub fn made_good(files: &FilesByWeek, channel: &ChannelId, week: Week) -> bool {
    files.get(channel).is_some_and(|weeks| weeks.range(week.next()..).next().is_some())
}

impl Missed {
    /// `2023年第11至13周`.
    pub fn weeks(&self) -> String {
        let (first, last) = (self.first, self.last);
        if first == last {
            words::week(last)
        } else if first.year == last.year {
            format!("{}年第{}至{}周", first.year, first.number, last.number)
        } else {
            format!("{}至{}", words::week(first), words::week(last))
        }
    }

    /// `2023年第11至13周未报，共3周，最近数据是3月12日`.
    pub fn zh(&self) -> String {
        let weeks = self.last.monday().since(self.first.monday()) / 7 + 1;
        let number = if weeks > 1 { format!("，共{weeks}周") } else { String::new() };
        let seen = self.seen.map_or_else(|| "从未报过".to_owned(), |d| format!("最近数据是{}", d.zh()));
        format!("{}未报{number}，{seen}", self.weeks())
    }
}

/// Channels by what is owed of them, each group with its names (`芒果TV、湖南经视快手号`) and what is said of it.
pub fn grouped(missed: &[Missed]) -> Vec<(String, String)> {
    let mut out: Vec<(String, String)> = Vec::new();
    for m in missed {
        let said = m.zh();
        match out.iter_mut().find(|(_, s)| *s == said) {
            Some((names, _)) => {
                names.push('、');
                names.push_str(&m.channel);
            }
            None => out.push((m.channel.clone(), said)),
        }
    }
    out
}

/// What is asked of a partner for a week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chase {
    /// When the week's file is due.
    pub due: Moment,
    /// Whether that has passed.
    pub overdue: bool,
    /// Channels with weeks whose day has passed.
    pub missed: Vec<Missed>,
    /// Channels whose file for the week is still to come in time.
    pub open: Vec<String>,
    /// Channels whose file for the week came late, by so many days (0: within the day).
    pub late: Vec<(String, u32)>,
    /// The opinion with which the week was sent back, until it is handed in anew.
    pub returned: Option<String>,
}

/// The channels of a partner of which the week of a snapshot has no numbers so far.
pub fn unreported<'a>(partner: &Partner, snapshot: &'a Snapshot) -> Vec<&'a ChannelSnapshot> {
    owed_channels(partner, snapshot).into_iter().map(|(ch, _)| ch).filter(|ch| ch.lacking()).collect()
}

fn owed_channels<'a>(partner: &Partner, snapshot: &'a Snapshot) -> Vec<(&'a ChannelSnapshot, Term)> {
    let all = snapshot.campaigns.iter().flat_map(|c| c.channels.iter().map(move |ch| (ch, c.term)));
    all.filter(|(ch, _)| ch.running && partner.reports.contains(&ch.id)).collect()
}

impl App {
    /// What a partner owes for the week of a snapshot and before; `None`: nothing at all.
    pub fn chase(&self, partner: &Partner, snapshot: &Snapshot) -> Result<Option<Chase>, AppError> {
        let week = snapshot.as_of.week();
        let due = self.due_moment(partner, week);
        let overdue = self.clock.now() > due;
        let upto = if overdue { week } else { week.previous() };
        let submission = self.ledger.submissions(Some(&partner.id), Some(&week.to_string()))?.pop();
        let returned = submission.as_ref().filter(|s| s.state() == "returned").and_then(|s| Some(s.states.last()?.remark.clone()));
        let mut out = Chase { due, overdue, missed: Vec::new(), open: Vec::new(), late: Vec::new(), returned };
        let owed = owed_channels(partner, snapshot);
        let files = self.ledger.files_by_week(|c| owed.iter().any(|(ch, _)| ch.id == *c))?;
        for (ch, term) in owed {
            if ch.lacking() && made_good(&files, &ch.id, week) {
                continue;
            }
            out.missed.extend(missed(ch, term, upto));
            if ch.lacking() {
                if !overdue {
                    out.open.push(ch.name.clone());
                }
                continue;
            }
            if let Some(at) = files.get(&ch.id).and_then(|weeks| weeks.get(&week)).filter(|at| **at > due) {
                out.late.push((ch.name.clone(), u32::try_from(at.date().since(due.date())).unwrap_or(0)));
            }
        }
        let nothing = out.missed.is_empty() && out.open.is_empty() && out.late.is_empty() && out.returned.is_none();
        Ok((!nothing).then_some(out))
    }
}

#[cfg(test)]
mod tests {
    use super::Missed;
    use crate::base::day::Day;

    #[test]
    fn missed_weeks_are_named_and_counted() {
        let day = |text: &str| Day::parse_iso(text).expect("a day");
        for (first, last, seen, said) in [
            // 第一个缺的周, 最后一个缺的周, 最近数据
            ("2023-03-27", "2023-04-02", Some("2023-03-26"), "2023年第13周未报，最近数据是2023年3月26日"),
            ("2023-03-13", "2023-04-02", Some("2023-03-12"), "2023年第11至13周未报，共3周，最近数据是2023年3月12日"),
            // 2022年第26周的星期一是6月27日，到2023年第13周的星期一（3月27日）隔273天，即39周，连头带尾40周。
            ("2022-07-01", "2023-04-02", None, "2022年第26周至2023年第13周未报，共40周，从未报过"),
        ] {
            let m = Missed { channel: String::new(), first: day(first).week(), last: day(last).week(), seen: seen.map(day) };
            assert_eq!(m.zh(), said);
        }
    }
}
