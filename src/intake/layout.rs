//! A reach header as blocks: which column feeds which field, which counters form one reading, and what holds where nothing says it.

use super::apart::{self, Apart};
use super::compared::Rivals;
use super::names::ChannelIndex;
use super::title::{self, Role, Title, is_counter};
use crate::base::day::{Day, Moment};
use crate::base::diag::Diagnostic;
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;

/// Where rows that name the channel of what follows stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Headed {
    /// Nowhere.
    #[default]
    No,
    /// Above the header.
    Above,
    /// Between the rows.
    Within,
}

/// One table of a sheet; side by side there may be several.
#[derive(Debug, Clone, Default)]
pub(super) struct Block {
    /// First column and the one behind the last.
    pub(super) span: (usize, usize),
    /// Columns of single fields.
    pub(super) fields: Columns,
    /// A second column that says whose a work is: 账号 beside 平台.
    pub(super) account: Option<usize>,
    pub(super) groups: Vec<Group>,
    /// Holds where neither column nor header says it.
    pub(super) channel: Option<ChannelIndex>,
    pub(super) at: Option<Moment>,
    pub(super) from: Option<Day>,
    /// The series whose name stands above the table: works need not say it once more.
    pub(super) series: Option<String>,
    /// The period of increments is the week of their date.
    pub(super) weekly: bool,
    /// Whether channels stand in headers.
    pub(super) wide: bool,
    /// The heading above the header states a unit, a day or 新增 for what stands below it alone: the code of what is not known of the next.
    pub(super) own: Option<u16>,
    /// Whether a heading of its own named the channel, so that the next heading ends what it covers.
    pub(super) headed: Headed,
    /// Columns of which either may be the works' number, to be asked about where they differ.
    pub(super) rivals: Vec<Rivals>,
    /// Below a heading that names no channel, or another header, rows are not read.
    pub(super) stopped: Option<Stop>,
}

/// Which column holds which field: few, asked for many times in every row.
#[derive(Debug, Clone, Default)]
pub(super) struct Columns(Vec<(Field, usize)>);

impl Columns {
    pub(super) fn get(&self, field: Field) -> Option<usize> {
        self.0.iter().find(|(f, _)| *f == field).map(|(_, column)| *column)
    }

    pub(super) fn insert(&mut self, field: Field, column: usize) {
        self.remove(field);
        self.0.push((field, column));
    }

    pub(super) fn remove(&mut self, field: Field) {
        self.0.retain(|(f, _)| *f != field);
    }
}

/// Why rows are not read any more.
#[derive(Debug, Clone)]
pub(super) struct Stop {
    pub(super) why: Diagnostic,
    /// Whether it was told; what no works follow is a remark.
    pub(super) told: bool,
}

/// Counters that make one reading.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) channel: Option<ChannelIndex>,
    /// Whether the header names the channel by its platform alone: 抖音.
    pub(super) by_platform: bool,
    /// The header's own date, and the first day where it is the end of a period.
    pub(super) at: Option<Moment>,
    pub(super) from: Option<Day>,
    pub(super) mode: Mode,
    pub(super) measures: Vec<Measure>,
    /// Columns that describe the works of this channel alone.
    pub(super) apart: Apart,
}

/// One column of counts.
#[derive(Debug, Clone, Copy)]
pub(super) struct Measure {
    pub(super) column: usize,
    pub(super) unit: u64,
    /// `None`: the metric that is contacts for the kind of work.
    pub(super) metric: Option<Metric>,
}

/// What is wrong with a header. Columns by position.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Flaw {
    /// Two columns mean the same.
    Twice(usize, usize),
    /// A channel's column in an unknown campaign, or one that means several channels.
    Unplaced(usize),
    /// A total column: checked, not added.
    Total(usize),
}

impl Block {
    /// The column of a field.
    pub(super) fn column(&self, field: Field) -> Option<usize> {
        self.fields.get(field)
    }
}

impl Group {
    /// The first day of its increments: its header's own, else `from`, which belongs to `at`.
    pub(super) fn first(&self, at: Option<Moment>, from: Option<Day>) -> Option<Day> {
        self.from.or(from.filter(|_| self.at.is_none() || self.at == at))
    }
}

/// Cuts a header into blocks. `mode`: what the sender said of plain counters.
pub(super) fn blocks(titles: &[Title], mode: Option<Mode>) -> (Vec<Block>, Vec<Flaw>) {
    let mut flaws = Vec::new();
    let blocks = spans(titles).into_iter().map(|span| block(titles, span, mode, &mut flaws)).collect();
    (blocks, flaws)
}

/// Where the first known field comes again with a title and a counter of its own, a second table begins.
fn spans(titles: &[Title]) -> Vec<(usize, usize)> {
    let whole = vec![(0, titles.len())];
    let Some(first) = titles.iter().position(|t| matches!(t.role, Role::Field(_))) else { return whole };
    let Some(role) = titles.get(first).map(|t| &t.role) else { return whole };
    if matches!(role, Role::Field(f) if is_counter(*f)) {
        return whole;
    }
    let starts: Vec<usize> = titles.iter().enumerate().filter(|(_, t)| t.role == *role).map(|(i, _)| i).collect();
    let ends = starts.iter().skip(1).copied().chain([titles.len()]);
    let cut: Vec<(usize, usize)> = starts.iter().copied().zip(ends).collect();
    let complete = |(from, to): &(usize, usize)| {
        let part = titles.get(*from..*to).unwrap_or_default();
        part.iter().any(|t| matches!(t.role, Role::Field(Field::Title | Field::Key | Field::Url | Field::NativeId)))
            && part.iter().any(|t| matches!(t.role, Role::Channel(..) | Role::Date) || matches!(t.role, Role::Field(f) if is_counter(f)))
    };
    if cut.len() > 1 && cut.iter().all(complete) { cut } else { whole }
}

fn block(titles: &[Title], span: (usize, usize), mode: Option<Mode>, flaws: &mut Vec<Flaw>) -> Block {
    let mut block = Block { span, ..Block::default() };
    let part = || titles.iter().enumerate().skip(span.0).take(span.1 - span.0);
    block.wide = part().any(|(_, t)| matches!(t.role, Role::Channel(_, None) | Role::Unplaced(None)));
    let both = part().any(|(_, t)| t.is_gain()) && part().any(|(_, t)| !t.is_gain() && is_count(&t.role));
    let mode_of = |gain: bool| match (gain, mode) {
        (_, Some(said)) if !both => said,
        (true, _) => Mode::Increment,
        (false, _) => Mode::Cumulative,
    };
    let mut totals = Vec::new();
    let mut twice = Vec::new();
    let of_parts = part().any(|(_, t)| title::is_called_part(&t.raw));
    let several = part().filter(|(_, t)| matches!(t.role, Role::Channel(..))).count() >= 2;
    let sums: Vec<usize> =
        part().filter(|(i, t)| is_sum_of_others(*i, t, titles.get(span.0..span.1).unwrap_or_default(), span.0)).map(|(i, _)| i).collect();
    for (i, title) in part() {
        if sums.contains(&i) {
            totals.push(i);
            continue;
        }
        let (channel, field) = match title.role {
            Role::Field(f) if is_counter(f) => (None, Some(f)),
            Role::Field(Field::RowTotal) => {
                totals.push(i);
                continue;
            }
            Role::Field(f) => {
                if let Some(other) = block.fields.get(f) {
                    let ends = |at: usize, word: &str| titles.get(at).is_some_and(|t| t.raw.trim().ends_with(word));
                    if f == Field::Published && ends(i, "日期") && ends(other, "时间") {
                        block.fields.insert(f, i);
                    } else if f == Field::Published && ends(other, "日期") && ends(i, "时间") {
                        // 播出时间 beside 播出日期 is the hour.
                    } else if apart::is_apart(titles, other, i) {
                        twice.push(f);
                    } else if f == Field::Channel && block.account.is_none() {
                        block.account = Some(i);
                    } else if !matches!(f, Field::Note | Field::Ignored | Field::Number) {
                        flaws.push(Flaw::Twice(other, i));
                    }
                } else {
                    block.fields.insert(f, i);
                }
                continue;
            }
            Role::Channel(c, f) => (Some(c), f),
            Role::Unplaced(_) => {
                flaws.push(Flaw::Unplaced(i));
                continue;
            }
            Role::Date => (None, None),
            Role::Aside | Role::Nothing => continue,
        };
        let metric = match field {
            Some(Field::Cumulative(m) | Field::Increment(m)) => Some(m),
            _ => None,
        };
        let gain = title.is_gain();
        if (block.wide || (several && (of_parts || field == Some(Field::Contacts)))) && channel.is_none() && title.day.is_none() {
            // Beside columns of channels a counter without a channel is their sum, or belongs to none of them.
            if metric.is_none_or(|m| Metric::CONTACTS.contains(&m)) && !gain {
                totals.push(i);
            }
            continue;
        }
        let measure = Measure { column: i, unit: title.unit, metric };
        let (at, mode) = (title.day.map(Day::end), mode_of(gain));
        let from = title.from.filter(|_| mode == Mode::Increment);
        match block.groups.iter_mut().find(|g| (g.channel, g.at, g.from, g.mode) == (channel, at, from, mode)) {
            Some(group) => match group.measures.iter().find(|m| m.metric == metric) {
                Some(other) => flaws.push(Flaw::Twice(other.column, i)),
                None => group.measures.push(measure),
            },
            None => {
                block.groups.push(Group { channel, by_platform: false, at, from, mode, measures: vec![measure], apart: Apart::default() });
            }
        }
    }
    let gain = totals.first().and_then(|i| titles.get(*i)).is_some_and(Title::is_gain);
    settle_totals(&mut block, titles, &totals, mode_of(gain), flaws);
    apart::settle(&mut block, titles, &twice);
    if block.groups.is_empty() {
        block.groups.push(Group {
            channel: None,
            by_platform: false,
            at: None,
            from: None,
            mode: Mode::Cumulative,
            measures: Vec::new(),
            apart: Apart::default(),
        });
    }
    block
}

/// Whether a column is the sum of the others: 总播放量 beside 芒果TV播放量 and 抖音播放量. Where it stands alone it is the work's own number.
fn is_sum_of_others(at: usize, title: &Title, part: &[Title], from: usize) -> bool {
    let Role::Field(Field::Contacts | Field::Cumulative(_)) = title.role else { return false };
    if title.day.is_some() || !title::is_called_total(&title.raw) {
        return false;
    }
    let metric = |field: Option<Field>| match field {
        Some(Field::Cumulative(m)) => Some(m),
        _ => None,
    };
    let own = match title.role {
        Role::Field(f) => metric(Some(f)),
        _ => None,
    };
    if own.is_some_and(|m| !Metric::CONTACTS.contains(&m)) {
        return false;
    }
    let alike = |other: Option<Metric>| other.is_none_or(|o| Metric::CONTACTS.contains(&o) && own.is_none_or(|m| m == o));
    // One column beside it may as well be the week's: of channels one is enough, of others there must be two.
    let others = part.iter().enumerate().filter(|(i, t)| from + i != at && !t.is_gain() && !title::is_called_total(&t.raw));
    let weight = others.map(|(_, t)| match t.role {
        Role::Channel(_, field) | Role::Unplaced(field) if alike(metric(field)) => 2,
        Role::Field(Field::Cumulative(m)) if Metric::CONTACTS.contains(&m) && own.is_none_or(|o| o == m) => 1,
        Role::Field(Field::Contacts) if own.is_none() => 1,
        _ => 0_u32,
    });
    weight.sum::<u32>() >= 2
}

/// A total column beside counters is a check; alone it is the counter.
fn settle_totals(block: &mut Block, titles: &[Title], totals: &[usize], mode: Mode, flaws: &mut Vec<Flaw>) {
    let Some(first) = totals.first().copied() else { return };
    let unit = titles.get(first).map_or(1, |t| t.unit);
    if block.groups.is_empty() {
        block.groups.push(Group {
            by_platform: false,
            channel: None,
            at: None,
            from: None,
            mode,
            measures: vec![Measure { column: first, unit, metric: None }],
            apart: Apart::default(),
        });
    } else {
        block.fields.insert(Field::RowTotal, first);
    }
    flaws.extend(totals.iter().filter(|t| block.column(Field::RowTotal) == Some(**t)).map(|t| Flaw::Total(*t)));
}

fn is_count(role: &Role) -> bool {
    match role {
        Role::Field(f) => is_counter(*f),
        Role::Channel(..) | Role::Date => true,
        Role::Unplaced(_) | Role::Aside | Role::Nothing => false,
    }
}
