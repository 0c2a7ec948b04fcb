//! 口径规则16：到期推算。回测：几百个模拟项目，在合同期里的几个日子推算，八成范围应当真有约八成落在里面。

use crate::support::snapshot::Dice;
use reach::attain::forecast::{Known, forecast};
use reach::base::day::{Day, Term};
use reach::define::settings::Forecasts;

const SETTINGS: Forecasts = Forecasts { period_days: 14, periods_max: 12, gap_days_max: 31 };

/// 逐日累计：若干作品先后发布，各有大小，热度按天衰减。
fn campaign(seed: u64, term: Term) -> Vec<u64> {
    let mut dice = Dice::new(seed);
    dice.below(7);
    let days = usize::try_from(term.days()).unwrap();
    let works = [30, 60, 90, 180][usize::try_from(dice.below(4)).unwrap()];
    let keep = 750 + dice.below(220); // 每天剩下千分之几
    let steady = dice.below(10) < 6;
    let spread = 2 + dice.below(7);
    let mut gains = vec![0_u64; days];
    for n in 0..works {
        let day = if steady { n * days as u64 / works + dice.below(days as u64 / works + 1) } else { dice.below(days as u64) };
        // 几次相乘，大小相差可达几十倍。
        let mut left = 10_000_000;
        for _ in 0..spread {
            left = left * (300 + dice.below(1_400)) / 1_000;
        }
        for gain in gains.iter_mut().skip(usize::try_from(day).unwrap()) {
            let today = left * (1_000 - keep) / 1_000 * (700 + dice.below(600)) / 1_000;
            *gain += today / 100;
            left = left * keep / 1_000;
        }
    }
    gains
        .iter()
        .scan(0, |sum, g| {
            *sum += g;
            Some(*sum)
        })
        .collect()
}

#[test]
fn four_fifths_of_simulated_campaigns_end_inside_the_range() {
    let term = Term::from_months(Day::parse_iso("2022-07-01").unwrap(), 12);
    let mut all = (0_u32, 0_u32);
    for day in [75, 105, 135, 180, 225, 270, 300, 330] {
        let (mut inside, mut of) = (0_u32, 0_u32);
        for seed in 0..500 {
            let curve = campaign(seed, term);
            let at = |d: Day| usize::try_from(d.since(term.start)).ok().and_then(|n| curve.get(n)).copied().unwrap_or(0);
            let today = term.start.plus(day);
            let f = forecast(at, at(today), 1, term, Known { since: term.start, until: today, as_of: today }, SETTINGS).unwrap();
            let end = *curve.last().unwrap();
            inside += u32::from(f.low <= end && end <= f.high);
            of += 1;
        }
        assert!(inside * 100 >= of * 68 && inside * 100 <= of * 90, "第{day}天：{inside}/{of}");
        all = (all.0 + inside, all.1 + of);
    }
    assert!(all.0 * 100 >= all.1 * 75 && all.0 * 100 <= all.1 * 85, "{}/{}", all.0, all.1);
}

#[test]
fn worked_examples() {
    let term = Term::from_months(Day::parse_iso("2022-07-01").unwrap(), 12);
    let today = Day::parse_iso("2023-03-05").unwrap();
    let since = Day::parse_iso("2023-01-01").unwrap();
    let run = |per_day: &dyn Fn(i32) -> u64| {
        let at = |d: Day| (0..d.since(since)).map(per_day).sum::<u64>();
        forecast(at, at(today), 1_000_000, term, Known { since, until: today, as_of: today }, SETTINGS)
    };
    // 每天5000，63天31.5万，剩117天，一点不波动。
    let even = run(&|_| 5_000).unwrap();
    assert_eq!((even.low, even.high, even.reached_on), (900_000, 900_000, None));
    assert_eq!(even.needed_per_week, Some(40_983), "(100万−31.5万)×7÷117，进一");
    // 后两段是前两段的两倍：均值不变的范围变宽。
    let uneven = run(&|n| if n < 35 { 5_000 } else { 10_000 }).unwrap();
    assert!(uneven.low < uneven.high && uneven.reached_on.is_some());
    // 一段比一段低（14万、11.2万、5.6万）：现值51.8万，最近一段照样走到期末得46.8万，再照样降一半得23.4万。
    let fading = run(&|n| {
        if n < 35 {
            10_000
        } else if n < 49 {
            8_000
        } else {
            4_000
        }
    })
    .unwrap();
    assert_eq!(fading.low, 518_000 + 234_000);
    // 只有最近一段低：不当作走低，下限到最近一段为止。
    let dip = run(&|n| if n < 49 { 10_000 } else { 4_000 }).unwrap();
    assert_eq!(dip.low, 546_000 + 468_000);
    // 只有不到两段的数据，不推算。
    let at = |d: Day| u64::try_from(d.since(since).max(0)).unwrap();
    assert_eq!(forecast(at, 1, 10, term, Known { since: today.plus(-20), until: today, as_of: today }, SETTINGS), None);
}

/// 数据停在3月12日，4月2日来看：还差的要在4月2日以后的89天里补上，不是3月12日以后的110天。
#[test]
fn what_is_needed_a_week_counts_from_the_day_itself() {
    let term = Term::from_months(Day::parse_iso("2022-07-01").unwrap(), 12);
    let [since, until, as_of] = ["2022-07-01", "2023-03-12", "2023-04-02"].map(|d| Day::parse_iso(d).unwrap());
    let at = |d: Day| u64::try_from(d.min(until).since(term.start)).unwrap_or(0) * 5_000;
    let needed = |as_of| forecast(at, at(until), 2_000_000, term, Known { since, until, as_of }, SETTINGS).unwrap().needed_per_week;
    // 3月12日是第255天：127万，还差73万。
    assert_eq!(at(until), 1_270_000);
    assert_eq!(needed(as_of), Some(57_416), "73万×7÷89，进一");
    assert_eq!(needed(until), Some(46_455), "73万×7÷110，进一");
}
