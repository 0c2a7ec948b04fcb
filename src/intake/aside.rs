//! Sheets that are not read: those that a partner has put aside (hidden, or called 填表说明 or 模板), and summaries without a column that
//! names the works. Both are named; what a summary says of a channel is compared with the works of the other sheets (counting rule 18).

use super::cell::Row;
use super::finding::At;
use super::header::{Role, Title};
use super::layout::Block;
use super::line::Line;
use super::reader::Reader;
use super::rows::{Pending, contacts};
use crate::base::diag::{Diagnostic, column_letter};
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, fold, quoted};
use crate::define::Field;
use crate::model::draft::{Mode, RowRef, TotalRow};
use std::collections::BTreeSet;

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

/// Notes a sheet that was put aside and what it holds.
pub(super) fn passed(reader: &mut Reader<'_>, name: &str, hidden: bool, rows: u32) {
    if rows == 0 {
        return;
    }
    let (why, otherwise) = if hidden { ("是隐藏的", "取消隐藏") } else { ("按名称是说明或空表", "改名") };
    reader.infer(format!("工作表{}{why}，未读取（{rows} 行）；其中有要报的数据就{otherwise}后重新上传", quoted(name)));
}

/// A table whose header has no column that names works.
#[derive(Debug)]
pub(super) struct Unnamed {
    pub(super) sheet: u16,
    pub(super) name: String,
    /// Its header as written.
    pub(super) header: String,
    /// How many tables were opened with it, and whether the file was one made for the campaign before.
    pub(super) turn: u32,
    pub(super) made_before: bool,
    /// Rows below the header; of them counted as data, and refused.
    pub(super) below: u32,
    pub(super) rows: u32,
    pub(super) refused: u32,
    /// Rows that name a channel alone.
    pub(super) held: Vec<Held>,
}

/// A row without a work: the sum of a channel, or an error.
#[derive(Debug)]
pub(super) struct Held {
    totals: Vec<TotalRow>,
    complaint: Diagnostic,
}

/// Whether no column of a header names works.
pub(super) fn is_unnamed(titles: &[Title]) -> bool {
    let names = [Field::Title, Field::Key, Field::NativeId, Field::Url];
    !titles.iter().any(|t| matches!(t.role, Role::Field(f) if names.contains(&f)))
}

impl Held {
    pub(super) fn new<R: Row + ?Sized>(
        reader: &Reader<'_>,
        line: &Line<'_, R>,
        row: RowRef,
        block: &Block,
        pending: &[Pending],
        complaint: Diagnostic,
    ) -> Self {
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
                    });
                }
            }
        }
        Self { totals, complaint }
    }
}

/// Decides about the sheets without names of works once all of the file is known.
pub(super) fn settle(reader: &mut Reader<'_>) {
    let mut last = reader.tables;
    // Rows of works, whatever became of them.
    let named = reader.draft.rows > reader.unnamed.iter().map(|u| u.rows).sum();
    let unnamed: BTreeSet<u16> = reader.unnamed.iter().map(|u| u.sheet).collect();
    let lacking = reader.draft.lacking.iter().any(|(_, s)| !unnamed.contains(s));
    for unnamed in std::mem::take(&mut reader.unnamed).into_iter().rev() {
        let of_sheet = |sheet: u16| sheet == unnamed.sheet;
        let brought = reader.draft.items.iter().any(|i| of_sheet(i.row.sheet));
        let others = named || lacking || reader.draft.items.iter().any(|i| !of_sheet(i.row.sheet));
        let wanting = unnamed.refused > 0 || reader.draft.lacking.iter().any(|(_, s)| of_sheet(*s)) || unnamed.rows == 0;
        let of_a_channel = super::names_channel(reader, &unnamed.name);
        if !others || brought || !wanting || of_a_channel || unnamed.name.is_empty() {
            for held in unnamed.held {
                reader.findings.push(held.complaint);
            }
            continue;
        }
        let draft = &mut reader.draft;
        draft.rows = draft.rows.saturating_sub(unnamed.rows);
        draft.refused = draft.refused.saturating_sub(unnamed.refused);
        draft.lacking.retain(|(_, s)| !of_sheet(*s));
        let lacking: BTreeSet<_> = draft.lacking.iter().map(|(need, _)| *need).collect();
        draft.needs = lacking.into_iter().collect();
        if unnamed.turn == last {
            draft.made_for_campaign = unnamed.made_before;
            last = last.saturating_sub(1);
        }
        let sums = reader.findings.forget(&unnamed.name);
        reader.draft.totals_skipped = reader.draft.totals_skipped.saturating_sub(sums);
        let compared = totals(reader, &unnamed);
        skipped(reader, &unnamed.name, &unnamed.header, unnamed.below, compared);
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
    let mut compared: Vec<TotalRow> = Vec::new();
    for total in unnamed.held.iter().flat_map(|h| &h.totals) {
        let mut works: BTreeSet<u32> = BTreeSet::new();
        let mut of = Vec::new();
        let mut like = true;
        let is_of = |item: u32| draft.items.get(item as usize).is_some_and(|i| Some(&i.channel) == total.channel.as_ref());
        for (n, r) in (0_u32..).zip(&draft.readings).filter(|(_, r)| is_of(r.item)) {
            like &= total.is_like(r);
            works.insert(r.item);
            of.push(n);
        }
        let known = (0_u32..).zip(&draft.items).filter(|(n, _)| is_of(*n)).all(|(n, _)| works.contains(&n));
        // Of works on several days, or without a number, nobody says what their sum would be.
        if like && known && !of.is_empty() {
            compared.push(TotalRow { of: Some(of), ..total.clone() });
        }
    }
    // The sum of all channels is that of the channels above it, where each of them could be compared.
    let all = unnamed.held.iter().all(|h| !h.totals.is_empty() && h.totals.iter().all(|t| compared.iter().any(|c| c.row == t.row)));
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
