//! What stands in brackets in the header of a column of counts: understood as a whole, or asked about.

use super::around;
use super::header::Known;
use super::reader::Reader;
use super::saying;
use super::setup::Sheet;
use super::title::{self, Role, Title};
use super::units;
use super::vocabulary::{Sort, said};
use super::when;
use crate::base::text::{fold, name_key, quoted};
use crate::define::Field;
use crate::model::metric::Metric;

/// Words that say nothing of a number but where it was seen or that it must be there.
const NEUTRAL: [&str; 22] = [
    "",
    "后台",
    "平台后台",
    "后台数",
    "后台数据",
    "平台数据",
    "官方数据",
    "截图",
    "后台截图",
    "附截图",
    "附后台截图",
    "官方",
    "官方号",
    "官方账号",
    "主",
    "主号",
    "主账号",
    "必填",
    "选填",
    "四舍五入",
    "取整",
    "约",
];

/// Refuses a table in which a column of counts has something in brackets that is not understood.
pub(super) fn asked(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title]) -> Option<()> {
    let campaign = reader.campaign(sheet.name, sheet.banners).map(|c| c.0);
    let term = campaign.as_ref().and_then(|c| reader.term_of(c));
    let known = Known { defs: reader.input.defs, names: reader.names, campaign: campaign.as_ref(), term };
    let strange = |(column, title): (usize, &Title)| Some((column, unclear(title, known)?));
    let Some((column, inside)) = titles.iter().enumerate().find_map(strange) else { return Some(()) };
    let raw = titles.get(column).map_or("", |t| t.raw.as_str());
    let at = sheet.at(titles, column);
    let plain = bare(raw);
    if ["累计", "新增"].iter().all(|w| inside.contains(w)) {
        let counter = if ["量", "数", "播放", "阅读", "收听"].iter().any(|w| plain.ends_with(w)) { "" } else { "播放量" };
        let remedy = format!(
            "一列一种数：累计的一列，列名写“{plain}{counter}（累计）”；新增的另一列，列名写“{plain}{counter}（新增）”，并写明从哪天到哪天"
        );
        reader.findings.error(2047, at, [raw, "一格一个数，列名写明“累计”或“新增”", &remedy]);
    } else if is_of_a_time(&inside) {
        let remedy =
            format!("是截至数据日期的累计数的，列名改成“{plain}（累计）”；是这段时间的新增数的，改成“{plain}（新增）”，并写明从哪天到哪天");
        reader.findings.error(2047, at, [raw, "列名写明“累计”或“新增”", &remedy]);
    } else if is_of_somebody(&inside, known) {
        let names = reader.names.nearest(raw, campaign.as_ref()).join("、");
        let remedy = format!(
            "只是一个渠道的，列名改成那个渠道的全名，如 {names}；几个渠道合在一起的，各渠道各一列；不是本项目的渠道，列名改成“备注”"
        );
        reader.findings.error(2015, at, [raw, "一列只是一个登记的渠道的数", &remedy]);
    } else {
        let remedy = format!("这一列就是播放（阅读、收听）次数的，去掉括号里的话，列名改成{}；不是的，列名改成“备注”", quoted(&plain));
        reader.findings.error(2048, at, [raw, "播放（阅读、收听）次数；括号里只写单位、截至日期、累计或新增", &remedy]);
    }
    None
}

/// A header without its brackets.
fn bare(raw: &str) -> String {
    let mut deep = 0_u32;
    let kept = raw.chars().filter(|c| {
        deep += u32::from(matches!(c, '(' | '（' | '[' | '【'));
        let kept = deep == 0;
        deep = deep.saturating_sub(u32::from(matches!(c, ')' | '）' | ']' | '】')));
        kept
    });
    kept.collect::<String>().trim().to_owned()
}

/// The first brackets of a column of counts that are not understood, folded.
fn unclear(title: &Title, known: Known<'_>) -> Option<String> {
    let field = match title.role {
        Role::Field(f) if title::is_counter(f) => Some(f),
        Role::Channel(_, f) => f,
        _ => return None,
    };
    let folded = fold(&title.raw);
    let whole = known.field(&folded).is_some() || known.names.is_channel_word(&folded);
    let groups = folded.split(['(', '[', '【']).skip(1).filter_map(|g| g.split_once([')', ']', '】'])).map(|g| g.0);
    let clear = |inside: &str| {
        let rest = match when::find(inside, known.term) {
            Some(_) => when::without(inside),
            None if when::find_bare(inside, known.term).is_some() => String::new(),
            None => when::blanked(inside),
        };
        fold(&rest.replace(' ', ",")).split([',', ';', '、', '。']).all(|part| is_clear(part, title, field, known))
    };
    groups.filter(|_| !whole).find(|inside| !clear(inside)).map(str::to_owned)
}

/// Whether a part of what stands in brackets is a unit, 累计 or 新增 and was read so, the same counter, the same channel, or says nothing.
fn is_clear(part: &str, title: &Title, field: Option<Field>, known: Known<'_>) -> bool {
    if NEUTRAL.contains(&part) || units::alone(part).is_some() {
        return true;
    }
    let metric = |field: Field| match field {
        Field::Cumulative(m) | Field::Increment(m) => Some(m),
        _ => None,
    };
    let own = field.and_then(metric);
    // 评论（条）; 抖音（条） may be how many works there are.
    if matches!(part, "个" | "条") {
        return own.is_some_and(|m| part == "个" || !Metric::CONTACTS.contains(&m));
    }
    if let Some(said) = known.field(part).filter(|f| title::is_counter(*f)) {
        // 传播量（播放量） names what it is made of.
        return field.is_some_and(|f| metric(said).is_none() || metric(said) == metric(f) || metric(f).is_none());
    }
    if let Role::Channel(channel, _) = title.role {
        let name = known.names.channel(channel).map(|c| name_key(&c.name)).unwrap_or_default();
        if part.chars().count() > 1 && name.contains(&name_key(part)) || known.names.means(part, channel, known.campaign) {
            return true;
        }
    }
    let sorts = said(part, &|_| false);
    let has = |sort: Sort| sorts.contains(&sort);
    let until = has(Sort::Until);
    let allowed = |sort: &Sort| match sort {
        Sort::Total | Sort::Until | Sort::Data | Sort::Unit | Sort::Filler => true,
        Sort::Gain | Sort::Current => title.is_gain() && !has(Sort::Total),
        Sort::Date | Sort::Week => until,
        Sort::All => matches!(title.role, Role::Field(_)),
        Sort::And | Sort::Counter => field == Some(Field::Contacts),
        _ => false,
    };
    !sorts.is_empty() && sorts.iter().all(allowed)
}

/// Whether brackets speak of a time: 3月, 第12周, 首周, 发布后7天.
fn is_of_a_time(inside: &str) -> bool {
    let sorts = said(inside, &|_| false);
    let timed = [Sort::Date, Sort::Week, Sort::Current, Sort::Every, Sort::Earlier].iter().any(|s| sorts.contains(s));
    let ended = ["周", "月", "季度", "天", "日", "小时", "年"].iter().any(|w| inside.ends_with(w));
    timed || ended || saying::sentence(inside).kind == saying::Kind::Either
}

/// Whether brackets name somebody, or something that is counted with the rest: 含快手, 全网, 本台+湖南应急.
fn is_of_somebody(inside: &str, known: Known<'_>) -> bool {
    let all = said(inside, &|part| known.names.is_channel_word(part));
    let joined = inside.contains(['+', '和', '与', '及']);
    all.contains(&Sort::All) || all.contains(&Sort::Channel) || joined || around::names_account(inside) || known.names.is_house(inside)
}
