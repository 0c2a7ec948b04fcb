//! One command is one import: all rows or none, unless the good ones are asked for.

use crate::support::world::World;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量\n";
const GOOD: &str = "2023-03-31,合作媒体抖音号,第1期,2022-08-01,60,500\n";
const BAD: &str = "2023-03-31,合作媒体抖音号,第2期,2022-08-02,60,三万多\n";

#[test]
fn one_refused_row_keeps_the_whole_file_out() {
    let mut w = World::new();
    let receipt = w.send("周报.csv", format!("{HEAD}{GOOD}{BAD}"), "p12_short_video");
    assert!(!receipt.written && receipt.import.is_none());
    assert_eq!((receipt.files[0].rows, receipt.files[0].accepted, receipt.files[0].refused), (2, 1, 1));
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "0");
    let kept = w.app.ledger.evidence_list().unwrap();
    assert_eq!(kept.len(), 1, "退回的文件也存证");
}

#[test]
fn good_rows_go_in_when_asked_for() {
    let mut w = World::new();
    let receipt = w.accept_good("周报.csv", format!("{HEAD}{GOOD}{BAD}"), "p12_short_video");
    assert!(receipt.written);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "500");
}

#[test]
fn a_dry_run_writes_nothing() {
    let mut w = World::new();
    let entries = w.app.ledger.journal().unwrap().len();
    let receipt = w.dry_run("周报.csv", format!("{HEAD}{GOOD}"), "p12_short_video");
    assert!(!receipt.written);
    assert_eq!(receipt.files[0].added, 1);
    assert_eq!(w.app.ledger.journal().unwrap().len(), entries);
    assert!(w.app.ledger.evidence_list().unwrap().is_empty());
}

/// 更正里把数改成“--”：以前报的数收回，不再算，说清楚；留空的不动它；平台本来就不显示的，不说。
#[test]
fn a_dash_takes_a_number_back_and_that_is_said() {
    let mut w = World::new();
    let row = |plays: &str| format!("{HEAD}2023-03-31,合作媒体抖音号,第1期,2022-08-01,60,{plays}\n");
    assert!(w.send("上午.csv", row("3456"), "p12_short_video").written);
    let receipt = w.send("更正.csv", row("--"), "p12_short_video");
    let told: Vec<String> = receipt.found.iter().map(|d| format!("{} {} {}", d.code.label(), d.title(), d.found)).collect();
    assert_eq!(told, ["R2068 播放量以前有数，这次没有 第1期 没有数；以前报的是 3,456"]);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "0");
    let mut w = World::new();
    assert!(w.send("一.csv", row("--"), "p12_short_video").found.is_empty());
    assert!(w.send("二.csv", row("3456"), "p12_short_video").written);
    let blank = w.send("三.csv", row("") + "2023-03-31,合作媒体抖音号,第2期,2022-08-02,60,10\n", "p12_short_video");
    assert!(blank.written && blank.found.iter().all(|d| d.code.0 != 2068), "{:?}", blank.found);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "3466");
}

#[test]
fn a_work_that_changed_its_title_is_told_before_it_goes_in() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,作品链接或编号,发布时间,累计播放量\n";
    let row = |date: &str, id: &str, title: &str, plays: u32| format!("{date},合作媒体抖音号,{title},{id},2022-08-01,{plays}\n");
    let first = format!("{head}{}{}", row("2023-03-26", "7001", "第1期 高处作业", 500), row("2023-03-26", "7002", "第2期 有限空间", 300));
    assert!(w.send("上周.csv", first, "p12_short_video").written);
    // One title is new, of the other only spaces and a tag differ: that is the same title.
    let next = format!(
        "{head}{}{}",
        row("2023-04-02", "7001", "高处作业必须系好安全带", 600),
        row("2023-04-02", "7002", "第2期有限空间 #工伤预防#", 400)
    );
    let receipt = w.dry_run("本周.csv", next.clone(), "p12_short_video");
    let told: Vec<String> = receipt.found.iter().map(|d| format!("{} {} {}", d.code.label(), d.found, d.expected)).collect();
    assert_eq!(told, ["R2056 高处作业必须系好安全带 以前的标题“第1期 高处作业”"]);
    assert_eq!((receipt.files[0].accepted, receipt.files[0].added), (2, 2), "{:?}", receipt.files[0]);
    assert!(w.send("本周.csv", next, "p12_short_video").written);
    assert_eq!(w.actual("p12_short_video", "videos", "2023-04-02"), "2", "改了标题仍是同一条作品");
    // Told once: the next file with the new title says nothing more of it.
    let later = format!("{head}{}", row("2023-04-03", "7001", "高处作业必须系好安全带", 610));
    assert!(w.send("再报.csv", later, "p12_short_video").found.is_empty());
}

#[test]
fn a_row_may_hold_both_a_cumulative_number_and_an_increment() {
    let mut w = World::new();
    let head = "统计开始,统计日期,渠道,作品标题,发布时间,累计播放量,新增播放量\n";
    let receipt = w.send("周报.csv", format!("{head}2023-03-20,2023-03-26,合作媒体视频号,第1期,2022-08-01,500,100\n"), "p12_short_video");
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "500", "两种都有时按累计数");
}

#[test]
fn a_work_seen_before_the_term_was_published_before_it() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,累计播放量\n";
    w.send("旧.csv", format!("{head}2021-03-30,合作媒体抖音号,旧作品,900\n2023-03-30,合作媒体抖音号,旧作品,950\n"), "p12_short_video");
    assert_eq!(w.actual("p12_short_video", "contacts", "2023-03-31"), "0");
    assert_eq!(w.actual("p12_short_video", "videos", "2023-03-31"), "0");
}

#[test]
fn a_list_of_airings_needs_no_channel_column() {
    let mut w = World::new();
    let text =
        "日期,时间,节目,计划/实播\n2022-09-01,08:15,声音宣传片,计划\n2022-09-01,08:16,声音宣传片,实播\n2022-09-02,08:15,声音宣传片,计划\n";
    let receipt = w.send("播出记录.csv", text, "p11_audio");
    assert!(receipt.written, "{:?} {:?}", receipt.needs, receipt.found);
    assert_eq!(w.actual("p11_audio", "airings", "2022-09-30"), "1");
}

/// 蜻蜓FM 按整体计，已有34000；下周的表里“声音90”在喜马拉雅1000、在蜻蜓20：20是这条作品的，不是蜻蜓的总数。34000＋1000＝35000。
#[test]
fn a_works_number_on_a_channel_counted_as_a_whole_is_not_the_channels() {
    let mut w = World::new();
    assert!(w.send("电台 2023-03-26.csv", "渠道,累计收听量\n合作电台蜻蜓FM,34000\n", "p11_audio").written);
    assert_eq!(w.actual("p11_audio", "contacts", "2023-03-26"), "34000");
    let receipt = w.send("周报 2023-04-02.csv", "节目,喜马拉雅收听量,蜻蜓FM收听量\n声音90,1000,20\n", "p11_audio");
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(w.actual("p11_audio", "contacts", "2023-04-02"), "35000");
    // 自己一行、只此一个名字的，是整体的名字。
    assert!(w.send("蜻蜓 2023-04-03.csv", "渠道,专辑,累计收听量\n合作电台蜻蜓FM,声音里的工伤预防,36000\n", "p11_audio").written);
    assert_eq!(w.actual("p11_audio", "contacts", "2023-04-03"), "37000");
}

/// 计划、实播写在一行的两列里：一行记两次，照样入库；实播的算播出。
#[test]
fn what_was_planned_and_aired_in_one_row_goes_in() {
    let mut w = World::new();
    let rows = "日期,时段,节目名称,计划播出,实际播出\n2022-09-01,07:30-07:35,声音宣传片,1,1\n2022-09-02,07:30-07:35,声音宣传片,1,×\n";
    let receipt = w.send("播出.csv", rows, "p11_audio");
    assert!(receipt.written, "{:?}", receipt.found);
    assert_eq!(w.actual("p11_audio", "airings", "2023-03-31"), "1");
}

/// 培训登记没有日期的，退回并说缺哪一列；叫“培训时间”的认得。
#[test]
fn a_register_without_days_is_refused_with_a_reason() {
    let mut w = World::new();
    for (head, written) in [("单位,人数,学时", false), ("培训时间,单位,人数,学时", true)] {
        let row = if written { "2022-09-01,某某矿业（样例）,120,8" } else { "某某矿业（样例）,120,8" };
        let receipt = w.send(&format!("培训{written}.csv"), format!("{head}\n{row}\n"), "p02");
        assert_eq!((receipt.written, receipt.found.len()), (written, usize::from(!written)), "{head} {:?}", receipt.found);
    }
}

/// 不计入的登记，入库以前就说：不是“声音宣传片”的节目、电视台的播出单、按整体计的渠道的单条作品、按逐条计的渠道的总数。
#[test]
fn what_will_not_count_is_said_before_it_goes_in() {
    for (name, file, campaign, said) in [
        (
            "播出.csv",
            "日期,时间,节目,计划/实播\n2022-09-01,07:30,工伤预防公益广告,实播\n",
            "p11_audio",
            "节目“工伤预防公益广告”不是“声音宣传片”：只登记",
        ),
        ("播出.csv", "日期,时间,节目,计划/实播\n2022-09-01,07:30,经视新闻,实播\n", "p08_tv", "本项目不按播出次数考核"),
        (
            "蜻蜓.csv",
            "统计日期,渠道,作品标题,累计收听量\n2023-03-31,合作电台蜻蜓FM,第1期,2300\n2023-03-31,合作电台蜻蜓FM,第2期,300\n",
            "p11_audio",
            "渠道“合作电台蜻蜓FM”按整体计：各条作品的数只列示，不计入",
        ),
        (
            "声明.csv",
            "渠道,指标,统计日期,数值,方法,出具单位\n湖南民生网,阅读量,2023-03-31,12000,后台截图,湖南民生网\n",
            "p10_web_wechat",
            "渠道“湖南民生网”按逐条作品计：总数只列示，不计入传播量",
        ),
    ] {
        let mut w = World::new();
        let receipt = w.dry_run(name, file, campaign);
        let told = receipt.files.iter().flat_map(|f| &f.inferred).any(|i| i.contains(said));
        assert!(told, "{said}: {:?} {:?}", receipt.files[0].inferred, receipt.found);
    }
    let mut w = World::new();
    let receipt = w.dry_run("播出.csv", "日期,时间,节目,计划/实播\n2022-09-01,07:30,声音宣传片,实播\n", "p11_audio");
    assert!(receipt.files[0].inferred.iter().all(|i| !i.contains("只登记")), "{:?}", receipt.files[0].inferred);
}

/// 各平台的表里有新一期、经视新闻上没有登记的，入库前说期数按经视新闻计；加一列打勾就登记了，以后不再说。
#[test]
fn episodes_that_are_nowhere_on_television_are_told() {
    let mut w = World::new();
    let table = |columns: &str, ticks: [&str; 2], more: u32| {
        let row = |n: u32, tick: &str| format!("第{n}期 高空作业,2023-03-{:02}{tick},{},{}\n", n + 7, 1200 + more, 300 + more);
        format!("标题,发布时间{columns},芒果TV,抖音\n{}{}", row(1, ticks[0]), row(2, ticks[1]))
    };
    let said = |w: &mut World, name: &str, text: String| {
        let receipt = w.send(name, text, "p08_tv");
        assert!(receipt.written, "{:?}", receipt.found);
        let said = receipt.files[0].inferred.iter().find(|s| s.contains("还没有登记")).cloned();
        said.unwrap_or_default()
    };
    assert_eq!(
        said(&mut w, "经视2023-03-19.csv", table("", ["", ""], 0)),
        "“第1期 高空作业”等2条在经视新闻上还没有登记，电视节目按那里的作品计：表里加一列“经视新闻”，已播出的填 √，或在模板里各加一行"
    );
    assert_eq!(w.actual("p08_tv", "episodes", "2023-03-26"), "0");
    assert_eq!(said(&mut w, "经视2023-03-26.csv", table(",经视新闻", [",√", ",已播出"], 50)), "");
    assert_eq!(w.actual("p08_tv", "episodes", "2023-03-26"), "2");
    assert_eq!(said(&mut w, "经视2023-04-02.csv", table("", ["", ""], 90)), "");
}
