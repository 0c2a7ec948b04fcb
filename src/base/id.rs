//! Names of things: slugs for what people define in files, numbers for what the ledger hands out.

use std::fmt;
use std::sync::Arc;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Takes the text as it is; files are checked by `define`.
            pub fn new(text: &str) -> Self {
                Self(Arc::from(text))
            }

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// A campaign: the stem of its file in `targets/` (`p08_tv`).
    CampaignId
);
text_id!(
    /// A channel of a campaign (`jingshi_news`).
    ChannelId
);
text_id!(
    /// A counting rule (`CR-01`).
    RuleId
);
text_id!(
    /// A target inside its campaign (`contacts`).
    TargetId
);
text_id!(
    /// A media partner (`hunan_jingshi`).
    PartnerId
);

text_id!(
    /// A collector: the stem of its file in `collectors/` (`mgtv_episodes`).
    CollectorId
);

macro_rules! number_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub i64);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

number_id!(
    /// A placement in the ledger.
    PlacementId
);
number_id!(
    /// One import command, one undo.
    ImportId
);

/// Whether a text may be an id in a file: lower-case letters, digits and `_`, starting with a letter, 2–40 characters.
pub fn is_slug(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
}
