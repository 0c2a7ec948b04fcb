//! Targets of one campaign judged: tallies and contacts here, duties in their own room.

use super::{Assessing, Judging, signed};
use crate::attain::forecast::{self, Known};
use crate::attain::question;
use crate::attain::snapshot::{
    Addend, Detail, Forecast, LeftOut, QuestionKind, QuestionSnapshot, Share, TargetKind, TargetSnapshot, Verdict, WorkLine,
};
use crate::attain::tally::Found;
use crate::attain::value::Worth;
use crate::attain::verdict::{self, Growth, Judged};
use crate::attain::works::Placed;
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::{ChannelId, RuleId};
use crate::base::text::{clip, quoted, title_key};
use crate::define::Definitions;
use crate::model::channel::Scope;
use crate::model::fact::PlacementKind;
use crate::model::metric::Metric;
use crate::model::reading::ReadingRef;
use crate::model::target::{Required, Spec, Tally, Target};
use std::collections::BTreeMap;

/// What a target's figure comes to before it is dressed up.
pub(super) struct Figure {
    pub(super) kind: TargetKind,
    /// What is demanded, where it follows from the calendar.
    pub(super) demanded: Option<Required>,
    pub(super) required: (Option<u64>, Option<u64>),
    pub(super) actual: Span,
    pub(super) estimates: Span,
    pub(super) judged: Judged,
    /// The day whose pace is shown; `None`: no pace applies.
    pub(super) pace_on: Option<Day>,
    pub(super) data_date: Option<Day>,
    pub(super) unknown: Vec<String>,
    pub(super) proofs: Vec<ReadingRef>,
    pub(super) notes: Vec<String>,
    pub(super) detail: Detail,
    pub(super) forecast: Option<Forecast>,
}

impl<'a> Judging<'a, '_> {
    pub(super) fn target(&self, t: &'a Target) -> (TargetSnapshot, Judged) {
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
        let by_piece = self.by_piece(t, required);
        let by_pace = figure
            .pace_on
            .map(|d| d.min(as_of))
            .zip(required)
            .map(|(d, n)| if by_piece { verdict::pieces_due(n, term, d) } else { verdict::demanded_by(term, d, &t.milestones, n) });
        let rule = defs.rule(&t.rule);
        let clause = campaign.clauses.iter().find(|c| c.id == t.clause);
        let deciding = self.deciding(t, &figure);
        let unsigned: Vec<RuleId> = deciding.iter().filter(|id| !signed(defs, id.as_str())).cloned().collect();
        let mut notes = figure.notes;
        for rule in unsigned.iter().filter_map(|id| defs.rule(id)) {
            notes.extend(rule.other_reading.as_ref().map(|other| format!("口径{}的另一读法：{other}", rule.id)));
        }
        let snapshot = TargetSnapshot {
            id: t.id.clone(),
            kind: figure.kind,
            class: t.class,
            label: t.label.clone(),
            unit: t.unit.clone(),
            by_hand: matches!(&t.spec, Spec::Tally(tally) if tally.channels.is_empty()),
            demanded: figure.demanded.unwrap_or(t.required),
            required_low: figure.required.0,
            required_high: figure.required.1,
            actual: figure.actual,
            estimates: figure.estimates,
            opening: None,
            attainment: required.and_then(|r| Share::of(figure.actual.low, r)),
            pace,
            data_date: figure.data_date,
            told_on: match &t.spec {
                Spec::Tally(tally) => self.told_on(tally),
                _ => figure.data_date,
            },
            due: self.due(t, required),
            days_late: match (figure.pace_on, required, &figure.detail) {
                (Some(_), Some(r), _) => verdict::days_late(figure.actual.low, r, term, as_of),
                (_, _, Detail::Days(d)) if !matches!(figure.judged.verdict, Verdict::Achieved | Verdict::NotStarted) => d.short(),
                _ => 0,
            },
            verdict: figure.judged.verdict,
            verdict_ends: figure.judged.ends,
            forecast: figure.forecast,
            unknown: figure.unknown,
            rule: t.rule.clone(),
            by_pace,
            by_piece,
            rule_signed: rule.is_some_and(|r| r.signed.is_some()),
            deciding,
            unsigned,
            clause: t.clause.clone(),
            clause_text: clause.map(|c| format!("{} {}", c.place, c.says)).unwrap_or_default(),
            decision: self.decision(t),
            proofs: figure.proofs,
            notes,
            detail: figure.detail,
        };
        (snapshot, figure.judged)
    }

    /// The day by which a tally of very few is due, where it is judged by that.
    fn due(&self, t: &Target, required: Option<u64>) -> Option<Day> {
        let Assessing { defs, campaign, .. } = self.assessing;
        let few = matches!(t.spec, Spec::Tally(_)) && !matches!(t.required, Required::About(_) | Required::AtMost(_));
        let by_date = few && required.is_some_and(|n| n <= defs.settings.verdict.due_tally_max);
        by_date.then(|| verdict::due_day(campaign.term(), t.due_days_before_end, &defs.settings.verdict))
    }

    /// Whether a tally is judged by how late its next piece is.
    fn by_piece(&self, t: &Target, required: Option<u64>) -> bool {
        let settings = &self.assessing.defs.settings.verdict;
        let few = matches!(t.spec, Spec::Tally(_)) && !matches!(t.required, Required::AtMost(_)) && t.milestones.is_empty();
        few && required.is_some_and(|n| (settings.due_tally_max + 1..settings.small_tally_below).contains(&n))
    }

    /// 认定: an answer to `decision-…` for the target.
    fn decision(&self, t: &Target) -> Option<String> {
        let id = question::id("decision", &[self.assessing.campaign.id.as_str(), t.id.as_str()]);
        let answer = self.assessing.facts.answers.iter().rev().find(|a| a.question == id)?;
        Some(format!("{} 认定：{}（{}）", answer.at.date().zh(), answer.choice, answer.because))
    }

    pub(super) fn growth<'m>(&self, low: u64, high: u64, required: u64, data_date: Option<Day>, t: &'m Target) -> Growth<'m> {
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
    pub(super) fn channel_data(&self, channel: usize) -> Option<Day> {
        let Assessing { facts, as_of, .. } = self.assessing;
        let id = &self.looked.works.channels.get(channel)?.id;
        let read = self.looked.values.last.get(channel).copied().flatten().map(|(d, _)| d);
        // What a file says of a later day is not known on an earlier one.
        let filed = facts.files.iter().filter_map(|f| f.covers.get(id)).copied().filter(|d| *d <= as_of).max();
        read.max(filed)
    }

    /// The channels on which a tally counts.
    fn primary(&self, tally: &Tally) -> Vec<usize> {
        self.looked.works.channels.iter().enumerate().filter(|(_, c)| tally.channels.contains(&c.id)).map(|(n, _)| n).collect()
    }

    /// The last day of which one of them said anything: also a list of works without numbers, which a tally needs none of.
    fn told_on(&self, tally: &Tally) -> Option<Day> {
        let primary = self.primary(tally);
        let works = self.looked.works.placements.iter().filter(|p| p.is_work() && primary.contains(&p.channel));
        let described = works.flat_map(|p| &p.fact.descriptions).map(|d| d.at.reading_day()).filter(|d| *d <= self.assessing.as_of).max();
        primary.iter().filter_map(|n| self.channel_data(*n)).max().max(described)
    }

    fn tally(&self, t: &'a Target, tally: &Tally, years: u64) -> Figure {
        let settings = &self.assessing.defs.settings.verdict;
        let none = Found::default();
        let found = self.tallies.get(t.id.as_str()).unwrap_or(&none);
        let actual = found.span();
        let low = t.required.low().map(|n| n * years);
        let high = t.required.high().map(|n| n * years);
        let required = low.or(high).unwrap_or(1);
        let primary = self.primary(tally);
        let data_date = self.told_on(tally);
        // Only a channel that is filled week by week can be silent; one-off deliverables are registered when they are there.
        let weekly = primary.iter().filter_map(|n| self.looked.works.channels.get(*n)).any(|c| self.is_weekly(&c.id));
        // A project of which nothing was ever registered is silent, not late.
        let silent = !weekly && found.pieces == 0 && !self.has_any_data();
        // Where nobody owes anything week by week, what is not there at T is late at T.
        let date = if weekly || silent { data_date } else { Some(self.assessing.as_of) };
        let g = self.growth(actual.low, actual.high.unwrap_or(actual.low), required, date, t);
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
            notes.push(format!("另有{}{}待认定为“{}”", found.undecided.len(), t.unit, tally.staff_mark.as_deref().unwrap_or_default()));
        }
        if found.respelled > 0 {
            notes.push(format!("{} 条疑似与先前的是同一作品，下限未计", found.respelled));
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

    pub(super) fn is_weekly(&self, channel: &ChannelId) -> bool {
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
        let mut unknown: Vec<String> = Vec::new();
        let mut addends = Vec::new();
        let mut open = (0_u32, 0_u64);
        for (p, w) in works.placements.iter().zip(&values.worth) {
            let counts = self.counts(p.channel) && (!p.is_work() || p.counts(campaign.term(), as_of));
            if as_of >= campaign.term().start {
                addends.extend(self.addends(p, w));
            }
            match w.span {
                Some(span) if counts && span.high.is_none() => open = (open.0 + 1, open.1.saturating_add(span.low)),
                None if counts && self.has_numbers(p.channel) && (!p.is_work() || p.kind.contacts().is_some()) => {
                    let channel = works.channels.get(p.channel).map_or("", |c| c.name.as_str());
                    unknown.push(if p.title.is_empty() { channel.to_owned() } else { format!("{channel}{}", quoted(&clip(p.title, 24))) });
                }
                _ => {}
            }
        }
        // A channel that counts as a whole and has no number leaves out those in it.
        for (_, channel) in works.channels.iter().enumerate().filter(|(n, _)| self.counts(*n) && values.is_silent(*n)) {
            let inside = works.channels.iter().enumerate().filter(|(i, c)| channel.contains.contains(&c.id) && self.has_numbers(*i));
            let names: Vec<&str> = inside.map(|(_, c)| c.name.as_str()).collect();
            if !names.is_empty() {
                unknown.retain(|u| *u != channel.name);
                unknown.push(format!("{}（含{}）", channel.name, names.join("、")));
            }
        }
        let mut notes = Vec::new();
        notes.extend(parts_zh(&t.rule, &addends));
        if open.0 > 0 {
            notes.push(format!("含{}条仅显示“10万+”一类的数，按下限{}计入", open.0, question::wan(open.1)));
        }
        let today = values.until;
        let forecast = (as_of >= campaign.term().start && as_of < campaign.term().end)
            .then(|| {
                forecast::forecast(
                    |d| values.contacts_at(&t.rule, d).span.low,
                    high,
                    required,
                    campaign.term(),
                    Known { since: values.first_reading(), until: data_date.unwrap_or(today).min(today), as_of },
                    defs.settings.forecast,
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
            proofs: Vec::new(),
            notes,
            detail: Detail::Addends(addends),
            forecast,
        }
    }

    /// What a placement adds to the sum, and what of it stands beside; nothing of what does not belong.
    fn addends(&self, p: &Placed<'_>, w: &Worth) -> Vec<Addend> {
        let works = self.looked.works;
        let Some(channel) = works.channels.get(p.channel) else { return Vec::new() };
        let contained = works.channels.iter().any(|o| o.contains.contains(&channel.id));
        let left_out = match (p.fact.kind, channel.scope) {
            (PlacementKind::Estimate, _) => Some(LeftOut::Estimate),
            _ if p.is_work() && !p.belongs => return Vec::new(),
            _ if contained => Some(LeftOut::Contained),
            _ if !self.counts(p.channel) => Some(LeftOut::Apart),
            (PlacementKind::Whole, Scope::Works) => Some(LeftOut::Whole),
            (PlacementKind::Work, Scope::Whole) => Some(LeftOut::Work),
            _ if p.is_work() && !p.counts(self.assessing.campaign.term(), self.assessing.as_of) => Some(LeftOut::OutOfTerm),
            _ => None,
        };
        let numbers = w.parts.iter().zip(&w.proofs);
        numbers
            .map(|((metric, span), proof)| Addend { placement: p.fact.id, metric: *metric, span: *span, proof: *proof, left_out })
            .collect()
    }

    /// Whether a channel has any number, or a number that its platform hides. A television programme has no counter: nothing is missing.
    pub(super) fn has_numbers(&self, n: usize) -> bool {
        self.looked.works.numbered.get(n).copied().unwrap_or(false)
    }

    /// Whether a channel enters the sum.
    fn counts(&self, n: usize) -> bool {
        let works = self.looked.works;
        let Some(channel) = works.channels.get(n) else { return false };
        let contained = works.channels.iter().any(|o| o.contains.contains(&channel.id));
        !contained && (!channel.apart || signed(self.assessing.defs, "CR-16"))
    }

    /// Works that wait for a mark by staff.
    pub(super) fn mark_questions(&self) -> Vec<QuestionSnapshot> {
        let c = self.assessing.campaign;
        c.targets
            .iter()
            .filter_map(|t| {
                let Spec::Tally(tally) = &t.spec else { return None };
                let mark = tally.staff_mark.as_ref()?;
                let found = self.tallies.get(t.id.as_str()).filter(|f| !f.undecided.is_empty())?;
                let mut lines: Vec<WorkLine> = found.undecided.keys().map(|w| self.looked.line(*w)).collect();
                lines.sort_by(|a, b| (a.day, &a.title).cmp(&(b.day, &b.title)));
                let cases =
                    lines.iter().map(|l| format!("{} {}", quoted(&clip(&l.title, 30)), l.day.map(Day::zh).unwrap_or_default())).collect();
                let keys = lines.iter().map(|l| title_key(&l.title)).collect();
                let one = question::question(
                    QuestionKind::Mark,
                    &t.label,
                    None,
                    &[c.id.as_str(), t.id.as_str()],
                    format!("{} {}待认定是否为“{mark}”", lines.len(), t.unit),
                    cases,
                    &[("all", "都是"), ("none", question::none_of(QuestionKind::Mark).unwrap_or_default()), ("1,3", "只有这些序号的是")],
                );
                Some(QuestionSnapshot { keys, ..one })
            })
            .collect()
    }
}

/// What a sum is made of, metric by metric, where it is made of several (counting rule 9): each work counts by its own kind.
fn parts_zh(rule: &RuleId, addends: &[Addend]) -> Option<String> {
    let of = |m: Metric| Span::sum(rule, addends.iter().filter(|a| a.left_out.is_none() && a.metric == m).map(|a| a.span)).span.low;
    let parts: Vec<String> = Metric::ALL
        .into_iter()
        .map(|m| (m, of(m)))
        .filter(|(_, n)| *n > 0)
        .map(|(m, n)| format!("{}{}", m.zh(), question::wan(n)))
        .collect();
    (parts.len() > 1).then(|| format!("其中{}", parts.join("、")))
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
