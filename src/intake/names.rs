//! Which channel or campaign a word in a file means. Inside one campaign; several answers are no answer.

use super::around;
use crate::base::id::CampaignId;
use crate::base::text::{fold, name_key};
use crate::define::Definitions;
use crate::model::channel::Channel;
use std::collections::BTreeSet;

/// Behind the name of a platform these say what a work was made as, not where it is counted.
const OF_A_WORK: [&str; 4] = ["节目", "栏目", "专题片", "系列片"];

/// Position of a channel in [`Definitions::channels`].
pub(super) type ChannelIndex = usize;

/// What a word may mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One channel.
    One(ChannelIndex),
    /// Several, or somebody whose name only holds a channel's: so none.
    Several,
    /// No channel.
    Nothing,
}

/// Looks words up, folded once.
#[derive(Debug)]
pub(super) struct Names<'a> {
    defs: &'a Definitions,
    /// Folded word, channel, how strong: 0 full name or synonym, 1 column word, 2 platform.
    words: Vec<(String, ChannelIndex, u8)>,
    /// Names of campaigns as they stand in titles, folded: 抖音 in them is no channel. Longest first.
    campaigns: Vec<String>,
}

/// Where a word of a channel stands in a text.
#[derive(Debug, Clone, Copy)]
struct Hit {
    from: usize,
    to: usize,
    channel: ChannelIndex,
    strength: u8,
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
        let long = |name: &String| name.chars().count() >= 5;
        let of = |name: &str| {
            let theme = name.split_once('“').and_then(|(_, rest)| rest.split_once('”'));
            let behind = theme.filter(|_| name.starts_with('“')).map(|t| t.1);
            [Some(name), theme.map(|t| t.0), behind].into_iter().flatten().map(name_key).collect::<Vec<_>>()
        };
        let mut campaigns: Vec<String> = defs.campaigns.iter().flat_map(|c| of(&c.name)).filter(long).collect();
        campaigns.retain(|c| !words.iter().any(|(w, _, s)| *s == 0 && w == c));
        campaigns.sort_by_key(|c| std::cmp::Reverse(c.len()));
        Self { defs, words, campaigns }
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

    /// The channel of an account on a platform, in two cells of either order: 抖音 and 湖南应急.
    pub(super) fn of_account(&self, platform: &str, account: &str, campaign: Option<&CampaignId>) -> Meaning {
        for whole in [format!("{account}{platform}"), format!("{platform}{account}")] {
            if let Meaning::One(i) = self.exact(&whole, campaign) {
                return Meaning::One(i);
            }
        }
        for one in [platform, account] {
            match self.exact(one, campaign) {
                Meaning::One(i) if self.channel(i).is_some_and(|c| c.apart) => return Meaning::One(i),
                _ => {}
            }
        }
        self.inside_text(&format!("{account} {platform}"), campaign)
    }

    /// The account that brackets behind a platform name: 湖南应急 in 抖音（湖南应急）.
    pub(super) fn in_brackets(&self, platform: &str, inside: &str, campaign: Option<&CampaignId>) -> Option<ChannelIndex> {
        let account = name_key(inside);
        if account.chars().count() < 2 || campaign.is_none() {
            return None;
        }
        let Meaning::One(i) = self.of_account(platform, inside, campaign) else { return None };
        self.channel(i).filter(|c| name_key(&c.name).contains(&account)).map(|_| i)
    }

    /// Whether a word is this channel's.
    pub(super) fn means(&self, word: &str, channel: ChannelIndex, campaign: Option<&CampaignId>) -> bool {
        self.exact(word, campaign) == Meaning::One(channel)
    }

    /// Whether a text holds a word of a channel or partner, or the house that a channel's name begins with: 湖南应急, 湖南人社.
    pub(super) fn is_house(&self, text: &str) -> bool {
        let key = name_key(text);
        let word = |(w, i, _): &(String, ChannelIndex, u8)| {
            let platform = self.channel(*i).map(|c| name_key(&c.platform)).unwrap_or_default();
            let house = w.trim_end_matches('号').replace(&platform, "");
            w.chars().count() > 1 && key.contains(w.as_str()) || house.chars().count() > 2 && key.contains(&house)
        };
        self.words.iter().any(word) || self.defs.partners.iter().any(|p| key.contains(&name_key(&p.name)))
    }

    /// Whether a header may be a channel's, in whatever campaign.
    pub(super) fn is_channel_word(&self, text: &str) -> bool {
        let wanted = name_key(text);
        self.words.iter().any(|(w, _, _)| *w == wanted)
    }

    /// The channel that a sentence (title row, name of a sheet or file) names somewhere. A name that is only part of another's is none.
    pub(super) fn inside_text(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        self.located(text, campaign).0
    }

    /// The same in a title row or the name of a file, where a partner writes its own name whatever the table holds: 湖南经视 alone says
    /// nothing there, 湖南经视抖音 and 新湖南客户端 do.
    pub(super) fn inside_title(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        let key = name_key(text);
        let full = || self.words.iter().filter(|(_, i, s)| *s == 0 && self.inside(*i, campaign));
        let house = |word: &str, i: ChannelIndex| {
            let says_platform = self.channel(i).is_none_or(|c| word.contains(&name_key(&c.platform)));
            !says_platform && self.defs.partners.iter().any(|p| name_key(&p.name).contains(word))
        };
        let named: Vec<&str> = full().map(|(w, _, _)| w.as_str()).filter(|w| key.contains(w)).collect();
        // 新湖南 in 新湖南客户端 is part of that name.
        let part = |word: &str| named.iter().any(|n| n.len() > word.len() && n.contains(word));
        let own: Vec<&str> =
            full().filter(|(w, i, _)| key.contains(w.as_str()) && !part(w) && house(w, *i)).map(|(w, _, _)| w.as_str()).collect();
        let rest = own.iter().fold(key.clone(), |rest, word| rest.replace(word, " "));
        match self.located(&rest, campaign) {
            // 新湖南抖音 is not the 抖音 of 湖南人社.
            (Meaning::One(i), _) if !own.is_empty() && !self.is_of_house(i, &own) => Meaning::Several,
            (meaning, _) => meaning,
        }
    }

    /// Whether a channel has a house's name in its own: 国际在线抖音号 that of 国际在线湖南频道.
    fn is_of_house(&self, channel: ChannelIndex, house: &[&str]) -> bool {
        let names = || self.words.iter().filter(|(_, _, s)| *s == 0).map(|(w, _, _)| w.as_str());
        let of_house = |word: &str| word.chars().count() >= 3 && house.iter().any(|h| h.contains(word));
        let own = self.words.iter().filter(|(_, i, s)| *i == channel && *s == 0);
        own.map(|(w, _, _)| w).any(|w| names().any(|n| of_house(n) && w.contains(n)))
    }

    /// Whether a text names one of these channels.
    pub(super) fn names_one_of(&self, text: &str, campaign: Option<&CampaignId>, channels: &[ChannelIndex]) -> bool {
        matches!(self.inside_text(text, campaign), Meaning::One(i) if channels.contains(&i))
    }

    /// Whether a header names a channel by its platform or column's word, not by its full name or a synonym.
    pub(super) fn says_platform(&self, header: &str, channel: ChannelIndex) -> bool {
        let key = name_key(header);
        let says = |full: bool| self.words.iter().any(|(w, i, s)| *i == channel && (*s == 0) == full && key.contains(w.as_str()));
        says(false) && !says(true)
    }

    /// The channels of a campaign on the platform of one of them, each with what its name says besides: 湖南应急.
    pub(super) fn on_platform_of(&self, channel: ChannelIndex) -> Vec<(ChannelIndex, String)> {
        let Some(one) = self.channel(channel) else { return Vec::new() };
        let alike = |c: &Channel| c.campaign == one.campaign && c.platform == one.platform && !c.apart;
        let besides = |c: &Channel| name_key(&c.name).replace(&name_key(&c.platform), "").trim_end_matches('号').to_owned();
        self.defs.channels.iter().enumerate().filter(|(_, c)| alike(c)).map(|(i, c)| (i, besides(c))).collect()
    }

    /// The channel of a cell in a column of channels: its name, or one with nothing strange around it, as in 湖南经视官方抖音号.
    pub(super) fn of_cell(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        match self.exact(text, campaign) {
            Meaning::Nothing => match self.located(text, campaign) {
                (Meaning::One(i), true) => Meaning::One(i),
                _ => Meaning::Nothing,
            },
            known => known,
        }
    }

    /// The same in a column of accounts, where 国际在线新闻 is @国际在线新闻, and 国际在线 may be the site or the account.
    pub(super) fn of_at(&self, text: &str, campaign: Option<&CampaignId>) -> Meaning {
        match (self.of_cell(text, campaign), self.exact(&format!("@{text}"), campaign)) {
            (known, Meaning::Nothing) => known,
            (Meaning::One(own), Meaning::One(account)) if own != account => Meaning::Several,
            (_, account) => account,
        }
    }

    /// The channel named in a text, and whether all around its name is neutral.
    fn located(&self, text: &str, campaign: Option<&CampaignId>) -> (Meaning, bool) {
        let mut text = name_key(text);
        for name in &self.campaigns {
            text = text.replace(name.as_str(), " ");
        }
        let hits = self.hits(&text, campaign);
        // The longest word decides, and of equal ones a name before a column's word, that before the platform.
        let beaten = |a: &Hit| {
            hits.iter().any(|b| {
                b.from <= a.from
                    && a.to <= b.to
                    && (b.to - b.from > a.to - a.from || ((b.from, b.to) == (a.from, a.to) && b.strength < a.strength))
            })
        };
        let longest: Vec<Hit> = hits.iter().filter(|a| !beaten(a)).copied().collect();
        // "湖南经视_抖音" names the account 湖南经视抖音号, not the programme beside it.
        let kept: Vec<Hit> = (longest.iter())
            .filter(|a| {
                let word = text.get(a.from..a.to).unwrap_or_default();
                !longest.iter().any(|b| {
                    let holds = || self.channel(b.channel).is_some_and(|c| name_key(&c.name).contains(word));
                    b.channel != a.channel && holds() && !self.same_word(word, b.channel)
                })
            })
            .copied()
            .collect();
        let Some(first) = kept.first().or(longest.first()) else {
            let somebody = campaign.is_some() && around::names_account(&text);
            return (if somebody { Meaning::Several } else { Meaning::Nothing }, false);
        };
        if kept.is_empty() || kept.iter().any(|h| h.channel != first.channel) {
            return (Meaning::Several, false);
        }
        let around = around_hits(&text, &longest);
        let strange = around::strange(&around);
        if kept.iter().any(|h| h.strength == 0) {
            let meaning = if around::names_another(&around) { Meaning::Several } else { Meaning::One(first.channel) };
            return (meaning, strange.is_empty());
        }
        if strange.is_empty() {
            return (Meaning::One(first.channel), true);
        }
        // 应急_抖音: of the channels on 抖音 the one whose name has the rest too.
        let whole = |c: &Channel| strange.iter().all(|piece| name_key(&c.name).contains(piece.as_str()));
        let at = |h: &&Hit| kept.iter().any(|k| (k.from, k.to) == (h.from, h.to));
        let of: BTreeSet<ChannelIndex> =
            hits.iter().filter(at).filter(|h| self.channel(h.channel).is_some_and(whole)).map(|h| h.channel).collect();
        match of.len() {
            1 => of.first().map_or((Meaning::Several, false), |i| (Meaning::One(*i), true)),
            _ => (Meaning::Several, false),
        }
    }

    /// Whether a text (the name of a sheet) names another channel than this one by its platform: 视频号 is not 抖音, 湖南经视 may hold both.
    pub(super) fn contradicts(&self, text: &str, channel: ChannelIndex, campaign: Option<&CampaignId>) -> bool {
        let Meaning::One(other) = self.inside_text(text, campaign) else { return false };
        let mut key = name_key(text);
        for partner in &self.defs.partners {
            key = key.replace(&name_key(&partner.name), " ");
        }
        // What was made for television is counted elsewhere: 电视节目传播数据.
        let work = |behind: &str| OF_A_WORK.iter().any(|w| behind.starts_with(w));
        let platform = self.channel(other).is_some_and(|c| key.split(name_key(&c.platform).as_str()).skip(1).any(|behind| !work(behind)));
        other != channel && platform
    }

    /// Whether a text names an account of somebody else on a channel's platform: 都市频道抖音 is not the 抖音 of 湖南经视.
    pub(super) fn is_strangers(&self, text: &str, channel: ChannelIndex, campaign: Option<&CampaignId>) -> bool {
        let Some(platform) = self.channel(channel).map(|c| name_key(&c.platform)) else { return false };
        let key = self.campaigns.iter().fold(name_key(text), |key, name| key.replace(name.as_str(), " "));
        let Some((before, _)) = key.split_once(platform.as_str()) else { return false };
        if self.inside_title(text, campaign) != Meaning::Several {
            return false;
        }
        let own = self.on_platform_of(channel);
        let strange = around::strange(before);
        // Right before the platform's word, with nothing between them.
        let last = strange.last().filter(|piece| before.ends_with(piece.as_str()));
        last.is_some_and(|piece| !own.iter().any(|(_, name)| name.contains(piece.as_str()) || piece.contains(name.as_str())))
    }

    fn hits(&self, text: &str, campaign: Option<&CampaignId>) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (word, channel, strength) in &self.words {
            let weak = *strength > 0 && campaign.is_none();
            let apart = self.channel(*channel).is_some_and(|c| c.apart);
            if weak || word.chars().count() < 2 || !self.inside(*channel, campaign) || apart {
                continue;
            }
            let at = text.match_indices(word.as_str());
            hits.extend(at.map(|(from, _)| Hit { from, to: from + word.len(), channel: *channel, strength: *strength }));
        }
        hits
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
        // What has counts stands before what is estimated.
        let mut ranked: Vec<(usize, bool, usize, &str)> = (self.defs.channels.iter().enumerate())
            .filter(|(i, _)| self.inside(*i, campaign))
            .map(|(i, c)| {
                let shared = fold(&c.name).chars().filter(|ch| wanted.contains(ch)).count();
                (usize::MAX - shared, is_broadcast(c), i, c.name.as_str())
            })
            .collect();
        ranked.sort_unstable();
        ranked.dedup_by_key(|r| r.3);
        ranked.into_iter().take(4).map(|r| r.3).collect()
    }

    /// Where works of outlets go that a campaign has not registered: 其他媒体.
    pub(super) fn for_others(&self, campaign: Option<&CampaignId>) -> Option<&'a str> {
        let campaign = campaign?;
        self.defs.channels.iter().find(|c| c.apart && c.campaign == *campaign).map(|c| c.name.as_str())
    }
}

/// Whether nobody counts who sees or hears a work on a channel.
pub(super) fn is_broadcast(channel: &Channel) -> bool {
    matches!(channel.platform.as_str(), "电视" | "广播")
}

/// A text without the words of channels in it.
fn around_hits(text: &str, hits: &[Hit]) -> String {
    (text.char_indices()).map(|(at, c)| if hits.iter().any(|h| (h.from..h.to).contains(&at)) { ' ' } else { c }).collect()
}
