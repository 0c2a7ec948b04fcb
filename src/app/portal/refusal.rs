//! A file of which nothing can go in as it stands: it is kept and told with what to do, and its week does not wait for it.

use super::Who;
use super::hand_in::{Look, settle};
use crate::app::submit::{Receipt, Way};
use crate::app::{App, AppError};
use crate::base::diag::Diagnostic;
use crate::ledger::Upload;
use std::collections::BTreeMap;

impl Look {
    /// Why nothing of it can go in; `None`: something can, or somebody has to say more of it first.
    fn refusal(&self) -> Option<String> {
        if self.may_take_good() || !self.receipt.needs.is_empty() || self.receipt.resent {
            return None;
        }
        if !self.foreign.is_empty() {
            return Some(format!("不归贵方报送的渠道：{}", self.foreign.join("、")));
        }
        Some(self.closed.first().cloned().unwrap_or_else(|| first_error(&self.receipt)))
    }
}

/// The first thing that is wrong with a file, with what to do.
pub fn first_error(receipt: &Receipt) -> String {
    let first = receipt.found.iter().find(|d| d.is_error());
    first.map_or_else(
        || "没有能入库的行".to_owned(),
        |d: &Diagnostic| format!("{} {}：{}", d.place.cell(), d.title(), d.remedy).trim().to_owned(),
    )
}

impl App {
    /// Settles whether a file waits for somebody or is refused, by what can be made of it now. True: refused.
    pub fn sort_out(&mut self, who: &Who, id: i64) -> Result<bool, AppError> {
        let Some((upload, submission)) = self.upload_with(id)? else { return Ok(false) };
        let state = upload.state.clone();
        if !matches!(state.as_str(), "waiting" | "refused") {
            return Ok(false);
        }
        let why = self.weighed_only(who, upload.clone(), submission)?.refusal();
        let refused = why.is_some();
        match (state.as_str(), why) {
            ("waiting", Some(why)) => self.refuse(who, &upload, Way::Portal, &why)?,
            ("refused", None) => {
                let change = self.ledger.change()?;
                settle(&change, &upload, ("refused", "waiting"), None)?;
                change.commit()?;
            }
            _ => {}
        }
        Ok(refused)
    }

    /// Notes that nothing of a waiting file can go in, and why. Its bytes stay as evidence.
    pub fn refuse(&mut self, who: &Who, upload: &Upload, way: Way, why: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let change = self.ledger.change()?;
        settle(&change, upload, ("waiting", "refused"), None)?;
        let files = [serde_json::json!({ "name": upload.name, "sha256": upload.digest.to_string() })];
        let body = serde_json::json!({ "files": files, "upload": upload.id, "way": way.name(), "person": who.id, "because": why });
        change.note(now, "refused", &body.to_string())?;
        Ok(change.commit()?)
    }

    /// Of files that were refused, why: by upload.
    pub fn refusals(&self, uploads: &[Upload]) -> Result<BTreeMap<i64, String>, AppError> {
        let refused = || uploads.iter().filter(|u| u.state == "refused");
        let Some(first) = refused().map(|u| u.at).min() else { return Ok(BTreeMap::new()) };
        let noted = self.ledger.journal_of("refused", first)?.into_iter().filter_map(|e| {
            let body: serde_json::Value = serde_json::from_str(&e.body).ok()?;
            let upload = body.get("upload")?.as_i64().filter(|id| refused().any(|u| u.id == *id))?;
            Some((upload, body.get("because")?.as_str()?.to_owned()))
        });
        Ok(noted.collect())
    }
}
