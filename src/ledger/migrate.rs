//! Migrations: an ordered list of names, each in a transaction of its own, remembered by name.

use super::{LedgerError, doing};
use crate::base::day::Moment;
use rusqlite::{Connection, TransactionBehavior};

const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_ledger", include_str!("migrations/0001_ledger.sql")),
    ("0002_runs", include_str!("migrations/0002_runs.sql")),
    ("0003_portal", include_str!("migrations/0003_portal.sql")),
    ("0004_statistical_week", include_str!("migrations/0004_statistical_week.sql")),
    ("0005_attachment_subject", include_str!("migrations/0005_attachment_subject.sql")),
    ("0006_increments", include_str!("migrations/0006_increments.sql")),
    ("0007_host_wait", include_str!("migrations/0007_host_wait.sql")),
    ("0008_journal_kind", include_str!("migrations/0008_journal_kind.sql")),
    ("0009_upload_ticks", include_str!("migrations/0009_upload_ticks.sql")),
    ("0010_comments", include_str!("migrations/0010_comments.sql")),
    ("0011_upload_replaced", include_str!("migrations/0011_upload_replaced.sql")),
    ("0012_answer_import", include_str!("migrations/0012_answer_import.sql")),
    ("0013_approved_without", include_str!("migrations/0013_approved_without.sql")),
    ("0014_found_at_approval", include_str!("migrations/0014_found_at_approval.sql")),
    ("0015_observations_checked_together", include_str!("migrations/0015_observations_checked_together.sql")),
];

pub(super) fn run(connection: &mut Connection, now: Moment) -> Result<(), LedgerError> {
    connection
        .execute_batch("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;")
        .map_err(doing("建表"))?;
    let done: Vec<String> = {
        let mut statement = connection.prepare("SELECT name FROM migrations ORDER BY name").map_err(doing("读取版本"))?;
        let rows = statement.query_map([], |r| r.get(0)).map_err(doing("读取版本"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取版本"))?
    };
    if let Some(unknown) = done.iter().find(|d| !MIGRATIONS.iter().any(|(name, _)| name == d)) {
        return Err(LedgerError::Newer(unknown.clone()));
    }
    for (name, sql) in MIGRATIONS {
        if done.iter().any(|d| d == name) {
            continue;
        }
        let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(doing("升级"))?;
        // Another process may have been faster.
        let there: i64 = tx.query_row("SELECT count(*) FROM migrations WHERE name = ?1", [name], |r| r.get(0)).map_err(doing("升级"))?;
        if there == 0 {
            tx.execute_batch(sql).map_err(doing("升级"))?;
            tx.execute("INSERT INTO migrations (name, at) VALUES (?1, ?2)", (name, now.0)).map_err(doing("升级"))?;
        }
        tx.commit().map_err(doing("升级"))?;
    }
    Ok(())
}
