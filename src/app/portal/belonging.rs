//! Works of a waiting file that belong to the campaign only if somebody says so: all of them, however large the file, by word and date;
//! and what was said of some. What is ticked lies beside the file and becomes an answer when the file is taken in; a file that is withdrawn
//! leaves nothing.

use super::hand_in::{note, wrong};
use super::preview::Tick;
use super::who::Who;
use crate::app::{App, AppError};
use crate::attain::question::{belonging_id, selection};
use crate::base::day::{Day, Moment};
use crate::base::id::{ChannelId, ImportId};
use crate::base::text::fold;
use crate::ledger::{Change, Submission, Upload, UploadTick};
use crate::model::fact::AnswerFact;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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

/// Works of a file that somebody ticked in or left out.
#[derive(Debug, Clone)]
pub struct Ticked {
    /// The file's number.
    pub upload: i64,
    /// Its name.
    pub file: String,
    /// The channel's name.
    pub channel: String,
    /// Who, by name.
    pub person: String,
    /// When.
    pub at: Moment,
    /// Titles that were said to belong, as they are compared.
    pub inside: Vec<String>,
    /// Titles that were said not to.
    pub outside: Vec<String>,
}

impl Ticked {
    fn follow(&mut self, later: Self) {
        for list in [&mut self.inside, &mut self.outside] {
            list.retain(|t| !later.inside.contains(t) && !later.outside.contains(t));
        }
        self.inside.extend(later.inside);
        self.outside.extend(later.outside);
        (self.person, self.at) = (later.person, later.at);
    }
}

impl App {
    /// All works of a waiting file on a channel that can be ticked, newest first.
    pub fn tickable(&mut self, upload: &Upload, submission: &Submission, channel: &ChannelId) -> Result<Vec<Tick>, AppError> {
        if upload.state != "waiting" || submission.is_locked() {
            return Err(wrong("这份文件已经处理过；哪些作品属于本项目，请与工作人员联系"));
        }
        let foreign = |name: &str| wrong(&format!("“{name}”不由这家合作媒体报送，这里不能勾选"));
        let named = self.defs.channel(channel).ok_or_else(|| foreign(channel.as_str()))?;
        if named.partner != submission.partner {
            return Err(foreign(&named.name));
        }
        let request = self.request(upload, submission, true, false)?;
        let said = self.answers_beside(upload)?;
        let mut ticks = self.with_columns(&submission.partner, |app| {
            let weighed = app.weigh(request)?;
            if let Some(name) = app.foreign(&weighed, &submission.partner).first() {
                return Err(foreign(name));
            }
            app.all_ticks(&weighed, &said, channel)
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
            self.tick(who, upload, channel, changed.iter().map(|(key, on)| (key.as_str(), *on)))?;
        }
        Ok((added, dropped))
    }

    fn tick<'k>(
        &mut self,
        who: &Who,
        upload: &Upload,
        channel: &ChannelId,
        said: impl Iterator<Item = (&'k str, bool)>,
    ) -> Result<(), AppError> {
        let now = self.clock.now();
        let change = self.ledger.change()?;
        change.tick(upload.id, channel, said, who.id, now)?;
        note(&change, now, who, "belonging", &upload.name)?;
        change.commit()?;
        Ok(())
    }

    /// What was ticked beside a file, as the answers that it becomes: one for each channel.
    pub(super) fn answers_beside(&self, upload: &Upload) -> Result<Vec<(ChannelId, AnswerFact)>, AppError> {
        let (at, ticks) = (self.clock.now(), self.ledger.ticks(upload.id)?);
        let answer = |of_one: &[UploadTick]| {
            let channel = of_one.first()?.channel.clone();
            let keys: Vec<String> = of_one.iter().map(|t| t.key.clone()).collect();
            let people: BTreeSet<&str> = of_one.iter().map(|t| t.person.as_str()).collect();
            let people: Vec<&str> = people.into_iter().collect();
            let question = belonging_id(channel.as_str());
            let choice = selection(&keys, |n| of_one.get(n).is_some_and(|t| t.belongs));
            let because = format!("{}核对“{}”时勾选", people.join("、"), upload.name);
            Some((channel, AnswerFact { at, question, choice, because }))
        };
        Ok(ticks.chunk_by(|a, b| a.channel == b.channel).filter_map(answer).collect())
    }

    /// Says which works of a waiting file belong to the campaign, by a page that showed some of them, ticked or not: what differs from what
    /// it showed; and those that it showed and nobody has spoken of yet do not belong unless ticked. What others said since the page was made
    /// stands. It counts once the file is taken in, then also for what is there. How many it ticked in and out.
    pub fn say_belonging(
        &mut self,
        who: &Who,
        (upload, submission): (&Upload, &Submission),
        channel: &ChannelId,
        shown: &[(String, bool)],
        ticked: &[String],
    ) -> Result<(usize, usize), AppError> {
        let ticks = self.tickable(upload, submission, channel)?;
        let known: HashMap<&str, bool> = ticks.iter().map(|t| (t.key.as_str(), t.ticked)).collect();
        if !ticked.iter().all(|key| known.contains_key(key.as_str())) || ticks.is_empty() {
            return Err(wrong("勾选的作品与这份文件对不上；请刷新页面后再勾选"));
        }
        let beside = self.ledger.ticks(upload.id)?;
        let spoken: HashSet<&str> = beside.iter().filter(|t| t.channel == *channel).map(|t| t.key.as_str()).collect();
        let before: HashMap<&str, bool> = shown.iter().map(|(key, on)| (key.as_str(), *on)).collect();
        let mut said: BTreeMap<&str, bool> = ticked.iter().map(|key| (key.as_str(), true)).collect();
        for (key, _) in shown {
            said.entry(key).or_insert(false);
        }
        said.retain(|key, on| {
            let differs = before.get(key).copied().unwrap_or(false) != *on;
            known.contains_key(key) && (differs || !*on && !spoken.contains(key))
        });
        let turned = |to: bool| said.iter().filter(|(key, on)| **on == to && known.get(*key) == Some(&!to)).count();
        let done = (turned(true), turned(false));
        if !said.is_empty() {
            self.tick(who, upload, channel, said.into_iter())?;
        }
        Ok(done)
    }

    /// What was ticked in or out while files of a submission were looked at: the last word on each file and channel, oldest first. Of a file
    /// that was taken back nothing stands, nor of an answer.
    pub fn ticked(&self, uploads: &[Upload]) -> Result<Vec<Ticked>, AppError> {
        let Some(first) = uploads.iter().map(|u| u.at).min() else { return Ok(Vec::new()) };
        let people = self.ledger.people()?;
        let mut back = self.ledger.answers_given()?;
        back.retain(|a| a.withdrawn.is_some());
        let mut out: Vec<Ticked> = Vec::new();
        for entry in self.ledger.journal_of("answer", first)? {
            let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
            let text = |key: &str| body.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
            let number = |key: &str| body.get(key).and_then(serde_json::Value::as_i64);
            let Some(upload) =
                number("upload").and_then(|id| uploads.iter().find(|u| u.id == id && matches!(u.state.as_str(), "taken" | "resent")))
            else {
                continue;
            };
            if back.iter().any(|a| {
                (a.answer.at, a.answer.question.as_str(), a.answer.choice.as_str()) == (entry.at, text("question"), text("choice"))
            }) {
                continue;
            }
            let Some((yes, no)) = text("choice").strip_prefix("yes:").and_then(|c| c.split_once(";no:")) else { continue };
            let channel = self.defs.channels.iter().find(|c| belonging_id(c.id.as_str()) == text("question"));
            let titles = |list: &str| list.split('|').filter(|k| !k.is_empty()).map(crate::report::clean::neutral).collect();
            let one = Ticked {
                upload: upload.id,
                file: upload.name.clone(),
                channel: channel.map_or_else(String::new, |c| c.name.clone()),
                person: number("person").and_then(|p| people.iter().find(|x| x.id == p)).map_or_else(String::new, |p| p.name.clone()),
                at: entry.at,
                inside: titles(yes),
                outside: titles(no),
            };
            // What is said later of a work replaces what was said before; works that it does not name stay as they were.
            match out.iter_mut().find(|t| (t.upload, &t.channel) == (one.upload, &one.channel)) {
                Some(before) => before.follow(one),
                None => out.push(one),
            }
        }
        Ok(out)
    }
}

/// Keeps what was ticked beside a file that goes in: answers to the questions which works belong, for as
/// long as its import stands.
pub(super) fn answer<'a>(
    change: &Change<'_>,
    at: Moment,
    who: &Who,
    (upload, import): (&Upload, Option<ImportId>),
    said: impl Iterator<Item = &'a (ChannelId, AnswerFact)>,
) -> Result<(), AppError> {
    for (_, a) in said {
        change.answer(at, (&a.question, &a.choice), &a.because, import)?;
        let body =
            serde_json::json!({ "question": a.question, "choice": a.choice, "because": a.because, "person": who.id, "upload": upload.id });
        change.note(at, "answer", &body.to_string())?;
    }
    Ok(())
}
