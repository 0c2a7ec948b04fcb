//! Bytes of a text file → characters: byte order mark, strict UTF-8, UTF-16, GB18030, in this order. Refuses what would come out garbled.

use encoding_rs::{Decoder, Encoding, GB18030, UTF_16BE, UTF_16LE};
use std::io::{self, BufRead, Read};

/// How the characters are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Charset {
    Utf8,
    Utf16Le,
    Utf16Be,
    Gb18030,
}

impl Charset {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Gb18030 => "GB18030",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Self::Utf8 => encoding_rs::UTF_8,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
            Self::Gb18030 => GB18030,
        }
    }
}

/// Characters out of UTF-8; `None` where some bytes are none. Faster than the standard library's, which matters for long files.
pub(super) fn text(bytes: &[u8]) -> Option<&str> {
    match encoding_rs::UTF_8.decode_without_bom_handling_and_without_replacement(bytes)? {
        std::borrow::Cow::Borrowed(text) => Some(text),
        std::borrow::Cow::Owned(_) => None,
    }
}

/// Why no charset fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Undecodable {
    /// Mostly UTF-8, with broken places.
    BrokenUtf8,
    /// None of the known ones.
    Garbled,
    /// No text at all.
    Binary,
}

/// Looked at for a guess where a whole file would be too much. Unit: bytes.
const SAMPLE: usize = 256 << 10;

/// The charset of a text, with the bytes that follow the byte order mark.
pub(super) fn charset(bytes: &[u8]) -> Result<(Charset, &[u8]), Undecodable> {
    if let Some(rest) = bytes.strip_prefix(b"\xef\xbb\xbf") {
        return if text(rest).is_some() { Ok((Charset::Utf8, rest)) } else { Err(Undecodable::BrokenUtf8) };
    }
    if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        return Ok((Charset::Utf16Le, rest));
    }
    if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        return Ok((Charset::Utf16Be, rest));
    }
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    if let Some(charset) = utf16_by_zeros(sample) {
        return Ok((charset, bytes));
    }
    if sample.iter().any(|b| matches!(b, 0..=8 | 14..=26 | 28..=31)) {
        return Err(Undecodable::Binary);
    }
    if text(bytes).is_some() {
        return Ok((Charset::Utf8, bytes));
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in sample.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| *c > '\u{7ff}').count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > 4 * bad {
        return Err(Undecodable::BrokenUtf8);
    }
    if plausible_gb(sample) { Ok((Charset::Gb18030, bytes)) } else { Err(Undecodable::Garbled) }
}

/// Text of few letters in UTF-16 has a zero in every second byte.
fn utf16_by_zeros(sample: &[u8]) -> Option<Charset> {
    let pairs = sample.len() / 2;
    let (mut even, mut odd) = (0_usize, 0_usize);
    for pair in sample.chunks_exact(2) {
        if let [a, b] = pair {
            even += usize::from(*a == 0);
            odd += usize::from(*b == 0);
        }
    }
    match (even > pairs / 8, odd > pairs / 8) {
        (false, true) if even == 0 && pairs > 4 => Some(Charset::Utf16Le),
        (true, false) if odd == 0 && pairs > 4 => Some(Charset::Utf16Be),
        _ => None,
    }
}

/// Chinese in GB18030 consists nearly wholly of the 3 755 common characters; Big5, Shift-JIS or damaged UTF-8 read as GB18030 do not.
fn plausible_gb(sample: &[u8]) -> bool {
    let (mut common, mut pairs, mut i) = (0_usize, 0_usize, 0_usize);
    while let Some(lead) = sample.get(i) {
        if *lead < 0x80 {
            i += 1;
            continue;
        }
        let Some(trail) = sample.get(i + 1) else { break };
        if trail.is_ascii_digit() {
            // A four-byte character.
            i += 4;
            continue;
        }
        if !(0xa1..=0xa9).contains(lead) {
            pairs += 1;
            common += usize::from((0xb0..=0xd7).contains(lead) && *trail >= 0xa1);
        }
        i += 2;
    }
    pairs == 0 || common * 10 >= pairs * 6
}

/// Decodes while being read; remembers whether anything could not be decoded.
pub(super) struct Decoding<'a> {
    decoder: Decoder,
    input: &'a [u8],
    out: Vec<u8>,
    at: usize,
    end: usize,
    done: bool,
    pub(super) errors: bool,
}

/// Unit: bytes.
const CHUNK: usize = 64 << 10;

impl<'a> Decoding<'a> {
    pub(super) fn new(charset: Charset, input: &'a [u8]) -> Self {
        let decoder = charset.encoding().new_decoder_without_bom_handling();
        Self { decoder, input, out: vec![0; CHUNK], at: 0, end: 0, done: false, errors: false }
    }
}

impl BufRead for Decoding<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at == self.end && !self.done {
            let (result, read, written, errors) = self.decoder.decode_to_utf8(self.input, &mut self.out, true);
            self.input = self.input.get(read..).unwrap_or_default();
            self.errors |= errors;
            self.at = 0;
            self.end = written;
            self.done = result == encoding_rs::CoderResult::InputEmpty;
        }
        Ok(self.out.get(self.at..self.end).unwrap_or_default())
    }

    fn consume(&mut self, n: usize) {
        self.at = (self.at + n).min(self.end);
    }
}

impl Read for Decoding<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(n);
        Ok(n)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], expected: Result<Charset, Undecodable>) {
        assert_eq!(charset(bytes).map(|(c, _)| c), expected);
    }

    #[test]
    fn order_is_mark_utf8_utf16_gb() {
        let text = "标题,播放量\n工伤预防进车间,12000\n";
        let gb = GB18030.encode(text).0;
        check(text.as_bytes(), Ok(Charset::Utf8));
        check(&gb, Ok(Charset::Gb18030));
        check(b"\xef\xbb\xbfabc", Ok(Charset::Utf8));
        let le: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        check(&[b"\xff\xfe".as_slice(), &le].concat(), Ok(Charset::Utf16Le));
        check(&le, Ok(Charset::Utf16Le));
        let be: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&be, Ok(Charset::Utf16Be));
    }

    #[test]
    fn what_would_be_garbled_is_refused() {
        let mut broken = "标题,播放量\n工伤预防进车间,12000\n".as_bytes().to_vec();
        broken.remove(1);
        check(&broken, Err(Undecodable::BrokenUtf8));
        let big5 = encoding_rs::BIG5.encode("標題,播放量\n工傷預防進車間與職業健康宣傳,12000\n").0;
        check(&big5, Err(Undecodable::Garbled));
        check(b"\x01\x02\x03\x04binary", Err(Undecodable::Binary));
    }

    #[test]
    fn decoding_gives_the_same_text_in_any_chunk() {
        let text = "工伤预防𠮷".repeat(30_000);
        let gb = GB18030.encode(&text).0;
        let mut out = String::new();
        Decoding::new(Charset::Gb18030, &gb).read_to_string(&mut out).unwrap();
        assert_eq!(out, text);
    }
}
