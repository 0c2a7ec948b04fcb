//! What runs beside the pages: started and stopped here and nowhere else.

use super::state::Shared;
use std::time::Duration;
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// How often the access log is written.
const LOG_EVERY: Duration = Duration::from_secs(1);

/// Tasks under way.
#[derive(Debug)]
pub(super) struct Background {
    stop: watch::Sender<bool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Background {
    /// Starts everything. A task watches the receiver and ends soon after it turns true.
    pub(super) fn start(portal: &Shared) -> Self {
        let (stop, stopped) = watch::channel(false);
        let tasks = vec![tokio::spawn(write_log(portal.clone(), stopped))];
        Self { stop, tasks }
    }

    /// Tells every task to end and waits for them.
    pub(super) async fn stop(self) {
        // A task that has ended already needs no word.
        self.stop.send(true).ok();
        for task in self.tasks {
            if let Err(e) = task.await {
                tracing::error!(error = %e, "A background task ended early.");
            }
        }
    }
}

async fn write_log(portal: Shared, mut stop: watch::Receiver<bool>) {
    let mut tidied = None;
    loop {
        let stopping = tokio::select! {
            _ = stop.changed() => true,
            () = tokio::time::sleep(LOG_EVERY) => false,
        };
        let today = portal.now().date();
        let tidy = tidied != Some(today);
        tidied = Some(today);
        let portal = portal.clone();
        let written = tokio::task::spawn_blocking(move || {
            portal.log.flush();
            if tidy {
                portal.log.tidy(today);
            }
        })
        .await;
        if let Err(e) = written {
            tracing::error!(error = %e, "The access log was not written.");
        }
        if stopping {
            return;
        }
    }
}
