//! Days that only the rows of a table tell: whether a column called 日期 and nothing else is that of publishing or that of the data, and a remark
//! below the works that says until when the numbers are.

use super::cell::{Cell, OwnedCell, Row};
use super::finding::At;
use super::reader::Reader;
use super::section;
use super::title::{self, Role, Title};
use super::when;
use crate::base::day::{Day, Term, read_date};
use crate::base::text::{fold, quoted, title_key};
use crate::define::Field;
use std::collections::{BTreeMap, BTreeSet};

/// Rows that are looked at before the table is read.
pub(super) const ROWS_MAX: usize = 5_000;

/// The only column of days of a table, where its name does not say of what.
pub(super) fn undecided(titles: &[Title]) -> Option<usize> {
    let dated = |t: &Title| matches!(t.role, Role::Field(Field::AsOf | Field::Published | Field::From));
    let named = |word: &str| titles.iter().position(|t| t.role == Role::Nothing && fold(&t.raw) == word);
    // 时间 beside 日期 is the hour.
    named("日期").or_else(|| named("时间")).filter(|_| !titles.iter().any(dated))
}

/// The day on which a work came on a channel, under a name that alone says less: 转发时间 of a list of re-posts, 日期 beside 截至. Where the table
/// has a day of publishing, these are none.
pub(super) fn publishing(reader: &mut Reader<'_>, titles: &mut [Title]) {
    let has = |field: Field| titles.iter().any(|t| t.role == Role::Field(field));
    if has(Field::Published) || !title::tells_works(titles) {
        return;
    }
    let beside = if has(Field::AsOf) { ["日期", "时间"].as_slice() } else { &[] };
    let named = |words: &[&str]| titles.iter().position(|t| t.role == Role::Nothing && words.contains(&fold(&t.raw).as_str()));
    if let Some(column) = named(&["转发时间", "转发日期"]).or_else(|| named(beside))
        && let Some(title) = titles.get_mut(column)
    {
        title.role = Role::Field(Field::Published);
        let sentence = format!("列{}：按发布日期处理", quoted(&title.raw));
        reader.infer(sentence);
    }
}

/// Gives the column what its days can be; `None` where that is asked. `data`: the day that holds for the table.
pub(super) fn decide(
    reader: &mut Reader<'_>,
    at: At<'_>,
    titles: &mut [Title],
    column: usize,
    rows: &[(u32, Vec<OwnedCell>)],
    (data, term): (Option<Day>, Option<Term>),
) -> Option<()> {
    let has = |wanted: Field| titles.iter().position(|t| t.role == Role::Field(wanted));
    let field = if title::tells_works(titles) {
        let key = [Field::Title, Field::Key, Field::Url, Field::NativeId].into_iter().find_map(has);
        let mut days: BTreeMap<(String, String), BTreeSet<Day>> = BTreeMap::new();
        for (_, cells) in rows {
            let cell = |column: Option<usize>| column.map_or(String::new(), |c| cells.cell(c).shown().into_owned());
            let title = cell(key);
            if let Some(day) = day(cells.cell(column), term).filter(|_| !title.is_empty()) {
                days.entry((cell(has(Field::Channel)), title_key(&title))).or_default().insert(day);
            }
        }
        let several = days.values().filter(|d| d.len() > 1).count();
        let all: BTreeSet<Day> = days.values().flatten().copied().collect();
        // Without a day it stays a column that nobody knows.
        let Some((first, last)) = all.first().copied().zip(all.last().copied()) else { return Some(()) };
        match data {
            _ if several * 2 >= days.len() && several > 0 => Some(Field::AsOf),
            Some(data) if several == 0 && first == last && last == data => Some(Field::AsOf),
            // Three works that were all published on one day are rather three numbers of one day.
            Some(data) if several == 0 && last <= data && (first < last || days.len() < 3) => Some(Field::Published),
            _ => None,
        }
    } else {
        Some(Field::AsOf)
    };
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let name = quoted(raw);
    match field {
        Some(Field::Published) => reader.infer(format!("列{name}：各条作品的日期都不晚于数据日期，按发布日期处理")),
        Some(_) if title::tells_works(titles) && data.is_none() => {
            reader.infer(format!("列{name}：同一作品有几个日期，按数据截至的日期处理"));
        }
        Some(_) => reader.infer(format!("列{name}：按数据截至的日期处理")),
        None => {
            let remedy = "是数据截至的日期的，列名改成“统计日期”；是发布日期的，列名改成“发布日期”，\
                并在表头上方写一行数据截至哪一天，如 截至2023年4月2日";
            reader.findings.error(2014, at, [raw, "写明是发布日期，还是数据截至的日期", remedy]);
            return None;
        }
    }
    if let (Some(field), Some(title)) = (field, titles.get_mut(column)) {
        title.role = Role::Field(field);
    }
    Some(())
}

/// Whether a text that stands alone says until when the numbers of the table are: 注：数据截至2023年3月26日, 统计日期：2023-03-26.
pub(super) fn is_remark(text: &str) -> bool {
    let folded = fold(text);
    let marks = |c: char| !c.is_alphanumeric();
    let said = folded.trim_start_matches(marks);
    let said = ["注", "备注", "说明", "附注"].iter().find_map(|w| said.strip_prefix(w).filter(|s| s.starts_with(marks))).unwrap_or(said);
    let said = section::without_ordinal(said.trim_start_matches(marks)).0;
    let said = said.trim_start_matches(marks);
    let begins = ["截至", "截止", "数据", "以上", "表中", "本表", "统计", "更新"].iter().any(|w| said.starts_with(w));
    let until = ["截至", "截止", "统计时间", "统计日期", "数据时间", "数据日期", "更新至", "更新到", "更新日期", "更新时间"]
        .iter()
        .any(|w| said.contains(w));
    begins && until && said.contains(|c: char| c.is_ascii_digit())
}

/// The remark that a row holds and nothing else: in one cell, or 统计日期： and the day in two.
pub(super) fn remark<R: Row + ?Sized>(cells: &R) -> Option<String> {
    let mut filled = cells.filled().map(|(_, c)| c);
    let (first, second, None) = (filled.next()?, filled.next(), filled.next()) else { return None };
    let label = matches!(first, Cell::Text(_)).then(|| first.shown())?;
    let text = match second.map(Cell::shown) {
        None => label.into_owned(),
        Some(day) if !label.contains(|c: char| c.is_ascii_digit()) && read_date(&day).is_some() => format!("{label}{day}"),
        Some(_) => return None,
    };
    is_remark(&text).then_some(text)
}

/// What the rows of a table without a day say of it below the works; nothing where two of them differ.
pub(super) fn below(rows: &[(u32, Vec<OwnedCell>)], term: Option<Term>) -> Option<String> {
    let mut found: Option<(Day, String)> = None;
    for text in rows.iter().filter_map(|(_, cells)| remark(cells.as_slice())) {
        let Some(when) = when::find(&text, term) else { continue };
        match &found {
            Some((day, _)) if *day != when.to => return None,
            Some(_) => {}
            None => found = Some((when.to, text)),
        }
    }
    found.map(|(_, text)| text)
}

fn day(cell: Cell<'_>, term: Option<Term>) -> Option<Day> {
    match cell {
        Cell::Date(day, _) => Some(day),
        Cell::Text(s) | Cell::Number(s) | Cell::Carried(s) => read_date(s)?.day(term),
        Cell::Empty | Cell::Span(_) | Cell::Error(_) => None,
    }
}
