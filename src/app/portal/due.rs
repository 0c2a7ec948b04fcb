//! What a partner owes, week by week, and where each week stands: 应报, 已报, 迟报, 未报, and the state of the submission.

use crate::app::{App, AppError};
use crate::attain::snapshot::{DueState, Snapshot, WeekGain};
use crate::base::day::{Day, Moment, Week};
use crate::base::id::PartnerId;
use crate::ledger::{FilesByWeek, Later, LaterKind, Point, Submission};
use crate::model::partner::Partner;
use std::collections::BTreeMap;

/// Where a week stands that was approved and whose numbers were changed since.
pub const CHANGED: &str = "审定后有变动，待再审定";

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
    /// Channels whose numbers of the week were changed after it was approved.
    pub changed: Vec<String>,
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
            DueState::Missing(_) | DueState::NotDue(_) if now <= self.due => format!("应于{}报", moment_short(self.due)),
            DueState::Missing(_) | DueState::NotDue(_) => {
                format!("未报，逾期{}", days_zh(u32::try_from(now.date().since(self.due.date())).unwrap_or(0)))
            }
        }
    }

    /// Whether it was approved and waits to be approved once more, because its numbers were changed since.
    pub fn is_changed(&self) -> bool {
        !self.changed.is_empty() && self.submission.as_ref().is_some_and(|s| s.state() == "approved")
    }

    /// Where its submission stands, in words.
    pub fn standing(&self) -> &'static str {
        if self.is_changed() { CHANGED } else { standing(self.submission.as_ref()) }
    }

    /// Name for the style of the page: `ok`, `late`, `due`, `none`.
    pub fn tone(&self, now: Moment) -> &'static str {
        match self.state {
            DueState::Reported if self.missing.is_empty() => "ok",
            DueState::Reported | DueState::Late(_) => "warn",
            DueState::Nothing => "none",
            DueState::Missing(_) | DueState::NotDue(_) if now <= self.due => "due",
            DueState::Missing(_) | DueState::NotDue(_) => "late",
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

    /// Whether a week's report is 定稿: every partner that owed a file has an approved submission with no channel missing, as known at a
    /// moment. Until the channels that were missing are handed in and approved too it is 初报.
    pub fn is_final(&self, snapshot: &Snapshot, until: Option<Moment>) -> Result<bool, AppError> {
        let week = snapshot.as_of.week();
        if snapshot.as_of < week.sunday() {
            return Ok(false);
        }
        let submissions = self.ledger.submissions(None, Some(&week.to_string()))?;
        let approved = |name: &str| {
            let partner = self.defs.partners.iter().find(|p| p.name == name);
            let found = submissions.iter().find(|s| partner.is_some_and(|p| p.id == s.partner));
            found.is_some_and(|s| s.approved_without_at(until).is_some_and(<[_]>::is_empty))
        };
        let mut owed = snapshot.partners.iter().filter(|p| p.state != DueState::Nothing).peekable();
        Ok(owed.peek().is_some() && owed.all(|p| approved(&p.name)))
    }

    /// Channels that come to something else at the end of an approved week than when it was approved, where a number of a day up to then
    /// came, was corrected or was taken back since. Answers, signatures and entries about a campaign are no matter of the week.
    fn changed_since_approval(&self, submission: &Submission, snapshot: &Snapshot) -> Result<Vec<String>, AppError> {
        let (Some(open), Some(step)) = (submission.approved_without(), submission.approval()) else { return Ok(Vec::new()) };
        let channels = snapshot.campaigns.iter().flat_map(|c| &c.channels).filter(|ch| !open.contains(&ch.id));
        let differ = channels.filter(|ch| step.totals.get(&ch.id).is_some_and(|then| *then != ch.value));
        let names: Vec<String> = differ.map(|ch| ch.name.clone()).collect();
        Ok(if !names.is_empty() && self.numbers_came_since(submission, snapshot.as_of)? { names } else { Vec::new() })
    }

    /// Whether a number of a day up to `until` came, was corrected or was taken back since a week was approved.
    fn numbers_came_since(&self, submission: &Submission, until: Day) -> Result<bool, AppError> {
        let Some(step) = submission.approval() else { return Ok(false) };
        let seq = self.entry_of(&submission.partner, step)?;
        let later = self.ledger.later_than(Point { seq, import: self.ledger.last_import_by(seq)? })?;
        let numbers = |l: &&Later| matches!(l.kind, LaterKind::Import | LaterKind::Correction | LaterKind::Undo);
        for l in later.iter().filter(numbers).filter(|l| l.first <= until) {
            // Of what was taken back nobody knows any more of which channels it spoke.
            let of = self.partners_of_import(l.import)?;
            if of.is_empty() || of.contains(&submission.partner) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The channels of a week that was approved whose numbers were changed since. Where nothing came that could have changed them the programme
    /// is not judged anew.
    pub fn changed_of_week(&self, submission: &Submission, week: Week) -> Result<Vec<String>, AppError> {
        if submission.state() != "approved" || !self.numbers_came_since(submission, week.sunday())? {
            return Ok(Vec::new());
        }
        self.changed_since_approval(submission, &self.snapshot(week.sunday(), None)?)
    }

    /// Where a week of a partner stands, from the snapshot of its Sunday.
    pub fn due_week(&self, partner: &PartnerId, week: Week, snapshot: &Snapshot) -> Result<Option<DueWeek>, AppError> {
        let Some(p) = self.defs.partners.iter().find(|p| p.id == *partner) else { return Ok(None) };
        let seen = snapshot.partners.iter().find(|s| s.name == p.name);
        let submission = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        let changed = submission.as_ref().map(|s| self.changed_since_approval(s, snapshot)).transpose()?.unwrap_or_default();
        Ok(Some(DueWeek {
            changed,
            week,
            due: self.due_moment(p, week),
            state: seen.map_or(DueState::Nothing, |s| s.state),
            missing: seen.map(|s| s.missing.clone()).unwrap_or_default(),
            submission,
        }))
    }
}

/// The weeks of a partner as one snapshot tells them: every week as on the page of that week.
#[derive(Debug)]
pub struct PastWeeks<'a> {
    app: &'a App,
    partner: &'a Partner,
    /// The channels that are owed, each with its gains week by week.
    owed: Vec<(String, BTreeMap<Week, WeekGain>)>,
    /// When the first file about each week came.
    came: BTreeMap<Week, Moment>,
    files: FilesByWeek,
}

impl PastWeeks<'_> {
    /// When files about the owed channels came, by channel and week.
    pub fn files(&self) -> &FilesByWeek {
        &self.files
    }

    /// Where a week stands.
    pub fn due(&self, week: Week, submission: Option<Submission>) -> Option<DueWeek> {
        let due_day = self.app.defs.calendar.due_day(self.partner, week);
        let due = self.app.due_moment(self.partner, week);
        let told: Vec<(&String, WeekGain)> = self.owed.iter().filter_map(|(name, weeks)| Some((name, *weeks.get(&week)?))).collect();
        let missing: Vec<String> = told.iter().filter(|(_, g)| *g == WeekGain::Unreported).map(|(name, _)| (*name).clone()).collect();
        let came = self.came.get(&week).copied();
        let silent = missing.len() == told.len() || (!missing.is_empty() && came.is_none());
        let state = match came {
            _ if self.owed.is_empty() => DueState::Nothing,
            _ if silent => DueState::Missing(0),
            Some(at) if at > due => DueState::Late(u32::try_from(at.date().since(due_day)).unwrap_or(0)),
            _ => DueState::Reported,
        };
        Some(DueWeek { week, due, state, missing, submission, changed: Vec::new() })
    }
}

impl App {
    /// The weeks of a partner up to the day of a snapshot.
    pub fn past_weeks<'a>(&'a self, partner: &PartnerId, snapshot: &Snapshot) -> Result<PastWeeks<'a>, AppError> {
        let known = self.defs.partners.iter().find(|p| p.id == *partner);
        let known = known.ok_or_else(|| AppError::Usage("没有这家合作媒体".to_owned()))?;
        let mut owed = Vec::new();
        for c in &snapshot.campaigns {
            for (n, ch) in c.channels.iter().enumerate().filter(|(_, ch)| known.reports.contains(&ch.id)) {
                let weeks = c.weekly_gains.iter().filter_map(|w| Some((w.week, *w.by_channel.get(n)?)));
                owed.push((ch.name.clone(), weeks.collect()));
            }
        }
        let mut came: BTreeMap<Week, Moment> = BTreeMap::new();
        let files = self.ledger.files_by_week(|c| known.reports.contains(c))?;
        for (week, at) in files.values().flatten() {
            let first = came.entry(*week).or_insert(*at);
            *first = (*at).min(*first);
        }
        Ok(PastWeeks { app: self, partner: known, owed, came, files })
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
