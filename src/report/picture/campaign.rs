//! One campaign on 1920 × 1080: contacts over time, gains, channels on the left; tallies, calendar, re-posts, days, questions on the right.

use super::blocks::{self, BULLET, HEADING};
use super::{HIGH, MARGIN, WIDE, foot, top};
use crate::attain::snapshot::{CampaignSnapshot, Detail, Snapshot};
use crate::report::ReportError;
use crate::report::chart::canvas::{Area, Canvas, Pen};
use crate::report::chart::status::{ACCENT, GREY, PAPER};
use crate::report::chart::{calendar, days, gains, matrix, trend};
use crate::report::view::{CampaignView, WeekView};
use crate::report::words::int;

/// Text size inside plots.
const PLOT: i64 = 20;
/// Text size of lists.
const BODY: i64 = 23;
/// Lowest pixel above the foot.
const FLOOR: i64 = HIGH - 76;

/// Draws the picture of a campaign.
pub(crate) fn draw(c: &CampaignSnapshot, view: &CampaignView, week: &WeekView, now: &Snapshot) -> Result<Canvas, ReportError> {
    let mut canvas = Canvas::default();
    top(&mut canvas, WIDE, week, 24);
    header(&mut canvas, c, view, week);
    let (left, right) = (Area::new(MARGIN, 190, 1150, FLOOR - 190), Area::new(1290, 190, WIDE - MARGIN - 1290, FLOOR - 190));
    if c.contacts().is_some() {
        contacts(&mut canvas, left, c, view, now)?;
        facts(&mut canvas, right, c, view);
    } else {
        facts(&mut canvas, left, c, &CampaignView { questions: Vec::new(), ..view.clone() });
        let y = channels(&mut canvas, right, view);
        lists(&mut canvas, Area::new(right.x, y, right.w, right.bottom() - y), view);
    }
    let explained = "横条上的竖线为序时进度；实心为已核实，斜线为待核实，不计入判定";
    foot(&mut canvas, week, explained);
    Ok(canvas)
}

fn header(canvas: &mut Canvas, c: &CampaignSnapshot, view: &CampaignView, week: &WeekView) {
    let used = canvas.verdict_end(WIDE - MARGIN, 82, 38, c.verdict);
    let number = canvas.text(MARGIN, 82, &c.number.to_string(), Pen::new(40).bold().colour(GREY));
    let x = MARGIN + number + 22;
    canvas.fit(x, 82, WIDE - MARGIN - used - 40 - x, &c.title, Pen::new(40).bold());
    let mut line = view.meta.join("　");
    line.push_str(&format!("　数据截至：{}", week.as_of));
    let tail = view.assumed.clone().unwrap_or_default();
    let beside = if view.verdict_text == c.verdict.zh() { String::new() } else { view.verdict_text.clone() };
    let beside_w = if beside.is_empty() {
        0
    } else {
        canvas.text(WIDE - MARGIN, 122, &crate::report::chart::font::fit(&beside, BODY, false, 560), Pen::new(BODY).colour(GREY).end()) + 40
    };
    canvas.fit(MARGIN, 122, WIDE - 2 * MARGIN - beside_w, &line, Pen::new(21).colour(GREY));
    let tail_w = if tail.is_empty() { 0 } else { canvas.text(WIDE - MARGIN, 160, &tail, Pen::new(BODY).colour("#5b4bb5").end()) + 40 };
    if !c.outlook.is_empty() {
        let w = canvas.text(MARGIN, 160, "能否按期完成　", Pen::new(24).bold());
        canvas.fit(MARGIN + w, 160, WIDE - 2 * MARGIN - w - tail_w, &c.outlook, Pen::new(24));
    }
}

/// Curve, weekly gains, channels.
fn contacts(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, view: &CampaignView, now: &Snapshot) -> Result<(), ReportError> {
    let head = blocks::heading(canvas, a.x, a.y + 34, "累计传播量（万人次）");
    let figure = view.figure.clone().unwrap_or_default();
    let facts_w = canvas.text(a.right(), a.y + 34, &view.figure_facts, Pen::new(22).colour(GREY).end());
    let x = a.x + head + 28;
    canvas.fit(x, a.y + 36, a.right() - facts_w - 24 - x, &figure, Pen::new(32).bold().colour(ACCENT));
    let rows = int(view.channels.len()).div_euclid(2) + int(view.channels.len() % 2);
    let channel_h = rows.min(5) * 30 + 46;
    let gains_h = 236;
    let trend_h = a.h - 50 - gains_h - channel_h - 60;
    trend::draw(canvas, Area::new(a.x, a.y + 54, a.w, trend_h), PLOT, c, now.as_of)?;
    let y = a.y + 54 + trend_h + 40;
    let w = blocks::heading(canvas, a.x, y, "每周新增（万人次）");
    gains::draw(canvas, Area::new(a.x, y - 20, a.w, gains_h), PLOT, c, now.as_of)?;
    let _ = w;
    channels(canvas, Area::new(a.x, y + gains_h - 10, a.w, channel_h + 8), view);
    Ok(())
}

/// 渠道 with last reading; gives the y below.
fn channels(canvas: &mut Canvas, a: Area, view: &CampaignView) -> i64 {
    if view.channels.is_empty() {
        return a.y;
    }
    let columns = if a.w > 800 { 2 } else { 1 };
    blocks::heading(canvas, a.x, a.y + 30, "各渠道最近一次数据");
    let rows = (int(view.channels.len()) + columns - 1) / columns;
    let area = Area::new(a.x, a.y + 42, a.w, (a.h - 42).min(rows * 30).max(30));
    let rest = blocks::channels(canvas, area, 20, columns, view);
    if rest > 0 {
        canvas.text(a.right(), a.y + 30, &format!("另有{rest}个渠道见网页和附表"), Pen::new(20).colour(GREY).end());
    }
    area.bottom() + 24
}

/// Tallies, calendar, re-posts, days, questions, as far as there is room; what is left out is named.
fn facts(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, view: &CampaignView) {
    let reserved = if view.questions.is_empty() && view.problems.is_empty() { 0 } else { 170 };
    let floor = a.bottom() - reserved;
    let mut y = bullets(canvas, a, c, floor - 60);
    let mut left_out: Vec<&str> = Vec::new();
    if let Some(cal) = &c.calendar {
        let need = HEADING + 14 + calendar::height(a.w, PLOT, cal);
        if y + need <= floor {
            let title = format!("发布日历（每格一周，数字为{}{}数）", cal.label, cal.unit);
            canvas.fit(a.x, y + HEADING, a.w, &title, Pen::new(HEADING).bold());
            calendar::draw(canvas, Area::new(a.x, y + HEADING + 14, a.w, need), PLOT, cal);
            y += need + 24;
        } else {
            left_out.push("发布日历");
        }
    }
    for t in &c.targets {
        match &t.detail {
            Detail::Repost(m) if !m.rows.is_empty() => {
                let need = HEADING + 16 + matrix::height(a.w, PLOT, m);
                if y + need <= floor {
                    canvas.fit(a.x, y + HEADING, a.w, &format!("{}（每格一件作品，先发在前）", t.label), Pen::new(HEADING).bold());
                    matrix::draw(canvas, Area::new(a.x, y + HEADING + 16, a.w, need), PLOT, m);
                    y += need + 24;
                } else {
                    left_out.push("转发情况");
                }
            }
            Detail::Days(d) if !d.days.is_empty() => {
                let need = HEADING + 16 + days::height(PLOT, d);
                if y + need <= floor {
                    canvas.fit(a.x, y + HEADING, a.w, &format!("{}（每格一天）", t.label), Pen::new(HEADING).bold());
                    days::draw(canvas, Area::new(a.x, y + HEADING + 16, a.w, need), PLOT, d);
                    y += need + 24;
                } else {
                    left_out.push("展示天数");
                }
            }
            _ => {}
        }
    }
    left_out.dedup();
    if !left_out.is_empty() && y + 26 <= floor {
        canvas.fit(a.x, y + 20, a.w, &format!("{}见网页和附表", left_out.join("、")), Pen::new(20).colour(GREY));
        y += 40;
    }
    lists(canvas, Area::new(a.x, y, a.w, a.bottom() - y), view);
}

/// Bullet bars, in two columns where there are many; gives the y below.
fn bullets(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, floor: i64) -> i64 {
    let targets = blocks::bulleted(c);
    if targets.is_empty() {
        return a.y;
    }
    blocks::heading(canvas, a.x, a.y + 34, "成果指标和工作要求");
    let wide = targets.len() <= 5 || a.w > 800 && targets.len() <= 8;
    let (columns, size) = if wide { (1, BODY) } else { (2, 20) };
    let w = (a.w - (columns - 1) * 32) / columns;
    let top = a.y + 56;
    let rows = ((floor - top) / BULLET).max(1);
    let room = usize::try_from(rows * columns).unwrap_or(0);
    let shown = targets.len().min(room);
    for (i, t) in targets.iter().take(shown).enumerate() {
        let i = int(i);
        blocks::bullet(canvas, Area::new(a.x + i % columns * (w + 32), top + i / columns * BULLET, w, BULLET), size, t);
    }
    let used = (int(shown) + columns - 1) / columns;
    if targets.len() > shown {
        canvas.text(a.right(), a.y + 34, &format!("另有{}项见网页", targets.len() - shown), Pen::new(20).colour(GREY).end());
    }
    top + used * BULLET + 14
}

/// 存在问题 and 待核事项, as many lines as fit.
fn lists(canvas: &mut Canvas, a: Area, view: &CampaignView) {
    let lines: Vec<(&str, String)> = view
        .problems
        .iter()
        .map(|p| ("问题", p.clone()))
        .chain(
            view.questions
                .iter()
                .map(|q| ("待核", if q.channel.is_empty() { q.text.clone() } else { format!("{}：{}", q.channel, q.text) })),
        )
        .collect();
    if lines.is_empty() || a.h < 90 {
        return;
    }
    let step = 34;
    let room = usize::try_from((a.h - 60) / step).unwrap_or(0).max(1);
    let shown = if lines.len() > room { room.saturating_sub(1).max(1) } else { lines.len() };
    let more = lines.len() - shown;
    let h = 52 + int(shown + usize::from(more > 0)) * step + 8;
    let top = a.bottom() - h;
    canvas.rect(Area::new(a.x, top, a.w, h), PAPER);
    blocks::heading(canvas, a.x + 20, top + 38, "存在问题和待核事项");
    let mut y = top + 38 + step;
    for (kind, text) in lines.iter().take(shown) {
        let problem = *kind == "问题";
        let colour = if problem { "#c2410c" } else { "#5b4bb5" };
        let w = canvas.text(a.x + 20, y, kind, Pen::new(20).bold().colour(colour));
        canvas.fit(a.x + 32 + w, y, a.w - 52 - w, text, Pen::new(20));
        y += step;
    }
    if more > 0 {
        canvas.text(a.x + 20, y, &format!("另有{more}项见网页"), Pen::new(20).colour(GREY));
    }
}
