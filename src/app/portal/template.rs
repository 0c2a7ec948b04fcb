//! Our template, filled in with what a partner has: its channels and works. Only the numbers are left to be typed.

use crate::app::{App, AppError};
use crate::base::day::Day;
use crate::base::id::{ChannelId, PartnerId};
use crate::base::text::grouped;
use crate::model::channel::{Channel, Scope, WorkKind};
use crate::model::draft::Published;
use crate::model::fact::{PlacementFact, PlacementKind};
use crate::model::metric::Metric;
use crate::model::reading::Daily;
use crate::report::export::{Cell, Column, ColumnKind, Table};
use std::collections::BTreeMap;

/// One line of the template: a work on a channel, or a channel as a whole.
#[derive(Debug, Clone)]
pub struct Line {
    /// The placement; `None`: the channel as a whole, never reported yet.
    pub placement: Option<i64>,
    /// Its channel.
    pub channel: ChannelId,
    /// The channel's name.
    pub channel_name: String,
    /// Title; empty for a channel as a whole.
    pub title: String,
    /// Link or id.
    pub key: String,
    /// When it was published.
    pub published: Option<Published>,
    /// Length. Unit: seconds.
    pub duration_secs: Option<u32>,
    /// Which number is contacts here.
    pub metric: Metric,
    /// The last known number with its day.
    pub last: Option<(String, Day)>,
}

/// Of placements by number, the last known number of each metric with its day.
pub type LastNumbers = BTreeMap<(i64, Metric), (String, Day)>;

/// The metrics that the template has columns for.
const METRICS: [(Metric, &str); 4] =
    [(Metric::Plays, "累计播放量"), (Metric::Reads, "累计阅读量"), (Metric::Listens, "累计收听量"), (Metric::Discussions, "累计讨论量")];

/// The header of the template for a metric.
pub fn header(metric: Metric) -> Option<&'static str> {
    METRICS.iter().find(|(m, _)| *m == metric).map(|(_, h)| *h)
}

impl App {
    /// What a partner reports, channel by channel, newest works first. Works of an account that do not belong to the campaign are left out.
    pub fn lines(&self, partner: &PartnerId) -> Result<Vec<Line>, AppError> {
        let campaigns: Vec<_> = self.defs.channels.iter().filter(|c| c.partner == *partner && !c.apart).map(|c| &c.campaign).collect();
        let channels = self.defs.channels.iter().filter(|c| campaigns.contains(&&c.campaign)).map(|c| &c.id);
        let facts = self.catalogue(channels)?;
        let defs = self.in_force()?;
        let mut out = Vec::new();
        for campaign in &defs.campaigns {
            let own: Vec<&Channel> = self.defs.channels_of(&campaign.id).filter(|c| c.partner == *partner && !c.apart).collect();
            if own.is_empty() {
                continue;
            }
            let mine: Vec<&PlacementFact> =
                facts.placements.iter().filter(|p| self.defs.channel(&p.channel).is_some_and(|c| c.campaign == campaign.id)).collect();
            let works = crate::attain::works::Works::of(&defs, campaign, &mine, &facts.answers);
            for channel in own {
                let metric = channel.kind.contacts().unwrap_or(Metric::Reads);
                if channel.scope == Scope::Whole {
                    let fact = mine.iter().find(|p| p.channel == channel.id && p.kind == PlacementKind::Whole);
                    out.push(line(channel, metric, fact.copied(), "", None, None));
                    continue;
                }
                let mut own: Vec<_> =
                    works.placements.iter().filter(|p| p.fact.channel == channel.id && p.is_work() && p.belongs).collect();
                own.sort_by(|a, b| (b.day(), &a.key).cmp(&(a.day(), &b.key)));
                out.extend(own.into_iter().map(|p| {
                    let metric = p.kind.contacts().unwrap_or(metric);
                    line(channel, metric, Some(p.fact), p.title, p.published, p.duration_secs)
                }));
            }
        }
        Ok(out)
    }

    /// Whether a number is typed beside a line. Broadcasts have no counter, and what their audience is estimated to be comes as a table of
    /// its own.
    pub fn has_number(&self, line: &Line) -> bool {
        self.defs.channel(&line.channel).is_none_or(|c| c.kind != WorkKind::Programme)
    }

    /// The last number of every placement of a channel up to a day, by its metric, with its day.
    pub fn last_numbers(&self, channel: &ChannelId, until: Day) -> Result<LastNumbers, AppError> {
        let mut out = BTreeMap::new();
        self.ledger.daily_values(Some(channel), |placement, folded| {
            let newest: BTreeMap<Metric, Daily> = folded.iter().filter(|d| d.day <= until).map(|d| (d.metric, d)).collect();
            out.extend(
                newest
                    .into_iter()
                    .map(|(metric, d)| ((placement.0, metric), (d.span.map_or_else(|| "平台不显示".to_owned(), number), d.day))),
            );
        })?;
        Ok(out)
    }

    /// The template of a partner for a day, filled in with its lines.
    pub fn template(&self, partner: &PartnerId, lines: &[Line], day: Day) -> Table {
        let channels: Vec<&Channel> = self.defs.channels.iter().filter(|c| c.partner == *partner && !c.apart).collect();
        let used: Vec<(Metric, &str)> = METRICS
            .into_iter()
            .filter(|(m, _)| {
                lines.iter().any(|l| l.metric == *m)
                    || channels.iter().any(|c| c.kind.contacts() == Some(*m) || (c.scope == Scope::Whole && *m == Metric::Discussions))
            })
            .collect();
        let mut columns = columns();
        columns.extend(used.iter().map(|(_, h)| Column::new(h, ColumnKind::Integer)));
        columns.extend(["点赞", "评论", "转发"].map(|n| Column::new(n, ColumnKind::Integer)));
        columns.push(Column::new("备注", ColumnKind::Text));
        let rows = lines
            .iter()
            .map(|l| {
                let mut row = opening(l, day);
                row.extend(std::iter::repeat_n(Cell::Empty, used.len() + 4));
                row
            })
            .collect();
        Table { title: "传播数据".into(), columns, rows }
    }
}

/// The columns before the numbers: which day, which channel, which work.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::new("统计日期", ColumnKind::Day),
        Column::new("渠道", ColumnKind::Text),
        Column::new("作品标题", ColumnKind::Text),
        Column::new("作品链接或编号", ColumnKind::Id),
        Column::new("发布时间", ColumnKind::Day),
        Column::new("时长", ColumnKind::Id),
    ]
}

/// The cells of a line in these columns.
pub(super) fn opening(l: &Line, day: Day) -> Vec<Cell> {
    vec![
        Cell::text(day.to_string()),
        Cell::text(l.channel_name.clone()),
        Cell::text(l.title.clone()),
        Cell::text(l.key.clone()),
        l.published.map_or(Cell::Empty, |p| Cell::text(published(p))),
        l.duration_secs.map_or(Cell::Empty, |s| Cell::text(duration(s))),
    ]
}

fn line(
    channel: &Channel,
    metric: Metric,
    fact: Option<&PlacementFact>,
    title: &str,
    published: Option<Published>,
    duration_secs: Option<u32>,
) -> Line {
    let last = fact.and_then(|f| f.folded.iter().filter(|d| d.metric == metric).max_by_key(|d| d.day));
    let latest = fact.and_then(|f| f.descriptions.last());
    Line {
        placement: fact.map(|f| f.id.0),
        channel: channel.id.clone(),
        channel_name: channel.name.clone(),
        title: title.to_owned(),
        key: latest.and_then(|d| d.url.clone().or_else(|| d.native_id.clone())).unwrap_or_default(),
        published,
        duration_secs,
        metric,
        last: last.map(|d| (d.span.map_or_else(|| "平台不显示".to_owned(), number), d.day)),
    }
}

fn number(span: crate::base::count::Span) -> String {
    match span.high {
        Some(h) if h == span.low => grouped(h),
        Some(_) => format!("约{}", grouped(span.low)),
        None => format!("{}以上", grouped(span.low)),
    }
}

/// `2023-03-01` or `2023-03-01 12:30:00`.
pub fn published(p: Published) -> String {
    match p.secs {
        Some(s) => format!("{} {:02}:{:02}:{:02}", p.day, s / 3600, s / 60 % 60, s % 60),
        None => p.day.to_string(),
    }
}

/// `3:05`.
pub fn duration(secs: u32) -> String {
    if secs >= 3600 { format!("{}:{:02}:{:02}", secs / 3600, secs / 60 % 60, secs % 60) } else { format!("{}:{:02}", secs / 60, secs % 60) }
}
