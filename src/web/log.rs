//! The access log: one line per request in `log/access-<day>.log` of the data folder, kept for seven months. Where the disk is full, lines
//! wait in memory up to a bound, and nothing that must still be kept is deleted to make room.

use crate::base::day::{Day, Moment};
use crate::base::disk;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// How long files are kept. The law asks for six months. Unit: days.
const KEPT_DAYS: i32 = 214;
/// Lines that wait while nothing can be written; about 2 MB.
const WAITING_MAX: usize = 20_000;

/// Lines waiting to be written.
#[derive(Debug)]
pub(super) struct AccessLog {
    folder: PathBuf,
    waiting: Mutex<Waiting>,
}

#[derive(Debug, Default)]
struct Waiting {
    lines: Vec<(Day, String)>,
    lost: u64,
}

impl AccessLog {
    pub(super) fn new(data: &Path) -> Self {
        Self { folder: data.join("log"), waiting: Mutex::default() }
    }

    /// Takes a line; it is written a moment later.
    pub(super) fn push(&self, at: Moment, line: &str) {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.lines.len() >= WAITING_MAX {
            waiting.lost = waiting.lost.saturating_add(1);
            return;
        }
        waiting.lines.push((at.date(), format!("{} {line}\n", at.rfc3339())));
    }

    /// Writes what waits. What cannot be written waits on.
    pub(super) fn flush(&self) {
        let (lines, lost) = {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            (std::mem::take(&mut waiting.lines), std::mem::take(&mut waiting.lost))
        };
        let mut rest: Vec<(Day, String)> = Vec::new();
        for group in lines.chunk_by(|a, b| a.0 == b.0) {
            let Some((day, _)) = group.first() else { continue };
            let text: String = group.iter().map(|(_, l)| l.as_str()).collect();
            if let Err(e) = disk::append(&self.folder.join(format!("access-{day}.log")), text.as_bytes()) {
                tracing::warn!(error = %crate::base::chain::chain(&e), "The access log cannot be written; its lines wait.");
                rest.extend(group.iter().cloned());
            }
        }
        if lost > 0 {
            tracing::error!(lost, "The access log lost {lost} lines because the disk takes none.");
        }
        if !rest.is_empty() {
            let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
            rest.append(&mut waiting.lines);
            waiting.lines = rest;
        }
    }

    /// Deletes files older than the law and we want them.
    pub(super) fn tidy(&self, today: Day) {
        let Ok(entries) = std::fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            let day = name.strip_prefix("access-").and_then(|n| n.strip_suffix(".log")).and_then(Day::parse_iso);
            if day.is_some_and(|d| today.since(d) > KEPT_DAYS)
                && let Err(e) = std::fs::remove_file(entry.path())
            {
                tracing::warn!(error = %e, file = %name, "An old access log could not be deleted.");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_younger_than_half_a_year_is_deleted_in_400_days() {
        let folder = tempfile::tempdir().unwrap();
        let log = AccessLog::new(folder.path());
        let start = Day::new(2023, 1, 1).unwrap();
        for n in 0..400 {
            let today = start.plus(n);
            log.push(today.at(43_200), "GET /week 200");
            log.flush();
            log.tidy(today);
        }
        let last = start.plus(399);
        let kept: Vec<Day> =
            (0..400).map(|n| start.plus(n)).filter(|d| folder.path().join("log").join(format!("access-{d}.log")).is_file()).collect();
        assert_eq!(kept.iter().map(|d| last.since(*d)).max(), Some(KEPT_DAYS));
        assert_eq!(kept.len(), usize::try_from(KEPT_DAYS).unwrap() + 1);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_loses_no_line_and_no_file_of_the_last_half_year() {
        let folder = tempfile::tempdir().unwrap();
        let log = AccessLog::new(folder.path());
        let today = Day::new(2023, 4, 3).unwrap();
        let file = |d: Day| folder.path().join("log").join(format!("access-{d}.log"));
        for age in [1, 90, 180, 214, 215] {
            disk::write(&file(today.plus(-age)), b"kept\n").unwrap();
        }
        // Every byte written to this file meets a full disk.
        std::os::unix::fs::symlink("/dev/full", file(today)).unwrap();
        for n in 0..50 {
            log.push(today.at(n), &format!("line{n}"));
            log.flush();
            log.tidy(today);
        }
        for age in [1, 90, 180, 214] {
            assert_eq!(std::fs::read(file(today.plus(-age))).unwrap(), b"kept\n", "{age} days old");
        }
        assert!(!file(today.plus(-215)).exists());
        std::fs::remove_file(file(today)).unwrap();
        log.flush();
        let text = std::fs::read_to_string(file(today)).unwrap();
        let told: Vec<&str> = text.lines().filter_map(|l| l.rsplit(' ').next()).collect();
        assert_eq!(told, (0..50).map(|n| format!("line{n}")).collect::<Vec<_>>());
    }

    #[test]
    fn lines_wait_while_the_disk_takes_none() {
        let folder = tempfile::tempdir().unwrap();
        // A file where the folder should be: nothing can be written.
        let log = AccessLog::new(folder.path());
        let blocker = folder.path().join("log");
        disk::write(&blocker, b"x").unwrap();
        let day = Day::new(2023, 4, 3).unwrap();
        log.push(day.at(1), "one");
        log.flush();
        log.push(day.at(2), "two");
        std::fs::remove_file(&blocker).unwrap();
        log.flush();
        let text = std::fs::read_to_string(blocker.join("access-2023-04-03.log")).unwrap();
        assert_eq!(text.lines().filter_map(|l| l.rsplit(' ').next()).collect::<Vec<_>>(), ["one", "two"]);
    }
}
