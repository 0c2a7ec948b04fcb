//! Comparing what people typed: folding, titles, episode numbers.

use unicode_normalization::UnicodeNormalization;

/// Unicode NFKC: full-width digits, letters and signs become their common forms.
pub fn nfkc(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match plain(c) {
            Some(c) => out.push(c),
            None => return text.nfkc().collect(),
        }
    }
    out
}

/// The common form of a character that stands for itself whatever surrounds it: nearly every one of a Chinese title. `None`: only the full
/// procedure knows.
fn plain(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' | '一'..='\u{9fff}' | '、'..='。' | '〈'..='】' | '‘' | '’' | '“' | '”' | '—' => Some(c),
        '\u{3000}' => Some(' '),
        '！'..='～' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// A header or name for comparison: NFKC, no spaces or line breaks, lower case.
pub fn fold(text: &str) -> String {
    nfkc(text).chars().filter(|c| !c.is_whitespace() && *c != '\u{feff}').flat_map(char::to_lowercase).collect()
}

/// A name of a channel, partner or campaign for comparison: folded, without quotation marks and brackets around parts of it.
pub fn name_key(text: &str) -> String {
    fold(text).replace(['“', '”', '"', '‘', '’', '《', '》', '【', '】', '「', '」'], "")
}

/// A title for comparison (counting rule 7): NFKC, without #话题, @…, emoji, spaces and punctuation, lower case.
///
/// A hashtag or mention runs to the next space; in a run with an even number of `#` they come in pairs (`#话题#正文`).
pub fn title_key(title: &str) -> String {
    let folded = nfkc(title);
    let mut out = String::with_capacity(folded.len());
    for run in folded.split_whitespace() {
        let paired = run.matches('#').count().is_multiple_of(2);
        let mut in_tag = false;
        let mut in_mention = false;
        for c in run.chars() {
            match c {
                '#' => {
                    in_tag = !(in_tag && paired);
                    in_mention = false;
                }
                '@' => in_mention = true,
                // Most characters of a title; the tables of letters and of their lower case need not be asked.
                '一'..='\u{9fff}' if !in_tag && !in_mention => out.push(c),
                c if c.is_alphanumeric() && !in_tag && !in_mention => out.extend(c.to_lowercase()),
                _ => {}
            }
        }
    }
    if out.is_empty() {
        // A title of hashtags alone still names a work.
        return folded.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    }
    out
}

/// `0.9万`, `1.23万`: a number in 万 with all its digits.
pub fn in_wan(n: u64) -> String {
    let decimals = format!("{:04}", n % 10_000);
    let decimals = decimals.trim_end_matches('0');
    if decimals.is_empty() { format!("{}万", n / 10_000) } else { format!("{}.{decimals}万", n / 10_000) }
}

/// The hashtags of a caption, without their signs.
pub fn hashtags(caption: &str) -> Vec<String> {
    let folded = nfkc(caption);
    folded
        .split('#')
        .skip(1)
        .filter_map(|tag| {
            let word: String = tag.chars().take_while(|c| !c.is_whitespace() && *c != '@').collect();
            (!word.is_empty()).then_some(word)
        })
        .collect()
}

/// 期号: the number in 第12期, 第十二期, 12期, EP12; `None` where the title carries none.
pub fn episode(title: &str) -> Option<u32> {
    let folded = nfkc(title);
    let chars: Vec<char> = folded.chars().collect();
    for (i, c) in chars.iter().enumerate() {
        if matches!(c, '期' | '集' | '讲' | '回') {
            let start = (0..i).rev().take_while(|&j| chars.get(j).is_some_and(|d| is_number_char(*d))).last();
            if let Some(n) = start.and_then(|s| chars.get(s..i)).and_then(read_number) {
                return Some(n);
            }
        }
    }
    let lower = folded.to_lowercase();
    let after = lower.split("ep").nth(1)?;
    let digits: String = after.trim_start_matches(['.', ' ']).chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}

fn is_number_char(c: char) -> bool {
    c.is_ascii_digit() || "零〇一二三四五六七八九十百两".contains(c)
}

fn read_number(chars: &[char]) -> Option<u32> {
    if chars.iter().all(char::is_ascii_digit) {
        return chars.iter().collect::<String>().parse().ok();
    }
    let (mut total, mut digit) = (0_u32, None);
    for c in chars {
        match c {
            '十' => {
                total += digit.take().unwrap_or(1) * 10;
            }
            '百' => {
                total += digit.take().unwrap_or(1) * 100;
            }
            '零' | '〇' => digit = None,
            '两' => digit = Some(2),
            _ => {
                let n = "一二三四五六七八九".chars().position(|d| d == *c)?;
                digit = Some(u32::try_from(n).ok()? + 1);
            }
        }
    }
    Some(total + digit.unwrap_or(0))
}

/// A name in quotation marks; those inside it become single ones: `“‘工伤预防在行动’栏目”`.
pub fn quoted(text: &str) -> String {
    format!("“{}”", text.replace('“', "‘").replace('”', "’"))
}

/// The first `n` characters, with … where something was cut. Chinese text is cut by characters, never by bytes.
pub fn clip(text: &str, n: usize) -> String {
    let mut out: String = text.chars().take(n).collect();
    if text.chars().nth(n).is_some() {
        out.push('…');
    }
    out
}

/// Groups the digits of a whole number by thousands.
pub fn grouped(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_compare_without_tags_mentions_and_signs() {
        for (a, b) in [
            ("第1期 工伤预防进车间", "第１期　工伤预防进车间！"),
            ("工伤认定怎么办 #工伤预防 @湖南人社", "工伤认定怎么办"),
            ("#工伤预防我有话说# 工伤认定怎么办", "工伤认定怎么办"),
            ("工伤认定怎么办😀✨", "工伤认定怎么办"),
            ("《工伤》ABC", "工伤 abc"),
        ] {
            assert_eq!(title_key(a), title_key(b), "{a} / {b}");
        }
        assert_eq!(title_key("#工伤预防"), "工伤预防");
        assert_ne!(title_key("工伤认定（上）"), title_key("工伤认定（下）"));
    }

    #[test]
    fn characters_that_stand_for_themselves_are_what_the_full_procedure_makes_of_them() {
        let mut short = 0;
        for c in '\0'..=char::MAX {
            if let Some(p) = plain(c) {
                // Among others, and after them, so that nothing joins.
                let text = format!("工{c}{c}a{c}");
                assert!(text.nfkc().eq(['工', p, p, 'a', p]), "{c:?}");
                short += 1;
            }
        }
        assert_eq!(short, 128 + 20_992 + 2 + 10 + 5 + 1 + 94);
        assert_eq!(nfkc("第１期　工伤①ｶﾞ…"), "第1期 工伤1ガ...");
    }

    #[test]
    fn episode_numbers() {
        for (title, n) in [
            ("工伤预防在行动 第12期", Some(12)),
            ("第十二期：高处作业", Some(12)),
            ("第二十期", Some(20)),
            ("第3集", Some(3)),
            ("工伤预防 EP07", Some(7)),
            ("工伤预防进车间", None),
            ("长期坚持", None),
            ("第一百零五期", Some(105)),
        ] {
            assert_eq!(episode(title), n, "{title}");
        }
    }

    #[test]
    fn tags_of_a_caption() {
        assert_eq!(hashtags("工伤 #工伤预防 #湖南人社"), ["工伤预防", "湖南人社"]);
    }
}
