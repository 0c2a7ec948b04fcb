//! What a partner owes, week by week, and where each week stands: 应报, 已报, 迟报, 未报, and the state of the submission.

use crate::app::{App, AppError};
use crate::attain::snapshot::{DueState, Snapshot};
use crate::base::day::{Day, Moment, Week};
use crate::base::id::PartnerId;
use crate::ledger::Submission;
use crate::model::partner::Partner;

/// One week of one partner.
#[derive(Debug, Clone)]
pub struct DueWeek {
    /// The statistical week.
    pub week: Week,
    /// When it is due.
    pub due: Moment,
    /// Due, reported, late, missing.
    pub state: DueState,
    /// Channels without a reading for the week.
    pub missing: Vec<String>,
    /// What has been handed in.
    pub submission: Option<Submission>,
}

impl DueWeek {
    /// `已报`, `迟报2天`, `未报，逾期3天`, `应于4月3日12:00报`.
    pub fn zh(&self, now: Moment) -> String {
        match self.state {
            DueState::Reported => {
                if self.missing.is_empty() {
                    "已报".to_owned()
                } else {
                    format!("已报，缺{}个渠道", self.missing.len())
                }
            }
            DueState::Late(days) => format!("迟报{}", days_zh(days)),
            DueState::Nothing => "不需报送".to_owned(),
            DueState::Missing(_) | DueState::NotDue if now <= self.due => format!("应于{}报", moment_short(self.due)),
            DueState::Missing(_) | DueState::NotDue => {
                format!("未报，逾期{}", days_zh(u32::try_from(now.date().since(self.due.date())).unwrap_or(0)))
            }
        }
    }

    /// Name for the style of the page: `ok`, `late`, `due`, `none`.
    pub fn tone(&self, now: Moment) -> &'static str {
        match self.state {
            DueState::Reported if self.missing.is_empty() => "ok",
            DueState::Reported | DueState::Late(_) => "warn",
            DueState::Nothing => "none",
            DueState::Missing(_) | DueState::NotDue if now <= self.due => "due",
            DueState::Missing(_) | DueState::NotDue => "late",
        }
    }
}

/// `2天`, `不到1天`.
pub fn days_zh(days: u32) -> String {
    if days == 0 { "不到1天".to_owned() } else { format!("{days}天") }
}

/// `4月3日12:00`.
pub fn moment_short(m: Moment) -> String {
    let s = m.secs_of_day();
    format!("{}{:02}:{:02}", m.date().zh_short(), s / 3600, s / 60 % 60)
}

/// Words of a submission's state.
pub fn state_zh(state: &str) -> &'static str {
    match state {
        "" => "未报",
        "filling" => "填报中",
        "handed_in" => "已提交，待审定",
        "returned" => "已退回",
        "approved" => "已审定",
        _ => "状态不明",
    }
}

/// The same of a submission that may have been approved before: what is handed in afterwards is 补报.
pub fn standing(submission: Option<&Submission>) -> &'static str {
    let Some(s) = submission else { return state_zh("") };
    match s.state() {
        "filling" if s.is_supplement() => "已审定，补报中",
        "handed_in" if s.is_supplement() => "补报已提交，待审定",
        "returned" if s.is_supplement() => "补报已退回",
        "approved" if !s.is_locked() => "已审定，缺的待补报",
        state => state_zh(state),
    }
}

/// A week written as `2023-W13`.
pub fn parse_week(text: &str) -> Option<Week> {
    let (year, number) = text.split_once("-W")?;
    let (year, number): (i32, u32) = (year.parse().ok()?, number.parse().ok()?);
    if !(2000..2100).contains(&year) || !(1..=53).contains(&number) {
        return None;
    }
    // 4 January lies in week 1 of every ISO year.
    let first = Day::new(year, 1, 4)?.week().monday();
    let week = first.plus(7 * i32::try_from(number).ok()?.saturating_sub(1)).week();
    (week.to_string() == text).then_some(week)
}

impl App {
    /// The last completed week.
    pub fn last_week(&self) -> Week {
        self.clock.now().date().week().previous()
    }

    /// When the file of a partner for a week is due.
    pub fn due_moment(&self, partner: &Partner, week: Week) -> Moment {
        self.defs.calendar.due_day(partner, week).at(partner.due_secs)
    }

    /// Whether a week's report is 定稿: every partner that owed a file has an approved submission, as known at a moment. What is
    /// handed in afterwards for channels that were missing takes nothing of that back: it is 更正 of the next week.
    pub fn is_final(&self, snapshot: &Snapshot, until: Option<Moment>) -> Result<bool, AppError> {
        let week = snapshot.as_of.week();
        if snapshot.as_of < week.sunday() {
            return Ok(false);
        }
        let submissions = self.ledger.submissions(None, Some(&week.to_string()))?;
        let approved = |name: &str| {
            let partner = self.defs.partners.iter().find(|p| p.name == name);
            let found = submissions.iter().find(|s| partner.is_some_and(|p| p.id == s.partner));
            found.is_some_and(|s| s.approved_without_at(until).is_some())
        };
        let mut owed = snapshot.partners.iter().filter(|p| p.state != DueState::Nothing).peekable();
        Ok(owed.peek().is_some() && owed.all(|p| approved(&p.name)))
    }

    /// Where a week of a partner stands, from the snapshot of its Sunday.
    pub fn due_week(&self, partner: &PartnerId, week: Week, snapshot: &Snapshot) -> Result<Option<DueWeek>, AppError> {
        let Some(p) = self.defs.partners.iter().find(|p| p.id == *partner) else { return Ok(None) };
        let seen = snapshot.partners.iter().find(|s| s.name == p.name);
        let submission = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        Ok(Some(DueWeek {
            week,
            due: self.due_moment(p, week),
            state: seen.map_or(DueState::Nothing, |s| s.state),
            missing: seen.map(|s| s.missing.clone()).unwrap_or_default(),
            submission,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::parse_week;

    #[test]
    fn weeks_are_written_one_way() {
        for (text, there) in
            [("2023-W13", true), ("2026-W53", true), ("2023-W53", false), ("2023-W00", false), ("2023W13", false), ("x-W1", false)]
        {
            assert_eq!(parse_week(text).map(|w| w.to_string()), there.then(|| text.to_owned()), "{text}");
        }
    }
}
