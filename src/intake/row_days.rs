//! The days of one row: of which moment its numbers are, of which period, and whether its work was there by then.

use super::beside;
use super::cell::Row;
use super::layout::Block;
use super::line::{Line, Stamp};
use super::once::Days;
use super::reader::Reader;
use super::when;
use crate::base::day::{Day, Moment, Term};
use crate::base::diag::Diagnostic;
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::{Value, Values};

/// Whether a work was published after the day of its number: one of the two was mistyped.
pub(super) fn is_early<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    column: Option<usize>,
    published: Day,
    at: Moment,
    values: &Values,
) -> bool {
    let Some(column) = column.filter(|_| at.reading_day() < published) else { return false };
    let early = values.iter().any(|(_, v)| matches!(v, Value::Count(c) if c.low() > 0));
    if early {
        let at = at.reading_day();
        let found = format!("{}，数据截至 {at}", line.cell(column).shown());
        let remedy = format!("{} 和数据截至的日期有一个写错了：改正写错的一个", line.name(column));
        reader.findings.error(2049, line.at(column), [&found, &format!("{at} 或以前发布"), &remedy]);
    }
    early
}

/// The moment of the row's numbers: its column, else the block's.
pub(super) fn as_of<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    block: &Block,
    term: Option<Term>,
    above: &mut Days,
) -> Result<Option<Moment>, ()> {
    let Some(column) = block.column(Field::AsOf) else { return Ok(block.at) };
    let since = when::until_now(line.cell(column).chars(), term);
    let stamp = if since.is_some() { None } else { line.date(column, term, &mut reader.findings)? };
    if let Some((since, at)) = since.zip(block.at) {
        beside::until_now(reader, line, block, column, (since, at, term))?;
    }
    match stamp {
        Some(stamp) => {
            check_day(reader, line, column, stamp.0, term)?;
            above.writes(line, column, stamp);
            Ok(Some(moment(stamp)))
        }
        None if block.at.is_some() || block.groups.iter().all(|g| g.at.is_some()) => Ok(block.at),
        None => {
            let remedy = format!("在 {} 填上日期，如 2023-04-02", line.name(column));
            let left_out = |reader: &Reader<'_>| {
                let place = reader.findings.place(line.at(column));
                Diagnostic::error(2014, place, &line.cell(column).shown(), "数据截至的日期", &remedy)
            };
            if line.cell(column).is_empty()
                && let Some(stamp) = above.borrow(reader, line, block, column, left_out)
            {
                return Ok(Some(moment(stamp)));
            }
            let why = left_out(reader);
            reader.findings.push(why);
            Err(())
        }
    }
}

/// The first day of the period that the row's numbers are of, where they are of one.
pub(super) fn from<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    block: &Block,
    term: Option<Term>,
    at: Option<Moment>,
    above: &mut Days,
) -> Result<Option<Day>, ()> {
    if block.groups.iter().all(|g| g.mode == Mode::Cumulative || g.from.is_some()) {
        return Ok(None);
    }
    let Some(column) = block.column(Field::From) else { return Ok(block.from) };
    let name = line.name(column);
    let left_out = |reader: &Reader<'_>| {
        let place = reader.findings.place(line.at(column));
        Diagnostic::error(2043, place, "", "这段时间的第一天", &format!("在 {name} 填上这段时间的第一天，如 2023-03-27"))
    };
    let day = match line.date(column, term, &mut reader.findings)? {
        Some(stamp) => {
            above.writes(line, column, stamp);
            Some(stamp.0)
        }
        None => block.from.or_else(|| above.borrow(reader, line, block, column, left_out).map(|s| s.0)),
    };
    match (day, at) {
        (Some(day), Some(at)) if day <= at.reading_day() => Ok(Some(day)),
        (Some(day), Some(at)) => {
            let found = format!("{day} 至 {}", at.reading_day());
            reader.findings.error(
                2043,
                line.at(column),
                [&found, "统计开始不晚于统计日期", &format!("把 {name} 改成这段时间的第一天，如 2023-03-27")],
            );
            Err(())
        }
        (None, _) => {
            let why = left_out(reader);
            reader.findings.push(why);
            Err(())
        }
        (Some(_), None) => Ok(None),
    }
}

/// A date alone holds at 24:00, and so does one whose time is only what a spreadsheet adds.
pub(super) fn moment((day, secs): Stamp) -> Moment {
    match secs {
        None | Some(0) => day.end(),
        Some(secs) => day.at(secs),
    }
}

/// 统计日期 after today is an error, outside the term a remark told once per sheet and day.
fn check_day<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, day: Day, term: Option<Term>) -> Result<(), ()> {
    if day > reader.input.today {
        let remedy = format!("把 {} 改成数据实际截至的日期，最晚 {}", line.name(column), reader.input.today);
        reader.findings.error(2042, line.at(column), [&line.cell(column).shown(), "今天或以前", &remedy]);
        return Err(());
    }
    if let Some(term) = term.filter(|t| !t.holds(day))
        && reader.told.len() < 1_000
        && reader.told.insert((reader.draft.sheets.len(), column, day))
    {
        let expected = format!("{} 至 {}", term.start, term.end);
        reader.findings.warning(2041, line.at(column), [&line.cell(column).shown(), &expected, "日期若写错了就改正；没有写错不必改"]);
    }
    Ok(())
}
