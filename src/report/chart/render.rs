//! SVG → PNG. Owns the frame of a picture and the checks that it is whole: every glyph there, not empty.

use super::canvas::{Canvas, DEFS};
use super::font;
use super::status::INK;
use crate::report::ReportError;
use askama::Template;
use resvg::{tiny_skia, usvg};

/// A picture with at least this many pixels that are not paper is not empty. Unit: 1/1 000 of all pixels.
const INK_PER_MILLE_MIN: usize = 4;

/// Chat programs shrink larger pictures; then the slower, tighter encoding is worth its time. Unit: bytes.
const BYTES_MAX: usize = 1_900_000;

#[derive(Template)]
#[template(path = "picture.svg", config = "src/report/askama.toml", escape = "none")]
struct Frame<'a> {
    w: u32,
    h: u32,
    ink: &'static str,
    defs: &'static str,
    body: &'a str,
}

/// The picture as SVG.
pub(crate) fn svg(name: &str, canvas: &Canvas, w: u32, h: u32) -> Result<String, ReportError> {
    let missing = canvas.missing();
    if !missing.is_empty() {
        return Err(ReportError::Glyphs { name: name.to_owned(), missing: missing.into_iter().collect() });
    }
    Frame { w, h, ink: INK, defs: DEFS, body: canvas.body() }
        .render()
        .map_err(|source| ReportError::Template { name: name.to_owned(), source })
}

/// Room to draw in, used for one picture after the other: fresh memory of that size is handed out and cleared page by page.
#[derive(Debug, Default)]
pub(crate) struct Paper {
    rgba: Vec<u8>,
    rgb: Vec<u8>,
}

/// The picture as PNG.
pub(crate) fn png(name: &str, canvas: &Canvas, w: u32, h: u32, paper: &mut Paper) -> Result<Vec<u8>, ReportError> {
    let text = svg(name, canvas, w, h)?;
    let options = usvg::Options { fontdb: font::database(), font_family: "Noto Sans SC".to_owned(), ..usvg::Options::default() };
    let tree =
        usvg::Tree::from_str(&text, &options).map_err(|source| ReportError::Picture { name: name.to_owned(), source: Box::new(source) })?;
    let empty = || ReportError::Empty { name: name.to_owned() };
    let pixels = w as usize * h as usize;
    let mut white = std::mem::take(&mut paper.rgba);
    white.clear();
    white.resize(pixels * 4, u8::MAX);
    let size = tiny_skia::IntSize::from_wh(w, h).ok_or_else(empty)?;
    let mut pixmap = tiny_skia::Pixmap::from_vec(white, size).ok_or_else(empty)?;
    resvg::render(&tree, tiny_skia::Transform::identity(), &mut pixmap.as_mut());
    let rgb = &mut paper.rgb;
    rgb.resize(pixels * 3, 0);
    let mut inked = 0_usize;
    for (to, [r, g, b, _]) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(pixmap.data().as_chunks::<4>().0) {
        *to = [*r, *g, *b];
        inked += usize::from((*r).min(*g).min(*b) < 240);
    }
    paper.rgba = pixmap.take();
    if inked * 1000 < pixels * INK_PER_MILLE_MIN {
        return Err(empty());
    }
    let fail = |source| ReportError::Picture { name: name.to_owned(), source: Box::new(source) };
    let bytes = encode(rgb, w, h, png::Compression::Fast).map_err(fail)?;
    if bytes.len() < BYTES_MAX { Ok(bytes) } else { encode(rgb, w, h, png::Compression::Balanced).map_err(fail) }
}

fn encode(rgb: &[u8], w: u32, h: u32, compression: png::Compression) -> Result<Vec<u8>, png::EncodingError> {
    let mut out = Vec::with_capacity(rgb.len() / 8);
    let mut encoder = png::Encoder::new(&mut out, w, h);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(compression);
    encoder.set_filter(png::Filter::Up);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(rgb)?;
    writer.finish()?;
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::super::canvas::{Area, Pen};
    use super::*;

    fn png(name: &str, canvas: &Canvas, w: u32, h: u32) -> Result<Vec<u8>, ReportError> {
        super::png(name, canvas, w, h, &mut Paper::default())
    }

    #[test]
    fn text_that_cannot_be_drawn_is_an_error() {
        let mut canvas = Canvas::default();
        canvas.text(10, 40, "工伤\u{1f600}", Pen::new(30));
        assert!(matches!(png("x.png", &canvas, 200, 100), Err(ReportError::Glyphs { missing, .. }) if missing == "\u{1f600}"));
    }

    #[test]
    fn an_empty_picture_is_an_error() {
        let mut canvas = Canvas::default();
        assert!(matches!(png("x.png", &canvas, 200, 100), Err(ReportError::Empty { .. })));
        canvas.rect(Area::new(0, 0, 100, 100), INK);
        assert!(png("x.png", &canvas, 200, 100).is_ok());
    }

    #[test]
    fn bold_falls_back_to_regular_and_fits_its_measure() {
        // 镕 and 喆 are in GBK and not in GB2312: the bold font lacks them.
        let mut canvas = Canvas::default();
        let w = canvas.text(0, 60, "镕喆镕喆", Pen::new(50).bold());
        assert!((190..=210).contains(&w), "{w}");
        assert!(png("x.png", &canvas, 240, 80).is_ok());
    }
}
