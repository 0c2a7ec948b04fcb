//! A file that had gone in is taken back, by a page or by a command, and with it what it began; why it is not any more.

use super::hand_in::{note, settle, wrong};
use super::who::{Role, Who};
use crate::app::correct::UndoReceipt;
use crate::app::{App, AppError};
use crate::base::day::Week;
use crate::base::id::ImportId;
use crate::ledger::{Submission, Upload};
use crate::report::words;
use std::collections::BTreeSet;

impl App {
    /// Why a file that had gone in is not taken back any more: what was approved is not. A partner takes nothing of an approved week back,
    /// whatever page it came on; where staff do so, the week waits to be approved once more. Told with what can be done.
    pub fn holds_back(&self, who: &Who, upload: &Upload, submission: &Submission) -> Result<Option<String>, AppError> {
        let Some(import) = upload.import else { return Ok(None) };
        if !self.is_open(upload, submission)? {
            return Ok(Some("这一周的报送已审定，不能撤销；要撤销的，请工作人员退回这一周".to_owned()));
        }
        if !matches!(who.role, Role::Partner(_)) {
            return Ok(None);
        }
        let (shut, open) = self.closed_by(&submission.partner, import)?;
        if shut.is_empty() {
            return Ok(None);
        }
        let named = |weeks: &BTreeSet<Week>| weeks.iter().map(|w| words::week(*w)).collect::<Vec<_>>().join("、");
        let rest = if open.is_empty() {
            String::new()
        } else {
            format!("{}的数有错的，改好那几行再传一次，新的代替原来的；", named(&open))
        };
        let shut = named(&shut);
        Ok(Some(format!("这份文件里有{shut}的数据，已审定，整份不能撤销；{rest}要撤销整份的，请工作人员退回{shut}")))
    }

    /// Whether a file that had gone in belongs to what its week has not approved.
    fn is_open(&self, upload: &Upload, submission: &Submission) -> Result<bool, AppError> {
        let (Some(import), "taken") = (upload.import, upload.state.as_str()) else { return Ok(false) };
        let Some(open) = submission.approved_without() else { return Ok(true) };
        let channels = self.ledger.channels_of_import(import)?;
        Ok(!channels.is_empty() && channels.iter().all(|c| open.contains(c)))
    }

    /// Takes a file back that had gone in; until approval.
    pub fn take_back(&mut self, who: &Who, upload: &Upload, submission: &Submission) -> Result<Vec<String>, AppError> {
        let (Some(import), "taken") = (upload.import, upload.state.as_str()) else {
            return Err(wrong("这份文件没有数据入库，不用撤销"));
        };
        if let Some(why) = self.holds_back(who, upload, submission)? {
            return Err(AppError::Usage(why));
        }
        let now = self.clock.now();
        let ends = self.ends_round(upload, submission)?;
        let receipt = self.undo_by(import, Some(who.id), |change| {
            settle(change, upload, ("taken", "undone"), None)?;
            if ends {
                change.submission_state(submission.id, now, who.id, "undone", "")?;
            }
            note(change, now, who, "undo", &upload.name)
        })?;
        Ok(receipt.kept)
    }

    /// Whether nothing stands of what came since a week was last decided about once a file is taken back: the week stands as it did before.
    fn ends_round(&self, upload: &Upload, submission: &Submission) -> Result<bool, AppError> {
        let mut others = self.ledger.uploads(submission.id)?;
        others.retain(|u| u.id != upload.id);
        let stands = others.iter().map(|u| self.is_open(u, submission)).collect::<Result<Vec<_>, _>>()?.contains(&true);
        Ok(!stands && matches!(submission.state(), "filling" | "handed_in"))
    }

    /// Takes an import back. Where it came through the portal its file and its week show it, as if it had been taken back there.
    pub fn undo(&mut self, import: ImportId) -> Result<UndoReceipt, AppError> {
        let Some(upload) = self.ledger.upload_of(import)?.filter(|u| u.state == "taken") else {
            return self.undo_by(import, None, |_| Ok(()));
        };
        let submission = self.ledger.submission(upload.submission)?;
        let ends = submission.map(|s| self.ends_round(&upload, &s)).transpose()?.unwrap_or(false);
        let now = self.clock.now();
        self.undo_by(import, None, |change| {
            settle(change, &upload, ("taken", "undone"), None)?;
            if ends {
                change.end_round(upload.id, now)?;
            }
            Ok(())
        })
    }
}
