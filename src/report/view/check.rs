//! The JSON of `reach check --json`: key order and names are a promise that outside checks rely on.

use crate::attain::snapshot::{CampaignSnapshot, Share, Snapshot, TargetSnapshot};
use crate::base::count::Span;
use crate::base::day::Day;
use crate::model::target::TargetClass;
use serde::Serialize;
use serde_json::value::RawValue;

#[derive(Serialize)]
struct Check<'a> {
    programme: &'a str,
    as_of: String,
    journal_head: &'a str,
    campaigns: Vec<Campaign<'a>>,
}

#[derive(Serialize)]
struct Campaign<'a> {
    id: &'a str,
    number: u32,
    title: &'a str,
    lead: &'a str,
    term: Term,
    state: &'static str,
    verdict: &'static str,
    open_requirements: u32,
    targets: Vec<Target<'a>>,
}

#[derive(Serialize)]
struct Term {
    start: String,
    end: String,
    elapsed: Option<Box<RawValue>>,
}

#[derive(Serialize)]
struct Target<'a> {
    id: &'a str,
    kind: &'static str,
    class: &'static str,
    label: &'a str,
    unit: &'a str,
    required: Ends,
    actual: Ends,
    estimates: Ends,
    attainment: Option<Box<RawValue>>,
    pace: Option<Box<RawValue>>,
    data_date: Option<String>,
    days_late: u32,
    verdict: &'static str,
    forecast: Option<Forecast>,
    unknown: &'a [String],
    rule: &'a str,
    rule_signed: bool,
    clause: &'a str,
}

#[derive(Serialize)]
struct Ends {
    low: Option<u64>,
    high: Option<u64>,
}

#[derive(Serialize)]
struct Forecast {
    low: u64,
    high: u64,
    reached_on: Option<String>,
    needed_per_week: Option<u64>,
}

/// The document that `reach check --json` prints, indented, with a line break at the end.
pub fn check_json(snapshot: &Snapshot) -> String {
    check_json_of(snapshot, |_| true)
}

/// The same with some of its campaigns.
pub fn check_json_of(snapshot: &Snapshot, shown: impl Fn(&CampaignSnapshot) -> bool) -> String {
    let check = Check {
        programme: &snapshot.programme,
        as_of: snapshot.as_of.to_string(),
        journal_head: &snapshot.journal_head,
        campaigns: snapshot.campaigns.iter().filter(|c| shown(c)).map(campaign).collect(),
    };
    let mut out = serde_json::to_string_pretty(&check).expect("strings, whole numbers and checked fractions always become JSON");
    out.push('\n');
    out
}

fn campaign(c: &CampaignSnapshot) -> Campaign<'_> {
    Campaign {
        id: c.id.as_str(),
        number: c.number,
        title: &c.title,
        lead: &c.lead,
        term: Term { start: c.term.start.to_string(), end: c.term.end.to_string(), elapsed: fraction(c.elapsed) },
        state: c.state.name(),
        verdict: c.verdict.name(),
        open_requirements: c.open_requirements,
        targets: c.targets.iter().map(target).collect(),
    }
}

fn target(t: &TargetSnapshot) -> Target<'_> {
    Target {
        id: t.id.as_str(),
        kind: t.kind.name(),
        class: match t.class {
            TargetClass::Indicator => "indicator",
            TargetClass::Requirement => "requirement",
        },
        label: &t.label,
        unit: &t.unit,
        required: Ends { low: t.required_low, high: t.required_high },
        actual: ends(t.actual),
        estimates: ends(t.estimates),
        attainment: t.attainment.and_then(fraction),
        pace: t.pace.and_then(fraction),
        data_date: t.data_date.map(|d| Day::to_string(&d)),
        days_late: t.days_late,
        verdict: t.verdict.name(),
        forecast: t.forecast.map(|f| Forecast {
            low: f.low,
            high: f.high,
            reached_on: f.reached_on.map(|d| d.to_string()),
            needed_per_week: f.needed_per_week,
        }),
        unknown: &t.unknown,
        rule: t.rule.as_str(),
        rule_signed: t.rule_signed,
        clause: &t.clause,
    }
}

fn ends(span: Span) -> Ends {
    Ends { low: Some(span.low), high: span.high }
}

/// A JSON number with its four decimals; a float would drop the zeros at the end.
fn fraction(share: Share) -> Option<Box<RawValue>> {
    RawValue::from_string(share.decimal()).ok()
}
