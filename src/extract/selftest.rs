//! The collectors' own `[[tests]]`: stored answers and what must be read from them.

use super::{Answer, Reader, Row};
use crate::model::collector::{CollectKind, Collector, FieldName, SelfTest};
use crate::model::metric::Value;
use std::collections::BTreeMap;

/// What one test came to.
#[derive(Debug, Clone)]
pub struct Tested {
    /// The test's name.
    pub name: String,
    /// What differs from what it says; empty: passed.
    pub differs: Vec<String>,
    /// What was read of the first rows, for people.
    pub read: Vec<String>,
}

/// Runs the tests of a collector. `samples`: stored answers by path below `collectors/`.
pub fn run(collector: &Collector, samples: &BTreeMap<String, Vec<u8>>) -> Vec<Tested> {
    match Reader::new(collector) {
        Ok(reader) => collector.tests.iter().map(|t| one(collector, &reader, t, samples)).collect(),
        Err(faults) => {
            let differs = faults.into_iter().map(|f| format!("“{}”{}", f.text, f.why)).collect();
            vec![Tested { name: "取数位置".into(), differs, read: Vec::new() }]
        }
    }
}

fn one(collector: &Collector, reader: &Reader<'_>, test: &SelfTest, samples: &BTreeMap<String, Vec<u8>>) -> Tested {
    let mut out = Tested { name: test.name.clone(), differs: Vec::new(), read: Vec::new() };
    let Some(body) = samples.get(&test.sample) else {
        out.differs.push(format!("没有存页 collectors/{}", test.sample));
        return out;
    };
    if collector.kind == CollectKind::Presence {
        let (got, text) = match reader.sight(body, None, None) {
            Ok(s) => (s.name(), format!("{s:?}")),
            Err(a) => (a.name(), format!("{a:?}")),
        };
        out.read.push(text);
        compare(&mut out, "结果", &test.gives, got);
        return out;
    }
    let mut page = reader.page(test.source, body, None, true);
    let mut gives = page.answer.clone();
    if let (Some(path), Some(row)) = (&test.detail_sample, page.rows.first_mut()) {
        match samples.get(path) {
            Some(body) => {
                let answer = reader.detail(row, body, None);
                if answer != Answer::Values {
                    gives = answer;
                }
            }
            None => out.differs.push(format!("没有存页 collectors/{path}")),
        }
    }
    for row in page.rows.iter().take(3) {
        out.read.push(line(row));
    }
    if let Answer::Unreadable(why) | Answer::LoginWall(why) | Answer::Busy(why) | Answer::TokenExpired(why) | Answer::Gone(why) = &gives {
        out.read.push(why.clone());
    }
    compare(&mut out, "结果", &test.gives, gives.name());
    let items = page.rows.iter().filter(|r| r.missing.is_none()).count();
    if let Some(rows) = test.rows {
        compare(&mut out, "条数", &rows.to_string(), &items.to_string());
    }
    if gives == Answer::Values {
        compare(&mut out, "读不出的条数", &test.unreadable.to_string(), &(page.rows.len() - items).to_string());
    }
    if let Some(row) = page.rows.first() {
        for (field, wanted) in &test.first {
            compare(&mut out, &format!("第一条的{}", field.zh()), wanted, &written(row, *field));
        }
    } else if !test.first.is_empty() {
        out.differs.push("一条也没有读到".into());
    }
    out
}

fn compare(out: &mut Tested, what: &str, wanted: &str, got: &str) {
    if wanted != got {
        out.differs.push(format!("{what}应为“{wanted}”，读到“{got}”"));
    }
}

/// A field of a row as text: what a test's `first` compares with.
pub fn written(row: &Row, field: FieldName) -> String {
    let published = |p: crate::model::draft::Published| match p.secs {
        Some(s) => p.day.at(s).zh(),
        None => p.day.to_string(),
    };
    match field {
        FieldName::Title => row.title.clone().unwrap_or_default(),
        FieldName::Id => row.id.clone().unwrap_or_default(),
        FieldName::Url => row.url.clone().unwrap_or_default(),
        FieldName::Published => row.published.map(published).unwrap_or_default(),
        FieldName::Duration => row.duration_secs.map(|s| s.to_string()).unwrap_or_default(),
        FieldName::AsOf => row.readings.last().and_then(|r| r.as_of).map(|d| d.to_string()).unwrap_or_default(),
        FieldName::Count(m) => match row.readings.last().and_then(|r| r.values.get(m)) {
            None => String::new(),
            Some(Value::Unavailable) => "未公开".into(),
            Some(Value::Count(c)) => match c.high() {
                Some(h) if h == c.low() => h.to_string(),
                Some(h) => format!("{}..{h}", c.low()),
                None => format!("{}..", c.low()),
            },
        },
    }
}

/// One row in one line: fields with where they stood.
pub fn line(row: &Row) -> String {
    let fields: Vec<String> = row
        .traces
        .iter()
        .map(|t| {
            format!("{}“{}”←{}", t.field.zh(), crate::base::text::clip(t.text.trim(), 24), if t.at.is_empty() { "本条" } else { &t.at })
        })
        .collect();
    let missing = row.missing.as_ref().map(|m| format!("　读不出：{m}")).unwrap_or_default();
    format!("第 {} 条　{}{missing}", row.number, fields.join("　"))
}
