//! What a platform counts, and a set of such counts.

use crate::base::count::Count;

/// Raw platform counters; never mixed without a rule. The unit is 人次 (events) unless said otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Metric {
    /// 播放 of a video.
    Plays,
    /// 阅读次数 of an article or post.
    Reads,
    /// 收听 of an audio.
    Listens,
    /// 讨论 of a topic; never comments.
    Discussions,
    /// 阅读人数: persons, not events; never added to contacts.
    Readers,
    /// 点赞.
    Likes,
    /// 评论.
    Comments,
    /// 转发、分享.
    Shares,
    /// 收藏.
    Favorites,
}

/// Number of metrics.
pub const METRICS: usize = 9;

impl Metric {
    /// All, in the order of their columns.
    pub const ALL: [Self; METRICS] = [
        Self::Plays,
        Self::Reads,
        Self::Listens,
        Self::Discussions,
        Self::Readers,
        Self::Likes,
        Self::Comments,
        Self::Shares,
        Self::Favorites,
    ];

    /// The metrics that can be contacts (counting rule 9).
    pub const CONTACTS: [Self; 4] = [Self::Plays, Self::Reads, Self::Listens, Self::Discussions];

    /// Position in [`Metric::ALL`].
    pub fn index(self) -> usize {
        self as usize
    }

    /// Name in files, SQL and JSON.
    pub fn name(self) -> &'static str {
        match self {
            Self::Plays => "plays",
            Self::Reads => "reads",
            Self::Listens => "listens",
            Self::Discussions => "discussions",
            Self::Readers => "readers",
            Self::Likes => "likes",
            Self::Comments => "comments",
            Self::Shares => "shares",
            Self::Favorites => "favorites",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Plays => "播放量",
            Self::Reads => "阅读量",
            Self::Listens => "收听量",
            Self::Discussions => "讨论量",
            Self::Readers => "阅读人数",
            Self::Likes => "点赞",
            Self::Comments => "评论",
            Self::Shares => "转发",
            Self::Favorites => "收藏",
        }
    }

    /// By name or Chinese word.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.name() == text || m.zh() == text)
    }
}

/// What a row says of one metric. `None` beside it (in [`Values`]) means that it says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Value {
    /// A count.
    Count(Count),
    /// The platform hides the number. Not zero.
    Unavailable,
}

/// The metrics of one reading. Most rows hold plain integers, so those take no room of their own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Values {
    /// Which metrics are present, one bit each.
    present: u16,
    /// Exact number or low end.
    low: [u64; METRICS],
    /// The metrics that are not exact.
    forms: Vec<(Metric, Form)>,
}

/// How a value that is not exact is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Rounded, with this high end.
    UpTo(u64),
    /// A floor.
    Open,
    /// Hidden by the platform.
    Unavailable,
}

impl Values {
    /// Says something of a metric; a second saying replaces the first.
    pub fn set(&mut self, metric: Metric, value: Value) {
        self.forms.retain(|(m, _)| *m != metric);
        let (low, form) = match value {
            Value::Count(Count::Exact(n)) => (n, None),
            Value::Count(Count::Rounded { low, high }) => (low, Some(Form::UpTo(high))),
            Value::Count(Count::AtLeast(n)) => (n, Some(Form::Open)),
            Value::Unavailable => (0, Some(Form::Unavailable)),
        };
        self.present |= 1 << metric.index();
        if let Some(slot) = self.low.get_mut(metric.index()) {
            *slot = low;
        }
        if let Some(form) = form {
            self.forms.push((metric, form));
            self.forms.sort_unstable_by_key(|(m, _)| *m);
        }
    }

    /// What is said of a metric.
    pub fn get(&self, metric: Metric) -> Option<Value> {
        if self.present & (1 << metric.index()) == 0 {
            return None;
        }
        let low = self.low.get(metric.index()).copied().unwrap_or_default();
        Some(match self.forms.iter().find(|(m, _)| *m == metric) {
            None => Value::Count(Count::Exact(low)),
            Some((_, Form::UpTo(high))) => Value::Count(Count::Rounded { low, high: *high }),
            Some((_, Form::Open)) => Value::Count(Count::AtLeast(low)),
            Some((_, Form::Unavailable)) => Value::Unavailable,
        })
    }

    /// The count of a metric, `None` where nothing is said or the platform hides it.
    pub fn count(&self, metric: Metric) -> Option<Count> {
        match self.get(metric) {
            Some(Value::Count(c)) => Some(c),
            _ => None,
        }
    }

    /// Of which metrics anything is said, in the order of [`Metric::ALL`].
    pub fn metrics(&self) -> impl Iterator<Item = Metric> + '_ {
        Metric::ALL.into_iter().filter(|m| self.present & (1 << m.index()) != 0)
    }

    /// Whether both speak of the same metrics.
    pub fn same_metrics(&self, other: &Self) -> bool {
        self.present == other.present
    }

    /// What is said, in the order of [`Metric::ALL`].
    pub fn iter(&self) -> impl Iterator<Item = (Metric, Value)> + '_ {
        Metric::ALL.into_iter().filter_map(|m| Some((m, self.get(m)?)))
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.present == 0
    }

    /// The metrics that are not exact, in order.
    pub fn forms(&self) -> &[(Metric, Form)] {
        &self.forms
    }
}
