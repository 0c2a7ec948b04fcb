//! Text of a cell or page → count. One reader for all of them.
//!
//! Knows `12,000`, `１２０００`, `1.2万`, `1.2w`, `3千`, `1.3亿`, `9800万次播放`, `10万+`, `不少于3万`, `3万多`, `约3万`; the signs for "no
//! number" (`--`, `—`, `暂无`, `未上线`, `-1`); and tells ratios, negatives and fractions from numbers it merely cannot read.

use super::absent;
use super::count::Count;
use super::text::nfkc;

/// What a cell says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numeral {
    /// A count.
    Count(Count),
    /// The platform or partner says that there is no number to be had. Not zero.
    Unavailable,
    /// Nothing is written. Not zero.
    Blank,
}

/// Why a text is no count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Not a number that can be read.
    NotANumber,
    /// A share (3%, 0.46) where a count is wanted.
    Ratio,
    /// Below zero.
    Negative,
    /// Not a whole number of events.
    Fraction,
    /// Above [`COUNT_MAX`].
    TooLarge,
}

/// Above this a count is a slip of the hand, a telephone number say: seven times the population of the country. Unit: events.
pub const COUNT_MAX: u64 = 9_999_999_999;

const AT_LEAST_BEFORE: [&str; 14] =
    ["不少于", "不低于", "至少", "已超过", "已突破", "已超", "已逾", "超过", "突破", "超", "逾", "≥", ">=", ">"];
/// 3万多, 3万余; they also stand before the unit, 10余万.
const AT_LEAST_AFTER: [&str; 5] = ["及以上", "以上", "+", "多", "余"];
const ABOUT_BEFORE: [&str; 5] = ["大约", "大概", "约为", "约", "≈"];
const ABOUT_AFTER: &str = "左右";
const UNIT_WORDS: [&str; 26] = [
    "次播放量",
    "次播放",
    "次观看",
    "次阅读",
    "次收听",
    "次浏览",
    "次点击",
    "次展示",
    "人看过",
    "人观看",
    "人次",
    "播放量",
    "播放",
    "阅读量",
    "阅读",
    "收听",
    "观看",
    "浏览",
    "讨论",
    "点击",
    "次",
    "人",
    "条",
    "个",
    "赞",
    "遍",
];

/// Reads a text. `header_unit` is the multiplier that the column's header states (10 000 for 播放量（万）), else 1.
pub fn read(text: &str, header_unit: u64) -> Result<Numeral, Fault> {
    // The usual case by far, a plain integer, is not worth a normalisation.
    if header_unit == 1 && !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit()) {
        let n = text.bytes().fold(0_u64, |n, b| n * 10 + u64::from(b - b'0'));
        return Ok(Numeral::Count(Count::Exact(n)));
    }
    if text.chars().any(is_mark) {
        return Err(Fault::NotANumber);
    }
    let folded = nfkc(text).to_lowercase();
    let mut s: String = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, '\'' | '’' | '\u{feff}' | '\u{200b}')).collect();
    if s.is_empty() {
        return Ok(Numeral::Blank);
    }
    if s.contains(',') {
        s = ungrouped(&s).ok_or(Fault::NotANumber)?;
    }
    without_change(&mut s);
    if absent::says_none(&s) {
        return Ok(Numeral::Unavailable);
    }
    if s.ends_with('%') || s.ends_with('‰') {
        return Err(Fault::Ratio);
    }
    let about =
        stripped(&mut s, &ABOUT_BEFORE) | s.strip_suffix(ABOUT_AFTER).map(str::to_owned).inspect(|rest| s.clone_from(rest)).is_some();
    let mut open = stripped(&mut s, &AT_LEAST_BEFORE);
    let mut ones = false;
    // "10万+次播放" and "10万次播放+" both occur.
    for _ in 0..2 {
        for word in AT_LEAST_AFTER {
            if let Some(rest) = s.strip_suffix(word) {
                (open, s) = (true, rest.to_owned());
            }
        }
        for word in UNIT_WORDS {
            if let Some(rest) = s.strip_suffix(word) {
                ones |= word.starts_with(['次', '人', '条', '个']);
                s = rest.to_owned();
                break;
            }
        }
    }
    let negative = s.starts_with('-') || s.starts_with('−');
    let s = s.trim_start_matches(['-', '−', '+']);
    let (mut digits, own_unit) = split_unit(s);
    if let Some(rest) = digits.strip_suffix(['多', '余']).filter(|_| own_unit > 1) {
        (open, digits) = (true, rest);
    }
    // 1300次 below 播放量（万） are 1300.
    let (v, mut unit) = scaled(digits, own_unit, if ones { 1 } else { header_unit })?;
    if negative {
        return Err(Fault::Negative);
    }
    if about && unit == 1 {
        // 约32000 is known to its last digit that is not 0; 约32518 and 约3万+ say two things at once.
        unit = (1..10).map(|places| 10_u64.pow(places)).take_while(|step| v.is_multiple_of(*step)).last().unwrap_or(1);
    }
    if about && (open || unit == 1 || v == 0) {
        return Err(Fault::NotANumber);
    }
    Ok(Numeral::Count(if open { Count::AtLeast(v) } else { Count::written(v, unit) }))
}

/// Takes off how a number has changed since the last time: 56789(+789), 3456↑.
fn without_change(s: &mut String) {
    let arrows = ['↑', '↓', '▲', '▼', '⬆', '⬇'];
    let own = |rest: &str| rest.starts_with(|c: char| c.is_ascii_digit());
    let change = |inside: &str| inside.starts_with(['+', '-', '−']) || inside.starts_with(arrows);
    if let Some((own_number, inside)) = s.strip_suffix(')').and_then(|s| s.split_once('('))
        && own(own_number)
        && change(inside)
    {
        *s = own_number.to_owned();
    }
    if own(s) {
        s.truncate(s.trim_end_matches(arrows).len());
    }
}

/// Takes the first of the words that the text begins with off. Whether there was one.
fn stripped(s: &mut String, words: &[&str]) -> bool {
    let rest = words.iter().find_map(|word| s.strip_prefix(word)).map(str::to_owned);
    rest.is_some_and(|rest| {
        *s = rest;
        true
    })
}

/// Whether a character is a mark that folding would turn into digits: ① and ², not the full-width ２.
fn is_mark(c: char) -> bool {
    let may_be = matches!(c, '\u{b2}'..='\u{be}' | '\u{2070}'..='\u{218f}' | '\u{2460}'..='\u{24ff}' | '\u{2776}'..='\u{2793}' | '\u{3200}'..='\u{33ff}');
    may_be && nfkc(c.encode_utf8(&mut [0; 4])).contains(|d: char| d.is_ascii_digit())
}

/// The text without the commas that part its digits into threes (1,294,000) or fours (129,4000). Other commas are slips: 1,2万 is hardly 12万.
fn ungrouped(s: &str) -> Option<String> {
    let mut groups = s.split(',');
    let first = groups.next()?;
    let before = first.bytes().rev().take_while(u8::is_ascii_digit).count();
    let digits = |group: &str| group.bytes().take_while(u8::is_ascii_digit).count();
    let rest: Vec<&str> = groups.collect();
    let (last, middle) = rest.split_last()?;
    let size = digits(last);
    let alike = middle.iter().all(|g| g.len() == size && digits(g) == size);
    (matches!(size, 3 | 4) && (1..=size).contains(&before) && alike && !first.contains('.')).then(|| s.replace(',', ""))
}

/// Splits a trailing 万, 亿, w, k … off. Returns the digits and the multiplier (1 where there is none).
fn split_unit(s: &str) -> (&str, u64) {
    for (word, unit) in [
        ("万亿", 1_000_000_000_000),
        ("千万", 10_000_000),
        ("百万", 1_000_000),
        ("亿", 100_000_000),
        ("万", 10_000),
        ("w", 10_000),
        ("千", 1_000),
        ("k", 1_000),
        ("m", 1_000_000),
    ] {
        if let Some(rest) = s.strip_suffix(word) {
            return (rest, unit);
        }
    }
    (s, 1)
}

/// `digits` × unit as (value, worth of the last digit), both whole. A cell's own unit stands before that of its header.
fn scaled(digits: &str, own_unit: u64, header_unit: u64) -> Result<(u64, u64), Fault> {
    let unit = if own_unit > 1 { own_unit } else { header_unit };
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    if whole.is_empty() || !(whole.bytes().chain(decimals.bytes())).all(|b| b.is_ascii_digit()) {
        return Err(Fault::NotANumber);
    }
    if whole.len() > 16 {
        return Err(Fault::TooLarge);
    }
    // "123.0" is a whole number that some back-ends write as a float.
    let decimals = if unit == 1 { decimals.trim_end_matches('0') } else { decimals };
    let places = u32::try_from(decimals.len()).map_err(|_| Fault::NotANumber)?;
    let step = 10_u64.checked_pow(places).ok_or(Fault::NotANumber)?;
    let mantissa: u128 = format!("{whole}{decimals}").parse().map_err(|_| Fault::NotANumber)?;
    let scaled = mantissa * u128::from(unit);
    if !scaled.is_multiple_of(u128::from(step)) {
        return Err(if whole.trim_start_matches('0').is_empty() && unit == 1 { Fault::Ratio } else { Fault::Fraction });
    }
    let v = u64::try_from(scaled / u128::from(step)).map_err(|_| Fault::TooLarge)?;
    if v > COUNT_MAX {
        return Err(Fault::TooLarge);
    }
    Ok((v, unit / step))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `expected` is "n", "low..high", "low..", "无", "空" or a fault's name.
    fn check(text: &str, header_unit: u64, expected: &str) {
        let got = match read(text, header_unit) {
            Ok(Numeral::Blank) => "空".to_owned(),
            Ok(Numeral::Unavailable) => "无".to_owned(),
            Ok(Numeral::Count(Count::Exact(n))) => n.to_string(),
            Ok(Numeral::Count(Count::Rounded { low, high })) => format!("{low}..{high}"),
            Ok(Numeral::Count(Count::AtLeast(n))) => format!("{n}.."),
            Err(fault) => format!("{fault:?}"),
        };
        assert_eq!(got, expected, "“{text}” 表头单位 {header_unit}");
    }

    #[test]
    fn real_life_cells() {
        for (text, expected) in [
            ("12000", "12000"),
            ("12,000", "12000"),
            ("12，000", "12000"),
            ("1,234,567", "1234567"),
            ("123,4567", "1234567"),
            ("1,988.7万次", "19886500..19887999"),
            ("不少于1,200次", "1200.."),
            ("1,2万", "NotANumber"),
            ("1，2万", "NotANumber"),
            ("12,34", "NotANumber"),
            ("1.2,345", "NotANumber"),
            ("1,234,5678", "NotANumber"),
            (",", "NotANumber"),
            ("12000,", "NotANumber"),
            ("１２０００", "12000"),
            (" 12000 ", "12000"),
            ("\u{3000}12000\u{a0}", "12000"),
            ("'12000", "12000"),
            ("0", "0"),
            ("007", "7"),
            ("123.0", "123"),
            ("123.00", "123"),
            ("1.2万", "11500..12999"),
            ("1.2w", "11500..12999"),
            ("1.2W", "11500..12999"),
            ("１．２万", "11500..12999"),
            ("1.23万", "12250..12399"),
            ("1.2345万", "12345"),
            ("12万", "115000..129999"),
            ("1.3亿", "125000000..139999999"),
            ("3千", "2500..3999"),
            ("3.2k", "3150..3299"),
            ("2百万", "1500000..2999999"),
            ("1千万", "5000000..19999999"),
            ("1.4亿次播放", "135000000..149999999"),
            ("14.3 亿次播放", "1425000000..1439999999"),
            ("9800万次播放", "97995000..98009999"),
            ("1294次播放", "1294"),
            ("485.9万人看过", "4858500..4859999"),
            ("1,988.7万次", "19886500..19887999"),
            ("356次", "356"),
            ("10万+", "100000.."),
            ("10W+", "100000.."),
            ("１０万＋", "100000.."),
            ("99+", "99.."),
            ("1w+", "10000.."),
            ("100万+", "1000000.."),
            ("10万+次播放", "100000.."),
            ("10万以上", "100000.."),
            ("10万及以上", "100000.."),
            ("不少于3万", "30000.."),
            ("≥3万", "30000.."),
            ("超过10万", "100000.."),
            ("", "空"),
            ("  ", "空"),
            ("-", "无"),
            ("--", "无"),
            ("—", "无"),
            ("－", "无"),
            ("暂无", "无"),
            ("-1", "无"),
            ("-1.00", "无"),
            ("N/A", "无"),
            ("未上线", "无"),
            ("暂未发布", "无"),
            ("已删除", "NotANumber"),
            ("未统计", "无"),
            ("暂未统计", "无"),
            ("待统计", "无"),
            ("无法统计", "无"),
            ("后台不显示", "无"),
            ("无法查看", "无"),
            ("没有数据", "无"),
            ("暂无数据", "无"),
            ("待更新", "无"),
            ("统计中", "无"),
            ("未转发", "无"),
            ("未上传", "无"),
            ("审核中", "无"),
            ("∕", "无"),
            ("56789（+789）", "56789"),
            ("1.2万（↑300）", "11500..12999"),
            ("3456↑", "3456"),
            ("3456（789）", "NotANumber"),
            ("（+789）", "NotANumber"),
            ("未来三天", "NotANumber"),
            ("不变", "NotANumber"),
            ("未变化", "NotANumber"),
            ("已下架", "NotANumber"),
            ("数据", "NotANumber"),
            ("不", "NotANumber"),
            ("null", "无"),
            ("/", "无"),
            ("3%", "Ratio"),
            ("12.24％", "Ratio"),
            ("0.46", "Ratio"),
            ("<0.1%", "Ratio"),
            ("12.5", "Fraction"),
            ("1.23456万", "Fraction"),
            ("-5", "Negative"),
            ("-1.2万", "Negative"),
            ("三万多", "NotANumber"),
            ("3万多", "30000.."),
            ("3万余次", "30000.."),
            ("10余万", "100000.."),
            ("10多万次", "100000.."),
            ("12000余", "12000.."),
            ("超5万", "50000.."),
            ("突破100万", "1000000.."),
            ("逾3万次", "30000.."),
            ("已超过3万", "30000.."),
            ("约3万", "25000..39999"),
            ("约3.2万次", "31500..32999"),
            ("3万左右", "25000..39999"),
            ("大约32000", "31500..32999"),
            ("约32518", "NotANumber"),
            ("约3万+", "NotANumber"),
            ("约", "NotANumber"),
            ("约0", "NotANumber"),
            ("多万", "NotANumber"),
            ("近2万", "NotANumber"),
            ("不到3万", "NotANumber"),
            ("1.2.3", "NotANumber"),
            ("7.26605E+18", "NotANumber"),
            ("=1+1", "NotANumber"),
            ("合计", "NotANumber"),
            ("99999999999999", "TooLarge"),
            ("13800000000", "TooLarge"),
            ("123456亿", "TooLarge"),
        ] {
            check(text, 1, expected);
        }
    }

    #[test]
    fn header_unit_multiplies_value_and_last_digit() {
        check("1.2", 10_000, "11500..12999");
        check("216.0", 10_000, "2159500..2160999");
        check("21.6300", 10_000, "216300");
        check("0.8", 10_000, "7500..8999");
        check("12", 10_000, "115000..129999");
        check("10+", 10_000, "100000..");
        check("1.2万", 10_000, "11500..12999");
        check("1300次", 10_000, "1300");
        check("1.3万次", 10_000, "12500..13999");
        check("13播放", 10_000, "125000..139999");
    }
}
