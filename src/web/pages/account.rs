//! Signing in and out, the first administrator, changing a password.

use super::{Done, html, note, to};
use crate::base::day::Moment;
use crate::base::text::clip;
use crate::ledger::{ENDED_KNOWN_SECS, NewPerson};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::{Me, SESSION, secure};
use crate::web::secret;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

/// Refused sign-ins to one account from one address before it rests there: strangers elsewhere lock nobody out.
pub(super) const FAILURES_MAX: u64 = 5;
/// Refused sign-ins from one address before it rests: a whole office may share one.
const FAILURES_FROM_MAX: u64 = 40;
/// How long it rests. Unit: seconds.
pub(super) const REST_SECS: i64 = 900;
/// A session ends at the latest after this. Unit: seconds.
const SESSION_SECS: i64 = 12 * 3600;

#[derive(Template)]
#[template(path = "login.html", config = "src/web/askama.toml")]
struct LoginPage {
    shell: Shell,
    next: String,
    login: String,
    wrong: Option<String>,
    /// What was sent without being signed in and could not be kept, in words; empty: nothing.
    lost: &'static str,
}

#[derive(Template)]
#[template(path = "password.html", config = "src/web/askama.toml")]
struct PasswordPage {
    shell: Shell,
    first: bool,
    wrong: Option<&'static str>,
    min: usize,
}

#[derive(Template)]
#[template(path = "start.html", config = "src/web/askama.toml")]
struct StartPage {
    shell: Shell,
    secret: String,
    login: String,
    name: String,
    wrong: Option<&'static str>,
    min: usize,
}

/// Where to go after signing in.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Next {
    next: Option<String>,
    lost: Option<String>,
}

/// A path of our own, never another site.
fn own_path(next: Option<&str>) -> String {
    let path = next.unwrap_or("/");
    let own = path.starts_with('/') && !path.starts_with("//") && !path.contains('\\') && !path.chars().any(char::is_control);
    if own { clip(path, 300) } else { "/".to_owned() }
}

pub(crate) async fn login_page(State(p): State<Shared>, me: Me, Query(q): Query<Next>) -> Result<Response, WebError> {
    if me.who.is_some() {
        return Ok(to("/"));
    }
    let shell = Shell::bare(&p, Some(&me), "登录");
    let lost = match q.lost.as_deref() {
        Some("files") => "登录已过期，刚才的内容没有提交，文件没有上传。重新登录后再填一次，文件也要再选一次。",
        Some(_) => "登录已过期，刚才的内容没有提交。重新登录后再填一次。",
        None => "",
    };
    html(&LoginPage { shell, next: own_path(q.next.as_deref()), login: String::new(), wrong: None, lost })
}

pub(crate) async fn login(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let login = fields.get("login").trim().to_owned();
    let next = own_path(fields.given("next"));
    let now = p.now();
    let since = Moment(now.0 - REST_SECS);
    let from = format!("from {}", me.address);
    let (asked, asked_from, address) = (login.clone(), from.clone(), me.address.clone());
    let (failures, failures_from, person) = p
        .read(move |_, app| {
            let failures = app.ledger.refused_logins(&asked, &address, since)?;
            let failures_from = app.ledger.events_since("login_failed", &asked_from, since)?;
            Ok((failures, failures_from, app.ledger.person(&asked)?))
        })
        .await?;
    if failures >= FAILURES_MAX || failures_from >= FAILURES_FROM_MAX {
        let say = if failures >= FAILURES_MAX {
            "连续输错次数太多，请15分钟后再试；忘记密码请找管理员重置，重置后马上可以登录。"
        } else {
            "从这里登录连续输错次数太多，请15分钟后再试。"
        };
        return Err(WebError::new(StatusCode::TOO_MANY_REQUESTS, say));
    }
    let password = fields.get("password").to_owned();
    let stored = person.as_ref().filter(|p| p.active).and_then(|p| p.password.clone());
    let good = hashed(&p, move || secret::matches(&password, stored.as_deref())).await?;
    p.metrics.login(good);
    let Some(person) = person.filter(|_| good) else {
        let (me2, failed) = (me.clone(), login.clone());
        p.write(move |_, app| {
            let change = app.ledger.change()?;
            note(&change, now, &me2, "login_failed", &failed)?;
            note(&change, now, &me2, "login_failed", &from)?;
            Ok(change.commit()?)
        })
        .await?;
        let left = FAILURES_MAX.saturating_sub(failures + 1);
        let wrong = if left == 0 {
            "账号或密码不对；已暂停登录15分钟".to_owned()
        } else {
            format!("账号或密码不对，还可以试{left}次")
        };
        let page = LoginPage { shell: Shell::bare(&p, Some(&me), "登录"), next, login, wrong: Some(wrong), lost: "" };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    };
    let target = if person.must_change { "/password".to_owned() } else { next };
    start_session(&p, me, person.id, "login", &target).await
}

/// Starts a session and sends its cookie.
async fn start_session(p: &Shared, mut me: Me, person: i64, what: &'static str, target: &str) -> Result<Response, WebError> {
    let token = secret::token()?;
    let digest = secret::digest(&token);
    let now = p.now();
    let old = std::mem::take(&mut me.session);
    p.write(move |_, app| {
        let change = app.ledger.change()?;
        if !old.is_empty() {
            change.end_session(&old)?;
        }
        change.start_session(&digest, person, now, Moment(now.0 + SESSION_SECS))?;
        let event = crate::ledger::Event {
            at: now,
            person: Some(person),
            what: what.to_owned(),
            subject: String::new(),
            address: me.address.clone(),
        };
        change.event(&event)?;
        Ok(change.commit()?)
    })
    .await?;
    let mut response = to(target);
    // Longer than the session: a form sent after it ended says whose it was, so that what was typed can be given back.
    let kept = SESSION_SECS + ENDED_KNOWN_SECS;
    let cookie = format!("{SESSION}={token}; Path=/; HttpOnly; SameSite=Lax; Max-Age={kept}{}", secure(p));
    let value = HeaderValue::from_str(&cookie).map_err(|e| WebError::ours(e.to_string()))?;
    response.headers_mut().append("set-cookie", value);
    Ok(response)
}

/// Work with a password: few at a time, off the event loop.
async fn hashed<T: Send + 'static>(p: &Shared, f: impl FnOnce() -> T + Send + 'static) -> Result<T, WebError> {
    let _permit = p.hashing.acquire().await.map_err(|_| WebError::ours("hashing is closed"))?;
    tokio::task::spawn_blocking(f).await.map_err(|e| WebError::ours(format!("hashing ended early: {e}")))
}

pub(crate) async fn logout(State(p): State<Shared>, me: Me, _: Fields) -> Result<Response, WebError> {
    let now = p.now();
    p.write(move |_, app| {
        let change = app.ledger.change()?;
        change.end_session(&me.session)?;
        note(&change, now, &me, "logout", "")?;
        Ok(change.commit()?)
    })
    .await?;
    let mut response = to("/login");
    response.headers_mut().append("set-cookie", HeaderValue::from_static("reach_session=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0"));
    Ok(response)
}

pub(crate) async fn password_page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    let first = me.who()?.must_change;
    let mut shell = Shell::bare(&p, Some(&me), "修改密码");
    shell.done = q.said(&me);
    html(&PasswordPage { shell, first, wrong: None, min: secret::PASSWORD_MIN })
}

pub(crate) async fn password(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let who = me.who()?.clone();
    let (old, new, again) = (fields.get("old").to_owned(), fields.get("new").to_owned(), fields.get("again").to_owned());
    let id = who.id;
    let person = p.read(move |_, app| Ok(app.ledger.people()?.into_iter().find(|x| x.id == id))).await?.ok_or_else(WebError::missing)?;
    let wrong = secret::weakness(&new, &person.login)
        .or((new != again).then_some("两次输入的新密码不一样"))
        .or((new == old).then_some("新密码与原密码相同"));
    let stored = person.password.clone();
    let wrong = match wrong {
        Some(w) => Some(w),
        None => (!hashed(&p, move || secret::matches(&old, stored.as_deref())).await?).then_some("原密码不对"),
    };
    if let Some(wrong) = wrong {
        let shell = Shell::bare(&p, Some(&me), "修改密码");
        let page = PasswordPage { shell, first: who.must_change, wrong: Some(wrong), min: secret::PASSWORD_MIN };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let hash = hashed(&p, move || secret::hash(&new)).await??;
    let (now, me2) = (p.now(), me.clone());
    p.write(move |_, app| {
        let change = app.ledger.change()?;
        change.set_password(id, &hash, false)?;
        note(&change, now, &me2, "password", "")?;
        Ok(change.commit()?)
    })
    .await?;
    start_session(&p, Me { session: String::new(), ..me }, id, "login", "/").await
}

async fn link_is_open(p: &Shared, secret: &str) -> Result<bool, WebError> {
    let (digest, now) = (secret::digest(secret), p.now());
    p.read(move |_, app| Ok(app.ledger.link(&digest)?.is_some_and(|l| l.kind == "admin" && l.closed.is_none() && l.expires > now))).await
}

fn used_up() -> WebError {
    WebError::new(StatusCode::NOT_FOUND, "这个链接已经用过或过期。用 reach serve --admin-link 启动门户，会打印新的链接。")
}

pub(crate) async fn start_page(State(p): State<Shared>, me: Me, Path(secret): Path<String>) -> Result<Response, WebError> {
    if !link_is_open(&p, &secret).await? {
        return Err(used_up());
    }
    let shell = Shell::bare(&p, Some(&me), "建立管理员账号");
    html(&StartPage { shell, secret, login: String::new(), name: String::new(), wrong: None, min: secret::PASSWORD_MIN })
}

pub(crate) async fn start(State(p): State<Shared>, me: Me, Path(secret): Path<String>, fields: Fields) -> Result<Response, WebError> {
    if !link_is_open(&p, &secret).await? {
        return Err(used_up());
    }
    let login = fields.get("login").trim().to_owned();
    let name = fields.get("name").trim().to_owned();
    let password = fields.get("password").to_owned();
    let wrong = super::people::wrong_login(&login)
        .or((name.is_empty() || name.chars().count() > 40).then_some("名称要写，不超过40个字"))
        .or_else(|| secret::weakness(&password, &login))
        .or((password != fields.get("again")).then_some("两次输入的密码不一样"));
    if let Some(wrong) = wrong {
        let shell = Shell::bare(&p, Some(&me), "建立管理员账号");
        let page = StartPage { shell, secret, login, name, wrong: Some(wrong), min: secret::PASSWORD_MIN };
        return Ok((StatusCode::UNPROCESSABLE_ENTITY, html(&page)?).into_response());
    }
    let hash = hashed(&p, move || secret::hash(&password)).await??;
    let (now, digest, me2) = (p.now(), secret::digest(&secret), me.clone());
    let id = p
        .write(move |_, app| {
            if app.ledger.person(&login)?.is_some() {
                return Err(WebError::refused("这个账号已经有了，换一个。"));
            }
            let at = app.clock.now();
            let change = app.ledger.change()?;
            if !change.close_link(&digest, now)? {
                return Err(used_up());
            }
            let new = NewPerson {
                login: &login,
                name: &name,
                role: "admin",
                unit: "",
                partner: None,
                campaigns: &[],
                password: Some(&hash),
                must_change: false,
            };
            let id = change.add_person(now, &new)?;
            note(&change, now, &me2, "account", &login)?;
            change.note(at, "account", &serde_json::json!({ "login": login, "role": "admin", "by": id }).to_string())?;
            change.commit()?;
            Ok(id)
        })
        .await?;
    start_session(&p, Me { session: String::new(), ..me }, id, "login", "/").await
}
