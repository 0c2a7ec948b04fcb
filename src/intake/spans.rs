//! Days and periods as characters: 2023年3月20日—26日, 3.20-3.26, 0326. What they are the days of, `when` tells.

use super::when::When;
use crate::base::day::{Day, Term, WrittenDate};

/// A day as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    year: Option<i32>,
    month: u32,
    day: u32,
    start: usize,
    end: usize,
    /// What stands between its parts; a space where they are written together.
    sign: char,
    kind: Kind,
}

/// What a day is as it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Whole,
    /// 4月3日0时: what ends there ends with the day before.
    Midnight,
    /// 4月3日 0:00: the same at the end of a period; of a day alone it is what a spreadsheet adds.
    Zero,
    /// 3月底: the last day of the month.
    EndOfMonth,
}

/// A day or period as it is written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) from: Option<Token>,
    to: Token,
    pub(super) start: usize,
    pub(super) end: usize,
    /// What begins like a period and is not understood.
    pub(super) unclear: bool,
}

impl Span {
    pub(super) fn when(self, term: Option<Term>) -> Option<When> {
        let end = self.to.day(term)?;
        let before = self.to.kind == Kind::Midnight || self.from.is_some() && self.to.kind == Kind::Zero;
        let to = if before { end.plus(-1) } else { end };
        let Some(first) = self.from else { return Some(When { from: None, to }) };
        let year = first.year.or(self.to.year).or(Some(to.ymd().0));
        let mut from = Token { year, ..first }.day(term)?;
        if from > to && first.year.is_none() {
            from = Token { year: year.map(|y| y - 1), ..first }.day(term)?;
            // 12月26日-1月1日 is over the end of a year; 3月26日-3月20日 is a slip.
            if to.since(from) > 190 {
                return None;
            }
        }
        (from <= to).then_some(When { from: Some(from), to })
    }
}

impl Token {
    fn day(self, term: Option<Term>) -> Option<Day> {
        let day = WrittenDate { year: self.year, month: self.month, day: self.day, secs: None }.day(term)?;
        if self.kind != Kind::EndOfMonth {
            return Some(day);
        }
        let (year, month, _) = day.ymd();
        Some(Day::new(year, month, 1)?.plus_months(1).plus(-1))
    }
}

/// Whether 截至 stands right before a position.
pub(super) fn is_marked(chars: &[char], start: usize) -> bool {
    let lead: String = chars.get(start.saturating_sub(10)..start).unwrap_or_default().iter().filter(|c| !c.is_whitespace()).collect();
    let mut lead = lead.trim_end_matches([':', '(', '到', '至', '于', '为', '在', '自']);
    for word in ["日期", "时间", "日", "目前", "今天", "数据"] {
        lead = lead.strip_suffix(word).unwrap_or(lead);
    }
    // 截至 has lost its second character above where nothing stood between.
    ["截至", "截止", "截", "截至目前", "截止目前"].iter().any(|w| lead.ends_with(w))
}

/// The digits that begin at a position, and where they end.
pub(super) fn number(chars: &[char], at: usize) -> Option<(u32, usize)> {
    if at > 0 && chars.get(at - 1).is_some_and(char::is_ascii_digit) {
        return None;
    }
    let digits: String = chars.get(at..)?.iter().take(9).take_while(|c| c.is_ascii_digit()).collect();
    Some((digits.parse().ok()?, at + digits.len()))
}

/// All days and periods of a text, in order.
pub(super) fn spans(chars: &[char]) -> Vec<Span> {
    let mut out = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let Some(first) = token(chars, i) else {
            i += 1;
            continue;
        };
        let alone = Span { from: None, to: first, start: first.start, end: first.end, unclear: false };
        let span = match behind(chars, first) {
            Behind::Nothing => alone,
            Behind::Unclear => Span { unclear: true, ..alone },
            Behind::End(to) => Span { from: Some(first), to, end: to.end, ..alone },
        };
        i = span.end;
        out.push(span);
    }
    out
}

/// What stands behind a date.
enum Behind {
    /// Nothing that belongs to it.
    Nothing,
    /// What looks like the end of a period, or like another day.
    Unclear,
    /// The end of a period.
    End(Token),
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '—' | '–' | '―' | '‐' | '−')
}

fn behind(chars: &[char], first: Token) -> Behind {
    let blank = |mut i: usize| {
        while chars.get(i).is_some_and(|c| c.is_whitespace()) {
            i += 1;
        }
        i
    };
    let at = blank(first.end);
    let at = if chars.get(at) == Some(&'起') { blank(at + 1) } else { at };
    let Some(sign) = chars.get(at).copied() else { return Behind::Nothing };
    let dash = is_dash(sign);
    let long = chars.get(at..).unwrap_or_default().iter().take_while(|c| is_dash(**c)).count().max(1);
    let next = blank(at + long);
    if matches!(sign, '、' | '和' | '及' | '与') {
        // 3月20、21日 are two days.
        let another =
            token(chars, next).is_some() || number(chars, next).is_some_and(|(_, end)| matches!(chars.get(end), Some('日' | '号' | '月')));
        return if another { Behind::Unclear } else { Behind::Nothing };
    }
    if !(dash || matches!(sign, '至' | '到' | '~' | '_')) {
        return Behind::Nothing;
    }
    if let Some(to) = token(chars, next) {
        return Behind::End(to);
    }
    let Some((n, end)) = number(chars, next) else {
        let open = matches!(sign, '至' | '到' | '~') || chars.get(next).is_some_and(|c| "一二三四五六七八九十今".contains(*c));
        return if open { Behind::Unclear } else { Behind::Nothing };
    };
    let to =
        |month: u32, day: u32, end: usize| Token { year: first.year, month, day, start: next, end, sign: first.sign, kind: Kind::Whole };
    let later = |t: Token| {
        let year = first.year.unwrap_or(2024);
        let (a, b) = (Day::new(year, first.month, first.day), Day::new(year, t.month, t.day));
        a.zip(b).is_some_and(|(a, b)| a < b)
    };
    match (end - next, sign, first.sign) {
        // 20230402_153012 is a time, 20230402_1 a version.
        (_, '_', _) | (6, _, ' ' | '-') => return Behind::Nothing,
        (4, _, ' ') if later(to(n / 100, n % 100, end)) => return Behind::End(to(n / 100, n % 100, end)),
        (4, _, ' ') => return Behind::Nothing,
        _ => {}
    }
    let named = matches!(chars.get(end), Some('日' | '号'));
    let day = to(first.month, n, end + usize::from(named));
    // 2023-04-02-3 may be its third version.
    let clear = named || (end - next == 2 && matches!(first.sign, '月' | '.' | '/'));
    let ends = chars.get(day.end).is_none_or(|c| !(c.is_ascii_digit() || is_measure(*c) || matches!(c, '月' | '年' | '.' | '/' | ':')));
    if clear && ends && later(day) { Behind::End(day) } else { Behind::Unclear }
}

/// What stands behind numbers that are no dates: 1.5-2.3万.
pub(super) fn is_measure(c: char) -> bool {
    matches!(c, '万' | '亿' | '千' | '百' | '次' | '%' | '倍' | '元' | 'w' | 'W' | 'k' | 'K' | '个' | '条' | '版')
}

/// What the hour behind a day makes of it, and where it ends: 24时, 0:00, 24点整. `None`: nothing of the kind.
fn hour(chars: &[char], at: usize) -> Option<(Kind, usize)> {
    let begin = at + chars.get(at..)?.iter().take_while(|c| c.is_whitespace()).count();
    let (hour, end) = number(chars, begin).filter(|(h, end)| *h <= 24 && end - begin <= 2)?;
    if matches!(chars.get(end), Some('时' | '点')) {
        let whole = usize::from(chars.get(end + 1) == Some(&'整'));
        // 时 with minutes is no midnight.
        let minutes = number(chars, end + 1).filter(|_| whole == 0);
        let end = minutes.map_or(end + 1 + whole, |(_, end)| end + usize::from(chars.get(end) == Some(&'分')));
        let midnight = hour == 0 && minutes.is_none_or(|(m, _)| m == 0);
        return Some((if midnight { Kind::Midnight } else { Kind::Whole }, end));
    }
    let (minutes, end) = (chars.get(end) == Some(&':')).then(|| number(chars, end + 1)).flatten().filter(|(m, _)| *m < 60)?;
    let (secs, end) = (chars.get(end) == Some(&':')).then(|| number(chars, end + 1)).flatten().unwrap_or((0, end));
    Some((if hour + minutes + secs == 0 { Kind::Zero } else { Kind::Whole }, end))
}

/// The day that begins at a position, with the hour behind it.
fn token(chars: &[char], start: usize) -> Option<Token> {
    let day = day_token(chars, start)?;
    // 2023.4.2 8:00 is a day and its hour; a bare 3.27 and a number are two numbers.
    let Some((kind, end)) = hour(chars, day.end).filter(|_| day.kind == Kind::Whole) else { return Some(day) };
    Some(Token { end, kind, ..day })
}

fn day_token(chars: &[char], start: usize) -> Option<Token> {
    let (first, i) = number(chars, start)?;
    let valid = |year: Option<i32>, month: u32, day: u32, end: usize, sign: char| {
        Day::new(year.unwrap_or(2024), month, day).map(|_| Token { year, month, day, start, end, sign, kind: Kind::Whole })
    };
    // 3月底, 2023年3月末. As a column's whole header it is no more than 3月 is.
    let end_of_month = |at: usize, year: Option<i32>, month: u32| {
        let end = at + 1 + usize::from(matches!(chars.get(at..at + 2), Some(['月', '底' | '末'])));
        (end > at + 1 && (start > 0 || end < chars.len()))
            .then(|| valid(year, month, 28, end, '月'))
            .flatten()
            .map(|t| Token { kind: Kind::EndOfMonth, ..t })
    };
    if i - start == 8 {
        let year = i32::try_from(first / 10_000).ok().filter(|y| (2000..2100).contains(y))?;
        return valid(Some(year), first / 100 % 100, first % 100, i, ' ');
    }
    let separator = *chars.get(i)?;
    let named = |end: usize| end + usize::from(matches!(chars.get(end), Some('日' | '号')));
    // 2023年2月29日 is no day, and not the 29th of another year either.
    if i - start <= 2 && separator == '月' && !(start > 0 && chars.get(start - 1) == Some(&'年')) {
        if let Some(last) = end_of_month(i, None, first) {
            return Some(last);
        }
        let (d, end) = number(chars, i + 1)?;
        return valid(None, first, d, named(end), '月');
    }
    if i - start <= 2 && separator == '.' {
        // 3.27-4.2: without a partner in the same form it may be anything.
        let (d, end) = number(chars, i + 1)?;
        // 23.3.26.
        if let Some((last, behind)) = number(chars, end + 1).filter(|_| chars.get(end) == Some(&'.') && (20..40).contains(&first))
            && !chars.get(behind).is_some_and(|c| *c == '.' || is_measure(*c))
            && !(start > 0 && chars.get(start - 1).is_some_and(|c| c.is_ascii_alphabetic() || *c == '.'))
        {
            return valid(i32::try_from(first).ok().map(|y| 2000 + y), d, last, named(behind), '.');
        }
        let alone = chars.get(end) != Some(&'.') && (start == 0 || chars.get(start - 1) != Some(&'.'));
        let ranged = |c: char| is_dash(c) || matches!(c, '至' | '到' | '~');
        let before = start > 0 && chars.get(start - 1).is_some_and(|c| ranged(*c));
        let counted = chars.get(end).is_some_and(|c| is_measure(*c));
        let after = chars.get(end).is_some_and(|c| ranged(*c)) && {
            let rest = chars.get(end + 1..).unwrap_or_default();
            let long = rest.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
            !rest.get(long).is_some_and(|c| is_measure(*c))
        };
        let found = alone && !counted && (before || after || is_marked(chars, start));
        return if found { valid(None, first, d, named(end), '.') } else { None };
    }
    let year = i32::try_from(first).ok().filter(|y| (2000..2100).contains(y) && i - start == 4)?;
    if !matches!(separator, '年' | '-' | '/' | '.' | '_') {
        return None;
    }
    let (m, j) = number(chars, i + 1)?;
    if let Some(last) = end_of_month(j, Some(year), m).filter(|_| separator == '年') {
        return Some(last);
    }
    let second = *chars.get(j)?;
    let fits = if separator == '年' { matches!(second, '月' | '.') } else { second == separator };
    if !fits {
        return None;
    }
    let (d, end) = number(chars, j + 1)?;
    valid(Some(year), m, d, named(end), second)
}
