//! One file of `collectors/`: a platform or page, how it is asked and read, with its stored answers.

mod shape;

use super::file::Text;
use super::seed::{required_day, version};
use crate::base::diag::Diagnostic;
use crate::base::id::CollectorId;
use crate::model::collector::{
    Blocked, BlockedAs, CatchUp, CollectKind, Collector, Condition, Detail, Field, FieldName, Filter, Flow, Format, Paging, Politeness,
    PresencePlace, ReadingOf, Request, Rows, Sanity, Schedule, SelfTest, Source,
};
pub(super) use shape::RawCollector;
use shape::{RawBlocked, RawCondition, RawFallback, RawField, RawPaging, RawRequest, RawSchedule, RawTest};
use std::collections::BTreeMap;
use toml::Spanned;

/// What a `[[tests]]` may expect.
pub const GIVES: [&str; 10] =
    ["values", "empty", "unreadable", "login_wall", "busy", "token_expired", "gone", "shown", "elsewhere", "not_shown"];

/// A value of a closed list; another one is an error that names the list.
fn choose<T: Copy>(file: Text<'_>, value: &Spanned<String>, known: &[(&str, T)], found: &mut Vec<Diagnostic>) -> Option<T> {
    let hit = known.iter().find(|(name, _)| name == value.get_ref()).map(|(_, t)| *t);
    if hit.is_none() {
        let list: Vec<&str> = known.iter().map(|(n, _)| *n).collect();
        found.push(Diagnostic::error(1014, file.at(value), value.get_ref(), &list.join("、"), "从“应为”里选一个"));
    }
    hit
}

impl RawCollector {
    pub(super) fn lower(self, stem: &str, file: Text<'_>, found: &mut Vec<Diagnostic>) -> Option<Collector> {
        version(file, &self.format_version, found);
        if !crate::base::id::is_slug(stem) {
            let expected = "小写字母开头，只含小写字母、数字和下划线，2–40 个字符";
            found.push(Diagnostic::error(1016, file.whole(), stem, expected, "换一个文件名"));
        }
        let kinds: Vec<(&str, CollectKind)> = CollectKind::ALL.iter().map(|k| (k.name(), *k)).collect();
        let kind = choose(file, &self.kind, &kinds, found);
        let format = choose(file, &self.format, &[("json", Format::Json), ("html", Format::Html)], found);
        let reading_of = match &self.reading_of {
            None => Some(ReadingOf::Now),
            Some(r) => choose(file, r, &[("now", ReadingOf::Now), ("previous_day", ReadingOf::PreviousDay)], found),
        };
        let flows: Vec<(&str, Flow)> = Flow::ALL.iter().map(|f| (f.name(), *f)).collect();
        let authorise = self.authorise.as_ref().map(|a| choose(file, a, &flows, found));
        let schedule = schedule(file, &self.schedule, kind, found);
        let confirmed_on = self.confirmed_on.as_ref().map(|d| required_day(file, d, found));
        let mut sources = vec![source(
            file,
            RawFallback {
                request: self.request,
                paging: self.paging,
                rows: self.rows,
                fields: self.fields,
                envelope: self.envelope,
                blocked: self.blocked,
            },
            found,
        )];
        sources.extend(self.fallback.into_iter().map(|f| source(file, f, found)));
        let detail = self.detail.map(|d| Detail {
            request: request(file, d.request, found),
            fields: fields(file, d.fields, found),
            envelope: d.envelope.map(condition),
            blocked: blocked(file, d.blocked, found),
            newest_days: d.newest_days,
        });
        if kind == Some(CollectKind::Presence) && self.presence.is_none() {
            found.push(Diagnostic::error(
                1013,
                file.whole(),
                "",
                "展示检查必须写明 [presence]",
                "补上 [presence] 一段：位置、看哪里、找什么",
            ));
        }
        if self.politeness.interval_secs < 1 {
            found.push(Diagnostic::error(
                1024,
                file.whole(),
                &self.politeness.interval_secs.to_string(),
                "interval_secs 至少 1 秒",
                "对真站每次请求至少隔 1 秒",
            ));
        }
        let tests = tests(file, self.tests, found);
        if !(tests.iter().any(|t| good(&t.gives)) && tests.iter().any(|t| !good(&t.gives))) {
            let remedy = "补上 [[tests]]：一份存页读得出数，一份坏页（如改版后）读不出";
            found.push(Diagnostic::error(
                1031,
                file.whole(),
                &format!("{} 个", tests.len()),
                "至少两个 [[tests]]，一个正常、一个读不出",
                remedy,
            ));
        }
        Some(Collector {
            id: CollectorId::new(stem),
            name: self.name,
            keeper: self.keeper,
            kind: kind?,
            format: format?,
            reading_of: reading_of?,
            confirmed_on,
            sources,
            politeness: Politeness {
                interval_secs: self.politeness.interval_secs,
                requests_per_day_max: self.politeness.requests_per_day_max,
            },
            schedule: schedule?,
            detail,
            presence: self.presence.map(|p| PresencePlace {
                position: p.position,
                place: p.place,
                page: p.page,
                page_ok: p.page_ok,
                looks_for: p.looks_for,
            }),
            sanity: Sanity { growth_per_day_max: self.sanity.growth_per_day_max, items_max: self.sanity.items_max },
            authorise: match authorise {
                Some(None) => return None,
                other => other.flatten(),
            },
            quirks: self.quirks.into_iter().map(|q| q.name).collect(),
            tests,
        })
    }
}

/// Whether a test shows an answer that can be read.
fn good(gives: &str) -> bool {
    matches!(gives, "values" | "empty" | "shown" | "elsewhere" | "not_shown")
}

fn schedule(file: Text<'_>, raw: &RawSchedule, kind: Option<CollectKind>, found: &mut Vec<Diagnostic>) -> Option<Schedule> {
    let catch_up = choose(file, &raw.catch_up, &[("none", CatchUp::None), ("latest", CatchUp::Latest), ("all", CatchUp::All)], found)?;
    if kind == Some(CollectKind::Presence) && catch_up != CatchUp::None {
        found.push(Diagnostic::error(
            1024,
            file.at(&raw.catch_up),
            raw.catch_up.get_ref(),
            "none：过去的一天无法补看",
            "改为 catch_up = \"none\"",
        ));
    }
    let parts: Vec<&str> = raw.cron.get_ref().split_whitespace().collect();
    // In the cron library 1 is Sunday and 0 is refused: numbers for weekdays are misread by everybody.
    let weekday = parts.get(5).copied().unwrap_or("*");
    if parts.len() != 6 || weekday.bytes().any(|b| b.is_ascii_digit()) {
        found.push(Diagnostic::error(
            1030,
            file.at(&raw.cron),
            raw.cron.get_ref(),
            "六段：秒 分 时 日 月 星期，北京时间；星期用 MON、TUE … SUN 或 *",
            "例如每天 7:30 写 \"0 30 7 * * *\"，每周一 8:00 写 \"0 0 8 * * MON\"",
        ));
        return None;
    }
    Some(Schedule { cron: raw.cron.get_ref().clone(), catch_up, window_hours: raw.window_hours, runs_max: raw.runs_max.max(1) })
}

fn source(file: Text<'_>, raw: RawFallback, found: &mut Vec<Diagnostic>) -> Source {
    Source {
        request: request(file, raw.request, found),
        paging: raw.paging.map_or(Paging::None, |p| paging(file, &p, found)),
        rows: Rows {
            at: raw.rows.at,
            rows_min: raw.rows.rows_min,
            empty_when: raw.rows.empty_when.map(condition),
            nested: raw.rows.nested,
            keep: raw.rows.keep.map(condition),
            unsettled: raw.rows.unsettled.map(condition),
        },
        fields: fields(file, raw.fields, found),
        envelope: raw.envelope.map(condition),
        blocked: blocked(file, raw.blocked, found),
    }
}

fn request(file: Text<'_>, raw: RawRequest, found: &mut Vec<Diagnostic>) -> Request {
    let host = raw.url.get_ref().split_once("://").map(|(_, rest)| rest.split(['/', '?']).next().unwrap_or_default());
    let host = host.map(|h| h.rsplit_once(':').map_or(h, |(h, _)| h));
    if !raw.url.get_ref().starts_with("https://") && !raw.url.get_ref().starts_with("http://") {
        found.push(Diagnostic::error(1014, file.at(&raw.url), raw.url.get_ref(), "https:// 开头的地址", "写完整地址，含 https://"));
    } else if let Some(host) = host
        && !raw.hosts.iter().any(|h| h == host)
    {
        found.push(Diagnostic::error(1032, file.at(&raw.url), host, "hosts 里列出的主机", &format!("在 hosts 里加上 \"{host}\"")));
    }
    let mut headers = Vec::new();
    for h in &raw.headers {
        match h.get_ref().split_once(':') {
            Some((name, value)) => headers.push((name.trim().to_owned(), value.trim().to_owned())),
            None => found.push(Diagnostic::error(1014, file.at(h), h.get_ref(), "名称: 值", "写成 \"名称: 值\"")),
        }
    }
    Request { url: raw.url.into_inner(), hosts: raw.hosts, body: raw.body, content_type: raw.content_type, headers }
}

fn paging(file: Text<'_>, raw: &RawPaging, found: &mut Vec<Diagnostic>) -> Paging {
    let (first, pages_max) = (raw.first, raw.pages_max.max(1));
    match raw.kind.get_ref().as_str() {
        "number" => Paging::Number { first, pages_max },
        "total" if raw.total_at.is_some() => Paging::Total { first, pages_max, path: raw.total_at.clone().unwrap_or_default() },
        "cursor" => {
            Paging::Cursor { pages_max, first: raw.cursor_first.clone(), path: raw.cursor_at.clone(), more_path: raw.more_at.clone() }
        }
        "days" => Paging::Days { back: raw.days_back.clamp(1, 366) },
        "total" => {
            found.push(Diagnostic::error(1013, file.at(&raw.kind), "total", "必须写明 total_at", "补上 total_at = \"总页数的位置\""));
            Paging::None
        }
        other => {
            found.push(Diagnostic::error(1014, file.at(&raw.kind), other, "number、total、cursor、days", "从“应为”里选一个"));
            Paging::None
        }
    }
}

fn condition(raw: RawCondition) -> Condition {
    Condition { at: raw.at, values: raw.values, texts: raw.texts }
}

fn blocked(file: Text<'_>, raw: Vec<RawBlocked>, found: &mut Vec<Diagnostic>) -> Vec<Blocked> {
    let known: Vec<(&str, BlockedAs)> = BlockedAs::ALL.iter().map(|b| (b.name(), *b)).collect();
    raw.into_iter()
        .filter_map(|b| {
            let gives = choose(file, &b.gives, &known, found)?;
            Some(Blocked { when: Condition { at: b.at, values: b.values, texts: b.texts }, gives, says: b.says })
        })
        .collect()
}

fn field_name(file: Text<'_>, name: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<FieldName> {
    let parsed = FieldName::parse(name.get_ref());
    if parsed.is_none() {
        let known =
            "title、id、url、published、duration、as_of、plays、reads、listens、discussions、readers、likes、comments、shares、favorites";
        found.push(Diagnostic::error(1012, file.at(name), name.get_ref(), known, "从“应为”里选一个"));
    }
    parsed
}

fn fields(file: Text<'_>, raw: BTreeMap<Spanned<String>, RawField>, found: &mut Vec<Diagnostic>) -> Vec<Field> {
    let mut out = Vec::new();
    for (name, f) in raw {
        let Some(parsed) = field_name(file, &name, found) else { continue };
        let filters = f.filters.iter().filter_map(|x| filter(file, x, found)).collect();
        out.push(Field {
            name: parsed,
            at: f.at,
            attribute: f.attribute,
            unit_at: f.unit_at,
            filters,
            required: f.required,
            nested: f.nested,
        });
    }
    out.sort_by_key(|f| f.name);
    out
}

fn filter(file: Text<'_>, text: &Spanned<String>, found: &mut Vec<Diagnostic>) -> Option<Filter> {
    let (word, argument) = text.get_ref().split_once(' ').map_or((text.get_ref().as_str(), ""), |(w, a)| (w, a));
    let parsed = match (word, argument) {
        ("after", a) if !a.is_empty() => Some(Filter::After(a.to_owned())),
        ("before", a) if !a.is_empty() => Some(Filter::Before(a.to_owned())),
        ("drop", a) if !a.is_empty() => Some(Filter::Drop(a.to_owned())),
        ("prefix", a) if !a.is_empty() => Some(Filter::Prefix(a.to_owned())),
        ("last_segment", "") => Some(Filter::LastSegment),
        ("epoch", "") => Some(Filter::Epoch),
        ("millis", "") => Some(Filter::Millis),
        ("zero_is_hidden", "") => Some(Filter::ZeroIsHidden),
        ("at_least", "") => Some(Filter::AtLeast),
        _ => None,
    };
    if parsed.is_none() {
        let known = "after 文字、before 文字、drop 文字、prefix 文字、last_segment、epoch、millis、zero_is_hidden、at_least";
        found.push(Diagnostic::error(1033, file.at(text), text.get_ref(), known, "从“应为”里选；别的处理要改程序"));
    }
    parsed
}

fn tests(file: Text<'_>, raw: Vec<RawTest>, found: &mut Vec<Diagnostic>) -> Vec<SelfTest> {
    let known: Vec<(&str, usize)> = GIVES.iter().enumerate().map(|(n, g)| (*g, n)).collect();
    raw.into_iter()
        .map(|t| {
            choose(file, &t.gives, &known, found);
            let first = t.first.into_iter().filter_map(|(k, v)| Some((field_name(file, &k, found)?, v))).collect();
            SelfTest {
                name: t.name,
                sample: t.sample,
                detail_sample: t.detail_sample,
                source: t.fallback,
                gives: t.gives.into_inner(),
                rows: t.rows,
                unreadable: t.unreadable,
                first,
            }
        })
        .collect()
}
