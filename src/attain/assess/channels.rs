//! What one campaign's channels show: values, sources and age; the curve, weekly gains, the publishing calendar.

use super::{Assessing, Judging};
use crate::attain::snapshot::{Calendar, ChannelSnapshot, CurvePoint, Published, WeekGain, WeekGains};
use crate::attain::value::Track;
use crate::attain::{frame, question};
use crate::base::count::Span;
use crate::base::day::{Day, Week};
use crate::base::id::ChannelId;
use crate::model::channel::Scope;
use crate::model::fact::{Facts, FileFact, PlacementKind};
use crate::model::metric::Metric;
use crate::model::reading::{Mark, ReadingRef, Source};
use crate::model::target::{Spec, Target};
use std::collections::BTreeMap;

impl Judging<'_, '_> {
    pub(super) fn channels(&self) -> Vec<ChannelSnapshot> {
        let Assessing { defs, campaign, facts, as_of } = self.assessing;
        let (values, works) = (self.looked.values, self.looked.works);
        let week = as_of.week();
        let opening_day = week.monday().plus(-1);
        works
            .channels
            .iter()
            .enumerate()
            .map(|(n, c)| {
                let counted = self.has_numbers(n);
                let mine = || works.placements.iter().zip(&values.worth).filter(|(p, _)| p.channel == n);
                let value = values.channel_at(n, values.until);
                let opening = if opening_day < values.start { Span::ZERO } else { values.channel_at(n, opening_day) };
                let last = values.last.get(n).copied().flatten();
                let last_reading = self.channel_data(n);
                let counted_source = last.map(|(_, proof)| source_of(facts, proof));
                let peak = values.tracks.get(n).and_then(|t| t.low.iter().max().copied()).filter(|p| *p > value.low);
                let contained = works.channels.iter().enumerate().find(|(_, o)| o.contains.contains(&c.id));
                let shown_apart = values.apart.get(n).map(|t| t.at(values.days() - 1)).filter(|s| s.low > 0);
                let estimated = values.estimates.get(n).and_then(|t| t.low.last().copied()).filter(|e| *e > 0);
                let apart = match (contained, c.apart, shown_apart, estimated) {
                    (Some((i, o)), _, Some(s), _) if values.is_silent(i) => {
                        Some(format!("含在“{}”中，该项没有数，{}未计入", o.name, question::wan(s.low)))
                    }
                    (Some((_, o)), _, s, _) => {
                        Some(format!("已含在“{}”中，{}不另加", o.name, s.map(|s| question::wan(s.low)).unwrap_or_default()))
                    }
                    (_, true, Some(s), _) => Some(format!("{} 单独列示，未计入", question::wan(s.low))),
                    (_, true, None, _) => Some("单独列示，未计入".to_owned()),
                    // What counts of the channel stands in the sum; only a channel of which nothing counts is shown apart.
                    (None, false, _, _) if value.low > 0 => None,
                    (None, false, Some(s), _) if c.scope == Scope::Works => {
                        Some(format!("渠道总量 {} 只列示，按作品计", question::wan(s.low)))
                    }
                    (None, false, Some(s), _) => Some(format!("逐条数 {} 只列示，按渠道总量计", question::wan(s.low))),
                    (None, false, None, Some(e)) => Some(format!("推算 {}，未计入", question::wan(e))),
                    (None, false, None, None) => None,
                };
                // Where there is nothing but an estimate, that is what was last said.
                let only_estimated = estimated.is_some() && value == Span::ZERO && shown_apart.is_none();
                let source = if only_estimated { Some(Source::Estimate) } else { counted_source };
                // A list of works that came later says nothing of an older number.
                let estimated_on = || values.estimates.get(n).and_then(|t| days_with_readings(t, values.start).pop());
                let numbered = if only_estimated { estimated_on() } else { last.map(|(day, _)| day) };
                let value_day = numbered.or(last_reading);
                let at_index = |t: &Track, day: Day| values.index(day).map_or(Span::ZERO, |i| t.at(i));
                let apart_track = values.apart.get(n).filter(|_| apart.is_some());
                let (value, opening) = match apart_track {
                    Some(t) => (at_index(t, values.until), if opening_day < values.start { Span::ZERO } else { at_index(t, opening_day) }),
                    None => (value, opening),
                };
                let gain_days = values.tracks.get(n).map(|t| days_with_readings(t, values.start));
                let reported = gain_days.as_ref().is_some_and(|d| d.iter().any(|d| d.week() == week))
                    || last_reading.is_some_and(|d| d.week() == week);
                let before = gain_days.as_ref().and_then(|d| d.iter().rev().find(|d| d.week() < week)).copied();
                let weeks_held = match (reported, before) {
                    (true, Some(b)) => u32::try_from(week.monday().since(b.week().monday()) / 7).unwrap_or(1),
                    _ => 1,
                };
                let gain = value.low.saturating_sub(opening.low);
                let width = value.high.map_or(u64::MAX, |h| h.saturating_sub(value.low));
                ChannelSnapshot {
                    id: c.id.clone(),
                    name: c.name.clone(),
                    platform: c.platform.clone(),
                    primary: campaign.targets.iter().any(|t| matches!(&t.spec, Spec::Tally(y) if y.channels.contains(&c.id))),
                    value,
                    opening,
                    peak,
                    apart,
                    others: c.apart,
                    parts: self.parts(n),
                    beside: self.beside(n, last.map(|(_, proof)| proof)),
                    breaks: self.breaks(n),
                    placements: u32::try_from(mine().filter(|(p, _)| p.is_work() && p.counts(campaign.term(), as_of)).count())
                        .unwrap_or(u32::MAX),
                    unknown: u32::try_from(mine().filter(|(p, w)| counted && p.belongs && w.span.is_none() && p.is_work()).count())
                        .unwrap_or(u32::MAX),
                    last_reading,
                    source,
                    value_day,
                    age_days: value_day.and_then(|d| u32::try_from(as_of.since(d)).ok()),
                    owed: self.is_weekly(&c.id),
                    running: campaign.term().touches(week),
                    early: as_of < week.sunday(),
                    reported,
                    weeks_held,
                    only_rounded: reported && values.rounded.get(n).copied().unwrap_or(false) && gain < width,
                    unconfirmed: source == Some(Source::Collected)
                        && c.collectors().filter_map(|id| defs.collector(id)).any(|c| c.confirmed_on.is_none()),
                }
            })
            .collect()
    }

    /// The metrics of a channel that is counted as a whole, apart from one another, where the campaign adds more than one (counting rule 9).
    fn parts(&self, n: usize) -> Vec<(Metric, Option<Span>)> {
        let (values, works) = (self.looked.values, self.looked.works);
        let extra = self.assessing.extra_metrics();
        if extra.is_empty() || works.channels.get(n).is_none_or(|c| c.scope != Scope::Whole) {
            return Vec::new();
        }
        let whole = works.placements.iter().zip(&values.worth).find(|(p, _)| p.channel == n && p.fact.kind == PlacementKind::Whole);
        let of = |metric: Metric| whole.and_then(|(_, w)| w.parts.iter().find(|(m, _)| *m == metric)).map(|(_, span)| *span);
        std::iter::once(Metric::Reads).chain(extra.iter().copied()).map(|m| (m, of(m))).collect()
    }

    /// What stands beside a channel's value.
    fn beside(&self, n: usize, last: Option<ReadingRef>) -> Vec<String> {
        let (values, works) = (self.looked.values, self.looked.works);
        let mut out = Vec::new();
        if let Some(at) = last.and_then(|proof| self.assessing.facts.taken.get(&proof)) {
            // A day alone was known to the day.
            let time = if at.secs_of_day() == 0 {
                String::new()
            } else {
                format!("{:02}:{:02}", at.secs_of_day() / 3600, at.secs_of_day() / 60 % 60)
            };
            out.push(format!("最近读数实为{}{time}，在截止时刻前，计入上周", at.reading_day().zh_short()));
        }
        let by_works = works.channels.get(n).is_some_and(|c| c.scope == Scope::Works);
        let wholes = works.placements.iter().filter(|p| by_works && p.channel == n && p.fact.kind == PlacementKind::Whole);
        for p in wholes {
            // As it was stated, not counted from the start of the term.
            let mut stated: BTreeMap<Metric, (Day, Span)> = BTreeMap::new();
            for d in p.fact.folded.iter().filter(|d| d.day <= values.until && Metric::CONTACTS.contains(&d.metric)) {
                stated.extend(d.span.map(|s| (d.metric, (d.day, s))));
            }
            out.extend(stated.into_iter().map(|(metric, (day, span))| {
                format!("渠道总量声明：{} {}（截至{}），按作品计，只列示", metric.zh(), question::wan(span.low), day.zh_short())
            }));
        }
        out
    }

    /// Periods without increments, oldest first (counting rule 3).
    fn breaks(&self, n: usize) -> Vec<String> {
        let works = self.looked.works;
        let mut periods: BTreeMap<(Day, Day), u32> = BTreeMap::new();
        for m in &self.looked.values.marked {
            let Some(p) = works.placements.get(m.placement).filter(|p| p.channel == n && p.belongs) else { continue };
            if let Mark::Gap { from, to } = m.daily.mark
                && p.fact.kind != PlacementKind::Estimate
            {
                *periods.entry((from, to)).or_default() += 1;
            }
        }
        periods
            .into_iter()
            .map(|((from, to), works)| {
                let span = if from == to { from.zh_short() } else { format!("{}至{}", from.zh_short(), to.zh_short()) };
                format!("{span}没有报增量（{works}条），未计入")
            })
            .collect()
    }

    pub(super) fn curve(&self) -> Vec<CurvePoint> {
        let Some(t) = self.assessing.campaign.targets.iter().find(|t| matches!(t.spec, Spec::Sum { .. })) else { return Vec::new() };
        if self.assessing.as_of < self.assessing.campaign.term().start {
            return Vec::new();
        }
        let values = self.looked.values;
        (0..values.days())
            .map(|n| {
                let day = values.start.plus(i32::try_from(n).unwrap_or(0));
                CurvePoint { day, span: values.contacts_at(&t.rule, day).span, estimates: values.estimates_at(day) }
            })
            .collect()
    }

    /// Gains of every week as they were shown on the page of that week, of the channels as they stand now.
    pub(super) fn weekly_gains(&self, channels: &[ChannelSnapshot]) -> Vec<WeekGains> {
        if self.assessing.as_of < self.assessing.campaign.term().start || !self.assessing.campaign.media {
            return Vec::new();
        }
        let (values, works) = (self.looked.values, self.looked.works);
        let week = self.assessing.as_of.week();
        let term = self.assessing.campaign.term();
        let tracks = channels.iter().enumerate().map(|(n, ch)| if ch.apart.is_some() { values.apart.get(n) } else { values.tracks.get(n) });
        let tracks: Vec<&Track> = tracks.flatten().collect();
        let mut out: Vec<WeekGains> = Vec::new();
        for gains in frame::weekly_gains(values, &tracks) {
            let by_channel = channels.iter().zip(&works.channels).zip(&gains.by_channel).enumerate();
            let by_channel = by_channel.map(|(n, ((ch, c), (gain, seen)))| {
                let reported = if gains.week == week { ch.reported } else { *seen || self.reported(n, &c.id, gains.week) };
                let counted = *seen || ch.source.is_some_and(|s| s != Source::Estimate);
                match (reported, ch.owed && term.touches(gains.week) && !(ch.early && gains.week == week)) {
                    (true, _) if counted => WeekGain::Came(*gain),
                    (false, true) => WeekGain::Unreported,
                    (true | false, _) => WeekGain::Nothing,
                }
            });
            out.push(WeekGains { week: gains.week, by_channel: by_channel.collect() });
        }
        out
    }

    /// Whether a reading of a channel, counted or not, or a file about it lies in a week.
    fn reported(&self, n: usize, id: &ChannelId, week: Week) -> bool {
        let values = self.looked.values;
        let read = |tracks: &[Track]| tracks.get(n).is_some_and(|t| days_with_readings(t, values.start).iter().any(|d| d.week() == week));
        let filed = || self.assessing.facts.files.iter().filter_map(|f| f.covers.get(id)).any(|d| d.week() == week);
        read(&values.tracks) || read(&values.apart) || read(&values.estimates) || filed()
    }

    /// Publishing by week of the largest tally of works.
    pub(super) fn calendar(&self) -> Option<Calendar> {
        let Assessing { campaign, as_of, .. } = self.assessing;
        let term = campaign.term();
        let target = campaign
            .targets
            .iter()
            .filter(|t| matches!(&t.spec, Spec::Tally(y) if !y.channels.is_empty() && !y.kinds.is_empty()))
            .max_by_key(|t| t.required.low().unwrap_or(0))?;
        let found = self.tallies.get(target.id.as_str())?;
        let mut weeks: BTreeMap<Week, u32> = BTreeMap::new();
        for p in found.counted.values().filter_map(|n| self.looked.works.placements.get(*n)) {
            if let Some(d) = p.published {
                *weeks.entry(d.day.week()).or_default() += 1;
            }
        }
        for d in &found.piece_days {
            *weeks.entry(d.week()).or_default() += 1;
        }
        let silent = self.silent_weeks(target);
        let mut all = Vec::new();
        let mut week = term.start.week();
        while week <= term.end.week() {
            let shown = match weeks.get(&week) {
                _ if week.monday() > as_of => Published::Ahead,
                Some(n) => Published::Works(*n),
                None if silent(week) => Published::Unreported,
                None => Published::Works(0),
            };
            all.push((week, shown));
            week = week.next();
        }
        Some(Calendar { label: target.label.clone(), unit: target.unit.clone(), weeks: all, undated: found.undated })
    }
}

impl Judging<'_, '_> {
    /// Whether nobody said what was published in a week on the channels of a tally that are owed week by week: it lies after the last
    /// reading, or wholly between two increments.
    fn silent_weeks(&self, target: &Target) -> impl Fn(Week) -> bool {
        let works = self.looked.works;
        let primary: Vec<usize> = match &target.spec {
            Spec::Tally(tally) => {
                (0..works.channels.len()).filter(|n| works.channels.get(*n).is_some_and(|c| tally.channels.contains(&c.id))).collect()
            }
            _ => Vec::new(),
        };
        let owed = primary.iter().filter_map(|n| works.channels.get(*n)).any(|c| self.is_weekly(&c.id));
        let last = primary.iter().filter_map(|n| self.channel_data(*n)).max();
        let mut gaps: Vec<(Day, Day)> = Vec::new();
        for m in &self.looked.values.marked {
            if let (Mark::Gap { from, to }, Some(p)) = (m.daily.mark, works.placements.get(m.placement))
                && primary.contains(&p.channel)
                && p.belongs
            {
                gaps.push((from, to));
            }
        }
        move |week| {
            let between = gaps.iter().any(|(from, to)| *from <= week.monday() && week.sunday() <= *to);
            owed && (between || last.is_none_or(|day| day < week.monday()))
        }
    }
}

fn days_with_readings(t: &Track, start: Day) -> Vec<Day> {
    t.readings.iter().enumerate().filter(|(_, n)| **n > 0).map(|(n, _)| start.plus(i32::try_from(n).unwrap_or(0))).collect()
}

/// Where a reading came from, by the file that brought it.
fn source_of(facts: &Facts, proof: ReadingRef) -> Source {
    // Of a collector's answers only the first stands in the list of files.
    let same = |f: &&FileFact| f.import == proof.import && (f.file == proof.file || f.kind == "capture");
    match facts.files.iter().find(same).map(|f| f.kind.as_str()) {
        Some("capture") => Source::Collected,
        Some("statements") => Source::Statement,
        Some(_) => Source::Partner,
        None => Source::Correction,
    }
}
