//! Partners and their weekly files.

use crate::attain::snapshot::{CampaignSnapshot, ChannelSnapshot, DueState, PartnerSnapshot};
use crate::base::day::Day;
use crate::define::Definitions;
use crate::model::fact::Facts;

/// Partners and the weekly file of the week that holds T.
pub(super) fn partners(defs: &Definitions, facts: &Facts, campaigns: &[CampaignSnapshot], as_of: Day) -> Vec<PartnerSnapshot> {
    let week = as_of.week();
    defs.partners
        .iter()
        .map(|p| {
            let mine: Vec<&CampaignSnapshot> =
                campaigns.iter().filter(|c| defs.campaign(&c.id).is_some_and(|d| d.partner.as_ref() == Some(&p.id))).collect();
            let due_day = defs.calendar.workday_from(week.next().monday().plus(i32::try_from(p.due_weekday).unwrap_or(1) - 1));
            let owed: Vec<&ChannelSnapshot> =
                mine.iter().flat_map(|c| &c.channels).filter(|ch| ch.running && p.reports.contains(&ch.id)).collect();
            let missing: Vec<String> = owed.iter().filter(|c| c.unreported()).map(|c| c.name.clone()).collect();
            let arrived = facts
                .files
                .iter()
                .filter(|f| p.reports.iter().any(|c| f.covers.get(c).is_some_and(|d| d.week() == week)))
                .map(|f| f.at)
                .min();
            let due = due_day.at(p.due_secs);
            let last = owed.iter().filter_map(|c| c.last_reading).max();
            let state = match (owed.is_empty(), missing.len() == owed.len(), arrived) {
                (true, _, _) => DueState::Nothing,
                (false, false, Some(at)) if at > due => DueState::Late(u32::try_from(at.date().since(due_day)).unwrap_or(0)),
                (false, false, _) => DueState::Reported,
                (false, true, _) if as_of < week.sunday() => DueState::NotDue,
                (false, true, _) => {
                    let since = last.unwrap_or_else(|| mine.iter().map(|c| c.term.start).min().unwrap_or(as_of).plus(-7));
                    DueState::Missing(u32::try_from(week.monday().since(since.week().monday()) / 7).unwrap_or(1).max(1))
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
