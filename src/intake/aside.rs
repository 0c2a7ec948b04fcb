//! Sheets that are not read: those that a partner has put aside (hidden, or called 填表说明 or 模板), and summaries of channels beside sheets
//! of works. Both are named; what a summary says of a channel is compared with the works of the other sheets (counting rule 18). A sheet of
//! which it is not clear that it is a summary is none: rather an error too many than a row left out.

use super::cell::Row;
use super::finding::{At, Told};
use super::layout::Block;
use super::line::Line;
use super::names::Meaning;
use super::reader::{Headless, Reader};
use super::row::{Pending, contacts};
use super::title::{Role, Title};
use super::words;
use crate::base::diag::column_letter;
use crate::base::id::{CampaignId, ChannelId};
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, fold, name_key, quoted};
use crate::define::Field;
use crate::model::channel::{Channel, Scope};
use crate::model::draft::{Mode, RowRef, TotalRow};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// Whether a sheet's name says that it is none to be read, where the workbook holds others.
pub(super) fn is_put_aside(name: &str) -> bool {
    let folded = fold(name);
    let plain =
        |before: &str| matches!(before, "" | "填表" | "填报" | "填写" | "使用" | "报送" | "口径" | "统计口径" | "数据" | "表格" | "附");
    ["说明", "模板", "模版"].iter().any(|w| folded.strip_suffix(w).is_some_and(plain)) || folded == "空表"
}

/// Whether the sheets read so far hold nothing but remarks: then those put aside are all there is.
pub(super) fn holds_nothing_else(reader: &Reader<'_>) -> bool {
    reader.tables == 0 && reader.headless.iter().all(|h| h.partial.is_none() && h.numeric_rows == 0)
}

/// Notes a sheet that was put aside and what it holds, read into `beside`. One that holds more than remarks, or is called like a channel,
/// is said in so many words.
pub(super) fn passed(reader: &mut Reader<'_>, name: &str, hidden: bool, beside: &Reader<'_>) {
    let rows = beside.rows.saturating_sub(reader.rows);
    reader.rows = beside.rows;
    if rows == 0 {
        return;
    }
    let (why, otherwise) = if hidden { ("是隐藏的", "取消隐藏") } else { ("按名称是说明或空表", "改名") };
    let campaign = reader.campaign(Some(name), &[]).map(|c| c.0);
    let table = beside.tables > 0 || beside.headless.iter().any(Headless::is_table);
    if table || names_channel(reader, name, campaign.as_ref()) {
        let found = format!("{why}，有 {rows} 行");
        let remedy = format!("其中有要报的数据就{otherwise}后重新上传；没有就不必改");
        let at = At { sheet: Some(name), row: 0, column: None };
        reader.findings.warning(2062, at, [&found, "要报的数据放在不隐藏、按渠道或内容命名的工作表里", &remedy]);
        return;
    }
    reader.infer(format!("工作表{}{why}，没有表格，未读取（{rows} 行）", quoted(name)));
}

/// Whether a sheet is called like a channel, or like several: then it holds works, whatever its header lacks.
pub(super) fn names_channel(reader: &Reader<'_>, sheet: &str, campaign: Option<&CampaignId>) -> bool {
    let named = |campaign: Option<&CampaignId>| reader.names.inside_text(sheet, campaign) != Meaning::Nothing;
    named(campaign) || (campaign.is_none() && reader.input.defs.campaigns.iter().any(|c| named(Some(&c.id))))
}

/// A summary has a row for each channel. A table of more rows is none.
pub(super) const SUMMARY_ROWS_MAX: usize = 300;

/// A table of channels in which nothing tells works: it may be a summary.
#[derive(Debug)]
pub(super) struct Unnamed {
    sheet: u16,
    name: String,
    campaign: Option<CampaignId>,
    /// Its header as written.
    header: Vec<String>,
    /// Columns of channels, and of dates.
    channels: Vec<usize>,
    as_of: Option<usize>,
    /// How many tables were opened with it, and whether the file was one made for the campaign before.
    turn: u32,
    made_before: bool,
    /// Whether a row shows that it is no summary.
    no_summary: bool,
    /// Whether a word that nobody knows may be a channel that counts as a whole.
    whole: bool,
    /// Channels with dates so far.
    seen: BTreeSet<(String, String)>,
    /// Rows below the header; of them counted as data, and refused.
    below: usize,
    pub(super) rows: u32,
    pub(super) refused: u32,
    /// Total rows: in the file before it, once it is finished its own.
    pub(super) sums: u32,
    /// What was told of it.
    pub(super) told: Told,
    /// Rows that name a channel alone.
    pub(super) held: Vec<Held>,
}

impl Unnamed {
    pub(super) fn new(reader: &Reader<'_>, sheet: u16, name: &str, titles: &[Title], campaign: Option<CampaignId>) -> Self {
        let is_whole = |c: &Channel| c.scope == Scope::Whole;
        let columns = |wanted: Field| titles.iter().enumerate().filter(move |(_, t)| t.role == Role::Field(wanted)).map(|(i, _)| i);
        let said = reader.input.sent.channel.as_ref().and_then(|id| reader.input.defs.channel(id));
        let mut heads = titles.iter().filter_map(|t| if let Role::Channel(i, _) = t.role { reader.names.channel(i) } else { None });
        Self {
            sheet,
            name: name.to_owned(),
            header: titles.iter().map(|t| t.raw.clone()).collect(),
            channels: columns(Field::Channel).collect(),
            as_of: columns(Field::AsOf).next(),
            turn: reader.tables,
            made_before: reader.draft.made_for_campaign,
            no_summary: said.is_some_and(is_whole) || heads.any(is_whole),
            whole: reader.input.defs.channels.iter().any(|c| is_whole(c) && campaign.as_ref().is_none_or(|id| c.campaign == *id)),
            campaign,
            seen: BTreeSet::new(),
            below: 0,
            rows: 0,
            refused: 0,
            sums: reader.draft.totals_skipped,
            told: Told::default(),
            held: Vec::new(),
        }
    }

    /// Looks at a row below the header. A summary has one row for a channel and a day; a channel that counts as a whole has its number there.
    pub(super) fn see<R: Row + ?Sized>(&mut self, reader: &Reader<'_>, cells: &R) {
        let filled = cells.filled().take(2).count();
        self.below += usize::from(filled > 0);
        if self.no_summary || filled < 2 {
            return;
        }
        if self.below > SUMMARY_ROWS_MAX {
            self.no_summary = true;
            self.seen = BTreeSet::new();
            return;
        }
        let first = cells.filled().next().map(|(i, _)| i);
        if self.channels.iter().copied().chain(first).any(|i| words::is_total(cells.cell(i))) {
            return;
        }
        let day = self.as_of.map_or(Cow::Borrowed(""), |i| cells.cell(i).shown());
        for column in &self.channels {
            let text = cells.cell(*column).shown();
            if text.is_empty() || self.header.get(*column).is_some_and(|h| fold(h) == fold(&text)) {
                continue;
            }
            let (channel, whole) = match reader.names.exact(&text, self.campaign.as_ref()) {
                Meaning::One(i) => (i.to_string(), reader.names.channel(i).is_some_and(|c| c.scope == Scope::Whole)),
                Meaning::Several | Meaning::Nothing => (name_key(&text), self.whole),
            };
            let again = !self.seen.insert((channel, day.clone().into_owned()));
            self.no_summary |= whole || again;
        }
    }
}

/// The sums of a row without a work.
#[derive(Debug)]
pub(super) struct Held {
    totals: Vec<TotalRow>,
}

impl Held {
    pub(super) fn new<R: Row + ?Sized>(reader: &Reader<'_>, line: &Line<'_, R>, row: RowRef, block: &Block, pending: &[Pending]) -> Self {
        let mut totals = Vec::new();
        for p in pending.iter().filter(|p| p.mode == Mode::Cumulative) {
            let Some(channel) = reader.names.channel(p.channel) else { continue };
            for group in block.groups.iter().filter(|g| g.mode == p.mode && g.channel.is_none_or(|c| c == p.channel)) {
                for m in &group.measures {
                    let Ok(Numeral::Count(written)) = numeral::read(&line.cell(m.column).shown(), m.unit) else { continue };
                    totals.push(TotalRow {
                        row,
                        column_letter: column_letter(m.column),
                        channel: Some(channel.id.clone()),
                        metric: m.metric.unwrap_or_else(|| contacts(Some(channel.kind))),
                        at: Some(p.at),
                        increment: false,
                        across: false,
                        // Of some rows, not of its own sheet: several stand in one column.
                        subtotal: true,
                        written,
                        of: None,
                        refused: 0,
                        turned_back: None,
                    });
                }
            }
        }
        Self { totals }
    }
}

/// Decides about the sheets without names of works once all of the file is known. What is doubtful is no summary: it has errors.
pub(super) fn settle(reader: &mut Reader<'_>) {
    let mut last = reader.tables;
    for unnamed in std::mem::take(&mut reader.unnamed).into_iter().rev() {
        let of_sheet = |sheet: u16| sheet == unnamed.sheet;
        let brought = reader.draft.items.iter().any(|i| of_sheet(i.row.sheet));
        let wanting = unnamed.refused > 0 || reader.draft.lacking.iter().any(|(_, s)| of_sheet(*s)) || unnamed.rows == 0;
        let of_a_channel = names_channel(reader, &unnamed.name, unnamed.campaign.as_ref());
        if !reader.works || unnamed.no_summary || brought || !wanting || of_a_channel {
            reader.findings.take_over(unnamed.told);
            continue;
        }
        let draft = &mut reader.draft;
        draft.rows = draft.rows.saturating_sub(unnamed.rows);
        draft.refused = draft.refused.saturating_sub(unnamed.refused);
        draft.totals_skipped = draft.totals_skipped.saturating_sub(unnamed.sums);
        draft.lacking.retain(|(_, s)| !of_sheet(*s));
        let lacking: BTreeSet<_> = draft.lacking.iter().map(|(need, _)| *need).collect();
        draft.needs = lacking.into_iter().collect();
        if unnamed.turn == last {
            draft.made_for_campaign = unnamed.made_before;
            last = last.saturating_sub(1);
        }
        let compared = totals(reader, &unnamed);
        let header: Vec<&str> = unnamed.header.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
        let below = u32::try_from(unnamed.below).unwrap_or(u32::MAX);
        skipped(reader, &unnamed.name, &header.join("、"), below, compared);
    }
}

/// Says that a sheet was left out.
pub(super) fn skipped(reader: &mut Reader<'_>, name: &str, header: &str, rows: u32, compared: bool) {
    let at = At { sheet: Some(name), row: 0, column: None };
    let found = format!("{rows} 行：{}", clip(header, 30));
    let remedy = if compared {
        "各渠道的合计已与其他工作表核对；其中有要计入的作品，加上“作品标题”一列后重新上传，没有就不必改"
    } else {
        "其中有要计入的作品，加上“作品标题”一列后重新上传；没有就不必改"
    };
    reader.findings.warning(2062, at, [&found, "表头里有作品标题和数据列的工作表", remedy]);
}

/// Turns the rows of a summary into sums to be compared; `false` where none can be.
fn totals(reader: &mut Reader<'_>, unnamed: &Unnamed) -> bool {
    let draft = &mut reader.draft;
    let own: Vec<TotalRow> = draft.totals.extract_if(.., |t| t.row.sheet == unnamed.sheet).collect();
    let told = || unnamed.held.iter().flat_map(|h| &h.totals);
    // Per channel its readings, and whether each of its works has one.
    let mut readings: BTreeMap<&ChannelId, (Vec<u32>, bool)> =
        told().filter_map(|t| t.channel.as_ref()).map(|c| (c, (Vec::new(), true))).collect();
    let mut bare: BTreeSet<u32> = (0_u32..).zip(&draft.items).filter(|(_, i)| readings.contains_key(&i.channel)).map(|(n, _)| n).collect();
    for (n, r) in (0_u32..).zip(&draft.readings) {
        if let Some((of, _)) = draft.items.get(r.item as usize).and_then(|i| readings.get_mut(&i.channel)) {
            of.push(n);
            bare.remove(&r.item);
        }
    }
    for item in bare.into_iter().filter_map(|n| draft.items.get(n as usize)) {
        readings.entry(&item.channel).and_modify(|(_, complete)| *complete = false);
    }
    let mut compared: Vec<TotalRow> = Vec::new();
    for total in told() {
        let Some((of, true)) = total.channel.as_ref().and_then(|c| readings.get(c)) else { continue };
        // Of works on several days, or without a number, nobody says what their sum would be.
        let like = of.iter().filter_map(|n| draft.readings.get(*n as usize)).all(|r| total.is_like(r));
        if like && !of.is_empty() {
            compared.push(TotalRow { of: Some(of.clone()), ..total.clone() });
        }
    }
    // The sum of all channels is that of the channels above it, where each of them could be compared.
    let rows: BTreeSet<RowRef> = compared.iter().map(|t| t.row).collect();
    let all = unnamed.held.len() == unnamed.rows as usize
        && unnamed.held.iter().all(|h| !h.totals.is_empty() && h.totals.iter().all(|t| rows.contains(&t.row)));
    let days: BTreeSet<_> = compared.iter().map(|t| t.at).collect();
    if all && days.len() == 1 {
        for total in own.into_iter().filter(|t| !t.subtotal && !t.increment && t.channel.is_none()) {
            let of: BTreeSet<u32> =
                compared.iter().filter(|c| c.column_letter == total.column_letter).flat_map(|c| c.of.iter().flatten().copied()).collect();
            if !of.is_empty() {
                compared.push(TotalRow { of: Some(of.into_iter().collect()), subtotal: true, ..total });
            }
        }
    }
    let any = !compared.is_empty();
    draft.totals.append(&mut compared);
    any
}
