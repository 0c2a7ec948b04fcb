//! 口径: how the plan's words are read, who signed, and the sheet to sign on paper.

use super::{Done, html, note, to_with};
use crate::app::App;
use crate::app::portal::overlay::value_zh;
use crate::ledger::{NewLogEntry, standing};
use crate::report::clean::neutral;
use crate::report::view::RuleView;
use crate::web::error::WebError;
use crate::web::form::{Fields, a_day};
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of, default_week};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::collections::{BTreeMap, BTreeSet};

#[derive(Template)]
#[template(path = "rules.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    /// Each with the campaigns that it decides, whether its signature was entered here, and what was taken back.
    rules: Vec<(RuleView, String, bool, Vec<String>)>,
    open: usize,
    signs: bool,
    today: String,
}

#[derive(Template)]
#[template(path = "rules_sheet.html", config = "src/web/askama.toml")]
struct Sheet {
    shell: Shell,
    programme: String,
    /// Each with the signatures that were taken back.
    rules: Vec<(RuleView, Vec<String>)>,
    today: String,
    code: String,
}

/// Signatures that were entered and taken back, by rule: what was signed, who took it back, when and why.
fn taken_back(app: &App) -> Result<BTreeMap<String, Vec<String>>, WebError> {
    let log = app.ledger.campaign_log(None)?;
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for back in &log {
        let Some(signed) = back.withdraws().and_then(|n| log.iter().find(|e| e.id == n && e.kind == "rule_signed")) else { continue };
        let (what, paper) = (value_zh(&signed.kind, &signed.value), &signed.document);
        let said = format!("曾由{what}（{paper}），{}由{}撤回：{}", back.at.zh(), back.person, back.because);
        out.entry(signed.subject.clone()).or_default().push(neutral(&said));
    }
    Ok(out)
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let day = p.day(app, day_of(app, default_week(app)))?;
        let mut shell = Shell::new(p, app, &me, "计数口径", "/rules")?;
        shell.done = q.said(&me);
        let used = |id: &str| {
            let decided = day.snapshot.campaigns.iter().filter(|c| c.rules().iter().any(|r| r.as_str() == id));
            let numbers: BTreeSet<u32> = decided.map(|c| c.number).collect();
            let names: Vec<String> = numbers.iter().map(ToString::to_string).collect();
            if names.is_empty() { "暂未用到".to_owned() } else { names.join("、") }
        };
        let log = standing(app.ledger.campaign_log(None)?);
        let mut back = taken_back(app)?;
        let entered = |id: &str| log.iter().any(|e| e.kind == "rule_signed" && e.subject == id);
        html(&Page {
            shell,
            open: day.week.rules.iter().filter(|r| !r.confirmed).count(),
            rules: day
                .week
                .rules
                .iter()
                .map(|r| (r.clone(), used(&r.id), entered(&r.id), back.remove(&r.id).unwrap_or_default()))
                .collect(),
            signs: me.who()?.settles_all(),
            today: app.clock.now().date().to_string(),
        })
    })
    .await
}

pub(crate) async fn sheet(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let day = p.day(app, day_of(app, default_week(app)))?;
        let mut back = taken_back(app)?;
        html(&Sheet {
            shell: Shell::bare(p, Some(&me), "口径确认单"),
            programme: day.week.programme.clone(),
            rules: day.week.rules.iter().map(|r| (r.clone(), back.remove(&r.id).unwrap_or_default())).collect(),
            today: app.clock.now().date().zh(),
            code: day.week.check_code.clone(),
        })
    })
    .await
}

/// Enters that a rule was signed: by which unit, when, in which document.
pub(crate) async fn sign(State(p): State<Shared>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let by = fields.given("by").map(str::to_owned).ok_or_else(|| WebError::refused("写明签认单位。").at("by"))?;
    let on = fields.given("on").and_then(a_day).ok_or_else(|| WebError::refused("签认日期写成 2022-07-15。").at("on"))?;
    let document = fields.given("document").map(str::to_owned).ok_or_else(|| WebError::refused("写明签认的文件，如口径确认单编号。"))?;
    let done = format!("{id} 已登记签认");
    let now = p.now();
    p.write(move |_, app| {
        let who = me.who()?;
        if !app.defs.rules.iter().any(|r| r.id.as_str() == id) {
            return Err(WebError::missing());
        }
        let at = app.clock.now();
        if on > at.date() {
            return Err(WebError::refused("签认日期不能晚于今天。").at("on"));
        }
        let value = format!("{on} {by}");
        let entry = NewLogEntry {
            at,
            person: who.id,
            campaign: "",
            kind: "rule_signed",
            subject: &id,
            value: &value,
            document: &document,
            because: "签认口径",
        };
        let change = app.ledger.change()?;
        let number = change.log_campaign(&entry)?;
        note(&change, now, &me, "rule_signed", &id)?;
        let body = serde_json::json!({ "entry": number, "kind": "rule_signed", "subject": id, "value": value, "document": document });
        change.note(at, "campaign", &body.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with("/rules", &done))
}
