//! The counting rules, each with its table of worked examples.

mod rule_02_value;
mod rule_03_increments;
mod rule_04_falls;
mod rule_05_precedence;
mod rule_06_to_11;
mod rule_07_renamed;
mod rule_08_about;
mod rule_08_named;
mod rule_09_topic;
mod rule_12_verdict;
mod rule_13_campaign;
mod rule_14_to_18;
mod rule_15_weeks;
mod rule_16_forecast;
mod rule_17_questions;

use reach::attain::series::fold;
use reach::base::count::Span;
use reach::base::day::Day;
use reach::base::id::ImportId;
use reach::base::numeral::{self, Numeral};
use reach::define::settings::Fold;
use reach::model::folded::Folded;
use reach::model::metric::{Metric, Value, Values};
use reach::model::reading::{Daily, Mark, Reading, ReadingRef, Source};

/// The limits of `seeds/settings.toml`.
pub(crate) const LIMITS: Fold =
    Fold { fall_percent: 1, fall_min: 100, disagreement_percent: 2, disagreement_min: 100, likes_percent: 30, likes_min: 1000 };

pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// One line of an example: "2022-08-01 报送 12000", or with a period "2022-08-01..2022-08-07 报送 500".
/// The lines stand in the order in which they were received.
pub(crate) fn readings(lines: &[&str]) -> Vec<Reading> {
    lines
        .iter()
        .enumerate()
        .map(|(n, line)| {
            let [when, source, text] = line.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let (from, to) = when.split_once("..").map_or((None, when), |(a, b)| (Some(day(a)), b));
            let source = Source::ALL.into_iter().find(|s| s.zh() == source).unwrap();
            let mut values = Values::default();
            match numeral::read(text, 1).unwrap() {
                Numeral::Count(c) => values.set(Metric::Plays, Value::Count(c)),
                Numeral::Unavailable => values.set(Metric::Plays, Value::Unavailable),
                Numeral::Blank => {}
            }
            let id = ReadingRef { import: ImportId(n as i64 + 1), file: 0, sheet: 0, row: 2 };
            Reading { id, at: day(to).end(), counted: None, from, source, values }
        })
        .collect()
}

/// "8月1日 12345", "8月8日 12345..12999", "8月8日 100000..", "8月9日 无", with " ↓12345" for a fall and " ≠900 声明" for a disagreement.
pub(crate) fn show(folded: &Folded) -> Vec<String> {
    folded
        .iter()
        .map(|Daily { day, span, mark, .. }| {
            let shown = |s: Span| match s.high {
                Some(high) if high == s.low => s.low.to_string(),
                high => format!("{}..{}", s.low, high.map(|h| h.to_string()).unwrap_or_default()),
            };
            let value = span.map_or_else(|| "无".to_owned(), shown);
            let mark = match mark {
                Mark::None => String::new(),
                Mark::Fell { from } => format!(" ↓{from}"),
                Mark::Disagrees { other, source } => format!(" ≠{} {}", shown(other), source.zh()),
                Mark::Gap { from, to } => format!(" 缺{}至{}", from.zh_short(), to.zh_short()),
                Mark::Liked { likes } => format!(" 赞{likes}"),
            };
            format!("{} {value}{mark}", day.zh_short())
        })
        .collect()
}

/// Readings in, daily values out.
pub(crate) fn check(name: &str, lines: &[&str], expected: &[&str]) {
    assert_eq!(show(&fold(&readings(lines), LIMITS)), expected, "{name}");
}
