//! What runs beside the pages: started and stopped here and nowhere else.

use super::state::Shared;
use crate::app::AppError;
use crate::app::clock::Clock;
use crate::app::collect::{Scheduler, StopSwitch};
use crate::base::chain::chain;
use std::panic::AssertUnwindSafe;
use std::sync::PoisonError;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the access log is written.
const LOG_EVERY: Duration = Duration::from_secs(1);

/// How often it is looked whether a run is due. Schedules know minutes.
const LOOK_EVERY: Duration = Duration::from_secs(20);
/// How soon a waiting collector sees that the portal stops.
const STOP_SEEN_WITHIN: Duration = Duration::from_millis(200);

/// Tasks under way.
#[derive(Debug)]
pub(super) struct Background {
    stop: watch::Sender<bool>,
    /// Ends what collectors ask.
    asking: StopSwitch,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts everything. A task watches the receiver and ends soon after it turns true.
    pub(super) fn start(portal: &Shared) -> Self {
        let (stop, stopped) = watch::channel(false);
        let asking = StopSwitch::default();
        let mut tasks = vec![tokio::spawn(write_log(portal.clone(), stopped))];
        // A sample's time stands still, and its platforms are gone.
        if !portal.sample {
            let (portal, asking) = (portal.clone(), asking.clone());
            tasks.push(tokio::task::spawn_blocking(move || collect(&portal, &asking)));
        }
        Self { stop, asking, tasks }
    }

    /// Tells every task to end and waits for them.
    pub(super) async fn stop(self) {
        // A task that has ended already needs no word.
        self.stop.send(true).ok();
        self.asking.stop();
        for task in self.tasks {
            if let Err(e) = task.await {
                tracing::error!(error = %e, "A background task ended early.");
            }
        }
    }
}

async fn write_log(portal: Shared, mut stop: watch::Receiver<bool>) {
    let mut tidied = None;
    loop {
        let stopping = tokio::select! {
            _ = stop.changed() => true,
            () = tokio::time::sleep(LOG_EVERY) => false,
        };
        let today = portal.now().date();
        let tidy = tidied != Some(today);
        tidied = Some(today);
        let portal = portal.clone();
        let written = tokio::task::spawn_blocking(move || {
            portal.log.flush();
            if tidy {
                portal.log.tidy(today);
            }
        })
        .await;
        if let Err(e) = written {
            tracing::error!(error = %e, "The access log was not written.");
        }
        if stopping {
            return;
        }
    }
}

/// Runs what is due, over and over, and what is to be tried, with a ledger connection of its own. Definition files are read anew before
/// each look; bad ones leave the last good set in force and are shown on 采集状态.
fn collect(portal: &Shared, asking: &StopSwitch) {
    let mut scheduler = None;
    while !asking.is_stopped() {
        survive(portal, &mut scheduler, |scheduler| round(portal, asking, scheduler));
        let mut waited = Duration::ZERO;
        while waited < LOOK_EVERY && !asking.is_stopped() && !portal.trials.waits() {
            std::thread::sleep(STOP_SEEN_WITHIN);
            waited += STOP_SEEN_WITHIN;
        }
    }
}

/// A fault of the program ends one round, not collecting.
fn survive(portal: &Shared, scheduler: &mut Option<Scheduler>, round: impl FnOnce(&mut Option<Scheduler>)) {
    let made = std::panic::catch_unwind(AssertUnwindSafe(|| round(scheduler)));
    if made.is_err() {
        tracing::error!("A round of collecting broke off by a fault of the program; the next one begins anew.");
        *scheduler = None;
        portal.trials.give_up();
    }
}

/// Reads the files anew, makes one dry run that somebody asked for, runs what is due.
fn round(portal: &Shared, asking: &StopSwitch, scheduler: &mut Option<Scheduler>) {
    // Taken before the files are read anew: whoever has just corrected one tries that one.
    // One a round: what is due is looked at between two of them.
    let trial = portal.trials.take();
    let result = match scheduler.as_mut() {
        None => Scheduler::open(&portal.data, portal.config.as_deref(), Clock::Real, asking.clone()).map(|s| {
            *scheduler = Some(s);
            Vec::new()
        }),
        Some(s) => s.reload(portal.config.as_deref()),
    };
    let problems = match result {
        Ok(problems) => problems,
        Err(AppError::Definitions(found)) => found,
        Err(e) => {
            tracing::error!(error = %chain(&e), "Collecting could not start.");
            Vec::new()
        }
    };
    *portal.reload.lock().unwrap_or_else(PoisonError::into_inner) = problems;
    if let Some((collector, only)) = trial {
        let result = match scheduler.as_mut() {
            Some(s) => s.dry(&collector, &only).map_err(|e| match e {
                AppError::Usage(say) => say,
                other => {
                    tracing::error!(error = %chain(&other), collector.id = %collector, "A dry run could not be made.");
                    "程序出了问题，这次试采没有完成，请告诉管理员".to_owned()
                }
            }),
            None => Err("自动采集没有启动：定义文件或 reach.toml 有错，见“定义”页，改正后再试".to_owned()),
        };
        portal.trials.end(&collector, result);
    }
    match scheduler.as_mut().map(Scheduler::tick) {
        Some(Ok(reports)) => {
            for r in reports.iter().filter(|r| r.run.decision == crate::model::run::Decision::Failed) {
                tracing::warn!(collector.id = %r.run.collector, channel.id = %r.run.channel, outcome = r.run.outcome.name(), "A collector failed on a channel; the last good values stay.");
            }
        }
        Some(Err(e)) => tracing::error!(error = %chain(&e), "A round of collecting was given up."),
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::id::{ChannelId, CollectorId};
    use crate::web::dry::Stage;
    use crate::web::state::Portal;

    fn portal(folder: &std::path::Path) -> Shared {
        Portal::open(folder, None, Clock::Real, false).unwrap()
    }

    fn ask(portal: &Portal, collector: &str, channel: &str, at: i64) {
        let at = crate::base::day::Moment(at);
        assert!(portal.trials.ask(CollectorId::new(collector), ChannelId::new(channel), at, "样例".to_owned()));
    }

    fn stage(portal: &Portal, collector: &str) -> String {
        match &portal.trials.list()[&CollectorId::new(collector)].stage {
            Stage::Refused(why) => why.clone(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn one_dry_run_is_made_a_round_the_longest_waiting_first() {
        let folder = tempfile::tempdir().unwrap();
        let portal = portal(folder.path());
        ask(&portal, "kuaishou_video", "jingshi_kuaishou", 20);
        ask(&portal, "mgtv_episodes", "mango_tv", 10);
        let mut scheduler = None;
        round(&portal, &StopSwitch::default(), &mut scheduler);
        assert!(stage(&portal, "mgtv_episodes").contains("reach.toml"), "{}", stage(&portal, "mgtv_episodes"));
        assert_eq!(stage(&portal, "kuaishou_video"), "Waiting");
        round(&portal, &StopSwitch::default(), &mut scheduler);
        assert!(stage(&portal, "kuaishou_video").contains("reach.toml"));
        assert!(!portal.trials.waits());
    }

    #[test]
    fn a_fault_in_a_dry_run_ends_a_round_and_not_collecting() {
        let folder = tempfile::tempdir().unwrap();
        let portal = portal(folder.path());
        let mut scheduler = None;
        survive(&portal, &mut scheduler, |s| round(&portal, &StopSwitch::default(), s));
        assert!(scheduler.is_some());
        ask(&portal, "mgtv_episodes", "mango_tv", 10);
        survive(&portal, &mut scheduler, |_| {
            portal.trials.take().unwrap();
            panic!("a fault in the dry run");
        });
        assert!(scheduler.is_none() && stage(&portal, "mgtv_episodes").contains("程序出了问题"));
        // The next round begins anew, and makes what is asked for then.
        ask(&portal, "mgtv_episodes", "mango_tv", 30);
        survive(&portal, &mut scheduler, |s| round(&portal, &StopSwitch::default(), s));
        assert!(scheduler.is_some() && stage(&portal, "mgtv_episodes").contains("reach.toml"));
    }
}
