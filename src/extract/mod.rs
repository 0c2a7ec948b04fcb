//! An answer of a platform + its collector → rows with readings. Pure: no clock, no network, never fails; what cannot be read is a finding.
//!
//! Three answers are never confused: values, legitimately empty, unreadable.

mod decode;
mod document;
mod filter;
mod presence;
pub mod selftest;
mod wall;

use crate::base::day::Day;
use crate::base::numeral::{self, Fault, Numeral};
use crate::model::collector::{Blocked, BlockedAs, Collector, Condition, Field, FieldName, Format, Paging, Source};
use crate::model::draft::Published;
use crate::model::metric::{Value, Values};
use document::{Document, Node, Paths};
use filter::Meaning;

pub use presence::Sight;

/// What an answer is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// Rows were read.
    Values,
    /// The page says itself that there is nothing yet.
    Empty,
    /// It is not what the collector describes; the sentence says what is missing.
    Unreadable(String),
    /// Login, captcha or signature is asked for; the advice says what to do instead.
    LoginWall(String),
    /// The platform asks to come back later.
    Busy(String),
    /// The access token has to be renewed.
    TokenExpired(String),
    /// The item is not there any more.
    Gone(String),
}

impl Answer {
    /// Name in `[[tests]]`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Values => "values",
            Self::Empty => "empty",
            Self::Unreadable(_) => "unreadable",
            Self::LoginWall(_) => "login_wall",
            Self::Busy(_) => "busy",
            Self::TokenExpired(_) => "token_expired",
            Self::Gone(_) => "gone",
        }
    }
}

/// Where a value stood and what it read, for people who write a collector.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Which field.
    pub field: FieldName,
    /// The text as it stands in the answer.
    pub text: String,
    /// The path or selector that found it.
    pub at: String,
}

/// The numbers of a row for one moment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RowReading {
    /// The day at whose end they hold, where the answer says.
    pub as_of: Option<Day>,
    /// The numbers.
    pub values: Values,
}

/// One row of an answer.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    /// Its position in the answer, from 1.
    pub number: u32,
    /// Title or caption.
    pub title: Option<String>,
    /// The platform's id.
    pub id: Option<String>,
    /// Link.
    pub url: Option<String>,
    /// When it was published.
    pub published: Option<Published>,
    /// Its length. Unit: seconds.
    pub duration_secs: Option<u32>,
    /// Its numbers: one reading, or several dated ones.
    pub readings: Vec<RowReading>,
    /// Why the row gives no reading of any metric.
    pub missing: Option<String>,
    /// Where its values stood.
    pub traces: Vec<Trace>,
}

/// One answer, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// What it is.
    pub answer: Answer,
    /// Its rows, in order.
    pub rows: Vec<Row>,
    /// Rows that are no items (trailers, drafts).
    pub left_out: u32,
    /// The platform has not settled these numbers.
    pub unsettled: bool,
    /// The number of pages, where the answer tells it.
    pub total: Option<u32>,
    /// The next cursor, where the answer tells it.
    pub cursor: Option<String>,
    /// Whether there is more, where the answer tells it.
    pub more: Option<bool>,
}

impl Page {
    fn only(answer: Answer) -> Self {
        Self { answer, rows: Vec::new(), left_out: 0, unsettled: false, total: None, cursor: None, more: None }
    }
}

/// Where the values of a row stood in an answer that is kept: read again by the collector's present file.
pub fn traces(collector: &Collector, body: &[u8], row: u32) -> Vec<Trace> {
    let Ok(reader) = Reader::new(collector) else { return Vec::new() };
    if let Some(place) = &collector.presence {
        let seen = reader.sight(body, None, None).ok();
        let text = match seen {
            Some(Sight::Shown(t) | Sight::Elsewhere(t)) => t,
            Some(Sight::NotShown) | None => return Vec::new(),
        };
        return vec![Trace { field: FieldName::Title, text, at: place.place.clone() }];
    }
    let listed = (0..collector.sources.len()).find_map(|n| reader.page(n, body, None, true).rows.into_iter().find(|r| r.number == row));
    let found = listed.filter(|r| r.missing.is_none()).or_else(|| {
        let mut alone = Row { number: row, ..Row::default() };
        (reader.detail(&mut alone, body, None) == Answer::Values).then_some(alone)
    });
    found.map(|r| r.traces).unwrap_or_default()
}

/// An answer as text; `None`: in no encoding that is known.
pub fn text(body: &[u8]) -> Option<String> {
    decode::text(body, None)
}

/// A collector with its paths and selectors compiled.
#[derive(Debug)]
pub struct Reader<'a> {
    collector: &'a Collector,
    paths: Paths,
}

/// A path or selector that is not written right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathFault {
    /// The text as it stands in the file.
    pub text: String,
    /// What is wrong with it.
    pub why: String,
}

impl<'a> Reader<'a> {
    /// Compiles a collector; all faults at once.
    pub fn new(collector: &'a Collector) -> Result<Self, Vec<PathFault>> {
        let paths = Paths::compile(collector)?;
        Ok(Self { collector, paths })
    }

    /// Reads one answer of a source. `first`: the first page of a run, which cannot be without rows unless it says so.
    pub fn page(&self, source: usize, body: &[u8], content_type: Option<&str>, first: bool) -> Page {
        let mut page = self.plain_page(source, body, content_type, first);
        page.answer = self.or_wall(page.answer, body, content_type);
        page
    }

    /// What cannot be read may be a login or captcha that no file describes.
    fn or_wall(&self, answer: Answer, body: &[u8], content_type: Option<&str>) -> Answer {
        if !matches!(answer, Answer::Unreadable(_)) {
            return answer;
        }
        let text = decode::text(body, content_type).unwrap_or_default();
        let is_json = self.collector.format == Format::Json && Document::json(&text).is_some();
        // Platforms word it in many ways; one renewal shows whether that was it.
        if is_json && self.collector.authorise.is_some() && text.to_lowercase().contains("token") {
            return Answer::TokenExpired("平台不认现在的授权；请账号所有人重新授权，或改由合作媒体报送".into());
        }
        wall::wanted(&text, is_json).map_or(answer, Answer::LoginWall)
    }

    fn plain_page(&self, source: usize, body: &[u8], content_type: Option<&str>, first: bool) -> Page {
        let Some(source) = self.collector.sources.get(source) else { return Page::only(Answer::Unreadable("没有这种请求".into())) };
        let document = match self.open(body, content_type, &source.blocked, source.envelope.as_ref()) {
            Ok(d) => d,
            Err(answer) => return Page::only(answer),
        };
        let find = |at: &str| document.find(None, at, &self.paths);
        let (total, cursor, more) = match &source.paging {
            Paging::Total { path, .. } => (find(path).first().and_then(|n| n.text(None)?.trim().parse().ok()), None, None),
            Paging::Cursor { path, more_path, .. } => (
                None,
                path.as_deref().and_then(|p| find(p).first().and_then(|n| n.text(None))),
                more_path
                    .as_deref()
                    .and_then(|p| find(p).first().and_then(|n| n.text(None)))
                    .map(|t| !matches!(t.trim(), "false" | "0" | "")),
            ),
            _ => (None, None, None),
        };
        let mut page = Page { total, cursor, more, ..Page::only(Answer::Values) };
        page.unsettled = source.rows.unsettled.as_ref().is_some_and(|c| self.holds(&document, None, c));
        let whole = source.rows.at.is_empty();
        let nodes: Vec<Option<Node<'_>>> = if whole { vec![None] } else { find(&source.rows.at).into_iter().map(Some).collect() };
        if nodes.is_empty() || (first && (nodes.len() as u64) < u64::from(source.rows.rows_min)) {
            let says_so = source.rows.empty_when.as_ref().is_some_and(|c| self.says_empty(&document, c));
            page.answer = match (says_so, first) {
                (true, _) => Answer::Empty,
                (false, false) => Answer::Values,
                (false, true) => Answer::Unreadable(format!(
                    "按“{}”找到 {} 条，至少应有 {} 条，也没有“暂无内容”的标志：页面可能改版",
                    source.rows.at,
                    nodes.len(),
                    source.rows.rows_min.max(1)
                )),
            };
            return page;
        }
        for (n, node) in nodes.into_iter().enumerate() {
            let number = u32::try_from(n + 1).unwrap_or(u32::MAX);
            if let Some(keep) = source.rows.keep.as_ref().filter(|c| !self.holds(&document, node, c)) {
                if document.find(node, &keep.at, &self.paths).is_empty() {
                    // Whether it is an item cannot be told any more.
                    page.rows.push(Row { number, missing: Some(format!("第 {number} 条没有“{}”", keep.at)), ..Row::default() });
                } else {
                    page.left_out += 1;
                }
                continue;
            }
            page.rows.push(self.row(source, &document, node, number));
        }
        // Where not one row can be read, it is the page that has changed.
        if !page.rows.is_empty() && page.rows.iter().all(|r| r.missing.is_some()) {
            let why = page.rows.first().and_then(|r| r.missing.clone()).unwrap_or_default();
            page.answer = Answer::Unreadable(format!("{} 条都读不出：{why}", page.rows.len()));
        }
        page
    }

    /// Adds what the second request says of a row. An answer that cannot be read takes the row's readings away.
    pub fn detail(&self, row: &mut Row, body: &[u8], content_type: Option<&str>) -> Answer {
        let Some(detail) = &self.collector.detail else { return Answer::Values };
        let document = match self.open(body, content_type, &detail.blocked, detail.envelope.as_ref()) {
            Ok(d) => d,
            Err(answer) => return self.or_wall(answer, body, content_type),
        };
        let mut reading = row.readings.pop().unwrap_or_default();
        let missing = self.fields(&detail.fields, &document, None, row, &mut reading);
        if let Some(why) = missing {
            row.readings.clear();
            return Answer::Unreadable(why);
        }
        row.readings.push(reading);
        Answer::Values
    }

    /// Whether what is looked for is on display, and where.
    pub fn sight(&self, body: &[u8], content_type: Option<&str>, also: Option<&str>) -> Result<Sight, Answer> {
        let blocked = self.collector.sources.first().map(|s| s.blocked.as_slice()).unwrap_or_default();
        let wall = |answer| self.or_wall(answer, body, content_type);
        let document = self.open(body, content_type, blocked, None).map_err(wall)?;
        let Some(place) = &self.collector.presence else { return Err(Answer::Unreadable("没有写明看哪里".into())) };
        presence::look(&document, &self.paths, place, also).map_err(wall)
    }

    fn open(&self, body: &[u8], content_type: Option<&str>, blocked: &[Blocked], envelope: Option<&Condition>) -> Result<Document, Answer> {
        let text = decode::text(body, content_type).ok_or_else(|| Answer::Unreadable("返回内容的文字编码认不出".into()))?;
        let by_text = blocked.iter().find(|b| b.when.at.is_empty() && b.when.texts.iter().any(|t| text.contains(t.as_str())));
        let document = match self.collector.format {
            Format::Json => Document::json(&text),
            Format::Html if document::is_cut(&text) => return Err(Answer::Unreadable("页面没有传完，后半截缺失".into())),
            Format::Html => Some(Document::html(&text)),
        };
        let Some(document) = document else {
            return Err(by_text.map_or_else(|| Answer::Unreadable("返回的不是 JSON，可能是登录页或出错页".into()), answer));
        };
        if let Some(b) = by_text.or_else(|| blocked.iter().find(|b| !b.when.at.is_empty() && self.holds(&document, None, &b.when))) {
            return Err(answer(b));
        }
        if let Some(wanted) = envelope
            && !self.holds(&document, None, wanted)
        {
            let got = document.find(None, &wanted.at, &self.paths).first().and_then(|n| n.text(None));
            let got = got.map_or_else(|| "没有这一项".to_owned(), |g| format!("为“{}”", crate::base::text::clip(&g, 30)));
            return Err(Answer::Unreadable(format!("返回状态“{}”{got}，应为 {}", wanted.at, wanted.values.join(" 或 "))));
        }
        Ok(document)
    }

    fn holds(&self, document: &Document, scope: Option<Node<'_>>, condition: &Condition) -> bool {
        let nodes = document.find(scope, &condition.at, &self.paths);
        if condition.values.is_empty() {
            return !nodes.is_empty();
        }
        nodes.iter().filter_map(|n| n.text(None)).any(|t| condition.values.iter().any(|v| v == t.trim()))
    }

    /// Whether a page says of itself that there is nothing. The place of a JSON list says so by being an empty list (or none, which some
    /// interfaces write for it), and not by holding something else.
    fn says_empty(&self, document: &Document, condition: &Condition) -> bool {
        if !condition.values.is_empty() {
            return self.holds(document, None, condition);
        }
        document.find(None, &condition.at, &self.paths).iter().any(|n| n.may_be_empty())
    }

    fn row(&self, source: &Source, document: &Document, node: Option<Node<'_>>, number: u32) -> Row {
        let mut row = Row { number, ..Row::default() };
        let mut reading = RowReading::default();
        let (nested, plain): (Vec<Field>, Vec<Field>) = source.fields.iter().cloned().partition(|f| f.nested);
        row.missing = self.fields(&plain, document, node, &mut row, &mut reading);
        if row.missing.is_some() {
            return row;
        }
        let Some(inside) = &source.rows.nested else {
            row.readings.push(reading);
            return row;
        };
        let parts = document.find(node, inside, &self.paths);
        if parts.is_empty() && document::list_of(inside).is_some_and(|list| document.find(node, list, &self.paths).is_empty()) {
            row.missing = Some(format!("第 {number} 条没有“{inside}”"));
            return row;
        }
        for part in parts {
            let mut dated = reading.clone();
            match self.fields(&nested, document, Some(part), &mut row, &mut dated) {
                None => row.readings.push(dated),
                Some(why) => {
                    row.missing = Some(why);
                    row.readings.clear();
                    return row;
                }
            }
        }
        row
    }

    /// Reads fields into a row and a reading; the first required one that cannot be read is the answer.
    fn fields(
        &self,
        fields: &[Field],
        document: &Document,
        node: Option<Node<'_>>,
        row: &mut Row,
        reading: &mut RowReading,
    ) -> Option<String> {
        for field in fields {
            let found = self.text_of(field, document, node);
            let Some((text, at)) = found else {
                if field.required {
                    return Some(format!("第 {} 条没有{}（{}）", row.number, field.name.zh(), field.at.join(" 或 ")));
                }
                continue;
            };
            row.traces.push(Trace { field: field.name, text: text.clone(), at });
            let number = row.number;
            let wrong = |what: &str| Some(format!("第 {number} 条的{}“{}”{what}", field.name.zh(), crate::base::text::clip(&text, 30)));
            let Some(meaning) = filter::apply(&text, &field.filters) else {
                if field.required {
                    return wrong("与写明的样式不符");
                }
                continue;
            };
            match understand(field.name, &meaning, row, reading) {
                Understood::Yes => {}
                Understood::Blank | Understood::No(_) if !field.required && !matches!(field.name, FieldName::Count(_)) => {}
                Understood::Blank if !field.required => {}
                Understood::Blank => return wrong("是空的"),
                Understood::No(what) => return wrong(what),
            }
        }
        None
    }

    /// The text of a field with the path that found it.
    fn text_of(&self, field: &Field, document: &Document, node: Option<Node<'_>>) -> Option<(String, String)> {
        let mut blank = None;
        for (n, at) in field.at.iter().enumerate() {
            let (scope, path) = at.strip_prefix('@').map_or((node, at.as_str()), |p| (None, p));
            let found = if path.is_empty() { node.into_iter().collect() } else { document.find(scope, path, &self.paths) };
            let Some(mut text) = found.first().and_then(|n| n.text(field.attribute.as_deref())) else { continue };
            if matches!(field.attribute.as_deref(), Some("href" | "src"))
                && let Some(page) = self.collector.sources.first()
            {
                text = document::absolute(&page.request.url, &text);
            }
            // A unit stands beside the first place. Where it is gone, the number alone may be ten thousand times too small.
            if let (0, Some(unit)) = (n, &field.unit_at) {
                let Some(unit) = document.find(node, unit, &self.paths).first().map(|n| n.text(None)) else { continue };
                text.push_str(unit.unwrap_or_default().trim());
            }
            // The first place that says something; one that is there and says nothing is the answer where no other speaks.
            if text.trim().is_empty() {
                blank = blank.or(Some((text, at.clone())));
                continue;
            }
            return Some((text, at.clone()));
        }
        blank
    }
}

fn answer(b: &Blocked) -> Answer {
    let says = b.says.clone();
    match b.gives {
        BlockedAs::LoginWall => Answer::LoginWall(says),
        BlockedAs::Unreadable => Answer::Unreadable(says),
        BlockedAs::Busy => Answer::Busy(says),
        BlockedAs::TokenExpired => Answer::TokenExpired(says),
        BlockedAs::Gone => Answer::Gone(says),
    }
}

enum Understood {
    Yes,
    /// Nothing is written there.
    Blank,
    /// Something else is written there.
    No(&'static str),
}

fn understand(name: FieldName, meaning: &Meaning<'_>, row: &mut Row, reading: &mut RowReading) -> Understood {
    let text = meaning.text.trim();
    if text.is_empty() {
        return Understood::Blank;
    }
    match name {
        FieldName::Title => row.title = Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
        FieldName::Id => row.id = Some(text.to_owned()),
        FieldName::Url => row.url = Some(text.to_owned()),
        FieldName::Published => match meaning.published() {
            Some(p) => row.published = Some(p),
            None => return Understood::No("不是能识别的日期"),
        },
        FieldName::AsOf => match meaning.published() {
            Some(p) => reading.as_of = Some(p.day),
            None => return Understood::No("不是能识别的日期"),
        },
        FieldName::Duration => match meaning.duration_secs() {
            Some(s) => row.duration_secs = Some(s),
            None => return Understood::No("不是能识别的时长"),
        },
        FieldName::Count(metric) => {
            let value = match numeral::read(text, 1) {
                Ok(Numeral::Count(c)) => meaning.count(c),
                Ok(Numeral::Unavailable) => Value::Unavailable,
                Ok(Numeral::Blank) => return Understood::Blank,
                Err(Fault::Ratio) => return Understood::No("是比例，不是次数"),
                Err(Fault::Negative) => return Understood::No("是负数"),
                Err(_) => return Understood::No("不是能识别的数字"),
            };
            reading.values.set(metric, value);
        }
    }
    Understood::Yes
}
