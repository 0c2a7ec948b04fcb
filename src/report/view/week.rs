//! The weekly report as a model: everything that HTML, pictures and summary say, in the order in which they say it.

use super::campaign::{self, CampaignView};
use super::gains::{self, GainGroup};
use super::progress::{self, ProgressGroup};
use crate::attain::snapshot::{CampaignSnapshot, DueState, Problem, Share, Snapshot, Verdict};
use crate::base::count::Span;
use crate::base::digest::Digest;
use crate::base::id::RuleId;
use crate::base::text::clip;
use crate::model::target::TargetClass;
use crate::report::Weekly;
use crate::report::chart::status::rank;
use crate::report::words;
use serde::Serialize;

/// The whole report.
#[derive(Debug, Clone, Serialize)]
pub struct WeekView {
    /// Name of the plan.
    pub programme: String,
    /// `2023年第13周`.
    pub week: String,
    /// `3月27日—4月2日`.
    pub period: String,
    /// Whether the whole week lies behind.
    pub whole: bool,
    /// The last day of the data.
    pub until: String,
    /// `2023年4月2日24时`.
    pub as_of: String,
    /// 初报 or 定稿.
    pub stage: &'static str,
    /// 校验码.
    pub check_code: String,
    /// How the range at the end of the term is found.
    pub forecast_rule: &'static str,
    /// 样例数据.
    pub sample: bool,
    /// `7个项目：已达标1 · 正常2 · …`.
    pub headline: String,
    /// The same in parts.
    pub standing: Vec<Standing>,
    /// The sum of contacts, each capped at its target.
    pub total: String,
    /// What is assumed for want of a signing date.
    pub assumed: Vec<String>,
    /// The campaigns that need attention by name, worst first: `严重滞后：14国际在线；滞后：9平面媒体与抖音`.
    pub attention: String,
    /// The rules of 总体进度表 that nobody has signed; empty where all are.
    pub unsigned: String,
    /// How figures in 万 are cut.
    pub rounding: &'static str,
    /// What makes a target 正常, 预警, 滞后 …
    pub limits: Vec<String>,
    /// The same in one line.
    pub limits_line: String,
    /// 总体进度表.
    pub progress: Vec<ProgressGroup>,
    /// 本周新增.
    pub gains: Vec<GainGroup>,
    /// 状态变化.
    pub changes: Vec<String>,
    /// 存在问题, worst first.
    pub problems: Vec<Line>,
    /// What is not known, in one line for the first page; empty where nothing is missing.
    pub gaps_line: String,
    /// 尚缺数据.
    pub gaps: Vec<Line>,
    /// 下周计划.
    pub next_steps: Vec<Line>,
    /// One section per media campaign.
    pub campaigns: Vec<CampaignView>,
    /// 计数口径.
    pub rules: Vec<RuleView>,
    /// The projects without media, folded and last.
    pub others: Vec<OtherProject>,
}

/// How many campaigns stand at a verdict.
#[derive(Debug, Clone, Serialize)]
pub struct Standing {
    /// Name.
    pub verdict: &'static str,
    /// Word.
    pub word: &'static str,
    /// How many.
    pub count: usize,
}

/// One line of a list with the campaign that it is about.
#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// Name of the verdict of what it is about: a target, else its campaign; empty where none.
    pub verdict: &'static str,
    /// `9 平面媒体与抖音`, or a partner.
    pub about: String,
    /// What.
    pub text: String,
}

/// A counting rule.
#[derive(Debug, Clone, Serialize)]
pub struct RuleView {
    /// `CR-01`.
    pub id: String,
    /// Title.
    pub title: String,
    /// What the plan leaves open.
    pub issue: String,
    /// How it is read.
    pub reading: String,
    /// The other reading.
    pub other_reading: Option<String>,
    /// Who signed, or 口径待确认.
    pub signed: String,
    /// Whether somebody signed.
    pub confirmed: bool,
}

/// A project without media.
#[derive(Debug, Clone, Serialize)]
pub struct OtherProject {
    /// Number.
    pub number: u32,
    /// Name.
    pub title: String,
    /// 责任单位.
    pub lead: String,
    /// Name of the verdict.
    pub verdict: &'static str,
    /// With what stands beside it.
    pub verdict_text: String,
    /// Targets in one line.
    pub targets: String,
}

impl WeekView {
    /// The model of a report.
    pub fn of(input: &Weekly) -> Self {
        let now = input.current;
        let media: Vec<&CampaignSnapshot> = now.campaigns.iter().filter(|c| c.media).collect();
        let before = |c: &CampaignSnapshot| input.previous.and_then(|p| p.campaigns.iter().find(|x| x.id == c.id));
        let standing = standing(&media);
        Self {
            programme: now.programme_name.clone(),
            week: words::week(now.as_of.week()),
            period: words::period(now.as_of.week()),
            whole: now.as_of == now.as_of.week().sunday(),
            until: now.as_of.zh_short(),
            as_of: match now.as_reported {
                Some(day) => format!("{}24时（按{}已知数）", now.as_of.zh(), day.zh_short()),
                None => format!("{}24时", now.as_of.zh()),
            },
            stage: stage_word(input.final_),
            check_code: check_code(&now.journal_head),
            forecast_rule: crate::attain::forecast::RULE,
            sample: now.sample,
            headline: headline(media.len(), &standing),
            standing,
            total: total_text(now),
            assumed: assumed(&media),
            attention: attention(&media),
            unsigned: campaign::unsigned(media.iter().flat_map(|c| &c.targets).filter(|t| t.class == TargetClass::Indicator)),
            rounding: words::ROUNDING,
            limits: now.limits.clone(),
            limits_line: now.limits_line.clone(),
            progress: media.iter().map(|c| progress::group(c, before(c), now)).collect(),
            gains: media.iter().filter_map(|c| gains::group(c, before(c))).collect(),
            changes: changes(&media, input.previous),
            problems: problems(&media),
            gaps_line: gaps_line(&gaps(now, &media)),
            gaps: gaps(now, &media),
            next_steps: next_steps(&media),
            campaigns: media.iter().map(|c| campaign::view(c, now)).collect(),
            rules: rules(now),
            others: now.campaigns.iter().filter(|c| !c.media).map(|c| other(c, now)).collect(),
        }
    }
}

/// 初报 or 定稿.
pub(crate) fn stage_word(final_: bool) -> &'static str {
    if final_ { "定稿" } else { "初报" }
}

fn check_code(head: &str) -> String {
    Digest::parse(head).map_or_else(|| "尚无".to_owned(), |d| d.short())
}

fn standing(media: &[&CampaignSnapshot]) -> Vec<Standing> {
    Verdict::ALL
        .into_iter()
        .map(|v| Standing { verdict: v.name(), word: v.zh(), count: media.iter().filter(|c| c.verdict == v).count() })
        .filter(|s| s.count > 0)
        .collect()
}

fn headline(campaigns: usize, standing: &[Standing]) -> String {
    let parts: Vec<String> = standing.iter().map(|s| format!("{}{}", s.word, s.count)).collect();
    if parts.is_empty() { "没有宣传项目".to_owned() } else { format!("{campaigns}个项目：{}", parts.join(" · ")) }
}

/// The sum of contacts, each campaign capped at its own target, and the sum of the targets. `None`: no such target.
fn capped_total(now: &Snapshot) -> Option<(Span, u64)> {
    let rule = RuleId::new("");
    let targets: Vec<_> = now.campaigns.iter().filter(|c| c.media).filter_map(CampaignSnapshot::contacts).collect();
    let cap =
        |s: Span, n: u64| Span { low: s.low.min(n), high: s.high.map_or(if s.low >= n { Some(n) } else { None }, |h| Some(h.min(n))) };
    let sum = Span::sum(&rule, targets.iter().filter_map(|t| t.required_low.map(|n| cap(t.actual, n)))).span;
    let whole = Span::sum(&rule, targets.iter().filter_map(|t| t.required_low.map(Span::exact))).span.low;
    (whole > 0).then_some((sum, whole))
}

fn total_text(now: &Snapshot) -> String {
    let Some((sum, whole)) = capped_total(now) else { return String::new() };
    if now
        .campaigns
        .iter()
        .filter(|c| c.media)
        .filter_map(CampaignSnapshot::contacts)
        .all(crate::attain::snapshot::TargetSnapshot::is_unknown)
    {
        return format!("累计传播量尚无数据，目标合计{}人次", words::wan_target(whole));
    }
    let share = Share::of(sum.low, whole).map_or_else(String::new, |s| format!("，占{}", s.zh()));
    format!("累计传播量合计{}人次／{}人次{share}（各项目超出目标的部分不计）", words::span_wan(sum), words::wan_target(whole))
}

fn assumed(media: &[&CampaignSnapshot]) -> Vec<String> {
    let mut out: Vec<(String, Vec<String>)> = Vec::new();
    for c in media.iter().filter(|c| !c.signed) {
        let day = c.term.start.zh();
        match out.iter_mut().find(|(d, _)| *d == day) {
            Some((_, numbers)) => numbers.push(c.number.to_string()),
            None => out.push((day, vec![c.number.to_string()])),
        }
    }
    if let [(day, numbers)] = out.as_slice()
        && numbers.len() == media.len()
    {
        return vec![format!("各项目签订日未录入，按{day}推定")];
    }
    out.into_iter().map(|(day, numbers)| format!("项目{}签订日未录入，按{day}推定", numbers.join("、"))).collect()
}

fn attention(media: &[&CampaignSnapshot]) -> String {
    let mut bad: Vec<Verdict> = Verdict::ALL.into_iter().filter(|v| rank(*v) <= rank(Verdict::Warning)).collect();
    bad.sort_by_key(|v| rank(*v));
    let parts: Vec<String> = bad
        .into_iter()
        .filter_map(|v| {
            let names: Vec<String> =
                media.iter().filter(|c| c.verdict == v).map(|c| format!("{}{}", c.number, clip(&c.short_name, 8))).collect();
            (!names.is_empty()).then(|| format!("{}：{}", v.zh(), names.join("、")))
        })
        .collect();
    parts.join("；")
}

fn about(c: &CampaignSnapshot) -> String {
    format!("{} {}", c.number, c.short_name)
}

/// What is wrong with all campaigns, each with its own verdict: 数量指标 before 工作要求, each the worst first; of equal ones every campaign's
/// first before anybody's second.
fn problems(media: &[&CampaignSnapshot]) -> Vec<Line> {
    let of = |c: &CampaignSnapshot, p: &Problem| Line { verdict: p.verdict.name(), about: about(c), text: p.text.clone() };
    let mut out: Vec<_> = media
        .iter()
        .flat_map(|c| {
            c.problems.iter().enumerate().map(move |(n, p)| ((p.class != TargetClass::Indicator, rank(p.verdict), n, c.number), of(c, p)))
        })
        .collect();
    out.sort_by_key(|(key, _)| *key);
    out.into_iter().map(|(_, line)| line).collect()
}

/// What all campaigns have to do, the worst campaign first; but every campaign's first line before anybody's second one.
fn next_steps(media: &[&CampaignSnapshot]) -> Vec<Line> {
    let mut order: Vec<&&CampaignSnapshot> = media.iter().collect();
    order.sort_by_key(|c| (rank(c.verdict), c.number));
    let mut out: Vec<(usize, Line)> = Vec::new();
    for c in order {
        let of = |text: &String| Line { verdict: c.verdict.name(), about: about(c), text: text.clone() };
        out.extend(c.next_steps.iter().map(of).enumerate());
    }
    out.sort_by_key(|(n, _)| *n);
    out.into_iter().map(|(_, line)| line).collect()
}

fn changes(media: &[&CampaignSnapshot], previous: Option<&Snapshot>) -> Vec<String> {
    let Some(previous) = previous else { return vec!["首期周报，没有上期可比".to_owned()] };
    let mut out = Vec::new();
    for c in media {
        let Some(old) = previous.campaigns.iter().find(|x| x.id == c.id) else {
            out.push(format!("{}：新列入", about(c)));
            continue;
        };
        if old.verdict != c.verdict {
            out.push(format!("{}：{} → {}", about(c), old.verdict.zh(), c.verdict.zh()));
        }
        for t in &c.targets {
            if let Some(o) = old.targets.iter().find(|o| o.id == t.id && o.verdict != t.verdict && t.is_judged()) {
                out.push(format!("{}“{}”：{} → {}", about(c), t.label, o.word(), t.word()));
            }
        }
    }
    if out.is_empty() {
        out.push("与上期相同".to_owned());
    }
    out
}

/// Partners that owe a file first, then what the campaigns lack.
fn gaps(now: &Snapshot, media: &[&CampaignSnapshot]) -> Vec<Line> {
    let mut out = Vec::new();
    for p in &now.partners {
        let what = match p.state {
            DueState::Missing(0) => format!("未报（应于{}报）", p.due),
            DueState::Missing(weeks) => format!("未报（应于{}报），此前{weeks}周也未报", p.due),
            DueState::Late(days) if p.missing.is_empty() => format!("迟报{days}天"),
            DueState::Late(days) => format!("已报（迟{days}天），但缺渠道"),
            DueState::NotDue(0) if !p.missing.is_empty() => format!("未到期（应于{}报）", p.due),
            DueState::NotDue(weeks) if weeks > 0 => format!("未到期（应于{}报），此前{weeks}周未报", p.due),
            DueState::Reported if !p.missing.is_empty() => "已报，但缺渠道".to_owned(),
            DueState::Reported | DueState::NotDue(_) | DueState::Nothing => continue,
        };
        let channels = if p.missing.is_empty() { String::new() } else { format!("：{}", p.missing.join("、")) };
        out.push(Line { verdict: "", about: p.name.clone(), text: format!("{what}{channels}") });
    }
    out.extend(media.iter().flat_map(|c| c.gaps.iter().map(|g| Line { verdict: "", about: about(c), text: g.clone() })));
    out
}

/// So many gaps are named in the line of the first page.
const GAPS_NAMED: usize = 4;

fn gaps_line(gaps: &[Line]) -> String {
    if gaps.is_empty() {
        return String::new();
    }
    let named: Vec<String> = gaps.iter().take(GAPS_NAMED).map(|g| format!("{}：{}", g.about, clip(&g.text, 24))).collect();
    let tail = if gaps.len() > GAPS_NAMED { " 等" } else { "" };
    format!("尚缺数据{}项：{}{tail}", gaps.len(), named.join("；"))
}

fn rules(now: &Snapshot) -> Vec<RuleView> {
    now.rules
        .iter()
        .map(|r| RuleView {
            id: r.id.to_string(),
            title: r.title.clone(),
            issue: r.issue.clone(),
            reading: r.reading.clone(),
            other_reading: r.other_reading.clone(),
            signed: r.signed.clone().unwrap_or_else(|| "口径待确认".to_owned()),
            confirmed: r.signed.is_some(),
        })
        .collect()
}

fn other(c: &CampaignSnapshot, now: &Snapshot) -> OtherProject {
    let view = campaign::view(c, now);
    let targets: Vec<String> = view.targets.iter().map(|t| format!("{} {}/{}（{}）", t.label, t.actual, t.demanded, t.word)).collect();
    OtherProject {
        number: c.number,
        title: c.title.clone(),
        lead: c.lead.clone(),
        verdict: c.verdict.name(),
        verdict_text: c.verdict_text.clone(),
        targets: targets.join("；"),
    }
}
