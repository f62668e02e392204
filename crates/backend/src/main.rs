//! `chat-backend`: reads its settings, listens, and stops in good order.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use backend::logging;
use backend::server::{Server, StartError};
use backend::settings::{Options, Settings};
use clap::Parser;
use tokio::signal::unix::{SignalKind, signal};

/// The backend of the Siesta AI chat widget: the only holder of the API key.
///
/// Settings come from the environment; the README lists them.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// TOML file with settings; the environment goes before it.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Development: on loopback only; pages on loopback may use the chat, and the log is for people.
    #[arg(long)]
    dev: bool,
    /// Folder of the preview page (index.html, preview/, style/), served at / with --dev.
    #[arg(long, value_name = "DIR")]
    preview: Option<PathBuf>,
}

/// Thousands of readers each hold a few buffers that are hardly used. This allocator gives what is free back to the
/// system at once (`.cargo/config.toml` says so), which the C library's doesn't.
#[cfg(feature = "jemalloc")]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

/// Exit code of a start that needs other settings.
const SETTINGS_EXIT: u8 = 2;

fn main() -> ExitCode {
    let Arguments { config, dev, preview } = Arguments::parse();
    let settings = match Settings::read(&Options { config, dev, preview }, std::env::vars()) {
        Ok(settings) => settings,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::from(SETTINGS_EXIT);
        }
    };
    logging::start(dev);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("The backend can't start its threads: {error}.");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(serve(settings)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn serve(settings: Settings) -> Result<(), StartError> {
    // Before anybody is told that it is ready: a signal that comes at once must find its handler.
    let stop = stop_signal();
    let server = Server::bind(settings).await?;
    let mut stdout = std::io::stdout();
    // Whoever waits for this line may have gone; the server is of use all the same.
    let _ = writeln!(stdout, "ready {}", server.url()).and_then(|()| stdout.flush());
    server.run(stop).await;
    Ok(())
}

/// Ends with SIGINT or SIGTERM. They are caught from the call on.
fn stop_signal() -> impl Future<Output = ()> + Send + 'static {
    let signals = (signal(SignalKind::interrupt()), signal(SignalKind::terminate()));
    async move {
        let (Ok(mut interrupt), Ok(mut terminate)) = signals else {
            tracing::error!("signals can't be caught: the backend stops only when it is killed");
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}
