//! Snapshots for tests of pages and reports: a full week, nothing yet, everything huge, everything hostile. All invented.

mod hostile;
mod huge;
mod week;

pub(crate) use hostile::hostile;
pub(crate) use huge::huge;
pub(crate) use week::{empty, previous_week, week};

use reach::attain::snapshot::*;
use reach::base::count::Span;
use reach::base::day::{Day, Term};
use reach::base::id::{CampaignId, ChannelId, RuleId, TargetId};
use reach::model::programme::State;
use reach::model::reading::Source;
use reach::model::target::{Required, TargetClass};

pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// The week that the examples are about ends on this day.
pub(crate) fn sunday() -> Day {
    day("2023-04-02")
}

pub(crate) fn term() -> Term {
    Term::from_months(day("2022-07-01"), 12)
}

/// Numbers that look like life and are the same each time.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n.max(1)
    }
}

pub(crate) fn target(id: &str, kind: TargetKind, label: &str, unit: &str, need: u64, actual: Span, verdict: Verdict) -> TargetSnapshot {
    TargetSnapshot {
        id: TargetId::new(id),
        kind,
        class: TargetClass::Indicator,
        label: label.into(),
        unit: unit.into(),
        demanded: Required::AtLeast(need),
        required_low: Some(need),
        required_high: None,
        actual,
        estimates: Span::ZERO,
        opening: None,
        attainment: Share::of(actual.low, need),
        pace: Some(Share(7_561)),
        data_date: Some(sunday()),
        told_on: Some(sunday()),
        days_late: 0,
        verdict,
        verdict_ends: None,
        forecast: None,
        unknown: vec![],
        rule: RuleId::new("CR-01"),
        by_pace: Some(u64::try_from(i128::from(need) * 276 / 365).unwrap()),
        by_piece: false,
        rule_signed: true,
        deciding: vec![RuleId::new("CR-01")],
        unsigned: vec![],
        by_hand: false,
        due: None,
        clause: "8.1".into(),
        clause_text: "三（五）1（1）按方案完成，不少于所列数量".into(),
        decision: None,
        proofs: vec![],
        notes: vec![],
        detail: Detail::None,
    }
}

pub(crate) fn tally(id: &str, label: &str, unit: &str, need: u64, done: u64, verdict: Verdict) -> TargetSnapshot {
    target(id, TargetKind::Tally, label, unit, need, Span::exact(done), verdict)
}

pub(crate) fn sum(need: u64, actual: Span, verdict: Verdict) -> TargetSnapshot {
    let mut t = target("contacts", TargetKind::Sum, "传播量", "人次", need, actual, verdict);
    if verdict != Verdict::Achieved && actual.low > 0 {
        let low = actual.low + actual.low / 5;
        let high = actual.low + actual.low * 2 / 5;
        t.forecast = Some(Forecast {
            low,
            high,
            reached_on: (high >= need).then(|| day("2023-06-18")),
            needed_per_week: need.checked_sub(actual.low).map(|n| n / 13),
        });
    }
    t
}

/// Something wrong with an indicator.
pub(crate) fn wrong(verdict: Verdict, text: &str) -> Problem {
    Problem { verdict, class: TargetClass::Indicator, text: text.into() }
}

pub(crate) fn requirement(mut t: TargetSnapshot) -> TargetSnapshot {
    t.class = TargetClass::Requirement;
    t
}

pub(crate) fn campaign(id: &str, number: u32, title: &str, short: &str, lead: &str, verdict: Verdict) -> CampaignSnapshot {
    let term = term();
    CampaignSnapshot {
        id: CampaignId::new(id),
        number,
        title: title.into(),
        short_name: short.into(),
        lead: lead.into(),
        partner: String::new(),
        media: true,
        budget_yuan: 500_000,
        term,
        signed: true,
        ended_on: None,
        elapsed: Share(7_561),
        elapsed_days: term.elapsed(sunday()),
        state: State::Running,
        verdict,
        open_requirements: 0,
        verdict_text: verdict.zh().into(),
        outlook: String::new(),
        targets: vec![],
        channels: vec![],
        curve: vec![],
        weekly_gains: vec![],
        calendar: None,
        questions: vec![],
        gaps: vec![],
        problems: vec![],
        next_steps: vec![],
        notes: vec![],
    }
}

pub(crate) fn channel(id: &str, name: &str, platform: &str, value: Span, gain: u64) -> ChannelSnapshot {
    let opening = Span { low: value.low.saturating_sub(gain), high: value.high.map(|h| h.saturating_sub(gain)) };
    ChannelSnapshot {
        id: ChannelId::new(id),
        name: name.into(),
        platform: platform.into(),
        primary: false,
        value,
        opening,
        peak: None,
        apart: None,
        others: false,
        parts: vec![],
        beside: vec![],
        breaks: vec![],
        placements: 40,
        unknown: 0,
        last_reading: Some(sunday()),
        value_day: Some(sunday()),
        source: Some(Source::Partner),
        age_days: Some(0),
        owed: true,
        running: true,
        early: false,
        reported: true,
        weeks_held: 1,
        only_rounded: false,
        unconfirmed: false,
    }
}

pub(crate) fn silent(mut c: ChannelSnapshot, last: Option<&str>) -> ChannelSnapshot {
    c.reported = false;
    c.opening = c.value;
    c.last_reading = last.map(day);
    c.value_day = c.last_reading;
    c.age_days = c.value_day.map(|d| u32::try_from(sunday().since(d)).unwrap());
    if last.is_none() {
        (c.value, c.opening, c.source) = (Span::ZERO, Span::ZERO, None);
    }
    c
}

/// Curve and weekly gains that end at the campaign's channels as they stand.
pub(crate) fn grow(c: &mut CampaignSnapshot, seed: u64) {
    let Some(actual) = c.contacts().map(|t| t.actual) else { return };
    let mut dice = Dice::new(seed);
    let days = i64::from(c.elapsed_days);
    let weights: Vec<u64> = (0..days).map(|d| 20 + dice.below(60) + if (d / 7) % 5 == 2 { dice.below(120) } else { 0 }).collect();
    let whole: u64 = weights.iter().sum();
    let mut done = 0;
    let width = actual.high.map_or(0, |h| h - actual.low);
    for (i, w) in (0..).zip(&weights) {
        done += w;
        let low = u64::try_from(u128::from(actual.low) * u128::from(done) / u128::from(whole)).unwrap();
        // Doubt begins in the middle of the term; a fall shows in the last third.
        let doubt = if i * 2 > days { u64::try_from(i128::from(width) * i128::from(i * 2 - days) / i128::from(days)).unwrap() } else { 0 };
        let high = if actual.high.is_none() && i * 3 > days { None } else { Some(low + doubt) };
        c.curve.push(CurvePoint { day: c.term.start.plus(i32::try_from(i).unwrap()), span: Span { low, high }, estimates: 0 });
    }
    if let Some(last) = c.curve.last_mut() {
        last.span = actual;
    }
    let mut week = c.term.start.week();
    while week <= sunday().week() {
        let last = week == sunday().week();
        let by_channel = c
            .channels
            .iter()
            .map(|ch| {
                let silent = if ch.owed { WeekGain::Unreported } else { WeekGain::Nothing };
                if last {
                    let gain = i64::try_from(ch.value.low).unwrap() - i64::try_from(ch.opening.low).unwrap();
                    return if ch.reported { WeekGain::Came(gain) } else { silent };
                }
                if dice.below(40) == 0 || ch.last_reading.is_none() {
                    return silent;
                }
                let share = ch.value.low / 40;
                WeekGain::Came(i64::try_from(share / 3 + dice.below(share * 4 / 3 + 1)).unwrap())
            })
            .collect();
        c.weekly_gains.push(WeekGains { week, by_channel });
        week = week.next();
    }
}

pub(crate) fn calendar(label: &str, unit: &str, done: u32, seed: u64) -> Calendar {
    let mut dice = Dice::new(seed);
    let count = u32::try_from((sunday().since(term().start)) / 7 + 1).unwrap();
    let (mut week, mut weeks, mut left, mut i) = (term().start.week(), vec![], done, 0);
    while week.monday() <= term().end {
        let ahead = week.monday() > sunday();
        let even = done * (i + 1) / count - done * i / count;
        let n = (even + u32::try_from(dice.below(3)).unwrap()).saturating_sub(1).min(left);
        weeks.push((week, if ahead { Published::Ahead } else { Published::Works(n) }));
        left -= if ahead { 0 } else { n };
        (week, i) = (week.next(), (i + 1).min(count - 1));
    }
    Calendar { label: label.into(), unit: unit.into(), weeks, undated: 2 }
}

pub(crate) fn work(title: &str, n: i32) -> WorkLine {
    WorkLine { title: title.into(), day: Some(term().start.plus(n)), contacts: Span::exact(10_000 + u64::from(n.unsigned_abs()) * 37) }
}
