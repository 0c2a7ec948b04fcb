//! The frame around every page: title, columns, who is signed in; and the pages for what went wrong.

use super::error::WebError;
use super::guard::Me;
use super::state::{Portal, Shared};
use crate::app::App;
use crate::app::portal::due::parse_week;
use crate::app::portal::{Role, Unit, Who};
use crate::base::day::{Day, Week};
use crate::report::badge;
use askama::Template;
use axum::http::StatusCode;

/// What the frame shows.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shell {
    pub(crate) title: String,
    pub(crate) nav: Vec<Nav>,
    pub(crate) more: Vec<Nav>,
    /// Name and role.
    pub(crate) who: Option<(String, &'static str)>,
    pub(crate) csrf: String,
    /// Until when a sample's time has run.
    pub(crate) sample: Option<String>,
    /// What was just done, said once.
    pub(crate) done: Option<String>,
}

/// One column.
#[derive(Debug, Clone)]
pub(crate) struct Nav {
    pub(crate) href: String,
    pub(crate) label: &'static str,
    pub(crate) on: bool,
    pub(crate) count: usize,
    pub(crate) tone: &'static str,
}

impl Shell {
    /// The frame for a page. `on`: the column that it belongs to.
    pub(crate) fn new(portal: &Portal, app: &App, me: &Me, title: &str, on: &str) -> Result<Self, WebError> {
        let mut shell = Self::bare(portal, Some(me), title);
        if let Some(who) = &me.who {
            let (questions, waiting) = counts(portal, app, who)?;
            let (nav, more) = columns(who, questions, waiting);
            shell.nav = nav.into_iter().map(|n| Nav { on: n.href == on, ..n }).collect();
            shell.more = more.into_iter().map(|n| Nav { on: n.href == on, ..n }).collect();
        }
        Ok(shell)
    }

    /// The frame without columns.
    pub(crate) fn bare(portal: &Portal, me: Option<&Me>, title: &str) -> Self {
        let who = me.and_then(|m| m.who.as_ref());
        Self {
            title: title.to_owned(),
            who: who.map(|w| (w.name.clone(), w.role_zh())),
            csrf: me.map(|m| m.csrf.clone()).unwrap_or_default(),
            sample: portal.sample.then(|| portal.programme_now().date().zh()),
            ..Self::default()
        }
    }
}

fn nav(href: &str, label: &'static str) -> Nav {
    Nav { href: href.to_owned(), label, on: false, count: 0, tone: "" }
}

fn columns(who: &Who, questions: usize, waiting: usize) -> (Vec<Nav>, Vec<Nav>) {
    match &who.role {
        Role::Admin | Role::Staff(_) => {
            let mut main = vec![
                nav("/week", "本周"),
                Nav { count: waiting, tone: "behind", ..nav("/reporting", "报送") },
                Nav { count: questions, tone: "to_confirm", ..nav("/questions", "待核事项") },
                nav("/works", "作品"),
                nav("/rules", "口径"),
                nav("/reports", "周报"),
                nav("/collecting", "采集状态"),
            ];
            let mut more = vec![
                nav("/texts", "催报文稿"),
                nav("/attachments", "证明材料"),
                nav("/accept", "验收"),
                nav("/definitions", "定义"),
                nav("/journal", "日志"),
            ];
            if who.role == Role::Admin {
                more.push(nav("/people", "账号"));
            }
            if who.role == Role::Staff(Unit::Shebao) {
                main.retain(|n| n.href != "/collecting");
            }
            (main, more)
        }
        Role::Partner(p) => {
            let asked = Nav { count: questions, tone: "to_confirm", ..nav("/questions", "待核事项") };
            (vec![nav(&format!("/reporting/{p}"), "报送"), asked, nav("/accept", "项目进度"), nav("/attachments", "证明材料")], Vec::new())
        }
        Role::Leader => (vec![nav("/week", "本周"), nav("/reports", "周报"), nav("/rules", "口径")], vec![nav("/attachments", "证明材料")]),
        Role::Expert(_) => (vec![nav("/accept", "验收项目"), nav("/attachments", "证明材料")], Vec::new()),
    }
}

/// Numbers beside columns, none where there is nothing to show or nothing known: open questions of today and submissions that wait for approval, of the campaigns that one sees.
fn counts(portal: &Portal, app: &App, who: &Who) -> Result<(usize, usize), WebError> {
    if !who.is_staff() && !matches!(who.role, Role::Partner(_)) {
        return Ok((0, 0));
    }
    // A page is not refused for want of a number beside a column; a page that shows the figures themselves says what is wrong.
    let day = portal.day(app, app.clock.now().date()).ok();
    let asked = day.iter().flat_map(|d| App::questions(&d.snapshot));
    let questions = asked.filter(|(c, q)| who.is_asked(&c.id, &q.channel, &app.defs)).count();
    if !who.is_staff() {
        return Ok((questions, 0));
    }
    let waiting = app.ledger.submissions_at("handed_in")?.iter().filter(|s| who.reads_files_of(&s.partner, &app.defs)).count();
    Ok((questions, waiting))
}

/// The week that pages show unless another is asked for: the last completed one.
pub(crate) fn default_week(app: &App) -> Week {
    app.last_week()
}

/// The week asked for: `2023-W13`, not after the present one; where none is asked for, the last completed one.
pub(crate) fn asked_week(app: &App, asked: Option<&str>) -> Result<Week, WebError> {
    let Some(text) = asked.map(str::trim).filter(|t| !t.is_empty()) else { return Ok(default_week(app)) };
    let digits = |t: &str, n: usize| t.len() == n && t.chars().all(|c| c.is_ascii_digit());
    let week = parse_week(text).ok_or_else(|| {
        // 2023-W53 is written well, and there is no such week.
        if text.split_once("-W").is_some_and(|(year, week)| digits(year, 4) && digits(week, 2)) {
            WebError::new(StatusCode::NOT_FOUND, "这一年没有这一周。")
        } else {
            WebError::new(StatusCode::BAD_REQUEST, "week 写成 2023-W13 这样。")
        }
    })?;
    let present = app.clock.now().date().week();
    let known = week <= present && week.monday() >= app.defs.programme.start.plus(-366);
    if known { Ok(week) } else { Err(WebError::new(StatusCode::NOT_FOUND, "这一周不在方案年度内，或还没有到。")) }
}

/// The day that stands for a week: its Sunday, or today while it runs.
pub(crate) fn day_of(app: &App, week: Week) -> Day {
    week.sunday().min(app.clock.now().date())
}

/// The shape of a verdict, for templates.
pub(crate) fn shape(verdict: &str) -> String {
    badge(verdict)
}

#[derive(Template)]
#[template(path = "error.html", config = "src/web/askama.toml")]
struct ErrorPage {
    shell: Shell,
    heading: &'static str,
    say: String,
    request: String,
    ours: bool,
}

/// The page for a request without a normal answer.
pub(super) fn error_page(portal: &Shared, me: Option<&Me>, e: &WebError, request: &str) -> String {
    let page = ErrorPage {
        shell: Shell::bare(portal, me, e.title()),
        heading: e.title(),
        say: e.say.clone(),
        request: request.to_owned(),
        ours: e.status.is_server_error(),
    };
    page.render().unwrap_or_else(|_| format!("{}　{}　编号 {request}", e.title(), e.say))
}
