//! The closed list of steps from a text to what is meant.

use crate::base::count::Count;
use crate::base::day::{Day, Moment, read_date};
use crate::model::collector::Filter;
use crate::model::draft::Published;
use crate::model::metric::Value;

/// A text after its filters, with what they say of how to read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Meaning<'a> {
    pub(super) text: String,
    filters: &'a [Filter],
}

/// Applies filters in order. `None`: a text that should be there is not.
pub(super) fn apply<'a>(text: &str, filters: &'a [Filter]) -> Option<Meaning<'a>> {
    let mut m = Meaning { text: text.to_owned(), filters };
    for f in filters {
        match f {
            Filter::After(t) => m.text = m.text.split_once(t.as_str())?.1.to_owned(),
            Filter::Before(t) => m.text = m.text.split_once(t.as_str())?.0.to_owned(),
            Filter::Drop(t) => m.text = m.text.replace(t.as_str(), ""),
            Filter::Prefix(t) => m.text.insert_str(0, t),
            Filter::LastSegment => m.text = last_segment(&m.text).to_owned(),
            Filter::Epoch | Filter::Millis | Filter::ZeroIsHidden | Filter::AtLeast => {}
        }
    }
    Some(m)
}

fn last_segment(link: &str) -> &str {
    let path = link.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split_once('.').map_or(name, |(stem, _)| stem)
}

/// Above this a number of seconds since 1970 is one of milliseconds (the year 2286 in seconds, April 1970 in milliseconds).
const EPOCH_MILLIS_FROM: i64 = 10_000_000_000;

impl Meaning<'_> {
    fn has(&self, filter: &Filter) -> bool {
        self.filters.contains(filter)
    }

    /// As a date with or without a time.
    pub(super) fn published(&self) -> Option<Published> {
        if self.has(&Filter::Epoch) {
            let n: i64 = self.text.trim().parse().ok().filter(|n| *n > 0)?;
            let m = Moment(if n >= EPOCH_MILLIS_FROM { n / 1000 } else { n });
            return Some(Published { day: m.date(), secs: Some(m.secs_of_day()) });
        }
        let written = read_date(&self.text)?;
        let day: Day = written.day(None)?;
        Some(Published { day, secs: written.secs })
    }

    /// As a length.
    pub(super) fn duration_secs(&self) -> Option<u32> {
        let t = self.text.trim();
        if t.contains(':') {
            return t.split(':').try_fold(0_u32, |all, part| all.checked_mul(60)?.checked_add(part.trim().parse().ok()?));
        }
        let whole = t.split('.').next().unwrap_or_default();
        let n: u64 = whole.trim_end_matches('秒').parse().ok()?;
        u32::try_from(if self.has(&Filter::Millis) { n.div_ceil(1000) } else { n }).ok()
    }

    /// As what a count says.
    pub(super) fn count(&self, c: Count) -> Value {
        if self.has(&Filter::ZeroIsHidden) && c == Count::Exact(0) {
            return Value::Unavailable;
        }
        Value::Count(if self.has(&Filter::AtLeast) { Count::AtLeast(c.low()) } else { c })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps() {
        for (text, filters, expected) in [
            ("阅读1.2亿 讨论3.4万", vec![Filter::After("阅读".into()), Filter::Before("讨论".into())], Some("1.2亿 ")),
            ("https://a.example/c/content_123.html?x=1", vec![Filter::LastSegment], Some("content_123")),
            ("发布于 2023-01-02", vec![Filter::Drop("发布于 ".into())], Some("2023-01-02")),
            ("没有", vec![Filter::After("阅读".into())], None),
        ] {
            assert_eq!(apply(text, &filters).map(|m| m.text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn moments_and_lengths() {
        let at = |t: &str| apply(t, &[Filter::Epoch]).unwrap().published().unwrap();
        assert_eq!(at("1672617600"), at("1672617600000"));
        assert_eq!(at("1672617600").day.to_string(), "2023-01-02");
        let secs = |t: &str, f: &[Filter]| apply(t, f).unwrap().duration_secs();
        assert_eq!((secs("1:02:03", &[]), secs("120400", &[Filter::Millis]), secs("180.5", &[])), (Some(3723), Some(121), Some(180)));
    }
}
