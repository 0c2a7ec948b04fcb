//! The only SQL. Append-only rows, evidence files under their digest, a hash-chained journal.
//!
//! No row of `observations` is ever updated or deleted; `totals` is the one table that is rewritten, and it can be rebuilt from the rest.

mod backup;
mod comments;
mod evidence;
mod facts;
mod history;
mod imports;
mod journal;
mod later;
mod migrate;
mod page;
mod papers;
mod people;
mod readings;
mod records;
mod rows;
mod runs;
mod submissions;
mod ticks;

pub use backup::{backup, restore};
pub use comments::{Comment, GivenAnswer, NewComment, Withdrawn};
pub use evidence::Evidence;
pub use history::{EventsWanted, ImportHead};
pub use imports::{Arrival, ImportFile, NewDescription, NewObservation, NewTotal, StandingImport, Undone};
pub use journal::{Damage, Entry};
pub use later::{Later, LaterKind, Point};
pub use page::{Cursor, Page};
pub use papers::{Attachment, LogEntry, NewAttachment, NewLogEntry, WITHDRAWN, standing};
pub use people::{ENDED_KNOWN_SECS, Event, Link, NewPerson, NewToken, Person, Session, Token};
pub use readings::{Tail, Wanted};
pub use runs::{HostUsage, RunsPage};
pub use submissions::{FilesByWeek, ImportedFile, NewUpload, StateChange, Submission, Totals, Upload};
pub use ticks::UploadTick;

use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// A ledger is born one or the other and stays so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LedgerKind {
    /// 正式账本.
    Real,
    /// 样例账本: everything from it carries 样例数据.
    Sample,
}

impl LedgerKind {
    /// Name in the journal.
    pub fn name(self) -> &'static str {
        match self {
            Self::Real => "real",
            Self::Sample => "sample",
        }
    }
}

/// The ledger could not do what was asked. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// The file could not be opened or made.
    #[error("账本打不开：{}", path.display())]
    Open {
        /// Which.
        path: PathBuf,
        /// Why.
        source: Cause,
    },
    /// A newer program wrote it.
    #[error("账本由更新的程序写成（含有本程序不认识的“{0}”），请用新版 reach 打开")]
    Newer(String),
    /// A statement failed.
    #[error("账本{doing}时失败")]
    Sql {
        /// What was attempted.
        doing: &'static str,
        /// Why.
        source: Cause,
    },
    /// An evidence file could not be written or read.
    #[error("存证文件{doing}失败：{}", path.display())]
    Evidence {
        /// What was attempted.
        doing: &'static str,
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A backup is only put into an empty folder.
    #[error("{} 里已有内容，恢复不会覆盖；用 --data 写一个新的或空的文件夹", .0.display())]
    Occupied(PathBuf),
    /// Something in it is not what was written.
    #[error("账本或存证已损坏：{0}")]
    Damaged(String),
}

impl LedgerError {
    /// Whether the disk did not take what was to be written: full, or broken.
    pub fn is_of_the_disk(&self) -> bool {
        match self {
            Self::Open { source, .. } | Self::Sql { source, .. } => source.is_of_the_disk(),
            Self::Evidence { doing, .. } => matches!(*doing, "写入" | "建文件夹"),
            Self::Newer(_) | Self::Occupied(_) | Self::Damaged(_) => false,
        }
    }
}

pub(crate) fn doing(doing: &'static str) -> impl FnOnce(rusqlite::Error) -> LedgerError {
    move |e| LedgerError::Sql { doing, source: Cause(e) }
}

/// What the database says; of a disk that takes no more in our own words.
#[derive(Debug)]
pub struct Cause(rusqlite::Error);

impl Cause {
    fn is_of_the_disk(&self) -> bool {
        use rusqlite::ErrorCode::{DiskFull, ReadOnly, SystemIoFailure};
        matches!(self.0.sqlite_error_code(), Some(DiskFull | SystemIoFailure | ReadOnly))
    }
}

impl std::fmt::Display for Cause {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.is_of_the_disk() { f.write_str(crate::base::disk::FULL) } else { self.0.fmt(f) }
    }
}

impl std::error::Error for Cause {}

/// An open ledger in a data folder: `ledger.sqlite` and `evidence/`.
#[derive(Debug)]
pub struct Ledger {
    folder: PathBuf,
    connection: Connection,
    /// Whether a change outlives a power cut. A sample can be made anew and does without.
    durable: bool,
    /// How many pages of the file a change keeps in memory. Unit: KiB.
    kept_in_change: u32,
}

/// What reading keeps of the file: it goes through it once, and fresh memory costs more than a page read again. Unit: KiB.
const KEPT: u32 = 4096;

/// Size of a page of a ledger made anew: twice the usual one, so that a long import divides half as many pages. Unit: bytes.
const PAGE: u32 = 8192;

/// How long a second process waits for a writer.
const BUSY: Duration = Duration::from_secs(30);

impl Ledger {
    /// Whether a data folder holds a ledger.
    pub fn exists(folder: &Path) -> bool {
        folder.join("ledger.sqlite").is_file()
    }

    /// Opens the ledger of a data folder, making it where there is none. An existing one keeps its kind.
    pub fn open(folder: &Path, kind_if_new: LedgerKind, now: crate::base::day::Moment) -> Result<Self, LedgerError> {
        let path = folder.join("ledger.sqlite");
        std::fs::create_dir_all(folder)
            .map_err(|source| LedgerError::Evidence { doing: "建文件夹", path: folder.to_owned(), source })?;
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |e| LedgerError::Open { path, source: Cause(e) }
        };
        let connection = Connection::open_with_flags(
            &path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
        )
        .map_err(failed(&path))?;
        connection.busy_timeout(BUSY).map_err(failed(&path))?;
        connection
            .execute_batch(&format!(
                "PRAGMA page_size = {PAGE}; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
            ))
            .map_err(failed(&path))?;
        let mut ledger = Self { folder: folder.to_owned(), connection, durable: true, kept_in_change: 65_536 };
        ledger.keep(KEPT)?;
        migrate::run(&mut ledger.connection, now)?;
        ledger.born(kind_if_new, now)?;
        if ledger.kind()? == LedgerKind::Sample {
            ledger.durable = false;
            ledger.connection.execute_batch("PRAGMA synchronous = OFF;").map_err(failed(&path))?;
        }
        Ok(ledger)
    }

    /// Keeps few pages of the file in memory even in a change: for a process that has many connections and lives long.
    pub fn keep_little(&mut self) {
        self.kept_in_change = KEPT;
    }

    fn keep(&self, kib: u32) -> Result<(), LedgerError> {
        self.connection.execute_batch(&format!("PRAGMA cache_size = -{kib};")).map_err(doing("设置缓存"))
    }

    /// All that is read in `f` is of one moment, whatever others write meanwhile.
    pub fn steady<T, E: From<LedgerError>>(&self, f: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let reading = self.connection.unchecked_transaction().map_err(doing("开始读取"))?;
        let result = f();
        drop(reading);
        result
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Sample or real.
    pub fn kind(&self) -> Result<LedgerKind, LedgerError> {
        let body: String =
            self.connection.query_row("SELECT body FROM journal WHERE seq = 1", [], |r| r.get(0)).map_err(doing("读取账本类别"))?;
        Ok(if body.contains("\"sample\"") { LedgerKind::Sample } else { LedgerKind::Real })
    }

    /// Starts a change. Dropping it undoes everything; [`Change::commit`] makes all of it durable.
    pub fn change(&mut self) -> Result<Change<'_>, LedgerError> {
        self.keep(self.kept_in_change)?;
        let tx = self.connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(doing("开始写入"))?;
        Ok(Change { tx, folder: &self.folder, durable: self.durable })
    }

    fn born(&mut self, kind: LedgerKind, now: crate::base::day::Moment) -> Result<(), LedgerError> {
        let entries: i64 = self.connection.query_row("SELECT count(*) FROM journal", [], |r| r.get(0)).map_err(doing("读取日志"))?;
        if entries == 0 {
            let change = self.change()?;
            change.note(now, "born", &serde_json::json!({ "ledger": kind.name() }).to_string())?;
            change.commit()?;
        }
        Ok(())
    }
}

/// A change in progress: all or nothing.
#[derive(Debug)]
pub struct Change<'a> {
    tx: Transaction<'a>,
    folder: &'a Path,
    durable: bool,
}

impl Change<'_> {
    /// Makes the change durable.
    pub fn commit(self) -> Result<(), LedgerError> {
        self.tx.commit().map_err(doing("提交"))
    }
}
