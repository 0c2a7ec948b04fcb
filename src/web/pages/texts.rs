//! Texts to copy into a chat group: what partners owe, what must be put right, the week in a few lines.

use super::{Done, html};
use crate::app::portal::chase::{Chase, grouped};
use crate::app::portal::due::{days_zh, moment_short};
use crate::app::portal::letters::{is_behind, letters};
use crate::attain::snapshot::CampaignSnapshot;
use crate::base::day::Week;
use crate::base::id::PartnerId;
use crate::report::{clean, words};
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

#[derive(Template)]
#[template(path = "texts.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    week: String,
    before: String,
    after: Option<String>,
    texts: Vec<Text>,
}

struct Text {
    heading: String,
    body: String,
    rows: usize,
    /// What staff have to do themselves, beside the letter and not in it.
    staff: Vec<String>,
}

fn text(heading: impl Into<String>, body: String) -> Text {
    Text {
        heading: heading.into(),
        rows: body.lines().map(|l| 1 + l.chars().count() / 48).sum::<usize>().clamp(3, 14),
        body,
        staff: Vec::new(),
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let now = app.clock.now();
        let mut texts = Vec::new();
        let seen: Vec<&CampaignSnapshot> = day
            .snapshot
            .campaigns
            .iter()
            .filter(|c| c.media && app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs)))
            .collect();
        let mut summary = format!("【工伤预防宣传项目进度】{}（{}）\n", words::week(week), words::period(week));
        for c in &seen {
            let contacts = c.contacts().map(|t| format!("传播量{}/{}人次", words::actual(t), words::demanded(t))).unwrap_or_default();
            let gap = if contacts.is_empty() { "" } else { "，" };
            words_line(&mut summary, &format!("{}. {}：{}{gap}{contacts}", c.number, c.short_name, c.verdict_text));
        }
        texts.push(text("本周进度", summary));
        let mut all = Vec::new();
        // When the week is due, where that is still to come for anybody.
        let mut open = None;
        for partner in app.defs.partners.iter().filter(|x| who.reads_files_of(&x.id, &app.defs)) {
            let Some(asked) = app.chase(partner, &day.snapshot)? else { continue };
            open = open.max(Some(asked.due).filter(|_| !asked.overdue));
            let named = asked.missed.iter().map(|m| format!("{}（{}）", m.channel, m.weeks()));
            let mut named: Vec<String> = if asked.overdue { named.collect() } else { asked.open.clone() };
            named.extend(asked.returned.as_ref().map(|_| "已退回，改好后重新提交".to_owned()));
            if !named.is_empty() {
                all.push(format!("{}：{}", partner.name, named.join("、")));
            }
            texts.push(text(format!("催报：{}", partner.name), chasing(&partner.name, week, &asked)));
        }
        if all.len() > 1 {
            let until = open.map_or_else(|| "今天报齐".to_owned(), |due| format!("于{}前报齐", moment_short(due)));
            let body = format!("各合作媒体：{}数据还缺以下渠道，请{until}。\n{}", words::week(week), all.join("\n"));
            texts.insert(1, text("催报：群发", body));
        }
        let upto = |id: &PartnerId| {
            let due = app.defs.partners.iter().find(|x| x.id == *id).map(|x| app.due_moment(x, week));
            if due.is_some_and(|d| now > d) { week } else { week.previous() }
        };
        let files = app.ledger.files_by_week(|channel| seen.iter().any(|c| c.channels.iter().any(|ch| ch.id == *channel)))?;
        for c in &seen {
            let Some(campaign) = app.defs.campaign(&c.id) else { continue };
            let asked = letters(c, campaign, (&app.defs, &files), day.snapshot.as_of, upto);
            let mut staff = asked.staff;
            for (id, lines) in asked.partners {
                let Some(partner) = app.defs.partners.iter().find(|x| x.id == id) else { continue };
                let stands = &c.verdict_text;
                let mut body =
                    format!("{}的同志：{}项目截至{}{stands}，请办理以下事项：\n", partner.name, c.short_name, day.snapshot.as_of.zh());
                for (n, line) in lines.iter().enumerate() {
                    words_line(&mut body, &format!("{}. {line}。", n + 1));
                }
                words_line(&mut body, "办理中有困难的，请说明原因和预计完成的日期。");
                let heading = format!("整改：{} {}，{}", c.number, c.short_name, partner.name);
                texts.push(Text { staff: std::mem::take(&mut staff), ..text(heading, body) });
            }
            // Nobody is to be written to, and yet something has to be done.
            if !staff.is_empty() && is_behind(c) {
                texts.push(Text { staff, ..text(format!("整改：{} {}", c.number, c.short_name), String::new()) });
            }
        }
        let present = now.date().week();
        html(&Page {
            shell: Shell::new(p, app, &me, "催报文稿", "/texts")?,
            week: words::week(week),
            before: week.previous().to_string(),
            after: (week < present).then(|| week.next().to_string()),
            texts,
        })
    })
    .await
}

/// The 催报 letter to a partner.
fn chasing(name: &str, week: Week, asked: &Chase) -> String {
    let due = moment_short(asked.due);
    let (of, period) = (words::week(week), words::period(week));
    let mut out = if !asked.open.is_empty() {
        format!(
            "{name}的同志：{of}（{period}）的数据请于{due}前报送：{}。平台后台导出的表格可以直接上传，不用改格式。\n",
            asked.open.join("、")
        )
    } else if asked.overdue && !asked.missed.is_empty() {
        format!("{name}的同志：{of}（{period}）的数据应于{due}报送。\n")
    } else {
        format!("{name}的同志：\n")
    };
    if !asked.missed.is_empty() {
        words_line(&mut out, "以下渠道未报：");
        for (channels, said) in grouped(&asked.missed) {
            words_line(&mut out, &format!("{channels}：{said}"));
        }
        words_line(&mut out, "请尽快在报送页面上传表格或在线填报；确有困难请说明原因和预计时间。");
    }
    if let Some(opinion) = &asked.returned {
        words_line(&mut out, &format!("{of}的报送已退回，请改好后重新提交。意见：{}", clean::neutral(opinion)));
    }
    if !asked.late.is_empty() {
        words_line(&mut out, "以下渠道迟报，下周请按时报送：");
        for (channel, days) in &asked.late {
            words_line(&mut out, &format!("{channel}：{of}迟报{}", days_zh(*days)));
        }
    }
    out
}

fn words_line(out: &mut String, line: &str) {
    out.push_str(line);
    out.push('\n');
}
