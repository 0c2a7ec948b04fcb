//! One row of 展示记录: from when to when something was shown.

use super::Form;
use crate::base::day::Day;
use crate::base::text::fold;
use crate::define::Field;
use crate::intake::cell::Row;
use crate::intake::line::Line;
use crate::intake::reader::Reader;
use crate::intake::words;
use crate::model::draft::{PresenceRow, PresenceState};

impl Form {
    pub(super) fn presence<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line);
        let term = self.term(reader, channel);
        let from = self.day(reader, line, Field::PresenceFrom, term).map(|s| s.0);
        let to = if let Some(column) = self.until_now(line) {
            self.last_seen(reader, line, column)
        } else if self.cell(line, Field::PresenceTo).is_empty() {
            self.is_open_end(reader, line)?;
            from
        } else {
            self.day(reader, line, Field::PresenceTo, term).map(|s| s.0)
        };
        let state = words::presence(&self.text(line, Field::PresenceState));
        if self.is_over(line) && from.zip(to).is_some_and(|(from, to)| from < to) {
            let column = self.columns.get(&Field::PresenceState).copied().unwrap_or_default();
            let remedy = format!("这段时间展示过、有证明的，把 {0} 改成 证明；没有展示过的，把 {0} 改成 未展示", line.name(column));
            reader.findings.error(2046, line.at(column), [&line.cell(column).shown(), "起止这段时间里展示了没有", &remedy]);
            return None;
        }
        if state.is_none() {
            self.choice(reader, line, Field::PresenceState, "在展、证明、未展示、未查");
        }
        let (from, to) = from.zip(to)?;
        if to < from {
            let column = self.columns.get(&Field::PresenceTo).copied().unwrap_or_default();
            let remedy = format!("把 {} 改成这段时间的最后一天", line.name(column));
            reader.findings.error(2043, line.at(column), [&format!("{from} 至 {to}"), "止不早于起", &remedy]);
            return None;
        }
        let (channel, mut state) = channel.zip(state)?;
        if state == PresenceState::Shown && reader.input.sent.by_partner {
            state = PresenceState::Certified;
            reader.infer("合作媒体自己报的展示，按合作媒体证明计，不算我方检查所见".to_owned());
        }
        let (position, proof) = (self.text(line, Field::Position), self.text(line, Field::Proof));
        let row = PresenceRow { channel: channel.id.clone(), from, to, position, state, proof, row: self.row_ref(line) };
        reader.draft.presence.push(row);
        Some(())
    }

    /// Whether a row says that a display has come to its end: what is now, not what was from 起 to 止.
    fn is_over<R: Row + ?Sized>(&self, line: &Line<'_, R>) -> bool {
        let said = fold(&self.text(line, Field::PresenceState));
        ["已下线", "已撤下", "已结束", "已到期", "已下架"].contains(&said.as_str())
    }

    /// The column that says of a row that it is on display up to now: 止 with 至今, or 开始展示日期 in a list without 止, of what is shown.
    fn until_now<R: Row + ?Sized>(&self, line: &Line<'_, R>) -> Option<usize> {
        if let Some(column) = self.columns.get(&Field::PresenceTo) {
            let said = fold(&line.cell(*column).shown());
            return ["至今", "迄今", "今", "现在", "目前", "到现在", "至目前", "展示中", "在展"]
                .contains(&said.as_str())
                .then_some(*column);
        }
        let begun =
            self.columns.get(&Field::PresenceFrom).filter(|c| ["开始", "起始", "上线"].iter().any(|w| line.title(**c).contains(w)))?;
        let state = words::presence(&self.text(line, Field::PresenceState));
        matches!(state, Some(PresenceState::Shown | PresenceState::Certified)).then_some(*begun)
    }

    /// The day of the list, up to which such a row holds.
    fn last_seen<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, column: usize) -> Option<Day> {
        if let Some(day) = self.day.filter(|d| *d <= reader.input.today) {
            reader.infer(format!("没有写明哪一天止、仍在展示的行：按到 {day} 计"));
            return Some(day);
        }
        let remedy = match self.columns.get(&Field::PresenceTo) {
            Some(_) => format!("把 {} 改成最后一次看到在展的日期，如 2023-04-02", line.name(column)),
            None => format!("在第 {} 行表头里加上“止”一列，各行填最后一次看到在展的日期", self.header_row),
        };
        reader.findings.error(2043, line.at(column), [&line.cell(column).shown(), "这段时间的最后一天", &remedy]);
        None
    }

    /// A row without its last day: 下线时间 left blank is still on display, which is not one day; 止 left blank is the day of a look, and that
    /// is said.
    fn is_open_end<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let Some(column) = self.columns.get(&Field::PresenceTo).copied() else { return Some(()) };
        if line.title(column).contains("下线") {
            let remedy = format!("在 {} 填上最后一次看到在展的日期；只看了一天的，与开始的日期相同", line.name(column));
            reader.findings.error(2043, line.at(column), ["", "这段时间的最后一天", &remedy]);
            return None;
        }
        reader.infer("“止”空着的行，只按“起”那一天计".to_owned());
        Some(())
    }
}
