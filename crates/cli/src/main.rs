//! `siesta`: reads the command line, runs the command, and ends with its exit code.

use std::process::ExitCode;

use clap::Parser;
use siesta_cli::{Cli, Outcome};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match Cli::parse().run().await {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Negative) => ExitCode::FAILURE,
        // Whoever reads our output has seen enough, as in `siesta … | head`.
        Err(failure) if failure.is_closed_output() => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("siesta: {failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}
