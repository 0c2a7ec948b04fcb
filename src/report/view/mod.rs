//! What is decided about a report before it is painted: serialisable models and our own wire forms. Internal types are never serialised.

mod asked;
mod campaign;
mod check;
mod gains;
mod progress;
mod terminal;
mod week;

pub use asked::QuestionView;
pub(crate) use campaign::unsigned;
pub use campaign::{CampaignView, ChannelView, IN_ANNEX, RepostView, TargetView};
pub use check::{check_json, check_json_of};
pub use gains::campaign_gain;
pub use gains::{GainGroup, GainRow};
pub(crate) use gains::{MISSING, catching_up, gain_text, has_count, held, silence, silence_of, weeks_held};
pub(crate) use progress::estimated;
pub use progress::{ProgressGroup, ProgressRow};
pub use terminal::progress_table;
pub(crate) use week::stage_word;
pub use week::{Line, OtherProject, RuleView, Standing, WeekView};
