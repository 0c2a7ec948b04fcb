//! `reach collect` and `reach test`: runs to text or the promised JSON.

use super::Exit;
use super::out::Out;
use crate::app::collect::{Collecting, Report, StopSwitch, Wanted as AppWanted};
use crate::app::site::Site;
use crate::app::{self, App, AppError};
use crate::base::day::Moment;
use crate::base::id::CollectorId;
use crate::extract::selftest;
use crate::model::run::Decision;
use serde_json::json;
use std::path::Path;

/// What was asked for.
pub(super) struct Wanted {
    pub(super) collector: Vec<String>,
    pub(super) due: bool,
    pub(super) dry_run: bool,
    pub(super) json: bool,
}

pub(super) fn run(app: &mut App, wanted: &Wanted, out: &mut Out) -> anyhow::Result<Exit> {
    let site = Site::read_from(app.ledger.folder())?;
    let faults = site.check(&app.defs);
    if !faults.is_empty() {
        return Err(AppError::Definitions(faults).into());
    }
    let ids: Vec<CollectorId> =
        wanted.collector.iter().map(|c| CollectorId::new(c.trim_start_matches("collectors/").trim_end_matches(".toml"))).collect();
    let collecting = Collecting::open(app, &site, StopSwitch::default())?;
    let bar = out.bar(1, "采集");
    let reports = if wanted.dry_run {
        app.collect_dry(&site, &collecting, &ids, None)
    } else {
        let what = if wanted.due { AppWanted::Due } else { AppWanted::ByHand(ids) };
        app.collect(&site, &collecting, &what)
    };
    bar.finish_and_clear();
    let reports = reports?;
    if wanted.json {
        let runs: Vec<_> = reports.iter().map(|r| wire(app, r)).collect();
        out.line(&serde_json::to_string_pretty(&json!({ "runs": runs }))?);
    } else {
        text(app, &reports, wanted, out);
        let (hosts, requests, waits) = collecting.asked();
        if requests > 0 {
            let told = if waits > 0 { format!("，{waits} 次被要求放慢，已照办") } else { String::new() };
            out.line(&format!("向 {hosts} 个主机请求 {requests} 次{told}。"));
        }
    }
    // Runs that are given up by rule are no failure of today's.
    let bad = reports.iter().any(|r| r.run.decision != Decision::Skipped && !r.run.outcome.is_good());
    let refused = reports.iter().any(|r| r.run.decision == Decision::Skipped && r.run.expected_at.is_none());
    Ok(if bad || refused { Exit::Findings } else { Exit::Done })
}

fn channel_name<'a>(app: &'a App, r: &'a Report) -> &'a str {
    app.defs.channel(&r.run.channel).map_or(r.run.channel.as_str(), |c| c.name.as_str())
}

fn wire(app: &App, r: &Report) -> serde_json::Value {
    let run = &r.run;
    let mut doc = json!({
        "collector": run.collector.as_str(),
        "channel": channel_name(app, r),
        "expected_at": run.expected_at.map(Moment::rfc3339),
        "decision": run.decision.name(),
        "outcome": run.outcome.name(),
        "items_found": run.items_found,
        "observations": run.observations,
        "unreadable": run.unreadable,
        "questions": run.questions.len(),
        "evidence": run.evidence,
        "says": run.says,
        "import": run.import.map(|i| i.0),
    });
    if let (false, Some(map)) = (r.read.is_empty(), doc.as_object_mut()) {
        map.insert("read".into(), json!(r.read));
    }
    doc
}

fn text(app: &App, reports: &[Report], wanted: &Wanted, out: &mut Out) {
    for r in reports {
        let run = &r.run;
        let confirmed = app.defs.collector(&run.collector).is_some_and(|c| c.confirmed_on.is_some());
        out.line(&format!(
            "{}　{}　{}：{}{}",
            run.collector,
            channel_name(app, r),
            if wanted.dry_run { "试采" } else { run.decision.zh() },
            run.outcome.zh(),
            if confirmed { "" } else { "（未对真站核实）" },
        ));
        out.line(&format!("    条目 {}，入库读数 {}，读不出 {}", run.items_found, run.observations, run.unreadable));
        if !run.says.is_empty() {
            out.line(&format!("    {}", run.says));
        }
        for q in run.questions.iter().chain(&r.read) {
            out.line(&format!("    {q}"));
        }
    }
    let good = reports.iter().filter(|r| r.run.outcome.is_good()).count();
    out.line(&if reports.is_empty() {
        "现在没有到点的采集。".to_owned()
    } else if wanted.dry_run {
        format!("试采 {} 次，{good} 次读出；没有写入任何数据。", reports.len())
    } else {
        format!("采集 {} 次，{good} 次有结果。", reports.len())
    });
}

/// `reach test`: the collectors' own tests.
pub(super) fn test(config: Option<&Path>, which: Option<&str>, out: &mut Out) -> anyhow::Result<Exit> {
    let (files, defs, found) = app::definitions(config)?;
    let Some(defs) = defs else { return Err(AppError::Definitions(found).into()) };
    let stem = which.map(|w| Path::new(w).file_stem().map_or_else(|| w.to_owned(), |s| s.to_string_lossy().into_owned()));
    let chosen: Vec<_> = defs.collectors.iter().filter(|c| stem.as_ref().is_none_or(|s| c.id.as_str() == s)).collect();
    if chosen.is_empty() {
        let known: Vec<&str> = defs.collectors.iter().map(|c| c.id.as_str()).collect();
        return Err(AppError::Usage(format!("没有采集定义“{}”；可写：{}", which.unwrap_or_default(), known.join("、"))).into());
    }
    let (mut all, mut failed) = (0, 0);
    for c in chosen {
        let confirmed = c.confirmed_on.map_or_else(|| "未对真站核实".to_owned(), |d| format!("{d} 对真站核实"));
        out.line(&format!("{}　{}（{confirmed}）", c.id, c.name));
        for t in selftest::run(c, &files.samples) {
            all += 1;
            failed += usize::from(!t.differs.is_empty());
            out.line(&format!("  {}　{}", if t.differs.is_empty() { "通过" } else { "未通过" }, t.name));
            for d in &t.differs {
                out.line(&format!("    {d}"));
            }
            // What was read is of interest where one file is looked at, or where it is wrong.
            if which.is_some() || !t.differs.is_empty() {
                for line in &t.read {
                    out.line(&format!("    {line}"));
                }
            }
        }
    }
    out.line(&format!("共 {all} 项自测，{failed} 项未通过。"));
    Ok(if failed > 0 { Exit::Findings } else { Exit::Done })
}
