//! Collectors against simulated platforms that know the truth.

mod answers;
mod clockwork;
mod gate;
mod outside;
mod programme;
mod reading;
mod tokens;
