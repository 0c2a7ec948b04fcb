//! 一份工作簿里的几张表：哪些读，哪些不读；不读的都说出来。

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

/// 隐藏的工作表、叫“填表说明”“模板”的工作表不读，写明有几行；一份里只有它时照读。
#[test]
fn a_sheet_put_aside_is_not_read() {
    let (a, b) = (douyin(), kuaishou());
    let example = table("", &["标题|发布日期|播放量", "示范作品|2022-08-01|999"]);
    let d = book(&[("填表说明", &example), ("抖音", &a), ("快手", &b), ("模板", &example)]);
    assert_eq!((told(&d), codes(&d)), (READ.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
    for name in ["填表说明", "模板"] {
        let note = format!("工作表“{name}”按名称是说明或空表，未读取（2 行）；其中有要报的数据就改名后重新上传");
        assert!(d.inferred.contains(&note), "{:?}", d.inferred);
    }
    let alone = table("抖音 2023-04-02.xlsx", &[]).campaign("p08_tv").channel("jingshi_douyin").read(&workbook(&[("模板", &a)]));
    assert_eq!(told(&alone), READ[..2]);
    let mut hidden = rust_xlsxwriter::Workbook::new();
    for (name, number, hide) in [("快手", 300, false), ("抖音旧", 77, true)] {
        let sheet = hidden.add_worksheet().set_name(name).unwrap();
        sheet.set_hidden(hide);
        for (c, title) in (0..).zip(["标题", "发布日期", "播放量"]) {
            sheet.write_string(0, c, title).unwrap();
        }
        sheet.write_string(1, 0, "第1期").unwrap();
        sheet.write_string(1, 1, "2022-08-01").unwrap();
        sheet.write_number(1, 2, number).unwrap();
    }
    let d = table("湖南经视 2023-04-02.xlsx", &[]).campaign("p08_tv").read(&hidden.save_to_buffer().unwrap());
    assert_eq!(told(&d), READ[2..]);
    assert!(
        d.inferred.contains(&"工作表“抖音旧”是隐藏的，未读取（2 行）；其中有要报的数据就取消隐藏后重新上传".to_owned()),
        "{:?}",
        d.inferred
    );
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
    let one = |n: u32| table("", &["渠道|标题|发布日期|播放量", &format!("湖南经视抖音号|第1期|2022-08-01|{n}")]);
    let d = book(&[("三月", &one(100)), ("四月", &one(200))]);
    assert_eq!(codes(&d), ["E2050 第2行"]);
    assert_eq!(d.found[0].found, "与工作表“三月”第 2 行是同一作品、同一天，数字不同");
    assert!(d.found[0].remedy.starts_with("工作表“三月”第 2 行和工作表“四月”第 2 行只留一行"), "{}", d.found[0].remedy);
}
