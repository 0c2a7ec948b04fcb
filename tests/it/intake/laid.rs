//! 一张表从标题到说明，随机写成：每个数是谁的、哪天的、累计还是新增、以什么为单位，写的时候就知道；采纳的要与此相符，没有采纳的要有话说。
//! 平时两千份；`REACH_INPUTS=20000 cargo test --test it -- laid` 跑两万份。

use crate::support::dice::Dice;
use crate::support::partner::{Partner, day, table, workbook};
use reach::base::day::Day;
use reach::base::diag::Diagnostic;
use reach::model::metric::Metric;
use std::collections::{BTreeMap, BTreeSet};

/// What a place says of the numbers that it stands for.
#[derive(Debug, Clone, Copy, Default)]
struct Says {
    unit: Option<u64>,
    gain: Option<bool>,
    weekly: bool,
    from: Option<&'static str>,
    to: Option<&'static str>,
    /// No counts, or nobody knows which of the two: only a column that says it outright may be read.
    unclear: bool,
}

const NONE: Says = Says { unit: None, gain: None, weekly: false, from: None, to: None, unclear: false };
const GAIN: Says = Says { gain: Some(true), ..NONE };
const WEEK: Says = Says { weekly: true, ..GAIN };
const TOTAL: Says = Says { gain: Some(false), ..NONE };
const WAN: Says = Says { unit: Some(10_000), ..NONE };
const ONES: Says = Says { unit: Some(1), ..NONE };
const UNCLEAR: Says = Says { unclear: true, ..NONE };
const THE_26TH: Says = Says { to: Some("2023-03-26"), ..NONE };
const THE_19TH: Says = Says { to: Some("2023-03-19"), ..NONE };
const PERIOD: Says = Says { from: Some("2023-03-20"), ..THE_26TH };

const TITLES: [(&str, Says); 30] = [
    ("工伤预防宣传数据统计表", NONE),
    ("播放量统计表（单位：万次）", WAN),
    ("数据统计　单位：万", WAN),
    ("数据统计（单位：次）", ONES),
    ("以万为单位统计", WAN),
    ("本周新增播放量统计表", WEEK),
    ("新增播放量", GAIN),
    ("累计播放量统计表", TOTAL),
    ("播放数据（截至2023年3月26日）", THE_26TH),
    ("截至3月19日", THE_19TH),
    ("播放数据（3月20日—26日）", PERIOD),
    ("2023.3.20-26播放数据", PERIOD),
    ("2023年3月20日至3月26日", PERIOD),
    ("2023年第12周", PERIOD),
    ("2023年3月20日至26日新增播放量", Says { gain: Some(true), ..PERIOD }),
    ("周增量（3.20-3.26）", Says { gain: Some(true), weekly: true, ..PERIOD }),
    ("本周新增播放量（单位：万）　2023.3.20-3.26", Says { unit: Some(10_000), gain: Some(true), weekly: true, ..PERIOD }),
    ("项目实施期：2022年7月1日至2023年6月30日", NONE),
    ("2022年7月1日启动，数据截至3月26日", THE_26TH),
    ("合同签订日期：2022年7月1日", NONE),
    ("2022年8月1日上线，截止目前", NONE),
    ("各渠道日均播放量统计", UNCLEAR),
    ("播放量占比", UNCLEAR),
    ("本周播放量统计", UNCLEAR),
    ("本周新增及累计播放量", UNCLEAR),
    ("播放量目标500万次", NONE),
    ("新增短视频累计播放量", TOTAL),
    ("填报单位：万家丽传媒", NONE),
    ("3月20日至今", NONE),
    ("播放量目标完成情况", NONE),
];

const COLUMNS: [(&str, Says); 18] = [
    ("播放量", NONE),
    ("播放量", NONE),
    ("播放量", NONE),
    ("播放次数", NONE),
    ("观看量", NONE),
    ("播放量（次）", ONES),
    ("播放量（万）", WAN),
    ("播放量/万次", WAN),
    ("累计播放量", TOTAL),
    ("累计播放量（万）", Says { unit: Some(10_000), ..TOTAL }),
    ("新增播放量", GAIN),
    ("本周新增播放量", WEEK),
    ("播放量（本周）", WEEK),
    ("播放量（3月20日-26日）", Says { gain: Some(true), ..PERIOD }),
    ("播放量（截至3月19日）", THE_19TH),
    ("累计播放量（截至2023年3月26日）", Says { gain: Some(false), ..THE_26TH }),
    ("播放量（日均）", UNCLEAR),
    ("播放量（目标）", UNCLEAR),
];

const FILES: [(&str, Says); 8] = [
    ("a", NONE),
    ("报送表", NONE),
    ("湖南经视2023-03-26", THE_26TH),
    ("数据20230319", THE_19TH),
    ("周增量2023.3.20-3.26", Says { gain: Some(true), weekly: true, ..PERIOD }),
    ("累计播放量20230326", Says { gain: Some(false), ..THE_26TH }),
    ("新增播放量", GAIN),
    ("2023-03-26-2", NONE),
];

const SHEETS: [(&str, Says); 6] =
    [("Sheet1", NONE), ("3.26", THE_26TH), ("0319", THE_19TH), ("本周新增", WEEK), ("播放数据", NONE), ("3月20日-26日", PERIOD)];

const NOTES: [(&str, Says); 7] = [
    ("", NONE),
    ("注：数据来自后台", NONE),
    ("制表人：李四", NONE),
    ("注：以上数据单位均为万次", WAN),
    ("单位：万", WAN),
    ("说明：以上为本周新增播放量", GAIN),
    ("备注：均为日均播放量", UNCLEAR),
];

/// What headings say of their own numbers; whether that changes nothing.
const MORE: [(&str, bool); 7] = [
    ("（单位：万次）", false),
    ("（单位：次）", false),
    ("（截至2022年9月30日）", false),
    ("（本周新增）", false),
    ("（3月20日至今）", false),
    ("（日均播放量）", false),
    ("（共12条）", true),
];

/// Own channels by the words of their headings; nobody's.
const OWN: [(&str, &str); 3] = [("芒果TV", "mango_tv"), ("抖音", "jingshi_douyin"), ("快手", "jingshi_kuaishou")];
const OTHERS: [&str; 6] = ["西瓜视频", "今日头条", "三湘都市报", "湖南民生网", "好看视频", "B站"];

const STATISTICS: [&str; 16] = [
    "合计",
    "小计：",
    "总数",
    "Σ",
    "累计播放",
    "去年同期",
    "上周累计播放量",
    "本周数据",
    "日均",
    "均值",
    "占比",
    "目标值",
    "月度目标",
    "其中：抖音",
    "环比（%）",
    "较上周增长",
];

const CELLS: [(&str, u64, Option<u64>); 6] =
    [("12", 12, None), ("356", 356, None), ("1300次", 1300, Some(1)), ("3万", 3, Some(10_000)), ("52,000", 52_000, None), ("7", 7, None)];

/// A number as written, with all that is known of it.
#[derive(Debug, Clone, Copy)]
struct Number {
    channel: Option<&'static str>,
    low: u64,
    high: u64,
    /// `None`: not to be read.
    at: Option<(Option<Day>, Day)>,
    /// Not looked at.
    free: bool,
}

struct Written {
    partner: Partner,
    sheet: Option<&'static str>,
    /// By title; in a wide table by title and channel.
    numbers: BTreeMap<String, Number>,
    wide: bool,
}

fn pick<T: Copy>(dice: &mut Dice, of: &[T]) -> T {
    of[dice.index(of.len())]
}

/// How often a place says nothing at all: else hardly a file would be clear.
fn seldom(dice: &mut Dice, of: &[(&'static str, Says)], percent: u64) -> (&'static str, Says) {
    if dice.chance(percent) { pick(dice, of) } else { of[0] }
}

fn heading(dice: &mut Dice, n: usize, name: &str) -> String {
    let ordinal = ["一", "二", "三"][n];
    match dice.index(8) {
        0 => name.to_owned(),
        1 => format!("（{ordinal}）{name}"),
        2 => format!("{}.{name}", n + 1),
        3 => format!("{name}数据"),
        4 => format!("{ordinal}、{name}播放情况"),
        5 => format!("{name}："),
        _ => format!("{ordinal}、{name}"),
    }
}

/// 每个平台一列的表：平台名上面可有一行，下面可有一行；每列的单位、累计新增各写各的。
fn wide(dice: &mut Dice) -> Written {
    const BELOW: [(&str, Says); 9] = [
        ("", NONE),
        ("播放量", NONE),
        ("（万）", WAN),
        ("万次", WAN),
        ("（次）", ONES),
        ("累计", TOTAL),
        ("本周新增", WEEK),
        ("日均", UNCLEAR),
        ("播放量（万）", WAN),
    ];
    const OVER: [&str; 5] = ["播放量", "新媒体平台", "各平台播放情况", "湖南经视", "益阳应急账号"];
    let (title, of_title) = seldom(dice, &TITLES, 60);
    let mut partner = table("a.csv", &[]).campaign("p08_tv").as_of("2023-03-26");
    partner.rows.push(vec![title.to_owned()]);
    let over = dice.chance(40).then(|| pick(dice, &OVER));
    let lower = dice.chance(60);
    let mut channels: Vec<usize> = vec![1, 2];
    dice.shuffle(&mut channels);
    let below: Vec<(&str, Says)> = channels.iter().map(|_| if lower { pick(dice, &BELOW) } else { BELOW[0] }).collect();
    // A row of nothing is none.
    let lower = lower && below.iter().any(|b| !b.0.is_empty());
    let row = |first: [&str; 2], cells: &[&str]| first.iter().chain(cells).map(|c| (*c).to_owned()).collect::<Vec<_>>();
    if let Some(over) = over {
        partner.rows.push(row(["", ""], &[over, ""]));
    }
    partner.rows.push(row(["标题", "发布日期"], &channels.iter().map(|c| OWN[*c].0).collect::<Vec<_>>()));
    if lower {
        partner.rows.push(row(["", ""], &below.iter().map(|b| b.0).collect::<Vec<_>>()));
    }
    let mut numbers = BTreeMap::new();
    for (i, work) in ["第1集 安全课", "第2集 认定路"].into_iter().enumerate().take(1 + dice.index(2)) {
        let cells: Vec<_> = channels.iter().map(|_| pick(dice, &CELLS)).collect();
        partner.rows.push(row([work, "8月1日"], &cells.iter().map(|c| c.0).collect::<Vec<_>>()));
        for ((channel, (_, of)), (_, v, own)) in channels.iter().zip(&below).zip(cells) {
            let unit = own.or(of.unit).or(of_title.unit).unwrap_or(1);
            let (low, high) = if unit > 1 { (v * unit - unit / 2, v * unit + unit - 1) } else { (v, v) };
            let to = day(of_title.to.unwrap_or("2023-03-26"));
            let (gain, weekly) =
                if of.gain.is_some() { (of.gain == Some(true), of.weekly) } else { (of_title.gain == Some(true), of_title.weekly) };
            let from = of_title.from.map(day).or_else(|| weekly.then(|| to.week().monday()));
            let unclear = of.unclear || (of.gain.is_none() && of_title.unclear);
            let at = if unclear || over == Some(OVER[4]) || (gain && from.is_none()) { None } else { Some((from.filter(|_| gain), to)) };
            numbers.insert(format!("{work} {}", OWN[*channel].1), Number { channel: Some(OWN[*channel].1), low, high, at, free: false });
        }
        if i == 0 && dice.chance(30) {
            partner.rows.push(row([pick(dice, &STATISTICS), ""], &["777777", "777777"]));
        }
    }
    Written { partner, sheet: None, numbers, wide: true }
}

fn write(dice: &mut Dice) -> Written {
    let book = dice.chance(25);
    let (file, of_file) = seldom(dice, &FILES, 40);
    let (sheet, of_sheet) = if book { seldom(dice, &SHEETS, 40) } else { ("", NONE) };
    let (title, of_title) = seldom(dice, &TITLES, 70);
    let (note, of_note) = seldom(dice, &NOTES, 30);
    let (column, of_column) = seldom(dice, &COLUMNS, 40);
    let mut partner = table(&format!("{file}{}", if book { ".xlsx" } else { ".csv" }), &[]).campaign("p08_tv");
    let asked = dice.chance(40).then_some("2023-03-26");
    partner.sent.as_of = asked.map(day);
    partner.rows.push(vec![title.to_owned()]);
    let numbered = dice.chance(50);
    let likes = dice.chance(40);
    let mut numbers = BTreeMap::new();
    // The first place that says something of a kind holds.
    let first = |f: &dyn Fn(&Says) -> bool| [of_column, of_sheet, of_title, of_file].into_iter().find(|s| f(s));
    let gain = first(&|s| s.gain.is_some() || s.unclear);
    let is_gain = gain.is_some_and(|s| s.gain == Some(true));
    let note_unlike = of_note.unclear || (of_note.gain == Some(true) && !is_gain);
    let unclear = of_column.unclear || (of_column.gain.is_none() && (gain.is_some_and(|s| s.unclear) || note_unlike));
    let asked = asked.map(|d| Says { to: Some(d), ..NONE }).unwrap_or_default();
    let dated = [of_column, of_sheet, of_title, asked, of_file].into_iter().find(|s| s.to.is_some());
    let unit = of_column.unit.or(of_title.unit).unwrap_or(1);
    let unit_known = of_note.unit.is_none_or(|u| u == unit);
    let at = dated.filter(|_| !unclear && unit_known).and_then(|s| {
        let to = day(s.to?);
        let period = [of_column, of_sheet, of_title, of_file].into_iter().find(|p| p.from.is_some() && p.to == s.to);
        let from = period.and_then(|p| p.from).map(day);
        let weekly = of_column.weekly || gain.is_some_and(|g| g.weekly);
        if !is_gain {
            return Some((None, to));
        }
        from.or_else(|| weekly.then(|| to.week().monday())).map(|from| (Some(from), to))
    });
    // Whether the heading above the header says of its own numbers what nobody knows of the next ones.
    let mut first_says = false;
    for n in 0..=dice.index(3) {
        let own = pick(dice, &OWN);
        let foreign = n > 0 && dice.chance(35);
        let name = if foreign { pick(dice, &OTHERS) } else { own.0 };
        let mut text = heading(dice, n, name);
        let mut own_says = true;
        if dice.chance(15) {
            let (more, says) = pick(dice, &MORE);
            text.push_str(more);
            own_says = says;
        }
        first_says |= n == 0 && !own_says;
        let among = dice.chance(50);
        partner.rows.push(if among || !numbered { vec![text] } else { vec![String::new(), text] });
        // The second block may lack its header, or have another.
        let mut turned = false;
        if n == 0 || dice.chance(70) {
            turned = n > 0 && likes && dice.chance(30);
            let counts = if turned { ["点赞", column] } else { [column, "点赞"] };
            let mut head = vec!["标题".to_owned(), counts[0].to_owned()];
            if likes {
                head.push(counts[1].to_owned());
            }
            if numbered {
                head.insert(0, "序号".to_owned());
            }
            partner.rows.push(head);
        }
        for i in 0..=dice.index(2) {
            let work = format!("第{n}{i}集 安全课");
            let (cell, v, own_unit) = pick(dice, &CELLS);
            let unit = own_unit.unwrap_or(unit);
            let (low, high) = if unit > 1 { (v * unit - unit / 2, v * unit + unit - 1) } else { (v, v) };
            let row = if turned { vec!["5".to_owned(), cell.to_owned()] } else { vec![cell.to_owned(), "5".to_owned()] };
            let mut row: Vec<String> = std::iter::once(work.clone()).chain(row.into_iter().take(1 + usize::from(likes))).collect();
            if numbered {
                row.insert(0, (i + 1).to_string());
            }
            partner.rows.push(row);
            numbers.insert(
                work,
                Number {
                    channel: (!foreign).then_some(own.1),
                    low,
                    high,
                    at: at.filter(|_| !turned && own_says && !first_says),
                    free: n == 0 && first_says,
                },
            );
        }
        if dice.chance(30) {
            let label = pick(dice, &STATISTICS).to_owned();
            let lead = if numbered && dice.chance(50) { vec![String::new(), label] } else { vec![label] };
            let gap = usize::from(numbered && lead.len() == 1);
            partner.rows.push(lead.into_iter().chain(std::iter::repeat_n(String::new(), gap)).chain(["777777".to_owned()]).collect());
        }
    }
    if !note.is_empty() {
        partner.rows.push(vec![note.to_owned()]);
    }
    Written { partner, sheet: book.then_some(sheet), numbers, wide: false }
}

/// 一份：写成、读入、核对。返回采纳了几个数，和哪里不对。
fn one(seed: u64) -> (u64, Vec<String>) {
    let mut dice = Dice(seed);
    let w = if dice.chance(30) { wide(&mut dice) } else { write(&mut dice) };
    let key = |title: &str, channel: &str| if w.wide { format!("{title} {channel}") } else { title.to_owned() };
    let d = w.partner.read(&w.sheet.map_or_else(|| w.partner.utf8(), |sheet| workbook(&[(sheet, &w.partner)])));
    let mut wrong = Vec::new();
    let plays = || d.readings.iter().filter_map(|r| Some((r, r.values.count(Metric::Plays)?)));
    for (r, count) in plays() {
        let item = &d.items[r.item as usize];
        let Some(number) = w.numbers.get(&key(&item.title, item.channel.as_str())) else {
            wrong.push(format!("没有写过的作品“{}”", item.title));
            continue;
        };
        let got = (Some(item.channel.as_str()), count.low(), count.high(), Some((r.from, r.at.reading_day())));
        if !number.free && got != (number.channel, number.low, Some(number.high), number.at) {
            wrong.push(format!("“{}”应为 {number:?}，采纳了 {got:?}", item.title));
        }
    }
    let told = !d.needs.is_empty() || d.found.iter().any(Diagnostic::is_error) || d.found.iter().any(|f| matches!(f.code.0, 2019 | 2048));
    let taken: BTreeSet<String> = plays().map(|(r, _)| &d.items[r.item as usize]).map(|i| key(&i.title, i.channel.as_str())).collect();
    // What is left aside is named among what was inferred.
    let aside = d.inferred.iter().any(|s| s.contains("没有读取"));
    for (title, number) in w.numbers.iter().filter(|(t, _)| !told && !taken.contains(*t)) {
        if aside && number.at.is_none() {
            continue;
        }
        wrong.push(format!("“{title}”不见了，一句没说"));
    }
    if !wrong.is_empty() {
        let found: Vec<String> = d.found.iter().map(Diagnostic::zh_line).collect();
        wrong.push(format!("第 {seed} 份，{}，{:?}\n{}{found:#?}{:#?}", w.partner.name, w.sheet, w.partner.csv(), d.inferred));
    }
    (plays().count() as u64, wrong)
}

#[test]
fn whose_when_which_and_how_large_every_number_is() {
    let inputs: u64 = std::env::var("REACH_INPUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
    let (mut taken, mut wrong) = (0, Vec::new());
    for seed in 0..inputs {
        let (n, complaints) = one(seed);
        taken += n;
        wrong.extend(complaints);
        assert!(wrong.len() < 60, "{}", wrong.join("\n"));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken > inputs / 2, "采纳的太少：{taken}");
}
