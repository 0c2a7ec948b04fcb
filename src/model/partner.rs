//! Media partners: what each owes and when.

use crate::base::day::Day;
use crate::base::id::{ChannelId, PartnerId};

/// A media partner.
#[derive(Debug, Clone)]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// An office, never a person.
    pub name: String,
    /// The channels that it reports by file each week.
    pub reports: Vec<ChannelId>,
    /// Weekday on which the weekly file is due, 1 = Monday.
    pub due_weekday: u32,
    /// Seconds after 00:00 Beijing of the due day.
    pub due_secs: u32,
    /// First day from which it owes files; `None`: from the signing date.
    pub from: Option<Day>,
}
