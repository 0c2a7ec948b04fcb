//! Targets: what the plan demands, as data.

use super::channel::WorkKind;
use super::metric::Metric;
use super::programme::Channels;
use crate::base::id::{ChannelId, RuleId, TargetId};
use crate::base::text::fold;

/// Counts in the verdict of its campaign, or stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetClass {
    /// 数量指标.
    Indicator,
    /// 工作要求.
    Requirement,
}

/// How much is demanded. Unit: the target's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Required {
    /// N or more.
    AtLeast(u64),
    /// N or fewer.
    AtMost(u64),
    /// From low to high; more is fine.
    Between(u64, u64),
    /// N左右.
    About(u64),
    /// Every one there is.
    All,
}

impl Required {
    /// The number that must be reached, `None` where it depends on what there is.
    pub fn low(self) -> Option<u64> {
        match self {
            Self::AtLeast(n) | Self::About(n) | Self::Between(n, _) => Some(n),
            Self::AtMost(_) | Self::All => None,
        }
    }

    /// The number that must not be passed, or the upper end of a wish.
    pub fn high(self) -> Option<u64> {
        match self {
            Self::AtMost(n) | Self::Between(_, n) => Some(n),
            Self::AtLeast(_) | Self::About(_) | Self::All => None,
        }
    }
}

/// One demand of the plan.
#[derive(Debug, Clone)]
pub struct Target {
    /// Its id inside the campaign.
    pub id: TargetId,
    /// Indicator or requirement.
    pub class: TargetClass,
    /// What it is called.
    pub label: String,
    /// 期, 条, 件, 万人次, 天 …
    pub unit: String,
    /// How much.
    pub required: Required,
    /// Whether the plan says 每年.
    pub per_year: bool,
    /// The clause, by id.
    pub clause: String,
    /// The counting rule.
    pub rule: RuleId,
    /// Due before the end of the term, where the target says when. Unit: days before it.
    pub due_days_before_end: Option<i32>,
    /// Milestones instead of an even pace: (months after signing, amount due).
    pub milestones: Vec<(u32, u64)>,
    /// What is counted.
    pub spec: Spec,
}

/// What is counted for a target.
#[derive(Debug, Clone)]
pub enum Spec {
    /// `tally`: distinct works, records or training figures.
    Tally(Tally),
    /// `sum`: contacts of the campaign's channels.
    Sum {
        /// Metrics that enter beside the one by kind (讨论 for p14).
        extra: Vec<Metric>,
    },
    /// `days` on display.
    Days {
        /// Where.
        channel: ChannelId,
        /// The place on the page that is demanded (首页头条).
        position: String,
        /// How long. Unit: calendar months.
        months: u32,
    },
    /// `each`: works of another target that meet a condition.
    Each {
        /// The tally whose works are looked at.
        of: TargetId,
        /// What each must meet.
        condition: Condition,
    },
    /// `each` without a tally: works of some channels, or classes of 培训登记, that meet a condition.
    EachOn {
        /// Which works; no channels: 培训登记.
        tally: Tally,
        /// What each must meet.
        condition: Condition,
    },
    /// `repost`: work × channel.
    Repost {
        /// The tally whose works are to be re-posted.
        of: TargetId,
        /// Where.
        channels: Channels,
        /// Due this many days after the work.
        within_days: i32,
    },
    /// `airings` of a spot.
    Airings {
        /// The name under which the spot stands in 播出记录.
        programme: String,
    },
}

/// How a tally finds its pieces.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// Primary channels; empty: records alone.
    pub channels: Channels,
    /// Kinds of works that count; empty: any.
    pub kinds: Vec<WorkKind>,
    /// 成果名 in 成果登记 or 成果类型 that count for this target (头版, 封面 …).
    pub deliverables: Vec<String>,
    /// Counts only works that staff marked so (重点稿件, 新创作); unmarked ones are candidates at the high end.
    pub staff_mark: Option<String>,
    /// Only works whose title holds one of these.
    pub title_marks: Vec<String>,
    /// A column of 培训登记 that is added instead.
    pub training: Option<Training>,
    /// A work known to be longer leaves the tally. Unit: seconds.
    pub duration_secs_max: Option<u32>,
}

/// What is added from 培训登记.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Training {
    /// 人数.
    Persons,
    /// Distinct 单位.
    Enterprises,
}

/// What each work (or class) must meet.
#[derive(Debug, Clone)]
pub enum Condition {
    /// At most this long. Unit: seconds.
    DurationAtMost(u32),
    /// About this long: average and outliers are shown, no verdict. Unit: seconds.
    DurationAbout(u32),
    /// Aired in each of these slots. Unit: seconds after 00:00, from – to.
    AiredIn(Vec<(String, u32, u32)>),
    /// No gap between publications (term start, works, T) above this. Unit: days.
    GapAtMost(i32),
    /// 培训登记: at least this many hours per class.
    HoursAtLeast(u32),
    /// 培训登记: at least this many persons per enterprise.
    PersonsAtLeast(u64),
    /// 培训登记: at least this share of hours offline. Unit: per cent.
    OfflineAtLeast(u32),
}

/// Whether a list of broadcasts names a target's programme: 声音宣传片 also as 宣传片, or in a longer name.
pub fn is_programme(wanted: &str, said: &str) -> bool {
    let (wanted, said) = (fold(wanted), fold(said));
    said.contains(&wanted) || wanted.contains(&said) || said.contains("宣传片")
}

/// What a text says of the deliverables that a campaign's targets count.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named<'a> {
    /// One of them: the target's id, and the name that it is registered by.
    One(&'a TargetId, &'a str),
    /// Names of several targets.
    Several(Vec<&'a str>),
    /// None of them.
    Nothing,
}

/// Which deliverable a text names (counting rule 8): the name itself, or a longer text that holds it (封底整版宣传, 专版第1期, “安安说工伤”表情包). A name
/// inside another one does not count: 报纸专栏 is not 专栏 of something else. What holds names of several targets names none.
pub fn deliverable<'a>(targets: &'a [Target], said: &str) -> Named<'a> {
    let said = fold(said);
    let names = || {
        let tallies = targets.iter().filter_map(|t| if let Spec::Tally(tally) = &t.spec { Some((t, tally)) } else { None });
        tallies.flat_map(|(t, tally)| {
            let label = tally.deliverables.first().map(|first| (&t.label, first));
            tally.deliverables.iter().map(|n| (n, n)).chain(label).map(move |(called, name)| (&t.id, fold(called), name.as_str()))
        })
    };
    if let Some((id, _, name)) = names().find(|(_, called, _)| *called == said) {
        return Named::One(id, name);
    }
    let held: Vec<_> = names().filter(|(_, called, _)| said.contains(called.as_str())).collect();
    let longest = held.iter().filter(|(_, called, _)| !held.iter().any(|(_, o, _)| o.len() > called.len() && o.contains(called.as_str())));
    let longest: Vec<_> = longest.collect();
    match longest.as_slice() {
        [] => Named::Nothing,
        [(id, _, name), rest @ ..] if rest.iter().all(|(other, ..)| other == id) => Named::One(id, name),
        several => Named::Several(several.iter().map(|(.., name)| *name).collect()),
    }
}
