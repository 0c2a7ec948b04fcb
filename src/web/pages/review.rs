//! What stands before the button 审定: the week's numbers beside those approved last, what changed since, what is still asked.

use crate::app::portal::review::{Review, WorksSince};
use crate::attain::snapshot::{ChannelSnapshot, TargetKind, TargetSnapshot};
use crate::base::count::Span;
use crate::base::id::ChannelId;
use crate::base::text::clip;
use crate::model::reading::Source;
use crate::report::view::held;
use crate::report::words;
use crate::web::shell::shape;
use std::collections::BTreeMap;

/// Questions of a campaign that are shown; the others are a number.
const QUESTIONS_MAX: usize = 5;

/// The block as the template shows it.
pub(super) struct Block {
    /// `2023年第12周，2023年3月27日 10:00审定`, empty where nothing was approved yet.
    pub(super) last: String,
    pub(super) campaigns: Vec<Campaign>,
    /// What is shown, as a short sign that the form brings back.
    pub(super) state: String,
    pub(super) changes: Vec<Change>,
    pub(super) more: bool,
    /// Handed in again after it was sent back, without any change.
    pub(super) same_again: bool,
    /// The journal of the partner's campaign.
    pub(super) journal: String,
}

pub(super) struct Campaign {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) verdict: &'static str,
    /// The verdict's sign as a picture.
    pub(super) shape: String,
    pub(super) verdict_text: String,
    pub(super) channels: Vec<Channel>,
    /// Target, label, figure, demanded, verdict.
    pub(super) indicators: Vec<(String, String, String, String, &'static str)>,
    /// Id and sentence.
    pub(super) questions: Vec<(String, String)>,
    pub(super) questions_more: usize,
}

pub(super) struct Channel {
    pub(super) name: String,
    /// `新增2条，变动15条`.
    pub(super) works: String,
    pub(super) last: String,
    pub(super) now: String,
    pub(super) change: String,
    /// The proven part fell.
    pub(super) falls: bool,
    pub(super) gain: String,
    /// `含2周`, where the gain covers several.
    pub(super) weeks: String,
    pub(super) day: String,
    pub(super) missing: bool,
    /// Why it is not in the sum.
    pub(super) apart: String,
}

pub(super) struct Change {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) text: String,
    pub(super) because: String,
    pub(super) upload: Option<i64>,
}

/// Nothing to show, which is not 0.
const NOTHING: &str = "—";

fn difference(now: Span, before: Span) -> i64 {
    let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    signed(now.low).saturating_sub(signed(before.low))
}

/// Whether a channel ever brought a count; an estimate is none.
fn has_count(ch: &ChannelSnapshot) -> bool {
    ch.source.is_some_and(|s| s != Source::Estimate) || ch.value != Span::ZERO
}

/// What an indicator has reached; contacts in full, so that they can be compared with the channels above.
pub(super) fn actual(t: &TargetSnapshot) -> String {
    if t.kind == TargetKind::Sum && t.data_date.is_some() { words::span_plain(t.actual) } else { words::actual(t) }
}

/// What became of a channel's works; a channel that is counted as a whole has none. Numbers that were taken back belong to works that nobody
/// tells of any more.
fn works(since: Option<&WorksSince>, moved: bool) -> String {
    match since {
        None => NOTHING.to_owned(),
        Some(WorksSince { new: 0, changed: 0 }) if moved => "数有变动".to_owned(),
        Some(WorksSince { new: 0, changed: 0 }) => "没有变化".to_owned(),
        Some(WorksSince { new, changed }) => {
            let told = [("新增", new), ("变动", changed)].into_iter().filter(|(_, n)| **n > 0).map(|(word, n)| format!("{word}{n}条"));
            told.collect::<Vec<_>>().join("，")
        }
    }
}

fn channel(ch: &ChannelSnapshot, since: Option<&WorksSince>, last: Option<Span>) -> Channel {
    let known = has_count(ch);
    let moved = last.filter(|_| known).map(|before| difference(ch.value, before));
    Channel {
        name: ch.name.clone(),
        works: works(since, last.is_some_and(|before| before != ch.value)),
        last: last.filter(|l| known || *l != Span::ZERO).map_or_else(|| NOTHING.to_owned(), words::span_plain),
        now: if known { words::span_plain(ch.value) } else { NOTHING.to_owned() },
        change: moved.map_or_else(|| NOTHING.to_owned(), words::gain_plain),
        falls: moved.is_some_and(i64::is_negative),
        gain: if known && !ch.unreported() { words::gain_plain(difference(ch.value, ch.opening)) } else { NOTHING.to_owned() },
        weeks: if known { held(ch).map_or_else(String::new, |n| format!("含{n}周")) } else { String::new() },
        day: words::day_or(ch.last_reading, NOTHING),
        missing: ch.unreported(),
        apart: ch.apart.clone().unwrap_or_default(),
    }
}

impl Block {
    pub(super) fn of(review: Review<'_>, since: &BTreeMap<ChannelId, WorksSince>, state: String) -> Self {
        let campaigns: Vec<Campaign> = review
            .campaigns
            .iter()
            .map(|r| Campaign {
                id: r.campaign.id.to_string(),
                name: format!("{} {}", r.campaign.number, r.campaign.short_name),
                verdict: r.campaign.verdict.name(),
                shape: shape(r.campaign.verdict.name()),
                verdict_text: r.campaign.verdict_text.clone(),
                channels: r
                    .channels
                    .iter()
                    .filter(|(ch, last)| !ch.others || has_count(ch) || last.is_some_and(|l| l != Span::ZERO))
                    .map(|(ch, last)| channel(ch, since.get(&ch.id), *last))
                    .collect(),
                indicators: r
                    .indicators
                    .iter()
                    .map(|t| {
                        let of = format!("{}{}", words::demanded(t), words::unit(t));
                        (t.id.to_string(), t.label.clone(), actual(t), of, t.verdict.name())
                    })
                    .collect(),
                questions: r.questions.iter().take(QUESTIONS_MAX).map(|q| (q.id.clone(), clip(&q.text, 80))).collect(),
                questions_more: r.questions.len().saturating_sub(QUESTIONS_MAX),
            })
            .collect();
        Self {
            last: review.last.map_or_else(String::new, |(week, at)| format!("{}，{}审定", words::week(week), at.zh())),
            journal: campaigns.first().map_or_else(|| "/journal".to_owned(), |c| format!("/journal?campaign={}", c.id)),
            campaigns,
            state,
            changes: review
                .changes
                .into_iter()
                .map(|(t, upload)| Change { at: t.entry.at.zh(), who: t.who, text: t.text, because: t.because, upload })
                .collect(),
            more: review.more,
            same_again: review.same_again,
        }
    }
}
