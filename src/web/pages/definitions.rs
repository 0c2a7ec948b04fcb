//! 定义: the files that say what is counted, with the problems that a check finds in them.

use super::html;
use crate::base::diag::Diagnostic;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

#[derive(Template)]
#[template(path = "definitions.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    files: Vec<(String, String, usize)>,
    found: Vec<(&'static str, String, String)>,
}

pub(crate) async fn page(State(p): State<Shared>, me: Me) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let line = |d: &Diagnostic| {
            (d.severity.zh(), format!("{} {}", d.place.file, d.place.row.map_or_else(String::new, |r| format!("第{r}行"))), d.zh_line())
        };
        html(&Page {
            shell: Shell::new(p, app, &me, "定义", "/definitions")?,
            files: app.defs.files.iter().map(|f| (f.path.clone(), f.digest.short(), f.text.lines().count())).collect(),
            found: p.found.iter().map(line).collect(),
        })
    })
    .await
}
