//! Visitors: many at a time, who read what they are sent and note when it comes.

mod idle;
mod replay;
mod samples;
mod streams;
mod visitor;

use anyhow::Result;
use serde_json::Value;

use crate::usage::Usage;

/// What to measure, and on whom.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Address of the server.
    #[arg(long)]
    server: String,
    /// Process of the server.
    #[arg(long)]
    pid: u32,
    /// How the server is spoken to.
    #[arg(long, value_enum)]
    api: Api,
    #[command(subcommand)]
    measurement: Measurement,
}

/// How a server is spoken to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Api {
    /// `POST /run`, and that is all.
    Relay,
    /// The backend's, with a token for each visitor.
    Backend,
}

#[derive(Debug, clap::Subcommand)]
enum Measurement {
    /// Answers that stream, many at a time.
    Streams(streams::Args),
    /// Streams on which little happens: at the relay an answer with long pauses, at the backend a follower.
    Idle(idle::Args),
    /// A conversation read from its beginning.
    Replay(replay::Args),
}

/// Measures, and prints the result.
pub async fn run(args: Args) -> Result<()> {
    let Args { server, pid, api, measurement } = args;
    let server = visitor::Server { address: server, api, pid };
    let mut result: Value = match measurement {
        Measurement::Streams(args) => streams::measure(&server, args).await?,
        Measurement::Idle(args) => idle::measure(&server, args).await?,
        Measurement::Replay(args) => replay::measure(&server, args).await?,
    };
    // Whoever started us wants to know what is left for others.
    result["visitors_cpu_s"] = Usage::of(std::process::id())?.cpu_s.into();
    println!("{result}");
    Ok(())
}
