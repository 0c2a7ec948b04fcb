//! Whose work a row is: what its column of channels says, or its two, 平台 and 账号.

use super::cell::Row;
use super::layout::Block;
use super::line::Line;
use super::names::{ChannelIndex, Meaning};
use super::reader::Reader;
use crate::base::id::CampaignId;
use crate::define::Field;
use std::collections::HashMap;

/// The texts that columns of channels held so far, and what they mean.
#[derive(Debug, Default)]
pub(super) struct Whose {
    known: HashMap<String, Meaning>,
    last: Option<(String, Meaning)>,
    /// The two cells at hand as one.
    both: String,
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
        let Some(column) = block.column(Field::Channel) else { return Ok(block.channel) };
        let account = block.account.filter(|c| !line.cell(*c).is_empty());
        let column = if line.cell(column).is_empty() { account.unwrap_or(column) } else { column };
        let account = account.filter(|c| *c != column && line.cell(*c).chars() != line.cell(column).chars());
        let cell = line.cell(column);
        if cell.is_empty() {
            if block.channel.is_some() || block.groups.iter().all(|g| g.channel.is_some()) {
                return Ok(block.channel);
            }
            let names = reader.names.nearest("", campaign).join("、");
            let remedy = format!("在 {} 填上渠道名称，如 {names}", line.name(column));
            reader.findings.error(2013, line.at(column), ["", "渠道名称", &remedy]);
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
        let shown = text.replace('\t', " ");
        self.both = both;
        let names = reader.names.nearest(&shown, campaign).join("、");
        let remedy = match account {
            Some(account) => {
                format!("把 {} 改成渠道全名，{} 留空；最接近的是 {names}", line.name(column), line.name(account))
            }
            None => format!("把 {} 改成渠道全名；最接近的是 {names}", line.name(column)),
        };
        reader.findings.error(2015, line.at(column), [&shown, "本项目登记的渠道", &remedy]);
        Err(())
    }
}
