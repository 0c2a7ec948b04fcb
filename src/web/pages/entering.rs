//! 项目事项: what staff enter about a campaign and take back again, each with its reason. What moves the term is shown before it is entered.

use super::consequences::{Asked, before, changes, differences, seen, shown_day, standing_of};
use super::{note, to_with};
use crate::app::App;
use crate::app::portal::overlay::{KINDS, kind_zh, value_zh};
use crate::base::day::{Day, Term};
use crate::base::id::CampaignId;
use crate::base::text::clip;
use crate::ledger::{LogEntry, NewLogEntry, WITHDRAWN, standing};
use crate::model::programme::{Campaign, State as ContractState};
use crate::web::error::WebError;
use crate::web::form::{Fields, a_day};
use crate::web::guard::Me;
use crate::web::state::{Portal, Shared};
use axum::extract::{Path, State};
use axum::response::Response;
use std::collections::BTreeMap;

/// Kinds that move the term: first it is shown what they would change.
const OF_THE_TERM: [&str; 4] = ["signed_on", "term_months", "ends_on", "ended_on"];

/// A contract's term at most. Unit: calendar months.
const MONTHS_MAX: u32 = 24;

/// A contract's name, or its parties, at most. Unit: characters.
const TEXT_CHARS_MAX: usize = 100;

/// An entry as the page of its campaign lists it.
pub(super) struct Line {
    pub(super) id: i64,
    pub(super) at: String,
    pub(super) what: String,
    pub(super) value: String,
    pub(super) document: String,
    pub(super) because: String,
    pub(super) person: String,
    /// Who took it back, when and why; `None`: it stands.
    pub(super) withdrawn: Option<String>,
    /// Whether it can be taken back; words of belonging are added and dropped instead.
    pub(super) may: bool,
}

/// What was entered about a campaign, newest first; what was taken back stays in the list and says so.
pub(super) fn lines(app: &App, campaign: &Campaign) -> Result<Vec<Line>, WebError> {
    let mut log = app.ledger.campaign_log(None)?;
    log.retain(|e| e.campaign == campaign.id.as_str());
    let told = |e: &LogEntry| format!("已撤回：{}（{}，{}）", e.because, e.person, e.at.zh());
    let withdrawn: BTreeMap<i64, String> = log.iter().filter_map(|e| Some((e.withdraws()?, told(e)))).collect();
    let line = |e: LogEntry| {
        let target = campaign.targets.iter().find(|t| t.id.as_str() == e.subject).map_or(e.subject.as_str(), |t| t.label.as_str());
        let about = if target.is_empty() { String::new() } else { format!("（{target}）") };
        Line {
            id: e.id,
            at: e.at.zh(),
            what: format!("{}{about}", kind_zh(&e.kind)),
            value: value_zh(&e.kind, &e.value),
            withdrawn: withdrawn.get(&e.id).cloned(),
            may: KINDS.iter().any(|k| k.0 == e.kind),
            document: e.document,
            because: e.because,
            person: e.person,
        }
    };
    Ok(log.into_iter().rev().filter(|e| e.kind != WITHDRAWN).map(line).collect())
}

/// Something about to be entered, or taken back.
#[derive(Clone)]
struct Entry {
    id: String,
    kind: String,
    subject: String,
    value: String,
    document: String,
    because: String,
}

impl Entry {
    /// What it would be in the ledger.
    fn as_log(&self) -> LogEntry {
        LogEntry {
            campaign: self.id.clone(),
            kind: self.kind.clone(),
            subject: self.subject.clone(),
            value: self.value.clone(),
            because: self.because.clone(),
            ..LogEntry::default()
        }
    }

    /// Writes it down: the entry, who did it, the journal.
    fn append(&self, app: &mut App, me: &Me) -> Result<(), WebError> {
        let now = app.clock.now();
        let entry = NewLogEntry {
            at: now,
            person: me.who()?.id,
            campaign: &self.id,
            kind: &self.kind,
            subject: &self.subject,
            value: &self.value,
            document: &self.document,
            because: &self.because,
        };
        let change = app.ledger.change()?;
        let number = change.log_campaign(&entry)?;
        let about = if self.id.is_empty() { &self.value } else { &self.id };
        note(&change, now, me, "campaign_log", &format!("{about} {}", self.kind))?;
        let body = serde_json::json!({
            "entry": number, "campaign": self.id, "kind": self.kind, "subject": self.subject, "value": self.value,
            "document": self.document, "because": self.because,
        });
        change.note(now, "campaign", &body.to_string())?;
        Ok(change.commit()?)
    }
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
    let campaign = CampaignId::new(&id);
    let entry = Entry { id, kind, subject, value, document, because };
    if OF_THE_TERM.contains(&entry.kind.as_str()) {
        let asked = entry.as_log();
        p.read(move |_, app| fits(app, &asked)).await?;
        let heading = format!("{}登记为{}", kind_zh(&entry.kind), value_zh(&entry.kind, &entry.value));
        let action = format!("/campaigns/{campaign}/log");
        let (me, seen, log) = (me.clone(), seen(&fields), entry.clone());
        if let Some(page) = p.read(move |p, app| before_entering(p, app, &me, seen.as_deref(), (heading, action), &log)).await? {
            return Ok(page);
        }
    }
    let before = standing_of(&p, &campaign).await?;
    p.write(move |_, app| {
        let known = app.defs.campaign(&CampaignId::new(&entry.id)).ok_or_else(WebError::missing)?;
        if entry.kind == "decision" && !known.targets.iter().any(|t| t.id.as_str() == entry.subject) {
            return Err(WebError::refused("没有这项指标。").at("target"));
        }
        // Pressed twice, or by two people at once.
        let same = |e: &LogEntry| (&e.campaign, &e.kind, &e.subject) == (&entry.id, &entry.kind, &entry.subject);
        if stands(app, same)?.is_some_and(|e| (&e.value, &e.document) == (&entry.value, &entry.document)) {
            return Err(WebError::refused("这一条已经登记，没有再登记。"));
        }
        entry.append(app, &me)
    })
    .await?;
    let after = standing_of(&p, &campaign).await?;
    Ok(to_with(&format!("/campaigns/{campaign}"), &format!("已登记。{}", changes(&before, &after))))
}

/// Takes back an entry about a campaign: it stays in the list, and no longer holds.
pub(crate) async fn withdraw(
    State(p): State<Shared>,
    me: Me,
    Path((id, number)): Path<(String, i64)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let because = withdrawn_because(&fields)?;
    let campaign = CampaignId::new(&id);
    let seen = seen(&fields);
    let name = campaign.to_string();
    let found = p
        .read(move |_, app| {
            let found = stands(app, |e| e.id == number && e.campaign == name && KINDS.iter().any(|k| k.0 == e.kind))?;
            found.ok_or_else(|| WebError::refused("这一条已经撤回，或不能撤回。"))
        })
        .await?;
    let entry = taking_back(&found, because);
    if OF_THE_TERM.contains(&found.kind.as_str()) {
        let heading = format!("撤回{}“{}”", kind_zh(&found.kind), value_zh(&found.kind, &found.value));
        let action = format!("/campaigns/{campaign}/log/{number}/withdraw");
        let (me, log) = (me.clone(), entry.clone());
        if let Some(page) = p.read(move |p, app| before_entering(p, app, &me, seen.as_deref(), (heading, action), &log)).await? {
            return Ok(page);
        }
    }
    let before = standing_of(&p, &campaign).await?;
    write_withdrawal(&p, me, entry).await?;
    let after = standing_of(&p, &campaign).await?;
    Ok(to_with(&format!("/campaigns/{campaign}"), &format!("已撤回。{}", changes(&before, &after))))
}

/// Takes back that a counting rule was signed: it is 口径待确认 again, or as an earlier entry has it.
pub(crate) async fn withdraw_signature(
    State(p): State<Shared>,
    me: Me,
    Path(rule): Path<String>,
    fields: Fields,
) -> Result<Response, WebError> {
    let because = withdrawn_because(&fields)?;
    let done = format!("{rule} 的签认已撤回");
    let found = p
        .read(move |_, app| {
            let found = stands(app, |e| e.kind == "rule_signed" && e.subject == rule)?;
            found.ok_or_else(|| WebError::refused("这条口径没有在这里登记的签认，不用撤回。"))
        })
        .await?;
    write_withdrawal(&p, me, taking_back(&found, because)).await?;
    Ok(to_with("/rules", &done))
}

/// Why something is taken back.
pub(super) fn withdrawn_because(fields: &Fields) -> Result<String, WebError> {
    fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明为什么撤回。").at("because"))
}

/// The last entry of a kind that stands.
fn stands(app: &App, wanted: impl Fn(&LogEntry) -> bool) -> Result<Option<LogEntry>, WebError> {
    Ok(standing(app.ledger.campaign_log(None)?).into_iter().rfind(|e| wanted(e)))
}

fn taking_back(found: &LogEntry, because: String) -> Entry {
    Entry {
        id: found.campaign.clone(),
        kind: WITHDRAWN.to_owned(),
        subject: found.id.to_string(),
        value: found.kind.clone(),
        document: String::new(),
        because,
    }
}

/// Writes a withdrawal, unless somebody was faster.
async fn write_withdrawal(p: &Shared, me: Me, entry: Entry) -> Result<(), WebError> {
    p.write(move |_, app| {
        if stands(app, |e| e.id.to_string() == entry.subject)?.is_none() {
            return Err(WebError::refused("这一条已经撤回。"));
        }
        entry.append(app, &me)
    })
    .await
}

/// What an entry that moves the term would change, before it is entered. `None`: that was shown and is confirmed.
fn before_entering(
    p: &Portal,
    app: &App,
    me: &Me,
    seen: Option<&str>,
    (heading, action): (String, String),
    entry: &Entry,
) -> Result<Option<Response>, WebError> {
    let (campaign, as_of) = (CampaignId::new(&entry.id), shown_day(app));
    let (was, is) = app.entry_would(&campaign, entry.as_log(), as_of)?;
    let plan = &app.defs.programme;
    let outside = is.term.start < plan.start || plan.end < is.term.end;
    let years = format!("合同期不全在{}年至{}年之内，请核对合同。", plan.start.ymd().0, plan.end.ymd().0);
    let asked = Asked {
        title: "登记项目事项",
        heading,
        verb: if entry.kind == WITHDRAWN { "撤回" } else { "登记" },
        action,
        fields: vec![("kind", entry.kind.clone()), ("value", entry.value.clone())],
        back: format!("/campaigns/{campaign}"),
        document: entry.document.clone(),
        because: entry.because.clone(),
        as_of,
        changes: differences(&was, &is),
        warnings: outside.then_some(years).into_iter().collect(),
        said: Vec::new(),
        lists: Vec::new(),
        by: "新的合同期",
        campaign,
    };
    before(p, app, me, seen, asked)
}

/// Whether the day on which the contract ends, or ended, lies where it can.
fn fits(app: &App, entry: &LogEntry) -> Result<(), WebError> {
    let Some(day) = Day::parse_iso(&entry.value).filter(|_| matches!(entry.kind.as_str(), "ends_on" | "ended_on")) else { return Ok(()) };
    let term = app.term_agreed(&CampaignId::new(&entry.campaign))?.ok_or_else(WebError::missing)?;
    let longest = Term::from_months(term.start, MONTHS_MAX);
    let say = match entry.kind.as_str() {
        "ends_on" if term.start < day && day <= longest.end => return Ok(()),
        "ends_on" => {
            let (start, end) = (term.start.zh(), longest.end.zh());
            format!("合同到期日要在签订日（{start}）之后，合同期最多{MONTHS_MAX}个月（到{end}）。")
        }
        _ if term.holds(day) => return Ok(()),
        _ => {
            let (start, end) = (term.start.zh(), term.end.zh());
            format!("实际结束日要在合同期（{start}至{end}）之内；合同延期的，先登记“合同期（月）”或“合同到期日”。")
        }
    };
    Err(WebError::refused(say).at("value"))
}

/// What was entered, as the ledger keeps it.
fn entered(kind: &str, value: &str, subject: &str) -> Result<String, WebError> {
    let refused = |say: String, field| Err(WebError::refused(say).at(field));
    match kind {
        "signed_on" => match a_day(value) {
            Some(day) => Ok(day.to_string()),
            None => refused(format!("签订日“{}”认不出：写年月日，如 2022-07-01、2022年7月1日。", clip(value, 20)), "value"),
        },
        "ends_on" | "ended_on" => {
            let unread = || format!("{}“{}”认不出：写年月日，如 2023-05-31、2023年5月31日。", kind_zh(kind), clip(value, 20));
            a_day(value).map_or_else(|| refused(unread(), "value"), |day| Ok(day.to_string()))
        }
        "term_months" if value.parse::<u32>().is_ok_and(|n| (1..=MONTHS_MAX).contains(&n)) => Ok(value.to_owned()),
        "term_months" if value.parse::<u32>().is_ok_and(|n| n > 0) => {
            refused(format!("合同期{value}个月太长：最多{MONTHS_MAX}个月。"), "value")
        }
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
