//! Rows that an import brings beside its readings: placements, descriptions, the other templates, partners' sums, answers.

use super::imports::{NewDescription, NewTotal};
use super::readings::sql_count;
use super::{Change, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::id::{ChannelId, ImportId, PlacementId};
use crate::model::draft::{AiringRow, PresenceRow, RecordRow, TrainingRow};
use crate::model::fact::PlacementKind;
use crate::model::reading::ReadingRef;
use rusqlite::types::Value as Sql;
use rusqlite::{params, params_from_iter};

impl Change<'_> {
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
                .prepare_cached("INSERT INTO partner_totals (import, line, column_letter, channel, metric, low, high, day, parts, refused, turned_back) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)")
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
                        t.refused,
                        t.turned_back.map(sql_count),
                    ])
                })
                .map_err(doing("写入合计"))?;
        }
        Ok(())
    }

    /// Stores an answer. `import`: of the file beside which it was given; it stands as long as that does.
    pub fn answer(&self, at: Moment, (question, choice): (&str, &str), because: &str, import: Option<ImportId>) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO answers (at, question, choice, because, import) VALUES (?1, ?2, ?3, ?4, ?5)",
                (at.0, question, choice, because, import.map(|i| i.0)),
            )
            .map_err(doing("写入答复"))?;
        Ok(())
    }
}
