//! The sheets of the template beside 传播数据: 展示记录, 播出记录, 成果登记, 总量声明. What a partner's targets ask for, a row each, its name
//! filled in; a row left as it is reports nothing.

use crate::app::{App, AppError};
use crate::base::id::{ChannelId, PartnerId};
use crate::model::channel::{Channel, WorkKind};
use crate::model::fact::PlacementKind;
use crate::model::metric::Metric;
use crate::model::target::{Condition, Spec};
use crate::report::export::{Cell, Column, ColumnKind, Table};

/// The columns of each, as they are read again, and how many of them say what the row is about.
const PRESENCE: [&str; 7] = ["渠道", "位置", "起", "止", "状态", "证明", "备注"];
const AIRINGS: [&str; 5] = ["节目", "日期", "时间", "计划/实播", "备注"];
const RECORDS: [&str; 6] = ["成果", "日期", "数量", "标题", "证明", "备注"];
const STATEMENTS: [&str; 8] = ["渠道", "指标", "统计日期", "数值", "方法", "人次/人数", "出具单位", "备注"];

fn table(title: &str, columns: &[&str], filled: Vec<Vec<String>>) -> Option<Table> {
    let kind = |name: &str| if matches!(name, "数量" | "数值") { ColumnKind::Integer } else { ColumnKind::Text };
    let rows: Vec<Vec<Cell>> = filled
        .into_iter()
        .map(|row| {
            let mut cells: Vec<Cell> = row.into_iter().map(Cell::text).collect();
            cells.resize(columns.len(), Cell::Empty);
            cells
        })
        .collect();
    let columns = columns.iter().map(|name| Column::new(name, kind(name))).collect();
    (!rows.is_empty()).then(|| Table { title: title.into(), columns, rows })
}

impl App {
    /// Those of them that a partner's targets ask for.
    pub fn registers(&self, partner: &PartnerId) -> Result<Vec<Table>, AppError> {
        let (mut presence, mut airings, mut records, mut statements) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for campaign in &self.in_force()?.campaigns {
            let own: Vec<_> = self.defs.channels_of(&campaign.id).filter(|c| c.partner == *partner && !c.apart).collect();
            if own.is_empty() {
                continue;
            }
            for target in &campaign.targets {
                match &target.spec {
                    Spec::Days { channel, position, .. } => {
                        presence.extend(own.iter().find(|c| c.id == *channel).map(|c| vec![c.name.clone(), position.clone()]));
                    }
                    Spec::Airings { programme } => airings.push(vec![programme.clone()]),
                    Spec::Each { of, condition: Condition::AiredIn(_) } => {
                        let tallies = campaign.targets.iter().filter(|t| t.id == *of);
                        let on = tallies.filter_map(|t| if let Spec::Tally(tally) = &t.spec { Some(&tally.channels) } else { None });
                        let on: Vec<&ChannelId> = on.flatten().filter(|id| own.iter().any(|c| c.id == **id)).collect();
                        if !on.is_empty() {
                            airings.extend(self.titles(&on)?.into_iter().map(|title| vec![title]));
                        }
                    }
                    Spec::Tally(tally) => records.extend(tally.deliverables.first().map(|name| vec![name.clone()])),
                    _ => {}
                }
            }
            statements.extend(own.iter().filter(|c| c.kind == WorkKind::Programme).map(|c| estimate(c)));
        }
        let sheets = [
            ("展示记录", &PRESENCE[..], presence),
            ("播出记录", &AIRINGS[..], airings),
            ("成果登记", &RECORDS[..], records),
            ("总量声明", &STATEMENTS[..], statements),
        ];
        Ok(sheets.into_iter().filter_map(|(title, columns, rows)| table(title, columns, rows)).collect())
    }

    /// What was published on some channels, by title, the newest last; one without a name where nothing was yet.
    fn titles(&self, channels: &[&ChannelId]) -> Result<Vec<String>, AppError> {
        let mut dated = Vec::new();
        for channel in channels {
            let works = self.ledger.known(channel)?.into_iter().filter(|k| k.kind == PlacementKind::Work);
            dated.extend(works.filter_map(|mut k| k.descriptions.pop()).map(|d| (d.published.map(|p| p.day), d.title)));
        }
        dated.sort();
        dated.dedup_by(|a, b| a.1 == b.1);
        let titles: Vec<String> = dated.into_iter().map(|(_, title)| title).collect();
        Ok(if titles.is_empty() { vec![String::new()] } else { titles })
    }
}

/// The row in which the audience of a broadcast is estimated: it has no counter.
fn estimate(channel: &Channel) -> Vec<String> {
    vec![channel.name.clone(), Metric::Plays.zh().to_owned(), String::new(), String::new(), "收视推算".to_owned()]
}
