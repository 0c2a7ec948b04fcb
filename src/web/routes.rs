//! Every address of the portal in one table: who may come, what ids in it mean, how much may be sent. A page without a row does not exist.

use super::pages::{
    accept, account, attachments, belonging, campaign, collecting, correcting, decide, definitions, entering, fill, hand_in, home, journal,
    people, questions, reporting, reports, rules, sources, texts, upload, week, works,
};
use super::state::Shared;
use super::{api, assets, drafts};
use crate::app::portal::{Role, Unit};
use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::handler::Handler;
use axum::http::Method;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use std::sync::LazyLock;

/// Who may come at all; what they may see there is asked for each id in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Everybody, signed in or not.
    Open,
    /// Everybody signed in.
    SignedIn,
    /// Everybody signed in, also with a first password.
    Password,
    /// The department, partners, leaders: whoever follows the programme.
    Readers,
    /// 管理员, 工作人员, 领导.
    Overview,
    /// 管理员 and 工作人员.
    Staff,
    /// 管理员, 人社厅 and 应急厅: who settle questions.
    Settlers,
    /// 管理员 and 人社厅: who settle what concerns all.
    Chief,
    /// 管理员 and 工作人员, and 合作媒体.
    Reporting,
    /// Who may hand in: partners, and those who do it for them.
    HandIn,
    /// 管理员.
    Admin,
    /// Programs with a token; reading also with a session.
    Programs,
}

impl Access {
    /// Whether a role may come.
    pub fn lets(self, role: &Role) -> bool {
        let staff = matches!(role, Role::Admin | Role::Staff(_));
        let settles = matches!(role, Role::Admin | Role::Staff(Unit::Renshe | Unit::Yingji));
        match self {
            Self::Open | Self::SignedIn | Self::Password | Self::Programs | Self::Readers => true,
            Self::Overview => staff || matches!(role, Role::Leader),
            Self::Staff => staff,
            Self::Settlers => settles,
            Self::Chief => matches!(role, Role::Admin | Role::Staff(Unit::Renshe)),
            Self::Reporting => staff || matches!(role, Role::Partner(_)),
            Self::HandIn => settles || matches!(role, Role::Partner(_)),
            Self::Admin => matches!(role, Role::Admin),
        }
    }

    /// Whether a token is asked for.
    pub(super) fn is_for_programs(self) -> bool {
        self == Self::Programs
    }
}

/// What is done to the thing named in the address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Looked at.
    Read,
    /// Files are handed in.
    HandIn,
    /// It is decided.
    Settle,
}

/// One address.
#[derive(Debug)]
pub struct Route {
    /// `GET` or `POST`.
    pub method: Method,
    /// As axum writes it, with `{names}`.
    pub path: &'static str,
    /// Who may come.
    pub access: Access,
    /// What is done there.
    pub act: Act,
    /// Largest body. Unit: bytes.
    pub body_max: u64,
    handler: fn() -> MethodRouter<Shared>,
}

impl Route {
    /// What stands at the address, without the guard before it.
    pub(super) async fn answer(&self, portal: &Shared, request: Request) -> Response {
        Handler::call((self.handler)(), request, portal.clone()).await
    }
}

/// A form.
const FORM: u64 = 256 * 1024;
/// Files: four of the largest tables at once.
const FILES: u64 = 42_000_000;
/// Attachments.
const ATTACHMENT: u64 = 21_000_000;

fn read(path: &'static str, access: Access, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { method: Method::GET, path, access, act: Act::Read, body_max: 0, handler }
}

fn form(path: &'static str, access: Access, act: Act, body_max: u64, handler: fn() -> MethodRouter<Shared>) -> Route {
    Route { method: Method::POST, path, access, act, body_max, handler }
}

static ROUTES: LazyLock<Vec<Route>> = LazyLock::new(|| {
    vec![
        read("/assets/{name}", Access::Open, || get(assets::file)),
        read("/login", Access::Open, || get(account::login_page)),
        form("/login", Access::Open, Act::Read, FORM, || post(account::login)),
        form("/logout", Access::Password, Act::Read, FORM, || post(account::logout)),
        read("/password", Access::Password, || get(account::password_page)),
        form("/password", Access::Password, Act::Read, FORM, || post(account::password)),
        read("/start/{secret}", Access::Open, || get(account::start_page)),
        form("/start/{secret}", Access::Open, Act::Read, FORM, || post(account::start)),
        read("/s/{secret}", Access::Open, || get(reports::shared)),
        read("/s/{secret}/{file}", Access::Open, || get(reports::shared_file)),
        read("/again", Access::SignedIn, || get(drafts::page)),
        read("/", Access::SignedIn, || get(home::home)),
        read("/week", Access::Overview, || get(week::page)),
        read("/campaigns/{campaign}", Access::Readers, || get(campaign::page)),
        read("/campaigns/{campaign}/targets/{target}", Access::Readers, || get(sources::target)),
        form("/campaigns/{campaign}/marks", Access::Settlers, Act::Settle, FORM, || post(campaign::marks)),
        form("/campaigns/{campaign}/log", Access::Settlers, Act::Settle, FORM, || post(entering::log)),
        form("/campaigns/{campaign}/log/{entry}/withdraw", Access::Settlers, Act::Settle, FORM, || post(entering::withdraw)),
        read("/campaigns/{campaign}/correct", Access::Settlers, || get(correcting::find)),
        read("/campaigns/{campaign}/correct/{placement}/{metric}/{day}", Access::Settlers, || get(correcting::page)),
        form("/campaigns/{campaign}/correct/{placement}/{metric}/{day}", Access::Settlers, Act::Settle, FORM, || post(correcting::correct)),
        form("/campaigns/{campaign}/correct/{placement}/{metric}/{day}/withdraw", Access::Settlers, Act::Settle, FORM, || {
            post(correcting::withdraw)
        }),
        read("/sources/{import}/{file}/{sheet}/{row}", Access::Readers, || get(sources::row)),
        read("/accept", Access::Readers, || get(accept::list)),
        read("/accept/{campaign}", Access::Readers, || get(accept::page)),
        read("/reporting", Access::Reporting, || get(reporting::list)),
        read("/reporting/{partner}", Access::Reporting, || get(hand_in::partner)),
        read("/reporting/{partner}/template/{form}", Access::Reporting, || get(reporting::template)),
        read("/reporting/{partner}/{week}", Access::Reporting, || get(hand_in::week)),
        form("/reporting/{partner}/{week}/files", Access::HandIn, Act::HandIn, FILES, || post(hand_in::receive)),
        form("/reporting/{partner}/{week}/hand-in", Access::HandIn, Act::HandIn, FORM, || post(hand_in::hand_in)),
        form("/reporting/{partner}/{week}/settle", Access::Settlers, Act::Settle, FORM, || post(hand_in::settle)),
        read("/reporting/{partner}/{week}/fill", Access::HandIn, || get(fill::page)),
        form("/reporting/{partner}/{week}/fill", Access::HandIn, Act::HandIn, 1_000_000, || post(fill::send)),
        read("/uploads/{upload}", Access::Reporting, || get(upload::page)),
        read("/uploads/{upload}/annotated", Access::Reporting, || get(upload::annotated)),
        read("/uploads/{upload}/original", Access::Reporting, || get(upload::original)),
        form("/uploads/{upload}/say", Access::HandIn, Act::HandIn, FORM, || post(decide::say)),
        form("/uploads/{upload}/repair", Access::HandIn, Act::HandIn, FORM, || post(decide::repair)),
        form("/uploads/{upload}/belongs", Access::HandIn, Act::HandIn, FORM, || post(decide::belongs)),
        read("/uploads/{upload}/belongs/{channel}", Access::HandIn, || get(belonging::page)),
        form("/uploads/{upload}/belongs/{channel}", Access::HandIn, Act::HandIn, FORM, || post(belonging::some)),
        form("/uploads/{upload}/columns", Access::HandIn, Act::HandIn, FORM, || post(decide::columns)),
        form("/uploads/{upload}/take", Access::HandIn, Act::HandIn, FORM, || post(decide::take)),
        form("/uploads/{upload}/withdraw", Access::HandIn, Act::HandIn, FORM, || post(decide::withdraw)),
        form("/uploads/{upload}/undo", Access::HandIn, Act::HandIn, FORM, || post(decide::undo)),
        read("/attachments", Access::Readers, || get(attachments::list)),
        form("/attachments", Access::HandIn, Act::HandIn, ATTACHMENT, || post(attachments::receive)),
        read("/attachments/{attachment}", Access::Readers, || get(attachments::file)),
        form("/attachments/{attachment}/check", Access::Settlers, Act::Settle, FORM, || post(attachments::check)),
        read("/questions", Access::Reporting, || get(questions::page)),
        form("/questions", Access::Settlers, Act::Settle, FORM, || post(questions::batch)),
        form("/questions/{question}/comment", Access::HandIn, Act::HandIn, ATTACHMENT, || post(questions::comment)),
        form("/questions/{question}", Access::Settlers, Act::Settle, FORM, || post(questions::answer)),
        read("/rules", Access::Overview, || get(rules::page)),
        read("/rules/sheet", Access::Overview, || get(rules::sheet)),
        form("/rules/{rule}", Access::Chief, Act::Settle, FORM, || post(rules::sign)),
        form("/questions/answers/{answer}/withdraw", Access::Settlers, Act::Settle, FORM, || post(questions::withdraw)),
        form("/rules/{rule}/withdraw", Access::Chief, Act::Settle, FORM, || post(entering::withdraw_signature)),
        read("/works", Access::Staff, || get(works::page)),
        read("/reports", Access::Overview, || get(reports::page)),
        form("/reports", Access::Chief, Act::Settle, FORM, || post(reports::make)),
        form("/reports/{week}/share", Access::Chief, Act::Settle, FORM, || post(reports::share)),
        form("/links/{link}/close", Access::Chief, Act::Settle, FORM, || post(reports::unshare)),
        read("/reports/{week}/{file}", Access::Overview, || get(reports::file)),
        read("/texts", Access::Staff, || get(texts::page)),
        read("/collecting", Access::Staff, || get(collecting::page)),
        form("/collecting/{collector}/{channel}/dry", Access::Settlers, Act::Settle, FORM, || post(collecting::dry)),
        read("/definitions", Access::Staff, || get(definitions::page)),
        read("/journal", Access::Staff, || get(journal::page)),
        read("/people", Access::Admin, || get(people::page)),
        form("/people", Access::Admin, Act::Settle, FORM, || post(people::add)),
        form("/people/{person}", Access::Admin, Act::Settle, FORM, || post(people::change)),
        form("/tokens", Access::Admin, Act::Settle, FORM, || post(people::add_token)),
        form("/tokens/{token}/close", Access::Admin, Act::Settle, FORM, || post(people::close_token)),
        read("/metrics", Access::Programs, || get(api::metrics)),
        read("/api/v1/openapi.json", Access::Open, || get(api::openapi)),
        read("/api/v1/programme", Access::Programs, || get(api::programme)),
        read("/api/v1/campaigns", Access::Programs, || get(api::campaigns)),
        read("/api/v1/campaigns/{campaign}", Access::Programs, || get(api::campaign)),
        read("/api/v1/campaigns/{campaign}/works", Access::Programs, || get(api::works)),
        read("/api/v1/campaigns/{campaign}/observations", Access::Programs, || get(api::observations)),
        read("/api/v1/runs", Access::Programs, || get(api::runs)),
        read("/api/v1/submissions", Access::Programs, || get(api::submissions)),
        form("/api/v1/uploads", Access::Programs, Act::HandIn, FILES, || post(api::upload)),
    ]
});

/// The table.
pub fn routes() -> &'static [Route] {
    &ROUTES
}

/// The row of an address.
pub(super) fn find(method: &Method, path: &str) -> Option<&'static Route> {
    let method = if *method == Method::HEAD { &Method::GET } else { method };
    ROUTES.iter().find(|r| r.method == *method && r.path == path)
}

/// The router made of the table.
pub(super) fn router(portal: &Shared) -> Router<Shared> {
    let missing = || async { super::error::WebError::missing() };
    ROUTES
        .iter()
        .fold(Router::new(), |router, r| {
            let limit = usize::try_from(r.body_max).unwrap_or(usize::MAX);
            router.route(r.path, (r.handler)().layer(DefaultBodyLimit::max(limit)))
        })
        .fallback(missing)
        .layer(axum::middleware::from_fn_with_state(portal.clone(), super::guard::guard))
}
