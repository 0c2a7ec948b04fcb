//! The demo: a year of the seven campaigns from the sample files in `seeds/demo/`, on a fresh folder, offline.

use super::clock::Clock;
use super::submit::{Receipt, Request, SentFile};
use super::{App, AppError};
use crate::attain::snapshot::QuestionKind;
use crate::base::day::{Day, read_date};
use crate::define::source::demo_files;
use crate::ledger::{Ledger, LedgerKind};
use crate::model::draft::{Mode, Sent};
use std::path::{Path, PathBuf};

/// One line of `seeds/demo/plan.csv`: a file, when it came and what was said of it.
#[derive(Debug, Clone)]
pub struct Step {
    /// Path below `seeds/demo/`.
    pub file: String,
    /// When it came, Beijing.
    pub at: crate::base::day::Moment,
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
fn last_day() -> Day {
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
        let sent = Sent { campaign, channel, as_of: Day::parse_iso(as_of), mode };
        steps.push(Step { file: (*file).to_owned(), at, sent, accept_good: !good.is_empty(), remark: (*remark).to_owned() });
    }
    steps.sort_by(|a, b| (a.at, &a.file).cmp(&(b.at, &b.file)));
    Ok(steps)
}

/// Staff's marks of the demo: all articles are 重点稿件, the first two of the topic's videos are 新创作.
fn answers(app: &mut App, day: Day) -> Result<(), AppError> {
    app.clock = Clock::Fixed(day.plus(1).at(13 * 3600));
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

/// Runs the whole job into `<out>/data` and `<out>/reports`. Refuses a folder that holds a real ledger; an earlier demo is replaced.
pub fn run(out: &Path, config: Option<&Path>, mut progress: impl FnMut(usize, usize, &str)) -> Result<Demo, AppError> {
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
    let mut app = App::open(&data, config, LedgerKind::Sample, Clock::Fixed(first))?;
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
            answers(&mut app, week_before)?;
            marked = true;
        }
        let Some(bytes) = files.get(&step.file) else {
            return Err(AppError::Usage(format!("样例清单里的 {} 不在程序里", step.file)));
        };
        app.clock = Clock::Fixed(step.at);
        let name = step.file.rsplit('/').next().unwrap_or(&step.file).to_owned();
        let request = Request {
            files: vec![SentFile::Bytes(name.clone(), bytes.to_vec())],
            sent: step.sent,
            dry_run: false,
            accept_good: step.accept_good,
            limits: crate::intake::Limits::command(),
        };
        let receipt: Receipt = app.submit(request)?;
        if let Some((_, need)) = receipt.needs.first() {
            return Err(AppError::Usage(format!("样例 {} 缺少选项：{need:?}", step.file)));
        }
        if receipt.written {
            taken += 1;
            rows += receipt.files.iter().map(|f| u64::from(f.accepted)).sum::<u64>();
        } else {
            let first = receipt.found.iter().find(|d| d.is_error()).map(crate::base::diag::Diagnostic::zh_line).unwrap_or_default();
            refused.push((name, first));
        }
    }
    let day = last_day();
    answers(&mut app, day)?;
    let (report, snapshot) = app.weekly(day, None, &out.join("reports"))?;
    progress(total, total, "");
    Ok(Demo { files: taken, refused, rows, report, table: crate::report::view::progress_table(&snapshot) })
}
