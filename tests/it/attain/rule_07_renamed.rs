//! 口径规则7：改了标题、换了写法的作品，仍是一条，或者要问。每个例子都是一份真能导入的表。

use crate::support::world::World;

/// 只写日期的表：同一渠道、同一天、同一期号，旧标题不见了，其余的字有较短标题的一半以上相同，是改名；否则要问。
#[test]
fn where_only_the_day_is_known_a_retitled_work_is_found_by_its_episode() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let first = "2022-08-07,合作媒体抖音号,第1期 工伤预防从我做起,2022-08-01,60,100";
    for (rows, works, plays) in [
        // 改了一个字：仍是一条，只计新数。
        (vec!["2022-08-14,合作媒体抖音号,第1期 工伤预防从你我做起,2022-08-01,60,180"], "1", "180"),
        // 旧标题还在：两条，100降不下来，合计280。
        (
            vec![
                "2022-08-14,合作媒体抖音号,第1期 工伤预防从我做起,2022-08-01,60,100",
                "2022-08-14,合作媒体抖音号,第1期 工伤预防从你我做起,2022-08-01,60,180",
            ],
            "2",
            "280",
        ),
        // 另一天、另一期、上下集：都是另一条。
        (vec!["2022-08-14,合作媒体抖音号,第1期 工伤预防从你我做起,2022-08-02,60,180"], "2", "280"),
        (vec!["2022-08-14,合作媒体抖音号,第2期 工伤预防从你我做起,2022-08-01,60,180"], "2", "280"),
        // 字大半不同：问是不是同一条，数量的下限只按一条计。
        (vec!["2022-08-14,合作媒体抖音号,第1期 高温天气露天作业,2022-08-01,60,180"], "1..2", "280"),
        (vec!["2022-08-14,合作媒体抖音号,第1期 工伤预防从我做起（下）,2022-08-01,60,180"], "2", "280"),
    ] {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &[first]);
        w.template("p12_short_video", HEAD, &rows);
        let seen = (w.actual("p12_short_video", "videos", "2022-08-14"), w.actual("p12_short_video", "contacts", "2022-08-14"));
        assert_eq!(seen, (works.to_owned(), plays.to_owned()), "{rows:?}");
    }
}

/// 标题后面添了“（修改版）”这样的话、旧标题不见了的，问是不是同一条，数量的下限只按一条计；旧标题还在的是两条。
#[test]
fn a_title_of_a_new_version_is_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    for (rows, works) in [
        (vec!["2022-08-14,合作媒体抖音号,动火作业（修改版）,2022-08-01,60,180"], "1..2"),
        (vec!["2022-08-14,合作媒体抖音号,动火作业-最终版,2022-08-01,60,180"], "1..2"),
        (
            vec!["2022-08-14,合作媒体抖音号,动火作业,2022-08-01,60,100", "2022-08-14,合作媒体抖音号,动火作业（修改版）,2022-08-01,60,180"],
            "2",
        ),
    ] {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &["2022-08-07,合作媒体抖音号,动火作业,2022-08-01,60,100"]);
        w.template("p12_short_video", HEAD, &rows);
        assert_eq!(w.actual("p12_short_video", "videos", "2022-08-14"), works, "{rows:?}");
    }
}

/// 没写日期的表：同一渠道、同一期号，旧标题不见了，其余的字大半相同，也是改名。
#[test]
fn where_no_day_is_known_a_retitled_work_is_found_by_its_episode_alone() {
    const HEAD: &str = "统计日期,渠道,作品标题,时长,累计播放量";
    for (title, works, plays) in
        [("第2期 机械伤害的三个瞬间", "1", "180"), ("第3期 机械伤害的三个瞬间", "2", "280"), ("第2期 机械伤害的三个瞬间（下）", "2", "280")]
    {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &["2022-08-07,合作媒体抖音号,第2期 机械伤害的3个瞬间,60,100"]);
        w.template("p12_short_video", HEAD, &[&format!("2022-08-14,合作媒体抖音号,{title},60,180")]);
        let seen = (w.actual("p12_short_video", "videos", "2022-08-14"), w.actual("p12_short_video", "contacts", "2022-08-14"));
        assert_eq!(seen, (works.to_owned(), plays.to_owned()), "{title}");
    }
}

/// 这一周填链接、下一周填链接里的编号（或者反过来），是同一条；两条链接里相同的长编号可能是账号，不算。
#[test]
fn a_work_is_one_whether_told_by_its_link_or_by_the_number_in_it() {
    const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";
    const LINK: &str = "https://v.example.invalid/video/7212345678901234501";
    const NUMBER: &str = "7212345678901234501";
    let account = |n: u32| format!("https://v.example.invalid/7212345678901234/{n}");
    for (first, second, works, plays) in [
        (LINK.to_owned(), NUMBER.to_owned(), "1", "180"),
        (NUMBER.to_owned(), LINK.to_owned(), "1", "180"),
        (account(1), account(2), "2", "280"),
        (NUMBER.to_owned(), "7212345678901234502".to_owned(), "2", "280"),
    ] {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &[&format!("2022-08-07,合作媒体抖音号,工伤预防从我做起,{first},2022-08-01,60,100")]);
        w.template("p12_short_video", HEAD, &[&format!("2022-08-14,合作媒体抖音号,工伤预防从我做起,{second},2022-08-01,60,180")]);
        let seen = (w.actual("p12_short_video", "videos", "2022-08-14"), w.actual("p12_short_video", "contacts", "2022-08-14"));
        assert_eq!(seen, (works.to_owned(), plays.to_owned()), "{first} {second}");
    }
}

/// 前面带不带栏目名，都不妨碍认出是改名：“高温作业怎么防中暑”9个字里有8个相同。
#[test]
fn the_name_of_a_series_before_a_title_does_not_hide_that_it_was_retitled() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let mut w = World::new();
    w.template("p12_short_video", HEAD, &["2023-03-26,合作媒体抖音号,预防工伤 共享安康 第6期 高温作业怎样防中暑,2023-03-20,60,20000"]);
    let second = format!("{HEAD}\n2023-04-02,合作媒体抖音号,第6期 高温作业怎么防中暑,2023-03-20,60,21000\n");
    let receipt = w.send("二.csv", second, "p12_short_video");
    let told: Vec<String> = receipt.found.iter().map(|d| format!("{} {}", d.code.label(), d.expected)).collect();
    assert_eq!(told, ["R2056 以前的标题“预防工伤 共享安康 第6期 高温作业怎样防中暑”"]);
    w.template("p12_short_video", HEAD, &["2023-04-09,合作媒体抖音号,预防工伤第6期：高温作业怎么防中暑？,2023-03-20,60,22000"]);
    assert_eq!(w.actual("p12_short_video", "videos", "2023-04-09"), "1");
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-04-09"), "22000", "三种写法是一条，按最新数计");
    assert!(!asks_same_work(&w, "2023-04-09"));
}

/// 这一周的标题添了或去了栏目名、后半句，旧标题不在表里：传的时候就提醒和以前哪条像，入库后问是不是同一条，数量的下限只按一条计。
#[test]
fn a_title_with_something_added_or_left_out_is_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    for (before, after, days, asked) in [
        ("动火作业前先看三样", "工伤预防在行动｜动火作业前先看三样", ["2023-03-20", "2023-03-20"], true),
        ("【工伤预防在行动】第1期 动火作业前先看三样", "动火作业前先看三样", ["2023-03-20", "2023-03-20"], true),
        ("动火作业前先看三样", "工伤预防在行动第1期：动火作业前先看三样", ["", ""], true),
        ("#工伤预防在行动 动火作业前先看三样", "工伤预防在行动 动火作业前先看三样", ["", "2023-03-20"], true),
        ("工伤预防为民护航01：什么是工伤保险", "什么是工伤保险", ["", ""], true),
        ("戴好安全帽，平安回家", "戴好安全帽", ["2023-03-20", "2023-03-20"], true),
        // 发布日期不同，期号不同，只有几个字相同：是另一条。
        ("动火作业前先看三样", "工伤预防在行动｜动火作业前先看三样", ["2023-03-20", "2023-03-27"], false),
        ("第1期：动火作业前先看三样", "第2期：动火作业前先看三样", ["2023-03-20", "2023-03-20"], false),
        ("安全", "安全出行三件事", ["2023-03-20", "2023-03-20"], false),
    ] {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &[&format!("2023-03-26,合作媒体抖音号,{before},{},60,20000", days[0])]);
        let second = format!("{HEAD}\n2023-04-02,合作媒体抖音号,{after},{},60,21000\n", days[1]);
        let receipt = w.send("二.csv", second, "p12_short_video");
        let told: Vec<String> = receipt.found.iter().filter(|d| d.code.0 == 2054).map(|d| d.expected.clone()).collect();
        assert_eq!(told, if asked { vec![format!("以前报的是“{before}”")] } else { vec![] }, "{after}");
        assert_eq!(asks_same_work(&w, "2023-04-02"), asked, "{after}");
        assert_eq!(w.actual("p12_short_video", "videos", "2023-04-02"), if asked { "1..2" } else { "2" }, "{after}");
    }
}

fn asks_same_work(w: &World, as_of: &str) -> bool {
    w.campaign("p12_short_video", as_of).questions.iter().any(|q| q.id.starts_with("same_work"))
}

/// 同一渠道、同一天、同一期号，三份表里三个全不相同的标题：是不是同一条要问。答“是”的，后一个标题接着前一个的数；答“不是”的，各算各的。
#[test]
fn titles_that_take_each_others_place_are_asked_about_and_counted_once_at_the_low_end() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let filled = || {
        let mut w = World::new();
        for row in [
            "2022-08-07,合作媒体抖音号,第1期 高处作业,2022-08-01,60,100",
            "2022-08-14,合作媒体抖音号,第1期 触电急救,2022-08-01,60,180",
            "2022-08-21,合作媒体抖音号,第1期 粉尘防护,2022-08-01,60,250",
        ] {
            w.template("p12_short_video", HEAD, &[row]);
        }
        w
    };
    let seen = |w: &World| (w.actual("p12_short_video", "videos", "2022-08-21"), w.actual("p12_short_video", "contacts", "2022-08-21"));
    let mut w = filled();
    assert_eq!(seen(&w), ("1..3".to_owned(), "530".to_owned()));
    let c = w.campaign("p12_short_video", "2022-08-21");
    let asked: Vec<_> = c.questions.iter().filter(|q| q.id.starts_with("same_work")).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(
        asked[0].cases,
        ["“第1期 触电急救”与先前的“第1期 高处作业” 2022年8月1日", "“第1期 粉尘防护”与先前的“第1期 触电急救” 2022年8月1日"]
    );
    w.app.answer(&asked[0].id, "all", "样例：改了标题").unwrap();
    assert_eq!(seen(&w), ("1".to_owned(), "250".to_owned()), "同一条：按最新数计");
    assert_eq!(w.actual("p12_short_video", "contacts", "2022-08-14"), "180");
    assert!(!asks_same_work(&w, "2022-08-21"));

    let mut w = filled();
    w.app.answer(&asked[0].id, "none", "样例：各是各的").unwrap();
    // 第三个还可能是第一个改的名：再问一次。
    assert_eq!(seen(&w), ("2..3".to_owned(), "530".to_owned()));
    w.app.answer(&asked[0].id, "none", "样例：各是各的").unwrap();
    assert_eq!(seen(&w), ("3".to_owned(), "530".to_owned()));
}

/// 没写日期、没有期号的作品，这份表里标题改了写法，旧标题再没有出现：是不是同一条要问，数量的下限只按一条计。
#[test]
fn an_undated_title_retyped_in_the_next_file_is_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,时长,累计播放量";
    let row = |week: &str, title: &str, plays: u32| format!("{week},合作媒体抖音号,{title},60,{plays}");
    let first = [row("2022-08-07", "高温作业怎样防中暑", 100), row("2022-08-07", "粉尘防护三件事", 50)];
    for (second, works, asks) in [
        // 改了一个字，旧的不见了。
        (vec![row("2022-08-14", "高温作业怎么防中暑", 180), row("2022-08-14", "粉尘防护三件事", 60)], "2..3", true),
        // 只报了改了写法的一条。
        (vec![row("2022-08-14", "高温作业怎么防中暑", 180)], "2..3", true),
        // 列全了的表里少了一条、多了一条，一半以上的字相同。
        (vec![row("2022-08-14", "高温作业防中暑的办法", 180), row("2022-08-14", "粉尘防护三件事", 60)], "2..3", true),
        // 旧标题还在；另一个题目；编号不同：各是各的。
        (vec![row("2022-08-14", "高温作业怎么防中暑", 180), row("2022-08-14", "高温作业怎样防中暑", 120)], "3", false),
        (vec![row("2022-08-14", "触电以后先做什么", 180), row("2022-08-14", "粉尘防护三件事", 60)], "3", false),
    ] {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &first.iter().map(String::as_str).collect::<Vec<_>>());
        w.template("p12_short_video", HEAD, &second.iter().map(String::as_str).collect::<Vec<_>>());
        assert_eq!(
            (w.actual("p12_short_video", "videos", "2022-08-14").as_str(), asks_same_work(&w, "2022-08-14")),
            (works, asks),
            "{second:?}"
        );
    }
    let mut w = World::new();
    w.template("p12_short_video", HEAD, &[&row("2022-08-07", "工伤预防小知识1", 100)]);
    w.template("p12_short_video", HEAD, &[&row("2022-08-14", "工伤预防小知识2", 180)]);
    assert!(!asks_same_work(&w, "2022-08-14"), "编号不同，是两条");
}

/// 同一天的一条，这周换了写法：有编号的改成没有编号的，01改成1.，去掉“第N期”，都要问；编号不同的不问。
#[test]
fn a_title_retyped_without_its_id_or_its_number_is_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";
    let row = |week: &str, title: &str, id: &str| format!("{week},合作媒体抖音号,{title},{id},2022-08-01,60,100");
    for (before, after, works) in [
        (("触电急救三步走", "7212345678901234501"), ("触电急救三步", ""), "2..3"),
        (("触电急救三步走", ""), ("触电急救三步", "7212345678901234501"), "2..3"),
        (("01 触电急救", ""), ("1.触电急救", ""), "2..3"),
        (("第三期 触电", ""), ("触电", ""), "2..3"),
        (("第3期 触电急救", ""), ("触电急救", ""), "2..3"),
        (("触电急救三步走", "7212345678901234501"), ("触电急救三步", "7212345678901234502"), "3"),
        (("01 触电急救", ""), ("02 触电急救", ""), "3"),
    ] {
        let mut w = World::new();
        for (week, (title, id)) in [("2022-08-07", before), ("2022-08-14", after)] {
            w.template("p12_short_video", HEAD, &[&row(week, title, id), &row(week, "粉尘防护面罩", "")]);
        }
        let seen = w.actual("p12_short_video", "videos", "2022-08-14");
        assert_eq!((seen.as_str(), asks_same_work(&w, "2022-08-14")), (works, works != "3"), "{before:?} {after:?}");
    }
}

/// 第一周有编号，第二周换了写法又没有编号，第三周编号连同新标题回来：还是问，不再悄悄算两条。
#[test]
fn an_id_that_comes_back_under_the_new_title_is_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";
    let row = |week: &str, title: &str, id: &str, plays: u32| format!("{week},合作媒体抖音号,{title},{id},2022-08-01,60,{plays}");
    let id = "7130000000000012345";
    let mut w = World::new();
    let weeks = [("2022-09-04", "安全帽", id, 200), ("2022-09-11", "安全帽怎么戴", "", 250), ("2022-09-18", "安全帽怎么戴", id, 260)];
    for (week, title, id, plays) in weeks {
        w.template("p12_short_video", HEAD, &[&row(week, title, id, plays)]);
    }
    let seen = |w: &World| (w.actual("p12_short_video", "videos", "2022-09-18"), w.actual("p12_short_video", "contacts", "2022-09-18"));
    assert_eq!(seen(&w), ("1..2".to_owned(), "510".to_owned()));
    let c = w.campaign("p12_short_video", "2022-09-18");
    let asked = c.questions.iter().find(|q| q.id.starts_with("same_work")).unwrap();
    assert_eq!(asked.cases, ["“安全帽怎么戴” 2022年8月1日：没有编号的一条 与先前的 7130000000000012345"]);
    w.app.answer(&asked.id, "all", "样例：同一条").unwrap();
    assert_eq!(seen(&w).0, "1");
}

/// 一条不见了，来了两条像它的：至多一条是它改的名。同一系列的标题只有开头相同：各是各的。
#[test]
fn one_title_takes_the_place_of_one() {
    const HEAD: &str = "统计日期,渠道,作品标题,时长,累计播放量";
    let row = |week: &str, title: &str| format!("{week},合作媒体抖音号,{title},60,100");
    let filled = |weeks: &[(&str, &[&str])]| {
        let mut w = World::new();
        for (week, titles) in weeks {
            let rows: Vec<String> = titles.iter().map(|t| row(week, t)).collect();
            w.template("p12_short_video", HEAD, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        }
        w
    };
    let w = filled(&[("2022-08-07", &["高处作业系好安全带"]), ("2022-08-14", &["高处作业系牢安全带", "高处作业系紧安全带"])]);
    assert_eq!(w.actual("p12_short_video", "videos", "2022-08-14"), "2..3");
    let series = |t: &str| format!("工伤预防小课堂：{t}");
    let all = ["触电急救", "防尘口罩", "有限空间", "高温中暑", "脚手架", "叉车"].map(series);
    let list = |from: usize| all[from..from + 3].iter().map(String::as_str).collect::<Vec<_>>();
    let (a, b, c, d) = (list(0), list(1), list(2), list(3));
    let w = filled(&[("2022-08-07", &a), ("2022-08-14", &b), ("2022-08-21", &c), ("2022-08-28", &d)]);
    assert_eq!(w.actual("p12_short_video", "videos", "2022-08-28"), "6", "每份只列最近三条");
}

/// 这一周填短链接、下一周填完整链接，标题和日子相同：要问；答“是”的接着计。两个平台编号是两条，不问。
#[test]
fn a_short_link_and_the_full_one_are_asked_about() {
    const HEAD: &str = "统计日期,渠道,作品标题,作品链接或编号,发布时间,时长,累计播放量";
    const SHORT: &str = "https://v.example.invalid/iJkQx3";
    const LONG: &str = "https://www.example.invalid/video/7212345678901234501";
    let filled = |first: &str, second: &str, day: &str| {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, &[&format!("2022-08-07,合作媒体抖音号,工伤预防从我做起,{first},2022-08-01,60,100")]);
        w.template("p12_short_video", HEAD, &[&format!("2022-08-14,合作媒体抖音号,工伤预防从我做起,{second},{day},60,180")]);
        w
    };
    let seen = |w: &World| (w.actual("p12_short_video", "videos", "2022-08-14"), w.actual("p12_short_video", "contacts", "2022-08-14"));
    for (second, day, works, asks) in [(LONG, "2022-08-01", "1..2", true), (LONG, "2022-08-02", "2", false)] {
        let w = filled(SHORT, second, day);
        assert_eq!((seen(&w), asks_same_work(&w, "2022-08-14")), ((works.to_owned(), "280".to_owned()), asks), "{second} {day}");
    }
    assert!(!asks_same_work(&filled("7212345678901234501", "7212345678901234502", "2022-08-01"), "2022-08-14"));
    let mut w = filled(SHORT, LONG, "2022-08-01");
    let c = w.campaign("p12_short_video", "2022-08-14");
    let asked = c.questions.iter().find(|q| q.id.starts_with("same_work")).unwrap();
    assert_eq!(
        asked.cases,
        ["“工伤预防从我做起” 2022年8月1日：www.example.invalid/video/72123456789012… 与先前的 v.example.invalid/iJkQx3"]
    );
    w.app.answer(&asked.id, "all", "样例：同一条").unwrap();
    assert_eq!((seen(&w), asks_same_work(&w, "2022-08-14")), (("1".to_owned(), "180".to_owned()), false));
}
