//! Weekly reports that were made: those in the data folder, and those that the command wrote elsewhere as far as they are still there.

use super::{App, AppError};
use crate::app::portal::due::parse_week;
use crate::base::day::{Day, Week};
use crate::base::disk;
use crate::ledger::LedgerKind;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// So many folders outside the data folder are remembered.
const ELSEWHERE_MAX: usize = 200;

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Of which week.
    pub week: Week,
    /// Where it lies.
    pub folder: PathBuf,
    /// 初报 or 定稿.
    pub stage: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// The journal's last entry when it was made.
    pub journal_head: String,
    /// The command wrote it, not the portal.
    pub by_command: bool,
}

#[derive(serde::Deserialize)]
struct Manifest {
    week: String,
    as_of: String,
    as_reported: Option<String>,
    sample: bool,
    stage: String,
    journal_head: String,
    files: Vec<ManifestFile>,
}

#[derive(serde::Deserialize)]
struct ManifestFile {
    name: String,
}

fn own(data: &Path) -> PathBuf {
    data.join("reports").join("weekly")
}

fn list_file(data: &Path) -> PathBuf {
    data.join("reports").join("elsewhere.json")
}

fn elsewhere(data: &Path) -> Vec<PathBuf> {
    std::fs::read(list_file(data)).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
}

/// The report in a folder with its manifest, and when it was made.
fn read(folder: PathBuf, by_command: bool) -> Option<(SystemTime, Manifest, Made)> {
    let path = folder.join("manifest.json");
    let changed = std::fs::metadata(&path).and_then(|m| m.modified()).ok()?;
    let mut m: Manifest = std::fs::read(&path).ok().and_then(|b| serde_json::from_slice(&b).ok())?;
    let week = parse_week(&m.week)?;
    let files = std::mem::take(&mut m.files).into_iter().map(|f| f.name).collect();
    let made = Made { week, folder, stage: m.stage.clone(), files, journal_head: m.journal_head.clone(), by_command };
    Some((changed, m, made))
}

impl Made {
    /// What a link to it names: the week; and of a report of the command the state of the ledger that it tells of, as another one may be
    /// written for the week.
    pub fn subject(&self) -> String {
        if self.by_command { format!("{} {}", self.week, self.journal_head) } else { self.week.to_string() }
    }
}

impl App {
    /// The reports there are, latest week first. Of one week the one in the data folder, else the one that the command made last.
    pub fn made(&self) -> Result<Vec<Made>, AppError> {
        let mut out: BTreeMap<Week, Made> = self.made_elsewhere()?.into_iter().map(|m| (m.week, m)).collect();
        let here = std::fs::read_dir(own(self.ledger.folder())).into_iter().flatten().flatten();
        out.extend(here.filter_map(|e| read(e.path(), false)).map(|(_, _, m)| (m.week, m)));
        Ok(out.into_values().rev().collect())
    }

    /// The report of one week.
    pub fn made_of(&self, week: Week) -> Result<Option<Made>, AppError> {
        Ok(self.made()?.into_iter().find(|m| m.week == week))
    }

    /// The report that a link was made for, by [`Made::subject`], and no other.
    pub fn made_for(&self, subject: &str) -> Result<Option<Made>, AppError> {
        if subject.contains(' ') {
            return Ok(self.made_elsewhere()?.into_iter().rfind(|m| m.subject() == subject));
        }
        Ok(read(own(self.ledger.folder()).join(subject), false).map(|(_, _, m)| m).filter(|m| m.subject() == subject))
    }

    /// What the command wrote outside the data folder, in the order in which it was made: weeks as they are known now, told of this ledger
    /// and no sample for another one. A trial does not stand for the department's report.
    fn made_elsewhere(&self) -> Result<Vec<Made>, AppError> {
        let sample = self.ledger.kind()? == LedgerKind::Sample;
        let mut out = Vec::new();
        for (changed, m, made) in elsewhere(self.ledger.folder()).into_iter().filter_map(|f| read(f, true)) {
            let whole = m.sample == sample && m.as_reported.is_none() && Day::parse_iso(&m.as_of) == Some(made.week.sunday());
            if whole && self.ledger.journal_by_hash(&m.journal_head)?.iter().any(|e| e.hash == m.journal_head) {
                out.push((changed, made));
            }
        }
        out.sort_by_key(|(changed, _)| *changed);
        Ok(out.into_iter().map(|(_, made)| made).collect())
    }

    /// Remembers where the command wrote a report, so that the portal lists it.
    pub fn remember_report(&self, folder: &Path) -> Result<(), AppError> {
        let data = self.ledger.folder();
        let Ok(folder) = folder.canonicalize() else { return Ok(()) };
        if own(data).canonicalize().is_ok_and(|own| folder.starts_with(own)) {
            return Ok(());
        }
        let mut list = elsewhere(data);
        list.retain(|f| *f != folder);
        list.push(folder);
        let first = list.len().saturating_sub(ELSEWHERE_MAX);
        let text = serde_json::json!(list.get(first..).unwrap_or_default()).to_string();
        Ok(disk::write(&list_file(data), text.as_bytes())?)
    }
}
