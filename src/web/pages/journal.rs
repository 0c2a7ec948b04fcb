//! 日志: every change of the ledger, hash-chained, and what people did in the portal.

use super::{Done, html};
use crate::base::text::clip;
use crate::report::clean::neutral;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

/// Entries on one page.
const PAGE: usize = 60;

#[derive(Template)]
#[template(path = "journal.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    entries: Vec<(i64, String, &'static str, String, String)>,
    events: Vec<(String, String, &'static str, String, String)>,
    damage: Option<String>,
    at: usize,
    pages: usize,
    number: usize,
}

fn kind_zh(kind: &str) -> &'static str {
    match kind {
        "born" => "建账",
        "definitions" => "定义变更",
        "import" => "导入",
        "refused" => "拒绝导入",
        "undo" => "撤销",
        "answer" => "答复",
        "correct" => "更正",
        "restored" => "恢复备份",
        "submission" => "报送审定",
        "campaign" => "项目事项",
        "account" => "账号",
        "token" => "令牌",
        "attachment" => "证明材料",
        "columns" => "列名含义",
        "collect" | "run" => "采集",
        _ => "其他",
    }
}

fn what_zh(what: &str) -> &'static str {
    match what {
        "login" => "登录",
        "login_failed" => "登录失败",
        "logout" => "退出",
        "password" => "改密码",
        "account" => "账号",
        "token" => "令牌",
        "upload" => "上传",
        "fill" => "在线填报",
        "confirm" => "确认入库",
        "withdraw" => "撤下",
        "undo" => "撤销入库",
        "handed_in" => "提交",
        "approved" => "审定",
        "returned" => "退回",
        "answer" => "答复",
        "belonging" => "勾选作品",
        "rule_signed" => "口径签认",
        "campaign_log" => "项目事项",
        "attachment" => "证明材料",
        "attachment_check" => "核对材料",
        "report" => "生成周报",
        "share" => "分享周报",
        "export" => "导出",
        _ => "其他",
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        // Whoever sees a part of the campaigns alone sees no log of all.
        if !app.defs.campaigns.iter().all(|c| me.who.as_ref().is_some_and(|w| w.reads(c, &app.defs))) {
            return Err(WebError::missing());
        }
        let journal = app.ledger.journal()?;
        let damage = app.ledger.verify_journal()?.map(|d| format!("第{}条{}", d.seq, d.what));
        let page = q.page.unwrap_or(1).max(1);
        let number = journal.len();
        let entries = journal
            .iter()
            .rev()
            .skip((page - 1) * PAGE)
            .take(PAGE)
            .map(|e| (e.seq, e.at.zh(), kind_zh(&e.kind), clip(&neutral(&e.body), 180), e.hash.chars().take(8).collect()))
            .collect();
        let events = app
            .ledger
            .events(200)?
            .into_iter()
            .map(|(e, name)| (e.at.zh(), name, what_zh(&e.what), clip(&neutral(&e.subject), 60), e.address))
            .collect();
        html(&Page {
            shell: Shell::new(p, app, &me, "日志", "/journal")?,
            entries,
            events,
            damage,
            at: page,
            pages: number.div_ceil(PAGE).max(1),
            number,
        })
    })
    .await
}
