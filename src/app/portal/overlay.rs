//! What staff entered laid over the definition files: signing dates, terms, states, signed counting rules, 认定. The files stay as they
//! are; an entry holds from its moment on, so that a report as reported then does not know it.

use crate::app::{App, AppError};
use crate::attain::question;
use crate::base::day::{Day, Moment, Term};
use crate::define::Definitions;
use crate::ledger::LogEntry;
use crate::model::fact::{AnswerFact, Facts};
use crate::model::programme::State;
use std::borrow::Cow;

impl App {
    /// The present definitions with everything that staff entered.
    pub fn in_force(&self) -> Result<Cow<'_, Definitions>, AppError> {
        let log = self.ledger.campaign_log(None)?;
        if log.is_empty() {
            return Ok(Cow::Borrowed(&self.defs));
        }
        let mut defs = self.defs.clone();
        lay(&mut defs, &log);
        Ok(Cow::Owned(defs))
    }

    /// Lays over definitions what staff had entered up to a moment.
    pub fn lay_over(&self, defs: &mut Definitions, until: Moment) -> Result<(), AppError> {
        lay(defs, &self.ledger.campaign_log(Some(until))?);
        Ok(())
    }

    /// 认定 as answers: the assessor knows them as such.
    pub(crate) fn decisions(&self, facts: &mut Facts, until: Option<Moment>) -> Result<(), AppError> {
        for e in self.ledger.campaign_log(until)?.into_iter().filter(|e| e.kind == "decision") {
            facts.answers.push(AnswerFact {
                at: e.at,
                question: question::id("decision", &[e.campaign.as_str(), e.subject.as_str()]),
                because: format!("{}，依据{}", e.because, e.document),
                choice: e.value,
            });
        }
        Ok(())
    }
}

fn lay(defs: &mut Definitions, log: &[LogEntry]) {
    for e in log {
        if e.kind == "rule_signed" {
            let signed = e.value.split_once(' ').and_then(|(day, by)| Some((by.to_owned(), Day::parse_iso(day)?)));
            if let Some(rule) = defs.rules.iter_mut().find(|r| r.id.as_str() == e.subject) {
                rule.signed = signed.or(rule.signed.take());
            }
            continue;
        }
        let Some(c) = defs.campaigns.iter_mut().find(|c| c.id.as_str() == e.campaign) else { continue };
        let contract = &mut c.contract;
        match e.kind.as_str() {
            "signed_on" => {
                if let Some(day) = Day::parse_iso(&e.value) {
                    contract.signed_on = day;
                    contract.confirmed = true;
                    contract.term = Term::from_months(day, contract.term_months);
                }
            }
            "term_months" => {
                if let Ok(months) = e.value.parse::<u32>() {
                    contract.term_months = months;
                    contract.reason = Some(e.because.clone());
                    contract.term = Term::from_months(contract.signed_on, months);
                }
            }
            "state" => {
                if let Some(state) = State::parse(&e.value) {
                    contract.states.push((e.at.date(), state));
                    contract.states.sort_by_key(|(day, _)| *day);
                }
            }
            _ => {}
        }
    }
}
