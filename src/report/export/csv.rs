//! CSV as RFC 4180 has it, in UTF-8 with the mark that makes spreadsheets read it as such.

use super::{Cell, Table, neutralised, share_text};

/// The table as CSV: header, rows, CR LF after each.
pub fn csv(table: &Table) -> Vec<u8> {
    let mut out = String::from("\u{feff}");
    line(&mut out, table.columns.iter().map(|c| neutralised(&c.name)));
    for row in &table.rows {
        line(
            &mut out,
            row.iter().map(|cell| match cell {
                Cell::Empty => String::new(),
                Cell::Text(t) => neutralised(t),
                Cell::Integer(n) => n.to_string(),
                Cell::Share(n) => share_text(*n),
            }),
        );
    }
    out.into_bytes()
}

fn line(out: &mut String, cells: impl Iterator<Item = String>) {
    for (i, cell) in cells.enumerate() {
        if i > 0 {
            out.push(',');
        }
        // Spaces at the ends are quoted too: some readers trim what is not.
        let quoted = cell.contains(['"', ',', '\n', '\r', '\t']) || cell.starts_with(' ') || cell.ends_with(' ');
        if quoted {
            out.push('"');
            out.push_str(&cell.replace('"', "\"\""));
            out.push('"');
        } else {
            out.push_str(&cell);
        }
    }
    out.push_str("\r\n");
}
