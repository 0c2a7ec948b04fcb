//! What somebody says of a file that waits and decides about it: channel and day, columns, cells typed anew, works that belong; taken in,
//! withdrawn, taken back.

use super::hand_in::said;
use super::upload::with;
use super::{to, to_with};
use crate::app::portal::taken::Looked;
use crate::app::submit::Way;
use crate::intake::Repair;
use crate::web::error::WebError;
use crate::web::form::Fields;
use crate::web::guard::Me;
use crate::web::state::Shared;
use axum::extract::{Path, State};
use axum::response::Response;

pub(crate) async fn say(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    p.write(move |_, app| {
        let (upload, submission) = with(app, id)?;
        let said = said(app, &fields)?;
        let own = |c: &crate::base::id::ChannelId| app.defs.channel(c).is_some_and(|c| c.partner == submission.partner);
        if said.channel.as_ref().is_some_and(|c| !own(c)) {
            return Err(WebError::refused("这个渠道不归贵方报送。"));
        }
        app.say(&upload, &submission.partner, &said)?;
        app.sort_out(me.who()?, id)?;
        Ok(())
    })
    .await?;
    Ok(to(&format!("/uploads/{id}")))
}

/// Cells typed anew beside their errors, and rows left out.
pub(crate) async fn repair(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let named = |sheet: &str| Some(sheet.to_owned()).filter(|s| !s.is_empty());
    let cells = fields.all("sheet").zip(fields.all("row")).zip(fields.all("letter")).zip(fields.all("value"));
    let repairs: Vec<Repair> = cells
        .filter(|(_, value)| !value.trim().is_empty())
        .filter_map(|(((sheet, row), letter), value)| {
            let cell = (letter.to_owned(), value.trim().chars().take(200).collect());
            Some(Repair { sheet: named(sheet), row: row.parse().ok()?, cell: Some(cell) })
        })
        .chain(fields.all("drop").filter_map(|text| {
            let (row, sheet) = text.split_once(':')?;
            Some(Repair { sheet: named(sheet), row: row.parse().ok()?, cell: None })
        }))
        .collect();
    let new = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            let new = app.repair(me.who()?, &upload, &submission, &repairs)?;
            app.sort_out(me.who()?, new)?;
            Ok(new)
        })
        .await?;
    Ok(to_with(&format!("/uploads/{new}"), "已按填写的改正并重新核对；原文件保留"))
}

/// Which works of the file belong to the campaign.
pub(crate) async fn belongs(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let channel = crate::base::id::ChannelId::new(fields.get("channel"));
    let ticked: Vec<String> = fields.all("key").map(str::to_owned).collect();
    let shown = ["was", "was_not"].into_iter().flat_map(|f| fields.all(f).map(move |key| (key.to_owned(), f == "was")));
    let shown: Vec<(String, bool)> = shown.collect();
    let (added, dropped) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            Ok(app.say_belonging(me.who()?, (&upload, &submission), &channel, &shown, &ticked)?)
        })
        .await?;
    let done = format!("已按勾选重新计算：勾选{added}条，去掉{dropped}条；确认入库后才算数");
    Ok(to_with(&format!("/uploads/{id}"), &done))
}

/// What the columns of a partner's table mean.
pub(crate) async fn columns(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let said: Vec<(String, String)> =
        fields.all("header").zip(fields.all("field")).map(|(h, f)| (h.chars().take(60).collect(), f.to_owned())).collect();
    p.write(move |_, app| {
        let (_, submission) = with(app, id)?;
        app.say_columns(me.who()?, &submission.partner, &said)?;
        app.sort_out(me.who()?, id)?;
        Ok(())
    })
    .await?;
    Ok(to_with(&format!("/uploads/{id}"), "列的含义已记住，并重新核对"))
}

pub(crate) async fn take(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let accept_good = fields.get("good") == "1";
    let looked = if fields.get("risen") == "1" { Looked::Right } else { Looked::Not };
    let (path, done) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            let back = format!("/reporting/{}/{}", submission.partner, submission.week);
            let name = upload.name.clone();
            // Pressed twice.
            if let Some(import) = upload.import.filter(|_| upload.state == "taken") {
                return Ok((back, format!("“{name}”已入库（导入{import}）")));
            }
            let seen = fields.given("seen");
            let receipt = app.take_looked(me.who()?, (&upload, &submission), accept_good, Way::Portal, (looked, seen))?;
            if !receipt.written && !receipt.resent {
                return Ok((format!("/uploads/{id}"), "没有入库：先改正标红的行，或选择先入库其余行".to_owned()));
            }
            let import = receipt.import.map(|i| i.to_string()).unwrap_or_default();
            let done = if receipt.resent {
                format!("“{name}”以前报过（导入{import}），没有再入库")
            } else {
                let left = receipt.files.iter().map(|f| f.refused).sum::<u32>();
                let left = if left > 0 { format!("；有错的{left}行没有入库，点文件名看是哪些") } else { String::new() };
                format!("“{name}”已入库（导入{import}）{left}")
            };
            Ok((back, done))
        })
        .await?;
    Ok(to_with(&path, &done))
}

pub(crate) async fn withdraw(State(p): State<Shared>, me: Me, Path(id): Path<i64>, _: Fields) -> Result<Response, WebError> {
    let back = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            app.withdraw(me.who()?, &upload)?;
            Ok(format!("/reporting/{}/{}", submission.partner, submission.week))
        })
        .await?;
    Ok(to_with(&back, "已撤下，没有入库"))
}

pub(crate) async fn undo(State(p): State<Shared>, me: Me, Path(id): Path<i64>, _: Fields) -> Result<Response, WebError> {
    let (back, kept) = p
        .write(move |_, app| {
            let (upload, submission) = with(app, id)?;
            let kept = app.take_back(me.who()?, &upload, &submission)?;
            Ok((format!("/reporting/{}/{}", submission.partner, submission.week), kept))
        })
        .await?;
    let done = if kept.is_empty() {
        "已撤销入库".to_owned()
    } else {
        format!("已撤销入库；{}行后来经人工更正，保留", kept.len())
    };
    Ok(to_with(&back, &done))
}
