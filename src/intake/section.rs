//! Rows between the rows of works that say whose works follow: `二、抖音`, `（三）快手号：`, `抖音数据`.

use super::around;
use super::cell::{Cell, Row};
use super::days;
use super::finding::At;
use super::header::Known;
use super::layout::{Block, Stop};
use super::line::Line;
use super::names::{ChannelIndex, Meaning, Names};
use super::reader::Reader;
use super::saying::{self, Kind, Sentence};
use super::title::{self, Role};
use super::units::{self, Unit};
use super::when::{self, Found};
use super::words;
use crate::base::day::{Moment, Term};
use crate::base::diag::Diagnostic;
use crate::base::id::CampaignId;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{fold, quoted};
use crate::define::Field;

/// What stands behind a channel's name in a heading.
const BEHIND: [&str; 28] = [
    ":",
    "。",
    "数据统计",
    "传播数据",
    "播放数据",
    "数据",
    "平台",
    "渠道",
    "账号",
    "统计",
    "明细",
    "情况",
    "部分",
    "播放量",
    "传播",
    "表",
    "播放",
    "阅读",
    "收听",
    "播出",
    "号:",
    "阅读量",
    "稿件",
    "文章",
    "专栏",
    "栏目",
    "网站",
    "工伤预防",
];

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

/// A name without 其中： before it, folded.
pub(super) fn without_part(folded: &str) -> &str {
    folded.strip_prefix("其中").map_or(folded, |rest| rest.trim_start_matches(':'))
}

/// Reads a heading that stands alone in its row.
pub(super) fn announced(names: &Names<'_>, text: &str, campaign: Option<&CampaignId>) -> Announced {
    let mut rest = without_part(&without_ordinal(text).0).to_owned();
    loop {
        match names.exact(&rest, campaign) {
            Meaning::One(_) if words::is_of_accounts(text) => return Announced::Unclear,
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

/// How to state a unit so that it is understood.
pub(super) const UNIT_REMEDY: &str = "单位写在各列列名里，如 播放量（万），或在表头上方单写一格“单位：万次”；不以万为单位就删去“万”字";

/// What a heading says of the numbers below it alone, as the code of what is then not known of those below the next one: a unit, 新增, or a
/// day other than the one that holds for the table (`at`).
pub(super) fn own_statement(text: &str, at: Option<Moment>, term: Option<Term>) -> Option<u16> {
    let said = saying::sentence(text);
    let dated = || match when::read(text, term) {
        Found::At(w) => at != Some(w.to.end()),
        Found::Unclear => true,
        Found::Nothing => false,
    };
    if units::states_unit(text) {
        Some(2039)
    } else if said.kind != Kind::Nothing && said.kind != Kind::Total {
        Some(2047)
    } else {
        dated().then_some(2014)
    }
}

/// Whether a heading says of its own rows the day that holds for those above it too.
pub(super) fn says_day(text: &str, at: Option<Moment>, term: Option<Term>) -> bool {
    at.is_some() && when::find(text, term).map(|w| w.to.end()) == at
}

/// Why the rows below a heading are not read: it says of its own numbers, or the one above the header did of those below it, what holds for
/// some of the rows alone.
pub(super) fn own_stop(reader: &Reader<'_>, at: At<'_>, code: u16, text: &str) -> Stop {
    let place = reader.findings.place(at);
    let row = place.row.unwrap_or_default();
    let (expected, one) = match code {
        2039 => ("各段同一单位，写在列名里，如 播放量（万）", format!("单位相同的，小标题里只写渠道，{UNIT_REMEDY}")),
        2047 => ("各段同是累计或同是新增，写在列名里", "各段相同的，小标题里只写渠道，列名写“累计播放量”或“新增播放量”".to_owned()),
        _ => ("各段同一截至日期，写在表头上方的标题里", "日期相同的，小标题里只写渠道，日期写在总标题里".to_owned()),
    };
    let remedy = format!("{one}；不同的，把第 {row} 行起的这一段连同表头移到另一张工作表。它下面的各行都没有读取");
    Stop { why: Diagnostic::error(code, place, text, expected, &remedy), told: false }
}

/// How to say what numbers are in their column's header. `channel`: whose the column is, where its header says it; it stays in the header.
pub(super) fn mode_remedy(channel: &str) -> String {
    format!("累计数的列名改成“{channel}累计播放量”，新增数的列名改成“{channel}新增播放量”并写明从哪天到哪天")
}

/// The same of a title or a name that stands over the whole table, where it can be said too.
pub(super) fn not_clear_above(reader: &mut Reader<'_>, at: At<'_>, said: Sentence, text: &str) {
    if said.kind == Kind::NoCount {
        return not_clear(reader, at, said, text);
    }
    let remedy = format!("{}；或在这里的末尾加上“（累计数据）”或“（新增数据）”；不改表，也可选“数的含义”", mode_remedy(""));
    reader.findings.error(2047, at, [text, "列名写明“累计”或“新增”", &remedy]);
}

/// Says that a sentence may mean 累计 or 新增, or that it means no counts.
pub(super) fn not_clear(reader: &mut Reader<'_>, at: At<'_>, said: Sentence, text: &str) {
    let remedy = mode_remedy("");
    if said.kind == Kind::NoCount {
        let remedy = format!("表里是次数的，{remedy}；是平均、比例或目标的，不必报");
        reader.findings.error(2048, at, [text, "截至某天的累计次数，或某段时间的新增次数", &remedy]);
    } else {
        reader.findings.error(2047, at, [text, "列名写明“累计”或“新增”", &remedy]);
    }
}

/// Whether a text that stands alone among the rows of works speaks of the numbers: a remark, or a unit.
pub(super) fn is_remark(names: &Names<'_>, text: &str, campaign: Option<&CampaignId>) -> bool {
    let unit = || units::alone(text).is_some() || (text.contains("单位") && units::unit_said(text, true) != Unit::Nothing);
    let folded = fold(text);
    let begins = ["单位", "数据", "以", "表中", "本表", "播放", "阅读", "收听", "各", "计量", "统计"];
    let says = || units::alone(text).is_some() || begins.iter().any(|w| folded.trim_start_matches('(').starts_with(w));
    let heading = || without_ordinal(text).1 || !says() || announced(names, text, campaign) != Announced::Nothing;
    words::is_note(text) || days::is_remark(text) || (unit() && !heading())
}

/// A row that is a header once more, compared with the one above.
#[derive(Debug)]
pub(super) enum Again {
    No,
    Same,
    Other(Box<Stop>),
}

/// Whether a row is a header, and whether its columns mean what those of the header above mean. Where no column of counts holds a number but
/// one holds a word of headers, and the column of titles holds no title, it is no work.
pub(super) fn header_again<R: Row + ?Sized>(reader: &Reader<'_>, line: &Line<'_, R>, block: &Block, known: Known<'_>) -> Again {
    let mut measures = block.groups.iter().flat_map(|g| &g.measures).map(|m| m.column);
    let wordy = |i: usize| matches!(line.cell(i), Cell::Text(t) if t.len() <= 90 && !t.starts_with(|c: char| matches!(c, '0'..='9' | '-' | '—' | '/')));
    let dated = |i: usize| line.titles.get(i).is_some_and(|t| t.role == Role::Date) && matches!(line.cell(i), Cell::Text(_));
    if !measures.any(|i| wordy(i) || dated(i)) {
        return Again::No;
    }
    let mut words = 0;
    let mut over_counts = false;
    let mut differs = None;
    for (column, cell) in line.cells.filled() {
        let Cell::Text(text) = cell else { return Again::No };
        let here = title::read_title(text, known);
        let above = line.titles.get(column);
        let raw = title::read_title(line.title(column), known);
        let counted = block.groups.iter().flat_map(|g| &g.measures).any(|m| m.column == column);
        if counted && matches!(numeral::read(text, 1), Ok(Numeral::Count(_))) {
            return Again::No;
        }
        let same = fold(text) == fold(line.title(column));
        let unit = units::alone(text);
        let word = same || here.role != Role::Nothing || unit.is_some() || saying::is_qualifier(text);
        if block.column(Field::Title) == Some(column) && !(same || matches!(here.role, Role::Field(_) | Role::Aside) || unit.is_some()) {
            return Again::No;
        }
        words += u32::from(word);
        over_counts |= word && counted;
        let alike = match unit {
            Some(unit) => above.is_some_and(|t| t.unit == unit),
            None if here.role == Role::Nothing => same || (!counted && above.is_none_or(|t| t.role == Role::Nothing)),
            None => {
                let role = same_role(&here.role, &raw.role) || above.is_some_and(|t| same_role(&here.role, &t.role));
                let gain = here.is_gain() == raw.is_gain() && (here.day, here.from) == (raw.day, raw.from);
                role && gain && here.unit == raw.unit
            }
        };
        if !(same || alike) {
            differs = differs.or(Some(column));
        }
    }
    let filled = u32::try_from(line.cells.filled().count()).unwrap_or(u32::MAX);
    if !over_counts || words * 2 <= filled {
        return Again::No;
    }
    let Some(column) = differs else { return Again::Same };
    let place = reader.findings.place(line.at(column));
    let above = quoted(line.title(column));
    let found = line.cell(column).shown();
    let mend = match line.title(column) {
        "" => format!("删去 {}", line.name(column)),
        _ => format!("把 {} 改成{above}", line.name(column)),
    };
    let remedy = format!("把第 {} 行起的这一段连同它的表头移到另一张工作表；若本是同一列，{mend}。它下面的各行都没有读取", line.row);
    let why = Diagnostic::error(2026, place, &found, &format!("与上一段相同：{above}"), &remedy);
    Again::Other(Box::new(Stop { why, told: false }))
}

/// Whether two columns mean the same; of those that are not read it does not matter.
fn same_role(a: &Role, b: &Role) -> bool {
    let unread = |r: &Role| matches!(r, Role::Field(Field::Note | Field::Ignored | Field::Number) | Role::Aside | Role::Nothing);
    a == b || (unread(a) && unread(b))
}

/// Whether a heading is called like an outlet, registered or not: 西瓜视频, 三湘都市报.
pub(super) fn is_outlet(text: &str) -> bool {
    let (rest, _) = without_ordinal(text);
    let bare = rest.strip_suffix(')').and_then(|r| r.rsplit_once('(')).map_or(rest.as_str(), |(bare, _)| bare);
    let rest = BEHIND.iter().find_map(|w| bare.strip_suffix(w)).unwrap_or(bare);
    rest.chars().count() <= 12 && (around::ends_like_an_outlet(rest) || around::ends_like_an_outlet(bare))
}

/// Whether a heading is numbered as parts of a text are, not as works are: 二、, （二）, 第二部分.
pub(super) fn is_part(text: &str) -> bool {
    let folded = fold(text);
    without_ordinal(text).1 && folded.trim_start_matches(['(', '第']).starts_with(|c: char| "一二三四五六七八九十".contains(c))
}

/// Whether a heading changes nothing: a period, the table's title once more, the next page, statistics, a kind of works.
pub(super) fn is_harmless(text: &str, banners: &[String], term: Option<Term>) -> bool {
    let rest = without_ordinal(text).0;
    let again = banners.contains(&fold(text))
        || ["续", "接上", "上接", "转下", "第"].iter().any(|w| rest.starts_with(w) && rest.ends_with(['表', '页']));
    let again = again || matches!(rest.as_str(), "续" | "续表" | "(续)" | "接上页" | "附表" | "说明" | "明细");
    let kinds = ["短视频", "视频", "音频", "图文", "稿件", "推文", "文章", "节目", "新闻稿"];
    let kind = || kinds.contains(&rest.trim_end_matches(':').trim_end_matches(['类', '作']));
    again || is_period(text, term) || saying::label(&rest, None).is_some() || kind()
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
