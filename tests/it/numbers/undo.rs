//! 撤销：退出统计的是整次导入，后来经人工更正的行保留并列名，账本其余各表一个字节不变。

use crate::support::world::{World, day};
use reach::base::digest::Digest;
use std::collections::BTreeMap;
use std::fmt::Write as _;

const HEAD: &str = "统计日期,渠道,作品标题,发布时间,时长,累计播放量";

/// A file of works on one channel, each with its own number.
fn file(works: u32) -> String {
    let mut text = format!("{HEAD}\n");
    for n in 1..=works {
        writeln!(text, "2023-03-31,芒果TV,安全一分钟之{n:04},2022-08-01,60,{}", 1_000 + n).unwrap();
    }
    text
}

/// Every table of the ledger, its rows in the order of its key as text.
fn tables(w: &World) -> BTreeMap<String, Digest> {
    let path = w.folder().join("ledger.sqlite");
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let db = rusqlite::Connection::open_with_flags(path, flags).unwrap();
    let mut names = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").unwrap();
    let names: Vec<String> = names.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    names.into_iter().map(|name| (name.clone(), dump(&db, &name))).collect()
}

fn dump(db: &rusqlite::Connection, table: &str) -> Digest {
    let mut all = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
    let columns = all.column_count();
    let order: Vec<String> = (1..=columns).map(|n| n.to_string()).collect();
    all = db.prepare(&format!("SELECT * FROM {table} ORDER BY {}", order.join(","))).unwrap();
    let mut rows = all.query([]).unwrap();
    let mut text = String::new();
    while let Some(row) = rows.next().unwrap() {
        for n in 0..columns {
            write!(text, "{:?}|", row.get_ref(n).unwrap()).unwrap();
        }
        text.push('\n');
    }
    Digest::of(text.as_bytes())
}

fn changed(before: &BTreeMap<String, Digest>, after: &BTreeMap<String, Digest>) -> Vec<String> {
    assert!(before.keys().eq(after.keys()));
    before.iter().filter(|(name, digest)| after[*name] != **digest).map(|(name, _)| name.clone()).collect()
}

/// Stored daily values that are not empty.
fn totals(w: &World) -> usize {
    w.app.facts(None).unwrap().placements.iter().filter(|p| !p.folded.is_empty()).count()
}

#[test]
fn corrected_rows_stay_and_everything_else_of_the_import_goes() {
    let mut w = World::new();
    w.send("别的.csv", format!("{HEAD}\n2023-03-31,湖南经视抖音号,起重吊装站位,2022-08-01,60,777\n"), "p08_tv");
    let import = w.send("五千行.csv", file(5_000), "p08_tv").import.unwrap();
    assert_eq!(totals(&w), 5_001);
    for (n, value) in [(17, "20017"), (1_234, "21234"), (5_000, "25000")] {
        let title = format!("芒果TV/安全一分钟之{n:04}");
        w.app.correct(&title, "播放量", day("2023-03-31"), value, "样例：后台截图").unwrap();
    }
    let (before, rows) = (tables(&w), w.snapshot("2023-03-31").journal_head);
    let receipt = w.app.undo(import).unwrap();
    assert_eq!((receipt.undone.reversed, receipt.kept.len()), (4_997, 3));
    let mut kept = receipt.kept.clone();
    kept.sort();
    assert_eq!(kept, ["芒果TV“安全一分钟之0017” 第18行", "芒果TV“安全一分钟之1234” 第1235行", "芒果TV“安全一分钟之5000” 第5001行"]);
    assert_eq!(changed(&before, &tables(&w)), ["journal", "kept_rows", "reversals", "totals"]);
    assert_ne!(w.snapshot("2023-03-31").journal_head, rows);
    assert_eq!(totals(&w), 4);
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), (777 + 20_017 + 21_234 + 25_000).to_string());
    assert!(w.app.undo(import).is_err(), "撤销过的不能再撤销");
}

#[test]
fn undoing_everything_leaves_no_figure() {
    let mut w = World::new();
    let imports: Vec<_> = (1..=3)
        .map(|week| {
            let text = file(40).replace("2023-03-31", &format!("2023-03-{:02}", week * 7)).replace(",60,", &format!(",60,{week}"));
            w.send(&format!("第{week}周.csv"), text, "p08_tv").import.unwrap()
        })
        .collect();
    assert_eq!(totals(&w), 40);
    w.app.undo(imports[1]).unwrap();
    assert_eq!(totals(&w), 40, "另两周的还在");
    w.app.undo(imports[2]).unwrap();
    w.app.undo(imports[0]).unwrap();
    assert_eq!(totals(&w), 0);
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), "0");
    assert_eq!(w.target("p08_tv", "contacts", "2023-03-31").data_date, None);
}

#[test]
fn after_an_undo_the_same_bytes_are_new() {
    let mut w = World::new();
    let first = w.send("周报.csv", file(20), "p08_tv").import;
    let figure = w.actual("p08_tv", "contacts", "2023-03-31");
    w.app.undo(first.unwrap()).unwrap();
    let again = w.send("周报.csv", file(20), "p08_tv");
    assert_eq!((again.written, again.resent, again.files[0].added), (true, false, 20));
    assert_ne!(again.import, first);
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), figure);
}

#[test]
fn sent_again_it_changes_nothing_and_overrides_no_correction() {
    let mut w = World::new();
    let first = w.send("周报.csv", file(3), "p08_tv").import;
    w.send("更正.csv", format!("{HEAD}\n2023-03-31,芒果TV,安全一分钟之0001,2022-08-01,60,9000\n"), "p08_tv");
    w.app.correct("芒果TV/安全一分钟之0002", "播放量", day("2023-03-31"), "8000", "样例：后台截图").unwrap();
    let (before, figure) = (tables(&w), w.actual("p08_tv", "contacts", "2023-03-31"));
    assert_eq!(figure, (9_000 + 8_000 + 1_003).to_string());
    let again = w.send("改了名的周报.csv", file(3), "p08_tv");
    assert_eq!((again.resent, again.written, again.import), (true, false, first));
    assert_eq!(changed(&before, &tables(&w)), Vec::<String>::new());
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), figure);
}

#[test]
fn what_a_later_file_repeated_stays_when_the_first_one_is_undone() {
    let mut w = World::new();
    let file = |b: u32| {
        format!(
            "{HEAD}\n2023-03-31,芒果TV,第1期,2022-08-01,180,1000\n2023-03-31,芒果TV,第2期,2022-08-02,180,{b}\n2023-03-31,经视新闻,第1期,2022-08-01,180,\n"
        )
    };
    let first = w.send("一.csv", file(2000), "p08_tv").import.unwrap();
    assert!(w.send("二.csv", file(2500), "p08_tv").written);
    w.app.undo(first).unwrap();
    // 第二份文件里各行都还在：没变的数、改过的数、没有数的节目。
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), "3500");
    assert_eq!(w.actual("p08_tv", "episodes", "2023-03-31"), "1");
    // 再来一份仍认得是同一作品。
    assert!(w.send("三.csv", file(2600), "p08_tv").written);
    assert_eq!(w.actual("p08_tv", "contacts", "2023-03-31"), "3600");
}
