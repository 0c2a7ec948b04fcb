//! The demo: a year of the seven campaigns on a fresh folder, offline: half from the sample files in `seeds/demo/`, half collected from
//! simulated platforms on this machine.

use super::clock::{Clock, Stepped};
use super::collect::{Collecting, StopSwitch, Wanted};
use super::site::Site;
use super::submit::{Receipt, Request, SentFile};
use super::{App, AppError};
use crate::attain::snapshot::{QuestionKind, Snapshot};
use crate::base::day::{Day, Moment, read_date};
use crate::define::source::demo_files;
use crate::ledger::{Ledger, LedgerKind};
use crate::model::draft::{Mode, Sent};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The simulated platforms, as the demo needs them.
pub trait Outside {
    /// `reach.toml` that sends collectors there.
    fn site_toml(&self) -> String;
    /// `secrets.toml` that they accept.
    fn secrets_toml(&self) -> String;
    /// Sets them to a day and moment.
    fn set(&mut self, now: Moment);
}

/// One line of `seeds/demo/plan.csv`: a file, when it came and what was said of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Path below `seeds/demo/`.
    pub file: String,
    /// When it came, Beijing.
    pub at: Moment,
    /// What was said.
    pub sent: Sent,
    /// Good rows were taken although others were refused.
    pub accept_good: bool,
    /// What it shows.
    pub remark: String,
}

/// What the demo came to.
#[derive(Debug)]
pub struct Demo {
    /// Files taken in.
    pub files: usize,
    /// Runs of collectors, and how many of them gave what was asked for.
    pub runs: (usize, usize),
    /// Readings that collectors brought.
    pub collected: u64,
    /// Files refused, with their first message.
    pub refused: Vec<(String, String)>,
    /// Readings brought in.
    pub rows: u64,
    /// The report's folder.
    pub report: PathBuf,
    /// The progress table.
    pub table: String,
}

/// The last day of the demo: the Sunday of the week that the report shows.
pub fn last_day() -> Day {
    Day::new(2023, 4, 2).unwrap_or_else(|| Day::from_number(0))
}

/// Reads the plan of the demo.
pub fn plan(app: &App) -> Result<Vec<Step>, AppError> {
    let files = demo_files();
    let bytes = files.get("plan.csv").ok_or_else(|| AppError::Usage("程序里没有样例数据".into()))?;
    let text = String::from_utf8_lossy(bytes);
    let broken = |line: &str| AppError::Usage(format!("样例清单 plan.csv 读不出：{line}"));
    let mut steps = Vec::new();
    for line in text.lines().skip(1).filter(|l| !l.trim().is_empty()) {
        let cells: Vec<&str> = line.split(',').collect();
        let [file, at, campaign, channel, as_of, mode, good, remark] = cells.as_slice() else { return Err(broken(line)) };
        let at = read_date(at).and_then(|w| Some(w.day(None)?.at(w.secs.unwrap_or(0)))).ok_or_else(|| broken(line))?;
        let campaign = (!campaign.is_empty())
            .then(|| app.defs.find_campaign(campaign).map(|c| c.id.clone()).ok_or_else(|| broken(line)))
            .transpose()?;
        let channel = match *channel {
            "" => None,
            name => match app.defs.find_channels(name, campaign.as_ref()).as_slice() {
                [one] => Some(one.id.clone()),
                _ => return Err(broken(line)),
            },
        };
        let mode = match *mode {
            "increment" => Some(Mode::Increment),
            "cumulative" => Some(Mode::Cumulative),
            _ => None,
        };
        let sent = Sent { campaign, channel, as_of: Day::parse_iso(as_of), mode, ..Sent::default() };
        steps.push(Step { file: (*file).to_owned(), at, sent, accept_good: !good.is_empty(), remark: (*remark).to_owned() });
    }
    steps.sort_by(|a, b| (a.at, &a.file).cmp(&(b.at, &b.file)));
    Ok(steps)
}

/// Staff's marks of the demo: all articles are 重点稿件, the first two of the topic's videos are 新创作.
fn answers(app: &mut App, day: Day) -> Result<(), AppError> {
    let snapshot = app.snapshot(day, None)?;
    let marks: Vec<(String, &str)> = snapshot
        .campaigns
        .iter()
        .flat_map(|c| c.questions.iter().map(move |q| (c, q)))
        .filter(|(_, q)| q.kind == QuestionKind::Mark)
        .map(|(c, q)| (q.id.clone(), if c.id.as_str() == "p14_cri" { if day == last_day() { "none" } else { "1,2" } } else { "all" }))
        .collect();
    for (id, choice) in marks {
        app.answer(&id, choice, "样例：工作人员认定")?;
    }
    Ok(())
}

/// The report of the demo, which the portal lists.
fn report(app: &App, day: Day, out: &Path) -> Result<(PathBuf, Snapshot), AppError> {
    let (folder, snapshot) = app.weekly(day, None, &out.join("reports"))?;
    app.remember_report(&folder)?;
    Ok((folder, snapshot))
}

/// What staff say at the end, and the report. The portal of a sample goes on at the moment of its last import: nothing is said after that.
fn close(app: &mut App, clock: &Stepped, out: &Path) -> Result<(PathBuf, Snapshot), AppError> {
    clock.set(app.moment()?);
    answers(app, last_day())?;
    report(app, last_day(), out)
}

/// Runs the whole job into `<out>/data` and `<out>/reports`. Refuses a folder that holds a real ledger; an earlier demo is replaced.
pub fn run(
    out: &Path,
    config: Option<&Path>,
    outside: &mut dyn Outside,
    mut progress: impl FnMut(usize, usize, &str),
) -> Result<Demo, AppError> {
    let data = out.join("data");
    if Ledger::exists(&data) {
        let now = Clock::Real.now();
        let kind = Ledger::open(&data, LedgerKind::Sample, now)?.kind()?;
        if kind == LedgerKind::Real {
            return Err(AppError::Usage(format!("{} 里是正式账本，演示不会动它；用 --out 换一个文件夹", data.display())));
        }
        std::fs::remove_dir_all(&data).map_err(|e| AppError::Usage(format!("清不掉上次演示的 {}：{e}", data.display())))?;
    }
    let first = Day::new(2022, 7, 1).unwrap_or_else(|| Day::from_number(0)).at(8 * 3600);
    let clock = Arc::new(Stepped::at(first));
    let mut app = App::open(&data, config, LedgerKind::Sample, Clock::Stepped(clock.clone()))?;
    crate::base::disk::write(&data.join("reach.toml"), outside.site_toml().as_bytes())?;
    crate::base::disk::write_private(&data.join("secrets.toml"), outside.secrets_toml().as_bytes())?;
    let site = Site::read_from(&data)?;
    let collecting = Collecting::open(&app, &site, StopSwitch::default())?;
    let mut collector = Days { clock: clock.clone(), next: first, runs: (0, 0), collected: 0 };
    let steps = plan(&app)?;
    let files = demo_files();
    let (mut taken, mut rows, mut refused) = (0, 0, Vec::new());
    let total = steps.len();
    // Marks are made twice: the week before, and for what the last week brought.
    let week_before = last_day().plus(-7);
    let mut marked = false;
    for (n, step) in steps.into_iter().enumerate() {
        progress(n, total, &step.file);
        if !marked && step.at > week_before.plus(2).at(0) {
            let noon = week_before.plus(1).at(13 * 3600);
            collector.until(noon, &mut app, &site, &collecting, outside)?;
            clock.set(noon);
            answers(&mut app, week_before)?;
            marked = true;
        }
        let Some(bytes) = files.get(&step.file) else {
            return Err(AppError::Usage(format!("样例清单里的 {} 不在程序里", step.file)));
        };
        collector.until(step.at, &mut app, &site, &collecting, outside)?;
        clock.set(step.at);
        let name = step.file.rsplit('/').next().unwrap_or(&step.file).to_owned();
        let request = Request {
            files: vec![SentFile::Bytes(name.clone(), bytes.to_vec())],
            sent: step.sent,
            dry_run: false,
            accept_good: step.accept_good,
            limits: crate::intake::Limits::command(),
        };
        let receipt: Receipt = app.submit(request)?;
        if let Some(lack) = receipt.needs.first() {
            return Err(AppError::Usage(format!("样例 {} 缺少选项：{:?}", step.file, lack.need)));
        }
        if receipt.written {
            taken += 1;
            rows += receipt.files.iter().map(|f| u64::from(f.accepted)).sum::<u64>();
        } else {
            let first = receipt.found.iter().find(|d| d.is_error()).map(crate::base::diag::Diagnostic::zh_line).unwrap_or_default();
            refused.push((name, first));
        }
    }
    let (report, snapshot) = close(&mut app, &clock, out)?;
    progress(total, total, "");
    Ok(Demo {
        files: taken,
        runs: collector.runs,
        collected: collector.collected,
        refused,
        rows,
        report,
        table: crate::report::view::progress_table(&snapshot),
    })
}

/// The collectors' days between files: three looks a day, as a machine that runs all the time would do.
struct Days {
    clock: Arc<Stepped>,
    next: Moment,
    runs: (usize, usize),
    collected: u64,
}

/// Hours of the day at which collectors are looked after.
const LOOKS: [u32; 3] = [9, 15, 21];

impl Days {
    fn until(
        &mut self,
        until: Moment,
        app: &mut App,
        site: &Site,
        collecting: &Collecting,
        outside: &mut dyn Outside,
    ) -> Result<(), AppError> {
        while self.next < until {
            outside.set(self.next);
            self.clock.set(self.next);
            for r in app.collect(site, collecting, &Wanted::Due)? {
                self.runs.0 += 1;
                self.runs.1 += usize::from(r.run.outcome.is_good());
                self.collected += u64::from(r.run.observations);
            }
            let day = self.next.date();
            let hour = LOOKS.iter().find(|h| day.at(**h * 3600 + 600) > self.next);
            self.next = hour.map_or_else(|| day.plus(1).at(9 * 3600 + 600), |h| day.at(h * 3600 + 600));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_said_in_a_demo_after_the_moment_at_which_its_portal_goes_on() {
        let out = tempfile::tempdir().unwrap();
        let clock = Arc::new(Stepped::at(last_day().plus(1).at(11 * 3600)));
        let mut app = App::open(&out.path().join("data"), None, LedgerKind::Sample, Clock::Stepped(clock.clone())).unwrap();
        let text = "统计日期,渠道,作品标题,发布时间,累计阅读量\n2023-04-02,新湖南客户端,重点报道工伤待遇,2023-03-20,1000\n";
        let files = vec![SentFile::Bytes("样例.csv".into(), text.as_bytes().to_vec())];
        let limits = crate::intake::Limits::portal();
        app.submit(Request { files, sent: Sent::default(), dry_run: false, accept_good: false, limits }).unwrap();
        clock.set(last_day().plus(1).at(12 * 3600));
        close(&mut app, &clock, out.path()).unwrap();
        let last = app.ledger.journal().unwrap().pop().unwrap();
        assert_eq!((last.kind.as_str(), last.at), ("answer", app.moment().unwrap()));
    }

    #[test]
    fn the_portal_of_a_demo_lists_its_report() {
        let out = tempfile::tempdir().unwrap();
        let clock = Clock::Fixed(last_day().plus(1).at(13 * 3600));
        let app = App::open(&out.path().join("data"), None, LedgerKind::Sample, clock).unwrap();
        assert!(app.made().unwrap().is_empty());
        report(&app, last_day(), out.path()).unwrap();
        let made = app.made().unwrap();
        assert_eq!(made.iter().map(|m| (m.week, m.by_command)).collect::<Vec<_>>(), [(last_day().week(), true)]);
    }
}
