//! A ledger in a temporary folder with a clock that is set by hand. Dropping it checks what must hold after every story: the journal's
//! chain is whole and the stored daily values are those that the rows fold to.

use reach::app::App;
use reach::app::clock::Clock;
use reach::app::submit::{Receipt, Request, SentFile};
use reach::attain::snapshot::{CampaignSnapshot, Snapshot, TargetSnapshot};
use reach::base::day::Day;
use reach::intake::Limits;
use reach::ledger::{LedgerKind, NewPerson};
use reach::model::draft::{Mode, Sent};
use std::path::Path;

/// A ledger for one story.
pub(crate) struct World {
    pub(crate) app: App,
    folder: tempfile::TempDir,
}

pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

impl World {
    /// An empty real ledger; it is 2023-07-31 10:00 in Beijing.
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let clock = Clock::Fixed(day("2023-07-31").at(36_000));
        let app = App::open(folder.path(), Some(root), LedgerKind::Real, clock).unwrap();
        Self { app, folder }
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Sets the clock to 10:00 of a day.
    pub(crate) fn on(&mut self, date: &str) -> &mut Self {
        self.app.clock = Clock::Fixed(day(date).at(36_000));
        self
    }

    /// Sends a file; `said` is like "p09_press_douyin 湖南人社抖音号 2023-03-31 increment", each part optional.
    pub(crate) fn send(&mut self, name: &str, bytes: impl AsRef<[u8]>, said: &str) -> Receipt {
        self.submit(name, bytes, said, false, false)
    }

    pub(crate) fn dry_run(&mut self, name: &str, bytes: impl AsRef<[u8]>, said: &str) -> Receipt {
        self.submit(name, bytes, said, true, false)
    }

    pub(crate) fn accept_good(&mut self, name: &str, bytes: impl AsRef<[u8]>, said: &str) -> Receipt {
        self.submit(name, bytes, said, false, true)
    }

    fn submit(&mut self, name: &str, bytes: impl AsRef<[u8]>, said: &str, dry_run: bool, accept_good: bool) -> Receipt {
        let mut sent = Sent::default();
        for word in said.split_whitespace() {
            if let Some(d) = Day::parse_iso(word) {
                sent.as_of = Some(d);
            } else if word == "increment" {
                sent.mode = Some(Mode::Increment);
            } else if word == "cumulative" {
                sent.mode = Some(Mode::Cumulative);
            } else if let Some(c) = self.app.defs.find_campaign(word) {
                sent.campaign = Some(c.id.clone());
            } else {
                let found = self.app.defs.find_channels(word, sent.campaign.as_ref());
                assert_eq!(found.len(), 1, "{word}");
                sent.channel = Some(found[0].id.clone());
                sent.campaign.get_or_insert(found[0].campaign.clone());
            }
        }
        let files = vec![SentFile::Bytes(name.to_owned(), bytes.as_ref().to_vec())];
        self.app.submit(Request { files, sent, dry_run, accept_good, limits: Limits::command() }).unwrap()
    }

    /// A template for a campaign: header and rows as comma-separated text.
    pub(crate) fn template(&mut self, campaign: &str, header: &str, rows: &[&str]) -> Receipt {
        let text = format!("{header}\n{}\n", rows.join("\n"));
        let receipt = self.send(&format!("{campaign}_{}.csv", rows.len()), text, campaign);
        let errors: Vec<String> = receipt.found.iter().filter(|d| d.is_error()).map(reach::base::diag::Diagnostic::zh).collect();
        assert!(receipt.written || receipt.resent, "{campaign}: {}", errors.concat());
        receipt
    }

    pub(crate) fn snapshot(&self, as_of: &str) -> Snapshot {
        self.app.snapshot(day(as_of), None).unwrap()
    }

    pub(crate) fn campaign(&self, id: &str, as_of: &str) -> CampaignSnapshot {
        self.snapshot(as_of).campaigns.into_iter().find(|c| c.id.as_str() == id).unwrap()
    }

    pub(crate) fn target(&self, campaign: &str, target: &str, as_of: &str) -> TargetSnapshot {
        self.campaign(campaign, as_of).targets.into_iter().find(|t| t.id.as_str() == target).unwrap()
    }

    /// "low..high" or "low" of a target, "low.." where open.
    pub(crate) fn actual(&self, campaign: &str, target: &str, as_of: &str) -> String {
        let s = self.target(campaign, target, as_of).actual;
        match s.high {
            Some(h) if h == s.low => s.low.to_string(),
            high => format!("{}..{}", s.low, high.map(|h| h.to_string()).unwrap_or_default()),
        }
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        assert_eq!(self.app.ledger.verify_journal().unwrap(), None, "the journal's chain is broken");
        assert!(self.app.compare_totals().unwrap().is_empty(), "stored daily values are not what the rows fold to");
    }
}

/// Adds a person of staff without a password, for what somebody must have said.
pub(crate) fn add_staff(app: &mut App, login: &str) -> i64 {
    let person =
        NewPerson { login, name: login, role: "staff", unit: "renshe", partner: None, campaigns: &[], password: None, must_change: false };
    let change = app.ledger.change().unwrap();
    let id = change.add_person(app.clock.now(), &person).unwrap();
    change.commit().unwrap();
    id
}
