//! The simulated platforms of the demo: what they show on each day, from a file of the demo's samples.

use super::state::{Fault, State, Work};
use super::story::Dice;
use super::{Platforms, SITES};
use crate::base::day::{Day, read_date};
use std::collections::BTreeMap;

/// One row: a work, a total, or a time on display.
#[derive(Debug, Clone)]
struct Line {
    site: &'static str,
    account: String,
    id: String,
    title: String,
    when: String,
    secs: u32,
    counts: Vec<u64>,
    second: Vec<u64>,
}

/// What the platforms show, day by day. Between two Sundays counts rise by about a seventh a day.
#[derive(Debug, Clone)]
pub struct Script {
    first_sunday: Day,
    lines: Vec<Line>,
}

impl Script {
    /// Reads the file. `None`: a row that is not in its shape.
    pub fn parse(text: &str, first_sunday: Day) -> Option<Self> {
        let mut lines = Vec::new();
        for row in text.lines().skip(1).map(|l| l.trim_end_matches('\r')).filter(|l| !l.is_empty()) {
            let cells: Vec<&str> = row.split(',').collect();
            let [site, account, id, title, when, secs, counts, second] = cells.as_slice() else { return None };
            let numbers = |t: &str| t.split_whitespace().map(|n| n.parse().ok()).collect::<Option<Vec<u64>>>();
            lines.push(Line {
                site: SITES.into_iter().find(|s| s == site)?,
                account: (*account).to_owned(),
                id: (*id).to_owned(),
                title: (*title).to_owned(),
                when: (*when).to_owned(),
                secs: secs.parse().ok()?,
                counts: numbers(counts)?,
                second: numbers(second)?,
            });
        }
        Some(Self { first_sunday, lines })
    }

    /// A count on a day; `salt` keeps works apart. No day is like another, as on real platforms.
    fn count(&self, counts: &[u64], day: Day, salt: usize) -> u64 {
        let since = day.since(self.first_sunday);
        let at = |n: i32| usize::try_from(n).ok().and_then(|n| counts.get(n)).copied();
        let (week, days) = (since.div_euclid(7), u64::try_from(since.rem_euclid(7)).unwrap_or(0));
        let odd = Dice::new((u64::from(week.unsigned_abs()) * 7 + days) << 32 | salt as u64).below(90);
        // Per mille of the week's growth: a seventh a day, give or take.
        let share = if days == 0 { 0 } else { days * 143 + odd - 45 };
        let before = at(week).or_else(|| counts.last().copied().filter(|_| week > 0)).unwrap_or(0);
        let after = at(week + 1).unwrap_or(before);
        before + after.saturating_sub(before) * share / 1000
    }

    /// Sets the platforms to a day.
    pub fn play(&self, platforms: &Platforms, day: Day) {
        let mut state = platforms.state();
        state.now = day.at(0);
        let mut shown: BTreeMap<&'static str, Option<bool>> = BTreeMap::new();
        let mut down: BTreeMap<&'static str, bool> = BTreeMap::new();
        for line in &self.lines {
            if line.counts.is_empty() {
                let mut days = line.when.split(' ').filter_map(Day::parse_iso);
                let today = days.next().is_some_and(|first| first <= day) && days.next().is_some_and(|last| day <= last);
                down.entry(line.site).or_default();
                shown.entry(line.site).or_default();
                if today && line.title == "down" {
                    down.insert(line.site, true);
                } else if today {
                    shown.insert(line.site, Some(line.title == "place"));
                }
            } else if line.id.is_empty() {
                let (total, second) = (self.count(&line.counts, day, 0), self.count(&line.second, day, 0));
                let shelf = state.shelf(line.site, &line.account);
                (shelf.total, shelf.discussions) = (total, second);
            } else {
                self.work(&mut state, line, day);
            }
        }
        for (site, display) in shown {
            state.shelf(site, "").display = display;
        }
        for (site, down) in down {
            state.fault(site, down.then_some(Fault::Broken));
        }
    }

    fn work(&self, state: &mut State, line: &Line, day: Day) {
        let Some(published) = read_date(&line.when).and_then(|w| Some(w.day(None)?.at(w.secs.unwrap_or(0)))) else { return };
        let views = self.count(&line.counts, day, line.id.bytes().map(usize::from).sum());
        let shelf = state.shelf(line.site, &line.account);
        if let Some(w) = shelf.works.iter_mut().find(|w| w.id == line.id) {
            w.views = views;
        } else if published.date() <= day {
            shelf.works.push(Work {
                id: line.id.clone(),
                title: line.title.clone(),
                published,
                duration_secs: line.secs,
                views,
                closed: BTreeMap::new(),
                clip: false,
                gone: false,
            });
        }
    }

    /// The accounts that it has something of, by site.
    pub fn accounts(&self) -> Vec<(&'static str, &str)> {
        let mut out: Vec<(&'static str, &str)> = self.lines.iter().map(|l| (l.site, l.account.as_str())).collect();
        out.sort_unstable();
        out.dedup();
        out
    }
}
