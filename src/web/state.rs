//! What all requests share: one writer, a few readers, the days as computed last.

use super::days::Days;
use super::drafts::Drafts;
use super::dry::Trials;
use super::error::WebError;
use super::log::AccessLog;
use super::metrics::Metrics;
use super::shell::{day_of, default_week};
use super::tables::Tables;
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

/// Connections that read at once. Two cores: more would only wait for one another.
const READERS: usize = 4;
/// Visitors that wait for figures of a day beside those who read. Each keeps a connection, opened for the time.
const WAITERS_MAX: usize = 12;
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
    waiting: Semaphore,
    pub(super) days: Days,
    pub(super) tables: Tables,
    pub(crate) hashing: Semaphore,
    pub(crate) receiving: Semaphore,
    pub(crate) defs: Arc<Definitions>,
    /// Problems that the definitions have; warnings, as errors prevent the start.
    pub(crate) found: Vec<crate::base::diag::Diagnostic>,
    pub(crate) data: PathBuf,
    pub(crate) config: Option<PathBuf>,
    /// Problems of definition files that were changed while running; the last good ones stay in force.
    pub(crate) reload: Mutex<Vec<crate::base::diag::Diagnostic>>,
    /// What was typed in sessions that ran out.
    pub(super) drafts: Drafts,
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
        let clock = if sample { Clock::Fixed(writer.moment()?) } else { clock };
        writer.clock = clock.clone();
        let reader = || reader(data, config, &clock);
        writer.ledger.keep_little();
        let readers = (0..READERS).map(|_| reader()).collect::<Result<Vec<_>, _>>()?;
        let computer = reader()?;
        Ok(Arc::new_cyclic(|this| Self {
            this: this.clone(),
            defs: Arc::new(writer.defs.clone()),
            found,
            writer: Mutex::new(writer),
            readers: Mutex::new(readers),
            free: Semaphore::new(READERS),
            waiting: Semaphore::new(WAITERS_MAX),
            days: Days::new(computer),
            tables: Tables::default(),
            hashing: Semaphore::new(HASHES_MAX),
            receiving: Semaphore::new(UPLOADS_MAX),
            data: data.to_owned(),
            config: config.map(Path::to_owned),
            reload: Mutex::default(),
            drafts: Drafts::default(),
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

    /// Until when something works. A sample's time stands still while this one runs on, so that there it is how long it still works.
    pub(crate) fn until_zh(&self, expires: Moment) -> String {
        if !self.sample {
            return format!("至{}", expires.date().zh());
        }
        let left = expires.0 - self.now().0;
        if left <= 0 { "已过期".to_owned() } else { format!("还有{}天", (left + 86_399) / 86_400) }
    }

    /// Does something with a reading connection, off the event loop.
    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self, &mut App) -> Result<T, WebError> + Send + 'static,
    ) -> Result<T, WebError> {
        let permit = self.free.acquire().await.map_err(|_| closing())?;
        let portal = Arc::clone(self);
        let result = tokio::task::spawn_blocking(move || {
            let idle = portal.readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let app = match idle {
                Some(app) => app,
                // The others are with visitors that wait for figures.
                None => reader(&portal.data, portal.config.as_deref(), &portal.clock)?,
            };
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

    /// Waits for something that others compute, off the event loop. Meanwhile somebody else may read instead.
    pub(crate) fn aside<T>(&self, wait: impl FnOnce() -> T) -> Result<T, WebError> {
        let place = self
            .waiting
            .try_acquire()
            .map_err(|_| WebError::new(StatusCode::SERVICE_UNAVAILABLE, "正在计算其他日期的数据，等候的人较多，请过几秒再打开这一页。"))?;
        self.free.add_permits(1);
        let turn = Turn(&self.free);
        let result = wait();
        drop(turn);
        drop(place);
        Ok(result)
    }

    /// Does something with the writing connection, off the event loop, one at a time. Whoever changes something waits for the figures of
    /// the days that pages show, so that they find their change there; everybody else goes on with the last ones meanwhile.
    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        f: impl FnOnce(&Self, &mut App) -> Result<T, WebError> + Send + 'static,
    ) -> Result<T, WebError> {
        let portal = Arc::clone(self);
        tokio::task::spawn_blocking(move || {
            let (result, changed, days) = {
                let mut app = portal.writer.lock().unwrap_or_else(PoisonError::into_inner);
                let head = app.ledger.journal_head(None)?;
                let result = f(&portal, &mut app)?;
                let days = [day_of(&app, default_week(&app)), app.clock.now().date()];
                (result, app.ledger.journal_head(None)? != head, days)
            };
            if changed {
                portal.changed(&days);
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

fn reader(data: &Path, config: Option<&Path>, clock: &Clock) -> Result<App, AppError> {
    let mut app = App::open(data, config, LedgerKind::Real, clock.clone())?;
    app.ledger.keep_little();
    Ok(app)
}

/// Takes up again the place among those who read, also after a panic.
struct Turn<'a>(&'a Semaphore);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        // Closed only when the portal ends; then nobody counts any more.
        if let Ok(permit) = tokio::runtime::Handle::current().block_on(self.0.acquire()) {
            permit.forget();
        }
    }
}

/// Puts a reading connection back, also after a panic; one that was opened beside the usual ones is closed.
struct Back<'a> {
    portal: &'a Portal,
    app: Option<App>,
}

impl Drop for Back<'_> {
    fn drop(&mut self) {
        if let Some(app) = self.app.take() {
            let mut idle = self.portal.readers.lock().unwrap_or_else(PoisonError::into_inner);
            if idle.len() < READERS {
                idle.push(app);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::day::Day;
    use std::time::Duration;

    #[test]
    fn whoever_waits_for_figures_keeps_nobody_from_reading() {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open(folder.path(), None, Clock::Real, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let day = |n: usize| Day::new(2023, 1, 1).unwrap().plus(i32::try_from(n).unwrap());
        let ask = |n: usize| {
            let portal = Arc::clone(&portal);
            runtime.spawn(async move { portal.read(move |p, app| Ok(p.day(app, day(n))?.snapshot.as_of)).await })
        };
        // Nothing is computed as long as the test has the connection that computes.
        let held = portal.days.hold();
        let visitors: Vec<_> = (0..WAITERS_MAX).map(ask).collect();
        let all_wait = async {
            while portal.waiting.available_permits() > 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let patience = Duration::from_mins(1);
        runtime.block_on(async { tokio::time::timeout(patience, all_wait).await }).expect("all days are asked for");
        let other = async { portal.read(|_, app| Ok(app.ledger.last_import()?)).await };
        let answer = runtime.block_on(async { tokio::time::timeout(patience, other).await }).expect("another page answers");
        assert!(answer.unwrap().is_none());
        let one_more = runtime.block_on(ask(WAITERS_MAX)).unwrap();
        assert_eq!(one_more.unwrap_err().status, StatusCode::SERVICE_UNAVAILABLE);
        drop(held);
        for (n, visitor) in visitors.into_iter().enumerate() {
            assert_eq!(runtime.block_on(visitor).unwrap().unwrap(), day(n));
        }
        assert_eq!(portal.free.available_permits(), READERS);
        assert_eq!(portal.readers.lock().unwrap().len(), READERS);
    }

    #[test]
    fn a_number_beside_a_column_refuses_no_page() {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open(folder.path(), None, Clock::Real, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let _all_wait = portal.waiting.try_acquire_many(u32::try_from(WAITERS_MAX).unwrap()).unwrap();
        let me = crate::web::guard::Me { who: Some(who()), ..Default::default() };
        let shell = runtime.block_on(portal.read(move |p, app| crate::web::shell::Shell::new(p, app, &me, "说明", "/x"))).unwrap();
        assert!(shell.nav.iter().any(|n| n.href == "/questions" && n.count == 0));
    }

    fn who() -> crate::app::portal::Who {
        use crate::app::portal::{Role, Who};
        Who { id: 1, name: "sample".to_owned(), role: Role::Admin, must_change: false, address: String::new() }
    }

    #[test]
    fn whoever_answers_or_approves_keeps_nobody_from_writing_while_figures_are_computed() {
        use crate::web::form::Fields;
        use crate::web::pages::{hand_in, questions};
        use axum::extract::{Path, State};
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(Day::new(2023, 4, 3).unwrap().at(36_000));
        let portal = Portal::open(folder.path(), None, clock, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let me = || crate::web::guard::Me { who: Some(who()), ..Default::default() };
        let held = portal.days.hold();
        let answer = Fields::of(&[("choice", "accept"), ("because", "样例"), ("state", "x")]);
        let answering = runtime.spawn(questions::answer(State(Arc::clone(&portal)), me(), Path("fall-00000000".to_owned()), answer));
        let week = Path(("hunan_jingshi".to_owned(), "2023-W13".to_owned()));
        let approving = runtime.spawn(hand_in::settle(State(Arc::clone(&portal)), me(), week, Fields::of(&[("to", "approved")])));
        let both_wait = async {
            while portal.waiting.available_permits() > WAITERS_MAX - 2 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        // They wait for the figures aside; whatever they did instead, others may write.
        let waiting = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), both_wait).await }).is_ok();
        let other = async { portal.write(|_, app| Ok(app.ledger.journal_end()?)).await };
        let written = runtime.block_on(async { tokio::time::timeout(Duration::from_secs(5), other).await });
        drop(held);
        assert!(waiting && written.is_ok_and(|w| w.is_ok()), "others write while figures are computed");
        // Nobody asked that, and nothing was handed in.
        assert!(runtime.block_on(answering).unwrap().is_err());
        assert!(runtime.block_on(approving).unwrap().is_err());
    }

    #[test]
    fn a_page_after_a_change_keeps_nobody_from_writing() {
        use axum::extract::{Path, State};
        let folder = tempfile::tempdir().unwrap();
        let manifest =
            r#"{"week":"2023-W13","as_of":"2023-04-02","as_reported":null,"sample":false,"stage":"初报","journal_head":"","files":[]}"#;
        crate::base::disk::write(&folder.path().join("reports/weekly/2023-W13/manifest.json"), manifest.as_bytes()).unwrap();
        let portal = Portal::open(folder.path(), None, Clock::Real, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let person = crate::ledger::NewPerson {
            login: "sample",
            name: "sample",
            role: "admin",
            unit: "",
            partner: None,
            campaigns: &[],
            password: None,
            must_change: false,
        };
        let added = portal.write(move |_, app| {
            let change = app.ledger.change()?;
            change.add_person(Moment(0), &person)?;
            Ok(change.commit()?)
        });
        runtime.block_on(added).unwrap();
        // All places are taken, and others wait for one, which they keep.
        let places = runtime.block_on(portal.free.acquire_many(u32::try_from(READERS).unwrap())).unwrap();
        let waiting = {
            let portal = Arc::clone(&portal);
            runtime.spawn(async move {
                let _place = portal.free.acquire().await.unwrap();
                std::future::pending::<()>().await;
            })
        };
        let me = crate::web::guard::Me { who: Some(who()), ..Default::default() };
        let week = Path("2023-W13".to_owned());
        let sharing = runtime.spawn(crate::web::pages::reports::share(
            State(Arc::clone(&portal)),
            me,
            week,
            axum::http::HeaderMap::new(),
            crate::web::form::Fields::default(),
        ));
        let patience = Duration::from_secs(20);
        let shared = async {
            loop {
                if !portal.write(|_, app| Ok(app.ledger.links("report")?)).await.unwrap().is_empty() {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        let done = runtime.block_on(async { tokio::time::timeout(patience, shared).await });
        waiting.abort();
        drop(places);
        done.expect("others write while the page waits");
        assert!(runtime.block_on(sharing).unwrap().is_ok());
    }

    #[test]
    fn whoever_waits_for_anothers_computing_keeps_nobody_from_reading() {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open(folder.path(), None, Clock::Real, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let once: Arc<crate::web::days::Once<u32, u32>> = Arc::default();
        let made = Arc::new(std::sync::atomic::AtomicU32::new(0));
        let (go, wait) = std::sync::mpsc::channel::<()>();
        let wait = Arc::new(Mutex::new(wait));
        let visit = || {
            let (portal, once, made, wait) = (Arc::clone(&portal), Arc::clone(&once), Arc::clone(&made), Arc::clone(&wait));
            runtime.spawn(async move {
                portal
                    .read(move |p, _| {
                        let value = once.get(p, 1, || {
                            wait.lock().unwrap().recv().unwrap();
                            Ok(made.fetch_add(1, std::sync::atomic::Ordering::SeqCst) + 7)
                        })?;
                        Ok(*value)
                    })
                    .await
            })
        };
        // More visitors of one page than there are places to read: one computes, the others wait aside.
        let visitors: Vec<_> = (0..=READERS).map(|_| visit()).collect();
        let patience = Duration::from_mins(1);
        let all_wait = async {
            while portal.waiting.available_permits() > WAITERS_MAX - READERS {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        runtime.block_on(async { tokio::time::timeout(patience, all_wait).await }).expect("all but one wait aside");
        let other = async { portal.read(|_, app| Ok(app.ledger.last_import()?)).await };
        let answer = runtime.block_on(async { tokio::time::timeout(patience, other).await }).expect("another page answers");
        assert!(answer.unwrap().is_none());
        go.send(()).unwrap();
        for visitor in visitors {
            assert_eq!(runtime.block_on(visitor).unwrap().unwrap(), 7);
        }
        assert_eq!(made.load(std::sync::atomic::Ordering::SeqCst), 1);
        assert_eq!((portal.free.available_permits(), portal.waiting.available_permits()), (READERS, WAITERS_MAX));
    }

    #[test]
    fn a_day_that_cannot_be_computed_is_not_tried_on_every_view() {
        let folder = tempfile::tempdir().unwrap();
        let portal = Portal::open(folder.path(), None, Clock::Real, false).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        let raw = rusqlite::Connection::open(folder.path().join("ledger.sqlite")).unwrap();
        raw.execute_batch("ALTER TABLE totals RENAME TO away").unwrap();
        let ask = || runtime.block_on(portal.read(|p, app| Ok(p.day(app, Day::new(2023, 4, 2).unwrap())?.snapshot.as_of)));
        for _ in 0..4 {
            assert!(ask().unwrap_err().status.is_server_error());
        }
        assert_eq!(portal.metrics.failures(), 1, "tried once");
        portal.days.forget_failures();
        assert!(ask().is_err());
        assert_eq!(portal.metrics.failures(), 2, "after a while it is tried again");
        raw.execute_batch("ALTER TABLE away RENAME TO totals").unwrap();
        assert!(ask().is_err(), "for a few seconds more nobody tries");
        portal.days.forget_failures();
        assert_eq!(ask().unwrap(), Day::new(2023, 4, 2).unwrap());
        assert_eq!(portal.metrics.failures(), 2);
    }
}
