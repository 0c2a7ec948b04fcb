//! Answers to questions. An answer names what it is about by what lasts: the question's id, a case's key, and for an answer to all cases the
//! state in which they were shown; a place in a list counts only while the list is the one that was shown.

use super::correct::with;
use super::{App, AppError};
use crate::attain::question;
use crate::attain::snapshot::{CampaignSnapshot, QuestionSnapshot, Snapshot};
use crate::base::digest::Digest;
use crate::base::id::CampaignId;
use crate::ledger::Change;
use crate::model::fact::AnswerFact;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// What is said where something else is there than was shown.
const MOVED: &str = "这一项在您打开之后有变化";

/// What was chosen of a question.
#[derive(Debug, Clone)]
pub enum Chosen {
    /// One of its choices, for all its cases as they stood in this state.
    Choice {
        /// The choice's key.
        key: String,
        /// What [`state`] gave when they were shown.
        state: String,
    },
    /// Of all its cases as they stood in this state, those in `yes` hold and the rest does not, also where it was not listed.
    Rest {
        /// Those that hold, by key.
        yes: Vec<String>,
        /// What [`state`] gave when they were shown.
        state: String,
    },
    /// Of the cases that were seen, by key, those in `yes` hold and the others do not.
    Cases {
        /// Those that hold.
        yes: Vec<String>,
        /// Those that were seen.
        seen: Vec<String>,
    },
}

/// One answer.
#[derive(Debug, Clone)]
pub struct Given {
    /// The question's id.
    pub question: String,
    /// What was chosen.
    pub chosen: Chosen,
}

/// What came of answers.
#[derive(Debug, Default)]
pub struct Answered {
    /// One sentence for each question that was answered.
    pub said: Vec<String>,
    /// Cases that somebody else had decided meanwhile: their word stands.
    pub decided: usize,
}

/// A short sign for everything that a question shows: it changes with the question.
pub fn state(q: &QuestionSnapshot) -> String {
    let parts = std::iter::once(&q.id).chain(std::iter::once(&q.text)).chain(&q.cases).chain(&q.keys);
    Digest::of_parts(parts.map(String::as_bytes)).to_string().chars().take(16).collect()
}

/// The lasting short name of a case, for the command line.
pub fn case_code(key: &str) -> String {
    format!("k{}", Digest::of(key.as_bytes()).to_string().chars().take(7).collect::<String>())
}

impl App {
    /// Every open question at a date.
    pub fn questions(snapshot: &Snapshot) -> impl Iterator<Item = (&CampaignSnapshot, &QuestionSnapshot)> {
        snapshot.campaigns.iter().flat_map(|c| c.questions.iter().map(move |q| (c, q)))
    }

    /// Answers a question as it stands now. Numbers (`1,3`) and names of cases select where the question asks for a selection.
    pub fn answer(&mut self, id: &str, choice: &str, because: &str) -> Result<String, AppError> {
        self.answer_shown(id, choice, because, |_| true)
    }

    /// Answers a question that was printed by [`App::remember_printed`]: places in the list count while the list is still that one.
    pub fn answer_printed(&mut self, id: &str, choice: &str, because: &str) -> Result<String, AppError> {
        let printed: BTreeMap<String, String> =
            std::fs::read(self.printed_file()).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default();
        self.answer_shown(id, choice, because, |q| printed.get(&q.id) == Some(&state(q)))
    }

    /// Notes which state of which questions was printed.
    pub fn remember_printed<'q>(&self, questions: impl Iterator<Item = &'q QuestionSnapshot>) -> Result<(), AppError> {
        let printed: BTreeMap<&str, String> = questions.map(|q| (q.id.as_str(), state(q))).collect();
        Ok(crate::base::disk::write(&self.printed_file(), serde_json::json!(printed).to_string().as_bytes())?)
    }

    fn printed_file(&self) -> PathBuf {
        self.ledger.folder().join("questions.json")
    }

    fn answer_shown(
        &mut self,
        id: &str,
        choice: &str,
        because: &str,
        is_shown: impl FnOnce(&QuestionSnapshot) -> bool,
    ) -> Result<String, AppError> {
        let end = self.ledger.journal_end()?;
        let snapshot = self.snapshot(self.moment()?.date(), None)?;
        let Some((_, q)) = Self::questions(&snapshot).find(|(_, q)| q.id == id) else {
            return Err(AppError::Usage(format!("没有待答的问题“{id}”；用 reach questions 查看编号")));
        };
        let listed: Vec<&str> = choice.split([',', '，', ' ']).map(str::trim).collect();
        let numbers: Option<Vec<usize>> = listed.iter().map(|n| n.parse().ok()).collect();
        let by_name = |name: &&str| {
            let mut found = q.keys.iter().filter(|k| case_code(k) == **name);
            found.next().filter(|_| found.next().is_none()).cloned()
        };
        let named: Option<Vec<String>> = listed.iter().map(by_name).collect();
        // Numbers speak of the cases that are printed; those beyond them stay open.
        let printed = q.keys.len().min(question::CASES_MAX);
        let chosen = match (numbers.filter(|list| list.iter().all(|n| (1..=printed).contains(n))), named) {
            (Some(list), _) => {
                if !is_shown(q) {
                    return Err(AppError::Usage("列表已变化，请重新执行 reach questions；或写条目前的代号（k 开头），代号不变".to_owned()));
                }
                let yes = list.iter().filter_map(|n| q.keys.get(n.checked_sub(1)?)).cloned().collect();
                Chosen::Cases { yes, seen: q.keys.iter().take(printed).cloned().collect() }
            }
            (None, Some(keys)) => Chosen::Cases { yes: keys.clone(), seen: keys },
            (None, None) => Chosen::Choice { key: choice.to_owned(), state: state(q) },
        };
        let given = Given { question: id.to_owned(), chosen };
        let done = self.answer_all(&snapshot, &[given], because, None, end)?;
        let done = done.ok_or_else(|| AppError::Usage(format!("{MOVED}，没有记录；请刷新后再答复")))?;
        Ok(done.said.into_iter().next().unwrap_or_default())
    }

    /// Answers questions of a snapshot, all of them or none, each noted by itself. `by`: who signed in; the journal then keeps what was
    /// asked. `end`: the journal's last entry before the snapshot was made. `None`: the ledger has changed since, and nothing was done.
    pub fn answer_all(
        &mut self,
        snapshot: &Snapshot,
        given: &[Given],
        because: &str,
        by: Option<i64>,
        end: i64,
    ) -> Result<Option<Answered>, AppError> {
        let now = self.clock.now();
        if because.trim().is_empty() {
            return Err(AppError::Usage("须写明理由：依据和原因".into()));
        }
        let answers = self.ledger.answers(None)?;
        let change = self.ledger.change()?;
        if change.journal_end()? != end {
            return Ok(None);
        }
        let mut done = Answered::default();
        for one in given {
            let Some((campaign, q)) = Self::questions(snapshot).find(|(_, q)| q.id == one.question) else {
                return Err(AppError::Usage("这一项已由别人答复，或数据变化后不用再答；请刷新后再看".to_owned()));
            };
            let (stored, decided) = stored(q, &one.chosen, &answers)?;
            done.decided += decided;
            note(&change, now, (q, &campaign.id), &stored, because, by)?;
            done.said.push(format!("已记录：{}——{}（{because}）", q.text, stored.shown));
        }
        change.commit()?;
        Ok(Some(done))
    }
}

/// An answer as the ledger keeps it.
struct Stored {
    choice: String,
    /// What was chosen, in words of the question.
    said: Option<String>,
    /// What was chosen, as it was given.
    shown: String,
}

/// What an answer comes to; and how many of its cases somebody else decided meanwhile.
fn stored(q: &QuestionSnapshot, chosen: &Chosen, answers: &[AnswerFact]) -> Result<(Stored, usize), AppError> {
    let moved = || AppError::Usage(format!("{MOVED}（“{}”），没有记录；请刷新后再答复", crate::base::text::clip(&q.text, 40)));
    match chosen {
        Chosen::Choice { key, state: shown } => {
            let all = matches!(key.as_str(), "all" | "none") && !q.keys.is_empty();
            let Some((_, means)) = q.choices.iter().find(|(k, _)| k == key).filter(|_| all || q.keys.is_empty()) else {
                let list: Vec<String> = q.choices.iter().map(|(k, v)| format!("{k}（{v}）")).collect();
                return Err(AppError::Usage(format!("“{key}”不是可选的答复；可选：{}", list.join("、"))));
            };
            if state(q) != *shown {
                return Err(moved());
            }
            let choice = if all { question::selection(&q.keys, |_| key == "all") } else { key.clone() };
            Ok((Stored { choice, said: q.keys.is_empty().then(|| means.clone()), shown: key.clone() }, 0))
        }
        Chosen::Rest { yes, state: shown } => {
            if state(q) != *shown || !yes.iter().all(|k| q.keys.contains(k)) {
                return Err(moved());
            }
            let choice = question::selection(&q.keys, |n| q.keys.get(n).is_some_and(|k| yes.contains(k)));
            let shown = format!("勾选的{}条成立，其余{}条不成立", yes.len(), q.keys.len().saturating_sub(yes.len()));
            Ok((Stored { choice, said: None, shown }, 0))
        }
        Chosen::Cases { yes, seen } => {
            if q.keys.is_empty() || seen.is_empty() || !yes.iter().all(|k| seen.contains(k)) {
                return Err(AppError::Usage("勾选的几条与这一项对不上；请刷新后再勾选".to_owned()));
            }
            let open: Vec<String> = seen.iter().filter(|k| question::decided(answers, &q.id, k).is_none()).cloned().collect();
            // What is neither open nor decided is of another question, or was taken back.
            if open.is_empty() || !open.iter().all(|k| q.keys.contains(k)) {
                return Err(moved());
            }
            let holds = open.iter().filter(|k| yes.contains(k)).count();
            let choice = question::selection(&open, |n| open.get(n).is_some_and(|k| yes.contains(k)));
            let shown = format!("{holds}条成立，{}条不成立", open.len() - holds);
            Ok((Stored { choice, said: None, shown }, seen.len() - open.len()))
        }
    }
}

fn note(
    change: &Change<'_>,
    now: crate::base::day::Moment,
    (q, campaign): (&QuestionSnapshot, &CampaignId),
    stored: &Stored,
    because: &str,
    by: Option<i64>,
) -> Result<(), AppError> {
    change.answer(now, (&q.id, &stored.choice), because, None)?;
    let mut more = Vec::new();
    if let Some(person) = by {
        more.extend([("person", person.into()), ("campaign", campaign.as_str().into())]);
        more.extend([("channel", q.channel.as_str().into()), ("asked", q.text.as_str().into())]);
        more.extend(stored.said.as_deref().map(|said| ("said", said.into())));
    }
    let body = with(serde_json::json!({ "question": q.id, "choice": stored.choice, "because": because }), more);
    change.note(now, "answer", &body.to_string())?;
    Ok(())
}
