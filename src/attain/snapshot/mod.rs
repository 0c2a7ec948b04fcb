//! Everything that a page, picture or report may show about one date. Made by [`super::assess()`], read by `report` and `web`.
//!
//! Counts are intervals of events; shares are whole numbers of 1/10 000; nothing here is a float.

mod question;
mod said;
mod target;

pub use question::{NumberRef, QuestionKind, QuestionSnapshot};
pub use said::{Share, TargetKind, Verdict};
pub use target::{Addend, Breach, Cell, DayState, DaysDetail, Detail, Forecast, LeftOut, Lengths, RepostMatrix, TargetSnapshot, WorkLine};

use crate::base::count::Span;
use crate::base::day::{Day, Term, Week};
use crate::base::id::{CampaignId, ChannelId, RuleId};
use crate::model::metric::Metric;
use crate::model::programme::State;
use crate::model::reading::Source;
use crate::model::target::TargetClass;
use std::collections::BTreeSet;

/// The programme on one date.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// Id of the plan.
    pub programme: String,
    /// Name of the plan.
    pub programme_name: String,
    /// 24:00 of this day is the moment T.
    pub as_of: Day,
    /// What was known at 24:00 of this day counts; `None`: all that is known.
    pub as_reported: Option<Day>,
    /// 校验码 (64 hexadecimal digits): the hash of the last journal entry not later than `as_reported` that figures stand on. It covers every
    /// entry before it; an account or a refused file after it leaves it as it is, so that the same data have the same code.
    pub journal_head: String,
    /// The ledger is a sample: every page says 样例数据.
    pub sample: bool,
    /// Campaigns by number, media ones first.
    pub campaigns: Vec<CampaignSnapshot>,
    /// The counting rules used.
    pub rules: Vec<RuleNote>,
    /// Partners and their weekly files.
    pub partners: Vec<PartnerSnapshot>,
    /// What makes a target 正常, 预警, 滞后 …, one sentence each.
    pub limits: Vec<String>,
    /// The same in one line.
    pub limits_line: String,
}

/// A counting rule as printed.
#[derive(Debug, Clone)]
pub struct RuleNote {
    /// `CR-01`.
    pub id: RuleId,
    /// Title.
    pub title: String,
    /// The plan's wording problem.
    pub issue: String,
    /// How it is read.
    pub reading: String,
    /// The other reading.
    pub other_reading: Option<String>,
    /// `省人社厅 2022-07-15`; `None`: 口径待确认.
    pub signed: Option<String>,
}

/// One partner's weekly file for the week that holds `as_of` (counting rule 15).
#[derive(Debug, Clone)]
pub struct PartnerSnapshot {
    /// Name.
    pub name: String,
    /// Its campaigns.
    pub campaigns: Vec<CampaignId>,
    /// Due at (`4月3日12:00`).
    pub due: String,
    /// What came.
    pub state: DueState,
    /// Channels without a reading for the week, by name.
    pub missing: Vec<String>,
}

/// Where a weekly file stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueState {
    /// 已报.
    Reported,
    /// 迟报, by so many days.
    Late(u32),
    /// 未报; before this week so many in a row that were due at `as_of`.
    Missing(u32),
    /// 应报: not due yet; before this week so many in a row that were due at `as_of`.
    NotDue(u32),
    /// Owes nothing (not started, ended).
    Nothing,
}

/// One campaign on one date.
#[derive(Debug, Clone)]
pub struct CampaignSnapshot {
    /// Id.
    pub id: CampaignId,
    /// 1–14.
    pub number: u32,
    /// Full name.
    pub title: String,
    /// Name for charts.
    pub short_name: String,
    /// 牵头单位.
    pub lead: String,
    /// 实施单位, empty where none is named.
    pub partner: String,
    /// Shown weekly (true) or folded (false).
    pub media: bool,
    /// Budget. Unit: yuan.
    pub budget_yuan: u64,
    /// The term.
    pub term: Term,
    /// Whether the signing date was entered; else it is assumed.
    pub signed: bool,
    /// The day on which it ended before its time, where it did.
    pub ended_on: Option<Day>,
    /// Elapsed share of the term.
    pub elapsed: Share,
    /// Elapsed days.
    pub elapsed_days: i32,
    /// Where the contract stands.
    pub state: State,
    /// The campaign's verdict.
    pub verdict: Verdict,
    /// Open 工作要求.
    pub open_requirements: u32,
    /// `正常，另有2项要求未落实`.
    pub verdict_text: String,
    /// 能否按期完成 in one line.
    pub outlook: String,
    /// Targets in the order of the definition: indicators first.
    pub targets: Vec<TargetSnapshot>,
    /// Channels in the order of the definition.
    pub channels: Vec<ChannelSnapshot>,
    /// Contacts day by day from the start of the term (low, high); empty without a contacts target.
    pub curve: Vec<CurvePoint>,
    /// Gains by week from the start of the term to `as_of`, one number per entry of `channels`. Unit: events; falls are negative.
    pub weekly_gains: Vec<WeekGains>,
    /// Publishing calendar of the campaign's largest tally.
    pub calendar: Option<Calendar>,
    /// Open questions, grouped.
    pub questions: Vec<QuestionSnapshot>,
    /// What is not known, one line each (尚缺数据).
    pub gaps: Vec<String>,
    /// What is wrong (存在问题): 数量指标 before 工作要求, each the worst first.
    pub problems: Vec<Problem>,
    /// What has to happen next week, one line each (下周计划).
    pub next_steps: Vec<String>,
    /// Remarks printed with the campaign.
    pub notes: Vec<String>,
}

impl CampaignSnapshot {
    /// The contacts target.
    pub fn contacts(&self) -> Option<&TargetSnapshot> {
        self.targets.iter().find(|t| t.kind == TargetKind::Sum)
    }

    /// The counting rules that decide its targets as they stand. The one list: whatever names a campaign's rules names these.
    pub fn rules(&self) -> BTreeSet<&RuleId> {
        self.targets.iter().flat_map(|t| &t.deciding).collect()
    }

    /// Those of its rules that nobody has signed.
    pub fn unsigned(&self) -> BTreeSet<&RuleId> {
        self.targets.iter().flat_map(|t| &t.unsigned).collect()
    }
}

/// One thing that is wrong, with the verdict of the target that it is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The target's own verdict, not its campaign's.
    pub verdict: Verdict,
    /// Indicator or requirement.
    pub class: TargetClass,
    /// One sentence.
    pub text: String,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.text)
    }
}

/// One channel on one date. Unit: events of the channel's contact metric.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts about a channel, each shown by itself")]
pub struct ChannelSnapshot {
    /// Id.
    pub id: ChannelId,
    /// Name.
    pub name: String,
    /// 抖音, 快手 …
    pub platform: String,
    /// Primary for some tally.
    pub primary: bool,
    /// What it adds to contacts at `as_of`.
    pub value: Span,
    /// What it added at the end of the week before, as known now.
    pub opening: Span,
    /// Highest value ever proven, where above `value.low`.
    pub peak: Option<u64>,
    /// Not in the sum: contained in another channel, 其他媒体, or estimates. The reason.
    pub apart: Option<String>,
    /// 其他媒体: registered as they come, owed by nobody.
    pub others: bool,
    /// Where a campaign adds further metrics and the channel is counted as a whole, what each of its metrics comes to; `None`: no number.
    pub parts: Vec<(Metric, Option<Span>)>,
    /// Remarks beside the value: a 总量声明 of a channel that is counted by works, the real moment of a reading that counts for the week
    /// before.
    pub beside: Vec<String>,
    /// Periods of which no increment was reported.
    pub breaks: Vec<String>,
    /// Placements that count.
    pub placements: u32,
    /// Placements without any number.
    pub unknown: u32,
    /// Day of the last data: a number, or a list of works without one.
    pub last_reading: Option<Day>,
    /// Day for which what is shown of it is true: of the last number; where it has none, of the last data.
    pub value_day: Option<Day>,
    /// Where it came from.
    pub source: Option<Source>,
    /// Days since `value_day`.
    pub age_days: Option<u32>,
    /// Whether its partner owes a weekly file for it.
    pub owed: bool,
    /// Whether the week of `as_of`, for which it may be owed, touches the term.
    pub running: bool,
    /// Whether the week of `as_of` is still running, so that nothing of it is due.
    pub early: bool,
    /// Whether a reading belongs to the week of `as_of`.
    pub reported: bool,
    /// Weeks that this week's gain covers (2 and more: catch-up).
    pub weeks_held: u32,
    /// The gain is below what rounded displays can show: 仅知约数.
    pub only_rounded: bool,
    /// Comes from a page nobody has confirmed: 未对真站核实.
    pub unconfirmed: bool,
}

impl ChannelSnapshot {
    /// A partner owes the week's numbers of this channel, and none came so far.
    pub fn lacking(&self) -> bool {
        self.owed && self.running && !self.reported
    }

    /// 未报: they are lacking, and the week is over. The one definition, for tables, pictures and lists.
    pub fn unreported(&self) -> bool {
        self.lacking() && !self.early
    }

    /// 未到期: they are lacking while the week is still running.
    pub fn not_due(&self) -> bool {
        self.lacking() && self.early
    }

    /// Collected by us, owed by nobody, and without a number for a week and more.
    pub fn collecting_stopped(&self) -> bool {
        let ours = self.source == Some(Source::Collected) && !self.lacking() && !self.others;
        ours && self.age_days.is_some_and(|age| age >= 7)
    }

    /// Data that are older than the week, of a channel of which nobody owes any: 不必每周报.
    pub fn rests(&self) -> bool {
        !self.owed && !self.others && self.running && !self.reported && self.last_reading.is_some() && !self.collecting_stopped()
    }
}

/// One point of the curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CurvePoint {
    /// Day.
    pub day: Day,
    /// Value at 24:00.
    pub span: Span,
    /// Unsigned estimates at 24:00, low end.
    pub estimates: u64,
}

/// Gains of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeekGains {
    /// The week.
    pub week: Week,
    /// One per channel of the campaign.
    pub by_channel: Vec<WeekGain>,
}

/// What a channel brought in one week. Unit: events; falls are negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WeekGain {
    /// So many; 0 where it reported and nothing came.
    Came(i64),
    /// 未报, as [`ChannelSnapshot::unreported`] says of the week of `as_of`.
    Unreported,
    /// Neither owed nor there.
    Nothing,
}

impl WeekGain {
    /// The gain; 0 where none is known, for sums and heights.
    pub fn or_zero(self) -> i64 {
        if let Self::Came(n) = self { n } else { 0 }
    }
}

/// What was published in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// So many works.
    Works(u32),
    /// 未报: nobody said what was published, which is not 0.
    Unreported,
    /// The week is still ahead.
    Ahead,
}

/// Works published per week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Which tally.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Each week of the term.
    pub weeks: Vec<(Week, Published)>,
    /// Works whose day is not known.
    pub undated: u32,
}
