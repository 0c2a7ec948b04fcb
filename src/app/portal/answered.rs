//! What was answered, and taken back again: by those who settle the campaign, with a reason. Nothing is deleted; what was asked is open again.

use super::hand_in::note;
use super::history::{Told, questions};
use super::who::{Role, Who};
use crate::app::{App, AppError};
use crate::base::day::Moment;
use crate::base::id::{CampaignId, ChannelId};
use crate::ledger::{Entry, GivenAnswer};
use serde_json::Value;
use std::collections::HashMap;

/// So many answers are looked through; earlier ones stand in the journal.
const ANSWERS_MAX: usize = 500;

/// An answer that was given.
#[derive(Debug)]
pub struct AnsweredEntry {
    /// The entry, told.
    pub told: Told,
    /// The answer with its number, and whether it was taken back; `None`: it is no longer known.
    pub given: Option<GivenAnswer>,
    /// Whether whoever looks at it may take it back.
    pub settles: bool,
}

fn text<'v>(body: &'v Value, key: &str) -> &'v str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

/// The answer of an entry.
fn is_of(given: &GivenAnswer, at: Moment, body: &Value) -> bool {
    (given.answer.at, given.answer.question.as_str(), given.answer.choice.as_str()) == (at, text(body, "question"), text(body, "choice"))
}

impl App {
    /// Answers to questions that somebody may look at, newest first: of one campaign, or of all. Of those ticked beside a file that was taken
    /// back nothing stands.
    pub fn answered(&self, who: &Who, campaign: Option<&CampaignId>) -> Result<Vec<AnsweredEntry>, AppError> {
        let channels = questions(self);
        let given = self.ledger.answers_given()?;
        let mut kept = Vec::new();
        for entry in self.ledger.journal_latest(&["answer"], (Moment(0), 0), ANSWERS_MAX)? {
            let body: Value = serde_json::from_str(&entry.body).unwrap_or_default();
            if body.get("withdraws").is_some() || !self.stands_with_its_file(&body)? {
                continue;
            }
            let (named, channel) = self.asked_of(&channels, &body);
            let reads = match who.role {
                Role::Leader | Role::Expert(_) => self.defs.campaign(&named).is_some_and(|c| who.reads(c, &self.defs)),
                // An answer by command names no campaign.
                _ => who.is_asked(&named, &channel, &self.defs) || who.settles_all(),
            };
            if reads && campaign.is_none_or(|c| *c == named) {
                let one = given.iter().find(|g| is_of(g, entry.at, &body)).cloned();
                kept.push((entry, one, self.may_settle(who, &named)));
            }
        }
        let (entries, more): (Vec<Entry>, Vec<_>) = kept.into_iter().map(|(entry, given, settles)| (entry, (given, settles))).unzip();
        let told = self.told(entries)?.into_iter().zip(more);
        Ok(told.map(|(told, (given, settles))| AnsweredEntry { told, given, settles }).collect())
    }

    /// Takes an answer back: what it decided is asked again, unless an earlier answer speaks of it. Who does not settle its campaign finds none.
    pub fn withdraw_answer(&mut self, who: &Who, id: i64, because: &str) -> Result<Option<()>, AppError> {
        let Some(given) = self.ledger.answers_given()?.into_iter().find(|g| g.id == id) else { return Ok(None) };
        let entries = self.ledger.journal_of("answer", given.answer.at)?;
        let bodies = entries.into_iter().take_while(|e| e.at == given.answer.at).map(|e| serde_json::from_str(&e.body).unwrap_or_default());
        let Some(mut body) = bodies.into_iter().find(|b: &Value| is_of(&given, given.answer.at, b)) else { return Ok(None) };
        let (campaign, _) = self.asked_of(&questions(self), &body);
        if !self.may_settle(who, &campaign) {
            return Ok(None);
        }
        if let Some(back) = &given.withdrawn {
            return Err(AppError::Usage(format!("这项答复已由{}于{}撤回", back.person, back.at.zh())));
        }
        if !self.stands_with_its_file(&body)? {
            return Err(AppError::Usage("这项答复是随文件勾选的，文件已撤销，答复也不再算数，不用撤回".to_owned()));
        }
        let now = self.clock.now();
        if let Some(fields) = body.as_object_mut() {
            // The file stays, and stands for itself.
            fields.remove("upload");
            fields
                .extend([("withdraws", id.into()), ("because", because.into()), ("person", who.id.into())].map(|(k, v)| (k.to_owned(), v)));
        }
        let change = self.ledger.change()?;
        change.withdraw_answer(id, (now, who.id), because)?;
        change.note(now, "answer", &body.to_string())?;
        note(&change, now, who, "answer_withdrawn", text(&body, "question"))?;
        change.commit()?;
        Ok(Some(()))
    }

    /// What was ticked beside a file stands as long as the file.
    fn stands_with_its_file(&self, body: &Value) -> Result<bool, AppError> {
        let Some(id) = body.get("upload").and_then(Value::as_i64) else { return Ok(true) };
        Ok(self.ledger.upload(id)?.is_some_and(|u| matches!(u.state.as_str(), "taken" | "resent")))
    }

    /// The campaign and the channel's name that an answer is about.
    fn asked_of(&self, channels: &HashMap<String, ChannelId>, body: &Value) -> (CampaignId, String) {
        match channels.get(text(body, "question")).and_then(|id| self.defs.channel(id)) {
            Some(c) => (c.campaign.clone(), c.name.clone()),
            None => (CampaignId::new(text(body, "campaign")), text(body, "channel").to_owned()),
        }
    }

    fn may_settle(&self, who: &Who, campaign: &CampaignId) -> bool {
        self.defs.campaign(campaign).map_or_else(|| who.settles_all(), |c| who.settles(c))
    }
}
