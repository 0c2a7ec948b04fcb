//! One file that came: what it would change, what is wrong with it and how to repair it; the file as it came and with its errors marked.

use super::hand_in::size_zh;
use super::reporting::{column, partner_of};
use super::{Done, XLSX, download, html};
use crate::app::App;
use crate::app::beside::Registered;
use crate::app::compare::Change;
use crate::app::portal::columns::meanings;
use crate::app::portal::fill::{is_typed, work_of};
use crate::app::portal::hand_in::{Look, never_opened};
use crate::app::portal::preview::Outside;
use crate::app::portal::taken::is_rise;
use crate::app::portal::taken::{Origin, Taken};
use crate::app::submit::FileReceipt;
use crate::base::diag::{Diagnostic, Severity, column_letter};
use crate::base::id::ImportId;
use crate::ledger::{Submission, Upload};
use crate::model::draft::Need;
use crate::report::{clean, words};
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Diagnostics listed on the page; the returned file holds all.
const FOUND_MAX: usize = 100;
/// Of more weeks than this the first and the last are named.
const WEEKS_NAMED: usize = 4;
/// Cells listed that were typed anew in the page.
const MENDED_MAX: usize = 20;

#[derive(Template)]
#[template(path = "upload.html", config = "src/web/askama.toml")]
#[expect(clippy::struct_excessive_bools, reason = "each decides one button")]
struct UploadPage {
    shell: Shell,
    id: i64,
    name: String,
    partner: String,
    partner_name: String,
    week: String,
    week_id: String,
    at: String,
    person: String,
    size: String,
    state: String,
    import: Option<i64>,
    replaced_by: Option<i64>,
    encoding: String,
    hands_in: bool,
    locked: bool,
    receipt: Option<FileReceipt>,
    /// The import that brought the same bytes before, with the page that shows it.
    resent: Option<(i64, String)>,
    needs: Vec<String>,
    foreign: String,
    /// Nobody knows whether the counts are from the start or of a period: the choice is shown at once.
    unclear: bool,
    /// What is said of rows that change weeks that were approved.
    closed: Vec<String>,
    /// The weeks to which the rows belong, where they are not the page's.
    weeks: String,
    inferred: Vec<String>,
    channels: Vec<Channel>,
    targets: Vec<crate::app::portal::preview::TargetChange>,
    rows: Vec<Row>,
    outside: Outside,
    more: usize,
    others: usize,
    /// What becomes of the rows of 成果登记, and how many more of them there are.
    records: Vec<Registered>,
    records_more: usize,
    large: bool,
    /// Channels of a large file of which works may have to be ticked.
    unjudged: Vec<(String, String)>,
    errors: Vec<Found>,
    remarks: Vec<Found>,
    found_more: usize,
    /// Of a file that has gone in: its rows, and what was wrong with those that did not.
    went_in: Vec<WentIn>,
    went_in_more: usize,
    left_out: Vec<Found>,
    /// Typed into 在线填报: nobody knows its rows.
    typed: bool,
    /// The file of which this one was corrected in the page.
    origin: Option<Original>,
    /// Whether the file can be had back with its errors marked.
    marked: bool,
    account: Option<Found>,
    /// Numbers that grow as nobody would expect: looked at before the file goes in.
    risen: Vec<Found>,
    good: bool,
    may_take_good: bool,
    /// The sign of what is shown, which a confirmation brings back.
    seen: String,
    refused: u32,
    pick_channel: Vec<(String, String, bool)>,
    pick_campaign: Vec<(String, String, bool)>,
    as_of: String,
    mode: String,
    /// Headers that nobody knows, where the table could not be read for want of them.
    columns: Vec<String>,
    /// Headers of the file that somebody once said the meaning of, with that.
    remembered: Vec<(String, String)>,
    /// Evidence that somebody tied to this file.
    tied: Vec<(i64, String, String)>,
    meanings: Vec<(&'static str, &'static str)>,
}

struct Channel {
    id: String,
    /// Works that belong only if ticked.
    ticks: Vec<crate::app::portal::preview::Tick>,
    ticks_more: usize,
    name: String,
    works: usize,
    new: usize,
    new_with_number: usize,
    belongs: usize,
    /// Empty: no number of it.
    day: String,
}

/// A row that went in, with the page that shows it in its file.
struct WentIn {
    href: String,
    line: u32,
    channel: String,
    title: String,
    day: String,
    numbers: Vec<(String, String)>,
}

/// The file that was corrected in the page: which one, and the cells that were typed anew.
struct Original {
    id: i64,
    name: String,
    cells: Vec<String>,
    more: usize,
}

struct Row {
    change: &'static str,
    tone: &'static str,
    line: u32,
    channel: String,
    title: String,
    day: String,
    numbers: Vec<(&'static str, String, String)>,
    outside: bool,
    yields_to: Option<&'static str>,
}

struct Found {
    severity: &'static str,
    tone: &'static str,
    code: String,
    place: String,
    title: String,
    typed: String,
    expected: String,
    remedy: String,
    row: Option<u32>,
    /// Sheet, row and column, where one cell is meant.
    cell: Option<(String, u32, String)>,
    /// Rows that can be left out: what the form sends, and what it is called.
    drops: Vec<(String, String)>,
}

fn found(d: &Diagnostic) -> Found {
    // What needs nothing to be done is no reminder.
    let told = d.severity == Severity::Warning && d.remedy.starts_with("不必改");
    let sheet = d.place.sheet.as_ref().map(|s| format!("{s} ")).unwrap_or_default();
    Found {
        severity: if told { "说明" } else { d.severity.zh() },
        tone: match d.severity {
            Severity::Error => "error",
            Severity::Warning if told => "muted",
            Severity::Warning => "warn",
            Severity::Question => "ask",
        },
        code: d.code.label(),
        place: clean::neutral(&format!("{sheet}{}", d.place.cell())),
        title: d.title(),
        typed: clean::neutral(&d.found),
        expected: d.expected.clone(),
        remedy: clean::neutral(&d.remedy),
        row: d.place.row,
        drops: drops(d),
        cell: d.place.row.zip(d.place.column_letter.clone()).map(|(row, letter)| (d.place.sheet.clone().unwrap_or_default(), row, letter)),
    }
}

/// The rows of an error, each of which can be left out. Of two in different sheets it is said which is where.
fn drops(d: &Diagnostic) -> Vec<(String, String)> {
    let sheets = d.beside.as_ref().is_some_and(|(sheet, _)| *sheet != d.place.sheet);
    let one = |(sheet, row): (Option<&str>, u32)| {
        let sheet = sheet.unwrap_or_default();
        let of = if sheets { format!("（{}）", clean::neutral(sheet)) } else { String::new() };
        (format!("{row}:{sheet}"), format!("不要第{row}行{of}"))
    };
    d.rows().map(one).collect()
}

impl UploadPage {
    /// Whether a cell can be typed anew beside its error, or a row left out.
    fn mends(&self) -> bool {
        self.hands_in && !self.locked && self.errors.iter().any(|d| d.cell.is_some() || !d.drops.is_empty())
    }

    /// Whether it has not gone in and still may: it waits, or was refused and can be read.
    fn open(&self) -> bool {
        self.state == "waiting" || (self.state == "refused" && self.marked)
    }

    /// Whether a channel that the table does not name either would be asked for only after the campaign: it can be said together with that.
    fn may_lack_channel(&self) -> bool {
        let said = self.pick_channel.iter().any(|(_, _, on)| *on);
        let asked = |what: &str| self.needs.iter().any(|n| n.starts_with(what));
        asked("项目") && !said && !asked("渠道")
    }

    /// Works with a number that nobody reported before.
    fn new_works(&self) -> usize {
        self.channels.iter().map(|c| c.new_with_number).sum()
    }
}

pub(super) fn with(app: &App, id: i64) -> Result<(Upload, Submission), WebError> {
    app.upload_with(id)?.ok_or_else(WebError::missing)
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(id): Path<i64>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?.clone();
        let (upload, submission) = with(app, id)?;
        let partner_name = partner_of(app, &submission.partner)?.name.clone();
        let mut shell = Shell::new(p, app, &me, &upload.name, &column(&who, &submission.partner))?;
        shell.done = q.said(&me);
        let week = crate::app::portal::due::parse_week(&submission.week).map_or_else(String::new, words::week);
        let mut page = UploadPage {
            shell,
            id,
            name: upload.name.clone(),
            partner: submission.partner.to_string(),
            partner_name,
            week,
            week_id: submission.week.clone(),
            at: upload.at.zh(),
            person: upload.person.clone(),
            size: size_zh(upload.bytes),
            state: upload.state.clone(),
            import: upload.import.map(|i| i.0),
            replaced_by: upload.replaced_by,
            encoding: String::new(),
            hands_in: who.hands_in_for(&submission.partner, &app.defs),
            locked: submission.is_locked(),
            receipt: None,
            resent: app.sent_before(&upload, &submission)?.map(|i| earlier(app, i)).transpose()?,
            needs: Vec::new(),
            foreign: String::new(),
            unclear: false,
            closed: Vec::new(),
            weeks: String::new(),
            inferred: Vec::new(),
            channels: Vec::new(),
            targets: Vec::new(),
            rows: Vec::new(),
            outside: Outside::default(),
            more: 0,
            others: 0,
            records: Vec::new(),
            records_more: 0,
            large: false,
            unjudged: Vec::new(),
            errors: Vec::new(),
            remarks: Vec::new(),
            found_more: 0,
            went_in: Vec::new(),
            went_in_more: 0,
            left_out: Vec::new(),
            typed: is_typed(&upload.name),
            origin: app.origin(&upload)?.map(original_of),
            marked: false,
            account: None,
            risen: Vec::new(),
            good: false,
            may_take_good: false,
            seen: String::new(),
            refused: 0,
            pick_channel: app
                .defs
                .channels
                .iter()
                .filter(|c| c.partner == submission.partner)
                .map(|c| (c.id.to_string(), c.name.clone(), upload.channel.as_ref() == Some(&c.id)))
                .collect(),
            pick_campaign: app
                .defs
                .campaigns
                .iter()
                .filter(|c| crate::app::portal::who::works_for(&submission.partner, c, &app.defs))
                .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), upload.campaign.as_ref() == Some(&c.id)))
                .collect(),
            as_of: upload.as_of.map(|d| d.to_string()).unwrap_or_default(),
            mode: upload.mode.clone().unwrap_or_default(),
            columns: Vec::new(),
            remembered: Vec::new(),
            tied: super::attachments::tied_to(app, &who, &super::attachments::upload_subject(id))?,
            meanings: meanings(),
        };
        if let Some(taken) = app.taken(&upload, &submission)? {
            went_in(&mut page, taken);
        } else if matches!(upload.state.as_str(), "waiting" | "refused") {
            let bytes = if page.typed { app.ledger.evidence(&upload.digest)? } else { Vec::new() };
            page.remembered = app.remembered_columns(&upload, &submission.partner)?;
            let look = app.look(&who, upload, submission)?;
            // 2010 no header, 2011 a column missing, 2019 no numbers: perhaps they are there under a name of their own.
            if look.receipt.found.iter().any(|d| matches!(d.code.0, 2010 | 2011 | 2019)) {
                let known = |h: &String| !page.remembered.iter().any(|(r, _)| r == h);
                page.columns = app.unknown_columns(&look.upload)?.iter().filter(|h| known(h)).map(|h| clean::neutral(h)).collect();
            }
            fill(&mut page, look);
            // Whoever typed into fields knows works, not the cells of the table made of them.
            for d in page.errors.iter_mut().chain(&mut page.remarks).chain(&mut page.risen).filter(|_| page.typed) {
                d.place = d.row.and_then(|row| work_of(&bytes, row)).unwrap_or_default();
            }
        }
        html(&page)
    })
    .await
}

/// The page of an import that stands: of its file where that came through the portal, else of its first row.
fn earlier(app: &App, import: ImportId) -> Result<(i64, String), WebError> {
    let upload = app.ledger.upload_of(import)?;
    Ok((import.0, upload.map_or_else(|| format!("/sources/{import}/0/0/1"), |u| format!("/uploads/{}", u.id))))
}

fn original_of(o: Origin) -> Original {
    let typed = |t: &str| if t.is_empty() { "空格".to_owned() } else { format!("“{}”", clean::neutral(t)) };
    let mut cells: Vec<String> = Vec::new();
    for m in o.cells {
        let said = if m.left_out {
            format!("第{}行不要", m.row)
        } else {
            format!("{}{}：{}改为{}", column_letter(m.column), m.row, typed(&m.before), typed(&m.after))
        };
        if cells.last() != Some(&said) {
            cells.push(said);
        }
    }
    let more = cells.len().saturating_sub(MENDED_MAX);
    cells.truncate(MENDED_MAX);
    Original { id: o.upload.id, name: o.upload.name, cells, more }
}

fn went_in(page: &mut UploadPage, taken: Taken) {
    page.others = taken.others;
    page.went_in_more = taken.more;
    page.found_more = taken.left_out.len().saturating_sub(FOUND_MAX) + taken.left_out_more;
    page.left_out = taken.left_out.iter().take(FOUND_MAX).map(found).collect();
    page.went_in = taken
        .rows
        .into_iter()
        .map(|r| WentIn {
            href: format!("/sources/{}/{}/{}/{}", r.at.import, r.at.file, r.at.sheet, r.at.row),
            line: r.at.row,
            channel: r.channel,
            title: r.title,
            day: r.day,
            numbers: r.numbers,
        })
        .collect();
}

fn fill(page: &mut UploadPage, look: Look) {
    page.good = look.is_good();
    page.may_take_good = look.may_take_good();
    page.foreign = look.foreign.join("、");
    page.seen = look.state;
    page.unclear = look.receipt.found.iter().any(|d| d.code.0 == 2047 && d.is_error());
    page.closed = look.closed;
    let receipt = look.receipt;
    let weeks: Vec<_> = receipt.files.iter().flat_map(|f| &f.weeks).map(|w| (w.to_string(), words::week(*w))).collect();
    if weeks.iter().any(|(id, _)| *id != page.week_id) {
        page.weeks = match weeks.as_slice() {
            [(_, first), .., (_, last)] if weeks.len() > WEEKS_NAMED => format!("{first}至{last}的{}周", weeks.len()),
            _ => weeks.iter().map(|(_, zh)| zh.as_str()).collect::<Vec<_>>().join("、"),
        };
    }
    page.needs = receipt
        .needs
        .iter()
        .map(|lack| {
            let what = match lack.need {
                Need::Campaign => "项目",
                Need::Channel => "渠道",
                Need::AsOf => "统计日期",
            };
            lack.sheets_zh().map_or_else(|| what.to_owned(), |sheets| format!("{what}（{}）", clean::neutral(&sheets)))
        })
        .collect();
    let account = |d: &&Diagnostic| d.code.0 == 2051;
    page.account = receipt.found.iter().find(account).map(found);
    let risen = |d: &&Diagnostic| is_rise(d);
    page.risen = receipt.found.iter().filter(risen).take(FOUND_MAX).map(found).collect();
    page.marked = !never_opened(&receipt.found);
    page.found_more = receipt.found.len().saturating_sub(FOUND_MAX);
    // Works typed into the page without a number lack no column.
    let uncounted = |d: &&Diagnostic| page.typed && d.code.0 == 2019;
    let listed = receipt.found.iter().filter(|d| !account(d) && !risen(d) && !uncounted(d)).take(FOUND_MAX);
    let listed: Vec<&Diagnostic> = listed.collect();
    page.errors = listed.iter().filter(|d| d.is_error()).map(|d| found(d)).collect();
    page.remarks = listed.iter().filter(|d| !d.is_error()).map(|d| found(d)).collect();
    page.receipt = receipt.files.into_iter().next();
    // A workbook says itself how its text is written, and so does what was typed into a page.
    let text = page.receipt.as_ref().filter(|r| !r.encoding.starts_with("XLS") && !page.typed);
    page.encoding = text.map(|r| clean::neutral(&r.encoding)).unwrap_or_default();
    page.refused = page.receipt.as_ref().map_or(0, |r| r.refused);
    page.inferred = page.receipt.as_ref().map(|r| r.inferred.iter().map(|i| clean::neutral(i)).collect()).unwrap_or_default();
    let Some(preview) = look.preview else { return };
    page.more = preview.more;
    page.outside = preview.outside;
    page.others = preview.others;
    page.records_more = preview.records.len().saturating_sub(FOUND_MAX);
    page.records = preview.records.into_iter().take(FOUND_MAX).collect();
    for r in &mut page.records {
        (r.deliverable, r.title) = (clean::neutral(&r.deliverable), clean::neutral(&r.title));
    }
    page.large = preview.large;
    page.unjudged = preview.unjudged.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    page.targets = preview.targets;
    page.channels = preview
        .channels
        .into_iter()
        .map(|c| Channel {
            id: c.id.to_string(),
            ticks: c.ticks,
            ticks_more: c.ticks_more,
            name: c.name,
            works: c.works,
            new: c.new,
            new_with_number: c.new_with_number,
            belongs: c.belongs,
            day: words::day_or(c.day, ""),
        })
        .collect();
    page.rows = preview
        .rows
        .into_iter()
        .map(|r| Row {
            change: match r.change {
                Change::Decreased => "减少",
                Change::Updated => "更新",
                Change::Added if r.is_new() => "新作品",
                Change::Added => "新增读数",
                Change::Unchanged => "不变",
            },
            tone: match r.change {
                Change::Decreased => "behind",
                Change::Updated => "warning",
                Change::Added | Change::Unchanged => "on_track",
            },
            line: r.row,
            channel: r.channel,
            title: r.title,
            day: r.day,
            numbers: r.numbers,
            outside: r.outside,
            yields_to: r.yields_to.map(crate::model::reading::Source::zh),
        })
        .collect();
}

/// The file back with its errors marked.
pub(crate) async fn annotated(State(p): State<Shared>, Path(id): Path<i64>) -> Result<Response, WebError> {
    p.read(move |_, app| {
        let (upload, submission) = with(app, id)?;
        let marked = app.annotated(&upload, &submission)?;
        let marked = marked.ok_or_else(|| WebError::refused("这份文件读不成表格，没有可标注的内容。"))?;
        let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(s, _)| s);
        Ok(download(&format!("{stem}_标注.xlsx"), XLSX, marked))
    })
    .await
}

/// The file as it came.
pub(crate) async fn original(State(p): State<Shared>, Path(id): Path<i64>) -> Result<Response, WebError> {
    p.read(move |_, app| {
        let (upload, _) = with(app, id)?;
        let bytes = app.ledger.evidence(&upload.digest)?;
        Ok(download(&upload.name, "application/octet-stream", bytes))
    })
    .await
}
