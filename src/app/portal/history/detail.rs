//! An entry's record field by field, with names and values in words; what has no word stands as it is.

use super::{Teller, text};
use crate::app::portal::due::parse_week;
use crate::app::portal::overlay::{kind_zh, value_zh};
use crate::app::portal::who::ROLES;
use crate::app::submit::Way;
use crate::base::count::Span;
use crate::base::digest::Digest;
use crate::base::id::{CampaignId, ChannelId, CollectorId, PartnerId};
use crate::base::text::clip;
use crate::ledger::WITHDRAWN;
use crate::model::metric::Metric;
use crate::model::run::{Decision, RunOutcome};
use crate::report::clean::neutral;
use crate::report::words;
use serde_json::Value;

/// Characters of one value.
const VALUE_MAX: usize = 600;
/// Values of one list.
const LIST_MAX: usize = 40;

/// Names of fields with their Chinese words.
const LABELS: [(&str, &str); 58] = [
    ("import", "导入编号"),
    ("rows", "各行摘要"),
    ("files", "文件"),
    ("name", "名称"),
    ("sha256", "摘要"),
    ("kind", "类别"),
    ("way", "途径"),
    ("person", "账号"),
    ("by", "经手账号"),
    ("login", "登录名"),
    ("role", "角色"),
    ("what", "事项"),
    ("question", "待核事项编号"),
    ("asked", "问的是"),
    ("choice", "答复"),
    ("said", "答的是"),
    ("because", "理由"),
    ("campaign", "项目"),
    ("channel", "渠道"),
    ("collector", "采集定义"),
    ("expected_at", "应采时刻"),
    ("decision", "采集决定"),
    ("outcome", "采集结果"),
    ("upload", "上传编号"),
    ("partner", "合作媒体"),
    ("week", "统计周"),
    ("state", "状态"),
    ("remark", "意见"),
    ("missing", "缺的渠道"),
    ("totals", "各渠道累计"),
    ("placement", "作品编号"),
    ("metric", "指标"),
    ("day", "日期"),
    ("number", "正确的数"),
    ("weeks", "数据所属各周"),
    ("closed", "收回"),
    ("token", "令牌编号"),
    ("may_upload", "可上传"),
    ("admin_link", "管理员链接"),
    ("begin", "开始计入的作品"),
    ("cease", "不再计入的作品"),
    ("reversed", "收回行数"),
    ("kept", "保留行数"),
    ("left_out", "没有入库的行数"),
    ("file", "文件"),
    ("risen", "异常的数"),
    ("withdraws", "撤回的答复编号"),
    ("entry", "登记编号"),
    ("subject", "对象"),
    ("value", "登记内容"),
    ("document", "依据"),
    ("attachment", "材料编号"),
    ("about", "证明什么"),
    ("checked_by", "核对账号"),
    ("verdict", "核对结果"),
    ("columns", "列"),
    ("text", "说明"),
    ("ledger", "账本类别"),
];

/// What is done to accounts.
const DONE_TO_ACCOUNTS: [(&str, &str); 3] = [("stop", "停用"), ("allow", "恢复"), ("reset", "重置密码")];

impl Teller<'_> {
    pub(super) fn fields(&self, body: &Value) -> Vec<(String, String)> {
        let fields = body.as_object().into_iter().flatten().filter(|(_, v)| !v.is_null());
        let label = |key: &str| LABELS.iter().find(|l| l.0 == key).map_or(key, |l| l.1).to_owned();
        fields.map(|(key, v)| (label(key), clip(&neutral(&self.of_entry(body, key, v)), VALUE_MAX))).collect()
    }

    /// A value of an entry: what was entered is read by its kind.
    fn of_entry(&self, body: &Value, key: &str, value: &Value) -> String {
        let (kind, Some(t)) = (text(body, "kind"), value.as_str().filter(|_| body.get("entry").is_some())) else {
            return self.value(key, value);
        };
        match key {
            "kind" => kind_zh(kind).to_owned(),
            "value" => value_zh(kind, t),
            "subject" if kind == WITHDRAWN => format!("登记编号{t}"),
            "subject" => {
                let campaign = self.app.defs.campaign(&CampaignId::new(text(body, "campaign")));
                let target = campaign.and_then(|c| c.targets.iter().find(|x| x.id.as_str() == t));
                target.map_or_else(|| t.to_owned(), |x| x.label.clone())
            }
            _ => self.value(key, value),
        }
    }

    fn value(&self, key: &str, value: &Value) -> String {
        match value {
            Value::String(t) => self.word(key, t),
            Value::Number(n) if matches!(key, "person" | "by" | "checked_by") => {
                n.as_i64().and_then(|id| self.people.get(&id).cloned()).unwrap_or_else(|| n.to_string())
            }
            Value::Bool(true) => "是".to_owned(),
            Value::Bool(false) => "否".to_owned(),
            Value::Array(list) => {
                let more = if list.len() > LIST_MAX { format!(" 等{}项", list.len()) } else { String::new() };
                list.iter().take(LIST_MAX).map(|v| self.value(key, v)).collect::<Vec<_>>().join("、") + &more
            }
            Value::Object(o) if o.contains_key("name") => {
                let digest = Digest::parse(text(value, "sha256")).map_or_else(String::new, |d| format!("（摘要{}）", d.short()));
                format!("{}{digest}", clip(text(value, "name"), 80))
            }
            Value::Object(o) if key == "totals" => {
                let one = |(id, ends): (&String, &Value)| {
                    if ends.is_null() {
                        return format!("{}没有数据", self.word("channel", id));
                    }
                    let end = |n: usize| ends.get(n).and_then(Value::as_u64);
                    let span = Span { low: end(0).unwrap_or(0), high: end(1) };
                    format!("{}{}", self.word("channel", id), words::span_plain(span))
                };
                o.iter().take(LIST_MAX).map(one).collect::<Vec<_>>().join("、")
            }
            // Definition files by path: the digests stand in the raw record.
            Value::Object(o) => {
                let more = if o.len() > LIST_MAX { format!(" 等{}项", o.len()) } else { String::new() };
                o.keys().take(LIST_MAX).cloned().collect::<Vec<_>>().join("、") + &more
            }
            other => other.to_string(),
        }
    }

    fn word(&self, key: &str, t: &str) -> String {
        let defs = &self.app.defs;
        let found = match key {
            "campaign" if !t.is_empty() => Some(self.campaign_name(&CampaignId::new(t).to_string())),
            "channel" | "missing" => defs.channel(&ChannelId::new(t)).map(|c| c.name.clone()),
            "collector" => defs.collector(&CollectorId::new(t)).map(|c| format!("{}（{t}）", c.name)),
            "partner" => defs.partners.iter().find(|p| p.id == PartnerId::new(t)).map(|p| p.name.clone()),
            "week" | "weeks" => parse_week(t).map(words::week),
            "metric" => Metric::parse(t).map(|m| m.zh().to_owned()),
            "decision" => Decision::parse(t).map(|d| d.zh().to_owned()),
            "outcome" => RunOutcome::parse(t).map(|o| o.zh().to_owned()),
            "what" => DONE_TO_ACCOUNTS.iter().find(|w| w.0 == t).map(|w| w.1.to_owned()),
            "way" => Way::parse(t).map(|w| w.zh().to_owned()),
            "role" => ROLES.iter().find(|r| r.0 == t).map(|r| r.1.to_owned()),
            "ledger" => Some(if t == "sample" { "样例账本" } else { "正式账本" }.to_owned()),
            "state" => Some(crate::app::portal::due::state_zh(t).to_owned()).filter(|zh| !zh.is_empty()),
            // Every other clock on the page is in Beijing and to the minute.
            "expected_at" => Some(t.replace('T', " ").chars().take(16).collect()),
            "choice" => t.strip_prefix("yes:").and_then(|c| c.split_once(";no:")).map(|(yes, no)| {
                let list = |keys: &str| if keys.is_empty() { "无".to_owned() } else { keys.replace('|', "、").replace('~', "＝") };
                format!("成立：{}；不成立：{}", list(yes), list(no))
            }),
            _ => None,
        };
        found.unwrap_or_else(|| t.to_owned())
    }
}
