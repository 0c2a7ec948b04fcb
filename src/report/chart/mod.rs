//! Plots and pictures: fonts, a canvas of whole pixels, the plots of one campaign, rendering. Knows snapshots, never files.

pub(crate) mod calendar;
pub(crate) mod canvas;
pub(crate) mod days;
pub mod font;
pub(crate) mod gains;
pub(crate) mod matrix;
pub(crate) mod plot;
pub(crate) mod render;
pub(crate) mod status;
pub(crate) mod trend;
