//! What stands between works: headings that name the channel of what follows, and headers that come again.

use super::cell::{Cell, Row};
use super::finding::At;
use super::layout::{Block, Headed};
use super::line::Line;
use super::reader::Reader;
use super::rows::Body;
use super::section::{self, Again, Announced};
use super::words;
use crate::base::text::{fold, quoted};
use crate::define::Field;

impl Body {
    /// Whether a row holds one text alone in a table whose channel headings may name.
    pub(super) fn may_be_heading<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
        let Some((first, cell)) = lone_cell(line, block) else { return false };
        // 一 | 抖音: the ordinal has a column of its own. 1 | 甲事 is a work.
        let ordinal = line.cells.filled().next().is_some_and(|(i, _)| i != first);
        let announces = || section::announced(reader.names, &cell.shown(), self.campaign.as_ref()) != Announced::Nothing;
        self.export_kind.is_none()
            && !block.wide
            && block.column(Field::Channel).is_none()
            && block.span.1 - block.span.0 >= 2
            && (block.span.0..block.span.1).contains(&first)
            && matches!(cell, Cell::Text(_))
            && !words::is_total(cell)
            && (!ordinal || announces())
    }

    /// A row of one text: a heading that names the channel of what follows, a heading that names none, a remark or a work.
    pub(super) fn between<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &mut Block, above_header: bool) {
        let Some((column, cell)) = lone_cell(line, block) else { return };
        let text = cell.shown().into_owned();
        let campaign = self.campaign.as_ref();
        // （万） below a column of counts is a second header.
        let counted = block.groups.iter().flat_map(|g| &g.measures).any(|m| m.column == column);
        if !counted && section::is_remark(reader.names, &text, campaign) {
            self.heed(reader, line, column, block);
            return;
        }
        let titled = block.column(Field::Title) == Some(column);
        let names_works = titled || block.column(Field::Key) == Some(column);
        let numbered = section::without_ordinal(&text).1;
        // A printed table repeats its header on every page, also behind a work of which there is only the title. Where headings stand among
        // the titles, what stands alone there is one more.
        let among = block.headed == Headed::Within && titled;
        let headed = block.headed != Headed::No;
        let outlet = section::is_outlet(&text) && (headed || above_header || numbered || text.ends_with([':', '：']));
        let part = section::is_part(&text) && (headed || above_header);
        let certain = among || outlet || part || above_header && (headed || !names_works) || headed && !names_works && numbered;
        let announced = if certain && !among {
            section::announced_somewhere(reader.names, &text, campaign)
        } else {
            section::announced(reader.names, &text, campaign)
        };
        let term = campaign.and_then(|c| reader.term_of(c));
        match announced {
            // 二、快手（单位：次）: the numbers below may be of another size, and so may those below the next heading.
            Announced::Channel(_)
                if let Some(code) = section::own_statement(&text, block.at, term)
                    .or(block.own.filter(|code| *code != 2014 || !section::says_day(&text, block.at, term))) =>
            {
                let at = At { sheet: line.sheet, row: line.row, column: Some((column, "")) };
                block.stopped = Some(section::own_stop(reader, at, code, &text));
            }
            Announced::Channel(i) => {
                self.part();
                (block.channel, block.headed, block.stopped) = (Some(i), Headed::Within, None);
                let name = reader.names.channel(i).map_or("", |c| c.name.as_str());
                reader.infer(format!("第 {} 行{}：下面各行按渠道“{name}”处理", line.row, quoted(&text)));
            }
            Announced::Nothing if certain && section::is_harmless(&text, &self.banners, term) => {}
            Announced::Nothing if !certain => self.block_row(reader, line, 0, block),
            Announced::Nothing | Announced::Unclear => {
                let at = At { sheet: line.sheet, row: line.row, column: Some((column, "")) };
                let mut stop = section::stop(reader, at, &text, campaign);
                // Perhaps a work of which there is nothing but the title: it is told, whatever follows.
                if among {
                    reader.findings.push(stop.why.clone());
                    stop.told = true;
                }
                block.stopped = Some(stop);
            }
        }
    }

    /// Whether a row is a header. Where it means the same as the one above it is passed over, else what follows is not read.
    pub(super) fn is_header<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, first: usize, block: &mut Block) -> bool {
        if self.export_kind.is_some() {
            return is_header_again(line, first);
        }
        let known = self.known(reader);
        match section::header_again(reader, line, block, known) {
            Again::No => is_header_again(line, first),
            Again::Same => {
                block.stopped.take_if(|s| s.why.code.0 == 2026);
                true
            }
            Again::Other(stop) => {
                if block.stopped.is_none() {
                    block.stopped = Some(*stop);
                }
                true
            }
        }
    }
}

/// The only cell of a row, or the only one beside the number of the row.
fn lone_cell<'a, R: Row + ?Sized>(line: &Line<'a, R>, block: &Block) -> Option<(usize, Cell<'a>)> {
    let mut filled = line.cells.filled();
    let first = filled.next()?;
    match (filled.next(), filled.next()) {
        (None, _) => Some(first),
        (Some(second), None) if block.column(Field::Number) == Some(first.0) => Some(second),
        _ => None,
    }
}

/// Printed tables repeat their header on every page.
pub(super) fn is_header_again<R: Row + ?Sized>(line: &Line<'_, R>, first: usize) -> bool {
    let same = |i: usize| {
        let title = line.title(i);
        let cell = line.cell(i);
        let alike = matches!(cell, Cell::Text(_)) && !cell.chars().starts_with(|c: char| c.is_ascii_digit());
        alike && !title.is_empty() && fold(title) == fold(&line.cell(i).shown())
    };
    same(first) && line.cells.filled().filter(|(i, _)| same(*i)).count() * 2 > line.cells.filled().count()
}
