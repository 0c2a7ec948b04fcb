//! `reach.toml` in the data folder: what differs between installations.

use super::AppError;
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::{ChannelId, CollectorId};
use crate::define::Definitions;
use crate::define::file::{Text, read};
use crate::fetch::gate::Gate;
use crate::intake::Limits;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The settings of an installation. Everything may be left out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    limits: SiteLimits,
    network: Network,
    serve: Serve,
    secrets: Secrets,
    collectors: BTreeMap<String, SiteCollector>,
    channels: BTreeMap<String, SiteChannel>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SiteLimits {
    bytes: Option<u64>,
    rows: Option<u64>,
    unpacked_bytes: Option<u64>,
    entries: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Network {
    allow: Vec<String>,
    timeout_secs: Option<u64>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Serve {
    listen: Option<String>,
    secure_cookies: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct Secrets {
    file: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SiteCollector {
    base_url: Option<String>,
    interval_secs: Option<u32>,
    robots: Option<bool>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SiteChannel {
    account: Option<String>,
}

impl Site {
    /// Reads `reach.toml`; a missing file is an empty one.
    pub fn read_from(data: &Path) -> Result<Self, AppError> {
        let Ok(text) = std::fs::read_to_string(data.join("reach.toml")) else { return Ok(Self::default()) };
        let mut found: Vec<Diagnostic> = Vec::new();
        read(Text { path: "reach.toml", text: &text }, &mut found).ok_or(AppError::Definitions(found))
    }

    /// What it names that does not exist, or that is not written right.
    pub fn check(&self, defs: &Definitions) -> Vec<Diagnostic> {
        let place = || Place::file("reach.toml");
        let mut found = Vec::new();
        for id in self.collectors.keys().filter(|id| defs.collector(&CollectorId::new(id)).is_none()) {
            let known: Vec<&str> = defs.collectors.iter().map(|c| c.id.as_str()).collect();
            found.push(Diagnostic::error(1020, place(), id, &known.join("、"), "改成 collectors/ 里的文件名（不带 .toml）"));
        }
        for name in self.channels.keys().filter(|n| defs.find_channels(n, None).is_empty()) {
            found.push(Diagnostic::error(
                1020,
                place(),
                name,
                "seeds/channels.toml 里的渠道名称",
                "改成渠道的编号或名称，如 [channels.\"芒果TV\"]",
            ));
        }
        for text in Gate::new(self.network.allow.iter().map(String::as_str)).1 {
            found.push(Diagnostic::error(1014, place(), &text, "地址和端口，如 \"127.0.0.1:9000\"", "在 [network] allow 里写 地址:端口"));
        }
        found
    }

    /// Whether the portal stands behind TLS, so that cookies are sent over it alone.
    pub fn secure_cookies(&self) -> bool {
        self.serve.secure_cookies
    }

    /// Limits for the command line, as set here or by default.
    pub fn limits(&self) -> Limits {
        let default = Limits::command();
        Limits {
            bytes: self.limits.bytes.unwrap_or(default.bytes),
            rows: self.limits.rows.unwrap_or(default.rows),
            unpacked_bytes: self.limits.unpacked_bytes.unwrap_or(default.unpacked_bytes),
            entries: self.limits.entries.unwrap_or(default.entries),
            ..default
        }
    }

    /// Addresses that may be asked although they are not public.
    pub fn gate(&self) -> Gate {
        Gate::new(self.network.allow.iter().map(String::as_str)).0
    }

    /// The time-out of one request. Unit: seconds.
    pub fn timeout_secs(&self) -> Option<u64> {
        self.network.timeout_secs
    }

    /// Where the portal listens, unless the command says otherwise.
    pub fn listen(&self) -> Option<&str> {
        self.serve.listen.as_deref()
    }

    /// The file with the secrets, in the data folder unless set here.
    pub fn secrets_file(&self, data: &Path) -> PathBuf {
        self.secrets.file.as_ref().map_or_else(|| data.join("secrets.toml"), |f| data.join(f))
    }

    /// What replaces scheme, host and port of every request of a collector.
    pub fn base_url(&self, collector: &CollectorId) -> Option<&str> {
        self.collectors.get(collector.as_str()).and_then(|c| c.base_url.as_deref())
    }

    /// Whether the installation names a collector at all.
    pub fn names(&self, collector: &CollectorId) -> bool {
        self.collectors.contains_key(collector.as_str())
    }

    /// The spacing of a collector's requests. It may be lengthened, and shortened for loopback addresses alone. Unit: seconds.
    pub fn interval_secs(&self, collector: &CollectorId, own: u32) -> u32 {
        let Some(set) = self.collectors.get(collector.as_str()) else { return own };
        let loopback = set.base_url.as_deref().is_some_and(is_loopback);
        set.interval_secs.map_or(own, |wanted| if loopback { wanted } else { wanted.max(own) })
    }

    /// Whether a collector keeps to robots.txt: so long as it asks the platform itself, unless set here.
    pub fn robots(&self, collector: &CollectorId) -> bool {
        let set = self.collectors.get(collector.as_str());
        set.and_then(|c| c.robots).unwrap_or(set.is_none_or(|c| c.base_url.is_none()))
    }

    /// The channels' ids on their platforms: what the definitions know, and over it what is set here. `true`: set here.
    pub fn accounts(&self, defs: &Definitions) -> BTreeMap<ChannelId, (String, bool)> {
        let known = defs.channels.iter().filter_map(|c| Some((c.id.clone(), (c.account.clone()?, false))));
        let set = self.channels.iter().filter_map(|(name, c)| Some((name, c.account.clone()?)));
        let set = set
            .flat_map(|(name, account)| defs.find_channels(name, None).into_iter().map(move |c| (c.id.clone(), (account.clone(), true))));
        let tidy = |(id, (account, here)): (ChannelId, (String, bool))| (id, (account.trim().trim_matches('#').to_owned(), here));
        known.chain(set).map(tidy).filter(|(_, (account, _))| !account.is_empty()).collect()
    }
}

/// Whether an address is of this machine.
fn is_loopback(base_url: &str) -> bool {
    let host = base_url.split_once("://").map_or(base_url, |(_, rest)| rest);
    let host = host.split(['/', '?']).next().unwrap_or_default();
    host.starts_with("127.") || host.starts_with("localhost") || host.starts_with("[::1]")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_is_shortened_for_loopback_alone() {
        let site: Site = toml_of(
            "[collectors.a]\nbase_url = \"http://127.0.0.1:9000\"\ninterval_secs = 0\n[collectors.b]\ninterval_secs = 1\n[collectors.c]\ninterval_secs = 9\n",
        );
        for (id, expected) in [("a", 0), ("b", 2), ("c", 9), ("d", 2)] {
            assert_eq!(site.interval_secs(&CollectorId::new(id), 2), expected, "{id}");
        }
    }

    fn toml_of(text: &str) -> Site {
        let mut found = Vec::new();
        read(Text { path: "reach.toml", text }, &mut found).unwrap()
    }
}
