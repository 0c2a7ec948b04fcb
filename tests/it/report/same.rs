//! 网页、图片和附表说同一件事：同一个数、同一个词、同一个判定。

use super::{bytes, make, text};
use crate::support::snapshot::{day, week};
use crate::support::world::World;
use calamine::{Data, Reader, Xlsx};
use reach::attain::snapshot::{Snapshot, Verdict};
use reach::model::target::TargetClass;
use reach::report::Weekly;
use reach::report::view::{CampaignView, WeekView};
use std::collections::{BTreeMap, BTreeSet};

const HEAD_P12: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量\n";

/// One sheet of an annex as text, numbers as they stand, without title and header.
fn sheet(now: &Snapshot, name: &str) -> Vec<Vec<String>> {
    let files = make(now, None);
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes(&files, "annex.xlsx").to_vec())).unwrap();
    let cell = |c: &Data| if let Data::Float(f) = c { format!("{f}") } else { c.to_string() };
    book.worksheet_range(name).unwrap().rows().skip(2).map(|r| r.iter().map(cell).collect()).collect()
}

fn view(now: &Snapshot) -> WeekView {
    WeekView::of(&Weekly { current: now, previous: None, final_: false, observations: &[], definitions: &BTreeMap::new() })
}

fn campaign<'a>(now: &'a Snapshot, id: &str) -> &'a reach::attain::snapshot::CampaignSnapshot {
    now.campaigns.iter().find(|c| c.id.as_str() == id).unwrap()
}

/// 晚几天只有一个数，从数据日算；正常和已达标的不说晚。
#[test]
fn days_late_are_one_number_and_stand_only_beside_what_is_late() {
    let mut now = week();
    for (verdict, ends, days_late, data, shown) in [
        (Verdict::OnTrack, None, 21, "2023-04-02", None),
        (Verdict::Achieved, None, 3, "2023-04-02", None),
        (Verdict::Warning, None, 9, "2023-04-02", Some(9)),
        // 到4月2日晚31天，数据停在3月26日：按那天判，晚24天。
        (Verdict::Behind, None, 31, "2023-03-26", Some(24)),
        (Verdict::ToConfirm, Some((Verdict::Behind, Verdict::OnTrack)), 31, "2023-04-02", Some(31)),
        (Verdict::ToConfirm, None, 33, "2023-03-12", None),
        (Verdict::FarBehind, None, 5, "2023-03-12", None),
    ] {
        let c = &mut now.campaigns[1];
        let t = &mut c.targets[0];
        (t.verdict, t.verdict_ends, t.days_late, t.data_date) = (verdict, ends, days_late, Some(day(data)));
        t.told_on = t.data_date;
        let label = t.label.clone();
        let expected = shown.map(|n| format!("晚{n}天"));
        let page = view(&now);
        let target = page.campaigns[1].targets.iter().find(|t| t.label == label).unwrap();
        assert_eq!(target.remarks.iter().find(|r| r.starts_with('晚')), expected.as_ref(), "{verdict:?}");
        let rows = sheet(&now, "进度表");
        let row = rows.iter().find(|r| r[0] == "9" && r[3] == label).unwrap();
        assert_eq!(row[14], shown.map(|n: u32| n.to_string()).unwrap_or_default(), "{verdict:?}");
    }
}

/// 两三件的数量看截止日（期满前60天，5月1日），不看序时进度：截止以前不说晚，以后从截止日算。
#[test]
fn very_few_pieces_are_late_from_the_day_they_were_due() {
    let mut w = World::new();
    w.template(
        "p14_cri",
        "统计日期,渠道,作品标题,发布时间,时长,累计播放量",
        &[
            "2023-03-30,国际在线湖南频道,视频：第1集,2022-08-01,60,1000",
            "2023-04-13,国际在线湖南频道,视频：第1集,2022-08-01,60,1000",
            "2023-05-10,国际在线湖南频道,视频：第1集,2022-08-01,60,1000",
        ],
    );
    for (as_of, remarks, problem) in [
        ("2023-03-31", vec![], None),
        ("2023-04-15", vec!["应于2023年5月1日前完成"], Some("新创作视频：应于2023年5月1日前完成，还差2期")),
        ("2023-05-11", vec!["应于2023年5月1日前完成", "晚10天"], Some("新创作视频：应于2023年5月1日前完成，还差2期，晚10天")),
    ] {
        let now = w.snapshot(as_of);
        let c = campaign(&now, "p14_cri");
        let view = CampaignView::of(c, &now);
        let said = |label: &str| -> Vec<&str> {
            let target = view.targets.iter().find(|t| t.label == label).unwrap();
            target.remarks.iter().map(String::as_str).filter(|r| r.starts_with('晚') || r.starts_with("应于")).collect()
        };
        assert_eq!(said("中央媒体联动"), remarks, "{as_of}");
        let found = c.problems.iter().find(|p| p.text.starts_with("新创作视频")).map(|p| p.text.as_str());
        assert_eq!(found, problem, "{as_of}");
    }
}

/// 存在问题逐条带自己那项指标的判定，不带项目的；数量指标在前，重的在前。
#[test]
fn every_problem_carries_the_verdict_of_its_own_target() {
    let now = week();
    let page = view(&now);
    let by_text = |text: &str| page.problems.iter().find(|l| l.text.contains(text)).unwrap().verdict;
    assert_eq!(now.campaigns[6].verdict, Verdict::FarBehind);
    assert_eq!((by_text("比序时进度少1,180.0万"), by_text("视频栏目已44天没有更新")), ("far_behind", "behind"));
    assert_eq!((now.campaigns[0].verdict, by_text("第9期没有早间播出记录")), (Verdict::OnTrack, "warning"));
    let at = |text: &str| page.problems.iter().position(|l| l.text.contains(text)).unwrap();
    assert_eq!(at("比序时进度少1,180.0万"), 0);
    assert!(at("传播量晚8天") < at("视频栏目已44天没有更新"), "工作要求在数量指标之后");
    assert!(at("视频栏目已44天没有更新") < at("第9期没有早间播出记录"), "工作要求里重的在前");
    // 真的判定也一样：项目10的一项展示预警，另一项正常。
    let mut w = World::new();
    w.template(
        "p10_web_wechat",
        "渠道,起,止,位置,状态,证明",
        &["湖南民生网,2022-07-08,2023-04-02,专栏,展示,截图", "兴人社客户端,2022-09-08,2023-04-02,专栏,展示,截图"],
    );
    let c = w.campaign("p10_web_wechat", "2023-04-02");
    for t in c.targets.iter().filter(|t| ["湖南民生网专栏", "兴人社客户端专栏"].contains(&t.label.as_str())) {
        let p = c.problems.iter().find(|p| p.text.starts_with(&t.label)).unwrap();
        assert_eq!((p.verdict, p.class), (t.verdict, TargetClass::Indicator), "{}", p.text);
    }
    let verdicts: BTreeSet<&str> = c.problems.iter().map(|p| p.verdict.name()).collect();
    assert!(verdicts.len() > 1, "{:?}", c.problems);
}

/// 没有登记的项目不写0；登记了的写登记的数。
#[test]
fn what_nobody_registered_is_not_zero() {
    let mut w = World::new();
    let now = w.snapshot("2023-04-02");
    let page = view(&now);
    assert_eq!(page.others.len(), 7);
    for other in &page.others {
        assert!(other.targets.contains("未登记") && !other.targets.contains(" 0/"), "{}", other.targets);
    }
    let first = |now: &Snapshot| sheet(now, "进度表").into_iter().find(|r| r[0] == "1" && r[3] == "培训人数").unwrap()[7..9].to_vec();
    assert_eq!(first(&now), ["未登记", ""]);
    let receipt = w.template("p01_chemical", "日期,企业,人数,学时,方式", &["2023-03-01,样例化工有限公司,120,24,线下"]);
    assert!(receipt.written, "{:?}", receipt.found);
    let now = w.snapshot("2023-04-02");
    assert_eq!(first(&now), ["120", "120"]);
    assert!(view(&now).others.iter().any(|o| o.number == 1 && o.targets.contains("培训人数 120/5,000人")));
}

/// 一周里谁未报：本周新增表、附表的渠道表、每周新增表和网页里的图，同一个词。
#[test]
fn page_plot_and_annex_agree_on_every_week() {
    const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";
    let mut w = World::new();
    let weeks = [("2023-03-19", true), ("2023-03-26", true), ("2023-04-02", false)];
    for (sunday, both) in weeks {
        let mut rows = vec![format!("{sunday},合作媒体抖音号,第1期,2022-07-10,60,{}", 1000 + day(sunday).number())];
        if both {
            rows.push(format!("{sunday},合作媒体视频号,第1期,2022-07-10,60,{}", 50 + day(sunday).number()));
        }
        w.template("p12_short_video", HEAD, &rows.iter().map(String::as_str).collect::<Vec<_>>());
    }
    for (as_of, videos) in [("2023-03-26", "7"), ("2023-04-02", "未报"), ("2023-04-09", "未报")] {
        let now = w.snapshot(as_of);
        let plain = |text: &str| text.replace([',', '+'], "");
        let page = view(&now);
        let rows = &page.gains.iter().find(|g| g.number == 12).unwrap().rows;
        let on_page = |name: &str| plain(&rows.iter().find(|r| r.channel == name).unwrap().gain);
        assert_eq!(on_page("合作媒体视频号"), videos, "{as_of}");
        let week = day(as_of).week().to_string();
        let weekly = sheet(&now, "每周新增");
        let channels = sheet(&now, "渠道");
        for row in rows {
            let in_weekly = weekly.iter().find(|r| r[0] == "12" && r[2] == week && r[5] == row.channel).unwrap();
            let in_channels = channels.iter().find(|r| r[0] == "12" && r[2] == row.channel).unwrap();
            assert_eq!((&in_weekly[6], &in_channels[6]), (&plain(&row.gain), &plain(&row.gain)), "{as_of} {}", row.channel);
        }
        // 从没报过的渠道，已核实和上限都是空的。
        let never = channels.iter().find(|r| r[0] == "12" && r[2] == "湖南应急视频号").unwrap();
        assert_eq!((never[7].as_str(), never[8].as_str()), ("", ""));
        let (number, period) = (day(as_of).week().number, reach::report::words::period(day(as_of).week()));
        let told = format!("第{number}周（{period}）：未报");
        let files = make(&now, None);
        let mine = text(&files, "index.html").split("id=\"p12_short_video\"").nth(1).and_then(|t| t.split("id=\"p13_magazine\"").next());
        assert_eq!(mine.unwrap().contains(&told), as_of == "2023-04-09", "{as_of}");
    }
    // 合同期开始以前和不必每周报的渠道，每周都是“—”，不是未报。
    let now = w.snapshot("2023-04-02");
    let rows = sheet(&now, "每周新增");
    let owed = |c: &str, name: &str| campaign(&now, c).channels.iter().find(|ch| ch.name == name).unwrap().owed;
    assert!(!owed("p08_tv", "其他媒体"));
    assert!(rows.iter().filter(|r| r[0] == "8" && r[5] == "其他媒体").all(|r| r[6] == "—"));
}

/// 一个渠道的数据旧了，处处一个说法：要每周报的是未报，随合作媒体列；不必每周报的不算缺；我方采集停了的另列。
#[test]
fn old_data_are_lacking_only_where_somebody_owes_new_ones() {
    let mut w = World::new();
    w.template(
        "p11_audio",
        "统计日期,渠道,作品标题,发布时间,累计收听量,累计阅读量",
        &["2023-03-26,合作电台公众号,推文一,2022-08-01,,1000", "2023-04-02,合作电台云听,第1期,2022-08-01,500,"],
    );
    let now = w.snapshot("2023-04-02");
    let mut c = campaign(&now, "p11_audio").clone();
    let at = |name: &str| c.channels.iter().position(|ch| ch.name == name).unwrap();
    let (account, owed) = (at("合作电台公众号"), at("合作电台音频平台"));
    assert!(c.channels[owed].unreported() && !c.channels[account].unreported());
    assert!(!c.gaps.iter().any(|g| g.contains("合作电台公众号")), "{:?}", c.gaps);
    let page = view(&now);
    assert!(!page.gaps.iter().any(|l| l.text.contains("合作电台公众号")), "{:?}", page.gaps);
    assert!(page.gaps.iter().any(|l| l.about == "音频承办单位（待定）" && l.text.contains("合作电台音频平台")), "{:?}", page.gaps);
    let shown =
        |name: &str| page.campaigns.iter().find(|c| c.number == 11).unwrap().channels.iter().find(|ch| ch.name.starts_with(name)).unwrap();
    let row = shown("合作电台公众号");
    assert_eq!((row.last.as_str(), row.age.as_str(), row.unreported), ("3月26日", "7天前", false));
    assert!(row.note.contains("不必每周报"), "{}", row.note);
    // 同一个渠道若由我方采集，停了七天就是我方的缺口。
    c.channels[account].source = Some(reach::model::reading::Source::Collected);
    reach::attain::words::fill(&mut c, day("2023-04-02"));
    assert!(c.gaps.contains(&"合作电台公众号：自动采集停在3月26日，已7天".to_owned()), "{:?}", c.gaps);
}

/// 推算是3月26日的，节目清单是4月2日的：推算写它自己的日子；有4月2日的清单，不算缺数据。
#[test]
fn an_estimate_is_shown_with_its_own_date() {
    let mut w = World::new();
    w.template("p08_tv", "统计日期,渠道,作品标题,发布时间,时长", &["2023-04-02,经视新闻,第1期 高处作业,2022-08-01,3:10"]);
    w.template(
        "p08_tv",
        "渠道,指标,统计日期,数值,方法,人次/人数,出具单位",
        &["经视新闻,播放量,2023-03-26,312万,收视推算,人次,样例调查公司"],
    );
    let now = w.snapshot("2023-04-02");
    let c = campaign(&now, "p08_tv");
    let view = CampaignView::of(c, &now);
    let row = view.channels.iter().find(|ch| ch.name.starts_with("经视新闻")).unwrap();
    assert_eq!((row.source, row.last.as_str(), row.age.as_str()), ("推算", "3月26日", "7天前"));
    assert!(!c.gaps.iter().any(|g| g.contains("经视新闻")), "{:?}", c.gaps);
    let annex = sheet(&now, "渠道").into_iter().find(|r| r[0] == "8" && r[2] == "经视新闻").unwrap();
    assert_eq!(annex[14], "7");
    // 节目数仍按清单的日子算。
    assert_eq!(c.targets.iter().find(|t| t.id.as_str() == "episodes").unwrap().data_date, Some(day("2023-04-02")));
}

/// 一个项目里有渠道没有报，报了的又没有增加：不是0，是未报；说法处处一样。
#[test]
fn no_gain_is_not_known_while_a_channel_is_silent() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量";
    // 抖音号每周应报，快手号不必每周报。
    w.template("p14_cri", head, &["2023-04-02,国际在线抖音号,第1集,2022-08-01,1000", "2023-04-02,国际在线快手号,第1集,2022-08-01,500"]);
    for (plays, gain) in [(500, "未报"), (620, "+120")] {
        w.template("p14_cri", head, &[&format!("2023-04-09,国际在线快手号,第1集,2022-08-01,{plays}")]);
        let now = w.snapshot("2023-04-09");
        let page = view(&now);
        let row = page.progress.iter().find(|g| g.number == 14).unwrap().rows.iter().find(|r| r.label == "观看、阅读、讨论").unwrap();
        let total = &page.gains.iter().find(|g| g.number == 14).unwrap().total;
        assert_eq!((row.gain.as_str(), total.gain.as_str()), (gain, gain));
        let files = make(&now, None);
        let mine = text(&files, "index.html").split("id=\"p14_cri\"").nth(1).unwrap();
        assert_eq!(mine.contains("第14周（4月3日—4月9日）：未报"), gain == "未报");
    }
}

/// 自己采来的数不是合作媒体报的：没有它的文件，就不写“已报”。
#[test]
fn what_we_collect_is_no_report_of_the_partner() {
    let mut w = World::new();
    w.on("2023-04-03");
    w.template("p08_tv", "统计日期,渠道,作品标题,发布时间,累计播放量", &["2023-04-02,芒果TV,第1期,2022-08-01,1000"]);
    let state = |facts: &reach::model::fact::Facts| {
        let now = reach::attain::assess::assess(&w.app.defs, facts, day("2023-04-02"), None);
        now.partners.iter().find(|p| p.name == "湖南经视").unwrap().state
    };
    let mut facts = w.app.facts(None).unwrap();
    assert_eq!(state(&facts), reach::attain::snapshot::DueState::Reported);
    facts.files.iter_mut().for_each(|f| f.kind = "capture".into());
    // 另外三个渠道从合同开始（2022年第26周）到上周从没报过：39周。
    assert_eq!(state(&facts), reach::attain::snapshot::DueState::Missing(39));
}

/// 几件的数量不用百分比说进度：海报要1张有5张，不写500%和+424.4；10期的内容专版说到期应有几期。
#[test]
fn a_handful_of_pieces_is_spoken_of_in_pieces() {
    let mut w = World::new();
    w.template("p14_cri", "日期,成果,数量,标题,证明", &["2022-09-12,海报,5,,成品"]);
    let rows: Vec<String> = (1..=7).map(|n| format!("2022-{:02}-08,内容专版,1,内容专版第{n}期,版面", 5 + n.max(3))).collect();
    w.template("p10_web_wechat", "日期,成果,数量,标题,证明", &rows.iter().map(String::as_str).collect::<Vec<_>>());
    let now = w.snapshot("2023-04-02");
    let said = |id: &str, label: &str| {
        let view = CampaignView::of(campaign(&now, id), &now);
        let t = view.targets.iter().find(|t| t.label.contains(label)).unwrap_or_else(|| panic!("{label}"));
        (t.actual.clone(), t.attainment.clone(), t.pace.clone(), t.deviation.clone())
    };
    let of = |a: &str, b: &str, c: &str, d: &str| (a.to_owned(), b.to_owned(), c.to_owned(), d.to_owned());
    assert_eq!(said("p14_cri", "海报"), of("5", "超额", "—", "—"));
    // 4月2日是第276天：此前的275天合10期的7.5期，应有7期。
    assert_eq!(said("p10_web_wechat", "内容专版"), of("7", "70.0%", "7期", "0"));
    assert_eq!(said("p10_web_wechat", "表情包").2, "5月1日前");
    // 几十件、几百万的照旧用百分比。
    assert_eq!(said("p10_web_wechat", "累计观看").2, "75.6%");
    assert_eq!(said("p09_press_douyin", "短视频").2, "75.6%");
}

/// 口径待确认：页面上凡是决定了一个数的、指标点了名的、说明里提到的，都在单子里；出厂的口径个个用得上。
#[test]
fn every_rule_that_decides_something_is_listed_until_it_is_signed() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,发布时间,时长,累计播放量,累计阅读量,累计讨论量";
    let listed = |w: &World, id: &str, as_of: &str| -> BTreeSet<String> {
        let now = w.snapshot(as_of);
        let view = CampaignView::of(campaign(&now, id), &now);
        view.unsigned.trim_start_matches("口径待确认：").split('、').map(str::to_owned).collect()
    };
    assert!(!listed(&w, "p08_tv", "2023-04-02").contains("CR-04"), "没有约数");
    w.template("p08_tv", head, &["2023-03-31,经视新闻,第1期,2022-08-01,180,,,", "2023-03-31,芒果TV,第1期,2022-08-02,180,1.2万,,"]);
    assert!(listed(&w, "p08_tv", "2023-04-02").contains("CR-04"), "约数取下限");
    assert!(!listed(&w, "p08_tv", "2023-04-02").contains("CR-15"), "没有推算");
    w.template(
        "p08_tv",
        "渠道,指标,统计日期,数值,方法,人次/人数,出具单位",
        &["经视新闻,播放量,2023-03-31,300万,收视推算,人次,样例调查公司"],
    );
    assert!(listed(&w, "p08_tv", "2023-04-02").contains("CR-15"), "推算只列示");
    assert!(!listed(&w, "p08_tv", "2023-04-02").contains("CR-16"), "没有其他媒体");
    w.template("p08_tv", head, &["2023-03-31,其他媒体,转载一,2022-08-05,60,900,,"]);
    assert!(listed(&w, "p08_tv", "2023-04-02").contains("CR-16"), "其他媒体不计入");
    assert!(!listed(&w, "p08_tv", "2023-04-02").contains("CR-17") && listed(&w, "p08_tv", "2023-07-10").contains("CR-17"), "期末数");
    w.template("p14_cri", head, &["2023-03-31,国际在线湖南频道,视频：第1集,2022-08-01,60,1000,,"]);
    let export = "作品名称,发布时间,体裁,审核状态,播放量,5s完播率,主页访问量,点赞量\n今日天气,2022-08-01 09:00:00,视频,公开,100,0.5,1,2";
    let receipt = w.send("作品.csv", export, "p09_press_douyin 湖南人社抖音号 2023-03-31");
    assert!(receipt.written, "{:?}", receipt.found);
    let mut all = BTreeSet::new();
    for as_of in ["2023-04-02", "2023-07-10"] {
        let now = w.snapshot(as_of);
        let shipped: BTreeSet<&str> = now.rules.iter().map(|r| r.id.as_str()).collect();
        for c in &now.campaigns {
            let view = CampaignView::of(c, &now);
            let list = listed(&w, c.id.as_str(), as_of);
            for t in &c.targets {
                assert!(list.contains(t.rule.as_str()), "{as_of} {} {}: {list:?}", c.id, t.rule);
            }
            for remark in view.targets.iter().flat_map(|t| &t.remarks) {
                for named in remark.match_indices("口径CR-").filter_map(|(at, _)| remark.get(at + "口径".len()..at + "口径CR-00".len()))
                {
                    assert!(list.contains(named), "{as_of} {}: {remark}", c.id);
                }
            }
            assert!(list.iter().all(|id| shipped.contains(id.as_str())), "{list:?}");
            all.extend(list);
        }
    }
    let shipped = w.snapshot("2023-04-02").rules.iter().map(|r| r.id.to_string()).collect::<BTreeSet<_>>();
    assert_eq!(all, shipped, "没有一条口径是登记了却哪里也不列的");
}

/// 推算的点旁边写着加推算是多少：438.264万加35.0万至42.0万。
#[test]
fn estimates_are_drawn_with_their_figure() {
    let files = make(&week(), None);
    assert!(text(&files, "index.html").contains(">473.2–480.2万</text>"));
}

/// 微博话题在附表里单成一张。
#[test]
fn the_topic_has_a_sheet_of_its_own() {
    let mut w = World::new();
    w.template(
        "p14_cri",
        "统计日期,渠道,作品标题,发布时间,累计播放量,累计阅读量,累计讨论量",
        &["2023-04-02,工伤预防我有话说微博话题,,,,1412345,31234"],
    );
    let now = w.snapshot("2023-04-02");
    let rows: Vec<Vec<String>> = sheet(&now, "微博话题").into_iter().map(|r| r[2..6].to_vec()).collect();
    let row = |what: &str, n: &str| ["工伤预防我有话说微博话题", what, n, n].map(str::to_owned).to_vec();
    assert_eq!(rows, [row("阅读量", "1412345"), row("讨论量", "31234"), row("合计", "1443579")]);
    assert!(text(&make(&now, None), "index.html").contains("工伤预防我有话说微博话题：阅读量141.2万，讨论量3.1万，合计144.3万"));
}

/// 后来的文件只说它自己那一周：第10周报了100，第12周没报，第13周报了900；第12周仍是未报，数据停在3月12日。
#[test]
fn a_later_file_says_nothing_of_a_week_that_was_silent() {
    let mut w = World::new();
    w.send("第10周.csv", HEAD_P12.to_owned() + "2023-03-12,合作媒体抖音号,第1期 受限空间作业,2022-08-01,1:50,100\n", "p12_short_video");
    let before = w.campaign("p12_short_video", "2023-03-26");
    w.send("第13周.csv", HEAD_P12.to_owned() + "2023-04-02,合作媒体抖音号,第1期 受限空间作业,2022-08-01,1:50,900\n", "p12_short_video");
    let after = w.campaign("p12_short_video", "2023-03-26");
    for c in [&before, &after] {
        let ch = c.channels.iter().find(|ch| ch.name == "合作媒体抖音号").unwrap();
        assert!(ch.unreported(), "{ch:?}");
        assert_eq!((ch.last_reading, ch.value.low), (Some(day("2023-03-12")), 100));
        assert_eq!(c.targets.iter().find(|t| t.id.as_str() == "videos").unwrap().data_date, Some(day("2023-03-12")));
    }
    let now = w.campaign("p12_short_video", "2023-04-02");
    assert!(!now.channels.iter().find(|ch| ch.name == "合作媒体抖音号").unwrap().unreported());
}

/// 导出的指标表与附表说同一件事：没有登记的不写0，“约”没有完成率。
#[test]
fn the_table_of_targets_says_what_page_and_annex_say() {
    let mut w = World::new();
    let text = "统计日期,渠道,作品标题,发布时间,时长,累计播放量\n2023-04-02,经视新闻,第1期 高处作业,2022-08-01,3:10,\n";
    assert!(w.send("电视.csv", text, "p08_tv").written);
    let table = w.app.table(reach::app::publish::Export::Attainment, day("2023-04-02")).unwrap();
    let csv = String::from_utf8(reach::report::export::csv(&table)).unwrap();
    let row = |id: &str, label: &str| csv.lines().find(|l| l.contains(id) && l.contains(label)).unwrap().to_owned();
    assert!(row("p01_chemical", "培训人数").contains(",5000,未登记,,,"), "{}", row("p01_chemical", "培训人数"));
    // 件数少的，序时进度是应有几期：15期的第276天，应有11期。
    assert!(row("p08_tv", "电视节目").contains(",11期,"), "{}", row("p08_tv", "电视节目"));
    let about = row("p08_tv", "每期时长约3分钟");
    assert!(about.contains("平均3分10秒,,,") && about.contains("仅供参考"), "{about}");
}

/// 视频缺的是时长，不是数：说时长待补，不说没有数。
#[test]
fn what_lacks_a_length_is_not_said_to_lack_a_number() {
    let mut w = World::new();
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量";
    w.template("p12_short_video", head, &["2023-04-02,合作媒体抖音号,第1期 高处作业,2022-08-01,100"]);
    let now = w.snapshot("2023-04-02");
    let view = CampaignView::of(campaign(&now, "p12_short_video"), &now);
    let videos = view.targets.iter().find(|t| t.label == "短视频").unwrap();
    assert!(videos.remarks.contains(&"时长待补：第1期 高处作业".to_owned()), "{:?}", videos.remarks);
    assert!(!videos.remarks.concat().contains("没有数"), "{:?}", videos.remarks);
}

/// 总览图、手机图与网页一样说本周新增含几周：其余不变时，图只因它而不同。
#[test]
fn pictures_say_how_many_weeks_a_gain_covers() {
    let files = |weeks: u32| {
        let mut now = week();
        let c = now.campaigns.iter_mut().find(|c| c.id.as_str() == "p08_tv").unwrap();
        c.channels.iter_mut().filter(|ch| ch.reported).for_each(|ch| ch.weeks_held = weeks);
        make(&now, None)
    };
    let (one, two) = (files(1), files(2));
    assert!(text(&two, "index.html").contains("含2周"));
    for name in ["overview.png", "phone.png"] {
        assert_ne!(super::bytes(&one, name), super::bytes(&two, name), "{name}");
    }
}

/// 合作媒体的数停在3月12日，湖南应急的报到4月2日：序时进度是哪一天的，写在旁边。
#[test]
fn the_day_of_a_pace_is_said_where_the_figure_goes_on() {
    let mut w = World::new();
    w.template(
        "p12_short_video",
        "统计日期,渠道,作品标题,发布时间,时长,累计播放量",
        &["2023-03-12,合作媒体抖音号,第1期 高处作业,2022-08-01,60,700000", "2023-04-02,湖南应急抖音号,第1期 高处作业,2022-08-01,60,600000"],
    );
    let now = w.snapshot("2023-04-02");
    let page = view(&now);
    let row = page.progress.iter().find(|g| g.number == 12).unwrap().rows.iter().find(|r| r.label == "累计观看").unwrap();
    assert_eq!((row.attainment.as_str(), row.pace.as_str()), ("65.0%", "69.8%"));
    assert!(row.notes.contains(&"按3月12日数据判定，序时进度算到该日".to_owned()), "{:?}", row.notes);
}

/// 官微不必每周报，本周没有它的消息：本周新增不是0。
#[test]
fn no_gain_of_posts_is_known_where_nothing_was_said_of_them() {
    let mut w = World::new();
    w.template("p11_audio", "统计日期,渠道,作品标题,发布时间,累计阅读量", &["2023-03-19,合作电台公众号,工伤怎么办,2023-03-15,2130"]);
    let gain = |as_of: &str| {
        let (now, before) = (w.snapshot(as_of), w.snapshot("2023-03-12"));
        let page = WeekView::of(&Weekly {
            current: &now,
            previous: Some(&before),
            final_: false,
            observations: &[],
            definitions: &BTreeMap::new(),
        });
        page.progress.iter().find(|g| g.number == 11).unwrap().rows.iter().find(|r| r.label == "官微推文").unwrap().gain.clone()
    };
    assert_eq!(gain("2023-03-19"), "+1");
    // 上一期的数仍是1条，本周没有消息。
    let (now, before) = (w.snapshot("2023-04-02"), w.snapshot("2023-03-26"));
    let page =
        WeekView::of(&Weekly { current: &now, previous: Some(&before), final_: false, observations: &[], definitions: &BTreeMap::new() });
    let row = page.progress.iter().find(|g| g.number == 11).unwrap().rows.iter().find(|r| r.label == "官微推文").unwrap();
    assert_eq!(row.gain, "—");
}
