//! Whether numbers run from the start or are those of a period, wherever that is said: title, sheet, name of the file, columns, remarks.

use crate::support::partner::{Partner, codes, table, told, workbook};

const WORKS: [&str; 2] = ["标题|播放量", "甲事|100"];
const GAIN: &str = "jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=100";
const TOTAL: &str = "jingshi_douyin 甲事 2023-03-26 plays=100";

fn douyin(name: &str, lines: &[&str]) -> Partner {
    table(name, lines).channel("jingshi_douyin")
}

#[test]
fn a_gain_in_the_title_the_sheet_or_the_files_name_holds_for_plain_columns() {
    for title in ["本周新增播放量统计（3月20日-26日）", "周增量（2023年3月20日—26日）", "3月20日至26日新增播放量"]
    {
        let t = douyin("a.csv", &[title, WORKS[0], WORKS[1]]);
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![GAIN.to_owned()], vec![]), "{title} {:?}", d.inferred);
        assert!(d.inferred.iter().any(|s| s.contains("按新增处理")), "{:?}", d.inferred);
    }
    let t = douyin("抖音增量2023.3.20-3.26.csv", &WORKS);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN]);
    let t = douyin("抖音2023.3.20-26.xlsx", &WORKS);
    assert_eq!(told(&t.read(&workbook(&[("本周新增", &t)]))), [GAIN]);
    // 只写明截至哪天，本周从周一起算；不说是哪一周的新增，要写明起止。
    let t = douyin("a.csv", &["本周新增（截至2023年3月26日）", WORKS[0], WORKS[1]]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN]);
    let t = douyin("a.csv", &["新增播放量统计", WORKS[0], WORKS[1]]).as_of("2023-03-26");
    let d = t.read(&t.utf8());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 B2".to_owned()]), "{:?}", d.found);
    let t = douyin("a.csv", &["新增播放量统计", "标题|统计开始|统计日期|播放量", "甲事|2023-03-20|2023-03-26|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN], "按提示加列以后");
}

#[test]
fn what_a_column_says_of_itself_stands_before_the_title() {
    let t = douyin("a.csv", &["本周新增播放量统计（3月20日-26日）", "标题|累计播放量", "甲事|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL]);
    let t = douyin("a.csv", &["本周新增播放量统计（3月20日-26日）", "标题|播放量|累计播放量", "甲事|100|900"]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN, "jingshi_douyin 甲事 2023-03-26 plays=900"]);
    let t = douyin("a.csv", &["累计播放量统计（3月20日-26日）", "标题|新增播放量", "甲事|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN]);
    for title in ["新增短视频累计播放量统计表（截至3月26日）", "3月新增视频播放数据（截至3月26日）"] {
        let t = douyin("a.csv", &[title, WORKS[0], WORKS[1]]);
        assert_eq!(told(&t.read(&t.utf8())), [TOTAL], "{title}");
    }
    // 发件人说了是累计的，照发件人。
    let mut t = douyin("a.csv", &["本周新增播放量统计（3月20日-26日）", WORKS[0], WORKS[1]]);
    t.sent.mode = Some(reach::model::draft::Mode::Cumulative);
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL]);
}

/// 标题又说新增又说累计，或只说“本周播放量”，列名不说是哪一样：不猜；照提示改列名就能读。
#[test]
fn a_title_that_may_mean_either_is_asked_about() {
    for title in ["本周新增及累计播放量（3月20日-26日）", "抖音本周播放量统计（3月20日-26日）", "上周播放量（3月20日-26日）"]
    {
        let t = douyin("a.csv", &[title, WORKS[0], WORKS[1]]);
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A1".to_owned()]), "{title} {:?}", d.found);
        assert!(d.found[0].remedy.contains("累计播放量") && d.found[0].remedy.contains("新增播放量"), "{:?}", d.found);
        for (head, expected) in [("标题|累计播放量", TOTAL), ("标题|新增播放量", GAIN)] {
            let t = douyin("a.csv", &[title, head, WORKS[1]]);
            assert_eq!(told(&t.read(&t.utf8())), [expected], "{title} {head}");
        }
    }
}

#[test]
fn columns_headed_by_periods_are_gains_of_them() {
    let head = "标题|3.6-3.12|3.13-3.19|3.20-3.26";
    let t = douyin("截至2023-03-26.csv", &[&format!("{head}|累计"), "甲事|10|20|30|960"]);
    let d = t.read(&t.utf8());
    let gains = [
        "jingshi_douyin 甲事 2023-03-06~2023-03-12 plays=10",
        "jingshi_douyin 甲事 2023-03-13~2023-03-19 plays=20",
        "jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=30",
    ];
    // 有累计的，算累计；各周的新增照存。
    assert_eq!((&told(&d)[..3], told(&d)[3].as_str()), (&gains.map(str::to_owned)[..], "jingshi_douyin 甲事 2023-03-26 plays=960"));
    let t = douyin("a.csv", &[head, "甲事|10|20|30"]);
    assert_eq!(told(&t.read(&t.utf8())), gains);
    let t = douyin("a.csv", &[&format!("{head}|合计"), "甲事|10|20|30|60"]);
    assert_eq!((told(&t.read(&t.utf8())), codes(&t.read(&t.utf8()))), (gains.map(str::to_owned).to_vec(), vec!["W2022 E1".to_owned()]));
    let t = douyin("a.csv", &["标题|播放量（3月20日-26日）", "甲事|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN]);
    let t = douyin("a.csv", &["标题|累计播放量（3月20日-26日）", "甲事|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL]);
    let t = douyin("a.csv", &["标题|播放量（3月20日至今）|累计播放量（截至3月26日）", "甲事|7|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL]);
    // 两行表头：日期在上，播放量在下。
    let t = douyin("a.xlsx", &["标题|3月13日-19日|3月20日-26日", "|播放量|播放量", "甲事|20|30"]);
    assert_eq!(told(&t.read(&t.xlsx())), gains[1..]);
}

/// 表下面的说明也说整张表：与读法不同的，退回，写明该怎样改。
#[test]
fn a_remark_below_the_table_that_says_otherwise_refuses_it() {
    for note in ["注：以上均为本周新增播放量", "说明：表中数据为新增量"] {
        let t = douyin("a.csv", &[WORKS[0], WORKS[1], note]).as_of("2023-03-26");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A3".to_owned()]), "{note} {:?}", d.found);
        let t = douyin("a.csv", &["标题|累计播放量", WORKS[1], note]).as_of("2023-03-26");
        assert_eq!(told(&t.read(&t.utf8())), [TOTAL], "{note}");
    }
    let t = douyin("a.csv", &[WORKS[0], WORKS[1], "注：播放量为后台累计数，含本周新增"]).as_of("2023-03-26");
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL]);
}

/// 一列写着截至3月19日，标题的一段时间是3月20日起：不拿标题的起日配这一列的止日；本周新增按那一天所在的周，别的新增要写明。
#[test]
fn the_first_day_of_a_period_goes_with_its_own_last_day() {
    let t = douyin("a.csv", &["2023年第12周本周新增", "标题|播放量（截至3月19日）", "甲事|100"]);
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-03-13~2023-03-19 plays=100"]);
    let t = douyin("a.csv", &["2023年3月20日-26日新增播放量", "标题|播放量（截至3月19日）", "甲事|100"]);
    let d = t.read(&t.utf8());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 B2".to_owned()]), "{:?}", d.found);
    // 点赞不是累计的播放量：新增播放量没有起日，照样要写明，不能不声不响地不读。
    let t = douyin("a.csv", &["标题|新增播放量|点赞", "甲事|100|5"]).as_of("2023-03-26");
    let d = t.read(&t.utf8());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 B1".to_owned()]), "{:?}", d.found);
    // 以周为列名的，是那一周的新增。
    let t = douyin("a.csv", &["标题|2023年第11周|2023年第12周", "甲事|20|30"]);
    let weeks = ["jingshi_douyin 甲事 2023-03-13~2023-03-19 plays=20", "jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=30"];
    assert_eq!(told(&t.read(&t.utf8())), weeks);
}

/// 本周累计1200、本周新增300：“本周累计”是累计还是这一周的，列名没有说清，不能丢下它只收“本周新增”。
#[test]
fn a_column_that_may_be_either_is_not_left_aside() {
    let t = table("抖音周报（3.20-3.26）.xlsx", &["标题|本周累计|本周新增", "高处作业|1200|300"]).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 B1".to_owned()]), "{:?}", d.found);
    let t = table("抖音周报（3.20-3.26）.xlsx", &["标题|上周累计|累计播放量|本周新增", "高处作业|900|1200|300"]).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    let expected = ["jingshi_douyin 高处作业 2023-03-26 plays=1200", "jingshi_douyin 高处作业 2023-03-20~2023-03-26 plays=300"];
    assert_eq!(told(&d), expected, "照提示改了列名以后 {:?}", d.found);
}

/// “本周播放量”按新增收，并且说出来，写的人若指累计就看得到。
#[test]
fn how_a_weeks_plays_were_read_is_said() {
    let t = table("抖音周报（3.20-3.26）.xlsx", &["标题|本周播放量", "高处作业|1200"]).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["jingshi_douyin 高处作业 2023-03-20~2023-03-26 plays=1200"]);
    assert!(d.inferred.iter().any(|s| s == "列“本周播放量”：按从 2023-03-20 起的新增处理"), "{:?}", d.inferred);
}

/// 列名是“平台＋本周”“平台＋累计”。
#[test]
fn a_platforms_week_and_its_sum_stand_side_by_side() {
    let t =
        table("周报（3.20-3.26）.xlsx", &["标题|抖音本周|抖音累计|快手本周新增|快手累计", "高处作业|300|1200|20|100"]).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    let expected = [
        "jingshi_douyin 高处作业 2023-03-20~2023-03-26 plays=300",
        "jingshi_douyin 高处作业 2023-03-26 plays=1200",
        "jingshi_kuaishou 高处作业 2023-03-20~2023-03-26 plays=20",
        "jingshi_kuaishou 高处作业 2023-03-26 plays=100",
    ];
    assert_eq!(told(&d), expected, "{:?}", d.found);
}

/// 文件名写“周数据”，标题写“3月份播放数据”“首季度播放量”：是累计还是新增，问；周报、统计表照读，并且说出来。
#[test]
fn a_period_right_before_the_numbers_is_asked_about() {
    for name in ["周数据（3.20-3.26）.csv", "一周数据3.20-3.26.csv", "抖音周播放数据（3月20日-26日）.csv"] {
        let t = douyin(name, &WORKS);
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 ".to_owned()]), "{name} {:?}", d.found);
        let head = "标题|累计播放量";
        assert_eq!(told(&douyin(name, &[head, WORKS[1]]).read(&douyin(name, &[head, WORKS[1]]).utf8())), [TOTAL], "{name}");
    }
    for title in [
        "3月份短视频播放数据",
        "一季度播放数据",
        "3月20日播出后一周数据",
        "2023年3月阅读数据",
        "2023年3月新媒体传播数据",
        "“为民护航”专栏 3月播放量",
    ] {
        let t = douyin("a.csv", &[title, WORKS[0], WORKS[1]]).as_of("2023-03-31");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A1".to_owned()]), "{title} {:?}", d.found);
        let told_so = format!("{title}（累计数据）");
        let t = douyin("a.csv", &[&told_so, WORKS[0], WORKS[1]]).as_of("2023-03-31");
        assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-03-31 plays=100"], "{told_so}");
    }
    for (name, title) in [
        ("2023年3月月报.csv", ""),
        ("周报（3.20-3.26）.csv", ""),
        ("抖音3.20-3.26.csv", ""),
        ("3月统计表.csv", ""),
        ("第12周.csv", ""),
        ("2023年3月.csv", "截至3月26日"),
        ("3月（累计数据）.csv", ""),
        ("a.csv", "2023年3月短视频传播情况统计表"),
        ("a.csv", "截至3月播放数据"),
        ("a.csv", "3月26日播放数据"),
        ("a.csv", "“安全生产月”播放数据"),
    ] {
        let lines: Vec<&str> = [title, WORKS[0], WORKS[1]].into_iter().filter(|l| !l.is_empty()).collect();
        let t = douyin(name, &lines).as_of("2023-03-26");
        assert_eq!((told(&t.read(&t.utf8())), codes(&t.read(&t.utf8()))), (vec![TOTAL.to_owned()], vec![]), "{name} {title}");
    }
}

/// 文件名、工作表名、标题只写着几周、一个月、一季度的：数是截至那时的，还是那段时间的，问；统计表写一季度的也问。
#[test]
fn several_weeks_a_month_or_a_quarter_are_asked_about() {
    for name in ["第11-12周", "2023年第11周至第12周", "3月", "三月份", "2023年3月", "抖音202303", "1-3月", "一季度统计表", "上半年"]
    {
        let t = douyin(&format!("{name}.xlsx"), &WORKS).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 ".to_owned()]), "{name} {:?}", d.found);
        let t = douyin(&format!("{name}（累计数据）.xlsx"), &WORKS).as_of("2023-03-26");
        assert_eq!(told(&t.read(&t.xlsx())), [TOTAL], "照说明改文件名 {name}");
        let t = douyin("a.xlsx", &WORKS).as_of("2023-03-26");
        let d = t.read(&workbook(&[(name, &t)]));
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 ".to_owned()]), "工作表名 {name} {:?}", d.found);
        let t = douyin("a.xlsx", &[&format!("“工伤预防”短视频（{name}）"), WORKS[0], WORKS[1]]).as_of("2023-03-26");
        assert_eq!(codes(&t.read(&t.xlsx())), ["E2047 A1"], "标题 {name}");
    }
    for title in ["制表日期：2023年3月", "2022年7月启动", "自2022年8月起播出"] {
        let t = douyin("a.xlsx", &[title, WORKS[0], WORKS[1]]).as_of("2023-03-26");
        assert_eq!((told(&t.read(&t.xlsx())), codes(&t.read(&t.xlsx()))), (vec![TOTAL.to_owned()], vec![]), "{title}");
    }
}

/// 第11周、第12周……各一张工作表，问的是一件事：只问一次；照说的在工作表名末尾写明，就收。
#[test]
fn what_sheets_leave_open_alike_is_asked_once() {
    let t = douyin("a.xlsx", &WORKS).as_of("2023-03-26");
    let other = douyin("a.xlsx", &["标题|播放量", "乙事|7"]);
    let d = t.read(&workbook(&[("第11周", &t), ("第12周", &other)]));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 ".to_owned()]), "{:?}", d.found);
    assert_eq!((d.found[0].found.as_str(), d.found[0].place.sheet.as_deref()), ("工作表名“第11周”“第12周”", None));
    let d = t.read(&workbook(&[("第11周（累计数据）", &t), ("第12周（累计）", &other)]));
    assert_eq!((told(&d).len(), codes(&d)), (2, vec![]), "{:?}", d.found);
    let t = douyin("3月.xlsx", &WORKS).as_of("2023-03-26");
    assert_eq!(codes(&t.read(&workbook(&[("甲", &t), ("乙", &other)]))), ["E2047 "], "文件名也只问一次");
}

/// 每行写着统计区间、表下注明一段时间、各月一列再合计：没有说累计的，问。
#[test]
fn periods_beside_the_numbers_are_asked_about() {
    for head in ["统计区间", "统计周期", "数据周期", "统计时段"] {
        let t = douyin("a.csv", &[&format!("标题|{head}|播放量"), "甲事|3.20-3.26|100"]).as_of("2023-03-26");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 B1".to_owned()]), "{head} {:?}", d.found);
        assert!(d.found[0].remedy.contains("“统计开始”“统计日期”"), "{:?}", d.found);
    }
    let t = douyin("a.csv", &["标题|统计日期|播放量", "甲事|2023-03-26|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [TOTAL], "照说明改：累计数");
    let t = douyin("a.csv", &["标题|统计开始|统计日期|新增播放量", "甲事|2023-03-20|2023-03-26|100"]);
    assert_eq!(told(&t.read(&t.utf8())), [GAIN], "照说明改：新增数");
    for remark in ["注：以上为3月20日至26日播放量", "以上数据为第12周播放量", "以上为本周播放量", "备注：播放量统计时间为3月20日-3月26日"]
    {
        let t = douyin("a.csv", &[WORKS[0], WORKS[1], remark]).as_of("2023-03-26");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A3".to_owned()]), "{remark} {:?}", d.found);
        let t = douyin("a.csv", &["标题|累计播放量", WORKS[1], remark]).as_of("2023-03-26");
        assert_eq!(told(&t.read(&t.utf8())), [TOTAL], "{remark}");
    }
    let t = douyin("a.csv", &["标题|1月|2月|3月|合计", "甲事|500|700|1200|2400"]).as_of("2023-03-31");
    let d = t.read(&t.utf8());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 E1".to_owned()]), "{:?}", d.found);
    let t = douyin("a.csv", &["标题|1月|2月|3月|累计播放量", "甲事|500|700|1200|2400"]).as_of("2023-03-31");
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-03-31 plays=2400"]);
}

/// 列名写着一段时间的（首周播放量、3月播放量），不叫人一律改成累计播放量。
#[test]
fn a_column_of_a_period_is_told_both_ways() {
    let t = douyin("a.csv", &["标题|首周播放量", "甲事|100"]).as_of("2023-03-26");
    let d = t.read(&t.utf8());
    assert!(told(&d).is_empty() && codes(&d) == ["E2011 第1行"] && d.found[0].remedy.contains("新增播放量"), "{:?}", d.found);
    for head in ["首周播放量", "3月播放量", "周播放", "第12周播放", "播放量（3月20日至今）"] {
        let t = douyin("a.csv", &[&format!("标题|发布日期|{head}"), "甲事|2023-03-01|100"]).as_of("2023-03-26");
        let d = t.read(&t.utf8());
        let remedies: String = d.found.iter().map(|f| f.remedy.as_str()).collect();
        assert!(told(&d).is_empty() && remedies.contains("新增播放量") && remedies.contains("写明从哪天到哪天"), "{head} {:?}", d.found);
    }
}
