//! `siesta openapi`: the vendor's OpenAPI document and our reading of it.

mod check;
mod fetch;
mod report;

use clap::Subcommand;

use crate::{Failure, Outcome};

pub use fetch::FetchError;

/// Compare the vendor's OpenAPI document with ours
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Check(check::Args),
}

/// Runs the chosen command.
pub async fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Check(args) => check::run(args).await,
    }
}
