//! 更正一个数：从待核事项、来源页、作品页走到同一张表单；先看会改变什么，确认才入账；可以撤回；没有更正以前，待核事项一直写着待更正。

use super::approval::approve;
use super::world::{P08, Portal};
use crate::support::browser::Browser;
use crate::support::world::day;
use reach::app::App;
use reach::attain::series;
use reach::base::count::Count;
use reach::base::id::PlacementId;
use reach::ledger::{Arrival, NewObservation};
use reach::model::metric::{Metric, Value, Values};
use reach::model::reading::{Reading, ReadingRef, Source};

const WEEK: &str = "/reporting/hunan_jingshi/2023-W13";

fn placement(portal: &Portal, channel: &str) -> PlacementId {
    let found = portal.app.works_named(&reach::base::id::CampaignId::new("p08_tv"), channel).unwrap();
    found.first().unwrap_or_else(|| panic!("{channel}")).0
}

/// 我方4月2日采到芒果TV这一条播放15,000，合作媒体报12,345。
fn collected(portal: &mut Portal, plays: u64) -> String {
    let of = placement(portal, "芒果TV");
    let fold = portal.app.defs.settings.fold;
    let at = day("2023-04-02").at(43_200);
    let change = portal.app.ledger.change().unwrap();
    let digest = reach::base::digest::Digest::of(b"collected");
    let arrival = Arrival { at, kind: "files", because: None, rows_digest: digest, first: Some(day("2023-04-02")) };
    let import = change.new_import(&arrival, &[]).unwrap();
    let mut values = Values::default();
    values.set(Metric::Plays, Value::Count(Count::Exact(plays)));
    let id = ReadingRef { import, file: 0, sheet: 0, row: 1 };
    let reading = Reading { id, at, counted: None, from: None, source: Source::Collected, values };
    change.observe(&[NewObservation { placement: of, reading }]).unwrap();
    change.total(of, &series::fold(&change.readings(of).unwrap(), fold)).unwrap();
    change.note(at, "collect", &serde_json::json!({ "import": import.0 }).to_string()).unwrap();
    change.commit().unwrap();
    format!("/campaigns/p08_tv/correct/{of}/plays/2023-04-02")
}

fn contacts(portal: &Portal) -> u64 {
    let snapshot = portal.app.snapshot(day("2023-04-02"), None).unwrap();
    snapshot.campaigns.iter().find(|c| c.id.as_str() == "p08_tv").unwrap().contacts().unwrap().actual.low
}

fn asked(portal: &Portal, kind: &str) -> Vec<(String, String)> {
    let snapshot = portal.app.snapshot(portal.app.clock.now().date(), None).unwrap();
    App::questions(&snapshot).filter(|(_, q)| q.kind.name() == kind).map(|(_, q)| (q.id.clone(), q.text.clone())).collect()
}

/// 按页面上的样子答复一项。
fn answer(staff: &mut Browser, id: &str, choice: &str) -> crate::support::browser::Answer {
    let page = staff.get("/questions");
    let form = page.body.split_once(&format!("action=\"/questions/{id}\"")).unwrap_or_else(|| panic!("{id} is not asked")).1;
    let state = form.split_once("name=\"state\" value=\"").unwrap().1.split('"').next().unwrap().to_owned();
    let done = staff.post(&format!("/questions/{id}"), &[("state", &state), ("choice", choice), ("because", "后台核过")]);
    assert_eq!(done.status, 303, "{}", done.body);
    done
}

const TO: [(&str, &str); 3] = [("value", "12,345"), ("document", "后台截图4月3日"), ("because", "我方把另一条的数采来了")];

/// 来源不一致，答“另一个数是对的”：到更正的表单；更正以前一直列为待更正；更正以后传播量按对的数，不再问；日志和来源页写着依据；
/// 撤回以后照旧，又问。
#[test]
fn a_wrong_number_is_corrected_from_its_question_and_the_correction_taken_back() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let path = collected(&mut portal, 15_000);
    let mut staff = portal.browser("renshe");
    let wrong = contacts(&portal);
    let (id, _) = asked(&portal, "disagreement").pop().unwrap();
    staff.get("/questions").shows("采用 15,000，报送 12,345").shows(&format!("href=\"{path}\">更正</a>"));
    let done = answer(&mut staff, &id, "mistake");
    assert!(done.header("location").starts_with(&path), "{}", done.head);
    let form = staff.follow(&done);
    form.shows("芒果TV“第1期 高处作业系好安全带”2023年4月2日的播放量").shows("更正以前仍列为待更正");
    form.shows("自采</td><td class=\"n num\" data-l=\"数\">15,000</td>").shows("报送</td><td class=\"n num\" data-l=\"数\">12,345</td>");
    staff.get("/questions").shows("2023年4月3日已答复“另一个数是对的，将更正”，待更正");
    assert_eq!(asked(&portal, "disagreement").len(), 1);
    // 没有写全、写错的退回，填过的都还在。
    for (field, value, says) in [
        ("value", "", "写正确的数"),
        ("value", "一万多吧", "不是能识别的次数"),
        ("value", "15000", "现在计入的就是15,000"),
        ("document", " ", "写明依据的文件"),
        ("because", "", "写明理由"),
    ] {
        let fields: Vec<_> = TO.into_iter().map(|(n, v)| (n, if n == field { value } else { v })).collect();
        let refused = staff.post(&path, &fields);
        assert_eq!(refused.status, 422, "{field} {value}");
        refused.shows(says).shows("填过的都还在");
        assert_eq!(refused.body.contains("后台截图4月3日"), field != "document", "{field}");
    }
    let preview = staff.post(&path, &TO);
    preview
        .shows("<td data-l=\"现在\">15,000（自采）</td><td data-l=\"更正后\"><b>12,345</b></td>")
        .shows("累计观看、阅读")
        .shows("确认更正");
    assert_eq!(contacts(&portal), wrong, "looking changes nothing");
    let done = staff.confirm(&path, &TO);
    staff.follow(&done).shows("已更正。").shows("由renshe更正为12,345。依据：后台截图4月3日。理由：我方把另一条的数采来了");
    assert_eq!(contacts(&portal), wrong - 15_000 + 12_345);
    assert!(asked(&portal, "disagreement").is_empty(), "it is put right");
    let journal = staff.get("/journal?kind=correct");
    journal.shows("更正芒果TV“第1期 高处作业系好安全带”2023年4月2日的播放量为12,345").shows("后台截图4月3日").shows("renshe");
    journal.shows("正确的数");
    let import = portal.app.corrections().unwrap()[0].import;
    let mut expert = portal.browser("expert");
    expert.get(&format!("/sources/{import}/0/0/1")).shows("更正为12,345。依据：后台截图4月3日").shows("理由：我方把另一条的数采来了");
    assert!(!expert.get(&format!("/sources/{import}/0/0/1")).body.contains("再更正或撤回"));
    staff.get(&format!("/sources/{import}/0/0/1")).shows("再更正或撤回");
    staff.get("/campaigns/p08_tv/correct").shows("更正过的数").shows("后台截图4月3日");
    // 撤回要写理由，先看会改变什么。
    let back = format!("{path}/withdraw");
    let number = import.to_string();
    let silent = staff.post(&back, &[("import", &number), ("because", " ")]);
    assert_eq!(silent.status, 422);
    silent.shows("写明为什么撤回").shows("填过的都还在");
    let fields = [("import", number.as_str()), ("because", "截图是另一条的")];
    staff.post(&back, &fields).shows("12,345（更正）").shows("15,000（自采）").shows("确认撤回<");
    let done = staff.confirm(&back, &fields);
    staff.follow(&done).shows("更正已撤回。");
    assert_eq!(contacts(&portal), wrong);
    let (_, text) = asked(&portal, "disagreement").pop().unwrap();
    assert!(text.ends_with("待更正"), "{text}");
    staff.get("/journal").shows("撤回更正：芒果TV“第1期 高处作业系好安全带”2023年4月2日的播放量").shows("截图是另一条的");
    staff.get("/campaigns/p08_tv/correct").shows("已撤回：截图是另一条的（renshe，");
    let again = staff.post(&back, &fields);
    assert_eq!(again.status, 422);
    again.shows("已经撤回");
}

/// 更正以后又来了一份不一样的，还是要问：更正的人没有见过它。
#[test]
fn what_comes_after_a_correction_is_asked_about() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let path = collected(&mut portal, 15_000);
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.confirm(&path, &TO).status, 303);
    assert!(asked(&portal, "disagreement").is_empty());
    portal.taken("hunan_jingshi", "第13周改.csv", &P08.replace("12345", "18000"));
    assert_eq!(asked(&portal, "disagreement").len(), 1);
    staff.get("/questions").shows("采用 12,345，报送 18,000");
}

/// 看过会改变什么以后数变了：不更正，重新给出；再确认才更正。
#[test]
fn a_correction_is_confirmed_by_what_was_seen() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    let path = format!("/campaigns/p08_tv/correct/{}/plays/2023-04-02", placement(&portal, "芒果TV"));
    let fields = TO.map(|(n, v)| (n, if n == "value" { "13000" } else { v }));
    let seen = staff.post(&path, &fields).seen().unwrap();
    portal.taken("hunan_jingshi", "第13周改.csv", &P08.replace("12345", "99999"));
    let stale = staff.post(&path, &[&fields[..], &[("seen", &seen)]].concat());
    assert_eq!(stale.status, 409, "{}", stale.body);
    stale.shows("没有更正：打开页面以后数据有变化").shows("99,999（报送）");
    assert!(portal.app.corrections().unwrap().is_empty());
    assert_eq!(staff.post(&path, &[&fields[..], &[("seen", &stale.seen().unwrap())]].concat()).status, 303);
    assert_eq!(portal.app.corrections().unwrap().len(), 1);
}

/// 审定过的一周：更正以前写明，更正以后是“审定后有变动”，撤回以后不再说。
#[test]
fn a_correction_in_an_approved_week_asks_for_another_approval() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let mut staff = portal.browser("renshe");
    let first = super::flow::send(&mut partner, "第13周.csv", P08.as_bytes(), &[]);
    assert_eq!(partner.post(&format!("{first}/take"), &[]).status, 303);
    assert_eq!(partner.post(&format!("{WEEK}/hand-in"), &[]).status, 303);
    assert_eq!(approve(&mut staff, WEEK, "jingshi_news,jingshi_kuaishou").status, 303);
    let path = format!("/campaigns/p08_tv/correct/{}/plays/2023-04-02", placement(&portal, "芒果TV"));
    let fields = TO.map(|(n, v)| (n, if n == "value" { "13000" } else { v }));
    staff.post(&path, &fields).shows("2023年第13周已审定：更正后那一周要再审定一次");
    assert_eq!(staff.confirm(&path, &fields).status, 303);
    staff.get("/week?week=2023-W13").shows("审定后有变动，待再审定");
    partner.get(WEEK).shows("审定后有变动：<b>芒果TV</b>");
    let import = portal.app.corrections().unwrap()[0].import.to_string();
    assert_eq!(staff.confirm(&format!("{path}/withdraw"), &[("import", &import), ("because", "看错了")]).status, 303);
    assert!(!staff.get("/week?week=2023-W13").body.contains("审定后有变动"));
}

/// 按新增量报的作品：更正的是那一段的新增量，别的各段照加，不变成累计数。
#[test]
fn an_increment_is_corrected_as_an_increment() {
    let mut portal = Portal::new();
    let head = "统计开始,统计日期,渠道,作品标题,发布时间,新增播放量\n";
    let rows = "2023-03-20,2023-03-26,芒果TV,第1期 高处作业系好安全带,2023-03-20,1000\n2023-03-27,2023-04-02,芒果TV,第1期 高处作业系好安全带,2023-03-20,500\n";
    portal.taken("hunan_jingshi", "新增.csv", &format!("{head}{rows}"));
    assert_eq!(contacts(&portal), 1_500);
    let mut staff = portal.browser("renshe");
    let path = format!("/campaigns/p08_tv/correct/{}/plays/2023-04-02", placement(&portal, "芒果TV"));
    staff.get(&path).shows("2023年3月27日至2023年4月2日的新增量").shows("1,500");
    let fields = TO.map(|(n, v)| (n, if n == "value" { "700" } else { v }));
    let done = staff.confirm(&path, &fields);
    assert_eq!(done.status, 303, "{}", done.body);
    assert_eq!(contacts(&portal), 1_700);
}

/// 从作品页、来源页都走得到；别人的项目、没有的数，没有这一页。
#[test]
fn the_form_is_reached_from_a_work_and_from_a_source() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let of = placement(&portal, "芒果TV");
    let path = format!("/campaigns/p08_tv/correct/{of}/plays/2023-04-02");
    let mut staff = portal.browser("renshe");
    let target = staff.get("/campaigns/p08_tv/targets/contacts?week=2023-W13");
    target.shows(&format!("/sources/{import}/0/0/2?of={of}"));
    staff.get(&format!("/sources/{import}/0/0/2?of={of}")).shows(&format!("href=\"{path}\">这一行的播放量不对，更正"));
    staff.get("/campaigns/p08_tv").shows("/campaigns/p08_tv/correct\"");
    staff.get("/campaigns/p08_tv/correct?word=芒果").shows(&format!("correct?placement={of}"));
    staff.get(&format!("/campaigns/p08_tv/correct?placement={of}")).shows(&format!("href=\"{path}\">更正</a>"));
    staff.get("/campaigns/p12_short_video/correct?word=芒果").shows("没有找到");
    for other in [
        format!("/campaigns/p12_short_video/correct/{of}/plays/2023-04-02"),
        format!("/campaigns/p12_short_video/correct?placement={of}"),
        format!("/campaigns/p08_tv/correct/{of}/plays/2023-04-01"),
        format!("/campaigns/p08_tv/correct/{of}/likes/2023-04-02"),
        "/campaigns/p08_tv/correct/999/plays/2023-04-02".to_owned(),
    ] {
        assert_eq!(staff.get(&other).status, 404, "{other}");
        assert_eq!(staff.post(&other, &TO).status / 100, 4, "{other}");
    }
    for login in ["yingji", "shebao", "jingshi", "leader", "expert"] {
        let mut other = portal.browser(login);
        assert_eq!((other.get(&path).status, other.post(&path, &TO).status), (404, 404), "{login}");
        assert!(!other.get(&format!("/sources/{import}/0/0/2?of={of}")).body.contains("不对，更正"), "{login}");
    }
}

/// 答“填报有误，将重新报送”的下降：重新报来以前一直在，写明待更正；数对了就不再问；改答“以最新数为准”也了结。
#[test]
fn what_will_be_put_right_is_not_settled_yet() {
    for put_right in [true, false] {
        let mut portal = Portal::new();
        let head = "统计日期,渠道,作品标题,发布时间,累计播放量\n";
        let row = |day: &str, n: u32| format!("{head}{day},湖南经视抖音号,第1期 高处作业系好安全带,2022-08-02,{n}\n");
        portal.taken("hunan_jingshi", "一.csv", &row("2023-03-26", 20_000));
        portal.taken("hunan_jingshi", "二.csv", &row("2023-04-02", 15_000));
        let mut staff = portal.browser("renshe");
        let (id, text) = asked(&portal, "fall").pop().unwrap();
        assert!(!text.contains("待更正"), "{text}");
        answer(&mut staff, &id, "mistake");
        let (same, text) = asked(&portal, "fall").pop().unwrap();
        assert_eq!(same, id);
        assert!(text.ends_with("2023年4月3日已答复“填报有误，将重新报送”，待更正"), "{text}");
        if put_right {
            portal.taken("hunan_jingshi", "三.csv", &row("2023-04-02", 25_000));
        } else {
            answer(&mut staff, &id, "accept");
        }
        assert!(asked(&portal, "fall").is_empty(), "{put_right}");
    }
}

/// 两个人（或两个标签页）同时确认同一项更正：只记一次。
#[test]
fn two_who_confirm_at_once_correct_once() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let path = collected(&mut portal, 15_000);
    let mut staff = portal.browser("renshe");
    staff.get(&path);
    let seen = staff.post(&path, &TO).seen().unwrap();
    let confirm = [&TO[..], &[("seen", seen.as_str())]].concat();
    let answers: Vec<u16> = std::thread::scope(|s| {
        let post = || {
            let mut browser = Browser { session: staff.session.clone(), ..Browser::new(staff.address) };
            let (path, confirm) = (&path, &confirm);
            s.spawn(move || browser.post(path, confirm).status)
        };
        let all = [post(), post(), post()];
        all.map(|t| t.join().unwrap()).to_vec()
    });
    assert_eq!(answers.iter().filter(|a| **a == 303).count(), 1, "{answers:?}");
    assert_eq!(portal.app.corrections().unwrap().len(), 1);
}
