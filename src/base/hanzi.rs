//! Days written in Chinese numerals.

/// A text with the days that it writes in Chinese numerals in digits: 二〇二三年四月二日 as 2023年4月2日. Others stay: 三月八日节.
pub fn in_digits(text: &str) -> String {
    const ONES: &str = "〇一二三四五六七八九";
    let one = |c: char| ONES.chars().position(|o| o == c).or(matches!(c, '零' | '○').then_some(0));
    let numeral = |c: char| one(c).is_some() || c == '十';
    // 二十六 as 26; years are written figure by figure.
    let value = |run: &[char]| match run {
        ['十'] => Some(10),
        ['十', o] => Some(10 + one(*o)?),
        [t, '十'] => Some(10 * one(*t)?),
        [t, '十', o] => Some(10 * one(*t)? + one(*o)?),
        [o] => one(*o),
        [_, _, _, _] => run.iter().try_fold(0, |n, c| Some(n * 10 + one(*c)?)),
        _ => None,
    };
    let chars: Vec<char> = text.chars().collect();
    if !chars.iter().zip(chars.iter().skip(1)).any(|(c, next)| numeral(*c) && *next == '月') {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = chars.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        let long = rest.iter().take_while(|c| numeral(**c)).count();
        let (run, after) = rest.split_at(long);
        // A day of the month stands behind the month, 三月八日; that alone is no date, nor is 四月.
        let dated = match after.first() {
            Some('年') => run.len() == 4,
            Some('月') => {
                let day = after.iter().skip(1).take_while(|c| numeral(**c)).count();
                day > 0 && matches!(after.get(1 + day), Some('日' | '号'))
            }
            Some('日' | '号') => out.ends_with('月'),
            _ => false,
        };
        match value(run).filter(|_| dated) {
            Some(n) => {
                out.push_str(&n.to_string());
                rest = after;
            }
            None if long > 0 => {
                out.extend(run);
                rest = after;
            }
            None => {
                out.push(*first);
                rest = behind;
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_in_chinese_numerals() {
        for (text, expected) in [
            ("二〇二三年四月二日", "2023年4月2日"),
            ("截至二零二二年十二月三十一日止", "截至2022年12月31日止"),
            ("三月二十七日至四月十号", "3月27日至4月10号"),
            ("三月份", "三月份"),
            ("一月三期", "一月三期"),
            ("十月", "十月"),
            ("2023年4月2日", "2023年4月2日"),
            ("两三天", "两三天"),
        ] {
            assert_eq!(in_digits(text), expected, "{text}");
        }
    }
}
