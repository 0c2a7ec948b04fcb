//! Columns that are not read: told by name, and asked about where most of the contacts may stand in them.

use super::around;
use super::lacking;
use super::reader::Reader;
use super::setup::{Sheet, others};
use super::title::{self, Role, Title};
use crate::base::id::CampaignId;
use crate::base::text::{fold, quoted};
use crate::define::Field;
use crate::model::channel::Channel;
use crate::model::metric::Metric;

/// What a column says of an account besides its counts.
const ABOUT_AN_ACCOUNT: [&str; 9] = ["链接", "截图", "网址", "地址", "备注", "粉丝", "编号", "日期", "时间"];

/// Columns that nobody knows are named; beside columns of channels they may be a channel that is not registered. `None`: one of them speaks of
/// contacts in a table that has no other such column; without it only likes would be left.
pub(super) fn told(reader: &mut Reader<'_>, sheet: &Sheet<'_>, titles: &[Title], campaign: Option<&CampaignId>, wide: bool) -> Option<()> {
    let counts = titles.iter().any(|t| match t.role {
        Role::Field(Field::Cumulative(m) | Field::Increment(m)) => Metric::CONTACTS.contains(&m),
        Role::Field(Field::Contacts | Field::ContactsGain | Field::RowTotal) | Role::Channel(..) | Role::Date => true,
        _ => false,
    });
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
            reader.findings.error(2011, sheet.at(titles, i), [&title.raw, lacking::COUNTS, lacking::of_counts(&title.raw)]);
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
        let about = || ABOUT_AN_ACCOUNT.iter().any(|w| title.raw.contains(w));
        let raw = fold(&title.raw);
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
        if wide {
            let others = others(reader, campaign);
            let remedy = format!("若是本项目的渠道，把列名改成渠道全名；不是就不必改{others}");
            reader.findings.warning(2015, sheet.at(titles, i), [&title.raw, "登记的渠道或已知的列名；这一列没有读取", &remedy]);
        } else if !counts && lacking::speaks_of_counts(&title.raw) {
            reader.findings.error(2011, sheet.at(titles, i), [&title.raw, lacking::COUNTS, lacking::of_counts(&title.raw)]);
            return None;
        } else {
            reader.infer(format!("列{}：不认识，没有读取", quoted(&title.raw)));
        }
    }
    Some(())
}
