//! Rows between the rows of works that say whose works follow: `二、抖音`, `（三）快手号：`, `抖音数据`.

use super::cell::Row;
use super::finding::At;
use super::header::{self, Known, Role};
use super::layout::Stop;
use super::line::Line;
use super::names::{ChannelIndex, Meaning, Names};
use super::reader::Reader;
use super::when;
use crate::base::day::Term;
use crate::base::diag::Diagnostic;
use crate::base::id::CampaignId;
use crate::base::text::{fold, quoted};

/// What stands behind a channel's name in a heading.
const BEHIND: [&str; 16] =
    [":", "。", "数据统计", "传播数据", "播放数据", "数据", "平台", "渠道", "账号", "统计", "明细", "情况", "部分", "播放量", "传播", "表"];

/// Whose works a heading announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Announced {
    Channel(ChannelIndex),
    /// A channel's word that is none of this campaign, or means several.
    Unclear,
    /// No channel.
    Nothing,
}

/// The heading without its ordinal and whether it had one: `二、`, `（二）`, `2.`, `2）`, `第二部分：`.
pub(super) fn without_ordinal(text: &str) -> (String, bool) {
    let folded = fold(text);
    let is_digit = |c: char| c.is_ascii_digit() || "一二三四五六七八九十".contains(c);
    let strip = |from: &str, ends: &[char]| -> Option<String> {
        let rest = from.trim_start_matches(is_digit);
        let long = from.chars().count() - rest.chars().count();
        let rest = rest.strip_prefix(ends)?;
        // 1.5万 is a number.
        let number = ends.contains(&'.') && rest.starts_with(|c: char| c.is_ascii_digit());
        ((1..=3).contains(&long) && !number).then(|| rest.to_owned())
    };
    let bracketed = || strip(folded.strip_prefix('(')?, &[')']);
    let part =
        || strip(folded.strip_prefix('第')?, &['部']).and_then(|r| r.strip_prefix('分').map(|r| r.trim_start_matches(':').to_owned()));
    match bracketed().or_else(part).or_else(|| strip(&folded, &['、', '.', ')', ':', ','])) {
        Some(rest) => (rest.trim_start_matches(['、', '.', ':']).to_owned(), true),
        None => (folded, false),
    }
}

/// Reads a heading that stands alone in its row.
pub(super) fn announced(names: &Names<'_>, text: &str, campaign: Option<&CampaignId>) -> Announced {
    let mut rest = without_ordinal(text).0;
    loop {
        match names.exact(&rest, campaign) {
            Meaning::One(i) => return Announced::Channel(i),
            Meaning::Several => return Announced::Unclear,
            Meaning::Nothing if names.is_channel_word(&rest) => return Announced::Unclear,
            Meaning::Nothing => {}
        }
        let inside = || Some(rest.strip_suffix(')')?.rsplit_once('(')?.1);
        if inside().is_some_and(|word| names.is_channel_word(word) || names.exact(word, campaign) != Meaning::Nothing) {
            // 国际在线（抖音） is not 国际在线.
            return match names.inside_text(&rest, campaign) {
                Meaning::One(i) => Announced::Channel(i),
                Meaning::Several | Meaning::Nothing => Announced::Unclear,
            };
        }
        let bracket = || Some(rest.strip_suffix(')')?.rsplit_once('(')?.0.to_owned());
        let behind = || BEHIND.iter().find_map(|w| rest.strip_suffix(w)).map(str::to_owned);
        match bracket().or_else(behind) {
            Some(shorter) if !shorter.is_empty() => rest = shorter,
            _ => return Announced::Nothing,
        }
    }
}

/// The same for a heading that is certainly one: a channel may be named anywhere in it.
pub(super) fn announced_somewhere(names: &Names<'_>, text: &str, campaign: Option<&CampaignId>) -> Announced {
    match announced(names, text, campaign) {
        Announced::Nothing => match names.inside_text(text, campaign) {
            Meaning::One(i) => Announced::Channel(i),
            Meaning::Several => Announced::Unclear,
            Meaning::Nothing => Announced::Nothing,
        },
        known => known,
    }
}

/// Why the rows below a heading are not read: it names no channel of the campaign.
pub(super) fn stop(reader: &Reader<'_>, at: At<'_>, text: &str, campaign: Option<&CampaignId>) -> Stop {
    let place = reader.findings.place(at);
    let names = reader.names.nearest(text, campaign).join("、");
    let cell = place.cell();
    let remedy = format!(
        "把 {cell} 改成渠道全名，如 {names}；若是还没有数的作品，在它的数那一格写 --；下面的各行，到下一个渠道名称为止，都没有读取"
    );
    Stop { why: Diagnostic::error(2015, place, text, "下面各行所属的渠道", &remedy), told: false }
}

/// Why the rows below a heading are not read: the sheet's name says another channel.
pub(super) fn contradiction(reader: &Reader<'_>, at: At<'_>, text: &str, sheet: &str) -> Stop {
    let place = reader.findings.place(at);
    let expected = format!("与工作表名{}一致", quoted(sheet));
    let remedy = format!("核对这一段是哪个渠道的：改正 {} 或工作表名；下面的各行都没有读取", place.cell());
    Stop { why: Diagnostic::error(2015, place, text, &expected, &remedy), told: false }
}

/// Why the rows below a heading with a unit of its own are not read.
pub(super) fn unit_stop(reader: &Reader<'_>, at: At<'_>, text: &str) -> Stop {
    let place = reader.findings.place(at);
    let remedy = format!("把单位写到这一段表头的列名里，如 播放量（万）；{} 里只写渠道；它下面的各行都没有读取", place.cell());
    Stop { why: Diagnostic::error(2039, place, text, "播放量（万）、播放量（万次）、播放量", &remedy), told: false }
}

/// Why the rows below a header that comes again are not read: a column of it means something else than above.
pub(super) fn other_header<R: Row + ?Sized>(reader: &Reader<'_>, line: &Line<'_, R>, known: Known<'_>) -> Option<Stop> {
    let (column, cell) = line.cells.filled().find(|(i, c)| {
        let (above, here) = (header::read_title(line.title(*i), known), header::read_title(&c.shown(), known));
        matches!((&above.role, &here.role), (Role::Field(a), Role::Field(b)) if a != b || above.unit != here.unit)
    })?;
    let place = reader.findings.place(line.at(column));
    let above = quoted(line.title(column));
    let remedy = format!("把这一段移到另一张工作表；若本是同一列，把 {} 改成{above}；它下面的各行都没有读取", line.name(column));
    Some(Stop { why: Diagnostic::error(2026, place, &cell.shown(), &format!("与上一段相同：{above}"), &remedy), told: false })
}

/// Whether a heading parts the works of one channel by time: `（一）8月`, `第1周`, `9月5日至11日`.
pub(super) fn is_period(text: &str, term: Option<Term>) -> bool {
    let rest: Vec<char> = without_ordinal(text).0.chars().collect();
    let numeral = |c: &char| c.is_ascii_digit() || "一二三四五六七八九十".contains(*c);
    let counted = rest.iter().zip(rest.iter().skip(1)).any(|(n, c)| numeral(n) && matches!(c, '周' | '月' | '季' | '期' | '批'));
    // 西瓜视频（截至9月30日） names somebody.
    let nothing_else =
        rest.iter().all(|c| numeral(c) || "第上中下旬本当年月日号周季期批份至到截止统计数据度时间的-~—–()（）:：/.．、 　".contains(*c));
    nothing_else && (counted || when::find(text, term).is_some())
}
