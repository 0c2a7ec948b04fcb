//! 待核事项: answers that cannot hit another case than the one that was shown; many at once; what partners say.

use super::uploads::EXPORT;
use super::world::{P08, Portal};
use crate::support::browser::Answer;
use reach::app::App;

/// Two falls of one channel in two weeks, and one of another channel.
fn falls(portal: &mut Portal) {
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量\n";
    let row = |day: &str, channel: &str, n: u32| format!("{day},{channel},第1期 高处作业系好安全带,2022-08-01,{n}\n");
    for (name, rows) in [
        ("一.csv", row("2023-03-12", "湖南经视抖音号", 20_000) + &row("2023-03-12", "湖南经视快手号", 20_000)),
        ("二.csv", row("2023-03-19", "湖南经视抖音号", 15_000) + &row("2023-03-19", "湖南经视快手号", 15_000)),
        ("三.csv", row("2023-03-26", "湖南经视抖音号", 10_000)),
    ] {
        portal.taken("hunan_jingshi", name, &format!("{head}{rows}"));
    }
}

/// Id and sentence of the open questions of a kind.
fn open(portal: &Portal, kind: &str) -> Vec<(String, String)> {
    let snapshot = portal.app.snapshot(portal.app.clock.now().date(), None).unwrap();
    App::questions(&snapshot).filter(|(_, q)| q.kind.name() == kind).map(|(_, q)| (q.id.clone(), q.text.clone())).collect()
}

/// The values of all fields of a name in the part of a page that begins with a mark.
fn values(page: &Answer, after: &str, name: &str) -> Vec<String> {
    let part = page.body.split_once(after).unwrap_or_else(|| panic!("{after} is missing")).1;
    let part = part.split_once("</form>").unwrap().0;
    let field = format!("name=\"{name}\" value=\"");
    part.split(&field).skip(1).map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn with_two_people_at_once_no_other_case_is_answered() {
    let mut portal = Portal::new();
    let who = portal.who("renshe");
    let said = reach::app::portal::hand_in::Said {
        channel: Some(reach::base::id::ChannelId::new("hunan_renshe_douyin")),
        as_of: Some(crate::support::world::day("2023-04-02")),
        ..Default::default()
    };
    let week = reach::app::portal::due::parse_week("2023-W13").unwrap();
    let send = |portal: &mut Portal, name: &str, text: &str| {
        let id = portal.app.receive(&who, &reach::base::id::PartnerId::new("xinhunan"), week, name, text.as_bytes(), &said).unwrap();
        let (upload, submission) = portal.app.upload_with(id).unwrap().unwrap();
        portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
    };
    send(&mut portal, "一.csv", EXPORT);
    let (mut one, mut two) = (portal.browser("renshe"), portal.browser("admin"));
    let (id, _) = open(&portal, "belonging").pop().unwrap();
    let path = format!("/questions/{id}");
    let mark = format!("action=\"{path}\"");
    // Both look at two works; the first one says of the first work alone.
    let page = two.get("/questions");
    let (seen, state) = (values(&page, &mark, "seen"), values(&page, &mark, "state").pop().unwrap());
    assert_eq!(seen.len(), 2);
    let canteen = "机关食堂新菜单";
    let workshop = "车间里的一分钟";
    let first = one.get("/questions");
    assert_eq!(values(&first, &mark, "seen"), seen);
    let answer = |choice: &'static str, because: &'static str| vec![("choice", choice), ("because", because)];
    let mut fields = answer("selected", "看过");
    fields.extend([("seen", canteen), ("case", canteen)]);
    let done = one.post(&path, &fields);
    one.follow(&done).shows("答复已记录");
    // The list has one work less now: what was first in it is another one. The second person's answer keeps to the works that they saw.
    let mut fields = answer("selected", "也看过");
    fields.extend(seen.iter().map(|s| ("seen", s.as_str())));
    fields.push(("case", workshop));
    let done = two.post(&path, &fields);
    two.follow(&done).shows("其中1条已由别人答复");
    let answers = portal.app.ledger.answers(None).unwrap();
    let choices: Vec<&str> = answers.iter().map(|a| a.choice.as_str()).collect();
    assert_eq!(choices, [format!("yes:{canteen};no:"), format!("yes:{workshop};no:")]);
    // What is answered stays so: a page that is older gets nothing in, neither by ticks nor for all.
    for fields in [fields.clone(), [answer("none", "都不是"), vec![("state", state.as_str())]].concat()] {
        let late = two.post(&path, &fields);
        assert_eq!(late.status, 422, "{}", late.body);
        late.shows("已由别人答复");
    }
    // A work that came after the page was made is not answered by “all”.
    send(&mut portal, "二.csv", &format!("{EXPORT}食堂又换菜单,2022-08-04 09:00:00,视频,公开,9,0,0,0,0,0,1,1,1,1,1,1\n"));
    let page = two.get("/questions");
    let state = values(&page, &mark, "state").pop().unwrap();
    send(&mut portal, "三.csv", &format!("{EXPORT}又一条别的,2022-08-05 09:00:00,视频,公开,9,0,0,0,0,0,1,1,1,1,1,1\n"));
    let late = two.post(&path, &[answer("all", "都是"), vec![("state", state.as_str())]].concat());
    assert_eq!(late.status, 422);
    late.shows("有变化");
    // Nor is anything ticked that this question does not ask about.
    let foreign = two.post(&path, &[answer("selected", "错的"), vec![("seen", "没有这一条"), ("case", "没有这一条")]].concat());
    assert_eq!(foreign.status, 422);
    assert_eq!(portal.app.ledger.answers(None).unwrap().len(), 2);
}

#[test]
fn questions_of_one_kind_and_channel_are_answered_in_one_go_each_noted_by_itself() {
    let mut portal = Portal::new();
    falls(&mut portal);
    let mut staff = portal.browser("renshe");
    let page = staff.get("/questions?campaign=p08_tv");
    page.shows("截至2023年4月3日").shows("批量答复：数值下降，湖南经视抖音号（2项）");
    page.shows("<h3 id=\"k-p08_tv-fall\" class=\"to_confirm\">数值下降（3）</h3>");
    assert!(!page.body.contains("湖南经视快手号（"), "one alone is no batch");
    let listed = values(&page, "批量答复：数值下降", "question");
    assert_eq!((listed.len(), open(&portal, "fall").len()), (2, 3));
    let fields = |list: &[String]| -> Vec<(String, String)> {
        let said = [("choice", "accept"), ("because", "平台3月清理数据"), ("back", "p08_tv")];
        let said = said.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned()));
        said.chain(list.iter().map(|q| ("question".to_owned(), q.clone()))).collect()
    };
    let post = |staff: &mut crate::support::browser::Browser, fields: &[(String, String)]| {
        let fields: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        staff.post("/questions", &fields)
    };
    // One that has moved keeps all of them from being answered.
    let moved: Vec<String> = vec![listed[0].clone(), format!("{} 0000000000000000", listed[1].split(' ').next().unwrap())];
    assert_eq!(post(&mut staff, &fields(&moved)).status, 422);
    assert_eq!(post(&mut staff, &fields(&[])).status, 422);
    assert!(portal.app.ledger.answers(None).unwrap().is_empty());
    // Nor may those of another lead unit.
    assert_eq!(post(&mut portal.browser("yingji"), &fields(&listed)).status, 404);
    let done = post(&mut staff, &fields(&listed));
    staff.follow(&done).shows("2项答复已逐项记录");
    let noted: Vec<String> = portal.app.ledger.journal().unwrap().into_iter().filter(|e| e.kind == "answer").map(|e| e.body).collect();
    assert_eq!(noted.len(), 2);
    assert!(noted.iter().all(|b| b.contains("平台3月清理数据") && b.contains("湖南经视抖音号")), "{noted:?}");
    assert_eq!(open(&portal, "fall").len(), 1);
    // The number beside the column is that of today.
    let left = App::questions(&portal.app.snapshot(portal.app.clock.now().date(), None).unwrap()).count();
    staff.get("/questions").shows(&format!("{left}项，截至2023年4月3日"));
}

#[test]
fn a_partner_says_something_about_its_own_questions() {
    let mut portal = Portal::new();
    falls(&mut portal);
    let (id, _) = open(&portal, "fall").into_iter().find(|(_, text)| text.contains("快手号")).unwrap();
    let mut partner = portal.browser("jingshi");
    let page = partner.get("/questions");
    page.shows("湖南经视快手号").shows("提交说明");
    assert!(!page.body.contains("批量答复") && !page.body.contains(&format!("action=\"/questions/{id}\"")), "partners settle nothing");
    assert_eq!(partner.post(&format!("/questions/{id}"), &[("choice", "accept"), ("because", "x")]).status, 404);
    let path = format!("/questions/{id}/comment");
    assert_eq!(partner.post_files(&path, &[("text", " ")], &[]).status, 422);
    assert_eq!(partner.post_files(&path, &[("text", "见附件")], &[("a.exe", b"MZ".as_slice())]).status, 422);
    let file: [(&str, &[u8]); 1] = [("后台.pdf", b"%PDF-1.7 sample")];
    let done = partner.post_files(&path, &[("text", "平台3月清理过数据")], &file);
    assert_eq!(done.status, 303, "{}", done.body);
    partner.follow(&done).shows("平台3月清理过数据").shows("后台.pdf");
    // It decides nothing; staff see it beside the form, and the journal tells it.
    assert_eq!(open(&portal, "fall").len(), 3);
    let mut staff = portal.browser("renshe");
    staff.get("/questions").shows("<b>jingshi</b>说明：平台3月清理过数据").shows("/attachments/1");
    assert_eq!(staff.get("/attachments/1").status, 200);
    staff.get("/journal?kind=comment").shows("说明湖南经视快手号的待核事项").shows("平台3月清理过数据");
    // Another partner neither sees nor says anything here.
    let mut other = portal.browser("video");
    assert!(!other.get("/questions").body.contains("快手号"));
    assert_eq!(other.post_files(&path, &[("text", "随便说")], &[]).status, 404);
    assert_eq!(other.get("/attachments/1").status, 404);
    for reader in ["leader", "expert"] {
        assert_eq!(portal.browser(reader).get("/questions").status, 404);
    }
}

#[test]
fn a_letter_asks_of_a_partner_what_is_its_own_to_do() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let page = staff.get("/texts?week=2023-W13");
    page.shows("整改：8 电视媒体，湖南经视");
    let letter = page.body.split("整改：8 电视媒体，湖南经视").nth(1).unwrap().split("</section>").next().unwrap();
    let text = letter.split("<textarea").nth(1).unwrap().split("</textarea>").next().unwrap();
    // A hundredth in nine months: no pace is demanded that nobody could keep.
    assert!(text.contains("已完成4.3万人次，合同要求500万人次") && text.contains("补救计划"), "{text}");
    for staffs in ["口径", "签订日", "认定", "待核事项", "下周完成"] {
        assert!(!text.contains(staffs), "{staffs} is not the partner's: {text}");
    }
    assert!(letter.contains("须由我方办理，不写进文稿") && letter.contains("登记签订日"), "{letter}");
}

/// Seven cases are listed whole; of eight the last two are folded, as one alone would take as much room.
#[test]
fn one_case_alone_is_not_folded() {
    let mut portal = Portal::new();
    let head = "统计日期,渠道,作品标题,发布时间,累计播放量\n";
    let file = |day: &str, works: u32, plays: u32| -> String {
        let rows = (1..=works).map(|n| format!("{day},湖南经视抖音号,第{n}期,2022-08-01,{plays}\n"));
        std::iter::once(head.to_owned()).chain(rows).collect()
    };
    portal.taken("hunan_jingshi", "一.csv", &file("2023-03-19", 8, 20_000));
    portal.taken("hunan_jingshi", "二.csv", &file("2023-03-26", 7, 15_000));
    let mut staff = portal.browser("renshe");
    let page = staff.get("/questions");
    page.shows("有 7 条数值下降");
    assert!(!page.body.contains("<summary>其余"), "{}", page.body);
    portal.taken("hunan_jingshi", "三.csv", &file("2023-04-02", 8, 10_000));
    staff.get("/questions").shows("有 8 条数值下降").shows("<summary>其余2条</summary>");
}

/// 一个项目同一类的待核事项多了：列出前六项，其余折叠；有几类时，页面顶上可以直接去那一类。
#[test]
fn a_long_list_is_by_kind_and_folded() {
    let mut portal = Portal::new();
    let day = crate::support::world::day("2023-01-08");
    let rows: String = (0..9)
        .map(|week| format!("{},湖南经视抖音号,第1期 高处作业系好安全带,2022-08-01,{}\n", day.plus(7 * week), 90_000 - 5_000 * week))
        .collect();
    portal.taken("hunan_jingshi", "九周.csv", &format!("统计日期,渠道,作品标题,发布时间,累计播放量\n{rows}"));
    let mut staff = portal.browser("renshe");
    let page = staff.get("/questions");
    page.shows("数值下降（8）</h3>").shows("<summary>其余2项</summary>");
    assert!(!page.body.contains("href=\"#k-"), "one kind alone needs no way to it");
    portal.taken("partner_video", "一.csv", &super::world::P12.replace("2023-04-02", "2023-03-26"));
    portal.taken("partner_video", "二.csv", &super::world::P12.replace("8888", "5000"));
    staff.get("/questions").shows("href=\"#k-p08_tv-fall\"").shows("href=\"#k-p12_short_video-fall\"");
}

/// 勾选了属于的，又选“其余都不属于本项目”：勾选的属于，其余不属于。两者对不上的，问清楚再记。
#[test]
fn what_is_ticked_belongs_and_the_rest_does_not() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "hunan_renshe_douyin"), ("as_of", "2023-04-02")];
    let sent = staff.post_files("/reporting/xinhunan/2023-W13/files", &fields, &[("作品列表.csv", EXPORT.as_bytes())]);
    staff.post(&format!("{}/take", super::flow::upload_of(&sent)), &[]);
    let (id, _) = open(&portal, "belonging").pop().unwrap();
    let path = format!("/questions/{id}");
    let page = staff.get("/questions");
    page.shows("勾选的属于，没有勾选的（连同没有列出的）都不属于");
    let state = values(&page, &format!("action=\"{path}\""), "state").pop().unwrap();
    let (canteen, workshop) = ("机关食堂新菜单", "车间里的一分钟");
    let form = |choice: &'static str| {
        [("choice", choice), ("because", "看过"), ("state", &state), ("seen", canteen), ("seen", workshop), ("case", workshop)]
    };
    let refused = staff.post(&path, &form("all"));
    assert_eq!(refused.status, 422, "one of two is ticked, and all belong: which is meant?");
    refused.shows("勾选了1条，又选了对全部条目的答复");
    assert!(portal.app.ledger.answers(None).unwrap().is_empty());
    assert_eq!(staff.post(&path, &form("none")).status, 303);
    let answers: Vec<String> = portal.app.ledger.answers(None).unwrap().into_iter().map(|a| a.choice).collect();
    assert_eq!(answers, [format!("yes:{workshop};no:{canteen}")]);
}

/// 项目页上列不完的条目，说在哪里看全，不说“见附表”：网页上没有附表。
#[test]
fn a_list_that_is_cut_says_where_it_is_whole() {
    let mut portal = Portal::new();
    let head = "作品名称,发布时间,播放量,5s完播率,主页访问量\n";
    let rows: String = (1..=14).map(|n| format!("今天吃什么{n},2022-08-{n:02} 09:00:00,7,0.5,1\n")).collect();
    let mut staff = portal.browser("renshe");
    let fields = [("channel", "jingshi_douyin"), ("as_of", "2023-04-02")];
    let sent = staff.post_files("/reporting/hunan_jingshi/2023-W13/files", &fields, &[("账号.csv", format!("{head}{rows}").as_bytes())]);
    assert_eq!(staff.post(&format!("{}/take", super::flow::upload_of(&sent)), &[]).status, 303);
    let page = staff.get("/campaigns/p08_tv");
    page.shows("等共14项，全部见待核事项").shows("href=\"/questions?campaign=p08_tv\"");
    let leader = portal.browser("leader").get("/campaigns/p08_tv");
    leader.shows("等共14项");
    for page in [page, leader] {
        assert!(!page.body.contains("见附表"), "{}", page.body);
    }
}
