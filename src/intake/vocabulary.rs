//! Words of statistics: a closed vocabulary, and texts taken apart into nothing but such words.

use crate::base::text::fold;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// What a word of statistics says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sort {
    /// 合计: what stands above together.
    Sum,
    /// 小计: what stands above since the last one.
    Subtotal,
    /// 累计: from the start.
    Total,
    /// 新增: of a period.
    Gain,
    /// 平均.
    Average,
    /// 环比, 增长: how it has changed.
    Ratio,
    /// 占比: of something.
    Share,
    /// %.
    Percent,
    /// 目标: what should be.
    Goal,
    /// 上周, 同期: of another time.
    Earlier,
    /// 本周.
    Current,
    /// 每周, 年度: how long a time.
    Every,
    /// 截至.
    Until,
    /// 3月20日.
    Date,
    /// 第13周.
    Week,
    /// 其中: a part of the number above.
    Part,
    /// 播放量.
    Counter,
    /// 数据: of counts, not of which.
    Data,
    /// 条数, 天数: not of counts.
    Pieces,
    /// 12.
    Number,
    /// 万次.
    Unit,
    /// 全网, 本表: of all that there is.
    All,
    /// 及: parts two statements.
    And,
    /// 完成: of what was done.
    Done,
    /// 情况, 为, signs.
    Filler,
    /// A channel.
    Channel,
}

use Sort::{
    All, And, Average, Channel, Counter, Current, Data, Date, Done, Earlier, Every, Filler, Gain, Goal, Number, Part, Percent, Pieces,
    Ratio, Share, Subtotal, Sum, Total, Unit, Until, Week,
};

const VOCABULARY: &[(Sort, &[&str])] = &[
    (Sum, &["合计", "总计", "共计", "总和", "汇总", "总合计", "总数", "总量", "求和", "合共", "总共", "总", "σ", "∑", "total", "sum"]),
    (Subtotal, &["小计", "小结", "本页合计", "本页小计", "本页"]),
    (Total, &["累计", "累积", "历史"]),
    (Until, &["截至目前", "截止目前", "截至", "截止", "至今", "以来", "目前", "当前", "现有"]),
    (Gain, &["新增", "净增", "增量", "增加", "增长量", "增加量", "涨量", "当日新增", "日增", "周增", "月增"]),
    (
        Average,
        &[
            "平均",
            "平均值",
            "均值",
            "日均",
            "周均",
            "月均",
            "人均",
            "条均",
            "篇均",
            "集均",
            "场均",
            "均",
            "中位数",
            "中位值",
            "众数",
            "最高",
            "最高值",
            "最低",
            "最低值",
            "最大值",
            "最小值",
            "最大",
            "最小",
        ],
    ),
    (
        Ratio,
        &[
            "环比", "同比", "比", "较", "与", "同", "相比", "增长", "增幅", "增减", "增", "减", "涨", "降", "涨幅", "降幅", "幅度", "幅",
            "下降", "减少", "降低", "上升", "变化", "变动", "差", "差额", "差值", "额", "度",
        ],
    ),
    (Share, &["占比", "占", "比例", "比率", "比重", "百分比", "率", "完成率", "完成度"]),
    (Percent, &["%", "‰"]),
    (Goal, &["目标", "计划", "任务", "预期", "预计", "预估", "考核", "应完成", "应达", "指标", "差距", "缺口"]),
    (
        Earlier,
        &[
            "上周",
            "上月",
            "上期",
            "上年",
            "上季度",
            "上季",
            "上一周",
            "上一月",
            "上个月",
            "上个周",
            "上一期",
            "上半年",
            "前一周",
            "前期",
            "前周",
            "前月",
            "昨日",
            "前日",
            "去年",
            "前年",
            "往年",
            "同期",
            "期初",
            "年初",
            "月初",
            "下周",
            "下月",
            "下期",
            "明年",
            "次周",
        ],
    ),
    (
        Current,
        &["本周", "当周", "这周", "本月", "当月", "这个月", "本期", "当期", "本季度", "本季", "当日", "今日", "本日", "近一周", "近一月"],
    ),
    (
        Every,
        &[
            "一周",
            "一月",
            "一个月",
            "近7日",
            "近七日",
            "近7天",
            "近七天",
            "七日",
            "每日",
            "每周",
            "每月",
            "每天",
            "单日",
            "单周",
            "周",
            "月",
            "季",
            "季度",
            "周度",
            "月度",
            "年",
            "年度",
            "本年度",
            "本年",
            "今年",
            "全年",
            "当年",
            "期末",
            "下半年",
        ],
    ),
    (Part, &["其中"]),
    (
        Counter,
        &[
            "播放",
            "阅读",
            "收听",
            "点击",
            "观看",
            "浏览",
            "传播",
            "曝光",
            "讨论",
            "展现",
            "触达",
            "访问",
            "点赞",
            "评论",
            "转发",
            "分享",
            "收藏",
            "互动",
            "播放量",
            "播放数",
            "播放次数",
            "阅读量",
            "阅读数",
            "收听量",
            "点击量",
            "传播量",
            "流量",
            "粉丝",
        ],
    ),
    (Data, &["数据", "数值", "数字", "数", "量", "值", "次数", "人次", "数量", "次"]),
    (
        Pieces,
        &[
            "条数",
            "期数",
            "篇数",
            "件数",
            "天数",
            "个数",
            "集数",
            "场次",
            "时长",
            "学时",
            "课时",
            "条",
            "期",
            "篇",
            "个",
            "件",
            "集",
            "天",
            "部",
            "人数",
            "作品数",
            "稿件数",
            "视频数",
            "文章数",
            "节目数",
            "发布数",
            "发布量",
            "作品数量",
            "稿件数量",
            "视频数量",
            "节目数量",
            "文章数量",
        ],
    ),
    (Unit, &["万", "亿", "千", "万次", "万人次", "单位"]),
    (All, &["全网", "全部", "以上", "本表", "所有", "各平台", "各渠道", "全平台", "各项", "全渠道", "该表"]),
    (And, &["及", "和", "、", "/", "以及", "并", "|", "+"]),
    (Done, &["完成", "实际", "已完成", "达成"]),
    (
        Filler,
        &["情况", "统计", "为", "的", "约", "共", "项", "类", "进度", "排名", "时间", "日期", "期间", "至", "到", "周期", "一览", "明细"],
    ),
];

/// A word found: how long it is, in characters, and what it says.
type Word = (usize, Sort);

/// The first characters of all words, for turning nearly every text away before it is looked at.
static FIRST: LazyLock<BTreeSet<char>> =
    LazyLock::new(|| VOCABULARY.iter().flat_map(|(_, w)| w.iter()).filter_map(|w| w.chars().next()).collect());

/// Words of two and more characters by their last one.
static ENDS: LazyLock<BTreeMap<char, Vec<&str>>> = LazyLock::new(|| {
    let mut ends: BTreeMap<char, Vec<&str>> = BTreeMap::new();
    for word in VOCABULARY.iter().flat_map(|(_, w)| w.iter()).copied() {
        let list = word.chars().next_back().map(|c| ends.entry(c).or_default());
        if let Some(list) = list.filter(|_| word.chars().nth(1).is_some()) {
            list.push(word);
        }
    }
    ends
});

pub(super) fn is_sign(c: char) -> bool {
    !c.is_alphanumeric() && !matches!(c, '%' | '‰' | '、' | '/' | '|' | '+' | '∑' | '#' | '@' | '《' | '》')
}

/// 3, 12.5, 三十.
fn numeral(rest: &[char]) -> usize {
    let ascii = rest.iter().take_while(|c| c.is_ascii_digit() || matches!(c, '.' | ',')).count();
    if ascii > 0 && rest.first().is_some_and(char::is_ascii_digit) {
        return ascii;
    }
    rest.iter().take_while(|c| "一二三四五六七八九十".contains(**c)).count()
}

/// Words that begin here, longest first.
pub(super) fn here(rest: &[char], other: &dyn Fn(&str) -> bool) -> Vec<Word> {
    let mut found: Vec<Word> = Vec::new();
    let Some(first) = rest.first() else { return found };
    if is_sign(*first) {
        return vec![(1, Filler)];
    }
    for (sort, words) in VOCABULARY {
        for word in *words {
            let mut long = 0;
            if word.chars().all(|c| {
                rest.get(long).is_some_and(|r| *r == c) && {
                    long += 1;
                    true
                }
            }) {
                found.push((long, *sort));
            }
        }
    }
    let ordinal = usize::from(*first == '第');
    let digits = numeral(rest.get(ordinal..).unwrap_or_default());
    if digits > 0 {
        let end = ordinal + digits;
        let behind: String = rest.iter().skip(end).take(2).collect();
        let of_time = ["季度", "月份", "年度", "年", "月", "日", "号", "周", "季", "旬", "时"].iter().find(|w| behind.starts_with(**w));
        match of_time {
            Some(w) => found.push((end + w.chars().count(), if *w == "周" && ordinal == 1 { Week } else { Date })),
            None if ordinal == 0 && rest.first().is_some_and(char::is_ascii_digit) => {
                // 20230326, 2023.
                let whole = rest.iter().take_while(|c| c.is_ascii_digit()).count();
                let year = (whole == 4 || (whole == 8 && digits == 8)) && rest.starts_with(&['2', '0']);
                found.push((end, if year { Date } else { Number }));
            }
            None => {}
        }
    }
    for long in 2..=rest.len().min(12) {
        let part: String = rest.iter().take(long).collect();
        if other(&part) {
            found.push((long, Channel));
        }
    }
    found.sort_by_key(|(long, _)| std::cmp::Reverse(*long));
    found
}

/// The words of a text that consists of nothing else.
fn words(chars: &[char], at: usize, other: &dyn Fn(&str) -> bool, dead: &mut BTreeSet<usize>) -> Option<Vec<Sort>> {
    if at == chars.len() {
        return Some(Vec::new());
    }
    if dead.contains(&at) {
        return None;
    }
    for (long, sort) in here(chars.get(at..)?, other) {
        if let Some(rest) = words(chars, at + long, other, dead) {
            return Some(std::iter::once(sort).chain(rest).collect());
        }
    }
    dead.insert(at);
    None
}

/// Longer texts are titles. Unit: characters.
pub(super) const LABEL_MAX: usize = 30;

/// What each word of a label says; empty where it is more than such words. `other`: whether a part names a channel.
pub(super) fn said(text: &str, other: &dyn Fn(&str) -> bool) -> BTreeSet<Sort> {
    let chars: Vec<char> = fold(text).chars().collect();
    if chars.is_empty() || chars.len() > LABEL_MAX {
        return BTreeSet::new();
    }
    words(&chars, 0, other, &mut BTreeSet::new()).unwrap_or_default().into_iter().collect()
}

/// Whether a text may be a label, by its ends: nearly every title is turned away before anything is folded.
pub(super) fn may_be(text: &str, named: bool) -> bool {
    let ideograph = |c: char| ('\u{3400}'..='\u{9fff}').contains(&c);
    // Most characters of a title; the tables of letters need not be asked.
    let text = text.trim_matches(|c: char| !ideograph(c) && !c.is_alphanumeric());
    let (Some(first), Some(last)) = (text.chars().next(), text.chars().next_back()) else { return text.is_empty() };
    if named && text.starts_with("其中") {
        return true;
    }
    let Some(words) = ENDS.get(&last) else { return !ideograph(last) && !named };
    if named {
        return words.iter().any(|w| text.ends_with(w));
    }
    !ideograph(first) || FIRST.contains(&first) || (first == '第' && text.contains(['周', '季', '旬', '月']))
}
