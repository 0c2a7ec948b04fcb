//! The picture for phones: 1080 wide, as high as it needs, nothing below 26 px. Three facts first, then what is wrong, then each campaign.

use super::blocks;
use super::{overview, top};
use crate::attain::snapshot::{CampaignSnapshot, Share, Snapshot, Verdict};
use crate::report::chart::canvas::{Area, Canvas, Pen};
use crate::report::chart::font;
use crate::report::chart::status::{GREY, LINE, PAPER, WARM};
use crate::report::view::{Line, WeekView, estimated, gain_text, weeks_held};
use crate::report::words;

/// Width. Unit: pixels.
pub(crate) const WIDTH: i64 = 1080;
const MARGIN: i64 = 52;
const INNER: i64 = WIDTH - 2 * MARGIN;
/// The smallest text.
const SMALL: i64 = 27;
const BODY: i64 = 30;

/// Draws the picture; gives it with its height.
pub(crate) fn draw(week: &WeekView, now: &Snapshot) -> (Canvas, i64) {
    let mut canvas = Canvas::default();
    top(&mut canvas, WIDTH, week, 28);
    canvas.text(MARGIN, 100, "工伤预防宣传项目进度周报", Pen::new(54).bold());
    canvas.fit(MARGIN, 152, INNER, &format!("{}（{}）　{}", week.week, week.period, week.stage), Pen::new(BODY).colour(GREY));
    canvas.fit(MARGIN, 196, INNER, &format!("数据截至{}", week.as_of), Pen::new(BODY).colour(GREY));
    let y = standing(&mut canvas, week, 262);
    let lines = canvas.wrap(MARGIN, y, INNER, 3, &week.total, Pen::new(SMALL).colour(GREY));
    let mut y = y + lines * SMALL * 3 / 2;
    for text in &week.assumed {
        let lines = canvas.wrap(MARGIN, y, INNER, 2, text, Pen::new(SMALL).colour("#5b4bb5"));
        y += lines * SMALL * 3 / 2;
    }
    y = list(&mut canvas, y, "存在问题", &week.problems, 6, WARM);
    y += 12;
    for (i, c) in now.campaigns.iter().filter(|c| c.media).enumerate() {
        y = campaign(&mut canvas, y, c, i == 0);
    }
    y = list(&mut canvas, y + 26, "尚缺数据", &week.gaps, 6, PAPER);
    y = list(&mut canvas, y, "下周计划", &week.next_steps, 5, PAPER);
    let note = format!("竖线为序时进度；实心为已核实，斜线为待核实，不计入判定；{}", week.rounding);
    let rows = canvas.wrap(MARGIN, y + 20, INNER, 3, &note, Pen::new(26).colour(GREY));
    let y = y + (rows - 1).max(0) * 39;
    canvas.fit(MARGIN, y + 20 + 42, INNER, &super::origin(week), Pen::new(26).colour(GREY));
    (canvas, y + 20 + 42 + 44)
}

/// The first line: how many campaigns stand where, broken where it is too long; gives the next baseline.
fn standing(canvas: &mut Canvas, week: &WeekView, y: i64) -> i64 {
    let size = if week.standing.len() <= 4 { 36 } else { 32 };
    let need = |from: &[crate::report::view::Standing]| -> i64 {
        from.iter().map(|s| size * 2 + Pen::new(size).bold().width(&format!("{}{}", s.word, s.count))).sum::<i64>()
    };
    let head = Pen::new(size).bold().width("77个项目") + size * 3 / 4;
    if head + need(&week.standing) <= INNER + size {
        overview::standing(canvas, week, MARGIN, y, size);
        return y + 54;
    }
    let mut y = y;
    canvas.text(MARGIN, y, &format!("{}个项目", week.progress.len()), Pen::new(size).bold());
    let mut x = MARGIN + head;
    for s in &week.standing {
        let Some(verdict) = Verdict::ALL.into_iter().find(|v| v.name() == s.verdict) else { continue };
        let text = format!("{}{}", s.word, s.count);
        let pen = Pen::new(size).bold().colour(crate::report::chart::status::colour(verdict));
        let w = size * 5 / 4 + pen.width(&text);
        if x + w > MARGIN + INNER {
            x = MARGIN + head;
            y += size * 3 / 2;
        }
        canvas.badge(x, y - size * 21 / 25, size * 24 / 25, verdict);
        canvas.text(x + size * 5 / 4, y, &text, pen);
        x += w + size * 3 / 4;
    }
    y + 54
}

fn campaign(canvas: &mut Canvas, y: i64, c: &CampaignSnapshot, first: bool) -> i64 {
    let mut y = y + 50;
    let used = canvas.verdict_end(MARGIN + INNER, y, 32, c.verdict);
    canvas.text(MARGIN + 40, y, &c.number.to_string(), Pen::new(32).bold().colour(GREY).end());
    canvas.fit(MARGIN + 58, y, INNER - 58 - used - 30, &c.short_name, Pen::new(36).bold());
    let left = MARGIN + 58;
    let right = MARGIN + INNER;
    let mut gain = String::new();
    if let Some(t) = c.contacts() {
        y += 48;
        let pen = Pen::new(BODY);
        let percent = words::attainment(t).map_or_else(String::new, Share::zh);
        let percent_w = canvas.text(right, y, &percent, Pen::new(32).bold().end());
        let rest = format!(" / {}人次", words::demanded(t));
        let room = right - percent_w - 24 - left - pen.width(&rest);
        let w = canvas.shrink(left, y, room, &words::actual(t), Pen::new(34).bold());
        canvas.text(left + w, y, &rest, pen.colour(GREY));
        y += 30;
        let pace = t.pace.map(|p| p.0).filter(|p| *p > 0);
        let (low, high) = blocks::shares(t);
        canvas.bar(Area::new(left, y, right - left, 24), low, high, t.actual.high.is_none(), pace);
        if let (true, Some(p), Some(share)) = (first, pace, t.pace) {
            let label = format!("序时进度{}", share.zh());
            let w = Pen::new(26).width(&label);
            let x = (left + p.clamp(0, 10_000) * (right - left) / 10_000 - w / 2).clamp(left, right - w);
            canvas.text(x, y + 62, &label, Pen::new(26).colour(GREY));
            y += 36;
        }
        y += 24;
        if let Some(text) = estimated(t) {
            y += 36;
            canvas.fit(left, y, right - left, &text, Pen::new(BODY - 2).colour(GREY));
        }
        gain = format!("本周{}{}", gain_text(c), weeks_held(c).map_or_else(String::new, |w| format!("（{w}）")));
    }
    y += 46;
    let gain_w = if gain.is_empty() { 0 } else { canvas.text(right, y, &gain, Pen::new(BODY).colour(GREY).end()) + 24 };
    let lines = blocks::tallies(canvas, Area::new(left, y, right - left - gain_w, 0), BODY - 2, 3, c);
    y += (lines - 1).max(0) * (BODY - 2) * 3 / 2;
    if lines == 0 && gain.is_empty() {
        y -= 46;
    }
    if c.open_requirements > 0 {
        y += 42;
        canvas.text(left, y, &format!("另有{}项工作要求未落实", c.open_requirements), Pen::new(BODY - 2).colour(GREY));
    }
    y += 28;
    canvas.line((MARGIN, y), (MARGIN + INNER, y), LINE, 2, "");
    y
}

/// A block of lines on a tint; gives the y below.
fn list(canvas: &mut Canvas, y: i64, title: &str, lines: &[Line], most: usize, fill: &str) -> i64 {
    if lines.is_empty() {
        return y;
    }
    let step = BODY * 3 / 2;
    let shown: Vec<(Vec<String>, Option<Verdict>)> = lines
        .iter()
        .take(most)
        .map(|l| {
            let verdict = Verdict::ALL.into_iter().find(|v| v.name() == l.verdict);
            (font::wrap(&format!("{}：{}", l.about, l.text), BODY, false, INNER - 60 - if verdict.is_some() { 42 } else { 0 }, 2), verdict)
        })
        .collect();
    let rows: i64 = shown.iter().map(|(r, _)| words::int(r.len())).sum();
    let more = lines.len() - shown.len();
    let h = 76 + (rows + i64::from(more > 0)) * step + 14;
    canvas.rect(Area::new(MARGIN, y, INNER, h), fill);
    canvas.text(MARGIN + 30, y + 52, title, Pen::new(34).bold());
    let mut line_y = y + 52 + step + 6;
    for (rows, verdict) in &shown {
        let indent = if let Some(v) = verdict {
            canvas.badge(MARGIN + 30, line_y - 24, 26, *v);
            42
        } else {
            0
        };
        for row in rows {
            canvas.text(MARGIN + 30 + indent, line_y, row, Pen::new(BODY));
            line_y += step;
        }
    }
    if more > 0 {
        canvas.text(MARGIN + 30, line_y, &format!("另有{more}项见网页"), Pen::new(BODY).colour(GREY));
    }
    y + h + 24
}
