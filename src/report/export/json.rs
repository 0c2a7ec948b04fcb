//! A table as JSON: one object per row, keys in the order of the columns.

use super::{Cell, Table, share_text};
use serde_json::value::RawValue;

/// `{"title": …, "rows": [{…}]}`, indented, with a line break at the end. Text stands as it is, empty cells are null.
pub fn json(table: &Table) -> String {
    let string = |s: &str| serde_json::Value::from(s).to_string();
    let mut out = format!("{{\n  \"title\": {},\n  \"rows\": [", string(&table.title));
    for (i, row) in table.rows.iter().enumerate() {
        out.push_str(if i == 0 { "\n    {" } else { ",\n    {" });
        for (k, (column, cell)) in table.columns.iter().zip(row).enumerate() {
            let value = match cell {
                Cell::Empty => "null".to_owned(),
                Cell::Text(t) => string(t),
                Cell::Integer(n) => n.to_string(),
                Cell::Share(n) => RawValue::from_string(share_text(*n)).map_or_else(|_| "null".to_owned(), |v| v.get().to_owned()),
            };
            crate::report::words::put(&mut out, format_args!("{}{}: {value}", if k == 0 { "" } else { ", " }, string(&column.name)));
        }
        out.push('}');
    }
    out.push_str(if table.rows.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    out
}
