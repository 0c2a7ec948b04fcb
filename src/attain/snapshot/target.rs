//! One target with its detail: works, days, re-posts, airings, forecast.

use super::{Share, TargetKind, Verdict};
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::{PlacementId, RuleId, TargetId};
use crate::base::text::quoted;
use crate::model::metric::Metric;
use crate::model::reading::ReadingRef;
use crate::model::target::{Required, TargetClass};

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
    /// Counted from what is registered by hand, not from works on channels.
    pub by_hand: bool,
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
    /// The last day of which anything was said about it; `None`: nothing ever was. What nobody owes week by week is judged later.
    pub told_on: Option<Day>,
    /// The day by which very few pieces are due, which are not judged by pace.
    pub due: Option<Day>,
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
    /// What pace demands on the day that was judged, in the target's unit, rounded up; of a tally that is judged piece by piece what was due
    /// before that day.
    pub by_pace: Option<u64>,
    /// Judged by how late the next piece is, not by shares.
    pub by_piece: bool,
    /// Whether somebody signed it.
    pub rule_signed: bool,
    /// All rules that decide its figure as it stands, its own first.
    pub deciding: Vec<RuleId>,
    /// Those of them that nobody has signed.
    pub unsigned: Vec<RuleId>,
    /// Clause id.
    pub clause: String,
    /// Its place in the plan and what it says.
    pub clause_text: String,
    /// 认定 of experts or department, printed beside the verdict: text with date and reason.
    pub decision: Option<String>,
    /// The readings and records that the figure stands on; those of a sum stand in its detail.
    pub proofs: Vec<ReadingRef>,
    /// Remarks: outliers, averages, other reading, open ends.
    pub notes: Vec<String>,
    /// More, by kind.
    pub detail: Detail,
}

impl TargetSnapshot {
    /// Whether a requirement still has something to be done.
    pub fn is_open(&self) -> bool {
        if self.class != TargetClass::Requirement {
            return false;
        }
        match (&self.detail, self.kind) {
            (Detail::Repost(matrix), _) => matrix.rows.iter().any(|(_, cells)| cells.contains(&Cell::Missing)),
            (_, TargetKind::Each) => {
                matches!(self.demanded, Required::All) && self.required_low.is_some_and(|r| self.actual.high.is_some_and(|h| h < r))
            }
            _ => !matches!(self.verdict, Verdict::Achieved | Verdict::NotStarted | Verdict::OnTrack),
        }
    }

    /// Whether nothing at all is known of it, which is not 0.
    pub fn is_unknown(&self) -> bool {
        let nothing = self.data_date.is_none() && self.actual.low == 0;
        match self.kind {
            TargetKind::Each | TargetKind::Repost => false,
            // What is registered by hand has no silence that would make it 待核实.
            TargetKind::Tally => nothing && matches!(self.verdict, Verdict::ToConfirm | Verdict::NotStarted),
            _ => nothing && self.verdict == Verdict::ToConfirm,
        }
    }

    /// 晚N天, where it is said: the days behind pace on the day that was judged (the data date), if the verdict of the low end is worse than
    /// 正常; of very few pieces the days since they were due. Of days on display it is said how many are missing instead. [`Self::days_late`] counts up to T, for every verdict.
    pub fn late(&self, as_of: Day) -> Option<u32> {
        let low = self.verdict_ends.map_or(self.verdict, |(low, _)| low);
        let worse = matches!(low, Verdict::Warning | Verdict::Behind | Verdict::FarBehind | Verdict::Missed);
        if !worse || matches!(self.detail, Detail::Days(_)) {
            return None;
        }
        if let Some(due) = self.due {
            return u32::try_from(as_of.since(due)).ok().filter(|days| *days > 0);
        }
        let old = self.data_date.map_or(0, |date| u32::try_from(as_of.since(date)).unwrap_or(0));
        Some(self.days_late.saturating_sub(old)).filter(|days| *days > 0)
    }

    /// Whether a verdict is spoken: of 约 there is none (counting rule 8).
    pub fn is_judged(&self) -> bool {
        !matches!(self.detail, Detail::Lengths(_))
    }

    /// The word of the verdict, or 仅供参考 where none is spoken.
    pub fn word(&self) -> &'static str {
        if self.is_judged() { self.verdict.zh() } else { "仅供参考" }
    }

    /// The name of the verdict for shape and colour; empty where none is spoken.
    pub fn mark(&self) -> &'static str {
        if self.is_judged() { self.verdict.name() } else { "" }
    }
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
    /// Numbers that a sum is made of, and those beside it that do not enter, channel by channel.
    Addends(Vec<Addend>),
    /// Days on display.
    Days(DaysDetail),
    /// Re-posts.
    Repost(RepostMatrix),
    /// How long works are that shall be 约 so long.
    Lengths(Lengths),
    /// What breaks a condition that each work has to meet.
    Breaches(Vec<Breach>),
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

/// What one metric of a placement comes to, and whether a sum counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Addend {
    /// Of which placement.
    pub placement: PlacementId,
    /// Which counter.
    pub metric: Metric,
    /// The number.
    pub span: Span,
    /// The reading that decided.
    pub proof: ReadingRef,
    /// Why it does not enter the sum; `None`: it does.
    pub left_out: Option<LeftOut>,
}

/// Why a number does not enter a sum (counting rules 1 and 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LeftOut {
    /// An estimate.
    Estimate,
    /// Part of a channel that counts as a whole.
    Contained,
    /// 其他媒体.
    Apart,
    /// A total of a channel that is counted by works.
    Whole,
    /// A work on a channel that is counted as a whole.
    Work,
    /// Published outside the term.
    OutOfTerm,
}

impl LeftOut {
    /// The reason in words.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Estimate => "推算，口径未签认，单独列示",
            Self::Contained => "属于话题或总量，不另加",
            Self::Apart => "其他媒体，单独列示",
            Self::Whole => "渠道总量，按作品计",
            Self::Work => "逐条数，按渠道总量计",
            Self::OutOfTerm => "不在合同期内发布",
        }
    }
}

/// Something that breaks a condition: a work, an interval, an enterprise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// Which: a title, a name, or two days.
    pub what: String,
    /// It is a title or a name.
    pub named: bool,
    /// How: `时长 131 秒`.
    pub how: String,
}

impl std::fmt::Display for Breach {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { what, how, .. } = self;
        if self.named { write!(f, "{}{how}", quoted(what)) } else { write!(f, "{what}{how}") }
    }
}

/// How long works are of which the plan says 约: shown and not judged (counting rule 8). Unit: seconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lengths {
    /// As long as the plan asks for, about.
    pub wanted: u32,
    /// Average of those known; `None`: none is known.
    pub average: Option<u32>,
    /// Works whose length is not known.
    pub unknown: u64,
    /// Works a third and more off, by title.
    pub outliers: Vec<(String, u32)>,
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
    /// Most days that can be on display by the end of the term: with the proven ones, and with those that may yet be proven.
    pub in_term: (u32, u32),
    /// Last day on which missing days can be made up.
    pub last_day: Day,
    /// Whether anybody ever said whether it is on display; if not (no check, or none that could read the page), nothing is known to be
    /// missing.
    pub recorded: bool,
}

impl DaysDetail {
    /// Days proven: seen or certified.
    pub fn shown(&self) -> u32 {
        self.seen.saturating_add(self.certified)
    }

    /// Days known not to be on display in their place, which have to be made up.
    pub fn interrupted(&self) -> u32 {
        self.not_shown.saturating_add(self.elsewhere)
    }

    /// Days shown after the stretch that was due from the first shown day on: they make up for those missing in it.
    pub fn made_up(&self) -> u32 {
        let Some(first) = self.first else { return 0 };
        let end = first.plus(i32::try_from(self.required).unwrap_or(0));
        let later = |(day, state): &&(Day, DayState)| *day >= end && matches!(state, DayState::Seen | DayState::Certified);
        u32::try_from(self.days.iter().filter(later).count()).unwrap_or(u32::MAX)
    }

    /// Days known not to be on display that are still to be made up.
    pub fn to_make_up(&self) -> u32 {
        self.interrupted().saturating_sub(self.made_up())
    }

    /// Days by which the term is too short for what is still to be shown, by what is proven.
    pub fn short(&self) -> u32 {
        if self.recorded { self.required.saturating_sub(self.in_term.0) } else { 0 }
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
    /// Needed per week from `as_of` on to reach it; `None`: reached, or the term is over.
    pub needed_per_week: Option<u64>,
}
