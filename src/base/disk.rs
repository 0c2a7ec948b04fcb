//! The only place that writes files: a temporary neighbour first, then a rename, so that a file is whole or absent.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// A file could not be written or a folder not replaced.
#[derive(Debug, thiserror::Error)]
#[error("写不进 {}", path.display())]
pub struct DiskError {
    /// What was to be written.
    pub path: PathBuf,
    #[source]
    source: io::Error,
}

impl DiskError {
    /// Whether the disk takes no more, whatever is to be written.
    pub fn is_full(&self) -> bool {
        is_full(&self.source)
    }
}

/// How a disk that takes no more is told, wherever it is met.
pub const FULL: &str = "磁盘已满或写不进";

/// Whether the disk takes no more: full, a quota used up, a limit on files, read only, broken.
pub fn is_full(e: &io::Error) -> bool {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    /// `EIO`.
    const BROKEN: i32 = 5;
    matches!(e.kind(), StorageFull | QuotaExceeded | FileTooLarge | ReadOnlyFilesystem) || e.raw_os_error() == Some(BROKEN)
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> DiskError + '_ {
    move |source| DiskError { path: path.to_owned(), source }
}

/// Writes a file durably: temporary neighbour, sync, rename. Creates missing folders.
pub fn write(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_with(path, bytes, create, true)
}

/// The same without waiting for the disk: whole or absent, but a power cut may take it away.
pub fn write_quick(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_with(path, bytes, create, false)
}

/// The same for what nobody else may read (mode 0600).
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    write_with(path, bytes, create_private, true)
}

fn write_with(path: &Path, bytes: &[u8], create: fn(&Path) -> io::Result<fs::File>, sync: bool) -> Result<(), DiskError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = path.with_file_name(name);
    let written = create(&temporary).and_then(|mut f| {
        f.write_all(bytes)?;
        if sync { f.sync_all() } else { Ok(()) }
    });
    if let Err(source) = written.and_then(|()| fs::rename(&temporary, path)) {
        // What is left of the temporary file is of no use; the first failure is the one to report.
        fs::remove_file(&temporary).ok();
        return Err(DiskError { path: path.to_owned(), source });
    }
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "this is the one door")]
fn create(path: &Path) -> io::Result<fs::File> {
    fs::File::create(path)
}

fn create_private(path: &Path) -> io::Result<fs::File> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}

/// A lock that no second process holds; it ends with its value, and with the process.
#[derive(Debug)]
pub struct Lock {
    file: fs::File,
}

impl Drop for Lock {
    /// Let go at once: a process that is being started holds a copy of the open file until it runs, and closing ours alone would leave the
    /// lock with it.
    fn drop(&mut self) {
        // Where the system cannot, closing the file lets go as soon as no copy is left.
        self.file.unlock().ok();
    }
}

/// Takes the lock that a file stands for; `None`: somebody else has it.
pub fn lock(path: &Path) -> Result<Option<Lock>, DiskError> {
    let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(path).map_err(failed(path))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(Lock { file })),
        Err(fs::TryLockError::WouldBlock) => Ok(None),
        Err(fs::TryLockError::Error(source)) => Err(DiskError { path: path.to_owned(), source }),
    }
}

/// Writes all files into a neighbour of `folder`, then puts it in its place. An existing folder is replaced as a whole or not at all.
pub fn replace_folder<'a>(folder: &Path, files: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Result<(), DiskError> {
    let mut name = folder.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.tmp", std::process::id()));
    let temporary = folder.with_file_name(&name);
    if temporary.exists() {
        fs::remove_dir_all(&temporary).map_err(failed(&temporary))?;
    }
    for (file, bytes) in files {
        write(&temporary.join(file), bytes)?;
    }
    name.push(".old");
    let old = folder.with_file_name(name);
    if folder.exists() {
        fs::rename(folder, &old).map_err(failed(folder))?;
    }
    fs::rename(&temporary, folder).map_err(failed(folder))?;
    if old.exists() {
        fs::remove_dir_all(&old).map_err(failed(&old))?;
    }
    Ok(())
}

/// Adds to the end of a file, made where there is none. For logs alone: a crash may leave the last line short.
pub fn append(path: &Path, bytes: &[u8]) -> Result<(), DiskError> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(failed(parent))?;
    }
    let mut file = fs::OpenOptions::new().create(true).append(true).open(path).map_err(failed(path))?;
    file.write_all(bytes).map_err(failed(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lock_ends_with_its_value_though_a_starting_process_holds_a_copy_of_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let first = lock(&path).unwrap().unwrap();
        let copy = first.file.try_clone().unwrap();
        assert!(lock(&path).unwrap().is_none(), "one at a time");
        drop(first);
        assert!(lock(&path).unwrap().is_some(), "nobody holds it any more");
        drop(copy);
    }
}
