//! Rows as the ledger gives them to the rules: plain, already filtered by what was known at the time asked for.

use super::channel::WorkKind;
use super::draft::{PresenceState, Published, Visibility};
use super::folded::Folded;
use super::metric::Metric;
use super::reading::ReadingRef;
use crate::base::count::Count;
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, ImportId, PlacementId};
use std::collections::BTreeMap;

/// Everything that is known, or was at a time.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Head of the journal, 64 hexadecimal digits.
    pub journal_head: String,
    /// The ledger is a sample.
    pub sample: bool,
    /// Placements in order of id.
    pub placements: Vec<PlacementFact>,
    /// Display.
    pub presence: Vec<PresenceFact>,
    /// Airings.
    pub airings: Vec<AiringFact>,
    /// One-off deliverables.
    pub records: Vec<RecordFact>,
    /// Training classes.
    pub trainings: Vec<TrainingFact>,
    /// Answers, oldest first.
    pub answers: Vec<AnswerFact>,
    /// Files that stand.
    pub files: Vec<FileFact>,
    /// Partners' own sums with their explanation.
    pub bridges: Vec<BridgeFact>,
    /// Real moments of the readings that count for the end of a week although they were taken after it.
    pub taken: BTreeMap<ReadingRef, Moment>,
}

/// What a placement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PlacementKind {
    /// A work on a channel.
    Work,
    /// The channel as a whole.
    Whole,
    /// An estimate for the channel: a series of its own.
    Estimate,
}

impl PlacementKind {
    /// Name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Work => "work",
            Self::Whole => "whole",
            Self::Estimate => "estimate",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Work, Self::Whole, Self::Estimate].into_iter().find(|k| k.name() == name)
    }
}

/// One placement with all that was said of it.
#[derive(Debug, Clone)]
pub struct PlacementFact {
    /// Its number in the ledger.
    pub id: PlacementId,
    /// Where.
    pub channel: ChannelId,
    /// Work, whole channel or estimate.
    pub kind: PlacementKind,
    /// Descriptions, oldest moment first.
    pub descriptions: Vec<Description>,
    /// Daily values.
    pub folded: Folded,
}

/// A placement as it is known before a file is compared with it.
#[derive(Debug, Clone)]
pub struct KnownPlacement {
    /// Its number.
    pub id: PlacementId,
    /// Where.
    pub channel: ChannelId,
    /// Work, whole channel or estimate.
    pub kind: PlacementKind,
    /// Descriptions, oldest moment first.
    pub descriptions: Vec<Description>,
}

/// What one file says of a placement.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Description {
    /// The moment for which it holds.
    pub at: Moment,
    /// Where it stands.
    pub proof: ReadingRef,
    /// Title or caption.
    pub title: String,
    /// The platform's id.
    pub native_id: Option<String>,
    /// The link.
    pub url: Option<String>,
    /// When published.
    pub published: Option<Published>,
    /// Length. Unit: seconds.
    pub duration_secs: Option<u32>,
    /// What it is.
    pub kind: Option<WorkKind>,
    /// 成果类型.
    pub deliverable: Option<String>,
    /// 审核状态.
    pub visibility: Option<Visibility>,
    /// It came in a template or table sent for the campaign.
    pub made_for_campaign: bool,
}

/// Display over a period.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PresenceFact {
    /// Proof.
    pub proof: ReadingRef,
    /// Where.
    pub channel: ChannelId,
    /// First day.
    pub from: Day,
    /// Last day.
    pub to: Day,
    /// Place on the page.
    pub position: String,
    /// What was seen.
    pub state: PresenceState,
}

/// One planned or real airing.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AiringFact {
    /// Proof.
    pub proof: ReadingRef,
    /// Where.
    pub channel: ChannelId,
    /// Day.
    pub day: Day,
    /// Seconds after 00:00.
    pub secs: Option<u32>,
    /// 节目.
    pub programme: String,
    /// Aired (true) or planned.
    pub aired: bool,
}

/// One one-off deliverable.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordFact {
    /// Proof.
    pub proof: ReadingRef,
    /// Campaign.
    pub campaign: CampaignId,
    /// Day.
    pub day: Day,
    /// 成果名.
    pub deliverable: String,
    /// How many.
    pub quantity: u64,
    /// Title.
    pub title: String,
}

/// One training class.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct TrainingFact {
    /// Proof.
    pub proof: ReadingRef,
    /// Campaign.
    pub campaign: CampaignId,
    /// Day.
    pub day: Day,
    /// 单位.
    pub enterprise: String,
    /// 人数.
    pub persons: u64,
    /// 学时 in quarters.
    pub hours_x4: Option<u32>,
    /// 线下学时 in quarters.
    pub offline_hours_x4: Option<u32>,
}

/// A person's answer to a question.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct AnswerFact {
    /// When.
    pub at: Moment,
    /// The question's id.
    pub question: String,
    /// What was chosen.
    pub choice: String,
    /// The reason.
    pub because: String,
}

/// One file of an import that stands.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FileFact {
    /// The import.
    pub import: ImportId,
    /// Which file of it, from 0.
    pub file: u16,
    /// Name as sent.
    pub name: String,
    /// Kind.
    pub kind: String,
    /// When it was received.
    pub at: Moment,
    /// Channels that it speaks of, each with the last day.
    pub covers: BTreeMap<ChannelId, Day>,
}

/// One sum that a partner wrote.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct BridgeFact {
    /// Where it stands.
    pub proof: ReadingRef,
    /// File name.
    pub file: String,
    /// Its channel, where the column has one.
    pub channel: Option<ChannelId>,
    /// Which metric.
    pub metric: Metric,
    /// What the partner wrote.
    pub written: Count,
    /// The placements that it is the sum of, with the value in the file.
    pub of: Vec<(PlacementId, Count)>,
    /// Rows that it is of and that were refused.
    pub refused: u32,
    /// What those rows show together; `None`: not all of them can be read.
    pub turned_back: Option<u64>,
    /// The day of the file's readings.
    pub day: Day,
}
