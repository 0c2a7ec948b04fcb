//! Accounts and tokens: added, stopped, given a new first password. For administrators.

use super::account::{FAILURES_MAX, REST_SECS};
use super::{Done, html, note, to_with};
use crate::app::App;
use crate::app::portal::Unit;
use crate::app::portal::who::ROLES;
use crate::base::day::Moment;
use crate::ledger::{NewPerson, NewToken, Person};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::secret;
use crate::web::shell::Shell;
use crate::web::state::{Portal, Shared};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Tokens end after this at the latest. Unit: days.
const TOKEN_DAYS: i64 = 400;

#[derive(Template)]
#[template(path = "people.html", config = "src/web/askama.toml")]
struct PeoplePage {
    shell: Shell,
    people: Vec<Row>,
    tokens: Vec<TokenRow>,
    partners: Vec<(String, String)>,
    campaigns: Vec<(String, String)>,
    /// Shown once: for whom, and the secret.
    secret: Option<(String, String)>,
}

struct Row {
    id: i64,
    login: String,
    name: String,
    role: String,
    active: bool,
    state: &'static str,
    /// From where nobody can sign in to it now, after wrong passwords.
    resting: Vec<String>,
}

struct TokenRow {
    id: i64,
    name: String,
    person: String,
    kind: &'static str,
    until: String,
    open: bool,
}

/// What is wrong with a name to sign in with.
pub(super) fn wrong_login(login: &str) -> Option<&'static str> {
    let n = login.chars().count();
    let good = login.chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.'));
    (!(2..=40).contains(&n) || !good).then_some("账号用2到40个汉字、字母或数字，不含空格和符号")
}

fn role_text(p: &Person, app: &App) -> String {
    let role = ROLES.iter().find(|r| r.0 == p.role).map_or("", |r| r.1);
    let about = match p.role.as_str() {
        "staff" => Unit::parse(&p.unit).map_or("", Unit::zh).to_owned(),
        "partner" => {
            app.defs.partners.iter().find(|x| Some(x.id.as_str()) == p.partner.as_deref()).map_or_else(String::new, |x| x.name.clone())
        }
        "expert" => p
            .campaigns
            .iter()
            .filter_map(|c| app.defs.find_campaign(c))
            .map(|c| format!("{} {}", c.number, c.short_name))
            .collect::<Vec<_>>()
            .join("、"),
        _ => String::new(),
    };
    if about.is_empty() { role.to_owned() } else { format!("{role}（{about}）") }
}

fn build(portal: &Portal, app: &App, me: &Me, done: Option<String>, secret: Option<(String, String)>) -> Result<Response, WebError> {
    let now = portal.now();
    let mut shell = Shell::new(portal, app, me, "账号", "/people")?;
    shell.done = done;
    let people = app.ledger.people()?;
    let resting = app.ledger.resting_logins(Moment(now.0 - REST_SECS), FAILURES_MAX)?;
    let rows = people
        .iter()
        .map(|p| Row {
            id: p.id,
            login: p.login.clone(),
            name: p.name.clone(),
            role: role_text(p, app),
            active: p.active,
            state: match (p.active, p.must_change) {
                (false, _) => "已停用",
                (true, true) => "待改首次密码",
                (true, false) => "使用中",
            },
            resting: resting.iter().filter(|(login, _)| *login == p.login).map(|(_, from)| from.clone()).collect(),
        })
        .collect();
    let tokens = app
        .ledger
        .tokens()?
        .into_iter()
        .map(|t| TokenRow {
            id: t.id,
            name: t.name,
            person: t.person.name,
            kind: if t.may_upload { "读取和上传" } else { "只读" },
            until: portal.until_zh(t.expires),
            open: t.closed.is_none() && t.expires > now,
        })
        .collect();
    html(&PeoplePage {
        shell,
        people: rows,
        tokens,
        partners: app.defs.partners.iter().map(|p| (p.id.to_string(), p.name.clone())).collect(),
        campaigns: app.defs.campaigns.iter().map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name))).collect(),
        secret,
    })
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| build(p, app, &me, q.said(&me), None)).await
}

/// Letters and digits that are not taken for one another; 14 of them are more than 80 bits.
fn first_password() -> Result<String, WebError> {
    const SIGNS: &[u8] = b"abcdefghjkmnpqrstuvwxyzABCDEFGHJKMNPQRSTUVWXYZ23456789";
    let token = secret::token()?;
    let mut out: String = token
        .as_bytes()
        .chunks(4)
        .filter_map(|c| u32::from_str_radix(std::str::from_utf8(c).ok()?, 16).ok())
        .filter_map(|n| SIGNS.get(usize::try_from(n).ok()? % SIGNS.len()))
        .map(|b| char::from(*b))
        .take(14)
        .collect();
    out.push_str("-7k");
    Ok(out)
}

pub(crate) async fn add(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let login = fields.get("login").trim().to_owned();
    let name = fields.get("name").trim().to_owned();
    if let Some(wrong) = wrong_login(&login).or((name.is_empty() || name.chars().count() > 40).then_some("名称要写，不超过40个字"))
    {
        return Err(WebError::refused(wrong));
    }
    let role = fields.get("role").to_owned();
    let unit = fields.get("unit").to_owned();
    let partner = fields.given("partner").map(str::to_owned);
    let campaigns: Vec<String> = fields.all("campaigns").map(str::to_owned).collect();
    let defs = &p.defs;
    let complete = match role.as_str() {
        "admin" | "leader" => true,
        "staff" => Unit::parse(&unit).is_some(),
        "partner" => partner.as_ref().is_some_and(|id| defs.partners.iter().any(|x| x.id.as_str() == id)),
        "expert" => !campaigns.is_empty() && campaigns.iter().all(|c| defs.campaigns.iter().any(|x| x.id.as_str() == c)),
        _ => false,
    };
    if !complete {
        return Err(WebError::refused("工作人员要选单位，合作媒体要选是哪一家，验收专家要选项目。"));
    }
    let password = first_password()?;
    let typed = password.clone();
    let hash = {
        let _permit = p.hashing.acquire().await.map_err(|_| WebError::ours("hashing is closed"))?;
        tokio::task::spawn_blocking(move || secret::hash(&typed)).await.map_err(|e| WebError::ours(e.to_string()))??
    };
    let now = p.now();
    p.write(move |p, app| {
        if app.ledger.person(&login)?.is_some() {
            return Err(WebError::refused("这个账号已经有了，换一个。"));
        }
        let at = app.clock.now();
        let change = app.ledger.change()?;
        let new = NewPerson {
            login: &login,
            name: &name,
            role: &role,
            unit: if role == "staff" { &unit } else { "" },
            partner: partner.as_deref().filter(|_| role == "partner"),
            campaigns: if role == "expert" { &campaigns } else { &[] },
            password: Some(&hash),
            must_change: true,
        };
        change.add_person(now, &new)?;
        note(&change, now, &me, "account", &login)?;
        change.note(at, "account", &serde_json::json!({ "login": login, "role": role, "by": me.who()?.id }).to_string())?;
        change.commit()?;
        build(p, app, &me, Some(format!("已建立账号“{login}”")), Some((format!("“{login}”的首次密码"), password)))
    })
    .await
}

pub(crate) async fn change(State(p): State<Shared>, me: Me, Path(person): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let what = fields.get("what").to_owned();
    if me.who()?.id == person {
        return Err(WebError::refused("自己的账号不能在这里停用或重置；改密码请点右上角的名字。"));
    }
    let password = first_password()?;
    let typed = password.clone();
    let hash = {
        let _permit = p.hashing.acquire().await.map_err(|_| WebError::ours("hashing is closed"))?;
        tokio::task::spawn_blocking(move || secret::hash(&typed)).await.map_err(|e| WebError::ours(e.to_string()))??
    };
    let now = p.now();
    p.write(move |p, app| {
        let Some(known) = app.ledger.people()?.into_iter().find(|x| x.id == person) else { return Err(WebError::missing()) };
        let at = app.clock.now();
        let change = app.ledger.change()?;
        match what.as_str() {
            "stop" => change.set_active(person, false)?,
            "allow" => change.set_active(person, true)?,
            "reset" => change.set_password(person, &hash, true)?,
            _ => return Err(WebError::refused("不认识的操作。")),
        }
        note(&change, now, &me, "account", &format!("{what} {}", known.login))?;
        change.note(at, "account", &serde_json::json!({ "login": known.login, "what": what, "by": me.who()?.id }).to_string())?;
        change.commit()?;
        if what == "reset" {
            return build(p, app, &me, None, Some((format!("“{}”的新首次密码", known.login), password)));
        }
        Ok(to_with("/people", if what == "stop" { "已停用" } else { "已恢复使用" }))
    })
    .await
}

pub(crate) async fn add_token(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let name = fields.given("name").map(str::to_owned).ok_or_else(|| WebError::refused("写明令牌给哪个程序用。"))?;
    let person: i64 = fields.get("person").parse().map_err(|_| WebError::refused("选择令牌代表哪个账号。"))?;
    let days: i64 = fields.get("days").parse().unwrap_or(180);
    let may_upload = fields.get("kind") == "upload";
    let secret = secret::token()?;
    let (digest, now) = (secret::digest(&secret), p.now());
    p.write(move |p, app| {
        if !app.ledger.people()?.iter().any(|x| x.id == person && x.active) {
            return Err(WebError::refused("选择令牌代表哪个账号。"));
        }
        let at = app.clock.now();
        let change = app.ledger.change()?;
        let expires = Moment(now.0 + days.clamp(1, TOKEN_DAYS) * 86_400);
        change.add_token(now, &NewToken { digest: &digest, person, name: &name, may_upload, expires })?;
        note(&change, now, &me, "token", &name)?;
        change.note(
            at,
            "token",
            &serde_json::json!({ "name": name, "person": person, "may_upload": may_upload, "by": me.who()?.id }).to_string(),
        )?;
        change.commit()?;
        build(p, app, &me, None, Some((format!("令牌“{name}”"), secret)))
    })
    .await
}

pub(crate) async fn close_token(State(p): State<Shared>, me: Me, Path(token): Path<i64>, _: Fields) -> Result<Response, WebError> {
    let now = p.now();
    p.write(move |_, app| {
        let at = app.clock.now();
        let change = app.ledger.change()?;
        change.close_token(token, now)?;
        note(&change, now, &me, "token", &format!("close {token}"))?;
        change.note(at, "token", &serde_json::json!({ "token": token, "closed": true, "by": me.who()?.id }).to_string())?;
        change.commit()?;
        Ok(to_with("/people", "令牌已收回"))
    })
    .await
}
