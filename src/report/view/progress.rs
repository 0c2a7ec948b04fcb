//! 总体进度表: one group of rows per campaign, one row per 数量指标.

use super::gains::{catching_up, target_gain};
use crate::attain::snapshot::{CampaignSnapshot, Detail, Snapshot, TargetKind, TargetSnapshot, Verdict};
use crate::attain::words::short;
use crate::model::target::TargetClass;
use crate::report::words;
use serde::Serialize;

/// One campaign of the table.
#[derive(Debug, Clone, Serialize)]
pub struct ProgressGroup {
    /// 序号: the number in the plan.
    pub number: u32,
    /// Id.
    pub id: String,
    /// 项目.
    pub short: String,
    /// Name of the campaign's verdict.
    pub verdict: &'static str,
    /// Its Chinese word.
    pub word: &'static str,
    /// `正常，另有2项要求未落实`.
    pub verdict_text: String,
    /// 责任单位.
    pub lead: String,
    /// One row per indicator.
    pub rows: Vec<ProgressRow>,
}

/// One indicator.
#[derive(Debug, Clone, Serialize)]
pub struct ProgressRow {
    /// 指标.
    pub label: String,
    /// 目标值 with unit.
    pub demanded: String,
    /// 本周新增.
    pub gain: String,
    /// 累计完成.
    pub actual: String,
    /// 完成率.
    pub attainment: String,
    /// 序时进度.
    pub pace: String,
    /// 偏差, 百分点.
    pub deviation: String,
    /// Name of the verdict.
    pub verdict: &'static str,
    /// 状态.
    pub word: &'static str,
    /// Short remarks under the row.
    pub notes: Vec<String>,
}

/// The group of a campaign.
pub(crate) fn group(c: &CampaignSnapshot, previous: Option<&CampaignSnapshot>, now: &Snapshot) -> ProgressGroup {
    let rows = c
        .targets
        .iter()
        .filter(|t| t.class == TargetClass::Indicator)
        .map(|t| row(c, t, previous.and_then(|p| p.targets.iter().find(|x| x.id == t.id)), now))
        .collect();
    ProgressGroup {
        number: c.number,
        id: c.id.to_string(),
        short: c.short_name.clone(),
        verdict: c.verdict.name(),
        word: c.verdict.zh(),
        verdict_text: c.verdict_text.clone(),
        lead: c.lead.clone(),
        rows,
    }
}

fn row(c: &CampaignSnapshot, t: &TargetSnapshot, previous: Option<&TargetSnapshot>, now: &Snapshot) -> ProgressRow {
    ProgressRow {
        label: t.label.clone(),
        demanded: format!("{}{}", words::demanded(t), words::unit(t)),
        gain: target_gain(c, t, previous, now.as_of),
        actual: words::actual(t),
        attainment: words::attainment_text(t),
        pace: words::pace_text(t),
        deviation: words::deviation_text(t),
        verdict: t.mark(),
        word: t.word(),
        notes: notes(t, now)
            .into_iter()
            .chain(catching_up(c).filter(|_| t.kind == TargetKind::Sum))
            .chain(if let Detail::Days(d) = &t.detail { short(d, c.term, now.as_of) } else { None })
            .collect(),
    }
}

/// What a figure comes to with its estimates, which do not count.
pub(crate) fn estimated(t: &TargetSnapshot) -> Option<String> {
    let sum = crate::base::count::Span::sum(&t.rule, [t.actual, t.estimates]).span;
    let write = if t.kind == TargetKind::Sum { words::span_wan } else { words::span_plain };
    (t.estimates.low > 0).then(|| format!("加推算{}为{}，未计入", write(t.estimates), write(sum)))
}

/// What has to stand beside a verdict: both ends, estimates, an old data date, a decision.
pub(crate) fn notes(t: &TargetSnapshot, now: &Snapshot) -> Vec<String> {
    let mut out = Vec::new();
    if let Some((low, high)) = t.verdict_ends {
        out.push(format!("按下限{}，按上限{}", low.zh(), high.zh()));
    }
    out.extend(estimated(t));
    // A sum goes on with what other channels bring later: its pace is that of the day by which it is judged.
    let since = if t.kind == TargetKind::Sum { now.as_of } else { now.as_of.week().monday() };
    if let Some(day) = t.data_date.filter(|d| *d < since && t.verdict != Verdict::Achieved) {
        let pace = if words::pace(t).is_some() { "，序时进度算到该日" } else { "" };
        out.push(format!("按{}数据判定{pace}", day.zh_short()));
    }
    // It says itself that it is one.
    out.extend(t.decision.clone());
    out
}
