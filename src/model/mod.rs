//! Nouns without behaviour: what the definitions, the ledger, the files and the rules talk about. Not serialisable.

pub mod channel;
pub mod collector;
pub mod draft;
pub mod fact;
pub mod folded;
pub mod metric;
pub mod partner;
pub mod programme;
pub mod reading;
pub mod run;
pub mod target;
