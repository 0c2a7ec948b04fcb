//! What a text says of numbers beside which it stands: a small grammar over a closed vocabulary. A label is understood as a whole or not at
//! all; in a sentence the runs of such words are looked at.

use super::vocabulary::{LABEL_MAX, Sort, here, is_sign, may_be, said};
use super::when;
use crate::base::day::Term;
use crate::base::text::fold;
use std::collections::BTreeSet;

use Sort::{
    All, And, Average, Channel, Counter, Current, Data, Date, Done, Earlier, Every, Filler, Gain, Goal, Number, Part, Percent, Pieces,
    Ratio, Share, Subtotal, Sum, Total, Until, Week,
};

/// What the first cell or the title of a row that is no work says of its numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    /// 合计: the sum of what stands above.
    Sum,
    /// 小计: the sum of what stands above since the last one.
    Subtotal,
    /// 9月合计: the sum of nobody knows which rows.
    SumOfSome,
    /// 环比, 日均, 上周: compares, or is no sum at all.
    Compared,
    /// 本周数据, 月度目标, 其中：抖音: some other number.
    Other,
}

/// The longest label in Latin letters is "grand total" with signs around it. Unit: bytes.
const ASCII_MAX: usize = 16;

/// Reads the label of a row. `other` tells parts that name channels; without it such labels are titles.
pub(super) fn label(text: &str, other: Option<&dyn Fn(&str) -> bool>) -> Option<Label> {
    // Dates and serial numbers, the first cells of most rows, say nothing.
    if text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'/' | b'.' | b':' | b' ')) && !text.is_empty() {
        return None;
    }
    // Nor do links and ids.
    if text.len() > 3 * LABEL_MAX || (text.len() > ASCII_MAX && text.is_ascii()) {
        return None;
    }
    if text.trim_start().starts_with("其中") && text.trim_start_matches(['其', '中', ' ', '　']).starts_with([':', '：']) {
        return Some(Label::Other);
    }
    if !may_be(text, other.is_some()) {
        return None;
    }
    let said = said(text, other.unwrap_or(&|_| false));
    let has = |sorts: &[Sort]| sorts.iter().any(|s| said.contains(s));
    let strong = has(&[Sum, Subtotal, Total, Gain, Average, Ratio, Share, Goal, Earlier, Current, Part, Until]);
    // 抖音播放量 says a number; 话题讨论 is what somebody may call a work.
    let measured = || text.trim_end_matches([':', '：', ' ']).ends_with(['量', '数', '据', '次', '值']);
    // （数据单位：万） says how the numbers are meant.
    let bare = has(&[Counter, Data]) && !has(&[Number]) && !text.contains("单位") && (!has(&[Channel]) || measured());
    // 共2条, 全部12条, 全部.
    let trimmed = text.trim_matches(|c: char| !c.is_alphanumeric());
    let all = (has(&[Pieces]) && has(&[Number]) && trimmed.starts_with(['共', '全', '两'])) || matches!(trimmed, "全部" | "全部作品");
    if all {
        return Some(Label::SumOfSome);
    }
    if !(strong || bare) {
        return None;
    }
    let summed = has(&[Sum, Subtotal]) || (has(&[Total]) && !has(&[Current]));
    Some(if has(&[Average, Ratio, Share, Percent, Earlier]) {
        Label::Compared
    } else if has(&[Goal, Part, Gain]) {
        Label::Other
    } else if has(&[Subtotal]) {
        Label::Subtotal
    } else if has(&[Sum]) && !has(&[Total]) && (has(&[Date, Week, Channel, Pieces]) && !has(&[Number])) {
        Label::SumOfSome
    } else if summed && !has(&[Date, Week, Channel]) {
        if has(&[Pieces]) && !has(&[Number]) { Label::SumOfSome } else { Label::Sum }
    } else if has(&[Sum, Total]) {
        Label::SumOfSome
    } else {
        Label::Other
    })
}

/// Whether a column's header, or what stands above it, says that its numbers are no counts of this time: 日均, 占比, 目标, 上周.
pub(super) fn is_no_count(text: &str, other: &dyn Fn(&str) -> bool) -> bool {
    let said = said(text, other);
    let has = |sorts: &[Sort]| sorts.iter().any(|s| said.contains(s));
    let goal = has(&[Goal]) && !has(&[Done]);
    (has(&[Average, Ratio, Share, Percent, Earlier]) || goal) && !has(&[And])
}

/// Whether a column's header speaks of contacts so that they may be counts from the start or of a period: 本周累计.
pub(super) fn is_either(text: &str, other: &dyn Fn(&str) -> bool) -> bool {
    let said = said(text, other);
    let has = |sorts: &[Sort]| sorts.iter().any(|s| said.contains(s));
    let folded = fold(text);
    let others = ["点赞", "评论", "转发", "分享", "收藏", "互动", "粉丝", "曝光", "展现", "讨论", "访问", "触达"];
    has(&[Total]) && has(&[Current, Every]) && !has(&[Pieces, Goal]) && !others.iter().any(|w| folded.contains(w))
}

/// Whether a cell below a counter says of what it is: 本周, 累计, 日均. What is a counter itself is none.
pub(super) fn is_qualifier(text: &str) -> bool {
    let said = said(text, &|_| false);
    let has = |sorts: &[Sort]| sorts.iter().any(|s| said.contains(s));
    has(&[Total, Gain, Average, Ratio, Share, Goal, Earlier, Current]) && !has(&[Counter, Pieces, Channel])
}

/// What the brackets behind a title say of its number: 高处作业（本周新增）, 系列片（合计）. Of the past or a year they speak of the work itself.
pub(super) fn behind_title(title: &str) -> Option<Label> {
    if !title.ends_with([')', '）', ']', '】']) || title.len() > 300 {
        return None;
    }
    let folded = fold(title);
    let (before, inside) = folded.trim_end_matches([')', ']', '】']).rsplit_once(['(', '[', '【'])?;
    let said = said(inside, &|_| false);
    let has = |sorts: &[Sort]| sorts.iter().any(|s| said.contains(s));
    if before.is_empty() || has(&[Pieces]) || inside == "历史" {
        return None;
    }
    match () {
        () if has(&[Sum, Subtotal]) => Some(Label::Sum),
        () if has(&[Total, Gain, Average, Earlier, Current]) => Some(Label::Other),
        () => None,
    }
}

/// Whether a title is that of several works, or a sum carried over from another page: 其他视频（12条）, 两条视频共, 高处作业等3条, 接上页.
pub(super) fn is_of_several(title: &str) -> bool {
    if title.len() > 90 || !title.contains(['其', '条', '篇', '个', '部', '页']) {
        return false;
    }
    let folded = fold(title);
    if matches!(
        folded.as_str(),
        "接上页" | "接前页" | "承上页" | "承前页" | "续上页" | "上页结转" | "上页转入" | "前页结转" | "过次页" | "转下页"
    ) {
        return true;
    }
    let works = ["短视频", "视频", "作品", "稿件", "文章", "推文", "图文", "音频", "新闻", "内容", "节目"];
    let numeral = |c: char| c.is_ascii_digit() || "一二三四五六七八九十两几多数余".contains(c);
    // 12条, 两条视频共.
    let pieces = |text: &str| {
        let text = ["合计", "共计", "总计", "合集", "共", "等"].iter().find_map(|w| text.strip_suffix(w)).unwrap_or(text);
        let text = text.trim_start_matches('共');
        let (text, named) = works.iter().find_map(|w| text.strip_suffix(w)).map_or((text, false), |text| (text, true));
        let counted = ["条", "篇", "个", "部"].iter().find_map(|w| Some((text.strip_suffix(w)?, *w)));
        counted.is_some_and(|(n, word)| !n.is_empty() && n.chars().all(numeral) && (named || matches!(word, "条" | "篇")))
    };
    let (head, inside) = folded.trim_end_matches([')', ']', '】']).rsplit_once(['(', '[', '【']).unwrap_or((&folded, ""));
    let rest = ["其他", "其它", "其余", "剩余", "另外", "其他各"].iter().find_map(|w| head.strip_prefix(w));
    rest.is_some_and(|rest| rest.is_empty() || works.contains(&rest) || pieces(rest))
        || pieces(inside)
        || pieces(head)
        || head.rsplit_once('等').is_some_and(|(before, behind)| !before.is_empty() && pieces(behind))
}

/// What a sentence says of all numbers below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Nothing,
    /// 新增.
    Gain,
    /// 累计.
    Total,
    /// 本周播放量, 新增及累计: either of the two.
    Either,
    /// 日均, 占比, 目标: no counts.
    NoCount,
}

/// A sentence read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Sentence {
    pub(super) kind: Kind,
    /// 周: the gain is that of a week.
    pub(super) weekly: bool,
}

/// Whether a title is that of a report or register, which has a week in its name as it has in its file's.
pub(super) fn is_document(text: &str) -> bool {
    ["周报", "月报", "报表", "统计表", "汇总表", "情况表", "一览表", "台账"].iter().any(|w| text.contains(w))
}

/// Whether a text names a period right before its numbers, and says neither 截至 nor 累计 nor 新增: 3月份短视频播放数据, 周数据.
pub(super) fn is_of_a_period(text: &str) -> bool {
    let folded = fold(text);
    if ["截至", "截止", "累计", "增", "目标", "计划", "每"].iter().any(|w| folded.contains(w)) {
        return false;
    }
    let works = ["短视频", "视频", "音频", "作品", "稿件", "文章", "推文", "图文", "内容", "新媒体", "融媒体", "全网", "各平台", "宣传"];
    let numbers = ["播放", "阅读", "收听", "观看", "浏览", "点击", "传播", "数据"];
    let numbered = |before: &str| before.ends_with(|c: char| c.is_ascii_digit() || "一二三四五六七八九十首".contains(c));
    ["月份", "月", "季度", "周"].iter().any(|word| {
        folded.match_indices(word).any(|(at, _)| {
            let before = folded.get(..at).unwrap_or_default();
            let behind = folded.get(at + word.len()..).unwrap_or_default();
            let behind = works.iter().find_map(|w| behind.strip_prefix(w)).unwrap_or(behind);
            // 播放量周数据; 安全生产月播放 is the name of something.
            (numbered(before) || *word == "周") && numbers.iter().any(|w| behind.starts_with(w))
        })
    })
}

/// Whether a remark says of which days or week the counts are: 以上为3月20日至26日播放量.
pub(super) fn is_of_a_time(text: &str, term: Option<Term>) -> bool {
    let counts = ["播放", "阅读", "收听", "观看", "浏览", "点击", "传播"].iter().any(|w| text.contains(w));
    let said = ["截至", "截止", "累计", "增"].iter().any(|w| text.contains(w));
    let timed = || when::find(text, term).is_some_and(|w| w.from.is_some()) || when::says_week(text) || is_of_a_period(text);
    counts && !said && timed()
}

/// Reads a title, or the name of a sheet or file.
pub(super) fn sentence(text: &str) -> Sentence {
    let mut found = BTreeSet::new();
    // A date ends a run of words like any sign.
    let folded = fold(&when::blanked(text).replace(' ', "，"));
    let chars: Vec<char> = folded.chars().collect();
    let document = is_document(&folded);
    let mut at = 0;
    while at < chars.len() {
        let mut run: Vec<Sort> = Vec::new();
        let begun = at;
        // Inside sentences 均 and 比 are words like any other.
        let next = |at: usize| {
            let word = chars.get(at..).and_then(|rest| here(rest, &|_| false).first().copied());
            word.filter(|(long, sort)| *long > 1 || !matches!(sort, Average | Ratio | Share))
        };
        while let Some((long, sort)) = next(at) {
            at += long;
            // A run ends at a sign: （累计） is a statement of its own.
            if sort == Filler && chars.get(at - 1).is_some_and(|c| is_sign(*c)) {
                break;
            }
            run.push(sort);
        }
        // 第12周数据周报 is called by its week; 本周播放量统计表 says what it holds.
        if document && run.contains(&Week) && !run.contains(&Counter) && !run.contains(&Current) {
            run.clear();
        }
        describe(&run, chars.get(at.saturating_sub(1)..).unwrap_or_default(), &mut found);
        if at == begun {
            at += 1;
        }
    }
    let has = |kind: Kind| found.contains(&kind);
    let kind = match (has(Kind::NoCount), has(Kind::Gain), has(Kind::Total), has(Kind::Either)) {
        (true, ..) => Kind::NoCount,
        (_, true, true, _) | (_, false, false, true) => Kind::Either,
        (_, true, ..) => Kind::Gain,
        (_, _, true, _) => Kind::Total,
        _ => Kind::Nothing,
    };
    Sentence { kind, weekly: folded.contains('周') }
}

/// Adds what a run of words says, if it speaks of the numbers of a table: 新增播放量, 周增量（表）; not of 新增短视频, nor 目标500万次.
/// `behind`: the text from the last character of the run on.
fn describe(run: &[Sort], behind: &[char], found: &mut BTreeSet<Kind>) {
    let has = |sort: Sort| run.contains(&sort);
    if has(Number) || run.is_empty() {
        return;
    }
    let ended = behind.first().is_none_or(|c| is_sign(*c));
    let ends = ended || behind.get(1).is_none_or(|c| !c.is_alphanumeric() || c.is_ascii_digit() || matches!(c, '表' | '报'));
    let of_counts = has(Counter) || has(Data);
    let of_a_time = has(Current) || has(Earlier) || has(Every);
    let of_a_week = (has(Current) || has(Week)) && of_counts;
    let only = run.iter().all(|s| matches!(s, Current | Earlier | Every | Counter | Data | Filler | Date | Week | All));
    let no_count = (has(Average) || has(Goal) || has(Share)) && of_counts && !(has(And) || has(Done) || has(Total) || has(Gain));
    let said = [
        (Kind::Gain, has(Gain) && (of_counts || ends)),
        (Kind::Total, has(Total) && (of_counts || ends && run.iter().all(|s| matches!(s, Total | Filler)))),
        (Kind::Either, (of_a_week || of_a_time && has(Counter)) && only),
        (Kind::NoCount, no_count),
    ];
    found.extend(said.into_iter().filter(|(_, is)| *is).map(|(kind, _)| kind));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_channel(text: &str) -> bool {
        matches!(text, "抖音" | "芒果tv" | "视频号")
    }

    #[test]
    fn labels() {
        for (text, expected) in [
            ("合计", Some(Label::Sum)),
            ("总数", Some(Label::Sum)),
            ("Σ", Some(Label::Sum)),
            ("累计播放", Some(Label::Sum)),
            ("合计（12条）", Some(Label::Sum)),
            ("小计：", Some(Label::Subtotal)),
            ("9月合计", Some(Label::SumOfSome)),
            ("本月累计", Some(Label::SumOfSome)),
            ("抖音合计", Some(Label::SumOfSome)),
            ("去年同期", Some(Label::Compared)),
            ("上周累计播放量", Some(Label::Compared)),
            ("日均", Some(Label::Compared)),
            ("均值", Some(Label::Compared)),
            ("占比", Some(Label::Compared)),
            ("抖音占比", Some(Label::Compared)),
            ("完成率（%）", Some(Label::Compared)),
            ("较去年同期增长率", Some(Label::Compared)),
            ("本周数据", Some(Label::Other)),
            ("目标值", Some(Label::Other)),
            ("月度目标", Some(Label::Other)),
            ("其中：抖音", Some(Label::Other)),
            ("其中芒果TV", Some(Label::Other)),
            ("抖音播放量", Some(Label::Other)),
            ("抖音讨论", None),
            ("（数据单位：万）", None),
            ("合计（单位：万）", Some(Label::Sum)),
            ("截止目前播放量", Some(Label::Other)),
            ("3月20日至26日播放量", Some(Label::Other)),
            ("工伤认定要走哪几步，一共计几天", None),
            ("第1期", None),
            ("第12集", None),
            ("8月1日", None),
            ("12", None),
            ("芒果TV", None),
            ("合计多少损失才够？算一笔安全账", None),
            ("10万+的背后", None),
            ("计划生育", None),
            ("本周新闻", None),
        ] {
            assert_eq!(label(text, Some(&is_channel)).or_else(|| label(text, None)), expected, "{text}");
        }
    }

    #[test]
    fn sentences() {
        let words = |text: &str| {
            let s = sentence(text);
            match s.kind {
                Kind::Nothing => "",
                Kind::Gain if s.weekly => "增周",
                Kind::Gain => "增",
                Kind::Total => "累",
                Kind::Either => "?",
                Kind::NoCount => "非",
            }
        };
        for (text, expected) in [
            ("本周新增播放量统计（3月20日-26日）", "增周"),
            ("周增量", "增周"),
            ("湖南经视增量20230326", "增"),
            ("本周新增", "增周"),
            ("新增短视频累计播放量统计表", "累"),
            ("3月新增视频播放数据", ""),
            ("截至3月26日播放量", ""),
            ("新增及累计播放量", "?"),
            ("本周播放量统计", "?"),
            ("2022年8月播放量统计", ""),
            ("各渠道日均播放量统计表", "非"),
            ("播放量占比", "非"),
            ("（一）抖音（日均播放量）", "非"),
            ("抖音（本周新增）", "增周"),
            ("播放量目标500万次", ""),
            ("播放量目标完成情况", ""),
            ("以上数据均为后台数据", ""),
            ("“工伤预防在行动”传播数据统计表（截至2023年4月2日）", ""),
            ("数据来源：后台", ""),
            ("本周数据", "?"),
            ("2023年第12周播放量统计", "?"),
            ("湖南经视2023年第12周周报", ""),
            ("2023年第12周数据周报", ""),
            ("本周播放量统计表", "?"),
            ("本周工作数据", ""),
            ("第12周（累计）", "累"),
            ("抖音 累计", "累"),
            ("3月累计", ""),
            ("累计投入", ""),
        ] {
            assert_eq!(words(text), expected, "{text}");
        }
    }
}
