//! Numbers of a file that grow as nobody would expect: the question that its page will ask is put before the file goes in, by the same rule.

use super::compare::COUNTED;
use super::{App, AppError};
use crate::attain::jump::{Jump, Watch, is_looked_at, is_many_times};
use crate::attain::question::is_step_together;
use crate::attain::series;
use crate::base::count::{Count, Span};
use crate::base::day::Day;
use crate::base::diag::{Diagnostic, Place};
use crate::base::id::{ChannelId, PlacementId};
use crate::base::text::{clip, grouped, in_wan, quoted};
use crate::define::settings::Anomaly;
use crate::model::draft::{DraftReading, Item, RowRef};
use crate::model::metric::Metric;
use crate::model::reading::{Reading, Source};
use std::collections::{BTreeMap, BTreeSet};

/// So many series of a file are compared with all that is known of them.
const FOLLOWED_MAX: usize = 500;

/// One number far above the one before it.
#[derive(Debug)]
struct Rise {
    placement: PlacementId,
    item: u32,
    metric: Metric,
    row: RowRef,
    day: Day,
    was: Span,
    now: Span,
}

/// Numbers that rise by more than anybody asks about.
#[derive(Debug)]
pub(super) struct Rises {
    settings: Anomaly,
    list: Vec<Rise>,
}

/// What is asked about one metric of a channel: its first case, and how many there are.
struct Case {
    row: RowRef,
    text: String,
    expected: String,
    number: usize,
    /// Of works that each rise by little, and together by much: by how much.
    together: u64,
}

impl Rise {
    /// What it adds at least.
    fn gain(&self) -> u64 {
        self.was.high.map_or(0, |high| self.now.low.saturating_sub(high))
    }
}

impl Case {
    /// The first of its kind, not counted yet.
    fn first(rise: &Rise, item: &Item, told: &str, expected: String) -> Self {
        let name = if item.title.is_empty() { String::new() } else { format!("{} ", quoted(&clip(&item.title, 12))) };
        Self { row: rise.row, text: format!("{name}{told}"), expected, number: 0, together: 0 }
    }
}

/// A number as it was written; a bound never stands for it.
fn written(span: Span) -> String {
    let shown = span.count().shown();
    if span.is_exact() || shown < 10_000 {
        grouped(shown)
    } else {
        format!("{}{}", in_wan(shown), if span.high.is_none() { "以上" } else { "" })
    }
}

impl Rises {
    pub(super) fn new(settings: Anomaly) -> Self {
        Self { settings, list: Vec::new() }
    }

    /// Looks at a cumulative reading beside the earlier ones of its series. What a collector found, its run asks about by the collector's own
    /// limits.
    pub(super) fn see(&mut self, new: &DraftReading, placement: PlacementId, known: &[Reading]) {
        if new.from.is_some() || new.source == Source::Collected || known.is_empty() {
            return;
        }
        let day = new.at.reading_day();
        for metric in COUNTED {
            let Some(now) = new.values.count(metric).map(Count::span) else { continue };
            let before = known.iter().filter(|k| k.from.is_none() && k.at.reading_day() < day);
            let before = before.filter_map(|k| Some((k.at, k.id, k.values.count(metric)?))).max_by_key(|(at, id, _)| (*at, *id));
            let Some(was) = before.map(|(_, _, count)| count.span()) else { continue };
            if was.high.is_some_and(|high| is_looked_at(now.low.saturating_sub(high), self.settings)) {
                self.list.push(Rise { placement, item: new.item, metric, row: new.row, day, was, now });
            }
        }
    }
}

impl App {
    /// What is asked about them: one question per channel, metric and kind, at its first row.
    pub(super) fn risen(&self, rises: &Rises, items: &[Item], place: impl Fn(RowRef) -> Place) -> Result<Vec<Diagnostic>, AppError> {
        let settings = rises.settings;
        let mut cases: BTreeMap<(&ChannelId, Metric, u16), Case> = BTreeMap::new();
        let mut shares: BTreeMap<(&ChannelId, Day, Metric), Case> = BTreeMap::new();
        // What rises by most is looked at first; a large file is not followed work by work.
        let mut followed: Vec<usize> = (0..rises.list.len()).collect();
        followed.sort_by_key(|n| std::cmp::Reverse(rises.list.get(*n).map(Rise::gain)));
        let followed: BTreeSet<usize> = followed.into_iter().take(FOLLOWED_MAX).collect();
        for (n, rise) in rises.list.iter().enumerate() {
            let Some(item) = items.get(rise.item as usize) else { continue };
            let (code, told, expected) = if is_many_times(rise.was, rise.now, settings) {
                let told = format!("{}（上次 {}）", written(rise.now), written(rise.was));
                (2066, told, "与上次同一种单位".to_owned())
            } else if followed.contains(&n)
                && let Some((gain, usual, alone)) = self.is_step(rise, item, settings)?
            {
                let told = format!("至少增加 {}", grouped(gain));
                let expected = format!("此前平均每天 {}", grouped(usual));
                if !alone {
                    let new = || Case::first(rise, item, &told, expected);
                    let share = shares.entry((&item.channel, rise.day, rise.metric)).or_insert_with(new);
                    (share.number, share.together) = (share.number + 1, share.together.saturating_add(gain));
                    continue;
                }
                (2067, told, expected)
            } else {
                continue;
            };
            let new = || Case::first(rise, item, &told, expected);
            cases.entry((&item.channel, rise.metric, code)).or_insert_with(new).number += 1;
        }
        shares.retain(|_, case| is_step_together(case.number, case.together, settings));
        let together = shares.into_iter().map(|((channel, _, metric), case)| ((channel, metric, 2067), case));
        let asked = cases.into_iter().chain(together).map(|((channel, metric, code), case)| {
            let name = self.defs.channel(channel).map_or(channel.as_str(), |c| &c.name);
            let many = if case.together > 0 {
                format!("{} 条一起涨，合起来至少增加 {}，如", case.number, grouped(case.together))
            } else if case.number > 1 {
                format!("共 {} 条，如", case.number)
            } else {
                String::new()
            };
            let remedy = if code == 2066 {
                format!("{name}的单位若写错（“万”和“次”弄混），改好后重新上传；确是这个数的，不用改，入库后在待核事项写明原因")
            } else {
                format!("{name}的数若填错，更正后重新上传；属实的不用改，入库后在待核事项写明原因")
            };
            let place = Place { column_title: Some(metric.zh().to_owned()), ..place(case.row) };
            Diagnostic::question(code, place, &format!("{many}{}", case.text), &case.expected, &remedy)
        });
        Ok(asked.collect())
    }

    /// Whether the days together ask about it: what it adds at least, what was usual a day, and whether that is much by itself.
    fn is_step(&self, rise: &Rise, item: &Item, settings: Anomaly) -> Result<Option<(u64, u64, bool)>, AppError> {
        let known = self.ledger.readings(rise.placement)?;
        let folded = series::fold(&known, self.defs.settings.fold);
        let days = || folded.iter().filter(|d| d.metric == rise.metric && d.day < rise.day).filter_map(|d| Some((d.day, d.span?)));
        let Some((first, _)) = days().next() else { return Ok(None) };
        let mut watch = Watch::new(item.published.map_or(first, |p| p.day), settings);
        for (day, span) in days() {
            watch.next(day, span);
        }
        Ok(match watch.next(rise.day, rise.now) {
            Some(Jump::Step { gain, usual, .. }) => Some((gain, usual, true)),
            Some(Jump::Share { gain, usual, .. }) => Some((gain, usual, false)),
            _ => None,
        })
    }
}
