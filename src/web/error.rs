//! What a visitor reads when something cannot be shown, and what the log keeps of it. The two never mix.

use crate::app::AppError;
use crate::base::chain::chain;
use crate::base::disk::FULL;
use crate::ledger::LedgerError;
use crate::report::ReportError;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

/// A request that has no normal answer.
#[derive(Debug)]
pub(crate) struct WebError {
    pub(crate) status: StatusCode,
    /// For the visitor: what is the matter and what to do.
    pub(crate) say: String,
    /// For the log, where it is our fault.
    pub(crate) log: Option<String>,
    /// The field of the form that it is about, where it is about one.
    pub(crate) field: Option<&'static str>,
    /// The page from which it came had run out: nothing is wrong with what was typed.
    pub(crate) stale: bool,
}

impl WebError {
    pub(crate) fn new(status: StatusCode, say: impl Into<String>) -> Self {
        Self { status, say: say.into(), log: None, field: None, stale: false }
    }

    /// Not there, or not for this visitor: the same answer, so that nothing is given away.
    pub(crate) fn missing() -> Self {
        Self::new(StatusCode::NOT_FOUND, "没有这个页面，或您的账号不能看它。")
    }

    pub(crate) fn refused(say: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, say)
    }

    /// The same about one field of the form.
    pub(crate) fn at(self, field: &'static str) -> Self {
        Self { field: Some(field), ..self }
    }

    pub(crate) fn forbidden(say: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, say)
    }

    /// Our fault.
    pub(crate) fn ours(log: impl Into<String>) -> Self {
        Self {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            say: "程序出了问题，这次操作没有完成，已有数据没有受影响。请稍后再试；仍不行时，把下面的编号告诉管理员。".to_owned(),
            log: Some(log.into()),
            field: None,
            stale: false,
        }
    }

    /// Whether the form comes back filled in: a field or a file was refused, or its page had run out.
    pub(super) fn gives_back(&self) -> bool {
        self.stale || matches!(self.status, StatusCode::UNPROCESSABLE_ENTITY | StatusCode::PAYLOAD_TOO_LARGE)
    }

    /// The disk takes no more.
    fn full(log: String) -> Self {
        let say = format!("{FULL}，这次什么也没有保存，已有数据没有受影响。请告诉管理员腾出空间，然后重新提交。");
        Self { log: Some(log), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, say) }
    }

    pub(crate) fn title(&self) -> &'static str {
        match self.status.as_u16() {
            403 => "不能这样操作",
            404 => "没有这个页面",
            405 => "不能这样打开",
            410 => "链接已失效",
            413 => "文件太大",
            422 | 400 => "没有完成",
            429 => "请稍后再试",
            503 => "暂时不能用",
            408 => "等得太久",
            _ => "程序出了问题",
        }
    }
}

impl From<AppError> for WebError {
    fn from(e: AppError) -> Self {
        match e {
            AppError::Usage(say) => Self::refused(say),
            AppError::Ledger(e) => Self::from(e),
            AppError::Disk(e) if e.is_full() => Self::full(format!("{}（{e:?}）", chain(&e))),
            other => Self::ours(chain(&other)),
        }
    }
}

impl From<LedgerError> for WebError {
    fn from(e: LedgerError) -> Self {
        if e.is_of_the_disk() {
            return Self::full(format!("{}（{e:?}）", chain(&e)));
        }
        Self::ours(chain(&e))
    }
}

impl From<ReportError> for WebError {
    fn from(e: ReportError) -> Self {
        Self::ours(chain(&e))
    }
}

impl From<super::secret::SecretError> for WebError {
    fn from(e: super::secret::SecretError) -> Self {
        Self::ours(chain(&e))
    }
}

impl From<askama::Error> for WebError {
    fn from(e: askama::Error) -> Self {
        Self::ours(format!("a page could not be filled: {e}"))
    }
}

impl IntoResponse for WebError {
    /// The bare answer; the guard lays it out as a page or as JSON.
    fn into_response(self) -> Response {
        let mut response = (self.status, self.say.clone()).into_response();
        response.extensions_mut().insert(std::sync::Arc::new(self));
        response
    }
}
