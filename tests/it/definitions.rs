//! The definition files that ship are right, and wrong ones are told with file, line and remedy.

use reach::base::day::Day;
use reach::define::{self, source};
use std::path::Path;

fn files() -> std::collections::BTreeMap<String, Vec<u8>> {
    source::read(Some(Path::new(env!("CARGO_MANIFEST_DIR")))).unwrap().bytes
}

/// Replaces a text in a file and tells what is found: "R1012 `targets/p08_tv.toml:31`".
fn broken(path: &str, from: &str, to: &str) -> Vec<String> {
    let mut files = files();
    let text = String::from_utf8(files[path].clone()).unwrap();
    assert!(text.contains(from), "{path} does not hold {from}");
    files.insert(path.into(), text.replacen(from, to, 1).into_bytes());
    let (_, found) = define::load(&files);
    found.iter().map(|d| format!("{} {}:{}", d.code.label(), d.place.file, d.place.row.unwrap_or(0))).collect()
}

fn line(path: &str, text: &str) -> usize {
    String::from_utf8(files()[path].clone()).unwrap().lines().position(|l| l.starts_with(text)).unwrap() + 1
}

#[test]
fn shipped_definitions_are_right() {
    let (defs, found) = define::load(&files());
    assert!(found.is_empty(), "{}", found.iter().map(reach::base::diag::Diagnostic::zh).collect::<String>());
    let defs = defs.unwrap();
    assert_eq!(defs.campaigns.len(), 14);
    assert_eq!(defs.campaigns.iter().map(|c| c.budget_yuan).sum::<u64>(), 9_000_000);
    let media: u64 = defs.campaigns.iter().filter(|c| c.media).map(|c| c.budget_yuan).sum();
    assert_eq!(media, 3_250_000);
    let contacts: u64 = defs
        .campaigns
        .iter()
        .flat_map(|c| &c.targets)
        .filter(|t| matches!(t.spec, reach::model::target::Spec::Sum { .. }))
        .filter_map(|t| t.required.low())
        .sum();
    assert_eq!(contacts, 72_000_000, "六个传播量指标合计7200万");
}

#[test]
fn the_binary_carries_the_same_definitions() {
    assert_eq!(
        source::read(None).unwrap().bytes.keys().collect::<Vec<_>>(),
        {
            let on_disk = files();
            on_disk.keys().filter(|k| !k.starts_with("reports/")).cloned().collect::<Vec<_>>()
        }
        .iter()
        .collect::<Vec<_>>()
    );
}

/// 以前的 settings.toml 没有 jump_times：照样能用，按一千倍。
#[test]
fn settings_of_an_earlier_program_are_read() {
    let mut files = files();
    let text = String::from_utf8(files["seeds/settings.toml"].clone()).unwrap();
    let earlier: String = text.lines().filter(|l| !l.starts_with("jump_times")).map(|l| format!("{l}\n")).collect();
    assert_ne!(text, earlier);
    files.insert("seeds/settings.toml".into(), earlier.into_bytes());
    let (defs, found) = define::load(&files);
    assert!(found.is_empty(), "{}", found.iter().map(reach::base::diag::Diagnostic::zh).collect::<String>());
    assert_eq!(defs.unwrap().settings.anomaly.jump_times, 1000);
}

#[test]
fn every_problem_names_its_file_and_line() {
    let tv = "targets/p08_tv.toml";
    let budget = line("seeds/programme.toml", "budget_yuan");
    for (path, from, to, expected) in [
        (tv, "label = \"电视节目\"", "labell = \"电视节目\"", format!("R1012 {tv}:{}", line(tv, "label = \"电视节目\""))),
        (
            tv,
            "required = { at_least = 15 }",
            "required = { at_least = \"15\" }",
            format!("R1014 {tv}:{}", line(tv, "required = { at_least = 15 }")),
        ),
        (tv, "clause = \"8.1\"", "clause = \"8.9\"", format!("R1020 {tv}:{}", line(tv, "clause = \"8.1\""))),
        (
            tv,
            "channels = [\"jingshi_news\"]",
            "channels = [\"jingshi_neww\"]",
            format!("R1020 {tv}:{}", line(tv, "channels = [\"jingshi_news\"]")),
        ),
        (tv, "rule = \"CR-06\"", "rule = \"CR-99\"", format!("R1029 {tv}:{}", line(tv, "rule = \"CR-06\""))),
        (tv, "term_months = 12", "term_months = 25", format!("R1021 {tv}:{}", line(tv, "term_months"))),
        (tv, "term_months = 12", "term_months = 18", format!("R1021 {tv}:{}", line(tv, "term_months"))),
        (tv, "budget_yuan = 500_000", "budget_yuan = 400_000", format!("R1023 seeds/programme.toml:{budget}")),
        (tv, "signed_on = 2022-07-01", "signed_on = 2023-07-01", format!("R1022 {tv}:{}", line(tv, "signed_on"))),
        (tv, "format_version = 1", "format_version = 2", format!("R1015 {tv}:{}", line(tv, "format_version"))),
        (tv, "number = 8", "number = 9", format!("R1011 {tv}:{}", line(tv, "number"))),
        (tv, "name = ", "name ", format!("R1010 {tv}:{}", line(tv, "name"))),
    ] {
        let found = broken(path, from, to);
        assert!(found.contains(&expected), "{from} → {to}: {found:?} lacks {expected}");
    }
}

#[test]
fn holidays_of_the_years_are_those_of_the_notices() {
    let (defs, _) = define::load(&files());
    let calendar = defs.unwrap().calendar;
    let day = |t: &str| Day::parse_iso(t).unwrap();
    for worked in ["2022-01-29", "2022-10-08", "2023-01-28", "2023-06-25", "2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09"] {
        assert!(calendar.is_workday(day(worked)), "{worked} 上班");
    }
    for off in ["2022-01-31", "2022-10-07", "2023-01-23", "2023-04-05", "2026-02-16", "2026-02-23", "2026-10-01"] {
        assert!(!calendar.is_workday(day(off)), "{off} 放假");
    }
    assert_eq!(calendar.workday_from(day("2022-10-03")), day("2022-10-08"), "国庆后的报送日顺延");
}

/// 口径签认以后还是这几句话：说了签认前怎样的，也说签认后怎样，签了的不会还写着“签认前不计入”就完了。
#[test]
fn what_a_rule_says_is_true_before_and_after_it_is_signed() {
    let (_, defs, _) = reach::app::definitions(Some(std::path::Path::new(env!("CARGO_MANIFEST_DIR")))).unwrap();
    for rule in &defs.unwrap().rules {
        assert_eq!(rule.reading.contains("签认前"), rule.reading.contains("签认后"), "{} {}", rule.id, rule.reading);
    }
}
