//! 试采: dry runs that pages ask for and the collecting task makes, one at a time for each collector. Holds what came of the last one of each;
//! no page waits here.

use crate::app::collect::{Only, Report};
use crate::base::day::Moment;
use crate::base::id::{ChannelId, CollectorId};
use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// A dry run is given up after this: scheduled runs wait meanwhile, and a look at a page on display may be half an hour late at most.
const WITHIN: Duration = Duration::from_mins(10);
/// Lines kept of what was read, and of what would be stored.
const LINES_MAX: usize = 200;

/// Where a dry run stands.
#[derive(Debug, Clone)]
pub(super) enum Stage {
    /// Asked for; what runs now comes first.
    Waiting,
    /// Under way.
    Running,
    /// Done.
    Done(Vec<Outcome>),
    /// It could not be made: why, in Chinese.
    Refused(String),
}

/// What came of it.
#[derive(Debug, Clone)]
pub(super) struct Outcome {
    pub(super) good: bool,
    pub(super) word: &'static str,
    pub(super) counts: String,
    pub(super) says: String,
    pub(super) read: Lines,
    pub(super) stores: Lines,
    pub(super) questions: Vec<String>,
}

/// The first lines, and how many there were.
#[derive(Debug, Clone, Default)]
pub(super) struct Lines {
    pub(super) shown: Vec<String>,
    pub(super) all: usize,
}

impl Lines {
    fn of(lines: Vec<String>) -> Self {
        let all = lines.len();
        Self { shown: lines.into_iter().take(LINES_MAX).map(|l| crate::report::clean::neutral(&l)).collect(), all }
    }
}

impl Outcome {
    fn of(r: Report) -> Self {
        let run = r.run;
        Self {
            good: run.outcome.is_good(),
            word: run.outcome.zh(),
            counts: format!("读到{}条，其中读不出{}条；正式采集时会存入读数{}个", run.items_found, run.unreadable, run.observations),
            says: run.says,
            read: Lines::of(r.read),
            stores: Lines::of(r.stores),
            questions: run.questions,
        }
    }
}

/// One dry run.
#[derive(Debug, Clone)]
pub(super) struct Trial {
    pub(super) channel: ChannelId,
    pub(super) at: Moment,
    /// Who asked, by the name on pages.
    pub(super) by: String,
    pub(super) stage: Stage,
}

impl Trial {
    pub(super) fn is_open(&self) -> bool {
        matches!(self.stage, Stage::Waiting | Stage::Running)
    }
}

/// The last dry run of every collector.
#[derive(Debug, Default)]
pub(super) struct Trials(Mutex<BTreeMap<CollectorId, Trial>>);

impl Trials {
    fn all(&self) -> MutexGuard<'_, BTreeMap<CollectorId, Trial>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for one. False: one of this collector is not over yet, and nothing is asked for.
    pub(super) fn ask(&self, collector: CollectorId, channel: ChannelId, at: Moment, by: String) -> bool {
        let mut all = self.all();
        if all.get(&collector).is_some_and(Trial::is_open) {
            return false;
        }
        all.insert(collector, Trial { channel, at, by, stage: Stage::Waiting });
        true
    }

    /// Whether one waits.
    pub(super) fn waits(&self) -> bool {
        self.all().values().any(|t| matches!(t.stage, Stage::Waiting))
    }

    /// Takes the one that has waited longest; it is under way from now on.
    pub(super) fn take(&self) -> Option<(CollectorId, Only)> {
        let mut all = self.all();
        let waiting = all.iter_mut().filter(|(_, t)| matches!(t.stage, Stage::Waiting));
        let (collector, trial) = waiting.min_by_key(|(_, t)| t.at)?;
        trial.stage = Stage::Running;
        Some((collector.clone(), Only { channel: trial.channel.clone(), within: WITHIN }))
    }

    /// Those under way came to no end.
    pub(super) fn give_up(&self) {
        for trial in self.all().values_mut().filter(|t| matches!(t.stage, Stage::Running)) {
            trial.stage = Stage::Refused("程序出了问题，这次试采没有完成，请告诉管理员".to_owned());
        }
    }

    /// Notes what came of one.
    pub(super) fn end(&self, collector: &CollectorId, result: Result<Vec<Report>, String>) {
        if let Some(trial) = self.all().get_mut(collector) {
            trial.stage = match result {
                Ok(reports) => Stage::Done(reports.into_iter().map(Outcome::of).collect()),
                Err(why) => Stage::Refused(why),
            };
        }
    }

    /// The last one of every collector.
    pub(super) fn list(&self) -> BTreeMap<CollectorId, Trial> {
        self.all().clone()
    }
}
