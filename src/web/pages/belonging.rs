//! The works of a waiting file that are to be ticked: found by word and date, page by page. A form sends what changes and nothing else.

use super::{html, to_with};
use crate::app::portal::belonging::{SAID_MAX, Sought};
use crate::base::day::Day;
use crate::base::id::ChannelId;
use crate::web::encode;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Works on one page.
const PAGE: usize = 200;

/// What the address asks for.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    word: String,
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    page: Option<usize>,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "belonging.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    id: i64,
    file: String,
    channel: String,
    name: String,
    word: String,
    from: String,
    to: String,
    /// Key, title, day, ticked.
    ticks: Vec<(String, String, String, bool)>,
    all: usize,
    ticked: usize,
    found: usize,
    /// Of those found: not ticked, ticked.
    open: usize,
    closed: usize,
    said_max: usize,
    at: usize,
    pages: usize,
    /// The address of this list but for the number of the page.
    base: String,
}

fn day(text: &str) -> Result<Option<Day>, WebError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    Day::parse_iso(text).map(Some).ok_or_else(|| WebError::refused("日期写成 2023-04-02 这样。"))
}

fn sought(word: &str, from: &str, to: &str) -> Result<Sought, WebError> {
    Ok(Sought { word: word.trim().to_owned(), from: day(from)?, to: day(to)? })
}

fn address(id: i64, channel: &str, s: &Sought) -> String {
    let day = |d: Option<Day>| d.map(|d| d.to_string()).unwrap_or_default();
    let (from, to) = (day(s.from), day(s.to));
    format!("/uploads/{id}/belongs/{}?word={}&from={from}&to={to}", encode(channel), encode(&s.word))
}

pub(crate) async fn page(
    State(p): State<Shared>,
    me: Me,
    Path((id, channel)): Path<(i64, String)>,
    Query(q): Query<Asked>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let (upload, submission) = app.upload_with(id)?.ok_or_else(WebError::missing)?;
        let channel = ChannelId::new(&channel);
        let name = app.defs.channel(&channel).filter(|c| c.partner == submission.partner).map(|c| c.name.clone());
        let name = name.ok_or_else(WebError::missing)?;
        let sought = sought(&q.word, &q.from, &q.to)?;
        let ticks = app.tickable(&upload, &submission, &channel)?;
        let found = sought.among(&ticks);
        let pages = found.len().div_ceil(PAGE).max(1);
        let at = q.page.unwrap_or(1).clamp(1, pages);
        let closed = found.iter().filter(|t| t.ticked).count();
        let done = super::Done { told: q.done, ..super::Done::default() };
        html(&Page {
            shell: Shell {
                done: done.said(&me),
                ..Shell::new(p, app, &me, "勾选属于本项目的作品", &super::reporting::column(me.who()?, &submission.partner))?
            },
            id,
            file: upload.name.clone(),
            name,
            channel: channel.to_string(),
            word: sought.word.clone(),
            from: sought.from.map(|d| d.to_string()).unwrap_or_default(),
            to: sought.to.map(|d| d.to_string()).unwrap_or_default(),
            ticks: found.iter().skip((at - 1) * PAGE).take(PAGE).map(|t| (t.key.clone(), t.title.clone(), t.day.zh(), t.ticked)).collect(),
            all: ticks.len(),
            ticked: ticks.iter().filter(|t| t.ticked).count(),
            found: found.len(),
            open: found.len() - closed,
            closed,
            said_max: SAID_MAX,
            at,
            pages,
            base: address(id, channel.as_str(), &sought),
        })
    })
    .await
}

/// What was ticked or taken back: `yes` and `no` name works; `all` says it of all that were found.
pub(crate) async fn some(
    State(p): State<Shared>,
    me: Me,
    Path((id, channel)): Path<(i64, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let sought = sought(fields.get("word"), fields.get("from"), fields.get("to"))?;
    let channel = ChannelId::new(&channel);
    let back = address(id, channel.as_str(), &sought);
    let (added, dropped) = p
        .write(move |_, app| {
            let (upload, submission) = app.upload_with(id)?.ok_or_else(WebError::missing)?;
            let ticks = app.tickable(&upload, &submission, &channel)?;
            let said: Vec<(String, bool)> = match fields.get("all") {
                "yes" => sought.among(&ticks).into_iter().map(|t| (t.key.clone(), true)).collect(),
                "no" => sought.among(&ticks).into_iter().map(|t| (t.key.clone(), false)).collect(),
                _ => ["yes", "no"].into_iter().flat_map(|f| fields.all(f).map(move |k| (k.to_owned(), f == "yes"))).collect(),
            };
            Ok(app.say_of_some(me.who()?, &upload, &channel, &ticks, &said)?)
        })
        .await?;
    let done = if added + dropped == 0 { "没有变化".to_owned() } else { format!("已记下：勾选{added}条，去掉{dropped}条") };
    Ok(to_with(&back, &done))
}
