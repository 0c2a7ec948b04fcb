//! A file's way through the pages: what it does not say, what is wrong with it, what of it belongs, and how it goes in.

use super::flow::{send, upload_of};
use super::world::{P08, Portal};
use crate::support::browser::Browser;
use crate::support::browser::encode;
use std::fmt::Write as _;

#[test]
fn what_the_file_does_not_say_is_asked_in_the_page() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bare = "作品标题,发布时间,累计播放量\n第1期 高处作业系好安全带,2022-08-01,12345\n";
    let upload = send(&mut partner, "表.csv", bare.as_bytes(), &[]);
    partner.get(&upload).shows("表里看不出");
    let said = [("channel", "mango_tv"), ("as_of", "2023-04-02")];
    assert_eq!(partner.post(&format!("{upload}/say"), &said).status, 303);
    partner.get(&upload).shows("确认入库");
    // Another partner's channel is refused.
    assert_eq!(partner.post(&format!("{upload}/say"), &[("channel", "partner_douyin"), ("as_of", "2023-04-02")]).status, 422);
}

#[test]
fn rows_of_another_partner_do_not_go_in() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let upload = send(&mut partner, "别家.csv", super::world::P12.as_bytes(), &[("campaign", "p12_short_video")]);
    partner.get(&upload).shows("不归贵方报送的渠道").shows("合作媒体抖音号");
    assert_eq!(partner.post(&format!("{upload}/take"), &[("good", "1")]).status, 422);
    assert!(portal.app.ledger.outline(None).unwrap().files.is_empty());
}

#[test]
fn numbers_typed_into_the_page_go_the_way_of_every_file() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let path = "/reporting/hunan_jingshi/2023-W13/fill";
    partner.get(&format!("{path}?channel=mango_tv")).shows("12,345").shows("3月26日");
    let title = "第1期 高处作业系好安全带";
    let answer = partner.post(path, &[("channel", "mango_tv"), ("t0", title), ("v0", "1.3万")]);
    let upload = upload_of(&answer);
    partner.get(&upload).shows("12,345 → <b>12,500–13,999</b>").shows("确认入库");
    assert_eq!(partner.post(path, &[("channel", "mango_tv"), ("t0", "另一条"), ("v0", "5")]).status, 422);
    assert_eq!(partner.post(path, &[("channel", "partner_douyin"), ("t0", title), ("v0", "5")]).status, 422);
}

#[test]
fn a_template_comes_filled_and_goes_back_in() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    let mut partner = portal.browser("jingshi");
    let csv = partner.get("/reporting/hunan_jingshi/template/csv?week=2023-W13");
    csv.shows("统计日期,渠道,作品标题").shows("2023-04-02,芒果TV,第1期 高处作业系好安全带");
    assert!(partner.get("/reporting/hunan_jingshi/template/xlsx").bytes.starts_with(b"PK"));
    let header: Vec<&str> = csv.body.lines().next().unwrap().split(',').collect();
    let plays = header.iter().position(|h| *h == "累计播放量").unwrap();
    let rows: String = csv
        .body
        .lines()
        .map(|l| {
            let mut cells: Vec<&str> = l.split(',').collect();
            if cells.get(1) == Some(&"芒果TV") {
                cells[plays] = "13000";
            }
            cells.join(",") + "\r\n"
        })
        .collect();
    let upload = send(&mut partner, "模板.csv", rows.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("确认入库").shows("12,345 → <b>13,000</b>");
    assert!(!page.body.contains("要改的地方"), "{}", page.body);
}

#[test]
fn fifty_files_a_day_are_enough_for_a_partner() {
    let mut portal = Portal::new();
    for n in 0..50 {
        portal.waiting("hunan_jingshi", &format!("{n}.csv"), &format!("a\n{n}"));
    }
    let mut partner = portal.browser("jingshi");
    let answer = partner.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &[("51.csv", P08.as_bytes())]);
    assert_eq!(answer.status, 422);
    answer.shows("今天已收到 50 个文件");
    portal.waiting("partner_video", "别家照常.csv", "a\n1");
}

/// 样例账本的时间停着，一天永远过不完：不限份数。
#[test]
fn a_sample_takes_any_number_of_files() {
    use reach::app::portal::{Who, hand_in::Said};
    let folder = tempfile::tempdir().unwrap();
    let clock = reach::app::clock::Clock::Fixed(crate::support::world::day("2023-04-03").at(36_000));
    let mut app = reach::app::App::open(folder.path(), None, reach::ledger::LedgerKind::Sample, clock).unwrap();
    crate::support::world::add_staff(&mut app, "renshe");
    let who = Who::of(&app.ledger.person("renshe").unwrap().unwrap()).unwrap();
    let (partner, week) = (reach::base::id::PartnerId::new("hunan_jingshi"), reach::app::portal::due::parse_week("2023-W13").unwrap());
    for n in 0..51 {
        app.receive(&who, &partner, week, &format!("{n}.csv"), b"a\n1", &Said::default()).unwrap();
    }
}

#[test]
fn columns_with_names_of_their_own_are_asked_once() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let own = P08.replace("作品标题", "剧名").replace("累计播放量", "人气");
    let upload = send(&mut partner, "自己的表.csv", own.as_bytes(), &[]);
    partner.get(&upload).shows("这些列是什么").shows("剧名").shows("人气");
    let said = [("header", "剧名"), ("field", "title"), ("header", "人气"), ("field", "plays")];
    assert_eq!(partner.post(&format!("{upload}/columns"), &[]).status, 422);
    let done = partner.post(&format!("{upload}/columns"), &said);
    partner.follow(&done).shows("确认入库").shows("12,345");
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    let next = own.replace("2023-04-02", "2023-04-01").replace("12345", "12300");
    let upload = send(&mut partner, "下一份.csv", next.as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("确认入库");
    assert!(!page.body.contains("这些列是什么"));
    // Nobody else's tables are read so.
    let mut other = portal.browser("video");
    let text = super::world::P12.replace("累计播放量", "人气").replace("作品标题", "剧名");
    let sent = other.post_files("/reporting/partner_video/2023-W13/files", &[], &[("表.csv", text.as_bytes())]);
    other.get(&sent.header("location")).shows("这些列是什么");
}

#[test]
fn a_wrong_cell_is_typed_anew_beside_its_error() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bad = P08.replace("3.2万", "三万多");
    let upload = send(&mut partner, "第13周.csv", bad.as_bytes(), &[]);
    partner.get(&upload).shows("在这里改成").shows("name=\"letter\" value=\"E\"");
    let cell = |row: &'static str, value: &'static str| [("sheet", ""), ("row", row), ("letter", "E"), ("value", value)];
    // Cells without an error are not for this form.
    assert_eq!(partner.post(&format!("{upload}/repair"), &cell("2", "99999999")).status, 422);
    assert_eq!(partner.post(&format!("{upload}/repair"), &cell("3", "")).status, 422);
    let done = partner.post(&format!("{upload}/repair"), &cell("3", "3.2万"));
    let page = partner.follow(&done);
    page.shows("确认入库").shows("第13周（页面改正）.xlsx");
    assert!(!page.body.contains("要改的地方"));
    let repaired = done.header("location").split('?').next().unwrap().to_owned();
    partner.get(&upload).shows(&format!("已在页面上改正，由<a href=\"{repaired}\">改正后的一份</a>代替"));
    assert_eq!(partner.post(&format!("{repaired}/take"), &[]).status, 303);
}

/// An export of 湖南人社抖音号: one work carries the campaign's mark, two do not.
pub(super) const EXPORT: &str = "作品名称,发布时间,体裁,审核状态,播放量,完播率,5s完播率,封面点击率,2s跳出率,平均播放时长,点赞量,分享量,评论量,收藏量,主页访问量,粉丝增量\n\
工伤认定怎么办 #工伤预防,2022-08-01 09:00:00,视频,公开,1000,0,0,0,0,0,1,1,1,1,1,1\n\
机关食堂新菜单,2022-08-02 09:00:00,视频,公开,50000,0,0,0,0,0,1,1,1,1,1,1\n\
车间里的一分钟,2022-08-03 09:00:00,视频,公开,700,0,0,0,0,0,1,1,1,1,1,1\n";

const OF_EXPORT: [(&str, &str); 2] = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];

/// Hands it in for 新湖南客户端; its page.
pub(super) fn export(staff: &mut Browser) -> String {
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &OF_EXPORT, &[("作品列表.csv", EXPORT.as_bytes())]);
    upload_of(&sent)
}

#[test]
fn a_partner_ticks_what_belongs_before_the_file_goes_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let upload = export(&mut staff);
    let page = staff.get(&upload);
    page.shows("共3条，属于本项目1条").shows("在这里勾选（2条）").shows("车间里的一分钟");
    let key = "车间里的一分钟";
    let say = format!("{upload}/belongs");
    // Only what the page lists can be ticked.
    assert_eq!(staff.post(&say, &[("channel", "hunan_renshe_douyin"), ("key", "工伤认定怎么办")]).status, 422);
    assert_eq!(staff.post(&say, &[("channel", "mango_tv"), ("key", key)]).status, 422);
    let shown = [("was_not", key), ("was_not", "机关食堂新菜单")];
    let done = staff.post(&say, &[&[("channel", "hunan_renshe_douyin"), ("key", key)], shown.as_slice()].concat());
    staff.follow(&done).shows("共3条，属于本项目2条").shows("checked");
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    // Whoever approves sees on the week's page what was ticked in and what was left out.
    let page = staff.get("/reporting/xinhunan/2023-W13");
    page.shows("勾选的归属").shows("勾选1条").shows("未勾选1条").shows(&format!("<li>{key}</li>"));
    // The answer stands for what went in, and nobody is asked again.
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("1,700");
    let asked = staff.get("/questions?campaign=p09_press_douyin");
    assert!(!asked.body.contains("其余都不属于本项目"), "{}", asked.body);
    // Whoever changes their mind unticks it beside the next file.
    let sent =
        staff.post_files("/reporting/xinhunan/2023-W13/files", &OF_EXPORT, &[("作品列表2.csv", EXPORT.replace("700", "800").as_bytes())]);
    let upload = upload_of(&sent);
    let done = staff.post(&format!("{upload}/belongs"), &[("channel", "hunan_renshe_douyin"), ("was", key)]);
    staff.follow(&done).shows("共3条，属于本项目1条");
}

/// An account's whole export: one work in a hundred is about the programme.
fn whole_account(works: usize) -> String {
    let head = EXPORT.lines().next().unwrap();
    let mut out = format!("{head}\n");
    for n in 0..works {
        let title = if n % 100 == 7 { format!("车间安全第{n}课") } else { format!("本地新闻第{n}条") };
        let (month, day) = (1 + n % 12, 1 + n % 28);
        writeln!(out, "{title},2022-{month:02}-{day:02} 09:00:00,视频,公开,{},0,0,0,0,0,1,1,1,1,1,1", n + 1).unwrap();
    }
    out
}

#[test]
fn of_a_very_large_file_works_are_found_by_word_and_day_and_ticked() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let export = whole_account(21_000);
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表.csv", export.as_bytes())]);
    let upload = upload_of(&sent);
    let list = format!("{upload}/belongs/hunan_renshe_douyin");
    staff.get(&upload).shows("这份表很大").shows(&format!("href=\"{list}\""));
    let page = staff.get(&list);
    page.shows("共21000条，已勾选0条").shows("找到21000条").shows("一次最多勾选1000条").shows("第1／105页");
    assert_eq!(page.body.matches("type=\"checkbox\"").count(), 200);
    // All at once is too many; nothing is noted.
    assert_eq!(staff.post(&list, &[("all", "yes")]).status, 422);
    staff.get(&format!("{list}?word={}", encode("没有这个词"))).shows("找到0条");
    let word = encode("车间安全");
    staff.get(&format!("{list}?word={word}")).shows("找到210条").shows("找到的210条全部勾选");
    staff.get(&format!("{list}?word={word}&from=2022-08-01&to=2022-08-31&page=9")).shows("找到70条");
    assert_eq!(staff.get(&format!("{list}?from=8.1")).status, 422);
    let done = staff.post(&list, &[("word", "车间安全"), ("all", "yes")]);
    staff.follow(&done).shows("勾选210条，去掉0条").shows("已勾选210条");
    // One is taken back, another one is added; nothing else is sent and nothing else changes.
    let done = staff.post(&list, &[("no", "车间安全第7课"), ("yes", "本地新闻第8条")]);
    staff.follow(&done).shows("勾选1条，去掉1条").shows("已勾选210条");
    let done = staff.post(&list, &[("yes", "本地新闻第8条")]);
    staff.follow(&done).shows("没有变化");
    assert_eq!(staff.post(&list, &[("yes", "没有这一条")]).status, 422);
    assert_eq!(staff.post(&format!("{upload}/take"), &[]).status, 303);
    staff.get("/reporting/xinhunan/2023-W13").shows("勾选210条").shows("未勾选1条");
    // What was ticked counts where it was published within the year: n + 1 over 107, 207, …, 20907 but those of April, and 9.
    let counted: Vec<usize> = (1..210).map(|k| k * 100 + 7).filter(|n| 1 + n % 12 != 4).map(|n| n + 1).chain([9]).collect();
    assert_eq!((counted.len(), counted.iter().sum::<usize>()), (140, 1_457_121));
    staff.get("/campaigns/p09_press_douyin/targets/contacts?week=2023-W13").shows("依据的读数（计入140条").shows("145.7万");
    assert_eq!(staff.get(&list).status, 422);
}

#[test]
fn a_page_names_no_options_and_offers_no_marked_file_where_there_is_none() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    // Eight works, then eight far lower numbers: the gains were typed where the totals belong.
    let table = |day: &str, number: u32| {
        let mut text = "统计日期,渠道,作品标题,发布时间,累计播放量\n".to_owned();
        (1..=8).for_each(|n| writeln!(text, "{day},芒果TV,第{n}期 安全课之{n},2022-08-0{n},{}", number + n).unwrap());
        text
    };
    portal.taken("hunan_jingshi", "第12周.csv", &table("2023-03-26", 100_000));
    let upload = send(&mut partner, "第13周.csv", table("2023-04-02", 900).as_bytes(), &[]);
    let page = partner.get(&upload);
    page.shows("累计与增量像是填反").shows("“数的含义”选“本期新增”");
    assert!(!page.body.contains("--"), "{}", page.body);
    page.shows("下载标出错处的文件");
    // A workbook that was cut off on its way: damaged, and nothing that could be marked.
    let whole = partner.get("/reporting/hunan_jingshi/template/xlsx").bytes;
    let upload = send(&mut partner, "断了.xlsx", &whole[..whole.len() / 2], &[]);
    let page = partner.get(&upload);
    page.shows("工作簿不能打开").shows("另存为 xlsx 再上传");
    assert!(!page.body.contains("未展开") && !page.body.contains("下载标出错处的文件"), "{}", page.body);
    // What needs nothing to be done is said, not reminded of.
    let with_total = format!("{P08}合计,,,,44345\n");
    let upload = send(&mut partner, "有合计.csv", with_total.as_bytes(), &[]);
    partner.get(&upload).shows("<td class=\"nw muted\">说明</td>").shows("不必改");
}

#[test]
fn a_file_on_an_older_weeks_page_counts_for_that_week() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    // Taken on Monday morning, 20 March: for the week that ended the day before, because its page says so.
    let late = P08.replace("2023-04-02", "2023-03-20 09:00");
    let sent = partner.post_files("/reporting/hunan_jingshi/2023-W11/files", &[], &[("旧周.csv", late.as_bytes())]);
    let upload = upload_of(&sent);
    assert_eq!(partner.post(&format!("{upload}/take"), &[]).status, 303);
    partner.get("/reporting/hunan_jingshi/2023-W11").shows("已入库");
    let facts = portal.app.ledger.files_by_week(|_| true).unwrap();
    let weeks: Vec<String> = facts.values().flat_map(|weeks| weeks.keys()).map(ToString::to_string).collect();
    assert_eq!(weeks, ["2023-W11", "2023-W11"], "two channels");
    let mut staff = portal.browser("renshe");
    staff.get("/campaigns/p08_tv?week=2023-W11").shows("4.3–4.5万");
}

#[test]
fn readings_of_known_works_are_told_from_new_works() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第12周.csv", &P08.replace("2023-04-02", "2023-03-26"));
    // 两条旧作品的新一天：新增读数2，没有新作品。
    let known = portal.waiting("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let page = staff.get(&format!("/uploads/{known}"));
    page.shows("<b class=\"on_track\">2</b><small>新增读数</small>").shows("<b class=\"on_track\">新增读数</b>");
    assert!(!page.body.contains("新作品"), "{}", page.body);
    // 多一条第2期。
    let more = format!("{P08}2023-04-02,芒果TV,第2期 有限空间先通风,2022-08-09,77\n");
    let new = portal.waiting("hunan_jingshi", "又一份.csv", &more);
    staff.get(&format!("/uploads/{new}")).shows("<small>新增读数，其中新作品1条</small>").shows("<b class=\"on_track\">新作品</b>");
}

/// 工作人员更正为12,400；对方又报来12,500：核对时写明以更正为准，入库后还是12,400。别的行不写。
#[test]
fn a_row_says_whose_number_counts_instead() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let day = crate::support::world::day("2023-04-02");
    portal.app.correct("芒果TV/第1期 高处作业系好安全带", "plays", day, "12400", "看错一行").unwrap();
    let again = portal.waiting("hunan_jingshi", "再报.csv", &P08.replace("12345", "12500").replace("3.2万", "32500"));
    let page = portal.browser("renshe").get(&format!("/uploads/{again}"));
    assert_eq!(page.body.matches("以更正为准").count(), 1, "{}", page.body);
    assert_eq!(page.body.matches("为准</small>").count(), 1);
}

/// 入库以后的页面写的是入库时的结果，不再读一遍文件：原件拿走了也照样看得到。
#[test]
fn the_page_of_a_file_that_went_in_reads_it_no_more() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let bad = format!("{P08}2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,七百\n");
    let upload = send(&mut partner, "第13周.csv", bad.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{upload}/take"), &[("good", "1")]).status, 303);
    std::fs::remove_dir_all(portal.folder().join("evidence")).unwrap();
    for state in ["入库的行（2）", "入库过的行，已撤销（2）"] {
        let page = partner.get(&upload);
        page.shows(state).shows("<i>播放量</i><b>12,345</b>").shows("31,500–32,999").shows("href=\"/sources/1/0/0/2\"");
        page.shows("没有入库的行（1处）").shows("E4").shows("七百");
        partner.post(&format!("{upload}/undo"), &[]);
    }
}
