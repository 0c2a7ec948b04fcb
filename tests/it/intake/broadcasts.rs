//! 播出记录：播了没有、播了几次。

use crate::support::partner::{codes, table, told};

/// 12:30 的实播写了两遍，只计一次：实播 2 次，合计写 3 次，说出来。
#[test]
fn an_airing_written_twice_is_told_and_compared_with_the_partners_number() {
    let lines = |sum: &str| {
        let rows =
            ["日期|时间|节目|计划/实播", "2022-08-01|07:30|宣传片|计划", "2022-08-01|07:30|宣传片|实播", "2022-08-01|12:30|宣传片|实播"];
        table("播出.xlsx", &rows).campaign("p11_audio").with(&["2022-08-01|12:30|宣传片|实播", sum])
    };
    let d = lines("合计|||3次").read(&lines("合计|||3次").xlsx());
    assert_eq!(codes(&d), ["W2057 第5行", "W2022 A6", "W2023 D6"], "{:?}", d.found);
    assert_eq!((d.airings.len(), d.refused), (3, 0));
    assert!(d.found[2].expected.contains("实播 2 次"), "{:?}", d.found[2]);
    let d = lines("合计|||2次").read(&lines("合计|||2次").xlsx());
    assert_eq!(codes(&d), ["W2057 第5行", "W2022 A6"]);
    // 没有时刻的两行可能真是两次。
    let t = table("播出.xlsx", &["日期|节目|计划/实播", "2022-08-01|宣传片|实播", "2022-08-01|宣传片|实播"]).campaign("p11_audio");
    assert_eq!((t.read(&t.xlsx()).airings.len(), codes(&t.read(&t.xlsx()))), (2, vec![]));
}

/// 播出单只有日期、时间、节目：播了没有并没有说，退回并说怎样补；补上就收。日期、时间两列旁边有播放量的是作品表，日期为准。
#[test]
fn a_list_of_broadcasts_must_say_which_took_place() {
    let rows = ["播出日期|播出时间|节目名称", "2023-03-20|08:30|安全帽的故事", "2023-03-21|08:30|安全帽的故事"];
    let t = table("播出单.xlsx", &rows).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), ["E2011 第1行"], "{:?}", d.found);
    assert!(d.found[0].remedy.contains("“计划/实播”") && d.found[0].remedy.contains("实播"), "{}", d.found[0].remedy);
    let mended: Vec<String> = rows.iter().enumerate().map(|(i, r)| format!("{r}|{}", ["计划/实播", "实播", "未播"][i])).collect();
    let t = table("播出单.xlsx", &mended.iter().map(String::as_str).collect::<Vec<_>>()).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!(d.airings.iter().map(|a| a.aired).collect::<Vec<_>>(), [true, false], "未播的排了没有播 {:?}", d.found);
    let t = table("2023-03-26.xlsx", &["播出日期|播出时间|节目名称|播放量", "2023-03-20|08:30|安全帽的故事|120"]).channel("jingshi_news");
    let d = t.read(&t.xlsx());
    assert_eq!((told(&d), codes(&d)), (vec!["jingshi_news 安全帽的故事 2023-03-26 plays=120".to_owned()], Vec::new()));
    assert_eq!(d.items[0].published.map(|p| p.day.to_string()).as_deref(), Some("2023-03-20"));
}

/// 电台常用的表：一次一行，计划、实播两列；√、× 也认；时段 07:30-07:35 取开始的时刻。一行写几次的，说不出各是什么时候，退回。
#[test]
fn planned_and_aired_may_stand_side_by_side() {
    let rows = [
        "日期|时段|频率|节目名称|计划播出|实际播出",
        "2023-03-01|07:30-07:35|合作电台|平安上班路第1期|1|1",
        "2023-03-01|18:00—18:05|合作电台|平安上班路第1期|1次|×",
        "2023-03-02||合作电台|平安上班路第2期|√|1次",
    ];
    let t = table("播出.xlsx", &rows).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    let told = |a: &reach::model::draft::AiringRow| {
        let minute = a.secs.map_or("—".to_owned(), |s| (s / 60).to_string());
        format!("{} {minute} {}", &a.day.to_string()[5..], if a.aired { "播" } else { "排" })
    };
    let expected = ["03-01 450 排", "03-01 450 播", "03-01 1080 排", "03-02 — 排", "03-02 — 播"];
    assert_eq!(
        (d.airings.iter().map(told).collect::<Vec<_>>(), codes(&d)),
        (expected.map(str::to_owned).to_vec(), vec![]),
        "{:?}",
        d.found
    );
    for (cell, code) in [("两三次", "E2030 F2"), ("2次", "E2030 F2")] {
        let t = table("播出.xlsx", &[rows[0], &format!("2023-03-01|07:30|合作电台|平安上班路|1|{cell}")]).campaign("p11_audio");
        assert_eq!((t.read(&t.xlsx()).airings.len(), codes(&t.read(&t.xlsx()))), (0, vec![code.to_owned()]), "{cell}");
    }
}

/// 广告位起止的清单没有写展示了没有：退回，说缺“状态”和怎样填；填上就收。
#[test]
fn a_list_of_places_must_say_whether_it_was_seen() {
    let rows = ["位置|上线日期|下线日期|截图", "首页焦点图|2023-01-01|2023-03-26|已存"];
    let t = table("展示.xlsx", &rows).channel("minsheng_web");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), ["E2011 第1行"], "{:?}", d.found);
    assert!(d.found[0].remedy.contains("“状态”") && d.found[0].remedy.contains("在展"), "{}", d.found[0].remedy);
    let t = table("展示.xlsx", &[&format!("{}|状态", rows[0]), &format!("{}|在展", rows[1])]).channel("minsheng_web");
    let d = t.read(&t.xlsx());
    assert_eq!((d.presence.len(), codes(&d)), (1, vec![]), "{:?}", d.found);
}

/// 台账里常见的写法：一天一行写是否展示，起止写成开始时间、结束时间；播出单用“状态”写已播、未播；旁边有播放量的是作品，不是播出单。
#[test]
fn registers_are_known_by_what_people_call_their_columns() {
    let days = ["日期|位置|是否展示|截图", "2023-03-01|首页|是|有", "2023-03-02|首页|否|"];
    let t = table("展示.xlsx", &days).channel("minsheng_web");
    let d = t.read(&t.xlsx());
    let seen = |d: &reach::model::draft::Draft| {
        d.presence.iter().map(|p| format!("{} {} {}", &p.from.to_string()[5..], &p.to.to_string()[5..], p.state.name())).collect::<Vec<_>>()
    };
    assert_eq!((seen(&d), codes(&d)), (vec!["03-01 03-01 shown".to_owned(), "03-02 03-02 not_shown".to_owned()], vec![]), "{:?}", d.found);
    let spans = ["渠道|展示位置|开始时间|结束时间|展示状态", "湖南民生网|首页通栏|2023年1月1日|2023年3月26日|正常展示"];
    let t = table("展示.xlsx", &spans).campaign("p10_web_wechat");
    let d = t.read(&t.xlsx());
    assert_eq!((seen(&d), codes(&d)), (vec!["01-01 03-26 shown".to_owned()], vec![]), "{:?}", d.found);
    let aired = [
        "播出日期|播出时间|节目名称|时长|状态",
        "2023-03-01|7:30|平安上班路第1期|3分钟|已播",
        "2023-03-02|7:30|平安上班路第2期|3分钟|未播",
    ];
    let t = table("播出.xlsx", &aired).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!((d.airings.iter().map(|a| a.aired).collect::<Vec<_>>(), codes(&d)), (vec![true, false], vec![]), "{:?}", d.found);
    let works = ["播出日期|节目名称|状态|播放量", "2023-03-01|平安上班路第1期|已发布|120"];
    let t = table("2023-03-26.xlsx", &works).channel("jingshi_news");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_news 平安上班路第1期 2023-03-26 plays=120"]);
    let done = ["序号|成果|完成时间|数量|备注", "1|深度文章|2023年2月10日|2篇|"];
    let t = table("成果.xlsx", &done).campaign("p13_magazine");
    let d = t.read(&t.xlsx());
    assert_eq!((d.records.len(), codes(&d)), (1, vec![]), "{:?}", d.found);
}

/// 电视、广播的收视、收听人次是推算，不记成播放、收听：问；照说明改报总量声明，或改列名。
#[test]
fn viewers_of_a_broadcast_are_no_plays() {
    let tv = |head: &str, row: &str| {
        let t = table("电视.xlsx", &[&format!("节目|播出日期|{head}|芒果TV"), row]).campaign("p08_tv").as_of("2023-03-26");
        t.read(&t.xlsx())
    };
    for (head, cell, code) in
        [("经视新闻", "85万", "E2048 C2"), ("电视", "850000", "E2048 C2"), ("经视新闻（收视人次）", "85万", "E2048 C1")]
    {
        let d = tv(head, &format!("甲事|2023-03-01|{cell}|3456"));
        assert_eq!((told(&d), codes(&d)), (vec![], vec![code.to_owned()]), "{head} {:?}", d.found);
        assert!(d.found[0].remedy.contains("“备注”"), "{:?}", d.found);
    }
    let d = tv("经视新闻", "甲事|2023-03-01|85万|3456");
    assert!(d.found[0].remedy.contains("总量声明") && d.found[0].remedy.contains("收视推算"), "{:?}", d.found);
    for (head, cell) in [("备注", "85万"), ("经视新闻", "—"), ("经视新闻", "")] {
        let d = tv(head, &format!("甲事|2023-03-01|{cell}|3456"));
        assert_eq!(told(&d), ["mango_tv 甲事 2023-03-26 plays=3456"], "{head} {:?}", d.found);
    }
    let radio = |head: &str| {
        let t = table("a.csv", &[&format!("节目名称|播出日期|{head}"), "甲事|2022-10-10|3.5"]).channel("radio").as_of("2023-03-26");
        t.read(&t.gbk())
    };
    let d = radio("收听人次（万）");
    assert_eq!((told(&d), codes(&d)), (vec![], vec!["E2048 C2".to_owned()]), "{:?}", d.found);
    assert_eq!(told(&radio("收听量（万）")).len(), 1, "网上收听的次数照收");
    let t = table("a.csv", &["渠道|指标|统计日期|数值|方法|人次/人数|出具单位", "合作电台|收听量|2023-03-26|3.5万|收听推算|人次|样例公司"]);
    let d = t.campaign("p11_audio");
    assert_eq!(codes(&d.read(&d.gbk())), Vec::<String>::new(), "照说明改报总量声明");
}

/// 频率写的不是登记的渠道：说一次，先提电台自己，照改就收。
#[test]
fn a_frequency_that_nobody_knows_is_told_once_with_the_station_first() {
    let head = "日期|时段|频率|节目名称|计划播出|实际播出";
    let t = table("播出.xlsx", &[head, "2023-03-01|07:30|交通频率|声音宣传片|1|1"]).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!(codes(&d), ["E2015 C2"], "{:?}", d.found);
    assert!(d.found[0].remedy.starts_with("把 C2 改成渠道全名；最接近的是 合作电台、"), "{}", d.found[0].remedy);
    let t = table("播出.xlsx", &[head, "2023-03-01|07:30|合作电台|声音宣传片|1|1"]).campaign("p11_audio");
    assert_eq!(t.read(&t.xlsx()).airings.len(), 2);
}

/// “播出次数”是计划的还是实播的，问；照说的改成“实播次数”、一次一行就收。
#[test]
fn a_number_of_broadcasts_says_whether_they_took_place() {
    for head in ["播出次数", "频次"] {
        let t = table("a.xlsx", &[&format!("日期|节目|{head}"), "2023-03-01|声音宣传片|1"]).campaign("p11_audio");
        let d = t.read(&t.xlsx());
        assert_eq!(codes(&d), ["E2011 第1行"], "{head} {:?}", d.found);
        assert!(d.found[0].remedy.contains("“实播次数”") && d.found[0].remedy.contains("“计划/实播”"), "{:?}", d.found);
    }
    let t = table("a.xlsx", &["日期|节目|实播次数", "2023-03-01|声音宣传片|1"]).campaign("p11_audio");
    assert_eq!((t.read(&t.xlsx()).airings.len(), codes(&t.read(&t.xlsx()))), (1, vec![]));
}

/// 既要做节目又要播宣传片的项目，播出的是哪一样没有写的，问；不当作宣传片。
#[test]
fn an_airing_of_nobody_says_what_is_not_the_spot() {
    let t = table("a.xlsx", &["日期|时间|计划/实播", "2023-03-01|07:30|实播"]).campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!((d.airings.len(), codes(&d)), (0, vec!["E2046 第2行".to_owned()]), "{:?}", d.found);
    assert!(d.found[0].remedy.contains("加上“节目”一列"), "{:?}", d.found);
    let t = table("a.xlsx", &["日期|时间|节目|计划/实播", "2023-03-01|07:30||实播", "2023-03-01|08:30|声音宣传片|实播"]);
    let t = t.campaign("p11_audio");
    let d = t.read(&t.xlsx());
    assert_eq!((d.airings.len(), codes(&d)), (1, vec!["E2046 C2".to_owned()]), "{:?}", d.found);
    assert!(d.found[0].remedy.starts_with("在 C2 填上播出的是什么"), "{:?}", d.found);
}
