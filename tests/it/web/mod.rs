//! The portal over real connections.

mod again;
mod approval;
mod blank;
mod chrome;
mod collecting;
mod flow;
mod full_disk;
mod guard;
mod handing_in;
mod hostile;
mod journal;
mod letters;
mod matrix;
mod questions;
mod real;
mod refused;
mod registered;
mod reports;
mod resent;
mod risen;
mod settled;
mod tables;
mod ticks;
mod uploads;
mod walks;
mod world;
