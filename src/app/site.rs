//! `reach.toml` in the data folder: what differs between installations.

use super::AppError;
use crate::base::diag::Diagnostic;
use crate::define::file::{Text, read};
use crate::intake::Limits;
use serde::Deserialize;
use std::path::Path;

/// The settings of an installation. Everything may be left out.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    limits: SiteLimits,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct SiteLimits {
    bytes: Option<u64>,
    rows: Option<u64>,
    unpacked_bytes: Option<u64>,
    entries: Option<u64>,
}

impl Site {
    /// Reads `reach.toml`; a missing file is an empty one.
    pub fn read_from(data: &Path) -> Result<Self, AppError> {
        let Ok(text) = std::fs::read_to_string(data.join("reach.toml")) else { return Ok(Self::default()) };
        let mut found: Vec<Diagnostic> = Vec::new();
        read(Text { path: "reach.toml", text: &text }, &mut found).ok_or(AppError::Definitions(found))
    }

    /// Limits for the command line, as set here or by default.
    pub fn limits(&self) -> Limits {
        let default = Limits::command();
        Limits {
            bytes: self.limits.bytes.unwrap_or(default.bytes),
            rows: self.limits.rows.unwrap_or(default.rows),
            unpacked_bytes: self.limits.unpacked_bytes.unwrap_or(default.unpacked_bytes),
            entries: self.limits.entries.unwrap_or(default.entries),
            ..default
        }
    }
}
