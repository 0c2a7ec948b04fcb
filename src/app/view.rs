//! Looking: the snapshot of a date, as known now or as reported on a day. Writes nothing.

use super::{App, AppError};
use crate::attain::assess::{self, assess};
use crate::attain::series;
use crate::attain::snapshot::{CampaignSnapshot, Snapshot};
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, PlacementId};
use crate::define::{self, Definitions};
use crate::ledger::LedgerError;
use crate::model::fact::{Facts, KnownPlacement, PlacementFact};
use crate::model::folded::Folded;
use std::collections::HashMap;

impl App {
    /// Everything known, or known at a moment; then folded from the raw rows.
    pub fn facts(&self, until: Option<Moment>) -> Result<Facts, AppError> {
        self.ledger.steady(|| self.all_facts(until))
    }

    fn all_facts(&self, until: Option<Moment>) -> Result<Facts, AppError> {
        let mut facts = self.outline(until)?;
        if until.is_none() {
            self.fill(&mut facts.placements, std::iter::once(None))?;
        } else {
            let fold = self.defs.settings.fold;
            let mut folded: HashMap<PlacementId, Folded> = HashMap::new();
            self.ledger.each_series(until, |placement, readings| {
                folded.insert(placement, series::fold(&readings, fold));
            })?;
            for p in &mut facts.placements {
                p.folded = folded.remove(&p.id).unwrap_or_default();
            }
            // A channel as a whole has no descriptions, so only its readings show that it was there.
            for known in self.ledger.placements()?.into_values() {
                if let Some(folded) = folded.remove(&known.id) {
                    facts.placements.push(PlacementFact { folded, ..known });
                }
            }
            facts.placements.retain(|p| !p.descriptions.is_empty() || !p.folded.is_empty());
            facts.placements.sort_by_key(|p| p.id);
        }
        Ok(facts)
    }

    /// Everything but the daily values.
    pub(super) fn outline(&self, until: Option<Moment>) -> Result<Facts, AppError> {
        let mut facts = self.ledger.outline(until)?;
        self.decisions(&mut facts, until)?;
        Ok(facts)
    }

    /// Everything known, with the daily values of some channels alone: all that a page about them needs.
    pub fn facts_about<'a>(&self, channels: impl Iterator<Item = &'a ChannelId>) -> Result<Facts, AppError> {
        self.ledger.steady(|| {
            let mut facts = self.outline(None)?;
            self.fill(&mut facts.placements, channels.map(Some))?;
            Ok(facts)
        })
    }

    /// What is known of the works on some channels and of nothing else, the daily values by their ends alone: which works there are and how they
    /// stand now, not how they came there.
    pub(crate) fn catalogue<'a>(&self, channels: impl Iterator<Item = &'a ChannelId>) -> Result<Facts, AppError> {
        self.ledger.steady(|| {
            let mut facts = Facts { answers: self.ledger.answers(None)?, ..Facts::default() };
            for channel in channels {
                let mut ends: HashMap<PlacementId, Folded> = HashMap::new();
                self.ledger.daily_values(Some(channel), |id, folded| drop(ends.insert(id, folded.ends())))?;
                let known = self.ledger.known(channel)?.into_iter().map(|KnownPlacement { id, channel, kind, descriptions }| {
                    let folded = ends.remove(&id).unwrap_or_default();
                    PlacementFact { id, channel, kind, descriptions, folded }
                });
                // What neither a file describes nor a count shows is there no more.
                facts.placements.extend(known.filter(|p| !p.descriptions.is_empty() || !p.folded.is_empty()));
            }
            facts.placements.sort_by_key(|p| p.id);
            Ok(facts)
        })
    }

    /// Puts the daily values of channels, or of all, to their placements, which stand in order of their numbers.
    pub(super) fn fill<'a>(
        &self,
        placements: &mut [PlacementFact],
        channels: impl Iterator<Item = Option<&'a ChannelId>>,
    ) -> Result<(), AppError> {
        for channel in channels {
            self.ledger.daily_values(channel, |id, folded| {
                if let Some(p) = placements.binary_search_by_key(&id, |p| p.id).ok().and_then(|n| placements.get_mut(n)) {
                    p.folded = folded;
                }
            })?;
        }
        Ok(())
    }

    /// The definitions that were in force at a moment; the present ones where none had been noted.
    pub fn definitions_at(&self, until: Moment) -> Result<Definitions, AppError> {
        let noted = match self.ledger.definitions_at(until)? {
            // What was noted had been checked then; a newer program may ask for more than it holds.
            Some(files) => define::load(&files).0,
            None => None,
        };
        let mut defs = noted.unwrap_or_else(|| self.defs.clone());
        self.lay_over(&mut defs, until)?;
        Ok(defs)
    }

    /// The programme at 24:00 of a day, as known now or at 24:00 of `as_reported`.
    pub fn snapshot(&self, as_of: Day, as_reported: Option<Day>) -> Result<Snapshot, AppError> {
        let [snapshot] = self.snapshots([as_of], as_reported)?;
        Ok(snapshot)
    }

    /// The same of several days, read once.
    pub fn snapshots<const N: usize>(&self, days: [Day; N], as_reported: Option<Day>) -> Result<[Snapshot; N], AppError> {
        let Some(day) = as_reported else { return self.ledger.steady(|| self.present(days)) };
        let defs = self.definitions_at(day.end())?;
        let facts = self.facts(Some(day.end()))?;
        Ok(days.map(|as_of| assess(&defs, &facts, as_of, Some(day))))
    }

    /// The programme as known now: one campaign is judged while the daily values of the next are read.
    fn present<const N: usize>(&self, days: [Day; N]) -> Result<[Snapshot; N], AppError> {
        let mut facts = self.outline(None)?;
        let defs = self.in_force()?;
        let mut own: HashMap<&CampaignId, Vec<PlacementFact>> = HashMap::new();
        let mut others = Vec::new();
        for p in std::mem::take(&mut facts.placements) {
            match defs.channel(&p.channel) {
                Some(c) => own.entry(&c.campaign).or_default().push(p),
                None => others.push(p),
            }
        }
        let known = &facts;
        let judged: Vec<([CampaignSnapshot; N], Vec<PlacementFact>)> = std::thread::scope(|s| {
            let mut judging = Vec::new();
            for c in &defs.campaigns {
                let mut placements = own.remove(&c.id).unwrap_or_default();
                self.fill(&mut placements, defs.channels_of(&c.id).map(|ch| Some(&ch.id)))?;
                let defs = defs.as_ref();
                judging.push(s.spawn(move || {
                    let each = days.map(|as_of| assess::campaign(defs, known, &placements, c, as_of));
                    for p in &mut placements {
                        p.folded = Folded::default();
                    }
                    (each, placements)
                }));
            }
            let done: Result<Vec<_>, _> = judging.into_iter().map(std::thread::ScopedJoinHandle::join).collect();
            done.map_err(|_| AppError::Ledger(LedgerError::Damaged("核对指标时程序出错".into())))
        })?;
        let mut campaigns = days.map(|as_of| (as_of, Vec::new()));
        facts.placements = others;
        for (each, placements) in judged {
            campaigns.iter_mut().zip(each).for_each(|((_, list), one)| list.push(one));
            facts.placements.extend(placements);
        }
        facts.placements.sort_by_key(|p| p.id);
        Ok(campaigns.map(|(as_of, campaigns)| assess::programme(&defs, &facts, campaigns, as_of, None)))
    }

    /// The programme at 24:00 of a day as it was known at a moment.
    pub fn snapshot_known_at(&self, as_of: Day, known: Moment) -> Result<Snapshot, AppError> {
        let defs = self.definitions_at(known)?;
        Ok(assess(&defs, &self.facts(Some(known))?, as_of, None))
    }

    /// Folds everything again from the raw rows and compares with the stored daily values: placements that differ.
    pub fn compare_totals(&self) -> Result<Vec<PlacementId>, AppError> {
        let mut stored: HashMap<PlacementId, Folded> = HashMap::new();
        self.ledger.daily_values(None, |placement, folded| {
            stored.insert(placement, folded);
        })?;
        let mut differ = Vec::new();
        let fold = self.defs.settings.fold;
        let mut seen = 0;
        self.ledger.each_series(None, |placement, readings| {
            let fresh = series::fold(&readings, fold);
            seen += usize::from(!fresh.is_empty());
            if stored.get(&placement).cloned().unwrap_or_default() != fresh {
                differ.push(placement);
            }
        })?;
        let kept = stored.values().filter(|f| !f.is_empty()).count();
        if kept > seen {
            differ.extend(stored.iter().filter(|(_, f)| !f.is_empty()).map(|(p, _)| *p).take(kept - seen));
        }
        differ.sort_unstable();
        Ok(differ)
    }
}
