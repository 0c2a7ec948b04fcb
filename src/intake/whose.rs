//! Whose work a row is: what its column of channels says, or its two, 平台 and 账号.

use super::cell::Row;
use super::finding::At;
use super::layout::Block;
use super::lent::Lent;
use super::line::Line;
use super::names::{ChannelIndex, Meaning};
use super::once::{Once, is_work};
use super::reader::Reader;
use crate::base::diag::Diagnostic;
use crate::base::id::CampaignId;
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::draft::RowRef;
use std::collections::HashMap;

/// The texts that columns of channels held so far, and what they mean.
#[derive(Debug, Default)]
pub(super) struct Whose {
    known: HashMap<String, Meaning>,
    last: Option<(String, Meaning)>,
    /// The two cells at hand as one.
    both: String,
    /// The last name, where each is written once and the rows below it are blank.
    above: Option<Above>,
    once: Once,
    /// Rows that were given the name above them.
    lent: Lent,
}

/// A name that holds for the blanks below it.
#[derive(Debug)]
struct Above {
    column: usize,
    text: String,
    channel: ChannelIndex,
    /// The last row that it holds for.
    row: u32,
}

impl Whose {
    /// The row's channel: its column, else the block's.
    pub(super) fn channel<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        campaign: Option<&CampaignId>,
    ) -> Result<Option<ChannelIndex>, ()> {
        let Some(named) = block.column(Field::Channel) else { return Ok(block.channel) };
        let blank = line.cell(named).is_empty();
        if !blank {
            if !self.once.writes(line.cell(named).chars()) {
                self.above = None;
            }
        } else if let Some(channel) = self.borrow(reader, line, block, named, campaign) {
            return Ok(Some(channel));
        }
        let found = self.written(reader, line, block, named, campaign)?;
        if let (false, false, Some(channel)) = (blank, self.once.came_again(), found) {
            self.above = Some(Above { column: named, text: line.cell(named).chars().to_owned(), channel, row: line.row });
        }
        Ok(found)
    }

    /// A sum or a heading parts the rows: below it names may come again.
    pub(super) fn part(&mut self) {
        self.above = None;
        self.once.part();
    }

    /// The channel of the name above, for a work whose own cell is blank.
    fn borrow<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        column: usize,
        campaign: Option<&CampaignId>,
    ) -> Option<ChannelIndex> {
        let above = self.above.as_mut().filter(|a| a.column == column && a.row + 1 == line.row)?;
        // What the sender said, or a heading, is no other channel.
        if !is_work(line, block) || block.channel.is_some_and(|c| c != above.channel) {
            return None;
        }
        let mut channel = above.channel;
        if let Some(account) = block.account.map(|c| line.cell(c)).filter(|c| !c.is_empty()) {
            // 湖南经视 below 抖音 is its 抖音号; what says more than the platform above it is read by itself.
            let Meaning::One(i) = reader.names.of_account(&above.text, account.chars(), campaign) else { return None };
            channel = i;
        }
        (above.channel, above.row) = (channel, line.row);
        let sheet = u16::try_from(reader.draft.sheets.len().saturating_sub(1)).unwrap_or(u16::MAX);
        let slip = left_out(reader, line.at(column), &line.name(column), campaign);
        let name = quoted(line.title(column));
        let told = || format!("{name}一列空着的行：渠道按上面最近写的一个处理，如第 {} 行按{}", line.row, quoted(&above.text));
        self.lent.give(RowRef { sheet, row: line.row }, slip, told);
        Some(channel)
    }

    /// The table is at its end: whether blanks were names left out is known now.
    pub(super) fn finish(&mut self, reader: &mut Reader<'_>) {
        for row in self.lent.settle(reader, !self.once.came_again()) {
            // What a later row was told of this one goes by the channel that it is not given.
            let of_this = format!("第 {} 行是同一作品", row.row);
            for told in reader.findings.list_mut().iter_mut().filter(|d| d.code.0 == 2050 && d.found.contains(&of_this)) {
                told.remedy = format!("先在第 {} 行填上渠道；填上以后仍是同一作品、同一天的，只留一行", row.row);
            }
        }
    }

    fn written<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        block: &Block,
        column: usize,
        campaign: Option<&CampaignId>,
    ) -> Result<Option<ChannelIndex>, ()> {
        let account = block.account.filter(|c| !line.cell(*c).is_empty());
        let column = if line.cell(column).is_empty() { account.unwrap_or(column) } else { column };
        let account = account.filter(|c| *c != column && line.cell(*c).chars() != line.cell(column).chars());
        let cell = line.cell(column);
        if cell.is_empty() {
            // Below a name that is another channel than the sender's, who knows which of them is meant.
            let other = self.above.as_ref().is_some_and(|a| a.row + 1 == line.row && block.channel.is_some_and(|c| c != a.channel));
            if !other && (block.channel.is_some() || block.groups.iter().all(|g| g.channel.is_some())) {
                return Ok(block.channel);
            }
            let why = left_out(reader, line.at(column), &line.name(column), campaign);
            reader.findings.push(why);
            return Err(());
        }
        let mut both = std::mem::take(&mut self.both);
        let text = match account {
            Some(account) => {
                both.clear();
                both.extend([cell.chars(), "\t", line.cell(account).chars()]);
                both.as_str()
            }
            None => cell.chars(),
        };
        let meaning = match &self.last {
            Some((last, meaning)) if last == text => meaning.clone(),
            _ => {
                let look = || match text.split_once('\t').filter(|_| account.is_some()) {
                    Some((platform, account)) => reader.names.of_account(platform, account, campaign),
                    None if fold(line.title(column)).contains("账号") => reader.names.of_at(text, campaign),
                    None => reader.names.of_cell(text, campaign),
                };
                let meaning = self.known.entry(text.to_owned()).or_insert_with(look).clone();
                self.last = Some((text.to_owned(), meaning.clone()));
                meaning
            }
        };
        if let Meaning::One(i) = meaning {
            self.both = both;
            return Ok(Some(i));
        }
        // FM104.3 is a frequency of the station that the sender or the title names.
        if is_frequency(text) && block.channel.is_some() {
            self.both = both;
            return Ok(block.channel);
        }
        let shown = text.replace('\t', " ");
        self.both = both;
        let names = reader.names.nearest(&shown, campaign).join("、");
        let remedy = match account {
            Some(account) => {
                format!("把 {} 改成渠道全名，{} 留空；最接近的是 {names}", line.name(column), line.name(account))
            }
            None => format!("把 {} 改成渠道全名；最接近的是 {names}", line.name(column)),
        };
        let others = reader.names.for_others(campaign).map_or_else(String::new, |o| format!("；没有登记的媒体填 {o}，单独列示、暂不计入"));
        let remedy = remedy + &others;
        reader.findings.error(2015, line.at(column), [&shown, "本项目登记的渠道", &remedy]);
        Err(())
    }
}

/// FM104.3, 调频104.3兆赫.
fn is_frequency(text: &str) -> bool {
    let folded = fold(text);
    let Some(rest) = ["fm", "am", "调频", "中波"].into_iter().find_map(|w| folded.strip_prefix(w)) else { return false };
    let number = ["兆赫", "千赫", "mhz", "khz"].into_iter().find_map(|w| rest.strip_suffix(w)).unwrap_or(rest);
    !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}

/// That a row says no channel.
fn left_out(reader: &Reader<'_>, at: At<'_>, cell: &str, campaign: Option<&CampaignId>) -> Diagnostic {
    let names = reader.names.nearest("", campaign).join("、");
    let remedy = format!("在 {cell} 填上渠道名称，如 {names}");
    Diagnostic::error(2013, reader.findings.place(at), "", "渠道名称", &remedy)
}
