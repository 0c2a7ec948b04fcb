//! The sheets of the template beside 传播数据: 展示记录, 播出记录, 成果登记. What a partner's targets ask for, a row each, its name filled in; a
//! row left as it is reports nothing.

use crate::app::{App, AppError};
use crate::base::id::PartnerId;
use crate::model::target::Spec;
use crate::report::export::{Cell, Column, ColumnKind, Table};

/// The columns of each, as they are read again, and how many of them say what the row is about.
const PRESENCE: [&str; 7] = ["渠道", "位置", "起", "止", "状态", "证明", "备注"];
const AIRINGS: [&str; 5] = ["节目", "日期", "时间", "计划/实播", "备注"];
const RECORDS: [&str; 6] = ["成果", "日期", "数量", "标题", "证明", "备注"];

fn table(title: &str, columns: &[&str], filled: Vec<Vec<String>>) -> Option<Table> {
    let kind = |name: &str| if name == "数量" { ColumnKind::Integer } else { ColumnKind::Text };
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
        let (mut presence, mut airings, mut records) = (Vec::new(), Vec::new(), Vec::new());
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
                    Spec::Tally(tally) => records.extend(tally.deliverables.first().map(|name| vec![name.clone()])),
                    _ => {}
                }
            }
        }
        let sheets = [("展示记录", &PRESENCE[..], presence), ("播出记录", &AIRINGS[..], airings), ("成果登记", &RECORDS[..], records)];
        Ok(sheets.into_iter().filter_map(|(title, columns, rows)| table(title, columns, rows)).collect())
    }
}
