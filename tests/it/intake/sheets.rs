//! 一份工作簿里的几张表：哪些读，哪些不读；不读的都说出来。

use crate::support::dice::Dice;
use crate::support::partner::{Partner, codes, table, told, workbook};

fn douyin() -> Partner {
    table("", &["标题|发布日期|播放量", "第1期|2022-08-01|1200", "第2期|2022-08-08|800"])
}

fn kuaishou() -> Partner {
    table("", &["标题|发布日期|播放量", "第1期|2022-08-01|300"])
}

fn book(sheets: &[(&str, &Partner)]) -> reach::model::draft::Draft {
    table("湖南经视 2023-04-02.xlsx", &[]).campaign("p08_tv").read(&workbook(sheets))
}

const READ: [&str; 3] = [
    "jingshi_douyin 第1期 2023-04-02 plays=1200",
    "jingshi_douyin 第2期 2023-04-02 plays=800",
    "jingshi_kuaishou 第1期 2023-04-02 plays=300",
];

/// “汇总”没有作品标题一列，写在最前或最后：不读，不退回整份，写明是哪张、几行；各渠道的合计与其他工作表核对，抖音1200＋800＝2000，快手300。
#[test]
fn a_summary_sheet_is_left_out_and_compared() {
    let summary = |douyin: &str, all: &str| {
        let rows = [
            "渠道|作品数|累计播放量".to_owned(),
            format!("湖南经视抖音号|2|{douyin}"),
            "湖南经视快手号|1|300".to_owned(),
            format!("合计|3|{all}"),
        ];
        table("", &rows.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let (a, b) = (douyin(), kuaishou());
    for (douyin, all, said) in [
        ("2000", "2300", vec!["W2062 "]),
        ("0.2万", "2300", vec!["W2062 "]),
        ("2100", "2300", vec!["W2062 ", "W2023 C2"]),
        ("2000", "2400", vec!["W2062 ", "W2023 C4"]),
    ] {
        let c = summary(douyin, all);
        for sheets in [[("汇总", &c), ("抖音", &a), ("快手", &b)], [("抖音", &a), ("快手", &b), ("汇总", &c)]] {
            let d = book(&sheets);
            assert_eq!(
                (told(&d), codes(&d)),
                (READ.map(str::to_owned).to_vec(), said.iter().map(|s| (*s).to_owned()).collect()),
                "{:?}",
                d.found
            );
            let note = d.found.iter().find(|f| f.code.0 == 2062).unwrap();
            assert_eq!((note.place.sheet.as_deref(), note.found.as_str()), (Some("汇总"), "3 行：渠道、作品数、累计播放量"));
            assert!(note.remedy.contains("已与其他工作表核对"), "{}", note.remedy);
            assert_eq!((d.rows, d.refused), (3, 0));
        }
    }
}

/// 汇总里有不认识的渠道、没有日期、写着“约2万”，都不妨碍其他工作表；没有表头的汇总也一样。只有这一张表时照旧退回。
#[test]
fn what_is_wrong_in_a_summary_stops_nothing() {
    let (a, b) = (douyin(), kuaishou());
    let foreign = table("", &["渠道|累计播放量", "湖南经视抖音号|约2千", "小红书|77", "头条|5"]);
    let headless = table("", &["平台|一月|二月", "抖音|1200|800", "快手|300|200", "B站|7|8"]);
    for (c, found) in [(&foreign, "3 行：渠道、累计播放量"), (&headless, "4 行：平台、一月、二月")] {
        let d = book(&[("抖音", &a), ("快手", &b), ("Sheet3", c)]);
        assert_eq!((told(&d), codes(&d)), (READ.map(str::to_owned).to_vec(), vec!["W2062 ".to_owned()]), "{:?}", d.found);
        assert_eq!(d.found[0].found, found);
    }
    assert!(book(&[("汇总", &foreign)]).found.iter().any(reach::base::diag::Diagnostic::is_error));
    assert!(book(&[("汇总", &headless)]).found.iter().any(reach::base::diag::Diagnostic::is_error));
    // 以渠道命名的工作表里是作品：缺了标题一列，仍要改。
    let untitled = table("", &["发布日期|播放量|点赞", "2022-08-01|300|1", "2022-08-08|200|2"]);
    assert_eq!(codes(&book(&[("抖音", &a), ("快手", &untitled)])), ["E2011 第1行"]);
    // 按整体计的渠道，一行就是它的数：照读。
    let whole = table("", &["渠道|累计收听量", "合作电台蜻蜓FM|9000", "合作电台音频平台|100"]);
    let works = table("", &["渠道|标题|发布日期|收听量", "合作电台音频平台|第1期|2022-08-01|100"]);
    let d = table("电台 2023-04-02.xlsx", &[]).campaign("p11_audio").read(&workbook(&[("明细", &works), ("总量", &whole)]));
    assert!(told(&d).iter().any(|l| l.ends_with("listens=9000")), "{:?}", told(&d));
}

/// 隐藏的工作表、叫“填表说明”“模板”的工作表不读：里面有表格的，或以渠道命名的，提醒一条，写明几行；只有文字的，列在推断里。一份里只有它时照读。
#[test]
fn a_sheet_put_aside_is_not_read() {
    let (a, b) = (douyin(), kuaishou());
    let example = table("", &["标题|发布日期|播放量", "示范作品|2022-08-01|999"]);
    let words = table("", &["填写要求", "一行一条作品", "每周一中午前上传"]);
    let d = book(&[("填表说明", &words), ("抖音", &a), ("快手", &b), ("模板", &example), ("抖音填写说明", &words)]);
    assert_eq!((told(&d), codes(&d)), (READ.map(str::to_owned).to_vec(), vec!["W2062 ".to_owned()]), "{:?}", d.found);
    let note = &d.found[0];
    assert_eq!((note.place.sheet.as_deref(), note.found.as_str()), (Some("模板"), "按名称是说明或空表，有 2 行"));
    assert_eq!(note.remedy, "其中有要报的数据就改名后重新上传；没有就不必改");
    assert!(d.inferred.contains(&"工作表“填表说明”按名称是说明或空表，没有表格，未读取（3 行）".to_owned()), "{:?}", d.inferred);
    let alone = table("抖音 2023-04-02.xlsx", &[]).campaign("p08_tv").channel("jingshi_douyin").read(&workbook(&[("模板", &a)]));
    assert_eq!(told(&alone), READ[..2]);
    let mut hidden = rust_xlsxwriter::Workbook::new();
    for (name, number, hide) in [("快手", 300, false), ("旧", 77, true)] {
        let sheet = hidden.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(hide);
        for (c, title) in (0..).zip(["标题", "发布日期", "播放量"]) {
            sheet.write_string(0, c, title).unwrap();
        }
        sheet.write_string(1, 0, "第1期").unwrap();
        sheet.write_string(1, 1, "2022-08-01").unwrap();
        sheet.write_number(1, 2, number).unwrap();
    }
    for (name, text) in [("选项", "公开"), ("抖音备份", "见附件")] {
        hidden.add_worksheet().set_name(name).unwrap().set_hidden(true).write_string(0, 0, text).unwrap();
    }
    let d = table("湖南经视 2023-04-02.xlsx", &[]).campaign("p08_tv").read(&hidden.save_to_buffer().unwrap());
    assert_eq!(told(&d), READ[2..]);
    let said: Vec<_> = d.found.iter().map(|f| (f.code.0, f.place.sheet.as_deref().unwrap(), f.found.as_str())).collect();
    assert_eq!(said, [(2062, "旧", "是隐藏的，有 2 行"), (2062, "抖音备份", "是隐藏的，有 1 行")]);
    assert!(d.inferred.contains(&"工作表“选项”是隐藏的，没有表格，未读取（1 行）".to_owned()), "{:?}", d.inferred);
}

fn errors(d: &reach::model::draft::Draft) -> Vec<String> {
    codes(d).into_iter().filter(|c| c.starts_with('E')).collect()
}

/// 总量表里有按整体计的渠道：写错的数、缺的日期、写错的渠道名，都要改，不当作汇总放过。
#[test]
fn a_sheet_that_names_a_whole_channel_is_no_summary() {
    let works = |dated: &str| table("", &["渠道|标题|发布日期|收听量|统计日期", &format!("合作电台音频平台|第1期|2022-08-01|100|{dated}")]);
    let read = |name: &str, total: &[&str]| {
        table(name, &[]).campaign("p11_audio").read(&workbook(&[("明细", &works("2023-04-02")), ("总量", &table("", total))]))
    };
    assert_eq!(errors(&read("电台 2023-04-02.xlsx", &["渠道|累计收听量", "合作电台蜻蜓FM|九千多"])), ["E2030 B2"]);
    assert_eq!(errors(&read("电台 2023-04-02.xlsx", &["渠道|累计收听量", "合作电台蜻蜒FM|9000"])), ["E2015 A2"]);
    let d = read("电台.xlsx", &["渠道|累计收听量", "合作电台蜻蜓FM|9000"]);
    assert_eq!(d.needs, [reach::model::draft::Need::AsOf], "{:?}", d.found);
    // 只有按作品计的渠道，没有日期：是汇总，不问日期。
    let d = read("电台.xlsx", &["渠道|累计收听量", "合作电台音频平台|100"]);
    assert_eq!((d.needs.len(), codes(&d)), (0, vec!["W2062 ".to_owned()]), "{:?}", d.found);
}

/// 有作品的两张表，中间夹一张：它要改的地方。
fn beside(lines: &[&str]) -> Vec<String> {
    let (a, b) = (douyin(), kuaishou());
    errors(&book(&[("抖音", &a), ("Sheet3", &table("", lines)), ("快手", &b)]))
}

/// 一列是标题、发布日期，就是作品的表：缺播放量、缺标题，都照旧退回。
#[test]
fn a_sheet_with_a_column_of_works_is_no_summary() {
    assert_eq!(beside(&["序号|标题|打开数", "1|第1期|9", "2|第2期|8"]), ["E2011 第1行"]);
    assert_eq!(beside(&["发布日期|播放量|点赞", "2022-08-01|3|1", "2022-08-08|2|1"]), ["E2011 第1行"]);
    assert_eq!(beside(&["渠道|发布日期|播放量", "抖音|2022-08-01|100"]), ["E2020 第2行"]);
}

/// 汇总里一个渠道一天一行；一个渠道两行是两条作品。行数过多的也不是汇总，列出300处，其余只写有几处。
#[test]
fn a_summary_has_a_row_for_a_channel_and_a_day() {
    assert_eq!(beside(&["渠道|要点|播放量", "抖音|高处作业|100", "抖音|叉车|50"]), ["E2020 第2行", "E2020 第3行"]);
    assert_eq!(beside(&["渠道|统计日期|播放量", "抖音|2023-03-26|100", "抖音|2023-04-02|50"]), Vec::<String>::new());
    let lines = |rows: i32| -> Vec<String> {
        let dated = |n| format!("抖音|{}|{n}", crate::support::partner::day("2022-05-01").plus(n));
        std::iter::once("渠道|统计日期|播放量".to_owned()).chain((1..=rows).map(dated)).collect()
    };
    let long = |rows: i32| beside(&lines(rows).iter().map(String::as_str).collect::<Vec<_>>());
    assert_eq!(long(300), Vec::<String>::new());
    assert_eq!((long(301).len(), long(301).first().map(String::as_str)), (301, Some("E2020 ")));
}

/// 以渠道命名的工作表里是作品：项目由文件名得知的、几个渠道都像的也是。
#[test]
fn a_sheet_called_like_a_channel_is_no_summary() {
    let named = |sheet: &str| {
        let untitled = table("", &["渠道|播放量", "湖南经视快手号|300"]);
        let dated = table("", &["标题|发布日期|播放量", "第1期|2022-08-01|1200"]);
        errors(&table("“工伤预防在行动” 2023-04-02.xlsx", &[]).read(&workbook(&[("湖南经视抖音号", &dated), (sheet, &untitled)])))
    };
    assert_eq!(named("Sheet3"), Vec::<String>::new());
    assert_eq!(named("快手"), ["E2020 第2行"]);
    assert_eq!(named("抖音和快手"), ["E2020 第2行"]);
}

fn site() -> [Partner; 2] {
    let totals = table("", &["渠道|累计阅读量", "湖南民生网|500"]);
    [totals, table("", &["渠道|起|止|位置|状态", "湖南民生网|2023-03-01|2023-03-05|首页广告图|展示"])]
}

/// 旁边只有展示记录，没有作品的表：渠道的总数不是汇总，照旧退回。
#[test]
fn a_summary_stands_beside_works() {
    let [totals, shown] = site();
    let sent = table("报送.xlsx", &[]).campaign("p10_web_wechat").as_of("2023-04-02");
    let d = sent.read(&workbook(&[("总数", &totals), ("展示记录", &shown)]));
    assert_eq!((errors(&d), d.presence.len()), (vec!["E2020 第2行".to_owned()], 1), "{:?}", d.found);
    let remedy = "加上“作品标题”一列，第 2 行填上作品标题；只有渠道总数的，改报总量声明：列名为 渠道、指标、统计日期、数值、方法、出具单位；若是合计行，在第一格写“合计”";
    assert_eq!(d.found[0].remedy, remedy);
}

/// 汇总没写日期，排在它后面的展示记录照样读。
#[test]
fn an_undated_summary_hides_no_sheet_behind_it() {
    let [totals, shown] = site();
    let works = table("", &["渠道|标题|发布日期|累计阅读量|统计日期", "湖南民生网|第1期|2022-08-01|500|2023-04-02"]);
    let undated = table("报送.xlsx", &[]).campaign("p10_web_wechat");
    let d = undated.read(&workbook(&[("总数", &totals), ("作品", &works), ("展示记录", &shown)]));
    assert_eq!((codes(&d), d.readings.len(), d.presence.len()), (vec!["W2062 ".to_owned()], 1, 1), "{:?}", d.found);
}

/// 汇总里有一个渠道不认识：总数与其余渠道之和不同，不算对不上。
#[test]
fn a_sum_of_channels_is_compared_where_all_of_them_are_known() {
    let (a, b) = (douyin(), kuaishou());
    let c = table("", &["渠道|累计播放量", "湖南经视抖音号|2000", "小红书|77", "合计|2077"]);
    assert_eq!(codes(&book(&[("抖音", &a), ("快手", &b), ("汇总", &c)])), ["W2062 "]);
}

/// 汇总与明细相差的，退回的行按明细所在的工作表数：抖音退回第3行一行，快手的不算。
#[test]
fn rows_that_were_refused_are_those_of_the_sheets_compared() {
    let a = table("", &["标题|发布日期|播放量", "第1期|2022-08-01|1200", "第2期|2022-08-08|八百多"]);
    let b = table("", &["标题|发布日期|播放量", "第1期|2022-08-01|300", "第2期|2022-08-08|两百", "第3期|2022-08-15|一百多"]);
    let c = table("", &["渠道|累计播放量", "湖南经视抖音号|2000", "湖南经视快手号|600", "合计|2600"]);
    let mut d = book(&[("汇总", &c), ("抖音", &a), ("快手", &b)]);
    d.count_refused();
    let refused: Vec<(u32, u32)> = d.totals.iter().map(|t| (t.row.row, t.refused)).collect();
    assert_eq!((d.refused, refused), (3, vec![(2, 1), (3, 2), (4, 3)]), "{:?}", d.found);
}

/// 两张表的数据日期都不在合同期内：各提醒一次，汇总说过的也不少说。
#[test]
fn a_day_outside_the_term_is_told_for_each_sheet() {
    let works = |title: &str| table("", &["统计日期|渠道|标题|发布日期|播放量", &format!("2021-04-02|抖音|{title}|2021-04-01|1")]);
    let sums = table("", &["统计日期|渠道|播放量", "2021-04-02|抖音|2"]);
    let d = book(&[("汇总", &sums), ("三月", &works("第1期")), ("四月", &works("第2期"))]);
    let told: Vec<_> = d.found.iter().filter(|f| f.code.0 == 2041).map(|f| (f.place.sheet.as_deref().unwrap(), f.place.cell())).collect();
    assert_eq!(told, [("三月", "A2".to_owned()), ("四月", "A2".to_owned())], "{:?}", d.found);
}

/// 三十张表同样的错：每种错一共列300处，另写还有几处。
#[test]
fn the_same_fault_in_many_sheets_is_told_so_often_and_no_more() {
    let lines: Vec<String> =
        std::iter::once("标题|发布日期|播放量".to_owned()).chain((1..=40).map(|n| format!("第{n}期|2022-08-01|很多"))).collect();
    let one = table("", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let names: Vec<String> = (1..=30).map(|n| format!("抖音{n}")).collect();
    let d = book(&names.iter().map(|n| (n.as_str(), &one)).collect::<Vec<_>>());
    assert_eq!((d.refused, d.found.len()), (1200, 301));
    assert!(d.found.iter().any(|f| f.found == "另有 900 处同样的问题" && f.place.sheet.is_none()));
}

/// 没有标题一列、有编号一列的表，缺编号的行退回并写明；被拒的行总有一条错误。
#[test]
fn a_row_without_an_id_is_told() {
    let t = table(
        "a.csv",
        &["渠道|统计日期|编号|累计播放量", "湖南经视抖音号|2023-04-02|7266050123400017|100", "湖南经视抖音号|2023-04-02||50"],
    );
    for bytes in [t.utf8(), t.gbk(), t.html()] {
        let d = t.read(&bytes);
        assert_eq!((d.rows, d.refused, d.readings.len(), codes(&d)), (2, 1, 1, vec!["E2020 C3".to_owned()]), "{:?}", d.found);
        assert_eq!(d.found[0].remedy, "在 C3 填上作品编号；若是合计行，在这一格写“合计”");
    }
}

/// 汇总与其他工作表对不上，入库以后也列为疑点，两边都是准数。
#[test]
fn a_summary_that_differs_is_a_question_after_the_import() {
    let mut w = crate::support::world::World::new();
    let (a, b) = (douyin(), kuaishou());
    let summary = table("", &["渠道|累计播放量", "湖南经视抖音号|2100", "湖南经视快手号|300"]);
    let receipt = w.send("湖南经视 2023-04-02.xlsx", workbook(&[("汇总", &summary), ("抖音", &a), ("快手", &b)]), "p08_tv");
    assert!(receipt.written, "{:?}", receipt.found);
    let c = w.campaign("p08_tv", "2023-04-02");
    let asked: Vec<&str> = c.questions.iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text.as_str()).collect();
    assert_eq!(asked, ["湖南经视 2023-04-02.xlsx：贵方合计 2,100，本系统计入 2,000：明细与合计不符 −100"]);
}

/// 两张工作表里同一作品、同一天的数不同：写明是哪两张。
#[test]
fn a_contradiction_across_sheets_names_both() {
    let one = |n: u32| table("", &["渠道|标题|发布日期|累计播放量", &format!("湖南经视抖音号|第1期|2022-08-01|{n}")]);
    let d = book(&[("三月", &one(100)), ("四月", &one(200))]);
    assert_eq!(codes(&d), ["E2050 第2行"]);
    assert_eq!(d.found[0].found, "与工作表“三月”第 2 行是同一作品、同一天，数字不同");
    assert!(
        d.found[0].remedy.starts_with("工作表“三月”第 2 行和工作表“四月”第 2 行是不同日期的数的，各加一列“统计日期”"),
        "{}",
        d.found[0].remedy
    );
}

/// 八百份工作簿：一张作品表，一张随意写的表。随意写的表里有数的行，不是采纳了，就是有错误、缺选项，或写明这张表没有读取；按整体计的渠道没有最后一种。
#[test]
fn no_row_is_left_out_without_a_word() {
    const CHANNELS: [(&str, &str); 4] =
        [("合作电台蜻蜓FM", "radio_qingting"), ("合作电台音频平台", "radio_audio"), ("合作电台公众号", "radio_wechat"), ("没有的台", "")];
    let works = table("", &["渠道|标题|发布日期|收听量|统计日期", "合作电台云听|第1期|2022-08-01|100|2023-04-02"]);
    let (mut left_out, mut taken) = (0, 0);
    for seed in 0..800 {
        let mut dice = Dice(seed);
        let columns: Vec<(&str, &[&str])> = [
            ("统计日期", ["2023-04-02", "2023-04-02", "2023-04-02", "", "昨天"].as_slice()),
            ("标题", &["第1期", "第2期", "第3期", ""]),
            ("编号", &["7266050123400017", "7266050123400018", ""]),
            ("备注", &["", "好"]),
        ]
        .into_iter()
        .filter(|_| dice.chance(30))
        .collect();
        let header = ["渠道", "累计收听量"].into_iter().chain(columns.iter().map(|c| c.0)).collect::<Vec<_>>().join("|");
        let mut lines = vec![header];
        let mut rows = Vec::new();
        for _ in 0..=dice.index(4) {
            let known = CHANNELS.len() - usize::from(dice.chance(70));
            let channel = CHANNELS[dice.index(known)];
            let count = ["100", "9000", "1.2万", "九千多", "", "0"][dice.index(6)];
            let others: String = columns.iter().map(|c| format!("|{}", c.1[dice.index(c.1.len())])).collect();
            lines.push(format!("{}|{count}{others}", channel.0));
            if !count.is_empty() {
                rows.push(channel);
            }
        }
        let other = table("", &lines.iter().map(String::as_str).collect::<Vec<_>>());
        let sheets = if dice.chance(50) { [("总", &other), ("作品", &works)] } else { [("作品", &works), ("总", &other)] };
        let name = if dice.chance(80) { "电台 2023-04-02.xlsx" } else { "电台.xlsx" };
        let d = table(name, &[]).campaign("p11_audio").read(&workbook(&sheets));
        assert!(d.refused == 0 || !errors(&d).is_empty(), "{seed}: {lines:?}");
        if !errors(&d).is_empty() || !d.needs.is_empty() {
            continue;
        }
        let unread = d.found.iter().any(|f| f.code.0 == 2062 && f.place.sheet.as_deref() == Some("总"));
        left_out += u32::from(unread);
        for (name, id) in rows {
            let read = d.readings.iter().any(|r| d.items[r.item as usize].channel.as_str() == id);
            taken += u32::from(read);
            assert!(read || (unread && name != "合作电台蜻蜓FM"), "{seed}: {name} {lines:?} {:?}", d.found);
        }
    }
    assert!(left_out > 20 && taken > 50, "{left_out} {taken}");
}

/// 宽表“汇总”把各平台工作表里的作品又列了一遍：同一作品同一天同一数，只计一次，两边的合计都对得上，不问。
#[test]
fn a_summary_of_works_beside_the_sheets_of_platforms_asks_nothing() {
    let wide = |sum: u32| {
        let rows = ["标题|发布日期|抖音|快手|合计", "第1期|2022-08-01|1000|300|1300", "第2期|2022-08-08|1000||1000"];
        table("", &rows).with(&[&format!("合计||2000|{sum}|{}", 2000 + sum)])
    };
    let sheet = |rows: &[&str]| table("", &["标题|发布日期|播放量"]).with(rows);
    let one = sheet(&["第1期|2022-08-01|1000", "第2期|2022-08-08|1000", "合计||2000"]);
    let other = sheet(&["第1期|2022-08-01|300", "合计||300"]);
    for (order, sum) in [(true, 300), (false, 300), (true, 999)] {
        let all = wide(sum);
        let sheets = if order {
            [("汇总", &all), ("抖音", &one), ("快手", &other)]
        } else {
            [("抖音", &one), ("快手", &other), ("汇总", &all)]
        };
        let mut w = crate::support::world::World::new();
        let receipt = w.send("湖南经视 截至2023-04-02.xlsx", workbook(&sheets), "p08_tv");
        assert!(receipt.written, "{:?}", receipt.found);
        let told: Vec<String> = receipt.found.iter().filter(|d| d.code.0 == 2023).map(|d| d.place.cell()).collect();
        let c = w.campaign("p08_tv", "2023-04-02");
        let asked: Vec<&str> = c.questions.iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text.as_str()).collect();
        if sum == 300 {
            assert_eq!((told.len(), asked.len()), (0, 0), "{told:?} {asked:?}");
        } else {
            assert_eq!((told, asked.len()), (vec!["D4".to_owned(), "E4".to_owned()], 2), "{asked:?}");
        }
    }
}
