//! One row of each form: everything that is wrong with it is told at once.

use super::Form;
use crate::base::id::CampaignId;
use crate::base::numeral::{self, Fault, Numeral};
use crate::base::text::{clip, fold, quoted};
use crate::define::Field;
use crate::intake::cell::{Cell, Row};
use crate::intake::line::Line;
use crate::intake::reader::Reader;
use crate::intake::saying::Label;
use crate::intake::words;
use crate::model::channel::{Channel, Scope};
use crate::model::draft::{AiringRow, DraftReading, Item, RecordRow, RowRef, TrainingRow};
use crate::model::metric::{Metric, Value, Values};
use crate::model::reading::Source;
use crate::model::target::{self, Named, Spec, is_programme};
use std::sync::Arc;

impl Form {
    pub(super) fn airing<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        if self.columns.contains_key(&Field::AiredTimes) {
            return self.airings_of_a_day(reader, line);
        }
        let channel = self.channel(reader, line);
        let term = self.term(reader, channel);
        let said = self.text(line, Field::PlannedOrAired);
        // 是否播出: 是. Below 计划/实播 it answers neither.
        let whether = self.columns.get(&Field::PlannedOrAired).is_some_and(|c| line.title(*c).contains("是否"));
        let aired = if whether && !said.trim().is_empty() { words::ticked(&said) } else { words::aired(&said) };
        if aired.is_none() {
            self.choice(reader, line, Field::PlannedOrAired, "实播、计划");
        }
        // A schedule may lie ahead; what was aired may not.
        let stamp =
            if aired == Some(true) { self.day(reader, line, Field::Date, term) } else { self.date(reader, line, Field::Date, term) };
        let secs = self.time(reader, line)?.or(stamp.and_then(|s| s.1));
        let (channel, (aired, (day, _))) = channel.zip(aired.zip(stamp))?;
        let programme = self.programme(reader, channel, line)?;
        // Without a time two airings of one day cannot be told from one row written twice.
        let key = secs.map(|secs| (channel.id.clone(), day, secs, aired, fold(&programme)));
        if let Some(first) = key.as_ref().and_then(|key| reader.airings.get(key)) {
            let sheet = reader.draft.sheets.get(usize::from(first.sheet)).filter(|_| first.sheet != self.sheet);
            let sheet = sheet.map_or_else(String::new, |s| format!("工作表{}", quoted(s)));
            let found = format!("与{sheet}第 {} 行是同一天、同一时刻、同一节目", first.row);
            let remedy = "确是两次播出的，把时间改成各自的时刻；重复填写的不必改";
            reader.findings.warning(2057, line.whole(), [&found, "每次播出一行", remedy]);
            return Some(());
        }
        self.says_what_counts(reader, channel, line);
        reader.airings.extend(key.map(|key| (key, self.row_ref(line))));
        reader.draft.airings.push(AiringRow { channel: channel.id.clone(), day, secs, programme, aired, row: self.row_ref(line) });
        Some(())
    }

    /// What was aired. Where the campaign owes episodes on that channel besides the airings of a spot, a row that does not say which it was is
    /// asked about.
    fn programme<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, channel: &Channel, line: &Line<'_, R>) -> Option<String> {
        let said = self.text(line, Field::Programme);
        let targets = || reader.input.defs.campaign(&channel.campaign).into_iter().flat_map(|c| &c.targets);
        let spot = targets().find_map(|t| if let Spec::Airings { programme } = &t.spec { Some(programme.clone()) } else { None });
        let episodes = targets().any(|t| matches!(&t.spec, Spec::Tally(tally) if tally.channels.contains(&channel.id)));
        let Some(spot) = spot.filter(|_| said.trim().is_empty() && episodes) else { return Some(said) };
        let column = self.columns.get(&Field::Programme).copied();
        let remedy = match column {
            Some(c) => format!("在 {} 填上播出的是什么：节目的名称，或 {spot}", line.name(c)),
            None => format!("在第 {} 行表头里加上“节目”一列，各行填上播出的是什么：节目的名称，或 {spot}", self.header_row),
        };
        let expected = format!("节目的名称，或 {spot}：只有后者计入播出次数");
        reader.findings.error(2046, column.map_or(line.whole(), |c| line.at(c)), ["", &expected, &remedy]);
        None
    }

    /// Says of a programme that no target counts the airings of that it is registered and nothing else.
    fn says_what_counts<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, channel: &Channel, line: &Line<'_, R>) {
        let said = self.text(line, Field::Programme);
        let targets = || reader.input.defs.campaign(&channel.campaign).into_iter().flat_map(|c| &c.targets);
        let programmes = || targets().filter_map(|t| if let Spec::Airings { programme } = &t.spec { Some(programme) } else { None });
        if programmes().any(|p| is_programme(p, &said)) {
            return;
        }
        let told = match programmes().next() {
            Some(wanted) => format!("节目{}不是{}：只登记，不计入播出次数", quoted(&clip(&said, 20)), quoted(wanted)),
            None => "本项目不按播出次数考核：播出记录只登记；节目期数请报作品的表（作品标题、发布时间）".to_owned(),
        };
        reader.infer(told);
    }

    /// A row that says in two columns that something was to be aired and was: 1 | 1次, √ | ×.
    fn airings_of_a_day<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line);
        let term = self.term(reader, channel);
        let planned = self.once(reader, line, Field::PlannedTimes);
        let aired = self.once(reader, line, Field::AiredTimes);
        // A schedule may lie ahead; what was aired may not.
        let stamp =
            if aired == Some(true) { self.day(reader, line, Field::Date, term) } else { self.date(reader, line, Field::Date, term) };
        let secs = self.time(reader, line)?;
        let (channel, ((day, _), (planned, aired))) = channel.zip(stamp.zip(planned.zip(aired)))?;
        let programme = self.programme(reader, channel, line)?;
        self.says_what_counts(reader, channel, line);
        for aired in [(planned, false), (aired, true)].into_iter().filter(|(is, _)| *is).map(|(_, aired)| aired) {
            let (channel, programme) = (channel.id.clone(), programme.clone());
            reader.draft.airings.push(AiringRow { channel, day, secs, programme, aired, row: self.row_ref(line) });
        }
        Some(())
    }

    /// Whether it was: 1, 1次, √; or not: 0, ×, nothing. Of several airings a row cannot say when each was.
    fn once<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field) -> Option<bool> {
        let Some(column) = self.columns.get(&field).copied() else { return Some(false) };
        let shown = line.cell(column).shown();
        let once = match pieces(&shown) {
            Some(0) => Some(false),
            Some(1) => Some(true),
            Some(_) => None,
            None => words::ticked(&shown),
        };
        if once.is_none() {
            let remedy = format!("把 {} 改成 1，没有播出填 0；播了几次的，一次一行，各写时间", line.name(column));
            reader.findings.error(2030, line.at(column), [&shown, "一次播出一行：1 或 0", &remedy]);
        }
        once
    }

    /// The time of a broadcast, the first of 07:30-07:35. The outer `None` is a message, the inner one a blank.
    #[expect(clippy::option_option, reason = "a refused cell and a blank one are two different things")]
    fn time<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<Option<u32>> {
        let Some(column) = self.columns.get(&Field::Time).copied().filter(|c| !line.cell(*c).is_empty()) else { return Some(None) };
        let secs = clock(line.cell(column));
        if secs.is_none() {
            let remedy = format!("把 {} 改成时:分，如 08:30", line.name(column));
            reader.findings.error(2040, line.at(column), [&line.cell(column).shown(), "时刻：08:30、08:30:00", &remedy]);
        }
        secs.map(Some)
    }

    /// Compares the partner's own number of airings with the rows above it.
    pub(super) fn check_airings<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) {
        // 9月小计 is of some rows only.
        if line.cells.filled().next().is_some_and(|(_, c)| words::total(c) == Some(Label::Subtotal)) {
            return;
        }
        let written = line.cells.filled().skip(1).find_map(|(i, c)| Some((i, pieces(&c.shown())?)));
        let Some((column, written)) = written.filter(|_| reader.draft.refused == 0) else { return };
        let of = |aired: bool| reader.draft.airings.iter().filter(|a| a.row.sheet == self.sheet && a.aired == aired).count() as u64;
        let (aired, what) = if of(true) > 0 { (of(true), "实播") } else { (of(false), "计划") };
        if written != aired {
            let expected = format!("各行共{what} {aired} 次，相同的行只计一次");
            let remedy = format!("以各行为准计入；有漏填或填错的行，补正后重新上传；合计算错了就把 {} 改成 {aired}", line.name(column));
            reader.findings.warning(2023, line.at(column), [&line.cell(column).shown(), &expected, &remedy]);
        }
    }

    fn quantity<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, field: Field) -> Option<u64> {
        let column = *self.columns.get(&field)?;
        let unit = line.titles.get(column).map_or(1, |t| t.unit);
        let shown = line.cell(column).shown();
        if let Some(n) = pieces(&shown).filter(|_| unit == 1) {
            return Some(n);
        }
        let cell = line.cell(column);
        if let Cell::Text(s) | Cell::Number(s) = cell
            && numeral::read(s, unit) == Err(Fault::NotANumber)
        {
            let remedy = format!("把 {} 改成数量，只写数字，如 1", line.name(column));
            reader.findings.error(2030, line.at(column), [&shown, "数量：1、2、3", &remedy]);
            return None;
        }
        let numeral = line.count(column, unit, &mut reader.findings)?;
        if let Numeral::Count(count) = numeral {
            return Some(count.low());
        }
        let remedy = format!("在 {} 填上数量，如 1", line.name(column));
        reader.findings.error(2030, line.at(column), [&shown, "数量", &remedy]);
        None
    }

    pub(super) fn record<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let campaign = self.campaign.clone()?;
        let day = self.day(reader, line, Field::Date, reader.term_of(&campaign));
        let quantity = self.quantity(reader, line, Field::Quantity);
        let deliverable = self.text(line, Field::DeliverableName);
        self.names_one(reader, line, &campaign, &deliverable)?;
        let ((day, _), quantity) = day.zip(quantity)?;
        let (title, proof) = (self.text(line, Field::Title), self.text(line, Field::Proof));
        reader.draft.records.push(RecordRow { campaign, day, deliverable, quantity, title, proof, row: self.row_ref(line) });
        Some(())
    }

    /// Whether a row names a deliverable that a target counts. What it is taken for is said where it is called otherwise; a campaign that counts
    /// none keeps everything.
    fn names_one<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>, campaign: &CampaignId, said: &str) -> Option<()> {
        let targets = reader.input.defs.campaign(campaign).map(|c| c.targets.as_slice()).unwrap_or_default();
        let tallies = || targets.iter().filter_map(|t| if let Spec::Tally(tally) = &t.spec { Some(tally) } else { None });
        let known: Vec<&str> = tallies().flat_map(|t| &t.deliverables).map(String::as_str).collect();
        let (expected, remedy) = match target::deliverable(targets, said) {
            Named::One(_, name) if fold(name) == fold(said) => return Some(()),
            Named::One(id, name) => {
                let label = targets.iter().find(|t| t.id == *id).map_or("", |t| &t.label);
                if fold(label) != fold(said) {
                    reader.infer(format!("成果{}按“{name}”计入{label}", quoted(&clip(said, 20))));
                }
                return Some(());
            }
            _ if known.is_empty() => {
                reader.infer("本项目没有按成果登记计数的指标：只登记，不计入".to_owned());
                return Some(());
            }
            Named::Several(names) => (format!("只写一种成果；这里有 {}", names.join("、")), "分成几行，一行一种成果，各填各的数量"),
            Named::Nothing => (known.join("、"), ""),
        };
        let column = *self.columns.get(&Field::DeliverableName)?;
        let first = known.first().copied().unwrap_or_default();
        let remedy =
            if remedy.is_empty() { format!("把 {} 改成其中一个，如 {first}", line.name(column)) } else { remedy.to_owned() };
        reader.findings.error(2016, line.at(column), [said, &expected, &remedy]);
        None
    }

    pub(super) fn training<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let campaign = self.campaign.clone()?;
        let day = self.day(reader, line, Field::Date, reader.term_of(&campaign));
        let persons = self.quantity(reader, line, Field::Persons);
        let hours_x4 = self.quarters(reader, line, Field::Hours);
        let offline_hours_x4 = self.quarters(reader, line, Field::OfflineHours);
        let enterprise = self.text(line, Field::Enterprise);
        if enterprise.is_empty() {
            let column = *self.columns.get(&Field::Enterprise)?;
            reader.findings.error(2020, line.at(column), ["", "单位名称", &format!("在 {} 填上单位名称", line.name(column))]);
            return None;
        }
        reader.draft.trainings.push(TrainingRow {
            campaign,
            day: day?.0,
            enterprise,
            persons: persons?,
            hours_x4: hours_x4?,
            offline_hours_x4: offline_hours_x4?,
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

    pub(super) fn statement<R: Row + ?Sized>(&self, reader: &mut Reader<'_>, line: &Line<'_, R>) -> Option<()> {
        let channel = self.channel(reader, line);
        let term = self.term(reader, channel);
        let written = !self.cell(line, Field::AsOf).is_empty();
        let stamp = match self.day.filter(|_| !written) {
            Some(day) => Some((day, None)),
            None => self.day(reader, line, Field::AsOf, term),
        };
        let named = self.text(line, Field::MetricName);
        let metric = metric(reader, &named);
        if metric.is_none() && ["发行", "印数", "印量", "份数"].iter().any(|w| named.contains(w)) {
            let column = *self.columns.get(&Field::MetricName)?;
            let remedy = format!("把 {} 改成 阅读量；“人次/人数”填 人数，“方法”填 发行量推算", line.name(column));
            reader.findings.error(2046, line.at(column), [&named, "看的人数；发行量是推算的依据，写在“方法”里", &remedy]);
        } else if metric.is_none() {
            self.choice(reader, line, Field::MetricName, "播放量、阅读量、收听量、讨论量、点赞、评论、转发");
        }
        let persons = self.text(line, Field::PersonsOrContacts).contains("人数");
        let metric = metric.map(|m| if persons && m == Metric::Reads { Metric::Readers } else { m });
        let column = *self.columns.get(&Field::Amount)?;
        let unit = line.titles.get(column).map_or(1, |t| t.unit);
        let value = match line.count(column, unit, &mut reader.findings) {
            Some(Numeral::Count(c)) => Some(Value::Count(c)),
            Some(Numeral::Unavailable) => Some(Value::Unavailable),
            Some(Numeral::Blank) => {
                reader.findings.error(2030, line.at(column), ["", "次数", &format!("在 {} 填上次数，如 32000", line.name(column))]);
                None
            }
            None => None,
        };
        let from = match self.columns.get(&Field::From).filter(|c| !line.cell(**c).is_empty()) {
            Some(_) => Some(self.day(reader, line, Field::From, term)?.0),
            None => None,
        };
        let (channel, ((day, secs), (metric, value))) = channel.zip(stamp.zip(metric.zip(value)))?;
        if channel.scope == Scope::Works {
            reader.infer(format!("渠道{}按逐条作品计：总数只列示，不计入传播量；要计入就报各条作品的数", quoted(&channel.name)));
        }
        let at = secs.filter(|s| *s > 0).map_or_else(|| day.end(), |s| day.at(s));
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

/// A number of pieces with or without its measure word: 3, 3期, 1组, 一套.
fn pieces(text: &str) -> Option<u64> {
    const MEASURES: &str = "组套期篇个件份张块版条部集幅场册本次名项种款档首页家支人轮批";
    let folded = fold(text);
    // 1组（16个）.
    let folded = folded.strip_suffix(')').and_then(|f| f.split_once('(')).map_or(folded.as_str(), |(own, _)| own);
    let measured = folded.strip_suffix(|c: char| MEASURES.contains(c));
    let word = |m: &str| "零一二三四五六七八九十".chars().zip(0..).find_map(|(c, n)| (m.strip_prefix(c) == Some("")).then_some(n));
    if let Some(n) = measured.and_then(word) {
        return Some(n);
    }
    let digits = measured.unwrap_or(folded);
    (digits.len() <= 9 && !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit())).then(|| digits.parse().ok()).flatten()
}

/// 08:30, 8：30：00, 0830, a time cell. Unit: seconds after 00:00.
fn clock(cell: Cell<'_>) -> Option<u32> {
    if let Cell::Span(s) | Cell::Date(_, Some(s)) = cell {
        return Some(s);
    }
    let folded = fold(cell.chars());
    let folded = folded.split(['-', '–', '—', '~', '～', '至', '到']).next().unwrap_or_default();
    let parts: Option<Vec<u32>> = folded.split([':', '时', '分', '秒', '点']).filter(|p| !p.is_empty()).map(|p| p.parse().ok()).collect();
    match parts?.as_slice() {
        [h, m] if *h < 24 && *m < 60 => Some(h * 3600 + m * 60),
        [h, m, s] if *h < 24 && *m < 60 && *s < 60 => Some(h * 3600 + m * 60 + s),
        [24, 0] | [24, 0, 0] => Some(24 * 3600),
        [h] if *h < 25 && folded.contains(['时', '点']) => Some(h * 3600),
        _ => None,
    }
}
