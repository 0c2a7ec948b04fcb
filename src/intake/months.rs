//! Periods longer than a week as names and titles write them: 2023年3月, 三月份, 1-3月, 一季度, 第11-12周. None of them is a day.

use super::when::{self, Found, When};
use crate::base::day::{Term, WrittenDate};
use crate::base::text::fold;

/// What makes a month a day, or says since or until when.
const NO_PERIOD: [&str; 7] = ["底", "末", "初", "中旬", "起", "以来", "至今"];

/// Whether a text names months, a quarter or several weeks, and says neither 截至 nor 累计 nor 新增.
pub(super) fn named(text: &str) -> bool {
    let folded = fold(text);
    !["截至", "截止", "累计", "增", "目标", "计划", "每"].iter().any(|w| folded.contains(w))
        && (has_month(&folded) || has_quarter(&folded) || has_weeks(&folded))
}

/// Whether a text names a quarter or half a year: a table of it is as likely of its own numbers as of those from the start.
pub(super) fn of_a_quarter(text: &str) -> bool {
    has_quarter(&fold(text))
}

/// Whether a column is called by a month and nothing else: 1月, 三月份, 2023年3月.
pub(super) fn is_column(raw: &str) -> bool {
    let folded = fold(raw);
    let Some(rest) = folded.strip_suffix("月份").or(folded.strip_suffix('月')) else { return false };
    let number = rest.rsplit_once('年').map_or(rest, |(_, number)| number);
    is_month(number)
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || "一二三四五六七八九十".contains(c)
}

fn has_month(folded: &str) -> bool {
    let written = folded.match_indices('月').any(|(at, word)| {
        let before = folded.get(..at).unwrap_or_default();
        let behind = folded.get(at + word.len()..).unwrap_or_default();
        let lead = before.trim_end_matches(is_numeral);
        let number = before.get(lead.len()..).unwrap_or_default();
        let behind = behind.strip_prefix('份').unwrap_or(behind);
        is_month(number)
            && !behind.starts_with(is_numeral)
            && !NO_PERIOD.iter().any(|w| behind.starts_with(w))
            && !when::is_other(lead, behind)
    });
    let other = |c: char| !(c.is_ascii_digit() || SIGNS.contains(&c));
    // 2023-12周 is a week.
    let (weeks, last) = folded.rsplit_once('周').unwrap_or(("", folded));
    let weeks = weeks.split('周').map(|part| part.trim_end_matches(|c| !other(c)));
    written || weeks.chain([last]).flat_map(|part| part.split(other)).any(is_of_digits)
}

/// What stands between a year and a month in digits.
const SIGNS: [char; 4] = ['-', '.', '_', '/'];

/// 202303, 2023-03, 2023.3.
fn is_of_digits(run: &str) -> bool {
    let run = run.trim_matches(|c: char| !c.is_ascii_digit());
    let Some((year, behind)) = run.split_at_checked(4) else { return false };
    let month = behind.trim_start_matches(SIGNS);
    let long = if month.len() < behind.len() { (1..=2).contains(&month.len()) } else { month.len() == 2 };
    year.starts_with("20") && year.bytes().all(|b| b.is_ascii_digit()) && long && is_month(month)
}

/// The month that a text calls its numbers by, from its first day to its last: 2023年3月份数据, 3月月报. Of two months, or beside a day, none.
pub(super) fn whole(text: &str, term: Option<Term>) -> Option<When> {
    let folded = fold(text);
    let mut months =
        folded.match_indices('月').filter(|(at, _)| folded.get(..*at).is_some_and(|b| b.ends_with(|c: char| c.is_ascii_digit())));
    let (Some((at, word)), None) = (months.next(), months.next()) else { return None };
    let (before, behind) = (folded.get(..at)?, folded.get(at + word.len()..)?);
    let called = ["份数据", "份统计", "份传播", "份播放", "份情况", "份月报", "月报", "份)", "份"];
    let ends = |w: &str| behind == w || (w != "份" && behind.starts_with(w));
    if !called.into_iter().any(ends) || when::read(text, term) != Found::Nothing {
        return None;
    }
    let lead = before.trim_end_matches(|c: char| c.is_ascii_digit());
    let month: u32 = before.get(lead.len()..)?.parse().ok()?;
    let digits = lead.strip_suffix('年').map(|y| y.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let year = match digits {
        Some(year) => Some(year.parse().ok().filter(|y| (2000..2100).contains(y))?),
        None => None,
    };
    let from = WrittenDate { year, month, day: 1, secs: None }.day(term)?;
    Some(When { from: Some(from), to: from.plus_months(1).plus(-1) })
}

/// A day of the month that a text is and nothing else, written as the month is: 2023年3月15日, 2022-08-15.
pub(super) fn day_in(text: &str) -> Option<String> {
    let text = text.trim();
    if is_column(text) {
        return Some(format!("{}15日", text.trim_end_matches('份')));
    }
    let sign = text.chars().find(|c| matches!(c, '-' | '.' | '/'))?;
    (is_of_digits(text) && text.chars().all(|c| c.is_ascii_digit() || c == sign)).then(|| format!("{text}{sign}15"))
}

fn is_month(number: &str) -> bool {
    match number.parse::<u32>() {
        Ok(n) => (1..=12).contains(&n) && number.len() <= 2,
        Err(_) => !number.is_empty() && number.chars().count() <= 2 && !number.contains(|c: char| c.is_ascii_digit()),
    }
}

fn has_quarter(folded: &str) -> bool {
    let numbered = |before: &str| before.ends_with(|c: char| is_numeral(c) || "首本上".contains(c));
    ["上半年", "下半年"].iter().any(|w| folded.contains(w))
        || folded.match_indices("季度").any(|(at, _)| folded.get(..at).is_some_and(numbered))
}

/// 第11-12周, 11、12周, 第11周至第12周.
fn has_weeks(folded: &str) -> bool {
    folded.match_indices('周').any(|(at, _)| {
        let before = folded.get(..at).unwrap_or_default();
        let lead = before.trim_end_matches(is_numeral);
        let joined = lead.trim_end_matches('第');
        let earlier = joined.trim_end_matches(['-', '—', '–', '~', '至', '到', '、', '和', '及', ',']);
        let first = earlier.trim_end_matches('周');
        // 2023-12周 is one week of a year.
        let number: String = first.chars().rev().take_while(|c| is_numeral(*c)).collect();
        lead.len() < before.len() && earlier.len() < joined.len() && (1..=2).contains(&number.chars().count())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_as_a_whole() {
        let told = |text| whole(text, None).map(|w| format!("{}~{}", w.from.unwrap(), w.to));
        assert_eq!(told("湖南经视抖音号2023年3月份数据").as_deref(), Some("2023-03-01~2023-03-31"));
        assert_eq!(told("2024年2月月报").as_deref(), Some("2024-02-01~2024-02-29"));
        for text in ["2023年3月短视频", "2023年1月份至3月份数据", "2023年3月份数据（截至4月2日）", "2023年13月份", "安全生产月"]
        {
            assert_eq!(told(text), None, "{text}");
        }
    }

    #[test]
    fn periods_in_names() {
        for (text, expected) in [
            ("3月", true),
            ("三月份", true),
            ("抖音2023年3月", true),
            ("2023年3月工伤预防宣传短视频", true),
            ("1-3月抖音", true),
            ("抖音202303", true),
            ("抖音_2023-03", true),
            ("一季度抖音", true),
            ("2023年第一季度统计表", true),
            ("上半年", true),
            ("第11-12周", true),
            ("第11周至第12周", true),
            ("2023年第11、12周", true),
            ("第12周", false),
            ("2023-12周", false),
            ("2023年3月26日", false),
            ("3月26日抖音", false),
            ("抖音20230326", false),
            ("抖音2023-03-26", false),
            ("抖音2023.3.26", false),
            ("截至2023年3月", false),
            ("2023年3月底", false),
            ("2022年8月起", false),
            ("制表日期：2023年3月", false),
            ("合同签订2022年7月", false),
            ("3月（累计数据）", false),
            ("安全生产月", false),
            ("湖南经视_2022第31周", false),
            ("v2.3.1", false),
        ] {
            assert_eq!(named(text), expected, "{text}");
        }
    }
}
