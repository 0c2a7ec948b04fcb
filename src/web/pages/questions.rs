//! 待核事项: what a person should confirm, grouped, with the form for the answer and the reason that stays with it. Partners see what is asked
//! about their own channels and say what they know of it; staff settle. An answer names what it is about by what lasts, never by its place.

use super::attachments::{BYTES_MAX, keep, paper, question_subject};
use super::correcting::address;
use super::entering::withdrawn_because;
use super::{Done, html, note, to_with};
use crate::app::App;
use crate::app::answer::{Answered, Chosen, Given, state};
use crate::app::portal::answered::AnsweredEntry;
use crate::app::portal::{Role, Who};
use crate::attain::question::{CASES_MAX, MISTAKE, kind_of, none_of};
use crate::attain::snapshot::{CampaignSnapshot, QuestionKind, QuestionSnapshot};
use crate::base::id::CampaignId;
use crate::base::text::clip;
use crate::ledger::{Comment, NewComment};
use crate::report::clean::neutral;
use crate::web::days::ComputedDay;
use crate::web::error::WebError;
use crate::web::form::{Fields, parcel};
use crate::web::guard::Me;
use crate::web::shell::Shell;
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Path, Query, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Cases shown of one question before they are folded.
const CASES_SHOWN: usize = 6;
/// Answers listed.
const ANSWERED_MAX: usize = 100;
/// Characters of one remark.
const REMARK_MAX: usize = 1_000;
/// Remarks of one account on one day.
const REMARKS_A_DAY_MAX: i64 = 200;

#[derive(Template)]
#[template(path = "questions.html", config = "src/web/askama.toml")]
struct Page {
    shell: Shell,
    as_of: String,
    groups: Vec<Group>,
    number: usize,
    filter: Vec<(String, String, bool, usize)>,
    chosen: String,
    /// Whether this is somebody who may say something and settles nothing.
    partner: bool,
    open_max: usize,
    /// What was answered: when, who, what, why.
    answered: Vec<AnsweredLine>,
    answered_more: usize,
}

/// An answer that was given.
pub(super) struct AnsweredLine {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) text: String,
    pub(super) because: String,
    /// Its number, where whoever looks may take it back.
    pub(super) may: Option<i64>,
    /// Who took it back, when and why; `None`: it stands.
    pub(super) withdrawn: Option<String>,
}

/// The answers that somebody may look at, newest first; and how many more there are.
pub(super) fn answered(app: &App, who: &Who, campaign: Option<&CampaignId>) -> Result<(Vec<AnsweredLine>, usize), WebError> {
    let all = app.answered(who, campaign)?;
    let more = all.len().saturating_sub(ANSWERED_MAX);
    let line = |a: AnsweredEntry| {
        let withdrawn = a.given.as_ref().and_then(|g| g.withdrawn.as_ref());
        AnsweredLine {
            at: a.told.entry.at.zh(),
            who: a.told.who,
            text: neutral(&a.told.text),
            because: neutral(&a.told.because),
            withdrawn: withdrawn.map(|w| format!("已撤回：{}（{}，{}）", neutral(&w.because), neutral(&w.person), w.at.zh())),
            may: a.given.as_ref().filter(|g| a.settles && g.withdrawn.is_none()).map(|g| g.id),
        }
    };
    Ok((all.into_iter().take(ANSWERED_MAX).map(line).collect(), more))
}

struct Group {
    id: String,
    name: String,
    settles: bool,
    kinds: Vec<Kind>,
}

/// The questions of one kind about a campaign.
struct Kind {
    /// Of its heading.
    id: String,
    name: &'static str,
    /// What ticks of it say.
    hint: &'static str,
    batches: Vec<Batch>,
    questions: Vec<Question>,
}

/// Questions of one kind about one channel that can be answered in one go.
struct Batch {
    id: String,
    kind: &'static str,
    channel: String,
    choices: Vec<(String, String)>,
    /// Id with the state that was shown, and the sentence.
    questions: Vec<(String, String)>,
}

struct Question {
    id: String,
    state: String,
    channel: String,
    text: String,
    /// Key, line, and where the number that it is about is corrected by those who may; empty where it is about none.
    cases: Vec<(String, String, String)>,
    shown: usize,
    /// Works that can be answered for together alone.
    more: usize,
    selects: bool,
    choices: Vec<(String, String)>,
    remarks: Vec<Remark>,
}

struct Remark {
    person: String,
    at: String,
    text: String,
    paper: Option<(i64, String)>,
}

fn question(campaign: &CampaignId, q: &QuestionSnapshot, remarks: &[Comment]) -> Question {
    // The last case of a long list is a number of others, not a work to tick.
    let listed = if q.keys.len() > CASES_MAX { CASES_MAX } else { q.cases.len() };
    let key = |n: usize| q.keys.get(n).cloned().unwrap_or_default();
    let put_right = |n: usize| q.numbers.get(n).map_or_else(String::new, |of| address(campaign, *of));
    Question {
        id: q.id.clone(),
        state: state(q),
        // Most sentences name their channel.
        channel: if q.text.starts_with(&q.channel) { String::new() } else { q.channel.clone() },
        text: q.text.clone(),
        cases: q.cases.iter().take(listed).enumerate().map(|(n, c)| (key(n), c.clone(), put_right(n))).collect(),
        more: if listed < q.cases.len() { q.keys.len().saturating_sub(listed) } else { 0 },
        // One alone takes no more room than the line that would fold it.
        shown: if listed == CASES_SHOWN + 1 { listed } else { CASES_SHOWN },
        selects: !q.keys.is_empty(),
        choices: q.choices.clone(),
        remarks: remarks
            .iter()
            .filter(|r| r.question == q.id)
            .map(|r| Remark { person: neutral(&r.person), at: r.at.zh(), text: neutral(&r.text), paper: r.attachment.clone() })
            .collect(),
    }
}

/// Questions that differ in nothing but the week or the file.
fn batches(campaign: &str, questions: &[&QuestionSnapshot]) -> Vec<Batch> {
    let mut alike: BTreeMap<(QuestionKind, &str), Vec<&QuestionSnapshot>> = BTreeMap::new();
    for q in questions.iter().filter(|q| q.keys.is_empty()) {
        alike.entry((q.kind, q.channel.as_str())).or_default().push(q);
    }
    let batch = |((kind, channel), list): ((QuestionKind, &str), Vec<&QuestionSnapshot>)| {
        let choices = list.first().map(|q| q.choices.clone()).unwrap_or_default();
        let same: Vec<_> =
            list.iter().filter(|q| q.choices == choices).map(|q| (format!("{} {}", q.id, state(q)), q.text.clone())).collect();
        (same.len() > 1).then(|| Batch {
            id: format!("{campaign}-{}-{channel}", kind.name()),
            kind: kind.zh(),
            channel: channel.to_owned(),
            choices,
            questions: same,
        })
    };
    alike.into_iter().filter_map(batch).collect()
}

/// Questions by kind, in the order in which kinds are met first.
fn kinds(campaign: &CampaignId, questions: &[&QuestionSnapshot], settles: bool, remarks: &[Comment]) -> Vec<Kind> {
    let mut by_kind: Vec<(QuestionKind, Vec<&QuestionSnapshot>)> = Vec::new();
    for q in questions {
        match by_kind.iter_mut().find(|(kind, _)| *kind == q.kind) {
            Some((_, list)) => list.push(q),
            None => by_kind.push((q.kind, vec![q])),
        }
    }
    let one = |(kind, list): (QuestionKind, Vec<&QuestionSnapshot>)| Kind {
        id: format!("k-{campaign}-{}", kind.name()),
        name: kind.zh(),
        hint: match kind {
            QuestionKind::Belonging => {
                "勾选属于本项目的，再选“按勾选”；选“其余都不属于本项目”的，勾选的属于，没有勾选的（连同没有列出的）都不属于"
            }
            _ => "勾选成立的，再选“按勾选”",
        },
        batches: if settles { batches(campaign.as_str(), &list) } else { Vec::new() },
        questions: list.iter().map(|q| question(campaign, q, remarks)).collect(),
    };
    by_kind.into_iter().map(one).collect()
}

/// Of a kind so many questions stand open; the rest is folded.
const OPEN_MAX: usize = 6;

impl Page {
    /// Whether there are enough to lead to the kinds.
    fn leads(&self) -> bool {
        self.number > OPEN_MAX && self.groups.iter().map(|g| g.kinds.len()).sum::<usize>() > 1
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let day = p.day(app, app.clock.now().date())?;
        let chosen = q.campaign.clone().unwrap_or_default();
        let mut visible: Vec<(&CampaignSnapshot, Vec<&QuestionSnapshot>)> = Vec::new();
        for c in &day.snapshot.campaigns {
            let mine: Vec<_> = c.questions.iter().filter(|q| who.is_asked(&c.id, &q.channel, &app.defs)).collect();
            if !mine.is_empty() {
                visible.push((c, mine));
            }
        }
        let name = |c: &CampaignSnapshot| format!("{} {}", c.number, c.short_name);
        let filter = visible.iter().map(|(c, mine)| (c.id.to_string(), name(c), c.id.as_str() == chosen, mine.len())).collect();
        let mut groups = Vec::new();
        for (c, mine) in visible.iter().filter(|(c, _)| chosen.is_empty() || c.id.as_str() == chosen) {
            let remarks = app.ledger.comments(&c.id)?;
            let settles = app.defs.campaign(&c.id).is_some_and(|d| who.settles(d));
            groups.push(Group { id: c.id.to_string(), name: name(c), settles, kinds: kinds(&c.id, mine, settles, &remarks) });
        }
        let mut shell = Shell::new(p, app, &me, "待核事项", "/questions")?;
        shell.done = q.said(&me);
        let number = groups.iter().flat_map(|g| &g.kinds).map(|k| k.questions.len()).sum();
        let as_of = day.snapshot.as_of.zh();
        let one = Some(CampaignId::new(&chosen)).filter(|_| !chosen.is_empty());
        let (answered, answered_more) = answered(app, who, one.as_ref())?;
        let partner = matches!(who.role, Role::Partner(_));
        html(&Page { shell, as_of, number, groups, filter, chosen, partner, open_max: OPEN_MAX, answered, answered_more })
    })
    .await
}

fn reason(fields: &Fields) -> Result<String, WebError> {
    fields.given("because").map(str::to_owned).ok_or_else(|| WebError::refused("写明依据和原因；它会和这个数一起保留。").at("because"))
}

fn back(fields: &Fields) -> String {
    fields.given("back").map_or_else(|| "/questions".to_owned(), |c| format!("/questions?campaign={}", crate::web::encode(c)))
}

/// How often answers are begun anew because the ledger changed while its figures were computed.
const TRIES_MAX: usize = 5;

/// The questions of this moment, however long they take to compute, with the journal's last entry before. Nobody is kept from writing.
async fn asked_now(p: &Shared) -> Result<(Arc<ComputedDay>, i64), WebError> {
    p.read(|p, app| {
        let end = app.ledger.journal_end()?;
        let today = app.clock.now().date();
        Ok((p.aside(|| p.day_now(today))??, end))
    })
    .await
}

/// Gives answers by the figures of this moment, whoever else has answered or sent something since the page was made.
async fn settle(p: &Shared, me: Me, given: Vec<Given>, because: String) -> Result<Answered, WebError> {
    let asked = Arc::new((me, given, because));
    for _ in 0..TRIES_MAX {
        let (day, end) = asked_now(p).await?;
        let theirs = Arc::clone(&asked);
        let done = p
            .write(move |p, app| {
                let (me, given, because) = &*theirs;
                let who = me.who()?;
                for one in given {
                    // One that is no longer asked is told by name below; one of somebody else's campaign does not exist.
                    let asked = App::questions(&day.snapshot).find(|(_, q)| q.id == one.question);
                    if asked.is_some_and(|(c, _)| !app.defs.campaign(&c.id).is_some_and(|c| who.settles(c))) {
                        return Err(WebError::missing());
                    }
                }
                let Some(done) = app.answer_all(&day.snapshot, given, because, Some(who.id), end)? else { return Ok(None) };
                let change = app.ledger.change()?;
                for one in given {
                    note(&change, p.now(), me, "answer", &one.question)?;
                }
                change.commit()?;
                Ok(Some(done))
            })
            .await?;
        if let Some(done) = done {
            return Ok(done);
        }
    }
    Err(WebError::new(StatusCode::SERVICE_UNAVAILABLE, "数据正在变动，没有记录；请过几秒再答复。"))
}

/// What to choose instead of ticking nothing, by the name that it has in the list.
fn unticked(question: &str) -> String {
    let none = kind_of(question).and_then(none_of);
    let instead = none.map_or_else(String::new, |label| format!("；一条也不勾的，答复请选“{label}”"));
    format!("没有勾选任何一条：勾选成立的，再选“按勾选”{instead}。")
}

/// Ticks beside a choice that speaks of all cases: what was meant is asked, not guessed.
fn both_ways(ticked: usize) -> String {
    format!(
        "勾选了{ticked}条，又选了对全部条目的答复，两者对不上，没有记录：只有勾选的成立，选“按勾选”；对全部条目是同一个答复，先去掉勾选再答复。"
    )
}

pub(crate) async fn answer(State(p): State<Shared>, me: Me, Path(id): Path<String>, fields: Fields) -> Result<Response, WebError> {
    let yes: Vec<String> = fields.all("case").map(str::to_owned).collect();
    let kind = kind_of(&id);
    let chosen = match fields.get("choice") {
        "" => return Err(WebError::refused("选择一个答复。").at("choice")),
        "selected" if yes.is_empty() => return Err(WebError::refused(unticked(&id)).at("choice")),
        "selected" => Chosen::Cases { yes, seen: fields.all("seen").map(str::to_owned).collect() },
        "none" if kind == Some(QuestionKind::Belonging) && !yes.is_empty() => Chosen::Rest { yes, state: fields.get("state").to_owned() },
        "none" if !yes.is_empty() => return Err(WebError::refused(both_ways(yes.len())).at("choice")),
        "all" if !yes.is_empty() && fields.all("seen").any(|s| !yes.iter().any(|y| y == s)) => {
            return Err(WebError::refused(both_ways(yes.len())).at("choice"));
        }
        key => Chosen::Choice { key: key.to_owned(), state: fields.get("state").to_owned() },
    };
    let (because, back) = (reason(&fields)?, back(&fields));
    let wrong = fields.get("choice") == MISTAKE;
    let done = settle(&p, me, vec![Given { question: id.clone(), chosen }], because).await?;
    if wrong {
        return put_right(&p, &id, &back).await;
    }
    let others =
        if done.decided > 0 { format!("；其中{}条已由别人答复，以先答的为准", done.decided) } else { String::new() };
    Ok(to_with(&back, &format!("答复已记录{others}")))
}

/// What is said of a question that something will be put right about.
const STAYS: &str = "更正以前仍列为待更正";

/// Where somebody goes who said that a number is wrong: to the form that corrects it, where it is one.
async fn put_right(p: &Shared, question: &str, back: &str) -> Result<Response, WebError> {
    let (day, _) = asked_now(p).await?;
    let asked = App::questions(&day.snapshot).find(|(_, q)| q.id == question);
    Ok(match asked.map(|(c, q)| (&c.id, q.numbers.as_slice())) {
        Some((campaign, [one])) => to_with(&address(campaign, *one), &format!("答复已记录，{STAYS}；在这里写正确的数")),
        Some((_, [_, ..])) => to_with(back, &format!("答复已记录，{STAYS}；点有误的那一条后面的“更正”，写正确的数")),
        Some(_) | None => to_with(back, &format!("答复已记录，{STAYS}")),
    })
}

/// One answer with one reason to many questions of a kind: all of them or none, each noted by itself.
pub(crate) async fn batch(State(p): State<Shared>, me: Me, fields: Fields) -> Result<Response, WebError> {
    let key = fields.given("choice").map(str::to_owned).ok_or_else(|| WebError::refused("选择一个答复。").at("choice"))?;
    let because = reason(&fields)?;
    let named = fields.all("question").filter_map(|q| q.split_once(' '));
    let chosen = |state: &str| Chosen::Choice { key: key.clone(), state: state.to_owned() };
    let given: Vec<Given> = named.map(|(id, state)| Given { question: id.to_owned(), chosen: chosen(state) }).collect();
    if given.is_empty() {
        return Err(WebError::refused("勾选要一起答复的事项。"));
    }
    let back = back(&fields);
    let done = settle(&p, me, given, because).await?;
    let stays = if key == MISTAKE { format!("；{STAYS}") } else { String::new() };
    Ok(to_with(&back, &format!("{}项答复已逐项记录{stays}", done.said.len())))
}

/// Takes an answer back, with a reason: what it decided is asked again, and the figures follow.
pub(crate) async fn withdraw(State(p): State<Shared>, me: Me, Path(id): Path<i64>, fields: Fields) -> Result<Response, WebError> {
    let because = withdrawn_because(&fields)?;
    p.write(move |_, app| app.withdraw_answer(me.who()?, id, &because)?.ok_or_else(WebError::missing)).await?;
    Ok(to_with(&back(&fields), "答复已撤回；这一项重新待核，数字已按撤回后计算"))
}

/// What somebody says about a question, with a paper where there is one. It decides nothing.
pub(crate) async fn comment(State(p): State<Shared>, me: Me, Path(id): Path<String>, request: Request) -> Result<Response, WebError> {
    let sent = parcel(&p, request, BYTES_MAX).await?;
    let text = sent.fields.given("text").ok_or_else(|| WebError::refused("写明情况：数为什么变、依据是什么。"))?;
    let text: String = text.chars().take(REMARK_MAX).collect();
    let paper = match sent.files.as_slice() {
        [] => None,
        [file] => Some(paper(file)?),
        _ => return Err(WebError::refused("一次附一个文件。")),
    };
    let back = back(&sent.fields);
    let now = p.now();
    let (day, _) = asked_now(&p).await?;
    p.write(move |_, app| {
        let who = me.who()?;
        let asked = App::questions(&day.snapshot).find(|(_, q)| q.id == id);
        let (c, q) = asked.filter(|(c, q)| who.is_asked(&c.id, &q.channel, &app.defs)).ok_or_else(WebError::missing)?;
        let partner = app.defs.channels_of(&c.id).find(|x| x.name == q.channel).map(|x| x.partner.clone());
        let at = app.clock.now();
        let change = app.ledger.change()?;
        if change.comments_since(who.id, at.date().at(0))? >= REMARKS_A_DAY_MAX {
            return Err(WebError::refused("今天的说明太多了，明天再写，或直接联系工作人员。"));
        }
        let about = format!("说明：{}", clip(&q.text, 120));
        let keep = |paper| keep(&change, paper, (partner.as_ref(), Some(&c.id)), (&about, &question_subject(&id)), (who.id, at));
        let attachment = paper.as_ref().map(keep).transpose()?;
        change.comment(&NewComment { question: &id, campaign: &c.id, person: who.id, at, text: &text, attachment })?;
        let body = serde_json::json!({
            "question": id, "campaign": c.id.as_str(), "channel": q.channel, "asked": q.text, "text": text, "person": who.id,
        });
        change.note(at, "comment", &body.to_string())?;
        note(&change, now, &me, "comment", &id)?;
        Ok(change.commit()?)
    })
    .await?;
    Ok(to_with(&back, "说明已记录，由工作人员审核后答复"))
}
