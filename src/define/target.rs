//! One file of `targets/`: a campaign with its contract, clauses and targets.

use super::file::Text;
use super::seed::{RefKind, Reference, refer, required_day, slug, version, work_kind};
use super::settings::clock_secs;
use crate::base::day::Term;
use crate::base::diag::Diagnostic;
use crate::base::id::{CampaignId, ChannelId, PartnerId, RuleId, TargetId};
use crate::model::metric::Metric;
use crate::model::programme::{Campaign, Clause, Contract, State};
use crate::model::target::{Condition, Required, Spec, Tally, Target, TargetClass, Training};
use serde::Deserialize;
use toml::Spanned;
use toml::value::Datetime;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawCampaign {
    format_version: Spanned<u32>,
    number: Spanned<u32>,
    name: String,
    short_name: String,
    media: bool,
    sponsor: String,
    partner: Option<Spanned<String>>,
    pub(super) budget_yuan: Spanned<u64>,
    #[serde(default)]
    budget_is_ceiling: bool,
    #[serde(default)]
    marks: Vec<String>,
    #[serde(default)]
    notes: Vec<String>,
    contract: RawContract,
    clauses: Vec<RawClause>,
    targets: Vec<RawTarget>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawContract {
    signed_on: Spanned<Datetime>,
    #[serde(default)]
    confirmed: bool,
    term_months: Spanned<u32>,
    reason: Option<String>,
    #[serde(default)]
    states: Vec<RawState>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawState {
    on: Spanned<Datetime>,
    state: Spanned<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawClause {
    id: Spanned<String>,
    place: String,
    says: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawTarget {
    id: Spanned<String>,
    kind: Spanned<String>,
    class: Spanned<String>,
    label: String,
    unit: String,
    clause: Spanned<String>,
    rule: Spanned<String>,
    required: Option<Spanned<RawRequired>>,
    #[serde(default)]
    per_year: bool,
    due_days_before_end: Option<i32>,
    #[serde(default)]
    milestones: Vec<(u32, u64)>,
    #[serde(default)]
    channels: Vec<Spanned<String>>,
    #[serde(default)]
    kinds: Vec<Spanned<String>>,
    #[serde(default)]
    deliverables: Vec<String>,
    staff_mark: Option<String>,
    #[serde(default)]
    title_marks: Vec<String>,
    training: Option<Spanned<String>>,
    duration_secs_max: Option<u32>,
    #[serde(default)]
    extra_metrics: Vec<Spanned<String>>,
    channel: Option<Spanned<String>>,
    position: Option<String>,
    months: Option<u32>,
    of: Option<Spanned<String>>,
    duration_secs: Option<RawDuration>,
    aired_in: Option<Vec<RawSlot>>,
    gap_days_max: Option<i32>,
    hours_min: Option<u32>,
    persons_min: Option<u64>,
    offline_percent_min: Option<u32>,
    within_days: Option<i32>,
    programme: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequired {
    at_least: Option<u64>,
    at_most: Option<u64>,
    about: Option<u64>,
    between: Option<(u64, u64)>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawDuration {
    at_most: Option<u32>,
    about: Option<u32>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawSlot {
    name: String,
    from: Spanned<String>,
    to: Spanned<String>,
}

/// Days after a work within which a re-post is due unless the target says otherwise (counting rule 13).
const REPOST_WITHIN_DAYS: i32 = 7;

impl RawCampaign {
    pub(super) fn lower(self, stem: &str, file: Text<'_>, refs: &mut Vec<Reference>, found: &mut Vec<Diagnostic>) -> Campaign {
        version(file, &self.format_version, found);
        if !stem.starts_with(&format!("p{:02}_", self.number.get_ref())) {
            let expected = format!("文件名以 p{:02}_ 开头", self.number.get_ref());
            found.push(Diagnostic::error(1011, file.at(&self.number), stem, &expected, "改文件名或改 number"));
        }
        let contract = self.contract.lower(file, found);
        let clauses: Vec<Clause> =
            self.clauses.iter().map(|c| Clause { id: c.id.get_ref().clone(), place: c.place.clone(), says: c.says.clone() }).collect();
        let target_ids: Vec<String> = self.targets.iter().map(|t| t.id.get_ref().clone()).collect();
        let mut targets: Vec<Target> = Vec::new();
        for (n, raw) in self.targets.into_iter().enumerate() {
            if target_ids.iter().take(n).any(|id| id == raw.id.get_ref()) {
                found.push(Diagnostic::error(1017, file.at(&raw.id), raw.id.get_ref(), "同一项目内每个指标一个编号", "换一个编号"));
            }
            if !clauses.iter().any(|c| c.id == *raw.clause.get_ref()) {
                let known: Vec<&str> = clauses.iter().map(|c| c.id.as_str()).collect();
                found.push(Diagnostic::error(
                    1020,
                    file.at(&raw.clause),
                    raw.clause.get_ref(),
                    &format!("本文件的条款：{}", known.join("、")),
                    "改成已有的条款编号，或补上 [[clauses]]",
                ));
            }
            if let Some(of) = &raw.of
                && !target_ids.contains(of.get_ref())
            {
                found.push(Diagnostic::error(
                    1020,
                    file.at(of),
                    of.get_ref(),
                    &format!("本文件的指标：{}", target_ids.join("、")),
                    "改成已有的指标编号",
                ));
            }
            if let Some(target) = raw.lower(file, refs, found) {
                targets.push(target);
            }
        }
        for clause in &self.clauses {
            if !targets.iter().any(|t| t.clause == *clause.id.get_ref()) && self.media && clause.says.chars().any(|c| c.is_ascii_digit()) {
                found.push(Diagnostic::error(
                    1027,
                    file.at(&clause.id),
                    &clause.says,
                    "带数字的条款都有一个指标或要求",
                    "为它写一个 [[targets]]",
                ));
            }
        }
        // 数量指标 come first wherever they are shown.
        targets.sort_by_key(|t| t.class == TargetClass::Requirement);
        let sums = targets.iter().filter(|t| matches!(t.spec, Spec::Sum { .. })).count();
        if sums > 1 {
            found.push(Diagnostic::error(
                1024,
                file.whole(),
                &format!("{sums} 个 kind = \"sum\""),
                "每个项目至多一个传播量指标",
                "合并成一个",
            ));
        }
        Campaign {
            id: CampaignId::new(stem),
            number: *self.number.get_ref(),
            name: self.name,
            short_name: self.short_name,
            sponsor: self.sponsor,
            partner: self.partner.as_ref().map(|p| PartnerId::new(&refer(file, RefKind::Partner, p, refs))),
            media: self.media,
            budget_yuan: *self.budget_yuan.get_ref(),
            budget_is_ceiling: self.budget_is_ceiling,
            contract,
            marks: self.marks,
            clauses,
            targets,
            notes: self.notes,
        }
    }
}

impl RawContract {
    fn lower(self, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Contract {
        let signed_on = required_day(file, &self.signed_on, found);
        let months = *self.term_months.get_ref();
        if months == 0 || months > 24 {
            found.push(Diagnostic::error(
                1021,
                file.at(&self.term_months),
                &months.to_string(),
                "1 至 24 个月（方案四（4）：最长不超过二年）",
                "改为 12，或按延期文件改为不超过 24",
            ));
        } else if months > 12 && self.reason.as_deref().unwrap_or_default().is_empty() {
            found.push(Diagnostic::error(
                1021,
                file.at(&self.term_months),
                &months.to_string(),
                "超过 12 个月须写明理由",
                "在 [contract] 补上 reason = \"…\"（文件名称和理由）",
            ));
        }
        let states = self
            .states
            .iter()
            .filter_map(|s| {
                let state = State::parse(s.state.get_ref());
                if state.is_none() {
                    let known: Vec<&str> = State::ALL.iter().map(|s| s.1).collect();
                    found.push(Diagnostic::error(1014, file.at(&s.state), s.state.get_ref(), &known.join("、"), "从“应为”里选一个"));
                }
                Some((required_day(file, &s.on, found), state?))
            })
            .collect();
        Contract {
            signed_on,
            confirmed: self.confirmed,
            term_months: months,
            reason: self.reason,
            term: Term::from_months(signed_on, months.clamp(1, 24)),
            states,
            ends_on: None,
            extended_on: None,
            ended_on: None,
        }
    }
}

fn missing(file: Text<'_>, at: &Spanned<String>, key: &str, found: &mut Vec<Diagnostic>) {
    let expected = format!("这一种指标必须写明 {key}");
    found.push(Diagnostic::error(1013, file.at(at), at.get_ref(), &expected, &format!("补上一行 {key} = …")));
}

impl RawTarget {
    fn lower(self, file: Text<'_>, refs: &mut Vec<Reference>, found: &mut Vec<Diagnostic>) -> Option<Target> {
        slug(file, &self.id, found);
        let class = match self.class.get_ref().as_str() {
            "indicator" => TargetClass::Indicator,
            "requirement" => TargetClass::Requirement,
            other => {
                found.push(Diagnostic::error(
                    1014,
                    file.at(&self.class),
                    other,
                    "indicator（数量指标）或 requirement（工作要求）",
                    "从两者中选一个",
                ));
                return None;
            }
        };
        let rule = RuleId::new(&refer(file, RefKind::Rule, &self.rule, refs));
        let channels: Vec<ChannelId> = self.channels.iter().map(|c| ChannelId::new(&refer(file, RefKind::Channel, c, refs))).collect();
        let required = match &self.required {
            Some(r) => match (r.get_ref().at_least, r.get_ref().at_most, r.get_ref().about, r.get_ref().between) {
                (Some(n), None, None, None) => Required::AtLeast(n),
                (None, Some(n), None, None) => Required::AtMost(n),
                (None, None, Some(n), None) => Required::About(n),
                (None, None, None, Some((low, high))) if low <= high => Required::Between(low, high),
                _ => {
                    found.push(Diagnostic::error(
                        1024,
                        file.at(r),
                        "required",
                        "at_least、at_most、about、between = [小, 大] 之一",
                        "只留一个",
                    ));
                    return None;
                }
            },
            None => Required::All,
        };
        let kind = self.kind.get_ref().as_str();
        if matches!(kind, "tally" | "sum" | "airings") && required == Required::All {
            missing(file, &self.id, "required", found);
            return None;
        }
        let spec = match kind {
            "tally" => {
                let kinds = self.kinds.iter().map(|k| work_kind(file, k, found)).collect();
                let training = match self.training.as_ref().map(|t| t.get_ref().as_str()) {
                    None => None,
                    Some("persons") => Some(Training::Persons),
                    Some("enterprises") => Some(Training::Enterprises),
                    Some(other) => {
                        found.push(Diagnostic::error(1014, file.at(&self.id), other, "persons 或 enterprises", "从两者中选一个"));
                        None
                    }
                };
                if channels.is_empty() && self.deliverables.is_empty() && training.is_none() {
                    missing(file, &self.id, "channels、deliverables 或 training", found);
                }
                Spec::Tally(Tally {
                    channels,
                    kinds,
                    deliverables: self.deliverables,
                    staff_mark: self.staff_mark,
                    title_marks: self.title_marks,
                    training,
                    duration_secs_max: self.duration_secs_max,
                })
            }
            "sum" => {
                let extra = self
                    .extra_metrics
                    .iter()
                    .filter_map(|m| {
                        let metric = Metric::parse(m.get_ref());
                        if metric.is_none() {
                            found.push(Diagnostic::error(
                                1014,
                                file.at(m),
                                m.get_ref(),
                                "plays、reads、listens、discussions",
                                "从“应为”里选一个",
                            ));
                        }
                        metric
                    })
                    .collect();
                Spec::Sum { extra }
            }
            "days" => {
                let (Some(channel), Some(position), Some(months)) = (&self.channel, self.position, self.months) else {
                    missing(file, &self.id, "channel、position 和 months", found);
                    return None;
                };
                Spec::Days { channel: ChannelId::new(&refer(file, RefKind::Channel, channel, refs)), position, months }
            }
            "each" => {
                let condition = self.condition(file, found)?;
                match &self.of {
                    Some(of) => Spec::Each { of: TargetId::new(of.get_ref()), condition },
                    None => Spec::EachOn {
                        tally: Tally {
                            channels,
                            kinds: self.kinds.iter().map(|k| work_kind(file, k, found)).collect(),
                            ..Tally::default()
                        },
                        condition,
                    },
                }
            }
            "repost" => {
                let Some(of) = &self.of else {
                    missing(file, &self.id, "of", found);
                    return None;
                };
                Spec::Repost { of: TargetId::new(of.get_ref()), channels, within_days: self.within_days.unwrap_or(REPOST_WITHIN_DAYS) }
            }
            "airings" => {
                let Some(programme) = self.programme else {
                    missing(file, &self.id, "programme", found);
                    return None;
                };
                Spec::Airings { programme }
            }
            other => {
                found.push(Diagnostic::error(
                    1014,
                    file.at(&self.kind),
                    other,
                    "tally、sum、days、each、repost、airings",
                    "从“应为”里选一个",
                ));
                return None;
            }
        };
        Some(Target {
            id: TargetId::new(self.id.get_ref()),
            class,
            label: self.label,
            unit: self.unit,
            required,
            per_year: self.per_year,
            clause: self.clause.into_inner(),
            rule,
            due_days_before_end: self.due_days_before_end,
            milestones: self.milestones,
            spec,
        })
    }

    fn condition(&self, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Option<Condition> {
        if let Some(d) = &self.duration_secs {
            return match (d.at_most, d.about) {
                (Some(n), None) => Some(Condition::DurationAtMost(n)),
                (None, Some(n)) => Some(Condition::DurationAbout(n)),
                _ => {
                    missing(file, &self.id, "duration_secs = { at_most = … } 或 { about = … }", found);
                    None
                }
            };
        }
        if let Some(slots) = &self.aired_in {
            let read = |t: &Spanned<String>, found: &mut Vec<Diagnostic>| {
                clock_secs(t.get_ref()).or_else(|| {
                    found.push(Diagnostic::error(1014, file.at(t), t.get_ref(), "时刻，如 \"06:00\"", "改成 时:分"));
                    None
                })
            };
            return slots
                .iter()
                .map(|s| Some((s.name.clone(), read(&s.from, found)?, read(&s.to, found)?)))
                .collect::<Option<_>>()
                .map(Condition::AiredIn);
        }
        let simple = self
            .gap_days_max
            .map(Condition::GapAtMost)
            .or(self.hours_min.map(Condition::HoursAtLeast))
            .or(self.persons_min.map(Condition::PersonsAtLeast))
            .or(self.offline_percent_min.map(Condition::OfflineAtLeast));
        if simple.is_none() {
            missing(file, &self.id, "duration_secs、aired_in、gap_days_max、hours_min、persons_min 或 offline_percent_min", found);
        }
        simple
    }
}
