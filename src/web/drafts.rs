//! What somebody typed when the session had run out: kept in memory for that person, given back after signing in again ([`super::again`]).
//! Nothing of it is stored, no file and no secret is kept, and nobody else gets it.

use super::again::{self, Typed};
use super::error::WebError;
use super::form::{Fields, parcel};
use super::guard::{Me, SESSION, cookie, nobody};
use super::pages::to;
use super::routes::{Route, find};
use super::secret;
use super::state::Shared;
use crate::base::day::Moment;
use axum::body::Body;
use axum::extract::{DefaultBodyLimit, FromRequest, Request, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{Method, StatusCode, request::Parts};
use axum::response::Response;
use std::sync::{Mutex, PoisonError};

/// Where a draft is given back.
pub(super) const PATH: &str = "/again";
/// How long it is kept. Unit: seconds.
const KEPT_SECS: i64 = 3600;
/// So many are kept; the oldest make room.
const DRAFTS_MAX: usize = 40;
/// Names and values of one together, at most. Unit: bytes.
const BYTES_MAX: usize = 1_000_000;

/// Names and values, in order.
type Pairs = Vec<(String, String)>;

/// A form that somebody sent and must send again.
#[derive(Debug, Clone)]
struct Draft {
    person: i64,
    at: Moment,
    parts: Parts,
    params: Pairs,
    typed: Pairs,
}

/// Those kept, one for each person.
#[derive(Debug, Default)]
pub(super) struct Drafts(Mutex<Vec<Draft>>);

impl Drafts {
    fn add(&self, draft: Draft) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|d| d.person != draft.person && draft.at.0 - d.at.0 < KEPT_SECS);
        all.push(draft);
        let over = all.len().saturating_sub(DRAFTS_MAX);
        all.drain(..over);
    }

    fn of(&self, person: i64, now: Moment) -> Option<Draft> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|d| d.person == person && now.0 - d.at.0 < KEPT_SECS).cloned()
    }
}

/// Keeps what a form of a session that ran out brings, where the form is one of that session's own pages. Where to sign in: there it is
/// said what becomes of the form; and from there it goes to the draft, or to the page on which the form stood.
pub(super) async fn keep(portal: &Shared, route: &Route, form: (Parts, Pairs), body: Body) -> String {
    let files = with_files(&form.0);
    let page = page_of(route.path, form.0.uri.path());
    if kept(portal, route, form, body).await {
        return format!("/login?next={}", super::encode(PATH));
    }
    // Who signs out loses nothing.
    let lost = if route.path == "/logout" {
        ""
    } else if files {
        "&lost=files"
    } else {
        "&lost=form"
    };
    format!("/login?next={}{lost}", super::encode(&page))
}

fn with_files(parts: &Parts) -> bool {
    parts.headers.get(CONTENT_TYPE).is_some_and(|v| v.as_bytes().starts_with(b"multipart/"))
}

/// Whether a form could be laid aside.
async fn kept(portal: &Shared, route: &Route, (mut parts, params): (Parts, Pairs), body: Body) -> bool {
    let Some((person, csrf)) = whose(portal, &parts).await else { return false };
    let typed = Typed::default();
    parts.extensions.insert(Me { csrf, ..nobody(String::new()) });
    parts.extensions.insert(typed.clone());
    let mut request = Request::from_parts(parts.clone(), body);
    DefaultBodyLimit::max(usize::try_from(route.body_max).unwrap_or(usize::MAX)).apply(&mut request);
    let fault = if with_files(&parts) { parcel(portal, request, 0).await.err() } else { Fields::from_request(request, &()).await.err() };
    let typed = typed.taken();
    let bytes: usize = typed.iter().map(|(n, v)| n.len() + v.len()).sum();
    if fault.is_some_and(|e| e.stale) || typed.is_empty() || bytes > BYTES_MAX {
        return false;
    }
    portal.drafts.add(Draft { person, at: portal.now(), parts, params, typed });
    true
}

/// Who was signed in, and what the forms of that session carry.
async fn whose(portal: &Shared, parts: &Parts) -> Option<(i64, String)> {
    let token = cookie(&parts.headers, SESSION)?;
    let (digest, now) = (secret::digest(token), portal.now());
    let person = portal.read(move |_, app| Ok(app.ledger.session_owner(&digest, now)?)).await.ok()??;
    Some((person.id, secret::form_token(token)))
}

/// The page on which a form stands, as far as its address tells.
fn page_of(pattern: &str, path: &str) -> String {
    let (mut pattern, mut path) = (pattern, path);
    while !pattern.is_empty() && find(&Method::GET, pattern).is_none() {
        pattern = pattern.rsplit_once('/').map_or("", |(p, _)| p);
        path = path.rsplit_once('/').map_or("", |(p, _)| p);
    }
    if path.is_empty() { "/".to_owned() } else { path.to_owned() }
}

/// The form as it was typed, to be sent again.
pub(super) async fn page(State(portal): State<Shared>, me: Me) -> Result<Response, WebError> {
    let person = me.who()?.id;
    let Some(mut draft) = portal.drafts.of(person, portal.now()) else { return Ok(to("/")) };
    draft.parts.extensions.insert(me.clone());
    let typed = Typed::default();
    typed.keep(&draft.typed);
    let say = WebError::new(StatusCode::OK, "登录过期了，还没有提交；核对后再提交一次。");
    let page = again::page(&portal, &me, (&draft.parts, &draft.params), &typed, &say).await;
    page.ok_or_else(|| WebError::refused("重新登录以前填写的表单现在没有了：它的页面已经变化。请从上面的栏目重新进入。"))
}
