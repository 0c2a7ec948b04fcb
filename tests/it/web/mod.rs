//! The portal over real connections.

mod flow;
mod guard;
mod hostile;
mod journal;
mod matrix;
mod real;
mod world;
