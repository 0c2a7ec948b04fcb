//! Columns that are not read: told by name, and asked about where contacts may stand in them.

use super::around;
use super::cell::Row;
use super::finding::At;
use super::lacking;
use super::line::Line;
use super::names::Meaning;
use super::reader::Reader;
use super::rows::Body;
use super::setup::{Sheet, others};
use super::title::{self, Role, Title};
use super::when;
use crate::base::id::CampaignId;
use crate::base::numeral::{self, Numeral};
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::channel::Channel;
use crate::model::metric::Metric;

/// Columns that nobody knows are named; beside columns of channels they may be a channel that is not registered. `None`: one of them speaks of
/// contacts in a table that has no other such column; without it only likes would be left.
pub(super) fn told(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title], campaign: Option<&CampaignId>, wide: bool) -> Option<()> {
    let counts = titles.iter().any(|t| match t.role {
        Role::Field(Field::Cumulative(m) | Field::Increment(m)) => Metric::CONTACTS.contains(&m),
        Role::Field(Field::Contacts | Field::ContactsGain | Field::RowTotal) | Role::Channel(..) | Role::Date => true,
        _ => false,
    });
    // Beside gains alone a column that speaks of counts is what there is in all.
    let gains = counts && !titles.iter().any(is_stock);
    let in_all = |raw: &str| gains && !NO_CONTACTS.iter().any(|w| raw.contains(w)) && lacking::speaks_in_all(raw);
    // 传播量 beside 播放量 says less than it.
    let named = |wanted: &dyn Fn(Field) -> bool| titles.iter().find(|t| matches!(t.role, Role::Field(f) if wanted(f)) && t.day.is_none());
    let known = named(&|f| matches!(f, Field::Cumulative(m) if Metric::CONTACTS.contains(&m) && m != Metric::Discussions));
    if let (Some(less), Some(known), false) = (named(&|f| f == Field::Contacts), known, wide) {
        let (less, known) = (quoted(&less.raw), quoted(&known.raw));
        reader.infer(format!("列{less}：与{known}并列，以{known}为准，那一列没有数的才读"));
    }
    let compared = |i: usize| titles.iter().any(|t| t.earlier == Some(i));
    for (i, title) in titles.iter().enumerate().filter(|(i, t)| t.role == Role::Aside && !compared(*i)) {
        let what = "写明的是平均、比例、目标或别的时间，不是截至数据日期的次数";
        if !counts && title.raw.contains("至今") && lacking::speaks_of_counts(&title.raw) {
            reader.findings.error(2011, sheet.at(titles, i), [&title.raw, lacking::COUNTS, &lacking::of_counts(&title.raw)]);
            return None;
        }
        if counts {
            reader.infer(format!("列{}：{what}，没有读取", quoted(&title.raw)));
        } else {
            let remedy = "加上“累计播放量”（或阅读量、收听量）一列；若这一列就是次数，把列名改成“累计播放量”";
            reader.findings.warning(2048, sheet.at(titles, i), [&title.raw, &format!("次数；{what}，没有读取"), remedy]);
        }
    }
    for (i, title) in titles.iter().enumerate().filter(|(_, t)| t.role == Role::Nothing && !t.raw.is_empty()) {
        if counts && title::is_reposter(&title.raw) {
            let remedy = "数是转发的那一家的，把这一列的列名改成 渠道，原发的一列改成 备注；数是原发的，把这一列的列名改成 备注";
            reader.findings.error(2015, sheet.at(titles, i), [&title.raw, "看得出数是原发的还是转发的", remedy]);
            return None;
        }
        let raw = fold(&title.raw);
        let about = || NO_CONTACTS.iter().any(|w| raw.contains(w));
        // 抖音/快手播放量: of two accounts at once, whoever they are.
        let joined = around::joins_accounts(&raw) && !about();
        // 本台抖音, 抖音快手合计: most of the contacts may stand there. B站 is no platform of the campaign.
        let own = |c: &Channel| Some(&c.campaign) == campaign && raw.contains(&fold(&c.platform));
        let unclear = || wide && around::names_account(&raw) && !about() && reader.input.defs.channels.iter().any(own);
        if joined || unclear() {
            let names = reader.names.nearest(&title.raw, campaign).join("、");
            let remedy = format!(
                "是一个渠道的数，把列名改成渠道全名，如 {names}；是几个渠道合在一起的，拆成各渠道一列；不是本项目的次数，列名改成 备注"
            );
            reader.findings.error(2015, sheet.at(titles, i), [&title.raw, "看得出是哪个渠道的列名", &remedy]);
            return None;
        }
        if wide && !is_suspect(reader, title, campaign, has_channels(titles)) {
            let others = others(reader, campaign, false);
            let remedy = format!("若是本项目的渠道，把列名改成渠道全名；不是就不必改{others}");
            reader.findings.warning(2015, sheet.at(titles, i), [&title.raw, "登记的渠道或已知的列名；这一列没有读取", &remedy]);
        } else if !counts && lacking::speaks_of_counts(&title.raw) || in_all(&raw) {
            reader.findings.error(2011, sheet.at(titles, i), [&title.raw, lacking::COUNTS, &lacking::of_counts(&title.raw)]);
            return None;
        } else {
            reader.infer(format!("列{}：不认识，没有读取", quoted(&title.raw)));
        }
    }
    Some(())
}

/// Whether a column holds contacts from the start, or of which nobody says that they are of a period.
fn is_stock(title: &Title) -> bool {
    let counted = match title.role {
        Role::Field(Field::Cumulative(m) | Field::Increment(m)) => Metric::CONTACTS.contains(&m),
        Role::Field(Field::Contacts | Field::ContactsGain | Field::RowTotal) | Role::Channel(..) | Role::Date => true,
        _ => false,
    };
    counted && !title.is_gain()
}

/// Words of columns that hold no contacts, whoever is named beside them.
const NO_CONTACTS: [&str; 49] = [
    "粉丝",
    "条数",
    "篇数",
    "期数",
    "集数",
    "次序",
    "链接",
    "网址",
    "地址",
    "时长",
    "时间",
    "日期",
    "占比",
    "率",
    "比例",
    "排名",
    "名次",
    "编号",
    "序号",
    "id",
    "号码",
    "备注",
    "截图",
    "昵称",
    "名称",
    "标题",
    "位置",
    "版面",
    "点赞",
    "评论",
    "转发",
    "分享",
    "收藏",
    "在看",
    "弹幕",
    "互动",
    "热度",
    "指数",
    "曝光",
    "展现",
    "推荐",
    "状态",
    "关注",
    "投稿",
    "发布",
    "完播",
    "播出次数",
    "首播",
    "重播",
];

/// Whether a column names a channel, or speaks of contacts beside columns of channels (`headed`), and nobody knows what it is: where numbers
/// stand below, it is asked about.
fn is_suspect(reader: &Reader<'_>, title: &Title, campaign: Option<&CampaignId>, headed: bool) -> bool {
    let folded = fold(&title.raw);
    let clicks = folded.ends_with("点击率") && !folded.contains("封面");
    let unknown = title.role == Role::Nothing || title.role == Role::Aside && clicks;
    let counts = clicks || !NO_CONTACTS.iter().any(|w| folded.contains(w));
    let named = || reader.names.inside_text(&title.raw, campaign) != Meaning::Nothing || around::names_platform(&folded);
    let other =
        || clicks || when::find(&title.raw, None).is_some() || lacking::speaks_of_counts(&title.raw) && !title::is_called_total(&title.raw);
    unknown && counts && !folded.is_empty() && (named() || headed && other())
}

fn has_channels(titles: &[Title]) -> bool {
    titles.iter().any(|t| matches!(t.role, Role::Channel(..)))
}

/// The columns that are to be asked about once numbers stand in them.
pub(super) fn suspects(reader: &Reader<'_>, titles: &[Title], campaign: Option<&CampaignId>) -> Vec<usize> {
    let headed = has_channels(titles);
    titles.iter().enumerate().filter(|(_, t)| is_suspect(reader, t, campaign, headed)).map(|(i, _)| i).collect()
}

impl Body {
    /// Asks about a suspect column once a number stands in it; nothing of the sheet is taken until it is answered.
    pub(super) fn ask<R: Row + ?Sized>(&mut self, reader: &mut Reader<'_>, line: &Line<'_, R>) {
        if self.suspects.is_empty() {
            return;
        }
        let number = |c: usize| matches!(numeral::read(&line.cell(c).shown(), 1), Ok(Numeral::Count(n)) if n.high() != Some(0));
        let (asked, quiet): (Vec<usize>, Vec<usize>) = std::mem::take(&mut self.suspects).into_iter().partition(|c| number(*c));
        self.suspects = quiet;
        let several = asked.len() > 1;
        for column in asked {
            let raw = line.title(column);
            let name = reader.names.nearest(raw, self.campaign.as_ref()).first().copied().unwrap_or("渠道全名");
            let others = others(reader, self.campaign.as_ref(), several);
            let remedy = format!(
                "是本项目一个渠道的次数的，写渠道全名，如 列名改成“{name}播放量”（或阅读量、收听量、点击量）{others}；不是次数的，列名改成“备注”"
            );
            let at = At { sheet: line.sheet, row: self.header_row, column: Some((column, raw)) };
            let found = format!("{raw}，下面有数，如 {}", line.cell(column).shown());
            reader.findings.error(2015, at, [&found, "登记的渠道和次数的列名", &remedy]);
            reader.void.insert(self.sheet);
        }
    }
}
