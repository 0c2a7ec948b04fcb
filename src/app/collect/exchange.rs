//! What is exchanged with a platform for a token: the code of an owner, a refresh token, an account's own secret. Each flow's times and codes.

use super::render::{based, hosts, percent};
use super::tokens::{Given, Kept, NoToken};
use crate::base::day::Moment;
use crate::fetch::{Ask, Fetcher, Outcome};
use crate::model::collector::{Collector, Flow, Request};
use serde_json::Value;

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
pub(super) const RENEWALS_MAX: u32 = 5;
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
pub(super) const RENEWAL_SECS: i64 = 30 * 86_400;
/// How long a refresh token that people paste is taken to last. Unit: seconds.
pub(super) fn first_refresh(flow: Flow) -> i64 {
    match flow {
        Flow::Douyin => RENEWAL_SECS,
        Flow::Kuaishou => 180 * 86_400,
        Flow::Wechat => 0,
    }
}

/// One channel's exchange with its platform.
pub(super) struct Exchange<'a> {
    pub(super) flow: Flow,
    pub(super) app_id: &'a str,
    pub(super) app_secret: &'a str,
    pub(super) collector: &'a Collector,
    pub(super) base_url: Option<&'a str>,
    pub(super) fetcher: &'a Fetcher,
    pub(super) now: Moment,
}

impl Exchange<'_> {
    /// Makes what is kept good for use, by the mildest step that does it.
    pub(super) async fn settle(&self, kept: &mut Kept, given: &Given, anew: bool) -> Result<(), NoToken> {
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
