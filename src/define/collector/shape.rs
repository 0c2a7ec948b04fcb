//! The tables of a collector's file as they are written, before anything in them is checked.

use serde::Deserialize;
use std::collections::BTreeMap;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::define) struct RawCollector {
    pub(super) format_version: Spanned<u32>,
    pub(super) name: String,
    pub(super) keeper: String,
    pub(super) kind: Spanned<String>,
    pub(super) format: Spanned<String>,
    pub(super) reading_of: Option<Spanned<String>>,
    pub(super) confirmed_on: Option<Spanned<Datetime>>,
    pub(super) authorise: Option<Spanned<String>>,
    pub(super) request: RawRequest,
    pub(super) paging: Option<RawPaging>,
    #[serde(default)]
    pub(super) rows: RawRows,
    #[serde(default)]
    pub(super) fields: BTreeMap<Spanned<String>, RawField>,
    pub(super) envelope: Option<RawCondition>,
    #[serde(default)]
    pub(super) blocked: Vec<RawBlocked>,
    #[serde(default)]
    pub(super) fallback: Vec<RawFallback>,
    pub(super) detail: Option<RawDetail>,
    pub(super) presence: Option<RawPresence>,
    pub(super) politeness: RawPoliteness,
    pub(super) schedule: RawSchedule,
    #[serde(default)]
    pub(super) sanity: RawSanity,
    #[serde(default)]
    pub(super) quirks: Vec<RawQuirk>,
    #[serde(default)]
    pub(super) tests: Vec<RawTest>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawFallback {
    pub(super) request: RawRequest,
    pub(super) paging: Option<RawPaging>,
    #[serde(default)]
    pub(super) rows: RawRows,
    #[serde(default)]
    pub(super) fields: BTreeMap<Spanned<String>, RawField>,
    pub(super) envelope: Option<RawCondition>,
    #[serde(default)]
    pub(super) blocked: Vec<RawBlocked>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRequest {
    pub(super) url: Spanned<String>,
    #[serde(default)]
    pub(super) hosts: Vec<String>,
    pub(super) body: Option<String>,
    pub(super) content_type: Option<String>,
    #[serde(default)]
    pub(super) headers: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPaging {
    pub(super) kind: Spanned<String>,
    #[serde(default = "one")]
    pub(super) first: u32,
    #[serde(default = "one")]
    pub(super) pages_max: u32,
    pub(super) total_at: Option<String>,
    pub(super) cursor_at: Option<String>,
    pub(super) cursor_first: Option<String>,
    pub(super) more_at: Option<String>,
    #[serde(default)]
    pub(super) days_back: u32,
}

fn one() -> u32 {
    1
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawRows {
    pub(super) at: String,
    pub(super) rows_min: u32,
    pub(super) empty_when: Option<RawCondition>,
    pub(super) nested: Option<String>,
    pub(super) keep: Option<RawCondition>,
    pub(super) unsettled: Option<RawCondition>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawCondition {
    pub(super) at: String,
    pub(super) values: Vec<String>,
    pub(super) texts: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawField {
    pub(super) at: Vec<String>,
    pub(super) attribute: Option<String>,
    pub(super) unit_at: Option<String>,
    #[serde(default)]
    pub(super) filters: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) required: bool,
    #[serde(default)]
    pub(super) nested: bool,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawBlocked {
    #[serde(default)]
    pub(super) at: String,
    #[serde(default)]
    pub(super) values: Vec<String>,
    #[serde(default)]
    pub(super) texts: Vec<String>,
    pub(super) gives: Spanned<String>,
    pub(super) says: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawDetail {
    pub(super) request: RawRequest,
    pub(super) fields: BTreeMap<Spanned<String>, RawField>,
    pub(super) envelope: Option<RawCondition>,
    #[serde(default)]
    pub(super) blocked: Vec<RawBlocked>,
    pub(super) newest_days: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPresence {
    pub(super) position: String,
    pub(super) place: String,
    pub(super) page: String,
    pub(super) page_ok: String,
    pub(super) looks_for: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPoliteness {
    pub(super) interval_secs: u32,
    pub(super) requests_per_day_max: u32,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawSchedule {
    pub(super) cron: Spanned<String>,
    pub(super) catch_up: Spanned<String>,
    pub(super) window_hours: u32,
    #[serde(default = "one")]
    pub(super) runs_max: u32,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawSanity {
    pub(super) growth_per_day_max: Option<u64>,
    pub(super) items_max: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawQuirk {
    pub(super) name: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawTest {
    pub(super) name: String,
    pub(super) sample: String,
    pub(super) detail_sample: Option<String>,
    /// Which `[[fallback]]` reads the sample, from 1; 0: the first request.
    #[serde(default)]
    pub(super) fallback: usize,
    pub(super) gives: Spanned<String>,
    pub(super) rows: Option<u32>,
    #[serde(default)]
    pub(super) unreadable: u32,
    #[serde(default)]
    pub(super) first: BTreeMap<Spanned<String>, String>,
}
