//! Reports and exports: from a snapshot to files.

use super::{App, AppError};
use crate::attain::snapshot::{Snapshot, TargetKind};
use crate::base::day::Day;
use crate::base::disk;
use crate::base::id::CampaignId;
use crate::model::metric::{Metric, Value};
use crate::report::export::{Cell, Column, ColumnKind, Table};
use crate::report::{Weekly, weekly};
use crate::report::{annex, words};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// What `reach export` can write.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Export {
    /// Every reading.
    Observations,
    /// Every placement with its work.
    Works,
    /// Every target.
    Attainment,
}

impl App {
    /// Writes the weekly report of the week that holds `as_of` into `<out>/weekly/<week>/`. All files or none.
    pub fn weekly(&self, as_of: Day, as_reported: Option<Day>, out: &Path) -> Result<(PathBuf, Snapshot), AppError> {
        // The fonts are unpacked while the ledger is read.
        drop(std::thread::spawn(crate::report::unpack_fonts));
        // Gains compare what is known now of both Sundays; what came late is no gain of this week.
        let [mut current, opening] = self.snapshots([as_of, as_of.week().monday().plus(-1)], as_reported)?;
        for (c, before) in current.campaigns.iter_mut().zip(&opening.campaigns) {
            for (t, b) in c.targets.iter_mut().zip(&before.targets) {
                t.opening = Some(b.actual.low);
            }
        }
        let previous = match self.previous_week(as_of)? {
            Some(previous) => previous,
            None => opening,
        };
        let final_ = self.is_final(&current, as_reported.map(Day::end))?;
        // What was known then was judged by the definitions of then.
        let definitions = if as_reported.is_none() { self.deciding_files() } else { std::collections::BTreeMap::new() };
        let input = Weekly { current: &current, previous: Some(&previous), final_, observations: &[], definitions: &definitions };
        let files = weekly(&input).map_err(AppError::Report)?;
        let folder = out.join("weekly").join(as_of.week().to_string());
        disk::replace_folder(&folder, files.iter().map(|f| (f.name.as_str(), f.bytes.as_slice())))?;
        Ok((folder, current))
    }

    /// Last week as it was reported then: at its end, with what was known at the cut-off. `None` where the ledger knew nothing at that
    /// time (files of past weeks were taken in later): last week as known now stands in, so that nothing looks like a correction.
    fn previous_week(&self, as_of: Day) -> Result<Option<Snapshot>, AppError> {
        let sunday = as_of.week().monday().plus(-1);
        let cut_off = self.defs.calendar.workday_from(sunday.plus(1)).at(self.defs.settings.weeks.cut_off_secs());
        if self.ledger.knew_files(cut_off)? { self.snapshot_known_at(sunday, cut_off).map(Some) } else { Ok(None) }
    }

    /// A table for other programs.
    pub fn table(&self, what: Export, as_of: Day) -> Result<Table, AppError> {
        match what {
            Export::Observations => self.observations(),
            Export::Works => self.works(None),
            Export::Attainment => Ok(attainment(&self.snapshot(as_of, None)?)),
        }
    }

    fn channel_name(&self, id: &crate::base::id::ChannelId) -> String {
        self.defs.channel(id).map_or_else(|| id.to_string(), |c| c.name.clone())
    }

    fn observations(&self) -> Result<Table, AppError> {
        let facts = self.ledger.outline(None)?;
        let placements: HashMap<_, _> = facts.placements.iter().map(|p| (p.id, p)).collect();
        let files: HashMap<_, _> = facts.files.iter().map(|f| ((f.import, f.file), f.name.as_str())).collect();
        let mut columns = vec![
            Column::new("项目", ColumnKind::Id),
            Column::new("渠道", ColumnKind::Text),
            Column::new("作品标题", ColumnKind::Text),
            Column::new("作品链接或编号", ColumnKind::Id),
            Column::new("统计开始", ColumnKind::Day),
            Column::new("统计日期", ColumnKind::Day),
            Column::new("来源", ColumnKind::Text),
            Column::new("导入", ColumnKind::Id),
            Column::new("文件", ColumnKind::Text),
            Column::new("行", ColumnKind::Integer),
        ];
        for m in Metric::ALL {
            columns.push(Column::new(m.zh(), ColumnKind::Integer));
            columns.push(Column::new(&format!("{}上限", m.zh()), ColumnKind::Text));
        }
        let mut rows: Vec<(String, Vec<Cell>)> = Vec::new();
        self.ledger.each_series(None, |id, readings| {
            let p = placements.get(&id);
            let channel = p.map(|p| &p.channel);
            let latest = p.and_then(|p| p.descriptions.last());
            let campaign = channel.and_then(|c| self.defs.channel(c)).map_or("", |c| c.campaign.as_str());
            for r in readings {
                let mut row = vec![
                    Cell::text(campaign),
                    Cell::text(channel.map(|c| self.channel_name(c)).unwrap_or_default()),
                    Cell::text(latest.map_or("", |d| d.title.as_str())),
                    Cell::text(latest.and_then(|d| d.url.clone().or_else(|| d.native_id.clone())).unwrap_or_default()),
                    r.from.map_or(Cell::Empty, |d| Cell::text(d.to_string())),
                    Cell::text(r.at.reading_day().to_string()),
                    Cell::text(r.source.zh()),
                    Cell::text(r.id.import.to_string()),
                    Cell::text(files.get(&(r.id.import, r.id.file)).copied().unwrap_or_default()),
                    Cell::count(u64::from(r.id.row)),
                ];
                for m in Metric::ALL {
                    let (low, high) = match r.values.get(m) {
                        None => (Cell::Empty, Cell::Empty),
                        Some(Value::Unavailable) => (Cell::Empty, Cell::text("平台不显示")),
                        Some(Value::Count(c)) if c.is_exact() => (Cell::count(c.low()), Cell::Empty),
                        Some(Value::Count(c)) => {
                            (Cell::count(c.low()), Cell::text(c.high().map_or("无上限".to_owned(), |h| h.to_string())))
                        }
                    };
                    row.extend([low, high]);
                }
                let key = format!(
                    "{campaign}\u{1}{}\u{1}{}\u{1}{}",
                    channel.map_or("", |c| c.as_str()),
                    latest.map_or("", |d| d.title.as_str()),
                    r.at.0
                );
                rows.push((key, row));
            }
        })?;
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(Table { title: "读数".into(), columns, rows: rows.into_iter().map(|(_, r)| r).collect() })
    }

    /// The works of a campaign, or of all.
    pub fn works(&self, only: Option<&CampaignId>) -> Result<Table, AppError> {
        let columns = [
            ("项目", ColumnKind::Id),
            ("渠道", ColumnKind::Text),
            ("作品标题", ColumnKind::Text),
            ("作品链接或编号", ColumnKind::Id),
            ("类型", ColumnKind::Text),
            ("发布时间", ColumnKind::Day),
            ("时长（秒）", ColumnKind::Integer),
            ("作品序号", ColumnKind::Integer),
            ("属于本项目", ColumnKind::Text),
            ("最近数据", ColumnKind::Day),
        ];
        let defs = self.in_force()?;
        let mut rows = Vec::new();
        for c in defs.campaigns.iter().filter(|c| only.is_none_or(|id| c.id == *id)) {
            // One campaign is held at a time.
            let facts = self.catalogue(self.defs.channels_of(&c.id).map(|ch| &ch.id))?;
            let mine: Vec<_> = facts.placements.iter().collect();
            let works = crate::attain::works::Works::of(&defs, c, &mine, &facts.answers);
            // Numbers of works are counted up in order of first appearance, so that they do not depend on the order of imports.
            let mut numbers: HashMap<usize, i64> = HashMap::new();
            for p in works.placements.iter().filter(|p| p.is_work()) {
                let next = i64::try_from(numbers.len()).unwrap_or(i64::MAX).saturating_add(1);
                let number = *numbers.entry(p.work).or_insert(next);
                let latest = p.fact.descriptions.last();
                rows.push(vec![
                    Cell::text(c.id.as_str()),
                    Cell::text(self.channel_name(&p.fact.channel)),
                    Cell::text(p.title),
                    Cell::text(latest.and_then(|d| d.url.clone().or_else(|| d.native_id.clone())).unwrap_or_default()),
                    Cell::text(p.kind.zh()),
                    p.published.map_or(Cell::Empty, |d| Cell::text(d.day.to_string())),
                    p.duration_secs.map_or(Cell::Empty, |s| Cell::count(u64::from(s))),
                    Cell::Integer(number),
                    Cell::text(if p.belongs { "是" } else { "否" }),
                    p.fact.folded.iter().map(|d| d.day).max().map_or(Cell::Empty, |d| Cell::text(d.to_string())),
                ]);
            }
        }
        Ok(Table { title: "作品".into(), columns: columns.iter().map(|(n, k)| Column::new(n, *k)).collect(), rows })
    }
}

fn attainment(snapshot: &Snapshot) -> Table {
    let columns = [
        ("项目", ColumnKind::Id),
        ("项目名称", ColumnKind::Text),
        ("指标", ColumnKind::Text),
        ("类别", ColumnKind::Text),
        ("单位", ColumnKind::Text),
        ("目标值", ColumnKind::Integer),
        ("累计完成（已核实）", ColumnKind::Integer),
        ("累计完成（最多）", ColumnKind::Text),
        ("完成率", ColumnKind::Share),
        ("序时进度", ColumnKind::Share),
        ("状态", ColumnKind::Text),
        ("数据日期", ColumnKind::Day),
        ("口径", ColumnKind::Id),
        ("条款", ColumnKind::Text),
    ];
    let rows = snapshot
        .campaigns
        .iter()
        .flat_map(|c| c.targets.iter().map(move |t| (c, t)))
        .map(|(c, t)| {
            vec![
                Cell::text(c.id.as_str()),
                Cell::text(c.title.as_str()),
                Cell::text(t.label.as_str()),
                Cell::text(if t.class == crate::model::target::TargetClass::Indicator { "数量指标" } else { "工作要求" }),
                Cell::text(t.unit.as_str()),
                Cell::maybe(t.required_low.or(t.required_high)),
                if words::has_count(t) { Cell::count(t.actual.low) } else { Cell::text(words::actual(t)) },
                match t.actual.high {
                    _ if !words::has_count(t) => Cell::Empty,
                    None => Cell::text("无上限"),
                    Some(h) => Cell::text(h.to_string()),
                },
                words::attainment(t).map_or(Cell::Empty, |s| Cell::Share(s.0)),
                annex::pace(t),
                Cell::text(if t.kind == TargetKind::Each && t.required_low == Some(0) { "未开始" } else { t.word() }),
                t.data_date.map_or(Cell::Empty, |d| Cell::text(d.to_string())),
                Cell::text(t.rule.as_str()),
                Cell::text(t.clause_text.as_str()),
            ]
        })
        .collect();
    Table { title: "指标完成情况".into(), columns: columns.iter().map(|(n, k)| Column::new(n, *k)).collect(), rows }
}
