//! What partners hand in week by week: submissions with their states, uploads waiting for a decision, what their columns mean. States are
//! appended; an upload is settled once.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::count::Span;
use crate::base::day::{Day, Moment};
use crate::base::digest::Digest;
use crate::base::id::{CampaignId, ChannelId, ImportId, PartnerId};
use rusqlite::{OptionalExtension, Row};
use std::collections::BTreeMap;

/// One partner's files of one week.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Number.
    pub id: i64,
    /// Whose.
    pub partner: PartnerId,
    /// `2023-W13`.
    pub week: String,
    /// What became of it, oldest first; empty: nothing handed in.
    pub states: Vec<StateChange>,
}

impl Submission {
    /// The state that stands, empty where there is none.
    pub fn state(&self) -> &str {
        standing(&self.states).last().map_or("", |s| s.state.as_str())
    }

    /// The last approval, also where the week was sent back since.
    pub fn approval(&self) -> Option<&StateChange> {
        self.states.iter().rfind(|s| s.state == "approved")
    }

    /// Once approved: the channels that were missing then, which may still be handed in; all others are settled. `None`: never approved, or
    /// sent back as a whole since, so that everything may change.
    pub fn approved_without(&self) -> Option<&[ChannelId]> {
        self.approved_without_at(None)
    }

    /// The same as it was at a moment.
    pub fn approved_without_at(&self, until: Option<Moment>) -> Option<&[ChannelId]> {
        let known = self.states.iter().take_while(|s| until.is_none_or(|m| s.at <= m)).count();
        let states = standing(self.states.get(..known).unwrap_or_default());
        let last = states.iter().rposition(|s| s.state == "approved")?;
        let sent_back = states.get(last + 1).is_some_and(|s| s.state == "returned");
        states.get(last).filter(|_| !sent_back).map(|s| s.missing.as_slice())
    }

    /// Whether nothing may change any more.
    pub fn is_locked(&self) -> bool {
        self.approved_without().is_some_and(<[_]>::is_empty)
    }

    /// Whether something is handed in for a week that has been approved without it: 补报.
    pub fn is_supplement(&self) -> bool {
        self.approved_without().is_some() && self.state() != "approved"
    }
}

/// The steps that still mean something: where every file of a round was taken back (`undone`), its steps are gone.
fn standing(states: &[StateChange]) -> Vec<&StateChange> {
    let mut out: Vec<&StateChange> = Vec::new();
    for s in states {
        if s.state == "undone" {
            while out.pop_if(|last| matches!(last.state.as_str(), "filling" | "handed_in")).is_some() {}
        } else {
            out.push(s);
        }
    }
    out
}

/// Of channels: what each came to.
pub type Totals = BTreeMap<ChannelId, Span>;

/// Of channels: when the first file about each statistical week came.
pub type FilesByWeek = BTreeMap<ChannelId, BTreeMap<crate::base::day::Week, Moment>>;

/// One step of a submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StateChange {
    /// When.
    pub at: Moment,
    /// Who, by name.
    pub person: String,
    /// `filling`, `handed_in`, `returned`, `approved`; `undone`: the files of this round were taken back, all of them.
    pub state: String,
    /// What was said; `command` where the files were taken back by a command.
    pub remark: String,
    /// Channels that were missing when it was approved.
    pub missing: Vec<ChannelId>,
    /// What its channels came to when it was approved; empty where that was not kept.
    pub totals: Totals,
}

/// The remark of a step that a command on the machine made: nobody had signed in, and somebody's name must stand in the row.
const COMMAND: &str = "command";

impl StateChange {
    /// Whether a command on the machine made it; then `person` is who had sent the file.
    pub fn is_by_command(&self) -> bool {
        self.state == "undone" && self.remark == COMMAND
    }
}

/// A file that somebody sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Number.
    pub id: i64,
    /// Of which submission.
    pub submission: i64,
    /// Who, by name.
    pub person: String,
    /// Whether that is somebody of a partner.
    pub by_partner: bool,
    /// When.
    pub at: Moment,
    /// The file's name as it came.
    pub name: String,
    /// Of its bytes, which lie in the evidence.
    pub digest: Digest,
    /// Length. Unit: bytes.
    pub bytes: u64,
    /// Said to be for this campaign.
    pub campaign: Option<CampaignId>,
    /// Said to be of this channel.
    pub channel: Option<ChannelId>,
    /// Said to hold at 24:00 of this day.
    pub as_of: Option<Day>,
    /// `cumulative`, `increment`.
    pub mode: Option<String>,
    /// `waiting`, `taken`, `resent`, `withdrawn`, `undone`, `refused`.
    pub state: String,
    /// The import that it became.
    pub import: Option<ImportId>,
    /// The one that took its place, corrected in the page.
    pub replaced_by: Option<i64>,
}

/// A file to be kept until somebody decides.
#[derive(Debug, Clone)]
pub struct NewUpload<'a> {
    /// Of which submission.
    pub submission: i64,
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
    /// What was said of it.
    pub said: (Option<&'a CampaignId>, Option<&'a ChannelId>, Option<Day>, Option<&'a str>),
}

const UPLOAD: &str = "SELECT u.id, u.submission, p.name, u.at, u.name, u.digest, u.bytes, u.campaign, u.channel, u.as_of, u.mode, u.state, u.import, u.replaced_by, p.role = 'partner' FROM uploads u JOIN people p ON p.id = u.person";

pub(super) fn digest(hex: &str) -> Digest {
    Digest::parse(hex).unwrap_or_else(|| Digest::of(b""))
}

pub(super) fn signed(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

pub(super) fn unsigned(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

fn upload(r: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        id: r.get(0)?,
        submission: r.get(1)?,
        person: r.get(2)?,
        at: Moment(r.get(3)?),
        name: r.get(4)?,
        digest: digest(&r.get::<_, String>(5)?),
        bytes: unsigned(r.get(6)?),
        campaign: r.get::<_, Option<String>>(7)?.map(|c| CampaignId::new(&c)),
        channel: r.get::<_, Option<String>>(8)?.map(|c| ChannelId::new(&c)),
        as_of: r.get::<_, Option<i32>>(9)?.map(Day::from_number),
        mode: r.get(10)?,
        state: r.get(11)?,
        import: r.get::<_, Option<i64>>(12)?.map(ImportId),
        replaced_by: r.get(13)?,
        by_partner: r.get(14)?,
    })
}

/// A file of an import: name, digest, sheets, and when it was taken in.
pub type ImportedFile = (String, Digest, Vec<String>, Moment);

impl Change<'_> {
    /// The submission of a partner for a week, made where there is none.
    pub fn submission(&self, partner: &PartnerId, week: &str) -> Result<i64, LedgerError> {
        self.tx
            .execute("INSERT OR IGNORE INTO submissions (partner, week) VALUES (?1, ?2)", (partner.as_str(), week))
            .map_err(doing("登记报送"))?;
        self.tx
            .query_row("SELECT id FROM submissions WHERE partner = ?1 AND week = ?2", (partner.as_str(), week), |r| r.get(0))
            .map_err(doing("读取报送"))
    }

    /// A step of a submission.
    pub fn submission_state(&self, submission: i64, at: Moment, person: i64, state: &str, remark: &str) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO submission_states (submission, at, person, state, remark) VALUES (?1,?2,?3,?4,?5)",
                (submission, at.0, person, state, remark),
            )
            .map_err(doing("登记报送状态"))?;
        Ok(())
    }

    /// Every file of a round is taken back, with this one as the last, by a command ([`StateChange::is_by_command`]).
    pub fn end_round(&self, upload: i64, at: Moment) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO submission_states (submission, at, person, state, remark) SELECT submission, ?2, person, 'undone', ?3 FROM uploads WHERE id = ?1",
                (upload, at.0, COMMAND),
            )
            .map_err(doing("登记报送状态"))?;
        Ok(())
    }

    /// A submission is approved, going by what its channels come to, and without those that are missing, which may still be handed in.
    pub fn approve_submission(
        &self,
        submission: i64,
        (at, person, remark): (Moment, i64, &str),
        missing: &[ChannelId],
        totals: &Totals,
    ) -> Result<(), LedgerError> {
        let missing: Vec<&str> = missing.iter().map(ChannelId::as_str).collect();
        let totals: BTreeMap<&str, (u64, Option<u64>)> = totals.iter().map(|(c, s)| (c.as_str(), (s.low, s.high))).collect();
        self.tx
            .execute(
                "INSERT INTO submission_states (submission, at, person, state, remark, missing, totals) VALUES (?1,?2,?3,'approved',?4,?5,?6)",
                (submission, at.0, person, remark, serde_json::json!(missing).to_string(), serde_json::json!(totals).to_string()),
            )
            .map_err(doing("登记报送状态"))?;
        Ok(())
    }

    /// Keeps a file until somebody decides.
    pub fn add_upload(&self, u: &NewUpload<'_>) -> Result<i64, LedgerError> {
        let (campaign, channel, as_of, mode) = u.said;
        self.tx
            .execute(
                "INSERT INTO uploads (submission, person, at, name, digest, bytes, campaign, channel, as_of, mode, state) VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,'waiting')",
                (
                    u.submission,
                    u.person,
                    u.at.0,
                    u.name,
                    u.digest.to_string(),
                    signed(u.bytes),
                    campaign.map(CampaignId::as_str),
                    channel.map(ChannelId::as_str),
                    as_of.map(Day::number),
                    mode,
                ),
            )
            .map_err(doing("登记上传"))?;
        Ok(self.tx.last_insert_rowid())
    }

    /// What is said of a waiting file.
    pub fn say_of_upload(
        &self,
        id: i64,
        campaign: Option<&CampaignId>,
        channel: Option<&ChannelId>,
        as_of: Option<Day>,
        mode: Option<&str>,
    ) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "UPDATE uploads SET campaign = ?2, channel = ?3, as_of = ?4, mode = ?5 WHERE id = ?1 AND state IN ('waiting', 'refused')",
                (id, campaign.map(CampaignId::as_str), channel.map(ChannelId::as_str), as_of.map(Day::number), mode),
            )
            .map_err(doing("登记上传"))?;
        Ok(())
    }

    /// Settles an upload that stands as somebody thought. False: it does not any more, and nothing was done.
    pub fn settle_upload(&self, id: i64, (from, to): (&str, &str), import: Option<ImportId>) -> Result<bool, LedgerError> {
        self.tx
            .execute(
                "UPDATE uploads SET state = ?3, import = coalesce(?4, import) WHERE id = ?1 AND state = ?2",
                (id, from, to, import.map(|i| i.0)),
            )
            .map(|rows| rows == 1)
            .map_err(doing("登记上传"))
    }

    /// Keeps what became of an upload that is taken in.
    pub fn keep_outcome(&self, id: i64, text: &str) -> Result<(), LedgerError> {
        self.tx.execute("UPDATE uploads SET outcome = ?2 WHERE id = ?1", (id, text)).map_err(doing("登记上传"))?;
        Ok(())
    }

    /// Another upload takes the place of one that was put aside.
    pub fn replace_upload(&self, id: i64, by: i64) -> Result<(), LedgerError> {
        self.tx.execute("UPDATE uploads SET replaced_by = ?2 WHERE id = ?1", (id, by)).map_err(doing("登记上传"))?;
        Ok(())
    }

    /// Remembers what a partner's column means; said again, the last word holds.
    pub fn remember_column(&self, partner: &PartnerId, header: &str, field: &str, person: i64, at: Moment) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO mappings (partner, header, field, person, at) VALUES (?1,?2,?3,?4,?5) ON CONFLICT (partner, header) DO UPDATE SET field = excluded.field, person = excluded.person, at = excluded.at",
                (partner.as_str(), header, field, person, at.0),
            )
            .map_err(doing("记住列名"))?;
        Ok(())
    }
}

impl Ledger {
    /// Submissions with their states: of a partner, of a week, or all; newest week first.
    pub fn submissions(&self, partner: Option<&PartnerId>, week: Option<&str>) -> Result<Vec<Submission>, LedgerError> {
        self.submissions_where("(?1 IS NULL OR partner = ?1) AND (?2 IS NULL OR week = ?2)", (partner.map(PartnerId::as_str), week))
    }

    /// Submissions that stand at a state.
    pub fn submissions_at(&self, state: &str) -> Result<Vec<Submission>, LedgerError> {
        self.submissions_where(
            "(SELECT s.state FROM submission_states s WHERE s.submission = submissions.id ORDER BY s.id DESC LIMIT 1) = ?1",
            [state],
        )
    }

    /// One submission.
    pub fn submission(&self, id: i64) -> Result<Option<Submission>, LedgerError> {
        Ok(self.submissions_where("id = ?1", [id])?.pop())
    }

    fn submissions_where(&self, clause: &str, values: impl rusqlite::Params) -> Result<Vec<Submission>, LedgerError> {
        let sql = format!("SELECT id, partner, week FROM submissions WHERE {clause} ORDER BY week DESC, partner");
        let mut s = self.connection.prepare_cached(&sql).map_err(doing("读取报送"))?;
        let rows = s
            .query_map(values, |r| {
                Ok(Submission { id: r.get(0)?, partner: PartnerId::new(&r.get::<_, String>(1)?), week: r.get(2)?, states: Vec::new() })
            })
            .map_err(doing("读取报送"))?;
        let mut out: Vec<Submission> = rows.collect::<Result<_, _>>().map_err(doing("读取报送"))?;
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT s.at, p.name, s.state, s.remark, s.missing, s.totals FROM submission_states s JOIN people p ON p.id = s.person WHERE s.submission = ?1 ORDER BY s.id",
            )
            .map_err(doing("读取报送"))?;
        for one in &mut out {
            let rows = s
                .query_map([one.id], |r| {
                    let missing: Vec<String> = serde_json::from_str(&r.get::<_, String>(4)?).unwrap_or_default();
                    let missing = missing.iter().map(|c| ChannelId::new(c)).collect();
                    let totals: BTreeMap<String, (u64, Option<u64>)> = serde_json::from_str(&r.get::<_, String>(5)?).unwrap_or_default();
                    let totals = totals.iter().map(|(c, (low, high))| (ChannelId::new(c), Span { low: *low, high: *high })).collect();
                    Ok(StateChange { at: Moment(r.get(0)?), person: r.get(1)?, state: r.get(2)?, remark: r.get(3)?, missing, totals })
                })
                .map_err(doing("读取报送"))?;
            one.states = rows.collect::<Result<_, _>>().map_err(doing("读取报送"))?;
        }
        Ok(out)
    }

    /// The files of a submission, oldest first.
    pub fn uploads(&self, submission: i64) -> Result<Vec<Upload>, LedgerError> {
        self.uploads_where("u.submission = ?1", [submission])
    }

    /// One file.
    pub fn upload(&self, id: i64) -> Result<Option<Upload>, LedgerError> {
        Ok(self.uploads_where("u.id = ?1", [id])?.pop())
    }

    /// The file that became an import.
    pub fn upload_of(&self, import: ImportId) -> Result<Option<Upload>, LedgerError> {
        Ok(self.uploads_where("u.import = ?1", [import.0])?.pop())
    }

    /// The file that another one took the place of, corrected in the page.
    pub fn upload_replaced_by(&self, id: i64) -> Result<Option<Upload>, LedgerError> {
        Ok(self.uploads_where("u.replaced_by = ?1", [id])?.pop())
    }

    /// Files that wait for a decision, of everybody.
    pub fn uploads_waiting(&self) -> Result<Vec<Upload>, LedgerError> {
        self.uploads_where("u.state = 'waiting'", [])
    }

    /// What became of an upload that was taken in; `None` where that was not kept.
    pub fn outcome(&self, id: i64) -> Result<Option<String>, LedgerError> {
        let text = self
            .connection
            .prepare_cached("SELECT outcome FROM uploads WHERE id = ?1")
            .and_then(|mut s| s.query_row([id], |r| r.get::<_, Option<String>>(0)).optional());
        text.map(Option::flatten).map_err(doing("读取上传"))
    }

    /// How many files came for a partner since a moment.
    pub fn uploads_since(&self, partner: &PartnerId, since: Moment) -> Result<u64, LedgerError> {
        let n: i64 = self
            .connection
            .query_row(
                "SELECT count(*) FROM uploads u JOIN submissions s ON s.id = u.submission WHERE s.partner = ?1 AND u.at >= ?2",
                (partner.as_str(), since.0),
                |r| r.get(0),
            )
            .map_err(doing("读取上传"))?;
        Ok(unsigned(n))
    }

    fn uploads_where(&self, clause: &str, values: impl rusqlite::Params) -> Result<Vec<Upload>, LedgerError> {
        let mut s = self.connection.prepare_cached(&format!("{UPLOAD} WHERE {clause} ORDER BY u.id")).map_err(doing("读取上传"))?;
        let rows = s.query_map(values, upload).map_err(doing("读取上传"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取上传"))
    }

    /// What a partner's columns mean, by header.
    pub fn mappings(&self, partner: &PartnerId) -> Result<Vec<(String, String)>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached("SELECT header, field FROM mappings WHERE partner = ?1 ORDER BY header")
            .map_err(doing("读取列名"))?;
        let rows = s.query_map([partner.as_str()], |r| Ok((r.get(0)?, r.get(1)?))).map_err(doing("读取列名"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取列名"))
    }

    /// The file of an import as the ledger keeps it: name, digest, sheets, and when it was taken in.
    pub fn import_file(&self, import: ImportId, file: u16) -> Result<Option<ImportedFile>, LedgerError> {
        self.connection
            .query_row("SELECT f.name, f.digest, f.sheets, i.at FROM import_files f JOIN imports i ON i.id = f.import WHERE f.import = ?1 AND f.file = ?2", (import.0, file), |r| {
                let sheets: String = r.get(2)?;
                Ok((r.get(0)?, digest(&r.get::<_, String>(1)?), serde_json::from_str(&sheets).unwrap_or_default(), Moment(r.get(3)?)))
            })
            .optional()
            .map_err(doing("读取导入文件"))
    }

    /// The moment of the last reading.
    pub fn last_reading(&self) -> Result<Option<Moment>, LedgerError> {
        let at: Option<i64> = self.connection.query_row("SELECT max(at) FROM observations", [], |r| r.get(0)).map_err(doing("读取读数"))?;
        Ok(at.map(Moment))
    }

    /// When something was last taken in.
    pub fn last_import(&self) -> Result<Option<Moment>, LedgerError> {
        let at: Option<i64> = self.connection.query_row("SELECT max(at) FROM imports", [], |r| r.get(0)).map_err(doing("读取导入"))?;
        Ok(at.map(Moment))
    }
}

impl Ledger {
    /// When the first standing file of each statistical week came that speaks of each of some channels, by the last day that it covers.
    pub fn files_by_week(&self, mine: impl Fn(&ChannelId) -> bool) -> Result<FilesByWeek, LedgerError> {
        let mut out = FilesByWeek::new();
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT f.covers, i.at FROM import_files f JOIN imports i ON i.id = f.import WHERE i.id NOT IN (SELECT import FROM reversals) ORDER BY i.at",
            )
            .map_err(doing("读取导入文件"))?;
        let mut rows = s.query([]).map_err(doing("读取导入文件"))?;
        while let Some(row) = rows.next().map_err(doing("读取导入文件"))? {
            let covers: String = row.get(0).map_err(doing("读取导入文件"))?;
            let at: i64 = row.get(1).map_err(doing("读取导入文件"))?;
            let covers: BTreeMap<String, i32> = serde_json::from_str(&covers).unwrap_or_default();
            for (channel, day) in covers.iter().map(|(c, day)| (ChannelId::new(c), *day)).filter(|(c, _)| mine(c)) {
                out.entry(channel).or_default().entry(Day::from_number(day).week()).or_insert(Moment(at));
            }
        }
        Ok(out)
    }
}
