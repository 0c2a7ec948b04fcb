//! Tables below one another in one sheet, each under a row that says whose works follow.

use crate::support::partner::{Partner, codes, table, told};

/// 芒果TV 第1集 1000 次；抖音 第2集 200 次；快手 第3集 30 次。
fn stacked(headings: [&str; 3]) -> Partner {
    let [a, b, c] = headings;
    let head = "序号|标题|发布日期|播放量";
    table(
        "经视 截至2022年9月30日.xlsx",
        &[
            a,
            head,
            "1|第1集 工地安全第一课|8月1日|1000",
            "小计|||1000",
            "",
            b,
            head,
            "1|第2集 女工小李的认定路|8月15日|200",
            "小计|||200",
            "",
            c,
            head,
            "1|第3集 安全员老王|9月1日|30",
            "小计|||30",
            "总计|||1230",
        ],
    )
    .campaign("p08_tv")
}

const EACH_ITS_OWN: [&str; 3] = [
    "mango_tv 第1集 工地安全第一课 2022-09-30 plays=1000",
    "jingshi_douyin 第2集 女工小李的认定路 2022-09-30 plays=200",
    "jingshi_kuaishou 第3集 安全员老王 2022-09-30 plays=30",
];

#[test]
fn a_heading_between_tables_names_the_channel_of_what_follows() {
    for headings in [
        ["芒果TV", "抖音", "快手"],
        ["一、芒果TV", "二、抖音", "三、快手"],
        ["（一）芒果TV", "（二）抖音", "（三）快手"],
        ["1.芒果TV", "2.抖音", "3.快手"],
        ["芒果TV：", "抖音：", "快手平台："],
        ["芒果TV数据", "抖音数据", "快手数据"],
        ["一、芒果TV", "二、湖南经视抖音号", "三、湖南经视快手号（截至9月30日）"],
        ["一、芒果TV播出情况", "二、在抖音上的播放", "三、在快手上的播放"],
    ] {
        let t = stacked(headings);
        for bytes in [t.xlsx(), t.utf8()] {
            let d = t.read(&bytes);
            assert_eq!(told(&d), EACH_ITS_OWN, "{headings:?} {:?}", d.found);
            assert_eq!(codes(&d), ["W2022 A4", "W2022 A9", "W2022 A14", "W2022 A15"], "小计各对各的，总计对三个渠道 {:?}", d.found);
        }
    }
}

#[test]
fn a_heading_that_names_no_channel_stops_its_table_by_name() {
    for unknown in ["二、西瓜视频", "西瓜视频", "二、湖南民生网", "二、抖音和快手"] {
        let t = stacked(["一、芒果TV", unknown, "三、快手"]);
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d), [EACH_ITS_OWN[0], EACH_ITS_OWN[2]], "{unknown} {:?}", d.found);
        assert_eq!(codes(&d), ["W2022 A4", "E2015 A6", "W2022 A9", "W2022 A14", "W2022 A15"], "{unknown}");
        assert_eq!((d.rows, d.refused), (3, 1));
        let remedy = &d.found.iter().find(|f| f.code.0 == 2015).unwrap().remedy;
        assert!(remedy.contains("把 A6 改成渠道全名") && remedy.contains("到下一个渠道名称为止"), "{remedy}");
    }
    // 总标题写着别的渠道时，紧挨表头的一行说了算。
    let t = stacked(["一、芒果TV", "二、抖音", "三、快手"]).title_rows(&["湖南经视抖音号等平台播放数据"]);
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), EACH_ITS_OWN, "{:?}", d.found);
}

#[test]
fn sections_of_one_channel_stay_with_it() {
    let t = table(
        "经视 截至2022年9月30日.xlsx",
        &[
            "一、抖音",
            "序号|标题|发布日期|播放量",
            "（一）8月",
            "1|第1集 工地安全第一课|8月1日|1000",
            "（二）9月",
            "序号|标题|发布日期|播放量",
            "1|第3集 安全员老王|9月1日|30",
            "二、说明",
            "1、播放量取自后台",
        ],
    )
    .campaign("p08_tv");
    let d = t.read(&t.xlsx());
    let expected = ["jingshi_douyin 第1集 工地安全第一课 2022-09-30 plays=1000", "jingshi_douyin 第3集 安全员老王 2022-09-30 plays=30"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
    // 分页重印表头之前的一行只填了标题：不是渠道的小标题，也不登记为作品，写明是哪一行。
    let head = "标题|发布日期|播放量";
    let t = table("a.xlsx", &[head, "第1集|8月1日|5", "安全员老王", head, "第3集|8月9日|7"]).channel("jingshi_douyin").as_of("2022-09-30");
    let d = t.read(&t.xlsx());
    assert_eq!((d.items.len(), d.rows, codes(&d)), (2, 2, vec![]), "{:?}", d.found);
    assert!(d.inferred.iter().any(|s| s.starts_with("第 3 行只有“安全员老王”")), "{:?}", d.inferred);
    // 填了发布日期的，是登记的作品。
    let t = table("a.xlsx", &["抖音", "标题|发布日期|播放量", "第1集|8月1日|5", "第2集 一、二、三|8月2日|"])
        .campaign("p08_tv")
        .as_of("2022-09-30");
    let d = t.read(&t.xlsx());
    assert_eq!((d.items.len(), d.rows, codes(&d)), (2, 2, vec![]), "{:?}", d.found);
}

/// 第二段的表头换了计数或单位：照上一段的列读就会把 3 万读成 3，阅读量记成播放量，所以不读。
#[test]
fn a_header_that_comes_again_with_another_meaning_stops_its_table() {
    for other in ["播放量（万）", "阅读量"] {
        let t = stacked(["一、芒果TV", "二、抖音", "三、快手"]);
        let mut t = t;
        other.clone_into(&mut t.rows[6][3]);
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d), [EACH_ITS_OWN[0], EACH_ITS_OWN[2]], "{other} {:?}", d.found);
        assert!(codes(&d).contains(&"E2026 D7".to_owned()), "{other} {:?}", codes(&d));
    }
}

/// 括号里写着平台的，按平台认；小标题自带单位的，那一段退回；写着别家的“截至”不是时间段。
#[test]
fn brackets_of_headings_are_read() {
    const H: &str = "序号|标题|播放量";
    let t = table("a.csv", &["一、国际在线（抖音）", H, "1|甲|10"]).campaign("p14_cri").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert!(told(&d).iter().all(|line| line.starts_with("cri_douyin ")), "{:?}", told(&d));
    for second in ["二、快手（单位：次）", "二、西瓜视频（截至9月30日）"] {
        let t = table("a.csv", &["一、抖音", H, "1|甲|10", second, H, "1|乙|52000"]).campaign("p08_tv").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!(told(&d), ["jingshi_douyin 甲 2023-04-02 plays=10"], "{second} {:?}", d.found);
        assert!(d.found.iter().any(reach::base::diag::Diagnostic::is_error), "{second}");
    }
}

/// 小标题写在标题一列里：认不出的一段退回，不归到上一段的渠道；还没有数的作品写 -- 就是作品。
#[test]
fn a_heading_among_the_titles_that_names_no_channel_stops_its_block() {
    let lines = ["标题|播放量", "抖音", "甲|10", "西瓜视频", "乙|20", "快手", "丙|30"];
    let d = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
    let d = d.read(&d.utf8());
    assert_eq!(told(&d), ["jingshi_douyin 甲 2023-04-02 plays=10", "jingshi_kuaishou 丙 2023-04-02 plays=30"], "{:?}", d.found);
    assert_eq!(codes(&d), ["E2015 A4"]);
    let lines = ["标题|播放量", "抖音", "甲|10", "丁|--", "乙|20"];
    let d = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
    let d = d.read(&d.utf8());
    assert_eq!((d.refused, d.rows), (0, 3), "{:?}", d.found);
}

/// 第二个表头的列与第一个不同：照上面的列读就把点赞当播放量，所以不读；一样的跳过。
#[test]
fn a_header_among_the_rows_is_never_a_row() {
    let of = |second: &str| {
        let lines = ["标题|播放量|点赞", "甲事|1000|7", second, "乙事|8|2000"];
        table("a.csv", &lines).channel("jingshi_douyin").as_of("2023-04-02")
    };
    for second in
        ["标题|点赞|观看次数", "作品名称|点赞|播放量", "标题|本周|累计", "|（万）|", "标题|点赞量|播放次数", "|新增播放量|累计播放量"]
    {
        let t = of(second);
        let d = t.read(&t.utf8());
        assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-04-02 plays=1000 likes=7"], "{second} {:?}", d.found);
        let told = codes(&d);
        assert!(told.len() == 1 && told[0].starts_with("E2026 ") && d.refused == 1, "{second} {told:?}");
        assert!(d.found[0].remedy.contains("另一张工作表"), "{:?}", d.found[0]);
    }
    for second in ["作品标题|播放次数|点赞量", "标题|播放量（次）|点赞数"] {
        let t = of(second);
        let d = t.read(&t.utf8());
        assert_eq!((told(&d).len(), codes(&d)), (2, vec![]), "{second} {:?}", d.found);
    }
    // 以日期为列的，换了一天也是另一段。
    let t = table("a.csv", &["标题|3月19日|3月26日", "甲事|10|20", "标题|3月26日|4月2日", "乙事|30|40"]).channel("jingshi_douyin");
    let d = t.read(&t.utf8());
    assert_eq!((told(&d).len(), codes(&d)), (2, vec!["E2026 B3".to_owned()]), "{:?}", d.found);
}

#[test]
fn week_and_sum_below_one_header_are_two_columns() {
    let t = table("a.xlsx", &["标题|播放量||点赞", "|本周|累计|", "甲事|30|1000|7"]).channel("jingshi_douyin").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    let expected = ["jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=30", "jingshi_douyin 甲事 2023-03-26 plays=1000 likes=7"];
    let mut lines = told(&d);
    lines.sort();
    assert_eq!((lines, codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
}

/// 总标题写着抖音，表里没有别的小标题；再来一个表头，上面一行是别家的名字：不归到抖音。
#[test]
fn a_strange_heading_above_a_header_that_comes_again_stops_its_block() {
    for heading in ["西瓜视频", "今日头条", "二、西瓜视频", "三湘都市报", "西瓜视频（单位：次）", "西瓜视频（截至9月30日）"]
    {
        for head in ["序号|标题|播放量", "标题|序号|播放量"] {
            let titled = head.starts_with("标题");
            let row =
                |n: u32, title: &str, plays: u32| if titled { format!("{title}|{n}|{plays}") } else { format!("{n}|{title}|{plays}") };
            let lines = ["湖南经视抖音号播放数据", head, &row(1, "甲事", 10), heading, head, &row(1, "乙事", 20)];
            let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
            let d = t.read(&t.utf8());
            assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-04-02 plays=10"], "{heading} {head} {:?}", d.found);
            assert_eq!(codes(&d), ["E2015 A4"], "{heading} {head}");
        }
    }
    // 同一张表分页重印，标题行照印一遍；按月分段；接上页。
    for heading in ["湖南经视抖音号播放数据", "（二）9月", "续表", "接上页", "9月数据"] {
        let lines = ["湖南经视抖音号播放数据", "序号|标题|播放量", "1|甲事|10", heading, "序号|标题|播放量", "2|乙事|20"];
        let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d).len(), codes(&d)), (2, vec![]), "{heading} {:?}", d.found);
    }
}

/// 一、抖音 写在表头上面，二、… 写在标题一列里，没有再写表头。
#[test]
fn a_numbered_heading_among_the_titles_goes_on_where_one_stands_above() {
    let of = |second: &str| {
        let lines = ["一、抖音", "标题|播放量", "甲事|10", second, "乙事|20"];
        table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02")
    };
    for second in ["二、西瓜视频", "西瓜视频", "二、湖南民生网"] {
        let d = of(second).read(&of(second).utf8());
        assert_eq!(
            (told(&d), codes(&d)),
            (vec!["jingshi_douyin 甲事 2023-04-02 plays=10".to_owned()], vec!["E2015 A4".to_owned()]),
            "{second}"
        );
    }
    let d = of("二、快手").read(&of("二、快手").utf8());
    assert_eq!(told(&d)[1], "jingshi_kuaishou 乙事 2023-04-02 plays=20");
    for work in ["安全员老王", "第2集 一、二、三"] {
        let d = of(work).read(&of(work).utf8());
        assert_eq!((d.items.len(), told(&d).len(), codes(&d)), (2, 2, vec![]), "{work} {:?}", d.found);
        assert!(d.inferred.iter().any(|s| s.starts_with(&format!("第 4 行只有“{work}”"))), "{:?}", d.inferred);
    }
}

/// 小标题写着自己的日期、新增，与整张表不同的：那一段退回，不按整张表的读。
#[test]
fn a_heading_with_a_day_or_a_gain_of_its_own_stops_its_block() {
    let of = |title: &str, a: &str, b: &str| {
        let head = "标题|播放量";
        let lines = [title, a, head, "甲事|10", b, head, "乙事|20"];
        table("a.csv", &lines).campaign("p08_tv")
    };
    let t = "数据（截至2023年3月26日）";
    for (title, a, b, code) in [
        (t, "一、芒果TV", "二、抖音（截至3月19日）", "E2014 A5"),
        (t, "一、芒果TV（截至3月26日）", "二、抖音（3月20日至今）", "E2014 A5"),
        (t, "一、芒果TV", "二、抖音（本周新增）", "E2047 A5"),
        ("数据", "一、芒果TV（截至2023年3月26日）", "二、抖音", "E2014 A5"),
    ] {
        let t = of(title, a, b);
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), codes(&d)), (vec!["mango_tv 甲事 2023-03-26 plays=10".to_owned()], vec![code.to_owned()]), "{title} {a} {b}");
        assert!(d.found[0].remedy.contains("另一张工作表"), "{:?}", d.found[0]);
    }
    let t = of(t, "一、芒果TV（截至3月26日）", "二、抖音（截至2023年3月26日）");
    assert_eq!(told(&t.read(&t.utf8())).len(), 2);
}

/// 单独一行“其中：抖音”是小标题，说下面各行是哪个渠道；带着数的仍是统计的一行。
#[test]
fn a_part_alone_in_its_row_heads_what_follows() {
    let t = table("a.xlsx", &["标题|发布日期|播放量", "其中：抖音", "甲事|2023-03-01|60", "其中：快手", "乙事|2023-03-02|5"]);
    let t = t.campaign("p08_tv").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    let expected = ["jingshi_douyin 甲事 2023-03-26 plays=60", "jingshi_kuaishou 乙事 2023-03-26 plays=5"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.inferred);
}

/// 序号一列写着“一、二”，标题写着“抖音、快手”：是小标题，选了渠道也不把快手的归抖音。
#[test]
fn a_heading_may_have_its_ordinal_in_a_column_of_its_own() {
    let rows = ["序号|标题|发布日期|播放量", "一|抖音||", "1|甲事|2023-03-01|5", "二|快手||", "1|乙事|2023-03-02|6", "2|丙事|2023-03-03|7"];
    for t in [table("a.xlsx", &rows).campaign("p08_tv"), table("a.xlsx", &rows).channel("jingshi_douyin")] {
        let d = t.as_of("2023-03-26").read(&table("a.xlsx", &rows).xlsx());
        let expected = [
            "jingshi_douyin 甲事 2023-03-26 plays=5",
            "jingshi_kuaishou 乙事 2023-03-26 plays=6",
            "jingshi_kuaishou 丙事 2023-03-26 plays=7",
        ];
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.inferred);
    }
}
