//! The journal told in sentences: who did what, when, to which campaign and channel, why, and resting on which document. Reads the raw
//! entries and the rows that they name; decides nothing.

mod detail;
mod entries;

use crate::app::{App, AppError};
use crate::attain::question::{belonging_id, renamed_id, same_work_id};
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId};
use crate::base::text::clip;
use crate::ledger::{Entry, ImportHead, LogEntry};
use entries::{account, comment, link, said};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Kinds of entries with their Chinese words, in the order of a list to choose from.
pub const KINDS: [(&str, &str); 17] = [
    ("import", "导入"),
    ("checked", "核对异常的数"),
    ("refused", "拒绝文件"),
    ("undo", "撤销"),
    ("correct", "更正"),
    ("collect", "采集"),
    ("answer", "答复和勾选"),
    ("comment", "待核事项说明"),
    ("campaign", "项目事项"),
    ("submission", "报送审定"),
    ("attachment", "证明材料"),
    ("columns", "列名含义"),
    ("definitions", "定义变更"),
    ("account", "账号"),
    ("token", "令牌"),
    ("link", "分享链接"),
    ("born", "建账"),
];

/// Who acts where nobody was signed in: the schedule and the program itself.
pub const PROGRAM: &str = "程序";
/// Who acts where a command was typed on the machine.
pub const COMMAND: &str = "命令行";

/// Titles named in a sentence; the rest is a number.
const TITLES_TOLD: usize = 5;

/// One entry, told.
#[derive(Debug, Clone)]
pub struct Told {
    /// The entry as it is.
    pub entry: Entry,
    /// Of [`KINDS`].
    pub kind: &'static str,
    /// Who, by the name on pages.
    pub who: String,
    /// What happened, with campaign and channel.
    pub text: String,
    /// Why; empty where nothing was said.
    pub because: String,
    /// The document that it rests on; empty where none was named.
    pub document: String,
    /// Campaigns that it is about; empty: all, or none.
    pub campaigns: BTreeSet<CampaignId>,
    /// What the entry holds, field by field: name and value in words.
    pub fields: Vec<(String, String)>,
}

impl Told {
    /// The Chinese word of its kind.
    pub fn kind_zh(&self) -> &'static str {
        KINDS.iter().find(|k| k.0 == self.kind).map_or("其他", |k| k.1)
    }
}

impl App {
    /// Entries told, in their order.
    pub fn told(&self, entries: Vec<Entry>) -> Result<Vec<Told>, AppError> {
        let entries: Vec<(Value, Entry)> = entries.into_iter().map(|e| (serde_json::from_str(&e.body).unwrap_or_default(), e)).collect();
        let imports = || entries.iter().filter_map(|(body, _)| number(body, "import"));
        let teller = Teller {
            app: self,
            people: self.ledger.people()?.into_iter().map(|p| (p.id, p.name)).collect(),
            imports: match (imports().min(), imports().max()) {
                (Some(first), Some(last)) => self.ledger.import_heads(first, last)?,
                _ => BTreeMap::new(),
            },
            log: self.ledger.campaign_log(None)?.into_iter().map(|e| (e.id, e)).collect(),
            questions: questions(self),
        };
        entries.into_iter().map(|(body, e)| teller.tell(&body, e)).collect()
    }
}

/// Questions whose id follows from a channel alone.
pub(super) fn questions(app: &App) -> HashMap<String, ChannelId> {
    let ids = |c: &ChannelId| [belonging_id(c.as_str()), same_work_id(c.as_str()), renamed_id(c.as_str())].map(|id| (id, c.clone()));
    app.defs.channels.iter().flat_map(|c| ids(&c.id)).collect()
}

struct Teller<'a> {
    app: &'a App,
    people: HashMap<i64, String>,
    imports: BTreeMap<i64, ImportHead>,
    log: HashMap<i64, LogEntry>,
    questions: HashMap<String, ChannelId>,
}

/// What a sentence is made of.
#[derive(Default)]
struct Parts {
    who: Option<String>,
    text: String,
    because: String,
    document: String,
    campaigns: BTreeSet<CampaignId>,
}

fn text<'v>(body: &'v Value, key: &str) -> &'v str {
    body.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn number(body: &Value, key: &str) -> Option<i64> {
    body.get(key).and_then(Value::as_i64)
}

fn names(body: &Value) -> Vec<&str> {
    body.get("files").and_then(Value::as_array).into_iter().flatten().map(|f| text(f, "name")).collect()
}

fn quoted<'t>(names: impl Iterator<Item = &'t str>) -> String {
    names.map(|n| format!("“{}”", clip(n, 60))).collect::<Vec<_>>().join("、")
}

impl Teller<'_> {
    fn tell(&self, body: &Value, entry: Entry) -> Result<Told, AppError> {
        let (kind, fallback) = match entry.kind.as_str() {
            "run" | "collect" => ("collect", PROGRAM),
            "born" | "restored" => ("born", COMMAND),
            "definitions" => ("definitions", PROGRAM),
            other => (KINDS.iter().find(|k| k.0 == other).map_or("", |k| k.0), COMMAND),
        };
        let mut parts = match entry.kind.as_str() {
            "born" if text(body, "ledger") == "sample" => said("建立样例账本"),
            "born" => said("建立正式账本"),
            "restored" => said("从备份恢复账本"),
            "definitions" => self.definitions(body, entry.seq)?,
            "import" => self.import(body),
            "checked" => said(&format!(
                "核对了“{}”里异常的数，确是这样，入库编号{}",
                clip(text(body, "file"), 60),
                number(body, "import").unwrap_or_default()
            )),
            "collect" => self.collected(body),
            "run" => self.run(body),
            "refused" => said(&format!("文件{}有错，没有入库，原件已存证", quoted(names(body).into_iter()))),
            "undo" => self.undo(body)?,
            "correct" => self.correct(body, "更正")?,
            "answer" => self.answer(body),
            "comment" => comment(body),
            "submission" => self.submission(body),
            "campaign" => self.campaign(body),
            "attachment" => self.attachment(body)?,
            "columns" => self.columns(body),
            "account" => account(body),
            "token" => self.token(body),
            "link" => link(body),
            _ => said(&entry.kind),
        };
        // Of a token `person` is whom it stands for.
        let person = number(body, if matches!(kind, "token" | "account" | "link") { "by" } else { "person" });
        let who = person.and_then(|p| self.people.get(&p).cloned()).or(parts.who.take()).unwrap_or_else(|| fallback.to_owned());
        let clean = |t: &str| crate::report::clean::neutral(t);
        Ok(Told {
            entry,
            kind,
            who: clean(&who),
            text: clean(&parts.text),
            because: clean(&parts.because),
            document: clean(&parts.document),
            campaigns: parts.campaigns,
            fields: self.fields(body),
        })
    }
}

/// The days between which an entry of a day lies.
pub fn bounds(day: Day) -> (Moment, Moment) {
    (day.at(0), day.plus(1).at(0))
}
