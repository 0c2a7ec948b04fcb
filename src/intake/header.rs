//! What the cells of a row say if the row is a header: fields, units, channels and dates; and whether the row is one at all.

use super::cell::{Cell, OwnedCell, Row};
use super::names::{ChannelIndex, Meaning, Names};
use super::when;
use crate::base::day::{Day, Term};
use crate::base::id::CampaignId;
use crate::base::text::{clip, fold};
use crate::define::{Definitions, Field};
use std::collections::BTreeMap;

/// One header cell read.
#[derive(Debug, Clone)]
pub(super) struct Title {
    /// As written.
    pub(super) raw: String,
    /// Multiplier that the header states.
    pub(super) unit: u64,
    pub(super) role: Role,
    /// A date inside the header.
    pub(super) day: Option<Day>,
    /// 本周: the period is the week of the date.
    pub(super) weekly: bool,
}

/// What a column is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Role {
    Field(Field),
    /// A channel's column, with the counter where the header names one.
    Channel(ChannelIndex, Option<Field>),
    /// A channel's name that means several channels, or one of an unknown campaign.
    Unplaced(Option<Field>),
    /// A date alone: the counter of contacts on that day.
    Date,
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
        missing: &'static str,
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
const OTHERS: [(&str, &[Field], &str); 5] = [
    ("statements", &[Field::Channel, Field::MetricName, Field::Amount], "指标、数值"),
    ("presence", &[Field::PresenceFrom, Field::PresenceState], "起、止、状态"),
    ("airings", &[Field::Date, Field::PlannedOrAired], "日期、计划/实播"),
    ("records", &[Field::Date, Field::DeliverableName, Field::Quantity], "日期、成果、数量"),
    ("trainings", &[Field::Enterprise, Field::Persons], "单位、人数"),
];

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
                Title { raw, unit: 1, role, day: None, weekly: false }
            })
            .collect();
        return Look::Header(Kind::Export(found), titles);
    }
    for (kind, needed, _) in OTHERS {
        let Some(names) = known.defs.headers.other.get(kind) else { continue };
        let titles: Vec<Title> = texts.iter().map(|raw| plain(raw, names)).collect();
        let has = |field: &Field| titles.iter().any(|t| t.role == Role::Field(*field));
        if needed.iter().all(has) {
            return Look::Header(Kind::Other(kind), titles);
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
    Title { raw: raw.to_owned(), unit: unit_of(&folded), role: field.map_or(Role::Nothing, Role::Field), day: None, weekly: false }
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
    let field = |wanted: &[Field]| titles.iter().any(|t| matches!(&t.role, Role::Field(f) if wanted.contains(f)));
    let named = field(&[Field::Title, Field::Key, Field::NativeId, Field::Url]);
    let channels = titles.iter().filter(|t| matches!(t.role, Role::Channel(..) | Role::Unplaced(_))).count();
    let counted = channels > 0
        || titles.iter().any(|t| match t.role {
            Role::Field(f) => is_counter(f) || f == Field::RowTotal,
            Role::Date => true,
            _ => false,
        });
    let listed = field(&[Field::Title]) && field(&[Field::Published, Field::Url, Field::Key, Field::NativeId, Field::Deliverable]);
    if (named && (counted || listed)) || (field(&[Field::Channel]) && counted) {
        return Look::Header(Kind::Reach, titles);
    }
    let recognised = titles.iter().filter(|t| t.role != Role::Nothing).count();
    if recognised >= 2 {
        let missing = if named || field(&[Field::Channel]) { "播放量（或阅读量、收听量）" } else { "作品标题" };
        return Look::Partial { known: recognised, missing, works: tells_works(&titles) };
    }
    Look::Nothing
}

fn says_whose(raw: &str) -> bool {
    let folded = fold(raw);
    let base = split_tag(&folded).0;
    ["平台", "渠道", "媒体", "账号"].iter().any(|w| base.ends_with(w)) && !base.contains("转载") && base.chars().count() <= 8
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
    let filled = row.filled().count();
    if filled < 2 {
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

/// A column under a banner: 抖音 over 播放量, 截至4月2日 over 播放量.
fn under(mut title: Title, banner: &str, known: Known<'_>) -> Title {
    let counter = match title.role {
        Role::Field(f) if is_counter(f) => Some(f),
        Role::Field(Field::RowTotal) | Role::Date => None,
        Role::Channel(..) => {
            title.unit = title.unit.max(unit_of(&fold(banner)));
            return title;
        }
        _ => return title,
    };
    title.unit = title.unit.max(unit_of(&fold(banner)));
    if title.day.is_none() {
        title.day = when::find(banner, known.term).map(|w| w.to);
    }
    if title.role == Role::Field(Field::RowTotal) {
        return title;
    }
    let base = fold(banner);
    title.weekly |= is_weekly(&base);
    // 本周新增 over 播放量: a gain.
    if let Some(field) = counter {
        title.role = Role::Field(tagged(field, &base));
    }
    let counter = counter.map(|f| tagged(f, &base));
    match known.names.exact(split_tag(&base).0, known.campaign) {
        Meaning::One(i) => title.role = Role::Channel(i, counter),
        Meaning::Several => title.role = Role::Unplaced(counter),
        Meaning::Nothing if known.names.is_channel_word(split_tag(&base).0) => title.role = Role::Unplaced(counter),
        Meaning::Nothing => {}
    }
    title
}

/// Reads one header of a table of works.
pub(super) fn read_title(raw: &str, known: Known<'_>) -> Title {
    let folded = fold(raw);
    let mut title = Title { raw: clip(raw, 60), unit: unit_of(&folded), role: Role::Nothing, day: None, weekly: is_weekly(&folded) };
    let fields = &known.defs.headers.reach;
    let (base, tag) = split_tag(&folded);
    if let Some(field) = fields.get(&folded).or_else(|| fields.get(base)) {
        title.role = Role::Field(tagged(*field, tag));
        if is_counter(*field) && !tag.is_empty() {
            match known.names.exact(tag, known.campaign) {
                Meaning::One(i) => title.role = Role::Channel(i, Some(*field)),
                Meaning::Several => title.role = Role::Unplaced(Some(*field)),
                Meaning::Nothing if known.names.is_channel_word(tag) => title.role = Role::Unplaced(Some(*field)),
                Meaning::Nothing => {}
            }
            title.day = when::find(tag, known.term).map(|w| w.to);
        }
        return title;
    }
    if let Some(w) = when::find(raw, known.term) {
        let rest = when::without(raw);
        title.day = Some(w.to);
        title.role = if rest.is_empty() { Role::Date } else { read_title(&rest, known).role };
        if title.role == Role::Nothing {
            title.day = None;
        }
        return title;
    }
    for candidate in [folded.as_str(), base] {
        match known.names.exact(candidate, known.campaign) {
            Meaning::One(i) => title.role = Role::Channel(i, None),
            Meaning::Several => title.role = Role::Unplaced(None),
            Meaning::Nothing if known.names.is_channel_word(candidate) => title.role = Role::Unplaced(None),
            Meaning::Nothing => continue,
        }
        return title;
    }
    for (meaning, rest) in known.names.prefix(base, known.campaign) {
        let Some(field) = fields.get(&rest).filter(|f| is_counter(**f)) else { continue };
        title.role = match meaning {
            Meaning::One(i) => Role::Channel(i, Some(*field)),
            _ => Role::Unplaced(Some(*field)),
        };
        return title;
    }
    title
}

/// Whether a column calls itself the sum of others: 总播放量, 全网播放量, 累计总播放量.
pub(super) fn is_called_total(raw: &str) -> bool {
    let folded = fold(raw);
    let base = split_tag(&folded).0;
    base.starts_with(['总', '全']) || base.starts_with("累计总") || base.starts_with("合计") || base.ends_with("总量")
}

fn is_weekly(folded: &str) -> bool {
    ["本周", "当周", "这周", "周新增"].iter().any(|w| folded.contains(w))
}

/// What a header or a remark above it says of the unit of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Times(u64),
    /// A unit is meant, but which one, or of what, is not clear.
    Unclear,
    Nothing,
}

/// Units by the word that counts are in, longest first.
const UNITS: [(&str, u64); 6] =
    [("百万", 1_000_000), ("千万", 10_000_000), ("万", 10_000), ("亿", 100_000_000), ("千", 1_000), ("w", 10_000)];

/// A word that is a unit, with what follows it: `万次截至9月30日`.
fn unit_at(text: &str) -> Option<(u64, &str)> {
    let (rest, unit) = UNITS.iter().find_map(|(w, unit)| Some((text.strip_prefix(w)?, *unit)))?;
    let rest = ["人次", "次", "人", "条", "+"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    Some((unit, rest))
}

/// The unit that brackets state: `播放量（万）`, `（截至9月30日，单位：万次）`.
fn unit_in_brackets(folded: &str) -> Unit {
    let mut found = Unit::Nothing;
    for group in folded.split(['(', '[', '【']).skip(1) {
        let Some((inside, _)) = group.split_once([')', ']', '】']) else { continue };
        for part in inside.split([',', ';', '、', '。']) {
            let part = part.trim_start_matches("数据").trim_start_matches("单位").trim_start_matches([':', '为']);
            match unit_at(part) {
                Some((unit, "")) if found == Unit::Nothing || found == Unit::Times(unit) => found = Unit::Times(unit),
                Some((_, "")) => return Unit::Unclear,
                _ => {}
            }
        }
    }
    found
}

/// The unit that a remark above the header states for all counters: `单位：万次　截至9月30日`, `播放量（万）`, `以万为单位`.
/// `alone`: the remark is all that stands in its row, so its brackets speak of the whole table.
pub(super) fn unit_said(text: &str, alone: bool) -> Unit {
    let folded = fold(text);
    let mut found = if alone { unit_in_brackets(&folded) } else { Unit::Nothing };
    let mut said = |unit: Unit| {
        found = match (found, unit) {
            (Unit::Nothing, u) => u,
            (f, Unit::Nothing) => f,
            (f, u) if f == u => f,
            _ => Unit::Unclear,
        };
    };
    for (at, word) in folded.match_indices("单位") {
        let before = folded.get(..at).unwrap_or_default();
        // 填报单位：万家丽 is somebody's name.
        let somebody = [
            "填报", "上报", "申报", "报送", "制表", "填表", "主办", "承办", "协办", "指导", "实施", "制作", "合作", "工作", "出品", "联系",
            "供稿", "投放", "发布", "建设", "参建", "委托", "责任", "牵头", "服务", "中标", "企业", "事业", "用人", "各",
        ];
        if somebody.iter().any(|w| before.ends_with(w)) {
            continue;
        }
        let rest = folded.get(at + word.len()..).unwrap_or_default().trim_start_matches([':', '为', '是', '(']);
        match unit_at(rest) {
            Some((unit, behind)) if ends_there(behind) => said(Unit::Times(unit)),
            Some((_, behind)) if !behind.starts_with('元') => said(Unit::Unclear),
            _ => {}
        }
    }
    // 数以万计 and 按千次计费 are no units.
    for (lead, end) in [("以", "为单位"), ("按", "为单位"), ("按", "统计")] {
        for (at, _) in folded.match_indices(lead) {
            let rest = folded.get(at + lead.len()..).unwrap_or_default();
            if let Some((unit, behind)) = unit_at(rest)
                && behind.starts_with(end)
            {
                said(Unit::Times(unit));
            }
        }
    }
    if alone && found == Unit::Nothing && has_unit_word(&folded) {
        found = Unit::Unclear;
    }
    found
}

/// Whether a heading says a unit of its own, were it single counts.
pub(super) fn states_unit(text: &str) -> bool {
    fold(text).contains("单位") || unit_said(text, true) != Unit::Nothing
}

/// Whether nothing belongs to the unit any more: the end, a sign, or a new sentence.
fn ends_there(behind: &str) -> bool {
    let word = behind.starts_with(|c: char| c.is_alphanumeric());
    !word
        || behind.starts_with(|c: char| c.is_ascii_digit())
        || ["截", "统计", "数据", "更新", "填", "时间", "日期"].iter().any(|w| behind.starts_with(w))
}

/// Whether 万次 stands without a number before it: 各平台播放量万次, not 累计500万次 or 上万次.
fn has_unit_word(folded: &str) -> bool {
    ["万次", "万人次"].iter().flat_map(|w| folded.match_indices(w)).any(|(at, _)| {
        let before = folded.get(..at).and_then(|b| b.chars().next_back());
        !before.is_some_and(|c| c.is_ascii_digit() || "一二三四五六七八九十几数上百千超近余多.+两破过达到约逾满".contains(c))
    })
}

/// Whether a column's header says its unit in a way that is not understood: 播放量（万播放）.
pub(super) fn hides_unit(title: &Title) -> bool {
    let folded = fold(&title.raw);
    let inside = |g: &str| g.split_once([')', ']', '】']).map_or(String::new(), |(i, _)| i.to_owned());
    title.unit == 1
        && (has_unit_word(&folded)
            || unit_in_brackets(&folded) == Unit::Unclear
            || folded
                .split(['(', '[', '【'])
                .skip(1)
                .any(|g| inside(g).trim_start_matches("单位").trim_start_matches(':').starts_with(['万', '亿'])))
}

/// Whether a header says that its counts are single ones: 播放量（次）.
pub(super) fn says_ones(title: &Title) -> bool {
    let folded = fold(&title.raw);
    matches!(split_tag(&folded).1, "次" | "人次" | "个" | "条")
}

/// 播放量（累计） and 播放量（新增） say which of the two it is.
fn tagged(field: Field, tag: &str) -> Field {
    let gain = ["新增", "本周", "当周", "增量", "本月", "本期"].iter().any(|w| tag.contains(w));
    match field {
        Field::Cumulative(m) if gain => Field::Increment(m),
        Field::Contacts if gain => Field::ContactsGain,
        f => f,
    }
}

/// Splits a trailing bracket off: `播放量(万)` → `播放量`, `万`; `播放量/万次` → `播放量`, `万次`.
fn split_tag(folded: &str) -> (&str, &str) {
    let folded = folded.trim_end_matches(['*', ':']);
    if let Some((base, tag)) = folded.strip_suffix([')', ']', '】']).and_then(|s| s.rsplit_once(['(', '[', '【'])) {
        return (base.trim_end_matches(['*', ':']), tag.trim_start_matches("单位:").trim_start_matches("单位"));
    }
    match folded.rsplit_once('/') {
        Some((base, tag)) if tag.starts_with(['万', '亿', '千', '次', '秒']) => (base, tag),
        _ => (folded, ""),
    }
}

fn unit_of(folded: &str) -> u64 {
    if let Unit::Times(unit) = unit_in_brackets(folded) {
        return unit;
    }
    match unit_at(split_tag(folded).1) {
        Some((unit, "")) => unit,
        _ => 1,
    }
}

/// Whether a row continues the header above it: its cells are counters, repeat what is above or say of which day the counters are.
pub(super) fn is_second_row(row: &[OwnedCell], first: &[OwnedCell], known: Known<'_>) -> bool {
    let mut counters = 0;
    for (i, cell) in row.filled() {
        let Cell::Text(text) = cell else { return false };
        match below(text, known) {
            Some(f) if is_counter(f) || f == Field::RowTotal => counters += 1,
            Some(_) => {}
            None if fold(&first.cell(i).shown()) == fold(text) || is_dating(text, known) => {}
            None => return false,
        }
    }
    counters >= 1
}

/// What a cell of a second header row is.
fn below(text: &str, known: Known<'_>) -> Option<Field> {
    let folded = fold(text);
    let fields = &known.defs.headers.reach;
    fields.get(&folded).or_else(|| fields.get(split_tag(&folded).0)).copied()
}

/// 截至2022年9月30日, between the two rows of a header.
pub(super) fn is_dating(text: &str, known: Known<'_>) -> bool {
    (text.contains("截至") || text.contains("截止")) && when::find(text, known.term).is_some()
}

/// A header of two rows as one: the lower text, else the upper one; and the upper row as its banner.
pub(super) fn joined(first: &[OwnedCell], second: &[OwnedCell], known: Known<'_>) -> Vec<OwnedCell> {
    let upper = |i: usize| second.cell(i).is_empty() || below(&second.cell(i).shown(), known).is_none();
    (0..first.len().max(second.len())).map(|i| OwnedCell::keep(if upper(i) { first.cell(i) } else { second.cell(i) })).collect()
}
