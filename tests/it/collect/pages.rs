//! Platforms that answer in other ways than the simulated ones: what people who run them really change. Every test says what the run must
//! be called, because what is read silently wrong is read wrong for months.

use super::against::{Against, Asked, Server, ok};
use super::outside::line;
use crate::support::world::day;
use reach::app::App;
use reach::app::clock::Clock;
use reach::app::collect::{Collecting, Wanted};
use reach::ledger::LedgerKind;
use serde_json::{Value, json};
use std::path::Path;
use std::sync::{Arc, Mutex};

/// Seven episodes on three pages of three, 1 000 times seen each; `change` spoils an answer.
pub(crate) fn episodes(change: impl Fn(&Asked, &mut Value) + Send + 'static) -> impl Fn(&Asked) -> (u16, String) + Send + 'static {
    move |a: &Asked| {
        let mut answer = if a.path == "/episode/list" {
            let page = a.number("page");
            let rows: Vec<Value> = (1..=7)
                .skip((page - 1) * 3)
                .take(3)
                .map(|n| json!({ "t1": n.to_string(), "t2": format!("第{n}期 样例"), "isIntact": "1", "video_id": format!("2{n}"), "playcnt": "0.1万", "url": "/b/1" }))
                .collect();
            json!({ "data": { "list": rows, "total_page": 3, "info": { "title": "样例" } } })
        } else {
            json!({ "data": { "all": 1000, "like": 1, "unlike": 0 } })
        };
        change(a, &mut answer);
        ok(&answer)
    }
}

#[test]
fn whatever_a_list_in_pages_loses_is_told_and_the_numbers_stay() {
    type Change = fn(&Asked, &mut Value);
    let is_list = |a: &Asked| a.path == "/episode/list";
    let changes: [(&str, &str, Change); 6] = [
        ("the number of pages is called otherwise", "total_page", |_, v| {
            if let Some(d) = v["data"].as_object_mut()
                && let Some(total) = d.remove("total_page")
            {
                d.insert("totalPage".into(), total);
            }
        }),
        ("a page in the middle comes without rows", "第 2 页", |a, v| {
            if a.query.get("page").is_some_and(|p| p == "2") {
                v["data"]["list"] = json!([]);
            }
        }),
        ("what tells episodes from trailers is gone", "isIntact", |_, v| {
            for row in v["data"]["list"].as_array_mut().into_iter().flatten() {
                row.as_object_mut().unwrap().remove("isIntact");
            }
        }),
        ("an error inside a good status, with a 0", "出错", |a, v| {
            if a.path != "/episode/list" {
                *v = json!({ "code": 40005, "data": { "all": 0 } });
            }
        }),
        ("an error inside a good status, with an empty list", "出错", |a, v| {
            if a.path == "/episode/list" {
                *v = json!({ "code": 500, "data": { "list": [], "total_page": 0 } });
            }
        }),
        ("the list has become something else", "至少应有", |a, v| {
            if a.path == "/episode/list" {
                *v = json!({ "data": { "list": "see list2", "total_page": 1 } });
            }
        }),
    ];
    for (what, says, change) in changes {
        // The first run of all tells it as well as one after good ones.
        let mut fresh = Against::new("mgtv_episodes", "芒果TV", episodes(change));
        let run = fresh.run();
        assert_eq!((run.decision.name(), run.outcome.name()), ("failed", "unreadable"), "{what}: {}", run.says);
        let mut a = Against::new("mgtv_episodes", "芒果TV", episodes(|_, _| {}));
        assert_eq!(line(&a.run()), "done values 7 7 0");
        assert_eq!((a.value(), a.works()), ((7000, Some(7000)), 7));
        a.server.now(episodes(change));
        a.clock.set(day("2022-08-03").at(54_000));
        let run = a.run();
        assert!(run.outcome.name() == "unreadable" && run.says.contains(says), "{what}: {:?} {}", run.outcome, run.says);
        assert_eq!((a.value(), a.works()), ((7000, Some(7000)), 7), "{what}");
        assert!(a.server.asked().iter().any(is_list));
    }
}

#[test]
fn an_empty_title_gives_way_to_the_number_of_the_episode() {
    let mut a = Against::new(
        "mgtv_episodes",
        "芒果TV",
        episodes(|_, v| {
            for row in v["data"]["list"].as_array_mut().into_iter().flatten() {
                row["t2"] = json!("");
            }
        }),
    );
    assert_eq!(line(&a.run()), "done values 7 7 0");
    assert_eq!(a.value(), (7000, Some(7000)));
}

#[test]
fn a_number_that_is_hidden_later_the_same_day_stays_what_it_was_and_is_asked_about() {
    for hidden in [json!(-1), json!("--"), json!("-")] {
        let mut a = Against::new("mgtv_episodes", "芒果TV", episodes(|_, _| {}));
        a.run();
        let shown = hidden.clone();
        a.server.now(episodes(move |q, v| {
            if q.path != "/episode/list" {
                v["data"]["all"] = shown.clone();
            }
        }));
        for hour in [16, 40] {
            a.clock.set(day("2022-08-02").at(hour * 3600));
            let run = a.run();
            assert_eq!((run.outcome.name(), a.value()), ("values", (7000, Some(7000))), "{hidden}");
            assert!(run.questions.iter().any(|q| q.contains("不再显示播放量")), "{hidden}: {:?}", run.questions);
        }
    }
}

#[test]
fn a_fall_within_one_day_is_asked_about() {
    let mut a = Against::new("mgtv_episodes", "芒果TV", episodes(|_, _| {}));
    a.run();
    a.server.now(episodes(|q, v| {
        if q.path != "/episode/list" {
            v["data"]["all"] = json!(300);
        }
    }));
    a.clock.set(day("2022-08-02").at(60_000));
    let run = a.run();
    assert_eq!((line(&run).as_str(), a.value()), ("done values 7 7 0", (2100, Some(2100))));
    assert!(run.questions.len() == 1 && run.questions[0].contains("由 1,000 减到 300"), "{:?}", run.questions);
    assert!(a.run().questions.is_empty(), "the same again is no fall");
}

fn page(rows: &str) -> String {
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>样例</title></head><body>{rows}</body></html>")
}

/// Ten articles on a page of 新湖南, from a number on.
fn column(from: usize, count: usize, reads: &str) -> String {
    let row = |n: usize| {
        let reads = if reads.is_empty() { String::new() } else { format!("<span class=\"{reads}\">{}</span>", 1000 + n) };
        format!(
            "<li><a href=\"/xhn/news/202208/{n}.html\"><span class=\"title\">工伤预防稿件{n}</span></a><span class=\"date\">2022-08-01</span>{reads}</li>"
        )
    };
    page(&format!("<ul class=\"news-list\">{}</ul>", (from..from + count).map(row).collect::<String>()))
}

#[test]
fn a_column_of_one_page_is_asked_for_once_more_and_no_further() {
    // The site knows no page numbers: every one is the first page.
    let mut a = Against::new("xhn_column", "新湖南客户端", |_| (200, column(1, 10, "read-num")));
    let run = a.run();
    assert_eq!((line(&run).as_str(), run.questions.len(), a.server.asked().len()), ("done values 10 10 0", 0, 2));
    // The same on rows without an id: a link of another form.
    let row = |n: usize| format!("<li><a href=\"/zt/a{n}.shtml\">稿件{n}</a><span class=\"time\">2022-08-01</span></li>");
    let list = page(&format!("<div class=\"list\"><ul>{}</ul></div>", (1..=10).map(row).collect::<String>()));
    let mut a = Against::new("hnmsw_column", "湖南民生网", move |_| (200, list.clone()));
    assert_eq!((line(&a.run()).as_str(), a.works()), ("done values 10 0 0", 10));
    assert_eq!(a.server.asked().len(), 2);
}

#[test]
fn behind_the_last_page_a_site_may_have_none() {
    let mut a = Against::new("xhn_column", "新湖南客户端", |q| match q.number("page") {
        1 => (200, column(1, 10, "read-num")),
        2 => (200, column(11, 4, "read-num")),
        _ => (404, "not found".into()),
    });
    assert_eq!(line(&a.run()), "done values 14 14 0");
    // The first page is another matter.
    a.server.now(|_| (404, "not found".into()));
    assert_eq!(line(&a.run()), "failed status 0 0 0");
}

#[test]
fn a_page_that_stops_inside_a_number_gives_none() {
    let whole = column(1, 10, "read-num");
    let inside = whole.rfind("1010").unwrap() + 2;
    let mut a = Against::new("xhn_column", "新湖南客户端", move |_| (200, whole[..inside].to_owned()));
    let run = a.run();
    assert_eq!(line(&run), "failed unreadable 0 0 0");
    assert!(run.says.contains("没有传完"), "{}", run.says);
}

#[test]
fn a_number_that_was_there_and_is_called_otherwise_now_is_asked_about() {
    let mut a = Against::new("xhn_column", "新湖南客户端", |_| (200, column(1, 10, "read-num")));
    assert!(a.run().questions.is_empty());
    a.server.now(|_| (200, column(1, 10, "reads-v2")));
    a.clock.set(day("2022-08-03").at(54_000));
    let run = a.run();
    assert!(run.questions.iter().any(|q| q.contains("以前读得到阅读量")), "{:?}", run.questions);
    assert_eq!(a.value().0, (1001..=1010).sum::<u64>());
}

#[test]
fn links_of_a_page_get_its_host() {
    let list = page("<div class=\"tit-list\"><a href=\"/20220801/aa01.html\">工伤预防 样例</a></div>");
    let mut a = Against::new("cri_topic", "国际在线湖南频道", move |_| (200, list.clone()));
    assert_eq!(line(&a.run()), "done values 1 0 0");
    let channel = a.app.defs.find_channels("国际在线湖南频道", None)[0].id.clone();
    let known = a.app.ledger.known(&channel).unwrap();
    assert!(format!("{known:?}").contains("2022"), "the day of publication stands in the link: {known:?}");
}

/// 快手: a code or refresh token becomes a token; three items a page.
fn videos(change: impl Fn(&Asked, &mut Value) + Send + 'static) -> impl Fn(&Asked) -> (u16, String) + Send + 'static {
    move |a: &Asked| {
        let mut answer = if a.path.starts_with("/oauth2/") {
            json!({ "result": 1, "access_token": "at", "expires_in": 172_800, "refresh_token": "rt", "refresh_token_expires_in": 15_552_000 })
        } else {
            let from = a.query.get("cursor").map_or(0, |c| c[1..].parse::<usize>().unwrap());
            let rows: Vec<Value> = (from + 1..=7)
                .take(3)
                .map(|n| json!({ "photo_id": format!("k{n}"), "caption": format!("样例{n} #工伤预防"), "create_time": 1_659_330_000 - n * 600, "view_count": 1000, "like_count": 0, "comment_count": 0, "pending": false }))
                .collect();
            json!({ "result": 1, "video_list": rows })
        };
        change(a, &mut answer);
        ok(&answer)
    }
}

#[test]
fn a_cursor_that_cannot_be_formed_is_told() {
    let mut a = Against::new("kuaishou_video", "湖南经视快手号", videos(|_, _| {}));
    assert_eq!((line(&a.run()).as_str(), a.value()), ("done values 7 7 0", (7000, Some(7000))));
    a.server.now(videos(|_, v| {
        for row in v["video_list"].as_array_mut().into_iter().flatten() {
            row.as_object_mut().unwrap().remove("create_time");
        }
    }));
    a.clock.set(day("2022-08-03").at(54_000));
    let run = a.run();
    assert_eq!((run.outcome.name(), run.items_found, a.value()), ("unreadable", 3, (7000, Some(7000))), "{}", run.says);
}

#[test]
fn a_platform_too_busy_to_authorise_is_not_a_wall() {
    for code in [100_100_402, 28_001_005] {
        let mut a = Against::new(
            "kuaishou_video",
            "湖南经视快手号",
            videos(move |q, v| {
                if q.path.starts_with("/oauth2/") {
                    *v = json!({ "result": code, "error_msg": "busy" });
                }
            }),
        );
        let run = a.run();
        assert_eq!(line(&run), "failed unreachable 0 0 0", "{}", run.says);
        assert!(!run.says.contains("扫码"), "nobody has to authorise again: {}", run.says);
    }
    let mut a = Against::new(
        "kuaishou_video",
        "湖南经视快手号",
        videos(|q, v| {
            if q.path.starts_with("/oauth2/") {
                *v = json!({ "result": 1001, "error_msg": "code" });
            }
        }),
    );
    assert_eq!(line(&a.run()), "failed login_wall 0 0 0");
}

#[test]
fn what_another_process_renewed_is_taken_over() {
    let issued = Arc::new(Mutex::new(0));
    let count = issued.clone();
    // A refresh token serves once, and every new token ends the one before.
    let answering = move |a: &Asked| {
        let mut n = count.lock().unwrap();
        if a.path.starts_with("/oauth2/") {
            let right = if a.path.ends_with("access_token") { *n == 0 } else { a.body.ends_with(&format!("refresh_token=rt{n}")) };
            if !right {
                return ok(&json!({ "result": 1002, "error_msg": "used" }));
            }
            *n += 1;
            return ok(
                &json!({ "result": 1, "access_token": format!("at{n}"), "expires_in": 172_800, "refresh_token": format!("rt{n}"), "refresh_token_expires_in": 15_552_000 }),
            );
        }
        if a.query.get("access_token") != Some(&format!("at{n}")) {
            return ok(&json!({ "result": 1003, "error_msg": "access_token" }));
        }
        ok(
            &json!({ "result": 1, "video_list": [{ "photo_id": "k1", "caption": "样例 #工伤预防", "create_time": 1_659_330_000, "view_count": 5, "pending": false }] }),
        )
    };
    let mut a = Against::new("kuaishou_video", "湖南经视快手号", answering);
    assert_eq!(line(&a.run()), "done values 1 1 0");
    // The scheduler goes on with what it holds in memory while somebody collects by hand two days later.
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    a.clock.set(day("2022-08-04").at(50_000));
    let mut other = App::open(a.folder.path(), Some(root), LedgerKind::Sample, Clock::Stepped(a.clock.clone())).unwrap();
    let collecting = Collecting::open(&other, &a.site, reach::app::collect::StopSwitch::default()).unwrap();
    let wanted = Wanted::ByHand(vec![a.collector.clone()]);
    let run = other.collect(&a.site, &collecting, &wanted).unwrap().remove(0).run;
    assert_eq!((run.outcome.name(), *issued.lock().unwrap()), ("values", 2));
    a.clock.set(day("2022-08-04").at(60_000));
    let run = a.run();
    assert_eq!((run.outcome.name(), *issued.lock().unwrap()), ("values", 2), "{}", run.says);
    // And how often hosts were asked is one number for both.
    let usage = a.app.ledger.host_usage().unwrap();
    let today = usage.iter().filter(|u| u.1 == "kuaishou_video").map(|u| u.3).sum::<u32>();
    let asked: Vec<String> = a.server.asked().into_iter().map(|q| q.path).collect();
    let lists = asked.iter().filter(|p| *p == "/openapi/photo/list").count();
    assert_eq!((today, lists), (5, 6), "{usage:?} {asked:?}");
}

#[test]
fn the_first_page_of_a_douyin_list_has_the_cursor_0() {
    let answering = |a: &Asked| {
        if a.path.starts_with("/oauth/") {
            return ok(
                &json!({ "data": { "error_code": 0, "access_token": "at", "expires_in": "1296000", "refresh_token": "rt", "refresh_expires_in": "2592000" } }),
            );
        }
        if a.headers.get("access-token").is_none_or(|t| t != "at") {
            return ok(&json!({ "data": { "error_code": 28_001_003 } }));
        }
        if a.path.ends_with("/video_list/") {
            let Some(from) = a.query.get("cursor").and_then(|c| c.parse::<usize>().ok()) else {
                return ok(&json!({ "data": { "error_code": 28_001_007, "description": "参数不合法" } }));
            };
            let rows: Vec<Value> = (from..5)
                .take(2)
                .map(|n| json!({ "item_id": format!("@{n}/+=="), "title": format!("样例{n} #工伤预防"), "create_time": 1_659_000_000 }))
                .collect();
            return ok(&json!({ "data": { "error_code": 0, "list": rows, "cursor": from + 2, "has_more": from + 2 < 5 } }));
        }
        ok(&json!({ "data": { "error_code": 0, "result_list": [{ "total_play": 100, "total_like": 1 }] } }))
    };
    let mut a = Against::new("douyin_video", "湖南应急抖音号", answering);
    let run = a.run();
    assert_eq!(line(&run), "done values 5 5 0", "{}", run.says);
    // The next cursor or the word whether there is more under another name: told, not taken for the end.
    for (from, to) in [("\"cursor\"", "\"next\""), ("\"has_more\"", "\"more\"")] {
        a.server.now(move |q| {
            let (status, text) = answering(q);
            (status, text.replace(from, to))
        });
        let run = a.run();
        assert_eq!((run.outcome.name(), run.items_found), ("unreadable", 2), "{from}: {}", run.says);
    }
}

#[test]
fn a_topic_without_a_unit_is_no_number() {
    let topic = |unit: &'static str| {
        move |a: &Asked| match a.path.as_str() {
            "/ajax_topic/detail" => {
                ok(&json!({ "data": { "baseData": { "sum_all": { "r": { "val": "12", unit: "亿" }, "m": { "val": 34, unit: "万" } } } } }))
            }
            _ => (404, String::new()),
        }
    };
    let mut a = Against::new("weibo_topic", "工伤预防我有话说微博话题", topic("unit"));
    a.run();
    let right = a.value();
    assert!(right.0 >= 1_150_000_000, "{right:?}");
    a.server.now(topic("unitName"));
    a.clock.set(day("2022-08-03").at(54_000));
    let run = a.run();
    assert_eq!((run.outcome.name(), a.value()), ("unreadable", right), "{}", run.says);
    // The other shape has reads and something whose meaning nobody knows: the reads count.
    a.server.now(|_| ok(&json!({ "data": { "baseInfo": { "count": { "read": 1_300_000_000, "t_r_num": 77 } } } })));
    assert_eq!(line(&a.run()), "done values 1 1 0");
}

#[test]
fn a_redirect_leads_nowhere_that_may_not_be_asked() {
    let inside = Server::start(|_| {
        ok(&json!({ "ret": 0, "data": { "list": [{ "trackId": 1, "title": "样例", "playtimes": 9 }], "maxPageId": 1 } }))
    });
    for (to, outcome) in [
        (format!("http://127.0.0.1:{}/x", inside.port), "stopped"),
        ("http://169.254.169.254/latest/meta-data/".to_owned(), "stopped"),
        ("http://0x7f.1/x".to_owned(), "stopped"),
        ("file:///etc/passwd".to_owned(), "stopped"),
        ("https://passport.ximalaya.com/login".to_owned(), "login_wall"),
        ("/mobile/v1/album/track/?again".to_owned(), "unreachable"),
    ] {
        let target = to.clone();
        let mut a = Against::new("ximalaya_album", "合作电台音频平台", move |_| (302, target.clone()));
        let run = a.run();
        assert_eq!((run.decision.name(), run.outcome.name(), run.items_found), ("failed", outcome, 0), "{to}: {}", run.says);
        assert!(!run.says.is_empty());
    }
    assert!(inside.asked().is_empty());
}
