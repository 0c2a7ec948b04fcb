//! An XLSX package: every needed part is inflated once, counted, into a package without compression, which is all that its reader ever sees.

use super::limits::{Limits, RATIO_FREE_BYTES, RATIO_MAX};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Why a package is not opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closed {
    /// Too many entries.
    Entries(u64),
    /// Too large once unpacked. Unit: bytes, so far as known.
    Unpacked(u64),
    /// Packed more tightly than any table.
    Ratio,
    /// Something that no table needs: a package inside the package, a link to another file.
    Foreign(String),
    /// Not a package, or a broken one.
    Broken,
}

/// The parts that hold cells; everything else (pictures, macros, links, other packages) stays packed.
fn is_needed(name: &str) -> bool {
    let name = name.trim_start_matches('/');
    matches!(name, "[Content_Types].xml" | "_rels/.rels")
        || (name.starts_with("xl/") && {
            let rest = name.trim_start_matches("xl/");
            matches!(rest, "workbook.xml" | "sharedStrings.xml" | "styles.xml" | "SharedStrings.xml")
                || rest.starts_with("_rels/workbook")
                || (rest.starts_with("worksheets/") && rest.to_ascii_lowercase().ends_with("xml"))
        })
}

/// The needed parts, unpacked. `styles` may be left out: platforms export workbooks whose stylesheet is broken.
pub(super) fn unpack(bytes: &[u8], limits: &Limits, styles: bool) -> Result<Vec<u8>, Closed> {
    let entries = declared_entries(bytes);
    if entries > limits.entries {
        return Err(Closed::Entries(entries));
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Closed::Broken)?;
    if archive.len() as u64 > limits.entries {
        return Err(Closed::Entries(archive.len() as u64));
    }
    let mut wanted = Vec::new();
    let mut declared = 0_u64;
    for i in 0..archive.len() {
        let entry = archive.by_index_raw(i).map_err(|_| Closed::Broken)?;
        // What is not needed is never unpacked, but a bomb beside the sheets is no honest workbook either.
        check(entry.size(), entry.compressed_size())?;
        declared = declared.saturating_add(entry.size());
        let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let suffix = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
        if entry.is_symlink() || matches!(suffix.as_str(), "zip" | "rar" | "7z" | "gz") {
            return Err(Closed::Foreign(name));
        }
        if is_needed(&name) && (styles || !name.ends_with("styles.xml")) {
            wanted.push((i, name, entry.size()));
        }
    }
    if declared > limits.unpacked_bytes {
        return Err(Closed::Unpacked(declared));
    }
    let room = wanted.iter().map(|w| w.2).sum::<u64>();
    let mut out = ZipWriter::new(Cursor::new(Vec::with_capacity(usize::try_from(room.min(64 << 20)).unwrap_or(0))));
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored).large_file(false);
    let mut total = 0_u64;
    let mut buffer = vec![0_u8; 64 << 10];
    for (i, name, size) in wanted {
        let mut entry = archive.by_index(i).map_err(|_| Closed::Broken)?;
        out.start_file(name, stored).map_err(|_| Closed::Broken)?;
        let (mut unpacked, packed) = (0_u64, entry.compressed_size());
        loop {
            let n = entry.read(&mut buffer).map_err(|_| Closed::Broken)?;
            if n == 0 {
                break;
            }
            unpacked += n as u64;
            total += n as u64;
            if unpacked > size || total > limits.unpacked_bytes {
                return Err(Closed::Unpacked(total));
            }
            check(unpacked, packed)?;
            out.write_all(buffer.get(..n).unwrap_or_default()).map_err(|_| Closed::Broken)?;
        }
    }
    out.finish().map(Cursor::into_inner).map_err(|_| Closed::Broken)
}

fn check(unpacked: u64, packed: u64) -> Result<(), Closed> {
    if unpacked > RATIO_FREE_BYTES && unpacked / packed.max(1) > RATIO_MAX { Err(Closed::Ratio) } else { Ok(()) }
}

/// The number of entries that the end record declares, before a directory of any length is read.
fn declared_entries(bytes: &[u8]) -> u64 {
    let tail = bytes.get(bytes.len().saturating_sub(66_000)..).unwrap_or(bytes);
    let Some(at) = tail.windows(4).rposition(|w| w == b"PK\x05\x06") else { return 0 };
    match tail.get(at + 10..at + 12) {
        Some([lo, hi]) => u64::from(u16::from_le_bytes([*lo, *hi])),
        _ => 0,
    }
}
