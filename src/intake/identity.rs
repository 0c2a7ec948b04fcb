//! Which work a row is about: title, id, link, when it was published, how long it is, whether it can be seen.

use super::cell::{Cell, Row};
use super::ids::{self, Key};
use super::items::Described;
use super::layout::Block;
use super::line::Line;
use super::reader::Reader;
use super::words;
use crate::base::day::Term;
use crate::base::diag::{Diagnostic, Severity};
use crate::define::Field;
use crate::model::channel::WorkKind;
use crate::model::draft::{Published, RowRef};
use std::borrow::Cow;

/// A row's work.
#[derive(Debug)]
pub(super) struct Identity<'a> {
    pub(super) described: Described<'a>,
}

/// Reads the identity of a row; `Err` where something about it refuses the row.
pub(super) fn read<'a, R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'a, R>,
    block: &'a Block,
    row: RowRef,
    term: Option<Term>,
    export_kind: Option<WorkKind>,
) -> Result<Identity<'a>, ()> {
    let mut bad = false;
    let mut described = Described { title: title(line, block), ..Described::default() };
    for field in [Field::NativeId, Field::Key, Field::Url] {
        let Some(column) = block.column(field) else { continue };
        match ids::read(line.cell(column)) {
            Key::None => {}
            Key::Id(id) => described.id = described.id.or(Some(id)),
            Key::Url(url) => described.url = described.url.or(Some(url)),
            // Beside an id a link may be anything; a number in its place is an id that was damaged.
            Key::Damaged if field == Field::Url && (described.id.is_some() || line.cell(column).chars().is_empty()) => {}
            Key::Damaged => {
                damaged(reader, line, column);
                bad = true;
            }
            Key::Doubtful(id) => {
                doubt(reader, line, column, row);
                described.id = described.id.or(Some(id));
            }
        }
    }
    if let Some(column) = block.column(Field::Published) {
        match line.date(column, term, &mut reader.findings) {
            Ok(stamp) => described.published = stamp.map(|(day, secs)| Published { day, secs }),
            Err(()) => bad = true,
        }
        if described.published.is_some_and(|p| p.day > reader.input.today) {
            reader.findings.warning(
                2042,
                line.at(column),
                [&line.cell(column).shown(), "今天或以前", "若写错了就改正；预告的作品等发布后再报"],
            );
        }
    }
    if let Some(column) = block.column(Field::Duration).filter(|c| !line.cell(*c).is_empty()) {
        described.duration_secs = words::duration(line.cell(column)).or_else(|| excel_minutes(line.cell(column)));
        if described.duration_secs.is_none() && !is_unknown(line.cell(column)) {
            let remedy = format!("把 {} 改成秒数或分:秒，如 150 或 2:30；不知道就留空", line.name(column));
            reader.findings.warning(2045, line.at(column), [&line.cell(column).shown(), "150、2:30、0:02:30、2分30秒", &remedy]);
        }
    }
    if let Some(column) = block.column(Field::Visibility).filter(|c| !line.cell(*c).is_empty()) {
        described.visibility = words::visibility(&line.cell(column).shown());
        if described.visibility.is_none() {
            let remedy = format!("把 {} 改成公开、私密或已删除", line.name(column));
            reader.findings.warning(2046, line.at(column), [&line.cell(column).shown(), "公开、私密、审核中、已删除", &remedy]);
        }
    }
    if let Some(column) = block.column(Field::Deliverable) {
        described.deliverable = Some(line.cell(column).chars()).filter(|t| !t.is_empty());
        described.kind = described.deliverable.and_then(words::work_kind);
    }
    described.deliverable = described.deliverable.or(block.series.as_deref());
    if let Some(kind) = block.column(Field::Genre).and_then(|c| words::work_kind(&line.cell(c).shown())) {
        described.kind = Some(kind);
    }
    described.kind = described.kind.or(export_kind);
    if described.title.is_empty() && described.id.is_none() && export_kind.is_some() && described.published.is_some() {
        // Back-ends list works without a caption; their publish second tells them apart.
        described.title = "（无标题）";
    }
    if bad { Err(()) } else { Ok(Identity { described }) }
}

fn title<'a, R: Row + ?Sized>(line: &Line<'a, R>, block: &Block) -> &'a str {
    let Some(column) = block.column(Field::Title) else { return "" };
    let text = line.cell(column).chars();
    // Exporters put an apostrophe before what a spreadsheet would take for a formula.
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\'']) || rest.starts_with(|c: char| c.is_ascii_digit()) => rest,
        _ => text,
    }
}

/// The id of a work: the platform's own, else its link.
pub(super) fn native<'a>(described: &Described<'a>) -> Option<Cow<'a, str>> {
    described.id.map(Cow::Borrowed).or_else(|| described.url.map(ids::url_id))
}

fn is_unknown(cell: Cell<'_>) -> bool {
    matches!(cell.chars(), "-" | "--" | "—" | "/" | "无" | "暂无" | "不详" | "未知")
}

/// A number cell below one is a time of day to Excel: 0:02:30 as 0.00173….
fn excel_minutes(cell: Cell<'_>) -> Option<u32> {
    let Cell::Number(text) = cell else { return None };
    let value = super::cell::number(text).filter(|v| (0.0..1.0).contains(v))?;
    match super::cell::from_serial(value, false, true) {
        super::cell::OwnedCell::Span(secs) => Some(secs),
        _ => None,
    }
}

const ID_REMEDY: &str = "改成文本后重新粘贴完整编号，或改填作品链接";

fn damaged<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize) {
    let remedy = format!("把 {} {ID_REMEDY}", line.name(column));
    reader.findings.error(2021, line.at(column), [&line.cell(column).shown(), "完整编号（文本）或作品链接；表格软件只保留 15 位", &remedy]);
}

/// One such id is a question; from the second on all are errors, the first one too.
fn doubt<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, row: RowRef) {
    let remedy = format!("若后台编号确实以 0 结尾不必改；否则把 {} {ID_REMEDY}", line.name(column));
    let place = reader.findings.place(line.at(column));
    let expected = "完整编号（文本）或作品链接；第 15 位之后全是 0，像是被改过";
    reader.findings.push(Diagnostic::new(2021, Severity::Question, place, &line.cell(column).shown(), expected, &remedy));
    reader.doubtful.push((row, line.name(column)));
}
