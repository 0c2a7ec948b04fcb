//! Sentences about a campaign, from its figures: 能否按期完成, 存在问题, 尚缺数据, 下周计划.

use super::question::wan;
use super::snapshot::{CampaignSnapshot, Cell, DayState, Detail, TargetKind, TargetSnapshot, Verdict};
use crate::base::day::Day;
use crate::base::text::clip;
use crate::model::target::TargetClass;

/// Fills the sentences of a campaign.
pub fn fill(c: &mut CampaignSnapshot, as_of: Day) {
    c.outlook = outlook(c, as_of);
    c.problems = problems(c);
    c.gaps = gaps(c, as_of);
    c.next_steps = next_steps(c, as_of);
}

fn amount(t: &TargetSnapshot, n: u64) -> String {
    if t.kind == TargetKind::Sum { format!("{}人次", wan(n)) } else { format!("{n}{}", t.unit) }
}

fn outlook(c: &CampaignSnapshot, as_of: Day) -> String {
    if as_of < c.term.start {
        return format!("{}开始实施", c.term.start.zh());
    }
    if as_of > c.term.end {
        return match c.verdict {
            Verdict::Achieved => "合同期已满，全部数量指标达标".to_owned(),
            Verdict::ToConfirm => "合同期已满，有指标待核实".to_owned(),
            _ => "合同期已满，仍有数量指标未达标".to_owned(),
        };
    }
    let indicators = || c.targets.iter().filter(|t| t.class == TargetClass::Indicator);
    if indicators().all(|t| t.verdict == Verdict::Achieved) {
        return "数量指标已全部达标".to_owned();
    }
    let mut parts = Vec::new();
    if let Some(t) = c.contacts() {
        parts.push(match (&t.forecast, t.verdict, t.required_low) {
            (_, Verdict::Achieved, _) => format!("{}已达标", t.label),
            (Some(f), _, Some(required)) => match f.reached_on {
                Some(day) => format!("按近来增速，{}预计{}达标", t.label, day.zh()),
                None if f.high >= required => format!("{}期满预计{}至{}，能否达标尚不确定", t.label, wan(f.low), wan(f.high)),
                None => format!("按目前增速，{}期满预计{}至{}，不能达标", t.label, wan(f.low), wan(f.high)),
            },
            _ => format!("{}数据不足，暂不推算", t.label),
        });
    }
    let late: Vec<String> = indicators()
        .filter(|t| t.kind != TargetKind::Sum && matches!(t.verdict, Verdict::Behind | Verdict::FarBehind | Verdict::Missed))
        .map(|t| t.label.clone())
        .collect();
    if !late.is_empty() {
        parts.push(format!("{}须加快", late.join("、")));
    } else if c.contacts().is_none() {
        parts.push("其余指标按进度推进".to_owned());
    }
    parts.join("；")
}

fn rank(v: Verdict) -> u8 {
    match v {
        Verdict::Missed => 0,
        Verdict::FarBehind => 1,
        Verdict::Behind => 2,
        Verdict::ToConfirm => 3,
        Verdict::Warning => 4,
        Verdict::OnTrack | Verdict::Achieved | Verdict::NotStarted => 9,
    }
}

fn problems(c: &CampaignSnapshot) -> Vec<String> {
    let mut out: Vec<(u8, String)> = Vec::new();
    for t in c.targets.iter().filter(|t| t.class == TargetClass::Indicator && rank(t.verdict) < 9) {
        let required = t.required_low.unwrap_or(0);
        let text = match (t.verdict, t.kind) {
            (Verdict::ToConfirm, _) => {
                let why = if let Some(date) = t.data_date.filter(|_| t.verdict_ends.is_none()) {
                    format!("数据停在{}", date.zh())
                } else if t.actual.high.is_none() {
                    format!("不少于{}，含只显示“10万+”的数，须报准确数", amount(t, t.actual.low))
                } else if t.actual.high.is_some_and(|h| h > t.actual.low) {
                    format!("在{}至{}之间，须核实", amount(t, t.actual.low), amount(t, t.actual.high.unwrap_or(0)))
                } else {
                    "缺近期数据，须补报".to_owned()
                };
                format!("{}：{why}", t.label)
            }
            (Verdict::Missed, _) => format!("{}：未达标，少{}", t.label, amount(t, required.saturating_sub(t.actual.low))),
            (_, TargetKind::Days) => match &t.detail {
                Detail::Days(d) if d.first.is_none() => format!("{}：尚未展示，最迟应于{}开始", t.label, d.latest_start.zh()),
                Detail::Days(d) => format!("{}：已展示{}天，中断{}天须补足", t.label, d.seen + d.certified, d.not_shown + d.elsewhere),
                _ => t.label.clone(),
            },
            _ => {
                let due = t.pace.map_or(0, |p| u64::try_from(i128::from(p.0) * i128::from(required) / 10_000).unwrap_or(0));
                let missing = due.saturating_sub(t.actual.low);
                let late = if t.days_late > 0 { format!("，晚{}天", t.days_late) } else { String::new() };
                format!("{}：比序时进度少{}{late}", t.label, amount(t, missing.max(1)))
            }
        };
        out.push((rank(t.verdict), text));
    }
    for t in c.targets.iter().filter(|t| t.class == TargetClass::Requirement) {
        if let Detail::Repost(m) = &t.detail {
            let missing = m.rows.iter().flat_map(|(_, cells)| cells).filter(|c| **c == Cell::Missing).count();
            if missing > 0 {
                out.push((5, format!("{}：{missing}处到期未见转发", t.label)));
            }
        } else if t.verdict == Verdict::Behind {
            out.push((5, format!("{}：{}/{}{}符合", t.label, t.actual.low, t.required_low.unwrap_or(0), t.unit)));
        }
    }
    out.sort_by_key(|(r, _)| *r);
    out.into_iter().map(|(_, text)| text).collect()
}

fn gaps(c: &CampaignSnapshot, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    let running = c.term.start <= as_of && as_of <= c.term.end;
    for ch in c.channels.iter().filter(|_| running) {
        if let (Some(age), true) = (ch.age_days, ch.primary || ch.value.low > 0)
            && age > 7
        {
            out.push(format!("{}：最近数据{}，已{age}天", ch.name, ch.last_reading.map(Day::zh_short).unwrap_or_default()));
        }
        out.extend(ch.breaks.iter().map(|b| format!("{}：{b}", ch.name)));
        if ch.unknown > 0 {
            out.push(format!("{}：{}条没有数字，未计入", ch.name, ch.unknown));
        }
    }
    for t in &c.targets {
        if let Detail::Days(d) = &t.detail {
            let unchecked = d.days.iter().rev().take_while(|(_, s)| *s == DayState::Unchecked).count();
            if unchecked > 0 {
                out.push(format!("{}：最近{unchecked}天未检查", t.label));
            }
        }
        out.extend(t.notes.iter().filter(|n| n.contains("待补")).map(|n| format!("{}：{n}", t.label)));
    }
    out.dedup();
    out
}

fn next_steps(c: &CampaignSnapshot, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    if as_of > c.term.end {
        return out;
    }
    for t in c.targets.iter().filter(|t| t.class == TargetClass::Indicator) {
        if let (Some(f), true) = (&t.forecast, t.kind == TargetKind::Sum)
            && let Some(n) = f.needed_per_week
            && rank(t.verdict) < 9
        {
            out.push(format!("{}：每周需增加{}", t.label, amount(t, n)));
        }
        if t.kind == TargetKind::Tally && matches!(t.verdict, Verdict::Behind | Verdict::FarBehind | Verdict::Warning) {
            let left = t.required_low.unwrap_or(0).saturating_sub(t.actual.low);
            let weeks = u64::try_from(c.term.end.since(as_of).max(7) / 7).unwrap_or(1);
            out.push(format!("{}：还差{}，平均每周{}", t.label, amount(t, left), amount(t, left.div_ceil(weeks))));
        }
        if let Detail::Works { undecided, .. } = &t.detail
            && !undecided.is_empty()
        {
            out.push(format!("{}：认定{}{}候选", t.label, undecided.len(), t.unit));
        }
    }
    for t in &c.targets {
        if let Detail::Repost(m) = &t.detail {
            let missing: Vec<&str> =
                m.rows.iter().filter(|(_, cells)| cells.contains(&Cell::Missing)).map(|(w, _)| w.title.as_str()).collect();
            if let Some(first) = missing.first() {
                let more = if missing.len() > 1 { format!("等{}条", missing.len()) } else { String::new() };
                out.push(format!("补转发“{}”{more}", clip(first, 16)));
            }
        }
    }
    if !c.questions.is_empty() {
        out.push(format!("答复{}个待核事项", c.questions.len()));
    }
    out
}
