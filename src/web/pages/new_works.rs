//! Works that nobody has reported yet, as they are typed into 在线填报, and what can be told of them before any number is read.

use crate::app::portal::template::Line;
use crate::base::day::{Day, Term, read_date};
use crate::base::text::{clip, quoted, title_key};
use crate::web::form::Fields;
use std::collections::BTreeMap;

/// Rows offered for new works.
pub(super) const NEW_ROWS: usize = 3;
/// Rows taken for new works.
const NEW_MAX: usize = 60;

/// A work that nobody has reported yet, as it was typed.
#[derive(Debug, Clone, Default)]
pub(super) struct NewWork {
    pub(super) channel: String,
    pub(super) title: String,
    pub(super) published: String,
    pub(super) link: String,
    pub(super) number: String,
    /// What is wrong with it; empty: nothing.
    pub(super) wrong: String,
}

impl NewWork {
    /// Those that a form brings, without rows left empty.
    pub(super) fn of(fields: &Fields) -> Vec<Self> {
        let column = |name: &str| fields.all(name).map(|v| v.trim().to_owned()).collect::<Vec<String>>();
        let (channels, titles, days, links, numbers) = (column("nc"), column("nt"), column("nd"), column("nl"), column("nv"));
        let at = |list: &[String], n: usize| list.get(n).cloned().unwrap_or_default();
        let one = |n: usize| Self {
            channel: at(&channels, n),
            title: at(&titles, n),
            published: at(&days, n),
            link: at(&links, n),
            number: at(&numbers, n),
            wrong: String::new(),
        };
        let empty = |w: &Self| [&w.title, &w.published, &w.link, &w.number].iter().all(|t| t.is_empty());
        (0..channels.len().min(NEW_MAX)).map(one).filter(|w| !empty(w)).collect()
    }

    /// The day of publishing; without a year the one that falls in the term.
    pub(super) fn day(&self, term: Option<Term>) -> Option<Day> {
        read_date(&self.published)?.day(term)
    }

    /// What can be told without reading any number.
    pub(super) fn fault(&self, term: Option<Term>) -> Option<&'static str> {
        if self.title.is_empty() {
            return Some("写作品标题。");
        }
        let unread = !self.published.is_empty() && self.day(term).is_none();
        unread.then_some("发布日期认不出：写年月日，如 2023-03-28、3月28日。")
    }
}

/// Rows that tell of the same work another number than a row before, with what to do. A new work of the same title is another one only where
/// day or link differ.
pub(super) fn told_twice(rows: &[(&Line, &str)]) -> BTreeMap<usize, String> {
    let differ = |a: &str, b: &str| !a.is_empty() && !b.is_empty() && a != b;
    let day = |l: &Line| l.published.map_or_else(String::new, |p| p.day.to_string());
    let same = |a: &Line, b: &Line| {
        let named = title_key(&a.title) == title_key(&b.title) && !differ(&a.key, &b.key) && !differ(&day(a), &day(b));
        a.channel == b.channel && !a.title.is_empty() && (named || !a.key.is_empty() && a.key == b.key)
    };
    let mut out = BTreeMap::new();
    for (n, (line, number)) in rows.iter().enumerate() {
        let earlier = rows.iter().take(n).find(|(l, _)| same(l, line)).filter(|(_, other)| differ(other.trim(), number.trim()));
        if let Some((_, other)) = earlier {
            let title = quoted(&clip(&line.title, 40));
            let say = format!(
                "{title}填了两次，一处是{}，一处是{}：同一作品同一天只能有一个数，留对的一处，另一处清空。",
                other.trim(),
                number.trim()
            );
            out.insert(n, say);
        }
    }
    out
}
