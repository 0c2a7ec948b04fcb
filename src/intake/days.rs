//! A column called 日期 and nothing else: whether its days are those of publishing or those of the data is seen by its rows.

use super::cell::{Cell, OwnedCell, Row};
use super::finding::At;
use super::header::{self, Role, Title};
use super::reader::Reader;
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
    let field = if header::tells_works(titles) {
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
        Some(_) if header::tells_works(titles) && data.is_none() => {
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

fn day(cell: Cell<'_>, term: Option<Term>) -> Option<Day> {
    match cell {
        Cell::Date(day, _) => Some(day),
        Cell::Text(s) | Cell::Number(s) | Cell::Carried(s) => read_date(s)?.day(term),
        Cell::Empty | Cell::Span(_) | Cell::Error(_) => None,
    }
}
