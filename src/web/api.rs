//! JSON for programs: the same figures as the pages, behind read-only tokens; files by tokens that may send; Prometheus text.

use super::error::WebError;
use super::form::{Fields, parcel, table_max};
use super::guard::Me;
use super::pages::Done;
use super::shell::{asked_week, day_of};
use super::state::Shared;
use crate::app::portal::due::{CHANGED, parse_week, standing};
use crate::app::portal::hand_in::Said;
use crate::app::portal::refusal::first_error;
use crate::app::portal::{Role, Who};
use crate::app::submit::{Receipt, Way};
use crate::app::{App, AppError};
use crate::attain::snapshot::Snapshot;
use crate::base::chain::chain;
use crate::base::day::Day;
use crate::base::id::{CampaignId, ChannelId, PartnerId};
use crate::base::text::clip;
use crate::ledger::{Cursor, Submission, Upload};
use crate::model::metric::{Value, Values};
use crate::report::{clean, view};
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde_json::{Value as Json, json};

/// Readings on one page of the API at most.
const LIMIT_MAX: usize = 5_000;
/// Readings on one page unless said.
const LIMIT: usize = 1_000;

fn answer(body: &Json) -> Response {
    text(body.to_string())
}

fn text(body: impl Into<axum::body::Body>) -> Response {
    ([(CONTENT_TYPE, "application/json; charset=utf-8")], body.into()).into_response()
}

/// The day asked for, else that of the last completed week.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    as_of: Option<String>,
    week: Option<String>,
    after: Option<String>,
    limit: Option<String>,
}

fn asked_day(app: &App, q: &Asked) -> Result<Day, WebError> {
    match &q.as_of {
        None => Ok(day_of(app, asked_week(app, q.week.as_deref())?)),
        Some(t) => {
            let day = Day::parse_iso(t).ok_or_else(|| bad("as_of 写成 2023-04-02 这样。"))?;
            let known = day <= app.clock.now().date() && day >= app.defs.programme.start.plus(-366);
            if known { Ok(day) } else { Err(WebError::new(StatusCode::NOT_FOUND, "这一天不在方案年度内，或还没有到。")) }
        }
    }
}

fn bad(say: &str) -> WebError {
    WebError::new(StatusCode::BAD_REQUEST, say)
}

/// The campaigns that somebody may see, or one of them.
fn seen(app: &App, who: &Who, snapshot: &Snapshot, only: Option<&CampaignId>) -> String {
    view::check_json_of(snapshot, |c| {
        only.is_none_or(|id| c.id == *id) && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs))
    })
}

pub(super) async fn programme(State(p): State<Shared>, me: Me, Query(q): Query<Asked>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let day = p.day(app, asked_day(app, &q)?)?;
        Ok(text(seen(app, me.who()?, &day.snapshot, None)))
    })
    .await
}

pub(super) async fn campaigns(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |_, app| {
        let who = me.who()?;
        // As entered: a signing date moves the term.
        let defs = app.in_force()?;
        let list: Vec<Json> = who
            .campaigns(&defs)
            .map(|c| {
                let channels: Vec<Json> = app
                    .defs
                    .channels_of(&c.id)
                    .map(|ch| json!({ "id": ch.id.as_str(), "name": ch.name, "platform": ch.platform, "kind": ch.kind.name() }))
                    .collect();
                json!({ "id": c.id.as_str(), "number": c.number, "title": c.name, "lead": c.sponsor, "media": c.media,
                    "term": { "start": c.term().start.to_string(), "end": c.term().end.to_string() }, "channels": channels })
            })
            .collect();
        Ok(answer(&json!({ "campaigns": list })))
    })
    .await
}

pub(super) async fn campaign(
    State(p): State<Shared>,
    me: Me,
    Path(id): Path<String>,
    Query(q): Query<Asked>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let day = p.day(app, asked_day(app, &q)?)?;
        Ok(text(seen(app, me.who()?, &day.snapshot, Some(&CampaignId::new(&id)))))
    })
    .await
}

pub(super) async fn works(State(p): State<Shared>, Path(id): Path<String>) -> Result<Response, WebError> {
    p.read(move |p, app| Ok(text(p.works_json(app, &CampaignId::new(&id))?))).await
}

/// One reading as a program gets it. A page has thousands: they are written out as they come.
#[derive(serde::Serialize)]
struct Observation {
    placement: i64,
    at: String,
    from: Option<String>,
    source: &'static str,
    import: i64,
    file: u16,
    sheet: u16,
    row: u32,
    metrics: Numbers,
}

#[derive(serde::Serialize)]
struct Observations {
    observations: Vec<Observation>,
    next: Option<String>,
}

/// The metrics that a reading says something of, by name.
struct Numbers(Values);

impl serde::Serialize for Numbers {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(metric, value)| (metric.name(), Number::of(value))))
    }
}

#[derive(serde::Serialize)]
struct Number {
    low: Option<u64>,
    high: Option<u64>,
    form: &'static str,
}

impl Number {
    fn of(value: Value) -> Self {
        let (low, high, form) = match value {
            Value::Unavailable => (None, None, "unavailable"),
            Value::Count(c) if c.is_exact() => (Some(c.low()), c.high(), "exact"),
            Value::Count(c) if c.high().is_none() => (Some(c.low()), None, "at_least"),
            Value::Count(c) => (Some(c.low()), c.high(), "rounded"),
        };
        Self { low, high, form }
    }
}

pub(super) async fn observations(State(p): State<Shared>, Path(id): Path<String>, Query(q): Query<Asked>) -> Result<Response, WebError> {
    let after = match q.after.as_deref() {
        None => Cursor::default(),
        Some(t) => Cursor::parse(t).ok_or_else(|| bad("after 用上一页给出的 next。"))?,
    };
    let limit = asked_limit(&q)?;
    p.read(move |_, app| {
        let channels: Vec<ChannelId> = app.defs.channels_of(&CampaignId::new(&id)).map(|c| c.id.clone()).collect();
        let (rows, next) = app.ledger.observations_after(&channels, after, limit)?;
        let observations = rows
            .into_iter()
            .map(|(placement, r)| Observation {
                placement: placement.0,
                at: r.at.rfc3339(),
                from: r.from.map(|d| d.to_string()),
                source: source(r.source),
                import: r.id.import.0,
                file: r.id.file,
                sheet: r.id.sheet,
                row: r.id.row,
                metrics: Numbers(r.values),
            })
            .collect();
        let page = Observations { observations, next: next.map(|c| c.to_string()) };
        Ok(text(serde_json::to_string(&page).map_err(|e| WebError::ours(format!("readings could not be written out: {e}")))?))
    })
    .await
}

fn source(s: crate::model::reading::Source) -> &'static str {
    use crate::model::reading::Source;
    match s {
        Source::Correction => "correction",
        Source::Collected => "collected",
        Source::Partner => "partner",
        Source::Statement => "statement",
        Source::Estimate => "estimate",
    }
}

pub(super) async fn submissions(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |_, app| {
        let who = me.who()?;
        let list: Vec<Json> = app
            .ledger
            .submissions(None, None)?
            .into_iter()
            .filter(|s| who.reads_files_of(&s.partner, &app.defs))
            .map(|s| {
                // As on the pages: what was changed since it was approved waits to be approved once more.
                let changed = parse_week(&s.week).map(|w| app.changed_of_week(&s, w)).transpose()?.unwrap_or_default();
                let (state, zh) = match s.state() {
                    _ if !changed.is_empty() => ("changed", CHANGED),
                    "" => ("none", standing(Some(&s))),
                    state => (state, standing(Some(&s))),
                };
                let steps = s.states.iter().map(|x| json!({ "at": x.at.rfc3339(), "state": x.state, "remark": x.remark, "missing": x.missing.iter().map(ChannelId::as_str).collect::<Vec<_>>() }));
                Ok(json!({ "id": s.id, "partner": s.partner.as_str(), "week": s.week, "state": state, "state_zh": zh, "changed": changed,
                    "steps": steps.collect::<Vec<_>>() }))
            })
            .collect::<Result<_, WebError>>()?;
        Ok(answer(&json!({ "submissions": list })))
    })
    .await
}

/// Runs of collectors on the channels that somebody may see, latest first.
pub(super) async fn runs(State(p): State<Shared>, me: Me, Query(q): Query<Asked>) -> Result<Response, WebError> {
    let before = match q.after.as_deref() {
        None => None,
        Some(t) => Some(t.parse::<i64>().ok().filter(|n| *n > 0).ok_or_else(|| bad("after 用上一页给出的 next。"))?),
    };
    let limit = asked_limit(&q)?;
    p.read(move |_, app| {
        let who = me.who()?;
        let channels: Vec<ChannelId> = who.campaigns(&app.defs).flat_map(|c| app.defs.channels_of(&c.id)).map(|c| c.id.clone()).collect();
        let (rows, next) = app.ledger.runs_before(&channels, before, limit)?;
        let list: Vec<Json> = rows
            .into_iter()
            .map(|(id, r)| {
                json!({ "id": id, "collector": r.collector.as_str(), "channel": r.channel.as_str(),
                    "expected_at": r.expected_at.map(crate::base::day::Moment::rfc3339), "started_at": r.started_at.rfc3339(),
                    "decided_at": r.decided_at.rfc3339(), "decision": r.decision.name(), "outcome": r.outcome.name(), "says": r.says,
                    "items_found": r.items_found, "observations": r.observations, "unreadable": r.unreadable, "questions": r.questions,
                    "evidence": r.evidence, "import": r.import.map(|i| i.0) })
            })
            .collect();
        Ok(answer(&json!({ "runs": list, "next": next.map(|n| n.to_string()) })))
    })
    .await
}

fn asked_limit(q: &Asked) -> Result<usize, WebError> {
    match q.limit.as_deref() {
        None => Ok(LIMIT),
        Some(t) => t.parse::<usize>().ok().filter(|n| (1..=LIMIT_MAX).contains(n)).ok_or_else(|| bad("limit 在 1 到 5000 之间。")),
    }
}

/// A field as it was sent, also where it is empty: a program that names one means it.
fn named<'f>(fields: &'f Fields, name: &'f str) -> Option<&'f str> {
    fields.all(name).next()
}

fn one_of<'f>(fields: &'f Fields, name: &'f str, known: &[&str]) -> Result<Option<&'f str>, WebError> {
    match named(fields, name) {
        Some(value) if !known.contains(&value) => Err(bad(&format!("{name} 写成 {} 之一。", known.join("、")))),
        found => Ok(found),
    }
}

/// Fields of a file that is sent, beside the file itself.
pub(super) const UPLOAD_FIELDS: [&str; 8] = ["week", "as_of", "campaign", "channel", "partner", "mode", "dry_run", "accept_good"];

/// Files of a partner that automates: kept, read, and taken in where nothing is wrong.
pub(super) async fn upload(State(p): State<Shared>, me: Me, request: Request) -> Result<Response, WebError> {
    let sent = parcel(&p, request, table_max()).await?;
    let mut names = sent.fields.names().chain(sent.files.iter().map(|f| f.field.as_str()));
    let unknown = names.find(|n| *n != "file" && !UPLOAD_FIELDS.contains(n)).map(|n| clean::neutral(&clip(n, 40)));
    drop(names);
    if let Some(name) = unknown {
        return Err(bad(&format!("没有叫“{name}”的字段；可用的是 file、{}。", UPLOAD_FIELDS.join("、"))));
    }
    let [file] = sent.files.as_slice() else { return Err(bad("一次传一个文件，字段名 file。")) };
    if file.field != "file" {
        return Err(bad("文件放在字段 file 里。"));
    }
    let (name, bytes) = (file.name.clone(), file.bytes.clone());
    let fields = sent.fields;
    p.write(move |_, app| {
        let who = me.who()?.clone();
        let partner = if let Role::Partner(id) = &who.role {
            id.clone()
        } else {
            // Whose file it is decides whether it may be sent at all.
            let partner = fields.given("partner").map(PartnerId::new);
            partner.ok_or_else(|| WebError::forbidden("这个令牌只能代报：写明 partner。"))?
        };
        if !who.hands_in_for(&partner, &app.defs) {
            return Err(WebError::missing());
        }
        let week = asked_week(app, named(&fields, "week"))?;
        let channel = match fields.given("channel") {
            None => None,
            Some(t) => match app.defs.find_channels(t, None).as_slice() {
                [one] => Some(one.id.clone()),
                _ => return Err(WebError::new(StatusCode::NOT_FOUND, "没有这个渠道，或不止一个；用渠道编号。")),
            },
        };
        let as_of = match named(&fields, "as_of") {
            None => None,
            Some(t) => Some(Day::parse_iso(t).ok_or_else(|| bad("as_of 写成 2023-04-02 这样。"))?),
        };
        let campaign = match fields.given("campaign") {
            None => None,
            Some(t) => Some(
                app.defs
                    .find_campaign(t)
                    .ok_or_else(|| WebError::new(StatusCode::NOT_FOUND, "没有这个项目；用项目编号，如 p08_tv。"))?
                    .id
                    .clone(),
            ),
        };
        let mode = one_of(&fields, "mode", &["cumulative", "increment"])?.map(str::to_owned);
        let dry = one_of(&fields, "dry_run", &["true", "false"])? == Some("true");
        let good = one_of(&fields, "accept_good", &["true", "false"])? == Some("true");
        let id = app.receive(&who, &partner, week, &name, &bytes, &Said { campaign, channel, as_of, mode })?;
        let (upload, submission) = app.upload_with(id)?.ok_or_else(WebError::missing)?;
        let (receipt, foreign, settled) = match weighed(app, &who, (&upload, &submission), dry, good) {
            Ok(done) => done,
            Err(e) => {
                // Only what is wrong with the file refuses it. Where the ledger failed it waits, and somebody may still take it in.
                if let AppError::Usage(why) = &e
                    && let Err(also) = app.refuse(&who, &upload, Way::Api, why)
                {
                    tracing::error!(upload = id, "Upload {id} could not be noted as refused: {}", chain(&also));
                }
                return Err(e.into());
            }
        };
        let taken = receipt.written || receipt.resent;
        // Nobody waits for a program to confirm: what was only looked at is put aside again, and what could not go in is refused.
        if dry {
            app.withdraw(&who, &upload)?;
        } else if !taken {
            app.refuse(&who, &upload, Way::Api, &first_error(&receipt))?;
        }
        let files: Vec<Json> = receipt
            .files
            .iter()
            .map(|f| {
                json!({ "file": f.file, "encoding": f.encoding, "kind": f.kind, "rows": f.rows, "accepted": f.accepted, "added": f.added,
                    "updated": f.updated, "unchanged": f.unchanged, "decreased": f.decreased, "refused": f.refused,
                    "totals_skipped": f.totals_skipped, "inferred": f.inferred })
            })
            .collect();
        let needs: Vec<Json> = receipt
            .needs
            .iter()
            .map(|lack| {
                let field = match lack.need {
                    crate::model::draft::Need::Campaign => "campaign",
                    crate::model::draft::Need::Channel => "channel",
                    crate::model::draft::Need::AsOf => "as_of",
                };
                json!({ "field": field, "sheets": lack.sheets })
            })
            .collect();
        let body = json!({ "upload": id, "week": week.to_string(), "import": receipt.import.map(|i| i.to_string()), "taken": taken,
            "needs": needs, "foreign_channels": foreign, "settled": settled, "files": files, "diagnostics": receipt.found });
        let status = if taken || dry { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
        Ok((status, answer(&body)).into_response())
    })
    .await
}

/// What a file that a program sent came to: taken in where it may, else only looked at; with channels of others in it, and what was approved
/// already.
fn weighed(
    app: &mut App,
    who: &Who,
    (upload, submission): (&Upload, &Submission),
    dry: bool,
    good: bool,
) -> Result<(Receipt, Vec<String>, Vec<String>), AppError> {
    let look = app.look(who, upload.clone(), submission.clone())?;
    let may = upload.state == "waiting" && look.receipt.needs.is_empty() && look.foreign.is_empty() && (look.is_good() || good);
    let receipt = if dry || !may { look.receipt } else { app.take(who, upload, submission, good, Way::Api)? };
    Ok((receipt, look.foreign, look.closed))
}

pub(super) async fn metrics(State(p): State<Shared>, me: Me, Query(_): Query<Done>) -> Result<Response, WebError> {
    if !me.who()?.is_staff() {
        return Err(WebError::missing());
    }
    p.read(|p, app| {
        let waiting = app.ledger.uploads_waiting()?.len() as u64;
        let now = app.clock.now();
        let last = app.ledger.last_import()?.map_or(0, |m| u64::try_from(now.0 - m.0).unwrap_or(0));
        let gauges = [
            ("reach_uploads_waiting", "Files that wait for a decision.", waiting),
            ("reach_last_import_age_seconds", "Time since something was taken in.", last),
        ];
        Ok(([(CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], p.metrics.text(&gauges)).into_response())
    })
    .await
}

pub(super) async fn openapi() -> Response {
    answer(&super::openapi::document())
}
