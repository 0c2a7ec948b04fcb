//! The other templates: 展示记录, 播出记录, 成果登记, 总量声明, 培训登记.

mod presence;
mod rows;

use super::cell::{Cell, Row};
use super::line::{Line, Stamp};
use super::names::{ChannelIndex, Meaning};
use super::reader::{Reader, Whose};
use super::setup::Sheet;
use super::title::{Role, Title};
use super::words;
use crate::base::day::{Day, Term};
use crate::base::id::{CampaignId, ChannelId};
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::channel::Channel;
use crate::model::draft::{Need, RowRef};
use crate::model::target::{self, Named, Spec};
use std::collections::{BTreeMap, BTreeSet};

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
    /// Holds where the date column of a statement is blank, or a display is said to go on.
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

/// What to write as the name of a deliverable of a campaign: 成果填 头版、封底.
pub(super) fn deliverables_of(reader: &Reader<'_>, campaign: Option<&CampaignId>) -> String {
    let targets = campaign.and_then(|c| reader.input.defs.campaign(c)).map(|c| c.targets.as_slice()).unwrap_or_default();
    let name =
        |spec: &Spec| if let Spec::Tally(t) = spec { t.deliverables.first().filter(|_| !t.channels.is_empty()).cloned() } else { None };
    let names: Vec<String> = targets.iter().filter_map(|t| name(&t.spec)).collect();
    if names.is_empty() { "成果填方案里的名称，如 头版".to_owned() } else { format!("成果填 {} 之一", names.join("、")) }
}

/// Says of works whose 成果类型 names what is counted by 成果登记 alone (征文大赛, 表情包) that they do not count there.
pub(super) fn belongs_in_records(reader: &mut Reader<'_>) {
    let defs = reader.input.defs;
    let typed: BTreeSet<(&ChannelId, &str)> =
        reader.draft.items.iter().filter_map(|i| Some((&i.channel, i.deliverable.as_deref()?))).collect();
    let told = typed.into_iter().filter_map(|(channel, said)| {
        let campaign = defs.channel(channel).and_then(|c| defs.campaign(&c.campaign))?;
        let Named::One(id, name) = target::deliverable(&campaign.targets, said) else { return None };
        let target = campaign.targets.iter().find(|t| t.id == *id)?;
        let alone = matches!(&target.spec, Spec::Tally(tally) if tally.channels.is_empty());
        alone.then(|| format!("“{name}”按成果登记计，作品清单里的不计入{}：另报成果登记（日期、成果、数量、标题、证明）", target.label))
    });
    let told: BTreeSet<String> = told.collect();
    for sentence in told {
        reader.infer(sentence);
    }
}

impl Form {
    pub(super) fn new(reader: &mut Reader<'_>, sheet: &Sheet<'_>, kind: &'static str, titles: Vec<Title>) -> Self {
        // Of a workbook with counts and registers the counts decide what it is called.
        if reader.draft.kind.is_empty() {
            kind.clone_into(&mut reader.draft.kind);
        }
        reader.draft.made_for_campaign = true;
        let mut columns = BTreeMap::new();
        for (i, title) in titles.iter().enumerate() {
            if let Role::Field(field) = title.role {
                columns.entry(field).or_insert(i);
            }
        }
        // 日期 and 是否展示 day by day; 状态 of a list of broadcasts.
        for (kin, field, stands_in) in
            [("presence", Field::PresenceFrom, Field::Date), ("airings", Field::PlannedOrAired, Field::PresenceState)]
        {
            if let Some(column) = columns.get(&stands_in).copied().filter(|_| kin == kind) {
                columns.entry(field).or_insert(column);
            }
        }
        let said = reader.campaign(sheet.name, sheet.banners);
        let campaign = said.as_ref().map(|s| s.0.clone());
        let mut form =
            Self { kind, sheet: sheet.index, header_row: sheet.header_row, titles, columns, campaign, channel: None, day: None, rows: 0 };
        let about_channels = matches!(kind, "presence" | "airings" | "statements");
        if about_channels && !form.columns.contains_key(&Field::Channel) {
            match reader.channel(form.campaign.as_ref(), &[], sheet.name, sheet.banners, None) {
                Whose::Of(i, sentence) => {
                    form.channel = Some(i);
                    if let Some(s) = sentence {
                        reader.infer(s);
                    }
                }
                Whose::Unclear(sentence) => {
                    reader.infer(sentence);
                    reader.need(Need::Channel);
                }
                Whose::Nobodys => match form.campaign.as_ref().filter(|_| kind == "airings").and_then(|c| broadcaster(reader, c)) {
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
        if kind == "presence" {
            let term = form.campaign.as_ref().and_then(|c| reader.term_of(c));
            form.day = reader.when(term, &[], sheet.name, sheet.banners).map(|f| f.0.to);
        }
        form
    }

    pub(super) fn row<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, sheet: Option<&str>, row: u32, cells: &R) {
        if reader.draft.lacking.iter().any(|(_, lacks)| *lacks == self.sheet) {
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
            if self.kind == "airings" {
                self.check_airings(reader, line);
            }
            return;
        }
        let again = fold(line.title(first)) == fold(&cell.shown());
        if again || words::is_signature(cell) || (alone && words::is_note(&cell.shown())) {
            return;
        }
        // Under a first column of names a name alone is a row of the template as it was handed out.
        if self.is_untouched(line) && self.columns.values().any(|c| *c == first) {
            reader.infer(format!("工作表{}有没填的行，没有读取", quoted(line.sheet.unwrap_or(""))));
            return;
        }
        if alone && line.titles.iter().filter(|t| !t.raw.is_empty()).count() > 2 {
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

    /// A row of the template as it was handed out: its name alone.
    fn is_untouched<R: Row + ?Sized>(&self, line: &Line<'_, R>) -> bool {
        let typed: &[Field] = match self.kind {
            "presence" => &[Field::PresenceFrom, Field::PresenceTo, Field::PresenceState, Field::Proof, Field::Note],
            "airings" => &[Field::Date, Field::Time, Field::PlannedOrAired, Field::PlannedTimes, Field::AiredTimes, Field::Note],
            "records" => &[Field::Date, Field::Quantity, Field::Title, Field::Proof, Field::Note],
            "statements" => &[Field::AsOf, Field::Amount, Field::PersonsOrContacts, Field::Issuer, Field::Note],
            _ => return false,
        };
        typed.iter().all(|f| self.cell(line, *f).is_empty())
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
        // 湖南民生网首页 says the place too.
        let name = text.strip_suffix("首页").filter(|_| self.kind == "presence").unwrap_or(&text);
        if let Meaning::One(i) = reader.names.exact(name, self.campaign.as_ref()) {
            return reader.names.channel(i);
        }
        let mut names = reader.names.nearest(&text, self.campaign.as_ref());
        let station = self.campaign.as_ref().filter(|_| self.kind == "airings").and_then(|c| broadcaster(reader, c));
        let station = station.and_then(|(i, _)| reader.names.channel(i)).map(|c| c.name.as_str());
        names.retain(|n| Some(*n) != station);
        names.splice(0..0, station);
        let names = names.join("、");
        let remedy = format!("把 {} 改成渠道全名；最接近的是 {names}", line.name(column));
        reader.findings.error(2015, line.at(column), [&text, "本项目登记的渠道", &remedy]);
        None
    }

    /// The term by which a date without a year is read.
    fn term(&self, reader: &Reader<'_>, channel: Option<&Channel>) -> Option<Term> {
        channel.map(|c| &c.campaign).or(self.campaign.as_ref()).and_then(|c| reader.term_of(c))
    }

    /// A date that must be there.
    fn date<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field, term: Option<Term>) -> Option<Stamp> {
        let Some(column) = self.columns.get(&field).copied() else {
            let remedy = format!("在第 {} 行表头里加上“日期”一列，各行填上日期，如 2023-04-02", self.header_row);
            reader.findings.error(2014, line.whole(), ["", "日期", &remedy]);
            return None;
        };
        let stamp = line.date(column, term, &mut reader.findings).ok()?;
        if stamp.is_none() {
            let remedy = format!("在 {} 填上日期，如 2023-04-02", line.name(column));
            reader.findings.error(2014, line.at(column), ["", "日期", &remedy]);
        }
        stamp
    }

    /// A date that must be there and not lie after today.
    fn day<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field, term: Option<Term>) -> Option<Stamp> {
        let stamp = self.date(reader, line, field, term)?;
        let column = *self.columns.get(&field)?;
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
        // An example that is followed without looking must not claim that something was aired or shown.
        let modest = matches!(field, Field::PlannedOrAired | Field::PresenceState);
        let mut choices_in_turn = choices.split('、');
        let example = if modest { choices_in_turn.next_back() } else { choices_in_turn.next() }.unwrap_or_default();
        let remedy = format!("把 {name} 按实际情况改成其中一个，如 {example}");
        reader.findings.error(2046, at, [&self.text(line, field), choices, &remedy]);
    }
}
