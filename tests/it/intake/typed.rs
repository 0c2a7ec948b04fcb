//! 手打的表，随机写成：真值事先知道，采纳的每一个数都要与写下的那一格相符，其余的都要有话说。
//! 平时三千份；`REACH_INPUTS=10000000 cargo test --test it -- typed` 跑一千万份。

use crate::support::dice::Dice;
use crate::support::partner::{Partner, table};
use reach::base::diag::{Diagnostic, Severity};
use reach::intake::Limits;
use reach::model::draft::Draft;
use reach::model::metric::{Metric, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicU64, Ordering};

/// What a person reads in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Says {
    /// From this to that; no second number: nothing bounds it above.
    Count(u64, Option<u64>),
    /// No number: nothing, or that there is none.
    Nothing,
    /// Not to be taken; an error names the row.
    Refused,
}

const fn n(exact: u64) -> Says {
    Says::Count(exact, Some(exact))
}

const fn within(low: u64, high: u64) -> Says {
    Says::Count(low, Some(high))
}

const fn from(low: u64) -> Says {
    Says::Count(low, None)
}

use Says::{Nothing, Refused};

/// 播放量一格里真会出现的写法，二百种。
const CELLS: [(&str, Says); 208] = [
    ("0", n(0)),
    ("1", n(1)),
    ("7", n(7)),
    ("12", n(12)),
    ("99", n(99)),
    ("356", n(356)),
    ("1294", n(1_294)),
    ("12000", n(12_000)),
    ("98213", n(98_213)),
    ("100000", n(100_000)),
    ("100001", n(100_001)),
    ("1234567", n(1_234_567)),
    ("50000000", n(50_000_000)),
    ("1400000000", n(1_400_000_000)),
    ("007", n(7)),
    ("00", n(0)),
    ("1,294", n(1_294)),
    ("12,000", n(12_000)),
    ("1,234,567", n(1_234_567)),
    ("123,456,789", n(123_456_789)),
    ("1，294", n(1_294)),
    ("12，000", n(12_000)),
    ("1 294", n(1_294)),
    ("12 000", n(12_000)),
    ("12\u{a0}000", n(12_000)),
    ("１２０００", n(12_000)),
    ("１２，０００", n(12_000)),
    ("３５６次", n(356)),
    (" 12000", n(12_000)),
    ("12000 ", n(12_000)),
    ("　12000　", n(12_000)),
    ("\u{a0}12000", n(12_000)),
    ("'12000", n(12_000)),
    ("\t12000", n(12_000)),
    ("12000\t", n(12_000)),
    ("\u{feff}12000", n(12_000)),
    ("12\u{200b}000", n(12_000)),
    ("123.0", n(123)),
    ("123.00", n(123)),
    ("12000.", n(12_000)),
    ("+356", n(356)),
    ("356次", n(356)),
    ("356 次", n(356)),
    ("356人次", n(356)),
    ("356人", n(356)),
    ("356人看过", n(356)),
    ("356次播放", n(356)),
    ("356次观看", n(356)),
    ("356播放", n(356)),
    ("12,000次", n(12_000)),
    ("12000次播放量", n(12_000)),
    ("12000点击", n(12_000)),
    ("1.2万", within(11_500, 12_999)),
    ("1.2 万", within(11_500, 12_999)),
    ("1.2w", within(11_500, 12_999)),
    ("1.2W", within(11_500, 12_999)),
    ("１．２万", within(11_500, 12_999)),
    ("１．２Ｗ", within(11_500, 12_999)),
    ("1.2万次", within(11_500, 12_999)),
    ("1.2万人次", within(11_500, 12_999)),
    ("1.2万次播放", within(11_500, 12_999)),
    ("1.23万", within(12_250, 12_399)),
    ("1.234万", within(12_335, 12_349)),
    ("1.2345万", n(12_345)),
    ("12万", within(115_000, 129_999)),
    ("120万", within(1_195_000, 1_209_999)),
    ("1,988.7万", within(19_886_500, 19_887_999)),
    ("21.63万", within(216_250, 216_399)),
    ("216.30万", within(2_162_950, 2_163_099)),
    ("485.9万人看过", within(4_858_500, 4_859_999)),
    ("0.8万", within(7_500, 8_999)),
    ("3千", within(2_500, 3_999)),
    ("3.5千", within(3_450, 3_599)),
    ("3.2k", within(3_150, 3_299)),
    ("3.2K", within(3_150, 3_299)),
    ("2百万", within(1_500_000, 2_999_999)),
    ("1千万", within(5_000_000, 19_999_999)),
    ("1.3亿", within(125_000_000, 139_999_999)),
    ("14.3亿", within(1_425_000_000, 1_439_999_999)),
    ("1.4亿次播放", within(135_000_000, 149_999_999)),
    ("14.3 亿次播放", within(1_425_000_000, 1_439_999_999)),
    ("9800万次播放", within(97_995_000, 98_009_999)),
    ("10万+", from(100_000)),
    ("10 万+", from(100_000)),
    ("10万 +", from(100_000)),
    ("10W+", from(100_000)),
    ("10w+", from(100_000)),
    ("１０万＋", from(100_000)),
    ("100000+", from(100_000)),
    ("100,000+", from(100_000)),
    ("99+", from(99)),
    ("999+", from(999)),
    ("1w+", from(10_000)),
    ("1.5万+", from(15_000)),
    ("100万+", from(1_000_000)),
    ("1亿+", from(100_000_000)),
    ("10万+次", from(100_000)),
    ("10万+次播放", from(100_000)),
    ("10万次播放+", from(100_000)),
    ("10万以上", from(100_000)),
    ("10万及以上", from(100_000)),
    ("10万次以上", from(100_000)),
    ("不少于3万", from(30_000)),
    ("不低于3万", from(30_000)),
    ("至少3万", from(30_000)),
    ("超过3万", from(30_000)),
    ("超过3万次", from(30_000)),
    ("≥3万", from(30_000)),
    (">=3万", from(30_000)),
    (">3万", from(30_000)),
    ("＞3万", from(30_000)),
    ("3万多", from(30_000)),
    ("3万余", from(30_000)),
    ("10余万次", from(100_000)),
    ("超5万", from(50_000)),
    ("突破100万", from(1_000_000)),
    ("约3万", within(25_000, 39_999)),
    ("约3.2万次", within(31_500, 32_999)),
    ("大概3万", within(25_000, 39_999)),
    ("3万左右", within(25_000, 39_999)),
    ("约32000", within(31_500, 32_999)),
    ("", Nothing),
    (" ", Nothing),
    ("　", Nothing),
    ("\t", Nothing),
    ("-", Nothing),
    ("--", Nothing),
    ("---", Nothing),
    ("－", Nothing),
    ("—", Nothing),
    ("——", Nothing),
    ("–", Nothing),
    ("/", Nothing),
    ("\\", Nothing),
    ("／", Nothing),
    ("无", Nothing),
    ("暂无", Nothing),
    ("无数据", Nothing),
    ("N/A", Nothing),
    ("n/a", Nothing),
    ("null", Nothing),
    ("NULL", Nothing),
    ("-1", Nothing),
    ("-1.00", Nothing),
    ("1,2万", Refused),
    ("1，2万", Refused),
    ("12,34", Refused),
    ("1,23", Refused),
    ("1,2345,6", Refused),
    ("12,0000,000", Refused),
    (",", Refused),
    ("1.2.3", Refused),
    ("1..2万", Refused),
    ("1。2万", Refused),
    ("12.5", Refused),
    ("1.23456万", Refused),
    ("0.46", Refused),
    ("3%", Refused),
    ("12.24％", Refused),
    ("<0.1%", Refused),
    ("-5", Refused),
    ("-356", Refused),
    ("-1.2万", Refused),
    ("－356", Refused),
    ("三万", Refused),
    ("三万多", Refused),
    ("近3万", Refused),
    ("不到3万", Refused),
    ("约32518", Refused),
    ("约3万+", Refused),
    ("三四万", Refused),
    ("3-4万", Refused),
    ("3~4万", Refused),
    ("3万-4万", Refused),
    ("3万至4万", Refused),
    ("几千", Refused),
    ("十几万", Refused),
    ("1万2", Refused),
    ("1万2千", Refused),
    ("1 2万3", Refused),
    ("１２oo", Refused),
    ("l2000", Refused),
    ("1200O", Refused),
    ("12000?", Refused),
    ("12000？", Refused),
    ("12000(预估)", Refused),
    ("12000（预估）", Refused),
    ("12000/13000", Refused),
    ("12000+300", Refused),
    ("=1+1", Refused),
    ("=SUM(D2:D9)", Refused),
    ("@SUM(1)", Refused),
    ("#N/A", Refused),
    ("#REF!", Refused),
    ("#VALUE!", Refused),
    ("#DIV/0!", Refused),
    ("7.26605E+18", Refused),
    ("1.2E+5", Refused),
    ("7266050530072481076", Refused),
    ("13800000000", Refused),
    ("99999999999999", Refused),
    ("123456亿", Refused),
    ("2023-04-02", Refused),
    ("2023年4月2日", Refused),
    ("3:00", Refused),
    ("58秒", Refused),
    ("已删除", Refused),
    ("详见附件", Refused),
];

/// 作品标题：常用字、生僻字（GB18030 的两字节和四字节）、全角、标点。
const TITLES: [&str; 16] = [
    "第1期 工伤预防进车间",
    "第2期　高处作业，系好安全带",
    "工伤认定怎么办？",
    "《工伤保险条例》问答（上）",
    "《工伤保险条例》问答（下）",
    "镕炉旁的一天",
    "喆哥讲安全",
    "㐂事：零工伤班组",
    "𠮷日开工第一课",
    "ＡＢＣ三级预防",
    "“一老一小”也要懂",
    "2023年预防职业病周",
    "矽肺·尘肺，早筛早治",
    "安全帽 vs 侥幸心理",
    "10万+的背后",
    "合计多少损失才够？算一笔安全账",
];

const TOTALS: [&str; 8] = ["合计", "总计", "合 计", "合计：", "小计", "总 计", "本周合计", "共计"];

/// 一份表，连同每个作品在每个渠道的那一格写的是什么。
struct Written {
    partner: Partner,
    /// By title and channel. In a row with a cell that is not to be taken, no cell is.
    works: BTreeMap<(&'static str, &'static str), (&'static str, Says)>,
    totals: u32,
    ids: Vec<String>,
}

/// 本系统的模板，列的次序随意，有的带编号。
fn template(dice: &mut Dice) -> Written {
    let with_ids = dice.chance(30);
    let columns: &[&str] = if with_ids {
        &["渠道", "统计日期", "作品标题", "作品链接或编号", "累计播放量"]
    } else {
        &["渠道", "统计日期", "作品标题", "累计播放量"]
    };
    let mut order: Vec<usize> = (0..columns.len()).collect();
    dice.shuffle(&mut order);
    let put = |cells: &[&str]| order.iter().map(|i| cells[*i].to_owned()).collect::<Vec<_>>();
    let mut partner = table("a.csv", &[]);
    if dice.chance(30) {
        partner.rows.push(vec!["工伤预防宣传传播数据统计表".to_owned()]);
    }
    partner.rows.push(put(columns));
    let mut titles: Vec<usize> = (0..TITLES.len()).collect();
    dice.shuffle(&mut titles);
    let (mut works, mut ids, mut totals) = (BTreeMap::new(), Vec::new(), 0);
    for title in titles.iter().take(1 + dice.index(6)) {
        let (cell, says) = CELLS[dice.index(CELLS.len())];
        let whole = format!("72660505300724{:05}", 10_000 + dice.between(1, 89_998));
        let id = match dice.index(4) {
            0 => "7.26605E+18".to_owned(),
            1 => format!("{}0000", &whole[..15]),
            _ => whole,
        };
        let day = ["2023-04-02", "2023/4/2", "2023年4月2日", "20230402"][dice.index(4)];
        let cells = if with_ids {
            vec!["湖南经视抖音号", day, TITLES[*title], &id, cell]
        } else {
            vec!["湖南经视抖音号", day, TITLES[*title], cell]
        };
        partner.rows.push(put(&cells));
        works.insert((TITLES[*title], "jingshi_douyin"), (cell, says));
        if with_ids {
            ids.push(id.clone());
        }
        if dice.chance(10) {
            let word = TOTALS[dice.index(TOTALS.len())];
            let cells = if with_ids { vec!["", "", word, "", "777777"] } else { vec!["", "", word, "777777"] };
            partner.rows.push(put(&cells));
            totals += 1;
        }
    }
    Written { partner, works, totals, ids }
}

/// 合作媒体自己的表：每个平台一列，日期在标题行。
fn wide(dice: &mut Dice) -> Written {
    let channels = [("抖音", "jingshi_douyin"), ("快手", "jingshi_kuaishou"), ("芒果TV", "mango_tv")];
    let mut order: Vec<usize> = (0..channels.len()).collect();
    dice.shuffle(&mut order);
    order.truncate(2 + dice.index(2));
    let mut partner = table("a.csv", &["“工伤预防在行动”传播数据统计表（截至2023年4月2日）"]).campaign("p08_tv");
    let row = |first: [&str; 3], cells: &[&str]| first.iter().chain(cells).map(|c| (*c).to_owned()).collect::<Vec<_>>();
    partner.rows.push(row(["序号", "标题", "发布日期"], &order.iter().map(|i| channels[*i].0).collect::<Vec<_>>()));
    let mut titles: Vec<usize> = (0..TITLES.len()).collect();
    dice.shuffle(&mut titles);
    let (mut works, mut totals) = (BTreeMap::new(), 0);
    for (n, title) in titles.iter().take(1 + dice.index(6)).enumerate() {
        let cells: Vec<_> = order.iter().map(|_| CELLS[dice.index(CELLS.len())]).collect();
        let texts: Vec<&str> = cells.iter().map(|(text, _)| *text).collect();
        partner.rows.push(row([&(n + 1).to_string(), TITLES[*title], "8月1日"], &texts));
        let bad = cells.iter().find(|(_, says)| *says == Refused);
        for (i, own) in order.iter().zip(&cells) {
            works.insert((TITLES[*title], channels[*i].1), *bad.unwrap_or(own));
        }
        if dice.chance(10) {
            partner.rows.push(row(["", TOTALS[dice.index(TOTALS.len())], ""], &vec!["777777"; order.len()]));
            totals += 1;
        }
    }
    Written { partner, works, totals, ids: Vec::new() }
}

/// What happened to the file on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Damage {
    None,
    /// A line in another encoding was added.
    Mixed,
    /// It ends early or a quote was never closed: what is left of the last cell may be another number, and no format tells.
    Cut,
}

/// 换行、编码各种各样；一成的文件截断了，或夹着一行别的编码，或引号没有关上。
fn bytes(dice: &mut Dice, partner: &Partner) -> (Vec<u8>, Damage) {
    let in_csv_only = partner.rows.iter().flatten().any(|c| c == "1.2E+5");
    match dice.index(40) {
        // A workbook would hold the number itself.
        0 if !in_csv_only => return (partner.xlsx(), Damage::None),
        1..=3 => return (partner.html(), Damage::None),
        _ => {}
    }
    let mut text = partner.csv();
    match dice.index(4) {
        0 => text = text.replace('\n', "\r\n"),
        1 => text = text.replace('\n', "\r"),
        2 => text = text.replacen('\n', "\r\n", 2),
        _ => {}
    }
    let utf16 = |f: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(f).collect::<Vec<u8>>();
    let mut bytes = match dice.index(6) {
        0 | 1 => encoding_rs::GB18030.encode(&text).0.into_owned(),
        2 => [&[0xff, 0xfe], utf16(u16::to_le_bytes).as_slice()].concat(),
        3 => [&[0xfe, 0xff], utf16(u16::to_be_bytes).as_slice()].concat(),
        4 => [&[0xef, 0xbb, 0xbf], text.as_bytes()].concat(),
        _ => text.clone().into_bytes(),
    };
    if !dice.chance(10) {
        return (bytes, Damage::None);
    }
    match dice.index(3) {
        0 => bytes.truncate(dice.index(bytes.len())),
        1 => {
            bytes.extend(encoding_rs::GB18030.encode("湖南经视抖音号,第9期 夹进来的一行,1\n").0.iter());
            return (bytes, Damage::Mixed);
        }
        _ => bytes.insert(dice.index(bytes.len()), b'"'),
    }
    (bytes, Damage::Cut)
}

fn count(draft: &Draft, item: usize) -> Option<Says> {
    let reading = draft.readings.iter().find(|r| r.item as usize == item)?;
    reading.values.iter().find(|(m, _)| *m == Metric::Plays).map(|(_, v)| match v {
        Value::Unavailable => Nothing,
        Value::Count(c) => Says::Count(c.low(), c.high()),
    })
}

/// 一份：写成、读入、核对。返回采纳了几个数，和哪里不对。
fn one(seed: u64) -> (u64, Vec<String>) {
    let mut dice = Dice(seed);
    let w = if dice.chance(40) { wide(&mut dice) } else { template(&mut dice) };
    let (bytes, damage) = bytes(&mut dice, &w.partner);
    let d = w.partner.read_within(&bytes, &Limits::portal());
    let mut wrong = Vec::new();
    if d.refused > 0 && !d.found.iter().any(Diagnostic::is_error) {
        wrong.push(format!("退回 {} 行，一句没说", d.refused));
    }
    let doubtful = w.ids.iter().filter(|id| id.ends_with("0000")).count();
    for (n, item) in d.items.iter().enumerate() {
        let Some((cell, says)) = w.works.get(&(&*item.title, item.channel.as_str())) else {
            if damage == Damage::None {
                wrong.push(format!("没有写过的作品“{}”", item.title));
            }
            continue;
        };
        let got = count(&d, n);
        let ok = match (got, says) {
            (None | Some(Nothing), Refused | Nothing) => true,
            (None, _) => damage != Damage::None || !w.ids.is_empty(),
            (Some(got), says) => got == *says || damage == Damage::Cut,
        };
        if !ok {
            wrong.push(format!("“{cell}”应为 {says:?}，采纳了 {got:?}"));
        }
        let id = item.native_id.as_deref().unwrap_or_default();
        // One id that ends in zeros may be so by chance, and is asked about; two are not.
        let whole = w.ids.iter().any(|i| i == id) && (!id.ends_with("0000") || doubtful == 1) && !id.contains('E');
        if !(id.is_empty() || damage == Damage::Cut || whole) {
            wrong.push(format!("不完整的编号 {id}"));
        }
    }
    if damage == Damage::None {
        let refused = w.works.iter().filter(|(_, (_, says))| *says == Refused).map(|((title, _), _)| title).collect::<BTreeSet<_>>().len();
        let errors = d.found.iter().filter(|f| f.severity == Severity::Error).count();
        if errors < refused {
            let cells: Vec<&str> = w.works.values().filter(|(_, says)| *says == Refused).map(|(cell, _)| *cell).collect();
            wrong.push(format!("{cells:?}该退回，只说了 {errors} 处"));
        }
        let there = |title: &str, channel: &str| d.items.iter().any(|i| &*i.title == title && i.channel.as_str() == channel);
        for ((title, channel), (cell, says)) in w.works.iter().filter(|_| w.ids.is_empty()) {
            if matches!(says, Says::Count(..)) && !there(title, channel) {
                wrong.push(format!("“{title}”在 {channel} 的“{cell}”不见了"));
            }
        }
        if d.totals_skipped != w.totals {
            wrong.push(format!("合计行 {} 行，只认出 {}", w.totals, d.totals_skipped));
        }
    }
    let taken = d.readings.iter().filter(|r| matches!(r.values.get(Metric::Plays), Some(Value::Count(_)))).count();
    if !wrong.is_empty() {
        wrong.push(format!(
            "第 {seed} 份，{}，{damage:?}\n{}{:#?}",
            d.encoding,
            w.partner.csv(),
            d.found.iter().map(Diagnostic::zh_line).collect::<Vec<_>>()
        ));
    }
    (taken as u64, wrong)
}

#[test]
fn what_is_taken_is_what_was_written() {
    let inputs: u64 = std::env::var("REACH_INPUTS").ok().and_then(|n| n.parse().ok()).unwrap_or(3_000);
    let next = AtomicU64::new(0);
    let work = || {
        let (mut taken, mut wrong) = (0, Vec::new());
        loop {
            let i = next.fetch_add(1, Ordering::Relaxed);
            if i >= inputs || wrong.len() > 40 {
                return (taken, wrong);
            }
            let (n, complaints) = one(i);
            taken += n;
            wrong.extend(complaints);
        }
    };
    let (mine, other) = std::thread::scope(|s| {
        let other = s.spawn(work);
        (work(), other.join().unwrap())
    });
    let (taken, wrong) = (mine.0 + other.0, [mine.1, other.1].concat());
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(taken > inputs, "采纳的太少：{taken}");
}
