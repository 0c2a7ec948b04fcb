//! Whether something is on display on a page, and in which place. What cannot be seen is not "not shown".

use super::Answer;
use super::document::{Document, Node, Paths};
use crate::base::text::{clip, fold};
use crate::model::collector::PresencePlace;

/// What was seen on a page that is the page meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// In the demanded place; the text that showed it.
    Shown(String),
    /// On the page, but not in the demanded place.
    Elsewhere(String),
    /// Not on the page.
    NotShown,
}

impl Sight {
    /// Name in `[[tests]]`.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Shown(_) => "shown",
            Self::Elsewhere(_) => "elsewhere",
            Self::NotShown => "not_shown",
        }
    }

    /// What was seen, for people.
    pub fn zh(&self) -> String {
        match self {
            Self::Shown(text) => format!("在规定位置看到“{}”", clip(text, 60)),
            Self::Elsewhere(text) => format!("在页面其他位置看到“{}”", clip(text, 60)),
            Self::NotShown => "页面上没有".to_owned(),
        }
    }
}

/// Looks for the words of a place, or for a link that holds `also`.
pub(super) fn look(document: &Document, paths: &Paths, place: &PresencePlace, also: Option<&str>) -> Result<Sight, Answer> {
    let find = |at: &str| document.find(None, at, paths);
    if find(&place.page_ok).is_empty() {
        return Err(Answer::Unreadable(format!("页面上没有“{}”，不是要看的页面或已改版", place.page_ok)));
    }
    let words: Vec<String> = place.looks_for.iter().map(String::as_str).chain(also).map(fold).filter(|w| !w.is_empty()).collect();
    let seen = |nodes: Vec<Node<'_>>| {
        nodes.into_iter().flat_map(Node::visible).find(|text| {
            let folded = fold(text);
            words.iter().any(|w| folded.contains(w.as_str()))
        })
    };
    let spots = find(&place.place);
    if spots.is_empty() {
        return Err(Answer::Unreadable(format!("页面上没有“{}”这个位置，可能改版", place.place)));
    }
    let short = |t: String| clip(&t.split_whitespace().collect::<Vec<_>>().join(" "), 60);
    if let Some(text) = seen(spots) {
        return Ok(Sight::Shown(short(text)));
    }
    Ok(seen(find(&place.page)).map_or(Sight::NotShown, |t| Sight::Elsewhere(short(t))))
}
