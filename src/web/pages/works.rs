//! 作品: every work of a campaign with its placements, and the matrix of re-posts.

use super::{Done, html};
use crate::attain::snapshot::{Cell, Detail};
use crate::report::words;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

/// Works on one page.
const PAGE: usize = 100;

#[derive(Template)]
#[template(path = "works.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    campaigns: Vec<(String, String, bool)>,
    campaign: String,
    lists: Vec<List>,
    matrices: Vec<Matrix>,
    at: usize,
    pages: usize,
    /// Whoever looks may correct numbers of it.
    settles: bool,
}

impl Page {
    /// Where the numbers of a work are corrected.
    fn put_right(&self, title: &str) -> String {
        format!("/campaigns/{}/correct?word={}", self.campaign, crate::web::encode(title))
    }
}

struct List {
    label: String,
    unit: String,
    rows: Vec<(String, String, String, &'static str, String)>,
    number: usize,
}

/// A cell's style and its word.
type Mark = (&'static str, &'static str);

struct Matrix {
    label: String,
    channels: Vec<String>,
    rows: Vec<(String, String, Vec<Mark>)>,
    found: usize,
    missing: usize,
    unchecked: usize,
}

fn cell(c: Cell) -> Mark {
    match c {
        Cell::Found => ("found", "已转发"),
        Cell::Missing => ("lacking", "缺"),
        Cell::NotDue => ("notdue", "未到期"),
        Cell::Unchecked => ("unchecked", "未查"),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, day_of(app, asked_week(app, q.week.as_deref())?))?;
        let seen: Vec<_> = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| c.media && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs)))
            .collect();
        let chosen = seen.iter().find(|c| q.campaign.as_deref() == Some(c.id.as_str())).or_else(|| seen.first());
        let page = q.page.unwrap_or(1).max(1);
        let mut lists = Vec::new();
        let mut matrices = Vec::new();
        let mut longest = 0;
        for t in chosen.iter().flat_map(|c| &c.targets) {
            match &t.detail {
                Detail::Works { counted, undecided, left_out } => {
                    let mut rows: Vec<_> = counted
                        .iter()
                        .map(|w| (w, "计入", String::new()))
                        .chain(undecided.iter().map(|w| (w, "待认定", String::new())))
                        .chain(left_out.iter().map(|(w, why)| (w, "不计入", why.clone())))
                        .collect();
                    if rows.is_empty() {
                        continue;
                    }
                    rows.sort_by(|a, b| (b.0.day, &a.0.title).cmp(&(a.0.day, &b.0.title)));
                    longest = longest.max(rows.len());
                    lists.push(List {
                        label: t.label.clone(),
                        unit: t.unit.clone(),
                        number: rows.len(),
                        rows: rows
                            .into_iter()
                            .skip((page - 1).saturating_mul(PAGE))
                            .take(PAGE)
                            .map(|(w, state, why)| {
                                (w.title.clone(), words::day_or(w.day, "发布日不明"), words::span_wan(w.contacts), state, why)
                            })
                            .collect(),
                    });
                }
                Detail::Repost(m) if !m.rows.is_empty() => {
                    longest = longest.max(m.rows.len());
                    let count = |kind: Cell| m.rows.iter().flat_map(|r| &r.1).filter(|c| **c == kind).count();
                    // What is missing first: that is what somebody has to do.
                    let mut ordered: Vec<_> = m.rows.iter().rev().collect();
                    ordered.sort_by_key(|r| !r.1.contains(&Cell::Missing));
                    matrices.push(Matrix {
                        label: t.label.clone(),
                        channels: m.channels.clone(),
                        found: count(Cell::Found),
                        missing: count(Cell::Missing),
                        unchecked: count(Cell::Unchecked),
                        rows: ordered
                            .into_iter()
                            .skip((page - 1).saturating_mul(PAGE))
                            .take(PAGE)
                            .map(|(w, cells)| (w.title.clone(), words::day_or(w.day, "—"), cells.iter().map(|c| cell(*c)).collect()))
                            .collect(),
                    });
                }
                _ => {}
            }
        }
        let shell = Shell::new(p, app, &me, "作品", "/works")?;
        let id = chosen.map(|c| c.id.to_string()).unwrap_or_default();
        html(&Page {
            shell,
            campaigns: seen.iter().map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name), c.id.as_str() == id)).collect(),
            settles: app.defs.campaign(&crate::base::id::CampaignId::new(&id)).is_some_and(|c| who.settles(c)),
            campaign: id,
            lists,
            matrices,
            at: page,
            pages: longest.div_ceil(PAGE).max(1),
        })
    })
    .await
}
