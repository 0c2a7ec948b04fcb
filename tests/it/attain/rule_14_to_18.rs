//! 口径规则14至18：数据日期、周、推算、待核事项、合计的解释。

use crate::support::world::{World, day};
use reach::attain::snapshot::{DueState, Verdict, WeekGain};

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";

#[test]
fn a_silent_partner_is_to_be_confirmed_and_never_worse() {
    let mut w = World::new();
    // 第107天（2022-10-15）恰合序时进度：200万 × 107/365 = 58.6万。
    w.template("p12_short_video", HEAD, &["2022-10-15,合作媒体抖音号,第1期,2022-07-10,60,590000"]);
    for (as_of, expected) in [
        ("2022-10-15", Verdict::OnTrack),
        ("2022-10-23", Verdict::OnTrack),
        ("2022-10-31", Verdict::ToConfirm),
        ("2023-03-31", Verdict::ToConfirm),
    ] {
        let t = w.target("p12_short_video", "contacts", as_of);
        assert_eq!((t.verdict, t.data_date), (expected, Some(day("2022-10-15"))), "{as_of}");
    }
}

/// 官微推文要4次，第3次应在第274天（2023-03-31）前；公众号不必每周报：按看的那天判定，不管数据停在哪天。
#[test]
fn what_nobody_owes_week_by_week_is_judged_on_the_day_itself() {
    let with = |last: &str, as_of: &str| {
        let mut w = World::new();
        let head = "统计日期,渠道,作品标题,发布时间,累计阅读量";
        let rows = [1, 2].map(|n| format!("{last},合作电台公众号,推文{n},2022-09-0{n},1000"));
        w.template("p11_audio", head, &rows.each_ref().map(String::as_str));
        let t = w.target("p11_audio", "posts", as_of);
        (t.verdict, t.data_date.unwrap().to_string(), t.by_pace.unwrap())
    };
    for (last, as_of, verdict, due) in [
        // 3月26日只应有2次（4×268÷365）；4月2日应有3次，晚2天。
        ("2023-03-26", "2023-03-26", Verdict::OnTrack, 2),
        ("2023-03-26", "2023-04-02", Verdict::Warning, 3),
        ("2023-03-26", "2023-04-16", Verdict::Warning, 3),
        ("2023-04-02", "2023-05-14", Verdict::Warning, 3),
    ] {
        assert_eq!(with(last, as_of), (verdict, as_of.to_owned(), due), "{last} {as_of}");
    }
}

/// 微博联合发布要3条，应于期满前60天（2023-05-01）完成；有2条，数据到4月20日。到期以前预警，过期滞后，第3条来了达标。
#[test]
fn very_few_pieces_that_nobody_owes_week_by_week_are_late_from_their_due_date_on() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计阅读量";
    let mut w = World::new();
    let row = |n: u32, day: &str| format!("{day},国际在线微博,话题微博{n} #工伤预防我有话说#,2023-01-0{n},1000");
    let (one, two) = (row(1, "2023-04-20"), row(2, "2023-04-20"));
    w.template("p14_cri", HEAD, &[&one, &two]);
    let seen = |w: &World, as_of: &str| w.target("p14_cri", "weibo_posts", as_of).verdict;
    for (as_of, expected) in [
        ("2023-04-20", Verdict::Warning),
        ("2023-05-01", Verdict::Warning),
        ("2023-05-02", Verdict::Behind),
        ("2023-06-20", Verdict::Behind),
        ("2023-07-01", Verdict::Missed),
    ] {
        assert_eq!(seen(&w, as_of), expected, "{as_of}");
    }
    let third = row(3, "2023-06-20");
    w.template("p14_cri", HEAD, &[&third]);
    assert_eq!(seen(&w, "2023-06-20"), Verdict::Achieved);
}

/// 数到3月12日为止，4月2日再看：应于3月20日、27日报的两周已到期，4月3日才到期的一周不算。
#[test]
fn missed_weeks_are_those_that_were_due() {
    let mut w = World::new();
    w.template("p12_short_video", HEAD, &["2023-03-12,合作媒体抖音号,第1期,2022-07-10,60,590000"]);
    for (as_of, state, said) in [
        ("2023-03-19", DueState::Missing(0), "未报（应于3月20日12:00报）"),
        ("2023-04-02", DueState::Missing(2), "未报（应于4月3日12:00报），此前2周也未报"),
        ("2023-04-05", DueState::NotDue(3), "未到期（应于4月10日12:00报），此前3周未报"),
        ("2023-03-15", DueState::NotDue(0), "未到期（应于3月20日12:00报）"),
    ] {
        let now = w.snapshot(as_of);
        let name = &w.app.defs.partners.iter().find(|p| p.id.as_str() == "partner_video").unwrap().name;
        let partner = now.partners.iter().find(|p| p.name == *name).unwrap();
        assert_eq!(partner.state, state, "{as_of}");
        let input = reach::report::Weekly {
            current: &now,
            previous: None,
            final_: false,
            observations: &[],
            definitions: &std::collections::BTreeMap::new(),
        };
        let page = reach::report::view::WeekView::of(&input);
        let line = page.gaps.iter().find(|l| l.about == *name).unwrap();
        assert!(line.text.starts_with(&format!("{said}：")), "{}", line.text);
    }
}

/// 四个渠道都报到2月26日；4月9日只有芒果TV有我方登记的数，没有文件来：3月6日至4月3日到期的五周照写。
#[test]
fn what_we_enter_of_one_channel_does_not_hide_how_long_the_others_are_silent() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计播放量";
    let mut w = World::new();
    let rows = ["经视新闻", "芒果TV", "湖南经视抖音号", "湖南经视快手号"].map(|c| format!("2023-02-26,{c},第1期 高处作业,2022-08-01,1000"));
    w.on("2023-02-27").template("p08_tv", HEAD, &rows.each_ref().map(String::as_str));
    w.on("2023-04-10").app.correct("芒果TV/第1期 高处作业", "plays", day("2023-04-09"), "1500", "样例：后台截图").unwrap();
    let now = w.snapshot("2023-04-09");
    let name = &w.app.defs.partners.iter().find(|p| p.id.as_str() == "hunan_jingshi").unwrap().name;
    let partner = now.partners.iter().find(|p| p.name == *name).unwrap();
    assert_eq!((partner.state, partner.missing.len()), (DueState::Missing(5), 3));
}

#[test]
fn silence_before_the_end_of_the_term_does_not_become_a_miss_on_the_day_after_it() {
    let with = |rows: &[&str], as_of: &str| {
        let mut w = World::new();
        w.template("p12_short_video", HEAD, rows);
        w.target("p12_short_video", "contacts", as_of).verdict
    };
    let silent = "2023-04-02,合作媒体抖音号,第1期,2022-07-10,60,1900000";
    // 数据停在4月2日，6月30日期满：此后有多少无从知道，不判未达标。
    assert_eq!(with(&[silent], "2023-06-30"), Verdict::ToConfirm);
    assert_eq!(with(&[silent], "2023-07-01"), Verdict::ToConfirm);
    assert_eq!(with(&[silent], "2024-03-31"), Verdict::ToConfirm);
    // 停报时只有90万，翻一番也不足200万：未达标。
    assert_eq!(with(&["2023-04-02,合作媒体抖音号,第1期,2022-07-10,60,900000"], "2023-07-01"), Verdict::Missed);
    // 期满前一周还有数据：以期满时的数为准，190万不足200万，未达标。
    assert_eq!(with(&[silent, "2023-06-25,合作媒体抖音号,第1期,2022-07-10,60,1950000"], "2023-07-10"), Verdict::Missed);
    // 期满后有读数：上限已知，仍不足200万，未达标。
    assert_eq!(with(&[silent, "2023-07-09,合作媒体抖音号,第1期,2022-07-10,60,1950000"], "2023-07-10"), Verdict::Missed);
    // 期满后的读数超过200万：190万至210万之间，待核实。
    assert_eq!(with(&[silent, "2023-07-09,合作媒体抖音号,第1期,2022-07-10,60,2100000"], "2023-07-10"), Verdict::ToConfirm);
}

#[test]
fn weekly_gain_is_low_end_against_low_end_and_a_channel_without_report_is_named() {
    let mut w = World::new();
    w.on("2023-03-27").template(
        "p12_short_video",
        HEAD,
        &["2023-03-26,合作媒体抖音号,第1期,2022-07-10,60,1000", "2023-03-26,合作媒体视频号,第1期,2022-07-10,60,50"],
    );
    w.on("2023-04-03").template("p12_short_video", HEAD, &["2023-04-02,合作媒体抖音号,第1期,2022-07-10,60,1300"]);
    let c = w.campaign("p12_short_video", "2023-04-02");
    let find = |id: &str| c.channels.iter().find(|ch| ch.id.as_str() == id).unwrap();
    let douyin = find("partner_douyin");
    assert_eq!((douyin.opening.low, douyin.value.low, douyin.reported), (1000, 1300, true));
    assert!(!find("partner_sph").reported, "视频号未报");
    let last = c.weekly_gains.last().unwrap();
    let at = |id: &str| c.channels.iter().position(|ch| ch.id.as_str() == id).unwrap();
    assert_eq!(last.by_channel[at("partner_douyin")], WeekGain::Came(300));
    assert_eq!(last.by_channel[at("partner_sph")], WeekGain::Unreported);
    let s = w.snapshot("2023-04-02");
    let partner = s.partners.iter().find(|p| p.campaigns.iter().any(|c| c.as_str() == "p12_short_video")).unwrap();
    assert_eq!(partner.state, DueState::Reported);
    assert!(partner.missing.contains(&"合作媒体视频号".to_owned()));
}

#[test]
fn what_was_reported_then_stays_readable_after_a_later_correction() {
    let mut w = World::new();
    w.on("2023-03-27").template("p12_short_video", HEAD, &["2023-03-26,合作媒体抖音号,第1期,2022-07-10,60,1000"]);
    w.on("2023-04-05").template(
        "p12_short_video",
        HEAD,
        &["2023-03-26,合作媒体抖音号,第1期,2022-07-10,60,900", "2023-04-02,合作媒体抖音号,第1期,2022-07-10,60,1300"],
    );
    let low = |as_reported: Option<&str>| {
        let s = w.app.snapshot(day("2023-03-26"), as_reported.map(day)).unwrap();
        s.campaigns.iter().find(|c| c.id.as_str() == "p12_short_video").unwrap().contacts().unwrap().actual.low
    };
    assert_eq!(low(None), 900);
    assert_eq!(low(Some("2023-03-27")), 1000);
    assert_eq!(low(Some("2023-03-26")), 0, "那天还没有报");
}

#[test]
fn forecast_carries_recent_growth_on() {
    let mut w = World::new();
    let rows: Vec<String> =
        (0..10).map(|n| format!("{},合作媒体抖音号,第1期,2022-07-10,60,{}", day("2023-01-01").plus(n * 7), 100_000 + n * 70_000)).collect();
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    w.template("p12_short_video", HEAD, &rows);
    // 3月5日 73万，每周7万；离6月30日117天，每天1万。
    let f = w.target("p12_short_video", "contacts", "2023-03-05").forecast.unwrap();
    assert_eq!((f.low, f.high), (1_900_000, 1_900_000));
    assert_eq!(f.reached_on, None, "期满差10万");
    assert_eq!(f.needed_per_week, Some(75_983), "(200万−73万)×7÷117，进一");
}

/// 抖音号每周10万，数据停在3月5日（90万）；视频号3月26日报来120万，合计210万，已过200万：范围不低于已有的数，不再说还差多少。
#[test]
fn a_forecast_is_never_below_what_is_there() {
    let mut w = World::new();
    let mut rows: Vec<String> =
        (0..10).map(|n| format!("{},合作媒体抖音号,第1期,2022-07-10,60,{}", day("2023-01-01").plus(n * 7), n * 100_000)).collect();
    rows.push("2023-03-05,合作媒体视频号,第1期,2022-07-10,60,100000".to_owned());
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    w.template("p12_short_video", HEAD, &rows);
    w.template("p12_short_video", HEAD, &["2023-03-26,合作媒体视频号,第1期,2022-07-10,60,1200000"]);
    let t = w.target("p12_short_video", "contacts", "2023-03-26");
    let f = t.forecast.unwrap();
    assert_eq!((t.actual.low, t.data_date), (2_100_000, Some(day("2023-03-05"))));
    assert!(f.low >= 2_100_000 && f.low <= f.high, "{f:?}");
    assert_eq!((f.needed_per_week, f.reached_on), (None, None));
}

#[test]
fn questions_come_grouped_and_are_answered_once() {
    let mut w = World::new();
    let week = |date: &str, plays: u64| -> Vec<String> {
        (1..=5).map(|n| format!("{date},合作媒体抖音号,第{n}期,2022-07-1{n},60,{plays}")).collect()
    };
    for (date, plays) in [("2023-03-19", 100_000), ("2023-03-26", 90_000)] {
        let rows = week(date, plays);
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        w.template("p12_short_video", HEAD, &rows);
    }
    let falls = |w: &World| -> Vec<(String, usize)> {
        let c = w.campaign("p12_short_video", "2023-03-26");
        c.questions.iter().filter(|q| q.id.starts_with("fall")).map(|q| (q.id.clone(), q.cases.len())).collect()
    };
    let asked = falls(&w);
    assert_eq!(asked.len(), 1, "一个渠道一周一个问题");
    assert_eq!(asked[0].1, 5);
    w.app.answer(&asked[0].0, "accept", "平台清理").unwrap();
    assert!(falls(&w).is_empty());
}

/// 合计写到万位小数一位：各行之和四舍五入或舍去后就是它，不成疑点；差得多的照问。
#[test]
fn a_sum_that_is_only_rounded_is_no_question() {
    let asked = |sum: &str| {
        let mut w = World::new();
        let text = format!("标题,发布日期,抖音\n甲事,2022-08-01,152049\n乙事,2022-08-01,64000\n合计,,{sum}\n");
        let receipt = w.send("湖南经视报送 数据截至2023年3月31日.csv", text, "p08_tv");
        assert!(receipt.written, "{:?}", receipt.found);
        let told = receipt.found.iter().filter(|d| d.code.0 == 2023).count();
        (told, w.campaign("p08_tv", "2023-03-31").questions.iter().filter(|q| q.id.starts_with("bridge")).count())
    };
    // 152049＋64000＝216049。
    for (sum, number) in [("21.6万", 0), ("216049", 0), ("21.7万", 1), ("22.6万", 1), ("216000", 1)] {
        assert_eq!(asked(sum), (number, number), "{sum}");
    }
}

/// 各行只有约数：3.2万和6.6万合起来在97000到99998之间，合计落在里面就没有可问的。
#[test]
fn a_sum_inside_what_rounded_rows_prove_is_no_question() {
    for (sum, number) in [("9.8万", 0), ("97400", 0), ("99998", 0), ("10.1万", 1), ("96000", 1)] {
        let mut w = World::new();
        let text = format!("标题,发布日期,抖音\n甲事,2022-08-01,3.2万\n乙事,2022-08-01,6.6万\n合计,,{sum}\n");
        assert!(w.send("湖南经视报送 数据截至2023年3月31日.csv", text, "p08_tv").written);
        let c = w.campaign("p08_tv", "2023-03-31");
        let asked: Vec<&str> = c.questions.iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text.as_str()).collect();
        assert_eq!(asked.len(), number, "{sum}: {asked:?}");
        if sum == "96000" {
            assert!(asked[0].contains("贵方合计 96,000，本系统计入 97,000："), "{asked:?}");
        }
    }
}

/// 试运行时不说的合计，入库以后也不问；问的都说过。
#[test]
fn what_is_asked_about_sums_was_told_before() {
    let both = |text: &str, said: &str| {
        let mut w = World::new();
        let file = "湖南经视报送 数据截至2023年3月31日.csv";
        let told = w.dry_run(file, text, said).found.iter().filter(|d| d.code.0 == 2023).map(|d| d.place.cell()).collect::<Vec<_>>();
        assert!(w.send(file, text, said).written);
        let mut ids: Vec<String> =
            w.campaign("p08_tv", "2023-03-31").questions.iter().map(|q| q.id.clone()).filter(|q| q.starts_with("bridge")).collect();
        ids.sort();
        ids.dedup();
        (told, ids.len())
    };
    let side =
        |left: u32, right: u32| format!("标题,播放量,,标题,播放量\n甲事,100,,丙事,200\n乙事,110,,丁事,210\n合计,{left},,合计,{right}\n");
    // 一个渠道的作品分成并排的两半，各有合计。
    let one = "p08_tv 湖南经视抖音号";
    assert_eq!(both(&side(210, 410), one), (vec![], 0));
    assert_eq!(both(&side(210, 999), one), (vec!["E4".to_owned()], 1));
    assert_eq!(both(&side(1, 2), one), (vec!["B4".to_owned(), "E4".to_owned()], 2));
    // 两半各有渠道列。
    let named = |left: u32, right: u32| {
        let row = |a: &str, b: &str, m: u32, n: u32| format!("湖南经视抖音号,{a},{m},,湖南经视快手号,{b},{n}\n");
        let head = "渠道,标题,播放量,,渠道,标题,播放量\n";
        format!("{head}{}{}合计,,{left},,合计,,{right}\n", row("甲事", "丙事", 100, 200), row("乙事", "丁事", 110, 210))
    };
    assert_eq!(both(&named(210, 410), "p08_tv"), (vec![], 0));
    assert_eq!(both(&named(210, 999), one), (vec!["G4".to_owned()], 1));
    // 点赞的合计也一样；几个合计叠着，哪几行归哪个没人说，都不比。
    let likes = |sum: u32| format!("渠道,标题,播放量,点赞\n湖南经视抖音号,甲事,100,7\n湖南经视抖音号,乙事,110,8\n合计,,210,{sum}\n");
    assert_eq!(both(&likes(15), "p08_tv"), (vec![], 0));
    assert_eq!(both(&likes(16), "p08_tv"), (vec!["D4".to_owned()], 1));
    let stacked = "渠道,标题,播放量\n湖南经视抖音号,甲事,100\n合计,,100\n湖南经视抖音号,乙事,110\n合计,,110\n";
    assert_eq!(both(stacked, "p08_tv"), (vec![], 0));
}

/// 两条同名作品，第二份表里一行没写发布时间，认不出是哪一条，退回，其余入库。小计5100里差的5000是退回的那一行；另一个小计200正好是乙，不问。
#[test]
fn a_difference_that_stands_in_refused_rows_is_called_that() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计播放量";
    let mut w = World::new();
    w.template(
        "p12_short_video",
        HEAD,
        &["2023-03-26,合作媒体抖音号,同名作品,2022-08-01,4000", "2023-03-26,合作媒体抖音号,同名作品,2022-08-02,3000"],
    );
    let rows = "2023-04-02,合作媒体抖音号,同名作品,,5000\n2023-04-02,合作媒体抖音号,甲,2022-08-03,100\n,,小计,,5100\n2023-04-02,合作媒体抖音号,乙,2022-08-04,200\n,,小计,,200\n";
    let receipt = w.accept_good("周报.csv", format!("{HEAD}\n{rows}"), "p12_short_video");
    assert!(receipt.written && receipt.files[0].refused == 1, "{:?}", receipt.found);
    let c = w.campaign("p12_short_video", "2023-04-02");
    let told: Vec<&str> = c.questions.iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text.as_str()).collect();
    assert_eq!(told, ["周报.csv：贵方合计 5,100，本系统计入 100：退回1行未计入 −5,000"]);
}

/// 甲 100；一行没写标题，填了 900，退回。合计写 1000，差的正是那一行；写 5000，还有 4000 无从说明，上传时和入库后都说。
#[test]
fn a_refused_row_is_blamed_for_what_it_holds_and_no_more() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,累计播放量";
    let sent = |sum: u32| {
        let mut w = World::new();
        let rows = "2023-04-02,合作媒体抖音号,甲,2022-08-03,100\n2023-04-02,合作媒体抖音号,,2022-08-04,900\n";
        let receipt = w.accept_good("周报.csv", format!("{HEAD}\n{rows}合计,,,,{sum}\n"), "p12_short_video");
        assert!(receipt.written && receipt.files[0].refused == 1, "{:?}", receipt.found);
        let said: Vec<String> = receipt.found.iter().filter(|d| d.code.0 == 2023).map(|d| d.expected.clone()).collect();
        let questions = w.campaign("p12_short_video", "2023-04-02").questions;
        (said, questions.into_iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text).collect::<Vec<_>>())
    };
    let told = "周报.csv：贵方合计 1,000，本系统计入 100：退回1行未计入 −900";
    assert_eq!(sent(1_000), (vec![], vec![told.to_owned()]));
    let told = "周报.csv：贵方合计 5,000，本系统计入 100：退回1行未计入 −900，明细与合计不符 −4,000";
    assert_eq!(sent(5_000), (vec!["各行之和 1000（含退回的 1 行）".to_owned()], vec![told.to_owned()]));
}

/// 期内 1.2万（下限 11500），期前 3000。合计写 15000，差额全由约数和合同期外说明，不问；写 16000，多出的 1000 无从说明，才问。
#[test]
fn the_bridge_explains_the_partners_own_sum_and_asks_for_the_rest() {
    let asked = |sum: u32| {
        let mut w = World::new();
        let text = format!("标题,发布日期,抖音,合计\n期内甲,2022-08-01,1.2万,1.2万\n期前乙,2022-06-01,3000,3000\n合计,,{sum},{sum}\n");
        let receipt = w.send("湖南经视报送 数据截至2023年3月31日.csv", text, "p08_tv");
        assert!(receipt.written, "{:?}", receipt.found);
        let questions = w.campaign("p08_tv", "2023-03-31").questions;
        questions.into_iter().filter(|q| q.id.starts_with("bridge")).map(|q| q.text).collect::<Vec<_>>()
    };
    assert_eq!(asked(15_000), Vec::<String>::new());
    let told = asked(16_000);
    for part in ["贵方合计 16,000，", "本系统计入 11,500：", "约数取下限 −500", "合同期外 −3,000", "明细与合计不符 −1,000"]
    {
        assert!(told.iter().any(|t| t.contains(part)), "{told:?} 缺 {part}");
    }
}
