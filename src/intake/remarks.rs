//! Remarks below works and beside them: what they say of all numbers above.

use super::cell::{Cell, Row};
use super::finding::At;
use super::layout::Block;
use super::line::Line;
use super::reader::Reader;
use super::rows::Body;
use super::saying::{self, Kind};
use super::section::{self, Announced};
use super::title;
use super::units::{self, Unit};
use super::when;
use crate::base::day::Moment;
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;

impl Body {
    /// What a remark below the works says of all of them: where they were read otherwise, nothing of the sheet is taken.
    pub(super) fn heed<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, block: &Block) {
        if self.export_kind.is_some() || !reader.void.is_empty() && reader.void.contains(&self.sheet) {
            return;
        }
        let text = &line.cell(column).shown();
        let place = At { sheet: line.sheet, row: line.row, column: Some((column, "")) };
        let groups = || block.groups.iter().flat_map(|g| g.measures.iter().map(move |m| (g.mode, m)));
        let contacts = |m: Option<Metric>| m.is_none_or(|m| Metric::CONTACTS.contains(&m));
        let other = |unit: u64| groups().any(|(_, m)| contacts(m.metric) && m.unit != unit);
        let wrong = match units::unit_said(text, true) {
            Unit::Times(unit) => other(unit),
            Unit::Unclear => other(0) && groups().any(|(_, m)| m.unit == 1),
            Unit::Nothing => false,
        };
        let mut said = saying::sentence(text);
        let known = self.known(reader);
        // 注：以上为3月20日至26日播放量.
        if said.kind == Kind::Nothing && saying::is_of_a_time(text, known.term) {
            said.kind = Kind::Either;
        }
        // 截至3月19日 below a table of which the title says 截至3月26日, or above the rows of another part.
        let until = text.contains("截至") || text.contains("截止");
        let day = when::find(text, known.term).map(|w| w.to).filter(|_| until && block.column(Field::AsOf).is_none());
        if let Some((day, at)) = day.zip(block.at.map(Moment::reading_day)).filter(|(day, at)| day != at) {
            let expected = format!("与表上面的一致：{at}");
            let remedy = format!("核对数据截至 {at} 还是 {day}，只留对的一个；上下两段日期不同的，分到两张工作表");
            reader.findings.error(2014, place, [text, &expected, &remedy]);
            reader.void.insert(self.sheet);
            return;
        }
        let plain = |column: usize| title::read_title(line.title(column), known).is_plain();
        let otherwise = |mode: Mode| match said.kind {
            Kind::Gain => mode == Mode::Cumulative,
            // 后台累计数，含本周新增 goes with either.
            Kind::Either => mode == Mode::Cumulative && !text.contains("累计"),
            Kind::Total => mode == Mode::Increment,
            Kind::NoCount => true,
            Kind::Nothing => false,
        };
        let unsaid = reader.input.sent.mode.is_none() && groups().any(|(mode, m)| otherwise(mode) && plain(m.column));
        if wrong {
            // What made 3.5 and 0.9 of rows above no counts is the unit, told here.
            reader.findings.take_back(line.sheet, &[2031, 2035]);
            let remedy = format!("{}；然后删去 {}", section::UNIT_REMEDY, line.name(column));
            reader.findings.error(2039, place, [text, "单位写在列名里，如 播放量（万）", &remedy]);
        } else if unsaid {
            section::not_clear(reader, place, said, text);
        } else {
            return;
        }
        reader.void.insert(self.sheet);
    }

    /// A row with one cell: a remark, or the name of the channel that the rows below belong to.
    pub(super) fn remark<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, block: &mut Block) -> bool {
        let text = line.cell(column).shown();
        if block.span.1 - block.span.0 < 2 {
            return false;
        }
        if section::is_remark(reader.names, &text, self.campaign.as_ref()) {
            self.heed(reader, line, column, block);
            return true;
        }
        if block.column(Field::Channel).is_none()
            && !block.wide
            && let Announced::Channel(i) = section::announced(reader.names, &text, self.campaign.as_ref())
        {
            block.channel = Some(i);
            return true;
        }
        block.column(Field::Title) != Some(column)
            && block.column(Field::Key) != Some(column)
            && !matches!(line.cell(column), Cell::Number(_))
    }
}
