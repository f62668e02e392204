//! `siesta-dev-agent`: starts the stand-in, prints `ready http://…` once it listens, and stops
//! cleanly on Ctrl-C or SIGTERM. Logs go to stderr (`RUST_LOG`), stdout has the one ready line.

use clap::Parser;
use dev_agent::{Server, Settings};
use std::io::Write;
use std::process::ExitCode;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tracing_subscriber::EnvFilter;

/// Exit code for a start that a person has to put right, the same as for a wrong option.
const CANNOT_START: u8 = 2;

#[tokio::main]
async fn main() -> ExitCode {
    let settings = Settings::parse();
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();

    let server = match Server::bind(settings).await {
        Ok(server) => server,
        Err(error) => return refuse(&error),
    };
    // Before anybody knows that we run: a signal right after the ready line must find us listening.
    let stop = stop_signal();
    let mut stdout = std::io::stdout();
    // Whoever waits for the line may have gone; that is no reason to stop serving.
    let _ = writeln!(stdout, "ready {}", server.url()).and_then(|()| stdout.flush());
    match server.run(stop).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

fn refuse(error: &dev_agent::StartError) -> ExitCode {
    eprintln!("siesta-dev-agent: {error}.");
    ExitCode::from(CANNOT_START)
}

/// Watches from now on; resolves on Ctrl-C or SIGTERM.
fn stop_signal() -> impl Future<Output = ()> {
    let watch = |kind: SignalKind| {
        let watched = signal(kind);
        if let Err(error) = &watched {
            tracing::warn!(%error, "a signal can't be watched");
        }
        watched.ok()
    };
    let (interrupted, terminated) = (watch(SignalKind::interrupt()), watch(SignalKind::terminate()));
    async move {
        tokio::select! {
            () = next(interrupted) => {}
            () = next(terminated) => {}
        }
    }
}

async fn next(watched: Option<Signal>) {
    match watched {
        Some(mut watched) => drop(watched.recv().await),
        None => std::future::pending().await,
    }
}
