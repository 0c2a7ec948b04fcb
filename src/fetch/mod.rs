//! The only socket that goes out. Polite (one request per host at a time, spaced, capped), bounded (time, size), and kept to listed hosts.

pub mod gate;
mod host;
mod robots;

use crate::base::day::Moment;
use gate::{Gate, Refusal, Route, is_public};
use host::Host;
pub use host::Stats;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, LOCATION, RETRY_AFTER};
use reqwest::{Client, Url};
use robots::Robots;
use std::collections::BTreeMap;
use std::future::Future;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The clock by which spacing and waiting go. Only time-outs of sockets use the machine's own.
pub trait Time: Send + Sync + std::fmt::Debug {
    /// Now. Unit: milliseconds since 1970.
    fn now_millis(&self) -> i64;
    /// Comes back at a moment, at once where it has passed.
    fn sleep_until(&self, millis: i64) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// Bounds of one request.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the connection stands. Unit: seconds.
    pub connect_secs: u64,
    /// Until the last byte. Unit: seconds.
    pub total_secs: u64,
    /// Of an answer, after decompression. Unit: bytes.
    pub body_bytes: usize,
    /// Redirects followed.
    pub redirects: u32,
    /// Further tries where they help (connection lost, time-out, 5xx, 429).
    pub retries: u32,
    /// The longest wait that a platform may ask for within a run. Unit: seconds.
    pub wait_secs: i64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect_secs: 10, total_secs: 30, body_bytes: 8 << 20, redirects: 5, retries: 2, wait_secs: 120 }
    }
}

/// One request.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// The address.
    pub url: String,
    /// Hosts that may be asked, redirects included.
    pub hosts: Vec<String>,
    /// What is posted; `None`: GET.
    pub body: Option<String>,
    /// The type of what is posted.
    pub content_type: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
    /// For whom: the collector, whose daily number of requests it counts to.
    pub collector: String,
    /// Between the starts of two requests to a host. Unit: milliseconds.
    pub interval_millis: i64,
    /// Requests per host and Beijing day.
    pub per_day_max: u32,
    /// Whether the host's robots.txt is read first and kept to.
    pub robots: bool,
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Capture {
    /// When it was complete.
    pub at: Moment,
    /// Its type as the platform states it.
    pub content_type: Option<String>,
    /// Its bytes, decompressed.
    pub body: Vec<u8>,
}

/// What became of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// An answer with a status of success.
    Got(Capture),
    /// No connection, or one that broke.
    Unreachable(String),
    /// Too slow.
    TimedOut,
    /// A status that is no success.
    Status(u16),
    /// More bytes than allowed.
    TooLarge,
    /// The platform wants a login: 401, or a redirect to a login page.
    LoginWall(String),
    /// Not asked: the stop switch, a daily number used up, or an address that may not be asked.
    Stopped(String),
}

impl Outcome {
    /// What happened and what to do, for people. Empty for an answer.
    pub fn advice(&self) -> String {
        match self {
            Self::Got(_) => String::new(),
            Self::Unreachable(why) => format!("连不上平台（{why}）；稍后会再试，连续几天连不上的请核对网络或地址"),
            Self::TimedOut => "平台太久没有答完；稍后会再试".into(),
            Self::Status(404) => "平台回答没有这个页面（404）；核对 reach.toml 里的账号编号，或页面地址已改".into(),
            Self::Status(403) => "平台拒绝访问（403）；不绕过限制，请改由合作媒体报送".into(),
            Self::Status(429) => "平台要求减少访问（429）；请加大 interval_secs 或减少次数".into(),
            Self::Status(s) if *s >= 500 => format!("平台自身出错（{s}）；稍后会再试"),
            Self::Status(s) => format!("平台回答状态 {s}；核对采集定义的地址"),
            Self::TooLarge => "返回内容过大，未读完；核对采集定义的地址".into(),
            Self::LoginWall(why) => format!("平台要求登录（{why}）；不绕过登录，请改由合作媒体报送"),
            Self::Stopped(why) => why.clone(),
        }
    }
}

/// What a host was asked today, kept from one process to the next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Host and port.
    pub host: String,
    /// The collector.
    pub collector: String,
    /// Beijing day, as days since 1970.
    pub day: i32,
    /// Requests of the day.
    pub requests: u32,
    /// No request before this. Unit: milliseconds since 1970.
    pub free_at: i64,
    /// The wait that ends then. Unit: milliseconds.
    pub wait: i64,
}

/// Ends all asking, from wherever it is thrown; shared by everybody who asks.
#[derive(Debug, Clone, Default)]
pub struct StopSwitch(Arc<AtomicBool>);

impl StopSwitch {
    /// Nothing is asked from now on.
    pub fn stop(&self) {
        self.0.store(true, Ordering::Relaxed);
    }

    /// Whether it was thrown.
    pub fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}

/// Everything that goes out goes through here.
#[derive(Debug)]
pub struct Fetcher {
    public: Client,
    named: Client,
    gate: Gate,
    limits: Limits,
    time: Arc<dyn Time>,
    hosts: Mutex<BTreeMap<String, Arc<tokio::sync::Mutex<Host>>>>,
    stop: StopSwitch,
}

/// No client could be made.
#[derive(Debug, thiserror::Error)]
#[error("网络部分启动失败")]
pub struct FetchError(#[source] reqwest::Error);

/// Resolves names to public addresses alone, at the moment of connecting: a second answer of the name server is looked at like the first.
#[derive(Debug)]
struct PublicOnly;

impl Resolve for PublicOnly {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = public_of(name.as_str(), tokio::net::lookup_host((name.as_str(), 0)).await?)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// The public addresses among those that a name server gave; none is an error.
fn public_of(name: &str, found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, String> {
    let found: Vec<SocketAddr> = found.filter(|a| is_public(a.ip())).collect();
    if found.is_empty() { Err(format!("{name} 没有公网地址")) } else { Ok(found) }
}

/// Before a lost connection is tried again. Unit: milliseconds.
const BACK_OFF_MILLIS: i64 = 1000;

/// How long a robots.txt holds once it was read. Unit: milliseconds.
const ROBOTS_MILLIS: i64 = 86_400_000;

/// How a hop went.
enum Hop {
    Done(Outcome),
    Redirect(Url),
    Again(Outcome),
}

impl Fetcher {
    /// A fetcher that goes by a clock.
    pub fn new(gate: Gate, limits: Limits, time: Arc<dyn Time>, stop: StopSwitch) -> Result<Self, FetchError> {
        // A second installation of the same provider is refused and changes nothing.
        drop(rustls::crypto::ring::default_provider().install_default());
        let builder = || {
            Client::builder()
                .user_agent(concat!("reach/", env!("CARGO_PKG_VERSION"), " (campaign reach tracker)"))
                .redirect(reqwest::redirect::Policy::none())
                .no_proxy()
                .connect_timeout(Duration::from_secs(limits.connect_secs))
                .timeout(Duration::from_secs(limits.total_secs))
                .pool_max_idle_per_host(1)
        };
        let public = builder().dns_resolver(Arc::new(PublicOnly)).build().map_err(FetchError)?;
        let named = builder().build().map_err(FetchError)?;
        Ok(Self { public, named, gate, limits, time, hosts: Mutex::default(), stop })
    }

    /// The clock.
    pub fn time(&self) -> &dyn Time {
        self.time.as_ref()
    }

    /// What each host was asked since the start.
    pub async fn stats(&self) -> BTreeMap<String, Stats> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut out = BTreeMap::new();
        for (name, host) in hosts {
            out.insert(name, host.lock().await.stats);
        }
        out
    }

    /// Takes over what earlier processes asked.
    pub async fn remember(&self, usage: &[Usage]) {
        for u in usage {
            self.host(&u.host).lock().await.remember(u.day, &u.collector, u.requests, (u.free_at, u.wait));
        }
    }

    /// What to hand on to a later process. A host with a request under way is left out.
    pub fn usage(&self) -> Vec<Usage> {
        let hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let mut out = Vec::new();
        for (name, host) in hosts {
            let Ok(host) = host.try_lock() else { continue };
            let (day, counts) = host.counted();
            for (collector, requests) in counts {
                let (free_at, wait) = (host.free_at, host.wait);
                out.push(Usage { host: name.clone(), collector: collector.clone(), day, requests, free_at, wait });
            }
        }
        out
    }

    fn host(&self, name: &str) -> Arc<tokio::sync::Mutex<Host>> {
        let mut hosts = self.hosts.lock().unwrap_or_else(PoisonError::into_inner);
        hosts.entry(name.to_owned()).or_default().clone()
    }

    /// Asks, follows redirects to listed hosts, tries again where that helps.
    pub async fn fetch(&self, ask: &Ask) -> Outcome {
        let mut address = ask.url.clone();
        let mut redirects = 0;
        let mut tries = 0;
        loop {
            let (url, route) = match self.gate.admit(&address, &ask.hosts) {
                Ok(admitted) => admitted,
                Err(Refusal::Unlisted(host)) if redirects > 0 && is_login(&address) => {
                    return Outcome::LoginWall(format!("转到了 {host} 的登录页"));
                }
                Err(refusal) => return Outcome::Stopped(refusal.zh()),
            };
            if ask.robots
                && let Some(outcome) = self.forbidden(ask, &url).await
            {
                return outcome;
            }
            match self.hop(ask, &url, route, redirects > 0).await {
                Hop::Done(outcome) => return outcome,
                Hop::Redirect(to) => {
                    redirects += 1;
                    if redirects > self.limits.redirects {
                        return Outcome::Unreachable("转来转去没有尽头".into());
                    }
                    address = to.to_string();
                }
                Hop::Again(outcome) => {
                    tries += 1;
                    if tries > self.limits.retries {
                        return outcome;
                    }
                }
            }
        }
    }

    /// Why robots.txt keeps from an address. A file that is not there forbids nothing; behind one that could not be read nothing is asked.
    async fn forbidden(&self, ask: &Ask, url: &Url) -> Option<Outcome> {
        let host = self.host(&host_name(url));
        let now = self.time.now_millis();
        let known = host.lock().await.robots.clone().filter(|(read_at, _)| (0..ROBOTS_MILLIS).contains(&(now - read_at)));
        let robots = if let Some((_, robots)) = known {
            robots
        } else {
            let ask = Ask {
                url: url.join("/robots.txt").ok()?.to_string(),
                hosts: ask.hosts.clone(),
                collector: ask.collector.clone(),
                interval_millis: ask.interval_millis,
                per_day_max: ask.per_day_max,
                ..Ask::default()
            };
            let robots = Arc::new(match Box::pin(self.fetch(&ask)).await {
                Outcome::Got(capture) => Robots::read(&capture.body),
                Outcome::Status(400..=428 | 430..=499) | Outcome::LoginWall(_) => Robots::default(),
                other => return Some(other),
            });
            host.lock().await.robots = Some((now, robots.clone()));
            robots
        };
        let path = url.query().map_or_else(|| url.path().to_owned(), |q| format!("{}?{q}", url.path()));
        let says = || {
            let (site, id) = (url.host_str().unwrap_or_default(), &ask.collector);
            format!(
                "{site} 的 robots.txt 不允许程序访问 {path}；请由合作媒体报送，或取得平台同意后在 reach.toml 写 [collectors.{id}] robots = false"
            )
        };
        (!robots.allows(&path)).then(|| Outcome::Stopped(says()))
    }

    async fn hop(&self, ask: &Ask, url: &Url, route: Route, redirected: bool) -> Hop {
        let name = host_name(url);
        let host = self.host(&name);
        let mut host = host.lock().await;
        let wait = host.waits(self.time.now_millis());
        if wait > (self.limits.wait_secs * 1000).max(ask.interval_millis) {
            let minutes = wait.div_euclid(60_000) + 1;
            return Hop::Done(Outcome::Stopped(format!("{name} 要求稍后再来，还有约 {minutes} 分钟；到时会再采")));
        }
        if wait > 0 {
            self.time.sleep_until(host.free_at).await;
        }
        if self.stop.is_stopped() {
            return Hop::Done(Outcome::Stopped("已停止采集".into()));
        }
        let now = self.time.now_millis();
        let day = Moment(now.div_euclid(1000)).date().number();
        if !host.count(day, &ask.collector, ask.per_day_max) {
            return Hop::Done(Outcome::Stopped(format!("今天对 {name} 的请求已满 {} 次，明天再采", ask.per_day_max)));
        }
        host.rest(now, ask.interval_millis);
        let client = if route == Route::Named { &self.named } else { &self.public };
        let mut headers = HeaderMap::new();
        // A redirect to another host never carries what was meant for the first.
        if !redirected {
            for (k, v) in &ask.headers {
                if let (Ok(k), Ok(v)) = (HeaderName::try_from(k.as_str()), HeaderValue::try_from(v.as_str())) {
                    headers.insert(k, v);
                }
            }
        }
        let request = match &ask.body {
            Some(body) if !redirected => {
                if let Some(t) = ask.content_type.as_deref().and_then(|t| HeaderValue::try_from(t).ok()) {
                    headers.insert(CONTENT_TYPE, t);
                }
                client.post(url.clone()).body(body.clone())
            }
            _ => client.get(url.clone()),
        };
        let answer = match request.headers(headers).send().await {
            Ok(a) => a,
            Err(e) => {
                host.rest(now, BACK_OFF_MILLIS);
                return Hop::Again(lost(&e));
            }
        };
        let status = answer.status();
        if status.is_redirection() {
            let to = answer.headers().get(LOCATION).and_then(|l| l.to_str().ok()).and_then(|l| url.join(l).ok());
            return to.map_or(Hop::Done(Outcome::Status(status.as_u16())), Hop::Redirect);
        }
        if status.as_u16() == 429 || status.is_server_error() {
            let wait = retry_after(answer.headers(), now);
            if let Some(millis) = wait {
                host.stats.told_to_wait += 1;
                host.rest(now, millis);
            }
            let outcome = Outcome::Status(status.as_u16());
            return if wait.is_some_and(|m| m > self.limits.wait_secs * 1000) { Hop::Done(outcome) } else { Hop::Again(outcome) };
        }
        if status.as_u16() == 401 {
            return Hop::Done(Outcome::LoginWall("状态 401".into()));
        }
        if !status.is_success() {
            return Hop::Done(Outcome::Status(status.as_u16()));
        }
        let content_type = answer.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).map(str::to_owned);
        match self.body(answer).await {
            Ok(body) => {
                host.stats.good += 1;
                host.stats.bytes += body.len() as u64;
                let at = Moment(self.time.now_millis().div_euclid(1000));
                Hop::Done(Outcome::Got(Capture { at, content_type, body }))
            }
            Err(outcome @ Outcome::TooLarge) => Hop::Done(outcome),
            Err(outcome) => Hop::Again(outcome),
        }
    }

    /// The body, chunk by chunk, so that no more than the limit is ever held.
    async fn body(&self, mut answer: reqwest::Response) -> Result<Vec<u8>, Outcome> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|e| lost(&e))? {
            if body.len() + chunk.len() > self.limits.body_bytes {
                return Err(Outcome::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Host and port, by which a host is known.
fn host_name(url: &Url) -> String {
    format!("{}:{}", url.host_str().unwrap_or_default(), url.port_or_known_default().unwrap_or(0))
}

fn lost(e: &reqwest::Error) -> Outcome {
    if e.is_timeout() {
        return Outcome::TimedOut;
    }
    let why = if e.is_connect() { "连接没有建立" } else { "连接中断" };
    Outcome::Unreachable(why.into())
}

/// Retry-After in milliseconds from now: seconds, or a date.
fn retry_after(headers: &HeaderMap, now: i64) -> Option<i64> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if let Ok(secs) = text.parse::<i64>() {
        return Some(secs.clamp(0, 86_400 * 7) * 1000);
    }
    let at = crate::base::day::read_http_date(text)?;
    Some((at.0 * 1000 - now).max(0))
}

/// Whether an address looks like a login page.
fn is_login(address: &str) -> bool {
    let a = address.to_ascii_lowercase();
    ["login", "passport", "signin", "captcha", "verify"].iter().any(|w| a.contains(w))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_inside_is_not_asked() {
        let addresses = |list: &[&str]| list.iter().map(|a| a.parse().unwrap()).collect::<Vec<SocketAddr>>().into_iter();
        assert!(public_of("a.example", addresses(&["127.0.0.1:0", "[::1]:0", "10.0.0.7:0", "100.100.100.200:0"])).is_err());
        assert!(public_of("a.example", addresses(&[])).is_err());
        // An answer that mixes both: the inner one is left out.
        let mixed = public_of("a.example", addresses(&["169.254.169.254:0", "8.8.8.8:0", "[fd00::1]:0"])).unwrap();
        assert_eq!(mixed, ["8.8.8.8:0".parse().unwrap()]);
    }
}
