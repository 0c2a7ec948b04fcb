//! What a partner fills in and what programs take away, made once per state of the ledger: making it reads every work of a campaign.

use super::days::Once;
use super::error::WebError;
use super::state::Portal;
use crate::app::App;
use crate::app::portal::review::WorksSince;
use crate::app::portal::template::{LastNumbers, Line};
use crate::base::day::{Day, Week};
use crate::base::id::{CampaignId, ChannelId, PartnerId};
use crate::ledger::Submission;
use crate::report::export;
use axum::body::Bytes;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A template as a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Form {
    /// A workbook.
    Xlsx,
    /// Text.
    Csv,
}

/// The tables of one state of the ledger.
#[derive(Debug, Default)]
struct Made {
    lines: Once<PartnerId, Vec<Line>>,
    works: Once<CampaignId, Bytes>,
    templates: Once<(PartnerId, Form, Day), Bytes>,
    last: Once<(ChannelId, Day), LastNumbers>,
    since: Once<(PartnerId, Week), BTreeMap<ChannelId, WorksSince>>,
    changed: Once<(PartnerId, Week), Vec<String>>,
}

/// The tables made so far, with the ledger's state of which they tell.
#[derive(Debug, Default)]
pub(crate) struct Tables(Mutex<(String, Arc<Made>)>);

impl Portal {
    fn made(&self, app: &App) -> Result<Arc<Made>, WebError> {
        let head = app.ledger.deciding_head(None)?;
        let mut kept = self.tables.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.0 != head {
            *kept = (head, Arc::default());
        }
        Ok(Arc::clone(&kept.1))
    }

    /// What a partner reports, line by line.
    pub(crate) fn lines(&self, app: &App, partner: &PartnerId) -> Result<Arc<Vec<Line>>, WebError> {
        self.made(app)?.lines.get(self, partner.clone(), || Ok(app.lines(partner)?))
    }

    /// The template of a partner for a day. That of the day which everybody asks for is kept.
    pub(crate) fn template(&self, app: &App, partner: &PartnerId, form: Form, day: Day) -> Result<Bytes, WebError> {
        // Lines and template are of one state: what is asked for twice may have moved on in between.
        let made = self.made(app)?;
        let make = || {
            let lines = made.lines.get(self, partner.clone(), || Ok(app.lines(partner)?))?;
            let table = app.template(partner, &lines, day);
            Ok(Bytes::from(match form {
                Form::Xlsx => export::sheets(&[vec![table], app.registers(partner)?].concat())?,
                Form::Csv => export::csv(&table),
            }))
        };
        if day != app.last_week().sunday() {
            return make();
        }
        Ok(made.templates.get(self, (partner.clone(), form, day), make)?.as_ref().clone())
    }

    /// The last number of every placement of a channel up to a day.
    pub(crate) fn last_numbers(&self, app: &App, channel: &ChannelId, until: Day) -> Result<Arc<LastNumbers>, WebError> {
        self.made(app)?.last.get(self, (channel.clone(), until), || Ok(app.last_numbers(channel, until)?))
    }

    /// How the works of a partner's channels stand against the last approval.
    pub(crate) fn works_since(&self, app: &App, partner: &PartnerId, week: Week) -> Result<Arc<BTreeMap<ChannelId, WorksSince>>, WebError> {
        self.made(app)?.since.get(self, (partner.clone(), week), || Ok(app.works_since(partner, week)?))
    }

    /// The channels of an approved week whose numbers were changed since.
    pub(crate) fn changed_of_week(&self, app: &App, submission: &Submission, week: Week) -> Result<Arc<Vec<String>>, WebError> {
        let key = (submission.partner.clone(), week);
        self.made(app)?.changed.get(self, key, || Ok(app.changed_of_week(submission, week)?))
    }

    /// The works of a campaign as JSON.
    pub(crate) fn works_json(&self, app: &App, campaign: &CampaignId) -> Result<Bytes, WebError> {
        let make = || Ok(Bytes::from(export::json(&app.works(Some(campaign))?)));
        Ok(self.made(app)?.works.get(self, campaign.clone(), make)?.as_ref().clone())
    }
}
