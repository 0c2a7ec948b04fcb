//! 周报: those made, week by week, as a page, a picture for phones and files; making one; a link for leaders that ends.

use super::entering::withdrawn_because;
use super::{Done, XLSX, download, html, note, to_with};
use crate::app::made::Made;
use crate::app::portal::Who;
use crate::app::portal::due::parse_week;
use crate::base::day::Moment;
use crate::ledger::Link;
use crate::report::words;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::secret;
use crate::web::shell::{Shell, asked_week, day_of, default_week};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, HOST};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};

/// What the report's own page may do: show itself. Its styles stand inside it.
const REPORT_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
/// How long a link for leaders works at most. Unit: days.
const SHARE_DAYS_MAX: i64 = 60;
/// How long a link for leaders works unless said. Unit: days.
const SHARE_DAYS: i64 = 14;

#[derive(Template)]
#[template(path = "reports.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    made: Vec<Listed>,
    weeks: Vec<(String, String)>,
    makes: bool,
    /// Whether reports may be opened as a whole.
    opens: bool,
    links: Vec<LinkRow>,
    link: Option<String>,
}

/// A link for leaders.
struct LinkRow {
    digest: String,
    week: String,
    until: String,
    state: &'static str,
}

struct Listed {
    id: String,
    week: String,
    period: String,
    stage: String,
    by_command: bool,
    campaigns: Vec<(String, String)>,
    headline: String,
    /// What changed since it was made; `None`: nothing.
    changed: Option<String>,
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| build(p, app, &me, q.said(&me), None)).await
}

fn build(
    p: &crate::web::state::Portal,
    app: &crate::app::App,
    me: &Me,
    done: Option<String>,
    link: Option<String>,
) -> Result<Response, WebError> {
    let who = me.who()?;
    let now = p.now();
    let all = app.made()?;
    let changed = app.changed_since(&all)?;
    let made = all
        .into_iter()
        .zip(changed)
        .map(|(m, changed)| {
            let w = m.week;
            let headline = std::fs::read_to_string(m.folder.join("summary.txt")).unwrap_or_default();
            Listed {
                by_command: m.by_command,
                id: w.to_string(),
                week: words::week(w),
                period: words::period(w),
                stage: m.stage,
                campaigns: m
                    .files
                    .iter()
                    .filter_map(|f| f.strip_suffix(".png"))
                    .filter_map(|id| app.defs.find_campaign(id))
                    .filter(|c| who.reads(c, &app.defs))
                    .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name)))
                    .collect(),
                headline: headline.lines().next().unwrap_or_default().to_owned(),
                changed,
            }
        })
        .collect();
    let mut weeks = Vec::new();
    let mut week = default_week(app);
    for _ in 0..12 {
        weeks.push((week.to_string(), format!("{}（{}）", words::week(week), words::period(week))));
        week = week.previous();
    }
    let makes = who.settles_all();
    let links = if makes {
        let state = |l: &Link| {
            if l.closed.is_some() {
                "已收回"
            } else if l.expires <= now {
                "已过期"
            } else {
                "有效"
            }
        };
        let week_of = |subject: &str| {
            let week = subject.split(' ').next().unwrap_or_default();
            parse_week(week).map_or_else(|| week.to_owned(), words::week)
        };
        let link_row =
            |l: &Link| LinkRow { digest: l.digest.clone(), week: week_of(&l.subject), until: p.until_zh(l.expires), state: state(l) };
        app.ledger.links("report")?.iter().map(link_row).collect()
    } else {
        Vec::new()
    };
    let mut shell = Shell::new(p, app, me, "周报", "/reports")?;
    shell.done = done;
    html(&Page { shell, made, weeks, makes, opens: reads_all(app, who), links, link })
}

/// Whether somebody sees every campaign, as a report does.
fn reads_all(app: &crate::app::App, who: &Who) -> bool {
    app.defs.campaigns.iter().all(|c| who.reads(c, &app.defs))
}

/// Makes the report of a week. The last good one stays where this one fails.
pub(crate) async fn make(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let week = fields.get("week").to_owned();
    let now = p.now();
    let made = p
        .read(move |p, app| {
            let week = asked_week(app, Some(&week))?;
            app.weekly(day_of(app, week), None, &p.data.join("reports"))?;
            Ok(week)
        })
        .await?;
    p.write(move |_, app| {
        let change = app.ledger.change()?;
        note(&change, now, &me, "report", &made.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with("/reports", &format!("{}周报已生成", words::week(made))))
}

/// The portal's own address as whoever asks has it in front of them: `https://host` behind TLS, else `http://host:8600`. Empty for a program
/// that names no host.
fn site(headers: &HeaderMap, secure: bool) -> String {
    let host = headers.get(HOST).and_then(|h| h.to_str().ok()).unwrap_or_default();
    if host.is_empty() { String::new() } else { format!("{}://{host}", if secure { "https" } else { "http" }) }
}

/// A link for leaders: one week's report, without signing in, until a day.
pub(crate) async fn share(
    State(p): State<Shared>,
    me: Me,
    Path(week): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, WebError> {
    let site = site(&headers, p.secure_cookies);
    let days = match fields.given("days").map(|d| d.trim().parse::<i64>()) {
        None => SHARE_DAYS,
        Some(Ok(days)) if (1..=SHARE_DAYS_MAX).contains(&days) => days,
        Some(_) => return Err(WebError::refused(format!("有效天数写1到{SHARE_DAYS_MAX}之间的整数，如 14。")).at("days")),
    };
    let secret = secret::token()?;
    let now = p.now();
    let (me, secret, week, days) = p
        .write(move |_, app| {
            let week = parse_week(&week).ok_or_else(WebError::missing)?;
            let made = app.made_of(week)?.ok_or_else(WebError::missing)?;
            let link = Link {
                digest: secret::digest(&secret),
                kind: "report".to_owned(),
                subject: made.subject(),
                at: now,
                expires: Moment(now.0 + days * 86_400),
                closed: None,
            };
            let change = app.ledger.change()?;
            change.add_link(&link, Some(me.who()?.id))?;
            note(&change, now, &me, "share", &week.to_string())?;
            let body = serde_json::json!({ "week": week.to_string(), "by": me.who()?.id });
            change.note(app.clock.now(), "link", &body.to_string())?;
            change.commit()?;
            Ok((me, secret, week, days))
        })
        .await?;
    // The page waits for figures, and whoever waits for them must not keep others from writing.
    p.read(move |p, app| {
        let done = format!("{}的分享链接已建立，有效{days}天", words::week(week));
        build(p, app, &me, Some(done), Some(format!("{site}/s/{secret}")))
    })
    .await
}

/// Takes a link back: whoever opens it is told so.
pub(crate) async fn unshare(State(p): State<Shared>, me: Me, Path(digest): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let because = withdrawn_because(&fields)?;
    let now = p.now();
    p.write(move |_, app| {
        let link = app.ledger.link(&digest)?.filter(|l| l.kind == "report").ok_or_else(WebError::missing)?;
        let at = app.clock.now();
        let change = app.ledger.change()?;
        if !change.close_link(&digest, now)? {
            return Err(WebError::refused("这个链接已经收回或过期。"));
        }
        let week = link.subject.split(' ').next().unwrap_or_default();
        note(&change, now, &me, "unshare", week)?;
        let body = serde_json::json!({ "week": week, "closed": true, "by": me.who()?.id, "because": because });
        change.note(at, "link", &body.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with("/reports", "分享链接已收回，再打开的人会看到已收回"))
}

/// A file of a report, by the name that its manifest lists.
fn file_of(m: Option<Made>, name: &str) -> Result<Response, WebError> {
    let m = m.ok_or_else(WebError::missing)?;
    if name != "manifest.json" && !m.files.iter().any(|f| f == name) {
        return Err(WebError::missing());
    }
    let bytes = std::fs::read(m.folder.join(name)).map_err(|e| WebError::ours(format!("a file of a report cannot be read: {e}")))?;
    let suffix = name.rsplit_once('.').map_or("", |(_, s)| s);
    Ok(match suffix {
        "html" => ([(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, REPORT_POLICY)], bytes).into_response(),
        "png" => ([(CONTENT_TYPE, "image/png")], bytes).into_response(),
        "xlsx" => download(&format!("附表_{}.xlsx", m.week), XLSX, bytes),
        "txt" => ([(CONTENT_TYPE, "text/plain; charset=utf-8")], bytes).into_response(),
        _ => download(name, "application/json", bytes),
    })
}

pub(crate) async fn file(State(p): State<Shared>, me: Me, Path((week, name)): Path<(String, String)>) -> Result<Response, WebError> {
    p.read(move |_, app| {
        // A report shows everything: only those who may see everything open it, others the pictures of their campaigns.
        let who = me.who()?;
        let own = name.strip_suffix(".png").and_then(|id| app.defs.find_campaign(id)).is_some_and(|c| who.reads(c, &app.defs));
        if !own && !reads_all(app, who) {
            return Err(WebError::missing());
        }
        file_of(app.made_of(parse_week(&week).ok_or_else(WebError::missing)?)?, &name)
    })
    .await
}

#[derive(Template)]
#[template(path = "shared.html", config = "src/web/askama.toml")]
struct SharedPage {
    shell: Shell,
    secret: String,
    week: String,
    period: String,
    until: String,
    summary: String,
    /// What changed since it was made; `None`: nothing.
    changed: Option<String>,
}

/// The report for which a link was made, and until when it works.
async fn open_link(p: &Shared, secret: &str) -> Result<(Made, Moment), WebError> {
    let (digest, now) = (secret::digest(secret), p.now());
    p.read(move |_, app| {
        let Some(link) = app.ledger.link(&digest)?.filter(|l| l.kind == "report") else {
            return Err(WebError::new(StatusCode::NOT_FOUND, "没有这个链接：核对是否复制完整，或请宣传处重发。"));
        };
        let gone = |what: &str| WebError::new(StatusCode::GONE, format!("这个链接{what}，请向宣传处索取新的。"));
        match link {
            l if l.closed.is_some() => Err(gone("已收回")),
            l if l.expires <= now => Err(gone("已过期")),
            l => Ok((app.made_for(&l.subject)?.ok_or_else(|| gone("的周报已不在"))?, l.expires)),
        }
    })
    .await
}

pub(crate) async fn shared(State(p): State<Shared>, me: Me, Path(secret): Path<String>) -> Result<Response, WebError> {
    let (made, expires) = open_link(&p, &secret).await?;
    p.read(move |p, app| {
        let week = made.week;
        let changed = app.changed_since(std::slice::from_ref(&made))?.pop().flatten();
        let summary = std::fs::read_to_string(made.folder.join("summary.txt")).unwrap_or_default();
        html(&SharedPage {
            shell: Shell { who: None, ..Shell::bare(p, Some(&me), "工伤预防宣传项目进度周报") },
            secret,
            week: words::week(week),
            period: words::period(week),
            until: p.until_zh(expires),
            summary,
            changed,
        })
    })
    .await
}

pub(crate) async fn shared_file(State(p): State<Shared>, Path((secret, name)): Path<(String, String)>) -> Result<Response, WebError> {
    let (made, _) = open_link(&p, &secret).await?;
    if !matches!(name.as_str(), "index.html" | "phone.png" | "overview.png") {
        return Err(WebError::missing());
    }
    p.read(move |_, _| file_of(Some(made), &name)).await
}
