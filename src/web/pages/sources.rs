//! Two clicks from a figure to the row of the file that it stands on.

use super::correcting::address;
use super::{Done, html};
use crate::app::App;
use crate::app::portal::correcting::Entered;
use crate::app::portal::source::{Adds, Excerpt, Proofs};
use crate::app::portal::{Role, Who};
use crate::attain::series::FOLDED;
use crate::attain::snapshot::NumberRef;
use crate::base::count::Span;
use crate::base::id::{CampaignId, ImportId, PlacementId};
use crate::intake::Mended;
use crate::model::reading::ReadingRef;
use crate::report::view::{CampaignView, TargetView};
use crate::report::words;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, shape};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use std::sync::Arc;

#[derive(Template)]
#[template(path = "target.html", config = "src/web/askama.toml")]
struct TargetPage {
    shell: Shell,
    campaign: String,
    target: String,
    campaign_name: String,
    week_id: String,
    until: String,
    view: TargetView,
    rule: String,
    proofs: Arc<Proofs>,
    /// Those of the page.
    first: usize,
    last: usize,
    page: usize,
    pages: usize,
    works: Vec<Group>,
}

/// A list of works: counted, undecided, left out.
struct Group {
    heading: &'static str,
    lines: Vec<(String, String, String)>,
}

/// Readings on one page of a figure's sources.
const PROOFS_PAGE: usize = 50;

impl TargetPage {
    /// Whether any source says something in a column: one without words is left out.
    fn has_what(&self) -> bool {
        self.proofs.list.iter().any(|p| !p.what.is_empty())
    }

    /// The same of the day.
    fn has_day(&self) -> bool {
        self.proofs.list.iter().any(|p| !p.day.is_empty())
    }

    /// The same of the numbers.
    fn has_numbers(&self) -> bool {
        self.proofs.list.iter().any(|p| !p.numbers.is_empty() || !p.source.is_empty())
    }

    /// The columns before 计入.
    fn columns(&self) -> usize {
        [self.has_what(), self.has_day(), self.has_numbers()].into_iter().filter(|there| *there).count().max(1)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn shape(&self, verdict: &str) -> String {
        shape(verdict)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn number(&self, span: &Span) -> String {
        words::span_plain(*span)
    }

    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn file(&self, name: &str) -> String {
        file_zh(name)
    }
}

pub(crate) async fn target(
    State(p): State<Shared>,
    me: Me,
    Path((campaign, target)): Path<(String, String)>,
    Query(q): Query<Done>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let id = CampaignId::new(&campaign);
        let found = day.snapshot.campaigns.iter().find(|c| c.id == id).ok_or_else(WebError::missing)?;
        let (n, t) = found.targets.iter().enumerate().find(|(_, t)| t.id.as_str() == target).ok_or_else(WebError::missing)?;
        let view = CampaignView::of(found, &day.snapshot).targets.into_iter().nth(n).ok_or_else(WebError::missing)?;
        let rule =
            day.snapshot.rules.iter().find(|r| r.id == t.rule).map_or_else(
                || t.rule.to_string(),
                |r| format!("{} {}（{}）", r.id, r.reading, r.signed.as_deref().unwrap_or("口径待确认")),
            );
        let me_on = if me.who()?.is_staff() { "/week" } else { "/accept" };
        let shell = Shell::new(p, app, &me, &format!("{}的来源", t.label), me_on)?;
        let proofs = day.proofs(p, app, &id, t)?;
        let pages = proofs.list.len().div_ceil(PROOFS_PAGE).max(1);
        let page = q.page.unwrap_or(1).clamp(1, pages);
        html(&TargetPage {
            shell,
            campaign,
            target,
            campaign_name: format!("{} {}", found.number, found.short_name),
            week_id: week.to_string(),
            until: day.snapshot.as_of.zh_short(),
            rule,
            works: groups(&t.detail),
            first: (page - 1) * PROOFS_PAGE,
            last: page * PROOFS_PAGE,
            page,
            pages,
            proofs,
            view,
        })
    })
    .await
}

/// A file's name; what a collector fetched is named by its host, as its address says nothing to people.
fn file_zh(name: &str) -> String {
    match name.split_once("://") {
        Some(("http" | "https", rest)) => format!("采集存页 {}", rest.split(['/', '?', '#']).next().unwrap_or_default()),
        _ => name.to_owned(),
    }
}

fn groups(detail: &crate::attain::snapshot::Detail) -> Vec<Group> {
    use crate::attain::snapshot::{Detail, WorkLine};
    let Detail::Works { counted, undecided, left_out } = detail else { return Vec::new() };
    let line = |w: &WorkLine, why: &str| {
        (w.title.clone(), words::day_or(w.day, "发布日不明"), if why.is_empty() { words::span_wan(w.contacts) } else { why.to_owned() })
    };
    let all = [
        Group { heading: "计入的作品", lines: counted.iter().map(|w| line(w, "")).collect() },
        Group { heading: "待认定的作品", lines: undecided.iter().map(|w| line(w, "")).collect() },
        Group { heading: "不计入的作品", lines: left_out.iter().map(|(w, why)| line(w, why)).collect() },
    ];
    all.into_iter().filter(|g| !g.lines.is_empty()).collect()
}

/// A row of a file: its number, whether it is the one meant, its cells; with each what stood there before it was typed anew in the page.
type ShownRow = (u32, bool, Vec<(String, Option<String>)>);

#[derive(Template)]
#[template(path = "source.html", config = "src/web/askama.toml")]
struct SourcePage {
    shell: Shell,
    excerpt: Excerpt,
    import: i64,
    row: u32,
    correction: bool,
    /// Whoever may have the file: its number, and of the partner's own one where it was corrected in the page.
    upload: Option<(i64, Option<i64>)>,
    rows: Vec<ShownRow>,
    /// How many cells of its file were typed anew in the page.
    mended: usize,
    /// Evidence that somebody tied to this row, and how it is named.
    tied: Vec<(i64, String, String)>,
    subject: String,
    sends: bool,
    /// Where the numbers of this row are corrected, by those who may: address and metric.
    wrong: Vec<(String, &'static str)>,
    /// The correction that this is.
    entered: Option<Entered>,
}

/// Whose number of the row is looked at.
#[derive(Debug, Default, serde::Deserialize)]
pub(crate) struct Of {
    of: Option<i64>,
}

/// Where the numbers that a row says of a placement are corrected, by somebody who may.
fn wrong(app: &App, who: &Who, of: PlacementId, at: ReadingRef) -> Result<Vec<(String, &'static str)>, WebError> {
    let found = app.ledger.placement_title(of)?.and_then(|(c, _)| app.defs.channel(&c)).map(|c| &c.campaign);
    let Some(campaign) = found.and_then(|c| app.defs.campaign(c)).filter(|c| who.settles(c)) else { return Ok(Vec::new()) };
    let readings = app.ledger.readings_beside(of, at)?;
    let Some(reading) = readings.iter().find(|r| r.id == at) else { return Ok(Vec::new()) };
    let told = reading.values.metrics().filter(|m| FOLDED.contains(m));
    let one = |metric| (address(&campaign.id, NumberRef { placement: of, metric, day: reading.day() }), metric.zh());
    Ok(told.map(one).collect())
}

pub(crate) async fn row(
    State(p): State<Shared>,
    me: Me,
    Path((import, file, sheet, row)): Path<(i64, u16, u16, u32)>,
    Query(q): Query<Of>,
) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let at = ReadingRef { import: ImportId(import), file, sheet, row };
        let excerpt = app.excerpt(at)?;
        let correction = excerpt.is_none();
        let entered = if correction { app.corrections()?.into_iter().find(|e| e.import == at.import) } else { None };
        let there = match &excerpt {
            // A number corrected by hand stands in no file.
            None => entered.is_some(),
            Some(e) => e.rows.is_empty() || e.rows.iter().any(|(_, meant, _)| *meant),
        };
        if !there {
            return Err(WebError::missing());
        }
        let mut excerpt = excerpt.unwrap_or_else(|| Excerpt {
            file: "人工更正".to_owned(),
            digest: String::new(),
            sheet: String::new(),
            at: String::new(),
            rows: Vec::new(),
            traces: Vec::new(),
            raw: String::new(),
        });
        excerpt.file = file_zh(&crate::report::clean::neutral(&excerpt.file));
        for text in excerpt.traces.iter_mut().map(|t| &mut t.1).chain([&mut excerpt.raw]) {
            *text = crate::report::clean::neutral(text);
        }
        let on = if who.is_staff() { "/week" } else { "/accept" };
        let found = app.ledger.upload_of(at.import)?;
        let origin = found.as_ref().map(|u| app.origin(u)).transpose()?.flatten();
        let has_page = who.is_staff() || matches!(who.role, Role::Partner(_));
        let upload = found.filter(|_| has_page).map(|u| (u.id, origin.as_ref().map(|o| o.upload.id)));
        let cells = origin.map(|o| o.cells).unwrap_or_default();
        let of_sheet = |m: &&Mended| excerpt.sheet.is_empty() || m.sheet.as_deref() == Some(excerpt.sheet.as_str());
        let before = |row: u32, column: usize| {
            let found = cells.iter().filter(of_sheet).find(|m| (m.row, m.column) == (row, column));
            found.map(|m| crate::report::clean::neutral(&m.before))
        };
        let shown = |(row, meant, texts): (u32, bool, Vec<String>)| {
            let texts = texts.iter().enumerate().map(|(n, t)| (crate::report::clean::neutral(t), before(row, n)));
            (row, meant, texts.collect())
        };
        let rows = std::mem::take(&mut excerpt.rows).into_iter().map(shown).collect();
        let shell = Shell::new(p, app, &me, "数据来源", on)?;
        let subject = super::attachments::row_subject(at);
        let tied = super::attachments::tied_to(app, who, &subject)?;
        let sends = !correction && app.defs.partners.iter().any(|x| who.hands_in_for(&x.id, &app.defs));
        let of = entered.as_ref().map(|e| e.of.placement).or(q.of.map(PlacementId));
        let wrong = of.map(|of| wrong(app, who, of, at)).transpose()?.unwrap_or_default();
        html(&SourcePage {
            shell,
            excerpt,
            import,
            row,
            correction,
            upload,
            rows,
            mended: cells.len(),
            tied,
            subject,
            sends,
            wrong,
            entered,
        })
    })
    .await
}
