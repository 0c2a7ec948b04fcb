//! One TOML file → typed value, with every problem of the file and its line. Unknown keys are errors.

use crate::base::diag::{Diagnostic, Place};
use serde::de::DeserializeOwned;

/// Problems after which a file is given up: more are no help.
const PROBLEMS_MAX: usize = 50;

/// A text with the means to name places in it.
#[derive(Debug, Clone, Copy)]
pub struct Text<'a> {
    /// Path inside the folder, `targets/p08_tv.toml`.
    pub path: &'a str,
    /// The content.
    pub text: &'a str,
}

impl Text<'_> {
    /// The place of a byte offset.
    pub fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset.min(self.text.len())).unwrap_or_default();
        let row = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Place { row: u32::try_from(row).ok(), column: u32::try_from(column).ok(), ..Place::file(self.path) }
    }

    /// The place of a spanned value.
    pub fn at<T>(&self, value: &toml::Spanned<T>) -> Place {
        self.place(value.span().start)
    }

    /// The whole file.
    pub fn whole(&self) -> Place {
        Place::file(self.path)
    }
}

/// Reads a file. After a problem its line is blanked and the rest read on, so that all problems of a file come at once.
pub fn read<T: DeserializeOwned>(file: Text<'_>, found: &mut Vec<Diagnostic>) -> Option<T> {
    let mut text = file.text.to_owned();
    let mut blanked: Vec<String> = Vec::new();
    for _ in 0..PROBLEMS_MAX {
        let error = match toml::from_str::<T>(&text) {
            Ok(value) if blanked.is_empty() => return Some(value),
            Ok(_) => return None,
            Err(e) => e,
        };
        let message = error.message().to_owned();
        let span = error.span().unwrap_or(0..0);
        let missing = quoted(&message, "missing field");
        if let Some(key) = &missing
            && blanked.contains(key)
        {
            // The key is there; its own line had a problem that has been told.
            return None;
        }
        found.push(explain(file, &error));
        if missing.is_some() {
            return None;
        }
        let start = text.get(..span.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        let end = text.get(span.start..).and_then(|t| t.find('\n')).map_or(text.len(), |n| span.start + n);
        let line = text.get(start..end)?;
        if line.trim().is_empty() || line.trim_start().starts_with('[') {
            return None;
        }
        blanked.push(line.split('=').next().unwrap_or_default().trim().to_owned());
        let blank = " ".repeat(line.len());
        text.replace_range(start..end, &blank);
    }
    None
}

/// The word in backticks after `before`.
fn quoted(message: &str, before: &str) -> Option<String> {
    message.split_once(before)?.1.split('`').nth(1).map(str::to_owned)
}

/// A TOML error as a diagnostic with place and remedy.
pub fn explain(file: Text<'_>, error: &toml::de::Error) -> Diagnostic {
    let (message, span) = (error.message(), error.span().unwrap_or(0..0));
    let place = file.place(span.start);
    let here = file.text.get(span).unwrap_or_default();
    if let Some(key) = quoted(message, "unknown field") {
        let known: Vec<&str> = message.split("expected").nth(1).unwrap_or_default().split('`').skip(1).step_by(2).collect();
        let nearest = known.iter().min_by_key(|k| distance(k, &key)).filter(|k| distance(k, &key) <= 3);
        let remedy = nearest.map_or_else(|| format!("删去 {key} 这一行"), |k| format!("把 {key} 改为 {k}"));
        return Diagnostic::error(1012, place, &key, &format!("这里可用的键：{}", known.join("、")), &remedy);
    }
    if let Some(key) = quoted(message, "missing field") {
        return Diagnostic::error(1013, place, "", &format!("必须写明 {key}"), &format!("补上一行 {key} = …"));
    }
    if message.starts_with("duplicate key") || message.starts_with("duplicate field") {
        return Diagnostic::error(1017, place, here, "每个键只写一次", "删去重复的一行");
    }
    if let Some((_, wanted)) = message.split_once("expected ")
        && (message.starts_with("invalid type") || message.starts_with("invalid value"))
    {
        let wanted = match wanted {
            "a string" => "带双引号的文字",
            "a boolean" => "true 或 false",
            w if w.starts_with('u') || w.starts_with('i') || w.contains("integer") => "整数，如 15 或 5_000_000",
            w if w.contains("datetime") => "日期，如 2022-07-01（不带引号）",
            w if w.contains("sequence") => "方括号列表，如 [\"甲\", \"乙\"]",
            w => w,
        };
        return Diagnostic::error(1014, place, here, wanted, "按“应为”的写法改这一行");
    }
    let line = file.text.lines().nth(place.row.unwrap_or(1) as usize - 1).unwrap_or_default().trim();
    Diagnostic::error(1010, place, line, "TOML 写法：键 = 值，文字加双引号，分段用 [[名称]]", "对照同一文件夹里的其他文件改这一行")
}

/// Edit distance by characters.
pub fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut next = vec![i + 1];
        for (j, cb) in b.iter().enumerate() {
            let (diagonal, above) = (row.get(j).copied().unwrap_or(0), row.get(j + 1).copied().unwrap_or(0));
            let left = next.last().copied().unwrap_or(0);
            next.push((diagonal + usize::from(ca != *cb)).min(above + 1).min(left + 1));
        }
        row = next;
    }
    row.last().copied().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Deserialize;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[expect(dead_code, reason = "only its shape is of interest")]
    struct Sample {
        name: String,
        target: u64,
    }

    #[test]
    fn all_problems_of_a_file_come_at_once_with_their_lines() {
        let text = "name = 5\ntagret = 15\ntarget = \"x\"\n";
        let mut found = Vec::new();
        let file = Text { path: "targets/p08_tv.toml", text };
        assert!(read::<Sample>(file, &mut found).is_none());
        let lines: Vec<_> = found.iter().map(|d| (d.code.0, d.place.row)).collect();
        assert_eq!(lines, [(1014, Some(1)), (1012, Some(2)), (1014, Some(3))]);
        assert_eq!(found[1].remedy, "把 tagret 改为 target");
    }
}
