//! The two fonts: which characters they can draw, how wide text becomes, where a line breaks. Parsed once; whole pixels only.

use crate::report::clean::is_hidden;
use resvg::usvg::fontdb;
use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock, OnceLock};
use ttf_parser::Face;

static REGULAR: LazyLock<Vec<u8>> = LazyLock::new(|| unpacked(include_bytes!("fonts/NotoSansSC-Regular.ttf.zst")));
static BOLD: LazyLock<Vec<u8>> = LazyLock::new(|| unpacked(include_bytes!("fonts/NotoSansSC-Bold.ttf.zst")));

/// More than either font has unpacked. Unit: bytes.
const BYTES_MAX: usize = 16 << 20;

/// The fonts lie in the program packed with zstd: half of their size.
fn unpacked(packed: &[u8]) -> Vec<u8> {
    zstd::bulk::decompress(packed, BYTES_MAX).expect("the font is part of the program; a test draws with it")
}

/// Unpacks the fonts, unless they are. Takes a while, so that it is begun before they are needed.
pub fn unpack_fonts() {
    fonts();
}

/// What the manifest calls the fonts.
pub(crate) const NAMES: [&str; 2] = ["Noto Sans SC Regular", "Noto Sans SC Bold"];

/// Drawn in place of a character without a glyph.
const GETA: char = '〓';

struct Fonts {
    regular: Face<'static>,
    bold: Face<'static>,
}

fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    FONTS.get_or_init(|| Fonts {
        regular: Face::parse(&REGULAR, 0).expect("the font is part of the program; a test draws with it"),
        bold: Face::parse(&BOLD, 0).expect("the font is part of the program; a test draws with it"),
    })
}

/// The same fonts for drawing.
pub(crate) fn database() -> Arc<fontdb::Database> {
    static DATABASE: OnceLock<Arc<fontdb::Database>> = OnceLock::new();
    Arc::clone(DATABASE.get_or_init(|| {
        let mut db = fontdb::Database::new();
        for bytes in [&REGULAR, &BOLD] {
            db.load_font_source(fontdb::Source::Binary(Arc::new(bytes.as_slice())));
        }
        db.set_sans_serif_family("Noto Sans SC");
        Arc::new(db)
    }))
}

/// The character that is drawn for one: the fonts, made for Chinese text, have no mathematical minus; the dash of the same width stands in.
pub(crate) fn drawn_as(c: char) -> char {
    if c == '−' { '–' } else { c }
}

fn has_glyph(c: char) -> bool {
    fonts().regular.glyph_index(drawn_as(c)).is_some()
}

/// The characters of a text that the pictures cannot draw, each once, in order.
pub fn missing_glyphs(text: &str) -> Vec<char> {
    text.chars().filter(|c| !has_glyph(*c)).collect::<BTreeSet<char>>().into_iter().collect()
}

/// A text from outside as it can be drawn: emoji, variation selectors and hidden characters are dropped, any other character
/// without a glyph becomes 〓 and is added to `replaced`.
pub(crate) fn drawable(text: &str, replaced: &mut BTreeSet<char>) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if is_hidden(c) || is_ornament(c) => {}
            c if has_glyph(c) => out.push(c),
            c => {
                replaced.insert(c);
                out.push(GETA);
            }
        }
    }
    out
}

/// Emoji, variation selectors and keycap marks.
fn is_ornament(c: char) -> bool {
    ('\u{fe00}'..='\u{fe0f}').contains(&c)
        || ('\u{1f000}'..='\u{1faff}').contains(&c)
        || (('\u{2600}'..='\u{27bf}').contains(&c) && !has_glyph(c))
        || matches!(c, '\u{20e3}' | '\u{2b50}' | '\u{2b55}')
}

fn advance(c: char, bold: bool) -> (i64, i64) {
    let (fonts, c) = (fonts(), drawn_as(c));
    let found = if bold { fonts.bold.glyph_index(c).map(|g| (&fonts.bold, g)) } else { None };
    let Some((face, glyph)) = found.or_else(|| fonts.regular.glyph_index(c).map(|g| (&fonts.regular, g))) else { return (1, 1) };
    (i64::from(face.glyph_hor_advance(glyph).unwrap_or(face.units_per_em())), i64::from(face.units_per_em()))
}

/// Width of a line. Unit: pixels, rounded up.
pub(crate) fn width(text: &str, size: i64, bold: bool) -> i64 {
    let thousandths: i64 = text
        .chars()
        .map(|c| {
            let (units, em) = advance(c, bold);
            units * size * 1000 / em
        })
        .sum();
    (thousandths + 999) / 1000
}

/// The text, or as many of its characters as fit with … behind them.
pub(crate) fn fit(text: &str, size: i64, bold: bool, max: i64) -> String {
    if width(text, size, bold) <= max {
        return text.to_owned();
    }
    let room = max - width("…", size, bold);
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        let mut buffer = [0_u8; 4];
        used += width(c.encode_utf8(&mut buffer), size, bold);
        if used > room {
            break;
        }
        out.push(c);
    }
    out.push('…');
    out
}

/// Breaks a text into at most `lines` lines; the last one ends with … where something is left.
pub(crate) fn wrap(text: &str, size: i64, bold: bool, max: i64, lines: usize) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut pieces = pieces(text).into_iter().peekable();
    while let Some(piece) = pieces.next() {
        let joined = format!("{line}{piece}");
        if line.is_empty() || width(joined.trim_end(), size, bold) <= max {
            line = joined;
            continue;
        }
        if out.len() + 1 >= lines {
            let rest: String = std::iter::once(piece).chain(pieces).collect();
            line = fit(&format!("{line}{rest}"), size, bold, max);
            break;
        }
        out.push(line.trim_end().to_owned());
        piece.trim_start().clone_into(&mut line);
    }
    if !line.is_empty() {
        out.push(fit(line.trim_end(), size, bold, max));
    }
    out
}

/// Pieces that may stand at the start of a line: single Chinese characters with the marks that follow them, Latin words and numbers whole.
fn pieces(text: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    let mut open = false;
    for c in text.chars() {
        let tight = |c: char| c.is_ascii_graphic() || matches!(c, '–' | '−' | '.' | '%' | '万' | '期' | '天' | '条');
        let closing = "，。、；：！？）》”’…％,.;:!?)%万".contains(c);
        let glue = match out.last().and_then(|p| p.chars().last()) {
            None => false,
            Some(last) => {
                open || closing
                    || (last.is_ascii_alphanumeric() && tight(c))
                    || (matches!(last, '.' | ',' | '–' | '−' | '+' | '-' | '/') && c.is_ascii_alphanumeric())
            }
        };
        open = "“‘（《".contains(c);
        match out.last_mut() {
            // A run without a break would never end; cut it where any line would be full.
            Some(piece) if glue && piece.chars().count() < 24 => piece.push(c),
            _ => out.push(c.to_string()),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_break_between_characters_and_keep_numbers_whole() {
        let lines = wrap("比序时进度少1,180.0万人次，每周需189.0万", 20, false, 200, 3);
        assert!(lines.iter().all(|l| width(l, 20, false) <= 200), "{lines:?}");
        assert!(lines.iter().any(|l| l.contains("1,180.0万")), "{lines:?}");
        assert!(wrap("工伤预防宣传项目周报工伤预防宣传项目周报", 20, false, 100, 2).last().is_some_and(|l| l.ends_with('…')));
    }

    #[test]
    fn captions_lose_emoji_and_show_what_cannot_be_drawn() {
        let mut replaced = BTreeSet::new();
        let out = drawable("工伤😀\u{202e}\0❤️\u{2ffff}", &mut replaced);
        assert_eq!((out.as_str(), replaced.into_iter().collect::<String>().as_str()), ("工伤〓", "\u{2ffff}"));
        assert_eq!(missing_glyphs("工伤预防−–〓万·…“”≥①"), Vec::<char>::new());
    }
}
