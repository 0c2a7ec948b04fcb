//! Partners and their weekly files.

use crate::attain::snapshot::{CampaignSnapshot, ChannelSnapshot, DueState, PartnerSnapshot};
use crate::base::day::Day;
use crate::define::Definitions;
use crate::model::fact::Facts;
use crate::model::partner::Partner;

/// Two years of silence are as good as any longer one. Unit: weeks.
const MISSED_MAX: usize = 104;

/// Partners and the weekly file of the week that holds T.
pub(super) fn partners(defs: &Definitions, facts: &Facts, campaigns: &[CampaignSnapshot], as_of: Day) -> Vec<PartnerSnapshot> {
    let week = as_of.week();
    defs.partners
        .iter()
        .map(|p| {
            let mine: Vec<&CampaignSnapshot> =
                campaigns.iter().filter(|c| defs.campaign(&c.id).is_some_and(|d| d.partner.as_ref() == Some(&p.id))).collect();
            let due_day = defs.calendar.due_day(p, week);
            let owed: Vec<&ChannelSnapshot> =
                mine.iter().flat_map(|c| &c.channels).filter(|ch| ch.running && p.reports.contains(&ch.id)).collect();
            let silent_ones = || owed.iter().filter(|c| c.lacking());
            let missing: Vec<String> = silent_ones().map(|c| c.name.clone()).collect();
            let arrived = facts
                .files
                .iter()
                // What we collect ourselves is no report of the partner's.
                .filter(|f| f.kind != "capture" && p.reports.iter().any(|c| f.covers.get(c).is_some_and(|d| d.week() == week)))
                .map(|f| f.at)
                .min();
            let due = due_day.at(p.due_secs);
            // What we collect of one channel says nothing of those that nobody reports.
            let last = silent_ones().filter_map(|c| c.last_reading).max();
            let silent = missing.len() == owed.len() || (!missing.is_empty() && arrived.is_none());
            let state = match (owed.is_empty(), silent, arrived) {
                (true, _, _) => DueState::Nothing,
                (false, false, Some(at)) if at > due => DueState::Late(u32::try_from(at.date().since(due_day)).unwrap_or(0)),
                (false, false, _) => DueState::Reported,
                (false, true, _) => {
                    let since = last.unwrap_or_else(|| mine.iter().map(|c| c.term.start).min().unwrap_or(as_of).plus(-7));
                    let missed = missed(defs, p, since, as_of);
                    if as_of < week.sunday() { DueState::NotDue(missed) } else { DueState::Missing(missed) }
                }
            };
            PartnerSnapshot {
                name: p.name.clone(),
                campaigns: mine.iter().map(|c| c.id.clone()).collect(),
                due: format!("{}{:02}:{:02}", due_day.zh_short(), p.due_secs / 3600, p.due_secs / 60 % 60),
                state,
                missing,
            }
        })
        .collect()
}

/// How many weeks after the one with the last data were due at T. The week of T is due after it.
fn missed(defs: &Definitions, partner: &Partner, last: Day, as_of: Day) -> u32 {
    let weeks = std::iter::successors(Some(last.week().next()), |w| Some(w.next()));
    let due = weeks.take_while(|w| defs.calendar.due_day(partner, *w).at(partner.due_secs) <= as_of.end());
    u32::try_from(due.take(MISSED_MAX).count()).unwrap_or(u32::MAX)
}
