//! Pieces that pictures share: headings, bullet bars of targets, lists with badges, the channels' last readings.

use crate::attain::snapshot::{CampaignSnapshot, Share, TargetKind, TargetSnapshot, Verdict};
use crate::base::text::clip;
use crate::model::target::TargetClass;
use crate::report::chart::canvas::{Area, Canvas, Pen};
use crate::report::chart::font;
use crate::report::chart::status::{self, GREY, INK};
use crate::report::view::{CampaignView, ChannelView};
use crate::report::words::{self, int};

/// Heading size of landscape pictures.
pub(crate) const HEADING: i64 = 26;

/// A heading with its baseline at `y`.
pub(crate) fn heading(canvas: &mut Canvas, x: i64, y: i64, text: &str) -> i64 {
    canvas.text(x, y, text, Pen::new(HEADING).bold())
}

/// Targets that are shown as bullet bars: everything but contacts, indicators first.
pub(crate) fn bulleted(c: &CampaignSnapshot) -> Vec<&TargetSnapshot> {
    c.targets.iter().filter(|t| t.kind != TargetKind::Sum).collect()
}

/// Height of one bullet bar with its label.
pub(crate) const BULLET: i64 = 60;

/// Label, figure and bar of one target. In a narrow place the figure stands behind the bar, in a column of its own.
pub(crate) fn bullet(canvas: &mut Canvas, a: Area, size: i64, figures: Option<i64>, t: &TargetSnapshot) {
    let pen = Pen::new(size);
    let side = size * 4 / 5;
    let x = a.x + side + 10;
    let label = pen.colour(if t.class == TargetClass::Indicator { INK } else { GREY });
    if t.is_judged() {
        canvas.badge(a.x, a.y + size - side * 9 / 10, side, t.verdict);
    }
    let bar = match figures {
        None => {
            let used = canvas.shrink(a.right(), a.y + size, a.w * 2 / 3, &figure(t), pen.bold().end());
            canvas.fit(x, a.y + size, (a.right() - used - 16 - x).max(size * 2), &t.label, label);
            Area::new(a.x, a.y + size * 3 / 2 + 2, a.w, 12)
        }
        Some(w) => {
            canvas.fit(x, a.y + size, a.right() - x, &t.label, label);
            canvas.shrink(a.right(), a.y + size * 5 / 2 - 4, w, &figure(t), pen.bold().end());
            Area::new(a.x, a.y + size * 8 / 5, a.w - w - 12, 12)
        }
    };
    // 约 has no end that a bar could reach.
    if t.is_judged() {
        let (low, high) = shares(t);
        canvas.bar(bar, low, high, t.actual.high.is_none(), t.pace.map(|p| p.0).filter(|p| *p > 0));
    }
}

/// `12/15期`.
fn figure(t: &TargetSnapshot) -> String {
    format!("{}/{}{}", words::actual(t), words::demanded(t).trim_start_matches("全部"), clip(words::unit(t), 4))
}

/// Width of the widest figure, for a column of figures of at most two thirds of `w`.
pub(crate) fn figures_width(targets: &[&TargetSnapshot], size: i64, w: i64) -> i64 {
    targets.iter().map(|t| Pen::new(size).bold().width(&figure(t))).max().unwrap_or(0).min(w * 3 / 4)
}

/// What a bar shows of a target: proven and possible share of what is required, in 1/10 000.
pub(crate) fn shares(t: &TargetSnapshot) -> (i64, i64) {
    let whole = t.required_low.or(t.required_high).unwrap_or(0);
    let share = |n: u64| Share::of(n, whole).map_or(0, |s| s.0);
    (share(t.actual.low), share(t.actual.high.unwrap_or(t.actual.low)))
}

/// `节目 12/15期` for each indicator, the figures bold, those that are late first; gives the lines drawn, at most `lines`.
/// Where not all fit, the last place says how many there are.
pub(crate) fn tallies(canvas: &mut Canvas, a: Area, size: i64, lines: i64, c: &CampaignSnapshot) -> i64 {
    let pen = Pen::new(size);
    let mut indicators: Vec<&TargetSnapshot> = bulleted(c).into_iter().filter(|t| t.class == TargetClass::Indicator).collect();
    let total = indicators.len();
    if total == 0 {
        return 0;
    }
    let late = |t: &TargetSnapshot| !matches!(t.verdict, Verdict::Achieved | Verdict::OnTrack | Verdict::NotStarted);
    indicators.sort_by_key(|t| !late(t));
    let rest = format!("等{total}项");
    let (mut x, mut line) = (a.x, 0);
    for (i, t) in indicators.iter().enumerate() {
        let (done, need) = (words::actual(t), format!("/{}{}", words::demanded(t), clip(words::unit(t), 4)));
        let figures = pen.bold().width(&done) + pen.width(&need);
        let label = font::fit(&t.label, size, false, (a.w - figures - size / 3).max(size * 2));
        let wide = pen.width(&label) + size / 3 + figures;
        if x > a.x && x + wide > a.right() && line + 1 < lines {
            x = a.x;
            line += 1;
        }
        let last_line = line + 1 >= lines;
        let more = if i + 1 < total && last_line { size + pen.width(&rest) } else { 0 };
        // On the last line a place is kept for the rest, unless everything left is this one.
        if last_line && x + wide + more > a.right() && (more > 0 || x > a.x) {
            canvas.text(x, a.y + line * size * 3 / 2, &rest, pen.colour(GREY));
            return line + 1;
        }
        let y = a.y + line * size * 3 / 2;
        if wide > a.w {
            canvas.shrink(x, y, a.w, &format!("{label} {done}{need}"), pen);
            x = a.right();
            continue;
        }
        x += canvas.text(x, y, &label, pen.colour(GREY)) + size / 3;
        x += canvas.text(x, y, &done, pen.bold().colour(if late(t) { status::colour(t.verdict) } else { INK }));
        x += canvas.text(x, y, &need, pen.colour(GREY)) + size;
    }
    line + 1
}

/// The channels' last readings in columns: name, value, source and age. Gives how many did not fit.
pub(crate) fn channels(canvas: &mut Canvas, a: Area, size: i64, columns: i64, view: &CampaignView) -> usize {
    let step = size * 3 / 2;
    let per_column = (a.h / step).max(1);
    let wide = (a.w - (columns - 1) * 40) / columns;
    let room = usize::try_from(per_column * columns).unwrap_or(0);
    let pen = Pen::new(size);
    let tail = |ch: &ChannelView| match (ch.unreported, ch.last == "—") {
        (true, true) => "未报".to_owned(),
        (true, false) => format!("本周未报，{} {}", ch.source, ch.last),
        (false, true) => "—".to_owned(),
        (false, false) => format!("{} {}", ch.source, ch.last),
    };
    let tail_w = view.channels.iter().take(room).map(|ch| pen.width(&tail(ch))).max().unwrap_or(0);
    for (i, ch) in view.channels.iter().take(room).enumerate() {
        let i = int(i);
        let (x, y) = (a.x + i / per_column * (wide + 40), a.y + (i % per_column) * step + size);
        let colour = if ch.unreported { status::colour(Verdict::Behind) } else { GREY };
        canvas.fit(x + wide - tail_w, y, tail_w, &tail(ch), pen.colour(colour));
        let value_right = x + wide - tail_w - 20;
        let value_w = if ch.last == "—" { 0 } else { canvas.shrink(value_right, y, wide / 3, &ch.value, pen.bold().end()) };
        canvas.fit(x, y, value_right - value_w - 16 - x, &ch.name, pen);
    }
    view.channels.len().saturating_sub(room)
}
