//! Rows of the other templates: 展示记录, 播出记录, 成果登记, 总量声明, 培训登记.

use super::cell::{Cell, Row};
use super::header::{Role, Title};
use super::line::{Line, Stamp};
use super::names::{ChannelIndex, Meaning};
use super::reader::Reader;
use super::setup::Sheet;
use super::words;
use crate::base::day::{Day, Term};
use crate::base::id::CampaignId;
use crate::base::numeral::Numeral;
use crate::base::text::fold;
use crate::define::Field;
use crate::model::channel::Channel;
use crate::model::draft::{AiringRow, DraftReading, Item, Need, PresenceRow, RecordRow, RowRef, TrainingRow};
use crate::model::metric::{Metric, Value, Values};
use crate::model::reading::Source;
use crate::model::target::Spec;
use std::collections::BTreeMap;
use std::sync::Arc;

/// One such table being read.
#[derive(Debug)]
pub(super) struct Form {
    kind: &'static str,
    sheet: u16,
    pub(super) header_row: u32,
    titles: Vec<Title>,
    columns: BTreeMap<Field, usize>,
    campaign: Option<CampaignId>,
    /// Holds where the channel column is blank or absent.
    channel: Option<usize>,
    /// Holds where the date column of a statement is blank.
    day: Option<Day>,
    pub(super) rows: u32,
}

/// The primary channel of a campaign's first tally of works, with its name.
fn broadcaster(reader: &Reader<'_>, campaign: &CampaignId) -> Option<(ChannelIndex, String)> {
    let targets = &reader.input.defs.campaign(campaign)?.targets;
    let primary = targets.iter().find_map(|t| if let Spec::Tally(tally) = &t.spec { tally.channels.first() } else { None })?;
    let at = reader.input.defs.channels.iter().position(|c| c.id == *primary)?;
    Some((at, reader.names.channel(at)?.name.clone()))
}

impl Form {
    pub(super) fn new(reader: &mut Reader<'_>, sheet: &Sheet<'_>, kind: &'static str, titles: Vec<Title>) -> Self {
        kind.clone_into(&mut reader.draft.kind);
        reader.draft.made_for_campaign = true;
        let mut columns = BTreeMap::new();
        for (i, title) in titles.iter().enumerate() {
            if let Role::Field(field) = title.role {
                columns.entry(field).or_insert(i);
            }
        }
        let said = reader.campaign(sheet.name, sheet.banners);
        let campaign = said.as_ref().map(|s| s.0.clone());
        let mut form =
            Self { kind, sheet: sheet.index, header_row: sheet.header_row, titles, columns, campaign, channel: None, day: None, rows: 0 };
        let about_channels = matches!(kind, "presence" | "airings" | "statements");
        if about_channels && !form.columns.contains_key(&Field::Channel) {
            match reader.channel(form.campaign.as_ref(), &[], sheet.name, sheet.banners, None) {
                Some((i, sentence)) => {
                    form.channel = Some(i);
                    if let Some(s) = sentence {
                        reader.infer(s);
                    }
                }
                None => match form.campaign.as_ref().filter(|_| kind == "airings").and_then(|c| broadcaster(reader, c)) {
                    // A list of airings has no channel column in the template: it is the campaign's own broadcaster.
                    Some((i, name)) => {
                        form.channel = Some(i);
                        reader.infer(format!("没有渠道列，按主发渠道“{name}”"));
                    }
                    None => reader.need(Need::Channel),
                },
            }
        }
        if !about_channels {
            match said {
                Some((_, Some(s))) => reader.infer(s),
                Some((_, None)) => {}
                None => reader.need(Need::Campaign),
            }
        }
        if kind == "statements" {
            let term = form.campaign.as_ref().and_then(|c| reader.term_of(c));
            let found = reader.when(term, &[], sheet.name, sheet.banners);
            if !form.columns.contains_key(&Field::AsOf) {
                match &found {
                    Some((_, sentence)) => {
                        if let Some(s) = sentence.clone() {
                            reader.infer(s);
                        }
                    }
                    None => reader.need(Need::AsOf),
                }
            }
            form.day = found.map(|f| f.0.to);
        }
        form
    }

    pub(super) fn row<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, sheet: Option<&str>, row: u32, cells: &R) {
        if !reader.draft.needs.is_empty() {
            return;
        }
        let titles = std::mem::take(&mut self.titles);
        let line = Line { cells, row, sheet, titles: &titles };
        self.one(reader, &line);
        self.titles = titles;
    }

    fn one<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>) {
        let mut filled = line.cells.filled();
        let Some((first, cell)) = filled.next() else { return };
        let alone = filled.next().is_none();
        if words::is_total(cell) {
            reader.draft.totals_skipped += 1;
            reader.findings.warning(2022, line.at(first), [&cell.shown(), "合计只用来核对，不计入", "不必改"]);
            return;
        }
        let again = fold(line.title(first)) == fold(&cell.shown());
        if again || (alone && (words::is_note(&cell.shown()) || line.titles.iter().filter(|t| !t.raw.is_empty()).count() > 2)) {
            return;
        }
        self.rows += 1;
        reader.draft.rows += 1;
        let done = match self.kind {
            "presence" => self.presence(reader, line),
            "airings" => self.airing(reader, line),
            "records" => self.record(reader, line),
            "statements" => self.statement(reader, line),
            _ => self.training(reader, line),
        };
        if done.is_none() {
            reader.draft.refused += 1;
        }
    }

    fn row_ref<R: Row + ?Sized>(&self, line: &Line<'_, R>) -> RowRef {
        RowRef { sheet: self.sheet, row: line.row }
    }

    fn cell<'a, R: Row + ?Sized>(&self, line: &Line<'a, R>, field: Field) -> Cell<'a> {
        self.columns.get(&field).map_or(Cell::Empty, |c| line.cell(*c))
    }

    fn text<R: Row + ?Sized>(&self, line: &Line<'_, R>, field: Field) -> String {
        self.cell(line, field).shown().into_owned()
    }

    fn channel<'d, R: Row + ?Sized>(&self, reader: &mut Reader<'d>, line: &Line<'_, R>) -> Option<&'d Channel> {
        let column = self.columns.get(&Field::Channel).copied();
        let Some(column) = column.filter(|c| !line.cell(*c).is_empty()) else {
            if let Some(i) = self.channel {
                return reader.names.channel(i);
            }
            let sent = reader.input.sent.channel.as_ref().and_then(|id| reader.names.position(id));
            if sent.is_none() {
                let at = column.map_or(line.whole(), |c| line.at(c));
                let remedy = format!("在第 {} 行“渠道”一列填上渠道名称", line.row);
                reader.findings.error(2013, at, ["", "渠道名称", &remedy]);
            }
            return reader.names.channel(sent?);
        };
        let text = line.cell(column).shown();
        if let Meaning::One(i) = reader.names.exact(&text, self.campaign.as_ref()) {
            return reader.names.channel(i);
        }
        let names = reader.names.nearest(&text, self.campaign.as_ref()).join("、");
        let remedy = format!("把 {} 改成渠道全名；最接近的是 {names}", line.name(column));
        reader.findings.error(2015, line.at(column), [&text, "本项目登记的渠道", &remedy]);
        None
    }

    /// A date that must be there and not lie after today.
    fn day<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field, term: Option<Term>) -> Option<Stamp> {
        let column = *self.columns.get(&field)?;
        let Some(stamp) = line.date(column, term, &mut reader.findings).ok()? else {
            let remedy = format!("在 {} 填上日期，如 2023-04-02", line.name(column));
            reader.findings.error(2014, line.at(column), ["", "日期", &remedy]);
            return None;
        };
        if stamp.0 > reader.input.today {
            let remedy = format!("把 {} 改成实际日期，最晚 {}", line.name(column), reader.input.today);
            reader.findings.error(2042, line.at(column), [&line.cell(column).shown(), "今天或以前", &remedy]);
            return None;
        }
        Some(stamp)
    }

    fn choice<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field, choices: &str) {
        let column = self.columns.get(&field).copied();
        let at = column.map_or(line.whole(), |c| line.at(c));
        let name = column.map_or_else(|| format!("第{}行", line.row), |c| line.name(c));
        let first = choices.split('、').next().unwrap_or_default();
        reader.findings.error(2046, at, [&self.text(line, field), choices, &format!("把 {name} 改成其中一个，如 {first}")]);
    }

    fn presence<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line)?;
        let term = reader.term_of(&channel.campaign);
        let from = self.day(reader, line, Field::PresenceFrom, term)?.0;
        let to = match self.columns.get(&Field::PresenceTo).filter(|c| !line.cell(**c).is_empty()) {
            Some(_) => self.day(reader, line, Field::PresenceTo, term)?.0,
            None => from,
        };
        if to < from {
            let column = self.columns.get(&Field::PresenceTo).copied().unwrap_or_default();
            let remedy = format!("把 {} 改成这段时间的最后一天", line.name(column));
            reader.findings.error(2043, line.at(column), [&format!("{from} 至 {to}"), "止不早于起", &remedy]);
            return None;
        }
        let Some(state) = words::presence(&self.text(line, Field::PresenceState)) else {
            self.choice(reader, line, Field::PresenceState, "在展、证明、未展示、未查");
            return None;
        };
        let (position, proof) = (self.text(line, Field::Position), self.text(line, Field::Proof));
        let row = PresenceRow { channel: channel.id.clone(), from, to, position, state, proof, row: self.row_ref(line) };
        reader.draft.presence.push(row);
        Some(())
    }

    fn airing<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line)?;
        let term = reader.term_of(&channel.campaign);
        let planned = words::aired(&self.text(line, Field::PlannedOrAired));
        let Some(aired) = planned else {
            self.choice(reader, line, Field::PlannedOrAired, "实播、计划");
            return None;
        };
        // A schedule may lie ahead; what was aired may not.
        let (day, mut secs) = if aired {
            self.day(reader, line, Field::Date, term)?
        } else {
            let column = *self.columns.get(&Field::Date)?;
            line.date(column, term, &mut reader.findings).ok().flatten()?
        };
        if let Some(column) = self.columns.get(&Field::Time).copied().filter(|c| !line.cell(*c).is_empty()) {
            secs = clock(line.cell(column));
            if secs.is_none() {
                let remedy = format!("把 {} 改成时:分，如 08:30", line.name(column));
                reader.findings.error(2040, line.at(column), [&line.cell(column).shown(), "时刻：08:30、08:30:00", &remedy]);
                return None;
            }
        }
        let programme = self.text(line, Field::Programme);
        reader.draft.airings.push(AiringRow { channel: channel.id.clone(), day, secs, programme, aired, row: self.row_ref(line) });
        Some(())
    }

    fn quantity<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field) -> Option<u64> {
        let column = *self.columns.get(&field)?;
        let unit = line.titles.get(column).map_or(1, |t| t.unit);
        let numeral = line.count(column, unit, &mut reader.findings)?;
        if let Numeral::Count(count) = numeral {
            return Some(count.low());
        }
        let remedy = format!("在 {} 填上数量，如 1", line.name(column));
        reader.findings.error(2030, line.at(column), [&line.cell(column).shown(), "数量", &remedy]);
        None
    }

    fn record<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let campaign = self.campaign.clone()?;
        let day = self.day(reader, line, Field::Date, reader.term_of(&campaign))?.0;
        let deliverable = self.text(line, Field::DeliverableName);
        let known = deliverables(reader, &campaign);
        let folded = fold(&deliverable);
        let fits = |k: &String| !folded.is_empty() && (folded.contains(&fold(k)) || fold(k).contains(&folded));
        if !known.is_empty() && !known.iter().any(fits) {
            let column = *self.columns.get(&Field::DeliverableName)?;
            let list = known.join("、");
            let remedy = format!("把 {} 改成其中一个，如 {}", line.name(column), known.first().map_or("", String::as_str));
            reader.findings.error(2016, line.at(column), [&deliverable, &list, &remedy]);
            return None;
        }
        let quantity = self.quantity(reader, line, Field::Quantity)?;
        let (title, proof) = (self.text(line, Field::Title), self.text(line, Field::Proof));
        reader.draft.records.push(RecordRow { campaign, day, deliverable, quantity, title, proof, row: self.row_ref(line) });
        Some(())
    }

    fn training<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let campaign = self.campaign.clone()?;
        let day = self.day(reader, line, Field::Date, reader.term_of(&campaign))?.0;
        let persons = self.quantity(reader, line, Field::Persons)?;
        let hours_x4 = self.quarters(reader, line, Field::Hours)?;
        let offline_hours_x4 = self.quarters(reader, line, Field::OfflineHours)?;
        let enterprise = self.text(line, Field::Enterprise);
        if enterprise.is_empty() {
            let column = *self.columns.get(&Field::Enterprise)?;
            reader.findings.error(2020, line.at(column), ["", "单位名称", &format!("在 {} 填上单位名称", line.name(column))]);
            return None;
        }
        reader.draft.trainings.push(TrainingRow {
            campaign,
            day,
            enterprise,
            persons,
            hours_x4,
            offline_hours_x4,
            row: self.row_ref(line),
        });
        Some(())
    }

    /// Hours in quarters; the outer `None` is a message, the inner one a blank.
    #[expect(clippy::option_option, reason = "a refused cell and a blank one are two different things")]
    fn quarters<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field) -> Option<Option<u32>> {
        let Some(column) = self.columns.get(&field).copied().filter(|c| !line.cell(*c).is_empty()) else { return Some(None) };
        let shown = line.cell(column).shown();
        let digits = fold(&shown);
        let digits = digits.trim_end_matches("学时").trim_end_matches("课时").trim_end_matches('h');
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let quarters = match part.trim_end_matches('0') {
            "" => Some(0),
            "25" => Some(1),
            "5" => Some(2),
            "75" => Some(3),
            _ => None,
        };
        let value = whole.parse::<u32>().ok().filter(|n| *n < 100_000).zip(quarters).map(|(n, q)| n * 4 + q);
        if value.is_none() {
            let remedy = format!("把 {} 改成学时数，如 8 或 8.5", line.name(column));
            reader.findings.error(2030, line.at(column), [&shown, "学时：8、8.5、8.25", &remedy]);
            return None;
        }
        Some(value)
    }

    fn statement<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line)?;
        let term = reader.term_of(&channel.campaign);
        let written = !self.cell(line, Field::AsOf).is_empty();
        let stamp = match self.day.filter(|_| !written) {
            Some(day) => (day, None),
            None => self.day(reader, line, Field::AsOf, term)?,
        };
        let at = stamp.1.filter(|s| *s > 0).map_or_else(|| stamp.0.end(), |s| stamp.0.at(s));
        let named = self.text(line, Field::MetricName);
        let Some(mut metric) = metric(reader, &named) else {
            self.choice(reader, line, Field::MetricName, "播放量、阅读量、收听量、讨论量、点赞、评论、转发");
            return None;
        };
        let persons = self.text(line, Field::PersonsOrContacts).contains("人数");
        if persons && metric == Metric::Reads {
            metric = Metric::Readers;
        }
        let column = *self.columns.get(&Field::Amount)?;
        let unit = line.titles.get(column).map_or(1, |t| t.unit);
        let value = match line.count(column, unit, &mut reader.findings)? {
            Numeral::Count(c) => Value::Count(c),
            Numeral::Unavailable => Value::Unavailable,
            Numeral::Blank => {
                reader.findings.error(2030, line.at(column), ["", "次数", &format!("在 {} 填上次数，如 32000", line.name(column))]);
                return None;
            }
        };
        let from = match self.columns.get(&Field::From).filter(|c| !line.cell(**c).is_empty()) {
            Some(_) => Some(self.day(reader, line, Field::From, term)?.0),
            None => None,
        };
        let method = self.text(line, Field::Method);
        let estimated = persons || ["推算", "估算", "收视", "收听率", "发行", "预估"].iter().any(|w| method.contains(w));
        let source = if estimated { Source::Estimate } else { Source::Statement };
        let mut values = Values::default();
        values.set(metric, value);
        let row = self.row_ref(line);
        let number = Self::whole(reader, channel, at, row);
        reader.draft.readings.push(DraftReading { item: number, row, at, from, source, values });
        Some(())
    }

    /// The item of a channel as a whole.
    fn whole(reader: &mut Reader<'_>, channel: &Channel, at: crate::base::day::Moment, row: RowRef) -> u32 {
        let items = &mut reader.draft.items;
        if let Some(found) = items.iter().position(|i| i.channel == channel.id && i.title.is_empty()) {
            return u32::try_from(found).unwrap_or(u32::MAX);
        }
        items.push(Item {
            channel: channel.id.clone(),
            title: Arc::from(""),
            native_id: None,
            url: None,
            published: None,
            duration_secs: None,
            kind: None,
            deliverable: None,
            visibility: None,
            at,
            row,
        });
        u32::try_from(items.len() - 1).unwrap_or(u32::MAX)
    }
}

/// A metric by any name that a column of it may have.
fn metric(reader: &Reader<'_>, text: &str) -> Option<Metric> {
    match reader.input.defs.headers.reach.get(&fold(text)) {
        Some(Field::Cumulative(m) | Field::Increment(m)) => Some(*m),
        _ => Metric::parse(text.trim()),
    }
}

/// 08:30, 8：30：00, 0830, a time cell. Unit: seconds after 00:00.
fn clock(cell: Cell<'_>) -> Option<u32> {
    if let Cell::Span(s) | Cell::Date(_, Some(s)) = cell {
        return Some(s);
    }
    let folded = fold(cell.chars());
    let parts: Option<Vec<u32>> = folded.split([':', '时', '分', '秒', '点']).filter(|p| !p.is_empty()).map(|p| p.parse().ok()).collect();
    match parts?.as_slice() {
        [h, m] if *h < 25 && *m < 60 => Some(h * 3600 + m * 60),
        [h, m, s] if *h < 25 && *m < 60 && *s < 60 => Some(h * 3600 + m * 60 + s),
        [h] if *h < 25 && folded.contains(['时', '点']) => Some(h * 3600),
        _ => None,
    }
}

/// Names of deliverables that a campaign's targets count.
fn deliverables(reader: &Reader<'_>, campaign: &CampaignId) -> Vec<String> {
    let Some(campaign) = reader.input.defs.campaign(campaign) else { return Vec::new() };
    let mut names = Vec::new();
    for target in &campaign.targets {
        if let Spec::Tally(tally) = &target.spec {
            for name in tally.deliverables.iter().chain(std::iter::once(&target.label)) {
                if !names.contains(name) {
                    names.push(name.clone());
                }
            }
        }
    }
    names
}
