//! The command line: Chinese help, exit codes, one writer. Parsing never does anything.

mod args;
mod collect;
mod demo;
mod import;
mod memory;
mod new;
mod out;
mod run;

use args::Args;
use clap::Parser;
use out::Out;
use std::process::ExitCode;

/// 0 done; 1 done, and something is refused, behind or damaged; 2 wrong usage or definitions; 3 we failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Done.
    Done,
    /// Done, with findings.
    Findings,
    /// Wrong usage or definitions.
    Usage,
    /// We failed.
    Failed,
}

impl From<Exit> for ExitCode {
    fn from(e: Exit) -> Self {
        Self::from(match e {
            Exit::Done => 0,
            Exit::Findings => 1,
            Exit::Usage => 2,
            Exit::Failed => 3,
        })
    }
}

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    crate::base::guard::hush();
    let args = match Args::try_parse() {
        Ok(args) => args,
        Err(e) => return args::explain(&e).into(),
    };
    let mut out = Out::new();
    match run::run(args, &mut out) {
        Ok(exit) => exit.into(),
        Err(e) => {
            use crate::app::AppError;
            let exit = match e.downcast_ref::<AppError>() {
                Some(AppError::Usage(_) | AppError::Definitions(_)) => Exit::Usage,
                _ => Exit::Failed,
            };
            let text = crate::base::chain::chain(e.as_ref());
            let head = if exit == Exit::Failed { "错误 R9001　程序没能完成：" } else { "" };
            out.error(&format!("{head}{text}"));
            exit.into()
        }
    }
}

/// The help of the whole program, for the README's test.
pub fn help() -> String {
    args::help()
}
