//! Days, weeks, moments and terms. Beijing time (UTC+8, no daylight saving since 1992) and nothing else.

use super::hanzi::in_digits;
use super::text::nfkc;
use chrono::{Datelike, Months, NaiveDate, Weekday};
use std::fmt;

/// Seconds by which Beijing is ahead of UTC.
const BEIJING_SECS: i64 = 8 * 3600;
const DAY_SECS: i64 = 86_400;

/// A calendar day in Beijing: days since 1970-01-01, as millions of values are compared by day and few are ever written as a date.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

impl Day {
    /// The day of a calendar date, `None` where there is no such date.
    pub fn new(year: i32, month: u32, day: u32) -> Option<Self> {
        NaiveDate::from_ymd_opt(year, month, day).map(Self::of)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day with a number; days outside the calendar are clamped to 1970-01-01.
    pub fn from_number(n: i32) -> Self {
        Self(if (NaiveDate::MIN.to_epoch_days()..=NaiveDate::MAX.to_epoch_days()).contains(&n) { n } else { 0 })
    }

    fn of(date: NaiveDate) -> Self {
        Self(date.to_epoch_days())
    }

    fn date(self) -> NaiveDate {
        NaiveDate::from_epoch_days(self.0).unwrap_or_default()
    }

    /// `2022-05-03`.
    pub fn parse_iso(text: &str) -> Option<Self> {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().map(Self::of)
    }

    /// `n` days later (earlier for a negative `n`).
    #[must_use]
    pub fn plus(self, n: i32) -> Self {
        Self::from_number(self.number().saturating_add(n))
    }

    /// Days from `earlier` to here.
    pub fn since(self, earlier: Self) -> i32 {
        self.number() - earlier.number()
    }

    /// `n` calendar months later; the 31st becomes the last day of a shorter month.
    #[must_use]
    pub fn plus_months(self, n: u32) -> Self {
        self.date().checked_add_months(Months::new(n)).map_or(self, Self::of)
    }

    /// Year, month (1–12), day of the month (1–31).
    pub fn ymd(self) -> (i32, u32, u32) {
        let date = self.date();
        (date.year(), date.month(), date.day())
    }

    /// 24:00 of the day.
    pub fn end(self) -> Moment {
        Moment((i64::from(self.number()) + 1) * DAY_SECS - BEIJING_SECS)
    }

    /// `secs` after 00:00 of the day.
    pub fn at(self, secs: u32) -> Moment {
        Moment(i64::from(self.number()) * DAY_SECS - BEIJING_SECS + i64::from(secs))
    }

    /// The ISO week that the day lies in.
    pub fn week(self) -> Week {
        let w = self.date().iso_week();
        Week { year: w.year(), number: w.week() }
    }

    /// Whether it is a Saturday or Sunday (holidays are data, see `define`).
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Sat | Weekday::Sun)
    }

    /// 一 … 日.
    pub fn weekday_zh(self) -> char {
        ['一', '二', '三', '四', '五', '六', '日'].get(self.date().weekday().num_days_from_monday() as usize).copied().unwrap_or('？')
    }

    /// `4月2日`.
    pub fn zh_short(self) -> String {
        let (_, month, day) = self.ymd();
        format!("{month}月{day}日")
    }

    /// `2023年4月2日`.
    pub fn zh(self) -> String {
        let (year, month, day) = self.ymd();
        format!("{year}年{month}月{day}日")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date().format("%Y-%m-%d"))
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A point in time: seconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(pub i64);

impl Moment {
    /// The Beijing day that a reading at this moment belongs to. 24:00 is the end of a day, so midnight belongs to the day before.
    pub fn reading_day(self) -> Day {
        Self(self.0 - 1).date()
    }

    /// The Beijing calendar date of the moment; midnight starts a day.
    pub fn date(self) -> Day {
        let n = (self.0 + BEIJING_SECS).div_euclid(DAY_SECS);
        Day::from_number(i32::try_from(n).unwrap_or(0))
    }

    /// Seconds after 00:00 Beijing.
    pub fn secs_of_day(self) -> u32 {
        u32::try_from((self.0 + BEIJING_SECS).rem_euclid(DAY_SECS)).unwrap_or(0)
    }

    /// `2023-04-03 14:30`, Beijing.
    pub fn zh(self) -> String {
        let s = self.secs_of_day();
        format!("{} {:02}:{:02}", self.date(), s / 3600, s / 60 % 60)
    }

    /// `2023-04-03T14:30:00+08:00`.
    pub fn rfc3339(self) -> String {
        let s = self.secs_of_day();
        format!("{}T{:02}:{:02}:{:02}+08:00", self.date(), s / 3600, s / 60 % 60, s % 60)
    }
}

/// An ISO week, Monday to Sunday.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Week {
    /// ISO year, which differs from the calendar year around 1 January.
    pub year: i32,
    /// 1–53.
    pub number: u32,
}

impl Week {
    /// Its Monday.
    pub fn monday(self) -> Day {
        NaiveDate::from_isoywd_opt(self.year, self.number, Weekday::Mon).map_or(Day::from_number(0), Day::of)
    }

    /// Its Sunday.
    pub fn sunday(self) -> Day {
        self.monday().plus(6)
    }

    /// The week before.
    #[must_use]
    pub fn previous(self) -> Self {
        self.monday().plus(-7).week()
    }

    /// The week after.
    #[must_use]
    pub fn next(self) -> Self {
        self.monday().plus(7).week()
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-W{:02}", self.year, self.number)
    }
}

/// The term of a contract, both days included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The signing date.
    pub start: Day,
    /// The last day.
    pub end: Day,
}

impl Term {
    /// The term of `months` calendar months from the signing date.
    pub fn from_months(signed_on: Day, months: u32) -> Self {
        Self { start: signed_on, end: signed_on.plus_months(months).plus(-1) }
    }

    /// Length in days.
    pub fn days(self) -> i32 {
        self.end.since(self.start) + 1
    }

    /// Days of the term that have passed at 24:00 of `as_of`, from 0 to its length.
    pub fn elapsed(self, as_of: Day) -> i32 {
        (as_of.since(self.start) + 1).clamp(0, self.days())
    }

    /// Whether any day of the week lies in the term.
    pub fn touches(self, week: Week) -> bool {
        self.start <= week.sunday() && week.monday() <= self.end
    }

    /// Whether the day lies in the term.
    pub fn holds(self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }
}

/// A date as somebody wrote it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WrittenDate {
    /// `None` where no year is written ("5月3日").
    pub year: Option<i32>,
    /// 1–12.
    pub month: u32,
    /// 1–31.
    pub day: u32,
    /// Seconds after 00:00, where a time is written.
    pub secs: Option<u32>,
}

impl WrittenDate {
    /// The day. Without a year it is the one that falls in `term`, else the one nearest to the term's end.
    pub fn day(self, term: Option<Term>) -> Option<Day> {
        if let Some(y) = self.year {
            return Day::new(y, self.month, self.day);
        }
        let term = term?;
        let years = term.start.ymd().0 - 1..=term.end.ymd().0 + 1;
        let days: Vec<Day> = years.filter_map(|y| Day::new(y, self.month, self.day)).collect();
        days.iter().find(|d| term.holds(**d)).or_else(|| days.iter().min_by_key(|d| d.since(term.end).abs())).copied()
    }
}

/// A date as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
pub fn read_http_date(text: &str) -> Option<Moment> {
    chrono::NaiveDateTime::parse_from_str(text, "%a, %d %b %Y %H:%M:%S GMT").ok().map(|t| Moment(t.and_utc().timestamp()))
}

/// Excel's day number of 1970-01-01.
const EXCEL_EPOCH: i32 = 25_569;

/// An Excel date serial (44 684 = 2022-05-03), for years 2000–2099 alone.
pub fn from_excel_serial(serial: i32) -> Option<Day> {
    (36_526..=73_050).contains(&serial).then(|| Day::from_number(serial - EXCEL_EPOCH))
}

/// Reads a date with or without a time in the forms that platforms and people write.
///
/// `2026-07-18 14:11:20`, `2026/5/29`, `2022.5.3`, `2026年05月19日15时39分28秒`, `20220329`, `5月3日`, `5/3`, `5.30`, `22.3.29`, `44684`. `None`: not a date.
pub fn read_date(text: &str) -> Option<WrittenDate> {
    if let Some(plain) = read_plain(text.as_bytes()) {
        return Some(plain);
    }
    let folded = in_digits(&nfkc(text));
    let s = folded.trim().trim_start_matches('\'').trim();
    if s.bytes().all(|b| b.is_ascii_digit()) {
        return read_compact(s);
    }
    let mut numbers: Vec<(u32, char)> = Vec::with_capacity(6);
    let mut digits = String::new();
    for c in s.chars().chain(std::iter::once('\0')) {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if !digits.is_empty() {
            if digits.len() > 4 {
                return None;
            }
            numbers.push((digits.parse().ok()?, c));
            digits.clear();
        } else if !matches!(c, ' ' | '\0' | '(' | ')' | '号' | 'T' | '日') && !"周星期一二三四五六天".contains(c) {
            return None;
        }
    }
    let clock_at = numbers.iter().position(|(_, sep)| matches!(sep, ':' | '时' | '点'));
    let (date, clock) = numbers.split_at(clock_at.unwrap_or(numbers.len()));
    let (year, month, day) = match date {
        [(y, s1), (m, s2), (d, s3)] if *y >= 1000 && separators_fit(*s1, *s2, *s3) => (Some(i32::try_from(*y).ok()?), *m, *d),
        [(m, '月'), (d, '日' | '号' | '\0' | ' ')] | [(m, '/' | '-'), (d, '\0' | ' ')] => (None, *m, *d),
        // 3.2 may be what a spreadsheet left of 3.20.
        [(m, '.'), (d, '\0' | ' ')] if *d > 3 && s.split_once('.').is_some_and(|(m, _)| m.len() <= 2) => (None, *m, *d),
        // 23.3.10 is no decimal, and nobody writes the year of a day of these years last.
        [(y @ 20..=39, s1 @ ('.' | '-' | '/')), (m, s2), (d, '\0' | ' ')] if s1 == s2 => (Some(2000 + i32::try_from(*y).ok()?), *m, *d),
        [(y, '年'), (m, '月'), (d, '日' | '号' | '\0' | ' ')] if *y < 100 => (Some(2000 + i32::try_from(*y).ok()?), *m, *d),
        _ => return None,
    };
    Day::new(year.unwrap_or(2024), month, day)?;
    let secs = match clock {
        [] => None,
        [(h, _), rest @ ..] => {
            let (m, s) = (rest.first().map_or(0, |n| n.0), rest.get(1).map_or(0, |n| n.0));
            if *h > 24 || m > 59 || s > 59 || rest.len() > 3 {
                return None;
            }
            Some(h * 3600 + m * 60 + s)
        }
    };
    Some(WrittenDate { year, month, day, secs })
}

/// Why what is written like a date is none: `4月没有31日`, `没有13月`. `None`: it is not written like one with a year.
pub fn no_such_day(text: &str) -> Option<String> {
    let folded = nfkc(text);
    let numbers: Vec<u32> = folded.split(|c: char| !c.is_ascii_digit()).filter(|n| !n.is_empty()).map_while(|n| n.parse().ok()).collect();
    let [year @ 1000..=9999, month, day @ 1..=31, ..] = *numbers.as_slice() else { return None };
    let year = i32::try_from(year).ok()?;
    match (Day::new(year, month, 1), Day::new(year, month, day)) {
        (None, _) => Some(format!("没有{month}月")),
        (_, None) => Some(format!("{year}年{month}月没有{day}日")),
        _ => None,
    }
}

/// `2022-05-03` with or without ` 14:11:20`, the form of nearly every cell of a long file.
fn read_plain(text: &[u8]) -> Option<WrittenDate> {
    let number = |at: usize, len: usize| {
        text.get(at..at + len)?.iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')))
    };
    let sign = |at: usize, wanted: u8| text.get(at).is_some_and(|b| *b == wanted);
    if !sign(4, b'-') || !sign(7, b'-') {
        return None;
    }
    let (year, month, day) = (number(0, 4)?, number(5, 2)?, number(8, 2)?);
    let year = i32::try_from(year).ok().filter(|y| *y >= 1000)?;
    Day::new(year, month, day)?;
    let secs = match text.len() {
        10 => None,
        19 if sign(10, b' ') && sign(13, b':') && sign(16, b':') => {
            let (h, m, s) = (number(11, 2)?, number(14, 2)?, number(17, 2)?);
            if h > 23 || m > 59 || s > 59 {
                return None;
            }
            Some(h * 3600 + m * 60 + s)
        }
        _ => return None,
    };
    Some(WrittenDate { year: Some(year), month, day, secs })
}

fn separators_fit(s1: char, s2: char, s3: char) -> bool {
    let end = matches!(s3, '\0' | ' ' | 'T' | '日' | '号' | '(');
    end && ((s1 == s2 && matches!(s1, '-' | '/' | '.' | '—' | '–' | '、')) || (s1 == '年' && s2 == '月'))
}

/// `20220329` or an Excel serial.
fn read_compact(s: &str) -> Option<WrittenDate> {
    let n: u32 = s.parse().ok()?;
    let day = match s.len() {
        8 => Day::new(i32::try_from(n / 10_000).ok()?, n / 100 % 100, n % 100).filter(|d| (2000..2100).contains(&d.ymd().0)),
        5 => from_excel_serial(i32::try_from(n).ok()?),
        _ => None,
    }?;
    let (y, month, day) = day.ymd();
    Some(WrittenDate { year: Some(y), month, day, secs: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(s: &str) -> Day {
        Day::parse_iso(s).unwrap()
    }

    #[test]
    fn weeks_are_iso_weeks() {
        for (d, week) in [("2022-01-01", "2021-W52"), ("2027-01-01", "2026-W53"), ("2024-12-30", "2025-W01"), ("2023-04-02", "2023-W13")] {
            assert_eq!(day(d).week().to_string(), week);
        }
        assert_eq!(day("2023-04-02").week().monday(), day("2023-03-27"));
        assert_eq!(day("2025-01-01").week().previous().to_string(), "2024-W52");
    }

    #[test]
    fn term_of_twelve_months_has_365_days() {
        let t = Term::from_months(day("2022-07-01"), 12);
        assert_eq!((t.end, t.days()), (day("2023-06-30"), 365));
        assert_eq!(t.elapsed(day("2023-04-02")), 276);
        assert_eq!(t.elapsed(day("2022-06-30")), 0);
        assert_eq!(t.elapsed(day("2024-01-01")), 365);
        assert_eq!(day("2022-08-15").plus_months(3).since(day("2022-08-15")), 92);
    }

    #[test]
    fn midnight_ends_a_day_for_readings_and_starts_one_for_the_clock() {
        let m = day("2023-04-02").end();
        assert_eq!(m.reading_day(), day("2023-04-02"));
        assert_eq!(m.date(), day("2023-04-03"));
        assert_eq!(day("2023-04-02").at(0).reading_day(), day("2023-04-01"));
        assert_eq!(m.zh(), "2023-04-03 00:00");
    }

    #[test]
    fn dates_as_http_writes_them() {
        assert_eq!(read_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), Some(Moment(784_111_777)));
        assert_eq!(read_http_date("tomorrow"), None);
    }

    #[test]
    fn dates_as_written() {
        let term = Some(Term::from_months(day("2022-07-01"), 12));
        for (text, expected) in [
            ("2022-05-03", "2022-05-03"),
            ("2022/5/3", "2022-05-03"),
            ("2022.5.3", "2022-05-03"),
            ("2022年5月3日", "2022-05-03"),
            ("２０２２年５月３日", "2022-05-03"),
            ("20220329", "2022-03-29"),
            ("44684", "2022-05-03"),
            ("2026-07-18 14:11:20", "2026-07-18 51080"),
            ("2026-06-10 12:34", "2026-06-10 45240"),
            ("2026年05月29日 12:40:34", "2026-05-29 45634"),
            ("2026年05月19日15时39分28秒", "2026-05-19 56368"),
            ("5月3日", "2023-05-03"),
            ("9月10日", "2022-09-10"),
            ("3/5", "2023-03-05"),
            ("3-23", "2023-03-23"),
            ("3.21", "2023-03-21"),
            ("3.2", "-"),
            ("13/5", "-"),
            ("2026-07-18T14:11:20", "2026-07-18 51080"),
            ("22年8月1日", "2022-08-01"),
            ("2022-13-01", "-"),
            ("2022-02-30", "-"),
            ("下周", "-"),
            ("12000", "-"),
            ("2022-05", "-"),
            ("播放2022年5月3日", "-"),
            ("3.5", "2023-03-05"),
            ("0.5", "-"),
        ] {
            let got = read_date(text).and_then(|w| {
                let d = w.day(term)?;
                Some(w.secs.map_or(d.to_string(), |s| format!("{d} {s}")))
            });
            assert_eq!(got.as_deref().unwrap_or("-"), expected, "{text}");
        }
    }
}
