//! Pages that change: renamed, moved, wrapped, captcha, errors inside a good status. No wrong number is ever taken in silence, and
//! ordinary days raise no alarm.

use reach::app;
use reach::extract::{Answer, Reader};
use reach::model::collector::{CollectKind, Collector};
use reach::model::metric::Metric;
use reach::sim::story::Dice;
use std::collections::BTreeMap;
use std::path::Path;

fn definitions() -> (reach::define::Definitions, BTreeMap<String, Vec<u8>>) {
    let (files, defs, found) = app::definitions(Some(Path::new(env!("CARGO_MANIFEST_DIR")))).unwrap();
    (defs.unwrap_or_else(|| panic!("{found:?}")), files.samples)
}

#[test]
fn every_collector_passes_its_own_tests() {
    let (defs, samples) = definitions();
    assert_eq!(defs.collectors.len(), 12);
    for c in &defs.collectors {
        for t in reach::extract::selftest::run(c, &samples) {
            assert!(t.differs.is_empty(), "{} {}: {:?}", c.id, t.name, t.differs);
        }
    }
}

/// What a run would take from an answer: counts in order, or the name of the answer that is none. `list`: the answer is that of a second
/// request, for the first row of this list.
fn taken(c: &Collector, body: &[u8], list: Option<&[u8]>) -> Result<Vec<(u64, Option<u64>)>, &'static str> {
    let reader = Reader::new(c).unwrap();
    if let Some(list) = list {
        let mut row = reader.page(0, list, None, true).rows.remove(0);
        let answer = reader.detail(&mut row, body, None);
        if answer != Answer::Values {
            return Err(answer.name());
        }
        let numbers = row.readings.iter().flat_map(|r| Metric::CONTACTS.into_iter().filter_map(|m| r.values.count(m)));
        return Ok(numbers.map(|c| (c.low(), c.high())).collect());
    }
    if c.kind == CollectKind::Presence {
        return reader.sight(body, None, None).map(|s| vec![(s.name().len() as u64, None)]).map_err(|a| a.name());
    }
    let page = reader.page(0, body, None, true);
    if page.answer != Answer::Values {
        return Err(page.answer.name());
    }
    if page.rows.iter().any(|r| r.missing.is_some()) {
        return Err("unreadable");
    }
    let numbers = page.rows.iter().flat_map(|r| &r.readings).flat_map(|r| Metric::CONTACTS.into_iter().filter_map(|m| r.values.count(m)));
    Ok(numbers.map(|c| (c.low(), c.high())).collect())
}

/// The least number of ways in which every kind of answer is spoiled.
const WAYS: usize = 20;

/// Twenty and more ways in which a page or an interface changes.
fn mutations(text: &str, counts: &[(&str, &str)], marks: &[&str]) -> Vec<(String, String)> {
    let mut out = Vec::new();
    for (name, number) in counts {
        out.push((format!("{name} renamed"), text.replace(name, &format!("{name}V2"))));
        out.push((format!("{number} emptied"), text.replace(number, "")));
        out.push((format!("{number} as words"), text.replacen(number, "\"很多\"", 1).replace("\"\"很多\"\"", "\"很多\"")));
        out.push((format!("{number} as a share"), text.replacen(number, "\"12.5%\"", 1).replace("\"\"12.5%\"\"", "\"12.5%\"")));
        out.push((format!("{number} negative"), text.replacen(number, "-12", 1)));
        out.push((format!("{number} a list"), text.replacen(number, "[1,2]", 1).replace("\"[1,2]\"", "[1,2]")));
        out.push((format!("{number} null"), text.replacen(number, "null", 1).replace("\"null\"", "null")));
    }
    for mark in marks {
        out.push((format!("{mark} renamed"), text.replace(mark, "changed")));
        out.push((format!("{mark} gone"), text.replace(mark, "")));
    }
    for (name, page) in [
        ("captcha page", "<html><head><title>安全验证</title></head><body>请完成验证码</body></html>"),
        ("login page", "<html><body><form><input type=\"password\"></form></body></html>"),
        ("error text with a good status", "{\"code\":500,\"msg\":\"system error\"}"),
        ("a web page of an error", "<html><body><h1>502 Bad Gateway</h1></body></html>"),
        ("nothing", ""),
        ("an empty object", "{}"),
        ("an empty list", "[]"),
        ("half of it", text.get(..text.char_indices().nth(text.chars().count() / 2).unwrap().0).unwrap()),
        (
            "an error that names its reason",
            "{\"code\":403,\"error_code\":10004,\"result\":50,\"errcode\":48001,\"ret\":50,\"errorno\":403}",
        ),
        ("a message and nothing else", "{\"message\":\"服务繁忙，请稍后再试\"}"),
        ("a list of nothing known", "{\"data\":{\"items\":[{\"a\":1},{\"a\":2}]}}"),
        ("plain text", "OK"),
        ("another page of the site", "<html><body><div class=\"hot\"><a href=\"/x/1.html\">要闻</a></div></body></html>"),
        ("the site under repair", "<html><head><title>系统维护中</title></head><body><p>系统升级，给您带来不便</p></body></html>"),
        ("an app's shell", "<!DOCTYPE html><html><body><div id=\"app\"></div><script src=\"/a.js\"></script></body></html>"),
    ] {
        out.push((name.to_owned(), page.to_owned()));
    }
    out.push(("all of it in a comment".to_owned(), format!("<html><body><!-- {} --></body></html>", text.replace("--", ""))));
    out.push(("all of it in a script".to_owned(), format!("<html><body><script>{text}</script></body></html>")));
    out
}

#[test]
fn changed_answers_are_never_read_as_wrong_numbers() {
    let (defs, samples) = definitions();
    let mut tried = 0;
    for (id, sample, counts, marks) in [
        ("mgtv_episodes", "detail.js", &[("\"all\"", "1234567")][..], &["\"data\""][..]),
        ("douyin_video", "base.json", &[("total_play", "88120")], &["result_list", "\"data\""]),
        ("ximalaya_album", "page.json", &[("playtimes", "120045")], &["list", "data", "trackId"]),
        ("qingting_channel", "channel.json", &[("playcount", "12.3万")], &["data"]),
        ("weibo_topic", "topic.json", &[("\"val\"", "\"1.2\""), ("\"r\"", "\"1.2\"")], &["baseData", "sum_all"]),
        ("kuaishou_video", "list.json", &[("view_count", "56012")], &["video_list", "photo_id", "\"result\""]),
        ("wechat_article", "day.json", &[("read_user", "5210")], &["\"list\"", "detail_list", "stat_date", "msgid"]),
        ("xhn_column", "normal.html", &[], &["news-list", "<li>", "href"]),
        ("hnmsw_column", "normal.html", &[], &["class=\"list\"", "href"]),
        ("cri_topic", "normal.html", &[], &["tit-list", "href"]),
        ("hnmsw_banner", "shown.html", &[], &["class=\"nav\"", "class=\"banner\""]),
        ("cri_headline", "shown.html", &[], &["channel-nav", "class=\"headline\""]),
    ] {
        let c = defs.collectors.iter().find(|c| c.id.as_str() == id).unwrap();
        let text = String::from_utf8(samples[&format!("samples/{id}/{sample}")].clone()).unwrap();
        let list = c.detail.as_ref().map(|_| samples[&format!("samples/{id}/list.json")].as_slice());
        let right = taken(c, text.as_bytes(), list).unwrap();
        let ways = mutations(&text, counts, marks);
        assert!(ways.len() >= WAYS, "{id}: {} ways", ways.len());
        for (what, changed) in ways {
            tried += 1;
            assert!(changed != text, "{id}: {what} changes nothing");
            if let Ok(got) = taken(c, changed.as_bytes(), list) {
                // What is still read must be the same, or fewer of the same (a hidden number is no number).
                assert!(got.iter().all(|g| right.contains(g)), "{id}: {what}: {got:?} instead of {right:?}");
                // Lists have no counts; their rows must all be there, or the page is none.
                assert!(!got.is_empty() || c.kind == CollectKind::ListPage || what.contains("negative"), "{id}: {what} is silent");
            }
        }
    }
    assert!(tried >= 12 * WAYS, "{tried}");
}

#[test]
fn a_number_that_gets_a_unit_is_ten_thousand_times_as_large() {
    let (defs, samples) = definitions();
    for (id, sample, number, unit, expected) in [
        ("ximalaya_album", "page.json", "120045", "\"12.0万\"", (119_500, Some(120_999))),
        ("kuaishou_video", "list.json", "56012", "\"5.6万\"", (55_500, Some(56_999))),
        ("qingting_channel", "channel.json", "\"12.3万\"", "\"12.3亿\"", (1_225_000_000, Some(1_239_999_999))),
        ("mgtv_episodes", "detail.js", "1234567", "\"123.4万+\"", (1_234_000, None)),
        ("xhn_column", "normal.html", ">8600<", ">1.2万次阅读<", (11_500, Some(12_999))),
    ] {
        let c = defs.collectors.iter().find(|c| c.id.as_str() == id).unwrap();
        let text = String::from_utf8(samples[&format!("samples/{id}/{sample}")].clone()).unwrap();
        assert!(text.contains(number), "{id}");
        let list = c.detail.as_ref().map(|_| samples[&format!("samples/{id}/list.json")].as_slice());
        let got = taken(c, text.replacen(number, unit, 1).as_bytes(), list);
        assert!(got.as_ref().is_ok_and(|g| g.contains(&expected)), "{id}: {got:?}");
    }
}

#[test]
fn ordinary_days_raise_no_alarm() {
    let (defs, samples) = definitions();
    let c = defs.collectors.iter().find(|c| c.id.as_str() == "ximalaya_album").unwrap();
    let text = String::from_utf8(samples["samples/ximalaya_album/page.json"].clone()).unwrap();
    let mut dice = Dice::new(7);
    let mut alarms = 0;
    for _ in 0..10_000 {
        // Numbers of every size, new keys, keys in another order.
        let digits = 1 + u32::try_from(dice.below(9)).unwrap();
        let n = dice.below(10_u64.pow(digits));
        let mut day = text.replace("120045", &n.to_string());
        if dice.once_in(3) {
            day = day.replacen("\"ret\": 0,", "\"trace\":\"x\",\"ret\": 0,", 1);
        }
        if dice.once_in(3) {
            day = day.replace("\"isPaid\": false", "\"isPaid\": true, \"badge\": null");
        }
        alarms += usize::from(taken(c, day.as_bytes(), None).is_err());
    }
    assert_eq!(alarms, 0);
}

#[test]
fn faults_of_definition_files_are_told_with_their_line() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(root.join("collectors/qingting_channel.toml")).unwrap();
    for (from, to, code, says) in [
        ("$.data.playcount", "$.data[", 1034, "RFC 9535"),
        ("0 20 7 * * *", "0 20 7 * * 1", 1030, "MON"),
        ("0 20 7 * * *", "0 99 7 * * *", 1030, "六段"),
        ("hosts = [\"i.qingting.fm\"]", "hosts = []", 1032, "hosts"),
        ("required = true", "requird = true", 1012, "required"),
        ("channel.json", "missing.json", 1031, "存页"),
        ("kind   = \"channel_total\"", "kind   = \"total\"", 1014, "channel_total"),
        ("catch_up = \"latest\"", "catch_up = \"always\"", 1014, "latest"),
        ("gives = \"unreadable\"", "gives = \"values\"", 1031, "读不出"),
        ("interval_secs = 2", "interval_secs = 0", 1024, "1 秒"),
    ] {
        assert!(text.contains(from), "{from}");
        let broken = text.replace(from, to);
        let collectors = folder.path().join("collectors");
        reach::base::disk::write(&collectors.join("qingting_channel.toml"), broken.as_bytes()).unwrap();
        for sample in ["channel.json", "redesign.json"] {
            let bytes = std::fs::read(root.join("collectors/samples/qingting_channel").join(sample)).unwrap();
            reach::base::disk::write(&collectors.join("samples/qingting_channel").join(sample), &bytes).unwrap();
        }
        let (_, _, found) = app::definitions(Some(folder.path())).unwrap();
        let ours: Vec<_> = found.iter().filter(|d| d.place.file == "collectors/qingting_channel.toml").collect();
        let hit = ours.iter().find(|d| d.code.0 == code).unwrap_or_else(|| panic!("{to}: {found:?}"));
        assert!(format!("{}{}{}", hit.expected, hit.remedy, hit.found).contains(says), "{to}: {}", hit.zh());
    }
}

/// What grows by the same number day after day is asked about: the sample's works are to be asked about for what they are there for.
#[test]
fn no_work_of_the_sample_grows_evenly() {
    let files = reach::define::source::demo_files();
    let first = crate::support::world::day("2022-07-10");
    let script = reach::sim::Script::parse(&String::from_utf8_lossy(files["platforms.csv"]), first).unwrap();
    let platforms = reach::sim::Platforms::start(reach::sim::State::default()).unwrap();
    let mut counts: BTreeMap<(&str, String), Vec<u64>> = BTreeMap::new();
    for n in 0..270 {
        script.play(&platforms, first.plus(n));
        for ((site, _), shelf) in &platforms.state().shelves {
            for w in &shelf.works {
                counts.entry((*site, w.id.clone())).or_default().push(w.views);
            }
        }
    }
    assert!(counts.len() > 20);
    for (work, counts) in counts {
        let gains: Vec<u64> = counts.windows(2).map(|w| w[1].checked_sub(w[0]).unwrap()).collect();
        let even = gains.windows(4).find(|w| w[0] >= 500 && w.iter().all(|g| *g == w[0]));
        assert_eq!(even, None, "{work:?}");
    }
}
