//! Ticks beside a waiting file: which of its works belong to the campaign. They lie here until the file is taken in, and become answers then.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::id::ChannelId;

/// What was said of one work of a waiting file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadTick {
    /// The channel.
    pub channel: ChannelId,
    /// The work's title as it is compared.
    pub key: String,
    /// It belongs.
    pub belongs: bool,
    /// Who said so, by name.
    pub person: String,
}

impl Change<'_> {
    /// Says of works of a waiting file whether they belong; said again, the last word holds.
    pub fn tick<'k>(
        &self,
        upload: i64,
        channel: &ChannelId,
        said: impl Iterator<Item = (&'k str, bool)>,
        person: i64,
        at: Moment,
    ) -> Result<(), LedgerError> {
        let mut s = self
            .tx
            .prepare_cached(
                "INSERT INTO upload_ticks (upload, channel, key, belongs, person, at) VALUES (?1,?2,?3,?4,?5,?6) ON CONFLICT (upload, channel, key) DO UPDATE SET belongs = excluded.belongs, person = excluded.person, at = excluded.at",
            )
            .map_err(doing("记下勾选"))?;
        for (key, belongs) in said {
            s.execute((upload, channel.as_str(), key, belongs, person, at.0)).map_err(doing("记下勾选"))?;
        }
        Ok(())
    }

    /// What was said beside one file holds for the one that takes its place.
    pub fn copy_ticks(&self, from: i64, to: i64) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT OR IGNORE INTO upload_ticks (upload, channel, key, belongs, person, at)
                 SELECT ?2, channel, key, belongs, person, at FROM upload_ticks WHERE upload = ?1",
                (from, to),
            )
            .map_err(doing("记下勾选"))?;
        Ok(())
    }
}

impl Ledger {
    /// What was said beside a file, in order of channel and title.
    pub fn ticks(&self, upload: i64) -> Result<Vec<UploadTick>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT t.channel, t.key, t.belongs, p.name FROM upload_ticks t JOIN people p ON p.id = t.person WHERE t.upload = ?1 ORDER BY t.channel, t.key",
            )
            .map_err(doing("读取勾选"))?;
        let rows = s
            .query_map([upload], |r| {
                Ok(UploadTick { channel: ChannelId::new(&r.get::<_, String>(0)?), key: r.get(1)?, belongs: r.get(2)?, person: r.get(3)? })
            })
            .map_err(doing("读取勾选"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取勾选"))
    }
}
