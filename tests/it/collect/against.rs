//! A server on loopback that answers as a test says, and one collector run against it.

use crate::support::world::day;
use reach::app::App;
use reach::app::clock::{Clock, Stepped};
use reach::app::collect::{Collecting, Wanted};
use reach::app::site::Site;
use reach::base::id::CollectorId;
use reach::ledger::LedgerKind;
use reach::model::run::Run;
use serde_json::Value;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What was asked: path, query, headers, body.
#[derive(Debug, Clone, Default)]
pub(crate) struct Asked {
    pub(crate) path: String,
    pub(crate) query: BTreeMap<String, String>,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn number(&self, name: &str) -> usize {
        self.query.get(name).and_then(|v| v.parse().ok()).unwrap_or(0)
    }
}

type Answering = dyn Fn(&Asked) -> (u16, String) + Send;

/// A server on loopback that answers as a closure says, and remembers what it was asked.
pub(crate) struct Server {
    pub(crate) port: u16,
    answering: Arc<Mutex<Box<Answering>>>,
    seen: Arc<Mutex<Vec<Asked>>>,
    open: Arc<Open>,
}

/// Requests under way: now, and the most at one time.
#[derive(Default)]
struct Open {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Server {
    pub(crate) fn start(answering: impl Fn(&Asked) -> (u16, String) + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answering: Arc<Mutex<Box<Answering>>> = Arc::new(Mutex::new(Box::new(answering)));
        let seen = Arc::new(Mutex::new(Vec::new()));
        let open = Arc::new(Open::default());
        let (a, s, o) = (answering.clone(), seen.clone(), open.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (a, s, o) = (a.clone(), s.clone(), o.clone());
                std::thread::spawn(move || serve(&stream, &a, &s, &o));
            }
        });
        Self { port, answering, seen, open }
    }

    /// The most requests that were under way at one time.
    pub(crate) fn most_at_once(&self) -> usize {
        self.open.most.load(Ordering::SeqCst)
    }

    /// Waits until so many requests have come.
    pub(crate) fn wait_for(&self, requests: usize) {
        for _ in 0..2_000 {
            if self.seen.lock().unwrap().len() >= requests {
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        panic!("no {requests} requests within 20 seconds");
    }

    pub(crate) fn now(&self, answering: impl Fn(&Asked) -> (u16, String) + Send + 'static) {
        *self.answering.lock().unwrap() = Box::new(answering);
    }

    /// What was asked since the last time this was called.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.seen.lock().unwrap())
    }
}

fn serve(stream: &TcpStream, answering: &Mutex<Box<Answering>>, seen: &Mutex<Vec<Asked>>, open: &Open) {
    let mut reader = BufReader::new(stream);
    let mut first = String::new();
    while reader.read_line(&mut first).is_ok_and(|n| n > 0) {
        let target = first.split(' ').nth(1).unwrap_or("/").to_owned();
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let mut asked = Asked { path: path.to_owned(), ..Asked::default() };
        asked.query = query.split('&').filter_map(|p| p.split_once('=')).map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
        let mut header = String::new();
        while reader.read_line(&mut header).is_ok_and(|n| n > 2) {
            if let Some((k, v)) = header.split_once(':') {
                asked.headers.insert(k.to_ascii_lowercase(), v.trim().to_owned());
            }
            header.clear();
        }
        let length = asked.headers.get("content-length").and_then(|n| n.parse().ok()).unwrap_or(0);
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap_or_default();
        asked.body = String::from_utf8_lossy(&body).into_owned();
        seen.lock().unwrap().push(asked.clone());
        open.most.fetch_max(open.now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        let (status, text) = (answering.lock().unwrap())(&asked);
        open.now.fetch_sub(1, Ordering::SeqCst);
        // What a redirect says is where it leads.
        let location = if (300..400).contains(&status) { format!("Location: {text}\r\n") } else { String::new() };
        let answer = format!("HTTP/1.1 {status} x\r\n{location}Content-Type: text/plain\r\nContent-Length: {}\r\n\r\n{text}", text.len());
        if (&*stream).write_all(answer.as_bytes()).is_err() {
            return;
        }
        first.clear();
    }
}

/// One collector on one channel against one server.
pub(crate) struct Against {
    pub(crate) app: App,
    pub(crate) clock: Arc<Stepped>,
    pub(crate) site: Site,
    pub(crate) collecting: Collecting,
    pub(crate) server: Server,
    pub(crate) collector: CollectorId,
    pub(crate) channel: &'static str,
    pub(crate) folder: tempfile::TempDir,
}

impl Against {
    pub(crate) fn new(collector: &str, channel: &'static str, answering: impl Fn(&Asked) -> (u16, String) + Send + 'static) -> Self {
        let server = Server::start(answering);
        let folder = tempfile::tempdir().unwrap();
        let settings = format!(
            "[network]\nallow = [\"127.0.0.1:{0}\"]\n[collectors.{collector}]\nbase_url = \"http://127.0.0.1:{0}\"\ninterval_secs = 0\n[channels.\"{channel}\"]\naccount = \"500001\"\n",
            server.port
        );
        reach::base::disk::write(&folder.path().join("reach.toml"), settings.as_bytes()).unwrap();
        let secrets = format!("[channels.\"{channel}\"]\napp_id = \"id\"\napp_secret = \"hush\"\ncode = \"once\"\n");
        reach::base::disk::write_private(&folder.path().join("secrets.toml"), secrets.as_bytes()).unwrap();
        let clock = Arc::new(Stepped::at(day("2022-08-02").at(54_000)));
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let app = App::open(folder.path(), Some(root), LedgerKind::Sample, Clock::Stepped(clock.clone())).unwrap();
        let site = Site::read_from(folder.path()).unwrap();
        let collecting = Collecting::open(&app, &site, reach::app::collect::StopSwitch::default()).unwrap();
        Self { app, clock, site, collecting, server, collector: CollectorId::new(collector), channel, folder }
    }

    pub(crate) fn run(&mut self) -> Run {
        let wanted = Wanted::ByHand(vec![self.collector.clone()]);
        self.app.collect(&self.site, &self.collecting, &wanted).unwrap().remove(0).run
    }

    /// The channel's proven value today and what bounds it.
    pub(crate) fn value(&self) -> (u64, Option<u64>) {
        let snapshot = self.app.snapshot(self.app.clock.now().date(), None).unwrap();
        let channel = snapshot.campaigns.iter().flat_map(|c| &c.channels).find(|c| c.name == self.channel).unwrap();
        (channel.value.low, channel.value.high)
    }

    pub(crate) fn works(&self) -> usize {
        let channel = self.app.defs.find_channels(self.channel, None)[0].id.clone();
        self.app.ledger.known(&channel).unwrap().len()
    }
}

pub(crate) fn ok(v: &Value) -> (u16, String) {
    (200, v.to_string())
}
