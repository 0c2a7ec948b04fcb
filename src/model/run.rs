//! Runs of collectors: every expected one is a row with exactly one decision.

use crate::base::day::Moment;
use crate::base::id::{ChannelId, CollectorId, ImportId};

/// What was decided about an expected run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// Run in time, or asked for by hand.
    Done,
    /// Run later than expected.
    CaughtUp,
    /// Not run, and never will be.
    Skipped,
    /// Run without the result wanted.
    Failed,
}

impl Decision {
    /// All.
    pub const ALL: [Self; 4] = [Self::Done, Self::CaughtUp, Self::Skipped, Self::Failed];

    /// Name in the ledger and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::CaughtUp => "caught_up",
            Self::Skipped => "skipped",
            Self::Failed => "failed",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Done => "已采集",
            Self::CaughtUp => "已补采",
            Self::Skipped => "未采（不补）",
            Self::Failed => "采集失败",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|d| d.name() == name)
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// Something was read.
    Values,
    /// The platform says itself that there is nothing yet.
    Empty,
    /// The answer, or a part of it, is not what the collector describes.
    Unreadable,
    /// Login, captcha or authorisation is asked for.
    LoginWall,
    /// No connection.
    Unreachable,
    /// Too slow.
    TimedOut,
    /// A status that is no success.
    Status,
    /// More bytes than allowed.
    TooLarge,
    /// Not asked: stop switch, daily number, forbidden address, or not to be made up for.
    Stopped,
    /// Another collection is still under way.
    StillRunning,
}

impl RunOutcome {
    /// All.
    pub const ALL: [Self; 10] = [
        Self::Values,
        Self::Empty,
        Self::Unreadable,
        Self::LoginWall,
        Self::Unreachable,
        Self::TimedOut,
        Self::Status,
        Self::TooLarge,
        Self::Stopped,
        Self::StillRunning,
    ];

    /// Name in the ledger and in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Empty => "empty",
            Self::Unreadable => "unreadable",
            Self::LoginWall => "login_wall",
            Self::Unreachable => "unreachable",
            Self::TimedOut => "timed_out",
            Self::Status => "status",
            Self::TooLarge => "too_large",
            Self::Stopped => "stopped",
            Self::StillRunning => "still_running",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Values => "有数",
            Self::Empty => "平台暂无内容",
            Self::Unreadable => "读不出",
            Self::LoginWall => "要求登录",
            Self::Unreachable => "连不上",
            Self::TimedOut => "超时",
            Self::Status => "平台报错",
            Self::TooLarge => "内容过大",
            Self::Stopped => "未请求",
            Self::StillRunning => "上一次还在进行",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|o| o.name() == name)
    }

    /// Whether the platform gave what was asked for.
    pub fn is_good(self) -> bool {
        matches!(self, Self::Values | Self::Empty)
    }
}

/// One collector × one channel, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// The collector.
    pub collector: CollectorId,
    /// The channel.
    pub channel: ChannelId,
    /// When it was due; `None`: asked for by hand.
    pub expected_at: Option<Moment>,
    /// When it began.
    pub started_at: Moment,
    /// When it was decided.
    pub decided_at: Moment,
    /// What was decided.
    pub decision: Decision,
    /// How it ended.
    pub outcome: RunOutcome,
    /// Why, and what to do; empty where all is well.
    pub says: String,
    /// Items on the platform's pages, readable or not.
    pub items_found: u32,
    /// Readings stored.
    pub observations: u32,
    /// Items that gave no reading because something was missing.
    pub unreadable: u32,
    /// What a person should look at, one line each.
    pub questions: Vec<String>,
    /// The answers kept, by digest.
    pub evidence: Vec<String>,
    /// The import that holds its readings.
    pub import: Option<ImportId>,
}

/// How a collector stands on a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The collector.
    pub collector: CollectorId,
    /// The channel.
    pub channel: ChannelId,
    /// The latest run that was made.
    pub last: Option<Run>,
    /// When a run last gave what was asked for.
    pub last_good: Option<Moment>,
    /// Runs without the result wanted since then.
    pub failed_since: u32,
}
