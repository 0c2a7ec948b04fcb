//! Weekly reports that were made: those in the data folder, and those that the command wrote elsewhere as far as they are still there.

use super::{App, AppError};
use crate::app::portal::due::parse_week;
use crate::attain::question;
use crate::base::day::{Day, Moment, Week};
use crate::base::disk;
use crate::base::id::ImportId;
use crate::base::text::title_key;
use crate::ledger::{Entry, Later, LaterKind, LedgerKind, Point, WITHDRAWN};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The stage of a report of a week that is approved as a whole.
const FINAL: &str = "定稿";
/// So many changed files are named.
const NAMED_MAX: usize = 3;
/// So many folders outside the data folder are remembered.
const ELSEWHERE_MAX: usize = 200;

/// A report that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// Of which week.
    pub week: Week,
    /// Where it lies.
    pub folder: PathBuf,
    /// 初报 or 定稿.
    pub stage: String,
    /// Names of its files.
    pub files: Vec<String>,
    /// The journal's last entry that its figures stand on.
    pub journal_head: String,
    /// The command wrote it, not the portal.
    pub by_command: bool,
    /// Definition files that decide its figures, by path with their digests; `None`: it does not tell.
    pub definitions: Option<BTreeMap<String, String>>,
}

#[derive(serde::Deserialize)]
struct Manifest {
    week: String,
    as_of: String,
    as_reported: Option<String>,
    sample: bool,
    stage: String,
    journal_head: String,
    definitions: Option<BTreeMap<String, String>>,
    files: Vec<ManifestFile>,
}

#[derive(serde::Deserialize)]
struct ManifestFile {
    name: String,
}

fn own(data: &Path) -> PathBuf {
    data.join("reports").join("weekly")
}

fn list_file(data: &Path) -> PathBuf {
    data.join("reports").join("elsewhere.json")
}

fn elsewhere(data: &Path) -> Vec<PathBuf> {
    std::fs::read(list_file(data)).ok().and_then(|b| serde_json::from_slice(&b).ok()).unwrap_or_default()
}

/// The report in a folder with its manifest, and when it was made.
fn read(folder: PathBuf, by_command: bool) -> Option<(SystemTime, Manifest, Made)> {
    let path = folder.join("manifest.json");
    let changed = std::fs::metadata(&path).and_then(|m| m.modified()).ok()?;
    let mut m: Manifest = std::fs::read(&path).ok().and_then(|b| serde_json::from_slice(&b).ok())?;
    let week = parse_week(&m.week)?;
    let files = std::mem::take(&mut m.files).into_iter().map(|f| f.name).collect();
    let made = Made {
        week,
        folder,
        stage: m.stage.clone(),
        files,
        journal_head: m.journal_head.clone(),
        by_command,
        definitions: m.definitions.take(),
    };
    Some((changed, m, made))
}

impl Made {
    /// What a link to it names: the week; and of a report of the command the state of the ledger that it tells of, as another one may be
    /// written for the week.
    pub fn subject(&self) -> String {
        if self.by_command { format!("{} {}", self.week, self.journal_head) } else { self.week.to_string() }
    }
}

impl App {
    /// The reports there are, latest week first. Of one week the one in the data folder, else the one that the command made last.
    pub fn made(&self) -> Result<Vec<Made>, AppError> {
        let mut out: BTreeMap<Week, Made> = self.made_elsewhere()?.into_iter().map(|m| (m.week, m)).collect();
        let here = std::fs::read_dir(own(self.ledger.folder())).into_iter().flatten().flatten();
        out.extend(here.filter_map(|e| read(e.path(), false)).map(|(_, _, m)| (m.week, m)));
        Ok(out.into_values().rev().collect())
    }

    /// The report of one week.
    pub fn made_of(&self, week: Week) -> Result<Option<Made>, AppError> {
        Ok(self.made()?.into_iter().find(|m| m.week == week))
    }

    /// The report that a link was made for, by [`Made::subject`], and no other.
    pub fn made_for(&self, subject: &str) -> Result<Option<Made>, AppError> {
        if subject.contains(' ') {
            return Ok(self.made_elsewhere()?.into_iter().rfind(|m| m.subject() == subject));
        }
        Ok(read(own(self.ledger.folder()).join(subject), false).map(|(_, _, m)| m).filter(|m| m.subject() == subject))
    }

    /// What the command wrote outside the data folder, in the order in which it was made: weeks as they are known now, told of this ledger
    /// and no sample for another one. A trial does not stand for the department's report.
    fn made_elsewhere(&self) -> Result<Vec<Made>, AppError> {
        let sample = self.ledger.kind()? == LedgerKind::Sample;
        let mut out = Vec::new();
        for (changed, m, made) in elsewhere(self.ledger.folder()).into_iter().filter_map(|f| read(f, true)) {
            let whole = m.sample == sample && m.as_reported.is_none() && Day::parse_iso(&m.as_of) == Some(made.week.sunday());
            if whole && self.ledger.journal_by_hash(&m.journal_head)?.iter().any(|e| e.hash == m.journal_head) {
                out.push((changed, made));
            }
        }
        out.sort_by_key(|(changed, _)| *changed);
        Ok(out.into_iter().map(|(_, made)| made).collect())
    }

    /// Of each report what changed in the numbers of its days since it was made, in words; `None`: nothing. The report itself stays as it is.
    pub fn changed_since(&self, made: &[Made]) -> Result<Vec<Option<String>>, AppError> {
        let points = made.iter().map(|m| self.ledger.point(&m.journal_head)).collect::<Result<Vec<_>, _>>()?;
        let first = points.iter().flatten().copied().min_by_key(|p| p.seq);
        let mut later = first.map_or_else(|| Ok(Vec::new()), |p| self.ledger.later_than(p))?;
        if let Some(p) = first {
            let entries = self.ledger.journal_latest(&["answer", "campaign"], (Moment(0), p.seq), usize::MAX)?;
            for entry in &entries {
                later.extend(match beside(entry) {
                    Some((upload, question, choice)) => self.ticked_later(entry, upload, &question, &choice)?,
                    None => said(entry),
                });
            }
        }
        let told = made.iter().zip(points).map(|(m, point)| {
            let Some(point) = point else { return Ok(None) };
            let parts =
                [self.no_longer_final(m)?, changed(&later, point, m.week.sunday()), self.redefined_since(point, m.definitions.as_ref())?];
            let parts: Vec<String> = parts.into_iter().flatten().collect();
            Ok((!parts.is_empty()).then(|| parts.join("、")))
        });
        told.collect()
    }

    /// `湖南经视的报送已退回，不再是定稿`: of a report that was 定稿, whose week is approved as a whole no longer.
    fn no_longer_final(&self, made: &Made) -> Result<Option<String>, AppError> {
        if made.stage != FINAL {
            return Ok(None);
        }
        let mut open = self.ledger.submissions(None, Some(&made.week.to_string()))?;
        open.retain(|s| s.approval().is_some() && s.approved_without().is_none());
        let open: Vec<_> = open.into_iter().map(|s| s.partner).collect();
        let names: Vec<&str> = self.defs.partners.iter().filter(|p| open.contains(&p.id)).map(|p| p.name.as_str()).collect();
        Ok((!names.is_empty()).then(|| format!("{}的报送已退回，不再是定稿", names.join("、"))))
    }

    /// What was ticked beside a file and speaks of works that were there before it: from the first day of which anything is known of them. The
    /// file itself may speak of later days alone.
    fn ticked_later(&self, entry: &Entry, upload: i64, question: &str, choice: &str) -> Result<Option<Later>, AppError> {
        let Some(import) = self.ledger.upload(upload)?.and_then(|u| u.import) else { return Ok(None) };
        let Some(channel) = self.defs.channels.iter().find(|c| question::belonging_id(c.id.as_str()) == question) else { return Ok(None) };
        let before: Vec<_> = self.ledger.answers(Some(Moment(entry.at.0 - 1)))?;
        let Some((yes, no)) = choice.strip_prefix("yes:").and_then(|c| c.split_once(";no:")) else { return Ok(None) };
        let turned = |list: &str, to: bool| {
            let keys = list.split('|').filter(|k| !k.is_empty() && question::decided(&before, question, k).unwrap_or(false) != to);
            keys.map(str::to_owned).collect::<Vec<_>>()
        };
        let turned: BTreeSet<String> = turned(yes, true).into_iter().chain(turned(no, false)).collect();
        let mut first: Option<Day> = None;
        for known in self.ledger.known(&channel.id)? {
            if known.descriptions.iter().any(|d| turned.contains(&title_key(&d.title))) {
                let days = self.ledger.readings(known.id)?.into_iter().map(|r| r.day());
                let seen = known.descriptions.iter().map(|d| d.at.reading_day());
                first = first.into_iter().chain(days).chain(seen).min();
            }
        }
        Ok(first.map(|first| Later { at: entry.at, kind: LaterKind::Answer, import, seq: entry.seq, first }))
    }

    /// The definition files that decide figures, by path with their digests.
    pub(super) fn deciding_files(&self) -> BTreeMap<String, String> {
        let deciding = self.defs.files.iter().filter(|f| decides_figures(&f.path));
        deciding.map(|f| (f.path.clone(), f.digest.to_string())).collect()
    }

    /// `修改定义文件1个（targets/p08_tv.toml）`: files that decide figures and say something else now than when a report was made; of one that does
    /// not tell, than at a point of the journal.
    fn redefined_since(&self, point: Point, told: Option<&BTreeMap<String, String>>) -> Result<Option<String>, AppError> {
        let then: BTreeMap<String, String> = if let Some(told) = told {
            told.clone()
        } else {
            let Some(noted) = self.ledger.definitions_before(point.seq + 1)? else { return Ok(None) };
            let noted: serde_json::Value = serde_json::from_str(&noted).unwrap_or_default();
            let noted = noted.get("files").and_then(serde_json::Value::as_object).into_iter().flatten();
            let deciding = noted.filter(|(path, _)| decides_figures(path));
            deciding.map(|(path, digest)| (path.clone(), digest.as_str().unwrap_or_default().to_owned())).collect()
        };
        let now = self.deciding_files();
        let changed = now.iter().filter(|(path, digest)| then.get(*path) != Some(*digest)).map(|(path, _)| path);
        let changed: Vec<&str> = changed.chain(then.keys().filter(|path| !now.contains_key(*path))).map(String::as_str).collect();
        let more = if changed.len() > NAMED_MAX { "等" } else { "" };
        let names = changed.iter().take(NAMED_MAX).copied().collect::<Vec<_>>().join("、");
        Ok((!changed.is_empty()).then(|| format!("修改定义文件{}个（{names}{more}）", changed.len())))
    }

    /// Remembers where the command wrote a report, so that the portal lists it.
    pub fn remember_report(&self, folder: &Path) -> Result<(), AppError> {
        let data = self.ledger.folder();
        let Ok(folder) = folder.canonicalize() else { return Ok(()) };
        if own(data).canonicalize().is_ok_and(|own| folder.starts_with(own)) {
            return Ok(());
        }
        let mut list = elsewhere(data);
        list.retain(|f| *f != folder);
        list.push(folder);
        let first = list.len().saturating_sub(ELSEWHERE_MAX);
        let text = serde_json::json!(list.get(first..).unwrap_or_default()).to_string();
        Ok(disk::write(&list_file(data), text.as_bytes())?)
    }
}

/// Whether a definition file decides figures. Collectors, headers and exports decide how what comes next is read.
fn decides_figures(path: &str) -> bool {
    path.starts_with("targets/") || path.starts_with("seeds/") && !path.starts_with("seeds/exports/") && path != "seeds/headers.toml"
}

/// An answer that was ticked beside a file: of which one, the question, what was chosen.
fn beside(entry: &Entry) -> Option<(i64, String, String)> {
    let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(serde_json::Value::as_str).unwrap_or_default().to_owned();
    let upload = body.get("upload").and_then(serde_json::Value::as_i64).filter(|_| entry.kind == "answer")?;
    Some((upload, text("question"), text("choice")))
}

/// An answer or something entered that changes figures, from its entry in the journal. Answers that explain a number, as those to falls, change
/// none.
fn said(entry: &Entry) -> Option<Later> {
    let body: serde_json::Value = serde_json::from_str(&entry.body).unwrap_or_default();
    let text = |key: &str| body.get(key).and_then(serde_json::Value::as_str).unwrap_or_default();
    let kind = match entry.kind.as_str() {
        "answer" => {
            if !question::changes_figures(text("question"), text("choice")) {
                return None;
            }
            if body.get("withdraws").is_some() { LaterKind::AnswerWithdrawn } else { LaterKind::Answer }
        }
        _ if text("kind") == WITHDRAWN => LaterKind::Withdrawn,
        _ if text("kind") == "rule_signed" => LaterKind::Signed,
        _ => LaterKind::Entered,
    };
    Some(Later { at: entry.at, kind, import: ImportId(0), seq: entry.seq, first: Day::from_number(0) })
}

/// `入库2份（4月5日至4月7日）、撤销1次（4月7日）`: what came after a point about days up to `until`. A file that was taken back since changed
/// nothing.
fn changed(later: &[Later], point: Point, until: Day) -> Option<String> {
    let since = || later.iter().filter(|l| l.is_after(point) && l.first <= until);
    let undone: BTreeSet<_> = since().filter(|l| l.kind == LaterKind::Undo).map(|l| l.import).collect();
    let words = [
        (LaterKind::Import, "入库", "份"),
        (LaterKind::Correction, "更正", "处"),
        (LaterKind::Undo, "撤销", "次"),
        (LaterKind::Answer, "答复待核事项", "项"),
        (LaterKind::Entered, "登记项目事项", "项"),
        (LaterKind::Signed, "签认口径", "条"),
        (LaterKind::Withdrawn, "撤回签认或登记的事项", "项"),
        (LaterKind::AnswerWithdrawn, "撤回待核事项的答复", "项"),
    ];
    let told: Vec<String> = words
        .into_iter()
        .filter_map(|(kind, word, unit)| {
            let stands = |l: &&Later| match kind {
                LaterKind::Undo => l.import <= point.import,
                // What was ticked beside a file stands and falls with it, and is told with it where the file is told.
                LaterKind::Answer => {
                    let with_its_file = l.import.0 > 0 && since().any(|o| o.kind == LaterKind::Import && o.import == l.import);
                    !with_its_file && !undone.contains(&l.import)
                }
                _ => !undone.contains(&l.import),
            };
            let days: Vec<Day> = since().filter(|l| l.kind == kind).filter(stands).map(|l| l.at.date()).collect();
            let (first, last) = (days.iter().min()?, days.iter().max()?);
            let when = if first == last { first.zh() } else { format!("{}至{}", first.zh(), last.zh()) };
            Some(format!("{word}{}{unit}（{when}）", days.len()))
        })
        .collect();
    (!told.is_empty()).then(|| told.join("、"))
}

#[cfg(test)]
mod tests {
    use super::LaterKind::{Correction, Import, Undo};
    use super::*;

    #[test]
    fn what_changed_after_a_report_is_told_by_kind_and_day() {
        let day = |text: &str| Day::parse_iso(text).expect("a day");
        let one = |kind, import, seq, at: &str, first: &str| Later {
            kind,
            import: ImportId(import),
            seq,
            at: day(at).at(36_000),
            first: day(first),
        };
        // 第13周周报（到4月2日）生成时，账本到第10条、第5次导入为止。
        let point = Point { seq: 10, import: ImportId(5) };
        let told = |later: &[Later]| changed(later, point, day("2023-04-02"));
        // 以前的导入、只说下一周的导入，都不算变动。
        assert_eq!(told(&[one(Import, 5, 0, "2023-04-03", "2023-04-02"), one(Import, 6, 0, "2023-04-10", "2023-04-03")]), None);
        // 两份补报、一处更正。
        let three = [
            one(Import, 6, 0, "2023-04-05", "2023-04-02"),
            one(Import, 7, 0, "2023-04-07", "2023-03-20"),
            one(Correction, 8, 0, "2023-04-06", "2023-04-02"),
        ];
        assert_eq!(told(&three).as_deref(), Some("入库2份（2023年4月5日至2023年4月7日）、更正1处（2023年4月6日）"));
        // 后来入库又撤销的等于没有；撤销周报里已有的，是变动。
        let undone = [one(Import, 6, 0, "2023-04-05", "2023-04-02"), one(Undo, 6, 12, "2023-04-06", "2023-04-02")];
        assert_eq!(told(&undone), None);
        let undone = [one(Undo, 3, 9, "2023-04-03", "2023-04-02"), one(Undo, 4, 12, "2023-04-06", "2023-04-02")];
        assert_eq!(told(&undone).as_deref(), Some("撤销1次（2023年4月6日）"));
    }

    #[test]
    fn what_was_answered_and_signed_after_a_report_is_told_where_it_changes_figures() {
        let point = Point { seq: 10, import: ImportId(5) };
        let until = Day::parse_iso("2023-04-02").expect("a day");
        let told = |seq, kind: &str, body: serde_json::Value| {
            let at = Day::parse_iso("2023-04-06").expect("a day").at(36_000);
            let entry = Entry { seq, at, kind: kind.to_owned(), body: body.to_string(), previous: String::new(), hash: String::new() };
            let later: Vec<Later> = said(&entry).into_iter().collect();
            changed(&later, point, until)
        };
        let belongs = serde_json::json!({ "question": "belonging-1a2b3c4d", "choice": "yes:车间里的一分钟;no:" });
        assert_eq!(told(12, "answer", belongs.clone()).as_deref(), Some("答复待核事项1项（2023年4月6日）"));
        assert_eq!(told(9, "answer", belongs), None, "it was known when the report was made");
        let others = serde_json::json!({ "question": "belonging-1a2b3c4d", "choice": "yes:;no:机关食堂新菜单" });
        assert_eq!(told(12, "answer", others), None, "what was not counted before is not counted now");
        let fell = serde_json::json!({ "question": "fall-1a2b3c4d", "choice": "accept" });
        assert_eq!(told(12, "answer", fell), None, "a fall that is explained stays as it is");
        let signed = serde_json::json!({ "kind": "rule_signed", "subject": "CR-01" });
        assert_eq!(told(12, "campaign", signed).as_deref(), Some("签认口径1条（2023年4月6日）"));
        let day = serde_json::json!({ "kind": "signed_on", "campaign": "p08_tv", "value": "2022-08-01" });
        assert_eq!(told(12, "campaign", day).as_deref(), Some("登记项目事项1项（2023年4月6日）"));
    }
}
