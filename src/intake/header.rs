//! Whether a row is a header, and of what kind of table.

use super::banner::{fill_right, under};
use super::cell::{Cell, OwnedCell, Row};
use super::compared;
use super::joint;
use super::lacking::{self, Missing, NEARLY};
use super::names::Names;
use super::title::{Role, Title, is_counter, read_title, says_whose, split_tag};
use super::units::unit_of;
use crate::base::day::Term;
use crate::base::id::CampaignId;
use crate::base::text::fold;
use crate::define::{Definitions, Field};
use std::collections::BTreeMap;

/// What kind of table a header announces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Reach,
    /// Position in [`Definitions::exports`].
    Export(usize),
    /// `presence`, `airings`, `records`, `statements`, `trainings`.
    Other(&'static str),
}

/// What a row is.
#[derive(Debug, Clone)]
pub(super) enum Look {
    Header(Kind, Vec<Title>),
    /// Some columns are known, something is missing.
    Partial {
        known: usize,
        missing: Missing,
        /// A column says that each row is a work.
        works: bool,
    },
    Nothing,
}

/// What is known before the header is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known<'a> {
    pub(super) defs: &'a Definitions,
    pub(super) names: &'a Names<'a>,
    pub(super) campaign: Option<&'a CampaignId>,
    pub(super) term: Option<Term>,
}

impl Known<'_> {
    /// The field of a table of works that a folded header names.
    pub(super) fn field(&self, folded: &str) -> Option<Field> {
        self.defs.headers.reach.get(folded).copied().or_else(|| joint::field(folded))
    }
}

/// Other templates with the fields that make each.
const OTHERS: [(&str, &[Field], &str); 8] = [
    ("statements", &[Field::Channel, Field::MetricName, Field::Amount], "指标、数值"),
    ("presence", &[Field::PresenceFrom, Field::PresenceState], "起、止、状态"),
    ("presence", &[Field::Date, Field::Position, Field::PresenceState], "日期、位置、是否展示"),
    ("airings", &[Field::Date, Field::PlannedOrAired], "日期、计划/实播"),
    ("airings", &[Field::Date, Field::Programme, Field::PresenceState], "日期、节目、状态"),
    ("airings", &[Field::Date, Field::AiredTimes], "日期、实播次数"),
    ("records", &[Field::Date, Field::DeliverableName, Field::Quantity], "日期、成果、数量"),
    ("trainings", &[Field::Enterprise, Field::Persons], "单位、人数"),
];

/// Columns of lists of printed pages, of numbers of nobody says what.
const OF_PRINT: [&str; 6] = ["版面", "版次", "版别", "刊期", "刊次", "刊发版面"];
const OF_NUMBERS: [&str; 5] = ["数值", "数据", "次数", "数量", "数据量"];

/// Looks at a row with the one above it and the rows of text further up (`banners`, folded).
pub(super) fn look(row: &[OwnedCell], above: Option<&[OwnedCell]>, banners: &[String], known: Known<'_>) -> Look {
    let texts: Vec<String> = (0..row.len()).map(|i| row.cell(i).shown().trim().trim_start_matches('\'').to_owned()).collect();
    let filled = texts.iter().filter(|t| !t.is_empty()).count();
    let is_title = |text: &str| known.defs.headers.reach.get(&fold(text)) == Some(&Field::Title);
    if lacking::has_periods(&texts, is_title) && !texts.iter().any(|t| is_counted(&read_title(t, known).role)) {
        return Look::Partial { known: 3, missing: Missing::OfPeriods, works: true };
    }
    if filled < 2 || row.iter().filter(|c| matches!(c.borrow(), Cell::Number(_) | Cell::Error(_))).count() * 2 > filled {
        return Look::Nothing;
    }
    let folded: Vec<String> = texts.iter().map(|t| fold(t)).collect();
    if let Some(found) = export(&folded, banners, known.defs) {
        let columns = known.defs.exports.get(found).map(|e| &e.columns);
        let titles = (texts.into_iter().zip(&folded))
            .map(|(raw, f)| {
                let role = columns.and_then(|c| c.get(f)).map_or(Role::Nothing, |field| Role::Field(*field));
                Title { raw, unit: 1, role, ..Title::default() }
            })
            .collect();
        return Look::Header(Kind::Export(found), titles);
    }
    let counted = || texts.iter().any(|t| matches!(read_title(t, known).role, Role::Field(f) if is_counter(f)));
    for (kind, needed, _) in OTHERS {
        let Some(names) = known.defs.headers.other.get(kind) else { continue };
        let titles: Vec<Title> = texts.iter().map(|raw| plain(raw, names)).collect();
        let has = |field: &Field| titles.iter().any(|t| t.role == Role::Field(*field));
        // 日期, 节目, 状态 beside plays are works, and so are 标题, 上线时间, 状态.
        let titled = || texts.iter().any(|t| read_title(t, known).role == Role::Field(Field::Title));
        let plays = || texts.iter().any(|t| is_counted(&read_title(t, known).role));
        let dated = || needed.contains(&Field::Date) && needed.contains(&Field::PresenceState) && counted();
        let works = || dated() || kind == "presence" && titled() && plays();
        if needed.iter().all(has) && !works() {
            return Look::Header(Kind::Other(kind), titles);
        }
    }
    for nearly in &NEARLY {
        let Some(names) = known.defs.headers.other.get(nearly.kind) else { continue };
        let has = |field: Field| texts.iter().any(|raw| plain(raw, names).role == Role::Field(field));
        if nearly.is(has, &folded) && !counted() {
            return Look::Partial { known: 3, missing: Missing::OfRegister(nearly), works: false };
        }
    }
    reach(&texts, above, known)
}

/// Whether a column holds counts, or their sum.
fn is_counted(role: &Role) -> bool {
    match role {
        Role::Field(f) => is_counter(*f) || *f == Field::RowTotal,
        Role::Channel(..) | Role::Unplaced(_) | Role::Date => true,
        Role::Aside | Role::Nothing => false,
    }
}

/// The export whose signature the row carries; of several the one with most columns.
fn export(folded: &[String], banners: &[String], defs: &Definitions) -> Option<usize> {
    let has = |name: &String| folded.contains(name);
    (defs.exports.iter().enumerate())
        .filter(|(_, e)| e.must_have.iter().all(has) && !e.must_not_have.iter().any(has))
        .filter(|(_, e)| e.banner.as_ref().is_none_or(|b| banners.iter().any(|t| t.contains(&fold(b)))))
        .max_by_key(|(i, e)| (e.must_have.len(), usize::MAX - i))
        .map(|(i, _)| i)
}

/// A header of a table without channels or counters.
fn plain(raw: &str, names: &BTreeMap<String, Field>) -> Title {
    let folded = fold(raw);
    let field = names.get(&folded).or_else(|| names.get(split_tag(&folded).0)).copied();
    Title { raw: raw.to_owned(), unit: unit_of(&folded), role: field.map_or(Role::Nothing, Role::Field), ..Title::default() }
}

fn reach(texts: &[String], above: Option<&[OwnedCell]>, known: Known<'_>) -> Look {
    let banner = above.map(|row| fill_right(row, texts.len())).unwrap_or_default();
    let mut titles: Vec<Title> = (texts.iter().enumerate())
        .map(|(i, raw)| {
            let title = read_title(raw, known);
            match banner.get(i).filter(|b| !b.is_empty()) {
                Some(b) => under(title, b, known),
                None => title,
            }
        })
        .collect();
    // 发稿媒体, 展示平台: what nobody listed and is called so says whose the works are.
    if !titles.iter().any(|t| t.role == Role::Field(Field::Channel))
        && let Some(title) = titles.iter_mut().find(|t| t.role == Role::Nothing && says_whose(&t.raw))
    {
        title.role = Role::Field(Field::Channel);
    }
    compared::topics(&mut titles, known);
    compared::earlier(&mut titles, known);
    let field = |wanted: &[Field]| titles.iter().any(|t| matches!(&t.role, Role::Field(f) if wanted.contains(f)));
    let called = |words: &[&str]| titles.iter().any(|t| words.contains(&split_tag(&fold(&t.raw)).0));
    let named = field(&[Field::Title, Field::Key, Field::NativeId, Field::Url]);
    let counted = titles.iter().any(|t| is_counted(&t.role));
    if field(&[Field::Title]) && !counted && called(&OF_PRINT) && !field(&[Field::Deliverable]) {
        return Look::Partial { known: 3, missing: Missing::Counts, works: false };
    }
    if !counted && called(&OF_NUMBERS) && (field(&[Field::Channel]) || (field(&[Field::Title]) && called(&["指标", "指标名称"]))) {
        return Look::Partial { known: 2, missing: Missing::OneByOne, works: false };
    }
    let listed = field(&[Field::Title]) && field(&[Field::Published, Field::Url, Field::Key, Field::NativeId, Field::Deliverable]);
    if (named && (counted || listed)) || (field(&[Field::Channel]) && counted) {
        return Look::Header(Kind::Reach, titles);
    }
    lacking::of(&titles)
}
