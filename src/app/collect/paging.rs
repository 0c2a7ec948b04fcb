//! Page after page of a list: by number, by cursor, by the number of pages told, or a page per publish day; every item once.

use super::gather::{Found, Progress, fault_of, moment};
use crate::extract::{Page, Row};
use crate::model::collector::Paging;
use crate::model::run::RunOutcome;
use std::collections::BTreeSet;

/// Days that fail one after the other, then no further ones are asked for.
const FAULTS_MAX: u32 = 3;

impl Progress<'_> {
    pub(super) async fn pages(&mut self, n: usize) {
        let collector = self.job.collector.clone();
        let Some(source) = collector.sources.get(n) else { return };
        self.variables.unset("cursor");
        if let Paging::Cursor { first: Some(first), .. } = &source.paging {
            self.variables.set("cursor", first.clone());
        }
        let (first, pages_max) = match &source.paging {
            Paging::None => (0, 1),
            Paging::Number { first, pages_max } | Paging::Total { first, pages_max, .. } => (*first, *pages_max),
            Paging::Cursor { pages_max, .. } => (0, *pages_max),
            Paging::Days { back } => (0, *back),
        };
        let today = moment(self.fetcher).date();
        let mut cursors: BTreeSet<String> = BTreeSet::new();
        let mut faults_in_a_row = 0;
        for i in 0..pages_max {
            self.variables.set("page", (first + i).to_string());
            self.variables.set("day", today.plus(-1 - i32::try_from(i).unwrap_or(0)).to_string());
            let alone = matches!(source.paging, Paging::Days { .. });
            let result = self
                .read(&source.request, |reader, c| {
                    let page = reader.page(n, &c.body, c.content_type.as_deref(), i == 0 || alone);
                    (page.answer.clone(), page)
                })
                .await;
            let (kept, page) = match result {
                Ok((kept, _, page)) => (kept, page),
                // Behind the last numbered page many sites have none.
                Err(_) if i > 0 && self.no_such_page && matches!(source.paging, Paging::Number { .. }) => return,
                Err(fault) => {
                    let over = matches!(fault.0, RunOutcome::LoginWall | RunOutcome::Stopped) || !alone;
                    self.fail(fault);
                    faults_in_a_row += 1;
                    if over || faults_in_a_row >= FAULTS_MAX {
                        return;
                    }
                    continue;
                }
            };
            faults_in_a_row = if fault_of(&page.answer).is_some() { faults_in_a_row + 1 } else { 0 };
            let taken = self.take(page, kept);
            let over = match &source.paging {
                Paging::None => true,
                Paging::Days { .. } => faults_in_a_row >= FAULTS_MAX || self.fault.as_ref().is_some_and(|f| f.0 == RunOutcome::LoginWall),
                // A site that answers every number with the same page has but that one.
                Paging::Number { .. } => taken.fresh == 0,
                Paging::Total { path, .. } => self.last_of_told(&taken, i, path),
                Paging::Cursor { path, more_path, .. } => {
                    match self.next_cursor(&taken, path.as_deref(), more_path.as_deref(), &mut cursors) {
                        Some(c) => {
                            self.variables.set("cursor", c);
                            false
                        }
                        None => true,
                    }
                }
            };
            if over || (self.fault.is_some() && !alone) {
                return;
            }
        }
        if !matches!(source.paging, Paging::Days { .. } | Paging::None) {
            self.out.questions.push(format!("读满 {pages_max} 页仍未到头，更早的条目这次没有读；可在采集定义里加大 pages_max"));
        }
    }

    /// Whether a page is the last of those that the answers tell of. A number of pages that is not told, or a page without the rows that
    /// it should have, is a fault: what is behind it would stay unread in silence.
    fn last_of_told(&mut self, taken: &Taken, page: u32, path: &str) -> bool {
        if self.fault.is_some() || (taken.seen == 0 && page == 0) {
            return true;
        }
        let Some(total) = taken.total else {
            self.fail((RunOutcome::Unreadable, format!("返回里没有总页数（{path}），后面的页没有读；返回的结构可能变了")));
            return true;
        };
        if taken.seen == 0 && page < total {
            self.fail((RunOutcome::Unreadable, format!("平台说共 {total} 页，第 {} 页却一条也没有；后面的没有读", page + 1)));
            return true;
        }
        page + 1 >= total
    }

    /// The cursor of the next page; `None`: there is none. An answer that leaves it open whether there is more is a fault.
    fn next_cursor(&mut self, taken: &Taken, path: Option<&str>, more_path: Option<&str>, asked: &mut BTreeSet<String>) -> Option<String> {
        if self.fault.is_some() || taken.more == Some(false) || (taken.seen == 0 && (more_path.is_none() || taken.more.is_none())) {
            return None;
        }
        if let (Some(more_path), None) = (more_path, taken.more) {
            self.fail((RunOutcome::Unreadable, format!("返回里没有“还有没有下一页”（{more_path}），后面的没有读；返回的结构可能变了")));
            return None;
        }
        let cursor = if path.is_some() { taken.cursor.clone() } else { taken.earliest.clone() };
        let cursor = cursor.filter(|c| !c.is_empty());
        if cursor.is_none() && (taken.more == Some(true) || path.is_none()) {
            let place = path.unwrap_or("发布时间");
            self.fail((RunOutcome::Unreadable, format!("返回里没有翻页要用的“{place}”，后面的没有读；返回的结构可能变了")));
        }
        cursor.filter(|c| asked.insert(c.clone()))
    }

    /// Takes over the rows of a page. Items that were there already (paging may repeat them) are left out.
    fn take(&mut self, page: Page, kept: usize) -> Taken {
        let seen = page.rows.len() + page.left_out as usize;
        if let Some(fault) = fault_of(&page.answer) {
            self.fail(fault);
        }
        let earliest = page.rows.iter().filter_map(|r| Some((r.published?, r.id.clone()?))).min().map(|(_, id)| id);
        let mut taken = Taken { seen, fresh: 0, total: page.total, cursor: page.cursor, more: page.more, earliest };
        if page.unsettled {
            self.unsettled += 1;
            return taken;
        }
        for row in page.rows {
            if !self.ids.insert(identity(&row, self.ids.len())) {
                continue;
            }
            taken.fresh += 1;
            self.out.items_found += 1;
            if let Some(why) = &row.missing {
                self.out.unreadable += 1;
                if self.fault.is_none() {
                    self.fault = Some((RunOutcome::Unreadable, why.clone()));
                }
                continue;
            }
            self.out.rows.push(Found { page: kept, numbers: kept, row });
        }
        taken
    }
}

/// What tells a row from others: its id, else everything that stands on it; a row that could not be read is one of its own.
fn identity(row: &Row, position: usize) -> String {
    match (&row.id, &row.missing) {
        (Some(id), _) => id.clone(),
        (None, Some(_)) => format!("\0{position}"),
        (None, None) => format!("\0{:?}\0{:?}\0{:?}", row.title, row.url, row.published),
    }
}

/// What a page brought and says of the next one.
struct Taken {
    /// Rows on it.
    seen: usize,
    /// Rows that no page before had.
    fresh: usize,
    total: Option<u32>,
    cursor: Option<String>,
    more: Option<bool>,
    earliest: Option<String>,
}
