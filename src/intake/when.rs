//! Dates inside sentences: title rows, names of sheets and files, column headers. Never guesses between two.

use crate::base::day::{Day, Term, Week};
use crate::base::text::nfkc;

/// What a sentence says of the time that its numbers are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct When {
    /// First day of a period, where one is named.
    pub(super) from: Option<Day>,
    /// The last day.
    pub(super) to: Day,
}

/// Dates of these kinds are not about the numbers.
const OTHER_DATES: [&str; 13] =
    ["签订", "合同", "制表", "填表", "打印", "报送日期", "报送时间", "填报", "编制", "发布日期", "上线日期", "起止", "印发"];

#[derive(Debug, Clone, Copy)]
struct Token {
    year: Option<i32>,
    month: u32,
    day: u32,
    start: usize,
    end: usize,
}

/// The day or period that a sentence names; `None` where it names none, or several without saying which.
pub(super) fn find(text: &str, term: Option<Term>) -> Option<When> {
    let chars: Vec<char> = nfkc(text).chars().collect();
    if let Some(week) = week(&chars) {
        return Some(When { from: Some(week.monday()), to: week.sunday() });
    }
    let mut tokens = tokens(&chars);
    tokens.retain(|t| {
        let before: String = chars.get(t.start.saturating_sub(8)..t.start).unwrap_or_default().iter().collect();
        !OTHER_DATES.iter().any(|w| before.contains(w))
    });
    match tokens.as_slice() {
        [one] => Some(When { from: None, to: day(*one, term)? }),
        [first, second] => {
            let between: String = chars.get(first.end..second.start)?.iter().filter(|c| !c.is_whitespace()).collect();
            if !matches!(between.as_str(), "-" | "--" | "—" | "——" | "–" | "~" | "至" | "到" | "_") {
                return marked(&chars, &tokens, term);
            }
            let to = day(*second, term)?;
            let year = first.year.or(second.year).or(Some(to.ymd().0));
            let mut from = day(Token { year, ..*first }, term)?;
            if from > to {
                from = day(Token { year: year.map(|y| y - 1), ..*first }, term)?;
            }
            Some(When { from: Some(from), to })
        }
        _ => marked(&chars, &tokens, term),
    }
}

/// Of several dates the one after 截至.
fn marked(chars: &[char], tokens: &[Token], term: Option<Term>) -> Option<When> {
    let mut marked = tokens.iter().filter(|t| {
        let before: String = chars.get(t.start.saturating_sub(4)..t.start).unwrap_or_default().iter().collect();
        before.contains("截至") || before.contains("截止")
    });
    let one = *marked.next()?;
    if marked.next().is_some() {
        return None;
    }
    Some(When { from: None, to: day(one, term)? })
}

fn day(t: Token, term: Option<Term>) -> Option<Day> {
    crate::base::day::WrittenDate { year: t.year, month: t.month, day: t.day, secs: None }.day(term)
}

/// The text without its dates and the words around them, for reading the rest of a header.
pub(super) fn without(text: &str) -> String {
    let chars: Vec<char> = nfkc(text).chars().collect();
    let tokens = tokens(&chars);
    let kept: String =
        chars.iter().enumerate().filter(|(i, _)| !tokens.iter().any(|t| (t.start..t.end).contains(i))).map(|(_, c)| *c).collect();
    let mut out = kept;
    for word in ["截至", "截止", "数据", "()"] {
        out = out.replace(word, "");
    }
    let mut out = out.trim_matches(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '-' | '_' | ':' | '日' | '至')).to_owned();
    // 播放量（万）（截至9月30日）: the bracket of the unit stays whole.
    if out.matches('(').count() > out.matches(')').count() {
        out.push(')');
    }
    out
}

/// `2022年第31周`, `2022第31周`, `2022-W31`.
fn week(chars: &[char]) -> Option<Week> {
    let (year, after) = (0..chars.len()).find_map(|i| {
        let (n, end) = number(chars, i)?;
        ((2000..2100).contains(&n) && end - i == 4).then_some((n, end))
    })?;
    let rest: String = chars.get(after..)?.iter().filter(|c| !c.is_whitespace()).collect();
    let rest = rest.trim_start_matches(['年', '-', '_']);
    let digits = rest.strip_prefix('第').or_else(|| rest.strip_prefix('W')).or_else(|| rest.strip_prefix('w'))?;
    let n: String = digits.chars().take_while(char::is_ascii_digit).collect();
    let ends_well = rest.starts_with(['W', 'w']) || digits.strip_prefix(n.as_str()).is_some_and(|r| r.starts_with('周'));
    let number = n.parse().ok().filter(|n| (1..=53).contains(n))?;
    ends_well.then_some(Week { year: i32::try_from(year).ok()?, number })
}

fn number(chars: &[char], at: usize) -> Option<(u32, usize)> {
    if at > 0 && chars.get(at - 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let digits: String = chars.get(at..)?.iter().take(9).take_while(|c| c.is_ascii_digit()).collect();
    Some((digits.parse().ok()?, at + digits.len()))
}

fn tokens(chars: &[char]) -> Vec<Token> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        match token(chars, i) {
            Some(t) => {
                i = t.end;
                out.push(t);
            }
            None => i += 1,
        }
    }
    out
}

fn token(chars: &[char], start: usize) -> Option<Token> {
    let (first, i) = number(chars, start)?;
    let valid = |year: Option<i32>, month: u32, day: u32, end: usize| {
        Day::new(year.unwrap_or(2024), month, day).map(|_| Token { year, month, day, start, end })
    };
    if i - start == 8 {
        let year = i32::try_from(first / 10_000).ok().filter(|y| (2000..2100).contains(y))?;
        return valid(Some(year), first / 100 % 100, first % 100, i);
    }
    let separator = *chars.get(i)?;
    if i - start <= 2 && separator == '月' {
        let (d, end) = number(chars, i + 1)?;
        return valid(None, first, d, end + usize::from(matches!(chars.get(end), Some('日' | '号'))));
    }
    if i - start <= 2 && separator == '.' {
        // 3.27-4.2: without a partner in the same form it may be anything.
        let (d, end) = number(chars, i + 1)?;
        let alone = chars.get(end) != Some(&'.') && (start == 0 || chars.get(start - 1) != Some(&'.'));
        let ranged = |c: Option<&char>| matches!(c, Some('-' | '—' | '–' | '~' | '至'));
        let before = start > 0 && ranged(chars.get(start - 1));
        return if alone && (ranged(chars.get(end)) || before) { valid(None, first, d, end) } else { None };
    }
    let year = i32::try_from(first).ok().filter(|y| (2000..2100).contains(y) && i - start == 4)?;
    let second_separator = match separator {
        '年' => '月',
        '-' | '/' | '.' | '_' => separator,
        _ => return None,
    };
    let (m, j) = number(chars, i + 1)?;
    if chars.get(j) != Some(&second_separator) {
        return None;
    }
    let (d, end) = number(chars, j + 1)?;
    valid(Some(year), m, d, end + usize::from(matches!(chars.get(end), Some('日' | '号'))))
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
        check("第12期", "-");
        assert_eq!(without("截至4月2日播放量"), "播放量");
        assert_eq!(without("播放量（截至2023年4月2日）"), "播放量");
    }
}
