//! Rows of a table of works: which are works, and what stands between them: headings, headers that come again, sums, remarks.

use super::across::Across;
use super::aside::Held;
use super::bare::{self, Bare};
use super::below::Below;
use super::cell::{Cell, OwnedCell, Row};
use super::days;
use super::finding::At;
use super::header::{self, Known, Title};
use super::layout::{Block, Headed, Stop};
use super::line::Line;
use super::reader::Reader;
use super::row::Pending;
use super::saying::{self, Kind, Label};
use super::section::{self, Again, Announced};
use super::setup::Sheet;
use super::totals::Totals;
use super::units::{self, Unit};
use super::when;
use super::whose::Whose;
use super::words;
use crate::base::day::Moment;
use crate::base::id::CampaignId;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{fold, quoted};
use crate::define::{Export, Field};
use crate::model::channel::WorkKind;
use crate::model::draft::{Mode, RowRef};
use crate::model::metric::Metric;

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
    banners: Vec<String>,
    /// Of a platform's export: what a work in it is.
    pub(super) export_kind: Option<WorkKind>,
    /// Data rows seen.
    pub(super) rows: u32,
    pub(super) whose: Whose,
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
}

impl Body {
    pub(super) fn new(
        sheet: &Sheet<'_>,
        titles: Vec<Title>,
        blocks: Vec<Block>,
        campaign: Option<CampaignId>,
        export: Option<&Export>,
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
    fn part(&mut self) {
        self.whose.part();
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

    /// Whether a row holds one text alone in a table whose channel headings may name.
    fn may_be_heading<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
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
    fn between<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &mut Block, above_header: bool) {
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

    fn block_row<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, number: usize, block: &mut Block) {
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
            reader.findings.warning(2022, line.at(at), [&found, "合计只用来核对，不计入", "不必改；若它是一条作品，把标题写完整"]);
            self.totals.row(reader, line, self.sheet, number, block, label);
            return;
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
        let remedy = format!("取消合并：第 {above} 行、第 {} 行各填各的数；没有分开的数，只留一行，标题写全", line.row);
        reader.findings.error(2059, line.at(column), [text, "一条作品一个数", &remedy]);
    }

    /// What is known where headers are read.
    fn known<'r>(&'r self, reader: &'r Reader<'_>) -> Known<'r> {
        let campaign = self.campaign.as_ref();
        Known { defs: reader.input.defs, names: reader.names, campaign, term: campaign.and_then(|c| reader.term_of(c)) }
    }

    /// Whether a row is a header. Where it means the same as the one above it is passed over, else what follows is not read.
    fn is_header<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, first: usize, block: &mut Block) -> bool {
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

    /// What a remark below the works says of all of them: where they were read otherwise, nothing of the sheet is taken.
    fn heed<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, block: &Block) {
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
        let plain = |column: usize| header::read_title(line.title(column), known).is_plain();
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
            let remedy = format!("{}；然后删去 {}", section::UNIT_REMEDY, line.name(column));
            reader.findings.error(2039, place, [text, "单位写在列名里，如 播放量（万）", &remedy]);
        } else if unsaid {
            section::not_clear(reader, place, said, text);
        } else {
            return;
        }
        reader.void.insert(self.sheet);
    }

    /// Where a row says that it is no work but a sum, or some other number of statistics, and what it says. What the first cell says counts
    /// where it is a sum, or where nothing stands in the column of titles.
    fn statistics<R: Row + ?Sized>(&self, reader: &Reader<'_>, line: &Line<'_, R>, first: usize, block: &Block) -> Option<(usize, Label)> {
        let title = block.column(Field::Title);
        let named = [title, block.column(Field::Channel), block.column(Field::Key)];
        let sum = [Some(first)].into_iter().chain(named).flatten().find_map(|i| Some((i, words::total(line.cell(i))?)));
        if sum.is_some() || self.export_kind.is_some() {
            return sum;
        }
        let place = title.filter(|t| !line.cell(*t).is_empty()).unwrap_or(first);
        let Cell::Text(text) = line.cell(place) else { return None };
        let label = saying::label(text, None).or_else(|| saying::label(text, Some(&|part| reader.names.is_channel_word(part))))?;
        Some((place, label))
    }

    /// A row with one cell: a remark, or the name of the channel that the rows below belong to.
    fn remark<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize, block: &mut Block) -> bool {
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
fn is_header_again<R: Row + ?Sized>(line: &Line<'_, R>, first: usize) -> bool {
    let same = |i: usize| {
        let title = line.title(i);
        let cell = line.cell(i);
        let alike = matches!(cell, Cell::Text(_)) && !cell.chars().starts_with(|c: char| c.is_ascii_digit());
        alike && !title.is_empty() && fold(title) == fold(&line.cell(i).shown())
    };
    same(first) && line.cells.filled().filter(|(i, _)| same(*i)).count() * 2 > line.cells.filled().count()
}
