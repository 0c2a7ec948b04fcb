//! What is said about questions: partners' remarks on open ones, kept in their order; and the answers that stand.

use super::{Change, Ledger, LedgerError, doing};
use crate::base::day::Moment;
use crate::base::id::CampaignId;
use crate::model::fact::AnswerFact;

/// A remark on an open question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// The question's id.
    pub question: String,
    /// Who, by name.
    pub person: String,
    /// When.
    pub at: Moment,
    /// What is said.
    pub text: String,
    /// The number and name of the paper that came with it.
    pub attachment: Option<(i64, String)>,
}

/// A remark to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewComment<'a> {
    /// The question's id.
    pub question: &'a str,
    /// Its campaign.
    pub campaign: &'a CampaignId,
    /// Who.
    pub person: i64,
    /// When.
    pub at: Moment,
    /// What is said.
    pub text: &'a str,
    /// The paper that came with it.
    pub attachment: Option<i64>,
}

/// An answer as it was given, and whether somebody took it back.
#[derive(Debug, Clone)]
pub struct GivenAnswer {
    /// Number.
    pub id: i64,
    /// What was answered.
    pub answer: AnswerFact,
    /// Who took it back; `None`: nobody.
    pub withdrawn: Option<Withdrawn>,
}

/// That something was taken back.
#[derive(Debug, Clone)]
pub struct Withdrawn {
    /// When.
    pub at: Moment,
    /// Why.
    pub because: String,
    /// Who, by name.
    pub person: String,
}

impl Change<'_> {
    /// Keeps a remark.
    pub fn comment(&self, c: &NewComment<'_>) -> Result<(), LedgerError> {
        self.tx
            .execute(
                "INSERT INTO comments (question, campaign, person, at, text, attachment) VALUES (?1,?2,?3,?4,?5,?6)",
                (c.question, c.campaign.as_str(), c.person, c.at.0, c.text, c.attachment),
            )
            .map_err(doing("记下说明"))?;
        Ok(())
    }

    /// How many remarks somebody has made since a moment.
    pub fn comments_since(&self, person: i64, since: Moment) -> Result<i64, LedgerError> {
        self.tx
            .query_row("SELECT count(*) FROM comments WHERE person = ?1 AND at >= ?2", (person, since.0), |r| r.get(0))
            .map_err(doing("读取说明"))
    }

    /// Takes an answer back; its row stays.
    pub fn withdraw_answer(&self, answer: i64, (at, person): (Moment, i64), because: &str) -> Result<(), LedgerError> {
        self.tx
            .execute("INSERT INTO answers_withdrawn (answer, at, person, because) VALUES (?1, ?2, ?3, ?4)", (answer, at.0, person, because))
            .map_err(doing("撤回答复"))?;
        Ok(())
    }
}

impl Ledger {
    /// All remarks on the questions of a campaign, oldest first.
    pub fn comments(&self, campaign: &CampaignId) -> Result<Vec<Comment>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT c.question, p.name, c.at, c.text, c.attachment, coalesce(a.name, '') FROM comments c JOIN people p ON p.id = c.person
                 LEFT JOIN attachments a ON a.id = c.attachment WHERE c.campaign = ?1 ORDER BY c.id",
            )
            .map_err(doing("读取说明"))?;
        let rows = s
            .query_map([campaign.as_str()], |r| {
                let paper: Option<i64> = r.get(4)?;
                let name: String = r.get(5)?;
                Ok(Comment {
                    question: r.get(0)?,
                    person: r.get(1)?,
                    at: Moment(r.get(2)?),
                    text: r.get(3)?,
                    attachment: paper.map(|id| (id, name)),
                })
            })
            .map_err(doing("读取说明"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取说明"))
    }

    /// Every answer that was given, also those that no longer stand, oldest first.
    pub fn answers_given(&self) -> Result<Vec<GivenAnswer>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT a.id, a.at, a.question, a.choice, a.because, w.at, w.because, p.name FROM answers a
                 LEFT JOIN answers_withdrawn w ON w.answer = a.id LEFT JOIN people p ON p.id = w.person ORDER BY a.id",
            )
            .map_err(doing("读取答复"))?;
        let rows = s
            .query_map([], |r| {
                let withdrawn: Option<i64> = r.get(5)?;
                Ok(GivenAnswer {
                    id: r.get(0)?,
                    answer: AnswerFact { at: Moment(r.get(1)?), question: r.get(2)?, choice: r.get(3)?, because: r.get(4)? },
                    withdrawn: match withdrawn {
                        Some(at) => Some(Withdrawn { at: Moment(at), because: r.get(6)?, person: r.get(7)? }),
                        None => None,
                    },
                })
            })
            .map_err(doing("读取答复"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取答复"))
    }

    /// All answers that stand (`until` = `None`) or stood at a moment, oldest first. One that was given beside a file stands as long as the
    /// file's import; one that was taken back, until then.
    pub fn answers(&self, until: Option<Moment>) -> Result<Vec<AnswerFact>, LedgerError> {
        let mut s = self
            .connection
            .prepare_cached(
                "SELECT at, question, choice, because FROM answers a WHERE at <= ?1
                 AND NOT EXISTS (SELECT 1 FROM reversals r WHERE r.import = a.import AND r.at <= ?1)
                 AND NOT EXISTS (SELECT 1 FROM answers_withdrawn w WHERE w.answer = a.id AND w.at <= ?1) ORDER BY id",
            )
            .map_err(doing("读取答复"))?;
        let rows = s
            .query_map([until.map_or(i64::MAX, |m| m.0)], |r| {
                Ok(AnswerFact { at: Moment(r.get(0)?), question: r.get(1)?, choice: r.get(2)?, because: r.get(3)? })
            })
            .map_err(doing("读取答复"))?;
        rows.collect::<Result<_, _>>().map_err(doing("读取答复"))
    }
}
