//! The files of `seeds/` and their lowering.

use super::calendar::Calendar;
use super::file::Text;
use crate::base::day::Day;
use crate::base::diag::Diagnostic;
use crate::base::id::{CampaignId, ChannelId, CollectorId, PartnerId, RuleId};
use crate::model::channel::{Channel, Scope, WorkKind};
use crate::model::partner::Partner;
use crate::model::programme::{Programme, Rule};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

/// The day of a TOML date, `None` for a time or an offset date-time.
pub(super) fn day(value: &Datetime) -> Option<Day> {
    let date = value.date?;
    value.time.is_none().then(|| Day::new(i32::from(date.year), u32::from(date.month), u32::from(date.day))).flatten()
}

pub(super) fn required_day(file: Text<'_>, value: &Spanned<Datetime>, found: &mut Vec<Diagnostic>) -> Day {
    day(value.get_ref()).unwrap_or_else(|| {
        found.push(Diagnostic::error(
            1014,
            file.at(value),
            &value.get_ref().to_string(),
            "日期，如 2022-07-01（不带引号）",
            "改成年-月-日",
        ));
        Day::from_number(0)
    })
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawProgramme {
    format_version: Spanned<u32>,
    id: String,
    name: String,
    start: Spanned<Datetime>,
    end: Spanned<Datetime>,
    budget_yuan: u64,
    payer: String,
}

impl RawProgramme {
    pub(super) fn lower(self, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Programme {
        version(file, &self.format_version, found);
        Programme {
            id: self.id,
            name: self.name,
            start: required_day(file, &self.start, found),
            end: required_day(file, &self.end, found),
            budget_yuan: self.budget_yuan,
            payer: self.payer,
        }
    }
}

/// Every file says `format_version` = 1.
pub(super) fn version(file: Text<'_>, value: &Spanned<u32>, found: &mut Vec<Diagnostic>) {
    if *value.get_ref() != 1 {
        found.push(Diagnostic::error(1015, file.at(value), &value.get_ref().to_string(), "1", "写 format_version = 1"));
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawChannels {
    format_version: Spanned<u32>,
    channels: Vec<RawChannel>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawChannel {
    id: Spanned<String>,
    name: String,
    campaign: Spanned<String>,
    platform: String,
    partner: Spanned<String>,
    kind: Spanned<String>,
    scope: Option<Spanned<String>>,
    #[serde(default)]
    dedicated: bool,
    #[serde(default)]
    apart: bool,
    #[serde(default)]
    contains: Vec<Spanned<String>>,
    #[serde(default)]
    synonyms: Vec<String>,
    #[serde(default)]
    column_names: Vec<String>,
    collector: Option<Spanned<String>>,
    presence_collector: Option<Spanned<String>>,
    account: Option<String>,
}

/// A reference to be checked once everything is read.
#[derive(Debug)]
pub(super) struct Reference {
    pub(super) kind: RefKind,
    pub(super) id: String,
    pub(super) diagnostic: Diagnostic,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RefKind {
    Campaign,
    Channel,
    Partner,
    Rule,
    Collector,
}

/// Notes a reference for checking later.
pub(super) fn refer(file: Text<'_>, kind: RefKind, id: &Spanned<String>, out: &mut Vec<Reference>) -> String {
    let what = match kind {
        RefKind::Campaign => "targets/ 里的文件名（不带 .toml）",
        RefKind::Channel => "seeds/channels.toml 里的 id",
        RefKind::Partner => "seeds/partners.toml 里的 id",
        RefKind::Rule => "seeds/rules.toml 里的 id",
        RefKind::Collector => "collectors/ 里的文件名（不带 .toml）",
    };
    let code = if kind == RefKind::Rule { 1029 } else { 1020 };
    let remedy = "改成已有的编号，或先在那里登记";
    let diagnostic = match kind {
        // Without its collector a channel lives on partners' files.
        RefKind::Collector => Diagnostic::warning(code, file.at(id), id.get_ref(), what, remedy),
        _ => Diagnostic::error(code, file.at(id), id.get_ref(), what, remedy),
    };
    out.push(Reference { kind, id: id.get_ref().clone(), diagnostic });
    id.get_ref().clone()
}

pub(super) fn slug(file: Text<'_>, id: &Spanned<String>, found: &mut Vec<Diagnostic>) {
    if !crate::base::id::is_slug(id.get_ref()) {
        found.push(Diagnostic::error(
            1016,
            file.at(id),
            id.get_ref(),
            "小写字母开头，只含小写字母、数字和下划线，2–40 个字符",
            "换一个编号",
        ));
    }
}

pub(super) fn work_kind(file: Text<'_>, kind: &Spanned<String>, found: &mut Vec<Diagnostic>) -> WorkKind {
    WorkKind::parse(kind.get_ref()).unwrap_or_else(|| {
        let known: Vec<&str> = WorkKind::ALL.iter().map(|k| k.name()).collect();
        found.push(Diagnostic::error(1014, file.at(kind), kind.get_ref(), &known.join("、"), "从“应为”里选一个"));
        WorkKind::Other
    })
}

impl RawChannels {
    pub(super) fn lower(self, file: Text<'_>, refs: &mut Vec<Reference>, found: &mut Vec<Diagnostic>) -> Vec<Channel> {
        version(file, &self.format_version, found);
        let mut out: Vec<Channel> = Vec::with_capacity(self.channels.len());
        for raw in self.channels {
            slug(file, &raw.id, found);
            if out.iter().any(|c| c.id.as_str() == raw.id.get_ref()) {
                found.push(Diagnostic::error(1017, file.at(&raw.id), raw.id.get_ref(), "每个渠道一个编号", "换一个编号"));
            }
            let scope = match raw.scope.as_ref().map(|s| s.get_ref().as_str()) {
                None | Some("works") => Scope::Works,
                Some("whole") => Scope::Whole,
                Some(other) => {
                    let place = raw.scope.as_ref().map_or_else(|| file.whole(), |s| file.at(s));
                    found.push(Diagnostic::error(1014, place, other, "works（按作品）或 whole（按渠道总数）", "从两者中选一个"));
                    Scope::Works
                }
            };
            let campaign = refer(file, RefKind::Campaign, &raw.campaign, refs);
            let names: Vec<&String> = std::iter::once(&raw.name).chain(&raw.synonyms).collect();
            for other in out.iter().filter(|c| c.campaign.as_str() == campaign) {
                for name in &names {
                    let key = crate::base::text::fold(name);
                    if crate::base::text::fold(&other.name) == key || other.synonyms.iter().any(|s| crate::base::text::fold(s) == key) {
                        let remedy = format!("从两个渠道之一删去这个名称（另一个是 {}）", other.id);
                        found.push(Diagnostic::error(1025, file.at(&raw.id), name, "同一项目内名称不重复", &remedy));
                    }
                }
            }
            out.push(Channel {
                id: ChannelId::new(raw.id.get_ref()),
                campaign: CampaignId::new(&campaign),
                name: raw.name,
                synonyms: raw.synonyms,
                platform: raw.platform,
                scope,
                contains: raw.contains.iter().map(|c| ChannelId::new(&refer(file, RefKind::Channel, c, refs))).collect(),
                dedicated: raw.dedicated,
                kind: work_kind(file, &raw.kind, found),
                apart: raw.apart,
                partner: PartnerId::new(&refer(file, RefKind::Partner, &raw.partner, refs)),
                column_names: raw.column_names,
                collector: raw.collector.map(|c| CollectorId::new(&refer(file, RefKind::Collector, &c, refs))),
                presence_collector: raw.presence_collector.map(|c| CollectorId::new(&refer(file, RefKind::Collector, &c, refs))),
                account: raw.account,
            });
        }
        out
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPartners {
    format_version: Spanned<u32>,
    partners: Vec<RawPartner>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPartner {
    id: Spanned<String>,
    name: String,
    #[serde(default)]
    reports: Vec<Spanned<String>>,
    due_weekday: Option<u32>,
    due: Option<Spanned<String>>,
    from: Option<Spanned<Datetime>>,
}

impl RawPartners {
    pub(super) fn lower(
        self,
        file: Text<'_>,
        weeks: &super::settings::Weeks,
        refs: &mut Vec<Reference>,
        found: &mut Vec<Diagnostic>,
    ) -> Vec<Partner> {
        version(file, &self.format_version, found);
        self.partners
            .into_iter()
            .map(|raw| {
                slug(file, &raw.id, found);
                let due_secs = raw.due.as_ref().map_or(Some(weeks.due_secs()), |d| super::settings::clock_secs(d.get_ref()));
                if let (None, Some(d)) = (due_secs, &raw.due) {
                    found.push(Diagnostic::error(1014, file.at(d), d.get_ref(), "时刻，如 \"12:00\"", "改成 时:分"));
                }
                Partner {
                    id: PartnerId::new(raw.id.get_ref()),
                    name: raw.name,
                    reports: raw.reports.iter().map(|c| ChannelId::new(&refer(file, RefKind::Channel, c, refs))).collect(),
                    due_weekday: raw.due_weekday.unwrap_or(weeks.due_weekday).clamp(1, 7),
                    due_secs: due_secs.unwrap_or_default(),
                    from: raw.from.as_ref().map(|d| required_day(file, d, found)),
                }
            })
            .collect()
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawRules {
    format_version: Spanned<u32>,
    rules: Vec<RawRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    title: String,
    issue: String,
    reading: String,
    other_reading: Option<String>,
    signed_by: Option<String>,
    signed_on: Option<Spanned<Datetime>>,
}

impl RawRules {
    pub(super) fn lower(self, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Vec<Rule> {
        version(file, &self.format_version, found);
        let mut out: Vec<Rule> = Vec::with_capacity(self.rules.len());
        for raw in self.rules {
            if out.iter().any(|r| r.id.as_str() == raw.id.get_ref()) {
                found.push(Diagnostic::error(1017, file.at(&raw.id), raw.id.get_ref(), "每条口径一个编号", "换一个编号"));
            }
            let on = raw.signed_on.as_ref().map(|d| required_day(file, d, found));
            out.push(Rule {
                id: RuleId::new(raw.id.get_ref()),
                title: raw.title,
                issue: raw.issue,
                reading: raw.reading,
                other_reading: raw.other_reading,
                signed: raw.signed_by.zip(on),
            });
        }
        out
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawHolidays {
    format_version: Spanned<u32>,
    years: Vec<RawYear>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawYear {
    year: Spanned<i32>,
    notice: String,
    off: Vec<RawHoliday>,
    worked: Vec<Spanned<Datetime>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawHoliday {
    name: String,
    from: Spanned<Datetime>,
    to: Spanned<Datetime>,
}

impl RawHolidays {
    pub(super) fn lower(self, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Calendar {
        version(file, &self.format_version, found);
        let mut calendar = Calendar::default();
        for year in self.years {
            for holiday in &year.off {
                let (from, to) = (required_day(file, &holiday.from, found), required_day(file, &holiday.to, found));
                let days = to.since(from) + 1;
                if !(1..=14).contains(&days) {
                    found.push(Diagnostic::error(
                        1024,
                        file.at(&holiday.from),
                        &format!("{} {from} 至 {to}", holiday.name),
                        "1 至 14 天",
                        "改正起止日期",
                    ));
                    continue;
                }
                calendar.off.extend((0..days).map(|n| from.plus(n)));
            }
            for d in &year.worked {
                let day = required_day(file, d, found);
                if !day.is_weekend() {
                    found.push(Diagnostic::error(1024, file.at(d), &day.to_string(), "调休上班日是周六或周日", "改正日期"));
                }
                calendar.worked.insert(day);
            }
            if calendar.notices.insert(*year.year.get_ref(), year.notice).is_some() {
                found.push(Diagnostic::error(1017, file.at(&year.year), &year.year.get_ref().to_string(), "每年一段", "合并成一段"));
            }
        }
        calendar
    }
}
