//! What columns under the name of a channel say of the works there: 抖音 over 发布日期, 链接 and 播放量, and 视频号 over the same.

use super::cell::Row;
use super::ids::{self, Key};
use super::layout::{Block, Group};
use super::line::Line;
use super::reader::Reader;
use super::title::{Role, Title};
use crate::base::day::Term;
use crate::define::Field;
use crate::model::draft::Published;

/// Fields that each channel of a table may have of its own.
const FIELDS: [Field; 2] = [Field::Published, Field::Url];

/// Columns of one group of a table.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Apart {
    published: Option<usize>,
    url: Option<usize>,
}

/// What such columns say of a row's work on their channel.
#[derive(Debug, Default)]
pub(super) struct Own {
    pub(super) published: Option<Published>,
    pub(super) url: Option<String>,
}

/// Whether a second column of a field is that of another channel: both stand under names, and those are not the same.
pub(super) fn is_apart(titles: &[Title], first: usize, second: usize) -> bool {
    let over = |column: usize| titles.get(column).map(|t| t.over.as_str()).filter(|o| !o.is_empty());
    let field = |column: usize| titles.get(column).is_some_and(|t| FIELDS.iter().any(|f| t.role == Role::Field(*f)));
    field(first) && over(first).zip(over(second)).is_some_and(|(a, b)| a != b)
}

/// Gives such columns to the groups of counts under the same name, where each of them has one.
pub(super) fn settle(block: &mut Block, titles: &[Title], twice: &[Field]) {
    let over = |column: usize| titles.get(column).map_or("", |t| t.over.as_str());
    for field in twice {
        let of = |group: &Group| {
            let name = group.measures.first().map_or("", |m| over(m.column));
            (block.span.0..block.span.1).find(|c| over(*c) == name && titles.get(*c).is_some_and(|t| t.role == Role::Field(*field)))
        };
        let columns: Vec<Option<usize>> = block.groups.iter().map(of).collect();
        for (group, column) in block.groups.iter_mut().zip(columns) {
            match field {
                Field::Published => group.apart.published = column,
                _ => group.apart.url = column,
            }
        }
        block.fields.remove(*field);
    }
}

/// Reads them; `Err` where a date is none.
pub(super) fn read<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, group: &Group, term: Option<Term>) -> Result<Own, ()> {
    let mut own = Own::default();
    if let Some(column) = group.apart.published {
        own.published = line.date(column, term, &mut reader.findings)?.map(|(day, secs)| Published { day, secs });
    }
    if let Some(column) = group.apart.url
        && let Key::Url(url) = ids::read(line.cell(column))
    {
        own.url = Some(url.to_owned());
    }
    Ok(own)
}

impl Apart {
    /// The column of days.
    pub(super) fn published(self) -> Option<usize> {
        self.published
    }
}
