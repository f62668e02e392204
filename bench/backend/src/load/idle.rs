//! Streams on which little happens: what each takes of the server's memory.
//!
//! The relay can hold a reader only together with its socket to the platform: an answer with long pauses. The backend
//! has followers of a conversation, each after a short answer on the same connection.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};
use tokio::sync::{Semaphore, mpsc};
use tokio::time::{sleep, timeout};

use super::Api;
use super::visitor::{Answer, Go, Server, Visitor};
use crate::clock::stamps;
use crate::plan::Plan;
use crate::usage::Usage;

/// How many visitors open their streams at a time.
const OPENING: usize = 64;
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_secs(90);

/// Hardly anything: a token at once, and one each ten seconds.
const SLOW: Plan = Plan { tokens: 1000, interval_us: 10_000_000 };

/// How many, and for how long.
#[derive(Debug, clap::Args)]
pub struct Args {
    #[arg(long)]
    streams: u32,
    /// Seconds to hold them.
    #[arg(long)]
    hold: f64,
}

/// Measures.
pub async fn measure(server: &Server, args: Args) -> Result<Value> {
    let before = Usage::of(server.pid)?;
    let doors = Arc::new(Semaphore::new(OPENING));
    let (opened, mut news) = mpsc::unbounded_channel();
    let visitors: Vec<_> = (0..args.streams)
        .map(|_| {
            let (server, doors, opened) = (server.clone(), doors.clone(), opened.clone());
            tokio::spawn(async move {
                let door = doors.acquire().await;
                let stream = open(&server).await;
                drop(door);
                match stream {
                    Ok((_visitor, mut answer)) => {
                        let _ = opened.send(Ok(()));
                        answer.read(|_| Go::On).await
                    }
                    Err(error) => {
                        let _ = opened.send(Err(error));
                        Ok(())
                    }
                }
            })
        })
        .collect();
    let all = async {
        for _ in 0..args.streams {
            news.recv().await.context("the visitors are gone")??;
        }
        Ok::<_, anyhow::Error>(())
    };
    timeout(PATIENCE, all).await.context("the streams could not be opened in time")??;
    let open = Usage::of(server.pid)?;
    sleep(Duration::from_secs_f64(args.hold)).await;
    let held = Usage::of(server.pid)?;
    let ended = visitors.iter().filter(|visitor| visitor.is_finished()).count();
    ensure!(ended == 0, "{ended} streams ended while they were held");
    let streams = f64::from(args.streams);
    Ok(json!({
        "kib_per_stream": held.rss_kib.saturating_sub(before.rss_kib) as f64 / streams,
        "cpu_us_per_opening": (open.cpu_s - before.cpu_s) * 1e6 / streams,
        "cpu_s_held": held.cpu_s - open.cpu_s,
        "rss_kib": held.rss_kib,
        "errors": 0,
    }))
}

/// A stream on which hardly anything comes.
async fn open(server: &Server) -> Result<(Visitor, Answer)> {
    let mut visitor = Visitor::arrive(server).await?;
    if server.api == Api::Relay {
        let mut answer = visitor.ask(SLOW).await?;
        // By then its socket to the platform is open.
        let mut tokens = 0;
        answer
            .read(|event| {
                stamps(event.json, |_| tokens += 1);
                if tokens > 0 { Go::Away } else { Go::On }
            })
            .await?;
        return Ok((visitor, answer));
    }
    let last = visitor.talk_shortly().await?;
    let answer = visitor.follow(last, true).await?;
    Ok((visitor, answer))
}
