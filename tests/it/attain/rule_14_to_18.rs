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

#[test]
fn the_bridge_explains_the_partners_own_sum() {
    let mut w = World::new();
    let text = "标题,发布日期,抖音,合计\n期内甲,2022-08-01,1.2万,1.2万\n期前乙,2022-06-01,3000,3000\n合计,,15000,15000\n";
    let receipt = w.send("湖南经视报送 数据截至2023年3月31日.csv", text, "p08_tv");
    assert!(receipt.written, "{:?}", receipt.found);
    let c = w.campaign("p08_tv", "2023-03-31");
    let bridge = c.questions.iter().find(|q| q.id.starts_with("bridge")).expect("合计与计入数不同，须解释");
    for part in ["贵方合计 1.5万", "本系统计入 1.1万", "约数取下限 −500", "合同期外 −3,000"] {
        assert!(bridge.text.contains(part), "{} 缺 {part}", bridge.text);
    }
}
