//! Evidence: every file under its SHA-256, compressed, once. Written before the rows that rest on it.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::digest::Digest;
use crate::base::disk;
use std::path::{Path, PathBuf};

/// A compressed file, ready to be stored. Made outside the transaction: compression takes longest.
#[derive(Debug)]
pub struct Evidence {
    /// Of the uncompressed bytes.
    pub digest: Digest,
    /// Uncompressed length. Unit: bytes.
    pub bytes: u64,
    packed: Option<Vec<u8>>,
}

/// The fastest level: it runs beside the reading and comparing of the file and must not outlast them.
const LEVEL: i32 = 1;

impl Evidence {
    /// Compresses some bytes.
    pub fn pack(bytes: &[u8]) -> Result<Self, LedgerError> {
        Self::pack_known(Digest::of(bytes), bytes)
    }

    /// Compresses some bytes whose digest is known.
    pub fn pack_known(digest: Digest, bytes: &[u8]) -> Result<Self, LedgerError> {
        let packed =
            zstd::bulk::compress(bytes, LEVEL).map_err(|source| LedgerError::Evidence { doing: "压缩", path: PathBuf::new(), source })?;
        Ok(Self { digest, bytes: bytes.len() as u64, packed: Some(packed) })
    }

    /// The bytes again; `None` where only the digest is kept.
    pub fn unpack(&self) -> Result<Option<Vec<u8>>, LedgerError> {
        let failed = |source| LedgerError::Evidence { doing: "解压", path: PathBuf::new(), source };
        self.packed.as_deref().map(zstd::stream::decode_all).transpose().map_err(failed)
    }

    /// A file refused for its size: only its digest and length are kept.
    pub fn digest_only(digest: Digest, bytes: u64) -> Self {
        Self { digest, bytes, packed: None }
    }
}

fn path(folder: &Path, digest: &str) -> PathBuf {
    let shelf: String = digest.chars().take(2).collect();
    folder.join("evidence").join(shelf).join(format!("{digest}.zst"))
}

impl Change<'_> {
    /// Stores evidence. Storing the same bytes again changes nothing.
    pub fn store(&self, evidence: &Evidence) -> Result<(), LedgerError> {
        let digest = evidence.digest.to_string();
        if let Some(packed) = &evidence.packed {
            let path = path(self.folder, &digest);
            if !path.exists() {
                let write = if self.durable { disk::write } else { disk::write_quick };
                write(&path, packed).map_err(|e| LedgerError::Evidence {
                    doing: "写入",
                    path: e.path.clone(),
                    source: std::io::Error::other(crate::base::chain::chain(&e)),
                })?;
            }
        }
        self.tx
            .execute(
                "INSERT INTO evidence (digest, bytes, stored) VALUES (?1, ?2, ?3) ON CONFLICT (digest) DO UPDATE SET stored = max(stored, excluded.stored)",
                (&digest, i64::try_from(evidence.bytes).unwrap_or(i64::MAX), i64::from(evidence.packed.is_some())),
            )
            .map_err(doing("登记存证"))?;
        Ok(())
    }
}

impl Ledger {
    /// The bytes of a piece of evidence, checked against its digest.
    pub fn evidence(&self, digest: &Digest) -> Result<Vec<u8>, LedgerError> {
        let path = path(&self.folder, &digest.to_string());
        let failed = |path: &Path| {
            let path = path.to_owned();
            move |source| LedgerError::Evidence { doing: "读取", path, source }
        };
        let packed = std::fs::read(&path).map_err(failed(&path))?;
        let bytes = zstd::stream::decode_all(packed.as_slice()).map_err(failed(&path))?;
        if Digest::of(&bytes) == *digest { Ok(bytes) } else { Err(LedgerError::Damaged(format!("存证 {digest} 与摘要不符"))) }
    }

    /// Digests of all stored evidence, in order.
    pub fn evidence_list(&self) -> Result<Vec<(String, u64)>, LedgerError> {
        let mut statement =
            self.connection.prepare("SELECT digest, bytes FROM evidence WHERE stored = 1 ORDER BY digest").map_err(doing("读取存证"))?;
        let rows =
            statement.query_map([], |r| Ok((r.get(0)?, u64::try_from(r.get::<_, i64>(1)?).unwrap_or(0)))).map_err(doing("读取存证"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取存证"))
    }
}
