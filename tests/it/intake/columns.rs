//! 几列数并排放着，各是什么：新增与累计、各天的累计、各渠道的数；看不出的就问，问了照着改就能读。

use crate::support::partner::{Partner, codes, remedy, table, told};
use reach::base::diag::Diagnostic;
use reach::model::draft::Draft;

fn p08(lines: &[&str]) -> Partner {
    table("a.csv", lines).campaign("p08_tv")
}

/// 作品、日期和数；一个渠道的表，省去渠道。
fn short(d: &Draft) -> String {
    told(d).iter().map(|l| l.replace("jingshi_douyin 甲事 ", "").replace("2023-", "").replace("plays=", "")).collect::<Vec<_>>().join("；")
}

/// 列名是哪一天的累计，就是那一天的数；没有别的日期也不再问。
#[test]
fn cumulative_counts_of_several_days_are_each_of_their_day() {
    for (head, row) in [
        ("序号|节目|平台|3月19日累计|3月26日累计", "1|甲事|抖音|100|200"),
        ("序号|节目|平台|3月19日合计|3月26日合计", "1|甲事|抖音|100|200"),
        ("序号|节目|平台|3月19日累计|3月26日累计|新增", "1|甲事|抖音|100|200|100"),
        ("序号|节目|平台|截至3月19日累计|截至3月26日累计", "1|甲事|抖音|100|200"),
    ] {
        for lines in [vec![head, row], vec!["3月13日-3月26日", head, row]] {
            let d = p08(&lines).read(&p08(&lines).gbk());
            assert_eq!((short(&d).as_str(), d.needs.len()), ("03-19 100；03-26 200", 0), "{head} {:?}", d.found);
        }
    }
}

/// 一列新增旁边的累计、总计，是这条作品的累计数，不是各列之和。
#[test]
fn a_total_beside_gains_is_the_works_own_count_from_the_start() {
    let top = "湖南经视抖音号（截至3月26日）";
    let both = "03-20~03-26 200；03-26 5000";
    for (head, expected) in [
        ("标题|本周新增|累计", both),
        ("标题|本周新增（次）|累计（次）", both),
        ("标题|本周新增|总计", both),
        ("标题|本周播放量|总计", both),
        ("标题|本月播放量|累计", "03-26 5000"),
        ("标题|本周新增播放量|总数", both),
    ] {
        let t = p08(&[top, head, "甲事|200|5000"]);
        let d = t.read(&t.gbk());
        assert_eq!((short(&d).as_str(), codes(&d)), (expected, vec![]), "{head} {:?}", d.found);
    }
    let t = p08(&["湖南经视抖音号新增播放量（3月20日-26日）", "标题|播放量|累计", "甲事|200|5000"]);
    assert_eq!(short(&t.read(&t.gbk())), both, "标题行写明新增");
    // 一行一个平台的表也一样。
    let t = table("国际在线周报（3月20日-26日）.csv", &["标题|平台|本周新增|累计", "甲事|抖音|1.2万|36万"]).campaign("p14_cri");
    let expected = ["cri_douyin 甲事 2023-03-20~2023-03-26 plays=11500..12999", "cri_douyin 甲事 2023-03-26 plays=355000..369999"];
    assert_eq!(told(&t.read(&t.gbk())), expected);
    let t = table("a.csv", &["本周（3.20-3.26）音频情况", "标题|喜马拉雅本周收听|喜马拉雅累计收听|云听点播量", "甲事|100|400|500"])
        .campaign("p11_audio");
    let expected = [
        "radio_audio 甲事 2023-03-20~2023-03-26 listens=100",
        "radio_audio 甲事 2023-03-26 listens=400",
        "radio_yunting 甲事 2023-03-26 listens=500",
    ];
    assert_eq!(told(&t.read(&t.gbk())), expected);
    // 几个渠道旁边的合计，仍是各列之和；与播放量一样的累计，不必问。
    let t = p08(&["湖南经视抖音号（截至3月26日）", "标题|播放量|本周增量|累计", "甲事|5000|200|5000"]);
    assert!(!t.read(&t.gbk()).found.iter().any(Diagnostic::is_error));
    let t = p08(&["截至3月26日", "标题|抖音|快手|合计", "甲事|200|300|500"]);
    assert_eq!(told(&t.read(&t.gbk())).len(), 2);
}

/// 播放量旁边的累计，哪一列是到现在的数，只有填表的人知道；照提示改一列就行。
#[test]
fn a_total_beside_plain_counts_is_asked_about() {
    for (head, mended) in [
        ("标题|播放量|点赞|累计", ["标题|新增播放量|点赞|累计播放量", "标题|播放量|点赞|备注"]),
        ("标题|本周新增|点赞|合计", ["标题|本周新增|点赞|累计播放量", "标题|本周新增|点赞|备注"]),
    ] {
        let top = "湖南经视抖音号（3月20日至3月26日）";
        let t = p08(&[top, head, "甲事|200|20|5000"]);
        let d = t.read(&t.gbk());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 D2".to_owned()]), "{head} {:?}", d.found);
        assert!(remedy(&d).contains("累计播放量") && remedy(&d).contains("备注"), "{}", remedy(&d));
        for head in mended {
            let t = table("a.csv", &["湖南经视抖音号（截至3月26日）", head, "甲事|200|20|5000"]).campaign("p08_tv");
            let d = t.read(&t.gbk());
            assert!(!d.readings.is_empty() && !d.found.iter().any(Diagnostic::is_error), "{head} {:?}", d.found);
        }
    }
}

/// 渠道名后面写次数的各种说法都认得。
#[test]
fn words_for_counts_behind_a_channels_name() {
    for (head, metric) in [
        ("芒果TV点播量", "plays"),
        ("芒果TV播放人次", "plays"),
        ("芒果TV观看人次", "plays"),
        ("芒果TV点播次数", "plays"),
        ("芒果TV收看量", "plays"),
        ("芒果TV展播量", "plays"),
        ("芒果TV播放数据", "plays"),
        ("芒果TV总播放", "plays"),
        ("芒果TV播放总数", "plays"),
        ("芒果TV浏览", "plays"),
        ("芒果TV访问量", "plays"),
        ("芒果TV阅读人次", "reads"),
        ("芒果TV总量", "plays"),
    ] {
        let t = p08(&["截至3月26日", &format!("标题|抖音播放量|{head}|合计"), "甲事|1|2|3"]);
        let d = t.read(&t.gbk());
        let expected = format!("jingshi_douyin 甲事 2023-03-26 plays=1；mango_tv 甲事 2023-03-26 {metric}=2");
        assert_eq!((told(&d).join("；"), codes(&d)), (expected, vec!["W2022 D2".to_owned()]), "{head} {:?}", d.found);
    }
    let t = p08(&["截至3月26日", "标题|抖音周增|抖音总播放|快手周增|快手总播放", "甲事|2|50|3|60"]);
    let expected = "03-20~03-26 2；03-26 50；jingshi_kuaishou 甲事 03-20~03-26 3；jingshi_kuaishou 甲事 03-26 60";
    assert_eq!(short(&t.read(&t.gbk())), expected);
}

/// 列名里有渠道、下面是数，却不知道数的是什么：不能丢下不管，要问。
#[test]
fn numbers_below_a_channels_name_are_never_passed_over() {
    for head in ["芒果TV观看人数", "芒果TV到达", "新湖南客户端点击率", "三湘都市报微信阅读量", "三湘都市报阅读量", "小红书"]
    {
        let lines = ["截至3月26日".to_owned(), format!("标题|抖音播放量|快手播放量|{head}|合计"), "甲事|1|2|300|303".to_owned()];
        let t = p08(&lines.each_ref().map(String::as_str));
        let d = t.read(&t.gbk());
        let errors = codes(&d).into_iter().filter(|c| c.starts_with('E')).collect::<Vec<_>>();
        assert_eq!((told(&d), errors), (vec![], vec!["E2015 D2".to_owned()]), "{head} {:?}", d.found);
        let remedy = remedy(&d);
        assert!(remedy.contains("“备注”") && remedy.contains("其他媒体"), "{remedy}");
        for mended in ["备注", "其他媒体", "芒果TV播放量"] {
            let lines = lines.clone().map(|l| l.replace(head, mended));
            let t = p08(&lines.each_ref().map(String::as_str));
            let d = t.read(&t.gbk());
            assert!(!d.readings.is_empty() && !d.found.iter().any(Diagnostic::is_error), "{mended} {:?}", d.found);
        }
    }
    // 写明不是次数的，没有数的，照旧不读。
    for (head, cell) in
        [("抖音粉丝数", "300"), ("抖音条数", "3"), ("抖音链接", "无"), ("抖音平均时长", "30"), ("芒果TV占比", "3%"), ("小红书", "未发")]
    {
        let t = p08(&["截至3月26日", &format!("标题|抖音播放量|快手播放量|{head}"), &format!("甲事|1|2|{cell}")]);
        let d = t.read(&t.gbk());
        assert_eq!((told(&d).len(), d.found.iter().any(Diagnostic::is_error)), (2, false), "{head} {:?}", d.found);
    }
}

/// 平均、最高、最低、中位数都不是作品。
#[test]
fn extremes_are_no_works() {
    for label in ["平均", "最高", "最低", "最大值", "最小值", "中位数", "最高播放量", "众数"] {
        let t = p08(&["截至3月26日", "序号|节目|芒果TV|抖音", "1|甲事|1|2", "2|乙事|1|2", &format!("|{label}|9|8")]);
        let d = t.read(&t.gbk());
        assert_eq!((told(&d).len(), codes(&d)), (4, vec!["W2022 B5".to_owned()]), "{label} {:?}", d.found);
    }
}

/// “其中：早间版”下面的“晚间版”是同一条作品的另一部分，还是另一条作品，要问。
#[test]
fn what_follows_a_part_is_asked_about() {
    let rows = ["截至3月26日", "序号|节目|芒果TV|抖音", "1|甲事|100|200", "|其中：早间版|40|80", "|晚间版|60|120", "2|乙事|1|2"];
    let d = p08(&rows).read(&p08(&rows).gbk());
    assert_eq!(d.found.iter().filter(|f| f.is_error()).map(|f| f.place.cell()).collect::<Vec<_>>(), ["B5"], "{:?}", d.found);
    assert!(!told(&d).iter().any(|l| l.contains("晚间版")), "{:?}", told(&d));
    // 照提示删去，或编上序号，就能读。
    assert!(remedy(&d).contains("删去第 5 行") && remedy(&d).contains("序号"), "{}", remedy(&d));
    let without: Vec<&str> = rows.iter().enumerate().filter(|(i, _)| *i != 4).map(|(_, r)| *r).collect();
    assert_eq!(told(&p08(&without).read(&p08(&without).gbk())).len(), 4);
    let numbered = rows.map(|r| if r.starts_with("|晚") { "3|晚间版|60|120" } else { r });
    assert_eq!(told(&p08(&numbered).read(&p08(&numbered).gbk())).len(), 6);
}

/// 单位有例外的，要问；照提示写进列名就能读。
#[test]
fn an_exception_to_a_unit_is_asked_about() {
    for top in ["截至3月26日（单位：万，快手为次）", "截至3月26日 单位：万（快手单位为次）", "截至3月26日（单位：万次，除快手外）"]
    {
        let t = p08(&[top, "序号|节目|抖音|快手", "1|甲事|1.2|2000"]);
        let d = t.read(&t.gbk());
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2039 A1".to_owned()]), "{top} {:?}", d.found);
    }
    let t = p08(&["截至3月26日", "序号|节目|抖音（万）|快手", "1|甲事|1.2|2000"]);
    assert_eq!(told(&t.read(&t.gbk())).len(), 2);
    // 4500 在“万次”的列里是 4500 万：多半忘了单位。
    let t = p08(&["截至3月26日 单位：万次", "标题|抖音|快手", "甲事|2.3|4500"]);
    let d = t.read(&t.gbk());
    assert_eq!((told(&d).len(), codes(&d)), (0, vec!["E2039 C3".to_owned()]), "{:?}", d.found);
    for (cell, plays) in [("4500次", "plays=4500"), ("4500万", "plays=44995000..45009999")] {
        assert!(remedy(&d).contains(cell), "{}", remedy(&d));
        let t = p08(&["截至3月26日 单位：万次", "标题|抖音|快手", &format!("甲事|2.3|{cell}")]);
        let d = t.read(&t.gbk());
        assert!(told(&d).iter().any(|l| l.ends_with(plays)), "{cell} {:?} {:?}", told(&d), d.found);
    }
}

/// 列名里只有月份、周次、3.12 这样的数：照提示写明日期或起止，就能读。
#[test]
fn columns_of_weeks_and_months_are_told_how_to_say_their_days() {
    let top = "湖南经视抖音号播放量";
    for head in ["标题|1月|2月|3月", "序号|标题|1月|2月|3月", "标题|1月底|2月底|3月底", "标题|第10周|第11周|第12周", "标题|3.5|3.12|3.19"]
    {
        let row = if head.starts_with('序') { "1|甲事|1|2|3" } else { "甲事|1|2|3" };
        let t = p08(&[top, head, row]);
        let d = t.read(&t.xlsx());
        let remedy = remedy(&d);
        assert!(
            d.readings.is_empty() && remedy.contains("截至3月12日") && remedy.contains("新增播放量（3月6日至3月12日）"),
            "{head} {:?}",
            d.found
        );
    }
    let t = p08(&[top, "标题|截至3月5日|截至3月12日|截至3月19日", "甲事|1|2|3"]);
    assert_eq!(short(&t.read(&t.xlsx())), "03-05 1；03-12 2；03-19 3");
    let t = p08(&[top, "标题|新增播放量（2月27日至3月5日）|新增播放量（3月6日至3月12日）", "甲事|1|2"]);
    assert_eq!(short(&t.read(&t.xlsx())), "02-27~03-05 1；03-06~03-12 2");
}

/// 提示改列名时，列名里的渠道留着；照着改就能读。
#[test]
fn a_remedy_for_a_channels_column_keeps_the_channel() {
    let t = p08(&["截至3月26日", "标题|抖音上周|抖音本周|快手上周|快手本周", "甲事|1|2|3|4"]);
    let d = t.read(&t.gbk());
    assert!(d.readings.is_empty() && remedy(&d).contains("“湖南经视抖音号累计播放量”"), "{:?}", d.found);
    let t = p08(&["截至3月26日", "标题|抖音上周|湖南经视抖音号累计播放量|快手上周|湖南经视快手号累计播放量", "甲事|1|2|3|4"]);
    assert_eq!(told(&t.read(&t.gbk())).len(), 2);
    let t = p08(&["截至3月26日", "标题|抖音观看热度播放|快手观看热度播放", "甲事|1|2"]);
    assert!(remedy(&t.read(&t.gbk())).contains("抖音累计播放量"), "{}", remedy(&t.read(&t.gbk())));
    let t = p08(&["湖南经视抖音号（3月20日—3月26日）", "标题|上周|本周|增量", "甲事|4800|5000|200"]);
    let d = t.read(&t.gbk());
    assert_eq!((d.readings.len(), codes(&d)), (0, vec!["E2047 C2".to_owned()]), "{:?}", d.found);
    let t = p08(&["湖南经视抖音号（3月20日—3月26日）", "标题|上周|累计播放量|增量", "甲事|4800|5000|200"]);
    assert!(short(&t.read(&t.gbk())).contains("03-26 5000"), "{:?}", t.read(&t.gbk()).found);
    // 累计和新增写在一格里：分成两列。
    let t = p08(&["截至3月26日", "标题|芒果TV（累计/新增）", "甲事|1000/100"]);
    assert!(remedy(&t.read(&t.gbk())).contains("“芒果TV播放量（累计）”"), "{}", remedy(&t.read(&t.gbk())));
    let t = p08(&["统计时间：2023年3月20日—3月26日", "标题|芒果TV播放量（累计）|芒果TV播放量（新增）", "甲事|1000|100"]);
    assert_eq!(told(&t.read(&t.gbk())).len(), 2);
}

/// 日期在上、渠道在下的两行表头；“本周抖音播放量”是抖音本周的新增。
#[test]
fn days_over_channels() {
    let t = p08(&["序号|节目|3月19日||3月26日|", "||抖音|快手|抖音|快手", "1|甲事|1|2|3|4"]);
    let d = t.read(&t.xlsx());
    assert_eq!(short(&d), "03-19 1；jingshi_kuaishou 甲事 03-19 2；03-26 3；jingshi_kuaishou 甲事 03-26 4", "{:?}", d.found);
    let t = p08(&["截至3月26日", "标题|本周抖音播放量|抖音累计播放量", "甲事|2|50"]);
    assert_eq!(short(&t.read(&t.gbk())), "03-20~03-26 2；03-26 50");
}

/// 标题行说的是没写渠道的那一列；写了渠道的列是它自己的。
#[test]
fn the_title_speaks_of_the_column_without_a_channel() {
    let rows = ["湖南人社抖音号作品数据（截至2023年3月26日）", "标题|播放量|视频号播放量", "甲事|9000|90"];
    let t = table("a.csv", &rows).campaign("p09_press_douyin");
    let expected = ["hunan_renshe_douyin 甲事 2023-03-26 plays=9000", "aishang_xinhunan_sph 甲事 2023-03-26 plays=90"];
    assert_eq!(told(&t.read(&t.gbk())), expected, "{:?}", t.read(&t.gbk()).found);
    let t = table("a.csv", &[rows[0], "标题|视频号播放量", "甲事|90"]).campaign("p09_press_douyin");
    assert_eq!(codes(&t.read(&t.gbk())), ["E2015 B2"]);
}

/// 一格写两个平台：拆成各渠道一行；没有数的格子里写的话，提示怎样写。
#[test]
fn what_to_do_with_two_platforms_or_words_in_one_cell() {
    let t = table("a.csv", &["标题|发布平台|播放量|统计截止", "甲事|抖音、视频号|3.2万|2023-03-26", "乙事|抖音/视频号|2.1万|2023-03-26"]);
    let t = t.campaign("p12_short_video");
    let d = t.read(&t.gbk());
    assert_eq!((d.needs.len(), remedy(&d).contains("各渠道各一行")), (0, true), "{:?}", d.found);
    let rows = ["标题|发布平台|播放量|统计截止", "甲事|合作媒体抖音号|3.2万|2023-03-26", "甲事|合作媒体视频号|2.1万|2023-03-26"];
    let t = table("a.csv", &rows).campaign("p12_short_video");
    assert_eq!(told(&t.read(&t.gbk())).len(), 2);
    for (cell, word) in [("不变", "照写数字"), ("同上", "照写数字"), ("已下架", "“发布状态”"), ("已播出", "“发布状态”")]
    {
        let t = p08(&["截至3月26日", "标题|芒果TV|抖音", &format!("甲事|1|{cell}")]);
        assert!(remedy(&t.read(&t.gbk())).contains(word), "{cell} {}", remedy(&t.read(&t.gbk())));
    }
}

/// 渠道下面的“播放量、累计”两列不一样，也要问；各渠道新增旁边的“累计”，不是它们的和。
#[test]
fn a_total_beside_a_channels_plain_counts_is_asked_about() {
    let top = "截至3月26日";
    let two = p08(&[top, "标题|抖音||快手|", "|播放量|累计|播放量|累计", "甲事|200|5000|20|500"]);
    let one = p08(&[top, "标题|抖音播放量|抖音累计|快手播放量|快手累计", "甲事|200|5000|20|500"]);
    for (t, place) in [(two, "E2047 C3"), (one, "E2047 C2")] {
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec![place.to_owned()]), "{:?}", d.found);
        assert!(remedy(&d).contains("“湖南经视抖音号累计播放量”"), "{}", remedy(&d));
    }
    let head = "标题|湖南经视抖音号新增播放量|湖南经视抖音号累计播放量|快手新增播放量|快手累计播放量";
    let t = p08(&["3月20日至3月26日", head, "甲事|200|5000|20|500"]);
    assert_eq!(told(&t.read(&t.xlsx())).len(), 4);
    let t = p08(&[top, "标题|抖音||快手|", "|本周新增|累计|本周新增|累计", "甲事|200|5000|20|500"]);
    assert_eq!(told(&t.read(&t.xlsx())).len(), 4);
    let t = p08(&[top, "标题|抖音本周新增|快手本周新增|累计", "甲事|200|20|5500"]);
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d).len(), codes(&d)), (2, vec!["W2022 D2".to_owned()]), "{:?}", d.found);
    assert!(d.found[0].expected.contains("没有读取") && d.found[0].remedy.contains("各渠道各一列"), "{:?}", d.found);
}

/// 两列看不出是什么数、各行又另有错：逐列问、逐行说，不说成“传错了项目”。
#[test]
fn columns_that_are_asked_about_make_no_file_a_strangers() {
    let t = p08(&["标题|抖音播放量|芒果TV某量|快手某量", "甲事|三万多|200|1", "乙事|很多|300|5"]).as_of("2023-03-26");
    let d = t.read(&t.gbk());
    assert_eq!((told(&d), codes(&d)), (vec![], ["E2015 C1", "E2015 D1", "E2030 B2", "E2030 B3"].map(str::to_owned).to_vec()));
    assert!(!remedy(&d).contains("选错了项目"), "{}", remedy(&d));
}
