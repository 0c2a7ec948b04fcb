//! Authorisation of the platforms that have one: tokens are got, renewed in time and kept in a file that only its owner can read.
//!
//! 抖音: 15 days, refreshed for 30, renewed at most five times. 快手: 48 hours, refreshed for 180 days. 微信公众号: 2 hours, from the
//! account's own secret. Where an owner has to authorise again, people are told weeks before.

use super::exchange::{Exchange, RENEWAL_SECS, RENEWALS_MAX, first_refresh};
use crate::app::AppError;
use crate::app::site::Site;
use crate::base::day::{Day, Moment};
use crate::base::disk;
use crate::define::Definitions;
use crate::fetch::Fetcher;
use crate::model::channel::Channel;
use crate::model::collector::{Collector, Flow};
use serde::{Deserialize, Serialize};
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
pub(super) struct Given {
    pub(super) app_id: String,
    pub(super) app_secret: String,
    pub(super) code: String,
    pub(super) access_token: String,
    pub(super) refresh_token: String,
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
pub(super) struct Kept {
    pub(super) access_token: String,
    pub(super) access_until: i64,
    pub(super) refresh_token: String,
    pub(super) refresh_until: i64,
    pub(super) renewals: u32,
    /// Digest of the code or token that it came from: what people write anew counts anew.
    pub(super) from: String,
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
