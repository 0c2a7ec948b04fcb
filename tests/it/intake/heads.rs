//! What stands over, below and beside a table and in its headers as people write it: read as everybody reads it, or asked in one sentence that
//! helps.

use crate::support::partner::{Partner, codes, remedy, table, told};

fn of(campaign: &str, lines: &[&str]) -> Partner {
    table("报送.xlsx", lines).campaign(campaign)
}

/// 阅读、播放合成一列：稿件计阅读，视频计播放；前面可写累计、总，后面可写量、数、总量。
#[test]
fn reads_and_plays_in_one_column_are_each_works_own() {
    for head in [
        "累计阅读/播放量",
        "累计播放/阅读量",
        "阅读播放量",
        "点击/阅读量",
        "浏览/播放量",
        "累计阅读（播放）量",
        "播放量（阅读量）",
        "累计传播数",
        "总浏览/播放",
        "总阅读/播放量",
        "阅读/播放总量",
        "数据（阅读/播放）",
    ] {
        let lines =
            [&format!("标题|平台|{head}|点赞|截至日期"), "甲|国际在线湖南频道|123|5|2023-04-02", "乙|国际在线抖音号|456|7|2023-04-02"];
        let t = of("p14_cri", &lines);
        let expected = ["cri_hunan_web 甲 2023-04-02 reads=123 likes=5", "cri_douyin 乙 2023-04-02 plays=456 likes=7"];
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{head} {:?}", d.found);
    }
}

/// 累计的一列怎么写，旁边有本周新增也照读；看不懂的，问，不丢掉只留新增。
#[test]
fn a_total_beside_the_weeks_gain_is_never_dropped() {
    let with = |head: &str, gain: &str| {
        let t = of("p10_web_wechat", &["传播数据（3.27-4.2）", &format!("标题|渠道|{head}|{gain}"), "甲|湖南民生网|123|20"]);
        t.read(&t.xlsx())
    };
    for (head, gain) in [
        ("累计数", "本周新增"),
        ("总量", "本周新增"),
        ("累计浏览/播放量", "本周新增"),
        ("总阅读/播放量", "周新增"),
        ("累计阅读量", "当周阅读量"),
    ] {
        let d = with(head, gain);
        let mut lines = told(&d);
        lines.sort();
        let expected = ["minsheng_web 甲 2023-03-27~2023-04-02 reads=20", "minsheng_web 甲 2023-04-02 reads=123"];
        assert_eq!((lines, codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{head} {:?}", d.found);
    }
    for head in ["当前量", "累计热播"] {
        let d = with(head, "本周新增");
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 C2".to_owned()]), "{head}");
        assert!(remedy(&d).contains("累计阅读/播放量"), "{}", remedy(&d));
    }
}

/// 表下面写着以万为单位：只说这一句，不把 3.5 说成小数、0.9 说成比例；照做就收。
#[test]
fn a_unit_below_the_table_is_told_once_and_nothing_else() {
    for note in ["（数据单位：万）", "注：单位为万次。", "备注：以上数据以万为单位"] {
        for rows in [["甲|57|12", "乙|23|3"], ["甲|57|3.5", "乙|23|0.9"]] {
            let t = of("p08_tv", &["截至4月2日", "标题|抖音|快手", rows[0], rows[1], note]);
            let d = t.read(&t.xlsx());
            assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2039 A5".to_owned()]), "{note} {:?}", d.found);
            assert!(remedy(&d).starts_with("单位写在各列列名里，如 播放量（万）"), "{}", remedy(&d));
        }
    }
    let t = of("p08_tv", &["截至4月2日", "标题|抖音（万）|快手（万）", "甲|57|3.5"]);
    let d = t.read(&t.xlsx());
    let expected = ["jingshi_douyin 甲 2023-04-02 plays=565000..579999", "jingshi_kuaishou 甲 2023-04-02 plays=34500..35999"];
    assert_eq!(told(&d), expected);
}

/// 没有数的各种说法都不是 0；未转发是这个渠道上没有，未统计是有而不知道数。
#[test]
fn no_number_yet_is_no_zero_and_not_there_is_no_work() {
    let there = ["未统计", "暂未统计", "待统计", "无法统计", "后台不显示", "待更新", "统计中", "暂无"];
    let absent = ["未转发", "未上传", "未推送", "待上线", "审核中"];
    for word in there {
        let t = of("p09_press_douyin", &["截至4月2日", "标题|渠道|播放量", &format!("甲|湖南人社抖音号|{word}")]);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec!["hunan_renshe_douyin 甲 2023-04-02 plays=?".to_owned()], vec![]), "{word}");
    }
    for word in absent {
        let row = format!("甲|湖南人社抖音号|{word}");
        let t = of("p09_press_douyin", &["截至4月2日", "标题|渠道|播放量", &row, "乙|湖南人社抖音号|--"]);
        let d = t.read(&t.xlsx());
        let expected = (vec!["hunan_renshe_douyin 乙 2023-04-02 plays=?".to_owned()], vec![], 1, 0);
        assert_eq!((told(&d), codes(&d), d.items.len(), d.refused), expected, "{word}");
        assert!(d.inferred.iter().any(|s| s.contains(&format!("播放量写着“{word}”，这个渠道上还没有"))), "{:?}", d.inferred);
    }
    let words = there.iter().chain(&absent).enumerate().map(|(i, w)| format!("作品{i}|100|{w}"));
    let lines: Vec<String> =
        ["截至4月2日".to_owned(), "标题|湖南人社抖音号播放量|视频号播放量".to_owned()].into_iter().chain(words).collect();
    let t = of("p09_press_douyin", &lines.iter().map(String::as_str).collect::<Vec<_>>());
    let d = t.read(&t.xlsx());
    let (numbers, rest): (Vec<String>, Vec<String>) = told(&d).into_iter().partition(|l| l.ends_with("plays=100"));
    assert_eq!((numbers.len(), codes(&d)), (there.len() + absent.len(), vec![]), "{:?}", d.found);
    assert!(
        rest.iter().all(|l| l.ends_with("plays=?")) && d.items.iter().filter(|i| i.channel.as_str() != "hunan_renshe_douyin").count() < 9,
        "{rest:?}"
    );
}

/// 统计日期、渠道只写在一组的第一行：下面空着的跟上面，说明怎样读的；每行都写的表里空着的，是漏填。
#[test]
fn a_day_written_once_holds_for_the_blanks_below_it() {
    let t = of("p08_tv", &["统计日期|渠道|作品标题|累计播放量", "2023-04-02|湖南经视抖音号|甲|100", "||乙|20", "|湖南经视快手号|甲|3"]);
    let d = t.read(&t.utf8());
    let expected =
        ["jingshi_douyin 甲 2023-04-02 plays=100", "jingshi_douyin 乙 2023-04-02 plays=20", "jingshi_kuaishou 甲 2023-04-02 plays=3"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]));
    assert!(
        d.inferred.contains(&"“统计日期”一列空着的行：日期按上面最近写的一个处理，如第 3 行按 2023-04-02".to_owned()),
        "{:?}",
        d.inferred
    );
    let t = of("p08_tv", &["统计日期|标题|抖音", "3月26日|甲|100", "|乙|20", "4月2日|甲|150", "|乙|30"]);
    let d = t.read(&t.utf8());
    let days: Vec<String> = d.readings.iter().map(|r| r.at.reading_day().to_string()).collect();
    assert_eq!(days, ["2023-03-26", "2023-03-26", "2023-04-02", "2023-04-02"]);
    let t = of("p08_tv", &["统计日期|标题|抖音", "4月2日|甲|100", "|乙|20", "4月2日|丙|30"]);
    assert_eq!(codes(&t.read(&t.utf8())), ["E2014 A3"]);
    let t = of("p08_tv", &["统计开始|统计日期|标题|抖音新增播放量", "3月27日|4月2日|甲|100", "||乙|20"]);
    let d = t.read(&t.utf8());
    assert_eq!(told(&d)[1], "jingshi_douyin 乙 2023-03-27~2023-04-02 plays=20", "{:?}", d.found);
}

/// 表上面一格写“平台：”、旁边一格写渠道，下一行同样写日期：合起来读。
#[test]
fn labels_and_what_they_say_in_two_cells_stand_above_the_table() {
    for head in [
        &["平台：|湖南经视快手号", "统计日期：|2023年4月2日"][..],
        &["平台|湖南经视快手号", "截至|2023年4月2日"],
        &["平台名称|湖南经视快手号", "填报日期：|2023年4月9日", "统计截止|2023年4月2日"],
        &["账号名称：|湖南经视快手号|统计日期：|2023年4月2日"],
    ] {
        let t = of("p08_tv", &[head, &["标题|播放量|点赞", "甲|100|2"]].concat());
        for bytes in [t.xlsx(), t.utf8()] {
            let d = t.read(&bytes);
            assert_eq!((told(&d), codes(&d)), (vec!["jingshi_kuaishou 甲 2023-04-02 plays=100 likes=2".to_owned()], vec![]), "{head:?}");
        }
    }
}

/// 日期写在表头最后一格，下面空着：是整张表的日期；下面有数的，照旧是一列数。
#[test]
fn a_day_over_an_empty_column_is_that_of_the_table() {
    for (head, cell) in [("截至2023年4月2日", ""), ("统计时间：2023.4.2", ""), ("截至", "2023年4月2日")] {
        let t = of("p08_tv", &[&format!("标题|抖音|快手|{head}"), &format!("甲|100|3|{cell}"), "乙|20||"]);
        let d = t.read(&t.xlsx());
        let expected =
            ["jingshi_douyin 甲 2023-04-02 plays=100", "jingshi_kuaishou 甲 2023-04-02 plays=3", "jingshi_douyin 乙 2023-04-02 plays=20"];
        assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{head} {:?} {:?}", d.found, d.needs);
    }
    let t = of("p08_tv", &["标题|播放量|截至2023.4.2", "甲|100|"]).channel("jingshi_douyin");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 甲 2023-04-02 plays=100"]);
    let t = of("p08_tv", &["标题|截至3月26日|截至4月2日", "甲|100|150"]).channel("jingshi_douyin");
    assert_eq!(t.read(&t.xlsx()).readings.len(), 2);
}

/// 首页广告图：写“展示中”或止填“至今”的，按到数据日期计；不知道哪天的、起止写在一格的，说清怎样改，不叫人加“作品标题”。
#[test]
fn a_display_that_goes_on_is_counted_up_to_the_day_of_the_list() {
    let days = |name: &str, lines: &[&str]| {
        let t = table(name, lines).campaign("p10_web_wechat");
        let d = t.read(&t.xlsx());
        (d.presence.iter().map(|p| format!("{} {}~{}", p.channel, p.from, p.to)).collect::<Vec<_>>(), codes(&d), remedy(&d))
    };
    let expected = vec!["minsheng_web 2023-02-01~2023-04-02".to_owned()];
    let list = ["广告图展示情况（截至4月2日）", "平台|位置|开始展示日期|目前状态|已展示天数", "湖南民生网|首页|2023年2月1日|展示中|61"];
    assert_eq!(days("a.xlsx", &list), (expected.clone(), vec![], String::new()));
    let template = ["渠道|位置|起|止|状态", "湖南民生网|首页|2023-02-01|至今|展示中"];
    assert_eq!(days("展示记录20230402.xlsx", &template), (expected.clone(), vec![], String::new()));
    let (shown, found, mend) = days("a.xlsx", &template);
    assert_eq!((shown, found), (vec![], vec!["E2043 D2".to_owned()]));
    assert_eq!(mend, "把 D2 改成最后一次看到在展的日期，如 2023-04-02");
    let (shown, found, mend) = days("a.xlsx", &list[1..]);
    assert_eq!((shown, found), (vec![], vec!["E2043 C2".to_owned()]));
    assert_eq!(mend, "在第 1 行表头里加上“止”一列，各行填最后一次看到在展的日期");
    let head = "网站/客户端|展示位置|展示时间|展示时长";
    let (shown, found, mend) = days("a.xlsx", &["广告图展示统计", head, "湖南民生网|首页|2023年2月1日—2023年4月2日|2个月"]);
    assert_eq!((shown, found), (vec![], vec!["E2011 第2行".to_owned()]));
    assert!(mend.contains("“状态”") && mend.contains("拆成“起”“止”两列") && !mend.contains("作品标题"), "{mend}");
    let mended = ["广告图展示统计", "渠道|展示位置|起|止|状态", "湖南民生网|首页|2023年2月1日|2023年4月2日|证明"];
    assert_eq!(days("a.xlsx", &mended), (expected, vec![], String::new()));
}

/// 没有登记的平台有几列：一次都说出来；照说的改成“备注”，或另加一列“其他媒体”填它们之和，就收。
#[test]
fn several_columns_of_nobody_registered_are_told_at_once() {
    let rows = |heads: [&str; 3], others: &str| {
        let [a, b, c] = heads;
        let t = of("p08_tv", &["截至4月2日", &format!("标题|抖音|{a}|{b}|{c}"), &format!("甲|100|{others}")]);
        t.read(&t.xlsx())
    };
    let d = rows(["西瓜视频", "微博", "B站"], "5|6|7");
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 C2".to_owned(), "E2015 D2".to_owned(), "E2015 E2".to_owned()]));
    for f in &d.found {
        assert!(f.remedy.contains("列名也都改成“备注”，要列示的，另加一列“其他媒体”填它们之和"), "{}", f.remedy);
    }
    assert_eq!(told(&rows(["备注", "备注", "备注"], "5|6|7")), ["jingshi_douyin 甲 2023-04-02 plays=100"]);
    let d = rows(["备注", "备注", "其他媒体"], "5|6|18");
    assert_eq!((told(&d)[1].as_str(), codes(&d)), ("p08_other 甲 2023-04-02 reads=18", vec![]));
    let d = rows(["其他媒体", "其他媒体", "备注"], "5|6|7");
    assert_eq!(codes(&d), ["E2012 D2"]);
    assert_eq!(remedy(&d), "一列的列名改成“备注”，各行两列之和填在另一列“其他媒体”里");
}

/// 数据截至哪一天的各种写法。
#[test]
fn the_day_of_the_data_however_it_is_written() {
    let day = |name: &str, lines: &[&str]| {
        let t = table(name, lines).campaign("p08_tv");
        let d = t.read(&t.xlsx());
        assert_eq!(codes(&d), Vec::<String>::new(), "{lines:?} {:?}", d.found);
        told(&d).into_iter().map(|l| l.replace("jingshi_douyin 甲 ", "")).collect::<Vec<_>>().join("；")
    };
    let work = ["标题|抖音累计播放量", "甲|100"];
    for (title, expected) in [
        ("统计区间：2023年3月27日0时—2023年4月2日24时", "2023-04-02"),
        ("统计区间：2023年3月27日0:00—2023年4月2日24:00", "2023-04-02"),
        ("传播效果（截至3月底）", "2023-03-31"),
        ("传播效果（2023年3月末）", "2023-03-31"),
        ("统计截止日期：二〇二三年四月二日", "2023-04-02"),
    ] {
        assert_eq!(day("a.xlsx", &[title, work[0], work[1]]), format!("{expected} plays=100"), "{title}");
    }
    for note in
        ["注：1.以上数据截至2023年4月2日24时；2.芒果TV为前台数。", "更新日期：2023-04-02", "数据更新至2023年4月2日", "1、数据截至4月2日"]
    {
        assert_eq!(day("a.xlsx", &[work[0], work[1], note]), "2023-04-02 plays=100", "{note}");
    }
    assert_eq!(day("0402短视频.xlsx", &work), "2023-04-02 plays=100");
    let month = ["湖南经视抖音号2023年3月份数据", "标题|当月播放量|累计播放量", "甲|7|100"];
    assert_eq!(day("a.xlsx", &month), "2023-03-01~2023-03-31 plays=7；2023-03-31 plays=100");
    // 只有一个月的播放量，还是问累计不累计；下面写了截至哪天的，按那天。
    let t = of("p08_tv", &["湖南经视抖音号2023年3月份数据", "标题|播放量", "甲|100"]);
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2047 A1"]);
    assert_eq!(day("a.xlsx", &["2023年3月份数据", work[0], work[1], "注：数据截至4月2日"]), "2023-04-02 plays=100");
}

/// 小计写在序号一列、标题空着：是小计，不是漏填渠道的作品；总计对得上，不说不符。并排几个小计，各管各的几列。
#[test]
fn a_subtotal_in_whatever_column_is_one() {
    let lines = [
        "截至2023年4月2日",
        "类别|序号|标题|发布平台|发布日期|阅读/播放量",
        "新闻稿件|1|甲|新湖南客户端|2022-09-01|100",
        "|小计||||100",
        "短视频|1|乙|湖南人社抖音号|2022-09-03|30",
        "|小计||||30",
        "总计|||||130",
    ];
    let t = of("p09_press_douyin", &lines);
    let d = t.read(&t.merged(&[(2, 0, 3, 0), (4, 0, 5, 0)]));
    let expected = ["xinhunan_app 甲 2023-04-02 reads=100", "hunan_renshe_douyin 乙 2023-04-02 plays=30"];
    assert_eq!((told(&d), d.refused, d.totals_skipped), (expected.map(str::to_owned).to_vec(), 0, 3), "{:?}", d.found);
    assert!(codes(&d).iter().all(|c| c.starts_with("W2022")), "{:?}", codes(&d));
    let wide = |second: u32| {
        let head = "标题|合作媒体抖音号|合作媒体视频号|小计|湖南应急抖音号|湖南应急视频号|小计";
        let t = of("p12_short_video", &["截至4月2日", head, &format!("甲|50|5|55|20|2|{second}")]);
        codes(&t.read(&t.xlsx())).into_iter().filter(|c| c.starts_with("W2024")).collect::<Vec<_>>()
    };
    assert_eq!((wide(22), wide(77)), (vec![], vec!["W2024 G3".to_owned()]));
}

/// 没有作品的表：说该报哪一种表，不叫人把列名改成“作品标题”。
#[test]
fn a_table_without_works_is_told_what_to_send_instead() {
    for (campaign, lines, instead) in [
        (
            "p11_audio",
            &["日期|早高峰7:30|午间12:00|晚高峰18:00|合计", "3月6日|1|1|1|3"][..],
            "播出记录：列名为 日期、时间、节目、计划/实播",
        ),
        ("p08_tv", &["播出登记", "日期|节目|早间|午间|晚间", "2022-07-16|甲|√|√|√"], "播出记录：列名为 日期、时间、节目、计划/实播"),
        ("p10_web_wechat", &["月份|发布篇数|点击量（万）", "2022年7月|12|3.5", "2022年8月|10|2.8"], "总量声明：列名为 渠道、指标"),
        ("p09_press_douyin", &["日期|播放量|点赞|涨粉", "2023-03-27|12000|120|3"], "从后台导出作品列表"),
        (
            "p13_magazine",
            &["项目|完成情况|完成时间|佐证材料", "深度文章|5篇|2022年8月至12月|杂志"],
            "成果登记：列名为 日期、成果、数量、证明",
        ),
    ] {
        let t = of(campaign, lines);
        let d = t.read(&t.xlsx());
        assert_eq!((d.rows, codes(&d).len(), d.found[0].code.0), (0, 1, 2011), "{lines:?} {:?}", d.found);
        assert!(remedy(&d).contains(instead), "{lines:?} {}", remedy(&d));
    }
    let slots = ["日期|时间|节目|计划/实播", "2022-07-16|07:30|声音宣传片|实播", "2022-07-16|12:00|声音宣传片|实播"];
    let t = of("p11_audio", &slots);
    assert_eq!(t.read(&t.xlsx()).airings.len(), 2);
}

/// 标题行写着“湖南民生网……稿件”：是这个网站的稿件。
#[test]
fn a_site_named_with_its_articles_is_the_channel() {
    for title in [
        "湖南民生网稿件（截至3月31日）",
        "湖南民生网工伤预防专栏稿件（截至3月31日，单位：次）",
        "湖南民生网（hnmsw.com）稿件阅读量统计（截至3月31日）",
        "湖南民生网网站稿件（截至3月31日）",
    ] {
        let lines = [title, "2022年9月", "序号|标题|发布时间|阅读量", "1|甲|9月1日|100"];
        for lines in [&lines[..], &[lines[0], lines[2], lines[3]]] {
            let t = of("p10_web_wechat", lines);
            let d = t.read(&t.xlsx());
            assert_eq!(told(&d), ["minsheng_web 甲 2023-03-31 reads=100"], "{lines:?} {:?} {:?}", d.found, d.needs);
        }
    }
}

/// 抖音、快手各盖着上周、本周、增长三列：问本周是不是累计；照说的把列名写在下面一行，就收。
#[test]
fn a_column_named_in_full_below_its_platform_is_read() {
    let with = |douyin: &str, kuaishou: &str| {
        let lines =
            ["传播数据（截至4月2日）", "节目|抖音|||快手||", &format!("|上周|{douyin}|增长|上周|{kuaishou}|增长"), "甲|560|567|7|34|35|1"];
        let t = of("p08_tv", &lines);
        t.read(&t.merged(&[(1, 1, 1, 3), (1, 4, 1, 6), (1, 0, 2, 0)]))
    };
    assert_eq!(codes(&with("本周", "本周")), ["E2047 C3"]);
    let d = with("湖南经视抖音号累计播放量", "湖南经视快手号累计播放量");
    let expected = ["jingshi_douyin 甲 2023-04-02 plays=567", "jingshi_kuaishou 甲 2023-04-02 plays=35"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec![]), "{:?}", d.found);
}

/// 标题、上线时间、状态旁边有播放量的，是作品的表，不是展示记录。
#[test]
fn works_with_a_state_are_no_list_of_displays() {
    let t = of("p08_tv", &["截至4月2日", "标题|上线时间|当前状态|抖音播放量", "甲|2022-09-01|已上线|100"]);
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec!["jingshi_douyin 甲 2023-04-02 plays=100".to_owned()], vec![]), "{:?}", d.found);
}

/// 小处：数后面的增减不算在数里；一格两个数、发行量，都说怎样改。
#[test]
fn small_things_are_read_or_told_how_to_mend() {
    let t = of("p08_tv", &["截至4月2日", "标题|抖音|快手", "甲|56789（+789）|3456↑"]);
    let expected = ["jingshi_douyin 甲 2023-04-02 plays=56789", "jingshi_kuaishou 甲 2023-04-02 plays=3456"];
    assert_eq!(told(&t.read(&t.xlsx())), expected);
    let t = of("p09_press_douyin", &["截至4月2日", "标题|湖南人社抖音播放/点赞", "甲|34567/456"]);
    assert!(remedy(&t.read(&t.xlsx())).contains("拆成两列，列名为 湖南人社抖音播放量、湖南人社抖音点赞"));
    let head = "渠道|指标|统计日期|数值|方法|人次/人数|出具单位";
    let row = |metric: &str, method: &str| format!("人才就业社保信息报|{metric}|2023-03-31|80000|{method}|人数|报社");
    let t = of("p10_web_wechat", &[head, &row("发行量", "发行统计")]);
    let d = t.read(&t.xlsx());
    assert_eq!(
        (codes(&d), remedy(&d)),
        (vec!["E2046 B2".to_owned()], "把 B2 改成 阅读量；“人次/人数”填 人数，“方法”填 发行量推算".to_owned())
    );
    let t = of("p10_web_wechat", &[head, &row("阅读量", "发行量推算")]);
    assert_eq!(t.read(&t.xlsx()).readings.len(), 1);
    let t = of("p10_web_wechat", &["日期|成果|数量", "2023-03-01|表情包|1组（16个）"]);
    assert_eq!(t.read(&t.xlsx()).records.iter().map(|r| r.quantity).collect::<Vec<_>>(), [1]);
    // 实际播出日期、是否播出：播了的是作品，没播的不登记。
    let head = "期数|节目名称|计划播出日期|实际播出日期|播出频率|是否播出";
    let t = of("p11_audio", &[head, "1|甲|2022-08-01|2022-08-01|合作电台|是", "2|乙|2022-08-05||合作电台|否"]).as_of("2023-04-02");
    let d = t.read(&t.xlsx());
    assert_eq!(d.items.iter().map(|i| &*i.title).collect::<Vec<_>>(), ["甲"], "{:?}", d.found);
}
