//! What is shown before something that moves figures is entered or taken back, and what is said once it was: figures, verdicts and dates as
//! they are and as they would be. It is confirmed by the sign of what was seen; where the figures moved meanwhile it is shown anew.

use super::html;
use super::review::actual;
use crate::app::App;
use crate::attain::snapshot::{CampaignSnapshot, TargetSnapshot};
use crate::base::day::Day;
use crate::base::digest::Digest;
use crate::base::id::CampaignId;
use crate::base::text::clip;
use crate::report::words;
use crate::web::days::ComputedDay;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of, default_week};
use crate::web::state::{Portal, Shared};
use askama::Template;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use std::sync::Arc;

/// What changes: name, now, then.
pub(super) type Change = (String, String, String);

/// What is about to be done, and what it would change.
pub(super) struct Asked {
    /// Of which campaign.
    pub(super) campaign: CampaignId,
    /// The page's title.
    pub(super) title: &'static str,
    /// What is about to be done.
    pub(super) heading: String,
    /// 登记, 撤回, 增加 …
    pub(super) verb: &'static str,
    /// Where it is confirmed, and what the form carries there.
    pub(super) action: String,
    pub(super) fields: Vec<(&'static str, String)>,
    /// Where whoever does not want it goes.
    pub(super) back: String,
    pub(super) document: String,
    pub(super) because: String,
    /// The day of the figures.
    pub(super) as_of: Day,
    pub(super) changes: Vec<Change>,
    /// What is to be minded before it is confirmed.
    pub(super) warnings: Vec<String>,
    /// Sentences above the changes.
    pub(super) said: Vec<String>,
    /// Works that it is about, by what becomes of them.
    pub(super) lists: Vec<(String, Vec<String>)>,
    /// By what the weeks before are computed again.
    pub(super) by: &'static str,
}

/// Titles listed; the rest is a number.
const LISTED_MAX: usize = 200;

#[derive(Template)]
#[template(path = "before.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    name: String,
    asked: Asked,
    until: String,
    /// A short sign for what is shown, which the confirmation brings back.
    state: String,
    /// It was confirmed by a page that showed something else.
    moved: bool,
    listed_max: usize,
}

/// The sign of what the page showed that confirms. `None`: nobody confirms.
pub(super) fn seen(fields: &Fields) -> Option<String> {
    fields.given("seen").map(str::to_owned)
}

/// The day of the figures that are compared: the one that pages show.
pub(super) fn shown_day(app: &App) -> Day {
    day_of(app, default_week(app))
}

/// What it would change, before it is done. `None`: that was shown and is confirmed.
pub(super) fn before(p: &Portal, app: &App, me: &Me, seen: Option<&str>, asked: Asked) -> Result<Option<Response>, WebError> {
    let known = app.defs.campaign(&asked.campaign).ok_or_else(WebError::missing)?;
    let all = serde_json::json!([asked.changes, asked.lists, asked.said, asked.warnings]).to_string();
    let state: String = Digest::of(all.as_bytes()).to_string().chars().take(16).collect();
    let moved = match seen {
        Some(seen) if seen == state => return Ok(None),
        seen => seen.is_some(),
    };
    let page = html(&Page {
        shell: Shell::new(p, app, me, asked.title, "/week")?,
        name: format!("{} {}", known.number, known.short_name),
        until: asked.as_of.zh_short(),
        listed_max: LISTED_MAX,
        asked,
        state,
        moved,
    })?;
    Ok(Some(if moved { (StatusCode::CONFLICT, page).into_response() } else { page }))
}

/// A campaign as its page shows it, and what is asked about it today, both by the ledger of this moment.
pub(super) struct Standing {
    shown: Arc<ComputedDay>,
    asked: Arc<ComputedDay>,
    campaign: CampaignId,
}

impl Standing {
    fn both(&self) -> Option<(&CampaignSnapshot, &CampaignSnapshot)> {
        let of = |day: &'_ ComputedDay| day.snapshot.campaigns.iter().position(|c| c.id == self.campaign);
        Some((self.shown.snapshot.campaigns.get(of(&self.shown)?)?, self.asked.snapshot.campaigns.get(of(&self.asked)?)?))
    }
}

/// What a campaign comes to by the ledger of this moment.
pub(super) async fn standing_of(p: &Shared, campaign: &CampaignId) -> Result<Standing, WebError> {
    let campaign = campaign.clone();
    p.read(move |p, app| {
        let (shown, today) = (day_of(app, default_week(app)), app.clock.now().date());
        let (shown, asked) = p.aside(|| p.day_now(shown).and_then(|a| Ok((a, p.day_now(today)?))))??;
        Ok(Standing { shown, asked, campaign })
    })
    .await
}

/// What an entry changed, in one sentence: state, term, figures from … to …, questions.
pub(super) fn changes(before: &Standing, after: &Standing) -> String {
    let Some(((was, asked_then), (is, asked))) = before.both().zip(after.both()) else { return String::new() };
    // Pace stands beside each figure on the pages; here it would only crowd out the figures.
    let told = differences(was, is).into_iter().filter(|(name, ..)| !name.ends_with(PACE));
    let mut out: Vec<String> = told.map(|(name, was, is)| format!("{name} {was} → {is}")).collect();
    let new = asked.questions.iter().filter(|q| !asked_then.questions.iter().any(|o| o.id == q.id)).count();
    let gone = asked_then.questions.iter().filter(|o| !asked.questions.iter().any(|q| q.id == o.id)).count();
    out.extend((new > 0).then(|| format!("新增待核事项{new}项")));
    out.extend((gone > 0).then(|| format!("待核事项少了{gone}项")));
    let until = after.shown.snapshot.as_of.zh_short();
    if out.is_empty() {
        format!("截至{until}的各项数字和判定没有变化")
    } else {
        format!("截至{until}：{}", out.join("；"))
    }
}

/// The end of the name of a target's pace.
const PACE: &str = "的序时进度";

/// What is otherwise of a campaign: term, state, verdict, and of each target its figure, what is demanded, its day, its
/// pace, its verdict, its 认定.
pub(super) fn differences(was: &CampaignSnapshot, is: &CampaignSnapshot) -> Vec<Change> {
    let mut out = Vec::new();
    let mut told = |name: &str, was: String, is: String| {
        if was != is {
            out.push((name.to_owned(), was, is));
        }
    };
    let term = |c: &CampaignSnapshot| format!("{}至{}", c.term.start.zh(), c.term.end.zh());
    told("合同期", term(was), term(is));
    told("合同状态", was.state.zh().to_owned(), is.state.zh().to_owned());
    told("总判定", was.verdict_text.clone(), is.verdict_text.clone());
    let due = |t: &TargetSnapshot| t.due.map_or_else(|| "无".to_owned(), Day::zh);
    for t in &is.targets {
        let Some(w) = was.targets.iter().find(|w| w.id == t.id) else { continue };
        let name = clip(&t.label, 16);
        told(&name, format!("{}{}", actual(w), words::unit(w)), format!("{}{}", actual(t), words::unit(t)));
        told(&format!("{name}应有"), words::demanded(w), words::demanded(t));
        told(&format!("{name}最迟"), due(w), due(t));
        if t.due.is_none() && w.due.is_none() {
            told(&format!("{name}{PACE}"), words::pace_text(w), words::pace_text(t));
        }
        told(&format!("{name}的判定"), w.verdict.zh().to_owned(), t.verdict.zh().to_owned());
        told(&format!("{name}的认定"), said(w), said(t));
    }
    out
}

/// 认定 of a target, cut.
fn said(t: &TargetSnapshot) -> String {
    t.decision.as_deref().map_or_else(|| "无".to_owned(), |d| clip(d, 20))
}
