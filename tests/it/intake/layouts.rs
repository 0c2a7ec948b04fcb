//! Layouts as partners really build them: merged cells, web tables with spans, names and dates above or between the rows, units in the
//! title, weekly beside cumulative columns.

use crate::support::partner::{Partner, codes, table, told, workbook};
use reach::model::draft::Need;
use rust_xlsxwriter::{Format, Workbook};

const HEAD: &str = "统计日期|渠道|作品标题|发布时间|累计播放量";

fn p12(lines: &[&str]) -> Partner {
    table("报送表.xlsx", lines).campaign("p12_short_video")
}

/// A workbook of text rows, with regions merged downwards: first row, last row, column and what stands in it.
fn merged(lines: &[&str], regions: &[(u32, u32, u16, &str)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, line) in (0..).zip(lines) {
        for (c, cell) in (0..).zip(line.split('|')) {
            match cell.parse::<f64>() {
                Ok(n) => drop(sheet.write_number(r, c, n).unwrap()),
                Err(_) if cell.is_empty() => {}
                Err(_) => drop(sheet.write_string(r, c, cell).unwrap()),
            }
        }
    }
    for (first, last, column, cell) in regions {
        sheet.merge_range(*first, *column, *last, *column, "", &Format::new()).unwrap();
        match cell.parse::<f64>() {
            Ok(n) => drop(sheet.write_number(*first, *column, n).unwrap()),
            Err(_) => drop(sheet.write_string(*first, *column, *cell).unwrap()),
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn a_merged_date_or_channel_holds_for_its_rows() {
    let lines = [HEAD, "|合作媒体抖音号|第1期|2022-08-01|100", "||第2期|2022-08-02|200", "|合作媒体视频号|第1期|2022-08-01|5"];
    let expected =
        ["partner_douyin 第1期 2023-04-02 plays=100", "partner_douyin 第2期 2023-04-02 plays=200", "partner_sph 第1期 2023-04-02 plays=5"];
    // 日期写成文字，或只是没有日期格式的序号。
    for date in ["2023-04-02", "45018"] {
        let d = p12(&[]).read(&merged(&lines, &[(1, 3, 0, date), (1, 2, 1, "合作媒体抖音号")]));
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{date}");
    }
    // 合并的日期在最后一列，下面各行到不了那一列。
    let last =
        ["渠道|作品标题|发布时间|累计播放量|统计日期", "合作媒体抖音号|第1期|2022-08-01|100|", "合作媒体抖音号|第2期|2022-08-02|200|"];
    let d = p12(&[]).read(&merged(&last, &[(1, 2, 4, "45018")]));
    assert_eq!(told(&d), expected[..2]);
}

#[test]
fn a_merged_number_is_counted_for_none_of_its_works() {
    let lines = [HEAD, "2023-04-02|合作媒体抖音号|第1期|2022-08-01|", "2023-04-02|合作媒体抖音号|第2期|2022-08-02|"];
    let d = p12(&[]).read(&merged(&lines, &[(1, 2, 4, "500")]));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2059 E3".to_owned()]));
}

#[test]
fn an_old_workbook_with_merged_cells() {
    let t = table("短视频.xls", &[]).campaign("p12_short_video");
    let d = t.read(include_bytes!("../../fixtures/xls/merged-sample.xls"));
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    let sum: u64 =
        d.readings.iter().filter_map(|r| r.values.count(reach::model::metric::Metric::Plays)).map(reach::base::count::Count::low).sum();
    assert_eq!((d.readings.len(), sum), (12, 12_672));
    assert!(told(&d).contains(&"partner_sph 工伤预防第3期 2023-04-02 plays=1112".to_owned()), "{:?}", told(&d));
}

#[test]
fn web_tables_with_rowspan_and_colspan() {
    let page = "<table><tr><td>统计日期</td><td>渠道</td><td>作品标题</td><td>发布时间</td><td>累计播放量</td></tr>
        <tr><td rowspan=3>2023-04-02</td><td rowspan=\"2\">合作媒体抖音号</td><td>第1期</td><td>2022-08-01</td><td rowspan=2>100</td></tr>
        <tr><td>第2期</td><td>2022-08-02</td></tr>
        <tr><td>合作媒体视频号</td><td>第1期</td><td>2022-08-01</td><td>5</td></tr></table>";
    let t = table("短视频.xls", &[]).campaign("p12_short_video");
    let d = t.read(page.as_bytes());
    assert_eq!((told(&d), codes(&d)), (vec!["partner_sph 第1期 2023-04-02 plays=5".to_owned()], vec!["E2059 E3".to_owned()]));
    let page =
        page.replace("<td rowspan=2>100</td></tr>", "<td>100</td></tr>").replace("2022-08-02</td></tr>", "2022-08-02</td><td>7</td></tr>");
    let expected =
        ["partner_douyin 第1期 2023-04-02 plays=100", "partner_douyin 第2期 2023-04-02 plays=7", "partner_sph 第1期 2023-04-02 plays=5"];
    assert_eq!(told(&t.read(page.as_bytes())), expected, "取消合并以后");
    let page = "<table><tr><td rowspan=2>标题</td><td rowspan=2>发布时间</td><td colspan=2>抖音</td><td colspan=2>视频号</td></tr>
        <tr><td>播放量</td><td>点赞</td><td>播放量</td><td>点赞</td></tr>
        <tr><td>第1期</td><td>2022-08-01</td><td>100</td><td>1</td><td>200</td><td>2</td></tr></table>";
    let d = table("短视频 截至2023年3月31日.xls", &[]).campaign("p12_short_video").read(page.as_bytes());
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-03-31 plays=100 likes=1", "partner_sph 第1期 2023-03-31 plays=200 likes=2"]);
}

#[test]
fn a_row_with_a_channels_name_stands_above_its_works() {
    let t = p12(&[
        "短视频数据（截至2023年3月31日）",
        "标题|发布时间|播放量",
        "合作媒体抖音号",
        "第1期|2022-08-01|100",
        "合作媒体视频号",
        "第1期|2022-08-01|5",
    ]);
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-03-31 plays=100", "partner_sph 第1期 2023-03-31 plays=5"]);
    let t = p12(&["短视频数据（截至2023年3月31日）", "标题|发布时间|播放量", "第1期|2022-08-01|100"]);
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), d.needs.clone()), (vec![], vec![Need::Channel]), "没有渠道名就问，不猜也不丢");
}

#[test]
fn sheets_named_by_platform_words_that_are_part_of_longer_ones() {
    let sheet = |n: &str| table("", &["标题|发布时间|播放量", &format!("第1期|2022-08-01|{n}")]);
    let (a, b) = (sheet("100"), sheet("5"));
    let t = table("短视频20230331.xlsx", &[]).campaign("p12_short_video");
    let d = t.read(&workbook(&[("抖音", &a), ("视频号", &b)]));
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-03-31 plays=100", "partner_sph 第1期 2023-03-31 plays=5"]);
}

#[test]
fn names_in_quotation_marks() {
    let t = table("平媒.xlsx", &["统计日期|发布平台|标题|发布时间|播放量", "2023-03-31|“湖南人社”抖音|工伤预防|2022-08-01|10"])
        .campaign("p09_press_douyin");
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["hunan_renshe_douyin 工伤预防 2023-03-31 plays=10"]);
}

#[test]
fn weekly_columns_beside_cumulative_ones() {
    let name = |name: &str, lines: &[&str]| table(name, lines).campaign("p12_short_video").channel("partner_douyin");
    let t = name("数据20230402.xlsx", &["标题|发布时间|本周播放量|累计播放量", "第1期|2022-08-01|10|100"]);
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-03-27~2023-04-02 plays=10", "partner_douyin 第1期 2023-04-02 plays=100"]);
    let t = name("数据20230402.xlsx", &["标题|发布时间|累计||本周新增|", "||播放量|点赞|播放量|点赞", "第1期|2022-08-01|100|1|10|0"]);
    let d = t.read(&t.xlsx());
    let mut lines = told(&d);
    lines.sort();
    let expected = ["partner_douyin 第1期 2023-03-27~2023-04-02 plays=10 likes=0", "partner_douyin 第1期 2023-04-02 plays=100 likes=1"];
    assert_eq!((lines, codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]));
    // 说不清从哪天起的新增，有累计数时不读，没有累计数时要写明。
    let t = name("数据20230402.xlsx", &["标题|发布时间|新增播放量|累计播放量", "第1期|2022-08-01|10|100"]);
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-04-02 plays=100"]);
    assert!(d.inferred.iter().any(|s| s.contains("新增播放量") && s.contains("没有读取")), "{:?}", d.inferred);
    let t = name("数据20230402.xlsx", &["标题|发布时间|新增播放量", "第1期|2022-08-01|10"]);
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2011 C1"]);
}

#[test]
fn a_unit_in_the_title_holds_for_all_counters() {
    let t = p12(&["短视频播放数据|||（单位：万次）", "标题|发布时间|抖音|视频号", "第1期|2022-08-01|15|0.5", "第2期|2022-08-02|1.2万|"])
        .as_of("2023-03-31");
    let d = t.read(&t.xlsx());
    assert_eq!(
        told(&d),
        [
            "partner_douyin 第1期 2023-03-31 plays=145000..159999",
            "partner_sph 第1期 2023-03-31 plays=4500..5999",
            "partner_douyin 第2期 2023-03-31 plays=11500..12999"
        ]
    );
    assert!(d.inferred.iter().any(|s| s.contains("10,000 倍")), "{:?}", d.inferred);
    // 填报单位不是计数单位。
    let t = p12(&["填报单位：万和传媒", "标题|发布时间|抖音", "第1期|2022-08-01|15"]).as_of("2023-03-31");
    assert_eq!(told(&t.read(&t.xlsx())), ["partner_douyin 第1期 2023-03-31 plays=15"]);
}

#[test]
fn headers_with_remarks_in_them() {
    let t = table("数据.xlsx", &["作品标题*\n（必填）|发布时间\n(年/月/日)|累计播放量\n（次）", "第1期|2022-08-01|100"])
        .campaign("p12_short_video")
        .channel("partner_douyin")
        .as_of("2023-03-31");
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), ["partner_douyin 第1期 2023-03-31 plays=100"]);
}

/// 抖音、视频号各有两家：上面一行写着是谁家的，按两行合起来认；认不出的退回那一列，不都算到头一家。
#[test]
fn a_group_row_above_platforms_says_whose_they_are() {
    let of = |first: &str, second: &str| p12(&[first, second, "第1期|2022-08-01|1|2|30|40"]).as_of("2023-03-31");
    let expected = [
        "partner_douyin 第1期 2023-03-31 plays=1",
        "partner_sph 第1期 2023-03-31 plays=2",
        "yingji_douyin 第1期 2023-03-31 plays=30",
        "yingji_sph 第1期 2023-03-31 plays=40",
    ];
    for (first, second) in [
        ("||合作媒体账号||湖南应急账号|", "标题|发布日期|抖音|视频号|抖音|视频号"),
        ("标题|发布日期|合作媒体账号||湖南应急账号|", "||抖音|视频号|抖音|视频号"),
        ("标题|发布日期|合作媒体||“湖南应急”|", "||抖音号|视频号|抖音号|视频号"),
    ] {
        let t = of(first, second);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{first} {:?}", d.found);
    }
    let t = of("||合作媒体账号||益阳应急账号|", "标题|发布日期|抖音|视频号|抖音|视频号");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 E2".to_owned(), "E2015 F2".to_owned()]), "{:?}", d.found);
    let t = p12(&["||益阳应急账号|", "标题|发布日期|抖音|视频号", "第1期|2022-08-01|1|2"]).as_of("2023-03-31");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2015 C2", "E2015 D2"]);
    // 三行表头：谁家的、哪个平台、什么单位。
    let three = |group: &str| {
        let lines = [&format!("||{group}|"), "标题|发布日期|抖音|视频号", "||（万）|（次）", "第1期|2022-08-01|1|2"];
        p12(&lines).as_of("2023-03-31")
    };
    let d = three("湖南应急账号").read(&three("湖南应急账号").xlsx());
    assert_eq!(told(&d), ["yingji_douyin 第1期 2023-03-31 plays=5000..19999", "yingji_sph 第1期 2023-03-31 plays=2"], "{:?}", d.found);
    assert_eq!(codes(&three("益阳应急账号").read(&three("益阳应急账号").xlsx())), ["E2015 C3", "E2015 D3"]);
    // 说的是一类平台、一种计数、哪一天的，不是谁家的。
    for group in ["新媒体平台", "播放量", "各平台播放情况", "短视频平台"] {
        for (first, second) in [(format!("||{group}|"), "标题|发布日期|抖音|视频号"), (format!("标题|发布日期|{group}|"), "||抖音|视频号")]
        {
            let t = p12(&[&first, second, "第1期|2022-08-01|1|2"]).as_of("2023-03-31");
            let d = t.read(&t.xlsx());
            assert_eq!((told(&d), codes(&d)), (expected[..2].iter().map(|s| (*s).to_owned()).collect(), vec![]), "{first} {:?}", d.found);
        }
    }
}

/// 平台下面一行是日子：抖音3月19日100、3月26日150，快手3月19日10、3月26日20。
#[test]
fn days_below_platforms_are_part_of_the_header() {
    for days in ["|3月19日|3月26日|3月19日|3月26日", "|2023-03-19|2023-03-26|2023-03-19|2023-03-26"] {
        let t = table("a.xlsx", &["标题|抖音||快手|", days, "高处作业|100|150|10|20"]).campaign("p08_tv");
        let d = t.read(&t.xlsx());
        let expected = [
            "jingshi_douyin 高处作业 2023-03-19 plays=100",
            "jingshi_douyin 高处作业 2023-03-26 plays=150",
            "jingshi_kuaishou 高处作业 2023-03-19 plays=10",
            "jingshi_kuaishou 高处作业 2023-03-26 plays=20",
        ];
        let mut got = told(&d);
        got.sort();
        assert_eq!(got, expected, "{days} {:?}", d.found);
    }
}
