//! What people do to the ledger by hand: undo an import, correct one number.

use super::portal::preview::written;
use super::{App, AppError};
use crate::attain::series;
use crate::attain::snapshot::NumberRef;
use crate::base::day::Day;
use crate::base::digest::Digest;
use crate::base::id::{ImportId, PlacementId};
use crate::base::numeral::{self, Numeral};
use crate::base::text::{clip, quoted, title_key};
use crate::ledger::{Arrival, Change, NewObservation, Undone};
use crate::model::fact::PlacementFact;
use crate::model::metric::{Metric, Value, Values};
use crate::model::reading::{Reading, ReadingRef, Source};

/// An undo with the names of what was kept.
#[derive(Debug)]
pub struct UndoReceipt {
    /// What was done.
    pub undone: Undone,
    /// One line per kept row: channel, title, row.
    pub kept: Vec<String>,
}

impl App {
    /// Takes an import back and folds what it touched again, for somebody who signed in where there is one. `beside`: what is written in
    /// the same change.
    pub fn undo_by(
        &mut self,
        import: ImportId,
        person: Option<i64>,
        beside: impl FnOnce(&Change<'_>) -> Result<(), AppError>,
    ) -> Result<UndoReceipt, AppError> {
        self.undo_saying(import, person.map(|p| ("person", p.into())), beside)
    }

    /// The same with what else its entry in the journal says.
    pub(super) fn undo_saying(
        &mut self,
        import: ImportId,
        says: impl IntoIterator<Item = (&'static str, serde_json::Value)>,
        beside: impl FnOnce(&Change<'_>) -> Result<(), AppError>,
    ) -> Result<UndoReceipt, AppError> {
        let now = self.clock.now();
        let fold = self.defs.settings.fold;
        let names = self.ledger.outline(None)?;
        let weeks = self.weeks_of_import(import)?;
        let change = self.ledger.change()?;
        let Some(undone) = change.undo(import, now)? else {
            return Err(AppError::Usage(format!(
                "没有编号为 {import} 的导入，或它已经撤销；编号是 reach import 打印的数字，如 reach undo 12"
            )));
        };
        for placement in &undone.touched {
            change.total(*placement, &series::fold(&change.readings(*placement)?, fold))?;
        }
        let body = serde_json::json!({ "import": import.0, "reversed": undone.reversed, "kept": undone.kept.len() });
        let body = with(body, says);
        let body = with(body, (!weeks.is_empty()).then(|| ("weeks", weeks.into())));
        change.note(now, "undo", &body.to_string())?;
        beside(&change)?;
        change.commit()?;
        let name = |p: PlacementId| names.placements.iter().find(|x| x.id == p).map_or_else(String::new, |x| self.name_of(x));
        let kept = undone.kept.iter().map(|(p, r)| format!("{} 第{}行", name(*p), r.row)).collect();
        Ok(UndoReceipt { undone, kept })
    }

    /// The weeks to which the rows of an import belong, as its entry in the journal names them: not where they are those of its page.
    pub(super) fn weeks_of_import(&self, import: ImportId) -> Result<Vec<String>, AppError> {
        let Some((_, _, _, at)) = self.ledger.import_file(import, 0)? else { return Ok(Vec::new()) };
        let entries = self.ledger.journal_of("import", at)?;
        let bodies = entries.iter().filter_map(|e| serde_json::from_str::<serde_json::Value>(&e.body).ok());
        let own = bodies.into_iter().find(|b| b.get("import").and_then(serde_json::Value::as_i64) == Some(import.0));
        let weeks = own.as_ref().and_then(|b| b.get("weeks")?.as_array()).into_iter().flatten();
        Ok(weeks.filter_map(|w| Some(w.as_str()?.to_owned())).collect())
    }

    fn name_of(&self, p: &PlacementFact) -> String {
        let channel = self.defs.channel(&p.channel).map_or(p.channel.as_str(), |c| c.name.as_str());
        let title = p.descriptions.last().map_or("", |d| d.title.as_str());
        if title.is_empty() { channel.to_owned() } else { format!("{channel}{}", quoted(&clip(title, 30))) }
    }

    /// The placement that somebody means: its number, or 渠道/标题, or a title that only one has.
    pub fn find_placement(&self, text: &str) -> Result<PlacementFact, AppError> {
        let facts = self.ledger.outline(None)?;
        if let Ok(n) = text.parse::<i64>()
            && let Some(p) = facts.placements.iter().find(|p| p.id == PlacementId(n))
        {
            return Ok(p.clone());
        }
        let (channel, title) = text.split_once('/').map_or((None, text), |(c, t)| (Some(c), t));
        let channels: Option<Vec<_>> = channel.map(|c| self.defs.find_channels(c, None).iter().map(|c| c.id.clone()).collect());
        let key = title_key(title);
        let found: Vec<&PlacementFact> = facts
            .placements
            .iter()
            .filter(|p| channels.as_ref().is_none_or(|c| c.contains(&p.channel)))
            .filter(|p| {
                p.descriptions.iter().any(|d| title_key(&d.title) == key || d.native_id.as_deref() == Some(title))
                    || (p.descriptions.is_empty() && channels.is_some() && title.is_empty())
            })
            .collect();
        match found.as_slice() {
            [one] => Ok((*one).clone()),
            [] => Err(AppError::Usage(format!("找不到“{text}”；写作品编号，或 渠道/标题，如 湖南人社抖音号/工伤认定怎么办"))),
            many => {
                let list: Vec<String> = many.iter().take(10).map(|p| format!("{} {}", p.id, self.name_of(p))).collect();
                Err(AppError::Usage(format!("“{text}”有 {} 条，写前面的编号：\n{}", many.len(), list.join("\n"))))
            }
        }
    }

    /// Enters one number by command, with a reason. It stands before every other source of that day.
    pub fn correct(&mut self, placement: &str, metric: &str, day: Day, value: &str, because: &str) -> Result<String, AppError> {
        let placement = self.find_placement(placement)?;
        let Some(metric) = Metric::parse(metric) else {
            let known: Vec<String> = Metric::ALL.iter().map(|m| format!("{}（{}）", m.zh(), m.name())).collect();
            return Err(AppError::Usage(format!("不认识的指标“{metric}”；可写：{}", known.join("、"))));
        };
        let value = match numeral::read(value, 1) {
            Ok(Numeral::Count(c)) => Value::Count(c),
            Ok(Numeral::Unavailable) => Value::Unavailable,
            _ => return Err(AppError::Usage(format!("“{value}”不是能识别的次数；如 32000、3.2万、10万+，没有数写 无"))),
        };
        let number = NumberRef { placement: placement.id, metric, day };
        let correction = Correction { number, value, document: String::new(), because: because.to_owned() };
        let import = self.correct_by(&correction, None, |_| Ok(()))?;
        Ok(format!("已更正 {} {} {}（编号 {import}，可用 reach undo {import} 撤销）", self.name_of(&placement), day, metric.zh()))
    }

    /// Enters one number, for somebody who signed in where there is one. `beside`: what is written in the same change.
    pub fn correct_by(
        &mut self,
        correction: &Correction,
        person: Option<i64>,
        beside: impl FnOnce(&Change<'_>) -> Result<(), AppError>,
    ) -> Result<ImportId, AppError> {
        let now = self.clock.now();
        let Correction { number: NumberRef { placement, metric, day }, value, document, because } = correction;
        if because.trim().is_empty() {
            return Err(AppError::Usage("须写明理由：依据的文件和原因".into()));
        }
        if day.end() > now.date().end() {
            return Err(AppError::Usage(format!("{day} 晚于今天")));
        }
        let fold = self.defs.settings.fold;
        let defs: Vec<_> = self.defs.files.iter().map(|f| (f.path.as_str(), f.digest, f.text.as_str())).collect();
        let change = self.ledger.change()?;
        change.note_definitions(now, &defs)?;
        let digest = Digest::of(format!("{placement} {} {day} {value:?}", metric.name()).as_bytes());
        let arrival = Arrival { at: now, kind: "correction", because: Some(because.clone()), rows_digest: digest, first: Some(*day) };
        let import = change.new_import(&arrival, &[])?;
        let mut readings = change.readings(*placement)?;
        let reading = correction.reading(import, &readings)?;
        readings.push(reading.clone());
        change.observe(&[NewObservation { placement: *placement, reading }])?;
        change.total(*placement, &series::fold(&readings, fold))?;
        let body = serde_json::json!({
            "import": import.0, "placement": placement.0, "metric": metric.name(), "day": day.to_string(), "because": because,
            "number": written(Some(*value)),
        });
        let body = with(body, person.map(|p| ("person", p.into())));
        let body = with(body, (!document.is_empty()).then(|| ("document", document.as_str().into())));
        change.note(now, "correct", &body.to_string())?;
        beside(&change)?;
        change.commit()?;
        Ok(import)
    }
}

/// A number that somebody says is the right one.
#[derive(Debug, Clone)]
pub struct Correction {
    /// Which number.
    pub number: NumberRef,
    /// What it is.
    pub value: Value,
    /// The document that it rests on; empty where none was named.
    pub document: String,
    /// Why.
    pub because: String,
}

impl Correction {
    /// The reading that it becomes beside those that stand. What was reported as an increment is corrected as that increment: a cumulative
    /// number would silence all of them (rule 3).
    pub fn reading(&self, import: ImportId, readings: &[Reading]) -> Result<Reading, AppError> {
        let NumberRef { metric, day, .. } = self.number;
        let told = |r: &&Reading| matches!(r.values.get(metric), Some(Value::Count(_)));
        let adds_up = readings.iter().any(|r| r.from.is_some() && told(&r)) && !readings.iter().any(|r| r.from.is_none() && told(&r));
        let from = if adds_up {
            let last = readings.iter().filter(|r| r.day() == day).filter(told).max_by_key(|r| (r.id.import, r.id));
            let none = || AppError::Usage(format!("这条作品的{}按新增量报送，没有一段到{}为止；写那一段的最后一天", metric.zh(), day.zh()));
            Some(last.and_then(|r| r.from).ok_or_else(none)?)
        } else {
            None
        };
        let mut values = Values::default();
        values.set(metric, self.value);
        let id = ReadingRef { import, file: 0, sheet: 0, row: 1 };
        Ok(Reading { id, at: day.end(), counted: None, from, source: Source::Correction, values })
    }
}

/// An entry of the journal with more fields.
pub(super) fn with(mut body: serde_json::Value, more: impl IntoIterator<Item = (&'static str, serde_json::Value)>) -> serde_json::Value {
    if let Some(fields) = body.as_object_mut() {
        fields.extend(more.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    body
}
