//! Weekly reports that were made: those in the data folder, and those that the command wrote elsewhere as far as they are still there.

use super::{App, AppError};
use crate::app::portal::due::parse_week;
use crate::base::day::Week;
use crate::base::disk;
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

/// The reports there are, latest week first. Of one week the one that was made last.
pub fn made(data: &Path) -> Vec<Made> {
    let here = std::fs::read_dir(own(data)).into_iter().flatten().flatten().map(|e| (e.path(), false));
    let mut out: BTreeMap<Week, (SystemTime, Made)> = BTreeMap::new();
    for (folder, by_command) in here.chain(elsewhere(data).into_iter().map(|f| (f, true))) {
        let path = folder.join("manifest.json");
        let Ok(changed) = std::fs::metadata(&path).and_then(|m| m.modified()) else { continue };
        let Some(m) = std::fs::read(&path).ok().and_then(|b| serde_json::from_slice::<Manifest>(&b).ok()) else { continue };
        let Some(week) = parse_week(&m.week) else { continue };
        let files = m.files.into_iter().map(|f| f.name).collect();
        let one = Made { week, folder, stage: m.stage, files, journal_head: m.journal_head, by_command };
        match out.get_mut(&week) {
            Some(last) if last.0 > changed => {}
            Some(last) => *last = (changed, one),
            None => drop(out.insert(week, (changed, one))),
        }
    }
    out.into_values().rev().map(|(_, m)| m).collect()
}

/// The report of one week.
pub fn made_of(data: &Path, week: Week) -> Option<Made> {
    made(data).into_iter().find(|m| m.week == week)
}

impl App {
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
