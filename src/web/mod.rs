//! The portal: pages for people and JSON for programs, in one process with whatever runs beside them. Shows no figure that is not in a
//! snapshot, never waits for a platform, and holds no SQL.

mod again;
mod api;
mod assets;
mod background;
mod days;
mod drafts;
mod dry;
mod error;
mod form;
mod guard;
mod listen;
mod log;
mod metrics;
mod openapi;
mod pages;
mod routes;
pub mod secret;
mod shell;
mod state;
mod tables;

pub use routes::{Access, Act, Route, routes};

use crate::app::AppError;
use crate::app::clock::Clock;
use crate::app::site::Site;
use crate::base::day::Moment;
use crate::ledger::Link;
use axum::extract::connect_info::IntoMakeServiceWithConnectInfo;
use listen::{Patient, Peer};
use state::{Portal, Shared};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use tower_http::catch_panic::CatchPanicLayer;

/// How long a link for the first account works. Unit: seconds.
const START_SECS: i64 = 24 * 3600;
/// Requests under way when the portal stops have this long.
const STOP_WITHIN: Duration = Duration::from_secs(20);

/// The portal could not start or ended badly.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Ledger or definitions.
    #[error(transparent)]
    App(#[from] AppError),
    /// The address.
    #[error("不能在 {address} 上监听；地址要写成 127.0.0.1:8600 这样，端口没有被别的程序占用")]
    Listen {
        /// Which.
        address: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The event loop.
    #[error("服务中断")]
    Loop(#[source] std::io::Error),
    /// No random numbers.
    #[error(transparent)]
    Secret(#[from] secret::SecretError),
}

/// Serves until SIGTERM or SIGINT. `say` gets one line with the address and one with a link for an administrator: before there is one, or
/// where `admin_link` asks for it because nobody knows the password any more. Whoever can start the program on this data folder can do that.
pub fn serve(
    data: &Path,
    config: Option<&Path>,
    listen: Option<&str>,
    admin_link: bool,
    say: &mut dyn FnMut(&str),
) -> Result<(), ServeError> {
    let site = Site::read_from(data)?;
    let address = listen.map(str::to_owned).or_else(|| site.listen().map(str::to_owned)).unwrap_or_else(|| "127.0.0.1:8600".to_owned());
    let portal = Portal::open(data, config, Clock::Real, site.secure_cookies())?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(ServeError::Loop)?;
    runtime.block_on(async {
        let failed = |source| ServeError::Listen { address: address.clone(), source };
        let listener = tokio::net::TcpListener::bind(&address).await.map_err(failed)?;
        let bound = listener.local_addr().map_err(ServeError::Loop)?;
        say(&format!("门户已启动：http://{bound}/　停止按 Ctrl+C"));
        match first_link(&portal, admin_link).await? {
            Some((path, true)) => say(&format!(
                "24小时内打开这个链接，用新的账号名再建一个管理员（只能用一次），然后在“账号”页重置原来的密码：http://{bound}{path}"
            )),
            Some((path, false)) => say(&format!("还没有管理员账号。24小时内打开这个链接建立（只能用一次）：http://{bound}{path}")),
            None => {}
        }
        run(portal, listener, stopped()).await
    })?;
    // Work off the event loop that is still going on belongs to requests that were given up.
    runtime.shutdown_timeout(Duration::from_secs(5));
    Ok(())
}

/// Answers requests until `stop`, then lets those under way finish.
async fn run(portal: Shared, listener: tokio::net::TcpListener, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), ServeError> {
    let background = background::Background::start(&portal);
    let service = service(&portal);
    let (tell, mut told) = tokio::sync::watch::channel(false);
    let server = axum::serve(Patient::new(listener), service).with_graceful_shutdown(async move {
        stop.await;
        // Nobody listening any more is as good as told.
        tell.send(true).ok();
    });
    let late = async {
        told.wait_for(|t| *t).await.ok();
        tokio::time::sleep(STOP_WITHIN).await;
    };
    let result = tokio::select! {
        done = async { server.await } => done.map_err(ServeError::Loop),
        () = late => Ok(()),
    };
    background.stop().await;
    result
}

type Service = IntoMakeServiceWithConnectInfo<axum::Router, Peer>;

fn service(portal: &Shared) -> Service {
    routes::router(portal)
        .layer(CatchPanicLayer::custom(|_: Box<dyn std::any::Any + Send + 'static>| {
            axum::response::IntoResponse::into_response((
                axum::http::StatusCode::INTERNAL_SERVER_ERROR,
                "程序出了问题，这次操作没有完成。请稍后再试。",
            ))
        }))
        .with_state(portal.clone())
        .into_make_service_with_connect_info::<Peer>()
}

async fn stopped() {
    let interrupt = async {
        tokio::signal::ctrl_c().await.ok();
    };
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            return interrupt.await;
        };
        tokio::select! {
            () = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    interrupt.await;
}

/// The path of a new link for an administrator, and whether there is one already; `None` where there is one and none was asked for.
async fn first_link(portal: &Shared, another: bool) -> Result<Option<(String, bool)>, ServeError> {
    let secret = secret::token()?;
    let digest = secret::digest(&secret);
    let now = portal.now();
    let made = portal
        .write(move |_, app| {
            let there = app.ledger.people()?.iter().any(|p| p.role == "admin" && p.active && p.password.is_some());
            if there && !another {
                return Ok(None);
            }
            let link = Link {
                digest,
                kind: "admin".to_owned(),
                subject: String::new(),
                at: now,
                expires: Moment(now.0 + START_SECS),
                closed: None,
            };
            let change = app.ledger.change()?;
            change.add_link(&link, None)?;
            if there {
                let at = app.clock.now();
                change.note(at, "account", &serde_json::json!({ "admin_link": true }).to_string())?;
            }
            change.commit()?;
            Ok(Some(there))
        })
        .await
        .map_err(|e| AppError::Usage(e.log.unwrap_or(e.say)))?;
    Ok(made.map(|there| (format!("/start/{secret}"), there)))
}

/// A portal on a port of the system's choice, for tests: its address, and what stops it when dropped.
#[derive(Debug)]
pub struct Running {
    /// Where it answers.
    pub address: SocketAddr,
    /// The path of the link for the first administrator, where there is none yet.
    pub first_link: Option<String>,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    thread: Option<std::thread::JoinHandle<Result<(), ServeError>>>,
}

impl Running {
    /// Starts a portal on loopback, port 0.
    pub fn start(data: &Path, config: Option<&Path>, clock: Clock) -> Result<Self, ServeError> {
        Self::start_with(data, config, clock, false)
    }

    /// The same, with a link for another administrator where asked for.
    pub fn start_with(data: &Path, config: Option<&Path>, clock: Clock, admin_link: bool) -> Result<Self, ServeError> {
        let portal = Portal::open(data, config, clock, false)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(ServeError::Loop)?;
        let address = "127.0.0.1:0".to_owned();
        let listener =
            runtime.block_on(tokio::net::TcpListener::bind(&address)).map_err(|source| ServeError::Listen { address, source })?;
        let bound = listener.local_addr().map_err(ServeError::Loop)?;
        let first_link = runtime.block_on(first_link(&portal, admin_link))?.map(|(path, _)| path);
        let (stop, told) = tokio::sync::oneshot::channel::<()>();
        let thread = std::thread::spawn(move || {
            let result = runtime.block_on(run(portal, listener, async {
                told.await.ok();
            }));
            runtime.shutdown_timeout(Duration::from_secs(5));
            result
        });
        Ok(Self { address: bound, first_link, stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        if let Some(stop) = self.stop.take() {
            stop.send(()).ok();
        }
        if let Some(thread) = self.thread.take() {
            thread.join().ok();
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "how long an answer takes is measured on the machine's monotonic clock")]
fn instant() -> std::time::Instant {
    std::time::Instant::now()
}

/// A text as it may stand inside a URL.
pub(crate) fn encode(text: &str) -> String {
    use std::fmt::Write as _;
    text.bytes().fold(String::with_capacity(text.len()), |mut out, b| {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'~' | b'/') {
            out.push(char::from(b));
        } else {
            write!(out, "%{b:02X}").expect("a string takes whatever is written into it");
        }
        out
    })
}
