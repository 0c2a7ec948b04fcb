//! What each command does: options to a use-case, its result to text or JSON.

use super::Exit;
use super::args::{Args, Command, ExportArg, FormatArg, ReportArg};
use super::out::Out;
use crate::app::answer::case_code;
use crate::app::clock::Clock;
use crate::app::publish::Export;
use crate::app::{self, App, AppError};
use crate::attain::question::CASES_MAX;
use crate::attain::snapshot::{Snapshot, Verdict};
use crate::base::day::Day;
use crate::base::diag::Severity;
use crate::base::id::ImportId;
use crate::ledger::{self, LedgerKind};
use crate::report::{export, view};
use serde_json::json;
use std::path::Path;

/// Runs one command.
pub(crate) fn run(args: Args, out: &mut Out) -> anyhow::Result<Exit> {
    let Args { data, config, command, .. } = args;
    let config = config.as_deref();
    let open = || App::open(&data, config, LedgerKind::Real, Clock::Real);
    match command {
        Command::Demo { out: folder } => super::demo::run(&folder, config, out),
        Command::Validate { strict, json } => validate(config, strict, json, out),
        Command::Import { files, campaign, channel, as_of, mode, dry_run, accept_good, annotate, json } => {
            let wanted = super::import::Wanted { files, campaign, channel, as_of, mode, dry_run, accept_good, annotate, json };
            super::import::run(&mut open()?, &wanted, out)
        }
        Command::Questions { campaign, json } => questions(&open()?, campaign.as_deref(), json, out),
        Command::Answer { question, choice, because } => {
            out.line(&open()?.answer_printed(&question, &choice, &because)?);
            Ok(Exit::Done)
        }
        Command::Correct { placement, metric, date, value, because } => {
            out.line(&open()?.correct(&placement, &metric, day(&date)?, &value, &because)?);
            Ok(Exit::Done)
        }
        Command::Undo { import, json } => undo(&mut open()?, &import, json, out),
        Command::Collect { collector, due, dry_run, json } => {
            super::collect::run(&mut open()?, &super::collect::Wanted { collector, due, dry_run, json }, out)
        }
        Command::Test { collector } => super::collect::test(config, collector.as_deref(), out),
        Command::New { kind, id, from } => super::new::run(config, kind, &id, from.as_deref(), out),
        Command::Check { campaign, as_of, as_reported, strict, json } => {
            let app = open()?;
            let as_of = match optional_day(as_of.as_deref())? {
                Some(day) => day,
                None => app.moment()?.date(),
            };
            let mut snapshot = app.snapshot(as_of, optional_day(as_reported.as_deref())?)?;
            if !campaign.is_empty() {
                let ids = campaign.iter().map(|c| find_campaign(&app, c)).collect::<Result<Vec<_>, _>>()?;
                snapshot.campaigns.retain(|c| ids.contains(&c.id));
            }
            if json {
                out.line(view::check_json(&snapshot).trim_end());
            } else {
                out.bytes(view::progress_table(&snapshot).as_bytes());
            }
            Ok(if strict && is_behind(&snapshot) { Exit::Findings } else { Exit::Done })
        }
        Command::Report { kind: ReportArg::Weekly, as_of, as_reported, out: folder } => {
            let app = open()?;
            let as_of = match optional_day(as_of.as_deref())? {
                Some(day) => day,
                None => app.moment()?.date().week().previous().sunday(),
            };
            let bar = out.bar(1, "生成周报");
            let (folder, _) = app.weekly(as_of, optional_day(as_reported.as_deref())?, &folder)?;
            bar.finish_and_clear();
            app.remember_report(&folder)?;
            out.line(&format!("周报已生成：{}", folder.join("index.html").display()));
            Ok(Exit::Done)
        }
        Command::Export { what, format, out: file, as_of } => {
            let app = open()?;
            let as_of = match optional_day(as_of.as_deref())? {
                Some(day) => day,
                None => app.moment()?.date(),
            };
            let what = match what {
                ExportArg::Observations => Export::Observations,
                ExportArg::Works => Export::Works,
                ExportArg::Attainment => Export::Attainment,
            };
            let table = app.table(what, as_of)?;
            let bytes = match format {
                FormatArg::Csv => export::csv(&table),
                FormatArg::Xlsx => export::xlsx(&table).map_err(AppError::Report)?,
                FormatArg::Json => export::json(&table).into_bytes(),
            };
            match file {
                Some(path) => {
                    crate::base::disk::write(&path, &bytes).map_err(AppError::Disk)?;
                    out.error(&format!("已导出 {} 行：{}", table.rows.len(), path.display()));
                }
                None => out.bytes(&bytes),
            }
            Ok(Exit::Done)
        }
        Command::Serve { listen, admin_link } => {
            use crate::web::ServeError;
            super::memory::give_back();
            let served = crate::web::serve(&data, config, listen.as_deref(), admin_link, &mut |line| out.line(line));
            served.map_err(|e| match e {
                ServeError::App(e) => anyhow::Error::from(e),
                ServeError::Listen { .. } => AppError::Usage(crate::base::chain::chain(&e)).into(),
                e => e.into(),
            })?;
            Ok(Exit::Done)
        }
        Command::Backup { file } => {
            let app = open()?;
            let bytes = ledger::backup(&app.ledger, &file).map_err(AppError::Ledger)?;
            out.line(&format!("已备份到 {}（{} KB）", file.display(), bytes / 1000));
            Ok(Exit::Done)
        }
        Command::Restore { file } => {
            let result = ledger::restore(&data, &file);
            match result {
                Ok(n) => {
                    out.line(&format!("已恢复 {n} 个文件到 {}", data.display()));
                    Ok(Exit::Done)
                }
                Err(e @ ledger::LedgerError::Damaged(_)) => {
                    out.error(&crate::base::chain::chain(&e));
                    Ok(Exit::Findings)
                }
                Err(e @ ledger::LedgerError::Occupied(_)) => Err(AppError::Usage(crate::base::chain::chain(&e)).into()),
                Err(e) => Err(AppError::Ledger(e).into()),
            }
        }
    }
}

fn day(text: &str) -> Result<Day, AppError> {
    Day::parse_iso(text).ok_or_else(|| AppError::Usage(format!("“{text}”不是日期；写成 2023-03-31 这样")))
}

pub(super) fn optional_day(text: Option<&str>) -> Result<Option<Day>, AppError> {
    text.map(day).transpose()
}

pub(super) fn find_campaign(app: &App, text: &str) -> Result<crate::base::id::CampaignId, AppError> {
    app.defs.find_campaign(text).map(|c| c.id.clone()).ok_or_else(|| {
        let list: Vec<String> = app.defs.campaigns.iter().map(|c| format!("{}（{}）", c.id, c.short_name)).collect();
        AppError::Usage(format!("没有项目“{text}”；可写：{}", list.join("、")))
    })
}

/// Whether something is behind, for `check --strict`.
fn is_behind(snapshot: &Snapshot) -> bool {
    snapshot.campaigns.iter().any(|c| matches!(c.verdict, Verdict::Behind | Verdict::FarBehind | Verdict::Missed))
}

fn validate(config: Option<&Path>, strict: bool, json: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let (files, defs, mut found) = app::definitions(config)?;
    if let Some(defs) = &defs {
        found.extend(app::missing_glyphs(defs));
    }
    let errors = found.iter().filter(|d| d.is_error()).count();
    let warnings = found.iter().filter(|d| d.severity == Severity::Warning).count();
    if json {
        let origin: serde_json::Map<String, serde_json::Value> = files.origin.iter().map(|(k, v)| ((*k).to_owned(), json!(v))).collect();
        let doc = json!({ "files": files.bytes.len(), "folders": origin, "errors": errors, "warnings": warnings, "diagnostics": found });
        out.line(&serde_json::to_string_pretty(&doc)?);
    } else {
        for d in &found {
            out.line(&d.zh());
        }
        let origin: Vec<String> = files.origin.iter().map(|(k, v)| format!("{k}：{v}")).collect();
        out.line(&format!("检查 {} 个定义文件（{}）：{errors} 处错误，{warnings} 处提醒。", files.bytes.len(), origin.join("；")));
    }
    Ok(if errors > 0 || (strict && warnings > 0) { Exit::Usage } else { Exit::Done })
}

fn questions(app: &App, campaign: Option<&str>, json: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let snapshot = app.snapshot(app.moment()?.date(), None)?;
    let only = campaign.map(|c| find_campaign(app, c)).transpose()?;
    let list: Vec<_> = App::questions(&snapshot).filter(|(c, _)| only.as_ref().is_none_or(|id| c.id == *id)).collect();
    app.remember_printed(list.iter().map(|(_, q)| *q))?;
    if json {
        let items: Vec<_> = list
            .iter()
            .map(|(c, q)| {
                let choices: Vec<_> = q.choices.iter().map(|(k, v)| json!({ "choice": k, "meaning": v })).collect();
                json!({
                    "id": q.id, "campaign": c.id.as_str(), "kind": q.kind.name(), "channel": q.channel,
                    "week": q.week.map(|w| w.to_string()), "text": q.text, "cases": q.cases, "choices": choices,
                    "codes": q.keys.iter().map(|k| case_code(k)).collect::<Vec<_>>(),
                })
            })
            .collect();
        out.line(&serde_json::to_string_pretty(&json!({ "questions": items }))?);
        return Ok(Exit::Done);
    }
    for (c, q) in &list {
        out.line(&format!("{}　{}　{}　{}", q.id, c.short_name, q.kind.zh(), q.text));
        for (n, case) in q.cases.iter().enumerate().take(CASES_MAX) {
            let code = q.keys.get(n).map(|k| format!("〔{}〕", case_code(k))).unwrap_or_default();
            out.line(&format!("    {}. {code}{case}", n + 1));
        }
        // The last case of a long list is a number of others.
        if let Some(others) = q.cases.get(CASES_MAX) {
            out.line(&format!("    …{others}，答复这些以后再列"));
        }
        let choices: Vec<String> = q.choices.iter().map(|(k, v)| format!("{k}＝{v}")).collect();
        out.line(&format!("    答复：reach answer {} <{}> --because \"理由\"", q.id, choices.join("｜")));
    }
    out.line(&format!("共 {} 个待核事项。", list.len()));
    Ok(Exit::Done)
}

fn undo(app: &mut App, import: &str, json: bool, out: &mut Out) -> anyhow::Result<Exit> {
    let number = import.parse().map_err(|_| AppError::Usage(format!("“{import}”不是导入编号；编号是导入时打印的数字")))?;
    let receipt = app.undo(ImportId(number))?;
    if json {
        let kept: Vec<_> = receipt.kept.iter().map(|k| json!(k)).collect();
        let doc = json!({ "import": import, "reversed": receipt.undone.reversed, "kept": kept });
        out.line(&serde_json::to_string_pretty(&doc)?);
    } else {
        out.line(&format!("已撤销导入 {import}：{} 行退出统计。", receipt.undone.reversed));
        if !receipt.kept.is_empty() {
            out.line(&format!("另有 {} 行后来经人工更正，保留：", receipt.kept.len()));
            for k in &receipt.kept {
                out.line(&format!("  {k}"));
            }
        }
    }
    Ok(Exit::Done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_written_one_way() {
        assert!(day("2023-03-31").is_ok());
        assert!(matches!(day("3月31日"), Err(AppError::Usage(_))));
    }
}
