//! Authorisation of the platforms that have one: tokens are got, renewed in time and kept in a file that only its owner can read.
//!
//! 抖音: 15 days, refreshed for 30, renewed at most five times. 快手: 48 hours, refreshed for 180 days. 微信公众号: 2 hours, from the
//! account's own secret. Where an owner has to authorise again, people are told weeks before.

use super::render::{based, hosts, percent};
use crate::app::AppError;
use crate::app::site::Site;
use crate::base::day::{Day, Moment};
use crate::base::disk;
use crate::define::Definitions;
use crate::fetch::{Ask, Fetcher, Outcome};
use crate::model::channel::Channel;
use crate::model::collector::{Collector, Flow, Request};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What people write: keys of apps and, per channel, what its owner gave.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Written {
    douyin: AppKeys,
    kuaishou: AppKeys,
    wechat: AppKeys,
    channels: BTreeMap<String, Given>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct AppKeys {
    app_id: String,
    app_secret: String,
}

#[derive(Default, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Given {
    app_id: String,
    app_secret: String,
    code: String,
    access_token: String,
    refresh_token: String,
}

impl std::fmt::Debug for AppKeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppKeys(***)")
    }
}

impl std::fmt::Debug for Given {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(***)")
    }
}

/// What the program keeps of a channel's authorisation.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
struct Kept {
    access_token: String,
    access_until: i64,
    refresh_token: String,
    refresh_until: i64,
    renewals: u32,
    /// Digest of the code or token that it came from: what people write anew counts anew.
    from: String,
}

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Kept(*** until {})", Moment(self.access_until).zh())
    }
}

/// What a request needs.
#[derive(Clone)]
pub(super) struct Token {
    pub(super) access: String,
    pub(super) app_id: String,
    /// The owner has to authorise again before long.
    pub(super) warning: Option<String>,
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(***)")
    }
}

/// Why there is no token: what to do, and whether it may come right by itself.
#[derive(Debug, Clone)]
pub(super) struct NoToken {
    pub(super) says: String,
    pub(super) passing: bool,
}

/// How long before its end an access token is renewed. Unit: seconds.
fn renew_before(flow: Flow) -> i64 {
    match flow {
        Flow::Douyin => 86_400,
        Flow::Kuaishou => 6 * 3600,
        Flow::Wechat => 600,
    }
}

/// 抖音: a refresh token is renewed when less than this is left. Unit: seconds.
const RENEW_REFRESH_BEFORE: i64 = 10 * 86_400;
/// 抖音: renewals of a refresh token, then its owner has to authorise again.
const RENEWALS_MAX: u32 = 5;
/// 抖音: the code that says so.
const RENEWALS_USED_UP: i64 = 10_020;
/// Codes of the three platforms that say nothing about an authorisation: busy, too often, the day's number used up.
const PASSING: [i64; 13] = [
    28_001_005,
    28_001_006,
    2_100_004,
    28_003_017,
    28_003_018,
    2_190_001,
    100_100_402,
    100_100_403,
    100_100_404,
    200_100_410,
    -1,
    45_009,
    45_011,
];
/// 抖音: what a renewal gives. Unit: seconds.
const RENEWAL_SECS: i64 = 30 * 86_400;
/// People are told when less than this is left until an owner has to authorise again. Unit: seconds.
const WARN_BEFORE: i64 = 28 * 86_400;

/// The tokens of an installation.
#[derive(Debug)]
pub(super) struct Tokens {
    written: Written,
    written_in: PathBuf,
    kept_in: PathBuf,
    kept: tokio::sync::Mutex<BTreeMap<String, Kept>>,
}

impl Tokens {
    /// Reads secrets and tokens. A file that others can read is refused.
    pub(super) fn open(data: &Path, site: &Site) -> Result<Self, AppError> {
        let file = site.secrets_file(data);
        let mut written = Written::default();
        if let Ok(text) = std::fs::read_to_string(&file) {
            only_ours(&file)?;
            written = toml_text(&text, &file)?;
        }
        for (keys, name) in [(&mut written.douyin, "DOUYIN"), (&mut written.kuaishou, "KUAISHOU"), (&mut written.wechat, "WECHAT")] {
            if let Ok(v) = std::env::var(format!("REACH_{name}_APP_ID")) {
                keys.app_id = v;
            }
            if let Ok(v) = std::env::var(format!("REACH_{name}_APP_SECRET")) {
                keys.app_secret = v;
            }
        }
        let kept_in = data.join("tokens.json");
        let kept = read_kept(&kept_in, &file)?;
        Ok(Self { written, written_in: file, kept_in, kept: tokio::sync::Mutex::new(kept) })
    }

    /// Takes over what another process has renewed since: a token that was exchanged for another one is over.
    pub(super) async fn refresh(&self) -> Result<(), AppError> {
        let kept = read_kept(&self.kept_in, &self.written_in)?;
        *self.kept.lock().await = kept;
        Ok(())
    }

    /// A token for a channel, renewed where it is time. `anew`: the platform has just said that the present one is over.
    pub(super) async fn get(
        &self,
        flow: Flow,
        collector: &Collector,
        channel: &Channel,
        base_url: Option<&str>,
        fetcher: &Fetcher,
        anew: bool,
    ) -> Result<Token, NoToken> {
        let given = self.given(channel);
        let keys = match flow {
            Flow::Douyin => &self.written.douyin,
            Flow::Kuaishou => &self.written.kuaishou,
            Flow::Wechat => &self.written.wechat,
        };
        let app_id = if given.app_id.is_empty() { keys.app_id.clone() } else { given.app_id.clone() };
        let app_secret = if given.app_secret.is_empty() { keys.app_secret.clone() } else { given.app_secret.clone() };
        let now = Moment(fetcher.time().now_millis().div_euclid(1000));
        let mut all = self.kept.lock().await;
        let kept = all.entry(channel.id.to_string()).or_default();
        let from = [&given.code, &given.refresh_token, &given.access_token].into_iter().find(|t| !t.is_empty());
        if let Some(from) = from {
            let digest = crate::base::digest::Digest::of(from.as_bytes()).to_string();
            if kept.from != digest {
                *kept = Kept {
                    from: digest,
                    access_token: given.access_token.clone(),
                    // How long what people paste will do is not known: it is used until the platform says otherwise.
                    access_until: if given.access_token.is_empty() { 0 } else { i64::MAX },
                    refresh_token: given.refresh_token.clone(),
                    refresh_until: if given.refresh_token.is_empty() { 0 } else { now.0 + first_refresh(flow) },
                    renewals: 0,
                };
            }
        }
        let before = kept.clone();
        let exchange = Exchange { flow, app_id: &app_id, app_secret: &app_secret, collector, base_url, fetcher, now };
        let result = exchange.settle(kept, &given, anew).await;
        if before != *kept {
            let text = serde_json::to_string_pretty(&*all).unwrap_or_default();
            disk::write_private(&self.kept_in, text.as_bytes())
                .map_err(|e| NoToken { says: format!("令牌存不下：{}", crate::base::chain::chain(&e)), passing: true })?;
        }
        let kept = all.get(channel.id.as_str()).cloned().unwrap_or_default();
        drop(all);
        result?;
        Ok(Token { access: kept.access_token.clone(), app_id, warning: warning(flow, &kept, channel, now) })
    }

    fn given(&self, channel: &Channel) -> Given {
        let same = |name: &String| *name == channel.name || *name == channel.id.as_str() || channel.synonyms.contains(name);
        self.written.channels.iter().find(|(name, _)| same(name)).map(|(_, g)| g.clone()).unwrap_or_default()
    }

    /// Channels that the secrets name and the definitions do not know.
    pub(super) fn unknown(&self, defs: &Definitions) -> Vec<String> {
        self.written.channels.keys().filter(|n| defs.find_channels(n, None).is_empty()).cloned().collect()
    }
}

fn read_kept(kept_in: &Path, written_in: &Path) -> Result<BTreeMap<String, Kept>, AppError> {
    let Ok(text) = std::fs::read_to_string(kept_in) else { return Ok(BTreeMap::new()) };
    only_ours(kept_in)?;
    serde_json::from_str(&text)
        .map_err(|_| AppError::Usage(format!("{} 读不出；删去它，把授权码重新写入 {}", kept_in.display(), written_in.display())))
}

fn first_refresh(flow: Flow) -> i64 {
    match flow {
        Flow::Douyin => RENEWAL_SECS,
        Flow::Kuaishou => 180 * 86_400,
        Flow::Wechat => 0,
    }
}

/// When the owner has to authorise again at the latest, and whether that is near.
fn warning(flow: Flow, kept: &Kept, channel: &Channel, now: Moment) -> Option<String> {
    let until = match flow {
        Flow::Wechat => return None,
        Flow::Kuaishou => kept.refresh_until,
        Flow::Douyin => kept.refresh_until + RENEWAL_SECS * i64::from(RENEWALS_MAX.saturating_sub(kept.renewals)),
    };
    (kept.refresh_until > 0 && until - now.0 < WARN_BEFORE).then(|| {
        let day: Day = Moment(until).date();
        format!("“{}”的授权最晚 {} 到期，请账号所有人在此之前重新授权", channel.name, day.zh())
    })
}

struct Exchange<'a> {
    flow: Flow,
    app_id: &'a str,
    app_secret: &'a str,
    collector: &'a Collector,
    base_url: Option<&'a str>,
    fetcher: &'a Fetcher,
    now: Moment,
}

impl Exchange<'_> {
    /// Makes what is kept good for use, by the mildest step that does it.
    async fn settle(&self, kept: &mut Kept, given: &Given, anew: bool) -> Result<(), NoToken> {
        let left = kept.access_until.saturating_sub(self.now.0);
        if self.flow == Flow::Douyin
            && !kept.refresh_token.is_empty()
            && kept.renewals < RENEWALS_MAX
            && kept.refresh_until - self.now.0 < RENEW_REFRESH_BEFORE
            && kept.refresh_until > self.now.0
        {
            // The present one is good for days yet: what fails now is tried again with the next run.
            self.renew(kept).await.ok();
        }
        if !kept.access_token.is_empty() && left > renew_before(self.flow) && !anew {
            return Ok(());
        }
        if self.app_id.is_empty() || self.app_secret.is_empty() {
            if !kept.access_token.is_empty() && !anew {
                return Ok(());
            }
            return Err(self.again("没有应用的 app_id 和 app_secret"));
        }
        let result = match self.flow {
            Flow::Wechat => self.wechat(kept).await,
            _ if !kept.refresh_token.is_empty() && kept.refresh_until > self.now.0 => self.refresh(kept).await,
            _ if !given.code.is_empty() && kept.access_token.is_empty() => self.first(kept, &given.code).await,
            _ => Err(self.again("授权已到期或还没有授权")),
        };
        match result {
            // The present one still works until its end: try again next time.
            Err(_) if left > 0 && !anew && !kept.access_token.is_empty() => Ok(()),
            other => other,
        }
    }

    fn again(&self, why: &str) -> NoToken {
        let what = match self.flow {
            Flow::Wechat => "在 secrets.toml 里写这个公众号的 app_id 和 app_secret",
            Flow::Douyin | Flow::Kuaishou => "请账号所有人扫码授权，把得到的授权码写入 secrets.toml 该渠道的 code",
        };
        NoToken { says: format!("{why}；{what}，或改由合作媒体报送"), passing: false }
    }

    async fn first(&self, kept: &mut Kept, code: &str) -> Result<(), NoToken> {
        let answer = match self.flow {
            Flow::Douyin => {
                self.form(
                    "https://open.douyin.com/oauth/access_token/",
                    &[
                        ("client_key", self.app_id),
                        ("client_secret", self.app_secret),
                        ("code", code),
                        ("grant_type", "authorization_code"),
                    ],
                )
                .await?
            }
            _ => {
                self.form(
                    "https://open.kuaishou.com/oauth2/access_token",
                    &[("app_id", self.app_id), ("app_secret", self.app_secret), ("code", code), ("grant_type", "code")],
                )
                .await?
            }
        };
        self.take(kept, &answer)
    }

    async fn refresh(&self, kept: &mut Kept) -> Result<(), NoToken> {
        let token = kept.refresh_token.clone();
        let answer = match self.flow {
            Flow::Douyin => {
                self.form(
                    "https://open.douyin.com/oauth/refresh_token/",
                    &[("client_key", self.app_id), ("grant_type", "refresh_token"), ("refresh_token", &token)],
                )
                .await?
            }
            _ => {
                self.form(
                    "https://open.kuaishou.com/oauth2/refresh_token",
                    &[("app_id", self.app_id), ("app_secret", self.app_secret), ("grant_type", "refresh_token"), ("refresh_token", &token)],
                )
                .await?
            }
        };
        self.take(kept, &answer)
    }

    /// 抖音: another 30 days for the refresh token; the old one is over at once.
    async fn renew(&self, kept: &mut Kept) -> Result<(), NoToken> {
        let token = kept.refresh_token.clone();
        let answer = self
            .form("https://open.douyin.com/oauth/renew_refresh_token/", &[("client_key", self.app_id), ("refresh_token", &token)])
            .await?;
        let data = answer.get("data").unwrap_or(&answer);
        if let Some(token) = text(data, "refresh_token") {
            kept.refresh_token = token;
            kept.refresh_until = self.now.0 + number(data, "expires_in").unwrap_or(RENEWAL_SECS);
            kept.renewals += 1;
        } else if code_of(&answer) == Some(RENEWALS_USED_UP) {
            // The present one goes on until its end, and people are warned.
            kept.renewals = RENEWALS_MAX;
        }
        Ok(())
    }

    async fn wechat(&self, kept: &mut Kept) -> Result<(), NoToken> {
        let body = serde_json::json!({ "grant_type": "client_credential", "appid": self.app_id, "secret": self.app_secret }).to_string();
        let answer = self.post("https://api.weixin.qq.com/cgi-bin/stable_token", body, "application/json").await?;
        self.take(kept, &answer)
    }

    async fn form(&self, url: &str, fields: &[(&str, &str)]) -> Result<Value, NoToken> {
        let body: Vec<String> = fields.iter().map(|(k, v)| format!("{k}={}", percent(v).replace('/', "%2F"))).collect();
        self.post(url, body.join("&"), "application/x-www-form-urlencoded").await
    }

    async fn post(&self, url: &str, body: String, content_type: &str) -> Result<Value, NoToken> {
        let request = Request {
            url: url.to_owned(),
            hosts: self.collector.sources.first().map(|s| s.request.hosts.clone()).unwrap_or_default(),
            ..Request::default()
        };
        let ask = Ask {
            url: based(url, self.base_url),
            hosts: hosts(&request, self.base_url),
            body: Some(body),
            content_type: Some(content_type.to_owned()),
            collector: self.collector.id.to_string(),
            interval_millis: 0,
            per_day_max: self.collector.politeness.requests_per_day_max,
            ..Ask::default()
        };
        match self.fetcher.fetch(&ask).await {
            Outcome::Got(c) => serde_json::from_slice(&c.body)
                .map_err(|_| NoToken { says: "授权接口返回的不是 JSON；稍后会再试".into(), passing: true }),
            Outcome::LoginWall(_) => Err(self.again("授权接口不接受现有授权")),
            other => Err(NoToken { says: other.advice(), passing: true }),
        }
    }

    /// Takes over what an authorisation answer holds. Lifetimes come as numbers or as text.
    fn take(&self, kept: &mut Kept, answer: &Value) -> Result<(), NoToken> {
        let data = answer.get("data").filter(|d| d.is_object()).unwrap_or(answer);
        let Some(token) = text(data, "access_token").filter(|t| !t.is_empty()) else {
            let code = code_of(answer);
            let said = ["description", "error_msg", "errmsg"].iter().find_map(|k| text(data, k).or_else(|| text(answer, k)));
            let why = format!("平台没有给出授权（代码 {}，{}）", code.map_or("无".into(), |c| c.to_string()), said.unwrap_or_default());
            return Err(if code.is_some_and(|c| PASSING.contains(&c)) {
                NoToken { says: format!("{why}；是平台繁忙或次数已满，稍后会再试"), passing: true }
            } else {
                self.again(&why)
            });
        };
        kept.access_token = token;
        kept.access_until = self.now.0 + number(data, "expires_in").unwrap_or(7200);
        if let Some(refresh) = text(data, "refresh_token").filter(|t| !t.is_empty()) {
            let told = number(data, "refresh_expires_in").or_else(|| number(data, "refresh_token_expires_in"));
            // At 抖音 refreshing does not lengthen the refresh token's life, whatever the answer says beside the same token.
            let told_anew = self.flow == Flow::Kuaishou && told.is_some();
            if refresh != kept.refresh_token || kept.refresh_until == 0 || told_anew {
                kept.refresh_until = self.now.0 + told.unwrap_or_else(|| first_refresh(self.flow));
            }
            kept.refresh_token = refresh;
        }
        Ok(())
    }
}

/// The code of an answer that is an error.
fn code_of(answer: &Value) -> Option<i64> {
    let data = answer.get("data").unwrap_or(answer);
    ["error_code", "result", "errcode"].iter().find_map(|k| number(data, k).or_else(|| number(answer, k)))
}

fn text(v: &Value, key: &str) -> Option<String> {
    v.get(key)?.as_str().map(str::to_owned)
}

/// A number, or text that is one.
fn number(v: &Value, key: &str) -> Option<i64> {
    let n = v.get(key)?;
    n.as_i64().or_else(|| n.as_str()?.trim().parse().ok())
}

fn toml_text(text: &str, file: &Path) -> Result<Written, AppError> {
    let mut found = Vec::new();
    let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    crate::define::file::read(crate::define::file::Text { path: &name, text }, &mut found).ok_or_else(|| {
        // What stands in the file is secret: only the place is told.
        for d in &mut found {
            d.found = "（内容不显示）".into();
        }
        AppError::Definitions(found)
    })
}

/// Refuses a file that others than its owner can read.
fn only_ours(file: &Path) -> Result<(), AppError> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if let Ok(meta) = std::fs::metadata(file)
            && meta.permissions().mode() & 0o077 != 0
        {
            let shown = file.display();
            return Err(AppError::Usage(format!("{shown} 里有密钥，别的用户也能读；先运行 chmod 600 {shown}")));
        }
    }
    Ok(())
}
