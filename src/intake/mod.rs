//! Bytes of a partner's file → [`Draft`]. Pure, never fails: what cannot be read is a diagnostic.
//!
//! No clock, no disk, no ledger: what an earlier file said is unknown here. `sniff` decides by bytes what a file is; `text`, `xlsx`,
//! `xls` and `html` turn it into rows; `table` finds the header and hands rows to `rows` (works) or `forms` (the other templates).

mod across;
mod annotate;
mod apart;
mod around;
mod aside;
mod banner;
mod bare;
mod below;
mod beside;
mod between;
mod biff;
mod cell;
mod columns;
mod compared;
mod days;
mod decode;
mod excerpt;
mod finding;
mod forms;
mod header;
mod heads;
mod html;
mod identity;
mod ids;
mod items;
mod joint;
mod lacking;
mod layout;
mod lent;
mod limits;
mod line;
mod measures;
mod merged;
mod months;
mod names;
mod once;
mod package;
mod parts;
mod reader;
mod remarks;
mod repair;
mod row;
mod row_days;
mod rows;
mod saying;
mod second;
mod section;
mod setup;
mod shown;
mod sniff;
mod spans;
mod table;
mod tags;
mod text;
mod ticked;
mod title;
mod totals;
mod units;
mod unread;
mod vocabulary;
mod when;
mod whose;
mod words;
mod xls;
mod xlsx;

pub use annotate::annotate;
pub use excerpt::{rows_around, rows_of};
pub use limits::Limits;
pub use repair::{Mended, Repair, mended, repaired};

use crate::base::day::Day;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::guard::guarded;
use crate::base::id::CampaignId;
use crate::base::text::{clip, fold, quoted};
use crate::define::Definitions;
use crate::model::draft::{Draft, RowRef, Sent};
use finding::At;
use lacking::Missing;
use names::{Meaning, Names};
use reader::{Partial, Reader};
use row::STATEMENT;
use sniff::{Form, Refusal};
use std::collections::BTreeSet;

/// One file with everything that decides how it is read.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The file's name; never used as a path.
    pub name: &'a str,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// What the sender said of it.
    pub sent: &'a Sent,
    /// Today in Beijing.
    pub today: Day,
    /// How much is read at most.
    pub limits: &'a Limits,
    /// Channels, headers, signatures.
    pub defs: &'a Definitions,
}

/// Reads a file. What is good stands in the draft, what is not in its diagnostics.
pub fn read(input: &Input<'_>) -> Draft {
    let names = Names::new(input.defs);
    let size = input.bytes.len() as u64;
    if size > input.limits.bytes {
        let mut reader = Reader::new(input, &names);
        let expected = format!("不超过 {} MB", input.limits.bytes / 1_000_000);
        let place = reader.findings.whole();
        let found = format!("{} MB", size / 1_000_000);
        reader.findings.push(Diagnostic::error(2003, place, &found, &expected, "按月份或渠道分成几个文件上传"));
        return finish(reader);
    }
    // The libraries for workbooks are given what strangers send; should one of them panic, the file is damaged, not the program.
    let read = guarded(|| {
        let mut reader = Reader::new(input, &names);
        if let Err(refusal) = open(&mut reader) {
            refuse(&mut reader, refusal);
        }
        finish(reader)
    });
    read.unwrap_or_else(|| {
        let mut reader = Reader::new(input, &names);
        refuse(&mut reader, sniff::DAMAGED);
        finish(reader)
    })
}

fn open(reader: &mut Reader<'_>) -> Result<(), Refusal> {
    let input = reader.input;
    match sniff::sniff(input.name, input.bytes)? {
        Form::Text(charset, bytes) => text::read(reader, charset, bytes),
        Form::Html(charset, bytes) => html::read(reader, charset, bytes)?,
        Form::Xlsx => xlsx::read(reader, input.bytes),
        Form::Xls => xls::read(reader, input.bytes)?,
    }
    Ok(())
}

fn refuse(reader: &mut Reader<'_>, refusal: Refusal) {
    refuse_all(reader);
    let place = reader.findings.whole();
    let expected = "XLSX 或 CSV 表格";
    reader.findings.push(Diagnostic::error(refusal.code, place, refusal.found, expected, refusal.remedy));
}

/// What only the whole file shows: no table at all, ids damaged more than once, options that are missing.
fn finish(mut reader: Reader<'_>) -> Draft {
    aside::settle(&mut reader);
    headless(&mut reader);
    doubtful(&mut reader);
    undo(&mut reader);
    unlist(&mut reader);
    nameless(&mut reader);
    forms::belongs_in_records(&mut reader);
    foreign(&mut reader);
    void(&mut reader);
    asked_once(&mut reader);
    totals::check(&mut reader);
    if !reader.draft.needs.is_empty() {
        refuse_all(&mut reader);
    }
    let Reader { mut draft, findings, .. } = reader;
    draft.found = findings.finish(&draft.sheets);
    draft
}

/// 第11周, 第12周, 第13周: what is asked of one sheet by its name is asked of all of them at once.
fn asked_once(reader: &mut Reader<'_>) {
    let nowhere = |d: &Diagnostic| d.code.0 == 2047 && d.is_error() && d.place.row.is_none();
    let by_name = |d: &Diagnostic| nowhere(d) && d.place.sheet.is_some();
    let list = reader.findings.list_mut();
    let mut of_file = false;
    list.retain(|d| !nowhere(d) || by_name(d) || !std::mem::replace(&mut of_file, true));
    let names: Vec<String> = list.iter().filter(|d| by_name(d)).filter_map(|d| d.place.sheet.clone()).collect();
    if names.len() < 2 {
        return;
    }
    let mut first = true;
    list.retain(|d| !by_name(d) || std::mem::take(&mut first));
    if let Some(one) = list.iter_mut().find(|d| by_name(d)) {
        let shown: String = names.iter().take(4).map(|n| quoted(n)).collect();
        let more = if names.len() > 4 { format!("等 {} 张", names.len()) } else { String::new() };
        one.found = format!("工作表名{shown}{more}");
        one.place.sheet = None;
        one.remedy = one.remedy.replace("在这里的末尾", "在各工作表名的末尾");
    }
}

/// Takes back everything read: the file is refused as a whole, or waits for an option.
fn refuse_all(reader: &mut Reader<'_>) {
    let draft = &mut reader.draft;
    draft.items.clear();
    draft.readings.clear();
    draft.presence.clear();
    draft.airings.clear();
    draft.records.clear();
    draft.trainings.clear();
    draft.totals.clear();
}

fn too_many_rows(reader: &mut Reader<'_>) {
    let place = reader.findings.whole();
    let max = crate::base::text::grouped(reader.input.limits.rows);
    let remedy = "按月份或渠道分成几个文件上传";
    reader.findings.push(Diagnostic::error(2003, place, "行数过多", &format!("不超过 {max} 行"), remedy));
    refuse_all(reader);
}

/// A file in which no row names a channel of the campaign was sent for the wrong one: one sentence, not one per row. Whoever is told to
/// rename a channel row by row may do so.
fn foreign(reader: &mut Reader<'_>) {
    let draft = &reader.draft;
    // Of a column that is asked about nobody knows yet whose it is.
    let nothing = reader.void.is_empty()
        && draft.items.is_empty()
        && draft.readings.is_empty()
        && draft.presence.is_empty()
        && draft.airings.is_empty();
    let Some(campaign) = reader.input.sent.campaign.as_ref().filter(|_| nothing && draft.rows > 1 && draft.refused == draft.rows) else {
        return;
    };
    let of_rows = |d: &&Diagnostic| d.code.0 == 2015 && d.severity == Severity::Error && d.place.column_letter.is_some();
    let told = reader.findings.list_mut().iter().filter(of_rows).count();
    let Ok(told) = u32::try_from(told) else { return };
    // A row is told of its channel once; only the first of very many are listed.
    if told < 2 || (told < draft.rows && told < finding::SAME_CODE_MAX) {
        return;
    }
    let errors = reader.findings.take_errors(2015);
    let mut found: Vec<&str> = Vec::new();
    for name in errors.iter().map(|d| d.found.as_str()) {
        if !found.contains(&name) {
            found.push(name);
        }
    }
    let shown = found.iter().take(4).map(|n| quoted(n)).collect::<String>();
    let more = if found.len() > 4 { format!("等 {} 个名称", found.len()) } else { String::new() };
    let own: Vec<&str> = reader.input.defs.channels.iter().filter(|c| c.campaign == *campaign).map(|c| c.name.as_str()).collect();
    let others: BTreeSet<&CampaignId> = (found.iter())
        .filter_map(|n| match reader.names.exact(n, None) {
            Meaning::One(i) => reader.names.channel(i).map(|c| &c.campaign),
            _ => None,
        })
        .collect();
    let other = others.first().filter(|_| others.len() == 1).and_then(|c| reader.input.defs.campaign(c));
    let remedy = match other {
        Some(c) => format!("这些是项目{}的渠道：核对是否选错了项目，选对后重新上传", quoted(&c.name)),
        None if found.iter().all(|n| around::joins_accounts(&fold(n))) => {
            "一行一个渠道：一条作品在几个渠道的，各渠道各一行，“渠道”写全名，各填各的数".to_owned()
        }
        None => "核对是否选错了项目或传错了文件；渠道确属本项目的，请管理员登记名称后再传，不要改成别的渠道".to_owned(),
    };
    let place = Place { column_title: errors.first().and_then(|d| d.place.column_title.clone()), ..reader.findings.whole() };
    let found = format!("{} 行都不是本项目的渠道：{shown}{more}", draft.rows);
    let expected = format!("本项目的渠道：{}", own.join("、"));
    reader.findings.push(Diagnostic::error(2015, place, &found, &expected, &remedy));
}

/// Sheets without a header: remarks are passed over, tables are told.
fn headless(reader: &mut Reader<'_>) {
    let sheets = std::mem::take(&mut reader.headless);
    let alone = reader.tables == 0 && !reader.findings.has_errors();
    // A text with a workbook's name that holds no table is no workbook that lost its header.
    if alone && reader.draft.kind.is_empty() && is_text_as_workbook(reader.input) {
        refuse(reader, sniff::DAMAGED);
        return;
    }
    if sheets.is_empty() && alone {
        let place = reader.findings.whole();
        reader.findings.push(Diagnostic::error(
            2018,
            place,
            "",
            "一行表头，下面每行一条作品",
            "打开文件看一看是不是传错了；可从“下载模板”取一份空表",
        ));
        return;
    }
    for sheet in sheets {
        let name = sheet.name.as_deref();
        // A sheet that is called like a channel holds its works, be it only one.
        let named = |n| sheet.rows > 1 && sheet.first.is_some() && aside::names_channel(reader, n, sheet.campaign.as_ref());
        let table = sheet.is_table() || name.is_some_and(named);
        let of_works = sheet.partial.as_ref().is_some_and(|p| p.works);
        let summary = |n: &&str| table && reader.works && !of_works && !aside::names_channel(reader, n, sheet.campaign.as_ref());
        if let Some(name) = name.filter(summary) {
            let header = sheet.partial.map(|p| p.shown).or(sheet.first).unwrap_or_default();
            aside::skipped(reader, name, &header, sheet.rows, false);
            continue;
        }
        if let Some(Partial { row, missing, shown, .. }) = sheet.partial.filter(|_| alone || table) {
            let at = At { sheet: name, row, column: None };
            let own = forms::deliverables_of(reader, sheet.campaign.as_ref());
            let plan = matches!(missing, Missing::Column(_)) && name.into_iter().chain([reader.stem()]).any(lacking::is_plan);
            let missing = if plan { Missing::Published } else { missing };
            let (expected, remedy) = missing.told(row, &own);
            reader.findings.error(2011, at, [&shown, &expected, &remedy]);
        } else if alone || table {
            let at = At { sheet: name, row: 0, column: None };
            let mut remedy = "在数据上面加一行表头，如 作品标题、渠道、发布时间、累计播放量；也可从“下载模板”取一份空表".to_owned();
            let first =
                sheet.first.as_deref().filter(|f| !f.split('、').any(|cell| cell.chars().all(|c| c.is_ascii_digit()))).unwrap_or_default();
            if !first.is_empty() {
                remedy =
                    format!("若“{}”就是表头，把列名改成认得的：作品标题、渠道、发布时间、累计播放量；没有表头就加一行", clip(first, 30));
            }
            reader.findings.error(2010, at, [first, "一行表头，写明每列是什么", &remedy]);
        } else if let Some(name) = name {
            reader.infer(format!("工作表{}没有表头，未读取（{} 行）", quoted(name), sheet.rows));
        }
    }
}

fn is_text_as_workbook(input: &Input<'_>) -> bool {
    sniff::is_workbook_name(input.name) && matches!(sniff::sniff(input.name, input.bytes), Ok(Form::Text(..)))
}

/// From the second id that may be damaged on, all of them are taken to be so.
fn doubtful(reader: &mut Reader<'_>) {
    let rows = std::mem::take(&mut reader.doubtful);
    if rows.len() < 2 {
        return;
    }
    for d in reader.findings.list_mut() {
        if d.code.0 == 2021 && d.severity == Severity::Question {
            d.severity = Severity::Error;
            if let Some((_, cell)) = rows.iter().find(|(_, cell)| *cell == d.place.cell()) {
                d.remedy = format!("把 {cell} 改成文本后重新粘贴完整编号，或改填作品链接");
            }
        }
    }
    let bad: BTreeSet<_> = rows.iter().map(|(row, _)| *row).collect();
    take_back(reader, &|row| bad.contains(&row));
}

/// Refuses rows of which a later one shows that they were read wrongly.
fn undo(reader: &mut Reader<'_>) {
    let undone = std::mem::take(&mut reader.undone);
    if !undone.is_empty() {
        take_back(reader, &|row| undone.contains(&row));
    }
}

/// Leaves out rows that are no works: they are no rows of the table, and not refused.
fn unlist(reader: &mut Reader<'_>) {
    let rows = std::mem::take(&mut reader.unlisted);
    if !rows.is_empty() {
        let taken = take_out(reader, &|row| rows.contains(&row));
        reader.draft.rows = reader.draft.rows.saturating_sub(taken);
    }
}

/// A file that holds nothing but sums of channels is told so once, with the two ways to go on.
fn nameless(reader: &mut Reader<'_>) {
    let draft = &reader.draft;
    let nothing = draft.items.is_empty() && draft.presence.is_empty() && draft.airings.is_empty() && draft.records.is_empty();
    let Some(found) = reader.nameless.take().filter(|_| nothing && draft.rows > 0 && draft.refused == draft.rows) else { return };
    let of_rows = |d: &&mut Diagnostic| d.code.0 == 2020 && d.severity == Severity::Error && d.place.column_letter.is_none();
    let told = reader.findings.list_mut().iter_mut().filter(of_rows).count();
    let rows = draft.rows;
    if u32::try_from(told).is_ok_and(|told| told < rows && told < finding::SAME_CODE_MAX) {
        return;
    }
    reader.findings.take_errors(2020);
    let remedy = format!(
        "每行是一条作品的，加上“作品标题”一列，各行填上作品标题；\
         只有各渠道总数的，改报总量声明：{STATEMENT}，一行一个渠道，如 {}；按逐条作品计的渠道，总数只列示、不计入",
        found.example
    );
    let rows = format!("{rows} 行都只有渠道和数");
    reader.findings.push(Diagnostic::error(2020, found.header, &rows, "作品标题、编号或链接", &remedy));
}

/// Refuses the sheets of which a remark says that they were read wrongly.
fn void(reader: &mut Reader<'_>) {
    let void = std::mem::take(&mut reader.void);
    if !void.is_empty() {
        take_back(reader, &|row| void.contains(&row.sheet));
        reader.draft.totals.retain(|t| !void.contains(&t.row.sheet));
    }
}

/// Refuses rows that were taken.
fn take_back(reader: &mut Reader<'_>, bad: &dyn Fn(RowRef) -> bool) {
    let taken = take_out(reader, bad);
    reader.draft.refused = reader.draft.refused.saturating_add(taken);
}

/// Removes what rows brought; how many rows that were.
fn take_out(reader: &mut Reader<'_>, bad: &dyn Fn(RowRef) -> bool) -> u32 {
    let draft = &mut reader.draft;
    let before: BTreeSet<_> = draft.items.iter().map(|i| i.row).chain(draft.readings.iter().map(|r| r.row)).collect();
    let taken = before.iter().filter(|r| bad(**r)).count();
    draft.keep_readings(|r| !bad(r.row));
    // An item stays where another row speaks of it; numbers in readings follow.
    let used: BTreeSet<u32> = draft.readings.iter().map(|r| r.item).collect();
    let mut moved = std::collections::BTreeMap::new();
    let mut kept = Vec::with_capacity(draft.items.len());
    for (i, item) in std::mem::take(&mut draft.items).into_iter().enumerate() {
        let old = u32::try_from(i).unwrap_or(u32::MAX);
        if used.contains(&old) || !bad(item.row) {
            moved.insert(old, u32::try_from(kept.len()).unwrap_or(u32::MAX));
            kept.push(item);
        }
    }
    draft.items = kept;
    for reading in &mut draft.readings {
        reading.item = moved.get(&reading.item).copied().unwrap_or(reading.item);
    }
    u32::try_from(taken).unwrap_or(u32::MAX)
}
