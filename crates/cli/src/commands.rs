//! The command line: one file for each command.

mod agents;
mod audit;
mod collections;
mod completions;
mod connections;
mod files;
mod manifest;
mod openapi;
mod tasks;
mod workspaces;

use clap::{Parser, Subcommand};

pub use openapi::FetchError;

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
    Openapi(openapi::Args),
    Agents(agents::Args),
    Tasks(tasks::Args),
    Files(files::Args),
    Collections(collections::Args),
    Connections(connections::Args),
    Workspaces(workspaces::Args),
    Audit(audit::Args),
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
            Command::Openapi(args) => openapi::run(args).await,
            Command::Agents(args) => agents::run(args).await,
            Command::Tasks(args) => tasks::run(args).await,
            Command::Files(args) => files::run(args).await,
            Command::Collections(args) => collections::run(args).await,
            Command::Connections(args) => connections::run(args).await,
            Command::Workspaces(args) => workspaces::run(args).await,
            Command::Audit(args) => audit::run(args).await,
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
