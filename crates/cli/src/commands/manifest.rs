//! `siesta manifest`: writing, checking and explaining `siesta-agent-manifest.json`.

mod mode;
mod schema;
mod validate;

use clap::Subcommand;

use crate::{Failure, Outcome};

/// Check `siesta-agent-manifest.json`.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Validate(validate::Args),
    Schema(schema::Args),
}

/// Runs the chosen command.
pub fn run(args: Args) -> Result<Outcome, Failure> {
    match args.command {
        Command::Validate(args) => validate::run(&args),
        Command::Schema(args) => schema::run(&args),
    }
}
