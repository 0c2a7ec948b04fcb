//! 整改 letters: what a campaign asks of each partner, by its own deliverables and channels: every target that is worse than 正常, every open
//! requirement, every channel that is 未报; and beside it what staff have to do themselves. A pace is demanded that can be kept; where none
//! can, a plan is asked for.

use super::chase::{Missed, grouped, made_good, missed};
use super::who::works_for;
use crate::attain::snapshot::{CampaignSnapshot, Cell, ChannelSnapshot, DayState, DaysDetail, Detail, TargetKind, TargetSnapshot, Verdict};
use crate::attain::words as sentences;
use crate::base::day::{Day, Week};
use crate::base::id::{ChannelId, PartnerId, TargetId};
use crate::base::text::{clip, quoted};
use crate::define::Definitions;
use crate::ledger::FilesByWeek;
use crate::model::programme::Campaign;
use crate::model::target::{Spec, TargetClass};
use crate::report::words;

/// Beyond so many times the pace so far nobody is asked to keep a pace, but to say what can be done.
const FASTER_MAX: u64 = 3;
/// Said of a display of which nothing, or nothing of some days, is on record.
const UNPROVEN: &str = "没有展示记录，请补交展示证明（注明日期的页面截图）";

/// Titles named in one line.
const TITLES_NAMED: usize = 10;

/// What a campaign asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Letters {
    /// Each partner with what it has to do, one line each.
    pub partners: Vec<(PartnerId, Vec<String>)>,
    /// What staff have to do themselves.
    pub staff: Vec<String>,
}

/// The letters of a campaign on a day. `files`: what has come for each week; `upto`: of each partner the last week whose file is due. That
/// nothing but a week's numbers is missing is for the 催报 letter, unless the campaign is behind.
pub fn letters(
    c: &CampaignSnapshot,
    campaign: &Campaign,
    (defs, files): (&Definitions, &FilesByWeek),
    as_of: Day,
    upto: impl Fn(&PartnerId) -> Week,
) -> Letters {
    let mut out = Letters { partners: Vec::new(), staff: staff(c, as_of) };
    for partner in defs.partners.iter().filter(|p| works_for(&p.id, campaign, defs)) {
        let one = Asked { c, campaign, defs, files, partner: &partner.id, as_of, upto: upto(&partner.id) };
        let mut lines = one.lines();
        if !lines.is_empty() || is_behind(c) {
            lines.extend(one.unreported());
        }
        if !lines.is_empty() {
            out.partners.push((partner.id.clone(), lines));
        }
    }
    out
}

/// Whether a campaign as a whole has to be put right.
pub fn is_behind(c: &CampaignSnapshot) -> bool {
    matches!(c.verdict, Verdict::Behind | Verdict::FarBehind | Verdict::Missed)
}

struct Asked<'a> {
    c: &'a CampaignSnapshot,
    campaign: &'a Campaign,
    defs: &'a Definitions,
    files: &'a FilesByWeek,
    partner: &'a PartnerId,
    as_of: Day,
    upto: Week,
}

impl Asked<'_> {
    fn lines(&self) -> Vec<String> {
        let mut out = Vec::new();
        for t in &self.c.targets {
            match (&t.detail, t.class) {
                (Detail::Repost(m), _) => {
                    for (n, channel) in m.channels.iter().enumerate().filter(|(_, name)| self.is_mine(name)) {
                        let missing: Vec<&str> = m
                            .rows
                            .iter()
                            .filter(|(_, cells)| cells.get(n) == Some(&Cell::Missing))
                            .map(|(w, _)| w.title.as_str())
                            .collect();
                        if !missing.is_empty() {
                            let named: Vec<String> = missing.iter().take(TITLES_NAMED).map(|t| quoted(&short(t))).collect();
                            let more = if missing.len() > TITLES_NAMED { "等" } else { "" };
                            out.push(format!("{channel}补转发{}条：{}{more}", missing.len(), named.join("、")));
                        }
                    }
                }
                (_, TargetClass::Indicator) if self.owes(t) => out.extend(self.indicator(t)),
                (_, TargetClass::Requirement) if t.is_open() && self.owes(t) && !waits_for_staff(t) => {
                    out.push(format!("{}{}", sentences::requirement(t, self.c, self.as_of), breaches(t)));
                }
                _ => {}
            }
        }
        for ch in self.c.channels.iter().filter(|ch| self.is_mine(&ch.name)) {
            out.extend(ch.breaks.iter().map(|b| format!("{}补报增量：{b}", ch.name)));
            if ch.unknown > 0 && !self.is_good(ch) {
                out.push(format!("{}补报{}条作品的数，现在没有数字，未计入", ch.name, ch.unknown));
            }
        }
        out
    }

    /// The channels that are 未报, with their weeks.
    fn unreported(&self) -> Vec<String> {
        let mine = self.silent().filter(|ch| !self.is_good(ch));
        let owed: Vec<Missed> = mine.filter_map(|ch| missed(ch, self.c.term, self.upto)).collect();
        grouped(&owed).into_iter().map(|(channels, said)| format!("{channels}补报数据：{said}")).collect()
    }

    fn silent(&self) -> impl Iterator<Item = &ChannelSnapshot> {
        self.c.channels.iter().filter(|ch| ch.unreported() && self.is_mine(&ch.name))
    }

    /// Whether a later file speaks of the channel.
    fn is_good(&self, ch: &ChannelSnapshot) -> bool {
        made_good(self.files, &ch.id, self.as_of.week())
    }

    /// Whether all that was silent in the week has been made good by a later file.
    fn came_later(&self) -> bool {
        self.silent().next().is_some() && self.silent().all(|ch| self.is_good(ch))
    }

    fn is_mine(&self, channel: &str) -> bool {
        self.defs.channels_of(&self.campaign.id).any(|c| c.name == channel && c.partner == *self.partner)
    }

    /// Whether a target is this partner's to reach: made on its channels, else the contract's. What each work must meet is for whoever makes
    /// the works.
    fn owes(&self, t: &TargetSnapshot) -> bool {
        let spec_of = |id: &TargetId| self.campaign.targets.iter().find(|d| d.id == *id).map(|d| &d.spec);
        let mine = |id: &ChannelId| self.defs.channel(id).is_some_and(|c| c.partner == *self.partner);
        let spec = match spec_of(&t.id) {
            Some(Spec::Each { of, .. }) => spec_of(of),
            other => other,
        };
        match spec {
            Some(Spec::Tally(tally) | Spec::EachOn { tally, .. }) if !tally.channels.is_empty() => tally.channels.iter().any(mine),
            Some(Spec::Days { channel, .. }) => mine(channel),
            _ => self.campaign.partner.as_ref() == Some(self.partner),
        }
    }

    /// What a display target that is late asks for.
    fn display(&self, t: &TargetSnapshot, d: &DaysDetail) -> String {
        if d.first.is_none() {
            return if self.as_of <= d.latest_start {
                format!("{}尚未展示，最迟{}开始", t.label, d.latest_start.zh())
            } else {
                format!("{}尚未展示，已过最迟开始的日子，请说明原因和补救办法", t.label)
            };
        }
        let mut parts: Vec<String> = sentences::short(d, self.c.term, self.as_of).into_iter().collect();
        if !parts.is_empty() {
            parts.extend(sentences::make_up(t, d, self.c.term, self.as_of));
        } else if d.to_make_up() > 0 {
            parts.extend(sentences::missing(d).map(|missing| format!("{missing}，请顺延补足并留截图")));
        }
        if d.unchecked > 0 {
            parts.push(format!("有{}天{UNPROVEN}", d.unchecked));
        }
        if parts.is_empty() {
            parts.push(format!("已展示{}天，合同要求{}天，请补足", d.shown(), d.required));
        }
        format!("{}{}", t.label, parts.join("；"))
    }

    fn indicator(&self, t: &TargetSnapshot) -> Option<String> {
        let required = t.required_low?;
        let left = required.saturating_sub(t.actual.low);
        if t.verdict == Verdict::ToConfirm {
            return to_confirm(t).filter(|_| !(is_silent(t) && self.came_later()));
        }
        let late = matches!(t.verdict, Verdict::Warning | Verdict::Behind | Verdict::FarBehind | Verdict::Missed);
        if !late || (left == 0 && t.kind != TargetKind::Days) {
            return None;
        }
        if let Detail::Days(d) = &t.detail {
            return Some(self.display(t, d));
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
            Some(n) => format!("{stands}；自下周起每周至少{}，到{}完成", amount(t, sentences::enough(n)), end.zh()),
            None => format!("{stands}，还差{}，按以往进度难以如期完成；请一周内报补救计划，写明每周能完成多少、何时完成", amount(t, left)),
        })
    }
}

/// What a partner has to bring so that a target can be judged; nothing where staff have to decide.
fn to_confirm(t: &TargetSnapshot) -> Option<String> {
    if waits_for_staff(t) {
        return None;
    }
    if let Detail::Days(d) = &t.detail {
        return if d.recorded {
            (d.unchecked > 0).then(|| format!("{}有{}天{UNPROVEN}", t.label, d.unchecked))
        } else {
            Some(format!("{}{UNPROVEN}；最迟应于{}开始", t.label, d.latest_start.zh()))
        };
    }
    if t.is_unknown() {
        return Some(format!("{}没有任何数据，请补报", t.label));
    }
    if t.actual.high.is_none() {
        return Some(format!("{}含只显示“10万+”的数，请按后台报准确数", t.label));
    }
    if let Some(date) = t.data_date.filter(|_| t.verdict_ends.is_none()) {
        return Some(format!("{}的数据停在{}，请补报近期数据", t.label, date.zh()));
    }
    let high = t.actual.high.filter(|h| *h > t.actual.low)?;
    Some(format!("{}在{}至{}之间，请报准确数", t.label, amount(t, t.actual.low), amount(t, high)))
}

/// What breaks a requirement: `：“第10期 …”时长 131 秒、…`, and nothing where that is not known one by one.
fn breaches(t: &TargetSnapshot) -> String {
    let Detail::Breaches(list) = &t.detail else { return String::new() };
    let named: Vec<String> = list.iter().take(TITLES_NAMED).map(ToString::to_string).collect();
    let more = if list.len() > TITLES_NAMED { "等" } else { "" };
    format!("：{}{more}", named.join("、"))
}

/// Whether silence alone is why a target is to be confirmed.
fn is_silent(t: &TargetSnapshot) -> bool {
    t.verdict_ends.is_none() && !matches!(t.detail, Detail::Days(_)) && (t.data_date.is_some() || t.is_unknown())
}

/// Whether it is for staff to say what a target is: candidates that they have to decide are enough for it.
fn waits_for_staff(t: &TargetSnapshot) -> bool {
    let undecided = matches!(&t.detail, Detail::Works { undecided, .. } if !undecided.is_empty());
    undecided && t.actual.high.is_none_or(|h| t.required_low.is_none_or(|r| h >= r))
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
    clip(if bare.is_empty() { title } else { bare }, 30)
}

fn amount(t: &TargetSnapshot, n: u64) -> String {
    if t.kind == TargetKind::Sum { format!("{}人次", crate::report::words::wan_target(n)) } else { format!("{n}{}", words::unit(t)) }
}

/// What only the department can do.
fn staff(c: &CampaignSnapshot, as_of: Day) -> Vec<String> {
    let mut out = Vec::new();
    if !c.signed {
        out.push("登记签订日和合同（现按假定日期计）".to_owned());
    }
    let unsigned: Vec<&str> = c.unsigned().into_iter().map(crate::base::id::RuleId::as_str).collect();
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
