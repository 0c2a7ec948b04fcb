//! What people do through the portal: who may see and do what, handing in, settling, filling in. Knows nothing of HTTP.

pub mod answered;
pub mod belonging;
pub mod chase;
pub mod chronicle;
pub mod columns;
pub mod correcting;
pub mod due;
pub mod fill;
pub mod hand_in;
pub mod history;
pub mod letters;
pub mod overlay;
pub mod preview;
pub mod refusal;
pub mod registers;
pub mod review;
pub mod settle;
pub mod source;
pub mod taken;
pub mod template;
mod undone;
pub mod week;
pub mod who;

pub use who::{Role, Unit, Who};
