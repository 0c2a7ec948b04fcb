//! The unit of counts, where a header, a title row, a heading or a remark states it: 播放量（万）, 单位：万次, 以万为单位.

use super::title::{Title, split_tag};
use crate::base::text::fold;

/// What a header or a remark above it says of the unit of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Times(u64),
    /// A unit is meant, but which one, or of what, is not clear.
    Unclear,
    Nothing,
}

/// Units by the word that counts are in, longest first.
const UNITS: [(&str, u64); 10] = [
    ("十万", 100_000),
    ("k", 1_000),
    ("百万", 1_000_000),
    ("千万", 10_000_000),
    ("万", 10_000),
    ("亿", 100_000_000),
    ("千", 1_000),
    ("w", 10_000),
    ("人次", 1),
    ("次", 1),
];

/// A word that is a unit, with what follows it: `万次截至9月30日`.
fn unit_at(text: &str) -> Option<(u64, &str)> {
    let (rest, unit) = UNITS.iter().find_map(|(w, unit)| Some((text.strip_prefix(w)?, *unit)))?;
    let rest = ["人次", "次", "人", "条"].iter().find_map(|w| rest.strip_prefix(w)).unwrap_or(rest);
    Some((unit, rest))
}

/// The unit that brackets state: `播放量（万）`, `（截至9月30日，单位：万次）`.
fn unit_in_brackets(folded: &str) -> Unit {
    let mut found = Unit::Nothing;
    for group in folded.split(['(', '[', '【']).skip(1) {
        let Some((inside, _)) = group.split_once([')', ']', '】']) else { continue };
        for part in inside.split([',', ';', '、', '。', '/']) {
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
        let rest = folded.get(at + word.len()..).unwrap_or_default().trim_start_matches([':', '均', '都', '皆', '为', '是', '(']);
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
    if (alone && found == Unit::Nothing && has_unit_word(&folded)) || has_exception(&folded, found) {
        found = Unit::Unclear;
    }
    found
}

/// Whether a text that states a unit says another one of some of the counts, or leaves some out: 单位：万，快手为次; 单位：万次，除快手外.
fn has_exception(folded: &str, found: Unit) -> bool {
    let Unit::Times(unit) = found else { return false };
    let left_out = folded.contains('除') && folded.contains('外') || ["其余", "其他为", "其它为"].iter().any(|w| folded.contains(w));
    let mut parts = folded.split([',', ';', '、', '。', '(', ')', '[', ']', '【', '】']);
    left_out
        || parts.any(|part| {
            ["单位为", "单位是", "为", "是", "按", ":"].iter().any(|verb| {
                let behind =
                    part.split_once(verb).filter(|(before, _)| !before.is_empty()).map(|(_, behind)| behind.trim_end_matches('计'));
                behind.and_then(unit_at).is_some_and(|(other, rest)| rest.is_empty() && other != unit)
            })
        })
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

pub(super) fn unit_of(folded: &str) -> u64 {
    if let Unit::Times(unit) = unit_in_brackets(folded) {
        return unit;
    }
    match unit_at(split_tag(folded).1) {
        Some((unit, "")) => unit,
        _ => 1,
    }
}

/// The unit that a cell states and nothing else: （万）, 万次, 单位：次.
pub(super) fn alone(text: &str) -> Option<u64> {
    let folded = fold(text);
    let inside = folded.trim_matches(['(', ')', '[', ']', '【', '】']).trim_start_matches("单位").trim_start_matches([':', '为']);
    match unit_at(inside) {
        Some((unit, "")) => Some(unit),
        _ => None,
    }
}
