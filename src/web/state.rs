//! What all requests share: one writer, a few readers, the programme as computed last.

use super::error::WebError;
use super::log::AccessLog;
use super::metrics::Metrics;
use crate::app::clock::Clock;
use crate::app::portal::source::Proof;
use crate::app::{App, AppError};
use crate::attain::snapshot::{Snapshot, TargetSnapshot};
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, TargetId};
use crate::define::Definitions;
use crate::ledger::LedgerKind;
use crate::report::view::WeekView;
use crate::report::{Charts, Weekly, charts, clean};
use axum::http::StatusCode;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

/// Connections that read. Two cores: more would only wait for one another.
const READERS: usize = 3;
/// Days kept computed. A day of the programme is a few hundred kilobytes.
const DAYS_KEPT: usize = 12;
/// Hashes of passwords at once: each takes 19 MB and 50 ms of a core.
const HASHES_MAX: usize = 2;
/// Uploads that are received at once: each may hold its file in memory.
const UPLOADS_MAX: usize = 3;

type ProofsByTarget = HashMap<(CampaignId, TargetId), Arc<Vec<Proof>>>;

/// The programme on one day, computed once per state of the ledger.
#[derive(Debug)]
pub(crate) struct Day1 {
    /// Everything, with strings made harmless.
    pub(crate) snapshot: Snapshot,
    /// The weekly report's model.
    pub(crate) week: WeekView,
    plots: Mutex<HashMap<CampaignId, Arc<Charts>>>,
    proofs: Mutex<ProofsByTarget>,
}

impl Day1 {
    /// The plots of a campaign, drawn once.
    pub(crate) fn charts(&self, campaign: &CampaignId) -> Result<Arc<Charts>, WebError> {
        let mut plots = self.plots.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(done) = plots.get(campaign) {
            return Ok(Arc::clone(done));
        }
        let drawn = Arc::new(charts(&self.snapshot, campaign)?);
        plots.insert(campaign.clone(), Arc::clone(&drawn));
        Ok(drawn)
    }

    /// The readings that a target stands on, looked up once: whoever comes meanwhile waits, as that reads everything known.
    pub(crate) fn proofs(&self, app: &App, campaign: &CampaignId, target: &TargetSnapshot) -> Result<Arc<Vec<Proof>>, WebError> {
        let mut known = self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (campaign.clone(), target.id.clone());
        if let Some(done) = known.get(&key) {
            return Ok(Arc::clone(done));
        }
        let mut proofs = app.proofs(target)?;
        for proof in &mut proofs {
            proof.what = clean::neutral(&proof.what);
            proof.file = clean::neutral(&proof.file);
        }
        let found = Arc::new(proofs);
        known.insert(key, Arc::clone(&found));
        Ok(found)
    }
}

type Slot = Arc<Mutex<Option<Arc<Day1>>>>;

/// Shared by all requests.
#[derive(Debug)]
pub(crate) struct Portal {
    writer: Mutex<App>,
    readers: Mutex<Vec<App>>,
    free: Semaphore,
    days: Mutex<Vec<(String, Day, Slot)>>,
    pub(crate) hashing: Semaphore,
    pub(crate) receiving: Semaphore,
    pub(crate) defs: Arc<Definitions>,
    /// Problems that the definitions have; warnings, as errors prevent the start.
    pub(crate) found: Vec<crate::base::diag::Diagnostic>,
    pub(crate) data: PathBuf,
    pub(crate) config: Option<PathBuf>,
    /// Problems of definition files that were changed while running; the last good ones stay in force.
    pub(crate) reload: Mutex<Vec<crate::base::diag::Diagnostic>>,
    pub(crate) sample: bool,
    pub(crate) log: AccessLog,
    pub(crate) metrics: Metrics,
    pub(crate) secure_cookies: bool,
    clock: Clock,
}

/// Handed to every request.
pub(crate) type Shared = Arc<Portal>;

impl Portal {
    /// Opens the ledger once for writing and a few times for reading. A sample ledger lives at the moment of its last entry.
    pub(crate) fn open(data: &Path, config: Option<&Path>, clock: Clock, secure_cookies: bool) -> Result<Self, AppError> {
        let (_, _, found) = crate::app::definitions(config)?;
        let mut writer = App::open(data, config, LedgerKind::Real, clock.clone())?;
        if let Some(damage) = writer.ledger.verify_journal()? {
            let text = format!("日志第 {} 条{}；先用备份恢复，再启动门户", damage.seq, damage.what);
            return Err(AppError::Ledger(crate::ledger::LedgerError::Damaged(text)));
        }
        let sample = writer.ledger.kind()? == LedgerKind::Sample;
        let clock = match (sample, writer.ledger.last_import()?) {
            (true, Some(last)) => Clock::Fixed(last),
            _ => clock,
        };
        writer.clock = clock.clone();
        let readers = (0..READERS).map(|_| App::open(data, config, LedgerKind::Real, clock.clone())).collect::<Result<Vec<_>, _>>()?;
        Ok(Self {
            defs: Arc::new(writer.defs.clone()),
            found,
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            free: Semaphore::new(READERS),
            days: Mutex::default(),
            hashing: Semaphore::new(HASHES_MAX),
            receiving: Semaphore::new(UPLOADS_MAX),
            data: data.to_owned(),
            config: config.map(Path::to_owned),
            reload: Mutex::default(),
            sample,
            log: AccessLog::new(data),
            metrics: Metrics::default(),
            secure_cookies,
            clock,
        })
    }

    /// The moment for sessions, links and logs.
    #[expect(clippy::unused_self, reason = "what else could be asked the time")]
    pub(crate) fn now(&self) -> Moment {
        Clock::Real.now()
    }

    /// The moment at which the programme lives: the same, but for a sample.
    pub(crate) fn programme_now(&self) -> Moment {
        self.clock.now()
    }

    /// Does something with a reading connection, off the event loop.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self, &mut App) -> Result<T, WebError> + Send + 'static,
    ) -> Result<T, WebError> {
        let permit = self.free.acquire().await.map_err(|_| closing())?;
        let portal = Arc::clone(self);
        let result = tokio::task::spawn_blocking(move || {
            let taken = portal.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(app) = taken else { return Err(WebError::ours("no reading connection although one was free")) };
            let mut back = Back { portal: &portal, app: Some(app) };
            match back.app.as_mut() {
                Some(app) => f(&portal, app),
                None => Err(WebError::ours("a reading connection went away")),
            }
        })
        .await;
        drop(permit);
        result.map_err(|e| WebError::ours(format!("a reader ended early: {e}")))?
    }

    /// Does something with the writing connection, off the event loop, one at a time.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self, &mut App) -> Result<T, WebError> + Send + 'static,
    ) -> Result<T, WebError> {
        let portal = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let mut app = portal.writer.lock().unwrap_or_else(PoisonError::into_inner);
            f(&portal, &mut app)
        })
        .await
        .map_err(|e| WebError::ours(format!("a writer ended early: {e}")))?
    }

    /// The programme at 24:00 of a day. Computed where the ledger has changed since, by this process or another.
    pub(crate) fn day(&self, app: &App, day: Day) -> Result<Arc<Day1>, WebError> {
        let head = app.ledger.journal_head(None)?;
        let slot = {
            let mut days = self.days.lock().unwrap_or_else(PoisonError::into_inner);
            days.retain(|(h, _, _)| *h == head);
            if let Some((_, _, slot)) = days.iter().find(|(_, d, _)| *d == day) {
                Arc::clone(slot)
            } else {
                if days.len() >= DAYS_KEPT {
                    days.remove(0);
                }
                let slot = Slot::default();
                days.push((head, day, Arc::clone(&slot)));
                slot
            }
        };
        // Whoever comes first computes; the others of the same day wait for it.
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(done) = slot.as_ref() {
            return Ok(Arc::clone(done));
        }
        let (current, before) = app.day_and_week_before(day)?;
        let mut neutral = |text: &str| clean::neutral(text);
        let (current, before) = (clean::each_string(&current, &mut neutral), clean::each_string(&before, &mut neutral));
        let final_ = app.is_final(&current, None)?;
        let week = WeekView::of(&Weekly { current: &current, previous: Some(&before), final_, observations: &[] });
        let done = Arc::new(Day1 { snapshot: current, week, plots: Mutex::default(), proofs: Mutex::default() });
        *slot = Some(Arc::clone(&done));
        self.metrics.computed();
        Ok(done)
    }
}

fn closing() -> WebError {
    WebError::new(StatusCode::SERVICE_UNAVAILABLE, "门户正在停止，请稍后再试。")
}

/// Puts a reading connection back, also after a panic.
struct Back<'a> {
    portal: &'a Portal,
    app: Option<App>,
}

impl Drop for Back<'_> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            self.portal.readers.lock().unwrap_or_else(PoisonError::into_inner).push(app);
        }
    }
}
