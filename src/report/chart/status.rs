//! Status by colour and shape, and the few colours of every page. Words come from the verdict itself.

use crate::attain::snapshot::Verdict;

/// What matters.
pub(crate) const INK: &str = "#1d2733";
/// What is secondary.
pub(crate) const GREY: &str = "#5c6773";
/// Rules between rows.
pub(crate) const LINE: &str = "#dfe4e9";
/// The empty part of a bar.
pub(crate) const TRACK: &str = "#e9edf1";
/// The accent.
pub(crate) const ACCENT: &str = "#0f5e7d";
/// A light shade of the accent.
pub(crate) const TINT: &str = "#dbe9ef";
/// Behind blocks of text.
pub(crate) const PAPER: &str = "#f5f7f9";
/// Behind problems.
pub(crate) const WARM: &str = "#fdf3ef";
/// The series, the accent first. Each differs from its neighbours in lightness, so that grey print tells them apart.
pub(crate) const SERIES: [&str; 6] = [ACCENT, "#6aa9bf", "#e6cf9a", "#2f3b45", "#a9b4bd", "#8b7fb8"];

/// The colour of a verdict.
pub(crate) fn colour(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Achieved | Verdict::OnTrack => "#1b7f4b",
        Verdict::Warning => "#9a6412",
        Verdict::Behind => "#c2410c",
        Verdict::FarBehind | Verdict::Missed => "#a31621",
        Verdict::ToConfirm => "#5b4bb5",
        Verdict::NotStarted => GREY,
    }
}

/// The shape of a verdict inside a 16 × 16 box.
pub(crate) fn shape(verdict: Verdict) -> String {
    let c = colour(verdict);
    match verdict {
        Verdict::Achieved => {
            format!(
                r##"<circle cx="8" cy="8" r="7.4" fill="{c}"/><path d="M4.4 8.3l2.5 2.6 4.7-5.2" stroke="#fff" stroke-width="2.2" fill="none"/>"##
            )
        }
        Verdict::OnTrack => format!(r#"<circle cx="8" cy="8" r="7.4" fill="{c}"/>"#),
        Verdict::Warning => r##"<path d="M8 .8L15.6 14.8H.4Z" fill="#b7791f"/>"##.to_owned(),
        Verdict::Behind => format!(r#"<rect x="1.4" y="1.4" width="13.2" height="13.2" fill="{c}"/>"#),
        Verdict::FarBehind | Verdict::Missed => format!(
            r##"<rect x="1" y="1" width="14" height="14" fill="{c}"/><path d="M4.6 4.6l6.8 6.8m0-6.8l-6.8 6.8" stroke="#fff" stroke-width="2.2" fill="none"/>"##
        ),
        Verdict::ToConfirm => format!(r#"<path d="M8 .2L15.8 8 8 15.8 .2 8Z" fill="{c}"/>"#),
        Verdict::NotStarted => format!(r#"<circle cx="8" cy="8" r="6" fill="none" stroke="{c}" stroke-width="2.6"/>"#),
    }
}

/// How bad a verdict is, worst first, for sorting problems.
pub(crate) fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Missed => 0,
        Verdict::FarBehind => 1,
        Verdict::Behind => 2,
        Verdict::ToConfirm => 3,
        Verdict::Warning => 4,
        Verdict::OnTrack => 5,
        Verdict::Achieved => 6,
        Verdict::NotStarted => 7,
    }
}
