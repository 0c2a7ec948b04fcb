//! Everything that a page, picture or report may show about one date. Made by [`super::assess()`], read by `report` and `web`.
//!
//! Counts are intervals of events; shares are whole numbers of 1/10 000; nothing here is a float.

use crate::base::count::Span;
use crate::base::day::{Day, Term, Week};
use crate::base::id::{CampaignId, ChannelId, RuleId, TargetId};
use crate::model::programme::State;
use crate::model::reading::{ReadingRef, Source};
use crate::model::target::{Required, TargetClass};

/// A share in 1/10 000 (6 034 is 60.34 %); may be above 10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub i64);

impl Share {
    /// `part` of `whole`, cut (never rounded up, so that 100 % is only what is reached). `None` for a whole of 0.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 {
            return None;
        }
        let tenths = u128::from(part) * 10_000 / u128::from(whole);
        i64::try_from(tenths).ok().map(Self)
    }

    /// `60.3%`, cut to one decimal.
    pub fn zh(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let tenths = self.0.abs() / 10;
        format!("{sign}{}.{}%", tenths / 10, tenths % 10)
    }

    /// `0.6034`, as JSON wants it.
    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:04}", self.0.abs() / 10_000, self.0.abs() % 10_000)
    }
}

/// What is said about a target or campaign (counting rules 12 and 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// 已达标.
    Achieved,
    /// 正常.
    OnTrack,
    /// 预警.
    Warning,
    /// 滞后.
    Behind,
    /// 严重滞后.
    FarBehind,
    /// 待核实.
    ToConfirm,
    /// 未达标 (after the end of the term).
    Missed,
    /// 未开始.
    NotStarted,
}

impl Verdict {
    /// All, in the order in which a report counts them.
    pub const ALL: [Self; 8] =
        [Self::Achieved, Self::OnTrack, Self::Warning, Self::ToConfirm, Self::Behind, Self::FarBehind, Self::Missed, Self::NotStarted];

    /// Name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Achieved => "achieved",
            Self::OnTrack => "on_track",
            Self::Warning => "warning",
            Self::Behind => "behind",
            Self::FarBehind => "far_behind",
            Self::ToConfirm => "to_confirm",
            Self::Missed => "missed",
            Self::NotStarted => "not_started",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Achieved => "已达标",
            Self::OnTrack => "正常",
            Self::Warning => "预警",
            Self::Behind => "滞后",
            Self::FarBehind => "严重滞后",
            Self::ToConfirm => "待核实",
            Self::Missed => "未达标",
            Self::NotStarted => "未开始",
        }
    }
}

/// The kinds of targets, as promised in `check --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// Pieces.
    Tally,
    /// Contacts.
    Sum,
    /// Days on display.
    Days,
    /// Works that meet a condition.
    Each,
    /// Cells found of those required.
    Repost,
    /// Airings.
    Airings,
}

impl TargetKind {
    /// Name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tally => "tally",
            Self::Sum => "sum",
            Self::Days => "days",
            Self::Each => "each",
            Self::Repost => "repost",
            Self::Airings => "airings",
        }
    }
}

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
    /// Head of the journal (64 hexadecimal digits) not later than `as_reported`.
    pub journal_head: String,
    /// The ledger is a sample: every page says 样例数据.
    pub sample: bool,
    /// Campaigns by number, media ones first.
    pub campaigns: Vec<CampaignSnapshot>,
    /// The counting rules used.
    pub rules: Vec<RuleNote>,
    /// Partners and their weekly files.
    pub partners: Vec<PartnerSnapshot>,
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
    /// 未报 and due; missed weeks in a row, this one included.
    Missing(u32),
    /// 应报: not due yet.
    NotDue,
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
    /// What is wrong, one line each, worst first (存在问题).
    pub problems: Vec<String>,
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
}

/// One target on one date. Unit: the target's own.
#[derive(Debug, Clone)]
pub struct TargetSnapshot {
    /// Id inside the campaign.
    pub id: TargetId,
    /// Kind.
    pub kind: TargetKind,
    /// Indicator or requirement.
    pub class: TargetClass,
    /// Label.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// As the plan puts it.
    pub demanded: Required,
    /// What must be reached; `None` in both: depends on what there is.
    pub required_low: Option<u64>,
    /// Upper end, where the plan names one.
    pub required_high: Option<u64>,
    /// Proven and possible.
    pub actual: Span,
    /// Unsigned estimates, apart from `actual`.
    pub estimates: Span,
    /// `actual.low` at the end of the week before, as known now; `None` where nobody asked for it.
    pub opening: Option<u64>,
    /// `actual.low` ÷ required, `None` where nothing is required.
    pub attainment: Option<Share>,
    /// Expected share at `as_of`.
    pub pace: Option<Share>,
    /// Judged at this day; `None`: no reading at all.
    pub data_date: Option<Day>,
    /// Days by which the target is late, 0 and up.
    pub days_late: u32,
    /// The verdict.
    pub verdict: Verdict,
    /// For 待核实: the verdicts of the low and of the high end.
    pub verdict_ends: Option<(Verdict, Verdict)>,
    /// Forecast for the end of the term.
    pub forecast: Option<Forecast>,
    /// What adds nothing because no number is known, by name.
    pub unknown: Vec<String>,
    /// The counting rule.
    pub rule: RuleId,
    /// Whether somebody signed it.
    pub rule_signed: bool,
    /// Clause id.
    pub clause: String,
    /// Its place in the plan and what it says.
    pub clause_text: String,
    /// 认定 of experts or department, printed beside the verdict: text with date and reason.
    pub decision: Option<String>,
    /// The readings and records that the figure stands on.
    pub proofs: Vec<ReadingRef>,
    /// Remarks: outliers, averages, other reading, open ends.
    pub notes: Vec<String>,
    /// More, by kind.
    pub detail: Detail,
}

/// What a target shows beyond its figure.
#[derive(Debug, Clone)]
pub enum Detail {
    /// Nothing.
    None,
    /// Works counted (proved, then candidates), by title.
    Works {
        /// Counted.
        counted: Vec<WorkLine>,
        /// Undecided: at the high end alone.
        undecided: Vec<WorkLine>,
        /// Left out, with the reason.
        left_out: Vec<(WorkLine, String)>,
    },
    /// Days on display.
    Days(DaysDetail),
    /// Re-posts.
    Repost(RepostMatrix),
    /// Planned against aired.
    Airings {
        /// Planned.
        planned: u64,
        /// Aired as planned.
        aired: u64,
        /// Planned and not aired (漏播).
        missed: u64,
        /// Aired without plan (补播、加播).
        extra: u64,
    },
}

/// One work in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkLine {
    /// Title.
    pub title: String,
    /// First day it was published, or seen.
    pub day: Option<Day>,
    /// Contacts of all its placements.
    pub contacts: Span,
}

/// Days on display (counting rule 11). Unit: days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DaysDetail {
    /// First shown day.
    pub first: Option<Day>,
    /// Needed from the first shown day.
    pub required: u32,
    /// Seen by a check.
    pub seen: u32,
    /// Certified by the partner alone.
    pub certified: u32,
    /// On the page but not in the demanded place.
    pub elsewhere: u32,
    /// Seen not to be there.
    pub not_shown: u32,
    /// Nobody looked.
    pub unchecked: u32,
    /// Longest run of days without proof of display. Unit: days.
    pub longest_gap: u32,
    /// Day by day from the first shown day (or the term's start) to `as_of`.
    pub days: Vec<(Day, DayState)>,
    /// Last day on which display could still begin.
    pub latest_start: Day,
}

impl DaysDetail {
    /// Days without proof in the stretch that was due from the first shown day on, and days shown after it that make up for them.
    pub fn made_up(&self) -> (u32, u32) {
        let Some(first) = self.first else { return (0, 0) };
        let end = first.plus(i32::try_from(self.required).unwrap_or(0));
        let (mut owed, mut made_up) = (0, 0);
        for (day, state) in &self.days {
            match (*day < end, matches!(state, DayState::Seen | DayState::Certified)) {
                (true, false) => owed += 1,
                (false, true) => made_up += 1,
                _ => {}
            }
        }
        (owed, made_up)
    }
}

/// One day of display.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DayState {
    /// Seen by a check.
    Seen,
    /// Certified.
    Certified,
    /// On the page, elsewhere.
    Elsewhere,
    /// Not shown.
    NotShown,
    /// Unchecked.
    Unchecked,
}

/// Work × channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RepostMatrix {
    /// Channel names, in order.
    pub channels: Vec<String>,
    /// Works with one cell per channel, oldest first.
    pub rows: Vec<(WorkLine, Vec<Cell>)>,
}

/// One cell of the matrix.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// Found there.
    Found,
    /// Due and not found.
    Missing,
    /// Not due yet.
    NotDue,
    /// The channel has no list or file from after the work: nobody could have seen it.
    Unchecked,
}

/// Forecast for the end of the term (counting rule 16). Unit: the target's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Forecast {
    /// Low end of the range.
    pub low: u64,
    /// High end.
    pub high: u64,
    /// When the target is reached at the middle rate; `None`: not within the term.
    pub reached_on: Option<Day>,
    /// Needed per week from now on to reach it; `None`: reached, or the term is over.
    pub needed_per_week: Option<u64>,
}

/// One channel on one date. Unit: events of the channel's contact metric.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "five independent facts about a channel, each shown by itself")]
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
    /// Remarks beside the value: a 总量声明 of a channel that is counted by works, the real moment of a reading that counts for the week
    /// before.
    pub beside: Vec<String>,
    /// Periods of which no increment was reported.
    pub breaks: Vec<String>,
    /// Placements that count.
    pub placements: u32,
    /// Placements without any number.
    pub unknown: u32,
    /// Day of the last reading.
    pub last_reading: Option<Day>,
    /// Where it came from.
    pub source: Option<Source>,
    /// Days since.
    pub age_days: Option<u32>,
    /// Whether its partner owes a weekly file for it.
    pub owed: bool,
    /// Whether a reading belongs to the week of `as_of`.
    pub reported: bool,
    /// Weeks that this week's gain covers (2 and more: catch-up).
    pub weeks_held: u32,
    /// The gain is below what rounded displays can show: 仅知约数.
    pub only_rounded: bool,
    /// Comes from a page nobody has confirmed: 未对真站核实.
    pub unconfirmed: bool,
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
    /// One per channel of the campaign, `None`: no reading in the week.
    pub by_channel: Vec<Option<i64>>,
}

/// Works published per week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Which tally.
    pub label: String,
    /// Unit.
    pub unit: String,
    /// Each week of the term with the number published; `None`: still ahead.
    pub weeks: Vec<(Week, Option<u32>)>,
    /// Works whose day is not known.
    pub undated: u32,
}

/// An open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionSnapshot {
    /// Its id, stable over time.
    pub id: String,
    /// 播放量下降, 两个来源不一致, 疑似拆条, 归属 …
    pub kind: QuestionKind,
    /// Channel name, empty where none.
    pub channel: String,
    /// The week that it belongs to.
    pub week: Option<Week>,
    /// One sentence.
    pub text: String,
    /// Each case, one line.
    pub cases: Vec<String>,
    /// What can be answered: key and what it means.
    pub choices: Vec<(String, String)>,
    /// For questions that ask for a selection: the comparison key of each case, in their order.
    pub keys: Vec<String>,
}

/// What a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum QuestionKind {
    /// Counts fell.
    Fall,
    /// Two sources differ.
    Disagreement,
    /// Unlike titles may be one work.
    SameWork,
    /// Parts of one work?
    Split,
    /// Works of an account's export that may not belong.
    Belonging,
    /// Published outside the term.
    OutsideTerm,
    /// A jump.
    Jump,
    /// The partner's own sum differs.
    Bridge,
    /// 重点稿件, 新创作: to be marked by staff.
    Mark,
    /// One enterprise in two projects.
    Enterprise,
    /// Wrong account?
    Account,
}

impl QuestionKind {
    /// All kinds.
    pub const ALL: [Self; 11] = [
        Self::Fall,
        Self::Disagreement,
        Self::SameWork,
        Self::Split,
        Self::Belonging,
        Self::OutsideTerm,
        Self::Jump,
        Self::Bridge,
        Self::Mark,
        Self::Enterprise,
        Self::Account,
    ];

    /// Name in JSON and in ids.
    pub fn name(self) -> &'static str {
        match self {
            Self::Fall => "fall",
            Self::Disagreement => "disagreement",
            Self::SameWork => "same_work",
            Self::Split => "split",
            Self::Belonging => "belonging",
            Self::OutsideTerm => "outside_term",
            Self::Jump => "jump",
            Self::Bridge => "bridge",
            Self::Mark => "mark",
            Self::Enterprise => "enterprise",
            Self::Account => "account",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Fall => "数值下降",
            Self::Disagreement => "来源不一致",
            Self::SameWork => "疑似同一作品",
            Self::Split => "疑似拆条",
            Self::Belonging => "归属待定",
            Self::OutsideTerm => "合同期外发布",
            Self::Jump => "增长异于平时",
            Self::Bridge => "合计不一致",
            Self::Mark => "待认定作品",
            Self::Enterprise => "企业重复",
            Self::Account => "账号存疑",
        }
    }
}
