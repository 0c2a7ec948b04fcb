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

/// Readings that one statement appends: setting a statement up costs as much as appending one.
const TOGETHER: usize = 32;

/// Parameters that all readings of a statement share: `import`, `from_day`, `source`, `counted_day`.
const SHARED: usize = 4;

/// What follows in every reading on the parameters `placement`, `at`, `line`: the metrics that it speaks of, and `forms` where one of them
/// is not exact.
fn own_columns(reading: &Reading) -> Vec<&'static str> {
    let forms = (!reading.values.forms().is_empty()).then_some("forms");
    reading.values.metrics().map(Metric::name).chain(forms).collect()
}

/// Whether two readings fit into one statement: they share what [`SHARED`] names and speak of the same metrics.
fn fit(a: &Reading, b: &Reading) -> bool {
    (a.id.import, a.from, a.source, a.counted) == (b.id.import, b.from, b.source, b.counted)
        && a.values.same_metrics(&b.values)
        && a.values.forms().is_empty() == b.values.forms().is_empty()
}

/// A statement that appends `size` readings with these columns of their own.
fn append_sql(own: &[&str], size: usize) -> String {
    let width = 3 + own.len();
    let one = |n: usize| {
        let first = SHARED + n * width + 1;
        let head = format!("?{first}, ?{}, ?1, ?{}, ?2, ?3, ?4", first + 1, first + 2);
        let rest = (first + 3..first + width).map(|p| format!("?{p}"));
        format!("({})", std::iter::once(head).chain(rest).collect::<Vec<_>>().join(", "))
    };
    let columns = [&["placement", "at", "import", "line", "from_day", "source", "counted_day"], own].concat().join(", ");
    format!("INSERT INTO observations ({columns}) VALUES {}", (0..size).map(one).collect::<Vec<_>>().join(", "))
}

/// Binds what a reading has of its own, from parameter `first` on; gives the parameter behind it.
fn bind(statement: &mut Statement<'_>, first: usize, NewObservation { placement, reading: r }: &NewObservation) -> rusqlite::Result<usize> {
    let mut next = first;
    for own in [placement.0, r.at.0, r.id.line()] {
        statement.raw_bind_parameter(next, own)?;
        next += 1;
    }
    for metric in r.values.metrics() {
        statement.raw_bind_parameter(next, r.values.count(metric).map(|c| sql_count(c.low())))?;
        next += 1;
    }
    if let Some(forms) = forms_text(&r.values) {
        statement.raw_bind_parameter(next, forms)?;
        next += 1;
    }
    Ok(next)
}

impl Change<'_> {
    /// Appends readings. Sorted by placement and moment they let the tree grow at its edge. The placements and imports must be there.
    pub fn observe(&self, rows: &[NewObservation]) -> Result<(), LedgerError> {
        self.check_known(rows)?;
        for fitting in rows.chunk_by(|a, b| fit(&a.reading, &b.reading)) {
            let (many, rest) = fitting.split_at(fitting.len() - fitting.len() % TOGETHER);
            self.insert(many, TOGETHER).and_then(|()| self.insert(rest, 1)).map_err(doing("写入读数"))?;
        }
        Ok(())
    }

    /// Asks once per placement and import whether it is there, instead of with every reading.
    fn check_known(&self, rows: &[NewObservation]) -> Result<(), LedgerError> {
        let mut known: BTreeSet<(&str, i64)> = BTreeSet::new();
        for first in rows.chunk_by(|a, b| (a.placement, a.reading.id.import) == (b.placement, b.reading.id.import)).filter_map(<[_]>::first)
        {
            for (table, id) in [("placements", first.placement.0), ("imports", first.reading.id.import.0)] {
                if !known.insert((table, id)) {
                    continue;
                }
                let there = self
                    .tx
                    .prepare_cached(&format!("SELECT 1 FROM {table} WHERE id = ?1"))
                    .and_then(|mut s| s.exists([id]))
                    .map_err(doing("写入读数"))?;
                if !there {
                    return Err(LedgerError::Damaged(format!("读数所属的 {table} {id} 没有登记")));
                }
            }
        }
        Ok(())
    }

    /// Appends readings that [`fit`] together, `size` of them with one statement.
    fn insert(&self, rows: &[NewObservation], size: usize) -> rusqlite::Result<()> {
        let Some(NewObservation { reading: r, .. }) = rows.first() else { return Ok(()) };
        let mut statement = self.tx.prepare_cached(&append_sql(&own_columns(r), size))?;
        statement.raw_bind_parameter(1, r.id.import.0)?;
        statement.raw_bind_parameter(2, r.from.map_or(CUMULATIVE, Day::number))?;
        statement.raw_bind_parameter(3, r.source.number())?;
        statement.raw_bind_parameter(4, r.counted.map(Day::number))?;
        for rows in rows.chunks_exact(size) {
            let mut next = SHARED + 1;
            for row in rows {
                next = bind(&mut statement, next, row)?;
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

    /// Whether a row brought a reading of a placement, taken back or not.
    pub fn holds(&self, placement: PlacementId, proof: ReadingRef) -> Result<bool, LedgerError> {
        self.connection
            .prepare_cached("SELECT 1 FROM observations WHERE placement = ?1 AND import = ?2 AND line = ?3")
            .and_then(|mut s| s.exists((placement.0, proof.import.0, proof.line())))
            .map_err(doing("读取读数"))
    }

    /// A reading of a placement, and the others that stand and count for the same day. Rows of other days are passed over where they lie.
    pub fn readings_beside(&self, placement: PlacementId, proof: ReadingRef) -> Result<Vec<Reading>, LedgerError> {
        let failed = || doing("读取读数");
        let standing = standing(&self.connection, None)?;
        let mut of_row = self
            .connection
            .prepare_cached("SELECT at, counted_day FROM observations WHERE placement = ?1 AND import = ?2 AND line = ?3")
            .map_err(failed())?;
        let days = of_row
            .query_map((placement.0, proof.import.0, proof.line()), |r| {
                let (at, counted) = (Moment(r.get(0)?), r.get::<_, Option<i32>>(1)?);
                Ok(counted.map_or_else(|| at.reading_day(), Day::from_number))
            })
            .map_err(failed())?;
        let days: BTreeSet<Day> = days.collect::<Result<_, _>>().map_err(failed())?;
        let sql = format!(
            "SELECT at, import, line, from_day, source, {METRIC_COLUMNS} FROM observations WHERE placement = ?1 AND (counted_day = ?2 OR at BETWEEN ?3 AND ?4)"
        );
        let mut of_day = self.connection.prepare_cached(&sql).map_err(failed())?;
        let mut out = Vec::new();
        for day in days {
            // Midnight belongs to the day before it.
            let bounds = (placement.0, day.number(), day.at(0).0 + 1, day.end().0);
            let rows = of_day.query_map(bounds, |r| reading(r, 0)).map_err(failed())?;
            for r in rows {
                let r = r.map_err(failed())?;
                if r.day() == day && standing.holds(r.id.import.0, placement.0, r.id.line()) {
                    out.push(r);
                }
            }
        }
        Ok(out)
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

#[cfg(test)]
mod tests {
    use super::super::{Arrival, LedgerKind};
    use super::*;
    use crate::base::digest::Digest;
    use crate::base::id::ChannelId;
    use crate::model::fact::PlacementKind;

    const NOW: Moment = Moment(1_680_490_800);

    fn exact(n: u64) -> Value {
        Value::Count(Count::Exact(n))
    }

    /// An import with one work.
    fn one_work(change: &Change<'_>) -> (ImportId, PlacementId) {
        let arrival = Arrival { at: NOW, kind: "files", because: None, rows_digest: Digest::of(b""), first: None };
        let import = change.new_import(&arrival, &[]).unwrap();
        (import, change.new_placement(&ChannelId::new("mgtv"), PlacementKind::Work, import).unwrap())
    }

    /// A reading of each kind that one statement cannot append together with the next.
    fn mixed(import: ImportId) -> Vec<Reading> {
        let plain = |row: u32| {
            let id = ReadingRef { import, file: 0, sheet: 0, row };
            let mut values = Values::default();
            values.set(Metric::Plays, exact(1_000 + u64::from(row)));
            Reading { id, at: Moment(NOW.0 + i64::from(row)), counted: None, from: None, source: Source::Partner, values }
        };
        let mut rows: Vec<Reading> = (1..=100).map(plain).collect();
        for r in rows.iter_mut().skip(40).take(7) {
            r.values.set(Metric::Likes, exact(5));
        }
        let mut change = |n: usize, f: &dyn Fn(&mut Reading)| rows.get_mut(n).into_iter().for_each(f);
        change(50, &|r| r.values.set(Metric::Plays, Value::Count(Count::Rounded { low: 11_500, high: 12_999 })));
        change(51, &|r| r.values.set(Metric::Reads, Value::Count(Count::AtLeast(100_000))));
        change(52, &|r| r.values.set(Metric::Plays, Value::Unavailable));
        change(60, &|r| r.from = Some(Day::from_number(19_000)));
        change(61, &|r| r.counted = Some(Day::from_number(19_449)));
        change(62, &|r| r.source = Source::Collected);
        rows
    }

    #[test]
    fn readings_of_every_kind_come_back_as_they_were_appended() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), LedgerKind::Real, NOW).unwrap();
        let change = ledger.change().unwrap();
        let (import, placement) = one_work(&change);
        let rows = mixed(import);
        change.observe(&rows.iter().map(|r| NewObservation { placement, reading: r.clone() }).collect::<Vec<_>>()).unwrap();
        assert_eq!(change.readings(placement).unwrap(), rows);
    }

    #[test]
    fn beside_a_reading_stand_those_of_its_day_alone() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), LedgerKind::Real, NOW).unwrap();
        let change = ledger.change().unwrap();
        let (import, placement) = one_work(&change);
        let sunday = Day::new(2023, 4, 2).unwrap();
        // 周六24:00；周日10时、24:00；周一14时（按统计周计入周日）；周一15时。
        let at = [sunday.at(0), sunday.at(36_000), sunday.end(), sunday.plus(1).at(50_400), sunday.plus(1).at(54_000)];
        let mut rows: Vec<Reading> = mixed(import).into_iter().zip(at).map(|(r, at)| Reading { at, ..r }).collect();
        rows[3].counted = Some(sunday);
        change.observe(&rows.iter().map(|r| NewObservation { placement, reading: r.clone() }).collect::<Vec<_>>()).unwrap();
        change.commit().unwrap();
        let beside = |n: usize| ledger.readings_beside(placement, rows[n].id).unwrap();
        assert_eq!(beside(0), rows[..1]);
        for n in 1..4 {
            assert_eq!(beside(n), rows[1..4], "{n}");
        }
        assert_eq!(beside(4), rows[4..]);
    }

    #[test]
    fn a_reading_of_what_is_not_there_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut ledger = Ledger::open(folder.path(), LedgerKind::Real, NOW).unwrap();
        let change = ledger.change().unwrap();
        let (import, placement) = one_work(&change);
        let of =
            |placement, import| mixed(import).into_iter().take(1).map(|reading| NewObservation { placement, reading }).collect::<Vec<_>>();
        assert!(matches!(change.observe(&of(PlacementId(placement.0 + 1), import)), Err(LedgerError::Damaged(_))));
        assert!(matches!(change.observe(&of(placement, ImportId(import.0 + 1))), Err(LedgerError::Damaged(_))));
        change.observe(&of(placement, import)).unwrap();
    }
}
