//! A conversation read from its beginning, as after a long absence.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::samples::percentile_ms;
use super::visitor::{Go, Server, Visitor};
use crate::clock;

/// How long it is, and how often it is read.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    events: u64,
    #[arg(long)]
    times: u32,
}

/// Measures.
pub async fn measure(server: &Server, args: Args) -> Result<Value> {
    let mut visitor = Visitor::arrive(server).await?;
    let mut last = 0;
    while last < args.events {
        last = visitor.talk_shortly().await?;
    }
    let mut took = Vec::new();
    for _ in 0..args.times {
        // A visitor who comes back has a new connection.
        let mut returned = visitor.returned().await?;
        let (asked, mut read, mut whole) = (clock::now(), 0, 0);
        returned
            .follow(last - args.events, false)
            .await?
            .read(|event| {
                read += 1;
                whole = event.at;
                Go::On
            })
            .await?;
        ensure!(read == args.events, "{read} events came instead of {}", args.events);
        took.push(whole.saturating_sub(asked));
    }
    Ok(json!({
        "replay_p50_ms": percentile_ms(&mut took, 0.5),
        "replay_max_ms": percentile_ms(&mut took, 1.0),
        "errors": 0,
    }))
}
