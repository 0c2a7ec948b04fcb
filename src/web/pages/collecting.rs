//! 采集状态: how every collector stands on every channel, when it is due, what is overdue; and every channel's last reading.

use super::{Done, html, note, to, to_with};
use crate::app::collect::Health;
use crate::app::site::Site;
use crate::base::day::Moment;
use crate::base::id::{ChannelId, CollectorId};
use crate::model::run::{Decision, Run};
use crate::report::badge;
use crate::report::view::{CampaignView, ChannelView};
use crate::report::words;
use crate::web::dry::{Stage, Trial};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::PoisonError;

/// Runs shown, latest first.
const RUNS_SHOWN: u32 = 40;

#[derive(Template)]
#[template(path = "collecting.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    until: String,
    /// The week that the day is of: not the one that other pages speak of.
    week: String,
    /// Problems of files that were changed while running.
    problems: Vec<String>,
    /// Collectors that are asked; overdue ones first.
    asked: Vec<Line>,
    /// How many of them are overdue.
    overdue: usize,
    /// Collectors that no account was set for: channel, what is collected, and its id.
    idle: Vec<(String, String, String)>,
    /// Dry runs, latest first.
    trials: Vec<TrialLine>,
    /// One of them is not over yet.
    trying: bool,
    runs: Vec<RunLine>,
    groups: Vec<(String, String, Vec<ChannelView>)>,
}

impl Page {
    /// Channels that owe the week's numbers.
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn silent(&self, channels: &[ChannelView]) -> usize {
        channels.iter().filter(|c| c.unreported).count()
    }
}

struct TrialLine {
    title: String,
    at: String,
    by: String,
    stage: Stage,
}

struct Line {
    /// Where the form of a dry run goes; empty: it may not be asked for, or not now.
    dry: String,
    /// One of this collector is not over yet.
    trying: bool,
    channel: String,
    name: String,
    id: String,
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
    /// What is collected, and its id.
    collector: String,
    id: String,
    channel: String,
    decision: &'static str,
    outcome: &'static str,
    counts: String,
    says: String,
}

fn moment(m: Option<Moment>) -> String {
    m.map_or_else(|| "—".to_owned(), Moment::zh)
}

fn line(h: Health, may: bool, trials: &BTreeMap<CollectorId, Trial>) -> Line {
    let trying = trials.get(&h.standing.collector).is_some_and(Trial::is_open);
    let dry = if may && !trying { format!("/collecting/{}/{}/dry", h.standing.collector, h.standing.channel) } else { String::new() };
    let last = h.standing.last;
    let (verdict, word) = match (h.overdue, h.standing.failed_since, &last) {
        (true, 0, _) => ("missed", "逾期未采".to_owned()),
        (true, n, _) => ("missed", format!("连续{n}次没有结果")),
        (false, _, None) => ("not_started", "还没有到点".to_owned()),
        (false, _, Some(_)) => ("on_track", "正常".to_owned()),
    };
    Line {
        dry,
        trying,
        channel: h.channel,
        name: h.name,
        id: h.standing.collector.to_string(),
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

fn run_line(r: &Run, channel: &str, collector: &str) -> RunLine {
    let counts = if r.decision == Decision::Skipped {
        "—".to_owned()
    } else {
        format!("{}条，读数{}，读不出{}", r.items_found, r.observations, r.unreadable)
    };
    RunLine {
        at: r.decided_at.zh(),
        expected: r.expected_at.map_or_else(|| "手动".to_owned(), Moment::zh),
        collector: collector.to_owned(),
        id: r.collector.to_string(),
        channel: channel.to_owned(),
        decision: r.decision.zh(),
        outcome: r.outcome.zh(),
        counts,
        says: said(r),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, app.clock.now().date())?;
        let reads =
            |id: &ChannelId| app.defs.channel(id).and_then(|c| app.defs.campaign(&c.campaign)).is_some_and(|c| who.reads(c, &app.defs));
        // Today's week is not the one that other pages speak of.
        let week = words::week(day.snapshot.as_of.week());
        let named = |mut channels: Vec<ChannelView>| {
            for ch in &mut channels {
                ch.note = ch.note.replace("本周", &week);
            }
            channels
        };
        let groups = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| c.media && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs)))
            .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), named(CampaignView::of(c, &day.snapshot).channels)))
            .collect();
        let site = Site::read_from(&p.data).unwrap_or_default();
        let trials = p.trials.list();
        let may = |id: &ChannelId| {
            let campaign = app.defs.channel(id).and_then(|c| app.defs.campaign(&c.campaign));
            !p.sample && campaign.is_some_and(|c| who.settles(c))
        };
        let (mut asked, mut idle) = (Vec::new(), Vec::new());
        for h in app.health(&site)?.into_iter().filter(|h| reads(&h.standing.channel)) {
            if h.next_due.is_some() || h.standing.last.is_some() {
                let may = may(&h.standing.channel);
                asked.push((!h.overdue, line(h, may, &trials)));
            } else {
                idle.push((h.channel, h.name, h.standing.collector.to_string()));
            }
        }
        asked.sort_by_key(|(fine, _)| *fine);
        let runs = app.ledger.runs(None, RUNS_SHOWN)?;
        let name = |id: &ChannelId| app.defs.channel(id).map_or_else(|| id.to_string(), |c| c.name.clone());
        let what = |id: &CollectorId| app.defs.collector(id).map_or_else(|| id.to_string(), |c| c.name.clone());
        let runs = runs.iter().filter(|r| reads(&r.channel)).map(|r| run_line(r, &name(&r.channel), &what(&r.collector))).collect();
        let mut shown: Vec<(CollectorId, Trial)> = trials.into_iter().filter(|(_, t)| reads(&t.channel)).collect();
        shown.sort_by_key(|(_, t)| std::cmp::Reverse(t.at));
        let trying = shown.iter().any(|(_, t)| t.is_open());
        let trials = shown.into_iter().map(|(collector, t)| TrialLine {
            title: format!("{}　{}", name(&t.channel), what(&collector)),
            at: t.at.zh(),
            by: t.by,
            stage: t.stage,
        });
        let trials = trials.collect();
        let problems = p.reload.lock().unwrap_or_else(PoisonError::into_inner).iter().map(crate::base::diag::Diagnostic::zh_line).collect();
        let shell = Shell { done: q.said(&me), ..Shell::new(p, app, &me, "采集状态", "/collecting")? };
        let overdue = asked.iter().filter(|(fine, _)| !fine).count();
        let asked = asked.into_iter().map(|(_, l)| l).collect();
        html(&Page { shell, until: day.snapshot.as_of.zh(), week, problems, asked, overdue, idle, trials, trying, runs, groups })
    })
    .await
}

/// Asks for a dry run. The answer comes at once; what was read stands on the page once the platform has answered.
pub(crate) async fn dry(
    State(p): State<Shared>,
    me: Me,
    Path((collector, channel)): Path<(String, String)>,
    _fields: Fields,
) -> Result<Response, WebError> {
    let (collector, channel) = (CollectorId::new(&collector), ChannelId::new(&channel));
    if p.sample {
        return Err(WebError::refused("这里是样例账本，样例平台已经停止，不能试采。"));
    }
    let name = p.defs.channel(&channel).filter(|c| c.collectors().any(|id| *id == collector)).map(|c| c.name.clone());
    let Some(name) = name else { return Err(WebError::missing()) };
    let by = me.who()?.name.clone();
    if !p.trials.ask(collector.clone(), channel, p.now(), by) {
        return Ok(to_with("/collecting", "这个采集定义已有一次试采在进行，等它结束后再试。"));
    }
    p.write(move |p, app| {
        let change = app.ledger.change()?;
        note(&change, p.now(), &me, "dry_run", &format!("{name} {collector}"))?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to("/collecting"))
}
