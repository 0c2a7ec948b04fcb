//! The programme on one screen: where every campaign stands, what is late, what is not known.

use super::{Done, html};
use crate::app::App;
use crate::app::portal::{Role, Who};
use crate::attain::snapshot::{CampaignSnapshot, Snapshot, TargetKind, TargetSnapshot, Verdict};
use crate::base::day::Moment;
use crate::base::text::clip;
use crate::model::target::TargetClass;
use crate::report::view::{Line, MISSING, campaign_gain, catching_up, gain_text, weeks_held};
use crate::report::words;
use crate::web::error::WebError;
use crate::web::guard::Me;
use crate::web::shell::{Shell, asked_week, day_of, shape};
use crate::web::state::Shared;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;

/// Lines of a list beside the table.
const LINES_MAX: usize = 8;
/// Tallies of a campaign that are all shown; of more than these the worst ones, and how many there are.
const TALLIES_MAX: usize = 3;
/// Width of a bar. Unit: pixels.
const BAR: i64 = 160;

#[derive(Template)]
#[template(path = "week.html", config = "src/web/askama.toml")]
struct WeekPage {
    shell: Shell,
    week: String,
    week_id: String,
    period: String,
    until: String,
    stage: &'static str,
    before: String,
    after: Option<String>,
    standing: Vec<(&'static str, &'static str, usize)>,
    number: usize,
    total: String,
    gain: String,
    /// Campaigns whose gain covers several weeks.
    several: usize,
    pace: String,
    assumed: Vec<String>,
    /// Some bar has no upper end.
    opens: bool,
    rows: Vec<Row>,
    others: Vec<Row>,
    partners: Vec<PartnerLine>,
    questions: Vec<Asked>,
    questions_more: usize,
    problems: Vec<Line>,
    gaps: Vec<Line>,
    staff: bool,
    makes_reports: bool,
}

impl WeekPage {
    #[expect(clippy::unused_self, reason = "templates call methods of the page")]
    fn shape(&self, verdict: &str) -> String {
        shape(verdict)
    }
}

/// One campaign.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) number: u32,
    pub(super) short: String,
    pub(super) title: String,
    pub(super) verdict: &'static str,
    pub(super) word: &'static str,
    pub(super) beside: String,
    pub(super) bar: Option<Bar>,
    pub(super) tallies: Vec<Tally>,
    pub(super) gain: String,
    /// `含2周`, where the gain covers several, and which channel brought them.
    pub(super) weeks: Option<(String, String)>,
    pub(super) lead: String,
}

impl Row {
    /// The tallies that are shown on the first page, the worst first: all, or two of many.
    fn worst(&self) -> Vec<&Tally> {
        let mut all: Vec<&Tally> = self.tallies.iter().collect();
        all.sort_by_key(|t| t.rank);
        if all.len() > TALLIES_MAX {
            all.truncate(TALLIES_MAX - 1);
        }
        all
    }
}

/// Contacts against pace.
pub(super) struct Bar {
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) pace: i64,
    /// No upper end is known, which is drawn as an arrow at this place.
    pub(super) open: bool,
    pub(super) arrow: i64,
    pub(super) text: String,
    pub(super) of: String,
    pub(super) facts: String,
}

/// One tally.
pub(super) struct Tally {
    pub(super) label: String,
    pub(super) actual: String,
    pub(super) of: String,
    pub(super) verdict: &'static str,
    /// Late ones come first, the worst before the others.
    rank: u8,
}

/// The open questions of one kind about one campaign.
struct Asked {
    campaign: String,
    about: String,
    text: String,
    number: usize,
}

fn asked(c: &CampaignSnapshot) -> Vec<Asked> {
    let mut out: Vec<Asked> = Vec::new();
    for q in &c.questions {
        let about = format!("{} {}", c.short_name, q.kind.zh());
        match out.iter_mut().find(|a| a.about == about) {
            Some(a) => a.number += 1,
            None => out.push(Asked { campaign: c.id.to_string(), about, text: clip(&q.text, 40), number: 1 }),
        }
    }
    out
}

struct PartnerLine {
    id: String,
    name: String,
    text: String,
    tone: &'static str,
    state: &'static str,
}

/// A campaign as a row.
pub(super) fn row(c: &CampaignSnapshot) -> Row {
    let beside = c.verdict_text.strip_prefix(c.verdict.zh()).unwrap_or_default().trim_start_matches('，').to_owned();
    Row {
        id: c.id.to_string(),
        number: c.number,
        short: c.short_name.clone(),
        title: c.title.clone(),
        verdict: c.verdict.name(),
        word: c.verdict.zh(),
        beside,
        bar: c.contacts().and_then(bar),
        tallies: c.targets.iter().filter(|t| t.class == TargetClass::Indicator && t.kind != TargetKind::Sum).map(tally).collect(),
        gain: gain_text(c),
        weeks: weeks(c),
        lead: c.lead.clone(),
    }
}

/// How many weeks a campaign's gain of this week covers, where those are several.
fn weeks(c: &CampaignSnapshot) -> Option<(String, String)> {
    Some((weeks_held(c)?, catching_up(c)?))
}

fn share(part: u64, whole: u64) -> i64 {
    let scaled = u128::from(part.min(whole)) * u128::from(BAR.unsigned_abs()) / u128::from(whole.max(1));
    i64::try_from(scaled).unwrap_or(BAR)
}

fn bar(t: &TargetSnapshot) -> Option<Bar> {
    let whole = t.required_low?;
    // As in the report: what is proved is never invisible, and an upper end that is not known has no length.
    let proved = share(t.actual.low, whole);
    let low = if t.actual.low > 0 { proved.max(2) } else { 0 };
    let high = t.actual.high.map_or(low, |h| share(h, whole)).max(low);
    let open = t.actual.high.is_none() && proved < BAR;
    Some(Bar {
        low,
        high: high - low,
        open,
        arrow: (high + 3).min(BAR - 8),
        pace: t.pace.map_or(-9, |p| (p.0.clamp(0, 10_000) * BAR) / 10_000),
        text: words::actual(t),
        of: words::demanded(t),
        facts: [t.attainment.map(|a| format!("完成率{}", a.zh())), t.pace.map(|p| format!("序时进度{}", p.zh()))]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("，"),
    })
}

fn tally(t: &TargetSnapshot) -> Tally {
    Tally {
        label: t.label.clone(),
        actual: words::actual(t),
        of: format!("{}{}", words::demanded(t), words::unit(t)),
        verdict: t.verdict.name(),
        rank: match t.verdict {
            Verdict::Missed | Verdict::FarBehind => 0,
            Verdict::Behind => 1,
            Verdict::Warning => 2,
            Verdict::ToConfirm => 3,
            Verdict::OnTrack => 4,
            Verdict::Achieved | Verdict::NotStarted => 5,
        },
    }
}

pub(crate) async fn page(State(p): State<Shared>, me: Me, Query(q): Query<Done>) -> Result<Response, WebError> {
    p.read(move |p, app| {
        let who = me.who()?;
        let week = asked_week(app, q.week.as_deref())?;
        let day = p.day(app, day_of(app, week))?;
        let seen: Vec<&CampaignSnapshot> =
            day.snapshot.campaigns.iter().filter(|c| app.defs.campaign(&c.id).is_some_and(|d| who.reads(d, &app.defs))).collect();
        let media: Vec<&CampaignSnapshot> = seen.iter().copied().filter(|c| c.media).collect();
        let standing = Verdict::ALL
            .into_iter()
            .map(|v| (v.name(), v.zh(), media.iter().filter(|c| c.verdict == v).count()))
            .filter(|(_, _, n)| *n > 0)
            .collect();
        let whole = media.len() == day.snapshot.campaigns.iter().filter(|c| c.media).count();
        let theirs = |name: &str| app.defs.partners.iter().any(|x| x.name == name && who.reads_files_of(&x.id, &app.defs));
        let mine = |line: &&Line| {
            media.iter().any(|c| line.about == format!("{} {}", c.number, c.short_name))
                || (line.verdict.is_empty() && (whole || theirs(&line.about)))
        };
        let gains: Vec<i64> = media.iter().filter_map(|c| campaign_gain(c)).collect();
        let questions: Vec<Asked> = media.iter().flat_map(|c| asked(c)).collect();
        let mut shell = Shell::new(p, app, &me, "本周", "/week")?;
        shell.done = q.said(&me);
        let same_pace: Vec<String> = media.iter().map(|c| format!("{}　{}/{}天", c.elapsed.zh(), c.elapsed_days, c.term.days())).collect();
        let pace = match same_pace.split_first() {
            Some((first, rest)) if rest.iter().all(|r| r == first) => first.clone(),
            _ => String::new(),
        };
        let today = app.clock.now().date();
        let (present, until) = (today.week(), day.snapshot.as_of);
        let running = until == today && until < week.sunday();
        html(&WeekPage {
            shell,
            week: words::week(week),
            week_id: week.to_string(),
            period: words::period(week),
            until: if running { format!("{}，本周未结束", until.zh_short()) } else { format!("{}24时", until.zh_short()) },
            stage: if running { "" } else { day.week.stage },
            before: week.previous().to_string(),
            after: (week < present).then(|| week.next().to_string()),
            standing,
            number: media.len(),
            total: if whole { day.week.total.clone() } else { String::new() },
            gain: if gains.is_empty() {
                let owed = media.iter().any(|c| gain_text(c) == MISSING);
                (if owed { MISSING } else { "—" }).to_owned()
            } else {
                words::gain_wan(gains.iter().fold(0, |a, g| a.saturating_add(*g)))
            },
            several: media.iter().filter(|c| weeks(c).is_some()).count(),
            pace,
            assumed: if whole { day.week.assumed.clone() } else { Vec::new() },
            opens: media.iter().filter_map(|c| c.contacts()).filter_map(bar).any(|b| b.open),
            rows: media.iter().map(|c| row(c)).collect(),
            others: seen.iter().filter(|c| !c.media).map(|c| row(c)).collect(),
            partners: if who.is_staff() { partners(app, who, &day.snapshot, week)? } else { Vec::new() },
            questions_more: questions.len().saturating_sub(LINES_MAX),
            questions: questions.into_iter().take(LINES_MAX).collect(),
            problems: day.week.problems.iter().filter(mine).take(LINES_MAX * 2).cloned().collect(),
            gaps: day.week.gaps.iter().filter(mine).take(LINES_MAX * 2).cloned().collect(),
            staff: who.is_staff(),
            makes_reports: !running && (matches!(who.role, Role::Admin) || who.settles_all()),
        })
    })
    .await
}

fn partners(app: &App, who: &Who, snapshot: &Snapshot, week: crate::base::day::Week) -> Result<Vec<PartnerLine>, WebError> {
    let now: Moment = app.clock.now();
    let mut out = Vec::new();
    for partner in app.defs.partners.iter().filter(|x| who.reads_files_of(&x.id, &app.defs)) {
        let Some(due) = app.due_week(&partner.id, week, snapshot)? else { continue };
        let state = due.submission.as_ref().map_or("", |s| s.state());
        out.push(PartnerLine {
            id: partner.id.to_string(),
            name: partner.name.clone(),
            text: due.zh(now),
            tone: due.tone(now),
            state: if state.is_empty() { "" } else { due.standing() },
        });
    }
    Ok(out)
}
