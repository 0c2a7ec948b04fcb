//! Exports of platforms as they are, and files that look like them or are no tables.

use crate::support::partner::{codes, table, told};

const DOUYIN: &str = "作品名称|发布时间|体裁|审核状态|播放量|完播率|5s完播率|封面点击率|2s跳出率|平均播放时长|点赞量|分享量|评论量|收藏量|主页访问量|粉丝增量";

#[test]
fn douyin_works_in_three_orders_of_columns() {
    let row = "工伤认定怎么办 #工伤预防|2023-03-18 14:11:20|视频|公开|12345|0.0245|0.41||0.3|9.53|30|4|5|6|7|-3";
    let a = table("作品列表.xlsx", &[DOUYIN, row]).channel("hunan_renshe_douyin").as_of("2023-04-02");
    let d = a.read(&a.xlsx());
    assert_eq!(codes(&d), Vec::<String>::new(), "{:?}", d.found);
    assert_eq!(told(&d), ["hunan_renshe_douyin 工伤认定怎么办 #工伤预防 2023-04-02 plays=12345 likes=30 comments=5 shares=4 favorites=6"]);
    assert_eq!((d.kind.as_str(), d.made_for_campaign), ("douyin-works", false));
    assert_eq!(d.items[0].published.unwrap().secs, Some(51_080));
    let b = table(
        "作品列表.csv",
        &[
            "作品名称|发布时间|体裁|发布状态|作品时长|播放量|5s完播率|点赞量|评论量|分享量|收藏量|主页访问量",
            "A|2023-03-18 14:11:20|视频|私密|119|1|0.1|2|3|4|5|6",
        ],
    )
    .channel("hunan_renshe_douyin")
    .as_of("2023-04-02");
    let d = b.read(&b.gbk());
    assert_eq!(told(&d), ["hunan_renshe_douyin A 2023-04-02 plays=1 likes=2 comments=3 shares=4 favorites=5"]);
    assert_eq!((d.items[0].duration_secs, d.items[0].visibility.unwrap().name()), (Some(119), "private"));
}

#[test]
fn the_date_in_an_export_s_name_is_that_of_its_download() {
    // 抖音隔夜结算：4月3日下载的是4月2日24时的数。名称写“截至”的、另行说明日期的，照写的算。
    let row = "工伤认定怎么办|2023-03-18 14:11:20|视频|公开|12345|0.0245|0.41||0.3|9.53|30|4|5|6|7|-3";
    let day = |name: &str, said: Option<&str>| {
        let t = table(name, &[DOUYIN, row]).channel("hunan_renshe_douyin");
        let t = if let Some(d) = said { t.as_of(d) } else { t };
        told(&t.read(&t.xlsx()))[0].split_whitespace().nth(2).unwrap().to_owned()
    };
    for (name, said, expected) in [
        ("作品列表_2023-04-03.xlsx", None, "2023-04-02"),
        ("作品列表_截至2023-04-02.xlsx", None, "2023-04-02"),
        ("作品列表_2023-04-03.xlsx", Some("2023-04-03"), "2023-04-03"),
    ] {
        assert_eq!(day(name, said), expected, "{name} {said:?}");
    }
}

#[test]
fn other_exports() {
    for (kind, channel, lines, expected) in [
        (
            "channels-works",
            "aishang_xinhunan_sph",
            [
                "视频描述|视频ID|发布时间|完播率|平均播放时长|播放量|推荐|喜欢|评论量|分享量|关注量|转发聊天和朋友圈",
                "工伤\n预防|export/UzFfAg|2023/3/7|4.41%|10秒|320|1|2|3|4|5|6",
            ],
            "aishang_xinhunan_sph 工伤\n预防 2023-04-02 plays=320 likes=2 comments=3 shares=4",
        ),
        (
            "wechat-articles",
            "minsheng_wechat",
            [
                "内容标题|发表时间|总阅读人数|总阅读次数|总分享人数|总分享次数|内容url",
                "工伤预防|20230329|100|130|1|2|https://mp.weixin.qq.com/s?__biz=a&mid=1&idx=1&sn=b&chksm=c#rd",
            ],
            "minsheng_wechat 工伤预防 2023-04-02 reads=130 readers=100 shares=2",
        ),
        (
            "kuaishou-works",
            "jingshi_kuaishou",
            ["作品|发布时间|播放量|完播率|点赞量|评论量|收藏量|分享量|涨粉量", "第1期|2023-03-29|--|0.1|1|2|3|4|-1"],
            "jingshi_kuaishou 第1期 2023-04-02 plays=? likes=1 comments=2 shares=4 favorites=3",
        ),
    ] {
        let t = table("导出.csv", &lines).channel(channel).as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!((told(&d), d.kind.as_str()), (vec![expected.to_owned()], kind), "{:?}", d.found);
        assert_eq!(codes(&d), Vec::<String>::new());
    }
}

#[test]
fn look_alikes_are_refused_with_the_right_menu_path() {
    for (lines, path) in [
        (vec!["视频名称|发布时间|播放量|5s完播率|2s跳出率|平均播放时长", "A|2023-03-01|1|0.1|0.1|3"], "投稿列表"),
        (vec!["发布时间|体裁|垂类|周期内投稿量|条均播放时长|播放量中位数", "2023-03-01|视频|x|1|2|3"], "投稿列表"),
        (vec!["日期|播放量", "2023-03-01|100"], "投稿列表"),
        (vec!["日期|总粉丝量", "2023-03-01|100"], "投稿列表"),
        (vec!["指标|数值|环比", "点赞|100|3%"], "投稿列表"),
        (vec!["图文群发每日数据|", "日期|渠道|阅读人数||日期|分享人数", "2023-03-01|全部|10||2023-03-01|3"], "单篇群发"),
        (vec!["时间|新关注人数|取消关注人数|净增关注人数|累积关注人数", "2023-03-01|1|2|3|4"], "单篇群发"),
        (vec!["日期|播放量|转发聊天和朋友圈", "2023-03-01|1|2"], "单篇视频"),
        (vec!["时间|展现量|阅读(播放)量|点赞量", "累计|1|2|3"], "作品数据"),
        (vec!["时间|总粉丝数|粉丝变化数", "2023-03-01|1|2"], "作品数据"),
    ] {
        let t = table("导出.csv", &lines).channel("hunan_renshe_douyin").as_of("2023-04-02");
        let d = t.read(&t.utf8());
        assert_eq!(d.found.len(), 1, "{lines:?} {:?}", d.found);
        assert_eq!(d.found[0].code.0, 2008, "{lines:?}");
        assert!(d.found[0].remedy.contains(path), "{}", d.found[0].remedy);
        assert!(d.readings.is_empty());
    }
}

#[test]
fn a_new_signature_is_one_file() {
    let text = "format_version = 1\nplatform = \"微博\"\nname = \"样例\"\nmust_have = [\"博文\", \"阅读数\", \"样例列\"]\nwork_kind = \"post\"\n[columns]\n\"博文\" = \"title\"\n\"阅读数\" = \"reads\"\n";
    let mut defs = crate::support::definitions::shipped().clone();
    defs.exports.push(reach::define::export::parse_export("weibo-posts", text).unwrap());
    let t = table("a.csv", &["博文|阅读数|样例列", "工伤预防|120|x"]).channel("cri_weibo").as_of("2023-04-02");
    let limits = reach::intake::Limits::command();
    let bytes = t.utf8();
    let input = reach::intake::Input {
        name: "a.csv",
        bytes: &bytes,
        sent: &t.sent,
        today: crate::support::partner::day("2023-04-10"),
        limits: &limits,
        defs: &defs,
    };
    assert_eq!(reach::intake::read(&input).kind, "weibo-posts");
    for broken in [
        "format_version = 2\nplatform=\"a\"\nname=\"b\"\nmust_have=[\"c\"]",
        "format_version = 1\nplatform=\"a\"\nname=\"b\"\nmust_have=[]",
        "format_version = 1\nplatform=\"a\"\nname=\"b\"\nmust_have=[\"c\"]\nmust_hav=[]",
    ] {
        assert!(reach::define::export::parse_export("x", broken).is_err(), "{broken}");
    }
}

#[test]
fn files_that_are_no_tables_get_a_message_each() {
    let mut ole = vec![0_u8; 512];
    ole[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    let with = |stream: &str| {
        let mut entry = vec![0_u8; 128];
        let name: Vec<u8> = stream.encode_utf16().flat_map(u16::to_le_bytes).collect();
        entry[..name.len()].copy_from_slice(&name);
        entry[64] = u8::try_from(name.len() + 2).unwrap();
        entry[66] = 2;
        [ole.clone(), entry].concat()
    };
    let t = table("a.xls", &[]);
    for (bytes, code, word) in [
        (b"%PDF-1.7".to_vec(), 2006, "PDF"),
        (b"\x89PNG\r\n\x1a\n".to_vec(), 2006, "图片"),
        (b"\xff\xd8\xff\xe0".to_vec(), 2006, "图片"),
        (b"PK\x03\x04 word/document.xml".to_vec(), 2006, "Word"),
        (b"PK\x03\x04 a.csv".to_vec(), 2006, "压缩包"),
        (b"Rar!\x1a".to_vec(), 2006, "压缩包"),
        (with("EncryptedPackage"), 2005, "密码"),
        (with("ETExtData"), 2006, "WPS"),
        (with("Book"), 2006, "Excel 95"),
        (with("WordDocument"), 2006, "Word"),
        (with("Workbook"), 2007, "文件已损坏"),
        (Vec::new(), 2018, "空文件"),
        (b"\x01\x02\x03\x04\x05".to_vec(), 2007, "不是 Excel 文件"),
    ] {
        let d = t.read(&bytes);
        assert_eq!(d.found.iter().map(|f| f.code.0).collect::<Vec<_>>(), [code], "{word}: {:?}", d.found);
        assert!(d.found[0].found.contains(word), "{:?}", d.found);
    }
    let d = table("a.csv", &[]).read(b"\x01\x02\x03\x04\x05");
    assert_eq!((d.found[0].code.0, d.found[0].found.as_str()), (2004, "不是文字也不是工作簿"));
}

#[test]
fn old_workbooks() {
    let t = table("湖南经视.xls", &[]);
    let d = t.read(include_bytes!("../../fixtures/xls/wide-sample.xls"));
    assert_eq!(told(&d), ["jingshi_douyin 第1期 样例 2023-04-02 plays=12000", "jingshi_kuaishou 第1期 样例 2023-04-02 plays=11500..12999"]);
    assert_eq!((d.encoding.as_str(), d.sample, d.totals_skipped), ("XLS", true, 1));
    let d = t.read(include_bytes!("../../fixtures/xls/wechat-tendency-sample.xls"));
    assert_eq!(d.found[0].code.0, 2008, "{:?}", d.found);
}
