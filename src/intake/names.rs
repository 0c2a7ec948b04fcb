//! Which channel or campaign a word in a file means. Inside one campaign; several answers are no answer.

use crate::base::id::CampaignId;
use crate::base::text::{fold, name_key};
use crate::define::Definitions;
use crate::model::channel::Channel;
use std::collections::BTreeSet;

/// Position of a channel in [`Definitions::channels`].
pub(super) type ChannelIndex = usize;

/// What a word may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One channel.
    One(ChannelIndex),
    /// Several, so none.
    Several,
    /// No channel.
    Nothing,
}

/// Looks words up, folded once.
#[derive(Debug)]
pub(super) struct Names<'a> {
    defs: &'a Definitions,
    /// Folded word, channel, how strong: 0 full name or synonym, 1 column word or platform.
    words: Vec<(String, ChannelIndex, u8)>,
}

impl<'a> Names<'a> {
    pub(super) fn new(defs: &'a Definitions) -> Self {
        let mut words = Vec::new();
        for (i, c) in defs.channels.iter().enumerate() {
            words.push((c.id.as_str().to_owned(), i, 0));
            words.push((name_key(&c.name), i, 0));
            words.extend(c.synonyms.iter().map(|s| (name_key(s), i, 0)));
            words.extend(c.column_names.iter().map(|s| (name_key(s), i, 1)));
            words.push((name_key(&c.platform), i, 2));
        }
        words.retain(|(w, _, _)| !w.is_empty());
        Self { defs, words }
    }

    pub(super) fn channel(&self, index: ChannelIndex) -> Option<&'a Channel> {
        self.defs.channels.get(index)
    }

    pub(super) fn position(&self, id: &crate::base::id::ChannelId) -> Option<ChannelIndex> {
        self.defs.channels.iter().position(|c| c.id == *id)
    }

    fn inside(&self, index: ChannelIndex, campaign: Option<&CampaignId>) -> bool {
        campaign.is_none_or(|id| self.channel(index).is_some_and(|c| c.campaign == *id))
    }

    /// The channel that a whole cell or header names. Column words and platforms count inside a known campaign alone.
    pub(super) fn exact(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        let wanted = name_key(text);
        for strength in 0..=2 {
            if strength > 0 && campaign.is_none() {
                break;
            }
            let hits: BTreeSet<ChannelIndex> = (self.words.iter())
                .filter(|(w, i, s)| *s == strength && *w == wanted && self.inside(*i, campaign))
                .map(|(_, i, _)| *i)
                .collect();
            match hits.len() {
                0 => {}
                1 => return hits.first().map_or(Meaning::Nothing, |i| Meaning::One(*i)),
                _ => return Meaning::Several,
            }
        }
        Meaning::Nothing
    }

    /// Whether a header may be a channel's, in whatever campaign.
    pub(super) fn is_channel_word(&self, text: &str) -> bool {
        let wanted = name_key(text);
        self.words.iter().any(|(w, _, _)| *w == wanted)
    }

    /// The channel that a sentence (title row, name of a sheet or file) names somewhere.
    pub(super) fn inside_text(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        let text = name_key(text);
        let mut hits: Vec<(usize, usize, ChannelIndex, u8)> = Vec::new();
        for (word, i, strength) in &self.words {
            let weak = *strength > 0 && campaign.is_none();
            if weak || word.chars().count() < 2 || !self.inside(*i, campaign) || self.channel(*i).is_some_and(|c| c.apart) {
                continue;
            }
            hits.extend(text.match_indices(word.as_str()).map(|(at, _)| (at, at + word.len(), *i, *strength)));
        }
        // The longest word decides, and of equal ones a name before a column's word, that before the platform.
        let beaten = |a: &(usize, usize, ChannelIndex, u8)| {
            hits.iter().any(|b| b.0 <= a.0 && a.1 <= b.1 && (b.1 - b.0 > a.1 - a.0 || ((b.0, b.1) == (a.0, a.1) && b.3 < a.3)))
        };
        let longest: Vec<&(usize, usize, ChannelIndex, u8)> = hits.iter().filter(|a| !beaten(a)).collect();
        // "湖南经视_抖音" names the account 湖南经视抖音号, not the programme beside it.
        let kept: BTreeSet<ChannelIndex> = (longest.iter())
            .filter(|a| {
                let word = text.get(a.0..a.1).unwrap_or_default();
                !longest.iter().any(|b| {
                    b.2 != a.2 && self.channel(b.2).is_some_and(|c| name_key(&c.name).contains(word)) && !self.same_word(word, b.2)
                })
            })
            .map(|a| a.2)
            .collect();
        match kept.len() {
            0 if longest.is_empty() => Meaning::Nothing,
            1 => kept.first().map_or(Meaning::Nothing, |i| Meaning::One(*i)),
            _ => Meaning::Several,
        }
    }

    /// Whether a word names a channel by itself.
    fn same_word(&self, word: &str, index: ChannelIndex) -> bool {
        self.words.iter().any(|(w, i, _)| *i == index && w == word)
    }

    /// Splits `抖音播放量` into a channel and the rest.
    pub(super) fn prefix(&self, header: &str, campaign: Option<&CampaignId>) -> Vec<(Meaning, String)> {
        let text = name_key(header);
        let mut lengths: Vec<&str> = (self.words.iter())
            .filter(|(w, i, _)| text.starts_with(w.as_str()) && w.len() < text.len() && self.inside(*i, campaign))
            .map(|(w, _, _)| w.as_str())
            .collect();
        lengths.sort_by_key(|w| std::cmp::Reverse(w.len()));
        lengths.dedup();
        (lengths.into_iter())
            .map(|w| {
                let rest = text
                    .strip_prefix(w)
                    .unwrap_or_default()
                    .trim_start_matches(['号', '-', '_', '—', ':', '·', '的', '(', '/', '平', '台']);
                (self.exact(w, campaign), rest.trim_end_matches(')').to_owned())
            })
            .collect()
    }

    /// The campaign that a sentence names by its name, its marks or its partner.
    pub(super) fn campaign_in(&self, text: &str) -> Option<CampaignId> {
        let text = fold(text);
        let mut best: Vec<(usize, &CampaignId)> = Vec::new();
        for c in &self.defs.campaigns {
            let partner = c.partner.as_ref().and_then(|p| self.defs.partner(p)).map(|p| p.name.as_str());
            let names = [Some(c.id.as_str()), Some(c.name.as_str()), Some(c.short_name.as_str()), partner];
            let quoted = c.name.split(['“', '”']).nth(1).filter(|q| q.chars().count() >= 5);
            let hit = (names.into_iter().flatten().chain(quoted))
                .map(fold)
                .filter(|n| n.chars().count() >= 4 && text.contains(n.as_str()))
                .map(|n| n.len())
                .max();
            best.extend(hit.map(|len| (len, &c.id)));
        }
        let longest = best.iter().map(|b| b.0).max()?;
        let mut top = best.iter().filter(|b| b.0 == longest);
        let one = top.next()?.1.clone();
        top.next().is_none().then_some(one)
    }

    /// Names of channels nearest to a word that names none, for its remedy.
    pub(super) fn nearest(&self, text: &str, campaign: Option<&CampaignId>) -> Vec<&'a str> {
        let wanted: BTreeSet<char> = fold(text).chars().collect();
        let mut ranked: Vec<(usize, usize, &str)> = (self.defs.channels.iter().enumerate())
            .filter(|(i, _)| self.inside(*i, campaign))
            .map(|(i, c)| {
                let shared = fold(&c.name).chars().filter(|ch| wanted.contains(ch)).count();
                (usize::MAX - shared, i, c.name.as_str())
            })
            .collect();
        ranked.sort_unstable();
        ranked.dedup_by_key(|r| r.2);
        ranked.into_iter().take(4).map(|r| r.2).collect()
    }
}
