//! The program: calls the command line.
fn main() {}
