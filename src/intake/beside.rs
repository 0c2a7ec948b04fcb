//! What stands beside the numbers of a row and says how they are meant: a remark, a unit in a column of its own.

use super::cell::{Cell, Row};
use super::layout::{Block, Group};
use super::line::Line;
use super::reader::Reader;
use super::saying::{self, Kind};
use super::title::{Role, Title};
use super::units::{self, Unit};
use super::when;
use crate::base::day::{Day, Moment, Term};
use crate::base::text::quoted;
use crate::define::Field;
use crate::model::draft::Mode;

/// Whether a row's 备注 says that its numbers are of another mode or unit than they would be read in; another day is told.
pub(super) fn remark<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block, at: Option<Moment>) -> bool {
    let Some(column) = block.column(Field::Note) else { return false };
    let Cell::Text(text) = line.cell(column) else { return false };
    if text.len() > 120 {
        return false;
    }
    let counted = |g: &&Group| g.measures.iter().any(|m| !line.cell(m.column).is_empty());
    let cumulative = || block.groups.iter().filter(counted).any(|g| g.mode == Mode::Cumulative);
    let single = || block.groups.iter().filter(counted).flat_map(|g| &g.measures).any(|m| m.unit == 1);
    let name = line.name(column);
    let said = units::alone(text).map_or_else(|| units::unit_said(text, false), Unit::Times);
    if !matches!(said, Unit::Nothing | Unit::Times(1)) && single() {
        let remedy = format!("把单位和数字写在一格里，如 1.2万，{name} 里删去单位");
        reader.findings.error(2039, line.at(column), [text, "单位写在数字后面或列名里", &remedy]);
        return true;
    }
    if saying::sentence(text).kind == Kind::Gain && cumulative() {
        let remedy = format!("新增的数另列一列“新增播放量”并写明从哪天到哪天；这一格填的若是累计数，{name} 里删去这句话");
        reader.findings.error(2047, line.at(column), [text, "列名写明“累计”或“新增”", &remedy]);
        return true;
    }
    let dated = text.contains("截至") || text.contains("截止");
    if let Some(at) = at.map(Moment::reading_day)
        && dated
        && let Some(said) = when::find(text, Some(Term::from_months(at.plus(-183), 12))).filter(|w| w.to != at)
    {
        let expected = format!("数据按截至 {at} 处理");
        let remedy = format!("这一行若是截至 {} 的数，加一列“统计日期”写明；不是就不必改", said.to);
        reader.findings.warning(2058, line.at(column), [text, &expected, &remedy]);
    }
    false
}

/// Whether a column without a known name holds the unit of the number beside it, 300 and 万: then nobody knows which columns it is of.
pub(super) fn unit<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
    let unknown = |i: usize| line.titles.get(i).is_none_or(|t| t.role == Role::Nothing);
    let unit = |i: usize| matches!(line.cell(i), Cell::Text(t) if t.len() <= 18 && units::alone(t).is_some_and(|u| u > 1));
    let until = block.span.1.max(line.cells.width().min(block.span.1 + 1));
    let Some(column) = (block.span.0..until).find(|i| unknown(*i) && unit(*i)) else { return false };
    let remedy = format!("把单位和数字写在一格里，如 1.2万，{} 留空；或整列同一单位时写进列名，如 播放量（万）", line.name(column));
    reader.findings.error(2039, line.at(column), [&line.cell(column).shown(), "单位写在数字后面或列名里", &remedy]);
    true
}

/// 2022年7月1日至今 in the column of days: no day of the data, which is what holds for the table (`at`). From the start of the project on the
/// numbers are those from the start; from a later day on, nobody says.
pub(super) fn until_now<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    block: &Block,
    column: usize,
    (since, at, term): (Day, Moment, Option<Term>),
) -> Result<(), ()> {
    let text = line.cell(column).shown();
    let plain = |g: &Group| g.measures.iter().any(|m| line.titles.get(m.column).is_some_and(Title::is_plain));
    if term.is_some_and(|t| since > t.start) && reader.input.sent.mode.is_none() && block.groups.iter().any(plain) {
        let name = line.name(column);
        let remedy = format!(
            "数是累计数的，把 {name} 改成数据截至的日期，如 {}；是这段时间的新增数的，加一列“统计开始”，数的列名改成“新增播放量”",
            at.reading_day()
        );
        reader.findings.error(2047, line.at(column), [&text, "数据截至的日期；累计还是新增写在列名里", &remedy]);
        return Err(());
    }
    reader.infer(format!("列{}写着{}：没有写明截至哪一天，按 {} 处理", quoted(line.title(column)), quoted(&text), at.reading_day()));
    Ok(())
}
