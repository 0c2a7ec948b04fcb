//! 合作媒体平常的表，第一次传来就收；两可的只问一次，照说明改了就收。

use crate::support::partner::{Partner, codes, remedy, short, table, told, workbook};
use reach::model::draft::{Draft, Need};

fn p08(lines: &[&str]) -> Partner {
    table("a.csv", lines).campaign("p08_tv").as_of("2023-03-26")
}

fn douyin(lines: &[&str]) -> Partner {
    table("a.csv", lines).channel("jingshi_douyin")
}

fn read(t: &Partner) -> Draft {
    t.read(&t.gbk())
}

/// 上期、本期并列：本期的是截至数据日期的数，上期的不读，都说出来。
#[test]
fn of_two_times_the_later_one_is_read() {
    for (head, column) in [
        ("标题|上期数据|本期数据", "本期数据"),
        ("标题|上周累计|本周累计", "本周累计"),
        ("标题|上周累计播放量|本周累计播放量", "本周累计播放量"),
        ("标题|上月累计播放量|本月累计播放量", "本月累计播放量"),
    ] {
        let d = read(&douyin(&[head, "甲事|100|150"]).as_of("2023-03-26"));
        assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=150", vec![]), "{head} {:?}", d.found);
        let earlier = column.replace('本', "上");
        let said = format!("列“{column}”：旁边是“{earlier}”，按截至数据日期的累计数处理，“{earlier}”没有读取");
        assert!(d.inferred.contains(&said), "{:?}", d.inferred);
    }
    // 旁边另有累计的，本周不必问；各平台各有两列的，也一样。
    let d = read(&douyin(&["标题|本周|累计", "甲事|50|150"]).as_of("2023-03-26"));
    assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=150", vec![]));
    let d = read(&p08(&["标题|抖音上周累计|抖音本周累计|快手上周累计|快手本周累计", "甲事|100|150|10|15"]));
    assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=150；jingshi_kuaishou 甲事 plays=15", vec![]), "{:?}", d.found);
    let d = read(&douyin(&["标题|上周累计|本周累计|本周新增", "甲事|900|1200|300"]).as_of("2023-03-26"));
    assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-03-26 plays=1200", "jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=300"]);
    // 有一行比上期少，就不是累计数：整张问，照说明改了列名就收。
    let rows = ["标题|上周累计|本周累计", "甲事|100|150", "乙事|200|150"];
    let d = read(&douyin(&rows).as_of("2023-03-26"));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 C3".to_owned()]));
    for (head, expected) in [("累计播放量", "甲事 plays=150"), ("新增播放量（3月20日至3月26日）", "甲事 2023-03-20~2023-03-26 plays=150")]
    {
        let d = read(&douyin(&[&format!("标题|上周累计|{head}"), rows[1], rows[2]]).as_of("2023-03-26"));
        assert_eq!(
            told(&d)[0].replace("2023-03-26 plays", "plays"),
            format!("jingshi_douyin {expected}").replace("2023-03-26 plays", "plays")
        );
    }
    // 只有本期一列的，是累计还是新增，问。
    for head in ["标题|本期数据", "标题|本周累计", "标题|上期播放量|本期播放量"] {
        let d = read(&douyin(&[head, "甲事|100|150"]).as_of("2023-03-26"));
        assert_eq!((told(&d), codes(&d).len(), d.found[0].code.0), (vec![], 1, 2047), "{head} {:?}", d.found);
    }
}

/// 两列各写各的日子：两个数都收，各归各的日子。
#[test]
fn two_columns_of_two_days_are_two_readings() {
    for head in [
        "标题|播放量（3.19）|播放量（3.26）",
        "标题|播放量3.19|播放量3.26",
        "标题|3.19播放量|3.26播放量",
        "标题|播放量（3/19）|播放量（3/26）",
        "标题|播放量（0319）|播放量（0326）",
        "标题|截至3.19播放量|截至3.26播放量",
    ] {
        let d = read(&douyin(&[head, "甲事|100|150"]));
        assert_eq!(
            (told(&d), codes(&d)),
            (vec!["jingshi_douyin 甲事 2023-03-19 plays=100".to_owned(), "jingshi_douyin 甲事 2023-03-26 plays=150".to_owned()], vec![]),
            "{head} {:?}",
            d.found
        );
    }
    let d = read(&douyin(&["标题|播放量（万）（3.19）|播放量（万）（3.26）", "甲事|1.1|1.5"]));
    assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-03-19 plays=10500..11999", "jingshi_douyin 甲事 2023-03-26 plays=14500..15999"]);
}

/// 话题表没有作品标题：话题就是渠道，阅读量、讨论量是它整体的数。
#[test]
fn a_table_of_topics_needs_no_works() {
    for (head, row) in [
        ("话题|阅读量|讨论量", "#工伤预防我有话说#|5000|12"),
        ("话题名称|阅读量|讨论量", "工伤预防我有话说|5000|12"),
        ("微博话题|阅读量|讨论量", "#工伤预防我有话说#|5000|12"),
    ] {
        let expected = "cri_weibo_topic  reads=5000 discussions=12";
        let t = table("a.csv", &[head, row]).as_of("2023-03-26");
        for d in [read(&t), read(&t.clone().campaign("p14_cri"))] {
            assert_eq!((short(&d).as_str(), codes(&d), d.needs.len()), (expected, vec![], 0), "{head} {:?}", d.found);
        }
    }
    let t = |lines: &[&str]| read(&table("a.csv", lines).campaign("p14_cri").as_of("2023-03-26"));
    let d = t(&["序号|平台|话题|主持人|阅读量|讨论量", "1|微博|#工伤预防我有话说#|国际在线|5000|12"]);
    assert_eq!(short(&d), "cri_weibo_topic  reads=5000 discussions=12", "{:?}", d.found);
    assert_eq!(codes(&t(&["话题|阅读量|讨论量", "#安全生产月#|100|150"])), ["E2015 A2"]);
    // 有作品标题的，话题一列是话题的数。
    assert_eq!(codes(&t(&["标题|微博|话题", "甲事|100|150"])), Vec::<String>::new());
}

/// 只有“日期”一列：各条作品各有一个日子、都不晚于数据日期，是发布日期；同一作品有几个日子，是数据日期；说不准就问。
#[test]
fn a_column_of_days_is_what_its_days_can_be() {
    let head = "日期|标题|播放量";
    let once = [head, "2023-03-20|甲事|1", "2023-03-21|乙事|2"];
    let titled = douyin(&["截至2023年3月26日", once[0], once[1], once[2]]);
    let named = table("抖音（截至3月26日）.csv", &once).channel("jingshi_douyin");
    for t in [titled, named, douyin(&once).as_of("2023-03-26")] {
        let d = read(&t);
        assert_eq!(short(&d), "jingshi_douyin 甲事 plays=1；jingshi_douyin 乙事 plays=2", "{:?}", d.found);
        assert_eq!(d.items[1].published.map(|p| p.day.to_string()).as_deref(), Some("2023-03-21"));
        assert!(d.inferred.contains(&"列“日期”：各条作品的日期都不晚于数据日期，按发布日期处理".to_owned()), "{:?}", d.inferred);
    }
    let d = read(&douyin(&[head, "2023-03-20|甲事|1", "2023-03-21|甲事|2", "2023-03-20|乙事|5"]));
    let days =
        ["jingshi_douyin 甲事 2023-03-20 plays=1", "jingshi_douyin 甲事 2023-03-21 plays=2", "jingshi_douyin 乙事 2023-03-20 plays=5"];
    assert_eq!((told(&d), d.needs.len()), (days.map(str::to_owned).to_vec(), 0), "{:?}", d.found);
    assert!(d.inferred.contains(&"列“日期”：同一作品有几个日期，按数据截至的日期处理".to_owned()), "{:?}", d.inferred);
    // 日期旁边的时间是时刻。
    let rows = ["日期|时间|标题|收听量", "2023-03-20|07:30|甲事|1", "2023-03-21|07:30|乙事|2"];
    let d = read(&table("a.csv", &rows).channel("radio").as_of("2023-03-26"));
    assert_eq!(d.items[1].published.map(|p| p.day.to_string()).as_deref(), Some("2023-03-21"), "{:?}", d.found);
    // 各平台一天一个总数，没有作品的，是数据日期。
    let d = read(&table("a.csv", &["日期|平台|阅读量", "2023-03-20|微博话题|7"]).campaign("p14_cri"));
    assert_eq!(told(&d), ["cri_weibo_topic  2023-03-20 reads=7"]);
    // 没有别的日期可比，或有的晚于数据日期：问；照说明改列名就收。
    for t in [douyin(&once), douyin(&[head, "2023-03-28|甲事|1", "2023-03-21|乙事|2"]).as_of("2023-03-26")] {
        let d = read(&t);
        assert_eq!((told(&d), codes(&d), d.needs.len()), (vec![], vec!["E2014 A1".to_owned()], 0), "{:?}", d.found);
        let expected = "是数据截至的日期的，列名改成“统计日期”；是发布日期的，列名改成“发布日期”，并在表头上方写一行数据截至哪一天，如 截至2023年4月2日";
        assert_eq!(remedy(&d), expected);
    }
    let renamed = |name: &str| format!("{name}|标题|播放量");
    assert_eq!(told(&read(&douyin(&[&renamed("统计日期"), once[1], once[2]]))).len(), 2);
    assert_eq!(told(&read(&douyin(&["截至2023年4月2日", &renamed("发布日期"), once[1], once[2]]))).len(), 2);
}

/// 报刊的刊登清单没有次数：指明是成果登记，照说明改了列就收。
#[test]
fn a_list_of_printed_pages_is_told_where_it_belongs() {
    for (campaign, head, row) in [
        ("p10_web_wechat", "日期|版面|标题|发行量", "2023-03-20|A1|甲事|100000"),
        ("p10_web_wechat", "刊发日期|报刊|版面|标题", "2023-03-20|人才就业社保信息报|头版|甲事"),
        ("p13_magazine", "刊期|版面|标题", "2023年第3期|12|甲事"),
        ("p13_magazine", "刊期|标题|作者", "2023年第3期|甲事|某某"),
    ] {
        let d = read(&table("a.csv", &[head, row]).campaign(campaign));
        assert_eq!((codes(&d), d.needs.len()), (vec!["E2011 第1行".to_owned()], 0), "{head} {:?}", d.found);
        assert!(remedy(&d).contains("成果登记") && remedy(&d).contains("日期、成果、数量、标题"), "{}", remedy(&d));
    }
    let d = read(&table("a.csv", &["日期|版面|标题", "2023-03-20|头版|甲事"]).campaign("p10_web_wechat"));
    assert!(remedy(&d).contains("成果填 头版、封底、内容专版"), "{}", remedy(&d));
    let d = read(&table("a.csv", &["日期|成果|数量|标题", "2023-03-20|头版|1|甲事"]).campaign("p10_web_wechat"));
    assert_eq!((d.records.len(), codes(&d)), (1, vec![]));
    // 有阅读量的，照传播数据收。
    let t = table("a.csv", &["刊发日期|版面|标题|阅读量", "2023-03-20|A1|甲事|100"]).channel("minsheng_web").as_of("2023-03-26");
    assert_eq!(short(&read(&t)), "minsheng_web 甲事 reads=100");
}

/// 一行一个平台、没有作品：说清两条路，只说一次；两条路照着走都通。
#[test]
fn sums_of_platforms_without_works_are_told_of_the_statement() {
    let d = read(&table("a.csv", &["平台|阅读量", "湖南民生网|100", "兴人社客户端|50"]).campaign("p10_web_wechat").as_of("2023-03-26"));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2020 第1行".to_owned()]), "{:?}", d.found);
    let expected = "每行是一条作品的，加上“作品标题”一列，各行填上作品标题；\
        只有各渠道总数的，改报总量声明：列名为 渠道、指标、统计日期、数值、方法、出具单位，一行一个渠道，如 湖南民生网、阅读量、2023-03-26、100、后台截图、出具的单位；按逐条作品计的渠道，总数只列示、不计入";
    assert_eq!(remedy(&d), expected);
    // 旁边有按整体计的话题的，它的数照收，其余各行说同样的话。
    let d = read(&table("a.csv", &["平台|阅读量", "微博话题|100", "国际在线|50"]).campaign("p14_cri").as_of("2023-03-26"));
    assert_eq!((short(&d).as_str(), codes(&d)), ("cri_weibo_topic  reads=100", vec!["E2020 第3行".to_owned()]));
    assert!(remedy(&d).contains("改报总量声明：列名为 渠道、指标、统计日期、数值、方法、出具单位"), "{}", remedy(&d));
    let works = ["作品标题|平台|阅读量", "甲事|湖南民生网|100", "甲事|兴人社客户端|50"];
    assert_eq!(told(&read(&table("a.csv", &works).campaign("p10_web_wechat").as_of("2023-03-26"))).len(), 2);
    let sums = ["渠道|指标|统计日期|数值|方法|出具单位", "湖南民生网|阅读量|2023-03-26|100|后台截图|出具的单位"];
    let d = read(&table("a.csv", &sums).campaign("p10_web_wechat"));
    assert_eq!((short(&d).as_str(), codes(&d)), ("minsheng_web  reads=100", vec![]));
}

/// 频率、频道是渠道；账号不写@也认；两位的年份也认。
#[test]
fn names_and_dates_as_partners_write_them() {
    for head in ["频率|标题|收听量", "播出频率|标题|收听量", "频道|标题|收听量"] {
        let d = read(&table("a.csv", &[head, "合作电台|甲事|5"]).campaign("p11_audio").as_of("2023-03-26"));
        assert_eq!(short(&d), "radio 甲事 listens=5", "{head} {:?} {:?}", d.needs, d.found);
    }
    // 说了是哪个渠道的，频率只是它的频率；没有说的，问。
    let rows = ["频率|标题|收听量", "FM104.3|甲事|5"];
    assert_eq!(short(&read(&table("a.csv", &rows).channel("radio").as_of("2023-03-26"))), "radio 甲事 listens=5");
    assert_eq!(codes(&read(&table("a.csv", &rows).campaign("p11_audio").as_of("2023-03-26"))), ["E2015 A2"]);
    let rows = ["账号|标题|阅读量", "国际在线新闻|甲事|5", "国际在线文娱|乙事|6", "@国际在线|丙事|7"];
    let d = read(&table("a.csv", &rows).campaign("p14_cri").as_of("2023-03-26"));
    assert_eq!(short(&d), "cri_news_weibo 甲事 reads=5；cri_ent_weibo 乙事 reads=6；cri_weibo 丙事 reads=7", "{:?}", d.found);
    // 单写国际在线：是网站，还是@国际在线，在账号一列里问。
    let d = read(&table("a.csv", &["账号|标题|阅读量", "国际在线|甲事|5"]).campaign("p14_cri").as_of("2023-03-26"));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 A2".to_owned()]));
    for (written, day) in [("23.3.10", "2023-03-10"), ("22-8-1", "2022-08-01"), ("22/08/01", "2022-08-01"), ("22年8月1日", "2022-08-01")]
    {
        let d = read(&douyin(&["标题|发布日期|播放量", &format!("甲事|{written}|5")]).as_of("2023-03-26"));
        assert_eq!(d.items.first().and_then(|i| i.published).map(|p| p.day.to_string()).as_deref(), Some(day), "{written} {:?}", d.found);
    }
    for written in ["3.10.23", "13.3.10", "23.13.10", "23.2.30", "45.3.10", "23.3"] {
        let d = read(&douyin(&["标题|发布日期|播放量", &format!("甲事|{written}|5")]).as_of("2023-03-26"));
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2040 B2".to_owned()]), "{written}");
    }
    assert_eq!(told(&read(&douyin(&["数据截至23.3.26", "标题|播放量", "甲事|5"]))), ["jingshi_douyin 甲事 2023-03-26 plays=5"]);
}

/// 传播量在各平台的列旁边是它们的和；旁边有一列不认识的，是不是含在里面，问。
#[test]
fn a_sum_beside_a_platform_that_nobody_knows_is_asked_about() {
    let d = read(&p08(&["标题|抖音播放量|快手播放量|传播量", "甲事|5|3|8", "乙事|5|3|9"]));
    assert_eq!((told(&d).len(), codes(&d)), (4, vec!["W2022 D1".to_owned(), "W2024 D3".to_owned()]));
    // 只有一个平台的列，传播量是和，还是别的渠道的，问；照说明改了就收。
    let d = read(&p08(&["标题|抖音播放量|传播量", "甲事|5|8"]));
    assert_eq!((codes(&d), d.needs.len()), (vec!["E2013 C1".to_owned()], 0));
    assert!(remedy(&d).starts_with("是各列之和的，列名改成“合计”；是另一个渠道的，列名改成那个渠道的全名，如 "), "{}", remedy(&d));
    assert_eq!(short(&read(&p08(&["标题|抖音播放量|合计", "甲事|5|8"]))), "jingshi_douyin 甲事 plays=5");
    assert_eq!(told(&read(&p08(&["标题|抖音播放量|芒果TV", "甲事|5|8"]))).len(), 2);
    for head in [
        "标题|西瓜视频播放量|传播量",
        "标题|西瓜视频|传播量",
        "标题|今日头条阅读量|点击量",
        "标题|好看视频播放量|合计",
        "标题|三湘都市报阅读量|传播量",
        "标题|某某网点击量|传播量",
        "标题|西瓜视频播放量|累计播放量",
    ] {
        let d = read(&douyin(&[head, "甲事|5|8"]).as_of("2023-03-26"));
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 B1".to_owned()]), "{head} {:?}", d.found);
    }
    let d = read(&douyin(&["标题|西瓜视频播放量|传播量", "甲事|5|8"]).as_of("2023-03-26"));
    let expected = "“传播量”若含这一列，只留本渠道的数，列名改成“累计播放量”（或阅读量、收听量）；不含，就把这一列的列名改成“备注”；是本项目的渠道，列名改成渠道全名，如 湖南经视抖音号、芒果TV";
    assert!(remedy(&d).starts_with(&expected[..expected.find("如 ").unwrap()]), "{}", remedy(&d));
    // 传播量与播放量并列的，读了哪一列，说出来。
    let d = read(&douyin(&["标题|播放量|传播量", "甲事|5|8"]).as_of("2023-03-26"));
    assert_eq!(short(&d), "jingshi_douyin 甲事 plays=5");
    assert_eq!(d.inferred, ["列“传播量”：与“播放量”并列，以“播放量”为准，那一列没有数的才读"]);
    assert_eq!(short(&read(&douyin(&["标题|备注|传播量", "甲事|5|8"]).as_of("2023-03-26"))), "jingshi_douyin 甲事 plays=8");
    // 平均、比例不是谁的数。
    assert_eq!(short(&read(&douyin(&["标题|日均播放量|传播量", "甲事|5|8"]).as_of("2023-03-26"))), "jingshi_douyin 甲事 plays=8");
    assert_eq!(short(&read(&douyin(&["标题|传播量|负责部门", "甲事|8|某部"]).as_of("2023-03-26"))), "jingshi_douyin 甲事 plays=8");
}

/// 列名里单位、周、目标的各种写法。
#[test]
fn units_weeks_and_goals_in_headers() {
    for (head, expected) in [
        ("标题|播放量 万次", "甲事 plays=50500..51999"),
        ("标题|播放量/万", "甲事 plays=50500..51999"),
        ("标题|播放量万次", "甲事 plays=50500..51999"),
    ] {
        let d = read(&douyin(&[head, "甲事|5.1"]).as_of("2023-03-26"));
        assert_eq!(short(&d), format!("jingshi_douyin {expected}"), "{head} {:?}", d.found);
    }
    for head in ["标题|周播放量", "标题|一周播放量", "标题|周新增播放量"] {
        let d = read(&douyin(&[head, "甲事|5"]).as_of("2023-03-26"));
        assert_eq!(told(&d), ["jingshi_douyin 甲事 2023-03-20~2023-03-26 plays=5"], "{head} {:?}", d.found);
    }
    for head in ["标题|抖音播放量|抖音播放目标", "标题|抖音播放量|目标播放量"] {
        let d = read(&p08(&[head, "甲事|5|10"]));
        assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=5", vec![]), "{head}");
    }
    // 平台和指标写在一格里：一次说清怎样改，照着改就收。
    for (head, row) in
        [("标题|指标|数值", "甲事|抖音播放量|1200"), ("标题|平台|数据", "甲事|抖音播放量|1200"), ("平台|数值", "抖音播放量|1200")]
    {
        let d = read(&p08(&[head, row]));
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2011 第1行".to_owned()]), "{head} {:?}", d.found);
        assert!(remedy(&d).contains("每个平台的每种数各一列，列名如 抖音播放量，每行一条作品，填上作品标题"), "{}", remedy(&d));
    }
    assert_eq!(short(&read(&p08(&["作品标题|抖音播放量", "甲事|1200"]))), "jingshi_douyin 甲事 plays=1200");
}

/// 缺渠道又缺日期：一次问完。
#[test]
fn the_channel_and_the_day_are_asked_at_once() {
    for lines in [vec!["标题|播放量", "甲事|50"], vec!["标题|播放量", "甲事|50", "乙事|60"]] {
        let t = table("a.csv", &lines).campaign("p08_tv");
        assert_eq!(read(&t).needs, [Need::Channel, Need::AsOf]);
        assert_eq!(t.read(&workbook(&[("Sheet1", &t)])).needs, [Need::Channel, Need::AsOf]);
    }
    // 小标题里写着渠道的，只问日期。
    assert_eq!(read(&table("a.csv", &["标题|播放量", "二、抖音", "甲事|50"]).campaign("p08_tv")).needs, [Need::AsOf]);
}

/// 标题后面括着“本周新增”“合计”的，不是另一条作品：问；照说明删去那一行，或改写标题，就收。
#[test]
fn a_title_with_a_word_of_statistics_in_brackets_is_no_work_of_its_own() {
    for (rows, code, left) in [
        (["高处作业|50", "高处作业（本周新增）|8"], "E2047 A3", "jingshi_douyin 高处作业 plays=50"),
        (["高处作业|50", "高处作业（新增）|8"], "E2047 A3", "jingshi_douyin 高处作业 plays=50"),
        (["高处作业（累计）|50", "叉车|8"], "E2047 A2", "jingshi_douyin 叉车 plays=8"),
        (["高处作业|50", "高处作业【上周】|8"], "E2047 A3", "jingshi_douyin 高处作业 plays=50"),
        (["系列片（合计）|50", "　第1集|20"], "E2022 A2", "jingshi_douyin 第1集 plays=20"),
        (["系列片(共计)|50", "　第1集|20"], "E2022 A2", "jingshi_douyin 第1集 plays=20"),
    ] {
        let d = read(&douyin(&["标题|播放量", rows[0], rows[1]]).as_of("2023-03-26"));
        assert_eq!((short(&d).as_str(), codes(&d)), (left, vec![code.to_owned()]), "{rows:?}");
    }
    let d = read(&douyin(&["标题|播放量", "高处作业|50", "高处作业（本周新增）|8"]).as_of("2023-03-26"));
    assert_eq!(remedy(&d), "是作品的新增数的，删去第 3 行，数填在“新增播放量”一列，写明从哪天到哪天；本是标题的，去掉括号里的话");
    let d = read(&douyin(&["标题|播放量", "系列片（合计）|50"]).as_of("2023-03-26"));
    assert_eq!(remedy(&d), "各集另有各行的，删去第 2 行；没有分集的，标题改成 系列片");
    // 括着的是标题自己的话的，照收。
    for title in ["高处作业（上）", "高处作业（第3集）", "高处作业（3月）", "普法（历史）", "工伤预防（2023年度）", "安全生产（新增岗位）"]
    {
        let d = read(&douyin(&["标题|播放量", &format!("{title}|5")]).as_of("2023-03-26"));
        assert_eq!((told(&d).len(), codes(&d)), (1, vec![]), "{title}");
    }
}

/// 标题行、工作表名只写一周的时间，没有说是累计还是新增：问一次；写了累计，或旁边另有新增一列的，不问。
#[test]
fn a_week_above_plain_numbers_is_asked_about() {
    let t = p08(&["标题|抖音|快手", "甲事|50|3"]);
    assert_eq!(codes(&t.read(&workbook(&[("第12周", &t)]))), ["E2047 "]);
    for title in [
        "本周数据（3.20-3.26）",
        "2023年第12周播放量",
        "第12周播放量统计",
        "播放量统计（3月20日-26日）",
        "统计周期：2023年3月20日至3月26日",
        "2023年第12周数据周报",
        "短视频数据周报（3.20-3.26）",
        "工伤预防传播数据统计表（3月20日-3月26日）",
    ] {
        let t = douyin(&[title, "标题|播放量", "甲事|50"]);
        let d = read(&t);
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 A1".to_owned()]), "{title} {:?}", d.found);
        let d = read(&douyin(&[title, "标题|累计播放量", "甲事|50"]).as_of("2023-03-26"));
        assert_eq!(short(&d), "jingshi_douyin 甲事 plays=50", "{title}");
        // 或在标题末尾写明；各渠道一列的表，只有这一处要改。
        assert!(
            remedy(&read(&t)).ends_with("；或在这里的末尾加上“（累计数据）”或“（新增数据）”；不改表，也可选“数的含义”"),
            "{}",
            remedy(&read(&t))
        );
        for (said, from) in [("（累计数据）", ""), ("（新增数据）", "2023-03-20~")] {
            let d = read(&p08(&[&format!("{title}{said}"), "标题|抖音", "甲事|50"]));
            assert_eq!(told(&d), [format!("jingshi_douyin 甲事 {from}2023-03-26 plays=50")], "{title}{said} {:?}", d.found);
        }
    }
    for (title, head) in [
        ("播放量统计（3月20日-26日）", "标题|播放量|本周新增"),
        ("累计播放量统计（3月20日-26日）", "标题|播放量"),
        ("统计周期：2023年3月20日至3月26日", "统计日期|标题|播放量"),
        ("统计周期：2022年7月1日至2023年3月26日", "标题|播放量"),
        ("截至2023年3月26日", "标题|播放量"),
    ] {
        let row = match head.split('|').count() {
            2 => "甲事|50",
            _ if head.starts_with('统') => "2023-03-26|甲事|50",
            _ => "甲事|50|7",
        };
        assert_eq!(codes(&read(&douyin(&[title, head, row]))), Vec::<String>::new(), "{title} {head}");
    }
    // 工作表以一周命名的，同样问；改成一天的，就是截至那天。
    let t = table("a.xlsx", &["标题|播放量", "甲事|50"]).channel("jingshi_douyin");
    let d = t.read(&workbook(&[("3.13-3.19", &t), ("3.20-3.26", &t)]));
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2047 ".to_owned()]), "问的是一件事，只问一次 {:?}", d.found);
    assert_eq!(told(&t.read(&workbook(&[("3.19", &t), ("3.26", &t)]))).len(), 2);
}

/// 文件名写着没登记的账号，列名只写“抖音”：是谁的，问；不归登记的账号。
#[test]
fn a_platforms_column_in_the_file_of_a_stranger_is_asked_about() {
    let read = |name: &str| {
        let t = table(name, &["标题|抖音", "甲事|50"]).campaign("p08_tv").as_of("2023-03-26");
        t.read(&t.xlsx())
    };
    for name in ["都市频道抖音.xlsx", "潇湘晨报抖音数据.xlsx"] {
        let d = read(name);
        assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2015 B1".to_owned()]), "{name} {:?}", d.found);
        assert!(remedy(&d).contains("文件名"), "{}", remedy(&d));
    }
    for name in [
        "抖音.xlsx",
        "湖南经视抖音.xlsx",
        "工伤预防周报抖音.xlsx",
        "“工伤预防在行动”抖音数据.xlsx",
        "周报_张三.xlsx",
        "抖音、快手数据.xlsx",
        "湖南经视_抖音_终稿.xlsx",
    ] {
        let d = read(name);
        assert_eq!((short(&d).as_str(), codes(&d)), ("jingshi_douyin 甲事 plays=50", vec![]), "{name} {:?}", d.found);
    }
    let t = table("都市频道抖音.xlsx", &["标题|抖音", "甲事|50"]).channel("jingshi_douyin").as_of("2023-03-26");
    assert_eq!(short(&t.read(&t.xlsx())), "jingshi_douyin 甲事 plays=50", "所选渠道说了的，照所选的");
}

/// 同一作品在两周、两个月的表里各有一个数：说加“统计日期”，不叫人删去一行；照做就收。
#[test]
fn the_same_work_in_two_weeks_is_told_to_say_its_days() {
    let sheet = |n: &str| douyin(&["标题|累计播放量", &format!("甲事|{n}")]).as_of("2023-03-26");
    for (first, second) in [("第11周", "第12周"), ("2月", "3月")] {
        let d = sheet("1").read(&workbook(&[(first, &sheet("1")), (second, &sheet("2"))]));
        assert_eq!(codes(&d), ["E2050 第2行"], "{first} {:?}", d.found);
        assert!(remedy(&d).contains("“统计日期”") && !remedy(&d).contains("只留一行"), "{}", remedy(&d));
    }
    let d = read(&douyin(&["周次|标题|累计播放量", "第11周|甲事|1", "第12周|甲事|2"]).as_of("2023-03-26"));
    assert_eq!(codes(&d), ["E2050 第3行"], "{:?}", d.found);
    assert!(remedy(&d).contains("“统计日期”") && !remedy(&d).contains("只留一行"), "{}", remedy(&d));
    let d = read(&douyin(&["周次|统计日期|标题|累计播放量", "第11周|2023-03-19|甲事|1", "第12周|2023-03-26|甲事|2"]));
    assert_eq!((told(&d).len(), codes(&d)), (2, vec![]), "照说明改");
    let d = read(&douyin(&["标题|累计播放量", "甲事|1", "甲事|2"]).as_of("2023-03-26"));
    assert!(remedy(&d).contains("只留一行"), "{}", remedy(&d));
}

/// 没有登记的平台的一列：可以改成“其他媒体”，单独列示；照做就收。
#[test]
fn a_column_of_an_unregistered_platform_may_go_to_others() {
    let d = read(&p08(&["标题|抖音|西瓜视频", "甲事|1|2"]));
    assert_eq!(codes(&d), ["E2015 C1"], "{:?}", d.found);
    assert!(d.found[0].remedy.contains("列名改成“其他媒体”"), "{:?}", d.found);
    let d = read(&p08(&["标题|抖音|其他媒体", "甲事|1|2"]));
    assert_eq!((told(&d).len(), codes(&d)), (2, vec![]), "{:?} {:?}", told(&d), d.found);
    let d = read(&p08(&["标题|抖音|微博", "甲事|1|2"]));
    assert_eq!(codes(&d), ["E2015 C1"], "{:?}", d.found);
    assert!(d.found[0].remedy.contains("列名改成“其他媒体”"), "{:?}", d.found);
}
