//! What is said of a target: shares, verdicts, kinds.

/// A share in 1/10 000 (6 034 is 60.34 %); may be above 10 000.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Share(pub i64);

impl Share {
    /// `part` of `whole`, cut (never rounded up, so that 100 % is only what is reached). `None` for a whole of 0.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        if whole == 0 {
            return None;
        }
        let tenths = u128::from(part) * 10_000 / u128::from(whole);
        i64::try_from(tenths).ok().map(Self)
    }

    /// `60.3%`, cut to one decimal.
    pub fn zh(self) -> String {
        let sign = if self.0 < 0 { "−" } else { "" };
        let tenths = self.0.abs() / 10;
        format!("{sign}{}.{}%", tenths / 10, tenths % 10)
    }

    /// `0.6034`, as JSON wants it.
    pub fn decimal(self) -> String {
        let sign = if self.0 < 0 { "-" } else { "" };
        format!("{sign}{}.{:04}", self.0.abs() / 10_000, self.0.abs() % 10_000)
    }
}

/// What is said about a target or campaign (counting rules 12 and 13).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// 已达标.
    Achieved,
    /// 正常.
    OnTrack,
    /// 预警.
    Warning,
    /// 滞后.
    Behind,
    /// 严重滞后.
    FarBehind,
    /// 待核实.
    ToConfirm,
    /// 未达标 (after the end of the term).
    Missed,
    /// 未开始.
    NotStarted,
}

impl Verdict {
    /// All, in the order in which a report counts them.
    pub const ALL: [Self; 8] =
        [Self::Achieved, Self::OnTrack, Self::Warning, Self::ToConfirm, Self::Behind, Self::FarBehind, Self::Missed, Self::NotStarted];

    /// Name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Achieved => "achieved",
            Self::OnTrack => "on_track",
            Self::Warning => "warning",
            Self::Behind => "behind",
            Self::FarBehind => "far_behind",
            Self::ToConfirm => "to_confirm",
            Self::Missed => "missed",
            Self::NotStarted => "not_started",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Achieved => "已达标",
            Self::OnTrack => "正常",
            Self::Warning => "预警",
            Self::Behind => "滞后",
            Self::FarBehind => "严重滞后",
            Self::ToConfirm => "待核实",
            Self::Missed => "未达标",
            Self::NotStarted => "未开始",
        }
    }
}

/// The kinds of targets, as promised in `check --json`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TargetKind {
    /// Pieces.
    Tally,
    /// Contacts.
    Sum,
    /// Days on display.
    Days,
    /// Works that meet a condition.
    Each,
    /// Cells found of those required.
    Repost,
    /// Airings.
    Airings,
}

impl TargetKind {
    /// Name in JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Tally => "tally",
            Self::Sum => "sum",
            Self::Days => "days",
            Self::Each => "each",
            Self::Repost => "repost",
            Self::Airings => "airings",
        }
    }
}
