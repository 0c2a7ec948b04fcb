//! One campaign: its targets, each leading to its sources, its plots, channels, questions, and what staff enter about it.

use super::review::actual;
use super::{Done, html, note, to_with};
use crate::app::portal::overlay::MarkEffect;
use crate::app::{App, AppError};
use crate::attain::snapshot::{CampaignSnapshot, TargetSnapshot};
use crate::base::day::Day;
use crate::base::id::CampaignId;
use crate::base::text::clip;
use crate::ledger::{LogEntry, NewLogEntry};
use crate::model::programme::State as ContractState;
use crate::report::Charts;
use crate::report::view::CampaignView;
use crate::report::words;
use crate::web::days::ComputedDay;
use crate::web::error::WebError;
use crate::web::form::{Fields, a_day};
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, default_week, shape};
use crate::web::state::{Portal, Shared};
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
    marks: Vec<String>,
    settles: bool,
    staff: bool,
    kinds: [(&'static str, &'static str); 6],
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
const KINDS: [(&str, &str); 6] = [
    ("contract", "合同"),
    ("parties", "合同双方"),
    ("signed_on", "签订日"),
    ("term_months", "合同期（月）"),
    ("state", "合同状态"),
    ("decision", "认定"),
];

/// A contract's name, or its parties, at most. Unit: characters.
const TEXT_CHARS_MAX: usize = 100;

/// The Chinese word of a kind of entry.
pub(super) fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "rule_signed" => "口径签认",
        "mark_added" => "增加归属词",
        "mark_dropped" => "去掉归属词",
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
            charts: day.charts(p, &id)?,
            view,
            targets,
            log,
            marks: app.in_force()?.campaign(&id).map(|c| c.marks.clone()).unwrap_or_default(),
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
    let document = fields.given("document").map(str::to_owned);
    let document = document.ok_or_else(|| WebError::refused("写明依据的文件，如合同编号、会议纪要、复函文号。").at("document"))?;
    let because = fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明理由。").at("because"))?;
    let value = entered(&kind, &value, &subject)?;
    let path = format!("/campaigns/{id}");
    let campaign = CampaignId::new(&id);
    if matches!(kind.as_str(), "signed_on" | "term_months") && fields.get("confirm") != "1" {
        let entry = Entry { id, kind, value, document, because };
        return p.read(move |p, app| before_entering(p, app, &me, &campaign, entry)).await;
    }
    let before = standing(&p, &campaign).await?;
    p.write(move |_, app| {
        let who = me.who()?;
        let now = app.clock.now();
        let campaign = app.defs.campaign(&CampaignId::new(&id)).ok_or_else(WebError::missing)?;
        if kind == "decision" && !campaign.targets.iter().any(|t| t.id.as_str() == subject) {
            return Err(WebError::from(AppError::Usage("没有这项指标。".into())).at("target"));
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
    let after = standing(&p, &campaign).await?;
    Ok(to_with(&path, &format!("已登记。{}", changes(&before, &after))))
}

/// What is about to be entered.
struct Entry {
    id: String,
    kind: String,
    value: String,
    document: String,
    because: String,
}

#[derive(Template)]
#[template(path = "entry.html", config = "src/web/askama.toml")]
struct EntryPage {
    shell: Shell,
    name: String,
    what: &'static str,
    value: String,
    entry: Entry,
    until: String,
    /// What it would change: name, now, then.
    changes: Vec<(String, String, String)>,
    /// The plan's years do not hold the whole term.
    outside: bool,
}

/// What another signing date or term would change, before it is entered.
fn before_entering(p: &Portal, app: &App, me: &Me, campaign: &CampaignId, entry: Entry) -> Result<Response, WebError> {
    let known = app.defs.campaign(campaign).ok_or_else(WebError::missing)?;
    let as_of = day_of(app, default_week(app));
    let (was, is) = app.term_would(campaign, (&entry.kind, &entry.value), as_of)?;
    let plan = |day: Day| ("2022-01-01"..="2023-12-31").contains(&day.to_string().as_str());
    html(&EntryPage {
        shell: Shell::new(p, app, me, "登记项目事项", "/week")?,
        name: format!("{} {}", known.number, known.short_name),
        what: kind_zh(&entry.kind),
        value: Day::parse_iso(&entry.value).map_or_else(|| format!("{}个月", entry.value), Day::zh),
        until: as_of.zh_short(),
        changes: differences(&was, &is),
        outside: !plan(is.term.start) || !plan(is.term.end),
        entry,
    })
}

/// What was entered, as the ledger keeps it.
fn entered(kind: &str, value: &str, subject: &str) -> Result<String, WebError> {
    let refused = |say: String, field| Err(WebError::refused(say).at(field));
    match kind {
        "signed_on" => match a_day(value) {
            Some(day) => Ok(day.to_string()),
            None => refused(format!("签订日“{}”认不出：写年月日，如 2022-07-01、2022年7月1日。", clip(value, 20)), "value"),
        },
        "term_months" if value.parse::<u32>().is_ok_and(|n| (1..=24).contains(&n)) => Ok(value.to_owned()),
        "term_months" => refused(format!("合同期“{}”认不出：写1到24之间的月数，如 12。", clip(value, 20)), "value"),
        "contract" if value.is_empty() => refused("写合同的名称和编号。".to_owned(), "value"),
        "parties" if value.is_empty() => refused("写合同双方的名称，用顿号隔开。".to_owned(), "value"),
        "contract" | "parties" if value.chars().count() > TEXT_CHARS_MAX => {
            refused(format!("内容太长：最多{TEXT_CHARS_MAX}个字。"), "value")
        }
        "state" if ContractState::parse(value).is_some() => Ok(value.to_owned()),
        "state" => refused("选择合同状态。".to_owned(), "state"),
        "decision" if subject.is_empty() => refused("选择认定的是哪项指标。".to_owned(), "target"),
        "decision" if value.is_empty() => refused("写认定的结论。".to_owned(), "value"),
        "contract" | "parties" | "decision" => Ok(value.to_owned()),
        _ => refused("选择登记什么事项。".to_owned(), "kind"),
    }
}

/// A campaign as its page shows it, and what is asked about it today, both by the ledger of this moment.
struct Standing {
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

async fn standing(p: &Shared, campaign: &CampaignId) -> Result<Standing, WebError> {
    let campaign = campaign.clone();
    p.read(move |p, app| {
        let (shown, today) = (day_of(app, default_week(app)), app.clock.now().date());
        let (shown, asked) = p.aside(|| p.day_now(shown).and_then(|a| Ok((a, p.day_now(today)?))))??;
        Ok(Standing { shown, asked, campaign })
    })
    .await
}

/// What an entry changed, in one sentence: state, term, figures from … to …, questions.
fn changes(before: &Standing, after: &Standing) -> String {
    let Some(((was, asked_then), (is, asked))) = before.both().zip(after.both()) else { return String::new() };
    let mut out: Vec<String> = differences(was, is).into_iter().map(|(name, was, is)| format!("{name} {was} → {is}")).collect();
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

/// What is otherwise of a campaign: term, state, verdict, and of each target its figure, its day, its verdict, its 认定.
fn differences(was: &CampaignSnapshot, is: &CampaignSnapshot) -> Vec<(String, String, String)> {
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
        told(&format!("{name}最迟"), due(w), due(t));
        told(&format!("{name}的判定"), w.verdict.zh().to_owned(), t.verdict.zh().to_owned());
        told(&format!("{name}的认定"), said(w), said(t));
    }
    out
}

/// 认定 of a target, cut.
fn said(t: &TargetSnapshot) -> String {
    t.decision.as_deref().map_or_else(|| "无".to_owned(), |d| clip(d, 20))
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
