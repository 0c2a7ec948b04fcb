//! Works of a waiting file that belong to the campaign only if somebody says so: all of them, however large the file, by word and date;
//! and what was said of some.

use super::hand_in::{note, wrong};
use super::preview::Tick;
use super::who::Who;
use crate::app::{App, AppError};
use crate::attain::question::{belonging_id, selection};
use crate::base::day::Day;
use crate::base::id::ChannelId;
use crate::base::text::fold;
use crate::ledger::{Submission, Upload};
use std::collections::HashMap;

/// Works said of at once: every later reading of the answers goes through the list.
pub const SAID_MAX: usize = 1_000;

/// Which works are looked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// Their titles hold this; empty: any title.
    pub word: String,
    /// Published on this day or later.
    pub from: Option<Day>,
    /// Published on this day or before.
    pub to: Option<Day>,
}

impl Sought {
    /// The works that are looked for, in their order.
    pub fn among<'t>(&self, ticks: &'t [Tick]) -> Vec<&'t Tick> {
        let word = fold(&self.word);
        let is = |t: &&Tick| fold(&t.title).contains(&word) && self.from.is_none_or(|d| t.day >= d) && self.to.is_none_or(|d| t.day <= d);
        ticks.iter().filter(is).collect()
    }
}

impl App {
    /// All works of a waiting file on a channel that can be ticked, newest first.
    pub fn tickable(&mut self, upload: &Upload, submission: &Submission, channel: &ChannelId) -> Result<Vec<Tick>, AppError> {
        if upload.state != "waiting" || submission.state() == "approved" {
            return Err(wrong("这份文件已经处理过；哪些作品属于本项目，请与工作人员联系"));
        }
        let foreign = |name: &str| wrong(&format!("“{name}”不由这家合作媒体报送，这里不能勾选"));
        let named = self.defs.channel(channel).ok_or_else(|| foreign(channel.as_str()))?;
        if named.partner != submission.partner {
            return Err(foreign(&named.name));
        }
        let now = self.clock.now();
        let mut ticks = self.with_columns(&submission.partner, |app| {
            let draft = app.drafted(upload, submission)?;
            if let Some(name) = app.foreign(&draft, &submission.partner).first() {
                return Err(foreign(name));
            }
            app.all_ticks(&upload.name, &draft, channel, now)
        })?;
        ticks.sort_by(|a, b| (b.day, &a.title).cmp(&(a.day, &b.title)));
        Ok(ticks)
    }

    /// Says of some works that they belong (true) or do not; of the others nothing. How many it changed.
    pub fn say_of_some(
        &mut self,
        who: &Who,
        upload: &Upload,
        channel: &ChannelId,
        ticks: &[Tick],
        said: &[(String, bool)],
    ) -> Result<(usize, usize), AppError> {
        let known: HashMap<&str, bool> = ticks.iter().map(|t| (t.key.as_str(), t.ticked)).collect();
        if !said.iter().all(|(key, _)| known.contains_key(key.as_str())) {
            return Err(wrong("勾选的作品与这份文件对不上；请刷新页面后再勾选"));
        }
        let mut changed: Vec<(&String, bool)> =
            said.iter().filter(|(key, on)| known.get(key.as_str()) != Some(on)).map(|(key, on)| (key, *on)).collect();
        changed.sort();
        changed.dedup_by(|a, b| a.0 == b.0);
        if changed.len() > SAID_MAX {
            return Err(AppError::Usage(format!(
                "一次最多勾选 {SAID_MAX} 条，这次有 {} 条；请用词或日期缩小范围，分几次勾选",
                changed.len()
            )));
        }
        let added = changed.iter().filter(|(_, on)| *on).count();
        let dropped = changed.len() - added;
        if !changed.is_empty() {
            let keys: Vec<String> = changed.iter().map(|(k, _)| (*k).clone()).collect();
            let choice = selection(&keys, |n| changed.get(n).is_some_and(|(_, on)| *on));
            self.note_belonging(who, upload, channel, &choice)?;
        }
        Ok((added, dropped))
    }

    /// Keeps an answer to a channel's question of belonging that was given beside a file.
    pub(super) fn note_belonging(&mut self, who: &Who, upload: &Upload, channel: &ChannelId, choice: &str) -> Result<(), AppError> {
        let now = self.clock.now();
        let question = belonging_id(channel.as_str());
        let because = format!("{}核对“{}”时勾选", who.name, upload.name);
        let change = self.ledger.change()?;
        change.answer(now, &question, choice, &because)?;
        let body = serde_json::json!({ "question": question, "choice": choice, "because": because, "person": who.id, "upload": upload.id });
        change.note(now, "answer", &body.to_string())?;
        note(&change, now, who, "belonging", &upload.name)?;
        change.commit()?;
        Ok(())
    }
}
