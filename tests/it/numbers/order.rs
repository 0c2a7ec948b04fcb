//! 先后、重报、两家同报都不改变结果。

use super::at_once;
use crate::support::dice::Dice;
use crate::support::world::{World, day};
use reach::app::publish::Export;
use reach::report::{export, view};
use std::fmt::Write as _;

const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";

/// Everything that a check says and the exported works; the journal's head alone tells the orders apart.
fn state(w: &World, as_of: &str) -> (String, String) {
    let mut snapshot = w.snapshot(as_of);
    snapshot.journal_head.clear();
    let works = w.app.table(Export::Works, day(as_of)).unwrap();
    (view::check_json(&snapshot), export::json(&works))
}

#[test]
fn the_same_file_ten_times_is_one_file() {
    let mut w = World::new();
    let file = format!(
        "{HEAD}\n2022-08-07,芒果TV,叉车转弯看盲区,,2022-08-01,60,12000\n2022-08-07,湖南经视抖音号,叉车转弯看盲区,,2022-08-02,60,1.2万\n"
    );
    let first = w.send("第一周.csv", &file, "p08_tv");
    let (before, head) = (state(&w, "2022-08-07"), w.snapshot("2022-08-07").journal_head);
    for n in 2..=10 {
        let again = w.send(&format!("第{n}次.csv"), &file, "p08_tv");
        assert_eq!((again.resent, again.written, again.import), (true, false, first.import), "第{n}次");
        assert_eq!((again.files[0].unchanged, again.files[0].added), (2, 0));
    }
    assert_eq!(state(&w, "2022-08-07"), before);
    assert_eq!(w.snapshot("2022-08-07").journal_head, head, "没有任何写入");
}

/// Five files of two weeks each, so that every week but the ends stands in two of them, with the same numbers.
fn overlapping_weeks() -> Vec<String> {
    let mut dice = Dice(11);
    let channels = ["芒果TV", "湖南经视抖音号", "湖南经视快手号"];
    let works: Vec<(String, &str, i32, Vec<u64>)> = (0..12)
        .map(|n| {
            let mut plays = 0;
            let weeks = (0..6).map(|_| {
                plays += dice.between(0, 50_000);
                plays
            });
            (format!("第{}期：安全一分钟", n / 3 + 1), channels[n % 3], i32::try_from(n / 3 * 7).unwrap(), weeks.collect())
        })
        .collect();
    (0..5)
        .map(|file| {
            let mut text = format!("{HEAD}\n");
            for week in file..file + 2 {
                let sunday = day("2022-08-07").plus(week * 7);
                for (title, channel, published, plays) in &works {
                    if *published <= week * 7 {
                        let out = day("2022-08-01").plus(*published);
                        let n = plays[usize::try_from(week).unwrap()];
                        let n = if n > 10_000 && n % 3 == 0 { format!("{}.{}万", n / 10_000, n / 1_000 % 10) } else { n.to_string() };
                        writeln!(text, "{sunday},{channel},{title},,{out},60,{n}").unwrap();
                    }
                }
                if week < 4 {
                    writeln!(text, "{sunday},经视新闻,第{}期：安全一分钟,,{},180,", week + 1, day("2022-08-01").plus(week * 7)).unwrap();
                }
            }
            text
        })
        .collect()
}

/// All orders of some positions.
fn orders(left: &[usize]) -> Vec<Vec<usize>> {
    if left.is_empty() {
        return vec![vec![]];
    }
    let mut out = Vec::new();
    for &first in left {
        let rest: Vec<usize> = left.iter().copied().filter(|n| *n != first).collect();
        out.extend(orders(&rest).into_iter().map(|tail| std::iter::once(first).chain(tail).collect()));
    }
    out
}

#[test]
fn five_files_in_all_orders_end_the_same() {
    let files = overlapping_weeks();
    let all = orders(&[0, 1, 2, 3, 4]);
    assert_eq!(all.len(), 120);
    let ends = |orders: &[Vec<usize>]| -> Vec<(String, String)> {
        let after = |order: &Vec<usize>| {
            let mut w = World::new();
            for n in order {
                let receipt = w.send(&format!("第{n}份.csv"), &files[*n], "p08_tv");
                assert!(receipt.written, "{order:?} {n} {:?}", receipt.found);
            }
            state(&w, "2022-09-11")
        };
        orders.iter().map(after).collect()
    };
    let ends: Vec<(String, String)> = at_once(4, |part| ends(&all[usize::try_from(part).unwrap() * 30..][..30])).concat();
    assert!(ends[0].0.contains("\"p08_tv\"") && ends[0].1.contains("安全一分钟"));
    for (order, end) in all.iter().zip(&ends) {
        assert_eq!(end.0, ends[0].0, "{order:?}");
        assert_eq!(end.1, ends[0].1, "{order:?}");
    }
}

#[test]
fn two_partners_with_one_item_never_add() {
    let mut w = World::new();
    w.template("p08_tv", HEAD, &["2022-08-07,芒果TV,动火作业审批单,https://example.com/v/1001,2022-08-01,60,12000"]);
    w.template("p08_tv", "统计日期,渠道,作品标题,发布时间,时长,播放次数", &["2022-08-07,芒果TV,动火作业审批单,2022-08-01,60,12000"]);
    w.template("p08_tv", HEAD, &["2022-08-07,芒果TV,动火作业审批单 #工伤预防,https://example.com/v/1001,2022-08-01,60,12050"]);
    assert_eq!(w.actual("p08_tv", "contacts", "2022-08-07"), "12050", "后收到的为准，不相加");
}
