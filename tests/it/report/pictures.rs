//! Pictures: the right size, ink on them, every part where it belongs.

use super::{bytes, usual};
use reach::report::missing_glyphs;

/// Width, height and the share of pixels that are not paper, in 1/1 000.
pub(super) fn measure(file: &[u8]) -> (u32, u32, usize) {
    let mut reader = png::Decoder::new(std::io::Cursor::new(file)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    let inked = pixels.chunks(3).filter(|p| p.iter().any(|v| *v < 240)).count();
    (info.width, info.height, inked * 1000 / (pixels.len() / 3))
}

#[test]
fn pictures_have_their_size_and_are_not_empty() {
    for (_, files) in usual() {
        for f in files.iter().filter(|f| f.bytes.starts_with(b"\x89PNG")) {
            let (w, h, ink) = measure(&f.bytes);
            let expected = if f.name == "phone.png" { (1080, h) } else { (1920, 1080) };
            assert_eq!((w, h), expected, "{}", f.name);
            assert!((8..500).contains(&ink), "{}: ink {ink}", f.name);
        }
        assert!(measure(bytes(files, "phone.png")).1 > 1200);
    }
}

#[test]
fn fonts_hold_what_our_own_sentences_need() {
    let own = "工伤预防宣传项目进度周报累计传播量（万人次）序时进度数量指标工作要求存在问题尚缺数据待核事项已核实首页广告图未报迟报\
               已提交、待审定自动采集校验码样例数据签订日未录入按推定口径待确认初报定稿不少于查见媒体证明位置不符未展示未查\
               0123456789,.%+−–—…·“”‘’《》：；！？／①→";
    assert_eq!(missing_glyphs(own), Vec::<char>::new());
    assert_eq!(missing_glyphs("吉𠮷吉😀"), ['😀', '𠮷']);
}
