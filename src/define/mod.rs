//! Text files → model. Every problem of every file is collected; after this nobody asks whether a field is there.

pub mod calendar;
pub mod export;

use crate::base::digest::Digest;
use crate::base::id::{CampaignId, ChannelId, PartnerId, RuleId};
use crate::model::channel::Channel;
use crate::model::partner::Partner;
use crate::model::programme::{Campaign, Programme, Rule};
use std::collections::BTreeMap;

pub use calendar::Calendar;
pub use export::{Export, Field, Headers};

/// All definition files, checked. Immutable; handed to every step.
#[derive(Debug, Clone)]
pub struct Definitions {
    /// The plan.
    pub programme: Programme,
    /// Campaigns by number.
    pub campaigns: Vec<Campaign>,
    /// Channels in the order of their file.
    pub channels: Vec<Channel>,
    /// Partners in the order of their file.
    pub partners: Vec<Partner>,
    /// Counting rules in the order of their file.
    pub rules: Vec<Rule>,
    /// Holidays and workdays.
    pub calendar: Calendar,
    /// What columns of our templates and of partners' tables may be called.
    pub headers: Headers,
    /// Signatures of platforms' exports, each from a file of its own.
    pub exports: Vec<Export>,
    /// Every file read: path inside the folder, digest, text.
    pub files: Vec<DefinitionFile>,
}

/// One definition file as it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DefinitionFile {
    /// `targets/p08_tv.toml`.
    pub path: String,
    /// Of its text.
    pub digest: Digest,
    /// Its text.
    pub text: String,
}

impl Definitions {
    /// The campaign with an id.
    pub fn campaign(&self, id: &CampaignId) -> Option<&Campaign> {
        self.campaigns.iter().find(|c| c.id == *id)
    }

    /// The channel with an id.
    pub fn channel(&self, id: &ChannelId) -> Option<&Channel> {
        self.channels.iter().find(|c| c.id == *id)
    }

    /// The partner with an id.
    pub fn partner(&self, id: &PartnerId) -> Option<&Partner> {
        self.partners.iter().find(|p| p.id == *id)
    }

    /// The rule with an id.
    pub fn rule(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.iter().find(|r| r.id == *id)
    }

    /// The campaign that somebody means by an id, a number or a name.
    pub fn find_campaign(&self, text: &str) -> Option<&Campaign> {
        let wanted = crate::base::text::fold(text);
        self.campaigns.iter().find(|c| {
            c.id.as_str() == wanted
                || c.number.to_string() == wanted
                || crate::base::text::fold(&c.name) == wanted
                || crate::base::text::fold(&c.short_name) == wanted
        })
    }

    /// The channels that somebody means by an id, a name or a synonym, inside a campaign where one is given. Several: ambiguous.
    pub fn find_channels(&self, text: &str, campaign: Option<&CampaignId>) -> Vec<&Channel> {
        let wanted = crate::base::text::fold(text);
        self.channels
            .iter()
            .filter(|c| campaign.is_none_or(|id| c.campaign == *id))
            .filter(|c| {
                c.id.as_str() == wanted
                    || crate::base::text::fold(&c.name) == wanted
                    || c.synonyms.iter().any(|s| crate::base::text::fold(s) == wanted)
            })
            .collect()
    }

    /// The channels of a campaign.
    pub fn channels_of<'a>(&'a self, campaign: &'a CampaignId) -> impl Iterator<Item = &'a Channel> {
        self.channels.iter().filter(move |c| c.campaign == *campaign)
    }

    /// Path and digest of every file, in order of path.
    pub fn digests(&self) -> BTreeMap<&str, Digest> {
        self.files.iter().map(|f| (f.path.as_str(), f.digest)).collect()
    }
}
