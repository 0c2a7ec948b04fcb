//! Reads and plays in one column, as tables of several kinds of works have them: 累计阅读/播放量, 阅读播放量, 播放量（阅读量）, 总浏览/播放. Each
//! work has the one of them that is contacts for its kind.

use crate::define::Field;
use std::collections::BTreeSet;

/// What is counted, as such columns say it.
const COUNTERS: [&str; 9] = ["播放", "阅读", "收听", "点击", "浏览", "观看", "收看", "点播", "传播"];
/// What may stand before: from the start.
const FROM_THE_START: [&str; 6] = ["累计", "累积", "总", "全网", "全平台", "合计"];
/// What may stand before: of a period.
const OF_A_PERIOD: [&str; 11] = ["本周新增", "当周新增", "周新增", "本月新增", "当月新增", "新增", "本周", "当周", "本月", "当月", "本期"];
/// What may stand behind a counter.
const MEASURES: [&str; 9] = ["总次数", "总人次", "次数", "人次", "总量", "总数", "数据", "量", "数"];
/// What stands between two counters that are meant as either.
const SIGNS: [char; 6] = ['/', '、', '或', '(', ')', '|'];
/// Numbers of which brackets say what they are: 数据（阅读/播放）.
const OF_NUMBERS: [&str; 6] = ["数据", "传播数据", "次数", "数值", "数量", "数"];

/// The field of a folded header that is nothing but counters, at least two of them or 传播, with what may stand before and behind them.
pub(super) fn field(folded: &str) -> Option<Field> {
    let inside = |text: &'_ str| {
        let (base, inside) = text.strip_suffix(')')?.split_once('(')?;
        OF_NUMBERS.contains(&base).then(|| inside.to_owned())
    };
    let numbers = inside(folded);
    let gain = OF_A_PERIOD.iter().find_map(|w| folded.strip_prefix(w));
    let mut rest = numbers.as_deref().or(gain).unwrap_or(folded);
    while let Some(behind) = FROM_THE_START.iter().find_map(|w| rest.strip_prefix(w)) {
        rest = behind;
    }
    let mut found = BTreeSet::new();
    while !rest.is_empty() {
        if let Some((word, behind)) = COUNTERS.iter().find_map(|w| Some((*w, rest.strip_prefix(w)?))) {
            found.insert(word);
            rest = MEASURES.iter().find_map(|w| behind.strip_prefix(w)).unwrap_or(behind);
        } else if found.is_empty() {
            return None;
        } else {
            // 阅读(播放)量: the measure of both.
            let behind = rest.strip_prefix(SIGNS)?;
            rest = MEASURES.iter().find_map(|w| behind.strip_prefix(w)).unwrap_or(behind);
        }
    }
    let either = found.len() > 1 || found.contains("传播");
    either.then_some(if gain.is_some() { Field::ContactsGain } else { Field::Contacts })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_and_plays_in_one_column() {
        for (header, expected) in [
            ("累计阅读/播放量", Some(Field::Contacts)),
            ("累计播放/阅读量", Some(Field::Contacts)),
            ("阅读播放量", Some(Field::Contacts)),
            ("点击/阅读量", Some(Field::Contacts)),
            ("浏览/播放量", Some(Field::Contacts)),
            ("累计阅读(播放)量", Some(Field::Contacts)),
            ("播放量(阅读量)", Some(Field::Contacts)),
            ("累计传播数", Some(Field::Contacts)),
            ("总浏览/播放", Some(Field::Contacts)),
            ("总阅读/播放量", Some(Field::Contacts)),
            ("阅读/播放总量", Some(Field::Contacts)),
            ("数据(阅读/播放)", Some(Field::Contacts)),
            ("播放/阅读/收听", Some(Field::Contacts)),
            ("本周新增阅读/播放量", Some(Field::ContactsGain)),
            ("播放量", None),
            ("播放次数(播放量)", None),
            ("阅读/点赞", None),
            ("播放/完播率", None),
            ("播放平台/播放量", None),
            ("阅读量(湖南民生网)", None),
            ("数据(万)", None),
            ("累计", None),
            ("/播放", None),
        ] {
            assert_eq!(field(header), expected, "{header}");
        }
    }
}
