//! 表里别处写着的话：备注、合计、工作表名、文件名与列名、日期对不上的，退回或问，不照一处读下去。

use crate::support::partner::{Partner, codes, table, told, workbook};
use reach::model::draft::Need;
use std::io::{Read as _, Write as _};

fn douyin(name: &str, lines: &[&str]) -> Partner {
    table(name, lines).channel("jingshi_douyin")
}

/// 没有年份、带点或斜线的一段时间后面写“新增”，也是新增，不是累计。
#[test]
fn a_gain_beside_a_period_without_a_year_is_a_gain() {
    for said in ["3.20-3.26新增", "3.20-3.26新增播放量", "3.20-3.26增量", "2023-03-20至2023-03-26新增", "新增3.20-3.26"] {
        let rows = ["标题|播放量", "高处作业|12"];
        let titled = douyin("a.xlsx", &rows).title_rows(&[said, "统计表"]);
        let plain = douyin("a.xlsx", &rows);
        let named = douyin(&format!("{said}.xlsx"), &rows);
        for d in [titled.read(&titled.xlsx()), plain.read(&workbook(&[(said, &plain)])), named.read(&named.xlsx())] {
            assert_eq!(told(&d), ["jingshi_douyin 高处作业 2023-03-20~2023-03-26 plays=12"], "{said} {:?}", d.found);
        }
    }
    let t = douyin("a.xlsx", &["3/20-3/26新增", "标题|播放量", "高处作业|12"]).as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 B2".to_owned()]), "从哪天起要写明 {:?}", d.found);
    let t = douyin("抖音一周播放量3.20-3.26.xlsx", &["标题|播放量", "高处作业|12"]);
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2047 "]);
}

/// 备注说这一行是新增、以万为单位，退回；说截至别的日子，提醒。
#[test]
fn a_remark_beside_a_number_is_heeded() {
    for (remark, code) in [
        ("本周新增数", "E2047 C2"),
        ("单位：万", "E2039 C2"),
        ("万次", "E2039 C2"),
        ("截至3月25日", "W2058 C2"),
        ("重点稿件", ""),
        ("新增作品", ""),
        ("播放超过1万次", ""),
    ] {
        for head in ["备注", "说明", "统计口径"] {
            let t = douyin("a.xlsx", &[&format!("标题|播放量|{head}"), &format!("高处作业|12|{remark}")]).as_of("2023-03-26");
            let d = t.read(&t.xlsx());
            assert_eq!(codes(&d).join(" "), code, "{head} {remark} {:?}", d.found);
            assert_eq!(told(&d).len(), usize::from(!code.starts_with('E')), "{head} {remark}");
        }
    }
}

/// 3月20日100、21日200、22日150，合计450：是各日新增，不是累计。合计不是各日之和的，照累计读。
#[test]
fn days_that_add_up_to_the_total_are_no_counts_from_the_start() {
    let rows = |total: u32| ["标题|3月20日|3月21日|3月22日|合计".to_owned(), format!("高处作业|100|200|250|{total}")];
    let read = |total: u32| {
        let rows = rows(total);
        let t = douyin("a.xlsx", &[&rows[0], &rows[1]]);
        t.read(&t.xlsx())
    };
    assert_eq!((told(&read(550)), codes(&read(550)).last().cloned()), (vec![], Some("E2047 E2".to_owned())));
    assert_eq!(told(&read(250)).len(), 3);
    let t = douyin("a.xlsx", &["标题|新增播放量（3月20日至3月20日）|新增播放量（3月21日至3月21日）|合计", "高处作业|100|200|300"]);
    let expected = ["jingshi_douyin 高处作业 2023-03-20~2023-03-20 plays=100", "jingshi_douyin 高处作业 2023-03-21~2023-03-21 plays=200"];
    assert_eq!(told(&t.read(&t.xlsx())), expected, "照提示改了列名以后");
}

/// 上周1000、本周1500、增长500：“本周”是到本周的累计，还是本周新增，退回问清。
#[test]
fn a_week_beside_the_last_one_and_its_growth_may_be_either() {
    let t = table("抖音3.20-3.26.xlsx", &["标题|上周播放量|本周播放量|增长", "高处作业|1000|1500|500"]).campaign("p08_tv");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 C1".to_owned()]), "{:?}", d.found);
    let t = douyin("a.xlsx", &["截至3月26日", "标题|上周播放量|本周播放量", "高处作业|5000|5600"]);
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 C2".to_owned()]), "{:?}", d.found);
    let t = douyin("a.xlsx", &["截至3月26日", "标题|上周播放量|本周播放量|累计播放量", "高处作业|500|600|5600"]);
    assert_eq!(told(&t.read(&t.xlsx())).len(), 2, "旁边有累计的，本周是新增");
}

/// 播放量14645，其中抖音12345、快手2300：和是几个渠道的，不记在一个渠道名下；各渠道各一列、和叫“合计”就收。
#[test]
fn a_sum_with_its_parts_beside_it_is_no_channels() {
    let t = douyin("a.xlsx", &["标题|播放量|其中抖音", "高处作业|14645|12345"]).as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["W2022 B1", "E2015 C1"], "其余是谁的，不知道");
    for head in [
        "标题|合计|湖南经视抖音号|湖南经视快手号",
        "标题|传播量|抖音播放量|快手播放量",
        "标题|播放量|其中抖音|其中快手",
        "标题|合计|其中：抖音|快手",
        "标题|播放量|其中:抖音播放量|快手播放量",
    ] {
        let t = table("a.xlsx", &[head, "高处作业|14645|12345|2300"]).campaign("p08_tv").as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        let expected = ["jingshi_douyin 高处作业 2023-03-26 plays=12345", "jingshi_kuaishou 高处作业 2023-03-26 plays=2300"];
        assert_eq!(told(&d), expected, "{head} {:?}", d.found);
    }
}

/// 渠道不认识的那一行，没有年份的日期照样认得。
#[test]
fn an_unknown_channel_makes_no_date_unknown() {
    let t = table("a.xlsx", &["渠道|标题|发布时间|播放量", "某某网|高处作业|3-22|5"]).campaign("p08_tv").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2015 A2"]);
}

/// 脚注的圈码、上标不是数字：12345① 不是 123451。
#[test]
fn marks_of_footnotes_are_no_digits() {
    for cell in ["12345①", "500²", "①2345", "678³", "1½"] {
        let t = douyin("a.xlsx", &["标题|播放量", &format!("高处作业|{cell}")]).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2030 B2".to_owned()]), "{cell}");
    }
    let t = douyin("a.xlsx", &["标题|播放量", "高处作业|１２３"]).as_of("2023-03-26");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 高处作业 2023-03-26 plays=123"]);
}

/// 书名号、空格、标点不同的标题是同一作品：两行两个数，退回一行，不是后一行盖掉前一行。
#[test]
fn titles_that_differ_by_signs_alone_are_one_work() {
    for (a, b) in [("《高处作业》", "高处作业"), ("高处作业（上）", "高处作业上"), ("高处 作业", "高处作业")]
    {
        let t = douyin("a.xlsx", &["标题|播放量", &format!("{a}|500"), &format!("{b}|60")]).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!(codes(&d), ["E2050 第3行"], "{a} {b} {:?}", told(&d));
    }
}

/// 十万、K 是单位；“次/万”认不准；工作表名、文件名里的单位要写到列名里；以万为单位的列里五位以上的数多半是次数。
#[test]
fn units_in_other_places_are_not_lost() {
    for (head, expected) in [("播放量（十万）", "1150000..1299999"), ("播放量（K）", "11500..12999"), ("播放量（k）", "11500..12999")]
    {
        let t = douyin("a.xlsx", &[&format!("标题|{head}"), "高处作业|12"]).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d).len(), 1, "{head} {:?}", d.found);
        let low: u64 = expected.split("..").next().unwrap().parse().unwrap();
        let got = told(&d)[0].rsplit('=').next().unwrap().split("..").next().unwrap().parse::<u64>().unwrap();
        assert!(got >= low / 2 && got <= low * 2, "{head} {:?}", told(&d));
    }
    let plain = || douyin("a.xlsx", &["标题|播放量", "高处作业|12"]).as_of("2023-03-26");
    let slash = douyin("a.xlsx", &["标题|播放量（次/万）", "高处作业|12"]).as_of("2023-03-26");
    let named = Partner { name: "抖音数据（万）.xlsx".to_owned(), ..plain() };
    let plus = douyin("a.xlsx", &["标题|播放量（万+）", "高处作业|12"]).as_of("2023-03-26");
    for d in
        [slash.read(&slash.xlsx()), plus.read(&plus.xlsx()), named.read(&named.xlsx()), plain().read(&workbook(&[("单位万", &plain())]))]
    {
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2039 B1".to_owned()]), "{:?}", d.found);
    }
    let t = douyin("a.xlsx", &["标题|播放量（万）", "高处作业|1.2", "粉尘|120000", "叉车|120000次"]).as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d).len(), d.refused), (2, 1), "{:?}", d.found);
    assert!(codes(&d).contains(&"E2039 B3".to_owned()), "{:?}", d.found);
}

/// 一件事的日期不是数据的日期；没有的日子不是别的年份的。
#[test]
fn a_day_on_which_something_happened_is_asked_about() {
    for title in [
        "自3月1日推出以来播放情况",
        "《高处作业》2023年3月20日播出 数据",
        "6月16日安全宣传咨询日活动播放",
        "截至2023年2月29日",
        "上报日期：2023年3月27日",
        "2023年3月27日上报",
    ] {
        let t = douyin("a.xlsx", &[title, "标题|播放量", "高处作业|12"]);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), d.needs), (vec![], vec![Need::AsOf]), "{title} {:?}", d.inferred);
    }
}

/// 两处日期对不上，多半是复制上周的表忘了改：问；填报人选了日期的，照选的。
#[test]
fn two_days_that_do_not_agree_are_asked_about() {
    let title = |name: &str| douyin(name, &["截至2023年3月19日", "标题|播放量", "高处作业|12"]);
    let sheet = title("a.xlsx");
    let file = title("周报20230326.xlsx");
    for d in [sheet.read(&workbook(&[("3.26", &sheet)])), file.read(&file.xlsx())] {
        assert_eq!((told(&d), d.needs), (vec![], vec![Need::AsOf]), "{:?}", d.inferred);
        assert!(d.inferred.iter().any(|s| s.contains("不能确定数据截至哪一天")), "{:?}", d.inferred);
    }
    let t = title("周报20230326.xlsx").as_of("2023-03-26");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 高处作业 2023-03-26 plays=12"]);
    // 次日做的表，文件名晚一两天。
    let t = title("周报20230321.xlsx");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 高处作业 2023-03-19 plays=12"]);
    let t = title("a.xlsx").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    assert!(d.inferred.iter().any(|s| s.contains("2023-03-26 没有采用")), "{:?}", d.inferred);
}

/// “共2条”“全部”“小结”是合计，不是作品；“播放量（含快手）”不知道各是多少。
#[test]
fn sums_by_other_names_and_columns_of_several_platforms() {
    for label in ["共2条", "全部", "小结", "全部12条"] {
        let t = douyin("a.xlsx", &["标题|播放量", "高处作业|1000", "粉尘|2000", &format!("{label}|3000")]).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d).len(), codes(&d)), (2, vec!["W2022 A4".to_owned()]), "{label} {:?}", d.found);
    }
    for head in ["播放量（含快手）", "播放量（抖音+快手）"] {
        let t = douyin("a.xlsx", &[&format!("标题|{head}"), "高处作业|1000"]).as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 B1".to_owned()]), "{head} {:?}", d.found);
    }
}

/// The workbook as programs write it that do not calculate.
fn without_results(book: &[u8]) -> Vec<u8> {
    let mut parts = zip::ZipArchive::new(std::io::Cursor::new(book)).unwrap();
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..parts.len() {
        let mut part = parts.by_index(i).unwrap();
        let mut text = String::new();
        part.read_to_string(&mut text).unwrap();
        out.start_file(part.name().unwrap().into_owned(), zip::write::SimpleFileOptions::default()).unwrap();
        out.write_all(text.replace("</f><v>0</v>", "</f><v></v>").as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// 公式没有存下算出的值：那一格不是空的，退回，不当作没有填数。
#[test]
fn a_formula_without_its_value_is_no_blank() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (row, (title, plays)) in [("标题", ""), ("高处作业", "500"), ("粉尘", "=500+700")].into_iter().enumerate() {
        let row = u32::try_from(row).unwrap();
        sheet.write_string(row, 0, title).unwrap();
        match plays.parse::<f64>() {
            Ok(n) => drop(sheet.write_number(row, 1, n).unwrap()),
            Err(_) if plays.is_empty() => drop(sheet.write_string(row, 1, "播放量").unwrap()),
            Err(_) => drop(sheet.write_formula(row, 1, rust_xlsxwriter::Formula::new(plays)).unwrap()),
        }
    }
    let bytes = without_results(&book.save_to_buffer().unwrap());
    let d = douyin("a.xlsx", &[]).as_of("2023-03-26").read(&bytes);
    assert_eq!(told(&d), ["jingshi_douyin 高处作业 2023-03-26 plays=500"]);
    assert_eq!(codes(&d), ["E2030 B3"], "{:?}", d.found);
}

/// 音频平台的表叫“声音标题”“单集标题”。
#[test]
fn audio_has_its_own_words_for_titles() {
    for head in ["声音标题", "音频标题", "单集标题", "节目名"] {
        let t = table("a.xlsx", &[&format!("{head}|收听量"), "高处作业|12"]).channel("radio_audio").as_of("2023-03-26");
        assert_eq!(told(&t.read(&t.xlsx())), ["radio_audio 高处作业 2023-03-26 listens=12"], "{head}");
    }
}
