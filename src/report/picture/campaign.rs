//! One campaign on 1920 × 1080: contacts over time, gains, channels on the left; tallies, calendar, re-posts, days, questions on the right.

use super::blocks::{self, BULLET, HEADING};
use super::{HIGH, MARGIN, WIDE, foot, top};
use crate::attain::snapshot::{CampaignSnapshot, Detail, Snapshot, Verdict, WorkLine};
use crate::base::day::Day;
use crate::report::ReportError;
use crate::report::chart::canvas::{Area, Canvas, Pen};
use crate::report::chart::status::{ACCENT, GREY, PAPER};
use crate::report::chart::{calendar, days, font, gains, matrix, trend};
use crate::report::view::{CampaignView, WeekView};
use crate::report::words::int;

/// Text size inside plots.
const PLOT: i64 = 20;
/// Text size of lists.
const BODY: i64 = 23;
/// A calendar of at least so many works comes before re-posts and days.
const MANY_WORKS: u32 = 40;
/// Lowest pixel above the foot.
const FLOOR: i64 = HIGH - 76;
/// Height of the line on the left, above the foot, that names the rules nobody has signed.
const RULES: i64 = 24;

/// Draws the picture of a campaign.
pub(crate) fn draw(c: &CampaignSnapshot, view: &CampaignView, week: &WeekView, now: &Snapshot) -> Result<Canvas, ReportError> {
    let mut canvas = Canvas::default();
    top(&mut canvas, WIDE, week, 24);
    header(&mut canvas, c, view, now);
    let (left, right) = (Area::new(MARGIN, 190, 1150, FLOOR - RULES - 190), Area::new(1290, 190, WIDE - MARGIN - 1290, FLOOR - 190));
    let mut left_out = String::new();
    if c.contacts().is_some() {
        contacts(&mut canvas, left, c, view, now)?;
        left_out = facts(&mut canvas, right, c, view).1;
    } else {
        let bare = CampaignView { problems: Vec::new(), gaps: Vec::new(), questions: Vec::new(), ..view.clone() };
        let y = facts(&mut canvas, left, c, &bare).0;
        works(&mut canvas, Area::new(left.x, y, left.w, left.bottom() - y), c);
        let y = channels(&mut canvas, right, view);
        // At the top here, there is room below.
        let h = (right.bottom() - y).min(70 + 64 * int(lines(view).len()));
        lists(&mut canvas, Area::new(right.x, y, right.w, h), view);
    }
    canvas.fit(MARGIN, FLOOR, left.w, &view.unsigned, Pen::new(19).colour("#5b4bb5"));
    let explained = format!("竖线为序时进度；实心为已核实，斜线为待核实，不计入判定{left_out}");
    foot(&mut canvas, week, &explained);
    Ok(canvas)
}

fn header(canvas: &mut Canvas, c: &CampaignSnapshot, view: &CampaignView, now: &Snapshot) {
    let used = canvas.verdict_end(WIDE - MARGIN, 82, 38, c.verdict);
    let number = canvas.text(MARGIN, 82, &c.number.to_string(), Pen::new(40).bold().colour(GREY));
    let x = MARGIN + number + 22;
    canvas.fit(x, 82, WIDE - MARGIN - used - 40 - x, &c.title, Pen::new(40).bold());
    // The word stands above; here what stands beside it.
    let beside = view.verdict_text.trim_start_matches(c.verdict.zh()).trim_start_matches('，');
    let beside = font::fit(beside, BODY, false, 560);
    let beside_w = canvas.text(WIDE - MARGIN, 122, &beside, Pen::new(BODY).colour(GREY).end());
    canvas.fit(MARGIN, 122, WIDE - 2 * MARGIN - beside_w - 40, &meta(c, now), Pen::new(21).colour(GREY));
    let assumed = view.assumed.clone().unwrap_or_default();
    let assumed_w = canvas.text(WIDE - MARGIN, 160, &assumed, Pen::new(BODY).colour("#5b4bb5").end());
    if !c.outlook.is_empty() {
        let w = canvas.text(MARGIN, 160, "能否按期完成　", Pen::new(24).bold());
        canvas.fit(MARGIN + w, 160, WIDE - 2 * MARGIN - w - assumed_w - 40, &c.outlook, Pen::new(24));
    }
}

/// Who, when and how far, in one line.
fn meta(c: &CampaignSnapshot, now: &Snapshot) -> String {
    let who = if c.partner.is_empty() {
        c.lead.clone()
    } else {
        format!("{}、{}", font::fit(&c.lead, 21, false, 400), font::fit(&c.partner, 21, false, 400))
    };
    format!(
        "数据截至{}　{who}　合同期{}至{}，已过{}/{}天　{}",
        now.as_of.zh(),
        c.term.start.zh(),
        c.term.end.zh(),
        c.elapsed_days,
        c.term.days(),
        c.state.zh()
    )
}

/// Curve, weekly gains, channels.
fn contacts(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, view: &CampaignView, now: &Snapshot) -> Result<(), ReportError> {
    let head = blocks::heading(canvas, a.x, a.y + 34, "累计传播量（万人次）");
    let figure = view.figure.clone().unwrap_or_default();
    let x = a.x + head + 28;
    let used = canvas.shrink(x, a.y + 36, a.right() - x, &figure, Pen::new(32).bold().colour(ACCENT));
    // All facts, or as many as there is room for.
    let pen = Pen::new(22).colour(GREY).end();
    let facts: Vec<&str> = view.figure_facts.split('　').collect();
    let room = a.right() - x - used - 28;
    if let Some(text) =
        (1..=facts.len()).rev().filter_map(|n| facts.get(..n)).map(|some| some.join("　")).find(|text| pen.width(text) <= room)
    {
        canvas.text(a.right(), a.y + 34, &text, pen);
    }
    let mut a = a;
    for topic in &view.topics {
        let named = canvas.text(a.x, a.y + 66, "单独列示　", Pen::new(20).bold());
        canvas.fit(a.x + named, a.y + 66, a.w - named, &format!("{topic}（已含在上数中）"), Pen::new(20));
        a = Area::new(a.x, a.y + 30, a.w, a.h - 30);
    }
    let rows = int(view.channels.len()).div_euclid(2) + int(view.channels.len() % 2);
    let channel_h = rows.min(5) * 30 + 46;
    let gains_h = 236;
    let trend_h = a.h - 50 - gains_h - channel_h - 60;
    trend::draw(canvas, Area::new(a.x, a.y + 54, a.w, trend_h), PLOT, c, now.as_of)?;
    let y = a.y + 54 + trend_h + 40;
    let head_w = blocks::heading(canvas, a.x, y, "每周新增（万人次）");
    gains::draw(canvas, Area::new(a.x, y - 20, a.w, gains_h), PLOT, head_w + 40, c, now.as_of)?;
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

/// Draws a piece into its place.
type Draw<'a> = Box<dyn Fn(&mut Canvas, Area) + 'a>;

/// A piece of the right column: what it is called where it has to be left out, its heading, its height, and how it is drawn.
struct Piece<'a> {
    name: &'static str,
    heading: String,
    height: i64,
    draw: Draw<'a>,
}

/// Re-posts, days and calendar; a calendar of few works comes last because it says least.
fn pieces(c: &CampaignSnapshot, w: i64) -> Vec<Piece<'_>> {
    let mut out: Vec<Piece> = Vec::new();
    for t in &c.targets {
        match &t.detail {
            Detail::Repost(m) if !m.rows.is_empty() => out.push(Piece {
                name: "转发情况",
                heading: format!("{}（每格一件，先发在前）", t.label),
                height: matrix::height(w, PLOT, m),
                draw: Box::new(move |canvas, a| matrix::draw(canvas, a, PLOT, m)),
            }),
            // What is complete need not be looked at again.
            Detail::Days(d) if !d.days.is_empty() && t.verdict != Verdict::Achieved => out.push(Piece {
                name: "展示天数",
                heading: format!("{}（每格一天）", t.label),
                height: days::height(PLOT, d),
                draw: Box::new(move |canvas, a| days::draw(canvas, a, PLOT, d)),
            }),
            _ => {}
        }
    }
    if let Some(cal) = &c.calendar {
        let works: u32 = cal.weeks.iter().filter_map(|(_, p)| calendar::works(*p)).fold(0, u32::saturating_add);
        let piece = Piece {
            name: "发布日历",
            heading: format!("发布日历（每格一周，数字为{}{}数）", cal.label, cal.unit),
            height: calendar::height(w, PLOT, cal),
            draw: Box::new(move |canvas, a| calendar::draw(canvas, a, PLOT, cal)),
        };
        out.insert(if works >= MANY_WORKS { 0 } else { out.len() }, piece);
    }
    out
}

/// Tallies, re-posts, days, calendar, questions, as far as there is room; gives the y below and names what is left out.
fn facts(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, view: &CampaignView) -> (i64, String) {
    // Two rows for each of two lines at least, where there are so many.
    let reserved = match int(lines(view).len()) {
        0 => 0,
        n => 74 + 32 * (2 * n).min(4),
    };
    let floor = a.bottom() - reserved;
    let mut y = bullets(canvas, a, c, floor - 60);
    let mut left_out: Vec<&str> = Vec::new();
    for piece in pieces(c, a.w) {
        let need = HEADING + 16 + piece.height;
        if y + need > floor {
            if !left_out.contains(&piece.name) {
                left_out.push(piece.name);
            }
            continue;
        }
        canvas.fit(a.x, y + HEADING, a.w, &piece.heading, Pen::new(HEADING).bold());
        (piece.draw)(canvas, Area::new(a.x, y + HEADING + 16, a.w, piece.height));
        y += need + 22;
    }
    lists(canvas, Area::new(a.x, y, a.w, a.bottom() - y), view);
    let also = if left_out.is_empty() { String::new() } else { format!("　另见网页：{}", left_out.join("、")) };
    (y, also)
}

/// The latest works that count, for campaigns that have no curve to show.
fn works(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot) {
    let mut all: Vec<(&WorkLine, &str)> = c
        .targets
        .iter()
        .filter_map(|t| if let Detail::Works { counted, .. } = &t.detail { Some((counted, t.label.as_str())) } else { None })
        .flat_map(|(works, label)| works.iter().map(move |w| (w, label)))
        .collect();
    if all.is_empty() || a.h < 110 {
        return;
    }
    all.sort_by_key(|(w, _)| std::cmp::Reverse(w.day));
    blocks::heading(canvas, a.x, a.y + HEADING, "最近计入的作品");
    let room = usize::try_from((a.h - 50) / 34).unwrap_or(0);
    for (i, (work, label)) in all.iter().take(room).enumerate() {
        let y = a.y + 64 + int(i) * 34;
        let day = work.day.map_or_else(|| "日期不明".to_owned(), Day::zh);
        canvas.text(a.x, y, &day, Pen::new(BODY).colour(GREY));
        let w = canvas.text(a.right(), y, &font::fit(label, BODY, false, 240), Pen::new(BODY).colour(GREY).end());
        canvas.fit(a.x + 190, y, a.w - 190 - w - 30, &work.title, Pen::new(BODY));
    }
}

/// Bullet bars, in two columns where there are many; gives the y below.
fn bullets(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot, floor: i64) -> i64 {
    let targets = blocks::bulleted(c);
    if targets.is_empty() {
        return a.y;
    }
    blocks::heading(canvas, a.x, a.y + 34, "数量指标（灰字为工作要求）");
    let wide = targets.len() <= 5 || a.w > 800 && targets.len() <= 8;
    let (columns, size) = if wide { (1, BODY) } else { (2, 20) };
    let w = (a.w - (columns - 1) * 32) / columns;
    let figures = (columns > 1).then(|| blocks::figures_width(&targets, size, w));
    let top = a.y + 56;
    let rows = ((floor - top) / BULLET).max(1);
    let room = usize::try_from(rows * columns).unwrap_or(0);
    let shown = targets.len().min(room);
    for (i, t) in targets.iter().take(shown).enumerate() {
        let i = int(i);
        blocks::bullet(canvas, Area::new(a.x + i % columns * (w + 32), top + i / columns * BULLET, w, BULLET), size, figures, t);
    }
    let used = (int(shown) + columns - 1) / columns;
    if targets.len() > shown {
        canvas.text(a.right(), a.y + 34, &format!("另有{}项见网页", targets.len() - shown), Pen::new(20).colour(GREY).end());
    }
    top + used * BULLET + 14
}

/// 存在问题, 尚缺数据 and 待核事项, each with the word for its kind.
fn lines(view: &CampaignView) -> Vec<(&'static str, String)> {
    let problems = view.problems.iter().cloned().map(|p| ("问题", p));
    let gaps = view.gaps.iter().cloned().map(|g| ("缺数", g));
    problems.chain(gaps).chain(view.questions.iter().map(|q| ("待核", q.line()))).collect()
}

/// Those lines, as many as fit, the worst first, so mixed that no kind is left out.
fn lists(canvas: &mut Canvas, a: Area, view: &CampaignView) {
    let mut lines = lines(view);
    let mut seen: std::collections::BTreeMap<&str, usize> = std::collections::BTreeMap::new();
    let turn: Vec<usize> = lines.iter().map(|(kind, _)| *seen.entry(kind).and_modify(|n| *n += 1).or_default()).collect();
    let mut order: Vec<(usize, (&str, String))> = turn.into_iter().zip(lines.drain(..)).collect();
    order.sort_by_key(|(n, (kind, _))| match *kind {
        "问题" => *n,
        "缺数" => n + 1,
        _ => 3 * n + 2,
    });
    let lines: Vec<(&str, String)> = order.into_iter().map(|(_, line)| line).collect();
    if lines.is_empty() || a.h < 90 {
        return;
    }
    let step = 32;
    let room = ((a.h - 68) / step).max(1);
    let label_w = Pen::new(20).bold().width("问题") + 12;
    let (mut rows, mut used) = (Vec::new(), 0);
    for (i, (kind, text)) in lines.iter().enumerate() {
        let mut wrapped = font::wrap(text, 20, false, a.w - 40 - label_w, 2);
        let reserve = i64::from(i + 1 < lines.len());
        if used + int(wrapped.len()) + reserve > room {
            // Its beginning says more than nothing.
            wrapped = vec![font::fit(text, 20, false, a.w - 40 - label_w)];
        }
        if used + int(wrapped.len()) + reserve > room && i > 0 {
            break;
        }
        used += int(wrapped.len());
        rows.push((*kind, wrapped));
    }
    let more = lines.len() - rows.len();
    let h = 60 + (used + i64::from(more > 0)) * step + 8;
    let top = a.bottom() - h;
    canvas.rect(Area::new(a.x, top, a.w, h), PAPER);
    blocks::heading(canvas, a.x + 20, top + 38, "存在问题、尚缺数据和待核事项");
    let mut y = top + 42 + step;
    for (kind, wrapped) in rows {
        let colour = match kind {
            "问题" => "#c2410c",
            "缺数" => GREY,
            _ => "#5b4bb5",
        };
        canvas.text(a.x + 20, y, kind, Pen::new(20).bold().colour(colour));
        for row in wrapped {
            canvas.text(a.x + 20 + label_w, y, &row, Pen::new(20));
            y += step;
        }
    }
    if more > 0 {
        canvas.text(a.x + 20, y, &format!("另有{more}项见网页"), Pen::new(20).colour(GREY));
    }
}
