//! Numbers as people put them into words (五千, 9000多, 约3万): never taken as a count, but enough to show what to type instead.

use super::text::nfkc;

/// What somebody seems to have meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meant {
    /// 五千: just that number.
    Exactly(u64),
    /// 9000多: more than that.
    MoreThan(u64),
    /// 约3万: something near it.
    About(u64),
}

const MORE: [char; 6] = ['多', '余', '几', '来', '超', '破'];
const ABOUT: [&str; 7] = ["约", "左右", "上下", "近", "大概", "差不多", "估"];

/// What may stand beside a number that is a count of something.
const BESIDE: [&str; 21] = [
    "播放量",
    "阅读量",
    "收听量",
    "浏览量",
    "点击量",
    "观看量",
    "人次",
    "播放",
    "阅读",
    "收听",
    "浏览",
    "点击",
    "观看",
    "累计",
    "共",
    "已",
    "过",
    "次",
    "人",
    "量",
    "数",
];

/// The number in a text that is no count; `None` where there is none, more than one, or words that make it a number of something else
/// (第8期, 见附件2) or none at all (一直未更新).
pub fn meant(text: &str) -> Option<Meant> {
    let folded = nfkc(text).to_lowercase();
    // 1,23万 may be 1.23万 as well as 123万.
    if folded.contains([',', '，']) {
        return None;
    }
    let chars: Vec<char> = folded.chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '，')).collect();
    let about = ABOUT.iter().any(|w| folded.contains(w));
    let more = !folded.contains("差不多") && chars.iter().any(|c| MORE.contains(c));
    let mut runs = chars.split(|c| !is_part(*c) && !MORE.contains(c)).filter(|run| run.iter().any(|c| is_part(*c)));
    let run: Vec<char> = runs.next()?.iter().copied().filter(|c| is_part(*c)).collect();
    if runs.next().is_some() {
        return None;
    }
    let n = value(&run).filter(|n| *n > 0)?;
    let rest = ABOUT.iter().chain(&BESIDE).fold(chars.iter().collect::<String>(), |rest, word| rest.replace(word, ""));
    if rest.chars().any(|c| c.is_alphanumeric() && !is_part(c) && !MORE.contains(&c)) {
        return None;
    }
    Some(match (about, more) {
        (true, _) => Meant::About(n),
        (false, true) => Meant::MoreThan(n),
        (false, false) => Meant::Exactly(n),
    })
}

fn is_part(c: char) -> bool {
    c.is_ascii_digit() || c == '.' || digit(c).is_some() || unit(c).is_some()
}

fn digit(c: char) -> Option<u64> {
    let n = match c {
        '零' | '〇' => 0,
        '一' | '壹' => 1,
        '二' | '两' | '贰' => 2,
        '三' | '叁' => 3,
        '四' | '肆' => 4,
        '五' | '伍' => 5,
        '六' | '陆' => 6,
        '七' | '柒' => 7,
        '八' | '捌' => 8,
        '九' | '玖' => 9,
        _ => return None,
    };
    Some(n)
}

fn unit(c: char) -> Option<u64> {
    let n = match c {
        '十' | '拾' => 10,
        '百' | '佰' => 100,
        '千' | '仟' | 'k' => 1_000,
        '万' | 'w' => 10_000,
        '亿' => 100_000_000,
        _ => return None,
    };
    Some(n)
}

fn value(run: &[char]) -> Option<u64> {
    let figures = run.iter().take_while(|c| c.is_ascii_digit() || **c == '.').count();
    if figures == 0 { spelled(run) } else { written(run.get(..figures)?, run.get(figures..)?) }
}

/// Figures with units behind them: 9000, 3万, 1.2千万.
fn written(figures: &[char], units: &[char]) -> Option<u64> {
    let text: String = figures.iter().collect();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let places = u32::try_from(decimals.len()).ok().filter(|n| *n <= 6)?;
    let n: u64 = format!("{whole}{decimals}").parse().ok()?;
    let scaled = units.iter().try_fold(n, |n, c| n.checked_mul(unit(*c)?))?;
    let step = 10_u64.pow(places);
    scaled.is_multiple_of(step).then_some(scaled / step)
}

/// 五千, 三万二千五百, 十二万, 三万五 (35 000).
fn spelled(run: &[char]) -> Option<u64> {
    let (mut whole, mut section, mut pending) = (0_u64, 0_u64, None);
    let mut last_unit = 1;
    for c in run {
        if let Some(d) = digit(*c) {
            // 三四万 is a range in disguise.
            if pending.is_some_and(|p| p > 0) {
                return None;
            }
            pending = Some(d);
            if d == 0 {
                last_unit = 1;
            }
            continue;
        }
        let u = unit(*c)?;
        if u >= 10_000 {
            section = section.checked_add(pending.unwrap_or(0))?;
            whole = whole.checked_add(section)?.checked_mul(u)?;
            section = 0;
        } else {
            section = section.checked_add(pending.unwrap_or(1).checked_mul(u)?)?;
        }
        (pending, last_unit) = (None, u);
    }
    let rest = pending.unwrap_or(0).checked_mul(if last_unit >= 100 { last_unit / 10 } else { 1 })?;
    whole.checked_add(section)?.checked_add(rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_for_numbers() {
        use Meant::{About, Exactly, MoreThan};
        for (text, expected) in [
            ("五千", Some(Exactly(5_000))),
            ("三万二千五百", Some(Exactly(32_500))),
            ("三万五", Some(Exactly(35_000))),
            ("一万零五", Some(Exactly(10_005))),
            ("十二万", Some(Exactly(120_000))),
            ("九千次", Some(Exactly(9_000))),
            ("9000多", Some(MoreThan(9_000))),
            ("三万多", Some(MoreThan(30_000))),
            ("五千多万", Some(MoreThan(50_000_000))),
            ("1.2万余次", Some(MoreThan(12_000))),
            ("约3万", Some(About(30_000))),
            ("9000左右", Some(About(9_000))),
            ("差不多两万", Some(About(20_000))),
            ("3-4万", None),
            ("三四万", None),
            ("1万到2万", None),
            ("7.26605E+18", None),
            ("#N/A", None),
            ("待补", None),
            ("累计播放3.2万次", Some(Exactly(32_000))),
            ("共五千人次", Some(Exactly(5_000))),
            ("超过3万次", Some(MoreThan(30_000))),
            ("近3万", Some(About(30_000))),
            ("一直未更新", None),
            ("见附件2", None),
            ("第8期", None),
            ("约3天后补", None),
        ] {
            assert_eq!(meant(text), expected, "{text}");
        }
    }
}
