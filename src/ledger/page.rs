//! Readings page by page, in the order in which they lie: for programs that fetch everything.

use super::imports::standing;
use super::readings::{METRIC_COLUMNS, reading};
use super::{Ledger, LedgerError, doing};
use crate::base::id::{ChannelId, PlacementId};
use crate::model::reading::Reading;

/// Where a page begins: after this reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cursor {
    /// Placement.
    pub placement: i64,
    /// Moment.
    pub at: i64,
    /// Import.
    pub import: i64,
    /// Line.
    pub line: i64,
}

impl Cursor {
    /// Back from its text.
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<i64> = text.split('.').map(|p| p.parse().ok()).collect::<Option<_>>()?;
        let [placement, at, import, line] = parts.as_slice() else { return None };
        Some(Self { placement: *placement, at: *at, import: *import, line: *line })
    }
}

impl std::fmt::Display for Cursor {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}.{}", self.placement, self.at, self.import, self.line)
    }
}

/// A page, and where the next one begins; `None`: this was the last.
pub type Page = (Vec<(PlacementId, Reading)>, Option<Cursor>);

impl Ledger {
    /// Readings of some channels that stand, after a cursor, at most `limit`.
    pub fn observations_after(&self, channels: &[ChannelId], after: Cursor, limit: usize) -> Result<Page, LedgerError> {
        let standing = standing(&self.connection, None)?;
        let list = serde_json::json!(channels.iter().map(ChannelId::as_str).collect::<Vec<_>>()).to_string();
        let sql = format!(
            "SELECT o.placement, o.at, o.import, o.line, o.from_day, o.source, {METRIC_COLUMNS} FROM observations o
             WHERE (o.placement, o.at, o.import, o.line) > (?1, ?2, ?3, ?4)
               AND o.placement IN (SELECT p.id FROM placements p WHERE p.channel IN (SELECT value FROM json_each(?5)))
             ORDER BY o.placement, o.at, o.import, o.line"
        );
        let mut statement = self.connection.prepare_cached(&sql).map_err(doing("读取读数"))?;
        let mut rows = statement.query((after.placement, after.at, after.import, after.line, list)).map_err(doing("读取读数"))?;
        let mut out: Vec<(PlacementId, Reading)> = Vec::new();
        while let Some(row) = rows.next().map_err(doing("读取读数"))? {
            let placement: i64 = row.get(0).map_err(doing("读取读数"))?;
            let r = reading(row, 1).map_err(doing("读取读数"))?;
            if !standing.holds(r.id.import.0, placement, r.id.line()) {
                continue;
            }
            if out.len() >= limit {
                let next = out.last().map(|(p, r)| Cursor { placement: p.0, at: r.at.0, import: r.id.import.0, line: r.id.line() });
                return Ok((out, next));
            }
            out.push((PlacementId(placement), r));
        }
        Ok((out, None))
    }
}
