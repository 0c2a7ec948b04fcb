//! `reach import`: files to a receipt, the receipt to text or the promised JSON.

use super::Exit;
use super::args::ModeArg;
use super::out::Out;
use super::run::{find_campaign, optional_day};
use crate::app::site::Site;
use crate::app::submit::{FileReceipt, Lack, Receipt, Request, SentFile};
use crate::app::{App, AppError};
use crate::base::diag::{Diagnostic, Severity};
use crate::base::digest::Hasher;
use crate::base::text::quoted;
use crate::intake::{self, Limits};
use crate::model::draft::{Mode, Need, Sent};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;
use std::path::{Path, PathBuf};

/// The options of the command.
#[derive(Debug)]
pub(super) struct Wanted {
    pub(super) files: Vec<PathBuf>,
    pub(super) campaign: Option<String>,
    pub(super) channel: Option<String>,
    pub(super) as_of: Option<String>,
    pub(super) mode: Option<ModeArg>,
    pub(super) dry_run: bool,
    pub(super) accept_good: bool,
    pub(super) annotate: Option<PathBuf>,
    pub(super) json: bool,
}

/// Diagnostics printed in full; beyond that one line each.
const FULL_MAX: usize = 20;

pub(super) fn run(app: &mut App, wanted: &Wanted, out: &mut Out) -> anyhow::Result<Exit> {
    let sent = sent(app, wanted)?;
    let limits = Site::read_from(app.ledger.folder())?.limits();
    if wanted.annotate.is_some() && wanted.files.len() != 1 {
        return Err(AppError::Usage("--annotate 一次只能处理一个文件".into()).into());
    }
    let bar = out.bar(wanted.files.len() as u64, "读取文件");
    let mut files = Vec::new();
    for path in &wanted.files {
        files.push(load(path, &limits)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let original = match (&wanted.annotate, files.first()) {
        (Some(_), Some(SentFile::Bytes(name, bytes))) => Some((name.clone(), bytes.clone())),
        _ => None,
    };
    let request = Request { files, sent, dry_run: wanted.dry_run, accept_good: wanted.accept_good, limits };
    let mut receipt = app.submit(request)?;
    if let Some(lack) = receipt.needs.first() {
        return Err(AppError::Usage(sentence(app, wanted, lack, &receipt)).into());
    }
    if let (Some(path), Some((name, bytes))) = (&wanted.annotate, original) {
        match intake::annotate(&name, &bytes, &receipt.found) {
            Some(marked) => {
                let path = workbook_path(path);
                crate::base::disk::write(&path, &marked).map_err(AppError::Disk)?;
                out.error(&format!("标出错处的文件：{}", path.display()));
            }
            None => out.error("这份文件读不成表格，没有可标注的内容"),
        }
    }
    // Remedies speak in the words of the form, for partners too; who types commands says it by an option.
    for d in &mut receipt.found {
        match d.code.0 {
            2034 => d.remedy.push_str("（这里用 --mode increment 或 --mode cumulative）"),
            2051 => d.remedy.push_str("（这里用 --channel）"),
            _ => {}
        }
    }
    if wanted.json {
        out.line(&serde_json::to_string_pretty(&document(&receipt))?);
    } else {
        print(app, &receipt, wanted, out);
    }
    let refused = receipt.found.iter().any(Diagnostic::is_error);
    Ok(if refused { Exit::Findings } else { Exit::Done })
}

/// What is written is a workbook: under another suffix programs would not open it.
fn workbook_path(path: &Path) -> PathBuf {
    if path.extension().is_some_and(|e| e.eq_ignore_ascii_case("xlsx")) {
        return path.to_owned();
    }
    let mut name = path.as_os_str().to_owned();
    name.push(".xlsx");
    name.into()
}

fn sent(app: &App, wanted: &Wanted) -> Result<Sent, AppError> {
    let campaign = wanted.campaign.as_deref().map(|c| find_campaign(app, c)).transpose()?;
    let (mut campaign, channel) = match wanted.channel.as_deref() {
        None => (campaign, None),
        Some(text) => match app.defs.find_channels(text, campaign.as_ref()).as_slice() {
            [one] => (campaign.or_else(|| Some(one.campaign.clone())), Some(one.id.clone())),
            [] => {
                let near: Vec<String> =
                    app.defs.channels.iter().filter(|c| c.name.contains(text) || text.contains(&c.name)).map(|c| c.name.clone()).collect();
                let near =
                    if near.is_empty() { "名称见 seeds/channels.toml".to_owned() } else { format!("是不是：{}", near.join("、")) };
                return Err(AppError::Usage(format!("没有渠道“{text}”；{near}")));
            }
            many => {
                let list: Vec<String> = many.iter().map(|c| format!("--campaign {} --channel {}", c.campaign, c.name)).collect();
                return Err(AppError::Usage(format!("“{text}”在几个项目里都有，写明一个：\n{}", list.join("\n"))));
            }
        },
    };
    if wanted.channel.is_none() && wanted.campaign.is_none() {
        campaign = None;
    }
    Ok(Sent {
        campaign,
        channel,
        as_of: optional_day(wanted.as_of.as_deref())?,
        mode: wanted.mode.map(|m| match m {
            ModeArg::Cumulative => Mode::Cumulative,
            ModeArg::Increment => Mode::Increment,
        }),
        ..Sent::default()
    })
}

/// Reads a file; one above the limit is only measured and hashed.
fn load(path: &Path, limits: &Limits) -> Result<SentFile, AppError> {
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let failed = |e: std::io::Error| {
        let why = match e.kind() {
            std::io::ErrorKind::NotFound => "没有这个文件",
            std::io::ErrorKind::PermissionDenied => "没有读取权限",
            _ => "读不了",
        };
        AppError::Usage(format!("{}：{why}；核对路径后重新运行 reach import", path.display()))
    };
    let mut file = std::fs::File::open(path).map_err(failed)?;
    let length = file.metadata().map_err(failed)?.len();
    if length > limits.bytes {
        let mut hasher = Hasher::default();
        let mut piece = vec![0_u8; 1 << 20];
        loop {
            let n = file.read(&mut piece).map_err(failed)?;
            let Some(part) = piece.get(..n).filter(|p| !p.is_empty()) else { break };
            hasher.update(part);
        }
        return Ok(SentFile::TooLarge(name, length, hasher.finish()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    file.read_to_end(&mut bytes).map_err(failed)?;
    Ok(SentFile::Bytes(name, bytes))
}

/// What to type when an option is missing: what was given stays, what is missing is added with an example that fits.
fn sentence(app: &App, wanted: &Wanted, lack: &Lack, receipt: &Receipt) -> String {
    let file = lack.file.as_str();
    let campaign = wanted.campaign.as_deref().and_then(|c| app.defs.find_campaign(c));
    let own = app.defs.channels.iter().filter(|c| campaign.is_some_and(|p| p.id == c.campaign));
    let own: Vec<&str> = own.map(|c| c.name.as_str()).collect();
    let needs: Vec<Need> = receipt.needs.iter().filter(|l| l.file == file).map(|l| l.need).collect();
    let mut options = Vec::new();
    match campaign {
        Some(c) => options.push(format!("--campaign {}", c.id)),
        None if needs.contains(&Need::Campaign) => options.push("--campaign p08_tv".to_owned()),
        None => {}
    }
    match &wanted.channel {
        Some(c) => options.push(format!("--channel {c}")),
        None if needs.contains(&Need::Channel) => options.push("--channel 渠道名称".to_owned()),
        None => {}
    }
    match &wanted.as_of {
        Some(d) => options.push(format!("--as-of {d}")),
        None if needs.contains(&Need::AsOf) => options.push("--as-of 2023-03-31".to_owned()),
        None => {}
    }
    let asked = |need: &Need| match need {
        Need::Campaign => "属于哪个项目",
        Need::Channel => "是哪个渠道",
        Need::AsOf => "数据截至哪一天",
    };
    // Each is asked of the same place; what others lack comes with the example.
    let same = receipt.needs.iter().filter(|l| l.file == file && l.sheets == lack.sheets).map(|l| &l.need);
    let what = same.map(asked).collect::<Vec<_>>().join("、");
    let place = lack.sheets_zh().unwrap_or_else(|| "文件".to_owned());
    let rename = match (lack.need, lack.sheets.is_empty()) {
        (Need::Channel, false) => "把工作表改名为渠道名，或",
        (Need::Channel, true) => "加一列“渠道”填渠道全名，或",
        (Need::AsOf, _) if lack.sheets.len() > 1 => "各表日期不同的，在各表上方写明，如 截至2023年3月26日；相同的，",
        (Need::Campaign | Need::AsOf, _) => "",
    };
    let which = if needs.contains(&Need::Channel) && wanted.channel.is_none() && !own.is_empty() {
        format!("；渠道名称是其中一个：{}", own.join("、"))
    } else {
        String::new()
    };
    format!("{file}：{place}里看不出{what}；{rename}补上选项再运行，例如：reach import {file} {}{which}", options.join(" "))
}

fn document(receipt: &Receipt) -> serde_json::Value {
    let files: Vec<_> = receipt
        .files
        .iter()
        .map(|f| {
            json!({
                "file": f.file, "encoding": f.encoding, "kind": f.kind, "rows": f.rows, "accepted": f.accepted, "added": f.added,
                "updated": f.updated, "unchanged": f.unchanged, "decreased": f.decreased, "refused": f.refused,
                "totals_skipped": f.totals_skipped, "inferred": f.inferred,
            })
        })
        .collect();
    json!({ "import": receipt.import.map(|i| i.to_string()), "files": files, "diagnostics": receipt.found })
}

/// What a file is, in a reader's words; its name in JSON stays.
fn kind_zh<'a>(app: &'a App, kind: &'a str) -> &'a str {
    match kind {
        "template" => "本系统模板",
        "wide" => "各平台并列的表",
        "presence" => "展示记录",
        "airings" => "播出记录",
        "records" => "成果登记",
        "statements" => "总量声明",
        "trainings" => "培训登记",
        "" => "未认出",
        _ => app.defs.exports.iter().find(|e| e.kind == kind).map_or(kind, |e| e.name.as_str()),
    }
}

fn print(app: &App, receipt: &Receipt, wanted: &Wanted, out: &mut Out) {
    for f in &receipt.files {
        for line in &f.inferred {
            out.line(&format!("{}：{line}", f.file));
        }
    }
    for (n, d) in receipt.found.iter().enumerate() {
        out.line(&if n < FULL_MAX { d.zh() } else { format!("{} {} {}", d.severity.zh(), d.code.label(), d.zh_line()) });
    }
    // Of a file that is no table there is nothing to count.
    for f in receipt.files.iter().filter(|f| !f.kind.is_empty() || f.rows > 0) {
        out.line(&format!(
            "{}（{}，{}）：{} 行，新增 {}，更新 {}，不变 {}，减少 {}，拒绝 {}",
            f.file,
            kind_zh(app, &f.kind),
            f.encoding,
            f.rows,
            f.added,
            f.updated,
            f.unchanged,
            f.decreased,
            f.refused
        ));
        out.line(&standing(f, &receipt.found));
    }
    let import = receipt.import.map(|i| i.to_string()).unwrap_or_default();
    out.line(&match (receipt.written, receipt.resent, wanted.dry_run) {
        (true, _, _) => format!("已入库，编号 {import}；撤销用 reach undo {import}"),
        (false, true, _) => format!("该文件已经导入过（编号 {import}），没有变化"),
        (false, false, true) => "只比较，没有写入任何数据。".to_owned(),
        (false, false, false) => {
            let others = receipt.files.iter().any(|f| f.rows > f.refused);
            let or = if others { "，或加 --accept-good 先入库其余各行" } else { "" };
            format!("本次没有写入任何数据；文件已存证。改好后重新导入{or}。")
        }
    });
}

/// `共 214 行：211 行可以入库，3 行要改（第 17、58、203 行），另有 1 行“合计”未计入。`
fn standing(f: &FileReceipt, found: &[Diagnostic]) -> String {
    let mut rows: BTreeMap<Option<&str>, BTreeSet<u32>> = BTreeMap::new();
    for d in found.iter().filter(|d| d.severity == Severity::Error && d.place.file == f.file) {
        if let Some(row) = d.place.row {
            rows.entry(d.place.sheet.as_deref()).or_default().insert(row);
        }
    }
    let refused = if f.refused > 0 {
        let several = rows.len() > 1;
        let list = |sheet: Option<&str>, rows: &BTreeSet<u32>| {
            let first: Vec<String> = rows.iter().take(12).map(u32::to_string).collect();
            let more = if rows.len() > 12 { "等" } else { "" };
            let sheet = sheet.filter(|_| several).map(|s| format!("工作表{}", quoted(s))).unwrap_or_default();
            format!("{sheet}第 {} 行{more}", first.join("、"))
        };
        let lists: Vec<String> = rows.iter().map(|(sheet, rows)| list(*sheet, rows)).collect();
        let list = if lists.is_empty() { String::new() } else { format!("（{}）", lists.join("；")) };
        format!("，{} 行要改{list}", f.refused)
    } else {
        String::new()
    };
    let totals = if f.totals_skipped > 0 { format!("，另有 {} 行“合计”未计入", f.totals_skipped) } else { String::new() };
    // Every row is accounted for.
    let same = f.rows.saturating_sub(f.accepted + f.refused);
    let same = if same > 0 { format!("，{same} 行与前面的行相同或没有填数，不另计") } else { String::new() };
    format!("共 {} 行：{} 行可以入库{refused}{same}{totals}。", f.rows, f.accepted)
}
