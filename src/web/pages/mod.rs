//! Pages: each a struct that a template fills, one file per page.

pub(super) mod accept;
pub(super) mod account;
pub(super) mod attachments;
pub(super) mod belonging;
pub(super) mod campaign;
pub(super) mod collecting;
mod consequences;
pub(super) mod correcting;
pub(super) mod decide;
pub(super) mod definitions;
pub(super) mod entering;
pub(super) mod fill;
pub(super) mod hand_in;
pub(super) mod home;
pub(super) mod journal;
mod new_works;
pub(super) mod people;
pub(super) mod questions;
pub(super) mod reporting;
pub(super) mod reports;
pub(super) mod review;
pub(super) mod rules;
pub(super) mod sources;
pub(super) mod texts;
pub(super) mod upload;
pub(super) mod week;
pub(super) mod works;

use super::error::WebError;
use super::guard::Me;
use super::secret;
use crate::base::day::Moment;
use crate::ledger::{Change, Event};
use axum::body::Body;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{Html, IntoResponse, Redirect, Response};

/// A filled template as an answer.
pub(super) fn html(page: &impl askama::Template) -> Result<Response, WebError> {
    Ok(Html(page.render()?).into_response())
}

/// Back to a page after something was done, so that reloading does it no second time.
pub(super) fn to(path: &str) -> Response {
    Redirect::to(path).into_response()
}

/// Back to a page with a sentence about what was done. The guard seals it for the session that did it ([`sealed`]).
pub(super) fn to_with(path: &str, done: &str) -> Response {
    let mut response = to(path);
    response.extensions_mut().insert(Said { path: path.to_owned(), done: done.to_owned() });
    response
}

/// What a redirect will say, before it is sealed.
#[derive(Debug, Clone)]
struct Said {
    path: String,
    done: String,
}

/// A redirect with its sentence in the address, sealed: in another session, and as a link with a sentence of somebody else's, it says nothing.
pub(super) fn sealed(mut response: Response, session: &str) -> Response {
    let Some(Said { path, done }) = response.extensions_mut().remove::<Said>() else { return response };
    let sign = if path.contains('?') { '&' } else { '?' };
    let seal = secret::seal(session, &done).unwrap_or_default();
    to(&format!("{path}{sign}done={seal}.{}", super::encode(&done)))
}

/// A file to keep: never shown in the browser, whatever is in it.
pub(super) fn download(name: &str, kind: &'static str, bytes: impl Into<Body>) -> Response {
    let value = format!("attachment; filename=\"download\"; filename*=UTF-8''{}", super::encode(&name.replace('/', "_")));
    ([(CONTENT_TYPE, kind.to_owned()), (CONTENT_DISPOSITION, value)], bytes.into()).into_response()
}

/// The workbook type.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// Writes down what somebody did.
pub(super) fn note(change: &Change<'_>, at: Moment, me: &Me, what: &str, subject: &str) -> Result<(), WebError> {
    let event = Event {
        at,
        person: me.who.as_ref().map(|w| w.id),
        what: what.to_owned(),
        subject: subject.chars().take(200).collect(),
        address: me.address.clone(),
    };
    Ok(change.event(&event)?)
}

/// The sentence that a redirect brought, where there is one.
#[derive(Debug, Default, serde::Deserialize)]
pub(super) struct Done {
    #[serde(rename = "done")]
    pub(super) told: Option<String>,
    pub(super) week: Option<String>,
    pub(super) campaign: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) page: Option<usize>,
    /// What was typed before and is to be mended.
    pub(super) from: Option<i64>,
    /// What an attachment will be tied to.
    pub(super) about: Option<String>,
}

impl Done {
    /// What was done, as this program said it to this session ([`to_with`]), cut: it is shown as text and nothing else.
    pub(super) fn said(&self, me: &Me) -> Option<String> {
        let (seal, text) = self.told.as_deref()?.split_once('.')?;
        let own = secret::seal(&me.session, text).is_some_and(|s| secret::equal(&s, seal));
        Some(text).filter(|_| own).map(|d| crate::base::text::clip(&crate::report::clean::neutral(d), 200)).filter(|d| !d.is_empty())
    }
}
