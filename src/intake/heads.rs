//! What stands above a table in two cells, 平台： | 湖南经视抖音号, and days that stand in the header over a column in which nothing is written.

use super::cell::{OwnedCell, Row};
use super::header::Known;
use super::names::Meaning;
use super::title::{Role, Title, is_counter};
use super::when;
use crate::base::day::read_date;
use crate::base::text::fold;
use crate::define::Field;

/// Longer labels are sentences. Unit: characters.
const LABEL_MAX: usize = 10;

/// A row of labels, each with what it says in the next filled cell, as one cell per label; `None` where it is no such row.
pub(super) fn joined(row: &[OwnedCell], known: Known<'_>) -> Option<Vec<OwnedCell>> {
    let filled: Vec<(usize, String)> = row.filled().map(|(i, c)| (i, c.shown().trim().to_owned())).collect();
    if !matches!(filled.len(), 2 | 4) {
        return None;
    }
    let mut out = vec![OwnedCell::Empty; row.len()];
    for pair in filled.chunks_exact(2) {
        let [(at, label), (_, value)] = pair else { return None };
        if !is_labelled(label, value, known) {
            return None;
        }
        *out.get_mut(*at)? = OwnedCell::Text(format!("{}：{value}", label.trim_end_matches([':', '：'])));
    }
    Some(out)
}

/// Whether a text is what a label says, and no header of a column below it: a channel behind 平台, a day behind 统计日期, anything behind a colon
/// that is called otherwise.
fn is_labelled(label: &str, value: &str, known: Known<'_>) -> bool {
    let colon = label.ends_with([':', '：']);
    let label = fold(label.trim_end_matches([':', '：']));
    let is_day = || when::find(value, known.term).is_some() || read_date(value).is_some();
    match known.field(&label) {
        _ if label.is_empty() || label.chars().count() > LABEL_MAX || value.ends_with([':', '：']) => false,
        Some(Field::Channel) => {
            known.names.of_cell(value, known.campaign) != Meaning::Nothing || (colon && known.field(&fold(value)).is_none())
        }
        Some(Field::AsOf) => is_day(),
        Some(_) => false,
        None => colon && known.field(&fold(value)).is_none(),
    }
}

/// Columns that are called by a day alone, beside columns of counts that say none: 标题 | 抖音 | 快手 | 截至3月26日.
pub(super) fn of_days(titles: &[Title]) -> Vec<usize> {
    let counted = |t: &Title| match t.role {
        Role::Field(f) => is_counter(f) && t.day.is_none(),
        Role::Channel(..) => t.day.is_none(),
        _ => false,
    };
    let dated = |t: &Title| matches!(t.role, Role::Date | Role::Field(Field::AsOf)) && t.day.is_some() && t.from.is_none();
    let columns: Vec<usize> = titles.iter().enumerate().filter(|(_, t)| dated(t)).map(|(i, _)| i).collect();
    if titles.iter().any(counted) { columns } else { Vec::new() }
}

/// Takes such a column below which nothing stands as what is said above the table: its text. Of two of them nobody knows which one holds.
pub(super) fn settle(titles: &mut [Title], rows: &[(u32, Vec<OwnedCell>)]) -> Option<String> {
    let columns = of_days(titles);
    let [column] = columns.as_slice() else { return None };
    if rows.is_empty() || rows.iter().any(|(_, cells)| !cells.as_slice().cell(*column).is_empty()) {
        return None;
    }
    let title = titles.get_mut(*column)?;
    (title.role, title.day) = (Role::Field(Field::Ignored), None);
    Some(title.raw.clone())
}
