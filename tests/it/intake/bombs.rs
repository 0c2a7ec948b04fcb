//! Workbooks that are made to hurt: refused by what they declare, or while being counted, never unpacked as a whole.

use crate::support::partner::table;
use reach::intake::Limits;
use std::io::{Cursor, Write as _};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn package(parts: &[(&str, &[u8], usize)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes, times) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        for _ in 0..*times {
            zip.write_all(bytes).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

fn codes(bytes: &[u8]) -> Vec<u16> {
    let t = table("a.xlsx", &[]).channel("jingshi_douyin").as_of("2023-04-02");
    t.read_within(bytes, &Limits::portal()).found.iter().map(|d| d.code.0).collect()
}

#[test]
fn a_bomb_is_refused_by_what_it_declares() {
    let zeros = vec![b'0'; 1 << 20];
    let bomb = package(&[("xl/workbook.xml", b"<workbook/>", 1), ("xl/worksheets/sheet1.xml", &zeros, 512)]);
    assert!(bomb.len() < 700_000, "{}", bomb.len());
    assert_eq!(codes(&bomb), [2007]);
}

#[test]
fn a_bomb_that_lies_about_its_size_is_refused_while_counted() {
    let zeros = vec![b'0'; 1 << 20];
    let mut bomb = package(&[("xl/workbook.xml", b"<workbook/>", 1), ("xl/worksheets/sheet1.xml", &zeros, 64)]);
    let honest = (64_u32 << 20).to_le_bytes();
    let mut i = 0;
    while i + 4 <= bomb.len() {
        if bomb[i..i + 4] == honest {
            bomb[i..i + 4].copy_from_slice(&1_000_u32.to_le_bytes());
        }
        i += 1;
    }
    assert_eq!(codes(&bomb), [2007]);
}

#[test]
fn ten_thousand_entries_and_packages_inside_packages() {
    let names: Vec<String> = (0..10_000).map(|i| format!("xl/media/{i}.bin")).collect();
    let parts: Vec<(&str, &[u8], usize)> = names.iter().map(|n| (n.as_str(), b"x".as_slice(), 1)).collect();
    assert_eq!(codes(&package(&parts)), [2007]);
    let inner = package(&[("xl/worksheets/sheet1.xml", b"0", 1)]);
    assert_eq!(codes(&package(&[("xl/embeddings/inner.zip", &inner, 1)])), [2007]);
}

#[test]
fn a_good_workbook_with_a_link_or_a_package_in_it_is_refused() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (n, title) in ["作品标题", "累计播放量"].into_iter().enumerate() {
        sheet.write(0, u16::try_from(n).unwrap(), title).unwrap();
    }
    sheet.write(1, 0, "第1期").unwrap().write(1, 1, 100).unwrap();
    let good = book.save_to_buffer().unwrap();
    assert!(!codes(&good).contains(&2007));
    let with = |add: fn(&mut ZipWriter<Cursor<Vec<u8>>>)| {
        let mut zip = ZipWriter::new_append(Cursor::new(good.clone())).unwrap();
        add(&mut zip);
        codes(&zip.finish().unwrap().into_inner())
    };
    assert_eq!(with(|zip| zip.add_symlink("xl/media/a.png", "/etc/passwd", SimpleFileOptions::default()).unwrap()), [2007]);
    let inner = |zip: &mut ZipWriter<Cursor<Vec<u8>>>| {
        zip.start_file("xl/embeddings/inner.zip", SimpleFileOptions::default()).unwrap();
        zip.write_all(b"PK").unwrap();
    };
    assert_eq!(with(inner), [2007]);
}

#[test]
fn a_cell_far_away_is_refused_and_its_row_named() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "作品标题").unwrap();
    sheet.write_string(0, 1, "累计播放量").unwrap();
    sheet.write_string(1_048_575, 16_383, "x").unwrap();
    assert_eq!(codes(&book.save_to_buffer().unwrap()), [2007]);
}

#[test]
fn an_old_workbook_with_a_far_cell_or_a_chain_without_end_is_refused_before_it_is_laid_out() {
    for bytes in [include_bytes!("../../fixtures/xls/far-cell.xls").as_slice(), include_bytes!("../../fixtures/xls/circle.xls")] {
        let t = table("a.xls", &[]).channel("jingshi_douyin").as_of("2023-04-02");
        let d = t.read_within(bytes, &Limits::portal());
        assert_eq!((d.found.iter().map(|d| d.code.0).collect::<Vec<_>>(), d.readings.len()), (vec![2007], 0));
    }
}
