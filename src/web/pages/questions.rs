//! 待核事项: what a person should confirm, grouped, with the form for the answer and the reason that stays with it.

use super::{Done, html, note, to_with};
use crate::app::App;
use crate::attain::question::CASES_MAX;
use crate::attain::snapshot::QuestionSnapshot;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of, default_week};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Cases shown of one question before they are folded.
const CASES_SHOWN: usize = 6;

#[derive(Template)]
#[template(path = "questions.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    groups: Vec<Group>,
    number: usize,
    filter: Vec<(String, String, bool, usize)>,
    chosen: String,
}

struct Group {
    id: String,
    name: String,
    settles: bool,
    questions: Vec<Question>,
}

struct Question {
    id: String,
    kind: &'static str,
    channel: String,
    text: String,
    cases: Vec<(usize, String)>,
    shown: usize,
    /// Works that can be answered for together alone.
    more: usize,
    selects: bool,
    choices: Vec<(String, String)>,
}

fn question(q: &QuestionSnapshot) -> Question {
    // The last case of a long list is a number of others, not a work to tick.
    let listed = if q.keys.len() > CASES_MAX { CASES_MAX } else { q.cases.len() };
    Question {
        id: q.id.clone(),
        kind: q.kind.zh(),
        // Most sentences name their channel.
        channel: if q.text.starts_with(&q.channel) { String::new() } else { q.channel.clone() },
        text: q.text.clone(),
        cases: q.cases.iter().take(listed).enumerate().map(|(n, c)| (n + 1, c.clone())).collect(),
        more: if listed < q.cases.len() { q.keys.len() - listed } else { 0 },
        shown: CASES_SHOWN,
        selects: !q.keys.is_empty(),
        choices: q.choices.clone(),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, day_of(app, default_week(app)))?;
        let chosen = q.campaign.clone().unwrap_or_default();
        let visible: Vec<_> = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| !c.questions.is_empty())
            .filter_map(|c| Some((c, app.defs.campaign(&c.id)?)))
            .filter(|(_, d)| who.reads(d, &app.defs))
            .collect();
        let filter = visible
            .iter()
            .map(|(c, _)| (c.id.to_string(), format!("{} {}", c.number, c.short_name), c.id.as_str() == chosen, c.questions.len()))
            .collect();
        let groups: Vec<Group> = visible
            .iter()
            .filter(|(c, _)| chosen.is_empty() || c.id.as_str() == chosen)
            .map(|(c, d)| Group {
                id: c.id.to_string(),
                name: format!("{} {}", c.number, c.short_name),
                settles: who.settles(d),
                questions: c.questions.iter().map(question).collect(),
            })
            .collect();
        let mut shell = Shell::new(p, app, &me, "待核事项", "/questions")?;
        shell.done = q.said();
        html(&Page { shell, number: groups.iter().map(|g| g.questions.len()).sum(), groups, filter, chosen })
    })
    .await
}

pub(crate) async fn answer(State(p): State<Shared>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let ticked: Vec<&str> = fields.all("case").collect();
    let choice = match fields.get("choice") {
        "selected" if ticked.is_empty() => return Err(WebError::refused("没有勾选任何一条；全不属于请选“全不”。")),
        "selected" => ticked.join(","),
        other => other.to_owned(),
    };
    if choice.is_empty() {
        return Err(WebError::refused("选择一个答复。"));
    }
    let because = fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明依据和原因；它会和这个数一起保留。"))?;
    let back = fields.given("back").map_or_else(|| "/questions".to_owned(), |c| format!("/questions?campaign={}", crate::web::encode(c)));
    let now = p.now();
    p.write(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, day_of(app, default_week(app)))?;
        let asked = App::questions(&day.snapshot).find(|(_, q)| q.id == id);
        let (c, question) =
            asked.filter(|(c, _)| app.defs.campaign(&c.id).is_some_and(|c| who.settles(c))).ok_or_else(WebError::missing)?;
        app.answer_to(question, &choice, &because, Some((who.id, &c.id)))?;
        let change = app.ledger.change()?;
        note(&change, now, &me, "answer", &id)?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with(&back, "答复已记录"))
}
