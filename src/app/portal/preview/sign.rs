//! The sign of what a preview showed: a file goes in only as somebody saw that it would.

use super::Preview;
use crate::app::submit::Weighed;
use crate::base::digest::Hasher;
use crate::base::id::{ChannelId, PlacementId};
use crate::model::fact::AnswerFact;

/// Hexadecimal digits of a sign.
const DIGITS: usize = 16;

/// The sign of what each row does, of the numbers that it is compared with, of what is said of it and ticked beside it, of which works belong
/// and what every target would come to.
pub(in crate::app::portal) fn sign(weighed: &Weighed, said: &[(ChannelId, AnswerFact)], preview: Option<&Preview>) -> String {
    let mut hasher = Hasher::default();
    for (row, change) in weighed.read.iter().flat_map(|r| &r.changes) {
        hasher.update(format!("{}:{}:{change:?};", row.sheet, row.row).as_bytes());
    }
    let mut known: Vec<PlacementId> = weighed.atlas.earlier.keys().copied().collect();
    known.sort_unstable();
    for reading in known.iter().filter_map(|p| weighed.atlas.earlier.get(p)).flat_map(|t| &t.readings) {
        // Readings never change: their names are enough.
        hasher.update(format!("{:?};", reading.id).as_bytes());
    }
    hasher.update(format!("{:?}{said:?}{preview:?}", weighed.receipt.found).as_bytes());
    hasher.finish().to_string().chars().take(DIGITS).collect()
}
