//! What identifies a work on its platform: ids as back-ends write them, links without their tails, and ids that a spreadsheet has damaged.

use super::cell::Cell;
use std::borrow::Cow;

/// What an id cell holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key<'a> {
    /// Nothing.
    None,
    /// An id.
    Id(&'a str),
    /// A link.
    Url(&'a str),
    /// Certainly damaged: a long number cell, or 7.26605E+18.
    Damaged,
    /// 16 digits and more with nothing but 0 after the 15th: damaged, or by chance so.
    Doubtful(&'a str),
}

/// Digits that a spreadsheet keeps.
const KEPT: usize = 15;

/// Reads an id cell. Trailing tabs and the apostrophe that keeps an id a text are not part of it.
pub(super) fn read(cell: Cell<'_>) -> Key<'_> {
    match cell {
        Cell::Number(s) if s.len() > KEPT || s.contains('.') => Key::Damaged,
        Cell::Number(s) => Key::Id(s),
        Cell::Text(raw) => {
            let s = raw.trim_start_matches('\'').trim_matches(|c: char| c.is_whitespace() || c == '"' || c == '\u{feff}');
            if s.is_empty() || matches!(s, "-" | "--" | "—" | "/" | "无" | "暂无") {
                Key::None
            } else if is_url(s) {
                Key::Url(s)
            } else if is_exponent(s) {
                Key::Damaged
            } else if s.len() > KEPT && s.bytes().all(|b| b.is_ascii_digit()) && s.bytes().skip(KEPT).all(|b| b == b'0') {
                Key::Doubtful(s)
            } else {
                Key::Id(s)
            }
        }
        Cell::Empty | Cell::Carried(_) => Key::None,
        Cell::Date(..) | Cell::Span(_) | Cell::Error(_) => Key::Damaged,
    }
}

fn is_url(s: &str) -> bool {
    s.starts_with("http://") || s.starts_with("https://") || s.starts_with("//") || s.starts_with("www.")
}

/// `7.26605E+18`.
fn is_exponent(s: &str) -> bool {
    let Some((mantissa, exponent)) = s.split_once(['E', 'e']) else { return false };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    digits(exponent.trim_start_matches('+')) && exponent.starts_with('+') && mantissa.split('.').all(digits) && !mantissa.is_empty()
}

/// Query parameters that are the identity of a page where its path is the same for all.
const IDENTIFYING: [&str; 12] = ["__biz", "mid", "idx", "sn", "id", "vid", "aid", "bvid", "itemid", "newsid", "contentid", "articleid"];

/// A link without fragment and without query, except for what identifies the page; scheme and a final slash do not matter.
pub(super) fn url_id(url: &str) -> Cow<'_, str> {
    let url = url.strip_prefix("https:").or_else(|| url.strip_prefix("http:")).unwrap_or(url).trim_start_matches('/');
    let url = url.split('#').next().unwrap_or(url);
    let Some((path, query)) = url.split_once('?') else { return Cow::Borrowed(url.trim_end_matches('/')) };
    let path = path.trim_end_matches('/');
    let mut kept: Vec<&str> = (query.split('&'))
        .filter(|pair| pair.split('=').next().is_some_and(|name| IDENTIFYING.contains(&name.to_ascii_lowercase().as_str())))
        .collect();
    if kept.is_empty() {
        return Cow::Borrowed(path);
    }
    kept.sort_unstable();
    Cow::Owned(format!("{path}?{}", kept.join("&")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_damaged_and_whole() {
        for (cell, expected) in [
            (Cell::Text("7266050530072481076"), Key::Id("7266050530072481076")),
            (Cell::Text("'7266050530072481076"), Key::Id("7266050530072481076")),
            (Cell::Text("7266050530072481076\t"), Key::Id("7266050530072481076")),
            (Cell::Text("7.26605E+18"), Key::Damaged),
            (Cell::Text("7266050530072480000"), Key::Doubtful("7266050530072480000")),
            (Cell::Number("7266050530072481000"), Key::Damaged),
            (Cell::Number("10231"), Key::Id("10231")),
            (Cell::Text("export/UzFfAgtgekIEAQ"), Key::Id("export/UzFfAgtgekIEAQ")),
            (Cell::Text("https://example.invalid/7.26605E+18"), Key::Url("https://example.invalid/7.26605E+18")),
            (Cell::Text("--"), Key::None),
            (Cell::Text("12E5"), Key::Id("12E5")),
        ] {
            assert_eq!(read(cell), expected);
        }
    }

    #[test]
    fn links_without_tails() {
        for (url, expected) in [
            ("https://www.example.invalid/video/726?share=1#top", "www.example.invalid/video/726"),
            ("http://www.example.invalid/video/726/", "www.example.invalid/video/726"),
            ("https://mp.weixin.qq.com/s?__biz=MzA=&mid=1&idx=2&sn=ab&chksm=ff#rd", "mp.weixin.qq.com/s?__biz=MzA=&idx=2&mid=1&sn=ab"),
            ("https://example.invalid/a.html?id=7&from=app", "example.invalid/a.html?id=7"),
        ] {
            assert_eq!(url_id(url), expected);
        }
    }
}
