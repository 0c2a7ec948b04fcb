//! The second row of a header: counters, units and qualifiers below channels, counters or groups of columns.

use super::cell::{Cell, OwnedCell, Row};
use super::header::Known;
use super::saying;
use super::title::{Role, is_counter, read_title, split_tag};
use super::units;
use super::when;
use crate::base::text::fold;
use crate::define::Field;

/// Whether a row continues the header above it: its cells are counters, repeat what is above, or say of which day, in which unit or of what
/// the counters are.
pub(super) fn is_second_row(row: &[OwnedCell], first: &[OwnedCell], known: Known<'_>) -> bool {
    let mut counters = 0;
    for (i, cell) in row.filled() {
        if !matches!(cell, Cell::Text(_) | Cell::Date(..)) {
            return false;
        }
        let shown = cell.shown();
        let text = shown.as_ref();
        match below(text, known) {
            _ if qualified(first, i, text, known).is_some() || is_grouped(first, i, text, known) || is_headed(text, known) => counters += 1,
            Some(f) if is_counter(f) || f == Field::RowTotal => counters += 1,
            Some(_) => {}
            None if fold(&first.cell(i).shown()) == fold(text) || is_dating(text, known) => {}
            None => return false,
        }
    }
    counters >= 1
}

/// What a cell of a second header row is.
fn below(text: &str, known: Known<'_>) -> Option<Field> {
    let folded = fold(text);
    known.field(&folded).or_else(|| known.field(split_tag(&folded).0))
}

/// Whether a cell is a channel's word under a group of channels: 抖音 under 湖南应急账号, under 播放量 or under 3月19日.
fn is_grouped(first: &[OwnedCell], column: usize, text: &str, known: Known<'_>) -> bool {
    let Some(over) = (0..=column).rev().find(|i| !first.cell(*i).is_empty()) else { return false };
    let upper = read_title(&first.cell(over).shown(), known).role;
    let group = matches!(upper, Role::Nothing | Role::Date) || matches!(upper, Role::Field(f) if is_counter(f));
    group && known.names.is_channel_word(text)
}

/// Whether a cell says a channel and what is counted there: 湖南经视抖音号累计播放量 under 抖音.
fn is_headed(text: &str, known: Known<'_>) -> bool {
    matches!(read_title(text, known).role, Role::Channel(_, Some(f)) if is_counter(f))
}

/// A counter with what the row below says of it: 播放量 over 本周, 抖音 over （万）.
fn qualified(first: &[OwnedCell], column: usize, text: &str, known: Known<'_>) -> Option<String> {
    let tag = text.trim().trim_matches(['(', ')', '（', '）']);
    if !(units::alone(text).is_some() || saying::is_qualifier(text) || is_day(text, known)) {
        return None;
    }
    // A merged cell stands in its first column.
    let over = (0..=column).rev().find(|i| !first.cell(*i).is_empty())?;
    let upper = first.cell(over).shown().into_owned();
    let title = read_title(&upper, known);
    let counts = match title.role {
        Role::Field(f) | Role::Channel(_, Some(f)) => is_counter(f) || (f == Field::RowTotal && over == column),
        Role::Channel(_, None) | Role::Unplaced(_) | Role::Date => true,
        Role::Aside | Role::Nothing => false,
    };
    counts.then(|| format!("{upper}（{tag}）"))
}

/// Whether a text is a day or period and nothing else: 3月19日 below 抖音.
fn is_day(text: &str, known: Known<'_>) -> bool {
    when::find(text, known.term).is_some() && !when::blanked(text).chars().any(char::is_alphanumeric)
}

/// 截至2022年9月30日, between the two rows of a header.
pub(super) fn is_dating(text: &str, known: Known<'_>) -> bool {
    (text.contains("截至") || text.contains("截止")) && when::find(text, known.term).is_some()
}

/// A header of two rows as one: the lower text, else the upper one; and the upper row as its banner.
pub(super) fn joined(first: &[OwnedCell], second: &[OwnedCell], known: Known<'_>) -> Vec<OwnedCell> {
    let upper = |i: usize| second.cell(i).is_empty() || below(&second.cell(i).shown(), known).is_none();
    (0..first.len().max(second.len()))
        .map(|i| match qualified(first, i, &second.cell(i).shown(), known) {
            Some(text) => OwnedCell::Text(text),
            None if is_grouped(first, i, &second.cell(i).shown(), known) || is_headed(&second.cell(i).shown(), known) => {
                OwnedCell::keep(second.cell(i))
            }
            None => OwnedCell::keep(if upper(i) { first.cell(i) } else { second.cell(i) }),
        })
        .collect()
}
