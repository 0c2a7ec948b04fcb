//! What the cells of a row say if the row is a header: fields, units, channels and dates; and whether the row is one at all.

use super::around;
use super::cell::{Cell, OwnedCell, Row};
use super::compared;
use super::lacking::{self, Missing, NEARLY};
use super::names::{ChannelIndex, Meaning, Names};
use super::saying;
use super::section;
use super::units::unit_of;
use super::vocabulary;
use super::when::{self, Found};
use crate::base::day::{Day, Term};
use crate::base::id::CampaignId;
use crate::base::text::{clip, fold};
use crate::define::{Definitions, Field};
use crate::model::draft::Mode;
use std::collections::BTreeMap;

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

/// What kind of table a header announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Reach,
    /// Position in [`Definitions::exports`].
    Export(usize),
    /// `presence`, `airings`, `records`, `statements`, `trainings`.
    Other(&'static str),
}

/// What a row is.
#[derive(Debug, Clone)]
pub(super) enum Look {
    Header(Kind, Vec<Title>),
    /// Some columns are known, something is missing.
    Partial {
        known: usize,
        missing: Missing,
        /// A column says that each row is a work.
        works: bool,
    },
    Nothing,
}

/// What is known before the header is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) defs: &'a Definitions,
    pub(super) names: &'a Names<'a>,
    pub(super) campaign: Option<&'a CampaignId>,
    pub(super) term: Option<Term>,
}

/// Other templates with the fields that make each.
const OTHERS: [(&str, &[Field], &str); 8] = [
    ("statements", &[Field::Channel, Field::MetricName, Field::Amount], "指标、数值"),
    ("presence", &[Field::PresenceFrom, Field::PresenceState], "起、止、状态"),
    ("presence", &[Field::Date, Field::Position, Field::PresenceState], "日期、位置、是否展示"),
    ("airings", &[Field::Date, Field::PlannedOrAired], "日期、计划/实播"),
    ("airings", &[Field::Date, Field::Programme, Field::PresenceState], "日期、节目、状态"),
    ("airings", &[Field::Date, Field::AiredTimes], "日期、实播次数"),
    ("records", &[Field::Date, Field::DeliverableName, Field::Quantity], "日期、成果、数量"),
    ("trainings", &[Field::Enterprise, Field::Persons], "单位、人数"),
];

/// Columns of lists of printed pages, of numbers of nobody says what.
const OF_PRINT: [&str; 6] = ["版面", "版次", "版别", "刊期", "刊次", "刊发版面"];
const OF_NUMBERS: [&str; 5] = ["数值", "数据", "次数", "数量", "数据量"];

/// Looks at a row with the one above it and the rows of text further up (`banners`, folded).
pub(super) fn look(row: &[OwnedCell], above: Option<&[OwnedCell]>, banners: &[String], known: Known<'_>) -> Look {
    let texts: Vec<String> = (0..row.len()).map(|i| row.cell(i).shown().trim().trim_start_matches('\'').to_owned()).collect();
    let filled = texts.iter().filter(|t| !t.is_empty()).count();
    if filled < 2 || row.iter().filter(|c| matches!(c.borrow(), Cell::Number(_) | Cell::Error(_))).count() * 2 > filled {
        return Look::Nothing;
    }
    let folded: Vec<String> = texts.iter().map(|t| fold(t)).collect();
    if let Some(found) = export(&folded, banners, known.defs) {
        let columns = known.defs.exports.get(found).map(|e| &e.columns);
        let titles = (texts.into_iter().zip(&folded))
            .map(|(raw, f)| {
                let role = columns.and_then(|c| c.get(f)).map_or(Role::Nothing, |field| Role::Field(*field));
                Title { raw, unit: 1, role, ..Title::default() }
            })
            .collect();
        return Look::Header(Kind::Export(found), titles);
    }
    let counted = || texts.iter().any(|t| matches!(read_title(t, known).role, Role::Field(f) if is_counter(f)));
    for (kind, needed, _) in OTHERS {
        let Some(names) = known.defs.headers.other.get(kind) else { continue };
        let titles: Vec<Title> = texts.iter().map(|raw| plain(raw, names)).collect();
        let has = |field: &Field| titles.iter().any(|t| t.role == Role::Field(*field));
        // 日期, 节目, 状态 beside plays are works.
        let works = || needed.contains(&Field::Date) && needed.contains(&Field::PresenceState) && counted();
        if needed.iter().all(has) && !works() {
            return Look::Header(Kind::Other(kind), titles);
        }
    }
    for nearly in &NEARLY {
        let Some(names) = known.defs.headers.other.get(nearly.kind) else { continue };
        let has = |field: Field| texts.iter().any(|raw| plain(raw, names).role == Role::Field(field));
        if nearly.is(has, &folded) && !counted() {
            return Look::Partial { known: 3, missing: Missing::OfRegister(nearly), works: false };
        }
    }
    reach(&texts, above, known)
}

/// The export whose signature the row carries; of several the one with most columns.
fn export(folded: &[String], banners: &[String], defs: &Definitions) -> Option<usize> {
    let has = |name: &String| folded.contains(name);
    (defs.exports.iter().enumerate())
        .filter(|(_, e)| e.must_have.iter().all(has) && !e.must_not_have.iter().any(has))
        .filter(|(_, e)| e.banner.as_ref().is_none_or(|b| banners.iter().any(|t| t.contains(&fold(b)))))
        .max_by_key(|(i, e)| (e.must_have.len(), usize::MAX - i))
        .map(|(i, _)| i)
}

/// A header of a table without channels or counters.
fn plain(raw: &str, names: &BTreeMap<String, Field>) -> Title {
    let folded = fold(raw);
    let field = names.get(&folded).or_else(|| names.get(split_tag(&folded).0)).copied();
    Title { raw: raw.to_owned(), unit: unit_of(&folded), role: field.map_or(Role::Nothing, Role::Field), ..Title::default() }
}

fn reach(texts: &[String], above: Option<&[OwnedCell]>, known: Known<'_>) -> Look {
    let banner = above.map(|row| fill_right(row, texts.len())).unwrap_or_default();
    let mut titles: Vec<Title> = (texts.iter().enumerate())
        .map(|(i, raw)| {
            let title = read_title(raw, known);
            match banner.get(i).filter(|b| !b.is_empty()) {
                Some(b) => under(title, b, known),
                None => title,
            }
        })
        .collect();
    // 发稿媒体, 展示平台: what nobody listed and is called so says whose the works are.
    if !titles.iter().any(|t| t.role == Role::Field(Field::Channel))
        && let Some(title) = titles.iter_mut().find(|t| t.role == Role::Nothing && says_whose(&t.raw))
    {
        title.role = Role::Field(Field::Channel);
    }
    compared::topics(&mut titles, known);
    compared::earlier(&mut titles, known);
    let field = |wanted: &[Field]| titles.iter().any(|t| matches!(&t.role, Role::Field(f) if wanted.contains(f)));
    let called = |words: &[&str]| titles.iter().any(|t| words.contains(&split_tag(&fold(&t.raw)).0));
    let named = field(&[Field::Title, Field::Key, Field::NativeId, Field::Url]);
    let channels = titles.iter().filter(|t| matches!(t.role, Role::Channel(..) | Role::Unplaced(_))).count();
    let counted = channels > 0
        || titles.iter().any(|t| match t.role {
            Role::Field(f) => is_counter(f) || f == Field::RowTotal,
            Role::Date => true,
            _ => false,
        });
    if field(&[Field::Title]) && !counted && called(&OF_PRINT) && !field(&[Field::Deliverable]) {
        return Look::Partial { known: 3, missing: Missing::Counts, works: false };
    }
    if !counted && called(&OF_NUMBERS) && (field(&[Field::Channel]) || (field(&[Field::Title]) && called(&["指标", "指标名称"]))) {
        return Look::Partial { known: 2, missing: Missing::OneByOne, works: false };
    }
    let listed = field(&[Field::Title]) && field(&[Field::Published, Field::Url, Field::Key, Field::NativeId, Field::Deliverable]);
    if (named && (counted || listed)) || (field(&[Field::Channel]) && counted) {
        return Look::Header(Kind::Reach, titles);
    }
    lacking::of(&titles)
}

fn says_whose(raw: &str) -> bool {
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

/// Whether a field is a count.
pub(super) fn is_counter(field: Field) -> bool {
    matches!(field, Field::Cumulative(_) | Field::Increment(_) | Field::Contacts | Field::ContactsGain)
}

/// Texts of a banner row with merged cells: an empty cell continues the one to its left.
fn fill_right(row: &[OwnedCell], width: usize) -> Vec<String> {
    // One cell alone is the table's title, unless it stands over some columns and is called like an account.
    let mut filled = row.filled();
    let account = |(i, c): (usize, Cell<'_>)| i > 0 && fold(&c.shown()).ends_with(['号']);
    if let (Some(first), None) = (filled.next(), filled.next())
        && !account(first)
    {
        return Vec::new();
    }
    let mut last = String::new();
    (0..width.max(row.len()))
        .map(|i| {
            let text = row.cell(i).shown();
            if !text.trim().is_empty() {
                text.trim().clone_into(&mut last);
            }
            last.clone()
        })
        .collect()
}

/// Puts a header of two rows under the row above them.
pub(super) fn put_under(titles: Vec<Title>, above: &[OwnedCell], known: Known<'_>) -> Vec<Title> {
    let banner = fill_right(above, titles.len());
    let over = |i: usize| banner.get(i).filter(|b| !b.is_empty());
    titles.into_iter().enumerate().map(|(i, title)| if let Some(b) = over(i) { under(title, b, known) } else { title }).collect()
}

/// A column under a banner: 抖音 over 播放量, 截至4月2日 over 播放量, 湖南应急账号 over 抖音.
fn under(mut title: Title, banner: &str, known: Known<'_>) -> Title {
    let base = fold(banner);
    let counter = match title.role {
        Role::Field(f) if is_counter(f) => Some(f),
        Role::Field(Field::RowTotal) | Role::Date => None,
        Role::Channel(..) | Role::Unplaced(_) => {
            title.role = grouped(&title, &base, known);
            None
        }
        // 抖音 over 发布日期 and 播放量.
        Role::Field(Field::Published | Field::Url) => return Title { over: clip(banner, 20), ..title },
        _ => return title,
    };
    title.over = clip(banner, 20);
    title.unit = title.unit.max(unit_of(&base));
    if saying::is_no_count(&base, &|part| known.names.is_channel_word(part)) {
        title.role = Role::Aside;
        return title;
    }
    // A sentence with a period in it may stand beside the table's own title; a period alone is that of the columns below it.
    let of_period = when::without(banner).is_empty();
    match when::read(banner, known.term) {
        Found::At(w) if title.day.is_none() => (title.day, title.from) = (Some(w.to), w.from.filter(|_| of_period)),
        Found::Unclear if of_period => title.role = Role::Aside,
        _ => {}
    }
    if matches!(title.role, Role::Field(Field::RowTotal) | Role::Aside) {
        return title;
    }
    // 本周 over 累计播放量: what the column says of itself stands before.
    let of_itself = title.mode == Some(Mode::Cumulative);
    if base.contains("累计") {
        title.mode = Some(Mode::Cumulative);
    }
    title.weekly |= is_weekly(&base);
    if let Role::Channel(_, field) | Role::Unplaced(field) = &mut title.role {
        if is_gain(&base) {
            *field = Some(field.map_or(Field::ContactsGain, |f| tagged(f, &base)));
        }
        return title;
    }
    // 本周新增 over 播放量: a gain.
    let counter = counter.map(|f| if of_itself { f } else { tagged(f, &base) });
    if let Some(field) = counter {
        title.role = Role::Field(field);
    }
    match known.names.exact(split_tag(&base).0, known.campaign) {
        Meaning::One(i) => title.role = Role::Channel(i, counter),
        Meaning::Several => title.role = Role::Unplaced(counter),
        Meaning::Nothing if known.names.is_channel_word(split_tag(&base).0) => title.role = Role::Unplaced(counter),
        Meaning::Nothing => {}
    }
    title
}

/// Words that groups of channels are called by and that name nobody.
const GROUPS: [&str; 24] = [
    "新媒体",
    "自媒体",
    "融媒体",
    "传统媒体",
    "媒体",
    "平台",
    "网络",
    "互联网",
    "短视频",
    "视频",
    "渠道",
    "发布",
    "官方",
    "矩阵",
    "账号",
    "电视",
    "广播",
    "线上",
    "新闻",
    "各类",
    "主要",
    "移动端",
    "本项目",
    "项目",
];

/// The channel of a column under the name of a group: 湖南应急账号 over 抖音 is 湖南应急抖音号. A group that is nobody's name says nothing; one
/// that is somebody's, and no channel comes of both, leaves the column without one.
fn grouped(title: &Title, base: &str, known: Known<'_>) -> Role {
    let (own, field) = match title.role {
        Role::Channel(i, field) => (Some(i), field),
        Role::Unplaced(field) => (None, field),
        _ => return title.role.clone(),
    };
    if let Some(counter) = known.defs.headers.reach.get(split_tag(base).0).filter(|f| is_counter(**f) && field.is_none()) {
        return own.map_or(Role::Unplaced(Some(*counter)), |i| Role::Channel(i, Some(*counter)));
    }
    let raw = fold(&title.raw);
    let word = split_tag(&raw).0;
    let sentence =
        base.contains([':', '。', ',']) || base.contains("单位") || base.chars().count() > 12 || when::find(base, known.term).is_some();
    let named = matches!(known.names.exact(word, None), Meaning::One(_));
    // The upper of two header rows is a banner of its own columns too.
    if split_tag(base).0 == word || sentence || named || !vocabulary::said(base, &|part| GROUPS.contains(&part)).is_empty() {
        return title.role.clone();
    }
    let platform = own.and_then(|i| known.names.channel(i)).map_or(word, |c| c.platform.as_str());
    let mut group = base;
    for end in ["官方账号", "账号", "平台", "官方", "新媒体", "媒体号", "号"] {
        group = group.strip_suffix(end).unwrap_or(group);
    }
    let both = [format!("{base}{word}"), format!("{group}{platform}"), format!("{group}{platform}号")];
    let found = both.iter().find_map(|name| match known.names.exact(name, known.campaign) {
        Meaning::One(i) => Some(i),
        Meaning::Several | Meaning::Nothing => None,
    });
    found.map_or(Role::Unplaced(field), |i| Role::Channel(i, field))
}

/// Reads one header of a table of works.
pub(super) fn read_title(raw: &str, known: Known<'_>) -> Title {
    let folded = fold(raw);
    let mut title = Title { raw: clip(raw, 60), unit: unit_of(&folded), weekly: is_weekly(&folded), ..Title::default() };
    title.mode = folded.contains("累计").then_some(Mode::Cumulative);
    let fields = &known.defs.headers.reach;
    let (base, tag) = split_tag(&folded);
    let exact = fields.get(&folded);
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
    if let Some(field) = exact.or_else(|| fields.get(base)) {
        title.role = Role::Field(tagged(*field, tag));
        if is_counter(*field) && !tag.is_empty() {
            match known.names.exact(tag, known.campaign) {
                Meaning::One(i) => title.role = Role::Channel(i, Some(*field)),
                Meaning::Several => title.role = Role::Unplaced(Some(*field)),
                Meaning::Nothing if known.names.is_channel_word(tag) || around::names_account(tag) => {
                    // 播放量（含快手）: of more than one, or of nobody knows which.
                    title.role = Role::Unplaced(Some(*field));
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
        let counter = fields.get(tag).filter(|f| is_counter(**f)).copied();
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
            () if matches!(rest.as_str(), "累计" | "累计数" | "累计量") => Some(Field::Contacts),
            () => None,
        };
        let Some(field) = fields.get(&rest).filter(|f| is_counter(**f)).copied().or_else(qualified) else { continue };
        let field = tagged(field, tag);
        title.role = match meaning {
            Meaning::One(i) => Role::Channel(known.names.in_brackets(base, tag, known.campaign).unwrap_or(i), Some(field)),
            _ => Role::Unplaced(Some(field)),
        };
        return title;
    }
    title
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

fn is_weekly(folded: &str) -> bool {
    ["本周", "当周", "这周", "周新增"].iter().any(|w| folded.contains(w)) || ["周", "一周"].iter().any(|w| folded.starts_with(w))
}

/// 播放量（累计） and 播放量（新增） say which of the two it is.
fn tagged(field: Field, tag: &str) -> Field {
    let gain = is_gain(tag);
    match field {
        Field::Cumulative(m) if gain => Field::Increment(m),
        Field::Contacts if gain => Field::ContactsGain,
        f => f,
    }
}

fn is_gain(tag: &str) -> bool {
    ["新增", "净增", "本周", "当周", "增量", "本月", "当月", "本期"].iter().any(|w| tag.contains(w))
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
