//! What an old workbook would unpack to: its library lays every sheet out as a rectangle, so one far cell is gigabytes. Looked at before it
//! is given the file: the container's directory, then the records of the workbook, each cell's place alone.

use super::shown::{self, Added};

/// What a look at the container tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Laid {
    /// The sheets fit.
    Fits,
    /// A cell stands far away from the others.
    Far,
    /// A number is shown with a unit that its value does not hold, 3 as 3万; the library gives the value alone.
    Seen,
    /// No container, or one without a workbook.
    Broken,
}

/// Cells of one sheet's rectangle that are always taken. Unit: cells.
const CELLS_MAX: u64 = 1_000_000;

/// Above that a sheet may be at most so many times larger than what stands in it.
const SPARSE_MAX: u64 = 4;

/// Columns that this format knows.
const COLUMNS_MAX: u16 = 256;

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at.checked_add(2)?)?.try_into().ok()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

/// Sectors of a chain, until its end or until it bites its tail.
fn chain(first: u32, fat: &[u32], mut each: impl FnMut(u32)) {
    let mut sector = first;
    for _ in 0..=fat.len() {
        let Some(next) = usize::try_from(sector).ok().and_then(|s| fat.get(s)) else { return };
        each(sector);
        sector = *next;
    }
}

/// Whether every chain of a table ends: no sector follows two others, and none follows itself by a detour. Programs that read a chain to its
/// end would never come to it.
fn ends(fat: &[u32]) -> bool {
    let follower = |n: usize| fat.get(n).and_then(|next| usize::try_from(*next).ok()).filter(|next| *next < fat.len());
    let mut followed = vec![false; fat.len()];
    for next in (0..fat.len()).filter_map(follower) {
        match followed.get_mut(next) {
            Some(seen) if !*seen => *seen = true,
            _ => return false,
        }
    }
    // From the heads every sector of a chain is reached; what is left runs in circles.
    let mut reached = 0;
    for head in followed.iter().enumerate().filter(|(_, f)| !**f).map(|(n, _)| n) {
        let mut at = Some(head);
        while let Some(n) = at {
            reached += 1;
            at = follower(n);
        }
    }
    reached == fat.len()
}

/// The bytes of the sectors of a chain, one after the other.
fn read(bytes: &[u8], start: usize, size: usize, first: u32, fat: &[u32]) -> Vec<u8> {
    let mut out = Vec::new();
    chain(first, fat, |sector| {
        let at = usize::try_from(sector).ok().and_then(|s| s.checked_mul(size)).and_then(|s| s.checked_add(start));
        // The last sector may be cut short. A chain that repeats itself holds no more than the file.
        let part = at.and_then(|a| bytes.get(a..a.saturating_add(size).min(bytes.len())));
        if out.len() <= bytes.len() {
            out.extend_from_slice(part.unwrap_or_default());
        }
    });
    out
}

fn numbers(bytes: &[u8]) -> Vec<u32> {
    (0..bytes.len() / 4).filter_map(|n| u32_at(bytes, n * 4)).collect()
}

/// The stream `Workbook` (or `Book`) of a container.
fn workbook(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize.checked_shl(u32::from(u16_at(bytes, 30)?)).filter(|s| matches!(s, 512 | 4096))?;
    // Sectors are counted from behind the header, which fills one.
    let start = size;
    let sector = |n: u32| {
        let at = usize::try_from(n).ok()?.checked_mul(size)?.checked_add(start)?;
        bytes.get(at..at.saturating_add(size).min(bytes.len()))
    };
    let mut table: Vec<u32> = (0..109).filter_map(|n| u32_at(bytes, 76 + n * 4)).collect();
    let mut more = u32_at(bytes, 68)?;
    for _ in 0..bytes.len() / size {
        let Some(list) = sector(more).map(numbers) else { break };
        let Some((next, entries)) = list.split_last() else { break };
        table.extend_from_slice(entries);
        more = *next;
    }
    let fat: Vec<u32> = table.iter().filter_map(|n| sector(*n)).take(bytes.len() / size + 1).flat_map(numbers).collect();
    if !ends(&fat) {
        return None;
    }
    let directory = read(bytes, start, size, u32_at(bytes, 48)?, &fat);
    let name = |entry: &[u8]| -> String {
        let length = usize::from(u16_at(entry, 64).unwrap_or(0)).saturating_sub(2).min(64) / 2;
        (0..length).filter_map(|n| u16_at(entry, n * 2)).filter_map(|c| char::from_u32(c.into())).collect()
    };
    let entries = || directory.chunks_exact(128);
    let book = entries().find(|e| matches!(name(e).as_str(), "Workbook" | "Book"))?;
    let (first, length) = (u32_at(book, 116)?, u32_at(book, 120)?);
    if length >= u32_at(bytes, 56)? {
        return Some(read(bytes, start, size, first, &fat));
    }
    // Small streams lie in sectors of 64 bytes inside the root's own stream.
    let root = entries().next().and_then(|e| u32_at(e, 116))?;
    let small = read(bytes, start, size, root, &fat);
    let small_fat = numbers(&read(bytes, start, size, u32_at(bytes, 60)?, &fat));
    ends(&small_fat).then(|| read(&small, 0, 64, first, &small_fat))
}

/// One sheet's rectangle.
#[derive(Debug, Default)]
struct Sheet {
    rows: Option<(u16, u16)>,
    columns: Option<(u16, u16)>,
    cells: u64,
}

impl Sheet {
    fn see(&mut self, row: u16, first: u16, last: u16) {
        let widen = |range: Option<(u16, u16)>, n: u16| range.map_or(Some((n, n)), |(a, b)| Some((a.min(n), b.max(n))));
        self.rows = widen(self.rows, row);
        self.columns = widen(widen(self.columns, first), last);
        self.cells += u64::from(last.saturating_sub(first)) + 1;
    }

    fn fits(&self) -> bool {
        let length = |range: Option<(u16, u16)>| range.map_or(0, |(a, b)| u64::from(b - a) + 1);
        let laid = length(self.rows) * length(self.columns);
        self.columns.is_none_or(|(_, last)| last < COLUMNS_MAX) && (laid <= CELLS_MAX || laid <= self.cells * SPARSE_MAX)
    }
}

/// The number formats that show a unit, and the styles that use them.
#[derive(Debug, Default)]
struct Formats {
    with_unit: Vec<u16>,
    styles: Vec<bool>,
}

impl Formats {
    /// A record of a format's code or of a style.
    fn see(&mut self, kind: u16, record: &[u8]) {
        let Some(format) = u16_at(record, if kind == 0x041e { 0 } else { 2 }) else { return };
        if kind == 0x00e0 {
            self.styles.push(self.with_unit.contains(&format));
            return;
        }
        // A length in characters, a mark whether they are of one byte or two, the characters.
        let wide = record.get(4).is_some_and(|flags| flags & 1 == 1);
        let text = record.get(5..).unwrap_or_default();
        let code: String = if wide {
            text.as_chunks::<2>().0.iter().filter_map(|c| char::from_u32(u16::from_le_bytes(*c).into())).collect()
        } else {
            text.iter().map(|b| char::from(*b)).collect()
        };
        if matches!(shown::added(&code), Some(Added::Unit(_))) {
            self.with_unit.push(format);
        }
    }

    /// Whether numbers of a style are shown with a unit.
    fn adds(&self, style: u16) -> bool {
        self.styles.get(usize::from(style)).copied().unwrap_or(false)
    }
}

/// Looks at the places of all cells.
pub(super) fn laid(bytes: &[u8]) -> Laid {
    let Some(stream) = workbook(bytes).filter(|s| !s.is_empty()) else { return Laid::Broken };
    let mut sheet = Sheet::default();
    let mut formats = Formats::default();
    let mut at = 0;
    while let (Some(kind), Some(length)) = (u16_at(&stream, at), u16_at(&stream, at + 2)) {
        let end = at + 4 + usize::from(length);
        let field = |n: usize| u16_at(&stream, at + 4 + n).filter(|_| n + 2 <= usize::from(length));
        match kind {
            // The beginning of a sheet.
            0x0809 => {
                if !sheet.fits() {
                    return Laid::Far;
                }
                sheet = Sheet::default();
            }
            0x041e | 0x00e0 => formats.see(kind, stream.get(at + 4..end).unwrap_or_default()),
            // Formula, number, short number.
            0x0006 | 0x0203 | 0x027e if field(4).is_some_and(|style| formats.adds(style)) => return Laid::Seen,
            // Several short numbers in a row, each behind its style.
            0x00bd if (4..usize::from(length)).step_by(6).filter_map(field).any(|style| formats.adds(style)) => return Laid::Seen,
            // Formula, label, number, text, truth value, blank, shared text, short number.
            0x0006 | 0x0201 | 0x0203 | 0x0204 | 0x0205 | 0x00d6 | 0x00fd | 0x027e => {
                if let (Some(row), Some(column)) = (field(0), field(2)) {
                    sheet.see(row, column, column);
                }
            }
            // Locked: what follows is no cell, and the library says so itself.
            0x002f => return Laid::Fits,
            // Several numbers or blanks in a row; the last column stands at the end.
            0x00bd | 0x00be => {
                if let (Some(row), Some(first), Some(last)) = (field(0), field(2), field(usize::from(length).saturating_sub(2))) {
                    sheet.see(row, first.min(last), first.max(last));
                }
            }
            _ => {}
        }
        at = end;
    }
    if sheet.fits() { Laid::Fits } else { Laid::Far }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chains_that_end_and_chains_that_do_not() {
        const END: u32 = 0xffff_fffe;
        for (fat, expected) in [
            (vec![1, 2, END], true),
            (vec![END, u32::MAX, 0], true),
            (vec![1, 0], false),
            (vec![0], false),
            (vec![1, 2, 1], false),
            (vec![2, 2, END], false),
            (vec![], true),
        ] {
            assert_eq!(ends(&fat), expected, "{fat:?}");
        }
    }

    #[test]
    fn a_far_cell_does_not_fit() {
        let mut sheet = Sheet::default();
        (0..5_000).for_each(|row| sheet.see(row, 0, 12));
        assert!(sheet.fits());
        sheet.see(65_535, 255, 255);
        assert!(!sheet.fits());
    }
}
