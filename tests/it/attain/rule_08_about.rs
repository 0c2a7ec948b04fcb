//! 口径规则8：“约”没有界限，不下结论，列出平均和偏离较大的作品。

use crate::support::world::World;
use reach::report::view::{CampaignView, check_json};

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长";

/// 三期：170、190秒和1分钟，平均2分20秒；第3期偏离三分之一以上；第4期没有时长。
#[test]
fn about_three_minutes_is_shown_and_not_judged() {
    let row = |n: u32, secs: &str| format!("2023-03-31,经视新闻,第{n}期,2022-08-{n:02},{secs}");
    for (lengths, actual, remarks, (low, high)) in [
        (vec!["180", "180"], "平均3分钟", vec![], (2, 2)),
        (vec!["170", "190", "60"], "平均2分20秒", vec!["“第3期”1分钟，偏离较大"], (2, 3)),
        (vec!["170", "190", "60", ""], "平均2分20秒", vec!["“第3期”1分钟，偏离较大", "1 条时长待补"], (2, 4)),
        (vec!["", ""], "时长待补", vec!["2 条时长待补"], (0, 2)),
    ] {
        let mut w = World::new();
        let rows: Vec<String> = (1..).zip(&lengths).map(|(n, secs)| row(n, secs)).collect();
        w.template("p08_tv", HEAD, &rows.iter().map(String::as_str).collect::<Vec<_>>());
        let now = w.snapshot("2023-04-02");
        let c = now.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
        let view = CampaignView::of(c, &now);
        let t = view.targets.iter().find(|t| t.label == "每期时长约3分钟").unwrap();
        assert_eq!((t.demanded.as_str(), t.actual.as_str(), t.word, t.verdict), ("约3分钟", actual, "仅供参考", ""), "{lengths:?}");
        assert_eq!((t.attainment.as_str(), &t.remarks), ("—", &remarks.iter().map(|r| (*r).to_owned()).collect()), "{lengths:?}");
        // 不算未落实的要求，也不算已达标；JSON 里只有八个词，取不下结论的那个。
        let target = c.targets.iter().find(|t| t.label == "每期时长约3分钟").unwrap();
        assert!(!target.is_open() && !c.problems.iter().any(|p| p.text.contains("约3分钟")), "{:?}", c.problems);
        let json: serde_json::Value = serde_json::from_str(&check_json(&now)).unwrap();
        let campaign = json["campaigns"].as_array().unwrap().iter().find(|c| c["id"] == "p08_tv").unwrap();
        let each = campaign["targets"].as_array().unwrap().iter().find(|t| t["id"] == "length").unwrap();
        assert_eq!((&each["verdict"], &each["actual"]["low"], &each["actual"]["high"]), (&"to_confirm".into(), &low.into(), &high.into()));
    }
}

/// 还没有节目时，没有什么可平均的。
#[test]
fn without_works_there_is_nothing_to_average() {
    let w = World::new();
    let now = w.snapshot("2022-07-15");
    let c = now.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap();
    let t = CampaignView::of(c, &now).targets.into_iter().find(|t| t.label == "每期时长约3分钟").unwrap();
    assert_eq!((t.actual.as_str(), t.word), ("尚无", "未开始"));
}
