//! 证明材料: scans, photos and documents as evidence. Kept under their digest, given back as files to save, never shown or run here.

use super::hand_in::size_zh;
use super::{Done, download, html, note, to_with};
use crate::app::App;
use crate::app::portal::hand_in::plain_name;
use crate::app::portal::who::works_for;
use crate::app::portal::{Role, Who};
use crate::base::day::{Day, Moment};
use crate::base::id::{CampaignId, ImportId, PartnerId};
use crate::ledger::{Change, Evidence, NewAttachment};
use crate::model::reading::ReadingRef;
use crate::report::clean::neutral;
use crate::web::error::WebError;
use crate::web::form::{Fields, SentFile, a_day, parcel};
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::response::Response;

/// Largest attachment. Unit: bytes.
pub(crate) const BYTES_MAX: u64 = 20_000_000;

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
    /// What the next one is tied to, with the words for it.
    subject: Option<(String, String)>,
    /// How many others there are, where only those of the subject are listed.
    others: usize,
}

/// What an attachment is tied to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Subject {
    Row(ReadingRef),
    Upload(i64),
    Days(Day, Day),
    /// Comes with a remark on it and in no other way.
    Question(String),
}

impl Subject {
    /// As the ledger holds it.
    fn parse(text: &str) -> Option<Self> {
        let (kind, rest) = text.split_once(':')?;
        match kind {
            "row" => {
                let mut parts = rest.split('/');
                let at = ReadingRef {
                    import: ImportId(parts.next()?.parse().ok()?),
                    file: parts.next()?.parse().ok()?,
                    sheet: parts.next()?.parse().ok()?,
                    row: parts.next()?.parse().ok()?,
                };
                parts.next().is_none().then_some(Self::Row(at))
            }
            "upload" => Some(Self::Upload(rest.parse().ok()?)),
            "days" => {
                let (from, to) = rest.split_once("..")?;
                let (from, to) = (Day::parse_iso(from)?, Day::parse_iso(to)?);
                (from <= to).then_some(Self::Days(from, to))
            }
            "question" => Some(Self::Question(rest.to_owned())),
            _ => None,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Row(at) => row_subject(*at),
            Self::Upload(id) => upload_subject(*id),
            Self::Days(from, to) => format!("days:{from}..{to}"),
            Self::Question(id) => question_subject(id),
        }
    }

    /// Words, and the page to look at.
    fn shown(&self) -> (String, Option<String>) {
        match self {
            Self::Row(at) => {
                (format!("导入{}第{}行", at.import, at.row), Some(format!("/sources/{}/{}/{}/{}", at.import, at.file, at.sheet, at.row)))
            }
            Self::Upload(id) => (format!("报送文件{id}"), Some(format!("/uploads/{id}"))),
            Self::Question(id) => ("待核事项的说明".to_owned(), Some(format!("/questions#{id}"))),
            Self::Days(from, to) if from == to => (from.zh(), None),
            Self::Days(from, to) => (format!("{}至{}", from.zh(), to.zh()), None),
        }
    }

    /// Whether somebody may tie something to it: it is there, and theirs.
    fn is_open_to(&self, app: &App, who: &Who, partner: &PartnerId) -> Result<bool, WebError> {
        Ok(match self {
            Self::Row(at) => {
                let whose = app.partners_of_import(at.import)?;
                whose.contains(partner) || (whose.is_empty() && who.is_staff())
            }
            Self::Upload(id) => app.upload_with(*id)?.is_some_and(|(_, s)| s.partner == *partner),
            Self::Days(..) => true,
            Self::Question(_) => false,
        })
    }
}

/// How the ledger names a row of an import as the subject of attachments.
pub(super) fn row_subject(at: ReadingRef) -> String {
    format!("row:{}/{}/{}/{}", at.import, at.file, at.sheet, at.row)
}

/// How the ledger names a file that was handed in.
pub(super) fn upload_subject(id: i64) -> String {
    format!("upload:{id}")
}

/// How the ledger names a question.
pub(super) fn question_subject(id: &str) -> String {
    format!("question:{id}")
}

/// What is tied to something: number, name, what it proves.
pub(super) fn tied_to(app: &App, who: &Who, subject: &str) -> Result<Vec<(i64, String, String)>, WebError> {
    let all = app.ledger.attachments_about(subject)?;
    let mine = all.into_iter().filter(|a| who.reads_proof(a.partner.as_ref(), a.campaign.as_ref(), &app.defs));
    Ok(mine.map(|a| (a.id, a.name.clone(), neutral(&a.about))).collect())
}

struct Row {
    id: i64,
    name: String,
    form: String,
    size: String,
    about: String,
    /// What it is tied to, and where that is shown.
    tied: Option<(String, Option<String>)>,
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
        let subject = q.about.as_deref().and_then(Subject::parse).map(|s| (s.text(), s.shown().0));
        let mut all = app.ledger.attachments(mine.as_ref())?;
        all.retain(|a| who.reads_proof(a.partner.as_ref(), a.campaign.as_ref(), defs));
        // Whoever reads alone opens neither files that were handed in nor questions.
        let reads_alone = matches!(who.role, Role::Leader | Role::Expert(_));
        let opens = |href: &String| !reads_alone || href.starts_with("/sources/");
        let number = all.len();
        all.retain(|a| subject.as_ref().is_none_or(|(s, _)| a.subject == *s));
        let others = number - all.len();
        let rows = all
            .into_iter()
            .map(|a| Row {
                id: a.id,
                name: a.name.clone(),
                form: a.form.clone(),
                size: size_zh(a.bytes),
                about: neutral(&a.about),
                tied: Subject::parse(&a.subject).map(|s| s.shown()).map(|(words, href)| (words, href.filter(opens))),
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
        shell.done = q.said(&me);
        html(&Page {
            shell,
            rows,
            sends: !partners.is_empty(),
            subject,
            others,
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

/// A paper that came, not kept yet.
pub(super) struct Paper {
    name: String,
    form: &'static str,
    evidence: Evidence,
}

/// A file as a paper, where it is of a kind that is taken.
pub(super) fn paper(file: &SentFile) -> Result<Paper, WebError> {
    let name = plain_name(&file.name);
    let form = form_of(&file.bytes, &name)
        .ok_or_else(|| WebError::refused("只收 PDF、JPG、PNG、DOCX、OFD；文件内容与这些格式不符。").at("file"))?;
    Ok(Paper { name, form, evidence: Evidence::pack(&file.bytes)? })
}

/// Keeps a paper, for whom and what it proves; its number.
pub(super) fn keep(
    change: &Change<'_>,
    paper: &Paper,
    (partner, campaign): (Option<&PartnerId>, Option<&CampaignId>),
    (about, subject): (&str, &str),
    (person, at): (i64, Moment),
) -> Result<i64, WebError> {
    let Paper { name, form, evidence } = paper;
    change.store(evidence)?;
    let (digest, bytes) = (evidence.digest, evidence.bytes);
    let id = change.add_attachment(&NewAttachment { partner, campaign, about, person, at, name, digest, bytes, form, subject })?;
    let body = serde_json::json!({ "attachment": id, "name": name, "sha256": digest.to_string(), "about": about, "subject": subject });
    change.note(at, "attachment", &body.to_string())?;
    Ok(id)
}

pub(crate) async fn receive(State(p): State<Shared>, me: Me, request: Request) -> Result<Response, WebError> {
    let sent = parcel(&p, request, BYTES_MAX).await?;
    let [file] = sent.files.as_slice() else {
        return Err(WebError::refused("选择一个文件：PDF、JPG、PNG、DOCX 或 OFD。").at("file"));
    };
    let paper = paper(file)?;
    let about = sent.fields.given("about").map(|a| a.chars().take(200).collect::<String>());
    let about = about.ok_or_else(|| WebError::refused("写明这份材料证明什么，如“2022年第8期封面”“首页广告图8月展示截图”。").at("about"))?;
    let partner = sent.fields.given("partner").map(PartnerId::new);
    let campaign = sent.fields.given("campaign").map(CampaignId::new);
    let (from, to) = (sent.fields.given("from").map(str::to_owned), sent.fields.given("to").map(str::to_owned));
    let subject = match (sent.fields.given("subject"), from, to) {
        (Some(text), _, _) => Some(text.to_owned()),
        (None, None, None) => None,
        (None, from, to) => {
            let iso = |text: String| a_day(&text).map_or(text, |d| d.to_string());
            let (from, to) = (from.map(iso), to.map(iso));
            let first = from.clone().or_else(|| to.clone()).unwrap_or_default();
            Some(format!("days:{first}..{}", to.or(from).unwrap_or_default()))
        }
    };
    let subject = match subject.as_deref().map(Subject::parse) {
        None => None,
        Some(Some(s)) => Some(s),
        Some(None) => return Err(WebError::refused("期间写成 2022-08-15 至 2022-11-14 这样，先后不颠倒。").at("from")),
    };
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
            return Err(WebError::refused("选择合作媒体，以及属于它的项目。").at("partner"));
        }
        if let (Some(s), Some(x)) = (&subject, &partner)
            && !s.is_open_to(app, who, x)?
        {
            return Err(WebError::refused("这一行或这份文件不是这家合作媒体报送的。"));
        }
        let subject = subject.map(|s| s.text()).unwrap_or_default();
        let at = app.clock.now();
        let change = app.ledger.change()?;
        keep(&change, &paper, (partner.as_ref(), campaign.as_ref()), (&about, &subject), (who.id, at))?;
        note(&change, now, &me, "attachment", &paper.name)?;
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
    use super::{Subject, form_of};

    #[test]
    fn what_an_attachment_is_tied_to_is_said_in_one_way() {
        for text in ["row:31/0/0/17", "upload:7", "days:2022-08-15..2022-11-14", "question:fall-1f0c22ab"] {
            assert_eq!(Subject::parse(text).map(|s| s.text()).as_deref(), Some(text));
        }
        for text in ["", "row:1/2/3", "row:1/0/0/2/9", "upload:x", "days:2022-11-14..2022-08-15", "days:2022-08-15", "file:1"] {
            assert_eq!(Subject::parse(text), None, "{text}");
        }
    }

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
