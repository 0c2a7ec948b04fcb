//! 本周新增: 上期累计 + 更正 + 本周新增 = 本期累计 for each channel, in exact numbers so that the line adds up in print.

use crate::attain::snapshot::{CampaignSnapshot, ChannelSnapshot, TargetKind, TargetSnapshot, Verdict};
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::text::grouped;
use crate::model::reading::Source;
use crate::report::words::{self, signed_count};
use serde::Serialize;

/// One campaign's channels.
#[derive(Debug, Clone, Serialize)]
pub struct GainGroup {
    /// 序号.
    pub number: u32,
    /// 项目.
    pub short: String,
    /// One row per channel.
    pub rows: Vec<GainRow>,
    /// 合计 of the channels that count.
    pub total: GainRow,
}

/// One channel. Numbers as printed, exact.
#[derive(Debug, Clone, Serialize)]
pub struct GainRow {
    /// 渠道.
    pub channel: String,
    /// 上期累计, as it was reported then.
    pub previous: String,
    /// 更正.
    pub correction: String,
    /// 本周新增, or 未报.
    pub gain: String,
    /// 本期累计: proven.
    pub current: String,
    /// 含2周, 仅知约数, 不计入合计 …
    pub note: String,
    /// 未报, though owed.
    pub missing: bool,
}

/// The group of a campaign, `None` without a contacts target.
pub(crate) fn group(c: &CampaignSnapshot, previous: Option<&CampaignSnapshot>) -> Option<GainGroup> {
    let target = c.contacts()?;
    let before =
        |ch: &ChannelSnapshot| previous.and_then(|p| p.channels.iter().find(|x| x.id == ch.id)).map_or(ch.opening.low, |x| x.value.low);
    let counted = || c.channels.iter().filter(|ch| ch.apart.is_none());
    let sum = |f: &dyn Fn(&ChannelSnapshot) -> u64| Span::sum(&target.rule, counted().map(|ch| Span::exact(f(ch)))).span.low;
    let (old, opening, current) = (sum(&before), sum(&|ch| ch.opening.low), sum(&|ch| ch.value.low));
    let silent = counted().filter(|ch| ch.unreported()).count();
    let mut total = row("合计", old, opening, current, gain_word(c));
    let moved = previous.and_then(|p| term_moved(p, c));
    let why = |row: &mut GainRow, corrected: bool| {
        if let Some(why) = moved.as_deref().filter(|_| corrected) {
            row.note = if row.note.is_empty() { why.to_owned() } else { format!("{why}；{}", row.note) };
        }
    };
    if silent > 0 {
        total.note = format!("{silent}个渠道未报，不含其新增");
    }
    why(&mut total, old != opening);
    let one = |ch: &ChannelSnapshot| {
        let mut row = channel(ch, before(ch));
        why(&mut row, before(ch) != ch.opening.low);
        row
    };
    Some(GainGroup { number: c.number, short: c.short_name.clone(), rows: c.channels.iter().map(one).collect(), total })
}

/// Why what was told of the week before is not what it is now: the term was entered anew since, and the days before it do not count.
fn term_moved(then: &CampaignSnapshot, now: &CampaignSnapshot) -> Option<String> {
    let term = |c: &CampaignSnapshot| format!("{}至{}", c.term.start.zh(), c.term.end.zh());
    (then.term != now.term).then(|| format!("合同期由{}改为{}（登记签订日、合同期或结束日），更正含此影响", term(then), term(now)))
}

fn channel(ch: &ChannelSnapshot, before: u64) -> GainRow {
    let mut out = row(&ch.name, before, ch.opening.low, ch.value.low, silence(ch));
    // A channel that never brought a count shows none: no number is not 0.
    if !has_count(ch, before) {
        for cell in [&mut out.previous, &mut out.correction, &mut out.current] {
            NOTHING.clone_into(cell);
        }
        if !out.missing {
            NOTHING.clone_into(&mut out.gain);
        }
    }
    let mut notes = Vec::new();
    notes.extend(held(ch).map(|n| format!("含{n}周")));
    if ch.reported && ch.only_rounded {
        notes.push("仅知约数".to_owned());
    }
    if ch.value.high != Some(ch.value.low) {
        notes.push(format!("本期为{}", words::span_plain(ch.value)));
    }
    if let Some(why) = &ch.apart {
        notes.push(format!("不计入合计：{why}"));
    }
    if ch.unconfirmed {
        notes.push("未对真站核实".to_owned());
    }
    out.note = notes.join("；");
    out
}

/// Whether a channel ever brought a count; an estimate is none, and a channel without a counter has none.
pub(crate) fn has_count(ch: &ChannelSnapshot, before: u64) -> bool {
    ch.source.is_some_and(|s| s != Source::Estimate) || ch.value != Span::ZERO || before > 0
}

/// What stands where a gain would, for a channel that brought none: 未报 only where a file is owed.
pub(crate) fn silence(ch: &ChannelSnapshot) -> Option<&'static str> {
    silence_of(ch.reported.then_some(0), ch.unreported())
}

/// The same for a campaign's counted channels together.
pub(crate) fn gain_word(c: &CampaignSnapshot) -> Option<&'static str> {
    let gain = known_gain(c);
    let counted = || c.channels.iter().filter(|ch| ch.apart.is_none());
    // Of a running week nothing is known yet either while somebody is to report.
    let waiting = gain == Some(0) && counted().any(ChannelSnapshot::not_due);
    silence_of(gain, counted().any(ChannelSnapshot::unreported)).or_else(|| waiting.then_some(NOTHING))
}

/// What stands for channels together: `gain` is what those brought that reported (`None`: not one did), `unreported` whether one owes a
/// report. That nothing came is not known while one is missing.
pub(crate) fn silence_of(gain: Option<i64>, unreported: bool) -> Option<&'static str> {
    match (gain, unreported) {
        (None | Some(0), true) => Some(MISSING),
        (None, false) => Some(NOTHING),
        (Some(_), _) => None,
    }
}

/// Owed and not there.
pub(crate) const MISSING: &str = "未报";
/// Neither owed nor there.
const NOTHING: &str = "—";
/// Nobody looked.
const UNCHECKED: &str = "未核";

fn row(name: &str, before: u64, opening: u64, current: u64, silence: Option<&str>) -> GainRow {
    GainRow {
        channel: name.to_owned(),
        previous: grouped(before),
        correction: words::gain_plain(signed_count(opening).saturating_sub(signed_count(before))),
        gain: silence.map_or_else(|| words::gain_plain(signed_count(current).saturating_sub(signed_count(opening))), str::to_owned),
        current: grouped(current),
        note: String::new(),
        missing: silence == Some(MISSING),
    }
}

/// What the campaign's counted channels gained; `None` where a word stands for it.
pub fn campaign_gain(c: &CampaignSnapshot) -> Option<i64> {
    known_gain(c).filter(|_| gain_word(c).is_none())
}

fn known_gain(c: &CampaignSnapshot) -> Option<i64> {
    let target = c.contacts()?;
    let counted = || c.channels.iter().filter(|ch| ch.apart.is_none());
    if !counted().any(|ch| ch.reported) {
        return None;
    }
    let now = Span::sum(&target.rule, counted().map(|ch| ch.value)).span.low;
    let then = Span::sum(&target.rule, counted().map(|ch| ch.opening)).span.low;
    Some(signed_count(now).saturating_sub(signed_count(then)))
}

/// The same as printed: `+9.6万`, 未报, or a dash where nothing is owed.
pub(crate) fn gain_text(c: &CampaignSnapshot) -> String {
    match (campaign_gain(c), gain_word(c)) {
        (Some(gain), None) => words::gain_wan(gain),
        (_, word) => word.unwrap_or(NOTHING).to_owned(),
    }
}

/// How many weeks a channel's gain of this week covers, where that is more than this one.
pub(crate) fn held(ch: &ChannelSnapshot) -> Option<u32> {
    (ch.reported && ch.weeks_held >= 2).then_some(ch.weeks_held)
}

/// How many weeks a campaign's gain of this week covers, where those are several: `含2周`, `含2至4周`.
pub(crate) fn weeks_held(c: &CampaignSnapshot) -> Option<String> {
    let all = || c.channels.iter().filter(|ch| ch.apart.is_none()).filter_map(held);
    campaign_gain(c)?;
    let (least, most) = (all().min()?, all().max()?);
    Some(if least == most { format!("含{most}周") } else { format!("含{least}至{most}周") })
}

/// Channels whose gain of this week covers several weeks: `新湖南客户端含4周`.
pub(crate) fn catching_up(c: &CampaignSnapshot) -> Option<String> {
    let late: Vec<String> =
        c.channels.iter().filter(|ch| ch.apart.is_none()).filter_map(|ch| Some(format!("{}含{}周", ch.name, held(ch)?))).collect();
    (!late.is_empty()).then(|| format!("本周新增中{}", late.join("、")))
}

/// 本周新增 of a target as printed, in the week that holds `as_of`.
pub(crate) fn target_gain(c: &CampaignSnapshot, t: &TargetSnapshot, previous: Option<&TargetSnapshot>, as_of: Day) -> String {
    if t.kind == TargetKind::Sum {
        return gain_text(c);
    }
    // Where nobody said what came, that is not 0.
    let old = t.told_on.is_none_or(|d| d < as_of.week().monday()) && t.verdict != Verdict::Achieved;
    let owed =
        || c.channels.iter().any(|ch| ch.primary && ch.unreported() && (ch.last_reading == t.told_on || t.kind == TargetKind::Airings));
    let silence = match t.kind {
        TargetKind::Tally | TargetKind::Airings => Some(if owed() { MISSING } else { NOTHING }),
        TargetKind::Days => Some(UNCHECKED),
        _ => None,
    };
    let silence = silence.filter(|_| old);
    match t.opening.or(previous.map(|p| p.actual.low)) {
        _ if t.is_unknown() => silence.filter(|word| *word == MISSING).unwrap_or(NOTHING).to_owned(),
        Some(before) if before == t.actual.low && silence.is_some() => silence.unwrap_or(NOTHING).to_owned(),
        Some(before) => words::gain_plain(signed_count(t.actual.low).saturating_sub(signed_count(before))),
        None => NOTHING.to_owned(),
    }
}
