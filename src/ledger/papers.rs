//! Papers: attachments that prove something, with who checked them, and what staff enter about campaigns with the document it rests on.
//! Entries are appended; an attachment is checked once or again.

use super::submissions::{digest, signed, unsigned};
use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::digest::Digest;
use crate::base::id::{CampaignId, PartnerId};
use rusqlite::Row;
use std::collections::BTreeSet;

/// A scan, picture or document that proves something. Stored, never rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Number.
    pub id: i64,
    /// Whose.
    pub partner: Option<PartnerId>,
    /// For which campaign.
    pub campaign: Option<CampaignId>,
    /// What it proves.
    pub about: String,
    /// Who sent it, by name.
    pub person: String,
    /// When.
    pub at: Moment,
    /// The file's name as it came.
    pub name: String,
    /// Of its bytes.
    pub digest: Digest,
    /// Length. Unit: bytes.
    pub bytes: u64,
    /// `PDF`, `JPG` …
    pub form: String,
    /// What it is tied to: `row:31/0/0/17`, `upload:7`, `days:2022-08-15..2022-11-14`, or empty.
    pub subject: String,
    /// Who checked it, when, and what was found.
    pub checked: Option<(String, Moment, String)>,
}

/// An attachment to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewAttachment<'a> {
    /// Whose.
    pub partner: Option<&'a PartnerId>,
    /// For which campaign.
    pub campaign: Option<&'a CampaignId>,
    /// What it proves.
    pub about: &'a str,
    /// Who.
    pub person: i64,
    /// When.
    pub at: Moment,
    /// The file's name.
    pub name: &'a str,
    /// Of its bytes.
    pub digest: Digest,
    /// Length. Unit: bytes.
    pub bytes: u64,
    /// What it is.
    pub form: &'a str,
    /// What it is tied to, as in [`Attachment::subject`].
    pub subject: &'a str,
}

/// What staff entered about a campaign or a rule.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct LogEntry {
    /// Number.
    pub id: i64,
    /// When.
    pub at: Moment,
    /// Who, by name.
    pub person: String,
    /// Which campaign, empty for counting rules.
    pub campaign: String,
    /// `contract`, `parties`, `signed_on`, `term_months`, `ends_on`, `ended_on`, `state`, `decision`, `mark_added`, `mark_dropped`, `rule_signed`;
    /// `withdrawn`: an earlier entry no longer stands.
    pub kind: String,
    /// A target, a rule, of `withdrawn` the number of the earlier entry; empty where none.
    pub subject: String,
    /// What was entered.
    pub value: String,
    /// The document that it rests on.
    pub document: String,
    /// Why.
    pub because: String,
}

/// What stands of entries: without those taken back, and without the taking back itself. Nothing is deleted.
pub fn standing(mut log: Vec<LogEntry>) -> Vec<LogEntry> {
    let withdrawn: BTreeSet<i64> = log.iter().filter_map(LogEntry::withdraws).collect();
    log.retain(|e| e.kind != WITHDRAWN && !withdrawn.contains(&e.id));
    log
}

/// The kind of an entry that takes an earlier one back.
pub const WITHDRAWN: &str = "withdrawn";

impl LogEntry {
    /// The number of the entry that this one takes back.
    pub fn withdraws(&self) -> Option<i64> {
        (self.kind == WITHDRAWN).then(|| self.subject.parse().ok()).flatten()
    }
}

/// An entry to be added.
#[derive(Debug, Clone, Copy)]
pub struct NewLogEntry<'a> {
    /// When.
    pub at: Moment,
    /// Who.
    pub person: i64,
    /// Which campaign.
    pub campaign: &'a str,
    /// What kind.
    pub kind: &'a str,
    /// About what.
    pub subject: &'a str,
    /// What is entered.
    pub value: &'a str,
    /// The document that it rests on.
    pub document: &'a str,
    /// Why.
    pub because: &'a str,
}

const ATTACHMENT: &str = "SELECT a.id, a.partner, a.campaign, a.about, p.name, a.at, a.name, a.digest, a.bytes, a.form, c.name, a.checked_at, a.verdict, a.subject FROM attachments a JOIN people p ON p.id = a.person LEFT JOIN people c ON c.id = a.checked_by";

fn attachment(r: &Row<'_>) -> rusqlite::Result<Attachment> {
    let checker: Option<String> = r.get(10)?;
    let checked_at: Option<i64> = r.get(11)?;
    let verdict: Option<String> = r.get(12)?;
    Ok(Attachment {
        id: r.get(0)?,
        partner: r.get::<_, Option<String>>(1)?.map(|p| PartnerId::new(&p)),
        campaign: r.get::<_, Option<String>>(2)?.map(|c| CampaignId::new(&c)),
        about: r.get(3)?,
        person: r.get(4)?,
        at: Moment(r.get(5)?),
        name: r.get(6)?,
        digest: digest(&r.get::<_, String>(7)?),
        bytes: unsigned(r.get(8)?),
        form: r.get(9)?,
        subject: r.get(13)?,
        checked: checker.zip(checked_at).map(|(who, at)| (who, Moment(at), verdict.unwrap_or_default())),
    })
}

impl Change<'_> {
    /// Keeps an attachment.
    pub fn add_attachment(&self, a: &NewAttachment<'_>) -> Result<i64, LedgerError> {
        self.tx
            .execute(
                "INSERT INTO attachments (partner, campaign, about, person, at, name, digest, bytes, form, subject) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10)",
                (
                    a.partner.map(PartnerId::as_str),
                    a.campaign.map(CampaignId::as_str),
                    a.about,
                    a.person,
                    a.at.0,
                    a.name,
                    a.digest.to_string(),
                    signed(a.bytes),
                    a.form,
                    a.subject,
                ),
            )
            .map_err(doing("登记附件"))?;
        Ok(self.tx.last_insert_rowid())
    }

    /// What a checker found about an attachment.
    pub fn check_attachment(&self, id: i64, person: i64, at: Moment, verdict: &str) -> Result<(), LedgerError> {
        self.tx
            .execute("UPDATE attachments SET checked_by = ?2, checked_at = ?3, verdict = ?4 WHERE id = ?1", (id, person, at.0, verdict))
            .map_err(doing("核对附件"))?;
        Ok(())
    }

    /// An entry about a campaign.
    pub fn log_campaign(&self, e: &NewLogEntry<'_>) -> Result<i64, LedgerError> {
        self.tx
            .execute(
                "INSERT INTO campaign_log (at, person, campaign, kind, subject, value, document, because) VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
                (e.at.0, e.person, e.campaign, e.kind, e.subject, e.value, e.document, e.because),
            )
            .map_err(doing("登记项目事项"))?;
        Ok(self.tx.last_insert_rowid())
    }
}

impl Ledger {
    /// Attachments, newest first.
    pub fn attachments(&self, partner: Option<&PartnerId>) -> Result<Vec<Attachment>, LedgerError> {
        self.attachments_where("?1 IS NULL OR a.partner = ?1", [partner.map(PartnerId::as_str)])
    }

    /// What is tied to a row or an upload.
    pub fn attachments_about(&self, subject: &str) -> Result<Vec<Attachment>, LedgerError> {
        self.attachments_where("a.subject = ?1", [subject])
    }

    /// One attachment.
    pub fn attachment(&self, id: i64) -> Result<Option<Attachment>, LedgerError> {
        Ok(self.attachments_where("a.id = ?1", [id])?.pop())
    }

    fn attachments_where(&self, clause: &str, values: impl rusqlite::Params) -> Result<Vec<Attachment>, LedgerError> {
        let mut s =
            self.connection.prepare_cached(&format!("{ATTACHMENT} WHERE {clause} ORDER BY a.id DESC")).map_err(doing("读取附件"))?;
        let rows = s.query_map(values, attachment).map_err(doing("读取附件"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取附件"))
    }

    /// What staff entered up to a moment, oldest first.
    pub fn campaign_log(&self, until: Option<Moment>) -> Result<Vec<LogEntry>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT l.id, l.at, p.name, l.campaign, l.kind, l.subject, l.value, l.document, l.because FROM campaign_log l JOIN people p ON p.id = l.person WHERE l.at <= ?1 ORDER BY l.id",
            )
            .map_err(doing("读取项目事项"))?;
        let rows = s
            .query_map([until.map_or(i64::MAX, |m| m.0)], |r| {
                Ok(LogEntry {
                    id: r.get(0)?,
                    at: Moment(r.get(1)?),
                    person: r.get(2)?,
                    campaign: r.get(3)?,
                    kind: r.get(4)?,
                    subject: r.get(5)?,
                    value: r.get(6)?,
                    document: r.get(7)?,
                    because: r.get(8)?,
                })
            })
            .map_err(doing("读取项目事项"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取项目事项"))
    }
}
