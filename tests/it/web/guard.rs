//! What stands before every page: size, origin, form values, sessions, passwords, headers, slow clients.

use super::world::{P08, PASSWORD, Portal};
use crate::support::browser::Browser;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

#[test]
fn a_body_above_the_limit_is_refused_before_it_is_read() {
    let mut portal = Portal::new();
    let browser = portal.browser("jingshi");
    for (path, bytes) in [
        ("/reporting/hunan_jingshi/2023-W13/files", 42_000_001_u64),
        ("/attachments", 21_000_001),
        ("/password", 300_000),
        ("/login", 9_000_000_000),
    ] {
        // The body is promised and never sent: only an answer that does not wait for it can come.
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nCookie: reach_session={}\r\nContent-Type: multipart/form-data; boundary=x\r\nContent-Length: {bytes}\r\n\r\n",
            browser.address, browser.session
        );
        let answer = browser.raw(head.as_bytes());
        assert_eq!(answer.status, 413, "{path}: {}", answer.body);
        assert_eq!(answer.header("connection"), "close");
    }
}

#[test]
fn a_file_above_ten_megabytes_is_refused_while_it_comes() {
    let mut portal = Portal::new();
    let mut browser = portal.browser("jingshi");
    let big = vec![b'1'; 10_000_001];
    let answer = browser.post_files("/reporting/hunan_jingshi/2023-W13/files", &[], &[("大.csv", &big)]);
    assert_eq!(answer.status, 413);
    answer.shows("超过 10 MB");
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
}

#[test]
fn forms_without_their_value_or_from_elsewhere_do_nothing() {
    let mut portal = Portal::new();
    let id = portal.waiting("hunan_jingshi", "经视.csv", P08);
    let mut browser = portal.browser("jingshi");
    for csrf in ["", "0", &"a".repeat(64)] {
        assert_eq!(browser.post_with(&format!("/uploads/{id}/take"), csrf, &[]).status, 403);
    }
    let body = format!("csrf={}", browser.csrf());
    for foreign in ["Origin: http://elsewhere.invalid\r\n", "Sec-Fetch-Site: cross-site\r\n"] {
        let request = format!(
            "POST /uploads/{id}/take HTTP/1.1\r\nHost: {}\r\nCookie: reach_session={}\r\n{foreign}Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{body}",
            browser.address,
            browser.session,
            body.len()
        );
        assert_eq!(browser.raw(request.replace("HTTP/1.1\r\n", "HTTP/1.1\r\nConnection: close\r\n").as_bytes()).status, 403);
    }
    assert_eq!(portal.app.ledger.uploads_waiting().unwrap().len(), 1);
    assert_eq!(browser.post(&format!("/uploads/{id}/take"), &[]).status, 303);
    assert!(portal.app.ledger.uploads_waiting().unwrap().is_empty());
}

#[test]
fn five_wrong_passwords_rest_an_account_and_no_other() {
    let mut portal = Portal::new();
    let mut browser = Browser::new(portal.running.address);
    browser.get("/login");
    for _ in 0..5 {
        assert_eq!(browser.post("/login", &[("login", "jingshi"), ("password", "wrong-password-1")]).status, 422);
    }
    let right = [("login", "jingshi"), ("password", PASSWORD)];
    assert_eq!(browser.post("/login", &right).status, 429);
    let answer = browser.post("/login", &[("login", "video"), ("password", PASSWORD), ("next", "//elsewhere.invalid/")]);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/"));
    let cookie = answer.header("set-cookie");
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    browser.get("/reporting/partner_video").shows("合作媒体");
    // 管理员看得到谁正被暂停；重置以后不再写。
    let mut admin = portal.browser("admin");
    let page = admin.get("/people");
    page.shows("连续输错密码，127.0.0.1暂停登录15分钟");
    assert_eq!(page.body.matches("连续输错密码").count(), 1);
    let id = portal.app.ledger.person("jingshi").unwrap().unwrap().id;
    assert_eq!(admin.post(&format!("/people/{id}"), &[("what", "reset")]).status, 200);
    assert!(!admin.get("/people").body.contains("连续输错密码"));
}

/// 别处（另一台电脑）连输错，不会锁住本人；管理员重置密码以后，马上可以登录，不用等。
#[test]
fn a_stranger_locks_nobody_out_and_a_reset_lifts_the_rest() {
    let mut portal = Portal::new();
    let raw = rusqlite::Connection::open(portal.folder().join("ledger.sqlite")).unwrap();
    let mut browser = Browser::new(portal.running.address);
    browser.get("/login");
    let wrong = [("login", "jingshi"), ("password", "wrong-password-1")];
    for _ in 0..5 {
        assert_eq!(browser.post("/login", &wrong).status, 422);
    }
    assert_eq!(browser.post("/login", &[("login", "jingshi"), ("password", PASSWORD)]).status, 429);
    // 这些是从别的地址来的：本人照常登录。
    raw.execute("UPDATE events SET address = '10.9.8.7' WHERE what = 'login_failed'", []).unwrap();
    assert_eq!(browser.post("/login", &[("login", "jingshi"), ("password", PASSWORD)]).status, 303);
    // 从这里输错的：重置密码以后，用新的首次密码登录。
    raw.execute("UPDATE events SET address = '127.0.0.1' WHERE what = 'login_failed'", []).unwrap();
    browser.session.clear();
    browser.get("/login");
    assert_eq!(browser.post("/login", &[("login", "jingshi"), ("password", PASSWORD)]).status, 429);
    let person = portal.app.ledger.person("jingshi").unwrap().unwrap().id;
    let mut admin = portal.browser("admin");
    admin.get("/people");
    let page = admin.post(&format!("/people/{person}"), &[("what", "reset")]);
    assert_eq!(page.status, 200, "{}", page.body);
    // 登录不再被挡：密码已换，旧的不对。
    assert_eq!(browser.post("/login", &[("login", "jingshi"), ("password", PASSWORD)]).status, 422);
}

#[test]
fn a_first_password_must_be_changed_before_anything_else() {
    let mut portal = Portal::new();
    let person = portal.app.ledger.person("jingshi").unwrap().unwrap();
    let change = portal.app.ledger.change().unwrap();
    change.set_password(person.id, &person.password.unwrap(), true).unwrap();
    change.commit().unwrap();
    let mut browser = portal.browser("jingshi");
    assert_eq!(browser.get("/reporting/hunan_jingshi").header("location"), "/password");
    let old = browser.session.clone();
    let wrong = [("old", PASSWORD), ("new", "short1"), ("again", "short1")];
    browser.post("/password", &wrong).shows("密码至少10位");
    let right = [("old", PASSWORD), ("new", "another-2023-x"), ("again", "another-2023-x")];
    assert_eq!(browser.post("/password", &right).header("location"), "/");
    assert_ne!(browser.session, old);
    assert_eq!(browser.get("/reporting/hunan_jingshi").status, 200);
    browser.session = old;
    assert!(browser.get("/reporting/hunan_jingshi").header("location").starts_with("/login"));
}

#[test]
fn the_first_link_makes_one_administrator_and_no_second() {
    let folder = tempfile::tempdir().unwrap();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let running = reach::web::Running::start(folder.path(), Some(root), reach::app::clock::Clock::Real).unwrap();
    let link = running.first_link.clone().unwrap();
    let mut browser = Browser::new(running.address);
    browser.get(&link).shows("建立管理员账号");
    let fields = [("login", "xuanchuan"), ("name", "宣传处"), ("password", PASSWORD), ("again", PASSWORD)];
    let answer = browser.post(&link, &fields);
    assert_eq!(answer.header("location"), "/");
    assert_eq!(browser.get("/people").status, 200);
    let mut second = Browser::new(running.address);
    assert_eq!(second.get(&link).status, 404);
    second.get("/login");
    assert_eq!(second.post(&link, &fields).status, 404);
}

#[test]
fn a_lost_password_is_no_dead_end() {
    let portal = Portal::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let clock = reach::app::clock::Clock::Real;
    // There is an administrator: no link unless somebody at the machine asks for one.
    let plain = reach::web::Running::start(portal.folder(), Some(root), clock.clone()).unwrap();
    assert_eq!(plain.first_link, None);
    let asked = reach::web::Running::start_with(portal.folder(), Some(root), clock, true).unwrap();
    let link = asked.first_link.clone().unwrap();
    let mut browser = Browser::new(asked.address);
    browser.get(&link).shows("建立管理员账号");
    let fields = [("login", "xuanchuan"), ("name", "宣传处"), ("password", PASSWORD), ("again", PASSWORD)];
    assert_eq!(browser.post(&link, &fields).header("location"), "/");
    browser.get("/people").shows("重置密码");
    assert_eq!(Browser::new(asked.address).get(&link).status, 404);
}

#[test]
fn every_answer_carries_the_headers_that_guard_it() {
    let mut portal = Portal::new();
    let mut browser = portal.browser("admin");
    for path in ["/week", "/no-such-page", "/campaigns/p99", "/assets/portal.css", "/api/v1/programme", "/login"] {
        let answer = browser.get(path);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self'") && !policy.contains("unsafe"), "{path}: {policy}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert!(!answer.header("x-request-id").is_empty(), "{path}");
        if answer.header("content-type").contains("html") {
            for inline in [" style=", "<style", "onclick=", "onload=", "<script>", "javascript:", "http://", "https://"] {
                let body = answer.body.replace("http://www.w3.org/2000/svg", "");
                assert!(!body.contains(inline), "{path} holds {inline}");
            }
        }
    }
}

#[test]
fn styles_and_scripts_are_kept_for_good_and_never_those_of_an_older_program() {
    let portal = Portal::new();
    let mut browser = Browser::new(portal.running.address);
    let page = browser.get("/login");
    for (before, ending) in
        [("<link rel=\"stylesheet\" href=\"", ".css"), ("<link rel=\"icon\" href=\"", ".svg"), ("<script src=\"", ".js")]
    {
        let (_, rest) = page.body.split_once(before).unwrap();
        let address = rest.split('"').next().unwrap();
        let (stem, digest) = address.strip_suffix(ending).unwrap().rsplit_once('-').unwrap();
        let file = browser.get(address);
        // The address says what is in the file: a changed file has another one.
        assert!(reach::base::digest::Digest::of(&file.bytes).to_string().starts_with(digest) && digest.len() == 8, "{address}");
        assert_eq!(file.header("cache-control"), "public, max-age=31536000, immutable");
        // A page of before the update asks under the old address: it gets the file, and nobody keeps that.
        for old in [format!("{stem}-00000000{ending}"), format!("{stem}{ending}")] {
            let answer = browser.get(&old);
            assert!(answer.status == 200 && answer.bytes == file.bytes && answer.header("cache-control") == "no-cache", "{old}");
        }
    }
    assert_eq!(browser.get("/assets/portal.txt").status, 404);
}

#[test]
fn five_hundred_slow_clients_do_not_block_a_login() {
    let portal = Portal::new();
    let address = portal.running.address;
    let slow: Vec<TcpStream> = (0..500)
        .map(|n| {
            let mut s = TcpStream::connect(address).unwrap();
            let head = if n % 2 == 0 {
                "GET /login HTTP/1.1\r\nHost: x\r\n"
            } else {
                "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 500\r\n\r\nlogin="
            };
            s.write_all(head.as_bytes()).unwrap();
            s
        })
        .collect();
    let mut browser = Browser::new(address);
    let start = instant();
    browser.get("/login").shows("登录");
    assert_eq!(browser.post("/login", &[("login", "video"), ("password", PASSWORD)]).status, 303);
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    for mut s in slow {
        s.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
        let mut piece = [0; 16];
        assert!(!matches!(s.read(&mut piece), Ok(n) if n > 0), "a slow client was answered before it had asked");
    }
}

#[test]
fn a_newer_or_broken_ledger_is_not_served() {
    let portal = Portal::new();
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let data = portal.folder().join("copy");
    std::fs::create_dir_all(&data).unwrap();
    reach::ledger::backup(&portal.app.ledger, &portal.folder().join("b.zip")).unwrap();
    std::fs::remove_dir_all(&data).unwrap();
    reach::ledger::restore(&data, &portal.folder().join("b.zip")).unwrap();
    let start = |data: &std::path::Path| reach::web::Running::start(data, Some(root), reach::app::clock::Clock::Real).map(|_| ());
    start(&data).unwrap();
    let ledger = data.join("ledger.sqlite");
    let whole = std::fs::read(&ledger).unwrap();
    let mut broken = whole.clone();
    let at = broken.windows(4).position(|w| w == b"born").unwrap();
    broken[at] = b'B';
    reach::base::disk::write(&ledger, &broken).unwrap();
    assert!(start(&data).unwrap_err().to_string().contains("日志第 1 条"));
    reach::base::disk::write(&ledger, &whole[..whole.len() / 2]).unwrap();
    start(&data).unwrap_err();
}

#[expect(clippy::disallowed_methods, reason = "how long a login takes beside slow clients is what this test is about")]
fn instant() -> std::time::Instant {
    std::time::Instant::now()
}
