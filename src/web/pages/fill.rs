//! 在线填报: one field per work, last week's value beside it. What is typed becomes a file and goes the way of every file.

use super::reporting::{column, partner_of, week_in_reach};
use super::{Done, html, note, to};
use crate::app::App;
use crate::app::portal::fill::{self, table};
use crate::app::portal::hand_in::Said;
use crate::app::portal::template::Line;
use crate::base::diag::Diagnostic;
use crate::base::id::{ChannelId, PartnerId};
use crate::report::{clean, export, words};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::{Portal, Shared};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;

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
    /// What is wrong and stands beside no field.
    whole: Vec<String>,
}

impl FillPage {
    /// How many fields cannot be read as they are.
    fn wrong(&self) -> usize {
        self.lines.iter().filter(|l| !l.wrong.is_empty()).count()
    }
}

struct Field {
    n: usize,
    title: String,
    published: String,
    last: String,
    last_day: String,
    metric: &'static str,
    /// As it was typed, where the page comes back.
    value: String,
    /// What is wrong with it; empty: nothing.
    wrong: String,
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
    p.read(move |p, app| show(p, app, &me, (&id, &week), q.channel.as_deref(), &Typed::default())).await
}

/// What somebody typed, with what is wrong with it: by line, and of the whole.
#[derive(Default)]
struct Typed {
    fields: BTreeMap<usize, (String, Option<String>)>,
    whole: Vec<String>,
}

fn show(p: &Portal, app: &App, me: &Me, (id, week): (&str, &str), asked: Option<&str>, typed: &Typed) -> Result<Response, WebError> {
    let partner = PartnerId::new(id);
    let known = partner_of(app, &partner)?;
    let week = week_in_reach(app, week)?;
    let lines = p.lines(app, &partner)?;
    let before = app.ledger.submissions(Some(&partner), Some(&week.to_string()))?.pop();
    let open = before.as_ref().and_then(|s| s.approved_without());
    let may = |c: &ChannelId| open.is_none_or(|open| open.contains(c));
    let own: Vec<_> = app.defs.channels.iter().filter(|c| c.partner == partner && !c.apart && may(&c.id)).collect();
    let count = |c: &ChannelId| of_channel(app, &lines, c).len();
    let chosen = asked
        .and_then(|t| own.iter().find(|c| c.id.as_str() == t))
        .or_else(|| own.iter().find(|c| known.reports.contains(&c.id) && count(&c.id) > 0))
        .or_else(|| own.iter().find(|c| count(&c.id) > 0))
        .or_else(|| own.first());
    let mut shown = chosen.map(|c| of_channel(app, &lines, &c.id)).unwrap_or_default();
    let more = shown.len().saturating_sub(LINES_MAX);
    shown.truncate(LINES_MAX);
    let channel = chosen.map(|c| c.id.to_string()).unwrap_or_default();
    let channels = own.iter().map(|c| (c.id.to_string(), c.name.clone(), c.id.as_str() == channel, count(&c.id))).collect();
    let shell = Shell::new(p, app, me, "在线填报", &column(me.who()?, &partner))?;
    let field = |(n, l): (usize, &Line)| {
        let (value, wrong) = typed.fields.get(&n).cloned().unwrap_or_default();
        Field {
            n,
            title: label(l),
            published: l.published.map_or_else(String::new, |p| p.day.zh_short()),
            last: l.last.as_ref().map_or_else(|| "—".to_owned(), |x| x.0.clone()),
            last_day: l.last.as_ref().map_or_else(String::new, |x| x.1.zh_short()),
            metric: l.metric.zh(),
            value,
            wrong: wrong.unwrap_or_default(),
        }
    };
    html(&FillPage {
        shell,
        partner: id.to_owned(),
        partner_name: known.name.clone(),
        week: words::week(week),
        week_id: week.to_string(),
        sunday: week.sunday().zh(),
        channel,
        channels,
        metric: shown.first().map_or("", |l| l.metric.zh()),
        more,
        lines: shown.into_iter().enumerate().map(field).collect(),
        whole: typed.whole.clone(),
    })
}

/// What was typed becomes a file that waits; where a number cannot be read, the page comes back with that said beside its field, and
/// nothing was kept.
pub(crate) async fn send(
    State(p): State<Shared>,
    me: Me,
    Path((id, week)): Path<(String, String)>,
    fields: Fields,
) -> Result<Response, WebError> {
    let now = p.now();
    let (sender, path) = (me.clone(), (id.clone(), week.clone()));
    // Nobody is kept from writing while the works are read and the numbers are checked.
    let checked = p.read(move |p, app| check(p, app, &sender, (&path.0, &path.1), &fields)).await?;
    let (name, bytes, said) = match checked {
        Checked::Good { name, bytes, said } => (name, bytes, said),
        Checked::Wrong(page) => return Ok(page),
    };
    let partner = PartnerId::new(&id);
    let upload = p
        .write(move |_, app| {
            let who = me.who()?.clone();
            let week = week_in_reach(app, &week)?;
            let upload = app.receive(&who, &partner, week, &name, &bytes, &said)?;
            let change = app.ledger.change()?;
            note(&change, now, &me, "fill", &name)?;
            change.commit()?;
            Ok(upload)
        })
        .await?;
    Ok(to(&format!("/uploads/{upload}")))
}

/// What came of looking at what was typed.
enum Checked {
    /// It can be read.
    Good { name: String, bytes: Vec<u8>, said: Said },
    /// It cannot: the page with what is wrong.
    Wrong(Response),
}

fn check(p: &Portal, app: &mut App, me: &Me, (id, week): (&str, &str), fields: &Fields) -> Result<Checked, WebError> {
    let partner = PartnerId::new(id);
    let sunday = week_in_reach(app, week)?;
    let channel = fields.get("channel");
    let own = app.defs.channels.iter().find(|c| c.id.as_str() == channel && c.partner == partner).cloned();
    let known = own.ok_or_else(|| WebError::refused("这个渠道不归贵方报送。"))?;
    let lines = p.lines(app, &partner)?;
    let lines = of_channel(app, &lines, &known.id);
    // The page may be older than the ledger: a field counts only where it still stands beside the same work.
    let given = |n: usize| {
        let same = n < LINES_MAX && lines.get(n).is_some_and(|l| label(l) == fields.get(&format!("t{n}")));
        same.then(|| fields.given(&format!("v{n}"))).flatten()
    };
    let filled: Vec<usize> = (0..lines.len()).filter(|n| given(*n).is_some()).collect();
    if filled.is_empty() {
        return Err(WebError::refused("没有填任何数。只填有变化的也可以，空着的不算0。"));
    }
    let bytes = export::csv(&table(&lines, sunday.sunday(), given));
    let name = fill::name(&known.name, sunday);
    let said = Said { campaign: Some(known.campaign), channel: None, as_of: None, mode: None };
    let found = app.faults_of_typed(&partner, sunday, (&name, &bytes), &said)?;
    if found.is_empty() {
        return Ok(Checked::Good { name, bytes, said });
    }
    let mut typed =
        Typed { fields: filled.iter().map(|n| (*n, (given(*n).unwrap_or_default().to_owned(), None))).collect(), ..Typed::default() };
    for d in found {
        // The first row holds the headers.
        let line = d.place.row.and_then(|row| filled.get(usize::try_from(row).ok()?.checked_sub(2)?));
        let text = wrong_zh(&d);
        match line.and_then(|n| typed.fields.get_mut(n)) {
            Some((_, wrong)) => wrong.get_or_insert_with(String::new).push_str(&text),
            None => typed.whole.push(text),
        }
    }
    let mut page = show(p, app, me, (id, week), Some(channel), &typed)?;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Checked::Wrong(page))
}

/// What is wrong with a field, without the cell of a table that nobody saw.
fn wrong_zh(d: &Diagnostic) -> String {
    let rest = [&d.expected, &d.remedy].into_iter().filter(|p| !p.is_empty()).map(|p| format!("；{}", clean::neutral(p)));
    format!("{}{}。", d.title(), rest.collect::<String>()).replace(&format!(" {} ", d.place.cell()), "这个数")
}

/// What a line is called on the page.
pub(super) fn label(l: &Line) -> String {
    if l.title.is_empty() { format!("{}（整个渠道的总量）", l.channel_name) } else { clean::neutral(&l.title) }
}
