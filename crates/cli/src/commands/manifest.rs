//! `siesta manifest`: writing, checking and explaining `siesta-agent-manifest.json`.

mod diff;
mod explain;
mod mode;
mod new;
mod read;
mod schema;
mod told;
mod validate;

use clap::Subcommand;

use crate::{Failure, Outcome};

/// Write, check and explain siesta-agent-manifest.json
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    New(Box<new::Args>),
    Validate(validate::Args),
    Schema(schema::Args),
    Diff(diff::Args),
    Explain(explain::Args),
}

/// Runs the chosen command.
pub fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::New(args) => new::run(*args),
        Command::Validate(args) => validate::run(&args),
        Command::Schema(args) => schema::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Explain(args) => explain::run(&args),
    }
}
