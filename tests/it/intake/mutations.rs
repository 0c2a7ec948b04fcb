//! Ten thousand damaged files, the same ones in every run: nothing panics, and what is accepted is well formed.

use crate::support::dice::Dice;
use crate::support::partner::{Partner, table};
use reach::intake::Limits;

fn seeds() -> Vec<(Partner, Vec<u8>)> {
    let template = table("a.csv", &["渠道|统计日期|作品标题|累计播放量|时长", "芒果TV|2023-04-02|第1期|1.2万|2:30", "合计|||12000|"]);
    let wide = table("b.xlsx", &["标题|发布日期|抖音|快手|合计", "第1期|8月1日|100|50|150", "第2期|8月8日|10万+|--|"])
        .campaign("p08_tv")
        .as_of("2023-04-02");
    let ids = table("c.csv", &["作品编号|作品标题|累计播放量", "7266050530072480000|第1期|100", "7.26605E+18|第2期|2"])
        .channel("jingshi_douyin")
        .as_of("2023-04-02");
    let old = table("d.xls", &[]).campaign("p08_tv");
    vec![
        (template.clone(), template.utf8()),
        (template.clone(), template.gbk()),
        (template.clone(), template.utf16()),
        (template.clone(), template.html()),
        (wide.clone(), wide.utf8()),
        (wide.clone(), wide.xlsx()),
        (ids.clone(), ids.utf8()),
        (old, include_bytes!("../../fixtures/xls/wide-sample.xls").to_vec()),
    ]
}

#[test]
fn damaged_files_never_stop_the_program() {
    let mut dice = Dice(0x5eed_2022);
    let seeds = seeds();
    let limits = Limits::portal();
    // Damaged workbooks make their library panic; that is caught, and need not be printed ten thousand times.
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    for i in 0..10_000 {
        // Workbooks cost a hundred times what text costs.
        let pick = if i % 20 == 0 { 5 + 2 * dice.index(2) } else { [0, 1, 2, 3, 4, 6][dice.index(6)] };
        let (partner, bytes) = &seeds[pick];
        let mut bytes = bytes.clone();
        for _ in 0..=dice.index(4) {
            let (at, other) = (dice.index(bytes.len()), dice.index(bytes.len()));
            match dice.index(5) {
                0 => bytes[at] = u8::try_from(dice.index(256)).unwrap(),
                1 => drop(bytes.remove(at)),
                2 => bytes.insert(at, [b',', b'"', b'\n', 0xff, b'9', 0][dice.index(6)]),
                3 => bytes.truncate(at.max(1)),
                _ => bytes.swap(at, other),
            }
            if bytes.is_empty() {
                bytes.push(b',');
            }
        }
        let d = partner.read_within(&bytes, &limits);
        assert!(d.readings.iter().all(|r| (r.item as usize) < d.items.len()), "{i}");
        assert!(d.refused <= d.rows, "{i}: {} of {}", d.refused, d.rows);
        assert!(d.refused == 0 || d.found.iter().any(reach::base::diag::Diagnostic::is_error), "{i}: refused without a word");
        if i % 50 == 0 {
            reach::intake::annotate(&partner.name, &bytes, &d.found);
        }
    }
    std::panic::set_hook(hook);
}
