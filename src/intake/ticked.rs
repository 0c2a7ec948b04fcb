//! Columns of channels that count nothing, 经视新闻, 人才报: 已播出, 已刊发, √ say that a work is there, not how often it was seen.

use super::cell::{Cell, Row};
use super::layout::Group;
use super::line::Line;
use super::names::ChannelIndex;
use super::reader::Reader;
use super::words;

/// Whether the work of a row is there, where such a column says so in words or with a tick; nothing where it says something else.
pub(super) fn is_there<R: Row + ?Sized>(reader: &Reader<'_>, line: &Line<'_, R>, group: &Group, channel: ChannelIndex) -> Option<bool> {
    let ([measure], Some(channel)) = (group.measures.as_slice(), reader.names.channel(channel)) else { return None };
    let Cell::Text(text) = line.cell(measure.column) else { return None };
    if channel.has_counter() || group.channel.is_none() {
        return None;
    }
    words::published(text)
}
