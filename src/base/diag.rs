//! What is wrong in somebody's file, where it stands, and what to type instead. Data, not errors: always beside the good part.

use super::codes::Code;
use super::text::{clip, quoted};
use serde::Serialize;

/// How much a diagnostic weighs. Only an error refuses anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// 错误: what it names is refused.
    Error,
    /// 提醒: taken, with a remark.
    Warning,
    /// 疑点: taken, to be confirmed.
    Question,
}

impl Severity {
    /// The Chinese word.
    pub fn zh(self) -> &'static str {
        match self {
            Self::Error => "错误",
            Self::Warning => "提醒",
            Self::Question => "疑点",
        }
    }
}

/// Where something stands. Ordered as a reader goes: file, sheet, row, column.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Place {
    /// The file's name as it was given.
    pub file: String,
    /// The sheet's name.
    pub sheet: Option<String>,
    /// The row as a spreadsheet shows it, or the line of a text file; from 1.
    pub row: Option<u32>,
    /// The column of a definition file's line, from 1. Absent for tables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// The column as a spreadsheet shows it.
    pub column_letter: Option<String>,
    /// The column's header.
    pub column_title: Option<String>,
}

impl Place {
    /// A whole file.
    pub fn file(name: &str) -> Self {
        Self { file: name.to_owned(), ..Self::default() }
    }

    /// `D17`, `第17行` or nothing.
    pub fn cell(&self) -> String {
        match (&self.column_letter, self.row) {
            (Some(l), Some(r)) => format!("{l}{r}"),
            (None, Some(r)) => format!("第{r}行"),
            (Some(l), None) => format!("{l}列"),
            (None, None) => String::new(),
        }
    }

    fn zh(&self) -> String {
        let sheet = self.sheet.as_ref().map(|s| format!("工作表{}", quoted(s)));
        let row = self.row.map(|r| self.column.map_or_else(|| format!("第 {r} 行"), |c| format!("第 {r} 行第 {c} 列")));
        let title = self.column_title.as_ref().map(|t| quoted(&clip(t, 20)));
        let column = match (&self.column_letter, title) {
            (Some(l), title) => Some(format!("{l} 列{}", title.unwrap_or_default())),
            (None, title) => title,
        };
        let parts: Vec<String> = std::iter::once(self.file.clone()).chain([sheet, row, column].into_iter().flatten()).collect();
        parts.join(" › ")
    }
}

/// One finding about a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// Entry of the catalogue.
    pub code: Code,
    /// Weight.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// What stands there, in its writer's own characters (cut at 40).
    pub found: String,
    /// What would be right.
    pub expected: String,
    /// One thing to do.
    pub remedy: String,
    /// The counting rule concerned (`CR-03`), where one is.
    pub rule: Option<String>,
    /// The other of two rows that cannot both stand: its sheet and row.
    pub beside: Option<(Option<String>, u32)>,
}

#[derive(Serialize)]
struct Wire<'a> {
    code: String,
    severity: Severity,
    title: String,
    place: &'a Place,
    found: &'a str,
    expected: &'a str,
    remedy: &'a str,
    rule: Option<&'a str>,
}

impl Serialize for Diagnostic {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Wire {
            code: self.code.label(),
            severity: self.severity,
            title: self.title(),
            place: &self.place,
            found: &self.found,
            expected: &self.expected,
            remedy: &self.remedy,
            rule: self.rule.as_deref(),
        }
        .serialize(serializer)
    }
}

impl Diagnostic {
    /// A finding. `found` is cut at 40 characters.
    pub fn new(code: u16, severity: Severity, place: Place, found: &str, expected: &str, remedy: &str) -> Self {
        Self {
            code: Code(code),
            severity,
            place,
            found: clip(&found.replace(['\n', '\r', '\t'], " "), 40),
            expected: expected.to_owned(),
            remedy: remedy.to_owned(),
            rule: None,
            beside: None,
        }
    }

    /// An error.
    pub fn error(code: u16, place: Place, found: &str, expected: &str, remedy: &str) -> Self {
        Self::new(code, Severity::Error, place, found, expected, remedy)
    }

    /// A warning.
    pub fn warning(code: u16, place: Place, found: &str, expected: &str, remedy: &str) -> Self {
        Self::new(code, Severity::Warning, place, found, expected, remedy)
    }

    /// A question.
    pub fn question(code: u16, place: Place, found: &str, expected: &str, remedy: &str) -> Self {
        Self::new(code, Severity::Question, place, found, expected, remedy)
    }

    /// The same with a counting rule named.
    #[must_use]
    pub fn under(mut self, rule: &str) -> Self {
        self.rule = Some(rule.to_owned());
        self
    }

    /// The same with another row, of which only one can stand.
    #[must_use]
    pub fn beside(mut self, sheet: Option<&str>, row: u32) -> Self {
        self.beside = Some((sheet.map(str::to_owned), row));
        self
    }

    /// The rows that it is about, with their sheets: the other of two that cannot both stand comes first.
    pub fn rows(&self) -> impl Iterator<Item = (Option<&str>, u32)> {
        let other = self.beside.as_ref().map(|(sheet, row)| (sheet.as_deref(), *row));
        let own = self.place.row.map(|row| (self.place.sheet.as_deref(), row));
        other.into_iter().chain(own)
    }

    /// Whether it refuses what it names.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// The catalogue's sentence with the column's own title.
    pub fn title(&self) -> String {
        let column = self.place.column_title.as_deref().map_or_else(|| "该列".to_owned(), |t| clip(t, 12));
        self.code.title().replace("{列}", &column)
    }

    /// The form for a screen: five or six lines.
    pub fn zh(&self) -> String {
        let head = format!("{} {}　{}\n", self.severity.zh(), self.code.label(), self.title());
        let place = self.place.zh();
        let lines = [
            ("位置", place.as_str()),
            ("填的", &self.found),
            ("应为", &self.expected),
            ("改法", &self.remedy),
            ("口径", self.rule.as_deref().unwrap_or_default()),
        ];
        let lines = lines.into_iter().filter(|(_, text)| !text.is_empty()).map(|(name, text)| format!("  {name}　{text}\n"));
        std::iter::once(head).chain(lines).collect()
    }

    /// The form for the 说明 column and for logs: one line.
    pub fn zh_line(&self) -> String {
        let cell = self.place.cell();
        let gap = if cell.is_empty() { "" } else { " " };
        // Of a cell it is what was typed there; of a row or a file it is a sentence about it.
        let found = match (self.found.as_str(), &self.place.column_letter) {
            ("", _) => String::new(),
            (typed, Some(_)) => format!("（填的是{}）", quoted(typed)),
            (sentence, None) => format!("：{sentence}"),
        };
        let head = format!("{cell}{gap}{}{found}", self.title());
        let rest = [&self.expected, &self.remedy].into_iter().filter(|p| !p.is_empty()).cloned();
        std::iter::once(head).chain(rest).collect::<Vec<_>>().join("；")
    }
}

/// Puts diagnostics into the order file, sheet, row, column; files and sheets keep the order of first mention.
pub fn sort(found: &mut [Diagnostic], files: &[String], sheets: &[String]) {
    let rank = |list: &[String], name: &str| list.iter().position(|f| f == name).unwrap_or(usize::MAX);
    found.sort_by_cached_key(|d| {
        (
            rank(files, &d.place.file),
            d.place.sheet.as_deref().map(|s| rank(sheets, s)),
            d.place.row,
            d.place.column,
            d.place.column_letter.as_ref().map(|l| (l.len(), l.clone())),
        )
    });
}

/// A spreadsheet's letter for a column, from 0 (0 → A, 26 → AA).
pub fn column_letter(index: usize) -> String {
    let mut n = index + 1;
    let mut out = Vec::new();
    while n > 0 {
        let r = u8::try_from((n - 1) % 26).unwrap_or(0);
        out.push(char::from(b'A' + r));
        n = (n - 1) / 26;
    }
    out.iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_place_value_and_remedy() {
        let place = Place {
            file: "湖南经视_2022第31周.xlsx".into(),
            sheet: Some("抖音".into()),
            row: Some(17),
            column: None,
            column_letter: Some("D".into()),
            column_title: Some("播放量".into()),
        };
        let d = Diagnostic::error(2030, place, "三万多", "次数：32000、32,000、3.2万（3.2w 也认得）", "若只知道超过 3万，请改为 3万+")
            .under("CR-03");
        assert_eq!(
            d.zh(),
            "错误 R2030　播放量不是能识别的数字\n  位置　湖南经视_2022第31周.xlsx › 工作表“抖音” › 第 17 行 › D 列“播放量”\n  填的　三万多\n  应为　次数：32000、32,000、3.2万（3.2w 也认得）\n  改法　若只知道超过 3万，请改为 3万+\n  口径　CR-03\n"
        );
        assert!(d.zh_line().starts_with("D17 播放量不是能识别的数字（填的是“三万多”）；"));
        let row = Place { row: Some(88), column_letter: None, column_title: None, ..d.place };
        let d = Diagnostic::error(2050, row, "与第 87 行是同一作品、同一天，数字不同", "同一作品同一天一行", "两行只留一行");
        assert_eq!(d.zh_line(), "第88行 同一作品同一天有两个数：与第 87 行是同一作品、同一天，数字不同；同一作品同一天一行；两行只留一行");
    }

    #[test]
    fn letters_of_columns() {
        for (i, l) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")] {
            assert_eq!(column_letter(i), l);
        }
    }
}
