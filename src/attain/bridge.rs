//! The bridge from a partner's own sum to what the system counts: the difference explained part by part (counting rule 18).

use super::question::Asked;
use crate::base::text::grouped;
use crate::model::fact::BridgeFact;

/// 贵方合计 against what the system counts, explained part by part (counting rule 18). Unit: events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bridge {
    written: u64,
    counted: u64,
    parts: Vec<(String, i64)>,
    /// What rows that were turned back hold, and what nobody can explain.
    open: u64,
}

impl Bridge {
    pub(super) fn of(b: &BridgeFact, asked: &Asked<'_, '_>) -> Self {
        let mut rounding = 0_i64;
        let mut foreign = 0_i64;
        let mut outside = 0_i64;
        let mut private = 0_i64;
        let mut counted = 0_u64;
        let signed = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        // A sum of rounded cells is what the partner's program adds: the written values, which lie above the proven low ends.
        let mut rows = 0_i64;
        // What the rows prove together.
        let (mut least, mut most) = (0_u64, Some(0_u64));
        for (placement, count) in &b.of {
            let low = count.low();
            let shown = count.shown();
            rows += signed(shown);
            least = least.saturating_add(low);
            most = most.zip(count.high()).map(|(a, b)| a.saturating_add(b));
            rounding -= signed(shown) - signed(low);
            let Some(p) = asked.works.placements.iter().find(|p| p.fact.id == *placement) else {
                foreign -= signed(low);
                continue;
            };
            if p.is_work() && !p.belongs {
                foreign -= signed(low);
            } else if p.is_work() && !p.in_term(asked.term) {
                outside -= signed(low);
            } else if !p.is_public(b.day) {
                private -= signed(low);
            } else {
                counted = counted.saturating_add(low);
            }
        }
        let written = b.written.shown();
        let unexplained = rows - signed(written);
        // A sum written as 21.6万 says no more than that the rows round to it; rounded rows no more than that their sum lies in an interval.
        let span = b.written.span();
        let within = span.high.is_none_or(|high| least <= high) && most.is_none_or(|most| span.low <= most);
        let others = private != 0 || foreign != 0 || outside != 0;
        if within && !others {
            return Self { written, counted, parts: Vec::new(), open: 0 };
        }
        let (rounded, unexplained) = if within { (unexplained, 0) } else { (0, unexplained) };
        // What is missing may stand in the rows that were refused, as far as they hold it; where one of them cannot be read, nobody knows how much.
        let (refused, unexplained) = match b.turned_back {
            _ if b.refused == 0 || unexplained >= 0 => (0, unexplained),
            Some(held) => {
                let held = unexplained.max(-signed(held));
                (held, unexplained - held)
            }
            None => (unexplained, 0),
        };
        let turned_back = format!("退回{}行未计入", b.refused);
        let parts = [
            ("约数取下限", rounding),
            ("自见", private),
            ("不属于本项目", foreign),
            ("合同期外", outside),
            ("合计只写到约数", rounded),
            (turned_back.as_str(), refused),
            ("明细与合计不符", unexplained),
        ];
        let open = refused.unsigned_abs() + unexplained.unsigned_abs();
        Self { written, counted, open, parts: parts.into_iter().filter(|(_, n)| *n != 0).map(|(name, n)| (name.to_owned(), n)).collect() }
    }

    /// Whether nothing is left to ask: the sums agree, or the whole difference is explained by what does not count.
    pub(super) fn is_closed(&self) -> bool {
        self.open == 0
    }

    /// One sentence.
    pub(super) fn zh(&self) -> String {
        let parts: Vec<String> = self.parts.iter().map(|(name, n)| format!("{name} {}", grouped_signed(*n))).collect();
        let tail = if parts.is_empty() { String::new() } else { format!("：{}", parts.join("，")) };
        format!("贵方合计 {}，本系统计入 {}{tail}", grouped(self.written), grouped(self.counted))
    }
}

fn grouped_signed(n: i64) -> String {
    format!("{}{}", if n < 0 { "−" } else { "+" }, grouped(n.unsigned_abs()))
}
