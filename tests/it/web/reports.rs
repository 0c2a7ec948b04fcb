//! Reports after they were made: what changed since is said beside them, never in them; and how long a link works.

use super::world::{P08, Portal};
use crate::support::browser::Browser;
use crate::support::world::day;
use reach::app::App;
use reach::app::clock::Clock;
use reach::ledger::LedgerKind;
use reach::web::Running;
use std::path::Path;

const CHANGED: &str = "本期周报生成后，数据有变动：";

/// The address of a link on the page that shows it.
fn link(page: &str) -> String {
    page[page.find("/s/").unwrap()..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect()
}

#[test]
fn a_report_stays_and_what_changed_since_is_said_beside_it() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let report = staff.get("/reports/2023-W13/index.html").bytes;
    let shared = link(&staff.post("/reports/2023-W13/share", &[("days", "3")]).body);
    let mut leader = portal.browser("leader");
    let mut anybody = Browser::new(portal.running.address);
    // The same numbers once more change nothing.
    portal.taken("hunan_jingshi", "重报.csv", &format!("{P08}\n"));
    for page in [staff.get("/reports"), leader.get("/reports"), anybody.get(&shared)] {
        assert!(!page.body.contains(CHANGED), "{}", page.body);
    }
    // A channel that was missing is handed in, a number is corrected, the first file is taken back.
    let late = "统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,湖南经视快手号,第1期 高处作业系好安全带,2022-08-02,700\n";
    portal.taken("hunan_jingshi", "补报.csv", late);
    portal.app.correct("芒果TV/第1期 高处作业系好安全带", "plays", day("2023-04-02"), "12400", "看错一行").unwrap();
    portal.app.undo(reach::base::id::ImportId(import)).unwrap();
    let said = format!("{CHANGED}入库1份（2023年4月3日）、更正1处（2023年4月3日）、撤销1次（2023年4月3日）。");
    staff.get("/reports").shows(&said).shows("要用新的数，请重新生成");
    leader.get("/reports").shows(&said);
    anybody.get(&shared).shows(&said).shows("以下仍是生成时的数");
    assert_eq!(staff.get("/reports/2023-W13/index.html").bytes, report, "the report itself stays");
    assert_eq!(anybody.get(&format!("{shared}/index.html")).bytes, report);
    // Made anew it tells of everything.
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    assert!(!staff.get("/reports").body.contains(CHANGED));
}

/// A counting rule that is signed may change figures of every report made before.
#[test]
fn a_report_is_told_of_signatures() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let sign = [("by", "省人社厅"), ("on", "2023-04-01"), ("document", "确认单1号")];
    assert_eq!(staff.post("/rules/CR-01", &sign).status, 303);
    staff.get("/reports").shows(&format!("{CHANGED}签认口径1条（2023年4月3日）。"));
    // Where a leader reads it, too.
    portal.browser("leader").get("/reports").shows("签认口径1条");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    assert!(!staff.get("/reports").body.contains(CHANGED));
}

/// What moves tallies and no number is told as well: a list of works without numbers, a work no longer public, another length or day, and
/// a file taken back of which nobody noted of which days it spoke.
#[test]
fn a_report_is_told_of_works_that_came_or_changed_without_a_number() {
    let head = "统计日期,渠道,作品标题,发布时间,时长,审核状态,累计播放量";
    let row = |published: &str, secs: &str, state: &str| {
        format!("{head}\n2023-04-02,合作媒体抖音号,第1期 受限空间作业,{published},{secs},{state},8888\n")
    };
    let list = "统计日期,渠道,作品标题,发布时间,时长\n2023-04-02,合作媒体抖音号,第2期 有限空间,2022-08-09,60\n";
    let first = row("2022-08-01", "110", "公开");
    for (next, told) in [
        (format!("{first}\n"), false),
        // Fewer columns say less and nothing else.
        ("统计日期,渠道,作品标题,发布时间,累计播放量\n2023-04-02,合作媒体抖音号,第1期 受限空间作业,2022-08-01,8888\n".to_owned(), false),
        (list.to_owned(), true),
        (row("2022-08-01", "110", "私密"), true),
        (row("2022-08-01", "130", "公开"), true),
    ] {
        let mut portal = Portal::new();
        portal.taken("partner_video", "第13周.csv", &first);
        let mut staff = portal.browser("renshe");
        assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
        portal.taken("partner_video", "又一份.csv", &next);
        assert_eq!(staff.get("/reports").body.contains(CHANGED), told, "{next}");
    }
}

/// The same file twice: the second says nothing new, and stands alone once the first is taken back. Taken back itself, it takes the numbers with it.
#[test]
fn taking_back_a_file_that_said_nothing_new_is_told() {
    let mut portal = Portal::new();
    let first = portal.taken("hunan_jingshi", "第13周.csv", P08);
    let again = portal.taken("hunan_jingshi", "重报.csv", &format!("{P08}\n"));
    portal.app.undo(reach::base::id::ImportId(first)).unwrap();
    let mut staff = portal.browser("renshe");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    portal.app.undo(reach::base::id::ImportId(again)).unwrap();
    staff.get("/reports").shows(&format!("{CHANGED}撤销1次"));
}

#[test]
fn a_link_of_a_sample_says_how_long_it_works_and_not_a_day_of_another_year() {
    let folder = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let then = Clock::Fixed(day("2023-04-03").at(36_000));
    let mut app = App::open(folder.path(), Some(root), LedgerKind::Sample, then).unwrap();
    crate::support::world::add_staff(&mut app, "renshe");
    let files = vec![reach::app::submit::SentFile::Bytes("第13周.csv".into(), P08.as_bytes().to_vec())];
    let (sent, limits) = (reach::model::draft::Sent::default(), reach::intake::Limits::portal());
    let request = reach::app::submit::Request { files, sent, dry_run: false, accept_good: false, limits };
    assert!(app.submit(request).unwrap().written);
    let running = Running::start(folder.path(), Some(root), Clock::Real).unwrap();
    let mut staff = Browser::of(running.address, &mut app, "renshe");
    staff.get("/week").shows("样例数据，时间停在2023年4月3日");
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    let page = staff.post("/reports/2023-W13/share", &[("days", "14")]);
    page.shows("还有14天</td>");
    let shared = Browser::new(running.address).get(&link(&page.body));
    shared.shows("链接有效期：还有14天");
}

/// 第12周按没有勾选的算；第13周的文件旁边勾选了一条第12周就有的作品：第12周的周报写明有变动。只在第13周出现的作品，不算第12周的变动。
#[test]
fn a_report_is_told_of_a_work_ticked_beside_a_later_file() {
    let old = super::uploads::EXPORT;
    let new_one = format!("{old}矿山里的一分钟,2023-03-29 09:00:00,视频,公开,80,0,0,0,0,0,1,1,1,1,1,1\n");
    for (key, told) in [("车间里的一分钟", true), ("矿山里的一分钟", false)] {
        let mut portal = Portal::new();
        let mut staff = portal.browser("renshe");
        let upload = |staff: &mut Browser, week: &str, sunday: &str, text: &str| {
            let fields = [("channel", "hunan_renshe_douyin"), ("as_of", sunday)];
            let sent = staff.post_files(&format!("/reporting/xinhunan/{week}/files"), &fields, &[("作品列表.csv", text.as_bytes())]);
            super::flow::upload_of(&sent)
        };
        let first = upload(&mut staff, "2023-W12", "2023-03-26", old);
        assert_eq!(staff.post(&format!("{first}/take"), &[]).status, 303);
        assert_eq!(staff.post("/reports", &[("week", "2023-W12")]).status, 303);
        let next = upload(&mut staff, "2023-W13", "2023-04-02", &new_one);
        assert_eq!(staff.post(&format!("{next}/belongs"), &[("channel", "hunan_renshe_douyin"), ("key", key)]).status, 303);
        assert!(!staff.get("/reports").body.contains(CHANGED), "nothing went in yet");
        assert_eq!(staff.post(&format!("{next}/take"), &[]).status, 303);
        let page = staff.get("/reports");
        assert_eq!(page.body.contains(&format!("{CHANGED}答复待核事项1项（2023年4月3日）。")), told, "{key}: {}", page.body);
        assert_eq!(page.body.contains(CHANGED), told);
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// 周报生成后改了定义文件：改目标的写明；改采集定义的，以前的数不变，不写。
#[test]
fn a_report_is_told_of_definition_files_that_decide_figures() {
    let (data, config, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for name in ["targets", "seeds", "collectors"] {
        copy_folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &config.path().join(name));
    }
    let open = || {
        let clock = Clock::Fixed(day("2023-04-03").at(36_000));
        App::open(data.path(), Some(config.path()), LedgerKind::Real, clock).unwrap()
    };
    let mut app = open();
    let files = vec![reach::app::submit::SentFile::Bytes("第13周.csv".into(), P08.as_bytes().to_vec())];
    let (sent, limits) = (reach::model::draft::Sent::default(), reach::intake::Limits::portal());
    let request = reach::app::submit::Request { files, sent, dry_run: false, accept_good: false, limits };
    assert!(app.submit(request).unwrap().written);
    let (folder, _) = app.weekly(day("2023-04-02"), None, out.path()).unwrap();
    app.remember_report(&folder).unwrap();
    let made = app.made().unwrap();
    assert_eq!(made.len(), 1);
    let told = |file: &str| {
        let path = config.path().join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        reach::base::disk::write(&path, format!("{text}\n# 又看过一遍\n").as_bytes()).unwrap();
        open().changed_since(&made).unwrap().pop().unwrap()
    };
    assert_eq!(app.changed_since(&made).unwrap(), [None]);
    assert_eq!(told("collectors/mgtv_episodes.toml"), None);
    assert_eq!(told("seeds/headers.toml"), None);
    assert_eq!(told("targets/p08_tv.toml").as_deref(), Some("修改定义文件1个（targets/p08_tv.toml）"));
    assert_eq!(told("seeds/rules.toml").as_deref(), Some("修改定义文件2个（seeds/rules.toml、targets/p08_tv.toml）"));
    // 改了以后重新生成的，用的就是改过的：没有入库别的，也不写有变动。
    let app = open();
    let (folder, _) = app.weekly(day("2023-04-02"), None, out.path()).unwrap();
    app.remember_report(&folder).unwrap();
    let made = app.made().unwrap();
    assert_eq!(app.changed_since(&made).unwrap(), [None]);
    let path = config.path().join("targets/p12_short_video.toml");
    let text = std::fs::read_to_string(&path).unwrap();
    reach::base::disk::write(&path, format!("{text}\n# 又看过一遍\n").as_bytes()).unwrap();
    let told = open().changed_since(&made).unwrap().pop().unwrap();
    assert_eq!(told.as_deref(), Some("修改定义文件1个（targets/p12_short_video.toml）"));
}
