//! Columns that mean something else beside others than alone: 话题 beside 阅读量, 本周累计 beside 上周累计, 累计 beside 本周新增.

use super::header::Known;
use super::title::{Role, Title, is_counter, read_title, split_tag};
use crate::base::text::fold;
use crate::define::Field;
use crate::model::draft::Mode;
use crate::model::metric::Metric;

/// Columns of topics.
const OF_TOPICS: [&str; 5] = ["话题", "话题名称", "话题名", "话题词", "微博话题"];

/// 话题 beside 阅读量, and no works: the topic is the channel.
pub(super) fn topics(titles: &mut [Title], known: Known<'_>) {
    let called = |t: &Title| OF_TOPICS.contains(&split_tag(&fold(&t.raw)).0);
    let of_works = [Field::Title, Field::Key, Field::NativeId, Field::Url, Field::Published];
    let works = titles.iter().any(|t| !called(t) && matches!(t.role, Role::Field(f) if of_works.contains(&f)));
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
            rest if rest.contains("累计") => known.defs.headers.reach.get(rest).copied().filter(|f| is_counter(*f)),
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
const IN_ALL: [&str; 4] = ["累计", "总计", "总数", "共计"];

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
            Some(_) if counters.len() == 1 && !settled => title.either = gains || called == "累计",
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
