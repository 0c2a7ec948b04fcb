//! What any clerk reads goes in; what is refused says what to do, and that helps.

use crate::support::partner::{codes, table, told, workbook};

/// 平台、账号两列合起来是渠道；第三列也说渠道的，退回并说怎样合成一列。备注里写着渠道的不算一列。
#[test]
fn three_columns_of_channels_are_told_how_to_become_one() {
    let t = table("a.csv", &["标题|平台|账号|媒体|播放量", "甲|抖音|湖南经视|湖南经视|100"]).campaign("p08_tv").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(codes(&d), ["E2012 D1"]);
    assert!(d.found[0].remedy.starts_with("两列合成一列“渠道”") && d.found[0].remedy.contains("湖南经视抖音号"), "{:?}", d.found[0]);
    let t = table("a.csv", &["标题|渠道|备注|播放量", "甲|湖南经视抖音号|湖南经视|100"]).campaign("p08_tv").as_of("2023-04-02");
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲 2023-04-02 plays=100"]);
}

/// 未上线、暂未发布：没有数，不是 0，也不退回；盖章的一行不是作品。
#[test]
fn a_reason_for_no_number_and_a_seal_are_read() {
    let lines = ["标题|抖音|快手", "甲|100|未上线", "乙|暂未发布|20", "丙|不显示|30"];
    let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02").with(&["（盖章）", "报送单位（盖章）：||", "|单位负责人签字：|"]);
    let d = t.read(&t.utf8());
    let expected = [
        "jingshi_douyin 甲 2023-04-02 plays=100",
        "jingshi_kuaishou 乙 2023-04-02 plays=20",
        "jingshi_douyin 丙 2023-04-02 plays=?",
        "jingshi_kuaishou 丙 2023-04-02 plays=30",
    ];
    assert_eq!((told(&d), codes(&d), d.rows), (expected.map(str::to_owned).to_vec(), vec![], 3), "{:?}", d.found);
}

/// 一张工作表是本周新增，一张是累计：各读各的，不说两个数矛盾。
#[test]
fn a_sheet_of_gains_beside_a_sheet_of_sums_contradicts_nothing() {
    let one = |n: u32| table("", &["标题|播放量", &format!("甲|{n}")]);
    let t = table("抖音20230326.xlsx", &[]).channel("jingshi_douyin");
    let d = t.read(&workbook(&[("本周新增", &one(30)), ("累计", &one(900))]));
    let expected = ["jingshi_douyin 甲 2023-03-20~2023-03-26 plays=30", "jingshi_douyin 甲 2023-03-26 plays=900"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
}

/// 一列里隔一行一个合计：哪几行的合计说不清，都不核对；行数再多也只记一遍。
#[test]
fn sums_below_one_another_are_not_compared() {
    let mut lines = vec!["标题|播放量".to_owned()];
    for n in 0..2_000 {
        lines.push(format!("第{n}条|1"));
        lines.push("合计|5".to_owned());
    }
    let t = table("a.csv", &lines.iter().map(String::as_str).collect::<Vec<_>>()).channel("jingshi_douyin").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!((d.readings.len(), d.totals_skipped, d.totals.len()), (2_000, 2_000, 0));
    assert!(d.found.iter().all(|f| f.code.0 == 2022), "{:?}", d.found.last());
}
