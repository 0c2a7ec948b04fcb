//! A week's submission handed in, sent back, approved; approved without some channels only if somebody says so, and these may come later.

use super::chase::unreported;
use super::due::standing;
use super::hand_in::{note, wrong};
use super::who::{Who, works_for};
use crate::app::{App, AppError};
use crate::attain::snapshot::{CampaignSnapshot, Snapshot};
use crate::base::count::Span;
use crate::base::day::Week;
use crate::base::digest::Digest;
use crate::base::id::{ChannelId, PartnerId};
use crate::base::text::quoted;
use crate::define::Definitions;
use crate::ledger::{Submission, Totals, Upload};
use crate::model::target::TargetClass;
use std::collections::BTreeSet;

/// What an approval goes by: a week of a partner as it stands in one state of the ledger. It is made before anybody is kept from writing.
#[derive(Debug)]
pub struct Basis {
    /// The journal's last entry before it was made.
    end: i64,
    /// Channels that are 未报, with their names.
    missing: Vec<(ChannelId, String)>,
    /// What each channel comes to.
    totals: Totals,
    /// Channels without any number, ever: nothing is not 0.
    silent: BTreeSet<ChannelId>,
    /// The week is over and there are numbers of it, however they came.
    has_data: bool,
    /// A short sign for what is approved: it changes with it.
    state: String,
}

impl Basis {
    /// What the page of the approval carries, so that nothing else is approved than what was seen on it.
    pub fn state(&self) -> &str {
        &self.state
    }
}

/// A short sign for the figures of a partner's week: what is missing, what each channel comes to, how each 数量指标 stands.
fn state(defs: &Definitions, partner: &PartnerId, snapshot: &Snapshot, missing: &[(ChannelId, String)], totals: &Totals) -> String {
    let missing: Vec<&str> = missing.iter().map(|(id, _)| id.as_str()).collect();
    let totals: Vec<_> = totals.iter().map(|(id, span)| (id.as_str(), span.low, span.high)).collect();
    let mine = |c: &&CampaignSnapshot| defs.campaign(&c.id).is_some_and(|d| works_for(partner, d, defs));
    let indicators: Vec<_> = snapshot
        .campaigns
        .iter()
        .filter(mine)
        .flat_map(|c| c.targets.iter().filter(|t| t.class == TargetClass::Indicator))
        .map(|t| (t.id.as_str(), t.actual.low, t.actual.high, t.verdict.name()))
        .collect();
    let all = serde_json::json!([missing, totals, indicators]).to_string();
    Digest::of(all.as_bytes()).to_string().chars().take(16).collect()
}

impl App {
    /// What the approval of a partner's week would go by: the snapshot of its day, and the journal's last entry before that was made.
    pub fn basis(&self, partner: &PartnerId, snapshot: &Snapshot, end: i64) -> Basis {
        let known = self.defs.partners.iter().find(|p| p.id == *partner);
        let missing = known.map(|p| unreported(p, snapshot)).unwrap_or_default();
        let own = |id: &ChannelId| self.defs.channel(id).is_some_and(|c| c.partner == *partner);
        let missing: Vec<_> = missing.into_iter().map(|ch| (ch.id.clone(), ch.name.clone())).collect();
        let channels = snapshot.campaigns.iter().flat_map(|c| &c.channels).filter(|ch| own(&ch.id));
        let silent = channels.clone().filter(|ch| ch.last_reading.is_none()).map(|ch| ch.id.clone()).collect();
        let totals: Totals = channels.map(|ch| (ch.id.clone(), ch.value)).collect();
        let state = state(&self.defs, partner, snapshot, &missing, &totals);
        Basis { end, missing, totals, silent, has_data: self.has_data(partner, snapshot), state }
    }

    /// Whether a week is over and any channel of a partner has a number of it: handed in, brought by a command, or collected.
    pub fn has_data(&self, partner: &PartnerId, snapshot: &Snapshot) -> bool {
        let week = snapshot.as_of.week();
        let own = |id: &ChannelId| self.defs.channel(id).is_some_and(|c| c.partner == *partner);
        let mut channels = snapshot.campaigns.iter().flat_map(|c| &c.channels).filter(|ch| own(&ch.id));
        week.sunday() < self.clock.now().date() && channels.any(|ch| ch.last_reading.is_some_and(|d| d.week() == week))
    }

    /// Approves a partner's week by what it came to a moment ago, which is what somebody saw ([`Basis::state`]) or else is not approved.
    /// Where channels are missing then, only where all of them are among those `without` which somebody chose to approve, and these may
    /// still be handed in. A week that nobody handed in is approved where there are numbers of it, and none while a file of it waits.
    /// False: the ledger has changed since, and nothing was done.
    pub fn approve(
        &mut self,
        who: &Who,
        (partner, week): (&PartnerId, Week),
        basis: &Basis,
        (remark, seen): (&str, &str),
        without: &[ChannelId],
    ) -> Result<bool, AppError> {
        let found = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        let changed = |s: &Submission| s.state() == "approved" && s.approval().is_some_and(|a| a.totals != basis.totals);
        let from = found.as_ref().map_or("", Submission::state);
        let may = from == "handed_in" || from.is_empty() && basis.has_data;
        if !may && !found.as_ref().is_some_and(changed) {
            return Err(not_now(found.as_ref()));
        }
        let waiting = self.waiting_in(found.as_ref())?;
        if !waiting.is_empty() {
            let names = waiting.iter().map(|u| quoted(&u.name)).collect::<Vec<_>>().join("、");
            return Err(AppError::Usage(format!("还有文件没有确认：{names}；先确认入库或撤下，再审定")));
        }
        let names = basis.missing.iter().map(|(_, name)| name.as_str()).collect::<Vec<_>>().join("、");
        if basis.missing.iter().any(|(id, _)| !without.contains(id)) {
            let says = if without.is_empty() { "还缺" } else { "缺的渠道有变化，现在缺" };
            return Err(AppError::Usage(format!("这一周{says}{names}；要先审定，请看过后勾选“缺的渠道以后补报，其余先审定”")));
        }
        if seen != basis.state {
            return Err(wrong("打开页面以后数据有变化，请再看一遍"));
        }
        let now = self.clock.now();
        let change = self.ledger.change()?;
        if change.journal_end()? != basis.end {
            return Ok(false);
        }
        let id = change.submission(partner, &week.to_string())?;
        let channels: Vec<ChannelId> = basis.missing.iter().map(|(id, _)| id.clone()).collect();
        change.approve_submission(id, (now, who.id, remark.trim()), &channels, &basis.totals)?;
        note(&change, now, who, "approved", &format!("{partner} {week}"))?;
        let missing: Vec<&str> = channels.iter().map(ChannelId::as_str).collect();
        let come_to = |(c, s): (&ChannelId, &Span)| {
            let told = if basis.silent.contains(c) { serde_json::Value::Null } else { serde_json::json!([s.low, s.high]) };
            (c.to_string(), told)
        };
        let totals: serde_json::Map<_, _> = basis.totals.iter().map(come_to).collect();
        let body = serde_json::json!({
            "partner": partner.as_str(),
            "week": week.to_string(),
            "state": "approved",
            "person": who.id,
            "remark": remark.trim(),
            "missing": missing,
            "totals": totals,
        });
        change.note(now, "submission", &body.to_string())?;
        change.commit()?;
        Ok(true)
    }

    /// Files of a week that wait for somebody to look at them.
    fn waiting_in(&self, submission: Option<&Submission>) -> Result<Vec<Upload>, AppError> {
        let mut files = submission.map(|s| self.ledger.uploads(s.id)).transpose()?.unwrap_or_default();
        files.retain(|u| u.state == "waiting");
        Ok(files)
    }

    /// A week's submission is `handed_in`, or `returned` with a remark.
    pub fn step(&mut self, who: &Who, partner: &PartnerId, week: Week, (to, remark): (&str, &str)) -> Result<(), AppError> {
        let now = self.clock.now();
        let found = self.ledger.submissions(Some(partner), Some(&week.to_string()))?.pop();
        let from = found.as_ref().map_or("", Submission::state);
        let waiting = self.waiting_in(found.as_ref())?.len();
        match (from, to) {
            ("filling" | "returned", "handed_in") if waiting > 0 => {
                return Err(AppError::Usage(format!("还有 {waiting} 份文件没有确认，先确认入库或撤下，再提交")));
            }
            ("handed_in" | "approved", "returned") if remark.trim().is_empty() => {
                return Err(wrong("退回要写明意见，对方才知道改什么"));
            }
            ("filling" | "returned", "handed_in") | ("handed_in" | "approved", "returned") => {}
            ("", "handed_in") => return Err(wrong("这一周还没有入库的文件，先上传并确认")),
            _ => return Err(not_now(found.as_ref())),
        }
        let change = self.ledger.change()?;
        let id = change.submission(partner, &week.to_string())?;
        change.submission_state(id, now, who.id, to, remark.trim())?;
        note(&change, now, who, to, &format!("{partner} {week}"))?;
        if to == "returned" {
            let body = serde_json::json!({
                "partner": partner.as_str(),
                "week": week.to_string(),
                "state": to,
                "person": who.id,
                "remark": remark.trim(),
                "missing": [],
            });
            change.note(now, "submission", &body.to_string())?;
        }
        change.commit()?;
        Ok(())
    }
}

fn not_now(found: Option<&Submission>) -> AppError {
    AppError::Usage(format!("现在是“{}”，不能这样操作；刷新页面看最新状态", standing(found)))
}
