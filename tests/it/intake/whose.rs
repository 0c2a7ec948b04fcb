//! 表里没有渠道列时，数算在谁的名下：写清楚的照写的算，只像不是的一律问，绝不算到别的账号上。

use crate::support::partner::{codes, table, told, workbook};
use reach::model::draft::{Draft, Need};

const ROWS: [&str; 2] = ["标题|发布日期|累计播放量", "第1期 高处作业系好安全带|2023-03-06|1200"];

/// 在工作表名、标题行、紧挨表头的一行、文件名里写同一句话。
fn in_every_place(campaign: &str, said: &str) -> [(&'static str, Draft); 4] {
    let plain = || table("数据 2023-04-02.xlsx", &ROWS).campaign(campaign);
    let sheet: String = said.chars().take(31).collect();
    let named = table(&format!("{said}_20230402.xlsx"), &ROWS).campaign(campaign);
    let titled = plain().title_rows(&[said, "统计截至2023年4月2日"]);
    let headed = plain().title_rows(&["宣传数据统计", said]);
    [
        ("工作表名", plain().read(&workbook(&[(&sheet, &plain())]))),
        ("标题行", titled.read(&titled.xlsx())),
        ("紧挨表头", headed.read(&headed.xlsx())),
        ("文件名", named.read(&named.xlsx())),
    ]
}

/// 项目里写着的账号、平台，前后只有“数据”“周报”、日期这样的话。
#[test]
fn an_account_that_is_named_gets_its_works() {
    for (campaign, said, channel) in [
        ("p08_tv", "抖音数据", "jingshi_douyin"),
        ("p08_tv", "湖南经视抖音号周报", "jingshi_douyin"),
        ("p08_tv", "湖南经视_抖音", "jingshi_douyin"),
        ("p08_tv", "湖南经视《经视新闻》3月第4周作品数据", "jingshi_news"),
        ("p09_press_douyin", "新湖南客户端周报", "xinhunan_app"),
        ("p09_press_douyin", "新湖南客户端专栏稿件阅读量", "xinhunan_app"),
        ("p12_short_video", "湖南应急抖音号", "yingji_douyin"),
        ("p12_short_video", "湖南应急_抖音", "yingji_douyin"),
        ("p12_short_video", "湖南应急微信视频号", "yingji_sph"),
        ("p12_short_video", "视频号（截至4月2日）", "partner_sph"),
        ("p11_audio", "电台官微", "radio_wechat"),
        ("p14_cri", "国际在线抖音播放数据", "cri_douyin"),
    ] {
        for (place, d) in in_every_place(campaign, said) {
            let line = told(&d).pop().unwrap_or_default();
            assert!(line.starts_with(&format!("{channel} 第1期")), "{place}：{said} {line} {:?}", d.found);
        }
    }
}

/// 湖南经视微博不是《经视新闻》，好看视频号不是视频号，湖南日报抖音不是湖南人社抖音：问是哪个渠道，一个数也不收。
#[test]
fn a_name_that_is_only_part_of_anothers_is_asked_about() {
    for (campaign, said) in [
        ("p08_tv", "湖南经视微博"),
        ("p08_tv", "湖南经视百家号"),
        ("p08_tv", "潇湘晨报抖音"),
        ("p08_tv", "抖音、快手数据"),
        ("p09_press_douyin", "湖南日报抖音"),
        ("p09_press_douyin", "新湖南微博"),
        ("p12_short_video", "好看视频号"),
        ("p12_short_video", "某某矿业抖音"),
        ("p11_audio", "电台官方微博"),
        ("p14_cri", "国际在线B站"),
        ("p14_cri", "国际在线微信公众号"),
    ] {
        for (place, d) in in_every_place(campaign, said) {
            assert_eq!(told(&d), Vec::<String>::new(), "{place}：{said} {:?}", d.inferred);
            assert_eq!(d.needs, [Need::Channel], "{place}：{said} {:?}", d.found);
            let why = format!("“{said}");
            assert!(d.inferred.iter().any(|s| s.contains(&why) && s.contains("不能确定")), "{place}：{said} {:?}", d.inferred);
        }
    }
    // 填报人说了是哪个渠道，就照他说的。
    let t = table("湖南经视微博_20230402.xlsx", &ROWS).channel("jingshi_douyin");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 第1期 高处作业系好安全带 2023-04-02 plays=1200"]);
}

/// 近处写的是别人，远处写的渠道不算数：工作表“湖南应急微博”，文件名“合作媒体抖音号”。
#[test]
fn what_is_near_and_unclear_is_not_passed_over_for_what_is_far() {
    let t = table("合作媒体抖音号_20230402.xlsx", &ROWS).campaign("p12_short_video");
    let d = t.read(&workbook(&[("湖南应急微博", &t)]));
    assert_eq!((told(&d), d.needs), (Vec::new(), vec![Need::Channel]));
    let d = t.read(&workbook(&[("Sheet1", &t)]));
    assert_eq!(told(&d), ["partner_douyin 第1期 高处作业系好安全带 2023-04-02 plays=1200"]);
}

/// 项目名称里的“抖音”“短视频”“专栏”不是渠道。
#[test]
fn words_of_the_campaigns_own_name_are_no_channel() {
    for title in [
        "“福祉潇湘、助工无伤”平面媒体和“湖南人社”官方抖音主题宣传数据统计表",
        "平面媒体和“湖南人社”官方抖音主题宣传传播数据",
        "平面媒体与湖南人社抖音宣传数据",
    ] {
        let t = table("p09 2023-04-02.xlsx", &ROWS).campaign("p09_press_douyin").title_rows(&[title]);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), d.needs.as_slice()), (Vec::new(), [Need::Channel].as_slice()), "{title} {:?}", d.inferred);
    }
}

/// 各家给渠道列起的名字。
#[test]
fn a_column_of_channels_may_be_called_many_things() {
    for name in ["渠道", "刊发平台", "播出平台", "投放平台", "发布媒体", "刊播平台", "展示平台", "发稿媒体"] {
        let t = table(
            "“福祉潇湘、助工无伤”平面媒体和抖音宣传数据 2023-04-02.xlsx",
            &[&format!("标题|{name}|点击量"), "第1期|新湖南客户端|1000", "第1期|抖音|200", "第2期|湖南日报抖音|30"],
        )
        .campaign("p09_press_douyin");
        let d = t.read(&t.xlsx());
        assert_eq!(
            told(&d),
            ["xinhunan_app 第1期 2023-04-02 reads=1000", "hunan_renshe_douyin 第1期 2023-04-02 plays=200"],
            "{name} {:?}",
            d.inferred
        );
        assert_eq!(codes(&d), ["E2015 B4"], "{name}");
    }
}

/// 平台一列、账号一列，合起来是一个渠道；合起来谁也不是的退回。
#[test]
fn platform_and_account_together_are_a_channel() {
    for head in ["标题|平台|账号|播放量", "标题|账号|平台|播放量"] {
        let platform_first = head.starts_with("标题|平台");
        let row = |title: &str, platform: &str, account: &str, n: &str| {
            let (a, b) = if platform_first { (platform, account) } else { (account, platform) };
            format!("{title}|{a}|{b}|{n}")
        };
        let rows = [
            head.to_owned(),
            row("第1期", "抖音", "合作媒体", "1000"),
            row("第2期", "抖音", "湖南应急", "200"),
            row("第3期", "视频号", "湖南应急", "30"),
            row("第4期", "抖音", "", "4"),
            row("第5期", "抖音", "某某矿业", "5"),
            row("第6期", "湖南应急抖音号", "湖南应急抖音号", "6"),
            row("第7期", "其他媒体", "某某矿业", "7"),
        ];
        let t = table("2023-04-02.xlsx", &rows.iter().map(String::as_str).collect::<Vec<_>>()).campaign("p12_short_video");
        let d = t.read(&t.xlsx());
        assert_eq!(
            told(&d),
            [
                "partner_douyin 第1期 2023-04-02 plays=1000",
                "yingji_douyin 第2期 2023-04-02 plays=200",
                "yingji_sph 第3期 2023-04-02 plays=30",
                "partner_douyin 第4期 2023-04-02 plays=4",
                "yingji_douyin 第6期 2023-04-02 plays=6",
                "p12_other 第7期 2023-04-02 plays=7",
            ],
            "{:?}",
            d.found
        );
        assert_eq!(codes(&d), ["E2015 B6"]);
        let remedy = &d.found[0].remedy;
        assert!(remedy.contains("渠道全名") && remedy.contains("C6") && remedy.contains("留空"), "{remedy}");
    }
}

/// 工作表叫“视频号”，表头上方写着“抖音数据”：两处只有一处对，改一处再收。
#[test]
fn a_sheets_name_and_the_heading_in_it_must_agree() {
    let t = table("2023-04-02.xlsx", &ROWS).campaign("p12_short_video").title_rows(&["抖音数据"]);
    let d = t.read(&workbook(&[("视频号", &t)]));
    assert_eq!((told(&d), codes(&d)), (Vec::new(), vec!["E2015 A1".to_owned()]));
    let d = t.read(&workbook(&[("抖音", &t)]));
    assert_eq!(told(&d), ["partner_douyin 第1期 高处作业系好安全带 2023-04-02 plays=1200"], "{:?}", d.found);
    // 工作表用单位名，里面分渠道，不矛盾。
    let t = table("2023-04-02.xlsx", &ROWS).campaign("p08_tv").title_rows(&["芒果TV"]);
    let d = t.read(&workbook(&[("湖南经视", &t)]));
    assert_eq!(told(&d), ["mango_tv 第1期 高处作业系好安全带 2023-04-02 plays=1200"]);
}

/// 渠道列里，渠道名前后只添了“官方”“平台”“周报”的照认；添了别人名字的不认。
#[test]
fn a_cell_may_say_a_channel_in_more_words() {
    for (cell, channel) in [
        ("湖南经视官方抖音号", Some("jingshi_douyin")),
        ("湖南经视（抖音）", Some("jingshi_douyin")),
        ("抖音平台", Some("jingshi_douyin")),
        ("芒果TV平台", Some("mango_tv")),
        ("湖南经视微博", None),
        ("潇湘晨报抖音", None),
        ("湖南经视都市频道", None),
        ("抖音、快手", None),
    ] {
        let t = table("2023-04-02.xlsx", &["标题|渠道|播放量", &format!("第1期|{cell}|100")]).campaign("p08_tv");
        let d = t.read(&t.xlsx());
        let expected: Vec<String> = channel.iter().map(|c| format!("{c} 第1期 2023-04-02 plays=100")).collect();
        assert_eq!(told(&d), expected, "{cell} {:?}", d.found);
        assert_eq!(d.refused, u32::from(channel.is_none()), "{cell}");
    }
    let t = table("2023-04-02.xlsx", &["平台|内容|阅读/播放量", "微博话题#工伤预防我有话说#|话题|350万"]).campaign("p14_cri");
    assert_eq!(told(&t.read(&t.xlsx())), ["cri_weibo_topic 话题 2023-04-02 reads=3495000..3509999"]);
}

/// 以渠道命名的工作表没有认得出的表头，哪怕只有一行数也退回，不会悄悄略过。
#[test]
fn a_sheet_called_like_a_channel_is_never_passed_over() {
    let good = table("", &ROWS);
    let bad = table("", &["标题|日期|热度", "甲企业的安全课|2023-03-21|100"]);
    let t = table("民生网 2023-04-02.xlsx", &[]).campaign("p10_web_wechat");
    let d = t.read(&workbook(&[("抖音", &good), ("网站", &bad)]));
    assert_eq!(codes(&d), ["E2010 "], "{:?}", d.found);
    assert_eq!(d.found[0].place.sheet.as_deref(), Some("网站"));
}

/// 标题、文件名里的“湖南经视”是报送单位自己的名字，表里是电视还是抖音并没有说：问；填报人说了抖音，就是抖音。
#[test]
fn a_partners_own_name_in_a_title_is_no_channel() {
    for (campaign, said) in
        [("p08_tv", "湖南经视3月第4周作品数据"), ("p10_web_wechat", "湖南民生网周报"), ("p14_cri", "国际在线湖南频道宣传数据")]
    {
        let titled = table("数据 2023-04-02.xlsx", &ROWS).campaign(campaign).title_rows(&[said, "统计截至2023年4月2日"]);
        let named = table(&format!("{said}_20230402.xlsx"), &ROWS).campaign(campaign);
        for t in [titled, named] {
            let d = t.read(&t.xlsx());
            assert_eq!((told(&d), d.needs), (Vec::new(), vec![Need::Channel]), "{said} {:?}", d.inferred);
        }
    }
    let t = table("2023-04-02.xlsx", &ROWS).channel("jingshi_douyin").title_rows(&["湖南经视播放量统计", "统计截至2023年4月2日"]);
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin 第1期 高处作业系好安全带 2023-04-02 plays=1200"]);
    // 以它命名的工作表，在“抖音”“快手”旁边，就是那个渠道。
    let t = table("2023-04-02.xlsx", &ROWS).campaign("p10_web_wechat");
    assert_eq!(told(&t.read(&workbook(&[("湖南民生网", &t)]))), ["minsheng_web 第1期 高处作业系好安全带 2023-04-02 plays=1200"]);
}

/// 列名只写平台的，归表上写明的账号：填报人选的、工作表名、标题、文件名里的，近的为准；渠道列里写着的，一行一行归。
#[test]
fn a_column_called_by_its_platform_goes_to_the_account_that_is_named() {
    let read = |name: &str, campaign: &str, title: Option<&str>, head: &str, sheet: &str| {
        let width = head.split('|').count() - 1;
        let t = table(name, &[head, &format!("高处作业{}", "|12".repeat(width))]).campaign(campaign).as_of("2023-03-26");
        let t = title.map_or(t.clone(), |title| t.title_rows(&[title, "统计表"]));
        let lines = told(&t.read(&workbook(&[(sheet, &t)])));
        lines.iter().map(|l| l.split(' ').next().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    for (name, campaign, title, head, sheet, expected) in [
        ("a.xlsx", "p12_short_video", None, "标题|抖音|视频号", "Sheet1", vec!["partner_douyin", "partner_sph"]),
        ("湖南应急抖音号.xlsx", "p12_short_video", None, "标题|抖音播放量", "Sheet1", vec!["yingji_douyin"]),
        ("湖南应急.xlsx", "p12_short_video", None, "标题|抖音", "Sheet1", vec!["yingji_douyin"]),
        ("a.xlsx", "p12_short_video", None, "标题|抖音播放量", "湖南应急抖音号", vec!["yingji_douyin"]),
        ("a.xlsx", "p12_short_video", Some("湖南应急账号播放量统计"), "标题|抖音|视频号", "Sheet1", vec!["yingji_douyin", "yingji_sph"]),
        ("合作媒体.xlsx", "p12_short_video", Some("湖南应急账号播放量统计"), "标题|抖音", "Sheet1", vec!["yingji_douyin"]),
        ("湖南应急.xlsx", "p12_short_video", None, "标题|合作媒体抖音|湖南应急抖音", "Sheet1", vec!["partner_douyin", "yingji_douyin"]),
        ("国际在线新闻微博.xlsx", "p14_cri", None, "标题|微博阅读", "Sheet1", vec!["cri_news_weibo"]),
        ("国际在线周报.xlsx", "p14_cri", None, "标题|微博", "Sheet1", vec!["cri_weibo"]),
    ] {
        assert_eq!(read(name, campaign, title, head, sheet), expected, "{name} {title:?} {head} {sheet}");
    }
    let t = table("a.xlsx", &["标题|抖音", "高处作业|12"]).channel("yingji_douyin").as_of("2023-03-26");
    assert_eq!(told(&t.read(&t.xlsx())), ["yingji_douyin 高处作业 2023-03-26 plays=12"]);
    let rows = ["渠道|短视频|抖音播放量", "湖南应急抖音号|有限空间|300", "合作媒体抖音号|高处作业|12", "湖南应急视频号|临边防护|5"];
    let t = table("a.xlsx", &rows).campaign("p12_short_video").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    let expected = ["yingji_douyin 有限空间 2023-03-26 plays=300", "partner_douyin 高处作业 2023-03-26 plays=12"];
    assert_eq!((told(&d), codes(&d)), (expected.map(str::to_owned).to_vec(), vec!["E2015 C4".to_owned()]), "{:?}", d.found);
}

/// 工作表“快手”里的列却叫“抖音播放量”，多半是复制时忘了改：退回，不猜。
#[test]
fn a_column_of_another_platform_than_its_table_is_refused() {
    let rows = ["标题|抖音播放量", "高处作业|12"];
    let plain = || table("a.xlsx", &rows).campaign("p08_tv").as_of("2023-03-26");
    let sent = table("a.xlsx", &rows).channel("jingshi_kuaishou").as_of("2023-03-26");
    let named = table("湖南经视快手号.xlsx", &rows).campaign("p08_tv").as_of("2023-03-26");
    let row = table("a.xlsx", &["渠道|标题|抖音播放量|快手播放量", "芒果TV|高处作业|12|13"]).campaign("p08_tv").as_of("2023-03-26");
    for (d, cell) in [
        (plain().read(&workbook(&[("快手", &plain())])), "E2015 B1"),
        (sent.read(&sent.xlsx()), "E2015 B1"),
        (named.read(&named.xlsx()), "E2015 B1"),
        (row.read(&row.xlsx()), "E2015 C2"),
    ] {
        assert_eq!((told(&d), codes(&d).first().map(String::as_str)), (vec![], Some(cell)), "{:?}", d.found);
    }
    // 单位自己的名字、节目名不是平台，“电视节目”说的是做成了什么；标题只说其中一列的，各列照列名。
    for title in ["湖南经视《工伤预防》电视节目传播数据统计表", "湖南经视宣传数据", "经视新闻新媒体传播数据", "湖南经视抖音号等平台数据"]
    {
        let t =
            table("a.xlsx", &["标题|抖音|快手", "高处作业|12|13"]).campaign("p08_tv").as_of("2023-03-26").title_rows(&[title, "统计表"]);
        assert_eq!(told(&t.read(&t.xlsx())).len(), 2, "{title}");
    }
}

/// 新湖南抖音、湖南民生网抖音是没有登记的账号，不是湖南人社、人才报的。
#[test]
fn a_partners_name_with_a_platform_of_somebody_elses_is_asked_about() {
    for (campaign, name) in [("p09_press_douyin", "新湖南抖音号"), ("p10_web_wechat", "湖南民生网抖音")] {
        let t = table(&format!("{name}_20230326.xlsx"), &ROWS).campaign(campaign);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), d.needs), (vec![], vec![Need::Channel]), "{name} {:?}", d.inferred);
    }
    let t = table("湖南民生网微信公众号_20230326.xlsx", &ROWS).campaign("p10_web_wechat");
    assert!(told(&t.read(&t.xlsx()))[0].starts_with("minsheng_wechat"));
}

/// 没有登记的媒体、平台，不叫人改成别家的名字：渠道列里的填“其他媒体”，照做就收，单独列示；不是本项目的一列删去，说的是上面一行的“快手”。
#[test]
fn who_is_not_registered_is_not_renamed_into_somebody_else() {
    let of = |name: &str| {
        let rows = ["媒体|标题|发布时间|阅读数", "央广网|启动仪式|2023-03-02|900", &format!("{name}|启动仪式|2023-03-02|23000")];
        table("a.xlsx", &rows).campaign("p14_cri").as_of("2023-03-26")
    };
    let t = of("人民网");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), ["E2015 A3"]);
    assert!(d.found[0].remedy.ends_with("没有登记的媒体填 其他媒体，单独列示、暂不计入"), "{}", d.found[0].remedy);
    let t = of("其他媒体");
    assert_eq!(told(&t.read(&t.xlsx()))[1], "p14_other 启动仪式 2023-03-26 reads=23000");
    let rows = ["标题|抖音||视频号||快手", "|播放量|点赞|播放量|点赞|播放量", "动火作业|12000|33|3000|22|100"];
    let t = table("a.xlsx", &rows).campaign("p12_short_video").as_of("2023-03-26");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d), d.found[0].found.as_str()), (vec![], vec!["E2015 F2".to_owned()], "快手 播放量"));
    assert!(d.found[0].remedy.contains("不是本项目的渠道，就删去这一列；没有登记的媒体，列名改成"), "{}", d.found[0].remedy);
}

/// 有“转发平台”一列的，数是原发的还是转发的，表里没有说：问；照改了就收。
#[test]
fn reads_beside_a_reposter_are_asked_about() {
    let row = "第一集|国际在线|央视频|http://y.example.invalid/1|2300";
    for (head, work) in [
        ("作品|原发平台|转发平台|转发链接|阅读量", None),
        ("作品|备注|渠道|转发链接|阅读量", Some("yangshipin 第一集 2023-03-26 reads=2300")),
        ("作品|原发平台|备注|转发链接|阅读量", Some("cri_hunan_web 第一集 2023-03-26 reads=2300")),
    ] {
        let t = table("a.xlsx", &[head, row]).campaign("p14_cri").as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        let refused = if work.is_none() { vec!["E2015 C1".to_owned()] } else { vec![] };
        assert_eq!((told(&d), codes(&d)), (work.into_iter().map(str::to_owned).collect(), refused), "{head} {:?}", d.found);
    }
    let rows = ["标题|发布日期|抖音播放量|转发平台", "动火作业|2023-03-01|1200|湖南应急抖音号"];
    let t = table("a.xlsx", &rows).campaign("p12_short_video").as_of("2023-03-26");
    assert_eq!(codes(&t.read(&t.xlsx())), ["E2015 D1"]);
}

/// 标题写着两个账号合计的，不知道是谁的；填报单位是谁填的表，不是渠道：问渠道。
#[test]
fn a_sum_of_accounts_and_the_sender_are_no_channel() {
    for (campaign, title) in [
        ("p12_short_video", "湖南应急、合作媒体抖音号播放量（两账号合计）"),
        ("p12_short_video", "合作媒体抖音号播放量（多账号合计）"),
        ("p12_short_video", "合作媒体抖音号矩阵账号播放量"),
        ("p09_press_douyin", "填报单位：新湖南客户端"),
        ("p09_press_douyin", "报送单位：新湖南客户端"),
    ] {
        let t = table("a.csv", &[title, "标题|发布日期|播放量", "甲事|2023-03-01|100"]).campaign(campaign).as_of("2023-03-26");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), d.needs), (vec![], vec![Need::Channel]), "{title} {:?}", d.inferred);
    }
    let t = table("a.csv", &["新湖南客户端阅读量", "标题|发布日期|阅读量", "甲事|2023-03-01|100"]).campaign("p09_press_douyin");
    assert_eq!(told(&t.clone().as_of("2023-03-26").read(&t.utf8())).len(), 1);
}

/// 各渠道一列的表里，认不出是谁的“本台抖音”“抖音快手合计”不能只提一句就不读：退回，问是哪个渠道；链接、截图的列照旧不管。
#[test]
fn a_column_of_an_account_that_nobody_knows_is_not_left_unread() {
    for (head, code) in [
        ("标题|视频号|本台抖音", Some("E2015 C1")),
        ("标题|视频号|抖音快手合计", Some("E2015 C1")),
        ("标题|视频号|抖音+快手", Some("E2015 C1")),
        ("标题|视频号|抖音链接", None),
        ("标题|视频号|抖音截图", None),
    ] {
        let t = table("a.xlsx", &[head, "动火作业|12|3400"]).campaign("p12_short_video").as_of("2023-03-26");
        let d = t.read(&t.xlsx());
        let errors: Vec<String> = codes(&d).into_iter().filter(|c| c.starts_with('E')).collect();
        assert_eq!(
            (told(&d).len(), errors),
            (usize::from(code.is_none()), code.into_iter().map(str::to_owned).collect()),
            "{head} {:?}",
            d.found
        );
    }
}
