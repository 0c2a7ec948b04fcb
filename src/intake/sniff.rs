//! What a file is, by its bytes; its suffix only chooses words. What cannot be read gets a message of its own with the way out.

use super::decode::{self, Charset, Undecodable};

/// A readable form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form<'a> {
    Text(Charset, &'a [u8]),
    Html(Charset, &'a [u8]),
    Xlsx,
    Xls,
}

/// Why a file cannot be read: code, what it is, what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Refusal {
    pub(super) code: u16,
    pub(super) found: &'static str,
    pub(super) remedy: &'static str,
}

const fn refusal(code: u16, found: &'static str, remedy: &'static str) -> Refusal {
    Refusal { code, found, remedy }
}

const SAVE_AS: &str = "在 Excel 或 WPS 里打开，另存为“Excel 工作簿（*.xlsx）”再上传";
const REPAIR: &str = "用 WPS 或 Excel 打开，另存为 xlsx 再上传；打不开的，从后台重新导出一次";
const EMPTY: Refusal = refusal(2018, "空文件，0 字节", "重新导出或保存一次，再上传");
const PDF: Refusal = refusal(2006, "PDF 文件", "上传做这份 PDF 的原表（XLSX 或 CSV）；PDF 可作为证明另外提交");
const PICTURE: Refusal = refusal(2006, "图片", "上传后台导出的表格（XLSX 或 CSV）；截图可作为证明另外提交");
const WORD: Refusal = refusal(2006, "Word 文档", "把文档里的表格复制到 Excel 或 WPS 表格，另存为 XLSX 再上传");
const SLIDES: Refusal = refusal(2006, "演示文稿", "把其中的表格复制到 Excel 或 WPS 表格，另存为 XLSX 再上传");
const ZIP: Refusal = refusal(2006, "压缩包", "先解压，再把里面的表格逐个上传");
const ODS: Refusal = refusal(2006, "ODS 表格", SAVE_AS);
const XLSB: Refusal = refusal(2006, "XLSB 二进制工作簿", SAVE_AS);
const ET: Refusal = refusal(2006, "WPS 表格（.et）", "在 WPS 里打开，“另存为”选“Excel 文件（*.xlsx）”再上传");
const BIFF5: Refusal = refusal(2006, "Excel 95 或更早的工作簿", SAVE_AS);
const ENCRYPTED: Refusal = refusal(2005, "设有打开密码的工作簿", "打开文件，在“文件 → 信息 → 保护工作簿”里取消密码，保存后再上传");
const OLE: Refusal = refusal(2006, "旧式复合文件，里面没有工作簿", SAVE_AS);
const MEDIA: Refusal = refusal(2006, "音频或视频文件", "上传后台导出的表格（XLSX 或 CSV）");
const BINARY: Refusal = refusal(2004, "不是文字也不是工作簿", "上传 XLSX 或 CSV 表格");
const BROKEN: Refusal = refusal(2002, "像是 UTF-8，但有残缺的字", "在原来的软件里重新导出一次，或另存为“CSV UTF-8”或 XLSX 再上传");
const GARBLED: Refusal =
    refusal(2002, "按 UTF-8 和 GB18030 都读不成通顺的汉字", "在 Excel 或 WPS 里打开原表，另存为“CSV UTF-8”或 XLSX 再上传");

/// With one of these a workbook's package begins, also where its name says otherwise.
const OPENS: [&[u8]; 5] = [b"[Content_Types].xml", b"_rels/", b"docProps/", b"xl/", b"mimetype"];

const PICTURES: [&[u8]; 6] = [b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\0", b"MM\0*"];

/// Decides what the bytes are.
pub(super) fn sniff<'a>(name: &str, bytes: &'a [u8]) -> Result<Form<'a>, Refusal> {
    if bytes.iter().take(4096).all(u8::is_ascii_whitespace) && bytes.len() <= 4096 {
        return Err(EMPTY);
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return zip(name, bytes);
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return ole(name, bytes);
    }
    let holds = |at: usize, sign: &[u8]| bytes.get(at..at + sign.len()) == Some(sign);
    if bytes.starts_with(b"%PDF") {
        return Err(PDF);
    }
    let bmp = bytes.starts_with(b"BM") && !holds(6, b"\0\0\0\0");
    if (PICTURES.iter().any(|p| bytes.starts_with(p)) && !bmp) || (bytes.starts_with(b"RIFF") && holds(8, b"WEBP")) || holds(4, b"ftyphei")
    {
        return Err(PICTURE);
    }
    if bytes.starts_with(b"Rar!") || bytes.starts_with(b"7z\xbc\xaf") || bytes.starts_with(b"\x1f\x8b") {
        return Err(ZIP);
    }
    if holds(4, b"ftyp") || bytes.starts_with(b"ID3") || bytes.starts_with(b"RIFF") {
        return Err(MEDIA);
    }
    if bytes.starts_with(b"\x09\x08") || bytes.starts_with(b"\x09\x04") || bytes.starts_with(b"\x09\x02\x06\0") {
        return Err(BIFF5);
    }
    match decode::charset(bytes) {
        Ok((charset, rest)) if is_html(charset, rest) => Ok(Form::Html(charset, rest)),
        Ok((charset, rest)) => Ok(Form::Text(charset, rest)),
        Err(_) if is_workbook_name(name) => Err(DAMAGED),
        Err(_) if matches!(suffix(name).as_str(), "zip" | "rar" | "7z") => Err(ZIP),
        Err(Undecodable::Binary) => Err(BINARY),
        Err(Undecodable::BrokenUtf8) => Err(BROKEN),
        Err(Undecodable::Garbled) => Err(GARBLED),
    }
}

/// Whether somebody takes the file for a workbook.
pub(super) fn is_workbook_name(name: &str) -> bool {
    matches!(suffix(name).as_str(), "xlsx" | "xls" | "xlsm")
}

fn suffix(name: &str) -> String {
    name.rsplit_once('.').map_or_else(String::new, |(_, suffix)| suffix.to_ascii_lowercase())
}

fn is_html(charset: Charset, bytes: &[u8]) -> bool {
    let head: Vec<u8> =
        bytes.iter().take(4096).filter(|b| charset == Charset::Utf8 || charset == Charset::Gb18030 || **b != 0).copied().collect();
    let text = String::from_utf8_lossy(&head).trim_start().to_ascii_lowercase();
    text.starts_with('<') && ["<html", "<table", "<!doctype html", "<meta", "<head", "<body", "<div"].iter().any(|t| text.contains(t))
}

/// Names of entries stand uncompressed in a package; the central directory is at its end.
fn zip<'a>(name: &str, bytes: &'a [u8]) -> Result<Form<'a>, Refusal> {
    let tail = bytes.get(bytes.len().saturating_sub(1 << 20)..).unwrap_or(bytes);
    let head = bytes.get(..4096).unwrap_or(bytes);
    let has = |name: &[u8]| [head, tail].iter().any(|part| part.windows(name.len()).any(|w| w == name));
    // A workbook that lies in a package as it is shows its own entries.
    if matches!(suffix(name).as_str(), "zip" | "rar" | "7z") && !bytes.get(30..).is_some_and(|n| OPENS.iter().any(|o| n.starts_with(o))) {
        return Err(ZIP);
    }
    if has(b"xl/workbook.bin") {
        return Err(XLSB);
    }
    if has(b"xl/") {
        return Ok(Form::Xlsx);
    }
    if has(b"word/") {
        return Err(WORD);
    }
    if has(b"ppt/") {
        return Err(SLIDES);
    }
    if has(b"opendocument.spreadsheet") {
        return Err(ODS);
    }
    // A download that broke off has lost the directory at its end.
    let whole = tail.windows(4).any(|w| w == b"PK\x05\x06");
    Err(if !whole && (suffix(name) == "xlsx" || has(b"[Content_Types].xml")) { DAMAGED } else { ZIP })
}

/// Streams of a compound file by name: entries of its directory are 128 bytes long and start with the name in UTF-16.
fn ole<'a>(name: &str, bytes: &'a [u8]) -> Result<Form<'a>, Refusal> {
    let mut names = Vec::new();
    for entry in bytes.get(512..).unwrap_or_default().chunks_exact(128) {
        let Some([lo, hi]) = entry.get(64..66) else { continue };
        let length = usize::from(u16::from_le_bytes([*lo, *hi]));
        let kind = entry.get(66).copied().unwrap_or_default();
        if !(4..=64).contains(&length) || !(1..=5).contains(&kind) {
            continue;
        }
        let units: Vec<u16> = entry
            .get(..length - 2)
            .unwrap_or_default()
            .chunks_exact(2)
            .map(|p| u16::from_le_bytes([p.first().copied().unwrap_or(0), p.get(1).copied().unwrap_or(0)]))
            .collect();
        if names.len() < 10_000 {
            names.push(String::from_utf16_lossy(&units));
        }
    }
    let has = |wanted: &str| names.iter().any(|n| n == wanted);
    if has("EncryptionInfo") || has("EncryptedPackage") {
        return Err(ENCRYPTED);
    }
    if name.to_lowercase().ends_with(".et") || has("ETExtData") || has("WpsCustomData") {
        return Err(ET);
    }
    if has("Workbook") || has("WORKBOOK") {
        return Ok(Form::Xls);
    }
    if has("Book") || has("BOOK") {
        return Err(BIFF5);
    }
    if has("WordDocument") {
        return Err(WORD);
    }
    Err(if has("PowerPoint Document") { SLIDES } else { OLE })
}

/// What an old workbook's own reader says when it is locked.
pub(super) const LOCKED: Refusal = ENCRYPTED;
/// A workbook that its reader cannot make out.
pub(super) const DAMAGED: Refusal = refusal(2007, "文件已损坏或不是 Excel 文件", REPAIR);
