//! Works that are new on channels of re-posts and stand nowhere on the channel by which they are counted: 电视节目 count by 经视新闻, which has no
//! counter and is easily left out of a table of numbers.

use super::place::Read;
use super::{App, AppError};
use crate::base::id::ChannelId;
use crate::base::text::{clip, quoted, title_key};
use crate::model::channel::Channel;
use crate::model::programme::Campaign;
use crate::model::target::{Spec, Tally, Target};
use std::collections::BTreeSet;

impl App {
    /// One sentence for each target of which a file brings works to the channels of its re-posts alone.
    pub(super) fn unregistered(&self, file: &Read) -> Result<Vec<String>, AppError> {
        let items = || file.draft.items.iter().zip(&file.works);
        let fresh: Vec<_> = items().filter(|(_, work)| work.is_some_and(|w| w.0 < 0)).map(|(item, _)| item).collect();
        let campaigns: BTreeSet<_> = fresh.iter().filter_map(|i| Some(&self.defs.channel(&i.channel)?.campaign)).collect();
        let mut told = Vec::new();
        for campaign in campaigns.into_iter().filter_map(|c| self.defs.campaign(c)) {
            for (target, tally, channels) in reposted(campaign) {
                let Some(primary) = tally.channels.first().and_then(|c| self.defs.channel(c)) else { continue };
                if tally.channels.iter().any(|c| self.defs.channel(c).is_none_or(Channel::has_counter)) {
                    continue;
                }
                let mut there: BTreeSet<String> = BTreeSet::new();
                for channel in &tally.channels {
                    let known = self.ledger.known(channel)?;
                    there.extend(known.iter().flat_map(|k| &k.descriptions).map(|d| title_key(&d.title)));
                    there.extend(items().filter(|(i, w)| i.channel == *channel && w.is_some()).map(|(i, _)| title_key(&i.title)));
                }
                let on_reposts = fresh.iter().filter(|i| channels.contains(&&i.channel) && !i.title.is_empty());
                let missing: BTreeSet<&str> = on_reposts.map(|i| &*i.title).filter(|t| !there.contains(&title_key(t))).collect();
                if let Some(first) = missing.first() {
                    let more = if missing.len() > 1 { format!("等{}条", missing.len()) } else { String::new() };
                    told.push(format!(
                        "{}{more}在{}上还没有登记，{}按那里的作品计：表里加一列“{}”，已播出的填 √，或在模板里各加一行",
                        quoted(&clip(first, 20)),
                        primary.name,
                        target.label,
                        primary.name
                    ));
                }
            }
        }
        Ok(told)
    }
}

/// Targets of works that are to be re-posted: how they are counted, and where they are to be re-posted.
fn reposted(campaign: &Campaign) -> impl Iterator<Item = (&Target, &Tally, Vec<&ChannelId>)> {
    campaign.targets.iter().filter_map(|t| {
        let Spec::Repost { of, channels, .. } = &t.spec else { return None };
        let target = campaign.targets.iter().find(|o| o.id == *of)?;
        let Spec::Tally(tally) = &target.spec else { return None };
        Some((target, tally, channels.iter().collect()))
    })
}
