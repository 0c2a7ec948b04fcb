//! Strings from outside, made harmless before anything is laid out. Owns the walk over a snapshot's strings; knows nothing of fonts or HTML.

use crate::attain::snapshot::{
    Calendar, CampaignSnapshot, ChannelSnapshot, Detail, PartnerSnapshot, QuestionSnapshot, RepostMatrix, RuleNote, Snapshot,
    TargetSnapshot, WorkLine,
};

/// Drops control characters, marks that turn the direction of writing, and invisible tags; line breaks and tabs become spaces.
pub fn neutral(text: &str) -> String {
    text.chars().filter_map(|c| if matches!(c, '\n' | '\r' | '\t') { Some(' ') } else { (!is_hidden(c)).then_some(c) }).collect()
}

/// Whether a character has no shape of its own and can only mislead.
pub fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061c}' | '\u{180e}' | '\u{feff}')
        || ('\u{200b}'..='\u{200f}').contains(&c)
        || ('\u{2028}'..='\u{202e}').contains(&c)
        || ('\u{2060}'..='\u{206f}').contains(&c)
        || ('\u{fff0}'..='\u{fffb}').contains(&c)
        || ('\u{e0000}'..='\u{e0fff}').contains(&c)
}

/// The snapshot with every string passed through `f`; ids, numbers and days stay as they are.
pub fn each_string(snapshot: &Snapshot, f: &mut dyn FnMut(&str) -> String) -> Snapshot {
    let mut out = snapshot.clone();
    change_each_string(&mut out, f);
    out
}

/// The same where the snapshot stands.
pub fn change_each_string(snapshot: &mut Snapshot, f: &mut dyn FnMut(&str) -> String) {
    set(&mut snapshot.programme_name, f);
    snapshot.campaigns.iter_mut().for_each(|c| campaign(c, f));
    snapshot.rules.iter_mut().for_each(|r| rule(r, f));
    snapshot.partners.iter_mut().for_each(|p| partner(p, f));
    all(&mut snapshot.limits, f);
    set(&mut snapshot.limits_line, f);
}

fn set(text: &mut String, f: &mut dyn FnMut(&str) -> String) {
    *text = f(text);
}

fn all(texts: &mut [String], f: &mut dyn FnMut(&str) -> String) {
    for t in texts {
        set(t, f);
    }
}

fn rule(r: &mut RuleNote, f: &mut dyn FnMut(&str) -> String) {
    let RuleNote { id: _, title, issue, reading, other_reading, signed } = r;
    [title, issue, reading].into_iter().chain(other_reading.iter_mut()).chain(signed.iter_mut()).for_each(|t| set(t, f));
}

fn partner(p: &mut PartnerSnapshot, f: &mut dyn FnMut(&str) -> String) {
    set(&mut p.name, f);
    set(&mut p.due, f);
    all(&mut p.missing, f);
}

fn campaign(c: &mut CampaignSnapshot, f: &mut dyn FnMut(&str) -> String) {
    for text in [&mut c.title, &mut c.short_name, &mut c.lead, &mut c.partner, &mut c.verdict_text, &mut c.outlook] {
        set(text, f);
    }
    for texts in [&mut c.gaps, &mut c.next_steps, &mut c.notes] {
        all(texts, f);
    }
    c.problems.iter_mut().for_each(|p| set(&mut p.text, f));
    c.targets.iter_mut().for_each(|t| target(t, f));
    c.channels.iter_mut().for_each(|ch| channel(ch, f));
    c.questions.iter_mut().for_each(|q| question(q, f));
    if let Some(Calendar { label, unit, .. }) = &mut c.calendar {
        set(label, f);
        set(unit, f);
    }
}

fn target(t: &mut TargetSnapshot, f: &mut dyn FnMut(&str) -> String) {
    for text in [&mut t.label, &mut t.unit, &mut t.clause, &mut t.clause_text].into_iter().chain(t.decision.as_mut()) {
        set(text, f);
    }
    all(&mut t.unknown, f);
    all(&mut t.notes, f);
    match &mut t.detail {
        Detail::Works { counted, undecided, left_out } => {
            works(counted, f);
            works(undecided, f);
            for (work, reason) in left_out {
                set(&mut work.title, f);
                set(reason, f);
            }
        }
        Detail::Repost(RepostMatrix { channels, rows }) => {
            all(channels, f);
            for (work, _) in rows {
                set(&mut work.title, f);
            }
        }
        Detail::Breaches(list) => list.iter_mut().for_each(|b| set(&mut b.what, f)),
        Detail::Lengths(lengths) => lengths.outliers.iter_mut().for_each(|(title, _)| set(title, f)),
        Detail::None | Detail::Addends(_) | Detail::Days(_) | Detail::Airings { .. } => {}
    }
}

fn works(lines: &mut [WorkLine], f: &mut dyn FnMut(&str) -> String) {
    for w in lines {
        set(&mut w.title, f);
    }
}

fn channel(c: &mut ChannelSnapshot, f: &mut dyn FnMut(&str) -> String) {
    for text in [&mut c.name, &mut c.platform].into_iter().chain(c.apart.as_mut()).chain(&mut c.beside).chain(&mut c.breaks) {
        set(text, f);
    }
}

fn question(q: &mut QuestionSnapshot, f: &mut dyn FnMut(&str) -> String) {
    set(&mut q.channel, f);
    set(&mut q.text, f);
    all(&mut q.cases, f);
    for (key, meaning) in &mut q.choices {
        set(key, f);
        set(meaning, f);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_dropped() {
        assert_eq!(neutral("a\0b\u{202e}c\nd\u{200b}\u{feff}e\u{7}"), "abc de");
        assert_eq!(neutral("<script>㐂𠮷😀"), "<script>㐂𠮷😀");
    }
}
