//! 合计列：与本行各列比；一行一个渠道的表，与这条作品的各行比；合并在几行上的，与那几行比。只用来核对，不计入。

use crate::support::partner::{codes, table, told};
use reach::model::draft::Draft;

const HEAD: &str = "标题|平台|播放量|全网合计";

fn p08(rows: &[&str]) -> Draft {
    let lines: Vec<&str> = [HEAD].into_iter().chain(rows.iter().copied()).collect();
    let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-03-26");
    t.read(&t.gbk())
}

/// 甲事在抖音 100、快手 200，合计 300：每行写一遍、只写一次，都对得上；不等于本行的数，不是错。
#[test]
fn a_total_of_a_work_is_compared_with_all_its_rows() {
    for rows in [
        ["甲事|抖音|100|300", "甲事|快手|200|300", "乙事|抖音|10|30", "乙事|快手|20|30"],
        ["甲事|抖音|100|300", "甲事|快手|200|", "乙事|抖音|10|30", "乙事|快手|20|"],
        ["甲事|抖音|100|", "甲事|快手|200|300", "乙事|抖音|10|", "乙事|快手|20|30"],
        ["甲事|抖音|100|300", "|快手|200|", "乙事|抖音|10|30", "|快手|20|"],
        ["甲事|抖音|100|100", "甲事|快手|200|200", "乙事|抖音|10|10", "乙事|快手|20|20"],
    ] {
        let d = p08(&rows);
        assert_eq!((codes(&d), told(&d).len()), (vec!["W2022 D1".to_owned()], 4), "{rows:?} {:?}", d.found);
    }
    let d = p08(&["甲事|抖音|100|300", "甲事|快手|250|300", "乙事|抖音|10|30", "乙事|快手|20|30"]);
    assert_eq!(codes(&d), ["W2022 D1", "W2024 D2"], "{:?}", d.found);
    assert_eq!(d.found[1].expected, "2 行之和 350");
    // 退回的一行有多少不知道：这条作品的合计不比。
    let d = p08(&["甲事|抖音|100|300", "甲事|快手|二百|300", "乙事|抖音|10|31", "乙事|快手|20|31"]);
    assert_eq!(codes(&d), ["W2022 D1", "E2030 C3", "W2024 D4"], "{:?}", d.found);
}

/// 合计合并在几行上：与那几行比。
#[test]
fn a_merged_total_is_compared_with_the_rows_that_it_spans() {
    for (second, found) in [(200, vec!["W2022 D1"]), (250, vec!["W2022 D1", "W2024 D2"])] {
        let rows = [HEAD, "甲事|抖音|100|300", &format!("|快手|{second}|"), "乙事|抖音|10|30", "乙事|快手|20|30"];
        let t = table("a.xlsx", &rows).campaign("p08_tv").as_of("2023-03-26");
        let d = t.read(&t.merged(&[(1, 0, 2, 0), (1, 3, 2, 3)]));
        assert_eq!((codes(&d), told(&d).len()), (found.into_iter().map(str::to_owned).collect(), 4), "{:?}", d.found);
    }
}

/// 只有一个渠道的表，全网合计本来就大：不比，说出来；各渠道一列的，仍与各列之和比。
#[test]
fn a_total_of_all_channels_is_not_that_of_one() {
    let t = table("a.csv", &["标题|播放量|全网合计", "甲事|100|300"]).channel("jingshi_douyin").as_of("2023-03-26");
    let d = t.read(&t.gbk());
    assert_eq!(codes(&d), ["W2022 C1"], "{:?}", d.found);
    assert!(d.inferred.iter().any(|s| s == "列“全网合计”：表里只有一个渠道的数，没有拿来核对"), "{:?}", d.inferred);
    let t = table("a.csv", &["标题|抖音|快手|全网合计", "甲事|100|150|300"]).campaign("p08_tv").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.gbk())), ["W2022 D1", "W2024 D2"]);
}
