//! Answers that stream, many at a time: what the server adds to each token, and what it costs.

use std::time::Duration;

use anyhow::Result;
use serde_json::{Value, json};
use tokio::time::{Instant, sleep_until, timeout};

use super::samples::percentile_ms;
use super::visitor::{Event, Go, Server, Visitor};
use crate::clock::{self, stamps};
use crate::plan::Plan;
use crate::usage::Usage;

/// How long an answer may take beyond its own time.
const PATIENCE: Duration = Duration::from_secs(15);

/// How many, and how much.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    streams: u32,
    /// The answers begin spread over so many seconds.
    #[arg(long)]
    ramp: f64,
    #[arg(long)]
    tokens: u32,
    #[arg(long)]
    interval_us: u64,
}

#[derive(Default)]
struct Heard {
    /// When each token came, and how long it took.
    tokens: Vec<(u64, u64)>,
    finished: bool,
}

/// Measures.
pub async fn measure(server: &Server, args: Args) -> Result<Value> {
    let plan = Plan { tokens: args.tokens, interval_us: args.interval_us };
    let own_time = Duration::from_micros(plan.interval_us) * plan.tokens;
    let before = Usage::of(server.pid)?;
    let (started, started_ns) = (Instant::now(), clock::now());
    let visitors: Vec<_> = (0..args.streams)
        .map(|number| {
            let begin =
                started + Duration::from_secs_f64(args.ramp * f64::from(number) / f64::from(args.streams));
            let server = server.clone();
            tokio::spawn(async move {
                sleep_until(begin).await;
                let mut heard = Heard::default();
                let outcome = timeout(own_time + PATIENCE, visit(&server, plan, &mut heard)).await;
                let error = match outcome {
                    Ok(Ok(())) if heard.finished => None,
                    Ok(Ok(())) => Some("the answer ended early".to_owned()),
                    Ok(Err(error)) => Some(format!("{error:#}")),
                    Err(_) => Some("the answer did not end in time".to_owned()),
                };
                (heard, error)
            })
        })
        .collect();

    let (mut tokens, mut errors) = (Vec::new(), Vec::new());
    for visitor in visitors {
        let (heard, error) = visitor.await?;
        tokens.extend(heard.tokens);
        errors.extend(error);
    }
    let used = Usage::of(server.pid)?;
    // While all answers stream.
    let from = (args.ramp * 1e9) as u64;
    let to = own_time.as_nanos() as u64;
    let steady = tokens.iter().filter(|(at, _)| (from..to).contains(&(at - started_ns))).count();
    let mut added: Vec<u64> = tokens.iter().map(|&(_, added)| added).collect();
    let cpu_s = used.cpu_s - before.cpu_s;
    Ok(json!({
        "added_p50_ms": percentile_ms(&mut added, 0.5),
        "added_p99_ms": percentile_ms(&mut added, 0.99),
        "added_max_ms": percentile_ms(&mut added, 1.0),
        "tokens_per_s": steady as f64 * 1e9 / to.saturating_sub(from).max(1) as f64,
        "cpu_us_per_token": cpu_s * 1e6 / added.len().max(1) as f64,
        "rss_kib": used.rss_kib,
        "tokens": added.len(),
        "errors": errors.len(),
        "first_error": errors.first(),
    }))
}

async fn visit(server: &Server, plan: Plan, heard: &mut Heard) -> Result<()> {
    let mut visitor = Visitor::arrive(server).await?;
    let on_event = |event: Event<'_>| {
        stamps(event.json, |sent| heard.tokens.push((event.at, event.at.saturating_sub(sent))));
        heard.finished |= event.is("RUN_FINISHED");
        Go::On
    };
    visitor.ask(plan).await?.read(on_event).await
}
