//! `cargo xtask bench`: measurements, always beside something to compare with.

mod backend;
mod chat;

use anyhow::Result;

/// Measure, and compare with the bars that the product has to meet.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, clap::Subcommand)]
enum Subject {
    Backend(backend::Args),
    Chat(chat::Args),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    match &args.subject {
        Subject::Backend(args) => backend::run(args),
        Subject::Chat(args) => chat::run(args),
    }
}
