//! What staff entered laid over the definition files: signing dates, terms, states, signed counting rules, words of belonging, 认定. The files stay as they
//! are; an entry holds from its moment on, so that a report as reported then does not know it. What is known from then on is laid over every day
//! (a signing date, a term), a state over the days from the last completed week on.

use crate::app::{App, AppError};
use crate::attain::snapshot::CampaignSnapshot;
use crate::attain::works::Works;
use crate::attain::{assess, question};
use crate::base::day::{Day, Moment, Term};
use crate::base::id::CampaignId;
use crate::base::text::fold;
use crate::define::Definitions;
use crate::ledger::{LogEntry, WITHDRAWN, standing};
use crate::model::fact::{AnswerFact, Facts, PlacementFact};
use crate::model::programme::{Campaign, State};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// What staff may enter about a campaign, with the Chinese words.
pub const KINDS: [(&str, &str); 8] = [
    ("contract", "合同"),
    ("parties", "合同双方"),
    ("signed_on", "签订日"),
    ("term_months", "合同期（月）"),
    ("ends_on", "合同到期日"),
    ("ended_on", "实际结束日"),
    ("state", "合同状态"),
    ("decision", "认定"),
];

/// The Chinese word of a kind of entry.
pub fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "rule_signed" => "口径签认",
        "mark_added" => "增加归属词",
        "mark_dropped" => "去掉归属词",
        WITHDRAWN => "撤回登记",
        _ => KINDS.iter().find(|k| k.0 == kind).map_or("其他", |k| k.1),
    }
}

/// What was entered as people read it.
pub fn value_zh(kind: &str, value: &str) -> String {
    match kind {
        "state" => State::parse(value).map_or_else(|| value.to_owned(), |s| s.zh().to_owned()),
        "signed_on" | "ends_on" | "ended_on" => Day::parse_iso(value).map_or_else(|| value.to_owned(), Day::zh),
        "term_months" => format!("{value}个月"),
        "rule_signed" => {
            let (on, by) = value.split_once(' ').unwrap_or((value, ""));
            format!("{by}于{}签认", Day::parse_iso(on).map_or_else(|| on.to_owned(), Day::zh))
        }
        WITHDRAWN => kind_zh(value).to_owned(),
        _ => value.to_owned(),
    }
}

/// Characters of a word of belonging at most.
const WORD_CHARS_MAX: usize = 30;

/// What a word of belonging would change: known works by title and channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkEffect {
    /// Works that begin to belong.
    pub begin: Vec<String>,
    /// Works that cease to belong.
    pub cease: Vec<String>,
    /// Works that belong now.
    pub before: usize,
    /// Works that would belong.
    pub after: usize,
}

impl App {
    /// The present definitions with everything that staff entered.
    pub fn in_force(&self) -> Result<Cow<'_, Definitions>, AppError> {
        let log = standing(self.ledger.campaign_log(None)?);
        if log.is_empty() {
            return Ok(Cow::Borrowed(&self.defs));
        }
        let mut defs = self.defs.clone();
        lay(&mut defs, &log);
        Ok(Cow::Owned(defs))
    }

    /// What a word of belonging would change, were it added to a campaign (or dropped), on what is known now. Writes nothing.
    pub fn mark_would(&self, campaign: &CampaignId, word: &str, added: bool) -> Result<MarkEffect, AppError> {
        let defs = self.in_force()?;
        let known = defs.campaign(campaign).ok_or_else(|| AppError::Usage("没有这个项目。".into()))?;
        if word.trim().is_empty() || fold(word).chars().count() < 2 || word.chars().count() > WORD_CHARS_MAX {
            return Err(AppError::Usage(format!("归属词写2到{WORD_CHARS_MAX}个字；一个字会把别的作品也算进来。")));
        }
        match (is_mark(&known.marks, word), added) {
            (true, true) => return Err(AppError::Usage(format!("“{word}”已经是这个项目的归属词。"))),
            (false, false) => return Err(AppError::Usage(format!("“{word}”不是这个项目的归属词。"))),
            _ => {}
        }
        let mut changed = known.clone();
        if added {
            changed.marks.push(word.to_owned());
        } else {
            changed.marks.retain(|m| fold(m) != fold(word));
        }
        let facts = self.catalogue(defs.channels_of(campaign).map(|c| &c.id))?;
        let mine: Vec<&PlacementFact> =
            facts.placements.iter().filter(|p| defs.channel(&p.channel).is_some_and(|c| c.campaign == *campaign)).collect();
        let (before, after) = (Works::of(&defs, known, &mine, &facts.answers), Works::of(&defs, &changed, &mine, &facts.answers));
        let belonging = |works: &Works<'_>| -> BTreeMap<usize, String> {
            let own = works.placements.iter().filter(|p| p.is_work() && p.belongs);
            own.map(|p| (p.work, format!("{}　{}", p.title, works.channels.get(p.channel).map_or("", |c| c.name.as_str())))).collect()
        };
        let (before, after) = (belonging(&before), belonging(&after));
        let only = |a: &BTreeMap<usize, String>, b: &BTreeMap<usize, String>| {
            a.iter().filter(|(work, _)| !b.contains_key(work)).map(|(_, title)| crate::report::clean::neutral(title)).collect()
        };
        Ok(MarkEffect { begin: only(&after, &before), cease: only(&before, &after), before: before.len(), after: after.len() })
    }

    /// A campaign on a day as it is, and as it would be with another entry: one that moves the term, a word of belonging, or one that takes
    /// such back. Writes nothing.
    pub fn entry_would(
        &self,
        campaign: &CampaignId,
        entry: LogEntry,
        as_of: Day,
    ) -> Result<(CampaignSnapshot, CampaignSnapshot), AppError> {
        let defs = self.in_force()?;
        let missing = || AppError::Usage("没有这个项目。".into());
        let known = defs.campaign(campaign).ok_or_else(missing)?;
        let facts = self.facts_about(defs.channels_of(campaign).map(|c| &c.id))?;
        let mut changed = self.defs.clone();
        let mut log = self.ledger.campaign_log(None)?;
        log.push(entry);
        lay(&mut changed, &standing(log));
        let then = changed.campaign(campaign).ok_or_else(missing)?;
        let judged = |defs: &Definitions, c: &Campaign| assess::campaign(defs, &facts, &facts.placements, c, as_of);
        Ok((judged(&defs, known), judged(&changed, then)))
    }

    /// The term of a campaign as it was agreed, whether or not it ended before. `None`: there is no such campaign.
    pub fn term_agreed(&self, campaign: &CampaignId) -> Result<Option<Term>, AppError> {
        let mut log = standing(self.ledger.campaign_log(None)?);
        log.retain(|e| e.kind != "ended_on");
        let mut defs = self.defs.clone();
        lay(&mut defs, &log);
        Ok(defs.campaign(campaign).map(|c| c.contract.term))
    }

    /// Lays over definitions what staff had entered up to a moment.
    pub fn lay_over(&self, defs: &mut Definitions, until: Moment) -> Result<(), AppError> {
        lay(defs, &standing(self.ledger.campaign_log(Some(until))?));
        Ok(())
    }

    /// 认定 as answers: the assessor knows them as such.
    pub(crate) fn decisions(&self, facts: &mut Facts, until: Option<Moment>) -> Result<(), AppError> {
        for e in standing(self.ledger.campaign_log(until)?).into_iter().filter(|e| e.kind == "decision") {
            facts.answers.push(AnswerFact {
                at: e.at,
                question: question::id("decision", &[e.campaign.as_str(), e.subject.as_str()]),
                because: format!("{}，依据{}", e.because, e.document),
                choice: e.value,
            });
        }
        Ok(())
    }
}

/// Whether a word is among those that show that a work belongs, however it is written.
fn is_mark(marks: &[String], word: &str) -> bool {
    marks.iter().any(|m| fold(m) == fold(word))
}

/// From which day on an entry about a contract's state holds: like a file it is for the last completed week, which is what pages show; the
/// weeks before stay as they were.
fn shown_from(at: Moment) -> Day {
    at.date().week().previous().sunday()
}

/// Lays entries that stand ([`standing`]) over definitions, in their order.
fn lay(defs: &mut Definitions, log: &[LogEntry]) {
    let agreed: BTreeMap<String, u32> = defs.campaigns.iter().map(|c| (c.id.to_string(), c.contract.term_months)).collect();
    for e in log {
        if e.kind == "rule_signed" {
            let signed = e.value.split_once(' ').and_then(|(day, by)| Some((by.to_owned(), Day::parse_iso(day)?)));
            if let Some(rule) = defs.rules.iter_mut().find(|r| r.id.as_str() == e.subject) {
                rule.signed = signed.or(rule.signed.take());
            }
            continue;
        }
        let Some(c) = defs.campaigns.iter_mut().find(|c| c.id.as_str() == e.campaign) else { continue };
        let contract = &mut c.contract;
        match e.kind.as_str() {
            "signed_on" => {
                if let Some(day) = Day::parse_iso(&e.value) {
                    contract.signed_on = day;
                    contract.confirmed = true;
                    contract.term = Term::from_months(day, contract.term_months);
                }
            }
            "term_months" => {
                if let Ok(months) = e.value.parse::<u32>() {
                    let longer = agreed.get(c.id.as_str()).is_some_and(|before| months > *before);
                    (contract.extended_on, contract.ends_on) = (longer.then(|| shown_from(e.at)), None);
                    contract.term_months = months;
                    contract.reason = Some(e.because.clone());
                    contract.term = Term::from_months(contract.signed_on, months);
                }
            }
            "ends_on" => {
                let day = Day::parse_iso(&e.value);
                contract.extended_on = contract.ends_on.zip(day).filter(|(old, new)| new > old).map(|_| shown_from(e.at));
                contract.ends_on = day;
            }
            "ended_on" => contract.ended_on = Day::parse_iso(&e.value),
            "mark_added" if !is_mark(&c.marks, &e.value) => c.marks.push(e.value.clone()),
            "mark_dropped" => c.marks.retain(|m| fold(m) != fold(&e.value)),
            "state" => {
                if let Some(state) = State::parse(&e.value) {
                    // Where a definition file names a day between, the entry still comes after it.
                    contract.states.push((shown_from(e.at), state));
                    contract.states.push((e.at.date(), state));
                    contract.states.sort_by_key(|(day, _)| *day);
                    // What is said later of its state stands.
                    contract.extended_on = None;
                }
            }
            _ => {}
        }
    }
    for contract in defs.campaigns.iter_mut().map(|c| &mut c.contract) {
        contract.term.end = contract.ends_on.filter(|day| contract.term.start < *day).unwrap_or(contract.term.end);
        contract.ended_on = contract.ended_on.filter(|day| contract.term.holds(*day));
        contract.term.end = contract.ended_on.unwrap_or(contract.term.end);
    }
}
