//! A form that was refused comes back filled in: its page as it is now, the fields as they were typed, the message at the field. One way for
//! every form, so that no mistake costs what was typed. Files cannot be given back by a page, and secrets are not.

use super::error::WebError;
use super::guard::{Me, admit};
use super::routes::{Route, find};
use super::state::Shared;
use axum::body::{Body, to_bytes};
use axum::extract::{MatchedPath, Request};
use axum::http::header::{CONTENT_TYPE, REFERER};
use axum::http::{Method, StatusCode, request::Parts};
use axum::response::{Html, IntoResponse, Response};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A page larger than this is not made once more. Unit: bytes.
const PAGE_MAX: usize = 8_000_000;

/// What is said of a form whose page had run out.
const STALE: &str = "这个页面已经过期，还没有执行；核对后再提交一次。";
/// 在线填报 shows what was typed by itself, for all channels.
const FILL: &str = "/reporting/{partner}/{week}/fill";

/// What came in a form, laid aside by whoever read it ([`super::form`]).
#[derive(Debug, Clone, Default)]
pub(super) struct Typed(Arc<Mutex<Vec<(String, String)>>>);

impl Typed {
    /// Lays fields aside; never a secret, nor the form's own sign.
    pub(super) fn keep(&self, fields: &[(String, String)]) {
        let shown = fields.iter().filter(|(n, _)| !matches!(n.as_str(), "csrf" | "password" | "old" | "new" | "again"));
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = shown.cloned().collect();
    }

    pub(super) fn taken(&self) -> Vec<(String, String)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// The page of a form with what was typed. `None` where no page of this visitor holds the form: then the error has a page of its own.
pub(super) async fn page(
    portal: &Shared,
    me: &Me,
    (parts, params): (&Parts, &[(String, String)]),
    typed: &Typed,
    error: &WebError,
) -> Option<Response> {
    let typed = typed.taken();
    let action = parts.uri.path();
    let mut pattern = parts.extensions.get::<MatchedPath>()?.as_str();
    let mut path = action;
    let say = if error.stale { STALE } else { &error.say };
    if pattern == FILL
        && let Some(html) = by_itself(portal, me, parts, &typed).await
    {
        return Some((error.status, Html(told(&html, &escaped(say), "填过的都还在。"))).into_response());
    }
    while !typed.is_empty() && !pattern.is_empty() {
        if let Some(route) = find(&Method::GET, pattern)
            && let Some(html) = shown(portal, me, (parts, params), (route, path)).await
            && let Some(filled) = fill(&html, action, &typed, (say, error.field))
        {
            return Some((error.status, Html(filled)).into_response());
        }
        (pattern, path) = (pattern.rsplit_once('/')?.0, path.rsplit_once('/')?.0);
    }
    None
}

/// 在线填报 with what was typed: it is asked for the channel at which somebody was.
async fn by_itself(portal: &Shared, me: &Me, parts: &Parts, typed: &[(String, String)]) -> Option<String> {
    let (_, channel) = typed.iter().find(|(n, _)| n == "channel")?;
    let fields = typed.iter().filter(|(n, _)| n != "go").map(|(n, v)| (n.as_str(), v.as_str()));
    let more = [("go", channel.as_str()), ("csrf", me.csrf.as_str())];
    let body: Vec<String> = fields.chain(more).map(|(n, v)| format!("{}={}", super::encode(n), super::encode(v))).collect();
    let kind = "application/x-www-form-urlencoded";
    let request = Request::builder().method(Method::POST).uri(parts.uri.path()).header(CONTENT_TYPE, kind);
    let mut request = request.body(Body::from(body.join("&"))).ok()?;
    *request.extensions_mut() = parts.extensions.clone();
    page_of(find(&Method::POST, FILL)?.answer(portal, request).await).await
}

/// A page as text; `None` where the answer is none.
async fn page_of(response: Response) -> Option<String> {
    let is_page = response.headers().get(CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"text/html"));
    if response.status() != StatusCode::OK || !is_page {
        return None;
    }
    String::from_utf8(to_bytes(response.into_body(), PAGE_MAX).await.ok()?.to_vec()).ok()
}

/// A page with a message on top.
fn told(html: &str, say: &str, to: &str) -> String {
    html.replacen("<main id=\"main\">", &format!("<main id=\"main\">\n<p class=\"told error\" role=\"alert\">没有完成：{say}{to}</p>"), 1)
}

/// A page as this visitor would see it, the week or campaign chosen on it as it was.
async fn shown(
    portal: &Shared,
    me: &Me,
    (parts, params): (&Parts, &[(String, String)]),
    (route, path): (&'static Route, &str),
) -> Option<String> {
    let named: Vec<_> = params.iter().filter(|(n, _)| route.path.contains(&format!("{{{n}}}"))).cloned().collect();
    admit(portal, me, route, parts, named).await.ok()?;
    let from = parts.headers.get(REFERER).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let (before, query) = from.split_once('?').unwrap_or_default();
    let query = if before.ends_with(path) { query.split('#').next().unwrap_or_default() } else { "" };
    let mut request = Request::builder().uri(format!("{path}?{query}")).body(Body::empty()).ok()?;
    *request.extensions_mut() = parts.extensions.clone();
    page_of(route.answer(portal, request).await).await
}

/// A text as templates write it.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&#38;"),
            '<' => out.push_str("&#60;"),
            '>' => out.push_str("&#62;"),
            '"' => out.push_str("&#34;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

/// The value of an attribute as it stands in a tag of our templates, which quote all of them.
fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    tag.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

/// A tag without its value, with another one.
fn with_value(tag: &str, value: &str) -> String {
    let bare = match attribute(tag, "value") {
        Some(old) => tag.replacen(&format!(" value=\"{old}\""), "", 1),
        None => tag.to_owned(),
    };
    format!("{} value=\"{value}\">", bare.trim_end_matches('>'))
}

/// A tag with or without a word that stands alone in it.
fn with_word(tag: &str, word: &str, there: bool) -> String {
    let bare = tag.replacen(&format!(" {word}"), "", 1);
    if there { format!("{} {word}>", bare.trim_end_matches('>')) } else { bare }
}

/// The page with its form filled in; `None` where it holds no form with this action.
fn fill(html: &str, action: &str, typed: &[(String, String)], (say, field): (&str, Option<&str>)) -> Option<String> {
    let typed: Vec<(String, String)> = typed.iter().map(|(n, v)| (escaped(n), escaped(v))).collect();
    let mark = format!(" action=\"{}\"", escaped(action));
    // Of several forms with one action it is the one that holds most of what came, its button among it.
    let forms = html.match_indices("<form").filter_map(|(start, _)| {
        let form = html.get(start..)?.split_inclusive("</form>").next()?;
        form.split('>').next()?.contains(&mark).then_some((start, form))
    });
    let likeness = |form: &str| {
        let names = typed.iter().filter(|(n, _)| form.contains(&format!(" name=\"{n}\""))).count();
        names + typed.iter().filter(|(n, v)| form.contains(&format!(" name=\"{n}\" value=\"{v}\""))).count()
    };
    let (start, form) = forms.min_by_key(|(_, form)| std::cmp::Reverse(likeness(form)))?;
    let again = if form.contains("type=\"file\"") { "文件要再选一次，其余都还在。" } else { "填过的都还在。" };
    let stop = if say.ends_with(['。', '！', '？', '；', '：']) { "" } else { "。" };
    let say = format!("{}{stop}{again}", escaped(say));
    let field = field.filter(|f| form.contains(&format!(" name=\"{f}\"")));
    let filled = filled(form, &typed, (&say, field));
    let before = unfolded(html.get(..start)?);
    let before = told(&before, &say, "　<a href=\"#again\">到填写的地方</a>");
    Some(format!("{before}{filled}{}", html.get(start + form.len()..)?))
}

/// What stands before a form, with the folds open in which it lies.
fn unfolded(before: &str) -> String {
    let mut open: Vec<usize> = Vec::new();
    for (at, tag) in before.match_indices("details") {
        match before.get(..at).and_then(|b| b.chars().next_back()) {
            Some('<') => open.push(at + tag.len()),
            Some('/') => {
                open.pop();
            }
            _ => {}
        }
    }
    let mut out = before.to_owned();
    for at in open.into_iter().rev() {
        if !before.get(at..).and_then(|t| t.split('>').next()).unwrap_or_default().contains(" open") {
            out.insert_str(at, " open");
        }
    }
    out
}

/// A form with what was typed, and the message after its field, or before all of them where it is about none.
fn filled(form: &str, typed: &[(String, String)], (say, field): (&str, Option<&str>)) -> String {
    let fault = format!("<small class=\"fault\" id=\"again\" role=\"alert\">{say}</small>");
    let mut used: BTreeMap<&str, usize> = BTreeMap::new();
    // Fields of one name come in the order of the page.
    let mut next = |name: &str| {
        let (known, _) = typed.iter().find(|(n, _)| n == name)?;
        let n = used.entry(known.as_str()).or_default();
        *n += 1;
        typed.iter().filter(|(n, _)| n == name).nth(*n - 1).map(|(_, v)| v.as_str())
    };
    let ticked = |name: &str, value: &str| typed.iter().any(|(n, v)| n == name && v == value);
    let mut out = String::with_capacity(form.len() + 500);
    let mut chosen: Option<&str> = None;
    // Told once: of a name that several fields have, at the first.
    let mut told = false;
    // The name of the field that a closing tag ends.
    let mut within = "";
    let mut written = false;
    for piece in form.split_inclusive('>') {
        let (text, tag) = piece.split_at(piece.rfind('<').unwrap_or(piece.len()));
        if !std::mem::take(&mut written) {
            out.push_str(text);
        }
        let name = attribute(tag, "name").unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or("text");
        let mut ends = "";
        if tag.starts_with("<input") && matches!(kind, "checkbox" | "radio") {
            out.push_str(&with_word(tag, "checked", ticked(name, attribute(tag, "value").unwrap_or("on"))));
        } else if tag.starts_with("<input") && !matches!(kind, "hidden" | "file" | "password") {
            let value = if tag.contains(" readonly") { None } else { next(name) };
            out.push_str(&value.map_or_else(|| tag.to_owned(), |v| with_value(tag, v)));
            ends = name;
        } else if tag.starts_with("<textarea") {
            out.push_str(tag);
            if let Some(value) = next(name) {
                out.push_str(value);
                written = true;
            }
            within = name;
        } else if tag.starts_with("<select") {
            (chosen, within) = (next(name), name);
            out.push_str(tag);
        } else if tag.starts_with("<option") && chosen.is_some() {
            out.push_str(&with_word(tag, "selected", attribute(tag, "value") == chosen));
        } else {
            out.push_str(tag);
            if matches!(tag, "</select>" | "</textarea>") {
                (ends, within, chosen) = (within, "", None);
            }
            if field.is_none() && tag.starts_with("<form") {
                out.push_str(&fault);
            }
        }
        let here = field.is_some_and(|f| f == ends || (f == name && kind == "file"));
        if here && !std::mem::replace(&mut told, true) {
            out.push_str(&fault);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::fill;

    fn typed(list: &[(&str, &str)]) -> Vec<(String, String)> {
        list.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect()
    }

    #[test]
    fn a_form_is_filled_with_what_was_typed() {
        let page = r#"<main id="main"><details><p>别的</p></details><details class="fold"><summary>登记</summary><form class="card" method="post" action="/log"><input type="hidden" name="csrf" value="a"><input id="v" name="value" type="text"><textarea name="why" required></textarea><select name="kind"><option value="x" selected>甲</option><option value="y">乙</option></select><input type="checkbox" name="case" value="1" checked><input type="checkbox" name="case" value="2"><input type="file" name="file"></form></details>"#;
        let sent = typed(&[("value", "8月1日 \"后\" <b>"), ("why", "合同\n第2页"), ("kind", "y"), ("case", "2")]);
        let out = fill(page, "/log", &sent, ("日期认不出。", Some("value"))).unwrap();
        for there in [
            "<details><p>别的",
            r#"<details open class="fold">"#,
            r#"name="csrf" value="a">"#,
            r#"<input id="v" name="value" type="text" value="8月1日 &#34;后&#34; &#60;b&#62;"><small class="fault" id="again" role="alert">日期认不出。文件要再选一次"#,
            "<textarea name=\"why\" required>合同\n第2页</textarea>",
            r#"<option value="x">甲</option><option value="y" selected>乙"#,
            r#"name="case" value="1"><input type="checkbox" name="case" value="2" checked>"#,
            r#"<main id="main">
<p class="told error" role="alert">没有完成：日期认不出。"#,
        ] {
            assert!(out.contains(there), "{there} is missing in:\n{out}");
        }
        assert!(fill(page, "/log", &sent, ("不含空格和符号", None)).unwrap().contains("不含空格和符号。文件要再选一次"));
        assert_eq!(fill(page, "/other", &sent, ("x", None)), None);
    }

    #[test]
    fn of_two_forms_with_one_action_it_is_the_one_whose_button_was_pressed() {
        let form = |to: &str, field: &str| {
            format!(
                r#"<form method="post" action="/settle"><input name="{field}" type="text"><button type="submit" name="to" value="{to}">好</button></form>"#
            )
        };
        let page = format!("{}{}", form("approved", "note"), form("returned", "remark"));
        let out = fill(&page, "/settle", &typed(&[("remark", " "), ("to", "returned")]), ("写明意见。", None)).unwrap();
        assert_eq!(out.find("id=\"again\"").map(|n| n > out.find("approved").unwrap()), Some(true), "{out}");
        assert_eq!(out.matches("id=\"again\"").count(), 1);
    }
}
