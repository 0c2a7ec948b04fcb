//! Placeholders of a request become what they stand for; and the same address as people may see it, without secrets.

use crate::fetch::Ask;
use crate::model::collector::Request;
use std::collections::BTreeMap;
use std::fmt::Write;

/// What the placeholders stand for.
#[derive(Debug, Clone, Default)]
pub(super) struct Variables {
    open: BTreeMap<&'static str, String>,
    secret: BTreeMap<&'static str, String>,
}

impl Variables {
    pub(super) fn set(&mut self, name: &'static str, value: impl Into<String>) {
        self.open.insert(name, value.into());
    }

    pub(super) fn unset(&mut self, name: &str) {
        self.open.remove(name);
    }

    pub(super) fn set_secret(&mut self, name: &'static str, value: impl Into<String>) {
        self.secret.insert(name, value.into());
    }

    fn fill(&self, template: &str, with_secrets: bool, write: impl Fn(&str) -> String) -> String {
        let mut out = String::with_capacity(template.len());
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, tail)) = after.split_once('}') else {
                rest = after;
                out.push('{');
                continue;
            };
            if let Some(value) = self.open.get(name) {
                out.push_str(&write(value));
            } else if let Some(value) = self.secret.get(name) {
                out.push_str(&if with_secrets { write(value) } else { "***".to_owned() });
            } else if is_name(name) {
                // Nothing is known for it: an empty value, which the platform will refuse in its own words.
            } else {
                // Braces of JSON, not of a placeholder.
                out.push('{');
                rest = after;
                continue;
            }
            rest = tail;
        }
        out.push_str(rest);
        out
    }
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

/// A request with its placeholders filled, and its address without secrets and with the platform's own host.
pub(super) fn request(request: &Request, variables: &Variables, base_url: Option<&str>) -> (Ask, String) {
    let template = if variables.open.contains_key("cursor") { request.url.clone() } else { without_cursor(&request.url) };
    let url = variables.fill(&template, true, percent);
    let shown = variables.fill(&template, false, percent);
    let ask = Ask {
        url: based(&url, base_url),
        hosts: hosts(request, base_url),
        body: request.body.as_deref().map(|b| variables.fill(b, true, in_json)),
        content_type: request.content_type.clone(),
        headers: request.headers.iter().map(|(k, v)| (k.clone(), variables.fill(v, true, str::to_owned))).collect(),
        ..Ask::default()
    };
    // What is posted is part of what was asked.
    let posted = request.body.as_deref().map(|b| format!(" {}", variables.fill(b, false, in_json))).unwrap_or_default();
    (ask, shown + &posted)
}

/// The first page is asked for without a cursor: the parameter is left out.
fn without_cursor(url: &str) -> String {
    let Some((before, after)) = url.split_once("{cursor}") else { return url.to_owned() };
    let start = before.rfind(['?', '&']).unwrap_or(before.len());
    let kept = before.get(..start).unwrap_or_default();
    let joint = if kept.contains('?') { "" } else { "?" };
    let rest = if joint == "?" { after.trim_start_matches('&') } else { after };
    if rest.is_empty() { kept.to_owned() } else { format!("{kept}{joint}{rest}") }
}

/// The address under another scheme, host and port.
pub(super) fn based(url: &str, base_url: Option<&str>) -> String {
    let Some(base) = base_url else { return url.to_owned() };
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let tail = rest.find(['/', '?']).and_then(|n| rest.get(n..)).unwrap_or("/");
    format!("{}{tail}", base.trim_end_matches('/'))
}

/// The hosts that may be asked: the listed ones, or that of the address which stands in for them.
pub(super) fn hosts(request: &Request, base_url: Option<&str>) -> Vec<String> {
    let Some(base) = base_url else { return request.hosts.clone() };
    let host = base.split_once("://").map_or(base, |(_, rest)| rest).split(['/', '?']).next().unwrap_or_default();
    let host = if host.starts_with('[') {
        host.split(']').next().map(|h| format!("{h}]")).unwrap_or_default()
    } else {
        host.split(':').next().unwrap_or_default().to_owned()
    };
    vec![host]
}

/// Percent-encoding for a part of a path or query (RFC 3986); slashes stay.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        if b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~' | b'/') {
            out.push(char::from(b));
        } else {
            // Writing to a String cannot fail.
            write!(out, "%{b:02X}").unwrap_or_default();
        }
    }
    out
}

/// The inside of a JSON string.
fn in_json(text: &str) -> String {
    let quoted = serde_json::Value::from(text).to_string();
    quoted.get(1..quoted.len() - 1).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_page_has_no_cursor() {
        for (url, expected) in [
            ("https://a/x?id=1&cursor={cursor}&count=20", "https://a/x?id=1&count=20"),
            ("https://a/x?cursor={cursor}&count=20", "https://a/x?count=20"),
            ("https://a/x?cursor={cursor}", "https://a/x"),
            ("https://a/x", "https://a/x"),
        ] {
            assert_eq!(without_cursor(url), expected);
        }
    }

    #[test]
    fn placeholders_are_filled_and_secrets_hidden() {
        let mut v = Variables::default();
        v.set("account", "工伤/1");
        v.set("day", "2023-01-02");
        v.set_secret("access_token", "top secret");
        let r = Request {
            url: "https://a.example/x/{account}?t={access_token}&none={none}".into(),
            hosts: vec!["a.example".into()],
            body: Some(r#"{"begin_date":"{day}","note":{"a":1}}"#.into()),
            ..Request::default()
        };
        let (ask, shown) = request(&r, &v, Some("http://127.0.0.1:9000/"));
        assert_eq!(ask.url, "http://127.0.0.1:9000/x/%E5%B7%A5%E4%BC%A4/1?t=top%20secret&none=");
        assert_eq!(ask.body.as_deref(), Some(r#"{"begin_date":"2023-01-02","note":{"a":1}}"#));
        assert_eq!(ask.hosts, ["127.0.0.1"]);
        assert!(shown.starts_with("https://a.example/x/%E5%B7%A5%E4%BC%A4/1?t=***&none=") && !shown.contains("secret"));
    }
}
