//! 数值下降按最新数计；累计数和增量填反了要能看出来，没填反不乱报。

use super::{at_once, cases};
use crate::support::dice::Dice;
use crate::support::world::{World, day};
use reach::app::submit::Receipt;
use reach::base::diag::Severity;
use std::fmt::Write as _;

#[test]
fn a_fall_counts_as_it_is_and_is_asked_about() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量";
    for (date, plays) in [("2022-08-07", 100_000), ("2022-08-14", 98_000), ("2022-08-21", 101_000)] {
        let receipt = w.template("p08_tv", head, &[&format!("{date},芒果TV,粉尘车间的口罩,2022-08-01,{plays}")]);
        let asked: Vec<_> = receipt.found.iter().filter(|d| d.code.0 == 2033).map(|d| d.severity).collect();
        assert_eq!(asked, if plays == 98_000 { vec![Severity::Question] } else { vec![] }, "{date}");
    }
    assert_eq!(w.actual("p08_tv", "contacts", "2022-08-14"), "98000");
    assert_eq!(w.actual("p08_tv", "contacts", "2022-08-21"), "101000");
    let falls: Vec<_> = w.campaign("p08_tv", "2022-08-21").questions.into_iter().filter(|q| q.id.starts_with("fall")).collect();
    assert_eq!(falls.len(), 1, "{:?}", w.campaign("p08_tv", "2022-08-21").questions);
}

/// A partner's works: what each gained in every week so far and gains in the week of the next file.
struct Works {
    name: String,
    gains: Vec<Vec<u64>>,
}

const WEEKS: usize = 26;

impl Works {
    /// Views fade from week to week, some faster than others; works come out one after the other.
    fn make(dice: &mut Dice, number: u64) -> (Self, usize) {
        let works = dice.between(8, 30);
        let weeks = usize::try_from(dice.between(3, WEEKS as u64 - 1)).unwrap();
        let gains = (0..works)
            .map(|_| {
                let start = dice.index(weeks.div_ceil(2));
                let kept = dice.between(40, 95);
                let mut pace = dice.between(50, 200_000);
                (0..=weeks)
                    .map(|week| {
                        if week < start {
                            return 0;
                        }
                        let gain = pace * dice.between(60, 140) / 100;
                        pace = pace * kept / 100 + dice.between(0, 30);
                        gain
                    })
                    .collect()
            })
            .collect();
        (Self { name: format!("第{number}批"), gains }, weeks)
    }

    /// A file over some weeks; `plain` writes what the column says, else the other thing.
    fn file(&self, weeks: std::ops::Range<usize>, increment: bool, plain: bool) -> String {
        let column = if increment { "新增播放量" } else { "累计播放量" };
        let mut text = format!("统计开始,统计日期,渠道,作品标题,发布时间,{column}\n");
        for week in weeks {
            let monday = day("2022-08-01").plus(i32::try_from(week).unwrap() * 7);
            let from = if increment { monday.to_string() } else { String::new() };
            for (n, gains) in self.gains.iter().enumerate() {
                let cumulative = gains[..=week].iter().sum::<u64>();
                let number = if increment == plain { gains[week] } else { cumulative };
                if cumulative > 0 {
                    let title = format!("{}作品{n}", self.name);
                    writeln!(text, "{from},{},芒果TV,{title},2022-08-01,{number}", monday.plus(6)).unwrap();
                }
            }
        }
        text.replace("统计开始,", if increment { "统计开始," } else { "备注," })
    }
}

fn noticed(receipt: &Receipt) -> bool {
    receipt.found.iter().any(|d| d.code.0 == 2034)
}

/// Caught and all of the files in the wrong mode, alarms and all of the right ones.
#[derive(Debug, Default)]
struct Shares {
    caught: u64,
    wrong: u64,
    alarms: u64,
    right: u64,
}

/// Files after works' earlier files: the column of those, the column of these.
fn judge(before: bool, now: bool, seed: u64, count: u64) -> Shares {
    let mut dice = Dice(seed);
    let mut w = World::new();
    let mut shares = Shares::default();
    for n in 0..count {
        if n % 10 == 9 {
            w = World::new();
        }
        let (works, weeks) = Works::make(&mut dice, n);
        let receipt = w.send("以前.csv", works.file(0..weeks, before, true), "p08_tv");
        assert!(receipt.written && !noticed(&receipt), "{:?}", receipt.found);
        for plain in [true, false] {
            let receipt = w.dry_run("本周.csv", works.file(weeks..weeks + 1, now, plain), "p08_tv");
            let (seen, all) = if plain { (&mut shares.alarms, &mut shares.right) } else { (&mut shares.caught, &mut shares.wrong) };
            *seen += u64::from(noticed(&receipt));
            *all += 1;
        }
    }
    shares
}

#[test]
fn a_file_in_the_wrong_mode_is_noticed() {
    let kinds = [(false, false), (false, true), (true, false), (true, true)];
    let shares = at_once(4, |part| {
        let (before, now) = kinds[usize::try_from(part).unwrap()];
        judge(before, now, 700 + part, cases(75, 250))
    });
    let total = |f: fn(&Shares) -> u64| shares.iter().map(f).sum::<u64>();
    let (caught, wrong, alarms, right) = (total(|s| s.caught), total(|s| s.wrong), total(|s| s.alarms), total(|s| s.right));
    let reached = format!("填反的 {wrong} 份看出 {caught} 份；没填反的 {right} 份误报 {alarms} 份；{kinds:?} {shares:?}");
    assert!(wrong >= 300 && caught * 100 >= wrong * 99, "{reached}");
    assert!(alarms * 100 <= right, "{reached}");
}
