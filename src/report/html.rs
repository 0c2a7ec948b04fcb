//! The weekly report as one page that needs nothing else: styles and plots are inside, nothing is requested, no script runs.

use super::ReportError;
use super::chart::canvas::{Area, Canvas, DEFS};
use super::chart::plot::{Key, legend};
use super::chart::{calendar, days, gains, matrix, status, trend};
use super::picture::blocks;
use super::view::{CampaignView, WeekView};
use super::words::int;
use crate::attain::snapshot::{CampaignSnapshot, Detail, Snapshot, Verdict};
use crate::base::id::CampaignId;
use askama::Template;

/// Width of a plot on the page, in its own pixels; the page scales it.
const W: i64 = 760;
/// Text size inside plots.
const SIZE: i64 = 15;

#[derive(Template)]
#[template(path = "weekly.html", config = "src/report/askama.toml")]
struct Page<'a> {
    week: &'a WeekView,
    sections: Vec<Section<'a>>,
    defs: &'static str,
    key: String,
}

struct Section<'a> {
    view: &'a CampaignView,
    /// Plots with their captions, already SVG.
    plots: Vec<(String, String)>,
    bullets: String,
}

impl Page<'_> {
    /// The shape of a verdict inside a line.
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn badge(&self, verdict: &str) -> String {
        badge(verdict)
    }
}

/// The shape of a verdict as a picture inside a line; `verdict` is its name in JSON.
pub fn badge(verdict: &str) -> String {
    Verdict::ALL
        .into_iter()
        .find(|v| v.name() == verdict)
        .map_or_else(String::new, |v| format!(r#"<svg class="badge" viewBox="0 0 16 16" aria-hidden="true">{}</svg>"#, status::shape(v)))
}

/// The page of a report. Plots take their captions from `drawn`, whose strings the fonts can show.
pub(crate) fn page(week: &WeekView, drawn: &Snapshot) -> Result<String, ReportError> {
    let mut sections = Vec::new();
    for view in &week.campaigns {
        let Some(c) = drawn.campaigns.iter().find(|c| c.id.as_str() == view.id) else { continue };
        let (plots, bullets) = plots(c, drawn)?;
        sections.push(Section { view, plots, bullets });
    }
    let page = Page { week, sections, defs: DEFS, key: key() };
    page.render().map_err(|source| ReportError::Template { name: "index.html".to_owned(), source })
}

/// The plots of one campaign, as inline SVG.
#[derive(Debug)]
pub struct Charts {
    /// Caption and plot.
    pub plots: Vec<(String, String)>,
    /// Tallies as bars; empty where there are none.
    pub bullets: String,
    /// The patterns that the plots use; once per page.
    pub defs: &'static str,
}

/// The plots of a campaign for a page. Captions are shown with the fonts' characters.
pub fn charts(snapshot: &Snapshot, campaign: &CampaignId) -> Result<Charts, ReportError> {
    let mut replaced = std::collections::BTreeSet::new();
    let mut one = snapshot.clone();
    one.campaigns.retain(|c| c.id == *campaign);
    let drawn = super::clean::each_string(&one, &mut |text| super::chart::font::drawable(text, &mut replaced));
    let (plots, bullets) = match drawn.campaigns.first() {
        Some(c) => plots(c, &drawn)?,
        None => (Vec::new(), String::new()),
    };
    Ok(Charts { plots, bullets, defs: DEFS })
}

/// What shapes and hatching mean.
fn key() -> String {
    let parts = Verdict::ALL.map(|v| format!(r#"<span class="k">{}{}</span>"#, badge(v.name()), v.zh()));
    parts.concat()
}

type Plots = (Vec<(String, String)>, String);

fn plots(c: &CampaignSnapshot, now: &Snapshot) -> Result<Plots, ReportError> {
    let mut out = Vec::new();
    if c.contacts().is_some() {
        let mut canvas = Canvas::default();
        trend::draw(&mut canvas, Area::new(0, 0, W, 330), SIZE, c, now.as_of)?;
        out.push(("累计传播量（万人次）".to_owned(), finish(&canvas, 330, "累计传播量")?));
        if gains::weeks(c) > 0 {
            let mut canvas = Canvas::default();
            gains::draw(&mut canvas, Area::new(0, 0, W, 210), SIZE, 0, c, now.as_of)?;
            out.push(("每周新增（万人次）".to_owned(), finish(&canvas, 210, "每周新增")?));
        }
    }
    if let Some(cal) = &c.calendar {
        let mut canvas = Canvas::default();
        let h = calendar::height(W, SIZE, cal);
        calendar::draw(&mut canvas, Area::new(0, 0, W, h), SIZE, cal);
        let undated = if cal.undated > 0 { format!("；另有{}{}发布日不明", cal.undated, cal.unit) } else { String::new() };
        out.push((format!("发布日历（每格一周，数字为{}{}数{undated}）", cal.label, cal.unit), finish(&canvas, h, "发布日历")?));
    }
    for t in &c.targets {
        let mut canvas = Canvas::default();
        let (caption, h) = match &t.detail {
            Detail::Repost(m) if !m.rows.is_empty() => {
                let h = matrix::height(W, SIZE, m);
                matrix::draw(&mut canvas, Area::new(0, 0, W, h), SIZE, m);
                (format!("{}（每格一件作品，先发在前）", t.label), h)
            }
            Detail::Days(d) if !d.days.is_empty() => {
                let h = days::height(SIZE, d);
                days::draw(&mut canvas, Area::new(0, 0, W, h), SIZE, d);
                (format!("{}（每格一天）", t.label), h)
            }
            _ => continue,
        };
        out.push((caption, finish(&canvas, h, &t.label)?));
    }
    Ok((out, bullets(c)?))
}

fn bullets(c: &CampaignSnapshot) -> Result<String, ReportError> {
    let targets = blocks::bulleted(c);
    if targets.is_empty() {
        return Ok(String::new());
    }
    let mut canvas = Canvas::default();
    let (w, row) = ((W - 40) / 2, 50);
    for (i, t) in targets.iter().enumerate() {
        let i = int(i);
        blocks::bullet(&mut canvas, Area::new(i % 2 * (w + 40), i / 2 * row + 4, w, row), SIZE, None, t);
    }
    let h = (int(targets.len()) + 1) / 2 * row + SIZE * 2;
    let entries = [
        (Key::Box(status::ACCENT), "已核实".to_owned()),
        (Key::Box("url(#r-hatch)"), "待核实".to_owned()),
        (Key::Line(status::INK, 3, ""), "竖线：序时进度".to_owned()),
    ];
    legend(&mut canvas, 0, h - SIZE / 2, W, 14, &entries);
    finish(&canvas, h, "数量指标和工作要求")
}

fn finish(canvas: &Canvas, h: i64, label: &str) -> Result<String, ReportError> {
    let missing = canvas.missing();
    if !missing.is_empty() {
        return Err(ReportError::Glyphs { name: "index.html".to_owned(), missing: missing.into_iter().collect() });
    }
    Ok(canvas.inline(W, h, label))
}
