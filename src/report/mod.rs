//! Snapshot → what people read: weekly report, pictures, tables, JSON. Files are returned in memory; no clock, no disk, no chance.
//!
//! Nothing here shows a figure that is not in the snapshot, and nothing is returned unless everything could be drawn.

pub mod annex;
pub mod chart;
pub mod clean;
pub mod export;
mod html;
mod picture;
mod summary;
pub mod view;
mod weekly;
pub mod words;

use std::error::Error;

pub use chart::font::{missing_glyphs, unpack_fonts};
pub use html::{Charts, badge, charts};
pub use weekly::{ReportFile, Weekly, weekly};

/// Why a report could not be made. Then no file of it exists.
#[derive(Debug, thiserror::Error)]
pub enum ReportError {
    /// Text of our own holds characters that the fonts cannot draw.
    #[error("画 {name} 时，字体里没有这些字：{missing}")]
    Glyphs {
        /// The picture.
        name: String,
        /// The characters.
        missing: String,
    },
    /// A picture with nothing on it.
    #[error("{name} 画出来是空白的")]
    Empty {
        /// The picture.
        name: String,
    },
    /// A plot failed.
    #[error("图表没有画成")]
    Plot {
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A picture failed.
    #[error("{name} 没有画成")]
    Picture {
        /// The picture.
        name: String,
        /// Why.
        #[source]
        source: Box<dyn Error + Send + Sync>,
    },
    /// A template failed.
    #[error("{name} 的版式没有填成")]
    Template {
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: askama::Error,
    },
    /// A workbook failed.
    #[error("工作簿 {name} 没有写成")]
    Sheet {
        /// The file or sheet.
        name: String,
        /// Why.
        #[source]
        source: rust_xlsxwriter::XlsxError,
    },
    /// A JSON document failed.
    #[error("{name} 没有写成 JSON")]
    Json {
        /// The file.
        name: String,
        /// Why.
        #[source]
        source: serde_json::Error,
    },
    /// A thread that drew pictures ended early.
    #[error("画图的线程中断了")]
    Thread,
}
