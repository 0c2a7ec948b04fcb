//! Signatures of platforms' exports, and what columns may be called.

use crate::base::text::fold;
use crate::model::channel::WorkKind;
use crate::model::metric::Metric;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};
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
    /// 传播量: the metric that is contacts for the work's kind, cumulative.
    Contacts,
    /// 新增传播量: the same for a period.
    ContactsGain,
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
    /// How often it was to be aired, 计划次数.
    PlannedTimes,
    /// How often it was aired, 实播次数.
    AiredTimes,
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
    /// The platform settles overnight: a file holds the numbers of the day before its download (counting rule 15).
    pub settles_overnight: bool,
    /// What a work in it is.
    pub work_kind: WorkKind,
    /// Headers, folded, with what they hold; any other header is unknown and ignored.
    pub columns: BTreeMap<String, Field>,
}

impl Field {
    /// By its name in files: one of a fixed list, a metric (`plays`) or a metric's gain (`plays_gain`).
    pub fn parse(name: &str) -> Option<Self> {
        if let Some((_, field)) = FIELDS.iter().find(|(n, _)| *n == name) {
            return Some(*field);
        }
        let metric = |n: &str| Metric::ALL.into_iter().find(|m| m.name() == n);
        match name.strip_suffix("_gain") {
            Some(stem) => metric(stem).map(Self::Increment),
            None => metric(name).map(Self::Cumulative),
        }
    }
}

const FIELDS: [(&str, Field); 40] = [
    ("as_of", Field::AsOf),
    ("from", Field::From),
    ("channel", Field::Channel),
    ("title", Field::Title),
    ("key", Field::Key),
    ("native_id", Field::NativeId),
    ("url", Field::Url),
    ("published", Field::Published),
    ("duration", Field::Duration),
    ("visibility", Field::Visibility),
    ("deliverable", Field::Deliverable),
    ("genre", Field::Genre),
    ("note", Field::Note),
    ("number", Field::Number),
    ("row_total", Field::RowTotal),
    ("contacts", Field::Contacts),
    ("contacts_gain", Field::ContactsGain),
    ("presence_from", Field::PresenceFrom),
    ("presence_to", Field::PresenceTo),
    ("position", Field::Position),
    ("presence_state", Field::PresenceState),
    ("proof", Field::Proof),
    ("date", Field::Date),
    ("time", Field::Time),
    ("programme", Field::Programme),
    ("planned_or_aired", Field::PlannedOrAired),
    ("planned_times", Field::PlannedTimes),
    ("aired_times", Field::AiredTimes),
    ("deliverable_name", Field::DeliverableName),
    ("quantity", Field::Quantity),
    ("metric_name", Field::MetricName),
    ("amount", Field::Amount),
    ("method", Field::Method),
    ("persons_or_contacts", Field::PersonsOrContacts),
    ("issuer", Field::Issuer),
    ("enterprise", Field::Enterprise),
    ("persons", Field::Persons),
    ("hours", Field::Hours),
    ("offline_hours", Field::OfflineHours),
    ("ignored", Field::Ignored),
];

impl<'de> Deserialize<'de> for Field {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).ok_or_else(|| D::Error::custom(format!("不认识的列含义“{name}”")))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExport {
    format_version: i64,
    platform: String,
    name: String,
    must_have: Vec<String>,
    #[serde(default)]
    must_not_have: Vec<String>,
    banner: Option<String>,
    refused: Option<String>,
    #[serde(default)]
    settles_overnight: bool,
    #[serde(default = "video")]
    work_kind: String,
    #[serde(default)]
    columns: BTreeMap<String, Field>,
}

fn video() -> String {
    WorkKind::Video.name().to_owned()
}

fn check_version(version: Option<i64>) -> Result<(), toml::de::Error> {
    if version == Some(1) { Ok(()) } else { Err(toml::de::Error::custom("format_version 应为 1")) }
}

/// Reads one signature.
pub fn parse_export(stem: &str, text: &str) -> Result<Export, toml::de::Error> {
    let raw: RawExport = toml::from_str(text)?;
    check_version(Some(raw.format_version))?;
    let work_kind = WorkKind::parse(&raw.work_kind)
        .ok_or_else(|| toml::de::Error::custom(format!("work_kind 写的是“{}”，应为 video、article、post、audio 之一", raw.work_kind)))?;
    if raw.must_have.is_empty() {
        return Err(toml::de::Error::custom("must_have 至少写一个列名，否则什么表都会被认成它"));
    }
    let folded = |names: Vec<String>| names.iter().map(|n| fold(n)).collect();
    Ok(Export {
        kind: stem.to_owned(),
        platform: raw.platform,
        name: raw.name,
        must_have: folded(raw.must_have),
        must_not_have: folded(raw.must_not_have),
        banner: raw.banner,
        refused: raw.refused,
        settles_overnight: raw.settles_overnight,
        work_kind,
        columns: raw.columns.into_iter().map(|(name, field)| (fold(&name), field)).collect(),
    })
}

/// Reads the names of columns: per kind of table, per meaning, a list of names.
pub fn parse_headers(text: &str) -> Result<Headers, toml::de::Error> {
    let mut tables: BTreeMap<String, toml::Value> = toml::from_str(text)?;
    check_version(tables.remove("format_version").and_then(|v| v.as_integer()))?;
    let mut headers = Headers::default();
    for (kind, table) in tables {
        if !["reach", "presence", "airings", "records", "statements", "trainings"].contains(&kind.as_str()) {
            return Err(toml::de::Error::custom(format!("不认识的表“{kind}”")));
        }
        let lists: BTreeMap<String, Vec<String>> = table.try_into()?;
        let mut names = BTreeMap::new();
        for (meaning, list) in lists {
            let field = Field::parse(&meaning).ok_or_else(|| toml::de::Error::custom(format!("[{kind}] 里有不认识的列含义“{meaning}”")))?;
            for name in list {
                if names.insert(fold(&name), field).is_some_and(|other| other != field) {
                    return Err(toml::de::Error::custom(format!("[{kind}] 里“{name}”写在两个含义下")));
                }
            }
        }
        if kind == "reach" {
            headers.reach = names;
        } else {
            headers.other.insert(kind, names);
        }
    }
    Ok(headers)
}
