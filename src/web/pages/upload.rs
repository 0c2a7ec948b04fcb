//! One file that came: what it would change, what is wrong with it and how to repair it, and the buttons that decide.

use super::hand_in::{said, size_zh};
use super::reporting::{column, partner_of};
use super::{Done, XLSX, download, html, to, to_with};
use crate::app::App;
use crate::app::compare::Change;
use crate::app::portal::columns::meanings;
use crate::app::portal::hand_in::{Look, never_opened, settled_zh};
use crate::app::portal::preview::Outside;
use crate::app::submit::{FileReceipt, Way};
use crate::base::diag::{Diagnostic, Severity};
use crate::intake::Repair;
use crate::ledger::{Submission, Upload};
use crate::model::draft::Need;
use crate::report::{clean, words};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Diagnostics listed on the page; the returned file holds all.
const FOUND_MAX: usize = 100;

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
    resent: Option<i64>,
    needs: Vec<&'static str>,
    foreign: String,
    /// Why what was approved already cannot go in.
    settled: String,
    inferred: Vec<String>,
    channels: Vec<Channel>,
    targets: Vec<crate::app::portal::preview::TargetChange>,
    rows: Vec<Row>,
    outside: Outside,
    more: usize,
    others: usize,
    large: bool,
    /// Channels of a large file of which works may have to be ticked.
    unjudged: Vec<(String, String)>,
    errors: Vec<Found>,
    remarks: Vec<Found>,
    found_more: usize,
    /// Whether the file can be had back with its errors marked.
    marked: bool,
    account: Option<Found>,
    good: bool,
    may_take_good: bool,
    refused: u32,
    pick_channel: Vec<(String, String, bool)>,
    pick_campaign: Vec<(String, String, bool)>,
    as_of: String,
    mode: String,
    /// Headers that nobody knows, where the table could not be read for want of them.
    columns: Vec<String>,
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
    belongs: usize,
    day: String,
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
    /// Sheet, row and column, where one cell is meant.
    cell: Option<(String, u32, String)>,
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
        cell: d.place.row.zip(d.place.column_letter.clone()).map(|(row, letter)| (d.place.sheet.clone().unwrap_or_default(), row, letter)),
    }
}

fn with(app: &App, id: i64) -> Result<(Upload, Submission), WebError> {
    app.upload_with(id)?.ok_or_else(WebError::missing)
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(id): Path<i64>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?.clone();
        let (upload, submission) = with(app, id)?;
        let partner_name = partner_of(app, &submission.partner)?.name.clone();
        let mut shell = Shell::new(p, app, &me, &upload.name, &column(&who, &submission.partner))?;
        shell.done = q.said();
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
            resent: None,
            needs: Vec::new(),
            foreign: String::new(),
            settled: String::new(),
            inferred: Vec::new(),
            channels: Vec::new(),
            targets: Vec::new(),
            rows: Vec::new(),
            outside: Outside::default(),
            more: 0,
            others: 0,
            large: false,
            unjudged: Vec::new(),
            errors: Vec::new(),
            remarks: Vec::new(),
            found_more: 0,
            marked: false,
            account: None,
            good: false,
            may_take_good: false,
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
            tied: super::attachments::tied_to(app, &who, &super::attachments::upload_subject(id))?,
            meanings: meanings(),
        };
        if upload.state == "waiting" {
            let look = app.look(upload, submission)?;
            // 2010 no header, 2011 a column missing: perhaps it is there under a name of their own.
            if look.receipt.found.iter().any(|d| matches!(d.code.0, 2010 | 2011)) {
                page.columns = app.unknown_columns(&look.upload)?.iter().map(|h| clean::neutral(h)).collect();
            }
            fill(&mut page, look);
        }
        html(&page)
    })
    .await
}

fn fill(page: &mut UploadPage, look: Look) {
    page.good = look.is_good();
    page.may_take_good = look.may_take_good();
    page.foreign = look.foreign.join("、");
    page.settled = if look.settled.is_empty() { String::new() } else { settled_zh(&look.settled) };
    let receipt = look.receipt;
    page.needs = receipt
        .needs
        .iter()
        .map(|(_, n)| match n {
            Need::Campaign => "项目",
            Need::Channel => "渠道",
            Need::AsOf => "统计日期",
        })
        .collect();
    page.resent = receipt.import.filter(|_| receipt.resent).map(|i| i.0);
    let account = |d: &&Diagnostic| d.code.0 == 2051;
    page.account = receipt.found.iter().find(account).map(found);
    page.marked = !never_opened(&receipt.found);
    page.found_more = receipt.found.len().saturating_sub(FOUND_MAX);
    let listed: Vec<&Diagnostic> = receipt.found.iter().filter(|d| !account(d)).take(FOUND_MAX).collect();
    page.errors = listed.iter().filter(|d| d.is_error()).map(|d| found(d)).collect();
    page.remarks = listed.iter().filter(|d| !d.is_error()).map(|d| found(d)).collect();
    page.receipt = receipt.files.into_iter().next();
    page.encoding = page.receipt.as_ref().map(|r| clean::neutral(&r.encoding)).unwrap_or_default();
    page.refused = page.receipt.as_ref().map_or(0, |r| r.refused);
    page.inferred = page.receipt.as_ref().map(|r| r.inferred.iter().map(|i| clean::neutral(i)).collect()).unwrap_or_default();
    let Some(preview) = look.preview else { return };
    page.more = preview.more;
    page.outside = preview.outside;
    page.others = preview.others;
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
            belongs: c.belongs,
            day: words::day_or(c.day, "—"),
        })
        .collect();
    page.rows = preview
        .rows
        .into_iter()
        .map(|r| Row {
            change: match r.change {
                Change::Decreased => "减少",
                Change::Updated => "更新",
                Change::Added => "新增",
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

pub(crate) async fn say(State(p): State<Shared>, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    p.write(move |_, app| {
        let (upload, submission) = with(app, id)?;
        let said = said(app, &fields)?;
        let own = |c: &crate::base::id::ChannelId| app.defs.channel(c).is_some_and(|c| c.partner == submission.partner);
        if said.channel.as_ref().is_some_and(|c| !own(c)) {
            return Err(WebError::refused("这个渠道不归贵方报送。"));
        }
        app.say(&upload, &submission.partner, &said)?;
        Ok(())
    })
    .await?;
    Ok(to(&format!("/uploads/{id}")))
}

/// Cells typed anew beside their errors.
pub(crate) async fn repair(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let cells = fields.all("sheet").zip(fields.all("row")).zip(fields.all("letter")).zip(fields.all("value"));
    let repairs: Vec<Repair> = cells
        .filter(|(_, value)| !value.trim().is_empty())
        .filter_map(|(((sheet, row), letter), value)| {
            Some(Repair {
                sheet: Some(sheet.to_owned()).filter(|s| !s.is_empty()),
                row: row.parse().ok()?,
                column_letter: letter.to_owned(),
                value: value.trim().chars().take(200).collect(),
            })
        })
        .collect();
    let new = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            Ok(app.repair(me.who()?, &upload, &submission, &repairs)?)
        })
        .await?;
    Ok(to_with(&format!("/uploads/{new}"), "已按填写的改正并重新核对；原文件保留"))
}

/// Which works of the file belong to the campaign.
pub(crate) async fn belongs(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let channel = crate::base::id::ChannelId::new(fields.get("channel"));
    let ticked: Vec<String> = fields.all("key").map(str::to_owned).collect();
    let shown = ["was", "was_not"].into_iter().flat_map(|f| fields.all(f).map(move |key| (key.to_owned(), f == "was")));
    let shown: Vec<(String, bool)> = shown.collect();
    let (added, dropped) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            Ok(app.say_belonging(me.who()?, (&upload, &submission), &channel, &shown, &ticked)?)
        })
        .await?;
    let done = format!("已按勾选重新计算：勾选{added}条，去掉{dropped}条；确认入库后才算数");
    Ok(to_with(&format!("/uploads/{id}"), &done))
}

/// What the columns of a partner's table mean.
pub(crate) async fn columns(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let said: Vec<(String, String)> =
        fields.all("header").zip(fields.all("field")).map(|(h, f)| (h.chars().take(60).collect(), f.to_owned())).collect();
    p.write(move |_, app| {
        let (_, submission) = with(app, id)?;
        Ok(app.say_columns(me.who()?, &submission.partner, &said)?)
    })
    .await?;
    Ok(to_with(&format!("/uploads/{id}"), "已记住这些列，以后不再问"))
}

pub(crate) async fn take(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let accept_good = fields.get("good") == "1";
    let (path, done) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            let back = format!("/reporting/{}/{}", submission.partner, submission.week);
            let name = upload.name.clone();
            let receipt = app.take(me.who()?, &upload, &submission, accept_good, Way::Portal)?;
            if !receipt.written && !receipt.resent {
                return Ok((format!("/uploads/{id}"), "没有入库：先改正标红的行，或选择先入库其余行".to_owned()));
            }
            let import = receipt.import.map(|i| i.to_string()).unwrap_or_default();
            let done = if receipt.resent {
                format!("“{name}”以前报过（导入{import}），没有变化")
            } else {
                format!("“{name}”已入库（导入{import}）")
            };
            Ok((back, done))
        })
        .await?;
    Ok(to_with(&path, &done))
}

pub(crate) async fn withdraw(State(p): State<Shared>, me: Me, Path(id): Path<i64>, _: Fields) -> Result<Response, WebError> {
    let back = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            app.withdraw(me.who()?, &upload)?;
            Ok(format!("/reporting/{}/{}", submission.partner, submission.week))
        })
        .await?;
    Ok(to_with(&back, "已撤下，没有入库"))
}

pub(crate) async fn undo(State(p): State<Shared>, me: Me, Path(id): Path<i64>, _: Fields) -> Result<Response, WebError> {
    let (back, kept) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            let kept = app.take_back(me.who()?, &upload, &submission)?;
            Ok((format!("/reporting/{}/{}", submission.partner, submission.week), kept))
        })
        .await?;
    let done = if kept.is_empty() {
        "已撤销入库".to_owned()
    } else {
        format!("已撤销入库；{}行后来经人工更正，保留", kept.len())
    };
    Ok(to_with(&back, &done))
}
