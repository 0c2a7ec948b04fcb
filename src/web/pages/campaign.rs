//! One campaign: its targets, each leading to its sources, its plots, channels, questions, and what staff enter about it.

use super::entering::{KINDS, Line, lines};
use super::{Done, html, note, to_with};
use crate::app::portal::overlay::MarkEffect;
use crate::base::id::CampaignId;
use crate::ledger::NewLogEntry;
use crate::model::programme::State as ContractState;
use crate::report::Charts;
use crate::report::view::CampaignView;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, shape};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "campaign.html", config = "src/web/askama.toml")]
struct CampaignPage {
    shell: Shell,
    week_id: String,
    until: String,
    before: String,
    after: Option<String>,
    view: CampaignView,
    targets: Vec<Target>,
    charts: Arc<Charts>,
    log: Vec<Line>,
    marks: Vec<String>,
    settles: bool,
    /// No partner reports it: how its registers come in.
    by_hand: bool,
    staff: bool,
    kinds: [(&'static str, &'static str); 7],
    states: Vec<(&'static str, &'static str)>,
    siblings: Vec<(String, String, bool)>,
}

impl CampaignPage {
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn shape(&self, verdict: &str) -> String {
        shape(verdict)
    }
}

struct Target {
    id: String,
    view: crate::report::view::TargetView,
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(id): Path<String>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let id = CampaignId::new(&id);
        let campaign = app.defs.campaign(&id).ok_or_else(WebError::missing)?;
        let found = day.snapshot.campaigns.iter().find(|c| c.id == id).ok_or_else(WebError::missing)?;
        let view = CampaignView::of(found, &day.snapshot);
        let targets = found.targets.iter().zip(&view.targets).map(|(t, v)| Target { id: t.id.to_string(), view: v.clone() }).collect();
        let on = if who.is_staff() || matches!(who.role, crate::app::portal::Role::Leader) { "/week" } else { "/accept" };
        let mut shell = Shell::new(p, app, &me, &format!("{} {}", campaign.number, campaign.short_name), on)?;
        shell.done = q.said(&me);
        let present = app.clock.now().date().week();
        let log = if who.is_staff() { lines(app, campaign)? } else { Vec::new() };
        html(&CampaignPage {
            shell,
            week_id: week.to_string(),
            until: day.snapshot.as_of.zh_short(),
            before: week.previous().to_string(),
            after: (week < present).then(|| week.next().to_string()),
            charts: day.charts(p, &id)?,
            view,
            targets,
            log,
            marks: app.in_force()?.campaign(&id).map(|c| c.marks.clone()).unwrap_or_default(),
            settles: who.settles(campaign),
            by_hand: campaign.partner.is_none() && app.defs.channels_of(&campaign.id).next().is_none(),
            staff: who.is_staff(),
            kinds: KINDS,
            states: ContractState::ALL.iter().map(|s| (s.1, s.2)).collect(),
            siblings: who
                .campaigns(&app.defs)
                .filter(|c| c.media)
                .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), c.id == id))
                .collect(),
        })
    })
    .await
}

/// Titles listed before a word of belonging is confirmed; the rest is a number.
const TITLES_SHOWN: usize = 200;

#[derive(Template)]
#[template(path = "marks.html", config = "src/web/askama.toml")]
struct MarksPage {
    shell: Shell,
    id: String,
    name: String,
    word: String,
    added: bool,
    document: String,
    because: String,
    effect: MarkEffect,
    shown: usize,
}

/// Adds or drops a word of belonging: first shows what it would change, then, confirmed, enters it.
pub(crate) async fn marks(State(p): State<Shared>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let word = fields.given("word").map(str::to_owned).ok_or_else(|| WebError::refused("写明归属词，如栏目名或话题。").at("word"))?;
    let added = match fields.get("what") {
        "add" => true,
        "drop" => false,
        _ => return Err(WebError::refused("选择增加还是去掉。")),
    };
    let document =
        fields.given("document").map(str::to_owned).ok_or_else(|| WebError::refused("写明依据的文件，如会议纪要、复函文号。"))?;
    let because = fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明理由。"))?;
    let confirmed = fields.get("confirm") == "1";
    let path = format!("/campaigns/{id}");
    let campaign = CampaignId::new(&id);
    if !confirmed {
        return p
            .read(move |p, app| {
                let known = app.defs.campaign(&campaign).ok_or_else(WebError::missing)?;
                let name = format!("{} {}", known.number, known.short_name);
                let effect = app.mark_would(&campaign, &word, added)?;
                let shell = Shell::new(p, app, &me, "归属词", "/week")?;
                html(&MarksPage { shell, id, name, word, added, document, because, effect, shown: TITLES_SHOWN })
            })
            .await;
    }
    let done = format!("已{}归属词“{word}”，各项判定已重新计算", if added { "增加" } else { "去掉" });
    p.write(move |_, app| {
        let who = me.who()?;
        let now = app.clock.now();
        let effect = app.mark_would(&campaign, &word, added)?;
        let kind = if added { "mark_added" } else { "mark_dropped" };
        let entry =
            NewLogEntry { at: now, person: who.id, campaign: &id, kind, subject: "", value: &word, document: &document, because: &because };
        let change = app.ledger.change()?;
        let number = change.log_campaign(&entry)?;
        note(&change, now, &me, "campaign_log", &format!("{id} {kind}"))?;
        let body = serde_json::json!({
            "entry": number, "campaign": id, "kind": kind, "value": word, "document": document, "because": because,
            "begin": effect.begin.len(), "cease": effect.cease.len(),
        });
        change.note(now, "campaign", &body.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with(&path, &done))
}
