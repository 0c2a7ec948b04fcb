//! Our own styles and scripts, inside the program. Nothing else is ever loaded by a page.

use super::error::WebError;
use axum::extract::Path;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

const FILES: [(&str, &str, &str); 3] = [
    ("portal.css", "text/css; charset=utf-8", include_str!("assets/portal.css")),
    ("portal.js", "text/javascript; charset=utf-8", include_str!("assets/portal.js")),
    ("icon.svg", "image/svg+xml", include_str!("assets/icon.svg")),
];

/// One of them.
pub(super) async fn file(Path(name): Path<String>) -> Result<Response, WebError> {
    let (_, kind, text) = FILES.iter().find(|(n, _, _)| *n == name).ok_or_else(WebError::missing)?;
    Ok(([(CONTENT_TYPE, *kind), (CACHE_CONTROL, "public, max-age=600")], *text).into_response())
}
