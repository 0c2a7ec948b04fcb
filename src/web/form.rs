//! What a browser sends: fields of a form, and files. Both are taken only with the value that our own page carried.

use super::again::Typed;
use super::error::WebError;
use super::guard::{Me, smaller_zh, too_large};
use super::secret::equal;
use super::state::Shared;
use crate::base::day::{Day, read_date};
use crate::intake::Limits;
use crate::report::clean::neutral;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::response::IntoResponse;

/// Files in one request.
const FILES_MAX: usize = 20;
/// Text fields in one request.
const FIELDS_MAX: usize = 4_000;

/// The fields of a form, in order.
#[derive(Debug, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// The first value of a field; empty where there is none.
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(n, _)| n == name).map_or("", |(_, v)| v.as_str())
    }

    /// The first value of a field, outer spaces cut; `None` where nothing was entered.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        Some(self.get(name).trim()).filter(|v| !v.is_empty())
    }

    /// All values of a field.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, v)| v.as_str())
    }

    /// Names of all fields, in order.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(n, _)| n.as_str())
    }

    /// A form as somebody would fill it in.
    #[cfg(test)]
    pub(super) fn of(fields: &[(&str, &str)]) -> Self {
        Self(fields.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect())
    }

    fn checked(self, me: &Me) -> Result<Self, WebError> {
        if !me.csrf.is_empty() && equal(self.get("csrf"), &me.csrf) { Ok(self) } else { Err(stale()) }
    }
}

/// A day as people write it, with its year: 2022-08-01, 2022年8月1日, 2022.8.1.
pub(crate) fn a_day(text: &str) -> Option<Day> {
    read_date(text)?.day(None)
}

/// What somebody typed, without characters that have no shape of their own; passwords are taken as they are.
fn cleaned((name, text): (String, String)) -> (String, String) {
    let secret = matches!(name.as_str(), "password" | "old" | "new" | "again");
    let text = if secret { text } else { neutral(&text) };
    (name, text)
}

fn stale() -> WebError {
    WebError { stale: true, ..WebError::forbidden("这个页面已经过期，没有执行。请返回上一页，刷新后再提交。") }
}

fn me(request: &Request) -> Result<Me, WebError> {
    request.extensions().get::<Me>().cloned().ok_or_else(|| WebError::ours("a form stands outside the guard"))
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = WebError;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebError> {
        let me = me(&request)?;
        let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
        let axum::Form(list) = axum::Form::<Vec<(String, String)>>::from_request(request, state).await.map_err(|e| {
            let status = e.into_response().status();
            if status == StatusCode::PAYLOAD_TOO_LARGE {
                too_large(0)
            } else {
                WebError::refused("表单读不出，请返回上一页重新填写。")
            }
        })?;
        let fields = Self(list.into_iter().map(cleaned).collect());
        typed.keep(&fields.0);
        fields.checked(&me)
    }
}

/// A file that came.
#[derive(Debug)]
pub(crate) struct SentFile {
    /// Name of the field in which it came.
    pub(crate) field: String,
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// The fields and files of a form with files.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) fields: Fields,
    pub(crate) files: Vec<SentFile>,
}

/// Reads a form with files: at most `file_max` bytes per file. The form's value must come before the first file. Of a form that is refused the
/// files are read and thrown away, so that what was typed can be given back.
pub(crate) async fn parcel(portal: &Shared, request: Request, file_max: u64) -> Result<Parcel, WebError> {
    let me = me(&request)?;
    let typed = request.extensions().get::<Typed>().cloned().unwrap_or_default();
    let mut permit = Some(portal.receiving.acquire().await.map_err(|_| WebError::ours("uploads are closed"))?);
    let mut parts = Multipart::from_request(request, &()).await.map_err(|_| WebError::refused("上传的内容读不出，请重新选择文件。"))?;
    let mut out = Parcel { fields: Fields::default(), files: Vec::new() };
    let mut trusted = me.token.is_some();
    let mut fault: Option<WebError> = None;
    loop {
        let part = parts.next_field().await.map_err(|e| broken(&e, file_max))?;
        let Some(mut part) = part else { break };
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file_name) = part.file_name().map(str::to_owned) else {
            let text = part.text().await.map_err(|e| broken(&e, file_max))?;
            trusted = trusted || (name == "csrf" && !me.csrf.is_empty() && equal(&text, &me.csrf));
            if out.fields.0.len() < FIELDS_MAX {
                out.fields.0.push(cleaned((name, text)));
            }
            continue;
        };
        if !trusted {
            fault.get_or_insert_with(stale);
        }
        let mut bytes = Vec::new();
        while let Some(piece) = part.chunk().await.map_err(|e| broken(&e, file_max))? {
            let large = || format!("“{}”太大：{}。", neutral(&file_name), smaller_zh(file_max));
            if bytes.len() as u64 + piece.len() as u64 > file_max {
                fault.get_or_insert_with(|| WebError::new(StatusCode::PAYLOAD_TOO_LARGE, large()).at("file"));
            }
            if fault.is_some() {
                // What comes now is not kept: others need not wait for it.
                (bytes, permit) = (Vec::new(), None);
            } else {
                bytes.extend_from_slice(&piece);
            }
        }
        // An empty file field is what a browser sends where nothing was chosen.
        if fault.is_some() || bytes.is_empty() && file_name.is_empty() {
            continue;
        }
        if out.files.len() >= FILES_MAX {
            return Err(WebError::refused(format!("一次最多传 {FILES_MAX} 个文件。")));
        }
        portal.metrics.upload(bytes.len() as u64);
        out.files.push(SentFile { field: name, name: file_name, bytes });
    }
    drop(permit);
    typed.keep(&out.fields.0);
    if !trusted {
        fault.get_or_insert_with(stale);
    }
    fault.map_or(Ok(out), Err)
}

fn broken(e: &axum::extract::multipart::MultipartError, file_max: u64) -> WebError {
    if e.status() == StatusCode::PAYLOAD_TOO_LARGE {
        too_large(file_max)
    } else {
        WebError::refused("上传中断，没有收到完整的文件；请重新上传。")
    }
}

/// Largest table. Unit: bytes.
pub(crate) fn table_max() -> u64 {
    Limits::portal().bytes
}
