//! Targets that need no pace: days on display, conditions of each work, re-posts, airings.

use super::judge::Figure;
use super::{Assessing, Judging};
use crate::attain::presence;
use crate::attain::snapshot::{Cell, DayState, Detail, TargetKind, Verdict};
use crate::attain::tally::Found;
use crate::attain::verdict::{self, Display};
use crate::attain::words;
use crate::base::count::Span;
use crate::base::day::Day;
use crate::base::id::ChannelId;
use crate::model::fact::AiringFact;
use crate::model::target::{self, Condition, Required, Target};
use std::collections::BTreeMap;

impl<'a> Judging<'a, '_> {
    pub(super) fn days(&self, channel: &ChannelId, position: &str, months: u32) -> Figure {
        let Assessing { defs, campaign, facts, as_of } = self.assessing;
        let term = campaign.term();
        let last_day = term.end.max(term.start.plus_months(24).plus(-1));
        let patience = defs.settings.verdict.silent_weeks.saturating_mul(7);
        let asked = presence::Asked { channel, position, months, term, as_of, last_day, patience };
        let (detail, proofs) = presence::days(asked, &facts.presence);
        let shown = u64::from(detail.shown());
        let possible = shown + u64::from(detail.unchecked);
        let judged = verdict::display(
            Display {
                shown,
                possible,
                required: u64::from(detail.required),
                begun: detail.first.is_some(),
                interrupted: u64::from(detail.to_make_up()),
                in_term: (u64::from(detail.in_term.0), u64::from(detail.in_term.1)),
                latest_start: detail.latest_start,
                last_day,
                as_of,
                term,
            },
            &defs.settings.verdict,
        );
        // Nobody ever looked: silence, which is not lateness while the term runs.
        let silent = !detail.recorded && as_of <= term.end && judged.verdict != Verdict::NotStarted;
        let judged = if silent { Verdict::ToConfirm.into() } else { judged };
        let notes = words::days(&detail, term, as_of);
        Figure {
            kind: TargetKind::Days,
            demanded: Some(Required::AtLeast(u64::from(detail.required))),
            required: (Some(u64::from(detail.required)), None),
            // Days beyond those demanded are not asked for.
            actual: Span::between(shown, possible.min(u64::from(detail.required)).max(shown)),
            estimates: Span::ZERO,
            judged,
            pace_on: None,
            data_date: detail.days.iter().rev().find(|(_, s)| *s != DayState::Unchecked).map(|(d, _)| *d),
            unknown: Vec::new(),
            proofs,
            notes,
            detail: Detail::Days(detail),
            forecast: None,
        }
    }

    pub(super) fn each(&self, works: &Found, condition: &Condition) -> Figure {
        let each = self.looked.each(works, condition);
        let verdict = match (each.of, each.lengths.is_some(), each.met >= each.of, each.possible >= each.of) {
            (0, _, _, _) => Verdict::NotStarted,
            // Of 约 no verdict is spoken, and pages show none. JSON knows eight names and no ninth: the one that claims neither success nor
            // failure and leaves the matter to a person stands there; it is never open.
            (_, true, _, _) | (_, false, false, true) => Verdict::ToConfirm,
            (_, false, true, _) => Verdict::Achieved,
            (_, false, false, false) => Verdict::Behind,
        };
        Figure {
            kind: TargetKind::Each,
            demanded: None,
            required: (Some(each.of), None),
            actual: Span::between(each.met, each.possible.max(each.met)),
            estimates: Span::ZERO,
            judged: verdict.into(),
            pace_on: None,
            data_date: None,
            unknown: Vec::new(),
            proofs: works.proofs.clone(),
            notes: each.notes,
            detail: match each.lengths {
                Some(lengths) => Detail::Lengths(lengths),
                None if each.breaches.is_empty() => Detail::None,
                None => Detail::Breaches(each.breaches),
            },
            forecast: None,
        }
    }

    pub(super) fn repost(&self, works: &Found, channels: &[ChannelId], within_days: i32) -> Figure {
        let matrix = self.looked.reposts(works, channels, within_days);
        let cells = || matrix.rows.iter().flat_map(|(_, c)| c);
        let count = |what: Cell| cells().filter(|c| **c == what).count() as u64;
        let (found, missing, unchecked) = (count(Cell::Found), count(Cell::Missing), count(Cell::Unchecked));
        let required = cells().count() as u64;
        let verdict = match (required, missing, unchecked, found == required) {
            (0, _, _, _) => Verdict::NotStarted,
            (_, _, _, true) => Verdict::Achieved,
            (_, 0, 0, false) => Verdict::OnTrack,
            (_, 0, _, false) => Verdict::ToConfirm,
            (_, _, _, false) => Verdict::Behind,
        };
        let mut notes = Vec::new();
        if missing > 0 {
            notes.push(format!("{missing} 处到期未见转发"));
        }
        if unchecked > 0 {
            notes.push(format!("{unchecked} 处尚无资料可查"));
        }
        Figure {
            kind: TargetKind::Repost,
            demanded: None,
            required: (Some(required), None),
            actual: Span::between(found, found + unchecked),
            estimates: Span::ZERO,
            judged: verdict.into(),
            pace_on: None,
            data_date: None,
            unknown: Vec::new(),
            proofs: Vec::new(),
            notes,
            detail: Detail::Repost(matrix),
            forecast: None,
        }
    }

    pub(super) fn airings(&self, t: &'a Target, programme: &str, years: u64) -> Figure {
        let is_it = |a: &&AiringFact| target::is_programme(programme, &a.programme);
        let aired: Vec<_> = self.looked.aired().into_iter().filter(is_it).collect();
        let planned: Vec<_> = self.looked.airing_rows(false).into_iter().filter(is_it).collect();
        // A planned airing is met by one of the same day not yet used: broadcasts slip by minutes.
        let mut per_day: BTreeMap<Day, u64> = BTreeMap::new();
        for a in &aired {
            *per_day.entry(a.day).or_default() += 1;
        }
        let mut met = 0;
        for p in &planned {
            if let Some(n) = per_day.get_mut(&p.day).filter(|n| **n > 0) {
                *n -= 1;
                met += 1;
            }
        }
        let (planned, total) = (planned.len() as u64, aired.len() as u64);
        let required = t.required.low().unwrap_or(1) * years;
        let data_date = aired.iter().map(|a| a.day).max();
        let g = self.growth(total, total, required, data_date, t);
        Figure {
            kind: TargetKind::Airings,
            demanded: None,
            required: (Some(required), None),
            actual: Span::exact(total),
            estimates: Span::ZERO,
            judged: verdict::growth(g, &self.assessing.defs.settings.verdict),
            pace_on: Some(data_date.unwrap_or(self.assessing.as_of)),
            data_date,
            unknown: Vec::new(),
            proofs: aired.iter().map(|a| a.proof).collect(),
            notes: Vec::new(),
            detail: Detail::Airings { planned, aired: met, missed: planned - met, extra: total - met },
            forecast: None,
        }
    }
}
