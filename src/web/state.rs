//! What all requests share: one writer, a few readers, the days as computed last.

use super::days::Days;
use super::dry::Trials;
use super::error::WebError;
use super::log::AccessLog;
use super::metrics::Metrics;
use super::shell::{day_of, default_week};
use crate::app::clock::Clock;
use crate::app::portal::chronicle::Chronicle;
use crate::app::{App, AppError};
use crate::base::day::Moment;
use crate::define::Definitions;
use crate::ledger::LedgerKind;
use axum::http::StatusCode;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use tokio::sync::Semaphore;

/// Connections that read. Two cores: more would only wait for one another, but for one that waits for figures.
const READERS: usize = 4;
/// Hashes of passwords at once: each takes 19 MB and 50 ms of a core.
const HASHES_MAX: usize = 2;
/// Uploads that are received at once: each may hold its file in memory.
const UPLOADS_MAX: usize = 3;

/// Shared by all requests.
#[derive(Debug)]
pub(crate) struct Portal {
    pub(super) this: Weak<Self>,
    writer: Mutex<App>,
    readers: Mutex<Vec<App>>,
    free: Semaphore,
    pub(super) days: Days,
    pub(crate) hashing: Semaphore,
    pub(crate) receiving: Semaphore,
    pub(crate) defs: Arc<Definitions>,
    /// Problems that the definitions have; warnings, as errors prevent the start.
    pub(crate) found: Vec<crate::base::diag::Diagnostic>,
    pub(crate) data: PathBuf,
    pub(crate) config: Option<PathBuf>,
    /// Problems of definition files that were changed while running; the last good ones stay in force.
    pub(crate) reload: Mutex<Vec<crate::base::diag::Diagnostic>>,
    /// Dry runs of collectors.
    pub(super) trials: Trials,
    /// The journal as pages choose from it.
    pub(crate) chronicle: Mutex<Chronicle>,
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
    pub(crate) fn open(data: &Path, config: Option<&Path>, clock: Clock, secure_cookies: bool) -> Result<Arc<Self>, AppError> {
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
        let reader = || {
            let app = App::open(data, config, LedgerKind::Real, clock.clone())?;
            app.ledger.keep_little()?;
            Ok::<App, AppError>(app)
        };
        writer.ledger.keep_little()?;
        let readers = (0..READERS).map(|_| reader()).collect::<Result<Vec<_>, _>>()?;
        let computer = reader()?;
        Ok(Arc::new_cyclic(|this| Self {
            this: this.clone(),
            defs: Arc::new(writer.defs.clone()),
            found,
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            free: Semaphore::new(READERS),
            days: Days::new(computer),
            hashing: Semaphore::new(HASHES_MAX),
            receiving: Semaphore::new(UPLOADS_MAX),
            data: data.to_owned(),
            config: config.map(Path::to_owned),
            reload: Mutex::default(),
            trials: Trials::default(),
            chronicle: Mutex::default(),
            sample,
            log: AccessLog::new(data),
            metrics: Metrics::default(),
            secure_cookies,
            clock,
        }))
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

    /// Does something with the writing connection, off the event loop, one at a time. Whoever changes something waits for the figures of
    /// the day that pages show, so that they find their change there; everybody else goes on with the last ones meanwhile.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self, &mut App) -> Result<T, WebError> + Send + 'static,
    ) -> Result<T, WebError> {
        let portal = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (result, changed, day) = {
                let mut app = portal.writer.lock().unwrap_or_else(PoisonError::into_inner);
                let head = app.ledger.journal_head(None)?;
                let result = f(&portal, &mut app)?;
                (result, app.ledger.journal_head(None)? != head, day_of(&app, default_week(&app)))
            };
            if changed {
                portal.changed(day);
            }
            Ok(result)
        })
        .await
        .map_err(|e| WebError::ours(format!("a writer ended early: {e}")))?
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
