//! What the report decides, before it is painted: compared with golden files.

use crate::support::golden::golden;
use crate::support::snapshot::{empty, huge, previous_week, week};
use reach::base::count::Span;
use reach::report::Weekly;
use reach::report::view::{WeekView, check_json, progress_table};

#[test]
fn the_week_as_a_model() {
    let (now, before) = (week(), previous_week());
    for (name, current, previous, final_) in [("full", &now, Some(&before), true), ("empty", &empty(), None, false)] {
        let view = WeekView::of(&Weekly { current, previous, final_, observations: &[], definitions: &std::collections::BTreeMap::new() });
        golden(&format!("weekly-{name}.json"), &(serde_json::to_string_pretty(&view).unwrap() + "\n"));
    }
}

/// 上期报出以后登记了签订日：对不上上期的渠道，“说明”写明合同期改了；对得上的不写；合同期没有改的也不写。
#[test]
fn a_correction_names_the_term_that_moved() {
    let (now, mut before) = (week(), previous_week());
    let notes = |before: &reach::attain::snapshot::Snapshot| {
        let definitions = std::collections::BTreeMap::new();
        let input = Weekly { current: &now, previous: Some(before), final_: false, observations: &[], definitions: &definitions };
        let group = WeekView::of(&input).gains.into_iter().find(|g| g.number == now.campaigns[0].number).unwrap();
        let moved = |r: &reach::report::view::GainRow| r.note.contains("改为2022年7月1日至") && r.note.contains("更正含此影响");
        (group.rows.iter().map(|r| (r.correction == "0" || r.correction == "—", moved(r))).collect::<Vec<_>>(), group.total.note)
    };
    let opening = now.campaigns[0].channels[0].opening.low;
    before.campaigns[0].channels[0].value = Span::exact(opening + 134_905);
    assert!(notes(&before).0.iter().all(|(_, moved)| !moved));
    before.campaigns[0].term.start = before.campaigns[0].term.start.plus(-45);
    let (rows, total) = notes(&before);
    assert!(rows.iter().all(|(same, moved)| same != moved), "{rows:?}");
    assert!(rows[0].1 && total.contains("登记签订日"), "{rows:?} {total}");
}

#[test]
fn check_json_keeps_its_promise() {
    let text = check_json(&week());
    golden("check.json", &text);
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    let campaign = &json["campaigns"][0];
    let keys = |v: &serde_json::Value| v.as_object().unwrap().keys().cloned().collect::<Vec<_>>().join(" ");
    assert_eq!(keys(&json), "programme as_of journal_head campaigns");
    assert_eq!(keys(campaign), "id number title lead term state verdict open_requirements targets");
    assert_eq!(
        keys(&campaign["targets"][0]),
        "id kind class label unit required actual estimates attainment pace data_date days_late verdict forecast unknown rule rule_signed clause"
    );
    assert_eq!(keys(&campaign["targets"][0]["forecast"]), "low high reached_on needed_per_week");
    assert!(json["campaigns"][2]["targets"][0]["actual"]["high"].is_null());
    // Four decimals, zeros at the end included, and still a number.
    assert!(text.contains("\"attainment\": 0.8000") && campaign["targets"][1]["attainment"].is_number());
}

#[test]
fn terminal_table_stands_in_columns() {
    golden("progress.txt", &progress_table(&week()));
    for current in [week(), empty(), huge()] {
        let table = progress_table(&current);
        let width = |s: &str| -> usize { s.chars().map(|c| if c > '\u{2e7f}' { 2 } else { 1 }).sum() };
        // 目标值 ends in the same column in every row.
        let header = table.lines().next().unwrap();
        let end = width(header.split("累计完成").next().unwrap());
        assert!(table.lines().all(|l| width(l) > end));
    }
}
