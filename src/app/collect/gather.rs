//! One run against the platform: pages, second requests, three kinds of answers. Touches no ledger.

use super::render::{self, Variables};
use super::tokens::Tokens;
use crate::base::day::Moment;
use crate::base::digest::Digest;
use crate::extract::{Answer, Reader, Row, Sight};
use crate::fetch::{Ask, Capture, Fetcher, Outcome};
use crate::model::channel::Channel;
use crate::model::collector::{CollectKind, Collector, Paging, ReadingOf, Request};
use crate::model::run::{Decision, RunOutcome};
use std::collections::BTreeSet;
use std::sync::Arc;

/// One collector × one channel, to be run now.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) collector: Arc<Collector>,
    pub(super) channel: Channel,
    pub(super) account: Option<String>,
    pub(super) expected_at: Option<Moment>,
    /// What it will be if it goes well: in time or caught up.
    pub(super) decision: Decision,
    /// Works that the ledger knows on the channel.
    pub(super) known: usize,
    pub(super) base_url: Option<String>,
    pub(super) interval_secs: u32,
    /// Whether robots.txt is read and kept to.
    pub(super) robots: bool,
    /// How many items the last good run found.
    pub(super) before: Option<u32>,
}

/// One answer, kept.
#[derive(Debug)]
pub(super) struct Kept {
    /// What was asked, without secrets and with the platform's own host.
    pub(super) url: String,
    pub(super) digest: Digest,
    pub(super) body: Vec<u8>,
    pub(super) at: Moment,
}

/// A row with where it stands.
#[derive(Debug)]
pub(super) struct Found {
    /// Which answer it stands in.
    pub(super) page: usize,
    /// Which answer its numbers stand in.
    pub(super) numbers: usize,
    pub(super) row: Row,
}

/// What a run brought.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) started_at: Moment,
    pub(super) ended_at: Moment,
    pub(super) outcome: RunOutcome,
    pub(super) says: String,
    pub(super) kept: Vec<Kept>,
    pub(super) rows: Vec<Found>,
    /// What was seen on a page, and in which answer.
    pub(super) sight: Option<(Sight, usize)>,
    pub(super) items_found: usize,
    pub(super) unreadable: usize,
    pub(super) questions: Vec<String>,
}

/// How far a run got.
pub(super) struct Progress<'a> {
    pub(super) job: &'a Job,
    pub(super) reader: Reader<'a>,
    pub(super) fetcher: &'a Fetcher,
    pub(super) tokens: &'a Tokens,
    pub(super) variables: Variables,
    pub(super) out: Gathered,
    /// The first thing that went wrong.
    pub(super) fault: Option<(RunOutcome, String)>,
    pub(super) unsettled: usize,
    pub(super) ids: BTreeSet<String>,
    /// The last answer was that there is no such page.
    pub(super) no_such_page: bool,
}

/// A platform that is busy is asked again after this. Unit: milliseconds.
const BUSY_MILLIS: i64 = 5_000;
const BUSY_TRIES: u32 = 2;

pub(super) async fn gather(job: &Job, fetcher: &Fetcher, tokens: &Tokens) -> Gathered {
    let now = moment(fetcher);
    let out = Gathered {
        started_at: now,
        ended_at: now,
        outcome: RunOutcome::Values,
        says: String::new(),
        kept: Vec::new(),
        rows: Vec::new(),
        sight: None,
        items_found: 0,
        unreadable: 0,
        questions: Vec::new(),
    };
    let reader = match Reader::new(&job.collector) {
        Ok(r) => r,
        Err(faults) => {
            let says = faults.iter().map(|f| format!("“{}”{}", f.text, f.why)).collect::<Vec<_>>().join("；");
            return Gathered { outcome: RunOutcome::Unreadable, says: format!("采集定义的取数位置写错：{says}"), ..out };
        }
    };
    let mut variables = Variables::default();
    variables.set("account", job.account.clone().unwrap_or_default());
    let mut p =
        Progress { job, reader, fetcher, tokens, variables, out, fault: None, unsettled: 0, ids: BTreeSet::new(), no_such_page: false };
    if p.authorise(false).await {
        if job.collector.kind == CollectKind::Presence {
            p.look().await;
        } else {
            p.sources().await;
            p.details().await;
        }
    }
    p.end()
}

pub(super) fn moment(fetcher: &Fetcher) -> Moment {
    Moment(fetcher.time().now_millis().div_euclid(1000))
}

fn outcome_of(o: &Outcome) -> RunOutcome {
    match o {
        Outcome::Got(_) => RunOutcome::Values,
        Outcome::Unreachable(_) => RunOutcome::Unreachable,
        Outcome::TimedOut => RunOutcome::TimedOut,
        Outcome::Status(_) => RunOutcome::Status,
        Outcome::TooLarge => RunOutcome::TooLarge,
        Outcome::LoginWall(_) => RunOutcome::LoginWall,
        Outcome::Stopped(_) => RunOutcome::Stopped,
    }
}

/// What an answer that is no answer makes of the run.
pub(super) fn fault_of(a: &Answer) -> Option<(RunOutcome, String)> {
    match a {
        Answer::Values | Answer::Empty | Answer::Gone(_) => None,
        Answer::Unreadable(why) => Some((RunOutcome::Unreadable, why.clone())),
        Answer::LoginWall(why) | Answer::TokenExpired(why) => Some((RunOutcome::LoginWall, why.clone())),
        Answer::Busy(why) => Some((RunOutcome::Unreachable, why.clone())),
    }
}

impl Progress<'_> {
    pub(super) fn fail(&mut self, fault: (RunOutcome, String)) {
        self.fault.get_or_insert(fault);
    }

    /// Gets a token where the platform wants one. False: there is none, and nothing is asked.
    async fn authorise(&mut self, anew: bool) -> bool {
        let Some(flow) = self.job.collector.authorise else { return true };
        let job = self.job;
        match self.tokens.get(flow, &job.collector, &job.channel, job.base_url.as_deref(), self.fetcher, anew).await {
            Ok(token) => {
                self.variables.set_secret("access_token", token.access);
                self.variables.set_secret("app_id", token.app_id);
                if !self.out.questions.iter().any(|q| Some(q) == token.warning.as_ref()) {
                    self.out.questions.extend(token.warning);
                }
                true
            }
            Err(none) => {
                self.fail((if none.passing { RunOutcome::Unreachable } else { RunOutcome::LoginWall }, none.says));
                false
            }
        }
    }

    fn ask(&self, request: &Request) -> (Ask, String) {
        let (ask, shown) = render::request(request, &self.variables, self.job.base_url.as_deref());
        let ask = Ask {
            collector: self.job.collector.id.to_string(),
            interval_millis: i64::from(self.job.interval_secs) * 1000,
            per_day_max: self.job.collector.politeness.requests_per_day_max,
            robots: self.job.robots,
            ..ask
        };
        (ask, shown)
    }

    /// Asks and reads; a busy platform is asked again, a token that is over is renewed once. The answer is kept.
    pub(super) async fn read<T>(
        &mut self,
        request: &Request,
        read: impl Fn(&Reader<'_>, &Capture) -> (Answer, T),
    ) -> Result<(usize, Answer, T), (RunOutcome, String)> {
        let (mut busy, mut renewed) = (0, false);
        loop {
            let (ask, shown) = self.ask(request);
            let outcome = self.fetcher.fetch(&ask).await;
            self.no_such_page = matches!(outcome, Outcome::Status(404 | 410));
            let capture = match outcome {
                Outcome::Got(c) => c,
                other => return Err((outcome_of(&other), other.advice())),
            };
            let (answer, value) = read(&self.reader, &capture);
            match &answer {
                Answer::Busy(_) if busy < BUSY_TRIES => {
                    busy += 1;
                    let until = self.fetcher.time().now_millis() + BUSY_MILLIS * i64::from(busy);
                    self.fetcher.time().sleep_until(until).await;
                }
                Answer::TokenExpired(_) if !renewed => {
                    renewed = true;
                    if !self.authorise(true).await {
                        return Err(self.fault.take().unwrap_or((RunOutcome::LoginWall, String::new())));
                    }
                }
                _ => {
                    let Capture { at, body, .. } = capture;
                    self.out.kept.push(Kept { url: shown, digest: Digest::of(&body), body, at });
                    return Ok((self.out.kept.len() - 1, answer, value));
                }
            }
        }
    }

    /// The first source; the second where the first gave nothing at all.
    async fn sources(&mut self) {
        let collector = self.job.collector.clone();
        for n in 0..collector.sources.len() {
            let before = self.fault.take();
            (self.out.items_found, self.out.unreadable) = (0, 0);
            self.ids.clear();
            self.pages(n).await;
            if self.fault.is_none() || !self.out.rows.is_empty() {
                return;
            }
            // What the first one said stays where the second fails as well.
            if let Some(before) = before {
                self.fault = Some(before);
            }
        }
    }

    /// The second request of each row.
    async fn details(&mut self) {
        let collector = self.job.collector.clone();
        let Some(detail) = &collector.detail else { return };
        let today = moment(self.fetcher).date();
        let mut rows = std::mem::take(&mut self.out.rows);
        for found in &mut rows {
            let too_old = detail
                .newest_days
                .is_some_and(|days| found.row.published.is_some_and(|p| today.since(p.day) > i32::try_from(days).unwrap_or(i32::MAX)));
            let Some(id) = found.row.id.clone().filter(|_| !too_old) else {
                found.row.readings.clear();
                continue;
            };
            self.variables.set("id", id);
            let result = self
                .read(&detail.request, |reader, c| {
                    let mut row = found.row.clone();
                    let answer = reader.detail(&mut row, &c.body, c.content_type.as_deref());
                    (answer, row)
                })
                .await;
            match result {
                Ok((kept, answer, row)) => {
                    found.row = row;
                    found.numbers = kept;
                    match fault_of(&answer) {
                        None if answer == Answer::Values => {}
                        None => found.row.readings.clear(),
                        Some(fault) => {
                            found.row.readings.clear();
                            self.out.unreadable += 1;
                            let wall = fault.0 == RunOutcome::LoginWall;
                            self.fail(fault);
                            if wall {
                                break;
                            }
                        }
                    }
                }
                Err(fault) => {
                    found.row.readings.clear();
                    let over = matches!(fault.0, RunOutcome::LoginWall | RunOutcome::Stopped);
                    self.fail(fault);
                    if over {
                        break;
                    }
                }
            }
        }
        // What was not asked for any more has no reading from here.
        for found in rows.iter_mut().filter(|f| f.numbers == f.page) {
            found.row.readings.clear();
        }
        self.out.rows = rows;
    }

    /// Whether something is on display.
    async fn look(&mut self) {
        let collector = self.job.collector.clone();
        let Some(source) = collector.sources.first() else { return };
        let account = self.job.account.clone();
        let result = self
            .read(&source.request, |reader, c| match reader.sight(&c.body, c.content_type.as_deref(), account.as_deref()) {
                Ok(sight) => (Answer::Values, Some(sight)),
                Err(answer) => (answer, None),
            })
            .await;
        match result {
            Ok((kept, answer, sight)) => {
                if let Some(fault) = fault_of(&answer) {
                    self.fail(fault);
                }
                self.out.sight = sight.map(|s| (s, kept));
                self.out.items_found = 1;
                self.out.unreadable = usize::from(self.out.sight.is_none());
            }
            Err(fault) => self.fail(fault),
        }
    }

    /// A list much shorter than the last time. One page per publish day moves on with the days and is left out.
    fn shrunk(&self, outcome: RunOutcome) -> Option<String> {
        let days = self.job.collector.sources.iter().any(|s| matches!(s.paging, Paging::Days { .. }));
        let before = self.job.before.filter(|b| *b >= SHRUNK_FROM && !days && outcome == RunOutcome::Values)?;
        let now = self.out.items_found;
        let says = || format!("这次读到 {now} 条，上次 {before} 条，少了一半以上；原有的作品和数都保留，请到平台上看一眼");
        (now * 2 < before as usize).then(says)
    }

    fn end(mut self) -> Gathered {
        let nothing = self.out.rows.is_empty() && self.out.sight.is_none();
        let (outcome, says) = match self.fault.take() {
            Some(fault) => fault,
            None if nothing && self.unsettled > 0 => (RunOutcome::Unreadable, "平台还没有结算昨天的数，稍后会再采".to_owned()),
            None if nothing && self.job.known > 0 && self.job.collector.kind != CollectKind::Presence && self.out.items_found == 0 => {
                let says = format!("此前有 {} 条，这次一条也没有；已保留原有的数，请到平台上看一眼", self.job.known);
                // One page per publish day looks back a few weeks only: nothing new there is nothing strange.
                let days = self.job.collector.sources.first().is_some_and(|s| matches!(s.paging, Paging::Days { .. }));
                if days { (RunOutcome::Empty, String::new()) } else { (RunOutcome::Unreadable, says) }
            }
            None if nothing => (RunOutcome::Empty, String::new()),
            None => (RunOutcome::Values, String::new()),
        };
        if !nothing && self.unsettled > 0 {
            self.out.questions.push(format!("有 {} 个发表日的数平台还没有结算，这次没有取，下次再采", self.unsettled));
        }
        self.out.questions.extend(self.shrunk(outcome));
        self.out.outcome = outcome;
        self.out.says = says;
        self.out.ended_at = moment(self.fetcher);
        if let Some(max) = self.job.collector.sanity.items_max
            && self.out.items_found > max as usize
        {
            self.out.questions.push(format!("列表有 {} 条，多于写明的上限 {max} 条；请核对账号或专栏编号是否正确", self.out.items_found));
        }
        self.out
    }
}

/// A list of so many items that loses more than half of them is asked about.
const SHRUNK_FROM: u32 = 10;

/// The moment for which a reading of a capture holds.
pub(super) fn holds_at(collector: &Collector, captured: Moment, as_of: Option<crate::base::day::Day>) -> Moment {
    match (as_of, collector.reading_of) {
        (Some(day), _) => day.end().min(captured),
        (None, ReadingOf::PreviousDay) => captured.date().plus(-1).end(),
        (None, ReadingOf::Now) => captured,
    }
}
