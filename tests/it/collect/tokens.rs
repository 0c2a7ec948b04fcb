//! Authorisations: got once, renewed in time, told weeks before they end, kept where nobody else reads.

use super::outside::{Outside, line};
use reach::sim::Fault;

fn asked(o: &Outside, site: &str, path: &str) -> usize {
    o.platforms.state().seen[site].paths.iter().filter(|p| p.as_str() == path).count()
}

#[test]
fn a_code_becomes_a_token_that_is_refreshed_before_it_ends() {
    let mut o = Outside::new();
    o.platforms.state().publish("kuaishou_video", "ks_jingshi", "71", "样例 #工伤预防");
    o.by_hand("kuaishou_video");
    o.at("2022-08-01", 20).by_hand("kuaishou_video");
    assert_eq!(asked(&o, "kuaishou_video", "/oauth2/access_token"), 2, "one per account");
    assert_eq!(asked(&o, "kuaishou_video", "/oauth2/refresh_token"), 0);
    // 48 hours: with less than six left it is refreshed, by another process as well.
    o.restart();
    o.at("2022-08-03", 8).by_hand("kuaishou_video");
    assert_eq!(asked(&o, "kuaishou_video", "/oauth2/refresh_token"), 2);
}

#[test]
fn a_token_that_the_platform_refuses_is_renewed_once() {
    let mut o = Outside::new();
    o.platforms.state().publish("kuaishou_video", "ks_jingshi", "71", "样例 #工伤预防");
    o.by_hand("kuaishou_video");
    o.platforms.state().tokens.clear();
    let runs = o.at("2022-08-01", 12).by_hand("kuaishou_video");
    assert!(runs.iter().all(|r| r.outcome.is_good()), "{runs:?}");
    // A platform that goes on refusing is a wall, with the advice whom to ask.
    o.platforms.state().fault("kuaishou_video", Some(Fault::TokenExpired));
    let run = &o.at("2022-08-01", 14).by_hand("kuaishou_video")[0];
    assert_eq!(line(run), "failed login_wall 0 0 0");
    assert!(run.says.contains("重新授权"), "{}", run.says);
}

#[test]
fn refresh_tokens_are_renewed_five_times_and_people_are_told_in_time() {
    let mut o = Outside::new();
    o.platforms.state().publish("douyin_video", "dy_renshe", "71", "样例 #工伤预防");
    let mut warned = None;
    let mut walled = None;
    for n in 0..240 {
        let day = reach::base::day::Day::parse_iso("2022-08-01").unwrap().plus(n);
        o.set(day.at(15 * 3600));
        let runs = o.by_hand("douyin_video");
        if warned.is_none() && runs.iter().any(|r| r.questions.iter().any(|q| q.contains("重新授权"))) {
            warned = Some(n);
        }
        if walled.is_none() && runs.iter().any(|r| r.outcome.name() == "login_wall") {
            walled = Some(n);
        }
    }
    let accounts = 6;
    assert_eq!(asked(&o, "douyin_video", "/oauth/renew_refresh_token/") % 5, 0);
    assert!(asked(&o, "douyin_video", "/oauth/renew_refresh_token/") <= 5 * accounts);
    let (warned, walled) = (warned.unwrap(), walled.unwrap());
    // Each renewal gives 30 days from the day it is made, ten days before the end of the one before.
    assert!((120..=180).contains(&walled), "authorised for {walled} days");
    assert!(walled - warned >= 21, "told {} days before", walled - warned);
}

#[cfg(unix)]
#[test]
fn tokens_lie_in_a_file_that_only_its_owner_reads_and_nowhere_else() {
    use std::os::unix::fs::PermissionsExt;
    let mut o = Outside::new();
    o.platforms.state().publish("kuaishou_video", "ks_jingshi", "71", "样例 #工伤预防");
    let runs = o.by_hand("kuaishou_video");
    let file = o.folder.path().join("tokens.json");
    assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    let token = std::fs::read_to_string(&file).unwrap().split('"').find(|t| t.starts_with('t') && t.contains("ks_")).unwrap().to_owned();
    let everything = format!("{runs:?} {:?}", o.app.ledger.journal().unwrap());
    assert!(!everything.contains(&token) && !everything.contains("sample_secret"));
    let ledger = std::fs::read(o.folder.path().join("ledger.sqlite")).unwrap();
    let wal = std::fs::read(o.folder.path().join("ledger.sqlite-wal")).unwrap_or_default();
    for bytes in [ledger, wal] {
        assert!(!bytes.windows(token.len()).any(|w| w == token.as_bytes()), "the token is in the ledger");
    }
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).unwrap();
    let refused = reach::app::collect::Collecting::open(&o.app, &o.site, reach::app::collect::StopSwitch::default()).unwrap_err();
    assert!(reach::base::chain::chain(&refused).contains("chmod 600"));
}
