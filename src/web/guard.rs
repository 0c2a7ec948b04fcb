//! Before a request reaches its page: its size, where it comes from, who sends it, whether they may, whether the thing named in the address
//! is theirs. After it: headers, the error as a page, a line in the log.

use super::again::{self, Typed};
use super::drafts;
use super::error::WebError;
use super::form::table_max;
use super::listen::Peer;
use super::pages::attachments::BYTES_MAX as ATTACHMENT_MAX;
use super::pages::sealed;
use super::routes::{Access, Act, Route, find};
use super::state::Shared;
use super::{secret, shell};
use crate::app::App;
use crate::app::portal::{Role, Who};
use crate::base::id::{CampaignId, ChannelId, ImportId, PartnerId};
use axum::body::Body;
use axum::extract::{ConnectInfo, FromRequestParts, MatchedPath, RawPathParams, Request, State};
use axum::http::header::{
    AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_LENGTH, CONTENT_SECURITY_POLICY, CONTENT_TYPE, COOKIE, HOST, HeaderName, ORIGIN,
    REFERRER_POLICY, RETRY_AFTER, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, request::Parts};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// The cookie of a session.
pub(super) const SESSION: &str = "reach_session";
/// The cookie that ties a form to its browser before anybody signed in.
pub(super) const FORM: &str = "reach_form";
/// A session ends after this much quiet. Unit: seconds.
pub(super) const IDLE_SECS: i64 = 2 * 3600;
/// A session is noted as alive at most this often. Unit: seconds.
const TOUCH_SECS: i64 = 300;
/// A page is answered within this time or not at all.
const ANSWER_WITHIN: Duration = Duration::from_secs(50);
/// Files may come over a slow line.
const FILES_WITHIN: Duration = Duration::from_mins(5);
/// What a page of ours may load: nothing but our own files.
pub(super) const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Who asks, and what their forms carry.
#[derive(Debug, Clone, Default)]
pub(crate) struct Me {
    /// Signed in as; `None` on pages that are open.
    pub(crate) who: Option<Who>,
    /// What a form must bring back.
    pub(crate) csrf: String,
    /// Digest of the session's secret.
    pub(crate) session: String,
    /// From where.
    pub(crate) address: String,
    /// A program with a token, and whether it may send files.
    pub(crate) token: Option<bool>,
    /// A fresh value for the form cookie, to be set with the answer.
    pub(crate) form_cookie: Option<String>,
}

impl Me {
    /// Whoever is signed in. The guard has seen to it that somebody is.
    pub(crate) fn who(&self) -> Result<&Who, WebError> {
        self.who.as_ref().ok_or_else(WebError::missing)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Me {
    type Rejection = WebError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, WebError> {
        parts.extensions.get::<Self>().cloned().ok_or_else(|| WebError::ours("a page stands outside the guard"))
    }
}

static REQUESTS: AtomicU64 = AtomicU64::new(1);

/// The middleware of every route.
pub(super) async fn guard(State(portal): State<Shared>, request: Request, next: Next) -> Response {
    let start = super::instant();
    let at = portal.now();
    let number = format!("{:x}-{:x}", at.0, REQUESTS.fetch_add(1, Ordering::Relaxed));
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let address =
        request.extensions().get::<ConnectInfo<Peer>>().map_or_else(|| "-".to_owned(), |ConnectInfo(Peer(peer))| peer.ip().to_string());
    let as_json = path.starts_with("/api/");
    let (response, me) = answer(&portal, request, next, address.clone()).await;
    let response = sealed(response, me.as_ref().map_or("", |m| m.session.as_str()));
    let mut response = dress(&portal, response, me.as_ref(), &number, as_json);
    let status = response.status().as_u16();
    let millis = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    portal.metrics.request(status, millis);
    let who = me.as_ref().and_then(|m| m.who.as_ref()).map_or(0, |w| w.id);
    // The path of a link with a secret in it is not written down.
    let shown = if path.starts_with("/s/") || path.starts_with("/start/") { "(link)" } else { path.as_str() };
    let shown: String = shown.chars().filter(|c| !c.is_control() && *c != ' ').take(200).collect();
    portal.log.push(at, &format!("{number} {address} {who} {method} {shown} {status} {millis}ms"));
    let headers = response.headers_mut();
    let mut put = |name: HeaderName, value: &'static str| {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    };
    put(CONTENT_SECURITY_POLICY, POLICY);
    put(X_CONTENT_TYPE_OPTIONS, "nosniff");
    put(X_FRAME_OPTIONS, "DENY");
    put(REFERRER_POLICY, "same-origin");
    put(CACHE_CONTROL, "no-store");
    put(HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    put(HeaderName::from_static("cross-origin-resource-policy"), "same-origin");
    put(HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    if let Ok(value) = HeaderValue::from_str(&number) {
        headers.insert("x-request-id", value);
    }
    response
}

async fn answer(portal: &Shared, request: Request, next: Next, address: String) -> (Response, Option<Me>) {
    let route = request.extensions().get::<MatchedPath>().and_then(|m| find(request.method(), m.as_str()));
    let Some(route) = route else {
        let status =
            if request.extensions().get::<MatchedPath>().is_some() { StatusCode::METHOD_NOT_ALLOWED } else { StatusCode::NOT_FOUND };
        let say = if status == StatusCode::NOT_FOUND {
            "没有这个页面；核对网址，或从上面的栏目进入。"
        } else {
            "这个地址不能这样打开。"
        };
        return (WebError::new(status, say).into_response(), identify_only(portal, request.headers(), address).await);
    };
    if let Err(e) = size(request.headers(), route) {
        let mut response = e.into_response();
        // What is still on its way is not read; the connection ends with this answer.
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        return (response, None);
    }
    if *request.method() != Method::GET
        && *request.method() != Method::HEAD
        && let Err(e) = same_origin(request.headers())
    {
        return (e.into_response(), None);
    }
    let (mut parts, body) = request.into_parts();
    let me = match identify(portal, &parts.headers, route, address).await {
        Ok(me) => me,
        Err(e) => return (e.into_response(), None),
    };
    let params = RawPathParams::from_request_parts(&mut parts, &()).await;
    let params: Vec<(String, String)> = params.map(|p| p.iter().map(|(k, v)| (k.to_owned(), v.to_owned())).collect()).unwrap_or_default();
    if me.who.is_none() && route.access != Access::Open && !route.access.is_for_programs() && route.method == Method::POST {
        let to = drafts::keep(portal, route, (parts, params), body).await;
        return (Redirect::to(&to).into_response(), Some(me));
    }
    if let Err(response) = admit(portal, &me, route, &parts, params.clone()).await {
        return (response, Some(me));
    }
    parts.extensions.insert(me.clone());
    let typed = Typed::default();
    parts.extensions.insert(typed.clone());
    let asked = (route.method == Method::POST && !route.access.is_for_programs()).then(|| parts.clone());
    let request = Request::from_parts(parts, body);
    let within = if route.body_max > 1_000_000 { FILES_WITHIN } else { ANSWER_WITHIN };
    let response = match tokio::time::timeout(within, next.run(request)).await {
        Ok(response) => response,
        Err(_) => WebError::new(StatusCode::REQUEST_TIMEOUT, "等得太久，这次请求没有完成；网速慢时请分成几次传。").into_response(),
    };
    let refused = response.extensions().get::<Arc<WebError>>().filter(|e| e.gives_back()).cloned();
    if let (Some(error), Some(parts)) = (refused, asked)
        && let Some(page) = again::page(portal, &me, (&parts, &params), &typed, &error).await
    {
        return (page, Some(me));
    }
    (response, Some(me))
}

/// The declared size against the route's limit, before anything is read.
fn size(headers: &HeaderMap, route: &Route) -> Result<(), WebError> {
    let declared = headers.get(CONTENT_LENGTH).and_then(|v| v.to_str().ok()).and_then(|v| v.parse::<u64>().ok());
    match declared {
        Some(n) if n > route.body_max => Err(too_large(route.body_max)),
        _ => Ok(()),
    }
}

/// How large a table or a scan may be, and what to do with a larger one. Unit: bytes.
pub(super) fn smaller_zh(file_max: u64) -> String {
    if file_max >= ATTACHMENT_MAX {
        format!("单个材料不超过 {} MB，扫描件请降低清晰度，或分成几份上传", ATTACHMENT_MAX / 1_000_000)
    } else {
        format!("单个表格不超过 {} MB，请按月份或渠道分成几个文件", file_max / 1_000_000)
    }
}

/// A body above its limit.
pub(super) fn too_large(max: u64) -> WebError {
    let say = if max >= 2 * ATTACHMENT_MAX {
        format!("一次最多上传 {} MB，请分几次传；{}。", max / 1_000_000, smaller_zh(table_max()))
    } else if max > 1_000_000 {
        format!("{}。", smaller_zh(max))
    } else {
        "提交的内容太长。".to_owned()
    };
    WebError::new(StatusCode::PAYLOAD_TOO_LARGE, say)
}

/// A form that another site sends is refused whatever cookies come with it.
fn same_origin(headers: &HeaderMap) -> Result<(), WebError> {
    let text = |name: HeaderName| headers.get(name).and_then(|v| v.to_str().ok());
    let foreign = || WebError::forbidden("这个请求不是从本站页面发出的，没有执行。");
    if text(HeaderName::from_static("sec-fetch-site")).is_some_and(|s| !matches!(s, "same-origin" | "none")) {
        return Err(foreign());
    }
    let (Some(origin), Some(host)) = (text(ORIGIN), text(HOST)) else { return Ok(()) };
    let from = origin.split_once("://").map_or(origin, |(_, h)| h);
    if from.eq_ignore_ascii_case(host) { Ok(()) } else { Err(foreign()) }
}

pub(super) fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v)
        .filter(|v| v.len() == 64 && v.bytes().all(|b| b.is_ascii_hexdigit()))
}

pub(super) fn nobody(address: String) -> Me {
    Me { who: None, csrf: String::new(), session: String::new(), address, token: None, form_cookie: None }
}

async fn identify(portal: &Shared, headers: &HeaderMap, route: &Route, address: String) -> Result<Me, WebError> {
    let mut me = nobody(address);
    let now = portal.now();
    if route.access.is_for_programs() {
        let secret = headers.get(AUTHORIZATION).and_then(|v| v.to_str().ok()).and_then(|v| v.strip_prefix("Bearer ")).map(str::trim);
        if let Some(secret) = secret {
            let digest = secret::digest(secret);
            let token = portal.read(move |_, app| Ok(app.ledger.token(&digest, now)?)).await?;
            if let Some(t) = token {
                me.who = Who::of(&t.person).map(|w| Who { address: me.address.clone(), ..w });
                me.token = Some(t.may_upload);
            }
            return Ok(me);
        }
        if route.method != Method::GET {
            return Ok(me);
        }
    }
    if let Some(secret) = cookie(headers, SESSION) {
        let digest = secret::digest(secret);
        let wanted = digest.clone();
        let session = portal.read(move |_, app| Ok(app.ledger.session(&wanted, now, IDLE_SECS)?)).await?;
        if let Some(s) = session {
            if now.0 - s.seen.0 > TOUCH_SECS {
                let touched = digest.clone();
                portal
                    .write(move |_, app| {
                        let change = app.ledger.change()?;
                        change.touch_session(&touched, now)?;
                        Ok(change.commit()?)
                    })
                    .await?;
            }
            me.who = Who::of(&s.person).map(|w| Who { address: me.address.clone(), ..w });
            me.csrf = secret::form_token(secret);
            me.session = digest;
            return Ok(me);
        }
    }
    if route.access == Access::Open {
        // Forms before signing in are tied to their browser by a cookie of their own.
        let value = if let Some(v) = cookie(headers, FORM) {
            v.to_owned()
        } else {
            let fresh = secret::token()?;
            me.form_cookie = Some(fresh.clone());
            fresh
        };
        me.csrf = secret::form_token(&value);
    }
    Ok(me)
}

/// For pages that do not exist: the frame still shows who is signed in.
async fn identify_only(portal: &Shared, headers: &HeaderMap, address: String) -> Option<Me> {
    let route = find(&Method::GET, "/")?;
    identify(portal, headers, route, address).await.ok()
}

/// Whether this visitor may do this to this thing. The answer where not.
pub(super) async fn admit(
    portal: &Shared,
    me: &Me,
    route: &'static Route,
    parts: &Parts,
    params: Vec<(String, String)>,
) -> Result<(), Response> {
    if route.access == Access::Open {
        return Ok(());
    }
    let Some(who) = &me.who else {
        if route.access.is_for_programs() {
            let mut response = WebError::new(StatusCode::UNAUTHORIZED, "需要有效的令牌：Authorization: Bearer 令牌。").into_response();
            response.headers_mut().insert("www-authenticate", HeaderValue::from_static("Bearer"));
            return Err(response);
        }
        let back = parts.uri.path_and_query().map_or("/", |p| p.as_str());
        return Err(Redirect::to(&format!("/login?next={}", super::encode(back))).into_response());
    };
    if who.must_change && me.token.is_none() && route.access != Access::Password {
        return Err(Redirect::to("/password").into_response());
    }
    if route.access == Access::Programs && route.method != Method::GET && me.token != Some(true) {
        return Err(WebError::forbidden("这个令牌只能读取，不能上传。").into_response());
    }
    if !route.access.lets(&who.role) {
        return Err(WebError::missing().into_response());
    }
    if params.is_empty() {
        return Ok(());
    }
    let who = who.clone();
    let admitted = portal.read(move |_, app| subjects(app, &who, route, &params)).await;
    admitted.map_err(IntoResponse::into_response)
}

/// Every id in the address must name something that this visitor may see, or act on.
fn subjects(app: &App, who: &Who, route: &Route, params: &[(String, String)]) -> Result<(), WebError> {
    let defs = &app.defs;
    let partner_allowed = |partner: &PartnerId| match route.act {
        Act::Read => who.reads_files_of(partner, defs),
        Act::HandIn => who.hands_in_for(partner, defs),
        Act::Settle => who.settles_for(partner, defs),
    };
    for (name, value) in params {
        let allowed = match name.as_str() {
            "campaign" => defs.campaign(&CampaignId::new(value)).is_some_and(|c| match route.act {
                Act::Read | Act::HandIn => who.reads(c, defs),
                Act::Settle => who.settles(c),
            }),
            "channel" => defs.channel(&ChannelId::new(value)).and_then(|c| defs.campaign(&c.campaign)).is_some_and(|c| match route.act {
                Act::Read | Act::HandIn => who.reads(c, defs),
                Act::Settle => who.settles(c),
            }),
            "partner" => defs.partners.iter().find(|p| p.id.as_str() == value).is_some_and(|p| partner_allowed(&p.id)),
            "upload" => match value.parse().ok().map(|id| app.upload_with(id)).transpose()?.flatten() {
                Some((_, submission)) => partner_allowed(&submission.partner),
                None => false,
            },
            "attachment" => match value.parse().ok().map(|id| app.ledger.attachment(id)).transpose()?.flatten() {
                Some(a) if route.act == Act::Read => who.reads_proof(a.partner.as_ref(), a.campaign.as_ref(), defs),
                Some(a) => match &a.partner {
                    Some(p) => partner_allowed(p),
                    None => a.campaign.as_ref().and_then(|c| defs.campaign(c)).is_some_and(|c| who.is_staff() && who.reads(c, defs)),
                },
                None => false,
            },
            "import" => match value.parse().ok().map(ImportId) {
                Some(import) => source_allowed(app, who, import)?,
                None => false,
            },
            "collector" | "answer" | "question" | "rule" | "week" | "file" | "sheet" | "row" | "target" | "person" | "token" | "name"
            | "form" | "secret" | "entry" | "link" | "placement" | "metric" | "day" => true,
            _ => return Err(WebError::ours(format!("nobody says who may see {{{name}}}"))),
        };
        if !allowed {
            return Err(WebError::missing());
        }
    }
    Ok(())
}

/// A row of a file may be seen by those who may see its channels.
fn source_allowed(app: &App, who: &Who, import: ImportId) -> Result<bool, WebError> {
    if let Role::Leader = who.role {
        return Ok(true);
    }
    if who.settles_all() || who.role == Role::Staff(crate::app::portal::Unit::Shebao) {
        return Ok(true);
    }
    let mut channels = app.ledger.channels_of_import(import)?;
    if channels.is_empty() {
        // A number corrected by hand came in no file.
        let corrected = app.corrections()?.into_iter().find(|e| e.import == import);
        let found = corrected.map(|e| app.ledger.placement_title(e.of.placement)).transpose()?.flatten();
        channels.extend(found.map(|(channel, _)| channel));
    }
    let mine = |c: &crate::base::id::ChannelId| {
        app.defs.channel(c).is_some_and(|c| match &who.role {
            Role::Partner(p) => c.partner == *p,
            _ => app.defs.campaign(&c.campaign).is_some_and(|c| who.reads(c, &app.defs)),
        })
    };
    Ok(!channels.is_empty() && channels.iter().all(mine))
}

/// An error as a page or as JSON; the form cookie; how to try again.
fn dress(portal: &Shared, response: Response, me: Option<&Me>, number: &str, as_json: bool) -> Response {
    // What the framework refuses by itself (a parameter given twice, a number that is none) it says in plain English.
    let kind = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let foreign = response.status().is_client_error() && kind.starts_with("text/plain");
    let refused = foreign.then(|| Arc::new(WebError::new(response.status(), "地址里的参数写法不对。")));
    let error = response.extensions().get::<Arc<WebError>>().cloned().or(refused);
    let mut response = match error {
        Some(e) => {
            if let Some(log) = &e.log {
                tracing::error!(request.id = number, "Request {number} failed: {log}");
            }
            let status = e.status;
            let (mut parts, _) = response.into_parts();
            let (kind, text) = if as_json {
                let body = serde_json::json!({ "error": { "status": status.as_u16(), "message": e.say, "request": number } });
                ("application/json; charset=utf-8", body.to_string())
            } else {
                ("text/html; charset=utf-8", shell::error_page(portal, me, &e, number))
            };
            parts.headers.remove(CONTENT_LENGTH);
            parts.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
            if matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
                parts.headers.insert(RETRY_AFTER, HeaderValue::from_static("60"));
            }
            Response::from_parts(parts, Body::from(text))
        }
        None => response,
    };
    if let Some(value) = me.and_then(|m| m.form_cookie.as_ref())
        && let Ok(value) = HeaderValue::from_str(&format!("{FORM}={value}; Path=/; HttpOnly; SameSite=Strict{}", secure(portal)))
    {
        response.headers_mut().append("set-cookie", value);
    }
    response
}

/// `; Secure` where the portal stands behind TLS.
pub(super) fn secure(portal: &Shared) -> &'static str {
    if portal.secure_cookies { "; Secure" } else { "" }
}
