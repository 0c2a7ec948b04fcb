//! What the simulated platforms answer, in the shapes that are documented for the real ones.

use super::state::{Fault, Shelf, State, Work};
use crate::base::day::{Day, Moment};
use serde_json::{Value, json};

/// One answer.
#[derive(Debug, Default)]
pub(super) struct Reply {
    pub(super) status: u16,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
    pub(super) slow: bool,
    pub(super) cut: bool,
}

const JSON: &str = "application/json; charset=utf-8";
const HTML: &str = "text/html; charset=utf-8";

fn reply(body: String, kind: &str) -> Reply {
    Reply { status: 200, headers: vec![("content-type", kind.to_owned())], body: body.into_bytes(), ..Reply::default() }
}

/// What comes after a path's last part, and parameters, decoded.
struct Asked<'a> {
    path: &'a str,
    query: &'a str,
}

impl Asked<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.query.split('&').find_map(|p| p.split_once('=').filter(|(k, _)| *k == name)).map(|(_, v)| decoded(v))
    }

    fn number(&self, name: &str, default: usize) -> usize {
        self.get(name).and_then(|v| v.parse().ok()).unwrap_or(default)
    }
}

fn decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut n = 0;
    while let Some(b) = bytes.get(n) {
        let hex = (*b == b'%').then(|| text.get(n + 1..n + 3).and_then(|h| u8::from_str_radix(h, 16).ok())).flatten();
        out.push(hex.unwrap_or(if *b == b'+' { b' ' } else { *b }));
        n += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// The answer of a site to a request.
pub(super) fn answer(state: &mut State, site: &'static str, path: &str, query: &str, token: &str, body: &[u8]) -> Reply {
    let asked = Asked { path, query };
    let fault = state.faults.get(site).copied();
    match fault {
        Some(Fault::LoginWall) => return reply(format!("<html><head><title>登录</title></head><body>{LOGIN}</body></html>"), HTML),
        Some(Fault::Captcha) => return reply("<html><head><title>安全验证</title></head><body>请完成验证码</body></html>".into(), HTML),
        Some(Fault::RateLimit(secs)) => {
            return Reply { status: 429, headers: vec![("retry-after", secs.to_string())], ..Reply::default() };
        }
        Some(Fault::Broken) => return Reply { status: 500, ..Reply::default() },
        _ => {}
    }
    if path == "/robots.txt" {
        return state.robots.get(site).map_or_else(|| Reply { status: 404, ..Reply::default() }, |r| reply(r.clone(), "text/plain"));
    }
    if let Some(tokens) = authorise(state, &asked, body) {
        return tokens;
    }
    let mut out = match site {
        "mgtv_episodes" => mgtv(state, &asked, fault),
        "ximalaya_album" => ximalaya(state, &asked, fault),
        "qingting_channel" => qingting(state, &asked, fault),
        "weibo_topic" => weibo(state, &asked, fault),
        "kuaishou_video" => kuaishou(state, &asked, fault),
        "douyin_video" => douyin(state, &asked, token, fault),
        "wechat_article" => wechat(state, &asked, body, fault),
        "hnmsw_banner" | "cri_headline" => display(state, site, fault),
        _ => list_page(state, site, &asked, fault),
    };
    if fault == Some(Fault::WrongCharset) {
        out.headers = vec![("content-type", "text/html; charset=iso-8859-1".to_owned())];
    }
    out.slow = fault == Some(Fault::Slow);
    out.cut = fault == Some(Fault::Cut);
    out
}

const LOGIN: &str = "<form id=\"login\"><input type=\"password\" name=\"p\"></form>";

/// How a count is shown.
fn shown(n: u64, fault: Option<Fault>) -> Value {
    match fault {
        Some(Fault::Hidden) => json!("--"),
        Some(Fault::Rounded) if n >= 100_000 => json!("10万+"),
        Some(Fault::Rounded) if n >= 10_000 => json!(display_number(n)),
        _ => json!(n),
    }
}

/// `1.2万`, `3.4亿`: cut, not rounded.
fn display_number(n: u64) -> String {
    let (unit, word) = if n >= 100_000_000 { (100_000_000, "亿") } else { (10_000, "万") };
    if n < 10_000 { n.to_string() } else { format!("{}.{}{word}", n / unit, n % unit / (unit / 10)) }
}

fn works<'a>(state: &'a State, site: &'static str, account: &str, fault: Option<Fault>) -> Vec<&'a Work> {
    let now = state.now;
    let shelf = state.shelves.get(&(site, account.to_owned()));
    let all = shelf.into_iter().flat_map(|s: &Shelf| &s.works);
    all.filter(|w| !w.gone && w.published <= now && fault != Some(Fault::Emptied)).collect()
}

/// One page of a list, pages from 1.
fn page<'a>(works: &[&'a Work], number: usize, size: usize) -> (Vec<&'a Work>, usize) {
    let size = size.max(1);
    (works.iter().skip(number.saturating_sub(1) * size).take(size).copied().collect(), works.len().div_ceil(size))
}

fn mgtv(state: &State, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    if asked.path == "/v2/dynamicinfo" {
        let vid = asked.get("vid").unwrap_or_default();
        let cid = asked.get("cid").unwrap_or_default();
        let found = works(state, "mgtv_episodes", &cid, fault).into_iter().find(|w| w.id == vid);
        let data = match (found, fault) {
            (Some(w), Some(Fault::Redesign)) => json!({ "stat": { "view": w.views } }),
            (Some(w), f) => json!({ "all": shown(w.views, f), "like": w.views / 50, "unlike": 0 }),
            (None, _) => json!({}),
        };
        return reply(json!({ "code": 200, "data": data }).to_string(), JSON);
    }
    let cid = asked.get("collection_id").unwrap_or_default();
    let all = works(state, "mgtv_episodes", &cid, fault);
    let (rows, total) = page(&all, asked.number("page", 1), asked.number("size", 25));
    let list: Vec<Value> = rows
        .iter()
        .enumerate()
        .map(|(n, w)| {
            json!({ "t1": (n + 1).to_string(), "t2": w.title, "isIntact": if w.clip { "2" } else { "1" }, "video_id": w.id,
                "playcnt": display_number(w.views), "url": format!("/b/{cid}/{}.html", w.id) })
        })
        .collect();
    reply(json!({ "code": 200, "data": { "info": { "title": "样例合集" }, "total_page": total, "list": list } }).to_string(), JSON)
}

fn ximalaya(state: &State, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    let all = works(state, "ximalaya_album", &asked.get("albumId").unwrap_or_default(), fault);
    let (rows, total) = page(&all, asked.number("pageId", 1), asked.number("pageSize", 30));
    let name = if fault == Some(Fault::Redesign) { "heat" } else { "playtimes" };
    let list: Vec<Value> = rows
        .iter()
        .map(|w| {
            json!({ "trackId": w.id.parse::<u64>().unwrap_or(0), "title": w.title, "duration": w.duration_secs, "createdAt": w.published.0 * 1000,
                name: shown(w.views, fault), "likes": w.views / 90, "comments": w.views / 900, "shares": w.views / 400, "isPaid": false })
        })
        .collect();
    reply(json!({ "ret": 0, "data": { "maxPageId": total, "list": list } }).to_string(), JSON)
}

fn qingting(state: &State, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    let id = asked.path.rsplit('/').next().unwrap_or_default();
    let total = state.shelves.get(&("qingting_channel", id.to_owned())).map_or(0, |s| s.total);
    let name = if fault == Some(Fault::Redesign) { "hot" } else { "playcount" };
    let count = if fault == Some(Fault::Hidden) { "--".to_owned() } else { display_number(total) };
    reply(json!({ "errorno": 0, "data": { "id": 1, "name": "样例频道", "program_count": 9, name: count } }).to_string(), JSON)
}

fn weibo(state: &State, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    let key = asked.get("q").unwrap_or_else(|| {
        let id = asked.get("containerid").unwrap_or_default();
        id.split("q=").nth(1).and_then(|t| t.split('&').next()).unwrap_or_default().to_owned()
    });
    let shelf = state.shelves.get(&("weibo_topic", key.trim_matches('#').to_owned())).cloned().unwrap_or_default();
    let parts = |n: u64| {
        let text = display_number(n);
        let unit = text.chars().last().filter(|c| !c.is_ascii_digit()).map(String::from).unwrap_or_default();
        json!({ "val": text.trim_end_matches(unit.as_str()), "unit": unit })
    };
    if asked.path == "/api/container/getIndex" {
        let text = format!("阅读{} 讨论{}", display_number(shelf.total), display_number(shelf.discussions));
        let head = if fault == Some(Fault::Hidden) { json!({}) } else { json!({ "title": key, "midtext": text }) };
        return reply(json!({ "ok": 1, "data": { "cardlistInfo": { "cardlist_head_cards": [{ "head_data": head }] } } }).to_string(), JSON);
    }
    // A redesign of this page leaves the other one as it is.
    let data = match fault {
        Some(Fault::Redesign) => json!({ "topic": { "pv": display_number(shelf.total) } }),
        Some(Fault::Hidden) => json!({ "baseData": { "sum_all": { "r": { "val": "--", "unit": "" }, "m": { "val": "--", "unit": "" } } } }),
        _ => json!({ "baseData": { "sum_all": { "r": parts(shelf.total), "m": parts(shelf.discussions) } } }),
    };
    reply(json!({ "code": 100_000, "data": data }).to_string(), JSON)
}

fn token_good(state: &State, token: &str, fault: Option<Fault>) -> bool {
    fault != Some(Fault::TokenExpired) && state.tokens.get(token).is_some_and(|until| *until > state.now)
}

fn kuaishou(state: &State, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    let token = asked.get("access_token").unwrap_or_default();
    if !token_good(state, &token, fault) {
        return reply(json!({ "result": 100_200_106, "error": "access_denied", "error_msg": "access_token expired" }).to_string(), JSON);
    }
    // The token says whose videos are meant.
    let account = token.split('.').nth(1).unwrap_or_default();
    let mut all = works(state, "kuaishou_video", account, fault);
    all.sort_by_key(|w| std::cmp::Reverse((w.published, w.id.clone())));
    let after = asked.get("cursor").and_then(|c| all.iter().position(|w| w.id == c)).map_or(0, |n| n + 1);
    let name = if fault == Some(Fault::Redesign) { "views" } else { "view_count" };
    let list: Vec<Value> = all
        .into_iter()
        .skip(after)
        .take(asked.number("count", 20).min(200))
        .map(|w| {
            json!({ "photo_id": w.id, "caption": w.title, "create_time": w.published.0 * 1000, "like_count": w.views / 40,
                "comment_count": w.views / 700, name: shown(w.views, fault), "pending": false })
        })
        .collect();
    reply(json!({ "result": 1, "video_list": list }).to_string(), JSON)
}

fn douyin(state: &State, asked: &Asked<'_>, token: &str, fault: Option<Fault>) -> Reply {
    if !token_good(state, token, fault) {
        let said = json!({ "error_code": 28_001_008, "description": "access_token过期" });
        return reply(json!({ "data": said, "extra": said }).to_string(), JSON);
    }
    let account = asked.get("open_id").unwrap_or_default();
    let mut all = works(state, "douyin_video", &account, fault);
    all.sort_by_key(|w| std::cmp::Reverse((w.published, w.id.clone())));
    let today = state.now.date();
    if asked.path.starts_with("/data/external/item/base") {
        let id = asked.get("item_id").unwrap_or_default();
        let found = all.into_iter().find(|w| w.id == id && today.since(w.published.date()) <= 30);
        // The numbers are those of the day before.
        let yesterday = today.plus(-1);
        let result: Vec<Value> = found
            .map(|w| {
                let n = w.closed.range(..=yesterday).next_back().map_or(0, |(_, n)| *n);
                let name = if fault == Some(Fault::Redesign) { "plays" } else { "total_play" };
                json!({ name: shown(n, fault), "total_like": n / 30, "total_comment": n / 800, "total_share": n / 500 })
            })
            .into_iter()
            .collect();
        return reply(json!({ "data": { "error_code": 0, "result_list": result }, "extra": { "error_code": 0 } }).to_string(), JSON);
    }
    let from = asked.number("cursor", 0);
    let size = asked.number("count", 20);
    let list: Vec<Value> = all
        .iter()
        .skip(from)
        .take(size)
        .map(|w| json!({ "item_id": w.id, "title": w.title, "create_time": w.published.0, "share_url": "https://www.example.invalid/v" }))
        .collect();
    let more = from + size < all.len();
    reply(
        json!({ "data": { "error_code": 0, "list": list, "cursor": from + size, "has_more": more }, "extra": { "error_code": 0 } })
            .to_string(),
        JSON,
    )
}

fn wechat(state: &State, asked: &Asked<'_>, body: &[u8], fault: Option<Fault>) -> Reply {
    let token = asked.get("access_token").unwrap_or_default();
    if !token_good(state, &token, fault) {
        return reply(json!({ "errcode": 42_001, "errmsg": "access_token expired" }).to_string(), JSON);
    }
    let account = token.split('.').nth(1).unwrap_or_default();
    let body: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let (Some(day), Some(end)) = (Day::parse_iso(&text("begin_date")), Day::parse_iso(&text("end_date"))) else {
        return reply(json!({ "errcode": 61_500, "errmsg": "date format error" }).to_string(), JSON);
    };
    if day != end || end >= state.now.date() {
        return reply(json!({ "errcode": 61_501, "errmsg": "date range error" }).to_string(), JSON);
    }
    let name = if fault == Some(Fault::Redesign) { "readers" } else { "read_user" };
    let list: Vec<Value> = works(state, "wechat_article", account, fault)
        .into_iter()
        .filter(|w| w.published.date() == day)
        .map(|w| {
            let days: Vec<Value> = w
                .closed
                .range(day..)
                .filter(|(d, _)| d.since(day) <= 30 && **d < state.now.date())
                .map(|(d, n)| json!({ "stat_date": d.to_string(), name: n, "share_user": n / 30, "like_user": n / 60, "comment_count": n / 900 }))
                .collect();
            json!({ "ref_date": day.to_string(), "msgid": format!("{}_1", w.id), "title": w.title, "content_url": "https://mp.example.invalid/s", "detail_list": days })
        })
        .collect();
    reply(json!({ "list": list, "is_delay": false }).to_string(), JSON)
}

/// The platforms' authorisation interfaces: a good code or refresh token gives tokens that last as long as documented.
fn authorise(state: &mut State, asked: &Asked<'_>, body: &[u8]) -> Option<Reply> {
    let text = String::from_utf8_lossy(body).into_owned();
    let form = Asked { path: asked.path, query: &text };
    let day = 86_400;
    let issue = |state: &mut State, account: &str, secs: i64| {
        state.issued += 1;
        let token = format!("t{}.{account}", state.issued);
        state.tokens.insert(token.clone(), Moment(state.now.0 + secs));
        token
    };
    let account = |form: &Asked<'_>| {
        let given = form.get("code").or_else(|| form.get("refresh_token")).unwrap_or_default();
        given.split('.').nth(1).unwrap_or("sample").to_owned()
    };
    match asked.path {
        "/oauth2/access_token" | "/oauth2/refresh_token" => {
            let account = account(&form);
            let token = issue(state, &account, 2 * day);
            Some(reply(
                json!({ "result": 1, "access_token": token, "expires_in": 2 * day, "refresh_token": format!("r.{account}"), "refresh_token_expires_in": 180 * day })
                    .to_string(),
                JSON,
            ))
        }
        "/oauth/access_token/" | "/oauth/refresh_token/" => {
            let account = account(&form);
            let token = issue(state, &account, 15 * day);
            // A refresh tells the life as text, as it does in the documentation.
            let data = json!({ "error_code": 0, "access_token": token, "expires_in": (15 * day).to_string(), "refresh_token": format!("r.{account}"), "refresh_expires_in": 30 * day });
            Some(reply(json!({ "data": data }).to_string(), JSON))
        }
        "/oauth/renew_refresh_token/" => {
            let account = account(&form);
            let data = json!({ "error_code": 0, "refresh_token": format!("r.{account}"), "expires_in": 30 * day });
            Some(reply(json!({ "data": data }).to_string(), JSON))
        }
        "/cgi-bin/stable_token" => {
            let body: Value = serde_json::from_slice(body).unwrap_or_default();
            let app = body.get("appid").and_then(Value::as_str).unwrap_or_default();
            let account = app.split('.').nth(1).unwrap_or("sample").to_owned();
            let token = issue(state, &account, 7200);
            Some(reply(json!({ "access_token": token, "expires_in": 7200 }).to_string(), JSON))
        }
        _ => None,
    }
}

fn list_page(state: &State, site: &'static str, asked: &Asked<'_>, fault: Option<Fault>) -> Reply {
    let account = match site {
        "xhn_column" => asked.path.rsplit('/').next().unwrap_or_default().trim_end_matches(".html").to_owned(),
        "hnmsw_column" => asked.get("columnID").unwrap_or_default(),
        _ => asked.path.trim_start_matches('/').to_owned(),
    };
    let all = works(state, site, &account, fault);
    let number = asked.number("page", 1);
    let (rows, _) = page(&all, number, 20);
    let date = |w: &Work| w.published.date();
    let compact = |w: &Work| date(w).to_string().replace('-', "");
    let items: String = rows
        .iter()
        .map(|w| match (site, fault) {
            (_, Some(Fault::Redesign)) => format!("<article class=\"card\"><h3>{}</h3></article>", w.title),
            ("xhn_column", _) => format!(
                "<li><a href=\"https://m.voc.com.cn/xhn/news/{}.html\"><span class=\"title\">{}</span></a><span class=\"date\">{}</span><span class=\"read-num\">{}</span></li>\n",
                w.id, w.title, date(w), display_number(w.views)
            ),
            ("hnmsw_column", _) => {
                format!("<li><a href=\"/show_article.php?articleID={}.html\">{}</a><span class=\"time\">{}</span></li>\n", w.id, w.title, date(w))
            }
            _ => format!("<div class=\"tit-list\"><a href=\"https://news.cri.cn/{}/{}.html\">{}</a></div>\n", compact(w), w.id, w.title),
        })
        .collect();
    let nothing = match site {
        "xhn_column" => "<div class=\"no-data\">暂无内容</div>",
        "hnmsw_column" => "<p class=\"empty\">栏目建设中</p>",
        _ => "<p class=\"no-more\">暂无内容</p>",
    };
    let body = match (site, items.is_empty()) {
        (_, true) => nothing.to_owned(),
        ("xhn_column", _) => format!("<ul class=\"news-list\">{items}</ul>"),
        ("hnmsw_column", _) => format!("<div class=\"list\"><ul>{items}</ul></div>"),
        _ => items,
    };
    reply(format!("<html><head><meta charset=\"utf-8\"><title>样例栏目</title></head><body>{body}</body></html>"), HTML)
}

fn display(state: &State, site: &'static str, fault: Option<Fault>) -> Reply {
    let shown = state.shelves.get(&(site, String::new())).and_then(|s| s.display);
    let thing = "<a href=\"/gsyf/\"><img src=\"/b.jpg\" alt=\"工伤预防 为民护航\"></a>";
    let (place, side) = match shown {
        Some(true) => (thing, ""),
        Some(false) => ("<a href=\"/x\">要闻</a>", thing),
        None => ("<a href=\"/x\">要闻</a>", ""),
    };
    let (nav, spot) = match (site, fault) {
        (_, Some(Fault::Redesign)) => ("menu", "hero"),
        ("hnmsw_banner", _) => ("nav", "banner"),
        _ => ("channel-nav", "headline"),
    };
    let body = format!("<div class=\"{nav}\">导航</div><div class=\"{spot}\">{place}</div><div class=\"side\">{side}</div>");
    reply(format!("<html><head><meta charset=\"utf-8\"><title>样例首页</title></head><body>{body}</body></html>"), HTML)
}
