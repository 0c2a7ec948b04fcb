//! The whole programme on one date: every target judged, every figure with its rule, clause and proofs.

mod channels;
mod duties;
mod judge;
mod partners;
mod rules;

use super::account;
use super::question::{self, Asked};
use super::snapshot::{CampaignSnapshot, QuestionKind, RuleNote, Share, Snapshot, TargetSnapshot};
use super::tally::{Found, Looked};
use super::value::{Counting, Values};
use super::verdict::{self, Judged};
use super::words;
use super::works::Works;
use crate::base::day::Day;
use crate::base::id::{ChannelId, RuleId};
use crate::base::text::quoted;
use crate::define::Definitions;
use crate::model::fact::{BridgeFact, Facts, PlacementFact};
use crate::model::metric::Metric;
use crate::model::programme::{Campaign, State};
use crate::model::target::{Spec, TargetClass};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Judges everything at 24:00 of `as_of`. `facts` are what was known; `as_reported` is printed.
pub fn assess(defs: &Definitions, facts: &Facts, as_of: Day, as_reported: Option<Day>) -> Snapshot {
    // Campaigns know nothing of one another: each core takes the next one that nobody has taken.
    let next = AtomicUsize::new(0);
    let judged: Mutex<Vec<CampaignSnapshot>> = Mutex::default();
    let work = || {
        while let Some(c) = defs.campaigns.get(next.fetch_add(1, Ordering::Relaxed)) {
            let one = campaign(defs, facts, &facts.placements, c, as_of);
            judged.lock().unwrap_or_else(PoisonError::into_inner).push(one);
        }
    };
    std::thread::scope(|s| {
        s.spawn(work);
        work();
    });
    let mut campaigns = judged.into_inner().unwrap_or_else(PoisonError::into_inner);
    campaigns.sort_by_key(|c| defs.campaigns.iter().position(|d| d.id == c.id));
    programme(defs, facts, campaigns, as_of, as_reported)
}

/// Judges one campaign. Of the placements, those on its own channels alone are looked at; those among `facts` are not.
pub fn campaign(defs: &Definitions, facts: &Facts, placements: &[PlacementFact], campaign: &Campaign, as_of: Day) -> CampaignSnapshot {
    let mut by_channel: BTreeMap<&ChannelId, Vec<&PlacementFact>> = defs.channels_of(&campaign.id).map(|c| (&c.id, Vec::new())).collect();
    for p in placements {
        if let Some(list) = by_channel.get_mut(&p.channel) {
            list.push(p);
        }
    }
    let mine: Vec<&PlacementFact> = defs.channels_of(&campaign.id).filter_map(|c| by_channel.get(&c.id)).flatten().copied().collect();
    Assessing { defs, facts, campaign, as_of }.campaign(&mine)
}

/// Puts campaigns together that were judged one by one ([`campaign`], in the order of the definitions): adds what concerns several of
/// them, for which no daily values are needed.
pub fn programme(
    defs: &Definitions,
    facts: &Facts,
    mut campaigns: Vec<CampaignSnapshot>,
    as_of: Day,
    as_reported: Option<Day>,
) -> Snapshot {
    enterprises_twice(facts, &mut campaigns);
    for (campaign, question) in account::questions(defs, facts) {
        if let Some(c) = campaigns.iter_mut().find(|c| c.id == campaign) {
            c.questions.push(question);
        }
    }
    campaigns.sort_by_key(|c| (!c.media, c.number));
    let partners = partners::partners(defs, facts, &campaigns, as_of);
    Snapshot {
        programme: defs.programme.id.clone(),
        programme_name: defs.programme.name.clone(),
        as_of,
        as_reported,
        journal_head: facts.journal_head.clone(),
        sample: facts.sample,
        campaigns,
        rules: defs
            .rules
            .iter()
            .map(|r| RuleNote {
                id: r.id.clone(),
                title: r.title.clone(),
                issue: r.issue.clone(),
                reading: r.reading.clone(),
                other_reading: r.other_reading.clone(),
                signed: r.signed.as_ref().map(|(who, on)| format!("{who} {on}")),
            })
            .collect(),
        partners,
        limits: words::limits(&defs.settings.verdict),
        limits_line: words::limits_line(&defs.settings.verdict),
    }
}

/// One enterprise in two subsidised projects of one year is a question (plan 四（3）).
fn enterprises_twice(facts: &Facts, campaigns: &mut [CampaignSnapshot]) {
    let mut seen: BTreeMap<(i32, String), BTreeMap<&str, &str>> = BTreeMap::new();
    for t in &facts.trainings {
        let key = (t.day.ymd().0, crate::base::text::fold(&t.enterprise));
        seen.entry(key).or_default().insert(t.campaign.as_str(), &t.enterprise);
    }
    for ((year, key), projects) in seen.into_iter().filter(|(_, p)| p.len() > 1) {
        let names: Vec<&str> = projects.keys().copied().collect();
        for c in campaigns.iter_mut().filter(|c| projects.contains_key(c.id.as_str())) {
            let name = projects.get(c.id.as_str()).copied().unwrap_or_default();
            let q = question::question(
                QuestionKind::Enterprise,
                "",
                None,
                &[&year.to_string(), &key],
                format!("{}{year}年出现在两个有补贴的项目中（{}）", quoted(name), names.join("、")),
                Vec::new(),
                &[("accept", "不属重复（写明理由）"), (question::MISTAKE, "登记有误，将更正")],
            );
            c.questions.extend(question::unsettled(q, &facts.answers));
        }
    }
}

/// Whether a rule is signed.
fn signed(defs: &Definitions, rule: &str) -> bool {
    defs.rule(&RuleId::new(rule)).is_some_and(|r| r.signed.is_some())
}

#[derive(Clone, Copy)]
struct Assessing<'a> {
    defs: &'a Definitions,
    facts: &'a Facts,
    campaign: &'a Campaign,
    as_of: Day,
}

impl<'a> Assessing<'a> {
    /// Metrics that enter the campaign's contacts beside the one by kind.
    fn extra_metrics(self) -> &'a [Metric] {
        let mut sums = self.campaign.targets.iter();
        sums.find_map(|t| if let Spec::Sum { extra } = &t.spec { Some(extra.as_slice()) } else { None }).unwrap_or_default()
    }

    fn campaign(self, placements: &[&'a PlacementFact]) -> CampaignSnapshot {
        let Self { defs, facts, campaign: c, as_of } = self;
        let term = c.term();
        let works = Works::of(defs, c, placements, &facts.answers);
        let extra = self.extra_metrics();
        let final_within = signed(defs, "CR-17").then_some(defs.settings.end_of_term.final_within_days);
        let counting = Counting { term, as_of, extra, final_within, others_count: signed(defs, "CR-16"), anomaly: defs.settings.anomaly };
        let values = Values::of(&works, counting);
        let looked = Looked { campaign: c, works: &works, values: &values, facts, term, until: values.until, as_of };
        let mut tallies: BTreeMap<&str, Found> = BTreeMap::new();
        for t in &c.targets {
            if let Spec::Tally(tally) = &t.spec {
                tallies.insert(t.id.as_str(), looked.tally(t.id.as_str(), tally, &facts.answers));
            }
        }
        let judge = Judging { assessing: self, looked, tallies: &tallies };
        let targets: Vec<(TargetSnapshot, Judged)> = c.targets.iter().map(|t| judge.target(t)).collect();
        let indicators: Vec<Judged> = targets.iter().filter(|(t, _)| t.class == TargetClass::Indicator).map(|(_, j)| *j).collect();
        let verdict = verdict::campaign(&indicators);
        let targets: Vec<TargetSnapshot> = targets.into_iter().map(|(t, _)| t).collect();
        let open_requirements = targets.iter().filter(|t| t.is_open()).count();
        let verdict_text = match open_requirements {
            0 => verdict.zh().to_owned(),
            n => format!("{}，另有{n}项要求未落实", verdict.zh()),
        };
        let asked = Asked {
            defs,
            works: &works,
            values: &values,
            term,
            as_of,
            answers: &facts.answers,
            bridges: facts.bridges.iter().filter(|b| concerns(b, &works)).collect(),
        };
        let mut questions = asked.open();
        questions.extend(judge.mark_questions());
        let channels = judge.channels();
        let mut snapshot = CampaignSnapshot {
            id: c.id.clone(),
            number: c.number,
            title: c.name.clone(),
            short_name: c.short_name.clone(),
            lead: c.sponsor.clone(),
            partner: c.partner.as_ref().and_then(|p| defs.partner(p)).map(|p| p.name.clone()).unwrap_or_default(),
            media: c.media,
            budget_yuan: c.budget_yuan,
            term,
            signed: c.contract.confirmed,
            ended_on: c.contract.ended_on,
            elapsed: verdict::pace(term, as_of, &[], 1).unwrap_or(Share(0)),
            elapsed_days: term.elapsed(as_of),
            state: state(c, as_of),
            verdict,
            open_requirements: u32::try_from(open_requirements).unwrap_or(u32::MAX),
            verdict_text,
            outlook: String::new(),
            curve: judge.curve(),
            weekly_gains: judge.weekly_gains(&channels),
            calendar: judge.calendar(),
            targets,
            channels,
            questions,
            gaps: Vec::new(),
            problems: Vec::new(),
            next_steps: Vec::new(),
            notes: c.notes.clone(),
        };
        words::fill(&mut snapshot, as_of);
        snapshot
    }
}

/// Whether a partner's sum is about a campaign's placements.
fn concerns(b: &BridgeFact, works: &Works<'_>) -> bool {
    match &b.channel {
        Some(channel) => works.channels.iter().any(|c| c.id == *channel),
        None => b.of.iter().any(|(id, _)| works.placements.iter().any(|p| p.fact.id == *id)),
    }
}

fn state(c: &Campaign, as_of: Day) -> State {
    let extended = c.contract.extended_on.filter(|on| *on <= as_of);
    if let Some((on, s)) = c.contract.states.iter().filter(|(on, _)| *on <= as_of).max_by_key(|(on, _)| *on) {
        let goes_on = matches!(s, State::Unsigned | State::Preparing | State::Running);
        if !(goes_on && extended.is_some_and(|day| day >= *on)) {
            return *s;
        }
    }
    let term = c.term();
    if as_of < term.start {
        State::Unsigned
    } else if as_of > term.end {
        State::Completed
    } else if extended.is_some() || c.contract.term_months > 12 && as_of > term.start.plus_months(12).plus(-1) {
        State::Extended
    } else {
        State::Running
    }
}

/// What one campaign is judged by.
struct Judging<'a, 'b> {
    assessing: Assessing<'a>,
    looked: Looked<'b, 'a>,
    tallies: &'b BTreeMap<&'a str, Found>,
}
