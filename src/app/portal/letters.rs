//! 整改 letters: what a campaign that is behind asks of each partner, by its own deliverables and channels; and beside it what staff have to
//! do themselves. A pace is demanded that can be kept; where none can, a plan is asked for.

use super::who::works_for;
use crate::attain::question::wan;
use crate::attain::snapshot::{CampaignSnapshot, Cell, DayState, Detail, TargetKind, TargetSnapshot, Verdict};
use crate::attain::words as sentences;
use crate::base::day::Day;
use crate::base::id::PartnerId;
use crate::base::text::clip;
use crate::define::Definitions;
use crate::model::programme::Campaign;
use crate::model::target::{Spec, TargetClass};
use crate::report::words;

/// Beyond so many times the pace so far nobody is asked to keep a pace, but to say what can be done.
const FASTER_MAX: u64 = 3;
/// Titles named in one line.
const TITLES_NAMED: usize = 3;

/// What a campaign that is behind asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    /// Each partner with what it has to do, one line each.
    pub partners: Vec<(PartnerId, Vec<String>)>,
    /// What staff have to do themselves.
    pub staff: Vec<String>,
}

/// The letters of a campaign on a day.
pub fn letters(c: &CampaignSnapshot, campaign: &Campaign, defs: &Definitions, as_of: Day) -> Letters {
    let mut out = Letters { partners: Vec::new(), staff: staff(c, as_of) };
    for partner in defs.partners.iter().filter(|p| works_for(&p.id, campaign, defs)) {
        let one = Asked { c, campaign, defs, partner: &partner.id, as_of };
        let lines = one.lines();
        if !lines.is_empty() {
            out.partners.push((partner.id.clone(), lines));
        }
    }
    out
}

struct Asked<'a> {
    c: &'a CampaignSnapshot,
    campaign: &'a Campaign,
    defs: &'a Definitions,
    partner: &'a PartnerId,
    as_of: Day,
}

impl Asked<'_> {
    fn lines(&self) -> Vec<String> {
        let mut out = Vec::new();
        for t in &self.c.targets {
            if t.class == TargetClass::Indicator && self.owes(t) {
                out.extend(self.indicator(t));
            }
            if let Detail::Repost(m) = &t.detail {
                for (n, channel) in m.channels.iter().enumerate().filter(|(_, name)| self.is_mine(name)) {
                    let missing: Vec<&str> =
                        m.rows.iter().filter(|(_, cells)| cells.get(n) == Some(&Cell::Missing)).map(|(w, _)| w.title.as_str()).collect();
                    if !missing.is_empty() {
                        let named: Vec<String> = missing.iter().take(TITLES_NAMED).map(|t| format!("“{}”", short(t))).collect();
                        let more = if missing.len() > TITLES_NAMED { "等" } else { "" };
                        out.push(format!("{channel}补转发{}条：{}{more}", missing.len(), named.join("、")));
                    }
                }
            }
        }
        for ch in self.c.channels.iter().filter(|ch| self.is_mine(&ch.name)) {
            if let (Some(age), Some(last), true) = (ch.age_days, ch.last_reading, ch.owed)
                && age > 7
                && self.as_of <= self.c.term.end
            {
                out.push(format!("{}补报数据：最近一次是{}，已{age}天", ch.name, last.zh_short()));
            }
            out.extend(ch.breaks.iter().map(|b| format!("{}补报增量：{b}", ch.name)));
            if ch.unknown > 0 {
                out.push(format!("{}补报{}条作品的数，现在没有数字，未计入", ch.name, ch.unknown));
            }
        }
        out
    }

    fn is_mine(&self, channel: &str) -> bool {
        self.defs.channels_of(&self.campaign.id).any(|c| c.name == channel && c.partner == *self.partner)
    }

    /// Whether a target is this partner's to reach: made on its channels, else the contract's.
    fn owes(&self, t: &TargetSnapshot) -> bool {
        let of_contract = self.campaign.partner.as_ref() == Some(self.partner);
        let owner = |id: &crate::base::id::ChannelId| self.defs.channel(id).map(|c| &c.partner);
        match self.campaign.targets.iter().find(|d| d.id == t.id).map(|d| &d.spec) {
            Some(Spec::Tally(tally)) if !tally.channels.is_empty() => tally.channels.iter().any(|c| owner(c) == Some(self.partner)),
            Some(Spec::Days { channel, .. }) => owner(channel) == Some(self.partner),
            _ => of_contract,
        }
    }

    fn indicator(&self, t: &TargetSnapshot) -> Option<String> {
        let required = t.required_low?;
        let left = required.saturating_sub(t.actual.low);
        let late = matches!(t.verdict, Verdict::Warning | Verdict::Behind | Verdict::FarBehind | Verdict::Missed);
        if t.verdict == Verdict::ToConfirm && t.kind == TargetKind::Sum && t.actual.high.is_none() {
            return Some(format!("{}含只显示“10万+”的数，请按后台报准确数", t.label));
        }
        if !late || (left == 0 && t.kind != TargetKind::Days) {
            return None;
        }
        if let Detail::Days(d) = &t.detail {
            let too_short = sentences::short(d, self.c.term, self.as_of);
            return match d.first {
                None if self.as_of <= d.latest_start => Some(format!("{}尚未展示，最迟{}开始", t.label, d.latest_start.zh())),
                None => Some(format!("{}尚未展示，已过最迟开始的日子，请说明原因和补救办法", t.label)),
                Some(_) if too_short.is_some() => {
                    let todo = sentences::make_up(t, d, self.c.term, self.as_of);
                    let parts: Vec<String> = too_short.into_iter().chain(todo).collect();
                    Some(format!("{}{}", t.label, parts.join("；")))
                }
                Some(_) if d.to_make_up() > 0 => {
                    Some(format!("{}{}，请顺延补足并留截图", t.label, sentences::missing(d).unwrap_or_default()))
                }
                // Days that nobody looked at are for staff to settle.
                Some(_) => None,
            };
        }
        let stands = format!("{}已完成{}，合同要求{}", t.label, amount(t, t.actual.low), amount(t, required));
        if self.as_of > self.c.term.end {
            return Some(format!("{stands}，合同期已满，少{}；请说明原因，报补交安排", amount(t, left)));
        }
        let end = self.c.term.end;
        // The same weeks as on the campaign's page; where its forecast names a number, the letter names no other.
        let weeks = |days: i32| u64::try_from(days.max(7) / 7).unwrap_or(1);
        let needed = t.forecast.and_then(|f| f.needed_per_week).unwrap_or_else(|| left.div_ceil(weeks(end.since(self.as_of))));
        let pace = Pace { done: t.actual.low, weeks_gone: weeks(self.c.elapsed_days), needed };
        Some(match pace.demanded() {
            Some(n) => format!("{stands}；自下周起每周至少{}，到{}完成", amount(t, n), end.zh()),
            None => format!("{stands}，还差{}，按以往进度难以如期完成；请一周内报补救计划，写明每周能完成多少、何时完成", amount(t, left)),
        })
    }
}

/// What was done in how many weeks, and how much is needed in each that is left.
#[derive(Debug, Clone, Copy)]
struct Pace {
    done: u64,
    weeks_gone: u64,
    needed: u64,
}

impl Pace {
    /// How much a week, where that can be asked: one piece a week always can.
    fn demanded(self) -> Option<u64> {
        let needed = self.needed.max(1);
        let can = (self.done.saturating_mul(FASTER_MAX)).div_ceil(self.weeks_gone.max(1)).max(1);
        (needed <= can).then_some(needed)
    }
}

/// A title without its topics, cut.
fn short(title: &str) -> String {
    let bare = title.split(['#', '@']).next().unwrap_or_default().trim();
    clip(if bare.is_empty() { title } else { bare }, 20)
}

fn amount(t: &TargetSnapshot, n: u64) -> String {
    if t.kind == TargetKind::Sum { format!("{}人次", wan(n)) } else { format!("{n}{}", words::unit(t)) }
}

/// What only the department can do.
fn staff(c: &CampaignSnapshot, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    if !c.signed {
        out.push("登记签订日和合同（现按假定日期计）".to_owned());
    }
    let mut unsigned: Vec<&str> = c.targets.iter().flat_map(|t| &t.unsigned).map(crate::base::id::RuleId::as_str).collect();
    unsigned.sort_unstable();
    unsigned.dedup();
    if !unsigned.is_empty() {
        out.push(format!("口径确认：{}", unsigned.join("、")));
    }
    for t in &c.targets {
        if let Detail::Works { undecided, .. } = &t.detail
            && !undecided.is_empty()
        {
            out.push(format!("认定{}的候选{}{}", t.label, undecided.len(), t.unit));
        }
        if let Detail::Days(d) = &t.detail {
            let unchecked = d.days.iter().filter(|(_, s)| *s == DayState::Unchecked).count();
            if unchecked > 0 && d.first.is_some() {
                out.push(format!("{}有{unchecked}天未检查，核对展示证明后登记", t.label));
            }
        }
    }
    if as_of > c.term.end && c.verdict == Verdict::Missed {
        out.push("合同期已满：商定补交、延期或扣减".to_owned());
    }
    if !c.questions.is_empty() {
        out.push(format!("答复{}个待核事项", c.questions.len()));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::Pace;

    #[test]
    fn a_pace_is_demanded_only_where_it_can_be_kept() {
        for (done, weeks_gone, needed, demanded) in [
            // 已完成, 已过周数, 每周需要, 每周要求
            (125, 39, 5, Some(5)),
            (125, 51, 55, None),
            (0, 39, 2, None),
            (0, 10, 1, Some(1)),
            (8, 39, 1, Some(1)),
            (2_000_000, 40, 250_000, None),
            (4_000_000, 40, 83_334, Some(83_334)),
        ] {
            assert_eq!(Pace { done, weeks_gone, needed }.demanded(), demanded, "{done} {weeks_gone} {needed}");
        }
    }
}
