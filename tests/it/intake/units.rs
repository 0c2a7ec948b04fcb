//! Whatever says 万 in a title row or a header is applied, or refused with words: never passed over.

use crate::support::partner::{Partner, codes, table, told};

const WIDE: [&str; 3] = ["标题|发布日期|芒果TV|抖音", "第1集|8月1日|12|3", "第2集|8月15日|20|5"];

fn below(title: &str) -> Partner {
    table("a.xlsx", &[]).campaign("p08_tv").as_of("2022-09-30").with(&[&[title], &WIDE[..]].concat())
}

const TEN_THOUSANDS: [&str; 4] = [
    "mango_tv 第1集 2022-09-30 plays=115000..129999",
    "jingshi_douyin 第1集 2022-09-30 plays=25000..39999",
    "mango_tv 第2集 2022-09-30 plays=195000..209999",
    "jingshi_douyin 第2集 2022-09-30 plays=45000..59999",
];

#[test]
fn a_title_row_states_the_unit_whatever_stands_behind_it() {
    for title in [
        "各平台播放量（单位：万）",
        "各平台播放量（万）　统计截止：2022年9月30日",
        "各平台播放量　单位：万次　截至2022年9月30日",
        "各平台播放量（万次，截至2022年9月30日）",
        "各平台播放数据，以万为单位",
        "各平台播放量|||单位：万",
        "湖南经视周报　单位：万次",
        "各项指标单位：万",
    ] {
        let t = below(title);
        for bytes in [t.xlsx(), t.utf8()] {
            let d = t.read(&bytes);
            let low = |n: u64| TEN_THOUSANDS[usize::try_from(n).unwrap()];
            assert_eq!(told(&d), [low(0), low(1), low(2), low(3)], "{title} {:?}", d.found);
            assert!(d.inferred.iter().any(|s| s.contains("都按 10,000 倍计")), "{:?}", d.inferred);
        }
    }
    // 不是单位的“万”。
    for title in ["播放量目标500万次", "填报单位：万家丽传媒", "累计播放超216万", "为万名职工办实事", "预算（50万元）", "上万次播放"]
    {
        let t = below(title);
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d)[0], "mango_tv 第1集 2022-09-30 plays=12", "{title} {:?}", d.found);
    }
    // 列名写明是次的，不随标题行。
    let t = table("a.xlsx", &["数据表（单位：万）", "标题|芒果TV播放量|抖音播放量（次）", "第1集|12|30000"])
        .campaign("p08_tv")
        .as_of("2022-09-30");
    let d = t.read(&t.xlsx());
    assert_eq!(told(&d), [TEN_THOUSANDS[0], "jingshi_douyin 第1集 2022-09-30 plays=30000"]);
}

#[test]
fn a_unit_that_is_not_clear_is_refused_with_words() {
    for (title, head) in [
        ("各平台播放量 单位：万次或次", WIDE[0]),
        ("芒果TV播放量（万）、抖音播放量（千）", WIDE[0]),
        ("各平台播放量万次统计表", WIDE[0]),
        ("", "标题|发布日期|芒果TV播放量（万，四舍五入，取整）（估）|抖音播放量（万播放）"),
    ] {
        let t = table("a.xlsx", &[title, head, WIDE[1]]).campaign("p08_tv").as_of("2022-09-30");
        let d = t.read(&t.xlsx());
        assert!(told(&d).is_empty() && codes(&d).iter().any(|c| c.starts_with("E2039")), "{title}{head} {:?} {:?}", told(&d), codes(&d));
    }
}

#[test]
fn a_second_header_row_below_platforms_states_units() {
    let t = table(
        "a.xlsx",
        &["标题|发布日期|芒果TV|抖音", "截至2022年9月30日||播放量（万）|播放量", "第1集|8月1日|12|30000", "第2集|8月15日|20|50000"],
    )
    .campaign("p08_tv");
    let d = t.read(&t.xlsx());
    let expected =
        [TEN_THOUSANDS[0], "jingshi_douyin 第1集 2022-09-30 plays=30000", TEN_THOUSANDS[2], "jingshi_douyin 第2集 2022-09-30 plays=50000"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
    let t = table("a.xlsx", &["标题|发布日期|抖音", "||播放量（万）", "第1集|8月1日|3"]).campaign("p08_tv").as_of("2022-09-30");
    assert_eq!(told(&t.read(&t.xlsx())), [TEN_THOUSANDS[1]]);
    let t = table("a.xlsx", &["标题|抖音播放量（万）（截至9月30日）", "第1集|3"]).campaign("p08_tv");
    assert_eq!(told(&t.read(&t.xlsx())), [TEN_THOUSANDS[1]]);
}

#[test]
fn a_statement_takes_the_unit_of_its_title_row_too() {
    let of = |title: &str| {
        let head = "渠道|指标|统计日期|数值|方法|人次/人数|出具单位";
        let t = table("a.xlsx", &[title, head, "合作电台蜻蜓FM|收听量|2023-04-02|32|后台截图|人次|样例电台"]).campaign("p11_audio");
        t.read(&t.xlsx())
    };
    let d = of("合作电台总量声明（单位：万次）");
    assert!(told(&d).len() == 1 && told(&d)[0].ends_with("listens=315000..329999"), "{:?} {:?}", told(&d), d.found);
    let d = of("合作电台总量声明　单位：万次或次");
    assert!(told(&d).is_empty() && codes(&d) == ["E2039 A1"], "{:?}", d.found);
}

/// 标题里的成语和计费方式不是单位；标题写的万只管播放、阅读、收听，点赞照填。
#[test]
fn sayings_are_no_units_and_likes_stay_as_they_are() {
    for title in ["宣传片获数以万计网友点赞", "作品播放逾万次", "投放按千次计费"] {
        let t = table("a.csv", &[title, "标题|播放量|点赞", "甲|300|12"]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!(told(&d), ["jingshi_douyin 甲 2023-04-02 plays=300 likes=12"], "{title} {:?}", d.found);
    }
    let t = table("a.csv", &["播放量（万）", "标题|播放量|点赞", "甲|3|1234"]).channel("jingshi_douyin").as_of("2023-04-02");
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲 2023-04-02 plays=25000..39999 likes=1234"]);
}

/// 第一段的小标题写着单位，只管第一段；下一段没有写的，不跟着乘一万。
#[test]
fn a_unit_in_the_first_heading_is_for_its_block() {
    let lines = ["一、芒果TV（单位：万次）", "标题|播放量", "甲事|3", "二、抖音", "标题|播放量", "乙事|52000"];
    let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(told(&d), ["mango_tv 甲事 2023-04-02 plays=25000..39999"], "{:?}", d.found);
    assert_eq!(codes(&d), ["E2039 A4"]);
    // 照提示：各段的单位都写到列名里，单位不同的另放一张。
    assert!(d.found[0].remedy.contains("另一张工作表"), "{:?}", d.found);
    // 总标题的单位管到底。
    let lines = ["数据（单位：万次）", "一、芒果TV", "标题|播放量", "甲事|3", "二、抖音", "标题|播放量", "乙事|5"];
    let t = table("a.csv", &lines).campaign("p08_tv").as_of("2023-04-02");
    let expected = ["mango_tv 甲事 2023-04-02 plays=25000..39999", "jingshi_douyin 乙事 2023-04-02 plays=45000..59999"];
    assert_eq!(told(&t.read(&t.utf8())), expected);
}

/// 标题说万，格子里自己写着“次”：1300次就是1300，说一声。
#[test]
fn a_cell_that_says_single_ones_is_not_multiplied() {
    for (cell, expected) in [("1300次", "1300"), ("1,300人次", "1300"), ("1.3万次", "12500..13999"), ("13", "125000..139999")] {
        let t = table("a.csv", &["单位：万", "标题|播放量"]).with(&[&format!("甲事|{cell}")]);
        let t = t.channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!(told(&d), [format!("jingshi_douyin 甲事 2023-04-02 plays={expected}")], "{cell}");
        let own = if cell == "13" { vec![] } else { vec!["W2038 B3".to_owned()] };
        assert_eq!(codes(&d), own, "{cell}");
    }
}

/// 单位写在表下面的说明里：不是不管，是退回，请写到列名里；列名已写明的，照读。
#[test]
fn a_unit_in_a_remark_below_the_table_refuses_it() {
    for note in ["注：以上数据单位均为万次", "备注：播放量以万为单位", "说明：单位：万", "单位：万次"] {
        let of = |head: &str| table("a.xlsx", &[head, "1|甲事|3", "2|乙事|5", note]).channel("jingshi_douyin").as_of("2023-04-02");
        let t = of("序号|标题|播放量");
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d), d.refused), (vec![], vec!["E2039 A4".to_owned()], 2), "{note} {:?}", d.found);
        let t = of("序号|标题|播放量（万）");
        assert_eq!(told(&t.read(&t.xlsx())).len(), 2, "照提示改了列名以后 {note}");
    }
    let t = table("a.csv", &["标题|播放量", "甲事|3", "注：播放超过1万次的加星号"]).channel("jingshi_douyin").as_of("2023-04-02");
    assert_eq!(told(&t.read(&t.utf8())), ["jingshi_douyin 甲事 2023-04-02 plays=3"]);
}

#[test]
fn a_row_of_units_below_the_header_is_part_of_it() {
    for unit in ["（万）", "万次", "单位：万"] {
        let t = table("a.csv", &["标题|发布日期|芒果TV|抖音", &format!("||{unit}|（次）"), "甲事|8月1日|3|52000"]);
        let t = t.campaign("p08_tv").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        let expected = ["mango_tv 甲事 2023-04-02 plays=25000..39999", "jingshi_douyin 甲事 2023-04-02 plays=52000"];
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{unit} {:?}", d.found);
    }
}

/// 数字一格、单位一格：300 和 万 分在两列，不能读成300次。
#[test]
fn a_unit_in_a_cell_of_its_own_is_not_lost() {
    for head in ["标题|播放量|单位", "标题|播放量|", "标题|播放量"] {
        let t = table("a.xlsx", &[head, "甲事|300|万", "乙事|5000|次"]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read(&t.xlsx());
        assert_eq!(told(&d), ["jingshi_douyin 乙事 2023-04-02 plays=5000"], "{head} {:?}", d.found);
        assert_eq!(codes(&d), ["E2039 C2"], "{head}");
        let t = table("a.xlsx", &[head, "甲事|300万|", "乙事|5000|次"]).channel("jingshi_douyin").as_of("2023-04-02");
        assert_eq!(told(&t.read(&t.xlsx())).len(), 2, "照提示改了以后 {head}");
    }
}

/// 单元格里是 3，格式 0"万" 让人看到 3万：按看到的读。自带换算的格式（32000 显示为 3.2万）、只添“次”的，照单元格里的数；百分比退回。
#[test]
fn a_unit_that_the_cells_format_shows_is_meant() {
    let of = |cells: &[(f64, &str)]| {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        sheet.write(0, 0, "作品标题").unwrap().write(0, 1, "累计播放量").unwrap();
        for (row, (value, format)) in (1..).zip(cells) {
            sheet.write(row, 0, format!("第{row}期")).unwrap();
            sheet.write_with_format(row, 1, *value, &rust_xlsxwriter::Format::new().set_num_format(*format)).unwrap();
        }
        table("a.xlsx", &[]).channel("jingshi_douyin").as_of("2023-04-02").read(&book.save_to_buffer().unwrap())
    };
    let d = of(&[(3.2, "0.0\"万\""), (12.0, "0\"万+\""), (32000.0, "0!.0,\"万\""), (320.0, "#,##0\"次\"")]);
    let plays = ["31500..32999", "120000..", "32000", "320"];
    let expected: Vec<String> = (1..).zip(plays).map(|(n, plays)| format!("jingshi_douyin 第{n}期 2023-04-02 plays={plays}")).collect();
    assert_eq!((told(&d), codes(&d)), (expected, vec![]), "{:?}", d.found);
    let d = of(&[(12.0, "0%")]);
    assert_eq!((told(&d), codes(&d), d.found[0].found.as_str()), (vec![], vec!["E2031 B2".to_owned()], "1200%"));
}

/// 旧式工作簿读不到格式带出的“万”：整份退回，请另存为 XLSX；格式只添“次”的照读。
#[test]
fn an_old_workbook_whose_formats_show_a_unit_is_refused() {
    let read = |bytes: &[u8]| table("a.xls", &[]).channel("jingshi_douyin").as_of("2023-04-02").read(bytes);
    let d = read(include_bytes!("../../fixtures/xls/unit-by-format-sample.xls"));
    assert_eq!((told(&d).len(), d.found[0].code.0), (0, 2007), "{:?}", d.found);
    assert!(d.found[0].remedy.contains("xlsx"), "{}", d.found[0].remedy);
    let d = read(include_bytes!("../../fixtures/xls/plain-format-sample.xls"));
    assert_eq!(told(&d), ["jingshi_douyin 样例作品 2023-04-02 plays=32000 likes=4"]);
}

/// 十万、百万的列里忘了单位的数，与万的列一样退回；照说的写就收。
#[test]
fn a_forgotten_unit_is_seen_in_any_unit() {
    for (unit, cell, small) in
        [("万", "1200", "999"), ("十万", "320", "32"), ("百万", "320", "3"), ("千万", "32", "3"), ("千", "32000", "3200")]
    {
        let rows = |cell: &str| {
            let t = table("a.csv", &[&format!("标题|播放量（{unit}）"), &format!("甲事|{cell}")]).channel("jingshi_douyin");
            t.as_of("2023-03-26")
        };
        let d = rows(cell).read(&rows(cell).utf8());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2039 B2".to_owned()]), "{unit} {:?}", d.found);
        for written in d.found[0].remedy.split("写成 ").skip(1).filter_map(|w| w.split('；').next()) {
            let d = rows(written).read(&rows(written).utf8());
            assert_eq!((told(&d).len(), codes(&d)), (1, vec!["W2038 B2".to_owned()]), "{unit} 照说的写 {written}");
        }
        assert_eq!(codes(&rows(small).read(&rows(small).utf8())), Vec::<String>::new(), "{unit}");
    }
}
