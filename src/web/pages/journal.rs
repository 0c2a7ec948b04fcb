//! 日志: every change of the ledger in sentences, hash-chained; and what people did in the portal. The raw record stands behind 详情.

use super::html;
use crate::app::portal::chronicle::{Chain, Wanted};
use crate::app::portal::history::{COMMAND, KINDS, PROGRAM, Told, bounds};
use crate::base::day::Day;
use crate::base::id::CampaignId;
use crate::base::text::clip;
use crate::ledger::EventsWanted;
use crate::report::clean::neutral;
use crate::web::encode;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::PoisonError;

/// Entries on one page.
const PAGE: usize = 50;

/// What the address asks for.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Asked {
    /// `actions`: what people did instead of what the ledger holds.
    of: Option<String>,
    campaign: Option<String>,
    person: Option<String>,
    kind: Option<String>,
    day: Option<String>,
    /// The beginning of an entry's hash, as reports print it.
    code: Option<String>,
    /// The whole chain is to be walked now.
    verify: Option<String>,
    page: Option<usize>,
}

impl Asked {
    fn given(field: Option<&String>) -> Option<&str> {
        field.map(|v| v.trim()).filter(|v| !v.is_empty())
    }

    /// The address of another page of the same list.
    fn path(&self, page: usize) -> String {
        let mut out = format!("/journal?page={page}");
        let fields = [("of", &self.of), ("campaign", &self.campaign), ("person", &self.person), ("kind", &self.kind), ("day", &self.day)];
        for (name, value) in fields {
            if let Some(v) = Self::given(value.as_ref()) {
                write!(out, "&{name}={}", encode(v)).expect("a string takes whatever is written into it");
            }
        }
        out
    }
}

/// Something to choose from: value, text, chosen.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "journal.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    actions: bool,
    /// Whether what people did may be looked at.
    all: bool,
    entries: Vec<Line>,
    events: Vec<(String, String, &'static str, String, String)>,
    chain: Chain,
    campaigns: Vec<Choice>,
    people: Vec<Choice>,
    kinds: Vec<Choice>,
    day: String,
    code: String,
    walked: String,
    /// Reports that print this code: week and words.
    reports: Vec<(String, String)>,
    /// Something was chosen.
    chosen: bool,
    found: usize,
    at: usize,
    pages: usize,
    before: String,
    after: String,
}

struct Line {
    told: Told,
    at: String,
}

/// What people do, with the Chinese words.
const WHATS: [(&str, &str); 29] = [
    ("login", "登录"),
    ("login_failed", "登录失败"),
    ("logout", "退出"),
    ("password", "改密码"),
    ("account", "账号"),
    ("token", "令牌"),
    ("upload", "上传"),
    ("fill", "在线填报"),
    ("confirm", "确认入库"),
    ("withdraw", "撤下"),
    ("undo", "撤销入库"),
    ("handed_in", "提交"),
    ("approved", "审定"),
    ("returned", "退回"),
    ("answer", "答复"),
    ("answer_withdrawn", "撤回答复"),
    ("corrected", "更正一个数"),
    ("correction_withdrawn", "撤回更正"),
    ("comment", "说明待核事项"),
    ("belonging", "勾选作品"),
    ("rule_signed", "口径签认"),
    ("campaign_log", "项目事项"),
    ("attachment", "证明材料"),
    ("attachment_check", "核对材料"),
    ("report", "生成周报"),
    ("share", "分享周报"),
    ("unshare", "收回分享链接"),
    ("dry_run", "试采"),
    ("export", "导出"),
];

fn what_zh(what: &str) -> &'static str {
    WHATS.iter().find(|w| w.0 == what).map_or("其他", |w| w.1)
}

/// The beginning of a hash, as somebody types it from a report: with or without spaces.
fn check_code(text: &str) -> Result<String, WebError> {
    let code: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    if (6..=64).contains(&code.len()) && code.chars().all(|c| c.is_ascii_hexdigit()) {
        Ok(code)
    } else {
        Err(WebError::refused("校验码照周报上印的写，如 9f3c 41aa。"))
    }
}

/// What an entry of the list of what people did is about, in words where the ledger keeps a name.
fn subject_zh(app: &crate::app::App, subject: &str) -> String {
    let words = subject.split(' ').map(|word| {
        let campaign = app.defs.campaign(&CampaignId::new(word)).map(|c| format!("{} {}", c.number, c.short_name));
        let partner = || app.defs.partners.iter().find(|p| p.id.as_str() == word).map(|p| p.name.clone());
        let week = || crate::app::portal::due::parse_week(word).map(crate::report::words::week);
        let kind = || Some(crate::app::portal::overlay::kind_zh(word)).filter(|zh| *zh != "其他").map(str::to_owned);
        campaign.or_else(partner).or_else(week).or_else(kind).unwrap_or_else(|| word.to_owned())
    });
    clip(&neutral(&words.collect::<Vec<_>>().join(" ")), 80)
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Asked>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        // Whoever sees a part of the campaigns alone sees what concerns those, and nothing that concerns all.
        let all = app.defs.campaigns.iter().all(|c| who.reads(c, &app.defs));
        let actions = Asked::given(q.of.as_ref()) == Some("actions");
        if actions && !all {
            return Err(WebError::missing());
        }
        let asked_day = Asked::given(q.day.as_ref());
        let day = asked_day.and_then(Day::parse_iso);
        if asked_day.is_some() && day.is_none() {
            return Err(WebError::refused("日期写成 2023-04-02 这样。"));
        }
        let people: Vec<(i64, String)> = app.ledger.people()?.into_iter().map(|x| (x.id, x.name)).collect();
        let wanted = Wanted {
            campaign: Asked::given(q.campaign.as_ref()).map(CampaignId::new),
            person: Asked::given(q.person.as_ref()).map(str::to_owned),
            kind: Asked::given(q.kind.as_ref()).map(str::to_owned),
            day,
        };
        let code = Asked::given(q.code.as_ref()).map(check_code).transpose()?;
        let at = q.page.unwrap_or(1).max(1);
        let skip = (at - 1).saturating_mul(PAGE);
        let (mut entries, mut events) = (Vec::new(), Vec::new());
        let reads = |c: &CampaignId| app.defs.campaign(c).is_some_and(|c| who.reads(c, &app.defs));
        let (chain, numbers, told) = {
            let mut chronicle = p.chronicle.lock().unwrap_or_else(PoisonError::into_inner);
            let chain = chronicle.follow(app, q.verify.is_some(), p.now())?.clone();
            let may = |about: &BTreeSet<CampaignId>| all || (!about.is_empty() && about.iter().all(reads));
            let (numbers, found) = match &code {
                _ if actions => Default::default(),
                None => chronicle.choose(&wanted, may, skip, PAGE),
                Some(code) => {
                    let named = app.told(app.ledger.journal_by_hash(code)?)?;
                    let told: Vec<i64> = named.into_iter().filter(|t| may(&t.campaigns)).map(|t| t.entry.seq).collect();
                    let found = told.len();
                    (told, found)
                }
            };
            (chain, numbers, found)
        };
        let found = if actions {
            let span = day.map(bounds);
            let events_wanted = EventsWanted {
                person: wanted.person.as_ref().map(|name| people.iter().find(|x| x.1 == *name).map_or(-1, |x| x.0)),
                what: wanted.kind.as_deref(),
                from: span.map(|s| s.0),
                until: span.map(|s| s.1),
            };
            let (list, number) = app.ledger.events_page(events_wanted, skip, PAGE)?;
            events.extend(list.into_iter().map(|(e, name)| (e.at.zh(), name, what_zh(&e.what), subject_zh(app, &e.subject), e.address)));
            number
        } else {
            entries.extend(app.told_of(&numbers)?.into_iter().map(|told| Line { at: told.entry.at.zh(), told }));
            told
        };
        let reports = match &code {
            // A report speaks of all campaigns.
            Some(code) if all => app.made()?.into_iter().filter(|m| m.journal_head.starts_with(code.as_str())).collect(),
            _ => Vec::new(),
        };
        let reports =
            reports.iter().map(|m| (m.week.to_string(), format!("{}周报（{}）", crate::report::words::week(m.week), m.stage))).collect();
        let pick = |value: &str, text: &str, chosen: Option<&str>| (value.to_owned(), text.to_owned(), chosen == Some(value));
        let person = wanted.person.as_deref();
        let names = people.iter().map(|x| x.1.as_str()).chain([COMMAND, PROGRAM].into_iter().filter(|_| !actions));
        let list: &[(&str, &str)] = if actions { &WHATS } else { &KINDS };
        html(&Page {
            shell: Shell::new(p, app, &me, "日志", "/journal")?,
            campaigns: who
                .campaigns(&app.defs)
                .map(|c| pick(c.id.as_str(), &format!("{} {}", c.number, c.short_name), wanted.campaign.as_ref().map(CampaignId::as_str)))
                .collect(),
            people: names.map(|n| pick(n, n, person)).collect(),
            kinds: list.iter().map(|(k, zh)| pick(k, zh, wanted.kind.as_deref())).collect(),
            day: day.map(|d| d.to_string()).unwrap_or_default(),
            chosen: wanted.campaign.is_some() || wanted.person.is_some() || wanted.kind.is_some() || day.is_some() || code.is_some(),
            code: code.unwrap_or_default(),
            walked: if p.sample { p.programme_now().zh() } else { chain.walked.zh() },
            reports,
            actions,
            all,
            entries,
            events,
            chain,
            found,
            at,
            pages: found.div_ceil(PAGE).max(1),
            before: q.path(at.saturating_sub(1)),
            after: q.path(at + 1),
        })
    })
    .await
}
