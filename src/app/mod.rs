//! Use-cases: the only layer that ties the others together, and the only one that reads the clock.

pub mod answer;
mod atlas;
pub mod beside;
pub mod clock;
mod closed;
pub mod collect;
pub mod compare;
pub mod correct;
pub mod demo;
mod examine;
pub mod made;
mod place;
pub mod portal;
pub mod publish;
mod reworded;
mod rise;
pub mod schedule;
pub mod site;
mod store;
pub mod submit;
mod unregistered;
pub mod view;
mod week;

use crate::base::day::Moment;
use crate::base::diag::Diagnostic;
use crate::define::source::{Files, SourceError};
use crate::define::{self, Definitions};
use crate::ledger::{Ledger, LedgerError, LedgerKind};
use clock::Clock;
use std::path::{Path, PathBuf};

/// An operation could not be done.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// Definition files could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// Definition files hold errors; `reach validate` names them all.
    #[error("定义文件有 {} 处错误，先运行 reach validate 逐条改正；第一处：\n{}", .0.iter().filter(|d| d.is_error()).count(), .0.iter().find(|d| d.is_error()).map(Diagnostic::zh).unwrap_or_default())]
    Definitions(Vec<Diagnostic>),
    /// The ledger failed.
    #[error(transparent)]
    Ledger(LedgerError),
    /// What was asked for does not exist or makes no sense; the sentence says what to type.
    #[error("{0}")]
    Usage(String),
    /// The outside could not be opened.
    #[error(transparent)]
    Fetch(crate::fetch::FetchError),
    /// A file could not be written.
    #[error(transparent)]
    Disk(#[from] crate::base::disk::DiskError),
    /// A report could not be made whole, so none was written.
    #[error("报告没有生成，上一份仍然有效")]
    Report(#[source] crate::report::ReportError),
}

impl From<LedgerError> for AppError {
    fn from(e: LedgerError) -> Self {
        Self::Ledger(e)
    }
}

/// The program at work: definitions, ledger and clock.
#[derive(Debug)]
pub struct App {
    /// The definitions in force.
    pub defs: Definitions,
    /// The ledger.
    pub ledger: Ledger,
    /// The clock.
    pub clock: Clock,
}

/// Where definitions are read from: `--config`, else the working directory where it holds both `collectors/` and `targets/`, else the
/// binary's own copy (`None`).
pub fn config_folder(given: Option<&Path>) -> Option<PathBuf> {
    if let Some(p) = given {
        Some(p.to_owned())
    } else {
        let here = Path::new(".");
        (here.join("collectors").is_dir() && here.join("targets").is_dir()).then(|| here.to_owned())
    }
}

/// Reads and checks the definitions.
pub fn definitions(config: Option<&Path>) -> Result<(Files, Option<Definitions>, Vec<Diagnostic>), AppError> {
    if let Some(folder) = config.filter(|f| !f.is_dir()) {
        return Err(AppError::Usage(format!(
            "没有文件夹 {}；--config 要写放着 targets/ 和 seeds/ 的文件夹，不写则用程序自带的一份",
            folder.display()
        )));
    }
    let files = define::source::read(config_folder(config).as_deref())?;
    let (defs, found) = define::load_checked(&files.bytes, |defs| collector_faults(defs, &files));
    Ok((files, defs, found))
}

/// What the collectors' files say that only their readers can tell to be wrong: paths, selectors, cron lines, missing samples.
fn collector_faults(defs: &Definitions, files: &Files) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for c in &defs.collectors {
        let path = format!("collectors/{}.toml", c.id);
        let line = |text: &str| {
            let text_of = defs.files.iter().find(|f| f.path == path).map(|f| f.text.as_str()).unwrap_or_default();
            let row = text_of.lines().position(|l| l.contains(text)).and_then(|n| u32::try_from(n + 1).ok());
            crate::base::diag::Place { row, column: row.map(|_| 1), ..crate::base::diag::Place::file(&path) }
        };
        for fault in crate::extract::Reader::new(c).err().unwrap_or_default() {
            let expected = if c.format == crate::model::collector::Format::Json {
                "RFC 9535 的 JSON 路径，如 $.data.list[*]"
            } else {
                "CSS 选择器，如 ul.list > li"
            };
            found.push(Diagnostic::error(1034, line(&fault.text), &fault.text, expected, &format!("改正写法：{}", fault.why)));
        }
        if schedule::fault(&c.schedule.cron).is_some() {
            let expected = "六段：秒 分 时 日 月 星期，星期用 MON … SUN 或 *";
            found.push(Diagnostic::error(1030, line("cron"), &c.schedule.cron, expected, "例如每天 7:30 写 \"0 30 7 * * *\""));
        }
        for sample in c.tests.iter().flat_map(|t| std::iter::once(&t.sample).chain(&t.detail_sample)) {
            if !files.samples.contains_key(sample) {
                found.push(Diagnostic::error(1031, line(sample), sample, "collectors/ 下的存页文件", "把存页放到这个位置，或改正路径"));
            }
        }
    }
    found
}

/// Characters of our own texts that the pictures' fonts do not have: an error of the definitions.
pub fn missing_glyphs(defs: &Definitions) -> Vec<Diagnostic> {
    defs.files
        .iter()
        .flat_map(|f| f.text.lines().enumerate().map(move |(n, line)| (f, n, line)))
        .filter_map(|(f, n, line)| {
            let missing: String = crate::report::missing_glyphs(line).into_iter().filter(|c| !c.is_control()).collect();
            let row = u32::try_from(n + 1).ok();
            let place = crate::base::diag::Place { row, column: Some(1), ..crate::base::diag::Place::file(&f.path) };
            (!missing.is_empty()).then(|| Diagnostic::error(1028, place, &missing, "常用汉字和标点", "换一个写法；图片里画不出这些字"))
        })
        .collect()
}

/// An import that came so many days after the last reading was made by somebody trying a sample out.
const SAMPLE_DAYS_MAX: i32 = 60;

impl App {
    /// Opens a data folder with the definitions of a configuration folder.
    pub fn open(data: &Path, config: Option<&Path>, kind_if_new: LedgerKind, clock: Clock) -> Result<Self, AppError> {
        let (_, defs, found) = definitions(config)?;
        let defs = defs.ok_or(AppError::Definitions(found))?;
        let ledger = Ledger::open(data, kind_if_new, clock.now())?;
        Ok(Self { defs, ledger, clock })
    }

    /// The moment at which the programme lives: now; in a sample ledger, whose year has long passed, that of its last import, and where
    /// somebody tried a file out on it years later, the morning after its last reading.
    pub fn moment(&self) -> Result<Moment, AppError> {
        if self.ledger.kind()? != LedgerKind::Sample {
            return Ok(self.clock.now());
        }
        let (import, reading) = (self.ledger.last_import()?, self.ledger.last_reading()?);
        let morning = reading.map(|at| at.reading_day().plus(1).at(10 * 3600));
        let long_after = |at: Moment| morning.is_some_and(|m| at.date().since(m.date()) > SAMPLE_DAYS_MAX);
        Ok(import.filter(|at| !long_after(*at)).or(morning).unwrap_or_else(|| self.clock.now()))
    }
}

#[cfg(test)]
mod tests {
    use super::submit::{Request, SentFile};
    use super::*;
    use crate::base::day::Day;
    use crate::intake::Limits;
    use crate::model::draft::Sent;

    #[test]
    fn a_sample_lives_at_its_last_import_and_a_real_ledger_now() {
        let (then, now) = (Day::new(2023, 4, 3).unwrap().at(36_000), Day::new(2026, 1, 5).unwrap().at(36_000));
        for (kind, wanted) in [(LedgerKind::Sample, then), (LedgerKind::Real, now)] {
            let folder = tempfile::tempdir().unwrap();
            let open = |at| App::open(folder.path(), None, kind, Clock::Fixed(at)).unwrap();
            let import = |at, name: &str, row: &str| {
                let text = format!("统计日期,渠道,作品标题,累计播放量\n2023-04-02,芒果TV,{row}\n");
                let files = vec![SentFile::Bytes(name.into(), text.into_bytes())];
                let request = Request { files, sent: Sent::default(), dry_run: false, accept_good: false, limits: Limits::portal() };
                assert!(open(at).submit(request).unwrap().written);
            };
            assert_eq!(open(then).moment().unwrap(), then, "nothing was imported yet");
            import(then, "a.csv", "第9期 高处作业系好安全带,1000");
            assert_eq!(open(now).moment().unwrap(), wanted);
            // Somebody tries a file out today: the sample stays where its readings end.
            import(now, "b.csv", "第10期 有限空间先通风,500");
            assert_eq!(open(now).moment().unwrap(), wanted);
        }
    }
}
