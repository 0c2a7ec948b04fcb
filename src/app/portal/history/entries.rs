//! Sentences of single entries.

use super::{Parts, TITLES_TOLD, Teller, names, number, quoted, text};
use crate::app::AppError;
use crate::app::portal::columns::meanings;
use crate::app::portal::due::parse_week;
use crate::app::portal::who::{ROLES, works_for};
use crate::app::submit::Way;
use crate::attain::question;
use crate::attain::snapshot::QuestionKind;
use crate::base::day::{Day, Week};
use crate::base::id::{CampaignId, ChannelId, PartnerId, PlacementId};
use crate::base::text::clip;
use crate::ledger::LogEntry;
use crate::model::metric::Metric;
use crate::model::programme::State;
use crate::model::run::{Decision, RunOutcome};
use crate::report::words;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

/// Of more weeks than this the first and the last are named.
const WEEKS_NAMED: usize = 4;

/// The weeks that an entry names.
fn weeks(body: &Value) -> Vec<Week> {
    body.get("weeks").and_then(Value::as_array).into_iter().flatten().filter_map(|w| parse_week(w.as_str()?)).collect()
}

impl Teller<'_> {
    pub(super) fn channel(&self, id: &ChannelId) -> String {
        self.app.defs.channel(id).map_or_else(|| id.to_string(), |c| c.name.clone())
    }

    pub(super) fn of_channel(&self, id: &ChannelId) -> Option<CampaignId> {
        self.app.defs.channel(id).map(|c| c.campaign.clone())
    }

    pub(super) fn campaign_name(&self, id: &str) -> String {
        self.app.defs.campaign(&CampaignId::new(id)).map_or_else(|| id.to_owned(), |c| format!("{} {}", c.number, c.short_name))
    }

    /// `（2023年第13周；芒果TV、湖南经视抖音号）`, and its campaigns.
    pub(super) fn head(&self, import: Option<i64>) -> (String, BTreeSet<CampaignId>, Option<String>) {
        self.head_of_weeks(import, &[])
    }

    /// The same of an import whose rows belong to other weeks than the one for which it was handed in.
    fn head_of_weeks(&self, import: Option<i64>, weeks: &[Week]) -> (String, BTreeSet<CampaignId>, Option<String>) {
        let Some(head) = import.and_then(|i| self.imports.get(&i)) else { return Default::default() };
        let channels: Vec<&str> =
            self.app.defs.channels.iter().filter(|c| head.channels.contains(&c.id)).map(|c| c.name.as_str()).collect();
        let page = parse_week(&head.week).map(words::week);
        let of = match weeks {
            [] => None,
            [first, .., last] if weeks.len() > WEEKS_NAMED => Some(format!("{}至{}", words::week(*first), words::week(*last))),
            _ => Some(weeks.iter().map(|w| words::week(*w)).collect::<Vec<_>>().join("、")),
        };
        let page = page.map(|page| of.map_or_else(|| page.clone(), |of| format!("报在{page}，数据属于{of}")));
        let mut about: Vec<String> = page.into_iter().collect();
        if !channels.is_empty() {
            about.push(channels.join("、"));
        }
        let campaigns = head.channels.iter().filter_map(|c| self.of_channel(c)).collect();
        let who = head.person.and_then(|p| self.people.get(&p).cloned());
        (if about.is_empty() { String::new() } else { format!("（{}）", about.join("；")) }, campaigns, who)
    }

    pub(super) fn import(&self, body: &Value) -> Parts {
        let import = number(body, "import");
        let (about, campaigns, who) = self.head_of_weeks(import, &weeks(body));
        let files = quoted(names(body).into_iter());
        // Entries from before the way in was noted: whoever is known to have handed it in did so through the portal.
        let way = Way::parse(text(body, "way")).or(who.is_some().then_some(Way::Portal));
        // Of a command the name of who did it says so already.
        let way = way.filter(|w| *w != Way::Command).map_or_else(String::new, |w| format!("，{}", w.zh()));
        let left_out = number(body, "left_out").map_or_else(String::new, |n| format!("，有错的{n}行没有入库"));
        Parts {
            who, text: format!("导入{files}{about}，编号{}{way}{left_out}", import.unwrap_or_default()), campaigns, ..Parts::default()
        }
    }

    pub(super) fn collected(&self, body: &Value) -> Parts {
        let import = number(body, "import");
        let (about, campaigns, _) = self.head(import);
        let answers = names(body).len();
        Parts {
            text: format!("采集的数入库{about}，依据平台返回{answers}页，编号{}", import.unwrap_or_default()),
            campaigns,
            ..Parts::default()
        }
    }

    pub(super) fn run(&self, body: &Value) -> Parts {
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

    pub(super) fn undo(&self, body: &Value) -> Result<Parts, AppError> {
        if body.get("placement").is_some() {
            return self.correct(body, "撤回更正：");
        }
        let import = number(body, "import");
        let (about, campaigns, _) = self.head_of_weeks(import, &weeks(body));
        let files = import.and_then(|i| self.imports.get(&i)).map(|h| quoted(h.files.iter().map(String::as_str))).unwrap_or_default();
        let kept = number(body, "kept").unwrap_or(0);
        let kept = if kept > 0 { format!("，其中后来人工更正过的{kept}行保留") } else { String::new() };
        let text = format!(
            "撤销编号{}的导入{files}{about}，收回{}行{kept}",
            import.unwrap_or_default(),
            number(body, "reversed").unwrap_or_default()
        );
        Ok(Parts { text, campaigns, ..Parts::default() })
    }

    pub(super) fn correct(&self, body: &Value, verb: &str) -> Result<Parts, AppError> {
        let found = number(body, "placement").map(|p| self.app.ledger.placement_title(PlacementId(p))).transpose()?.flatten();
        let (channel, title) = found.unwrap_or_else(|| (ChannelId::new(""), String::new()));
        let metric = Metric::parse(text(body, "metric")).map_or("", Metric::zh);
        let day = Day::parse_iso(text(body, "day")).map_or_else(String::new, Day::zh);
        let title = if title.is_empty() { String::new() } else { format!("“{}”", clip(&title, 60)) };
        let to = Some(text(body, "number")).filter(|n| !n.is_empty()).map_or_else(String::new, |n| format!("为{n}"));
        let number = number(body, "import").unwrap_or_default();
        Ok(Parts {
            text: format!("{verb}{}{title}{day}的{metric}{to}，编号{number}", self.channel(&channel)),
            because: text(body, "because").to_owned(),
            document: text(body, "document").to_owned(),
            campaigns: self.of_channel(&channel).into_iter().collect(),
            ..Parts::default()
        })
    }

    pub(super) fn answer(&self, body: &Value) -> Parts {
        let id = text(body, "question");
        let kind = question::kind_of(id);
        let channel = self.questions.get(id).cloned();
        let mut campaigns: BTreeSet<CampaignId> = channel.iter().filter_map(|c| self.of_channel(c)).collect();
        campaigns.extend(body.get("campaign").and_then(Value::as_str).map(CampaignId::new));
        let named = channel.map_or_else(|| text(body, "channel").to_owned(), |c| self.channel(&c));
        let asked = Some(text(body, "asked")).filter(|a| !a.is_empty()).map_or_else(String::new, |a| format!("“{}”", clip(a, 120)));
        let said = match body.get("said").and_then(Value::as_str) {
            Some(said) => said.to_owned(),
            None => choice_zh(kind, text(body, "choice")),
        };
        let what = if body.get("withdraws").is_some() { "撤回答复：" } else { "答复" };
        Parts {
            text: format!("{what}{}待核事项（{}）{asked}：{said}", of(&named), kind.map_or("其他", QuestionKind::zh)),
            because: text(body, "because").to_owned(),
            campaigns,
            ..Parts::default()
        }
    }

    pub(super) fn of_partner(&self, id: &str) -> (String, BTreeSet<CampaignId>) {
        let id = PartnerId::new(id);
        let name = self.app.defs.partners.iter().find(|p| p.id == id).map_or_else(|| id.to_string(), |p| p.name.clone());
        let defs = &self.app.defs;
        (name, defs.campaigns.iter().filter(|c| works_for(&id, c, defs)).map(|c| c.id.clone()).collect())
    }

    pub(super) fn submission(&self, body: &Value) -> Parts {
        let (partner, campaigns) = self.of_partner(text(body, "partner"));
        let week = parse_week(text(body, "week")).map_or_else(|| text(body, "week").to_owned(), words::week);
        let what = match text(body, "state") {
            "approved" => "审定",
            "returned" => "退回",
            _ => "处理",
        };
        let ids = body.get("missing").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).map(ChannelId::new);
        let missing: Vec<String> = ids.map(|id| self.app.defs.channel(&id).map_or_else(|| id.to_string(), |c| c.name.clone())).collect();
        let without = if missing.is_empty() { String::new() } else { format!("，缺{}，待补报", missing.join("、")) };
        Parts {
            text: format!("{what}{partner}{week}的报送{without}"),
            because: text(body, "remark").to_owned(),
            campaigns,
            ..Parts::default()
        }
    }

    pub(super) fn campaign(&self, body: &Value) -> Parts {
        let entry = number(body, "entry").and_then(|n| self.log.get(&n));
        let told = LogEntry {
            campaign: text(body, "campaign").to_owned(),
            kind: text(body, "kind").to_owned(),
            subject: text(body, "subject").to_owned(),
            value: text(body, "value").to_owned(),
            ..LogEntry::default()
        };
        let what = match told.withdraws() {
            Some(number) => format!("撤回：{}", self.log.get(&number).map_or_else(|| told.value.clone(), |e| self.entered(e))),
            None => self.entered(&told),
        };
        let campaigns = Some(told.campaign).filter(|c| !c.is_empty()).map(|c| CampaignId::new(&c)).into_iter().collect();
        Parts {
            who: entry.map(|e| e.person.clone()),
            text: what,
            because: text(body, "because").to_owned(),
            document: text(body, "document").to_owned(),
            campaigns,
        }
    }

    /// What was entered about a campaign or a counting rule.
    fn entered(&self, e: &LogEntry) -> String {
        let (subject, value) = (e.subject.as_str(), e.value.as_str());
        let name = self.campaign_name(&e.campaign);
        let day = |text: &str| Day::parse_iso(text).map_or_else(|| text.to_owned(), Day::zh);
        match e.kind.as_str() {
            "signed_on" => format!("{name}：签订日登记为{}", day(value)),
            "contract" => format!("{name}：合同登记为“{value}”"),
            "parties" => format!("{name}：合同双方登记为“{value}”"),
            "term_months" => format!("{name}：合同期登记为{value}个月"),
            "ends_on" => format!("{name}：合同到期日登记为{}", day(value)),
            "ended_on" => format!("{name}：实际结束日登记为{}", day(value)),
            "state" => format!("{name}：合同状态登记为“{}”", State::parse(value).map_or_else(|| value.to_owned(), |s| s.zh().to_owned())),
            "decision" => {
                let target = self.app.defs.campaign(&CampaignId::new(&e.campaign));
                let target = target.and_then(|c| c.targets.iter().find(|t| t.id.as_str() == subject)).map_or(subject, |t| t.label.as_str());
                format!("{name}：认定“{target}”为“{value}”")
            }
            "rule_signed" => {
                let (on, by) = value.split_once(' ').unwrap_or((value, ""));
                let title = self.app.defs.rules.iter().find(|r| r.id.as_str() == subject).map_or("", |r| r.title.as_str());
                format!("登记口径{subject}“{title}”由{by}于{}签认", day(on))
            }
            "mark_added" => format!("{name}：增加归属词“{value}”"),
            "mark_dropped" => format!("{name}：去掉归属词“{value}”"),
            kind => format!("{name}：{kind} {value}"),
        }
    }

    pub(super) fn attachment(&self, body: &Value) -> Result<Parts, AppError> {
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

    pub(super) fn columns(&self, body: &Value) -> Parts {
        let (partner, campaigns) = self.of_partner(text(body, "partner"));
        let zh = |name: &str| meanings().into_iter().find(|m| m.0 == name).map_or_else(|| name.to_owned(), |m| m.1.to_owned());
        let pairs: Vec<String> = body
            .get("columns")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|pair| Some((pair.get(0)?.as_str()?, pair.get(1)?.as_str()?)))
            .map(|(header, name)| match name {
                "" => format!("“{}”不再记住", clip(header, 30)),
                name => format!("“{}”是{}", clip(header, 30), zh(name)),
            })
            .collect();
        Parts { text: format!("说明{partner}表格的列名：{}", pairs.join("、")), campaigns, ..Parts::default() }
    }

    pub(super) fn token(&self, body: &Value) -> Parts {
        if let Some(id) = number(body, "token") {
            return said(&format!("收回第{id}号令牌"));
        }
        let whose = number(body, "person").and_then(|p| self.people.get(&p).cloned()).unwrap_or_default();
        let may = if body.get("may_upload").and_then(Value::as_bool) == Some(true) { "可读取和上传" } else { "只可读取" };
        said(&format!("发放令牌“{}”，代表{whose}，{may}", text(body, "name")))
    }

    /// What changed since the entry before that named the files.
    pub(super) fn definitions(&self, body: &Value, seq: i64) -> Result<Parts, AppError> {
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

/// A link for leaders made or taken back.
pub(super) fn link(body: &Value) -> Parts {
    let week = parse_week(text(body, "week")).map_or_else(|| text(body, "week").to_owned(), words::week);
    let what = if body.get("closed").is_some() { "收回" } else { "建立" };
    Parts { because: text(body, "because").to_owned(), ..said(&format!("{what}{week}周报的分享链接")) }
}

/// The definition files that an entry names, with their digests.
fn defined(body: &Value) -> BTreeMap<&str, &str> {
    let files = body.get("files").and_then(Value::as_object).into_iter().flatten();
    files.map(|(path, digest)| (path.as_str(), digest.as_str().unwrap_or_default())).collect()
}

pub(super) fn comment(body: &Value) -> Parts {
    let asked = clip(text(body, "asked"), 120);
    Parts {
        text: format!("说明{}待核事项“{asked}”：{}", of(text(body, "channel")), clip(text(body, "text"), 200)),
        campaigns: Some(CampaignId::new(text(body, "campaign"))).into_iter().collect(),
        ..Parts::default()
    }
}

/// `芒果TV的`, or nothing where no name is known.
fn of(name: &str) -> String {
    if name.is_empty() { String::new() } else { format!("{name}的") }
}

pub(super) fn said(what: &str) -> Parts {
    Parts { text: what.to_owned(), ..Parts::default() }
}

pub(super) fn account(body: &Value) -> Parts {
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
pub(super) fn choice_zh(kind: Option<QuestionKind>, choice: &str) -> String {
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
