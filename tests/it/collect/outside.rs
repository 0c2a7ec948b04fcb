//! A ledger, simulated platforms and one clock for both.

use crate::support::world::day;
use reach::app::App;
use reach::app::clock::{Clock, Stepped};
use reach::app::collect::{Collecting, StopSwitch, Wanted};
use reach::app::site::Site;
use reach::base::day::{Day, Moment};
use reach::base::id::CollectorId;
use reach::ledger::LedgerKind;
use reach::model::run::Run;
use reach::sim::story::PARTS;
use reach::sim::{Platforms, State, secrets_toml};
use std::path::Path;
use std::sync::Arc;

pub(crate) struct Outside {
    pub(crate) app: App,
    pub(crate) clock: Arc<Stepped>,
    pub(crate) platforms: Platforms,
    pub(crate) site: Site,
    pub(crate) collecting: Collecting,
    pub(crate) folder: tempfile::TempDir,
}

impl Outside {
    /// Everything that can be collected, from 2022-08-01 10:00 on, without spacing.
    pub(crate) fn new() -> Self {
        Self::with("2022-08-01", 0, "")
    }

    pub(crate) fn with(date: &str, interval_secs: u32, more: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(Stepped::at(day(date).at(36_000)));
        let platforms = Platforms::start(State { now: clock.now(), record_paths: true, ..State::default() }).unwrap();
        let accounts = PARTS.iter().map(|p| (p.channel, p.account));
        let settings = format!("{}{more}", platforms.site_toml(&reach::sim::SITES, accounts, interval_secs));
        reach::base::disk::write(&folder.path().join("reach.toml"), settings.as_bytes()).unwrap();
        let secrets = folder.path().join("secrets.toml");
        let text = secrets_toml(PARTS.iter().filter(|p| p.authorised).map(|p| (p.channel, p.account)));
        reach::base::disk::write_private(&secrets, text.as_bytes()).unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let app = App::open(folder.path(), Some(root), LedgerKind::Sample, Clock::Stepped(clock.clone())).unwrap();
        let site = Site::read_from(folder.path()).unwrap();
        assert!(site.check(&app.defs).is_empty());
        let collecting = Collecting::open(&app, &site, StopSwitch::default()).unwrap();
        Self { app, clock, platforms, site, collecting, folder }
    }

    /// The process ends and another one starts on the same folder.
    pub(crate) fn restart(&mut self) {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        self.app = App::open(self.folder.path(), Some(root), LedgerKind::Sample, Clock::Stepped(self.clock.clone())).unwrap();
        self.collecting = Collecting::open(&self.app, &self.site, StopSwitch::default()).unwrap();
    }

    /// From now on a collector keeps to robots.txt, as it does where it asks the platform itself.
    pub(crate) fn keep_to_robots(&mut self, collector: &str) {
        let path = self.folder.path().join("reach.toml");
        let head = format!("[collectors.{collector}]\n");
        let text = std::fs::read_to_string(&path).unwrap().replace(&head, &format!("{head}robots = true\n"));
        reach::base::disk::write(&path, text.as_bytes()).unwrap();
        self.site = Site::read_from(self.folder.path()).unwrap();
        self.restart();
    }

    /// Both clocks stand at an hour of a day.
    pub(crate) fn at(&mut self, date: &str, hour: u32) -> &mut Self {
        self.set(day(date).at(hour * 3600))
    }

    pub(crate) fn set(&mut self, m: Moment) -> &mut Self {
        self.clock.set(m);
        self.platforms.state().now = m;
        self
    }

    pub(crate) fn by_hand(&mut self, collector: &str) -> Vec<Run> {
        let wanted = Wanted::ByHand(vec![CollectorId::new(collector)]);
        self.app.collect(&self.site, &self.collecting, &wanted).unwrap().into_iter().map(|r| r.run).collect()
    }

    pub(crate) fn due(&mut self) -> Vec<Run> {
        self.app.collect(&self.site, &self.collecting, &Wanted::Due).unwrap().into_iter().map(|r| r.run).collect()
    }

    /// The value of a channel at 24:00 of a day: "low..high", "low.." or "low".
    pub(crate) fn channel(&self, name: &str, at: &str) -> String {
        let (low, high) = self.span(name, day(at));
        match high {
            Some(h) if h == low => low.to_string(),
            h => format!("{low}..{}", h.map(|h| h.to_string()).unwrap_or_default()),
        }
    }

    pub(crate) fn span(&self, name: &str, at: Day) -> (u64, Option<u64>) {
        let snapshot = self.app.snapshot(at, None).unwrap();
        let channel = snapshot.campaigns.iter().flat_map(|c| &c.channels).find(|c| c.name == name).unwrap_or_else(|| panic!("{name}"));
        (channel.value.low, channel.value.high)
    }

    pub(crate) fn works(&self, name: &str) -> usize {
        let channel = self.app.defs.find_channels(name, None)[0].id.clone();
        self.app.ledger.known(&channel).unwrap().len()
    }
}

impl Drop for Outside {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_eq!(self.app.ledger.verify_journal().unwrap(), None, "the journal's chain is broken");
        assert!(self.app.compare_totals().unwrap().is_empty(), "stored daily values are not what the rows fold to");
        let seen = &self.platforms.state().seen;
        assert!(seen.values().all(|s| s.open_max <= 1), "more than one request at a time to one host");
    }
}

/// A run in one line: decision, outcome, items, readings, unreadable.
pub(crate) fn line(r: &Run) -> String {
    format!("{} {} {} {} {}", r.decision.name(), r.outcome.name(), r.items_found, r.observations, r.unreadable)
}
