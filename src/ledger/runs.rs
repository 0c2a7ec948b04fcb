//! Runs of collectors: what was expected, what was decided, how it ended; and what hosts were asked.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::id::{ChannelId, CollectorId, ImportId};
use crate::model::run::{Decision, Run, RunOutcome, Standing};
use rusqlite::{OptionalExtension, Row, params};

/// What a host was asked on a day: host and port, collector, day, requests, free again at, after a wait of (milliseconds).
pub type HostUsage = (String, String, i32, u32, i64, i64);

/// Runs with their numbers, and before which number the next page starts.
pub type RunsPage = (Vec<(i64, Run)>, Option<i64>);

const COLUMNS: &str = "collector, channel, expected_at, started_at, decided_at, decision, outcome, says, items_found, observations, unreadable, questions, evidence, import";

fn run(row: &Row<'_>) -> rusqlite::Result<Run> {
    let list = |n: usize| -> rusqlite::Result<Vec<String>> { Ok(serde_json::from_str(&row.get::<_, String>(n)?).unwrap_or_default()) };
    Ok(Run {
        collector: CollectorId::new(&row.get::<_, String>(0)?),
        channel: ChannelId::new(&row.get::<_, String>(1)?),
        expected_at: row.get::<_, Option<i64>>(2)?.map(Moment),
        started_at: Moment(row.get(3)?),
        decided_at: Moment(row.get(4)?),
        decision: Decision::parse(&row.get::<_, String>(5)?).unwrap_or(Decision::Failed),
        outcome: RunOutcome::parse(&row.get::<_, String>(6)?).unwrap_or(RunOutcome::Unreadable),
        says: row.get(7)?,
        items_found: row.get(8)?,
        observations: row.get(9)?,
        unreadable: row.get(10)?,
        questions: list(11)?,
        evidence: list(12)?,
        import: row.get::<_, Option<i64>>(13)?.map(ImportId),
    })
}

impl Change<'_> {
    /// Writes the decision about a run. An expected run that was decided already keeps its first decision: then nothing is written.
    pub fn decide(&self, r: &Run) -> Result<bool, LedgerError> {
        let list = |l: &[String]| serde_json::Value::from(l.to_vec()).to_string();
        let n = self
            .tx
            .prepare_cached(&format!(
                "INSERT OR IGNORE INTO runs ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)"
            ))
            .and_then(|mut s| {
                s.execute(params![
                    r.collector.as_str(),
                    r.channel.as_str(),
                    r.expected_at.map(|m| m.0),
                    r.started_at.0,
                    r.decided_at.0,
                    r.decision.name(),
                    r.outcome.name(),
                    r.says,
                    r.items_found,
                    r.observations,
                    r.unreadable,
                    list(&r.questions),
                    list(&r.evidence),
                    r.import.map(|i| i.0),
                ])
            })
            .map_err(doing("登记采集"))?;
        Ok(n == 1)
    }

    /// Whether an expected run has its decision.
    pub fn is_decided(&self, collector: &CollectorId, channel: &ChannelId, expected_at: Moment) -> Result<bool, LedgerError> {
        self.tx
            .prepare_cached("SELECT 1 FROM runs WHERE collector = ?1 AND channel = ?2 AND expected_at = ?3")
            .and_then(|mut s| s.exists((collector.as_str(), channel.as_str(), expected_at.0)))
            .map_err(doing("读取采集记录"))
    }

    /// Notes from when on runs of a collector on a channel are expected; an earlier note stands.
    pub fn watch(&self, collector: &CollectorId, channel: &ChannelId, since: Moment) -> Result<(), LedgerError> {
        self.tx
            .prepare_cached("INSERT OR IGNORE INTO watches (collector, channel, since) VALUES (?1, ?2, ?3)")
            .and_then(|mut s| s.execute((collector.as_str(), channel.as_str(), since.0)))
            .map_err(doing("登记采集"))?;
        Ok(())
    }

    /// Keeps what hosts were asked, for the next process.
    pub fn keep_usage(&self, usage: &[HostUsage]) -> Result<(), LedgerError> {
        for (host, collector, day, requests, free_at, wait) in usage {
            self.tx
                .prepare_cached(
                    "INSERT INTO host_usage (host, collector, day, requests, free_at, wait) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                     ON CONFLICT (host, collector) DO UPDATE SET day = excluded.day, requests = excluded.requests, free_at = excluded.free_at,
                     wait = excluded.wait",
                )
                .and_then(|mut s| s.execute(params![host, collector, day, requests, free_at, wait]))
                .map_err(doing("登记请求次数"))?;
        }
        Ok(())
    }
}

impl Ledger {
    /// The latest expected moment that has its decision, else from when on runs are expected at all; `None`: never noted.
    pub fn decided_until(&self, collector: &CollectorId, channel: &ChannelId) -> Result<Option<Moment>, LedgerError> {
        let key = (collector.as_str(), channel.as_str());
        let last: Option<i64> = self
            .connection
            .prepare_cached("SELECT max(expected_at) FROM runs WHERE collector = ?1 AND channel = ?2 AND expected_at IS NOT NULL")
            .and_then(|mut s| s.query_row(key, |r| r.get(0)))
            .map_err(doing("读取采集记录"))?;
        let since: Option<i64> = self
            .connection
            .prepare_cached("SELECT since FROM watches WHERE collector = ?1 AND channel = ?2")
            .and_then(|mut s| s.query_row(key, |r| r.get(0)).optional())
            .map_err(doing("读取采集记录"))?;
        Ok(last.into_iter().chain(since).max().map(Moment))
    }

    /// How many items the last run that gave values found.
    pub fn last_found(&self, collector: &CollectorId, channel: &ChannelId) -> Result<Option<u32>, LedgerError> {
        self.connection
            .prepare_cached("SELECT items_found FROM runs WHERE collector = ?1 AND channel = ?2 AND outcome = 'values' ORDER BY decided_at DESC LIMIT 1")
            .and_then(|mut s| s.query_row((collector.as_str(), channel.as_str()), |r| r.get(0)).optional())
            .map_err(doing("读取采集记录"))
    }

    /// Runs, latest first: of one collector or all, at most so many.
    pub fn runs(&self, collector: Option<&CollectorId>, limit: u32) -> Result<Vec<Run>, LedgerError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE ?1 IS NULL OR collector = ?1 ORDER BY id DESC LIMIT ?2"))
            .map_err(doing("读取采集记录"))?;
        let rows = statement.query_map((collector.map(CollectorId::as_str), limit), run).map_err(doing("读取采集记录"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取采集记录"))
    }

    /// Runs on some channels with their numbers, latest first, those before a number alone; the cursor of the next page where there is one.
    pub fn runs_before(&self, channels: &[ChannelId], before: Option<i64>, limit: usize) -> Result<RunsPage, LedgerError> {
        let wanted = serde_json::Value::from(channels.iter().map(ChannelId::as_str).collect::<Vec<_>>()).to_string();
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "SELECT {COLUMNS}, id FROM runs WHERE id < ?1 AND channel IN (SELECT value FROM json_each(?2)) ORDER BY id DESC LIMIT ?3"
            ))
            .map_err(doing("读取采集记录"))?;
        let most = i64::try_from(limit).unwrap_or(i64::MAX).saturating_add(1);
        let rows = statement
            .query_map((before.unwrap_or(i64::MAX), wanted, most), |r| Ok((r.get(14)?, run(r)?)))
            .map_err(doing("读取采集记录"))?;
        let mut list: Vec<(i64, Run)> = rows.collect::<Result<_, _>>().map_err(doing("读取采集记录"))?;
        let more = list.len() > limit;
        list.truncate(limit);
        let next = if more { list.last().map(|(id, _)| *id) } else { None };
        Ok((list, next))
    }

    /// How a collector stands on a channel.
    pub fn standing_of(&self, collector: &CollectorId, channel: &ChannelId) -> Result<Standing, LedgerError> {
        let key = (collector.as_str(), channel.as_str());
        let one = |sql: &str| -> Result<Option<Run>, LedgerError> {
            self.connection
                .prepare_cached(&format!("SELECT {COLUMNS} FROM runs WHERE collector = ?1 AND channel = ?2 {sql}"))
                .and_then(|mut s| s.query_row(key, run).optional())
                .map_err(doing("读取采集记录"))
        };
        let last = one("AND decision <> 'skipped' ORDER BY decided_at DESC, id DESC LIMIT 1")?;
        let good = one("AND outcome IN ('values', 'empty') ORDER BY decided_at DESC, id DESC LIMIT 1")?;
        let last_good = good.map(|r| r.decided_at);
        let failed_since: u32 = self
            .connection
            .prepare_cached("SELECT count(*) FROM runs WHERE collector = ?1 AND channel = ?2 AND decision = 'failed' AND decided_at > ?3")
            .and_then(|mut s| s.query_row((key.0, key.1, last_good.map_or(i64::MIN, |m| m.0)), |r| r.get(0)))
            .map_err(doing("读取采集记录"))?;
        Ok(Standing { collector: collector.clone(), channel: channel.clone(), last, last_good, failed_since })
    }

    /// The collector and the address of an answer that an import holds; `None`: it is a partner's file.
    pub fn capture(&self, import: ImportId, file: u16) -> Result<Option<(CollectorId, String)>, LedgerError> {
        let found: Option<(String, String)> = self
            .connection
            .prepare_cached("SELECT sent, name FROM import_files WHERE import = ?1 AND file = ?2 AND kind = 'capture'")
            .and_then(|mut s| s.query_row((import.0, file), |r| Ok((r.get(0)?, r.get(1)?))).optional())
            .map_err(doing("读取采集记录"))?;
        Ok(found.and_then(|(sent, url)| {
            let sent: serde_json::Value = serde_json::from_str(&sent).ok()?;
            Some((CollectorId::new(sent.get("collector")?.as_str()?), url))
        }))
    }

    /// What hosts were asked on a day, as an earlier process kept it.
    pub fn host_usage(&self) -> Result<Vec<HostUsage>, LedgerError> {
        let mut statement = self
            .connection
            .prepare("SELECT host, collector, day, requests, free_at, wait FROM host_usage ORDER BY host, collector")
            .map_err(doing("读取请求次数"))?;
        let rows = statement
            .query_map([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?)))
            .map_err(doing("读取请求次数"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取请求次数"))
    }
}
