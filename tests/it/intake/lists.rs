//! 不是传播数据的清单：排期、各平台各月的总数；写明是什么、该报到哪里。

use crate::support::partner::{Partner, codes, table, told};

fn p08(name: &str, lines: &[&str]) -> Partner {
    table(name, lines).campaign("p08_tv").as_of("2023-03-26")
}

/// 排期表是打算，不是已经发布的作品：不叫人加播放量，也不登记；已经发布的照说的另列一张就收。
#[test]
fn a_plan_is_no_list_of_works() {
    for (name, lines) in [
        ("排期表.xlsx", ["序号|标题|平台|计划发布时间", "1|甲事|抖音|2023-04-20"]),
        ("a.xlsx", ["标题|预计上线日期|时长", "甲事|2023-04-20|2:30"]),
        ("4月排期表.xlsx", ["标题|平台|发布时间", "甲事|抖音|2023-03-20"]),
        ("4月推送计划.xlsx", ["标题|平台|备注", "甲事|抖音|待定"]),
    ] {
        let t = p08(name, &lines);
        let d = t.read(&t.xlsx());
        assert_eq!((d.items.len(), codes(&d)), (0, vec!["E2011 第1行".to_owned()]), "{name} {:?}", d.found);
        assert!(d.found[0].expected.contains("排期") && d.found[0].remedy.starts_with("还没有发布的不必报"), "{:?}", d.found);
    }
    let t = p08("a.xlsx", &["渠道|作品标题|发布时间", "湖南经视抖音号|甲事|2023-03-20"]);
    let d = t.read(&t.xlsx());
    assert_eq!((d.items.len(), codes(&d)), (1, vec!["W2019 第1行".to_owned()]), "照说的列");
    // 名叫排期而有数的，是数据。
    let t = p08("排期及数据.xlsx", &["标题|平台|播放量", "甲事|抖音|5"]);
    assert_eq!(told(&t.read(&t.xlsx())).len(), 1);
}

/// 各平台各月的总数，没有作品：说总量声明和它的列名，照说的报就收。
#[test]
fn months_by_platform_are_a_statement() {
    for (lines, code) in [
        (["平台|1月|2月|3月", "抖音|100|200|300"], "E2011 第1行"),
        (["平台|1月|2月|3月|合计", "抖音|100|200|300|600"], "E2047 E1"),
        (["渠道|2023年1月|2023年2月", "抖音|100|200"], "E2011 第1行"),
    ] {
        let t = p08("a.xlsx", &lines);
        let d = t.read(&t.xlsx());
        assert_eq!((told(&d), codes(&d)), (vec![], vec![code.to_owned()]), "{:?}", d.found);
        assert!(d.found[0].remedy.contains("总量声明：列名为 渠道、指标、统计日期、数值、方法、出具单位"), "{:?}", d.found);
    }
    let head = "渠道|指标|统计开始|统计日期|数值|方法|出具单位";
    let t = table("a.xlsx", &[head, "抖音|播放量|2023-01-01|2023-01-31|100|后台|某单位"]).campaign("p08_tv");
    assert_eq!(told(&t.read(&t.xlsx())), ["jingshi_douyin  2023-01-01~2023-01-31 plays=100"], "各月新增，一月一行");
}

/// 一列几个平台合在一起：问，哪怕都不是本项目的平台。
#[test]
fn a_column_of_joined_platforms_is_asked_about() {
    for (head, code) in [
        ("标题|芒果TV|抖音/快手播放量", "E2015 C1"),
        ("标题|芒果TV|抖音、快手", "E2015 C1"),
        ("标题|芒果TV|B站+小红书", "E2015 C1"),
        ("标题|芒果TV播放量|抖音/快手播放量", "E2015 C1"),
        ("标题|点赞|抖音/快手播放量", "E2015 C1"),
        ("标题|备注|抖音/快手播放量", "E2011 第1行"),
        ("标题|芒果TV|微信视频号链接", "W2015 C1"),
    ] {
        let t = p08("a.xlsx", &[head, "甲事|5|6"]);
        let d = t.read(&t.xlsx());
        assert_eq!(codes(&d), [code], "{head} {:?}", d.found);
        assert!(code.starts_with('W') || d.found[0].remedy.contains("拆成各渠道一列"), "{head} {:?}", d.found);
    }
}
