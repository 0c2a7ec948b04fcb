//! The whole programme on one date: every target judged, every figure with its rule, clause and proofs.

use super::forecast;
use super::presence;
use super::question::{self, Asked};
use super::snapshot::{
    Calendar, CampaignSnapshot, Cell, ChannelSnapshot, CurvePoint, Detail, DueState, PartnerSnapshot, QuestionKind, RuleNote, Share,
    Snapshot, TargetKind, TargetSnapshot, Verdict, WeekGains, WorkLine,
};
use super::tally::{Found, Looked};
use super::value::{Counting, Values};
use super::verdict::{self, Display, Growth, Judged};
use super::works::Works;
use crate::base::count::Span;
use crate::base::day::{Day, Term, Week};
use crate::base::id::{ChannelId, RuleId};
use crate::base::text::clip;
use crate::define::Definitions;
use crate::model::channel::Scope;
use crate::model::fact::{Facts, PlacementFact};
use crate::model::metric::Metric;
use crate::model::programme::{Campaign, State};
use crate::model::reading::{ReadingRef, Source};
use crate::model::target::{Required, Spec, Target, TargetClass};
use std::collections::BTreeMap;

/// Judges everything at 24:00 of `as_of`. `facts` are what was known; `as_reported` is printed.
pub fn assess(defs: &Definitions, facts: &Facts, as_of: Day, as_reported: Option<Day>) -> Snapshot {
    let mut by_channel: BTreeMap<&ChannelId, Vec<&PlacementFact>> = BTreeMap::new();
    for p in &facts.placements {
        by_channel.entry(&p.channel).or_default().push(p);
    }
    let mut campaigns: Vec<CampaignSnapshot> = defs
        .campaigns
        .iter()
        .map(|c| {
            let mine: Vec<&PlacementFact> = defs.channels_of(&c.id).filter_map(|ch| by_channel.get(&ch.id)).flatten().copied().collect();
            Assessing { defs, facts, campaign: c, as_of }.campaign(&mine)
        })
        .collect();
    enterprises_twice(facts, &mut campaigns);
    campaigns.sort_by_key(|c| (!c.media, c.number));
    let partners = partners(defs, facts, &campaigns, as_of);
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
                format!("“{name}”{year}年出现在两个有补贴的项目中（{}）", names.join("、")),
                Vec::new(),
                &[("accept", "不属重复（写明理由）"), ("mistake", "登记有误，将更正")],
            );
            if !question::is_answered(&facts.answers, &q.id) {
                c.questions.push(q);
            }
        }
    }
}

/// Whether a rule is signed.
fn signed(defs: &Definitions, rule: &str) -> bool {
    defs.rule(&RuleId::new(rule)).is_some_and(|r| r.signed.is_some())
}

/// How many weeks were due and missed at T since the last day with data; the week of `since` itself is not missed.
fn missed_weeks(defs: &Definitions, since: Day, as_of: Day) -> i32 {
    let mut week = since.week().next();
    let mut missed = 0;
    // Two years of silence are as good as any longer one.
    while missed < 104 {
        let due = defs.calendar.workday_from(week.next().monday()).at(defs.settings.weeks.due_secs());
        if due > as_of.end() {
            break;
        }
        missed += 1;
        week = week.next();
    }
    missed
}

#[derive(Clone, Copy)]
struct Assessing<'a> {
    defs: &'a Definitions,
    facts: &'a Facts,
    campaign: &'a Campaign,
    as_of: Day,
}

impl<'a> Assessing<'a> {
    fn campaign(self, placements: &[&'a PlacementFact]) -> CampaignSnapshot {
        let Self { defs, facts, campaign: c, as_of } = self;
        let term = c.term();
        let works = Works::of(defs, c, placements, &facts.answers);
        let extra: &[Metric] = c
            .targets
            .iter()
            .find_map(|t| if let Spec::Sum { extra } = &t.spec { Some(extra.as_slice()) } else { None })
            .unwrap_or_default();
        let final_within = signed(defs, "CR-17").then_some(defs.settings.end_of_term.final_within_days);
        let counting = Counting { term, as_of, extra, final_within, others_count: signed(defs, "CR-16") };
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
        let open_requirements = targets.iter().filter(|t| t.class == TargetClass::Requirement && is_open(t)).count();
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
            elapsed: verdict::pace(term, as_of, &[], 1).unwrap_or(Share(0)),
            elapsed_days: term.elapsed(as_of),
            state: state(c, as_of),
            verdict,
            open_requirements: u32::try_from(open_requirements).unwrap_or(u32::MAX),
            verdict_text,
            outlook: String::new(),
            curve: judge.curve(),
            weekly_gains: judge.weekly_gains(),
            calendar: judge.calendar(),
            targets,
            channels,
            questions,
            gaps: Vec::new(),
            problems: Vec::new(),
            next_steps: Vec::new(),
            notes: c.notes.clone(),
        };
        super::words::fill(&mut snapshot, as_of);
        snapshot
    }
}

/// Whether a partner's sum is about a campaign's placements.
fn concerns(b: &crate::model::fact::BridgeFact, works: &Works<'_>) -> bool {
    match &b.channel {
        Some(channel) => works.channels.iter().any(|c| c.id == *channel),
        None => b.of.iter().any(|(id, _)| works.placements.iter().any(|p| p.fact.id == *id)),
    }
}

/// Whether a requirement still has something to be done.
fn is_open(t: &TargetSnapshot) -> bool {
    match (&t.detail, t.kind) {
        (Detail::Repost(matrix), _) => matrix.rows.iter().any(|(_, cells)| cells.contains(&Cell::Missing)),
        (_, TargetKind::Each) => {
            matches!(t.demanded, Required::All) && t.required_low.is_some_and(|r| t.actual.high.is_some_and(|h| h < r))
        }
        _ => t.verdict != Verdict::Achieved && t.verdict != Verdict::NotStarted && t.verdict != Verdict::OnTrack,
    }
}

fn state(c: &Campaign, as_of: Day) -> State {
    if let Some((_, s)) = c.contract.states.iter().filter(|(on, _)| *on <= as_of).max_by_key(|(on, _)| *on) {
        return *s;
    }
    let term = c.term();
    if as_of < term.start {
        State::Unsigned
    } else if as_of > term.end {
        State::Completed
    } else if c.contract.term_months > 12 && as_of > term.start.plus_months(12).plus(-1) {
        State::Extended
    } else {
        State::Running
    }
}

struct Judging<'a, 'b> {
    assessing: Assessing<'a>,
    looked: Looked<'b, 'a>,
    tallies: &'b BTreeMap<&'a str, Found>,
}

/// What a target's figure comes to before it is dressed up.
struct Figure {
    kind: TargetKind,
    /// What is demanded, where it follows from the calendar.
    demanded: Option<Required>,
    required: (Option<u64>, Option<u64>),
    actual: Span,
    estimates: Span,
    judged: Judged,
    /// The day whose pace is shown; `None`: no pace applies.
    pace_on: Option<Day>,
    data_date: Option<Day>,
    unknown: Vec<String>,
    proofs: Vec<ReadingRef>,
    notes: Vec<String>,
    detail: Detail,
    forecast: Option<super::snapshot::Forecast>,
}

impl<'a> Judging<'a, '_> {
    fn target(&self, t: &'a Target) -> (TargetSnapshot, Judged) {
        let Assessing { defs, campaign, as_of, .. } = self.assessing;
        let years = if t.per_year { campaign.years() } else { 1 };
        let figure = match &t.spec {
            Spec::Tally(tally) => self.tally(t, tally, years),
            Spec::Sum { .. } => self.sum(t, years),
            Spec::Days { channel, position, months } => self.days(channel, position, *months),
            Spec::Each { of, condition } => {
                let none = Found::default();
                self.each(self.tallies.get(of.as_str()).unwrap_or(&none), condition)
            }
            Spec::EachOn { tally, condition } => self.each(&self.looked.section(tally), condition),
            Spec::Repost { of, channels, within_days } => {
                let none = Found::default();
                self.repost(self.tallies.get(of.as_str()).unwrap_or(&none), channels, *within_days)
            }
            Spec::Airings { programme } => self.airings(t, programme, years),
        };
        let term = campaign.term();
        let required = figure.required.0.or(figure.required.1);
        let pace = figure.pace_on.and_then(|d| verdict::pace(term, d.min(as_of), &t.milestones, required.unwrap_or(1)));
        let rule = defs.rule(&t.rule);
        let clause = campaign.clauses.iter().find(|c| c.id == t.clause);
        let mut notes = figure.notes;
        if let Some(other) = rule.filter(|r| r.signed.is_none()).and_then(|r| r.other_reading.as_ref()) {
            notes.push(format!("口径{}待确认，另一种理解：{other}", t.rule));
        }
        let snapshot = TargetSnapshot {
            id: t.id.clone(),
            kind: figure.kind,
            class: t.class,
            label: t.label.clone(),
            unit: t.unit.clone(),
            demanded: figure.demanded.unwrap_or(t.required),
            required_low: figure.required.0,
            required_high: figure.required.1,
            actual: figure.actual,
            estimates: figure.estimates,
            opening: None,
            attainment: required.and_then(|r| Share::of(figure.actual.low, r)),
            pace,
            data_date: figure.data_date,
            days_late: match (figure.pace_on, required) {
                (Some(_), Some(r)) => verdict::days_late(figure.actual.low, r, term, as_of),
                _ => 0,
            },
            verdict: figure.judged.verdict,
            verdict_ends: figure.judged.ends,
            forecast: figure.forecast,
            unknown: figure.unknown,
            rule: t.rule.clone(),
            rule_signed: rule.is_some_and(|r| r.signed.is_some()),
            clause: t.clause.clone(),
            clause_text: clause.map(|c| format!("{} {}", c.place, c.says)).unwrap_or_default(),
            decision: self.decision(t),
            proofs: figure.proofs,
            notes,
            detail: figure.detail,
        };
        (snapshot, figure.judged)
    }

    /// 认定: an answer to `decision-…` for the target.
    fn decision(&self, t: &Target) -> Option<String> {
        let id = question::id("decision", &[self.assessing.campaign.id.as_str(), t.id.as_str()]);
        let answer = self.assessing.facts.answers.iter().rev().find(|a| a.question == id)?;
        Some(format!("{} 认定：{}（{}）", answer.at.date().zh(), answer.choice, answer.because))
    }

    fn growth<'m>(&self, low: u64, high: u64, required: u64, data_date: Option<Day>, t: &'m Target) -> Growth<'m> {
        let Assessing { defs, campaign, as_of, .. } = self.assessing;
        let term = campaign.term();
        let since = data_date.unwrap_or(term.start.plus(-7)).min(as_of);
        Growth {
            low,
            high,
            required,
            term,
            as_of,
            data_date,
            missed_weeks: missed_weeks(defs, since, as_of.min(term.end)),
            milestones: &t.milestones,
        }
    }

    /// The last day of which a channel said anything, up to T.
    fn channel_data(&self, channel: usize) -> Option<Day> {
        let Assessing { facts, as_of, .. } = self.assessing;
        let id = &self.looked.works.channels.get(channel)?.id;
        let read = self.looked.values.last.get(channel).copied().flatten().map(|(d, _)| d);
        let filed = facts.files.iter().filter_map(|f| f.covers.get(id)).map(|d| (*d).min(as_of)).max();
        read.max(filed)
    }

    fn tally(&self, t: &'a Target, tally: &crate::model::target::Tally, years: u64) -> Figure {
        let settings = &self.assessing.defs.settings.verdict;
        let none = Found::default();
        let found = self.tallies.get(t.id.as_str()).unwrap_or(&none);
        let actual = found.span();
        let low = t.required.low().map(|n| n * years);
        let high = t.required.high().map(|n| n * years);
        let required = low.or(high).unwrap_or(1);
        let primary: Vec<usize> =
            self.looked.works.channels.iter().enumerate().filter(|(_, c)| tally.channels.contains(&c.id)).map(|(n, _)| n).collect();
        let data_date = primary.iter().filter_map(|n| self.channel_data(*n)).max();
        // Only a channel that is filled week by week can be silent; one-off deliverables are registered when they are there.
        let weekly = primary.iter().filter_map(|n| self.looked.works.channels.get(*n)).any(|c| self.is_weekly(&c.id));
        // A project of which nothing was ever registered is silent, not late.
        let silent = !weekly && found.pieces == 0 && !self.has_any_data();
        let date = if weekly || silent { data_date } else { Some(self.assessing.as_of) };
        let mut g = self.growth(actual.low, actual.high.unwrap_or(actual.low), required, date, t);
        if !weekly && !silent {
            g.missed_weeks = 0;
        }
        let judged = match t.required {
            // Training is kept by hand: nothing registered means not begun.
            _ if silent && !self.assessing.campaign.media => Verdict::NotStarted.into(),
            Required::About(_) => verdict::about(g, settings),
            Required::AtMost(n) => if actual.low <= n { Verdict::OnTrack } else { Verdict::Missed }.into(),
            _ if required < settings.small_tally_below => verdict::small_tally(g, t.due_days_before_end, settings),
            _ => verdict::growth(g, settings),
        };
        let mut notes = Vec::new();
        if !found.undecided.is_empty() {
            notes.push(format!("另有 {} {}待认定为“{}”", found.undecided.len(), t.unit, tally.staff_mark.as_deref().unwrap_or_default()));
        }
        if !found.unknown_length.is_empty() {
            notes.push(format!("{} 条时长待补", found.unknown_length.len()));
        }
        if found.undated > 0 {
            notes.push(format!("{} 条发布时间待补", found.undated));
        }
        let lines = |map: &BTreeMap<usize, usize>| -> Vec<WorkLine> {
            let mut list: Vec<WorkLine> = map.keys().map(|w| self.looked.line(*w)).collect();
            list.sort_by(|a, b| (a.day, &a.title).cmp(&(b.day, &b.title)));
            list
        };
        Figure {
            kind: TargetKind::Tally,
            demanded: None,
            required: (low, high),
            actual,
            estimates: Span::ZERO,
            judged,
            pace_on: Some(date.unwrap_or(self.assessing.as_of)),
            // What is registered when it is there is judged at T itself.
            data_date: date,
            unknown: found.unknown_length.iter().map(|u| clip(u, 30)).collect(),
            proofs: found.proofs.clone(),
            notes,
            detail: Detail::Works {
                counted: lines(&found.counted),
                undecided: lines(&found.undecided),
                left_out: found.left_out.iter().map(|(w, why)| (self.looked.line(*w), why.clone())).collect(),
            },
            forecast: None,
        }
    }

    /// Whether anything at all is known of the campaign up to T.
    fn has_any_data(&self) -> bool {
        let Assessing { facts, campaign, as_of, .. } = self.assessing;
        let mine = |c: &ChannelId| self.looked.works.channels.iter().any(|x| x.id == *c);
        !self.looked.works.placements.is_empty()
            || facts.records.iter().any(|r| r.campaign == campaign.id && r.day <= as_of)
            || facts.trainings.iter().any(|r| r.campaign == campaign.id && r.day <= as_of)
            || facts.presence.iter().any(|r| mine(&r.channel) && r.from <= as_of)
            || facts.airings.iter().any(|r| mine(&r.channel) && r.day <= as_of)
    }

    fn is_weekly(&self, channel: &ChannelId) -> bool {
        self.assessing.defs.partners.iter().any(|p| p.reports.contains(channel))
    }

    fn sum(&self, t: &'a Target, years: u64) -> Figure {
        let Assessing { defs, campaign, as_of, .. } = self.assessing;
        let (values, works) = (self.looked.values, self.looked.works);
        let settings = &defs.settings.verdict;
        let actual = values.contacts_at(&t.rule, values.until).span;
        let actual = if as_of < campaign.term().start { Span::ZERO } else { actual };
        let required = t.required.low().unwrap_or(1) * years;
        let high = values.judged_high(values.until, settings.open_end_factor);
        // The oldest last reading among channels with at least a tenth of the sum.
        let shares: Vec<(usize, u64)> = (0..works.channels.len()).map(|n| (n, values.channel_at(n, values.until).low)).collect();
        let large = shares
            .iter()
            .filter(|(_, low)| *low > 0 && u128::from(*low) * 100 >= u128::from(actual.low) * u128::from(settings.data_date_share_percent));
        let counted = large.filter_map(|(n, _)| values.last.get(*n).copied().flatten()).map(|(d, _)| d).min();
        // Readings of 0 or hidden numbers are data too.
        let data_date = counted.or_else(|| {
            (0..works.channels.len())
                .filter(|n| self.counts(*n))
                .filter_map(|n| values.last.get(n).copied().flatten())
                .map(|(d, _)| d)
                .max()
        });
        let g = self.growth(actual.low, high.max(actual.low), required, data_date, t);
        let judged = verdict::growth(g, settings);
        let estimates = values.estimates_at(values.until);
        let mut unknown: Vec<String> = Vec::new();
        let mut proofs = Vec::new();
        let mut open = (0_u32, 0_u64);
        for (p, w) in works.placements.iter().zip(&values.worth) {
            let counts = self.counts(p.channel) && (!p.is_work() || p.counts(campaign.term(), as_of));
            match w.span {
                Some(span) if counts => {
                    proofs.extend(w.proofs.iter().copied());
                    if span.high.is_none() {
                        open = (open.0 + 1, open.1.saturating_add(span.low));
                    }
                }
                None if counts && self.has_numbers(p.channel) && (!p.is_work() || p.kind.contacts().is_some()) => {
                    let channel = works.channels.get(p.channel).map_or("", |c| c.name.as_str());
                    unknown.push(if p.title.is_empty() { channel.to_owned() } else { format!("{channel}“{}”", clip(p.title, 24)) });
                }
                _ => {}
            }
        }
        proofs.sort_unstable();
        proofs.dedup();
        let mut notes = Vec::new();
        if open.0 > 0 {
            notes.push(format!("含 {} 条仅显示“10万+”一类的数，按下限 {} 计入", open.0, question::wan(open.1)));
        }
        if estimates > 0 {
            let with = actual.low.saturating_add(estimates);
            notes.push(format!("推算数 {} 单独列示，未计入；若计入为 {}", question::wan(estimates), question::wan(with)));
        }
        let today = values.until;
        let forecast = (as_of >= campaign.term().start && as_of < campaign.term().end)
            .then(|| {
                forecast::forecast(
                    |d| values.contacts_at(&t.rule, d).span.low,
                    high,
                    required,
                    campaign.term(),
                    data_date.unwrap_or(today).min(today),
                )
            })
            .flatten();
        Figure {
            kind: TargetKind::Sum,
            demanded: None,
            required: (Some(required), t.required.high()),
            actual,
            estimates: values.estimates_span(values.until),
            judged,
            pace_on: Some(data_date.unwrap_or(as_of)),
            data_date,
            unknown,
            proofs,
            notes,
            detail: Detail::None,
            forecast,
        }
    }

    /// Whether a channel has any number, or a number that its platform hides. A television programme has no counter: nothing is missing.
    fn has_numbers(&self, n: usize) -> bool {
        self.looked.works.numbered.get(n).copied().unwrap_or(false)
    }

    /// Whether a channel enters the sum.
    fn counts(&self, n: usize) -> bool {
        let works = self.looked.works;
        let Some(channel) = works.channels.get(n) else { return false };
        let contained = works.channels.iter().any(|o| o.contains.contains(&channel.id));
        !contained && (!channel.apart || signed(self.assessing.defs, "CR-16"))
    }

    fn days(&self, channel: &ChannelId, position: &str, months: u32) -> Figure {
        let Assessing { defs, campaign, facts, as_of } = self.assessing;
        let term = campaign.term();
        let last_day = term.end.max(term.start.plus_months(24).plus(-1));
        let asked = presence::Asked { channel, position, months, term, as_of, last_day };
        let (detail, proofs) = presence::days(asked, &facts.presence);
        let shown = u64::from(detail.seen + detail.certified);
        let possible = shown + u64::from(detail.unchecked);
        let judged = verdict::display(
            Display {
                shown,
                possible,
                required: u64::from(detail.required),
                begun: detail.first.is_some(),
                interrupted: u64::from(detail.not_shown + detail.elsewhere),
                latest_start: detail.latest_start,
                last_day,
                as_of,
                term,
            },
            &defs.settings.verdict,
        );
        let mut notes = vec![format!("我方检查所见 {} 天，合作媒体证明 {} 天", detail.seen, detail.certified)];
        for (n, what) in [(detail.elsewhere, "天在页面上但不在要求位置"), (detail.not_shown, "天未展示"), (detail.unchecked, "天未检查")]
        {
            if n > 0 {
                notes.push(format!("{n} {what}"));
            }
        }
        if detail.longest_gap > 0 {
            notes.push(format!("最长间断 {} 天", detail.longest_gap));
        }
        Figure {
            kind: TargetKind::Days,
            demanded: Some(Required::AtLeast(u64::from(detail.required))),
            required: (Some(u64::from(detail.required)), None),
            actual: Span::between(shown, possible),
            estimates: Span::ZERO,
            judged,
            pace_on: None,
            data_date: detail.days.iter().rev().find(|(_, s)| *s != super::snapshot::DayState::Unchecked).map(|(d, _)| *d),
            unknown: Vec::new(),
            proofs,
            notes,
            detail: Detail::Days(detail),
            forecast: None,
        }
    }

    fn each(&self, works: &Found, condition: &crate::model::target::Condition) -> Figure {
        let each = self.looked.each(works, condition);
        let about = matches!(condition, crate::model::target::Condition::DurationAbout(_));
        let verdict = match (each.of, each.met >= each.of, each.possible >= each.of, about) {
            (0, _, _, _) => Verdict::NotStarted,
            (_, true, _, _) => Verdict::Achieved,
            (_, false, true, _) | (_, _, _, true) => Verdict::ToConfirm,
            (_, false, false, false) => Verdict::Behind,
        };
        Figure {
            kind: TargetKind::Each,
            demanded: None,
            required: (Some(each.of), None),
            actual: Span::between(each.met, each.possible.max(each.met)),
            estimates: Span::ZERO,
            judged: verdict.into(),
            pace_on: None,
            data_date: None,
            unknown: Vec::new(),
            proofs: works.proofs.clone(),
            notes: each.notes,
            detail: Detail::None,
            forecast: None,
        }
    }

    fn repost(&self, works: &Found, channels: &[ChannelId], within_days: i32) -> Figure {
        let matrix = self.looked.reposts(works, channels, within_days);
        let cells = || matrix.rows.iter().flat_map(|(_, c)| c);
        let count = |what: Cell| cells().filter(|c| **c == what).count() as u64;
        let (found, missing, unchecked) = (count(Cell::Found), count(Cell::Missing), count(Cell::Unchecked));
        let required = cells().count() as u64;
        let verdict = match (required, missing, unchecked, found == required) {
            (0, _, _, _) => Verdict::NotStarted,
            (_, _, _, true) => Verdict::Achieved,
            (_, 0, 0, false) => Verdict::OnTrack,
            (_, 0, _, false) => Verdict::ToConfirm,
            (_, _, _, false) => Verdict::Behind,
        };
        let mut notes = Vec::new();
        if missing > 0 {
            notes.push(format!("{missing} 处到期未见转发"));
        }
        if unchecked > 0 {
            notes.push(format!("{unchecked} 处尚无资料可查"));
        }
        Figure {
            kind: TargetKind::Repost,
            demanded: None,
            required: (Some(required), None),
            actual: Span::between(found, found + unchecked),
            estimates: Span::ZERO,
            judged: verdict.into(),
            pace_on: None,
            data_date: None,
            unknown: Vec::new(),
            proofs: Vec::new(),
            notes,
            detail: Detail::Repost(matrix),
            forecast: None,
        }
    }

    fn airings(&self, t: &'a Target, programme: &str, years: u64) -> Figure {
        let name = crate::base::text::fold(programme);
        let is_it = |a: &&crate::model::fact::AiringFact| {
            let p = crate::base::text::fold(&a.programme);
            p.contains(&name) || name.contains(&p) || p.contains("宣传片")
        };
        let aired: Vec<_> = self.looked.aired().into_iter().filter(is_it).collect();
        let planned: Vec<_> = self.looked.airing_rows(false).into_iter().filter(is_it).collect();
        // A planned airing is met by one of the same day not yet used: broadcasts slip by minutes.
        let mut per_day: BTreeMap<Day, u64> = BTreeMap::new();
        for a in &aired {
            *per_day.entry(a.day).or_default() += 1;
        }
        let mut met = 0;
        for p in &planned {
            if let Some(n) = per_day.get_mut(&p.day).filter(|n| **n > 0) {
                *n -= 1;
                met += 1;
            }
        }
        let (planned, total) = (planned.len() as u64, aired.len() as u64);
        let required = t.required.low().unwrap_or(1) * years;
        let data_date = aired.iter().map(|a| a.day).max();
        let g = self.growth(total, total, required, data_date, t);
        let mut notes = Vec::new();
        if planned > met {
            notes.push(format!("排期 {planned} 次，漏播 {} 次", planned - met));
        }
        Figure {
            kind: TargetKind::Airings,
            demanded: None,
            required: (Some(required), None),
            actual: Span::exact(total),
            estimates: Span::ZERO,
            judged: verdict::growth(g, &self.assessing.defs.settings.verdict),
            pace_on: Some(data_date.unwrap_or(self.assessing.as_of)),
            data_date,
            unknown: Vec::new(),
            proofs: aired.iter().map(|a| a.proof).collect(),
            notes,
            detail: Detail::Airings { planned, aired: met, missed: planned - met, extra: total - met },
            forecast: None,
        }
    }

    /// Works that wait for a mark by staff.
    fn mark_questions(&self) -> Vec<super::snapshot::QuestionSnapshot> {
        let c = self.assessing.campaign;
        c.targets
            .iter()
            .filter_map(|t| {
                let Spec::Tally(tally) = &t.spec else { return None };
                let mark = tally.staff_mark.as_ref()?;
                let found = self.tallies.get(t.id.as_str()).filter(|f| !f.undecided.is_empty())?;
                let mut lines: Vec<WorkLine> = found.undecided.keys().map(|w| self.looked.line(*w)).collect();
                lines.sort_by(|a, b| (a.day, &a.title).cmp(&(b.day, &b.title)));
                let cases = lines.iter().map(|l| format!("“{}” {}", clip(&l.title, 30), l.day.map(Day::zh).unwrap_or_default())).collect();
                let keys = lines.iter().map(|l| crate::base::text::title_key(&l.title)).collect();
                let one = question::question(
                    QuestionKind::Mark,
                    &t.label,
                    None,
                    &[c.id.as_str(), t.id.as_str()],
                    format!("{} {}待认定是否为“{mark}”", lines.len(), t.unit),
                    cases,
                    &[("all", "都是"), ("none", "都不是"), ("1,3", "只有这些序号的是")],
                );
                Some(super::snapshot::QuestionSnapshot { keys, ..one })
            })
            .collect()
    }

    fn channels(&self) -> Vec<ChannelSnapshot> {
        let Assessing { campaign, facts, as_of, .. } = self.assessing;
        let (values, works) = (self.looked.values, self.looked.works);
        let week = as_of.week();
        let opening_day = week.monday().plus(-1);
        works
            .channels
            .iter()
            .enumerate()
            .map(|(n, c)| {
                let counted = self.has_numbers(n);
                let mine = || works.placements.iter().zip(&values.worth).filter(|(p, _)| p.channel == n);
                let value = values.channel_at(n, values.until);
                let opening = if opening_day < values.start { Span::ZERO } else { values.channel_at(n, opening_day) };
                let last = values.last.get(n).copied().flatten();
                let last_reading = self.channel_data(n);
                let source = last.map(|(_, proof)| source_of(facts, proof));
                let peak = values.tracks.get(n).and_then(|t| t.low.iter().max().copied()).filter(|p| *p > value.low);
                let contained = works.channels.iter().find(|o| o.contains.contains(&c.id));
                let shown_apart = values.apart.get(n).map(|t| t.at(values.days() - 1)).filter(|s| s.low > 0);
                let estimated = values.estimates.get(n).and_then(|t| t.low.last().copied()).filter(|e| *e > 0);
                let apart = match (contained, c.apart, shown_apart, estimated) {
                    (Some(o), _, s, _) => {
                        Some(format!("已含在“{}”中，{}不另加", o.name, s.map(|s| question::wan(s.low)).unwrap_or_default()))
                    }
                    (_, true, Some(s), _) => Some(format!("{} 单独列示，未计入", question::wan(s.low))),
                    (_, true, None, _) => Some("单独列示，未计入".to_owned()),
                    // What counts of the channel stands in the sum; only a channel of which nothing counts is shown apart.
                    (None, false, _, _) if value.low > 0 => None,
                    (None, false, Some(s), _) if c.scope == Scope::Works => {
                        Some(format!("渠道总量 {} 只列示，按作品计", question::wan(s.low)))
                    }
                    (None, false, Some(s), _) => Some(format!("逐条数 {} 只列示，按渠道总量计", question::wan(s.low))),
                    (None, false, None, Some(e)) => Some(format!("推算 {}，未计入", question::wan(e))),
                    (None, false, None, None) => None,
                };
                let at_index = |t: &super::value::Track, day: Day| values.index(day).map_or(Span::ZERO, |i| t.at(i));
                let apart_track = values.apart.get(n).filter(|_| apart.is_some());
                let (value, opening) = match apart_track {
                    Some(t) => (at_index(t, values.until), if opening_day < values.start { Span::ZERO } else { at_index(t, opening_day) }),
                    None => (value, opening),
                };
                let gain_days = values.tracks.get(n).map(|t| days_with_readings(t, values.start));
                let reported = gain_days.as_ref().is_some_and(|d| d.iter().any(|d| d.week() == week))
                    || last_reading.is_some_and(|d| d.week() == week);
                let before = gain_days.as_ref().and_then(|d| d.iter().rev().find(|d| d.week() < week)).copied();
                let weeks_held = match (reported, before) {
                    (true, Some(b)) => u32::try_from(week.monday().since(b.week().monday()) / 7).unwrap_or(1),
                    _ => 1,
                };
                let gain = value.low.saturating_sub(opening.low);
                let width = value.high.map_or(u64::MAX, |h| h.saturating_sub(value.low));
                ChannelSnapshot {
                    id: c.id.clone(),
                    name: c.name.clone(),
                    platform: c.platform.clone(),
                    primary: campaign.targets.iter().any(|t| matches!(&t.spec, Spec::Tally(y) if y.channels.contains(&c.id))),
                    value,
                    opening,
                    peak,
                    apart,
                    placements: u32::try_from(mine().filter(|(p, _)| p.is_work() && p.counts(campaign.term(), as_of)).count())
                        .unwrap_or(u32::MAX),
                    unknown: u32::try_from(mine().filter(|(p, w)| counted && p.belongs && w.span.is_none() && p.is_work()).count())
                        .unwrap_or(u32::MAX),
                    last_reading,
                    source,
                    age_days: last_reading.and_then(|d| u32::try_from(as_of.since(d)).ok()),
                    owed: self.is_weekly(&c.id),
                    reported,
                    weeks_held,
                    only_rounded: reported && values.rounded.get(n).copied().unwrap_or(false) && gain < width,
                    unconfirmed: false,
                }
            })
            .collect()
    }

    fn curve(&self) -> Vec<CurvePoint> {
        let Some(t) = self.assessing.campaign.targets.iter().find(|t| matches!(t.spec, Spec::Sum { .. })) else { return Vec::new() };
        if self.assessing.as_of < self.assessing.campaign.term().start {
            return Vec::new();
        }
        let values = self.looked.values;
        (0..values.days())
            .map(|n| {
                let day = values.start.plus(i32::try_from(n).unwrap_or(0));
                CurvePoint { day, span: values.contacts_at(&t.rule, day).span, estimates: values.estimates_at(day) }
            })
            .collect()
    }

    fn weekly_gains(&self) -> Vec<WeekGains> {
        if self.assessing.as_of < self.assessing.campaign.term().start || !self.assessing.campaign.media {
            return Vec::new();
        }
        super::frame::weekly_gains(self.looked.values)
    }

    /// Publishing by week of the largest tally of works.
    fn calendar(&self) -> Option<Calendar> {
        let Assessing { campaign, as_of, .. } = self.assessing;
        let term = campaign.term();
        let target = campaign
            .targets
            .iter()
            .filter(|t| matches!(&t.spec, Spec::Tally(y) if !y.channels.is_empty() && !y.kinds.is_empty()))
            .max_by_key(|t| t.required.low().unwrap_or(0))?;
        let found = self.tallies.get(target.id.as_str())?;
        let mut weeks: BTreeMap<Week, u32> = BTreeMap::new();
        for p in found.counted.values().filter_map(|n| self.looked.works.placements.get(*n)) {
            if let Some(d) = p.published {
                *weeks.entry(d.day.week()).or_default() += 1;
            }
        }
        for d in &found.piece_days {
            *weeks.entry(d.week()).or_default() += 1;
        }
        let mut all = Vec::new();
        let mut week = term.start.week();
        while week <= term.end.week() {
            let n = weeks.get(&week).copied().unwrap_or(0);
            all.push((week, (week.monday() <= as_of).then_some(n)));
            week = week.next();
        }
        Some(Calendar { label: target.label.clone(), unit: target.unit.clone(), weeks: all, undated: found.undated })
    }
}

fn days_with_readings(t: &super::value::Track, start: Day) -> Vec<Day> {
    t.readings.iter().enumerate().filter(|(_, n)| **n > 0).map(|(n, _)| start.plus(i32::try_from(n).unwrap_or(0))).collect()
}

/// Where a reading came from, by the file that brought it.
fn source_of(facts: &Facts, proof: ReadingRef) -> Source {
    match facts.files.iter().find(|f| f.import == proof.import && f.file == proof.file).map(|f| f.kind.as_str()) {
        Some("statements") => Source::Statement,
        Some(_) => Source::Partner,
        None => Source::Correction,
    }
}

/// Partners and the weekly file of the week that holds T.
fn partners(defs: &Definitions, facts: &Facts, campaigns: &[CampaignSnapshot], as_of: Day) -> Vec<PartnerSnapshot> {
    let week = as_of.week();
    defs.partners
        .iter()
        .map(|p| {
            let mine: Vec<&CampaignSnapshot> =
                campaigns.iter().filter(|c| defs.campaign(&c.id).is_some_and(|d| d.partner.as_ref() == Some(&p.id))).collect();
            let due_day = defs.calendar.workday_from(week.next().monday().plus(i32::try_from(p.due_weekday).unwrap_or(1) - 1));
            let owed: Vec<&ChannelSnapshot> =
                mine.iter().filter(|c| running(c.term, week)).flat_map(|c| &c.channels).filter(|ch| p.reports.contains(&ch.id)).collect();
            let missing: Vec<String> = owed.iter().filter(|c| !c.reported).map(|c| c.name.clone()).collect();
            let arrived = facts
                .files
                .iter()
                .filter(|f| p.reports.iter().any(|c| f.covers.get(c).is_some_and(|d| d.week() == week)))
                .map(|f| f.at)
                .min();
            let due = due_day.at(p.due_secs);
            let last = owed.iter().filter_map(|c| c.last_reading).max();
            let state = match (owed.is_empty(), missing.len() == owed.len(), arrived) {
                (true, _, _) => DueState::Nothing,
                (false, false, Some(at)) if at > due => DueState::Late(u32::try_from(at.date().since(due_day)).unwrap_or(0)),
                (false, false, _) => DueState::Reported,
                (false, true, _) if as_of < week.sunday() => DueState::NotDue,
                (false, true, _) => {
                    let since = last.unwrap_or_else(|| mine.iter().map(|c| c.term.start).min().unwrap_or(as_of).plus(-7));
                    DueState::Missing(u32::try_from(week.monday().since(since.week().monday()) / 7).unwrap_or(1).max(1))
                }
            };
            PartnerSnapshot {
                name: p.name.clone(),
                campaigns: mine.iter().map(|c| c.id.clone()).collect(),
                due: format!("{}{:02}:{:02}", due_day.zh_short(), p.due_secs / 3600, p.due_secs / 60 % 60),
                state,
                missing,
            }
        })
        .collect()
}

fn running(term: Term, week: Week) -> bool {
    term.start <= week.sunday() && week.monday() <= term.end
}
