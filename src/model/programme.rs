//! The plan, its campaigns, clauses and counting rules.

use super::target::Target;
use crate::base::day::{Day, Term};
use crate::base::id::{CampaignId, ChannelId, PartnerId, RuleId};

/// The whole plan.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its id (`plan_2022`).
    pub id: String,
    /// Its full name.
    pub name: String,
    /// First day of the plan's years.
    pub start: Day,
    /// Last day of the plan's years.
    pub end: Day,
    /// What all budgets together must be. Unit: yuan.
    pub budget_yuan: u64,
    /// Who signs and pays.
    pub payer: String,
}

/// One contract of the plan.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// The stem of its file.
    pub id: CampaignId,
    /// 1–14.
    pub number: u32,
    /// Full name.
    pub name: String,
    /// Name for charts, at most eight characters.
    pub short_name: String,
    /// 牵头单位.
    pub sponsor: String,
    /// The partner that carries the contract out; `None` for the projects without media.
    pub partner: Option<PartnerId>,
    /// Media campaigns are tracked weekly; the others are shown folded, from manual records.
    pub media: bool,
    /// Budget. Unit: yuan.
    pub budget_yuan: u64,
    /// Whether the plan says 不超过.
    pub budget_is_ceiling: bool,
    /// The contract.
    pub contract: Contract,
    /// Words and hashtags whose presence in a caption shows that a work belongs (counting rule 6).
    pub marks: Vec<String>,
    /// The plan's clauses.
    pub clauses: Vec<Clause>,
    /// What the plan demands.
    pub targets: Vec<Target>,
    /// Points printed where the plan leaves something open.
    pub notes: Vec<String>,
}

impl Campaign {
    /// The term of the contract with its extension.
    pub fn term(&self) -> Term {
        self.contract.term
    }

    /// Years of the term, begun ones counted whole (for targets 每年).
    pub fn years(&self) -> u64 {
        u64::from(self.contract.term_months.div_ceil(12).max(1))
    }
}

/// When a contract runs.
#[derive(Debug, Clone)]
pub struct Contract {
    /// The signing date.
    pub signed_on: Day,
    /// Whether somebody entered it; else it is assumed and every page says so.
    pub confirmed: bool,
    /// Length. Unit: calendar months.
    pub term_months: u32,
    /// Why it is longer than twelve months.
    pub reason: Option<String>,
    /// First to last day; it ends early where that was entered.
    pub term: Term,
    /// The last day that the contract names, where it names one and no number of months.
    pub ends_on: Option<Day>,
    /// From which day on it is known to be longer than it was, where that was entered.
    pub extended_on: Option<Day>,
    /// The day on which it ended early.
    pub ended_on: Option<Day>,
    /// Dated entries of what became of it, in order.
    pub states: Vec<(Day, State)>,
}

/// Where a contract stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// 未签订.
    Unsigned,
    /// 筹备.
    Preparing,
    /// 实施中.
    Running,
    /// 已延期.
    Extended,
    /// 实施完毕.
    Completed,
    /// 已申请验收.
    InAcceptance,
    /// 整改中.
    Rectifying,
    /// 已验收.
    Accepted,
    /// 已终止.
    Terminated,
}

impl State {
    /// All, with name and Chinese word.
    pub const ALL: [(Self, &'static str, &'static str); 9] = [
        (Self::Unsigned, "unsigned", "未签订"),
        (Self::Preparing, "preparing", "筹备"),
        (Self::Running, "running", "实施中"),
        (Self::Extended, "extended", "已延期"),
        (Self::Completed, "completed", "实施完毕"),
        (Self::InAcceptance, "in_acceptance", "已申请验收"),
        (Self::Rectifying, "rectifying", "整改中"),
        (Self::Accepted, "accepted", "已验收"),
        (Self::Terminated, "terminated", "已终止"),
    ];

    /// Name in JSON.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|s| s.0 == self).map_or("", |s| s.1)
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|s| s.0 == self).map_or("", |s| s.2)
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|s| s.1 == name).map(|s| s.0)
    }
}

/// One clause of the plan.
#[derive(Debug, Clone)]
pub struct Clause {
    /// `8.1`.
    pub id: String,
    /// Its place in the plan: `三（五）1（1）`.
    pub place: String,
    /// One line in our own words.
    pub says: String,
}

/// A counting rule of the register.
#[derive(Debug, Clone)]
pub struct Rule {
    /// `CR-01`.
    pub id: RuleId,
    /// What it is about, a few words.
    pub title: String,
    /// What the plan's wording leaves open, one line.
    pub issue: String,
    /// How it is read.
    pub reading: String,
    /// The other way to read it, where that can change a verdict.
    pub other_reading: Option<String>,
    /// Who signed it, since when; `None`: printed 口径待确认.
    pub signed: Option<(String, Day)>,
}

/// Which channels a target's numbers come from, by id.
pub type Channels = Vec<ChannelId>;
