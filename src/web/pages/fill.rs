//! 在线填报: one field per work, last week's value beside it. What is typed becomes a file and goes the way of every file.

use super::new_works::{NEW_ROWS, NewWork, told_twice};
use super::reporting::{column, partner_of, week_in_reach};
use super::{Done, html, note, to};
use crate::app::App;
use crate::app::portal::fill::{self, TypedRow, table};
use crate::app::portal::hand_in::Said;
use crate::app::portal::template::Line;
use crate::base::diag::Diagnostic;
use crate::base::id::{ChannelId, PartnerId};
use crate::ledger::Submission;
use crate::model::channel::{Scope, WorkKind};
use crate::model::metric::Metric;
use crate::report::{clean, export, words};
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::{Shell, day_of};
use crate::web::state::{Portal, Shared};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// The day of which the numbers are.
    until: String,
    /// That is today: the week is still running.
    today: bool,
    channel: String,
    channels: Vec<(String, String, bool, usize)>,
    lines: Vec<Field>,
    more: usize,
    metric: &'static str,
    /// Whether its works have a number of their own: broadcasts have none.
    counted: bool,
    /// What is wrong and stands beside no field.
    whole: Vec<String>,
    /// The week was approved with all its channels.
    locked: bool,
    /// Rows for works that nobody has reported yet; empty where the channel is counted as a whole.
    new: Vec<NewWork>,
    /// The same of other channels, with the channel's name.
    new_elsewhere: Vec<(String, NewWork)>,
    /// What was typed for other channels: channel, its name, position, title, number.
    carried: Vec<(String, String, usize, String, String)>,
    /// The file whose numbers are mended.
    from: Option<i64>,
}

impl FillPage {
    /// How many fields cannot be read as they are.
    fn wrong(&self) -> usize {
        let new = self.new.iter().filter(|w| !w.wrong.is_empty()).count();
        self.lines.iter().filter(|l| !l.wrong.is_empty()).count() + new
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
    p.read(move |p, app| {
        let (typed, first) = before(p, app, (&id, &week), q.from)?;
        let channel = q.channel.as_deref().or(first.as_ref().map(ChannelId::as_str));
        show(p, app, &me, (&id, &week), channel, &typed)
    })
    .await
}

/// What somebody typed, with what is wrong with it: by channel and line, and of the whole.
#[derive(Default)]
struct Typed {
    fields: BTreeMap<(ChannelId, usize), (String, Option<String>)>,
    new: Vec<NewWork>,
    whole: Vec<String>,
    from: Option<i64>,
}

/// What was typed before into a file that still waits, and its first channel.
fn before(p: &Portal, app: &App, (id, week): (&str, &str), from: Option<i64>) -> Result<(Typed, Option<ChannelId>), WebError> {
    let partner = PartnerId::new(id);
    let week = week_in_reach(app, week)?;
    let found = from.map(|n| app.typed_upload(n, &partner, week)).transpose()?.flatten();
    let Some(upload) = found else { return Ok((Typed::default(), None)) };
    let mut typed = Typed { from: Some(upload.id), ..Typed::default() };
    let lines = p.lines(app, &partner)?;
    for row in fill::typed(&app.ledger.evidence(&upload.digest)?) {
        let Some(known) = app.defs.channels.iter().find(|c| c.partner == partner && c.name == row.channel) else { continue };
        let own = of_channel(app, &lines, &known.id);
        let free = |n: &usize| !typed.fields.contains_key(&(known.id.clone(), *n));
        let same = (0..own.len()).filter(free).find(|n| own.get(*n).is_some_and(|l| l.title == row.title));
        if let Some(n) = same {
            typed.fields.insert((known.id.clone(), n), (row.number, None));
        } else {
            let TypedRow { title, link, published, number, .. } = row;
            typed.new.push(NewWork { channel: known.id.to_string(), title, published, link, number, wrong: String::new() });
        }
    }
    let first = typed.fields.keys().next().map(|(c, _)| c.clone());
    let first = first.or_else(|| typed.new.first().map(|w| ChannelId::new(&w.channel)));
    Ok((typed, first))
}

fn show(p: &Portal, app: &App, me: &Me, (id, week): (&str, &str), asked: Option<&str>, typed: &Typed) -> Result<Response, WebError> {
    let partner = PartnerId::new(id);
    let known = partner_of(app, &partner)?;
    let week = week_in_reach(app, week)?;
    let lines = p.lines(app, &partner)?;
    let before = app.ledger.submissions(Some(&partner), Some(&week.to_string()))?.pop();
    let locked = before.as_ref().is_some_and(Submission::is_locked);
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
    let channel = chosen.map_or_else(|| ChannelId::new(""), |c| c.id.clone());
    let channels = own.iter().map(|c| (c.id.to_string(), c.name.clone(), c.id == channel, count(&c.id))).collect();
    let shell = Shell::new(p, app, me, "在线填报", &column(me.who()?, &partner))?;
    // What came for later days is no earlier number.
    let later = shown.iter().any(|l| l.last.as_ref().is_some_and(|(_, day)| *day > week.sunday()));
    let until = if later { p.last_numbers(app, &channel, week.sunday())? } else { Arc::default() };
    let last = |l: &Line| if later { until.get(&(l.placement?, l.metric)).cloned() } else { l.last.clone() };
    let field = |(n, l): (usize, &Line)| {
        let (value, wrong) = typed.fields.get(&(channel.clone(), n)).cloned().unwrap_or_default();
        let last = last(l);
        Field {
            n,
            title: label(l),
            published: l.published.map_or_else(String::new, |p| p.day.zh_short()),
            last: last.as_ref().map_or_else(|| "—".to_owned(), |x| x.0.clone()),
            last_day: last.as_ref().map_or_else(String::new, |x| x.1.zh_short()),
            metric: l.metric.zh(),
            value,
            wrong: wrong.unwrap_or_default(),
        }
    };
    let others = typed.fields.iter().filter(|((c, _), _)| *c != channel).filter_map(|((c, n), (value, _))| {
        let line = of_channel(app, &lines, c).get(*n).copied()?;
        Some((c.to_string(), line.channel_name.clone(), *n, label(line), value.clone()))
    });
    let (mut new, elsewhere): (Vec<NewWork>, Vec<NewWork>) = typed.new.iter().cloned().partition(|w| w.channel == channel.as_str());
    let counted = chosen.is_none_or(|c| c.kind != WorkKind::Programme);
    if chosen.is_some_and(|c| c.scope == Scope::Works) {
        let blank = NewWork { channel: channel.to_string(), ..NewWork::default() };
        new.resize(new.len().max(NEW_ROWS - 1) + 1, blank);
    }
    let named = |w: NewWork| (own.iter().find(|c| c.id.as_str() == w.channel).map_or_else(String::new, |c| c.name.clone()), w);
    html(&FillPage {
        shell,
        new,
        new_elsewhere: elsewhere.into_iter().map(named).collect(),
        partner: id.to_owned(),
        partner_name: known.name.clone(),
        week: words::week(week),
        week_id: week.to_string(),
        until: day_of(app, week).zh(),
        today: day_of(app, week) == app.clock.now().date(),
        carried: others.collect(),
        channel: channel.to_string(),
        channels,
        counted,
        metric: chosen.map_or("", |c| shown.first().map_or_else(|| c.kind.contacts().unwrap_or(Metric::Reads), |l| l.metric).zh()),
        more,
        lines: shown.into_iter().enumerate().map(field).collect(),
        whole: typed.whole.clone(),
        locked,
        from: typed.from,
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
    let from = fields.given("from").and_then(|n| n.parse().ok());
    let (sender, path) = (me.clone(), (id.clone(), week.clone()));
    // Nobody is kept from writing while the works are read and the numbers are checked.
    let checked = p.read(move |p, app| check(p, app, &sender, (&path.0, &path.1), &fields)).await?;
    let (name, bytes, said) = match checked {
        Checked::Good { name, bytes, said } => (name, bytes, said),
        Checked::Page(page) => return Ok(page),
    };
    let partner = PartnerId::new(&id);
    let upload = p
        .write(move |_, app| {
            let who = me.who()?.clone();
            let week = week_in_reach(app, &week)?;
            let before = from.map(|n| app.typed_upload(n, &partner, week)).transpose()?.flatten();
            let upload = app.receive(&who, &partner, week, &name, &bytes, &said)?;
            if let Some(before) = before {
                app.replace_typed(&who, &before, upload)?;
            }
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
    /// Another channel is wanted, or something cannot be read: the page with what was typed.
    Page(Response),
}

/// What a form brings, for the channel of the page and those before. The page may be older than the ledger: a field counts only where it
/// still stands beside the same work.
fn typed(app: &App, lines: &[Line], partner: &PartnerId, fields: &Fields) -> Result<Typed, WebError> {
    let mut out = Typed { from: fields.given("from").and_then(|n| n.parse().ok()), ..Typed::default() };
    let channel = fields.get("channel");
    let own = |id: &str| app.defs.channels.iter().find(|c| c.id.as_str() == id && c.partner == *partner);
    let known = own(channel).ok_or_else(|| WebError::refused("这个渠道不归贵方报送。"))?;
    let mut add = |channel: &ChannelId, n: Option<usize>, title: &str, value: &str| {
        let own = of_channel(app, lines, channel);
        let same = |n: &usize| own.get(*n).is_some_and(|l| label(l) == title);
        let n = n.filter(|n| same(n)).or_else(|| (0..own.len()).find(same));
        if let Some(n) = n.filter(|_| !value.trim().is_empty()) {
            out.fields.insert((channel.clone(), n), (value.trim().to_owned(), None));
        }
    };
    let places: Vec<Option<usize>> = fields.all("on").map(|n| n.parse().ok()).collect();
    let before = fields.all("oc").zip(fields.all("ot")).zip(fields.all("ov"));
    for (n, ((id, title), value)) in before.enumerate() {
        if let Some(c) = own(id) {
            add(&c.id, places.get(n).copied().flatten(), title, value);
        }
    }
    let here = of_channel(app, lines, &known.id);
    for n in 0..LINES_MAX {
        let same = here.get(n).is_some_and(|l| label(l) == fields.get(&format!("t{n}")));
        if let Some(value) = fields.given(&format!("v{n}")).filter(|_| same) {
            add(&known.id, Some(n), fields.get(&format!("t{n}")), value);
        }
    }
    out.new = NewWork::of(fields);
    out.new.retain(|w| own(&w.channel).is_some_and(|c| c.scope == Scope::Works));
    for w in &mut out.new {
        // Broadcasts have no counter: what their audience is estimated to be comes as a table of its own.
        if own(&w.channel).is_some_and(|c| c.kind == WorkKind::Programme) {
            w.number.clear();
        }
    }
    Ok(out)
}

fn check(p: &Portal, app: &mut App, me: &Me, (id, week): (&str, &str), fields: &Fields) -> Result<Checked, WebError> {
    let partner = PartnerId::new(id);
    let sunday = week_in_reach(app, week)?;
    let lines = p.lines(app, &partner)?;
    let mut typed = typed(app, &lines, &partner, fields)?;
    if let Some(go) = fields.given("go") {
        return Ok(Checked::Page(show(p, app, me, (id, week), Some(go), &typed)?));
    }
    let filled: Vec<(ChannelId, usize)> = typed.fields.keys().cloned().collect();
    let pairs = typed.fields.iter().filter_map(|((c, n), (text, _))| Some((of_channel(app, &lines, c).get(*n).copied()?, text.as_str())));
    let own = |w: &NewWork| app.defs.channels.iter().find(|c| c.id.as_str() == w.channel);
    let defs = app.in_force()?;
    let term = |w: &NewWork| Some(defs.campaign(&own(w)?.campaign)?.term());
    let begun: Vec<Line> = typed.new.iter().filter_map(|w| Some(fill::new_line(own(w)?, &w.title, &w.link, w.day(term(w))))).collect();
    let rows: Vec<(&Line, &str)> = pairs.chain(begun.iter().zip(typed.new.iter().map(|w| w.number.as_str()))).collect();
    let mut channels: Vec<&ChannelId> = rows.iter().map(|(l, _)| &l.channel).collect();
    channels.sort();
    channels.dedup();
    let known: Vec<_> = channels.iter().filter_map(|c| app.defs.channel(c)).collect();
    let Some(first) = known.first() else {
        return Err(WebError::refused("没有填任何数。只填有变化的也可以，空着的不算0。"));
    };
    let bytes = export::csv(&table(&rows, day_of(app, sunday)));
    let name = if known.len() > 1 { format!("{}个渠道", known.len()) } else { first.name.clone() };
    let name = fill::name(&name, sunday);
    let campaign = Some(first.campaign.clone()).filter(|one| known.iter().all(|c| c.campaign == *one));
    let said = Said { campaign, channel: None, as_of: None, mode: None };
    let twice = told_twice(&rows);
    let faults: Vec<String> = typed
        .new
        .iter()
        .enumerate()
        .map(|(n, w)| w.fault(term(w)).map(str::to_owned).or_else(|| twice.get(&(filled.len() + n)).cloned()).unwrap_or_default())
        .collect();
    let faulty = faults.iter().any(|f| !f.is_empty());
    let found = if faulty { Vec::new() } else { app.faults_of_typed(&partner, sunday, (&name, &bytes), &said)? };
    if found.is_empty() && !faulty {
        return Ok(Checked::Good { name, bytes, said });
    }
    let mut channel = ChannelId::new(fields.get("channel"));
    for (w, fault) in typed.new.iter_mut().zip(faults) {
        w.wrong = fault;
    }
    if let Some(w) = typed.new.iter().find(|w| !w.wrong.is_empty()) {
        channel = ChannelId::new(&w.channel);
    }
    for d in found {
        // The first row holds the headers; new works come last.
        let at = d.place.row.and_then(|row| usize::try_from(row).ok()?.checked_sub(2));
        let line = at.and_then(|n| filled.get(n));
        let text = wrong_zh(&d);
        if let Some(w) = at.and_then(|n| typed.new.get_mut(n.checked_sub(filled.len())?)) {
            if typed.whole.is_empty() && typed.fields.values().all(|(_, wrong)| wrong.is_none()) {
                channel = ChannelId::new(&w.channel);
            }
            w.wrong.push_str(&text);
            continue;
        }
        match line.and_then(|n| typed.fields.get_mut(n).map(|field| (n, field))) {
            Some(((of, _), (_, wrong))) => {
                // The page opens where something has to be mended.
                if typed.whole.is_empty() && wrong.is_none() {
                    channel = of.clone();
                }
                wrong.get_or_insert_with(String::new).push_str(&text);
            }
            None => typed.whole.push(text),
        }
    }
    let mut page = show(p, app, me, (id, week), Some(channel.as_str()), &typed)?;
    *page.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(Checked::Page(page))
}

/// What is wrong with a field, without the cell of a table that nobody saw.
fn wrong_zh(d: &Diagnostic) -> String {
    let rest = [&d.expected, &d.remedy].into_iter().filter(|p| !p.is_empty()).map(|p| format!("；{}", clean::neutral(p)));
    format!("{}{}。", d.title(), rest.collect::<String>())
        .replace(&format!(" {} ", d.place.cell()), "这个数")
        .replace(&format!("{} ", d.place.cell()), "这一格")
}

/// What a line is called on the page.
pub(super) fn label(l: &Line) -> String {
    if l.title.is_empty() { format!("{}（整个渠道的总量）", l.channel_name) } else { clean::neutral(&l.title) }
}
