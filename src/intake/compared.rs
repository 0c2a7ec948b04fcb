//! Columns that mean something else beside others than alone: 话题 beside 阅读量, 本周累计 beside 上周累计.

use super::header::Known;
use super::title::{Role, Title, is_counter, read_title, split_tag};
use crate::base::text::fold;
use crate::define::Field;
use crate::model::draft::Mode;

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
