//! Real processes on one data folder: two at a time, one killed, one stopped and woken. Every expected run has one decision all the same.

use super::against::Server;
use super::pages::episodes;
use reach::app::App;
use reach::app::clock::Clock;
use reach::base::day::Moment;
use reach::ledger::LedgerKind;
use reach::model::run::{Decision, Run};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// A data folder and a copy of the definitions in which 芒果TV is due every second.
struct Place {
    folder: tempfile::TempDir,
    server: Server,
}

impl Place {
    fn new() -> Self {
        let server = Server::start(episodes(|_, _| std::thread::sleep(Duration::from_millis(60))));
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["collectors", "targets", "seeds"] {
            copy(&root.join(part), &folder.path().join("config").join(part));
        }
        let file = folder.path().join("config/collectors/mgtv_episodes.toml");
        let text = std::fs::read_to_string(&file).unwrap();
        reach::base::disk::write(&file, text.replace("\"0 0 7 * * *\"", "\"* * * * * *\"").as_bytes()).unwrap();
        let settings = format!(
            "[network]\nallow = [\"127.0.0.1:{0}\"]\n[collectors.mgtv_episodes]\nbase_url = \"http://127.0.0.1:{0}\"\ninterval_secs = 0\n[channels.\"芒果TV\"]\naccount = \"500001\"\n",
            server.port
        );
        reach::base::disk::write(&folder.path().join("data/reach.toml"), settings.as_bytes()).unwrap();
        Self { folder, server }
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn reach(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reach"));
        command.arg("--data").arg(self.data()).arg("--config").arg(self.folder.path().join("config")).args(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).stdin(Stdio::null());
        command
    }

    fn due(&self) -> Command {
        self.reach(&["collect", "--due", "--json"])
    }

    fn runs(&self) -> Vec<Run> {
        let config = self.folder.path().join("config");
        let app = App::open(&self.data(), Some(&config), LedgerKind::Real, Clock::Real).unwrap();
        assert_eq!(app.ledger.verify_journal().unwrap(), None);
        assert!(app.compare_totals().unwrap().is_empty());
        app.ledger.runs(None, u32::MAX).unwrap()
    }

    /// One decision for every second from the first expected one to the last decided one; the episodes are there once, with their counts.
    fn check(&self) -> Vec<Run> {
        let runs = self.runs();
        let mut decisions: BTreeMap<Moment, usize> = BTreeMap::new();
        for r in &runs {
            *decisions.entry(r.expected_at.unwrap()).or_default() += 1;
        }
        assert!(decisions.values().all(|n| *n == 1), "{decisions:?}");
        let (first, last) = (*decisions.keys().next().unwrap(), *decisions.keys().last().unwrap());
        assert_eq!(i64::try_from(decisions.len()).unwrap(), last.0 - first.0 + 1, "a second without a decision: {decisions:?}");
        let config = self.folder.path().join("config");
        let app = App::open(&self.data(), Some(&config), LedgerKind::Real, Clock::Real).unwrap();
        let channel = app.defs.find_channels("芒果TV", None)[0].id.clone();
        assert_eq!(app.ledger.known(&channel).unwrap().len(), 7);
        assert_eq!(self.server.most_at_once(), 1, "more than one request at a time to one host");
        runs
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to.join(entry.file_name()));
        } else {
            std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
        }
    }
}

fn ended(child: Child) -> Output {
    child.wait_with_output().unwrap()
}

fn json(output: &Output) -> serde_json::Value {
    serde_json::from_slice(&output.stdout).unwrap_or_else(|e| panic!("{e}: {output:?}"))
}

/// Sends a signal to a process that this test started.
fn signal(child: &Child, name: &str) {
    let sent = Command::new("sh").arg("-c").arg(format!("kill -{name} {}", child.id())).status().unwrap();
    assert!(sent.success());
}

/// The first look only notes from when on runs are expected; a second later one is due.
fn watched() -> Place {
    let place = Place::new();
    assert!(place.due().output().unwrap().status.success());
    std::thread::sleep(Duration::from_millis(1_100));
    place
}

#[test]
fn a_second_process_leaves_the_work_to_the_first() {
    let place = watched();
    let first = place.due().spawn().unwrap();
    place.server.wait_for(2);
    let by_schedule = place.due().output().unwrap();
    assert_eq!((by_schedule.status.code(), json(&by_schedule)["runs"].as_array().unwrap().len()), (Some(0), 0));
    let by_hand = place.reach(&["collect", "--collector", "mgtv_episodes", "--json"]).output().unwrap();
    let run = json(&by_hand)["runs"][0].clone();
    assert_eq!((by_hand.status.code(), &run["decision"], &run["outcome"]), (Some(1), &"skipped".into(), &"still_running".into()));
    let first = ended(first);
    assert_eq!((first.status.code(), &json(&first)["runs"][0]["outcome"]), (Some(0), &"values".into()), "{first:?}");
    place.check();
}

#[cfg(unix)]
#[test]
fn what_is_killed_in_the_middle_of_a_run_is_decided_by_the_next_one() {
    let place = watched();
    // At three different places: in the list, in the first and in a later second request.
    for requests in [1, 4, 8] {
        place.server.asked();
        let mut child = place.due().spawn().unwrap();
        place.server.wait_for(requests);
        child.kill().unwrap();
        child.wait().unwrap();
        std::thread::sleep(Duration::from_millis(80));
        let half = place.runs();
        assert!(half.iter().all(|r| r.decision == Decision::Skipped), "a run that was killed is no run: {half:?}");
    }
    let again = place.due().output().unwrap();
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    let runs = place.check();
    assert_eq!(runs.iter().filter(|r| r.decision != Decision::Skipped).count(), 1, "{runs:?}");
    assert!(runs.iter().any(|r| r.observations == 7));
}

#[cfg(unix)]
#[test]
fn a_process_that_sleeps_in_the_middle_goes_on_and_nothing_is_done_twice() {
    let place = watched();
    let child = place.due().spawn().unwrap();
    place.server.wait_for(3);
    signal(&child, "STOP");
    // Meanwhile others look: nothing is due for them, and nothing is asked.
    let seen = place.server.asked().len();
    for _ in 0..2 {
        let other = place.due().output().unwrap();
        assert_eq!(json(&other)["runs"].as_array().unwrap().len(), 0);
        std::thread::sleep(Duration::from_secs(1));
    }
    assert!(place.server.asked().len() <= 1 && seen >= 3);
    signal(&child, "CONT");
    let output = ended(child);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert_eq!(json(&output)["runs"][0]["outcome"], "values");
    let again = place.due().output().unwrap();
    assert_eq!(again.status.code(), Some(0), "{again:?}");
    place.check();
}

#[test]
fn the_platform_counts_a_second_between_requests_across_processes() {
    let came = Arc::new(Mutex::new(Vec::new()));
    let (noted, time) = (came.clone(), Clock::Real.time());
    let server = Server::start(move |a| {
        noted.lock().unwrap().push(time.now_millis());
        let page = a.query.get("pageId").cloned().unwrap_or_default();
        let row = serde_json::json!({ "trackId": page, "title": format!("第{page}集 样例"), "playtimes": 5 });
        (200, serde_json::json!({ "ret": 0, "data": { "list": [row], "maxPageId": 2 } }).to_string())
    });
    let folder = tempfile::tempdir().unwrap();
    let settings = format!(
        "[network]\nallow = [\"127.0.0.1:{0}\"]\n[collectors.ximalaya_album]\nbase_url = \"http://127.0.0.1:{0}\"\ninterval_secs = 1\n[channels.\"合作电台音频平台\"]\naccount = \"1\"\n",
        server.port
    );
    reach::base::disk::write(&folder.path().join("reach.toml"), settings.as_bytes()).unwrap();
    // The second one is a dry run: it stores nothing, and keeps its distance and is kept from all the same.
    for more in [&[][..], &["--dry-run"], &[]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_reach"));
        command.arg("--data").arg(folder.path()).arg("--config").arg(env!("CARGO_MANIFEST_DIR"));
        let output = command.args(["collect", "--collector", "ximalaya_album", "--json"]).args(more).output().unwrap();
        assert_eq!((output.status.code(), &json(&output)["runs"][0]["outcome"]), (Some(0), &"values".into()), "{output:?}");
    }
    let came = came.lock().unwrap();
    assert_eq!(came.len(), 6);
    // On a busy machine a request may arrive a quarter of a second after it was sent, and the next one at once.
    assert!(came.windows(2).all(|w| w[1] - w[0] >= 700), "{came:?}");
    assert_eq!(server.most_at_once(), 1);
}
