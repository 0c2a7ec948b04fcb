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
    ("0016_refused_of_totals", include_str!("migrations/0016_refused_of_totals.sql")),
    ("0017_turned_back_of_totals", include_str!("migrations/0017_turned_back_of_totals.sql")),
    ("0018_upload_outcome", include_str!("migrations/0018_upload_outcome.sql")),
    ("0019_upload_resent", include_str!("migrations/0019_upload_resent.sql")),
    ("0020_planned_and_aired", include_str!("migrations/0020_planned_and_aired.sql")),
    ("0021_answers_withdrawn", include_str!("migrations/0021_answers_withdrawn.sql")),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_of_an_earlier_program_keeps_its_readings() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.execute_batch("PRAGMA foreign_keys = ON;").unwrap();
        let before = MIGRATIONS.iter().take_while(|(name, _)| *name != "0015_observations_checked_together");
        connection.execute_batch("CREATE TABLE migrations (name TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;").unwrap();
        for (name, sql) in before {
            connection.execute_batch(sql).unwrap();
            connection.execute("INSERT INTO migrations (name, at) VALUES (?1, 0)", [name]).unwrap();
        }
        connection
            .execute_batch(
                "INSERT INTO imports (id, at, kind, rows_digest) VALUES (1, 5, 'files', '');
                 INSERT INTO placements (id, channel, kind, import) VALUES (12, 'mgtv', 'work', 1);
                 INSERT INTO observations (placement, at, import, line, from_day, source, plays, likes, forms, counted_day)
                 VALUES (12, 7, 1, 17, -2147483648, 2, 11500, 310, 'plays=12999', 19449), (12, 8, 1, 18, 19000, 2, 3, NULL, NULL, NULL);",
            )
            .unwrap();
        let rows = |c: &Connection| -> Vec<String> {
            let sql = "SELECT json_array(placement, at, import, line, from_day, source, plays, reads, likes, forms, counted_day) FROM observations";
            c.prepare(sql).unwrap().query_map([], |r| r.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
        };
        let earlier = rows(&connection);
        run(&mut connection, Moment(9)).unwrap();
        assert_eq!(earlier.len(), 2);
        assert_eq!(rows(&connection), earlier);
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name LIKE 'observations%'", [], |r| r.get(0)).unwrap();
        assert_eq!(tables, 3, "the table and its two indexes");
    }
}
