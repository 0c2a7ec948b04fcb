//! 待核事项 of a campaign as lines: those of one kind about one channel together (counting rule 17).

use super::campaign::named;
use crate::attain::snapshot::QuestionSnapshot;
use serde::Serialize;

/// Questions to be settled.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionView {
    /// 数值下降 …
    pub kind: &'static str,
    /// Channel; empty where there is none or the sentence begins with it.
    pub channel: String,
    /// One sentence; of several questions how many cases there are, and from when to when.
    pub text: String,
    /// The first cases.
    pub cases: Vec<String>,
    /// Several questions: the sentence goes on from the kind.
    pub together: bool,
}

impl QuestionView {
    /// All of it in one line.
    pub fn line(&self) -> String {
        let kind = if self.together { self.kind } else { "" };
        if self.channel.is_empty() { format!("{kind}{}", self.text) } else { format!("{}：{kind}{}", self.channel, self.text) }
    }
}

/// Questions as they stand.
pub(super) fn asked(questions: &[QuestionSnapshot]) -> Vec<QuestionView> {
    let mut groups: Vec<Vec<&QuestionSnapshot>> = Vec::new();
    for q in questions {
        match groups.iter_mut().find(|g| g.first().is_some_and(|f| (f.kind, &f.channel) == (q.kind, &q.channel))) {
            Some(group) => group.push(q),
            None => groups.push(vec![q]),
        }
    }
    groups.into_iter().filter_map(|group| one(&group)).collect()
}

fn one(group: &[&QuestionSnapshot]) -> Option<QuestionView> {
    let first = group.first()?;
    let kind = first.kind.zh();
    if group.len() == 1 {
        // Not where the sentence begins with it anyway.
        let channel = if first.text.starts_with(&first.channel) { String::new() } else { first.channel.clone() };
        return Some(QuestionView { kind, channel, text: first.text.clone(), cases: named(&first.cases), together: false });
    }
    // What has no cases is one itself.
    let of = |q: &&QuestionSnapshot| if q.cases.is_empty() { vec![q.text.clone()] } else { q.cases.clone() };
    let cases: Vec<String> = group.iter().flat_map(of).collect();
    let weeks = || group.iter().filter_map(|q| q.week);
    let span = match (weeks().min(), weeks().max()) {
        (Some(from), Some(to)) => format!("（{}至{}）", from.monday().zh(), to.sunday().zh()),
        _ => String::new(),
    };
    Some(QuestionView {
        kind,
        channel: first.channel.clone(),
        text: format!("{}条{span}，待核实", cases.len()),
        cases: named(&cases),
        together: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::attain::snapshot::QuestionKind::{self, Fall, Jump};
    use crate::base::day::Week;

    fn q(kind: QuestionKind, channel: &str, week: Option<u32>, text: &str, cases: usize) -> QuestionSnapshot {
        QuestionSnapshot {
            id: String::new(),
            kind,
            channel: channel.into(),
            week: week.map(|number| Week { year: 2023, number }),
            text: text.into(),
            cases: vec![String::new(); cases],
            choices: Vec::new(),
            keys: Vec::new(),
            numbers: Vec::new(),
        }
    }

    /// Three weeks of one kind on one channel, four cases: one line with their number and dates.
    #[test]
    fn questions_of_one_kind_share_a_line() {
        let (a, b, c) = (q(Jump, "芒果TV", Some(7), "", 2), q(Jump, "芒果TV", Some(3), "", 1), q(Jump, "芒果TV", Some(11), "", 1));
        let alone = q(Fall, "抖音号", Some(3), "播放量下降", 1);
        for (group, expected) in [
            (vec![a.clone(), b, c], "芒果TV：增长异于平时4条（2023年1月16日至2023年3月19日），待核实"),
            (vec![a.clone(), a.clone()], "芒果TV：增长异于平时4条（2023年2月13日至2023年2月19日），待核实"),
            (vec![alone.clone()], "抖音号：播放量下降"),
        ] {
            assert_eq!(asked(&group).iter().map(QuestionView::line).collect::<Vec<_>>(), [expected]);
        }
        let all = asked(&[a.clone(), alone, a]);
        assert_eq!(all.iter().map(|v| (v.kind, v.cases.len())).collect::<Vec<_>>(), [("增长异于平时", 4), ("数值下降", 1)]);
    }
}
