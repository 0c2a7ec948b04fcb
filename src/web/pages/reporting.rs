//! 报送: who owes what and when, the partner's past weeks, our template; and what every page about a partner's week begins with.

use super::{Done, XLSX, download, html, to};
use crate::app::App;
use crate::app::portal::chase::made_good;
use crate::app::portal::due::{DueWeek, moment_short, parse_week};
use crate::app::portal::who::works_for;
use crate::app::portal::{Role, Who};
use crate::attain::snapshot::DueState;
use crate::base::day::{Moment, Week};
use crate::base::id::PartnerId;
use crate::model::partner::Partner;
use crate::report::words;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, default_week};
use crate::web::state::{Portal, Shared};
use crate::web::tables::Form;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Weeks of history on a partner's page.
const WEEKS: usize = 10;
/// Pages of weeks that can be turned back.
const WEEKS_MAX: usize = 20;
/// The partner of an address.
pub(super) fn partner_of<'a>(app: &'a App, partner: &PartnerId) -> Result<&'a Partner, WebError> {
    app.defs.partners.iter().find(|x| x.id == *partner).ok_or_else(WebError::missing)
}

/// The column of the frame to which pages about a partner belong: staff come from the list of all.
pub(super) fn column(who: &Who, partner: &PartnerId) -> String {
    if who.is_staff() { "/reporting".to_owned() } else { format!("/reporting/{partner}") }
}

/// A week that has begun and lies in the programme's years.
pub(super) fn week_in_reach(app: &App, text: &str) -> Result<Week, WebError> {
    let week = parse_week(text).ok_or_else(WebError::missing)?;
    let known = week <= app.clock.now().date().week() && week.monday() >= app.defs.programme.start.plus(-7);
    if known { Ok(week) } else { Err(WebError::missing()) }
}

#[derive(Template)]
#[template(path = "reporting.html", config = "src/web/askama.toml")]
struct ListPage {
    shell: Shell,
    week: String,
    week_id: String,
    period: String,
    before: String,
    after: Option<String>,
    rows: Vec<Row>,
}

struct Row {
    id: String,
    name: String,
    campaigns: String,
    due: String,
    text: String,
    tone: &'static str,
    state: &'static str,
    state_name: String,
    missing: String,
    waiting: usize,
}

/// All partners of a week, for staff; a partner goes to its own page.
pub(crate) async fn list(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    if let Role::Partner(id) = &me.who()?.role {
        return Ok(to(&format!("/reporting/{id}")));
    }
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let now = app.clock.now();
        let mut rows = Vec::new();
        for partner in app.defs.partners.iter().filter(|x| who.reads_files_of(&x.id, &app.defs)) {
            let Some(due) = app.due_week(&partner.id, week, &day.snapshot)? else { continue };
            rows.push(list_row(app, partner, &due, now)?);
        }
        let mut shell = Shell::new(p, app, &me, "报送", "/reporting")?;
        shell.done = q.said(&me);
        let present = app.clock.now().date().week();
        html(&ListPage {
            shell,
            week: words::week(week),
            week_id: week.to_string(),
            period: words::period(week),
            before: week.previous().to_string(),
            after: (week < present).then(|| week.next().to_string()),
            rows,
        })
    })
    .await
}

fn list_row(app: &App, partner: &Partner, due: &DueWeek, now: Moment) -> Result<Row, WebError> {
    let state = due.submission.as_ref().map_or("", |s| s.state());
    let waiting = match &due.submission {
        Some(s) => app.ledger.uploads(s.id)?.iter().filter(|u| u.state == "waiting").count(),
        None => 0,
    };
    Ok(Row {
        id: partner.id.to_string(),
        name: partner.name.clone(),
        campaigns: campaigns_of(app, &partner.id),
        due: moment_short(due.due),
        text: due.zh(now),
        tone: due.tone(now),
        state: state_word(due),
        state_name: state.to_owned(),
        missing: due.missing.join("、"),
        waiting,
    })
}

/// The word for a submission's state; data that came another way has none.
pub(super) fn state_word(due: &DueWeek) -> &'static str {
    match (due.submission.as_ref().map_or("", |s| s.state()), due.state) {
        ("", DueState::Reported | DueState::Late(_)) => "数据已入库",
        ("", DueState::Nothing) => "—",
        _ => due.standing(),
    }
}

fn campaigns_of(app: &App, partner: &PartnerId) -> String {
    let names: Vec<String> =
        app.defs.campaigns.iter().filter(|c| works_for(partner, c, &app.defs)).map(|c| format!("{} {}", c.number, c.short_name)).collect();
    names.join("、")
}

pub(super) struct History {
    pub(super) id: String,
    pub(super) week: String,
    pub(super) text: String,
    pub(super) tone: &'static str,
    pub(super) state: &'static str,
    pub(super) on: bool,
    /// A later file has brought what it lacks: cumulative numbers hold those of the weeks before.
    pub(super) made_good: bool,
}

/// How the partner's last weeks stand, a page of them; and whether there are earlier ones.
pub(super) fn history(p: &Portal, app: &App, partner: &PartnerId, shown: Week, page: usize) -> Result<(Vec<History>, bool), WebError> {
    let now = app.clock.now();
    let mut out = Vec::new();
    let mut week = default_week(app);
    let present = app.clock.now().date().week();
    if shown == present {
        week = present;
    }
    let submissions = app.ledger.submissions(Some(partner), None)?;
    let latest = p.day(app, day_of(app, week))?;
    let weeks = app.past_weeks(partner, &latest.snapshot)?;
    let first = app.defs.programme.start.plus(-7);
    let good = |week: Week, missing: &[String]| {
        let mut of = app.defs.channels.iter().filter(|c| c.partner == *partner && missing.contains(&c.name)).peekable();
        of.peek().is_some() && of.all(|c| made_good(weeks.files(), &c.id, week))
    };
    for _ in 0..(page - 1).min(WEEKS_MAX) * WEEKS {
        week = week.previous();
    }
    for _ in 0..WEEKS {
        if week.monday() < first {
            break;
        }
        let submission = submissions.iter().find(|s| s.week == week.to_string()).cloned();
        let due = if week == shown {
            let day = p.day(app, day_of(app, week))?;
            app.due_week(partner, week, &day.snapshot)?
        } else {
            let changed = match &submission {
                Some(s) => p.changed_of_week(app, s, week)?.as_ref().clone(),
                None => Vec::new(),
            };
            weeks.due(week, submission).map(|due| DueWeek { changed, ..due })
        };
        let due = due.ok_or_else(WebError::missing)?;
        // Until when the week of the page is due stands at its top.
        let text = if week == shown && due.tone(now) == "due" { "未到期".to_owned() } else { due.zh(now) };
        let (tone, state) = (due.tone(now), due.submission.as_ref().map_or("", |s| s.state()));
        let made_good = tone == "late" && good(week, &due.missing);
        out.push(History {
            text: if made_good { format!("{text}，后来的数已补上") } else { text },
            made_good,
            id: week.to_string(),
            week: format!("第{}周　{}", week.number, words::period(week)),
            tone,
            state: if state.is_empty() { "" } else { due.standing() },
            on: week == shown,
        });
        week = week.previous();
    }
    Ok((out, week.monday() >= first))
}

/// Our template with the partner's own channels and works.
pub(crate) async fn template(
    State(p): State<Shared>,
    me: Me,
    Path((id, form)): Path<(String, String)>,
    Query(q): Query<Done>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        me.who()?;
        let partner = PartnerId::new(&id);
        let known = partner_of(app, &partner)?;
        let week = asked_week(app, q.week.as_deref())?;
        let (form, suffix, kind) = match form.as_str() {
            "xlsx" => (Form::Xlsx, "xlsx", XLSX),
            "csv" => (Form::Csv, "csv", "text/csv; charset=utf-8"),
            _ => return Err(WebError::missing()),
        };
        let name = format!("{}_报送_{week}.{suffix}", known.name);
        Ok(download(&name, kind, p.template(app, &partner, form, day_of(app, week))?))
    })
    .await
}
