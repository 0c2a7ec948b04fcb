//! Files come in: read, recognised, compared with what is known, stored as a whole or not at all, daily values folded.

use super::atlas::{Atlas, TRIES_MAX};
use super::closed::Closed;
use super::place::Read;
use super::store::{self, Incoming};
use super::{App, AppError};
use crate::base::day::{Day, Moment, Week};
use crate::base::diag::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::id::ImportId;
use crate::base::text::quoted;
use crate::intake::{self, Limits};
use crate::ledger::{Change, Evidence, LedgerError};
use crate::model::draft::{Draft, Item, Mode, Need, Sent};
use std::collections::{BTreeMap, BTreeSet};

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

/// By which way files came in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A command on the machine.
    Command,
    /// Pages of the portal.
    Portal,
    /// A program with a token.
    Api,
}

impl Way {
    const ALL: [(Self, &'static str, &'static str); 3] =
        [(Self::Command, "command", "命令行"), (Self::Portal, "portal", "门户上传"), (Self::Api, "api", "接口")];

    /// Name in the journal.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|w| w.0 == self).map_or("", |w| w.1)
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|w| w.1 == name).map(|w| w.0)
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        Self::ALL.iter().find(|w| w.0 == self).map_or("", |w| w.2)
    }
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
    /// Options that files need and nobody gave. Then nothing was done.
    pub needs: Vec<Lack>,
}

/// Something that a file does not say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lack {
    /// The file's name.
    pub file: String,
    /// What.
    pub need: Need,
    /// Of a workbook with several sheets those that do not say it.
    pub sheets: Vec<String>,
}

impl Lack {
    /// `工作表“抖音”、“快手”`; `None` where the file is meant as a whole.
    pub fn sheets_zh(&self) -> Option<String> {
        let names: Vec<String> = self.sheets.iter().map(|s| quoted(s)).collect();
        (!names.is_empty()).then(|| format!("工作表{}", names.join("、")))
    }
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
    /// Of the rows 新增 and 不变 those without a number: they tell of works alone.
    pub blank: u32,
    /// Of these the ones 新增.
    pub blank_new: u32,
    /// Rows 新增 of 展示, 播出, 成果, 培训.
    pub beside_new: u32,
    /// Rows that change weeks that were approved, refused or not.
    pub settled: BTreeMap<Week, u32>,
    /// The same of 展示, 播出, 成果, 培训.
    pub settled_beside: BTreeMap<Week, u32>,
    /// The weeks to which its rows belong.
    pub weeks: BTreeSet<Week>,
}

/// Files read, placed and compared; nothing is written yet.
#[derive(Debug)]
pub(super) struct Weighed {
    pub(super) at: Moment,
    pub(super) receipt: Receipt,
    /// The files, in order; placed unless the receipt names needs.
    pub(super) read: Vec<Read>,
    pub(super) atlas: Atlas,
    evidence: Vec<Evidence>,
    /// What was said of the files, and the same as one text.
    said: Sent,
    sent: String,
    limits: Limits,
    closed: Closed,
    /// Files marked as samples for a ledger that is none.
    samples: bool,
}

impl Weighed {
    /// The same files, to be weighed anew.
    fn again(self) -> Result<Request, AppError> {
        let mut files = Vec::new();
        for (read, evidence) in self.read.into_iter().zip(&self.evidence) {
            files.push(match evidence.unpack()? {
                Some(bytes) => SentFile::Bytes(read.name, bytes),
                None => SentFile::TooLarge(read.name, evidence.bytes, evidence.digest),
            });
        }
        Ok(Request { files, sent: self.said, dry_run: false, accept_good: false, limits: self.limits })
    }
}

impl App {
    /// Takes files in.
    pub fn submit(&mut self, request: Request) -> Result<Receipt, AppError> {
        let (dry_run, accept_good) = (request.dry_run, request.accept_good);
        let weighed = self.weigh(request)?;
        if dry_run {
            return Ok(weighed.receipt);
        }
        self.finish(weighed, accept_good, (Way::Command, None), |_, _| Ok(()))
    }

    /// Everything that taking files in does before it writes.
    pub(super) fn weigh(&self, request: Request) -> Result<Weighed, AppError> {
        self.weigh_beside(request, Closed::default())
    }

    /// The same where weeks were approved.
    pub(super) fn weigh_beside(&self, request: Request, closed: Closed) -> Result<Weighed, AppError> {
        let now = self.clock.now();
        let mut receipt = Receipt::default();
        let mut atlas = Atlas::default();
        let mut read: Vec<Read> = Vec::new();
        let mut evidence: Vec<Evidence> = Vec::new();
        let names: Vec<String> = request.files.iter().map(|f| f.name().to_owned()).collect();
        let sent = sent_text(&request.sent);
        for file in request.files {
            let (one, packed) = match file {
                SentFile::Bytes(name, bytes) => {
                    let input = intake::Input {
                        name: &name,
                        bytes: &bytes,
                        sent: &request.sent,
                        today: now.date(),
                        limits: &request.limits,
                        defs: &self.defs,
                    };
                    // Hashing and compressing keep the other core busy while this one reads and compares.
                    let (hashed, digest) = std::sync::mpsc::sync_channel(1);
                    let content = bytes.as_slice();
                    let (one, packed) = std::thread::scope(|s| {
                        let packing = s.spawn(move || {
                            let digest = Digest::of(content);
                            // Where nobody waits for it any more, reading has failed and says so.
                            hashed.send(digest).ok();
                            Evidence::pack_known(digest, content)
                        });
                        let draft = intake::read(&input);
                        let one = digest.recv().map(|digest| {
                            self.compared(name.clone(), digest, draft, (&sent, &request.sent, &closed), (&mut atlas, &mut receipt))
                        });
                        (one, packing.join())
                    });
                    let stopped = || AppError::Ledger(LedgerError::Damaged("压缩存证时程序出错".into()));
                    (one.map_err(|_| stopped())??, packed.map_err(|_| stopped())??)
                }
                SentFile::TooLarge(name, bytes, digest) => {
                    let draft = too_large(&name, bytes, &request.limits);
                    let one = self.compared(name, digest, draft, (&sent, &request.sent, &closed), (&mut atlas, &mut receipt))?;
                    (one, Evidence::digest_only(digest, bytes))
                }
            };
            evidence.push(packed);
            read.push(one);
        }
        let sheets: Vec<String> = read.iter().flat_map(|r| r.draft.sheets.iter().map(ToString::to_string)).collect();
        receipt.found = read.iter_mut().flat_map(|r| std::mem::take(&mut r.draft.found)).collect();
        crate::base::diag::sort(&mut receipt.found, &names, &sheets);
        let mut samples = false;
        if receipt.needs.is_empty() {
            if !read.is_empty() && read.iter().all(|r| r.resent.is_some()) {
                receipt.resent = true;
                receipt.import = read.iter().filter_map(|r| r.resent).min();
                receipt.found.retain(Diagnostic::is_error);
            } else {
                samples = self.refuse_samples(&read, &mut receipt.found)?;
            }
        }
        Ok(Weighed { at: now, receipt, read, atlas, evidence, said: request.sent, sent, limits: request.limits, closed, samples })
    }

    /// Writes what was weighed, all of it or nothing. `came`: by which way, and who sent it where somebody had signed in. `beside`: what is
    /// written in the same change, also where all files were there already. Where the ledger took in anything meanwhile, the files are
    /// weighed anew: the same file or the same new work may have come from elsewhere.
    pub(super) fn finish(
        &mut self,
        weighed: Weighed,
        accept_good: bool,
        came: (Way, Option<i64>),
        beside: impl FnOnce(&Change<'_>, &Receipt) -> Result<(), AppError>,
    ) -> Result<Receipt, AppError> {
        let mut weighed = weighed;
        if !weighed.receipt.needs.is_empty() {
            return Ok(weighed.receipt);
        }
        let mut tries = 0;
        let change = loop {
            let change = self.ledger.change()?;
            if tries == TRIES_MAX || !weighed.atlas.is_stale(&change)? {
                break change;
            }
            drop(change);
            tries += 1;
            let closed = std::mem::take(&mut weighed.closed);
            weighed = self.weigh_beside(weighed.again()?, closed)?;
        };
        let Weighed { at, mut receipt, read, atlas, evidence, sent, samples, .. } = weighed;
        if !receipt.resent {
            let refused = samples || receipt.found.iter().any(Diagnostic::is_error);
            let good = receipt.files.iter().any(|f| f.accepted > 0) && !samples;
            if (refused && !accept_good) || !good {
                drop(change);
                self.keep_refused(at, &read, &evidence)?;
                return Ok(receipt);
            }
        }
        if !receipt.resent {
            let left_out = receipt.files.iter().map(|f| f.refused).sum();
            let incoming =
                Incoming { kind: "files", came: Some(came), left_out, at, sent: &sent, read, evidence: &evidence, atlas: &atlas };
            receipt.import = Some(store::write(&change, &self.defs, incoming)?);
            receipt.written = true;
        }
        beside(&change, &receipt)?;
        change.commit()?;
        Ok(receipt)
    }

    /// A draft with its works found and its rows compared with what is known, unless an option is missing.
    fn compared(
        &self,
        name: String,
        digest: Digest,
        draft: Draft,
        (text, sent, closed): (&str, &Sent, &Closed),
        (atlas, receipt): (&mut Atlas, &mut Receipt),
    ) -> Result<Read, AppError> {
        let lack = |need: &Need| {
            let sheets = draft
                .lacking
                .iter()
                .filter(|(n, _)| n == need && draft.sheets.len() > 1)
                .filter_map(|(_, s)| draft.sheets.get(usize::from(*s)));
            let sheets = sheets.filter(|s| !s.is_empty()).map(ToString::to_string).collect();
            Lack { file: name.clone(), need: *need, sheets }
        };
        receipt.needs.extend(draft.needs.iter().map(lack));
        let resent = self.ledger.resent(&digest, text)?.map(|s| s.import);
        let mut one = Read { resent, ..Read::new(name, digest, draft) };
        if receipt.needs.is_empty() {
            self.place(&mut one, atlas)?;
            receipt.files.push(self.examine(&mut one, atlas, sent, closed)?);
        }
        Ok(one)
    }

    /// Files marked as samples go only into a sample ledger.
    fn refuse_samples(&self, read: &[Read], found: &mut Vec<Diagnostic>) -> Result<bool, AppError> {
        if self.ledger.kind()? == crate::ledger::LedgerKind::Sample {
            return Ok(false);
        }
        let mut refused = false;
        for r in read.iter().filter(|r| r.draft.sample) {
            refused = true;
            let remedy = "确是正式数据的，删去文件名和标题里的“样例”；试用请报到样例账本";
            found.push(Diagnostic::error(2009, Place::file(&r.name), "样例", "正式数据", remedy));
        }
        Ok(refused)
    }

    /// An export that shows another channel's known works may be of another account (a question, never an error).
    pub(super) fn account_looks_wrong(&self, file: &Read, atlas: &Atlas) -> Result<Option<Diagnostic>, AppError> {
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
                let remedy = format!("若是“{}”导出的，渠道选“{}”；已入库的先撤销，再报一次", other.name, other.name);
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
        let change = self.ledger.change()?;
        for e in evidence {
            change.store(e)?;
        }
        change.note_definitions(now, &Self::noted(&self.defs))?;
        let files: Vec<_> = read.iter().map(|r| serde_json::json!({ "name": r.name, "sha256": r.digest.to_string() })).collect();
        change.note(now, "refused", &serde_json::json!({ "files": files }).to_string())?;
        change.commit()?;
        Ok(())
    }
}

/// What was said of a file, as one text with ordered keys.
pub(super) fn sent_text(sent: &Sent) -> String {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clock::Clock;
    use crate::ledger::LedgerKind;

    fn request(text: &str) -> Request {
        let files = vec![SentFile::Bytes(format!("{}.csv", text.len()), text.as_bytes().to_vec())];
        Request { files, sent: Sent::default(), dry_run: false, accept_good: false, limits: Limits::portal() }
    }

    #[test]
    fn a_new_work_or_file_that_came_in_from_elsewhere_meanwhile_is_recognised() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(Day::new(2023, 4, 10).unwrap().at(36_000));
        let open = || App::open(folder.path(), None, LedgerKind::Real, clock.clone()).unwrap();
        let (mut one, mut other) = (open(), open());
        let text = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,芒果TV,第9期 样例,2023-03-20,1000\n";
        let (prepared, same) = (one.weigh(request(text)).unwrap(), one.weigh(request(text)).unwrap());
        other.submit(request(&format!("{text}2023-04-01,芒果TV,第9期 样例,2023-03-20,900\n"))).unwrap();
        let finish = |app: &mut App, weighed| app.finish(weighed, false, (Way::Command, None), |_, _| Ok(())).unwrap();
        assert!(finish(&mut one, prepared).written);
        // The same file again, weighed before the first of them went in.
        let again = finish(&mut one, same);
        assert!(again.resent && !again.written);
        let channel = one.defs.find_channels("芒果TV", None)[0].id.clone();
        assert_eq!(one.ledger.known(&channel).unwrap().len(), 1);
    }

    #[test]
    fn a_series_that_was_disturbed_between_preparing_and_writing_is_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(Day::new(2023, 4, 10).unwrap().at(36_000));
        let open = || App::open(folder.path(), None, LedgerKind::Real, clock.clone()).unwrap();
        let (mut one, mut other) = (open(), open());
        let head = "统计日期,渠道,作品标题,累计播放量\n";
        one.submit(request(&format!("{head}2023-04-01,芒果TV,第1期 高处作业系好安全带,100\n"))).unwrap();
        // Read and compared, not written yet.
        let prepared = one.weigh(request(&format!("{head}2023-04-02,芒果TV,第1期 高处作业系好安全带,1000\n"))).unwrap();
        assert_eq!(prepared.receipt.files[0].accepted, 1);
        let between = other.submit(request(&format!("{head}2023-04-03,芒果TV,第1期 高处作业系好安全带,90000\n"))).unwrap();
        assert!(between.written);
        assert!(one.finish(prepared, false, (Way::Command, None), |_, _| Ok(())).unwrap().written);
        // Had it gone by what it read before, the third day would be gone from the daily values.
        let snapshot = one.snapshot(Day::new(2023, 4, 3).unwrap(), None).unwrap();
        let contacts = snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().contacts().unwrap().actual;
        assert_eq!(contacts.low, 90_000);
        assert!(one.compare_totals().unwrap().is_empty());
    }
}
