//! A drawing of whole pixels that becomes SVG: text that fits, bars, badges, hatching. Every character drawn is remembered for the glyph check.

use super::font;
use super::status::{self, ACCENT, INK, TRACK};
use crate::attain::snapshot::Verdict;
use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

/// A rectangle. Unit: pixels.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub(crate) x: i64,
    pub(crate) y: i64,
    pub(crate) w: i64,
    pub(crate) h: i64,
}

impl Area {
    pub(crate) fn new(x: i64, y: i64, w: i64, h: i64) -> Self {
        Self { x, y, w, h }
    }

    pub(crate) fn right(self) -> i64 {
        self.x + self.w
    }

    pub(crate) fn bottom(self) -> i64 {
        self.y + self.h
    }
}

/// Where a text hangs on its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Anchor {
    Start,
    Middle,
    End,
}

/// How a text looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pen {
    pub(crate) size: i64,
    pub(crate) bold: bool,
    pub(crate) colour: &'static str,
    pub(crate) anchor: Anchor,
}

impl Pen {
    pub(crate) fn new(size: i64) -> Self {
        Self { size, bold: false, colour: INK, anchor: Anchor::Start }
    }

    pub(crate) fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub(crate) fn colour(self, colour: &'static str) -> Self {
        Self { colour, ..self }
    }

    pub(crate) fn end(self) -> Self {
        Self { anchor: Anchor::End, ..self }
    }

    pub(crate) fn middle(self) -> Self {
        Self { anchor: Anchor::Middle, ..self }
    }

    pub(crate) fn width(self, text: &str) -> i64 {
        font::width(text, self.size, self.bold)
    }
}

/// Patterns that every drawing may use. Ids start with `r-` so that they do not meet others on a page.
pub(crate) const DEFS: &str = concat!(
    r##"<defs><pattern id="r-hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">"##,
    r##"<rect width="7" height="7" fill="#dbe9ef"/><rect width="2.4" height="7" fill="#0f5e7d"/></pattern>"##,
    r##"<pattern id="r-open" width="8" height="8" patternUnits="userSpaceOnUse">"##,
    r##"<rect width="8" height="8" fill="#f1ecdc"/><circle cx="2" cy="2" r="1.3" fill="#8a6d1f"/>"##,
    r##"<circle cx="6" cy="6" r="1.3" fill="#8a6d1f"/></pattern></defs>"##
);

/// A drawing under way.
#[derive(Debug, Default)]
pub(crate) struct Canvas {
    svg: String,
    chars: BTreeSet<char>,
}

impl Canvas {
    /// The elements drawn so far.
    pub(crate) fn body(&self) -> &str {
        &self.svg
    }

    /// The characters drawn so far that no font can show.
    pub(crate) fn missing(&self) -> Vec<char> {
        font::missing_glyphs(&self.chars.iter().collect::<String>())
    }

    /// A drawing for a page: scales with its place, patterns come from the page.
    pub(crate) fn inline(&self, w: i64, h: i64, label: &str) -> String {
        format!(r#"<svg class="plot" viewBox="0 0 {w} {h}" role="img" aria-label="{}">{}</svg>"#, escape(label), self.svg)
    }

    fn add(&mut self, element: fmt::Arguments<'_>) {
        self.svg.write_fmt(element).expect("a string takes whatever is written into it");
    }

    /// A line of text with its baseline at `y`; gives its width.
    pub(crate) fn text(&mut self, x: i64, y: i64, text: &str, pen: Pen) -> i64 {
        if text.is_empty() {
            return 0;
        }
        self.chars.extend(text.chars());
        let weight = if pen.bold { r#" font-weight="700""# } else { "" };
        let anchor = match pen.anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        self.add(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{}"{weight}{anchor} fill="{}" xml:space="preserve">{}</text>"#,
            pen.size,
            pen.colour,
            escape(&text.chars().map(font::drawn_as).collect::<String>())
        ));
        pen.width(text)
    }

    /// A line of text cut to a width; gives its width.
    pub(crate) fn fit(&mut self, x: i64, y: i64, max: i64, text: &str, pen: Pen) -> i64 {
        let short = font::fit(text, pen.size, pen.bold, max);
        self.text(x, y, &short, pen)
    }

    /// A figure that must not lose a digit: drawn smaller where it is too wide, cut only below 60 % of its size; gives its width.
    pub(crate) fn shrink(&mut self, x: i64, y: i64, max: i64, text: &str, pen: Pen) -> i64 {
        let mut small = pen;
        while small.width(text) > max && small.size * 10 > pen.size * 6 {
            small.size -= 1;
        }
        self.fit(x, y, max, text, small)
    }

    /// A paragraph of at most `lines` lines, the first baseline at `y`; gives the number of lines drawn.
    pub(crate) fn wrap(&mut self, x: i64, y: i64, max: i64, lines: usize, text: &str, pen: Pen) -> i64 {
        let mut line_y = y;
        let mut drawn = 0;
        for line in font::wrap(text, pen.size, pen.bold, max, lines) {
            self.text(x, line_y, &line, pen);
            line_y += pen.size * 3 / 2;
            drawn += 1;
        }
        drawn
    }

    /// A filled rectangle.
    pub(crate) fn rect(&mut self, a: Area, fill: &str) {
        self.round(a, 0, fill);
    }

    /// A filled rectangle with round corners.
    pub(crate) fn round(&mut self, a: Area, radius: i64, fill: &str) {
        if a.w <= 0 || a.h <= 0 {
            return;
        }
        let rx = if radius > 0 { format!(r#" rx="{radius}""#) } else { String::new() };
        self.add(format_args!(r#"<rect x="{}" y="{}" width="{}" height="{}"{rx} fill="{fill}"/>"#, a.x, a.y, a.w, a.h));
    }

    /// A straight line.
    pub(crate) fn line(&mut self, from: (i64, i64), to: (i64, i64), colour: &str, width: i64, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(r#" stroke-dasharray="{dash}""#) };
        self.add(format_args!(
            r#"<line x1="{}" y1="{}" x2="{}" y2="{}" stroke="{colour}" stroke-width="{width}"{dash}/>"#,
            from.0, from.1, to.0, to.1
        ));
    }

    /// Anything else, already SVG and without text.
    pub(crate) fn raw(&mut self, svg: &str) {
        self.svg.push_str(svg);
    }

    /// Words that a page shows while the pointer rests on a place; nothing is drawn.
    pub(crate) fn hover(&mut self, place: Area, words: &str) {
        let Area { x, y, w: wide, h: high } = place;
        if wide > 0 && high > 0 {
            let words = escape(words);
            self.add(format_args!(
                r#"<rect x="{x}" y="{y}" width="{wide}" height="{high}" fill="none" pointer-events="all"><title>{words}</title></rect>"#
            ));
        }
    }

    /// The shape of a verdict in a square.
    pub(crate) fn badge(&mut self, x: i64, y: i64, side: i64, verdict: Verdict) {
        let shape = status::shape(verdict);
        self.add(format_args!(r#"<svg x="{x}" y="{y}" width="{side}" height="{side}" viewBox="0 0 16 16">{shape}</svg>"#));
    }

    /// Shape and word of a verdict ending at `right`, baseline `y`.
    pub(crate) fn verdict_end(&mut self, right: i64, y: i64, size: i64, verdict: Verdict) -> i64 {
        let pen = Pen::new(size).bold().colour(status::colour(verdict)).end();
        let w = self.text(right, y, verdict.zh(), pen);
        let side = size * 9 / 10;
        self.badge(right - w - side - size / 3, y - size * 83 / 100, side, verdict);
        w + side + size / 3
    }

    /// A bar: proven part solid, possible part hatched, pace as a tick. Shares in 1/10 000 of the whole bar.
    pub(crate) fn bar(&mut self, a: Area, low: i64, high: i64, open: bool, pace: Option<i64>) {
        let at = |share: i64| share.clamp(0, 10_000) * a.w / 10_000;
        self.rect(a, TRACK);
        let (solid, possible) = (at(low), at(high));
        if possible > solid {
            self.rect(Area::new(a.x + solid, a.y, possible - solid, a.h), "url(#r-hatch)");
        }
        // What is proved is never invisible, however little.
        let solid = if low > 0 { solid.max(3) } else { 0 };
        self.rect(Area::new(a.x, a.y, solid, a.h), ACCENT);
        if open && low < 10_000 {
            let (x, y, s) = (a.x + possible.max(solid) + 5, a.y, a.h);
            self.add(format_args!(
                r#"<path d="M{x} {y}l{} {}l{} {}" fill="none" stroke="{ACCENT}" stroke-width="3"/>"#,
                s / 2,
                s / 2,
                -(s / 2),
                s / 2
            ));
        }
        if let Some(p) = pace {
            let x = a.x + at(p);
            let tick = (a.h / 3).max(4);
            self.line((x, a.y - tick), (x, a.bottom() + tick), "#fff", 7, "");
            self.line((x, a.y - tick), (x, a.bottom() + tick), INK, 3, "");
        }
    }
}

/// Text as it may stand in SVG and HTML.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}
