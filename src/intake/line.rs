//! One data row on its way: reads single fields and tells what is wrong with them. Every message ends with one thing to type.

use super::cell::{Cell, Row};
use super::finding::{At, Findings};
use super::months;
use super::title::Title;
use crate::base::day::{Day, Term, no_such_day, read_date};
use crate::base::diag::column_letter;
use crate::base::meant::{self, Meant};
use crate::base::numeral::{self, Fault, Numeral};
use crate::base::text::{in_wan, nfkc};

/// A row with its place.
#[derive(Debug)]
pub(super) struct Line<'a, R: Row + ?Sized> {
    pub(super) cells: &'a R,
    pub(super) row: u32,
    pub(super) sheet: Option<&'a str>,
    pub(super) titles: &'a [Title],
}

/// A day with seconds after 00:00 where a time is written.
pub(super) type Stamp = (Day, Option<u32>);

impl<'a, R: Row + ?Sized> Line<'a, R> {
    pub(super) fn title(&self, column: usize) -> &'a str {
        self.titles.get(column).map_or("", |t| t.raw.as_str())
    }

    pub(super) fn at(&self, column: usize) -> At<'a> {
        At { sheet: self.sheet, row: self.row, column: Some((column, self.title(column))) }
    }

    pub(super) fn whole(&self) -> At<'a> {
        At { sheet: self.sheet, row: self.row, column: None }
    }

    /// `D17`.
    pub(super) fn name(&self, column: usize) -> String {
        format!("{}{}", column_letter(column), self.row)
    }

    pub(super) fn cell(&self, column: usize) -> Cell<'a> {
        self.cells.cell(column)
    }

    /// A count, or the message why it is none.
    pub(super) fn count(&self, column: usize, unit: u64, findings: &mut Findings) -> Option<Numeral> {
        let cell = self.cell(column);
        let read = match cell {
            Cell::Empty | Cell::Carried(_) => return Some(Numeral::Blank),
            Cell::Text(s) | Cell::Number(s) => numeral::read(s, unit),
            Cell::Date(..) | Cell::Span(_) | Cell::Error(_) => Err(Fault::NotANumber),
        };
        match read {
            Ok(numeral) => {
                if unit > 1 && has_own_unit(cell) {
                    let remedy = format!("按 {} 里写的单位计；不必改，下次只在一处写单位", self.name(column));
                    findings.warning(2038, self.at(column), [&cell.shown(), "表头或数字，一处写单位", &remedy]);
                } else if let Some(whole) = forgotten(cell, unit) {
                    // 120000 below 播放量（万） would be 12亿 for one work: somebody forgot the unit of the column.
                    let shown = cell.shown();
                    let remedy = format!("若就是 {shown} 次，写成 {shown}次；确是照列名的单位写的，写成 {}", in_wan(whole));
                    findings.error(2039, self.at(column), [&shown, "照列名的单位写的数，一条作品一般不到 1000 万次", &remedy]);
                    return None;
                }
                Some(numeral)
            }
            Err(fault) => {
                let name = self.name(column);
                let (code, expected, remedy) = match fault {
                    Fault::NotANumber => {
                        (2030, "次数：32000、32,000、3.2万（3.2w 也认得）；平台只显示“10万+”时照填 10万+", instead(&name, &cell.shown()))
                    }
                    Fault::Ratio => (
                        2031,
                        "次数，不是比例",
                        format!("把 {name} 改成次数，没有次数就留空；整列都以万为单位的，写在列名里：播放量（万）"),
                    ),
                    Fault::Negative => (2032, "0 或更大的次数", format!("把 {name} 改成后台显示的次数；没有数据留空或填 --")),
                    Fault::Fraction => {
                        let remedy = if unit > 1 || nfkc(&cell.shown()).to_lowercase().contains(['万', '亿', '千', 'w', 'k']) {
                            // The unit is there already; what is left behind it is a fraction of one event.
                            format!("把 {name} 改成整数，没有小数")
                        } else {
                            format!(
                                "把 {name} 改成整数；只这一格以万为单位的，写明单位，如 {}万；整列都是的，写在列名里：播放量（万）",
                                cell.shown()
                            )
                        };
                        (2035, "整数次数；以万为单位时请写明“万”", remedy)
                    }
                    Fault::TooLarge => (2036, "不超过 9 999 999 999 次", format!("{name} 像是填了编号、电话或多按了几位，改成次数")),
                };
                findings.error(code, self.at(column), [&cell.shown(), expected, &remedy]);
                None
            }
        }
    }

    /// A date, `Ok(None)` where nothing is written, or the message why it is none.
    pub(super) fn date(&self, column: usize, term: Option<Term>, findings: &mut Findings) -> Result<Option<Stamp>, ()> {
        let cell = self.cell(column);
        let stamp = match cell {
            Cell::Date(day, secs) => Some((day, secs)),
            Cell::Empty | Cell::Text("-" | "--" | "—" | "/" | "无" | "暂无" | "不详" | "待定") => return Ok(None),
            Cell::Text(s) | Cell::Number(s) | Cell::Carried(s) => read_date(s).and_then(|w| Some((w.day(term)?, w.secs))),
            Cell::Span(_) | Cell::Error(_) => None,
        };
        if let Some(stamp) = stamp {
            return Ok(Some(stamp));
        }
        let name = self.name(column);
        let remedy = match (no_such_day(&cell.shown()), months::day_in(&cell.shown())) {
            (Some(why), _) => format!("{why}，把 {name} 改成实际的日期"),
            (None, Some(day)) => format!("只写到月：把 {name} 写到实际的那一天，如 {day}"),
            (None, None) => format!("把 {name} 改成日期，如 2023-04-02"),
        };
        findings.error(2040, self.at(column), [&cell.shown(), "日期：2023-04-02、2023/4/2、2023年4月2日、4月2日", &remedy]);
        Err(())
    }
}

/// Counts of one work that a column in 万, 十万 or 百万 does not reach unless its unit was forgotten. Unit: counts.
const FORGOTTEN_MIN: u64 = 10_000_000;

/// What a plain whole number would be in its column's unit, where that is more than any work has.
fn forgotten(cell: Cell<'_>, unit: u64) -> Option<u64> {
    let (Cell::Text(text) | Cell::Number(text)) = cell else { return None };
    if unit == 1 {
        return None;
    }
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | ' ')).collect();
    if digits.len() < 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse::<u64>().ok()?.checked_mul(unit).filter(|whole| *whole >= FORGOTTEN_MIN)
}

/// What to type instead of a number in words, as near to what was found as it goes.
fn instead(name: &str, found: &str) -> String {
    let said = |words: &[&str]| words.iter().any(|w| found.contains(w));
    if said(&["不变", "同上", "无变化", "未变"]) {
        return format!("把 {name} 改成这一期的次数，与上一期相同也照写数字；没有数据留空");
    }
    if said(&["审核", "发布", "未发", "已发", "下架", "删除", "播出", "刊发", "刊登", "上线"]) {
        return format!("把 {name} 改成后台显示的次数，只写数字；没有数据留空，是否发布另写在“发布状态”一列");
    }
    match meant::meant(found) {
        Some(Meant::Exactly(n)) => format!("把 {name} 改成 {n}；没有数据留空"),
        Some(Meant::MoreThan(n)) => format!("把 {name} 改成准数；只知道超过 {0} 就填 {0}+；没有数据留空", short(n)),
        Some(Meant::About(n)) => format!("把 {name} 改成准数；只知道约数就填 {}；没有数据留空", in_wan(n)),
        None => format!("把 {name} 改成后台显示的次数，只写数字；没有数据留空"),
    }
}

/// `3万`, `1.2万`, `9000`.
fn short(n: u64) -> String {
    if n >= 10_000 && n.is_multiple_of(100) { in_wan(n) } else { n.to_string() }
}

fn has_own_unit(cell: Cell<'_>) -> bool {
    let Cell::Text(s) = cell else { return false };
    nfkc(s).to_lowercase().contains(['万', '亿', '千', 'w', 'k', '次', '人', '条', '个'])
}
