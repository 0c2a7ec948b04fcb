//! One campaign's section: its targets, channels, days on display, re-posts and questions, as words ready to be printed.

use super::asked::{QuestionView, asked};
use super::progress;
use crate::attain::snapshot::{
    CampaignSnapshot, Cell, ChannelSnapshot, Detail, RepostMatrix, Snapshot, TargetKind, TargetSnapshot, Verdict, WorkLine,
};
use crate::attain::words::enough;
use crate::base::count::Span;
use crate::base::text::{clip, grouped};
use crate::model::target::TargetClass;
use crate::report::words;
use serde::Serialize;

/// So many works or cases are named on a page; the rest is counted, and stands in the annex.
const NAMED_MAX: usize = 12;

/// One campaign.
#[derive(Debug, Clone, Serialize)]
pub struct CampaignView {
    /// Id.
    pub id: String,
    /// Number in the plan.
    pub number: u32,
    /// Full name.
    pub title: String,
    /// Name of the verdict.
    pub verdict: &'static str,
    /// The verdict with what stands beside it.
    pub verdict_text: String,
    /// 牵头单位, 实施单位, 合同期 …
    pub meta: Vec<String>,
    /// `签订日未录入，按2022年7月1日推定`, where that is so.
    pub assumed: Option<String>,
    /// 能否按期完成.
    pub outlook: String,
    /// The large figure: `371.0–398.0万 / 500万人次`.
    pub figure: Option<String>,
    /// 完成率, 序时进度, 偏差 of the contacts.
    pub figure_facts: String,
    /// `工伤预防我有话说微博话题：阅读1,412.0万，讨论31.2万，合计1,443.2万`: a topic's metrics, always shown as a part of their own.
    pub topics: Vec<String>,
    /// All targets, indicators first.
    pub targets: Vec<TargetView>,
    /// `口径待确认：CR-01、CR-06`: the rules that decide its targets and that nobody has signed; empty where all are.
    pub unsigned: String,
    /// Re-posts.
    pub reposts: Vec<RepostView>,
    /// Channels.
    pub channels: Vec<ChannelView>,
    /// 待核事项.
    pub questions: Vec<QuestionView>,
    /// 存在问题.
    pub problems: Vec<String>,
    /// 尚缺数据.
    pub gaps: Vec<String>,
    /// Remarks.
    pub notes: Vec<String>,
}

/// One target.
#[derive(Debug, Clone, Serialize)]
pub struct TargetView {
    /// 数量指标 or 工作要求.
    pub class: &'static str,
    /// Label.
    pub label: String,
    /// Demanded, with unit.
    pub demanded: String,
    /// Reached.
    pub actual: String,
    /// 完成率.
    pub attainment: String,
    /// 序时进度.
    pub pace: String,
    /// 偏差.
    pub deviation: String,
    /// Name of the verdict; empty where none is spoken.
    pub verdict: &'static str,
    /// Its word; 仅供参考 where none is spoken.
    pub word: &'static str,
    /// Days late, forecast, needed per week, unknown, remarks.
    pub remarks: Vec<String>,
    /// Clause.
    pub clause: String,
}

/// Re-posts of one target.
#[derive(Debug, Clone, Serialize)]
pub struct RepostView {
    /// Which target.
    pub label: String,
    /// One line per channel with works missing.
    pub missing: Vec<String>,
}

/// One channel.
#[derive(Debug, Clone, Serialize)]
pub struct ChannelView {
    /// Name, with (主) for a primary one.
    pub name: String,
    /// What it adds.
    pub value: String,
    /// Where the last reading came from.
    pub source: &'static str,
    /// Its day.
    pub last: String,
    /// Its age.
    pub age: String,
    /// Whether it reported this week.
    pub reported: bool,
    /// 未报 this week, though its partner owes it.
    pub unreported: bool,
    /// Peak, apart, without numbers …
    pub note: String,
}

impl CampaignView {
    /// The section of a campaign of a snapshot.
    pub fn of(c: &CampaignSnapshot, now: &Snapshot) -> Self {
        view(c, now)
    }
}

/// The section of a campaign.
pub(crate) fn view(c: &CampaignSnapshot, now: &Snapshot) -> CampaignView {
    let contacts = c.contacts();
    CampaignView {
        id: c.id.to_string(),
        number: c.number,
        title: c.title.clone(),
        verdict: c.verdict.name(),
        verdict_text: c.verdict_text.clone(),
        meta: meta(c),
        assumed: assumed(c),
        outlook: c.outlook.clone(),
        figure: contacts.map(|t| format!("{} / {}人次", words::actual(t), words::demanded(t))),
        figure_facts: contacts.map(facts).unwrap_or_default(),
        topics: c.channels.iter().filter_map(topic).collect(),
        targets: c.targets.iter().map(|t| target(t, now)).collect(),
        unsigned: unsigned(c.targets.iter()),
        reposts: c.targets.iter().filter_map(|t| if let Detail::Repost(m) = &t.detail { Some(repost(t, m)) } else { None }).collect(),
        channels: c.channels.iter().map(channel).collect(),
        questions: asked(&c.questions),
        problems: c.problems.iter().map(|p| p.text.clone()).collect(),
        gaps: unreported(c).into_iter().chain(c.gaps.iter().cloned()).collect(),
        notes: c.notes.clone(),
    }
}

/// What the metrics of a whole channel come to one by one, where there is more than one.
pub(crate) fn topic(ch: &ChannelSnapshot) -> Option<String> {
    if ch.parts.is_empty() {
        return None;
    }
    let write = |span: Option<Span>| span.map_or_else(|| if ch.unreported() { "未报" } else { "无数据" }.to_owned(), words::span_wan);
    let parts = ch.parts.iter().map(|(metric, span)| format!("{}{}", metric.zh(), write(*span)));
    let known = ch.parts.iter().any(|(_, span)| span.is_some());
    let total = known.then(|| format!("合计{}", words::span_wan(ch.value)));
    Some(format!("{}：{}", ch.name, parts.chain(total).collect::<Vec<_>>().join("，")))
}

/// The rules that decide targets and that nobody has signed, once each.
pub(crate) fn unsigned<'a>(targets: impl Iterator<Item = &'a TargetSnapshot>) -> String {
    let rules: std::collections::BTreeSet<&str> = targets.flat_map(|t| &t.unsigned).map(crate::base::id::RuleId::as_str).collect();
    if rules.is_empty() {
        return String::new();
    }
    format!("口径待确认：{}", rules.into_iter().collect::<Vec<_>>().join("、"))
}

/// The channels that owe the week's numbers, with the day up to which there are any.
fn unreported(c: &CampaignSnapshot) -> Option<String> {
    let silent: Vec<String> = c
        .channels
        .iter()
        .filter(|ch| ch.unreported())
        .map(|ch| {
            format!("{}（{}）", ch.name, ch.last_reading.map_or_else(|| "从未报过".to_owned(), |d| format!("数据到{}", d.zh_short())))
        })
        .collect();
    (!silent.is_empty()).then(|| format!("本周未报：{}", silent.join("、")))
}

/// `完成率60.3%　序时进度75.6%　偏差−15.3个百分点`.
pub(crate) fn facts(t: &TargetSnapshot) -> String {
    let mut out = Vec::new();
    out.extend(words::attainment(t).map(|a| format!("完成率{}", a.zh())));
    out.extend(t.pace.map(|p| format!("序时进度{}", p.zh())));
    out.extend(words::attainment(t).zip(t.pace).map(|(a, p)| format!("偏差{}个百分点", words::deviation(a, p))));
    out.join("　")
}

fn meta(c: &CampaignSnapshot) -> Vec<String> {
    let mut out = vec![format!("牵头单位：{}", c.lead)];
    if !c.partner.is_empty() {
        out.push(format!("实施单位：{}", c.partner));
    }
    let early = if c.ended_on.is_some() { "（提前结束）" } else { "" };
    out.push(format!("合同期：{}至{}{early}", c.term.start.zh(), c.term.end.zh()));
    out.push(format!("已过{}/{}天（{}）", c.elapsed_days, c.term.days(), c.elapsed.zh()));
    out.push(format!("合同状态：{}", c.state.zh()));
    out
}

/// What to say where the signing date is assumed.
pub(crate) fn assumed(c: &CampaignSnapshot) -> Option<String> {
    (!c.signed).then(|| format!("签订日未录入，按{}推定", c.term.start.zh()))
}

fn target(t: &TargetSnapshot, now: &Snapshot) -> TargetView {
    let mut remarks = Vec::new();
    let open = matches!(t.verdict, Verdict::Warning | Verdict::Behind);
    remarks.extend(t.due.filter(|_| open).map(|due| format!("应于{}前完成", due.zh())));
    remarks.extend(t.late(now.as_of).map(|late| format!("晚{late}天")));
    remarks.extend(progress::notes(t, now));
    let amount = |n: u64| if t.kind == TargetKind::Sum { words::wan(n) } else { format!("{}{}", grouped(n), t.unit) };
    if let Some(f) = t.forecast {
        let range = Span::between(f.low, f.high.max(f.low));
        let range = if t.kind == TargetKind::Sum { words::span_wan(range) } else { format!("{}{}", words::span_plain(range), t.unit) };
        remarks.push(format!("到期预计{range}"));
        remarks.extend(f.reached_on.map(|d| format!("按均值{}达到", d.zh())));
        remarks.extend(f.needed_per_week.map(|n| format!("每周需{}", amount(enough(n)))));
    }
    if !t.unknown.is_empty() {
        let named = join_named(&t.unknown);
        // Of works without a length the figure is known.
        remarks.push(if t.kind == TargetKind::Tally {
            format!("时长待补：{named}")
        } else {
            format!("没有数的{}项不计入：{named}", t.unknown.len())
        });
    }
    if let Detail::Airings { planned, aired, missed, extra } = t.detail {
        remarks.push(format!("计划{planned}次，按计划播出{aired}次，漏播{missed}次，补播加播{extra}次"));
    }
    if let Detail::Breaches(list) = &t.detail {
        remarks.push(join_named(&list.iter().map(ToString::to_string).collect::<Vec<_>>()));
    }
    if let Detail::Works { undecided, left_out, .. } = &t.detail {
        if !undecided.is_empty() {
            remarks.push(format!("待认定：{}", join_titles(undecided.iter())));
        }
        if !left_out.is_empty() {
            let lines: Vec<String> = left_out.iter().map(|(w, why)| format!("《{}》{why}", clip(&w.title, 18))).collect();
            remarks.push(format!("不计入{}{}：{}", left_out.len(), t.unit, join_named(&lines)));
        }
    }
    remarks.extend(t.notes.iter().cloned());
    TargetView {
        class: match t.class {
            TargetClass::Indicator => "数量指标",
            TargetClass::Requirement => "工作要求",
        },
        label: t.label.clone(),
        demanded: format!("{}{}", words::demanded(t), words::unit(t)),
        actual: words::actual(t),
        attainment: words::attainment_text(t),
        pace: words::pace_text(t),
        deviation: words::deviation_text(t),
        verdict: t.mark(),
        word: t.word(),
        remarks,
        clause: format!("{} {}；口径{}", t.clause, t.clause_text, t.rule),
    }
}

fn repost(t: &TargetSnapshot, m: &RepostMatrix) -> RepostView {
    let missing = m
        .channels
        .iter()
        .enumerate()
        .filter_map(|(i, name)| {
            let works: Vec<&WorkLine> = m.rows.iter().filter(|(_, cells)| cells.get(i) == Some(&Cell::Missing)).map(|(w, _)| w).collect();
            (!works.is_empty()).then(|| format!("{name}缺{}：{}", works.len(), join_titles(works.into_iter())))
        })
        .collect();
    RepostView { label: t.label.clone(), missing }
}

fn channel(ch: &ChannelSnapshot) -> ChannelView {
    let mut notes = Vec::new();
    if ch.unreported() {
        notes.push("本周未报".to_owned());
    }
    if ch.not_due() {
        notes.push("本周未到期".to_owned());
    }
    if ch.rests() {
        notes.push("不必每周报".to_owned());
    }
    if ch.collecting_stopped() {
        notes.push("自动采集没有新数据".to_owned());
    }
    notes.extend(super::gains::held(ch).map(|n| format!("本周新增含{n}周")));
    notes.extend(ch.apart.as_ref().map(|why| format!("不计入合计：{why}")));
    notes.extend(ch.beside.iter().cloned());
    notes.extend(ch.peak.map(|p| format!("最高到过{}", words::wan(p))));
    if ch.unknown > 0 {
        notes.push(format!("{}条没有数", ch.unknown));
    }
    if ch.last_reading.is_some() && ch.source.is_none() && ch.value == Span::ZERO {
        notes.push("只计作品数，没有计数".to_owned());
    }
    if ch.unconfirmed {
        notes.push("未对真站核实".to_owned());
    }
    ChannelView {
        name: if ch.primary { format!("{}（主）", ch.name) } else { ch.name.clone() },
        value: match (ch.last_reading, ch.source) {
            (None, _) => if ch.unreported() { "未报" } else { "—" }.to_owned(),
            // An estimate is no count, and a channel without a counter has none: neither is 0.
            (Some(_), None | Some(crate::model::reading::Source::Estimate)) if ch.value == Span::ZERO => "—".to_owned(),
            (Some(_), _) => words::span_wan(ch.value),
        },
        source: ch.source.map_or("—", crate::model::reading::Source::zh),
        last: words::day_or(ch.value_day, "—"),
        age: ch.age_days.map_or_else(|| "—".to_owned(), |n| if n == 0 { "当日".to_owned() } else { format!("{n}天前") }),
        reported: ch.reported,
        unreported: ch.unreported(),
        note: notes.join("；"),
    }
}

/// How the last line of a list that is cut ends in a report, whose annex holds all of it.
pub const IN_ANNEX: &str = "，见附表";

pub(super) fn named(lines: &[String]) -> Vec<String> {
    let mut out: Vec<String> = lines.iter().take(NAMED_MAX).cloned().collect();
    if lines.len() > NAMED_MAX {
        out.push(format!("等共{}项{IN_ANNEX}", lines.len()));
    }
    out
}

fn join_named(lines: &[String]) -> String {
    let shown: Vec<&str> = lines.iter().take(NAMED_MAX).map(String::as_str).collect();
    let tail = if lines.len() > NAMED_MAX { " 等" } else { "" };
    format!("{}{tail}", shown.join("、"))
}

fn join_titles<'a>(works: impl Iterator<Item = &'a WorkLine>) -> String {
    let titles: Vec<String> = works.map(|w| format!("《{}》", clip(&w.title, 18))).collect();
    join_named(&titles)
}
