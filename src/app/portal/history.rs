//! The journal told in sentences: who did what, when, to which campaign and channel, why, and resting on which document. Reads the raw
//! entries and the rows that they name; decides nothing.

use super::columns::meanings;
use super::due::parse_week;
use super::who::{ROLES, works_for};
use crate::app::{App, AppError};
use crate::attain::question::{belonging_id, same_work_id};
use crate::attain::snapshot::QuestionKind;
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ChannelId, PartnerId, PlacementId};
use crate::base::text::clip;
use crate::ledger::{Entry, ImportHead, LogEntry};
use crate::model::metric::Metric;
use crate::model::programme::State;
use crate::model::run::{Decision, RunOutcome};
use crate::report::words;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Kinds of entries with their Chinese words, in the order of a list to choose from.
pub const KINDS: [(&str, &str); 14] = [
    ("import", "导入"),
    ("refused", "退回文件"),
    ("undo", "撤销"),
    ("correct", "更正"),
    ("collect", "采集"),
    ("answer", "答复和勾选"),
    ("campaign", "项目事项"),
    ("submission", "报送审定"),
    ("attachment", "证明材料"),
    ("columns", "列名含义"),
    ("definitions", "定义变更"),
    ("account", "账号"),
    ("token", "令牌"),
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
fn questions(app: &App) -> HashMap<String, ChannelId> {
    let both = |c: &ChannelId| [(belonging_id(c.as_str()), c.clone()), (same_work_id(c.as_str()), c.clone())];
    app.defs.channels.iter().flat_map(|c| both(&c.id)).collect()
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
            "collect" => self.collected(body),
            "run" => self.run(body),
            "refused" => said(&format!("文件{}有错，没有入库，原件已存证", quoted(names(body).into_iter()))),
            "undo" => self.undo(body),
            "correct" => self.correct(body)?,
            "answer" => self.answer(body),
            "submission" => self.submission(body),
            "campaign" => self.campaign(body),
            "attachment" => self.attachment(body)?,
            "columns" => self.columns(body),
            "account" => account(body),
            "token" => self.token(body),
            _ => said(&entry.kind),
        };
        // Of a token `person` is whom it stands for.
        let person = number(body, if matches!(kind, "token" | "account") { "by" } else { "person" });
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
        })
    }

    fn channel(&self, id: &ChannelId) -> String {
        self.app.defs.channel(id).map_or_else(|| id.to_string(), |c| c.name.clone())
    }

    fn of_channel(&self, id: &ChannelId) -> Option<CampaignId> {
        self.app.defs.channel(id).map(|c| c.campaign.clone())
    }

    fn campaign_name(&self, id: &str) -> String {
        self.app.defs.campaign(&CampaignId::new(id)).map_or_else(|| id.to_owned(), |c| format!("{} {}", c.number, c.short_name))
    }

    /// `（2023年第13周；芒果TV、湖南经视抖音号）`, and its campaigns.
    fn head(&self, import: Option<i64>) -> (String, BTreeSet<CampaignId>, Option<String>) {
        let Some(head) = import.and_then(|i| self.imports.get(&i)) else { return Default::default() };
        let channels: Vec<&str> =
            self.app.defs.channels.iter().filter(|c| head.channels.contains(&c.id)).map(|c| c.name.as_str()).collect();
        let mut about: Vec<String> = parse_week(&head.week).map(words::week).into_iter().collect();
        if !channels.is_empty() {
            about.push(channels.join("、"));
        }
        let campaigns = head.channels.iter().filter_map(|c| self.of_channel(c)).collect();
        let who = head.person.and_then(|p| self.people.get(&p).cloned());
        (if about.is_empty() { String::new() } else { format!("（{}）", about.join("；")) }, campaigns, who)
    }

    fn import(&self, body: &Value) -> Parts {
        let import = number(body, "import");
        let (about, campaigns, who) = self.head(import);
        let files = quoted(names(body).into_iter());
        Parts { who, text: format!("导入{files}{about}，编号{}", import.unwrap_or_default()), campaigns, ..Parts::default() }
    }

    fn collected(&self, body: &Value) -> Parts {
        let import = number(body, "import");
        let (about, campaigns, _) = self.head(import);
        let answers = names(body).len();
        Parts {
            text: format!("采集的数入库{about}，依据平台返回{answers}页，编号{}", import.unwrap_or_default()),
            campaigns,
            ..Parts::default()
        }
    }

    fn run(&self, body: &Value) -> Parts {
        let id = ChannelId::new(text(body, "channel"));
        let collector = self.app.defs.collectors.iter().find(|c| c.id.as_str() == text(body, "collector"));
        let name = collector.map_or(text(body, "collector"), |c| c.name.as_str());
        let decision = Decision::parse(text(body, "decision")).map_or("", Decision::zh);
        let outcome = RunOutcome::parse(text(body, "outcome")).map_or("", RunOutcome::zh);
        let expected = body.get("expected_at").and_then(Value::as_str).map(|at| at.replace('T', " ").chars().take(16).collect::<String>());
        let when = expected.map_or_else(|| "手动采集".to_owned(), |at| format!("应于{at}采集"));
        Parts {
            text: format!("{when}{}（{name}）：{decision}，{outcome}", self.channel(&id)),
            campaigns: self.of_channel(&id).into_iter().collect(),
            ..Parts::default()
        }
    }

    fn undo(&self, body: &Value) -> Parts {
        let import = number(body, "import");
        let (about, campaigns, _) = self.head(import);
        let files = import.and_then(|i| self.imports.get(&i)).map(|h| quoted(h.files.iter().map(String::as_str))).unwrap_or_default();
        let kept = number(body, "kept").unwrap_or(0);
        let kept = if kept > 0 { format!("，其中后来人工更正过的{kept}行保留") } else { String::new() };
        let text = format!(
            "撤销编号{}的导入{files}{about}，收回{}行{kept}",
            import.unwrap_or_default(),
            number(body, "reversed").unwrap_or_default()
        );
        Parts { text, campaigns, ..Parts::default() }
    }

    fn correct(&self, body: &Value) -> Result<Parts, AppError> {
        let found = number(body, "placement").map(|p| self.app.ledger.placement_title(PlacementId(p))).transpose()?.flatten();
        let (channel, title) = found.unwrap_or_else(|| (ChannelId::new(""), String::new()));
        let metric = Metric::parse(text(body, "metric")).map_or("", Metric::zh);
        let day = Day::parse_iso(text(body, "day")).map_or_else(String::new, Day::zh);
        let title = if title.is_empty() { String::new() } else { format!("“{}”", clip(&title, 60)) };
        Ok(Parts {
            text: format!("更正{}{title}{day}的{metric}，编号{}", self.channel(&channel), number(body, "import").unwrap_or_default()),
            because: text(body, "because").to_owned(),
            campaigns: self.of_channel(&channel).into_iter().collect(),
            ..Parts::default()
        })
    }

    fn answer(&self, body: &Value) -> Parts {
        let id = text(body, "question");
        let kind = QuestionKind::ALL.into_iter().find(|k| id.rsplit_once('-').is_some_and(|(kind, _)| kind == k.name()));
        let channel = self.questions.get(id).cloned();
        let mut campaigns: BTreeSet<CampaignId> = channel.iter().filter_map(|c| self.of_channel(c)).collect();
        campaigns.extend(body.get("campaign").and_then(Value::as_str).map(CampaignId::new));
        let named = channel.map_or_else(|| text(body, "channel").to_owned(), |c| self.channel(&c));
        let asked = Some(text(body, "asked")).filter(|a| !a.is_empty()).map_or_else(String::new, |a| format!("“{}”", clip(a, 120)));
        let said = match body.get("said").and_then(Value::as_str) {
            Some(said) => said.to_owned(),
            None => choice_zh(kind, text(body, "choice")),
        };
        Parts {
            text: format!("答复{}待核事项（{}）{asked}：{said}", of(&named), kind.map_or("其他", QuestionKind::zh)),
            because: text(body, "because").to_owned(),
            campaigns,
            ..Parts::default()
        }
    }

    fn of_partner(&self, id: &str) -> (String, BTreeSet<CampaignId>) {
        let id = PartnerId::new(id);
        let name = self.app.defs.partners.iter().find(|p| p.id == id).map_or_else(|| id.to_string(), |p| p.name.clone());
        let defs = &self.app.defs;
        (name, defs.campaigns.iter().filter(|c| works_for(&id, c, defs)).map(|c| c.id.clone()).collect())
    }

    fn submission(&self, body: &Value) -> Parts {
        let (partner, campaigns) = self.of_partner(text(body, "partner"));
        let week = parse_week(text(body, "week")).map_or_else(|| text(body, "week").to_owned(), words::week);
        let what = match text(body, "state") {
            "approved" => "审定",
            "returned" => "退回",
            _ => "处理",
        };
        Parts { text: format!("{what}{partner}{week}的报送"), because: text(body, "remark").to_owned(), campaigns, ..Parts::default() }
    }

    fn campaign(&self, body: &Value) -> Parts {
        let (kind, subject, value) = (text(body, "kind"), text(body, "subject"), text(body, "value"));
        let entry = number(body, "entry").and_then(|n| self.log.get(&n));
        let name = self.campaign_name(text(body, "campaign"));
        let what = match kind {
            "signed_on" => format!("{name}：签订日登记为{}", Day::parse_iso(value).map_or_else(|| value.to_owned(), Day::zh)),
            "term_months" => format!("{name}：合同期登记为{value}个月"),
            "state" => format!("{name}：合同状态登记为“{}”", State::parse(value).map_or_else(|| value.to_owned(), |s| s.zh().to_owned())),
            "decision" => {
                let target = self.app.defs.campaign(&CampaignId::new(text(body, "campaign")));
                let target = target.and_then(|c| c.targets.iter().find(|t| t.id.as_str() == subject)).map_or(subject, |t| t.label.as_str());
                format!("{name}：认定“{target}”为“{value}”")
            }
            "rule_signed" => {
                let (day, by) = value.split_once(' ').unwrap_or((value, ""));
                let title = self.app.defs.rules.iter().find(|r| r.id.as_str() == subject).map_or("", |r| r.title.as_str());
                format!("登记口径{subject}“{title}”由{by}于{}签认", Day::parse_iso(day).map_or_else(|| day.to_owned(), Day::zh))
            }
            "mark_added" => format!("{name}：增加归属词“{value}”"),
            "mark_dropped" => format!("{name}：去掉归属词“{value}”"),
            _ => format!("{name}：{kind} {value}"),
        };
        let campaigns = Some(text(body, "campaign")).filter(|c| !c.is_empty()).map(CampaignId::new).into_iter().collect();
        Parts {
            who: entry.map(|e| e.person.clone()),
            text: what,
            because: text(body, "because").to_owned(),
            document: text(body, "document").to_owned(),
            campaigns,
        }
    }

    fn attachment(&self, body: &Value) -> Result<Parts, AppError> {
        let id = number(body, "attachment").unwrap_or_default();
        let known = self.app.ledger.attachment(id)?;
        let mut campaigns: BTreeSet<CampaignId> = known.iter().filter_map(|a| a.campaign.clone()).collect();
        if let (true, Some(partner)) = (campaigns.is_empty(), known.as_ref().and_then(|a| a.partner.as_ref())) {
            campaigns = self.of_partner(partner.as_str()).1;
        }
        let (name, about) = known.as_ref().map_or(("", ""), |a| (a.name.as_str(), a.about.as_str()));
        let checker = number(body, "checked_by");
        let (who, text) = match checker {
            Some(p) => (self.people.get(&p).cloned(), format!("核对证明材料“{name}”（{about}）：{}", text(body, "verdict"))),
            None => (known.as_ref().map(|a| a.person.clone()), format!("提交证明材料“{name}”，证明{about}，已存证")),
        };
        Ok(Parts { who, text, campaigns, ..Parts::default() })
    }

    fn columns(&self, body: &Value) -> Parts {
        let (partner, campaigns) = self.of_partner(text(body, "partner"));
        let zh = |name: &str| meanings().into_iter().find(|m| m.0 == name).map_or_else(|| name.to_owned(), |m| m.1.to_owned());
        let pairs: Vec<String> = body
            .get("columns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?)))
            .map(|(header, name)| format!("“{}”是{}", clip(header, 30), zh(name)))
            .collect();
        Parts { text: format!("说明{partner}表格的列名：{}", pairs.join("、")), campaigns, ..Parts::default() }
    }

    fn token(&self, body: &Value) -> Parts {
        if let Some(id) = number(body, "token") {
            return said(&format!("收回第{id}号令牌"));
        }
        let whose = number(body, "person").and_then(|p| self.people.get(&p).cloned()).unwrap_or_default();
        let may = if body.get("may_upload").and_then(Value::as_bool) == Some(true) { "可读取和上传" } else { "只可读取" };
        said(&format!("发放令牌“{}”，代表{whose}，{may}", text(body, "name")))
    }

    /// What changed since the entry before that named the files.
    fn definitions(&self, body: &Value, seq: i64) -> Result<Parts, AppError> {
        let files = defined(body);
        let Some(before) = self.app.ledger.definitions_before(seq)? else {
            return Ok(said(&format!("登记定义文件{}个", files.len())));
        };
        let before: Value = serde_json::from_str(&before).unwrap_or_default();
        let before = defined(&before);
        let list = |found: Vec<&&str>| found.into_iter().take(TITLES_TOLD).copied().collect::<Vec<_>>().join("、");
        let mut told = Vec::new();
        for (word, found) in [
            ("修改", files.iter().filter(|(p, d)| before.get(*p).is_some_and(|b| b != *d)).map(|(p, _)| p).collect::<Vec<_>>()),
            ("新增", files.keys().filter(|p| !before.contains_key(*p)).collect()),
            ("去掉", before.keys().filter(|p| !files.contains_key(*p)).collect()),
        ] {
            if !found.is_empty() {
                let more = if found.len() > TITLES_TOLD { format!("等{}个", found.len()) } else { String::new() };
                told.push(format!("{word}{}{more}", list(found)));
            }
        }
        let campaigns = files
            .iter()
            .filter(|(p, d)| before.get(*p) != Some(*d))
            .filter_map(|(p, _)| p.strip_prefix("targets/")?.strip_suffix(".toml"))
            .map(CampaignId::new)
            .filter(|c| self.app.defs.campaign(c).is_some())
            .collect();
        Ok(Parts { text: format!("定义文件有变更：{}", told.join("；")), campaigns, ..Parts::default() })
    }
}

/// The definition files that an entry names, with their digests.
fn defined(body: &Value) -> BTreeMap<&str, &str> {
    let files = body.get("files").and_then(Value::as_object).into_iter().flatten();
    files.map(|(path, digest)| (path.as_str(), digest.as_str().unwrap_or_default())).collect()
}

/// `芒果TV的`, or nothing where no name is known.
fn of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}的") }
}

fn said(what: &str) -> Parts {
    Parts { text: what.to_owned(), ..Parts::default() }
}

fn account(body: &Value) -> Parts {
    let login = text(body, "login");
    let what = match text(body, "what") {
        "stop" => format!("停用账号“{login}”"),
        "allow" => format!("恢复账号“{login}”"),
        "reset" => format!("重置账号“{login}”的密码"),
        _ if body.get("admin_link").is_some() => "给出建立管理员账号的一次性链接".to_owned(),
        _ => {
            let role = ROLES.iter().find(|r| r.0 == text(body, "role")).map_or("", |r| r.1);
            format!("建立账号“{login}”（{role}）")
        }
    };
    said(&what)
}

/// An answer as people read it: a selection with its titles, or one of the fixed words.
pub fn choice_zh(kind: Option<QuestionKind>, choice: &str) -> String {
    let Some((yes, no)) = choice.strip_prefix("yes:").and_then(|c| c.split_once(";no:")) else {
        return match choice {
            "accept" => "属实，采用现在的数",
            "mistake" => "有误，将更正",
            other => other,
        }
        .to_owned();
    };
    let words = match kind {
        Some(QuestionKind::SameWork) => ("是同一作品", "不是同一作品"),
        Some(QuestionKind::Mark) => ("认定", "不认定"),
        _ => ("属于本项目", "不属于本项目"),
    };
    let list = |keys: &str, word: &str| {
        let keys: Vec<&str> = keys.split('|').filter(|k| !k.is_empty()).collect();
        if keys.is_empty() {
            return None;
        }
        let some: Vec<String> = keys.iter().take(TITLES_TOLD).map(|k| format!("“{}”", clip(&k.replace('~', "”与“"), 60))).collect();
        let more = if keys.len() > TITLES_TOLD { "等" } else { "" };
        Some(format!("{}条{word}（{}{more}）", keys.len(), some.join("、")))
    };
    let told: Vec<String> = [list(yes, words.0), list(no, words.1)].into_iter().flatten().collect();
    if told.is_empty() { "没有列出作品".to_owned() } else { told.join("；") }
}

/// The days between which an entry of a day lies.
pub fn bounds(day: Day) -> (Moment, Moment) {
    (day.at(0), day.plus(1).at(0))
}
