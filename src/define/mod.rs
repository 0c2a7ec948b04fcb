//! Text files → model. Every problem of every file is collected; after this nobody asks whether a field is there.

pub mod calendar;
pub mod check;
pub mod collector;
pub mod export;
pub mod file;
mod seed;
pub mod settings;
pub mod source;
mod target;

use crate::base::diag::{Diagnostic, Place};
use crate::base::digest::Digest;
use crate::base::id::{CampaignId, ChannelId, CollectorId, PartnerId, RuleId};
use crate::base::text::name_key;
use crate::model::channel::Channel;
use crate::model::collector::Collector;
use crate::model::partner::Partner;
use crate::model::programme::{Campaign, Programme, Rule};
use file::Text;
use seed::{RefKind, Reference};
use std::collections::BTreeMap;

pub use calendar::Calendar;
pub use export::{Export, Field, Headers};
pub use settings::Settings;

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
    /// Limits used in judging.
    pub settings: Settings,
    /// Holidays and workdays.
    pub calendar: Calendar,
    /// What columns of our templates and of partners' tables may be called.
    pub headers: Headers,
    /// Signatures of platforms' exports, each from a file of its own.
    pub exports: Vec<Export>,
    /// Collectors in the order of their names.
    pub collectors: Vec<Collector>,
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

/// The seed files that must be there.
const SEEDS: [&str; 7] = ["programme", "settings", "channels", "partners", "rules", "holidays", "headers"];

/// Reads all files. The definitions are there only where nothing is an error; the diagnostics always are.
pub fn load(files: &BTreeMap<String, Vec<u8>>) -> (Option<Definitions>, Vec<Diagnostic>) {
    load_checked(files, |_| Vec::new())
}

/// The same with checks that other layers know how to make.
pub fn load_checked(
    files: &BTreeMap<String, Vec<u8>>,
    check: impl FnOnce(&Definitions) -> Vec<Diagnostic>,
) -> (Option<Definitions>, Vec<Diagnostic>) {
    let mut found = Vec::new();
    let mut texts: BTreeMap<&str, &str> = BTreeMap::new();
    for (path, bytes) in files {
        match std::str::from_utf8(bytes) {
            Ok(text) => drop(texts.insert(path, text)),
            Err(_) => found.push(Diagnostic::error(1001, Place::file(path), "", "UTF-8 文字", "用 UTF-8 编码另存")),
        }
    }
    let definitions = lower(&texts, &mut found);
    found.extend(definitions.as_ref().map(check).unwrap_or_default());
    let order: Vec<String> = files.keys().cloned().collect();
    crate::base::diag::sort(&mut found, &order, &[]);
    let good = !found.iter().any(Diagnostic::is_error);
    (definitions.filter(|_| good), found)
}

/// One seed file, typed. A missing one is a problem of its own.
fn seed<'a, T: serde::de::DeserializeOwned>(
    texts: &BTreeMap<&str, &'a str>,
    path: &'static str,
    found: &mut Vec<Diagnostic>,
) -> Option<(Text<'a>, T)> {
    let text = texts.get(path)?;
    let file = Text { path, text };
    Some((file, file::read(file, found)?))
}

/// A file that has its own reader; its problem, if any, is told like all others.
fn parsed<T>(file: Text<'_>, result: Result<T, toml::de::Error>, found: &mut Vec<Diagnostic>) -> Option<T> {
    result.map_err(|e| found.push(file::explain(file, &e))).ok()
}

fn lower(texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) -> Option<Definitions> {
    for name in SEEDS {
        let path = format!("seeds/{name}.toml");
        if !texts.contains_key(path.as_str()) {
            found.push(Diagnostic::error(1002, Place::file(&path), "", "seeds/ 里必须有这个文件", "从程序自带的一份复制过来"));
        }
    }
    let mut refs: Vec<Reference> = Vec::new();
    let settings = seed::<Settings>(texts, "seeds/settings.toml", found);
    let programme = seed::<seed::RawProgramme>(texts, "seeds/programme.toml", found).map(|(f, r)| r.lower(f, found));
    let channels = seed::<seed::RawChannels>(texts, "seeds/channels.toml", found).map(|(f, r)| r.lower(f, &mut refs, found));
    let rules = seed::<seed::RawRules>(texts, "seeds/rules.toml", found).map(|(f, r)| r.lower(f, found));
    let calendar = seed::<seed::RawHolidays>(texts, "seeds/holidays.toml", found).map(|(f, r)| r.lower(f, found));
    let partners = match (&settings, seed::<seed::RawPartners>(texts, "seeds/partners.toml", found)) {
        (Some((_, s)), Some((f, r))) => Some(r.lower(f, &s.weeks, &mut refs, found)),
        _ => None,
    };
    let headers = texts.get("seeds/headers.toml").and_then(|text| {
        let file = Text { path: "seeds/headers.toml", text };
        parsed(file, export::parse_headers(text), found)
    });
    let mut exports = Vec::new();
    let mut campaigns = Vec::new();
    let mut collectors = Vec::new();
    let mut files = Vec::new();
    for (path, text) in texts {
        let file = Text { path, text };
        files.push(DefinitionFile { path: (*path).to_owned(), digest: Digest::of(text.as_bytes()), text: (*text).to_owned() });
        if let Some(stem) = path.strip_prefix("targets/").and_then(|p| p.strip_suffix(".toml")).filter(|s| !s.contains('/')) {
            if let Some(raw) = file::read::<target::RawCampaign>(file, found) {
                campaigns.push(raw.lower(stem, file, &mut refs, found));
            }
        } else if let Some(stem) = path.strip_prefix("collectors/").and_then(|p| p.strip_suffix(".toml")).filter(|s| !s.contains('/')) {
            if let Some(raw) = file::read::<collector::RawCollector>(file, found) {
                collectors.extend(raw.lower(stem, file, found));
            }
        } else if let Some(stem) = path.strip_prefix("seeds/exports/").and_then(|p| p.strip_suffix(".toml")) {
            exports.extend(parsed(file, export::parse_export(stem, text), found));
        } else if path.starts_with("seeds/") && !SEEDS.iter().any(|s| *path == format!("seeds/{s}.toml")) {
            found.push(Diagnostic::warning(1002, file.whole(), path, &SEEDS.join("、"), "删去或改名：程序不读这个文件"));
        }
    }
    campaigns.sort_by_key(|c| c.number);
    let definitions = Definitions {
        programme: programme?,
        campaigns,
        channels: channels?,
        partners: partners?,
        rules: rules?,
        settings: settings?.1,
        calendar: calendar?,
        headers: headers?,
        exports,
        collectors,
        files,
    };
    resolve(&definitions, refs, found);
    check::all(&definitions, texts, found);
    Some(definitions)
}

/// Every reference to something that does not exist becomes its diagnostic.
fn resolve(defs: &Definitions, refs: Vec<Reference>, found: &mut Vec<Diagnostic>) {
    for r in refs {
        let known = match r.kind {
            // A file that could not be read has its own diagnostics; what refers to it is right.
            RefKind::Campaign => defs.files.iter().any(|f| f.path == format!("targets/{}.toml", r.id)),
            RefKind::Channel => defs.channels.iter().any(|c| c.id.as_str() == r.id),
            RefKind::Partner => defs.partners.iter().any(|c| c.id.as_str() == r.id),
            RefKind::Collector => defs.files.iter().any(|f| f.path == format!("collectors/{}.toml", r.id)),
            RefKind::Rule => defs.rules.iter().any(|c| c.id.as_str() == r.id),
        };
        if !known {
            found.push(r.diagnostic);
        }
    }
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

    /// The collector with an id.
    pub fn collector(&self, id: &CollectorId) -> Option<&Collector> {
        self.collectors.iter().find(|c| c.id == *id)
    }

    /// The campaign that somebody means by an id, a number or a name.
    pub fn find_campaign(&self, text: &str) -> Option<&Campaign> {
        let wanted = name_key(text);
        let named = |name: &str| name_key(name) == wanted;
        let numbered = |c: &Campaign| [c.number.to_string(), format!("p{:02}", c.number)].contains(&wanted);
        self.campaigns.iter().find(|c| c.id.as_str() == wanted || numbered(c) || named(&c.name) || named(&c.short_name))
    }

    /// The channels that somebody means by an id, a name or a synonym, inside a campaign where one is given. Several: ambiguous.
    pub fn find_channels(&self, text: &str, campaign: Option<&CampaignId>) -> Vec<&Channel> {
        let wanted = name_key(text);
        self.channels
            .iter()
            .filter(|c| campaign.is_none_or(|id| c.campaign == *id))
            .filter(|c| c.id.as_str() == wanted || name_key(&c.name) == wanted || c.synonyms.iter().any(|s| name_key(s) == wanted))
            .collect()
    }

    /// The channels of a campaign.
    pub fn channels_of<'a>(&'a self, campaign: &'a CampaignId) -> impl Iterator<Item = &'a Channel> {
        self.channels.iter().filter(move |c| c.campaign == *campaign)
    }
}
