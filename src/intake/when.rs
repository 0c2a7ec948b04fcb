//! Dates inside sentences: title rows, names of sheets and files, column headers. Never guesses between two.

use super::spans::{is_dash, is_marked, is_measure, number, spans};
use crate::base::day::{Day, Term, Week, WrittenDate};
use crate::base::hanzi::in_digits;
use crate::base::text::nfkc;

/// What a sentence says of the time that its numbers are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    /// First day of a period, where one is named.
    pub(super) from: Option<Day>,
    /// The last day.
    pub(super) to: Day,
}

/// What there is of time in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Found {
    Nothing,
    /// Several dates, or what begins like a period and is not understood.
    Unclear,
    At(When),
}

/// Dates behind these words are not about the numbers.
const OTHER_DATES: [&str; 35] = [
    "上报",
    "签订",
    "签署",
    "签约",
    "合同",
    "实施期",
    "服务期",
    "项目期",
    "执行期",
    "有效期",
    "期限",
    "工期",
    "制表",
    "填表",
    "打印",
    "报送日期",
    "报送时间",
    "填报",
    "编制",
    "发布日期",
    "发布时间",
    "上线",
    "起止",
    "印发",
    "启动",
    "开始",
    "开播",
    "首播",
    "中标",
    "导出时间",
    "导出日期",
    "下载时间",
    "下载日期",
    "提交",
    "落款",
];

/// The same for words behind a date.
const BEHIND: [&str; 21] = [
    "启动", "开始", "上线", "印发", "签订", "签署", "签约", "发布", "发文", "开播", "首播", "以来", "正式", "举办", "召开", "成立", "中标",
    "前", "实施", "起", "(不含)",
];

/// What was done on a day, behind it. A period in which works were sent out is the period of their numbers.
const DONE: [&str; 12] = ["播出", "推出", "上报", "报送", "推送", "刊发", "刊播", "投放", "发起", "开展", "举行", "首发"];

/// What takes place on a day, behind it: 6月16日安全宣传咨询日.
const EVENTS: [&str; 8] = ["咨询日", "宣传日", "活动日", "活动", "会议", "培训班", "发布会", "事故"];

/// The day or period that a sentence names; `None` where it names none, or several without saying which.
pub(super) fn find(text: &str, term: Option<Term>) -> Option<When> {
    match read(text, term) {
        Found::At(when) => Some(when),
        Found::Nothing | Found::Unclear => None,
    }
}

/// The same, telling what is not understood from what is not there.
pub(super) fn read(text: &str, term: Option<Term>) -> Found {
    let chars: Vec<char> = in_digits(&nfkc(text)).chars().collect();
    match week(&chars) {
        Found::Nothing => {}
        known => return known,
    }
    let mut before = 0;
    let mut kept = Vec::new();
    for span in spans(&chars) {
        let marked = is_marked(&chars, span.start);
        let lead: String = chars.get(before.max(span.start.saturating_sub(8))..span.start).unwrap_or_default().iter().collect();
        let rest: String = chars.iter().skip(span.end).filter(|c| !c.is_whitespace() && **c != ')').take(10).collect();
        let one_day = span.from.is_none();
        let event = one_day && (lead.ends_with(['自', '从']) || EVENTS.iter().any(|w| rest.contains(w)));
        let behind = BEHIND.iter().chain(DONE.iter().filter(|_| one_day)).find(|w| rest.starts_with(**w));
        before = behind.map_or(span.end, |w| span.end + w.chars().count());
        if marked || !(behind.is_some() || event || OTHER_DATES.iter().any(|w| lead.contains(w))) {
            kept.push((span, marked));
        }
    }
    let mut marked = kept.iter().filter(|(span, marked)| *marked && !span.unclear);
    let chosen = match (kept.as_slice(), marked.next(), marked.next()) {
        ([], ..) => return Found::Nothing,
        (_, Some((span, _)), None) => *span,
        ([(span, _)], ..) if !span.unclear => *span,
        _ => return Found::Unclear,
    };
    chosen.when(term).map_or(Found::Unclear, Found::At)
}

/// A name that is a day and nothing else: 3.26, 0326. It must lie in the term, as it may be any number.
pub(super) fn find_bare(text: &str, term: Option<Term>) -> Option<When> {
    let text = nfkc(text);
    let text = text.trim();
    let (month, day) =
        if text.len() == 4 && text.bytes().all(|b| b.is_ascii_digit()) { text.split_at_checked(2)? } else { text.split_once(['.', '/'])? };
    let part = |s: &str| if (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit()) { s.parse::<u32>().ok() } else { None };
    let term = term?;
    let to = WrittenDate { year: None, month: part(month)?, day: part(day)?, secs: None }.day(Some(term)).filter(|d| term.holds(*d))?;
    Some(When { from: None, to })
}

/// The first day of what runs until today, whichever day that was: 2022年7月1日至今.
pub(super) fn until_now(text: &str, term: Option<Term>) -> Option<Day> {
    if !text.contains(['今', '现', '前']) {
        return None;
    }
    let text = nfkc(text);
    let at = ["至今", "迄今", "到现在", "至目前"].iter().find_map(|w| text.find(w))?;
    let first = text.get(..at)?.trim_end_matches(|c: char| c.is_whitespace() || is_dash(c) || c == '~');
    find(first, term).or_else(|| find_bare(first, term)).map(|w| w.to)
}

/// Whether the words around a date or month say that it is not the one of the numbers: 签订, 制表 before it, 启动 behind it.
pub(super) fn is_other(before: &str, behind: &str) -> bool {
    let lead: Vec<char> = before.chars().rev().take(12).collect();
    let lead: String = lead.into_iter().rev().collect();
    OTHER_DATES.iter().any(|w| lead.contains(w)) || lead.ends_with(['自', '从']) || BEHIND.iter().any(|w| behind.starts_with(w))
}

/// The day at one end of a column's header, and the rest: 播放量（3.19）, 3.26播放量. It must lie in the term.
pub(super) fn bare_beside(raw: &str, term: Option<Term>) -> Option<(When, String)> {
    let text = nfkc(raw);
    let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/');
    let text = text.trim();
    let open = text.strip_suffix(')').unwrap_or(text);
    let before = open.trim_end_matches(part);
    let behind = text.trim_start_matches(part);
    let last = || Some((find_bare(open.get(before.len()..)?, term)?, before.trim_end_matches('(')));
    let first = || Some((find_bare(text.get(..text.len() - behind.len())?, term)?, behind));
    last().or_else(first).map(|(when, rest)| (when, rest.trim().to_owned())).filter(|(_, rest)| !rest.is_empty())
}

/// The day at the end of a file's name, where it must lie in the term: 周报0326, 抖音（3.26）. Not 第0326期, v3.26.
pub(super) fn find_last(stem: &str, term: Option<Term>) -> Option<When> {
    let text = nfkc(stem);
    let text = text.trim().trim_end_matches(')').trim_end();
    let run = text.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
    let ideograph = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) && c != '第';
    let before = run.chars().next_back().is_some_and(|c| ideograph(c) || matches!(c, '(' | ' ' | '_'));
    find_bare(text.get(run.len()..)?, term).filter(|_| before)
}

/// The day at the beginning of a file's name, where it must lie in the term: 0402短视频. Not 0402期, 2022年.
pub(super) fn find_first(stem: &str, term: Option<Term>) -> Option<When> {
    let text = nfkc(stem);
    let behind = text.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let ideograph = behind.starts_with(|c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || matches!(c, '_' | ' '));
    let counted = behind.starts_with(['期', '集', '条', '号', '年', '月', '日', '部', '版', '篇', '届', '次', '万', '个', '人']);
    find_bare(text.get(..text.len() - behind.len())?, term).filter(|_| ideograph && !counted)
}

/// The text with blanks for its dates, also for such as need a year to be read: 3/20-3/26新增.
pub(super) fn blanked(text: &str) -> String {
    let chars: Vec<char> = in_digits(&nfkc(text)).chars().collect();
    let spans = spans(&chars);
    let mut out: Vec<char> =
        chars.iter().enumerate().map(|(i, c)| if spans.iter().any(|s| (s.start..s.end).contains(&i)) { ' ' } else { *c }).collect();
    let part = |c: char| c.is_ascii_digit() || matches!(c, '.' | '/' | '-' | '~' | '至' | '—' | '–' | ' ');
    let mut i = 0;
    while i < out.len() {
        let long = out.get(i..).unwrap_or_default().iter().take_while(|c| part(**c)).count();
        let run = out.get(i..i + long).unwrap_or_default();
        let signs = run.iter().filter(|c| matches!(c, '.' | '/')).count();
        let ends = out.get(i + long).is_none_or(|c| !is_measure(*c));
        if signs > 0 && ends && run.iter().any(char::is_ascii_digit) {
            out.iter_mut().skip(i).take(long).for_each(|c| *c = ' ');
        }
        i += long.max(1);
    }
    out.into_iter().collect()
}

/// The text without its dates and the words around them, for reading the rest of a header.
pub(super) fn without(text: &str) -> String {
    let chars: Vec<char> = in_digits(&nfkc(text)).chars().collect();
    let spans = spans(&chars).into_iter().map(|s| (s.start, s.end)).chain(week_span(&chars)).collect::<Vec<_>>();
    let kept: String =
        chars.iter().enumerate().filter(|(i, _)| !spans.iter().any(|(from, to)| (from..&to).contains(&i))).map(|(_, c)| *c).collect();
    let mut out = kept;
    for word in ["截至", "截止", "数据", "()"] {
        out = out.replace(word, "");
    }
    let mut out = out.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-' | '_' | ':' | '日' | '至' | '止')).to_owned();
    // 播放量（万）（截至9月30日）: the bracket of the unit stays whole.
    if out.matches('(').count() > out.matches(')').count() {
        out.push(')');
    }
    out
}

/// `2022年第31周`, `2022第31周`, `2022-W31`; 第31周至第33周 is not understood.
fn week(chars: &[char]) -> Found {
    let year = (0..chars.len()).find_map(|i| {
        let (n, end) = number(chars, i)?;
        ((2000..2100).contains(&n) && end - i == 4).then_some((n, end))
    });
    let Some((year, after)) = year else { return Found::Nothing };
    let rest: String = chars.get(after..).unwrap_or_default().iter().filter(|c| !c.is_whitespace()).collect();
    let rest = rest.trim_start_matches(['年', '-', '_']);
    let Some(digits) = ['第', 'W', 'w'].iter().find_map(|c| rest.strip_prefix(*c)) else { return Found::Nothing };
    let n: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let behind = digits.strip_prefix(n.as_str()).unwrap_or_default();
    let ends_well = rest.starts_with(['W', 'w']) || behind.starts_with('周');
    let number = n.parse().ok().filter(|n| (1..=53).contains(n));
    let (Some(number), Ok(year), true) = (number, i32::try_from(year), ends_well) else { return Found::Nothing };
    let behind = behind.trim_start_matches('周');
    let more = behind.strip_prefix(|c: char| is_dash(c) || matches!(c, '至' | '到' | '~' | '、' | '和' | '及'));
    if more.is_some_and(|m| m.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '第' | 'W' | 'w' | '今'))) {
        return Found::Unclear;
    }
    let week = Week { year, number };
    Found::At(When { from: Some(week.monday()), to: week.sunday() })
}

/// Whether a text says the number of a week, of whatever year: 第12周.
pub(super) fn says_week(text: &str) -> bool {
    let numeral = |c: char| c.is_ascii_digit() || c.is_whitespace() || "一二三四五六七八九十".contains(c);
    nfkc(text).split('第').skip(1).any(|rest| {
        let behind = rest.trim_start_matches(numeral);
        behind.len() < rest.len() && behind.starts_with('周') && !behind.starts_with("周年")
    })
}

/// Where a week is written.
fn week_span(chars: &[char]) -> Option<(usize, usize)> {
    if week(chars) == Found::Nothing {
        return None;
    }
    let start = (0..chars.len()).find(|i| number(chars, *i).is_some_and(|(n, end)| (2000..2100).contains(&n) && end - i == 4))?;
    let mark = (start..chars.len()).find(|i| matches!(chars.get(*i), Some('第' | 'W' | 'w')))?;
    let digits = (mark + 1..chars.len()).take_while(|i| chars.get(*i).is_some_and(|c| c.is_ascii_digit() || c.is_whitespace())).count();
    let end = mark + 1 + digits;
    Some((start, end + usize::from(chars.get(end) == Some(&'周'))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &str) {
        let term = Term::from_months(Day::parse_iso("2022-07-01").unwrap(), 12);
        let got = find(text, Some(term)).map_or_else(
            || "-".to_owned(),
            |w| match w.from {
                Some(f) => format!("{f}..{}", w.to),
                None => w.to.to_string(),
            },
        );
        assert_eq!(got, expected, "{text}");
    }

    #[test]
    fn dates_in_sentences() {
        check("“工伤预防在行动”传播数据统计表（截至2023年4月2日）", "2023-04-02");
        check("湖南经视_20230402.xlsx", "2023-04-02");
        check("湖南经视 2023-04-02", "2023-04-02");
        check("统计周期：2023年3月27日至4月2日", "2023-03-27..2023-04-02");
        check("统计周期：2023年3月27日—2023年4月2日", "2023-03-27..2023-04-02");
        check("数据（3.27-4.2）", "2023-03-27..2023-04-02");
        check("12月26日-1月1日", "2022-12-26..2023-01-01");
        check("湖南经视_2022第31周.xlsx", "2022-08-01..2022-08-07");
        check("2022年第31周", "2022-08-01..2022-08-07");
        check("4月2日播放量", "2023-04-02");
        check("制表日期：2023年4月3日", "-");
        check("合同签订日期2022年7月1日，截至2023年4月2日", "2023-04-02");
        check("2022年7月1日启动，数据截至2023年4月2日", "2023-04-02");
        check("2023年3月", "-");
        check("1.2.3版", "-");
        check("播放1.5-2.3万", "-");
        check("3月20日—26日", "2023-03-20..2023-03-26");
        check("2023.3.20-26", "2023-03-20..2023-03-26");
        check("2023年3.20-26", "2023-03-20..2023-03-26");
        check("20230320-0326", "2023-03-20..2023-03-26");
        check("作品列表_20230402_153012", "2023-04-02");
        check("2023-04-02-3", "-");
        check("2023.4.2-3", "-");
        check("3月20日至今", "-");
        check("第12期", "-");
        check("统计区间：2023年3月27日0时—2023年4月2日24时", "2023-03-27..2023-04-02");
        check("2023年3月27日0:00—2023年4月2日24:00", "2023-03-27..2023-04-02");
        check("2023年3月27日00:00至4月3日0时", "2023-03-27..2023-04-02");
        check("截至2023年4月2日18时", "2023-04-02");
        check("截至2023年4月3日0时", "2023-04-02");
        check("截至2023-04-02 0:00:00", "2023-04-02");
        check("截至3月底", "2023-03-31");
        check("数据（2023年2月末）", "2023-02-28");
        check("截至2024年2月底", "2024-02-29");
        check("统计截止日期：二〇二三年四月二日", "2023-04-02");
        check("二〇二三年三月二十七日至四月二日", "2023-03-27..2023-04-02");
        check("3月底前", "-");
        assert_eq!(without("截至4月2日播放量"), "播放量");
        assert_eq!(without("播放量（截至2023年4月2日）"), "播放量");
        assert_eq!(without("播放量（3月20日-26日）"), "播放量");
        assert_eq!(without("2022年第31周"), "");
        assert_eq!(without("2022年第 31 周播放量"), "播放量");
    }
}
