//! JSON and web pages behind one way of looking: find nodes, take their text.

use super::PathFault;
use crate::model::collector::{Collector, Condition, Field, Format, Paging, Source};
use scraper::{ElementRef, Html, Selector};
use serde_json::Value;
use serde_json_path::JsonPath;
use std::collections::HashMap;

/// One answer, parsed.
#[derive(Debug)]
pub(super) enum Document {
    Json(Value),
    Html(Box<Html>),
}

/// A place in a document.
#[derive(Debug, Clone, Copy)]
pub(super) enum Node<'a> {
    Json(&'a Value),
    Html(ElementRef<'a>),
}

/// Paths and selectors of one collector, compiled once.
#[derive(Debug, Default)]
pub(super) struct Paths {
    json: HashMap<String, JsonPath>,
    css: HashMap<String, Selector>,
}

impl Paths {
    pub(super) fn compile(collector: &Collector) -> Result<Self, Vec<PathFault>> {
        let mut all: Vec<&str> = Vec::new();
        for source in &collector.sources {
            of_source(source, &mut all);
        }
        if let Some(d) = &collector.detail {
            of_fields(&d.fields, &mut all);
            all.extend(d.envelope.iter().chain(d.blocked.iter().map(|b| &b.when)).map(|c: &Condition| c.at.as_str()));
        }
        if let Some(p) = &collector.presence {
            all.extend([p.place.as_str(), p.page.as_str(), p.page_ok.as_str()]);
        }
        let mut out = Self::default();
        let mut faults = Vec::new();
        for text in all.into_iter().map(|t| t.trim_start_matches('@')).filter(|t| !t.is_empty()) {
            let fault = match collector.format {
                Format::Json => match JsonPath::parse(text) {
                    Ok(p) => {
                        out.json.insert(text.to_owned(), p);
                        None
                    }
                    Err(e) => Some(format!("第 {} 个字符处不合 RFC 9535", e.position() + 1)),
                },
                Format::Html => match Selector::parse(text) {
                    Ok(s) => {
                        out.css.insert(text.to_owned(), s);
                        None
                    }
                    Err(_) => Some("不是能识别的 CSS 选择器".to_owned()),
                },
            };
            faults.extend(fault.map(|why| PathFault { text: text.to_owned(), why }));
        }
        if faults.is_empty() { Ok(out) } else { Err(faults) }
    }
}

fn of_source<'a>(source: &'a Source, all: &mut Vec<&'a str>) {
    all.push(&source.rows.at);
    all.extend(source.rows.nested.as_deref());
    all.extend(source.rows.nested.as_deref().and_then(list_of));
    let conditions = [&source.rows.empty_when, &source.rows.keep, &source.rows.unsettled, &source.envelope];
    all.extend(conditions.into_iter().flatten().map(|c| c.at.as_str()));
    all.extend(source.blocked.iter().map(|b| b.when.at.as_str()));
    of_fields(&source.fields, all);
    match &source.paging {
        Paging::Total { path, .. } => all.push(path),
        Paging::Cursor { path, more_path, .. } => all.extend([path, more_path].into_iter().flatten().map(String::as_str)),
        Paging::None | Paging::Number { .. } | Paging::Days { .. } => {}
    }
}

fn of_fields<'a>(fields: &'a [Field], all: &mut Vec<&'a str>) {
    for f in fields {
        all.extend(f.at.iter().map(String::as_str));
        all.extend(f.unit_at.as_deref());
    }
}

/// The list whose members a JSON path finds.
pub(super) fn list_of(members: &str) -> Option<&str> {
    members.strip_suffix("[*]")
}

/// Whether a page ends in the middle of a text or a tag: its last number may have lost digits.
pub(super) fn is_cut(page: &str) -> bool {
    let page = page.trim_end();
    !page.is_empty() && !page.ends_with('>') && !page.to_ascii_lowercase().contains("</html")
}

/// A link of a page, with the page's own host where it names none. Links that lead nowhere else stay as they are.
pub(super) fn absolute(page: &str, link: &str) -> String {
    let link = link.trim();
    let Some((scheme, rest)) = page.split_once("://") else { return link.to_owned() };
    let (host, path) = rest.find(['/', '?', '#']).map_or((rest, ""), |n| rest.split_at(n));
    let has_scheme = link.split(['/', '?', '#']).next().is_some_and(|head| head.contains(':'));
    if link.is_empty() || has_scheme || link.starts_with(['#', '?']) {
        return link.to_owned();
    }
    if let Some(rest) = link.strip_prefix("//") {
        return format!("{scheme}://{rest}");
    }
    if link.starts_with('/') {
        return format!("{scheme}://{host}{link}");
    }
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    // Where the folder depends on the account, or the link climbs, the link is kept as it is written.
    if folder.contains('{') || link.starts_with('.') { link.to_owned() } else { format!("{scheme}://{host}{folder}/{link}") }
}

impl Document {
    /// JSON with or without a callback around it; `None`: not JSON.
    pub(super) fn json(text: &str) -> Option<Self> {
        let t = text.trim().trim_start_matches('\u{feff}');
        if let Ok(v) = serde_json::from_str(t) {
            return Some(Self::Json(v));
        }
        let (name, rest) = t.split_once('(')?;
        let inside = rest.rsplit_once(')')?.0;
        let callback = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '$' | ' ' | '/' | '*');
        name.chars().all(callback).then(|| serde_json::from_str(inside).ok()).flatten().map(Self::Json)
    }

    pub(super) fn html(text: &str) -> Self {
        Self::Html(Box::new(Html::parse_document(text)))
    }

    /// What a compiled path finds below a node, or in the whole document, in order.
    pub(super) fn find<'a>(&'a self, scope: Option<Node<'a>>, at: &str, paths: &Paths) -> Vec<Node<'a>> {
        match (self, scope) {
            (Self::Json(root), scope) => {
                let value = if let Some(Node::Json(v)) = scope { v } else { root };
                paths.json.get(at).map(|p| p.query(value).into_iter().map(Node::Json).collect()).unwrap_or_default()
            }
            (Self::Html(_), Some(Node::Html(e))) => paths.css.get(at).map(|s| e.select(s).map(Node::Html).collect()).unwrap_or_default(),
            (Self::Html(page), _) => paths.css.get(at).map(|s| page.select(s).map(Node::Html).collect()).unwrap_or_default(),
        }
    }
}

impl Node<'_> {
    /// Its text, or that of an attribute; `None` where there is none (`null` in JSON).
    pub(super) fn text(self, attribute: Option<&str>) -> Option<String> {
        match self {
            Self::Json(Value::String(s)) => Some(s.clone()),
            Self::Json(Value::Number(n)) => Some(n.to_string()),
            Self::Json(Value::Bool(b)) => Some(b.to_string()),
            Self::Json(_) => None,
            Self::Html(e) => match attribute {
                Some(name) => e.value().attr(name).map(str::to_owned),
                None => Some(e.text().collect::<String>()),
            },
        }
    }

    /// Whether it can stand for "nothing there": a list, nothing at all, an element of a page.
    pub(super) fn may_be_empty(self) -> bool {
        match self {
            Self::Json(Value::Object(o)) => o.is_empty(),
            Self::Json(v) => matches!(v, Value::Array(_) | Value::Null),
            Self::Html(_) => true,
        }
    }

    /// Everything on an element and inside it that a visitor could read: text, links, titles, pictures' names and descriptions.
    pub(super) fn visible(self) -> Vec<String> {
        let Self::Html(e) = self else { return self.text(None).into_iter().collect() };
        let mut out: Vec<String> = vec![e.text().collect()];
        for inner in std::iter::once(e).chain(e.descendent_elements()) {
            out.extend(["href", "src", "alt", "title"].into_iter().filter_map(|a| inner.value().attr(a).map(str::to_owned)));
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_get_the_host_of_their_page() {
        let page = "https://news.example/{account}/list.php?page={page}";
        for (link, expected) in [
            ("/20220805/a.html", "https://news.example/20220805/a.html"),
            ("//cdn.example/a", "https://cdn.example/a"),
            ("http://other.example/a", "http://other.example/a"),
            ("javascript:void(0)", "javascript:void(0)"),
            ("a.html", "a.html"),
            ("#top", "#top"),
        ] {
            assert_eq!(absolute(page, link), expected);
        }
        assert_eq!(absolute("https://a.example/list.php?x=1", "show.php?id=http://b"), "https://a.example/show.php?id=http://b");
    }

    #[test]
    fn a_page_that_ends_in_a_number_is_cut() {
        assert!(is_cut("<html><body><span>12"));
        assert!(is_cut("<html><body><span class=\"n"));
        assert!(!is_cut("<p>12</p>\n") && !is_cut("<html></html> trailing") && !is_cut(""));
    }
}
