//! What the columns of counts of a table mean, from what stands around them: their unit, whether they are 累计 or 新增, since when, and where that
//! is not clear.

use super::around;
use super::cell::Row;
use super::compared;
use super::finding::At;
use super::lacking::Missing;
use super::layout::{Block, Group};
use super::months;
use super::reader::Reader;
use super::saying;
use super::section;
use super::setup::Sheet;
use super::title::{self, Role, Title};
use super::units::{self, Unit};
use super::vocabulary::said;
use super::when;
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;

/// Longer periods run from the start of the project. Unit: days.
const WEEKS_MAX: i32 = 31;

/// Gives the columns the unit that a row above the header states; `None` where a unit is meant and it is not clear which.
pub(super) fn apply_units(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &mut [Title]) -> Option<()> {
    let remedy = section::UNIT_REMEDY;
    let counts = |t: &Title| match t.role {
        Role::Field(f) => title::is_counter(f) || matches!(f, Field::RowTotal | Field::Amount),
        Role::Channel(..) | Role::Unplaced(_) | Role::Date => true,
        Role::Aside | Role::Nothing => false,
    };
    if let Some(column) = titles.iter().position(|t| counts(t) && units::hides_unit(t)) {
        let raw = titles.get(column).map_or("", |t| t.raw.as_str());
        reader.findings.error(2039, sheet.at(titles, column), [raw, "播放量（万）、播放量（万次）、播放量", remedy]);
        return None;
    }
    let rows = sheet.head.iter().filter(|(_, cells)| cells.filled().count() <= 4);
    let said = rows.flat_map(|(row, cells)| {
        let alone = cells.filled().count() == 1;
        cells.filled().map(move |(column, c)| (*row, column, c.shown().into_owned(), alone))
    });
    let stated: Vec<_> = said
        .map(|(row, column, text, alone)| (units::unit_said(&text, alone), row, column, text))
        .filter(|s| s.0 != Unit::Nothing)
        .collect();
    let Some((unit, row, column, text)) = stated.last() else { return units_of_names(reader, sheet, titles) };
    let Unit::Times(unit) = *unit else {
        let at = At { sheet: sheet.name, row: *row, column: Some((*column, "")) };
        reader.findings.error(2039, at, [text, "单位：万次", remedy]);
        return None;
    };
    // 点赞 and 评论 stay as they are: a title speaks of plays and reads.
    let aside = |t: &Title| matches!(t.role, Role::Field(Field::Cumulative(m) | Field::Increment(m)) if !Metric::CONTACTS.contains(&m));
    if unit == 1 {
        return Some(());
    }
    for title in titles.iter_mut().filter(|t| t.unit == 1 && !units::says_ones(t) && !aside(t)) {
        title.unit = unit;
    }
    reader.infer(format!("标题行写明单位：没有另写单位的播放、阅读、收听数都按 {} 倍计", crate::base::text::grouped(unit)));
    Some(())
}

/// The unit that the name of the sheet or file states, 抖音数据（万）, is not applied unseen: columns must say it too.
fn units_of_names(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    let plain = |t: &Title| t.unit == 1 && !units::says_ones(t) && (t.is_gain() || t.is_plain() || matches!(t.role, Role::Channel(..)));
    let Some(column) = titles.iter().position(plain) else { return Some(()) };
    let names = sheet.name.into_iter().chain([reader.stem()]);
    let Some(name) = names.into_iter().find(|n| !matches!(units::unit_said(n, true), Unit::Nothing | Unit::Times(1))) else {
        return Some(());
    };
    let found = format!("{}，而列名是{}", quoted(name), quoted(titles.get(column).map_or("", |t| t.raw.as_str())));
    reader.findings.error(2039, sheet.at(titles, column), [&found, "单位写在列名里，如 播放量（万）", section::UNIT_REMEDY]);
    None
}

/// Gives the columns that say neither 累计 nor 新增 what the name of the sheet, a row above the header or the name of the file says of all of
/// them, the first of these that says anything; `None` where that may be either, or no counts at all.
pub(super) fn modes(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &mut [Title]) -> Option<()> {
    let alone = !titles
        .iter()
        .any(|t| matches!(t.role, Role::Channel(..) | Role::Date) || matches!(t.role, Role::Field(f) if title::is_counter(f)));
    let plain = |t: &Title| t.is_plain() || (alone && t.role == Role::Field(Field::RowTotal) && t.mode.is_none());
    // 上周, 本周: the column is asked about, whatever stands above it.
    let columns = titles.iter().any(|t| t.either && t.is_plain()) || compared::weeks(titles) && titles.iter().any(compared::is_of_weeks);
    if reader.input.sent.mode.is_some() || columns || !titles.iter().any(plain) {
        return Some(());
    }
    let above = sheet.head.iter().rev().flat_map(|(row, cells)| {
        let few = cells.filled().count() <= 4;
        cells.filled().filter(move |_| few).map(move |(i, c)| (c.shown().into_owned(), Some((*row, i)), "标题行"))
    });
    let places = sheet.name.map(|s| (s.to_owned(), None, "工作表名")).into_iter().chain(above);
    let mut places = places.chain([(reader.stem().to_owned(), None, "文件名")]);
    let Some((said, text, cell, place)) = places.find_map(|(text, cell, place)| {
        let said = saying::sentence(&text);
        (said.kind != saying::Kind::Nothing).then_some((said, text, cell, place))
    }) else {
        return of_a_period(reader, sheet, titles);
    };
    if said.kind == saying::Kind::Total {
        return Some(());
    }
    if said.kind != saying::Kind::Gain {
        let at = match (cell, place) {
            (Some((row, column)), _) => At { sheet: sheet.name, row, column: Some((column, "")) },
            (None, "文件名") => At { sheet: None, row: 0, column: None },
            _ => At { sheet: sheet.name, row: 0, column: None },
        };
        section::not_clear_above(reader, at, said, &text);
        return None;
    }
    for title in titles.iter_mut().filter(|t| plain(t)) {
        (title.mode, title.weekly) = (Some(Mode::Increment), title.weekly || said.weekly);
    }
    reader.infer(format!("{place}{}：没有另写“累计”的列按新增处理", quoted(&text)));
    Some(())
}

/// A week or month above plain numbers, in a row or a name: what there was at its end, or what it brought, nobody says. Beside a column of gains,
/// or of days, the numbers are those from the start.
fn of_a_period(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    let told = |t: &Title| t.is_gain() || t.mode.is_some() || t.day.is_some() || t.role == Role::Field(Field::AsOf);
    if titles.iter().any(told) {
        return Some(());
    }
    let campaign = reader.campaign(sheet.name, sheet.banners).map(|c| c.0);
    let term = campaign.and_then(|c| reader.term_of(&c));
    // 截至3月31日 below 2023年3月 says what the numbers are.
    let until = sheet.banners.iter().any(|b| b.contains("截至") || b.contains("截止"));
    let of_months = |text: &str| !until && months::named(text);
    let of_weeks = |text: &str| {
        when::says_week(text) || when::find(text, term).is_some_and(|w| w.from.is_some_and(|from| w.to.since(from) < WEEKS_MAX))
    };
    let named = |text: &str| {
        let open = || when::until_now(text, term).is_some_and(|since| term.is_some_and(|t| since > t.start));
        of_weeks(text) || open() || saying::is_of_a_period(text) || of_months(text)
    };
    let above = sheet.head.iter().rev().filter(|(_, cells)| cells.filled().count() <= 4);
    let mut cells = above.flat_map(|(row, cells)| cells.filled().map(move |(i, c)| (*row, Some((i, "")), c.shown().into_owned())));
    let name = sheet.name.filter(|name| named(name)).map(|name| (0, None, name.to_owned()));
    let stem = reader.stem();
    // Of the names of files, 3.20-3.26 and 第12周 are but those of the report.
    let named_file = || (stem.contains('周') && saying::is_of_a_period(stem)) || of_months(stem);
    let (place, at, text) = match name.or_else(|| cells.find(|(.., text)| named(text))) {
        Some((row, column, text)) => ("标题行", At { sheet: sheet.name, row, column }, text),
        None if named_file() => ("文件名", At { sheet: None, row: 0, column: None }, stem.to_owned()),
        None => return Some(()),
    };
    // A monthly report is called by its month, whatever its numbers are: as in any table without another word, those from the start. Of a week
    // nobody knows, whether 周报（3.20-3.26） or 统计时间：3.20-3.26 says it.
    if saying::is_document(&text) && !months::of_a_quarter(&text) && !of_weeks(&text) {
        reader.infer(format!("{place}{}：没有写“新增”，各列按截至数据日期的累计数处理", quoted(&text)));
        return Some(());
    }
    let said = saying::Sentence { kind: saying::Kind::Either, weekly: false };
    section::not_clear_above(reader, at, said, &text);
    None
}

/// Columns that say of each row over which time its number runs.
const PERIODS: [&str; 10] =
    ["统计区间", "统计周期", "统计时段", "统计时间段", "统计期间", "数据周期", "数据区间", "数据时段", "时间段", "周期"];

/// 统计区间 beside plain numbers, or a 合计 beside columns of months: from the start, or of that time, nobody says.
fn beside_periods(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    if reader.input.sent.mode.is_some() {
        return Some(());
    }
    let base = |t: &Title| title::split_tag(&fold(&t.raw)).0.to_owned();
    let period = titles.iter().position(|t| t.role == Role::Nothing && PERIODS.contains(&base(t).as_str()));
    if let Some(column) = period.filter(|_| titles.iter().any(Title::is_plain)) {
        let raw = titles.get(column).map_or("", |t| t.raw.as_str());
        let remedy = "数是截至最后一天的累计数的，这一列改成“统计日期”，只填最后一天；是这段时间的新增数的，\
                      分成“统计开始”“统计日期”两列，数的列名改成“新增播放量”";
        reader.findings.error(2047, sheet.at(titles, column), [raw, "列名写明“累计”或“新增”", remedy]);
        return None;
    }
    let month = |t: &&Title| t.role == Role::Nothing && months::is_column(&t.raw);
    let sum = titles.iter().position(|t| {
        let called = t.role == Role::Field(Field::RowTotal) || (t.is_plain() && title::is_called_total(&t.raw));
        called && t.mode.is_none()
    });
    let Some(column) = sum.filter(|_| titles.iter().filter(month).count() > 1) else { return Some(()) };
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let of_works = "这一列是截至数据日期的累计数的，列名改成“累计播放量”（或阅读量、收听量）；只是这几个月的和，\
                  各月的列名写成“新增播放量（1月1日至1月31日）”，这一列的列名改成“备注”";
    // Without works the months are those of channels.
    let (expected, of_channels) = Missing::OfMonths.told(sheet.header_row, "");
    let (expected, remedy) =
        if title::tells_works(titles) { ("列名写明“累计”或“新增”", of_works) } else { (&*expected, &*of_channels) };
    reader.findings.error(2047, sheet.at(titles, column), [raw, expected, remedy]);
    None
}

/// Increments need the first day of their period; 本周 says it, and beside cumulative numbers a gain of unknown period is left aside.
pub(super) fn settle_period(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title], block: &mut Block) -> Option<()> {
    // 本周播放量 reads like a gain and may have been meant otherwise: it is said how it was read.
    for group in block.groups.iter().filter(|g| g.mode == Mode::Increment) {
        let Some(from) = group.first(block.at, block.from) else { continue };
        let plain = group.measures.iter().filter_map(|m| titles.get(m.column)).filter(|t| !t.raw.contains('增') && t.from.is_none());
        let names: String = plain.map(|t| quoted(&t.raw)).collect();
        if !names.is_empty() {
            reader.infer(format!("列{names}：按从 {from} 起的新增处理"));
        }
    }
    let open = |g: &Group| g.mode == Mode::Increment && g.first(block.at, block.from).is_none();
    let gains = block.groups.iter().filter(|g| open(g));
    let increments: Vec<usize> = gains.flat_map(|g| &g.measures).map(|m| m.column).collect();
    if increments.is_empty() || block.column(Field::From).is_some() {
        return Some(());
    }
    let names: String = increments.iter().filter_map(|c| titles.get(*c)).map(|t| quoted(&t.raw)).collect();
    if increments.iter().filter_map(|c| titles.get(*c)).all(|t| t.weekly) {
        block.weekly = true;
        reader.infer(format!("列{names}：按数据日期所在周的周一起算"));
        return Some(());
    }
    let contacts = |g: &Group| g.measures.iter().any(|m| m.metric.is_none_or(|m| Metric::CONTACTS.contains(&m)));
    if block.groups.iter().any(|g| g.mode == Mode::Cumulative && contacts(g)) {
        reader.infer(format!("列{names}：没有写明从哪天起，已有累计数，这几列没有读取"));
        let (at, from) = (block.at, block.from);
        block.groups.retain(|g| g.mode == Mode::Cumulative || g.first(at, from).is_some());
        return Some(());
    }
    let column = increments.first().copied().unwrap_or_default();
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let remedy = "加一列“统计开始”，每行填这段时间的第一天，如 2023-03-27";
    reader.findings.error(
        2011,
        sheet.at(titles, column),
        [&format!("{}是新增数，没有写明从哪天起", quoted(raw)), "增量要写明从哪天到哪天：统计开始、统计日期", remedy],
    );
    None
}

/// A column of counts that may be 累计 as well as 新增 is not left aside for the one beside it.
pub(super) fn unclear(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    let channel = |word: &str| reader.names.is_channel_word(word);
    let weekly = compared::weeks(titles);
    // 播放量, 其中抖音: of whom the rest is, nobody says. 合计, 其中：抖音, 快手 says it.
    let summed = |t: &Title| t.role == Role::Field(Field::RowTotal) || title::is_called_total(&t.raw);
    let parted = titles.iter().filter(|t| matches!(t.role, Role::Channel(..))).count() > 1 || titles.iter().any(summed);
    let part = |t: &Title| title::is_called_part(&t.raw) && around::names_account(&fold(&t.raw));
    let clear = |t: &Title| parted && matches!(t.role, Role::Channel(..));
    if let Some(column) = titles.iter().position(|t| part(t) && !clear(t)) {
        let raw = titles.get(column).map_or("", |t| t.raw.as_str());
        let remedy = "各渠道各一列，列名写渠道全名；它们的和那一列，列名改成“合计”";
        reader.findings.error(2015, sheet.at(titles, column), [raw, "渠道全名", remedy]);
        return None;
    }
    unknown_part(reader, sheet, titles)?;
    beside_periods(reader, sheet, titles)?;
    let unsaid = reader.input.sent.mode.is_none();
    let either = |t: &Title| {
        (weekly && compared::is_of_weeks(t))
            || (t.either && unsaid && t.role != Role::Field(Field::RowTotal))
            || (t.role == Role::Nothing && saying::is_either(&t.raw, &channel))
    };
    let Some(column) = titles.iter().position(either) else { return Some(()) };
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let remedy = match titles.get(column).map(|t| &t.role) {
        Some(Role::Channel(i, _)) => section::mode_remedy(reader.names.channel(*i).map_or("", |c| c.name.as_str())),
        _ => section::mode_remedy(""),
    };
    reader.findings.error(2047, sheet.at(titles, column), [raw, "列名写明“累计”或“新增”", &remedy]);
    None
}

/// 传播量 beside 西瓜视频播放量, an account that nobody registered: whether it is part of the sum, only the partner knows.
fn unknown_part(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    let counts = |t: &&Title| match t.role {
        Role::Field(Field::Cumulative(m) | Field::Increment(m)) => Metric::CONTACTS.contains(&m),
        Role::Field(Field::ContactsGain) | Role::Channel(..) | Role::Unplaced(_) | Role::Date => true,
        _ => false,
    };
    let sum = titles.iter().find(|t| matches!(t.role, Role::Field(Field::Contacts | Field::RowTotal)));
    let mut heads = titles.iter().filter(|t| matches!(t.role, Role::Channel(..) | Role::Unplaced(_)));
    // 抖音播放量, 传播量: the sum, or that of another channel.
    let one = matches!((heads.next().map(|t| &t.role), heads.next()), (Some(Role::Channel(_, Some(_))), None));
    let bare = |t: &Title| t.role == Role::Field(Field::Contacts) && t.day.is_none() && !title::is_called_total(&t.raw);
    if let Some(column) = titles.iter().position(bare).filter(|_| one && !titles.iter().any(|t| t.role == Role::Field(Field::Channel))) {
        let raw = titles.get(column).map_or("", |t| t.raw.as_str());
        let campaign = reader.campaign(sheet.name, sheet.banners).map(|c| c.0);
        let names = reader.names.nearest(raw, campaign.as_ref()).join("、");
        let remedy = format!("是各列之和的，列名改成“合计”；是另一个渠道的，列名改成那个渠道的全名，如 {names}");
        reader.findings.error(2013, sheet.at(titles, column), [raw, "写明是哪个渠道的，或是各列之和", &remedy]);
        return None;
    }
    let Some(sum) = sum.filter(|_| !titles.iter().any(|t| counts(&t))) else { return Some(()) };
    // 三湘都市报阅读量: what stands before the counter is somebody.
    let fields = &reader.input.defs.headers.reach;
    let counters =
        || fields.iter().filter(|(_, f)| matches!(f, Field::Cumulative(m) if Metric::CONTACTS.contains(m)) || **f == Field::Contacts);
    let before = |folded: &str| {
        let named = |word: &String| folded.strip_suffix(word.as_str()).is_some_and(|w| !w.is_empty() && said(w, &|_| false).is_empty());
        counters().any(|(word, _)| named(word))
    };
    let somebodys = |t: &Title| t.role == Role::Nothing && (around::names_platform(&fold(&t.raw)) || before(&fold(&t.raw)));
    let Some(column) = titles.iter().position(somebodys) else { return Some(()) };
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let campaign = reader.campaign(sheet.name, sheet.banners).map(|c| c.0);
    let names = reader.names.nearest(raw, campaign.as_ref()).join("、");
    let remedy = format!(
        "{}若含这一列，只留本渠道的数，列名改成“累计播放量”（或阅读量、收听量）；不含，就把这一列的列名改成“备注”；是本项目的渠道，列名改成渠道全名，如 {names}",
        quoted(&sum.raw)
    );
    reader.findings.error(2015, sheet.at(titles, column), [raw, "登记的渠道或已知的列名", &remedy]);
    None
}
