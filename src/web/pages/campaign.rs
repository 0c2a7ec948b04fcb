//! One campaign: its targets, each leading to its sources, its plots, channels, questions, and what staff enter about it.

use super::consequences::{Asked, before, changes, differences, seen, shown_day, standing_of};
use super::entering::{Line, lines};
use super::{Done, html, note, to_with};
use crate::app::App;
use crate::app::portal::overlay::KINDS;
use crate::base::id::CampaignId;
use crate::ledger::{LogEntry, NewLogEntry};
use crate::model::programme::State as ContractState;
use crate::report::Charts;
use crate::report::view::{CampaignView, IN_ANNEX};
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
    kinds: [(&'static str, &'static str); 8],
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

/// The campaign that an address names: also that of a form below its page, whose address names more.
#[derive(Debug, serde::Deserialize)]
pub(crate) struct Named {
    campaign: String,
}

pub(crate) async fn page(
    State(p): State<Shared>,
    me: Me,
    Path(Named { campaign: id }): Path<Named>,
    Query(q): Query<Done>,
) -> Result<Response, WebError> {
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
            view: on_page(view, who.is_staff()),
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

/// A view as this page shows it: lists that are cut lead to where they are whole, not to the annex of a report.
fn on_page(mut view: CampaignView, staff: bool) -> CampaignView {
    let whole = if staff { "，全部见待核事项" } else { "" };
    for case in view.questions.iter_mut().flat_map(|q| &mut q.cases) {
        if let Some(cut) = case.strip_suffix(IN_ANNEX) {
            *case = format!("{cut}{whole}");
        }
    }
    view
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
    let path = format!("/campaigns/{id}");
    let campaign = CampaignId::new(&id);
    let entry = LogEntry {
        campaign: id.clone(),
        kind: if added { "mark_added" } else { "mark_dropped" }.to_owned(),
        value: word.clone(),
        document: document.clone(),
        because: because.clone(),
        ..LogEntry::default()
    };
    let (person, seen) = (me.clone(), seen(&fields));
    let page = p.read(move |p, app| before(p, app, &person, seen.as_deref(), mark_asked(app, &entry)?)).await?;
    if let Some(page) = page {
        return Ok(page);
    }
    let before = standing_of(&p, &campaign).await?;
    let (named, done) = (campaign.clone(), format!("已{}归属词“{word}”。", mark_verb(added)));
    p.write(move |_, app| {
        let who = me.who()?;
        let now = app.clock.now();
        let effect = app.mark_would(&named, &word, added)?;
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
    let after = standing_of(&p, &campaign).await?;
    Ok(to_with(&path, &format!("{done}{}", changes(&before, &after))))
}

/// What a word of belonging would change: works that begin or cease to count, and what the targets come to.
fn mark_asked(app: &App, entry: &LogEntry) -> Result<Asked, WebError> {
    let (campaign, as_of, added) = (CampaignId::new(&entry.campaign), shown_day(app), entry.kind == "mark_added");
    let effect = app.mark_would(&campaign, &entry.value, added)?;
    let (was, is) = app.entry_would(&campaign, entry.clone(), as_of)?;
    let (begin, cease) = (effect.begin.len(), effect.cease.len());
    let said = format!(
        "现在属于本项目的作品{}条，改后{}条：{begin}条开始计入，{cease}条不再计入。勾选、答复属于本项目的，按模板报来的，不受归属词影响；答复过不属于、标题里有归属词的，也计入。",
        effect.before, effect.after
    );
    let lists = [(format!("开始计入的{begin}条"), effect.begin), (format!("不再计入的{cease}条"), effect.cease)];
    let lists = lists.into_iter().filter(|(_, titles)| !titles.is_empty()).collect();
    Ok(Asked {
        title: "归属词",
        heading: format!("{}归属词“{}”", mark_verb(added), entry.value),
        verb: mark_verb(added),
        action: format!("/campaigns/{campaign}/marks"),
        fields: vec![("word", entry.value.clone()), ("what", if added { "add" } else { "drop" }.to_owned())],
        back: format!("/campaigns/{campaign}"),
        document: entry.document.clone(),
        because: entry.because.clone(),
        as_of,
        changes: differences(&was, &is),
        warnings: Vec::new(),
        said: vec![said],
        lists,
        by: "新的归属词",
        campaign,
    })
}

fn mark_verb(added: bool) -> &'static str {
    if added { "增加" } else { "去掉" }
}
