//! Bringing rows in and taking an import back.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::count::Count;
use crate::base::day::{Day, Moment};
use crate::base::digest::Digest;
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::model::draft::{AiringRow, PresenceRow, RecordRow, TrainingRow};
use crate::model::fact::{Description, KnownPlacement, PlacementKind};
use crate::model::folded::Folded;
use crate::model::metric::{Form, METRICS, Metric, Value, Values};
use crate::model::reading::{Reading, ReadingRef, Source};
use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row, params, params_from_iter};
use std::collections::{BTreeMap, BTreeSet};

/// What an import brings beside its readings.
#[derive(Debug, Clone)]
pub struct ImportFile {
    /// Name as sent.
    pub name: String,
    /// Of its bytes.
    pub digest: Digest,
    /// What was said of it, as JSON with ordered keys.
    pub sent: String,
    /// Kind.
    pub kind: String,
    /// Encoding.
    pub encoding: String,
    /// Sheet names in order.
    pub sheets: Vec<String>,
    /// The statistical week, `2023-W13`.
    pub week: String,
    /// Channels that it speaks of, each with the last day.
    pub covers: Vec<(ChannelId, Day)>,
}

/// The head of an import.
#[derive(Debug, Clone)]
pub struct Arrival {
    /// When it was received.
    pub at: Moment,
    /// `files` or `correction`.
    pub kind: &'static str,
    /// The reason of a correction.
    pub because: Option<String>,
    /// Digest of the rows.
    pub rows_digest: Digest,
}

/// A description to be stored.
#[derive(Debug, Clone)]
pub struct NewDescription {
    /// Of which placement.
    pub placement: PlacementId,
    /// The description.
    pub description: Description,
}

/// A reading to be stored.
#[derive(Debug, Clone)]
pub struct NewObservation {
    /// Of which placement.
    pub placement: PlacementId,
    /// The reading.
    pub reading: Reading,
}

/// A partner's own sum to be stored.
#[derive(Debug, Clone)]
pub struct NewTotal {
    /// Where it stands.
    pub proof: ReadingRef,
    /// Column.
    pub column_letter: String,
    /// Channel of the column.
    pub channel: Option<ChannelId>,
    /// Metric.
    pub metric: Metric,
    /// What the partner wrote.
    pub written: Count,
    /// Day of the readings.
    pub day: Day,
    /// JSON: placement, low, high of every part.
    pub parts: String,
}

/// An import that stands and holds a given file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandingImport {
    /// Its number.
    pub import: ImportId,
    /// When it was received.
    pub at: Moment,
}

/// What an undo did.
#[derive(Debug, Clone, Default)]
pub struct Undone {
    /// Rows taken back.
    pub reversed: u64,
    /// Rows kept because a person changed them later.
    pub kept: Vec<(PlacementId, ReadingRef)>,
    /// Placements whose totals have to be folded again.
    pub touched: BTreeSet<PlacementId>,
}

/// Imports as they stand at a moment.
#[derive(Debug, Clone, Default)]
pub(super) struct Standing {
    /// When each was received; later ones are left out.
    pub(super) received: BTreeMap<i64, i64>,
    /// Taken back by then.
    pub(super) reversed: BTreeSet<i64>,
    /// Rows of reversed imports that stay.
    pub(super) kept: BTreeSet<(i64, i64, i64)>,
}

impl Standing {
    pub(super) fn holds(&self, import: i64, placement: i64, line: i64) -> bool {
        self.received.contains_key(&import) && (!self.reversed.contains(&import) || self.kept.contains(&(import, placement, line)))
    }

    pub(super) fn import_stands(&self, import: i64) -> bool {
        self.received.contains_key(&import) && !self.reversed.contains(&import)
    }
}

pub(super) fn standing(connection: &rusqlite::Connection, until: Option<Moment>) -> Result<Standing, LedgerError> {
    let until = until.map_or(i64::MAX, |m| m.0);
    let mut out = Standing::default();
    let each = |sql: &str, f: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>| -> rusqlite::Result<()> {
        let mut statement = connection.prepare_cached(sql)?;
        let mut rows = statement.query([until])?;
        while let Some(row) = rows.next()? {
            f(row)?;
        }
        Ok(())
    };
    each("SELECT id, at FROM imports WHERE at <= ?1", &mut |r| {
        out.received.insert(r.get(0)?, r.get(1)?);
        Ok(())
    })
    .map_err(doing("读取导入"))?;
    each("SELECT import FROM reversals WHERE at <= ?1", &mut |r| {
        out.reversed.insert(r.get(0)?);
        Ok(())
    })
    .map_err(doing("读取撤销"))?;
    each("SELECT k.import, k.placement, k.line FROM kept_rows k JOIN reversals r USING (import) WHERE r.at <= ?1", &mut |r| {
        out.kept.insert((r.get(0)?, r.get(1)?, r.get(2)?));
        Ok(())
    })
    .map_err(doing("读取撤销"))?;
    Ok(out)
}

/// `from_day` of a cumulative row: a row may hold both, and they are told apart by it.
const CUMULATIVE: i32 = i32::MIN;

const METRIC_COLUMNS: &str = "plays, reads, listens, discussions, readers, likes, comments, shares, favorites, forms";

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
    Ok(Reading {
        id: ReadingRef::from_line(ImportId(import), row.get(first + 2)?),
        at: Moment(row.get(first)?),
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

impl Change<'_> {
    /// Opens an import.
    pub fn new_import(&self, arrival: &Arrival, files: &[ImportFile]) -> Result<ImportId, LedgerError> {
        self.tx
            .execute(
                "INSERT INTO imports (at, kind, because, rows_digest) VALUES (?1, ?2, ?3, ?4)",
                (arrival.at.0, arrival.kind, &arrival.because, arrival.rows_digest.to_string()),
            )
            .map_err(doing("登记导入"))?;
        let id = self.tx.last_insert_rowid();
        for (n, f) in files.iter().enumerate() {
            let sheets = serde_json::Value::from(f.sheets.clone()).to_string();
            let covers: BTreeMap<&str, i32> = f.covers.iter().map(|(c, d)| (c.as_str(), d.number())).collect();
            let covers = serde_json::json!(covers).to_string();
            self.tx
                .execute(
                    "INSERT INTO import_files (import, file, name, digest, sent, kind, encoding, sheets, week, covers) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
                    params![id, i64::try_from(n).unwrap_or(0), f.name, f.digest.to_string(), f.sent, f.kind, f.encoding, sheets, f.week, covers],
                )
                .map_err(doing("登记文件"))?;
        }
        Ok(ImportId(id))
    }

    /// The number of the next import.
    pub fn next_import(&self) -> Result<ImportId, LedgerError> {
        let last: i64 = self.tx.query_row("SELECT coalesce(max(id), 0) FROM imports", [], |r| r.get(0)).map_err(doing("登记导入"))?;
        Ok(ImportId(last + 1))
    }

    /// Makes a placement.
    pub fn new_placement(&self, channel: &ChannelId, kind: PlacementKind, import: ImportId) -> Result<PlacementId, LedgerError> {
        self.tx
            .prepare_cached("INSERT INTO placements (channel, kind, import) VALUES (?1, ?2, ?3)")
            .and_then(|mut s| s.execute((channel.as_str(), kind.name(), import.0)))
            .map_err(doing("登记刊播位"))?;
        Ok(PlacementId(self.tx.last_insert_rowid()))
    }

    /// Adds descriptions.
    pub fn describe(&self, rows: &[NewDescription]) -> Result<(), LedgerError> {
        let mut statement = self
            .tx
            .prepare_cached(
                "INSERT INTO descriptions (placement, import, line, at, title, native_id, url, published_day, published_secs, duration_secs, kind, deliverable, visibility, made_for_campaign) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
            )
            .map_err(doing("登记作品"))?;
        for NewDescription { placement, description: d } in rows {
            statement
                .execute(params![
                    placement.0,
                    d.proof.import.0,
                    d.proof.line(),
                    d.at.0,
                    d.title,
                    d.native_id,
                    d.url,
                    d.published.map(|p| p.day.number()),
                    d.published.and_then(|p| p.secs),
                    d.duration_secs,
                    d.kind.map(crate::model::channel::WorkKind::name),
                    d.deliverable,
                    d.visibility.map(crate::model::draft::Visibility::name),
                    i64::from(d.made_for_campaign),
                ])
                .map_err(doing("登记作品"))?;
        }
        Ok(())
    }

    /// Appends readings. They are sorted here so that the tree grows at its edge.
    pub fn observe(&self, mut rows: Vec<NewObservation>) -> Result<(), LedgerError> {
        rows.sort_unstable_by_key(|o| (o.placement, o.reading.at, o.reading.id));
        let sql = format!(
            "INSERT INTO observations (placement, at, import, line, from_day, source, {METRIC_COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)"
        );
        let mut statement = self.tx.prepare_cached(&sql).map_err(doing("写入读数"))?;
        for NewObservation { placement, reading: r } in &rows {
            let m = |metric: Metric| r.values.count(metric).map(|c| sql_count(c.low()));
            statement
                .execute(params![
                    placement.0,
                    r.at.0,
                    r.id.import.0,
                    r.id.line(),
                    r.from.map_or(CUMULATIVE, Day::number),
                    r.source.number(),
                    m(Metric::Plays),
                    m(Metric::Reads),
                    m(Metric::Listens),
                    m(Metric::Discussions),
                    m(Metric::Readers),
                    m(Metric::Likes),
                    m(Metric::Comments),
                    m(Metric::Shares),
                    m(Metric::Favorites),
                    forms_text(&r.values),
                ])
                .map_err(doing("写入读数"))?;
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

    /// Stores rows of the other templates.
    pub fn record(
        &self,
        import: ImportId,
        file: u16,
        rows: (&[PresenceRow], &[AiringRow], &[RecordRow], &[TrainingRow]),
    ) -> Result<(), LedgerError> {
        let line = |r: crate::model::draft::RowRef| ReadingRef { import, file, sheet: r.sheet, row: r.row }.line();
        let run = |sql: &str, values: Vec<Sql>| -> Result<(), LedgerError> {
            self.tx.prepare_cached(sql).and_then(|mut s| s.execute(params_from_iter(values))).map_err(doing("写入登记"))?;
            Ok(())
        };
        let text = |s: &str| Sql::Text(s.to_owned());
        let number = |n: Option<i64>| n.map_or(Sql::Null, Sql::Integer);
        for r in rows.0 {
            run(
                "INSERT INTO presence (import, line, channel, from_day, to_day, position, state, proof) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                vec![
                    import.0.into(),
                    line(r.row).into(),
                    text(r.channel.as_str()),
                    r.from.number().into(),
                    r.to.number().into(),
                    text(&r.position),
                    text(r.state.name()),
                    text(&r.proof),
                ],
            )?;
        }
        for r in rows.1 {
            run(
                "INSERT INTO airings (import, line, channel, day, secs, programme, aired) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
                vec![
                    import.0.into(),
                    line(r.row).into(),
                    text(r.channel.as_str()),
                    r.day.number().into(),
                    number(r.secs.map(i64::from)),
                    text(&r.programme),
                    i64::from(r.aired).into(),
                ],
            )?;
        }
        for r in rows.2 {
            run(
                "INSERT INTO records (import, line, campaign, day, deliverable, quantity, title, proof) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                vec![
                    import.0.into(),
                    line(r.row).into(),
                    text(r.campaign.as_str()),
                    r.day.number().into(),
                    text(&r.deliverable),
                    sql_count(r.quantity).into(),
                    text(&r.title),
                    text(&r.proof),
                ],
            )?;
        }
        for r in rows.3 {
            run(
                "INSERT INTO trainings (import, line, campaign, day, enterprise, persons, hours_x4, offline_hours_x4) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                vec![
                    import.0.into(),
                    line(r.row).into(),
                    text(r.campaign.as_str()),
                    r.day.number().into(),
                    text(&r.enterprise),
                    sql_count(r.persons).into(),
                    number(r.hours_x4.map(i64::from)),
                    number(r.offline_hours_x4.map(i64::from)),
                ],
            )?;
        }
        Ok(())
    }

    /// Stores partners' own sums.
    pub fn partner_totals(&self, rows: &[NewTotal]) -> Result<(), LedgerError> {
        for t in rows {
            self.tx
                .prepare_cached("INSERT INTO partner_totals (import, line, column_letter, channel, metric, low, high, day, parts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
                .and_then(|mut s| {
                    s.execute(params![
                        t.proof.import.0,
                        t.proof.line(),
                        t.column_letter,
                        t.channel.as_ref().map(ChannelId::as_str),
                        t.metric.name(),
                        sql_count(t.written.low()),
                        t.written.high().map(sql_count),
                        t.day.number(),
                        t.parts,
                    ])
                })
                .map_err(doing("写入合计"))?;
        }
        Ok(())
    }

    /// Stores an answer.
    pub fn answer(&self, at: Moment, question: &str, choice: &str, because: &str) -> Result<(), LedgerError> {
        self.tx
            .execute("INSERT INTO answers (at, question, choice, because) VALUES (?1, ?2, ?3, ?4)", (at.0, question, choice, because))
            .map_err(doing("写入答复"))?;
        Ok(())
    }

    /// Takes an import back. Rows that a correction touched later stay and are named. `None`: no such import, or taken back already.
    pub fn undo(&self, import: ImportId, at: Moment) -> Result<Option<Undone>, LedgerError> {
        let stands = standing(&self.tx, None)?;
        if !stands.import_stands(import.0) {
            return Ok(None);
        }
        self.tx.execute("INSERT INTO reversals (import, at) VALUES (?1, ?2)", (import.0, at.0)).map_err(doing("撤销"))?;
        let mut undone = Undone::default();
        let mut statement = self
            .tx
            .prepare(
                "SELECT o.placement, o.line, EXISTS (
                   SELECT 1 FROM observations c JOIN imports i ON i.id = c.import
                   WHERE c.placement = o.placement AND c.import > o.import AND i.kind = 'correction'
                     AND c.at BETWEEN o.at - 86399 AND o.at + 86399
                     AND (c.at + 28799) / 86400 = (o.at + 28799) / 86400
                     AND c.import NOT IN (SELECT import FROM reversals))
                 FROM observations o WHERE o.import = ?1",
            )
            .map_err(doing("撤销"))?;
        let mut rows = statement.query([import.0]).map_err(doing("撤销"))?;
        while let Some(row) = rows.next().map_err(doing("撤销"))? {
            let (placement, line, changed): (i64, i64, bool) =
                (row.get(0).map_err(doing("撤销"))?, row.get(1).map_err(doing("撤销"))?, row.get(2).map_err(doing("撤销"))?);
            undone.touched.insert(PlacementId(placement));
            if changed {
                undone.kept.push((PlacementId(placement), ReadingRef::from_line(import, line)));
            } else {
                undone.reversed += 1;
            }
        }
        drop(rows);
        drop(statement);
        for (placement, proof) in &undone.kept {
            self.tx
                .execute("INSERT INTO kept_rows (import, placement, line) VALUES (?1, ?2, ?3)", (import.0, placement.0, proof.line()))
                .map_err(doing("撤销"))?;
        }
        for table in ["presence", "airings", "records", "trainings"] {
            let n: i64 = self
                .tx
                .query_row(&format!("SELECT count(*) FROM {table} WHERE import = ?1"), [import.0], |r| r.get(0))
                .map_err(doing("撤销"))?;
            undone.reversed += u64::try_from(n).unwrap_or(0);
        }
        Ok(Some(undone))
    }
}

fn readings(connection: &rusqlite::Connection, placement: PlacementId, standing: &Standing) -> Result<Vec<Reading>, LedgerError> {
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
    /// The import that stands and holds the same bytes sent in the same way.
    pub fn resent(&self, digest: &Digest, sent: &str) -> Result<Option<StandingImport>, LedgerError> {
        self.connection
            .query_row(
                "SELECT i.id, i.at FROM import_files f JOIN imports i ON i.id = f.import
                 WHERE f.digest = ?1 AND f.sent = ?2 AND i.id NOT IN (SELECT import FROM reversals) ORDER BY i.id LIMIT 1",
                (digest.to_string(), sent),
                |r| Ok(StandingImport { import: ImportId(r.get(0)?), at: Moment(r.get(1)?) }),
            )
            .optional()
            .map_err(doing("查找导入"))
    }

    /// The placements of a channel with the names that they are known by.
    pub fn known(&self, channel: &ChannelId) -> Result<Vec<KnownPlacement>, LedgerError> {
        let standing = standing(&self.connection, None)?;
        let mut out: BTreeMap<i64, KnownPlacement> = BTreeMap::new();
        let mut statement = self
            .connection
            .prepare_cached("SELECT id, kind FROM placements WHERE channel = ?1 ORDER BY id")
            .map_err(doing("读取刊播位"))?;
        let mut rows = statement.query([channel.as_str()]).map_err(doing("读取刊播位"))?;
        while let Some(row) = rows.next().map_err(doing("读取刊播位"))? {
            let (id, kind): (i64, String) = (row.get(0).map_err(doing("读取刊播位"))?, row.get(1).map_err(doing("读取刊播位"))?);
            let kind = PlacementKind::parse(&kind).unwrap_or(PlacementKind::Work);
            out.insert(id, KnownPlacement { id: PlacementId(id), channel: channel.clone(), kind, descriptions: Vec::new() });
        }
        super::facts::each_description(&self.connection, Some(channel), &standing, |placement, d| {
            if let Some(known) = out.get_mut(&placement) {
                known.descriptions.push(d);
            }
        })?;
        Ok(out.into_values().collect())
    }

    /// The readings of a placement that stand.
    pub fn readings(&self, placement: PlacementId) -> Result<Vec<Reading>, LedgerError> {
        let standing = standing(&self.connection, None)?;
        readings(&self.connection, placement, &standing)
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
