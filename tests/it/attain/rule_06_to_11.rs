//! 口径规则6至11：归属、同一作品、计数、传播量、期末、展示天数。每个例子都是一份真能导入的表。

use crate::support::world::World;

const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量,累计阅读量,累计收听量,成果类型";

/// 抖音后台导出：标题、发布时间、状态、播放量。
fn douyin(rows: &[(&str, &str, &str, &str)]) -> String {
    let head = "作品名称,发布时间,体裁,审核状态,播放量,5s完播率,主页访问量,点赞量";
    let rows = rows.iter().map(|(title, published, state, plays)| format!("{title},{published},视频,{state},{plays},0.5,1,2"));
    std::iter::once(head.to_owned()).chain(rows).collect::<Vec<_>>().join("\n")
}

#[test]
fn what_does_not_belong_is_kept_and_not_counted() {
    let mut w = World::new();
    let file = douyin(&[
        ("工伤认定怎么办 #工伤预防", "2022-08-01 09:00:00", "公开", "1000"),
        ("机关食堂新菜单", "2022-08-02 09:00:00", "公开", "50000"),
        ("春节放假通知", "2023-01-18 09:00:00", "公开", "70000"),
    ]);
    let receipt = w.send("作品列表.csv", file, "湖南人社抖音号 2023-03-31");
    assert!(receipt.written);
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2023-03-31"), "1000");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2023-03-31"), "1");
    let c = w.campaign("p09_press_douyin", "2023-03-31");
    let asked: Vec<_> = c.questions.iter().filter(|q| q.id.starts_with("belonging")).collect();
    assert_eq!(asked.len(), 1);
    assert!(asked[0].text.contains("共 3 条，属于本项目 1 条"), "{}", asked[0].text);
    // 勾选之后计入。
    let id = asked[0].id.clone();
    w.app.answer(&id, "1", "样例：属于本项目").unwrap();
    assert_eq!(w.actual("p09_press_douyin", "videos", "2023-03-31"), "2");
}

#[test]
fn a_template_belongs_and_so_does_the_same_work_elsewhere() {
    let mut w = World::new();
    w.template("p09_press_douyin", HEAD, &["2023-03-31,爱上新湖南视频号,车间安全一分钟,,2022-08-03,60,300,,,"]);
    let file = douyin(&[("车间安全一分钟", "2022-08-01 09:00:00", "公开", "1000"), ("无关作品", "2022-08-01 10:00:00", "公开", "9")]);
    w.send("作品列表.csv", file, "湖南人社抖音号 2023-03-31");
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2023-03-31"), "1300");
}

#[test]
fn one_work_many_placements() {
    let mut w = World::new();
    w.template(
        "p08_tv",
        HEAD,
        &[
            "2023-03-31,经视新闻,第1期：高处作业,,2022-08-01,180,,,,",
            "2023-03-31,芒果TV,第1期：高处作业,,2022-08-02,180,1000,,,",
            "2023-03-31,湖南经视抖音号,第１期 高处作业！ #工伤预防,,2022-08-03,60,2000,,,",
            "2023-03-31,湖南经视快手号,高处作业（第1期）,,2022-08-03,60,500,,,",
        ],
    );
    assert_eq!(w.actual("p08_tv", "episodes", "2023-03-31"), "1", "转发不增加期数");
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), "3500", "播放量相加");
    assert_eq!(w.actual("p08_tv", "reposts", "2023-03-31"), "3", "三个渠道都找到");
}

#[test]
fn equal_titles_on_different_days_are_different_works() {
    let mut w = World::new();
    let file =
        douyin(&[("工伤预防小知识", "2022-08-01 09:00:00", "公开", "100"), ("工伤预防小知识", "2022-09-01 09:00:00", "公开", "200")]);
    w.send("作品列表.csv", file, "湖南人社抖音号 2022-09-30");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2022-09-30"), "2");
}

#[test]
fn a_retitled_work_stays_one() {
    let mut w = World::new();
    w.send("一.csv", douyin(&[("工伤预防旧标题", "2022-08-01 09:00:00", "公开", "100")]), "湖南人社抖音号 2022-08-07");
    w.send("二.csv", douyin(&[("工伤预防新标题", "2022-08-01 09:00:00", "公开", "180")]), "湖南人社抖音号 2022-08-14");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2022-08-14"), "1");
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2022-08-14"), "180");
}

#[test]
fn a_work_retitled_on_one_channel_keeps_its_reposts_and_its_tick() {
    const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &[
            "2022-08-07,合作媒体抖音号,第1期 高处作业系好安全带,7100000000000000001,2022-08-01,60,100",
            "2022-08-07,湖南应急抖音号,第1期 高处作业系好安全带,7100000000000000002,2022-08-02,60,40",
        ],
    );
    let seen = |w: &World| {
        let t = w.target("p12_short_video", "reposts", "2022-08-14");
        (w.actual("p12_short_video", "videos", "2022-08-14"), t.actual.low)
    };
    let before = seen(&w);
    // 主渠道上改了标题，编号不变：仍是同一作品，转发不丢。
    w.template("p12_short_video", HEAD, &["2022-08-14,合作媒体抖音号,新标题完全不同,7100000000000000001,2022-08-01,60,150"]);
    assert_eq!(seen(&w), before);
    assert_eq!(w.actual("p12_short_video", "contacts", "2022-08-14"), "190");
}

#[test]
fn views_proven_while_public_stay_and_private_ones_do_not_count() {
    let mut w = World::new();
    w.send("一.csv", douyin(&[("工伤预防甲", "2022-08-01 09:00:00", "公开", "100")]), "湖南人社抖音号 2022-08-07");
    w.send("二.csv", douyin(&[("工伤预防甲", "2022-08-01 09:00:00", "私密", "500")]), "湖南人社抖音号 2022-08-14");
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2022-08-14"), "100", "公开时的100保留，私密后的500不计");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2022-08-14"), "0");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2022-08-07"), "1");
    w.send("三.csv", douyin(&[("工伤预防甲", "2022-08-01 09:00:00", "公开", "600")]), "湖南人社抖音号 2022-08-21");
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2022-08-21"), "600");
}

#[test]
fn absence_from_an_export_is_no_deletion() {
    let mut w = World::new();
    let (a, b) = (("工伤预防甲", "2022-08-01 09:00:00", "公开", "100"), ("工伤预防乙", "2022-08-08 09:00:00", "公开", "40"));
    w.send("一.csv", douyin(&[a]), "湖南人社抖音号 2022-08-07");
    w.send("二.csv", douyin(&[b]), "湖南人社抖音号 2022-08-14");
    assert_eq!(w.actual("p09_press_douyin", "videos", "2022-08-14"), "2");
    assert_eq!(w.actual("p09_press_douyin", "contacts", "2022-08-14"), "140");
}

#[test]
fn a_work_known_to_break_a_hard_limit_leaves_the_tally() {
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &[
            "2023-03-31,合作媒体抖音号,第1期,,2022-08-01,120,10,,,",
            "2023-03-31,合作媒体抖音号,第2期,,2022-08-02,121,20,,,",
            "2023-03-31,合作媒体抖音号,第3期,,2022-08-03,,30,,,",
        ],
    );
    assert_eq!(w.actual("p12_short_video", "videos", "2023-03-31"), "2", "121秒的退出，时长不明的保留并列出");
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "60", "播放量照计");
    assert_eq!(w.actual("p12_short_video", "length", "2023-03-31"), "1..2");
}

#[test]
fn key_articles_count_when_staff_mark_them() {
    let mut w = World::new();
    w.template(
        "p09_press_douyin",
        HEAD,
        &["2023-03-31,新湖南客户端,稿件甲,,2022-08-01,,,500,,稿件", "2023-03-31,新湖南客户端,稿件乙,,2022-08-02,,,700,,稿件"],
    );
    assert_eq!(w.actual("p09_press_douyin", "articles", "2023-03-31"), "0..2");
    let c = w.campaign("p09_press_douyin", "2023-03-31");
    let id = c.questions.iter().find(|q| q.id.starts_with("mark")).unwrap().id.clone();
    w.app.answer(&id, "2", "样例：乙为重点稿件").unwrap();
    assert_eq!(w.actual("p09_press_douyin", "articles", "2023-03-31"), "1");
}

#[test]
fn contacts_add_one_metric_each_by_kind() {
    let mut w = World::new();
    w.template(
        "p14_cri",
        "统计日期,渠道,作品标题,成果类型,发布时间,累计播放量,累计阅读量,累计讨论量",
        &[
            "2023-03-31,国际在线湖南频道,图文甲,稿件,2022-08-01,,1000,",
            "2023-03-31,国际在线湖南频道,视频乙,视频,2022-08-02,300,20,",
            "2023-03-31,工伤预防我有话说微博话题,,,,,120万,3.4万",
            "2023-03-31,国际在线微博,微博丙,推文,2022-08-03,,900,",
        ],
    );
    // 1000 + 300 + 话题阅读 [1150000, 1209999…] + 讨论；话题已含微博丙，不另加。120万末位为万：115万..129.9万
    let t = w.target("p14_cri", "contacts", "2023-03-31");
    assert_eq!(t.actual.low, 1000 + 300 + 1_195_000 + 33_500);
    assert_eq!(t.actual.high, Some(1000 + 300 + 1_209_999 + 34_999));
    let c = w.campaign("p14_cri", "2023-03-31");
    let weibo = c.channels.iter().find(|ch| ch.id.as_str() == "cri_weibo").unwrap();
    assert!(weibo.apart.as_deref().is_some_and(|a| a.contains("已含在")), "{:?}", weibo.apart);
}

/// 微博话题没有数：它含的微博900次不计入，话题连同微博列为没有数；话题报来之后，微博不另加。
#[test]
fn channels_inside_a_topic_without_numbers_are_not_forgotten() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,成果类型,发布时间,累计播放量,累计阅读量,累计讨论量";
    w.template(
        "p14_cri",
        head,
        &["2023-03-19,国际在线湖南频道,图文甲,稿件,2022-08-01,,1000,", "2023-03-19,国际在线微博,微博丙,推文,2022-08-03,,900,"],
    );
    let t = w.target("p14_cri", "contacts", "2023-03-19");
    assert_eq!((t.actual.low, t.actual.high), (1000, Some(1000)));
    assert_eq!(t.unknown, ["工伤预防我有话说微博话题（含国际在线微博）"]);
    let c = w.campaign("p14_cri", "2023-03-19");
    let weibo = c.channels.iter().find(|ch| ch.id.as_str() == "cri_weibo").unwrap();
    assert_eq!(weibo.apart.as_deref(), Some("含在“工伤预防我有话说微博话题”中，该项没有数，900未计入"));
    w.template("p14_cri", head, &["2023-03-26,工伤预防我有话说微博话题,,,,,5000,20"]);
    let t = w.target("p14_cri", "contacts", "2023-03-26");
    assert_eq!((t.actual.low, t.actual.high, t.unknown.len()), (6020, Some(6020), 0));
}

/// 推文按阅读、音频按收听，各取一种计数相加，各是多少写出来。
#[test]
fn a_sum_of_several_metrics_says_how_much_is_of_which() {
    let mut w = World::new();
    w.template(
        "p11_audio",
        "统计日期,渠道,作品标题,发布时间,累计阅读量,累计收听量",
        &["2023-03-31,合作电台音频平台,第1期 高处作业,2022-08-01,,30000", "2023-03-31,合作电台公众号,工伤怎么办,2022-08-02,2130,"],
    );
    let t = w.target("p11_audio", "contacts", "2023-03-31");
    assert_eq!(t.actual.low, 32_130);
    assert!(t.notes.contains(&"其中阅读量2,130、收听量3.0万".to_owned()), "{:?}", t.notes);
}

/// 长图、海报没有自己的计数，报来阅读8900的，按阅读计入。
#[test]
fn what_has_no_counter_of_its_kind_counts_by_what_it_has() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,类型,发布时间,累计阅读量";
    let rows =
        ["2023-03-31,国际在线湖南频道,一图读懂工伤认定,长图,2022-08-01,8900", "2023-03-31,国际在线湖南频道,图文甲,图文,2022-08-01,1000"];
    w.template("p14_cri", head, &rows);
    assert_eq!(w.actual("p14_cri", "contacts", "2023-03-31"), "9900");
}

#[test]
fn works_published_outside_the_term_are_kept_and_named() {
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &["2023-03-31,合作媒体抖音号,期前作品,,2022-06-30,60,800,,,", "2023-03-31,合作媒体抖音号,期内作品,,2022-07-01,60,100,,,"],
    );
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "100");
    let c = w.campaign("p12_short_video", "2023-03-31");
    assert!(c.questions.iter().any(|q| q.text.contains("合同期外") && q.text.contains("800")));
}

#[test]
fn the_end_of_the_term_lies_between_the_last_reading_before_and_the_first_after() {
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &["2023-06-25,合作媒体抖音号,第1期,,2022-07-10,60,1000,,,", "2023-07-05,合作媒体抖音号,第1期,,2022-07-10,60,1400,,,"],
    );
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-06-30"), "1000");
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-07-10"), "1000..1400");
    w.template("p12_short_video", HEAD, &["2023-06-30,合作媒体抖音号,第1期,,2022-07-10,60,1200,,,"]);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-07-10"), "1200", "期满当天有读数");
}

#[test]
fn a_missing_number_is_not_zero() {
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &["2023-03-31,合作媒体抖音号,第1期,,2022-08-01,60,500,,,", "2023-03-31,合作媒体视频号,第1期,,2022-08-02,60,--,,,"],
    );
    let t = w.target("p12_short_video", "contacts", "2023-03-31");
    assert_eq!((t.actual.low, t.actual.high), (500, Some(500)));
    assert_eq!(t.unknown.len(), 1, "{:?}", t.unknown);
}

#[test]
fn estimates_stand_apart_until_a_rule_is_signed() {
    let mut w = World::new();
    w.template("p08_tv", HEAD, &["2023-03-31,芒果TV,第1期,,2022-08-01,180,1000,,,"]);
    w.template(
        "p08_tv",
        "渠道,指标,统计日期,数值,方法,人次/人数,出具单位",
        &["经视新闻,播放量,2023-03-31,300万,收视推算,人次,样例调查公司"],
    );
    let t = w.target("p08_tv", "contacts", "2023-03-31");
    assert_eq!(t.actual.low, 1000);
    assert_eq!(t.estimates.low, 2_995_000, "300万末位值1万，可能小5000");
}

#[test]
fn display_days() {
    let head = "渠道,起,止,位置,状态,证明";
    let mut w = World::new();
    w.template(
        "p10_web_wechat",
        head,
        &[
            "湖南民生网,2022-08-15,2022-09-30,首页,展示,截图",
            "湖南民生网,2022-10-01,2022-10-03,首页,未检查,",
            "湖南民生网,2022-10-04,2022-10-05,首页,未展示,截图",
            "湖南民生网,2022-10-06,2022-11-14,首页,证明,证明函",
        ],
    );
    // 8月15日起3个月为92天：所见47天，证明40天，未检查3天，未展示2天。
    let t = w.target("p10_web_wechat", "banner_site", "2022-11-14");
    assert_eq!((t.required_low, t.actual.low, t.actual.high), (Some(92), 87, Some(90)));
    assert_eq!(t.verdict.name(), "warning", "中断两天须补足");
    w.template("p10_web_wechat", head, &["湖南民生网,2022-11-15,2022-11-20,首页,展示,截图"]);
    let t = w.target("p10_web_wechat", "banner_site", "2022-11-20");
    assert_eq!((t.actual.low, t.verdict.name()), (92, "achieved"), "补足5天后达标，未检查的3天不帮忙");
    // 证明与检查不一致：检查所见为准。
    w.template("p10_web_wechat", head, &["湖南民生网,2022-10-10,2022-10-10,首页,未展示,截图"]);
    assert_eq!(w.target("p10_web_wechat", "banner_site", "2022-11-20").actual.low, 92, "少一天，11月20日补上");
}

/// 专栏应展示一年，7月8日才开始：合同期内最多358天。补展之前不是正常，缺展和未核分开写。
#[test]
fn display_that_began_too_late_says_so_at_once() {
    let head = "渠道,起,止,位置,状态,证明";
    let mut w = World::new();
    let rows = ["湖南民生网,2022-07-05,2022-07-07,专栏,未展示,截图", "湖南民生网,2022-07-08,2023-06-30,专栏,展示,截图"];
    w.template("p10_web_wechat", head, &rows);
    let problem = |w: &World, as_of: &str| {
        let c = w.campaign("p10_web_wechat", as_of);
        c.problems.into_iter().map(|p| p.text).find(|p| p.starts_with("湖南民生网专栏")).unwrap_or_default()
    };
    for (as_of, verdict, days_late, text) in [
        ("2022-07-07", "warning", 7, "湖南民生网专栏：尚未展示，最迟应于2022年7月1日开始；合同期内最多还能展示至358天，差7天"),
        (
            "2023-04-02",
            "warning",
            7,
            "湖南民生网专栏：已展示269/365天；合同期内最多还能展示至358天，差7天；须商定期满后补展7天，不迟于2024年6月30日",
        ),
        (
            "2023-07-03",
            "behind",
            7,
            "湖南民生网专栏：已展示358/365天；未核3天待核实，请补交展示证明；合同期内展示358天，差7天；须在2024年6月30日前补展7天",
        ),
    ] {
        let t = w.target("p10_web_wechat", "column_site", as_of);
        assert_eq!((t.verdict.name(), t.days_late), (verdict, days_late), "{as_of}");
        assert!(problem(&w, as_of).starts_with(text), "{as_of}: {}", problem(&w, as_of));
    }
    // 从没有人查过的，不知道是否展示：待核实，不说缺几天。
    let t = w.target("p10_web_wechat", "column_app", "2023-04-02");
    assert_eq!((t.verdict.name(), t.days_late), ("to_confirm", 0));
    let c = w.campaign("p10_web_wechat", "2023-04-02");
    assert!(
        c.problems.iter().any(|p| p.text == "兴人社客户端专栏：没有展示记录，请补交展示证明；最迟应于2022年7月1日开始"),
        "{:?}",
        c.problems
    );
    w.template("p10_web_wechat", head, &["湖南民生网,2023-07-04,2023-07-10,专栏,展示,截图"]);
    let t = w.target("p10_web_wechat", "column_site", "2023-07-10");
    assert_eq!((t.actual.low, t.verdict.name(), t.days_late), (365, "achieved", 0), "期满后补展7天为已达标");
}

/// 期满后没人报过的日子只是未核，不算展示过；期满前最近两周没报的仍可补报，不算缺。
#[test]
fn after_the_term_unchecked_days_are_not_said_to_have_been_shown() {
    let mut w = World::new();
    w.template("p10_web_wechat", "渠道,起,止,位置,状态,证明", &["湖南民生网,2022-07-08,2023-06-25,专栏,展示,截图"]);
    for (as_of, days_late, said) in
        [("2023-06-30", 7, "合同期内最多还能展示至358天，差7天"), ("2023-07-03", 12, "合同期内展示353天（未核的都算为358天），差12天")]
    {
        let t = w.target("p10_web_wechat", "column_site", as_of);
        assert_eq!((t.actual.low, t.days_late), (353, days_late), "{as_of}");
        assert!(t.notes.contains(&said.to_owned()), "{as_of}: {:?}", t.notes);
    }
}

/// 页面读不出的日子什么也没有说：从没有读出过的展示待核实，不是没有展示；有一天读出没有展示，才算。
#[test]
fn a_page_that_could_not_be_read_makes_no_display_late() {
    let head = "渠道,起,止,位置,状态,证明";
    let mut w = World::new();
    w.template("p10_web_wechat", head, &["兴人社客户端,2022-09-01,2023-04-02,专栏,未检查,页面读不出"]);
    let t = w.target("p10_web_wechat", "column_app", "2023-04-02");
    assert_eq!((t.verdict.name(), t.days_late), ("to_confirm", 0));
    let c = w.campaign("p10_web_wechat", "2023-04-02");
    let said = "兴人社客户端专栏：没有展示记录，请补交展示证明；最迟应于2022年7月1日开始";
    assert!(c.problems.iter().any(|p| p.text == said), "{:?}", c.problems);
    w.template("p10_web_wechat", head, &["兴人社客户端,2023-04-01,2023-04-01,专栏,未展示,截图"]);
    let t = w.target("p10_web_wechat", "column_app", "2023-04-02");
    assert_eq!((t.verdict.name(), t.days_late), ("behind", 276), "2022年7月1日到2023年4月2日没有展示");
}

/// 缺展的要补，未核的要证明：两个数，两个词。
#[test]
fn missing_days_and_unchecked_days_are_two_numbers() {
    let mut w = World::new();
    w.template(
        "p10_web_wechat",
        "渠道,起,止,位置,状态,证明",
        &[
            "湖南民生网,2022-08-15,2022-09-30,首页,展示,截图",
            "湖南民生网,2022-10-01,2022-10-03,首页,未检查,",
            "湖南民生网,2022-10-04,2022-10-05,首页,未展示,截图",
            "湖南民生网,2022-10-06,2022-11-14,首页,证明,证明函",
        ],
    );
    let t = w.target("p10_web_wechat", "banner_site", "2022-11-14");
    assert!(t.notes.contains(&"缺展2天须补展（未展示2天）".to_owned()), "{:?}", t.notes);
    assert!(t.notes.contains(&"未核3天待核实".to_owned()), "{:?}", t.notes);
    let c = w.campaign("p10_web_wechat", "2022-11-14");
    let said = "网站首页广告图：已展示87/92天；缺展2天须补展；未核3天待核实，请补交展示证明";
    assert!(c.problems.iter().any(|p| p.text == said), "{:?}", c.problems);
}

/// 应展示92天（8月15日至11月14日），其中5天未展示；期满后逐日补展，补一天少一天。
#[test]
fn days_made_up_are_taken_off_what_is_to_be_made_up() {
    let head = "渠道,起,止,位置,状态,证明";
    for (until, shown, said) in [
        ("2022-11-14", 87, "缺展5天须补展"),
        ("2022-11-17", 90, "缺展5天，已补展3天，还须补展2天"),
        ("2022-11-18", 91, "缺展5天，已补展4天，还须补展1天"),
    ] {
        let mut w = World::new();
        let rows = [
            "湖南民生网,2022-08-15,2022-09-30,首页,展示,截图".to_owned(),
            "湖南民生网,2022-10-01,2022-10-05,首页,未展示,截图".to_owned(),
            format!("湖南民生网,2022-10-06,{until},首页,展示,截图"),
        ];
        w.template("p10_web_wechat", head, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let c = w.campaign("p10_web_wechat", until);
        let text = format!("网站首页广告图：已展示{shown}/92天；{said}");
        assert!(c.problems.iter().any(|p| p.text == text), "{until}: {:?}", c.problems);
        let t = w.target("p10_web_wechat", "banner_site", until);
        assert!(t.notes.contains(&format!("{said}（未展示5天）")), "{until}: {:?}", t.notes);
    }
}

/// 时长先报60秒，改报150秒，又改回60秒：以最后一次为准，计入数量。
#[test]
fn what_was_said_last_of_a_work_holds_also_where_it_had_been_said_before() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let mut w = World::new();
    for (week, secs, works) in [("2022-08-07", 60, "1"), ("2022-08-14", 150, "0"), ("2022-08-21", 60, "1"), ("2022-08-28", 60, "1")] {
        w.template("p12_short_video", HEAD, &[&format!("{week},合作媒体抖音号,第1期 高处作业,2022-08-01,{secs},100")]);
        assert_eq!(w.actual("p12_short_video", "videos", week), works, "{week}");
    }
}
