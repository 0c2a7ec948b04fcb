//! Drafts become rows: one import, all of it or nothing, the touched daily values folded again.

use super::atlas::Atlas;
use super::compare::Change as RowChange;
use super::place::{Read, description, placed};
use super::submit::Way;
use super::week::SentFor;
use super::{App, AppError};
use crate::attain::series;
use crate::base::day::{Day, Moment, Week};
use crate::base::digest::{Digest, Hasher};
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::define::Definitions;
use crate::define::settings::Fold;
use crate::ledger::{Arrival, Change, Evidence, ImportFile, LedgerError, NewDescription, NewObservation, NewTotal, Tail, Wanted};
use crate::model::draft::{Draft, DraftReading, RowRef};
use crate::model::folded::Folded;
use crate::model::reading::{Reading, ReadingRef};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::mpsc::sync_channel;

/// What came in and how: the head of an import.
#[derive(Debug)]
pub(super) struct Incoming<'a> {
    /// `files` or `collect`.
    pub(super) kind: &'static str,
    /// By which way files came, and who sent them where somebody had signed in.
    pub(super) came: Option<(Way, Option<i64>)>,
    /// Rows that were left out because they are wrong, while the good ones were taken.
    pub(super) left_out: u32,
    /// When it was received.
    pub(super) at: Moment,
    /// What was said of it, as JSON with ordered keys.
    pub(super) sent: &'a str,
    /// The drafts.
    pub(super) read: Vec<Read>,
    /// The bytes that they rest on.
    pub(super) evidence: &'a [Evidence],
    /// The placements that they are about.
    pub(super) atlas: &'a Atlas,
}

impl App {
    /// The definitions in force, as the journal notes them: path, digest, text.
    pub(super) fn noted(defs: &Definitions) -> Vec<(&str, Digest, &str)> {
        defs.files.iter().map(|f| (f.path.as_str(), f.digest, f.text.as_str())).collect()
    }
}

/// The files of an import: each partner's file one, each answer that a collector got one.
fn heads(incoming: &Incoming<'_>, defs: &Definitions) -> Vec<ImportFile> {
    let mut out = Vec::new();
    for r in &incoming.read {
        let sent_for = SentFor::of(defs, r.draft.week, incoming.at);
        let week = sent_for.week.to_string();
        let head = |name: &str, digest: Digest, sheets: Vec<String>, covers: Vec<(ChannelId, Day)>| ImportFile {
            name: name.to_owned(),
            digest,
            sent: incoming.sent.to_owned(),
            kind: r.draft.kind.clone(),
            encoding: r.draft.encoding.clone(),
            sheets,
            week: week.clone(),
            covers,
        };
        if r.captures.is_empty() {
            out.push(head(
                &r.name,
                r.digest,
                r.draft.sheets.iter().map(ToString::to_string).collect(),
                covers(&r.draft, Some(sent_for), defs),
            ));
        }
        for (n, (url, digest)) in r.captures.iter().enumerate() {
            out.push(head(url, *digest, Vec::new(), if n == 0 { covers(&r.draft, None, defs) } else { Vec::new() }));
        }
    }
    out
}

/// Writes one import into a change that is open already.
pub(super) fn write(change: &Change<'_>, defs: &Definitions, incoming: Incoming<'_>) -> Result<ImportId, AppError> {
    let fold = defs.settings.fold;
    let undisturbed = incoming.atlas.read_at == Some(change.journal_end()?);
    // The evidence is written, which is mostly waiting, while the readings are put in order and hashed.
    let (stored, slots, digest) = std::thread::scope(|s| {
        let ordering = s.spawn(|| in_order(&incoming.read, incoming.atlas));
        let hashing = s.spawn(|| rows_digest(&incoming.read));
        (incoming.evidence.iter().try_for_each(|e| change.store(e)), ordering.join(), hashing.join())
    });
    stored?;
    let stopped = |what: &str| AppError::Ledger(LedgerError::Damaged(format!("{what}时程序出错")));
    let slots = slots.map_err(|_| stopped("排列读数"))?;
    let digest = digest.map_err(|_| stopped("计算校验码"))?;
    change.note_definitions(incoming.at, &App::noted(defs))?;
    let heads = heads(&incoming, defs);
    let first = first_new(&incoming, defs);
    let of_files = incoming.read.iter().filter(|r| r.captures.is_empty());
    let weeks: BTreeSet<Week> = of_files.flat_map(|r| weeks(&r.draft, Some(SentFor::of(defs, r.draft.week, incoming.at)))).collect();
    let Incoming { kind, came, left_out, at: now, mut read, atlas, .. } = incoming;
    let import = change.new_import(&Arrival { at: now, kind, because: None, rows_digest: digest, first }, &heads)?;
    let mut real: HashMap<PlacementId, PlacementId> = HashMap::new();
    for k in atlas.made() {
        real.insert(k.id, change.new_placement(&k.channel, k.kind, import)?);
    }
    let settle = |p: PlacementId| if p.0 < 0 { real.get(&p).copied().unwrap_or(p) } else { p };
    let mut sources = Vec::with_capacity(read.len());
    let mut next = 0_u16;
    for r in &mut read {
        // A file is sent for a week; what a collector reads counts for its own moment.
        let sent_for = r.captures.is_empty().then(|| SentFor::of(defs, r.draft.week, now));
        let source = FileOf { import, number: next, sent_for };
        sources.push(source);
        next = next.saturating_add(u16::try_from(r.captures.len().max(1)).unwrap_or(u16::MAX));
        if r.resent.is_some() {
            continue;
        }
        let mut read = vec![false; r.draft.items.len()];
        for slot in r.draft.readings.iter().map(|x| x.item as usize) {
            read.get_mut(slot).into_iter().for_each(|s| *s = true);
        }
        let mut descriptions = Vec::new();
        for ((item, placement), read) in r.draft.items.iter().zip(&r.works).zip(read) {
            let Some(placement) = *placement else { continue };
            let mut d = description(item, source.proof(item.row), r.draft.made_for_campaign);
            d.at = source.counted(d.at).map_or(d.at, Day::end);
            // A work without a number is described anew: no reading would tell of it once an earlier import is undone.
            let told = read || sent_for.is_none() && atlas.told_lately(placement, &item.channel, d.at);
            if !told || atlas.says_something_new(placement, &item.channel, &d) {
                descriptions.push(NewDescription { placement: settle(placement), description: d });
            }
        }
        r.works.iter_mut().flatten().for_each(|p| *p = settle(*p));
        change.describe(&descriptions)?;
        change.partner_totals(&new_totals(r, &source, atlas, &settle))?;
        change.record(import, source.number, (&r.draft.presence, &r.draft.airings, &r.draft.records, &r.draft.trainings))?;
    }
    let observed = |slot: &Slot| {
        let (r, source) = (read.get(slot.file)?, sources.get(slot.file)?);
        let reading = r.draft.readings.get(slot.reading)?;
        let placement = settle(placed(&r.works, &r.draft.items, atlas, reading)?);
        let DraftReading { row, at, from, source: by, ref values, .. } = *reading;
        let counted = source.counted(at).filter(|_| from.is_none());
        let reading = Reading { id: source.proof(row), at, counted, from, source: by, values: values.clone() };
        Some(NewObservation { placement, reading })
    };
    // Batches of whole series go from gathering to writing to folding: gathering and folding keep the other core busy while this one writes.
    let (gathering, written, folded) = std::thread::scope(|s| {
        let (gathered, batches) = sync_channel::<Vec<NewObservation>>(BATCHES_AHEAD);
        let (appended, to_fold) = sync_channel::<(Vec<NewObservation>, HashMap<PlacementId, Before<'_>>)>(BATCHES_AHEAD);
        let gathering = s.spawn(move || {
            for batch in batches_of(&slots) {
                // Where nobody takes it any more, writing has failed and says so.
                if gathered.send(gathered_of(batch.iter().filter_map(&observed).collect())).is_err() {
                    break;
                }
            }
        });
        let folding = s.spawn(move || to_fold.iter().flat_map(|(batch, earlier)| folded(&batch, &earlier, fold)).collect::<Vec<_>>());
        let written = batches.iter().try_for_each(|batch| {
            let earlier = earlier(change, &batch, atlas, undisturbed)?;
            change.observe(&batch)?;
            // Where folding has failed, joining it says so.
            appended.send((batch, earlier)).ok();
            Ok::<_, LedgerError>(())
        });
        drop((batches, appended));
        (gathering.join(), written, folding.join())
    });
    written?;
    gathering.map_err(|_| stopped("整理读数"))?;
    let folded = folded.map_err(|_| stopped("折算日值"))?;
    drop(read);
    for (placement, daily) in folded {
        change.total(placement, &daily)?;
    }
    let files: Vec<_> =
        heads.iter().map(|f| serde_json::json!({ "name": f.name, "sha256": f.digest.to_string(), "kind": f.kind })).collect();
    let mut body = serde_json::json!({ "import": import.0, "rows": digest.to_string(), "files": files });
    if let (Some((way, person)), Some(fields)) = (came, body.as_object_mut()) {
        fields.insert("way".to_owned(), way.name().into());
        fields.extend(person.map(|p| ("person".to_owned(), p.into())));
        if left_out > 0 {
            fields.insert("left_out".to_owned(), left_out.into());
        }
        // The days of the rows decide of which weeks they are, not the page on which they were handed in.
        let weeks: Vec<String> = weeks.iter().map(Week::to_string).collect();
        if heads.iter().any(|h| weeks.iter().any(|w| *w != h.week)) {
            fields.insert("weeks".to_owned(), weeks.into());
        }
    }
    change.note(now, if kind == "collect" { "collect" } else { "import" }, &body.to_string())?;
    Ok(import)
}

/// A file of an import: what its rows are called and for which week they count.
#[derive(Clone, Copy)]
struct FileOf {
    import: ImportId,
    number: u16,
    /// `None`: what a collector read. The sheets of its draft are its answers, each a file of the import.
    sent_for: Option<SentFor>,
}

impl FileOf {
    fn proof(&self, row: RowRef) -> ReadingRef {
        let (file, sheet) = if self.sent_for.is_some() { (self.number, row.sheet) } else { (self.number.saturating_add(row.sheet), 0) };
        ReadingRef { import: self.import, file, sheet, row: row.row }
    }

    /// The last day of the week for which a reading of a moment counts, where that is another one.
    fn counted(&self, at: Moment) -> Option<Day> {
        self.sent_for.and_then(|s| s.counted(at))
    }
}

/// Where a reading is found, in the order in which readings are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Slot {
    placement: i64,
    at: Moment,
    file: usize,
    reading: usize,
}

/// All readings by placement and moment, so that the ledger's tree grows at its edge. Those of placements that the import makes come last,
/// in the order in which these are made.
fn in_order(read: &[Read], atlas: &Atlas) -> Vec<Slot> {
    let made: HashMap<PlacementId, i64> = atlas.made().map(|k| k.id).zip(i64::MAX / 2..).collect();
    let rank = |p: PlacementId| made.get(&p).copied().unwrap_or(p.0);
    let mut out = Vec::with_capacity(read.iter().map(|r| r.draft.readings.len()).sum());
    for (file, r) in read.iter().enumerate().filter(|(_, r)| r.resent.is_none()) {
        let ranks: Vec<Option<i64>> = r.works.iter().map(|p| p.map(rank)).collect();
        for (number, reading) in r.draft.readings.iter().enumerate() {
            let known = ranks.get(reading.item as usize).copied().flatten();
            let rank = known.or_else(|| placed(&r.works, &r.draft.items, atlas, reading).map(rank));
            out.extend(rank.map(|placement| Slot { placement, at: reading.at, file, reading: number }));
        }
    }
    out.sort_unstable();
    out
}

/// Readings that are written together at least; a series is never cut.
const BATCH: usize = 16_384;

/// Batches that wait to be written, and to be folded.
const BATCHES_AHEAD: usize = 4;

/// The slots in batches of whole series.
fn batches_of(slots: &[Slot]) -> impl Iterator<Item = &[Slot]> {
    let mut rest = slots;
    std::iter::from_fn(move || {
        let last = rest.get(BATCH).or_else(|| rest.last())?.placement;
        let (batch, left) = rest.split_at(rest.partition_point(|s| s.placement <= last));
        rest = left;
        Some(batch)
    })
}

/// Readings of one moment in the order of their rows; two cells of one row that turn out to be about one placement are one reading.
fn gathered_of(readings: Vec<NewObservation>) -> Vec<NewObservation> {
    let mut readings = readings;
    for same in readings.chunk_by_mut(|a, b| (a.placement, a.reading.at) == (b.placement, b.reading.at)) {
        same.sort_by_key(|o| (o.reading.id, o.reading.from));
    }
    readings.dedup_by(|b, a| {
        let same = (a.placement, a.reading.at, a.reading.id, a.reading.from) == (b.placement, b.reading.at, b.reading.id, b.reading.from);
        if same {
            for (metric, value) in b.reading.values.iter() {
                a.reading.values.set(metric, value);
            }
        }
        same
    });
    readings
}

/// What a series was before: the readings to fold anew, and the daily values before them that stay.
struct Before<'a> {
    tail: Cow<'a, Tail>,
    kept: Folded,
}

/// What every series with new readings was before this import. What was read before the change began is read again where anything was
/// changed in between, or where it does not reach back to the first day that changes.
fn earlier<'a>(
    change: &Change<'_>,
    observations: &[NewObservation],
    atlas: &'a Atlas,
    undisturbed: bool,
) -> Result<HashMap<PlacementId, Before<'a>>, LedgerError> {
    let mut found: HashMap<PlacementId, Cow<'a, Tail>> = HashMap::new();
    let mut wanted: Vec<Wanted> = Vec::new();
    for series in observations.chunk_by(|a, b| a.placement == b.placement) {
        let Some(placement) = series.first().map(|o| o.placement).filter(|p| atlas.position.contains_key(p)) else { continue };
        // What an increment adds to is the whole series.
        let from = series.iter().map(|o| o.reading.from.is_none().then(|| o.reading.day())).min().flatten();
        let reaches = |t: &Tail| t.from.is_none_or(|first| from.is_some_and(|from| first <= from));
        match atlas.earlier.get(&placement).filter(|t| undisturbed && reaches(t)) {
            Some(tail) => drop(found.insert(placement, Cow::Borrowed(tail))),
            None => wanted.push(Wanted { placement, from, told: BTreeSet::new() }),
        }
    }
    if !wanted.is_empty() {
        found.extend(change.tails(&wanted)?.into_iter().map(|(p, t)| (p, Cow::Owned(t))));
    }
    let before = |(placement, tail): (PlacementId, Cow<'a, Tail>)| {
        let kept = if tail.from.is_some() { change.folded(placement)? } else { Folded::default() };
        Ok((placement, Before { tail, kept }))
    };
    found.into_iter().map(before).collect()
}

/// The daily values of every placement that has new readings.
fn folded(observations: &[NewObservation], earlier: &HashMap<PlacementId, Before<'_>>, fold: Fold) -> Vec<(PlacementId, Folded)> {
    let mut out = Vec::new();
    let mut together: Vec<Reading> = Vec::new();
    for series in observations.chunk_by(|a, b| a.placement == b.placement) {
        let Some(placement) = series.first().map(|o| o.placement) else { continue };
        let before = earlier.get(&placement);
        let from = before.and_then(|b| b.tail.from);
        together.clear();
        let known = before.into_iter().flat_map(|b| &b.tail.readings);
        together.extend(known.filter(|r| from.is_none_or(|from| r.day() >= from)).cloned());
        together.extend(series.iter().map(|o| o.reading.clone()));
        let kept = before.and_then(|b| Some((&b.kept, b.tail.from?)));
        out.push((placement, series::fold_on(kept, &together, fold)));
    }
    out
}

/// Channels of which a file says something for a day, each with the last such day: a number, or that the platform hides it. A row without
/// any is none of these, unless works of the channel have no counter at all.
pub(super) fn covers(draft: &Draft, sent_for: Option<SentFor>, defs: &Definitions) -> Vec<(ChannelId, Day)> {
    let day = |at: Moment| sent_for.and_then(|s| s.counted(at)).unwrap_or_else(|| at.reading_day());
    let uncounted = |c: &ChannelId| defs.channel(c).is_some_and(|c| !c.has_counter());
    let listed = draft.items.iter().filter(|i| uncounted(&i.channel)).map(|i| (&i.channel, i.at));
    let read = draft.readings.iter().filter_map(|r| Some((&draft.items.get(r.item as usize)?.channel, r.at)));
    let mut days: BTreeMap<&ChannelId, Day> = BTreeMap::new();
    for (channel, at) in listed.chain(read) {
        let slot = days.entry(channel).or_insert_with(|| day(at));
        *slot = day(at).max(*slot);
    }
    days.into_iter().map(|(c, d)| (c.clone(), d)).collect()
}

/// The statistical weeks to which the rows of a file belong, oldest first.
pub(super) fn weeks(draft: &Draft, sent_for: Option<SentFor>) -> BTreeSet<Week> {
    let counted = |at: Moment| sent_for.and_then(|s| s.counted(at)).unwrap_or_else(|| at.reading_day()).week();
    let mut moments: Vec<Moment> = draft.readings.iter().map(|r| r.at).collect();
    if moments.is_empty() {
        moments.extend(draft.items.iter().map(|i| i.at));
    }
    moments.dedup();
    let days = draft.airings.iter().map(|a| a.day).chain(draft.records.iter().map(|r| r.day)).chain(draft.trainings.iter().map(|t| t.day));
    let days = days.chain(draft.presence.iter().flat_map(|p| [p.from, p.to]));
    moments.into_iter().map(counted).chain(days.map(Day::week)).collect()
}

/// The first day of which files say something new, in a number or about a work: rows that repeat what is known say nothing.
fn first_new(incoming: &Incoming<'_>, defs: &Definitions) -> Option<Day> {
    let mut first: Option<Day> = None;
    for r in incoming.read.iter().filter(|r| r.resent.is_none()) {
        let sent_for = r.captures.is_empty().then(|| SentFor::of(defs, r.draft.week, incoming.at));
        let day = |at: Moment| sent_for.and_then(|s| s.counted(at)).unwrap_or_else(|| at.reading_day());
        let same: HashSet<RowRef> = r.changes.iter().filter(|(_, c)| *c == RowChange::Unchanged).map(|(row, _)| *row).collect();
        let d = &r.draft;
        let readings = d.readings.iter().filter(|x| same.is_empty() || !same.contains(&x.row)).map(|x| x.from.unwrap_or_else(|| day(x.at)));
        let others = d.presence.iter().map(|x| x.from).chain(d.airings.iter().map(|x| x.day));
        let others = others.chain(d.records.iter().map(|x| x.day)).chain(d.trainings.iter().map(|x| x.day));
        first = readings.chain(others).chain(first).min();
        // What is told of a work without a number, or beside the same numbers, moves tallies too.
        for (item, placement) in d.items.iter().zip(&r.works) {
            let (Some(placement), told) = (placement, day(item.at)) else { continue };
            if first.is_none_or(|first| told < first) {
                let mut d = description(item, ReadingRef { import: ImportId(0), file: 0, sheet: 0, row: 0 }, d.made_for_campaign);
                d.at = sent_for.and_then(|s| s.counted(d.at)).map_or(d.at, Day::end);
                if incoming.atlas.changes_a_work(*placement, &item.channel, &d) {
                    first = Some(told);
                }
            }
        }
    }
    first
}

/// Digest of all rows in file order.
fn rows_digest(read: &[Read]) -> Digest {
    let mut hasher = Hasher::default();
    let mut bytes: Vec<u8> = Vec::with_capacity(1 << 16);
    for r in read {
        bytes.extend_from_slice(r.digest.to_string().as_bytes());
        for reading in &r.draft.readings {
            bytes.extend_from_slice(&reading.item.to_be_bytes());
            bytes.extend_from_slice(&reading.row.row.to_be_bytes());
            bytes.extend_from_slice(&reading.at.0.to_be_bytes());
            for (metric, value) in reading.values.iter() {
                bytes.extend_from_slice(metric.name().as_bytes());
                match value {
                    crate::model::metric::Value::Count(c) => {
                        bytes.extend_from_slice(&c.low().to_be_bytes());
                        bytes.extend_from_slice(&c.high().unwrap_or(u64::MAX).to_be_bytes());
                    }
                    crate::model::metric::Value::Unavailable => bytes.push(b'?'),
                }
            }
            if bytes.len() > 1 << 15 {
                hasher.update(&bytes);
                bytes.clear();
            }
        }
    }
    hasher.update(&bytes);
    hasher.finish()
}

fn new_totals(r: &Read, source: &FileOf, atlas: &Atlas, settle: &impl Fn(PlacementId) -> PlacementId) -> Vec<NewTotal> {
    r.draft
        .totals
        .iter()
        .map(|t| {
            let of: Vec<&DraftReading> = match &t.of {
                None => r.draft.readings.iter().filter(|x| x.row.sheet == t.row.sheet).collect(),
                Some(of) => of.iter().filter_map(|n| r.draft.readings.get(*n as usize)).collect(),
            };
            let parts: Vec<(i64, u64, Option<u64>)> = of
                .iter()
                .filter_map(|x| {
                    let item = r.draft.items.get(x.item as usize)?;
                    if t.channel.as_ref().is_some_and(|c| *c != item.channel) {
                        return None;
                    }
                    Some((settle(placed(&r.works, &r.draft.items, atlas, x)?).0, &x.values))
                })
                .flat_map(|(placement, values)| t.counts(values).map(move |c| (placement, c.low(), c.high())))
                .collect();
            NewTotal {
                proof: source.proof(t.row),
                column_letter: t.column_letter.clone(),
                channel: t.channel.clone(),
                metric: t.metric,
                written: t.written,
                day: of.iter().map(|x| x.at.reading_day()).max().unwrap_or_else(|| Day::from_number(0)),
                parts: serde_json::to_string(&parts).unwrap_or_default(),
                refused: t.refused,
                turned_back: t.turned_back.map(|(_, n)| n),
            }
        })
        .collect()
}
