//! Questions to people: grouped by channel, week and kind, with ids that stay the same over time; and what was answered.

use super::bridge::Bridge;
use super::jump::Jump;
use super::snapshot::{NumberRef, QuestionKind, QuestionSnapshot};
use super::value::{Marked, Values};
use super::works::{Placed, Works};
use crate::base::count::{Count, Span};
use crate::base::day::{Day, Term, Week};
use crate::base::digest::Digest;
use crate::base::text::{clip, grouped, in_wan, quoted, title_key};
use crate::define::Definitions;
use crate::define::settings::Anomaly;
use crate::model::fact::{AnswerFact, BridgeFact};
use crate::model::metric::Metric;
use crate::model::reading::Mark;
use std::collections::{BTreeMap, BTreeSet};

/// Cases listed in one question; the rest is a number.
pub const CASES_MAX: usize = 40;

/// An id of eight hexadecimal digits after the kind, the same for the same circumstances.
pub fn id(kind: &str, parts: &[&str]) -> String {
    let digest = Digest::of_parts(std::iter::once(kind.as_bytes()).chain(parts.iter().map(|p| p.as_bytes())));
    let short: String = digest.to_string().chars().take(8).collect();
    format!("{kind}-{short}")
}

/// The kind that an id names.
pub fn kind_of(id: &str) -> Option<QuestionKind> {
    let (kind, _) = id.rsplit_once('-')?;
    QuestionKind::ALL.into_iter().find(|k| k.name() == kind)
}

/// What the choice says that none of the cases of a selection hold; `None` for questions without a selection.
pub fn none_of(kind: QuestionKind) -> Option<&'static str> {
    match kind {
        QuestionKind::Belonging => Some("其余都不属于本项目"),
        QuestionKind::SameWork => Some("都是不同作品"),
        QuestionKind::Mark => Some("都不是"),
        _ => None,
    }
}

/// Whether an answer changes figures: which works are one, belong, or are marked. That the rest of an account does not belong changes none,
/// as it was not counted before; other answers explain a number that stays.
pub fn changes_figures(id: &str, choice: &str) -> bool {
    match kind_of(id) {
        Some(QuestionKind::SameWork | QuestionKind::Mark) => true,
        Some(QuestionKind::Belonging) => !choice.starts_with("yes:;"),
        _ => false,
    }
}

/// The key of a pair of titles in a selection, in either order.
pub fn pair_key(a: &str, b: &str) -> String {
    let (a, b) = (title_key(a), title_key(b));
    if a <= b { format!("{a}~{b}") } else { format!("{b}~{a}") }
}

/// A case as it is told, and the number that it is about.
type Case = (String, NumberRef);

/// The id of the question which unlike titles of a channel are one work with a primary one.
pub fn same_work_id(channel: &str) -> String {
    id(QuestionKind::SameWork.name(), &[channel])
}

/// The id of the question which works of a channel are one that it had under another title.
pub fn renamed_id(channel: &str) -> String {
    id(QuestionKind::SameWork.name(), &[channel, "renamed"])
}

/// The id of the question which works of a channel belong to its campaign.
pub fn belonging_id(channel: &str) -> String {
    id(QuestionKind::Belonging.name(), &[channel])
}

/// What staff decided about one work of a selection: the latest answer that names it. `None`: nobody was asked about it yet.
///
/// A selection is stored as `yes:键|键;no:键|键` with the keys that stood in the question, so that later works are asked about anew.
pub fn decided(answers: &[AnswerFact], question: &str, key: &str) -> Option<bool> {
    answers.iter().rev().filter(|a| a.question == question).find_map(|a| {
        let (yes, no) = a.choice.strip_prefix("yes:")?.split_once(";no:")?;
        let names = |list: &str| list.split('|').any(|k| k == key);
        if names(yes) { Some(true) } else { names(no).then_some(false) }
    })
}

/// A selection as it is stored: the chosen keys and the others.
pub fn selection(keys: &[String], chosen: impl Fn(usize) -> bool) -> String {
    let list = |wanted: bool| {
        let picked = keys.iter().enumerate().filter(|(n, _)| chosen(*n) == wanted);
        picked.map(|(_, k)| k.as_str()).collect::<Vec<_>>().join("|")
    };
    format!("yes:{};no:{}", list(true), list(false))
}

/// Whether a question was answered at all.
pub fn is_answered(answers: &[AnswerFact], question: &str) -> bool {
    answers.iter().any(|a| a.question == question)
}

/// The choice that something is wrong and will be put right.
pub const MISTAKE: &str = "mistake";

/// A question that is answered once, as it stands after its last answer. One that something will be put right settles nothing yet: the
/// question stays, and says so, until the numbers no longer ask it, or it is answered otherwise. `None`: it is settled.
pub fn unsettled(question: QuestionSnapshot, answers: &[AnswerFact]) -> Option<QuestionSnapshot> {
    let Some(last) = answers.iter().rfind(|a| a.question == question.id) else { return Some(question) };
    let (_, said) = question.choices.iter().find(|(key, _)| *key == last.choice && key == MISTAKE)?;
    let text = format!("{}；{}已答复“{said}”，待更正", question.text, last.at.date().zh());
    Some(QuestionSnapshot { text, ..question })
}

/// So many works that rise at once are no chance.
const TOGETHER_MIN: usize = 3;

/// Whether works of a channel that each rise by little are together a step of the channel on a day: how many there are, and what they add.
pub fn is_step_together(works: usize, added: u64, settings: Anomaly) -> bool {
    works >= TOGETHER_MIN && added > settings.jump_min
}

/// What a reading proves, for people: `12,345`, `约1.2万（11,500–12,999）`, `不少于100,000`. A bound never stands for the number.
fn proven(span: Span) -> String {
    let Some(high) = span.high else { return format!("不少于{}", grouped(span.low)) };
    if high == span.low {
        return grouped(high);
    }
    let range = format!("{}–{}", grouped(span.low), grouped(high));
    let written = span.count().shown();
    // A narrower interval is what an exact reading before leaves of it: it has no written number to be named by.
    let is_written = (1..=9).map(|n| 10_u64.pow(n)).any(|unit| Count::written(written, unit).span() == span);
    match is_written {
        true if written >= 10_000 => format!("约{}（{range}）", in_wan(written)),
        true => format!("约{}（{range}）", grouped(written)),
        false => range,
    }
}

/// What goes into the questions of one campaign.
#[derive(Debug)]
pub struct Asked<'a, 'b> {
    /// Definitions.
    pub defs: &'a Definitions,
    /// Its placements.
    pub works: &'a Works<'b>,
    /// Their numbers.
    pub values: &'a Values,
    /// The term.
    pub term: Term,
    /// T.
    pub as_of: Day,
    /// Answers so far.
    pub answers: &'a [AnswerFact],
    /// Partners' own sums that concern its channels.
    pub bridges: Vec<&'a BridgeFact>,
}

impl Asked<'_, '_> {
    /// All open questions, in order of channel, week and kind.
    pub fn open(&self) -> Vec<QuestionSnapshot> {
        let mut out = Vec::new();
        self.marks(&mut out);
        self.belonging(&mut out);
        self.outside_term(&mut out);
        self.same_work(&mut out);
        self.renamed(&mut out);
        self.splits(&mut out);
        self.bridges(&mut out);
        // A selection lists only what nobody decided yet; any other question is answered once.
        out.into_iter().filter_map(|q| if q.keys.is_empty() { unsettled(q, self.answers) } else { Some(q) }).collect()
    }

    fn channel_name(&self, n: usize) -> String {
        self.works.channels.get(n).map(|c| c.name.clone()).unwrap_or_default()
    }

    /// Falls, disagreements and jumps, grouped by channel, week and kind.
    fn marks(&self, out: &mut Vec<QuestionSnapshot>) {
        let mut groups: BTreeMap<(usize, Week, QuestionKind), Vec<Case>> = BTreeMap::new();
        for Marked { placement, daily, before } in &self.values.marked {
            let Some(p) = self.works.placements.get(*placement) else { continue };
            let name = if p.title.is_empty() { self.channel_name(p.channel) } else { quoted(&clip(p.title, 24)) };
            let now = proven(daily.span.unwrap_or(Span::ZERO));
            let (kind, case) = match daily.mark {
                // A gap is listed among what is missing.
                Mark::None | Mark::Gap { .. } => continue,
                Mark::Liked { likes } => (
                    QuestionKind::Jump,
                    format!("{name} {} 点赞 {} 相对{} {} 偏多", daily.day.zh_short(), grouped(likes), daily.metric.zh(), now),
                ),
                Mark::Fell { from } => {
                    let from = proven(before.filter(|b| b.low == from).unwrap_or(Span::exact(from)));
                    (QuestionKind::Fall, format!("{name} {} {}由 {from} 降为 {now}", daily.day.zh_short(), daily.metric.zh()))
                }
                Mark::Disagrees { other, source } => (
                    QuestionKind::Disagreement,
                    format!("{name} {} {}：采用 {}，{} {}", daily.day.zh_short(), daily.metric.zh(), now, source.zh(), proven(other)),
                ),
            };
            let number = NumberRef { placement: p.fact.id, metric: daily.metric, day: daily.day };
            groups.entry((p.channel, daily.day.week(), kind)).or_default().push((case, number));
        }
        let mut shares: BTreeMap<(usize, Day, Metric), (u64, Vec<Case>)> = BTreeMap::new();
        for (placement, day, metric, jump) in &self.values.jumps {
            let Some(p) = self.works.placements.get(*placement) else { continue };
            let name = if p.title.is_empty() { self.channel_name(p.channel) } else { quoted(&clip(p.title, 24)) };
            let case = match *jump {
                Jump::Step { from, gain, usual } | Jump::Share { from, gain, usual } => format!(
                    "{name} {}至{}{}至少增加 {}，此前平均每天 {}",
                    from.plus(1).zh_short(),
                    day.zh_short(),
                    metric.zh(),
                    grouped(gain),
                    grouped(usual)
                ),
                Jump::Equal { times, gain, days } => {
                    let every = if days == 1 { "每天".to_owned() } else { format!("每{days}天") };
                    format!("{name} 到{}为止，{}连续{times}次{every}都正好增加 {}", day.zh_short(), metric.zh(), grouped(gain))
                }
            };
            let number = NumberRef { placement: p.fact.id, metric: *metric, day: *day };
            if let Jump::Share { gain, .. } = *jump {
                let (sum, cases) = shares.entry((p.channel, *day, *metric)).or_default();
                *sum = sum.saturating_add(gain);
                cases.push((case, number));
            } else {
                groups.entry((p.channel, day.week(), QuestionKind::Jump)).or_default().push((case, number));
            }
        }
        // Little by itself, and together a step of the channel.
        let mut together: BTreeMap<(usize, Week), (usize, u64)> = BTreeMap::new();
        for ((channel, day, _), (sum, cases)) in shares {
            if is_step_together(cases.len(), sum, self.defs.settings.anomaly) {
                let (number, whole) = together.entry((channel, day.week())).or_default();
                (*number, *whole) = (*number + cases.len(), whole.saturating_add(sum));
                groups.entry((channel, day.week(), QuestionKind::Jump)).or_default().extend(cases);
            }
        }
        for ((channel, week, kind), cases) in groups {
            let name = self.channel_name(channel);
            let (text, choices) = match kind {
                QuestionKind::Fall => (
                    format!("{name}{}有 {} 条数值下降超过1%，按最新数计，最高数保留", week_zh(week), cases.len()),
                    vec![("accept", "平台清理数据，以最新数为准"), (MISTAKE, "填报有误，将重新报送")],
                ),
                QuestionKind::Jump => (
                    {
                        let risen = together.get(&(channel, week));
                        let risen =
                            risen.map(|(n, sum)| format!("，其中 {n} 条一起涨，合起来至少增加 {}", grouped(*sum))).unwrap_or_default();
                        format!("{name}{}有 {} 条增长与平时不同{risen}，待核实", week_zh(week), cases.len())
                    },
                    vec![("accept", "属实（写明原因，如推荐、热点、集中转发）"), (MISTAKE, "填报有误，将更正或重新报送")],
                ),
                _ => (
                    format!("{name}{}有 {} 条同日两个来源相差超过2%", week_zh(week), cases.len()),
                    vec![("accept", "采用现在的数"), (MISTAKE, "另一个数是对的，将更正")],
                ),
            };
            let (cases, mut numbers): (Vec<String>, Vec<NumberRef>) = cases.into_iter().unzip();
            numbers.truncate(CASES_MAX);
            let parts = [channel_id(self.works, channel), week.to_string()];
            let one = question(kind, &name, Some(week), &parts.each_ref().map(String::as_str), text, cases, &choices);
            out.push(QuestionSnapshot { numbers, ..one });
        }
    }

    /// Rule 6: what an account's export holds beside the project's works. One question per channel, with the count that the user knows.
    fn belonging(&self, out: &mut Vec<QuestionSnapshot>) {
        for (n, channel) in self.works.channels.iter().enumerate() {
            let all: Vec<&Placed<'_>> = self.works.placements.iter().filter(|p| p.channel == n && p.is_work()).collect();
            let others: Vec<&&Placed<'_>> = all.iter().filter(|p| !p.belongs).collect();
            let question_id = belonging_id(channel.id.as_str());
            let open: Vec<&&Placed<'_>> =
                others.iter().copied().filter(|p| decided(self.answers, &question_id, &p.key).is_none()).collect();
            if open.is_empty() {
                continue;
            }
            let text = format!(
                "{}共 {} 条，属于本项目 {} 条；其余 {} 条保留不计",
                channel.name,
                all.len(),
                all.len() - others.len(),
                others.len()
            );
            let cases = open.iter().map(|p| format!("{} {}", quoted(&clip(p.title, 30)), p.day().zh())).collect();
            let choices = [
                ("none", none_of(QuestionKind::Belonging).unwrap_or_default()),
                ("all", "其余都属于本项目"),
                ("1,3", "只有这些序号的属于"),
            ];
            let keys = open.iter().map(|p| p.key.clone()).collect();
            let one = question(QuestionKind::Belonging, &channel.name, None, &[channel.id.as_str()], text, cases, &choices);
            out.push(QuestionSnapshot { keys, ..one });
        }
    }

    fn outside_term(&self, out: &mut Vec<QuestionSnapshot>) {
        for (n, channel) in self.works.channels.iter().enumerate() {
            let outside: Vec<(&Placed<'_>, u64)> = self
                .works
                .placements
                .iter()
                .zip(&self.values.worth)
                .filter(|(p, _)| p.channel == n && p.is_work() && p.belongs && !p.in_term(self.term))
                .map(|(p, w)| (p, w.span.map_or(0, |s| s.low)))
                .collect();
            if outside.is_empty() {
                continue;
            }
            let sum: u64 = outside.iter().map(|(_, n)| n).fold(0, |a, b| a.saturating_add(*b));
            let text = format!("{}有 {} 条在合同期外发布，未计入；若计入将增加 {}", channel.name, outside.len(), grouped(sum));
            let cases = outside.iter().map(|(p, n)| format!("{} {} {}", quoted(&clip(p.title, 30)), p.day().zh(), grouped(*n))).collect();
            out.push(question(
                QuestionKind::OutsideTerm,
                &channel.name,
                None,
                &[channel.id.as_str()],
                text,
                cases,
                &[("accept", "不计入")],
            ));
        }
    }

    fn same_work(&self, out: &mut Vec<QuestionSnapshot>) {
        let mut by_channel: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        for (a, b) in &self.works.doubtful {
            let (Some(p), Some(q)) = (self.works.of_work(*a).next(), self.works.of_work(*b).next()) else { continue };
            let case = format!("{}与{}的{}", quoted(&clip(q.title, 24)), self.channel_name(p.channel), quoted(&clip(p.title, 24)));
            by_channel.entry(q.channel).or_default().push((case, pair_key(p.title, q.title)));
        }
        for (channel, pairs) in by_channel {
            let name = self.channel_name(channel);
            let (cases, keys): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
            let text = format!("{name}有 {} 条作品与主发渠道期号相同而标题不同，是否同一作品；现按不同作品计", cases.len());
            let choices = [
                ("all", "都是同一作品"),
                ("none", none_of(QuestionKind::SameWork).unwrap_or_default()),
                ("1,3", "只有这些序号的是同一作品"),
            ];
            let one = question(QuestionKind::SameWork, &name, None, &[&channel_id(self.works, channel)], text, cases, &choices);
            out.push(QuestionSnapshot { keys, ..one });
        }
    }

    /// Rule 7: two titles or links of one channel that may be one work, of which no file names both.
    fn renamed(&self, out: &mut Vec<QuestionSnapshot>) {
        let mut by_channel: BTreeMap<usize, Vec<(String, String)>> = BTreeMap::new();
        for (a, b) in &self.works.respelled {
            let (Some(p), Some(q)) = (self.works.placements.get(*a), self.works.placements.get(*b)) else { continue };
            if p.belongs && q.belongs && p.work != q.work {
                let case = if p.key == q.key {
                    let links = [q, p].map(|w| w.fact.descriptions.iter().find_map(|d| d.native_id.as_deref()).unwrap_or("没有编号的一条"));
                    let [new, old] = links.map(|l| clip(l, 40));
                    format!("{} {}：{new} 与先前的 {old}", quoted(&clip(q.title, 24)), q.day().zh())
                } else {
                    format!("{}与先前的{} {}", quoted(&clip(q.title, 24)), quoted(&clip(p.title, 24)), q.day().zh())
                };
                by_channel.entry(q.channel).or_default().push((case, super::renamed::key(p, q)));
            }
        }
        for (channel, pairs) in by_channel {
            let name = self.channel_name(channel);
            let (cases, keys): (Vec<String>, Vec<String>) = pairs.into_iter().unzip();
            let text = format!(
                "{name}有 {} 条作品疑似先前报来的作品改了标题或换了链接，是否同一作品；现传播量各自计入，数量下限只按一条计",
                cases.len()
            );
            let choices = [
                ("all", "都是同一作品"),
                ("none", none_of(QuestionKind::SameWork).unwrap_or_default()),
                ("1,3", "只有这些序号的是同一作品"),
            ];
            let one = question(QuestionKind::SameWork, &name, None, &[&channel_id(self.works, channel), "renamed"], text, cases, &choices);
            out.push(QuestionSnapshot { keys, ..one });
        }
    }

    /// 上/下, 1/2: parts of one work?
    fn splits(&self, out: &mut Vec<QuestionSnapshot>) {
        for (n, channel) in self.works.channels.iter().enumerate() {
            let mut bases: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
            for p in self.works.placements.iter().filter(|p| p.channel == n && p.is_work() && p.belongs) {
                if let Some(base) = part_base(p.title) {
                    bases.entry(base).or_default().insert(p.title);
                }
            }
            let cases: Vec<String> = bases
                .into_values()
                .filter(|t| t.len() > 1)
                .map(|t| t.into_iter().map(|t| quoted(&clip(t, 24))).collect::<Vec<_>>().join("与"))
                .collect();
            if !cases.is_empty() {
                let text = format!("{}有 {} 组作品疑似一条拆成几条，现按几条计", channel.name, cases.len());
                out.push(question(
                    QuestionKind::Split,
                    &channel.name,
                    None,
                    &[channel.id.as_str(), &cases.join("\n")],
                    text,
                    cases,
                    &[("accept", "是各自独立的作品"), (MISTAKE, "应合并，将更正")],
                ));
            }
        }
    }

    /// Rule 18.
    fn bridges(&self, out: &mut Vec<QuestionSnapshot>) {
        // Of several sums in one row the first has the row's name, the others are told apart by their turn.
        let mut in_row: BTreeMap<_, u32> = BTreeMap::new();
        for b in &self.bridges {
            let turn = in_row.entry((b.proof, b.metric, b.channel.as_ref())).or_default();
            *turn += 1;
            let turn = if *turn > 1 { turn.to_string() } else { String::new() };
            let bridge = Bridge::of(b, self);
            if bridge.is_closed() {
                continue;
            }
            let channel = b.channel.as_ref().and_then(|c| self.defs.channel(c)).map(|c| c.name.clone()).unwrap_or_default();
            let place = format!("{}:{}", b.proof.import, b.proof.line());
            let parts = [place.as_str(), b.metric.name(), b.channel.as_ref().map_or("", |c| c.as_str()), turn.as_str()];
            out.push(question(
                QuestionKind::Bridge,
                &channel,
                Some(b.day.week()),
                parts.get(..if turn.is_empty() { 3 } else { 4 }).unwrap_or_default(),
                format!("{}：{}", clip(&b.file, 24), bridge.zh()),
                Vec::new(),
                &[("accept", "以明细为准"), (MISTAKE, "明细有缺漏，将补报")],
            ));
        }
    }
}

/// `216.0万` or the plain number below 10 000; cut to one decimal.
pub fn wan(n: u64) -> String {
    if n < 10_000 { grouped(n) } else { format!("{}.{}万", grouped(n / 10_000), n / 1_000 % 10) }
}

fn week_zh(week: Week) -> String {
    format!("{}年第{}周", week.year, week.number)
}

fn channel_id(works: &Works<'_>, n: usize) -> String {
    works.channels.get(n).map(|c| c.id.to_string()).unwrap_or_default()
}

/// The title's key without its part sign; `None` where it has none. Parts are written 上/下, （一）（二）, 1/2.
pub(super) fn part_base(title: &str) -> Option<String> {
    let folded = crate::base::text::nfkc(title);
    let title = folded.split(['#', '@']).next().unwrap_or_default().trim_end();
    let bare = |base: &str| (title_key(base).chars().count() >= 4).then(|| title_key(base));
    let inner = title.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    if let Some((base, sign)) = inner {
        return ["上", "中", "下", "一", "二", "三", "1", "2", "3"].contains(&sign.trim()).then(|| bare(base)).flatten();
    }
    for end in ["上", "中", "下", "上集", "中集", "下集", "上篇", "中篇", "下篇"] {
        if let Some(base) = title.strip_suffix(end)
            && base.ends_with([' ', '-', '—', '_', ':', '·'])
        {
            return bare(base);
        }
    }
    let (base, total) = title.rsplit_once('/')?;
    let digit = |t: &str| t.chars().count() == 1 && t.chars().all(|c| c.is_ascii_digit());
    let number = base.chars().next_back()?;
    (digit(total) && number.is_ascii_digit()).then(|| bare(base.trim_end_matches(number))).flatten()
}

/// A question; `cases` beyond a limit become a number.
pub fn question(
    kind: QuestionKind,
    channel: &str,
    week: Option<Week>,
    parts: &[&str],
    text: String,
    mut cases: Vec<String>,
    choices: &[(&str, &str)],
) -> QuestionSnapshot {
    let rest = cases.len().saturating_sub(CASES_MAX);
    cases.truncate(CASES_MAX);
    if rest > 0 {
        cases.push(format!("另有 {rest} 条"));
    }
    QuestionSnapshot {
        id: id(kind.name(), parts),
        kind,
        channel: channel.to_owned(),
        week,
        text,
        cases,
        choices: choices.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect(),
        keys: Vec::new(),
        numbers: Vec::new(),
    }
}
