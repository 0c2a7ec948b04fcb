//! What one file says, before anything is stored: `intake` makes it, `app` compares and stores it.

use super::channel::WorkKind;
use super::metric::{Metric, Values};
use super::reading::Source;
use crate::base::count::Count;
use crate::base::day::{Day, Moment, Week};
use crate::base::diag::Diagnostic;
use crate::base::id::{CampaignId, ChannelId};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What somebody said of a file when sending it; everything optional.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    /// For this campaign.
    pub campaign: Option<CampaignId>,
    /// For this channel.
    pub channel: Option<ChannelId>,
    /// The numbers hold at 24:00 of this day.
    pub as_of: Option<Day>,
    /// Cumulative or increment, said outright.
    pub mode: Option<Mode>,
    /// The statistical week on whose page it was handed in; a week that the file itself names stands before it.
    pub week: Option<Week>,
    /// A partner sent it: what it says of 展示 is the partner's certificate, not a check of ours.
    pub by_partner: bool,
}

/// Whether numbers run from the start or cover a period (counting rule 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// 累计.
    Cumulative,
    /// 增量.
    Increment,
}

/// An option without which a file cannot be placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// `--campaign`.
    Campaign,
    /// `--channel`.
    Channel,
    /// `--as-of`.
    AsOf,
}

/// One file read. What is good stands here, what is not in `found`; nothing is dropped silently.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// `template`, `wide`, `douyin-works`, `presence` …; empty where the file was refused before that was known.
    pub kind: String,
    /// `UTF-8`, `GB18030`, `UTF-16LE`, `XLSX`, `XLS`, `HTML` …
    pub encoding: String,
    /// Data rows seen, total rows not among them.
    pub rows: u32,
    /// Rows refused by an error.
    pub refused: u32,
    /// Rows that look like totals: checked, never added.
    pub totals_skipped: u32,
    /// Whether the file came as a template or table made for the campaign (rule 6), not as an account's export.
    pub made_for_campaign: bool,
    /// The works that the rows are about, each once.
    pub items: Vec<Item>,
    /// The numbers.
    pub readings: Vec<DraftReading>,
    /// Rows of 展示记录.
    pub presence: Vec<PresenceRow>,
    /// Rows of 播出记录.
    pub airings: Vec<AiringRow>,
    /// Rows of 成果登记.
    pub records: Vec<RecordRow>,
    /// Rows of 培训登记.
    pub trainings: Vec<TrainingRow>,
    /// The partner's own sums.
    pub totals: Vec<TotalRow>,
    /// What was inferred and from where, shown first in a dry run.
    pub inferred: Vec<String>,
    /// Everything there is to say about the file.
    pub found: Vec<Diagnostic>,
    /// Options that the file needs and that nobody gave; then nothing else of it is used.
    pub needs: Vec<Need>,
    /// The sheets in which they are not said, by position in [`Draft::sheets`].
    pub lacking: Vec<(Need, u16)>,
    /// Sheets in order, for sorting diagnostics.
    pub sheets: Vec<Arc<str>>,
    /// The file calls itself a sample (样例).
    pub sample: bool,
    /// The statistical week that the file names; `None`: the last completed one when it is received.
    pub week: Option<Week>,
}

/// Where a row stands. `sheet` indexes [`Draft::sheets`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RowRef {
    /// Which sheet.
    pub sheet: u16,
    /// The row as a spreadsheet shows it, from 1.
    pub row: u32,
}

/// When a work was published, as precisely as the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Published {
    /// The day.
    pub day: Day,
    /// Seconds after 00:00, where the file says.
    pub secs: Option<u32>,
}

/// 审核状态 of a placement, a dated reading of its own (counting rule 8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Visibility {
    /// 公开.
    Public,
    /// 私密, 仅自己可见, 审核中, 未通过.
    Private,
    /// 已删除, 已下架.
    Deleted,
}

impl Visibility {
    /// Name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Private => "private",
            Self::Deleted => "deleted",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Public, Self::Private, Self::Deleted].into_iter().find(|v| v.name() == name)
    }
}

/// A work on a channel as a file describes it. An empty title with neither id nor URL means the channel as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Which channel.
    pub channel: ChannelId,
    /// Title or caption as written; empty for a channel's total.
    pub title: Arc<str>,
    /// The platform's id, or the URL without query where it identifies the work.
    pub native_id: Option<Arc<str>>,
    /// The link as written.
    pub url: Option<Arc<str>>,
    /// When it was published.
    pub published: Option<Published>,
    /// Length. Unit: seconds.
    pub duration_secs: Option<u32>,
    /// What it is, where the row says.
    pub kind: Option<WorkKind>,
    /// 成果类型 as written.
    pub deliverable: Option<Arc<str>>,
    /// Whether it can be seen; `None`: the file has no such column, which means public.
    pub visibility: Option<Visibility>,
    /// The moment for which this description holds.
    pub at: Moment,
    /// The first row that names it.
    pub row: RowRef,
}

/// The numbers of one row for one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftReading {
    /// Index into [`Draft::items`].
    pub item: u32,
    /// Where it stands.
    pub row: RowRef,
    /// The moment for which the numbers hold.
    pub at: Moment,
    /// First day of the period of an increment.
    pub from: Option<Day>,
    /// Where the numbers come from.
    pub source: Source,
    /// The numbers.
    pub values: Values,
}

/// One row of 展示记录: a period in one state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PresenceRow {
    /// Where.
    pub channel: ChannelId,
    /// First day.
    pub from: Day,
    /// Last day, included.
    pub to: Day,
    /// Place on the page as written.
    pub position: String,
    /// What was seen.
    pub state: PresenceState,
    /// 证明 as written.
    pub proof: String,
    /// Row.
    pub row: RowRef,
}

/// What a check or certificate says of a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PresenceState {
    /// Seen there by a check.
    Shown,
    /// The partner certifies it.
    Certified,
    /// Seen not to be there.
    NotShown,
    /// Nobody could look.
    Unchecked,
}

impl PresenceState {
    /// Name in the ledger.
    pub fn name(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Certified => "certified",
            Self::NotShown => "not_shown",
            Self::Unchecked => "unchecked",
        }
    }

    /// In words.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Shown => "我方所见",
            Self::Certified => "媒体证明",
            Self::NotShown => "没有展示",
            Self::Unchecked => "未核",
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Shown, Self::Certified, Self::NotShown, Self::Unchecked].into_iter().find(|v| v.name() == name)
    }
}

/// One row of 播出记录.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AiringRow {
    /// Where.
    pub channel: ChannelId,
    /// The day.
    pub day: Day,
    /// Seconds after 00:00.
    pub secs: Option<u32>,
    /// 节目 as written.
    pub programme: String,
    /// Planned (false) or aired (true).
    pub aired: bool,
    /// Row.
    pub row: RowRef,
}

/// One row of 成果登记.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordRow {
    /// For which campaign.
    pub campaign: CampaignId,
    /// The day.
    pub day: Day,
    /// 成果名 as written.
    pub deliverable: String,
    /// How many.
    pub quantity: u64,
    /// Title, where one is given.
    pub title: String,
    /// 证明 as written.
    pub proof: String,
    /// Row.
    pub row: RowRef,
}

/// One row of 培训登记.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrainingRow {
    /// For which campaign.
    pub campaign: CampaignId,
    /// The day.
    pub day: Day,
    /// 单位.
    pub enterprise: String,
    /// 人数.
    pub persons: u64,
    /// 学时. Unit: quarter hours of 学时, so that halves stay whole numbers.
    pub hours_x4: Option<u32>,
    /// 线下学时. Unit: as `hours_x4`.
    pub offline_hours_x4: Option<u32>,
    /// Row.
    pub row: RowRef,
}

/// One sum that the partner wrote (合计 row or column), for the bridge (counting rule 18).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TotalRow {
    /// Row.
    pub row: RowRef,
    /// Column letter.
    pub column_letter: String,
    /// The channel of the column, where there is one.
    pub channel: Option<ChannelId>,
    /// Which metric.
    pub metric: Metric,
    /// The moment of its column's numbers; `None`: the rows say theirs.
    pub at: Option<Moment>,
    /// Whether its column holds increments.
    pub increment: bool,
    /// In the file's own total column: the sum of all its contacts, whatever their metric.
    pub across: bool,
    /// A sum of the rows since the one before it, not of the whole table.
    pub subtotal: bool,
    /// What the partner wrote.
    pub written: Count,
    /// The readings that it should be the sum of, as indexes into [`Draft::readings`]; `None`: all of the sheet.
    pub of: Option<Vec<u32>>,
    /// Rows that it is of and that were refused.
    pub refused: u32,
    /// What those rows show in its column, where that can be read: of how many rows, and together.
    pub turned_back: Option<(u32, u64)>,
}

impl Draft {
    /// Keeps some readings alone. What sums are of follows.
    pub fn keep_readings(&mut self, keep: impl Fn(&DraftReading) -> bool) {
        let mut next = 0_u32;
        let mut at: Vec<Option<u32>> = Vec::with_capacity(self.readings.len());
        self.readings.retain(|r| {
            let kept = keep(r);
            at.push(kept.then_some(next));
            next += u32::from(kept);
            kept
        });
        for of in self.totals.iter_mut().filter_map(|t| t.of.as_mut()) {
            *of = of.iter().filter_map(|n| at.get(*n as usize).copied().flatten()).collect();
        }
    }

    /// The rows beside numbers: of 展示, 播出, 成果, 培训.
    pub fn beside(&self) -> impl Iterator<Item = RowRef> + '_ {
        let timed = self.presence.iter().map(|p| p.row).chain(self.airings.iter().map(|a| a.row));
        timed.chain(self.records.iter().map(|r| r.row)).chain(self.trainings.iter().map(|t| t.row))
    }

    /// Leaves out the rows beside numbers that are not wanted.
    pub fn keep_beside(&mut self, wanted: impl Fn(RowRef) -> bool) {
        self.presence.retain(|p| wanted(p.row));
        self.airings.retain(|a| wanted(a.row));
        self.records.retain(|r| wanted(r.row));
        self.trainings.retain(|t| wanted(t.row));
    }

    /// Counts for every sum the rows that it is of and that an error refuses. A sum of other sheets has them there.
    pub fn count_refused(&mut self) {
        let Self { totals, found, sheets, readings, .. } = self;
        let named = |sheet: u16| sheets.get(usize::from(sheet)).map(|s| &**s).filter(|s| !s.is_empty());
        let rows: Vec<RowRef> = totals.iter().filter(|t| t.subtotal).map(|t| t.row).collect();
        for total in totals {
            let of: BTreeSet<u16> = total.of.iter().flatten().filter_map(|n| readings.get(*n as usize)).map(|r| r.row.sheet).collect();
            if !of.is_empty() && !of.contains(&total.row.sheet) {
                let of: BTreeSet<_> = of.into_iter().map(named).collect();
                let errors = found.iter().filter(|d| d.is_error() && of.contains(&d.place.sheet.as_deref()));
                let refused: BTreeSet<_> = errors.filter_map(|d| Some((d.place.sheet.as_deref(), d.place.row?))).collect();
                total.refused = u32::try_from(refused.len()).unwrap_or(u32::MAX);
                continue;
            }
            let sheet = named(total.row.sheet);
            let above = rows.iter().filter(|r| total.subtotal && r.sheet == total.row.sheet && **r < total.row);
            let after = above.map(|r| r.row).max().unwrap_or(0);
            let errors = found.iter().filter(|d| d.is_error() && d.place.sheet.as_deref() == sheet).filter_map(|d| d.place.row);
            let refused: BTreeSet<u32> = errors.filter(|row| after < *row && *row < total.row.row).collect();
            total.refused = u32::try_from(refused.len()).unwrap_or(u32::MAX);
            // A row that was refused for another reason later on holds nobody knows how much.
            total.turned_back = total.turned_back.filter(|(rows, _)| *rows == total.refused);
        }
    }
}

impl TotalRow {
    /// What a reading adds to the sum.
    pub fn counts(&self, values: &Values) -> impl Iterator<Item = Count> {
        let (metric, all) = (self.metric, self.across && self.channel.is_none());
        Metric::ALL.into_iter().filter(move |m| *m == metric || (all && Metric::CONTACTS.contains(m))).filter_map(|m| values.count(m))
    }

    /// Whether a reading has the date and the mode of the total's column.
    pub fn is_like(&self, reading: &DraftReading) -> bool {
        self.at.is_none_or(|at| at == reading.at) && self.increment == reading.from.is_some()
    }
}
