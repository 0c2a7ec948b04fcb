//! 以前的周报可以按当时所知再出一份，与当时那份逐字节相同；同样的数据出几次都相同。

use crate::support::world::{World, day};
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";

/// Every file of a report by name.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut out = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(dir) = open.pop() {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).unwrap().to_string_lossy().into_owned();
                out.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    out
}

fn weekly(w: &World, as_of: &str, as_reported: Option<&str>) -> BTreeMap<String, Vec<u8>> {
    let out = tempfile::tempdir().unwrap();
    let (folder, _) = w.app.weekly(day(as_of), as_reported.map(day), out.path()).unwrap();
    files(&folder)
}

fn differing(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
    assert!(a.keys().eq(b.keys()), "{:?} {:?}", a.keys(), b.keys());
    a.iter().filter(|(name, bytes)| b[*name] != **bytes).map(|(name, _)| name.clone()).collect()
}

fn week(w: &mut World, sent_on: &str, sunday: &str, plays: [&str; 2]) {
    let rows = [
        format!("{sunday},经视新闻,第1期：高处作业,2022-08-01,180,"),
        format!("{sunday},芒果TV,第1期：高处作业,2022-08-02,180,{}", plays[0]),
        format!("{sunday},湖南经视抖音号,第1期 高处作业 #工伤预防,2022-08-03,60,{}", plays[1]),
    ];
    w.on(sent_on).template("p08_tv", HEAD, &rows.each_ref().map(String::as_str));
}

#[test]
fn an_earlier_week_comes_out_as_it_was_and_three_times_the_same() {
    let mut w = World::new();
    week(&mut w, "2023-03-20", "2023-03-19", ["12000", "1.1万"]);
    week(&mut w, "2023-03-27", "2023-03-26", ["15000", "1.5万"]);
    let then = weekly(&w, "2023-03-26", Some("2023-03-27"));
    assert!(then.len() > 3 && then.contains_key("index.html"), "{:?}", then.keys());

    // Later: the next week, a corrected file for the earlier one, a number corrected by hand, an import taken back.
    week(&mut w, "2023-04-03", "2023-04-02", ["16000", "10万+"]);
    w.template("p08_tv", HEAD, &["2023-03-26,芒果TV,第1期：高处作业,2022-08-02,180,30000"]);
    let wrong = w.template("p08_tv", HEAD, &["2023-03-26,湖南经视快手号,第2期：机械伤害,2022-08-09,60,500"]);
    w.on("2023-04-04").app.correct("湖南经视抖音号/第1期 高处作业", "播放量", day("2023-03-26"), "15500", "样例：后台截图").unwrap();
    w.on("2023-04-05").app.undo(wrong.import.unwrap()).unwrap();

    // What is known now is another thing, so it is the right week that is looked at.
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-26"), "45500");
    for _ in 0..2 {
        assert_eq!(differing(&then, &weekly(&w, "2023-03-26", Some("2023-03-27"))), Vec::<String>::new());
    }
}
