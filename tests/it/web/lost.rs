//! What was typed is not lost where a session had run out, where the page was an old one, or where a file was too large.

use super::world::{P08, PASSWORD, Portal};
use crate::support::browser::Browser;

const TYPED: [(&str, &str); 4] =
    [("kind", "contract"), ("value", "工伤预防宣传合同"), ("document", "合同2022-8号"), ("because", "已经盖章")];

/// Everybody was away for three hours.
fn three_hours_later(portal: &Portal) {
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    raw.execute("UPDATE sessions SET seen = seen - 3 * 3600", []).unwrap();
}

/// Signs in on the page to which a request was led.
fn sign_in(browser: &mut Browser, login: &str, next: &str) -> String {
    browser.session.clear();
    browser.get("/login");
    let done = browser.post("/login", &[("login", login), ("password", PASSWORD), ("next", next)]);
    assert_eq!(done.status, 303, "{}", done.body);
    done.header("location")
}

/// 离开三小时再点“登记”：登录以后回到原来的表单，填过的都在；再提交就成。别人在同一台电脑登录，看不到。
#[test]
fn a_form_of_a_session_that_ran_out_comes_back_after_signing_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    three_hours_later(&portal);
    let away = staff.post("/campaigns/p08_tv/log", &TYPED);
    assert_eq!((away.status, away.header("location")), (303, "/login?next=/again".to_owned()));
    staff.get("/login?next=/again").shows("登录已过期，刚才的内容没有提交。填的还在");
    // 别人。
    let mut other = Browser { session: staff.session.clone(), ..Browser::new(staff.address) };
    let to = sign_in(&mut other, "yingji", "/again");
    let elsewhere = other.get(&to);
    assert_eq!((elsewhere.status, elsewhere.header("location").as_str()), (303, "/"));
    // 本人。
    let to = sign_in(&mut staff, "renshe", "/again");
    let page = staff.get(&to);
    assert_eq!(page.status, 200);
    page.shows("登录过期了，还没有提交；核对后再提交一次。").shows("value=\"工伤预防宣传合同\"").shows("value=\"已经盖章\"");
    page.shows("<option value=\"contract\" selected>").shows(&format!("value=\"{}\"", staff.csrf()));
    assert!(portal.app.ledger.campaign_log(None).unwrap().is_empty());
    let done = staff.post("/campaigns/p08_tv/log", &TYPED);
    staff.follow(&done).shows("工伤预防宣传合同");
}

/// 在线填报填了两个渠道的数：登录以后两个渠道的都在，各在各的作品旁边。
#[test]
fn numbers_typed_for_two_channels_come_back() {
    let mut portal = Portal::new();
    portal.taken("hunan_jingshi", "第13周.csv", P08);
    let mut partner = portal.browser("jingshi");
    let fill = "/reporting/hunan_jingshi/2023-W13/fill";
    let title = "第1期 高处作业系好安全带";
    let typed =
        [("channel", "jingshi_douyin"), ("oc", "mango_tv"), ("on", "0"), ("ot", title), ("ov", "12400"), ("t0", title), ("v0", "3.3万")];
    three_hours_later(&portal);
    assert_eq!(partner.post(fill, &typed).header("location"), "/login?next=/again");
    let to = sign_in(&mut partner, "jingshi", "/again");
    let page = partner.get(&to);
    page.shows("登录过期了").shows("<span class=\"on\" aria-current=\"page\">湖南经视抖音号").shows("value=\"3.3万\"");
    page.shows("name=\"oc\" value=\"mango_tv\"").shows("name=\"ov\" value=\"12400\"");
}

/// 在另一个标签页重新登录过，旧页面上的表单：没有执行，填过的都在，再提交就成。
#[test]
fn a_form_of_an_old_page_comes_back_filled_in() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let stale = staff.post_with("/campaigns/p08_tv/log", &"a".repeat(64), &TYPED);
    assert_eq!(stale.status, 403);
    stale.shows("这个页面已经过期，还没有执行；核对后再提交一次。").shows("value=\"工伤预防宣传合同\"").shows(&staff.csrf());
    assert!(portal.app.ledger.campaign_log(None).unwrap().is_empty());
}

/// 扫描件超过 20 MB：说多大、怎么办，别的都还在。
#[test]
fn a_scan_that_is_too_large_costs_nothing_else() {
    let mut portal = Portal::new();
    let mut partner = portal.browser("jingshi");
    let scan = vec![b'1'; 20_500_000];
    let fields = [("campaign", "p08_tv"), ("about", "首页8月截图"), ("from", "2022-08-15")];
    let large = partner.post_files("/attachments", &fields, &[("扫描件.pdf", &scan)]);
    assert_eq!(large.status, 413, "{}", large.head);
    large.shows("“扫描件.pdf”太大：单个材料不超过 20 MB").shows("文件要再选一次，其余都还在");
    large.shows("value=\"首页8月截图\"").shows("<option value=\"p08_tv\" selected>").shows("value=\"2022-08-15\"");
    assert!(portal.app.ledger.attachments(None).unwrap().is_empty());
    // 登录也过期了的。
    three_hours_later(&portal);
    let away = partner.post_files("/attachments", &fields, &[("扫描件.pdf", b"%PDF-1.7 sample".as_slice())]);
    assert_eq!(away.header("location"), "/login?next=/again");
    let to = sign_in(&mut partner, "jingshi", "/again");
    partner.get(&to).shows("value=\"首页8月截图\"").shows("文件要再选一次");
}

/// 登录满十二小时自动结束（不是离开太久）：同样，填的还在；登录页写明没有提交。自己退出的，不留。
#[test]
fn a_session_at_its_limit_loses_nothing_without_a_word() {
    let mut portal = Portal::new();
    let mut staff = portal.browser("renshe");
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    let ended = |hours: i64| {
        raw.execute("UPDATE sessions SET expires = seen - ?1", [hours * 3600]).unwrap();
    };
    ended(1);
    // 别人登录，不会清掉。
    let mut other = Browser::new(staff.address);
    sign_in(&mut other, "yingji", "/");
    assert_eq!(staff.get("/week").header("location"), "/login?next=/week", "nobody is let in by it");
    let away = staff.post("/campaigns/p08_tv/log", &TYPED);
    assert_eq!(away.header("location"), "/login?next=/again");
    staff.get("/login?next=/again").shows("登录已过期，刚才的内容没有提交。填的还在");
    let to = sign_in(&mut staff, "renshe", "/again");
    staff.get(&to).shows("value=\"工伤预防宣传合同\"");
    // 周五打开的页面，周一再提交：还在。
    let mut monday = portal.browser("renshe");
    ended(64);
    assert_eq!(monday.post("/campaigns/p08_tv/log", &TYPED).header("location"), "/login?next=/again");
    // 太久以前的，不知道是谁的了：说没有提交；文件要再选一次。
    let mut late = portal.browser("renshe");
    ended(73);
    let lost = late.post("/campaigns/p08_tv/log", &TYPED).header("location");
    assert_eq!(lost, "/login?next=/campaigns/p08_tv&lost=form");
    late.get(&lost).shows("登录已过期，刚才的内容没有提交。重新登录后再填一次。");
    let files: [(&str, &[u8]); 1] = [("第13周.csv", P08.as_bytes())];
    let lost = late.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &files).header("location");
    assert_eq!(lost, "/login?next=/reporting/hunan_jingshi/2023-W13&lost=files");
    late.get(&lost).shows("文件没有上传").shows("文件也要再选一次");
    assert_eq!(late.post("/logout", &[]).header("location"), "/login?next=/");
}
