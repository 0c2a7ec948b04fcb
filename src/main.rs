//! The program: everything is behind the command line.

fn main() -> std::process::ExitCode {
    reach::cli::main()
}
