//! One partner's week with its files, its state, and what can be done next.

use super::reporting::{History, column, history, partner_of, state_word, week_in_reach};
use super::review::Block;
use super::{Done, html, note, to, to_with};
use crate::app::App;
use crate::app::portal::belonging::Ticked;
use crate::app::portal::chase::unreported;
use crate::app::portal::due::moment_short;
use crate::app::portal::hand_in::Said;
use crate::app::portal::history::COMMAND;
use crate::app::portal::who::works_for;
use crate::app::portal::{Role, Who};
use crate::attain::snapshot::DueState;
use crate::base::day::{Day, Week};
use crate::base::id::{CampaignId, ChannelId, PartnerId};
use crate::ledger::{StateChange, Submission, Upload};
use crate::report::words;
use crate::web::error::WebError;
use crate::web::form::{Fields, parcel, table_max};
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of, default_week};
use crate::web::state::{Portal, Shared};
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::sync::Arc;

/// Days before the end of a term on which to remind.
const REMIND: [i32; 3] = [14, 3, 0];

#[derive(Template)]
#[template(path = "submission.html", config = "src/web/askama.toml")]
#[expect(clippy::struct_excessive_bools, reason = "each decides one part of the page")]
struct WeekPage {
    shell: Shell,
    partner: String,
    partner_name: String,
    own: bool,
    week: String,
    week_id: String,
    period: String,
    sunday: String,
    due: String,
    text: String,
    tone: &'static str,
    state: &'static str,
    state_name: String,
    steps: Vec<Step>,
    owed: Vec<(String, bool)>,
    files: Vec<File>,
    /// Names of those of which nothing could go in.
    refused: Vec<String>,
    /// Withdrawn: nothing of them counts.
    aside: Vec<File>,
    ticked: Vec<Ticked>,
    /// Files that wait for somebody to look at them.
    waiting: Vec<(i64, String)>,
    hands_in: bool,
    settles: bool,
    locked: bool,
    /// Approved without these channels, which may still be handed in.
    open: Vec<String>,
    /// Channels that are missing now: id, name.
    missing: Vec<(String, String)>,
    /// Data came, though not through this page.
    has_data: bool,
    /// Sheets of the template beside 传播数据.
    registers: String,
    may_hand_in: bool,
    campaigns: Vec<(String, String)>,
    channels: Vec<(String, String)>,
    history: Vec<History>,
    /// Which page of them.
    page: usize,
    /// The page with earlier weeks.
    earlier: Option<usize>,
    /// Earlier weeks of which nothing came though they are due: id, words.
    overdue: Vec<(String, String)>,
    reminders: Vec<String>,
    remark: Option<String>,
    /// For whoever approves what is handed in.
    review: Option<Block>,
    /// Channels whose numbers were changed after the week was approved.
    changed: Vec<String>,
}

struct Step {
    at: String,
    person: String,
    state: &'static str,
    remark: String,
    missing: String,
}

struct File {
    id: i64,
    name: String,
    at: String,
    person: String,
    size: String,
    state: &'static str,
    state_name: String,
    import: Option<i64>,
    /// Rows that were left out because they are wrong.
    left_out: i64,
    /// Why it was refused, with what to do.
    why: String,
    may_take_back: bool,
    /// Why it cannot be taken back though it had gone in; empty where it can.
    held: String,
}

/// A partner's page: the last completed week.
pub(crate) async fn partner(State(p): State<Shared>, me: Me, Path(id): Path<String>, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let week = default_week(app);
        one(p, app, &me, &PartnerId::new(&id), week, &q)
    })
    .await
}

/// One week of a partner.
pub(crate) async fn week(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    Query(q): Query<Done>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let week = week_in_reach(app, &week)?;
        one(p, app, &me, &PartnerId::new(&id), week, &q)
    })
    .await
}

fn one(p: &Portal, app: &App, me: &Me, partner: &PartnerId, week: Week, q: &Done) -> Result<Response, WebError> {
    let who = me.who()?;
    let now = app.clock.now();
    let known = partner_of(app, partner)?;
    let day = p.day(app, day_of(app, week))?;
    let due = app.due_week(partner, week, &day.snapshot)?.ok_or_else(WebError::missing)?;
    let state = due.submission.as_ref().map_or(String::new(), |s| s.state().to_owned());
    let files = match &due.submission {
        Some(s) => app.ledger.uploads(s.id)?,
        None => Vec::new(),
    };
    let waiting: Vec<(i64, String)> = files.iter().filter(|u| u.state == "waiting").map(|u| (u.id, u.name.clone())).collect();
    let has_data = app.has_data(partner, &day.snapshot);
    let left_out = app.left_out(&files)?;
    let refusals = app.refusals(&files)?;
    let refused: Vec<String> = files.iter().filter(|u| u.state == "refused").map(|u| u.name.clone()).collect();
    let of = |u: &Upload| u.import.and_then(|i| left_out.get(&i).copied()).unwrap_or(0);
    let why = |u: &Upload| refusals.get(&u.id).map_or_else(String::new, |w| crate::report::clean::neutral(w));
    let listed = files
        .iter()
        .rev()
        .map(|u| Ok(File { left_out: of(u), why: why(u), ..file(app, who, u, due.submission.as_ref())? }))
        .collect::<Result<Vec<_>, WebError>>()?;
    let (aside, shown) = listed.into_iter().partition(|f| f.state_name == "withdrawn");
    let own = matches!(&who.role, Role::Partner(_));
    let settles = who.settles_for(partner, &app.defs);
    let review = if settles && (state == "handed_in" || due.is_changed() || state.is_empty() && has_data) {
        let today = p.day(app, now.date())?;
        let state = app.basis(partner, &day.snapshot, 0).state().to_owned();
        let works = p.works_since(app, partner, week)?;
        Some(Block::of(app.review(partner, week, &day.snapshot, &today.snapshot)?, &works, state))
    } else {
        None
    };
    let page = q.page.unwrap_or(1).max(1);
    let (history, earlier) = history(p, app, partner, week, page)?;
    let late = history.iter().filter(|h| h.tone == "late" && !h.made_good && !h.on && h.id < week.to_string());
    let overdue = late.map(|h| (h.id.clone(), h.week.split('　').next().unwrap_or_default().to_owned())).collect();
    let mut shell = Shell::new(p, app, me, &format!("{}报送", known.name), &column(who, partner))?;
    shell.done = q.said(me);
    let owed = known.reports.iter().filter_map(|c| app.defs.channel(c)).map(|c| (c.name.clone(), !due.missing.contains(&c.name))).collect();
    let steps: Vec<&StateChange> = due.submission.iter().flat_map(|s| &s.states).collect();
    // What is to be mended stands at the top until the week is handed in again.
    let open = steps.iter().rev().take_while(|s| !matches!(s.state.as_str(), "handed_in" | "approved"));
    let remark = open.into_iter().find(|s| s.state == "returned").map(|s| s.remark.clone());
    html(&WeekPage {
        shell,
        partner: partner.to_string(),
        partner_name: known.name.clone(),
        own,
        week: words::week(week),
        week_id: week.to_string(),
        registers: app.registers(partner)?.iter().map(|t| t.title.as_str()).collect::<Vec<_>>().join("、"),
        period: words::period(week),
        sunday: week.sunday().to_string(),
        due: moment_short(due.due),
        text: due.zh(now),
        tone: due.tone(now),
        state: state_word(&due),
        steps: steps
            .iter()
            .enumerate()
            .rev()
            .map(|(n, s)| Step {
                at: s.at.zh(),
                person: if s.is_by_command() { COMMAND.to_owned() } else { s.person.clone() },
                state: step_zh(&s.state, n > 0),
                remark: if s.is_by_command() { String::new() } else { s.remark.clone() },
                missing: names(app, &s.missing),
            })
            .collect(),
        open: due.submission.iter().filter_map(|s| s.approved_without()).flatten().map(|c| name(app, c)).collect(),
        missing: unreported(known, &day.snapshot).into_iter().map(|ch| (ch.id.to_string(), ch.name.clone())).collect(),
        owed,
        files: shown,
        refused,
        aside,
        ticked: app.ticked(&files)?,
        may_hand_in: matches!(state.as_str(), "filling" | "returned") && waiting.is_empty(),
        waiting,
        hands_in: who.hands_in_for(partner, &app.defs),
        settles,
        review,
        locked: due.submission.as_ref().is_some_and(Submission::is_locked),
        has_data: has_data || matches!(due.state, DueState::Reported | DueState::Late(_)),
        campaigns: app
            .defs
            .campaigns
            .iter()
            .filter(|c| works_for(partner, c, &app.defs))
            .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name)))
            .collect(),
        channels: app.defs.channels.iter().filter(|c| c.partner == *partner).map(|c| (c.id.to_string(), c.name.clone())).collect(),
        history,
        page,
        earlier: earlier.then_some(page + 1),
        overdue,
        reminders: reminders(app, partner, now.date()),
        changed: if due.is_changed() { due.changed } else { Vec::new() },
        state_name: state,
        remark,
    })
}

fn name(app: &App, channel: &ChannelId) -> String {
    app.defs.channel(channel).map_or_else(|| channel.to_string(), |c| c.name.clone())
}

fn names(app: &App, channels: &[ChannelId]) -> String {
    channels.iter().map(|c| name(app, c)).collect::<Vec<_>>().join("、")
}

/// A step that follows others begins again.
fn step_zh(state: &str, again: bool) -> &'static str {
    match state {
        "filling" if again => "再次填报",
        "filling" => "开始填报",
        "handed_in" => "提交",
        "returned" => "退回",
        "approved" => "审定",
        "undone" => "全部撤销",
        _ => "",
    }
}

fn file(app: &App, who: &Who, u: &Upload, submission: Option<&Submission>) -> Result<File, WebError> {
    let taken = submission.filter(|_| u.state == "taken");
    let held = taken.map(|s| app.holds_back(who, u, s)).transpose()?.flatten().unwrap_or_default();
    Ok(File {
        may_take_back: taken.is_some() && held.is_empty(),
        held,
        id: u.id,
        name: u.name.clone(),
        at: u.at.zh(),
        person: u.person.clone(),
        size: size_zh(u.bytes),
        state: match u.state.as_str() {
            "waiting" => "待确认",
            "taken" => "已入库",
            "resent" => "以前报过",
            "withdrawn" => "已撤下",
            "undone" => "已撤销",
            "refused" => "未入库",
            _ => "",
        },
        state_name: u.state.clone(),
        import: u.import.map(|i| i.0),
        left_out: 0,
        why: String::new(),
    })
}

/// `48 KB`, `1.2 MB`.
pub(super) fn size_zh(bytes: u64) -> String {
    if bytes < 1_000_000 {
        format!("{} KB", bytes.div_ceil(1000))
    } else {
        format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000)
    }
}

/// What to say before a term ends.
fn reminders(app: &App, partner: &PartnerId, today: Day) -> Vec<String> {
    app.defs
        .campaigns
        .iter()
        .filter(|c| c.partner.as_ref() == Some(partner))
        .filter_map(|c| {
            let left = c.term().end.since(today);
            (0..=REMIND[0]).contains(&left).then(|| {
                let when = if left == 0 { "今天".to_owned() } else { format!("还有{left}天") };
                format!(
                    "{} {}的合同期{when}到期（{}）；请核对各渠道最后一次数据，缺的尽快补报。",
                    c.number,
                    c.short_name,
                    c.term().end.zh()
                )
            })
        })
        .collect()
}

/// What the form says of its files.
pub(super) fn said(app: &App, fields: &Fields) -> Result<Said, WebError> {
    let campaign = fields.given("campaign").map(CampaignId::new);
    let channel = fields.given("channel").map(ChannelId::new);
    let as_of = match fields.given("as_of") {
        None => None,
        Some(text) => Some(Day::parse_iso(text).ok_or_else(|| WebError::refused("统计日期写成 2023-04-02 这样。"))?),
    };
    if campaign.as_ref().is_some_and(|c| app.defs.campaign(c).is_none()) || channel.as_ref().is_some_and(|c| app.defs.channel(c).is_none())
    {
        return Err(WebError::refused("没有这个项目或渠道。"));
    }
    let mode = fields.given("mode").filter(|m| matches!(*m, "cumulative" | "increment")).map(str::to_owned);
    Ok(Said { campaign, channel, as_of, mode })
}

/// Files come in; each waits for somebody to look at what it would do.
pub(crate) async fn receive(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    request: Request,
) -> Result<Response, WebError> {
    let sent = parcel(&p, request, table_max()).await?;
    if sent.files.is_empty() {
        return Err(WebError::refused("没有选择文件。请先选择表格文件，再点“上传并核对”。"));
    }
    let now = p.now();
    let (partner, week_id) = (PartnerId::new(&id), week.clone());
    let (ids, refused) = p
        .write(move |_, app| {
            let who = me.who()?.clone();
            let week = week_in_reach(app, &week_id)?;
            let said = said(app, &sent.fields)?;
            let (mut ids, mut refused) = (Vec::new(), 0);
            for f in &sent.files {
                let new = app.receive(&who, &partner, week, &f.name, &f.bytes, &said)?;
                refused += usize::from(app.sort_out(&who, new)?);
                ids.push(new);
            }
            let change = app.ledger.change()?;
            for f in &sent.files {
                note(&change, now, &me, "upload", &crate::app::portal::hand_in::plain_name(&f.name))?;
            }
            change.commit()?;
            Ok((ids, refused))
        })
        .await?;
    Ok(match ids.as_slice() {
        [one] => to(&format!("/uploads/{one}")),
        many => {
            let none = match refused {
                0 => String::new(),
                n if n == many.len() => "都没有能入库的行，看改法".to_owned(),
                n => format!("其中{n}个没有能入库的行，看改法；其余"),
            };
            let check = if refused == many.len() { "" } else { "请逐个核对后确认" };
            to_with(&format!("/reporting/{id}/{week}"), &format!("收到{}个文件，{none}{check}", many.len()))
        }
    })
}

/// The partner says that the week is complete.
pub(crate) async fn hand_in(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    _: Fields,
) -> Result<Response, WebError> {
    step(&p, me, &id, &week, ("handed_in", ""), "已提交，等待审定").await
}

/// Staff approve or send back.
pub(crate) async fn settle(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let remark = fields.get("remark").to_owned();
    match fields.get("to") {
        "approved" => approve(&p, me, (&id, &week), (&remark, fields.get("state")), fields.get("without")).await,
        "returned" => step(&p, me, &id, &week, ("returned", &remark), "已退回，对方会看到意见").await,
        _ => Err(WebError::refused("选择审定或退回。")),
    }
}

async fn step(
    p: &Shared,
    me: Me,
    id: &str,
    week: &str,
    (to_state, remark): (&'static str, &str),
    done: &str,
) -> Result<Response, WebError> {
    let path = format!("/reporting/{id}/{week}");
    let (partner, week, remark) = (PartnerId::new(id), week.to_owned(), remark.to_owned());
    p.write(move |_, app| {
        let who = me.who()?.clone();
        let week = week_in_reach(app, &week)?;
        Ok(app.step(&who, &partner, week, (to_state, &remark))?)
    })
    .await?;
    Ok(to_with(&path, done))
}

/// How often an approval is begun anew because the ledger changed while its figures were computed.
const APPROVALS_MAX: usize = 5;

/// Approval goes by figures that are computed while others may write; it stands only where nothing was written meanwhile.
async fn approve(p: &Shared, me: Me, (id, week): (&str, &str), (remark, seen): (&str, &str), without: &str) -> Result<Response, WebError> {
    let without: Vec<ChannelId> = without.split(',').filter(|c| !c.is_empty()).map(ChannelId::new).collect();
    let asked = Arc::new((PartnerId::new(id), me.who()?.clone(), remark.to_owned(), seen.to_owned(), without));
    for _ in 0..APPROVALS_MAX {
        let (text, theirs) = (week.to_owned(), Arc::clone(&asked));
        let (week, basis) = p
            .read(move |p, app| {
                let week = week_in_reach(app, &text)?;
                let end = app.ledger.journal_end()?;
                let day = p.aside(|| p.day_now(day_of(app, week)))??;
                Ok((week, app.basis(&theirs.0, &day.snapshot, end)))
            })
            .await?;
        let theirs = Arc::clone(&asked);
        let done = p
            .write(move |_, app| {
                let (partner, who, remark, seen, without) = &*theirs;
                Ok(app.approve(who, (partner, week), &basis, (remark, seen), without)?)
            })
            .await?;
        if done {
            return Ok(to_with(&format!("/reporting/{id}/{week}"), "已审定"));
        }
    }
    Err(WebError::new(StatusCode::SERVICE_UNAVAILABLE, "数据正在变动，没有审定；请过几秒再点一次“审定”。"))
}
