//! Partners' files as they come: builders for text, workbooks and web pages, and one call that reads them. All data is made up.

use super::definitions::shipped;
use reach::base::day::Day;
use reach::base::id::{CampaignId, ChannelId};
use reach::intake::{self, Input, Limits};
use reach::model::draft::{Draft, Sent};
use std::fmt::Write as _;

/// The day on which all tests take place.
pub(crate) const TODAY: &str = "2023-04-10";

pub(crate) fn day(text: &str) -> Day {
    Day::parse_iso(text).unwrap()
}

/// A file being made: rows of cells, with what its sender says.
#[derive(Debug, Clone, Default)]
pub(crate) struct Partner {
    pub(crate) name: String,
    pub(crate) rows: Vec<Vec<String>>,
    pub(crate) sent: Sent,
}

/// A table from lines with `|` between cells.
pub(crate) fn table(name: &str, lines: &[&str]) -> Partner {
    let rows = lines.iter().map(|l| l.split('|').map(str::to_owned).collect()).collect();
    Partner { name: name.to_owned(), rows, sent: Sent::default() }
}

impl Partner {
    pub(crate) fn campaign(mut self, id: &str) -> Self {
        self.sent.campaign = Some(CampaignId::new(id));
        self
    }

    pub(crate) fn channel(mut self, id: &str) -> Self {
        self.sent.channel = Some(ChannelId::new(id));
        self
    }

    pub(crate) fn as_of(mut self, text: &str) -> Self {
        self.sent.as_of = Some(day(text));
        self
    }

    /// Adds rows from lines with `|` between cells.
    pub(crate) fn with(mut self, lines: &[&str]) -> Self {
        self.rows.extend(table("", lines).rows);
        self
    }

    /// Puts rows of text above the header.
    pub(crate) fn title_rows(mut self, titles: &[&str]) -> Self {
        for (i, title) in titles.iter().enumerate() {
            self.rows.insert(i, vec![(*title).to_owned()]);
        }
        self
    }

    /// Adds a row whose first cell says 合计 and whose other cells are given.
    pub(crate) fn total_row(mut self, cells: &str) -> Self {
        self.rows.push(cells.split('|').map(str::to_owned).collect());
        self
    }

    /// Replaces a column's cells by what Excel makes of long ids.
    pub(crate) fn excel_ids(mut self, column: usize) -> Self {
        for row in self.rows.iter_mut().skip(1) {
            if let Some(cell) = row.get_mut(column) {
                let digits: String = cell.chars().take(6).collect();
                *cell = format!("{}.{}E+{}", &digits[..1], &digits[1..], cell.len() - 1);
            }
        }
        self
    }

    pub(crate) fn csv(&self) -> String {
        let mut out = String::new();
        let width = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        for row in &self.rows {
            for i in 0..width {
                let cell = row.get(i).map_or("", String::as_str);
                let sep = if i + 1 == width { "\n" } else { "," };
                if cell.contains([',', '"', '\n']) {
                    let _ = write!(out, "\"{}\"{sep}", cell.replace('"', "\"\""));
                } else {
                    let _ = write!(out, "{cell}{sep}");
                }
            }
        }
        out
    }

    pub(crate) fn utf8(&self) -> Vec<u8> {
        self.csv().into_bytes()
    }

    pub(crate) fn gbk(&self) -> Vec<u8> {
        encoding_rs::GB18030.encode(&self.csv()).0.into_owned()
    }

    pub(crate) fn utf16(&self) -> Vec<u8> {
        let mut out = vec![0xff, 0xfe];
        out.extend(self.csv().replace(',', "\t").encode_utf16().flat_map(u16::to_le_bytes));
        out
    }

    pub(crate) fn html(&self) -> Vec<u8> {
        let mut out = String::from("<html><head><meta charset=\"utf-8\"></head><body><table>");
        for row in &self.rows {
            let cells: String = row.iter().map(|c| format!("<td>{}</td>", c.replace('<', "&lt;"))).collect();
            let _ = write!(out, "<tr>{cells}</tr>");
        }
        out.push_str("</table></body></html>");
        out.into_bytes()
    }

    /// A workbook with one sheet; cells that are plain numbers become number cells.
    pub(crate) fn xlsx(&self) -> Vec<u8> {
        workbook(&[("Sheet1", self)])
    }

    /// The same with merged cells: first row, first column, last row, last column, from 0.
    pub(crate) fn merged(&self, ranges: &[(u32, u16, u32, u16)]) -> Vec<u8> {
        let mut book = rust_xlsxwriter::Workbook::new();
        let sheet = book.add_worksheet();
        for (first, left, last, right) in ranges {
            sheet.merge_range(*first, *left, *last, *right, "", &rust_xlsxwriter::Format::new()).unwrap();
        }
        self.write(sheet);
        book.save_to_buffer().unwrap()
    }

    fn write(&self, sheet: &mut rust_xlsxwriter::Worksheet) {
        for (r, row) in (0_u32..).zip(&self.rows) {
            for (c, cell) in (0_u16..).zip(row).filter(|(_, cell)| !cell.is_empty()) {
                match cell.parse::<f64>() {
                    Ok(n) => drop(sheet.write_number(r, c, n).unwrap()),
                    Err(_) => drop(sheet.write_string(r, c, cell).unwrap()),
                }
            }
        }
    }

    /// Reads bytes under this file's name and sender.
    pub(crate) fn read(&self, bytes: &[u8]) -> Draft {
        self.read_within(bytes, &Limits::command())
    }

    pub(crate) fn read_within(&self, bytes: &[u8], limits: &Limits) -> Draft {
        intake::read(&Input { name: &self.name, bytes, sent: &self.sent, today: day(TODAY), limits, defs: shipped() })
    }
}

/// A workbook of several sheets.
pub(crate) fn workbook(sheets: &[(&str, &Partner)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, partner) in sheets {
        partner.write(book.add_worksheet().set_name(*name).unwrap());
    }
    book.save_to_buffer().unwrap()
}

/// What a draft says, in lines that a test can compare: items with readings, then diagnostics.
pub(crate) fn told(draft: &Draft) -> Vec<String> {
    let mut out = Vec::new();
    for r in &draft.readings {
        let item = &draft.items[r.item as usize];
        let values: Vec<String> = (r.values.iter())
            .map(|(m, v)| match v {
                reach::model::metric::Value::Unavailable => format!("{}=?", m.name()),
                reach::model::metric::Value::Count(c) => match (c.low(), c.high()) {
                    (l, Some(h)) if l == h => format!("{}={l}", m.name()),
                    (l, Some(h)) => format!("{}={l}..{h}", m.name()),
                    (l, None) => format!("{}={l}..", m.name()),
                },
            })
            .collect();
        let from = r.from.map_or(String::new(), |f| format!("{f}~"));
        out.push(format!("{} {} {from}{} {}", item.channel, item.title, r.at.reading_day(), values.join(" ")));
    }
    out
}

/// Codes of what was found, with their cells.
pub(crate) fn codes(draft: &Draft) -> Vec<String> {
    draft
        .found
        .iter()
        .map(|d| {
            let weight = match d.severity {
                reach::base::diag::Severity::Error => "E",
                reach::base::diag::Severity::Warning => "W",
                reach::base::diag::Severity::Question => "Q",
            };
            format!("{weight}{} {}", d.code.0, d.place.cell())
        })
        .collect()
}

/// 作品在哪个渠道、什么数：短一些，好读。
pub(crate) fn short(draft: &Draft) -> String {
    told(draft).iter().map(|l| l.replace(" 2023-03-26", "")).collect::<Vec<_>>().join("；")
}

/// 各处错的改法。
pub(crate) fn remedy(draft: &Draft) -> String {
    draft.found.iter().filter(|f| f.is_error()).map(|f| f.remedy.clone()).collect::<Vec<_>>().join("｜")
}
