//! Columns called by a platform alone, 抖音: whose they are where a campaign has several accounts there, and whether what stands around the table
//! says somebody else's.

use super::layout::Block;
use super::names::ChannelIndex;
use super::reader::Reader;
use super::setup::Sheet;
use super::title::{Role, Title};
use crate::base::id::CampaignId;
use crate::base::text::{name_key, quoted};
use crate::define::Field;

/// Gives such columns to the account that the sender, the sheet, a title or the file names. `None`: these say another platform's, and the table
/// is refused.
pub(super) fn settle(
    reader: &mut Reader<'_>,
    sheet: &Sheet<'_>,
    titles: &mut [Title],
    blocks: &mut [Block],
    campaign: Option<&CampaignId>,
) -> Option<()> {
    if campaign.is_none() {
        return Some(());
    }
    let sent = reader.input.sent.channel.as_ref().and_then(|id| reader.names.position(id));
    let stem = reader.stem();
    let places = sheet
        .name
        .into_iter()
        .map(|n| ("工作表名", n))
        .chain(sheet.banners.iter().filter(|b| !reader.is_below(b)).map(|b| ("标题行", b.as_str())));
    let places: Vec<(&str, &str)> = places.chain([("文件名", stem)]).collect();
    let all: Vec<ChannelIndex> = blocks.iter().flat_map(|b| &b.groups).filter_map(|g| g.channel).collect();
    for block in blocks {
        let mut groups = std::mem::take(&mut block.groups);
        let unnamed = groups.iter().any(|g| g.channel.is_none() && !g.measures.is_empty()) && block.channel.is_some();
        for group in &mut groups {
            let Some((channel, column)) = group.channel.zip(group.measures.first().map(|m| m.column)) else { continue };
            let raw = titles.get(column).map_or("", |t| t.raw.as_str()).to_owned();
            if !reader.names.says_platform(&raw, channel) {
                continue;
            }
            group.by_platform = true;
            let alike = reader.names.on_platform_of(channel);
            // Two columns of the platform's accounts tell each other apart.
            let apart = all.iter().any(|c| *c != channel && alike.iter().any(|(a, _)| a == c));
            let meant = if apart { None } else { sent.filter(|s| alike.iter().any(|(a, _)| a == s)).or_else(|| named(&alike, &places)) };
            if let Some(meant) = meant.filter(|m| *m != channel) {
                group.channel = Some(meant);
                for measure in &group.measures {
                    if let Some(title) = titles.get_mut(measure.column)
                        && let Role::Channel(_, field) = title.role
                    {
                        title.role = Role::Channel(meant, field);
                    }
                }
                continue;
            }
            // Beside a column of its own a name in the title speaks of that one; beside a column of channels the row decides. 播放量 | 视频号播放量
            // below 湖南人社抖音号: the title speaks of the first.
            if meant.is_some() || unnamed || block.fields.get(Field::Channel).is_some() {
                continue;
            }
            let said = sent.filter(|s| *s != channel && !all.contains(s)).and_then(|s| reader.names.channel(s));
            let said = said.map(|c| ("所选渠道", c.name.as_str()));
            let other = |(_, text): &&(&str, &str)| {
                let contradicts = reader.names.contradicts(text, channel, campaign) || reader.names.is_strangers(text, channel, campaign);
                !reader.names.names_one_of(text, campaign, &all) && contradicts
            };
            let Some((place, text)) = said.or_else(|| places.iter().find(other).copied().filter(|_| sent.is_none())) else { continue };
            let expected = format!("与{place}{}一致", quoted(text));
            let mend = if place == "所选渠道" { "不选渠道重新上传".to_owned() } else { format!("改正{place}") };
            let remedy = format!("核对这一列是哪个渠道的：列名对，就{mend}；{place}对，就把列名改成那个渠道的全名");
            reader.findings.error(2015, sheet.at(titles, column), [&raw, &expected, &remedy]);
            block.groups = groups;
            return None;
        }
        block.groups = groups;
    }
    Some(())
}

/// The account that the nearest place names which names one of them: 湖南应急 for 湖南应急抖音号. Of 国际在线 and 国际在线新闻 the longer.
fn named(alike: &[(ChannelIndex, String)], places: &[(&str, &str)]) -> Option<ChannelIndex> {
    if alike.len() < 2 {
        return None;
    }
    for (_, text) in places {
        let key = name_key(text);
        let said =
            |name: &str| name.chars().count() >= 2 && (key.contains(name) || name.strip_prefix("湖南").is_some_and(|n| key.contains(n)));
        let mut hits: Vec<&(ChannelIndex, String)> = alike.iter().filter(|(_, name)| said(name)).collect();
        let longest = hits.iter().map(|(_, n)| n.as_str()).max_by_key(|n| n.len()).unwrap_or_default().to_owned();
        hits.retain(|(_, n)| *n == longest || !longest.contains(n.as_str()));
        match hits.as_slice() {
            [] => {}
            [one] => return Some(one.0),
            _ => return None,
        }
    }
    None
}
