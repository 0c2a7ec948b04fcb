//! One number corrected by staff: the number is chosen, what stands of it by source is shown, what the correction would change is shown, and
//! then it is entered. It can be taken back with a reason.

use super::consequences::{Asked, Change, before, changes, differences, seen, shown_day, standing_of};
use super::entering::withdrawn_because;
use super::{html, to_with};
use crate::app::App;
use crate::app::correct::Correction;
use crate::app::portal::correcting::{Entered, Number};
use crate::attain::snapshot::NumberRef;
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::{CampaignId, PlacementId};
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, quoted};
use crate::model::metric::{Metric, Value};
use crate::report::clean::neutral;
use crate::report::words;
use crate::web::encode;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;

/// A document's name at most. Unit: characters.
const DOCUMENT_CHARS_MAX: usize = 200;

/// Where a number is corrected.
pub(super) fn address(campaign: &CampaignId, of: NumberRef) -> String {
    format!("/campaigns/{campaign}/correct/{}/{}/{}", of.placement, of.metric.name(), of.day)
}

/// What the address asks for.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Sought {
    word: Option<String>,
    placement: Option<i64>,
    done: Option<String>,
}

#[derive(Template)]
#[template(path = "correct_find.html", config = "src/web/askama.toml")]
struct FindPage {
    shell: Shell,
    id: String,
    name: String,
    word: String,
    /// Works found: address, channel, title.
    works: Vec<(String, String, String)>,
    /// Of one work: address, day, metric, number.
    numbers: Vec<(String, String, &'static str, String)>,
    /// That work.
    chosen: String,
    entered: Vec<Line>,
}

/// A correction in the list of them.
struct Line {
    address: String,
    at: String,
    what: String,
    value: String,
    document: String,
    because: String,
    person: String,
    withdrawn: Option<String>,
}

fn shown(span: Option<Span>) -> String {
    span.map_or_else(|| "平台不显示".to_owned(), words::span_plain)
}

/// `芒果TV“第1期”2023年4月2日的播放量`.
fn what(app: &App, of: NumberRef) -> Result<String, WebError> {
    let (channel, title) = app.ledger.placement_title(of.placement)?.ok_or_else(WebError::missing)?;
    let channel = app.defs.channel(&channel).map_or_else(|| channel.to_string(), |c| c.name.clone());
    Ok(format!("{}{}的{}", work(&channel, &title), of.day.zh(), of.metric.zh()))
}

fn work(channel: &str, title: &str) -> String {
    if title.is_empty() { channel.to_owned() } else { format!("{channel}{}", quoted(&clip(&neutral(title), 40))) }
}

/// The work of a campaign, its number and its days: what to correct is chosen here. Lists what was corrected.
pub(crate) async fn find(
    State(p): State<Shared>,
    me: Me,
    Path(campaign): Path<String>,
    Query(q): Query<Sought>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let id = CampaignId::new(&campaign);
        let known = app.defs.campaign(&id).ok_or_else(WebError::missing)?;
        let of_campaign = |placement: PlacementId| -> Result<bool, WebError> {
            let found = app.ledger.placement_title(placement)?;
            Ok(found.and_then(|(c, _)| app.defs.channel(&c)).is_some_and(|c| c.campaign == id))
        };
        let mut page = FindPage {
            shell: Shell::new(p, app, &me, "更正一个数", "/week")?,
            id: id.to_string(),
            name: format!("{} {}", known.number, known.short_name),
            word: q.word.clone().unwrap_or_default(),
            works: Vec::new(),
            numbers: Vec::new(),
            chosen: String::new(),
            entered: Vec::new(),
        };
        page.shell.done = super::Done { told: q.done, ..super::Done::default() }.said(&me);
        if let Some(placement) = q.placement.map(PlacementId) {
            if !of_campaign(placement)? {
                return Err(WebError::missing());
            }
            let (channel, title) = app.ledger.placement_title(placement)?.ok_or_else(WebError::missing)?;
            page.chosen = work(app.defs.channel(&channel).map_or("", |c| c.name.as_str()), &title);
            let line = |(of, span): (NumberRef, Option<Span>)| (address(&id, of), of.day.zh(), of.metric.zh(), shown(span));
            page.numbers = app.numbers_of(placement)?.into_iter().map(line).collect();
        } else if !page.word.trim().is_empty() {
            let at = |n: PlacementId| format!("/campaigns/{id}/correct?placement={n}&word={}", encode(&page.word));
            page.works = app.works_named(&id, page.word.trim())?.into_iter().map(|(n, c, t)| (at(n), c, neutral(&t))).collect();
        }
        for e in app.corrections()? {
            if of_campaign(e.of.placement)? {
                page.entered.push(line(app, &id, e)?);
            }
        }
        html(&page)
    })
    .await
}

fn line(app: &App, campaign: &CampaignId, e: Entered) -> Result<Line, WebError> {
    Ok(Line {
        address: address(campaign, e.of),
        at: e.at.zh(),
        what: what(app, e.of)?,
        value: e.value,
        document: neutral(&e.document),
        because: neutral(&e.because),
        person: neutral(&e.person),
        withdrawn: e.withdrawn.map(|w| neutral(&w)),
    })
}

#[derive(Template)]
#[template(path = "correct.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    id: String,
    name: String,
    what: String,
    action: String,
    /// All days of the work.
    days: String,
    number: Number,
    counted: String,
    /// The period of which it is the increment.
    period: Option<String>,
    /// The correction that stands.
    stands: Option<Line>,
    /// Its import.
    import: i64,
}

/// The number that an address names, of a campaign; the same answer where it is none of it.
fn named(app: &App, (campaign, placement, metric, day): &Address) -> Result<Number, WebError> {
    let metric = Metric::parse(metric).ok_or_else(WebError::missing)?;
    let day = Day::parse_iso(day).ok_or_else(WebError::missing)?;
    let found = app.number(NumberRef { placement: PlacementId(*placement), metric, day })?;
    found.filter(|n| n.campaign.as_str() == campaign).ok_or_else(WebError::missing)
}

/// Campaign, placement, metric, day.
type Address = (String, i64, String, String);

pub(crate) async fn page(State(p): State<Shared>, me: Me, Path(at): Path<Address>, Query(q): Query<Sought>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let number = named(app, &at)?;
        let known = app.defs.campaign(&number.campaign).ok_or_else(WebError::missing)?;
        let stands = app.corrections()?.into_iter().find(|e| e.of == number.of && e.withdrawn.is_none());
        let mut shell = Shell::new(p, app, &me, "更正一个数", "/week")?;
        shell.done = super::Done { told: q.done, ..super::Done::default() }.said(&me);
        html(&Page {
            shell,
            id: number.campaign.to_string(),
            name: format!("{} {}", known.number, known.short_name),
            what: what(app, number.of)?,
            action: address(&number.campaign, number.of),
            days: format!("/campaigns/{}/correct?placement={}", number.campaign, number.of.placement),
            counted: shown(number.counted),
            period: period(&number),
            import: stands.as_ref().map_or(0, |e| e.import.0),
            stands: stands.map(|e| line(app, &number.campaign, e)).transpose()?,
            number,
        })
    })
    .await
}

fn period(number: &Number) -> Option<String> {
    number.from.map(|from| format!("{}至{}", from.zh(), number.of.day.zh()))
}

/// The number as it was typed.
fn typed(fields: &Fields) -> Result<Value, WebError> {
    let text = fields.get("value").trim();
    let refused = |say: String| Err(WebError::refused(say).at("value"));
    match numeral::read(text, 1) {
        _ if text.is_empty() => refused("写正确的数。".to_owned()),
        Ok(Numeral::Count(c)) => Ok(Value::Count(c)),
        _ => refused(format!("“{}”不是能识别的次数：写32000、3.2万、10万+。", clip(text, 20))),
    }
}

/// What is about to be done to a number, above the changes of the targets.
fn asked(app: &App, number: &Number, verb: &'static str, to: String, changes: Vec<Change>) -> Result<Asked, WebError> {
    let what = what(app, number.of)?;
    let now = number.said.first().map(|s| format!("{}（{}）", s.value, s.source)).unwrap_or_default();
    let own = (format!("{what}{}", period(number).map_or_else(String::new, |p| format!("（{p}新增）"))), now, to);
    let approved = number.approved.map(|w| format!("{}已审定：{verb}后那一周要再审定一次。", words::week(w)));
    let action = address(&number.campaign, number.of);
    let as_of = shown_day(app).max(number.of.day);
    let unmoved = changes.is_empty().then(|| format!("截至{}各项指标的数和判定都不变。", as_of.zh_short()));
    Ok(Asked {
        campaign: number.campaign.clone(),
        title: "更正一个数",
        heading: format!("{verb}一个数"),
        verb,
        back: action.clone(),
        action,
        fields: Vec::new(),
        document: String::new(),
        because: String::new(),
        as_of,
        changes: std::iter::once(own).chain(changes).collect(),
        warnings: approved.into_iter().collect(),
        said: unmoved.into_iter().collect(),
        lists: Vec::new(),
        by: "更正的数",
    })
}

/// Corrects a number: first shows what that would change, then, confirmed, enters it.
pub(crate) async fn correct(State(p): State<Shared>, me: Me, Path(at): Path<Address>, fields: Fields) -> Result<Response, WebError> {
    let value = typed(&fields)?;
    let document = fields.given("document").map(str::to_owned);
    let document = document.ok_or_else(|| WebError::refused("写明依据的文件，如后台截图、复函文号。").at("document"))?;
    if document.chars().count() > DOCUMENT_CHARS_MAX {
        return Err(WebError::refused(format!("依据太长：最多{DOCUMENT_CHARS_MAX}个字。")).at("document"));
    }
    let because = fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明理由。").at("because"))?;
    let (text, seen) = (fields.get("value").trim().to_owned(), seen(&fields));
    let (person, place) = (me.clone(), at.clone());
    let (page, correction, stood) = p
        .read(move |p, app| {
            let number = named(app, &place)?;
            let stood = number.said.first().map(|s| s.at);
            let now = number.said.first().map(|s| s.value.clone()).unwrap_or_default();
            let to = shown(if let Value::Count(c) = value { Some(c.span()) } else { None });
            if now == to {
                return Err(WebError::refused(format!("现在计入的就是{now}，不用更正。")).at("value"));
            }
            let correction = Correction { number: number.of, value, document, because };
            let as_of = shown_day(app).max(number.of.day);
            let (was, is) = app.correction_would(&number.campaign, &correction, as_of)?;
            let asked = Asked {
                fields: vec![("value", text)],
                document: correction.document.clone(),
                because: correction.because.clone(),
                ..asked(app, &number, "更正", to, differences(&was, &is))?
            };
            Ok((before(p, app, &person, seen.as_deref(), asked)?, correction, stood))
        })
        .await?;
    if let Some(page) = page {
        return Ok(page);
    }
    let campaign = CampaignId::new(&at.0);
    let then = standing_of(&p, &campaign).await?;
    let back = address(&campaign, correction.number);
    p.write(move |_, app| {
        // Pressed twice, or by two people at once.
        if named(app, &at)?.said.first().map(|s| s.at) != stood {
            return Err(WebError::refused("这个数刚刚有变化，没有再更正；请刷新页面看现在的数。"));
        }
        Ok(app.enter_correction(me.who()?, &correction)?)
    })
    .await?;
    let after = standing_of(&p, &campaign).await?;
    Ok(to_with(&back, &format!("已更正。{}", changes(&then, &after))))
}

/// Takes a correction back: first shows what that would change.
pub(crate) async fn withdraw(State(p): State<Shared>, me: Me, Path(at): Path<Address>, fields: Fields) -> Result<Response, WebError> {
    let because = withdrawn_because(&fields)?;
    let (seen, import) = (seen(&fields), fields.get("import").to_owned());
    let (person, place, said) = (me.clone(), at.clone(), because.clone());
    let (page, entered) = p
        .read(move |p, app| {
            let number = named(app, &place)?;
            let stands = app.corrections()?.into_iter().find(|e| e.of == number.of && e.withdrawn.is_none());
            let gone = || WebError::refused("这项更正已经撤回。");
            let entered = stands.filter(|e| e.import.0.to_string() == import).ok_or_else(gone)?;
            let as_of = shown_day(app).max(number.of.day);
            let (was, is) = app.without_correction(&number.campaign, &entered, as_of)?;
            let other = app.number_without(&entered)?.and_then(|n| n.said.into_iter().next());
            let to = other.map_or_else(|| "没有数".to_owned(), |s| format!("{}（{}）", s.value, s.source));
            let asked = asked(app, &number, "撤回", to, differences(&was, &is))?;
            let action = format!("{}/withdraw", asked.action);
            let asked = Asked { action, fields: vec![("import", import)], because: said, ..asked };
            Ok((before(p, app, &person, seen.as_deref(), asked)?, entered))
        })
        .await?;
    if let Some(page) = page {
        return Ok(page);
    }
    let campaign = CampaignId::new(&at.0);
    let then = standing_of(&p, &campaign).await?;
    let place = at.clone();
    let back = p
        .write(move |_, app| {
            app.withdraw_correction(me.who()?, &entered, &because)?;
            // A day of which nothing else is known has no page any more.
            Ok(match named(app, &place) {
                Ok(number) => address(&number.campaign, number.of),
                Err(_) => format!("/campaigns/{}/correct", place.0),
            })
        })
        .await?;
    let after = standing_of(&p, &campaign).await?;
    Ok(to_with(&back, &format!("更正已撤回。{}", changes(&then, &after))))
}
