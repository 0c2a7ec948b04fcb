//! 采集状态: how every collector stands on every channel, when it is due, what is overdue; and every channel's last reading.

use super::html;
use crate::app::collect::Health;
use crate::app::site::Site;
use crate::base::day::Moment;
use crate::model::run::{Decision, Run};
use crate::report::badge;
use crate::report::view::{CampaignView, ChannelView};
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of, default_week};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use std::sync::PoisonError;

/// Runs shown, latest first.
const RUNS_SHOWN: u32 = 40;

#[derive(Template)]
#[template(path = "collecting.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    until: String,
    /// Problems of files that were changed while running.
    problems: Vec<String>,
    /// Collectors that are asked; overdue ones first.
    asked: Vec<Line>,
    /// Collectors that no account was set for.
    idle: Vec<String>,
    runs: Vec<RunLine>,
    groups: Vec<(String, String, Vec<ChannelView>)>,
}

struct Line {
    channel: String,
    name: String,
    last: String,
    good: String,
    due: String,
    shape: String,
    word: String,
    says: String,
    unconfirmed: bool,
}

struct RunLine {
    at: String,
    expected: String,
    collector: String,
    channel: String,
    decision: &'static str,
    outcome: &'static str,
    counts: String,
    says: String,
}

fn moment(m: Option<Moment>) -> String {
    m.map_or_else(|| "—".to_owned(), Moment::zh)
}

fn line(h: Health) -> Line {
    let last = h.standing.last;
    let (verdict, word) = match (h.overdue, h.standing.failed_since, &last) {
        (true, 0, _) => ("missed", "逾期未采".to_owned()),
        (true, n, _) => ("missed", format!("连续{n}次没有结果")),
        (false, _, None) => ("not_started", "还没有到点".to_owned()),
        (false, _, Some(_)) => ("on_track", "正常".to_owned()),
    };
    Line {
        channel: h.channel,
        name: h.name,
        last: last.as_ref().map_or_else(|| "—".to_owned(), |r| format!("{} {}", r.decided_at.zh(), r.outcome.zh())),
        good: moment(h.standing.last_good),
        due: moment(h.next_due),
        shape: badge(verdict),
        word,
        says: last.as_ref().map(said).unwrap_or_default(),
        unconfirmed: h.unconfirmed,
    }
}

/// What a run says, followed by its questions.
fn said(r: &Run) -> String {
    let all: Vec<&str> = std::iter::once(&r.says).chain(&r.questions).map(String::as_str).filter(|t| !t.is_empty()).collect();
    all.join("；")
}

fn run_line(r: &Run, channel: &str) -> RunLine {
    let counts = if r.decision == Decision::Skipped {
        "—".to_owned()
    } else {
        format!("{}条，读数{}，读不出{}", r.items_found, r.observations, r.unreadable)
    };
    RunLine {
        at: r.decided_at.zh(),
        expected: r.expected_at.map_or_else(|| "手动".to_owned(), Moment::zh),
        collector: r.collector.to_string(),
        channel: channel.to_owned(),
        decision: r.decision.zh(),
        outcome: r.outcome.zh(),
        counts,
        says: said(r),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, day_of(app, default_week(app)))?;
        let reads = |id: &crate::base::id::ChannelId| {
            app.defs.channel(id).and_then(|c| app.defs.campaign(&c.campaign)).is_some_and(|c| who.reads(c, &app.defs))
        };
        let groups = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| c.media && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs)))
            .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), CampaignView::of(c, &day.snapshot).channels))
            .collect();
        let site = Site::read_from(&p.data).unwrap_or_default();
        let (mut asked, mut idle) = (Vec::new(), Vec::new());
        for h in app.health(&site)?.into_iter().filter(|h| reads(&h.standing.channel)) {
            if h.next_due.is_some() || h.standing.last.is_some() {
                asked.push((!h.overdue, line(h)));
            } else {
                idle.push(format!("{}（{}）", h.channel, h.standing.collector));
            }
        }
        asked.sort_by_key(|(fine, _)| *fine);
        let runs = app.ledger.runs(None, RUNS_SHOWN)?;
        let name = |r: &Run| app.defs.channel(&r.channel).map_or_else(|| r.channel.to_string(), |c| c.name.clone());
        let runs = runs.iter().filter(|r| reads(&r.channel)).map(|r| run_line(r, &name(r))).collect();
        let problems = p.reload.lock().unwrap_or_else(PoisonError::into_inner).iter().map(crate::base::diag::Diagnostic::zh_line).collect();
        let shell = Shell::new(p, app, &me, "采集状态", "/collecting")?;
        let asked = asked.into_iter().map(|(_, l)| l).collect();
        html(&Page { shell, until: day.snapshot.as_of.zh(), problems, asked, idle, runs, groups })
    })
    .await
}
