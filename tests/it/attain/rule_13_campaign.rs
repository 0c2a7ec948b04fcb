//! 口径规则13：项目的判定取数量指标中最差的。

use reach::attain::snapshot::Verdict::{self, *};
use reach::attain::verdict::{Judged, campaign};

fn firm(v: Verdict) -> Judged {
    Judged { verdict: v, ends: None }
}

fn open(low: Verdict, high: Verdict) -> Judged {
    Judged { verdict: ToConfirm, ends: Some((low, high)) }
}

#[test]
fn the_worst_indicator_decides() {
    for (targets, expected) in [
        (vec![firm(Achieved), firm(OnTrack)], OnTrack),
        (vec![firm(Achieved), firm(Achieved)], Achieved),
        (vec![firm(OnTrack), firm(Warning), firm(Behind)], Behind),
        (vec![firm(FarBehind), firm(Missed)], Missed),
        (vec![firm(NotStarted), firm(NotStarted)], NotStarted),
        (vec![firm(NotStarted), firm(OnTrack)], OnTrack),
        (vec![firm(OnTrack), open(Behind, OnTrack)], ToConfirm),
        (vec![firm(FarBehind), open(Behind, OnTrack)], FarBehind),
        (vec![firm(Behind), open(Behind, OnTrack)], Behind),
        (vec![firm(Warning), open(Behind, OnTrack)], ToConfirm),
    ] {
        assert_eq!(campaign(&targets), expected, "{targets:?}");
    }
}
