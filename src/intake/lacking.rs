//! What a row lacks to be the header of a table, and how that is told: a column, what makes it one of the registers, or all of it.

use super::around;
use super::header::Look;
use super::months;
use super::row::STATEMENT;
use super::title::{self, Role, Title};
use super::vocabulary::{Sort, said};
use crate::base::text::fold;
use crate::define::Field;

/// What is missing.
#[derive(Debug, Clone)]
pub(super) enum Missing {
    /// A column of a table of works.
    Column(&'static str),
    /// What makes a list one of the registers.
    OfRegister(&'static Nearly),
    /// Numbers: a list of printed pages is no table of counts at all.
    Counts,
    /// A column that speaks of counts as nobody understands them, and what to do with it.
    Known(String),
    /// Works, or what makes it a statement: each channel's numbers by months.
    OfMonths,
    /// The day of each column, or what it holds: each work's numbers by weeks or months.
    OfPeriods,
    /// Whose: a column of several accounts together.
    Apart,
    /// Numbers: works are planned, nothing says that they were published.
    Published,
    /// One row per airing: a list with a column for each hour of the day.
    OfSlots,
    /// Works: sums of days or months.
    OfTime,
    /// The day and number of each piece: a summary of what was done.
    OfDone,
    /// One column for the numbers of all platforms and metrics says of none what it is.
    OneByOne,
}

/// Words by which a header speaks of contacts, known or not.
const CONTACTS: [&str; 7] = ["播放", "阅读", "收听", "观看", "浏览", "点击", "传播"];

/// Whether a header speaks of contacts, known or not.
pub(super) fn speaks_of_counts(raw: &str) -> bool {
    CONTACTS.iter().any(|w| raw.contains(w)) && !["时间", "日期", "平台", "渠道", "时长", "链接", "率"].iter().any(|w| raw.ends_with(w))
}

/// Whether a header speaks of what there is in all, of whatever: 当前量, 累计热播.
pub(super) fn speaks_in_all(raw: &str) -> bool {
    let sorts = said(raw, &|_| false);
    let has = |sort: Sort| sorts.contains(&sort);
    let counted = (has(Sort::Data) || has(Sort::Counter) || has(Sort::Total) || has(Sort::Sum)) && !has(Sort::Pieces) && !has(Sort::Goal);
    counted && !has(Sort::Ratio) && !has(Sort::Share) && !has(Sort::Gain) || raw.starts_with("累计")
}

/// What is expected of a header that speaks of contacts and is not known.
pub(super) const COUNTS: &str = "看得出是哪一种次数的列名：累计播放量、累计阅读量、累计收听量";

/// What to do with such a header. 首周播放量, 3月播放量: not from the start, as it is called. What names a channel goes on naming it.
pub(super) fn of_counts(raw: &str) -> String {
    if ["周", "月", "季", "年", "日", "天"].iter().any(|w| raw.contains(w)) {
        return "是这段时间的新增数，列名改成 新增播放量（或新增阅读量、新增收听量），并写明从哪天到哪天；\
                确是截至数据日期的累计数，才改成 累计播放量；不是次数，就改成 备注"
            .to_owned();
    }
    // 播放/点赞 over 34567/456.
    let others = ["点赞", "评论", "转发", "分享", "收藏", "互动"];
    if let Some(other) = others.iter().find(|w| raw.contains(**w)).filter(|_| raw.contains(['/', '、', '|', '+', '／'])) {
        let before = CONTACTS.iter().filter_map(|w| raw.find(w)).min().and_then(|at| raw.get(..at)).unwrap_or_default().trim();
        return format!("一格一个数：拆成两列，列名为 {before}播放量、{before}{other}，各格只填自己的那个数");
    }
    let counter = CONTACTS.iter().filter_map(|w| raw.find(w)).min();
    let before = counter.and_then(|at| raw.get(..at)).unwrap_or_default().trim();
    let named = Some(before).filter(|b| !b.is_empty() && !b.ends_with(['前', '后']) && said(b, &|_| false).is_empty()).unwrap_or_default();
    let joint = if named.is_empty() { "；稿件、视频合在一列的，累计阅读/播放量" } else { "" };
    format!("这一列是次数，就把列名改成 {named}累计播放量（或{named}累计阅读量、{named}累计收听量{joint}）；不是次数，就改成 备注")
}

/// Whether a row is a header of works with columns of weeks or months: 标题 | 第10周 | 第11周, 标题 | 1月底 | 2月底, 标题 | 3.12 | 3.19.
pub(super) fn has_periods(texts: &[String], is_title: impl Fn(&str) -> bool) -> bool {
    texts.iter().any(|t| is_title(t)) && texts.iter().filter(|t| is_period(t)).count() > 1
}

fn is_period(raw: &str) -> bool {
    let folded = fold(raw);
    let end = ["底", "末", "累计"].iter().find_map(|w| folded.strip_suffix(w)).unwrap_or(&folded);
    let part = |s: &str| (1..=2).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_digit());
    let digits = folded.split_once('.').is_some_and(|(month, day)| part(month) && part(day));
    let week = || folded.strip_prefix('第').and_then(|rest| rest.strip_suffix('周')).is_some_and(|n| n.chars().all(char::is_alphanumeric));
    digits || months::is_column(end) || week()
}

/// Columns of a summary that say how far something is.
const OF_PROGRESS: [&str; 6] = ["完成情况", "完成进度", "完成数量", "完成状态", "落实情况", "进展情况"];
/// Columns of days, weeks and months.
const OF_TIME: [&str; 12] =
    ["日期", "时间", "月份", "统计月份", "周次", "周", "月", "统计周期", "统计日期", "统计时间", "统计区间", "时段"];
/// How hours of the day begin at which something is aired.
const SLOTS: [&str; 14] = ["早", "午", "晚", "上午", "中午", "下午", "晨", "夜", "凌晨", "傍晚", "第一次", "第二次", "第三次", "首播"];

/// Whether a column is an hour of the day: 早高峰7:30, 午间, 18:00档.
fn is_slot(folded: &str) -> bool {
    let named = SLOTS.iter().any(|w| folded.starts_with(w)) && folded.chars().count() <= 8;
    let clock = folded
        .split_once(':')
        .is_some_and(|(h, m)| h.ends_with(|c: char| c.is_ascii_digit()) && m.starts_with(|c: char| c.is_ascii_digit()));
    named || clock
}

/// What a table that holds no works is, by its header: airings by hours, sums of days or months, a summary of what was done.
fn without_works(titles: &[Title]) -> Option<Missing> {
    let folded: Vec<String> = titles.iter().map(|t| fold(&t.raw)).collect();
    let called = |words: &[&str]| folded.iter().any(|f| words.contains(&title::split_tag(f).0));
    let counted = titles.iter().any(|t| matches!(t.role, Role::Field(f) if title::is_counter(f)));
    let channels = titles.iter().any(|t| matches!(t.role, Role::Channel(..) | Role::Unplaced(_) | Role::Field(Field::Channel)));
    let dated = called(&["日期", "播出日期", "时间"]);
    match () {
        () if dated && !counted && folded.iter().filter(|f| is_slot(f)).count() > 1 => Some(Missing::OfSlots),
        () if title::tells_works(titles) => None,
        () if called(&OF_TIME) && counted && !channels => Some(Missing::OfTime),
        () if called(&OF_PROGRESS) && !counted => Some(Missing::OfDone),
        () => None,
    }
}

/// A list that is nearly one of the registers, and what it does not say.
#[derive(Debug)]
pub(super) struct Nearly {
    pub(super) kind: &'static str,
    pub(super) has: &'static [Field],
    /// One of these columns is there too, if there are any.
    called: &'static [&'static str],
    /// The column that it lacks.
    lacks: &'static str,
    /// What to write there.
    fill: &'static str,
    expected: &'static str,
}

pub(super) static NEARLY: [Nearly; 5] = [
    Nearly {
        kind: "presence",
        has: &[Field::Position],
        called: &["展示时间", "展示时段", "展示期间", "展示周期", "展示日期范围", "起止时间", "起止日期", "展示起止时间", "展示起止日期"],
        lacks: "状态",
        fill: "有证明的填 证明；写着从哪天到哪天的一列拆成“起”“止”两列，各填一个日期；说是哪一家的一列，列名写“渠道”",
        expected: "展示记录要写明起、止和展示了没有",
    },
    Nearly {
        kind: "airings",
        has: &[Field::Date],
        called: &["播出次数", "播出频次", "播出条次", "频次", "播放频次", "每日播出次数"],
        lacks: "实播次数",
        fill: "播出一次一行，已播出的填 1；没有“时间”“节目”两列的也加上，填那一次的时刻和播出的节目；只是排期的，改成“计划/实播”一列，各行填 计划",
        expected: "播出记录要写明次数是实播的还是计划的",
    },
    Nearly {
        kind: "airings",
        has: &[Field::Date, Field::Time, Field::Programme],
        called: &[],
        lacks: "计划/实播",
        fill: "已播出的各行填 实播，只是排期的填 计划",
        expected: "播出记录要写明播了没有",
    },
    Nearly {
        kind: "presence",
        has: &[Field::PresenceFrom, Field::PresenceTo, Field::Position],
        called: &[],
        lacks: "状态",
        fill: "有人看到在展的各行填 在展，有证明的填 证明，没有展示的填 未展示",
        expected: "展示记录要写明展示了没有",
    },
    Nearly {
        kind: "records",
        has: &[Field::DeliverableName],
        called: &["完成情况", "完成进度", "完成数量", "进度", "完成状态"],
        lacks: "数量",
        fill: "已完成的填件数，没有完成的删去那一行；另加（或改名为）“日期”一列，填完成的日期",
        expected: "成果登记要写明哪天完成、几件",
    },
];

impl Nearly {
    /// Whether a header is that of this list: `field` of its columns, and what they are called, folded.
    pub(super) fn is(&self, field: impl Fn(Field) -> bool, called: &[String]) -> bool {
        self.has.iter().all(|f| field(*f)) && (self.called.is_empty() || called.iter().any(|c| self.called.contains(&c.as_str())))
    }
}

/// Whether the name of a table calls it a plan of what is to be published: 发布排期表, 4月推送计划.
pub(super) fn is_plan(text: &str) -> bool {
    text.contains("排期") || ["计划表", "发布计划", "推送计划", "投放计划", "刊发计划", "拍摄计划"].iter().any(|w| text.contains(w))
}

/// Whether a column says when works are to be published: 计划发布时间.
pub(super) fn is_planned(header: &str) -> bool {
    ["计划", "预计", "拟"].iter().any(|w| header.starts_with(w)) && ["时间", "日期", "发布", "播出"].iter().any(|w| header.ends_with(w))
}

/// What is said of a plan, and where what it lists belongs.
pub(super) const PLAN: [&str; 2] = [
    "已经发布的作品；这是排期（计划），没有次数",
    "还没有发布的不必报；已经发布的，另列一张表，列名为 渠道、作品标题、发布时间、统计日期，有数的加一列 累计播放量（或阅读量、收听量）",
];

/// What a row of a table of works lacks to be its header; nothing where too little of it is known.
pub(super) fn of(titles: &[Title]) -> Look {
    let field = |wanted: &[Field]| titles.iter().any(|t| matches!(&t.role, Role::Field(f) if wanted.contains(f)));
    if let Some(missing) = without_works(titles) {
        return Look::Partial { known: 3, missing, works: false };
    }
    // 湖南民生网 | 首页 | 2022年8月15日 is no header, but a row of something.
    if !titles.iter().any(|t| matches!(t.role, Role::Field(_))) && titles.iter().any(|t| t.role == Role::Date) {
        return Look::Nothing;
    }
    let named = field(&[Field::Title, Field::Key, Field::NativeId, Field::Url]);
    let known = titles.iter().filter(|t| t.role != Role::Nothing).count();
    let works = title::tells_works(titles);
    let by_months = titles.iter().filter(|t| t.role == Role::Nothing && months::is_column(&t.raw)).count() > 1;
    if field(&[Field::Channel]) && by_months && !works {
        return Look::Partial { known: 2, missing: Missing::OfMonths, works };
    }
    let planned = titles.iter().any(|t| is_planned(&t.raw));
    // 播放量（7月1日至今） is put aside beside other counts; alone it is asked about.
    let unknown = |t: &&Title| t.role == Role::Nothing || t.role == Role::Aside && t.raw.contains("至今");
    let spoken = titles.iter().find(|t| unknown(t) && speaks_of_counts(&t.raw)).filter(|_| named);
    if known < 2 && !(known == 1 && field(&[Field::Title]) && (planned || spoken.is_some())) {
        return Look::Nothing;
    }
    let missing = match spoken {
        Some(title) if around::joins_accounts(&fold(&title.raw)) => Missing::Apart,
        Some(title) => Missing::Known(of_counts(&title.raw)),
        None if named && planned => Missing::Published,
        None => Missing::Column(if named || field(&[Field::Channel]) { "播放量（或阅读量、收听量）" } else { "作品标题" }),
    };
    Look::Partial { known, missing, works }
}

impl Missing {
    /// What is expected instead, and what to do in the header of row `row`. `own`: how 成果 of the campaign are called.
    pub(super) fn told(self, row: u32, own: &str) -> (String, String) {
        let column = |name: &str| format!("在第 {row} 行表头里加上（或改名为）“{name}”一列");
        match self {
            Self::Column(name) => (format!("至少有作品标题和一列数据，现缺：{name}"), column(name)),
            Self::OfRegister(n) => (format!("{}，现缺：{}", n.expected, n.lacks), format!("{}，{}", column(n.lacks), n.fill)),
            Self::Counts => (
                "传播数据要有次数；这是报刊的刊登清单".to_owned(),
                format!(
                    "没有阅读量的，按成果登记报：列名为 日期、成果、数量、标题，一版（篇）一行，{own}，数量填 1；有阅读量的，加一列“阅读量”"
                ),
            ),
            Self::Known(remedy) => (COUNTS.to_owned(), remedy),
            Self::OfPeriods => (
                "看得出各列是哪一天的累计数、或哪段时间的新增数".to_owned(),
                "各列是累计数的，列名写各自截至的日期，如 截至3月12日；各列是新增数的，列名写从哪天到哪天，如 新增播放量（3月6日至3月12日）".to_owned(),
            ),
            Self::OfMonths => (
                "每行一条作品；或渠道截至某天的总数（总量声明）".to_owned(),
                format!(
                    "只有各渠道总数的，改报总量声明：{STATEMENT}，一行一个渠道，数值填截至统计日期的累计数；各月的新增数另加一列“统计开始”，一月一行；\
                     每行是一条作品的，加上“作品标题”一列，各月的列名写成“新增播放量（1月1日至1月31日）”"
                ),
            ),
            Self::Apart => (
                "一列只是一个登记的渠道的数".to_owned(),
                "几个渠道合在一起的，拆成各渠道一列，列名写渠道全名加“播放量”；只是一个渠道的，列名改成那个渠道的全名".to_owned(),
            ),
            Self::Published => (PLAN[0].to_owned(), PLAN[1].to_owned()),
            Self::OfSlots => (
                "播出一次一行的播出记录".to_owned(),
                "改报播出记录：列名为 日期、时间、节目、计划/实播，播出一次一行，时间填那一次的时刻，计划/实播填 实播；没有播出的不填".to_owned(),
            ),
            Self::OfTime => (
                "每行一条作品；或渠道截至某天的总数（总量声明）；这是按日（周、月）的总数，没有作品".to_owned(),
                format!(
                    "逐条作品计的，从后台导出作品列表报来，每行一条作品，列名为 渠道、作品标题、统计日期、累计播放量；                     只有总数的，改报总量声明：{STATEMENT}，数值填截至统计日期的累计数"
                ),
            ),
            Self::OfDone => (
                "成果登记要写明哪天完成、几件；这是进度的汇总".to_owned(),
                format!("改报成果登记：列名为 日期、成果、数量、证明，一个成果完成一次一行，日期填到完成的那一天，数量只写数字，如 5；{own}"),
            ),
            Self::OneByOne => (
                "列名写明是什么数，如 播放量、阅读量".to_owned(),
                "每个平台的每种数各一列，列名如 抖音播放量，每行一条作品，填上作品标题".to_owned(),
            ),
        }
    }
}
