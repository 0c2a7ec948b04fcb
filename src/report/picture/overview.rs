//! All media campaigns on 1920 × 1080: where each stands, what is wrong, what is missing, and the whole programme over time.

use super::blocks;
use super::{MARGIN, WIDE, foot, top};
use crate::attain::snapshot::{CampaignSnapshot, Share, Snapshot, Verdict};
use crate::report::chart::canvas::{Area, Canvas, Pen};
use crate::report::chart::plot::{self, Scale, path};
use crate::report::chart::status::{ACCENT, GREY, LINE, PAPER, TINT, WARM};
use crate::report::view::{Line, WeekView, gain_text, weeks_held};
use crate::report::words::{self, int, signed_count};

/// Rows start here.
const ROWS_TOP: i64 = 268;
/// Rows end here.
const ROWS_END: i64 = 974;
/// Right edge of the left part.
const LEFT_END: i64 = 1330;
/// Left edge of the right part.
const RIGHT: i64 = 1392;

/// Draws the overview.
pub(crate) fn draw(week: &WeekView, now: &Snapshot) -> Canvas {
    let mut canvas = Canvas::default();
    top(&mut canvas, WIDE, week, 24);
    let title = canvas.text(MARGIN, 86, "工伤预防宣传项目进度", Pen::new(44).bold());
    canvas.text(
        MARGIN + title + 28,
        86,
        &format!("{}（{}）　数据截至{}　{}", week.week, week.period, week.as_of, week.stage),
        Pen::new(25).colour(GREY),
    );
    standing(&mut canvas, week, MARGIN, 142, 32);
    canvas.fit(MARGIN, 186, LEFT_END - MARGIN, &week.total, Pen::new(22).colour(GREY));
    let media: Vec<&CampaignSnapshot> = now.campaigns.iter().filter(|c| c.media).collect();
    columns(&mut canvas);
    let step = ((ROWS_END - ROWS_TOP) / int(media.len()).max(1)).clamp(76, 110);
    let room = usize::try_from((ROWS_END - ROWS_TOP) / step).unwrap_or(0);
    for (i, c) in media.iter().take(room).enumerate() {
        row(&mut canvas, ROWS_TOP + int(i) * step, step, c);
    }
    let w = WIDE - MARGIN - RIGHT;
    let y = programme(&mut canvas, Area::new(RIGHT, 160, w, 216), now);
    let y = list(&mut canvas, Area::new(RIGHT, y, w, 312), "存在问题", &week.problems, WARM);
    list(&mut canvas, Area::new(RIGHT, y, w, ROWS_END - y), "尚缺数据", &week.gaps, PAPER);
    let mut note = "竖线为序时进度；实心为已核实，斜线为待核实，不计入判定".to_owned();
    canvas.fit(MARGIN, 1004, WIDE - 2 * MARGIN, &format!("{}。{}", week.limits_line, week.rounding), Pen::new(19).colour(GREY));
    if media.len() > room {
        note = format!("另有{}个项目见网页　{note}", media.len() - room);
    }
    for text in &week.assumed {
        note = format!("{text}　{note}");
    }
    foot(&mut canvas, week, &note);
    canvas
}

/// `7个项目` and the badges with their counts; gives the x behind the last one.
pub(super) fn standing(canvas: &mut Canvas, week: &WeekView, x: i64, y: i64, size: i64) -> i64 {
    let mut x = x + canvas.text(x, y, &format!("{}个项目", week.progress.len()), Pen::new(size).bold()) + size * 3 / 4;
    for s in &week.standing {
        let Some(verdict) = Verdict::ALL.into_iter().find(|v| v.name() == s.verdict) else { continue };
        canvas.badge(x, y - size * 21 / 25, size * 24 / 25, verdict);
        x += size * 5 / 4;
        let pen = Pen::new(size).bold().colour(crate::report::chart::status::colour(verdict));
        x += canvas.text(x, y, &format!("{}{}", s.word, s.count), pen) + size * 3 / 4;
    }
    x
}

fn columns(canvas: &mut Canvas) {
    let pen = Pen::new(20).colour(GREY);
    let y = ROWS_TOP - 22;
    for (x, text) in [(112, "项目"), (340, "累计传播量（人次）"), (690, "走势"), (802, "其他数量指标")] {
        canvas.text(x, y, text, pen);
    }
    canvas.text(1168, y, "本周新增", pen.end());
    canvas.text(LEFT_END, y, "状态", pen.end());
    canvas.line((MARGIN, ROWS_TOP - 8), (LEFT_END, ROWS_TOP - 8), "#b9c3cc", 2, "");
}

fn row(canvas: &mut Canvas, y: i64, h: i64, c: &CampaignSnapshot) {
    let middle = y + h / 2;
    canvas.text(MARGIN + 34, middle, &c.number.to_string(), Pen::new(26).bold().colour(GREY).end());
    canvas.fit(112, middle, 210, &c.short_name, Pen::new(27).bold());
    canvas.fit(112, middle + 30, 210, &c.lead, Pen::new(20).colour(GREY));
    canvas.verdict_end(LEFT_END, middle + 4, 26, c.verdict);
    if c.open_requirements > 0 {
        canvas.text(LEFT_END, middle + 34, &format!("{}项要求未落实", c.open_requirements), Pen::new(20).colour(GREY).end());
    }
    if let Some(t) = c.contacts() {
        let pen = Pen::new(21).colour(GREY);
        let percent = words::attainment(t).map_or_else(String::new, Share::zh);
        let percent_w = canvas.text(670, middle - 8, &percent, pen.end());
        let rest = format!(" /{}", words::demanded(t));
        let room = 670 - percent_w - 10 - 340 - pen.width(&rest);
        let done = words::actual(t);
        if Pen::new(16).bold().width(&done) <= room {
            let used = canvas.shrink(340, middle - 8, room, &done, Pen::new(24).bold());
            canvas.text(340 + used, middle - 8, &rest, pen);
        } else {
            // No digit may be lost; the target is what the bar shows.
            canvas.shrink(340, middle - 8, 670 - percent_w - 10 - 340, &done, Pen::new(24).bold());
        }
        let (low, high) = blocks::shares(t);
        canvas.bar(Area::new(340, middle + 12, 330, 16), low, high, t.actual.high.is_none(), t.pace.map(|p| p.0).filter(|p| *p > 0));
        spark(canvas, Area::new(690, middle - 30, 96, 58), c);
        let gain = gain_text(c);
        canvas.shrink(1168, middle + 4, 104, &gain, Pen::new(24).end());
        if let Some(weeks) = weeks_held(c) {
            canvas.text(1168, middle + 34, &weeks, Pen::new(20).colour(GREY).end());
        }
    } else {
        canvas.text(340, middle + 4, "无传播量指标", Pen::new(22).colour(GREY));
        canvas.text(1168, middle + 4, "—", Pen::new(24).colour(GREY).end());
    }
    let most = if h >= 100 { 3 } else { 2 };
    // Counted on a scratch first, so that the lines stand in the middle of the row.
    let lines = blocks::tallies(&mut Canvas::default(), Area::new(0, 0, 256, h), 20, most, c);
    blocks::tallies(canvas, Area::new(802, middle + 7 - (lines - 1) * 15, 256, h), 20, most, c);
    canvas.line((MARGIN, y + h - 8), (LEFT_END, y + h - 8), LINE, 1, "");
}

/// The curve of one campaign without axes: proven against pace.
fn spark(canvas: &mut Canvas, a: Area, c: &CampaignSnapshot) {
    let Some(required) = c.contacts().and_then(|t| t.required_low) else { return };
    let most = c.curve.iter().map(|p| p.span.low).max().unwrap_or(0).max(required);
    let x = Scale::new((i64::from(c.term.start.number()), i64::from(c.term.end.number()) + 1), (a.x, a.right()));
    let y = Scale::new((0, signed_count(most)), (a.bottom(), a.y));
    canvas.line((a.x, a.bottom()), (a.right(), a.bottom()), LINE, 1, "");
    canvas.line((a.x, a.bottom()), (a.right(), y.at(signed_count(required))), "#9aa6b1", 1, "");
    let points: Vec<(i64, i64)> =
        c.curve.iter().map(|p| (x.fine(i64::from(p.day.number()) + 1), y.fine(signed_count(p.span.low)))).collect();
    if let (Some(first), Some(last)) = (points.first(), points.last()) {
        let base = a.bottom() * plot::FINE;
        let area = std::iter::once((first.0, base)).chain(points.iter().copied()).chain(std::iter::once((last.0, base)));
        canvas.raw(&format!(r#"<path d="{}Z" fill="{TINT}"/>"#, path(area)));
        canvas.raw(&format!(r#"<path d="{}" fill="none" stroke="{ACCENT}" stroke-width="3"/>"#, path(points.iter().copied())));
    }
}

/// All contacts over time, each campaign capped at its target, against the sum of the paces. Gives the y below.
fn programme(canvas: &mut Canvas, a: Area, now: &Snapshot) -> i64 {
    let with: Vec<(&CampaignSnapshot, u64)> =
        now.campaigns.iter().filter(|c| c.media).filter_map(|c| c.contacts().and_then(|t| t.required_low).map(|n| (c, n))).collect();
    let (Some(start), Some(end)) = (with.iter().map(|(c, _)| c.term.start).min(), with.iter().map(|(c, _)| c.term.end).max()) else {
        return a.y;
    };
    let w = blocks::heading(canvas, a.x, a.y + 30, "全部传播量指标（万人次）");
    canvas.fit(a.x + w, a.y + 30, a.w - w, "细线为序时进度", Pen::new(20).colour(GREY));
    let whole: i64 = with.iter().map(|(_, n)| signed_count(*n)).fold(0, i64::saturating_add);
    let total_at = |day: i32| -> i64 {
        with.iter()
            .map(|(c, n)| {
                let at = c.curve.partition_point(|p| p.day.number() <= day);
                let value = at.checked_sub(1).and_then(|i| c.curve.get(i)).map_or(0, |p| p.span.low);
                signed_count(value.min(*n))
            })
            .sum()
    };
    let pace_at = |day: i32| -> i64 {
        with.iter()
            .map(|(c, n)| {
                signed_count(*n) / i64::from(c.term.days()).max(1) * i64::from((day - c.term.start.number() + 1).clamp(0, c.term.days()))
            })
            .sum()
    };
    let unit = plot::step(whole, 4);
    let top = whole.max(plot::AXIS_MIN);
    let ticks: Vec<i64> = (0..=top / unit).map(|i| i * unit).collect();
    let size = 20;
    let label_w = ticks.iter().map(|t| Pen::new(size).width(&plot::tick_label(*t))).max().unwrap_or(0) + size;
    let inner = Area::new(a.x + label_w, a.y + 50, a.w - label_w, a.h - 50 - size * 11 / 4);
    let term = crate::base::day::Term { start, end };
    let x = Scale::new((i64::from(start.number()), i64::from(end.number()) + 1), (inner.x, inner.right()));
    let y = Scale::new((0, top), (inner.bottom(), inner.y));
    plot::grid(canvas, inner, size, y, &ticks);
    plot::month_axis(canvas, inner, size, x, term);
    let every: Vec<i32> = (start.number()..=now.as_of.number().min(end.number())).step_by(3).collect();
    let curve: Vec<(i64, i64)> = every.iter().map(|d| (x.fine(i64::from(*d) + 1), y.fine(total_at(*d)))).collect();
    let pace: Vec<(i64, i64)> =
        (start.number()..=end.number()).step_by(7).map(|d| (x.fine(i64::from(d) + 1), y.fine(pace_at(d)))).collect();
    canvas.raw(&format!(r##"<path d="{}" fill="none" stroke="#8b97a3" stroke-width="2"/>"##, path(pace)));
    if let (Some(first), Some(last)) = (curve.first(), curve.last()) {
        let base = inner.bottom() * plot::FINE;
        let area = std::iter::once((first.0, base)).chain(curve.iter().copied()).chain(std::iter::once((last.0, base)));
        canvas.raw(&format!(r#"<path d="{}Z" fill="{TINT}"/>"#, path(area)));
        canvas.raw(&format!(r#"<path d="{}" fill="none" stroke="{ACCENT}" stroke-width="4"/>"#, path(curve.iter().copied())));
    }
    a.bottom() + 24
}

/// A block of lines on a tint, at most as high as `a`; gives the y below.
fn list(canvas: &mut Canvas, a: Area, title: &str, lines: &[Line], fill: &str) -> i64 {
    let size = 22;
    let step = size * 3 / 2;
    let room = ((a.h - 70) / step).max(1);
    let mut used = 0;
    let mut shown = 0;
    let mut drawn: Vec<(Vec<String>, Option<Verdict>)> = Vec::new();
    for line in lines {
        let verdict = Verdict::ALL.into_iter().find(|v| v.name() == line.verdict);
        let text = format!("{}：{}", line.about, line.text);
        let rows = crate::report::chart::font::wrap(&text, size, false, a.w - 40 - if verdict.is_some() { 30 } else { 0 }, 2);
        let reserve = i64::from(shown + 1 < lines.len());
        if used + int(rows.len()) + reserve > room {
            break;
        }
        used += int(rows.len());
        shown += 1;
        drawn.push((rows, verdict));
    }
    let more = lines.len() - shown;
    let empty = lines.is_empty();
    let h = 58 + (used + i64::from(more > 0 || empty)) * step + 8;
    canvas.rect(Area::new(a.x, a.y, a.w, h), fill);
    blocks::heading(canvas, a.x + 20, a.y + 38, title);
    let mut y = a.y + 38 + step + 4;
    for (rows, verdict) in &drawn {
        let indent = if let Some(v) = verdict {
            canvas.badge(a.x + 20, y - 17, 18, *v);
            30
        } else {
            0
        };
        for row in rows {
            canvas.text(a.x + 20 + indent, y, row, Pen::new(size));
            y += step;
        }
    }
    if more > 0 {
        canvas.text(a.x + 20, y, &format!("另有{more}项见网页"), Pen::new(size).colour(GREY));
    } else if empty {
        canvas.text(a.x + 20, y, "无", Pen::new(size).colour(GREY));
    }
    a.y + h + 22
}
