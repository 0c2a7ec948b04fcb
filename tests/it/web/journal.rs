//! 日志: sentences instead of records, sifted by campaign, person, kind and day; the record itself one click away.

use super::world::{P08, P12, Portal};
use crate::support::browser::Browser;

fn entry(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) {
    let answer = browser.confirm(path, fields);
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
}

/// The page without what stands behind 详情.
fn told(browser: &mut Browser, path: &str) -> String {
    let page = browser.get(path);
    assert_eq!(page.status, 200, "{path}: {}", page.body);
    let mut out = String::new();
    let mut rest = page.body.as_str();
    while let Some(at) = rest.find("<dl class=\"raw-entry\">") {
        out.push_str(&rest[..at]);
        rest = rest[at..].split_once("</dl>").unwrap().1;
    }
    out.push_str(rest);
    let list = out.find("<tbody>").map_or("", |at| &out[at..]);
    list.to_owned()
}

#[test]
fn the_journal_tells_sentences_and_is_sifted() {
    let mut portal = Portal::new();
    let import = portal.taken("hunan_jingshi", "第13周.csv", P08);
    portal.taken("partner_video", "短视频.csv", P12);
    let (upload, submission) = {
        let upload = portal.app.ledger.upload_of(reach::base::id::ImportId(import)).unwrap().unwrap();
        portal.app.upload_with(upload.id).unwrap().unwrap()
    };
    let jingshi = portal.who("jingshi");
    portal.app.take_back(&jingshi, &upload, &submission).unwrap();
    let mut admin = portal.browser("admin");
    let log = [("kind", "signed_on"), ("value", "2022-08-15"), ("document", "合同2022-8号"), ("because", "合同已签")];
    entry(&mut admin, "/campaigns/p08_tv/log", &log);
    let log = [("kind", "decision"), ("target", "contacts"), ("value", "达标"), ("document", "专家意见"), ("because", "另有证明")];
    entry(&mut admin, "/campaigns/p12_short_video/log", &log);
    entry(&mut admin, "/rules/CR-01", &[("by", "省人社厅"), ("on", "2023-04-01"), ("document", "确认单1号")]);
    let mut renshe = portal.browser("renshe");
    let settle = "/reporting/partner_video/2023-W13/settle";
    let mut video = portal.browser("video");
    entry(&mut video, "/reporting/partner_video/2023-W13/hand-in", &[]);
    entry(&mut renshe, settle, &[("to", "returned"), ("remark", "缺视频号")]);
    portal.app.correct("合作媒体抖音号/第1期 受限空间作业", "plays", crate::support::world::day("2023-04-01"), "9000", "看错一行").unwrap();

    let all = told(&mut renshe, "/journal");
    for sentence in [
        "导入“第13周.csv”（2023年第13周；芒果TV、湖南经视抖音号）",
        "撤销编号1的导入“第13周.csv”",
        "收回2行",
        "8 电视媒体：签订日登记为2022年8月15日",
        "理由：合同已签",
        "依据：合同2022-8号",
        "为“达标”",
        "登记口径CR-01",
        "省人社厅于2023年4月1日签认",
        "退回短视频承办单位（待定）2023年第13周的报送",
        "意见：缺视频号",
        "更正合作媒体抖音号“第1期 受限空间作业”2023年4月1日的播放",
        "理由：看错一行",
        "建立正式账本",
        "登记定义文件",
        ">jingshi</td>",
        ">命令行</td>",
    ] {
        assert!(all.contains(sentence), "{sentence} is missing in {all}");
    }
    for raw in ["{&#34;", "{\"", "&quot;", "signed_on", "p08_tv\"", "sha256"] {
        assert!(!all.contains(raw), "{raw} stands in the open: {all}");
    }
    // The record and both hashes are behind 详情.
    let whole = renshe.get("/journal").body;
    let last = portal.app.ledger.journal().unwrap().pop().unwrap();
    assert!(whole.contains(&last.hash) && whole.contains(&last.previous) && whole.contains("首尾完整"));

    let p08 = told(&mut renshe, "/journal?campaign=p08_tv");
    assert!(p08.contains("签订日登记") && !p08.contains("合作媒体") && !p08.contains("建立正式账本"), "{p08}");
    let by = told(&mut renshe, "/journal?person=renshe");
    assert!(by.contains("退回短视频承办单位") && !by.contains("签订日登记"), "{by}");
    let kind = told(&mut renshe, "/journal?kind=undo");
    assert!(kind.contains("撤销编号1") && !kind.contains("导入“短视频.csv”"), "{kind}");
    assert!(told(&mut renshe, "/journal?day=2023-04-02").is_empty());
    assert!(told(&mut renshe, "/journal?day=2023-04-03&kind=correct").contains("看错一行"));
    assert_eq!(renshe.get("/journal?day=3.4").status, 422);
    let actions = told(&mut renshe, "/journal?of=actions&person=renshe");
    assert!(actions.contains("退回") && actions.contains("短视频承办单位（待定） 2023年第13周"), "{actions}");
    // 应急厅 sees what concerns its campaigns and nothing else.
    let mut yingji = portal.browser("yingji");
    let own = told(&mut yingji, "/journal");
    assert!(own.contains("退回短视频承办单位") && !own.contains("电视媒体") && !own.contains("登记口径") && !own.contains("建立"), "{own}");
    assert_eq!(yingji.get("/journal?of=actions").status, 404);
}

#[test]
fn a_long_journal_comes_page_by_page() {
    let mut portal = Portal::new();
    let at = portal.app.clock.now();
    let change = portal.app.ledger.change().unwrap();
    for n in 1..=120 {
        change.note(at, "account", &format!("{{\"login\":\"office{n:03}\",\"role\":\"leader\",\"by\":1}}")).unwrap();
    }
    change.commit().unwrap();
    let mut staff = portal.browser("renshe");
    let first = told(&mut staff, "/journal?kind=account");
    assert_eq!(first.matches("建立账号").count(), 50);
    assert!(first.contains("office120") && first.contains("kind=account"), "{first}");
    let third = told(&mut staff, "/journal?page=3&kind=account");
    assert_eq!(third.matches("建立账号").count(), 20);
    assert!(third.contains("office001") && !third.contains("下一页"));
    assert!(told(&mut staff, "/journal?page=99999999999").is_empty());
}

#[test]
fn what_was_appended_or_changed_behind_the_page_is_seen() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let note = |portal: &mut Portal, n: u32| {
        let at = portal.app.clock.now();
        let change = portal.app.ledger.change().unwrap();
        change.note(at, "account", &format!("{{\"login\":\"office{n}\",\"role\":\"leader\",\"by\":1}}")).unwrap();
        change.commit().unwrap();
    };
    note(&mut portal, 1);
    assert!(told(&mut staff, "/journal?person=admin").contains("office1"));
    note(&mut portal, 2);
    let both = told(&mut staff, "/journal?person=admin");
    assert!(both.contains("office1") && both.contains("office2"), "{both}");
    assert!(staff.get("/journal").body.contains("首尾完整"));
    // Somebody writes into the file itself.
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    let seq: i64 = raw.query_row("SELECT max(seq) - 1 FROM journal", [], |r| r.get(0)).unwrap();
    raw.execute("UPDATE journal SET body = replace(body, 'office1', 'office9') WHERE seq = ?1", [seq]).unwrap();
    note(&mut portal, 3);
    // What came since is walked on from where the chain was good; all of it is walked from time to time, and when somebody asks for it.
    assert!(staff.get("/journal").body.contains("首尾完整"));
    staff.get("/journal?verify=1").shows(&format!("日志已损坏：第{seq}条内容被改过"));
    staff.get("/journal").shows(&format!("日志已损坏：第{seq}条内容被改过"));
    // The last entries are cut off.
    raw.execute("DELETE FROM journal WHERE seq > ?1", [seq - 1]).unwrap();
    let cut = staff.get("/journal");
    assert!(!cut.body.contains("office") && cut.body.contains(&format!("已逐条核对{}条", seq - 1)), "{}", cut.body);
}

#[test]
fn an_import_is_called_by_its_way_in_before_it_is_settled() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let who = portal.who("jingshi");
    let sent = portal.waiting("hunan_jingshi", "第13周.csv", P08);
    // The page is looked at between the import and the settling of its upload: that row does not name the import yet.
    let (upload, submission) = portal.app.upload_with(sent).unwrap().unwrap();
    portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Portal).unwrap();
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute("UPDATE uploads SET import = NULL, state = 'waiting' WHERE id = ?1", [sent]).unwrap();
    let told_once = told(&mut staff, "/journal?kind=import");
    assert!(told_once.contains(">jingshi</td>") && told_once.contains("编号1，门户上传"), "{told_once}");
    raw.execute("UPDATE uploads SET import = 1, state = 'taken' WHERE id = ?1", [sent]).unwrap();
    assert!(told(&mut staff, "/journal?person=jingshi&kind=import").contains("门户上传"));
    let (upload, submission) = {
        let id = portal.waiting("partner_video", "短视频.csv", P12);
        portal.app.upload_with(id).unwrap().unwrap()
    };
    portal.app.take(&who, &upload, &submission, false, reach::app::submit::Way::Api).unwrap();
    assert!(told(&mut staff, "/journal?kind=import").contains("编号2，接口"));
    // Behind 详情 every field has a name; the record as it is one fold further.
    let page = staff.get("/journal?kind=import");
    page.shows("<dt>途径</dt><dd>门户上传</dd>").shows("<dt>账号</dt><dd>jingshi</dd>").shows("<summary>照存的原样</summary>");
}

#[test]
fn the_code_on_a_report_leads_to_its_manifest() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    // The command writes it, to a folder of its own.
    let out = tempfile::tempdir().unwrap();
    let (folder, snapshot) = portal.app.weekly(crate::support::world::day("2023-04-02"), None, out.path()).unwrap();
    portal.app.remember_report(&folder).unwrap();
    let mut staff = portal.browser("renshe");
    staff.get("/reports").shows("2023年第13周").shows("命令行生成");
    assert_eq!(staff.get("/reports/2023-W13/index.html").status, 200);
    let code: String = snapshot.journal_head.chars().take(8).collect();
    let printed = format!("{}%20{}", &code[..4], code[4..].to_uppercase());
    let page = staff.get(&format!("/journal?code={printed}"));
    page.shows("2023年第13周周报（初报）的校验码").shows("/reports/2023-W13/manifest.json").shows(&snapshot.journal_head);
    staff.get("/reports/2023-W13/manifest.json").shows(&snapshot.journal_head);
    staff.get("/journal?code=ffffffff").shows("没有印着这个校验码的周报");
    assert_eq!(staff.get("/journal?code=xyz").status, 422);
    // Who sees a part of the campaigns alone is not led to a report of all.
    assert!(!portal.browser("yingji").get(&format!("/journal?code={code}")).body.contains("manifest.json"));
    // A link shows the report for which it was made.
    let link = |staff: &mut Browser| {
        let page = staff.post("/reports/2023-W13/share", &[("days", "3")]).body;
        page[page.find("/s/").unwrap()..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect::<String>()
    };
    let bound = link(&mut staff);
    assert_eq!(staff.get(&format!("{bound}/index.html")).status, 200);
    // Trials of the command stand for nothing: another day of the week, known as of a day, a sample, another ledger.
    let manifest = std::fs::read_to_string(folder.join("manifest.json")).unwrap();
    let head = &snapshot.journal_head;
    let trials = [
        ("\"as_of\": \"2023-04-02\"", "\"as_of\": \"2023-03-30\"".to_owned()),
        ("\"as_reported\": null", "\"as_reported\": \"2023-04-01\"".to_owned()),
        ("\"sample\": false", "\"sample\": true".to_owned()),
        (head.as_str(), "0".repeat(64)),
    ];
    for (n, (real, other)) in trials.iter().enumerate() {
        let trial = out.path().join(n.to_string());
        let text = manifest.replace(real, other).replace("初报", "定稿");
        assert!(text.contains(other.as_str()), "{real}");
        reach::base::disk::write(&trial.join("manifest.json"), text.as_bytes()).unwrap();
        portal.app.remember_report(&trial).unwrap();
        let page = staff.get("/reports").body;
        assert!(page.contains("初报　命令行生成") && !page.contains("定稿　命令行"), "{other}");
    }
    // The portal's own report stands before the command's; the link stays with the latter and ends with it.
    assert_eq!(staff.post("/reports", &[("week", "2023-W13")]).status, 303);
    assert!(!staff.get("/reports").body.contains("命令行生成"));
    let own = link(&mut staff);
    let marked = b"<!doctype html><p>sample of the command</p>";
    reach::base::disk::write(&folder.join("index.html"), marked).unwrap();
    staff.get(&format!("{bound}/index.html")).shows("sample of the command");
    assert!(!staff.get(&format!("{own}/index.html")).body.contains("sample of the command"));
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!((staff.get(&bound).status, staff.get(&own).status), (410, 200));
}

/// The code of a report depends on what its figures stand on: not on accounts, comments or refused files.
#[test]
fn a_code_changes_with_the_figures_alone() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let day = crate::support::world::day("2023-04-02");
    let code = |portal: &Portal| portal.app.snapshot(day, None).unwrap().journal_head;
    let (before, head) = (code(&portal), portal.app.ledger.journal_head(None).unwrap());
    let mut admin = portal.browser("admin");
    let new = [("login", "xinren"), ("name", "新人"), ("role", "leader")];
    assert_eq!(admin.post("/people", &new).status, 200);
    assert_ne!(portal.app.ledger.journal_head(None).unwrap(), head, "the journal knows of the account");
    assert_eq!(code(&portal), before);
    let asked = portal.app.snapshot(day, None).unwrap();
    assert_eq!(portal.app.ledger.journal_by_hash(&before).unwrap()[0].kind, "import");
    assert!(asked.journal_head.len() == 64);
    portal.taken("partner_video", "短视频.csv", P12);
    assert_ne!(code(&portal), before);
}
