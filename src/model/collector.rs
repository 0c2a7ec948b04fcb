//! Collectors: a platform or page as data. What to ask, how politely, where the number stands, what a broken answer looks like.

use super::metric::Metric;
use crate::base::day::Day;
use crate::base::id::CollectorId;

/// One file of `collectors/`. It names no channel; a channel names its collector.
#[derive(Debug, Clone)]
pub struct Collector {
    /// Its id, the stem of its file.
    pub id: CollectorId,
    /// What it reads, for people.
    pub name: String,
    /// The office that looks after the file.
    pub keeper: String,
    /// What its readings are.
    pub kind: CollectKind,
    /// How its answers are written.
    pub format: Format,
    /// Whether a reading holds for the moment of asking or for 24:00 of the day before.
    pub reading_of: ReadingOf,
    /// The first good run against the real platform; until then 未对真站核实.
    pub confirmed_on: Option<Day>,
    /// The requests, the second only where the first gave nothing readable.
    pub sources: Vec<Source>,
    /// How often at most.
    pub politeness: Politeness,
    /// When.
    pub schedule: Schedule,
    /// A second request per row.
    pub detail: Option<Detail>,
    /// For [`CollectKind::Presence`].
    pub presence: Option<PresencePlace>,
    /// Bounds whose passing is a question.
    pub sanity: Sanity,
    /// Whose authorisation the platform wants.
    pub authorise: Option<Flow>,
    /// Odd behaviour of the platform, each with its name, printed where its numbers are shown.
    pub quirks: Vec<String>,
    /// Stored answers with what must be read from them.
    pub tests: Vec<SelfTest>,
}

/// What a collector brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectKind {
    /// Counts of items.
    ItemCounts,
    /// A list of items, for tallies; counts where it shows some.
    ListPage,
    /// One total of a whole channel.
    ChannelTotal,
    /// Whether something is on display, and where.
    Presence,
}

impl CollectKind {
    /// All.
    pub const ALL: [Self; 4] = [Self::ItemCounts, Self::ListPage, Self::ChannelTotal, Self::Presence];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::ItemCounts => "item_counts",
            Self::ListPage => "list_page",
            Self::ChannelTotal => "channel_total",
            Self::Presence => "presence",
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::ItemCounts => "逐条计数",
            Self::ListPage => "列表页",
            Self::ChannelTotal => "渠道总数",
            Self::Presence => "展示检查",
        }
    }
}

/// How answers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// JSON, with or without a callback around it.
    Json,
    /// A web page.
    Html,
}

/// For which moment a reading holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadingOf {
    /// The moment of asking.
    Now,
    /// 24:00 of the day before: the platform settles overnight.
    PreviousDay,
}

/// One way to ask.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The request.
    pub request: Request,
    /// How further pages are asked for.
    pub paging: Paging,
    /// Where the rows are; for a channel's total the whole answer is one row.
    pub rows: Rows,
    /// What is read from a row.
    pub fields: Vec<Field>,
    /// What must hold of a good answer.
    pub envelope: Option<Condition>,
    /// Answers that are no answers.
    pub blocked: Vec<Blocked>,
}

/// One request with placeholders in braces.
#[derive(Debug, Clone, Default)]
pub struct Request {
    /// The address.
    pub url: String,
    /// The only hosts that may be asked, redirects included.
    pub hosts: Vec<String>,
    /// What is posted; `None`: GET.
    pub body: Option<String>,
    /// The type of what is posted.
    pub content_type: Option<String>,
    /// Further headers, name and value.
    pub headers: Vec<(String, String)>,
}

/// How further pages are asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Paging {
    /// One page is all.
    #[default]
    None,
    /// `{page}` counts up until a page has no rows.
    Number {
        /// The first page's number.
        first: u32,
        /// At most so many pages.
        pages_max: u32,
    },
    /// `{page}` counts up to a total that the answer tells.
    Total {
        /// The first page's number.
        first: u32,
        /// At most so many pages.
        pages_max: u32,
        /// Where the number of pages stands.
        path: String,
    },
    /// `{cursor}` comes from the answer before.
    Cursor {
        /// At most so many pages.
        pages_max: u32,
        /// What the first page is asked for with; `None`: without a cursor.
        first: Option<String>,
        /// Where the next cursor stands; `None`: it is the id of the earliest item of the page.
        path: Option<String>,
        /// Where it stands whether there is more; `None`: until a page has no rows.
        more_path: Option<String>,
    },
    /// One request per publish day (`{day}`), yesterday first.
    Days {
        /// How many days back.
        back: u32,
    },
}

/// Where rows are.
#[derive(Debug, Clone, Default)]
pub struct Rows {
    /// JSON path or CSS selector; empty: the whole answer is the row.
    pub at: String,
    /// Fewer on the first page mean that the answer cannot be read.
    pub rows_min: u32,
    /// What appears where there is legitimately nothing yet.
    pub empty_when: Option<Condition>,
    /// JSON path inside a row to several dated readings of it.
    pub nested: Option<String>,
    /// Only rows of which this holds are items.
    pub keep: Option<Condition>,
    /// The platform has not settled the numbers of this answer: they are asked for again later.
    pub unsettled: Option<Condition>,
}

/// Something that holds of an answer or row: a path or selector that finds something, or finds one of some values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Condition {
    /// JSON path or CSS selector; empty where only a text is looked for.
    pub at: String,
    /// One of these values; empty: anything.
    pub values: Vec<String>,
    /// Any of these texts somewhere in the answer.
    pub texts: Vec<String>,
}

/// What is read from a row.
#[derive(Debug, Clone)]
pub struct Field {
    /// What it is.
    pub name: FieldName,
    /// JSON paths or CSS selectors, the first that finds something; `@` before a path starts at the whole answer.
    pub at: Vec<String>,
    /// The attribute of the element; `None`: its text.
    pub attribute: Option<String>,
    /// A second place whose text is appended (value and unit apart).
    pub unit_at: Option<String>,
    /// Steps from the text found to what is meant.
    pub filters: Vec<Filter>,
    /// Without it the row gives no reading at all.
    pub required: bool,
    /// Read from the nested reading, not from the row.
    pub nested: bool,
}

/// What a field can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FieldName {
    /// Title or caption.
    Title,
    /// The platform's id.
    Id,
    /// The link.
    Url,
    /// When it was published.
    Published,
    /// Its length.
    Duration,
    /// The day at whose end the numbers hold.
    AsOf,
    /// A count.
    Count(Metric),
}

impl FieldName {
    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Id => "id",
            Self::Url => "url",
            Self::Published => "published",
            Self::Duration => "duration",
            Self::AsOf => "as_of",
            Self::Count(m) => m.name(),
        }
    }

    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Title => "标题",
            Self::Id => "编号",
            Self::Url => "链接",
            Self::Published => "发布时间",
            Self::Duration => "时长",
            Self::AsOf => "统计日期",
            Self::Count(m) => m.zh(),
        }
    }

    /// By its name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Title, Self::Id, Self::Url, Self::Published, Self::Duration, Self::AsOf]
            .into_iter()
            .find(|f| f.name() == name)
            .or_else(|| Metric::ALL.into_iter().find(|m| m.name() == name).map(Self::Count))
    }
}

/// One step from a text to what is meant. The list is closed: a new one is a change of the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// What follows a text.
    After(String),
    /// What comes before a text.
    Before(String),
    /// Takes a text away.
    Drop(String),
    /// Puts a text before.
    Prefix(String),
    /// The last part of a path or link, without query and ending.
    LastSegment,
    /// Seconds since 1970, or milliseconds, told apart by size.
    Epoch,
    /// A length in milliseconds.
    Millis,
    /// 0 means that the platform hides the number.
    ZeroIsHidden,
    /// The number is a floor: at least so many.
    AtLeast,
}

/// An answer that is no answer.
#[derive(Debug, Clone)]
pub struct Blocked {
    /// How it is recognised.
    pub when: Condition,
    /// What it is.
    pub gives: BlockedAs,
    /// One sentence what, one what to do.
    pub says: String,
}

/// What a blocked answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BlockedAs {
    /// Login, captcha or signature: never got round.
    LoginWall,
    /// The platform cannot or will not answer this.
    Unreadable,
    /// Worth asking again in a while.
    Busy,
    /// The access token has to be renewed.
    TokenExpired,
    /// The item is not there any more: no reading, and no fault.
    Gone,
}

impl BlockedAs {
    /// All.
    pub const ALL: [Self; 5] = [Self::LoginWall, Self::Unreadable, Self::Busy, Self::TokenExpired, Self::Gone];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::LoginWall => "login_wall",
            Self::Unreadable => "unreadable",
            Self::Busy => "busy",
            Self::TokenExpired => "token_expired",
            Self::Gone => "gone",
        }
    }
}

/// How often at most, per host.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Politeness {
    /// Between the starts of two requests. Unit: seconds.
    pub interval_secs: u32,
    /// Per Beijing day.
    pub requests_per_day_max: u32,
}

/// When a collector runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// Six fields, Beijing time.
    pub cron: String,
    /// What becomes of missed runs.
    pub catch_up: CatchUp,
    /// Older ones are given up. Unit: hours.
    pub window_hours: u32,
    /// At most so many at once.
    pub runs_max: u32,
}

/// What becomes of missed runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CatchUp {
    /// Given up. The only choice for presence: a past day cannot be seen.
    None,
    /// The latest is made up for.
    Latest,
    /// Each is made up for.
    All,
}

/// A second request for each row.
#[derive(Debug, Clone)]
pub struct Detail {
    /// The request; `{id}` is the row's id.
    pub request: Request,
    /// What is read from the answer.
    pub fields: Vec<Field>,
    /// What must hold of a good answer.
    pub envelope: Option<Condition>,
    /// Answers that are no answers.
    pub blocked: Vec<Blocked>,
    /// Only for items published in the last so many days; the platform tells nothing of older ones.
    pub newest_days: Option<u32>,
}

/// What is looked for on a page, and where.
#[derive(Debug, Clone)]
pub struct PresencePlace {
    /// The demanded place, as the plan calls it (首页, 首页头条).
    pub position: String,
    /// CSS selector of that place.
    pub place: String,
    /// CSS selector of the page as a whole, in which it would still be somewhere.
    pub page: String,
    /// CSS selector that a page has when it is the page meant; without it nothing was seen at all.
    pub page_ok: String,
    /// Any of these in text, link, title or picture is it.
    pub looks_for: Vec<String>,
}

/// Bounds whose passing is a question; nothing is dropped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sanity {
    /// More growth of one item in a day. Unit: events.
    pub growth_per_day_max: Option<u64>,
    /// More items on the list.
    pub items_max: Option<u32>,
}

/// Whose authorisation a platform wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Flow {
    /// 抖音开放平台: per account; 15 and 30 days, five renewals.
    Douyin,
    /// 快手开放平台: per account; 48 hours and 180 days.
    Kuaishou,
    /// 微信公众号: the account's own secret; 2 hours.
    Wechat,
}

impl Flow {
    /// All.
    pub const ALL: [Self; 3] = [Self::Douyin, Self::Kuaishou, Self::Wechat];

    /// Name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Douyin => "douyin",
            Self::Kuaishou => "kuaishou",
            Self::Wechat => "wechat",
        }
    }
}

/// A stored answer and what must be read from it.
#[derive(Debug, Clone)]
pub struct SelfTest {
    /// What it shows.
    pub name: String,
    /// The stored answer, a path below `collectors/`.
    pub sample: String,
    /// The stored answer to the second request for the first row.
    pub detail_sample: Option<String>,
    /// Which source, from 0.
    pub source: usize,
    /// `values`, `empty`, `unreadable`, `login_wall`, `busy`, `token_expired`; for presence `shown`, `elsewhere`, `not_shown`.
    pub gives: String,
    /// How many items.
    pub rows: Option<u32>,
    /// How many rows without a required field.
    pub unreadable: u32,
    /// Fields of the first item, as they are read.
    pub first: Vec<(FieldName, String)>,
}
