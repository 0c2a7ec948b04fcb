//! 附表: the tables behind the weekly report, exact, as one workbook. The same tables serve `reach export`.

use super::export::{Book, Cell, Column, ColumnKind, Table, workbook as write};
use super::view::WeekView;
use super::{ReportError, Weekly, words};
use crate::attain::snapshot::{CampaignSnapshot, Cell as Repost, Detail, Share, Snapshot, TargetSnapshot, WeekGain, WorkLine};
use crate::base::day::Day;
use crate::model::target::TargetClass;
use ColumnKind::{Day as DayKind, Id, Integer, Share as ShareKind, Text};

/// The annex of a weekly report.
pub(crate) fn workbook(input: &Weekly, week: &WeekView) -> Result<Vec<u8>, ReportError> {
    let now = input.current;
    let mut tables = vec![
        progress(now),
        channels(input),
        topics(now),
        gains(now),
        works(now),
        reposts(now),
        days(now),
        questions(now),
        rules(now),
        gaps(week),
    ];
    tables.extend(input.observations.iter().cloned());
    let sample = if week.sample { "样例数据　" } else { "" };
    let assumed = week.assumed.join("；");
    let remark = format!(
        "{sample}工伤预防宣传项目进度{}（{}）{}　数据截至{}　校验码 {}　{assumed}",
        week.week, week.period, week.stage, week.as_of, week.check_code
    );
    write(&Book { name: "annex.xlsx", tables: &tables, remark: remark.trim_end() })
}

fn table(title: &str, columns: &[(&str, ColumnKind)], rows: Vec<Vec<Cell>>) -> Table {
    Table { title: title.to_owned(), columns: columns.iter().map(|(n, k)| Column::new(n, *k)).collect(), rows }
}

fn share(s: Option<Share>) -> Cell {
    s.map_or(Cell::Empty, |s| Cell::Share(s.0))
}

fn day(d: Option<Day>) -> Cell {
    d.map_or(Cell::Empty, |d| Cell::text(d.to_string()))
}

fn each(now: &Snapshot) -> impl Iterator<Item = (&CampaignSnapshot, &TargetSnapshot)> {
    now.campaigns.iter().flat_map(|c| c.targets.iter().map(move |t| (c, t)))
}

/// 进度表: every target of every campaign, exact.
pub fn progress(now: &Snapshot) -> Table {
    let rows = each(now)
        .map(|(c, t)| {
            vec![
                Cell::count(u64::from(c.number)),
                Cell::text(&c.title),
                Cell::text(match t.class {
                    TargetClass::Indicator => "数量指标",
                    TargetClass::Requirement => "工作要求",
                }),
                Cell::text(&t.label),
                Cell::text(words::unit(t)),
                Cell::maybe(t.required_low),
                Cell::maybe(t.required_high),
                if words::has_count(t) { Cell::count(t.actual.low) } else { Cell::text(words::actual(t)) },
                if words::has_count(t) { Cell::maybe(t.actual.high) } else { Cell::Empty },
                if t.estimates.low > 0 { Cell::count(t.estimates.low) } else { Cell::Empty },
                share(words::attainment(t)),
                pace(t),
                words::attainment(t).zip(words::pace(t)).map_or_else(|| said(words::deviation_text(t)), |(a, p)| Cell::Share(a.0 - p.0)),
                Cell::text(t.word()),
                Cell::maybe(t.late(now.as_of).map(u64::from)),
                day(t.data_date),
                Cell::text(c.verdict.zh()),
                Cell::text(&c.lead),
                Cell::text(t.rule.as_str()),
                Cell::text(if t.unsigned.is_empty() { "已确认".to_owned() } else { super::view::unsigned(std::iter::once(t)) }),
                Cell::text(format!("{} {}", t.clause, t.clause_text)),
                Cell::text(t.unknown.join("；")),
                Cell::text(remarks_of(t)),
            ]
        })
        .collect();
    table(
        "进度表",
        &[
            ("序号", Integer),
            ("项目", Text),
            ("类别", Text),
            ("指标", Text),
            ("单位", Text),
            ("目标值", Integer),
            ("目标上限", Integer),
            ("累计完成（已核实）", Integer),
            ("累计完成（上限，空为不明）", Integer),
            ("推算（未计入）", Integer),
            ("完成率", ShareKind),
            ("序时进度", ShareKind),
            ("偏差", ShareKind),
            ("状态", Text),
            ("晚（天）", Integer),
            ("数据日", DayKind),
            ("项目状态", Text),
            ("责任单位", Text),
            ("口径", Id),
            ("口径状态", Text),
            ("条款", Text),
            ("没有数的", Text),
            ("说明", Text),
        ],
        rows,
    )
}

/// 序时进度: a share; of a few pieces how many were due, or when they are, in the words of the page (`9期`, `5月1日前`).
pub(crate) fn pace(t: &TargetSnapshot) -> Cell {
    words::pace(t).map_or_else(|| said(words::pace_text(t)), |s| Cell::Share(s.0))
}

/// Words, where there are any.
fn said(text: String) -> Cell {
    if text.chars().any(char::is_alphanumeric) { Cell::text(text) } else { Cell::Empty }
}

/// 渠道: 上期累计 + 更正 + 本周新增 = 本期累计, with the last reading of each.
fn channels(input: &Weekly) -> Table {
    let now = input.current;
    let signed = words::signed_count;
    let rows = now
        .campaigns
        .iter()
        .flat_map(|c| c.channels.iter().map(move |ch| (c, ch)))
        .map(|(c, ch)| {
            let before = input
                .previous
                .and_then(|p| p.campaigns.iter().find(|x| x.id == c.id))
                .and_then(|p| p.channels.iter().find(|x| x.id == ch.id))
                .map_or(ch.opening.low, |x| x.value.low);
            // As on the page: no count is not 0, at neither end, and 未报 is one word everywhere.
            let has = super::view::has_count(ch, before);
            let counted = |cell: Cell| if has { cell } else { Cell::Empty };
            let gain = match super::view::silence(ch) {
                Some(word) => Cell::text(word),
                None if has => Cell::Integer(signed(ch.value.low).saturating_sub(signed(ch.opening.low))),
                None => Cell::text("—"),
            };
            vec![
                Cell::count(u64::from(c.number)),
                Cell::text(&c.short_name),
                Cell::text(&ch.name),
                Cell::text(&ch.platform),
                counted(Cell::count(before)),
                counted(Cell::Integer(signed(ch.opening.low).saturating_sub(signed(before)))),
                gain,
                counted(Cell::count(ch.value.low)),
                counted(Cell::maybe(ch.value.high)),
                Cell::maybe(ch.peak),
                Cell::count(u64::from(ch.placements)),
                Cell::count(u64::from(ch.unknown)),
                day(ch.value_day),
                Cell::text(ch.source.map_or("", crate::model::reading::Source::zh)),
                Cell::maybe(ch.age_days.map(u64::from)),
                Cell::count(u64::from(ch.weeks_held)),
                Cell::text(if ch.only_rounded { "仅知约数" } else { "" }),
                Cell::text(remarks(ch)),
                Cell::text(if ch.unconfirmed { "未对真站核实" } else { "" }),
            ]
        })
        .collect();
    table(
        "渠道",
        &[
            ("序号", Integer),
            ("项目", Text),
            ("渠道", Text),
            ("平台", Text),
            ("上期累计", Integer),
            ("更正", Integer),
            ("本周新增", Integer),
            ("本期累计（已核实）", Integer),
            ("本期累计（上限，空为不明）", Integer),
            ("最高到过", Integer),
            ("作品数", Integer),
            ("没有数的作品", Integer),
            ("最近数据日", DayKind),
            ("来源", Text),
            ("距今（天）", Integer),
            ("新增含几周", Integer),
            ("约数", Text),
            ("不计入", Text),
            ("核实", Text),
        ],
        rows,
    )
}

/// What stands beside a target, in full.
fn remarks_of(t: &TargetSnapshot) -> String {
    let breaches = if let Detail::Breaches(list) = &t.detail { list.as_slice() } else { &[] };
    let lines = breaches.iter().map(ToString::to_string).chain(t.notes.iter().cloned()).chain(t.decision.clone());
    lines.collect::<Vec<_>>().join("；")
}

/// 微博话题: the metrics of a channel that is counted as a whole, one by one (counting rule 9).
fn topics(now: &Snapshot) -> Table {
    let mut rows = Vec::new();
    for (c, ch) in now.campaigns.iter().flat_map(|c| c.channels.iter().map(move |ch| (c, ch))).filter(|(_, ch)| !ch.parts.is_empty()) {
        let known = ch.parts.iter().any(|(_, span)| span.is_some());
        let parts = ch.parts.iter().map(|(metric, span)| (metric.zh(), *span));
        for (what, span) in parts.chain([("合计", known.then_some(ch.value))]) {
            rows.push(vec![
                Cell::count(u64::from(c.number)),
                Cell::text(&c.short_name),
                Cell::text(&ch.name),
                Cell::text(what),
                Cell::maybe(span.map(|s| s.low)),
                Cell::maybe(span.and_then(|s| s.high)),
                day(ch.value_day),
            ]);
        }
    }
    table(
        "微博话题",
        &[
            ("序号", Integer),
            ("项目", Text),
            ("话题", Text),
            ("数", Text),
            ("累计（已核实）", Integer),
            ("累计（上限，空为不明）", Integer),
            ("最近数据日", DayKind),
        ],
        rows,
    )
}

/// 每周新增 by channel; 未报 and the dash as on the page of that week.
fn gains(now: &Snapshot) -> Table {
    let mut rows = Vec::new();
    for c in &now.campaigns {
        for week in &c.weekly_gains {
            for (ch, gain) in c.channels.iter().zip(&week.by_channel) {
                let gain = match gain {
                    WeekGain::Came(n) => Cell::Integer(*n),
                    WeekGain::Unreported => Cell::text("未报"),
                    WeekGain::Nothing => Cell::text("—"),
                };
                rows.push(vec![
                    Cell::count(u64::from(c.number)),
                    Cell::text(&c.short_name),
                    Cell::text(week.week.to_string()),
                    Cell::text(week.week.monday().to_string()),
                    Cell::text(week.week.sunday().to_string()),
                    Cell::text(&ch.name),
                    gain,
                ]);
            }
        }
    }
    table(
        "每周新增",
        &[("序号", Integer), ("项目", Text), ("周", Id), ("起", DayKind), ("止", DayKind), ("渠道", Text), ("新增", Integer)],
        rows,
    )
}

/// 作品: what tallies are made of.
pub fn works(now: &Snapshot) -> Table {
    let mut rows = Vec::new();
    for (c, t) in each(now) {
        let Detail::Works { counted, undecided, left_out } = &t.detail else { continue };
        let mut row = |w: &WorkLine, state: &str, why: &str| {
            rows.push(vec![
                Cell::count(u64::from(c.number)),
                Cell::text(&c.short_name),
                Cell::text(&t.label),
                Cell::text(&w.title),
                day(w.day),
                Cell::count(w.contacts.low),
                Cell::maybe(w.contacts.high),
                Cell::text(state),
                Cell::text(why),
            ]);
        };
        for w in counted {
            row(w, "计入", "");
        }
        for w in undecided {
            row(w, "待认定", "");
        }
        for (w, why) in left_out {
            row(w, "不计入", why);
        }
    }
    table(
        "作品",
        &[
            ("序号", Integer),
            ("项目", Text),
            ("指标", Text),
            ("作品标题", Text),
            ("发布日", DayKind),
            ("传播量（已核实）", Integer),
            ("传播量（上限，空为不明）", Integer),
            ("计入", Text),
            ("原因", Text),
        ],
        rows,
    )
}

/// 转发: one row per work and channel.
fn reposts(now: &Snapshot) -> Table {
    let mut rows = Vec::new();
    for (c, t) in each(now) {
        let Detail::Repost(m) = &t.detail else { continue };
        for (work, cells) in &m.rows {
            for (name, cell) in m.channels.iter().zip(cells) {
                let state = match cell {
                    Repost::Found => "已转发",
                    Repost::Missing => "未转发",
                    Repost::NotDue => "未到期",
                    Repost::Unchecked => "未查",
                };
                rows.push(vec![
                    Cell::count(u64::from(c.number)),
                    Cell::text(&t.label),
                    Cell::text(&work.title),
                    day(work.day),
                    Cell::text(name),
                    Cell::text(state),
                ]);
            }
        }
    }
    table("转发", &[("序号", Integer), ("要求", Text), ("作品标题", Text), ("发布日", DayKind), ("应转渠道", Text), ("情况", Text)], rows)
}

/// 展示: one row per day.
fn days(now: &Snapshot) -> Table {
    use crate::attain::snapshot::DayState;
    let mut rows = Vec::new();
    for (c, t) in each(now) {
        let Detail::Days(d) = &t.detail else { continue };
        for (date, state) in &d.days {
            let word = match state {
                DayState::Seen => "查见",
                DayState::Certified => "媒体证明",
                DayState::Elsewhere => "位置不符",
                DayState::NotShown => "未展示",
                DayState::Unchecked => "未核",
            };
            rows.push(vec![Cell::count(u64::from(c.number)), Cell::text(&t.label), Cell::text(date.to_string()), Cell::text(word)]);
        }
    }
    table("展示", &[("序号", Integer), ("指标", Text), ("日期", DayKind), ("情况", Text)], rows)
}

/// 待核事项: every case of every question.
fn questions(now: &Snapshot) -> Table {
    let mut rows = Vec::new();
    for c in &now.campaigns {
        for q in &c.questions {
            let mut row = |case: &str| {
                rows.push(vec![
                    Cell::text(&q.id),
                    Cell::count(u64::from(c.number)),
                    Cell::text(q.kind.zh()),
                    Cell::text(&q.channel),
                    q.week.map_or(Cell::Empty, |w| Cell::text(w.to_string())),
                    Cell::text(&q.text),
                    Cell::text(case),
                ]);
            };
            if q.cases.is_empty() {
                row("");
            }
            q.cases.iter().for_each(|case| row(case));
        }
    }
    table("待核事项", &[("编号", Id), ("序号", Integer), ("类别", Text), ("渠道", Text), ("周", Id), ("事项", Text), ("各条", Text)], rows)
}

/// 口径.
fn rules(now: &Snapshot) -> Table {
    let rows = now
        .rules
        .iter()
        .map(|r| {
            vec![
                Cell::text(r.id.as_str()),
                Cell::text(&r.title),
                Cell::text(&r.issue),
                Cell::text(&r.reading),
                r.other_reading.as_ref().map_or(Cell::Empty, Cell::text),
                Cell::text(r.signed.clone().unwrap_or_else(|| "口径待确认".to_owned())),
            ]
        })
        .collect();
    table("口径", &[("编号", Id), ("名称", Text), ("原文问题", Text), ("本系统读作", Text), ("另一读法", Text), ("确认", Text)], rows)
}

/// 尚缺数据.
fn gaps(week: &WeekView) -> Table {
    let rows = week.gaps.iter().map(|g| vec![Cell::text(&g.about), Cell::text(&g.text)]).collect();
    table("尚缺数据", &[("项目或单位", Text), ("缺什么", Text)], rows)
}

/// Everything that is said beside a channel's value.
fn remarks(ch: &crate::attain::snapshot::ChannelSnapshot) -> String {
    let apart = ch.apart.as_ref().map(|why| format!("不计入合计：{why}"));
    apart.into_iter().chain(ch.beside.iter().cloned()).chain(ch.breaks.iter().cloned()).collect::<Vec<_>>().join("；")
}
