//! Templates and the tables that partners already have.

use crate::support::partner::{codes, table, told, workbook};

#[test]
fn a_template_is_read_in_any_order_of_columns() {
    let t = table(
        "样例.csv",
        &[
            "渠道|统计日期|作品标题|累计播放量|点赞|发布时间|时长",
            "湖南经视抖音号|2023-04-02|第1期 工伤预防进车间|1.2万|356|2022-08-01|58秒",
            "芒果TV|2023/4/2|第1期 工伤预防进车间|12,345||2022-08-01|3:00",
        ],
    )
    .total_row("合计|||2.4万|||");
    for bytes in [t.utf8(), t.gbk(), t.utf16(), t.xlsx(), t.html()] {
        let d = t.read(&bytes);
        assert_eq!(
            told(&d),
            [
                "jingshi_douyin 第1期 工伤预防进车间 2023-04-02 plays=11500..12999 likes=356",
                "mango_tv 第1期 工伤预防进车间 2023-04-02 plays=12345",
            ],
            "{:?}",
            d.found
        );
        assert_eq!(codes(&d), ["W2022 A4"]);
        assert_eq!(
            (d.kind.as_str(), d.rows, d.refused, d.totals_skipped, d.made_for_campaign, d.sample),
            ("template", 2, 0, 1, true, true)
        );
        assert_eq!((d.items[0].duration_secs, d.totals.len()), (Some(58), 1), "{}", d.encoding);
    }
}

#[test]
fn a_wide_table_takes_channels_from_columns_and_its_day_from_the_title() {
    let t = table(
        "湖南经视.xlsx",
        &[
            "序号|标题|发布日期|抖音|快手|芒果TV|合计",
            "1|第1期 工伤预防进车间|8月1日|12000|800|/|12800",
            "2|第2期 高处作业|8月8日|1.5|--|300|300",
            "|总 计||12001|800|300|13101",
        ],
    )
    .title_rows(&["“工伤预防在行动”传播数据统计表（截至2023年4月2日）"]);
    for bytes in [t.xlsx(), t.gbk(), t.html()] {
        let d = t.read(&bytes);
        assert_eq!(
            told(&d),
            ["jingshi_douyin 第1期 工伤预防进车间 2023-04-02 plays=12000", "jingshi_kuaishou 第1期 工伤预防进车间 2023-04-02 plays=800",]
        );
        assert_eq!(codes(&d), ["W2022 G2", "E2035 D4", "W2022 B5"], "{}", d.encoding);
        assert_eq!((d.kind.as_str(), d.rows, d.refused, d.totals.len()), ("wide", 2, 1, 4));
        assert!(d.inferred.iter().any(|s| s.contains("截至 2023-04-02")), "{:?}", d.inferred);
        assert_eq!(d.items[0].published.unwrap().day.to_string(), "2022-08-01");
    }
}

#[test]
fn a_total_column_that_disagrees_is_a_remark() {
    let t = table("a.csv", &["标题|抖音|快手|合计", "第1期|100|50|150", "第2期|100|50|160"]).campaign("p08_tv").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(codes(&d), ["W2022 D1", "W2024 D3"]);
    assert_eq!(d.readings.len(), 4);
}

#[test]
fn what_nobody_says_is_needed_and_not_guessed() {
    use reach::model::draft::Need;
    let wide = table("a.csv", &["标题|抖音|快手", "第1期|100|50"]);
    assert_eq!(wide.read(&wide.utf8()).needs, [Need::Campaign]);
    let wide = wide.campaign("p08_tv");
    assert_eq!(wide.read(&wide.utf8()).needs, [Need::AsOf]);
    let list = table("a.csv", &["作品标题|累计播放量", "第1期|100"]);
    assert_eq!(list.read(&list.utf8()).needs, [Need::Channel, Need::AsOf]);
    let list = list.channel("jingshi_douyin").as_of("2023-04-02");
    let d = list.read(&list.utf8());
    assert_eq!(told(&d), ["jingshi_douyin 第1期 2023-04-02 plays=100"]);
}

#[test]
fn one_sheet_per_platform_with_two_header_rows_units_and_page_breaks() {
    let douyin = table(
        "",
        &[
            "标题|发布日期|播放量（万）|点赞",
            "第1期|2022-08-01|1.2|30",
            "标题|发布日期|播放量（万）|点赞",
            "第2期|2022-08-08|0.8|20",
            "注：数据来自后台",
        ],
    );
    let kuaishou = table("", &["标题|发布日期|播放量", "第1期|2022-08-01|800"]);
    let notes = table("", &["填报说明", "每周一上午报送"]);
    let all = table("湖南经视 2023-04-02.xlsx", &[]).campaign("p08_tv");
    let d = all.read(&workbook(&[("抖音", &douyin), ("快手", &kuaishou), ("说明", &notes)]));
    assert_eq!(
        told(&d),
        [
            "jingshi_douyin 第1期 2023-04-02 plays=11500..12999 likes=30",
            "jingshi_douyin 第2期 2023-04-02 plays=7500..8999 likes=20",
            "jingshi_kuaishou 第1期 2023-04-02 plays=800",
        ],
        "{:?}",
        d.found
    );
    assert_eq!(codes(&d), Vec::<String>::new());
    let two = table("a.xlsx", &["标题|发布日期|抖音||快手|", "||播放量|点赞|播放量|点赞", "第1期|2022-08-01|100|1|200|2"])
        .campaign("p08_tv")
        .as_of("2023-04-02");
    let d = two.read(&two.xlsx());
    assert_eq!(
        told(&d),
        ["jingshi_douyin 第1期 2023-04-02 plays=100 likes=1", "jingshi_kuaishou 第1期 2023-04-02 plays=200 likes=2"],
        "{:?}",
        d.found
    );
}

#[test]
fn increments_and_side_by_side_tables() {
    let t = table("a.csv", &["渠道|作品标题|统计开始|统计日期|新增播放量|累计播放量", "芒果TV|第1期|2023-03-27|2023-04-02|30|130"]);
    assert_eq!(told(&t.read(&t.utf8())), ["mango_tv 第1期 2023-03-27~2023-04-02 plays=30", "mango_tv 第1期 2023-04-02 plays=130"]);
    let side = table("a.xlsx", &["抖音|||快手|", "标题|播放量||标题|播放量", "第1期|100||第1期|200", "第2期|110||合计|200"])
        .campaign("p08_tv")
        .as_of("2023-04-02");
    let d = side.read(&side.xlsx());
    assert_eq!(
        told(&d),
        [
            "jingshi_douyin 第1期 2023-04-02 plays=100",
            "jingshi_kuaishou 第1期 2023-04-02 plays=200",
            "jingshi_douyin 第2期 2023-04-02 plays=110"
        ],
        "{:?}",
        d.found
    );
}

/// 并排两张表，右边一张还没有作品，合计写0：0就是0，不拿左边的100去比。
#[test]
fn an_empty_table_beside_another_has_a_sum_of_its_own() {
    let side = table("a.xlsx", &["抖音|||快手|", "标题|播放量||标题|播放量", "第1期|100||合计|0"]).campaign("p08_tv").as_of("2023-04-02");
    let d = side.read(&side.xlsx());
    assert_eq!(told(&d), ["jingshi_douyin 第1期 2023-04-02 plays=100"]);
    assert!(d.found.iter().all(|f| f.code.0 != 2023), "{:?}", d.found);
}

#[test]
fn the_other_templates() {
    let p = table("a.csv", &["渠道|起|止|位置|状态|证明", "国际在线湖南频道|2022-08-15|2022-08-31|首页头条|在展|图1"]);
    let d = p.read(&p.utf8());
    assert_eq!((d.kind.as_str(), d.presence.len()), ("presence", 1), "{:?}", d.found);
    let a = table(
        "a.csv",
        &["渠道|日期|时间|节目|计划/实播", "合作电台|2022-08-15|07:30|公益广告|计划", "合作电台|2022-08-15|07:31|公益广告|实播"],
    );
    let d = a.read(&a.utf8());
    assert_eq!((d.airings.len(), d.airings[0].aired, d.airings[1].secs), (2, false, Some(27_060)), "{:?}", d.found);
    let s = table(
        "a.csv",
        &[
            "渠道|指标|统计日期|数值|方法|人次/人数|出具单位",
            "合作电台蜻蜓FM|收听量|2023-04-02|32万|后台截图|人次|样例电台",
            "合作电台|收听量|2023-04-02|80万|收听率推算|人次|样例公司",
        ],
    );
    let d = s.read(&s.utf8());
    assert_eq!(told(&d).len(), 2, "{:?}", d.found);
    assert_eq!(d.readings.iter().map(|r| r.source.zh()).collect::<Vec<_>>(), ["声明", "推算"]);
    let t = table("a.csv", &["日期|单位|人数|学时|线下学时", "2022-09-01|样例化工公司|52|24.5|16"]).campaign("p01_chemical");
    let d = t.read(&t.utf8());
    assert_eq!((d.trainings.len(), d.trainings[0].hours_x4), (1, Some(98)), "{:?}", d.found);
}

#[test]
fn a_row_of_a_form_tells_all_that_is_wrong_with_it_at_once() {
    let lines: [(&str, &[&str], &[&str]); 5] = [
        (
            "渠道|起|止|位置|状态|证明",
            &["湘江电视|2023-04-31|2023-03-02|首页|挂着|图1"],
            &["R2015 湘江电视", "R2040 2023-04-31", "R2046 挂着"],
        ),
        ("渠道|日期|时间|节目|计划/实播", &["合作电台||25点|公益广告|播了吗"], &["R2014 ", "R2040 25点", "R2046 播了吗"]),
        // A schedule without a date is told like every other row without one.
        ("渠道|日期|时间|节目|计划/实播", &["合作电台||07:30|公益广告|计划"], &["R2014 "]),
        ("日期|成果|数量|证明", &["2023-13-01|金牌|若干|图1"], &["R2016 金牌", "R2030 若干", "R2040 2023-13-01"]),
        (
            "渠道|指标|统计日期|数值|方法|人次/人数|出具单位",
            &["湘江电视|热度|2023-02-30|很多|后台截图|人次|样例"],
            &["R2015 湘江电视", "R2030 很多", "R2040 2023-02-30", "R2046 热度"],
        ),
    ];
    for (head, rows, wanted) in lines {
        let mut all = vec![head];
        all.extend(rows);
        let t = table("a.csv", &all).campaign("p11_audio");
        let d = t.read(&t.utf8());
        let mut told: Vec<String> = d.found.iter().map(|f| format!("{} {}", f.code.label(), f.found)).collect();
        told.sort();
        assert_eq!(told, wanted, "{head}");
        assert_eq!((d.rows, d.refused), (1, 1), "{head}");
    }
    let t = table("a.csv", &["日期|单位|人数|学时|线下学时", "||五|半天|"]).campaign("p01_chemical");
    let d = t.read(&t.utf8());
    assert_eq!(codes(&d), ["E2014 A2", "E2020 B2", "E2030 C2", "E2030 D2"], "{:?}", d.found);
}

#[test]
fn a_day_that_no_calendar_has_is_named() {
    let told = |date: &str| {
        let t = table("a.csv", &["统计日期|渠道|作品标题|累计播放量", &format!("{date}|芒果TV|第1期|100")]);
        t.read(&t.utf8()).found.iter().map(|f| f.remedy.clone()).collect::<Vec<_>>().join("；")
    };
    assert_eq!(told("2023-04-31"), "2023年4月没有31日，把 A2 改成实际的日期");
    assert_eq!(told("2023年2月29日"), "2023年2月没有29日，把 A2 改成实际的日期");
    assert_eq!(told("2023/13/1"), "没有13月，把 A2 改成实际的日期");
    assert_eq!(told("下周一"), "把 A2 改成日期，如 2023-04-02");
}

/// “链接”一列里填的若是数，是被改坏的编号；链接里带什么数字都照收，旁边另有完整编号的不追究。
#[test]
fn a_damaged_id_in_a_column_of_links_is_told() {
    let codes_of = |head: &str, row: &str| {
        let t = table("a.csv", &[head, row]).channel("jingshi_douyin").as_of("2023-04-02");
        codes(&t.read(&t.utf8()))
    };
    assert_eq!(codes_of("链接|作品标题|累计播放量", "7.12E+18|第1期|100"), ["E2021 A2"]);
    assert_eq!(codes_of("链接|作品标题|累计播放量", "https://example.invalid/7.12E+18|第1期|100"), [""; 0]);
    assert_eq!(codes_of("链接|作品标题|累计播放量|作品编号", "7.12E+18|第1期|100|7266050530072481076"), [""; 0]);
}

#[test]
fn ids_that_a_spreadsheet_has_damaged() {
    let t = table("a.csv", &["作品编号|作品标题|累计播放量", "7266050530072481076|第1期|100", "7266050530072481077|第2期|200"])
        .channel("jingshi_douyin")
        .as_of("2023-04-02");
    assert_eq!(codes(&t.read(&t.utf8())), Vec::<String>::new());
    let excel = t.clone().excel_ids(0);
    assert_eq!(codes(&excel.read(&excel.utf8())), ["E2021 A2", "E2021 A3"]);
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2021 A2", "E2021 A3"], "number cells");
    let one = table("a.csv", &["作品编号|作品标题|累计播放量", "7266050530072480000|第1期|100", "7266050530072481077|第2期|200"])
        .channel("jingshi_douyin")
        .as_of("2023-04-02");
    let d = one.read(&one.utf8());
    assert_eq!((codes(&d), d.readings.len()), (vec!["Q2021 A2".to_owned()], 2));
    let two =
        table("a.csv", &["作品编号|作品标题|累计播放量", "7266050530072480000|第1期|100", "7266050530072490000|第2期|200", "12|第3期|1"])
            .channel("jingshi_douyin")
            .as_of("2023-04-02");
    let d = two.read(&two.utf8());
    assert_eq!((codes(&d), d.refused), (vec!["E2021 A2".to_owned(), "E2021 A3".to_owned()], 2));
    assert_eq!(told(&d), ["jingshi_douyin 第3期 2023-04-02 plays=1"]);
}

#[test]
fn a_returned_file_marks_its_cells_and_can_be_read_again() {
    let t = table("a.csv", &["作品标题|累计播放量|作品编号", "=第1期|三万多|7266050530072481076", "第2期|200|"])
        .channel("jingshi_douyin")
        .as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(codes(&d), ["E2030 B2"]);
    let back = reach::intake::annotate("a.csv", &t.utf8(), &d.found).unwrap();
    let again = t.read(&back);
    assert_eq!(codes(&again), ["E2030 B2"], "{:?}", again.found);
    assert_eq!(told(&again), ["jingshi_douyin 第2期 2023-04-02 plays=200"]);
}

/// 整行的错，数字格标红，别的格不标；说明说错在哪里，不说“填的是”。
#[test]
fn of_a_row_that_says_otherwise_the_numbers_are_red() {
    let t = table("a.csv", &["作品标题|累计播放量|点赞", "第1期|100|5", "第1期|300|6"]).channel("jingshi_douyin").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(codes(&d), ["E2050 第3行"]);
    let back = reach::intake::annotate("a.csv", &t.utf8(), &d.found).unwrap();
    let read = |name: &str| {
        let mut book = zip::ZipArchive::new(std::io::Cursor::new(back.as_slice())).unwrap();
        std::io::read_to_string(book.by_name(name).unwrap()).unwrap()
    };
    let sheet = read("xl/worksheets/sheet1.xml");
    let style = |cell: &str| {
        let tag = sheet.split("<c ").find(|c| c.starts_with(&format!("r=\"{cell}\""))).unwrap();
        tag.split('>').next().unwrap().split("s=\"").nth(1).map(|s| s.split('"').next().unwrap().to_owned())
    };
    assert!(style("D3").is_some(), "说明是红的");
    assert_eq!((style("B3"), style("C3")), (style("D3"), style("D3")), "两个数也是");
    assert_eq!((style("A3"), style("B2")), (None, None));
    let texts = read("xl/sharedStrings.xml");
    assert!(texts.contains("第3行 同一作品同一天有两个数：与第 2 行是同一作品、同一天，数字不同"), "{texts}");
    assert!(!texts.contains("填的是"), "{texts}");
}

#[test]
fn a_day_that_lies_ahead_and_columns_that_nobody_knows() {
    let ahead = table("湖南经视 2024-04-02.csv", &["标题|抖音|快手", "第1期|100|50"]).campaign("p08_tv");
    let d = ahead.read(&ahead.utf8());
    assert_eq!((d.found.len(), d.found[0].code.0, d.readings.len()), (1, 2042, 0), "{:?}", d.found);
    let other = table("a.csv", &["标题|抖音|B站|备注", "第1期|100|50|"]).campaign("p08_tv").as_of("2023-04-02");
    let d = other.read(&other.utf8());
    assert_eq!((codes(&d), d.readings.len()), (vec!["E2015 C1".to_owned()], 0), "B站有数，是谁的要问");
    let other = table("a.csv", &["标题|抖音|本台|备注", "第1期|100|是|"]).campaign("p08_tv").as_of("2023-04-02");
    let d = other.read(&other.utf8());
    assert_eq!((codes(&d), d.readings.len()), (vec!["W2015 C1".to_owned()], 1));
    assert!(d.found[0].expected.contains("没有读取"));
}

#[test]
fn rows_of_text_files_are_numbered_as_a_spreadsheet_shows_them() {
    let t = table("a.csv", &[]).channel("jingshi_douyin").as_of("2023-04-02");
    let d = t.read("\n作品标题,累计播放量\n\"第1期\n上\",100\n\n第2期,x\n第3期\n\"第4期,5\n".as_bytes());
    assert_eq!(codes(&d)[..2], ["E2030 B5".to_owned(), "E2025 第6行".to_owned()], "{:?}", d.found);
}

/// 每日新增的表，合计列是各渠道新增之和：100＋50＝150，不说与0不一致；写错的照说。
#[test]
fn a_total_column_beside_increments_is_the_sum_of_them() {
    for (sum, told) in [("150", vec!["W2022 F1"]), ("160", vec!["W2022 F1", "W2024 F2"])] {
        let row = format!("第1期|2023-03-27|2023-04-02|100|50|{sum}");
        let t = table("a.csv", &["标题|统计开始|统计日期|抖音新增播放量|快手新增播放量|合计", &row]).campaign("p08_tv");
        let d = t.read(&t.utf8());
        assert_eq!(codes(&d), told, "{:?}", d.found);
        assert_eq!(d.readings.len(), 2);
    }
}

/// 小计之间夹一行环比：下一个小计仍是上一个小计以来各行之和，300＋400＝700。
#[test]
fn a_row_that_compares_ends_no_section() {
    let lines = |sum: &str| {
        let last = format!("小计||{sum}");
        table(
            "a.csv",
            &["标题|发布日期|播放量", "甲事|2022-08-01|100", "小计||100", "乙事|2022-08-02|300", "环比||5%", "丙事|2022-08-03|400", &last],
        )
        .channel("jingshi_douyin")
        .as_of("2023-04-02")
    };
    for (sum, asked) in [("700", 0), ("400", 1)] {
        let t = lines(sum);
        let d = t.read(&t.utf8());
        assert_eq!(d.found.iter().filter(|f| f.code.0 == 2023).count(), asked, "{sum}: {:?}", d.found);
    }
}

#[test]
fn a_column_called_total_beside_columns_of_channels_is_checked_and_not_counted() {
    let expected = ["mango_tv 第1集 2022-09-30 plays=1000", "jingshi_douyin 第1集 2022-09-30 plays=100"];
    for total in ["合计播放量", "总播放量", "全网播放量", "累计总播放量", "总传播量"] {
        let of = |n: u32| {
            let t = table("a.xlsx", &[&format!("标题|发布日期|芒果TV播放量|抖音播放量|{total}"), &format!("第1集|8月1日|1000|100|{n}")]);
            t.campaign("p08_tv").as_of("2022-09-30")
        };
        let d = of(1100).read(&of(1100).xlsx());
        assert_eq!((told(&d), codes(&d), d.needs.len()), (expected.map(str::to_owned).to_vec(), vec!["W2022 E1".to_owned()], 0), "{total}");
        assert_eq!(codes(&of(1200).read(&of(1200).xlsx())), ["W2022 E1", "W2024 E2"], "{total}");
    }
    let t = table("a.xlsx", &["标题|湖南民生网阅读量|兴人社客户端阅读量|总阅读量", "一图读懂|70|30|100"]).campaign("p10_web_wechat");
    let t = t.as_of("2022-09-30");
    let d = t.read(&t.xlsx());
    assert_eq!((d.readings.len(), codes(&d)), (2, vec!["W2022 D1".to_owned()]), "{:?}", d.found);
    // 单独一列，或只与增量、点赞并列，就是作品自己的数。
    for head in ["标题|总播放量", "标题|总播放量|总点赞量", "标题|总播放量|本周新增播放量"] {
        let t = table("a.xlsx", &[head, "第1集|1100|7"]).channel("jingshi_douyin").as_of("2022-09-30");
        let d = t.read(&t.xlsx());
        assert!(told(&d)[0].starts_with("jingshi_douyin 第1集 2022-09-30 plays=1100"), "{head} {:?}", d.found);
    }
}

#[test]
fn rows_that_compare_with_last_month_or_say_who_signed_are_no_works() {
    let t = table(
        "a.xlsx",
        &[
            "标题|发布日期|播放量|点赞",
            "第1集 比上班更重要的事|8月1日|100|1",
            "手机里的工伤课|8月2日|50|1",
            "合计||150|2",
            "较上月||-35%|",
            "比上周||+12|",
            "较上周增长||20%|",
            "与上期相比||5|",
            "合计条数||2|",
            "制表人：李四|||审核：王五",
            "审核人|||王五",
            "手机|||13800000000",
            "联系电话|||0731-88888888",
        ],
    )
    .channel("jingshi_douyin")
    .as_of("2022-09-30");
    let d = t.read(&t.xlsx());
    assert_eq!((d.rows, d.refused, d.readings.len()), (2, 0, 2), "{:?}", d.found);
    assert_eq!(codes(&d), ["W2022 A4", "W2022 A5", "W2022 A6", "W2022 A7", "W2022 A8", "W2022 A9"]);
    let t =
        table("a.xlsx", &["渠道|位置|起|止|状态|证明", "湖南民生网|首页广告图|2022-08-15|2022-09-14|已展示|截图1", "合计天数||||31天|"]);
    let t = t.campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!((d.presence.len(), d.refused, codes(&d)), (1, 0, vec!["W2022 A3".to_owned()]));
}

#[test]
fn a_number_of_pieces_may_carry_its_measure_word() {
    let t = table(
        "成果.xlsx",
        &[
            "日期|成果|数量|证明",
            "2022-09-10|报纸头版|1版|扫描件",
            "2022-09-12|表情包|1组|截图",
            "2022-09-13|防护包|一套|截图",
            "2022-09-14|内容专版|3期|扫描件",
            "2022-09-15|报纸封底|若干|扫描件",
        ],
    )
    .campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!(d.records.iter().map(|r| r.quantity).collect::<Vec<_>>(), [1, 1, 1, 3], "{:?}", d.found);
    assert_eq!(codes(&d), ["E2030 C6"]);
    assert!(d.found[0].remedy.contains("把 C6 改成数量") && !d.found[0].expected.contains("10万"), "{:?}", d.found[0]);
}

#[test]
fn a_file_of_another_campaigns_channels_is_refused_in_one_sentence() {
    let rows = |channel: &str| -> Vec<String> {
        (1..=25).map(|n| format!("2023-03-31|{channel}|第{n}期 工伤预防|2022-08-01|{n}00")).collect()
    };
    let of = |channel: &str, more: &[&str]| {
        let rows = rows(channel);
        let lines: Vec<&str> = rows.iter().map(String::as_str).chain(more.iter().copied()).collect();
        table("a.xlsx", &["统计日期|渠道|作品标题|发布时间|累计播放量"]).with(&lines).campaign("p08_tv")
    };
    let t = of("合作媒体抖音号", &[]);
    let d = t.read(&t.xlsx());
    assert_eq!((codes(&d), d.rows, d.refused), (vec!["E2015 ".to_owned()], 25, 25), "{:?}", d.found);
    let one = &d.found[0];
    assert!(one.found.contains("25 行") && one.expected.contains("芒果TV") && one.expected.contains("湖南经视抖音号"), "{one:?}");
    assert!(one.remedy.contains("选错了项目") && one.remedy.contains("短视频") && !one.remedy.contains("改成渠道全名"), "{one:?}");
    let t = of("某某视频号", &[]);
    let d = t.read(&t.xlsx());
    assert!(codes(&d) == ["E2015 "] && d.found[0].remedy.contains("不要改成别的渠道"), "{:?}", d.found);
    // 有一行是本项目的，就逐行说。
    let t = of("合作媒体抖音号", &["2023-03-31|芒果TV|第1集|2022-08-01|5"]);
    assert_eq!(codes(&t.read(&t.xlsx())).len(), 25);
}

/// 播放量之外还有点击量一列：播放量算数，后面的点击量写什么都不盖掉它。
#[test]
fn a_column_of_clicks_does_not_overwrite_plays() {
    for clicks in ["0", "-", "7"] {
        let t = table("a.csv", &["标题|渠道|播放量|点击量", &format!("外卖员|湖南人社抖音号|9000|{clicks}")])
            .campaign("p09_press_douyin")
            .as_of("2023-04-02");
        assert_eq!(told(&t.read(&t.utf8())), ["hunan_renshe_douyin 外卖员 2023-04-02 plays=9000"], "{clicks}");
    }
    let t = table("a.csv", &["标题|渠道|点击量|播放量", "外卖员|湖南人社抖音号|7|--"]).campaign("p09_press_douyin").as_of("2023-04-02");
    assert_eq!(told(&t.read(&t.utf8())), ["hunan_renshe_douyin 外卖员 2023-04-02 plays=7"]);
}

/// 电话：12333怎么打 有播放量，是作品；联系电话一行没有数，不是。两列播放量各写各的，不知道哪个是累计：要问。
#[test]
fn works_that_begin_like_signatures_are_works() {
    let t =
        table("a.csv", &["标题|播放量", "电话：12333怎么打|3500", "联系电话：0731-12345|"]).channel("jingshi_douyin").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert_eq!(told(&d), ["jingshi_douyin 电话：12333怎么打 2023-04-02 plays=3500"], "{:?}", d.found);
    let t = table("a.csv", &["标题|播放量|总播放量", "甲|100|5100"]).channel("jingshi_douyin").as_of("2023-04-02");
    let d = t.read(&t.utf8());
    assert!(d.readings.is_empty() && !d.found.is_empty(), "{:?}", told(&d));
}
