//! Which counting rules decide a figure: the target's own, those of its kind, and those that its readings bring into play.

use super::Judging;
use super::judge::Figure;
use crate::attain::snapshot::TargetKind;
use crate::base::id::{ChannelId, RuleId};
use crate::model::fact::PlacementKind;
use crate::model::metric::Metric;
use crate::model::target::{Condition, Required, Spec, Tally, Target};

impl Judging<'_, '_> {
    /// The rules that decide a target's figure as it stands, its own first, each once. A page lists those of them that nobody has signed.
    pub(super) fn deciding(&self, t: &Target, figure: &Figure) -> Vec<RuleId> {
        let clause = self.assessing.campaign.clauses.iter().find(|c| c.id == t.clause).map_or("", |c| c.says.as_str());
        let spec = match &t.spec {
            Spec::Sum { .. } => self.of_sum(figure),
            Spec::Tally(tally) => self.of_tally(tally),
            Spec::Days { .. } => vec!["CR-08"],
            Spec::Each { condition, .. } => vec![of_condition(condition)],
            Spec::EachOn { tally, condition } if tally.channels.is_empty() => vec![of_condition(condition)],
            Spec::EachOn { condition, .. } => vec![of_condition(condition), "CR-06"],
            Spec::Repost { .. } => vec!["CR-07"],
            Spec::Airings { .. } => vec!["CR-10"],
        };
        let also = [
            ("CR-11", t.per_year),
            ("CR-14", clause.contains("全年")),
            ("CR-17", figure.kind == TargetKind::Sum && self.assessing.as_of > self.assessing.campaign.term().end),
            ("CR-18", matches!(t.required, Required::About(_))),
        ];
        let also = also.into_iter().filter(|(_, applies)| *applies).map(|(id, _)| id);
        let mut out = vec![t.rule.clone()];
        for id in spec.into_iter().chain(also).map(RuleId::new) {
            // Where the register does not know a rule, nobody can sign it.
            if !out.contains(&id) && self.assessing.defs.rule(&id).is_some() {
                out.push(id);
            }
        }
        out
    }

    /// What enters the sum decides which rules it needs.
    fn of_sum(&self, figure: &Figure) -> Vec<&'static str> {
        let (values, works) = (self.looked.values, self.looked.works);
        let apart = |n: usize| works.channels.get(n).is_some_and(|c| c.apart);
        let there = || works.placements.iter().zip(&values.worth).filter(|(p, _)| p.belongs && p.fact.kind != PlacementKind::Estimate);
        let contained = |n: usize| works.channels.get(n).is_some_and(|c| works.channels.iter().any(|whole| whole.contains.contains(&c.id)));
        let entering = || there().filter(|(p, _)| !apart(p.channel) && !contained(p.channel));
        let plays = || entering().any(|(p, w)| p.is_work() && w.parts.iter().any(|(m, _)| *m == Metric::Plays));
        let inexact = || entering().any(|(_, w)| w.span.is_some_and(|s| !s.is_exact()));
        // A re-post: a number on a channel that no tally counts.
        let primary = |n: usize| {
            let tallies = self.assessing.campaign.targets.iter().filter_map(|t| if let Spec::Tally(y) = &t.spec { Some(y) } else { None });
            works.channels.get(n).is_some_and(|c| tallies.into_iter().any(|y| y.channels.contains(&c.id)))
        };
        let reposted = || entering().any(|(p, w)| p.is_work() && w.span.is_some() && !primary(p.channel));
        let others = || there().any(|(p, w)| w.span.is_some() && apart(p.channel));
        [
            ("CR-03", plays()),
            ("CR-04", inexact()),
            ("CR-07", reposted()),
            ("CR-15", figure.estimates.low > 0 || figure.estimates.high != Some(0)),
            ("CR-16", others()),
            ("CR-21", self.left_over(|_| true)),
        ]
        .into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(id, _)| id)
        .collect()
    }

    fn of_tally(&self, tally: &Tally) -> Vec<&'static str> {
        let by_works = !tally.channels.is_empty();
        [
            ("CR-05", tally.staff_mark.is_some()),
            ("CR-06", by_works),
            ("CR-09", tally.duration_secs_max.is_some()),
            ("CR-21", by_works && self.left_over(|c| tally.channels.contains(c))),
            ("CR-22", !tally.deliverables.is_empty()),
        ]
        .into_iter()
        .filter(|(_, applies)| *applies)
        .map(|(id, _)| id)
        .collect()
    }

    /// Whether some of the channels hold works that belong to something else.
    fn left_over(&self, among: impl Fn(&ChannelId) -> bool) -> bool {
        let works = self.looked.works;
        works.placements.iter().any(|p| !p.belongs && works.channels.get(p.channel).is_some_and(|c| among(&c.id)))
    }
}

/// The rule by which each work is looked at.
fn of_condition(condition: &Condition) -> &'static str {
    match condition {
        Condition::DurationAtMost(_) | Condition::DurationAbout(_) => "CR-09",
        Condition::AiredIn(_) => "CR-10",
        Condition::GapAtMost(_) => "CR-13",
        Condition::HoursAtLeast(_) | Condition::OfflineAtLeast(_) | Condition::PersonsAtLeast(_) => "CR-19",
    }
}
