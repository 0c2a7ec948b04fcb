//! One number corrected through the portal: what stands of it by source, what a correction would change, which were entered, how one is
//! taken back. What is entered is what `reach correct` enters.

use super::hand_in::note;
use super::preview::written;
use super::source::{name, names};
use super::who::Who;
use crate::app::correct::Correction;
use crate::app::{App, AppError};
use crate::attain::assess;
use crate::attain::series;
use crate::attain::snapshot::{CampaignSnapshot, NumberRef};
use crate::base::count::Span;
use crate::base::day::{Day, Moment, Week};
use crate::base::id::{CampaignId, ImportId, PlacementId};
use crate::base::text::{fold, title_key};
use crate::model::metric::Metric;
use crate::model::reading::{Reading, ReadingRef};
use serde_json::Value;
use std::collections::BTreeMap;

/// Works listed to choose from.
const WORKS_MAX: usize = 100;
/// Days of a work listed to choose from.
const DAYS_MAX: usize = 200;
/// So many corrections are looked through; earlier ones stand in the journal.
const ENTRIES_MAX: usize = 2_000;

/// What one source said of a number.
#[derive(Debug)]
pub struct Said {
    /// Where it stands.
    pub at: ReadingRef,
    /// 自采, 报送, 更正 …
    pub source: &'static str,
    /// What it says, as people read it.
    pub value: String,
    /// The file's name.
    pub file: String,
    /// Whether it is the one that counts.
    pub counts: bool,
}

/// A number as it stands.
#[derive(Debug)]
pub struct Number {
    /// Which.
    pub of: NumberRef,
    /// Of which campaign.
    pub campaign: CampaignId,
    /// The channel's name.
    pub channel: String,
    /// The work's title; empty for a channel as a whole.
    pub title: String,
    /// What counts; `None`: the platform hides it.
    pub counted: Option<Span>,
    /// What each source said, what counts first.
    pub said: Vec<Said>,
    /// The first day of the period of which it is the increment; `None`: it is cumulative.
    pub from: Option<Day>,
    /// The week of it that was approved.
    pub approved: Option<Week>,
}

/// A correction that was entered.
#[derive(Debug)]
pub struct Entered {
    /// Its import.
    pub import: ImportId,
    /// Of which number.
    pub of: NumberRef,
    /// The number that was entered; empty where an earlier program did not note it.
    pub value: String,
    /// The document that it rests on; empty where none was named.
    pub document: String,
    /// Why.
    pub because: String,
    /// Who.
    pub person: String,
    /// When.
    pub at: Moment,
    /// Who took it back, when and why; `None`: it stands.
    pub withdrawn: Option<String>,
}

fn text<'v>(body: &'v Value, key: &str) -> &'v str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

impl App {
    /// A number with what each source says of it. `None`: no source says anything of that day.
    pub fn number(&self, of: NumberRef) -> Result<Option<Number>, AppError> {
        self.number_by(of, &self.ledger.readings(of.placement)?)
    }

    /// The same as it would be without a correction that was entered.
    pub fn number_without(&self, entered: &Entered) -> Result<Option<Number>, AppError> {
        let mut readings = self.ledger.readings(entered.of.placement)?;
        readings.retain(|r| r.id.import != entered.import);
        self.number_by(entered.of, &readings)
    }

    fn number_by(&self, of: NumberRef, readings: &[Reading]) -> Result<Option<Number>, AppError> {
        let Some((channel, title)) = self.ledger.placement_title(of.placement)? else { return Ok(None) };
        let Some(channel) = self.defs.channel(&channel) else { return Ok(None) };
        let folded = series::fold(readings, self.defs.settings.fold);
        let Some(daily) = folded.iter().find(|d| d.metric == of.metric && d.day == of.day) else { return Ok(None) };
        let files = names(&self.ledger.other_facts(None)?);
        let mut of_day: Vec<&Reading> = readings.iter().filter(|r| r.day() == of.day && r.values.get(of.metric).is_some()).collect();
        of_day.sort_by_key(|r| (r.id != daily.proof, r.source, std::cmp::Reverse(r.id)));
        let from = of_day.first().and_then(|r| r.from);
        let said = |r: &&Reading| Said {
            at: r.id,
            source: r.source.zh(),
            value: written(r.values.get(of.metric)),
            file: name(&files, r.id),
            counts: r.id == daily.proof,
        };
        Ok(Some(Number {
            of,
            campaign: channel.campaign.clone(),
            channel: channel.name.clone(),
            title,
            counted: daily.span,
            said: of_day.iter().map(said).collect(),
            from,
            approved: self.closed(&channel.partner, false)?.week_of(&channel.id, from, of.day),
        }))
    }

    /// The works of a campaign whose title or channel holds a word, each with the names of its channel and of itself; empty for a channel as
    /// a whole.
    pub fn works_named(&self, campaign: &CampaignId, word: &str) -> Result<Vec<(PlacementId, String, String)>, AppError> {
        let (word, key) = (fold(word), title_key(word));
        let holds = |title: &str| fold(title).contains(&word) || (!key.is_empty() && title_key(title).contains(&key));
        let known = self.placements(campaign)?.into_values();
        let named = known.filter_map(|p| {
            let channel = self.defs.channel(&p.channel)?.name.clone();
            Some((p.id, channel, p.descriptions.last().map(|d| d.title.clone()).unwrap_or_default()))
        });
        let mut found: Vec<_> = named.filter(|(_, c, t)| holds(t) || fold(c).contains(&word)).collect();
        found.sort_by(|a, b| (&a.2, &a.1).cmp(&(&b.2, &b.1)));
        found.truncate(WORKS_MAX);
        Ok(found)
    }

    /// The numbers of a placement day by day, newest first; `None`: the platform hides it.
    pub fn numbers_of(&self, placement: PlacementId) -> Result<Vec<(NumberRef, Option<Span>)>, AppError> {
        let folded = series::fold(&self.ledger.readings(placement)?, self.defs.settings.fold);
        let mut out: Vec<_> = folded.iter().map(|d| (NumberRef { placement, metric: d.metric, day: d.day }, d.span)).collect();
        out.sort_by_key(|(n, _)| (std::cmp::Reverse(n.day), n.metric));
        out.truncate(DAYS_MAX);
        Ok(out)
    }

    /// A campaign on a day as it is, and as it would be with a correction. Writes nothing.
    pub fn correction_would(
        &self,
        campaign: &CampaignId,
        correction: &Correction,
        as_of: Day,
    ) -> Result<(CampaignSnapshot, CampaignSnapshot), AppError> {
        let placement = correction.number.placement;
        let mut readings = self.ledger.readings(placement)?;
        let next = readings.iter().map(|r| r.id.import.0).max().unwrap_or(0) + 1;
        readings.push(correction.reading(ImportId(next), &readings)?);
        self.with_readings(campaign, (placement, &readings), as_of)
    }

    /// The same without one that was entered.
    pub fn without_correction(
        &self,
        campaign: &CampaignId,
        entered: &Entered,
        as_of: Day,
    ) -> Result<(CampaignSnapshot, CampaignSnapshot), AppError> {
        let mut readings = self.ledger.readings(entered.of.placement)?;
        readings.retain(|r| r.id.import != entered.import);
        self.with_readings(campaign, (entered.of.placement, &readings), as_of)
    }

    fn with_readings(
        &self,
        campaign: &CampaignId,
        (placement, readings): (PlacementId, &[Reading]),
        as_of: Day,
    ) -> Result<(CampaignSnapshot, CampaignSnapshot), AppError> {
        let defs = self.in_force()?;
        let known = defs.campaign(campaign).ok_or_else(|| AppError::Usage("没有这个项目。".into()))?;
        let mut facts = self.facts_about(defs.channels_of(campaign).map(|c| &c.id))?;
        let was = assess::campaign(&defs, &facts, &facts.placements, known, as_of);
        for p in facts.placements.iter_mut().filter(|p| p.id == placement) {
            p.folded = series::fold(readings, self.defs.settings.fold);
        }
        Ok((was, assess::campaign(&defs, &facts, &facts.placements, known, as_of)))
    }

    /// Enters a correction for somebody who signed in.
    pub fn enter_correction(&mut self, who: &Who, correction: &Correction) -> Result<ImportId, AppError> {
        let (now, subject) = (self.clock.now(), correction.number.placement.to_string());
        self.correct_by(correction, Some(who.id), |change| note(change, now, who, "corrected", &subject))
    }

    /// Corrections that were entered, newest first; those taken back say so.
    pub fn corrections(&self) -> Result<Vec<Entered>, AppError> {
        let people: BTreeMap<i64, String> = self.ledger.people()?.into_iter().map(|p| (p.id, p.name)).collect();
        let number = |body: &Value, key: &str| body.get(key).and_then(Value::as_i64);
        let who = |body: &Value| {
            let known = number(body, "person").and_then(|p| people.get(&p).cloned());
            known.unwrap_or_else(|| super::history::COMMAND.to_owned())
        };
        let mut back: BTreeMap<i64, String> = BTreeMap::new();
        let mut out = Vec::new();
        for entry in self.ledger.journal_latest(&["correct", "undo"], (Moment(0), 0), ENTRIES_MAX)? {
            let body: Value = serde_json::from_str(&entry.body).unwrap_or_default();
            let Some(import) = number(&body, "import") else { continue };
            if entry.kind == "undo" {
                let because = Some(text(&body, "because")).filter(|b| !b.is_empty()).map_or_else(String::new, |b| format!("{b}（"));
                let end = if because.is_empty() { "" } else { "）" };
                back.insert(import, format!("已撤回：{because}{}，{}{end}", who(&body), entry.at.zh()));
                continue;
            }
            let of = number(&body, "placement").zip(Metric::parse(text(&body, "metric"))).zip(Day::parse_iso(text(&body, "day")));
            let Some(((placement, metric), day)) = of else { continue };
            out.push(Entered {
                import: ImportId(import),
                of: NumberRef { placement: PlacementId(placement), metric, day },
                value: text(&body, "number").to_owned(),
                document: text(&body, "document").to_owned(),
                because: text(&body, "because").to_owned(),
                person: who(&body),
                at: entry.at,
                withdrawn: back.get(&import).cloned(),
            });
        }
        Ok(out)
    }

    /// Takes a correction back: what the sources say counts again.
    pub fn withdraw_correction(&mut self, who: &Who, entered: &Entered, because: &str) -> Result<(), AppError> {
        let NumberRef { placement, metric, day } = entered.of;
        let says = [
            ("because", because.into()),
            ("person", who.id.into()),
            ("placement", placement.0.into()),
            ("metric", metric.name().into()),
            ("day", day.to_string().into()),
        ];
        let now = self.clock.now();
        self.undo_saying(entered.import, says, |change| note(change, now, who, "correction_withdrawn", &placement.to_string()))?;
        Ok(())
    }
}
