//! Collecting on its own, beside those who read: what the portal runs.

use super::{Collecting, Only, Report, Wanted};
use crate::app::clock::Clock;
use crate::app::site::Site;
use crate::app::{App, AppError};
use crate::base::diag::Diagnostic;
use crate::base::id::CollectorId;
use crate::fetch::StopSwitch;
use std::path::Path;

/// Everything a process needs that collects on its own: a ledger of its own beside those who read.
#[derive(Debug)]
pub struct Scheduler {
    app: App,
    site: Site,
    collecting: Collecting,
    stop: StopSwitch,
}

impl Scheduler {
    /// Opens the data folder once more, for collecting.
    pub fn open(data: &Path, config: Option<&Path>, clock: Clock, stop: StopSwitch) -> Result<Self, AppError> {
        let app = App::open(data, config, crate::ledger::LedgerKind::Real, clock)?;
        let site = Site::read_from(data)?;
        let faults = site.check(&app.defs);
        if !faults.is_empty() {
            return Err(AppError::Definitions(faults));
        }
        let collecting = Collecting::open(&app, &site, stop.clone())?;
        Ok(Self { app, site, collecting, stop })
    }

    /// Runs what is due now.
    pub fn tick(&mut self) -> Result<Vec<Report>, AppError> {
        self.app.collect(&self.site, &self.collecting, &Wanted::Due)
    }

    /// Tries one collector on one channel.
    pub fn dry(&mut self, collector: &CollectorId, only: &Only) -> Result<Vec<Report>, AppError> {
        self.app.collect_dry(&self.site, &self.collecting, std::slice::from_ref(collector), Some(only))
    }

    /// Reads the definition files and `reach.toml` anew. Where they have errors, the last good ones stay in force and the errors are returned.
    pub fn reload(&mut self, config: Option<&Path>) -> Result<Vec<Diagnostic>, AppError> {
        let (_, defs, found) = crate::app::definitions(config)?;
        let Some(defs) = defs else { return Ok(found.into_iter().filter(Diagnostic::is_error).collect()) };
        let site = match Site::read_from(self.app.ledger.folder()) {
            Ok(site) => site,
            Err(AppError::Definitions(found)) => return Ok(found),
            Err(e) => return Err(e),
        };
        let faults = site.check(&defs);
        if !faults.is_empty() {
            return Ok(faults);
        }
        if defs.files != self.app.defs.files || site != self.site {
            let before = std::mem::replace(&mut self.app.defs, defs);
            match Collecting::open(&self.app, &site, self.stop.clone()) {
                Ok(collecting) => (self.collecting, self.site) = (collecting, site),
                Err(e) => {
                    self.app.defs = before;
                    return Err(e);
                }
            }
        }
        Ok(Vec::new())
    }
}
