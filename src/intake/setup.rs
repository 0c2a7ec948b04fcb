//! From a recognised header to a table that can be read: channel, day and campaign of each block, what was inferred, what is still needed.

use super::cell::{OwnedCell, Row};
use super::columns;
use super::compared;
use super::finding::At;
use super::header::Kind;
use super::lacking;
use super::layout::{self, Block, Flaw, Headed};
use super::measures;
use super::names::Meaning;
use super::reader::{Reader, Whose};
use super::rows::Body;
use super::section::{self, Announced};
use super::tags;
use super::title::{self, Role, Title};
use super::unread;
use super::when::{self, When};
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::CampaignId;
use crate::base::text::{fold, quoted};
use crate::define::{Export, Field};
use crate::model::draft::{Mode, Need};
use crate::model::target::{self, Named, Spec};

/// What a table knows of its sheet.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    pub(super) index: u16,
    pub(super) name: Option<&'a str>,
    pub(super) strict: bool,
    pub(super) header_row: u32,
    /// Texts above the header.
    pub(super) banners: &'a [String],
    /// Rows above the header.
    pub(super) head: &'a [(u32, Vec<OwnedCell>)],
}

impl<'a> Sheet<'a> {
    pub(super) fn at(&self, titles: &'a [Title], column: usize) -> At<'a> {
        At { sheet: self.name, row: self.header_row, column: Some((column, titles.get(column).map_or("", |t| t.raw.as_str()))) }
    }

    fn whole(&self) -> At<'a> {
        At { sheet: self.name, row: self.header_row, column: None }
    }
}

/// The campaign that full names of channels in a header agree on.
pub(super) fn campaign_of_header(reader: &Reader<'_>, row: &[OwnedCell]) -> Option<CampaignId> {
    let mut found: Option<CampaignId> = None;
    for (_, cell) in row.filled() {
        let Meaning::One(i) = reader.names.exact(cell.chars(), None) else { continue };
        let campaign = &reader.names.channel(i)?.campaign;
        if found.as_ref().is_some_and(|f| f != campaign) {
            return None;
        }
        found = Some(campaign.clone());
    }
    found
}

/// Prepares a table of works; `None` where it is refused or something about it is not known.
pub(super) fn body(reader: &mut Reader<'_>, sheet: &Sheet<'_>, kind: Kind, titles: Vec<Title>) -> Option<Body> {
    let defs = reader.input.defs;
    let export = match kind {
        Kind::Export(i) => defs.exports.get(i),
        _ => None,
    };
    if let Some(refused) = export.and_then(|e| e.refused.as_ref()) {
        let export = export?;
        reader.draft.kind.clone_from(&export.kind);
        reader.findings.error(2008, sheet.whole(), [&export.name, "逐条作品的累计数", refused]);
        return None;
    }
    let mut titles = titles;
    if export.is_none() {
        measures::apply_units(reader, sheet, &mut titles)?;
        tags::asked(reader, sheet, &titles)?;
        measures::modes(reader, sheet, &mut titles)?;
        compared::totals(&mut titles);
    }
    let (mut blocks, flaws) = layout::blocks(&titles, reader.input.sent.mode);
    let wide = blocks.iter().any(|b| b.wide);
    let counted = blocks.iter().flat_map(|b| &b.groups).any(|g| !g.measures.is_empty());
    let mut places = sheet.name.into_iter().chain(sheet.banners.iter().map(String::as_str)).chain([reader.stem()]);
    if let Some(name) = places.find(|n| lacking::is_plan(n)).filter(|_| !counted) {
        reader.findings.error(2011, sheet.whole(), [name, lacking::PLAN[0], lacking::PLAN[1]]);
        return None;
    }
    let named = export.map_or(if wide { "wide" } else { "template" }, |e| e.kind.as_str());
    if reader.draft.kind.is_empty() || reader.draft.kind == "template" {
        named.clone_into(&mut reader.draft.kind);
    }
    reader.draft.made_for_campaign = export.is_none();
    let header: Vec<OwnedCell> = titles.iter().map(|t| OwnedCell::Text(t.raw.clone())).collect();
    let said = reader.campaign(sheet.name, sheet.banners);
    let campaign = said.as_ref().map(|s| s.0.clone()).or_else(|| campaign_of_header(reader, &header));
    if !flawless(reader, sheet, &titles, &flaws, campaign.as_ref()) {
        return None;
    }
    let series = if export.is_none() { series(reader, sheet, campaign.as_ref()) } else { None };
    let many = blocks.len() > 1;
    let mut in_time = true;
    for block in &mut blocks {
        block.series.clone_from(&series);
        let over = if many { over(sheet, block.span) } else { heading(reader, sheet, block, campaign.as_ref()) };
        place(reader, sheet, block, &over, campaign.as_ref(), export);
        in_time &= date(reader, sheet, block, &over, campaign.as_ref());
    }
    if let Some(sentence) = said.and_then(|s| s.1) {
        let used = blocks.iter().any(|b| b.column(Field::Channel).is_some() || b.wide);
        if used {
            reader.infer(sentence);
        }
    }
    if export.is_none() {
        columns::settle(reader, sheet, &mut titles, &mut blocks, campaign.as_ref())?;
    }
    infer_columns(reader, &titles);
    if export.is_none() {
        measures::unclear(reader, sheet, &titles)?;
        unread::told(reader, sheet, &titles, campaign.as_ref(), wide)?;
    }
    let mut later_known = false;
    for block in &mut blocks {
        measures::settle_period(reader, sheet, &titles, block)?;
        let no_channel = block.column(Field::Channel).is_none() && block.channel.is_none();
        // Inside a known campaign a row with a channel's name alone may stand above its works; a work without one asks then.
        let later = campaign.is_some() && export.is_none() && !block.wide;
        later_known |= no_channel && later;
        if no_channel && !later && block.groups.iter().any(|g| g.channel.is_none()) {
            reader.need(if block.wide && campaign.is_none() { Need::Campaign } else { Need::Channel });
        }
        if block.column(Field::AsOf).is_none() && block.at.is_none() && block.groups.iter().any(|g| g.at.is_none()) {
            reader.need(Need::AsOf);
        }
    }
    if let (Some(export), Some(channel)) = (export, reader.input.sent.channel.as_ref().and_then(|c| defs.channel(c)))
        && channel.platform != export.platform
    {
        let found = format!("{}，渠道“{}”是{}", export.name, channel.name, channel.platform);
        let place = reader.findings.whole();
        let remedy = "若渠道选错了，换成对的渠道重新上传；没有选错不必改";
        reader.findings.push(Diagnostic::question(2051, place, &found, &format!("{}渠道", export.platform), remedy));
    }
    if !counted {
        reader.findings.warning(
            2019,
            sheet.whole(),
            ["", "播放量、阅读量或收听量一列", "只登记了作品；要报数据就加一列“累计播放量”（或阅读量、收听量）"],
        );
    }
    // Where a day is missing, the rows may still show that the channel is: both are asked at once.
    let waits = |(need, lacks): &(Need, u16)| *lacks == sheet.index && (*need != Need::AsOf || !later_known);
    if !in_time || reader.draft.lacking.iter().any(waits) {
        return None;
    }
    if reader.input.sent.mode.is_none() {
        for block in &mut blocks {
            block.rivals = compared::rivals(block, &titles);
        }
    }
    let suspects = if export.is_none() { unread::suspects(reader, &titles, campaign.as_ref()) } else { Vec::new() };
    Some(Body::new(sheet, titles, blocks, campaign, export, suspects))
}

/// The series by whose name works count, where it alone is named by the sheet or above the header: sheet 安安说工伤.
fn series(reader: &mut Reader<'_>, sheet: &Sheet<'_>, campaign: Option<&CampaignId>) -> Option<String> {
    let targets = &reader.input.defs.campaign(campaign?)?.targets;
    let named = |text: &str| {
        let alone = !["、", "等", "和", "及", "与"].iter().any(|w| text.contains(w));
        targets.iter().filter(|_| alone).find_map(|t| {
            let Spec::Tally(tally) = &t.spec else { return None };
            let marked = tally.title_marks.iter().any(|m| fold(text).contains(&fold(m)));
            let other = match target::deliverable(targets, text) {
                Named::One(id, _) => *id != t.id,
                Named::Several(_) => true,
                Named::Nothing => false,
            };
            tally.deliverables.first().filter(|_| marked && !other).cloned()
        })
    };
    let mut places = sheet.name.into_iter().chain(sheet.banners.iter().map(String::as_str));
    let (text, name) = places.find_map(|text| Some((text.to_owned(), named(text)?)))?;
    reader.infer(format!("{}：表里的作品按成果{}登记", quoted(&text), quoted(&name)));
    Some(name)
}

/// Texts above a block of a side-by-side table.
fn over(sheet: &Sheet<'_>, span: (usize, usize)) -> Vec<String> {
    sheet
        .head
        .iter()
        .rev()
        .flat_map(|(_, row)| (span.0..span.1).map(|i| row.cell(i).shown().into_owned()))
        .filter(|t| !t.is_empty())
        .collect()
}

/// The row right above the header, where it names the channel of what follows and nothing else.
fn heading(reader: &Reader<'_>, sheet: &Sheet<'_>, block: &mut Block, campaign: Option<&CampaignId>) -> Vec<String> {
    let Some((row, cells)) = sheet.head.last().filter(|(_, cells)| cells.filled().count() == 1) else { return Vec::new() };
    let Some((column, cell)) = cells.filled().next() else { return Vec::new() };
    let text = cell.shown().into_owned();
    match section::announced(reader.names, &text, campaign) {
        // Sheet 视频号, and above its table 抖音数据: one of the two was forgotten when the table was copied.
        Announced::Channel(i) if sheet.name.is_some_and(|name| reader.names.contradicts(name, i, campaign)) => {
            block.headed = Headed::Above;
            let at = At { sheet: sheet.name, row: *row, column: Some((column, "")) };
            block.stopped = Some(section::contradiction(reader, at, &text, sheet.name.unwrap_or_default()));
            Vec::new()
        }
        Announced::Channel(i) => {
            let term = campaign.and_then(|c| reader.term_of(c));
            let others: Vec<String> = sheet.banners.iter().filter(|b| **b != text).cloned().collect();
            let elsewhere = reader.when(term, &[], sheet.name, &others).map(|w| w.0.to.end());
            (block.channel, block.headed, block.own) = (Some(i), Headed::Above, section::own_statement(&text, elsewhere, term));
            vec![text]
        }
        Announced::Unclear if section::without_ordinal(&text).1 && campaign.is_some() => {
            block.headed = Headed::Above;
            let at = At { sheet: sheet.name, row: *row, column: Some((column, "")) };
            block.stopped = Some(section::stop(reader, at, &text, campaign));
            Vec::new()
        }
        Announced::Unclear | Announced::Nothing => Vec::new(),
    }
}

fn flawless(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title], flaws: &[Flaw], campaign: Option<&CampaignId>) -> bool {
    let mut good = true;
    let mut several = false;
    for flaw in flaws {
        match flaw {
            Flaw::Twice(first, second) => {
                let (a, b) = (sheet.at(titles, *first), sheet.at(titles, *second));
                let shown = |at: At<'_>| {
                    format!(
                        "{} 列{}",
                        at.column.map_or_else(String::new, |c| crate::base::diag::column_letter(c.0)),
                        quoted(at.column.map_or("", |c| c.1))
                    )
                };
                let found = format!("{} 和 {}", shown(a), shown(b));
                let remedy = match titles.get(*second).map(|t| &t.role) {
                    Some(Role::Field(Field::Channel)) => {
                        let names = reader.names.nearest("", campaign).join("、");
                        format!("两列合成一列“渠道”，填渠道全名，如 {names}；另一列的列名改成“备注”")
                    }
                    Some(Role::Field(f)) if !title::is_counter(*f) => {
                        format!("只留一列；另一列的列名改成“备注”，如 {}", quoted(titles.get(*second).map_or("", |t| t.raw.as_str())))
                    }
                    Some(Role::Channel(i, _)) if reader.names.channel(*i).is_some_and(|c| c.apart) => {
                        format!(
                            "一列的列名改成“备注”，各行两列之和填在另一列{}里",
                            quoted(titles.get(*first).map_or("", |t| t.raw.as_str()))
                        )
                    }
                    _ => "删去重复的一列；若两列是不同渠道，列名写渠道全名加播放量，如 湖南经视抖音号播放量".to_owned(),
                };
                reader.findings.error(2012, b, [&found, "每个含义一列", &remedy]);
                good = false;
            }
            Flaw::Unplaced(_) if campaign.is_none() => {
                reader.need(Need::Campaign);
                several = true;
            }
            Flaw::Unplaced(_) => good = false,
            // It is asked about.
            Flaw::Total(column) if reader.input.sent.mode.is_none() && titles.get(*column).is_some_and(|t| t.either) => {}
            Flaw::Total(column) => {
                let raw = titles.get(*column).map_or("", |t| t.raw.as_str());
                let (expected, remedy) = if compared::is_of_gains(titles, *column) {
                    ("各渠道各一列累计数；这一列没有读取", "要报累计数的，各渠道各一列，列名写渠道全名加“累计播放量”；只报新增的不必改")
                } else {
                    ("合计列只用来核对，不计入", "不必改")
                };
                reader.findings.warning(2022, sheet.at(titles, *column), [raw, expected, remedy]);
            }
        }
    }
    let unplaced = flaws.iter().filter_map(|f| if let Flaw::Unplaced(column) = f { Some(*column) } else { None });
    let mut unplaced: Vec<usize> = unplaced.filter(|_| campaign.is_some()).collect();
    if !unplaced.is_empty() {
        // What would be asked about next is told at once.
        unplaced.extend(unread::suspects(reader, titles, campaign));
        unplaced.sort_unstable();
        unplaced.dedup();
    }
    for column in &unplaced {
        let found = titles.get(*column).map(Title::whole).unwrap_or_default();
        let names = reader.names.nearest(&found, campaign).join("、");
        let others = others(reader, campaign, unplaced.len() > 1);
        let remedy = if unplaced.len() > 1 {
            format!("是本项目的渠道的，列名改成渠道全名；不是的，列名改成“备注”{others}")
        } else {
            format!("把列名改成渠道全名，如 {names}；不是本项目的渠道，就删去这一列{others}")
        };
        reader.findings.error(2015, sheet.at(titles, *column), [&found, &format!("本项目的一个渠道：{names}"), &remedy]);
    }
    good && !several
}

fn place(
    reader: &mut Reader<'_>,
    sheet: &Sheet<'_>,
    block: &mut Block,
    over: &[String],
    campaign: Option<&CampaignId>,
    export: Option<&Export>,
) {
    let needed = block.groups.iter().any(|g| g.channel.is_none());
    if !needed {
        return;
    }
    let platform = export.map(|e| e.platform.as_str());
    let from_column = block.column(Field::Channel).is_some();
    match reader.channel(campaign, over, sheet.name, sheet.banners, platform) {
        // A channel column decides; where its cell is blank, only the sender's word holds, not a guess from a name.
        Whose::Of(_, Some(_)) | Whose::Unclear(_) if from_column => {}
        Whose::Of(channel, Some(sentence)) => {
            block.channel = Some(channel);
            reader.infer(sentence);
        }
        Whose::Of(channel, None) => {
            block.channel = Some(channel);
            if let (Some(name), false, Some(c)) = (sheet.name, from_column, reader.names.channel(channel)) {
                let sentence = format!("工作表{}没有写明渠道：按“{}”处理", quoted(name), c.name);
                reader.infer(sentence);
            }
        }
        Whose::Unclear(sentence) => reader.infer(sentence),
        Whose::Nobodys => {}
    }
}

/// Sets what holds where no column gives a date; `false` where that day lies ahead.
fn date(reader: &mut Reader<'_>, sheet: &Sheet<'_>, block: &mut Block, over: &[String], campaign: Option<&CampaignId>) -> bool {
    let has_column = block.column(Field::AsOf).is_some();
    let term = campaign.cloned().or_else(|| Some(reader.names.channel(block.channel?)?.campaign.clone())).and_then(|c| reader.term_of(&c));
    // A whole week named above the table or in the file's name is the week that the file is sent for.
    if let Some((when, _)) = reader.when(term, over, sheet.name, sheet.banners)
        && when.from == Some(when.to.week().monday())
        && when.to == when.to.week().sunday()
    {
        reader.draft.week = Some(when.to.week());
    }
    let increments = block.groups.iter().any(|g| g.mode == Mode::Increment) && block.column(Field::From).is_none();
    if has_column && !increments && reader.input.sent.as_of.is_none() {
        return true;
    }
    let found = reader.when(term, over, sheet.name, sheet.banners).or_else(|| reader.month(term, sheet.name, sheet.banners));
    // The title row may be the heading that names the channel too.
    let is_title = || over.iter().all(|t| sheet.banners.contains(t) && when::find(t, term).is_some());
    let clash = || if !has_column && is_title() { reader.dates_clash(term, sheet.name, sheet.banners) } else { None };
    let found = match (clash(), reader.input.sent.as_of) {
        (Some(sentence), None) => {
            reader.infer(sentence);
            return true;
        }
        (Some(_), Some(day)) => Some((When { from: None, to: day }, None)),
        (None, Some(day)) => {
            if let Some((when, Some(_))) = found.as_ref().filter(|(w, _)| w.to != day && !has_column) {
                reader.infer(format!("所选的截至日期 {day} 没有采用：表里写明了 {}", when.to));
            }
            found
        }
        (None, None) => found,
    };
    if let Some((mut when, mut sentence)) = found {
        // The date in the name of an export is that of its download, unless it says 截至.
        let overnight = reader.input.defs.exports.iter().any(|e| e.kind == reader.draft.kind && e.settles_overnight);
        if overnight && sentence.as_ref().is_some_and(|s| s.starts_with("文件名") && !reader.stem().contains("截至")) {
            sentence = Some(format!("文件名{}：{} 下载，平台隔夜结算，数据按截至前一天处理", quoted(reader.stem()), when.to));
            when.to = when.to.plus(-1);
        }
        block.from = when.from;
        if has_column && sentence.is_some() {
            return true;
        }
        block.at = Some(when.to.end());
        if let Some(s) = sentence {
            reader.infer(s);
        }
        let place = || Place { column_title: Some("截至日期".to_owned()), row: None, ..reader.findings.place(sheet.whole()) };
        if when.to > reader.input.today {
            let remedy = format!("数据最晚截至今天（{}）：改正截至日期", reader.input.today);
            let diagnostic = Diagnostic::error(2042, place(), &when.to.to_string(), "今天或以前", &remedy);
            reader.findings.push(diagnostic);
            return false;
        }
        if let Some(term) = term.filter(|t| !t.holds(when.to)) {
            let expected = format!("{} 至 {}", term.start, term.end);
            let diagnostic = Diagnostic::warning(2041, place(), &when.to.to_string(), &expected, "日期若写错了，改正后重新上传");
            reader.findings.push(diagnostic);
        }
    }
    true
}

/// Tells which column was taken for which channel, where its header is not the channel's own name.
fn infer_columns(reader: &mut Reader<'_>, titles: &[Title]) {
    for title in titles {
        if let Role::Channel(i, _) = title.role
            && let Some(channel) = reader.names.channel(i).filter(|c| c.name != title.raw)
        {
            reader.infer(format!("列{}：按渠道“{}”处理", quoted(&title.whole()), channel.name));
        }
        if let Some(before) = title.earlier.and_then(|i| titles.get(i)).map(|t| quoted(&t.raw)) {
            reader.infer(format!("列{}：旁边是{before}，按截至数据日期的累计数处理，{before}没有读取", quoted(&title.raw)));
        }
        if let Some(day) = title.day {
            reader.infer(match title.from.filter(|_| title.is_gain()) {
                Some(from) => format!("列{}：按 {from} 至 {day} 的新增处理", quoted(&title.raw)),
                None => format!("列{}：数据按截至 {day} 处理", quoted(&title.raw)),
            });
        }
    }
}

/// Where the numbers of an outlet go that a campaign has not registered, as the end of a remedy. `several`: of more than one outlet, which have
/// one column together.
pub(super) fn others(reader: &Reader<'_>, campaign: Option<&CampaignId>, several: bool) -> String {
    let Some(name) = reader.names.for_others(campaign).map(quoted) else { return String::new() };
    if several {
        return format!("；没有登记的媒体有几个的，列名也都改成“备注”，要列示的，另加一列{name}填它们之和，单独列示、暂不计入");
    }
    format!("；没有登记的媒体，列名改成{name}，单独列示、暂不计入")
}
