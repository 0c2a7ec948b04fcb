//! Forty broken files: each message names its place and one remedy, and the file edited by the remedies alone is accepted.

use crate::support::partner::{Partner, table};
use reach::base::diag::Diagnostic;
use reach::model::draft::Draft;

const HEAD: &str = "渠道|统计日期|作品标题|发布时间|累计播放量";

fn template(rows: &[&str]) -> Partner {
    let mut lines = vec![HEAD];
    lines.extend(rows);
    table("报送.csv", &lines)
}

/// A well-formed row whose last cell is given.
fn counting(cell: &str) -> Partner {
    template(&[&format!("湖南经视抖音号|2023-04-02|第1期|2022-08-01|{cell}"), "湖南经视抖音号|2023-04-02|第2期|2022-08-08|200"])
}

struct Case {
    file: Partner,
    /// Code and place of the first error.
    expected: &'static str,
}

fn case(file: Partner, expected: &'static str) -> Case {
    Case { file, expected }
}

fn forms(lines: &[&str]) -> Partner {
    table("登记.csv", lines)
}

fn cases() -> Vec<Case> {
    let mut all = vec![
        case(counting("三万多"), "2030 E2"),
        case(counting("近3万"), "2030 E2"),
        case(counting("不到3万"), "2030 E2"),
        case(counting("五千"), "2030 E2"),
        case(counting("九千多"), "2030 E2"),
        case(counting("#N/A"), "2030 E2"),
        case(counting("7.26605E+18"), "2030 E2"),
        case(counting("=1+1"), "2030 E2"),
        case(counting("3%"), "2031 E2"),
        case(counting("0.46"), "2031 E2"),
        case(counting("-5"), "2032 E2"),
        case(counting("-1.2万"), "2032 E2"),
        case(counting("12.5"), "2035 E2"),
        case(counting("99999999999999"), "2036 E2"),
    ];
    let row = |channel: &str, day: &str, title: &str, published: &str| template(&[&format!("{channel}|{day}|{title}|{published}|100")]);
    all.extend([
        case(row("湖南精视抖音号", "2023-04-02", "第1期", "2022-08-01"), "2015 A2"),
        case(row("抖音", "2023-04-02", "第1期", "2022-08-01"), "2015 A2"),
        case(row("小红书", "2023-04-02", "第1期", "2022-08-01"), "2015 A2"),
        case(row("", "2023-04-02", "第1期", "2022-08-01"), "2013 A2"),
        case(row("芒果TV", "2023-13-01", "第1期", "2022-08-01"), "2040 B2"),
        case(row("芒果TV", "下周", "第1期", "2022-08-01"), "2040 B2"),
        case(row("芒果TV", "2023-02-30", "第1期", "2022-08-01"), "2040 B2"),
        case(row("芒果TV", "", "第1期", "2022-08-01"), "2014 B2"),
        case(row("芒果TV", "2024-04-02", "第1期", "2022-08-01"), "2042 B2"),
        case(row("芒果TV", "2023-04-02", "", "2022-08-01"), "2020 C2"),
        case(row("芒果TV", "2023-04-02", "第1期", "去年"), "2040 D2"),
        case(row("芒果TV", "2023-04-02", "第1期", "2022-08"), "2040 D2"),
        case(template(&["芒果TV|2023-04-02|第1期|2022-08-01|100", "芒果TV|2023-04-02|第1期|2022-08-01|200"]), "2050 第3行"),
    ]);
    let ids = |cell: &str| {
        table("编号.csv", &["作品编号|作品标题|累计播放量", &format!("{cell}|第1期|100"), "7266050530072481077|第2期|200"])
            .channel("jingshi_douyin")
            .as_of("2023-04-02")
    };
    all.extend([
        case(ids("7.26605E+18"), "2021 A2"),
        case(ids("7E+18"), "2021 A2"),
        case(
            table("编号.csv", &["作品编号|作品标题|累计播放量", "7266050530072480000|第1期|100", "7266050530072490000|第2期|200"])
                .channel("jingshi_douyin")
                .as_of("2023-04-02"),
            "2021 A2",
        ),
        case(forms(&["渠道|作品标题|统计日期|新增播放量", "芒果TV|第1期|2023-04-02|30"]), "2011 D1"),
        case(forms(&["渠道|作品标题|统计开始|统计日期|新增播放量", "芒果TV|第1期|2023-04-05|2023-04-02|30"]), "2043 C2"),
        case(forms(&["渠道|作品标题|统计开始|统计日期|新增播放量", "芒果TV|第1期||2023-04-02|30"]), "2043 C2"),
        case(forms(&["渠道|统计日期|作品标题|播放量|播放次数", "芒果TV|2023-04-02|第1期|100|100"]), "2012 E1"),
        case(forms(&["标题|抖音|微博号|微博", "第1期|3|1|2"]).campaign("p08_tv").as_of("2023-04-02"), "2015 C1"),
        case(forms(&["渠道|起|止|位置|状态", "国际在线湖南频道|2022-08-15|2022-08-01|首页|在展"]), "2043 C2"),
        case(forms(&["渠道|起|止|位置|状态", "国际在线湖南频道|2022-08-15|2022-08-31|首页|好"]), "2046 E2"),
        case(forms(&["渠道|日期|时间|节目|计划/实播", "合作电台|2022-08-15|七点半|公益广告|实播"]), "2040 C2"),
        case(forms(&["渠道|日期|时间|节目|计划/实播", "合作电台|2022-08-15|07:30|公益广告|是"]), "2046 E2"),
        case(forms(&["渠道|指标|统计日期|数值|方法|出具单位", "合作电台蜻蜓FM|热度|2023-04-02|32万|后台|样例"]), "2046 B2"),
        case(forms(&["平台|阅读量", "芒果TV|100", "抖音|50"]).campaign("p08_tv").as_of("2023-04-02"), "2020 第1行"),
        case(forms(&["日期|标题|播放量", "2023-03-20|第1期|100", "2023-03-21|第2期|50"]).channel("jingshi_douyin"), "2014 A1"),
        case(forms(&["标题|抖音播放量|传播量", "第1期|100|120"]).campaign("p08_tv").as_of("2023-04-02"), "2013 C1"),
        case(forms(&["标题|本期数据", "第1期|100"]).channel("jingshi_douyin").as_of("2023-04-02"), "2047 B1"),
        case(forms(&["标题|播放量", "第1期|100", "第1期（新增）|20"]).channel("jingshi_douyin").as_of("2023-04-02"), "2047 A3"),
        case(forms(&["日期|单位|人数|学时", "2022-09-01|样例化工公司|五十|24"]).campaign("p01_chemical"), "2030 C2"),
        case(forms(&["日期|单位|人数|学时", "2022-09-01|样例化工公司|50|24.3"]).campaign("p01_chemical"), "2030 D2"),
    ]);
    all
}

/// Does what a remedy says, as a colleague would: types its example into the cell that it names.
fn follow(file: &mut Partner, d: &Diagnostic) {
    let row = d.place.row.unwrap() as usize - 1;
    if d.remedy.contains("只留一行") {
        file.rows.remove(row);
        return;
    }
    if let Some(row) = d.remedy.split("删去第 ").nth(1).and_then(|r| r.split(' ').next()) {
        file.rows.remove(row.parse::<usize>().unwrap() - 1);
        return;
    }
    if d.remedy.contains("加上“作品标题”一列") {
        for (i, r) in file.rows.iter_mut().enumerate() {
            r.push(if i == 0 { "作品标题".to_owned() } else { format!("第{i}期") });
        }
        return;
    }
    let letter = d.place.column_letter.as_ref().map(|l| l.bytes().fold(0_usize, |n, b| n * 26 + usize::from(b - b'A' + 1)) - 1);
    let column = letter.unwrap();
    if let Some(name) = d.remedy.split("列名改成“").nth(1) {
        name.split('”').next().unwrap().clone_into(&mut file.rows[row][column]);
        return;
    }
    if d.remedy.starts_with("删去重复的一列") {
        for r in &mut file.rows {
            r.remove(column);
        }
        return;
    }
    if d.remedy.starts_with("加一列") {
        for (i, r) in file.rows.iter_mut().enumerate() {
            r.push(if i == 0 { "统计开始".to_owned() } else { "2023-03-27".to_owned() });
        }
        return;
    }
    let typed = if let Some(words) = d.remedy.split("就填 ").nth(1) {
        words.split('；').next().unwrap().to_owned()
    } else if let Some(number) = d.remedy.split(" 改成 ").nth(1) {
        number.split('；').next().unwrap().to_owned()
    } else if d.remedy.contains("作品链接") {
        format!("https://example.invalid/video/{row}")
    } else if let Some(names) = d.remedy.split("最接近的是 ").nth(1) {
        names.split('、').next().unwrap().to_owned()
    } else if let Some(example) = d.remedy.split("，如 ").nth(1) {
        example.split(['；', '、', '，', ' ']).next().unwrap().to_owned()
    } else if let Some(day) = d.remedy.split("最晚 ").nth(1) {
        day.to_owned()
    } else if d.remedy.contains("填上作品标题") {
        "第1期".to_owned()
    } else if d.remedy.contains("改成次数") || d.remedy.contains("后台显示的次数") {
        "32000".to_owned()
    } else if d.remedy.contains("最后一天") {
        "2022-08-31".to_owned()
    } else {
        return;
    };
    let cells = &mut file.rows[row];
    cells.resize(cells.len().max(column + 1), String::new());
    cells[column] = typed;
}

fn first_error(d: &Draft) -> String {
    d.found.iter().find(|f| f.is_error()).map_or_else(|| "-".to_owned(), |f| format!("{} {}", f.code.0, f.place.cell()))
}

#[test]
fn forty_broken_files_are_repaired_by_their_remedies() {
    let all = cases();
    assert!(all.len() >= 40, "{}", all.len());
    let mut repaired = 0;
    let mut left = Vec::new();
    for case in &all {
        let mut file = case.file.clone();
        let mut d = file.read(&file.utf8());
        assert_eq!(first_error(&d), case.expected, "{:?}\n{:?} {:?}", case.file.rows, d.found, d.needs);
        assert!(d.readings.len() + d.presence.len() < file.rows.len(), "a broken row gave nothing: {:?}", file.rows);
        for f in &d.found {
            assert!(!f.remedy.is_empty() && f.place.file == file.name, "{f:?}");
            for word in ["请检查", "非法", "异常", "错误"] {
                assert!(!f.remedy.contains(word) && !f.expected.contains(word), "{f:?}");
            }
        }
        for _ in 0..3 {
            // From the last place on, so that removed rows and columns do not move the others.
            for f in d.found.iter().rev().filter(|f| f.is_error()) {
                follow(&mut file, f);
            }
            d = file.read(&file.utf8());
            if !d.found.iter().any(Diagnostic::is_error) {
                break;
            }
        }
        if d.found.iter().any(Diagnostic::is_error) || d.rows == 0 {
            left.push(format!("{:?} {:?}", file.rows, d.found));
        } else {
            repaired += 1;
        }
    }
    assert!(repaired >= 38 && left.len() <= 2, "{repaired} of {}: {left:#?}", all.len());
}

/// 改法用这一格里的数举例，不千篇一律。
#[test]
fn a_remedy_speaks_of_the_number_that_was_found() {
    for (cell, remedy) in [
        ("五千", "把 E2 改成 5000；没有数据留空"),
        ("九千多", "把 E2 改成准数；只知道超过 9000 就填 9000+；没有数据留空"),
        ("三万多", "把 E2 改成准数；只知道超过 3万 就填 3万+；没有数据留空"),
        ("约九千", "把 E2 改成准数；只知道约数就填 0.9万；没有数据留空"),
        ("#N/A", "把 E2 改成后台显示的次数，只写数字；没有数据留空"),
        ("12.5", "把 E2 改成整数；只这一格以万为单位的，写明单位，如 12.5万；整列都是的，写在列名里：播放量（万）"),
        ("1.23456万", "把 E2 改成整数，没有小数"),
        ("一直未更新", "把 E2 改成后台显示的次数，只写数字；没有数据留空"),
        ("见附件2", "把 E2 改成后台显示的次数，只写数字；没有数据留空"),
        ("第8期", "把 E2 改成后台显示的次数，只写数字；没有数据留空"),
    ] {
        let file = counting(cell);
        let d = file.read(&file.utf8());
        assert_eq!(d.found.iter().find(|f| f.is_error()).map(|f| f.remedy.as_str()), Some(remedy), "{cell}");
    }
    let file = counting("1.2w");
    assert_eq!(file.read(&file.utf8()).readings.len(), 2, "1.2w 认得，不用改");
}

/// 一行里错了两格，两格都说；没有渠道或日期时，数字照样看。
#[test]
fn of_a_row_with_two_wrong_cells_both_are_told() {
    for (row, cells) in [
        ("湖南经视抖音号|2023-13-01|第1期|2022-08-01|三万多", vec!["B2", "E2"]),
        ("湖南精视抖音号|2023-04-02|第1期|2022-08-01|三万多", vec!["A2", "E2"]),
        ("湖南经视抖音号|2023-04-02|第1期|去年|三万多", vec!["D2", "E2"]),
    ] {
        let file = template(&[row]);
        let d = file.read(&file.utf8());
        let told: Vec<String> = d.found.iter().filter(|f| f.is_error()).map(|f| f.place.cell()).collect();
        assert_eq!(told, cells, "{row}");
        let marked = reach::intake::annotate(&file.name, &file.utf8(), &d.found).unwrap();
        let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(marked)).unwrap();
        let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
        let remark = sheet.rows().nth(1).unwrap().last().unwrap().to_string();
        for cell in cells {
            assert!(remark.contains(cell), "{cell} 在说明列里：{remark}");
        }
    }
}

/// 合计与各行不符，试运行时就说；差在约数里的不说，有行要改时也不说。
#[test]
fn a_wrong_total_is_told_with_the_rows() {
    let told = |rows: &[&str]| {
        let file = template(rows);
        let d = file.read(&file.utf8());
        d.found.into_iter().filter(|f| f.code.0 == 2023).map(|f| (f.place.cell(), f.found, f.expected, f.remedy)).collect::<Vec<_>>()
    };
    let (one, two) = ("湖南经视抖音号|2023-04-02|第1期|2022-08-01|1200", "湖南经视抖音号|2023-04-02|第2期|2022-08-08|300");
    let wrong = told(&[one, two, "合计||||2000"]);
    let expected = (
        "E4".to_owned(),
        "2000".to_owned(),
        "各行之和 1500".to_owned(),
        "以各行为准计入；有漏填或填错的行，补正后重新上传；合计算错了就把 E4 改成 1500".to_owned(),
    );
    assert_eq!(wrong, [expected]);
    assert_eq!(told(&[one, two, "合计||||1500"]), []);
    assert_eq!(told(&["湖南经视抖音号|2023-04-02|第1期|2022-08-01|1.2万", two, "合计||||12300"]), [], "约数之内");
    assert_eq!(told(&[one, "湖南经视抖音号|2023-04-02|第2期|2022-08-08|三百", "合计||||2000"]), [], "先改行里的错");
    assert_eq!(told(&[one, "小计||||1200", two, "小计||||900", "合计||||1500"]).len(), 1, "小计只管它上面的几行");
}

/// 合计只与同一日期、同是累计的数相比：并排的另一天、并排的新增都不算进去。
#[test]
fn a_total_is_compared_with_its_own_date_and_mode() {
    let told = |name: &str, lines: &[&str]| {
        let file = table(name, lines).campaign("p12_short_video").channel("partner_douyin");
        let d = file.read(&file.utf8());
        let found: Vec<_> = d.found.iter().filter(|f| f.code.0 == 2023).map(|f| (f.place.cell(), f.expected.clone())).collect();
        (d.readings.len(), d.totals.iter().map(|t| t.of.clone()).collect::<Vec<_>>(), found)
    };
    let two = |sum: &str| ["标题|3月26日播放量|4月2日播放量", "第1期|100|150", "第2期|200|260", sum].map(str::to_owned);
    let dates = |sum: &str| told("数据2023.csv", &two(sum).each_ref().map(String::as_str));
    let apart = vec![Some(vec![0, 2]), Some(vec![1, 3])];
    assert_eq!(dates("合计|300|410"), (4, apart.clone(), vec![]));
    assert_eq!(dates("合计|300|710"), (4, apart, vec![("C4".to_owned(), "各行之和 410".to_owned())]));
    let head = "标题|发布时间|本周播放量|累计播放量";
    let modes = |sum: &str| told("数据20230402.csv", &[head, "第1期|2022-08-01|10|100", "第2期|2022-08-08|20|200", sum]);
    assert_eq!(modes("合计||30|300"), (4, vec![Some(vec![1, 3])], vec![]));
    assert_eq!(modes("合计||30|330").2, [("D4".to_owned(), "各行之和 300".to_owned())]);
}

/// 改了后缀的文字、断掉的下载：说明它是什么。
#[test]
fn what_is_no_workbook_is_told_as_what_it_is() {
    let whole = template(&["湖南经视抖音号|2023-04-02|第1期|2022-08-01|1200"]).xlsx();
    let cut = &whole[..whole.len() / 2];
    for (name, bytes) in [
        ("周报.xlsx", cut),
        ("周报.xlsx", "这是一段通知，请各单位尽快报送。\n谢谢。".as_bytes()),
        ("周报.xlsx", &[0, 159, 146, 150, 0, 1][..]),
    ] {
        let file = Partner { name: name.to_owned(), ..template(&[]) };
        let d = file.read(bytes);
        let first = d.found.iter().find(|f| f.is_error()).unwrap();
        assert_eq!((first.code.0, first.found.as_str()), (2007, "文件已损坏或不是 Excel 文件"));
        assert!(first.remedy.starts_with("用 WPS 或 Excel 打开，另存为 xlsx 再上传"), "{}", first.remedy);
    }
}

/// 几张工作表里缺日期的是哪张，说出来；名称里的引号换成单引号。
#[test]
fn what_a_sheet_lacks_is_said_with_its_name() {
    let with = table("a.xlsx", &["作品标题|截至4月2日播放量", "第1期|100"]);
    let without = table("a.xlsx", &["作品标题|播放量", "第1期|200"]);
    let said = |sheets: &[(&str, &crate::support::partner::Partner)]| {
        let mut w = crate::support::world::World::new();
        let receipt = w.dry_run("报送.xlsx", crate::support::partner::workbook(sheets), "p08_tv");
        receipt.needs.iter().map(|l| (l.need, l.sheets_zh())).collect::<Vec<_>>()
    };
    let need = reach::model::draft::Need::AsOf;
    // 快手“短版”也看不出是不是登记的快手号：渠道和日期一次问完。
    let both = [reach::model::draft::Need::Channel, need];
    let expected = both.map(|need| (need, Some("工作表“快手‘短版’”".to_owned())));
    assert_eq!(said(&[("抖音", &with), ("快手“短版”", &without)]), expected);
    assert_eq!(said(&[("抖音", &without), ("快手", &without)]), [(need, Some("工作表“抖音”、“快手”".to_owned()))]);
    assert_eq!(said(&[("抖音", &without)]), [(need, None)]);
}

/// 标题行里本有引号：引用时里面的换成单引号，不叠成“““。
#[test]
fn quotation_marks_are_not_doubled() {
    let t = table("a.csv", &["作品标题|渠道|累计播放量", "第1期|芒果TV|100"])
        .campaign("p08_tv")
        .title_rows(&["“工伤预防在行动”数据（截至2023年4月2日）"]);
    let d = t.read(&t.utf8());
    assert!(d.inferred.iter().any(|s| s.contains("标题行“‘工伤预防在行动’数据（截至2023年4月2日）”")), "{:?}", d.inferred);
    assert!(!d.inferred.concat().contains("““"));
}
