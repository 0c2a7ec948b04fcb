//! One new reading against the readings already there: what changes, and what a person should be told before it is stored.

use crate::attain::series::{Overlap, overlap};
use crate::base::count::Count;
use crate::base::day::Day;
use crate::base::diag::{Diagnostic, Place, Severity};
use crate::base::text::{grouped, quoted, title_key};
use crate::define::settings::{Fold, ModeCheck};
use crate::model::draft::DraftReading;
use crate::model::fact::KnownPlacement;
use crate::model::metric::{Metric, Value};
use crate::model::reading::Reading;

/// What a row does. Ordered: of several readings in a row the greatest stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// 不变.
    Unchanged,
    /// 新增.
    Added,
    /// 更新: other numbers for the same day.
    Updated,
    /// 减少: less than the number that stood ([`standing`]).
    Decreased,
}

/// Something to say about a reading; the caller knows where it stands.
#[derive(Debug, Clone)]
pub struct Finding {
    code: u16,
    severity: Severity,
    column_title: Option<String>,
    found: String,
    expected: String,
    remedy: String,
}

impl Finding {
    /// Whether it refuses the row.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// As a diagnostic at a place.
    pub fn at(self, place: Place, title: &str) -> Diagnostic {
        let found = if title.is_empty() { self.found } else { format!("{} {}", crate::base::text::clip(title, 16), self.found) };
        Diagnostic::new(self.code, self.severity, Place { column_title: self.column_title, ..place }, &found, &self.expected, &self.remedy)
    }
}

/// What is told of a work that a file names otherwise than everything before it did (counting rule 7): it stays the same work.
pub fn retitled(known: &KnownPlacement, title: &str, place: Place) -> Option<Diagnostic> {
    let key = title_key(title);
    let mut earlier = known.descriptions.iter().filter(|d| !title_key(&d.title).is_empty()).peekable();
    earlier.peek()?;
    if key.is_empty() || earlier.clone().any(|d| title_key(&d.title) == key) {
        return None;
    }
    let last = earlier.max_by_key(|d| (d.at, d.proof))?;
    let remedy = "确是同一条作品改了标题的，不必改；是另一条作品的，核对编号、链接或发布时间";
    Some(Diagnostic::warning(2056, place, title, &format!("以前的标题{}", quoted(&last.title)), remedy))
}

/// How the series of a file stand to their earlier readings, for recognising the wrong mode (counting rule 3).
#[derive(Debug, Clone, Copy)]
pub struct Earlier {
    /// Below this share of the earlier reading a series counts as low. Unit: per cent.
    below_percent: u64,
    /// Cumulative series with an earlier reading.
    cumulative: usize,
    /// Of them far below it.
    far_below: usize,
    /// Increment series with earlier increments.
    increments: usize,
    /// Of them at least as much as everything before.
    as_much_as_all: usize,
}

impl Earlier {
    /// Nothing seen yet.
    pub fn new(settings: ModeCheck) -> Self {
        Self { below_percent: settings.below_percent, cumulative: 0, far_below: 0, increments: 0, as_much_as_all: 0 }
    }

    fn is_far_below(&self, now: u64, before: u64) -> bool {
        u128::from(now) * 100 < u128::from(before) * u128::from(self.below_percent)
    }
}

/// Metrics of which contacts are made.
pub(super) const COUNTED: [Metric; 4] = [Metric::Plays, Metric::Reads, Metric::Listens, Metric::Discussions];

/// Compares a reading with those of its placement that stand.
pub fn compare(new: &DraftReading, known: &[Reading], settings: Fold, earlier: &mut Earlier) -> (Change, Vec<Finding>) {
    let mut findings = Vec::new();
    if let Some(from) = new.from {
        return (compare_increment(new, from, known, earlier, &mut findings), findings);
    }
    let day = new.at.reading_day();
    let same_day = known
        .iter()
        .filter(|k| k.from.is_none() && k.source == new.source && k.at.reading_day() == day)
        .max_by_key(|k| (k.id.import, k.at, k.id));
    let mut change = match same_day {
        Some(k) if k.values == new.values => Change::Unchanged,
        Some(_) => Change::Updated,
        None => Change::Added,
    };
    for metric in COUNTED {
        // A dash takes the number of its day back.
        let unsaid = new.values.get(metric) == Some(Value::Unavailable);
        if let Some(stood) = same_day.and_then(|k| k.values.count(metric)).filter(|_| unsaid) {
            findings.push(Finding {
                code: 2068,
                severity: Severity::Warning,
                column_title: Some(metric.zh().to_owned()),
                found: format!("没有数；以前报的是 {}", grouped(stood.low())),
                expected: "当天的数".into(),
                remedy: "以前报的数不再算；那个数没有错、这次查不到的，把这一格留空再传".into(),
            });
        }
        let Some(count) = new.values.count(metric) else { continue };
        let fell = |k: &Reading| Some(k.values.count(metric)?.low() > count.high()?);
        if change != Change::Unchanged && standing(known, metric, day, false).and_then(fell) == Some(true) {
            change = Change::Decreased;
        }
        let before = known
            .iter()
            .filter(|k| k.from.is_none() && k.at.reading_day() < day)
            .filter_map(|k| Some((k.at, k.id, k.values.count(metric)?)))
            .max_by_key(|(at, id, _)| (*at, *id));
        let Some((told, _, before)) = before else {
            // Where only increments came before, their sum is what a cumulative number should at least be.
            if let Some(sum) = sum_of_increments(known, metric, day) {
                earlier.cumulative += 1;
                earlier.far_below += usize::from(count.high().is_some_and(|high| earlier.is_far_below(high, sum)));
            }
            continue;
        };
        earlier.cumulative += 1;
        let Some(high) = count.high() else { continue };
        if earlier.is_far_below(high, before.low()) {
            earlier.far_below += 1;
        }
        let fell = before.low().saturating_sub(high);
        if fell > settings.fall_min
            && u128::from(fell) * 100 > u128::from(before.low()) * u128::from(settings.fall_percent)
            && same_day.is_none_or(|k| k.values != new.values)
        {
            findings.push(Finding {
                code: 2033,
                severity: Severity::Question,
                column_title: Some(metric.zh().to_owned()),
                found: format!("{}（{}是 {}）", grouped(high), told.reading_day().zh_short(), grouped(before.low())),
                expected: "累计数一般不会减少；平台清理数据时会减少".into(),
                remedy: "填错的请更正后重报；确实减少的不用改，按最新数计，最高数保留".into(),
            });
        }
    }
    (change, findings)
}

/// The reading whose number of a metric stood on a day before a new one came: what a page shows beside the new number is what that is
/// compared with.
pub fn standing(known: &[Reading], metric: Metric, day: Day, increment: bool) -> Option<&Reading> {
    known
        .iter()
        .filter(|k| k.from.is_some() == increment && k.at.reading_day() <= day)
        .filter(|k| k.values.get(metric).is_some())
        .max_by_key(|k| (k.at, k.id))
}

/// What the increments up to a day prove together.
fn sum_of_increments(known: &[Reading], metric: Metric, until: Day) -> Option<u64> {
    known
        .iter()
        .filter(|k| k.from.is_some() && k.at.reading_day() <= until)
        .filter_map(|k| k.values.count(metric))
        .map(Count::low)
        .reduce(u64::saturating_add)
}

fn compare_increment(new: &DraftReading, from: Day, known: &[Reading], earlier: &mut Earlier, findings: &mut Vec<Finding>) -> Change {
    let to = new.at.reading_day();
    let periods: Vec<(Day, Day)> = known.iter().filter_map(|k| Some((k.from?, k.at.reading_day()))).collect();
    for metric in COUNTED {
        let Some(count) = new.values.count(metric) else { continue };
        let all: u64 = known
            .iter()
            .filter(|k| k.from.is_some_and(|f| f < from))
            .filter_map(|k| k.values.count(metric))
            .map(Count::low)
            .fold(0, u64::saturating_add);
        let cumulative = known.iter().filter(|k| k.from.is_none()).filter_map(|k| k.values.count(metric)).map(Count::low).max();
        let all = all.max(cumulative.unwrap_or(0));
        if all > 0 {
            earlier.increments += 1;
            if count.low() >= all {
                earlier.as_much_as_all += 1;
            }
        }
    }
    match overlap(from, to, &periods) {
        Overlap::Partial(a, b) => {
            findings.push(Finding {
                code: 2044,
                severity: Severity::Error,
                column_title: None,
                found: format!("{from} 至 {to}"),
                expected: format!("与已有区间不重叠，或完整包含已有区间（{a} 至 {b} 已有数）"),
                remedy: format!("在 {a} 和 {} 处拆开，只报没有报过的部分", b.plus(1)),
            });
            Change::Unchanged
        }
        Overlap::Same => {
            let same = known.iter().filter(|k| k.from == Some(from) && k.at.reading_day() == to).max_by_key(|k| k.id);
            if same.is_some_and(|k| k.values == new.values) { Change::Unchanged } else { Change::Updated }
        }
        Overlap::Covers => Change::Updated,
        Overlap::None => Change::Added,
    }
}

/// Whether a file looks as if it were in the wrong mode. Far too low cumulative numbers are an error that `--mode` lifts; increments
/// as large as everything before are a question.
pub fn mode_looks_wrong(seen: &Earlier, settings: ModeCheck, place: Place) -> Option<Diagnostic> {
    if seen.cumulative >= settings.series_min && seen.far_below * 2 > seen.cumulative {
        return Some(Diagnostic::error(
            2034,
            place,
            &format!("{} 个系列中 {} 个不到上次的一半", seen.cumulative, seen.far_below),
            "累计数（从发布起到统计日）",
            "若填的是本期新增，“数的含义”选“本期新增”；确是累计数的，选“从发布起的累计”",
        ));
    }
    if seen.increments >= settings.series_min && seen.as_much_as_all * 2 > seen.increments {
        return Some(Diagnostic::question(
            2034,
            place,
            &format!("{} 个系列中 {} 个的新增数不少于此前全部合计", seen.increments, seen.as_much_as_all),
            "本期新增数（只算这一段）",
            "若填的是累计数，“数的含义”选“从发布起的累计”；已入库的先撤销，再报一次",
        ));
    }
    None
}
