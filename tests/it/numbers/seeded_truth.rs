//! 模拟的平台知道每件作品每天的真值；系统只看得到准数、约数、“10万+”或看不到。折算出的区间必须含真值，整个项目的合计必须与另算的一致。

use super::{at_once, cases};
use crate::attain::LIMITS;
use crate::support::dice::Dice;
use crate::support::world::{World, day};
use reach::attain::series::{fold, fold_on};
use reach::attain::snapshot::{Cell, Detail};
use reach::base::count::{Count, Span};
use reach::base::id::ImportId;
use reach::base::numeral::{self, Numeral};
use reach::model::metric::{Metric, Value, Values};
use reach::model::reading::{Daily, Reading, ReadingRef, Source};
use std::collections::{BTreeMap, BTreeSet};

/// What a platform shows of a true count.
fn shown(dice: &mut Dice, truth: u64, exact_percent: u64) -> String {
    if dice.chance(exact_percent) {
        return truth.to_string();
    }
    match dice.between(0, 9) {
        0 => "--".into(),
        1..=3 if truth >= 100_000 => "10万+".into(),
        _ => rounded(dice, truth),
    }
}

/// Rounded or cut, to tenths of 万 or 亿 or to whole 万; small numbers are shown as they are.
fn rounded(dice: &mut Dice, truth: u64) -> String {
    let (unit, word, tenths) = match truth {
        0..10_000 => return truth.to_string(),
        100_000_000.. => (10_000_000, "亿", true),
        100_000.. if dice.chance(40) => (10_000, "万", false),
        _ => (1_000, "万", true),
    };
    let steps = if dice.chance(50) { truth / unit } else { (truth + unit / 2) / unit };
    if tenths { format!("{}.{}{word}", steps / 10, steps % 10) } else { format!("{steps}{word}") }
}

fn value(text: &str) -> Value {
    match numeral::read(text, 1).unwrap() {
        Numeral::Count(c) => Value::Count(c),
        _ => Value::Unavailable,
    }
}

fn holds(span: Span, n: u64) -> bool {
    span.holds(Span::exact(n))
}

/// One work: its true count on every day, and what was sent of it.
struct History {
    truth: Vec<u64>,
    /// Day, text, import, whether collected by ourselves.
    sent: Vec<(i32, String, i64, bool)>,
}

impl History {
    fn make(dice: &mut Dice, falls: bool) -> Self {
        let days = dice.between(5, 60);
        let pace = [30, 900, 9_000, 40_000, 3_000_000][dice.index(5)];
        let mut count = dice.between(0, pace * 3);
        let truth: Vec<u64> = (0..days)
            .map(|_| {
                count += dice.between(0, pace);
                if falls && dice.chance(12) {
                    count -= count * dice.between(0, 40) / 100;
                }
                count
            })
            .collect();
        let (read, exact) = (dice.between(10, 100), dice.between(0, 90));
        let files = dice.between(1, 6);
        let mut sent = Vec::new();
        for (n, truth) in truth.iter().enumerate() {
            let times = if dice.chance(read) { dice.between(1, 2) } else { 0 };
            for _ in 0..times {
                let import = i64::try_from(dice.between(1, files)).unwrap();
                sent.push((i32::try_from(n).unwrap(), shown(dice, *truth, exact), import, dice.chance(15)));
            }
        }
        dice.shuffle(&mut sent);
        Self { truth, sent }
    }

    fn readings(&self) -> Vec<Reading> {
        let first = day("2022-08-01");
        let one = |(row, (n, text, import, own)): (usize, &(i32, String, i64, bool))| {
            let mut values = Values::default();
            values.set(Metric::Plays, value(text));
            Reading {
                id: ReadingRef { import: ImportId(*import), file: 0, sheet: 0, row: u32::try_from(row).unwrap() },
                at: first.plus(*n).end(),
                counted: None,
                from: None,
                source: if *own { Source::Collected } else { Source::Partner },
                values,
            }
        };
        self.sent.iter().enumerate().map(one).collect()
    }

    /// Per day what counts of the readings: of each source the last received; of our own the last that showed a number.
    fn last_received(&self) -> BTreeMap<i32, Vec<Value>> {
        let mut last: BTreeMap<(i32, bool), (i64, usize, Value)> = BTreeMap::new();
        for (row, (n, text, import, own)) in self.sent.iter().enumerate() {
            let value = value(text);
            let slot = last.entry((*n, *own)).or_insert((*import, row, value));
            let (shown, later) = (matches!(value, Value::Count(_)), (*import, row) >= (slot.0, slot.1));
            // What we saw ourselves on a day is not taken back by a later look at which the number is hidden.
            let seen = matches!(slot.2, Value::Count(_));
            if if *own && shown != seen { shown } else { later } {
                *slot = (*import, row, value);
            }
        }
        let mut days: BTreeMap<i32, Vec<Value>> = BTreeMap::new();
        for ((n, _), (_, _, value)) in last {
            days.entry(n).or_default().push(value);
        }
        days
    }

    /// Folds, and says what is wrong with the outcome.
    fn judge(&self) -> Vec<String> {
        let first = day("2022-08-01");
        let readings = self.readings();
        let folded = fold(&readings, LIMITS);
        let daily: BTreeMap<i32, Daily> = folded.iter().map(|d| (d.day.since(first), d)).collect();
        let read = self.last_received();
        let mut wrong = Vec::new();
        // Going on from the values kept for the days before gives the same, wherever one begins.
        for from in daily.keys().map(|n| first.plus(*n)) {
            let rest: Vec<Reading> = readings.iter().filter(|r| r.day() >= from).cloned().collect();
            if fold_on(Some((&folded, from)), &rest, LIMITS) != folded {
                wrong.push(format!("从 {from} 接着算，得数不同"));
            }
        }
        if !daily.keys().eq(read.keys()) {
            wrong.push(format!("读数的日子 {:?}，得到 {:?}", read.keys(), daily.keys()));
        }
        // The highest value since the last exact reading, on days with a reading.
        let mut highest = 0;
        for (n, values) in &read {
            let truth = self.truth[usize::try_from(*n).unwrap()];
            let counts: Vec<Count> = values.iter().filter_map(|v| if let Value::Count(c) = v { Some(*c) } else { None }).collect();
            let exact = counts.iter().any(|c| c.is_exact());
            highest = if exact { truth } else { truth.max(highest) };
            let right = match daily.get(n).and_then(|d| d.span) {
                None => counts.is_empty(),
                Some(span) if exact => span == Span::exact(truth),
                Some(span) => !counts.is_empty() && (holds(span, truth) || holds(span, highest)),
            };
            if !right {
                wrong.push(format!("第{n}天 真值 {truth}，最高 {highest}，读数 {counts:?}，得到 {:?}", daily.get(n).map(|d| d.span)));
            }
        }
        wrong
    }
}

fn histories(seed: u64, falls: bool) {
    let mut dice = Dice(seed);
    let all = cases(2_000, 10_000);
    let mut seen = 0;
    for n in 0..all {
        let history = History::make(&mut dice, falls);
        let wrong = history.judge();
        assert!(wrong.is_empty(), "第{n}件：\n{}\n全部读数 {:?}", wrong.join("\n"), history.sent);
        seen += history.sent.len();
    }
    assert!(seen as u64 > all * 10, "读数太少：{seen}");
}

/// 没有下降时，最高值就是真值，所以下面的条件正是“区间含真值”。
#[test]
fn without_falls_the_interval_holds_the_truth() {
    histories(4, false);
}

#[test]
fn with_falls_it_holds_the_truth_or_the_highest_since_the_last_exact_reading() {
    histories(5, true);
}

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
const CHANNELS: [&str; 3] = ["芒果TV", "湖南经视抖音号", "湖南经视快手号"];
const TOPICS: [&str; 15] = [
    "高处作业系好安全带",
    "机械伤害怎样防",
    "粉尘车间的口罩",
    "工地用电三条线",
    "叉车转弯看盲区",
    "有限空间先通风",
    "噪声与耳塞",
    "化学品标签会说话",
    "夏天防中暑",
    "冲压机的双手按钮",
    "起重吊装站位",
    "动火作业审批单",
    "上下班途中怎么算",
    "认定申请三十天",
    "康复之后再上岗",
];

/// What one channel shows of one work.
struct Shown {
    place: usize,
    title: String,
    published: i32,
    /// Day of the reading and text, by week.
    weeks: Vec<(i32, String)>,
}

/// A campaign that we know everything about.
struct Campaign {
    /// Per episode its day of broadcast.
    episodes: Vec<i32>,
    /// Which episode a repost is of; `None`: something else on the channel.
    reposts: Vec<(Option<usize>, Shown)>,
    weeks: i32,
}

impl Campaign {
    fn make(dice: &mut Dice) -> Self {
        let weeks = i32::try_from(dice.between(1, 12)).unwrap();
        let count = dice.index(16);
        let days = u64::try_from(weeks * 7 - 1).unwrap();
        let episodes: Vec<i32> = (0..count).map(|_| i32::try_from(dice.between(0, days)).unwrap()).collect();
        let mut reposts = Vec::new();
        for (n, aired) in episodes.iter().enumerate() {
            for place in 0..CHANNELS.len() {
                if dice.chance(70) {
                    let published = (aired + i32::try_from(dice.between(0, 9)).unwrap()).min(weeks * 7 - 1);
                    let title = dressed(dice, n);
                    reposts.push((Some(n), Shown::make(dice, place, title, published, weeks)));
                }
            }
        }
        for n in 0..dice.index(6) {
            let place = dice.index(CHANNELS.len());
            let published = i32::try_from(dice.between(0, days)).unwrap();
            let title = format!("花絮{} 主持人在{}", n + 1, ["车间", "工地", "矿山", "码头", "医院", "学校"][n]);
            reposts.push((None, Shown::make(dice, place, title, published, weeks)));
        }
        Self { episodes, reposts, weeks }
    }

    /// Weekly files, each with the broadcasts of the week and a reading of every repost that is out.
    fn files(&self) -> Vec<String> {
        let first = day("2022-08-01");
        (0..self.weeks)
            .map(|week| {
                let sunday = first.plus(week * 7 + 6);
                let mut rows: Vec<String> = vec![HEAD.to_owned()];
                for (n, aired) in self.episodes.iter().enumerate().filter(|(_, d)| **d / 7 == week) {
                    rows.push(format!("{sunday},经视新闻,{},{},180,", title(n), first.plus(*aired)));
                }
                for (_, shown) in &self.reposts {
                    if let Some((_, text)) = shown.weeks.iter().find(|(w, _)| *w == week) {
                        rows.push(format!("{sunday},{},{},{},60,{text}", CHANNELS[shown.place], shown.title, first.plus(shown.published)));
                    }
                }
                rows.join("\n")
            })
            .collect()
    }

    /// Low and high of the contacts: the last number of every placement.
    fn contacts(&self) -> Span {
        let mut sum = Span::ZERO;
        for (_, shown) in &self.reposts {
            if let Some((_, text)) = shown.weeks.last()
                && let Value::Count(c) = value(text)
            {
                sum = Span { low: sum.low + c.low(), high: sum.high.zip(c.high()).map(|(a, b)| a + b) };
            }
        }
        sum
    }

    /// Row by row what is found of the reposts that are due.
    fn matrix(&self) -> BTreeMap<String, Vec<Cell>> {
        let until = self.weeks * 7 - 1;
        let reported: BTreeSet<usize> =
            self.reposts.iter().filter(|(_, s)| s.weeks.last().is_some_and(|w| w.1 != "--")).map(|(_, s)| s.place).collect();
        let cell = |episode: usize, place: usize| {
            let due = self.episodes[episode] + 7;
            if self.reposts.iter().any(|(of, s)| *of == Some(episode) && s.place == place) {
                Cell::Found
            } else if due >= until {
                Cell::NotDue
            } else if reported.contains(&place) {
                Cell::Missing
            } else {
                Cell::Unchecked
            }
        };
        (0..self.episodes.len()).map(|e| (title(e), (0..CHANNELS.len()).map(|p| cell(e, p)).collect())).collect()
    }
}

impl Shown {
    /// A placement keeps its way of showing numbers, so that the last text alone says what is known.
    fn make(dice: &mut Dice, place: usize, title: String, published: i32, weeks: i32) -> Self {
        let style = dice.between(0, 9);
        let mut count = dice.between(0, 90_000);
        let weeks = (published / 7..weeks)
            .map(|week| {
                count += dice.between(0, 60_000);
                let text = match style {
                    0 => "--".to_owned(),
                    1..=2 if count >= 100_000 => "10万+".to_owned(),
                    1..=2 => format!("{}.{}万", 1, dice.between(0, 9)),
                    3..=5 => rounded(dice, count.max(10_000)),
                    _ => count.to_string(),
                };
                (week, text)
            })
            .collect();
        Self { place, title, published, weeks }
    }
}

fn title(episode: usize) -> String {
    format!("第{}期：{}", episode + 1, TOPICS[episode])
}

/// The same title as people write it elsewhere.
fn dressed(dice: &mut Dice, episode: usize) -> String {
    let (n, topic) = (episode + 1, TOPICS[episode]);
    match dice.between(0, 4) {
        0 => format!("第{n}期：{topic}"),
        1 => format!("第{n}期 {topic} #工伤预防在行动"),
        2 => format!("【第{n}期】{topic}！"),
        3 => format!("第{n}期 | {topic}"),
        _ => format!("“第{n}期”{topic}🦺"),
    }
}

#[test]
fn a_whole_campaign_adds_up() {
    let cells: usize = at_once(4, |part| campaigns(600 + part, cases(10, 100))).into_iter().sum();
    assert!(cells >= 570, "二次传播的格子太少：{cells}");
}

/// Checks so many campaigns; how many cells of reposts they had.
fn campaigns(seed: u64, count: u64) -> usize {
    let mut dice = Dice(seed);
    let mut cells = 0;
    for n in 0..count {
        let campaign = Campaign::make(&mut dice);
        let mut world = World::new();
        let mut files: Vec<(usize, String)> = campaign.files().into_iter().enumerate().collect();
        dice.shuffle(&mut files);
        for (week, file) in files {
            let receipt = world.send(&format!("经视{week}.csv"), &file, "p08_tv");
            assert!(receipt.written || !file.contains('\n'), "第{n}个 {file}\n{:?}", receipt.found);
        }
        let as_of = day("2022-08-01").plus(campaign.weeks * 7 - 1);
        let seen = world.campaign("p08_tv", &as_of.to_string());
        let target = |id: &str| seen.targets.iter().find(|t| t.id.as_str() == id).unwrap();
        assert_eq!(target("episodes").actual, Span::exact(campaign.episodes.len() as u64), "第{n}个 期数");
        assert_eq!(target("contacts").actual, campaign.contacts(), "第{n}个 传播量");
        let Detail::Repost(matrix) = &target("reposts").detail else { panic!("不是二次传播") };
        let found: BTreeMap<String, Vec<Cell>> = matrix.rows.iter().map(|(line, cells)| (line.title.clone(), cells.clone())).collect();
        assert_eq!(found, campaign.matrix(), "第{n}个 二次传播");
        cells += found.values().map(Vec::len).sum::<usize>();
    }
    cells
}
