//! One campaign: its targets, each leading to its sources, its plots, channels, questions, and what staff enter about it.

use super::{Done, html, note, to_with};
use crate::app::AppError;
use crate::base::day::Day;
use crate::base::id::CampaignId;
use crate::ledger::{LogEntry, NewLogEntry};
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
    log: Vec<LogEntry>,
    settles: bool,
    staff: bool,
    kinds: [(&'static str, &'static str); 4],
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

/// What staff may enter.
const KINDS: [(&str, &str); 4] = [("signed_on", "签订日"), ("term_months", "合同期（月）"), ("state", "合同状态"), ("decision", "认定")];

/// The Chinese word of a kind of entry.
pub(super) fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "rule_signed" => "口径签认",
        _ => KINDS.iter().find(|k| k.0 == kind).map_or("其他", |k| k.1),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(id): Path<String>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref());
        let day = p.day(app, day_of(app, week))?;
        let id = CampaignId::new(&id);
        let campaign = app.defs.campaign(&id).ok_or_else(WebError::missing)?;
        let found = day.snapshot.campaigns.iter().find(|c| c.id == id).ok_or_else(WebError::missing)?;
        let view = CampaignView::of(found, &day.snapshot);
        let targets = found.targets.iter().zip(&view.targets).map(|(t, v)| Target { id: t.id.to_string(), view: v.clone() }).collect();
        let on = if who.is_staff() || matches!(who.role, crate::app::portal::Role::Leader) { "/week" } else { "/accept" };
        let mut shell = Shell::new(p, app, &me, &format!("{} {}", campaign.number, campaign.short_name), on)?;
        shell.done = q.said();
        let present = app.clock.now().date().week();
        let log = if who.is_staff() {
            let mut log = app.ledger.campaign_log(None)?;
            log.retain(|e| e.campaign == id.as_str());
            for e in &mut log {
                if e.kind == "state" {
                    e.value = ContractState::parse(&e.value).map_or_else(|| e.value.clone(), |s| s.zh().to_owned());
                }
                e.kind = kind_zh(&e.kind).to_owned();
            }
            log.reverse();
            log
        } else {
            Vec::new()
        };
        html(&CampaignPage {
            shell,
            week_id: week.to_string(),
            until: day.snapshot.as_of.zh_short(),
            before: week.previous().to_string(),
            after: (week < present).then(|| week.next().to_string()),
            charts: day.charts(&id)?,
            view,
            targets,
            log,
            settles: who.settles(campaign),
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

/// Enters something about a campaign, with the document that it rests on.
pub(crate) async fn log(State(p): State<Shared>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let kind = fields.get("kind").to_owned();
    let value = match kind.as_str() {
        "state" => fields.get("state").to_owned(),
        _ => fields.get("value").trim().to_owned(),
    };
    let subject = if kind == "decision" { fields.get("target").to_owned() } else { String::new() };
    let document =
        fields.given("document").map(str::to_owned).ok_or_else(|| WebError::refused("写明依据的文件，如合同编号、会议纪要、复函文号。"))?;
    let because = fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明理由。"))?;
    let good = match kind.as_str() {
        "signed_on" => Day::parse_iso(&value).is_some(),
        "term_months" => value.parse::<u32>().is_ok_and(|n| (1..=24).contains(&n)),
        "state" => ContractState::parse(&value).is_some(),
        "decision" => !value.is_empty() && !subject.is_empty(),
        _ => false,
    };
    if !good {
        return Err(WebError::refused("填的内容认不出：签订日写成 2022-07-01，合同期写1到24之间的月数，认定要选指标并写结论。"));
    }
    let path = format!("/campaigns/{id}");
    p.write(move |_, app| {
        let who = me.who()?;
        let now = app.clock.now();
        let campaign = app.defs.campaign(&CampaignId::new(&id)).ok_or_else(WebError::missing)?;
        if kind == "decision" && !campaign.targets.iter().any(|t| t.id.as_str() == subject) {
            return Err(WebError::from(AppError::Usage("没有这项指标。".into())));
        }
        let entry = NewLogEntry {
            at: now,
            person: who.id,
            campaign: &id,
            kind: &kind,
            subject: &subject,
            value: &value,
            document: &document,
            because: &because,
        };
        let change = app.ledger.change()?;
        let number = change.log_campaign(&entry)?;
        note(&change, now, &me, "campaign_log", &format!("{id} {kind}"))?;
        let body = serde_json::json!({ "entry": number, "campaign": id, "kind": kind, "subject": subject, "value": value, "document": document, "because": because });
        change.note(now, "campaign", &body.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with(&path, "已登记，各项判定已按新的内容重新计算"))
}
