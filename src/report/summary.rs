//! `summary.txt`: at most 200 characters to paste into a chat group, the most important first.

use super::view::{Line, WeekView};
use std::collections::BTreeSet;

/// Longest summary. Unit: characters.
const CHARS_MAX: usize = 200;

/// The summary of a report.
pub(crate) fn text(week: &WeekView) -> String {
    // A report made in the middle of its week says so where it is pasted.
    let until = if week.whole { String::new() } else { format!("，截至{}", week.until) };
    let sample = if week.sample { "〔样例数据〕" } else { "" };
    let mut out = format!("{sample}工伤预防宣传项目进度{}（{}{until}，{}）。{}。", week.week, week.period, week.stage, week.headline);
    let tail = format!("校验码 {}。", week.check_code);
    let mut pieces = Vec::new();
    if !week.attention.is_empty() {
        pieces.push(format!("{}。", week.attention));
    }
    if !week.gaps.is_empty() {
        pieces.push(format!("尚缺数据{}项。", week.gaps.len()));
    }
    if !week.total.is_empty() {
        pieces.push(format!("{}。", week.total.split('（').next().unwrap_or_default()));
    }
    // One problem per campaign, the worst campaigns first.
    let mut seen = BTreeSet::new();
    for line in week.problems.iter().filter(|l| seen.insert(l.about.as_str())) {
        pieces.push(format!("{}：{}。", line.about, trimmed(line)));
    }
    let room = CHARS_MAX - 1 - tail.chars().count();
    for piece in pieces {
        if out.chars().count() + piece.chars().count() <= room {
            out.push_str(&piece);
        }
    }
    let mut out: String = out.chars().take(room).collect();
    out.push_str(&tail);
    out.push('\n');
    out
}

fn trimmed(line: &Line) -> &str {
    line.text.trim_end_matches(['。', '；'])
}
