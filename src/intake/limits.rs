//! How much of a file is read at most. Two sets: for somebody at the command line, and for an upload from outside.

/// Bounds that hold before anything is unpacked or stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the file. Unit: bytes.
    pub bytes: u64,
    /// Rows of all sheets together.
    pub rows: u64,
    /// Size of a workbook's parts once unpacked. Unit: bytes.
    pub unpacked_bytes: u64,
    /// Entries in a workbook's package.
    pub entries: u64,
    /// Columns of a sheet.
    pub columns: u64,
}

impl Limits {
    /// For `reach import`: a year of every account of every partner fits many times.
    pub fn command() -> Self {
        Self { bytes: 1 << 30, rows: 10_000_000, unpacked_bytes: 1 << 30, entries: 2_000, columns: 1_024 }
    }

    /// For the portal, where anybody with a password may send a file.
    pub fn portal() -> Self {
        Self { bytes: 10_000_000, rows: 200_000, unpacked_bytes: 256 << 20, entries: 500, columns: 512 }
    }
}

/// A part that unpacks to more than this many times its packed size, and to more than [`RATIO_FREE_BYTES`], is a bomb.
/// Sheets of plain numbers reach 20, sheets of one repeated text 60.
pub(super) const RATIO_MAX: u64 = 200;
/// Below this a part may be packed as tightly as it likes. Unit: bytes.
pub(super) const RATIO_FREE_BYTES: u64 = 4 << 20;
/// Old workbooks are read as a whole by their library. Unit: bytes.
pub(super) const XLS_BYTES_MAX: usize = 10_000_000;
/// Web pages are read as a tree. Unit: bytes.
pub(super) const HTML_BYTES_MAX: usize = 20_000_000;
