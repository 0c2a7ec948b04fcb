//! 证明材料: scans, photos and documents as evidence. Kept under their digest, given back as files to save, never shown or run here.

use super::hand_in::size_zh;
use super::{Done, download, html, note, to_with};
use crate::app::portal::Role;
use crate::app::portal::hand_in::plain_name;
use crate::app::portal::who::works_for;
use crate::base::id::{CampaignId, PartnerId};
use crate::ledger::{Evidence, NewAttachment};
use crate::report::clean::neutral;
use crate::web::error::WebError;
use crate::web::form::{Fields, parcel};
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;

/// Largest attachment. Unit: bytes.
const BYTES_MAX: u64 = 20_000_000;

#[derive(Template)]
#[template(path = "attachments.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    rows: Vec<Row>,
    partners: Vec<(String, String)>,
    campaigns: Vec<(String, String)>,
    sends: bool,
    own: bool,
    settles: bool,
}

struct Row {
    id: i64,
    name: String,
    form: String,
    size: String,
    about: String,
    partner: String,
    campaign: String,
    person: String,
    at: String,
    digest: String,
    checked: Option<String>,
}

/// What a file is, by its first bytes.
fn form_of(bytes: &[u8], name: &str) -> Option<&'static str> {
    let zip = bytes.starts_with(b"PK\x03\x04");
    let suffix = name.rsplit_once('.').map(|(_, s)| s.to_ascii_lowercase()).unwrap_or_default();
    match (bytes, suffix.as_str()) {
        ([b'%', b'P', b'D', b'F', b'-', ..], _) => Some("PDF"),
        ([0xff, 0xd8, 0xff, ..], _) => Some("JPG"),
        ([0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..], _) => Some("PNG"),
        (_, "docx") if zip => Some("DOCX"),
        (_, "ofd") if zip => Some("OFD"),
        _ => None,
    }
}

pub(crate) async fn list(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let defs = &app.defs;
        let mine = match &who.role {
            Role::Partner(id) => Some(id.clone()),
            _ => None,
        };
        let rows = app
            .ledger
            .attachments(mine.as_ref())?
            .into_iter()
            .filter(|a| a.partner.as_ref().is_none_or(|x| who.reads_files_of(x, defs)))
            .map(|a| Row {
                id: a.id,
                name: a.name.clone(),
                form: a.form.clone(),
                size: size_zh(a.bytes),
                about: neutral(&a.about),
                partner: defs.partners.iter().find(|x| Some(&x.id) == a.partner.as_ref()).map_or_else(String::new, |x| x.name.clone()),
                campaign: a
                    .campaign
                    .as_ref()
                    .and_then(|c| defs.campaign(c))
                    .map_or_else(String::new, |c| format!("{} {}", c.number, c.short_name)),
                person: a.person.clone(),
                at: a.at.zh(),
                digest: a.digest.short(),
                checked: a.checked.map(|(person, at, verdict)| format!("{}　{person} {}", neutral(&verdict), at.date().zh_short())),
            })
            .collect();
        let partners: Vec<_> = defs.partners.iter().filter(|x| who.hands_in_for(&x.id, defs)).collect();
        let mut shell = Shell::new(p, app, &me, "证明材料", "/attachments")?;
        shell.done = q.said();
        html(&Page {
            shell,
            rows,
            sends: !partners.is_empty(),
            own: mine.is_some(),
            settles: who.is_staff() && !matches!(who.role, Role::Staff(crate::app::portal::Unit::Shebao)),
            campaigns: defs
                .campaigns
                .iter()
                .filter(|c| partners.iter().any(|x| works_for(&x.id, c, defs)))
                .map(|c| (c.id.to_string(), format!("{} {}", c.number, c.short_name)))
                .collect(),
            partners: partners.into_iter().map(|x| (x.id.to_string(), x.name.clone())).collect(),
        })
    })
    .await
}

pub(crate) async fn receive(State(p): State<Shared>, me: Me, request: Request) -> Result<Response, WebError> {
    let sent = parcel(&p, request, BYTES_MAX).await?;
    let [file] = sent.files.as_slice() else { return Err(WebError::refused("选择一个文件：PDF、JPG、PNG、DOCX 或 OFD。")) };
    let name = plain_name(&file.name);
    let form = form_of(&file.bytes, &name).ok_or_else(|| WebError::refused("只收 PDF、JPG、PNG、DOCX、OFD；文件内容与这些格式不符。"))?;
    let about = sent.fields.given("about").map(|a| a.chars().take(200).collect::<String>());
    let about = about.ok_or_else(|| WebError::refused("写明这份材料证明什么，如“2022年第8期封面”“首页广告图8月展示截图”。"))?;
    let evidence = Evidence::pack(&file.bytes)?;
    let partner = sent.fields.given("partner").map(PartnerId::new);
    let campaign = sent.fields.given("campaign").map(CampaignId::new);
    let now = p.now();
    p.write(move |_, app| {
        let who = me.who()?;
        let partner = match &who.role {
            Role::Partner(id) => Some(id.clone()),
            _ => partner,
        };
        let allowed = match (&partner, &campaign) {
            (Some(x), Some(c)) => who.hands_in_for(x, &app.defs) && app.defs.campaign(c).is_some_and(|c| works_for(x, c, &app.defs)),
            (Some(x), None) => who.hands_in_for(x, &app.defs),
            (None, _) => false,
        };
        if !allowed {
            return Err(WebError::refused("选择合作媒体，以及属于它的项目。"));
        }
        let at = app.clock.now();
        let change = app.ledger.change()?;
        change.store(&evidence)?;
        let id = change.add_attachment(&NewAttachment {
            partner: partner.as_ref(),
            campaign: campaign.as_ref(),
            about: &about,
            person: who.id,
            at,
            name: &name,
            digest: evidence.digest,
            bytes: evidence.bytes,
            form,
        })?;
        note(&change, now, &me, "attachment", &name)?;
        let body = serde_json::json!({ "attachment": id, "name": name, "sha256": evidence.digest.to_string(), "about": about });
        change.note(at, "attachment", &body.to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with("/attachments", "材料已存证"))
}

pub(crate) async fn file(State(p): State<Shared>, Path(id): Path<i64>) -> Result<Response, WebError> {
    p.read(move |_, app| {
        let a = app.ledger.attachment(id)?.ok_or_else(WebError::missing)?;
        Ok(download(&a.name, "application/octet-stream", app.ledger.evidence(&a.digest)?))
    })
    .await
}

pub(crate) async fn check(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let verdict = fields.given("verdict").map(str::to_owned).ok_or_else(|| WebError::refused("写明核对结果，如“与实物一致”。"))?;
    let now = p.now();
    p.write(move |_, app| {
        let who = me.who()?;
        let at = app.clock.now();
        let change = app.ledger.change()?;
        change.check_attachment(id, who.id, at, &verdict)?;
        note(&change, now, &me, "attachment_check", &format!("{id} {verdict}"))?;
        change.note(at, "attachment", &serde_json::json!({ "attachment": id, "checked_by": who.id, "verdict": verdict }).to_string())?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with("/attachments", "已登记核对结果"))
}

#[cfg(test)]
mod tests {
    use super::form_of;

    #[test]
    fn bytes_decide_what_a_file_is() {
        for (bytes, name, form) in [
            (b"%PDF-1.7".as_slice(), "a.pdf", Some("PDF")),
            (b"%PDF-1.7", "a.exe", Some("PDF")),
            (b"\xff\xd8\xff\xe0", "a.png", Some("JPG")),
            (b"PK\x03\x04", "a.docx", Some("DOCX")),
            (b"PK\x03\x04", "a.zip", None),
            (b"<svg onload=alert(1)>", "a.png", None),
            (b"<!doctype html>", "a.pdf", None),
            (b"MZ\x90", "a.pdf", None),
        ] {
            assert_eq!(form_of(bytes, name), form, "{name}");
        }
    }
}
