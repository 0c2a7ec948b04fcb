//! Exports that show another channel's works: is the account right? Asked as long as it stands, not only at import.

use super::question::{MISTAKE, question, unsettled};
use super::snapshot::{QuestionKind, QuestionSnapshot};
use crate::base::day::Day;
use crate::base::id::{CampaignId, ChannelId, ImportId};
use crate::base::text::{clip, quoted};
use crate::define::Definitions;
use crate::model::fact::{Description, Facts, PlacementFact};
use std::collections::{BTreeMap, BTreeSet};

/// What tells a work on its platform: the id, else the second in which it was published.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sign<'a> {
    Id(&'a str),
    Second(Day, u32),
}

fn sign(d: &Description) -> Option<Sign<'_>> {
    match (d.native_id.as_deref(), d.published.and_then(|p| Some((p.day, p.secs?)))) {
        (Some(id), _) => Some(Sign::Id(id)),
        (None, Some((day, secs))) => Some(Sign::Second(day, secs)),
        (None, None) => None,
    }
}

/// Works that came into a channel with one file of an export, and the signs by which another channel may know them.
#[derive(Debug, Default)]
struct Brought<'a> {
    works: Vec<(&'a PlacementFact, Option<Sign<'a>>)>,
}

/// One question per pair of channels of which more than half of what a file brought was known on the other one before.
pub(super) fn questions(defs: &Definitions, facts: &Facts) -> Vec<(CampaignId, QuestionSnapshot)> {
    let platform = |c: &ChannelId| defs.channel(c).map(|c| c.platform.as_str());
    let exported: BTreeSet<&ChannelId> =
        facts.placements.iter().filter(|p| p.descriptions.first().is_some_and(|d| !d.made_for_campaign)).map(|p| &p.channel).collect();
    let platforms: BTreeSet<&str> = exported.iter().filter_map(|c| platform(c)).collect();
    let mut brought: BTreeMap<(&ChannelId, ImportId, u16), Brought<'_>> = BTreeMap::new();
    // Sign → channels that know it, each with the import that brought it first.
    let mut known: BTreeMap<Sign<'_>, BTreeMap<&ChannelId, ImportId>> = BTreeMap::new();
    for p in facts.placements.iter().filter(|p| platform(&p.channel).is_some_and(|f| platforms.contains(f))) {
        let Some(first) = p.descriptions.iter().min_by_key(|d| d.proof) else { continue };
        for d in &p.descriptions {
            let Some(s) = sign(d) else { continue };
            let since = known.entry(s).or_default().entry(&p.channel).or_insert(d.proof.import);
            *since = d.proof.import.min(*since);
        }
        if !first.made_for_campaign {
            brought.entry((&p.channel, first.proof.import, first.proof.file)).or_default().works.push((p, sign(first)));
        }
    }
    let mut out: BTreeMap<(&ChannelId, &ChannelId), QuestionSnapshot> = BTreeMap::new();
    for ((channel, import, file), Brought { works }) in &brought {
        let mut same: BTreeMap<&ChannelId, Vec<&PlacementFact>> = BTreeMap::new();
        for (p, s) in works {
            let elsewhere = s.as_ref().and_then(|s| known.get(s)).into_iter().flatten();
            for (other, _) in elsewhere.filter(|(c, since)| *c != channel && *since < import && platform(c) == platform(channel)) {
                same.entry(other).or_default().push(p);
            }
        }
        for (other, found) in same.into_iter().filter(|(_, f)| f.len() * 2 > works.len()) {
            let name = |c: &ChannelId| defs.channel(c).map_or_else(|| c.to_string(), |c| c.name.clone());
            let sent = facts.files.iter().find(|f| f.import == *import && f.file == *file).map_or("", |f| f.name.as_str());
            let text = format!(
                "{}：{}带来的 {} 条作品中有 {} 条与“{}”的相同，待核实是否选错了账号",
                name(channel),
                quoted(&clip(sent, 24)),
                works.len(),
                found.len(),
                name(other)
            );
            let cases = found
                .iter()
                .filter_map(|p| p.descriptions.last())
                .map(|d| format!("{} {}", quoted(&clip(&d.title, 30)), d.published.map(|p| p.day.zh()).unwrap_or_default()))
                .collect();
            let choices = [("accept", "账号无误（写明原因）"), (MISTAKE, "选错了账号，将撤销后重报")];
            let one = question(QuestionKind::Account, &name(channel), None, &[channel.as_str(), other.as_str()], text, cases, &choices);
            out.entry((*channel, other)).or_insert(one);
        }
    }
    out.into_iter().filter_map(|((channel, _), q)| Some((defs.channel(channel)?.campaign.clone(), unsettled(q, &facts.answers)?))).collect()
}
