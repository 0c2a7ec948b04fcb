//! 在线填报: one field per work, last week's value beside it. What is typed becomes a file and goes the way of every file.

use super::reporting::{column, partner_of, week_in_reach};
use super::{Done, html, note, to};
use crate::app::App;
use crate::app::portal::fill::table;
use crate::app::portal::hand_in::Said;
use crate::app::portal::template::Line;
use crate::base::id::{ChannelId, PartnerId};
use crate::report::{clean, export, words};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// Fields on one page.
const LINES_MAX: usize = 120;

#[derive(Template)]
#[template(path = "fill.html", config = "src/web/askama.toml")]
struct FillPage {
    shell: Shell,
    partner: String,
    partner_name: String,
    week: String,
    week_id: String,
    sunday: String,
    channel: String,
    channels: Vec<(String, String, bool, usize)>,
    lines: Vec<Field>,
    more: usize,
    metric: &'static str,
}

struct Field {
    n: usize,
    title: String,
    published: String,
    last: String,
    last_day: String,
    metric: &'static str,
}

/// The lines of a channel beside which a number is typed.
fn of_channel<'a>(app: &App, lines: &'a [Line], channel: &ChannelId) -> Vec<&'a Line> {
    lines.iter().filter(|l| l.channel == *channel && app.has_number(l)).collect()
}

pub(crate) async fn page(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    Query(q): Query<Done>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let partner = PartnerId::new(&id);
        let known = partner_of(app, &partner)?;
        let week = week_in_reach(app, &week)?;
        let lines = p.lines(app, &partner)?;
        let before = app.ledger.submissions(Some(&partner), Some(&week.to_string()))?.pop();
        let open = before.as_ref().and_then(|s| s.approved_without());
        let may = |c: &ChannelId| open.is_none_or(|open| open.contains(c));
        let own: Vec<_> = app.defs.channels.iter().filter(|c| c.partner == partner && !c.apart && may(&c.id)).collect();
        let count = |c: &ChannelId| of_channel(app, &lines, c).len();
        let chosen = q
            .channel
            .as_deref()
            .and_then(|t| own.iter().find(|c| c.id.as_str() == t))
            .or_else(|| own.iter().find(|c| known.reports.contains(&c.id) && count(&c.id) > 0))
            .or_else(|| own.iter().find(|c| count(&c.id) > 0))
            .or_else(|| own.first());
        let mut shown = chosen.map(|c| of_channel(app, &lines, &c.id)).unwrap_or_default();
        let more = shown.len().saturating_sub(LINES_MAX);
        shown.truncate(LINES_MAX);
        let channel = chosen.map(|c| c.id.to_string()).unwrap_or_default();
        let channels = own.iter().map(|c| (c.id.to_string(), c.name.clone(), c.id.as_str() == channel, count(&c.id))).collect();
        let shell = Shell::new(p, app, &me, "在线填报", &column(me.who()?, &partner))?;
        html(&FillPage {
            shell,
            partner: id,
            partner_name: known.name.clone(),
            week: words::week(week),
            week_id: week.to_string(),
            sunday: week.sunday().zh(),
            channel,
            channels,
            metric: shown.first().map_or("", |l| l.metric.zh()),
            more,
            lines: shown
                .into_iter()
                .enumerate()
                .map(|(n, l)| Field {
                    n,
                    title: label(l),
                    published: l.published.map_or_else(String::new, |p| p.day.zh_short()),
                    last: l.last.as_ref().map_or_else(|| "—".to_owned(), |x| x.0.clone()),
                    last_day: l.last.as_ref().map_or_else(String::new, |x| x.1.zh_short()),
                    metric: l.metric.zh(),
                })
                .collect(),
        })
    })
    .await
}

pub(crate) async fn send(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let now = p.now();
    let partner = PartnerId::new(&id);
    let theirs = partner.clone();
    // Nobody is kept from writing while the works are read.
    let lines = p.read(move |p, app| p.lines(app, &theirs)).await?;
    let upload = p
        .write(move |_, app| {
            let who = me.who()?.clone();
            let week = week_in_reach(app, &week)?;
            let channel = fields.get("channel").to_owned();
            let known = app
                .defs
                .channels
                .iter()
                .find(|c| c.id.as_str() == channel && c.partner == partner)
                .cloned()
                .ok_or_else(|| WebError::refused("这个渠道不归贵方报送。"))?;
            let lines = of_channel(app, &lines, &known.id);
            let table = table(&lines, week.sunday(), |n| {
                let title = fields.get(&format!("t{n}"));
                // The page may be older than the ledger: a field counts only where it still stands beside the same work.
                let same = n < LINES_MAX && lines.get(n).is_some_and(|l| label(l) == title);
                same.then(|| fields.get(&format!("v{n}")))
            });
            if table.rows.is_empty() {
                return Err(WebError::refused("没有填任何数。只填有变化的也可以，空着的不算0。"));
            }
            let name = format!("在线填报_{}_{week}.csv", known.name);
            let said = Said { campaign: Some(known.campaign), channel: None, as_of: None, mode: None };
            let upload = app.receive(&who, &partner, week, &name, &export::csv(&table), &said)?;
            let change = app.ledger.change()?;
            note(&change, now, &me, "fill", &name)?;
            change.commit()?;
            Ok(upload)
        })
        .await?;
    Ok(to(&format!("/uploads/{upload}")))
}

/// What a line is called on the page.
pub(super) fn label(l: &Line) -> String {
    if l.title.is_empty() { format!("{}（整个渠道的总量）", l.channel_name) } else { clean::neutral(&l.title) }
}
