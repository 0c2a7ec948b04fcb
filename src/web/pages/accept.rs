//! Acceptance: what each campaign had to deliver, what is proven, what stands open. For experts, and for partners to see how they stand.

use super::questions::{AnsweredLine, answered};
use super::week::{Row, row};
use super::{Done, html};
use crate::app::portal::overlay::{kind_zh, value_zh};
use crate::base::id::CampaignId;
use crate::ledger::standing;
use crate::report::view::{CampaignView, TargetView};
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, shape};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "accept_list.html", config = "src/web/askama.toml")]
struct ListPage {
    shell: Shell,
    until: String,
    rows: Vec<Row>,
}

impl ListPage {
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn shape(&self, verdict: &str) -> String {
        shape(verdict)
    }
}

#[derive(Template)]
#[template(path = "accept.html", config = "src/web/askama.toml")]
struct AcceptPage {
    shell: Shell,
    until: String,
    week_id: String,
    view: CampaignView,
    targets: Vec<(String, TargetView)>,
    code: String,
    /// The contract and its parties as they were entered, each with what it rests on.
    contract: Vec<(&'static str, String, String)>,
    rules: Vec<(String, String, String)>,
    /// What was asked and answered.
    answered: Vec<AnsweredLine>,
    /// Where to go back to after taking an answer back: from here none is.
    chosen: String,
    answered_more: usize,
}

impl AcceptPage {
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn shape(&self, verdict: &str) -> String {
        shape(verdict)
    }
}

pub(crate) async fn list(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let rows =
            day.snapshot.campaigns.iter().filter(|c| app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs))).map(row).collect();
        let shell = Shell::new(p, app, &me, "项目进度", "/accept")?;
        html(&ListPage { shell, until: day.snapshot.as_of.zh(), rows })
    })
    .await
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(id): Path<String>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let id = CampaignId::new(&id);
        let c = day.snapshot.campaigns.iter().find(|c| c.id == id).ok_or_else(WebError::missing)?;
        let deciding = c.rules();
        let used: Vec<_> = day.snapshot.rules.iter().filter(|r| deciding.contains(&r.id)).collect();
        let shell = Shell::new(p, app, &me, &format!("{} {} 验收核对表", c.number, c.short_name), "/accept")?;
        let (mut answered, answered_more) = answered(app, me.who()?, Some(&id))?;
        // A sheet to check by: what is taken back is taken back in 待核事项.
        for a in &mut answered {
            a.may = None;
        }
        let view = CampaignView::of(c, &day.snapshot);
        let log = standing(app.ledger.campaign_log(None)?);
        let entered = |kind: &str| log.iter().rfind(|e| e.campaign == id.as_str() && e.kind == kind);
        let papers = ["contract", "parties", "signed_on", "term_months", "ends_on", "ended_on", "state"];
        let papers = papers.into_iter().filter_map(entered);
        html(&AcceptPage {
            shell,
            contract: papers.map(|e| (kind_zh(&e.kind), value_zh(&e.kind, &e.value), e.document.clone())).collect(),
            until: day.snapshot.as_of.zh(),
            week_id: week.to_string(),
            targets: c.targets.iter().map(|t| t.id.to_string()).zip(view.targets.iter().cloned()).collect(),
            view,
            answered,
            chosen: String::new(),
            answered_more,
            code: day.week.check_code.clone(),
            rules: used
                .iter()
                .map(|r| (format!("{} {}", r.id, r.title), r.reading.clone(), r.signed.clone().unwrap_or_else(|| "口径待确认".to_owned())))
                .collect(),
        })
    })
    .await
}
