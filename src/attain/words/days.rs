//! Sentences about days on display: what is missing has to be made up, what is unchecked has to be proven; never one for the other.

use crate::attain::snapshot::{DayState, DaysDetail, TargetSnapshot, Verdict};
use crate::base::day::{Day, Term};

/// Remarks beside a display target, one fact each.
pub fn days(d: &DaysDetail, term: Term, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    if let Some(first) = d.first {
        out.push(format!("{}起，我方检查所见{}天，合作媒体证明{}天", first.zh(), d.seen, d.certified));
    }
    out.extend(missing(d).map(|said| {
        let kinds = [(d.elsewhere, "不在要求位置"), (d.not_shown, "未展示")];
        let kinds: Vec<String> = kinds.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!("{what}{n}天")).collect();
        format!("{said}（{}）", kinds.join("、"))
    }));
    if d.unchecked > 0 {
        out.push(format!("未核{}天待核实", d.unchecked));
    }
    if d.longest_gap > 0 {
        out.push(format!("最长间断{}天", d.longest_gap));
    }
    out.extend(short(d, term, as_of));
    out
}

/// What of the days known not to be on display has been made up and what has not; nothing where there are none.
pub fn missing(d: &DaysDetail) -> Option<String> {
    match (d.interrupted(), d.made_up(), d.to_make_up()) {
        (0, _, _) => None,
        (n, 0, _) => Some(format!("缺展{n}天须补展")),
        (n, _, 0) => Some(format!("缺展{n}天，已补展")),
        (n, made_up, left) => Some(format!("缺展{n}天，已补展{made_up}天，还须补展{left}天")),
    }
}

/// That the term is too short for the days still to be shown, from the day on which this is known.
pub fn short(d: &DaysDetail, term: Term, as_of: Day) -> Option<String> {
    let can_still_begin = d.first.is_none() && as_of <= d.latest_start;
    if d.short() == 0 || d.shown() >= d.required || can_still_begin {
        return None;
    }
    let (low, high) = d.in_term;
    let both = if high > low { format!("（未核的都算为{high}天）") } else { String::new() };
    Some(if as_of > term.end {
        format!("合同期内展示{low}天{both}，差{}天", d.short())
    } else {
        format!("合同期内最多还能展示至{low}天{both}，差{}天", d.short())
    })
}

/// What is wrong with a display target and what to do.
pub(super) fn problem(t: &TargetSnapshot, d: &DaysDetail, term: Term, as_of: Day) -> String {
    if !d.recorded && t.verdict == Verdict::ToConfirm {
        return format!("{}：没有展示记录，请补交展示证明；最迟应于{}开始", t.label, d.latest_start.zh());
    }
    let mut parts = Vec::new();
    match d.first {
        None if as_of <= term.end => parts.push(format!("尚未展示，最迟应于{}开始", d.latest_start.zh())),
        None => parts.push("没有展示".to_owned()),
        Some(_) => parts.push(format!("已展示{}/{}天", d.shown(), d.required)),
    }
    parts.extend(missing(d).filter(|_| d.to_make_up() > 0));
    if d.unchecked > 0 {
        parts.push(format!("未核{}天待核实，请补交展示证明", d.unchecked));
    }
    parts.extend(short(d, term, as_of));
    if let Some(todo) = make_up(t, d, term, as_of) {
        parts.push(todo);
    }
    format!("{}：{}", t.label, parts.join("；"))
}

/// What has to be agreed with the partner so that the days come together.
pub fn make_up(t: &TargetSnapshot, d: &DaysDetail, term: Term, as_of: Day) -> Option<String> {
    if d.short() == 0 || matches!(t.verdict, Verdict::Achieved | Verdict::NotStarted) {
        return None;
    }
    if t.verdict == Verdict::Missed {
        return Some(format!("{}前已补不足", d.last_day.zh()));
    }
    let rest = d.required.saturating_sub(d.shown());
    Some(if as_of > term.end {
        format!("须在{}前补展{rest}天", d.last_day.zh())
    } else {
        format!("须商定期满后补展{}天，不迟于{}", d.short(), d.last_day.zh())
    })
}

/// Days at the end of which nothing is known.
pub(super) fn not_looked(d: &DaysDetail) -> usize {
    d.days.iter().rev().take_while(|(_, s)| *s == DayState::Unchecked).count()
}
