//! Any bytes under any name, read as a partner's file: no panic, no reading without its work, the returned file can be made.
//!
//! `tests/fuzz/run.sh 600`, or `RUSTC_BOOTSTRAP=1 cargo fuzz run intake --fuzz-dir tests/fuzz -- -rss_limit_mb=512`
#![no_main]

use libfuzzer_sys::fuzz_target;
use reach::base::day::Day;
use reach::base::id::CampaignId;
use reach::define::{self, Definitions};
use reach::intake::{self, Input, Limits};
use reach::model::draft::Sent;
use std::sync::OnceLock;

fn defs() -> &'static Definitions {
    static LOADED: OnceLock<Definitions> = OnceLock::new();
    LOADED.get_or_init(|| {
        let files = define::source::read(None).expect("the binary carries its definitions");
        define::load(&files.bytes).0.expect("the shipped definitions are whole")
    })
}

// The fuzzer ends at every panic; one that is caught is an answer, one that is not still ends it.
fuzz_target!(init: std::panic::set_hook(Box::new(|_| ())), |bytes: &[u8]| {
    let (first, rest) = bytes.split_first().unwrap_or((&0, &[]));
    let today = Day::parse_iso("2023-04-10").expect("a date");
    let mut sent = Sent::default();
    if first & 1 == 1 {
        sent.campaign = Some(CampaignId::new("p08_tv"));
        sent.as_of = Day::parse_iso("2023-04-02");
    }
    let name = if first & 2 == 2 { "湖南经视 2023-04-02.csv" } else { "a.xls" };
    let limits = Limits::portal();
    let draft = intake::read(&Input { name, bytes: rest, sent: &sent, today, limits: &limits, defs: defs() });
    assert!(draft.readings.iter().all(|r| (r.item as usize) < draft.items.len()));
    assert!(draft.refused <= draft.rows);
    // Writing a workbook takes many times as long as reading one.
    if first & 4 == 4 {
        let _ = intake::annotate(name, rest, &draft.found);
    }
});
