//! Open questions as they are shown.

use crate::base::day::{Day, Week};
use crate::base::id::PlacementId;
use crate::model::metric::Metric;

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
    /// For questions about numbers: which number each case is about, in their order.
    pub numbers: Vec<NumberRef>,
}

/// One number: of a placement, of one metric, on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct NumberRef {
    /// Of which placement.
    pub placement: PlacementId,
    /// Of what.
    pub metric: Metric,
    /// Of which day.
    pub day: Day,
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
