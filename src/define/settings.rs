//! Limits used in judging: `seeds/settings.toml`. Defaults that the department may change, never constants in code.

use serde::Deserialize;

/// All limits.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// Always 1.
    pub format_version: u32,
    /// Counting rules 4 and 5.
    pub fold: Fold,
    /// Counting rule 3.
    pub mode_check: ModeCheck,
    /// Counting rule 12.
    pub verdict: Verdicts,
    /// Counting rule 15.
    pub weeks: Weeks,
    /// Counting rule 16.
    pub forecast: Forecasts,
    /// Counting rule 10.
    pub end_of_term: EndOfTerm,
    /// Jumps.
    pub anomaly: Anomaly,
}

/// When a fall or a disagreement becomes a question. Both bounds must be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fold {
    /// Per cent of the value before.
    pub fall_percent: u64,
    /// Events.
    pub fall_min: u64,
    /// Per cent of the larger value.
    pub disagreement_percent: u64,
    /// Events.
    pub disagreement_min: u64,
    /// Likes above this share of the plays of the same row are asked about. Unit: per cent.
    pub likes_percent: u64,
    /// Events.
    pub likes_min: u64,
}

/// When a file looks as if it were in the wrong mode.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ModeCheck {
    /// Series with an earlier reading that are needed to judge.
    pub series_min: usize,
    /// Below this share of the earlier reading a series counts as low. Unit: per cent.
    pub below_percent: u64,
}

/// Where one verdict ends and the next begins.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdicts {
    /// Share of pace from which it is 预警 and no longer 滞后. Unit: per cent.
    pub warning_percent: i64,
    /// Share of pace from which it is 滞后 and no longer 严重滞后. Unit: per cent.
    pub behind_percent: i64,
    /// At the start of a term nothing is worse than 预警. Unit: days.
    pub grace_days: i32,
    /// Tallies below this are judged by how late the next piece is.
    pub small_tally_below: u64,
    /// Tallies of at most this many pieces are judged by a due date.
    pub due_tally_max: u64,
    /// The due date. Unit: days before the end of the term.
    pub due_days_before_end: i32,
    /// 预警 from this many days before the due date on.
    pub due_warning_days: i32,
    /// An open end counts as at most this many times its floor.
    pub open_end_factor: u64,
    /// N左右: share from which it is 待核实. Unit: per cent.
    pub about_percent: u64,
    /// Missed weeks in a row from which silence makes it 待核实.
    pub silent_weeks: i32,
    /// Channels with at least this share of the sum decide the data date. Unit: per cent.
    pub data_date_share_percent: u64,
    /// Days on display to be made up: up to this share of those demanded it is 预警. Unit: per cent.
    pub display_warning_percent: u64,
    /// Up to this share it is 滞后, above it 严重滞后. Unit: per cent.
    pub display_behind_percent: u64,
    /// Display that has not begun: 预警 for so long after the latest start, then 滞后. Unit: days.
    pub display_late_days: i32,
}

/// When weekly files are due.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weeks {
    /// 1 = Monday.
    pub due_weekday: u32,
    /// `12:00`.
    pub due: String,
    /// `14:30`.
    pub cut_off: String,
}

impl Weeks {
    /// Due time. Unit: seconds after 00:00.
    pub fn due_secs(&self) -> u32 {
        clock_secs(&self.due).unwrap_or(12 * 3600)
    }

    /// Cut-off. Unit: seconds after 00:00.
    pub fn cut_off_secs(&self) -> u32 {
        clock_secs(&self.cut_off).unwrap_or(14 * 3600 + 1800)
    }
}

/// How a forecast is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Forecasts {
    /// Growth is measured in periods of this length. Unit: days.
    pub period_days: i32,
    /// At most so many of the latest periods.
    pub periods_max: i32,
    /// Longest gap between updates of a section. Unit: days.
    pub gap_days_max: i32,
}

/// What counts as final.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EndOfTerm {
    /// Readings this many days after the end count as final once the rule is signed.
    pub final_within_days: i32,
}

/// When a jump becomes a question. Both bounds must be passed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Anomaly {
    /// Times the daily mean of the window before.
    pub jump_factor: u64,
    /// Events.
    pub jump_min: u64,
    /// A work younger than this grows fast by nature. Unit: days.
    pub jump_age_days: i32,
    /// So many times the number before is asked about at any age: another unit may be meant. Settings of earlier programs do not name it.
    #[serde(default = "jump_times")]
    pub jump_times: u64,
    /// So many equal gains in a row are asked about.
    pub equal_gains: usize,
    /// And only gains of at least so many. Unit: events.
    pub equal_gain_min: u64,
}

fn jump_times() -> u64 {
    1_000
}

/// `14:30` in seconds after 00:00.
pub fn clock_secs(text: &str) -> Option<u32> {
    let (h, m) = text.split_once(':')?;
    let (h, m): (u32, u32) = (h.parse().ok()?, m.parse().ok()?);
    (h < 24 && m < 60).then_some(h * 3600 + m * 60)
}
