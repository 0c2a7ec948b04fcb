//! Columns that mean something else beside others than alone: 话题 beside 阅读量, 本周累计 beside 上周累计, 累计 beside 本周新增.

use super::cell::Row;
use super::finding::At;
use super::header::Known;
use super::layout::{Block, Group, Measure};
use super::line::Line;
use super::names::ChannelIndex;
use super::reader::Reader;
use super::title::{self, Role, Title, is_counter, read_title, split_tag};
use crate::base::count::Count;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;

/// Columns of topics.
const OF_TOPICS: [&str; 5] = ["话题", "话题名称", "话题名", "话题词", "微博话题"];

/// 话题 beside 阅读量, and no works: the topic is the channel.
pub(super) fn topics(titles: &mut [Title], known: Known<'_>) {
    let called = |t: &Title| OF_TOPICS.contains(&split_tag(&fold(&t.raw)).0);
    let works = titles.iter().any(|t| !called(t) && title::tells_works(std::slice::from_ref(t)));
    let counted = titles.iter().any(|t| !called(t) && matches!(t.role, Role::Field(f) if is_counter(f)));
    let whole = known.defs.channels.iter().any(|c| c.platform.contains("话题") && known.campaign.is_none_or(|id| c.campaign == *id));
    if let Some(title) = titles.iter_mut().find(|t| called(t)).filter(|_| counted && whole && !works) {
        title.role = Role::Field(Field::Channel);
    }
}

/// 上周累计 beside 本周累计: the later column counts up to the day of the data, as the earlier one did before. 本期数据 alone may be either, and
/// must be asked about where nothing else counts.
pub(super) fn earlier(titles: &mut [Title], known: Known<'_>) {
    let folded: Vec<String> = titles.iter().map(|t| fold(&t.raw)).collect();
    let earlier: Vec<bool> = titles.iter().map(|t| t.role == Role::Aside).collect();
    let counted = titles.iter().any(|t| match t.role {
        Role::Field(f) => is_counter(f) || f == Field::RowTotal,
        Role::Channel(..) | Role::Unplaced(_) | Role::Date => true,
        Role::Aside | Role::Nothing => false,
    });
    for (title, own) in titles.iter_mut().zip(&folded) {
        let Some(word) = ["本周", "本月", "本期", "本季度"].into_iter().find(|w| own.contains(w)) else { continue };
        let rest = own.replacen(word, "", 1);
        let field = match rest.as_str() {
            "累计" | "累计数" | "累计量" | "数据" | "数" | "累计数据" => Some(Field::Contacts),
            rest if rest.contains("累计") => known.field(rest).filter(|f| is_counter(*f)),
            _ => None,
        };
        let before = own.replacen('本', "上", 1);
        let before = folded.iter().zip(&earlier).position(|(t, aside)| *aside && *t == before);
        // 抖音本周累计.
        let headed = || Some(read_title(&rest, known).role).filter(|r| rest.contains("累计") && matches!(r, Role::Channel(_, Some(_))));
        if let Some((before, role)) = before.and_then(|b| Some((b, field.map(Role::Field).or_else(headed)?))) {
            (title.role, title.mode, title.earlier, title.weekly) = (role, Some(Mode::Cumulative), Some(before), false);
        } else if title.role == Role::Nothing && !counted && (field.is_some() || rest.is_empty()) {
            (title.role, title.either) = (Role::Field(field.unwrap_or(Field::Contacts)), true);
        }
    }
}

/// Whether 上周 stands beside counts of which none says 累计: 上周 5000, 本周 5600. Then 本周 is what there is by now, or what the week brought,
/// who knows; beside 累计 it is the latter.
pub(super) fn weeks(titles: &[Title]) -> bool {
    let before = |t: &Title| t.role == Role::Aside && ["上周", "上期", "上月"].iter().any(|w| t.raw.contains(w));
    let counted = |t: &Title| t.raw.contains("累计") && t.role != Role::Aside && t.role != Role::Nothing;
    titles.iter().any(before) && !titles.iter().any(counted)
}

/// Whether a column beside 上周 is 本周 and says no more.
pub(super) fn is_of_weeks(title: &Title) -> bool {
    title.is_gain() && !title.raw.contains('增')
}

/// What a sum beside gains is called where it is what the work has in all; 合计 and 小计 may as well be the sum of the columns beside it.
const IN_ALL: [&str; 10] = ["累计", "累计数", "累计量", "累计数据", "累计总数", "累计总量", "总计", "总数", "总量", "共计"];

/// A sum in a table without columns of channels: 3月19日累计 is the count of that day, 累计 beside 本周新增 that from the start. 累计 beside plain
/// counts, and 合计 beside one gain, may be either: where its number is another, it is asked about.
pub(super) fn totals(titles: &mut [Title]) {
    if titles.iter().any(|t| matches!(t.role, Role::Channel(..) | Role::Unplaced(_))) {
        return;
    }
    let metric = |t: &Title| match t.role {
        Role::Field(Field::Cumulative(m) | Field::Increment(m)) if Metric::CONTACTS.contains(&m) => Some(Some(m)),
        Role::Field(Field::Contacts | Field::ContactsGain) | Role::Date => Some(None),
        _ => None,
    };
    let counters: Vec<(bool, Option<Metric>)> = titles.iter().filter_map(|t| Some((t.is_gain(), metric(t)?))).collect();
    let gains = counters.iter().all(|(gain, _)| *gain);
    let one = counters.first().filter(|first| counters.iter().all(|c| c.1 == first.1)).map(|first| first.1);
    let called_so = |t: &Title| t.role == Role::Field(Field::RowTotal) && IN_ALL.contains(&split_tag(&fold(&t.raw)).0);
    let settled = gains && titles.iter().any(called_so);
    for title in titles.iter_mut().filter(|t| t.role == Role::Field(Field::RowTotal)) {
        let folded = fold(&title.raw);
        let called = split_tag(&folded).0;
        match one {
            _ if title.day.is_some() && title.from.is_none() => title.role = Role::Field(Field::Contacts),
            Some(metric) if gains && IN_ALL.contains(&called) => {
                title.role = Role::Field(metric.map_or(Field::Contacts, Field::Cumulative));
                title.mode = Some(Mode::Cumulative);
            }
            Some(_) if counters.len() == 1 && !settled => title.either = gains || called.starts_with("累计"),
            _ => {}
        }
    }
}

/// Whether a sum is 累计 beside the gains of channels, which do not come to it.
pub(super) fn is_of_gains(titles: &[Title], column: usize) -> bool {
    let mut channels = titles.iter().filter(|t| matches!(t.role, Role::Channel(..)));
    let total = titles.get(column).is_some_and(|t| t.mode == Some(Mode::Cumulative) && !t.is_gain());
    total && channels.next().is_some_and(Title::is_gain) && channels.all(Title::is_gain)
}

/// Two columns of which either may be the work's number: 播放量 and 累计 beside it.
#[derive(Debug, Clone)]
pub(super) struct Rivals {
    total: usize,
    own: Option<usize>,
    /// Whose both are, where channels stand in headers.
    channel: Option<ChannelIndex>,
}

/// Such columns of a table.
pub(super) fn rivals(block: &Block, titles: &[Title]) -> Vec<Rivals> {
    let title = |column: usize| titles.get(column);
    let contacts = |m: &&Measure| m.metric.is_none_or(|m| Metric::CONTACTS.contains(&m));
    let in_all = |m: &&Measure| m.metric.is_none() && title(m.column).is_some_and(|t| t.raw.contains(['累', '总']));
    let plain = |m: &&Measure| m.metric.is_some() && contacts(m) && title(m.column).is_some_and(Title::is_plain);
    let of_channel = |g: &Group| {
        let own = g.measures.iter().find(plain)?.column;
        Some(Rivals { total: g.measures.iter().find(in_all)?.column, own: Some(own), channel: Some(g.channel?) })
    };
    let own = block.groups.iter().flat_map(|g| &g.measures).find(contacts).map(|m| m.column);
    let total = block.column(Field::RowTotal).filter(|c| title(*c).is_some_and(|t| t.either));
    let of_table = total.map(|total| Rivals { total, own, channel: None });
    block.groups.iter().filter_map(of_channel).chain(of_table).collect()
}

/// Asks which of two columns is the work's number once they differ; nothing of the sheet is taken until it is answered.
pub(super) fn ask<R: Row + ?Sized>(reader: &mut Reader<'_>, line: &Line<'_, R>, rivals: &[Rivals], (sheet, header_row): (u16, u32)) {
    let count = |c: usize| match numeral::read(&line.cell(c).shown(), line.titles.get(c).map_or(1, |t| t.unit)) {
        Ok(Numeral::Count(n)) => Some(n),
        _ => None,
    };
    for Rivals { total: column, own, channel } in rivals {
        let Some(total) = count(*column) else { continue };
        let alike = |own: Count| own.high().is_none_or(|h| total.low() <= h) && total.high().is_none_or(|h| own.low() <= h);
        if own.and_then(count).is_some_and(alike) || !reader.void.insert(sheet) {
            continue;
        }
        let name = channel.and_then(|c| reader.names.channel(c)).map_or("", |c| c.name.as_str());
        let beside = own.map_or(String::new(), |c| quoted(line.title(c)));
        let raw = line.title(*column);
        let remedy = format!(
            "到数据日期为止的累计数是这一列的，列名改成“{name}累计播放量”（或阅读量、收听量），{beside}改成“{name}新增播放量”并写明从哪天到哪天；\
             是{beside}的，这一列的列名改成“备注”"
        );
        let at = At { sheet: line.sheet, row: header_row, column: Some((*column, raw)) };
        let found = format!("{raw}，与{beside}的数不同，如第 {} 行", line.row);
        reader.findings.error(2047, at, [&found, "看得出哪一列是到数据日期为止的累计数", &remedy]);
    }
}
