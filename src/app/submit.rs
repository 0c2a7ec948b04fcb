//! Files come in: read, recognised, compared with what is known, stored as a whole or not at all, daily values folded.

use super::compare::{Change as RowChange, Earlier, compare, mode_looks_wrong};
use super::{App, AppError};
use crate::attain::identity::{self, Match};
use crate::attain::series;
use crate::base::day::{Day, Moment};
use crate::base::diag::{Diagnostic, Place};
use crate::base::digest::{Digest, Hasher};
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::intake::{self, Limits};
use crate::ledger::{Arrival, Evidence, ImportFile, LedgerError, NewDescription, NewObservation, NewTotal};
use crate::model::channel::Scope;
use crate::model::draft::{Draft, DraftReading, Item, Mode, Need, RowRef, Sent};
use crate::model::fact::{Description, KnownPlacement, PlacementKind};
use crate::model::reading::{Reading, ReadingRef, Source};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One file as it was sent.
#[derive(Debug)]
pub enum SentFile {
    /// Its name and bytes.
    Bytes(String, Vec<u8>),
    /// Larger than allowed: its name, length and digest; its content was not kept.
    TooLarge(String, u64, Digest),
}

impl SentFile {
    fn name(&self) -> &str {
        match self {
            Self::Bytes(name, _) | Self::TooLarge(name, _, _) => name,
        }
    }
}

/// What somebody wants done with some files.
#[derive(Debug)]
pub struct Request {
    /// The files, in order.
    pub files: Vec<SentFile>,
    /// What was said of them.
    pub sent: Sent,
    /// Compare only; write nothing.
    pub dry_run: bool,
    /// Take the good rows even if others are refused.
    pub accept_good: bool,
    /// Size limits.
    pub limits: Limits,
}

/// The answer to a [`Request`].
#[derive(Debug, Default)]
pub struct Receipt {
    /// The import; the earlier one for files that were sent before; `None` where nothing was written.
    pub import: Option<ImportId>,
    /// All files were there already.
    pub resent: bool,
    /// Something was written.
    pub written: bool,
    /// One per file.
    pub files: Vec<FileReceipt>,
    /// Everything there is to say, in the order file, sheet, row, column.
    pub found: Vec<Diagnostic>,
    /// Options that a file needs and nobody gave, with the file's name. Then nothing was done.
    pub needs: Vec<(String, Need)>,
}

/// The answer about one file. Rows are counted once, under the first that fits of refused, decreased, updated, added, unchanged.
#[derive(Debug, Clone, Default)]
pub struct FileReceipt {
    /// Name.
    pub file: String,
    /// Encoding.
    pub encoding: String,
    /// Kind.
    pub kind: String,
    /// Data rows.
    pub rows: u32,
    /// Rows taken (or that would be).
    pub accepted: u32,
    /// 新增.
    pub added: u32,
    /// 更新.
    pub updated: u32,
    /// 不变.
    pub unchanged: u32,
    /// 减少.
    pub decreased: u32,
    /// 拒绝.
    pub refused: u32,
    /// Total rows, checked and not added.
    pub totals_skipped: u32,
    /// What was inferred.
    pub inferred: Vec<String>,
}

/// A file after reading: its draft and the placement of every reading.
#[derive(Debug)]
struct Read {
    name: String,
    digest: Digest,
    draft: Draft,
    /// Placement of each item as a work; provisional (negative) for new ones. `None`: not to be placed.
    works: Vec<Option<PlacementId>>,
    resent: Option<ImportId>,
}

/// Placements met while reading, before anything is written. New ones have negative numbers.
#[derive(Debug, Default)]
struct Atlas {
    channels: BTreeMap<ChannelId, Vec<KnownPlacement>>,
    made: i64,
    earlier: HashMap<PlacementId, Vec<Reading>>,
    /// Position of every placement in its channel's list.
    position: HashMap<PlacementId, usize>,
}

impl App {
    /// Takes files in.
    pub fn submit(&mut self, request: Request) -> Result<Receipt, AppError> {
        let now = self.clock.now();
        let mut receipt = Receipt::default();
        let mut atlas = Atlas::default();
        let mut read: Vec<Read> = Vec::new();
        let mut evidence: Vec<Evidence> = Vec::new();
        let names: Vec<String> = request.files.iter().map(|f| f.name().to_owned()).collect();
        let sent = sent_text(&request.sent);
        for file in request.files {
            let (name, draft, packed) = match file {
                SentFile::Bytes(name, bytes) => {
                    let input = intake::Input {
                        name: &name,
                        bytes: &bytes,
                        sent: &request.sent,
                        today: now.date(),
                        limits: &request.limits,
                        defs: &self.defs,
                    };
                    // Compressing and hashing keep the other core busy while this one reads.
                    let (draft, packed) = std::thread::scope(|s| {
                        let packer = s.spawn(|| Evidence::pack(&bytes));
                        (intake::read(&input), packer.join())
                    });
                    let packed = packed.map_err(|_| AppError::Ledger(LedgerError::Damaged("压缩存证时程序出错".into())))??;
                    (name, draft, packed)
                }
                SentFile::TooLarge(name, bytes, digest) => {
                    (name.clone(), too_large(&name, bytes, &request.limits), Evidence::digest_only(digest, bytes))
                }
            };
            for need in &draft.needs {
                receipt.needs.push((name.clone(), *need));
            }
            let resent = self.ledger.resent(&packed.digest, &sent)?.map(|s| s.import);
            let mut one = Read { name, digest: packed.digest, draft, works: Vec::new(), resent };
            if receipt.needs.is_empty() {
                self.place(&mut one, &mut atlas)?;
                let row = self.examine(&mut one, &mut atlas, &request.sent)?;
                receipt.files.push(row);
            }
            evidence.push(packed);
            read.push(one);
        }
        let sheets: Vec<String> = read.iter().flat_map(|r| r.draft.sheets.iter().map(ToString::to_string)).collect();
        receipt.found = read.iter_mut().flat_map(|r| std::mem::take(&mut r.draft.found)).collect();
        crate::base::diag::sort(&mut receipt.found, &names, &sheets);
        if !receipt.needs.is_empty() {
            return Ok(receipt);
        }
        if !read.is_empty() && read.iter().all(|r| r.resent.is_some()) {
            receipt.resent = true;
            receipt.import = read.iter().filter_map(|r| r.resent).min();
            receipt.found.retain(Diagnostic::is_error);
            return Ok(receipt);
        }
        let sample_refused = self.refuse_samples(&read, &mut receipt.found)?;
        let refused = sample_refused || receipt.found.iter().any(Diagnostic::is_error);
        let good = receipt.files.iter().any(|f| f.accepted > 0) && !sample_refused;
        if request.dry_run {
            return Ok(receipt);
        }
        if (refused && !request.accept_good) || !good {
            self.keep_refused(now, &read, &evidence)?;
            return Ok(receipt);
        }
        receipt.import = Some(self.store(now, &sent, read, &evidence, &atlas)?);
        receipt.written = true;
        Ok(receipt)
    }

    /// Files marked as samples go only into a sample ledger.
    fn refuse_samples(&self, read: &[Read], found: &mut Vec<Diagnostic>) -> Result<bool, AppError> {
        if self.ledger.kind()? == crate::ledger::LedgerKind::Sample {
            return Ok(false);
        }
        let mut refused = false;
        for r in read.iter().filter(|r| r.draft.sample) {
            refused = true;
            let remedy = "试用请运行 reach demo，或用 --data 指定一个样例账本；确是正式数据的，删去文件名和标题里的“样例”";
            found.push(Diagnostic::error(2009, Place::file(&r.name), "样例", "正式数据", remedy));
        }
        Ok(refused)
    }

    /// Finds the placement of every item of a file.
    fn place(&self, file: &mut Read, atlas: &mut Atlas) -> Result<(), AppError> {
        let draft = &mut file.draft;
        file.works = vec![None; draft.items.len()];
        let mut by_channel: BTreeMap<ChannelId, Vec<usize>> = BTreeMap::new();
        for (n, item) in draft.items.iter().enumerate() {
            by_channel.entry(item.channel.clone()).or_default().push(n);
        }
        let mut ambiguous: BTreeSet<usize> = BTreeSet::new();
        for (channel, numbers) in by_channel {
            if !atlas.channels.contains_key(&channel) {
                let known = self.ledger.known(&channel)?;
                atlas.position.extend(known.iter().enumerate().map(|(n, k)| (k.id, n)));
                atlas.channels.insert(channel.clone(), known);
            }
            let whole = self.defs.channel(&channel).is_some_and(|c| c.scope == Scope::Whole);
            let named: BTreeSet<&str> =
                numbers.iter().filter_map(|n| draft.items.get(*n)).map(|i| &*i.title).filter(|t| !t.is_empty()).collect();
            // A channel counted as a whole needs no title; where a file gives it a single one, that is its name.
            if whole && named.len() <= 1 && numbers.iter().all(|n| draft.items.get(*n).is_some_and(|i| i.native_id.is_none())) {
                for n in &numbers {
                    if let Some(i) = draft.items.get_mut(*n) {
                        i.title = "".into();
                    }
                }
            }
            let works: Vec<usize> = numbers.into_iter().filter(|n| draft.items.get(*n).is_some_and(|i| !is_whole(i))).collect();
            let items = works.iter().filter_map(|n| draft.items.get(*n));
            let known = atlas.channels.get(&channel).map(Vec::as_slice).unwrap_or_default();
            let matches = identity::recognise(known, items);
            let mut fresh: HashMap<u32, PlacementId> = HashMap::new();
            for (n, found) in works.iter().copied().zip(matches) {
                let placement = match found {
                    Match::Known(p) => p,
                    Match::New(k) => *fresh.entry(k).or_insert_with(|| {
                        atlas.made -= 1;
                        PlacementId(atlas.made)
                    }),
                    Match::Ambiguous => {
                        ambiguous.insert(n);
                        continue;
                    }
                };
                if let Some(slot) = file.works.get_mut(n) {
                    *slot = Some(placement);
                }
            }
            for n in works {
                if let (Some(Some(placement)), Some(item)) = (file.works.get(n), draft.items.get(n)) {
                    let proof = ReadingRef { import: ImportId(0), file: 0, sheet: item.row.sheet, row: item.row.row };
                    let d = description(item, proof, draft.made_for_campaign);
                    atlas.learn(*placement, PlacementKind::Work, Some(d), &channel);
                }
            }
        }
        for n in ambiguous {
            let Some(item) = draft.items.get(n) else { continue };
            let place = place_of(&file.name, &draft.sheets, item.row);
            let remedy = "补上这一行的发布时间，或填作品链接或编号";
            draft.found.push(Diagnostic::error(2020, place, &item.title, "该渠道有几条同名作品，需要能区分的发布时间、链接或编号", remedy));
        }
        Ok(())
    }

    /// Compares a file with what is known and fills its counts. Adds the diagnostics that need the ledger.
    fn examine(&self, file: &mut Read, atlas: &mut Atlas, sent: &Sent) -> Result<FileReceipt, AppError> {
        let mut changes: BTreeMap<RowRef, RowChange> = BTreeMap::new();
        let mut extra: Vec<Diagnostic> = Vec::new();
        let mut earlier_seen = Earlier::new(self.defs.settings.mode_check);
        let mut refused_rows: BTreeSet<RowRef> = BTreeSet::new();
        for r in &file.draft.readings {
            let Some(item) = file.draft.items.get(r.item as usize) else { continue };
            let placement = match file.works.get(r.item as usize).copied().flatten() {
                Some(p) => p,
                None if is_whole(item) => atlas.whole(&item.channel, r.source),
                None => {
                    refused_rows.insert(r.row);
                    continue;
                }
            };
            if placement.0 > 0 && !atlas.earlier.contains_key(&placement) {
                atlas.earlier.insert(placement, self.ledger.readings(placement)?);
            }
            let known = atlas.earlier.get(&placement).map(Vec::as_slice).unwrap_or_default();
            let (change, findings) = compare(r, known, self.defs.settings.fold, &mut earlier_seen);
            for f in findings {
                let place = place_of(&file.name, &file.draft.sheets, r.row);
                if f.is_error() {
                    refused_rows.insert(r.row);
                }
                extra.push(f.at(place, &item.title));
            }
            let slot = changes.entry(r.row).or_insert(change);
            *slot = (*slot).max(change);
        }
        // A row may tell of a work without any number: the work is there all the same.
        for (item, placement) in file.draft.items.iter().zip(&file.works) {
            let Some(placement) = placement else {
                if !is_whole(item) {
                    refused_rows.insert(item.row);
                }
                continue;
            };
            let d = description(
                item,
                ReadingRef { import: ImportId(0), file: 0, sheet: item.row.sheet, row: item.row.row },
                file.draft.made_for_campaign,
            );
            let change = if atlas.says_something_new(*placement, &item.channel, &d) { RowChange::Added } else { RowChange::Unchanged };
            changes.entry(item.row).or_insert(change);
        }
        if sent.mode.is_none()
            && let Some(found) = mode_looks_wrong(&earlier_seen, self.defs.settings.mode_check, Place::file(&file.name))
        {
            extra.push(found);
        }
        extra.extend(self.account_looks_wrong(file, atlas)?);
        let whole_file_refused = extra.iter().any(|d| d.is_error() && d.place.row.is_none());
        let d = &mut file.draft;
        d.found.extend(extra);
        if whole_file_refused {
            refused_rows.extend(changes.keys().copied());
            d.presence.clear();
            d.airings.clear();
            d.records.clear();
            d.trainings.clear();
        }
        d.readings.retain(|r| !refused_rows.contains(&r.row));
        changes.retain(|row, _| !refused_rows.contains(row));
        let others = d.presence.len() + d.airings.len() + d.records.len() + d.trainings.len();
        let count = |c: RowChange| u32::try_from(changes.values().filter(|x| **x == c).count()).unwrap_or(u32::MAX);
        let others = u32::try_from(others).unwrap_or(u32::MAX);
        let all_known = file.resent.is_some();
        let accepted = u32::try_from(changes.len()).unwrap_or(u32::MAX) + others;
        Ok(FileReceipt {
            file: file.name.clone(),
            encoding: d.encoding.clone(),
            kind: d.kind.clone(),
            rows: d.rows,
            accepted,
            added: if all_known { 0 } else { count(RowChange::Added) + others },
            updated: if all_known { 0 } else { count(RowChange::Updated) },
            unchanged: if all_known { accepted } else { count(RowChange::Unchanged) },
            decreased: if all_known { 0 } else { count(RowChange::Decreased) },
            refused: d.refused + u32::try_from(refused_rows.len()).unwrap_or(u32::MAX),
            totals_skipped: d.totals_skipped,
            inferred: d.inferred.clone(),
        })
    }

    /// An export that shows another channel's known works may be of another account (a question, never an error).
    fn account_looks_wrong(&self, file: &Read, atlas: &Atlas) -> Result<Option<Diagnostic>, AppError> {
        if file.draft.made_for_campaign {
            return Ok(None);
        }
        let Some(channel) = file.draft.items.first().and_then(|i| self.defs.channel(&i.channel)) else { return Ok(None) };
        let new: Vec<&Item> =
            file.draft.items.iter().zip(&file.works).filter(|(_, p)| p.is_some_and(|p| p.0 < 0)).map(|(i, _)| i).collect();
        if new.is_empty() {
            return Ok(None);
        }
        for other in self.defs.channels.iter().filter(|c| c.platform == channel.platform && c.id != channel.id) {
            let known = match atlas.channels.get(&other.id) {
                Some(k) => k.clone(),
                None => self.ledger.known(&other.id)?,
            };
            let ids: BTreeSet<&str> = known.iter().flat_map(|k| &k.descriptions).filter_map(|d| d.native_id.as_deref()).collect();
            let seconds: BTreeSet<(Day, u32)> =
                known.iter().flat_map(|k| &k.descriptions).filter_map(|d| d.published.and_then(|p| Some((p.day, p.secs?)))).collect();
            let same = new
                .iter()
                .filter(|i| match (i.native_id.as_deref(), i.published.and_then(|p| Some((p.day, p.secs?)))) {
                    (Some(id), _) => ids.contains(id),
                    (None, Some(second)) => seconds.contains(&second),
                    (None, None) => false,
                })
                .count();
            if same * 2 > new.len() {
                let found = format!("{same} 条作品是“{}”的", other.name);
                let remedy = format!("若是“{}”导出的，请撤销后用 --channel {} 重新导入", other.name, other.name);
                return Ok(Some(Diagnostic::question(
                    2051,
                    Place::file(&file.name),
                    &found,
                    &format!("“{}”的作品", channel.name),
                    &remedy,
                )));
            }
        }
        Ok(None)
    }

    /// A refused file stays as evidence; the journal says so.
    fn keep_refused(&mut self, now: Moment, read: &[Read], evidence: &[Evidence]) -> Result<(), AppError> {
        let defs: Vec<_> = self.defs.files.iter().map(|f| (f.path.as_str(), f.digest, f.text.as_str())).collect();
        let change = self.ledger.change()?;
        for e in evidence {
            change.store(e)?;
        }
        change.note_definitions(now, &defs)?;
        let files: Vec<_> = read.iter().map(|r| serde_json::json!({ "name": r.name, "sha256": r.digest.to_string() })).collect();
        change.note(now, "refused", &serde_json::json!({ "files": files }).to_string())?;
        change.commit()?;
        Ok(())
    }

    fn store(&mut self, now: Moment, sent: &str, read: Vec<Read>, evidence: &[Evidence], atlas: &Atlas) -> Result<ImportId, AppError> {
        let week = now.date().week().previous().to_string();
        let defs: Vec<_> = self.defs.files.iter().map(|f| (f.path.as_str(), f.digest, f.text.as_str())).collect();
        let fold = self.defs.settings.fold;
        let digest = rows_digest(&read);
        let change = self.ledger.change()?;
        for e in evidence {
            change.store(e)?;
        }
        change.note_definitions(now, &defs)?;
        let heads: Vec<ImportFile> = read
            .iter()
            .map(|r| ImportFile {
                name: r.name.clone(),
                digest: r.digest,
                sent: sent.to_owned(),
                kind: r.draft.kind.clone(),
                encoding: r.draft.encoding.clone(),
                sheets: r.draft.sheets.iter().map(ToString::to_string).collect(),
                week: week.clone(),
                covers: covers(&r.draft),
            })
            .collect();
        let import = change.new_import(&Arrival { at: now, kind: "files", because: None, rows_digest: digest }, &heads)?;
        let mut real: HashMap<PlacementId, PlacementId> = HashMap::new();
        for (channel, known) in &atlas.channels {
            for k in known.iter().filter(|k| k.id.0 < 0) {
                real.insert(k.id, change.new_placement(channel, k.kind, import)?);
            }
        }
        let settle = |p: PlacementId| real.get(&p).copied().unwrap_or(p);
        let mut observations: Vec<NewObservation> = Vec::new();
        for (n, r) in read.into_iter().enumerate() {
            if r.resent.is_some() {
                continue;
            }
            let number = u16::try_from(n).unwrap_or(u16::MAX);
            let proof = |row: RowRef| ReadingRef { import, file: number, sheet: row.sheet, row: row.row };
            let mut descriptions = Vec::new();
            for (item, placement) in r.draft.items.iter().zip(&r.works) {
                let Some(placement) = *placement else { continue };
                let d = description(item, proof(item.row), r.draft.made_for_campaign);
                if atlas.says_something_new(placement, &item.channel, &d) {
                    descriptions.push(NewDescription { placement: settle(placement), description: d });
                }
            }
            change.describe(&descriptions)?;
            change.partner_totals(&new_totals(&r, &proof, atlas, &settle))?;
            change.record(import, number, (&r.draft.presence, &r.draft.airings, &r.draft.records, &r.draft.trainings))?;
            observations.reserve(r.draft.readings.len());
            for reading in r.draft.readings {
                let placed = r.works.get(reading.item as usize).copied().flatten();
                let item = r.draft.items.get(reading.item as usize);
                let Some(p) = placed.or_else(|| item.and_then(|i| atlas.whole_known(&i.channel, reading.source))) else { continue };
                let DraftReading { row, at, from, source, values, .. } = reading;
                observations.push(NewObservation { placement: settle(p), reading: Reading { id: proof(row), at, from, source, values } });
            }
        }
        observations.sort_by_key(|o| (o.placement, o.reading.at, o.reading.id, o.reading.from));
        // Two cells of one row may turn out to be about one placement: together they are one reading.
        observations.dedup_by(|b, a| {
            let same =
                (a.placement, a.reading.at, a.reading.id, a.reading.from) == (b.placement, b.reading.at, b.reading.id, b.reading.from);
            if same {
                for (metric, value) in b.reading.values.iter() {
                    a.reading.values.set(metric, value);
                }
            }
            same
        });
        let earlier: HashMap<PlacementId, &Vec<Reading>> = atlas.earlier.iter().map(|(p, r)| (settle(*p), r)).collect();
        let mut together: Vec<Reading> = Vec::new();
        for series in observations.chunk_by(|a, b| a.placement == b.placement) {
            let Some(first) = series.first() else { continue };
            together.clear();
            together.extend(earlier.get(&first.placement).into_iter().flat_map(|r| r.iter().cloned()));
            together.extend(series.iter().map(|o| o.reading.clone()));
            change.total(first.placement, &series::fold(&together, fold))?;
        }
        change.observe(observations)?;
        let files: Vec<_> =
            heads.iter().map(|f| serde_json::json!({ "name": f.name, "sha256": f.digest.to_string(), "kind": f.kind })).collect();
        let body = serde_json::json!({ "import": import.0, "rows": digest.to_string(), "files": files });
        change.note(now, "import", &body.to_string())?;
        change.commit()?;
        Ok(import)
    }
}

impl Atlas {
    /// Remembers what a file says, for the next file of the same import.
    fn learn(&mut self, placement: PlacementId, kind: PlacementKind, description: Option<Description>, channel: &ChannelId) {
        if placement.0 > 0 {
            return;
        }
        let list = self.channels.entry(channel.clone()).or_default();
        if let Some(k) = self.position.get(&placement).and_then(|n| list.get_mut(*n)) {
            k.descriptions.extend(description);
        } else {
            self.position.insert(placement, list.len());
            list.push(KnownPlacement { id: placement, channel: channel.clone(), kind, descriptions: description.into_iter().collect() });
        }
    }

    fn whole_known(&self, channel: &ChannelId, source: Source) -> Option<PlacementId> {
        let kind = if source == Source::Estimate { PlacementKind::Estimate } else { PlacementKind::Whole };
        self.channels.get(channel)?.iter().find(|k| k.kind == kind).map(|k| k.id)
    }

    /// The placement of a channel as a whole, made where there is none.
    fn whole(&mut self, channel: &ChannelId, source: Source) -> PlacementId {
        if let Some(p) = self.whole_known(channel, source) {
            return p;
        }
        self.made -= 1;
        let kind = if source == Source::Estimate { PlacementKind::Estimate } else { PlacementKind::Whole };
        self.learn(PlacementId(self.made), kind, None, channel);
        PlacementId(self.made)
    }

    /// Whether a description adds to what the ledger holds. A stated visibility always does: it is a dated reading.
    fn says_something_new(&self, placement: PlacementId, channel: &ChannelId, d: &Description) -> bool {
        if placement.0 < 0 || d.visibility.is_some() {
            return true;
        }
        let known = self.position.get(&placement).and_then(|n| self.channels.get(channel)?.get(*n));
        known.is_none_or(|k| {
            !k.descriptions.iter().any(|e| {
                (&e.title, &e.native_id, &e.url, e.published, e.duration_secs, e.kind, &e.deliverable, e.made_for_campaign)
                    == (&d.title, &d.native_id, &d.url, d.published, d.duration_secs, d.kind, &d.deliverable, d.made_for_campaign)
            })
        })
    }
}

fn is_whole(item: &Item) -> bool {
    item.title.is_empty() && item.native_id.is_none() && item.url.is_none()
}

fn description(item: &Item, proof: ReadingRef, made_for_campaign: bool) -> Description {
    Description {
        at: item.at,
        proof,
        title: item.title.to_string(),
        native_id: item.native_id.as_deref().map(str::to_owned),
        url: item.url.as_deref().map(str::to_owned),
        published: item.published,
        duration_secs: item.duration_secs,
        kind: item.kind,
        deliverable: item.deliverable.as_deref().map(str::to_owned),
        visibility: item.visibility,
        made_for_campaign,
    }
}

fn place_of(name: &str, sheets: &[std::sync::Arc<str>], row: RowRef) -> Place {
    let sheet = sheets.get(usize::from(row.sheet)).map(ToString::to_string).filter(|s| !s.is_empty());
    Place { sheet, row: Some(row.row), ..Place::file(name) }
}

/// What was said of a file, as one text with ordered keys.
fn sent_text(sent: &Sent) -> String {
    serde_json::json!({
        "campaign": sent.campaign.as_ref().map(ToString::to_string),
        "channel": sent.channel.as_ref().map(ToString::to_string),
        "as_of": sent.as_of.map(|d| d.to_string()),
        "mode": sent.mode.map(|m| if m == Mode::Cumulative { "cumulative" } else { "increment" }),
    })
    .to_string()
}

fn too_large(name: &str, bytes: u64, limits: &Limits) -> Draft {
    let found = Diagnostic::error(
        2003,
        Place::file(name),
        &format!("{} MB", bytes / 1_000_000),
        &format!("不超过 {} MB", limits.bytes / 1_000_000),
        "按月或按渠道拆成几个文件分别导入",
    );
    Draft { found: vec![found], ..Draft::default() }
}

/// Channels that a file speaks of, each with the last day.
fn covers(draft: &Draft) -> Vec<(ChannelId, Day)> {
    let mut days: BTreeMap<&ChannelId, Day> = BTreeMap::new();
    let mut see = |channel, day: Day| {
        let slot = days.entry(channel).or_insert(day);
        *slot = day.max(*slot);
    };
    for item in &draft.items {
        see(&item.channel, item.at.reading_day());
    }
    for reading in &draft.readings {
        if let Some(item) = draft.items.get(reading.item as usize) {
            see(&item.channel, reading.at.reading_day());
        }
    }
    days.into_iter().map(|(c, d)| (c.clone(), d)).collect()
}

/// Digest of all rows in file order.
fn rows_digest(read: &[Read]) -> Digest {
    let mut hasher = Hasher::default();
    for r in read {
        hasher.update(r.digest.to_string().as_bytes());
        for reading in &r.draft.readings {
            hasher.update(&reading.item.to_be_bytes());
            hasher.update(&reading.row.row.to_be_bytes());
            hasher.update(&reading.at.0.to_be_bytes());
            for (metric, value) in reading.values.iter() {
                hasher.update(metric.name().as_bytes());
                match value {
                    crate::model::metric::Value::Count(c) => {
                        hasher.update(&c.low().to_be_bytes());
                        hasher.update(&c.high().unwrap_or(u64::MAX).to_be_bytes());
                    }
                    crate::model::metric::Value::Unavailable => hasher.update(b"?"),
                }
            }
        }
    }
    hasher.finish()
}

fn new_totals(
    r: &Read,
    proof: &impl Fn(RowRef) -> ReadingRef,
    atlas: &Atlas,
    settle: &impl Fn(PlacementId) -> PlacementId,
) -> Vec<NewTotal> {
    r.draft
        .totals
        .iter()
        .map(|t| {
            let of: Vec<&DraftReading> = if t.of.is_empty() {
                r.draft.readings.iter().filter(|x| x.row.sheet == t.row.sheet).collect()
            } else {
                t.of.iter().filter_map(|n| r.draft.readings.get(*n as usize)).collect()
            };
            let parts: Vec<(i64, u64, Option<u64>)> = of
                .iter()
                .filter_map(|x| {
                    let item = r.draft.items.get(x.item as usize)?;
                    if t.channel.as_ref().is_some_and(|c| *c != item.channel) {
                        return None;
                    }
                    let c = x.values.count(t.metric)?;
                    let p = r.works.get(x.item as usize).copied().flatten().or_else(|| atlas.whole_known(&item.channel, x.source))?;
                    Some((settle(p).0, c.low(), c.high()))
                })
                .collect();
            NewTotal {
                proof: proof(t.row),
                column_letter: t.column_letter.clone(),
                channel: t.channel.clone(),
                metric: t.metric,
                written: t.written,
                day: of.iter().map(|x| x.at.reading_day()).max().unwrap_or_else(|| Day::from_number(0)),
                parts: serde_json::to_string(&parts).unwrap_or_default(),
            }
        })
        .collect()
}
