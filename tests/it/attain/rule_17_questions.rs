//! 口径规则17：异常增长、账号存疑等以待核事项提出，措辞是请核实，不拦导入，答复一次即可。

use crate::support::world::{World, day};
use reach::attain::jump::{Jump, Watch};
use reach::attain::snapshot::{CampaignSnapshot, QuestionKind};
use reach::base::count::Span;
use reach::define::settings::Anomaly;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量,点赞";
const LIMITS: Anomaly =
    Anomaly { jump_factor: 5, jump_min: 50_000, jump_age_days: 28, jump_times: 1000, equal_gains: 4, equal_gain_min: 500 };

/// 每周一个读数，给出每周增加多少；发布在第一周之前若干天。
fn weekly(age: i32, gains: &[u64]) -> Option<(i32, Jump)> {
    let first = day("2022-10-02");
    let mut watch = Watch::new(first.plus(-age), LIMITS);
    let mut sum = 100_000;
    watch.next(first, Span::exact(sum));
    for (n, gain) in (1..).zip(gains) {
        sum += gain;
        if let Some(found) = watch.next(first.plus(n * 7), Span::exact(sum)) {
            return Some((n, found));
        }
    }
    None
}

#[test]
fn odd_growth() {
    let step = |n: i32, gain, usual| Some((n, Jump::Step { from: day("2022-10-02").plus((n - 1) * 7), gain, usual }));
    let share = |n: i32, gain, usual| Some((n, Jump::Share { from: day("2022-10-02").plus((n - 1) * 7), gain, usual }));
    for (name, age, gains, expected) in [
        ("平稳", 60, &[7_000, 7_100, 6_900, 7_300, 7_200][..], None),
        ("一周增加10倍", 60, &[7_000, 7_100, 6_900, 7_300, 70_000], step(5, 70_000, 1_011)),
        ("不到5倍", 60, &[17_000, 17_100, 16_900, 17_300, 80_000], None),
        ("不到5万次，单条不提，只与同渠道的合起来看", 60, &[700, 710, 690, 730, 40_000], share(5, 40_000, 102)),
        ("不到1千次，不看", 60, &[70, 71, 69, 73, 1_000], None),
        // 第67天107000次，平均每天1598次；7天的5倍是55895次。
        ("读数不足两周，与发布以来的平均比", 60, &[7_000, 90_000], step(2, 90_000, 1_598)),
        ("读数不足两周，不到发布以来平均的5倍", 60, &[7_000, 55_000], None),
        ("发布不久的作品增长快是常事", 3, &[1_000, 1_100, 1_200, 90_000], None),
        ("一千倍以上，发布不久也提：像是单位写错", 3, &[200_000_000], step(1, 200_000_000, 33_334)),
        ("连续4周增量相同", 60, &[900, 7_000, 7_000, 7_000, 7_000], Some((5, Jump::Equal { times: 4, gain: 7_000, days: 7 }))),
        ("3周相同不提", 60, &[900, 7_000, 7_000, 7_000, 7_001], None),
        ("很小的增量相同是常事", 60, &[10, 10, 10, 10, 10, 10], None),
    ] {
        assert_eq!(weekly(age, gains), expected, "{name}");
    }
}

fn asked(c: &CampaignSnapshot, kind: QuestionKind) -> Vec<(String, Vec<String>)> {
    c.questions.iter().filter(|q| q.kind == kind).map(|q| (q.text.clone(), q.cases.clone())).collect()
}

#[test]
fn a_jump_is_one_question_per_channel_and_week_and_is_answered_once() {
    let mut w = World::new();
    for (date, a, b) in
        [("2023-03-05", 10_000, 20_000), ("2023-03-12", 11_000, 21_500), ("2023-03-19", 12_500, 22_000), ("2023-03-26", 13_000, 23_100)]
    {
        let rows = [("第1期", a), ("第2期", b)].map(|(t, n)| format!("{date},合作媒体抖音号,{t},2022-08-01,60,{n},10"));
        w.template("p12_short_video", HEAD, &rows.each_ref().map(String::as_str));
    }
    assert!(asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Jump).is_empty());
    let receipt = w.template(
        "p12_short_video",
        HEAD,
        &["2023-04-02,合作媒体抖音号,第1期,2022-08-01,60,213000,10", "2023-04-02,合作媒体抖音号,第2期,2022-08-01,60,93100,30000"],
    );
    assert!(receipt.written, "疑点不拦导入");
    let jumps = asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Jump);
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert!(jumps[0].0.ends_with("3 条增长与平时不同，待核实"), "{}", jumps[0].0);
    for case in [
        "“第2期” 4月2日 点赞 30,000 相对播放量 93,100 偏多",
        "“第1期” 3月27日至4月2日播放量至少增加 200,000，此前平均每天 143",
        "“第2期” 3月27日至4月2日播放量至少增加 70,000，此前平均每天 148",
    ] {
        assert!(jumps[0].1.iter().any(|c| c == case), "{:?} 缺 {case}", jumps[0].1);
    }
    let c = w.campaign("p12_short_video", "2023-04-02");
    let id = c.questions.iter().find(|q| q.kind == QuestionKind::Jump).unwrap().id.clone();
    w.app.answer(&id, "accept", "样例：平台首页推荐").unwrap();
    assert!(asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Jump).is_empty());
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-04-02"), "306100", "疑点不改数");
}

/// 同一天两个来源相差的，两边都写出上下限，不把下限写成那个数。
#[test]
fn of_two_sources_that_differ_both_intervals_are_told() {
    let mut w = World::new();
    w.template("p12_short_video", HEAD, &["2023-04-01,合作媒体抖音号,第1期,2022-08-01,60,1.8万,10"]);
    w.app.correct("合作媒体抖音号/第1期", "plays", day("2023-04-02"), "19000", "后台截图").unwrap();
    w.template("p12_short_video", HEAD, &["2023-04-02,合作媒体抖音号,第1期,2022-08-01,60,2.1万,10"]);
    let told = asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Disagreement);
    assert_eq!(told[0].1, ["“第1期” 4月2日 播放量：采用 19,000，报送 约2.1万（20,500–21,999）"]);
}

/// 一个渠道的许多作品一起涨：每条都不到5万次，合起来是整个渠道的突增。只有两周的读数也看得出。
#[test]
fn works_of_a_channel_that_rise_together_are_one_case() {
    let week = |date: &str, works: i32, plays: i32| -> Vec<String> {
        (1..=works).map(|n| format!("{date},合作媒体抖音号,第{n}期,2022-08-01,60,{plays},10")).collect()
    };
    let asked_with = |works: i32, plays: i32, readings: &[(&str, i32)]| {
        let mut w = World::new();
        for (date, plays) in readings.iter().copied().chain([("2023-04-02", plays)]) {
            let rows = week(date, works, plays);
            let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
            w.template("p12_short_video", HEAD, &rows);
        }
        asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Jump)
    };
    let long = [("2023-03-05", 1_700), ("2023-03-12", 1_800), ("2023-03-19", 1_900), ("2023-03-26", 2_000)];
    // 每条21天涨了300次，每天15次；这一周每条涨了38000次，19条一共722000次。
    let jumps = asked_with(19, 40_000, &long);
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert!(jumps[0].0.ends_with("有 19 条增长与平时不同，其中 19 条一起涨，合起来至少增加 722,000，待核实"), "{}", jumps[0].0);
    assert_eq!(jumps[0].1.len(), 19);
    assert!(jumps[0].1.iter().any(|c| c == "“第1期” 3月27日至4月2日播放量至少增加 38,000，此前平均每天 15"), "{jumps:?}");
    // 只报过一周：8月1日到3月26日237天2000次，平均每天不到9次。
    let jumps = asked_with(19, 40_000, &long[3..]);
    assert_eq!(jumps.len(), 1, "{jumps:?}");
    assert!(jumps[0].1.iter().any(|c| c == "“第1期” 3月27日至4月2日播放量至少增加 38,000，此前平均每天 9"), "{jumps:?}");
    assert!(asked_with(2, 20_000, &long).is_empty(), "两条是巧合");
    assert!(asked_with(19, 4_000, &long).is_empty(), "一共38000次，不到5万");
    assert!(asked_with(19, 2_500, &long).is_empty(), "19条各涨500次，一共9500次");
}

/// 约数和“以上”不写成准数：疑点里写约1.2万和它的上下限。
#[test]
fn a_bound_is_not_told_as_the_number() {
    for (before, now, expected) in [
        ("20137", "1.2万", "由 20,137 降为 约1.2万（11,500–12,999）"),
        ("2万", "9000", "由 约2万（15,000–29,999） 降为 9,000"),
        ("10万+", "8万", "由 不少于100,000 降为 约8万（75,000–89,999）"),
    ] {
        let mut w = World::new();
        for (date, plays) in [("2023-03-26", before), ("2023-04-02", now)] {
            w.template("p12_short_video", HEAD, &[&format!("{date},合作媒体抖音号,第1期,2022-08-01,60,{plays},10")]);
        }
        let falls = asked(&w.campaign("p12_short_video", "2023-04-02"), QuestionKind::Fall);
        assert_eq!(falls[0].1, [format!("“第1期” 4月2日 播放量{expected}")], "{before} {now}");
    }
}

#[test]
fn an_export_of_another_account_stays_a_question_until_it_is_answered_or_undone() {
    let export = |plays: u64| {
        let rows = (1..=5).map(|n| format!("工伤预防第{n}讲,2022-08-0{n} 09:0{n}:11,视频,公开,{plays},0.5,1,2"));
        std::iter::once("作品名称,发布时间,体裁,审核状态,播放量,5s完播率,主页访问量,点赞量".to_owned())
            .chain(rows)
            .collect::<Vec<_>>()
            .join("\n")
    };
    let mut w = World::new();
    w.send("作品列表.csv", export(100), "湖南应急抖音号 2023-03-26");
    assert!(asked(&w.campaign("p12_short_video", "2023-03-31"), QuestionKind::Account).is_empty());
    let receipt = w.send("作品列表2.csv", export(120), "湖南人社抖音号 2023-03-31");
    assert!(receipt.written);
    let questions = asked(&w.campaign("p09_press_douyin", "2023-03-31"), QuestionKind::Account);
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0].0, "湖南人社抖音号：“作品列表2.csv”带来的 5 条作品中有 5 条与“湖南应急抖音号”的相同，待核实是否选错了账号");
    assert!(asked(&w.campaign("p12_short_video", "2023-03-31"), QuestionKind::Account).is_empty(), "先到的一方不问");
    w.app.undo(receipt.import.unwrap()).unwrap();
    assert!(asked(&w.campaign("p09_press_douyin", "2023-03-31"), QuestionKind::Account).is_empty());
}

#[test]
fn periods_without_increments_are_listed() {
    let head = "统计开始,统计日期,渠道,作品标题,发布时间,时长,新增播放量";
    let mut w = World::new();
    w.template(
        "p12_short_video",
        head,
        &[
            "2023-03-06,2023-03-12,合作媒体抖音号,第1期,2022-08-01,60,500",
            "2023-03-20,2023-03-26,合作媒体抖音号,第1期,2022-08-01,60,300",
            "2023-03-27,2023-03-31,合作媒体抖音号,第1期,2022-08-01,60,100",
            "2023-03-06,2023-03-12,合作媒体抖音号,第2期,2022-08-01,60,50",
            "2023-03-20,2023-03-26,合作媒体抖音号,第2期,2022-08-01,60,30",
        ],
    );
    let c = w.campaign("p12_short_video", "2023-03-31");
    assert_eq!(c.contacts().unwrap().actual.low, 980);
    assert!(c.gaps.contains(&"合作媒体抖音号：3月13日至3月19日没有报增量（2条），未计入".to_owned()), "{:?}", c.gaps);
}

#[test]
fn a_statement_of_a_channel_counted_by_works_is_shown_beside_it() {
    let mut w = World::new();
    w.template("p12_short_video", HEAD, &["2023-03-31,合作媒体抖音号,第1期,2022-08-01,60,1000,10"]);
    w.template(
        "p12_short_video",
        "渠道,指标,统计日期,数值,方法,人次/人数,出具单位",
        &["合作媒体抖音号,播放量,2023-03-31,25000,后台统计,人次,样例媒体"],
    );
    let c = w.campaign("p12_short_video", "2023-03-31");
    assert_eq!(c.contacts().unwrap().actual.low, 1000, "不相加");
    let channel = c.channels.iter().find(|ch| ch.id.as_str() == "partner_douyin").unwrap();
    assert_eq!(channel.beside, ["渠道总量声明：播放量 2.5万（截至3月31日），按作品计，只列示"]);
}

#[test]
fn a_channel_with_an_estimate_alone_lacks_no_numbers() {
    let mut w = World::new();
    w.template("p08_tv", HEAD, &["2023-03-31,经视新闻,第1期,2022-08-01,180,,", "2023-03-31,芒果TV,第1期,2022-08-01,180,1000,"]);
    w.template(
        "p08_tv",
        "渠道,指标,统计日期,数值,方法,人次/人数,出具单位",
        &["经视新闻,播放量,2023-03-31,300万,收视推算,人次,样例调查公司"],
    );
    let c = w.campaign("p08_tv", "2023-03-31");
    assert!(!c.gaps.iter().any(|g| g.contains("经视新闻") && g.contains("没有数字")), "{:?}", c.gaps);
}
