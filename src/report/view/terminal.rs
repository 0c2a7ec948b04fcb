//! The progress table on a terminal, where a Chinese character is two columns wide.

use super::progress::{self, ProgressGroup};
use crate::attain::snapshot::Snapshot;
use crate::base::text::clip;
use crate::report::clean;

const HEADER: [&str; 9] = ["序号", "项目", "指标", "目标值", "累计完成", "完成率", "序时进度", "偏差", "状态"];
/// Columns that hold figures stand to the right.
const RIGHT: [bool; 9] = [true, false, false, true, true, true, true, true, false];
/// Names longer than this are cut. Unit: characters.
const NAME_MAX: usize = 16;

/// The progress table that `reach check` and `reach demo` print: media campaigns first, the others below.
pub fn progress_table(snapshot: &Snapshot) -> String {
    let snapshot = clean::each_string(snapshot, &mut clean::neutral);
    let mut rows: Vec<[String; 9]> = vec![HEADER.map(str::to_owned)];
    for media in [true, false] {
        for c in snapshot.campaigns.iter().filter(|c| c.media == media) {
            rows.extend(lines(&progress::group(c, None, &snapshot)));
        }
    }
    let widths: [usize; 9] = std::array::from_fn(|i| rows.iter().filter_map(|r| r.get(i)).map(|s| columns(s)).max().unwrap_or(0));
    let mut out = String::new();
    for row in &rows {
        let mut line = String::new();
        for ((cell, width), right) in row.iter().zip(widths).zip(RIGHT) {
            let space = " ".repeat(width.saturating_sub(columns(cell)));
            for part in if right { [&space, cell] } else { [cell, &space] } {
                line.push_str(part);
            }
            line.push_str("  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

fn lines(group: &ProgressGroup) -> Vec<[String; 9]> {
    let first = |i: usize, text: String| if i == 0 { text } else { String::new() };
    if group.rows.is_empty() {
        let mut row: [String; 9] = std::array::from_fn(|_| String::new());
        for (cell, text) in row.iter_mut().zip([group.number.to_string(), clip(&group.short, NAME_MAX)]) {
            *cell = text;
        }
        if let Some(last) = row.last_mut() {
            group.word.clone_into(last);
        }
        return vec![row];
    }
    group
        .rows
        .iter()
        .enumerate()
        .map(|(i, r)| {
            [
                first(i, group.number.to_string()),
                first(i, clip(&group.short, NAME_MAX)),
                clip(&r.label, NAME_MAX),
                r.demanded.clone(),
                r.actual.clone(),
                r.attainment.clone(),
                r.pace.clone(),
                r.deviation.clone(),
                r.word.to_owned(),
            ]
        })
        .collect()
}

/// Columns that a terminal gives a text: two for what East Asian fonts draw square.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if is_wide(c) { 2 } else { 1 }).sum()
}

fn is_wide(c: char) -> bool {
    matches!(u32::from(c),
        0x1100..=0x115f | 0x2e80..=0x303e | 0x3041..=0x33ff | 0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xa000..=0xa4cf | 0xac00..=0xd7a3
        | 0xf900..=0xfaff | 0xfe30..=0xfe4f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd)
}
