//! One file that holds everything, and back.

use super::{Ledger, LedgerError, doing};
use crate::base::digest::Digest;
use crate::base::disk;
use std::io::{Read, Write};
use std::path::Path;
use zip::write::SimpleFileOptions;

fn io(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> LedgerError {
    let path = path.to_owned();
    move |source| LedgerError::Evidence { doing, path, source }
}

/// The largest piece that is read back at once. Unit: bytes.
const PIECE_MAX: u64 = 16 << 30;

/// Writes the ledger and all evidence into one file, with a list of digests inside. Works beside a writer.
pub fn backup(ledger: &Ledger, file: &Path) -> Result<u64, LedgerError> {
    let copy = ledger.folder.join(format!("backup.{}.tmp", std::process::id()));
    let result = (|| {
        let mut target = rusqlite::Connection::open(&copy).map_err(doing("备份"))?;
        let job = rusqlite::backup::Backup::new(&ledger.connection, &mut target).map_err(doing("备份"))?;
        job.run_to_completion(4096, std::time::Duration::ZERO, None).map_err(doing("备份"))?;
        drop(job);
        target.close().map_err(|(_, e)| e).map_err(doing("备份"))?;
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let plain = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated).large_file(true);
        let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored).large_file(true);
        let zipped = |e: zip::result::ZipError| LedgerError::Evidence { doing: "备份", path: file.to_owned(), source: e.into() };
        let mut list: Vec<String> = Vec::new();
        let mut add = |zip: &mut zip::ZipWriter<_>, name: &str, bytes: &[u8], options| -> Result<(), LedgerError> {
            list.push(format!("{}  {name}\n", Digest::of(bytes)));
            zip.start_file(name, options).map_err(zipped)?;
            zip.write_all(bytes).map_err(io("备份", file))
        };
        let bytes = std::fs::read(&copy).map_err(io("备份", &copy))?;
        add(&mut zip, "ledger.sqlite", &bytes, plain)?;
        // Evidence noted in the copy is on disk already: it is written before the rows that name it.
        for (digest, _) in ledger.evidence_list()? {
            let shelf: String = digest.chars().take(2).collect();
            let inside = format!("evidence/{shelf}/{digest}.zst");
            let path = ledger.folder.join(&inside);
            add(&mut zip, &inside, &std::fs::read(&path).map_err(io("备份", &path))?, stored)?;
        }
        let settings = ledger.folder.join("reach.toml");
        if settings.is_file() {
            add(&mut zip, "reach.toml", &std::fs::read(&settings).map_err(io("备份", &settings))?, plain)?;
        }
        let list = list.concat();
        zip.start_file("SHA256SUMS", plain).map_err(zipped)?;
        zip.write_all(list.as_bytes()).map_err(io("备份", file))?;
        let bytes = zip.finish().map_err(zipped)?.into_inner();
        disk::write(file, &bytes).map_err(|e| io("备份", file)(std::io::Error::other(crate::base::chain::chain(&e))))?;
        Ok(bytes.len() as u64)
    })();
    std::fs::remove_file(&copy).ok();
    result
}

/// Puts a backup into an empty data folder. Every piece is checked against its digest before anything is put in place.
pub fn restore(folder: &Path, file: &Path) -> Result<usize, LedgerError> {
    let occupied = folder.is_dir() && std::fs::read_dir(folder).map_err(io("恢复", folder))?.next().is_some();
    if occupied {
        return Err(LedgerError::Occupied(folder.to_owned()));
    }
    let damaged = |what: String| LedgerError::Damaged(format!("备份 {}：{what}", file.display()));
    let reader = std::fs::File::open(file).map_err(io("恢复", file))?;
    let mut zip = zip::ZipArchive::new(reader).map_err(|_| damaged("不是备份文件，或不完整".to_owned()))?;
    let mut read = |name: &str| -> Result<Vec<u8>, LedgerError> {
        let entry = zip.by_name(name).map_err(|_| damaged(format!("缺少 {name}")))?;
        let mut bytes = Vec::new();
        entry.take(PIECE_MAX).read_to_end(&mut bytes).map_err(|_| damaged(format!("{name} 读不出")))?;
        Ok(bytes)
    };
    let list = String::from_utf8(read("SHA256SUMS")?).map_err(|_| damaged("摘要清单读不出".into()))?;
    let mut pieces = Vec::new();
    for line in list.lines() {
        let (digest, name) = line.split_once("  ").ok_or_else(|| damaged("摘要清单读不出".into()))?;
        let safe = name == "ledger.sqlite" || name == "reach.toml" || (name.starts_with("evidence/") && !name.contains(".."));
        let bytes = read(name)?;
        if !safe || Digest::of(&bytes).to_string() != digest {
            return Err(damaged(format!("{name} 与摘要不符")));
        }
        pieces.push((name.to_owned(), bytes));
    }
    if !pieces.iter().any(|(n, _)| n == "ledger.sqlite") {
        return Err(damaged("缺少 ledger.sqlite".into()));
    }
    let files = pieces.iter().map(|(n, b)| (n.as_str(), b.as_slice()));
    disk::replace_folder(folder, files).map_err(|e| io("恢复", folder)(std::io::Error::other(crate::base::chain::chain(&e))))?;
    Ok(pieces.len())
}
