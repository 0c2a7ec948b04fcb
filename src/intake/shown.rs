//! What a cell's number format adds to its number: 3 in the format `0"万"` is seen as 3万, and meant so; 0.32 in `0%` is seen as 32%.

use super::cell::{OwnedCell, decimal, number};

/// What a format adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Added {
    /// A unit and what stands behind it: 万, 万次, 万+.
    Unit(String),
    /// %.
    Percent,
}

/// Units that change what a number is worth; 次 does not.
const UNITS: [&str; 5] = ["万", "亿", "千万", "百万", "w"];

/// Reads a format code. `None` where it adds nothing: also `0!.0,"万"`, which shows 32000 as 3.2万 and scales it by its comma.
pub(super) fn added(format: &str) -> Option<Added> {
    if !format.contains(['万', '亿', 'w', 'W', '%']) {
        return None;
    }
    let mut behind = String::new();
    let (mut scaled, mut percent) = (false, false);
    let general = format.to_ascii_lowercase().replace("general", "0");
    let mut chars = general.chars();
    while let Some(c) = chars.next() {
        match c {
            // The form for negative numbers begins.
            ';' => break,
            '"' => behind.extend(chars.by_ref().take_while(|c| *c != '"')),
            '\\' | '!' => behind.extend(chars.next()),
            '_' | '*' => drop(chars.next()),
            '[' => drop(chars.by_ref().find(|c| *c == ']')),
            '0' | '#' | '?' => {
                behind.clear();
                scaled = false;
            }
            ',' => scaled = true,
            '%' => percent = true,
            ' ' | '.' => {}
            c => behind.push(c),
        }
    }
    if percent {
        return Some(Added::Percent);
    }
    let unit = behind.trim();
    (!scaled && UNITS.iter().any(|u| unit.starts_with(u))).then(|| Added::Unit(unit.to_owned()))
}

/// A cell's number as it is seen.
pub(super) fn seen(cell: OwnedCell, format: &str) -> OwnedCell {
    let OwnedCell::Number(digits) = cell else { return cell };
    match added(format) {
        None => OwnedCell::Number(digits),
        Some(Added::Unit(unit)) => OwnedCell::Text(digits + &unit),
        Some(Added::Percent) => OwnedCell::Text(hundredfold(&digits) + "%"),
    }
}

#[expect(clippy::float_arithmetic, reason = "a share is shown to whom it is refused, never counted")]
fn hundredfold(digits: &str) -> String {
    number(digits).map_or_else(|| digits.to_owned(), |v| decimal((v * 1e6).round() / 1e4))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_that_is_seen_is_meant() {
        for (digits, format, expected) in [
            ("3.2", "0.0\"万\"", "3.2万"),
            ("3", "0万", "3万"),
            ("12", "0\"万+\"", "12万+"),
            ("3.2", "General\"万次\"", "3.2万次"),
            ("1.2", "#,##0.0_ \"万\";[Red]-0.0\"万\"", "1.2万"),
            ("1.3", "[DBNum1]0.0\\亿", "1.3亿"),
            ("2", "0\"W\"", "2w"),
            ("0.32", "0%", "32%"),
            ("0.1234", "0.00%", "12.34%"),
            ("12", "0%", "1200%"),
            // 自带换算的：单元格里就是 32000。
            ("32000", "0!.0,\"万\"", "32000"),
            ("32000", "0\\.0,万", "32000"),
            ("32000", "#,##0\"次\"", "32000"),
            ("32000", "General", "32000"),
            ("32000", "#,##0.00", "32000"),
            ("32000", "\"约\"0", "32000"),
            ("32000", "0_);(0\"万\")", "32000"),
        ] {
            let cell = seen(OwnedCell::Number(digits.to_owned()), format);
            assert_eq!(cell.borrow().shown(), expected, "{digits} {format}");
        }
    }
}
