//! One data row: which work on which channel it is about, of which moment, and its counts. A row with an error contributes nothing.

use super::apart::{self, Own};
use super::aside::{Held, SUMMARY_ROWS_MAX};
use super::beside;
use super::cell::{Cell, Row};
use super::finding::At;
use super::identity;
use super::items::{Described, Kept, complete};
use super::layout::{Block, Group, Measure};
use super::line::Line;
use super::names::{ChannelIndex, Meaning, is_broadcast};
use super::reader::{Nameless, Reader};
use super::row_days;
use super::rows::Body;
use super::saying::{self, Kind, Label};
use super::section;
use super::ticked;
use super::title::Role;
use crate::base::absent;
use crate::base::day::{Day, Moment};
use crate::base::diag::Diagnostic;
use crate::base::numeral::{self, Numeral};
use crate::base::text::quoted;
use crate::define::Field;
use crate::model::channel::{Channel, Scope, WorkKind};
use crate::model::draft::{DraftReading, Item, Mode, Need, RowRef};
use crate::model::metric::{Metric, Value, Values};
use crate::model::reading::Source;
use std::sync::Arc;

/// The columns of 总量声明, as they are told.
pub(super) const STATEMENT: &str = "列名为 渠道、指标、统计日期、数值、方法、出具单位";

/// A reading of the row at hand.
#[derive(Debug)]
pub(super) struct Pending {
    pub(super) channel: ChannelIndex,
    pub(super) at: Moment,
    pub(super) from: Option<Day>,
    pub(super) mode: Mode,
    pub(super) values: Values,
    /// What the channel's own columns say of the work.
    pub(super) own: Own,
}

impl Body {
    pub(super) fn read<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> Result<(), ()> {
        if self.strict {
            self.check_width(reader, line)?;
        }
        let row = RowRef { sheet: self.sheet, row: line.row };
        let mut bad = beside::unit(reader, line, block);
        let channel = self.whose.channel(reader, line, block, self.campaign.as_ref()).map_err(|()| bad = true).unwrap_or_default();
        if channel.is_none() && !bad && block.column(Field::Channel).is_none() && block.groups.iter().any(|g| g.channel.is_none()) {
            reader.need(Need::Channel);
            return Ok(());
        }
        let any = channel.or_else(|| block.groups.iter().find_map(|g| g.channel));
        let term = any.and_then(|c| reader.names.channel(c)).and_then(|c| reader.term_of(&c.campaign));
        // A channel that is not known makes no date unknown.
        let term = term.or_else(|| self.campaign.as_ref().and_then(|c| reader.term_of(c)));
        let lent;
        let mut identity = identity::read(reader, line, block, row, term, self.export_kind).map_err(|()| bad = true).ok();
        if let Some(identity) = &mut identity {
            lent = self.below.title(reader, line, block, row, channel, &mut identity.described);
            if let Some(title) = &lent {
                identity.described.title = title;
            }
        }
        let at = row_days::as_of(reader, line, block, term, &mut self.days.0).map_err(|()| bad = true).unwrap_or_default();
        let from = row_days::from(reader, line, block, term, at, &mut self.days.1).map_err(|()| bad = true).unwrap_or_default();
        let channel = identity.as_ref().map_or(channel, |i| topic(reader, i.described.title, channel));
        let kind = identity.as_ref().and_then(|i| i.described.kind);
        bad |= beside::remark(reader, line, block, at.or(block.at));
        for group in &block.groups {
            let (row_at, row_from) = (at, from);
            bad |= self.is_estimated(reader, line, group, channel);
            let Ok(channel) = account(reader, line, block, group, channel) else {
                bad = true;
                continue;
            };
            let (Some(channel), Some(at)) = (channel, group.at.or(at)) else {
                // The row is refused already; of its numbers it is told too which are none.
                if bad {
                    for m in &group.measures {
                        line.count(m.column, m.unit, &mut reader.findings);
                    }
                }
                continue;
            };
            if let Some(there) = ticked::is_there(reader, line, group, channel) {
                if there {
                    let (values, own) = (Values::default(), Own::default());
                    self.pending.push(Pending { channel, at, from: None, mode: group.mode, values, own });
                }
                continue;
            }
            let default = self.export_kind.or_else(|| reader.names.channel(channel).map(|c| c.kind));
            let pictures = self.export_kind == Some(WorkKind::Video) && matches!(kind, Some(WorkKind::Post | WorkKind::Article));
            match values(reader, line, group, kind.or(default), pictures) {
                Ok(Some(values)) => {
                    let weekly = || block.weekly.then(|| at.reading_day().week().monday());
                    let first = || group.first(row_at, row_from).or_else(weekly);
                    let from = if group.mode == Mode::Increment { first() } else { None };
                    // Without its first day an increment would count as what there is from the start.
                    if group.mode == Mode::Increment && from.is_none_or(|from| from > at.reading_day()) {
                        if !bad {
                            let found = from.map_or_else(String::new, |from| format!("{from} 至 {}", at.reading_day()));
                            let remedy = format!("加上“统计开始”“统计日期”两列，第 {} 行填上这段时间的第一天和最后一天", line.row);
                            reader.findings.error(2043, line.whole(), [&found, "增量写明从哪天到哪天", &remedy]);
                        }
                        bad = true;
                        continue;
                    }
                    let Ok(own) = apart::read(reader, line, group, term) else {
                        bad = true;
                        continue;
                    };
                    bad |= own.published.is_some_and(|p| row_days::is_early(reader, line, group.apart.published(), p.day, at, &values));
                    self.pending.push(Pending { channel, at, from, mode: group.mode, values, own });
                }
                Ok(None) => {}
                Err(()) => bad = true,
            }
        }
        bad |= self.has_fallen(reader, line) || self.is_no_work(reader, line, block);
        let Some(identity) = identity.filter(|_| !bad) else { return Err(()) };
        let described = identity.described;
        let has_key = described.id.is_some() || described.url.is_some() || !described.title.is_empty();
        if !has_key && !self.pending.iter().all(|p| reader.names.channel(p.channel).is_some_and(|c| c.scope == Scope::Whole)) {
            let column = [Field::Title, Field::Key, Field::Url, Field::NativeId].into_iter().find_map(|f| Some((f, block.column(f)?)));
            let place = column.map_or(line.whole(), |(_, c)| line.at(c));
            let remedy = match column {
                Some((Field::NativeId, c)) => format!("在 {} 填上作品编号；若是合计行，在这一格写“合计”", line.name(c)),
                Some((_, c)) => format!("在 {} 填上作品标题；若是合计行，在这一格写“合计”", line.name(c)),
                None => {
                    self.is_nameless(reader, line, block);
                    format!(
                        "加上“作品标题”一列，第 {} 行填上作品标题；只有渠道总数的，改报总量声明：{STATEMENT}；若是合计行，在第一格写“合计”",
                        line.row
                    )
                }
            };
            reader.findings.error(2020, place, ["", "作品标题、编号或链接", &remedy]);
            if let Some(held) = self.held.as_mut().filter(|h| h.len() < SUMMARY_ROWS_MAX) {
                held.push(Held::new(reader, line, row, block, &self.pending));
            }
            return Err(());
        }
        self.across.see(reader, line, block, described.title, &self.pending)?;
        if let Some(published) = described.published {
            let column = block.column(Field::Published);
            if self.pending.iter().any(|p| row_days::is_early(reader, line, column, published.day, p.at, &p.values)) {
                return Err(());
            }
        }
        self.commit(reader, line, row, &described)
    }

    /// Notes the first row of a table that has no column for works.
    fn is_nameless<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) {
        let Some(first) = self.pending.first().filter(|_| reader.nameless.is_none()) else { return };
        let Some((metric, _)) = first.values.iter().next() else { return };
        let channel = reader.names.channel(first.channel).map_or("", |c| c.name.as_str());
        let measures = || block.groups.iter().flat_map(|g| &g.measures).map(|m| line.cell(m.column).shown());
        let number = measures().find(|n| !n.is_empty()).unwrap_or_default();
        let header = At { sheet: line.sheet, row: self.header_row, column: None };
        let example = format!("{channel}、{}、{}、{number}、后台截图、出具的单位", metric.zh(), first.at.reading_day());
        reader.nameless = Some(Nameless { header: reader.findings.place(header), example });
    }

    /// Stores the row's work on each of its channels with its readings.
    fn commit<R: Row + ?Sized>(
        &mut self,
        reader: &mut Reader<'_>,
        line: &Line<'_, R>,
        row: RowRef,
        described: &Described<'_>,
    ) -> Result<(), ()> {
        let mut shared: Option<Arc<str>> = None;
        let first = reader.draft.readings.len();
        for p in self.pending.drain(..) {
            let Some(channel) = reader.names.channel(p.channel) else { continue };
            let described = &Described {
                published: p.own.published.or(described.published),
                url: p.own.url.as_deref().or(described.url),
                ..*described
            };
            let native = identity::native(described);
            let list = &mut reader.draft.items;
            let known = list.len();
            let number = reader.items.intern(list, p.channel, native.as_deref(), described.title, described.published, || Item {
                channel: channel.id.clone(),
                title: shared.get_or_insert_with(|| Arc::from(described.title)).clone(),
                native_id: native.as_deref().map(Arc::from),
                url: described.url.map(Arc::from),
                published: described.published,
                duration_secs: described.duration_secs,
                kind: described.kind,
                deliverable: described.deliverable.map(Arc::from),
                visibility: described.visibility,
                at: p.at,
                row,
            });
            if known == reader.draft.items.len()
                && let Some(item) = reader.draft.items.get_mut(number as usize)
            {
                complete(item, described, p.at);
            }
            self.work = Some(number);
            if p.values.is_empty() {
                continue;
            }
            let reading = DraftReading { item: number, row, at: p.at, from: p.from, source: Source::Partner, values: p.values };
            let kept = reader.items.add(&mut reader.draft.readings, reading);
            if let Kept::Same(earlier) = kept {
                self.repeated.push(earlier);
            }
            if let Kept::Contradicts(earlier) = kept {
                reader.items.forget(&mut reader.draft.readings, first);
                let sheet = reader.draft.sheets.get(usize::from(earlier.sheet)).filter(|_| earlier.sheet != row.sheet);
                let other = sheet.map_or_else(String::new, |s| format!("工作表{}", quoted(s)));
                let own = line.sheet.filter(|_| sheet.is_some()).map_or_else(String::new, |s| format!("工作表{}", quoted(s)));
                let found = format!("与{other}第 {} 行是同一作品、同一天，数字不同", earlier.row);
                // 第11周 and 第12周: both numbers are right, each on its day.
                let timed = |text: &str| section::is_period(text, None);
                let names = [sheet.map(AsRef::as_ref), line.sheet.filter(|_| sheet.is_some())];
                let unread = |i: usize| line.titles.get(i).is_some_and(|t| t.role == Role::Nothing);
                let apart = names.into_iter().flatten().any(timed) || line.cells.filled().any(|(i, c)| unread(i) && timed(&c.shown()));
                let rows = format!("{other}第 {} 行和{own}第 {} 行", earlier.row, line.row);
                let remedy = if apart {
                    format!("{rows}是不同日期的数的，各加一列“统计日期”，填各自截至的日期；若是两条作品，把标题或发布时间写得不同")
                } else {
                    format!("{rows}只留一行；若是两条作品，把标题或发布时间写得不同")
                };
                let place = reader.findings.place(line.whole());
                let named = reader.draft.sheets.get(usize::from(earlier.sheet)).filter(|s| !s.is_empty());
                let told = Diagnostic::error(2050, place, &found, "同一作品同一天一行", &remedy);
                reader.findings.push(told.beside(named.map(AsRef::as_ref), earlier.row));
                return Err(());
            }
        }
        Ok(())
    }

    /// 高处作业（本周新增）, 系列片（合计）: another number of a work that has a row of its own, or is to have one.
    fn is_no_work<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, block: &Block) -> bool {
        let Some(column) = block.column(Field::Title).filter(|_| self.export_kind.is_none()) else { return false };
        let title = line.cell(column).chars();
        if saying::is_of_several(title) && !self.pending.iter().all(|p| p.values.is_empty()) {
            let remedy = format!("几条作品合在一行的，各条各一行，标题写全；上页结转、其他各条之和的，删去第 {} 行", line.row);
            reader.findings.error(2022, line.at(column), [title, "一条作品一行", &remedy]);
            return true;
        }
        let Some(label) = saying::behind_title(title) else { return false };
        if label == Label::Sum {
            let own = title.trim_end().trim_end_matches([')', '）', ']', '】']);
            let own = own.rsplit_once(['(', '（', '[', '【']).map_or(own, |(own, _)| own.trim_end());
            let remedy = format!("各集另有各行的，删去第 {} 行；没有分集的，标题改成 {own}", line.row);
            reader.findings.error(2022, line.at(column), [title, "一条作品一行，标题里没有统计的话", &remedy]);
        } else {
            let remedy =
                format!("是作品的新增数的，删去第 {} 行，数填在“新增播放量”一列，写明从哪天到哪天；本是标题的，去掉括号里的话", line.row);
            reader.findings.error(2047, line.at(column), [title, "一条作品一行，标题里没有统计的话", &remedy]);
        }
        true
    }

    /// 85万 in the column of a programme on television: how many saw it is an estimate, and no plays.
    fn is_estimated<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, group: &Group, row: Option<ChannelIndex>) -> bool {
        let broadcast = |i: ChannelIndex| reader.names.channel(i).is_some_and(is_broadcast);
        if self.export_kind.is_some() || !group.channel.or(row).is_some_and(broadcast) {
            return false;
        }
        let says = |column: usize| ["收视", "收听人次", "听众", "观众"].iter().any(|w| line.title(column).contains(w));
        let some =
            |m: &Measure| matches!(numeral::read(&line.cell(m.column).shown(), m.unit), Ok(Numeral::Count(n)) if n.high() != Some(0));
        let headed = |metric: Option<Metric>| group.channel.is_some() && metric.is_none();
        let Some(column) = group.measures.iter().find(|m| (headed(m.metric) || says(m.column)) && some(m)).map(|m| m.column) else {
            return false;
        };
        if reader.void.insert(self.sheet) {
            let remedy = format!(
                "收视、收听人次是推算的，改报总量声明：{STATEMENT}，方法写收视推算或收听推算，这一列的列名改成“备注”；\
                 是在网上播放、收听的次数的，列名改成那个渠道的全名"
            );
            let expected = "作品在网上的播放、阅读、收听次数；电视、广播有多少人看、多少人听，是推算";
            reader.findings.error(2048, line.at(column), [&line.cell(column).shown(), expected, &remedy]);
        }
        true
    }

    /// 本周累计 below 上周累计: then they are no counts from the start, and nothing of the sheet is taken.
    fn has_fallen<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> bool {
        let count = |column: usize| match numeral::read(&line.cell(column).shown(), line.titles.get(column).map_or(1, |t| t.unit)) {
            Ok(Numeral::Count(count)) => Some(count),
            _ => None,
        };
        let fallen = |(now, before): &&(usize, usize)| {
            let (now, before) = (count(*now), count(*before));
            now.zip(before).is_some_and(|(now, before)| now.high().is_some_and(|high| high < before.low()))
        };
        let Some((column, before)) = self.compared.iter().find(fallen) else { return false };
        if reader.void.insert(self.sheet) {
            let found = format!("{}，比{} {} 少", line.cell(*column).shown(), quoted(line.title(*before)), line.cell(*before).shown());
            let said = saying::Sentence { kind: Kind::Either, weekly: false };
            section::not_clear(reader, line.at(*column), said, &found);
        }
        true
    }

    fn check_width<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Result<(), ()> {
        let width = line.cells.width();
        let surplus = (self.width..width).any(|i| !line.cell(i).is_empty());
        if width >= self.width && !surplus {
            return Ok(());
        }
        let found =
            format!("{width} 列：{}", line.cells.filled().take(3).map(|(_, c)| c.shown().into_owned()).collect::<Vec<_>>().join("、"));
        let remedy = format!("补齐第 {} 行各列；标题里有逗号、换行或引号时，整格加英文双引号", line.row);
        reader.findings.error(2025, line.whole(), [&found, &format!("{} 列，与表头相同", self.width), &remedy]);
        Err(())
    }
}

/// Whose a row is where its title is the name of a topic on that platform: #工伤预防我有话说#话题 below 微博 is the topic and no post.
fn topic(reader: &mut Reader<'_>, title: &str, channel: Option<ChannelIndex>) -> Option<ChannelIndex> {
    let own = reader.names.channel(channel?)?;
    let trimmed = title.trim().trim_end_matches("话题");
    let tagged = trimmed.starts_with('#') || trimmed.len() < title.trim().len();
    let Meaning::One(whole) = (if tagged { reader.names.exact(trimmed, Some(&own.campaign)) } else { Meaning::Nothing }) else {
        return channel;
    };
    let of_all = |c: &&Channel| c.scope == Scope::Whole && c.contains.contains(&own.id);
    let Some(topic) = reader.names.channel(whole).filter(of_all) else { return channel };
    reader.infer(format!("标题{}：按渠道“{}”处理", quoted(title.trim()), topic.name));
    Some(whole)
}

/// The channel of a group in this row: its header's, but where that says a platform and the row another account on it, the row's.
/// A number in a column of another platform than the row's is refused.
fn account<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    block: &Block,
    group: &Group,
    row: Option<ChannelIndex>,
) -> Result<Option<ChannelIndex>, ()> {
    let Some((headed, of_row)) = group.channel.zip(row).filter(|(a, b)| a != b) else { return Ok(group.channel.or(row)) };
    let Some(column) = block.column(Field::Channel).filter(|c| !line.cell(*c).is_empty()) else { return Ok(group.channel) };
    let mut filled = group.measures.iter().map(|m| m.column).filter(|c| !line.cell(*c).is_empty() && !is_dash(line.cell(*c)));
    let Some(number) = filled.next() else { return Ok(group.channel) };
    if group.by_platform && reader.names.on_platform_of(headed).iter().any(|(c, _)| *c == of_row) {
        return Ok(row);
    }
    let text = line.cell(column).shown();
    let campaign = reader.names.channel(headed).map(|c| c.campaign.clone());
    if block.groups.iter().any(|g| g.channel == row) || !reader.names.contradicts(&text, headed, campaign.as_ref()) {
        return Ok(group.channel);
    }
    let remedy = format!("核对 {} 和列名，只留对的一个：数是这一列的，就改正渠道；不是，就移到它自己的列", line.name(column));
    reader.findings.error(2015, line.at(number), [&line.cell(number).shown(), &format!("与渠道{}一致的列", quoted(&text)), &remedy]);
    Err(())
}

/// The counts of a group; `None` where a channel's column says that the work is not on it.
fn values<R: Row + ?Sized>(
    reader: &mut Reader<'_>,
    line: &Line<'_, R>,
    group: &Group,
    kind: Option<WorkKind>,
    pictures: bool,
) -> Result<Option<Values>, ()> {
    let mut values = Values::default();
    let mut bad = false;
    let mut dashes = true;
    for measure in &group.measures {
        match line.count(measure.column, measure.unit, &mut reader.findings) {
            None => bad = true,
            Some(Numeral::Blank) => {}
            Some(numeral) => {
                let value = match numeral {
                    Numeral::Count(c) => Value::Count(c),
                    Numeral::Unavailable | Numeral::Blank => Value::Unavailable,
                };
                dashes &= value == Value::Unavailable && is_dash(line.cell(measure.column));
                let metric = measure.metric.unwrap_or_else(|| contacts(kind));
                // A video platform calls it 播放量 for picture posts too, where it can only mean that they were read.
                let metric = if pictures && metric == Metric::Plays { Metric::Reads } else { metric };
                // 点击量 beside 播放量 says less than it.
                let known = values.count(metric).is_some();
                if !known || (measure.metric.is_some() && value != Value::Unavailable) {
                    values.set(metric, value);
                }
            }
        }
    }
    if bad {
        return Err(());
    }
    // Beside channels' columns a blank or a dash means that the work is not there, not that its number is hidden.
    Ok(if group.channel.is_some() && dashes { None } else { Some(values) })
}

fn is_dash(cell: Cell<'_>) -> bool {
    let text = cell.chars().trim();
    matches!(text, "-" | "--" | "—" | "——" | "–" | "/" | "∕" | "\\" | "无" | "－" | "×") || absent::says_absent(text)
}

/// The metric that is contacts for a kind; what has no counter of its own is read.
pub(super) fn contacts(kind: Option<WorkKind>) -> Metric {
    kind.map_or(Metric::Plays, |k| k.contacts().unwrap_or(Metric::Reads))
}
