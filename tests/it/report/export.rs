//! Tables go out and come back without loss, and nothing in them is executed on the way.

use crate::support::snapshot::Dice;
use calamine::{Data, Reader, Xlsx};
use reach::report::export::{Cell, Column, ColumnKind, Table, csv, json, restored, xlsx};

const HOSTILE: [&str; 20] = [
    "=1+1",
    "@SUM(A1)",
    "\tTAB",
    "\rCR",
    "-5",
    "+8613800000000",
    "0012",
    "7266050530072481076",
    "'quoted",
    "'=1+1",
    "a,b",
    "say \"hi\"",
    "two\nlines",
    " spaces ",
    "2023-04-02",
    "1E5",
    "工伤预防😀",
    "=HYPERLINK(\"x\")",
    "-",
    "''",
];

fn table(rows: Vec<Vec<Cell>>) -> Table {
    let columns = [("编号", ColumnKind::Id), ("标题", ColumnKind::Text), ("数", ColumnKind::Integer)];
    Table { title: "往返".into(), columns: columns.iter().map(|(n, k)| Column::new(n, *k)).collect(), rows }
}

/// Cells as text, the way an import reads them.
fn back_from_csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap().strip_prefix('\u{feff}').unwrap();
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    reader.records().map(|r| r.unwrap().iter().map(|c| restored(c).to_owned()).collect()).collect()
}

fn back_from_xlsx(bytes: &[u8]) -> Vec<Vec<String>> {
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(bytes.to_vec())).unwrap();
    let range = book.worksheet_range("往返").unwrap();
    let cell = |c: &Data| match c {
        Data::Empty => String::new(),
        Data::String(s) => restored(s).to_owned(),
        Data::Float(n) => format!("{n}"),
        Data::Int(n) => format!("{n}"),
        other => format!("unexpected {other:?}"),
    };
    range.rows().skip(1).map(|r| r.iter().map(cell).collect()).collect()
}

fn expected(t: &Table) -> Vec<Vec<String>> {
    let cell = |c: &Cell| match c {
        Cell::Empty => String::new(),
        Cell::Text(s) => s.clone(),
        Cell::Integer(n) | Cell::Share(n) => n.to_string(),
    };
    t.rows.iter().map(|r| r.iter().map(cell).collect()).collect()
}

#[test]
fn hostile_cells_come_back_as_they_went() {
    let rows = HOSTILE
        .iter()
        .enumerate()
        .map(|(i, s)| vec![Cell::text(*s), Cell::text(*s), Cell::Integer(-5 + i64::try_from(i).unwrap())])
        .collect();
    let t = table(rows);
    assert_eq!(back_from_csv(&csv(&t)), expected(&t));
    // XLSX stores a carriage return as itself, escaped; everything else likewise.
    assert_eq!(back_from_xlsx(&xlsx(&t).unwrap()), expected(&t));
}

#[test]
fn nothing_starts_like_a_formula_and_numbers_stay_numbers() {
    let t = table(HOSTILE.iter().map(|s| vec![Cell::text(*s), Cell::text("x"), Cell::Integer(-5)]).collect());
    let text = String::from_utf8(csv(&t)).unwrap();
    for line in text.trim_start_matches('\u{feff}').split("\r\n").skip(1) {
        assert!(!line.trim_start_matches('"').starts_with(['=', '+', '-', '@', '\t', '\r']), "{line}");
        assert!(line.is_empty() || !line.contains(",'-5"), "{line}");
    }
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(xlsx(&t).unwrap())).unwrap();
    let range = book.worksheet_range("往返").unwrap();
    assert!(range.rows().skip(1).all(|r| r[2] == Data::Float(-5.0) && matches!(r[0], Data::String(_))));
}

#[test]
fn random_tables_survive_the_way_there_and_back() {
    let tables = if std::env::var_os("REACH_SLOW").is_some() { 10_000 } else { 200 };
    let mut dice = Dice::new(7);
    for _ in 0..tables {
        let rows = (0..=dice.below(6))
            .map(|_| {
                let mut word = || {
                    let n = usize::try_from(dice.below(20)).unwrap();
                    format!("{}{}", HOSTILE[n], dice.below(100))
                };
                vec![Cell::Text(word()), Cell::Text(word()), Cell::Integer(i64::try_from(dice.below(1 << 50)).unwrap() - (1 << 49))]
            })
            .collect();
        let t = table(rows);
        assert_eq!(back_from_csv(&csv(&t)), expected(&t));
        assert_eq!(back_from_xlsx(&xlsx(&t).unwrap()), expected(&t));
    }
}

#[test]
fn json_keeps_order_and_text() {
    let t = table(vec![
        vec![Cell::text("0012"), Cell::text("=1+1"), Cell::Integer(7)],
        vec![Cell::Empty, Cell::text("\"x\""), Cell::Share(6_000)],
    ]);
    let text = json(&t);
    assert!(text.contains(r#"{"编号": "0012", "标题": "=1+1", "数": 7}"#), "{text}");
    assert!(text.contains(r#"{"编号": null, "标题": "\"x\"", "数": 0.6000}"#), "{text}");
    let parsed: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(parsed["rows"].as_array().unwrap().len(), 2);
}
