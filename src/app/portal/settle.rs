//! A week's submission handed in, sent back, approved; approved without some channels only if somebody says so, and these may come later.

use super::chase::unreported;
use super::due::standing;
use super::hand_in::{note, wrong};
use super::who::Who;
use crate::app::{App, AppError};
use crate::base::day::Week;
use crate::base::id::{ChannelId, PartnerId};
use crate::ledger::Submission;

impl App {
    /// A step of a week's submission: `handed_in`, `returned` (with a remark), `approved`; where channels are missing then, only where all of
    /// them are among those `without` which somebody chose to approve, and these may still be handed in.
    pub fn step(
        &mut self,
        who: &Who,
        partner: &PartnerId,
        week: Week,
        (to, remark): (&str, &str),
        without: &[ChannelId],
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let found = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        let from = found.as_ref().map_or("", Submission::state);
        let waiting = match &found {
            Some(s) => self.ledger.uploads(s.id)?.iter().filter(|u| u.state == "waiting").count(),
            None => 0,
        };
        match (from, to) {
            ("filling" | "returned", "handed_in") if waiting > 0 => {
                return Err(AppError::Usage(format!("还有 {waiting} 份文件没有确认，先确认入库或撤下，再提交")));
            }
            ("handed_in" | "approved", "returned") if remark.trim().is_empty() => {
                return Err(wrong("退回要写明意见，对方才知道改什么"));
            }
            ("filling" | "returned", "handed_in") | ("handed_in", "approved") | ("handed_in" | "approved", "returned") => {}
            ("", "handed_in") => return Err(wrong("这一周还没有入库的文件，先上传并确认")),
            _ => return Err(AppError::Usage(format!("现在是“{}”，不能这样操作；刷新页面看最新状态", standing(found.as_ref())))),
        }
        let missing = if to == "approved" { self.missing_in(partner, week)? } else { Vec::new() };
        let names = missing.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、");
        if missing.iter().any(|(id, _)| !without.contains(id)) {
            let says = if without.is_empty() { "还缺" } else { "缺的渠道有变化，现在缺" };
            return Err(AppError::Usage(format!("这一周{says}{names}；要先审定，请看过后勾选“缺的渠道以后补报，其余先审定”")));
        }
        let channels: Vec<ChannelId> = missing.into_iter().map(|(id, _)| id).collect();
        let change = self.ledger.change()?;
        let id = change.submission(partner, &week.to_string())?;
        if to == "approved" {
            change.approve_submission(id, now, who.id, remark.trim(), &channels)?;
        } else {
            change.submission_state(id, now, who.id, to, remark.trim())?;
        }
        note(&change, now, who, to, &format!("{partner} {week}"))?;
        if to != "handed_in" {
            let missing: Vec<&str> = channels.iter().map(ChannelId::as_str).collect();
            let body = serde_json::json!({
                "partner": partner.as_str(),
                "week": week.to_string(),
                "state": to,
                "person": who.id,
                "remark": remark.trim(),
                "missing": missing,
            });
            change.note(now, "submission", &body.to_string())?;
        }
        change.commit()?;
        Ok(())
    }

    /// Channels of a partner that are 未报 for a week, with their names.
    fn missing_in(&self, partner: &PartnerId, week: Week) -> Result<Vec<(ChannelId, String)>, AppError> {
        let Some(known) = self.defs.partners.iter().find(|p| p.id == *partner) else { return Ok(Vec::new()) };
        let snapshot = self.snapshot(week.sunday().min(self.clock.now().date()), None)?;
        Ok(unreported(known, &snapshot).into_iter().map(|ch| (ch.id.clone(), ch.name.clone())).collect())
    }
}
