//! 表里不是作品的行：小标题、附注、落款、还没有发布的；不登记为作品，写明是哪一行。几条作品合在一行的，问。

use crate::support::partner::{codes, table, told};
use reach::model::draft::Draft;

fn douyin(lines: &[&str]) -> Draft {
    let t = table("a.csv", lines).channel("jingshi_douyin").as_of("2023-03-26");
    t.read(&t.gbk())
}

fn titles(d: &Draft) -> Vec<&str> {
    d.items.iter().map(|i| i.title.as_ref()).collect()
}

const HEAD: &str = "标题|发布日期|播放量";

/// 只有标题一格的行，别的行都有数：不是作品，说出来。
#[test]
fn a_row_with_nothing_but_a_title_is_no_work() {
    for rows in [
        vec!["一、安全生产类||", "甲事|2023-03-01|1", "二、工伤认定类||", "乙事|2023-03-02|2"],
        vec!["安全生产类||", "甲事|2023-03-01|1", "工伤认定类||", "乙事|2023-03-02|2"],
        vec!["【2月】||", "甲事|2023-03-01|1", "【3月】||", "乙事|2023-03-02|2"],
        vec!["第一季||", "甲事|2023-03-01|1", "乙事|2023-03-02|2", "备注：||", "1.播放量为后台数据||", "2.快手账号暂未开通||"],
        vec!["甲事|2023-03-01|1", "乙事|2023-03-02|2", "截图见附件||", "已发布30条||", "（以下空白）||"],
        vec!["甲事|2023-03-01|1", "乙事|2023-03-02|2", "湖南某某传媒公司||", "2023年3月27日||"],
    ] {
        let lines: Vec<&str> = [HEAD].into_iter().chain(rows.iter().copied()).collect();
        let d = douyin(&lines);
        assert_eq!((titles(&d), codes(&d), d.refused, d.rows), (vec!["甲事", "乙事"], vec![], 0, 2), "{rows:?} {:?}", d.found);
    }
    let d = douyin(&[HEAD, "安全生产类||", "甲事|2023-03-01|1"]);
    assert_eq!(
        d.inferred.last().map(String::as_str),
        Some("第 2 行只有“安全生产类”，没有数、链接、日期，未登记为作品；是作品的，填上发布时间，或在数那一格写 --")
    );
    let d = douyin(&[HEAD, "甲类||", "乙类||", "丙类||", "甲事|2023-03-01|1"]);
    let said = "第 2 行只有“甲类”，没有数、链接、日期，未登记为作品；是作品的，填上发布时间，或在数那一格写 --（还有第 3、4 行）";
    assert_eq!(d.inferred.last().map(String::as_str), Some(said));
}

/// 序号编到小标题、合计说明上，也不是作品；还没有数的作品一样写出来，照说的写上“--”就登记。编了期号的是作品。
#[test]
fn a_number_of_the_row_makes_no_work() {
    let rows = ["序号|标题|播放量", "1|安全生产类|", "2|甲事|1", "3|乙事|", "4|合计说明：以上为后台数|"];
    let d = douyin(&rows);
    assert_eq!((titles(&d), codes(&d)), (vec!["甲事"], vec![]), "{:?}", d.found);
    let said = "第 2 行只有“安全生产类”，没有数、链接、日期，未登记为作品；是作品的，填上发布时间，或在数那一格写 --（还有第 4、5 行）";
    assert_eq!(d.inferred.last().map(String::as_str), Some(said));
    let d = douyin(&[rows[0], rows[2], "3|乙事|--"]);
    assert_eq!(titles(&d), ["甲事", "乙事"], "照说的写");
    let d = douyin(&["期号|标题|播放量", "第1期|甲事|1", "第2期|乙事|"]);
    assert_eq!(titles(&d), ["甲事", "乙事"], "{:?}", d.inferred);
    // 各渠道一列的，没有数就不在哪个渠道：叫人填数。
    let t = table("a.csv", &["序号|标题|抖音|快手", "1|甲事|5|6", "2|乙事||"]).campaign("p08_tv").as_of("2023-03-26");
    let d = t.read(&t.gbk());
    assert!(d.inferred.iter().any(|s| s.ends_with("是作品的，填上数")), "{:?}", d.inferred);
}

/// 有日期、链接、编号的，或数那一格写着“--”的，是作品；全表没有一个数的，是作品清单。
#[test]
fn a_work_without_a_number_stays_a_work() {
    let d = douyin(&[
        "序号|标题|发布日期|链接|播放量",
        "1|甲事|2023-03-01||1",
        "|乙事|2023-03-02||",
        "|丙事||https://v.example.invalid/3|",
        "|戊事|||--",
    ]);
    assert_eq!(titles(&d), ["甲事", "乙事", "丙事", "戊事"], "{:?} {:?}", d.found, d.inferred);
    let d = douyin(&[HEAD, "甲事||", "乙事||"]);
    assert_eq!(titles(&d), ["甲事", "乙事"]);
}

/// 下面是新增的数，与上面的不是一样的数：整张问。
#[test]
fn a_heading_that_says_other_numbers_follow_is_asked_about() {
    let d = douyin(&[HEAD, "甲事|2023-03-01|1", "以下为本周新增||", "乙事|2023-03-02|2"]);
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A3".to_owned()]), "{:?}", d.found);
}

/// 几条作品合在一行的、上页结转的：问，不当作一条作品。
#[test]
fn several_works_in_one_row_are_asked_about() {
    for row in ["其他视频（12条）", "其余作品", "其他", "两条视频共", "12条短视频", "高处作业等3条", "接上页", "承前页", "上页结转"]
    {
        let d = douyin(&[HEAD, "甲事|2023-03-01|1", &format!("{row}||3400")]);
        assert_eq!((titles(&d), codes(&d)), (vec!["甲事"], vec!["E2022 A3".to_owned()]), "{row} {:?}", d.found);
    }
    for row in ["其他行业也要防工伤", "第12条", "两条腿走路", "三条红线不能碰", "工伤认定12条"] {
        let d = douyin(&[HEAD, "甲事|2023-03-01|1", &format!("{row}||3400")]);
        assert_eq!((titles(&d), codes(&d)), (vec!["甲事", row], vec![]), "{row} {:?}", d.found);
    }
}

/// 状态、是否发布、制作进度：没有发布的不登记，写明；发布了的照登记。
#[test]
fn a_work_not_published_yet_is_not_listed() {
    for (head, no, yes) in [
        ("状态", "制作中", "已发布"),
        ("状态", "待发布", "正常"),
        ("是否发布", "否", "是"),
        ("发布情况", "待上线", "已发布"),
        ("制作进度", "拍摄中", "已上线"),
        ("制作进度", "剪辑", "已发布"),
        ("发布状态", "未制作", "已发布"),
    ] {
        let d = douyin(&[&format!("标题|{head}|播放量"), &format!("甲事|{yes}|1"), &format!("乙事|{no}|")]);
        assert_eq!((titles(&d), codes(&d), d.rows), (vec!["甲事"], vec![], 1), "{head} {no} {:?}", d.found);
        let said = format!("第 3 行“乙事”：{head}写着“{no}”，还没有发布，未登记为作品");
        assert!(d.inferred.contains(&said), "{:?}", d.inferred);
        let d = douyin(&[&format!("标题|{head}|播放量"), &format!("甲事|{yes}|1"), &format!("乙事|{no}|7")]);
        assert_eq!((titles(&d), codes(&d)), (vec!["甲事"], vec!["E2046 B3".to_owned()]), "{head} {no} {:?}", d.found);
    }
    // 审核中、未发布而有数的，是以前看得到的；没有数的，还没有发布。
    for state in ["审核中", "待审核", "未发布"] {
        let d = douyin(&["标题|审核状态|播放量", "甲事|公开|1", &format!("乙事|{state}|")]);
        assert_eq!((titles(&d), codes(&d)), (vec!["甲事"], vec![]), "{state} {:?}", d.found);
        let said = format!("第 3 行“乙事”：审核状态写着“{state}”，还没有发布，未登记为作品");
        assert!(d.inferred.contains(&said), "{:?}", d.inferred);
    }
    let d = douyin(&["标题|状态|播放量", "甲事|已下架|1", "乙事|审核中|2", "丙事|正常|3"]);
    let seen: Vec<_> = d.items.iter().map(|i| i.visibility.map(|v| format!("{v:?}")).unwrap_or_default()).collect();
    assert_eq!(seen, ["Deleted", "Private", "Public"], "{:?}", d.found);
    // 计划发布的时间不是发布时间。
    let d = douyin(&["标题|计划发布时间|播放量", "甲事|2023-03-01|1", "乙事|2023-04-05|"]);
    assert_eq!((titles(&d), d.items[0].published), (vec!["甲事"], None), "{:?}", d.found);
}
