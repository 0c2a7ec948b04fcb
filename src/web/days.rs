//! The days that pages show: computed one at a time, kept until the ledger changes, and shown a little longer while the next stand.

use super::error::WebError;
use super::state::Portal;
use crate::app::App;
use crate::app::portal::source::Proofs;
use crate::app::portal::week::Judged;
use crate::attain::snapshot::{Snapshot, TargetSnapshot};
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, TargetId};
use crate::report::view::WeekView;
use crate::report::{Charts, Weekly, charts, clean};
use axum::http::StatusCode;
use std::collections::{BTreeMap, HashMap};
use std::hash::Hash;
use std::sync::{Arc, Condvar, Mutex, PoisonError, TryLockError};
use std::time::Duration;

/// Days kept computed. With ten million readings a day takes a few megabytes, else a few hundred kilobytes.
const DAYS_KEPT: usize = 6;
/// Whoever sees first that another process changed the ledger waits so long for the new figures.
const PATIENCE: Duration = Duration::from_secs(1);

/// A day that could not be computed is not tried again for so long, unless the ledger changes: every page would try. Unit: seconds.
const FAILED_FOR_SECS: i64 = 5;

/// Things computed once for each key, by whoever comes first. Who comes meanwhile waits for that one, without a place among those who read.
#[derive(Debug)]
pub(super) struct Once<K, V>(Mutex<HashMap<K, Slot<V>>>);

type Slot<V> = Arc<Mutex<Option<Arc<V>>>>;

impl<K, V> Default for Once<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V> Once<K, V> {
    pub(super) fn get(&self, portal: &Portal, key: K, make: impl FnOnce() -> Result<V, WebError>) -> Result<Arc<V>, WebError> {
        let slot = Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default());
        loop {
            let mut held = match slot.try_lock() {
                Ok(held) => held,
                Err(TryLockError::Poisoned(held)) => held.into_inner(),
                Err(TryLockError::WouldBlock) => {
                    let there = portal.aside(|| slot.lock().unwrap_or_else(PoisonError::into_inner).clone())?;
                    match there {
                        Some(done) => return Ok(done),
                        // Whoever computed it could not; this one tries.
                        None => continue,
                    }
                }
            };
            if let Some(done) = &*held {
                return Ok(Arc::clone(done));
            }
            let done = Arc::new(make()?);
            *held = Some(Arc::clone(&done));
            return Ok(done);
        }
    }
}

/// The programme on one day, computed once per state of the ledger.
#[derive(Debug)]
pub(crate) struct ComputedDay {
    /// Everything, with strings made harmless.
    pub(crate) snapshot: Snapshot,
    /// The weekly report's model.
    pub(crate) week: WeekView,
    judged: Judged,
    plots: Once<CampaignId, Charts>,
    proofs: Once<(CampaignId, TargetId), Proofs>,
}

impl ComputedDay {
    /// The plots of a campaign, drawn once.
    pub(crate) fn charts(&self, portal: &Portal, campaign: &CampaignId) -> Result<Arc<Charts>, WebError> {
        self.plots.get(portal, campaign.clone(), || Ok(charts(&self.snapshot, campaign)?))
    }

    /// The readings that a target stands on, looked up once, as that reads everything known.
    pub(crate) fn proofs(
        &self,
        portal: &Portal,
        app: &App,
        campaign: &CampaignId,
        target: &TargetSnapshot,
    ) -> Result<Arc<Proofs>, WebError> {
        self.proofs.get(portal, (campaign.clone(), target.id.clone()), || {
            let mut proofs = app.proofs(campaign, target)?;
            for proof in &mut proofs.list {
                proof.what = clean::neutral(&proof.what);
                proof.file = clean::neutral(&proof.file);
            }
            Ok(proofs)
        })
    }
}

/// One day as computed last.
#[derive(Debug)]
struct Kept {
    day: Day,
    /// The ledger's state of which it tells.
    head: String,
    done: Arc<ComputedDay>,
    /// It is being computed anew, or has been by now.
    renewing: bool,
}

/// A day that could not be computed.
#[derive(Debug)]
struct Failed {
    day: Day,
    /// The ledger's state in which that was.
    head: String,
    at: Moment,
    status: StatusCode,
    say: String,
}

/// The days computed so far.
#[derive(Debug)]
pub(crate) struct Days {
    kept: Mutex<Vec<Kept>>,
    renewed: Condvar,
    /// Days that could not be computed.
    failed: Mutex<Vec<Failed>>,
    /// Computes, one day at a time: two at once would take twice the memory and be no sooner.
    computer: Mutex<App>,
}

impl Days {
    pub(super) fn new(computer: App) -> Self {
        Self { kept: Mutex::default(), renewed: Condvar::new(), failed: Mutex::default(), computer: Mutex::new(computer) }
    }

    /// Keeps any day from being computed.
    #[cfg(test)]
    pub(super) fn hold(&self) -> std::sync::MutexGuard<'_, App> {
        self.computer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The time for which failures are remembered has passed.
    #[cfg(test)]
    pub(super) fn forget_failures(&self) {
        self.failed.lock().unwrap_or_else(PoisonError::into_inner).iter_mut().for_each(|f| f.at.0 -= FAILED_FOR_SECS);
    }

    /// The day was asked for: of those kept it is the last to give way, so that the week that all pages show stays.
    fn used(&self, day: Day) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(n) = kept.iter().position(|k| k.day == day) {
            let k = kept.remove(n);
            kept.push(k);
        }
    }

    fn find<T>(&self, day: Day, f: impl FnOnce(&mut Kept) -> T) -> Option<T> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter_mut().find(|k| k.day == day).map(f)
    }
}

/// A day is being renewed until this is dropped, however that comes: those who wait go on.
struct Renewing<'a> {
    days: &'a Days,
    day: Day,
}

impl Drop for Renewing<'_> {
    fn drop(&mut self) {
        self.days.find(self.day, |k| k.renewing = false);
        self.days.renewed.notify_all();
    }
}

impl Portal {
    /// The programme at 24:00 of a day. Where another process has changed the ledger since, the last figures serve until the new ones
    /// stand.
    pub(crate) fn day(&self, app: &App, day: Day) -> Result<Arc<ComputedDay>, WebError> {
        let head = app.ledger.deciding_head(None)?;
        self.days.used(day);
        let known = self.days.find(day, |k| {
            let renews = k.head != head && !k.renewing;
            k.renewing |= renews;
            (Arc::clone(&k.done), renews)
        });
        let Some((last, renews)) = known else { return self.aside(|| self.compute(day))? };
        let Some(portal) = self.this.upgrade().filter(|_| renews) else { return Ok(last) };
        let renewing = tokio::runtime::Handle::current().spawn_blocking(move || {
            let _ends = Renewing { days: &portal.days, day };
            if let Err(e) = portal.compute(day) {
                tracing::error!(day = %day, "{day} could not be computed anew: {}", e.log.unwrap_or(e.say));
            }
        });
        drop(renewing);
        let waits = |kept: &mut Vec<Kept>| kept.iter().any(|k| k.day == day && k.renewing);
        let renewed = self.aside(|| {
            let kept = self.days.kept.lock().unwrap_or_else(PoisonError::into_inner);
            let (kept, _) = self.days.renewed.wait_timeout_while(kept, PATIENCE, waits).unwrap_or_else(PoisonError::into_inner);
            kept.iter().find(|k| k.day == day).map(|k| Arc::clone(&k.done))
        });
        // Where too many wait already, the last figures serve.
        Ok(renewed.ok().flatten().unwrap_or(last))
    }

    /// Something was changed through the portal: the figures of `days` are computed at once, those of other days when somebody asks.
    pub(super) fn changed(&self, days: &[Day]) {
        // Before the first page nobody has figures that could be old.
        let mut known = Vec::new();
        self.days.kept.lock().unwrap_or_else(PoisonError::into_inner).retain_mut(|k| {
            let stays = days.contains(&k.day);
            if stays {
                k.renewing = true;
                known.push(k.day);
            }
            stays
        });
        // All of them are let go again, however this ends.
        let renewing: Vec<Renewing<'_>> = known.iter().map(|day| Renewing { days: &self.days, day: *day }).collect();
        for ends in renewing {
            let day = ends.day;
            if let Err(e) = self.compute(day) {
                tracing::error!(day = %day, "{day} could not be computed anew: {}", e.log.unwrap_or(e.say));
            }
        }
    }

    /// The programme at 24:00 of a day as the ledger stands at this moment, however long that takes: for whoever decides something by it.
    pub(crate) fn day_now(&self, day: Day) -> Result<Arc<ComputedDay>, WebError> {
        self.compute(day)
    }

    /// Computes a day unless it stands for the ledger's present state.
    fn compute(&self, day: Day) -> Result<Arc<ComputedDay>, WebError> {
        let app = self.days.computer.lock().unwrap_or_else(PoisonError::into_inner);
        let head = app.ledger.deciding_head(None)?;
        let last = self.days.find(day, |k| (k.head == head, Arc::clone(&k.done)));
        if let Some((true, done)) = &last {
            return Ok(Arc::clone(done));
        }
        let now = self.now();
        let mut failed = self.days.failed.lock().unwrap_or_else(PoisonError::into_inner);
        failed.retain(|f| now.0 - f.at.0 < FAILED_FOR_SECS);
        if let Some(f) = failed.iter().find(|f| f.day == day && f.head == head) {
            return Err(WebError::new(f.status, f.say.clone()));
        }
        drop(failed);
        let done = self.compute_anew(&app, day, last.as_ref().map(|(_, done)| &done.judged));
        if let Err(e) = &done {
            self.metrics.not_computed();
            let one = Failed { day, head, at: now, status: e.status, say: e.say.clone() };
            self.days.failed.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        }
        done
    }

    fn compute_anew(&self, app: &App, day: Day, before: Option<&Judged>) -> Result<Arc<ComputedDay>, WebError> {
        let (mut current, mut before, judged) = app.day_and_week_before(day, before)?;
        let mut neutral = |text: &str| clean::neutral(text);
        clean::change_each_string(&mut current, &mut neutral);
        clean::change_each_string(&mut before, &mut neutral);
        let final_ = app.is_final(&current, None)?;
        let week =
            WeekView::of(&Weekly { current: &current, previous: Some(&before), final_, observations: &[], definitions: &BTreeMap::new() });
        let head = current.journal_head.clone();
        let done = Arc::new(ComputedDay { snapshot: current, week, judged, plots: Once::default(), proofs: Once::default() });
        self.metrics.computed();
        let mut kept = self.days.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(k) = kept.iter_mut().find(|k| k.day == day) {
            (k.head, k.done) = (head, Arc::clone(&done));
        } else {
            if kept.len() >= DAYS_KEPT {
                kept.remove(0);
            }
            kept.push(Kept { day, head, done: Arc::clone(&done), renewing: false });
        }
        Ok(done)
    }
}
