//! What the simulated platforms hold: works with their true counts, pages, tokens, faults, and a record of what was asked.

use crate::base::day::{Day, Moment};
use std::collections::BTreeMap;

/// One work on a platform, with the truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// The platform's id.
    pub id: String,
    /// Title or caption.
    pub title: String,
    /// When it was published.
    pub published: Moment,
    /// Its length. Unit: seconds.
    pub duration_secs: u32,
    /// The true count now.
    pub views: u64,
    /// The true count at the end of each day, by day.
    pub closed: BTreeMap<Day, u64>,
    /// A trailer or clip, no episode of its own.
    pub clip: bool,
    /// Not to be seen any more.
    pub gone: bool,
}

/// The works of one account, album, collection, column or topic.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shelf {
    /// Works, oldest first.
    pub works: Vec<Work>,
    /// For totals of a whole channel: the true count.
    pub total: u64,
    /// For topics: the true number of discussions.
    pub discussions: u64,
    /// For pages: whether the thing looked for is on it, and in its place.
    pub display: Option<bool>,
}

/// What is wrong with a platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Other names for everything.
    Redesign,
    /// A login page.
    LoginWall,
    /// A captcha page.
    Captcha,
    /// Answers after the time-out of the tests.
    Slow,
    /// Answers break off in the middle.
    Cut,
    /// 429 with Retry-After in seconds.
    RateLimit(u32),
    /// 500.
    Broken,
    /// Every token is over.
    TokenExpired,
    /// Another encoding than the answer says.
    WrongCharset,
    /// Numbers are shown as 1.2万 and 10万+.
    Rounded,
    /// Numbers are shown as --.
    Hidden,
    /// The list is empty although there are works.
    Emptied,
}

/// How a site was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// Requests.
    pub requests: u64,
    /// Requests under way.
    pub open: u32,
    /// The most at once.
    pub open_max: u32,
    /// When each came, by the simulated clock.
    pub at: Vec<Moment>,
    /// Paths in order.
    pub paths: Vec<String>,
}

/// Everything that the simulated platforms hold.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// The platforms' clock.
    pub now: Moment,
    /// Shelves by site and account.
    pub shelves: BTreeMap<(&'static str, String), Shelf>,
    /// What is wrong with a site.
    pub faults: BTreeMap<&'static str, Fault>,
    /// The robots.txt of sites that have one.
    pub robots: BTreeMap<&'static str, String>,
    /// How sites were asked.
    pub seen: BTreeMap<&'static str, Seen>,
    /// Access tokens that are good, with their end.
    pub tokens: BTreeMap<String, Moment>,
    /// Tokens given out.
    pub issued: u32,
    /// Whether paths are recorded (long stories do without).
    pub record_paths: bool,
}

impl State {
    /// The shelf of an account, made where there is none.
    pub fn shelf(&mut self, site: &'static str, account: &str) -> &mut Shelf {
        self.shelves.entry((site, account.to_owned())).or_default()
    }

    /// Publishes a work.
    pub fn publish(&mut self, site: &'static str, account: &str, id: &str, title: &str) {
        let published = self.now;
        self.shelf(site, account).works.push(Work {
            id: id.to_owned(),
            title: title.to_owned(),
            published,
            duration_secs: 90,
            views: 0,
            closed: BTreeMap::new(),
            clip: false,
            gone: false,
        });
    }

    /// Sets the true count of a work.
    pub fn view(&mut self, site: &'static str, account: &str, id: &str, views: u64) {
        if let Some(w) = self.shelf(site, account).works.iter_mut().find(|w| w.id == id) {
            w.views = views;
        }
    }

    /// Removes a work.
    pub fn remove(&mut self, site: &'static str, account: &str, id: &str) {
        if let Some(w) = self.shelf(site, account).works.iter_mut().find(|w| w.id == id) {
            w.gone = true;
        }
    }

    /// Notes the counts of a day that ends: what platforms that settle overnight tell the next day.
    pub fn close(&mut self, day: Day) {
        for shelf in self.shelves.values_mut() {
            for w in &mut shelf.works {
                w.closed.insert(day, w.views);
            }
        }
    }

    /// Breaks a site, or mends it.
    pub fn fault(&mut self, site: &'static str, fault: Option<Fault>) {
        match fault {
            Some(f) => self.faults.insert(site, f),
            None => self.faults.remove(site),
        };
    }

    pub(super) fn enter(&mut self, site: &'static str, path: &str) {
        let (now, record) = (self.now, self.record_paths);
        let seen = self.seen.entry(site).or_default();
        seen.requests += 1;
        seen.open += 1;
        seen.open_max = seen.open_max.max(seen.open);
        if record {
            seen.at.push(now);
            seen.paths.push(path.to_owned());
        }
    }

    pub(super) fn leave(&mut self, site: &'static str) {
        if let Some(seen) = self.seen.get_mut(site) {
            seen.open = seen.open.saturating_sub(1);
        }
    }
}
