//! Who is to be asked: by hand or because it is due, and what is given up without asking.

use super::gather::Job;
use crate::app::schedule::{self, Due};
use crate::app::site::Site;
use crate::app::{App, AppError};
use crate::base::day::Moment;
use crate::base::id::{ChannelId, CollectorId};
use crate::model::channel::Channel;
use crate::model::collector::{CollectKind, Collector};
use crate::model::run::{Decision, Run, RunOutcome};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Whether a collector can do nothing without a channel's id on the platform.
fn needs_account(c: &Collector) -> bool {
    let requests = c.sources.iter().map(|s| &s.request).chain(c.detail.iter().map(|d| &d.request));
    requests.into_iter().any(|r| r.url.contains("{account}") || r.body.as_deref().is_some_and(|b| b.contains("{account}")))
        || c.authorise.is_some()
}

impl App {
    /// Every channel with its collectors, as far as the installation wants them asked: it names the channel's account or, where none is
    /// needed, the collector. `by_hand` names collectors as well. A fresh installation asks nobody.
    pub(super) fn pairs(&self, site: &Site, by_hand: &[CollectorId]) -> Vec<(Arc<Collector>, Channel, Option<String>)> {
        let collectors: BTreeMap<&CollectorId, Arc<Collector>> =
            self.defs.collectors.iter().map(|c| (&c.id, Arc::new(c.clone()))).collect();
        let accounts = site.accounts(&self.defs);
        let mut out = Vec::new();
        for channel in &self.defs.channels {
            let account = accounts.get(&channel.id);
            for collector in channel.collectors().filter_map(|id| collectors.get(id)) {
                let named = site.names(&collector.id) || by_hand.contains(&collector.id);
                let wanted = if needs_account(collector) { account.is_some_and(|(_, here)| *here || named) } else { named };
                if wanted {
                    out.push((collector.clone(), channel.clone(), account.map(|(a, _)| a.clone())));
                }
            }
        }
        out.sort_by(|a, b| (&a.0.id, &a.1.id).cmp(&(&b.0.id, &b.1.id)));
        out
    }

    fn job(
        &self,
        site: &Site,
        (collector, channel, account): (Arc<Collector>, Channel, Option<String>),
        expected_at: Option<Moment>,
        decision: Decision,
    ) -> Result<Job, AppError> {
        let known = if collector.kind == CollectKind::Presence { 0 } else { self.ledger.known_count(&channel.id)? };
        Ok(Job {
            base_url: site.base_url(&collector.id).map(str::to_owned),
            interval_secs: site.interval_secs(&collector.id, collector.politeness.interval_secs),
            account,
            expected_at,
            decision,
            known,
            robots: collector.authorise.is_none() && site.robots(&collector.id),
            before: self.ledger.last_found(&collector.id, &channel.id)?,
            collector,
            channel,
        })
    }

    pub(super) fn by_hand(&self, site: &Site, ids: &[CollectorId]) -> Result<Vec<Job>, AppError> {
        for id in ids {
            if self.defs.collector(id).is_none() {
                let known: Vec<&str> = self.defs.collectors.iter().map(|c| c.id.as_str()).collect();
                return Err(AppError::Usage(format!("没有采集定义“{id}”；可写：{}", known.join("、"))));
            }
        }
        let pairs = self.pairs(site, ids);
        for id in ids {
            if !pairs.iter().any(|(c, _, _)| c.id == *id) {
                let channels: Vec<String> = self
                    .defs
                    .channels
                    .iter()
                    .filter(|c| c.collectors().any(|x| x == id))
                    .map(|c| format!("[channels.\"{}\"] account = \"…\"", c.name))
                    .collect();
                return Err(AppError::Usage(if channels.is_empty() {
                    format!("没有渠道用采集定义 {id}；在 seeds/channels.toml 的渠道里写 collector = \"{id}\"")
                } else {
                    format!("{id} 还不知道账号；在数据文件夹的 reach.toml 里写：{}", channels.join("；"))
                }));
            }
        }
        pairs
            .into_iter()
            .filter(|(c, _, _)| ids.is_empty() || ids.contains(&c.id))
            .map(|p| self.job(site, p, None, Decision::Done))
            .collect()
    }

    /// Decides about everything expected by now: what is given up is written at once, the rest is to be run.
    pub(super) fn due(&mut self, site: &Site, now: Moment) -> Result<Vec<Job>, AppError> {
        let mut jobs = Vec::new();
        let mut skipped = Vec::new();
        let mut fresh = Vec::new();
        for (collector, channel, account) in self.pairs(site, &[]) {
            let Some(until) = self.ledger.decided_until(&collector.id, &channel.id)? else {
                fresh.push((collector.id.clone(), channel.id.clone()));
                continue;
            };
            for due in schedule::due(&collector.schedule, until, now) {
                let decision = match &due {
                    Due::Now(_) => Decision::Done,
                    Due::Late(_) => Decision::CaughtUp,
                    Due::Skip(at, why) => {
                        skipped.push(skip(&collector.id, &channel.id, *at, why, now));
                        continue;
                    }
                };
                let pair = (collector.clone(), channel.clone(), account.clone());
                jobs.push(self.job(site, pair, Some(due.at()), decision)?);
            }
        }
        if !fresh.is_empty() || !skipped.is_empty() {
            let change = self.ledger.change()?;
            for (collector, channel) in &fresh {
                change.watch(collector, channel, now)?;
            }
            for run in &skipped {
                change.decide(run)?;
            }
            change.commit()?;
        }
        Ok(jobs)
    }
}

/// Jobs of one collector on one channel after one another, all others together.
pub(super) fn waves(jobs: Vec<Job>) -> Vec<Vec<Job>> {
    let mut count: BTreeMap<(CollectorId, ChannelId), usize> = BTreeMap::new();
    let mut out: Vec<Vec<Job>> = Vec::new();
    for job in jobs {
        let n = count.entry((job.collector.id.clone(), job.channel.id.clone())).or_default();
        if out.len() <= *n {
            out.push(Vec::new());
        }
        if let Some(wave) = out.get_mut(*n) {
            wave.push(job);
        }
        *n += 1;
    }
    out
}

pub(super) fn bare(
    collector: &CollectorId,
    channel: &ChannelId,
    expected_at: Option<Moment>,
    now: Moment,
    outcome: RunOutcome,
    says: &str,
) -> Run {
    Run {
        collector: collector.clone(),
        channel: channel.clone(),
        expected_at,
        started_at: now,
        decided_at: now,
        decision: Decision::Skipped,
        outcome,
        says: says.to_owned(),
        items_found: 0,
        observations: 0,
        unreadable: 0,
        questions: Vec::new(),
        evidence: Vec::new(),
        import: None,
    }
}

fn skip(collector: &CollectorId, channel: &ChannelId, at: Moment, why: &str, now: Moment) -> Run {
    bare(collector, channel, Some(at), now, RunOutcome::Stopped, why)
}

pub(super) fn still_running(job: &Job, now: Moment) -> Run {
    bare(&job.collector.id, &job.channel.id, job.expected_at, now, RunOutcome::StillRunning, "另一次采集还在进行；等它结束后再采")
}
