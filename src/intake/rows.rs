//! Rows of a table of works: which are works, and what stands between them: headings, headers that come again, sums, remarks.

use super::across::Across;
use super::aside::Held;
use super::bare::{self, Bare};
use super::below::Below;
use super::between::is_header_again;
use super::cell::{Cell, OwnedCell, Row};
use super::compared;
use super::days;
use super::header::Known;
use super::layout::{Block, Stop};
use super::line::Line;
use super::once::{self, Days};
use super::parts::Parts;
use super::reader::Reader;
use super::row::Pending;
use super::saying::{self, Label};
use super::section::{self, Again};
use super::setup::Sheet;
use super::title::Title;
use super::totals::Totals;
use super::whose::Whose;
use super::words;
use crate::base::id::CampaignId;
use crate::base::numeral::{self, Numeral};
use crate::base::text::fold;
use crate::define::{Export, Field};
use crate::model::channel::{Scope, WorkKind};
use crate::model::draft::RowRef;

/// A table of works being read.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) sheet: u16,
    pub(super) header_row: u32,
    pub(super) strict: bool,
    titles: Vec<Title>,
    pub(super) width: usize,
    blocks: Vec<Block>,
    pub(super) campaign: Option<CampaignId>,
    /// Texts above the header, folded.
    pub(super) banners: Vec<String>,
    /// Of a platform's export: what a work in it is.
    pub(super) export_kind: Option<WorkKind>,
    /// Data rows seen.
    pub(super) rows: u32,
    pub(super) whose: Whose,
    /// 统计日期 and 统计开始 that are written once for several rows.
    pub(super) days: (Days, Days),
    pub(super) below: Below,
    totals: Totals,
    pub(super) across: Across,
    pub(super) pending: Vec<Pending>,
    /// Readings that the row at hand says once more.
    pub(super) repeated: Vec<u32>,
    /// A row with one cell, until the next row shows whether it is a heading above a header.
    lone: Option<(u32, Vec<OwnedCell>)>,
    /// Data rows refused.
    pub(super) refused: u32,
    /// Of a table that may be a summary: its rows that tell a channel alone.
    pub(super) held: Option<Vec<Held>>,
    /// Columns of counts with those of the same counts at an earlier time.
    pub(super) compared: Vec<(usize, usize)>,
    /// The work of the row at hand.
    pub(super) work: Option<u32>,
    /// The last row of works, and its work.
    previous: Option<(u32, Option<u32>)>,
    /// The title of that row, where channels stand in headers: a row without a number of its own has no work.
    title_above: String,
    /// Rows that hold nothing but a title.
    bare: Bare,
    /// Columns of which nobody knows what they are, and in which no number stood so far.
    pub(super) suspects: Vec<usize>,
    parts: Parts,
    /// The channel written in the last row that was no sum: it is none in the next one either.
    no_sum: String,
}

impl Body {
    pub(super) fn new(
        sheet: &Sheet<'_>,
        titles: Vec<Title>,
        blocks: Vec<Block>,
        campaign: Option<CampaignId>,
        export: Option<&Export>,
        suspects: Vec<usize>,
    ) -> Self {
        let width = titles.iter().rposition(|t| !t.raw.is_empty()).map_or(0, |i| i + 1);
        let totals = Totals::new(&blocks);
        let compared = (0..).zip(&titles).filter_map(|(i, t)| Some((i, t.earlier?))).collect();
        Self {
            compared,
            work: None,
            previous: None,
            title_above: String::new(),
            bare: Bare::default(),
            suspects,
            parts: Parts::default(),
            no_sum: String::new(),
            sheet: sheet.index,
            header_row: sheet.header_row,
            strict: sheet.strict,
            titles,
            width,
            blocks,
            campaign,
            banners: sheet.banners.iter().map(|b| fold(b)).collect(),
            export_kind: export.map(|e| e.work_kind),
            rows: 0,
            whose: Whose::default(),
            days: Default::default(),
            below: Below::default(),
            totals,
            across: Across::default(),
            pending: Vec::new(),
            repeated: Vec::new(),
            lone: None,
            refused: 0,
            held: None,
        }
    }

    /// Reads one row of the file, for every block of it.
    pub(super) fn row<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, sheet: Option<&str>, row: u32, cells: &R) {
        let titles = std::mem::take(&mut self.titles);
        let mut blocks = std::mem::take(&mut self.blocks);
        let line = Line { cells, row, sheet, titles: &titles };
        let filled = cells.filled().next().map(|(i, _)| i);
        if let (Some(first), [block]) = (filled, blocks.as_mut_slice())
            && let Some((row, kept)) = self.lone.take()
        {
            let lone = Line { cells: kept.as_slice(), row, sheet, titles: &titles };
            let known = self.known(reader);
            let header = is_header_again(&line, first) || !matches!(section::header_again(reader, &line, block, known), Again::No);
            self.between(reader, &lone, block, header);
        }
        match blocks.as_slice() {
            [block] if self.may_be_heading(reader, &line, block) => self.lone = Some((row, cells.keep())),
            _ => {
                for (number, block) in blocks.iter_mut().enumerate() {
                    self.block_row(reader, &line, number, block);
                }
            }
        }
        self.titles = titles;
        self.blocks = blocks;
    }

    /// The sheet is at its end: no header follows the last row.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>, sheet: Option<&str>) {
        self.lone_at_the_end(reader, sheet);
        self.whose.finish(reader);
        self.days.0.finish(reader);
        self.days.1.finish(reader);
        self.below.finish(reader);
        self.bare.finish(reader, self.sheet);
        self.across.finish(reader);
    }

    /// A row is refused: sums and totals may lack what it holds.
    fn turned_back<R: Row + ?Sized>(&mut self, line: &Line<'_, R>, number: usize, block: &Block) {
        self.totals.turned_back(line, number, block);
        self.across.turned_back(line, block);
    }

    /// A sum or a heading parts the rows: what was written above it holds no longer.
    pub(super) fn part(&mut self) {
        self.whose.part();
        self.days.0.part();
        self.days.1.part();
        self.below.closes();
    }

    fn lone_at_the_end(&mut self, reader: &mut Reader<'_>, sheet: Option<&str>) {
        let Some((row, kept)) = self.lone.take() else { return };
        let titles = std::mem::take(&mut self.titles);
        let mut blocks = std::mem::take(&mut self.blocks);
        if let [block] = blocks.as_mut_slice() {
            self.between(reader, &Line { cells: kept.as_slice(), row, sheet, titles: &titles }, block, false);
        }
        self.titles = titles;
        self.blocks = blocks;
    }

    /// Refuses a row of which nobody knows how to read it; why is told once.
    fn unread(&mut self, reader: &mut Reader<'_>, stop: &mut Stop) {
        self.rows += 1;
        self.refused += 1;
        reader.draft.rows += 1;
        reader.draft.refused += 1;
        if !std::mem::replace(&mut stop.told, true) {
            reader.findings.push(stop.why.clone());
        }
    }

    pub(super) fn block_row<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, number: usize, block: &mut Block) {
        let mut filled = (block.span.0..block.span.1.min(line.cells.width())).filter(|i| !line.cell(*i).is_empty());
        let Some(first) = filled.next() else { return };
        let alone = filled.next().is_none();
        if self.is_header(reader, line, first, block) {
            return;
        }
        // 统计日期： | 2023-03-26.
        if !alone && self.export_kind.is_none() && days::remark(line.cells).is_some() {
            return;
        }
        if let Some((at, label)) = self.statistics(reader, line, first, block) {
            reader.draft.totals_skipped += 1;
            self.part();
            let found = line.cell(at).shown();
            self.parts.see_label(line, block, &found);
            reader.findings.warning(2022, line.at(at), [&found, "合计只用来核对，不计入", "不必改；若它是一条作品，把标题写完整"]);
            self.totals.row(reader, line, self.sheet, number, block, label);
            return;
        }
        if let Some(text) = block.column(Field::Channel).map(|c| line.cell(c).chars()).filter(|t| *t != self.no_sum) {
            text.clone_into(&mut self.no_sum);
        }
        let dated = [Field::Published, Field::Url, Field::NativeId].into_iter().filter_map(|f| block.column(f));
        // 电话：12333怎么打 with a number of plays is a work.
        let counted = || {
            let mut measures = block.groups.iter().flat_map(|g| &g.measures);
            measures.any(|m| matches!(numeral::read(&line.cell(m.column).shown(), m.unit), Ok(Numeral::Count(_))))
        };
        if words::is_signature(line.cell(first)) && dated.into_iter().all(|c| line.cell(c).is_empty()) && !counted() {
            return;
        }
        if alone && self.remark(reader, line, first, block) {
            return;
        }
        if let Some(stop) = block.stopped.as_mut() {
            self.unread(reader, stop);
            return;
        }
        self.rows += 1;
        reader.draft.rows += 1;
        self.pending.clear();
        self.repeated.clear();
        let first = reader.draft.readings.len();
        self.work = None;
        if self.export_kind.is_none() {
            match bare::unpublished(reader, line, block) {
                Ok(false) => {}
                Ok(true) => {
                    self.rows -= 1;
                    reader.draft.rows -= 1;
                    return;
                }
                Err(()) => {
                    reader.draft.refused += 1;
                    self.refused += 1;
                    self.turned_back(line, number, block);
                    return;
                }
            }
        }
        self.ask(reader, line);
        compared::ask(reader, line, &block.rivals, (self.sheet, self.header_row));
        if self.export_kind.is_none() && self.parts.asks(reader, line, block) {
            reader.draft.refused += 1;
            self.refused += 1;
            self.turned_back(line, number, block);
            return;
        }
        let read = self.read(reader, line, block);
        self.merged(reader, line, block);
        if read.is_ok() && self.export_kind.is_none() {
            self.bare.see(line, block);
        }
        if read.is_err() {
            reader.draft.refused += 1;
            self.refused += 1;
            self.turned_back(line, number, block);
        }
        self.totals.brought(number, first, reader.draft.readings.len(), &self.repeated);
    }

    /// A number merged over this row and the one above is that of both, if they are not one work: of which, nobody says.
    fn merged<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) {
        let previous = self.previous.replace((line.row, self.work));
        let mut again = false;
        if let Some(title) = block.column(Field::Title).filter(|_| block.wide).map(|c| line.cell(c).chars()) {
            again = !title.is_empty() && self.title_above == title;
            title.clone_into(&mut self.title_above);
        }
        let mut measures = block.groups.iter().flat_map(|g| &g.measures).filter(|_| !again);
        let Some((column, text)) =
            measures.find_map(|m| if let Cell::Carried(text) = line.cell(m.column) { Some((m.column, text)) } else { None })
        else {
            return;
        };
        // Merged over the columns of two channels.
        let left = (0..column).rev().find(|c| !matches!(line.cell(*c), Cell::Carried(_)));
        if let Some(left) =
            left.filter(|c| line.cell(*c).shown() == text && block.groups.iter().any(|g| g.measures.iter().any(|m| m.column == *c)))
        {
            reader.undone.extend(self.work.map(|_| RowRef { sheet: self.sheet, row: line.row }));
            let remedy =
                format!("取消合并：{}、{} 各填各的数；没有分开的数，填在本是它的那一列，另一列留空", line.name(left), line.name(column));
            reader.findings.error(2059, line.at(column), [text, "一个渠道一个数", &remedy]);
            return;
        }
        let Some((above, work)) = previous.filter(|(_, work)| work.is_none() || *work != self.work) else { return };
        let row = |row: u32| RowRef { sheet: self.sheet, row };
        // A row that is refused already is not refused twice.
        reader.undone.extend(
            [Some(row(above)).filter(|_| work.is_some()), Some(row(line.row)).filter(|_| self.work.is_some())].into_iter().flatten(),
        );
        let of = block.groups.iter().find(|g| g.measures.iter().any(|m| m.column == column)).and_then(|g| g.channel);
        let whole = of.and_then(|c| reader.names.channel(c)).filter(|c| c.scope == Scope::Whole);
        let remedy = match whole {
            // The number of a topic is that of all works about it.
            Some(c) => format!("取消合并；是整个{0}的数的，另起一行，标题写“{0}”，只填这个渠道的数，各条作品的这一列留空", c.name),
            None => format!("取消合并：第 {above} 行、第 {} 行各填各的数；没有分开的数，只留一行，标题写全", line.row),
        };
        reader.findings.error(2059, line.at(column), [text, "一条作品一个数", &remedy]);
    }

    /// What is known where headers are read.
    pub(super) fn known<'r>(&'r self, reader: &'r Reader<'_>) -> Known<'r> {
        let campaign = self.campaign.as_ref();
        Known { defs: reader.input.defs, names: reader.names, campaign, term: campaign.and_then(|c| reader.term_of(c)) }
    }

    /// Where a row says that it is no work but a sum, or some other number of statistics, and what it says. What the first cell says counts
    /// where it is a sum, or where nothing stands in the column of titles.
    fn statistics<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, first: usize, block: &Block) -> Option<(usize, Label)> {
        let title = block.column(Field::Title);
        let channel = block.column(Field::Channel).filter(|c| self.no_sum.is_empty() || line.cell(*c).chars() != self.no_sum);
        let named = [title, channel, block.column(Field::Key)];
        let sum = [Some(first)].into_iter().chain(named).flatten().find_map(|i| Some((i, words::total(line.cell(i))?)));
        if sum.is_some() || self.export_kind.is_some() {
            return sum;
        }
        // 新闻稿件 | 小计 | | 188357: in whatever column, where no work is named.
        let named = |i: usize| [title, block.column(Field::Key), block.column(Field::Note)].contains(&Some(i));
        let measured = |i: usize| block.groups.iter().flat_map(|g| &g.measures).any(|m| m.column == i);
        let work = once::is_work(line, block);
        let mut others = (block.span.0..block.span.1).filter(|i| !work && !named(*i) && !measured(*i));
        if let Some(sum) = others.find_map(|i| Some((i, words::total(line.cell(i)).filter(|l| matches!(l, Label::Sum | Label::Subtotal))?)))
        {
            return Some(sum);
        }
        let place = title.filter(|t| !line.cell(*t).is_empty()).unwrap_or(first);
        let Cell::Text(text) = line.cell(place) else { return None };
        let label = saying::label(text, None).or_else(|| saying::label(text, Some(&|part| reader.names.is_channel_word(part))))?;
        Some((place, label))
    }
}
