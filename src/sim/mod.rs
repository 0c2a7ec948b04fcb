//! Simulated platforms: a real HTTP server on loopback for each, stateful, that know the true counts. For the demo and for tests.

mod answers;
mod script;
mod state;
pub mod story;

pub use script::Script;
pub use state::{Fault, Seen, Shelf, State, Work};

use crate::base::day::Moment;
use answers::Reply;
use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// The simulated sites, each with an address of its own as in the world outside. Named after the collectors that read them.
pub const SITES: [&str; 12] = [
    "mgtv_episodes",
    "ximalaya_album",
    "qingting_channel",
    "weibo_topic",
    "kuaishou_video",
    "douyin_video",
    "wechat_article",
    "xhn_column",
    "hnmsw_column",
    "hnmsw_banner",
    "cri_topic",
    "cri_headline",
];

/// Simulated platforms at work; dropping them stops the servers.
#[derive(Debug)]
pub struct Platforms {
    state: Arc<Mutex<State>>,
    addresses: BTreeMap<&'static str, SocketAddr>,
    /// Dropped with the value: its servers end with it.
    _runtime: tokio::runtime::Runtime,
}

/// How slow a slow platform is. Unit: milliseconds.
const SLOW_MILLIS: u64 = 4_000;

impl Platforms {
    /// Starts a server per site on free loopback ports.
    pub fn start(state: State) -> std::io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let state = Arc::new(Mutex::new(state));
        let mut addresses = BTreeMap::new();
        for site in SITES {
            let listener = runtime.block_on(tokio::net::TcpListener::bind(("127.0.0.1", 0)))?;
            addresses.insert(site, listener.local_addr()?);
            let shared = state.clone();
            let router = Router::new().fallback(move |uri: Uri, headers: HeaderMap, body: Bytes| {
                let shared = shared.clone();
                async move { serve(site, &shared, &uri, &headers, &body).await }
            });
            runtime.spawn(async move {
                // It ends when the runtime does.
                axum::serve(listener, router).await.ok();
            });
        }
        Ok(Self { state, addresses, _runtime: runtime })
    }

    /// The platforms' state: truth, faults, what was asked.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the platforms' clocks.
    pub fn set_now(&self, now: Moment) {
        self.state().now = now;
    }

    /// The address that stands in for a site.
    pub fn base_url(&self, site: &str) -> String {
        self.addresses.get(site).map_or_else(String::new, |a| format!("http://{a}"))
    }

    /// A `reach.toml` that sends the collectors of some sites here, with accounts of channels as `(name, account)`.
    pub fn site_toml<'a>(&self, sites: &[&str], accounts: impl IntoIterator<Item = (&'a str, &'a str)>, interval_secs: u32) -> String {
        let allow: Vec<String> = self.addresses.values().map(|a| format!("\"{a}\"")).collect();
        let network = format!("[network]\nallow = [{}]\n", allow.join(", "));
        let collectors =
            sites.iter().map(|s| format!("[collectors.{s}]\nbase_url = \"{}\"\ninterval_secs = {interval_secs}\n", self.base_url(s)));
        let channels = accounts.into_iter().map(|(name, account)| format!("[channels.\"{name}\"]\naccount = \"{account}\"\n"));
        std::iter::once(network).chain(collectors).chain(channels).collect()
    }
}

/// Secrets that the simulated platforms accept, for channels that need an authorisation: name and account of each.
pub fn secrets_toml<'a>(channels: impl IntoIterator<Item = (&'a str, &'a str)>) -> String {
    let apps = ["douyin", "kuaishou"].map(|app| format!("[{app}]\napp_id = \"sample_{app}\"\napp_secret = \"sample_secret\"\n"));
    let given = channels.into_iter().map(|(name, account)| {
        format!("[channels.\"{name}\"]\ncode = \"c.{account}\"\napp_id = \"a.{account}\"\napp_secret = \"sample_secret\"\n")
    });
    apps.into_iter().chain(given).collect()
}

async fn serve(site: &'static str, shared: &Mutex<State>, uri: &Uri, headers: &HeaderMap, body: &[u8]) -> Response<Body> {
    let token = headers.get("access-token").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
    let reply = {
        let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
        state.enter(site, uri.path());
        answers::answer(&mut state, site, uri.path(), uri.query().unwrap_or_default(), &token, body)
    };
    if reply.slow {
        tokio::time::sleep(Duration::from_millis(SLOW_MILLIS)).await;
    }
    shared.lock().unwrap_or_else(PoisonError::into_inner).leave(site);
    respond(reply)
}

fn respond(reply: Reply) -> Response<Body> {
    let mut builder = Response::builder().status(StatusCode::from_u16(reply.status).unwrap_or(StatusCode::OK));
    for (k, v) in &reply.headers {
        builder = builder.header(*k, v);
    }
    // A length that is never reached: the connection breaks in the middle.
    let body = if reply.cut { Body::from_stream(Cut { left: Some(reply.body) }) } else { Body::from(reply.body) };
    builder.body(body).unwrap_or_default()
}

/// Half of an answer, then an error.
struct Cut {
    left: Option<Vec<u8>>,
}

impl futures_core::Stream for Cut {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: std::pin::Pin<&mut Self>, _: &mut std::task::Context<'_>) -> std::task::Poll<Option<Self::Item>> {
        std::task::Poll::Ready(Some(match self.left.take() {
            Some(body) => Ok(Bytes::from(body.get(..body.len() / 2).unwrap_or_default().to_vec())),
            None => Err(std::io::Error::other("cut")),
        }))
    }
}
