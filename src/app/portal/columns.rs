//! What a partner's columns mean, where no header of ours says so: asked once in the page, remembered, and laid over the known headers
//! whenever a file of that partner is read.

use super::who::Who;
use crate::app::{App, AppError};
use crate::base::id::PartnerId;
use crate::base::text::fold;
use crate::define::Field;
use crate::ledger::Upload;
use crate::model::metric::Metric;
use std::collections::BTreeSet;

/// What can be said of a column: name in the ledger, Chinese word, meaning.
const MEANINGS: [(&str, &str, Field); 16] = [
    ("title", "作品标题", Field::Title),
    ("channel", "渠道", Field::Channel),
    ("as_of", "统计日期", Field::AsOf),
    ("key", "作品链接或编号", Field::Key),
    ("published", "发布时间", Field::Published),
    ("duration", "时长", Field::Duration),
    ("plays", "累计播放量", Field::Cumulative(Metric::Plays)),
    ("reads", "累计阅读量", Field::Cumulative(Metric::Reads)),
    ("listens", "累计收听量", Field::Cumulative(Metric::Listens)),
    ("plays_gain", "本期新增播放量", Field::Increment(Metric::Plays)),
    ("reads_gain", "本期新增阅读量", Field::Increment(Metric::Reads)),
    ("listens_gain", "本期新增收听量", Field::Increment(Metric::Listens)),
    ("likes", "点赞", Field::Cumulative(Metric::Likes)),
    ("comments", "评论", Field::Cumulative(Metric::Comments)),
    ("shares", "转发", Field::Cumulative(Metric::Shares)),
    ("note", "不用的列", Field::Note),
];

/// Columns that one file is asked about at most.
const COLUMNS_MAX: usize = 24;

/// The meanings to choose from: name and Chinese word.
pub fn meanings() -> Vec<(&'static str, &'static str)> {
    MEANINGS.iter().map(|m| (m.0, m.1)).collect()
}

fn meaning(name: &str) -> Option<Field> {
    MEANINGS.iter().find(|m| m.0 == name).map(|m| m.2)
}

impl App {
    /// Does something with a partner's own headers known besides ours.
    pub(super) fn with_columns<T>(&mut self, partner: &PartnerId, f: impl FnOnce(&mut Self) -> Result<T, AppError>) -> Result<T, AppError> {
        let own = self.ledger.mappings(partner)?;
        if own.is_empty() {
            return f(self);
        }
        let ours = self.defs.headers.reach.clone();
        for (header, name) in own {
            if let Some(field) = meaning(&name) {
                self.defs.headers.reach.insert(fold(&header), field);
            }
        }
        let result = f(self);
        self.defs.headers.reach = ours;
        result
    }

    /// The headers of a file that nobody knows: from the first rows, the one with most texts.
    pub fn unknown_columns(&self, upload: &Upload) -> Result<Vec<String>, AppError> {
        let texts = |cells: &[String]| {
            cells.iter().filter(|c| !c.is_empty() && !c.chars().any(|x| x.is_ascii_digit())).cloned().collect::<Vec<_>>()
        };
        let mut header = self.first_rows(upload)?.iter().map(|cells| texts(cells)).max_by_key(Vec::len).unwrap_or_default();
        header.retain(|h| !self.defs.headers.reach.contains_key(&fold(h)));
        header.truncate(COLUMNS_MAX);
        Ok(header)
    }

    /// What somebody once said of columns that stand in a file: header and name of the meaning. It may be said anew.
    pub fn remembered_columns(&self, upload: &Upload, partner: &PartnerId) -> Result<Vec<(String, String)>, AppError> {
        let mut said = self.ledger.mappings(partner)?;
        said.retain(|(_, name)| meaning(name).is_some());
        if said.is_empty() {
            return Ok(said);
        }
        let there: BTreeSet<String> = self.first_rows(upload)?.iter().flatten().map(|c| fold(c)).collect();
        said.retain(|(header, _)| there.contains(&fold(header)));
        Ok(said)
    }

    fn first_rows(&self, upload: &Upload) -> Result<Vec<Vec<String>>, AppError> {
        let bytes = self.ledger.evidence(&upload.digest)?;
        let rows = crate::intake::rows_around(&upload.name, &bytes, "", 1).unwrap_or_default();
        Ok(rows.into_iter().map(|r| r.2).collect())
    }

    /// Remembers what columns mean; of one of which no meaning is chosen any more nothing, so that it is asked about again.
    pub fn say_columns(&mut self, who: &Who, partner: &PartnerId, said: &[(String, String)]) -> Result<(), AppError> {
        let now = self.clock.now();
        let before = self.ledger.mappings(partner)?;
        let forgets = |h: &str, name: &str| name.is_empty() && before.iter().any(|(b, old)| b == h && !old.is_empty());
        let known: Vec<&(String, String)> =
            said.iter().filter(|(h, name)| !h.is_empty() && (meaning(name).is_some() || forgets(h, name))).collect();
        if known.is_empty() {
            return Err(AppError::Usage("至少说明一列的含义".into()));
        }
        let change = self.ledger.change()?;
        for (header, name) in &known {
            change.remember_column(partner, header, name, who.id, now)?;
        }
        let body = serde_json::json!({ "partner": partner.as_str(), "columns": known, "person": who.id });
        change.note(now, "columns", &body.to_string())?;
        change.commit()?;
        Ok(())
    }
}
