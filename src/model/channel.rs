//! Channels and the kinds of works that they hold.

use super::metric::Metric;
use crate::base::id::{CampaignId, ChannelId, CollectorId, PartnerId};

/// What a work is. The kind decides which metric is its contacts (counting rule 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum WorkKind {
    /// 节目: a TV episode.
    Programme,
    /// 短视频.
    Video,
    /// 稿件: an article.
    Article,
    /// 推文: a post.
    Post,
    /// 版面: a newspaper page.
    Page,
    /// 音频: an audio episode.
    Audio,
    /// 封面: a magazine cover.
    Cover,
    /// 其他: posters, sticker sets, kits, contests.
    Other,
}

impl WorkKind {
    /// All kinds.
    pub const ALL: [Self; 8] = [Self::Programme, Self::Video, Self::Article, Self::Post, Self::Page, Self::Audio, Self::Cover, Self::Other];

    /// Name in files and in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Programme => "programme",
            Self::Video => "video",
            Self::Article => "article",
            Self::Post => "post",
            Self::Page => "page",
            Self::Audio => "audio",
            Self::Cover => "cover",
            Self::Other => "other",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Programme => "节目",
            Self::Video => "短视频",
            Self::Article => "稿件",
            Self::Post => "推文",
            Self::Page => "版面",
            Self::Audio => "音频",
            Self::Cover => "封面",
            Self::Other => "其他成果",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.name() == name)
    }

    /// The metric that is contacts for works of this kind; `None`: no counter of contacts exists.
    pub fn contacts(self) -> Option<Metric> {
        match self {
            Self::Programme | Self::Video => Some(Metric::Plays),
            Self::Article | Self::Post => Some(Metric::Reads),
            Self::Audio => Some(Metric::Listens),
            Self::Page | Self::Cover | Self::Other => None,
        }
    }
}

/// How a channel's contacts are counted (counting rule 9).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// As the sum of its works.
    Works,
    /// As one total of the whole channel.
    Whole,
}

/// One channel of one campaign: an account, programme, app, page or topic.
#[derive(Debug, Clone)]
pub struct Channel {
    /// Its id.
    pub id: ChannelId,
    /// The campaign that it serves.
    pub campaign: CampaignId,
    /// The name that files use.
    pub name: String,
    /// Other names of the same channel.
    pub synonyms: Vec<String>,
    /// 抖音, 快手, 视频号, 公众号, 微博, 电视, 客户端, 网站, 报纸, 广播, 音频平台, 杂志, 其他.
    pub platform: String,
    /// By works or as a whole.
    pub scope: Scope,
    /// Channels whose contacts are already in this one's total; shown, not added.
    pub contains: Vec<ChannelId>,
    /// Whether everything on it belongs to the campaign (a collection, album, topic, section).
    pub dedicated: bool,
    /// What a work on it is unless its row says otherwise.
    pub kind: WorkKind,
    /// Registered, shown apart, outside every sum until a rule is signed (其他媒体).
    pub apart: bool,
    /// Who reports it.
    pub partner: PartnerId,
    /// Column headers of partners' wide tables that mean this channel inside its campaign (抖音, 抖音号 …).
    pub column_names: Vec<String>,
    /// What collects its counts or its list.
    pub collector: Option<CollectorId>,
    /// What looks whether something is on display there. Beside the other one: days and counts never compete.
    pub presence_collector: Option<CollectorId>,
    /// Its id on the platform where that is public knowledge; `reach.toml` may say another.
    pub account: Option<String>,
}

impl Channel {
    /// Whether works on it have a counter of contacts, so that only a number says something of a day. What is broadcast or printed has none:
    /// its list of works is all that there is to report.
    pub fn has_counter(&self) -> bool {
        let uncounted = matches!(self.platform.as_str(), "电视" | "广播" | "报纸" | "杂志");
        !uncounted && self.kind != WorkKind::Programme && self.kind.contacts().is_some()
    }

    /// Its collectors: counts or lists first, then presence.
    pub fn collectors(&self) -> impl Iterator<Item = &CollectorId> {
        self.collector.iter().chain(&self.presence_collector)
    }
}
