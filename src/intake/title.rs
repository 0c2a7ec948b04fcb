//! What one cell of a header says: a field, a channel, a date, a unit, 累计 or 新增; and words that columns are called by.

use super::around;
use super::header::Known;
use super::names::{ChannelIndex, Meaning};
use super::saying;
use super::section;
use super::units::unit_of;
use super::when::{self, Found};
use crate::base::day::Day;
use crate::base::text::{clip, fold};
use crate::define::Field;
use crate::model::draft::Mode;

/// One header cell read.
#[derive(Debug, Clone, Default)]
pub(super) struct Title {
    /// As written.
    pub(super) raw: String,
    /// What stands above it and the columns beside it: 抖音 over 播放量 and 点赞.
    pub(super) over: String,
    /// Multiplier that the header states.
    pub(super) unit: u64,
    pub(super) role: Role,
    /// A date inside the header; of a period its last day.
    pub(super) day: Option<Day>,
    /// The first day of a period.
    pub(super) from: Option<Day>,
    /// What the header, or what stands for the whole table, says outright: 累计 or 新增.
    pub(super) mode: Option<Mode>,
    /// 本周: the period is the week of the date.
    pub(super) weekly: bool,
    /// 上周累计 beside 本周累计: the column of the same counts at an earlier time.
    pub(super) earlier: Option<usize>,
    /// 本期数据 alone: counts from the start or of the period, who knows.
    pub(super) either: bool,
}

/// What a column is for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) enum Role {
    Field(Field),
    /// A channel's column, with the counter where the header names one.
    Channel(ChannelIndex, Option<Field>),
    /// A channel's name that means several channels, or one of an unknown campaign.
    Unplaced(Option<Field>),
    /// A date alone: the counter of contacts on that day, or in that period.
    Date,
    /// No counts of this time: 日均, 占比, 目标, 上周, or of a time that is not understood.
    Aside,
    #[default]
    Nothing,
}

/// Whether a field is a count.
pub(super) fn is_counter(field: Field) -> bool {
    matches!(field, Field::Cumulative(_) | Field::Increment(_) | Field::Contacts | Field::ContactsGain)
}

/// What may stand before a channel's name and makes its counts those of a period, longest first.
const LEADS: [&str; 12] =
    ["本周新增", "当周新增", "周新增", "本月新增", "当月新增", "本期新增", "本周", "当周", "本月", "当月", "本期", "新增"];

/// Reads one header of a table of works.
pub(super) fn read_title(raw: &str, known: Known<'_>) -> Title {
    let folded = fold(raw);
    let mut title = Title { raw: clip(raw, 60), unit: unit_of(&folded), weekly: is_weekly(&folded), ..Title::default() };
    title.mode = folded.contains("累计").then_some(Mode::Cumulative);
    let (base, tag) = split_tag(&folded);
    let exact = known.field(&folded);
    if exact.is_none() && saying::is_no_count(&folded, &|part| known.names.is_channel_word(part)) {
        title.role = Role::Aside;
        return title;
    }
    // 其中：芒果TV, 其中抖音播放量.
    let part = section::without_part(&folded);
    if part.len() < folded.len() {
        let named = read_title(part, known);
        if matches!(named.role, Role::Channel(..) | Role::Unplaced(_)) {
            return Title { raw: title.raw, ..named };
        }
    }
    // 本周抖音播放量, 新增芒果TV播放量, 当月播放量.
    if exact.is_none()
        && let Some((lead, rest)) = LEADS.iter().find_map(|lead| Some((*lead, folded.strip_prefix(lead)?)))
        && let Some(role) = led(&read_title(rest, known), lead)
    {
        title.role = role;
        return title;
    }
    if let Some(field) = exact.or_else(|| known.field(base)) {
        title.role = Role::Field(tagged(field, tag));
        if is_counter(field) && !tag.is_empty() {
            match known.names.exact(tag, known.campaign) {
                Meaning::One(i) => title.role = Role::Channel(i, Some(field)),
                Meaning::Several => title.role = Role::Unplaced(Some(field)),
                Meaning::Nothing if known.names.is_channel_word(tag) || around::names_account(tag) => {
                    // 播放量（含快手）: of more than one, or of nobody knows which.
                    title.role = Role::Unplaced(Some(field));
                }
                Meaning::Nothing => {}
            }
            match when::read(tag, known.term) {
                Found::At(w) => (title.day, title.from) = (Some(w.to), w.from),
                Found::Unclear => title.role = Role::Aside,
                // 播放量（3.19）.
                Found::Nothing => title.day = when::find_bare(tag, known.term).map(|w| w.to),
            }
        }
        return title;
    }
    let bare = || when::bare_beside(raw, known.term);
    if let Some((w, rest)) = when::find(raw, known.term).map(|w| (w, when::without(raw))).or_else(bare) {
        let other = match rest.as_str() {
            "" => Title { role: Role::Date, ..Title::default() },
            // What is left must be less, or there is no end.
            rest if when::find(rest, known.term).is_none() => read_title(rest, known),
            _ => Title::default(),
        };
        if other.role != Role::Nothing {
            (title.day, title.from, title.role) = (Some(w.to), w.from, other.role);
        }
        return title;
    }
    for candidate in [folded.as_str(), base] {
        // 抖音（点赞）, 抖音（本周新增）.
        let counter = known.field(tag).filter(|f| is_counter(*f));
        let gain = counter.or(is_gain(tag).then_some(Field::ContactsGain));
        match known.names.exact(candidate, known.campaign) {
            Meaning::One(i) => title.role = Role::Channel(known.names.in_brackets(base, tag, known.campaign).unwrap_or(i), gain),
            Meaning::Several => title.role = Role::Unplaced(gain),
            Meaning::Nothing if known.names.is_channel_word(candidate) => title.role = Role::Unplaced(gain),
            Meaning::Nothing => continue,
        }
        return title;
    }
    for (meaning, rest) in known.names.prefix(base, known.campaign) {
        // 抖音本周, 抖音累计.
        let qualified = || match () {
            () if is_gain(&rest) && saying::is_qualifier(&rest) && !rest.contains("累计") => Some(Field::ContactsGain),
            () if matches!(rest.as_str(), "累计" | "累计数" | "累计量" | "总量" | "总数" | "总计") => Some(Field::Contacts),
            () => None,
        };
        // 喜马拉雅本周收听.
        let counter = |word: &str| known.field(word).filter(|f| is_counter(*f));
        let led = || LEADS.iter().find_map(|lead| Some(tagged(counter(rest.strip_prefix(lead)?)?, lead)));
        let Some(field) = counter(&rest).or_else(led).or_else(qualified) else { continue };
        let field = tagged(field, tag);
        title.role = match meaning {
            Meaning::One(i) => Role::Channel(known.names.in_brackets(base, tag, known.campaign).unwrap_or(i), Some(field)),
            _ => Role::Unplaced(Some(field)),
        };
        return title;
    }
    title
}

/// What a column counts in the period that `lead` says before its name.
fn led(rest: &Title, lead: &str) -> Option<Role> {
    match rest.role {
        Role::Channel(i, field) => Some(Role::Channel(i, Some(tagged(field.unwrap_or(Field::Contacts), lead)))),
        Role::Field(f @ (Field::Cumulative(_) | Field::Contacts)) if rest.mode.is_none() && rest.day.is_none() => {
            Some(Role::Field(tagged(f, lead)))
        }
        _ => None,
    }
}

impl Title {
    /// The header with what stands over it, which tells equal ones apart.
    pub(super) fn whole(&self) -> String {
        if self.over.is_empty() || self.over == self.raw { self.raw.clone() } else { format!("{} {}", self.over, self.raw) }
    }

    /// Whether its counts are those of a period.
    pub(super) fn is_gain(&self) -> bool {
        let gain = |f: Field| matches!(f, Field::Increment(_) | Field::ContactsGain);
        let named = matches!(self.role, Role::Field(f) | Role::Channel(_, Some(f)) | Role::Unplaced(Some(f)) if gain(f));
        named || self.mode != Some(Mode::Cumulative) && (self.from.is_some() || self.mode == Some(Mode::Increment))
    }

    /// Whether it counts, and says neither 累计 nor 新增, so that what stands above the table holds for it.
    pub(super) fn is_plain(&self) -> bool {
        let counts = match self.role {
            Role::Field(f) | Role::Channel(_, Some(f)) => is_counter(f),
            Role::Channel(_, None) | Role::Date => true,
            _ => false,
        };
        counts && self.mode.is_none() && !self.is_gain()
    }
}

/// Whether a column calls itself a part of the one before it: 其中：芒果TV.
pub(super) fn is_called_part(raw: &str) -> bool {
    raw.trim().starts_with("其中")
}

/// Whether a column calls itself the sum of others: 总播放量, 全网播放量, 累计总播放量.
pub(super) fn is_called_total(raw: &str) -> bool {
    let folded = fold(raw);
    let base = split_tag(&folded).0;
    base.starts_with(['总', '全']) || base.starts_with("累计总") || base.starts_with("合计") || base.ends_with("总量")
}

pub(super) fn is_weekly(folded: &str) -> bool {
    ["本周", "当周", "这周", "周新增", "周增"].iter().any(|w| folded.contains(w)) || ["周", "一周"].iter().any(|w| folded.starts_with(w))
}

/// 播放量（累计） and 播放量（新增） say which of the two it is.
pub(super) fn tagged(field: Field, tag: &str) -> Field {
    let gain = is_gain(tag);
    match field {
        Field::Cumulative(m) if gain => Field::Increment(m),
        Field::Contacts if gain => Field::ContactsGain,
        f => f,
    }
}

pub(super) fn is_gain(tag: &str) -> bool {
    ["新增", "净增", "本周", "当周", "增量", "周增", "月增", "日增", "本月", "当月", "本期"].iter().any(|w| tag.contains(w))
}

/// Whether a column says whose the works are: 发稿媒体, 展示平台.
pub(super) fn says_whose(raw: &str) -> bool {
    let folded = fold(raw);
    let base = split_tag(&folded).0;
    is_whose(base) && !is_reposter(base)
}

fn is_whose(base: &str) -> bool {
    let others = base.starts_with("其他") || base.starts_with("其它");
    !others && ["平台", "渠道", "媒体", "账号"].iter().any(|w| base.ends_with(w)) && base.chars().count() <= 8
}

/// 转发平台, 转载媒体: who took a work over. Whether the numbers are that one's or the first one's, nobody says.
pub(super) fn is_reposter(base: &str) -> bool {
    is_whose(base) && ["转发", "转载"].iter().any(|w| base.contains(w))
}

/// Whether a column names works, or says of each when it was published or how long it is.
pub(super) fn tells_works(titles: &[Title]) -> bool {
    let of_works = [Field::Title, Field::Key, Field::NativeId, Field::Url, Field::Published, Field::Duration];
    titles.iter().any(|t| matches!(t.role, Role::Field(f) if of_works.contains(&f)))
}

/// Splits a trailing bracket off: `播放量(万)` → `播放量`, `万`; `播放量/万次` and `播放量 万次` → `播放量`, `万次`.
pub(super) fn split_tag(folded: &str) -> (&str, &str) {
    let folded = folded.trim_end_matches(['*', ':']);
    if let Some((base, tag)) = folded.strip_suffix([')', ']', '】']).and_then(|s| s.rsplit_once(['(', '[', '【'])) {
        return (base.trim_end_matches(['*', ':']), tag.trim_start_matches("单位:").trim_start_matches("单位"));
    }
    match folded.rsplit_once('/') {
        Some((base, tag)) if tag.starts_with(['万', '亿', '千', '次', '秒']) => (base, tag),
        _ => {
            let unit = ["万人次", "万次"].into_iter().find_map(|u| Some((folded.strip_suffix(u)?, u)));
            unit.filter(|(base, _)| base.ends_with(['量', '数', '播', '放', '读', '听'])).unwrap_or((folded, ""))
        }
    }
}
