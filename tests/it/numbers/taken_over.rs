//! 门户逐个项目重算：没有变化的项目沿用上一次的结果。随机导入、撤销、更正、答复、登记之后，结果与全部重算逐字相同。

use super::{at_once, cases};
use crate::support::dice::Dice;
use crate::support::world::{World, add_staff, day};
use reach::app::portal::week::Judged;
use reach::ledger::NewLogEntry;
use std::fmt::Write as _;

const AS_OF: &str = "2023-04-02";

/// A channel of each campaign with its kind of table.
const CHANNELS: [(&str, &str, &str); 6] = [
    ("p08_tv", "芒果TV", "累计播放量"),
    ("p08_tv", "湖南经视抖音号", "累计播放量"),
    ("p09_press_douyin", "湖南人社抖音号", "累计播放量"),
    ("p10_web_wechat", "湖南民生网微信公众号", "累计阅读量"),
    ("p12_short_video", "合作媒体抖音号", "累计播放量"),
    ("p14_cri", "国际在线视频号", "累计播放量"),
];

fn file(dice: &mut Dice, channel: &str, metric: &str) -> String {
    let mut text = format!("统计日期,渠道,作品标题,发布时间,时长,{metric}\n");
    for _ in 0..dice.between(1, 6) {
        let date = ["2023-03-19", "2023-03-26", "2023-03-31", "2023-04-02"][dice.index(4)];
        let work = dice.between(1, 8);
        let part = if dice.chance(20) { ["（上）", "（下）"][dice.index(2)] } else { "" };
        let published = if dice.chance(10) { "2021-05-01" } else { "2022-08-01" };
        writeln!(text, "{date},{channel},样例讲安全之{work}{part},{published},60,{}", dice.between(100, 90_000)).unwrap();
    }
    text
}

/// Something that people do, drawn by lot. Not everything that is drawn is possible: then nothing changes.
fn step(w: &mut World, dice: &mut Dice, imports: &mut Vec<reach::base::id::ImportId>, person: i64) {
    let (campaign, channel, metric) = CHANNELS[dice.index(CHANNELS.len())];
    match dice.between(1, 10) {
        1..=5 => {
            let text = file(dice, channel, metric);
            imports.extend(w.accept_good(&format!("样例{}.csv", dice.next()), text, campaign).import);
        }
        6 if !imports.is_empty() => {
            let import = imports.swap_remove(dice.index(imports.len()));
            w.app.undo(import).unwrap();
        }
        7 => {
            let title = format!("{channel}/样例讲安全之{}", dice.between(1, 8));
            w.app.correct(&title, "播放量", day("2023-03-31"), "4321", "样例：后台截图").ok();
        }
        8 | 9 => {
            let snapshot = w.snapshot(AS_OF);
            let open: Vec<_> = snapshot.campaigns.iter().flat_map(|c| &c.questions).collect();
            if !open.is_empty() {
                let q = open[dice.index(open.len())];
                let choice = if q.keys.is_empty() { q.choices[0].0.clone() } else { "1".to_owned() };
                w.app.answer(&q.id, &choice, "样例：已核对").unwrap();
            }
        }
        _ => {
            let (kind, subject, value) = match dice.between(1, 3) {
                1 => ("signed_on", "", "2022-08-15"),
                2 => ("state", "", "in_acceptance"),
                _ => ("decision", "contacts", "样例：按认定计"),
            };
            let at = w.app.clock.now();
            let entry = NewLogEntry { at, person, campaign, kind, subject, value, document: "样例文件1号", because: "样例" };
            let change = w.app.ledger.change().unwrap();
            change.log_campaign(&entry).unwrap();
            change.note(at, "campaign_log", "{}").unwrap();
            change.commit().unwrap();
        }
    }
}

fn story(seed: u64) -> (usize, usize) {
    let mut dice = Dice(seed);
    let mut w = World::new();
    let person = add_staff(&mut w.app, "sample");
    let (mut imports, mut before): (Vec<_>, Option<Judged>) = (Vec::new(), None);
    let (mut taken_over, mut all) = (0, 0);
    for n in 0..16 {
        step(&mut w, &mut dice, &mut imports, person);
        let (current, opening, judged) = w.app.day_and_week_before(day(AS_OF), before.as_ref()).unwrap();
        let (fresh, fresh_opening, _) = w.app.day_and_week_before(day(AS_OF), None).unwrap();
        assert_eq!(format!("{current:#?}"), format!("{fresh:#?}"), "seed {seed}, step {n}");
        assert_eq!(format!("{opening:#?}"), format!("{fresh_opening:#?}"), "seed {seed}, step {n}");
        // What is put together from campaigns is what everything at once gives, but for the openings that a page adds.
        let mut whole = w.snapshot(AS_OF);
        for (c, f) in whole.campaigns.iter_mut().zip(&fresh.campaigns) {
            for (t, x) in c.targets.iter_mut().zip(&f.targets) {
                t.opening = x.opening;
            }
        }
        assert_eq!(format!("{whole:#?}"), format!("{fresh:#?}"), "seed {seed}, step {n}");
        if let Some(b) = &before {
            let (same, of) = judged.taken_over(b);
            (taken_over, all) = (taken_over + same, all + of);
        }
        before = Some(judged);
    }
    (taken_over, all)
}

#[test]
fn what_is_taken_over_is_what_a_full_recomputation_gives() {
    let parts = at_once(4, |part| (0..cases(2, 100)).map(|n| story(part * 1_000 + n)).collect::<Vec<_>>());
    let (taken_over, all) = parts.into_iter().flatten().fold((0, 0), |(a, b), (x, y)| (a + x, b + y));
    // A change concerns one campaign as a rule: without taking over, this test would compare nothing.
    assert!(taken_over * 10 > all * 7, "{taken_over} of {all}");
}
