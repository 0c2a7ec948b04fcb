//! Readings in and out: one row per placement and moment, and the daily values folded from them.

use super::imports::{NewObservation, Standing, standing};
use super::{Change, Ledger, LedgerError, doing};
use crate::base::count::Count;
use crate::base::day::{Day, Moment};
use crate::base::id::{ImportId, PlacementId};
use crate::model::folded::Folded;
use crate::model::metric::{Form, METRICS, Metric, Value, Values};
use crate::model::reading::{Reading, ReadingRef, Source};
use rusqlite::{Connection, OptionalExtension, Row, Statement};
use std::collections::{BTreeSet, HashMap};

/// `from_day` of a cumulative row: a row may hold both, and they are told apart by it.
const CUMULATIVE: i32 = i32::MIN;

pub(super) const METRIC_COLUMNS: &str =
    "plays, reads, listens, discussions, readers, likes, comments, shares, favorites, forms, counted_day";

/// A reading from columns `at, import, line, from_day, source` and [`METRIC_COLUMNS`], starting at `first`.
pub(super) fn reading(row: &Row<'_>, first: usize) -> rusqlite::Result<Reading> {
    let import: i64 = row.get(first + 1)?;
    let forms: Option<String> = row.get(first + 5 + METRICS)?;
    let mut values = Values::default();
    for metric in Metric::ALL {
        let low: Option<i64> = row.get(first + 5 + metric.index())?;
        let form = forms.as_deref().and_then(|f| form_of(f, metric));
        let value = match (low.and_then(|n| u64::try_from(n).ok()), form) {
            (_, Some(Form::Unavailable)) => Value::Unavailable,
            (Some(low), Some(Form::UpTo(high))) => Value::Count(Count::Rounded { low, high }),
            (Some(low), Some(Form::Open)) => Value::Count(Count::AtLeast(low)),
            (Some(low), None) => Value::Count(Count::Exact(low)),
            (None, _) => continue,
        };
        values.set(metric, value);
    }
    let from: i32 = row.get(first + 3)?;
    let counted: Option<i32> = row.get(first + 6 + METRICS)?;
    Ok(Reading {
        id: ReadingRef::from_line(ImportId(import), row.get(first + 2)?),
        at: Moment(row.get(first)?),
        counted: counted.map(Day::from_number),
        from: (from != CUMULATIVE).then(|| Day::from_number(from)),
        source: Source::from_number(row.get(first + 4)?).unwrap_or(Source::Partner),
        values,
    })
}

/// `plays=12999 reads=+ likes=?`: the metrics that are not exact. `None` where all are.
fn forms_text(values: &Values) -> Option<String> {
    let one = |(metric, form): &(Metric, Form)| match form {
        Form::UpTo(high) => format!("{}={high}", metric.name()),
        Form::Open => format!("{}=+", metric.name()),
        Form::Unavailable => format!("{}=?", metric.name()),
    };
    let forms = values.forms();
    (!forms.is_empty()).then(|| forms.iter().map(one).collect::<Vec<_>>().join(" "))
}

fn form_of(forms: &str, metric: Metric) -> Option<Form> {
    let value = forms.split(' ').find_map(|f| f.split_once('=').filter(|(m, _)| *m == metric.name()))?.1;
    match value {
        "+" => Some(Form::Open),
        "?" => Some(Form::Unavailable),
        high => high.parse().ok().map(Form::UpTo),
    }
}

pub(super) fn sql_count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// Columns of a reading.
const COLUMNS: usize = 17;

/// Readings that one statement appends: setting a statement up costs as much as appending one.
const TOGETHER: usize = 32;

/// Binds the columns of a reading, the first of them as parameter `first`.
fn bind(statement: &mut Statement<'_>, first: usize, NewObservation { placement, reading: r }: &NewObservation) -> rusqlite::Result<()> {
    let from = i64::from(r.from.map_or(CUMULATIVE, Day::number));
    let own = [placement.0, r.at.0, r.id.import.0, r.id.line(), from, r.source.number()];
    let metrics = Metric::ALL.map(|metric| r.values.count(metric).map(|c| sql_count(c.low())));
    for (number, value) in (first..).zip(own.into_iter().map(Some).chain(metrics)) {
        statement.raw_bind_parameter(number, value)?;
    }
    let last = first + own.len() + metrics.len();
    statement.raw_bind_parameter(last, forms_text(&r.values))?;
    statement.raw_bind_parameter(last + 1, r.counted.map(Day::number))
}

impl Change<'_> {
    /// Appends readings. Sorted by placement and moment they let the tree grow at its edge.
    pub fn observe(&self, rows: &[NewObservation]) -> Result<(), LedgerError> {
        let (many, rest) = rows.split_at(rows.len() - rows.len() % TOGETHER);
        self.insert(many, TOGETHER).and_then(|()| self.insert(rest, 1)).map_err(doing("写入读数"))
    }

    /// Appends readings, `size` of them with one statement.
    fn insert(&self, rows: &[NewObservation], size: usize) -> rusqlite::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let one = format!("({})", vec!["?"; COLUMNS].join(", "));
        let values = vec![one; size].join(", ");
        let columns = "placement, at, import, line, from_day, source";
        let sql = format!("INSERT INTO observations ({columns}, {METRIC_COLUMNS}) VALUES {values}");
        let mut statement = self.tx.prepare_cached(&sql)?;
        for rows in rows.chunks_exact(size) {
            for (n, row) in rows.iter().enumerate() {
                bind(&mut statement, n * COLUMNS + 1, row)?;
            }
            statement.raw_execute()?;
        }
        Ok(())
    }

    /// Replaces the daily values of a placement; empty ones are taken away.
    pub fn total(&self, placement: PlacementId, folded: &Folded) -> Result<(), LedgerError> {
        if folded.is_empty() {
            self.tx.execute("DELETE FROM totals WHERE placement = ?1", [placement.0]).map_err(doing("更新日值"))?;
            return Ok(());
        }
        self.tx
            .prepare_cached(
                "INSERT INTO totals (placement, folded) VALUES (?1, ?2) ON CONFLICT (placement) DO UPDATE SET folded = excluded.folded",
            )
            .and_then(|mut s| s.execute((placement.0, folded.bytes())))
            .map_err(doing("更新日值"))?;
        Ok(())
    }

    /// The readings of a placement that stand.
    pub fn readings(&self, placement: PlacementId) -> Result<Vec<Reading>, LedgerError> {
        let standing = standing(&self.tx, None)?;
        readings(&self.tx, placement, &standing)
    }

    /// The ends of series; see [`Ledger::tails`].
    pub fn tails(&self, wanted: &[Wanted]) -> Result<HashMap<PlacementId, Tail>, LedgerError> {
        tails(&self.tx, wanted)
    }

    /// The number of the journal's last entry: whether anything was changed since.
    pub fn journal_end(&self) -> Result<i64, LedgerError> {
        journal_end(&self.tx)
    }

    /// The daily values of a placement as they are kept.
    pub fn folded(&self, placement: PlacementId) -> Result<Folded, LedgerError> {
        self.tx
            .prepare_cached("SELECT folded FROM totals WHERE placement = ?1")
            .and_then(|mut s| s.query_row([placement.0], |r| r.get::<_, Vec<u8>>(0)).optional())
            .map(|bytes| bytes.map_or_else(Folded::default, Folded::from_bytes))
            .map_err(doing("读取日值"))
    }
}

/// The end of a series.
#[derive(Debug, Clone, Default)]
pub struct Tail {
    /// The readings, in order of moment.
    pub readings: Vec<Reading>,
    /// From this day on none is missing. `None`: none is missing at all.
    pub from: Option<Day>,
}

/// What is needed of a series.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Of which placement.
    pub placement: PlacementId,
    /// From which day on; `None`: all of it.
    pub from: Option<Day>,
    /// Metrics whose last count before that day is needed, each as a source gave it.
    pub told: BTreeSet<(Metric, Source)>,
}

fn journal_end(connection: &Connection) -> Result<i64, LedgerError> {
    connection
        .prepare_cached("SELECT coalesce(max(seq), 0) FROM journal")
        .and_then(|mut s| s.query_row([], |r| r.get(0)))
        .map_err(doing("读取日志"))
}

fn tails(connection: &Connection, wanted: &[Wanted]) -> Result<HashMap<PlacementId, Tail>, LedgerError> {
    let standing = standing(connection, None)?;
    wanted.iter().map(|w| Ok((w.placement, tail(connection, w, &standing)?))).collect()
}

/// Reads back from the end until nothing more is needed.
fn tail(connection: &Connection, wanted: &Wanted, standing: &Standing) -> Result<Tail, LedgerError> {
    let placement = wanted.placement;
    let added_up = connection
        .prepare_cached("SELECT 1 FROM observations WHERE placement = ?1 AND from_day > -2147483648 LIMIT 1")
        .and_then(|mut s| s.exists([placement.0]))
        .map_err(doing("读取读数"))?;
    let Some(from) = wanted.from.filter(|_| !added_up) else {
        return Ok(Tail { readings: readings(connection, placement, standing)?, from: None });
    };
    let sql = format!(
        "SELECT at, import, line, from_day, source, {METRIC_COLUMNS} FROM observations WHERE placement = ?1 ORDER BY at DESC, import DESC, line DESC"
    );
    let mut statement = connection.prepare_cached(&sql).map_err(doing("读取读数"))?;
    let mut rows = statement.query([placement.0]).map_err(doing("读取读数"))?;
    let mut out = Vec::new();
    let mut missing = wanted.told.clone();
    let mut first = None;
    while let Some(row) = rows.next().map_err(doing("读取读数"))? {
        // A row may count for a day before its own, never for a later one.
        let day = Moment(row.get(0).map_err(doing("读取读数"))?).reading_day();
        if day < from && missing.is_empty() {
            first = Some(from);
            break;
        }
        let r = reading(row, 0).map_err(doing("读取读数"))?;
        if standing.holds(r.id.import.0, placement.0, r.id.line()) {
            if day < from {
                missing.retain(|(m, source)| *source != r.source || r.values.count(*m).is_none());
            }
            out.push(r);
        }
    }
    out.reverse();
    Ok(Tail { readings: out, from: first })
}

fn readings(connection: &Connection, placement: PlacementId, standing: &Standing) -> Result<Vec<Reading>, LedgerError> {
    let sql = format!("SELECT at, import, line, from_day, source, {METRIC_COLUMNS} FROM observations WHERE placement = ?1");
    let mut statement = connection.prepare_cached(&sql).map_err(doing("读取读数"))?;
    let rows = statement.query_map([placement.0], |r| reading(r, 0)).map_err(doing("读取读数"))?;
    let mut out = Vec::new();
    for r in rows {
        let r = r.map_err(doing("读取读数"))?;
        if standing.holds(r.id.import.0, placement.0, r.id.line()) {
            out.push(r);
        }
    }
    Ok(out)
}

impl Ledger {
    /// The readings of a placement that stand.
    pub fn readings(&self, placement: PlacementId) -> Result<Vec<Reading>, LedgerError> {
        let standing = standing(&self.connection, None)?;
        readings(&self.connection, placement, &standing)
    }

    /// The ends of series: of each the readings that count for a day or later, and before it so many that each of the metrics has the last
    /// count that its source gave among them. Of a series with increments all: these add up from the first.
    pub fn tails(&self, wanted: &[Wanted]) -> Result<HashMap<PlacementId, Tail>, LedgerError> {
        tails(&self.connection, wanted)
    }

    /// The number of the journal's last entry: whether anything was changed since.
    pub fn journal_end(&self) -> Result<i64, LedgerError> {
        journal_end(&self.connection)
    }

    /// Every placement's readings that stood at a moment, placement by placement.
    pub fn each_series(&self, until: Option<Moment>, mut f: impl FnMut(PlacementId, Vec<Reading>)) -> Result<(), LedgerError> {
        let standing = standing(&self.connection, until)?;
        let sql = format!("SELECT placement, at, import, line, from_day, source, {METRIC_COLUMNS} FROM observations ORDER BY placement");
        let mut statement = self.connection.prepare(&sql).map_err(doing("读取读数"))?;
        let mut rows = statement.query([]).map_err(doing("读取读数"))?;
        let mut open: Option<(i64, Vec<Reading>)> = None;
        while let Some(row) = rows.next().map_err(doing("读取读数"))? {
            let placement: i64 = row.get(0).map_err(doing("读取读数"))?;
            let r = reading(row, 1).map_err(doing("读取读数"))?;
            if !standing.holds(r.id.import.0, placement, r.id.line()) {
                continue;
            }
            match &mut open {
                Some((p, list)) if *p == placement => list.push(r),
                _ => {
                    if let Some((p, list)) = open.replace((placement, vec![r])) {
                        f(PlacementId(p), list);
                    }
                }
            }
        }
        if let Some((p, list)) = open {
            f(PlacementId(p), list);
        }
        Ok(())
    }
}
