//! The command line: one file for each command.

mod completions;
mod manifest;

use clap::{Parser, Subcommand};

use crate::Outcome;
use crate::failure::Failure;

/// Manifests, and operations of Siesta AI from a shell.
///
/// Exit codes: 0 done; 1 done, and the answer is no; 2 not done.
#[derive(Debug, Parser)]
#[command(name = "siesta", version)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Manifest(manifest::Args),
    Completions(completions::Args),
}

impl Cli {
    /// Carries the command out.
    ///
    /// # Errors
    /// When it can't be carried out; the message says what to do.
    pub async fn run(self) -> Result<Outcome, Failure> {
        match self.command {
            Command::Manifest(args) => manifest::run(args),
            Command::Completions(args) => completions::run(&args),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::Cli;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
