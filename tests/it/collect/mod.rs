//! Collectors against simulated platforms that know the truth.

mod against;
mod answers;
mod clockwork;
mod days;
mod gate;
mod outside;
mod pages;
mod processes;
mod programme;
mod reading;
mod tokens;
