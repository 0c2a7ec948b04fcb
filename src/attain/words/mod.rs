//! Sentences about a campaign, from its figures: 能否按期完成, 存在问题, 尚缺数据, 下周计划.

mod days;
mod limits;

pub use days::{days, make_up, missing, short};
pub use limits::{limits, limits_line};

use super::question::wan;
use super::snapshot::{CampaignSnapshot, Cell, Detail, Forecast, Problem, TargetKind, TargetSnapshot, Verdict};
use crate::base::day::Day;
use crate::base::text::{clip, quoted};
use crate::model::target::TargetClass;

/// Fills the sentences of a campaign.
pub fn fill(c: &mut CampaignSnapshot, as_of: Day) {
    c.outlook = outlook(c, as_of);
    c.problems = problems(c, as_of);
    c.gaps = gaps(c, as_of);
    c.next_steps = next_steps(c, as_of);
}

/// So much that what is printed of it in 万, cut to one decimal, is still enough.
pub fn enough(n: u64) -> u64 {
    if n < 10_000 { n } else { n.div_ceil(1000) * 1000 }
}

fn amount(t: &TargetSnapshot, n: u64) -> String {
    if t.kind == TargetKind::Sum { format!("{}人次", wan(n)) } else { format!("{n}{}", t.unit) }
}

/// A length as people say it: `45秒`, `2分58秒`, `3分钟`. Unit: seconds.
pub fn length(secs: u32) -> String {
    match (secs / 60, secs % 60) {
        (0, s) => format!("{s}秒"),
        (m, 0) => format!("{m}分钟"),
        (m, s) => format!("{m}分{s}秒"),
    }
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
            (Some(f), _, Some(required)) => expected(&t.label, *f, required),
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

/// What the range for the end of the term says: certain only where all of it lies on one side of the target.
fn expected(label: &str, f: Forecast, required: u64) -> String {
    let range = format!("期满预计{}至{}人次", wan(f.low), wan(f.high));
    let target = wan(required).replace(".0万", "万");
    match (f.low >= required, f.high >= required, f.reached_on) {
        (true, _, Some(day)) => format!("{label}按近来增速能够达标，预计{}（{range}）", day.zh()),
        (true, _, None) => format!("{label}按近来增速能够达标（{range}）"),
        (false, true, Some(day)) => format!("{label}可能达标，不一定：{range}，目标{target}；按均值{}达到", day.zh()),
        (false, true, None) => format!("{label}不一定达标：{range}，目标{target}"),
        (false, false, _) => format!("{label}按近来增速不能达标（{range}，目标{target}）"),
    }
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

fn problems(c: &CampaignSnapshot, as_of: Day) -> Vec<Problem> {
    let mut out: Vec<Problem> = Vec::new();
    let indicator = |verdict: Verdict, text: String| Problem { verdict, class: TargetClass::Indicator, text };
    // Of what nothing was ever said there is one line, not one for each.
    let unknown: Vec<&str> = c
        .targets
        .iter()
        .filter(|t| t.class == TargetClass::Indicator && t.is_unknown() && t.verdict == Verdict::ToConfirm && t.kind != TargetKind::Days)
        .map(|t| t.label.as_str())
        .collect();
    if let Some(named) = unknown.get(..unknown.len().min(4)).filter(|n| !n.is_empty()) {
        let more = if unknown.len() > 4 { format!("等{}项", unknown.len()) } else { String::new() };
        out.push(indicator(Verdict::ToConfirm, format!("{}{more}：没有任何数据，须补报", named.join("、"))));
    }
    let known = |t: &&TargetSnapshot| !t.is_unknown() || t.kind == TargetKind::Days;
    for t in c.targets.iter().filter(|t| t.class == TargetClass::Indicator && rank(t.verdict) < 9).filter(known) {
        let required = t.required_low.unwrap_or(0);
        if let Detail::Days(d) = &t.detail {
            out.push(indicator(t.verdict, days::problem(t, d, c.term, as_of)));
            continue;
        }
        let text = match t.verdict {
            Verdict::ToConfirm => {
                let why = if let Some(date) = t.data_date.filter(|_| t.verdict_ends.is_none()) {
                    format!("数据停在{}，须补报", date.zh())
                } else if t.actual.high.is_none() {
                    format!("不少于{}，含只显示“10万+”的数，须报准确数", amount(t, t.actual.low))
                } else if t.actual.high.is_some_and(|h| h > t.actual.low) {
                    format!("在{}至{}之间，须核实", amount(t, t.actual.low), amount(t, t.actual.high.unwrap_or(0)))
                } else {
                    "缺近期数据，须补报".to_owned()
                };
                format!("{}：{why}", t.label)
            }
            Verdict::Missed => format!("{}：未达标，少{}", t.label, amount(t, required.saturating_sub(t.actual.low))),
            _ => {
                let missing = t.by_pace.unwrap_or(0).saturating_sub(t.actual.low);
                let late = t.late(as_of).map_or_else(String::new, |days| format!("，晚{days}天"));
                if let Some(due) = t.due {
                    let left = amount(t, required.saturating_sub(t.actual.low));
                    out.push(indicator(t.verdict, format!("{}：应于{}前完成，还差{left}{late}", t.label, due.zh())));
                    continue;
                }
                format!("{}：比序时进度少{}{late}", t.label, amount(t, missing.max(1)))
            }
        };
        out.push(indicator(t.verdict, text));
    }
    out.extend(c.targets.iter().filter(|t| t.is_open()).map(|t| Problem {
        verdict: t.verdict,
        class: TargetClass::Requirement,
        text: requirement(t, c, as_of),
    }));
    out.sort_by_key(|p| (p.class != TargetClass::Indicator, rank(p.verdict)));
    out
}

/// An open requirement and what is missing of it; as many lines as are counted in `open_requirements`.
pub fn requirement(t: &TargetSnapshot, c: &CampaignSnapshot, as_of: Day) -> String {
    let (low, required) = (t.actual.low, t.required_low.unwrap_or(0));
    let what = match (&t.detail, t.kind) {
        (Detail::Days(d), _) => return days::problem(t, d, c.term, as_of),
        (Detail::Repost(m), _) => {
            let missing = m.rows.iter().flat_map(|(_, cells)| cells).filter(|c| **c == Cell::Missing).count();
            format!("{missing}处到期未见转发")
        }
        (_, TargetKind::Each) => format!("{required}{0}中{low}{0}符合", t.unit),
        _ if t.is_unknown() => format!("没有登记，要求{required}{}", t.unit),
        _ if low == 0 => format!("尚无，要求{required}{}", t.unit),
        _ if low < required => format!("只有{low}{0}，要求{required}{0}", t.unit),
        _ => format!("{}{}，待核实", low, t.unit),
    };
    format!("要求{}未落实：{what}", quoted(&t.label))
}

fn gaps(c: &CampaignSnapshot, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    let running = c.term.start <= as_of && as_of <= c.term.end;
    for ch in c.channels.iter().filter(|_| running) {
        // A channel that its partner owes is named with the partner. Of one that nobody owes nothing is lacking, however old its data are,
        // unless it is for us to collect them.
        if ch.collecting_stopped()
            && let (Some(age), Some(day)) = (ch.age_days, ch.value_day)
        {
            out.push(format!("{}：自动采集停在{}，已{age}天", ch.name, day.zh_short()));
        }
        out.extend(ch.breaks.iter().map(|b| format!("{}：{b}", ch.name)));
        if ch.unknown > 0 {
            out.push(format!("{}：{}条没有数字，未计入", ch.name, ch.unknown));
        }
    }
    for t in &c.targets {
        if let Detail::Days(d) = &t.detail {
            let unchecked = days::not_looked(d);
            if unchecked > 0 && running {
                out.push(format!("{}：最近{unchecked}天未核", t.label));
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
            out.push(format!("{}：每周需增加{}", t.label, amount(t, enough(n))));
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
        if let Detail::Days(d) = &t.detail {
            out.extend(days::make_up(t, d, c.term, as_of).map(|todo| format!("{}：{todo}", t.label)));
        }
        if let Detail::Repost(m) = &t.detail {
            let missing: Vec<&str> =
                m.rows.iter().filter(|(_, cells)| cells.contains(&Cell::Missing)).map(|(w, _)| w.title.as_str()).collect();
            if let Some(first) = missing.first() {
                let more = if missing.len() > 1 { format!("等{}条", missing.len()) } else { String::new() };
                out.push(format!("补转发{}{more}", quoted(&clip(first, 16))));
            }
        }
    }
    let silent = |t: &TargetSnapshot| t.verdict == Verdict::ToConfirm && t.verdict_ends.is_none() && t.kind != TargetKind::Days;
    if c.targets.iter().any(|t| t.class == TargetClass::Indicator && silent(t)) {
        out.push("补报近期数据".to_owned());
    }
    if !c.questions.is_empty() {
        out.push(format!("答复{}个待核事项", c.questions.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forecast_is_certain_only_where_all_of_its_range_is() {
        let by = Day::parse_iso("2023-05-09");
        for (low, high, reached_on, expected) in [
            (5_183_000, 6_569_000, by, "累计观看按近来增速能够达标，预计2023年5月9日（期满预计518.3万至656.9万人次）"),
            (4_808_000, 5_544_000, by, "累计观看可能达标，不一定：期满预计480.8万至554.4万人次，目标500万；按均值2023年5月9日达到"),
            (4_000_000, 5_000_000, None, "累计观看不一定达标：期满预计400.0万至500.0万人次，目标500万"),
            (3_908_000, 4_999_999, None, "累计观看按近来增速不能达标（期满预计390.8万至499.9万人次，目标500万）"),
        ] {
            let f = Forecast { low, high, reached_on, needed_per_week: None };
            assert_eq!(expected, super::expected("累计观看", f, 5_000_000));
        }
    }
}
