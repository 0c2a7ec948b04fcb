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

/// What a run would take from an answer: counts in order, or the name of the answer that is none.
fn taken(c: &Collector, body: &[u8]) -> Result<Vec<(u64, Option<u64>)>, &'static str> {
    let reader = Reader::new(c).unwrap();
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

/// Twenty ways in which a page or an interface changes.
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
        ("an app's shell", "<!DOCTYPE html><html><body><div id=\"app\"></div><script src=\"/a.js\"></script></body></html>"),
    ] {
        out.push((name.to_owned(), page.to_owned()));
    }
    out
}

#[test]
fn changed_answers_are_never_read_as_wrong_numbers() {
    let (defs, samples) = definitions();
    let mut tried = 0;
    for (id, sample, counts, marks) in [
        ("ximalaya_album", "page.json", &[("playtimes", "120045")][..], &["list", "data", "trackId"][..]),
        ("qingting_channel", "channel.json", &[("playcount", "12.3万")], &["data"]),
        ("weibo_topic", "topic.json", &[("\"val\"", "\"1.2\""), ("\"r\"", "\"1.2\"")], &["baseData", "sum_all"]),
        ("kuaishou_video", "list.json", &[("view_count", "56012")], &["video_list", "photo_id", "\"result\""]),
        ("wechat_article", "day.json", &[("read_user", "5210")], &["\"list\"", "stat_date", "msgid"]),
        ("xhn_column", "normal.html", &[], &["news-list", "<li>", "href"]),
        ("hnmsw_column", "normal.html", &[], &["class=\"list\"", "href"]),
        ("cri_topic", "normal.html", &[], &["tit-list", "href"]),
        ("hnmsw_banner", "shown.html", &[], &["class=\"nav\"", "class=\"banner\""]),
        ("cri_headline", "shown.html", &[], &["channel-nav", "class=\"headline\""]),
    ] {
        let c = defs.collectors.iter().find(|c| c.id.as_str() == id).unwrap();
        let text = String::from_utf8(samples[&format!("samples/{id}/{sample}")].clone()).unwrap();
        let right = taken(c, text.as_bytes()).unwrap();
        for (what, changed) in mutations(&text, counts, marks) {
            tried += 1;
            assert!(changed != text, "{id}: {what} changes nothing");
            if let Ok(got) = taken(c, changed.as_bytes()) {
                // What is still read must be the same, or fewer of the same (a hidden number is no number).
                assert!(got.iter().all(|g| right.contains(g)), "{id}: {what}: {got:?} instead of {right:?}");
                assert!(!got.is_empty() || c.kind == CollectKind::ListPage || what.contains("negative"), "{id}: {what} is silent");
            }
        }
    }
    assert!(tried >= 140, "{tried}");
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
        alarms += usize::from(taken(c, day.as_bytes()).is_err());
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
