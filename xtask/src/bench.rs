//! `cargo xtask bench`: measurements, always beside something to compare with.

mod args;
mod backend;
mod bars;
mod chat;
mod medians;
mod table;

use anyhow::Result;

/// Measure, and compare with the bars that the product has to meet.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[command(subcommand)]
    subject: Subject,
}

#[derive(Debug, clap::Subcommand)]
enum Subject {
    /// The backend beside a bare axum relay: delay, throughput, CPU, memory, replay.
    ///
    /// Takes about a quarter of an hour, and half of it without the peers, which are the relays in Node and in Python. As
    /// root the parties go before all other processes; else leave the machine alone meanwhile: what others use of it is
    /// shown.
    Backend(args::Args),
    /// The widget in Chromium beside plain text and its peers: streaming, loading, memory.
    ///
    /// Takes about half an hour, and a third of it without the peers. Leave the machine alone meanwhile: tasks and frames
    /// are measured as they pass.
    Chat(args::Args),
}

/// Runs the command.
pub fn run(args: &Args) -> Result<()> {
    match &args.subject {
        Subject::Backend(args) => backend::run(args),
        Subject::Chat(args) => chat::run(args),
    }
}
