//! Which addresses may be asked at all: listed hosts, public addresses, and what an installation names outright.

use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Why a request is not made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// Not an http or https address.
    Scheme(String),
    /// The collector does not list this host.
    Unlisted(String),
    /// A loopback, private, reserved or metadata address.
    Private(String),
    /// Not an address, or one with a name and password in it.
    Malformed(String),
}

impl Refusal {
    /// One sentence what, one what to do.
    pub fn zh(&self) -> String {
        match self {
            Self::Scheme(s) => format!("不访问 {s} 地址；只用 http 和 https"),
            Self::Unlisted(h) => format!("采集定义没有列出主机 {h}；确需访问的，加到 hosts 里"),
            Self::Private(h) => format!("{h} 是本机或内网地址，不访问；确需访问的，在 reach.toml 的 [network] allow 里写明地址和端口"),
            Self::Malformed(u) => format!("“{u}”不是能访问的地址；写成 https://主机/路径"),
        }
    }
}

/// How an allowed request goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route {
    /// To public addresses alone; what the name resolves to is looked at again.
    Public,
    /// To an address that the installation names.
    Named,
}

/// The addresses that an installation names outright.
#[derive(Debug, Clone, Default)]
pub struct Gate {
    allow: Vec<SocketAddr>,
}

impl Gate {
    /// From `[network] allow`: addresses with ports. Those that are none are returned.
    pub fn new<'a>(allow: impl IntoIterator<Item = &'a str>) -> (Self, Vec<String>) {
        let mut gate = Self::default();
        let mut wrong = Vec::new();
        for text in allow {
            match text.trim().replace("localhost:", "127.0.0.1:").parse() {
                Ok(a) => gate.allow.push(a),
                Err(_) => wrong.push(text.to_owned()),
            }
        }
        (gate, wrong)
    }

    /// Whether an address may be asked, and how. `hosts`: those that the collector lists.
    pub fn admit(&self, address: &str, hosts: &[String]) -> Result<(Url, Route), Refusal> {
        let url = Url::parse(address).map_err(|_| Refusal::Malformed(address.to_owned()))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(Refusal::Scheme(url.scheme().to_owned()));
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Malformed(format!("{}://…@…", url.scheme())));
        }
        let Some(host) = url.host_str() else { return Err(Refusal::Malformed(address.to_owned())) };
        let host = host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        if !hosts.iter().any(|h| h.trim_start_matches('[').trim_end_matches(']').eq_ignore_ascii_case(&host)) {
            return Err(Refusal::Unlisted(host));
        }
        let port = url.port_or_known_default().unwrap_or(0);
        let literal: Option<IpAddr> = if host == "localhost" { Some(IpAddr::V4(Ipv4Addr::LOCALHOST)) } else { host.parse().ok() };
        let Some(ip) = literal else {
            return if ["localhost", "local", "internal"].contains(&host.rsplit('.').next().unwrap_or_default()) {
                Err(Refusal::Private(host))
            } else {
                Ok((url, Route::Public))
            };
        };
        if self.allow.contains(&SocketAddr::new(ip, port)) {
            return Ok((url, Route::Named));
        }
        if is_public(ip) { Ok((url, Route::Public)) } else { Err(Refusal::Private(format!("{host}:{port}"))) }
    }
}

/// Whether an address belongs to the public internet (IANA's registries of special-purpose addresses).
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(a) => is_public_v4(a),
        IpAddr::V6(a) => is_public_v6(a),
    }
}

fn is_public_v4(a: Ipv4Addr) -> bool {
    let [x, y, z, _] = a.octets();
    !(x == 0
        || x == 10
        || x == 127
        || (x == 100 && (64..128).contains(&y))
        || (x == 169 && y == 254)
        || (x == 172 && (16..32).contains(&y))
        || (x == 192 && y == 0 && (z == 0 || z == 2))
        || (x == 192 && y == 88 && z == 99)
        || (x == 192 && y == 168)
        || (x == 198 && (18..20).contains(&y))
        || (x == 198 && y == 51 && z == 100)
        || (x == 203 && y == 0 && z == 113)
        || x >= 224)
}

fn is_public_v6(a: Ipv6Addr) -> bool {
    if let Some(v4) = a.to_ipv4_mapped() {
        return is_public_v4(v4);
    }
    let s = a.segments();
    let embedded = |high: u16, low: u16| {
        let [b0, b1] = high.to_be_bytes();
        let [b2, b3] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(b0, b1, b2, b3))
    };
    match s {
        // Translated and tunnelled addresses are as public as the one inside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => embedded(high, low),
        // Global unicast alone, without documentation, Teredo, benchmarking and ORCHID.
        [first, second, ..] => {
            (0x2000..0x4000).contains(&first)
                && !(first == 0x2001 && (second < 0x200 || second == 0xdb8))
                && !(first == 0x3fff && second < 0x1000)
        }
    }
}
