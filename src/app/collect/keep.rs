//! What a run brought becomes rows: descriptions, readings, days on display, evidence; and the decision about the run, in one change.

use super::gather::{Gathered, Job, holds_at};
use crate::app::atlas::Atlas;
use crate::app::closed::Closed;
use crate::app::place::{Read, placed};
use crate::app::store::{Incoming, write};
use crate::app::{App, AppError};
use crate::base::count::Count;
use crate::base::diag::Severity;
use crate::base::digest::Digest;
use crate::base::text::quoted;
use crate::extract::{Row, Sight};
use crate::ledger::{Change, Evidence};
use crate::model::collector::{CollectKind, FieldName, Format};
use crate::model::draft::{Draft, DraftReading, Item, PresenceRow, PresenceState, RowRef, Sent};
use crate::model::metric::{Metric, Value};
use crate::model::reading::{Reading, Source};
use crate::model::run::{Decision, Run};
use crate::report::words::span_plain;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A run, compared with the ledger and ready to be written.
#[derive(Debug)]
pub(super) struct Ready {
    pub(super) run: Run,
    read: Option<Read>,
    atlas: Atlas,
    evidence: Vec<Evidence>,
    sent: String,
}

impl Ready {
    /// Whether anything was changed since it was compared.
    pub(super) fn is_stale(&self, change: &Change<'_>) -> Result<bool, AppError> {
        self.atlas.is_stale(change)
    }

    /// What would be stored, one line each: works that are new, readings, days on display.
    pub(super) fn stores(&self) -> Vec<String> {
        let Some(read) = self.read.as_ref().filter(|r| !r.captures.is_empty()) else { return Vec::new() };
        let draft = &read.draft;
        let is_new = |n: usize| read.works.get(n).copied().flatten().is_some_and(|p| p.0 < 0);
        let published = |i: &Item| i.published.map(|p| format!("，发布于{}", p.day.zh())).unwrap_or_default();
        let title = |i: &Item| crate::base::text::clip(&i.title, 40);
        let fresh = draft.items.iter().enumerate().filter(|(n, i)| is_new(*n) && !i.title.is_empty());
        let mut out: Vec<String> = fresh.map(|(_, i)| format!("新作品{}{}", quoted(&title(i)), published(i))).collect();
        for r in &draft.readings {
            let said = r.values.iter().map(|(metric, value)| match value {
                Value::Count(c) => format!("{} {}", metric.zh(), span_plain(c.span())),
                Value::Unavailable => format!("{}：平台不显示", metric.zh()),
            });
            let said: Vec<String> = said.collect();
            let whose = draft.items.get(r.item as usize).filter(|i| !i.title.is_empty());
            let whose = whose.map_or_else(|| "渠道总量".to_owned(), |i| quoted(&title(i)));
            out.push(format!("{whose}　{}（{}的读数）", said.join("，"), r.at.zh()));
        }
        out.extend(draft.presence.iter().map(|p| {
            let state = match p.state {
                PresenceState::Shown | PresenceState::Certified => "展示",
                PresenceState::NotShown => "没有展示",
                PresenceState::Unchecked => "未检查",
            };
            format!("展示记录　{}　{}：{state}", p.from.zh(), p.position)
        }));
        out
    }
}

/// Of so many works the earlier readings are looked at where a number is on no row any more.
const LOOKED_BACK: usize = 20;

/// Where a thing seen outside its demanded place is noted to stand.
const ELSEWHERE: &str = "页面其他位置";

impl App {
    /// Compares what a run brought with what is known. Writes nothing.
    pub(super) fn prepare(&self, job: &Job, gathered: &Gathered) -> Result<Ready, AppError> {
        let decision = if gathered.outcome.is_good() { job.decision } else { Decision::Failed };
        let mut questions = gathered.questions.clone();
        // Answers that gave a row become files of the import, in the order in which they came.
        let mut files: BTreeMap<usize, u16> = BTreeMap::new();
        for n in gathered.rows.iter().flat_map(|f| [f.page, f.numbers]).chain(gathered.sight.iter().map(|(_, n)| *n)) {
            files.insert(n, 0);
        }
        for (new, slot) in files.values_mut().enumerate() {
            *slot = u16::try_from(new).unwrap_or(u16::MAX);
        }
        let draft = Self::draft(job, gathered, &files);
        let captures: Vec<(String, Digest)> =
            files.keys().filter_map(|n| gathered.kept.get(*n)).map(|k| (k.url.clone(), k.digest)).collect();
        let mut digests: Vec<String> = gathered.kept.iter().map(|k| k.digest.to_string()).collect();
        digests.sort_unstable();
        digests.dedup();
        let evidence: Vec<Evidence> = gathered.kept.iter().map(|k| Evidence::pack(&k.body)).collect::<Result<_, _>>()?;
        let mut atlas = Atlas::default();
        let mut observations = 0;
        let mut read = None;
        if !captures.is_empty() || !draft.presence.is_empty() {
            let name = format!("{} {}", job.collector.id, job.channel.name);
            let digest = captures.first().map_or_else(|| Digest::of(b""), |c| c.1);
            let mut one = Read { captures, ..Read::new(name, digest, draft) };
            self.place(&mut one, &mut atlas)?;
            self.examine(&mut one, &mut atlas, &Sent::default(), &Closed::default())?;
            for d in one.draft.found.drain(..).filter(|d| d.severity != Severity::Warning) {
                questions.push(d.zh_line());
            }
            questions.extend(growth(job, &one, &atlas));
            questions.extend(self.vanished(job, &one)?);
            questions.extend(hidden(&one, &atlas));
            questions.extend(self.fallen_today(job, &one, &atlas));
            // The same numbers for the same moment say nothing new (a platform that dates its numbers repeats them for weeks).
            let works = &one.works;
            let items = &one.draft.items;
            one.draft.readings.retain(|r| {
                let known = placed(works, items, &atlas, r).map(|p| atlas.known_readings(p)).unwrap_or_default();
                !known.iter().any(|k| k.at == r.at && k.source == r.source && k.values == r.values)
            });
            observations = one.draft.readings.len() + one.draft.presence.len();
            read = Some(one);
        }
        let sent = serde_json::json!({ "collector": job.collector.id.as_str(), "channel": job.channel.id.as_str() }).to_string();
        let run = Run {
            collector: job.collector.id.clone(),
            channel: job.channel.id.clone(),
            expected_at: job.expected_at,
            started_at: gathered.started_at,
            decided_at: gathered.ended_at,
            decision,
            outcome: gathered.outcome,
            says: gathered.says.clone(),
            items_found: u32::try_from(gathered.items_found).unwrap_or(u32::MAX),
            observations: u32::try_from(observations).unwrap_or(u32::MAX),
            unreadable: u32::try_from(gathered.unreadable).unwrap_or(u32::MAX),
            questions,
            evidence: digests,
            import: None,
        };
        Ok(Ready { run, read, atlas, evidence, sent })
    }

    /// Counts below what an earlier run of the same day read, in one line. Falls from one day to the next are questions of the check.
    fn fallen_today(&self, job: &Job, read: &Read, atlas: &Atlas) -> Option<String> {
        let limits = self.defs.settings.fold;
        let mut first: Option<String> = None;
        let mut fallen = 0;
        for r in &read.draft.readings {
            let Some(item) = read.draft.items.get(r.item as usize) else { continue };
            let known = placed(&read.works, &read.draft.items, atlas, r).map(|p| atlas.known_readings(p)).unwrap_or_default();
            for metric in Metric::CONTACTS {
                let Some(now) = r.values.count(metric) else { continue };
                let same_day = |k: &&Reading| k.source == Source::Collected && k.at.reading_day() == r.at.reading_day() && k.at <= r.at;
                let before = known.iter().filter(same_day).filter_map(|k| Some(((k.at, k.id), k.values.count(metric)?)));
                let Some((_, before)) = before.max_by_key(|(order, _)| *order) else { continue };
                let Some(high) = now.high() else { continue };
                let less = before.low().saturating_sub(high);
                if less > limits.fall_min && u128::from(less) * 100 > u128::from(before.low()) * u128::from(limits.fall_percent) {
                    fallen += 1;
                    first.get_or_insert_with(|| {
                        let name = if item.title.is_empty() { &*job.channel.name } else { &*item.title };
                        let (from, to) = (crate::base::text::grouped(before.low()), crate::base::text::grouped(high));
                        format!("{}的{}由 {from} 减到 {to}", quoted(&crate::base::text::clip(name, 20)), metric.zh())
                    });
                }
            }
        }
        first.map(|f| format!("{fallen} 个数比今天早些时候少，如{f}；以后一次为准，先前的保留可查，请核实"))
    }

    /// Numbers that are not demanded, were there in earlier runs, and are on no row of this one: the place may have been renamed.
    fn vanished(&self, job: &Job, read: &Read) -> Result<Vec<String>, AppError> {
        let collector = &job.collector;
        let fields = collector.sources.iter().flat_map(|s| &s.fields).chain(collector.detail.iter().flat_map(|d| &d.fields));
        let optional = fields.filter(|f| !f.required).filter_map(|f| if let FieldName::Count(m) = f.name { Some(m) } else { None });
        let missing: BTreeSet<Metric> = optional.filter(|m| !read.draft.readings.iter().any(|r| r.values.get(*m).is_some())).collect();
        let mut known = BTreeSet::new();
        // Where the second requests brought nothing, none of them was made: the works are too old to be asked about.
        let asked = collector.detail.is_none() || !read.draft.readings.is_empty();
        if asked && !missing.is_empty() {
            let whole = (collector.kind == CollectKind::ChannelTotal).then(|| self.ledger.known(&job.channel.id)).transpose()?;
            let whole = whole.into_iter().flatten().map(|k| k.id);
            for placement in read.works.iter().flatten().copied().filter(|p| p.0 > 0).take(LOOKED_BACK).chain(whole) {
                let earlier = self.ledger.readings(placement)?;
                let collected = earlier.iter().filter(|k| k.source == Source::Collected);
                known.extend(collected.flat_map(|k| missing.iter().copied().filter(|m| k.values.get(*m).is_some())));
            }
        }
        let says = |m: Metric| format!("以前读得到{}，这次一条也没有，沿用原有的数；页面可能改版，请到平台上看一眼", m.zh());
        Ok(known.into_iter().map(says).collect())
    }

    fn draft(job: &Job, gathered: &Gathered, files: &BTreeMap<usize, u16>) -> Draft {
        let collector = &job.collector;
        let mut draft = Draft {
            kind: "capture".into(),
            encoding: if collector.format == Format::Json { "JSON" } else { "HTML" }.into(),
            ..Draft::default()
        };
        let at_row = |page: usize, number: u32| RowRef { sheet: files.get(&page).copied().unwrap_or(0), row: number };
        for found in &gathered.rows {
            let captured = gathered.kept.get(found.page).map_or(gathered.started_at, |k| k.at);
            let number = u32::try_from(draft.items.len()).unwrap_or(u32::MAX);
            draft.items.push(item(job, &found.row, captured, at_row(found.page, found.row.number)));
            let numbers_at = if found.numbers == found.page { found.row.number } else { 1 };
            let captured = gathered.kept.get(found.numbers).map_or(captured, |k| k.at);
            for r in found.row.readings.iter().filter(|r| !r.values.is_empty()) {
                draft.readings.push(DraftReading {
                    item: number,
                    row: at_row(found.numbers, numbers_at),
                    at: holds_at(collector, captured, r.as_of),
                    from: None,
                    source: Source::Collected,
                    values: r.values.clone(),
                });
            }
        }
        draft.rows = u32::try_from(gathered.rows.len()).unwrap_or(u32::MAX);
        if let (CollectKind::Presence, Some(place)) = (collector.kind, &collector.presence) {
            // The day on which the page was seen, not the one on which the run began.
            let seen_at = gathered.sight.as_ref().and_then(|(_, n)| gathered.kept.get(*n)).map_or(gathered.started_at, |k| k.at);
            let day = seen_at.date();
            let (state, position, proof, page) = match &gathered.sight {
                Some((Sight::Shown(text), n)) => (PresenceState::Shown, place.position.as_str(), text.clone(), *n),
                Some((Sight::Elsewhere(text), n)) => (PresenceState::Shown, ELSEWHERE, text.clone(), *n),
                Some((Sight::NotShown, n)) => (PresenceState::NotShown, place.position.as_str(), "页面上没有".to_owned(), *n),
                None => (PresenceState::Unchecked, place.position.as_str(), gathered.says.clone(), 0),
            };
            let presence = PresenceRow {
                channel: job.channel.id.clone(),
                from: day,
                to: day,
                position: position.to_owned(),
                state,
                proof,
                row: at_row(page, 1),
            };
            draft.presence.push(presence);
        }
        draft
    }

    /// Writes a run into an open change: its import where it has rows, its evidence, its decision. False: it was decided already.
    pub(super) fn settle(change: &Change<'_>, defs: &crate::define::Definitions, ready: Ready) -> Result<Option<Run>, AppError> {
        let Ready { mut run, read, atlas, evidence, sent } = ready;
        if let Some(expected) = run.expected_at
            && change.is_decided(&run.collector, &run.channel, expected)?
        {
            return Ok(None);
        }
        for e in &evidence {
            change.store(e)?;
        }
        if let Some(read) = read.filter(|r| !r.captures.is_empty()) {
            let incoming = Incoming {
                kind: "collect",
                came: None,
                left_out: 0,
                at: run.decided_at,
                sent: &sent,
                read: vec![read],
                evidence: &[],
                atlas: &atlas,
            };
            run.import = Some(write(change, defs, incoming)?);
        } else {
            run.observations = 0;
        }
        change.decide(&run)?;
        let body = serde_json::json!({
            "collector": run.collector.as_str(),
            "channel": run.channel.as_str(),
            "expected_at": run.expected_at.map(crate::base::day::Moment::rfc3339),
            "decision": run.decision.name(),
            "outcome": run.outcome.name(),
            "import": run.import.map(|i| i.0),
        });
        change.note(run.decided_at, "run", &body.to_string())?;
        Ok(Some(run))
    }
}

fn item(job: &Job, row: &Row, at: crate::base::day::Moment, place: RowRef) -> Item {
    let shared = |t: &Option<String>| t.as_deref().map(Arc::<str>::from);
    let whole = job.collector.kind == CollectKind::ChannelTotal;
    Item {
        channel: job.channel.id.clone(),
        title: if whole { "".into() } else { row.title.as_deref().unwrap_or_default().into() },
        native_id: shared(&row.id).filter(|_| !whole),
        url: shared(&row.url).filter(|_| !whole),
        published: row.published,
        duration_secs: row.duration_secs,
        kind: None,
        deliverable: None,
        visibility: None,
        at,
        row: place,
    }
}

/// Numbers that the platform showed in earlier runs and hides on every row of this one.
fn hidden(read: &Read, atlas: &Atlas) -> Vec<String> {
    let hides = |m: Metric| {
        let mut said = read.draft.readings.iter().filter_map(|r| r.values.get(m)).peekable();
        said.peek().is_some() && said.all(|v| v == Value::Unavailable)
    };
    let earlier =
        |m: Metric| atlas.earlier.values().flat_map(|t| &t.readings).any(|k| k.source == Source::Collected && k.values.count(m).is_some());
    let gone = Metric::CONTACTS.into_iter().filter(|m| hides(*m) && earlier(*m));
    gone.map(|m| format!("平台不再显示{}，沿用原有的数；往后的增长请由合作媒体报送", m.zh())).collect()
}

/// Growth beyond what the collector's file thinks possible, one line each.
fn growth(job: &Job, read: &Read, atlas: &Atlas) -> Vec<String> {
    let Some(max) = job.collector.sanity.growth_per_day_max else { return Vec::new() };
    let mut out = Vec::new();
    for r in &read.draft.readings {
        let Some(item) = read.draft.items.get(r.item as usize) else { continue };
        let known = placed(&read.works, &read.draft.items, atlas, r).map(|p| atlas.known_readings(p)).unwrap_or_default();
        for metric in Metric::CONTACTS {
            let Some(now) = r.values.count(metric) else { continue };
            let before = known
                .iter()
                .filter(|k| k.from.is_none() && k.at < r.at)
                .filter_map(|k| Some((k.at, k.values.count(metric)?)))
                .max_by_key(|(at, _)| *at);
            let Some((at, before)) = before else { continue };
            let Some(high) = before.high() else { continue };
            let days = u64::try_from(r.at.reading_day().since(at.reading_day()).max(1)).unwrap_or(1);
            let grown = Count::low(now).saturating_sub(high);
            if grown > max.saturating_mul(days) {
                let name = if item.title.is_empty() { &*job.channel.name } else { &*item.title };
                out.push(format!(
                    "“{}”的{}在 {days} 天里增加 {} 次，超过写明的每天 {} 次；数已入库，请核实",
                    crate::base::text::clip(name, 20),
                    metric.zh(),
                    crate::base::text::grouped(grown),
                    crate::base::text::grouped(max)
                ));
            }
        }
    }
    out
}
