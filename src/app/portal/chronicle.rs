//! The journal page by page. Keeps of every entry who acted and which campaigns it is about, so that choosing reads no entry, and how the
//! chain stands at its present head, walked on from the one before; only the entries of one page are told. The journal is append-only, so what is known stays true.

use super::history::Told;
use crate::app::{App, AppError};
use crate::base::day::{Day, Moment};
use crate::base::id::CampaignId;
use crate::ledger::Damage;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// Entries told at once while the whole journal is gone through.
const AT_ONCE: i64 = 2_000;

/// The whole chain is walked so often while somebody looks at it: what was changed behind its end is seen then.
const WALKED_EVERY_SECS: i64 = 600;

/// Which entries are wanted.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// About this campaign.
    pub campaign: Option<CampaignId>,
    /// By this person, by name.
    pub person: Option<String>,
    /// Of this kind.
    pub kind: Option<String>,
    /// On this day.
    pub day: Option<Day>,
}

/// What is chosen by.
#[derive(Debug)]
struct Brief {
    seq: i64,
    at: Moment,
    kind: &'static str,
    who: Arc<str>,
    campaigns: Arc<BTreeSet<CampaignId>>,
}

impl Brief {
    fn is(&self, wanted: &Wanted) -> bool {
        wanted.campaign.as_ref().is_none_or(|c| self.campaigns.contains(c))
            && wanted.person.as_ref().is_none_or(|p| **p == *self.who)
            && wanted.kind.as_ref().is_none_or(|k| k == self.kind)
            && wanted.day.is_none_or(|d| self.at.date() == d)
    }
}

/// How the chain stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Chain {
    /// Entries.
    pub entries: usize,
    /// Hash of the last one.
    pub head: String,
    /// The first that is damaged.
    pub damage: Option<Damage>,
    /// When all of it was walked last; what came since was walked on from there.
    pub walked: Moment,
}

/// What is known of the journal.
#[derive(Debug, Default)]
pub struct Chronicle {
    briefs: Vec<Brief>,
    chain: Chain,
    names: HashSet<Arc<str>>,
    sets: HashSet<Arc<BTreeSet<CampaignId>>>,
}

/// Entries after a number, in sentences; none where there are no more.
type Reading<'a> = &'a mut dyn FnMut(i64) -> Result<Vec<Told>, AppError>;

/// One and the same value for all that are alike.
fn shared<T: ?Sized + Eq + std::hash::Hash>(known: &mut HashSet<Arc<T>>, value: Arc<T>) -> Arc<T> {
    if let Some(there) = known.get(&value) {
        return there.clone();
    }
    known.insert(value.clone());
    value
}

impl Chronicle {
    /// Takes over what was appended since and walks the chain on from where it was good. All of it is walked where somebody asks for that
    /// (`anew`), where it was damaged, and from time to time; `now` is the machine's time.
    pub fn follow(&mut self, app: &App, anew: bool, now: Moment) -> Result<&Chain, AppError> {
        self.follow_by(app, anew, now, &mut |last| app.told(app.ledger.journal_after(last, AT_ONCE)?))
    }

    /// The same with what reads the entries after a number.
    fn follow_by(&mut self, app: &App, anew: bool, now: Moment, read: Reading<'_>) -> Result<&Chain, AppError> {
        let last = self.briefs.last().map_or(0, |b| b.seq);
        let old = now.0 - self.chain.walked.0 > WALKED_EVERY_SECS;
        // A journal that does not hold any more what was its last entry is another one, or a damaged one.
        let goes_on = self.chain.damage.is_none() && last > 0 && app.ledger.journal_entry(last)?.is_some_and(|e| e.hash == self.chain.head);
        if anew || old || !goes_on {
            if !goes_on {
                self.briefs.clear();
            }
            let head = self.take_over(read)?;
            self.chain = Chain { entries: self.briefs.len(), head, damage: app.ledger.verify_journal()?, walked: now };
        } else if app.ledger.journal_head(None)? != self.chain.head {
            let head = self.take_over(read)?;
            let damage = app.ledger.verify_journal_after(last, &self.chain.head)?;
            self.chain = Chain { entries: self.briefs.len(), head, damage, walked: self.chain.walked };
        }
        Ok(&self.chain)
    }

    /// Takes over what was appended; the hash of the last entry that was. What comes later is appended for the next view.
    fn take_over(&mut self, read: Reading<'_>) -> Result<String, AppError> {
        let mut head = if self.briefs.is_empty() { String::new() } else { self.chain.head.clone() };
        loop {
            let last = self.briefs.last().map_or(0, |b| b.seq);
            let told = read(last)?;
            if told.is_empty() {
                return Ok(head);
            }
            for t in told {
                head = t.entry.hash;
                let who = shared(&mut self.names, t.who.into());
                let campaigns = shared(&mut self.sets, Arc::new(t.campaigns));
                self.briefs.push(Brief { seq: t.entry.seq, at: t.entry.at, kind: t.kind, who, campaigns });
            }
        }
    }

    /// Numbers of the entries that are wanted and that `may` lets through by their campaigns, newest first: `limit` of them after `skip`;
    /// and how many there are.
    pub fn choose(&self, wanted: &Wanted, may: impl Fn(&BTreeSet<CampaignId>) -> bool, skip: usize, limit: usize) -> (Vec<i64>, usize) {
        let chosen = self.briefs.iter().rev().filter(|b| b.is(wanted) && may(&b.campaigns));
        let mut out = Vec::new();
        let mut found = 0;
        for b in chosen {
            if found >= skip && out.len() < limit {
                out.push(b.seq);
            }
            found += 1;
        }
        (out, found)
    }
}

impl App {
    /// Entries by their numbers, told in the order asked for.
    pub fn told_of(&self, numbers: &[i64]) -> Result<Vec<Told>, AppError> {
        let entries = numbers.iter().map(|n| self.ledger.journal_entry(*n)).collect::<Result<Vec<_>, _>>()?;
        self.told(entries.into_iter().flatten().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::clock::Clock;
    use crate::ledger::LedgerKind;

    #[test]
    fn entries_that_land_while_somebody_looks_are_taken_over_once() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(Day::new(2023, 4, 10).unwrap().at(36_000));
        let open = || App::open(folder.path(), None, LedgerKind::Sample, clock.clone()).unwrap();
        let (app, mut other) = (open(), open());
        let mut write = || {
            let change = other.ledger.change().unwrap();
            change.note(Moment(0), "refused", "{\"files\":[]}").unwrap();
            change.commit().unwrap();
        };
        let mut chronicle = Chronicle::default();
        for round in 0..3 {
            write();
            // One entry lands before the first is read, one after the last was.
            let mut reads = 0;
            let mut read = |last: i64| {
                reads += 1;
                if reads == 1 {
                    write();
                }
                let told = app.told(app.ledger.journal_after(last, AT_ONCE)?)?;
                if told.is_empty() {
                    write();
                }
                Ok(told)
            };
            let chain = chronicle.follow_by(&app, false, Moment(round), &mut read).unwrap().clone();
            let last = chronicle.briefs.last().unwrap().seq;
            assert_eq!(chronicle.briefs.len(), chain.entries);
            assert!(chronicle.briefs.windows(2).all(|b| b[0].seq < b[1].seq));
            assert_eq!(app.ledger.journal_entry(last).unwrap().unwrap().hash, chain.head, "round {round}");
            // Walked on from the head that it kept: walked anew, it would say so.
            assert_eq!((chain.walked, chain.damage.is_none()), (Moment(0), true), "round {round}");
        }
        let all = app.ledger.journal_after(0, 100).unwrap().len();
        assert_eq!(chronicle.briefs.len() + 1, all, "the last entry landed after the last look");
    }
}
