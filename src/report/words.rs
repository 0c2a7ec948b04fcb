//! How numbers are written for readers. Owns 万, signs and intervals; cuts, never rounds up, so that nothing reads as reached that is not.

use crate::attain::snapshot::{Detail, Lengths, Share, TargetKind, TargetSnapshot, Verdict};
use crate::attain::words::length;
use crate::base::count::Span;
use crate::base::day::{Day, Week};
use crate::base::text::grouped;
use crate::model::target::Required;
use std::fmt::{self, Write as _};

/// How figures in 万 come about, printed once beside them.
pub const ROUNDING: &str = "万位数只舍不入，各行相加可能有尾差";

/// Below this a number is written out; from here on in 万 with one decimal.
const WAN: u64 = 10_000;

/// `4,359.0万`, or `8,123` below one 万.
pub fn wan(n: u64) -> String {
    if n < WAN { grouped(n) } else { format!("{}万", wan_figure(n)) }
}

/// `4,359.0`: the number of 万, cut to one decimal.
fn wan_figure(n: u64) -> String {
    format!("{}.{}", grouped(n / WAN), n % WAN / 1000)
}

/// A target as the plan writes it: `500万`, with a decimal only where the plan has one.
pub fn wan_target(n: u64) -> String {
    if n < WAN || !n.is_multiple_of(WAN) { wan(n) } else { format!("{}万", grouped(n / WAN)) }
}

/// `438.2万`, `371.0–398.0万`, `不少于512.4万`.
pub fn span_wan(span: Span) -> String {
    match span.high {
        None => format!("不少于{}", wan(span.low)),
        Some(high) if wan(high) == wan(span.low) => wan(high),
        Some(high) if span.low >= WAN => format!("{}–{}", wan_figure(span.low), wan(high)),
        Some(high) => format!("{}–{}", wan(span.low), wan(high)),
    }
}

/// `12`, `17–19`, `不少于12`.
pub fn span_plain(span: Span) -> String {
    match span.high {
        None => format!("不少于{}", grouped(span.low)),
        Some(high) if high == span.low => grouped(high),
        Some(high) => format!("{}–{}", grouped(span.low), grouped(high)),
    }
}

/// `+9.6万`, `−1,200`, `0`.
pub fn gain_wan(n: i64) -> String {
    signed(n, wan)
}

/// `+3`, `−1`, `0`.
pub fn gain_plain(n: i64) -> String {
    signed(n, grouped)
}

fn signed(n: i64, write: impl Fn(u64) -> String) -> String {
    match n {
        0 => "0".to_owned(),
        n if n > 0 => format!("+{}", write(n.unsigned_abs())),
        n => format!("−{}", write(n.unsigned_abs())),
    }
}

/// 偏差 in 百分点, from the two figures as they are printed.
pub fn deviation(attainment: Share, pace: Share) -> String {
    let tenths = attainment.0 / 10 - pace.0 / 10;
    let sign = match tenths {
        0 => "",
        n if n > 0 => "+",
        _ => "−",
    };
    format!("{sign}{}.{}", tenths.abs() / 10, tenths.abs() % 10)
}

/// 完成率; none where nothing is known, which is not 0, nor of 约.
pub fn attainment(target: &TargetSnapshot) -> Option<Share> {
    target.attainment.filter(|_| !target.is_unknown() && target.is_judged())
}

/// Whether a target is a matter of pieces, of which shares say nothing: one is a tenth of the whole, or all of it.
fn is_few(target: &TargetSnapshot) -> bool {
    target.by_piece || target.due.is_some()
}

/// 完成率 as printed; 超额 where more of a few pieces came than were asked for.
pub fn attainment_text(target: &TargetSnapshot) -> String {
    match attainment(target) {
        Some(Share(n)) if n > 10_000 && is_few(target) => "超额".to_owned(),
        Some(share) => share.zh(),
        None => DASH.to_owned(),
    }
}

/// 序时进度 as a share; none for a few pieces.
pub fn pace(target: &TargetSnapshot) -> Option<Share> {
    target.pace.filter(|_| !is_few(target))
}

/// 序时进度 as printed: a share, the pieces that were due (`11期`), or the day before which very few are due (`5月1日前`).
pub fn pace_text(target: &TargetSnapshot) -> String {
    match (target.due, target.by_pace.filter(|_| target.by_piece && !target.is_unknown())) {
        (Some(_), _) if target.verdict == Verdict::Achieved => DASH.to_owned(),
        (Some(day), _) => format!("{}前", day.zh_short()),
        (None, Some(n)) => format!("{}{}", grouped(n), target.unit),
        (None, None) => pace(target).map_or_else(|| DASH.to_owned(), Share::zh),
    }
}

/// 偏差 as printed: in 百分点, or in pieces (`+1期`).
pub fn deviation_text(target: &TargetSnapshot) -> String {
    let by_share = || attainment(target).zip(pace(target)).map(|(a, p)| deviation(a, p));
    let pieces = target.by_pace.filter(|_| target.by_piece && attainment(target).is_some());
    let by_piece = pieces.map(|n| signed_count(target.actual.low).saturating_sub(signed_count(n)));
    let by_piece = by_piece.map(|n| if n == 0 { "0".to_owned() } else { format!("{}{}", gain_plain(n), target.unit) });
    by_piece.or_else(by_share).unwrap_or_else(|| DASH.to_owned())
}

/// What stands where there is nothing to say.
const DASH: &str = "—";

/// Whether what a target has reached is a count: not where nothing is known, where there is nothing yet that could meet a condition, nor of
/// 约.
pub fn has_count(target: &TargetSnapshot) -> bool {
    let conditional = matches!(target.kind, TargetKind::Each | TargetKind::Repost);
    !target.is_unknown() && target.is_judged() && !(conditional && target.required_low == Some(0))
}

/// What a target has reached, in its own unit.
pub fn actual(target: &TargetSnapshot) -> String {
    if let Detail::Lengths(Lengths { average, .. }) = target.detail {
        return average.map_or_else(|| "时长待补".to_owned(), |secs| format!("平均{}", length(secs)));
    }
    if target.data_date.is_none() && target.kind == TargetKind::Sum && target.actual.low == 0 {
        return if target.verdict == Verdict::NotStarted { "尚无数据".to_owned() } else { "未报".to_owned() };
    }
    if !has_count(target) {
        let words = match (target.kind, target.verdict) {
            (TargetKind::Each | TargetKind::Repost, _) => "尚无",
            (_, Verdict::NotStarted) if target.by_hand => "未登记",
            (_, Verdict::NotStarted) => "尚无数据",
            _ => "无数据",
        };
        return words.to_owned();
    }
    match target.kind {
        TargetKind::Sum => span_wan(target.actual),
        _ => span_plain(target.actual),
    }
}

/// What a target demands, without its unit.
pub fn demanded(target: &TargetSnapshot) -> String {
    if let Detail::Lengths(Lengths { wanted, .. }) = target.detail {
        return format!("约{}", length(wanted));
    }
    let write = |n: u64| if target.kind == TargetKind::Sum { wan_target(n) } else { grouped(n) };
    match target.demanded {
        Required::AtLeast(n) => target.required_low.map_or_else(|| write(n), write),
        Required::AtMost(n) => format!("不超过{}", write(n)),
        Required::Between(low, high) => {
            format!("{}–{}", write(target.required_low.unwrap_or(low)), write(target.required_high.unwrap_or(high)))
        }
        Required::About(n) => format!("约{}", write(target.required_low.unwrap_or(n))),
        Required::All => target.required_low.filter(|n| *n > 0).map_or_else(|| "全部".to_owned(), |n| format!("全部{}", write(n))),
    }
}

/// The unit after a figure: contacts are 人次, lengths hold theirs, everything else its own.
pub fn unit(target: &TargetSnapshot) -> &str {
    match (target.kind, target.is_judged()) {
        (TargetKind::Sum, _) => "人次",
        (_, false) => "",
        (_, true) => &target.unit,
    }
}

/// `2023年第13周`.
pub fn week(week: Week) -> String {
    format!("{}年第{}周", week.year, week.number)
}

/// `3月27日—4月2日`, with years where the week spans two.
pub fn period(week: Week) -> String {
    let (from, to) = (week.monday(), week.sunday());
    if from.ymd().0 == to.ymd().0 { format!("{}—{}", from.zh_short(), to.zh_short()) } else { format!("{}—{}", from.zh(), to.zh()) }
}

/// A day, or what to say where there is none.
pub fn day_or(day: Option<Day>, none: &str) -> String {
    day.map_or_else(|| none.to_owned(), Day::zh_short)
}

/// Appends formatted text.
pub(crate) fn put(out: &mut String, text: fmt::Arguments<'_>) {
    out.write_fmt(text).expect("a string takes whatever is written into it");
}

/// A length or number of things as a signed number, for layout.
pub(crate) fn int(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// A count as a signed number, for differences and layout; counts beyond it are cut.
pub(crate) fn signed_count(n: u64) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_cut_and_never_rounded_up() {
        for (n, text) in
            [(0, "0"), (812, "812"), (9_999, "9,999"), (10_000, "1.0万"), (4_999_999, "499.9万"), (12_345_678_901, "1,234,567.8万")]
        {
            assert_eq!(wan(n), text);
        }
        assert_eq!(wan_target(5_000_000), "500万");
    }

    #[test]
    fn intervals_and_signs() {
        for (span, text) in [
            (Span::exact(4_382_000), "438.2万"),
            (Span::between(3_710_000, 3_980_000), "371.0–398.0万"),
            (Span { low: 5_124_000, high: None }, "不少于512.4万"),
            (Span::between(9_000, 12_000), "9,000–1.2万"),
            (Span::between(3_710_100, 3_710_200), "371.0万"),
        ] {
            assert_eq!(span_wan(span), text);
        }
        assert_eq!((gain_wan(96_000), gain_wan(-1_200), gain_plain(0)), ("+9.6万".into(), "−1,200".into(), "0".into()));
        assert_eq!(deviation(Share(6_034), Share(7_561)), "−15.3");
    }
}
