//! 口径规则12：每个指标的判定。例子用项目8的合同期 2022-07-01 至 2023-06-30（365天）。

use super::day;
use reach::attain::snapshot::Verdict;
use reach::attain::verdict::{Display, Growth, about, days_late, display, growth, small_tally};
use reach::base::day::Term;
use reach::define::settings::Verdicts;

pub(crate) fn settings() -> Verdicts {
    Verdicts {
        warning_percent: 90,
        behind_percent: 75,
        grace_days: 60,
        small_tally_below: 30,
        due_tally_max: 3,
        due_days_before_end: 60,
        due_warning_days: 30,
        open_end_factor: 2,
        about_percent: 80,
        silent_weeks: 2,
        data_date_share_percent: 10,
        display_warning_percent: 10,
        display_behind_percent: 25,
        display_late_days: 30,
    }
}

fn term() -> Term {
    Term::from_months(day("2022-07-01"), 12)
}

fn given(low: u64, high: u64, required: u64, as_of: &str) -> Growth<'static> {
    Growth { low, high, required, term: term(), as_of: day(as_of), data_date: Some(day(as_of)), missed_weeks: 0, milestones: &[] }
}

#[test]
fn contacts_against_pace() {
    // 第276天，序时进度 75.6%：500万的应达 378.08万，九成 340.27万，七成五 283.56万。
    for (low, expected) in [
        (5_000_000, Verdict::Achieved),
        (3_780_822, Verdict::OnTrack),
        (3_780_821, Verdict::Warning),
        (3_402_740, Verdict::Warning),
        (3_402_739, Verdict::Behind),
        (2_835_617, Verdict::Behind),
        (2_835_616, Verdict::FarBehind),
        (0, Verdict::FarBehind),
    ] {
        assert_eq!(growth(given(low, low, 5_000_000, "2023-04-02"), &settings()).verdict, expected, "{low}");
    }
}

#[test]
fn before_in_the_first_days_and_after_the_term() {
    for (low, as_of, expected) in [
        (0, "2022-06-30", Verdict::NotStarted),
        (0, "2022-08-29", Verdict::Warning),
        (0, "2022-08-30", Verdict::FarBehind),
        (4_999_999, "2023-07-01", Verdict::Missed),
        (5_000_000, "2023-07-01", Verdict::Achieved),
    ] {
        assert_eq!(growth(given(low, low, 5_000_000, as_of), &settings()).verdict, expected, "{low} {as_of}");
    }
}

#[test]
fn ends_on_different_sides_of_pace_are_to_be_confirmed() {
    let j = growth(given(3_710_000, 3_980_000, 5_000_000, "2023-04-02"), &settings());
    assert_eq!((j.verdict, j.ends), (Verdict::ToConfirm, Some((Verdict::Warning, Verdict::OnTrack))));
    let both_ahead = growth(given(3_800_000, 5_100_000, 5_000_000, "2023-04-02"), &settings());
    assert_eq!(both_ahead.verdict, Verdict::OnTrack);
    let both_behind = growth(given(2_000_000, 3_000_000, 5_000_000, "2023-04-02"), &settings());
    assert_eq!(both_behind.verdict, Verdict::FarBehind);
    let after = growth(given(4_900_000, 5_200_000, 5_000_000, "2023-07-10"), &settings());
    assert_eq!((after.verdict, after.ends), (Verdict::ToConfirm, Some((Verdict::Missed, Verdict::Achieved))));
}

#[test]
fn silence_is_not_lateness() {
    // 数据停在第200天，那天正合序时进度；三周后仍按那天判定，两周缺报后待核实。
    let low = 5_000_000_u64 * 200 / 365 + 1;
    let at = |as_of: &str, missed_weeks| Growth { data_date: Some(day("2023-01-16")), missed_weeks, ..given(low, low, 5_000_000, as_of) };
    assert_eq!(growth(at("2023-01-22", 0), &settings()).verdict, Verdict::OnTrack);
    assert_eq!(growth(at("2023-01-29", 1), &settings()).verdict, Verdict::OnTrack);
    assert_eq!(growth(at("2023-02-05", 2), &settings()).verdict, Verdict::ToConfirm);
}

#[test]
fn small_tallies_are_judged_by_the_next_piece() {
    // 15期，一期间隔 24.3 天；已有12期，第13期应在 2023-05-13 前（第317天）。
    for (low, as_of, expected) in [
        (12, "2023-04-02", Verdict::OnTrack),
        (12, "2023-05-13", Verdict::OnTrack),
        (12, "2023-05-14", Verdict::Warning),
        (12, "2023-06-06", Verdict::Warning),
        (12, "2023-06-07", Verdict::Behind),
        (12, "2023-06-30", Verdict::Behind),
        (10, "2023-06-30", Verdict::FarBehind),
        (15, "2023-05-01", Verdict::Achieved),
        (14, "2023-07-01", Verdict::Missed),
    ] {
        assert_eq!(small_tally(given(low, low, 15, as_of), None, &settings()).verdict, expected, "{low}期 {as_of}");
    }
}

#[test]
fn one_to_three_pieces_have_a_due_date() {
    // 截止日为期满前60天：2023-05-01；此前30天起预警。
    for (as_of, expected) in [
        ("2023-04-01", Verdict::OnTrack),
        ("2023-04-02", Verdict::Warning),
        ("2023-05-01", Verdict::Warning),
        ("2023-05-02", Verdict::Behind),
        ("2023-07-01", Verdict::Missed),
    ] {
        assert_eq!(small_tally(given(0, 0, 1, as_of), None, &settings()).verdict, expected, "{as_of}");
    }
}

#[test]
fn about_n() {
    for (low, expected) in [(5, Verdict::Achieved), (4, Verdict::ToConfirm), (3, Verdict::OnTrack)] {
        assert_eq!(about(given(low, low, 5, "2023-01-01"), &settings()).verdict, expected, "{low}家");
    }
}

#[test]
fn days_late_counts_from_the_last_day_that_kept_pace() {
    for (low, as_of, expected) in [
        (3_017_000, "2023-04-02", 56), // 60.34% 合 220 天，2023-02-05
        (3_780_822, "2023-04-02", 0),
        (0, "2022-07-01", 1),
        (5_000_000, "2023-04-02", 0),
    ] {
        assert_eq!(days_late(low, 5_000_000, term(), day(as_of)), expected, "{low} {as_of}");
    }
}

#[test]
fn display_is_judged_by_what_is_still_feasible() {
    let given = |shown: u64, possible, begun, interrupted, as_of: &str| Display {
        shown,
        possible,
        required: 92,
        begun,
        interrupted,
        in_term: (92, 92),
        latest_start: day("2023-03-31"),
        last_day: day("2024-06-30"),
        as_of: day(as_of),
        term: term(),
    };
    for (d, expected) in [
        (given(92, 92, true, 0, "2022-11-14"), Verdict::Achieved),
        (given(40, 40, true, 0, "2022-09-23"), Verdict::OnTrack),
        (given(40, 40, true, 2, "2022-09-25"), Verdict::Warning),
        (given(90, 95, true, 0, "2022-11-20"), Verdict::ToConfirm),
        (given(0, 0, false, 0, "2022-12-01"), Verdict::NotStarted),
        (given(0, 0, false, 0, "2023-04-15"), Verdict::Warning),
        (given(10, 10, true, 0, "2024-06-01"), Verdict::Missed),
    ] {
        assert_eq!(display(d, &settings()).verdict, expected, "{d:?}");
    }
}

/// 应展示365天，合同期2022年7月1日至2023年6月30日；中断可在2024年6月30日前补展。
#[test]
fn display_that_the_term_is_too_short_for_is_not_on_track() {
    use Verdict::{Achieved, Behind, FarBehind, Missed, OnTrack, ToConfirm, Warning};
    let given = |shown, possible, in_term, as_of: &str| Display {
        shown,
        possible,
        required: 365,
        begun: true,
        interrupted: 0,
        in_term,
        latest_start: day("2022-07-01"),
        last_day: day("2024-06-30"),
        as_of: day(as_of),
        term: term(),
    };
    for (d, expected, why) in [
        (given(276, 276, (365, 365), "2023-04-02"), OnTrack, "7月1日起一天不缺"),
        (given(269, 269, (358, 358), "2023-04-02"), Warning, "7月8日起：期内最多358天，差7天"),
        (given(2, 2, (358, 358), "2022-07-09"), Warning, "从知道的那天起就不是正常"),
        (given(236, 236, (325, 325), "2023-04-02"), Behind, "差40天，超过一成"),
        (given(176, 176, (265, 265), "2023-04-02"), FarBehind, "差100天，超过四分之一"),
        (given(273, 276, (362, 365), "2023-04-02"), ToConfirm, "未核3天：都算正好，都不算差3天"),
        (given(358, 358, (358, 358), "2023-07-05"), Behind, "期满未满365天，补展之前不是正常"),
        (given(365, 365, (358, 358), "2023-07-07"), Achieved, "期满后补展7天"),
        (given(300, 300, (300, 300), "2024-05-01"), Missed, "两年内已补不足"),
    ] {
        assert_eq!(display(d, &settings()).verdict, expected, "{why}");
    }
    let unsure = display(given(273, 276, (362, 365), "2023-04-02"), &settings());
    assert_eq!(unsure.ends, Some((Warning, OnTrack)), "待核实写明两头");
}
