//! Headers of two rows: what stands above columns, 抖音 over 播放量 and 点赞, 湖南应急账号 over 抖音, 截至4月2日 over 播放量.

use super::cell::{Cell, OwnedCell, Row};
use super::header::Known;
use super::names::Meaning;
use super::saying;
use super::title::{Role, Title, is_counter, is_gain, is_weekly, split_tag, tagged};
use super::units::unit_of;
use super::vocabulary;
use super::when::{self, Found};
use crate::base::text::{clip, fold, name_key};
use crate::define::Field;
use crate::model::draft::Mode;

/// Texts of a banner row with merged cells: an empty cell continues the one to its left.
pub(super) fn fill_right(row: &[OwnedCell], width: usize) -> Vec<String> {
    // One cell alone is the table's title, unless it stands over some columns and is called like an account.
    let mut filled = row.filled();
    let account = |(i, c): (usize, Cell<'_>)| i > 0 && fold(&c.shown()).ends_with(['号']);
    if let (Some(first), None) = (filled.next(), filled.next())
        && !account(first)
    {
        return Vec::new();
    }
    let mut last = String::new();
    (0..width.max(row.len()))
        .map(|i| {
            let text = row.cell(i).shown();
            if !text.trim().is_empty() {
                text.trim().clone_into(&mut last);
            }
            last.clone()
        })
        .collect()
}

/// Puts a header of two rows under the row above them.
pub(super) fn put_under(titles: Vec<Title>, above: &[OwnedCell], known: Known<'_>) -> Vec<Title> {
    let banner = fill_right(above, titles.len());
    let over = |i: usize| banner.get(i).filter(|b| !b.is_empty());
    titles.into_iter().enumerate().map(|(i, title)| if let Some(b) = over(i) { under(title, b, known) } else { title }).collect()
}

/// A column under a banner: 抖音 over 播放量, 截至4月2日 over 播放量, 湖南应急账号 over 抖音.
pub(super) fn under(mut title: Title, banner: &str, known: Known<'_>) -> Title {
    let base = fold(banner);
    let counter = match title.role {
        Role::Field(f) if is_counter(f) => Some(f),
        Role::Field(Field::RowTotal) | Role::Date => None,
        Role::Channel(..) | Role::Unplaced(_) => {
            title.role = grouped(&title, &base, known);
            None
        }
        // 抖音 over 发布日期 and 播放量.
        Role::Field(Field::Published | Field::Url) => return Title { over: clip(banner, 20), ..title },
        _ => return title,
    };
    title.over = clip(banner, 20);
    title.unit = title.unit.max(unit_of(&base));
    if saying::is_no_count(&base, &|part| known.names.is_channel_word(part)) {
        title.role = Role::Aside;
        return title;
    }
    // A sentence with a period in it may stand beside the table's own title; a period alone is that of the columns below it.
    let of_period = when::without(banner).is_empty();
    match when::read(banner, known.term) {
        Found::At(w) if title.day.is_none() => (title.day, title.from) = (Some(w.to), w.from.filter(|_| of_period)),
        Found::Unclear if of_period => title.role = Role::Aside,
        _ => {}
    }
    if matches!(title.role, Role::Field(Field::RowTotal) | Role::Aside) {
        return title;
    }
    // 本周 over 累计播放量: what the column says of itself stands before.
    let of_itself = title.mode == Some(Mode::Cumulative);
    if base.contains("累计") {
        title.mode = Some(Mode::Cumulative);
    }
    title.weekly |= is_weekly(&base);
    if let Role::Channel(_, field) | Role::Unplaced(field) = &mut title.role {
        if is_gain(&base) {
            *field = Some(field.map_or(Field::ContactsGain, |f| tagged(f, &base)));
        }
        return title;
    }
    // 本周新增 over 播放量: a gain.
    let counter = counter.map(|f| if of_itself { f } else { tagged(f, &base) });
    if let Some(field) = counter {
        title.role = Role::Field(field);
    }
    match known.names.exact(split_tag(&base).0, known.campaign) {
        Meaning::One(i) => title.role = Role::Channel(i, counter),
        Meaning::Several => title.role = Role::Unplaced(counter),
        Meaning::Nothing if known.names.is_channel_word(split_tag(&base).0) => title.role = Role::Unplaced(counter),
        Meaning::Nothing => {}
    }
    title
}

/// Words that groups of channels are called by and that name nobody.
const GROUPS: [&str; 24] = [
    "新媒体",
    "自媒体",
    "融媒体",
    "传统媒体",
    "媒体",
    "平台",
    "网络",
    "互联网",
    "短视频",
    "视频",
    "渠道",
    "发布",
    "官方",
    "矩阵",
    "账号",
    "电视",
    "广播",
    "线上",
    "新闻",
    "各类",
    "主要",
    "移动端",
    "本项目",
    "项目",
];

/// The channel of a column under the name of a group: 湖南应急账号 over 抖音 is 湖南应急抖音号. A group that is nobody's name says nothing; one
/// that is somebody's, and no channel comes of both, leaves the column without one.
fn grouped(title: &Title, base: &str, known: Known<'_>) -> Role {
    let (own, field) = match title.role {
        Role::Channel(i, field) => (Some(i), field),
        Role::Unplaced(field) => (None, field),
        _ => return title.role.clone(),
    };
    if let Some(counter) = known.field(split_tag(base).0).filter(|f| is_counter(*f) && field.is_none()) {
        return own.map_or(Role::Unplaced(Some(counter)), |i| Role::Channel(i, Some(counter)));
    }
    let raw = fold(&title.raw);
    let word = split_tag(&raw).0;
    let sentence =
        base.contains([':', '。', ',']) || base.contains("单位") || base.chars().count() > 12 || when::find(base, known.term).is_some();
    // 湖南经视抖音号累计播放量 says by itself whose it is.
    let in_full = || own.and_then(|i| known.names.channel(i)).is_some_and(|c| word.contains(&name_key(&c.name)));
    let named = matches!(known.names.exact(word, None), Meaning::One(_)) || in_full();
    // The upper of two header rows is a banner of its own columns too.
    if split_tag(base).0 == word || sentence || named || !vocabulary::said(base, &|part| GROUPS.contains(&part)).is_empty() {
        return title.role.clone();
    }
    let platform = own.and_then(|i| known.names.channel(i)).map_or(word, |c| c.platform.as_str());
    let mut group = base;
    for end in ["官方账号", "账号", "平台", "官方", "新媒体", "媒体号", "号"] {
        group = group.strip_suffix(end).unwrap_or(group);
    }
    let both = [format!("{base}{word}"), format!("{group}{platform}"), format!("{group}{platform}号")];
    let found = both.iter().find_map(|name| match known.names.exact(name, known.campaign) {
        Meaning::One(i) => Some(i),
        Meaning::Several | Meaning::Nothing => None,
    });
    found.map_or(Role::Unplaced(field), |i| Role::Channel(i, field))
}
