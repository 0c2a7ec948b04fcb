//! Our own styles and scripts, inside the program. Nothing else is ever loaded by a page. Their addresses hold what they say, so that a
//! browser keeps them for good and yet never shows a page of a newer program with the styles of an older one.

use super::error::WebError;
use crate::base::digest::Digest;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::sync::LazyLock;

/// Name, ending, type, text.
type File = (&'static str, &'static str, &'static str, &'static str);

const FILES: [File; 3] = [
    ("portal", "css", "text/css; charset=utf-8", include_str!("assets/portal.css")),
    ("portal", "js", "text/javascript; charset=utf-8", include_str!("assets/portal.js")),
    ("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

/// The names of the files in their present wording: `portal-0c7a91d2.css`.
static NAMES: LazyLock<[String; 3]> = LazyLock::new(|| {
    FILES.map(|(stem, ending, _, text)| format!("{stem}-{}.{ending}", Digest::of(text.as_bytes()).short().replace(' ', "")))
});

/// The address of the file with this ending.
pub(super) fn address(ending: &str) -> String {
    let found = FILES.iter().zip(NAMES.iter()).find(|((_, e, _, _), _)| *e == ending);
    format!("/assets/{}", found.map_or("", |(_, name)| name))
}

/// One of them. A page that was loaded before the program was renewed may still ask under an older name: it gets the file as it is now,
/// and nobody keeps that.
pub(super) async fn file(Path(asked): Path<String>) -> Result<Response, WebError> {
    let is = |(stem, ending, _, _): &File| {
        let rest = asked.strip_prefix(stem).and_then(|r| r.strip_suffix(ending)).and_then(|r| r.strip_suffix('.'));
        rest.is_some_and(|r| r.is_empty() || r.starts_with('-'))
    };
    let ((_, _, kind, text), name) = FILES.iter().zip(NAMES.iter()).find(|(f, _)| is(f)).ok_or_else(WebError::missing)?;
    let keep = if *name == asked { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(([(CONTENT_TYPE, *kind), (CACHE_CONTROL, keep)], *text).into_response())
}
