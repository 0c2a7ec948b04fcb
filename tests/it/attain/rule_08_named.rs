//! 口径规则8：成果登记里怎样写，算哪一项。

use crate::support::definitions::shipped;
use crate::support::world::World;
use reach::base::id::CampaignId;
use reach::model::target::{Named, deliverable};

/// 写全名、多写几个字的都认得；两种写在一起的、认不出的不算任何一项，退回去问。
#[test]
fn a_deliverable_is_known_by_its_name_within_a_longer_one() {
    for (campaign, written, counts_for) in [
        ("p10_web_wechat", "头版", "报纸头版"),
        ("p10_web_wechat", "报纸头版宣传", "报纸头版"),
        ("p10_web_wechat", "头版1期", "报纸头版"),
        ("p10_web_wechat", "封底整版宣传", "报纸封底"),
        ("p10_web_wechat", "内容专版第1期", "内容专版"),
        ("p10_web_wechat", "专版（工伤待遇问答）", "内容专版"),
        ("p10_web_wechat", "“安安说工伤”表情包", "表情包"),
        ("p10_web_wechat", "工伤预防安全防护包", "安全防护包"),
        ("p10_web_wechat", "省市县三级联络群", "省市县三级宣传联络群"),
        ("p10_web_wechat", "头版和封底", "几种：头版、封底"),
        ("p10_web_wechat", "宣传品", "没有"),
        ("p10_web_wechat", "包", "没有"),
        ("p13_magazine", "深度文章1篇", "深度文章"),
        ("p13_magazine", "杂志封面（第9期）", "杂志封面"),
        ("p13_magazine", "封面宣传", "杂志封面"),
        ("p13_magazine", "工伤预防征文活动", "征文大赛"),
        ("p14_cri", "宣传海报", "海报、长图、H5"),
        ("p14_cri", "H5作品", "海报、长图、H5"),
        ("p14_cri", "长图文", "海报、长图、H5"),
        ("p14_cri", "专题背景图", "个性化背景图"),
    ] {
        let targets = &shipped().campaign(&CampaignId::new(campaign)).unwrap().targets;
        let found = match deliverable(targets, written) {
            Named::One(id, _) => targets.iter().find(|t| t.id == *id).unwrap().label.clone(),
            Named::Several(names) => format!("几种：{}", names.join("、")),
            Named::Nothing => "没有".to_owned(),
        };
        assert_eq!(found, counts_for, "{written}");
    }
}

/// 登记了就计入，同一天同一件只计一次，名称写法不同也是。
#[test]
fn what_is_registered_under_a_longer_name_counts() {
    let mut w = World::new();
    let rows = ["2023-03-01,报纸头版宣传,1,工伤预防宣传,截图", "2023-03-01,头版,1,工伤预防宣传,截图", "2023-03-02,宣传海报,2,,截图"];
    let first = w.template("p10_web_wechat", "日期,成果,数量,标题,证明", &rows[..2]);
    let says: Vec<&String> = first.files.iter().flat_map(|f| &f.inferred).collect();
    assert!(says.iter().any(|s| *s == "成果“报纸头版宣传”按“头版宣传”计入报纸头版"), "{says:?}");
    w.template("p14_cri", "日期,成果,数量,标题,证明", &rows[2..]);
    assert_eq!(w.actual("p10_web_wechat", "front_page", "2023-04-02"), "1");
    assert_eq!(w.actual("p14_cri", "posters", "2023-04-02"), "2");
}

/// 工作表名或标题行写着“安安说工伤”、作品标题里不再写的，也是这一系列；标题行写着几样的，各看标题。
#[test]
fn works_below_the_name_of_their_series_need_not_say_it_once_more() {
    for (title, counted) in [
        ("“安安说工伤”脱口秀数据（截至2023年4月2日）", "2"),
        ("安安说工伤（截至2023年4月2日）", "2"),
        ("安安说工伤、专栏文章数据（截至2023年4月2日）", "0"),
        ("微信数据（截至2023年4月2日）", "0"),
    ] {
        let mut w = World::new();
        let rows =
            format!("{title},,\n标题,湖南民生网微信公众号,发布日期\n什么是工伤,1567,2022-11-01\n上班路上受伤怎么办,2100,2022-12-01\n");
        w.send("表.csv", rows, "p10_web_wechat");
        assert_eq!(w.actual("p10_web_wechat", "talk_shows", "2023-04-02"), counted, "{title}");
    }
}
