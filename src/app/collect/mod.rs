//! Collecting: who is to be asked now, the runs themselves, and what is kept of them.

mod exchange;
mod gather;
mod keep;
mod paging;
mod plan;
mod render;
mod scheduler;
mod tokens;

use super::atlas::TRIES_MAX;
use super::schedule;
use super::site::Site;
use super::{App, AppError};
use crate::base::day::Moment;
use crate::base::disk;
use crate::base::id::{ChannelId, CollectorId};
use crate::extract::selftest;
pub use crate::fetch::StopSwitch;
use crate::fetch::{Fetcher, Limits, Usage};
use crate::model::run::{Decision, Run, RunOutcome, Standing};
use gather::{Gathered, Job, gather};
use plan::{bare, still_running, waves};
pub use scheduler::Scheduler;
use std::sync::Arc;
use std::time::Duration;
use tokens::Tokens;

/// What is to be collected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    /// Now, by hand: these collectors, or all where none is named.
    ByHand(Vec<CollectorId>),
    /// What is due by the schedules.
    Due,
}

/// A run with what was read, for people.
#[derive(Debug)]
pub struct Report {
    /// The run.
    pub run: Run,
    /// What was read and where it stood; in a dry run alone.
    pub read: Vec<String>,
    /// What would be stored; in a dry run alone.
    pub stores: Vec<String>,
}

impl Report {
    fn of(run: Run) -> Self {
        Self { run, read: Vec::new(), stores: Vec::new() }
    }
}

/// One channel alone is tried, for so long at most.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Only {
    /// The channel.
    pub channel: ChannelId,
    /// A platform that is asked slowly must not keep others waiting.
    pub within: Duration,
}

/// A collector on a channel: how it stands and when it is due.
#[derive(Debug, Clone)]
pub struct Health {
    /// How it stands.
    pub standing: Standing,
    /// The collector's name for people.
    pub name: String,
    /// The channel's name.
    pub channel: String,
    /// Never run against the real platform: 未对真站核实.
    pub unconfirmed: bool,
    /// The next run; `None`: it has no account and is not asked.
    pub next_due: Option<Moment>,
    /// A run should have been made by now and was not, or has failed since the last good one.
    pub overdue: bool,
}

/// What collecting needs beside the ledger; lives as long as a process collects, so that hosts are spaced across rounds.
#[derive(Debug)]
pub struct Collecting {
    runtime: tokio::runtime::Runtime,
    fetcher: Arc<Fetcher>,
    tokens: Arc<Tokens>,
}

impl Collecting {
    /// Opens the outside: gate, hosts' memory, tokens.
    pub fn open(app: &App, site: &Site, stop: StopSwitch) -> Result<Self, AppError> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()
            .map_err(|e| AppError::Usage(format!("启动网络部分失败：{e}")))?;
        let default = Limits::default();
        let limits = Limits { total_secs: site.timeout_secs().unwrap_or(default.total_secs), ..default };
        let fetcher = Fetcher::new(site.gate(), limits, app.clock.time(), stop).map_err(AppError::Fetch)?;
        let tokens = Tokens::open(app.ledger.folder(), site)?;
        let unknown = tokens.unknown(&app.defs);
        if let Some(name) = unknown.first() {
            return Err(AppError::Usage(format!("secrets.toml 里的渠道“{name}”不认识；写 seeds/channels.toml 里的名称")));
        }
        Ok(Self { runtime, fetcher: Arc::new(fetcher), tokens: Arc::new(tokens) })
    }

    /// What was asked since this was opened: hosts, requests, and how often a platform asked to wait.
    pub fn asked(&self) -> (usize, u64, u64) {
        let stats = self.runtime.block_on(self.fetcher.stats());
        (stats.len(), stats.values().map(|s| s.requests).sum(), stats.values().map(|s| s.told_to_wait).sum())
    }

    /// Takes over what other processes on the data folder have asked and renewed since.
    fn refresh(&self, app: &App) -> Result<(), AppError> {
        let usage = app.ledger.host_usage()?.into_iter();
        let usage: Vec<Usage> =
            usage.map(|(host, collector, day, requests, free_at, wait)| Usage { host, collector, day, requests, free_at, wait }).collect();
        self.runtime.block_on(self.fetcher.remember(&usage));
        self.runtime.block_on(self.tokens.refresh())
    }

    /// What hosts were asked today, as far as no request is under way to them; `of`: by this collector alone.
    fn usage(&self, of: Option<&CollectorId>) -> Vec<crate::ledger::HostUsage> {
        let usage = self.fetcher.usage().into_iter().filter(|u| of.is_none_or(|c| c.as_str() == u.collector));
        usage.map(|u| (u.host, u.collector, u.day, u.requests, u.free_at, u.wait)).collect()
    }
}

impl App {
    /// Collects. One collection at a time: a second one, of this process or another, changes nothing.
    pub fn collect(&mut self, site: &Site, collecting: &Collecting, wanted: &Wanted) -> Result<Vec<Report>, AppError> {
        let lock = disk::lock(&self.ledger.folder().join("collect.lock"))?;
        let now = self.clock.now();
        let jobs = match wanted {
            Wanted::ByHand(ids) => self.by_hand(site, ids)?,
            Wanted::Due if lock.is_some() => self.due(site, now)?,
            Wanted::Due => Vec::new(),
        };
        let Some(_lock) = lock else {
            return Ok(jobs.iter().map(|j| Report::of(still_running(j, now))).collect());
        };
        collecting.refresh(self)?;
        let mut runs = Vec::new();
        for wave in waves(jobs) {
            if self.clock.is_real() {
                self.side_by_side(collecting, wave, &mut runs)?;
            } else {
                self.one_by_one(collecting, &wave, &mut runs)?;
            }
        }
        if !runs.is_empty() {
            let change = self.ledger.change()?;
            change.keep_usage(&collecting.usage(None))?;
            change.commit()?;
        }
        Ok(runs.into_iter().map(Report::of).collect())
    }

    /// Asks and reads, and stores nothing but how often hosts were asked. `only`: a part of what the collectors are for.
    pub fn collect_dry(
        &mut self,
        site: &Site,
        collecting: &Collecting,
        ids: &[CollectorId],
        only: Option<&Only>,
    ) -> Result<Vec<Report>, AppError> {
        let mut out = Vec::new();
        let mut jobs = self.by_hand(site, ids)?;
        jobs.retain(|j| only.is_none_or(|o| o.channel == j.channel.id));
        let lock = disk::lock(&self.ledger.folder().join("collect.lock"))?;
        if lock.is_none() {
            let now = self.clock.now();
            return Ok(jobs.iter().map(|j| Report::of(still_running(j, now))).collect());
        }
        collecting.refresh(self)?;
        for job in jobs {
            let started_at = self.clock.now();
            let gathered = collecting.runtime.block_on(async {
                let all = gather(&job, &collecting.fetcher, &collecting.tokens);
                match only {
                    // A renewal of tokens is never broken off between the platform's answer and the keeping of it.
                    Some(o) if job.collector.authorise.is_none() => tokio::time::timeout(o.within, all).await.ok(),
                    _ => Some(all.await),
                }
            });
            let Some(gathered) = gathered else {
                let says = "没有在限定的时间里读完，已停下；按规定的间隔问完要更久，正式采集不受影响";
                let run = bare(&job.collector.id, &job.channel.id, None, started_at, RunOutcome::TimedOut, says);
                out.push(Report::of(Run { decided_at: self.clock.now(), decision: Decision::Failed, ..run }));
                continue;
            };
            let mut read: Vec<String> =
                gathered.kept.iter().map(|k| format!("请求 {}（{} 字节，{}）", k.url, k.body.len(), k.at.zh())).collect();
            read.extend(gathered.rows.iter().map(|f| selftest::line(&f.row)));
            read.extend(gathered.sight.iter().map(|(s, _)| s.zh()));
            let ready = self.prepare(&job, &gathered)?;
            let stores = ready.stores();
            out.push(Report { run: ready.run, read, stores });
        }
        let change = self.ledger.change()?;
        change.keep_usage(&collecting.usage(None))?;
        change.commit()?;
        Ok(out)
    }

    /// Runs on different hosts go side by side; each is written as soon as it is there.
    fn side_by_side(&mut self, collecting: &Collecting, wave: Vec<Job>, runs: &mut Vec<Run>) -> Result<(), AppError> {
        let (send, receive) = std::sync::mpsc::channel::<(Job, Gathered)>();
        let mut tasks = Vec::new();
        for job in wave {
            let (fetcher, tokens, send) = (collecting.fetcher.clone(), collecting.tokens.clone(), send.clone());
            tasks.push(collecting.runtime.spawn(async move {
                let gathered = gather(&job, &fetcher, &tokens).await;
                // Nobody listens any more only where writing has failed, and that is told there.
                send.send((job, gathered)).ok();
            }));
        }
        drop(send);
        let mut first_error = None;
        for (job, gathered) in receive {
            let result = self.write_run(collecting, &job, &gathered);
            match result {
                Ok(run) => runs.extend(run),
                Err(e) => {
                    first_error.get_or_insert(e);
                }
            }
        }
        drop(tasks);
        runs.sort_by(|a, b| (&a.collector, &a.channel, a.expected_at).cmp(&(&b.collector, &b.channel, b.expected_at)));
        first_error.map_or(Ok(()), Err)
    }

    fn write_run(&mut self, collecting: &Collecting, job: &Job, gathered: &Gathered) -> Result<Option<Run>, AppError> {
        let mut tries = 0;
        let (ready, change) = loop {
            let ready = self.prepare(job, gathered)?;
            let change = self.ledger.change()?;
            if tries == TRIES_MAX || !ready.is_stale(&change)? {
                break (ready, change);
            }
            tries += 1;
        };
        change.keep_usage(&collecting.usage(Some(&job.collector.id)))?;
        let run = Self::settle(&change, &self.defs, ready)?;
        change.commit()?;
        Ok(run)
    }

    /// Under a clock that is stepped: one after the other and written together, so that the same story gives the same bytes.
    fn one_by_one(&mut self, collecting: &Collecting, wave: &[Job], runs: &mut Vec<Run>) -> Result<(), AppError> {
        let mut ready = Vec::new();
        for job in wave {
            let gathered = collecting.runtime.block_on(gather(job, &collecting.fetcher, &collecting.tokens));
            ready.push(self.prepare(job, &gathered)?);
        }
        let change = self.ledger.change()?;
        for r in ready {
            runs.extend(Self::settle(&change, &self.defs, r)?);
        }
        change.commit()?;
        Ok(())
    }

    /// How every collector stands on every channel, and when it is due.
    pub fn health(&self, site: &Site) -> Result<Vec<Health>, AppError> {
        let now = self.clock.now();
        let asked: Vec<(CollectorId, ChannelId)> = self.pairs(site, &[]).into_iter().map(|(c, ch, _)| (c.id.clone(), ch.id)).collect();
        let mut out = Vec::new();
        for channel in &self.defs.channels {
            for collector in channel.collectors().filter_map(|id| self.defs.collector(id)) {
                let standing = self.ledger.standing_of(&collector.id, &channel.id)?;
                let is_asked = asked.iter().any(|(c, ch)| *c == collector.id && *ch == channel.id);
                let until = self.ledger.decided_until(&collector.id, &channel.id)?;
                let next_due = is_asked.then(|| schedule::next(&collector.schedule, until.unwrap_or(now))).flatten();
                let late = next_due.is_some_and(|m| until.is_some() && m.0 + OVERDUE_SECS < now.0);
                out.push(Health {
                    overdue: is_asked && (late || standing.failed_since > 0),
                    standing,
                    name: collector.name.clone(),
                    channel: channel.name.clone(),
                    unconfirmed: collector.confirmed_on.is_none(),
                    next_due,
                });
            }
        }
        Ok(out)
    }
}

/// A run is overdue when its moment passed this long ago without a decision. Unit: seconds.
const OVERDUE_SECS: i64 = 3600;
