//! A title that is written once and holds for the rows of its other channels below it, which say theirs and leave the title blank.

use super::items::Described;
use super::layout::Block;
use super::lent::Lent;
use super::line::Line;
use super::names::ChannelIndex;
use super::reader::Reader;
use crate::base::diag::Diagnostic;
use crate::base::text::quoted;
use crate::define::Field;
use crate::intake::cell::Row;
use crate::model::draft::{Published, RowRef};

/// The work that a title announces.
#[derive(Debug)]
struct Above {
    title: String,
    published: Option<Published>,
    duration_secs: Option<u32>,
    /// The last row that it holds for.
    row: u32,
    /// The channels of its rows, in order.
    channels: Vec<ChannelIndex>,
}

/// Works of a table in which each title may be written once. Every work has the same channels there: else a blank is a title left out.
#[derive(Debug, Default)]
pub(super) struct Below {
    above: Option<Above>,
    /// The channels of the first work.
    first: Option<Vec<ChannelIndex>>,
    works: usize,
    /// Each row says its own title, or the works are not alike.
    over: bool,
    lent: Lent,
}

impl Below {
    /// The title above, for a row that names another channel and no work. A row with a title begins another work.
    pub(super) fn title<R: Row + ?Sized>(
        &mut self,
        reader: &Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        row: RowRef,
        channel: Option<ChannelIndex>,
        described: &mut Described<'_>,
    ) -> Option<String> {
        let (Some(column), Some(named)) = (block.column(Field::Title), block.column(Field::Channel)) else { return None };
        let channel = channel.filter(|_| !line.cell(named).is_empty());
        if !described.title.is_empty() {
            self.closes();
            self.above = channel.filter(|_| !self.over).map(|channel| Above {
                title: described.title.to_owned(),
                published: described.published,
                duration_secs: described.duration_secs,
                row: line.row,
                channels: vec![channel],
            });
            return None;
        }
        let channel = channel.filter(|_| described.id.is_none() && described.url.is_none());
        let (above, channel) = self.above.as_mut().filter(|a| a.row + 1 == line.row).zip(channel)?;
        if above.channels.contains(&channel) {
            return None;
        }
        above.row = line.row;
        above.channels.push(channel);
        described.published = described.published.or(above.published);
        described.duration_secs = described.duration_secs.or(above.duration_secs);
        let title = above.title.clone();
        let remedy = format!("在 {} 填上作品标题；若是合计行，在这一格写“合计”", line.name(column));
        let place = reader.findings.place(line.at(column));
        let slip = Diagnostic::error(2020, place, "", "作品标题、编号或链接", &remedy);
        let name = quoted(line.title(column));
        let told = || format!("{name}一列空着的行：标题按上面最近写的一个处理，如第 {} 行按{}", line.row, quoted(&title));
        self.lent.give(row, slip, told);
        Some(title)
    }

    /// The rows of the title above are at their end.
    pub(super) fn closes(&mut self) {
        let Some(above) = self.above.take() else { return };
        self.works += 1;
        // One row with its own title is enough to show that blanks are no habit.
        self.over |= above.channels.len() < 2 || self.first.as_ref().is_some_and(|f| *f != above.channels);
        self.first.get_or_insert(above.channels);
    }

    /// The table is at its end: whether blanks were titles left out is known now.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>) {
        self.closes();
        let habit = !self.over && self.works > 1;
        self.lent.settle(reader, habit);
    }
}
