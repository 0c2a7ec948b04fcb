//! A file's way through the portal: kept as evidence, looked at, taken in or withdrawn; nothing counts before somebody says yes,
//! and every step can be taken back until its week is approved (`settle`).

use super::preview::{Preview, sign};
use super::taken::{self, Looked, is_rise};
use super::who::{Role, Who, works_for};
use crate::app::closed;
use crate::app::submit::{FileReceipt, Receipt, Request, SentFile, Way, Weighed, sent_text};
use crate::app::{App, AppError};
use crate::base::day::{Day, Moment, Week};
use crate::base::diag::Diagnostic;
use crate::base::id::{CampaignId, ChannelId, ImportId, PartnerId};
use crate::intake::{self, Limits, Repair};
use crate::ledger::{Change, Event, Evidence, LedgerKind, NewUpload, Submission, Upload};
use crate::model::draft::{Mode, Sent};
use std::collections::{BTreeMap, BTreeSet};

/// Files of one partner on one day.
pub const FILES_PER_DAY_MAX: u64 = 50;

const LOCKED: &str = "这一周的报送已审定，不能再改：以后的数报在下一周；这一周的数有错的，请工作人员退回这一周再报";

/// A waiting file as it would go in.
#[derive(Debug)]
pub struct Look {
    /// The file.
    pub upload: Upload,
    /// Of which week.
    pub submission: Submission,
    /// What a dry run says.
    pub receipt: Receipt,
    /// What would change; `None` where the file cannot be placed yet.
    pub preview: Option<Preview>,
    /// Channels in it that are not this partner's.
    pub foreign: Vec<String>,
    /// What is said of its rows that change approved weeks: they are refused, or the week has to be approved once more.
    pub closed: Vec<String>,
    /// The sign of all this, by which whoever confirms says what they saw.
    pub state: String,
}

impl Look {
    /// Whether it can go in as a whole.
    pub fn is_good(&self) -> bool {
        self.may_take_good() && !self.receipt.found.iter().any(Diagnostic::is_error)
    }

    /// Whether its good rows can go in.
    pub fn may_take_good(&self) -> bool {
        self.receipt.needs.is_empty() && self.foreign.is_empty() && self.receipt.files.iter().any(|f| f.accepted > 0)
    }
}

/// What is said of a file.
#[derive(Debug, Clone, Default)]
pub struct Said {
    /// Campaign.
    pub campaign: Option<CampaignId>,
    /// Channel.
    pub channel: Option<ChannelId>,
    /// Day.
    pub as_of: Option<Day>,
    /// `cumulative`, `increment`.
    pub mode: Option<String>,
}

pub(super) fn wrong(text: &str) -> AppError {
    AppError::Usage(text.to_owned())
}

/// Settles an upload, unless somebody else did so meanwhile.
pub(super) fn settle(change: &Change<'_>, upload: &Upload, (from, to): (&str, &str), import: Option<ImportId>) -> Result<(), AppError> {
    if change.settle_upload(upload.id, (from, to), import)? {
        Ok(())
    } else {
        Err(wrong("这份文件已经处理过，刷新页面看最新状态"))
    }
}

impl App {
    /// Keeps a file that somebody sent for a partner's week. Nothing is read yet.
    pub fn receive(&mut self, who: &Who, partner: &PartnerId, week: Week, name: &str, bytes: &[u8], said: &Said) -> Result<i64, AppError> {
        let now = self.clock.now();
        if self.ledger.submissions(Some(partner), Some(&week.to_string()))?.first().is_some_and(Submission::is_locked) {
            return Err(wrong(LOCKED));
        }
        // The day of a sample never ends.
        let is_sample = self.ledger.kind()? == LedgerKind::Sample;
        if !is_sample && self.ledger.uploads_since(partner, now.date().at(0))? >= FILES_PER_DAY_MAX {
            return Err(AppError::Usage(format!("今天已收到 {FILES_PER_DAY_MAX} 个文件，明天再传，或把几份表合成一份")));
        }
        let said = self.completed(partner, said);
        let evidence = Evidence::pack(bytes)?;
        let name = plain_name(name);
        let change = self.ledger.change()?;
        change.store(&evidence)?;
        let submission = change.submission(partner, &week.to_string())?;
        let upload = NewUpload {
            submission,
            person: who.id,
            at: now,
            name: &name,
            digest: evidence.digest,
            bytes: evidence.bytes,
            said: (said.campaign.as_ref(), said.channel.as_ref(), said.as_of, said.mode.as_deref()),
        };
        let id = change.add_upload(&upload)?;
        change.commit()?;
        Ok(id)
    }

    /// Where a partner has one campaign alone, a file is for it.
    fn completed(&self, partner: &PartnerId, said: &Said) -> Said {
        let mut said = said.clone();
        if let Some(channel) = said.channel.as_ref().and_then(|c| self.defs.channel(c)) {
            said.campaign = Some(channel.campaign.clone());
        }
        if said.campaign.is_none() {
            let mut mine = self.defs.campaigns.iter().filter(|c| works_for(partner, c, &self.defs));
            if let (Some(one), None) = (mine.next(), mine.next()) {
                said.campaign = Some(one.id.clone());
            }
        }
        said
    }

    /// A file with the submission that it belongs to.
    pub fn upload_with(&self, id: i64) -> Result<Option<(Upload, Submission)>, AppError> {
        let Some(upload) = self.ledger.upload(id)? else { return Ok(None) };
        Ok(self.ledger.submission(upload.submission)?.map(|s| (upload, s)))
    }

    /// Says (more of) a waiting file.
    pub fn say(&mut self, upload: &Upload, partner: &PartnerId, said: &Said) -> Result<(), AppError> {
        let said = self.completed(partner, said);
        let change = self.ledger.change()?;
        change.say_of_upload(upload.id, said.campaign.as_ref(), said.channel.as_ref(), said.as_of, said.mode.as_deref())?;
        change.commit()?;
        Ok(())
    }

    pub(super) fn request(&self, upload: &Upload, submission: &Submission, dry_run: bool, accept_good: bool) -> Result<Request, AppError> {
        let bytes = self.ledger.evidence(&upload.digest)?;
        Ok(Request {
            files: vec![SentFile::Bytes(upload.name.clone(), bytes)],
            sent: Sent { by_partner: self.is_partners(upload)?, ..sent(upload, submission) },
            dry_run,
            accept_good,
            limits: Limits::portal(),
        })
    }

    /// Whether somebody of a partner sent a file, or the one of which it was corrected in the page.
    fn is_partners(&self, upload: &Upload) -> Result<bool, AppError> {
        let mut file = Some(upload.clone());
        while let Some(f) = file {
            if f.by_partner {
                return Ok(true);
            }
            file = self.ledger.upload_replaced_by(f.id)?;
        }
        Ok(false)
    }

    /// What a waiting file would do. Writes nothing.
    pub fn look(&mut self, who: &Who, upload: Upload, submission: Submission) -> Result<Look, AppError> {
        let partner = submission.partner.clone();
        self.with_columns(&partner, |app| app.look_with(who, upload, submission, true))
    }

    /// The same without what would change.
    pub(super) fn weighed_only(&mut self, who: &Who, upload: Upload, submission: Submission) -> Result<Look, AppError> {
        let partner = submission.partner.clone();
        self.with_columns(&partner, |app| app.look_with(who, upload, submission, false))
    }

    fn look_with(&mut self, who: &Who, upload: Upload, submission: Submission, changes: bool) -> Result<Look, AppError> {
        let closed = self.closed(&submission.partner, matches!(who.role, Role::Partner(_)))?;
        let refuses = closed.refuses;
        let weighed = self.weigh_beside(self.request(&upload, &submission, true, false)?, closed)?;
        let closed = said_of_closed(&weighed.receipt, refuses);
        let foreign = self.foreign(&weighed, &submission.partner);
        let said = self.answers_beside(&upload)?;
        let preview =
            if changes && weighed.receipt.needs.is_empty() && foreign.is_empty() { Some(self.preview(&weighed, &said)?) } else { None };
        let state = if changes { sign(&weighed, &said, preview.as_ref()) } else { String::new() };
        Ok(Look { upload, submission, receipt: weighed.receipt, preview, foreign, closed, state })
    }

    /// Channels of a file that another partner answers for.
    pub(super) fn foreign(&self, weighed: &Weighed, partner: &PartnerId) -> Vec<String> {
        let mut out: Vec<String> = Vec::new();
        let drafts = || weighed.read.iter().map(|r| &r.draft);
        let items = drafts().flat_map(|d| d.items.iter().map(|i| &i.channel));
        let channels = items
            .chain(drafts().flat_map(|d| d.presence.iter().map(|p| &p.channel)))
            .chain(drafts().flat_map(|d| d.airings.iter().map(|a| &a.channel)));
        for channel in channels {
            if let Some(c) = self.defs.channel(channel).filter(|c| c.partner != *partner && !out.contains(&c.name)) {
                out.push(c.name.clone());
            }
        }
        let records = drafts().flat_map(|d| d.records.iter().map(|r| &r.campaign).chain(d.trainings.iter().map(|t| &t.campaign)));
        for id in records {
            if let Some(c) = self.defs.campaign(id).filter(|c| !works_for(partner, c, &self.defs) && !out.contains(&c.name)) {
                out.push(c.name.clone());
            }
        }
        out
    }

    /// The import that stands and holds what a file that was sent again says.
    pub fn sent_before(&self, upload: &Upload, submission: &Submission) -> Result<Option<ImportId>, AppError> {
        Ok(self.ledger.resent(&upload.digest, &sent_text(&sent(upload, submission)))?.map(|s| s.import))
    }

    /// Takes a waiting file in. Asking twice changes nothing more.
    pub fn take(&mut self, who: &Who, upload: &Upload, submission: &Submission, accept_good: bool, way: Way) -> Result<Receipt, AppError> {
        self.take_looked(who, (upload, submission), accept_good, way, (Looked::Unasked, None))
    }

    /// The same, where somebody was asked whether numbers that grow as nobody would expect are right: then it goes in only if they say so,
    /// and that is kept with the import. `seen`: the sign of what they were shown ([`Look::state`]); where it would do something else by
    /// now, it does not go in.
    pub fn take_looked(
        &mut self,
        who: &Who,
        (upload, submission): (&Upload, &Submission),
        accept_good: bool,
        way: Way,
        (looked, seen): (Looked, Option<&str>),
    ) -> Result<Receipt, AppError> {
        let now = self.clock.now();
        if upload.state == "refused" {
            return Err(wrong("这份文件没有能入库的行；改好后重新上传，或在页面上改"));
        }
        if upload.state != "waiting" {
            return Err(wrong("这份文件已经处理过，不必再确认"));
        }
        if submission.is_locked() {
            return Err(wrong(LOCKED));
        }
        let request = self.request(upload, submission, false, accept_good)?;
        let said = self.answers_beside(upload)?;
        let partner = submission.partner.clone();
        let closed = self.closed(&partner, matches!(who.role, Role::Partner(_)))?;
        let refuses = closed.refuses;
        self.with_columns(&partner, |app| {
            let weighed = app.weigh_beside(request, closed)?;
            let foreign = app.foreign(&weighed, &partner);
            if !foreign.is_empty() {
                return Err(AppError::Usage(format!("文件里有不归贵方报送的渠道：{}；删去这些行后重新上传", foreign.join("、"))));
            }
            if let Some(seen) = seen
                && seen != sign(&weighed, &said, Some(&app.preview(&weighed, &said)?))
            {
                return Err(wrong("还没有入库：打开页面以后数据有变化，请再看一遍这份文件会改变什么，再确认"));
            }
            let closed = said_of_closed(&weighed.receipt, refuses);
            if refuses && !accept_good && !closed.is_empty() {
                return Err(AppError::Usage(closed.join("；")));
            }
            let risen: Vec<String> = weighed.receipt.found.iter().filter(|d| is_rise(d)).map(Diagnostic::title).collect();
            if looked == Looked::Not && !risen.is_empty() {
                return Err(wrong(
                    "还没有确认入库：请看“入库前请看”列出的数，填错的改好再传；确是这样的，勾选“异常的数已核对，确是这样”再确认",
                ));
            }
            let channels: BTreeSet<ChannelId> = weighed.read.iter().flat_map(|r| &r.draft.items).map(|item| item.channel.clone()).collect();
            let outcome = taken::outcome(&app.defs, &weighed);
            let counts = |r: &Receipt| r.files.first().map(|f| (f.accepted, f.refused));
            let before = counts(&weighed.receipt);
            app.finish(weighed, accept_good, (way, Some(who.id)), |change, receipt| {
                // A file that was sent again owns nothing: what the earlier one brought goes when that one is taken back.
                let own = receipt.import.filter(|_| receipt.written);
                let said = said.iter().filter(|(channel, _)| channels.contains(channel));
                super::belonging::answer(change, now, who, (upload, own), said)?;
                if let Some(import) = own.filter(|_| looked == Looked::Right && !risen.is_empty()) {
                    let body = serde_json::json!({ "import": import.0, "file": upload.name, "person": who.id, "risen": risen });
                    change.note(now, "checked", &body.to_string())?;
                }
                settle(change, upload, ("waiting", if receipt.written { "taken" } else { "resent" }), own)?;
                // Where it was weighed anew because others wrote meanwhile, something else may have gone in than what was made ready.
                if let Some(outcome) = outcome.filter(|_| receipt.written && counts(receipt) == before) {
                    change.keep_outcome(upload.id, &outcome)?;
                }
                if receipt.written && !matches!(submission.state(), "filling" | "handed_in") {
                    change.submission_state(submission.id, now, who.id, "filling", "")?;
                }
                note(change, now, who, "confirm", &upload.name)
            })
        })
    }

    /// Puts a file aside that waits or was refused.
    pub fn withdraw(&mut self, who: &Who, upload: &Upload) -> Result<(), AppError> {
        let from = upload.state.as_str();
        if !matches!(from, "waiting" | "refused") {
            return Err(wrong("这份文件已经处理过"));
        }
        let now = self.clock.now();
        let change = self.ledger.change()?;
        settle(&change, upload, (from, "withdrawn"), None)?;
        note(&change, now, who, "withdraw", &upload.name)?;
        change.commit()?;
        Ok(())
    }

    /// The partner's own file back with its errors marked.
    pub fn annotated(&mut self, upload: &Upload, submission: &Submission) -> Result<Option<Vec<u8>>, AppError> {
        let request = self.request(upload, submission, true, false)?;
        let receipt = self.with_columns(&submission.partner, |app| app.submit(request))?;
        // What was refused before it was unpacked is not unpacked for this either.
        if never_opened(&receipt.found) {
            return Ok(None);
        }
        let bytes = self.ledger.evidence(&upload.digest)?;
        Ok(intake::annotate(&upload.name, &bytes, &receipt.found))
    }

    /// A file with some cells typed anew and some rows left out: it takes the place of the first one.
    pub fn repair(&mut self, who: &Who, upload: &Upload, submission: &Submission, repairs: &[Repair]) -> Result<i64, AppError> {
        if !matches!(upload.state.as_str(), "waiting" | "refused") {
            return Err(wrong("这份文件已经处理过"));
        }
        let look = self.look(who, upload.clone(), submission.clone())?;
        let named = |r: &Repair| {
            look.receipt.found.iter().filter(|d| d.is_error()).any(|d| match &r.cell {
                Some((letter, _)) => {
                    d.place.row == Some(r.row) && d.place.column_letter.as_ref() == Some(letter) && d.place.sheet == r.sheet
                }
                None => d.rows().any(|(sheet, row)| row == r.row && sheet == r.sheet.as_deref()),
            })
        };
        if repairs.is_empty() || !repairs.iter().all(named) {
            return Err(wrong("只能改标出的格和行；请刷新页面后再改"));
        }
        let bytes = self.ledger.evidence(&upload.digest)?;
        let book =
            intake::repaired(&upload.name, &bytes, repairs).ok_or_else(|| wrong("这份文件不能在页面上改，请改好原文件后重新上传"))?;
        let stem = upload.name.rsplit_once('.').map_or(upload.name.as_str(), |(s, _)| s).trim_end_matches("（页面改正）");
        let said =
            Said { campaign: upload.campaign.clone(), channel: upload.channel.clone(), as_of: upload.as_of, mode: upload.mode.clone() };
        let week = super::due::parse_week(&submission.week).ok_or_else(|| wrong("报送的周次读不出"))?;
        let new = self.receive(who, &submission.partner, week, &format!("{stem}（页面改正）.xlsx"), &book, &said)?;
        let now = self.clock.now();
        let change = self.ledger.change()?;
        change.copy_ticks(upload.id, new)?;
        settle(&change, upload, (&upload.state, "withdrawn"), None)?;
        change.replace_upload(upload.id, new)?;
        note(&change, now, who, "withdraw", &upload.name)?;
        change.commit()?;
        Ok(new)
    }

    /// Whether an import came from somebody who answers for it, so that its rows may be shown: the partner of its channels.
    pub fn partners_of_import(&self, import: ImportId) -> Result<Vec<PartnerId>, AppError> {
        let mut out: Vec<PartnerId> = Vec::new();
        let channels = self.ledger.channels_of_import(import)?;
        for p in channels.iter().filter_map(|c| self.defs.channel(c)).map(|c| &c.partner) {
            if !out.contains(p) {
                out.push(p.clone());
            }
        }
        Ok(out)
    }
}

/// What is said of rows that change approved weeks.
fn said_of_closed(receipt: &Receipt, refuses: bool) -> Vec<String> {
    let rows = |of: fn(&FileReceipt) -> &BTreeMap<Week, u32>| -> Vec<(Week, u32)> {
        receipt.files.iter().flat_map(|f| of(f).iter().map(|(week, n)| (*week, *n))).collect()
    };
    closed::said(&rows(|f| &f.settled), &rows(|f| &f.settled_beside), refuses)
}

/// Whether a file was refused before its rows were seen: then nothing in it can be marked.
pub fn never_opened(found: &[Diagnostic]) -> bool {
    found.iter().any(|d| matches!(d.code.0, 2001..=2007))
}

pub(super) fn note(change: &crate::ledger::Change<'_>, at: Moment, who: &Who, what: &str, subject: &str) -> Result<(), AppError> {
    let event = Event { at, person: Some(who.id), what: what.to_owned(), subject: subject.to_owned(), address: who.address.clone() };
    Ok(change.event(&event)?)
}

/// What was said of a file, for `intake`: on its form, and by the page of the week on which it was handed in.
pub fn sent(upload: &Upload, submission: &Submission) -> Sent {
    Sent {
        campaign: upload.campaign.clone(),
        channel: upload.channel.clone(),
        as_of: upload.as_of,
        mode: match upload.mode.as_deref() {
            Some("cumulative") => Some(Mode::Cumulative),
            Some("increment") => Some(Mode::Increment),
            _ => None,
        },
        week: super::due::parse_week(&submission.week),
        by_partner: upload.by_partner,
    }
}

/// A file's name as it may be shown and kept: the last part of a path, without control characters or marks that turn the direction of
/// writing, at most 120 characters. It is a label, never a path.
pub fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = crate::report::clean::neutral(last).trim().chars().take(120).collect();
    if clean.is_empty() || clean.chars().all(|c| c == '.') { "未命名文件".to_owned() } else { clean }
}

#[cfg(test)]
mod tests {
    use super::plain_name;

    #[test]
    fn names_are_labels() {
        for (given, kept) in [
            ("../../etc/passwd", "passwd"),
            ("C:\\报送\\第13周.xlsx", "第13周.xlsx"),
            ("a\u{0}b\u{202e}xslx.exe", "abxslx.exe"),
            ("..", "未命名文件"),
            ("", "未命名文件"),
        ] {
            assert_eq!(plain_name(given), kept);
        }
    }
}
