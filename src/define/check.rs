//! Checks across files, each with a name. They find; nothing is repaired.

use super::Definitions;
use crate::base::diag::{Diagnostic, Place};
use std::collections::BTreeMap;

type Check = fn(&Definitions, &BTreeMap<&str, &str>, &mut Vec<Diagnostic>);

/// All checks in the order in which they run.
pub const CHECKS: &[(&str, Check)] = &[
    ("budgets_add_up", budgets_add_up),
    ("numbers_are_unique", numbers_are_unique),
    ("terms_lie_in_the_programme", terms_lie_in_the_programme),
    ("years_have_holidays", years_have_holidays),
    ("targets_stay_in_their_campaign", targets_stay_in_their_campaign),
    ("limits_descend", limits_descend),
];

pub(super) fn all(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    for (_, check) in CHECKS {
        check(defs, texts, found);
    }
}

/// The line of a file on which a key stands.
fn line_of(texts: &BTreeMap<&str, &str>, path: &str, key: &str) -> Place {
    let row = texts.get(path).and_then(|t| t.lines().position(|l| l.trim_start().starts_with(key)));
    Place { row: row.and_then(|r| u32::try_from(r + 1).ok()), column: row.map(|_| 1), ..Place::file(path) }
}

fn campaign_path(defs: &Definitions, n: usize) -> String {
    defs.campaigns.get(n).map(|c| format!("targets/{}.toml", c.id)).unwrap_or_default()
}

fn budgets_add_up(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    // With a file that could not be read the sum is bound to be wrong, and that file says why.
    if defs.files.iter().filter(|f| f.path.starts_with("targets/")).count() > defs.campaigns.len() {
        return;
    }
    let sum: u64 = defs.campaigns.iter().map(|c| c.budget_yuan).sum();
    if sum != defs.programme.budget_yuan {
        let expected = format!("各项目预算之和 {} 元", defs.programme.budget_yuan);
        let place = line_of(texts, "seeds/programme.toml", "budget_yuan");
        found.push(Diagnostic::error(
            1023,
            place,
            &format!("{sum} 元"),
            &expected,
            "核对 targets/ 各文件的 budget_yuan，方案五列有各项金额",
        ));
    }
}

fn limits_descend(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    let v = &defs.settings.verdict;
    if !(100 > v.warning_percent && v.warning_percent > v.behind_percent && v.behind_percent > 0) {
        let place = line_of(texts, "seeds/settings.toml", "warning_percent");
        let found_text = format!("预警 {}，滞后 {}", v.warning_percent, v.behind_percent);
        found.push(Diagnostic::error(1024, place, &found_text, "100 > warning_percent > behind_percent > 0", "改成由大到小，如 90 和 75"));
    }
}

fn numbers_are_unique(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    for (n, pair) in defs.campaigns.windows(2).enumerate() {
        if let [a, b] = pair
            && a.number == b.number
        {
            let place = line_of(texts, &campaign_path(defs, n + 1), "number");
            found.push(Diagnostic::error(1017, place, &b.number.to_string(), &format!("{} 已用这个序号", a.id), "改成方案中的序号"));
        }
    }
}

fn terms_lie_in_the_programme(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    for (n, c) in defs.campaigns.iter().enumerate() {
        let term = c.term();
        if term.start < defs.programme.start || term.end > defs.programme.end {
            let expected = format!("{} 至 {} 之内", defs.programme.start, defs.programme.end);
            let place = line_of(texts, &campaign_path(defs, n), "signed_on");
            found.push(Diagnostic::warning(
                1022,
                place,
                &format!("{} 至 {}", term.start, term.end),
                &expected,
                "核对签订日和期限；确属延期的可保留",
            ));
        }
    }
}

fn years_have_holidays(defs: &Definitions, _: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    let years = defs.campaigns.iter().flat_map(|c| c.term().start.ymd().0..=c.term().end.ymd().0);
    let mut missing: Vec<i32> = years.filter(|y| !defs.calendar.notices.contains_key(y)).collect();
    missing.sort_unstable();
    missing.dedup();
    for year in missing {
        let place = Place::file("seeds/holidays.toml");
        found.push(Diagnostic::warning(
            1026,
            place,
            &format!("{year}年"),
            "国务院办公厅通知的放假和调休安排",
            "补上一段 [[years]]；之前只按周末推算",
        ));
    }
}

fn targets_stay_in_their_campaign(defs: &Definitions, texts: &BTreeMap<&str, &str>, found: &mut Vec<Diagnostic>) {
    use crate::model::target::Spec;
    for (n, c) in defs.campaigns.iter().enumerate() {
        for t in &c.targets {
            let used = match &t.spec {
                Spec::Tally(tally) | Spec::EachOn { tally, .. } => tally.channels.clone(),
                Spec::Repost { channels, .. } => channels.clone(),
                Spec::Days { channel, .. } => vec![channel.clone()],
                Spec::Sum { .. } | Spec::Each { .. } | Spec::Airings { .. } => Vec::new(),
            };
            for id in used {
                if defs.channel(&id).is_some_and(|ch| ch.campaign != c.id) {
                    let place = line_of(texts, &campaign_path(defs, n), &format!("id = \"{}\"", t.id));
                    found.push(Diagnostic::error(1020, place, id.as_str(), "本项目的渠道", "改成 seeds/channels.toml 中属于本项目的渠道"));
                }
            }
        }
    }
}
