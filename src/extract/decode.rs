//! Bytes of an answer → characters. What the bytes prove goes before what the answer says of itself.

use encoding_rs::{Encoding, GB18030};

/// How far into a page its own statement of an encoding is looked for. Unit: bytes.
const META_WITHIN: usize = 2048;

/// The text: strict UTF-8 first, then what header or page say, then GB18030, each without a single wrong byte. `None`: none of them.
pub(super) fn text(body: &[u8], content_type: Option<&str>) -> Option<String> {
    if let Some((encoding, mark)) = Encoding::for_bom(body) {
        return strict(encoding, body.get(mark..).unwrap_or_default());
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return Some(text.to_owned());
    }
    let head = String::from_utf8_lossy(body.get(..META_WITHIN.min(body.len())).unwrap_or_default()).to_ascii_lowercase();
    let said = [content_type.map(str::to_ascii_lowercase), Some(head)];
    let said = said.iter().flatten().filter_map(|t| label(t)).filter_map(|l| Encoding::for_label(l.as_bytes()));
    said.chain([GB18030]).find_map(|e| strict(e, body))
}

fn strict(encoding: &'static Encoding, bytes: &[u8]) -> Option<String> {
    encoding.decode_without_bom_handling_and_without_replacement(bytes).map(std::borrow::Cow::into_owned)
}

/// What follows `charset=`.
fn label(text: &str) -> Option<String> {
    let rest = text.split_once("charset=")?.1.trim_start_matches(['"', '\'', ' ']);
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_')).unwrap_or(rest.len());
    rest.get(..end).filter(|l| !l.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_decide_before_labels() {
        let gbk = GB18030.encode("阅读量").0.into_owned();
        assert_eq!(text("阅读量".as_bytes(), Some("text/html; charset=gbk")).as_deref(), Some("阅读量"));
        assert_eq!(text(&gbk, Some("text/html; charset=utf-8")).as_deref(), Some("阅读量"));
        assert_eq!(text(&gbk, None).as_deref(), Some("阅读量"));
        assert_eq!(text(&[0xff, 0x00, 0xff, 0xff], None), None);
    }
}
